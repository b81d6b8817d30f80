package texts

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

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

// items lists what of a response waits for a person.
func (h Held) items() (all []Item) {
	if h.Gone {
		return nil
	}
	add := func(what Waiting, of voxpop.Work, w Work, from string) {
		all = append(all, Item{ID: h.ID, At: h.At, Medium: h.Medium, What: what, Of: of, Lang: w.Lang, From: from, State: w.State})
	}
	from := h.Lang
	switch t := h.Transcript; {
	case t.State == voxpop.Machine:
		add(ToRead, voxpop.OfTranscript, t, "")
	case t.State == voxpop.Edited:
		add(ToFinish, voxpop.OfTranscript, t, "")
	case t.State == "" && h.Spoken:
		add(ToType, voxpop.OfTranscript, Work{Lang: h.Lang}, "")
	}
	if h.Transcript.State != "" {
		from = h.Transcript.Lang
	}
	for _, t := range h.Translations {
		switch {
		case t.Stale:
			add(ToCheckAnew, voxpop.OfTranslation, t, from)
		case t.State != voxpop.Reviewed:
			add(ToCheck, voxpop.OfTranslation, t, from)
		}
	}
	return all
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
	built bool
	last  int64 // line of the audit log up to which it is true
	at    time.Time
	held  []Held // by the moment they came, then by id
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

// list returns what is held of a call-out, in the order in which it came, and
// when that was true. ready is false when it is being read for the first time
// and that takes long.
func (x *index) list(ctx context.Context, slug string) (held []Held, at time.Time, ready bool, err error) {
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
	for range 2 {
		s.mu.Lock()
		if s.busy == nil {
			if err := x.follow(ctx, slug, s); err != nil {
				s.mu.Unlock()
				return nil, at, false, err
			}
		}
		busy := s.busy
		held, at, ready, err = s.held, s.at, s.built, s.err
		s.mu.Unlock()
		if busy == nil || ready {
			return held, at, ready, nil
		}
		if err != nil {
			return nil, at, false, err
		}
		wait := time.NewTimer(patience)
		select {
		case <-busy:
			wait.Stop()
		case <-wait.C:
			return nil, at, false, nil
		case <-ctx.Done():
			wait.Stop()
			return nil, at, false, ctx.Err()
		}
	}
	return held, at, ready, err
}

// follow brings a shelf up to date: by itself when little changed, otherwise
// it begins to read it whole. s is locked.
func (x *index) follow(ctx context.Context, slug string, s *shelf) error {
	c, err := x.records.Changed(ctx, slug, s.last)
	if err != nil {
		return err
	}
	if s.built && !c.All && len(c.IDs) <= maxFew {
		if len(c.IDs) > 0 {
			fresh := slices.Clone(s.held) // a page may be reading the old one
			err := x.records.Held(ctx, slug, c.IDs, func(h Held) error {
				fresh = s.put(fresh, h)
				return nil
			})
			if err != nil {
				return err
			}
			s.held = fresh
		}
		s.last, s.at = c.Last, x.now()
		return nil
	}
	s.busy, s.err = make(chan struct{}), nil
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longRead)
		defer cancel()
		var held []Held
		place := map[string]time.Time{}
		at := x.now()
		err := x.records.Held(ctx, slug, nil, func(h Held) error {
			held = append(held, h)
			place[h.ID] = h.At
			return nil
		})
		slices.SortFunc(held, inOrder)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err = err; err == nil {
			s.held, s.place, s.last, s.at, s.built = held, place, c.Last, at, true
		}
		close(s.busy)
		s.busy = nil
	}()
	return nil
}

func inOrder(a, b Held) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) }

// put puts a response in its place of a list in order.
func (s *shelf) put(held []Held, h Held) []Held {
	if old, there := s.place[h.ID]; there {
		if i, found := slices.BinarySearchFunc(held, Held{ID: h.ID, At: old}, inOrder); found {
			if old.Equal(h.At) {
				held[i] = h
				return held
			}
			held = slices.Delete(held, i, i+1)
		}
	}
	i, _ := slices.BinarySearchFunc(held, h, inOrder)
	s.place[h.ID] = h.At
	return slices.Insert(held, i, h)
}
