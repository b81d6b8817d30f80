// Package projection keeps what takes long to work out of a call-out: pages show the last that is known, with its age, while the next is made in the background.
//
// What is kept may be older than the record, so nothing that is kept here may
// hold words that a respondent sent: theirs would outlive their withdrawal.
// Pages read words from the record each time.
package projection

import (
	"context"
	"strconv"
	"sync"
	"time"

	"voxpop/internal/cores"
)

// Keeper keeps what was worked out under a key with the revision that it is
// of, see [Rev], and works it out anew in the background when somebody asks for it later.
type Keeper[T any] struct {
	mu   sync.Mutex
	all  map[string]*kept[T]
	wg   sync.WaitGroup
	stop context.CancelFunc
	run  context.Context // until Stop; nil: nobody has asked yet
}

type kept[T any] struct {
	value T
	rev   string
	at    time.Time
	ok    bool
	err   error
	busy  chan struct{} // closed when the work ends; nil when nobody works
	began time.Time     // when the last work did
	took  time.Duration // how long the last work took
	rest  time.Time     // until when no other begins
	used  time.Time
}

// Held is a value with how old it is.
type Held[T any] struct {
	Value  T
	Ready  bool      // false: it is being worked out for the first time
	Behind bool      // the record has changed since
	At     time.Time // when it was worked out
}

const (
	// most bounds how many values a keeper keeps.
	most = 24
	// quick is how long work may take to be done again with every change. Work
	// that takes longer is followed by a rest of so many times as long: the
	// machine is there for those who ask, and not to count again and again.
	quick   = 250 * time.Millisecond
	resting = 4
)

// Get returns what is kept under key, of revision rev if that is there within
// patience of the beginning of the work. work is called without a request
// behind it and returns the revision that it saw. When work fails and something
// older is known, that is returned.
func (k *Keeper[T]) Get(ctx context.Context, key, rev string, now time.Time, patience time.Duration, work func(context.Context) (T, string, error)) (Held[T], error) {
	return k.get(ctx, key, rev, now, patience, false, work)
}

// GetLong is [Keeper.Get] of work that reads every answer. Such work takes
// turns, one after the other: all of it together would leave nothing of the
// machine to who waits for a page.
func (k *Keeper[T]) GetLong(ctx context.Context, key, rev string, now time.Time, patience time.Duration, work func(context.Context) (T, string, error)) (Held[T], error) {
	return k.get(ctx, key, rev, now, patience, true, work)
}

func (k *Keeper[T]) get(ctx context.Context, key, rev string, now time.Time, patience time.Duration, long bool, work func(context.Context) (T, string, error)) (Held[T], error) {
	k.mu.Lock()
	if k.all == nil {
		k.all = map[string]*kept[T]{}
		k.run, k.stop = context.WithCancel(context.WithoutCancel(ctx))
	}
	run := k.run
	h := k.all[key]
	if h == nil {
		k.forget()
		h = &kept[T]{}
		k.all[key] = h
	}
	h.used = now
	if (!h.ok || h.rev != rev) && h.busy == nil && (!h.ok || !time.Now().Before(h.rest)) {
		busy := make(chan struct{})
		h.busy, h.err, h.began = busy, nil, time.Now()
		k.wg.Go(func() {
			v, of, took, err := do(run, long, work)
			k.mu.Lock()
			defer k.mu.Unlock()
			if h.busy, h.err = nil, err; err == nil {
				h.value, h.rev, h.at, h.ok = v, of, now, true
			}
			h.took = took
			if h.rest = time.Now(); h.took > quick {
				h.rest = h.rest.Add(resting * h.took)
			}
			close(busy)
		})
	}
	busy, wait := h.busy, patience-time.Since(h.began)
	if h.ok && h.took > patience {
		wait = 0 // it would be in vain
	}
	k.mu.Unlock()
	if busy != nil && wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-busy:
		case <-t.C:
		case <-ctx.Done():
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if h.err != nil && !h.ok {
		return Held[T]{}, h.err
	}
	return Held[T]{h.value, h.ok, h.rev != rev, h.at}, nil
}

// Rev names a revision: that of a record, or of several things together.
func Rev(of ...int64) string {
	var b []byte
	for _, n := range of {
		b = append(strconv.AppendInt(b, n, 10), '/')
	}
	return string(b)
}

// do works, and says how long that took without the wait for its turn.
func do[T any](ctx context.Context, long bool, work func(context.Context) (T, string, error)) (v T, of string, took time.Duration, err error) {
	if long {
		aside, done, err := cores.Turn(ctx)
		if err != nil {
			return v, "", 0, err
		}
		defer done()
		ctx = aside
	}
	began := time.Now()
	v, of, err = work(ctx)
	return v, of, time.Since(began), err
}

// Wait returns when nobody works any more.
func (k *Keeper[T]) Wait() { k.wg.Wait() }

// Stop breaks off what is being worked out, and waits for its end.
func (k *Keeper[T]) Stop() {
	k.mu.Lock()
	stop := k.stop
	k.mu.Unlock()
	if stop != nil {
		stop()
	}
	k.wg.Wait()
}

// forget drops what was not used for longest.
func (k *Keeper[T]) forget() {
	for len(k.all) >= most {
		oldest := ""
		for key, h := range k.all {
			if h.busy == nil && (oldest == "" || h.used.Before(k.all[oldest].used)) {
				oldest = key
			}
		}
		if oldest == "" {
			return
		}
		delete(k.all, oldest)
	}
}
