// Package vector turns messages into numbers that can be compared: features of words and letters, their weights, fewer dimensions, neighbours and clusters.
//
// Everything here is arithmetic on values: the same input gives the same
// output, whatever the number of processors. Work is cut into blocks whose
// size does not depend on who computes them, and sums are taken in their order.
package vector

import (
	"math"

	"voxpop/internal/cores"
)

// Rows are sparse vectors, one a message, in compressed rows. The zero value
// has no rows. Val may be nil when only the columns matter.
type Rows struct {
	Start []int32   // len n+1; row i is Col[Start[i]:Start[i+1]]
	Col   []int32   // ascending in a row
	Val   []float32 // as long as Col
	Cols  int       // number of columns
}

// Len is the number of rows.
func (r Rows) Len() int { return max(0, len(r.Start)-1) }

// Row returns the columns of row i and their values, to be read only.
func (r Rows) Row(i int) ([]int32, []float32) {
	a, b := r.Start[i], r.Start[i+1]
	return r.Col[a:b], r.Val[a:b]
}

// Transposed returns the columns of r as rows.
func (r Rows) Transposed() Rows {
	n := r.Len()
	t := Rows{Start: make([]int32, r.Cols+1), Col: make([]int32, len(r.Col)), Val: make([]float32, len(r.Col)), Cols: n}
	for _, c := range r.Col {
		t.Start[c+1]++
	}
	for c := range r.Cols {
		t.Start[c+1] += t.Start[c]
	}
	next := make([]int32, r.Cols)
	copy(next, t.Start)
	for i := range n {
		for p := r.Start[i]; p < r.Start[i+1]; p++ {
			c := r.Col[p]
			t.Col[next[c]], t.Val[next[c]] = int32(i), r.Val[p]
			next[c]++
		}
	}
	return t
}

// Take returns the rows named by index, in that order.
func (r Rows) Take(index []int32) Rows {
	out := Rows{Start: make([]int32, 1, len(index)+1), Cols: r.Cols}
	n := 0
	for _, i := range index {
		n += int(r.Start[i+1] - r.Start[i])
	}
	out.Col, out.Val = make([]int32, 0, n), make([]float32, 0, n)
	for _, i := range index {
		c, v := r.Row(int(i))
		out.Col, out.Val = append(out.Col, c...), append(out.Val, v...)
		out.Start = append(out.Start, int32(len(out.Col)))
	}
	return out
}

// Dot is the product of two sparse rows, by one walk along both.
func Dot(ac []int32, av []float32, bc []int32, bv []float32) float32 {
	var s float32
	for i, j := 0, 0; i < len(ac) && j < len(bc); {
		switch {
		case ac[i] < bc[j]:
			i++
		case ac[i] > bc[j]:
			j++
		default:
			s += av[i] * bv[j]
			i, j = i+1, j+1
		}
	}
	return s
}

// Dense is a matrix stored by rows.
type Dense struct {
	Data []float32
	Cols int
}

// NewDense returns n rows of zeros.
func NewDense(n, cols int) Dense { return Dense{make([]float32, n*cols), cols} }

// Len is the number of rows.
func (d Dense) Len() int {
	if d.Cols == 0 {
		return 0
	}
	return len(d.Data) / d.Cols
}

// Row returns row i, shared with d.
func (d Dense) Row(i int) []float32 { return d.Data[i*d.Cols : (i+1)*d.Cols : (i+1)*d.Cols] }

// Take returns a copy of the rows named by index, in that order.
func (d Dense) Take(index []int32) Dense {
	out := NewDense(len(index), d.Cols)
	for j, i := range index {
		copy(out.Row(j), d.Row(int(i)))
	}
	return out
}

// Normalize divides each row by its length; a row of zeros stays.
func (d Dense) Normalize() {
	Blocks(d.Len(), 1024, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			unit(d.Row(i))
		}
	})
}

// unit makes v as long as one and returns how long it was.
func unit(v []float32) float32 {
	s := dot(v, v)
	if s <= 0 {
		return 0
	}
	l := float32(math.Sqrt(float64(s)))
	inv := 1 / l
	for i := range v {
		v[i] *= inv
	}
	return l
}

// dot is the inner product, in four running sums.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// axpy adds a times x to y.
func axpy(a float32, x, y []float32) {
	y = y[:len(x)]
	i := 0
	for ; i+4 <= len(x); i += 4 {
		p, q := x[i:i+4:i+4], y[i:i+4:i+4]
		q[0] += a * p[0]
		q[1] += a * p[1]
		q[2] += a * p[2]
		q[3] += a * p[3]
	}
	for ; i < len(x); i++ {
		y[i] += a * x[i]
	}
}

// Blocks calls f for each block of size numbers below n, several at a time.
// What f writes for one block must not depend on another.
func Blocks(n, size int, f func(lo, hi int)) {
	cores.Each((n+size-1)/size, func(b int) { f(b*size, min(n, (b+1)*size)) })
}

// mix is the finaliser of MurmurHash3 (Appleby 2011): every bit of x changes
// half of the result.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
