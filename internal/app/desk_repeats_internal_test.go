package app

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
	"voxpop/internal/store"
)

// Whatever is decided, taken back, or comes in: the groups that are kept in
// memory count what the record counts, and find what a search from the start finds.
func TestRepeatsKeepUp(t *testing.T) {
	db := grown(t, 600)
	const slug = "harbour-clock"
	x := &coding.Repeats{Store: repeatsStore{db}, Shelf: shelf{db}, Now: time.Now, Patience: time.Minute, Failed: func(_ string, err error) { t.Error(err) }}
	t.Cleanup(x.Close)
	rnd := rand.New(rand.NewPCG(3, 4))
	list := func(q coding.RepeatsQuery) coding.Listing {
		t.Helper()
		for range 1000 {
			l, err := x.List(t.Context(), slug, q)
			if err != nil {
				t.Fatal(err)
			}
			if l.Ready && !l.Behind {
				return l
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Fatal("the groups are not kept up")
		return coding.Listing{}
	}
	same := func(after string) {
		t.Helper()
		l := list(coding.RepeatsQuery{N: 1})
		err := db.View(t.Context(), slug, func(v *store.View) error {
			f, err := v.Figures()
			if err == nil && f.Waterfall != l.Waterfall {
				t.Errorf("%s: the waterfall is %+v, in the record %+v", after, l.Waterfall, f.Waterfall)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	same("at first")
	for i := range 24 {
		q := coding.RepeatsQuery{N: 1000}
		if i%4 == 3 {
			q.Show = coding.ShowDecided
		}
		l := list(q)
		if len(l.Cases) == 0 {
			continue
		}
		c := l.Cases[rnd.IntN(len(l.Cases))]
		way := []string{coding.SamePerson, "campaign:fares", coding.Coincident, coding.Abuse}[rnd.IntN(4)]
		if q.Show == coding.ShowDecided {
			way = coding.Undo
		}
		done, _, err := x.Decide(t.Context(), "noa", slug, c.ID, c.Seen, way)
		if err != nil {
			t.Fatalf("%s about %s (%s): %v", way, c.ID, c.Decided, err)
		}
		same(way)
		if !done.Nothing() && rnd.IntN(2) == 0 {
			if err := x.Undo(t.Context(), "noa", slug, done); err != nil {
				t.Fatal(err)
			}
			same("taking back " + way)
		}
	}
	// Others come: a copy of what is there joins its group.
	l := list(coding.RepeatsQuery{N: 1})
	c := l.Cases[0]
	var text string
	for _, p := range c.Text.Passages {
		text += p.Text
	}
	err := db.View(t.Context(), slug, func(v *store.View) error {
		r, _, err := v.Response(c.Text.ID)
		text = r.Text
		return err
	})
	if err != nil || strings.TrimSpace(text) == "" {
		t.Skip("the largest group has no words")
	}
	late := voxpop.Response{ID: "LATE1", ReceivedAt: voxpop.Moment{Time: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)}, Channel: voxpop.Web, Medium: voxpop.Text, Text: text, Consent: voxpop.Consent{Name: voxpop.NoName}}
	add := func(b record.Batch) error {
		if err := b.Callout(recordtest.Source(recordtest.Spec{Seed: 7, Responses: 600, Statements: 20}).Callout()); err != nil {
			return err
		}
		return b.Response(late)
	}
	if _, err := db.Import(t.Context(), "noa", false, add); err != nil {
		t.Fatal(err)
	}
	same("another came")
	now := list(coding.RepeatsQuery{Only: "d-LATE1"})
	if len(now.Cases) > 0 {
		t.Error("the late one began a group")
	}
	grownGroup := list(coding.RepeatsQuery{Only: c.ID})
	if len(grownGroup.Cases) != 1 || grownGroup.Cases[0].Size != c.Size+1 {
		t.Errorf("its group has %d messages, want %d", grownGroup.Cases[0].Size, c.Size+1)
	}
	_, _, err = x.Decide(t.Context(), "noa", slug, c.ID, c.Seen, coding.SamePerson)
	if voxpop.KindOf(err) != voxpop.Conflict {
		t.Errorf("a decision about a group that has grown: %v", err)
	}
	// Splitting and merging, and back.
	g := grownGroup.Cases[0]
	step, _, err := x.Split(t.Context(), slug, g.ID, g.Responses[:1])
	if err != nil {
		t.Fatal(err)
	}
	if part := list(coding.RepeatsQuery{Only: "d-" + g.Responses[1]}); g.Size > 2 && (len(part.Cases) != 1 || part.Cases[0].Size != g.Size-1) {
		t.Errorf("taken apart: %+v", part.Cases)
	}
	// After a restart it is as people left it, and can be taken back.
	y := &coding.Repeats{Store: repeatsStore{db}, Shelf: shelf{db}, Now: time.Now, Patience: time.Minute, Failed: func(_ string, err error) { t.Error(err) }}
	t.Cleanup(y.Close)
	var after coding.Listing
	for range 1000 {
		if after, err = y.List(t.Context(), slug, coding.RepeatsQuery{Only: "d-" + g.Responses[1]}); err != nil {
			t.Fatal(err)
		} else if after.Ready {
			break
		}
	}
	if g.Size > 2 && (len(after.Cases) != 1 || after.Cases[0].Size != g.Size-1) {
		t.Errorf("after a restart: %+v", after.Cases)
	}
	if err := y.Rejoin(t.Context(), slug, step); err != nil {
		t.Errorf("after a restart it cannot be taken back: %v", err)
	}
	if err := x.Rejoin(t.Context(), slug, step); err != nil {
		t.Fatal(err)
	}
	if voxpop.KindOf(x.Rejoin(t.Context(), slug, step)) != voxpop.Conflict {
		t.Error("taken back twice")
	}
	two := list(coding.RepeatsQuery{N: 2})
	if len(two.Cases) == 2 {
		step, made, err := x.Merge(t.Context(), slug, []string{two.Cases[0].ID, two.Cases[1].ID})
		if err != nil {
			t.Fatal(err)
		}
		if one := list(coding.RepeatsQuery{Only: made}); one.Cases[0].Size != two.Cases[0].Size+two.Cases[1].Size {
			t.Errorf("joined: %d", one.Cases[0].Size)
		}
		if err := x.Rejoin(t.Context(), slug, step); err != nil {
			t.Fatal(err)
		}
	}
}
