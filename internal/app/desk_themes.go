package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"voxpop/internal/coding"
	"voxpop/internal/desk/themes"
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
		Check: func(_ context.Context, rec themes.Record, s record.Story) (*story.Result, *story.Document, error) {
			return a.check(rec.(*store.View), s.Name, s.Body)
		},
		Repeats: &coding.Repeats{Store: repeatsStore{a.Store}, Now: time.Now, Failed: failed("groups of repeats")},
		Proposals: &coding.Proposals{Now: time.Now, Failed: failed("proposed themes"), Open: func(progress func(string)) (*coding.Service, func(), error) {
			s, engines, err := a.assisted(progress)
			return s, engines.Close, err
		}},
	}
	a.ends = append(a.ends, s.Close)
	return s
}

// themeRecords lets the screens read the store: their own view type is the store's.
type themeRecords struct{ *store.DB }

// Read implements themes.Records.
func (s themeRecords) Read(ctx context.Context, slug string, fn func(themes.Record) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
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
