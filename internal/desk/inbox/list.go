package inbox

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// pageOf is how many answers a list shows at once.
const pageOf = 50

// said is a text of somebody with its language and direction.
type said struct {
	Text string
	Lang string // "" = not known
	Dir  string
}

func newSaid(text, lang string) said {
	if lang == "" || lang == "und" {
		return said{text, "", "auto"}
	}
	return said{text, lang, locale.Dir(lang)}
}

// row is one answer in the list.
type row struct {
	ID, URL  string
	Line     said // empty when nobody has words of it yet
	Hidden   bool // the words are hidden while the screen is shared
	NoWords  string
	Medium   voxpop.Medium
	Kind     string // medium in words
	Length   string // "1:05"; "" where it is not known
	Spoken   string // the same for a voice: "1 minute, 5 seconds"
	Lang     string // language in words
	Place    string
	Day, ISO string
	Flags    []flag
	Assigned string // in words
	Tags     []string
	Seen     bool
	Done     bool
	Star     bool
	Status   string // in words
	Edit     bool
	T        *locale.Locale
}

// flag is what an editor should know of an answer before opening it.
type flag struct {
	Text string
	Tone string // "good", "warn" or ""
}

// listPart is the list, which a script asks for alone.
type listPart struct {
	T        *locale.Locale
	Rows     []row
	Fields   []field // of the filter
	Matching int
	Next     string
	First    bool // nothing stands before it
	Edit     bool
	None     bool // no answer has come at all
	ShareURL string
	URL      string // of the inbox
	Progress progressPart
	Swap     bool // the progress goes along
}

// progressPart says how much is to be read.
type progressPart struct {
	T           *locale.Locale
	URL         string
	Unread, All int
	New         int // answers that came since the list was made
	Swap        bool
}

// option is one choice of a select.
type option struct {
	Value, Name string
	Chosen      bool
}

// listPage is the data of inbox.tmpl.
type listPage struct {
	frame.Page
	List     listPart
	Words    string
	Filter   Filter
	Narrowed int
	Selects  []choice
	Tags     []string
	Saved    []savedLink
	Open     *answerPart // nil: no answer is open beside the list
	People   []option
	Edit     bool
}

// choice is a select of the filter.
type choice struct {
	Name, Label string
	Options     []option
}

type savedLink struct {
	Name, URL string
	Forget    string // what takes it away, in words
	Words     bool   // it asks for words too, which stand in no address: it is a form
	Fields    []field
}

func inboxURL(slug string) string { return "/callouts/" + url.PathEscape(slug) + "/inbox" }

func responseURL(slug, id string) string {
	return "/callouts/" + url.PathEscape(slug) + "/responses/" + url.PathEscape(id)
}

// filterOfRequest reads the filter: the fields of a form win over the address.
func filterOfRequest(q *frame.Request) (Filter, error) {
	if err := q.ParseForm(); err != nil {
		return Filter{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox", Message: "the form cannot be read or is too large"}
	}
	f := filterOf(q.Form)
	if q.Method != http.MethodPost {
		f.Words = "" // no words in addresses
	}
	return f, nil
}

func (s *Screens) list(q *frame.Request) error {
	f, err := filterOfRequest(q)
	if err != nil {
		return err
	}
	part, err := s.listPart(q, f, q.Form.Get("after"))
	if err != nil {
		return err
	}
	if q.Partial() {
		if !part.First {
			return q.Write(pages, "inbox-rows", part)
		}
		part.Swap, part.Progress.Swap = true, true
		return q.Write(pages, "inbox-list", part)
	}
	p := listPage{Page: q.Page("inbox", q.T.Say("inbox.title"), s.listKeys(q)...), List: part, Words: f.Words, Filter: f, Narrowed: f.narrowed(), Edit: q.May(people.Edit)}
	p.Script = "inbox"
	if err := s.fillFilter(q, &p, f); err != nil {
		return err
	}
	return q.Write(pages, "inbox.tmpl", p)
}

func (s *Screens) listKeys(q *frame.Request) []frame.Key {
	keys := []frame.Key{{Keys: "j k", Says: q.T.Say("inbox.key.move")}, {Keys: "Enter", Says: q.T.Say("inbox.key.open")}, {Keys: "u", Says: q.T.Say("inbox.key.back")},
		{Keys: "/", Says: q.T.Say("inbox.key.search")}, {Keys: "l", Says: q.T.Say("inbox.key.flip")}, {Keys: "Space", Says: q.T.Say("inbox.key.play")}}
	if q.May(people.Edit) {
		keys = append(keys, frame.Key{Keys: "x", Says: q.T.Say("inbox.key.select")}, frame.Key{Keys: "e", Says: q.T.Say("inbox.key.done")}, frame.Key{Keys: "s", Says: q.T.Say("inbox.key.star")},
			frame.Key{Keys: "a", Says: q.T.Say("inbox.key.assign")}, frame.Key{Keys: "#", Says: q.T.Say("inbox.key.spam")}, frame.Key{Keys: "z", Says: q.T.Say("inbox.key.undo")})
	}
	return keys
}

// listPart is the list that f asks for, from a cursor on.
func (s *Screens) listPart(q *frame.Request, f Filter, after string) (part listPart, err error) {
	slug := q.Slug()
	l, err := s.Answers.List(q.Context(), slug, f, after, pageOf)
	if err != nil {
		return part, err
	}
	names, err := s.names(q)
	if err != nil {
		return part, err
	}
	part = listPart{T: q.T, Fields: f.fields(), Matching: l.Matching, Next: l.Next, First: after == "", Edit: q.May(people.Edit), None: l.All == 0,
		URL: inboxURL(slug), ShareURL: "/callouts/" + url.PathEscape(slug) + "/share", Progress: s.progressOf(q, l.Unread, l.All)}
	for _, it := range l.Items {
		part.Rows = append(part.Rows, s.row(q, it, names, f.query()))
	}
	return part, nil
}

func (s *Screens) progressOf(q *frame.Request, unread, all int) progressPart {
	return progressPart{T: q.T, URL: inboxURL(q.Slug()), Unread: unread, All: all}
}

// progress says again how much is to be read, and how many answers came since
// the page was made.
func (s *Screens) progress(q *frame.Request) error {
	unread, all, err := s.Answers.Counts(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	p := s.progressOf(q, unread, all)
	if before := atoi(q.FormValue("all")); before > 0 {
		p.New = max(0, all-before)
		p.All = before // until the list is asked for anew
	}
	return q.Write(pages, "inbox-progress", p)
}

// desk are the people who can read answers, who asks among them.
func (s *Screens) desk(q *frame.Request) (all []people.Person, err error) {
	if s.People != nil {
		all, err = s.People(q.Context())
	}
	if !slices.ContainsFunc(all, func(p people.Person) bool { return p.ID == q.Who.ID }) {
		all = append(all, q.Who)
	}
	return slices.DeleteFunc(all, func(p people.Person) bool { return !p.May(people.Raw) }), err
}

// names are the people of the desk by id.
func (s *Screens) names(q *frame.Request) (map[string]string, error) {
	all := []people.Person{q.Who}
	if s.People == nil {
		return people.Names(all), nil
	}
	others, err := s.People(q.Context())
	return people.Names(append(all, others...)), err
}

func (s *Screens) row(q *frame.Request, it Item, names map[string]string, query string) row {
	r := row{T: q.T, ID: it.ID, URL: responseURL(q.Slug(), it.ID) + query, Line: newSaid(it.Line, it.LineLang), Medium: it.Medium, Kind: q.T.Medium(string(it.Medium)),
		Place: it.Place, Day: day(q.T, it.Day), ISO: it.Day, Tags: it.Tags,
		Seen: it.Seen, Done: it.Done, Star: it.Star, Edit: q.May(people.Edit)}
	if it.Lang != "" && it.Lang != "und" {
		r.Lang = q.T.Language(it.Lang)
	}
	if it.Seconds > 0 {
		r.Length, r.Spoken = clock(it.Seconds), spoken(q.T, it.Seconds)
	}
	if q.Session.Shared || !r.Edit {
		r.Place = ""
	}
	if q.Session.Shared {
		r.Hidden = !s.SharedWords && it.Line != ""
	}
	switch {
	case r.Hidden:
		r.Line, r.NoWords = said{}, q.T.Say("inbox.shared")
	case gone(it.State):
		r.Line, r.NoWords, r.Place = said{}, q.T.Say("inbox.gone.short"), ""
	case it.Line == "":
		r.NoWords = q.T.Say("inbox.no.words")
	}
	if it.Assignee != "" {
		r.Assigned = q.T.Say("inbox.assigned", "name", locale.Isolate(orID(names, it.Assignee)))
	}
	r.Status = q.T.Say("inbox.status." + status(it))
	r.Flags = flags(q.T, it)
	return r
}

// gone reports whether nothing of an answer in that state may be shown.
func gone(state string) bool { return state == "withdrawn" || state == string(voxpop.Illegal) }

// status is how far the desk is with an answer: new, read or done.
func status(it Item) string {
	switch {
	case it.Done:
		return "done"
	case it.Seen:
		return "read"
	}
	return "new"
}

// flags are what is unusual about an answer, in words.
func flags(t *locale.Locale, it Item) (all []flag) {
	add := func(tone, key string, args ...any) { all = append(all, flag{t.Say(key, args...), tone}) }
	if gone(it.State) {
		add("warn", "inbox.state."+it.State)
		return all
	}
	switch {
	case it.State == string(voxpop.Blank) || it.State == string(voxpop.Spam) || it.State == string(voxpop.OffTopic):
		add("warn", "inbox.state."+it.State)
	case it.Repeat:
		add("", "inbox.flag.repeat")
	case it.State == "duplicate":
		add("", "inbox.flag.same.person")
	}
	if it.Campaign != "" {
		add("", "inbox.flag.campaign", "name", locale.Isolate(it.Campaign))
	}
	if !it.Quote {
		add("warn", "inbox.flag.no.quote")
	} else {
		add("good", "inbox.flag.quote")
	}
	if !it.Contacted {
		add("", "inbox.flag.not.contacted")
	}
	spoken := it.Medium == voxpop.Voice || it.Medium == voxpop.Video
	switch {
	case it.Failed:
		add("warn", "inbox.flag.failed")
	case spoken && it.Transcript == "":
		add("warn", "inbox.flag.needs.transcript")
	case spoken && it.Transcript != voxpop.Reviewed:
		add("", "inbox.flag.unchecked")
	}
	if it.Line != "" && it.LineLang != "" && it.Translation == "" && base(it.LineLang) != t.Tag {
		add("", "inbox.flag.needs.translation")
	}
	return all
}

func base(tag string) string {
	b, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return b
}

// day writes a day of the record in words.
func day(t *locale.Locale, iso string) string {
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Day(d)
}

// clock writes a length as 1:05.
func clock(seconds float64) string {
	n := int(seconds + .5)
	s := strconv.Itoa(n % 60)
	if len(s) < 2 {
		s = "0" + s
	}
	return strconv.Itoa(n/60) + ":" + s
}

// spoken writes a length in words.
func spoken(t *locale.Locale, seconds float64) string {
	n := int(seconds + .5)
	if n < 60 {
		return t.Say("inbox.seconds", "n", n)
	}
	return t.Say("inbox.minutes", "n", n/60, "s", n%60)
}

// fillFilter adds what the filter offers and what of it is kept.
func (s *Screens) fillFilter(q *frame.Request, p *listPage, f Filter) error {
	facets, err := s.Answers.Facets(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	names, err := s.names(q)
	if err != nil {
		return err
	}
	some := func(list []Facet, chosen string, name func(string) string) []option {
		options := []option{{"", q.T.Say("inbox.any"), chosen == ""}}
		found := chosen == ""
		for _, x := range list {
			if x.Key == "" {
				continue
			}
			found = found || x.Key == chosen
			options = append(options, option{x.Key, q.T.Say("inbox.option", "name", locale.Isolate(name(x.Key)), "n", x.N), x.Key == chosen})
		}
		if !found {
			options = append(options, option{chosen, name(chosen), true})
		}
		return options
	}
	self := func(s string) string { return s }
	shows := []option{}
	for _, show := range Shows() {
		shows = append(shows, option{show, q.T.Say("inbox.show." + show), cmp.Or(f.Show, ShowTodo) == show})
	}
	coded := []option{{"", q.T.Say("inbox.any"), f.Coded == ""}, {"yes", q.T.Say("inbox.coded.yes"), f.Coded == "yes"}, {"no", q.T.Say("inbox.coded.no"), f.Coded == "no"}}
	assigned := []option{{"", q.T.Say("inbox.any"), f.Assignee == ""}, {Nobody, q.T.Say("inbox.nobody"), f.Assignee == Nobody}}
	for _, o := range some(facets.Assignees, f.Assignee, func(id string) string { return cmp.Or(names[id], id) })[1:] {
		if o.Value != Nobody {
			assigned = append(assigned, o)
		}
	}
	p.Selects = []choice{
		{"show", q.T.Say("inbox.filter.show"), shows},
		{"language", q.T.Say("inbox.filter.language"), some(facets.Langs, f.Lang, func(tag string) string {
			if tag == "und" {
				return q.T.Say("inbox.unknown.language")
			}
			return q.T.Language(tag)
		})},
		{"medium", q.T.Say("inbox.filter.medium"), some(facets.Media, string(f.Medium), q.T.Medium)},
		{"channel", q.T.Say("inbox.filter.channel"), some(facets.Channels, string(f.Channel), q.T.Channel)},
		{"coded", q.T.Say("inbox.filter.coded"), coded},
		{"assignee", q.T.Say("inbox.filter.assignee"), assigned},
		{"tag", q.T.Say("inbox.filter.tag"), some(facets.Tags, f.Tag, self)},
		{"campaign", q.T.Say("inbox.filter.campaign"), some(facets.Campaigns, f.Campaign, self)},
		{"day", q.T.Say("inbox.filter.day"), some(facets.Days, f.Day, func(iso string) string { return day(q.T, iso) })},
		{"order", q.T.Say("inbox.filter.order"), []option{{"newest", q.T.Say("inbox.order.newest"), !f.Oldest}, {"oldest", q.T.Say("inbox.order.oldest"), f.Oldest}}},
	}
	if f.Code != "" {
		p.Selects = append(p.Selects, choice{"code", q.T.Say("inbox.filter.code"), some(facets.Codes, f.Code, self)})
	}
	for _, t := range facets.Tags {
		p.Tags = append(p.Tags, t.Key)
	}
	all, err := s.desk(q)
	if err != nil {
		return err
	}
	for _, who := range all {
		p.People = append(p.People, option{who.ID, cmp.Or(who.Name, who.ID), who.ID == q.Who.ID})
	}
	saved, err := s.Answers.Saved(q.Context(), q.Who.ID, q.Slug())
	for _, x := range saved {
		p.Saved = append(p.Saved, savedLink{Name: x.Name, URL: inboxURL(q.Slug()) + x.Filter.query(), Forget: q.T.Say("inbox.forget", "name", locale.Isolate(x.Name)), Words: x.Filter.Words != "", Fields: x.Filter.fields()})
	}
	return err
}

// saveFilter keeps what the list is narrowed by under a name.
func (s *Screens) saveFilter(q *frame.Request) error {
	f, err := filterOfRequest(q)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(q.PostForm.Get("name"))
	if name == "" || !voxpop.ValidName(name) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.saveFilter", Message: "inbox.error.name"}
	}
	if err := s.Answers.Save(q.Context(), q.Who.ID, q.Slug(), Saved{name, f}); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("inbox.saved", "name", locale.Isolate(name)), nil); err != nil {
		return err
	}
	return q.Redirect(inboxURL(q.Slug()) + f.query())
}

func (s *Screens) forgetFilter(q *frame.Request) error {
	name := q.FormValue("name")
	if err := s.Answers.Forget(q.Context(), q.Who.ID, q.Slug(), name); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("inbox.forgotten", "name", locale.Isolate(name)), nil); err != nil {
		return err
	}
	return q.Redirect(inboxURL(q.Slug()))
}
