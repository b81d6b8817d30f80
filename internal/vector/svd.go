package vector

import "math"

// SVD is a truncated singular value decomposition of sparse rows.
type SVD struct {
	// U holds the left singular vectors, one row a message, each dimension
	// times its singular value: the message in fewer dimensions.
	U Dense
	// S holds the singular values, from the largest.
	S []float64
}

// Decompose returns the k largest dimensions of r by the randomised method of
// Halko, Martinsson & Tropp (2011), algorithm 4.4, with rounds power
// iterations (3 is plenty for text; 0 means 3). It never holds more than a
// panel of a few columns of the larger side, so that a hundred thousand
// columns need no more memory than a hundred. Fewer dimensions are returned
// when r has no more, and never none: rows without features are one zero each.
func Decompose(r Rows, k, rounds int, seed uint64) SVD {
	n := r.Len()
	k = min(k, n, r.Cols)
	if k <= 0 {
		return SVD{U: NewDense(n, 1), S: []float64{0}}
	}
	if rounds <= 0 {
		rounds = 3
	}
	l := min(n, r.Cols, k+max(8, k/8))
	l = min(n, (l+3)/4*4)
	t := r.Transposed()
	y := NewDense(n, l)
	for i := range y.Data {
		if mix(seed+uint64(i)*0x9e3779b97f4a7c15)>>63 == 0 {
			y.Data[i] = 1
		} else {
			y.Data[i] = -1
		}
	}
	for range rounds {
		y = orthonormal(square(r, t, y))
	}
	// r·rᵀ seen from the span of y: its eigenvalues are the squares of the
	// singular values.
	values, vectors := eigen(product(y, square(r, t, y)), y.Cols)
	for k > 1 && (k > y.Cols || values[y.Cols-k] <= 1e-9*values[y.Cols-1]) {
		k--
	}
	out := SVD{S: make([]float64, k)}
	turn := NewDense(y.Cols, k)
	for d := range k {
		from := y.Cols - 1 - d
		out.S[d] = math.Sqrt(max(0, values[from]))
		for j := range y.Cols {
			turn.Data[j*k+d] = float32(vectors[j*y.Cols+from] * out.S[d])
		}
	}
	out.U = times(y, turn)
	return out
}

// Reduce returns x in its k main directions (of its products, not centred): as
// near to x as k dimensions can be. Rows as long as one need not stay so.
func Reduce(x Dense, k int) Dense {
	if k >= x.Cols {
		return x.Take(all(x.Len()))
	}
	_, vectors := eigen(product(x, x), x.Cols)
	turn := NewDense(x.Cols, k)
	for d := range k {
		for j := range x.Cols {
			turn.Data[j*k+d] = float32(vectors[j*x.Cols+x.Cols-1-d])
		}
	}
	return times(x, turn)
}

func all(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// Project returns r·axes: rows of r in the dimensions of axes, which has a row
// for each column of r.
func Project(r Rows, axes Dense) Dense {
	out := NewDense(r.Len(), axes.Cols)
	Blocks(r.Len(), 256, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			cols, vals := r.Row(i)
			o := out.Row(i)
			for j, c := range cols {
				axpy(vals[j], axes.Row(int(c)), o)
			}
		}
	})
	return out
}

// square returns r·rᵀ·y, a panel of columns at a time; t is r transposed.
func square(r, t Rows, y Dense) Dense {
	const width = 32
	out := NewDense(y.Len(), y.Cols)
	n := y.Len()
	for at := 0; at < y.Cols; at += width {
		w := min(width, y.Cols-at)
		in := NewDense(n, w)
		for i := range n {
			copy(in.Row(i), y.Row(i)[at:at+w])
		}
		back := Project(r, Project(t, in))
		for i := range n {
			copy(out.Row(i)[at:at+w], back.Row(i))
		}
	}
	return out
}

// orthonormal returns a basis of the span of the columns of y, by the
// eigenvectors of yᵀ·y: directions that y hardly has are left out.
func orthonormal(y Dense) Dense {
	l := y.Cols
	values, vectors := eigen(product(y, y), l)
	kept := 0
	for kept < l && values[l-1-kept] > 1e-7*values[l-1] && values[l-1-kept] > 0 {
		kept++
	}
	kept = max(kept, 1)
	turn := NewDense(l, kept)
	for d := range kept {
		from := l - 1 - d
		s := 0.0
		if values[from] > 0 {
			s = 1 / math.Sqrt(values[from])
		}
		for j := range l {
			turn.Data[j*kept+d] = float32(vectors[j*l+from] * s)
		}
	}
	return times(y, turn)
}

// product returns aᵀ·b in double precision; a and b have as many rows.
func product(a, b Dense) []float64 {
	l, m := a.Cols, b.Cols
	const size = 512
	parts := make([][]float32, (a.Len()+size-1)/size)
	Blocks(a.Len(), size, func(lo, hi int) {
		sum := make([]float32, l*m)
		for i := lo; i < hi; i++ {
			p, q := a.Row(i), b.Row(i)
			for j, v := range p {
				axpy(v, q, sum[j*m:j*m+m])
			}
		}
		parts[lo/size] = sum
	})
	out := make([]float64, l*m)
	for _, p := range parts {
		for i, v := range p {
			out[i] += float64(v)
		}
	}
	return out
}

// times returns y·turn.
func times(y, turn Dense) Dense {
	out := NewDense(y.Len(), turn.Cols)
	Blocks(y.Len(), 512, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			o := out.Row(i)
			for j, v := range y.Row(i) {
				axpy(v, turn.Row(j), o)
			}
		}
	})
	return out
}
