package main

import (
	"fmt"

	"voxpop"
	"voxpop/internal/app"
)

type deskCmd struct {
	Addr string `help:"Address of the newsroom's pages; port 0 takes any; without a host, this machine only. Default: [listen] desk of voxpop.toml." placeholder:"HOST:PORT"`
}

func (deskCmd) Help() string {
	return `Serves the newsroom's pages, runs a worker, and fetches what came at the public doors named by
[[door]] in voxpop.toml, every quarter of an hour or as [pull] says, until it is interrupted. It
asks for the passphrase of the keys once, at the start, and ends at once when that is wrong. Without
any the pages are there and nothing is fetched: what people sent waits at the door, sealed.

Everybody signs in. The first person comes in by a link that voxpop people invite prints here; for
other machines let a proxy serve the desk over https, and name its address in [listen] desk_origin
(docs/PEOPLE.md).

Example:
  voxpop desk --dir newsroom
  VOXPOP_PASSPHRASE_FILE=/run/secrets/voxpop voxpop desk --dir newsroom`
}

func (c deskCmd) Run(s *session) error {
	a, err := s.openLogging()
	if err != nil {
		return err
	}
	switch {
	case a.Keys == nil && len(a.Config.Doors) > 0:
		fmt.Fprintln(s.stderr, "warning: no door is visited: the workspace has no keys; voxpop keys init makes them")
	case a.Keys == nil:
	case len(a.Config.Doors) == 0:
		fmt.Fprintf(s.stderr, "no door to fetch from: name one with [[door]] in %s (docs/DOOR.md)\n", app.ConfigFile)
		fallthrough
	default:
		if err := s.unlock(a); err != nil {
			return s.closed(a, err)
		}
	}
	err = a.Run(s.ctx, app.Parts{Worker: true, Pages: true, Listen: c.Addr, Visits: true, Ready: func(at app.Started) {
		fmt.Fprintf(s.stdout, "serving %s\n", at.Desk)
		if n := len(a.Config.Doors); n > 0 && a.Keys != nil && !a.Keys.Locked() {
			fmt.Fprintf(s.stdout, "fetching from %s every %s\n", count(n, "door", "doors"), a.Config.Pull.Every)
		}
	}})
	return s.closed(a, err)
}

// unlockTries is how often a passphrase may be typed.
const unlockTries = 3

// unlock asks for the passphrase where one is needed. Without any, it says
// what goes on; one that is wrong is an error, since nobody would hear of it
// later, but whoever types it may try again.
func (s *session) unlock(a *app.App) error {
	asked, typed := false, ""
	ask := a.Keys.Passphrase
	a.Keys.Passphrase = func() (p string, err error) {
		asked = true
		typed, err = ask()
		return typed, err
	}
	err := a.Keys.Wake()
	_, none := app.EnvPassphrase(s.getenv)()
	given := voxpop.KindOf(none) != voxpop.Forbidden
	_, keyboard := s.keyboard()
	for try := 1; err != nil && asked; try++ {
		if s.ctx.Err() != nil || given || voxpop.KindOf(err) != voxpop.Forbidden {
			return err
		}
		if !keyboard || typed == "" {
			break
		}
		if try == unlockTries {
			return err
		}
		fmt.Fprintf(s.stderr, "%v; try again, or press Enter to go on without\n", err)
		if typed, err = ask(); err == nil {
			err = a.Keys.Unlock(typed)
		}
	}
	if err != nil {
		fmt.Fprintf(s.stderr, "warning: the keys stay locked: %v; what people send waits, sealed, and media do not open\n", err)
	}
	return nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// closed closes the workspace after a verb that ran on.
func (s *session) closed(a *app.App, err error) error {
	if closeErr := a.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		fmt.Fprintln(s.stdout, "stopped")
	}
	return err
}
