package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
)

// TestDeskSpeed prints how fast the desk is with as many responses as
// VOXPOP_DESK_SPEED says, in a real browser: the time of the server for every
// list and action, and the time from a key to what the eye sees (make
// desk-speed; docs/DESK.md).
func TestDeskSpeed(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("VOXPOP_DESK_SPEED"))
	if err != nil {
		t.Skip("VOXPOP_DESK_SPEED says with how many responses")
	}
	node := tool(t, "node")
	ctx := t.Context()
	a, err := app.OpenLogging(ctx, app.Config{Dir: filepath.Join(t.TempDir(), "room"), House: voxpop.DefaultHouse(), Listen: "127.0.0.1:0"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Store.Import(ctx, "desk-speed", false, func(b record.Batch) error {
		return recordtest.Fill(ctx, recordtest.Spec{Seed: 7, Responses: n, Statements: 60}, b)
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Store.Fold(ctx, "harbour-clock"); err != nil {
		t.Fatal(err)
	}
	if err := a.DemoPeople(ctx, "desk-speed"); err != nil {
		t.Fatal(err)
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	running, cancel := context.WithCancel(ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- a.Run(running, app.Parts{Pages: true, Ready: func(at app.Started) { ready <- at.Desk }})
	}()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	var base string
	select {
	case base = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	cmd := exec.Command(node, filepath.Join("..", "..", "tools", "browser", "desk_speed.mjs"), base, "harbour-clock", cast.Passphrase)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
}
