package vector

import (
	"cmp"
	"slices"
)

// Graph links each row to its nearest others. Link j of row i is
// To[i*K+j], from the nearest; -1 where there are fewer.
type Graph struct {
	K   int
	To  []int32
	Sim []float32 // cosine, as long as To
}

// Len is the number of rows.
func (g Graph) Len() int {
	if g.K == 0 {
		return 0
	}
	return len(g.To) / g.K
}

// Near returns the links of row i and how near they are, to be read only.
func (g Graph) Near(i int) ([]int32, []float32) {
	to, sim := g.To[i*g.K:(i+1)*g.K], g.Sim[i*g.K:(i+1)*g.K]
	if j := slices.Index(to, -1); j >= 0 {
		to, sim = to[:j], sim[:j]
	}
	return to, sim
}

// Neighbours finds the k nearest rows of each row of r by cosine; rows are as
// long as one. It walks the lists of the columns of a row from the rarest on
// and stops when it has seen budget entries (0: 6,000) — what is left then are
// columns that half the messages have, which hardly tell them apart. The best
// candidates are compared in full. With a budget over the sum of all lists of
// a row the answer is exact. The cost grows with n, not with its square.
func Neighbours(r Rows, k, budget int) Graph {
	n := r.Len()
	if budget <= 0 {
		budget = 6000
	}
	g := Graph{K: k, To: make([]int32, n*k), Sim: make([]float32, n*k)}
	t := r.Transposed()
	Blocks(n, 512, func(lo, hi int) {
		q := query{rows: r, lists: t, sum: make([]float32, n), budget: budget}
		for i := lo; i < hi; i++ {
			cols, vals := r.Row(i)
			q.near(cols, vals, int32(i), g.To[i*k:(i+1)*k], g.Sim[i*k:(i+1)*k])
		}
	})
	return g
}

// Nearest finds, for each row of other, the k nearest rows of r: the links of
// the graph go from rows of other to rows of r.
func Nearest(other, r Rows, k, budget int) Graph {
	n := other.Len()
	if budget <= 0 {
		budget = 6000
	}
	g := Graph{K: k, To: make([]int32, n*k), Sim: make([]float32, n*k)}
	t := r.Transposed()
	Blocks(n, 512, func(lo, hi int) {
		q := query{rows: r, lists: t, sum: make([]float32, r.Len()), budget: budget}
		for i := lo; i < hi; i++ {
			cols, vals := other.Row(i)
			q.near(cols, vals, -1, g.To[i*k:(i+1)*k], g.Sim[i*k:(i+1)*k])
		}
	})
	return g
}

// query is the room that one search needs, kept from row to row.
type query struct {
	rows, lists Rows
	sum         []float32
	met         []int32
	order       []int32
	best        []scored
	budget      int
}

type scored struct {
	row int32
	sim float32
}

// worse orders candidates for the heap of the best: the least near, then the
// later row, is on top.
func (a scored) worse(b scored) bool { return a.sim < b.sim || a.sim == b.sim && a.row > b.row }

func (q *query) near(cols []int32, vals []float32, self int32, to []int32, sim []float32) {
	for j := range to {
		to[j], sim[j] = -1, 0
	}
	size := func(c int32) int32 { return q.lists.Start[c+1] - q.lists.Start[c] }
	q.order = q.order[:0]
	for j := range cols {
		q.order = append(q.order, int32(j))
	}
	slices.SortFunc(q.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(size(cols[a]), size(cols[b])), int(a-b))
	})
	q.met = q.met[:0]
	seen, whole := 0, true
	for _, j := range q.order {
		// Always a list or two, however long: a message of common words has
		// neighbours too.
		if seen > 0 && seen+int(size(cols[j])) > q.budget {
			whole = false
			break
		}
		list, weights := q.lists.Row(int(cols[j]))
		v := vals[j]
		for p, i := range list {
			if q.sum[i] == 0 {
				q.met = append(q.met, i)
			}
			q.sum[i] += v * weights[p]
		}
		seen += len(list)
	}
	want := len(to)
	if !whole {
		want = 2*len(to) + 10
	}
	q.best = q.best[:0]
	for _, i := range q.met {
		s := scored{i, q.sum[i]}
		q.sum[i] = 0
		if i == self || s.sim <= 0 {
			continue
		}
		q.offer(s, want)
	}
	if !whole {
		for j, s := range q.best {
			oc, ov := q.rows.Row(int(s.row))
			q.best[j].sim = Dot(cols, vals, oc, ov)
		}
	}
	slices.SortFunc(q.best, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.sim, a.sim), cmp.Compare(a.row, b.row))
	})
	for j, s := range q.best[:min(len(to), len(q.best))] {
		to[j], sim[j] = s.row, s.sim
	}
}

// offer keeps the best want candidates in a heap.
func (q *query) offer(s scored, want int) {
	h := q.best
	if len(h) < want {
		h = append(h, s)
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if !h[i].worse(h[up]) {
				break
			}
			h[i], h[up] = h[up], h[i]
			i = up
		}
		q.best = h
		return
	}
	if !h[0].worse(s) {
		return
	}
	h[0] = s
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h[c+1].worse(h[c]) {
			c++
		}
		if !h[c].worse(h[i]) {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}

// Smooth moves each row of x towards its neighbours, steps times:
//
//	x <- keep·x0 + (1-keep)·mean(own row and neighbours, by their nearness)
//
// with x0 the rows as they came. Neighbours that answer each other's links
// count in both directions. It is the propagation of Zhou et al. (2004) and of
// graph networks without weights (Wu et al. 2019); no other step brings short
// messages of one theme nearer together.
func Smooth(x Dense, g Graph, steps int, keep float32) Dense {
	n := x.Len()
	w := g.symmetric()
	cur, next := NewDense(n, x.Cols), NewDense(n, x.Cols)
	copy(cur.Data, x.Data)
	for range steps {
		Blocks(n, 512, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				o := next.Row(i)
				copy(o, cur.Row(i))
				to, sim := w.Row(i)
				total := float32(1)
				for j, v := range to {
					axpy(sim[j], cur.Row(int(v)), o)
					total += sim[j]
				}
				a, first := (1-keep)/total, x.Row(i)
				for d := range o {
					o[d] = a*o[d] + keep*first[d]
				}
			}
		})
		cur, next = next, cur
	}
	return cur
}

// Symmetric returns the links as sparse rows, in both directions: a link that
// is answered keeps its nearness, one that is not counts half.
func (g Graph) symmetric() Rows {
	n := g.Len()
	start := make([]int32, n+1)
	for i := range n {
		to, _ := g.Near(i)
		start[i+1] += int32(len(to))
		for _, j := range to {
			start[j+1]++
		}
	}
	for i := range n {
		start[i+1] += start[i]
	}
	col, val := make([]int32, start[n]), make([]float32, start[n])
	fill := slices.Clone(start)
	for i := range n {
		to, sim := g.Near(i)
		for p, j := range to {
			col[fill[i]], val[fill[i]] = j, sim[p]/2
			fill[i]++
			col[fill[j]], val[fill[j]] = int32(i), sim[p]/2
			fill[j]++
		}
	}
	out := Rows{Start: make([]int32, n+1), Cols: n}
	out.Col, out.Val = col[:0], val[:0]
	type link struct {
		to  int32
		sim float32
	}
	var row []link
	for i := range n {
		row = row[:0]
		for p := start[i]; p < start[i+1]; p++ {
			row = append(row, link{col[p], val[p]})
		}
		slices.SortFunc(row, func(a, b link) int { return int(a.to - b.to) })
		from := len(out.Col)
		for _, l := range row {
			if last := len(out.Col) - 1; last >= from && out.Col[last] == l.to {
				out.Val[last] += l.sim
			} else {
				out.Col, out.Val = append(out.Col, l.to), append(out.Val, l.sim)
			}
		}
		out.Start[i+1] = int32(len(out.Col))
	}
	return out
}
