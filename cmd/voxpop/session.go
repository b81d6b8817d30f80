package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"voxpop"
	"voxpop/internal/app"
)

// lease is app.Config's Lease; the tests that kill workers spare the time.
var lease time.Duration

// session is one run of the program: what a verb may touch.
type session struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer // for people: controls of other people's texts do not pass
	facts          io.Writer // stdout as it is, for JSON
	screen         io.Writer // stderr as it is, for the bar of progress
	getenv         func(string) string
	cli            *cli
	verb           string
	hush           func() // ends what [session.telling] would still say; nil: nothing
}

// dir is the workspace: --dir, else VOXPOP_DIR, else ./voxpop-data.
func (s *session) dir() string {
	if s.cli.Dir != nil {
		return *s.cli.Dir
	}
	return cmp.Or(s.getenv("VOXPOP_DIR"), "voxpop-data")
}

// by is who does it, for the audit log.
func (s *session) by() voxpop.Actor {
	return voxpop.Actor(cmp.Or(s.cli.By, s.getenv("VOXPOP_BY"), s.getenv("USER"), "editor"))
}

// open opens the workspace, which must be there unless create says otherwise.
func (s *session) open(create bool) (*app.App, error) {
	dir := s.dir()
	if create {
		if err := app.CreateWorkspace(dir); err != nil {
			return nil, err
		}
	} else if !app.IsWorkspace(dir, s.getenv) {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "open", Place: dir, Message: "there is no workspace here",
			Hint: "name one with --dir or $VOXPOP_DIR; voxpop init, import and demo make one"}
	}
	return s.openWith(io.Discard)
}

// openLogging opens the workspace with a log on stderr, for verbs that run on.
func (s *session) openLogging() (*app.App, error) {
	if !app.IsWorkspace(s.dir(), s.getenv) {
		return s.open(false)
	}
	for _, w := range app.NoDumps() { // it opens what was sealed, for as long as it runs
		fmt.Fprintf(s.stderr, "warning: %s\n", w)
	}
	return s.openWith(s.stderr)
}

// openDemo opens the demo's workspace, which may be new.
func (s *session) openDemo() (*app.App, error) { return s.openWith(s.stderr) }

func (s *session) openWith(log io.Writer) (*app.App, error) {
	cfg, err := app.LoadConfig(s.dir(), s.getenv)
	if err != nil {
		return nil, err
	}
	cfg.Lease = lease
	cfg.Passphrase = s.passphrase("The newsroom's passphrase: ")
	return app.OpenLogging(s.ctx, cfg, log)
}

// with opens the workspace, calls fn and closes it again.
func (s *session) with(create bool, fn func(*app.App) error) error {
	a, err := s.open(create)
	if err != nil {
		return err
	}
	err = fn(a)
	if closeErr := a.Close(); err == nil {
		err = closeErr
	}
	return err
}

// json writes v as indented JSON to stdout.
func (s *session) json(v any) error {
	w := bufio.NewWriter(s.facts)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return w.Flush()
}

// terminal reports whether w is a terminal that can redraw a line.
func (s *session) terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isTerminal(f) && s.getenv("TERM") != "dumb"
}
