package theme

import (
	"math"
	"slices"

	"voxpop/internal/vector"
)

const (
	sampled   = 3000 // texts that the number of themes is judged on
	flat      = 32   // dimensions that it is judged in
	runs      = 5    // of k-means for each number
	steady    = 0.4  // what agreement of runs counts beside modularity
	tolerance = 0.03 // between numbers that are about as good
)

// many is how many themes the texts show. A number is good when the links
// between neighbours stay within themes (modularity) and when runs that start
// elsewhere find the same themes (adjusted Rand index): the first alone likes
// themes cut fine, the second alone likes two. Texts rarely show one number:
// from 10 to 40 may be about as good. Where themes stand apart, so that joining
// the nearest parts keeps about the links that k-means does, and half as many at the
// coarsest of these numbers, the middle between the best and the finest is taken,
// as joining has not mixed anything yet; elsewhere the coarsest that is nearly the best.
func (s space) many(of []int32, parts int, joins []join, o Options) int {
	n := s.smooth.Len()
	most := min(len(joins)+1, n/8, 250)
	if most < 3 {
		return max(1, min(2, len(joins)+1))
	}
	rows := s.sample(sampled)
	some := s.smooth.Take(rows)
	some = vector.Reduce(some, flat)
	some.Normalize()
	here := s.only(rows)
	type trial struct {
		k                 int
		mod, joined, good float64
	}
	var trials []trial
	top := math.Inf(-1)
	for k := 2; k <= most; k = max(k+1, int(float64(k)*1.45)) {
		var all [runs][]int32
		joined := modularity(s.links, cut(of, parts, joins, k))
		agree, mod := 0.0, joined
		for r := range all {
			all[r] = clusters(some, here.keys, k, max(1, min(3, 30/k)), 15, o.Seed+uint64(r)*1000).Of
			mod = max(mod, modularity(here.links, all[r]))
			for q := range r {
				agree += rand(all[q], all[r])
			}
		}
		trials = append(trials, trial{k, mod, joined, mod + steady*agree/(runs*(runs-1)/2)})
		top = max(top, mod)
	}
	// Two themes of which one is tiny are found by every run; that is no reason.
	// A number that keeps so many fewer links is too coarse.
	trials = slices.DeleteFunc(trials, func(t trial) bool { return t.mod < 0.9*top })
	// first and last of the trials that are near the best.
	within := func(t []trial, tolerance float64) (first, good, last trial) {
		for i, c := range t {
			if i == 0 || c.good > good.good {
				good = c
			}
		}
		for _, c := range t {
			if c.good >= good.good-tolerance {
				if first.k == 0 {
					first = c
				}
				last = c
			}
		}
		return first, good, last
	}
	low, good, high := within(trials, tolerance)
	k := 0.
	if good.joined >= 0.9*good.mod && low.joined >= low.mod/2 {
		k = math.Sqrt(float64(good.k) * float64(high.k))
	} else {
		// Parts cut fine always join well; that says nothing of coarser themes.
		mixed := slices.DeleteFunc(slices.Clone(trials), func(t trial) bool { return t.joined >= t.mod })
		if len(mixed) == 0 {
			mixed = trials
		}
		low, _, _ = within(mixed, tolerance/2)
		k = float64(low.k)
	}
	return max(1, int(math.Round(k*math.Pow(4./3, float64(o.Finer)))))
}

// rand is how far two partitions agree, adjusted for chance: 1 is the same
// (Hubert & Arabie 1985).
func rand(a, b []int32) float64 {
	ka, kb := count(a), count(b)
	cell, row, col := make([]float64, ka*kb), make([]float64, ka), make([]float64, kb)
	for i := range a {
		cell[int(a[i])*kb+int(b[i])]++
		row[a[i]]++
		col[b[i]]++
	}
	pairs := func(sizes []float64) (s float64) {
		for _, n := range sizes {
			s += n * (n - 1) / 2
		}
		return s
	}
	n := float64(len(a))
	both, pa, pb := pairs(cell), pairs(row), pairs(col)
	chance := pa * pb / max(1, n*(n-1)/2)
	if most := (pa + pb) / 2; most > chance {
		return (both - chance) / (most - chance)
	}
	return 1
}
