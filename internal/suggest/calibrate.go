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

// calibrate fits a curve for each label to scores of rows that did not teach
// the model (Platt 1999; targets and Newton steps of Lin, Lin & Weng 2007:
// (n₊+1)/(n₊+2) and 1/(n₋+2) in place of 1 and 0 keep few rows from promising
// certainty). Labels of one model have scores of one scale: each curve is drawn
// to the one that fits all labels together, the more the fewer rows it has.
func calibrate(scores [][]float64, has [][]bool) []curve {
	var every []float64
	var any []bool
	for l := range scores {
		every, any = append(every, scores[l]...), append(any, has[l]...)
	}
	all := fitCurve(every, any, curve{1, 0}, curve{.01, .01})
	if !(all.slope > .05) {
		all = curve{.05, all.shift}
	}
	curves := make([]curve, len(scores))
	for l := range curves {
		c := fitCurve(scores[l], has[l], all, curve{4 / (all.slope * all.slope), 1})
		if c.slope < .1*all.slope {
			c = fitCurve(scores[l], has[l], curve{.1 * all.slope, all.shift}, curve{1e6, .1})
		}
		curves[l] = c
	}
	return curves
}

// fitCurve fits a curve to scores, drawn to toward with the strength of pull.
func fitCurve(scores []float64, has []bool, toward, pull curve) curve {
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
		a, b := c.slope-toward.slope, c.shift-toward.shift
		sum := pull.slope*a*a/2 + pull.shift*b*b/2
		for i, s := range scores {
			f := c.slope*s + c.shift
			sum += math.Max(f, 0) - target(i)*f + math.Log1p(math.Exp(-math.Abs(f)))
		}
		return sum
	}
	c := toward
	best := loss(c)
	for range 100 {
		h11, h22, h21 := pull.slope+1e-12, pull.shift+1e-12, 0.0
		g1, g2 := pull.slope*(c.slope-toward.slope), pull.shift*(c.shift-toward.shift)
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
		if !(det > 0) {
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

// believed is the number of marks with a label that weigh as much as what the
// curve expects, when a threshold is settled.
const believed = 20

// settle moves an expected threshold towards the one that was best for rows
// that did not teach the model, the further the more of them have the label:
// with many marks it need not be believed that the curve is right.
func settle(c curve, expected float64, scores []float64, has []bool) float64 {
	order := places(len(scores))
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	n := 0.0
	for _, h := range has {
		if h {
			n++
		}
	}
	right, best, at := 0.0, 0.0, math.NaN()
	for k, j := range order {
		if has[j] {
			right++
		}
		if k+1 < len(order) && scores[order[k+1]] == scores[j] {
			continue
		}
		if f := 2 * right / (float64(k+1) + n); f > best {
			best, at = f, scores[j]
			if k+1 < len(order) {
				at = (at + scores[order[k+1]]) / 2
			}
		}
	}
	if at-at != 0 {
		return expected
	}
	odds := func(p float64) float64 { return math.Log(p / (1 - p)) }
	x, y := odds(min(max(expected, 1e-9), 1-1e-9)), c.slope*at+c.shift
	return sigmoid((believed*x + n*y) / (believed + n))
}
