package theme

import (
	"math"

	"voxpop/internal/vector"
)

// views is how many partitions a consensus on k themes is made of: runs on many
// themes differ less, and cost more.
func views(k int) int {
	if k <= 30 {
		return 7
	}
	return 4
}

// consensus parts the texts k ways several times, each time from a space that
// was smoothed otherwise, and finds the partition that they have in common
// (Strehl & Ghosh 2002): texts are points whose coordinates are the themes that
// they were in. What one run owes to its start or its settings cancels out.
func (s space) consensus(k int, seed uint64) []int32 {
	all := make([][]int32, views(k))
	tries, rounds := 1, 20
	if k <= 30 {
		tries, rounds = 3, 50
	}
	spaces := []vector.Dense{s.smooth, vector.Smooth(s.raw, s.links, 13, 0.15), vector.Smooth(s.raw, s.links, 5, 0.2)}
	for _, x := range spaces[1:] {
		x.Normalize()
	}
	for v := range all {
		x := spaces[v%len(spaces)]
		m := k
		if v%2 == 1 {
			m = k + k/2
		}
		all[v] = s.refined(clusters(x, s.keys, m, tries, rounds, seed+uint64(v)<<32).Of, m, 3)
	}
	return common(all, s.keys, k, tries, seed)
}

// common is the partition into k that the given ones have in common.
func common(all [][]int32, keys []uint64, k, tries int, seed uint64) []int32 {
	n := len(keys)
	rows := vector.Rows{Start: make([]int32, n+1)}
	first := make([]int32, len(all)) // column of each partition's first part
	for v, of := range all {
		first[v] = int32(rows.Cols)
		rows.Cols += count(of)
	}
	for i := range n {
		for v, of := range all {
			rows.Col = append(rows.Col, first[v]+of[i])
		}
		rows.Start[i+1] = int32(len(rows.Col))
	}
	size := make([]float64, rows.Cols)
	for _, c := range rows.Col {
		size[c]++
	}
	rows.Val = make([]float32, len(rows.Col))
	for p, c := range rows.Col {
		rows.Val[p] = float32(1 / math.Sqrt(size[c]))
	}
	x := vector.Decompose(rows, k, 0, 1).U
	x.Normalize()
	return clusters(x, keys, k, 2*tries, 50, seed).Of
}
