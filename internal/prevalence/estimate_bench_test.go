package prevalence_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"voxpop/internal/prevalence"
)

// sampled invents scores of n people on some codes and a sample of them.
func sampled(n, codes, drawn int) prevalence.Evidence {
	rng := rand.New(rand.NewPCG(3, uint64(n)))
	e := prevalence.Evidence{People: n, Drawn: rng.Perm(n)[:drawn]}
	for c := range codes {
		has, scores := make([]bool, n), make([]float64, n)
		share := .02 + .5*float64(c)/float64(codes)
		for i := range scores {
			has[i] = rng.Float64() < share
			x := rng.NormFloat64() - 2
			if has[i] {
				x += 2
			}
			scores[i] = 1 / (1 + 1/(2.7*x*x+.1))
		}
		k := prevalence.CodeEvidence{Scores: scores}
		for _, i := range e.Drawn {
			if has[i] {
				k.Voiced = append(k.Voiced, 1)
			} else {
				k.Voiced = append(k.Voiced, 0)
			}
		}
		e.Codes = append(e.Codes, k)
	}
	return e
}

// Twenty codes from a sample of 400.
func BenchmarkRanges(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n == 1_000_000 && testing.Short() {
				b.Skip("a million people")
			}
			e := sampled(n, 20, 400)
			for b.Loop() {
				e.Ranges()
			}
		})
	}
}

// Twenty codes, a sample of 400, rows of 128.
func BenchmarkCrossFit(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rows := make([][]float32, n)
			for i := range rows {
				r := make([]float32, 128)
				for k := range r {
					r[k] = float32(rng.NormFloat64())
				}
				rows[i] = prevalence.MeanRow(r)
			}
			e := sampled(n, 20, 400)
			var voiced [][]float64
			for _, c := range e.Codes {
				voiced = append(voiced, c.Voiced)
			}
			for b.Loop() {
				prevalence.CrossFit(rows, e.Drawn, voiced, 1)
			}
		})
	}
}
