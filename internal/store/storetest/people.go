package storetest

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/people"
	"voxpop/internal/store"
)

// keepsPeople holds the store to what people.Store says.
func keepsPeople(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	now := time.Now().Truncate(time.Microsecond).UTC()
	add := func(id string, roles ...people.Role) people.Deed {
		t.Helper()
		deed := people.Deed{Verb: "people_invite", Changes: []people.Change{{Field: "roles", New: roles}},
			Invites: &people.Invitation{Hash: "link-of-" + id, Until: now.Add(time.Hour)}}
		err := db.ChangeAccount(ctx, "cli", id, func(a *people.Account, all []people.Account) (people.Deed, error) {
			if a.Rev != 0 {
				t.Errorf("%s was there at revision %d", id, a.Rev)
			}
			a.Person = people.Person{Name: "Name of " + id, Roles: roles, Lang: "fa"}
			a.Handle, a.Made, a.Passphrase = []byte{1, 2}, now, "$hash$"
			return deed, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return deed
	}
	add("bo", people.Coder)
	add("ana", people.Admin, people.Editor)
	all, err := db.Accounts(ctx)
	if err != nil || len(all) != 2 || all[0].Person.ID != "ana" || all[0].Rev != 1 || !all[0].Made.Equal(now) {
		t.Fatalf("%+v, %v", all, err)
	}
	same(t, "person", all[0].Person, people.Person{ID: "ana", Name: "Name of ana", Roles: []people.Role{people.Admin, people.Editor}, Lang: "fa"})

	// A verb that fails leaves nothing, and no line.
	lines := len(auditOf(t, db))
	stop := errors.New("stop")
	err = db.ChangeAccount(ctx, "cli", "ana", func(a *people.Account, _ []people.Account) (people.Deed, error) {
		a.Person.Name = "changed"
		return people.Deed{Verb: "people_set", Ends: true}, stop
	})
	if err == nil || len(auditOf(t, db)) != lines {
		t.Errorf("a verb that failed: %v, %d lines more", err, len(auditOf(t, db))-lines)
	}

	// The link is used once, the passkey and the session come with it.
	begin := func(id, token string, uses string) error {
		return db.ChangeAccount(ctx, voxpop.Actor(id), id, func(a *people.Account, _ []people.Account) (people.Deed, error) {
			a.Passkeys = append(a.Passkeys, people.Passkey{ID: "key-" + token, Name: "laptop", Made: now, Key: []byte(`{"k":1}`)})
			return people.Deed{Verb: "people_accept", Uses: uses,
				Begins: &people.Session{Token: token, Created: now, Seen: now, Until: now.Add(time.Hour), Agent: "Firefox"}}, nil
		})
	}
	if i, err := db.Invitation(ctx, "link-of-ana"); err != nil || i.Person != "ana" || !i.Until.Equal(now.Add(time.Hour)) {
		t.Errorf("invitation %+v, %v", i, err)
	}
	if err := begin("ana", "s1", "link-of-ana"); err != nil {
		t.Fatal(err)
	}
	if err := begin("ana", "s2", "link-of-ana"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("a link used twice: %v", err)
	}
	if err := begin("bo", "s2", "link-of-ana"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("another's link: %v", err)
	}
	if _, err := db.Invitation(ctx, "link-of-ana"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("a used link is there: %v", err)
	}
	if open, err := db.Invitations(ctx, now); err != nil || len(open) != 1 || open[0].Person != "bo" {
		t.Errorf("open invitations %v, %v", open, err)
	}
	all, err = db.Accounts(ctx)
	if err != nil || len(all[0].Passkeys) != 1 || all[0].Passkeys[0].ID != "key-s1" || string(all[0].Passkeys[0].Key) != `{"k":1}` || all[0].Person.Name == "changed" {
		t.Errorf("%+v, %v", all[0], err)
	}

	s, err := db.Session(ctx, "s1")
	if err != nil || s.Person.ID != "ana" || s.Agent != "Firefox" || s.Locked || !s.Person.May(people.Manage) {
		t.Fatalf("session %+v, %v", s, err)
	}
	if err := db.LockSession(ctx, "ana", "s1", true, now); err != nil {
		t.Fatal(err)
	}
	if err := db.TouchSession(ctx, "s1", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if s, err = db.Session(ctx, "s1"); err != nil || !s.Locked || !s.Seen.Equal(now) {
		t.Errorf("a locked session was touched: %+v, %v", s, err)
	}
	lines = len(auditOf(t, db))
	for range 2 {
		if err := db.LockSession(ctx, "ana", "s1", false, now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if err := db.ShareSession(ctx, "ana", "s1", true); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(auditOf(t, db)) - lines; n != 2 {
		t.Errorf("two changes wrote %d lines", n)
	}
	if s, err = db.Session(ctx, "s1"); err != nil || s.Locked || !s.Shared || !s.Seen.Equal(now.Add(time.Minute)) {
		t.Errorf("%+v, %v", s, err)
	}

	// What ends sessions leaves the one kept, and others'.
	for _, token := range []string{"s3", "s4"} {
		if err := begin("ana", token, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := begin("bo", "b1", ""); err != nil {
		t.Fatal(err)
	}
	err = db.ChangeAccount(ctx, "ana", "ana", func(a *people.Account, _ []people.Account) (people.Deed, error) {
		return people.Deed{Verb: "people_passphrase", Ends: true, Keeps: "s3"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if mine, err := db.Sessions(ctx, "ana", now); err != nil || len(mine) != 1 || mine[0].Token != "s3" {
		t.Errorf("sessions left %+v, %v", mine, err)
	}
	if every, err := db.Sessions(ctx, "", now); err != nil || len(every) != 2 {
		t.Errorf("sessions of everybody %+v, %v", every, err)
	}
	if later, err := db.Sessions(ctx, "", now.Add(2*time.Hour)); err != nil || len(later) != 0 {
		t.Errorf("sessions that ended by themselves %+v, %v", later, err)
	}
	if n, err := db.EndSessions(ctx, "ana", []string{"b1", "none"}); err != nil || n != 1 {
		t.Errorf("ended %d, %v", n, err)
	}
	if _, err := db.Session(ctx, "b1"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("an ended session: %v", err)
	}

	// No secret is in the log.
	log, err := json.Marshal(auditOf(t, db))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"$hash$", "link-of", "s1", "key-s1", `"k"`} {
		if strings.Contains(string(log), `"`+secret) {
			t.Errorf("the audit log holds %q: %s", secret, log)
		}
	}
}

// keepsOneAdmin takes the role from two administrators at once: one stays.
func keepsOneAdmin(t *testing.T, db *store.DB, _ *Blobs) {
	s := &people.Service{Store: db, Now: time.Now, Cost: people.Cost{Memory: 8, Time: 1, Lanes: 1}}
	ids := []string{"ana", "bo", "cy", "dee"}
	for _, id := range ids {
		link, err := s.Invite(t.Context(), "cli", people.Person{ID: id, Roles: []people.Role{people.Admin}})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Accept(t.Context(), link, "", "seven quiet rivers at noon", nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			for range 5 {
				err := s.SetRoles(t.Context(), "cli", id, people.Editor)
				if voxpop.KindOf(err) != voxpop.Unavailable {
					return
				}
			}
		})
	}
	all.Wait()
	accounts, err := db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	admins := 0
	for _, a := range accounts {
		if a.Person.Is(people.Admin) {
			admins++
		}
	}
	if admins != 1 {
		t.Errorf("%d administrators are left", admins)
	}
}
