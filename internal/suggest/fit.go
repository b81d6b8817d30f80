package suggest

import (
	"math"

	"voxpop/internal/cores"
)

// Marks are the codings that a model learns from: rows of a pool, and for each
// the numbers of its labels, from 0 up to Labels; a row may have none.
type Marks struct {
	Rows   []int
	Of     [][]int
	Labels int
	// Names says what each label is called and means: a message as good as one
	// with the label. It helps most when few messages are coded. Nil: unknown.
	Names []string
	// Single says that every message has exactly one label.
	Single bool

	how
}

// how marks are learned from. It is settled once, by all marks: models of a part
// of them that say how far to trust the model of all must be of one kind with it.
type how struct {
	logistic bool    // logistic regression, otherwise a support vector machine
	cost     float64 // of a mistake
}

// byNumber is how n marks are learned from, of which up to few are few.
func byNumber(n, few int) how {
	if n <= few {
		return how{logistic: true, cost: costFew}
	}
	return how{cost: costs[len(costs)/2]}
}

// unseen is how marks are learned from as far as their number tells.
func (m Marks) unseen() how {
	if m.Single {
		return byNumber(len(m.Rows), max(few, fewEach*m.Labels))
	}
	return byNumber(len(m.Rows), few)
}

// with returns, for each row of m, whether it has label.
func (m Marks) with(label int) []bool {
	has := make([]bool, len(m.Rows))
	for j, of := range m.Of {
		for _, l := range of {
			has[j] = has[j] || l == label
		}
	}
	return has
}

// take returns the marks at the places in index.
func (m Marks) take(index []int) Marks {
	out := Marks{Rows: make([]int, len(index)), Of: make([][]int, len(index)), Labels: m.Labels, Names: m.Names, Single: m.Single, how: m.how}
	for k, j := range index {
		out.Rows[k], out.Of[k] = m.Rows[j], m.Of[j]
	}
	return out
}

// few is the number of marks up to which logistic regression learns; past it
// a support vector machine is better and several times faster. Where each
// message has exactly one label it is better up to fewEach marks a label: its
// scores compare across labels.
const (
	few     = 300
	fewEach = 25
)

// Model is one linear model a label, of the same pool.
type Model struct {
	pool   *Pool
	m      *matrix
	labels []trained
	empty  []bool // labels that no row has, or every row
	base   []float64
}

// Fit learns every label of marks from the rows of p, each against all others.
// The result depends on nothing but its arguments.
func Fit(p *Pool, marks Marks) *Model {
	m := p.hinted(marks.Names)
	return fit(p, m, marks.settled(p, m))
}

// hinted is the matrix of p with a row for each name.
func (p *Pool) hinted(names []string) *matrix {
	m := *p.m
	if len(names) > 0 {
		m.hints = p.hints(names)
	}
	return &m
}

// fit is Fit for marks of which it is settled how they are learned from.
func fit(p *Pool, mat *matrix, marks Marks) *Model {
	m := &Model{pool: p, m: mat, labels: make([]trained, marks.Labels), empty: make([]bool, marks.Labels), base: make([]float64, marks.Labels)}
	rows := make([]int32, len(marks.Rows), len(marks.Rows)+marks.Labels)
	for j, i := range marks.Rows {
		rows[j] = int32(i)
	}
	if mat.hints != nil {
		for l := range mat.hints.len() {
			rows = append(rows, ^int32(l))
		}
	}
	cores.Each(marks.Labels, func(l int) {
		has := marks.with(l)
		n := 0
		for _, h := range has {
			if h {
				n++
			}
		}
		m.base[l] = (float64(n) + .5) / (float64(len(has)) + 1)
		m.labels[l] = trained{w: mat.weights()}
		if m.empty[l] = n == len(has) || n == 0 && mat.hints == nil; m.empty[l] {
			return
		}
		for k := len(has); k < len(rows); k++ {
			has = append(has, int(^rows[k]) == l)
		}
		m.labels[l].alpha = make([]float32, len(rows))
		mat.learn(&m.labels[l], taskOf(rows, has, marks.Single, marks.how))
	})
	return m
}

// taskOf weighs mistakes so that a rare label is not drowned by the rows
// without it: some of the way, on a logarithmic scale, from equal rows to equal
// halves. Where thresholds are settled on many rows there is no need.
func taskOf(rows []int32, has []bool, single bool, h how) task {
	n := 0
	for _, h := range has {
		if h {
			n++
		}
	}
	way := 0.
	switch {
	case h.logistic:
		way = .5
	case single:
		way = .25
	}
	all := float64(len(rows))
	with, without := math.Pow(all/(2*float64(max(1, n))), way), math.Pow(all/(2*max(1, all-float64(n))), way)
	return task{rows: rows, has: has, with: h.cost * with, without: h.cost * without, logistic: h.logistic}
}

// score of a row under a label: of either sign, the higher the likelier.
func (m *Model) score(row, label int) float64 {
	if m.empty[label] {
		return math.Log(m.base[label] / (1 - m.base[label]))
	}
	return float64(m.m.dot(int32(row), &m.labels[label].w))
}

// Scores returns, for each label, the score of every row: of either sign, the
// higher the likelier, not yet a probability.
func (m *Model) Scores() [][]float64 {
	out := make([][]float64, len(m.labels))
	cores.Each(len(out), func(l int) {
		out[l] = make([]float64, m.pool.Len())
		for i := range out[l] {
			out[l][i] = m.score(i, l)
		}
	})
	return out
}
