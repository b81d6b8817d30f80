package theme

import (
	"math"
	"slices"

	"voxpop/internal/vector"
)

// clusters is the best of tries runs of k-means, by its own score: between
// runs on few large themes the score tells good from bad.
func clusters(x vector.Dense, keys []uint64, k, tries, rounds int, seed uint64) vector.Clusters {
	var best vector.Clusters
	for t := range tries {
		c := vector.KMeansBy(x, keys, k, rounds, seed+uint64(t)*0x9e3779b97f4a7c15)
		if t == 0 || c.Score > best.Score {
			best = c
		}
	}
	return best
}

// join is one step of a tree: part b joins part a.
type join struct{ a, b int32 }

// tree joins the parts of a partition two by two, always the two whose mean
// directions are nearest (centroid linkage by cosine), until one is left.
// Small parts that stand apart stay apart, which k-means cannot do.
func tree(x vector.Dense, of []int32, parts int) []join {
	sum := vector.NewDense(parts, x.Cols)
	size := make([]int, parts)
	for i, p := range of {
		s := sum.Row(int(p))
		for d, v := range x.Row(i) {
			s[d] += v
		}
		size[p]++
	}
	var live []int32
	for p := range parts {
		if size[p] > 0 {
			live = append(live, int32(p))
		}
	}
	norm := make([]float64, parts)
	product := func(a, b int32) float64 {
		s := 0.0
		q := sum.Row(int(b))
		for d, v := range sum.Row(int(a)) {
			s += float64(v) * float64(q[d])
		}
		return s
	}
	for _, p := range live {
		norm[p] = math.Sqrt(max(1e-12, product(p, p)))
	}
	near := make([]float32, parts*parts)
	set := func(a, b int32) {
		v := float32(product(a, b) / (norm[a] * norm[b]))
		near[int(a)*parts+int(b)], near[int(b)*parts+int(a)] = v, v
	}
	for i, a := range live {
		for _, b := range live[:i] {
			set(a, b)
		}
	}
	best := make([]int32, parts) // the nearest other of each part
	look := func(a int32) {
		best[a] = -1
		for _, b := range live {
			if b != a && (best[a] < 0 || near[int(a)*parts+int(b)] > near[int(a)*parts+int(best[a])]) {
				best[a] = b
			}
		}
	}
	for _, a := range live {
		look(a)
	}
	var steps []join
	for len(live) > 1 {
		a := live[0]
		for _, c := range live {
			if near[int(c)*parts+int(best[c])] > near[int(a)*parts+int(best[a])] {
				a = c
			}
		}
		b := best[a]
		if b < a {
			a, b = b, a
		}
		steps = append(steps, join{a, b})
		s := sum.Row(int(a))
		for d, v := range sum.Row(int(b)) {
			s[d] += v
		}
		norm[a] = math.Sqrt(max(1e-12, product(a, a)))
		live = slices.DeleteFunc(live, func(c int32) bool { return c == b })
		for _, c := range live {
			if c != a {
				set(a, c)
			}
		}
		for _, c := range live {
			if c == a || best[c] == a || best[c] == b {
				look(c)
			} else if near[int(c)*parts+int(a)] > near[int(c)*parts+int(best[c])] {
				best[c] = a
			}
		}
	}
	return steps
}

// cut joins the parts of a partition along the tree until k are left, numbered
// from 0.
func cut(of []int32, parts int, steps []join, k int) []int32 {
	to := make([]int32, parts)
	for p := range to {
		to[p] = int32(p)
	}
	live := len(steps) + 1
	for _, s := range steps[:max(0, live-k)] {
		for p := range to {
			if to[p] == s.b {
				to[p] = s.a
			}
		}
	}
	out := make([]int32, len(of))
	for i, p := range of {
		out[i] = to[p]
	}
	return numbered(out)
}

// numbered gives the parts the numbers from 0 on, in the order in which they come.
func numbered(of []int32) []int32 {
	seen := map[int32]int32{}
	out := make([]int32, len(of))
	for i, p := range of {
		q, ok := seen[p]
		if !ok {
			q = int32(len(seen))
			seen[p] = q
		}
		out[i] = q
	}
	return out
}

func count(of []int32) int {
	if len(of) == 0 {
		return 0
	}
	return int(slices.Max(of)) + 1
}

// modularity is how much of the links between neighbours stays within themes,
// less what would by chance (Newman & Girvan 2004): it falls when a theme is
// cut in two and when two are thrown together.
func modularity(g vector.Graph, of []int32) float64 {
	degree := make([]float64, count(of))
	in, all := 0.0, 0.0
	for i := range g.Len() {
		to, sim := g.Near(i)
		for j, v := range to {
			s := float64(sim[j])
			all += s
			if of[i] == of[v] {
				in += s
			}
			degree[of[i]] += s / 2
			degree[of[v]] += s / 2
		}
	}
	if all == 0 {
		return 0
	}
	chance := 0.0
	for _, d := range degree {
		chance += d / all * d / all
	}
	return in/all - chance
}
