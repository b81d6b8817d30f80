// Package cores says how many processors a long calculation may take: all of them, unless people wait for pages beside it.
package cores

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

var spared atomic.Int64

// Spare leaves n processors to others from now on, in this process.
func Spare(n int) { spared.Store(int64(n)) }

// Free is how many processors a calculation may take, at least one.
func Free() int { return max(1, runtime.GOMAXPROCS(0)-int(spared.Load())) }

var turn = make(chan struct{}, 1)

// Turn waits until no other long calculation runs, and returns what ends this
// one. Work in the background takes turns: together it would take what is
// spared as well.
func Turn(ctx context.Context) (done func(), err error) {
	select {
	case turn <- struct{}{}:
		return sync.OnceFunc(func() { <-turn }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
