package suggest

import (
	"math"
	"math/rand/v2"

	"voxpop/internal/vector"
)

// matrix is every message of a pool as one row of numbers: a sparse part, a
// dense part, and a constant that every row has.
type matrix struct {
	sparse vector.Rows
	dense  vector.Dense
	norm   []float32 // squared length of each row, the constant included
}

// constant is the number that every row has beside its features: a weight for
// it is a shift of the score. It is as in LIBLINEAR and scikit-learn.
const constant = 1

func newMatrix(sparse vector.Rows, dense vector.Dense) matrix {
	m := matrix{sparse: sparse, dense: dense}
	m.norm = make([]float32, m.len())
	for i := range m.norm {
		q := float32(constant * constant)
		if m.sparse.Len() > 0 {
			_, val := m.sparse.Row(i)
			for _, v := range val {
				q += v * v
			}
		}
		if m.dense.Cols > 0 {
			for _, v := range m.dense.Row(i) {
				q += v * v
			}
		}
		m.norm[i] = q
	}
	return m
}

func (m matrix) len() int {
	if m.dense.Cols > 0 {
		return m.dense.Len()
	}
	return m.sparse.Len()
}

// weights are a linear model of one label: a weight for each column of the
// sparse part, of the dense part, and one for the constant.
type weights struct {
	sparse, dense []float32
	shift         float32
}

func (m matrix) weights() weights {
	return weights{sparse: make([]float32, m.sparse.Cols), dense: make([]float32, m.dense.Cols)}
}

// dot is the score of row i under w.
func (m matrix) dot(i int32, w weights) float32 {
	sum := w.shift * constant
	if len(w.sparse) > 0 {
		col, val := m.sparse.Row(int(i))
		sum += sparseDot(col, val, w.sparse)
	}
	if len(w.dense) > 0 {
		sum += denseDot(m.dense.Row(int(i)), w.dense)
	}
	return sum
}

// sparseDot runs four sums side by side: one alone would wait for each
// addition to end before the next.
func sparseDot(col []int32, val, w []float32) float32 {
	val = val[:len(col)]
	var a, b, c, d float32
	k := 0
	for ; k+4 <= len(col); k += 4 {
		a += val[k] * w[col[k]]
		b += val[k+1] * w[col[k+1]]
		c += val[k+2] * w[col[k+2]]
		d += val[k+3] * w[col[k+3]]
	}
	for ; k < len(col); k++ {
		a += val[k] * w[col[k]]
	}
	return (a + b) + (c + d)
}

func denseDot(x, w []float32) float32 {
	w = w[:len(x)]
	var a, b, c, d float32
	k := 0
	for ; k+4 <= len(x); k += 4 {
		a += x[k] * w[k]
		b += x[k+1] * w[k+1]
		c += x[k+2] * w[k+2]
		d += x[k+3] * w[k+3]
	}
	for ; k < len(x); k++ {
		a += x[k] * w[k]
	}
	return (a + b) + (c + d)
}

// add moves w by step times row i.
func (m matrix) add(i int32, step float32, w *weights) {
	if len(w.sparse) > 0 {
		col, val := m.sparse.Row(int(i))
		val = val[:len(col)]
		for k, c := range col {
			w.sparse[c] += step * val[k]
		}
	}
	if len(w.dense) > 0 {
		row := m.dense.Row(int(i))
		dense := w.dense[:len(row)]
		for k, v := range row {
			dense[k] += step * v
		}
	}
	w.shift += step * constant
}

// task is one label to be learned: rows, and for each whether it has the label.
type task struct {
	rows []int32
	has  []bool
	// cost of a mistake on a row with and without the label.
	with, without float64
}

// trained is a model of one label with what it needs to go on learning.
type trained struct {
	w     weights
	alpha []float32 // as long as the task's rows
}

// rounds and tolerance of training: past them held-out accuracy no longer moves.
const (
	rounds    = 60
	tolerance = 0.1
)

// svm learns a support vector machine with squared hinge loss by coordinate
// descent on its dual (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008,
// algorithm 3, with shrinking), the method of LIBLINEAR. It goes on from t,
// whose alpha must belong to w: a mark moves a model by what one row adds.
func (m matrix) svm(t *trained, k task, seed uint64) {
	chance := rand.New(rand.NewPCG(seed, 0x5eed))
	order := make([]int32, len(k.rows))
	for i := range order {
		order[i] = int32(i)
	}
	diagWith, diagWithout := float32(.5/k.with), float32(.5/k.without)
	active := len(order)
	upper := float32(math.Inf(1))
	for range rounds {
		high, low := float32(math.Inf(-1)), float32(math.Inf(1))
		chance.Shuffle(active, func(a, b int) { order[a], order[b] = order[b], order[a] })
		for s := 0; s < active; s++ {
			j := order[s]
			i := k.rows[j]
			y, diag := float32(-1), diagWithout
			if k.has[j] {
				y, diag = 1, diagWith
			}
			a := t.alpha[j]
			g := y*m.dot(i, t.w) - 1 + diag*a
			p := g
			if a == 0 {
				if g > upper {
					active--
					order[s], order[active] = order[active], order[s]
					s--
					continue
				}
				p = min(g, 0)
			}
			high, low = max(high, p), min(low, p)
			if p > 1e-6 || p < -1e-6 {
				next := max(a-g/(m.norm[i]+diag), 0)
				t.alpha[j] = next
				m.add(i, (next-a)*y, &t.w)
			}
		}
		if high-low <= tolerance {
			if active == len(order) {
				return
			}
			active, upper = len(order), float32(math.Inf(1))
			continue
		}
		if upper = high; upper <= 0 {
			upper = float32(math.Inf(1))
		}
	}
}

// logistic learns logistic regression by coordinate descent on its dual (Yu,
// Huang & Lin 2011, algorithm 5).
func (m matrix) logistic(t *trained, k task, seed uint64) {
	chance := rand.New(rand.NewPCG(seed, 0x5eed))
	order := make([]int32, len(k.rows))
	for i := range order {
		order[i] = int32(i)
	}
	for j, a := range t.alpha {
		if a == 0 {
			c, y := k.without, float32(-1)
			if k.has[j] {
				c, y = k.with, 1
			}
			t.alpha[j] = float32(min(.001*c, 1e-8))
			m.add(k.rows[j], t.alpha[j]*y, &t.w)
		}
	}
	for round := range rounds {
		chance.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		worst := 0.0
		for _, j := range order {
			i := k.rows[j]
			c, y := k.without, float32(-1)
			if k.has[j] {
				c, y = k.with, 1
			}
			q := float64(m.norm[i])
			score := float64(y * m.dot(i, t.w))
			a := float64(t.alpha[j])
			// Newton's method in z = a or c - a, whichever is the smaller.
			b, sign, z := score, 1.0, a
			if 0.5*q*(c-2*a)+score < 0 { // the minimum lies nearer to c
				z, sign = c-a, -1
				b = -score
			}
			z0 := z
			if c-z < .5*c {
				z = .1 * z
			}
			g := q*(z-z0) + b + math.Log(z/(c-z))
			if v := math.Abs(g); v > worst {
				worst = v
			}
			for range 20 {
				if math.Abs(g) < .1*tolerance*.1 {
					break
				}
				h := q + c/(c-z)/z
				next := z - g/h
				if next <= 0 {
					next = z * .1
				}
				z = min(next, c*(1-1e-9))
				g = q*(z-z0) + b + math.Log(z/(c-z))
			}
			next := z
			if sign < 0 {
				next = c - z
			}
			if d := next - a; d != 0 {
				t.alpha[j] = float32(next)
				m.add(i, float32(d)*y, &t.w)
			}
		}
		if worst < tolerance && round > 0 {
			return
		}
	}
}
