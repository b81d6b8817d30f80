package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/store"
	"voxpop/internal/story"
)

// check compiles one story against a frozen record.
func (a *App) check(rec story.Record, name string, src []byte) (*story.Result, *story.Document, error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, nil, err
	}
	res, err := story.Check(rec, a.House(), doc)
	return res, doc, err
}

// storyCallout is the call-out a story is checked against: the one it names,
// else slug, else the only one there is.
func (a *App) storyCallout(ctx context.Context, slug string, doc *story.Document) (string, error) {
	if doc.Front.Callout != "" {
		return doc.Front.Callout, nil
	}
	return a.slugOf(ctx, slug)
}

// nameless is what is wrong with a story that does not name its call-out, when
// that is why none is known; or nil.
func nameless(doc *story.Document) *story.Result {
	if doc.Front.Callout != "" {
		return nil
	}
	if res := doc.Problems(); !res.OK() {
		return res
	}
	return nil
}

// CheckStory compiles a story. An error means that the check could not run. Of
// a story whose front matter cannot be read, so that nobody knows its
// call-out, the result holds what is wrong with it.
func (a *App) CheckStory(ctx context.Context, slug, name string, src []byte) (res *story.Result, err error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, err
	}
	if slug, err = a.storyCallout(ctx, slug, doc); err != nil {
		if res := nameless(doc); res != nil {
			return res, nil
		}
		return nil, err
	}
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		res, err = story.Check(v, a.House(), doc)
		return err
	})
	return res, err
}

// Built says what a build wrote.
type Built struct {
	Callout string        `json:"callout"`
	Lang    string        `json:"lang"`
	Dir     string        `json:"dir"`
	Files   []string      `json:"files"` // empty when the story is refused
	Result  *story.Result `json:"result"`
}

// BuildStory checks a story and writes what is published into out; with out ""
// into published/CALLOUT/LANG of the workspace. The folder takes its place in
// one step: readers see the old build or the new one, never half of one.
func (a *App) BuildStory(ctx context.Context, slug, path string, src []byte, out string) (built Built, err error) {
	doc, err := story.Parse(path, src)
	if err != nil {
		return built, err
	}
	if slug, err = a.storyCallout(ctx, slug, doc); err != nil {
		if res := nameless(doc); res != nil {
			return Built{Lang: doc.Front.Lang, Dir: out, Files: []string{}, Result: res}, nil
		}
		return built, err
	}
	built = Built{Callout: slug, Lang: doc.Front.Lang, Dir: out, Files: []string{}}
	if out == "" {
		built.Dir = filepath.Join(a.Config.Dir, PublishedDir, slug, doc.Front.Lang)
	}
	tools, err := a.Config.Tools()
	if err != nil {
		return built, err
	}
	defer tools.Close()
	var files []story.File
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		files, built.Result, err = story.Build(v, a.House(), doc, story.BuildOptions{
			Program: "voxpop " + Version,
			Assets:  func(name string) ([]byte, error) { return asset(v, filepath.Dir(path), name) },
			Studio:  tools.studio(ctx),
		})
		return err
	})
	if err != nil || !built.Result.OK() {
		return built, err
	}
	if err := publish(built.Dir, files); err != nil {
		return built, err
	}
	for _, f := range files {
		built.Files = append(built.Files, f.Name)
	}
	return built, nil
}

// asset finds a file that a story names: beside the story on disk, else among
// the record's own stories.
func asset(v *store.View, dir, name string) ([]byte, error) {
	if filepath.IsLocal(filepath.FromSlash(name)) {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err == nil {
			return b, nil
		}
	}
	return storedAsset(v, name)
}

// storedAsset finds a file among the record's own stories.
func storedAsset(v *store.View, name string) ([]byte, error) {
	for s, err := range v.Stories() {
		if err != nil {
			return nil, err
		}
		if s.Name == name {
			return s.Body, nil
		}
	}
	return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.BuildStory", Place: name, Message: "is not beside the story", Err: fs.ErrNotExist}
}

// publish writes files into a new folder beside dir and then puts it in dir's
// place. A folder that holds anything but a build is left alone.
func publish(dir string, files []story.File) (err error) {
	unable := func(err error) error {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.publish", Place: dir, Message: "the story cannot be written here", Err: cause(err)}
	}
	dir = filepath.Clean(dir)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unable(err)
	}
	if len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(dir, story.ManifestFile)); err != nil {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "app.publish", Place: dir, Message: "holds files that no build wrote", Hint: "name an empty or new folder with --out"}
		}
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return unable(err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".build-*")
	if err != nil {
		return unable(err)
	}
	defer os.RemoveAll(temp)
	if err := os.Chmod(temp, 0o755); err != nil { // for a web server to read
		return unable(err)
	}
	for _, f := range files {
		to := filepath.Join(temp, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return unable(err)
		}
		if err := os.WriteFile(to, f.Body, 0o644); err != nil {
			return unable(err)
		}
	}
	old := ""
	if entries != nil {
		old = temp + "-old"
		if err := os.Rename(dir, old); err != nil {
			return unable(err)
		}
	}
	if err := os.Rename(temp, dir); err != nil {
		if old != "" {
			os.Rename(old, dir)
		}
		return unable(err)
	}
	if old != "" {
		return os.RemoveAll(old)
	}
	return nil
}

// Verify checks a published folder against its own evidence; it needs no
// workspace.
func Verify(folder fs.FS) (*story.Result, error) { return story.Verify(folder) }
