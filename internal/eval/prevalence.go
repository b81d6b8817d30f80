package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"voxpop/internal/prevalence"
	"voxpop/internal/suggest"
)

// PrevalenceOptions of [Prevalence].
type PrevalenceOptions struct {
	Coded    int    // rows drawn in each trial, as if people had coded them
	Trials   int    // samples drawn
	Label    string // report this label only; "" is all
	Design   string // "simple" (or ""), or "strata": drawn by score, for each label on its own; asks for scores
	Seed     uint64
	Progress Progress
}

// ShareResult is how the range of a label's share did over all trials.
type ShareResult struct {
	Label string  `json:"label"`
	Share float64 `json:"share"` // of all rows
	// Coverage is the part of the trials whose range holds Share.
	Coverage float64 `json:"coverage"`
	Worst    float64 `json:"worst"` // the lowest coverage of any label: here its own
	Width    float64 `json:"width"` // mean, in fractions of 1
	// WidthRatio is the mean width over the mean width of Wilson's interval of
	// a simple sample of as many rows, with the same correction for a finite population.
	WidthRatio float64 `json:"width_ratio"`
}

// ShareSummary is the mean over labels; Worst is the lowest coverage of any.
type ShareSummary struct {
	Coverage   float64 `json:"coverage"`
	Worst      float64 `json:"worst"`
	Width      float64 `json:"width"`
	WidthRatio float64 `json:"width_ratio"`
}

// PrevalenceResult is what [Prevalence] found.
type PrevalenceResult struct {
	ShareSummary
	Rows    int           `json:"rows"`
	Coded   int           `json:"coded"`
	Trials  int           `json:"trials"`
	Design  string        `json:"design"`
	Model   string        `json:"model"` // "outside", or "own": trained on each sample, cross-fitted
	Overall ShareSummary  `json:"overall"`
	Labels  []ShareResult `json:"labels"` // by name
	Seconds float64       `json:"seconds"`
}

// Prevalence draws samples of rows again and again, reveals the labels of
// those rows alone, and counts how often the range of a share holds the share
// of all rows. scores are of a model from outside (by id, then by label); nil:
// each sample trains its own, cross-fitted, as the shares of a call-out do.
func Prevalence(rows []Row, scores map[string]map[string]float64, opts PrevalenceOptions) (PrevalenceResult, error) {
	r := PrevalenceResult{Rows: len(rows), Coded: opts.Coded, Trials: opts.Trials, Design: opts.Design, Model: "own", Labels: []ShareResult{}}
	if r.Design == "" {
		r.Design = "simple"
	}
	if scores != nil {
		r.Model = "outside"
	}
	d := newDraws(rows, scores)
	at := slices.Index(d.labels, opts.Label)
	switch {
	case opts.Trials < 1:
		return r, refuse("--trials", "wants at least one", "several hundred show a coverage to the percent")
	case opts.Coded < 2 || opts.Coded >= len(rows):
		return r, refuse("--coded", fmt.Sprintf("wants from 2 to %d, fewer than there are rows", len(rows)-1), "")
	case len(d.labels) == 0:
		return r, refuse("prevalence", "no row has a label", "voxpop help eval shows the rows that each measure reads")
	case opts.Label != "" && at < 0:
		return r, refuse("--label", fmt.Sprintf("no row has the label %q", opts.Label), "")
	case r.Design != "simple" && r.Design != "strata":
		return r, refuse("--design", fmt.Sprintf("%q is neither simple nor strata", opts.Design), "")
	case r.Design == "strata" && scores == nil:
		return r, refuse("--design", "strata are drawn by score, and there are none before the first coding", "give --scores")
	}
	if scores != nil && !d.scored(rows, scores) {
		return r, refuse("--scores", "none of the rows has a score", "rows and scores are joined by id: {\"id\",\"scores\":{label: p}}")
	}
	if scores == nil {
		tell(opts.Progress, fmt.Sprintf("reading %d messages", len(rows)))
		d.features = suggest.NewPool(d.texts, suggest.PoolOptions{Languages: d.langs}).Features()
	}
	trial := d.simple
	if r.Design == "strata" {
		trial = d.strata
	}
	got := d.run(opts, trial)
	for c, label := range d.labels {
		if opts.Label != "" && c != at {
			continue
		}
		s := ShareResult{Label: label, Share: d.shares[c]}
		var plain float64
		for _, t := range got {
			if t.ranges[c].Low <= s.Share+1e-12 && s.Share <= t.ranges[c].High+1e-12 {
				s.Coverage++
			}
			s.Width += t.ranges[c].High - t.ranges[c].Low
			plain += t.plain[c]
		}
		s.WidthRatio = s.Width / plain
		s.Coverage /= float64(opts.Trials)
		s.Width /= float64(opts.Trials)
		s.Worst = s.Coverage
		r.Labels = append(r.Labels, s)
	}
	r.Worst = 1
	for _, s := range r.Labels {
		r.Coverage += s.Coverage / float64(len(r.Labels))
		r.Width += s.Width / float64(len(r.Labels))
		r.WidthRatio += s.WidthRatio / float64(len(r.Labels))
		r.Worst = min(r.Worst, s.Coverage)
	}
	r.Overall = r.ShareSummary
	return r, nil
}

// draws is a labelled set, ready to be drawn from.
type draws struct {
	labels   []string
	shares   []float64
	texts    []string
	langs    []string
	has      [][]bool    // [label][row]
	scores   [][]float64 // [label][row]; nil without a model from outside
	features [][]float32
}

func newDraws(rows []Row, scores map[string]map[string]float64) *draws {
	d := &draws{}
	for _, r := range rows {
		d.texts = append(d.texts, r.Text)
		d.langs = append(d.langs, r.Lang)
		d.labels = append(d.labels, r.Labels...)
	}
	slices.Sort(d.labels)
	d.labels = slices.Compact(d.labels)
	for _, label := range d.labels {
		has := make([]bool, len(rows))
		n := 0
		for i, r := range rows {
			if has[i] = slices.Contains(r.Labels, label); has[i] {
				n++
			}
		}
		d.has = append(d.has, has)
		d.shares = append(d.shares, float64(n)/float64(len(rows)))
		if scores == nil {
			continue
		}
		p := make([]float64, len(rows))
		for i, r := range rows {
			s, ok := scores[r.ID][label]
			if !ok {
				s = math.NaN()
			}
			p[i] = s
		}
		d.scores = append(d.scores, p)
	}
	return d
}

// scored reports whether any row has a score of any of the labels.
func (d *draws) scored(rows []Row, scores map[string]map[string]float64) bool {
	for _, r := range rows {
		for _, label := range d.labels {
			if _, ok := scores[r.ID][label]; ok {
				return true
			}
		}
	}
	return false
}

// trialResult is of each label: the range, and the width of Wilson's interval.
type trialResult struct {
	ranges []prevalence.Range
	plain  []float64
}

// run makes every trial, on all processors; each has chance of its own.
func (d *draws) run(opts PrevalenceOptions, trial func(n int, rng *rand.Rand) trialResult) []trialResult {
	out := make([]trialResult, opts.Trials)
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), opts.Trials) {
		wait.Go(func() {
			for {
				t := int(next.Add(1)) - 1
				if t >= opts.Trials {
					return
				}
				out[t] = trial(opts.Coded, rand.New(rand.NewPCG(opts.Seed, uint64(t))))
				if n := done.Add(1); n%50 == 0 {
					tell(opts.Progress, fmt.Sprintf("%d of %d samples", n, opts.Trials))
				}
			}
		})
	}
	wait.Wait()
	return out
}

func (d *draws) simple(n int, rng *rand.Rand) trialResult {
	drawn := choose(len(d.texts), n, rng)
	e := prevalence.Evidence{People: len(d.texts), Drawn: drawn, CrossFitted: d.scores == nil}
	voiced := make([][]float64, len(d.labels))
	for c := range d.labels {
		voiced[c] = d.voiced(c, drawn)
	}
	scores := d.scores
	if scores == nil {
		scores = prevalence.CrossFit(d.features, drawn, voiced, rng.Uint64())
	}
	for c := range d.labels {
		e.Codes = append(e.Codes, prevalence.CodeEvidence{Scores: scores[c], Voiced: voiced[c]})
	}
	r := trialResult{ranges: e.Ranges()}
	for c := range d.labels {
		r.plain = append(r.plain, d.wilson(voiced[c]))
	}
	return r
}

// strata draws for each label by its own scores; what a simple sample would
// have given is drawn beside it.
func (d *draws) strata(n int, rng *rand.Rand) trialResult {
	var r trialResult
	for c := range d.labels {
		plan := prevalence.PlanStrata(d.scores[c], n)
		drawn := plan.Choose(rng.Uint64())
		e := prevalence.Evidence{People: len(d.texts), Drawn: drawn, Strata: plan.Of}
		e.Codes = []prevalence.CodeEvidence{{Scores: d.scores[c], Voiced: d.voiced(c, drawn)}}
		r.ranges = append(r.ranges, e.Ranges()[0])
		r.plain = append(r.plain, d.wilson(d.voiced(c, choose(len(d.texts), n, rng))))
	}
	return r
}

// choose draws n of all without replacement.
func choose(all, n int, rng *rand.Rand) []int {
	drawn := rng.Perm(all)[:n]
	slices.Sort(drawn)
	return drawn
}

func (d *draws) voiced(label int, drawn []int) []float64 {
	out := make([]float64, len(drawn))
	for j, i := range drawn {
		if d.has[label][i] {
			out[j] = 1
		}
	}
	return out
}

func (d *draws) wilson(voiced []float64) float64 {
	y := 0.
	for _, v := range voiced {
		y += v
	}
	low, high := prevalence.Wilson(y, float64(len(voiced)), len(d.texts))
	return high - low
}
