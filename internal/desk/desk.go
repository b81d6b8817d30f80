// Package desk is the newsroom's pages: it gathers the screens in their frame, behind one sign-in.
//
// Pages are written on the server and work without script, and show figures
// only together with their base.
package desk

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/page"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// Record is one call-out, frozen while a page is written.
type Record interface {
	record.Source
	Figures() (*prevalence.Figures, error)
	AllStatements() ([]voxpop.Statement, error)
	Hash() (string, error)
}

// Records is what the desk needs of a store.
type Records interface {
	Callouts(ctx context.Context) ([]voxpop.Callout, error)
	// Read calls fn with the frozen record of a call-out; the record is not
	// valid after fn returns. An unknown slug is an error of kind not_found.
	Read(ctx context.Context, slug string, fn func(Record) error) error
}

// Check gives the verdict on one story of a record.
type Check func(ctx context.Context, rec Record, s record.Story) (*story.Result, *story.Document, error)

// Screens is a part of the desk: it says what it answers to.
type Screens interface{ Routes(f *frame.Frame) }

// Desk is the newsroom's door: a frame and the screens in it.
type Desk struct {
	Frame     *frame.Frame
	Screens   []Screens
	Published fs.FS // built stories: SLUG/LANG/index.html
}

// Handler returns the desk's routes; they are the whole site. Built stories are
// what the public will read, and need no sign-in.
func (d *Desk) Handler() http.Handler {
	for _, s := range d.Screens {
		s.Routes(d.Frame)
	}
	d.Frame.Mount("GET /published/", http.StripPrefix("/published/", page.Published(d.Published)))
	return d.Frame.Handler()
}

// Pages are the first screens: the list of call-outs and the overview of one.
type Pages struct {
	Records   Records
	Check     Check
	House     voxpop.House
	Published fs.FS
	// Doorway counts what became of what came through the public door; nil
	// leaves that out.
	Doorway func(context.Context) (Doorway, error)
}

// Routes implements [Screens].
func (d *Pages) Routes(f *frame.Frame) {
	f.GET("/{$}", people.See, d.callouts)
	f.GET("/callouts/{slug}", people.See, d.overview)
}

// Doorway is what the newsroom knows of its public doors besides the answers.
type Doorway struct {
	Keys    bool // without keys nothing can come
	Locked  bool // what comes waits until the passphrase is given
	Waiting int  // sealed items at a door on this machine
	// Refused counts items that gave no response, by reason: unopened, damaged,
	// callout, type, size.
	Refused map[string]int
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// calloutsPage is the data of callouts.tmpl.
type calloutsPage struct {
	frame.Page
	Callouts []calloutLine
	Door     []string // sentences; none when nothing is known
}

type calloutLine struct {
	URL            string
	Slug, Question string
	QuestionLang   string
	Opens, Closes  string // days in words; "" when not set
	Received, Back string // how many answers came, and were taken back; "" when none
}

func (d *Pages) callouts(q *frame.Request) error {
	all, err := d.Records.Callouts(q.Context())
	if err != nil {
		return err
	}
	p := calloutsPage{Page: q.Page("callouts", q.T.Say("desk.callouts"))}
	for _, c := range all {
		question, lang := localized(c.Question, p.Lang, c.Languages...)
		line := calloutLine{URL: "/callouts/" + c.Slug, Slug: c.Slug, Question: question, QuestionLang: lang}
		if !c.Opens.IsZero() {
			line.Opens = p.T.Say("desk.open", "from", p.T.Day(c.Opens.InZone(c.Zone())))
		}
		if !c.Closes.IsZero() {
			line.Closes = p.T.Say("desk.closed", "to", p.T.Day(c.Closes.InZone(c.Zone())))
		}
		if err := d.count(q.Context(), c.Slug, p.Base, &line); err != nil {
			return err
		}
		p.Callouts = append(p.Callouts, line)
	}
	if p.Door, err = d.doorway(q.Context(), p.Base); err != nil {
		return err
	}
	return q.Write(pages, "callouts.tmpl", p)
}

// count says how many answers a call-out has.
func (d *Pages) count(ctx context.Context, slug string, p page.Base, line *calloutLine) error {
	return d.Records.Read(ctx, slug, func(rec Record) error {
		f, err := rec.Figures()
		if err != nil {
			return err
		}
		if n := f.Waterfall.Received; n > 0 {
			line.Received = p.T.Say("desk.answers", "n", n)
		}
		if n := f.Waterfall.Withdrawn; n > 0 {
			line.Back = p.T.Say("desk.taken.back", "n", n)
		}
		return nil
	})
}

// doorway says in plain counts what became of what came through the door.
func (d *Pages) doorway(ctx context.Context, p page.Base) (says []string, err error) {
	if d.Doorway == nil {
		return nil, nil
	}
	door, err := d.Doorway(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case !door.Keys:
		return []string{p.T.Say("desk.door.shut")}, nil
	case door.Locked:
		says = append(says, p.T.Say("desk.door.locked"))
	}
	if door.Waiting > 0 {
		says = append(says, p.T.Say("desk.door.waiting", "n", door.Waiting))
	}
	refused := 0
	for _, n := range door.Refused {
		refused += n
	}
	if refused == 0 {
		return append(says, p.T.Say("desk.door.nothing")), nil
	}
	for _, reason := range []string{"unopened", "damaged", "callout", "type", "size"} {
		if n := door.Refused[reason]; n > 0 {
			says = append(says, p.T.Say("desk.door."+reason, "n", n))
		}
	}
	return says, nil
}

func (d *Pages) overview(q *frame.Request) error {
	var p overviewPage
	err := d.Records.Read(q.Context(), q.Slug(), func(rec Record) (err error) {
		p, err = d.newOverview(q, rec)
		return err
	})
	if err != nil {
		return err
	}
	return q.Write(pages, "overview.tmpl", p)
}

// localized returns the text in lang, else in the first of others that has
// one, with the language it is in.
func localized(l voxpop.Localized, lang string, others ...string) (text, in string) {
	for _, tag := range append([]string{lang}, others...) {
		if s := l[tag]; s != "" {
			return s, tag
		}
	}
	return l["en"], "en"
}
