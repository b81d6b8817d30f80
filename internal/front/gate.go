package front

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// A gate lets so many through at once and a bounded number wait. Who has had
// the form open for longest goes first, and when the queue is full the youngest
// form leaves it: a person takes minutes to write, a flood takes seconds, and
// somebody who is turned away comes back with an older form than the flood's.
type gate struct {
	wait time.Duration // longest wait
	max  int           // who may wait

	mu     sync.Mutex
	free   int
	queue  waiters
	served uint64
}

type waiter struct {
	since time.Time // when the form was made
	n     uint64    // order of arrival, between forms of one second
	ready chan bool // true: go; false: turned away
	index int
}

func newGate(through, waiting int, wait time.Duration) *gate {
	return &gate{free: through, max: waiting, wait: wait}
}

// enter returns once the holder of a form made at since may go on; ok is false
// when it may not. leave is to be called afterwards.
func (g *gate) enter(ctx context.Context, since time.Time) (leave func(), ok bool) {
	g.mu.Lock()
	if g.free > 0 && len(g.queue) == 0 {
		g.free--
		g.mu.Unlock()
		return g.leave, true
	}
	g.served++
	w := &waiter{since: since, n: g.served, ready: make(chan bool, 1)}
	heap.Push(&g.queue, w)
	if len(g.queue) > g.max {
		last := g.queue.youngest()
		heap.Remove(&g.queue, last.index)
		last.ready <- false
	}
	g.mu.Unlock()

	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	select {
	case ok := <-w.ready:
		return g.leave, ok
	case <-ctx.Done():
	case <-timer.C:
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.index < 0 { // decided meanwhile
		return g.leave, <-w.ready
	}
	heap.Remove(&g.queue, w.index)
	return nil, false
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) > 0 {
		heap.Pop(&g.queue).(*waiter).ready <- true
		return
	}
	g.free++
}

// waiters is a heap with the oldest form on top.
type waiters []*waiter

func (q waiters) Len() int { return len(q) }
func (q waiters) Less(i, j int) bool {
	if !q[i].since.Equal(q[j].since) {
		return q[i].since.Before(q[j].since)
	}
	return q[i].n < q[j].n
}
func (q waiters) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}
func (q *waiters) Push(x any) {
	w := x.(*waiter)
	w.index = len(*q)
	*q = append(*q, w)
}
func (q *waiters) Pop() any {
	old := *q
	w := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	w.index = -1
	return w
}

// youngest is the waiter that a full queue turns away; the queue is short.
func (q waiters) youngest() *waiter {
	last := q[0]
	for _, w := range q[1:] {
		if w.since.After(last.since) || w.since.Equal(last.since) && w.n > last.n {
			last = w
		}
	}
	return last
}
