package suggest

// DecideOptions of [Decide].
type DecideOptions struct {
	Single bool // every row has exactly one label
	From   int  // the first row to decide on: all from there on
	Seed   uint64
}

// Decide returns the labels suggested for each row of p from o.From on: the
// likeliest one when every row has one, otherwise those whose calibrated
// probability is at least the label's threshold.
func Decide(p *Pool, marks Marks, o DecideOptions) [][]int {
	model := Fit(p, marks)
	out := make([][]int, p.Len()-o.From)
	if marks.Labels == 0 {
		return out
	}
	scores := model.Scores()
	if o.Single {
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
	probabilities, thresholds := p.calibrated(scores, marks, o.Seed)
	for l := range probabilities {
		for k := range out {
			if probabilities[l][o.From+k] >= thresholds[l] {
				out[k] = append(out[k], l)
			}
		}
	}
	return out
}

// calibrated makes probabilities of the scores of a model of marks, with the
// threshold of each label. The curves come from scores of models of five sixths
// of the marks for the rest.
func (p *Pool) calibrated(scores [][]float64, marks Marks, seed uint64) (probabilities [][]float64, thresholds []float64) {
	out, _, _ := crossScores(p, marks, CrossOptions{Folds: 6, Seed: seed})
	probabilities, thresholds = make([][]float64, marks.Labels), make([]float64, marks.Labels)
	each(marks.Labels, func(l int) {
		at := make([]float64, len(marks.Rows))
		for j, i := range marks.Rows {
			at[j] = out[l][i]
		}
		c := calibrate(at, marks.with(l))
		probabilities[l] = make([]float64, len(scores[l]))
		for i, s := range scores[l] {
			probabilities[l][i] = c.p(s)
		}
		thresholds[l] = threshold(probabilities[l])
	})
	return probabilities, thresholds
}
