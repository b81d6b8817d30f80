package signin

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

// ceremony is a passkey being made or proved: what the desk asked for, and for
// what.
type ceremony struct {
	asked webauthn.SessionData
	what  string // "sign-in", "unlock", "invite", "add"
	who   string // the person, or "" when the passkey will say
	of    string // the session or the link that it belongs to
	until time.Time
}

const (
	ceremonyTime  = 5 * time.Minute
	maxCeremonies = 1000
)

// passkeys is what checks passkeys for the address of the desk; nil when that
// address can have none: a passkey belongs to a name, not to a number.
func (s *Screens) passkeys(q *frame.Request) *webauthn.WebAuthn {
	origin := s.Origin
	if origin == "" {
		h := host(q.Request)
		if h != "localhost" {
			return nil
		}
		origin = "http://" + q.Host
		if q.TLS != nil {
			origin = "https://" + q.Host
		}
	}
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return nil
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "voxpop", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil
	}
	return w
}

var errPasskey = errors.New("the passkey was not proved")

func isPasskey(err error) bool { return errors.Is(err, errPasskey) }

func noPasskey(err error) error {
	// What the library says may repeat what was sent; it is not carried on.
	_ = err
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: "signin", Message: "the passkey was not accepted", Hint: "try again, or use the passphrase", Err: errPasskey}
}

// staleErr asks the person to show once more that it is them.
func staleErr() error {
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: "signin", Message: "signin.stale"}
}

// keep remembers a ceremony, and returns the name it is asked for by.
func (s *Screens) keep(q *frame.Request, c ceremony) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.ceremonies, func(_ string, old ceremony) bool { return !q.Now.Before(old.until) })
	if s.ceremonies == nil {
		s.ceremonies = map[string]ceremony{}
	}
	// Anybody may begin to sign in: when very many do, the oldest of those give way.
	if c.what == "sign-in" {
		strangers, oldest := 0, ""
		for name, one := range s.ceremonies {
			if one.what != "sign-in" {
				continue
			}
			if strangers++; oldest == "" || one.until.Before(s.ceremonies[oldest].until) {
				oldest = name
			}
		}
		if strangers >= maxCeremonies {
			delete(s.ceremonies, oldest)
		}
	}
	name := rand.Text()
	c.until = q.Now.Add(ceremonyTime)
	s.ceremonies[name] = c
	return name
}

// take returns the ceremony that a form answers, once.
func (s *Screens) take(q *frame.Request, what, of string) (ceremony, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := q.PostFormValue("ceremony")
	c, ok := s.ceremonies[name]
	delete(s.ceremonies, name)
	return c, ok && c.what == what && c.of == of && q.Now.Before(c.until)
}

// asks answers the script with what the browser is asked for.
func (s *Screens) asks(q *frame.Request, c ceremony, options any) error {
	private(q)
	return q.JSON(map[string]any{"ceremony": s.keep(q, c), "options": options})
}

// user is a person as the library sees them.
type user struct{ people.Account }

func (u user) WebAuthnID() []byte          { return u.Handle }
func (u user) WebAuthnName() string        { return u.Person.ID }
func (u user) WebAuthnDisplayName() string { return u.Person.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range u.Passkeys {
		var c webauthn.Credential
		if json.Unmarshal(k.Key, &c) == nil {
			all = append(all, c)
		}
	}
	return all
}

func (s *Screens) beginSignIn(q *frame.Request) error {
	w := s.passkeys(q)
	if w == nil {
		return noPasskey(nil)
	}
	options, asked, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return noPasskey(err)
	}
	return s.asks(q, ceremony{asked: *asked, what: "sign-in"}, options)
}

func (s *Screens) beginUnlock(q *frame.Request) error {
	w := s.passkeys(q)
	if w == nil || q.Who.ID == "" {
		return noPasskey(nil)
	}
	a, err := s.People.Account(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	options, asked, err := w.BeginLogin(user{a}, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return noPasskey(err)
	}
	return s.asks(q, ceremony{asked: *asked, what: "unlock", who: a.Person.ID, of: q.Session.Token}, options)
}

// proved returns the person whose passkey a form proves, and the passkey as it
// is now; who is the only one it may be, or "".
func (s *Screens) proved(q *frame.Request, what, who, of string) (id string, _ people.Passkey, err error) {
	w := s.passkeys(q)
	c, ok := s.take(q, what, of)
	if w == nil || !ok {
		return "", people.Passkey{}, noPasskey(nil)
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes([]byte(q.PostFormValue("credential")))
	if err != nil {
		return "", people.Passkey{}, noPasskey(err)
	}
	a, err := s.People.ByPasskey(q.Context(), people.PasskeyID(answer.RawID))
	if voxpop.KindOf(err) == voxpop.NotFound || err == nil && (a.Person.Disabled || who != "" && a.Person.ID != who) {
		return "", people.Passkey{}, noPasskey(nil)
	}
	if err != nil {
		return "", people.Passkey{}, err
	}
	var now *webauthn.Credential
	if who == "" {
		now, err = w.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
			if !bytes.Equal(handle, a.Handle) {
				return nil, errPasskey
			}
			return user{a}, nil
		}, c.asked, answer)
	} else {
		now, err = w.ValidateLogin(user{a}, c.asked, answer)
	}
	if err != nil {
		return "", people.Passkey{}, noPasskey(err)
	}
	if now.Authenticator.CloneWarning { // its counter went back: there are two of it
		if err := s.People.Copied(q.Context(), a.Person.ID, people.PasskeyID(now.ID)); err != nil {
			return "", people.Passkey{}, err
		}
		return "", people.Passkey{}, noPasskey(nil)
	}
	b, err := json.Marshal(now)
	return a.Person.ID, people.Passkey{ID: people.PasskeyID(now.ID), Key: b}, err
}

// beginMade asks the browser for a new passkey of a person.
func (s *Screens) beginMade(q *frame.Request, what string, a people.Account, of string) error {
	w := s.passkeys(q)
	if w == nil {
		return noPasskey(nil)
	}
	u := user{a}
	options, asked, err := w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return noPasskey(err)
	}
	return s.asks(q, ceremony{asked: *asked, what: what, who: a.Person.ID, of: of}, options)
}

// made returns the new passkey that a form brings.
func (s *Screens) made(q *frame.Request, what string, a people.Account, of string) (people.Passkey, error) {
	w := s.passkeys(q)
	c, ok := s.take(q, what, of)
	if w == nil || !ok || c.who != a.Person.ID {
		return people.Passkey{}, noPasskey(nil)
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(q.PostFormValue("credential")))
	if err != nil {
		return people.Passkey{}, noPasskey(err)
	}
	now, err := w.CreateCredential(user{a}, c.asked, answer)
	if err != nil {
		return people.Passkey{}, noPasskey(err)
	}
	b, err := json.Marshal(now)
	name := q.PostFormValue("passkey-name")
	if name == "" {
		name = agent(q.Request)
	}
	return people.Passkey{ID: people.PasskeyID(now.ID), Name: name, Key: b}, err
}

func (s *Screens) beginInvite(q *frame.Request) error {
	link := q.PathValue("token")
	a, _, err := s.People.Invited(q.Context(), link)
	if err != nil {
		return err
	}
	a.Passkeys = nil // those from before go
	return s.beginMade(q, "invite", a, link)
}

func (s *Screens) beginPasskey(q *frame.Request) error {
	if !s.People.Fresh(q.Session) {
		return staleErr()
	}
	a, err := s.People.Account(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	return s.beginMade(q, "add", a, q.Session.Token)
}
