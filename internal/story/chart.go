package story

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
)

// maxBars bounds the rows that a chart draws; its table has them all.
const maxBars = 40

// chart is a picture of the record and the table that says the same.
type chart struct {
	Title  string // what it shows, in words
	Desc   string // what a reader who does not see it is told
	Notes  []string
	Source string
	SVG    svg
	Table  table
}

// table is a small table of a published page.
type table struct {
	Head []string
	Rows [][]cell
}

// cell is one cell of a table. A cell may hold words of another language and a
// link to where they stand.
type cell struct {
	Lead  string // stands before Text, strong
	Text  string
	Lang  string // "" = the page's
	Num   bool
	Quote bool // somebody's words, in marks
	Link  string
	Named string // the text of Link
}

// charts draws the charts of one page.
type charts struct {
	l       *locale.Locale
	house   voxpop.House
	callout voxpop.Callout
	book    voxpop.Codebook
	points  []voxpop.Point
	fig     *prevalence.Figures
	said    []voxpop.Statement
	called  func(name string) string // as said spells a speaker
	echoes  func() (*echoes, error)  // asked for once, and only where a chart shows them
}

// draw makes the charts that a link names: one, or for “statements” without a
// point one for each point that statements take sides on. Its error is a
// sentence for the author of the story.
func (c charts) draw(name string, query url.Values) ([]*chart, error) {
	var one *chart
	var err error
	switch name {
	case "themes":
		one, err = c.themes()
	case "arrivals":
		one, err = c.arrivals()
	case "media":
		one, err = c.groups(c.fig.Media, "chart.media.title", "chart.media.column", c.l.Medium)
	case "languages":
		one, err = c.groups(c.fig.Languages, "chart.languages.title", "chart.languages.column", c.l.Language)
	case "echoes":
		one, err = c.echoChart(query)
	case "statements":
		points, err := drawnPoints(c.points, c.said, query)
		var all []*chart
		for _, p := range points {
			all = append(all, c.statements(p))
		}
		return all, err
	default:
		err = fmt.Errorf("there is no chart %q", name)
	}
	if err != nil {
		return nil, err
	}
	return []*chart{one}, nil
}

// bar is one row of a bar chart.
type bar struct {
	label string
	n     int
	sub   string // a line below the label, softer; may be empty
}

func (c charts) themes() (*chart, error) {
	of := c.fig.Waterfall.Counted
	if of < c.house.NumbersOnly {
		return nil, fmt.Errorf("%d people are counted; a chart of themes needs %d", of, c.house.NumbersOnly)
	}
	var bars []bar
	for _, code := range c.book.Codes {
		s, ok := c.fig.Share(code.ID)
		if n := prevalence.Whole(s.N); ok && code.Kind == voxpop.Theme && n > 0 {
			bars = append(bars, bar{label: c.label(code.Name, code.ID), n: n})
		}
	}
	slices.SortStableFunc(bars, func(a, b bar) int { return b.n - a.n })
	out := &chart{
		Title:  c.l.Say("chart.themes.title", "of", of),
		Desc:   c.l.Say("chart.themes.desc", "list", c.items(bars, of)),
		Notes:  []string{c.l.Say("chart.themes.note")},
		Source: c.l.Say("chart.source"),
		Table:  table{Head: []string{c.l.Say("chart.themes.column"), c.l.Say("chart.people"), c.l.Say("chart.of")}},
	}
	for _, b := range bars {
		out.Table.Rows = append(out.Table.Rows, []cell{{Text: b.label}, {Text: c.l.Int(b.n), Num: true}, {Text: c.l.Int(of), Num: true}})
	}
	out.SVG = c.bars(bars, of)
	return out, nil
}

// groups is a breakdown of what was received: cells under the house's least
// cell are pooled.
func (c charts) groups(counts []prevalence.Count, title, column string, name func(string) string) (*chart, error) {
	pooled, of := pool(counts, c.house.MinCell)
	if len(pooled) == 0 || pooled[0].Key == poolKey {
		return nil, fmt.Errorf("no group of the %d answers is large enough to be shown", of)
	}
	out := &chart{
		Title:  c.l.Say(title),
		Notes:  []string{c.l.Say("chart.received.note", "of", of)},
		Source: c.l.Say("chart.source"),
		Table:  table{Head: []string{c.l.Say(column), c.l.Say("chart.column.answers"), c.l.Say("chart.of")}},
	}
	var bars []bar
	for _, g := range pooled {
		label := c.l.Say("other")
		if g.Key != poolKey {
			label = name(g.Key)
		} else {
			out.Notes = append(out.Notes, c.l.Say("chart.pooled", "n", c.house.MinCell))
		}
		bars = append(bars, bar{label: label, n: g.N})
		out.Table.Rows = append(out.Table.Rows, []cell{{Text: label}, {Text: c.l.Int(g.N), Num: true}, {Text: c.l.Int(of), Num: true}})
	}
	out.Desc = c.l.Say("chart.received.desc", "list", c.items(bars, of))
	out.SVG = c.bars(bars, of)
	return out, nil
}

// poolKey is the key of the cell that small cells are pooled in.
const poolKey = "\x00other"

// pool adds up the cells under the least size, last of all. When what they add
// up to is itself too small, the smallest of the others joins them: from the
// total anybody could subtract the rest. It returns the total too; nothing is
// left to show when all of it is too small.
func pool(counts []prevalence.Count, least int) (pooled []prevalence.Count, total int) {
	sorted := slices.Clone(counts)
	slices.SortStableFunc(sorted, func(a, b prevalence.Count) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Key, b.Key))
	})
	small := 0
	for _, g := range sorted {
		total += g.N
		if g.N >= least {
			pooled = append(pooled, g)
		} else {
			small += g.N
		}
	}
	if small == 0 {
		return pooled, total
	}
	for small < least && len(pooled) > 0 {
		small += pooled[len(pooled)-1].N
		pooled = pooled[:len(pooled)-1]
	}
	return append(pooled, prevalence.Count{Key: poolKey, N: small}), total
}

// arrivals counts the answers of each day, days without any included.
func (c charts) arrivals() (*chart, error) {
	days, err := everyDay(c.fig.Days)
	if err != nil {
		return nil, err
	}
	if len(days) == 0 {
		return nil, fmt.Errorf("no answer has come")
	}
	peak, total := days[0], 0
	for _, d := range days {
		total += d.n
		if d.n > peak.n {
			peak = d
		}
	}
	out := &chart{
		Title: c.l.Say("chart.arrivals.title"),
		Desc: c.l.Say("chart.arrivals.desc", "first", c.l.Day(days[0].at), "last", c.l.Day(days[len(days)-1].at),
			"day", c.l.Day(peak.at), "n", c.l.Say("chart.answers", "n", peak.n)),
		Notes:  []string{c.l.Say("chart.received.note", "of", total)},
		Source: c.l.Say("chart.source"),
		Table:  table{Head: []string{c.l.Say("chart.arrivals.column"), c.l.Say("chart.column.answers")}},
	}
	for _, d := range days {
		out.Table.Rows = append(out.Table.Rows, []cell{{Text: c.l.Day(d.at)}, {Text: c.l.Int(d.n), Num: true}})
	}
	out.SVG = c.columns(days, peak)
	return out, nil
}

// dayCount is how many answers came on a day.
type dayCount struct {
	at time.Time
	n  int
}

// everyDay fills in the days without answers, up to ten years of them.
func everyDay(counts []prevalence.Count) ([]dayCount, error) {
	var out []dayCount
	for _, d := range counts {
		at, err := time.Parse(time.DateOnly, d.Key)
		if err != nil {
			return nil, fmt.Errorf("%q is not a day", d.Key)
		}
		for len(out) > 0 && out[len(out)-1].at.AddDate(0, 0, 1).Before(at) {
			if len(out) > 3660 {
				return nil, fmt.Errorf("the answers lie more than ten years apart")
			}
			out = append(out, dayCount{at: out[len(out)-1].at.AddDate(0, 0, 1)})
		}
		out = append(out, dayCount{at, d.N})
	}
	return out, nil
}

// label is a name of the record in the page's language, or in the first of the
// call-out's languages that has it, kept from reordering what stands around it.
func (c charts) label(name voxpop.Localized, id string) string {
	s := name.In(c.l.Tag, c.callout.Languages...)
	if s == "" {
		s = id
	}
	return isolate(s, c.l.Dir)
}

func (c charts) items(bars []bar, of int) string {
	items := make([]string, 0, len(bars))
	for _, b := range bars {
		if b.sub != "" {
			b.label += c.comma() + b.sub
		}
		items = append(items, c.l.Say("chart.item", "name", b.label, "n", c.l.Say("of", "n", b.n, "of", of)))
	}
	return strings.Join(items, c.semicolon())
}

func (c charts) semicolon() string {
	if c.l.Dir == "rtl" {
		return "؛ "
	}
	return "; "
}
