package prevalence

import "math"

// z95 is the 97.5 % point of the normal distribution.
const z95 = 1.959963984540054

// Wilson is the 95 % interval (as fractions) of a share of which y of n drawn
// at random without replacement from of people voice it: the score interval
// (Wilson 1927) with n ÷ (1 − n/of) in the place of n, so that it closes when
// everybody has been drawn. y and n may be fractional. Without a draw it is
// from 0 to 1.
func Wilson(y, n float64, of int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	p := y / n
	rest := 1 - n/float64(of)
	if rest <= 0 {
		return p, p
	}
	return wilson(p, n/rest, z95)
}

func wilson(p, n, z float64) (low, high float64) {
	mid := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	d := 1 + z*z/n
	return max(0, (mid-half)/d), min(1, (mid+half)/d)
}

// edge is the least chance that a logit is taken of.
const edge = 1e-6

// logit and its inverse, kept finite.
func logit(p float64) float64 {
	p = min(max(p, edge), 1-edge)
	return ln(p / (1 - p))
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
