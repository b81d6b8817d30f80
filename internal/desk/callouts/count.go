package callouts

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"voxpop/internal/desk/frame"
	"voxpop/internal/page"
)

// bar is one bar of the answers by day, in thousandths of the tallest.
type bar struct {
	X, Width, Y, Height int
	Few                 bool // fewer came than the house tells of a day
}

// arrivals are the answers of a call-out over time, in at most mostBars bars of
// as many days each.
type arrivals struct {
	Bars        []bar
	First, Last string // days in words
	Says        string
}

const mostBars = 42

// cells are the parts of a whole that the desk's list tells, the largest
// first. A part of fewer than least is not told, and since the whole is, what
// is not told has to be more than one part and least answers together: as in
// [prevalence.Figures.Breakdown]. rest says whether there is more.
func cells(counts map[string]int, least int) (told []string, rest bool) {
	told = slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	hidden, sum := 0, 0
	for len(told) > 0 {
		n := counts[told[len(told)-1]]
		if n >= least && (hidden == 0 || hidden > 1 && sum >= least) {
			break
		}
		if n > 0 {
			hidden, sum = hidden+1, sum+n
		}
		told = told[:len(told)-1]
	}
	return told, hidden > 0
}

// split writes the parts of a whole in words.
func split(q *frame.Request, counts map[string]int, least int, name func(key string) string) (all []page.Choice) {
	told, rest := cells(counts, least)
	for _, key := range told {
		all = append(all, page.Choice{Name: name(key), Tag: q.T.Int(counts[key])})
	}
	if rest && len(told) > 0 {
		all = append(all, page.Choice{Name: q.T.Say("callouts.rest")})
	}
	return all
}

// overTime draws the answers by day, of at least two days. Where fewer than
// least came, the bar says that and not how many.
func overTime(q *frame.Request, days map[string]int, least int) *arrivals {
	keys := slices.Sorted(maps.Keys(days))
	if len(keys) < 2 {
		return nil
	}
	first, err := time.Parse(time.DateOnly, keys[0])
	last, e := time.Parse(time.DateOnly, keys[len(keys)-1])
	if err != nil || e != nil {
		return nil
	}
	span := int(last.Sub(first).Hours()/24) + 1
	each := (span + mostBars - 1) / mostBars
	counts := make([]int, (span+each-1)/each)
	for _, k := range keys {
		if day, err := time.Parse(time.DateOnly, k); err == nil {
			counts[int(day.Sub(first).Hours()/24)/each] += days[k]
		}
	}
	most := max(slices.Max(counts), least)
	const height = 100
	a := &arrivals{First: q.T.Day(first), Last: q.T.Day(last)}
	width := 1000 / len(counts)
	for i, n := range counts {
		if n == 0 {
			continue
		}
		b := bar{X: i * width, Width: max(width*4/5, 1), Few: n < least}
		b.Height = max(height*max(n, least)/most, 4)
		b.Y = height - b.Height
		a.Bars = append(a.Bars, b)
	}
	at := slices.Index(counts, slices.Max(counts))
	day := first.AddDate(0, 0, at*each)
	switch {
	case counts[at] < least:
		a.Says = q.T.Say("callouts.days.few", "n", least)
	case each > 1:
		a.Says = q.T.Say("callouts.days.most.from", "n", counts[at], "day", q.T.Day(day), "days", each)
	default:
		a.Says = q.T.Say("callouts.days.most", "n", counts[at], "day", q.T.Day(day))
	}
	return a
}
