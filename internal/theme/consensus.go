package theme

import (
	"math"

	"voxpop/internal/vector"
)

// views is how many partitions a consensus is made of.
const views = 7

// consensus parts the texts k ways several times, each time from a space that
// was smoothed otherwise, and finds the partition that they have in common
// (Strehl & Ghosh 2002): texts are points whose coordinates are the themes that
// they were in. What one run owes to its start or its settings cancels out.
func (s space) consensus(k int, seed uint64) []int32 {
	n := s.smooth.Len()
	all := make([][]int32, views)
	for v := range all {
		x := s.smooth
		if v > 0 {
			x = vector.Reduce(vector.Smooth(s.raw, s.links, 3+2*v, 0.1+0.05*float32(v%3)), smoothed)
			x.Normalize()
		}
		m := k
		if v%2 == 1 {
			m = k + k/2
		}
		all[v] = s.refined(clusters(x, m, 3, 0, seed+uint64(v)<<32).Of, m, 5)
	}
	return common(all, n, k, seed)
}

// common is the partition into k that the given ones have in common.
func common(all [][]int32, n, k int, seed uint64) []int32 {
	rows := vector.Rows{Start: make([]int32, n+1)}
	size := []float64{}
	for i := range n {
		at := int32(0)
		for _, of := range all {
			rows.Col = append(rows.Col, at+of[i])
			at += int32(count(of))
		}
		rows.Start[i+1] = int32(len(rows.Col))
		rows.Cols = int(at)
	}
	size = make([]float64, rows.Cols)
	for _, c := range rows.Col {
		size[c]++
	}
	rows.Val = make([]float32, len(rows.Col))
	for p, c := range rows.Col {
		rows.Val[p] = float32(1 / math.Sqrt(size[c]))
	}
	x := vector.Decompose(rows, k, 0, 1).U
	x.Normalize()
	return clusters(x, k, 6, 0, seed).Of
}
