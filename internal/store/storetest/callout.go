package storetest

import (
	"testing"

	"voxpop"
	"voxpop/internal/store"
)

// puts is that a call-out is edited by one person at a time, and no promise
// to who answered is broken.
func puts(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	r := Small()
	r.Callout.ContactBeforeQuoting, r.Callout.RetentionDays = true, 30
	r.Import(t, db)
	c, rev, err := db.CalloutRev(ctx, "tram")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "read", c, r.Callout)

	_, err = db.PutCallout(ctx, "ann", c, "")
	kindIs(t, err, voxpop.Conflict) // it is there already
	mine := c
	mine.Question = voxpop.Localized{"en": "What changed for you?"}
	for lang, q := range c.Question {
		if lang != "en" {
			mine.Question[lang] = q
		}
	}
	n := len(auditOf(t, db))
	var next string
	for range 2 { // the second time nothing changes and nothing is written
		if next, err = db.PutCallout(ctx, "ann", mine, rev); err != nil {
			t.Fatal(err)
		}
	}
	lines := auditOf(t, db)
	if len(lines) != n+1 || lines[n].Verb != "put_callout" || lines[n].Actor != "ann" || len(lines[n].Changes) != 1 ||
		lines[n].Changes[0].Field != "question.en" || lines[n].Changes[0].Old != c.Question["en"] || lines[n].Changes[0].New != "What changed for you?" {
		t.Errorf("%+v", lines[n:])
	}
	got, now, err := db.CalloutRev(ctx, "tram")
	if err != nil || now != next {
		t.Errorf("revision %q, want %q (%v)", now, next, err)
	}
	same(t, "put", got, mine)

	before := stateOf(t, db)
	theirs := c
	theirs.RetentionDays = 20
	_, err = db.PutCallout(ctx, "bo", theirs, rev)
	kindIs(t, err, voxpop.Conflict)
	for what, change := range map[string]func(*voxpop.Callout){
		"no contact before quoting": func(c *voxpop.Callout) { c.ContactBeforeQuoting = false },
		"longer":                    func(c *voxpop.Callout) { c.RetentionDays = 31 },
		"no end":                    func(c *voxpop.Callout) { c.Closes = voxpop.Moment{} },
	} {
		x := mine
		change(&x)
		if _, err := db.PutCallout(ctx, "ann", x, next); voxpop.KindOf(err) != voxpop.Conflict || voxpop.HintOf(err) == "" {
			t.Errorf("%s was taken: %v", what, err)
		}
	}
	bad := mine
	bad.Languages = nil
	_, err = db.PutCallout(ctx, "ann", bad, next)
	kindIs(t, err, voxpop.Invalid)
	same(t, "what was refused", stateOf(t, db), before)

	// A new one, whose respondents were promised nothing yet.
	fresh := mine
	fresh.Slug = "fresh"
	rev, err = db.PutCallout(ctx, "ann", fresh, "")
	if err != nil {
		t.Fatal(err)
	}
	fresh.ContactBeforeQuoting, fresh.RetentionDays = false, 0
	if _, err = db.PutCallout(ctx, "ann", fresh, rev); err != nil {
		t.Error(err)
	}
	_, _, err = db.CalloutRev(ctx, "none")
	kindIs(t, err, voxpop.NotFound)
}

// reopens is that closing and opening can be taken back while nothing else
// happened to the call-out.
func reopens(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	r := Small()
	r.Callout.RetentionDays = 30
	r.Import(t, db)
	if err := db.CloseCallout(ctx, "bo", "tram", moment("2026-03-11T20:00:00+01:00")); err != nil {
		t.Fatal(err)
	}
	_, rev, err := db.CalloutRev(ctx, "tram")
	if err != nil {
		t.Fatal(err)
	}
	later := r.Callout
	later.Closes = moment("2026-03-13T20:00:00+01:00")
	kindIs(t, db.ReopenCallout(ctx, "bo", later, rev), voxpop.Conflict) // that was not its end
	other := r.Callout
	other.RetentionDays = 20
	kindIs(t, db.ReopenCallout(ctx, "bo", other, rev), voxpop.Conflict) // only times
	if err := db.ReopenCallout(ctx, "bo", r.Callout, rev); err != nil {
		t.Fatal(err)
	}
	got, _, err := db.CalloutRev(ctx, "tram")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "opened again", got, r.Callout)
	kindIs(t, db.ReopenCallout(ctx, "bo", r.Callout, rev), voxpop.Conflict) // twice

	// After something else the end that was said stays said.
	if err := db.CloseCallout(ctx, "bo", "tram", moment("2026-03-11T20:00:00+01:00")); err != nil {
		t.Fatal(err)
	}
	closed, rev, err := db.CalloutRev(ctx, "tram")
	if err != nil {
		t.Fatal(err)
	}
	closed.RetentionDays = 25
	if rev, err = db.PutCallout(ctx, "bo", closed, rev); err != nil {
		t.Fatal(err)
	}
	closed.Closes = r.Callout.Closes
	kindIs(t, db.ReopenCallout(ctx, "bo", closed, rev), voxpop.Conflict)
}
