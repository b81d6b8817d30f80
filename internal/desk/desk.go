// Package desk is the newsroom's pages: what came in on a call-out, what it says in figures, what public figures said, and how its stories stand.
//
// Pages are written on the server, work without script, and show figures only
// together with their base. The desk reads; it changes nothing.
package desk

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net/http"

	"voxpop"
	"voxpop/internal/page"
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

// Desk is the newsroom's door.
type Desk struct {
	Records   Records
	Check     Check
	House     voxpop.House
	Published fs.FS // built stories: SLUG/LANG/index.html
	Page      page.Options
	// Doorway counts what became of what came through the public door; nil
	// leaves that out.
	Doorway func(context.Context) (Doorway, error)
	Log     *slog.Logger
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

var pages = page.MustParse(files, "*.tmpl")

// Handler returns the desk's routes; they are the whole site.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", d.callouts)
	mux.HandleFunc("GET /callouts/{slug}", d.overview)
	mux.Handle("GET /published/", http.StripPrefix("/published/", page.Published(d.Published)))
	mux.Handle("GET "+page.AssetPrefix, page.Assets())
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte("ok\n"))
	})
	return d.Page.Wrap(mux, d.Log)
}

// calloutsPage is the data of callouts.tmpl.
type calloutsPage struct {
	page.Base
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

func (d *Desk) callouts(w http.ResponseWriter, r *http.Request) {
	all, err := d.Records.Callouts(r.Context())
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	p := calloutsPage{Base: page.NewBase(r)}
	p.Title = p.T.Say("desk.callouts")
	for _, c := range all {
		q, lang := localized(c.Question, p.Lang, c.Languages...)
		line := calloutLine{URL: "/callouts/" + c.Slug + "?lang=" + p.Lang, Slug: c.Slug, Question: q, QuestionLang: lang}
		if !c.Opens.IsZero() {
			line.Opens = p.T.Say("desk.open", "from", p.T.Day(c.Opens.InZone(c.Zone())))
		}
		if !c.Closes.IsZero() {
			line.Closes = p.T.Say("desk.closed", "to", p.T.Day(c.Closes.InZone(c.Zone())))
		}
		if err := d.count(r.Context(), c.Slug, p.Base, &line); err != nil {
			page.Fail(w, r, d.Log, err)
			return
		}
		p.Callouts = append(p.Callouts, line)
	}
	if p.Door, err = d.doorway(r.Context(), p.Base); err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	if err := pages.Write(w, http.StatusOK, "callouts.tmpl", p); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

// count says how many answers a call-out has.
func (d *Desk) count(ctx context.Context, slug string, p page.Base, line *calloutLine) error {
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
func (d *Desk) doorway(ctx context.Context, p page.Base) (says []string, err error) {
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

func (d *Desk) overview(w http.ResponseWriter, r *http.Request) {
	var p overviewPage
	err := d.Records.Read(r.Context(), r.PathValue("slug"), func(rec Record) (err error) {
		p, err = d.newOverview(r, rec)
		return err
	})
	if err == nil {
		err = pages.Write(w, http.StatusOK, "overview.tmpl", p)
	}
	if err != nil {
		page.Fail(w, r, d.Log, err)
	}
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
