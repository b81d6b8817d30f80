package coding

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"voxpop"
)

// Following is a snapshot that can say what changed since an earlier one.
type Following interface {
	RollRecord
	Response(id string) (voxpop.Response, bool, error)
	CodingsOf(id string) ([]voxpop.Coding, error)
	// Head is the last line of the log of changes that the snapshot knows.
	Head() (int64, error)
	// Since lists the responses that lines after head name. all says that lines
	// changed more than they name.
	Since(head int64) (ids []string, all bool, err error)
}

// Follower is a store whose snapshots can be followed.
type Follower interface {
	Follow(ctx context.Context, slug string, fn func(Following) error) error
	Code(ctx context.Context, by voxpop.Actor, slug string, d Drawn, codings ...voxpop.Coding) error
}

// ErrReading says that the roll of a call-out is being read for the first time.
var ErrReading = errors.New("coding: the roll is being read")

// Rolls keeps the rolls of call-outs in memory, so that a coder waits for one
// answer and never for a whole call-out. A roll is read in the background; from
// then on what changed is read whenever it is used.
type Rolls struct {
	Store Follower
	// Wait is how long a first reader waits before being told to come again.
	Wait time.Duration

	mu  sync.Mutex
	all map[string]*kept
}

// kept is the roll of one call-out.
type kept struct {
	mu   sync.Mutex // of roll
	roll *Roll
	read chan struct{} // closed when the reading in the background ended; nil when none runs
	err  error         // how it ended
}

// Use calls fn with the roll as the record is now. It is fn's until fn returns.
// While the roll is being read the answer is [ErrReading].
func (s *Rolls) Use(ctx context.Context, slug string, fn func(*Roll) error) error {
	for {
		k, err := s.ready(ctx, slug)
		if err != nil {
			return err
		}
		k.mu.Lock()
		again, err := s.use(ctx, slug, k, fn)
		k.mu.Unlock()
		if !again {
			return err
		}
	}
}

func (s *Rolls) use(ctx context.Context, slug string, k *kept, fn func(*Roll) error) (again bool, err error) {
	if k.roll == nil {
		return true, nil
	}
	whole := false
	err = s.Store.Follow(ctx, slug, func(r Following) error {
		whole, err = k.roll.follow(r)
		return err
	})
	if err != nil {
		k.roll = nil // it may be half brought up to date
		return false, err
	}
	if whole {
		k.roll = nil
		return true, nil
	}
	return false, fn(k.roll)
}

// follow brings the roll up to date. whole says that it has to be read anew.
func (l *Roll) follow(r Following) (whole bool, err error) {
	head, err := r.Head()
	if err != nil {
		return false, err
	}
	if r.Rev() == l.Rev && head == l.head {
		return false, nil
	}
	c := r.Callout()
	if c.Slug != l.Callout.Slug || offset(c) != offset(l.Callout) {
		return true, nil // days may have moved
	}
	ids, all, err := r.Since(l.head)
	if err != nil || all {
		return all, err
	}
	for _, id := range ids {
		v, ok, err := r.Response(id)
		if err != nil {
			return false, err
		}
		if !ok {
			l.drop(id)
			continue
		}
		codings, err := r.CodingsOf(id)
		if err != nil {
			return false, err
		}
		l.Update(v, codings)
	}
	l.Rev, l.head, l.Callout, l.Book = r.Rev(), head, c, r.Codebook()
	if l.redoubled {
		l.doubledAt, l.redoubled = l.Rev, false
	}
	return false, l.readReach(r.Decisions())
}

// offset is how far the call-out's zone lies east of UTC, in seconds.
func offset(c voxpop.Callout) int {
	_, seconds := c.Opens.Time.In(c.Zone()).Zone()
	return seconds
}

// ready returns the place of a roll once one was read.
func (s *Rolls) ready(ctx context.Context, slug string) (*kept, error) {
	s.mu.Lock()
	if s.all == nil {
		s.all = map[string]*kept{}
	}
	k := s.all[slug]
	if k == nil {
		k = &kept{}
		s.all[slug] = k
	}
	s.mu.Unlock()
	k.mu.Lock()
	if k.roll != nil {
		k.mu.Unlock()
		return k, nil
	}
	if k.read == nil {
		k.read = make(chan struct{})
		go s.load(context.WithoutCancel(ctx), slug, k)
	}
	read := k.read
	k.mu.Unlock()
	patience, stop := context.WithTimeout(ctx, s.Wait)
	defer stop()
	select {
	case <-read:
	case <-patience.Done():
		return nil, cmp.Or(ctx.Err(), ErrReading)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k, k.err
}

func (s *Rolls) load(ctx context.Context, slug string, k *kept) {
	var roll *Roll
	err := s.Store.Follow(ctx, slug, func(r Following) error {
		var err error
		if roll, err = NewRoll(r); err != nil {
			return err
		}
		roll.head, err = r.Head()
		return err
	})
	k.mu.Lock()
	defer k.mu.Unlock()
	close(k.read)
	if k.read, k.err = nil, err; err == nil {
		k.roll = roll
	}
}

// tries is how often a coder's marks are worked out again when the record
// changed between looking and writing.
const tries = 20

// Take writes the marks that work makes of the roll, as [Service.Take] writes
// those of a record that was read whole: the revision that work saw goes with
// them, and when the record has changed since, work is asked again. Work costs
// what the answer and its person cost, however many others there are.
func (s *Rolls) Take(ctx context.Context, by voxpop.Actor, slug string, work func(*Roll) (Drawn, []voxpop.Coding, error)) (written []voxpop.Coding, err error) {
	for range tries {
		var d Drawn
		var marks []voxpop.Coding
		err = s.Use(ctx, slug, func(l *Roll) error {
			d, marks, err = work(l)
			return err
		})
		if err != nil {
			return nil, err
		}
		if err = s.Store.Code(ctx, by, slug, d, marks...); voxpop.KindOf(err) != voxpop.Conflict {
			return marks, err
		}
	}
	return nil, err
}
