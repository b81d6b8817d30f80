package people_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/people"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

const good = "seven quiet rivers at noon"

// desk is a service on a store of its own, with a clock that stands still.
type desk struct {
	*people.Service
	db  *store.DB
	now time.Time
	mu  sync.Mutex
}

func newDesk(t *testing.T) *desk {
	d := &desk{now: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now }
	var err error
	d.db, err = store.Open(t.Context(), store.Config{URL: filepath.Join(t.TempDir(), "voxpop.db"), Blobs: storetest.NewBlobs(), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.db.Close() })
	d.Service = &people.Service{Store: d.db, Now: clock, Cost: people.Cost{Memory: 8, Time: 1, Lanes: 1}}
	t.Cleanup(d.Wait)
	return d
}

func (d *desk) pass(by time.Duration) { d.mu.Lock(); d.now = d.now.Add(by); d.mu.Unlock() }

// add is a person who accepted an invitation, in a session.
func (d *desk) add(t *testing.T, id string, roles ...people.Role) (token string) {
	t.Helper()
	link, err := d.Invite(t.Context(), "cli", people.Person{ID: id, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	token, _, err = d.Accept(t.Context(), link, "", good, nil, "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func wantKind(t *testing.T, what string, err error, kind voxpop.Kind) {
	t.Helper()
	if voxpop.KindOf(err) != kind {
		t.Errorf("%s: %v (kind %q, want %q)", what, err, voxpop.KindOf(err), kind)
	}
}

func TestRights(t *testing.T) {
	want := map[people.Role]string{
		people.Editor:   "see raw code edit publish",
		people.Coder:    "see raw code",
		people.Admin:    "see manage",
		people.Security: "see secure",
	}
	all := []people.Right{people.See, people.Raw, people.Code, people.Edit, people.Publish, people.Manage, people.Secure}
	for _, role := range people.Roles() {
		var may []string
		for _, r := range all {
			if (people.Person{Roles: []people.Role{role}}).May(r) {
				may = append(may, string(r))
			}
			if (people.Person{Roles: []people.Role{role}, Disabled: true}).May(r) {
				t.Errorf("a disabled %s may %s", role, r)
			}
		}
		if got := strings.Join(may, " "); got != want[role] {
			t.Errorf("%s may %s, want %s", role, got, want[role])
		}
	}
	both := people.Person{Roles: []people.Role{people.Coder, people.Security}}
	if !both.May(people.Code) || !both.May(people.Secure) || both.May(people.Edit) || both.May("") {
		t.Error("roles do not add up")
	}
	if (people.Person{}).May(people.See) {
		t.Error("somebody without a role may see")
	}
}

func TestPersonIsValid(t *testing.T) {
	ok := people.Person{ID: "ana-2", Name: "آنا", Roles: []people.Role{people.Coder}, Email: "ana@example.org"}
	if err := ok.Validate(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*people.Person){
		"an id in capitals":     func(p *people.Person) { p.ID = "Ana" },
		"an id with a slash":    func(p *people.Person) { p.ID = "a/b" },
		"an id of one letter":   func(p *people.Person) { p.ID = "a" },
		"an id ending in -":     func(p *people.Person) { p.ID = "ana-" },
		"an id of a digit":      func(p *people.Person) { p.ID = "1ana" },
		"no name":               func(p *people.Person) { p.Name = " " },
		"a name of two lines":   func(p *people.Person) { p.Name = "a\nb" },
		"no role":               func(p *people.Person) { p.Roles = nil },
		"a role of no kind":     func(p *people.Person) { p.Roles = []people.Role{"root"} },
		"a role twice":          func(p *people.Person) { p.Roles = []people.Role{people.Coder, people.Coder} },
		"an address without @":  func(p *people.Person) { p.Email = "ana" },
		"a subject of a letter": func(p *people.Person) { p.Subject = "a\x00" },
	} {
		p := ok
		change(&p)
		wantKind(t, name, p.Validate(), voxpop.Invalid)
	}
}

func TestPassphrases(t *testing.T) {
	p := people.Person{ID: "minareza", Name: "Mina Rezaei", Email: "mina.rezaei@example.org"}
	for _, bad := range []string{"", "short", "eleven char", "aaaaaaaaaaaaaaaa", "abababababababab", "Password12345", "password password", "123456789012", "qwertyuiop123",
		"minareza2026!", "Mina Rezaei 1", "P@ssw0rd2026!!", "voxpop-newsroom", "correct horse battery staple", "ایرانایران۱۲۳", strings.Repeat("long ", 300), "bad\xff utf eight text"} {
		err := people.CheckPassphrase(p, bad)
		wantKind(t, bad, err, voxpop.Invalid)
		if voxpop.HintOf(err) == "" {
			t.Errorf("%q: no hint", bad)
		}
		if bad != "" && err != nil && strings.Contains(err.Error()+voxpop.HintOf(err), bad) {
			t.Errorf("the error repeats %q", bad)
		}
	}
	for _, fine := range []string{good, "kettle-Orchid-74-vault", "چهار کوه بلند آبی", "أربعة جبال زرقاء", "xk4!Pw9zQm2r"} {
		if err := people.CheckPassphrase(p, fine); err != nil {
			t.Errorf("%q: %v", fine, err)
		}
	}
}

func TestInvitationOpensOnce(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	if empty, err := d.Empty(ctx); err != nil || !empty {
		t.Fatalf("a new desk: empty %v, %v", empty, err)
	}
	link, err := d.Invite(ctx, "cli", people.Person{ID: "ana", Name: "Ana", Roles: []people.Role{people.Admin}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Invite(ctx, "cli", people.Person{ID: "ana", Roles: []people.Role{people.Admin}})
	wantKind(t, "a name twice", err, voxpop.Conflict)
	if a, _, err := d.Invited(ctx, link); err != nil || a.Person.ID != "ana" || a.Ready() {
		t.Errorf("%+v, %v", a, err)
	}
	_, _, err = d.Accept(ctx, link, "", "too short", nil, "")
	wantKind(t, "a short passphrase", err, voxpop.Invalid)
	_, _, err = d.Accept(ctx, link, "", "", nil, "")
	wantKind(t, "nothing that lets in", err, voxpop.Invalid)

	// Many at once: one gets in.
	var all sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for range 8 {
		all.Go(func() {
			if _, _, err := d.Accept(ctx, link, "Ana Silva", good, nil, ""); err == nil {
				mu.Lock()
				in++
				mu.Unlock()
			} else if k := voxpop.KindOf(err); k != voxpop.NotFound && k != voxpop.Unavailable {
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	if in != 1 {
		t.Errorf("one link let %d in", in)
	}
	_, _, err = d.Invited(ctx, link)
	wantKind(t, "a used link", err, voxpop.NotFound)
	if _, s, err := d.SignIn(ctx, "ANA ", good, ""); err != nil || s.Person.Name != "Ana Silva" {
		t.Errorf("%+v, %v", s, err)
	}

	late, err := d.Invite(ctx, "ana", people.Person{ID: "bo", Roles: []people.Role{people.Coder}})
	if err != nil {
		t.Fatal(err)
	}
	d.pass(people.InvitationTime)
	_, _, err = d.Accept(ctx, late, "", good, nil, "")
	wantKind(t, "a link after 72 hours", err, voxpop.NotFound)
	for _, odd := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("A", 1<<20)} {
		_, _, err = d.Invited(ctx, odd)
		wantKind(t, "an invented link", err, voxpop.NotFound)
	}
	// A second link takes the first one's place.
	first, err := d.Recover(ctx, "ana", "bo")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Recover(ctx, "ana", "bo"); err != nil {
		t.Fatal(err)
	}
	_, _, err = d.Invited(ctx, first)
	wantKind(t, "a link that another replaced", err, voxpop.NotFound)
}

func TestRecoveryReplacesWhatLetIn(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	token := d.add(t, "ana", people.Editor)
	s, err := d.Session(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.AddPasskey(ctx, s, people.Passkey{ID: "k1", Name: "old phone"}); err != nil {
		t.Fatal(err)
	}
	link, err := d.Recover(ctx, "cli", "ana")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Session(ctx, token); err != nil {
		t.Errorf("a link alone ended the session: %v", err)
	}
	const other = "violet tractors sing softly"
	if _, _, err := d.Accept(ctx, link, "", other, nil, ""); err != nil {
		t.Fatal(err)
	}
	_, err = d.Session(ctx, token)
	wantKind(t, "a session from before the recovery", err, voxpop.Forbidden)
	_, _, err = d.SignIn(ctx, "ana", good, "")
	wantKind(t, "the passphrase from before", err, voxpop.Forbidden)
	_, _, err = d.SignInPasskey(ctx, "ana", people.Passkey{ID: "k1"}, "")
	wantKind(t, "the passkey from before", err, voxpop.Forbidden)
	if _, _, err := d.SignIn(ctx, "ana", other, ""); err != nil {
		t.Error(err)
	}
}

func TestSessions(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	token := d.add(t, "ana", people.Editor)
	for _, odd := range []string{"", token[:42], token + "A", strings.Repeat("A", 43)} {
		_, err := d.Session(ctx, odd)
		wantKind(t, "another's token", err, voxpop.Forbidden)
	}
	s, err := d.Session(ctx, token)
	if err != nil || s.Locked || s.Token == token || strings.Contains(token, s.ID()) {
		t.Fatalf("%+v, %v", s, err)
	}
	// In use it stays open; unused it locks, and stays locked.
	for range 5 {
		d.pass(14 * time.Minute)
		if s, err = d.Session(ctx, token); err != nil || s.Locked {
			t.Fatalf("in use: %+v, %v", s, err)
		}
	}
	d.pass(15 * time.Minute)
	for range 2 {
		if s, err = d.Session(ctx, token); err != nil || !s.Locked {
			t.Fatalf("unused for 15 minutes: %+v, %v", s, err)
		}
	}
	wantKind(t, "unlocking with a wrong passphrase", d.Unlock(ctx, s, "not it, not at all"), voxpop.Forbidden)
	if s, _ = d.Session(ctx, token); !s.Locked {
		t.Error("a wrong passphrase unlocked")
	}
	if err := d.Unlock(ctx, s, good); err != nil {
		t.Fatal(err)
	}
	if s, err = d.Session(ctx, token); err != nil || s.Locked {
		t.Fatalf("unlocked: %+v, %v", s, err)
	}
	if err := d.Lock(ctx, s); err != nil {
		t.Fatal(err)
	}
	if s, _ = d.Session(ctx, token); !s.Locked {
		t.Error("locked by hand, and open")
	}
	if err := d.SignOut(ctx, s); err != nil {
		t.Fatal(err)
	}
	_, err = d.Session(ctx, token)
	wantKind(t, "after signing out", err, voxpop.Forbidden)

	// After twelve hours it ends, in use or not.
	token, _, err = d.SignIn(ctx, "ana", good, "")
	if err != nil {
		t.Fatal(err)
	}
	for range 71 {
		d.pass(10 * time.Minute)
		if _, err := d.Session(ctx, token); err != nil {
			t.Fatal(err)
		}
	}
	d.pass(10 * time.Minute)
	_, err = d.Session(ctx, token)
	wantKind(t, "after twelve hours", err, voxpop.Forbidden)
}

func TestSessionsEnd(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.add(t, "root", people.Admin)
	d.add(t, "ana", people.Editor)
	in := func() (string, people.Session) {
		token, s, err := d.SignIn(ctx, "ana", good, "Firefox, Linux")
		if err != nil {
			t.Fatal(err)
		}
		return token, s
	}
	gone := func(what, token string) {
		t.Helper()
		_, err := d.Session(ctx, token)
		wantKind(t, what, err, voxpop.Forbidden)
	}
	one, sOne := in()
	two, sTwo := in()
	if one == two {
		t.Fatal("two sessions have one token")
	}
	if n, err := d.EndSessions(ctx, "ana", "ana", sTwo, sOne.ID()); err != nil || n != 1 {
		t.Errorf("ended %d, %v", n, err)
	}
	gone("an ended session", one)
	one, _ = in()
	if n, err := d.EndSessions(ctx, "ana", "ana", sTwo); err != nil || n != 2 { // with the one of the invitation
		t.Errorf("ended %d, %v", n, err)
	}
	gone("signed out everywhere else", one)
	if _, err := d.Session(ctx, two); err != nil {
		t.Errorf("the session that is kept: %v", err)
	}
	if n, err := d.EndSessions(ctx, "ana", "root", people.Session{}, sTwo.ID()); err != nil || n != 0 {
		t.Errorf("one person's session ended as another's: %d, %v", n, err)
	}
	// A new passphrase ends the others.
	one, _ = in()
	wantKind(t, "without the old passphrase", d.SetPassphrase(ctx, sTwo, "", "violet tractors sing softly"), voxpop.Forbidden)
	if err := d.SetPassphrase(ctx, sTwo, good, "violet tractors sing softly"); err != nil {
		t.Fatal(err)
	}
	gone("a session beside a new passphrase", one)
	if _, err := d.Session(ctx, two); err != nil {
		t.Errorf("the session in which it was set: %v", err)
	}
	// Roles hold from the next request on, and who is disabled is out.
	if err := d.SetRoles(ctx, "root", "ana", people.Coder); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Session(ctx, two); err != nil || s.Person.May(people.Edit) {
		t.Errorf("%+v, %v", s, err)
	}
	if err := d.Disable(ctx, "root", "ana", true); err != nil {
		t.Fatal(err)
	}
	gone("a disabled person's session", two)
	_, _, err := d.SignIn(ctx, "ana", "violet tractors sing softly", "")
	wantKind(t, "a disabled person", err, voxpop.Forbidden)
	if err := d.Disable(ctx, "root", "ana", false); err != nil {
		t.Fatal(err)
	}
	gone("a session from before", two)
}

func TestTriesAreThrottled(t *testing.T) {
	for _, name := range []string{"ana", "nobody-has-it"} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ctx := t.Context()
			d.add(t, "ana", people.Editor)
			d.add(t, "bo", people.Editor)
			try := func(s *people.Service, pass string) error { _, _, err := s.SignIn(ctx, name, pass, ""); return err }
			var said error
			for range 5 {
				said = try(d.Service, "wrong wrong wrong")
				wantKind(t, "a wrong try", said, voxpop.Forbidden)
			}
			wantKind(t, "the sixth", try(d.Service, good), voxpop.Unavailable)
			d.Wait()
			if name == "ana" { // it outlives the program
				again := &people.Service{Store: d.db, Now: d.Now, Cost: d.Cost}
				wantKind(t, "after a new start", try(again, good), voxpop.Unavailable)
			}
			if _, _, err := d.SignIn(ctx, "bo", good, ""); err != nil {
				t.Errorf("another person waits too: %v", err)
			}
			d.pass(31 * time.Second)
			wantKind(t, "after half a minute", try(d.Service, "wrong wrong wrong"), voxpop.Forbidden)
			wantKind(t, "at once again", try(d.Service, good), voxpop.Unavailable)
			d.pass(31 * time.Second)
			wantKind(t, "the wait grows", try(d.Service, good), voxpop.Unavailable)
			d.pass(time.Hour)
			want := voxpop.Forbidden
			if name == "ana" {
				want = ""
			}
			wantKind(t, "after an hour", try(d.Service, good), want)
		})
	}
}

// Many tries at once are not more than one after the other.
func TestTriesAtOnce(t *testing.T) {
	d := newDesk(t)
	d.add(t, "ana", people.Editor)
	var all sync.WaitGroup
	var mu sync.Mutex
	heard := 0
	for range 40 {
		all.Go(func() {
			_, _, err := d.SignIn(t.Context(), "ana", "wrong wrong wrong", "")
			if voxpop.KindOf(err) == voxpop.Forbidden {
				mu.Lock()
				heard++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if heard > 5 {
		t.Errorf("%d of 40 tries at once were heard", heard)
	}
}

// A name that nobody has costs what a wrong passphrase costs, and is answered
// in the same words.
func TestUnknownNamesLookAlike(t *testing.T) {
	d := newDesk(t)
	d.Cost = people.Cost{Memory: 8 << 10, Time: 2, Lanes: 1}
	ctx := t.Context()
	d.add(t, "ana", people.Editor)
	d.add(t, "out", people.Editor)
	if _, err := d.Invite(ctx, "cli", people.Person{ID: "invited", Roles: []people.Role{people.Coder}}); err != nil {
		t.Fatal(err)
	}
	if err := d.Disable(ctx, "cli", "out", true); err != nil {
		t.Fatal(err)
	}
	fastest := map[string]time.Duration{}
	var words []string
	for range 4 { // in turns, so that what else the machine does falls on all of them
		for _, name := range []string{"ana", "no-such-name", "out", "invited"} {
			pass := "wrong wrong wrong"
			if name == "out" {
				pass = good
			}
			begun := time.Now()
			_, _, err := d.SignIn(ctx, name, pass, "")
			took := time.Since(begun)
			d.Wait()
			if best, ok := fastest[name]; !ok || took < best {
				fastest[name] = took
			}
			words = append(words, err.Error()+voxpop.HintOf(err))
		}
	}
	for _, w := range words {
		if w != words[0] {
			t.Errorf("%q beside %q", w, words[0])
		}
	}
	for name, took := range fastest {
		if took < fastest["ana"]/2 {
			t.Errorf("%s was refused in %v, a wrong passphrase in %v", name, took, fastest["ana"])
		}
	}
}

func TestAnAdministratorStays(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.add(t, "ana", people.Admin, people.Editor)
	d.add(t, "bo", people.Admin)
	if _, err := d.Invite(ctx, "cli", people.Person{ID: "invited", Roles: []people.Role{people.Admin}}); err != nil {
		t.Fatal(err)
	}
	if err := d.Disable(ctx, "ana", "bo", true); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "disabling the last one", d.Disable(ctx, "ana", "ana", true), voxpop.Conflict)
	wantKind(t, "taking the last one's role", d.SetRoles(ctx, "ana", "ana", people.Editor), voxpop.Conflict)
	wantKind(t, "no role at all", d.SetRoles(ctx, "ana", "ana"), voxpop.Invalid)
	if err := d.Disable(ctx, "ana", "bo", false); err != nil {
		t.Fatal(err)
	}
	if err := d.SetRoles(ctx, "bo", "ana", people.Editor); err != nil {
		t.Error(err)
	}
	wantKind(t, "somebody who is not there", d.SetRoles(ctx, "bo", "zoe", people.Editor), voxpop.NotFound)
}

func TestPasskeys(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	link, err := d.Invite(ctx, "cli", people.Person{ID: "ana", Roles: []people.Role{people.Editor}})
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := d.Accept(ctx, link, "", "", &people.Passkey{ID: "k1", Name: "laptop", Key: []byte(`{"n":1}`)}, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Session(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, "the only thing that lets in", d.RemovePasskey(ctx, "ana", "ana", "k1"), voxpop.Conflict)
	wantKind(t, "the same passkey", d.AddPasskey(ctx, s, people.Passkey{ID: "k1"}), voxpop.Conflict)
	wantKind(t, "a name of two lines", d.AddPasskey(ctx, s, people.Passkey{ID: "k2", Name: "a\nb"}), voxpop.Invalid)
	if err := d.AddPasskey(ctx, s, people.Passkey{ID: "k2", Name: "phone", Key: []byte(`{"n":1}`)}); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Hour)
	if _, _, err := d.SignInPasskey(ctx, "ana", people.Passkey{ID: "k2", Key: []byte(`{"n":2}`)}, ""); err != nil {
		t.Fatal(err)
	}
	a, err := d.ByPasskey(ctx, "k2")
	if err != nil || a.Person.ID != "ana" || string(a.Passkeys[1].Key) != `{"n":2}` || a.Passkeys[1].Name != "phone" || !a.Passkeys[1].Used.Equal(d.now) {
		t.Errorf("%+v, %v", a, err)
	}
	if err := d.RemovePasskey(ctx, "ana", "ana", "k1"); err != nil {
		t.Error(err)
	}
	_, _, err = d.SignInPasskey(ctx, "ana", people.Passkey{ID: "k1"}, "")
	wantKind(t, "a passkey that was removed", err, voxpop.Forbidden)
	_, _, err = d.SignIn(ctx, "ana", "", "")
	wantKind(t, "an empty passphrase", err, voxpop.Forbidden)
	// Who is locked out by a lock opens it with a passkey too.
	s, _ = d.Session(ctx, token)
	if !s.Locked {
		t.Fatal("it is not locked after an hour")
	}
	if err := d.UnlockPasskey(ctx, s, people.Passkey{ID: "k2", Key: []byte(`{"n":3}`)}); err != nil {
		t.Error(err)
	}
	if s, _ = d.Session(ctx, token); s.Locked {
		t.Error("a passkey did not unlock")
	}
}

func TestSignInOutside(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.add(t, "ana", people.Editor)
	d.add(t, "bo", people.Editor)
	_, _, err := d.SignInOutside(ctx, "sub-1", "ana@example.org", "")
	wantKind(t, "somebody nobody wrote down", err, voxpop.Forbidden)
	_, _, err = d.SignInOutside(ctx, "", "", "")
	wantKind(t, "nobody", err, voxpop.Forbidden)
	if err := d.SetOutside(ctx, "cli", "ana", "Ana@example.org", ""); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "an address twice", d.SetOutside(ctx, "cli", "bo", "ana@Example.org", ""), voxpop.Conflict)
	if _, s, err := d.SignInOutside(ctx, "sub-1", "ana@example.org", ""); err != nil || s.Person.ID != "ana" {
		t.Errorf("%+v, %v", s, err)
	}
	// A subject that is written down is the only one that counts.
	if err := d.SetOutside(ctx, "cli", "ana", "ana@example.org", "sub-9"); err != nil {
		t.Fatal(err)
	}
	_, _, err = d.SignInOutside(ctx, "sub-1", "ana@example.org", "")
	wantKind(t, "another subject with the address", err, voxpop.Forbidden)
	if err := d.Disable(ctx, "cli", "ana", true); err != nil {
		t.Fatal(err)
	}
	_, _, err = d.SignInOutside(ctx, "sub-9", "", "")
	wantKind(t, "a disabled person", err, voxpop.Forbidden)
}

// Every change is in the audit log, and no secret is.
func TestAudit(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	token := d.add(t, "ana", people.Admin)
	s, err := d.Session(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	d.SignIn(ctx, "ana", "wrong wrong wrong", "")
	d.SignIn(ctx, "a passphrase typed as a name", "wrong wrong wrong", "")
	d.Wait()
	link, err := d.Recover(ctx, "ana", "ana")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		d.SetOutside(ctx, "cli", "ana", "ana@example.org", "subject-1"),
		d.Set(ctx, "ana", "ana", people.Settings{Name: "Ana", Lang: "fa"}),
		d.Set(ctx, "ana", "ana", people.Settings{Name: "Ana", Lang: "fa"}), // nothing changes
		d.AddPasskey(ctx, s, people.Passkey{ID: "credential-1", Name: "phone", Key: []byte(`"private"`)}),
		d.SetRoles(ctx, "ana", "ana", people.Admin, people.Editor),
		d.Lock(ctx, s), d.Unlock(ctx, s, good), d.Share(ctx, token, true), d.SignOut(ctx, s),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var verbs []string
	var all strings.Builder
	for l, err := range d.db.Audit(context.Background(), "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		verbs = append(verbs, l.Verb)
		json.NewEncoder(&all).Encode(l)
	}
	want := []string{"people_invite", "people_accept", "people_refused", "people_recover", "people_outside", "people_set", "people_passkey", "people_roles",
		"people_lock", "people_unlock", "people_share", "people_signout"}
	if diff := cmp.Diff(want, verbs); diff != "" {
		t.Errorf("verbs (-want +got):\n%s", diff)
	}
	for _, secret := range []string{good, "wrong wrong", "typed as a name", token, s.Token, link, "argon2id", "private", "credential-1", "ana@example", "subject-1"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("the audit log holds %q", secret)
		}
	}
	// Nor is a token or a passphrase in the database.
	for _, secret := range []string{good, token, link} {
		accounts, _ := d.db.Accounts(ctx)
		b, _ := json.Marshal(accounts)
		if strings.Contains(string(b), secret) {
			t.Error("a secret is kept as it is")
		}
	}
}

func TestPeopleAreListed(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.add(t, "zoe", people.Admin)
	if _, err := d.Invite(ctx, "zoe", people.Person{ID: "ana", Name: "Ana", Roles: []people.Role{people.Coder}, Lang: "fa"}); err != nil {
		t.Fatal(err)
	}
	got, err := d.People(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := []people.Listed{
		{Person: people.Person{ID: "ana", Name: "Ana", Roles: []people.Role{people.Coder}, Lang: "fa", SingleKeys: true}, Invited: d.now.Add(people.InvitationTime)},
		{Person: people.Person{ID: "zoe", Name: "zoe", Roles: []people.Role{people.Admin}, SingleKeys: true}, Passphrase: true, Sessions: 1, Seen: d.now},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
