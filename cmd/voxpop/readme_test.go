package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/cast"
)

// invoke runs the program as main does.
func invoke(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &out, &errs, func(string) string { return "" })
	return status, out.String(), errs.String()
}

// withCast imports the cast's record into a new workspace.
func withCast(t *testing.T) (workspace string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "cast")
	if err := os.CopyFS(folder, cast.Record()); err != nil {
		t.Fatal(err)
	}
	workspace = filepath.Join(t.TempDir(), "desk")
	if status, _, stderr := invoke(t, "import", folder, "--dir", workspace); status != done {
		t.Fatal(stderr)
	}
	return workspace
}

// TestReadme runs README.md's example: the story that it shows is refused with
// exactly the words that it shows.
func TestReadme(t *testing.T) {
	src, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(lang string) string {
		_, after, _ := strings.Cut(string(src), "```"+lang+"\n")
		b, _, ok := strings.Cut(after, "```")
		if !ok {
			t.Fatalf("README.md has no block of %s", lang)
		}
		return b
	}
	dir := withCast(t)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("draft.md", []byte(block("markdown")), 0o600); err != nil {
		t.Fatal(err)
	}
	status, stdout, _ := invoke(t, "story", "check", "draft.md", "--dir", dir)
	if status != findings {
		t.Errorf("status %d, want %d", status, findings)
	}
	if d := cmp.Diff(block("text"), stdout); d != "" {
		t.Errorf("README.md shows another answer (-README +now):\n%s", d)
	}
}

func TestStatus(t *testing.T) {
	dir := withCast(t)
	empty := filepath.Join(t.TempDir(), "nothing")
	wrong := filepath.Join(t.TempDir(), "wrong.md")
	if err := os.WriteFile(wrong, []byte("---\ncallout: ferry\nlang: en\nheadline: x\nstandfirst: x\ndate: 2026-09-17\n---\n“Nobody said this.”\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		want int
	}{
		{nil, done},
		{[]string{"version"}, done},
		{[]string{"--help"}, done},
		{[]string{"story", "--help"}, done},
		{[]string{"shares", "ferry", "--dir", dir}, done},
		{[]string{"--dir", dir, "shares", "ferry"}, done},
		{[]string{"story", "check", wrong, "--dir", dir}, findings},
		{[]string{"story", "check", wrong, "--json", "--dir", dir}, findings},
		{[]string{"story", "build", wrong, "--dir", dir}, findings},
		{[]string{"story", "verify", t.TempDir()}, findings},
		{[]string{"nonsense"}, failed},
		{[]string{"shares"}, failed},
		{[]string{"shares", "ferry", "--nonsense", "--dir", dir}, failed},
		{[]string{"shares", "nope", "--dir", dir}, failed},
		{[]string{"shares", "ferry", "--dir", empty}, failed},
		{[]string{"import", empty, "--dir", dir}, failed},
		{[]string{"story", "check", "missing.md", "--dir", dir}, failed},
		{[]string{"story", "verify", empty}, failed},
		{[]string{"help", "nonsense"}, failed},
	}
	for _, tt := range tests {
		status, stdout, stderr := invoke(t, tt.args...)
		if status != tt.want {
			t.Errorf("%q: status %d, want %d: %s", tt.args, status, tt.want, stderr)
		}
		if tt.want == failed && (stdout != "" || !strings.HasPrefix(stderr, "voxpop: ") || !strings.Contains(stderr, "\n  hint: ")) {
			t.Errorf("%q: stdout %q, stderr %q: want an error and a hint, on stderr only", tt.args, stdout, stderr)
		}
	}
	if _, err := os.Stat(empty); err == nil {
		t.Error("a verb that only reads made a workspace")
	}
}
