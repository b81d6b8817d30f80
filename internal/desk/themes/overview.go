package themes

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/position"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// overviewPage is the data of overview.tmpl. Numbers are in the page's digits.
type overviewPage struct {
	frame.Page
	Ready         bool
	URL           string
	Age           string
	Progress      []progressRow
	Days          []dayRow
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
	Checking      bool // the stories are being checked
	Hash          string
}

type text struct{ Text, Lang string }

// progressRow is one step of the work.
type progressRow struct {
	Name, Value, URL string
	N, Of            int // Of is -1 where there is no whole
}

// dayRow is the answers of a day.
type dayRow struct{ Day, ISO, N, Bar string }

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
	Name, URL, EditURL string
	Headline           text
	Errors, Warnings   int
	Findings           []findingRow
}

type findingRow struct {
	Place, Code, Message string
	English              bool // Message is, in whatever language the page is
}

// look is what the overview shows of one revision besides its figures, in no
// language: what public figures said, and numbers.
type look struct {
	Points     []voxpop.Point
	Statements []voxpop.Statement
	Hash       string
	Work       work
}

// work is how far the newsroom is.
type work struct {
	Received, Recordings, Transcribed, Checked, Translated, Quoted int
}

// storyLook is the verdict on one story.
type storyLook struct {
	Name             string
	Headline         text
	URL              string
	Errors, Warnings int
	Findings         []story.Finding
	Wrong            string // it cannot be read at all
}

// lookOf returns what the overview shows. The record is read and hashed in the
// background.
func (s *Screens) lookOf(q *frame.Request, rev int64) (projection.Held[*look], error) {
	slug := q.Slug()
	return s.looks.GetLong(q.Context(), slug, projection.Rev(rev), q.Now, s.Patience, func(ctx context.Context) (l *look, of string, err error) {
		err = s.Records.Read(ctx, slug, func(r Record) error {
			of = projection.Rev(r.Rev())
			l, err = newLook(r)
			return err
		})
		return l, of, err
	})
}

func newLook(r Record) (l *look, err error) {
	l = &look{Points: r.Points()}
	if l.Statements, err = r.AllStatements(); err != nil {
		return nil, err
	}
	quoted := map[string]bool{}
	for x, err := range r.Stories() {
		if err != nil {
			return nil, err
		}
		doc, err := story.Parse(x.Name, x.Body)
		if path.Ext(x.Name) != ".md" || err != nil {
			continue // what cannot be read quotes nobody
		}
		for _, k := range doc.Links() {
			if k.Kind == story.LinkResponse || k.Kind == story.LinkClip {
				quoted[k.ID] = true
			}
		}
	}
	for x, err := range r.Responses() {
		if err != nil {
			return nil, err
		}
		if x.Withdrawn() {
			continue
		}
		l.Work.Received++
		if x.Medium == voxpop.Voice || x.Medium == voxpop.Video {
			l.Work.Recordings++
			if x.Transcript != nil && strings.TrimSpace(x.Transcript.Text) != "" {
				l.Work.Transcribed++
				if x.Transcript.State == voxpop.Reviewed {
					l.Work.Checked++
				}
			}
		}
		if slices.ContainsFunc(x.Translations, func(t voxpop.Translation) bool { return t.State == voxpop.Reviewed }) {
			l.Work.Translated++
		}
		if quoted[x.ID] {
			l.Work.Quoted++
		}
	}
	l.Hash, err = r.Hash()
	return l, err
}

// storiesOf returns the verdicts on the stories of a call-out. They may repeat
// what respondents said, so none is shown that is older than the record: ok is
// false until those of now are there.
func (s *Screens) storiesOf(q *frame.Request, rev int64, f *figures) (all []storyLook, ok bool, err error) {
	slug := q.Slug()
	h, err := s.stories.Get(q.Context(), slug, projection.Rev(rev, f.Rev), q.Now, s.Patience, func(ctx context.Context) (all []storyLook, of string, err error) {
		err = s.Records.Read(ctx, slug, func(r Record) error {
			of = projection.Rev(r.Rev(), f.Rev)
			for x, err := range r.Stories() {
				if err != nil {
					return err
				}
				if path.Ext(x.Name) != ".md" {
					continue // a picture beside the stories
				}
				one, err := s.storyLook(ctx, r, f.F, x)
				if err != nil {
					return err
				}
				all = append(all, one)
			}
			return nil
		})
		return all, of, err
	})
	if err != nil || !h.Ready || h.Behind {
		return nil, false, err
	}
	return h.Value, true, nil
}

// storyLook checks a story. A bad file does not hide the record.
func (s *Screens) storyLook(ctx context.Context, r Record, f *prevalence.Figures, x record.Story) (storyLook, error) {
	one := storyLook{Name: x.Name, Headline: text{x.Name, ""}}
	result, doc, err := s.Check(ctx, r, f, x)
	if e, ok := errors.AsType[*voxpop.Error](err); ok && e.Kind == voxpop.Invalid {
		one.Errors, one.Wrong = 1, e.Message // not even text
		return one, nil
	}
	if err != nil {
		return one, err
	}
	if doc != nil {
		if doc.Front.Headline != "" {
			one.Headline = text{doc.Front.Headline, doc.Front.Lang}
		}
		dir := path.Join(r.Callout().Slug, doc.Front.Lang)
		if _, err := fs.Stat(s.Published, path.Join(dir, "index.html")); err == nil {
			one.URL = "/published/" + dir + "/"
		}
	}
	one.Errors, one.Warnings, one.Findings = result.Errors(), result.Warnings(), result.Findings
	return one, nil
}

func (s *Screens) overview(q *frame.Request) error {
	rev, err := s.Records.Revision(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	counted, err := s.figuresOf(q)
	if err != nil {
		return err
	}
	h, err := s.lookOf(q, rev)
	if err != nil {
		return err
	}
	p := overviewPage{Page: q.Page("overview", q.T.Say("themes.overview")), Ready: counted.Ready && h.Ready, URL: "/callouts/" + url.PathEscape(q.Slug())}
	if c := p.Callout; c != nil {
		p.Question = text{c.Question, c.Lang}
	}
	if !p.Ready {
		return q.Write(pages, "overview.tmpl", p)
	}
	f, l := counted.Value, h.Value
	if counted.Behind || h.Behind {
		at := counted.At
		if h.At.Before(at) {
			at = h.At
		}
		p.Age = q.T.Say("themes.age", "at", q.T.Clock(at.Local()))
	}
	checked, ok, err := s.storiesOf(q, rev, f)
	if err != nil {
		return err
	}
	p.Checking = !ok
	c := f.Callout
	p.Question.Text, p.Question.Lang = c.Question.Best(p.Lang, c.Languages...)
	if len(c.Context) > 0 {
		p.Context.Text, p.Context.Lang = c.Context.Best(p.Lang, c.Languages...)
	}
	p.counts(f.F)
	p.progress(q, f.F, l.Work)
	p.arrivals(f.F, s.House())
	p.shares(f.F, f.Book, s.House())
	p.agreement(f.F, f.Book, s.House())
	p.how(f.F, s.House())
	p.positions(l.Points, l.Statements)
	p.stories(checked)
	p.Hash = l.Hash
	return q.Write(pages, "overview.tmpl", p)
}

// progress is how far the work is, always in the same words, with the way to
// what waits where the person may go there.
func (p *overviewPage) progress(q *frame.Request, f *prevalence.Figures, w work) {
	t := p.T
	add := func(key string, n, of int, need people.Right, to string) {
		x := progressRow{Name: t.Say("themes.progress." + key), Value: t.Int(n), N: n, Of: of}
		if of >= 0 {
			x.Value = t.Say("themes.n.of", "n", t.Int(n), "of", t.Int(of))
		}
		if q.May(need) {
			x.URL = p.URL + to
		}
		p.Progress = append(p.Progress, x)
	}
	add("received", w.Received, -1, people.Raw, "/inbox")
	add("transcribed", w.Transcribed, w.Recordings, people.Raw, "/texts")
	add("checked", w.Checked, w.Recordings, people.Raw, "/texts")
	add("translated", w.Translated, -1, people.Raw, "/texts")
	add("coded", f.Coded, w.Received, people.Code, "/coding")
	add("double", f.Double, f.Coded, people.Code, "/coding")
	add("agreed", f.Adjudicated, f.Double, people.Edit, "/agreement")
	add("quoted", w.Quoted, -1, people.See, "/stories")
}

// arrivals are the answers by day. A day with few of them is not told: the desk
// is seen by many.
func (p *overviewPage) arrivals(f *prevalence.Figures, house voxpop.House) {
	most := 1
	for _, d := range f.Days {
		most = max(most, d.N)
	}
	for _, d := range f.Days {
		r := dayRow{Day: dayMonth(p.T, d.Key), ISO: d.Key, N: p.T.Int(d.N), Bar: mille(float64(d.N) / float64(most))}
		if d.N < house.MinCell {
			r.N, r.Bar = p.T.Say("desk.few", "n", house.MinCell), "0"
		}
		p.Days = append(p.Days, r)
	}
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
		x.Question.Text, x.Question.Lang = pt.Question.Best(p.Lang)
		x.Note = p.reported(r.Kind, r.AssertedBy)
		p.Reversals = append(p.Reversals, x)
	}
	for _, c := range position.Contradictions(points, statements) {
		pt := pointOf[c.Point]
		x := pair{Sides: []side{p.side(pt, c.From, byID), p.side(pt, c.To, byID)}}
		x.Title = p.T.List([]string{x.Sides[0].Who, x.Sides[1].Who})
		x.Question.Text, x.Question.Lang = pt.Question.Best(p.Lang)
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

func (p *overviewPage) stories(all []storyLook) {
	for _, x := range all {
		row := storyRow{Name: x.Name, Headline: x.Headline, URL: x.URL, Errors: x.Errors, Warnings: x.Warnings, EditURL: p.URL + "/stories/" + url.PathEscape(x.Name)}
		if x.Wrong != "" {
			row.Findings = []findingRow{{Message: x.Wrong, English: true}}
		}
		for _, f := range x.Findings {
			message, _, ok := f.In(p.T)
			row.Findings = append(row.Findings, findingRow{p.T.Say("desk.line", "n", f.Line), string(f.Code), message, !ok})
		}
		p.Stories = append(p.Stories, row)
	}
}

// External reports whether the source may be linked to.
func (s side) External() bool {
	return strings.HasPrefix(s.SourceURL, "https://") || strings.HasPrefix(s.SourceURL, "http://")
}

// Holds reports whether nothing refuses the story.
func (s storyRow) Holds() bool { return s.Errors == 0 }
