package suggest

import (
	"cmp"
	"math"
	"slices"
)

// curve turns a score into a probability: 1 / (1 + exp(-(slope·score + shift))).
type curve struct{ slope, shift float64 }

func (c curve) p(score float64) float64 { return sigmoid(c.slope*score + c.shift) }

func sigmoid(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// calibrate fits a curve to scores of rows that did not teach the model
// (Platt 1999, with the targets and the Newton steps of Lin, Lin & Weng 2007):
// targets (n₊+1)/(n₊+2) and 1/(n₋+2) in place of 1 and 0 keep few rows from
// promising certainty. Where higher scores did not mean more rows with the
// label, the curve is flat.
func calibrate(scores []float64, has []bool) curve {
	var n1, n0 float64
	for _, h := range has {
		if h {
			n1++
		} else {
			n0++
		}
	}
	high, low := (n1+1)/(n1+2), 1/(n0+2)
	target := func(i int) float64 {
		if has[i] {
			return high
		}
		return low
	}
	loss := func(c curve) float64 {
		sum := 0.0
		for i, s := range scores {
			f := c.slope*s + c.shift
			sum += math.Max(f, 0) - target(i)*f + math.Log1p(math.Exp(-math.Abs(f)))
		}
		return sum
	}
	c := curve{0, math.Log((n1 + 1) / (n0 + 1))}
	best := loss(c)
	for range 100 {
		h11, h22, h21, g1, g2 := 1e-12, 1e-12, 0.0, 0.0, 0.0
		for i, s := range scores {
			p := c.p(s)
			d, q := p-target(i), p*(1-p)
			g1, g2 = g1+s*d, g2+d
			h11, h22, h21 = h11+s*s*q, h22+q, h21+s*q
		}
		if math.Abs(g1) < 1e-6 && math.Abs(g2) < 1e-6 {
			break
		}
		det := h11*h22 - h21*h21
		if det <= 0 {
			break
		}
		da, db := -(h22*g1-h21*g2)/det, -(h11*g2-h21*g1)/det
		fall := g1*da + g2*db
		step := 1.0
		for ; step > 1e-10; step /= 2 {
			next := curve{c.slope + step*da, c.shift + step*db}
			if l := loss(next); l < best+1e-4*step*fall {
				c, best = next, l
				break
			}
		}
		if step <= 1e-10 {
			break
		}
	}
	if !(c.slope > 0) || math.IsInf(c.slope, 0) || c.shift-c.shift != 0 {
		return curve{0, math.Log((n1 + .5) / (n0 + .5))}
	}
	return c
}

// threshold returns the probability from which a label is worth proposing: the
// one that makes the expected F1 highest if each p is right (Lewis 1995). It
// uses every message of the pool, and needs no label to be looked at twice.
func threshold(p []float64) float64 {
	sorted := slices.Clone(p)
	slices.SortFunc(sorted, func(a, b float64) int { return cmp.Compare(b, a) })
	all := 0.0
	for _, x := range sorted {
		all += x
	}
	best, at, sum := 0.0, 1.0, 0.0
	for i, x := range sorted {
		sum += x
		if f := 2 * sum / (float64(i+1) + all); f > best {
			best, at = f, x
		}
	}
	return at
}
