package storetest

import (
	"errors"
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/store"
)

// judgements decides about repeats in every way and takes it back: the record
// is then what it was, and each verb left one audit line.
func judgements(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	before := stateOf(t, db)
	at := moment("2026-03-22T10:00:00+01:00")
	decide := func(js ...coding.Judgement) error {
		rev := int64(0)
		view(t, db, func(v *store.View) { rev = v.Rev() })
		return db.Decide(t.Context(), "bo", "tram", rev, at, js...)
	}
	get := func(id string) (r voxpop.Response) {
		view(t, db, func(v *store.View) { r, _, _ = v.Response(id) })
		return r
	}
	group := []string{"A1", "X00", "X01"}
	for _, j := range []coding.Judgement{{Kept: "X00"}, {Campaign: "no tram"}, {Alone: true}} {
		n := len(auditOf(t, db))
		j.Responses = group
		if err := decide(j); err != nil {
			t.Fatal(err)
		}
		switch {
		case j.Kept != "":
			if a, x := get("A1"), get("X00"); a.DuplicateOf != "X00" || x.DuplicateOf != "" {
				t.Errorf("same person: %q %q", a.DuplicateOf, x.DuplicateOf)
			}
		case j.Campaign != "":
			if got := get("X01").Campaign; got != "no tram" {
				t.Errorf("campaign %q", got)
			}
		default:
			view(t, db, func(v *store.View) {
				all := collect(t, v.Decisions())
				if len(all) != 3 || all[0].ID != "A1" || all[0].By != "bo" || len(all[0].Responses) != 3 {
					t.Errorf("decisions %+v", all)
				}
			})
		}
		view(t, db, func(v *store.View) { sameFigures(t, v, Read(t, v)) })
		if err := decide(coding.Judgement{Responses: group, Undo: true}); err != nil {
			t.Fatal(err)
		}
		lines := auditOf(t, db)
		if len(lines) != n+2 || lines[n].Verb != "decide" || lines[n].Actor != "bo" {
			t.Errorf("audit: %+v", lines[n:])
		}
		now := stateOf(t, db)
		same(t, "undone", now.Rec, before.Rec)
		if now.Hash != before.Hash {
			t.Error("the hash is another after an undo")
		}
	}
	// Several at once are all or none; a response that is not there, a revision
	// that is past, change nothing.
	before = stateOf(t, db)
	kindIs(t, decide(coding.Judgement{Responses: group, Campaign: "no tram"}, coding.Judgement{Responses: []string{"A1", "Q9"}, Alone: true}), voxpop.NotFound)
	kindIs(t, db.Decide(t.Context(), "bo", "tram", before.Rev-1, at, coding.Judgement{Responses: group, Alone: true}), voxpop.Conflict)
	kindIs(t, decide(coding.Judgement{Responses: group, Campaign: "two\nlines"}), voxpop.Invalid)
	same(t, "state", stateOf(t, db), before)
	// What binds a response to others outside stays.
	if err := decide(coding.Judgement{Responses: []string{"D4", "X01"}, Undo: true}); err != nil {
		t.Fatal(err)
	}
	if get("D4").DuplicateOf != "A1" {
		t.Error("an undo took back what was said about another group")
	}
	// Coincidences that share a response are one.
	for _, ids := range [][]string{{"X02", "X03"}, {"X03", "X04"}} {
		if err := decide(coding.Judgement{Responses: ids, Alone: true}); err != nil {
			t.Fatal(err)
		}
	}
	view(t, db, func(v *store.View) {
		all := slices.DeleteFunc(collect(t, v.Decisions()), func(d voxpop.Decision) bool { return d.Kind != voxpop.Coincidence })
		same(t, "coincidence", all[len(all)-1].Responses, []string{"X02", "X03", "X04"})
	})
}

func sampled(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	at := moment("2026-03-22T10:00:00+01:00")
	rev := func() (n int64) {
		view(t, db, func(v *store.View) { n = v.Rev() })
		return n
	}
	mark := func(id string, draw voxpop.Draw) voxpop.Coding {
		return voxpop.Coding{Response: id, Code: "cost", Coder: "cy", Present: true, Origin: voxpop.ByPerson, At: at, Draw: draw}
	}
	was := r.Codings[0]
	if err := db.Code(t.Context(), "cy", "tram", coding.Drawn{Rev: rev(), UpTo: "00000000000000ff", At: at, Promoted: []voxpop.Coding{was}}, mark("X01", voxpop.DrawRandom)); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(v *store.View) {
		got, err := v.CodingsOf("X01")
		if err != nil || len(got) != 1 || got[0].Draw != voxpop.DrawRandom {
			t.Errorf("mark: %+v %v", got, err)
		}
		was.Draw = voxpop.DrawRandom
		got, err = v.CodingsOf(was.Response)
		if err != nil || len(got) == 0 {
			t.Fatal(got, err)
		}
		same(t, "promoted", got[0], was)
		all := collect(t, v.Decisions())
		if last := all[len(all)-1]; last.Kind != voxpop.Sample || last.UpTo != "00000000000000ff" || last.By != "cy" {
			t.Errorf("sample: %+v", last)
		}
		sameFigures(t, v, Read(t, v))
	})
	lines := auditOf(t, db)
	if last := lines[len(lines)-1]; last.Verb != "code" || len(last.Changes) != 3 {
		t.Errorf("audit: %+v", last)
	}
	// It never shrinks, and an old revision changes nothing.
	if err := db.Code(t.Context(), "cy", "tram", coding.Drawn{Rev: rev(), UpTo: "000000000000000f", At: at}, mark("X02", voxpop.DrawRandom)); err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, db)
	kindIs(t, db.Code(t.Context(), "cy", "tram", coding.Drawn{Rev: before.Rev - 1, At: at}, mark("X03", voxpop.DrawActive)), voxpop.Conflict)
	kindIs(t, db.Code(t.Context(), "cy", "tram", coding.Drawn{Rev: before.Rev, At: at}, mark("Q9", voxpop.DrawActive)), voxpop.NotFound)
	same(t, "state", stateOf(t, db), before)
	for _, d := range before.Rec.Decisions {
		if d.Kind == voxpop.Sample && d.UpTo != "00000000000000ff" {
			t.Errorf("the sample shrank to %s", d.UpTo)
		}
	}
}

func codebook(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	add := func(c voxpop.Code) error {
		return db.EditCodebook(t.Context(), "bo", "tram", func(b voxpop.Codebook) (voxpop.Codebook, error) {
			b.Version, b.Codes = "2", append(b.Codes, c)
			return b, nil
		})
	}
	noise := voxpop.Code{ID: "noise", Name: voxpop.Localized{"en": "Noise"}, Definition: "speaks of noise", Kind: voxpop.Theme}
	if err := add(noise); err != nil {
		t.Fatal(err)
	}
	r.Codebook.Version, r.Codebook.Codes = "2", append(r.Codebook.Codes, noise)
	view(t, db, func(v *store.View) {
		same(t, "codebook", v.Codebook(), r.Codebook)
		sameFigures(t, v, r)
	})
	lines := auditOf(t, db)
	if last := lines[len(lines)-1]; last.Verb != "edit_codebook" || last.Actor != "bo" || len(last.Changes) != 2 || last.Changes[1].Field != "noise" {
		t.Errorf("audit: %+v", last)
	}
	before := stateOf(t, db)
	kindIs(t, add(noise), voxpop.Invalid) // the id a second time
	leave := func(b voxpop.Codebook) (voxpop.Codebook, error) { b.Codes = b.Codes[1:]; return b, nil }
	kindIs(t, db.EditCodebook(t.Context(), "bo", "tram", leave), voxpop.Invalid) // misled is in use
	no := errors.New("no")
	if err := db.EditCodebook(t.Context(), "bo", "tram", func(b voxpop.Codebook) (voxpop.Codebook, error) { return b, no }); err == nil {
		t.Error("an edit that failed was done")
	}
	if err := db.EditCodebook(t.Context(), "bo", "tram", func(b voxpop.Codebook) (voxpop.Codebook, error) { return b, nil }); err != nil {
		t.Error(err)
	}
	same(t, "state", stateOf(t, db), before)
}
