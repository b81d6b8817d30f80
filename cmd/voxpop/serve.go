package main

import (
	"fmt"

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

Without keys there is no public door: voxpop keys init makes them. There is no login yet: keep the
newsroom's address on this machine, or behind something that asks who comes.

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

type workCmd struct{}

func (workCmd) Help() string {
	return `Runs jobs that verbs left behind, on this machine or beside others on one PostgreSQL, until it is
interrupted. A job cut short is tried again.

Example:
  voxpop work --dir newsroom`
}

func (workCmd) Run(s *session) error {
	a, err := s.openLogging()
	if err != nil {
		return err
	}
	return s.closed(a, a.Run(s.ctx, app.Parts{Worker: true, Ready: func(app.Started) { fmt.Fprintln(s.stdout, "working") }}))
}
