package codes

import (
	"context"
	"encoding/csv"
	"errors"
	"net/url"
	"slices"
	"strconv"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/prevalence"
)

// agreementPage is the data of agreement.tmpl.
type agreementPage struct {
	frame.Page
	Base     string
	A, B     string // the pair that is compared
	Pairs    []option
	Pooled   string
	Rows     []agreeRow
	Open     int
	Split    *splitCard
	Filter   string // open or decided
	OpenURL  string
	DoneURL  string
	OpenSays string
	DoneSays string
	None     bool   // nothing was coded twice
	Age      string // of the figures, when they are older than the marks
	Again    string // the page's address while the figures are being worked out
	Confused []string
}

type agreeRow struct {
	Name                   text
	N, Both, A, B, Percent string
	Alpha, Interval, Means string
	Rare                   bool
}

// splitCard is an answer that coders marked differently.
type splitCard struct {
	ID, Day, ISO string
	Said         text
	Translation  text
	Sound        bool
	Shared       bool
	Sides        []sideRow
	Choices      []choice
	Codes        []codeRow
	Yours        bool // the editor is one of the coders
	Decided      []codeName
	Disputed     []codeName // codes that not all gave
	Next         string
	NextURL      string
}

type sideRow struct {
	Coder  string
	Letter string
	Codes  []codeName
	Memo   string
}

type choice struct{ Way, Key, Name string }

// rare is under how many marks a theme is too rare to say how far coders agree.
const rare = 5

// agreementDraws of the bootstrap: enough for the words beside an interval.
const agreementDraws = 400

// answersOf are what coders marked, as the measures take it.
func ratings(splits []coding.Split) []prevalence.Rated {
	all := make([]prevalence.Rated, 0, len(splits))
	for _, s := range splits {
		unit := prevalence.Rated{}
		for _, set := range s.Sets {
			unit[set.Coder] = append([]string{}, set.Codes...)
		}
		all = append(all, unit)
	}
	return all
}

// pairsOf lists the pairs of coders by how many answers they share, the most first.
func pairsOf(splits []coding.Split) (pairs [][2]string, n map[[2]string]int) {
	n = map[[2]string]int{}
	for _, s := range splits {
		for i := range s.Sets {
			for j := i + 1; j < len(s.Sets); j++ {
				pair := [2]string{s.Sets[i].Coder, s.Sets[j].Coder}
				if n[pair]++; n[pair] == 1 {
					pairs = append(pairs, pair)
				}
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return n[b] - n[a] })
	return pairs, n
}

func (s *Screens) agreement(q *frame.Request) error {
	title := q.T.Say("frame.screen.agreement")
	var doubled []coding.Split
	var since int64
	var book voxpop.Codebook
	var c voxpop.Callout
	err := s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error {
		doubled, since = l.Doubled()
		book, c = l.Book, l.Callout
		return nil
	})
	if errors.Is(err, coding.ErrReading) {
		return s.reading(q, "agreement", title)
	}
	if err != nil {
		return err
	}
	p := agreementPage{Page: q.Page("agreement", title, []frame.Key{{Keys: "1", Says: q.T.Say("codes.key.a")}, {Keys: "2", Says: q.T.Say("codes.key.b")}, {Keys: "3", Says: q.T.Say("codes.key.both")},
		{Keys: "0", Says: q.T.Say("codes.key.neither")}, {Keys: "c", Says: q.T.Say("codes.key.definition")}, {Keys: "n", Says: q.T.Say("codes.key.next")}}...), Base: base(q), None: len(doubled) == 0, Filter: "open"}
	if q.FormValue("show") == "decided" {
		p.Filter = "decided"
	}
	pairs, shared := pairsOf(doubled)
	at := 0
	for i, pair := range pairs {
		if pair[0]+"/"+pair[1] == q.FormValue("pair") {
			at = i
		}
	}
	for i, pair := range pairs {
		p.Pairs = append(p.Pairs, option{pair[0] + "/" + pair[1], q.T.Say("codes.pair", "a", pair[0], "b", pair[1], "n", shared[pair]), i == at})
	}
	if len(pairs) > 0 {
		a, b := pairs[at][0], pairs[at][1]
		p.A, p.B = a, b
		h, err := s.measured.Get(q.Context(), q.Slug()+"\x00"+a+"\x00"+b, projection.Rev(since), q.Now, s.Patience, func(context.Context) (measured, string, error) {
			return measure(doubled, book, a, b), projection.Rev(since), nil
		})
		if err != nil {
			return err
		}
		if !h.Ready {
			p.Again = q.URL.RequestURI()
		}
		if h.Behind && h.Ready {
			p.Age = q.T.Say("themes.age", "at", q.T.Clock(h.At.Local()))
		}
		if h.Ready {
			s.figures(q, &p, h.Value, book, c)
		}
	}
	var open, decided []coding.Split
	for _, d := range doubled {
		switch {
		case len(d.Open) == 0:
		case d.Decided():
			decided = append(decided, d)
		default:
			open = append(open, d)
		}
	}
	p.Open = len(open)
	p.OpenSays, p.DoneSays = q.T.Say("codes.splits.open", "n", len(open)), q.T.Say("codes.splits.decided", "n", len(decided))
	p.OpenURL, p.DoneURL = base(q)+"/agreement#split", base(q)+"/agreement?show=decided#split"
	list := open
	if p.Filter == "decided" {
		list = decided
	}
	if len(list) > 0 {
		i := max(0, slices.IndexFunc(list, func(d coding.Split) bool { return d.Response == q.FormValue("response") }))
		if p.Split, err = s.splitCard(q, list[i], book, c); err != nil {
			return err
		}
		if p.Split != nil && len(list) > 1 {
			v := url.Values{"response": {list[(i+1)%len(list)].Response}}
			if p.Filter == "decided" {
				v.Set("show", "decided")
			}
			p.Split.NextURL = base(q) + "/agreement?" + v.Encode() + "#split"
		}
	}
	return q.Write(pages, "agreement.tmpl", p)
}

// measured is how far coders agree, in no language and without a word of what
// they coded. Every interval is drawn again and again, which takes long.
type measured struct {
	all      prevalence.Measures
	codes    []measuredCode
	confused []prevalence.Sharper
}

type measuredCode struct {
	code                          string
	n, both, onlyA, onlyB, marked int // of the two coders who are compared; marked: by anybody
	agreed                        prevalence.Measures
}

// measure works out how far all coders agree, and two of them.
func measure(doubled []coding.Split, book voxpop.Codebook, coderA, coderB string) (m measured) {
	units := ratings(doubled)
	m.all = prevalence.Reliability(units, prevalence.Options{Draws: agreementDraws})
	for _, code := range book.Codes {
		x := measuredCode{code: code.ID}
		for _, u := range units {
			for _, codes := range u {
				if slices.Contains(codes, code.ID) {
					x.marked++
				}
			}
			a, okA := u[coderA]
			b, okB := u[coderB]
			if !okA || !okB {
				continue
			}
			x.n++
			switch inA, inB := slices.Contains(a, code.ID), slices.Contains(b, code.ID); {
			case inA && inB:
				x.both++
			case inA:
				x.onlyA++
			case inB:
				x.onlyB++
			}
		}
		if x.marked == 0 {
			continue
		}
		x.agreed = prevalence.Reliability(prevalence.Label(units, code.ID), prevalence.Options{Draws: agreementDraws})
		m.codes = append(m.codes, x)
	}
	m.confused = prevalence.Sharpen(units)
	return m
}

// figures fills in how far coders agree, theme by theme.
func (s *Screens) figures(q *frame.Request, p *agreementPage, m measured, book voxpop.Codebook, c voxpop.Callout) {
	value, interval := s.estimate(q, m.all.Alpha)
	p.Pooled = q.T.Say("codes.pooled", "n", m.all.Units, "coders", m.all.Raters, "alpha", value, "range", interval)
	for _, x := range m.codes {
		code, ok := book.Code(x.code)
		if !ok {
			continue
		}
		r := agreeRow{Name: name(q, code, c.Languages...), N: q.T.Int(x.n), Both: q.T.Int(x.both), A: q.T.Int(x.onlyA), B: q.T.Int(x.onlyB), Rare: x.marked < 2*rare}
		if x.n > 0 {
			r.Percent = q.T.Percent(float64(x.n-x.onlyA-x.onlyB)/float64(x.n), 0)
		}
		r.Alpha, r.Interval = s.estimate(q, x.agreed.Alpha)
		switch a := x.agreed.Alpha.Value; {
		case a == nil:
			r.Means = q.T.Say("codes.alpha.none")
		case *a >= .8:
			r.Means = q.T.Say("codes.alpha.good")
		case *a >= .667:
			r.Means = q.T.Say("codes.alpha.tentative")
		default:
			r.Means = q.T.Say("codes.alpha.weak")
		}
		p.Rows = append(p.Rows, r)
	}
	told := map[[2]string]bool{} // a pair is told once, whichever of the two is looked at first
	for _, x := range m.confused {
		if len(told) == 3 || len(x.Confused) == 0 {
			break
		}
		pair := [2]string{min(x.Code, x.Confused[0].Code), max(x.Code, x.Confused[0].Code)}
		if told[pair] {
			continue
		}
		told[pair] = true
		a, okA := book.Code(x.Code)
		b, okB := book.Code(x.Confused[0].Code)
		if okA && okB {
			p.Confused = append(p.Confused, q.T.Say("codes.confused", "a", name(q, a, c.Languages...).Text, "b", name(q, b, c.Languages...).Text))
		}
	}
}

// estimate writes a figure with its interval.
func (s *Screens) estimate(q *frame.Request, e prevalence.Estimate) (value, interval string) {
	if e.Value == nil {
		return "–", ""
	}
	value = q.T.Float(*e.Value, 2)
	if e.Low != nil && e.High != nil {
		interval = q.T.Say("codes.interval", "low", q.T.Float(*e.Low, 2), "high", q.T.Float(*e.High, 2))
	}
	return value, interval
}

func names(q *frame.Request, book voxpop.Codebook, c voxpop.Callout, ids []string) (all []codeName) {
	for _, id := range ids {
		code, ok := book.Code(id)
		if !ok {
			code = voxpop.Code{ID: id}
		}
		called := name(q, code, c.Languages...)
		all = append(all, codeName{id, called, badgeOf(code, called.Text)})
	}
	return all
}

func (s *Screens) splitCard(q *frame.Request, d coding.Split, book voxpop.Codebook, c voxpop.Callout) (*splitCard, error) {
	if err := q.Saw("look", d.Response); err != nil {
		return nil, err
	}
	answers, err := s.Records.Answers(q.Context(), q.Slug(), d.Response)
	if err != nil {
		return nil, err
	}
	r, ok := answers[d.Response]
	if !ok || r.Withdrawn() {
		return nil, nil
	}
	memos, err := s.Records.Memos(q.Context(), q.Slug(), d.Response)
	if err != nil {
		return nil, err
	}
	at := r.ReceivedAt.InZone(c.Zone())
	x := &splitCard{ID: d.Response, Day: q.T.Day(at), ISO: at.Format("2006-01-02"), Said: text{coding.TextOf(r), coding.LangOf(r)},
		Sound: r.Media != "" && (r.Medium == voxpop.Voice || r.Medium == voxpop.Video), Shared: q.Session.Shared}
	for _, t := range r.Translations {
		if x.Translation.Text == "" || t.Lang == q.Lang {
			x.Translation = text{t.Text, t.Lang}
		}
	}
	for i, set := range d.Sets {
		letter := string(rune('A' + i%26))
		x.Sides = append(x.Sides, sideRow{set.Coder, letter, names(q, book, c, set.Codes), memos[d.Response][set.Coder]})
		x.Yours = x.Yours || set.Coder == string(q.By)
		key := ""
		if i < 2 {
			key = "Digit" + strconv.Itoa(i+1)
		}
		x.Choices = append(x.Choices, choice{set.Coder, key, q.T.Say("codes.take.coder", "letter", letter)})
	}
	x.Choices = append(x.Choices, choice{"+", "Digit3", q.T.Say("codes.take.both", "n", len(d.Sets))}, choice{"-", "Digit0", q.T.Say("codes.take.neither")})
	var final []string
	for _, k := range d.Final {
		if k.Present {
			final = append(final, k.Code)
		}
	}
	if len(d.Final) > 0 {
		x.Decided = names(q, book, c, final)
	}
	x.Disputed = names(q, book, c, d.Open)
	x.Codes = codeRows(q, book, c, final)
	x.Codes = slices.DeleteFunc(x.Codes, func(r codeRow) bool {
		return r.Retired && !slices.Contains(d.Open, r.ID) && !slices.Contains(d.Agreed, r.ID)
	})
	return x, nil
}

// decideDoc undoes a decision.
type decideDoc struct {
	Response  string
	Was, Made []voxpop.Coding
}

func (s *Screens) decide(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "the form could not be read", Err: err}
	}
	id, way := q.PathValue("id"), q.FormValue("way")
	doc := decideDoc{Response: id}
	var err error
	doc.Made, err = s.Rolls.Take(q.Context(), q.By, q.Slug(), func(l *coding.Roll) (coding.Drawn, []voxpop.Coding, error) {
		d, ok := l.SplitOf(id)
		if !ok || len(d.Open) == 0 {
			return coding.Drawn{}, nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.split.gone"}
		}
		doc.Was = d.Final
		codes := slices.Clone(d.Agreed)
		switch way {
		case "+":
			codes = append(codes, d.Open...)
		case "-":
		case "pick":
			codes = q.Form["code"]
			for _, code := range codes {
				if _, ok := l.Book.Code(code); !ok {
					return coding.Drawn{}, nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "codes", Place: id, Message: "codes.no.code"}
				}
			}
		default:
			at := slices.IndexFunc(d.Sets, func(set coding.CoderSet) bool { return set.Coder == way })
			if at < 0 {
				return coding.Drawn{}, nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Place: id, Message: "codes.split.gone"}
			}
			codes = d.Sets[at].Codes
		}
		return l.Decide(id, codes, moment(q, l.Callout))
	})
	if err != nil {
		return s.busy(err)
	}
	if err := q.Done(q.T.Say("codes.decided"), &frame.Undo{Kind: "codes.decide", Doc: doc}); err != nil {
		return err
	}
	return q.Redirect(base(q) + "/agreement#split")
}

func (s *Screens) undecide(q *frame.Request, raw []byte) (string, error) {
	var d decideDoc
	if err := decode(raw, &d); err != nil {
		return "", err
	}
	return q.T.Say("codes.undecided"), s.Records.Unmark(q.Context(), q.By, q.Slug(), d.Was, d.Made, nil)
}

// exportMatrix writes who marked what: a row for each answer and coder, a column
// for each code.
func (s *Screens) exportMatrix(q *frame.Request) error {
	var doubled []coding.Split
	var book voxpop.Codebook
	err := s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error { doubled, _ = l.Doubled(); book = l.Book; return nil })
	if err != nil {
		return s.busy(err)
	}
	ids := make([]string, len(doubled))
	for i, d := range doubled {
		ids[i] = d.Response
	}
	if err := q.Saw("export", ids...); err != nil {
		return err
	}
	q.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	q.W.Header().Set("Content-Disposition", `attachment; filename="agreement.csv"`)
	w := csv.NewWriter(q.W)
	head := []string{"response", "coder"}
	for _, c := range book.Codes {
		head = append(head, c.ID)
	}
	_ = w.Write(head)
	row := func(id, coder string, has func(code string) string) {
		line := []string{id, coder}
		for _, c := range book.Codes {
			line = append(line, has(c.ID))
		}
		_ = w.Write(line)
	}
	for _, d := range doubled {
		for _, set := range d.Sets {
			row(d.Response, set.Coder, func(code string) string {
				if slices.Contains(set.Codes, code) {
					return "1"
				}
				return "0"
			})
		}
		if len(d.Final) > 0 {
			row(d.Response, voxpop.Final, func(code string) string {
				i := slices.IndexFunc(d.Final, func(k voxpop.Coding) bool { return k.Code == code })
				switch {
				case i < 0:
					return ""
				case d.Final[i].Present:
					return "1"
				}
				return "0"
			})
		}
	}
	w.Flush()
	return w.Error()
}
