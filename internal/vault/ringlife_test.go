package vault

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"voxpop"
)

// TestForget: what was sealed to a call-out opens no more, also in a ring that
// had its keys in memory, in this process or another.
func TestForget(t *testing.T) {
	r, _, dir := newRing(t)
	to, _ := r.Callout("ferry")
	newer, _ := r.RotateCallout("ferry")
	items := [][]byte{sealFor(t, to, "a"), sealFor(t, newer, "b")}
	other := reopen(t, dir)
	if err := other.Unlock(testPassphrase); err != nil {
		t.Fatal(err)
	}
	for _, ring := range []*Ring{r, other} {
		for _, item := range items {
			if _, _, err := opens(t, ring, item); err != nil {
				t.Fatal(err)
			}
		}
	}
	// An open file shows that the bytes were overwritten, not only unlinked.
	held, err := os.Open(keyFile(t, dir, "ferry", 1) + ".age")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if err := r.Forget("ferry"); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(held); err != nil || len(bytes.Trim(b, "\x00")) != 0 {
		t.Errorf("the key's bytes are still there: %v", err)
	}
	for _, ring := range []*Ring{r, other} {
		for _, item := range items {
			_, _, err := opens(t, ring, item)
			wantKind(t, err, voxpop.NotFound)
		}
	}
	if err := r.Forget("ferry"); err != nil {
		t.Errorf("a second time: %v", err)
	}
	fresh, err := other.Callout("ferry")
	if err != nil || fresh[0] == to[0] || fresh[0] == newer[0] {
		t.Errorf("a forgotten key came back: %v", err)
	}
	if _, _, err := opens(t, r, sealFor(t, fresh, "new")); err != nil {
		t.Error(err)
	}
}

// Two processes on one folder: what one forgets is gone for the other too,
// also after a new key came in its place, and the new one opens in both.
func TestForgetElsewhere(t *testing.T) {
	desk, _, dir := newRing(t)
	to, _ := desk.Callout("ferry")
	old := sealFor(t, to, "before")
	if _, _, err := opens(t, desk, old); err != nil {
		t.Fatal(err)
	}
	cli := reopen(t, dir)
	if err := cli.Forget("ferry"); err != nil {
		t.Fatal(err)
	}
	_, err := desk.Current("ferry")
	wantKind(t, err, voxpop.NotFound)
	if slugs, err := desk.Slugs(); err != nil || len(slugs) != 0 {
		t.Errorf("asking for the current key made one: %v %v", slugs, err)
	}
	if len(desk.known) != 0 {
		t.Error("the key stays in memory")
	}
	newer, err := desk.Callout("ferry")
	if err != nil {
		t.Fatal(err)
	}
	if now, err := cli.Current("ferry"); err != nil || now[0] != newer[0] {
		t.Errorf("another key elsewhere: %v", err)
	}
	if err := cli.Unlock(testPassphrase); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Ring{desk, cli} {
		_, _, err := opens(t, r, old)
		wantKind(t, err, voxpop.NotFound)
		if _, plain, err := opens(t, r, sealFor(t, newer, "after")); plain != "after" {
			t.Error(err)
		}
	}
}

// A key in memory is not the key of a file that was put under its name, and a
// file that a crash left overwritten but not removed is no fault.
func TestKeysAreKnownByContent(t *testing.T) {
	r, _, dir := newRing(t)
	first, _ := r.Callout("ferry")
	second, _ := r.RotateCallout("ferry")
	old := sealFor(t, first, "x")
	if _, _, err := opens(t, r, old); err != nil {
		t.Fatal(err)
	}
	one, two := keyFile(t, dir, "ferry", 1), keyFile(t, dir, "ferry", 2)
	for _, ending := range []string{".age", ".pub"} {
		if err := os.Rename(two+ending, one+ending); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := opens(t, r, old)
	wantKind(t, err, voxpop.NotFound)
	if _, _, err := opens(t, r, sealFor(t, second, "x")); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(one+".age", make([]byte, 3000), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = opens(t, r, sealFor(t, second, "x"))
	wantKind(t, err, voxpop.NotFound)
}

// An item that opens with a later stanza opens too, whatever opened last.
func TestEveryStanzaIsTried(t *testing.T) {
	r, _, _ := newRing(t)
	other, _ := r.Callout("tram")
	to, _ := r.Callout("ferry")
	if _, _, err := opens(t, r, sealFor(t, other, "x")); err != nil {
		t.Fatal(err)
	}
	slug, plain, err := opens(t, r, sealFor(t, []string{to[1], to[0]}, "turned"))
	if slug != "ferry" || plain != "turned" {
		t.Error(slug, plain, err)
	}
	for i, want := range []string{"ferry", "tram", "ferry", "ferry"} {
		slug, _, err := opens(t, r, sealFor(t, map[string][]string{"ferry": to, "tram": other}[want], "x"))
		if slug != want || r.recent[0].slug != want || len(r.recent) != 2 {
			t.Errorf("%d: %s, %v, last %v", i, slug, err, r.recent)
		}
	}
}

func TestChangePassphrase(t *testing.T) {
	r, _, dir := newRing(t)
	to, _ := r.Callout("ferry")
	item := sealFor(t, to, "x")
	held, err := os.Open(filepath.Join(dir, newsroomFile))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	wantKind(t, r.ChangePassphrase("not the passphrase", "quite another passphrase"), voxpop.Forbidden)
	wantKind(t, r.ChangePassphrase(testPassphrase, "short"), voxpop.Invalid)
	if err := r.ChangePassphrase(testPassphrase, "quite another passphrase"); err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(held); len(bytes.Trim(b, "\x00")) != 0 {
		t.Error("the file of the old passphrase is still there")
	}
	again := reopen(t, dir)
	wantKind(t, again.Unlock(testPassphrase), voxpop.Forbidden)
	if err := again.Unlock("quite another passphrase"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := opens(t, again, item); err != nil {
		t.Error(err)
	}
	if again.factorInUse() != quick.WorkFactor {
		t.Error("another work factor")
	}
}

// A file that would make this program compute for an hour is refused at once.
func TestCostlyKeyFile(t *testing.T) {
	_, _, dir := newRing(t)
	path := filepath.Join(dir, newsroomFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.Replace(b, []byte(" 10\n"), []byte(" 30\n"), 1)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	wantKind(t, reopen(t, dir).Unlock(testPassphrase), voxpop.Invalid)
}

func TestRecover(t *testing.T) {
	r, recovery, dir := newRing(t)
	to, _ := r.Callout("ferry")
	item := sealFor(t, to, "still here")
	for _, pair := range [][2]int{{0, 1}, {0, 2}, {1, 2}, {2, 0}} {
		shares := []string{recovery.Shares[pair[0]], strings.ToUpper(recovery.Shares[pair[1]])}
		back, err := Recover(dir, shares, "a passphrase made anew", quick)
		if err != nil {
			t.Fatal(err)
		}
		if _, plain, err := opens(t, back, item); err != nil || plain != "still here" {
			t.Error(plain, err)
		}
		if !back.DeskPublic().Equal(r.DeskPublic()) || back.NewsroomRecipients()[0] != r.NewsroomRecipients()[0] {
			t.Error("doors and backups would not know these keys")
		}
	}
	again := reopen(t, dir)
	wantKind(t, again.Unlock(testPassphrase), voxpop.Forbidden)
	if err := again.Unlock("a passphrase made anew"); err != nil {
		t.Error(err)
	}
	// The newsroom's own file is lost as well.
	os.Remove(filepath.Join(dir, newsroomFile))
	if _, err := Recover(dir, recovery.Shares[:2], "a passphrase made anew", quick); err != nil {
		t.Error(err)
	}
	_, foreign, _ := newRing(t)
	_, err := Recover(dir, foreign.Shares[:2], "a passphrase made anew", quick)
	wantKind(t, err, voxpop.Forbidden)
	_, err = Recover(dir, []string{recovery.Shares[0], foreign.Shares[1]}, "a passphrase made anew", quick)
	wantKind(t, err, voxpop.Invalid)
	_, err = Recover(dir, recovery.Shares[:1], "a passphrase made anew", quick)
	wantKind(t, err, voxpop.Invalid)
	_, err = Recover(dir, []string{recovery.Shares[0], recovery.Shares[0]}, "a passphrase made anew", quick)
	wantKind(t, err, voxpop.Invalid)
}

// Two processes may meet a call-out without a key at the same moment.
func TestCalloutsAtOnce(t *testing.T) {
	_, _, dir := newRing(t)
	var wg sync.WaitGroup
	all := make([][]string, 8)
	for i := range all {
		wg.Go(func() {
			var err error
			if all[i], err = reopen(t, dir).Callout("ferry"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r := reopen(t, dir)
	if err := r.Unlock(testPassphrase); err != nil {
		t.Fatal(err)
	}
	for _, to := range all {
		if _, _, err := opens(t, r, sealFor(t, to, "x")); err != nil {
			t.Error(err)
		}
	}
}

// A power cut between the secret and the public half of a key leaves a key
// that nothing is sealed to; the other way round can not be.
func TestHalfAKey(t *testing.T) {
	r, _, dir := newRing(t)
	to, _ := r.Callout("ferry")
	if err := os.Remove(keyFile(t, dir, "ferry", 1) + ".pub"); err != nil {
		t.Fatal(err)
	}
	newer, err := r.Callout("ferry")
	if err != nil || newer[0] == to[0] {
		t.Fatalf("%v", err)
	}
	if err := os.Remove(keyFile(t, dir, "ferry", 2) + ".age"); err != nil {
		t.Fatal(err)
	}
	if now, err := r.Callout("ferry"); err != nil || now[0] == newer[0] {
		t.Errorf("sealed to a key whose secret is gone: %v", err)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	id, err := GenerateIdentity()
	if err != nil {
		t.Fatal(err)
	}
	secret := id.text()
	recovery := Recovery{Shares: []string{"one two three"}}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "id", id, "recovery", recovery)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown += fmt.Sprintf(verb, id) + fmt.Sprintf(verb, struct{ ID Identity }{id})
	}
	shown += fmt.Sprintf("%v %+v %#v %s", recovery, recovery, recovery, recovery)
	if strings.Contains(shown, secret[20:40]) || strings.Contains(shown, "two") || strings.Contains(shown, fmt.Sprintf("%x", secret[20:30])) {
		t.Errorf("a secret shows: %.200s", shown)
	}
	if _, err := id.MarshalText(); err == nil {
		t.Error("an identity goes into documents")
	}
}
