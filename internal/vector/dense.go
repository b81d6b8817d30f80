package vector

import (
	"cmp"
	"math"
	"slices"
)

// NeighboursDense finds the k nearest rows of each row of x, rows as long as
// one, by cosine. Up to a thousand rows it compares all; beyond, rows are put
// into about √n cells by k-means and compared with the rows of the cells that
// are nearest to them (Jégou, Douze & Schmid 2011, without the compression): a
// few of a hundred neighbours are missed, and the cost grows as n·√n.
func NeighboursDense(x Dense, k int, seed uint64) Graph {
	n := x.Len()
	g := Graph{K: k, To: make([]int32, n*k), Sim: make([]float32, n*k)}
	for p := range g.To {
		g.To[p] = -1
	}
	cells, probe := 1, 1
	var centres Dense
	of := make([]int32, n)
	if n > 1000 {
		cells, probe = int(math.Sqrt(float64(n))), 8
		sample := make([]int32, min(n, 40*cells))
		for i := range sample {
			sample[i] = int32(i * n / len(sample))
		}
		centres = KMeans(x.Take(sample), cells, 8, seed).Centres
		assigned := pass{x: x, of: of, sim: make([]float32, n), second: slices.Repeat([]float32{-1}, n)}
		assigned.assign(centres, make([]float32, cells))
	}
	lists := make([][]int32, cells)
	for i, c := range of {
		lists[c] = append(lists[c], int32(i))
	}
	Blocks(n, 128, func(lo, hi int) {
		var q query
		near := make([]scored, cells)
		for i := lo; i < hi; i++ {
			row := x.Row(i)
			for c := range near {
				near[c] = scored{row: int32(c)}
				if cells > 1 {
					near[c].sim = dot(row, centres.Row(c))
				}
			}
			slices.SortFunc(near, func(a, b scored) int { return cmp.Or(cmp.Compare(b.sim, a.sim), int(a.row-b.row)) })
			q.best = q.best[:0]
			for _, c := range near[:probe] {
				for _, j := range lists[c.row] {
					if int(j) == i {
						continue
					}
					if s := dot(row, x.Row(int(j))); s > 0 {
						q.offer(scored{j, s}, k)
					}
				}
			}
			slices.SortFunc(q.best, func(a, b scored) int { return cmp.Or(cmp.Compare(b.sim, a.sim), int(a.row-b.row)) })
			for p, s := range q.best {
				g.To[i*k+p], g.Sim[i*k+p] = s.row, s.sim
			}
		}
	})
	return g
}
