package people

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"voxpop"
)

// wrong is the one answer to a wrong name, a wrong passphrase and a person who
// may not sign in.
func wrong(op string) error {
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "the name or the passphrase is wrong",
		Hint: "check both; an administrator makes a link with which a new passphrase is chosen"}
}

// check returns the account of a person who gave their passphrase.
func (s *Service) check(ctx context.Context, op, id, passphrase string) (Account, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	if len(id) > 64 || len(passphrase) > maxPassphrase {
		return Account{}, wrong(op)
	}
	a, err := s.Account(ctx, id)
	known := err == nil
	if !known && voxpop.KindOf(err) != voxpop.NotFound {
		return a, err
	}
	tries, err := s.tries.take(op, id, a.Tries, s.Now())
	if err != nil {
		return a, err
	}
	hash := a.Passphrase
	if hash == "" {
		hash = s.Cost.orUsual().dummy()
	}
	right := false
	if err := s.hashes.pass(ctx, op, func() { right = verify(hash, passphrase) }); err != nil {
		return a, err
	}
	if right && known && !a.Person.Disabled {
		s.tries.forgive(id)
		return a, nil
	}
	if known {
		// Behind the answer: a name that nobody has is not written down, and the
		// time that it takes must not say which it was.
		s.later.Go(func() {
			s.Store.ChangeAccount(context.WithoutCancel(ctx), a.Person.Actor(), id, func(a *Account, _ []Account) (Deed, error) {
				if a.Rev == 0 {
					return Deed{}, nobody(op)
				}
				if tries.Last.After(a.Tries.Last) || tries.Failed > a.Tries.Failed { // they may come here in another order
					a.Tries = tries
				}
				return Deed{Verb: "people_refused", Changes: []Change{{Field: "tries", New: tries.Failed}}}, nil
			})
		})
	}
	return Account{}, wrong(op)
}

// CheckPassphraseOf says whether the passphrase is that person's, counting
// wrong tries; what is grave asks for it once more.
func (s *Service) CheckPassphraseOf(ctx context.Context, id, passphrase string) error {
	_, err := s.check(ctx, "people.CheckPassphraseOf", id, passphrase)
	return err
}

// SignIn begins a session of a person who gives their passphrase, and returns
// the token that its cookie holds. What the browser was signed in as before is
// the caller's to end. agent names the browser.
func (s *Service) SignIn(ctx context.Context, id, passphrase, agent string) (token string, _ Session, err error) {
	const op = "people.SignIn"
	known, err := s.check(ctx, op, id, passphrase)
	if err != nil {
		return "", Session{}, err
	}
	return s.signIn(ctx, op, known.Person.ID, agent, "passphrase", func(a *Account) error {
		if a.Passphrase != known.Passphrase { // changed while it was checked
			return wrong(op)
		}
		a.Tries = Tries{}
		return nil
	})
}

// SignInPasskey begins a session of the person who has proved a passkey, which
// the caller has seen to. The key is kept as it is now.
func (s *Service) SignInPasskey(ctx context.Context, id string, key Passkey, agent string) (token string, _ Session, err error) {
	return s.signIn(ctx, "people.SignInPasskey", id, agent, "passkey", func(a *Account) error { return used(a, key, s.Now()) })
}

// Copied writes down that a passkey was shown whose counter went back: there
// are two of it. The caller has refused it.
func (s *Service) Copied(ctx context.Context, id, credential string) error {
	const op = "people.Copied"
	return s.change(ctx, op, voxpop.Actor(id), id, func(a *Account, _ []Account) (Deed, error) {
		i := slices.IndexFunc(a.Passkeys, func(k Passkey) bool { return k.ID == credential })
		if i < 0 {
			return Deed{}, nobody(op)
		}
		return Deed{Verb: "people_copied", Changes: []Change{{Field: "passkey", Old: a.Passkeys[i].Name}}}, nil
	})
}

// SignInOutside begins a session of the person whom a sign-in service names,
// which the caller has made sure of: by its subject, else by an e-mail address
// that the service has verified. Nobody is ever added.
func (s *Service) SignInOutside(ctx context.Context, subject, email, agent string) (token string, _ Session, err error) {
	const op = "people.SignInOutside"
	a, err := s.find(ctx, op, func(a Account) bool { return subject != "" && a.Person.Subject == subject })
	if voxpop.KindOf(err) == voxpop.NotFound {
		a, err = s.find(ctx, op, func(a Account) bool {
			return email != "" && a.Person.Subject == "" && strings.EqualFold(a.Person.Email, email)
		})
	}
	if voxpop.KindOf(err) == voxpop.NotFound {
		return "", Session{}, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "nobody at the desk has this account of the sign-in service",
			Hint: "ask an administrator to write your e-mail address beside your name"}
	}
	if err != nil {
		return "", Session{}, err
	}
	return s.signIn(ctx, op, a.Person.ID, agent, "outside", func(*Account) error { return nil })
}

func (s *Service) signIn(ctx context.Context, op, id, agent, way string, change func(*Account) error) (token string, begun Session, err error) {
	err = s.Store.ChangeAccount(ctx, voxpop.Actor(id), id, func(a *Account, _ []Account) (Deed, error) {
		if a.Rev == 0 || a.Person.Disabled {
			return Deed{}, wrong(op)
		}
		if err := change(a); err != nil {
			return Deed{}, err
		}
		var begins *Session
		token, begins = s.begins(a.Person, agent)
		begun = *begins
		return Deed{Verb: "people_signin", Changes: []Change{{Field: "way", New: way}}, Begins: begins}, nil
	})
	if err != nil {
		return "", Session{}, err
	}
	return token, begun, nil
}

// used keeps a passkey as it is after its use.
func used(a *Account, key Passkey, now time.Time) error {
	i := slices.IndexFunc(a.Passkeys, func(k Passkey) bool { return k.ID == key.ID })
	if i < 0 || a.Person.Disabled {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "people", Message: "this passkey opens nothing here any more", Hint: "sign in with your passphrase, or ask an administrator for a link"}
	}
	a.Passkeys[i].Key, a.Passkeys[i].Used = key.Key, now
	return nil
}

// change is a verb on one person who is there.
func (s *Service) change(ctx context.Context, op string, by voxpop.Actor, id string, fn func(a *Account, all []Account) (Deed, error)) error {
	return s.Store.ChangeAccount(ctx, by, id, func(a *Account, all []Account) (Deed, error) {
		if a.Rev == 0 {
			return Deed{}, nobody(op)
		}
		d, err := fn(a, all)
		if err != nil {
			return d, err
		}
		if err := a.Person.Validate(); err != nil {
			return d, err
		}
		return d, keepsAdmin(op, *a, all)
	})
}

// keepsAdmin refuses to leave the desk without somebody who can let others in.
func keepsAdmin(op string, a Account, all []Account) error {
	// Who was invited and has not come yet lets nobody in.
	admin := func(a Account) bool {
		return a.Person.Is(Admin) && !a.Person.Disabled && (a.Ready() || a.Person.Email+a.Person.Subject != "")
	}
	had, has := false, admin(a)
	for _, one := range all {
		had = had || admin(one)
		has = has || one.Person.ID != a.Person.ID && admin(one)
	}
	if had && !has {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "nobody would be left who can let people in",
			Hint: "make somebody else an administrator first"}
	}
	return nil
}

// Invite adds a person and returns what stands in the link with which they
// choose what lets them in, once, within [InvitationTime]. It is kept nowhere.
func (s *Service) Invite(ctx context.Context, by voxpop.Actor, p Person) (link string, err error) {
	const op = "people.Invite"
	if p.Name == "" {
		p.Name = p.ID
	}
	p.SingleKeys = true
	if err := p.Validate(); err != nil {
		return "", err
	}
	link, hash := newToken()
	err = s.Store.ChangeAccount(ctx, by, p.ID, func(a *Account, all []Account) (Deed, error) {
		if a.Rev != 0 {
			return Deed{}, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "somebody at the desk has the name " + p.ID + " already",
				Hint: "choose another name to sign in with, or make a new link for them: voxpop people recover " + p.ID}
		}
		if err := oneEach(p, all); err != nil {
			return Deed{}, err
		}
		*a = Account{Person: p, Handle: make([]byte, 64), Made: s.Now()}
		rand.Read(a.Handle)
		return Deed{Verb: "people_invite", Changes: []Change{{Field: "roles", New: p.Roles}},
			Invites: &Invitation{Hash: hash, Person: p.ID, Until: s.Now().Add(InvitationTime)}}, nil
	})
	if err != nil {
		return "", err
	}
	return link, nil
}

// oneEach refuses an account of the sign-in service that two people would have.
func oneEach(p Person, all []Account) error {
	for _, a := range all {
		if a.Person.ID == p.ID {
			continue
		}
		if p.Email != "" && strings.EqualFold(a.Person.Email, p.Email) {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "people", Place: "email", Message: a.Person.ID + " has this address", Hint: "write another"}
		}
		if p.Subject != "" && a.Person.Subject == p.Subject {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "people", Place: "subject", Message: a.Person.ID + " has this account of the sign-in service", Hint: "write another"}
		}
	}
	return nil
}

// Recover makes a link for a person who is there: with it they choose anew what
// lets them in, and what did so until then goes. Links made before stop to open.
func (s *Service) Recover(ctx context.Context, by voxpop.Actor, id string) (link string, err error) {
	link, hash := newToken()
	err = s.change(ctx, "people.Recover", by, id, func(a *Account, _ []Account) (Deed, error) {
		return Deed{Verb: "people_recover", Invites: &Invitation{Hash: hash, Person: id, Until: s.Now().Add(InvitationTime), Recover: a.Ready()}}, nil
	})
	if err != nil {
		return "", err
	}
	return link, nil
}

func noInvitation(op string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "this link opens nothing: it was used, or it is too old",
		Hint: "ask an administrator of the desk for a new one"}
}

// Invited returns whom a link lets in.
func (s *Service) Invited(ctx context.Context, link string) (Account, Invitation, error) {
	const op = "people.Invited"
	if !plausible(link) {
		return Account{}, Invitation{}, noInvitation(op)
	}
	i, err := s.Store.Invitation(ctx, hashOf(link))
	if err == nil && !s.Now().Before(i.Until) || voxpop.KindOf(err) == voxpop.NotFound {
		return Account{}, i, noInvitation(op)
	}
	if err != nil {
		return Account{}, i, err
	}
	a, err := s.Account(ctx, i.Person)
	if err == nil && a.Person.Disabled || voxpop.KindOf(err) == voxpop.NotFound {
		return a, i, noInvitation(op)
	}
	return a, i, err
}

// Accept takes up a link: the person has that passphrase or that passkey, or
// both, from now on, and a session begins. The name is how they want to be
// called; "" leaves it.
func (s *Service) Accept(ctx context.Context, link, name, passphrase string, key *Passkey, agent string) (token string, begun Session, err error) {
	const op = "people.Accept"
	a, i, err := s.Invited(ctx, link)
	if err != nil {
		return "", Session{}, err
	}
	if passphrase == "" && key == nil {
		return "", Session{}, invalid("passphrase", "is missing", "choose a passphrase, a passkey, or both")
	}
	hash := ""
	if passphrase != "" {
		if hash, err = s.newHash(ctx, op, a.Person, passphrase); err != nil {
			return "", Session{}, err
		}
	}
	err = s.change(ctx, op, a.Person.Actor(), a.Person.ID, func(a *Account, _ []Account) (Deed, error) {
		if a.Person.Disabled {
			return Deed{}, noInvitation(op)
		}
		if name != "" {
			a.Person.Name = strings.TrimSpace(name)
		}
		a.Passphrase, a.Passkeys, a.Tries = hash, nil, Tries{}
		changes := []Change{{Field: "passphrase", New: hash != ""}}
		if key != nil {
			k := *key
			k.Made = s.Now()
			a.Passkeys = []Passkey{k}
			changes = append(changes, Change{Field: "passkey", New: k.Name})
		}
		var begins *Session
		token, begins = s.begins(a.Person, agent)
		begun = *begins
		return Deed{Verb: "people_accept", Changes: changes, Uses: i.Hash, Begins: begins, Ends: true}, nil
	})
	if voxpop.KindOf(err) == voxpop.NotFound {
		err = noInvitation(op)
	}
	if err != nil {
		return "", Session{}, err
	}
	s.tries.forgive(a.Person.ID)
	return token, begun, nil
}

// newHash is what is kept of a passphrase that somebody chooses.
func (s *Service) newHash(ctx context.Context, op string, p Person, passphrase string) (hash string, err error) {
	if err := CheckPassphrase(p, passphrase); err != nil {
		return "", err
	}
	err = s.hashes.pass(ctx, op, func() { hash = s.Cost.orUsual().hash(passphrase) })
	return hash, err
}

// SetPassphrase gives the person of a session another passphrase. Who has one
// gives it, and their other sessions end.
func (s *Service) SetPassphrase(ctx context.Context, in Session, old, passphrase string) error {
	const op = "people.SetPassphrase"
	a, err := s.Account(ctx, in.Person.ID)
	if err != nil {
		return err
	}
	if a.Passphrase != "" {
		if _, err := s.check(ctx, op, in.Person.ID, old); err != nil {
			return err
		}
	}
	hash, err := s.newHash(ctx, op, a.Person, passphrase)
	if err != nil {
		return err
	}
	had := a.Passphrase
	if had == "" && !s.Fresh(in) {
		return stale(op)
	}
	return s.change(ctx, op, in.Person.Actor(), in.Person.ID, func(a *Account, _ []Account) (Deed, error) {
		if a.Passphrase != had {
			return Deed{}, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "the passphrase was changed meanwhile", Hint: "sign in again"}
		}
		a.Passphrase = hash
		return Deed{Verb: "people_passphrase", Ends: true, Keeps: in.Token}, nil
	})
}

// AddPasskey adds a passkey to the person of a session, who showed a moment ago
// that it is them.
func (s *Service) AddPasskey(ctx context.Context, in Session, key Passkey) error {
	key.Name = strings.TrimSpace(key.Name)
	if key.Name == "" {
		key.Name = "passkey"
	}
	if !oneLine(key.Name, 60) {
		return invalid("passkey", "has no name on one line", "name the device it is on, in at most 60 letters")
	}
	if key.ID == "" || len(key.ID) > 2048 {
		return invalid("passkey", "cannot be kept", "try another device")
	}
	key.Made = s.Now()
	return s.addPasskey(ctx, "people.AddPasskey", in, key, func(Account) error { return nil })
}

// RestorePasskey gives a passkey back that was removed, when what lets the
// person in is still what it was right after; see [Account.Lets].
func (s *Service) RestorePasskey(ctx context.Context, in Session, key Passkey, lets string) error {
	const op = "people.RestorePasskey"
	return s.addPasskey(ctx, op, in, key, func(a Account) error {
		if a.Lets() != lets {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "settings.changed.since"}
		}
		return nil
	})
}

func (s *Service) addPasskey(ctx context.Context, op string, in Session, key Passkey, may func(Account) error) error {
	if !s.Fresh(in) {
		return stale(op)
	}
	return s.change(ctx, op, in.Person.Actor(), in.Person.ID, func(a *Account, all []Account) (Deed, error) {
		if err := may(*a); err != nil {
			return Deed{}, err
		}
		if len(a.Passkeys) >= 20 {
			return Deed{}, invalid("passkey", "would be the twenty-first", "remove one that is not used any more")
		}
		for _, one := range all {
			if slices.ContainsFunc(one.Passkeys, func(k Passkey) bool { return k.ID == key.ID }) {
				return Deed{}, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "this passkey is there already", Hint: "use another device"}
			}
		}
		a.Passkeys = append(a.Passkeys, key)
		return Deed{Verb: "people_passkey", Changes: []Change{{Field: "passkey", New: key.Name}}}, nil
	})
}

// RemovePasskey takes a passkey from a person; the last thing that lets them in
// stays.
func (s *Service) RemovePasskey(ctx context.Context, by voxpop.Actor, id, credential string) error {
	const op = "people.RemovePasskey"
	return s.change(ctx, op, by, id, func(a *Account, _ []Account) (Deed, error) {
		i := slices.IndexFunc(a.Passkeys, func(k Passkey) bool { return k.ID == credential })
		if i < 0 {
			return Deed{}, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "there is no such passkey"}
		}
		name := a.Passkeys[i].Name
		a.Passkeys = slices.Delete(slices.Clone(a.Passkeys), i, i+1)
		if !a.Ready() {
			return Deed{}, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "nothing else would let this person in", Hint: "choose a passphrase first"}
		}
		return Deed{Verb: "people_passkey", Changes: []Change{{Field: "passkey", Old: name}}}, nil
	})
}

// SetRoles gives a person other roles; they hold from the next request on.
func (s *Service) SetRoles(ctx context.Context, by voxpop.Actor, id string, roles ...Role) error {
	return s.change(ctx, "people.SetRoles", by, id, func(a *Account, _ []Account) (Deed, error) {
		old := a.Person.Roles
		a.Person.Roles = slices.Clone(roles)
		return Deed{Verb: "people_roles", Changes: []Change{{Field: "roles", Old: old, New: roles}}}, nil
	})
}

// Disable says whether a person may not sign in; their sessions end.
func (s *Service) Disable(ctx context.Context, by voxpop.Actor, id string, disabled bool) error {
	verb := "people_enable"
	if disabled {
		verb = "people_disable"
	}
	return s.change(ctx, "people.Disable", by, id, func(a *Account, _ []Account) (Deed, error) {
		if a.Person.Disabled == disabled {
			return Deed{}, nil
		}
		a.Person.Disabled = disabled
		return Deed{Verb: verb, Ends: disabled, Changes: []Change{{Field: "disabled", Old: !disabled, New: disabled}}}, nil
	})
}

// Settings are what a person chooses for themselves.
type Settings struct {
	Name       string
	Lang       string
	SingleKeys bool
}

// Set keeps what a person chooses for themselves.
func (s *Service) Set(ctx context.Context, by voxpop.Actor, id string, to Settings) error {
	return s.change(ctx, "people.Set", by, id, func(a *Account, _ []Account) (Deed, error) {
		p := &a.Person
		var changes []Change
		if to.Name = strings.TrimSpace(to.Name); to.Name != p.Name {
			changes = append(changes, Change{Field: "name", Old: p.Name, New: to.Name})
		}
		if to.Lang != p.Lang {
			changes = append(changes, Change{Field: "lang", Old: p.Lang, New: to.Lang})
		}
		if to.SingleKeys != p.SingleKeys {
			changes = append(changes, Change{Field: "single_keys", Old: p.SingleKeys, New: to.SingleKeys})
		}
		p.Name, p.Lang, p.SingleKeys = to.Name, to.Lang, to.SingleKeys
		if len(changes) == 0 {
			return Deed{}, nil
		}
		return Deed{Verb: "people_set", Changes: changes}, nil
	})
}

// SetLang keeps the language of a person's pages.
func (s *Service) SetLang(ctx context.Context, id, lang string) error {
	a, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	return s.Set(ctx, a.Person.Actor(), id, Settings{Name: a.Person.Name, Lang: lang, SingleKeys: a.Person.SingleKeys})
}

// SetOutside says how the sign-in service names a person; "" takes it away.
// The audit log keeps that it was changed, not the address.
func (s *Service) SetOutside(ctx context.Context, by voxpop.Actor, id, email, subject string) error {
	return s.change(ctx, "people.SetOutside", by, id, func(a *Account, all []Account) (Deed, error) {
		email, subject = strings.TrimSpace(email), strings.TrimSpace(subject)
		if a.Person.Email == email && a.Person.Subject == subject {
			return Deed{}, nil
		}
		a.Person.Email, a.Person.Subject = email, subject
		return Deed{Verb: "people_outside", Changes: []Change{{Field: "outside", New: email != "" || subject != ""}}}, oneEach(a.Person, all)
	})
}

// PasskeyID writes the id of a credential as it is kept.
func PasskeyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
