package prevalence

import "math"

// belief is what a sample says about one share: the log likelihood of every
// share on a grid under every calibration of the scores.
type belief struct {
	low, step float64     // logit of the first share, and from one to the next
	like      [][]float64 // [slope and floor][share]
	prior     []float64   // [share] log of Beta(0.6, 0.6), on the scale of logits
	best      float64     // the largest like + prior
}

// belief weighs n codings of each bin, y of which voice the code; the likelihood
// is raised to the power boost (see [Evidence.Ranges]).
//
// For a slope b the chance of a person with score z is expit(a + b·z), where a
// is such that the mean over everybody is the share under test: the share
// itself is the parameter, and everybody's scores stand in the likelihood of
// the few who were drawn.
func (s *scored) belief(n, y []float64, boost float64) *belief {
	seen := make([]int, 0, len(n))
	var all, voiced float64
	for k := range n {
		if n[k] > 0 {
			seen = append(seen, k)
			all += n[k] * boost
			voiced += y[k] * boost
		}
	}
	low, high := wilson(voiced/all, all, 4.5)
	low, high = max(low, .02/(all+20)), min(high, 1-.02/(all+20))
	b := &belief{low: math.Log(low / (1 - low)), best: math.Inf(-1)}
	b.step = (math.Log(high/(1-high)) - b.low) / (shareGrid - 1)
	b.prior = make([]float64, shareGrid)
	shares := make([]float64, shareGrid)
	for g := range shares {
		shares[g] = expit(b.low + float64(g)*b.step)
		b.prior[g] = rareness * math.Log(shares[g]*(1-shares[g]))
	}
	for i := range slopes {
		rows := make([][]float64, len(shapes))
		for f := range rows {
			rows[f] = make([]float64, shareGrid)
		}
		for f, shape := range shapes {
			if f > 0 && shape.ceiling == shapes[f-1].ceiling {
				continue // done with that one
			}
			last := f
			for last < len(shapes) && shapes[last].ceiling == shape.ceiling {
				last++
			}
			b.curve(s, seen, n, y, shares, i, f, rows[f:last], boost)
		}
		b.like = append(b.like, rows...)
		if len(s.z) == 1 { // nothing to calibrate: every slope is the same
			break
		}
	}
	return b
}

// curve fills the rows of shapes, first and further, that have one ceiling.
func (b *belief) curve(s *scored, seen []int, n, y, shares []float64, slope, first int, rows [][]float64, boost float64) {
	odds, ceiling := s.odds[slope], shapes[first].ceiling
	a, least := b.low, -80.
	for g, share := range shares {
		// Codes that most voice have their ceiling as a floor under them.
		aim, turned := share/ceiling, share > .5 && ceiling < 1
		if turned {
			aim = 1 - (1-share)/ceiling
		}
		if turned && g > 0 && shares[g-1] <= .5 {
			a, least = logit(aim), -80
		}
		var scale float64
		a, scale = s.level(odds, aim, a, least)
		least = a
		for f := range rows {
			floor, l := shapes[first+f].floor, 0.
			for _, k := range seen {
				t := scale * odds[k]
				p, q := ceiling*t/(1+t), 0.
				if turned {
					q = ceiling / (1 + t)
					p = 1 - q
				} else if q = 1 - p; ceiling == 1 {
					q = 1 / (1 + t)
				}
				if y[k] > 0 {
					l += y[k] * ln((1-floor)*p+floor*share)
				}
				if n[k] > y[k] {
					l += (n[k] - y[k]) * ln((1-floor)*q+floor*(1-share))
				}
			}
			rows[f][g] = boost * l
			b.best = max(b.best, rows[f][g]+b.prior[g])
		}
		a += b.step
	}
}

// ln is the natural logarithm to nine digits, of a positive number.
func ln(x float64) float64 {
	bits := math.Float64bits(x)
	e := int(bits>>52) - 1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m > math.Sqrt2 {
		m /= 2
		e++
	}
	s := (m - 1) / (m + 1)
	q := s * s
	return float64(e)*math.Ln2 + 2*s*(1+q*(1./3+q*(1./5+q*(1./7+q*(1./9)))))
}

// level finds the a for which the mean chance over everybody is share, by
// Newton's steps from a guess, kept between bounds. It returns a and exp(a).
func (s *scored) level(odds []float64, share, a, least float64) (float64, float64) {
	most := 80.
	var scale float64
	for range 60 {
		scale = math.Exp(a)
		var mean, slope float64
		for k, e := range odds {
			t := scale * e
			q := 1 / (1 + t)
			mean += s.part[k] * t * q
			slope += s.part[k] * t * q * q
		}
		if mean < share {
			least = a
		} else {
			most = a
		}
		if math.Abs(mean-share) < 1e-4*share*(1-share) {
			break
		}
		if a += (share - mean) / slope; !(a > least && a < most) {
			a = (least + most) / 2
		}
	}
	return a, scale
}

// chances is the chance of each bin, averaged over the calibrations, each at
// the share that fits it best.
func (b *belief) chances(s *scored) []float64 {
	out := make([]float64, len(s.z))
	sum := 0.
	for i, row := range b.like {
		share, weight := 0, 0.
		for g, l := range row {
			weight += math.Exp(l + b.prior[g] - b.best)
			if l+b.prior[g] > row[share]+b.prior[share] {
				share = g
			}
		}
		if len(b.like) == len(slopes)*len(shapes) {
			prior := 0.
			for _, x := range accounts {
				prior += x.prior * x.weight[i]
			}
			weight *= prior
		}
		if weight == 0 {
			continue
		}
		sum += weight
		for k, c := range s.curve(i, expit(b.low+float64(share)*b.step)) {
			out[k] += weight * c
		}
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// curve is the chance of each bin under one calibration, for a share of all.
func (s *scored) curve(calibration int, share float64) []float64 {
	odds, shape := s.odds[calibration/len(shapes)], shapes[calibration%len(shapes)]
	aim, turned := share/shape.ceiling, share > .5 && shape.ceiling < 1
	if turned {
		aim = 1 - (1-share)/shape.ceiling
	}
	_, scale := s.level(odds, aim, logit(aim), -80)
	out := make([]float64, len(odds))
	for k, e := range odds {
		t := scale * e
		c := shape.ceiling * t / (1 + t)
		if turned {
			c = 1 - shape.ceiling/(1+t)
		}
		out[k] = (1-shape.floor)*c + shape.floor*share
	}
	return out
}

// evidence is the log likelihood of each account of the scores, averaged over
// shares; nil where there are no scores to give an account of.
func (b *belief) evidence() []float64 {
	if len(b.like) < len(slopes)*len(shapes) {
		return nil
	}
	out := make([]float64, len(accounts))
	for i, row := range b.like {
		sum := 0.
		for g, l := range row {
			sum += math.Exp(l + b.prior[g] - b.best)
		}
		for a, x := range accounts {
			out[a] += x.weight[i] * sum
		}
	}
	for a, x := range out {
		out[a] = math.Log(max(x, 1e-300))
	}
	return out
}

// weights are of every share, given how likely each account of the scores is
// before the code's own codings are seen.
func (b *belief) weights(prior []float64, jeffreys bool) []float64 {
	out := make([]float64, shareGrid)
	for i, row := range b.like {
		w := 0.
		for a, x := range accounts {
			w += prior[a] * x.weight[i]
		}
		if len(b.like) < len(slopes)*len(shapes) {
			w = 1
		}
		for g, l := range row {
			if jeffreys {
				l += b.prior[g]
			}
			out[g] += w * math.Exp(l-b.best)
		}
	}
	return out
}

// quantile of the shares weighed so, linear inside a step of the grid.
func (b *belief) quantile(weights []float64, p float64) float64 {
	var sum, upto float64
	for _, w := range weights {
		sum += w
	}
	for g, w := range weights {
		if upto+w >= p*sum {
			return expit(b.low + (float64(g)+(p*sum-upto)/w-.5)*b.step)
		}
		upto += w
	}
	return expit(b.low + (shareGrid-.5)*b.step)
}

// likeliest is the share of the highest weight, by a parabola through its
// logarithm and its neighbours'.
func (b *belief) likeliest(weights []float64) float64 {
	g := 0
	for i, w := range weights {
		if w > weights[g] {
			g = i
		}
	}
	x := float64(g)
	if g > 0 && g < shareGrid-1 {
		l, m, r := math.Log(weights[g-1]), math.Log(weights[g]), math.Log(weights[g+1])
		if d := l - 2*m + r; d < 0 {
			x += .5 * (l - r) / d
		}
	}
	return expit(b.low + x*b.step)
}
