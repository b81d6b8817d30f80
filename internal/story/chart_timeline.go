package story

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/position"
)

// stand is one statement on the point of a timeline.
type stand struct {
	*voxpop.Statement
	value       int // index in the point's values
	first, last time.Time
	dated       bool
	turn        *turn // it begins another position of its speaker
}

// turn is a change of position as a person judged it.
type turn struct{ verdict string }

// turned reports whether the change is marked: not when an editor found none.
func (s stand) turned() bool { return s.turn != nil && s.turn.verdict != "none" }

// middle is the day in the middle of those that the date may mean.
func (s stand) middle() time.Time { return s.first.Add(s.last.Sub(s.first) / 2) }

// drawnPoints returns the points that “statements” draws: the one that the link
// names, else each that statements take sides on. Its error is a sentence for
// the author of the story.
func drawnPoints(points []voxpop.Point, said []voxpop.Statement, query url.Values) (drawn []voxpop.Point, err error) {
	named, on := query.Has("point"), "any point"
	if named {
		id := query.Get("point")
		i := slices.IndexFunc(points, func(p voxpop.Point) bool { return p.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("there is no point %q", id)
		}
		points, on = points[i:i+1], strconv.Quote(id)
	}
	for _, p := range points {
		if len(standsOn(p, said)) > 0 {
			drawn = append(drawn, p)
		}
	}
	if len(drawn) == 0 {
		return nil, fmt.Errorf("no statement takes a position on %s", on)
	}
	return drawn, nil
}

// statements draws who said what on a point, and when: one lane a speaker, in
// the order in which they first spoke.
func (c charts) statements(p voxpop.Point) *chart {
	stands := standsOn(p, c.said)
	out := &chart{
		Title:  c.l.Say("chart.statements.title", "question", c.label(p.Question, p.ID)),
		Source: c.l.Say("chart.statements.source"),
		Table: table{Head: []string{c.l.Say("chart.statements.date"), c.l.Say("chart.statements.speaker"),
			c.l.Say("chart.statements.words")}},
	}
	turns(p, stands, c.said)
	undated := 0
	for _, s := range stands {
		out.Table.Rows = append(out.Table.Rows, c.row(p, s))
		if !s.dated {
			undated++
		}
	}
	if undated > 0 {
		out.Notes = append(out.Notes, c.l.Say("chart.statements.undated", "n", undated))
	}
	lanes := lanesOf(stands)
	var spoken []string
	for _, lane := range lanes {
		var marks []string
		for _, s := range lane {
			marks = append(marks, c.l.Say("chart.statements.mark", "value", c.value(p, s.value), "date", strings.Join(append([]string{c.l.Date(s.SaidOn)}, c.asides(s)...), c.comma())))
		}
		spoken = append(spoken, c.l.Say("chart.statements.lane", "who", c.who(lane[0].Statement), "marks", strings.Join(marks, c.semicolon())))
	}
	first, last := span(stands)
	out.Desc = c.l.Say("chart.statements.desc", "first", c.dayOr(first), "last", c.dayOr(last), "lanes", strings.Join(spoken, " "))
	out.SVG = c.timeline(p, lanes, first, last)
	return out
}

// standsOn returns the statements that take a position on p, in the order of
// their dates; those of unknown date last.
func standsOn(p voxpop.Point, said []voxpop.Statement) []stand {
	var out []stand
	for i := range said {
		for _, pos := range said[i].Positions {
			v := slices.IndexFunc(p.Values, func(v voxpop.PointValue) bool { return v.ID == pos.Value })
			if pos.Point != p.ID || v < 0 {
				continue
			}
			s := stand{Statement: &said[i], value: v}
			s.first, s.last, s.dated = s.SaidOn.Bounds()
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b stand) int {
		if a.dated != b.dated {
			if a.dated {
				return -1
			}
			return 1
		}
		return cmp.Or(a.middle().Compare(b.middle()), strings.Compare(a.ID, b.ID))
	})
	return out
}

// turns marks the stands that begin another position.
func turns(p voxpop.Point, stands []stand, said []voxpop.Statement) {
	for _, r := range position.Reversals([]voxpop.Point{p}, said) {
		t := &turn{verdictOf(r, func(id string) *voxpop.Statement {
			if i := slices.IndexFunc(stands, func(s stand) bool { return s.ID == id }); i >= 0 {
				return stands[i].Statement
			}
			return nil
		})}
		for i := range stands {
			if stands[i].ID == r.To.Statement && p.Values[stands[i].value].ID == r.To.Value {
				stands[i].turn = t
			}
		}
	}
}

// verdictOf is what an editor found of a change: none, half, full, or "" when
// nobody judged it. It stands at a statement of the new position.
func verdictOf(r position.Reversal, statement func(id string) *voxpop.Statement) string {
	for _, id := range append([]string{r.To.Statement}, r.After...) {
		if s := statement(id); s != nil && s.Verdict != nil && slices.Contains([]string{"none", "half", "full"}, s.Verdict.Change) {
			return s.Verdict.Change
		}
	}
	return ""
}

// asides are what a position is besides its side and its date: only reported,
// a change, and what an editor found of the change.
func (c charts) asides(s stand) []string {
	var out []string
	if s.Kind == voxpop.Reported {
		out = append(out, c.l.Say("chart.reported"))
	}
	if s.turned() {
		out = append(out, c.l.Say("chart.turned"))
	}
	if s.turn != nil && s.turn.verdict != "" {
		out = append(out, c.l.Say("chart.verdict."+s.turn.verdict))
	}
	return out
}

func (c charts) comma() string {
	if c.l.Dir == "rtl" {
		return "، "
	}
	return ", "
}

func lanesOf(stands []stand) [][]stand {
	var lanes [][]stand
	at := map[string]int{}
	for _, s := range stands {
		key := voxpop.Slug(s.Speaker)
		k, ok := at[key]
		if !ok {
			k = len(lanes)
			at[key] = k
			lanes = append(lanes, nil)
		}
		lanes[k] = append(lanes[k], s)
	}
	return lanes
}

// span is the first and the last day that any of the stands may mean.
func span(stands []stand) (first, last time.Time) {
	for _, s := range stands {
		if !s.dated {
			continue
		}
		if first.IsZero() || s.first.Before(first) {
			first = s.first
		}
		if s.last.After(last) {
			last = s.last
		}
	}
	return first, last
}

func (c charts) dayOr(t time.Time) string {
	if t.IsZero() {
		return c.l.Say("date.unknown")
	}
	return c.l.Day(t)
}

// dayText writes a day of the record, 2006-01-02, in words.
func (c charts) dayText(day string) string { return c.l.Date(voxpop.Date(day)) }

func (c charts) value(p voxpop.Point, i int) string { return c.label(p.Values[i].Name, p.Values[i].ID) }

// who names a speaker with the role of that day, as the story's language
// writes them where the record says how.
func (c charts) who(s *voxpop.Statement) string {
	speaker, role := s.Called(c.l.Tag)
	name := isolate(speaker, c.l.Dir)
	if role == "" {
		return name
	}
	return c.l.Say("note.who", "speaker", name, "role", isolate(role, c.l.Dir))
}

func (c charts) row(p voxpop.Point, s stand) []cell {
	words, lang := statementWords(s.Statement, c.l.Tag)
	value := c.value(p, s.value)
	if more := c.asides(s); len(more) > 0 {
		value += " (" + strings.Join(more, c.comma()) + ")"
	}
	quote := cell{Lead: c.l.Say("colon", "name", value, "value", ""), Text: words, Lang: lang, Quote: s.Kind == voxpop.Quoted}
	if quote.Link = safeURL(s.Source.URL); quote.Link != "" {
		quote.Named = isolate(cmp.Or(s.Source.Outlet, s.Source.Title, c.l.Say("chart.statements.where")), c.l.Dir)
	}
	return []cell{{Text: c.l.Date(s.SaidOn)}, {Text: c.who(s.Statement)}, quote}
}

// statementWords returns a statement's words in a language: its own, or those
// of a reviewed translation; else its own in their own language.
func statementWords(s *voxpop.Statement, lang string) (words, in string) {
	if sameLang(s.Lang, lang) {
		return unended(s.Text), s.Lang
	}
	for _, t := range s.Translations {
		if t.State == voxpop.Reviewed && sameLang(t.Lang, lang) {
			return unended(t.Text), t.Lang
		}
	}
	return unended(s.Text), s.Lang
}

// unended takes the comma off words that went on in their source.
func unended(words string) string { return strings.TrimRight(words, ",،;؛: ") }

// A flag is the label of a mark, on a pole below its lane.
type flag struct {
	x       float64 // percent
	text    string
	width   float64 // pixels
	row     int
	flipped bool // runs back from the pole
}

// from and to are the ends of the flag at the narrowest width, in pixels.
func (f flag) ends() (from, to float64) {
	at := f.x * narrow / 100
	if f.flipped {
		return at - f.width, at
	}
	return at, at + f.width
}

// timeline draws the lanes. A mark that says the same as the one before it
// carries no flag, so that the changes stand out; the table has them all.
func (c charts) timeline(point voxpop.Point, lanes [][]stand, first, last time.Time) svg {
	p := newPen(c.l)
	size, line := c.letters()
	const edge = 3.0
	at := func(t time.Time) float64 {
		if !last.After(first) {
			return 50
		}
		return edge + (100-2*edge)*t.Sub(first).Hours()/last.Sub(first).Hours()
	}
	ticks := c.ticks(first, last)
	y := 2.0
	var marks []func()
	reported, turned, vague := false, false, false
	for _, lane := range lanes {
		drawn := slices.DeleteFunc(slices.Clone(lane), func(s stand) bool { return !s.dated })
		if len(drawn) == 0 {
			continue
		}
		for _, s := range wrap(c.who(drawn[0].Statement), size, narrow) {
			y += line
			p.text("c-label c-strong", "start", 0, 0, y-line*.25, s)
		}
		y += 14
		p.line("c-lane", 0, y, 100, y)
		var flags []flag
		before := -1
		for _, s := range drawn {
			x := at(s.middle())
			if s.value != before {
				text := c.value(point, s.value)
				flags = append(flags, flag{x: x, text: text, width: textWidth(text, size-1) + 12})
			}
			before = s.value
			class := ""
			if s.Kind == voxpop.Reported {
				class, reported = " c-reported", true
			}
			if from, to := at(s.first), at(s.last); to-from > 1 {
				p.line("c-vague", from, y, to, y)
				vague = true
			}
			turned = turned || s.turned()
			marks = append(marks, func(y float64) func() {
				return func() {
					p.mark(s.value, class, x, y)
					if s.turned() {
						p.ring(x, y)
					}
				}
			}(y))
		}
		rows := place(flags)
		for _, f := range flags {
			foot := y + 10 + float64(f.row+1)*line
			p.line("c-pole", f.x, y, f.x, foot-line*.15)
			anchor, dx := "start", 6.0
			if f.flipped {
				anchor, dx = "end", -6
			}
			p.text("c-flag", anchor, f.x, dx, foot-line*.25, f.text)
		}
		y += 10 + float64(rows)*line + 10
	}
	p.line("c-axis", 0, y, 100, y)
	for _, t := range ticks {
		x := at(t.at)
		p.line("c-axis", x, y, x, y+5)
		anchor := "middle"
		if half := textWidth(t.text, size-2) / 2 * 100 / narrow; x < half {
			anchor = "start"
		} else if x > 100-half {
			anchor = "end"
		}
		p.text("c-tick", anchor, x, 0, y+5+line*.8, t.text)
	}
	y += 5 + line
	for _, m := range marks {
		m()
	}
	key := func(shown bool, words string, draw func(x, y float64)) {
		if shown {
			y += line + 2
			draw(4, y-5)
			p.text("c-tick", "start", 4, 18, y, c.l.Say(words))
		}
	}
	key(reported, "chart.quoted", func(x, y float64) { p.mark(0, "", x, y) })
	key(reported, "chart.reported", func(x, y float64) { p.mark(0, " c-reported", x, y) })
	key(turned, "chart.turned", p.ring)
	key(vague, "chart.vague", func(x, y float64) { p.line("c-vague", x-2, y, x+2, y) })
	return svg{Height: int(y + 8), Body: p.String()}
}

// place gives each flag a row and a side so that at the narrowest width no
// flag covers another or stands in the way of another's pole, in as few rows
// as it finds. Distances only grow on a wider page. It returns how many rows
// there are. Flags that cannot all be kept apart get rows of their own.
func place(flags []flag) (rows int) {
	steps := 20_000 // bounds the search: a lane has few changes
	for rows = 1; rows <= len(flags); rows++ {
		if settle(flags, len(flags)-1, rows, &steps) {
			return rows
		}
	}
	for i := range flags {
		flags[i].row, flags[i].flipped = len(flags)-1-i, flags[i].x > 50
	}
	return len(flags)
}

// settle places the flags up to i among those after it, by trial.
func settle(flags []flag, i, rows int, steps *int) bool {
	if i < 0 {
		return true
	}
	f := &flags[i]
	for row := range rows {
		for _, flipped := range []bool{false, true} {
			f.row, f.flipped = row, flipped
			if from, to := f.ends(); from < 0 || to > narrow || !free(*f, flags[i+1:]) {
				continue
			}
			if *steps--; *steps < 0 {
				return false
			}
			if settle(flags, i-1, rows, steps) {
				return true
			}
		}
	}
	return false
}

// free reports whether f stands clear of the flags that are placed.
func free(f flag, placed []flag) bool {
	const gap = 4
	from, to := f.ends()
	pole := f.x * narrow / 100
	for _, o := range placed {
		oFrom, oTo := o.ends()
		oPole := o.x * narrow / 100
		switch {
		case o.row == f.row && from < oTo+gap && oFrom < to+gap:
			return false
		case o.row > f.row && oPole > from && oPole < to:
			return false
		case o.row < f.row && pole > oFrom && pole < oTo:
			return false
		}
	}
	return true
}

// tick is a place on the axis of time.
type tick struct {
	at   time.Time
	text string
}

// ticks are the starts of years, or of months, of the page's calendar between
// two days; the days themselves when they are near.
func (c charts) ticks(first, last time.Time) []tick {
	if first.IsZero() {
		return nil
	}
	size, _ := c.letters()
	fit := func(all []tick) []tick {
		widest := 0.0
		for _, t := range all {
			widest = max(widest, textWidth(t.text, size-2)+16)
		}
		step := 1
		for float64(len(all)/step)*widest > narrow {
			step++
		}
		var out []tick
		for i := 0; i < len(all); i += step {
			out = append(out, all[i])
		}
		return out
	}
	var years, months []tick
	for i := 0; i < 400; i++ {
		t := c.l.StartOfYear(first, i)
		if t.After(last) {
			break
		}
		if !t.Before(first) {
			years = append(years, tick{t, c.l.Year(t)})
		}
	}
	if len(years) >= 3 {
		return fit(years)
	}
	for i := 0; i < 60; i++ {
		t := c.l.StartOfMonth(first, i)
		if t.After(last) {
			break
		}
		if !t.Before(first) {
			months = append(months, tick{t, c.l.MonthYear(t)})
		}
	}
	if len(months) >= 2 {
		return fit(months)
	}
	if last.After(first) { // the year once, where both lie in it
		from := c.l.DayMonth(first)
		if c.l.Year(first) != c.l.Year(last) {
			from = c.l.Day(first)
		}
		return []tick{{first, from}, {last, c.l.Day(last)}}
	}
	return []tick{{first, c.l.Day(first)}}
}
