package texts

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
	"voxpop/internal/cores"

	"voxpop"
)

// Held is what a list says of the texts of one response: nothing that anybody
// said.
type Held struct {
	ID     string
	At     time.Time // when it was received
	Medium voxpop.Medium
	Lang   string
	Spoken bool // a recording in which somebody may speak
	Gone   bool // withdrawn, or taken out: nothing of it is shown
	// Transcript has the state "" when there is none.
	Transcript   Work
	Translations []Work
}

// Work is how far a transcript or a translation is.
type Work struct {
	Lang  string
	State voxpop.State
	Stale bool // of a translation: what it translates reads otherwise now
}

// Changes says which responses of a call-out changed since a line of the audit
// log.
type Changes struct {
	IDs  []string
	All  bool  // any may have
	Last int64 // the newest line
}

// Waiting is a kind of work that waits for a person.
type Waiting string

// The kinds, in the order in which they are offered.
const (
	ToRead      Waiting = "read"      // transcripts that a machine wrote
	ToFinish    Waiting = "finish"    // transcripts that somebody edited and nobody reviewed
	ToType      Waiting = "type"      // recordings without a transcript
	ToCheck     Waiting = "check"     // translations that nobody reviewed
	ToCheckAnew Waiting = "checkanew" // translations of words that changed since
)

var waitings = []Waiting{ToRead, ToFinish, ToType, ToCheck, ToCheckAnew}

// Item is a work that waits.
type Item struct {
	ID     string
	At     time.Time
	Medium voxpop.Medium
	What   Waiting
	Of     voxpop.Work
	Lang   string // of the text; of a translation the language it is in
	From   string // of a translation: the language that it is of
	State  voxpop.State
}

// each calls fn with what of a response waits for a person, until it returns
// false; it reports whether it never did.
func (h *Held) each(fn func(Item) bool) bool {
	if h.Gone {
		return true
	}
	is := func(what Waiting, of voxpop.Work, w Work, from string) bool {
		return fn(Item{ID: h.ID, At: h.At, Medium: h.Medium, What: what, Of: of, Lang: w.Lang, From: from, State: w.State})
	}
	from, on := h.Lang, true
	switch t := h.Transcript; {
	case t.State == voxpop.Machine:
		on = is(ToRead, voxpop.OfTranscript, t, "")
	case t.State == voxpop.Edited:
		on = is(ToFinish, voxpop.OfTranscript, t, "")
	case t.State == "" && h.Spoken:
		on = is(ToType, voxpop.OfTranscript, Work{Lang: h.Lang}, "")
	}
	if h.Transcript.State != "" {
		from = h.Transcript.Lang
	}
	for _, t := range h.Translations {
		switch {
		case !on:
			return false
		case t.Stale:
			on = is(ToCheckAnew, voxpop.OfTranslation, t, from)
		case t.State != voxpop.Reviewed:
			on = is(ToCheck, voxpop.OfTranslation, t, from)
		}
	}
	return on
}

// bin is a kind of work in a language.
type bin struct {
	What Waiting
	Lang string
}

// shown is what an index holds at one moment; nobody changes it.
type shown struct {
	held   []Held // by the moment they came, then by id
	counts map[bin]int
	at     time.Time // when it was true
	ready  bool      // false: it is being read for the first time, and that takes long
}

// each calls fn with what waits, in the order in which it came.
func (s shown) each(fn func(Item) bool) {
	for i := range s.held {
		if !s.held[i].each(fn) {
			return
		}
	}
}

// index knows of every call-out that is looked at which texts wait for a
// person. It is read whole once, and follows the audit log from there.
type index struct {
	records Records
	now     func() time.Time

	mu  sync.Mutex
	all map[string]*shelf
}

// shelf is the index of one call-out.
type shelf struct {
	mu    sync.Mutex
	last  int64 // line of the audit log up to which it is true
	shown shown
	place map[string]time.Time
	err   error // of the last time it was read whole
	busy  chan struct{}
}

// Bounds of keeping up.
const (
	patience = 400 * time.Millisecond // that a page waits for an index that is read whole
	maxFew   = 500                    // changed responses that are read while a page waits
	longRead = 5 * time.Minute
)

// list returns what is held of a call-out.
func (x *index) list(ctx context.Context, slug string) (shown, error) {
	x.mu.Lock()
	if x.all == nil {
		x.all = map[string]*shelf{}
	}
	s := x.all[slug]
	if s == nil {
		s = &shelf{}
		x.all[slug] = s
	}
	x.mu.Unlock()
	var now shown
	for range 2 {
		s.mu.Lock()
		if s.busy == nil {
			if err := x.follow(ctx, slug, s); err != nil {
				s.mu.Unlock()
				return shown{}, err
			}
		}
		busy, err := s.busy, s.err
		now = s.shown
		s.mu.Unlock()
		if busy == nil && err != nil {
			return shown{}, err
		}
		if busy == nil || now.ready {
			return now, nil
		}
		wait := time.NewTimer(patience)
		select {
		case <-busy:
			wait.Stop()
		case <-wait.C:
			return now, nil
		case <-ctx.Done():
			wait.Stop()
			return now, ctx.Err()
		}
	}
	return now, nil
}

// follow brings a shelf up to date: by itself when little changed, otherwise
// it begins to read it whole. s is locked.
func (x *index) follow(ctx context.Context, slug string, s *shelf) error {
	c, err := x.records.Changed(ctx, slug, s.last)
	if err != nil {
		return err
	}
	if s.shown.ready && !c.All && len(c.IDs) <= maxFew {
		if len(c.IDs) > 0 {
			fresh := s.shown // a page may be reading the old one
			fresh.held, fresh.counts = slices.Clone(fresh.held), maps.Clone(fresh.counts)
			err := x.records.Held(ctx, slug, c.IDs, func(h Held) error {
				s.put(&fresh, h)
				return nil
			})
			if err != nil {
				return err
			}
			s.shown = fresh
		}
		s.last, s.shown.at = c.Last, x.now()
		return nil
	}
	s.busy, s.err = make(chan struct{}), nil
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longRead)
		defer cancel()
		ctx = cores.Aside(ctx)
		place := map[string]time.Time{}
		fresh := shown{at: x.now(), counts: map[bin]int{}, ready: true}
		err := x.records.Held(ctx, slug, nil, func(h Held) error {
			fresh.held = append(fresh.held, h)
			fresh.count(&h, 1)
			place[h.ID] = h.At
			return nil
		})
		slices.SortFunc(fresh.held, inOrder)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err = err; err == nil {
			s.shown, s.place, s.last = fresh, place, c.Last
		}
		close(s.busy)
		s.busy = nil
	}()
	return nil
}

func inOrder(a, b Held) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) }

func (s *shown) count(h *Held, by int) {
	h.each(func(i Item) bool {
		s.counts[bin{i.What, i.Lang}] += by
		return true
	})
}

// put puts a response in its place.
func (s *shelf) put(into *shown, h Held) {
	into.count(&h, 1)
	if old, there := s.place[h.ID]; there {
		if i, found := slices.BinarySearchFunc(into.held, Held{ID: h.ID, At: old}, inOrder); found {
			into.count(&into.held[i], -1)
			if old.Equal(h.At) {
				into.held[i] = h
				return
			}
			into.held = slices.Delete(into.held, i, i+1)
		}
	}
	i, _ := slices.BinarySearchFunc(into.held, h, inOrder)
	s.place[h.ID] = h.At
	into.held = slices.Insert(into.held, i, h)
}
