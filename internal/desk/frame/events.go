package frame

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// beatEvery is how often a stream of events looks for changes. A look is one
// row; what others changed shows within it.
const beatEvery = time.Second

// pulse shares the looks of all streams on one call-out.
type pulse struct {
	mu    sync.Mutex
	steps map[string]beat
}

type beat struct {
	at   time.Time
	says string
}

// events is a stream of what changes in a call-out: "changed" with its new
// revision, "steps" when the work on recordings went on.
func (f *Frame) events(q *Request) error {
	rev, err := f.Store.Revision(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	steps := f.steps(q.Context(), q.Slug())
	out := http.NewResponseController(q.W)
	h := q.W.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	fmt.Fprintf(q.W, "retry: 3000\nevent: changed\nid: %d\ndata: %d\n\n", rev, rev)
	if err := out.Flush(); err != nil {
		return nil // who has gone away needs no answer
	}
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for quiet := 0; ; quiet++ {
		select {
		case <-q.Context().Done():
			return nil
		case <-f.ended():
			return nil
		case <-tick.C:
		}
		wrote := false
		if now, err := f.Store.Revision(q.Context(), q.Slug()); err == nil && now != rev {
			rev, wrote = now, true
			fmt.Fprintf(q.W, "event: changed\nid: %d\ndata: %d\n\n", rev, rev)
		}
		if now := f.steps(q.Context(), q.Slug()); now != steps {
			steps, wrote = now, true
			fmt.Fprint(q.W, "event: steps\ndata: 1\n\n")
		}
		if !wrote && quiet%15 == 14 { // keeps proxies from taking the line for dead
			fmt.Fprint(q.W, ": still here\n\n")
			wrote = true
		}
		if wrote && out.Flush() != nil {
			return nil
		}
		// Who signed out, or was locked out, hears no more.
		if quiet%5 == 4 {
			if s, err := f.People.Glance(q.Context(), q.cookie()); err != nil || s.Locked {
				fmt.Fprint(q.W, "event: locked\ndata: 1\n\n")
				_ = out.Flush() // who has gone away needs no answer
				return nil
			}
		}
	}
}

// steps is how far the work on recordings is, looked at once for all.
func (f *Frame) steps(ctx context.Context, slug string) string {
	if f.Steps == nil {
		return ""
	}
	now := f.now()
	f.beat.mu.Lock()
	b, ok := f.beat.steps[slug]
	f.beat.mu.Unlock()
	if ok && now.Sub(b.at) < beatEvery {
		return b.says
	}
	says, err := f.Steps(ctx, slug)
	if err != nil {
		return b.says
	}
	f.beat.mu.Lock()
	defer f.beat.mu.Unlock()
	if f.beat.steps == nil {
		f.beat.steps = map[string]beat{}
	}
	f.beat.steps[slug] = beat{now, says}
	return says
}
