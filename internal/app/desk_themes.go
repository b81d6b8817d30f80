package app

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"voxpop/internal/coding"
	"voxpop/internal/desk/projection"
	"voxpop/internal/desk/themes"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/store"
	"voxpop/internal/story"
)

// deskThemes are the desk's pages about what the answers say together.
func (a *App) deskThemes() *themes.Screens {
	failed := func(what string) func(string, error) {
		return func(slug string, err error) {
			a.Log.Error("desk: "+what, slog.String("callout", slug), slog.Any("err", err))
		}
	}
	s := &themes.Screens{
		Records:   themeRecords{a.Store},
		House:     a.House,
		Published: os.DirFS(filepath.Join(a.Config.Dir, PublishedDir)),
		Counts:    a.counts(),
		Patience:  deskPatience,
		Check: func(_ context.Context, rec themes.Record, f *prevalence.Figures, s record.Story) (*story.Result, *story.Document, error) {
			return a.check(lent{rec.(*store.View), f}, s.Name, s.Body)
		},
		Repeats: &coding.Repeats{Store: repeatsStore{a.Store}, Shelf: shelf{a.Store}, Now: time.Now, Failed: failed("groups of repeats")},
		Proposals: &coding.Proposals{Shelf: shelf{a.Store}, Now: time.Now, Failed: failed("proposed themes"), Open: func(progress func(string)) (*coding.Service, func(), error) {
			s, engines, err := a.assisted(progress)
			return s, engines.Close, err
		}},
	}
	a.ends = append(a.ends, s.Close)
	return s
}

// deskPatience is how long a page waits for what is being worked out in the
// background before it shows what was last known.
const deskPatience = 60 * time.Millisecond

// counts are the figures that the desk's pages share.
func (a *App) counts() *projection.Counts {
	a.counting.Do(func() {
		a.counted = &projection.Counts{Revision: a.Store.Revision, Patience: deskPatience, Read: func(ctx context.Context, slug string, fn func(projection.Counted) error) error {
			return a.Store.View(ctx, slug, func(v *store.View) error { return fn(v) })
		}}
	})
	return a.counted
}

// lent is a record with the figures that were last known of it.
type lent struct {
	*store.View
	f *prevalence.Figures
}

// Figures implements [story.Record].
func (l lent) Figures() (*prevalence.Figures, error) { return l.f, nil }

// themeRecords lets the screens read the store: their own view type is the store's.
type themeRecords struct{ *store.DB }

// Read implements themes.Records.
func (s themeRecords) Read(ctx context.Context, slug string, fn func(themes.Record) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
}

// shelf keeps what is arranged and not decided among the drafts, as nobody's:
// it goes with the call-out, and when nobody touched it for a month.
type shelf struct{ db *store.DB }

func shelfKey(slug, what string) store.DraftKey {
	return store.DraftKey{Callout: slug, Kind: "arranged", Name: what}
}

// Shelved implements [coding.Shelf].
func (s shelf) Shelved(ctx context.Context, slug, what string) (doc []byte, ok bool, err error) {
	d, ok, err := s.db.Draft(ctx, shelfKey(slug, what))
	return []byte(d.Fields.Get("doc")), ok, err
}

// Shelve implements [coding.Shelf].
func (s shelf) Shelve(ctx context.Context, slug, what string, doc []byte) error {
	return s.db.PutDraft(ctx, shelfKey(slug, what), store.Draft{Fields: url.Values{"doc": {string(doc)}}, At: time.Now()})
}

// repeatsStore is the store as the groups of repeats see it.
type repeatsStore struct{ *store.DB }

var (
	_ coding.RepeatsStore = repeatsStore{}
	_ coding.Changing     = (*store.View)(nil)
)

// Look implements [coding.RepeatsStore].
func (s repeatsStore) Look(ctx context.Context, slug string, fn func(coding.Changing) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
}
