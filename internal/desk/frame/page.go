package frame

import (
	"embed"
	"html/template"
	"io/fs"
	"net/url"
	"time"

	"voxpop"
	"voxpop/internal/page"
	"voxpop/internal/people"
)

//go:embed *.tmpl
var files embed.FS

var pages = MustParse(files, "*.tmpl")

// MustParse reads the templates of a screen together with the layout of the
// desk, "desk-head" and "desk-foot"; it panics on one that does not parse,
// which a test finds.
func MustParse(screen fs.FS, patterns ...string) *page.Set {
	return page.MustParseWith(template.FuncMap{"asset": Asset}, []page.Source{{Files: files, Patterns: []string{"layout.tmpl"}}, {Files: screen, Patterns: patterns}}...)
}

// Page is what every page of the desk has; a screen's page embeds it.
type Page struct {
	page.Base
	Who     people.Person
	Session people.Session
	Shared  bool        // the screen is shown to others: names are hidden
	Screen  string      // which screen this is
	Script  string      // module of the screen besides the desk's; "" = none
	Callout *CalloutNav // nil outside of a call-out
	Links   []Link      // of the desk as a whole
	Keys    []Key       // of the screen, for the help
	Notice  *Notice
	Slug    string
	Idle    int // seconds without a person after which the page asks whether it may still be shown; 0 = never
}

// Key is a key of a screen, as its help shows it.
type Key struct {
	Keys string // as written on the keyboard: "j", "Ctrl+Enter"
	Says string
}

// Link is a way to another screen.
type Link struct {
	Screen, URL, Name string
	Current           bool
}

// CalloutNav is the way around a call-out.
type CalloutNav struct {
	Slug, URL      string
	Question, Lang string
	Links          []Link
}

// screens of a call-out in the order of the work.
var screens = []struct {
	name, path string
	need       people.Right
}{
	{"overview", "", people.See},
	{"inbox", "/inbox", people.Raw},
	{"texts", "/texts", people.Raw},
	{"coding", "/coding", people.Code},
	{"codebook", "/codebook", people.See},
	{"agreement", "/agreement", people.Edit},
	{"duplicates", "/duplicates", people.See},
	{"themes", "/themes", people.See},
	{"statements", "/statements", people.See},
	{"stories", "/stories", people.See},
}

// Page begins a page. In a route with {slug} it holds the way around that
// call-out; screen says which of them is shown.
func (q *Request) Page(screen, title string, keys ...Key) Page {
	p := Page{Base: page.NewBase(q.Request), Who: q.Who, Session: q.Session, Shared: q.Session.Shared, Screen: screen, Keys: keys, Notice: q.asked(), Slug: q.Slug()}
	p.Title = title
	if q.Who.ID != "" && !q.Session.Locked {
		p.Idle = int(q.F.Idle / time.Second)
	}
	p.Links = []Link{{Screen: "callouts", URL: "/", Name: q.T.Say("frame.screen.callouts")}}
	if q.May(people.Secure) {
		p.Links = append(p.Links, Link{Screen: "audit", URL: "/audit", Name: q.T.Say("frame.screen.audit")})
	}
	if q.May(people.Secure) || q.May(people.Manage) {
		p.Links = append(p.Links, Link{Screen: "settings", URL: "/settings", Name: q.T.Say("frame.screen.settings")})
	}
	for i := range p.Links {
		p.Links[i].Current = p.Links[i].Screen == screen
	}
	if slug := q.Slug(); slug != "" {
		// A call-out that is not there is the page's own error to report.
		if c, err := q.F.Store.Callout(q.Context(), slug); err == nil {
			p.Callout = q.nav(c, screen)
		}
	}
	return p
}

func (q *Request) nav(c voxpop.Callout, screen string) *CalloutNav {
	base := "/callouts/" + url.PathEscape(c.Slug)
	n := &CalloutNav{Slug: c.Slug, URL: base}
	n.Question, n.Lang = c.Question.Best(q.Lang, c.Languages...)
	for _, s := range screens {
		if q.May(s.need) {
			n.Links = append(n.Links, Link{Screen: s.name, URL: base + s.path, Name: q.T.Say("frame.screen." + s.name), Current: s.name == screen})
		}
	}
	return n
}

// Brand names the newsroom on top of every page. It is a method so that a
// page with a name of its own does not take its place.
func (p Page) Brand() string { return p.Base.Name }

// SingleKeys says whether keys without Ctrl or Alt do something for the person.
func (p Page) SingleKeys() bool { return p.Who.SingleKeys }

// EventsURL is where the page hears of changes; "" outside of a call-out.
func (p Page) EventsURL() string {
	if p.Callout == nil {
		return ""
	}
	return p.Callout.URL + "/events"
}
