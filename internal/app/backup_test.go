package app_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/record"
)

const keysPassphrase = "six words that nobody guesses"

// sealedDesk is a new workspace with keys that holds the cast's record.
func sealedDesk(t *testing.T) (a *app.App, shares []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "desk")
	if err := app.CreateWorkspace(dir); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.LoadConfig(dir, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	cfg.KeyWork = 10
	if _, shares, err = app.InitKeys(cfg, keysPassphrase, false); err != nil {
		t.Fatal(err)
	}
	if a, err = app.Open(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, err := a.Import(t.Context(), cast.Chiara, cast.Record(), false, record.Options{}); err != nil {
		t.Fatal(err)
	}
	return a, shares
}

func restoring(t *testing.T, path string) app.Restoring {
	return app.Restoring{Dir: filepath.Join(t.TempDir(), "again"), Path: path, Getenv: noEnv,
		Passphrase: func() (string, error) { return keysPassphrase, nil }}
}

// agedBackup is a backup of that workspace with other days in it.
func agedBackup(t *testing.T, a *app.App, path, made, last string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.Keys.SealBackup(f, made, last)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Store.Backup(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestBackupIsSealed: nothing of the record is in the file, it opens with the
// passphrase and with two shares, and the media of what it becomes open again.
// The keys are locked all the while it is made.
func TestBackupIsSealed(t *testing.T) {
	a, shares := sealedDesk(t)
	if !a.Keys.Locked() {
		t.Fatal("the keys are open already")
	}
	path := filepath.Join(t.TempDir(), "monday.voxpop")
	made, err := a.Backup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Now().UTC().AddDate(0, 0, 30).Format(time.DateOnly); made.Last.Format(time.DateOnly) != want {
		t.Errorf("last day %v, want %s", made.Last, want)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"responses", "ferry", "rows/", "manifest.json", "AGE-SECRET-KEY"} {
		if bytes.Contains(b, []byte(s)) {
			t.Errorf("the file shows %q", s)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("left beside it: %v %v", left, err)
	}

	by := restoring(t, path)
	again, err := app.Restore(t.Context(), by)
	if err != nil || !again.Sealed {
		t.Fatal(again.Sealed, err)
	}
	papers := restoring(t, path)
	papers.Shares = strings.Join(shares[1:], "\n\n")
	papers.Passphrase = func() (string, error) { t.Error("asked for a passphrase that is lost"); return "", nil }
	if _, err := app.Restore(t.Context(), papers); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{by.Dir, papers.Dir} {
		cfg, err := app.LoadConfig(dir, noEnv)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Passphrase = by.Passphrase
		b, err := app.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "out")
		if _, err := b.Export(t.Context(), "ferry", to, record.WriteOptions{}); err != nil {
			t.Error(err)
		}
		want, _ := fs.ReadFile(cast.Record(), "media/AM4Q.ogg")
		if got, err := os.ReadFile(filepath.Join(to, "media", "AM4Q.ogg")); err != nil || !bytes.Equal(got, want) {
			t.Errorf("a recording came back changed: %v", err)
		}
		if left, err := b.LastBackup(); err != nil || !left.Until.Equal(made.Last) {
			t.Errorf("does not know of the backup it came from: %+v %v", left, err)
		}
		b.Close()
	}
}

// TestExpiredBackup: after its last day a backup is refused, with nothing left
// of the workspace, and the next backup in its folder removes it. Those of
// other newsrooms, of today, in the clear, and other files stay.
func TestExpiredBackup(t *testing.T) {
	a, _ := sealedDesk(t)
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	day := func(n int) string { return time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly) }
	agedBackup(t, a, at("old.voxpop"), day(-31), day(-1))
	agedBackup(t, a, at("today.voxpop"), day(-30), day(0))
	other, _ := sealedDesk(t)
	agedBackup(t, other, at("other.voxpop"), day(-31), day(-1))
	clear := openEmpty(t, filepath.Join(t.TempDir(), "clear"))
	if made, err := clear.Backup(t.Context(), at("clear.voxpop")); err != nil || !made.Last.IsZero() {
		t.Fatal(made.Last, err)
	}
	for name, text := range map[string]string{"notes.txt": "mine", "broken.voxpop": "voxpop-sealed-backup 1\n{"} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	r := restoring(t, at("old.voxpop"))
	r.Passphrase = func() (string, error) { t.Error("asked for the passphrase of an expired backup"); return "", nil }
	_, err := app.Restore(t.Context(), r)
	if voxpop.KindOf(err) != voxpop.Closed || !strings.Contains(err.Error(), day(-1)) || voxpop.HintOf(err) == "" {
		t.Errorf("an expired backup: %v", err)
	}
	if _, err := os.Stat(r.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
	if _, err := app.Restore(t.Context(), restoring(t, at("today.voxpop"))); err != nil {
		t.Errorf("on its last day: %v", err)
	}

	made, err := a.Backup(t.Context(), at("new.voxpop"))
	if err != nil || len(made.Removed) != 1 || made.Removed[0] != "old.voxpop" {
		t.Fatalf("removed %v, %v", made.Removed, err)
	}
	entries, err := os.ReadDir(folder)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); err != nil || got != "broken.voxpop clear.voxpop new.voxpop notes.txt other.voxpop today.voxpop" {
		t.Errorf("there are %s, %v", got, err)
	}
}

// TestLastBackup: what an erasure waits for.
func TestLastBackup(t *testing.T) {
	a, _ := sealedDesk(t)
	if b, err := a.LastBackup(); err != nil || !b.Until.IsZero() || !b.Unsealed.IsZero() {
		t.Errorf("before any: %+v %v", b, err)
	}
	folder := t.TempDir()
	long, err := a.Backup(t.Context(), filepath.Join(folder, "long"))
	if err != nil {
		t.Fatal(err)
	}
	a.Config.Backup.KeepDays = 7
	short, err := a.Backup(t.Context(), filepath.Join(folder, "short"))
	if err != nil || !short.Last.Before(long.Last) {
		t.Fatal(short.Last, err)
	}
	if b, err := a.LastBackup(); err != nil || !b.Until.Equal(long.Last) || !b.Unsealed.IsZero() {
		t.Errorf("the one that lives longest counts: %+v %v", b, err)
	}
	clear := openEmpty(t, filepath.Join(t.TempDir(), "clear"))
	if _, err := clear.Backup(t.Context(), filepath.Join(folder, "clear")); err != nil {
		t.Fatal(err)
	}
	if b, err := clear.LastBackup(); err != nil || !b.Until.IsZero() || b.Unsealed.Format(time.DateOnly) != time.Now().UTC().Format(time.DateOnly) {
		t.Errorf("one in the clear never expires: %+v %v", b, err)
	}
}

// TestRefusedBackupLeavesNothing: a wrong passphrase, shares of other keys, a
// file that was cut or changed.
func TestRefusedBackupLeavesNothing(t *testing.T) {
	a, _ := sealedDesk(t)
	_, foreign := sealedDesk(t)
	path := filepath.Join(t.TempDir(), "b")
	if _, err := a.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*app.Restoring, []byte) []byte{
		"passphrase": func(r *app.Restoring, b []byte) []byte {
			r.Passphrase = func() (string, error) { return "not the passphrase", nil }
			return b
		},
		"nobody to ask": func(r *app.Restoring, b []byte) []byte { r.Passphrase = app.EnvPassphrase(noEnv); return b },
		"shares":        func(r *app.Restoring, b []byte) []byte { r.Shares = strings.Join(foreign[:2], " "); return b },
		"no shares":     func(r *app.Restoring, b []byte) []byte { r.Shares = "one two three"; return b },
		"cut":           func(r *app.Restoring, b []byte) []byte { return b[:len(b)/2] },
		"changed":       func(r *app.Restoring, b []byte) []byte { b[len(b)-2000] ^= 1; return b },
		"longer life": func(r *app.Restoring, b []byte) []byte {
			return bytes.Replace(b, []byte(`"last":"2`), []byte(`"last":"3`), 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := restoring(t, filepath.Join(t.TempDir(), "changed"))
			if err := os.WriteFile(r.Path, change(&r, bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := app.Restore(t.Context(), r)
			if kind := voxpop.KindOf(err); kind != voxpop.Invalid && kind != voxpop.Forbidden && kind != voxpop.NotFound {
				t.Errorf("%v of kind %q", err, kind)
			}
			if _, err := os.Stat(r.Dir); !errors.Is(err, fs.ErrNotExist) {
				t.Error("something of the workspace stays")
			}
		})
	}
}

// TestNoRecordingInTheClear: with keys, no file of the workspace, of a backup,
// or left in the folder for temporary files holds a recording.
func TestNoRecordingInTheClear(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	a, _ := sealedDesk(t)
	mark, err := fs.ReadFile(cast.Record(), "media/AM4Q.ogg")
	if err != nil {
		t.Fatal(err)
	}
	mark = mark[len(mark)/2 : len(mark)/2+64]
	if _, err := a.Backup(t.Context(), filepath.Join(temp, "b")); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{a.Config.Dir, temp} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			b, err := io.ReadAll(f)
			if bytes.Contains(b, mark) {
				t.Errorf("%s holds a recording", d.Name())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
