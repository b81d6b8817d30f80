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
	return KMeansBy(x, nil, k, rounds, seed)
}

// KMeansBy is KMeans whose chances hang on a key of each row, not on its place:
// with a row more, the others are picked as they were before. nil is KMeans.
func KMeansBy(x Dense, keys []uint64, k, rounds int, seed uint64) Clusters {
	n := x.Len()
	k = max(1, min(k, n))
	if rounds <= 0 {
		rounds = 50
	}
	c := Clusters{Of: make([]int32, n), Centres: spread(x, keys, k, seed)}
	if n == 0 {
		return c
	}
	return c.Refine(x, rounds)
}

// Refine continues k-means on x from the centres of c. A row whose nearest
// centre cannot have changed, by how far the centres moved, is not compared with
// all of them (Hamerly 2010): the answer is the same, and most rows are such.
func (c Clusters) Refine(x Dense, rounds int) Clusters {
	n, k := x.Len(), c.Centres.Len()
	p := pass{x: x, of: make([]int32, n), sim: make([]float32, n), second: make([]float32, n)}
	moved := make([]float32, k)
	for i := range p.second {
		p.second[i] = -1
	}
	for round := range rounds {
		changed := p.assign(c.Centres, moved)
		total := 0.0
		for _, s := range p.sim {
			total += float64(s)
		}
		score := total / float64(max(1, n))
		done := changed == 0 && round > 0 || round > 2 && score-c.Score < 1e-6*math.Abs(score)
		c.Score = score
		if done || round == rounds-1 {
			break
		}
		next := means(x, p.of, k, p.sim)
		for j := range k {
			moved[j] = apart(dot(next.Row(j), c.Centres.Row(j)))
		}
		c.Centres = next
	}
	c.Of = p.of
	return c
}

// pass is the state of one run of k-means.
type pass struct {
	x      Dense
	of     []int32
	sim    []float32 // with the own centre
	second []float32 // no centre but the own is nearer than this distance
}

// apart is the distance of two rows as long as one, by their cosine.
func apart(cos float32) float32 { return float32(math.Sqrt(float64(max(0, 2-2*cos)))) }

// assign gives each row its nearest centre and returns how many changed. moved
// is how far each centre went since the last time.
func (p *pass) assign(centres Dense, moved []float32) int {
	n, k := p.x.Len(), centres.Len()
	// The farthest that any centre went, and any other than that one.
	far, next, at := float32(0), float32(0), int32(-1)
	for j, m := range moved {
		if m > far {
			far, next, at = m, far, int32(j)
		} else {
			next = max(next, m)
		}
	}
	const size, slack = 512, 1e-4
	changed := make([]int, (n+size-1)/size)
	Blocks(n, size, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row, own := p.x.Row(i), p.of[i]
			s := dot(row, centres.Row(int(own)))
			if own == at {
				p.second[i] -= next
			} else {
				p.second[i] -= far
			}
			if apart(s)+slack < p.second[i] {
				p.sim[i] = s
				continue
			}
			best, to, then := s, own, float32(-2)
			for j := range k {
				if int32(j) == own {
					continue
				}
				if t := dot(row, centres.Row(j)); t > best || t == best && int32(j) < to {
					best, to, then = t, int32(j), best
				} else if t > then {
					then = t
				}
			}
			if to != own {
				p.of[i] = to
				changed[lo/size]++
			}
			p.sim[i], p.second[i] = best, apart(then)
		}
	})
	all := 0
	for _, c := range changed {
		all += c
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

// spread picks k rows that are far from each other. A row that is nearer to its
// centre than half the way from there to a new one is not compared with that.
func spread(x Dense, keys []uint64, k int, seed uint64) Dense {
	n := x.Len()
	centres := NewDense(k, x.Cols)
	if n == 0 {
		return centres
	}
	rng := rand.New(rand.NewPCG(seed, 0x6b6d65616e73))
	tries := 3
	if k > 200 {
		tries = 1
	}
	type place struct {
		gap []float64 // half the square of the distance to the nearest centre
		of  []int32
	}
	fresh := func() place { return place{make([]float64, n), make([]int32, n)} }
	now, better, try := fresh(), fresh(), fresh()
	way := make([]float64, k)
	for c := range k {
		bestSum, bestRow := math.Inf(1), 0
		for t := range tries {
			if c == 0 && t > 0 {
				break
			}
			pick := 0
			if keys == nil {
				pick = draw(rng, now.gap, c == 0)
			} else {
				pick = race(mix(seed+uint64(c*tries+t)), keys, now.gap, c == 0)
			}
			row := x.Row(pick)
			for j := range c {
				way[j] = max(0, float64(1-dot(row, centres.Row(j)))) / 4
			}
			Blocks(n, 2048, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					g, o := now.gap[i], now.of[i]
					if c == 0 {
						g, o = max(0, float64(1-dot(row, x.Row(i)))), 0
					} else if g > way[o] {
						if d := max(0, float64(1-dot(row, x.Row(i)))); d < g {
							g, o = d, int32(c)
						}
					}
					try.gap[i], try.of[i] = g, o
				}
			})
			sum := 0.0
			for _, g := range try.gap {
				sum += g
			}
			if sum < bestSum {
				bestSum, bestRow = sum, pick
				better, try = try, better
			}
		}
		copy(centres.Row(c), x.Row(bestRow))
		now, better = better, now
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

// race picks a row as draw does: each runs for a time of chance, by its key, over
// its weight, and the first is picked (Efraimidis & Spirakis 2006).
func race(salt uint64, keys []uint64, weight []float64, any bool) int {
	first, best := 0, math.Inf(1)
	for i, key := range keys {
		w := weight[i]
		if any {
			w = 1
		}
		u := float64(mix(key^salt)>>11+1) / (1 << 53)
		if w <= 0 || 1-u >= best*w { // -log u is more
			continue
		}
		if at := -math.Log(u) / w; at < best {
			first, best = i, at
		}
	}
	return first
}
