package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop/internal/cast"
)

// Who presses Ctrl-C is told what became of the work, and nothing stays half done.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "cast")
	if err := os.CopyFS(folder, cast.Record()); err != nil {
		t.Fatal(err)
	}
	env := func(string) string { return "" }
	voxpop := func(ctx context.Context, args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		status := run(ctx, args, strings.NewReader(""), &stdout, &stderr, env)
		return status, stdout.String(), stderr.String()
	}
	desk := filepath.Join(dir, "desk")
	if status, _, said := voxpop(t.Context(), "import", folder, "--dir", desk); status != done {
		t.Fatal(said)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"import", folder, "--dir", filepath.Join(dir, "new")}, "voxpop: import: was interrupted; nothing was imported\n  hint: "},
		{[]string{"import", folder, "--dir", desk}, "voxpop: import: was interrupted; nothing was imported\n  hint: "},
		{[]string{"export", "ferry", filepath.Join(dir, "out"), "--dir", desk}, "voxpop: export: was interrupted; nothing was written\n  hint: "},
		{[]string{"shares", "ferry", "--dir", desk}, "voxpop: shares: was interrupted\n  hint: "},
	} {
		status, out, said := voxpop(ctx, tt.args...)
		if status != failed || out != "" || !strings.HasPrefix(said, tt.want) || strings.Contains(said, "context") {
			t.Errorf("%v: status %d, %q, %q", tt.args, status, out, said)
		}
	}
	for _, name := range []string{"new", "out"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was left behind", name)
		}
	}
	// What was wrong before the signal is still said.
	if _, _, said := voxpop(ctx, "shares", "--colour"); !strings.Contains(said, "unknown flag") {
		t.Error(said)
	}
}
