package main

import (
	"fmt"

	"voxpop/internal/app"
)

type serveCmd struct {
	Addr string `help:"Address of the newsroom's pages; port 0 takes any; without a host, this machine only. Default: [listen] desk of voxpop.toml." placeholder:"HOST:PORT"`
}

func (serveCmd) Help() string {
	return `Serves the newsroom's pages and runs a worker until it is interrupted. There is no login yet: keep
the address on this machine, or behind something that asks who comes.

Example:
  voxpop serve --dir newsroom --addr 127.0.0.1:8080`
}

func (c serveCmd) Run(s *session) error {
	return s.serve(app.Parts{Worker: true, Pages: true, Listen: c.Addr, Ready: func(at app.Started) {
		fmt.Fprintf(s.stdout, "serving %s\n", at.Desk)
	}})
}

type workCmd struct{}

func (workCmd) Help() string {
	return `Runs jobs that verbs left behind, on this machine or beside others on one PostgreSQL, until it is
interrupted. A job cut short is tried again.

Example:
  voxpop work --dir newsroom`
}

func (workCmd) Run(s *session) error {
	return s.serve(app.Parts{Worker: true, Ready: func(app.Started) { fmt.Fprintln(s.stdout, "working") }})
}

func (s *session) serve(p app.Parts) error {
	a, err := s.openLogging()
	if err != nil {
		return err
	}
	err = a.Run(s.ctx, p)
	if closeErr := a.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		fmt.Fprintln(s.stdout, "stopped")
	}
	return err
}
