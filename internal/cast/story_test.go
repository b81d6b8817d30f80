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

// frozen is the cast's record as the story check sees one.
type frozen struct {
	*record.Memory
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
	body, err := fs.ReadFile(cast.Record(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return body, err == nil, err
}

func TestTheStoriesHold(t *testing.T) {
	m := load(t)
	rec := frozen{Memory: m, figures: figures(t, m), statements: statements(t, m), responses: map[string]voxpop.Response{}}
	for _, r := range responses(t, m) {
		rec.responses[r.ID] = r
	}
	names, err := fs.Glob(cast.Record(), "stories/*.md")
	if err != nil {
		t.Fatal(err)
	}
	langs := map[string]bool{}
	for _, name := range names {
		t.Run(path.Base(name), func(t *testing.T) {
			body, err := fs.ReadFile(cast.Record(), name)
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
			for kind, want := range map[string]int{"response": 14, "statement": 6, "share": 8, "chart": 2, "reversal": 2, "contradiction": 2} {
				atLeast(t, "links of kind "+kind, result.Checked[kind], want)
			}
		})
	}
	for _, lang := range []string{"en", "fa", "ar"} {
		if !langs[lang] {
			t.Errorf("there is no story in %s", lang)
		}
	}
}
