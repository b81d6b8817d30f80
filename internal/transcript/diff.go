package transcript

import (
	"slices"
	"sort"
)

// Bounds of the work of one comparison. Up to maxEdits differences the best
// way is found; beyond, the texts are first cut at words that stand once in
// both, and of what lies between, the best way is taken stepEdits at a time.
const (
	maxEdits  = 600
	stepEdits = 128
)

// match returns for each of b the index in a that it is the same as, or -1;
// the indices rise.
//
// It is the greedy algorithm of Myers (1986), whose work grows with the
// differences, and where there are too many, the patience method: words that
// stand once in both, in their longest common order, are held fast and the
// stretches between them compared alone.
func match(a, b []int32) []int {
	out := make([]int, len(b))
	for i := range out {
		out[i] = -1
	}
	m := matcher{out: out}
	if m.myers(a, b, 0, 0, maxEdits, false) {
		return out
	}
	i, j := 0, 0
	for _, h := range append(held(a, b), [2]int{len(a), len(b)}) {
		m.myers(a[i:h[0]], b[j:h[1]], i, j, stepEdits, true)
		if h[0] < len(a) {
			out[h[1]] = h[0]
		}
		i, j = h[0]+1, h[1]+1
	}
	return out
}

// matcher holds what one comparison uses again.
type matcher struct {
	out   []int
	v     []int32
	store []int32
	trace [][]int32 // of each round, the diagonals -d … d
}

// myers fills out for a and b, which begin at aAt and bAt. Where they have more
// than limit differences it gives up and reports false, or with steps goes to
// where limit differences lead farthest, and on from there.
func (m *matcher) myers(a, b []int32, aAt, bAt, limit int, steps bool) bool {
	for {
		for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
			m.out[bAt] = aAt
			a, b, aAt, bAt = a[1:], b[1:], aAt+1, bAt+1
		}
		for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
			m.out[bAt+len(b)-1] = aAt + len(a) - 1
			a, b = a[:len(a)-1], b[:len(b)-1]
		}
		if len(a) == 0 || len(b) == 0 {
			return true
		}
		x, y := m.round(a, b, aAt, bAt, min(len(a)+len(b), limit), steps)
		if x == len(a) && y == len(b) {
			return true
		}
		if !steps {
			return false
		}
		a, b, aAt, bAt = a[x:], b[y:], aAt+x, bAt+y
	}
}

// round goes as far as limit differences lead and returns where; without steps
// it notes nothing unless that is the end.
func (m *matcher) round(a, b []int32, aAt, bAt, limit int, steps bool) (x, y int) {
	n, k0 := len(a), len(a)-len(b)
	if !steps && max(k0, -k0) > limit {
		return 0, 0
	}
	if len(m.v) < 2*limit+3 {
		m.v = make([]int32, 2*limit+3)
	}
	v, off := m.v, limit+1
	clear(v)
	m.trace, m.store = m.trace[:0], m.store[:0]
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			var x int
			if k == -d || k != d && v[off+k-1] < v[off+k+1] {
				x = int(v[off+k+1])
			} else {
				x = int(v[off+k-1]) + 1
			}
			y := x - k
			for x < n && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[off+k] = int32(x)
			if k == k0 && x >= n {
				m.walk(a, b, d, n, len(b), aAt, bAt)
				return n, len(b)
			}
		}
		from := len(m.store)
		m.store = append(m.store, v[off-d:off+d+1]...)
		m.trace = append(m.trace, m.store[from:len(m.store):len(m.store)])
	}
	if !steps {
		return 0, 0
	}
	for k := -limit; k <= limit; k += 2 {
		px := int(v[off+k])
		if py := px - k; px <= n && py <= len(b) && px+py > x+y {
			x, y = px, py
		}
	}
	m.walk(a, b, limit, x, y, aAt, bAt)
	return x, y
}

// walk goes back the way that was found to x and y, and notes what is the same.
func (m *matcher) walk(a, b []int32, d, x, y, aAt, bAt int) {
	for ; d > 0; d-- {
		prev := m.trace[d-1]
		get := func(k int) int32 {
			if k < -(d-1) || k > d-1 {
				return -1
			}
			return prev[k+d-1]
		}
		k := x - y
		from := k - 1
		if k == -d || k != d && get(k-1) < get(k+1) {
			from = k + 1
		}
		px := int(get(from))
		py := px - from
		for x > px && y > py && x > 0 && y > 0 && a[x-1] == b[y-1] {
			x, y = x-1, y-1
			m.out[bAt+y] = aAt + x
		}
		x, y = px, py
	}
	for x > 0 && y > 0 {
		x, y = x-1, y-1
		m.out[bAt+y] = aAt + x
	}
}

// held are the pairs of words that stand once in both, in their longest common
// order.
func held(a, b []int32) [][2]int {
	count := map[int32][2]int32{} // how often in a and in b
	at := map[int32]int{}
	for i, k := range a {
		c := count[k]
		c[0]++
		count[k], at[k] = c, i
	}
	for _, k := range b {
		c := count[k]
		c[1]++
		count[k] = c
	}
	var pairs [][2]int
	for j, k := range b {
		if count[k] == [2]int32{1, 1} {
			pairs = append(pairs, [2]int{at[k], j})
		}
	}
	// The longest rising sequence of places in a.
	var tops []int // of each length, the pair that ends it lowest
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(tops), func(t int) bool { return pairs[tops[t]][0] >= p[0] })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	var out [][2]int
	if len(tops) > 0 {
		for i := tops[len(tops)-1]; i >= 0; i = before[i] {
			out = append(out, pairs[i])
		}
	}
	slices.Reverse(out)
	return out
}

// numbered gives equal keys equal numbers.
func numbered(a, b []token) (x, y []int32) {
	ids := make(map[string]int32, len(a))
	number := func(ts []token) []int32 {
		out := make([]int32, len(ts))
		for i, t := range ts {
			id, ok := ids[t.key]
			if !ok {
				id = int32(len(ids))
				ids[t.key] = id
			}
			out[i] = id
		}
		return out
	}
	return number(a), number(b)
}
