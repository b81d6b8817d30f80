package cast_test

import (
	"errors"
	"io/fs"
	"path"
	"testing"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// frozen is a record of the cast as the story check sees one.
type frozen struct {
	*record.Memory
	folder     fs.FS
	figures    *prevalence.Figures
	statements []voxpop.Statement
	responses  map[string]voxpop.Response
}

func (f frozen) Figures() (*prevalence.Figures, error)      { return f.figures, nil }
func (f frozen) AllStatements() ([]voxpop.Statement, error) { return f.statements, nil }
func (f frozen) Hash() (string, error)                      { return record.Hash(f.Memory) }
func (f frozen) Response(id string) (voxpop.Response, bool, error) {
	r, ok := f.responses[id]
	return r, ok, nil
}

func (f frozen) ReadFile(name string) ([]byte, bool, error) {
	body, err := fs.ReadFile(f.folder, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return body, err == nil, err
}

func TestTheStoriesHold(t *testing.T) {
	m := load(t)
	hold(t, cast.Record(), m, figures(t, m), []string{"ar", "en", "fa"},
		map[string]int{"response": 14, "statement": 6, "share": 8, "chart": 2, "reversal": 2, "contradiction": 2})
}

// Their figures are estimates: a change of the method that moves one by a
// person is a change of what the stories may say.
func TestTheStoriesOfTheLampsHold(t *testing.T) {
	m, c := lamps(t)
	hold(t, cast.Lamps(), m, estimated(t, m, c), []string{"en", "fa"}, map[string]int{"response": 14, "share": 16, "chart": 1})
}

// hold checks every story of a record: no finding, and so many links.
func hold(t *testing.T, folder fs.FS, m *record.Memory, f *prevalence.Figures, want []string, links map[string]int) {
	t.Helper()
	rec := frozen{Memory: m, folder: folder, figures: f, statements: statements(t, m), responses: map[string]voxpop.Response{}}
	for _, r := range responses(t, m) {
		rec.responses[r.ID] = r
	}
	names, err := fs.Glob(folder, "stories/*.md")
	if err != nil {
		t.Fatal(err)
	}
	langs := map[string]bool{}
	for _, name := range names {
		t.Run(path.Base(name), func(t *testing.T) {
			body, err := fs.ReadFile(folder, name)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := story.Parse(path.Base(name), body)
			if err != nil {
				t.Fatal(err)
			}
			langs[doc.Front.Lang] = true
			result, err := story.Check(rec, voxpop.DefaultHouse(), doc)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Findings {
				t.Errorf("%s:%d:%d: %s[%s]: %s\n\t%s", f.File, f.Line, f.Column, f.Severity, f.Code, f.Message, f.Hint)
			}
			for kind, want := range links {
				atLeast(t, "links of kind "+kind, result.Checked[kind], want)
			}
		})
	}
	for _, lang := range want {
		if !langs[lang] {
			t.Errorf("there is no story in %s", lang)
		}
	}
}
