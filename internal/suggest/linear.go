package suggest

import "voxpop/internal/vector"

// matrix is every message of a pool as one row of numbers: a sparse part, a
// dense part, and a constant that every row has.
type matrix struct {
	sparse vector.Rows
	dense  vector.Dense
	norm   []float32 // squared length of each row, the constant included
	// hints are further rows, of the same columns: row ^i is row i of hints.
	hints *matrix
}

// share is what the dense part counts for beside the sparse part, both as long
// as one: with few marks a little more would be better, with many less.
const share = .7

// constant is the number that every row has beside its features: a weight for
// it is a shift of the score. It is as in LIBLINEAR and scikit-learn.
const constant = 1

func newMatrix(sparse vector.Rows, dense vector.Dense) *matrix {
	m := &matrix{sparse: sparse, dense: dense}
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
				q += share * share * v * v
			}
		}
		m.norm[i] = q
	}
	return m
}

func (m *matrix) len() int {
	if m.dense.Cols > 0 {
		return m.dense.Len()
	}
	return m.sparse.Len()
}

// at finds row i, among the hints when it is below zero.
func (m *matrix) at(i int32) (*matrix, int) {
	if i < 0 {
		return m.hints, int(^i)
	}
	return m, int(i)
}

// weights are a linear model of one label: a weight for each column of the
// sparse part, of the dense part, and one for the constant.
type weights struct {
	sparse, dense []float32
	shift         float32
}

func (m *matrix) weights() weights {
	return weights{sparse: make([]float32, m.sparse.Cols), dense: make([]float32, m.dense.Cols)}
}

// dot is the score of row i under w.
func (m *matrix) dot(row int32, w *weights) float32 {
	m, i := m.at(row)
	sum := w.shift * constant
	if len(w.sparse) > 0 {
		col, val := m.sparse.Row(i)
		sum += sparseDot(col, val, w.sparse)
	}
	if len(w.dense) > 0 {
		sum += share * denseDot(m.dense.Row(i), w.dense)
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

// length is the squared length of a row.
func (m *matrix) length(row int32) float32 {
	m, i := m.at(row)
	return m.norm[i]
}

// add moves w by step times row i.
func (m *matrix) add(row int32, step float32, w *weights) {
	m, i := m.at(row)
	if len(w.sparse) > 0 {
		col, val := m.sparse.Row(i)
		val = val[:len(col)]
		for k, c := range col {
			w.sparse[c] += step * val[k]
		}
	}
	if len(w.dense) > 0 {
		row := m.dense.Row(i)
		dense := w.dense[:len(row)]
		for k, v := range row {
			dense[k] += step * share * v
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
	logistic      bool // logistic loss; otherwise squared hinge
}
