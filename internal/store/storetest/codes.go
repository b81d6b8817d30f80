package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/store"
)

// merges merges one code into another and takes it back: every mark and the
// codebook are then what they were, to the last byte of the record.
func merges(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	at := moment("2026-03-21T10:00:00+01:00")
	mark := func(id, code, coder string, present bool, draw voxpop.Draw) voxpop.Coding {
		return voxpop.Coding{Response: id, Code: code, Coder: coder, Present: present, Origin: voxpop.ByPerson, At: at, Draw: draw}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.PutCodings(t.Context(), "ann", "tram",
		mark("X00", "cost", "noa", true, voxpop.DrawActive), mark("X00", "misled", "noa", true, voxpop.DrawActive),
		mark("X01", "cost", "noa", true, voxpop.DrawActive), mark("X01", "misled", "sam", true, voxpop.DrawAll),
		mark("X02", "cost", "noa", false, voxpop.DrawAll), mark("X02", "misled", "noa", true, voxpop.DrawAll),
		mark("X03", "cost", "noa", true, voxpop.DrawAll), mark("X03", "misled", "sam", true, voxpop.DrawAll), mark("X03", "cost", voxpop.Final, false, voxpop.DrawAll)))
	before := stateOf(t, db)
	var was, made []voxpop.Coding
	merge := func() {
		var err error
		was, made, err = db.MergeCodes(t.Context(), "ann", "tram", "cost", "misled", func(b voxpop.Codebook) (voxpop.Codebook, error) { return coding.Merge(b, "cost", "misled") })
		must(err)
	}
	merge()
	view(t, db, func(v *store.View) {
		if _, there := v.Codebook().Code("cost"); there {
			t.Error("the code is still there")
		}
		for k, err := range v.Codings() {
			must(err)
			if k.Code == "cost" {
				t.Errorf("%+v is still there", k)
			}
		}
		has := func(id, coder string) (present, there bool) {
			all, err := v.CodingsOf(id)
			must(err)
			i := slices.IndexFunc(all, func(k voxpop.Coding) bool { return k.Code == "misled" && k.Coder == coder })
			return i >= 0 && all[i].Present, i >= 0
		}
		for _, w := range []struct {
			id, coder      string
			present, there bool
		}{{"X00", "noa", true, true}, {"X01", "noa", true, true}, {"X01", "sam", true, true}, {"X02", "noa", true, true}, {"X03", voxpop.Final, false, false}} {
			if present, there := has(w.id, w.coder); present != w.present || there != w.there {
				t.Errorf("%s of %s: present %v, there %v", w.id, w.coder, present, there)
			}
		}
		sameFigures(t, v, Read(t, v))
	})
	book := func(b voxpop.Codebook) (voxpop.Codebook, error) { return r.Codebook, nil }
	must(db.Unmark(t.Context(), "ann", "tram", was, made, book))
	after := stateOf(t, db)
	if after.Hash != before.Hash || after.Audit != before.Audit+2 {
		t.Errorf("taken back: %+v, before %+v", after, before)
	}
	view(t, db, func(v *store.View) { sameFigures(t, v, Read(t, v)) })

	// Somebody changed a mark meanwhile: nothing is taken back.
	merge()
	must(db.PutCodings(t.Context(), "noa", "tram", mark("X01", "misled", "noa", false, voxpop.DrawActive)))
	before = stateOf(t, db)
	if err := db.Unmark(t.Context(), "ann", "tram", was, made, book); voxpop.KindOf(err) != voxpop.Conflict {
		t.Errorf("%v", err)
	}
	if after := stateOf(t, db); after.Hash != before.Hash || after.Rev != before.Rev {
		t.Errorf("a refused undo changed something")
	}
	// The sample reached somebody meanwhile: what is put back stays in it.
	must(db.PutCodings(t.Context(), "noa", "tram", mark("X01", "misled", "noa", true, voxpop.DrawRandom)))
	must(db.Unmark(t.Context(), "ann", "tram", was, made, book))
	view(t, db, func(v *store.View) {
		all, err := v.CodingsOf("X01")
		must(err)
		if len(all) != 2 || all[0].Code != "cost" || all[0].Draw != voxpop.DrawRandom {
			t.Errorf("%+v", all)
		}
	})
}

// notes keeps what coders note, the plan of coding and every state of the codebook.
func notes(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	memos := func() map[string]string {
		t.Helper()
		all, err := db.Memos(t.Context(), "tram", "X00", "X01")
		must(err)
		return all["X00"]
	}
	must(db.PutMemo(t.Context(), "noa", "tram", "X00", " irony? "))
	must(db.PutMemo(t.Context(), "sam", "tram", "X00", "sure"))
	if got := memos(); got["noa"] != "irony?" || got["sam"] != "sure" {
		t.Errorf("%v", got)
	}
	for _, l := range auditOf(t, db) {
		if s := fmt.Sprint(l.Changes); strings.Contains(s, "irony") {
			t.Errorf("words in the audit log: %s", s)
		}
	}
	must(db.PutMemo(t.Context(), "sam", "tram", "X00", ""))
	if got := memos(); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if err := db.PutMemo(t.Context(), "noa", "tram", "nobody", "x"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("%v", err)
	}
	must(db.Withdraw(t.Context(), "ann", "tram", moment("2026-03-22"), "X00"))
	if got := memos(); len(got) != 0 {
		t.Errorf("a withdrawn answer keeps %v", got)
	}
	if err := db.PutMemo(t.Context(), "noa", "tram", "X00", "x"); voxpop.KindOf(err) != voxpop.Withdrawn {
		t.Errorf("%v", err)
	}

	must(db.PutCodingPlan(t.Context(), "ann", "tram", coding.Plan{Goal: 90, Double: 15}))
	if p, err := db.CodingPlan(t.Context(), "tram"); err != nil || p.Goal != 90 || p.Double != 15 {
		t.Errorf("%+v %v", p, err)
	}
	if err := db.PutCodingPlan(t.Context(), "ann", "tram", coding.Plan{Double: 101}); voxpop.KindOf(err) != voxpop.Invalid {
		t.Errorf("%v", err)
	}

	for _, word := range []string{"one", "two"} {
		must(db.EditCodebook(t.Context(), "ann", "tram", func(b voxpop.Codebook) (voxpop.Codebook, error) {
			b.Codes[0].Definition = word
			return b, nil
		}))
	}
	all, err := db.CodebookVersions(t.Context(), "tram", 10)
	if err != nil || len(all) != 3 || all[0].Book.Codes[0].Definition != "two" || all[2].Book.Codes[0].Definition != r.Codebook.Codes[0].Definition || all[2].Actor != "" || all[0].Actor != "ann" {
		t.Errorf("%+v %v", all, err)
	}
}

// follows says what changed since a line of the audit log.
func follows(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	head := func() (head int64) {
		view(t, db, func(v *store.View) { head, _ = v.Head() })
		return head
	}
	from := head()
	since := func() (ids []string, all bool) {
		view(t, db, func(v *store.View) {
			var err error
			if ids, all, err = v.Since(from); err != nil {
				t.Fatal(err)
			}
		})
		return ids, all
	}
	if ids, all := since(); len(ids) != 0 || all {
		t.Errorf("%v %v", ids, all)
	}
	if err := db.SetAside(t.Context(), "ann", "tram", voxpop.Spam, "X01", "X00"); err != nil {
		t.Fatal(err)
	}
	at := moment("2026-03-21T10:00:00+01:00")
	if err := db.PutCodings(t.Context(), "ann", "tram", voxpop.Coding{Response: "X01", Code: "cost", Coder: "noa", Present: true, Origin: voxpop.ByPerson, At: at}); err != nil {
		t.Fatal(err)
	}
	if ids, all := since(); !slices.Equal(ids, []string{"X00", "X01"}) || all {
		t.Errorf("%v %v", ids, all)
	}
	if _, err := db.EraseCallout(t.Context(), "ann", "tram"); err != nil {
		t.Fatal(err)
	}
	if _, all := since(); !all {
		t.Error("erasing names nobody, and was not said to change all")
	}
	if head() <= from {
		t.Error("the head stands still")
	}
}
