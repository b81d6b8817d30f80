package signin_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop/internal/people"
)

// authenticator is a device with one passkey, and what somebody who lies may
// change about what it says.
type authenticator struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32

	origin string // as the browser names it
	rp     string // as the device knows it
	flags  byte
	kind   string // webauthn.create or webauthn.get; "" = the right one
}

const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

var b64url = base64.RawURLEncoding

func newAuthenticator(t *testing.T) *authenticator {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authenticator{key: key, id: make([]byte, 16), origin: "http://localhost:8080", rp: "localhost", flags: present | verified}
	rand.Read(a.id)
	return a
}

// asked is what the desk asks a browser for.
type asked struct {
	Ceremony string
	Options  struct {
		PublicKey struct {
			Challenge string
			RPID      string `json:"rpId"`
			User      struct{ ID string }

			UserVerification       string
			AuthenticatorSelection struct{ UserVerification, ResidentKey string }
		}
	}
}

// asks begins a ceremony.
func (b *browser) asks(path string) asked {
	b.s.t.Helper()
	w := b.do("POST", path, url.Values{}, "Accept", "application/json")
	status(b.s.t, "asking "+path, w, http.StatusOK)
	var a asked
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || a.Ceremony == "" || len(a.Options.PublicKey.Challenge) < 32 {
		b.s.t.Fatalf("%v: %s", err, w.Body)
	}
	if w.Header().Get("Cache-Control") != "no-store" {
		b.s.t.Errorf("%s may be kept", path)
	}
	return a
}

func (a *authenticator) client(kind, challenge string) []byte {
	if a.kind != "" {
		kind = a.kind
	}
	c, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	return c
}

func (a *authenticator) data(flags byte, more []byte) []byte {
	rp := sha256.Sum256([]byte(a.rp))
	return append(append(append(rp[:], flags), binary.BigEndian.AppendUint32(nil, a.count)...), more...)
}

// create makes the passkey that a browser was asked for; the attestation is
// CBOR, written by hand.
func (a *authenticator) create(of asked) string {
	a.handle, _ = b64url.DecodeString(of.Options.PublicKey.User.ID)
	point, _ := a.key.PublicKey.Bytes() // 4, x, y
	cose := slices.Concat([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32}, point[1:33], []byte{0x22, 0x58, 32}, point[33:65])
	cred := slices.Concat(make([]byte, 16), []byte{0, byte(len(a.id))}, a.id, cose)
	data := a.data(a.flags|attested, cred)
	object := slices.Concat([]byte{0xa3, 0x63}, []byte("fmt"), []byte{0x64}, []byte("none"), []byte{0x67}, []byte("attStmt"), []byte{0xa0, 0x68}, []byte("authData"),
		[]byte{0x59, byte(len(data) >> 8), byte(len(data))}, data)
	c, _ := json.Marshal(map[string]any{"id": b64url.EncodeToString(a.id), "rawId": b64url.EncodeToString(a.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64url.EncodeToString(a.client("webauthn.create", of.Options.PublicKey.Challenge)), "attestationObject": b64url.EncodeToString(object)}})
	return string(c)
}

// get proves the passkey.
func (a *authenticator) get(of asked) string {
	a.count++
	client, data := a.client("webauthn.get", of.Options.PublicKey.Challenge), a.data(a.flags, nil)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(slices.Concat(data, hash[:]))
	signature, _ := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	c, _ := json.Marshal(map[string]any{"id": b64url.EncodeToString(a.id), "rawId": b64url.EncodeToString(a.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64url.EncodeToString(client), "authenticatorData": b64url.EncodeToString(data), "signature": b64url.EncodeToString(signature),
		"userHandle": b64url.EncodeToString(a.handle)}})
	return string(c)
}

// withPasskey is a browser in which somebody came in with a passkey alone.
func (s *site) withPasskey(id string, roles ...people.Role) (*browser, *authenticator) {
	s.t.Helper()
	b, a := s.browser(), newAuthenticator(s.t)
	link := s.invite(id, roles...)
	of := b.asks(link + "/passkey")
	if sel := of.Options.PublicKey.AuthenticatorSelection; sel.UserVerification != "required" || sel.ResidentKey != "required" {
		s.t.Errorf("a passkey is asked for as %+v", sel)
	}
	goesTo(s.t, "accepting with a passkey", b.post(link, "name", "Name of "+id, "ceremony", of.Ceremony, "credential", a.create(of)), "/")
	return b, a
}

func (b *browser) signInWith(a *authenticator) *httptest.ResponseRecorder {
	of := b.asks("/sign-in/passkey")
	return b.post("/sign-in", "ceremony", of.Ceremony, "credential", a.get(of))
}

// verbs lists what the audit log says that somebody did.
func (s *site) verbs(who string) (verbs []string) {
	s.t.Helper()
	s.app.People().Wait()
	for l, err := range s.app.Store.Audit(s.t.Context(), "", 0) {
		if err != nil {
			s.t.Fatal(err)
		}
		if string(l.Actor) == who {
			verbs = append(verbs, l.Verb)
		}
	}
	return verbs
}

func TestPasskeysOpenTheDesk(t *testing.T) {
	s := open(t)
	b, a := s.withPasskey("ana", people.Editor)
	status(t, "in", b.get("/me"), http.StatusOK)
	status(t, "signing out", b.post("/sign-out"), http.StatusSeeOther)
	goesTo(t, "out", b.get("/me"), "/sign-in?next=%2Fme")
	goesTo(t, "signing in", b.signInWith(a), "/")

	status(t, "locking", b.post("/lock"), http.StatusSeeOther)
	of := b.asks("/unlock/passkey")
	if of.Options.PublicKey.UserVerification != "required" {
		t.Errorf("unlocking asks for %q", of.Options.PublicKey.UserVerification)
	}
	goesTo(t, "unlocking", b.post("/unlock", "next", "/me", "ceremony", of.Ceremony, "credential", a.get(of)), "/me")

	// A second one, then the first is removed, and opens nothing.
	second := newAuthenticator(t)
	of = b.asks("/me/passkey")
	status(t, "a second passkey", b.post("/me/passkeys", "passkey-name", "Key ring", "ceremony", of.Ceremony, "credential", second.create(of)), http.StatusSeeOther)
	to := b.post("/me/passkeys/remove", "passkey", b64url.EncodeToString(a.id))
	status(t, "removing the first", to, http.StatusSeeOther)
	other := s.browser()
	status(t, "the removed one", other.signInWith(a), http.StatusForbidden)
	goesTo(t, "the second one", other.signInWith(second), "/")

	// It is taken back while nothing else changed, and by who just showed that it is them.
	u, _ := url.Parse(to.Header().Get("Location"))
	undo := "/undo/" + u.Query().Get("done")
	status(t, "undone by another", s.signedIn("bo", people.Editor).post(undo), http.StatusNotFound)
	s.pass(people.FreshTime)
	status(t, "undone late", b.post(undo), http.StatusForbidden)
	status(t, "locking", b.post("/lock"), http.StatusSeeOther)
	of = b.asks("/unlock/passkey")
	goesTo(t, "unlocking with the second", b.post("/unlock", "ceremony", of.Ceremony, "credential", second.get(of)), "/")
	status(t, "undone", b.post(undo), http.StatusSeeOther)
	goesTo(t, "the first one again", s.browser().signInWith(a), "/")
}

func TestTakingBackARemovedPasskeyStopsAtAChange(t *testing.T) {
	s := open(t)
	b, a := s.withPasskey("ana", people.Editor)
	for _, name := range []string{"second", "third"} {
		of := b.asks("/me/passkey")
		status(t, name, b.post("/me/passkeys", "passkey-name", name, "ceremony", of.Ceremony, "credential", newAuthenticator(t).create(of)), http.StatusSeeOther)
	}
	w := b.post("/me/passkeys/remove", "passkey", b64url.EncodeToString(a.id))
	status(t, "removing", w, http.StatusSeeOther)
	u, _ := url.Parse(w.Header().Get("Location"))
	link, err := s.app.People().Recover(t.Context(), "cli", "ana")
	if err != nil {
		t.Fatal(err)
	}
	goesTo(t, "recovering", b.post("/invite/"+link, "name", "Ana", "passphrase", good, "again", good), "/")
	status(t, "undoing what was before", b.post("/undo/"+u.Query().Get("done")), http.StatusConflict)
	status(t, "the removed one", s.browser().signInWith(a), http.StatusForbidden)
}

// What a browser sends is believed only when it answers what was asked just
// now, here, of this person, by a device that knew them.
func TestProofsThatProveNothing(t *testing.T) {
	s := open(t)
	_, a := s.withPasskey("ana", people.Editor)
	_, bo := s.withPasskey("bo", people.Editor)
	refused := func(t *testing.T, what string, w *httptest.ResponseRecorder, b *browser) {
		t.Helper()
		if w.Code != http.StatusForbidden || b.jar[people.Cookie] != nil {
			t.Errorf("%s: status %d, cookie %v", what, w.Code, b.jar[people.Cookie])
		}
	}
	for what, change := range map[string]func(*authenticator){
		"another site's page":                 func(a *authenticator) { a.origin = "https://desk.evil.example" },
		"another port":                        func(a *authenticator) { a.origin = "http://localhost:9999" },
		"a passkey of another site":           func(a *authenticator) { a.rp = "evil.example" },
		"nobody was verified":                 func(a *authenticator) { a.flags = present },
		"nobody was there":                    func(a *authenticator) { a.flags = 0 },
		"an answer to another kind of asking": func(a *authenticator) { a.kind = "webauthn.create" },
		"somebody else's handle":              func(a *authenticator) { a.handle = bo.handle },
		"somebody else's passkey":             func(a *authenticator) { a.id = bo.id },
		"another key":                         func(a *authenticator) { a.key = newAuthenticator(t).key },
	} {
		t.Run(what, func(t *testing.T) {
			liar := *a
			change(&liar)
			b := s.browser()
			refused(t, what, b.signInWith(&liar), b)
		})
	}
	t.Run("another challenge", func(t *testing.T) {
		b := s.browser()
		one, two := b.asks("/sign-in/passkey"), b.asks("/sign-in/passkey")
		refused(t, "the answer to another asking", b.post("/sign-in", "ceremony", one.Ceremony, "credential", a.get(two)), b)
	})
	t.Run("replayed", func(t *testing.T) {
		b, thief := s.browser(), s.browser()
		of := b.asks("/sign-in/passkey")
		proof := a.get(of)
		goesTo(t, "the first time", b.post("/sign-in", "ceremony", of.Ceremony, "credential", proof), "/")
		refused(t, "the second time", thief.post("/sign-in", "ceremony", of.Ceremony, "credential", proof), thief)
		again := thief.asks("/sign-in/passkey")
		refused(t, "for another asking", thief.post("/sign-in", "ceremony", again.Ceremony, "credential", proof), thief)
	})
	t.Run("expired", func(t *testing.T) {
		b := s.browser()
		of := b.asks("/sign-in/passkey")
		s.pass(5 * time.Minute)
		refused(t, "after five minutes", b.post("/sign-in", "ceremony", of.Ceremony, "credential", a.get(of)), b)
	})
	t.Run("of another session", func(t *testing.T) {
		one, two := s.browser(), s.browser()
		goesTo(t, "ana", one.signInWith(a), "/")
		goesTo(t, "bo", two.signInWith(bo), "/")
		for _, b := range []*browser{one, two} {
			status(t, "locking", b.post("/lock"), http.StatusSeeOther)
		}
		of := one.asks("/unlock/passkey")
		status(t, "another's session with one's own passkey", two.post("/unlock", "ceremony", of.Ceremony, "credential", bo.get(of)), http.StatusForbidden)
		of = one.asks("/unlock/passkey")
		status(t, "one's session with another's passkey", one.post("/unlock", "ceremony", of.Ceremony, "credential", bo.get(of)), http.StatusForbidden)
		of = one.asks("/sign-in/passkey")
		status(t, "what was asked to sign in", one.post("/unlock", "ceremony", of.Ceremony, "credential", a.get(of)), http.StatusForbidden)
		for _, b := range []*browser{one, two} {
			goesTo(t, "still locked", b.get("/me"), "/unlock?next=%2Fme")
		}
	})
}

// Two devices with one passkey: the one that counts less is refused, and the
// log says so. The other goes on.
func TestACopiedPasskeyIsNoticed(t *testing.T) {
	s := open(t)
	_, a := s.withPasskey("ana", people.Editor)
	copied := *a
	for range 3 {
		goesTo(t, "the device", s.browser().signInWith(a), "/")
	}
	b := s.browser()
	w := b.signInWith(&copied)
	if w.Code != http.StatusForbidden || b.jar[people.Cookie] != nil {
		t.Fatalf("a copy: status %d", w.Code)
	}
	if got := s.verbs("ana"); !slices.Contains(got, "people_copied") {
		t.Errorf("the log holds %v", got)
	}
	goesTo(t, "the device, still", s.browser().signInWith(a), "/")
}

func TestPasskeysAreMadeOnlyAsAsked(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	other := s.signedIn("bo", people.Editor)
	for what, change := range map[string]func(*authenticator){
		"another site's page":       func(a *authenticator) { a.origin = "https://desk.evil.example" },
		"a passkey of another site": func(a *authenticator) { a.rp = "evil.example" },
		"nobody was verified":       func(a *authenticator) { a.flags = present },
		"an answer to a signing in": func(a *authenticator) { a.kind = "webauthn.get" },
	} {
		a := newAuthenticator(t)
		change(a)
		of := b.asks("/me/passkey")
		status(t, what, b.post("/me/passkeys", "ceremony", of.Ceremony, "credential", a.create(of)), http.StatusForbidden)
	}
	a := newAuthenticator(t)
	of := b.asks("/me/passkey")
	made := a.create(of)
	status(t, "what another was asked for", other.post("/me/passkeys", "ceremony", of.Ceremony, "credential", made), http.StatusForbidden)
	of = b.asks("/me/passkey")
	made = a.create(of)
	status(t, "as asked", b.post("/me/passkeys", "ceremony", of.Ceremony, "credential", made), http.StatusSeeOther)
	status(t, "once more", b.post("/me/passkeys", "ceremony", of.Ceremony, "credential", made), http.StatusForbidden)
	of = other.asks("/me/passkey")
	status(t, "another's passkey as one's own", other.post("/me/passkeys", "ceremony", of.Ceremony, "credential", a.create(of)), http.StatusConflict)

	// Who finds a desk open cannot make themselves at home.
	s.pass(people.FreshTime)
	if w := b.do("POST", "/me/passkey", url.Values{}, "Accept", "application/json"); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "show once more that it is you") {
		t.Errorf("a passkey long after signing in: %d %s", w.Code, w.Body)
	}
	page := b.get("/me").Body.Bytes()
	if !bytes.Contains(page, []byte("Show that it is you")) || bytes.Contains(page, []byte(`data-passkey="create"`)) {
		t.Error("the page does not say what to do first")
	}
	for _, who := range []string{"ana", "bo"} {
		acc, err := s.app.People().Account(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]int{"ana": 1, "bo": 0}[who]; len(acc.Passkeys) != want {
			t.Errorf("%s has %d passkeys, want %d", who, len(acc.Passkeys), want)
		}
	}
}
