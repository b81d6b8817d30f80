package themes

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
)

// enoughCoded is how many answers have to be coded before their shares are shown.
const enoughCoded = 10

// sharesPage is the data of shares.tmpl.
type sharesPage struct {
	frame.Page
	URL         string
	Ready       bool
	Age         string
	Empty       string // why there is nothing to see; "" = there is
	Next        string // where to go then
	Note        string
	Estimated   string
	NumbersOnly bool
	Views       []tab
	Without     []tab
	WithoutNote string
	By          []tab
	Rows        []themeRow
	Control     []themeRow
	Quiet       []themeRow
	Table       bool
	Across      *across
	ExportURL   string
	RangeURL    string
}

// themeRow is one theme.
type themeRow struct {
	Name, N, OfN, Share, Range string
	Word                       string // "" = none is offered
	Why                        string // why no stronger word is
	More                       string // what a stronger word still needs
	Dominates                  bool
	URL                        string // of its answers; "" = the person may not read them
	Bar, Low, High             string // per mille

	T       *locale.Locale
	Numbers bool // too few people for shares, words and bars
}

// across is the themes by a trait.
type across struct {
	Title  string
	Themes []string
	Rows   []acrossRow
	Note   string
	Ready  bool
}

type acrossRow struct {
	Name, Of string
	Cells    []string
}

// dimensions that shares are broken down by, in the order of the page.
var dimensions = []string{prevalence.ByLang, prevalence.ByMedium, prevalence.ByChannel, prevalence.ByPlace, prevalence.ByWeek}

func (s *Screens) shares(q *frame.Request) error {
	h, err := s.figuresOf(q)
	if err != nil {
		return err
	}
	t := q.T
	base := "/callouts/" + url.PathEscape(q.Slug())
	p := sharesPage{Page: q.Page("themes", t.Say("frame.screen.themes"), frame.Key{Keys: "j k", Says: t.Say("dup.key.move")}, frame.Key{Keys: "Enter", Says: t.Say("themes.key.open")}),
		URL: base + "/themes", Ready: h.Ready}
	if !h.Ready {
		return q.Write(pages, "shares.tmpl", p)
	}
	if h.Behind {
		p.Age = t.Say("themes.age", "at", t.Clock(h.At.Local()))
	}
	f, v := h.Value.F, q.URL.Query()
	if f.Coded < enoughCoded {
		p.Empty, p.Next = t.Say("themes.none", "min", enoughCoded, "n", f.Coded), base+"/coding"
		if len(h.Value.Book.Codes) == 0 {
			p.Next = base + "/themes/proposed"
		}
		return q.Write(pages, "shares.tmpl", p)
	}
	p.NumbersOnly = f.Waterfall.Counted < s.House().NumbersOnly
	p.Note = t.Say("desk.shares.note", "of", f.Waterfall.Counted)
	if f.Basis.Method == prevalence.MethodPPI {
		p.Estimated = t.Say("desk.estimated", "of", f.Waterfall.Counted, "drawn", f.Basis.Coded)
	}
	without, by, view := v.Get("without"), v.Get("by"), v.Get("view")
	at := func(view, without, by string) string {
		u := url.Values{}
		for k, x := range map[string]string{"view": view, "without": without, "by": by} {
			if x != "" {
				u.Set(k, x)
			}
		}
		if len(u) == 0 {
			return p.URL
		}
		return p.URL + "?" + u.Encode()
	}
	p.Table = view == "table"
	p.Views = []tab{{Name: t.Say("themes.view.chart"), URL: at("", without, by), Current: !p.Table}, {Name: t.Say("themes.view.table"), URL: at("table", without, by), Current: p.Table}}
	var rest *prevalence.Rest
	switch without {
	case "campaigns":
		r := f.WithoutCampaigns()
		rest = &r
		p.WithoutNote = t.Say("themes.without.campaigns.note", "n", r.Of)
	case "channel":
		r := f.WithoutLargestChannel()
		rest = &r
		p.WithoutNote = t.Say("themes.without.channel.note", "n", r.Of, "channel", locale.Isolate(t.Channel(f.LargestChannel().Key)))
		if r.Of < s.House().MinCell { // what remains is a breakdown too
			p.WithoutNote, rest = t.Say("themes.without.few", "min", s.House().MinCell), nil
		}
	}
	for _, x := range []struct{ id, key string }{{"", "themes.without.nothing"}, {"campaigns", "themes.without.campaigns"}, {"channel", "themes.without.channel"}} {
		p.Without = append(p.Without, tab{Name: t.Say(x.key), URL: at(view, x.id, by), Current: x.id == without})
	}
	p.By = []tab{{Name: t.Say("themes.by.nothing"), URL: at(view, without, ""), Current: by == ""}}
	for _, d := range dimensions {
		p.By = append(p.By, tab{Name: t.Say("themes.by." + d), URL: at(view, without, d), Current: by == d})
	}
	s.rows(q, &p, h.Value, rest)
	if slices.Contains(dimensions, by) {
		if p.Across, err = s.across(q, h.Value, by); err != nil {
			return err
		}
	}
	p.ExportURL, p.RangeURL = p.URL+"/shares.csv", p.URL+"/shares.csv?range=1"
	return q.Write(pages, "shares.tmpl", p)
}

// rows lists the themes, those that most people voice first.
func (s *Screens) rows(q *frame.Request, p *sharesPage, h *figures, rest *prevalence.Rest) {
	t, f := q.T, h.F
	list := slices.Clone(f.Shares)
	if rest != nil {
		for i := range list {
			n := rest.N[list[i].Code]
			list[i].N, list[i].Of, list[i].Share = float64(n), rest.Of, 0
			if rest.Of > 0 {
				list[i].Share = float64(n) / float64(rest.Of)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b voxpop.Share) int { return cmp.Compare(b.N, a.N) })
	for _, x := range list {
		code, _ := h.Book.Code(x.Code)
		n := prevalence.Whole(x.N)
		row := themeRow{Name: code.Name.In(q.Lang), N: t.Int(n), OfN: t.Say("themes.n.of", "n", t.Int(n), "of", t.Int(x.Of)), Share: t.Percent(x.Share, 0), Bar: mille(x.Share), T: t, Numbers: p.NumbersOnly}
		if q.May(people.Raw) {
			row.URL = "/callouts/" + url.PathEscape(q.Slug()) + "/inbox?" + url.Values{"code": {x.Code}}.Encode()
		}
		few := rest != nil && n < s.House().MinCell
		if few { // a cell of a breakdown
			row.N, row.OfN, row.Share, row.Bar = t.Say("desk.few", "n", s.House().MinCell), t.Say("desk.few", "n", s.House().MinCell), "", "0"
		}
		if rest == nil {
			row.Range = t.Say("desk.range.of", "low", t.Percent(x.Low, 0), "high", t.Percent(x.High, 0))
			row.Low, row.High = mille(x.Low), mille(x.High)
		}
		if code.Kind == voxpop.Control {
			p.Control = append(p.Control, row)
			continue
		}
		if rest == nil {
			row.Word, row.Why, row.More = s.word(t, f, x)
			row.Dominates, _ = prevalence.Dominates(s.House(), f, x.Code)
			if n > 0 && n < quietBelow {
				p.Quiet = append(p.Quiet, row)
			}
		}
		p.Rows = append(p.Rows, row)
	}
}

// quietBelow is how few people make a theme one that is easily overlooked.
const quietBelow = 6

// word is what the ladder allows of a share, why the next word up is not
// allowed, and how much coding it is expected to take.
func (s *Screens) word(t *locale.Locale, f *prevalence.Figures, x voxpop.Share) (word, why, more string) {
	offered := prevalence.Strongest(s.House(), f, x.Code)
	say := func(r voxpop.Rung) string {
		if w := r.Words[t.Tag]; len(w) > 0 {
			return w[0]
		}
		return r.ID
	}
	at := -1
	for i, r := range s.House().Ladder {
		if r.ID == offered && offered != "" {
			at, word = i, say(r)
		}
	}
	for _, r := range s.House().Ladder[at+1:] {
		if r.ID == voxpop.RungOthers {
			continue
		}
		j := prevalence.Judge(s.House(), f, x.Code, r.ID, "")
		if !j.Overstated {
			continue
		}
		c := j.Reason
		have, need := t.Percent(c.Have, 0), t.Percent(c.Need, 0)
		switch c.Condition {
		case prevalence.WantBase, prevalence.WantPeople, prevalence.WantAll:
			have, need = t.Int(int(c.Have)), t.Int(int(c.Need))
		case prevalence.WantAgreement:
			have, need = t.Float(c.Have, 2), t.Float(c.Need, 3)
		}
		why = t.Say("themes.why."+string(c.Condition), "word", locale.Isolate(say(r)), "have", have, "need", need)
		for _, n := range f.Needs(s.House(), x.Code) {
			if n.Rung == r.ID && n.More > 0 {
				more = t.Say("themes.more.coded", "n", n.More)
			}
		}
		break
	}
	return word, why, more
}

// across breaks the shares down by a trait. Where they are estimated that takes
// long, so it is kept like the figures.
func (s *Screens) across(q *frame.Request, h *figures, by string) (*across, error) {
	t := q.T
	g, err := s.groups.Get(q.Context(), q.Slug()+"\x00"+by, projection.Rev(h.Rev), q.Now, s.Patience, func(context.Context) ([]prevalence.Group, string, error) {
		groups, _ := h.F.Breakdown(by, s.House())
		return groups, projection.Rev(h.Rev), nil
	})
	if err != nil {
		return nil, err
	}
	a := &across{Title: t.Say("themes.by." + by), Ready: g.Ready, Note: t.Say("themes.cells", "n", s.House().MinCell)}
	var codes []string
	for _, x := range h.F.Shares {
		if code, _ := h.Book.Code(x.Code); code.Kind != voxpop.Control {
			codes, a.Themes = append(codes, x.Code), append(a.Themes, code.Name.In(q.Lang))
		}
	}
	groups := slices.Clone(g.Value)
	if by == prevalence.ByWeek {
		slices.SortFunc(groups, func(a, b prevalence.Group) int { return cmp.Compare(a.Value, b.Value) })
	}
	for _, x := range groups {
		r := acrossRow{Name: groupName(t, by, x.Value), Of: t.Int(x.Of)}
		if x.Hidden != "" {
			r.Of = t.Say("themes.hidden." + string(x.Hidden))
		}
		for _, code := range codes {
			c, _ := x.Share(code)
			if c.Hidden != "" {
				r.Cells = append(r.Cells, t.Say("themes.hidden."+string(c.Hidden)))
				continue
			}
			n := t.Int(prevalence.Whole(c.N))
			if x.Of >= s.House().NumbersOnly {
				n = t.Say("themes.cell", "n", n, "share", t.Percent(c.Share, 0))
			}
			r.Cells = append(r.Cells, n)
		}
		a.Rows = append(a.Rows, r)
	}
	return a, nil
}

func groupName(t *locale.Locale, by, value string) string {
	switch by {
	case prevalence.ByLang:
		return t.Language(value)
	case prevalence.ByMedium:
		return t.Medium(value)
	case prevalence.ByChannel:
		return t.Channel(value)
	case prevalence.ByWeek:
		if at, err := time.Parse(time.DateOnly, value); err == nil {
			return t.Say("themes.week", "day", t.Day(at))
		}
	}
	return value
}

func mille(share float64) string { return strconv.Itoa(int(min(max(share, 0), 1)*1000 + .5)) }

// export is the shares for a chart program: a row for each theme. The range is
// only in it when it is asked for.
func (s *Screens) export(q *frame.Request) error {
	h, err := s.figuresOf(q)
	if err != nil {
		return err
	}
	f := h.Value
	if !h.Ready {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "themes.export", Message: "themes.busy"}
	}
	if err := q.Saw("export"); err != nil {
		return err
	}
	t, ranged := q.T, q.URL.Query().Get("range") != ""
	numbers := f.F.Waterfall.Counted < s.House().NumbersOnly
	head := []string{t.Say("desk.theme"), t.Say("desk.people"), t.Say("themes.of")}
	if !numbers {
		head = append(head, t.Say("themes.percent"))
		if ranged {
			head = append(head, t.Say("themes.low"), t.Say("themes.high"))
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(head)
	list := slices.Clone(f.F.Shares)
	slices.SortStableFunc(list, func(a, b voxpop.Share) int { return cmp.Compare(b.N, a.N) })
	percent := func(x float64) string { return strconv.FormatFloat(x*100, 'f', 1, 64) }
	for _, x := range list {
		code, _ := f.Book.Code(x.Code)
		if code.Kind == voxpop.Control {
			continue
		}
		row := []string{cell(code.Name.In(q.Lang)), strconv.Itoa(prevalence.Whole(x.N)), strconv.Itoa(x.Of)}
		if !numbers {
			row = append(row, percent(x.Share))
			if ranged {
				row = append(row, percent(x.Low), percent(x.High))
			}
		}
		w.Write(row)
	}
	w.Flush()
	q.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	q.W.Header().Set("Content-Disposition", `attachment; filename="`+q.Slug()+`-shares.csv"`)
	q.W.Header().Set("Cache-Control", "no-store")
	q.W.WriteHeader(http.StatusOK)
	_, err = q.W.Write(b.Bytes())
	return err
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}
