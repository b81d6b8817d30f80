package store

import (
	"context"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/people"
	"voxpop/internal/store/sqldb"
)

var _ people.Store = (*DB)(nil)

// personDoc is what is kept of a person beside their name to sign in with.
type personDoc struct {
	people.Person
	Passphrase string       `json:"passphrase,omitempty"`
	Handle     []byte       `json:"handle"`
	Tries      people.Tries `json:"tries,omitzero"`
	Made       time.Time    `json:"made"`
}

// Accounts returns everybody who works at the desk, in the order of their
// names to sign in with.
func (db *DB) Accounts(ctx context.Context) (all []people.Account, err error) {
	err = db.read(ctx, func(t *tx) error {
		all, err = t.accounts()
		return err
	})
	return all, wrap("store.Accounts", err)
}

func (t *tx) accounts() ([]people.Account, error) {
	rows, err := t.q.People(t.ctx)
	if err != nil {
		return nil, err
	}
	keys, err := t.q.Passkeys(t.ctx)
	if err != nil {
		return nil, err
	}
	of := map[string][]people.Passkey{}
	for _, row := range keys {
		k := people.Passkey{ID: row.ID}
		if err := parse("passkey", row.Doc, &k); err != nil {
			return nil, err
		}
		of[row.Person] = append(of[row.Person], k)
	}
	var all []people.Account
	for _, row := range rows {
		var d personDoc
		if err := parse("person", row.Doc, &d); err != nil {
			return nil, err
		}
		d.Person.ID = row.ID
		all = append(all, people.Account{Person: d.Person, Rev: row.Rev, Passphrase: d.Passphrase, Handle: d.Handle,
			Passkeys: of[row.ID], Tries: d.Tries, Made: d.Made})
	}
	return all, nil
}

// ChangeAccount lets change have its way with one person, when nobody else
// changes people; see [people.Store].
func (db *DB) ChangeAccount(ctx context.Context, by voxpop.Actor, id string, change func(*people.Account, []people.Account) (people.Deed, error)) error {
	err := db.write(ctx, func(t *tx) error {
		if t.db.engine == onPostgres { // SQLite has one writer
			if _, err := t.x.ExecContext(ctx, "LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"); err != nil {
				return err
			}
		}
		all, err := t.accounts()
		if err != nil {
			return err
		}
		a := people.Account{Person: people.Person{ID: id}}
		if i := slices.IndexFunc(all, func(one people.Account) bool { return one.Person.ID == id }); i >= 0 {
			a = all[i]
			a.Passkeys = slices.Clone(a.Passkeys)
			a.Person.Roles = slices.Clone(a.Person.Roles)
		}
		deed, err := change(&a, all)
		if err != nil {
			return err
		}
		if err := t.putAccount(id, a); err != nil {
			return err
		}
		return t.deed(by, id, deed)
	})
	return wrap("store.ChangeAccount", err)
}

func (t *tx) putAccount(id string, a people.Account) error {
	doc, err := toJSON("person", personDoc{Person: a.Person, Passphrase: a.Passphrase, Handle: a.Handle, Tries: a.Tries, Made: a.Made.UTC()})
	if err != nil {
		return err
	}
	if err := t.q.PutPerson(t.ctx, sqldb.PutPersonParams{ID: id, Doc: doc}); err != nil {
		return err
	}
	if err := t.q.DeletePasskeysOf(t.ctx, id); err != nil {
		return err
	}
	for _, k := range a.Passkeys {
		doc, err := toJSON("passkey", k)
		if err != nil {
			return err
		}
		if err := t.q.PutPasskey(t.ctx, sqldb.PutPasskeyParams{ID: k.ID, Person: id, Doc: doc}); err != nil {
			return err
		}
	}
	return nil
}

// deed does what a verb does besides the account, and writes its line.
func (t *tx) deed(by voxpop.Actor, id string, d people.Deed) error {
	now := t.db.now()
	if d.Uses != "" {
		n, err := t.q.UseInvitation(t.ctx, sqldb.UseInvitationParams{Token: d.Uses, Person: id, Now: now})
		if err != nil {
			return err
		}
		if n == 0 {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "store", Message: "the invitation is gone"}
		}
	}
	if d.Invites != nil || d.Uses != "" || d.Ends {
		if err := t.q.DeleteInvitationsOf(t.ctx, sqldb.DeleteInvitationsOfParams{Person: id, Now: now}); err != nil {
			return err
		}
	}
	if d.Invites != nil {
		doc, err := toJSON("invitation", invitationDoc{Recover: d.Invites.Recover})
		if err != nil {
			return err
		}
		err = t.q.PutInvitation(t.ctx, sqldb.PutInvitationParams{Token: d.Invites.Hash, Person: id, Until: d.Invites.Until.UnixMicro(), Doc: doc})
		if err != nil {
			return err
		}
	}
	if d.Ends {
		if _, err := t.q.EndSessionsOf(t.ctx, sqldb.EndSessionsOfParams{Person: id, Keep: d.Keeps}); err != nil {
			return err
		}
	}
	if s := d.Begins; s != nil {
		if err := t.q.EndOldSessions(t.ctx, now); err != nil {
			return err
		}
		doc, err := toJSON("session", sessionDoc{Agent: s.Agent})
		if err != nil {
			return err
		}
		err = t.q.BeginSession(t.ctx, sqldb.BeginSessionParams{Token: s.Token, Person: id, Begun: s.Created.UnixMicro(), Seen: s.Seen.UnixMicro(),
			Until: s.Until.UnixMicro(), Locked: s.Locked, Shared: s.Shared, Doc: doc})
		if err != nil {
			return err
		}
	}
	if d.Verb == "" {
		return nil
	}
	changes := []Change{{Field: "person", New: id}}
	for _, c := range d.Changes {
		changes = append(changes, Change{Field: c.Field, Old: c.Old, New: c.New})
	}
	return t.audit(by, d.Verb, "", changes)
}

type invitationDoc struct {
	Recover bool `json:"recover,omitempty"`
}

type sessionDoc struct {
	Agent string `json:"agent,omitempty"`
}

func invitationOf(row sqldb.Invitation) (people.Invitation, error) {
	var d invitationDoc
	err := parse("invitation", row.Doc, &d)
	return people.Invitation{Hash: row.Token, Person: row.Person, Until: time.UnixMicro(row.Until).UTC(), Recover: d.Recover}, err
}

// Invitation returns the invitation whose link has that hash.
func (db *DB) Invitation(ctx context.Context, hash string) (i people.Invitation, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.InvitationOf(ctx, hash)
		if err != nil {
			return missing(err, "there is no such invitation")
		}
		i, err = invitationOf(row)
		return err
	})
	return i, wrap("store.Invitation", err)
}

// missing makes the error of a row that is not there one of kind not found.
func missing(err error, message string) error {
	if ignoreNoRows(err) == nil {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "store", Message: message}
	}
	return err
}

// Invitations returns those that are open.
func (db *DB) Invitations(ctx context.Context, now time.Time) (all []people.Invitation, err error) {
	err = db.read(ctx, func(t *tx) error {
		rows, err := t.q.InvitationsOpen(ctx, now.UnixMicro())
		for _, row := range rows {
			i, err := invitationOf(row)
			if err != nil {
				return err
			}
			all = append(all, i)
		}
		return err
	})
	return all, wrap("store.Invitations", err)
}

func sessionOf(row sqldb.SessionOfRow) (people.Session, error) {
	var d sessionDoc
	var p personDoc
	if err := parse("session", row.Doc, &d); err != nil {
		return people.Session{}, err
	}
	if err := parse("person", row.Who, &p); err != nil {
		return people.Session{}, err
	}
	p.Person.ID = row.Person
	at := func(n int64) time.Time { return time.UnixMicro(n).UTC() }
	return people.Session{Token: row.Token, Person: p.Person, Created: at(row.Begun), Seen: at(row.Seen), Until: at(row.Until),
		Locked: row.Locked, Shared: row.Shared, Agent: d.Agent}, nil
}

// Session returns the session whose cookie has that hash.
func (db *DB) Session(ctx context.Context, hash string) (s people.Session, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.SessionOf(ctx, hash)
		if err != nil {
			return missing(err, "there is no such session")
		}
		s, err = sessionOf(row)
		return err
	})
	return s, wrap("store.Session", err)
}

// Sessions returns those of a person, or of everybody, that go on; the newest first.
func (db *DB) Sessions(ctx context.Context, person string, now time.Time) (all []people.Session, err error) {
	err = db.read(ctx, func(t *tx) error {
		var rows []sqldb.SessionOfRow
		if person == "" {
			open, err := t.q.SessionsOpen(ctx, now.UnixMicro())
			if err != nil {
				return err
			}
			for _, r := range open {
				rows = append(rows, sqldb.SessionOfRow(r))
			}
		} else {
			open, err := t.q.SessionsOpenOf(ctx, sqldb.SessionsOpenOfParams{Person: person, Now: now.UnixMicro()})
			if err != nil {
				return err
			}
			for _, r := range open {
				rows = append(rows, sqldb.SessionOfRow(r))
			}
		}
		for _, row := range rows {
			s, err := sessionOf(row)
			if err != nil {
				return err
			}
			all = append(all, s)
		}
		return nil
	})
	return all, wrap("store.Sessions", err)
}

// TouchSession says that a session was used; a locked one stays as it is.
func (db *DB) TouchSession(ctx context.Context, hash string, seen time.Time) error {
	return wrap("store.TouchSession", db.write(ctx, func(t *tx) error {
		return t.q.TouchSession(ctx, sqldb.TouchSessionParams{Token: hash, Seen: seen.UnixMicro()})
	}))
}

// LockSession locks a session, or unlocks it.
func (db *DB) LockSession(ctx context.Context, by voxpop.Actor, hash string, locked bool, seen time.Time) error {
	verb := "people_unlock"
	if locked {
		verb = "people_lock"
	}
	return wrap("store.LockSession", db.write(ctx, func(t *tx) error {
		n, err := t.q.LockSession(ctx, sqldb.LockSessionParams{Token: hash, Locked: locked, Seen: seen.UnixMicro()})
		if err != nil || n == 0 {
			return err
		}
		return t.audit(by, verb, "", nil)
	}))
}

// ShareSession says whether others see the screen of a session.
func (db *DB) ShareSession(ctx context.Context, by voxpop.Actor, hash string, shared bool) error {
	return wrap("store.ShareSession", db.write(ctx, func(t *tx) error {
		n, err := t.q.ShareSession(ctx, sqldb.ShareSessionParams{Token: hash, Shared: shared})
		if err != nil || n == 0 {
			return err
		}
		return t.audit(by, "people_share", "", []Change{{Field: "shared", Old: !shared, New: shared}})
	}))
}

// EndSessions ends those named, and returns how many there were.
func (db *DB) EndSessions(ctx context.Context, by voxpop.Actor, hashes []string) (ended int, err error) {
	err = db.write(ctx, func(t *tx) error {
		ended = 0
		var changes []Change
		for _, hash := range hashes {
			row, err := t.q.SessionOf(ctx, hash)
			if ignoreNoRows(err) != nil {
				return err
			}
			if err != nil {
				continue
			}
			if _, err := t.q.EndSession(ctx, hash); err != nil {
				return err
			}
			ended++
			changes = append(changes, Change{Field: "person", New: row.Person})
		}
		if ended == 0 {
			return nil
		}
		return t.audit(by, "people_signout", "", changes)
	})
	return ended, wrap("store.EndSessions", err)
}
