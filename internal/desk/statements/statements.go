// Package statements is the desk's pages about what public figures said: sources, quotations to accept, statements with their history, positions, speakers and points.
package statements

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/ledger"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// Ledger keeps what public figures said; ledger.Service is one.
type Ledger interface {
	Sheet(ctx context.Context, callout string) (ledger.Sheet, error)
	EchoCounts(ctx context.Context, callout string) (map[string]ledger.EchoCount, error)
	Hints(ctx context.Context, callout string) ([]ledger.Hint, error)
	Edit(ctx context.Context, by voxpop.Actor, callout, id string, e ledger.Edit) (ledger.Done, error)
	Verdict(ctx context.Context, by voxpop.Actor, callout, statement, rev string, v voxpop.Verdict) (ledger.Done, error)
	Ops(ctx context.Context, callout, of string, p ledger.OpPager) ([]ledger.Op, error)
	Undo(ctx context.Context, by voxpop.Actor, callout string, op int64, of string) (ledger.Undone, error)
	UndoLast(ctx context.Context, by voxpop.Actor, callout, of string) (ledger.Undone, error)

	Take(ctx context.Context, by voxpop.Actor, callout string, in ledger.Input) (ledger.Taken, error)
	Open(ctx context.Context, callout, id string) (ledger.Opened, error)
	Archived(ctx context.Context, callout, id string, to io.Writer) error
	Sources(ctx context.Context, callout string, f ledger.SourceFilter) (ledger.Sources, error)
	Accept(ctx context.Context, by voxpop.Actor, callout string, all ...ledger.Acceptance) (ledger.Done, error)
	Reject(ctx context.Context, by voxpop.Actor, callout, reason string, candidates ...string) (ledger.Done, error)
	Feeds(ctx context.Context, callout string) ([]ledger.Feed, error)
	Begin(ctx context.Context, by voxpop.Actor, callout, url string, every int) (ledger.Feed, ledger.Looked, error)
	Unwatch(ctx context.Context, by voxpop.Actor, callout, feed string) (ledger.Feed, error)
	Look(ctx context.Context, callout string, feeds ...string) (ledger.Looked, error)

	Proposals(ctx context.Context, callout string, statements ...string) ([]ledger.Proposal, error)
	TakePosition(ctx context.Context, by voxpop.Actor, callout string, p ledger.Stance) (ledger.Done, error)
	RefusePosition(ctx context.Context, by voxpop.Actor, callout string, p ledger.Stance) (ledger.Done, error)
	Points(ctx context.Context, callout string) ([]voxpop.Point, error)
	PutPoint(ctx context.Context, by voxpop.Actor, callout string, p voxpop.Point) (ledger.Done, error)
	DropPoint(ctx context.Context, by voxpop.Actor, callout, point string) (ledger.Done, error)
	Speakers(ctx context.Context, callout string) ([]ledger.SpeakerRow, error)
	PutSpeaker(ctx context.Context, by voxpop.Actor, callout string, who voxpop.Speaker) (ledger.Done, error)
	Merge(ctx context.Context, by voxpop.Actor, callout, from, into string) (ledger.Done, error)
}

// Screens are the pages.
type Screens struct {
	Ledger Ledger
	// LookAt says what taking a source would find, and keeps nothing.
	LookAt func(ctx context.Context, in ledger.Input) (ledger.Opened, error)
	// Revision counts the changes of a call-out.
	Revision func(ctx context.Context, callout string) (int64, error)
	// Patience is how long a page waits for what is being worked out.
	Patience time.Duration

	echoes projection.Keeper[map[string]ledger.EchoCount]
	hints  projection.Keeper[[]ledger.Hint]
}

// Close ends the work in the background.
func (s *Screens) Close() {
	s.echoes.Stop()
	s.hints.Stop()
}

// sheet is everything that was said, with how many people throw each statement
// back, as far as that was counted: it takes reading every answer, and age says
// of when it is.
func (s *Screens) sheet(q *frame.Request) (x ledger.Sheet, age string, err error) {
	rev, err := s.Revision(q.Context(), q.Slug())
	if err != nil {
		return x, "", err
	}
	if x, err = s.Ledger.Sheet(q.Context(), q.Slug()); err != nil || len(x.Statements) == 0 {
		return x, "", err
	}
	slug := q.Slug()
	h, err := s.echoes.GetLong(q.Context(), slug, projection.Rev(rev), q.Now, s.Patience, func(ctx context.Context) (map[string]ledger.EchoCount, string, error) {
		got, err := s.Ledger.EchoCounts(ctx, slug)
		return got, projection.Rev(rev), err
	})
	if err != nil || !h.Ready {
		return x, "", err
	}
	for i, all := 0, x.Statements; i < len(all); i++ {
		if n, ok := h.Value[all[i].ID]; ok || !h.Behind {
			all[i].Echoes, all[i].EchoWords = &n.People, &n.Words
		}
	}
	if h.Behind {
		age = q.T.Say("themes.age", "at", q.T.Clock(h.At.Local()))
	}
	return x, age, nil
}

// alike lists pairs of statements that are worth a look. Every pair is compared
// when a statement changed, and not when an answer did.
func (s *Screens) alike(q *frame.Request, all []ledger.Statement, points []voxpop.Point) ([]ledger.Hint, error) {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode(points); err != nil {
		return nil, err
	}
	for _, x := range all {
		fmt.Fprintln(sum, x.ID, x.Rev)
	}
	slug, rev := q.Slug(), string(sum.Sum(nil))
	h, err := s.hints.Get(q.Context(), slug, rev, q.Now, s.Patience, func(ctx context.Context) ([]ledger.Hint, string, error) {
		got, err := s.Ledger.Hints(ctx, slug)
		return got, rev, err
	})
	return h.Value, err
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Routes registers the pages.
func (s *Screens) Routes(f *frame.Frame) {
	const at = "/callouts/{slug}"
	f.GET(at+"/statements", people.See, s.list)
	f.GET(at+"/statements/{id}", people.See, s.one)
	f.POST(at+"/statements/{id}/edit", people.Edit, s.edit)
	f.POST(at+"/statements/{id}/translation", people.Edit, s.translate)
	f.POST(at+"/statements/{id}/ends", people.Edit, s.moveEnds)
	f.POST(at+"/statements/{id}/position", people.Edit, s.position)
	f.POST(at+"/statements/{id}/verdict", people.Edit, s.verdict)
	f.POST(at+"/statements-undo", people.Edit, s.undoLast)
	f.GET(at+"/sources", people.See, s.sources)
	f.POST(at+"/sources", people.Edit, s.take)
	f.GET(at+"/sources/{article}", people.See, s.article)
	f.GET(at+"/sources/{article}/file", people.See, s.file)
	f.POST(at+"/sources/{article}/candidates", people.Edit, s.decide)
	f.POST(at+"/feeds", people.Edit, s.feed)
	f.GET(at+"/speakers", people.See, s.speakers)
	f.POST(at+"/speakers", people.Edit, s.putSpeaker)
	f.GET(at+"/points", people.See, s.points)
	f.POST(at+"/points", people.Edit, s.putPoint)
	f.OnUndo("statements.op", people.Edit, s.undo)
}

// op is what takes a verb back.
type op struct {
	Op int64 `json:"op"`
}

// done says what was done, with its undo when there is one.
func done(q *frame.Request, says string, n int64) error {
	var u *frame.Undo
	if n != 0 {
		u = &frame.Undo{Kind: "statements.op", Doc: op{n}}
	}
	return q.Done(says, u)
}

func (s *Screens) undo(q *frame.Request, doc []byte) (string, error) {
	var d op
	if err := json.Unmarshal(doc, &d); err != nil || d.Op == 0 {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "statements.undo", Message: "nothing undoes this"}
	}
	if _, err := s.Ledger.Undo(q.Context(), q.By, q.Slug(), d.Op, ""); err != nil {
		return "", err
	}
	return q.T.Say("statements.undone"), nil
}

// undoLast takes back the last verb of the ledger, whoever did it; the undo of
// that is an undo too.
func (s *Screens) undoLast(q *frame.Request) error {
	u, err := s.Ledger.UndoLast(q.Context(), q.By, q.Slug(), q.PostFormValue("of"))
	if err != nil {
		return err
	}
	if err := done(q, q.T.Say("statements.undone"), u.Op); err != nil {
		return err
	}
	return q.Back(home(q))
}

func home(q *frame.Request) string { return "/callouts/" + q.Slug() + "/statements" }

// tabbed is a page of the ledger: At is the tab that it belongs to.
type tabbed struct {
	frame.Page
	At string
}

// page begins a page of the ledger.
func (s *Screens) page(q *frame.Request, at, title string, keys ...frame.Key) tabbed {
	p := q.Page("statements", title, keys...)
	p.Script = "statements"
	return tabbed{p, at}
}

// row is a statement as pages show it.
type row struct {
	ledger.Statement
	URL          string
	Who, Office  string // in the page's language where it is known
	On           string // the day in words; "" = unknown
	Published    string
	Translation  string
	TranslatedTo string
	TranslatedBy string
	Year         string
	Sides        []string
	EchoCount    int
	Counted      bool
	KindSays     string
}

func (s *Screens) row(q *frame.Request, x ledger.Statement, points []voxpop.Point) row {
	r := row{Statement: x, URL: home(q) + "/" + x.ID, On: q.T.Date(x.SaidOn), Published: q.T.Date(x.PublishedOn), KindSays: q.T.Say("statements.kind." + string(x.Kind))}
	r.Who, r.Office = x.Called(q.Lang)
	if x.Lang != q.Lang {
		for _, t := range x.Translations {
			if t.Lang == q.Lang || r.Translation == "" && t.Lang == "en" {
				r.Translation, r.TranslatedTo, r.TranslatedBy = t.Text, t.Lang, cmp.Or(t.By, q.T.Say("statements.state."+string(t.State)))
			}
		}
	}
	for _, p := range x.Positions {
		r.Sides = append(r.Sides, sideName(q, points, p))
	}
	if x.Echoes != nil {
		r.EchoCount, r.Counted = *x.Echoes, true
	}
	return r
}

// sideName writes a position in words.
func sideName(q *frame.Request, points []voxpop.Point, p voxpop.Position) string {
	for _, x := range points {
		if x.ID != p.Point {
			continue
		}
		for _, v := range x.Values {
			if v.ID == p.Value {
				question, _ := x.Question.Best(q.Lang)
				return question + " " + v.Name.In(q.Lang, v.ID)
			}
		}
	}
	return p.Point + ": " + p.Value
}

// listPage is the data of list.tmpl.
type listPage struct {
	tabbed
	May      bool
	Age      string // of the counts, when they are older than the record
	Rows     []row
	Total    int
	Speakers []choice
	Points   []choice
	Kinds    []choice
	From, To string
	Lanes    lanes
	Changes  []changed
	Clashes  []clashed
	Hints    []hinted
	Filtered bool
}

// choice is one option of a filter.
type choice struct {
	Value, Name string
	Chosen      bool
}

// changed is a reversal with its words.
type changed struct {
	ledger.Change
	Point    string
	From, To string // days in words
	FromSide string
	ToSide   string
	Verdict  string
	By       string
	Reason   string
	URL      string
}

// clashed is a contradiction with its words.
type clashed struct {
	ledger.Clash
	Point    string
	From, To string
}

// hinted is a pair of statements to look at.
type hinted struct {
	A, B row
	Kind string
}

func (s *Screens) list(q *frame.Request) error {
	v := q.URL.Query()
	x, age, err := s.sheet(q)
	if err != nil {
		return err
	}
	all, points := x.Statements, x.Points
	p := listPage{Age: age, tabbed: s.page(q, "statements", q.T.Say("statements.title"), frame.Key{Keys: "n", Says: q.T.Say("statements.take")}, frame.Key{Keys: "j k", Says: q.T.Say("statements.key.move")}, frame.Key{Keys: "[ ]", Says: q.T.Say("statements.key.near")}),
		May: q.May(people.Edit), From: v.Get("from"), To: v.Get("to"), Total: len(all)}
	p.Filtered = v.Get("speaker")+v.Get("point")+v.Get("kind")+p.From+p.To != ""
	names := map[string]bool{}
	byID := map[string]row{}
	for _, x := range all {
		r := s.row(q, x, points)
		byID[x.ID] = r
		if key := voxpop.NameKey(x.Speaker); !names[key] {
			names[key] = true
			p.Speakers = append(p.Speakers, choice{x.Speaker, r.Who, x.Speaker == v.Get("speaker")})
		}
		if keep(x, v.Get("speaker"), v.Get("point"), v.Get("kind"), p.From, p.To) {
			p.Rows = append(p.Rows, r)
		}
	}
	for _, x := range points {
		name, _ := x.Question.Best(q.Lang)
		p.Points = append(p.Points, choice{x.ID, name, x.ID == v.Get("point")})
	}
	for _, k := range []voxpop.StatementKind{voxpop.Quoted, voxpop.Reported} {
		p.Kinds = append(p.Kinds, choice{string(k), q.T.Say("statements.kind." + string(k)), string(k) == v.Get("kind")})
	}
	p.Lanes = draw(q.T, p.Rows)
	compare(q, &p, x)
	hints, err := s.alike(q, all, points)
	if err != nil {
		return err
	}
	for _, h := range hints[:min(len(hints), 20)] {
		if a, b := byID[h.A], byID[h.B]; a.ID != "" && b.ID != "" { // both are still there
			p.Hints = append(p.Hints, hinted{a, b, q.T.Say("statements.hint." + h.Kind)})
		}
	}
	return q.Write(pages, "list.tmpl", p)
}

// keep reports whether a statement is one that the filters choose. A vague
// date counts when it may lie between the days.
func keep(x ledger.Statement, speaker, point, kind, from, to string) bool {
	if speaker != "" && !voxpop.SameName(x.Speaker, speaker) || kind != "" && string(x.Kind) != kind {
		return false
	}
	if point != "" && !slices.ContainsFunc(x.Positions, func(p voxpop.Position) bool { return p.Point == point }) {
		return false
	}
	if from == "" && to == "" {
		return true
	}
	first, last, ok := x.SaidOn.Bounds()
	return ok && (from == "" || last.Format("2006-01-02") >= from) && (to == "" || first.Format("2006-01-02") <= to)
}

// compare fills in who changed position, and who says the opposite of whom.
func compare(q *frame.Request, p *listPage, all ledger.Sheet) {
	side := func(point string, x ledger.Side) string {
		return sideName(q, all.Points, voxpop.Position{Point: point, Value: x.Value})
	}
	for _, c := range all.Changes {
		x := changed{Change: c, From: q.T.Date(c.From.SaidOn), To: q.T.Date(c.To.SaidOn), FromSide: side(c.Point, c.From), ToSide: side(c.Point, c.To), URL: home(q) + "/" + c.To.Statement}
		if c.Verdict != nil {
			x.Verdict, x.By, x.Reason = q.T.Say("statements.verdict."+c.Verdict.Change), c.Verdict.By, c.Verdict.Reason
		}
		p.Changes = append(p.Changes, x)
	}
	for _, c := range all.Clashes {
		p.Clashes = append(p.Clashes, clashed{Clash: c, Point: side(c.Point, c.From) + " / " + side(c.Point, c.To), From: q.T.Date(c.From.SaidOn), To: q.T.Date(c.To.SaidOn)})
	}
}

// lanes is the timeline: one lane for every speaker, time from the start side:
// from the right where the page is read from there.
type lanes struct {
	Width, Height int
	Name, Foot    int // where names begin, and lines of years end
	Lanes         []lane
	Years         []tick
}

type lane struct {
	Name, NameLang string
	Y, Text        int
	Dots           []dot
}

type dot struct {
	X, W  int // of the days that it may have been said on
	Y     int
	URL   string
	Title string
	Kind  string
}

type tick struct {
	X    int
	Name string
}

// draw lays statements out by speaker and time; those without a date stand in
// the table only.
func draw(t *locale.Locale, rows []row) (l lanes) {
	const width, inset, step = 1000, 12, 34
	rtl := t.Dir == "rtl"
	var first, last int64
	for _, r := range rows {
		a, b, ok := r.SaidOn.Bounds()
		if !ok || a.Year() <= 1000 || b.Year() >= 9998 {
			continue
		}
		if first == 0 || a.Unix() < first {
			first = a.Unix()
		}
		if last == 0 || b.Unix() > last {
			last = b.Unix()
		}
	}
	if first == 0 && last == 0 {
		return l
	}
	span := max(last-first, 86400)
	x := func(unix int64) int {
		return inset + int(float64(unix-first)/float64(span)*(width-2*inset))
	}
	// place turns a stretch of time into one of the page.
	place := func(from, to int) int {
		if rtl {
			return width - to
		}
		return from
	}
	at := map[string]int{}
	for _, r := range rows {
		a, b, ok := r.SaidOn.Bounds()
		if !ok || a.Year() <= 1000 || b.Year() >= 9998 {
			continue
		}
		key := voxpop.NameKey(r.Speaker)
		i, seen := at[key]
		if !seen {
			i = len(l.Lanes)
			at[key] = i
			l.Lanes = append(l.Lanes, lane{Name: r.Who, Y: i*step + 40, Text: i*step + 32})
		}
		d := dot{Y: i*step + 40, URL: r.URL, Title: r.Who + ", " + r.On + ": " + clip(r.Text, 120), Kind: string(r.Kind)}
		from := x(a.Unix())
		d.W = max(8, x(b.Unix())-from)
		d.X = place(from, from+d.W)
		l.Lanes[i].Dots = append(l.Lanes[i].Dots, d)
	}
	l.Width, l.Height = width, len(l.Lanes)*step+64
	l.Name, l.Foot = place(4, 4), l.Height-24
	begin, end := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	each := max(1, int(end.Sub(begin).Hours()/24/365)/8)
	for at, i := t.StartOfYear(begin, 1), 1; !at.After(end) && i < 1000; i += each {
		if pos := x(at.Unix()); pos > 60 && pos < width-60 {
			l.Years = append(l.Years, tick{place(pos, pos), t.Year(at)})
		}
		at = t.StartOfYear(begin, i+each)
	}
	return l
}

// clip shortens a text to n code points.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n])) + "…"
}
