package storetest

import (
	"encoding/json"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/store"
)

// promise is that no verb keeps answers longer than was announced.
func promise(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Callout.RetentionDays = 30
	r.Import(t, db)
	before := stateOf(t, db)
	later := moment("2026-11-25T23:56:56+01:00")
	if err := db.CloseCallout(t.Context(), "bo", "tram", later); err != nil {
		t.Fatal(err)
	}
	same(t, "closing again", stateOf(t, db), before)
	err := db.OpenCallout(t.Context(), "bo", "tram", later)
	kindIs(t, err, voxpop.Conflict)
	if err == nil || !strings.Contains(err.Error(), "2026-04-11") || voxpop.HintOf(err) == "" {
		t.Errorf("opening again: %v", err)
	}
	for what, change := range map[string]func(*voxpop.Callout){
		"no retention":     func(c *voxpop.Callout) { c.RetentionDays = 0 },
		"longer retention": func(c *voxpop.Callout) { c.RetentionDays = 31 },
		"a later end":      func(c *voxpop.Callout) { c.Closes = later },
		"no end":           func(c *voxpop.Callout) { c.Closes = voxpop.Moment{} },
	} {
		x := r.Clone()
		change(&x.Callout)
		if _, err := db.Import(t.Context(), "ann", true, x.Fill); voxpop.KindOf(err) != voxpop.Conflict {
			t.Errorf("%s was taken: %v", what, err)
		}
	}
	same(t, "what was refused", stateOf(t, db), before)

	// Shorter is no broken promise.
	r.Callout.RetentionDays = 20
	if _, err := db.Import(t.Context(), "ann", true, r.Fill); err != nil {
		t.Error(err)
	}
	// While it is open no day was announced; the days were.
	r.Callout.Slug, r.Callout.Closes = "open", voxpop.Moment{}
	r.Import(t, db)
	x := r.Clone()
	x.Callout.RetentionDays = 21
	if _, err := db.Import(t.Context(), "ann", true, x.Fill); voxpop.KindOf(err) != voxpop.Conflict {
		t.Errorf("longer while open: %v", err)
	}
	if err := db.CloseCallout(t.Context(), "bo", "open", later); err != nil {
		t.Error(err)
	}
	// Who has sent nothing was promised nothing.
	if _, err := db.EraseCallout(t.Context(), "bo", "tram"); err != nil {
		t.Fatal(err)
	}
	if err := db.OpenCallout(t.Context(), "bo", "tram", later); err != nil {
		t.Error(err)
	}
}

// inherits is what becomes of a person's other answers when the one that is
// kept is taken back.
func inherits(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	ctx := t.Context()
	if err := db.MarkDuplicate(ctx, "bo", "tram", "A1", "D4", "I9", "X01"); err != nil {
		t.Fatal(err)
	}
	counted := func() (n int) {
		view(t, db, func(v *store.View) {
			f, err := v.Figures()
			if err != nil {
				t.Fatal(err)
			}
			n = f.Waterfall.Counted
			sameFigures(t, v, Read(t, v))
		})
		return n
	}
	before := counted()
	points := func(want map[string]string) {
		t.Helper()
		for id, of := range want {
			if got := find(t, db, id).DuplicateOf; got != of {
				t.Errorf("%s repeats %q, want %q", id, got, of)
			}
		}
	}
	if err := db.Withdraw(ctx, "bo", "tram", moment("2026-03-21"), "A1"); err != nil {
		t.Fatal(err)
	}
	points(map[string]string{"D4": "", "I9": "D4", "X01": "D4"})
	if n := counted(); n != before {
		t.Errorf("counted %d, before the withdrawal %d", n, before)
	}
	if l := lastAudit(t, db, "withdraw"); len(l.Changes) != 4 || l.Changes[1].ID != "D4" || l.Changes[1].Field != "duplicate_of" {
		t.Errorf("%+v", l)
	}
	// One that repeats hands nothing on, two at once leave the third.
	if err := db.Erase(ctx, "bo", "tram", moment("2026-03-21"), "D4", "X01"); err != nil {
		t.Fatal(err)
	}
	points(map[string]string{"I9": ""})
	if n := counted(); n != before {
		t.Errorf("counted %d, before the erasure %d", n, before)
	}
	if err := db.Erase(ctx, "bo", "tram", moment("2026-03-21"), "I9"); err != nil {
		t.Fatal(err)
	}
	if n := counted(); n != before-1 {
		t.Errorf("counted %d with none left, before %d", n, before)
	}
}

// reduces is that the audit log keeps no work on single answers that are erased.
func reduces(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	ctx := t.Context()
	mark := voxpop.Coding{Response: "X01", Code: "cost", Coder: "zora", Present: true, Origin: voxpop.ByPerson, At: moment("2026-03-16"), Draw: voxpop.DrawAll}
	for _, err := range []error{
		db.PutCodings(ctx, "bo", "tram", mark),
		db.MarkDuplicate(ctx, "bo", "tram", "I9", "X01", "X02"),
		db.MarkCampaign(ctx, "bo", "tram", "zealous", "X03"),
		db.Illegal(ctx, "bo", "tram", "X04", "case 7", strings.Repeat("ab", 32)),
		db.CloseCallout(ctx, "bo", "tram", moment("2026-03-11T20:00:00+01:00")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	other := Small()
	other.Callout.Slug = "other"
	other.Import(t, db)
	if err := db.MarkCampaign(ctx, "bo", "other", "zealous", "X03"); err != nil {
		t.Fatal(err)
	}
	before := auditOf(t, db)
	if _, err := db.EraseCallout(ctx, "bo", "tram"); err != nil {
		t.Fatal(err)
	}
	after := auditOf(t, db)
	if len(after) != len(before)+1 {
		t.Fatalf("%d lines, before %d", len(after), len(before))
	}
	for i, was := range before {
		is := after[i]
		if is.Verb != was.Verb || is.Actor != was.Actor || !is.At.Equal(was.At) {
			t.Errorf("%+v became %+v", was, is)
		}
		if was.Callout == "other" || was.Verb == "import" || was.Verb == "close_callout" {
			same(t, was.Verb, is, was)
			continue
		}
		line, err := json.Marshal(is.Changes)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"X0", "I9", "cost", "zora", "person", "zealous", "abab"} {
			if strings.Contains(string(line), word) {
				t.Errorf("%s keeps %q: %s", is.Verb, word, line)
			}
		}
		if n, ok := is.Changes[0].New.(float64); !ok || int(n) != len(was.Changes) {
			t.Errorf("%s: %s, want the count %d", is.Verb, line, len(was.Changes))
		}
		if is.Verb == "illegal" && !strings.Contains(string(line), "case 7") {
			t.Errorf("the case is gone: %s", line)
		}
	}
}
