package main

import (
	"fmt"

	"voxpop/internal/app"
)

type deskCmd struct {
	Addr string `help:"Address of the newsroom's pages; port 0 takes any; without a host, this machine only. Default: [listen] desk of voxpop.toml." placeholder:"HOST:PORT"`
}

func (deskCmd) Help() string {
	return `Serves the newsroom's pages, runs a worker, and fetches what came at the public doors named by
[[door]] in voxpop.toml, every quarter of an hour or as [pull] says, until it is interrupted. It
asks for the passphrase of the keys once, at the start. Without it the pages are there and nothing
is fetched: what people sent waits at the door, sealed.

There is no login yet: keep the address on this machine, or behind something that asks who comes.

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
		s.unlock(a)
	}
	err = a.Run(s.ctx, app.Parts{Worker: true, Pages: true, Listen: c.Addr, Visits: true, Ready: func(at app.Started) {
		fmt.Fprintf(s.stdout, "serving %s\n", at.Desk)
		if n := len(a.Config.Doors); n > 0 && a.Keys != nil && !a.Keys.Locked() {
			fmt.Fprintf(s.stdout, "fetching from %s every %s\n", count(n, "door", "doors"), a.Config.Pull.Every)
		}
	}})
	return s.closed(a, err)
}

// unlock asks for the passphrase where one is needed, and says what goes on
// without it.
func (s *session) unlock(a *app.App) {
	if err := a.Keys.Wake(); err != nil {
		fmt.Fprintf(s.stderr, "warning: the keys stay locked: %v; what people send waits, sealed, and media do not open\n", err)
	}
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
