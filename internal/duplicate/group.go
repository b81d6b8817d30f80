package duplicate

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"

	"voxpop/internal/cores"
)

// edge is a likeness that holds, seen from one of its ends.
type edge struct {
	to       int32
	like     float32 // 0 to 1
	here, at uint64  // where the shared passages stand, here and there
	paired   bool    // said by a Pair
}

// Groups returns the groups of all messages so far, largest first.
func (x *Index) Groups() []Group {
	adj := x.edges()
	centre, parts := x.settle(adj)
	return x.build(adj, centre, parts, x.gather(adj, centre))
}

// edges judges every link again, now that it is known which phrases are
// common, and returns those that hold from both ends.
func (x *Index) edges() [][]edge {
	found := make([][]edge, len(x.nodes))
	var open []int32
	for n := range x.nodes {
		if len(x.nodes[n].links) > 0 {
			open = append(open, int32(n))
		}
	}
	x.parallel(len(open), func(z *scratch, i int) {
		n := open[i]
		a := x.nodes[n].letters
		wa := x.weigh(z, a)
		ta := sum(wa)
		z.cover.with(a)
		for _, to := range x.nodes[n].links {
			b := x.nodes[to].letters
			wb := x.weigh(z, b)
			s := z.cover.compare(b, wa, wb)
			if enough(s, ta, sum(wb)) {
				found[n] = append(found[n], edge{to: to, like: like(s, a, b), here: s.inA, at: s.inB})
			}
		}
	})
	for _, p := range x.pairs {
		a, ok := x.byID[p.A]
		b, known := x.byID[p.B]
		if !ok || !known {
			continue
		}
		if n, to := x.nodeOf[a], x.nodeOf[b]; n != to {
			n, to = max(n, to), min(n, to)
			found[n] = append(found[n], edge{to: to, like: float32(p.Similarity), here: ^uint64(0), at: ^uint64(0), paired: true})
		}
	}
	adj := make([][]edge, len(x.nodes))
	for n := range found {
		for _, e := range found[n] {
			adj[n] = append(adj[n], e)
			adj[e.to] = append(adj[e.to], edge{to: int32(n), like: e.like, here: e.at, at: e.here, paired: e.paired})
		}
	}
	return adj
}

func like(s shared, a, b []byte) float32 {
	return float32(s.a+s.b) / float32(max(1, len(a)+len(b)))
}

// parallel calls do for 0 to n-1 with a scratch of its own for each worker.
func (x *Index) parallel(n int, do func(z *scratch, i int)) {
	workers := x.workers
	if workers <= 0 {
		workers = cores.Free()
	}
	for len(x.workshop) < workers {
		x.workshop = append(x.workshop, new(scratch))
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				do(x.workshop[w], i)
			}
		})
	}
	wg.Wait()
}

// together reports whether two places of one message are about the same.
func together(a, b uint64) bool {
	return 2*bits.OnesCount64(a&b) >= min(bits.OnesCount64(a), bits.OnesCount64(b))
}

// core returns the part of a message that most of its neighbours hold, and
// how many messages hold it. Of a text that was merged of two it is the one
// that more people sent.
func (x *Index) core(edges []edge) (part uint64, support float32) {
	var votes [64]float32
	for _, e := range edges {
		w := x.vote(e)
		for m := e.here; m != 0; m &= m - 1 {
			votes[bits.TrailingZeros64(m)] += w
		}
	}
	top := 0
	for i, v := range votes {
		if v > votes[top] {
			top = i
		}
	}
	clear(votes[:])
	all := float32(0)
	for _, e := range edges {
		if e.here>>top&1 == 0 {
			continue
		}
		w := x.vote(e)
		all += w
		for m := e.here; m != 0; m &= m - 1 {
			votes[bits.TrailingZeros64(m)] += w
		}
	}
	for i, v := range votes {
		if 2*v >= all && v > 0 {
			part |= 1 << i
		}
	}
	for _, e := range edges {
		if together(e.here, part) {
			support += x.vote(e)
		}
	}
	return part, support
}

func (x *Index) vote(e edge) float32 { return e.like * float32(x.nodes[e.to].count) }

// settle returns the centre of each wording's group. The wordings with most
// support come first and take in what resembles them; what resembles only a
// member must also resemble the centre, if less.
func (x *Index) settle(adj [][]edge) (group []int32, parts []uint64) {
	n := len(x.nodes)
	group = make([]int32, n)
	support := make([]float32, n)
	parts = make([]uint64, n)
	var order []int32
	for i := range n {
		group[i] = int32(i)
		if len(adj[i]) > 0 {
			parts[i], support[i] = x.core(adj[i])
			support[i] += float32(x.nodes[i].count)
			order = append(order, int32(i))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(support[b], support[a]) })
	taken := make([]bool, n)
	facing := make([]uint64, n) // the part of a member by which it is one
	var z scratch
	for _, c := range order {
		if taken[c] {
			continue
		}
		taken[c], facing[c] = true, parts[c]
		queue := []int32{c}
		var wc []float32
		var tc float32
		for len(queue) > 0 {
			v := queue[0]
			queue = queue[1:]
			for _, e := range adj[v] {
				if taken[e.to] || !together(e.here, facing[v]) {
					continue
				}
				if v != c && !e.paired {
					if wc == nil {
						wc = x.weigh(&z, x.nodes[c].letters)
						tc = sum(wc)
						z.cover.with(x.nodes[c].letters)
					}
					b := x.nodes[e.to].letters
					wb := x.weigh(&z, b)
					s := z.cover.compare(b, wc, wb)
					if s.passages < least || margin(s, tc, sum(wb)) < -slack || !together(s.inA, facing[c]) {
						continue
					}
				}
				taken[e.to], facing[e.to], group[e.to] = true, e.at, c
				queue = append(queue, e.to)
			}
		}
	}
	return group, parts
}

// build makes groups of wordings that have the same centre. Some were joined
// of several.
func (x *Index) build(adj [][]edge, centre []int32, parts []uint64, joined map[int32]bool) []Group {
	members := make([][]int32, len(x.nodes)) // messages by centre
	for m, n := range x.nodeOf {
		members[centre[n]] = append(members[centre[n]], int32(m))
	}
	also := map[int32][]int32{}
	for n := range adj {
		for _, e := range adj[n] {
			if c := centre[e.to]; c != centre[n] {
				also[c] = append(also[c], int32(n))
			}
		}
	}
	var centres []int32
	for c := range members {
		if len(members[c]) > 1 {
			centres = append(centres, int32(c))
		}
	}
	times, alike := x.times(), x.alike()
	groups := make([]Group, len(centres))
	x.parallel(len(centres), func(z *scratch, i int) {
		c := centres[i]
		groups[i] = x.group(z, c, members[c], adj, centre)
		list := also[c]
		slices.Sort(list)
		for _, n := range slices.Compact(list) {
			groups[i].Also = append(groups[i].Also, x.messages[x.nodes[n].first].ID)
		}
		shared := bits.OnesCount64(parts[c]) * len(x.nodes[c].letters) / 64
		x.propose(&groups[i], c, shared, joined[c], members[c], times, alike)
	})
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(a.ID, b.ID)) })
	return groups
}

// paired returns how alike the centre of a group are those of its wordings that
// pairs lead to, from one to the next: as alike as the least alike pair on the
// way that makes the most of it.
func (x *Index) paired(c int32, adj [][]edge, centre []int32) map[int32]float64 {
	known := map[int32]float64{c: 1}
	for queue := []int32{c}; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		for _, e := range adj[v] {
			if !e.paired || centre[e.to] != c {
				continue
			}
			if like := min(known[v], float64(e.like)); like > known[e.to] {
				known[e.to] = like
				queue = append(queue, e.to)
			}
		}
	}
	return known
}

// ownLetters is how many letters of its own make a message one with own words.
const ownLetters = 40

// group describes one group of messages.
func (x *Index) group(z *scratch, c int32, messages []int32, adj [][]edge, centre []int32) Group {
	slices.SortFunc(messages, func(a, b int32) int { return earlier(x.messages[a], x.messages[b]) })
	g := Group{Size: len(messages), ID: groupID(x.messages[messages[0]].ID), Representative: x.messages[x.nodes[c].first].ID}
	z.cover.with(x.nodes[c].letters)
	known, own := x.paired(c, adj, centre), map[int32]bool{}
	paired := len(known) > 1
	total := 0.0
	for _, m := range messages {
		n := x.nodeOf[m]
		if _, ok := known[n]; !ok {
			s := z.cover.compare(x.nodes[n].letters, nil, nil)
			known[n] = float64(like(s, x.nodes[c].letters, x.nodes[n].letters))
			if o := len(x.nodes[n].letters) - s.b; o >= ownLetters && o >= s.b {
				own[n] = true
			}
		}
		if own[n] {
			g.Evidence.OwnWords = append(g.Evidence.OwnWords, x.messages[m].ID)
		}
		total += known[n]
		g.Responses = append(g.Responses, x.messages[m].ID)
	}
	g.Similarity = total / float64(len(messages))
	switch {
	case paired:
		g.Reason = Recording
	case x.exact(messages):
		g.Reason, g.Similarity = Exact, 1
	default:
		g.Reason = Near
		if t := x.template(c, messages); t != "" {
			g.Reason, g.Template = Template, t
		}
	}
	return g
}
