package vault

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"voxpop"
)

func makeBackup(t testing.TB, r *Ring, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := r.SealBackup(&b, "2026-11-25", "2026-12-25")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBackup(t testing.TB, b []byte) *SealedBackup {
	t.Helper()
	s, err := ReadBackup(bufio.NewReader(iotest.HalfReader(bytes.NewReader(b))))
	if err != nil || s == nil {
		t.Fatal(s, err)
	}
	return s
}

func TestBackup(t *testing.T) {
	r, recovery, dir := newRing(t)
	to, _ := r.Callout("ferry")
	item := sealFor(t, to, "an answer")
	locked := reopen(t, dir) // a machine that backs up at night knows no passphrase
	body := strings.Repeat("the archive of the store\n", 20_000)
	made := makeBackup(t, locked, body)
	if bytes.Contains(made, []byte("archive of the store")) || bytes.Contains(made, []byte("AGE-SECRET")) {
		t.Error("not sealed")
	}
	s := readBackup(t, made)
	if s.Head.Keys != r.BackupKeys() || s.Head.Made != "2026-11-25" || s.Head.Last != "2026-12-25" || s.Head.Evaluation {
		t.Errorf("%+v", s.Head)
	}
	_, err := readBackup(t, made).Unlock("not the passphrase")
	wantKind(t, err, voxpop.Forbidden)
	// The passphrase may change later: the backup knows the one it was made with.
	if err := r.ChangePassphrase(testPassphrase, "quite another passphrase"); err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (*OpenBackup, error){
		"passphrase": func() (*OpenBackup, error) { return readBackup(t, made).Unlock(testPassphrase) },
		"shares":     func() (*OpenBackup, error) { return readBackup(t, made).Recover(recovery.Shares[1:]) },
	} {
		o, err := open()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		keys := filepath.Join(t.TempDir(), "again", "keys")
		if err := o.WriteKeys(keys); err != nil {
			t.Fatal(err)
		}
		if err := o.WriteKeys(keys); voxpop.KindOf(err) != voxpop.Conflict {
			t.Errorf("written over keys that were there: %v", err)
		}
		if got, err := io.ReadAll(o); err != nil || string(got) != body {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(body), err)
		}
		back := reopen(t, keys)
		if name == "shares" {
			back, err = Recover(keys, recovery.Shares[:2], "a passphrase made anew", quick)
		} else {
			err = back.Unlock(testPassphrase)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, plain, err := opens(t, back, item); err != nil || plain != "an answer" {
			t.Errorf("%s: %q %v", name, plain, err)
		}
		info, err := os.Stat(keyFile(t, keys, "ferry", 1) + ".age")
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info.Mode(), err)
		}
	}
}

func TestBackupOfAnEvaluation(t *testing.T) {
	r, _, err := CreateRing(filepath.Join(t.TempDir(), "keys"), "", Options{Evaluation: true})
	if err != nil {
		t.Fatal(err)
	}
	o, err := readBackup(t, makeBackup(t, r, "body")).Unlock("")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(o); string(b) != "body" || err != nil {
		t.Errorf("%q %v", b, err)
	}
}

// TestBackupIsBelieved: a backup that was changed anywhere is refused, and
// nobody lengthens its life by changing its head.
func TestBackupIsBelieved(t *testing.T) {
	r, _, _ := newRing(t)
	r.Callout("ferry")
	made := makeBackup(t, r, strings.Repeat("x", 100_000))
	read := func(b []byte) error {
		s, err := ReadBackup(bufio.NewReader(bytes.NewReader(b)))
		if err != nil {
			return err
		}
		if s == nil {
			return errors.New("not a sealed backup")
		}
		o, err := s.Unlock(testPassphrase)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, o)
		return err
	}
	if err := read(made); err != nil {
		t.Fatal(err)
	}
	longer := bytes.Replace(made, []byte("2026-12-25"), []byte("2036-12-25"), 1)
	wantKind(t, read(longer), voxpop.Invalid)
	head := bytes.Index(made, []byte("age-encryption"))
	for _, at := range []int{3, 30, head + 5, head + 100, len(made) / 2, len(made) - 1} {
		b := bytes.Clone(made)
		b[at] ^= 1
		if read(b) == nil {
			t.Errorf("a changed bit at %d of %d is believed", at, len(made))
		}
	}
	for _, n := range []int{len(backupMagic), len(backupMagic) + 100, head, head + 4000, len(made) - 1} {
		if read(made[:n]) == nil {
			t.Errorf("cut to %d bytes and believed", n)
		}
	}
	for _, other := range []string{"", "x", "a tar archive of a workspace without keys"} {
		in := bufio.NewReader(strings.NewReader(other))
		s, err := ReadBackup(in)
		if rest, _ := io.ReadAll(in); s != nil || err != nil || string(rest) != other {
			t.Errorf("%q: %v %v, left %q", other, s, err, rest)
		}
	}
	_, err := ReadBackup(bufio.NewReader(strings.NewReader(backupMagic + strings.Repeat("x", 10<<20))))
	wantKind(t, err, voxpop.Invalid)
}

// An archive by a stranger who knows the public keys cannot write elsewhere.
func TestBackupWritesKeyFilesOnly(t *testing.T) {
	for name, want := range map[string]bool{
		"newsroom.age": true, "callouts/ferry/001-0a1b2c3d.age": true, "callouts/ferry/1000-0a1b2c3d.pub": true, "desk.pub": true, "newsroom.recovery": true,
		"../newsroom.age": false, "callouts/../../x/001-0a1b2c3d.age": false, "callouts/ferry/001-0a1b2c3d": false, "callouts/ferry/001.age": false, "callouts/ferry/x.age": false, "/etc/passwd": false,
		"callouts/ferry/../001-0a1b2c3d.age": false, "callouts//001-0a1b2c3d.age": false, "callouts/ferry/001-0a1b2c3d.age/x": false, "other": false, "": false, "callouts/ferry/00000000001-0a1b2c3d.age": false,
	} {
		if validKeyFile(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
	dir := t.TempDir()
	o := &OpenBackup{files: map[string][]byte{newsroomPub: []byte("x")}}
	if err := o.WriteKeys(filepath.Join(dir, "keys")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "keys", newsroomPub)); errors.Is(err, fs.ErrNotExist) {
		t.Error("not written")
	}
}

func FuzzReadBackup(f *testing.F) {
	r, _, _ := newRing(f)
	made := makeBackup(f, r, "body")
	f.Add(made[:bytes.Index(made, []byte("age-encryption"))])
	f.Add([]byte(backupMagic + "{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ReadBackup(bufio.NewReader(bytes.NewReader(b)))
		if err == nil && s != nil && (s.Head.Last == "" || !bytes.HasPrefix(b, []byte(backupMagic))) {
			t.Fatalf("taken: %+v", s.Head)
		}
	})
}
