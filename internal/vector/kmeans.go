package vector

import (
	"math"
	"math/rand/v2"
)

// Clusters is a partition of rows with its centres.
type Clusters struct {
	Of      []int32 // cluster of each row
	Centres Dense   // as long as one, a row a cluster
	Score   float64 // mean cosine between a row and its centre: the higher the better
}

// KMeans parts the rows of x, as long as one, into k clusters by cosine
// (spherical k-means; Dhillon & Modha 2001), first centres by k-means++ with
// the best of three tries (Arthur & Vassilvitskii 2007), at most rounds rounds
// (0: 50). No cluster is empty while rows differ.
func KMeans(x Dense, k, rounds int, seed uint64) Clusters {
	n := x.Len()
	k = max(1, min(k, n))
	if rounds <= 0 {
		rounds = 50
	}
	c := Clusters{Of: make([]int32, n), Centres: spread(x, k, seed)}
	if n == 0 {
		return c
	}
	return c.Refine(x, rounds)
}

// Refine continues k-means on x from the centres of c.
func (c Clusters) Refine(x Dense, rounds int) Clusters {
	n, k := x.Len(), c.Centres.Len()
	sim := make([]float32, n)
	of := make([]int32, n)
	for round := range rounds {
		moved := assign(x, c.Centres, of, sim)
		total := 0.0
		for _, s := range sim {
			total += float64(s)
		}
		score := total / float64(max(1, n))
		if moved == 0 && round > 0 || round > 2 && score-c.Score < 1e-6*math.Abs(score) {
			c.Score = score
			break
		}
		c.Score = score
		c.Centres = means(x, of, k, sim)
	}
	c.Of = of
	return c
}

// assign gives each row its nearest centre and returns how many moved.
func assign(x, centres Dense, of []int32, sim []float32) int {
	n := x.Len()
	const size = 512
	moved := make([]int, (n+size-1)/size)
	Blocks(n, size, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := x.Row(i)
			best, at := float32(math.Inf(-1)), int32(0)
			for j := range centres.Len() {
				if s := dot(row, centres.Row(j)); s > best {
					best, at = s, int32(j)
				}
			}
			if of[i] != at {
				of[i] = at
				moved[lo/size]++
			}
			sim[i] = best
		}
	})
	all := 0
	for _, m := range moved {
		all += m
	}
	return all
}

// means returns the direction of each cluster's sum. An empty cluster takes
// the row that fits its own worst.
func means(x Dense, of []int32, k int, sim []float32) Dense {
	centres := NewDense(k, x.Cols)
	size := make([]int, k)
	for i, c := range of {
		axpy(1, x.Row(i), centres.Row(int(c)))
		size[c]++
	}
	for c := range k {
		if size[c] > 0 {
			continue
		}
		worst := 0
		for i := range sim {
			if sim[i] < sim[worst] {
				worst = i
			}
		}
		copy(centres.Row(c), x.Row(worst))
		sim[worst] = 2 // taken
	}
	centres.Normalize()
	return centres
}

// spread picks k rows that are far from each other.
func spread(x Dense, k int, seed uint64) Dense {
	n := x.Len()
	centres := NewDense(k, x.Cols)
	if n == 0 {
		return centres
	}
	rng := rand.New(rand.NewPCG(seed, 0x6b6d65616e73))
	gap := make([]float64, n)
	for i := range gap {
		gap[i] = math.Inf(1)
	}
	tries := 3
	try := make([][]float64, tries)
	for t := range try {
		try[t] = make([]float64, n)
	}
	for c := range k {
		bestSum, best := math.Inf(1), 0
		var bestRow int
		for t := range tries {
			if c == 0 && t > 0 {
				break
			}
			pick := draw(rng, gap, c == 0)
			row, out := x.Row(pick), try[t]
			Blocks(n, 2048, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					out[i] = min(gap[i], max(0, float64(1-dot(row, x.Row(i)))))
				}
			})
			sum := 0.0
			for _, g := range out {
				sum += g
			}
			if sum < bestSum {
				bestSum, best, bestRow = sum, t, pick
			}
		}
		copy(centres.Row(c), x.Row(bestRow))
		gap, try[best] = try[best], gap
	}
	return centres
}

// draw picks a row with a chance in proportion to its weight, or any.
func draw(rng *rand.Rand, weight []float64, any bool) int {
	total := 0.0
	if !any {
		for _, w := range weight {
			total += w
		}
	}
	if total <= 0 {
		return rng.IntN(len(weight))
	}
	at := rng.Float64() * total
	for i, w := range weight {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weight) - 1
}
