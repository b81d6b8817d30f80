package front

import (
	"container/heap"
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

// A gate lets so many through at once and a bounded number wait. Who has had
// the form open for longest goes first, and when the queue is full the youngest
// form leaves it: a person takes a while to write, a flood takes seconds, and
// somebody who is turned away comes back with an older form than the flood's.
//
// Age counts up to [oldEnough], then chance decides: a flood that fetched its
// forms hours ago is no better than a person. Nor is it for the number of its
// requests, since of one sender only so many wait.
type gate struct {
	wait time.Duration // longest wait
	max  int           // who may wait
	each int           // of one sender

	mu    sync.Mutex
	free  int
	queue waiters
	of    map[string]int
}

// oldEnough is the age up to which an older form is better.
const oldEnough = time.Minute

type waiter struct {
	sender string
	age    time.Duration // of the form when it came, at most oldEnough
	chance uint64        // decides between forms of one age
	ready  chan bool     // true: go; false: turned away
	index  int
}

func newGate(through, waiting int, wait time.Duration) *gate {
	return &gate{free: through, max: waiting, each: max(1, waiting/16), wait: wait, of: map[string]int{}}
}

// chance draws lots among forms of one age; nobody outside can know them.
func chance() uint64 {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return binary.NativeEndian.Uint64(b[:])
}

// enter returns once the holder of a form of this age may go on; ok is false
// when it may not. leave is to be called afterwards.
func (g *gate) enter(ctx context.Context, sender string, age time.Duration) (leave func(), ok bool) {
	g.mu.Lock()
	if g.free > 0 && len(g.queue) == 0 {
		g.free--
		g.mu.Unlock()
		return g.leave, true
	}
	w := &waiter{sender: sender, age: min(age, oldEnough), chance: chance(), ready: make(chan bool, 1)}
	heap.Push(&g.queue, w)
	g.of[sender]++
	each := g.each
	if sender == "" { // nobody is told from anybody
		each = g.max
	}
	if g.of[sender] > each {
		g.remove(g.queue.youngest(func(x *waiter) bool { return x.sender == sender })).ready <- false
	} else if len(g.queue) > g.max {
		g.remove(g.queue.youngest(func(*waiter) bool { return true })).ready <- false
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
	g.remove(w)
	return nil, false
}

// remove takes a waiter out of the queue. mu is held.
func (g *gate) remove(w *waiter) *waiter {
	heap.Remove(&g.queue, w.index)
	if g.of[w.sender]--; g.of[w.sender] == 0 {
		delete(g.of, w.sender)
	}
	return w
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) > 0 {
		g.remove(g.queue[0]).ready <- true
		return
	}
	g.free++
}

func (w *waiter) before(x *waiter) bool {
	if w.age != x.age {
		return w.age > x.age
	}
	return w.chance < x.chance
}

// waiters is a heap with the oldest form on top.
type waiters []*waiter

func (q waiters) Len() int { return len(q) }
func (q waiters) Less(i, j int) bool {
	return q[i].before(q[j])
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
func (q waiters) youngest(of func(*waiter) bool) *waiter {
	var last *waiter
	for _, w := range q {
		if of(w) && (last == nil || last.before(w)) {
			last = w
		}
	}
	return last
}
