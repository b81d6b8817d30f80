package suggest

import (
	"math"

	"voxpop/internal/vector"
)

// medoids returns rows that stand for the pool: the row nearest to the centre
// of each of k clusters, those of the largest clusters first. Rows that out
// says true of are passed over.
func (p *Pool) medoids(k int, out func(int) bool, seed uint64) []int {
	var index []int32
	for i := range p.Len() {
		if !out(i) {
			index = append(index, int32(i))
		}
	}
	if len(index) == 0 || k < 1 {
		return nil
	}
	// Centres of a part of a large pool are those of the pool, nearly.
	if most := max(4000, 20*k); len(index) > most {
		part := make([]int32, most)
		for i := range part {
			part[i] = index[i*len(index)/most]
		}
		index = part
	}
	at := p.m.dense.Take(index)
	c := vector.KMeans(at, min(k, len(index)), 20, seed)
	size := make([]int, c.Centres.Len())
	best := make([]int, len(size))
	high := make([]float32, len(size))
	for j := range best {
		best[j], high[j] = -1, float32(math.Inf(-1))
	}
	for i, j := range c.Of {
		size[j]++
		if s := denseDot(at.Row(i), c.Centres.Row(int(j))); s > high[j] {
			best[j], high[j] = int(index[i]), s
		}
	}
	var rows []int
	for range size {
		j := -1
		for l := range size {
			if size[l] > 0 && (j < 0 || size[l] > size[j]) {
				j = l
			}
		}
		if j < 0 {
			break
		}
		rows, size[j] = append(rows, best[j]), 0
	}
	return rows
}

// spread picks n of the candidates, the highest worth first, each discounted
// by how near it is to one already picked or marked: two messages that say the
// same teach little more than one.
func (p *Pool) spread(candidates []int, worth []float64, marked []int, n int) []int {
	near := make([]float64, len(candidates))
	bring := func(row int) {
		for k, c := range candidates {
			near[k] = max(near[k], float64(denseDot(p.m.dense.Row(c), p.m.dense.Row(row))))
		}
	}
	for _, i := range marked {
		bring(i)
	}
	var picked []int
	taken := make([]bool, len(candidates))
	for len(picked) < min(n, len(candidates)) {
		best, high := -1, math.Inf(-1)
		for k := range candidates {
			if v := worth[k] * (1 - near[k]*near[k]*.9); !taken[k] && v > high {
				best, high = k, v
			}
		}
		taken[best] = true
		picked = append(picked, candidates[best])
		bring(candidates[best])
	}
	return picked
}
