package suggest

import (
	"cmp"
	"slices"

	"voxpop/internal/cores"
)

// cost of a mistake: 1/cost is the strength of the pull of all weights to
// zero. While marks are few there is nothing to choose it by; later it is the
// one of costs whose models do best on marks that they did not learn from. It is
// low where coders disagree and high where words settle the matter.
const costFew = 5

var costs = []float64{.05, .15, .5, 1.5}

// tried is the number of marks on which costs are compared.
const tried = 3000

// settled returns marks with how they are learned from.
func (marks Marks) settled(p *Pool, m *matrix) Marks {
	if marks.how = marks.unseen(); marks.logistic {
		return marks
	}
	part := marks.take(sampled(len(marks.Rows), tried))
	high := -1.0
	for _, part.cost = range costs {
		scores, _, _ := crossScores(p, m, part, CrossOptions{Folds: 3}, false)
		if q := quality(scores, part); q > high {
			marks.cost, high = part.cost, q
		}
	}
	return marks
}

// sampled returns at most n places below of, the same ones whatever they hold.
func sampled(of, n int) []int {
	all := make([]int, of)
	for i := range all {
		all[i] = i
	}
	if of <= n {
		return all
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Compare(mix(uint64(a)+1), mix(uint64(b)+1)) })
	all = all[:n]
	slices.Sort(all)
	return all
}

// quality of scores of marked rows: the share whose highest is right where each
// row has one label, otherwise the mean over labels of the best F1 that any
// threshold reaches.
func quality(scores [][]float64, marks Marks) float64 {
	if marks.Single {
		right := 0
		for j, i := range marks.Rows {
			best := 0
			for l := range scores {
				if scores[l][i] > scores[best][i] {
					best = l
				}
			}
			if slices.Contains(marks.Of[j], best) {
				right++
			}
		}
		return float64(right) / float64(len(marks.Rows))
	}
	sum := make([]float64, marks.Labels)
	at, has := outOfFold(scores, marks, func(int) bool { return true })
	cores.Each(marks.Labels, func(l int) {
		order := places(len(at[l]))
		slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(at[l][b], at[l][a]), cmp.Compare(a, b)) })
		n, right := 0, 0
		for _, h := range has[l] {
			if h {
				n++
			}
		}
		for k, j := range order {
			if has[l][j] {
				right++
				sum[l] = max(sum[l], 2*float64(right)/float64(k+1+n))
			}
		}
	})
	all := 0.0
	for _, f := range sum {
		all += f
	}
	return all / float64(max(1, marks.Labels))
}
