package suggest

import (
	"math"
	"math/rand/v2"
)

// trained is a model of one label with what it needs to go on learning: the
// dual variable of each row. The weights are their sum over the rows.
type trained struct {
	w        weights
	alpha    []float32 // as long as the task's rows
	logistic bool      // what alpha means
}

// rounds and tolerance of training: past them held-out accuracy no longer moves.
const (
	rounds    = 60
	tolerance = .2
)

// start makes ready for one of the two methods; what the other one left is no
// use.
func (m *matrix) start(t *trained, logistic bool) {
	if t.logistic != logistic {
		t.logistic = logistic
		clear(t.alpha)
		clear(t.w.sparse)
		clear(t.w.dense)
		t.w.shift = 0
	}
}

// learn goes on from t until it is at its best for k.
func (m *matrix) learn(t *trained, k task) {
	m.start(t, k.logistic)
	if k.logistic {
		m.logistic(t, k)
	} else {
		m.svm(t, k)
	}
}

// pass is one round, over the rows of k in their order.
func (m *matrix) pass(t *trained, k task) {
	for j := range k.rows {
		if k.logistic {
			m.logit(t, k, j)
		} else {
			m.hinge(t, k, j)
		}
	}
}

// svm learns a support vector machine with squared hinge loss by coordinate
// descent on its dual (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008,
// algorithm 1), the method of LIBLINEAR. In place of its shrinking a row that
// needed no step rests for a while, each time longer, and the end is declared
// after a look at all rows: of the rows without a label most never need one.
func (m *matrix) svm(t *trained, k task) {
	chance := rand.New(rand.NewPCG(1, 0x5eed))
	due, calm := make([]int, len(k.rows)), make([]uint8, len(k.rows))
	order := make([]int32, 0, len(k.rows))
	all := true // this round looks at every row
	for round := range rounds {
		order = order[:0]
		for j := range k.rows {
			if all || due[j] <= round {
				order = append(order, int32(j))
			}
		}
		chance.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		worst := float32(0)
		for _, j := range order {
			p := m.hinge(t, k, int(j))
			worst = max(worst, p, -p)
			if calm[j] = min(calm[j]+1, 4); p > rest || p < -rest {
				calm[j] = 0
			}
			due[j] = round + 1<<calm[j]
		}
		if worst <= tolerance {
			if all && round > 0 {
				return
			}
			all = true
			continue
		}
		all = false
	}
}

// rest is the gradient below which a row needs no step.
const rest = tolerance / 10

// hinge moves the dual variable of the row at place j to its best, and returns
// the projected gradient before.
func (m *matrix) hinge(t *trained, k task, j int) float32 {
	i, y, cost := k.rows[j], float32(-1), k.without
	if k.has[j] {
		y, cost = 1, k.with
	}
	diag := float32(.5 / cost)
	a := t.alpha[j]
	g := y*m.dot(i, &t.w) - 1 + diag*a
	p := g
	if a == 0 {
		p = min(g, 0)
	}
	if p > rest || p < -rest {
		next := max(a-g/(m.length(i)+diag), 0)
		t.alpha[j] = next
		m.add(i, (next-a)*y, &t.w)
	}
	return p
}

// logistic learns logistic regression by coordinate descent on its dual (Yu,
// Huang & Lin 2011, algorithm 5).
func (m *matrix) logistic(t *trained, k task) {
	chance := rand.New(rand.NewPCG(1, 0x5eed))
	order := places(len(k.rows))
	for range rounds {
		chance.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		worst := 0.0
		for _, j := range order {
			worst = max(worst, m.logit(t, k, int(j)))
		}
		if worst < .5*tolerance {
			return
		}
	}
}

// logit moves the dual variable of the row at place j to its best by Newton's
// method, and returns the gradient before. The variable is between 0 and the
// cost; the method counts from the end that it is nearer to.
func (m *matrix) logit(t *trained, k task, j int) float64 {
	i, y, c := k.rows[j], float32(-1), k.without
	if k.has[j] {
		y, c = 1, k.with
	}
	q, score := float64(m.length(i)), float64(y*m.dot(i, &t.w))
	a := float64(t.alpha[j])
	from, side := a, 1.0
	if .5*q*(c-2*a)+score < 0 {
		from, side = c-a, -1
	}
	z := min(max(from, 1e-8*c), (1-1e-8)*c)
	if z > .5*c {
		z *= .1
	}
	slope := func() float64 { return q*(z-from) + side*score + math.Log(z/(c-z)) }
	g := slope()
	before := math.Abs(g)
	if a > 0 && a < c {
		before = math.Abs(score + math.Log(a/(c-a)))
	}
	for range 20 {
		if math.Abs(g) < .005*tolerance {
			break
		}
		next := z - g/(q+c/((c-z)*z))
		if next <= 0 {
			next = .1 * z
		}
		z = min(next, (1-1e-8)*c)
		g = slope()
	}
	if side < 0 {
		z = c - z
	}
	t.alpha[j] = float32(z)
	m.add(i, y*(float32(z)-float32(a)), &t.w)
	return before
}

func places(n int) []int32 {
	p := make([]int32, n)
	for i := range p {
		p[i] = int32(i)
	}
	return p
}
