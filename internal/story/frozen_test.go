package story_test

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// frozen is a record in memory, as the checker asks for one.
type frozen struct {
	*record.Memory
	figures *prevalence.Figures
}

func (f frozen) Figures() (*prevalence.Figures, error) { return f.figures, nil }

// freeze counts a record in memory.
func freeze(t testing.TB, m *record.Memory, house voxpop.House) frozen {
	t.Helper()
	marks := map[string][]voxpop.Coding{}
	for c, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		marks[c.Response] = append(marks[c.Response], c)
	}
	var answers []prevalence.Answer
	for r, err := range m.Responses() {
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, prevalence.AnswerOf(m.Callout(), r, marks[r.ID]))
	}
	tally := prevalence.Recount(slices.Values(answers))
	return frozen{m, tally.Figures(m.Codebook(), house, prevalence.Options{})}
}

// load reads a record folder, after edit has changed what it likes.
func load(t testing.TB, folder fs.FS, edit func(*edits)) frozen {
	t.Helper()
	src, err := record.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if edit == nil {
		return freeze(t, src, voxpop.DefaultHouse())
	}
	return edited(t, src, edit)
}

// edited is a record with changes.
func edited(t testing.TB, src *record.Memory, edit func(*edits)) frozen {
	t.Helper()
	m := record.NewMemory()
	b := m.Batch()
	e := &edits{}
	edit(e)
	if err := record.Copy(context.Background(), src, editing{b, e}); err != nil {
		t.Fatal(err)
	}
	return freeze(t, m, voxpop.DefaultHouse())
}

// edits change a record on its way from one memory to another.
type edits struct {
	callout   func(*voxpop.Callout)
	response  func(*voxpop.Response)
	statement func(*voxpop.Statement)
	coding    func(*voxpop.Coding) bool
}

type editing struct {
	record.Batch
	*edits
}

func (b editing) Callout(c voxpop.Callout) error {
	if b.callout != nil {
		b.callout(&c)
	}
	return b.Batch.Callout(c)
}

func (b editing) Response(r voxpop.Response) error {
	if b.response != nil {
		b.response(&r)
	}
	return b.Batch.Response(r)
}

func (b editing) Statement(s voxpop.Statement) error {
	if b.statement != nil {
		b.statement(&s)
	}
	return b.Batch.Statement(s)
}

func (b editing) Coding(c voxpop.Coding) error {
	if b.coding != nil && !b.coding(&c) {
		return nil
	}
	return b.Batch.Coding(c)
}

// check parses and checks a story.
func check(t testing.TB, rec story.Record, src string) *story.Result {
	t.Helper()
	doc, err := story.Parse("story.md", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	res, err := story.Check(rec, voxpop.DefaultHouse(), doc)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// codes lists the codes found, warnings in brackets, each once, sorted.
func codes(res *story.Result) []string {
	var out []string
	for _, f := range res.Findings {
		s := string(f.Code)
		if f.Severity == story.SeverityWarning {
			s = "(" + s + ")"
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, cmp.Compare)
	return out
}
