package front

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// What is received takes a place for as long as it takes. When there is none
// left, whoever holds one and hardly sends makes room for the next, so that
// standing still keeps nobody out; a slow line that moves is left alone.

const (
	// slowest is how many bytes a second a holder sends at least when others
	// wait for its place: a third of what a bad GPRS line gives.
	slowest = 2 << 10
	// graceOfPlace is how long a holder has before that is asked.
	graceOfPlace = 20 * time.Second
	// placeWindow is half of the time over which it is counted.
	placeWindow = 30 * time.Second
)

// places bound what is received at once, in all and of one sender.
type places struct {
	max, each int
	now       func() time.Time

	mu   sync.Mutex
	held map[*place]struct{}
	of   map[string]int
}

func newPlaces(most, each int, now func() time.Time) *places {
	return &places{max: most, each: each, now: now, held: map[*place]struct{}{}, of: map[string]int{}}
}

// place is one that is held; nil is one of no bound.
type place struct {
	all    *places
	sender string
	ctl    *http.ResponseController // nil: a read that stands still is not ended

	// Guarded by all.mu.
	begun time.Time
	from  [2]time.Time // of the last window and of this
	bytes [2]int64
	cut   bool
}

// enter takes a place. Those whose sender cannot be told from others get half
// of all together.
func (p *places) enter(sender string, ctl *http.ResponseController) (*place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	each := p.each
	if sender == "" {
		each = max(1, p.max/2)
	}
	mine := p.of[sender]
	switch {
	case mine >= each:
		if !p.evict(func(x *place) bool { return x.sender == sender && x.slow(now) }, now) {
			return nil, false
		}
	case len(p.held) >= p.max:
		if !p.evict(func(x *place) bool { return x.slow(now) }, now) &&
			!p.evict(func(x *place) bool { return p.of[x.sender] > mine+1 }, now) {
			return nil, false
		}
	}
	x := &place{all: p, sender: sender, ctl: ctl, begun: now, from: [2]time.Time{now, now}}
	p.held[x] = struct{}{}
	p.of[sender]++
	return x, true
}

// evict ends the slowest holder of the sender that has most, among those that
// may be ended. mu is held.
func (p *places) evict(may func(*place) bool, now time.Time) bool {
	var out *place
	for x := range p.held {
		if !may(x) {
			continue
		}
		if out == nil || p.of[x.sender] > p.of[out.sender] ||
			p.of[x.sender] == p.of[out.sender] && x.rate(now) < out.rate(now) {
			out = x
		}
	}
	if out == nil {
		return false
	}
	p.drop(out)
	out.cut = true
	if out.ctl != nil {
		_ = out.ctl.SetReadDeadline(time.Unix(1, 0)) // also ends a read that stands still
	}
	return true
}

func (p *places) drop(x *place) {
	if _, ok := p.held[x]; !ok {
		return
	}
	delete(p.held, x)
	if p.of[x.sender]--; p.of[x.sender] == 0 {
		delete(p.of, x.sender)
	}
}

// rate is what came lately, in bytes a second. all.mu is held.
func (x *place) rate(now time.Time) float64 {
	passed := now.Sub(x.from[0])
	if passed <= 0 {
		passed = time.Nanosecond
	}
	return float64(x.bytes[0]+x.bytes[1]) / passed.Seconds()
}

func (x *place) slow(now time.Time) bool {
	return now.Sub(x.begun) >= graceOfPlace && x.rate(now) < slowest
}

// leave gives the place back.
func (x *place) leave() {
	if x == nil {
		return
	}
	x.all.mu.Lock()
	defer x.all.mu.Unlock()
	x.all.drop(x)
}

// moved counts what came, and reports whether the place was taken away.
func (x *place) moved(n int) (gone bool) {
	if x == nil {
		return false
	}
	x.all.mu.Lock()
	defer x.all.mu.Unlock()
	if now := x.all.now(); now.Sub(x.from[1]) >= placeWindow {
		x.from = [2]time.Time{x.from[1], now}
		x.bytes = [2]int64{x.bytes[1], 0}
	}
	x.bytes[1] += int64(n)
	return x.cut
}

// wait sets how long the next bytes may take, unless the place was taken away.
func (x *place) wait(ctl *http.ResponseController, until time.Time) error {
	if x == nil {
		return ctl.SetReadDeadline(until)
	}
	x.all.mu.Lock()
	defer x.all.mu.Unlock()
	if x.cut {
		return nil
	}
	return ctl.SetReadDeadline(until)
}

// watched is a body whose bytes count for the place that it holds.
type watched struct {
	io.ReadCloser
	place *place
	full  error // what reading fails with when the place was taken away
}

func (b *watched) Read(p []byte) (int, error) {
	if b.place.moved(0) {
		return 0, b.full
	}
	n, err := b.ReadCloser.Read(p)
	if b.place.moved(n) && err != io.EOF {
		return n, b.full
	}
	return n, err
}
