package prevalence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
)

// crowd invents n answers: three marks each, one in four coded twice, one in
// ten a person's further answer, one in ten of a campaign.
func crowd(n int) []prevalence.Answer {
	rng := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 9, 2, 8, 0, 0, 0, time.UTC)
	out := make([]prevalence.Answer, n)
	for i := range out {
		at := start.Add(time.Duration(rng.IntN(12*24*3600)) * time.Second)
		a := prevalence.Answer{
			ID: fmt.Sprintf("A%06d", i), Who: fmt.Sprintf("r-%d", i),
			At: at, Day: at.Format(time.DateOnly),
			Channel: string(voxpop.Channels[rng.IntN(4)]), Medium: string(voxpop.Media[rng.IntN(3)]),
			Lang: []string{"en", "fa", "ar"}[rng.IntN(3)], Place: []string{"", "Northgate"}[rng.IntN(2)],
		}
		if i > 0 && rng.IntN(10) == 0 {
			a.Who = out[rng.IntN(i)].Who
		}
		if rng.IntN(10) == 0 {
			a.Campaign = "keep"
		}
		coders := []string{"ann"}
		if rng.IntN(4) == 0 {
			coders = []string{"ann", "bo"}
		}
		for _, c := range coders {
			for range 3 {
				a.Marks = append(a.Marks, prevalence.Mark{Code: fmt.Sprintf("c%d", rng.IntN(18)), Coder: c, Present: true, Origin: voxpop.ByPerson})
			}
		}
		out[i] = a
	}
	return out
}

func book(n int) voxpop.Codebook {
	var b voxpop.Codebook
	for i := range n {
		b.Codes = append(b.Codes, voxpop.Code{ID: fmt.Sprintf("c%d", i), Kind: voxpop.Theme})
	}
	return b
}

func BenchmarkRecount(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		answers := crowd(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				prevalence.Recount(slices.Values(answers))
			}
		})
	}
}

// Figures include the bootstrap of every code.
func BenchmarkFigures(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		tally := prevalence.Recount(slices.Values(crowd(n)))
		for name, draws := range map[string]int{"bootstrap": 0, "plain": -1} {
			b.Run(fmt.Sprint(n, "/", name), func(b *testing.B) {
				for b.Loop() {
					tally.Figures(book(18), voxpop.DefaultHouse(), prevalence.Options{Draws: draws})
				}
			})
		}
	}
}

func BenchmarkAddRemove(b *testing.B) {
	answers := crowd(10_000)
	tally := prevalence.Recount(slices.Values(answers))
	p := prevalence.NewPart(answers[:1], nil)
	for b.Loop() {
		tally.Add(p)
		tally.Remove(p)
	}
}

// Five raters, all of them on every unit.
func BenchmarkReliability(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1_000, 10_000} {
		units := make([]prevalence.Rated, n)
		for i := range units {
			units[i] = prevalence.Rated{}
			for r := range 5 {
				units[i][fmt.Sprint(r)] = []string{[]string{"a", "b"}[rng.IntN(2)]}
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				prevalence.Reliability(units, prevalence.Options{})
			}
		})
	}
}
