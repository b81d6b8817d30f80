package prevalence

import (
	"cmp"
	"math"
	"slices"

	"voxpop/internal/cores"
)

const (
	folds = 10
	ridge = 1. // λ of the cross-fitted regression; rows have length 1
)

// CrossFit scores every person on every code with a model that learned from
// none of their codings. features holds a row of equal length for each person,
// best of length 1; coded the rows that people coded, and voiced for each code
// a 1 or 0 for each of coded (NaN: not coded). The answer is [code][person],
// between 0 and 1: ranks that only [Evidence] makes chances of.
//
// Everybody, coded or not, is dealt into ten folds, and each fold is scored by
// a ridge regression on the coded people of the other nine (Hoerl & Kennard
// 1970; cross-fitting: Chernozhukov et al. 2018). So people who were coded and
// people who were not are scored alike, and a sample of them compares fairly
// with the rest. Scores are standardised by what the fold's model gives
// everybody: without that, a rare mark would lower its own fold's scores by
// being absent from the others.
//
// Time: people × length × codes, and folds × length³.
func CrossFit(features [][]float32, coded []int, voiced [][]float64, seed uint64) [][]float64 {
	people := len(features)
	out := make([][]float64, len(voiced))
	for c := range out {
		out[c] = make([]float64, people)
		for i := range out[c] {
			out[c][i] = .5
		}
	}
	if people == 0 || len(coded) < 2 {
		return out
	}
	d := len(features[0])
	fold := deal(people, coded, seed)
	mean, cov := moments(features)

	var inFold [folds][]int // places in coded
	for j, i := range coded {
		inFold[fold[i]] = append(inFold[fold[i]], j)
	}
	total := newSquare(d)
	var part [folds]square
	for k := range part {
		part[k] = newSquare(d)
		for _, j := range inFold[k] {
			part[k].outer(features[coded[j]], mean)
		}
		total.add(part[k], 1)
	}
	var members [folds][]int
	for i, k := range fold {
		members[k] = append(members[k], i)
	}
	sums := foldSums(features, coded, voiced, inFold, mean)
	cores.Each(folds, func(k int) {
		weights := make([][]float32, len(voiced))
		shift := make([]float32, len(voiced))
		rhs := make([]float64, d)
		a := total.copy()
		a.add(part[k], -1)
		for i := range d {
			a.at[i*d+i] += ridge
		}
		a.cholesky()
		for c := range voiced {
			var n, base float64
			for f, s := range sums[c] {
				if f != k {
					n += s.n
					base += s.y
				}
			}
			w := make([]float32, d)
			weights[c] = w
			if base == 0 || base == n {
				continue
			}
			base /= n
			clear(rhs)
			for f, s := range sums[c] {
				if f != k {
					for x := range rhs {
						rhs[x] += s.xy[x] - base*s.x[x]
					}
				}
			}
			a.solve(rhs)
			scale := math.Sqrt(cov.form(rhs))
			if !(scale > 1e-12) {
				continue
			}
			var at float64
			for x := range rhs {
				at += rhs[x] * mean[x]
				w[x] = float32(rhs[x] / scale)
			}
			shift[c] = float32(at / scale)
		}
		for _, i := range members[k] {
			for c, w := range weights {
				out[c][i] = expit(1.5 * float64(dot(features[i], w)-shift[c]))
			}
		}
	})
	return out
}

// foldSum is of the coded people of one fold on one code: how many, how many
// voice it, and the sums of their rows, less the mean, of all and of those.
type foldSum struct {
	n, y  float64
	x, xy []float64
}

func foldSums(features [][]float32, coded []int, voiced [][]float64, inFold [folds][]int, mean []float64) [][folds]foldSum {
	out := make([][folds]foldSum, len(voiced))
	d := len(mean)
	for c, is := range voiced {
		for f := range folds {
			s := foldSum{x: make([]float64, d), xy: make([]float64, d)}
			for _, j := range inFold[f] {
				v := is[j]
				if math.IsNaN(v) {
					continue
				}
				s.n++
				s.y += v
				for k, m := range mean {
					x := float64(features[coded[j]][k]) - m
					s.x[k] += x
					s.xy[k] += v * x
				}
			}
			out[c][f] = s
		}
	}
	return out
}

// deal puts everybody into a fold: the coded in turn, in an order that only
// the seed decides, the others by lot.
func deal(people int, coded []int, seed uint64) []uint8 {
	key := func(i int) uint64 { return mixed(seed ^ mixed(uint64(i)+1)) }
	fold := make([]uint8, people)
	for i := range fold {
		fold[i] = uint8(key(i) % folds)
	}
	order := slices.Clone(coded)
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a, b)) })
	for n, i := range order {
		fold[i] = uint8(n % folds)
	}
	return fold
}

// mixed is the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	n := len(a) &^ 3
	b = b[:len(a)]
	for i := 0; i < n; i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for i := n; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + (s2 + s3)
}

// square is a symmetric matrix by rows; only what lies on and under the
// diagonal is kept up.
type square struct {
	d  int
	at []float64
}

func newSquare(d int) square { return square{d, make([]float64, d*d)} }

func (s square) copy() square { return square{s.d, slices.Clone(s.at)} }

func (s square) add(o square, times float64) {
	for i, v := range o.at {
		s.at[i] += times * v
	}
}

// outer adds (x − mean)(x − mean)ᵀ.
func (s square) outer(x []float32, mean []float64) {
	for i := range s.d {
		v := float64(x[i]) - mean[i]
		row := s.at[i*s.d : i*s.d+i+1]
		for j := range row {
			row[j] += v * (float64(x[j]) - mean[j])
		}
	}
}

// cholesky turns the matrix into its lower factor; it must be positive.
func (s square) cholesky() {
	d := s.d
	for i := range d {
		ri := s.at[i*d : i*d+i+1]
		for j := 0; j <= i; j++ {
			rj := s.at[j*d : j*d+j+1]
			v := ri[j]
			for k := range j {
				v -= ri[k] * rj[k]
			}
			if i == j {
				ri[j] = math.Sqrt(max(v, 1e-12))
			} else {
				ri[j] = v / rj[j]
			}
		}
	}
}

// solve puts into b the x with L·Lᵀ·x = b.
func (s square) solve(b []float64) {
	d := s.d
	for i := range d {
		row := s.at[i*d : i*d+i+1]
		for k := range i {
			b[i] -= row[k] * b[k]
		}
		b[i] /= row[i]
	}
	for i := d - 1; i >= 0; i-- {
		b[i] /= s.at[i*d+i]
		for k := range i {
			b[k] -= s.at[i*d+k] * b[i]
		}
	}
}

// form is wᵀ·S·w.
func (s square) form(w []float64) float64 {
	var sum float64
	for i := range s.d {
		row := s.at[i*s.d : i*s.d+i+1]
		var v float64
		for j := range i {
			v += row[j] * w[j]
		}
		sum += w[i] * (2*v + row[i]*w[i])
	}
	return sum
}

// moments are the mean of all rows and their covariance, the latter from at
// most some thousands of them, evenly taken: it only sets a scale.
func moments(rows [][]float32) ([]float64, square) {
	d := len(rows[0])
	mean := make([]float64, d)
	for _, r := range rows {
		for x, v := range r {
			mean[x] += float64(v)
		}
	}
	for x := range mean {
		mean[x] /= float64(len(rows))
	}
	cov := newSquare(d)
	step := 1 + len(rows)/4000
	n := 0.
	for i := 0; i < len(rows); i += step {
		cov.outer(rows[i], mean)
		n++
	}
	for i := range cov.at {
		cov.at[i] /= n
	}
	return mean, cov
}
