package themes

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/duplicate"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// The kinds of what can be undone here.
const (
	undoDecision    = "dup.decision"
	undoArrangement = "dup.arrangement"
)

const (
	cardsShown   = 20
	membersShown = 50
)

// bars are how alike groups must be to be shown, as a person may choose.
var bars = []float64{0, .5, .7, .85, .95}

// duplicatesPage is the data of duplicates.tmpl.
type duplicatesPage struct {
	frame.Page
	board
}

// board is what changes when something is decided.
type board struct {
	T       *locale.Locale
	URL     string // of the screen
	Show    string
	Bar     string
	From    int
	MayEdit bool
	MayRead bool
	Focus   bool // the answer to a form that a script sent: the next card gets the focus

	Ready    bool
	Working  string
	Done, Of int
	Age      string // "" when it is of now
	Tabs     []tab
	Bars     []tab
	Empty    string
	Lower    string // address with a lower bar; "" = there is none
	Cards    []dupCard
	More     string
	Back     string
	Steps    []card
	Conflict *conflict
	Names    []string // of campaigns that there are
}

type tab struct {
	Name, URL string
	N         string
	Current   bool
}

type card struct {
	Name, Value string
	Long        bool // a phrase, not a number
}

// dupCard is one group.
type dupCard struct {
	ID, Seen     string
	Current      bool
	Size         string
	Kind         string // near-identical, personalised, the same recording
	Alike        string
	Proposal     string // what it seems to be, and why
	Facts        []card
	Text         memberLine
	Members      []memberLine
	Rest         string // how many more there are
	RestURL      string
	Before       string
	Decided      string
	Campaign     string // a name to begin with
	Undecided    bool
	CanSplit     bool
	SamePersonOK bool
}

// memberLine is one response of a group.
type memberLine struct {
	ID, Day, ISO, Channel string
	Medium, Lang          string
	Known                 []string // by what a recording is known
	State                 string
	Passages              []passage
	None                  string // said instead of words that are not there
}

type passage struct {
	Op, Text string
}

// conflict is what a person decided about a group that is another now.
type conflict struct {
	Mine, Theirs string
	Group, Seen  string
	Way, Name    string
	Gone         bool
}

func (s *Screens) duplicates(q *frame.Request) error {
	b, err := s.board(q, q.URL.Query(), nil)
	if err != nil {
		return err
	}
	if q.Partial() {
		return q.Write(pages, "dup-board", b)
	}
	return q.Write(pages, "duplicates.tmpl", s.duplicatesPage(q, b))
}

func (s *Screens) duplicatesPage(q *frame.Request, b board) duplicatesPage {
	t := q.T
	p := duplicatesPage{Page: q.Page("duplicates", t.Say("frame.screen.duplicates"),
		frame.Key{Keys: "j k", Says: t.Say("dup.key.move")}, frame.Key{Keys: "d", Says: t.Say("dup.same")}, frame.Key{Keys: "c", Says: t.Say("dup.campaign")},
		frame.Key{Keys: "i", Says: t.Say("dup.apart")}, frame.Key{Keys: "a", Says: t.Say("dup.abuse")}, frame.Key{Keys: "z", Says: t.Say("frame.undo.last")},
		frame.Key{Keys: "x", Says: t.Say("dup.key.tick")}, frame.Key{Keys: "s", Says: t.Say("dup.split")}, frame.Key{Keys: "m", Says: t.Say("dup.merge")}), board: b}
	p.Script = "themes"
	return p
}

// board makes the cards of a page; values are of the address or of a form.
func (s *Screens) board(q *frame.Request, v url.Values, c *conflict) (board, error) {
	t := q.T
	b := board{T: t, URL: "/callouts/" + url.PathEscape(q.Slug()) + "/duplicates", Show: v.Get("show"), MayEdit: q.May(people.Edit), MayRead: q.May(people.Raw), Conflict: c}
	if b.Show != coding.ShowDecided && b.Show != coding.ShowApart {
		b.Show = coding.ShowWaiting
	}
	bar, _ := strconv.ParseFloat(v.Get("bar"), 64)
	if !slices.Contains(bars, bar) {
		bar = 0
	}
	b.From, _ = strconv.Atoi(v.Get("from"))
	b.From = max(b.From, 0)
	l, err := s.Repeats.List(q.Context(), q.Slug(), coding.RepeatsQuery{Show: b.Show, Bar: bar, From: b.From, N: cardsShown})
	if err != nil {
		return b, err
	}
	if b.From > 0 && len(l.Cases) == 0 && l.Total > 0 { // decided away: the last page that is left
		b.From = (l.Total - 1) / cardsShown * cardsShown
		if l, err = s.Repeats.List(q.Context(), q.Slug(), coding.RepeatsQuery{Show: b.Show, Bar: bar, From: b.From, N: cardsShown}); err != nil {
			return b, err
		}
	}
	if c != nil && !c.Gone { // the group that changed comes first
		one, err := s.Repeats.List(q.Context(), q.Slug(), coding.RepeatsQuery{Only: c.Group})
		if err != nil {
			return b, err
		}
		if len(one.Cases) == 0 {
			c.Gone = true
		} else {
			c.Group, c.Seen = one.Cases[0].ID, one.Cases[0].Seen
			c.Theirs = says(t, one.Cases[0])
			l.Cases = append(one.Cases, slices.DeleteFunc(l.Cases, func(x coding.Case) bool { return x.ID == c.Group })...)
		}
	}
	b.Ready = l.Ready
	if l.Working.What != "" {
		b.Working, b.Done, b.Of = t.Say("dup.working."+l.Working.What), l.Working.N, l.Working.Of
	}
	if l.Ready && l.Behind && q.Now.Sub(l.AsOf) > time.Minute {
		b.Age = t.Say("themes.age", "at", t.Clock(l.AsOf.Local()))
	}
	if !l.Ready {
		return b, nil
	}
	b.Bar = v.Get("bar")
	at := func(show, bar string, from int) string {
		u := url.Values{}
		if show != "" {
			u.Set("show", show)
		}
		if bar != "" && bar != "0" {
			u.Set("bar", bar)
		}
		if from > 0 {
			u.Set("from", strconv.Itoa(from))
		}
		if len(u) == 0 {
			return b.URL
		}
		return b.URL + "?" + u.Encode()
	}
	for _, x := range []struct {
		show, key string
		n         int
	}{{coding.ShowWaiting, "dup.tab.waiting", l.Waiting}, {coding.ShowDecided, "dup.tab.decided", l.Decided}, {coding.ShowApart, "dup.tab.apart", l.Apart}} {
		b.Tabs = append(b.Tabs, tab{Name: t.Say(x.key), URL: at(x.show, b.Bar, 0), N: t.Int(x.n), Current: x.show == b.Show})
	}
	for _, x := range bars {
		name := t.Say("dup.bar.all")
		if x > 0 {
			name = t.Percent(x, 0)
		}
		b.Bars = append(b.Bars, tab{Name: name, URL: at(b.Show, strconv.FormatFloat(x, 'g', -1, 64), 0), Current: x == bar})
	}
	if len(l.Cases) == 0 {
		switch {
		case l.Below > 0:
			b.Empty, b.Lower = t.Say("dup.none.above", "bar", t.Percent(bar, 0), "n", l.Below), at(b.Show, "", 0)
		case b.Show == coding.ShowWaiting && l.Decided+l.Apart > 0:
			b.Empty = t.Say("dup.none.left")
		case b.Show == coding.ShowWaiting:
			b.Empty = t.Say("dup.none")
		default:
			b.Empty = t.Say("dup.none.decided")
		}
	}
	if b.From > 0 {
		b.Back = at(b.Show, b.Bar, max(b.From-cardsShown, 0))
	}
	if b.From+cardsShown < l.Total {
		b.More = at(b.Show, b.Bar, b.From+cardsShown)
	}
	w := l.Waterfall
	b.Steps = []card{{Name: t.Say("method.step.received"), Value: t.Int(w.Received)}}
	for _, x := range w.Steps() {
		b.Steps = append(b.Steps, card{Name: t.Say("method.step." + x.Name), Value: t.Int(x.N)})
	}
	b.Steps = append(b.Steps, card{Name: t.Say("method.step.counted"), Value: t.Int(w.Counted)})
	var ids []string
	for i := range l.Cases {
		b.Cards = append(b.Cards, s.card(q, &l.Cases[i], b, i))
		ids = append(ids, l.Cases[i].Text.ID)
		for _, m := range l.Cases[i].Members {
			ids = append(ids, m.ID)
		}
	}
	if b.MayRead && len(ids) > 0 {
		return b, q.Saw("look", ids...)
	}
	return b, nil
}

func day(t *locale.Locale, iso string) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Day(at)
}

// says is what stands about a group, in words.
func says(t *locale.Locale, c coding.Case) string {
	if c.Decided == "" {
		return t.Say("dup.is.waiting", "n", c.Size)
	}
	return standing(t, c.Decided)
}

func standing(t *locale.Locale, decided string) string {
	if name, ok := strings.CutPrefix(decided, "campaign:"); ok {
		return t.Say("dup.is.campaign", "name", locale.Isolate(name))
	}
	if decided == "" {
		return ""
	}
	return t.Say("dup.is." + decided)
}

func (s *Screens) card(q *frame.Request, c *coding.Case, b board, i int) dupCard {
	t := q.T
	k := dupCard{ID: c.ID, Seen: c.Seen, Current: i == 0, Size: t.Say("dup.size", "n", c.Size), Alike: t.Percent(c.Similarity, 0),
		Kind: t.Say("dup.kind." + string(c.Reason)), Before: standing(t, c.Before), Decided: standing(t, c.Decided), Undecided: c.Decided == "",
		CanSplit: c.Size > 2 && b.MayRead}
	k.Proposal = t.Say("dup.seems." + string(c.Proposal))
	k.Facts = []card{{Name: t.Say("dup.people"), Value: t.Say("dup.people.n", "n", c.People)}}
	if c.Anonymous > 0 {
		k.Facts[0].Value = t.Say("dup.people.unknown", "n", c.Anonymous)
		if c.People > 0 {
			k.Facts[0].Value = t.List([]string{t.Say("dup.people.n", "n", c.People), t.Say("dup.people.unknown", "n", c.Anonymous)})
		}
	}
	days := day(t, c.First)
	if c.Last != c.First {
		days = t.Say("desk.range.days", "from", days, "to", day(t, c.Last))
	}
	k.Facts = append(k.Facts, card{Name: t.Say("dup.days"), Value: days})
	var channels []string
	for _, x := range c.Channels {
		channels = append(channels, t.Channel(string(x)))
	}
	k.Facts = append(k.Facts, card{Name: t.Say("dup.channels"), Value: t.List(channels)})
	if u := c.Evidence.Burst; u != nil {
		k.Facts = append(k.Facts, card{Name: t.Say("dup.burst"), Value: t.Say("dup.burst.n", "n", u.Messages, "day", day(t, u.Start.Format(time.DateOnly)))})
	}
	var known []string
	if c.Sound > 0 {
		known = append(known, t.Say("dup.sound.n", "n", c.Sound))
	}
	if c.Picture > 0 {
		known = append(known, t.Say("dup.picture.n", "n", c.Picture))
	}
	if len(known) > 0 {
		k.Facts = append(k.Facts, card{Name: t.Say("dup.known"), Value: t.List(known)})
	}
	if n := len(c.Evidence.OwnWords); n > 0 {
		k.Facts = append(k.Facts, card{Name: t.Say("dup.own"), Value: t.Say("dup.own.n", "n", n)})
	}
	if name, ok := strings.CutPrefix(c.Decided, "campaign:"); ok {
		k.Campaign = name
	} else if name, ok := strings.CutPrefix(c.Before, "campaign:"); ok {
		k.Campaign = name
	} else {
		k.Campaign = t.Say("dup.campaign.name", "day", day(t, c.First))
	}
	if !b.MayRead {
		return k
	}
	k.Text = line(t, c.Text)
	for _, m := range c.Members {
		k.Members = append(k.Members, line(t, m))
	}
	if rest := c.Size - 1 - len(c.Members); rest > 0 {
		k.Rest = t.Say("dup.rest", "n", c.Size)
		k.RestURL = b.URL + "/members?" + url.Values{"group": {c.ID}}.Encode()
	}
	return k
}

func line(t *locale.Locale, m coding.Member) memberLine {
	l := memberLine{ID: m.ID, Day: day(t, m.Day), ISO: m.Day, Channel: t.Channel(string(m.Channel)), Medium: t.Medium(string(m.Medium)), Lang: m.Lang}
	if m.Sound {
		l.Known = append(l.Known, t.Say("dup.sound"))
	}
	if m.Picture {
		l.Known = append(l.Known, t.Say("dup.picture"))
	}
	switch {
	case m.SetAside != "":
		l.State = t.Say("method.step." + string(m.SetAside))
	case m.DuplicateOf != "":
		l.State = t.Say("dup.repeats", "id", locale.Isolate(m.DuplicateOf))
	case m.Campaign != "":
		l.State = t.Say("dup.is.campaign", "name", locale.Isolate(m.Campaign))
	}
	for _, p := range m.Passages {
		l.Passages = append(l.Passages, passage{string(p.Op), p.Text})
	}
	if len(l.Passages) == 0 {
		l.None = t.Say("dup.no.words")
	}
	return l
}

// IsAdded, IsGone and IsMoved say how a passage differs from the group's text.
func (p passage) IsAdded() bool { return p.Op == string(duplicate.Added) }

// IsGone reports what only the group's text says.
func (p passage) IsGone() bool { return p.Op == string(duplicate.Left) }

// IsMoved reports what stands elsewhere in the group's text, or what everyone fills in.
func (p passage) IsMoved() bool {
	return p.Op == string(duplicate.Moved) || p.Op == string(duplicate.Changed)
}

// wayOf reads a decision from a form; ok is false for what is none.
func wayOf(q *frame.Request) (way string, err error) {
	switch way = q.PostFormValue("way"); way {
	case coding.SamePerson, coding.Coincident, coding.Abuse, coding.Undo:
		return way, nil
	case "campaign":
		name := strings.Join(strings.Fields(q.PostFormValue("name")), " ")
		if name == "" || !voxpop.ValidName(name) {
			return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "themes.decide", Message: "dup.wrong.name"}
		}
		return "campaign:" + name, nil
	}
	return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "themes.decide", Message: "dup.wrong.way"}
}

func (s *Screens) decide(q *frame.Request) error {
	way, err := wayOf(q)
	if err != nil {
		return err
	}
	group := q.PostFormValue("group")
	done, n, err := s.Repeats.Decide(q.Context(), q.By, q.Slug(), group, q.PostFormValue("seen"), way)
	if voxpop.KindOf(err) == voxpop.Conflict {
		c := &conflict{Mine: standing(q.T, way), Group: group, Way: q.PostFormValue("way"), Name: q.PostFormValue("name")}
		if way == coding.Undo {
			c.Mine = q.T.Say("dup.undo")
		}
		return s.boardAgain(q, http.StatusConflict, c)
	}
	if err != nil {
		return err
	}
	key := "dup.done." + way
	if strings.HasPrefix(way, "campaign:") {
		key = "dup.done.campaign"
	}
	said := q.T.Say(key, "n", n, "name", locale.Isolate(strings.TrimPrefix(way, "campaign:")))
	var undo *frame.Undo
	if !done.Nothing() {
		undo = &frame.Undo{Kind: undoDecision, Doc: done}
	}
	if err := q.Done(said, undo); err != nil {
		return err
	}
	return s.after(q)
}

// after shows the cards again, to a script as a part of the page.
func (s *Screens) after(q *frame.Request) error {
	if q.Partial() {
		return s.boardAgain(q, http.StatusOK, nil)
	}
	v := url.Values{}
	for _, k := range []string{"show", "bar", "from"} {
		if x := q.PostFormValue(k); x != "" && x != "0" {
			v.Set(k, x)
		}
	}
	to := "/callouts/" + url.PathEscape(q.Slug()) + "/duplicates"
	if len(v) > 0 {
		to += "?" + v.Encode()
	}
	return q.Redirect(to)
}

func (s *Screens) boardAgain(q *frame.Request, status int, c *conflict) error {
	b, err := s.board(q, q.PostForm, c)
	if err != nil {
		return err
	}
	if q.Partial() {
		b.Focus = c == nil
		return q.WriteStatus(status, pages, "dup-board", b)
	}
	return q.WriteStatus(status, pages, "duplicates.tmpl", s.duplicatesPage(q, b))
}

func (s *Screens) undoDecision(q *frame.Request, doc []byte) (string, error) {
	var done coding.Judged
	if err := json.Unmarshal(doc, &done); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "themes.undo", Message: "what undoes this cannot be read"}
	}
	if err := s.Repeats.Undo(q.Context(), q.By, q.Slug(), done); err != nil {
		return "", err
	}
	return q.T.Say("dup.undone"), nil
}

type arranged struct {
	Step string `json:"step"`
}

func (s *Screens) split(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return err
	}
	ids := q.PostForm["member"]
	step, _, err := s.Repeats.Split(q.Context(), q.Slug(), q.PostFormValue("group"), ids)
	if err != nil {
		return worded(err, "dup.wrong.split")
	}
	if err := q.Done(q.T.Say("dup.done.split", "n", len(ids)), &frame.Undo{Kind: undoArrangement, Doc: arranged{step}}); err != nil {
		return err
	}
	return s.after(q)
}

func (s *Screens) merge(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return err
	}
	ids := q.PostForm["groups"]
	step, _, err := s.Repeats.Merge(q.Context(), q.Slug(), ids)
	if err != nil {
		return worded(err, "dup.wrong.merge")
	}
	if err := q.Done(q.T.Say("dup.done.merge", "n", len(ids)), &frame.Undo{Kind: undoArrangement, Doc: arranged{step}}); err != nil {
		return err
	}
	return s.after(q)
}

// worded is an error of a form in the words of the catalogue.
func worded(err error, key string) error {
	if voxpop.KindOf(err) != voxpop.Invalid {
		return err
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "themes", Message: key}
}

func (s *Screens) undoArrangement(q *frame.Request, doc []byte) (string, error) {
	var a arranged
	if err := json.Unmarshal(doc, &a); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "themes.undo", Message: "what undoes this cannot be read"}
	}
	if err := s.Repeats.Rejoin(q.Context(), q.Slug(), a.Step); err != nil {
		return "", err
	}
	return q.T.Say("dup.undone"), nil
}

// membersPage is the data of members.tmpl.
type membersPage struct {
	frame.Page
	URL        string
	Card       dupCard
	Members    []memberLine
	Says       string
	Back, More string
	MayEdit    bool
}

func (s *Screens) members(q *frame.Request) error {
	v := q.URL.Query()
	from, _ := strconv.Atoi(v.Get("from"))
	from = max(from, 0)
	c, list, err := s.Repeats.Members(q.Context(), q.Slug(), v.Get("group"), from, membersShown)
	if voxpop.KindOf(err) == voxpop.Conflict {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "themes.members", Message: "dup.wrong.gone"}
	}
	if err != nil {
		return err
	}
	ids := []string{c.Text.ID}
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	if err := q.Saw("look", ids...); err != nil {
		return err
	}
	t := q.T
	p := membersPage{Page: q.Page("duplicates", t.Say("dup.members.title")), URL: "/callouts/" + url.PathEscape(q.Slug()) + "/duplicates", MayEdit: q.May(people.Edit)}
	b := board{URL: p.URL, MayRead: true, MayEdit: p.MayEdit}
	p.Card = s.card(q, &c, b, 0)
	for _, m := range list {
		p.Members = append(p.Members, line(t, m))
	}
	p.Says = t.Say("dup.members.shown", "from", t.Int(min(from+1, c.Size)), "to", t.Int(from+len(list)), "n", c.Size)
	at := func(from int) string {
		return p.URL + "/members?" + url.Values{"group": {c.ID}, "from": {strconv.Itoa(from)}}.Encode()
	}
	if from > 0 {
		p.Back = at(max(from-membersShown, 0))
	}
	if from+len(list) < c.Size {
		p.More = at(from + len(list))
	}
	return q.Write(pages, "members.tmpl", p)
}
