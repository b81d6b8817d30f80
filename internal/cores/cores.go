// Package cores says how many processors a long calculation may take, and when it lets those go first who wait for a page.
package cores

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var spared atomic.Int64

// Spare leaves n processors to others from now on, in this process.
func Spare(n int) { spared.Store(int64(n)) }

// Free is how many processors a calculation may take, at least one.
func Free() int { return max(1, runtime.GOMAXPROCS(0)-int(spared.Load())) }

var (
	turn  = make(chan struct{}, 1)
	began atomic.Int64 // when the turn did, in nanoseconds; 0 = nobody has it
)

// Turn waits until no other long calculation runs, and returns the context to
// calculate with, marked by [Aside], and what ends the turn. Work in the
// background takes turns: together it would take what is spared as well.
func Turn(ctx context.Context) (aside context.Context, done func(), err error) {
	select {
	case turn <- struct{}{}:
		began.Store(time.Now().UnixNano())
		return Aside(ctx), sync.OnceFunc(func() {
			began.Store(0)
			<-turn
		}), nil
	case <-ctx.Done():
		return ctx, nil, ctx.Err()
	}
}

// Bounds of giving way.
const (
	// eager is how long work in the background gives way to nobody: a page may
	// be waiting for it.
	eager = 100 * time.Millisecond
	// rest is how long it stops at most between two of its steps, so that it
	// comes to its end on the busiest day.
	rest = 50 * time.Millisecond
	// prompt is how long others give way to one request: what takes longer is a
	// calculation itself.
	prompt = 250 * time.Millisecond
)

var waiting atomic.Int64 // requests that somebody waits for

// Serve says that somebody waits for an answer, until done is called.
func Serve() (done func()) {
	waiting.Add(1)
	end := sync.OnceFunc(func() { waiting.Add(-1) })
	late := time.AfterFunc(prompt, end)
	return func() {
		late.Stop()
		end()
	}
}

type asideKey struct{}

// Aside marks what is done with ctx as work that nobody waits for once it takes
// long. It gives way between its steps: see [GiveWay].
func Aside(ctx context.Context) context.Context {
	return context.WithValue(ctx, asideKey{}, time.Now())
}

// GiveWay lets requests go first that somebody waits for. It returns at once
// unless ctx is marked by [Aside].
func GiveWay(ctx context.Context) {
	if waiting.Load() == 0 {
		return
	}
	if since, ok := ctx.Value(asideKey{}).(time.Time); ok && time.Since(since) > eager {
		stop()
	}
}

// stop waits until nobody waits for an answer, but not long.
func stop() {
	for since := time.Now(); waiting.Load() > 0 && time.Since(since) < rest; {
		time.Sleep(time.Millisecond)
	}
}

// Each calls do for 0 to n-1 from as many goroutines as processors are free.
// What do does for one number must not depend on another. The calculation whose
// turn it is gives way between two numbers.
func Each(n int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			if waiting.Load() > 0 {
				if at := began.Load(); at != 0 && time.Since(time.Unix(0, at)) > eager {
					stop()
				}
			}
			do(i)
		}
	}
	for range min(n, Free()) - 1 {
		all.Go(work)
	}
	work()
	all.Wait()
}
