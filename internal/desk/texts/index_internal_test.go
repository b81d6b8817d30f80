package texts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"voxpop"
)

// ledger is a store of states that counts how it is read.
type ledger struct {
	Records // none of what the index leaves alone
	held    []Held
	changes Changes
	whole   int
	slow    time.Duration
	err     error
}

func (l *ledger) Held(_ context.Context, _ string, ids []string, fn func(Held) error) error {
	if ids == nil {
		l.whole++
		time.Sleep(l.slow)
	}
	for _, h := range l.held {
		if ids == nil || slices.Contains(ids, h.ID) {
			if err := fn(h); err != nil {
				return err
			}
		}
	}
	return l.err
}

func (l *ledger) Changed(_ context.Context, _ string, after int64) (Changes, error) {
	if after >= l.changes.Last {
		return Changes{Last: after}, nil
	}
	return l.changes, nil
}

func spoken(id string, minute int, state voxpop.State) Held {
	return Held{ID: id, At: time.Date(2026, 3, 1, 0, minute, 0, 0, time.UTC), Medium: voxpop.Voice, Spoken: true, Transcript: Work{Lang: "fa", State: state}}
}

func ids(held []Held) (all []string) {
	for _, h := range held {
		all = append(all, h.ID+" "+string(h.Transcript.State))
	}
	return all
}

func TestIndexFollows(t *testing.T) {
	l := &ledger{held: []Held{spoken("B", 2, voxpop.Machine), spoken("A", 1, voxpop.Machine)}, changes: Changes{All: true, Last: 4}}
	x := &index{records: l, now: time.Now}
	old, err := x.list(t.Context(), "tram")
	if err != nil || !old.ready || !slices.Equal(ids(old.held), []string{"A machine", "B machine"}) {
		t.Fatalf("%+v %v", old, err)
	}
	l.held[0].Transcript.State = voxpop.Reviewed
	l.held = append(l.held, spoken("C", 0, ""))
	l.changes = Changes{IDs: []string{"B", "C"}, Last: 6}
	now, err := x.list(t.Context(), "tram")
	if err != nil || l.whole != 1 || !slices.Equal(ids(now.held), []string{"C ", "A machine", "B reviewed"}) {
		t.Errorf("%v, read whole %d times, %v", ids(now.held), l.whole, err)
	}
	if !slices.Equal(ids(old.held), []string{"A machine", "B machine"}) || old.counts[bin{ToRead, "fa"}] != 2 {
		t.Errorf("a page that reads the old list sees it change: %+v", old)
	}
	if now.counts[bin{ToRead, "fa"}] != 1 || now.counts[bin{ToType, ""}] != 1 {
		t.Errorf("counts %v", now.counts)
	}
	// It came at another moment than was said before.
	l.held[1].At = l.held[1].At.Add(time.Hour)
	l.changes = Changes{IDs: []string{"A"}, Last: 7}
	if now, err := x.list(t.Context(), "tram"); err != nil || !slices.Equal(ids(now.held), []string{"C ", "B reviewed", "A machine"}) {
		t.Errorf("%v, %v", ids(now.held), err)
	}
}

// A call-out that takes long to read says so; what was read stays until it is
// read anew; a failure is not forever.
func TestIndexOfALargeCallout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{held: []Held{spoken("A", 1, voxpop.Machine)}, changes: Changes{All: true, Last: 1}, slow: time.Second}
		x := &index{records: l, now: time.Now}
		if now, err := x.list(t.Context(), "tram"); now.ready || err != nil {
			t.Fatalf("%+v, %v", now, err)
		}
		time.Sleep(2 * time.Second)
		l.changes = Changes{Last: 1}
		if now, err := x.list(t.Context(), "tram"); !now.ready || err != nil || len(now.held) != 1 {
			t.Fatalf("%+v %v", now, err)
		}
		l.changes = Changes{All: true, Last: 2}
		l.held = append(l.held, spoken("B", 2, ""))
		if now, err := x.list(t.Context(), "tram"); !now.ready || err != nil || len(now.held) != 1 {
			t.Errorf("while it is read anew: %+v %v", now, err)
		}
		time.Sleep(2 * time.Second)
		l.changes = Changes{Last: 2}
		if now, _ := x.list(t.Context(), "tram"); len(now.held) != 2 {
			t.Errorf("afterwards: %+v", now)
		}
		l.err, l.changes = errors.New("disk"), Changes{All: true, Last: 1}
		x.list(t.Context(), "other")
		time.Sleep(2 * time.Second)
		l.err = nil
		x.list(t.Context(), "other")
		time.Sleep(2 * time.Second)
		if now, err := x.list(t.Context(), "other"); !now.ready || err != nil || len(now.held) != 2 {
			t.Errorf("after a failure: %+v %v", now, err)
		}
		time.Sleep(2 * time.Second)
	})
}

func TestItems(t *testing.T) {
	h := spoken("A", 1, voxpop.Machine)
	h.Translations = []Work{{Lang: "en", State: voxpop.Reviewed}, {Lang: "de", State: voxpop.Edited}, {Lang: "ar", State: voxpop.Edited, Stale: true}}
	got := ""
	say := func(i Item) bool {
		got += fmt.Sprintf("%s %s %s>%s; ", i.What, i.Of, i.From, i.Lang)
		return true
	}
	h.each(say)
	if want := "read transcript >fa; check translation fa>de; checkanew translation fa>ar; "; got != want {
		t.Errorf("%s", got)
	}
	h.Gone = true
	if got = ""; !h.each(say) || got != "" {
		t.Error("what is gone waits")
	}
}
