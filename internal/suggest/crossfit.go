package suggest

import (
	"cmp"
	"slices"

	"voxpop/internal/cores"
)

// CrossOptions of [CrossFit].
type CrossOptions struct {
	Folds  int   // 0 is 10; never more than there are groups
	Groups []int // of each row of the pool, such as its person; nil: each row its own
	Seed   uint64
}

// CrossFit returns, for each label, a probability for every row of the pool
// from a model that did not learn from it, nor from any row of its group: a row
// with marks from the models of the other folds, any other from the mean of all
// models (Chernozhukov et al. 2018, Double/debiased machine learning; for
// shares Zrnic & Candès 2024, Cross-prediction-powered inference). An unmarked
// row of a group that has marked ones counts with its group. A label that no
// marked row has, or every one, is equally likely everywhere.
func CrossFit(p *Pool, marks Marks, o CrossOptions) [][]float64 {
	m := p.hinted(marks.Names)
	marks.how = marks.unseen() // a cost that no mark chose
	scores, fold, folds := crossScores(p, m, marks, o, true)
	curves := make([][]curve, folds+1)
	for f := range curves { // the last ones are for rows without marks
		curves[f] = calibrate(outOfFold(scores, marks, func(row int) bool { return fold[row] != f }))
	}
	cores.Each(marks.Labels, func(l int) {
		for i, s := range scores[l] {
			f := fold[i]
			if f < 0 {
				f = folds
			}
			scores[l][i] = curves[f][l].p(s)
		}
	})
	return scores
}

// crossScores is CrossFit before its scores are made probabilities.
func crossScores(p *Pool, m *matrix, marks Marks, o CrossOptions, unmarked bool) (out [][]float64, fold []int, folds int) {
	fold, folds = foldsOf(p.Len(), marks, o)
	out = make([][]float64, marks.Labels)
	for l := range out {
		out[l] = make([]float64, p.Len())
	}
	if folds < 2 {
		return out, fold, folds
	}
	mean := make([]weights, marks.Labels)
	models := make([]*Model, folds)
	for f := range folds {
		var rest []int
		for j, i := range marks.Rows {
			if fold[i] != f {
				rest = append(rest, j)
			}
		}
		models[f] = fit(p, m, marks.take(rest))
	}
	cores.Each(marks.Labels, func(l int) {
		for _, i := range marks.Rows {
			out[l][i] = models[fold[i]].score(i, l)
		}
		if !unmarked {
			return
		}
		mean[l] = p.m.weights()
		base := 0.0
		for _, f := range models {
			if f.empty[l] {
				base += f.score(0, l)
				continue
			}
			w := f.labels[l].w
			for c, v := range w.sparse {
				mean[l].sparse[c] += v
			}
			for c, v := range w.dense {
				mean[l].dense[c] += v
			}
			mean[l].shift += w.shift
		}
		for i := range out[l] {
			if f := fold[i]; f >= 0 {
				out[l][i] = models[f].score(i, l) // also the rest of a group with marks
			} else {
				out[l][i] = (float64(p.m.dot(int32(i), &mean[l])) + base) / float64(folds)
			}
		}
	})
	return out, fold, folds
}

// foldsOf deals the groups that have marks into folds, in an order that only
// the seed and the groups decide; -1 is a row whose group has no mark.
func foldsOf(n int, marks Marks, o CrossOptions) (fold []int, folds int) {
	group := func(i int) int {
		if o.Groups != nil {
			return o.Groups[i]
		}
		return i
	}
	seen := map[int]bool{}
	var groups []int
	for _, i := range marks.Rows {
		if g := group(i); !seen[g] {
			seen[g] = true
			groups = append(groups, g)
		}
	}
	key := func(g int) uint64 {
		return mix(o.Seed ^ mix(uint64(g)+0x9e3779b97f4a7c15))
	}
	slices.SortFunc(groups, func(a, b int) int { return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a, b)) })
	folds = o.Folds
	if folds <= 0 {
		folds = 10
	}
	folds = min(folds, len(groups))
	of := map[int]int{}
	for k, g := range groups {
		of[g] = k % max(1, folds)
	}
	fold = make([]int, n)
	for i := range fold {
		if f, ok := of[group(i)]; ok {
			fold[i] = f
		} else {
			fold[i] = -1
		}
	}
	return fold, folds
}

// mix is the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
