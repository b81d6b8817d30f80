package editor

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"voxpop"
)

// script writes a program that stands in for an editor; its last argument is
// the file.
func script(t *testing.T, body string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no shell")
	}
	name := filepath.Join(t.TempDir(), "edit")
	if err := os.WriteFile(name, []byte("#!/bin/sh\nfor file; do :; done\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

func here(t *testing.T, command string) *Editor {
	return &Editor{Command: command, Folders: []string{t.TempDir()}, inMemory: func(string) bool { return true }}
}

func left(t *testing.T, e *Editor) []os.DirEntry {
	t.Helper()
	all, err := os.ReadDir(e.Folders[0])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEdit(t *testing.T) {
	// It also lays a copy beside the file, as editors do.
	e := here(t, script(t, `[ "$(stat -c %a "$file" 2>/dev/null || echo 600)" = 600 ] || exit 9
cp "$file" "$file~"; sed -i s/heard/herd/ "$file"`))
	got, err := e.Edit(t.Context(), "I heard it.\n", ".txt")
	if err != nil || got != "I herd it.\n" {
		t.Errorf("%q, %v", got, err)
	}
	if all := left(t, e); len(all) > 0 {
		t.Errorf("%v is left", all)
	}
}

func TestEditFails(t *testing.T) {
	e := here(t, script(t, "exit 3"))
	if _, err := e.Edit(t.Context(), "canary", ".txt"); voxpop.KindOf(err) != voxpop.Invalid || strings.Contains(err.Error(), "canary") {
		t.Error(err)
	}
	if all := left(t, e); len(all) > 0 {
		t.Errorf("%v is left", all)
	}
	for command, kind := range map[string]voxpop.Kind{"": voxpop.Invalid, "no-such-editor-here": voxpop.NotFound} {
		if _, err := here(t, command).Edit(t.Context(), "", ".txt"); voxpop.KindOf(err) != kind || voxpop.HintOf(err) == "" {
			t.Errorf("%q: %v", command, err)
		}
	}
	e = here(t, script(t, "true"))
	e.inMemory = func(string) bool { return false }
	if _, err := e.Edit(t.Context(), "", ".txt"); voxpop.KindOf(err) != voxpop.Unavailable || voxpop.HintOf(err) == "" {
		t.Error(err)
	}
	if all := left(t, e); len(all) > 0 {
		t.Errorf("a disk holds %v", all)
	}
}

// What a program that was killed left is removed; what one that runs holds stays.
func TestSweep(t *testing.T) {
	e := here(t, script(t, "true"))
	for _, name := range []string{prefix + "41-x", prefix + "42-x", prefix + "x", "other"} {
		if err := os.Mkdir(filepath.Join(e.Folders[0], name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	e.alive = func(pid int) bool { return pid == 42 }
	if _, err := e.Edit(t.Context(), "x", ".txt"); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range left(t, e) {
		names = append(names, d.Name())
	}
	if got := strings.Join(names, " "); got != "other "+prefix+"42-x "+prefix+"x" {
		t.Errorf("left: %s", got)
	}
}

func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says")
	}
	if isMemory("/proc") {
		t.Error("/proc is no place for a file")
	}
	if !isAlive(os.Getpid()) {
		t.Error("this process does not run")
	}
}

func TestCommand(t *testing.T) {
	env := map[string]string{"EDITOR": "ed", "VISUAL": "code --wait"}
	if got := Command(func(name string) string { return env[name] }); got != "code --wait" {
		t.Errorf("got %q", got)
	}
	if q := quietly("vim"); len(q) == 0 || quietly("nano") != nil {
		t.Errorf("vim gets %v", q)
	}
}
