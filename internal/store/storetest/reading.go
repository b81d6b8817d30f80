package storetest

import (
	"bytes"
	"io"
	"testing"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
)

// reads is about what the page of one response shows.
func reads(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	r := unknown()
	r.Responses[0].Respondent, r.Responses[1].Respondent = "p", "p"
	r.Stories = append(r.Stories, record.Story{Name: "one.md", Body: []byte("He [said](response:C3) it.")}, record.Story{Name: "two.md", Body: []byte("Nobody of C3.")})
	r.Import(t, db)
	e := &Engines{Sound: Speech(t)}
	s := e.Service(db)
	Work(t, db, s)
	if err := db.MarkDuplicate(ctx, "ann", "tram", "C3", "A1"); err != nil {
		t.Fatal(err)
	}
	got, err := db.Read(ctx, "tram", "C3")
	if err != nil {
		t.Fatal(err)
	}
	if got.Callout.Slug != "tram" || len(got.Codebook.Codes) == 0 || got.Response.ID != "C3" || got.Reachable {
		t.Errorf("read %+v", got)
	}
	if len(got.Texts) != 2 || got.Texts[0].Of != voxpop.OfTranscript || len(got.Texts[0].Words) == 0 || got.Texts[1].Lang != "en" {
		t.Errorf("texts %+v", got.Texts)
	}
	if len(got.Derivatives) != 2 || len(got.Tasks) != 3 || len(got.Stories) != 1 || got.Stories[0].Name != "one.md" {
		t.Errorf("%d derivatives, %d tasks, stories %v", len(got.Derivatives), len(got.Tasks), got.Stories)
	}
	same(t, "repeats", got.Repeats, []string{"A1"})
	if first, err := db.Read(ctx, "tram", "A1"); err != nil || len(first.Others) != 1 || first.Others[0].ID != "B2" || first.Others[0].Day == "" {
		t.Errorf("others %+v, %v", first.Others, err)
	}
	readsParts(t, db, e.Sound)
	readsPast(t, db, s)

	if err := db.Withdraw(ctx, "desk", "tram", moment("2026-03-21"), "C3"); err != nil {
		t.Fatal(err)
	}
	gone, err := db.Read(ctx, "tram", "C3")
	if err != nil || !gone.Response.Withdrawn() || len(gone.Texts)+len(gone.Derivatives)+len(gone.Tasks)+len(gone.Codings)+len(gone.Stories)+len(gone.Repeats) != 0 {
		t.Errorf("of a withdrawn response: %+v, %v", gone, err)
	}
	_, err = db.Read(ctx, "tram", "nobody")
	kindIs(t, err, voxpop.NotFound)
	_, err = db.Read(ctx, "nowhere", "C3")
	kindIs(t, err, voxpop.NotFound)
	_, err = db.Past(ctx, "tram", "nobody", 0, 10)
	kindIs(t, err, voxpop.NotFound)
}

func readsParts(t *testing.T, db *store.DB, want []byte) {
	d, open, err := db.DerivativeParts(t.Context(), "tram", "C3", scribe.Audio)
	if err != nil || d.Size != int64(len(want)) {
		t.Fatalf("%+v, %v", d, err)
	}
	n := int64(len(want))
	for _, part := range [][2]int64{{0, -1}, {0, 10}, {7, 20}, {n - 5, -1}, {n - 5, 50}, {n, -1}} {
		body, err := open(part[0], part[1])
		if err != nil {
			t.Fatalf("%v: %v", part, err)
		}
		got, err := io.ReadAll(body)
		end := n
		if part[1] >= 0 {
			end = min(n, part[0]+part[1])
		}
		if err != nil || !bytes.Equal(got, want[part[0]:end]) {
			t.Errorf("%v: %d bytes, %v", part, len(got), err)
		}
		body.Close()
	}
	_, _, err = db.DerivativeParts(t.Context(), "tram", "C3", scribe.Video)
	kindIs(t, err, voxpop.NotFound)
}

func readsPast(t *testing.T, db *store.DB, s *scribe.Service) {
	ctx := t.Context()
	if _, err := s.Review(ctx, "bo", transcriptOf, 1); err != nil {
		t.Fatal(err)
	}
	for _, contacted := range []bool{true, false, true} {
		if err := db.SetContacted(ctx, "ann", "tram", contacted, "A1", "C3"); err != nil {
			t.Fatal(err)
		}
	}
	past, err := db.Past(ctx, "tram", "C3", 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(past.Versions) != 3 || len(past.Lines) != 2 || !past.More || past.Lines[0].Verb != "set_contacted" || past.Lines[0].ID < past.Lines[1].ID {
		t.Errorf("past %+v", past)
	}
	var verbs []string
	for before := int64(0); ; {
		page, err := db.Past(ctx, "tram", "C3", before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			if len(l.Changes) != 1 || l.Changes[0].ID != "C3" {
				t.Errorf("a line of others: %+v", l)
			}
			verbs = append(verbs, l.Verb)
			before = l.ID
		}
		if !page.More {
			break
		}
	}
	same(t, "verbs", verbs, []string{"set_contacted", "set_contacted", "set_contacted", "review_text", "translate", "transcribe"})
}
