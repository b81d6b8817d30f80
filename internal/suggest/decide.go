package suggest

import "voxpop/internal/cores"

// DecideOptions of [Decide].
type DecideOptions struct {
	From int // the first row to decide on: all from there on
	Seed uint64
}

// Decide returns the labels suggested for each row of p from o.From on: the
// likeliest one when every row has one, otherwise those whose calibrated
// probability is at least the label's threshold.
func Decide(p *Pool, marks Marks, o DecideOptions) [][]int {
	out := make([][]int, p.Len()-o.From)
	if marks.Labels == 0 {
		return out
	}
	m := p.hinted(marks.Names)
	marks = marks.settled(p, m)
	model := fit(p, m, marks)
	scores := model.Scores()
	if marks.Single {
		for k := range out {
			best := 0
			for l := range scores {
				if scores[l][o.From+k] > scores[best][o.From+k] {
					best = l
				}
			}
			out[k] = []int{best}
		}
		return out
	}
	curves, thresholds := p.curves(model.m, scores, marks, nil, o.Seed)
	for l, c := range curves {
		for k := range out {
			if c.p(scores[l][o.From+k]) >= thresholds[l] {
				out[k] = append(out[k], l)
			}
		}
	}
	return out
}

// curves makes probabilities of the scores of a model of marks, with the
// threshold of each label. They are fitted to scores of models of a part of the
// marks for the rest.
func (p *Pool) curves(m *matrix, scores [][]float64, marks Marks, groups []int, seed uint64) ([]curve, []float64) {
	parts := 6
	if len(marks.Rows) > 5000 {
		parts = 3 // each model has enough to learn from
	}
	out, _, folds := crossScores(p, m, marks, CrossOptions{Folds: parts, Groups: groups, Seed: seed}, false)
	at, has := outOfFold(out, marks, func(int) bool { return true })
	curves, thresholds := calibrate(at, has), make([]float64, marks.Labels)
	if folds < 2 { // nothing was scored by a model that did not learn from it
		for l := range curves {
			curves[l] = curve{1, 0}
		}
	}
	cores.Each(marks.Labels, func(l int) {
		all := make([]float64, len(scores[l]))
		for i, s := range scores[l] {
			all[i] = curves[l].p(s)
		}
		thresholds[l] = threshold(all)
		if folds > 1 {
			thresholds[l] = settle(curves[l], thresholds[l], at[l], has[l])
		}
	})
	return curves, thresholds
}

// outOfFold returns, by label, the scores of the marked rows that keep says
// true of, and whether they have the label.
func outOfFold(scores [][]float64, marks Marks, keep func(row int) bool) (at [][]float64, has [][]bool) {
	at, has = make([][]float64, marks.Labels), make([][]bool, marks.Labels)
	for l := range at {
		with := marks.with(l)
		for j, i := range marks.Rows {
			if keep(i) {
				at[l], has[l] = append(at[l], scores[l][i]), append(has[l], with[j])
			}
		}
	}
	return at, has
}
