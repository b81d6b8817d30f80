package suggest

import (
	"math"
	"slices"

	"voxpop/internal/cores"
)

// Learner chooses, again and again, the messages whose coding teaches the most.
type Learner struct {
	pool  *Pool
	until int // only rows before it are chosen
	seed  uint64
}

// NewLearner chooses among the rows of p before until.
func NewLearner(p *Pool, until int, seed uint64) *Learner {
	return &Learner{pool: p, until: min(until, p.Len()), seed: seed}
}

// Choose returns the next rows to code, given what is coded so far and how
// many are to be coded in all: first messages that stand for many, then those
// that the model is least sure of and that say something new.
func (c *Learner) Choose(marks Marks, budget int) []int {
	left := min(budget, c.until) - len(marks.Rows)
	if left <= 0 {
		return nil
	}
	coded := make([]bool, c.pool.Len())
	for _, i := range marks.Rows {
		coded[i] = true
	}
	out := func(i int) bool { return i >= c.until || coded[i] }
	if len(marks.Rows) == 0 {
		first := min(left, max(10, budget/4))
		rows := c.pool.medoids(first, out, c.seed)
		return rows[:min(first, len(rows))]
	}
	n := min(left, max(5, budget/20))
	var candidates []int
	for i := range c.until {
		if !out(i) {
			candidates = append(candidates, i)
		}
	}
	worth := uncertainty(Fit(c.pool, marks), candidates, marks.Single)
	return c.pool.spread(candidates, worth, nil, n)
}

// uncertainty of a model about each of the candidates, from 0 to 1.
func uncertainty(m *Model, candidates []int, single bool) []float64 {
	worth := make([]float64, len(candidates))
	cores.Each((len(candidates)+255)/256, func(b int) {
		for k := b * 256; k < min(len(candidates), (b+1)*256); k++ {
			var p []float64
			for l := range m.labels {
				p = append(p, sigmoid(m.score(candidates[k], l)))
			}
			if single {
				slices.Sort(p)
				if n := len(p); n > 1 {
					worth[k] = 1 - (p[n-1] - p[n-2])
				}
				continue
			}
			for _, x := range p {
				worth[k] += 1 - 2*math.Abs(x-.5)
			}
		}
	})
	return worth
}
