package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"voxpop/internal/app"
	"voxpop/internal/cast"
)

// The scripts run the program as a person would; this binary stands in for it.
func TestMain(m *testing.M) {
	app.Caged()
	if v, err := time.ParseDuration(os.Getenv("VOXPOP_TEST_LEASE")); err == nil {
		lease = v
	}
	keyWork = 10 // a passphrase costs its guessers nothing here
	testscript.Main(m, map[string]func(){
		"voxpop": func() { os.Exit(program()) },
	})
}

// TestScript runs testdata/script/*.txtar; first_day.txtar is the tour. A
// script finds the cast's record in $CAST.
func TestScript(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "cast")
	if err := os.CopyFS(folder, cast.Record()); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: os.Getenv("VOXPOP_UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("CAST", folder)
			e.Setenv("USER", "chiara")
			e.Setenv("ESC", "no\x1b[2Jpe")
			return nil
		},
		RequireExplicitExec: true,
		Cmds:                receiveCmds,
	})
}
