// Package themes is what the answers of a call-out say together: its overview, repeats and campaigns, the shares of its themes, and proposed themes.
//
// Nothing that takes long is worked out while somebody waits: figures are kept
// by the revision of the record and made anew in the background, groups of
// repeats and proposed themes too. A page that is older than the record says so.
package themes

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// Record is one call-out, frozen while something is made of it.
type Record interface {
	record.Source
	Rev() int64
	AllStatements() ([]voxpop.Statement, error)
	Hash() (string, error)
}

// Records is what the screens read of a store.
type Records interface {
	// Revision counts the changes of a call-out; an unknown slug is an error of
	// kind not_found.
	Revision(ctx context.Context, slug string) (int64, error)
	// Read calls fn with the frozen record; it is not valid after fn returns.
	Read(ctx context.Context, slug string, fn func(Record) error) error
}

// Check gives the verdict on one story of a record, by figures that may be
// older than it.
type Check func(ctx context.Context, rec Record, f *prevalence.Figures, s record.Story) (*story.Result, *story.Document, error)

// Screens are the overview, duplicates, themes and proposals of call-outs.
type Screens struct {
	Records   Records
	Check     Check
	House     func() voxpop.House // the rules in force
	Published fs.FS               // built stories: SLUG/LANG/index.html
	Repeats   *coding.Repeats
	Proposals *coding.Proposals
	Counts    *projection.Counts // the figures
	// Patience is how long a page waits for what is being worked out.
	Patience time.Duration
	looks    projection.Keeper[*look]
	stories  projection.Keeper[[]storyLook]
	groups   projection.Keeper[[]prevalence.Group]
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Close ends the work in the background, or waits for it.
func (s *Screens) Close() {
	s.Repeats.Close()
	s.Proposals.Close()
	s.Counts.Stop()
	s.looks.Stop()
	s.stories.Stop()
	s.groups.Stop()
}

// Routes implements desk.Screens.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/callouts/{slug}", people.See, s.overview)

	f.GET("/callouts/{slug}/duplicates", people.See, s.duplicates)
	f.GET("/callouts/{slug}/duplicates/members", people.Raw, s.members)
	f.POST("/callouts/{slug}/duplicates/decide", people.Edit, s.decide)
	f.POST("/callouts/{slug}/duplicates/split", people.Edit, s.split)
	f.POST("/callouts/{slug}/duplicates/merge", people.Edit, s.merge)
	f.OnUndo(undoDecision, people.Edit, s.undoDecision)
	f.OnUndo(undoArrangement, people.Edit, s.undoArrangement)

	f.GET("/callouts/{slug}/themes", people.See, s.shares)
	f.GET("/callouts/{slug}/themes/shares.csv", people.See, s.export)

	f.GET("/callouts/{slug}/themes/proposed", people.Raw, s.proposed)
	f.POST("/callouts/{slug}/themes/proposed/run", people.Code, s.run)
	f.POST("/callouts/{slug}/themes/proposed/merge", people.Code, s.mergeThemes)
	f.POST("/callouts/{slug}/themes/proposed/split", people.Code, s.splitTheme)
	f.POST("/callouts/{slug}/themes/proposed/rename", people.Code, s.renameTheme)
	f.POST("/callouts/{slug}/themes/proposed/take", people.Edit, s.take)
	f.OnUndo(undoTake, people.Edit, s.undoTake)
	f.OnUndo(undoShape, people.Code, s.undoShape)
}

// figures are those of one revision with what they are about.
type figures = projection.Figures

// figuresOf returns the figures of a call-out.
func (s *Screens) figuresOf(q *frame.Request) (projection.Held[*figures], error) {
	return s.Counts.Of(q.Context(), q.Slug(), q.Now)
}
