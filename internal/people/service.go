package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"

	"voxpop"
)

// Service says who is at the desk. Store and Now are set before its first use.
// An error of kind forbidden means that nobody is let in, of kind invalid that
// what was typed has to be typed otherwise, of kind unavailable that it is to
// be tried later.
type Service struct {
	Store Store
	Now   func() time.Time
	Idle  time.Duration // a session locks after as long without a request; 0 = 15 minutes
	End   time.Duration // a session ends after as long; 0 = 12 hours
	// Cost is what one try of a passphrase costs; the zero value is what is
	// right for people. Tests take less.
	Cost Cost

	tries  throttle
	hashes gate
	later  sync.WaitGroup
	opened opened
}

// InvitationTime is how long a link of an invitation or a recovery opens.
const InvitationTime = 72 * time.Hour

// Account is a person with what lets them in.
type Account struct {
	Person     Person
	Rev        int64  // 0: not kept yet
	Passphrase string // as argon2id writes it; "" for none
	Handle     []byte // by which passkeys know the person; it names nobody
	Passkeys   []Passkey
	Tries      Tries
	Made       time.Time
}

// Ready reports whether the person can sign in by themselves.
func (a Account) Ready() bool { return a.Passphrase != "" || len(a.Passkeys) > 0 }

// Lets names what lets the person in, as it is now: it changes with the
// passphrase and with each passkey that comes or goes, and says neither.
func (a Account) Lets() string {
	h := sha256.New()
	for _, k := range a.Passkeys {
		h.Write([]byte(k.ID + "\n"))
	}
	h.Write([]byte("\n" + a.Passphrase))
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Invitation is a link that lets one person in once, to choose what lets them
// in from then on.
type Invitation struct {
	Hash    string // SHA-256 of what stands in the link, hexadecimal
	Person  string
	Until   time.Time
	Recover bool // the person was here before: what let them in goes
}

// Store keeps people. A method is one transaction; one that changes something
// writes a line of the audit log in it.
type Store interface {
	// Accounts returns everybody, in the order of their names to sign in with.
	Accounts(ctx context.Context) ([]Account, error)
	// ChangeAccount lets change have its way with one person, when nobody else
	// changes people, and keeps what becomes of them. Somebody who is not there
	// has revision 0. Accounts are everybody's, the person's included.
	ChangeAccount(ctx context.Context, by voxpop.Actor, id string, change func(a *Account, all []Account) (Deed, error)) error
	// Invitation is of kind not found when there is none.
	Invitation(ctx context.Context, hash string) (Invitation, error)
	// Invitations returns those that are open at a time.
	Invitations(ctx context.Context, now time.Time) ([]Invitation, error)
	// Session is of kind not found when there is none.
	Session(ctx context.Context, hash string) (Session, error)
	// Sessions returns those of a person, or of everybody, that end after a
	// time; the newest first.
	Sessions(ctx context.Context, person string, now time.Time) ([]Session, error)
	// TouchSession says that a session was used; a locked one stays as it is.
	TouchSession(ctx context.Context, hash string, seen time.Time) error
	// LockSession locks or unlocks, ShareSession sets what others may see.
	LockSession(ctx context.Context, by voxpop.Actor, hash string, locked bool, seen time.Time) error
	ShareSession(ctx context.Context, by voxpop.Actor, hash string, shared bool) error
	// EndSessions ends those named, and returns how many there were.
	EndSessions(ctx context.Context, by voxpop.Actor, hashes []string) (int, error)
}

// Deed is what a verb did to a person, besides what it made of the account.
type Deed struct {
	Verb    string   // of the audit line, "people_…"; "" writes none
	Changes []Change // of the audit line
	Invites *Invitation
	Uses    string   // hash of the invitation that this takes; it is a conflict when it is gone
	Begins  *Session // its person is the account's
	Ends    bool     // the person's sessions, but the one that begins and the one kept
	Keeps   string   // hash of that session
}

// Change is one thing that a verb changed. Nothing in it is secret.
type Change struct {
	Field    string
	Old, New any
}

func (s *Service) idle() time.Duration {
	if s.Idle > 0 {
		return s.Idle
	}
	return 15 * time.Minute
}

func (s *Service) end() time.Duration {
	if s.End > 0 {
		return s.End
	}
	return 12 * time.Hour
}

// IdleAfter is how long a session stays open without a request.
func (s *Service) IdleAfter() time.Duration { return s.idle() }

// Wait waits for what is still being written about tries that failed.
func (s *Service) Wait() { s.later.Wait() }

// Empty reports whether nobody works at the desk yet.
func (s *Service) Empty(ctx context.Context) (bool, error) {
	all, err := s.Store.Accounts(ctx)
	return len(all) == 0, err
}

// newToken makes 256 bits of chance and what is kept of them.
func newToken() (token, hash string) {
	b := make([]byte, 32)
	rand.Read(b)
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashOf(token)
}

func hashOf(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// plausible reports whether a token may be one of ours, so that a stranger's
// megabyte is not hashed.
func plausible(token string) bool { return len(token) == 43 }

func refused(op string) error {
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "nobody is signed in", Hint: "sign in"}
}

// Session returns the session whose cookie holds token, and counts as its
// being used. Without one the error is of kind forbidden: nobody is signed in.
// A locked session is returned with Locked, and opens nothing but its unlocking.
func (s *Service) Session(ctx context.Context, token string) (Session, error) {
	got, err := s.Glance(ctx, token)
	if err != nil || got.Locked {
		return got, err
	}
	if now := s.Now(); now.Sub(got.Seen) >= min(time.Minute, s.idle()/4) {
		if err := s.Store.TouchSession(ctx, got.Token, now); err != nil {
			return Session{}, err
		}
		got.Seen = now
	}
	return got, nil
}

// Glance is [Service.Session] for what a page asks by itself, with nobody
// before it: the session is not used by it, and locks when its time has come.
func (s *Service) Glance(ctx context.Context, token string) (Session, error) {
	const op = "people.Session"
	if !plausible(token) {
		return Session{}, refused(op)
	}
	got, err := s.Store.Session(ctx, hashOf(token))
	if voxpop.KindOf(err) == voxpop.NotFound {
		return Session{}, refused(op)
	}
	if err != nil {
		return Session{}, err
	}
	now := s.Now()
	switch {
	case !now.Before(got.Until) || got.Person.Disabled:
		return Session{}, refused(op)
	case !got.Locked && now.Sub(got.Seen) >= s.idle():
		if err := s.Store.LockSession(ctx, got.Person.Actor(), got.Token, true, got.Seen); err != nil {
			return Session{}, err
		}
		got.Locked = true
	}
	return got, nil
}

// begins is a new session of a person, and the cookie that opens it.
func (s *Service) begins(p Person, agent string) (token string, _ *Session) {
	token, hash := newToken()
	now := s.Now()
	if !oneLine(agent, 80) {
		agent = ""
	}
	return token, &Session{Token: hash, Person: p, Created: now, Seen: now, Until: now.Add(s.end()), Agent: agent}
}

// Lock locks a session: the page stays, and nothing opens.
func (s *Service) Lock(ctx context.Context, in Session) error {
	return s.Store.LockSession(ctx, in.Person.Actor(), in.Token, true, s.Now())
}

// Unlock opens a locked session again with its person's passphrase.
func (s *Service) Unlock(ctx context.Context, in Session, passphrase string) error {
	if _, err := s.check(ctx, "people.Unlock", in.Person.ID, passphrase); err != nil {
		return err
	}
	return s.unlock(ctx, in)
}

func (s *Service) unlock(ctx context.Context, in Session) error {
	if err := s.Store.LockSession(ctx, in.Person.Actor(), in.Token, false, s.Now()); err != nil {
		return err
	}
	s.opened.note(in.Token, s.Now())
	return nil
}

// UnlockPasskey opens a locked session again after a passkey of its person has
// been proved, which the caller has seen to.
func (s *Service) UnlockPasskey(ctx context.Context, in Session, key Passkey) error {
	err := s.Store.ChangeAccount(ctx, in.Person.Actor(), in.Person.ID, func(a *Account, _ []Account) (Deed, error) {
		return Deed{}, used(a, key, s.Now())
	})
	if err != nil {
		return err
	}
	return s.unlock(ctx, in)
}

// Share says whether others see the screen of the session whose cookie holds
// token: names are hidden then.
func (s *Service) Share(ctx context.Context, token string, on bool) error {
	in, err := s.Session(ctx, token)
	if err != nil {
		return err
	}
	return s.Store.ShareSession(ctx, in.Person.Actor(), in.Token, on)
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, in Session) error {
	_, err := s.Store.EndSessions(ctx, in.Person.Actor(), []string{in.Token})
	return err
}

// Sessions returns the open sessions of a person, the newest first; of
// everybody with "".
func (s *Service) Sessions(ctx context.Context, id string) ([]Session, error) {
	return s.Store.Sessions(ctx, id, s.Now())
}

// EndSessions ends sessions of a person, by [Session.ID], or all of them when
// none is named, but the one kept; it returns how many there were.
func (s *Service) EndSessions(ctx context.Context, by voxpop.Actor, id string, keep Session, named ...string) (int, error) {
	if _, err := s.Account(ctx, id); err != nil {
		return 0, err
	}
	all, err := s.Store.Sessions(ctx, id, s.Now())
	if err != nil {
		return 0, err
	}
	var hashes []string
	for _, one := range all {
		if one.Token != keep.Token && (len(named) == 0 || slices.Contains(named, one.ID())) {
			hashes = append(hashes, one.Token)
		}
	}
	if len(hashes) == 0 {
		return 0, nil
	}
	return s.Store.EndSessions(ctx, by, hashes)
}

// Account returns a person with what lets them in; of kind not found when
// nobody has that name.
func (s *Service) Account(ctx context.Context, id string) (Account, error) {
	return s.find(ctx, "people.Account", func(a Account) bool { return a.Person.ID == id })
}

// ByPasskey returns the person who has a passkey.
func (s *Service) ByPasskey(ctx context.Context, credential string) (Account, error) {
	return s.find(ctx, "people.ByPasskey", func(a Account) bool {
		return slices.ContainsFunc(a.Passkeys, func(k Passkey) bool { return k.ID == credential })
	})
}

func (s *Service) find(ctx context.Context, op string, is func(Account) bool) (Account, error) {
	all, err := s.Store.Accounts(ctx)
	if err != nil {
		return Account{}, err
	}
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], nil
	}
	return Account{}, nobody(op)
}

func nobody(op string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "nobody at the desk has that name", Hint: "voxpop people list names everybody"}
}

// Listed is a person as administrators see them.
type Listed struct {
	Person     Person
	Passphrase bool
	Passkeys   int
	Invited    time.Time // until when an open link lets them in; zero for none
	Sessions   int       // open ones
	Seen       time.Time // when one was last used
}

// People lists everybody, in the order of their names.
func (s *Service) People(ctx context.Context) ([]Listed, error) {
	accounts, err := s.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	open, err := s.Store.Invitations(ctx, s.Now())
	if err != nil {
		return nil, err
	}
	sessions, err := s.Store.Sessions(ctx, "", s.Now())
	if err != nil {
		return nil, err
	}
	all := make([]Listed, 0, len(accounts))
	for _, a := range accounts {
		l := Listed{Person: a.Person, Passphrase: a.Passphrase != "", Passkeys: len(a.Passkeys)}
		for _, i := range open {
			if i.Person == a.Person.ID && i.Until.After(l.Invited) {
				l.Invited = i.Until
			}
		}
		for _, one := range sessions {
			if one.Person.ID == a.Person.ID {
				l.Sessions++
				if one.Seen.After(l.Seen) {
					l.Seen = one.Seen
				}
			}
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b Listed) int { return strings.Compare(a.Person.Name, b.Person.Name) })
	return all, nil
}
