package theme

import (
	"math"

	"voxpop/internal/vector"
)

const (
	sampled   = 3000 // texts that the number of themes is judged on
	flat      = 32   // dimensions that it is judged in
	runs      = 4    // of k-means for each number
	steady    = 0.3  // what agreement of runs counts beside modularity
	tolerance = 0.01 // of two numbers about as good, the larger
)

// many is how many themes the texts show. A number is good when the links
// between neighbours stay within themes (modularity) and when runs that start
// elsewhere find the same themes (adjusted Rand index): the first alone likes
// themes cut fine, the second alone likes two. Of numbers about as good the
// largest is taken: an editor merges more easily than splits.
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
		k    int
		good float64
	}
	var trials []trial
	best := math.Inf(-1)
	for k := 2; k <= most; k = max(k+1, int(float64(k)*1.3)) {
		var all [runs][]int32
		agree, mod := 0.0, modularity(s.links, cut(of, parts, joins, k))
		for r := range all {
			all[r] = vector.KMeans(some, k, 15, o.Seed+uint64(r)).Of
			mod = max(mod, modularity(here.links, all[r]))
			for q := range r {
				agree += rand(all[q], all[r])
			}
		}
		t := trial{k, mod + steady*agree/(runs*(runs-1)/2)}
		trials = append(trials, t)
		best = max(best, t.good)
	}
	k := 1
	for _, t := range trials {
		if t.good >= best-tolerance {
			k = t.k
		}
	}
	return max(1, int(math.Round(float64(k)*math.Pow(4./3, float64(o.Finer)))))
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
