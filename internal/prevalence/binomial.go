package prevalence

import (
	"math"
	"math/rand/v2"
)

// binomial draws the number of successes in n tries of probability p. Small
// means by inversion, large ones by Hörmann's transformed rejection (The
// generation of binomial random variates, J. Stat. Comput. Simul. 46, 1993,
// algorithm BTRS), both exact in distribution and quick for any n.
func binomial(rng *rand.Rand, n int, p float64) int {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > .5:
		return n - binomial(rng, n, 1-p)
	case float64(n)*p < 10:
		return invert(rng, n, p)
	}
	return reject(rng, n, p)
}

// invert walks up the distribution function from 0; needs p ≤ 1/2 and a mean under 10.
func invert(rng *rand.Rand, n int, p float64) int {
	odds := p / (1 - p)
	for {
		f := math.Exp(float64(n) * math.Log1p(-p))
		u := rng.Float64()
		for k := 0; k <= n; k++ {
			if u < f {
				return k
			}
			u -= f
			f *= odds * float64(n-k) / float64(k+1)
			if f < 1e-300 {
				break // rounding has eaten the tail; draw again
			}
		}
	}
}

// reject needs p ≤ 1/2 and a mean of at least 10.
func reject(rng *rand.Rand, n int, p float64) int {
	N := float64(n)
	spq := math.Sqrt(N * p * (1 - p))
	b := 1.15 + 2.53*spq
	a := -.0873 + .0248*b + .01*p
	c := N*p + .5
	alpha := (2.83 + 5.1/b) * spq
	vr := .92 - 4.2/b
	mode := math.Floor((N + 1) * p)
	logOdds := math.Log(p / (1 - p))
	for {
		u := rng.Float64() - .5
		v := rng.Float64()
		us := .5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + c)
		if us >= .07 && v <= vr {
			return int(k)
		}
		if k < 0 || k > N {
			continue
		}
		v = math.Log(v * alpha / (a/(us*us) + b))
		if v <= logFactorial(mode)+logFactorial(N-mode)-logFactorial(k)-logFactorial(N-k)+(k-mode)*logOdds {
			return int(k)
		}
	}
}

func logFactorial(x float64) float64 {
	l, _ := math.Lgamma(x + 1)
	return l
}
