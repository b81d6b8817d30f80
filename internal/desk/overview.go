package desk

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/position"
	"voxpop/internal/prevalence"
)

// overviewPage is the data of overview.tmpl. Numbers are in the page's digits.
type overviewPage struct {
	frame.Page
	Question      text
	Context       text
	Cards         []card
	Steps         []card
	SharesNote    string
	NumbersOnly   bool // too few people for shares, words and bars
	Shares        []shareRow
	Control       []shareRow
	AgreementNote string
	Agreement     []agreementRow
	How           []group
	Reversals     []pair
	Clashes       []pair
	Stories       []storyRow
	Hash          string
}

type text struct{ Text, Lang string }

type card struct {
	Name, Value string
	Long        bool // a phrase, not a number
}

type shareRow struct {
	Name, N, Share, Range, Word string
	Dominates, WordNone         bool
	// Of the bar, in per mille of the full width.
	Bar, Low, High string
}

type agreementRow struct {
	Name, N, Both, Percent, Alpha, Interval string
	Weak, Overall                           bool
}

type group struct {
	Title string
	Rows  []card
}

// pair is two statements side by side.
type pair struct {
	Title    string
	Question text
	Sides    []side
	Note     string // the new position was never quoted
}

type side struct {
	Who, When, Value  string
	Quote             text
	Quoted            bool
	Translated        *text
	Source, SourceURL string
}

type storyRow struct {
	Name, URL        string
	Headline         text
	Errors, Warnings int
	Findings         []findingRow
}

type findingRow struct{ Place, Code, Message string }

func (d *Pages) newOverview(q *frame.Request, rec Record) (overviewPage, error) {
	f, err := rec.Figures()
	if err != nil {
		return overviewPage{}, err
	}
	c := rec.Callout()
	p := overviewPage{Page: q.Page("overview", "")}
	p.Title = c.Slug
	p.Question.Text, p.Question.Lang = localized(c.Question, p.Lang, c.Languages...)
	p.Context.Text, p.Context.Lang = localized(c.Context, p.Lang, c.Languages...)
	p.counts(f)
	p.shares(f, rec.Codebook(), d.House)
	p.agreement(f, rec.Codebook(), d.House)
	p.how(f, d.House)
	statements, err := rec.AllStatements()
	if err != nil {
		return p, err
	}
	p.positions(rec.Points(), statements)
	if err := p.stories(q, d, rec); err != nil {
		return p, err
	}
	p.Hash, err = rec.Hash()
	return p, err
}

func (p *overviewPage) counts(f *prevalence.Figures) {
	l := p.T
	p.Cards = []card{
		{Name: l.Say("desk.received"), Value: l.Int(f.Waterfall.Received)},
		{Name: l.Say("desk.counted"), Value: l.Int(f.Waterfall.Counted)},
		{Name: l.Say("desk.coded"), Value: l.Int(f.Coded)},
		{Name: l.Say("desk.double"), Value: l.Int(f.Double)},
	}
	if f.FirstDay != "" {
		p.Cards = append(p.Cards, card{Name: l.Say("desk.days"), Value: l.Say("desk.range.days", "from", dayMonth(l, f.FirstDay), "to", dayMonth(l, f.LastDay)), Long: true})
	}
	p.Steps = []card{{Name: l.Say("method.step.received"), Value: l.Int(f.Waterfall.Received)}}
	for _, s := range f.Waterfall.Steps() {
		p.Steps = append(p.Steps, card{Name: l.Say("method.step." + s.Name), Value: l.Int(s.N)})
	}
	p.Steps = append(p.Steps, card{Name: l.Say("method.step.counted"), Value: l.Int(f.Waterfall.Counted)})
}

func dayMonth(l *locale.Locale, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return l.DayMonth(t)
}

func (p *overviewPage) shares(f *prevalence.Figures, book voxpop.Codebook, house voxpop.House) {
	l := p.T
	p.NumbersOnly = f.Waterfall.Counted < house.NumbersOnly
	p.SharesNote = l.Say("desk.shares.note", "of", f.Waterfall.Counted)
	if f.Basis.Method == prevalence.MethodPPI {
		p.SharesNote = l.Say("desk.estimated", "of", f.Waterfall.Counted, "drawn", f.Basis.Coded)
	}
	list := slices.Clone(f.Shares)
	slices.SortStableFunc(list, func(a, b voxpop.Share) int { return cmp.Compare(b.N, a.N) })
	for _, s := range list {
		code, _ := book.Code(s.Code)
		row := shareRow{Name: code.Name.In(p.Lang), N: l.Int(prevalence.Whole(s.N)), Share: l.Percent(s.Share, 0)}
		row.Range = l.Say("desk.range.of", "low", l.Percent(s.Low, 0), "high", l.Percent(s.High, 0))
		row.Bar, row.Low, row.High = mille(s.Share), mille(s.Low), mille(s.High)
		if code.Kind == voxpop.Control {
			p.Control = append(p.Control, row)
			continue
		}
		row.Dominates, _ = prevalence.Dominates(house, f, s.Code)
		if rung, ok := house.Rung(prevalence.Strongest(house, f, s.Code)); ok {
			row.Word = rung.Words[p.Lang][0]
		} else {
			row.Word, row.WordNone = l.Say("desk.word.none"), true
		}
		p.Shares = append(p.Shares, row)
	}
}

func mille(share float64) string { return strconv.Itoa(int(share*1000 + .5)) }

func (p *overviewPage) agreement(f *prevalence.Figures, book voxpop.Codebook, house voxpop.House) {
	l := p.T
	p.AgreementNote = l.Say("desk.agreement.note", "min", l.Float(house.MinAlpha, 3))
	if f.Agreement.Overall.N == 0 {
		return
	}
	row := func(a prevalence.CodeAgreement, name string) agreementRow {
		r := agreementRow{Name: name, N: l.Int(a.N), Both: l.Int(a.Both), Percent: l.Percent(a.Percent, 0), Alpha: l.Say("desk.undefined")}
		if a.Alpha != nil {
			r.Alpha, r.Weak = l.Float(*a.Alpha, 2), *a.Alpha < house.MinAlpha
		}
		if a.Low != nil && a.High != nil {
			r.Interval = l.Say("desk.range.of", "low", l.Float(*a.Low, 2), "high", l.Float(*a.High, 2))
		}
		return r
	}
	for _, a := range f.Agreement.Codes {
		if code, ok := book.Code(a.Code); ok && code.Kind == voxpop.Theme {
			p.Agreement = append(p.Agreement, row(a, code.Name.In(p.Lang)))
		}
	}
	all := row(f.Agreement.Overall, l.Say("desk.overall"))
	all.Overall = true
	p.Agreement = append(p.Agreement, all)
}

// how lists where answers came from. The desk shows no cell that could not be
// published either: a newsroom screen is seen by many.
func (p *overviewPage) how(f *prevalence.Figures, house voxpop.House) {
	l := p.T
	add := func(key string, counts []prevalence.Count, name func(string) string) {
		g := group{Title: l.Say(key)}
		for _, c := range counts {
			value := l.Int(c.N)
			if c.N < house.MinCell {
				value = l.Say("desk.few", "n", house.MinCell)
			}
			g.Rows = append(g.Rows, card{Name: name(c.Key), Value: value})
		}
		p.How = append(p.How, g)
	}
	add("desk.how.langs", f.Languages, l.Language)
	add("desk.how.media", f.Media, l.Medium)
	add("desk.how.ways", f.Channels, l.Channel)
}

func (p *overviewPage) positions(points []voxpop.Point, statements []voxpop.Statement) {
	byID := map[string]voxpop.Statement{}
	for _, s := range statements {
		byID[s.ID] = s
	}
	pointOf := map[string]voxpop.Point{}
	for _, pt := range points {
		pointOf[pt.ID] = pt
	}
	for _, r := range position.Reversals(points, statements) {
		pt := pointOf[r.Point]
		x := pair{Title: name(byID[r.To.Statement], p.Lang), Sides: []side{p.side(pt, r.From, byID), p.side(pt, r.To, byID)}}
		x.Question.Text, x.Question.Lang = localized(pt.Question, p.Lang)
		x.Note = p.reported(r.Kind, r.AssertedBy)
		p.Reversals = append(p.Reversals, x)
	}
	for _, c := range position.Contradictions(points, statements) {
		pt := pointOf[c.Point]
		x := pair{Sides: []side{p.side(pt, c.From, byID), p.side(pt, c.To, byID)}}
		x.Title = p.T.List([]string{x.Sides[0].Who, x.Sides[1].Who})
		x.Question.Text, x.Question.Lang = localized(pt.Question, p.Lang)
		x.Note = p.reported(c.Kind, c.AssertedBy)
		p.Clashes = append(p.Clashes, x)
	}
}

func (p *overviewPage) reported(kind voxpop.StatementKind, by string) string {
	switch {
	case kind != voxpop.Reported:
		return ""
	case by == "":
		return p.T.Say("desk.reported.unnamed")
	}
	return p.T.Say("desk.reported", "who", locale.Isolate(by))
}

func (p *overviewPage) side(pt voxpop.Point, st position.Stand, byID map[string]voxpop.Statement) side {
	s := byID[st.Statement]
	out := side{
		Who: name(s, p.Lang), When: p.T.Date(s.SaidOn), Quoted: s.Kind == voxpop.Quoted,
		Quote: text{s.Text, s.Lang}, SourceURL: s.Source.URL,
	}
	for _, v := range pt.Values {
		if v.ID == st.Value {
			out.Value = v.Name.In(p.Lang)
		}
	}
	for _, t := range s.Translations {
		if t.Lang == p.Lang && t.State == voxpop.Reviewed && s.Lang != p.Lang {
			out.Translated = &text{t.Text, t.Lang}
		}
	}
	out.Source = cmp.Or(s.Source.Title, s.Source.Outlet, s.Source.URL, s.Source.File)
	if s.Source.Title != "" && s.Source.Outlet != "" {
		out.Source = s.Source.Outlet + ": " + s.Source.Title
	}
	return out
}

// name is the speaker's name as the page's language writes it.
func name(s voxpop.Statement, lang string) string { return cmp.Or(s.Names[lang], s.Speaker) }

func (p *overviewPage) stories(q *frame.Request, d *Pages, rec Record) error {
	for s, err := range rec.Stories() {
		if err != nil {
			return err
		}
		if path.Ext(s.Name) != ".md" {
			continue // a picture beside the stories
		}
		row := storyRow{Name: s.Name, Headline: text{s.Name, p.Lang}}
		result, doc, err := d.Check(q.Context(), rec, s)
		if e, ok := errors.AsType[*voxpop.Error](err); ok && e.Kind == voxpop.Invalid {
			// Not even text: one bad file does not hide the record.
			row.Errors, row.Findings = 1, []findingRow{{"", "", e.Message}}
			p.Stories = append(p.Stories, row)
			continue
		}
		if err != nil {
			return err
		}
		if doc != nil {
			if doc.Front.Headline != "" {
				row.Headline = text{doc.Front.Headline, doc.Front.Lang}
			}
			dir := path.Join(p.Slug, doc.Front.Lang)
			if _, err := fs.Stat(d.Published, path.Join(dir, "index.html")); err == nil {
				row.URL = "/published/" + dir + "/"
			}
		}
		row.Errors, row.Warnings = result.Errors(), result.Warnings()
		for _, f := range result.Findings {
			row.Findings = append(row.Findings, findingRow{p.T.Say("desk.line", "n", f.Line), string(f.Code), f.Message})
		}
		p.Stories = append(p.Stories, row)
	}
	return nil
}

// External reports whether the source may be linked to.
func (s side) External() bool {
	return strings.HasPrefix(s.SourceURL, "https://") || strings.HasPrefix(s.SourceURL, "http://")
}

// Holds reports whether nothing refuses the story.
func (s storyRow) Holds() bool { return s.Errors == 0 }
