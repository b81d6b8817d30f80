package record

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"iter"
	"maps"
	"slices"

	"voxpop"
)

// Memory is a whole record in memory, for where no database is wanted. It
// gives the record as a [Source] and is filled through [Memory.Batch]. Once
// filled it may be read from several goroutines.
type Memory struct {
	callout    voxpop.Callout
	codebook   voxpop.Codebook
	points     []voxpop.Point
	speakers   []voxpop.Speaker
	responses  map[string]voxpop.Response
	versions   map[string]voxpop.TextVersion // by versionKey
	codings    map[[3]string]voxpop.Coding   // by response, code and coder
	decisions  map[string]voxpop.Decision
	statements map[string]voxpop.Statement
	files      map[string][]byte // by path
	stories    map[string][]byte // by name
}

var _ Source = (*Memory)(nil)

// NewMemory returns an empty record.
func NewMemory() *Memory {
	return &Memory{
		responses:  map[string]voxpop.Response{},
		versions:   map[string]voxpop.TextVersion{},
		codings:    map[[3]string]voxpop.Coding{},
		decisions:  map[string]voxpop.Decision{},
		statements: map[string]voxpop.Statement{},
		files:      map[string][]byte{},
		stories:    map[string][]byte{},
	}
}

// Load reads a record folder, its files included, into memory. Warnings are
// passed over.
func Load(fsys fs.FS) (*Memory, error) {
	m := NewMemory()
	if _, err := Read(context.Background(), fsys, m.Batch(), Options{}); err != nil {
		return nil, err
	}
	return m, nil
}

// Batch returns the way to put things into the record. What comes under a
// known id takes the place of what was there.
func (m *Memory) Batch() Batch { return memoryBatch{m} }

type memoryBatch struct{ m *Memory }

func (b memoryBatch) Callout(c voxpop.Callout) error     { b.m.callout = c; return nil }
func (b memoryBatch) Codebook(c voxpop.Codebook) error   { b.m.codebook = c; return nil }
func (b memoryBatch) Points(p []voxpop.Point) error      { b.m.points = p; return nil }
func (b memoryBatch) Speakers(s []voxpop.Speaker) error  { b.m.speakers = s; return nil }
func (b memoryBatch) Response(r voxpop.Response) error   { b.m.responses[r.ID] = r; return nil }
func (b memoryBatch) Version(v voxpop.TextVersion) error { b.m.versions[versionKey(v)] = v; return nil }
func (b memoryBatch) Decision(d voxpop.Decision) error   { b.m.decisions[d.ID] = d; return nil }
func (b memoryBatch) Statement(s voxpop.Statement) error { b.m.statements[s.ID] = s; return nil }
func (b memoryBatch) Story(name string, body []byte) error {
	b.m.stories[name] = bytes.Clone(body)
	return nil
}

func (b memoryBatch) Coding(c voxpop.Coding) error {
	b.m.codings[[3]string{c.Response, c.Code, c.Coder}] = c
	return nil
}

func (b memoryBatch) File(path string, _ int64, body io.Reader) error {
	all, err := io.ReadAll(body)
	if err != nil {
		return unreadable(path, err)
	}
	b.m.files[path] = all
	return nil
}

// Callout returns the call-out.
func (m *Memory) Callout() voxpop.Callout { return m.callout }

// Codebook returns the codebook.
func (m *Memory) Codebook() voxpop.Codebook { return m.codebook }

// Points returns the points in their order.
func (m *Memory) Points() []voxpop.Point { return m.points }

// Speakers returns the speakers in their order.
func (m *Memory) Speakers() []voxpop.Speaker { return m.speakers }

// Responses yields the responses in order of id.
func (m *Memory) Responses() iter.Seq2[voxpop.Response, error] { return inOrder(m.responses) }

// Versions yields the versions of texts in order of response, work and number.
func (m *Memory) Versions() iter.Seq2[voxpop.TextVersion, error] { return inOrder(m.versions) }

// Decisions yields the decisions in order of id.
func (m *Memory) Decisions() iter.Seq2[voxpop.Decision, error] { return inOrder(m.decisions) }

// Statements yields the statements in order of id.
func (m *Memory) Statements() iter.Seq2[voxpop.Statement, error] { return inOrder(m.statements) }

// Codings yields the codings in order of response, code and coder.
func (m *Memory) Codings() iter.Seq2[voxpop.Coding, error] {
	return func(yield func(voxpop.Coding, error) bool) {
		for _, c := range slices.SortedFunc(maps.Values(m.codings), compareCodings) {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Files yields the files of media/ and sources/ in order of path.
func (m *Memory) Files() iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, p := range slices.Sorted(maps.Keys(m.files)) {
			body := m.files[p]
			sum := sha256.Sum256(body)
			f := File{Path: p, Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:]),
				Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// Stories yields the files of stories/ in order of name.
func (m *Memory) Stories() iter.Seq2[Story, error] {
	return func(yield func(Story, error) bool) {
		for _, name := range slices.Sorted(maps.Keys(m.stories)) {
			if !yield(Story{Name: name, Body: m.stories[name]}, nil) {
				return
			}
		}
	}
}

func inOrder[T any](rows map[string]T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(rows)) {
			if !yield(rows[id], nil) {
				return
			}
		}
	}
}

// Response returns the response with that id; ok is false if there is none.
func (m *Memory) Response(id string) (r voxpop.Response, ok bool, err error) {
	r, ok = m.responses[id]
	return r, ok, nil
}

// AllStatements returns the statements in order of id.
func (m *Memory) AllStatements() ([]voxpop.Statement, error) {
	var all []voxpop.Statement
	for s := range m.Statements() {
		all = append(all, s)
	}
	return all, nil
}

// ReadFile returns a file of media/ or sources/ by its path inside the folder;
// ok is false if the record holds no such file. The bytes are the record's own.
func (m *Memory) ReadFile(path string) (body []byte, ok bool, err error) {
	body, ok = m.files[path]
	return body, ok, nil
}

// Hash returns the record's hash, as [Hash] gives it.
func (m *Memory) Hash() (string, error) { return Hash(m) }

// Copy hands everything of src to b, in the order that [Batch] names.
func Copy(ctx context.Context, src Source, b Batch) error {
	if err := b.Callout(src.Callout()); err != nil {
		return err
	}
	if book := src.Codebook(); book.Version != "" || len(book.Codes) > 0 {
		if err := b.Codebook(book); err != nil {
			return err
		}
	}
	if points := src.Points(); len(points) > 0 {
		if err := b.Points(points); err != nil {
			return err
		}
	}
	if speakers := src.Speakers(); len(speakers) > 0 {
		if err := b.Speakers(speakers); err != nil {
			return err
		}
	}
	if err := copyRows(ctx, src.Responses(), b.Response); err != nil {
		return err
	}
	if err := copyRows(ctx, src.Versions(), b.Version); err != nil {
		return err
	}
	if err := copyRows(ctx, src.Codings(), b.Coding); err != nil {
		return err
	}
	if err := copyRows(ctx, src.Decisions(), b.Decision); err != nil {
		return err
	}
	if err := copyRows(ctx, src.Statements(), b.Statement); err != nil {
		return err
	}
	err := copyRows(ctx, src.Files(), func(f File) error {
		body, err := f.Open()
		if err != nil {
			return err
		}
		defer body.Close()
		return b.File(f.Path, f.Size, body)
	})
	if err != nil {
		return err
	}
	return copyRows(ctx, src.Stories(), func(s Story) error { return b.Story(s.Name, s.Body) })
}

func copyRows[T any](ctx context.Context, rows iter.Seq2[T, error], put func(T) error) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return stopped("record.Copy", "", err)
		}
		if err := put(row); err != nil {
			return err
		}
	}
	return nil
}
