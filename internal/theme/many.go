package theme

import (
	"math"
	"slices"

	"voxpop/internal/vector"
)

const (
	sampled   = 3000 // texts that the number of themes is judged on
	flat      = 32   // dimensions that it is judged in
	runs      = 3    // of k-means for each number
	steady    = 0.4  // what agreement of runs counts beside modularity
	tolerance = 0.03 // between numbers that are about as good
)

// many is how many themes the texts show. A number is good when the links
// between neighbours stay within themes (modularity) and when runs that start
// elsewhere find the same themes (adjusted Rand index): the first alone likes
// themes cut fine, the second alone likes two. Texts rarely show one number:
// from 10 to 40 may be about as good. Where themes stand apart, so that joining
// the nearest parts keeps more links than k-means does, the middle between the
// best and the finest is taken, as joining has not mixed anything yet; elsewhere
// the middle between the coarsest and the best.
func (s space) many(of []int32, parts int, joins []join, o Options) int {
	n := s.smooth.Len()
	most := min(len(joins)+1, n/8, 250)
	if most < 3 {
		return max(1, min(2, len(joins)+1))
	}
	var rows []int32
	for i := 0; i < min(n, sampled); i++ {
		rows = append(rows, int32(i*n/min(n, sampled)))
	}
	some := s.smooth.Take(rows)
	some = vector.Reduce(some, flat)
	some.Normalize()
	here := s.only(rows)
	type trial struct {
		k         int
		mod, good float64
		apart     bool
	}
	var trials []trial
	top := math.Inf(-1)
	for k := 2; k <= most; k = max(k+1, int(float64(k)*1.45)) {
		var all [runs][]int32
		joined := modularity(s.links, cut(of, parts, joins, k))
		agree, mod := 0.0, joined
		for r := range all {
			all[r] = clusters(some, k, max(1, min(3, 30/k)), 15, o.Seed+uint64(r)*1000).Of
			mod = max(mod, modularity(here.links, all[r]))
			for q := range r {
				agree += rand(all[q], all[r])
			}
		}
		trials = append(trials, trial{k, mod, mod + steady*agree/(runs*(runs-1)/2), joined >= mod})
		top = max(top, mod)
	}
	// Two themes of which one is tiny are found by every run; that is no reason.
	trials = slices.DeleteFunc(trials, func(t trial) bool { return t.mod < 0.85*top })
	best := math.Inf(-1)
	for _, t := range trials {
		best = max(best, t.good)
	}
	var low, good, high trial
	for _, t := range trials {
		if t.good >= best-tolerance {
			if low.k == 0 {
				low = t
			}
			if t.good == best && good.k == 0 {
				good = t
			}
			high = t
		}
	}
	k := math.Sqrt(float64(low.k) * float64(good.k))
	if good.apart && high.apart {
		k = math.Sqrt(float64(good.k) * float64(high.k))
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
