package main

import (
	"fmt"

	"voxpop"
	"voxpop/internal/app"
)

type serveCmd struct {
	Addr        string `help:"Address of the newsroom's pages; port 0 takes any; without a host, this machine only. Default: [listen] desk of voxpop.toml." placeholder:"HOST:PORT"`
	FrontAddr   string `help:"Address of the public door. Default: [front] listen." placeholder:"HOST:PORT"`
	IUnderstand bool   `help:"Let other machines reach a door whose keys lie beside it."`
}

func (serveCmd) Help() string {
	return `Serves the newsroom's pages, runs a worker, and opens the public door, all on this machine, until it
is interrupted: to try it out. What people send is sealed as it comes and taken into the record
within seconds. Keys and door share the machine, so who takes the machine reads what it takes in;
every page says so, and an address that other machines reach is refused. For real answers run
voxpop front and voxpop desk on two machines (docs/HOWTO.md).

Without keys there is no public door: voxpop keys init makes them. Everybody
signs in at the newsroom's pages; the first comes in by a link that voxpop people invite prints.

Example:
  voxpop serve --dir newsroom --addr 127.0.0.1:8080`
}

func (c serveCmd) Run(s *session) error {
	a, err := s.openLogging()
	if err != nil {
		return err
	}
	if a.Keys == nil {
		fmt.Fprintf(s.stderr, "the public door is shut: the workspace has no keys; voxpop keys init --dir %s makes them\n", s.dir())
	} else {
		if len(a.Config.Doors) > 0 {
			fmt.Fprintf(s.stderr, "the doors named in %s are not visited by serve; voxpop desk fetches from them\n", app.ConfigFile)
		}
		if err := s.unlock(a); err != nil {
			return s.closed(a, err)
		}
	}
	err = a.Run(s.ctx, app.Parts{Worker: true, Pages: true, Listen: c.Addr, Front: true, FrontListen: c.FrontAddr, Understood: c.IUnderstand, Ready: func(at app.Started) {
		fmt.Fprintf(s.stdout, "serving %s\n", at.Desk)
		if at.Front != "" {
			fmt.Fprintf(s.stdout, "public door %s (to try it out: keys and door share this machine)\n", at.Front)
		}
	}})
	return s.closed(a, err)
}

type workCmd struct {
	Once bool `help:"Do what can be done now, and stop."`
	JSON bool `help:"With --once: what came of it, as one JSON object."`
}

func (workCmd) Help() string {
	return `Runs jobs that verbs left behind, on this machine or beside others on one PostgreSQL, until it is
interrupted; with --once until nothing is left that can be done. Among them are the steps of
recordings (voxpop help media). A job cut short is tried again. It asks for the passphrase of the keys
once, at the start: without it recordings wait, sealed.

Example:
  voxpop work --dir newsroom
  VOXPOP_PASSPHRASE_FILE=/run/secrets/voxpop voxpop work --once`
}

func (c workCmd) Run(s *session) error {
	if c.JSON && !c.Once {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "work", Place: "--json", Message: "is for --once", Hint: "say --once, or leave it out"}
	}
	a, err := s.openLogging()
	if err != nil {
		return err
	}
	if a.Keys != nil {
		if err := s.unlock(a); err != nil {
			return s.closed(a, err)
		}
	}
	if c.Once {
		err := c.once(s, a)
		if closeErr := a.Close(); err == nil {
			err = closeErr
		}
		return err
	}
	return s.closed(a, a.Run(s.ctx, app.Parts{Worker: true, Ready: func(app.Started) { fmt.Fprintln(s.stdout, "working") }}))
}

// once does what waits and shows how far it is.
func (c workCmd) once(s *session, a *app.App) error {
	bar := s.progress("recordings")
	got, err := a.Drain(s.ctx, func(done, of int) {
		if of > 0 {
			bar.to(int64(done), int64(of))
		}
	})
	bar.end()
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(got)
	}
	if got == (app.Drained{}) {
		_, err := fmt.Fprintln(s.stdout, "nothing left to do")
		return err
	}
	fmt.Fprintf(s.stdout, "%s of recordings done, %d failed, %d wait\n", number(got.Done, "step"), got.Failed, got.Waiting)
	if got.Failed+got.Waiting > 0 {
		fmt.Fprintln(s.stdout, "next: voxpop media CALLOUT --open says why")
	}
	return nil
}
