package app

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/desk/stories"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/still"
	"voxpop/internal/store"
	"voxpop/internal/story"
)

// deskStories are the desk's pages on which stories are written and published.
func (a *App) deskStories() *stories.Screens {
	return &stories.Screens{Kept: storiesKept{a.Store}, Records: storiesRecords{a.Store}, Press: storiesPress{a}, House: a.Config.House, Upright: upright}
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

func (p storiesPress) Build(ctx context.Context, slug, name string, src []byte) (files []story.File, res *story.Result, err error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, nil, err
	}
	tools, err := p.a.Config.Tools()
	if err != nil {
		return nil, nil, err
	}
	defer tools.Close()
	err = p.a.Store.View(ctx, slug, func(v *store.View) error {
		files, res, err = story.Build(v, p.a.Config.House, doc, story.BuildOptions{
			Program: "voxpop " + Version,
			Assets:  func(name string) ([]byte, error) { return storedAsset(v, name) },
			Studio:  tools.studio(ctx),
		})
		return err
	})
	return files, res, err
}

func (p storiesPress) Publish(ctx context.Context, slug, name string, src []byte) (*story.Result, error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, err
	}
	files, res, err := p.Build(ctx, slug, name, src)
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
