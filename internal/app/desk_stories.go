package app

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/stories"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/still"
	"voxpop/internal/prevalence"
	"voxpop/internal/store"
	"voxpop/internal/story"
)

// deskStories are the desk's pages on which stories are written and published.
func (a *App) deskStories() *stories.Screens {
	s := &stories.Screens{Kept: storiesKept{a.Store}, Records: storiesRecords{a.Store}, Press: storiesPress{a}, House: a.Config.House, Counts: a.counts(), Patience: deskPatience, Upright: upright}
	a.ends = append(a.ends, s.Close)
	return s
}

// upright turns a picture in the cage; where there is none it refuses.
func upright(ctx context.Context, body []byte) ([]byte, error) {
	p, err := still.Make(ctx, &cage.Cage{}, "", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return p.JPEG, nil
}

// storiesKept is the store as the writing room sees it.
type storiesKept struct{ db *store.DB }

func (s storiesKept) Names(ctx context.Context, slug string) ([]stories.Version, error) {
	return versions(s.db.StoryNames(ctx, slug))
}

func (s storiesKept) Versions(ctx context.Context, slug, name string, before int64, limit int) ([]stories.Version, error) {
	return versions(s.db.StoryVersions(ctx, slug, name, before, limit))
}

func versions(list []store.StoryVersion, err error) ([]stories.Version, error) {
	all := make([]stories.Version, len(list))
	for i, v := range list {
		all[i] = stories.Version(v)
	}
	return all, err
}

func (s storiesKept) Story(ctx context.Context, slug, name string) (stories.Version, error) {
	v, err := s.db.Story(ctx, slug, name)
	return stories.Version(v), err
}

func (s storiesKept) At(ctx context.Context, slug, name string, n int64) (stories.Version, error) {
	v, err := s.db.StoryAt(ctx, slug, name, n)
	return stories.Version(v), err
}

func (s storiesKept) Put(ctx context.Context, by voxpop.Actor, slug, name string, base int64, body []byte) (int64, error) {
	return s.db.PutStory(ctx, by, slug, name, base, body)
}

func (s storiesKept) Drop(ctx context.Context, by voxpop.Actor, slug, name string, base int64) error {
	return s.db.DropStory(ctx, by, slug, name, base)
}

func (s storiesKept) File(ctx context.Context, slug, name string) ([]byte, error) {
	return s.db.StoryFile(ctx, slug, name)
}

func (s storiesKept) PutFile(ctx context.Context, by voxpop.Actor, slug, name string, body []byte) error {
	return s.db.PutStoryFile(ctx, by, slug, name, body)
}

// storiesRecords opens records for the checker.
type storiesRecords struct{ db *store.DB }

func (s storiesRecords) Look(ctx context.Context, slug string, fn func(stories.Snapshot) error) error {
	return s.db.View(ctx, slug, func(v *store.View) error { return fn(v) })
}

func (s storiesRecords) Revision(ctx context.Context, slug string) (int64, error) {
	return s.db.Revision(ctx, slug)
}

func (s storiesRecords) Quotable(ctx context.Context, slug, code, words, after string, limit int) ([]voxpop.Response, error) {
	return s.db.Quotable(ctx, slug, code, words, after, limit)
}

// storiesPress builds stories as the verb does.
type storiesPress struct{ a *App }

// Preview implements [stories.Press]. A preview has no hash of the record:
// that would take as long as reading all of it.
func (p storiesPress) Preview(ctx context.Context, slug, name string, src []byte, f *prevalence.Figures) (files []story.File, res *story.Result, err error) {
	return p.build(ctx, slug, name, src, func(v *store.View) story.Record { return preview{lent{v, f}} })
}

// preview is a record of which no hash is told.
type preview struct{ lent }

// Hash implements [story.Record].
func (preview) Hash() (string, error) { return strings.Repeat("0", 64), nil }

func (p storiesPress) build(ctx context.Context, slug, name string, src []byte, of func(*store.View) story.Record) (files []story.File, res *story.Result, err error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, nil, err
	}
	opts := story.BuildOptions{Program: "voxpop " + Version}
	if needsStudio(doc) { // else no tool is opened for nothing
		tools, err := p.a.Config.Tools()
		if err != nil {
			return nil, nil, err
		}
		defer tools.Close()
		opts.Studio = tools.studio(ctx)
	}
	err = p.a.Store.View(ctx, slug, func(v *store.View) error {
		opts.Assets = func(name string) ([]byte, error) { return storedAsset(v, name) }
		files, res, err = story.Build(of(v), p.a.Config.House, doc, opts)
		return err
	})
	return files, res, err
}

// needsStudio reports whether a story may show what respondents recorded or
// photographed.
func needsStudio(doc *story.Document) bool {
	return bytes.Contains(doc.Source, []byte("media/")) || slices.ContainsFunc(doc.Links(), func(l *story.Link) bool { return l.Kind == story.LinkClip })
}

func (p storiesPress) Publish(ctx context.Context, slug, name string, src []byte) (*story.Result, error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, err
	}
	files, res, err := p.build(ctx, slug, name, src, func(v *store.View) story.Record { return v })
	if err != nil || !res.OK() {
		return res, err
	}
	return res, publish(filepath.Join(p.a.Config.Dir, PublishedDir, slug, doc.Front.Lang), files)
}

func (p storiesPress) Published(slug, lang string) (pub stories.Publication, ok bool) {
	if lang == "" || !filepath.IsLocal(filepath.Join(slug, lang)) {
		return pub, false
	}
	body, err := os.ReadFile(filepath.Join(p.a.Config.Dir, PublishedDir, slug, lang, story.ManifestFile))
	if err != nil {
		return pub, false
	}
	var m struct {
		Story  string `json:"story"`
		Date   string `json:"date"`
		Record string `json:"record_sha256"`
	}
	if json.Unmarshal(body, &m) != nil {
		return pub, false
	}
	return stories.Publication{URL: "/published/" + slug + "/" + lang + "/", Story: m.Story, Record: m.Record, Date: m.Date}, true
}
