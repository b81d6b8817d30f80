package prevalence

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Plan is a stratified draw: who is in which stratum, and how many to draw
// from each.
type Plan struct {
	Of   []int // the stratum of each person, 0 upwards, by rising score
	Size []int // people in each stratum
	Draw []int // people to draw from each
}

const (
	mostStrata = 20
	perStratum = 5 // people drawn from a stratum, at least, when there are several
)

// PlanStrata plans a draw of n people by their scores (between 0 and 1; NaN
// stands at the mean). People are put in order of score and cut into strata
// that each hold an equal part of √(p(1 − p)), so that equal draws from each
// are Neyman's allocation (Neyman 1934) by what the scores promise; half as
// much again is dealt out evenly, since scores may promise too much.
func PlanStrata(scores []float64, n int) Plan {
	people := len(scores)
	n = min(n, people)
	mean, _, _, _ := spread(scores)
	order := make([]int, people)
	size := make([]float64, people)
	total := 0.
	scores = slices.Clone(scores)
	for i, s := range scores {
		if math.IsNaN(s) {
			s = mean
		}
		s = min(max(s, 0), 1)
		scores[i] = s
		order[i], size[i] = i, math.Sqrt(s*(1-s))
		total += size[i]
	}
	even := evenly * total / float64(people)
	if total == 0 {
		even = 1
	}
	for i := range size {
		size[i] += even
	}
	total += even * float64(people)
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(scores[a], scores[b]), cmp.Compare(a, b)) })
	strata := min(max(n/perStratum, 1), mostStrata)
	p := Plan{Of: make([]int, people), Size: make([]int, strata), Draw: make([]int, strata)}
	weight := make([]float64, strata)
	upto := 0.
	for _, i := range order {
		h := min(int((upto+size[i]/2)/total*float64(strata)), strata-1)
		p.Of[i] = h
		p.Size[h]++
		weight[h] += size[i]
		upto += size[i]
	}
	p.allot(weight, n)
	return p
}

const evenly = .5

// allot deals n draws by weight, nobody twice, and at least two from each
// stratum where there are enough.
func (p *Plan) allot(weight []float64, n int) {
	for h := range p.Draw {
		p.Draw[h] = min(2, p.Size[h])
		n -= p.Draw[h]
	}
	for ; n < 0; n++ { // fewer draws than that: from the largest first
		h := 0
		for k, d := range p.Draw {
			if d > p.Draw[h] {
				h = k
			}
		}
		p.Draw[h]--
	}
	for ; n > 0; n-- { // the next goes where one more is worth most
		best, gain := -1, 0.
		for h, d := range p.Draw {
			if g := weight[h] / (float64(d) + .5); d < p.Size[h] && (best < 0 || g > gain) {
				best, gain = h, g
			}
		}
		p.Draw[best]++
	}
}

// Choose draws the people, in rising order; the same seed draws the same.
func (p Plan) Choose(seed uint64) []int {
	members := make([][]int, len(p.Size))
	for i, h := range p.Of {
		members[h] = append(members[h], i)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	var out []int
	for h, m := range members {
		for k := range p.Draw[h] {
			j := k + rng.IntN(len(m)-k)
			m[k], m[j] = m[j], m[k]
			out = append(out, m[k])
		}
	}
	slices.Sort(out)
	return out
}
