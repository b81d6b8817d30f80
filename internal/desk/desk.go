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

// Pages are the overview of a call-out.
type Pages struct {
	Records   Records
	Check     Check
	House     voxpop.House
	Published fs.FS
}

// Routes implements [Screens].
func (d *Pages) Routes(f *frame.Frame) {
	f.GET("/callouts/{slug}", people.See, d.overview)
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

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
