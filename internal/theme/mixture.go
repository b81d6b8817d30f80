package theme

import (
	"math"
	"slices"

	"voxpop/internal/vector"
)

// Smoothing of the mixture: a theme has seen each word beta times before it
// has a message, and there were alpha messages of each theme.
const (
	alpha = 0.1
	beta  = 0.1
	dull  = 0.1 // a word that weighs less is left out
)

// mixture moves messages between k themes until each is where its words are
// most likely: a mixture of Dirichlet and multinomial distributions (Yin & Wang
// 2014), all messages moved at a time, each judged as if it were not there yet.
// Words count by how much they tell of the themes: (1 - H(theme|word)/log k) to
// the power of sharp, so that a word all themes use decides nothing. Rows of r
// are counts, lists is r transposed. The answer has no more themes than of,
// numbered below k.
func mixture(r, lists vector.Rows, of []int32, k int, sharp float64, sweeps int) []int32 {
	n := r.Len()
	if k < 2 || n == 0 {
		return of
	}
	m := mixer{rows: r, lists: lists, k: k, sharp: sharp}
	of = slices.Clone(of)
	next := make([]int32, n)
	for range sweeps {
		m.learn(of)
		vector.Blocks(n, 256, func(lo, hi int) {
			score := make([]float32, k)
			for i := lo; i < hi; i++ {
				next[i] = m.best(i, of[i], score)
			}
		})
		moved := 0
		for i := range of {
			if of[i] != next[i] {
				moved++
			}
		}
		of, next = next, of
		if moved*1000 < n {
			break
		}
	}
	return of
}

// mixer holds what one sweep knows. Most words stand in few themes, so a word
// is a list of the themes it stands in.
type mixer struct {
	rows, lists vector.Rows
	k           int
	sharp       float64

	weight []float32 // of each word
	start  []int32   // word c: theme[start[c]:start[c+1]], with
	theme  []int32
	count  []float32 // how often it stands there, and
	gain   []float32 // how much likelier it is there than where it never stood
	less   []float32 // the same without one message that has it once, and
	once   []float32 // what once counts, of each word
	size   []float64 // messages of each theme
	total  []float64 // weighted words of each theme
	prior  []float32 // log of size
	unseen []float32 // log of total: what a weighted word costs
}

func (m *mixer) learn(of []int32) {
	words := m.rows.Cols
	m.size, m.total = make([]float64, m.k), make([]float64, m.k)
	for _, t := range of {
		m.size[t]++
	}
	m.weight, m.start = make([]float32, words), make([]int32, words+1)
	m.theme, m.count = m.theme[:0], m.count[:0]
	sum := make([]float32, m.k)
	var met []int32
	whole := math.Log(float64(m.k))
	for c := range words {
		rows, counts := m.lists.Row(c)
		met = met[:0]
		all := 0.0
		for j, i := range rows {
			t := of[i]
			if sum[t] == 0 {
				met = append(met, t)
			}
			sum[t] += counts[j]
			all += float64(counts[j])
		}
		h := 0.0
		for _, t := range met {
			p := float64(sum[t]) / all
			h -= p * math.Log(p)
		}
		w := math.Pow(max(0, 1-h/whole), m.sharp)
		if w < dull {
			w = 0
		}
		m.weight[c] = float32(w)
		for _, t := range met {
			m.total[t] += float64(sum[t]) * w
			m.theme, m.count = append(m.theme, t), append(m.count, sum[t])
			sum[t] = 0
		}
		m.start[c+1] = int32(len(m.theme))
	}
	m.gain = slices.Grow(m.gain[:0], len(m.theme))[:len(m.theme)]
	m.less = slices.Grow(m.less[:0], len(m.theme))[:len(m.theme)]
	m.once = make([]float32, words)
	vector.Blocks(words, 1024, func(lo, hi int) {
		for c := lo; c < hi; c++ {
			_, counts := m.lists.Row(c)
			if len(counts) > 0 {
				m.once[c] = slices.Min(counts)
			}
			for p := m.start[c]; p < m.start[c+1]; p++ {
				m.gain[p] = over(m.count[p] * m.weight[c])
				m.less[p] = over((m.count[p] - m.once[c]) * m.weight[c])
			}
		}
	})
	m.prior, m.unseen = make([]float32, m.k), make([]float32, m.k)
	for t := range m.k {
		m.prior[t] = float32(math.Log(m.size[t] + alpha))
		m.unseen[t] = float32(math.Log(m.total[t] + float64(words)*beta))
	}
}

// over is how much likelier a word is that was seen so often than one that was not.
func over(seen float32) float32 { return float32(math.Log1p(float64(max(0, seen)) / beta)) }

// best is the theme that message i, now of theme own, would join if it came
// new; its own theme is taken without it.
func (m *mixer) best(i int, own int32, score []float32) int32 {
	cols, counts := m.rows.Row(i)
	length := float32(0)
	for j, c := range cols {
		length += counts[j] * m.weight[c]
	}
	for t := range score {
		score[t] = m.prior[t] - length*m.unseen[t]
	}
	left := m.total[own] - float64(length) + float64(m.rows.Cols)*beta
	score[own] = float32(math.Log(m.size[own]-1+alpha)) - length*float32(math.Log(left))
	for j, c := range cols {
		x := counts[j] * m.weight[c]
		if x == 0 {
			continue
		}
		for p := m.start[c]; p < m.start[c+1]; p++ {
			score[m.theme[p]] += x * m.gain[p]
			if m.theme[p] == own {
				less := m.less[p]
				if counts[j] != m.once[c] {
					less = over((m.count[p] - counts[j]) * m.weight[c])
				}
				score[own] += x * (less - m.gain[p])
			}
		}
	}
	best := own
	for t, s := range score {
		if s > score[best] {
			best = int32(t)
		}
	}
	return best
}
