package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"voxpop/internal/suggest"
)

// CodingOptions of [Coding].
type CodingOptions struct {
	PerLabel int    // labelled rows of the training part for each label, drawn at random; 0: no such bound
	Budget   int    // labelled rows in all; 0: no such bound
	Choose   string // how the rows of Budget are chosen: "random" (also "") or "active"
	Seed     uint64
	Progress Progress
}

// CodingResult is how well codes were suggested for the rows of the test part.
type CodingResult struct {
	Accuracy float64 `json:"accuracy"` // share of rows with exactly the labels that people gave
	MacroF1  float64 `json:"macro_f1"` // mean over labels that stand in the test part or were suggested there
	MicroF1  float64 `json:"micro_f1"`
	Labelled int     `json:"labelled"` // rows whose labels were learned from
	Labels   int     `json:"labels"`   // labels in the training part
	Seconds  float64 `json:"seconds"`
}

// Coding learns labels from rows of train and compares what it suggests for
// test with what people said. All texts are at hand, as all messages are when
// coding begins; the labels of test, and those of train beyond the bounds of
// opts, are not. Where every labelled row has exactly one label the likeliest is
// suggested, otherwise every label that is likely enough, which is settled
// without the test part's labels.
func Coding(train, test []Row, opts CodingOptions) (CodingResult, error) {
	if err := opts.check(); err != nil {
		return CodingResult{}, err
	}
	names := labelNames(train)
	if len(names) == 0 {
		return CodingResult{}, refuse("coding", "finds no label in the training part", "give its rows their labels, as in {\"id\",\"text\",\"labels\":[…]}")
	}
	if !slices.ContainsFunc(test, func(r Row) bool { return len(r.Labels) > 0 }) {
		return CodingResult{}, refuse("coding", "no row of the test has a label", "give its rows their labels, as in {\"id\",\"text\",\"labels\":[…]}")
	}
	number := make(map[string]int, len(names))
	for k, name := range names {
		number[name] = k
	}
	texts := make([]string, 0, len(train)+len(test))
	langs := make([]string, 0, len(train)+len(test))
	for _, part := range [][]Row{train, test} {
		for _, r := range part {
			texts, langs = append(texts, r.Text), append(langs, r.Lang)
		}
	}
	tell(opts.Progress, fmt.Sprintf("reading %d messages", len(texts)))
	pool := suggest.NewPool(texts, suggest.PoolOptions{Seed: opts.Seed, Languages: langs})
	truth := func(i int) []int {
		var of []int
		for _, l := range train[i].Labels {
			of = append(of, number[l])
		}
		slices.Sort(of)
		return slices.Compact(of)
	}
	single := true
	for _, r := range train {
		single = single && len(r.Labels) == 1
	}
	marks := suggest.Marks{Labels: len(names), Names: names, Single: single}
	give := func(rows []int) {
		for _, i := range rows {
			marks.Rows, marks.Of = append(marks.Rows, i), append(marks.Of, truth(i))
		}
	}
	chance := rand.New(rand.NewPCG(opts.Seed, 0xc0de))
	switch {
	case opts.PerLabel > 0:
		give(perLabel(train, names, opts.PerLabel, chance))
	case opts.Budget > 0 && opts.Choose == "active":
		learner := suggest.NewLearner(pool, len(train), opts.Seed)
		for len(marks.Rows) < min(opts.Budget, len(train)) {
			tell(opts.Progress, fmt.Sprintf("choosing: %d of %d", len(marks.Rows), opts.Budget))
			give(learner.Choose(marks, opts.Budget))
		}
	case opts.Budget > 0:
		give(chance.Perm(len(train))[:min(opts.Budget, len(train))])
	default:
		give(chance.Perm(len(train)))
	}
	tell(opts.Progress, fmt.Sprintf("learning %d labels from %d messages", len(names), len(marks.Rows)))
	got := suggest.Decide(pool, marks, suggest.DecideOptions{From: len(train), Seed: opts.Seed})
	said := make([][]string, len(test))
	for i, of := range got {
		for _, l := range of {
			said[i] = append(said[i], names[l])
		}
	}
	result := Compare(test, said)
	result.Labelled, result.Labels = len(marks.Rows), len(names)
	return result, nil
}

func (o CodingOptions) check() error {
	switch {
	case o.PerLabel < 0 || o.Budget < 0:
		return refuse("coding", "cannot learn from fewer than 0 messages", "give --per-label and --budget numbers from 1 on, or leave them out")
	case o.PerLabel > 0 && o.Budget > 0:
		return refuse("coding", "has two bounds", "give --per-label or --budget")
	case !slices.Contains([]string{"", "random", "active"}, o.Choose):
		return refuse("coding", fmt.Sprintf("does not know how to choose %q", o.Choose), "choose random or active")
	case o.Choose == "active" && o.Budget == 0:
		return refuse("coding", "does not know how many messages to choose", "give --budget")
	}
	return nil
}

func labelNames(rows []Row) []string {
	var names []string
	for _, r := range rows {
		names = append(names, r.Labels...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// perLabel draws k rows of each label; a row of several labels counts for the
// first of them that is drawn.
func perLabel(rows []Row, names []string, k int, chance *rand.Rand) []int {
	with := map[string][]int{}
	for i, r := range rows {
		for _, l := range r.Labels {
			with[l] = append(with[l], i)
		}
	}
	taken := make([]bool, len(rows))
	var drawn []int
	for _, name := range names {
		of := with[name]
		chance.Shuffle(len(of), func(a, b int) { of[a], of[b] = of[b], of[a] })
		n := 0
		for _, i := range of {
			if n < k && !taken[i] {
				taken[i] = true
				drawn = append(drawn, i)
				n++
			}
		}
	}
	slices.Sort(drawn)
	return drawn
}

func tell(p Progress, step string) {
	if p != nil {
		p(step)
	}
}
