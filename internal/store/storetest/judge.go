package storetest

import (
	"testing"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/store"
)

// judgesWhatWasSeen judges some responses by what was seen of them: whatever
// else happens to the call-out does not matter, what happens to them does; and
// what was judged is taken back to the letter, once.
func judgesWhatWasSeen(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	at := moment("2026-03-22T10:00:00+01:00")
	group := []string{"A1", "X00", "X01"}
	seen := func(ids ...string) string {
		var all []coding.Said
		var alone []voxpop.Decision
		view(t, db, func(v *store.View) {
			for _, id := range ids {
				r, ok, err := v.Response(id)
				if err != nil || !ok {
					t.Fatal(id, err)
				}
				all = append(all, coding.SaidOf(r))
			}
			for _, d := range collect(t, v.Decisions()) {
				for _, id := range d.Responses {
					if d.Kind == voxpop.Coincidence && (id == "A1" || id == "X00" || id == "X01") {
						alone = append(alone, d)
						break
					}
				}
			}
		})
		return coding.Seen(all, alone)
	}
	// Before, what a second judgement has to bring back.
	if _, err := db.Judge(t.Context(), "bo", "tram", seen(group...), at, coding.Judgement{Responses: group[:2], Campaign: "old"}); voxpop.KindOf(err) != voxpop.Conflict {
		t.Fatalf("a judgement about other responses than were seen: %v", err)
	}
	for _, first := range []coding.Judgement{{}, {Responses: group[:2], Campaign: "old"}, {Responses: []string{"X00", "X02"}, Alone: true}, {Responses: []string{"X01"}, Abuse: true}} {
		if len(first.Responses) > 0 {
			rev := int64(0)
			view(t, db, func(v *store.View) { rev = v.Rev() })
			if err := db.Decide(t.Context(), "bo", "tram", rev, at, first); err != nil {
				t.Fatal(err)
			}
		}
		for _, j := range []coding.Judgement{{Kept: "X01"}, {Campaign: "no tram"}, {Alone: true}, {Abuse: true}, {Undo: true}} {
			j.Responses = group
			saw := seen(group...)
			// Something else happens: it is no conflict.
			if err := db.SetContacted(t.Context(), "bo", "tram", true, "X05"); err != nil {
				t.Fatal(err)
			}
			before := stateOf(t, db)
			lines := len(auditOf(t, db))
			done, err := db.Judge(t.Context(), "bo", "tram", saw, at, j)
			if err != nil {
				t.Fatalf("%+v after %+v: %v", j, first, err)
			}
			view(t, db, func(v *store.View) { sameFigures(t, v, Read(t, v)) })
			if done.Nothing() {
				same(t, "nothing done", stateOf(t, db), before)
			} else {
				if log := auditOf(t, db); len(log) != lines+1 || log[lines].Verb != "decide" {
					t.Errorf("audit: %+v", log[lines:])
				}
				// What was seen is not there any more.
				_, err = db.Judge(t.Context(), "cy", "tram", saw, at, coding.Judgement{Responses: group, Campaign: "other"})
				kindIs(t, err, voxpop.Conflict)
				if err := db.Unjudge(t.Context(), "bo", "tram", done); err != nil {
					t.Fatalf("taking back %+v after %+v: %v", j, first, err)
				}
				same(t, "taken back", stateOf(t, db).Rec, before.Rec)
				held := stateOf(t, db)
				kindIs(t, db.Unjudge(t.Context(), "bo", "tram", done), voxpop.Conflict)
				same(t, "taken back twice", stateOf(t, db), held)
			}
			if err := db.SetContacted(t.Context(), "bo", "tram", false, "X05"); err != nil {
				t.Fatal(err)
			}
		}
	}
	// Changed since, by somebody else: nothing is taken back.
	done, err := db.Judge(t.Context(), "bo", "tram", seen(group...), at, coding.Judgement{Responses: group, Campaign: "no tram"})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.MarkCampaign(t.Context(), "cy", "tram", "another", "X00"); err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, db)
	kindIs(t, db.Unjudge(t.Context(), "bo", "tram", done), voxpop.Conflict)
	same(t, "state", stateOf(t, db), before)
	_, err = db.Judge(t.Context(), "bo", "tram", "", at, coding.Judgement{Responses: []string{"Q9", "X00"}, Alone: true})
	kindIs(t, err, voxpop.NotFound)
	// A stamp moves with its response and with nothing else.
	stamps := func() map[string]string {
		all := map[string]string{}
		view(t, db, func(v *store.View) {
			for _, s := range collect(t, v.Stamps()) {
				all[s.ID] = s.Sum
			}
		})
		return all
	}
	was := stamps()
	if err := db.SetContacted(t.Context(), "bo", "tram", true, "X05"); err != nil {
		t.Fatal(err)
	}
	now := stamps()
	if len(now) != len(r.Responses) {
		t.Errorf("%d stamps of %d responses", len(now), len(r.Responses))
	}
	for id := range now {
		if (now[id] != was[id]) != (id == "X05") {
			t.Errorf("the stamp of %s moved, or did not", id)
		}
	}
	rev, err := db.Revision(t.Context(), "tram")
	view(t, db, func(v *store.View) {
		if err != nil || rev != v.Rev() {
			t.Errorf("revision %d, %v; want %d", rev, err, v.Rev())
		}
	})
	_, err = db.Revision(t.Context(), "nope")
	kindIs(t, err, voxpop.NotFound)
}
