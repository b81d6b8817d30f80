package prevalence

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Each way of drawing has the distribution that its name says, by a chi-square
// over the values that are expected at least ten times.
func TestBinomial(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const draws = 40_000
	for _, test := range []struct {
		n int
		p float64
	}{{1, .3}, {9, .5}, {100, .02}, {100, .3}, {100, .7}, {1000, .5}, {100_000, .0005}, {50, .97}} {
		seen := make([]int, test.n+1)
		for range draws {
			seen[binomial(rng, test.n, test.p)]++
		}
		chi, df := 0., -1.
		rest, restSeen := 0., 0.
		for k, s := range seen {
			e := draws * math.Exp(logFactorial(float64(test.n))-logFactorial(float64(k))-logFactorial(float64(test.n-k))+
				float64(k)*math.Log(test.p)+float64(test.n-k)*math.Log1p(-test.p))
			if e < 10 {
				rest += e
				restSeen += float64(s)
				continue
			}
			chi += (float64(s) - e) * (float64(s) - e) / e
			df++
		}
		if rest >= 10 {
			chi += (restSeen - rest) * (restSeen - rest) / rest
			df++
		}
		// 4.5 standard deviations above the mean of chi-square.
		if limit := df + 4.5*math.Sqrt(2*df) + 10; chi > limit {
			t.Errorf("n %d, p %v: chi-square %.1f with %v degrees of freedom, over %.1f", test.n, test.p, chi, df, limit)
		}
	}
	for _, test := range []struct{ n, want int }{{0, 0}, {5, 5}} {
		if got := binomial(rng, test.n, 1); got != test.want {
			t.Errorf("binomial(%d, 1) = %d", test.n, got)
		}
	}
	if got := binomial(rng, 5, 0); got != 0 {
		t.Errorf("binomial(5, 0) = %d", got)
	}
}
