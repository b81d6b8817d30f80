package storetest

import (
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
)

// openSteps lists steps that are not done, and stops some.
func openSteps(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	unknown().Import(t, db)
	s := (&Engines{Sound: Speech(t)}).Service(db)
	all, err := db.StepPage(ctx, "tram", scribe.Waiting, 0, 10)
	if err != nil || len(all) != 2 || all[0].Response != "B2" || all[0].Ahead != 0 || all[1].Response != "C3" || all[1].Ahead != 1 || all[1].Medium != voxpop.Voice {
		t.Fatalf("waiting: %+v, %v", all, err)
	}
	if rest, err := db.StepPage(ctx, "tram", scribe.Waiting, 1, 10); err != nil || len(rest) != 1 || rest[0] != all[1] {
		t.Errorf("the second page: %+v, %v", rest, err)
	}
	n, err := s.Stop(ctx, "ann", "tram", []scribe.Task{all[1].Task, {Response: "A1", Step: scribe.Clean}})
	if err != nil || n != 1 {
		t.Fatalf("stopped %d, %v", n, err)
	}
	if n, err := s.Stop(ctx, "ann", "tram", []scribe.Task{all[1].Task}); err != nil || n != 0 {
		t.Errorf("stopped %d again, %v", n, err)
	}
	if line := lastAudit(t, db, "stop_step"); line.Actor != "ann" || len(line.Changes) != 1 || line.Changes[0].ID != "C3" {
		t.Errorf("audit %+v", line)
	}
	counts, err := db.StepCounts(ctx, "tram")
	if want := []scribe.Count{{Callout: "tram", Step: scribe.Clean, State: scribe.Failed, N: 1}, {Callout: "tram", Step: scribe.Clean, State: scribe.Waiting, N: 1}}; err != nil || !slices.Equal(counts, want) {
		t.Errorf("counts %+v, %v", counts, err)
	}
	Work(t, db, s)
	if failed, err := db.StepPage(ctx, "tram", scribe.Failed, 0, 10); err != nil || len(failed) != 1 || failed[0].Reason != scribe.Stopped {
		t.Errorf("what was stopped went on: %+v, %v", failed, err)
	}
	if n, err := s.Run(ctx, "ann", "tram", []string{"C3"}, scribe.Clean, false); err != nil || n != 1 {
		t.Fatalf("asked for again: %d, %v", n, err)
	}
	Work(t, db, s)
	if counts, err := db.StepCounts(ctx, "tram"); err != nil || len(counts) != 0 {
		t.Errorf("left: %+v, %v", counts, err)
	}
	_, err = db.StepPage(ctx, "none", scribe.Failed, 0, 10)
	kindIs(t, err, voxpop.NotFound)
	if last, err := db.LastAudit(ctx); err != nil || last != lastAudit(t, db, "translate").ID {
		t.Errorf("the last line is %d, %v", last, err)
	}
}

// pairsStay writes a translation sentence by sentence: who stands beside whom
// is as the person saw it, also where lengths would say otherwise.
func pairsStay(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	unknown().Import(t, db)
	s := (&Engines{Sound: Speech(t)}).Service(db)
	Work(t, db, s)
	german := scribe.Ref{Callout: "tram", Response: "C3", Of: voxpop.OfTranslation, Lang: "de"}
	said, err := s.Edit(ctx, "ann", transcriptOf, 1, "Nunca más habrá tranvía en nuestra calle. No.")
	if err != nil || said.N != 2 {
		t.Fatalf("%+v, %v", said, err)
	}
	spans := bitext.Sentences(said.Text)
	last := spans[len(spans)-1]
	pairs := []voxpop.Pair{{From: [2]int{last.Start, last.End}, To: [2]int{0, 4}}}
	v, err := s.EditPairs(ctx, "ann", german, 0, 2, "Nie.", pairs)
	if err != nil || len(spans) != 2 || v.N != 1 || v.Source != 2 || v.State != voxpop.Edited || !slices.Equal(v.Pairs, pairs) {
		t.Fatalf("%+v, %v", v, err)
	}
	if v, err := s.EditPairs(ctx, "ann", german, 1, 2, "Nie.", pairs); err != nil || v.N != 1 {
		t.Errorf("the same once more: %+v, %v", v, err)
	}
	_, err = s.EditPairs(ctx, "ann", german, 0, 2, "Niemals.", pairs)
	kindIs(t, err, voxpop.Conflict)
	_, err = s.EditPairs(ctx, "ann", german, 1, 2, "Nie", pairs) // to beyond the text
	kindIs(t, err, voxpop.Conflict)
	_, err = s.EditPairs(ctx, "ann", german, 1, 2, " Nie.", pairs)
	kindIs(t, err, voxpop.Invalid)
	_, err = s.EditPairs(ctx, "ann", transcriptOf, 2, 0, "Nie.", nil)
	kindIs(t, err, voxpop.Invalid)
	// Reviewed words are other words only where they differ.
	if _, err := s.Review(ctx, "bo", transcriptOf, 2); err != nil {
		t.Fatal(err)
	}
	if v, err := s.EditPairs(ctx, "ann", german, 1, 2, "Nie!", pairs); err != nil || v.N != 2 || v.Source != 2 {
		t.Errorf("after a review of the same words: %+v, %v", v, err)
	}
	if _, err := s.Edit(ctx, "bo", transcriptOf, 3, "Otra cosa. Y otra."); err != nil {
		t.Fatal(err)
	}
	for _, source := range []int{2, 4} { // out of date, whichever was seen
		_, err = s.EditPairs(ctx, "ann", german, 2, source, "Nie?", pairs)
		kindIs(t, err, voxpop.Conflict)
	}
}
