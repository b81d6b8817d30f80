package vault

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"voxpop"
)

const testPassphrase = "six words that nobody guesses"

// quick makes trying a passphrase cheap.
var quick = Options{WorkFactor: 10}

func newRing(t testing.TB) (*Ring, Recovery, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	r, recovery, err := CreateRing(dir, testPassphrase, quick)
	if err != nil {
		t.Fatal(err)
	}
	return r, recovery, dir
}

func reopen(t testing.TB, dir string) *Ring {
	t.Helper()
	r, err := OpenRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sealFor(t testing.TB, to []string, plain string) []byte {
	t.Helper()
	r, err := ParseRecipients(to...)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.sealBytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func opens(t testing.TB, r *Ring, sealed []byte) (callout, plain string, err error) {
	t.Helper()
	callout, body, err := r.Open(bytes.NewReader(sealed))
	if err != nil {
		return "", "", err
	}
	b, err := io.ReadAll(body)
	return callout, string(b), err
}

func wantKind(t testing.TB, err error, want voxpop.Kind) {
	t.Helper()
	if voxpop.KindOf(err) != want {
		t.Errorf("error %v of kind %q, want %q", err, voxpop.KindOf(err), want)
	}
}

func TestRing(t *testing.T) {
	made, _, dir := newRing(t)
	if made.Locked() || made.Evaluation() {
		t.Error("a new ring is open and not for evaluation")
	}
	// Sealing works locked, and a call-out gets its key then.
	r := reopen(t, dir)
	if !r.Locked() {
		t.Fatal("opened without a passphrase")
	}
	to, err := r.Callout("ferry")
	if err != nil {
		t.Fatal(err)
	}
	if len(to) != 2 || to[1] != r.NewsroomRecipients()[1] {
		t.Errorf("%d recipients, want the call-out's own and recovery", len(to))
	}
	again, err := r.Callout("ferry")
	if err != nil || again[0] != to[0] {
		t.Errorf("asked twice, two keys: %v", err)
	}
	tram, err := r.Callout("tram")
	if err != nil {
		t.Fatal(err)
	}
	ferry := sealFor(t, to, "the ferry was late")
	_, _, err = opens(t, r, ferry)
	wantKind(t, err, voxpop.Forbidden)

	wantKind(t, r.Unlock("another passphrase"), voxpop.Forbidden)
	wantKind(t, r.Unlock(""), voxpop.Forbidden)
	if err := r.Unlock(testPassphrase); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for slug, item := range map[string][]byte{"ferry": ferry, "tram": sealFor(t, tram, "tram")} {
			if callout, _, err := opens(t, r, item); err != nil || callout != slug {
				t.Errorf("opened as of %q: %v", callout, err)
			}
		}
	}
	// A newer key for new answers; older answers stay readable.
	newer, err := r.RotateCallout("ferry")
	if err != nil || newer[0] == to[0] {
		t.Fatalf("rotated to the same: %v", err)
	}
	if now, _ := reopen(t, dir).Callout("ferry"); now[0] != newer[0] {
		t.Error("cards get an older key")
	}
	for _, item := range [][]byte{ferry, sealFor(t, newer, "later")} {
		if _, _, err := opens(t, r, item); err != nil {
			t.Error(err)
		}
	}
	// What is sealed to others, or is nothing sealed at all.
	other, _, _ := newRing(t)
	stranger, _ := other.Callout("ferry")
	_, _, err = opens(t, r, sealFor(t, stranger, "x"))
	wantKind(t, err, voxpop.NotFound)
	_, _, err = opens(t, r, []byte("age-encryption.org/v1\n-> X25519 abc\n"))
	wantKind(t, err, voxpop.Invalid)
	_, _, err = opens(t, r, ferry[:len(ferry)-1])
	wantKind(t, err, voxpop.Invalid)
	flipped := bytes.Clone(ferry)
	flipped[len(flipped)-20] ^= 1
	_, _, err = opens(t, r, flipped)
	wantKind(t, err, voxpop.Invalid)

	// A line that goes dead is no fault of the item: worth trying again.
	dead := errors.New("the line went dead")
	for _, n := range []int{10, headerSize(2) + 100} {
		_, body, err := r.Open(io.MultiReader(bytes.NewReader(ferry[:n]), iotest.ErrReader(dead)))
		if err == nil {
			_, err = io.ReadAll(body)
		}
		if !errors.Is(err, dead) {
			t.Errorf("cut off after %d bytes: %v", n, err)
		}
		wantKind(t, err, voxpop.Unavailable)
	}

	if slugs, err := r.Slugs(); err != nil || fmt.Sprint(slugs) != "[ferry tram]" {
		t.Errorf("%v %v", slugs, err)
	}
	for _, slug := range []string{"", "..", "a/b", "Ferry", ".x"} {
		if _, err := r.Callout(slug); err == nil {
			t.Errorf("a key for %q", slug)
		}
		if err := r.Forget(slug); err == nil {
			t.Errorf("forgot %q", slug)
		}
	}
}

func TestDeskKey(t *testing.T) {
	made, _, dir := newRing(t)
	r := reopen(t, dir)
	_, err := r.DeskKey()
	wantKind(t, err, voxpop.Forbidden)
	asked := 0
	r.Passphrase = func() (string, error) { asked++; return testPassphrase, nil }
	key, err := r.DeskKey()
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(made.DeskPublic(), []byte("hello"), ed25519.Sign(key, []byte("hello"))) {
		t.Error("signs with another key than it shows")
	}
	if _, err := r.DeskKey(); err != nil || asked != 1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
	public, err := ReadDeskPublic(dir)
	if err != nil || !public.Equal(made.DeskPublic()) {
		t.Errorf("a door reads another key: %v", err)
	}
	// A wrong answer holds: no hundred tries behind a busy worker.
	r, asked = reopen(t, dir), 0
	r.Passphrase = func() (string, error) { asked++; return "mistaken as it is", nil }
	for range 3 {
		wantKind(t, r.Wake(), voxpop.Forbidden)
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

func TestEvaluationRing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if _, _, err := CreateRing(dir, "", Options{Evaluation: true}); err != nil {
		t.Fatal(err)
	}
	r := reopen(t, dir)
	if r.Locked() || !r.Evaluation() {
		t.Error("not open, or not marked")
	}
	to, err := r.Callout("ferry")
	if err != nil {
		t.Fatal(err)
	}
	if callout, plain, err := opens(t, r, sealFor(t, to, "x")); err != nil || callout != "ferry" || plain != "x" {
		t.Error(callout, plain, err)
	}
	wantKind(t, r.ChangePassphrase(testPassphrase, testPassphrase), voxpop.Conflict)
}

func TestKeysAreMadeOnce(t *testing.T) {
	_, _, dir := newRing(t)
	_, _, err := CreateRing(dir, testPassphrase, quick)
	wantKind(t, err, voxpop.Conflict)
	_, _, err = CreateRing(filepath.Join(t.TempDir(), "keys"), "short", quick)
	wantKind(t, err, voxpop.Invalid)
	if hint := voxpop.HintOf(err); len(strings.Fields(hint)) < 8 {
		t.Errorf("the hint suggests no words: %q", hint)
	}
	if _, err := OpenRing(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a workspace without keys: %v", err)
	}
}

// TestKeyFilesAreTheOwners: nobody else on the machine reads a key, nothing is
// left beside them, and no file but the sealed ones holds a secret.
func TestKeyFilesAreTheOwners(t *testing.T) {
	r, recovery, dir := newRing(t)
	if _, err := r.Callout("ferry"); err != nil {
		t.Fatal(err)
	}
	b, err := r.secret()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := identities(r, "ferry")
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"AGE-SECRET-KEY", b.newsroom.text(), ids[0].String(), recovery.Shares[0], testPassphrase}
	files := 0
	err = filepath.WalkDir(filepath.Dir(dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if path != filepath.Dir(dir) && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may look at %s: %v", d.Name(), info.Mode())
		}
		if strings.HasPrefix(d.Name(), ".") {
			t.Errorf("left behind: %s", d.Name())
		}
		if d.IsDir() {
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		for _, s := range secrets {
			if bytes.Contains(text, []byte(s)) {
				t.Errorf("%s holds a secret in the clear", d.Name())
			}
		}
		return err
	})
	if err != nil || files != 7 {
		t.Errorf("%d files, %v", files, err)
	}
}

// TestSwappedPublicKeysAreNoticed: who may write to the folder but has no
// passphrase could seal new answers to a key of their own.
func TestSwappedPublicKeysAreNoticed(t *testing.T) {
	mine, err := GenerateIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{newsroomPub, recoveryPub} {
		_, _, dir := newRing(t)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(mine.Recipient()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		wantKind(t, reopen(t, dir).Unlock(testPassphrase), voxpop.Invalid)
	}
	_, _, dir := newRing(t)
	if err := os.WriteFile(filepath.Join(dir, deskPub), []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	wantKind(t, reopen(t, dir).Unlock(testPassphrase), voxpop.Invalid)

	r, _, dir := newRing(t)
	to, err := r.Callout("ferry")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile(t, dir, "ferry", 1)+".pub", []byte(mine.Recipient()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = opens(t, r, sealFor(t, to, "x"))
	wantKind(t, err, voxpop.Internal)
	if err == nil || !strings.Contains(err.Error(), "ferry/001-") || !strings.Contains(err.Error(), ".pub") {
		t.Errorf("does not say where: %v", err)
	}
	// The key of one call-out in the place of another's.
	r, _, dir = newRing(t)
	r.Callout("ferry")
	r.Callout("tram")
	tram, ferry := keyFile(t, dir, "tram", 1), keyFile(t, dir, "ferry", 1)
	for _, ending := range []string{".age", ".pub"} {
		if err := os.Rename(tram+ending, ferry+ending); err != nil {
			t.Fatal(err)
		}
	}
	_, err = identities(r, "ferry")
	wantKind(t, err, voxpop.Internal)
}

// TestADoorHoldsNoKey: the folder of a door has public halves only. It seals
// to what is there, makes no key, and nothing on it opens anything.
func TestADoorHoldsNoKey(t *testing.T) {
	newsroom, _, dir := newRing(t)
	if _, err := newsroom.Callout("ferry"); err != nil {
		t.Fatal(err)
	}
	door := filepath.Join(t.TempDir(), "keys")
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".pub" {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		to := filepath.Join(door, rel)
		text, err := os.ReadFile(path)
		return errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, text, 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	r := reopen(t, door)
	r.Passphrase = func() (string, error) { t.Error("a door asks for no passphrase"); return testPassphrase, nil }
	to, err := r.Callout("ferry")
	if err != nil {
		t.Fatal(err)
	}
	item := sealFor(t, to, "to the newsroom")
	if callout, _, err := opens(t, newsroom, item); err != nil || callout != "ferry" {
		t.Errorf("the newsroom cannot open what the door sealed: %v", err)
	}
	if _, _, err := opens(t, r, item); err == nil {
		t.Error("a door opened an answer")
	}
	_, err = r.Callout("tram")
	wantKind(t, err, voxpop.NotFound)
	_, err = r.RotateCallout("ferry")
	wantKind(t, err, voxpop.NotFound)
	wantKind(t, r.Wake(), voxpop.Forbidden)
	wantKind(t, r.Unlock(testPassphrase), voxpop.Forbidden)
	// All that a door needs of the newsroom is one file.
	alone := t.TempDir()
	text, _ := os.ReadFile(filepath.Join(door, deskPub))
	os.WriteFile(filepath.Join(alone, deskPub), text, 0o600)
	if _, err := ReadDeskPublic(alone); err != nil {
		t.Error(err)
	}
}

// TestTheDoorImportsNoKeys: the code that runs at the public door and keeps its
// folder cannot open anything: it imports neither age nor this package.
func TestTheDoorImportsNoKeys(t *testing.T) {
	files := 0
	for _, dir := range []string{"inbox", "../front", "../page"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range f.Imports {
				if imp := strings.Trim(spec.Path.Value, `"`); strings.HasPrefix(imp, "filippo.io/") || imp == "voxpop/internal/vault" {
					t.Errorf("%s imports %s", path, imp)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 10 {
		t.Errorf("only %d files were looked at", files)
	}
}
