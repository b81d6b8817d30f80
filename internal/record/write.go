package record

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
)

// WriteOptions are the ways to write a folder.
type WriteOptions struct {
	// Force writes into a folder that holds something else than this call-out's
	// record, or files that would be lost. Files of other names stay where they are.
	Force bool
	// Progress is called now and then with the bytes written, and the file; the
	// total is not known before and is 0.
	Progress func(done, total int64, what string)
}

// Report says what was written.
type Report struct {
	Callout    string `json:"callout"`
	Responses  int    `json:"responses"`
	Codings    int    `json:"codings"`
	Decisions  int    `json:"decisions,omitempty"`
	Versions   int    `json:"versions,omitempty"`
	Statements int    `json:"statements"`
	Files      int    `json:"files"`   // of media/ and sources/
	Stories    int    `json:"stories"` // and pictures beside them
	Bytes      int64  `json:"bytes"`
	Hash       string `json:"hash"` // as [Hash] gives it
}

// Write writes the record into the folder dir, for its owner's eyes only
// (mode 0700). Equal records give equal bytes. The folder is made beside dir,
// flushed to the disk and then takes its place, so dir is never half written.
//
// An existing folder is replaced only when it is empty or holds a record of
// the same call-out, and when nothing in it would be lost that somebody put
// there: a file of media/, sources/ or stories/ that the record does not hold,
// or a file of stories/ that was edited. With Force it is replaced all the
// same. Tables are always overwritten; hidden and README files are kept.
func Write(ctx context.Context, src Source, dir string, opts WriteOptions) (Report, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Report{}, unwritable(dir, err)
	}
	slug := src.Callout().Slug
	if err := mayReplace(dir, slug, opts.Force); err != nil {
		return Report{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return Report{}, unwritable(filepath.Base(dir), err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-*")
	if err != nil {
		return Report{}, unwritable(filepath.Base(dir), err)
	}
	defer os.RemoveAll(temp)
	w := &writer{ctx: ctx, dir: temp, opts: opts, report: Report{Callout: slug}}
	if err := w.all(src); err != nil {
		return Report{}, err
	}
	if !opts.Force {
		if err := mayLose(dir, temp); err != nil {
			return Report{}, err
		}
	}
	if err := install(temp, dir); err != nil {
		return Report{}, unwritable(filepath.Base(dir), err)
	}
	return w.report, nil
}

// mayReplace refuses to write over what is not this call-out's record.
func mayReplace(dir, slug string, force bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return unwritable(filepath.Base(dir), err)
	}
	if force {
		return nil
	}
	conflict := func(message string) error {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "record.Write", Place: filepath.Base(dir), Message: message,
			Hint: "choose a new folder, or use --force to write there all the same"}
	}
	empty := true
	for _, e := range entries {
		empty = empty && tolerated(e.Name())
	}
	if empty {
		return nil
	}
	d, err := survey(os.DirFS(dir))
	if err != nil {
		return conflict("the folder exists and is not a record folder")
	}
	there := NewMemory()
	r := &reader{folder: d, ctx: context.Background(), b: there.Batch()}
	if err := r.callout(); err != nil {
		return conflict("the folder exists and its callout.yaml cannot be read")
	}
	if there.callout.Slug != slug {
		return conflict("the folder exists and holds the record of another call-out")
	}
	return nil
}

// install puts the new folder in the place of dir. What was there is moved
// aside first and removed last; its files that are no part of a record move
// over to the new folder.
func install(temp, dir string) error {
	if err := syncDir(temp); err != nil {
		return err
	}
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(temp, dir); err != nil {
			return err
		}
		return syncOne(filepath.Dir(dir))
	}
	old := temp + ".old"
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(temp, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	if err := keep(old, dir); err != nil {
		return err
	}
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	return syncOne(filepath.Dir(dir))
}

// ours reports whether a name in a record folder belongs to the record.
func ours(name string) bool {
	return name == mediaDir || name == sourcesDir || name == storiesDir ||
		slices.ContainsFunc(tables, func(t table) bool { return t.name == name })
}

// writer writes one folder.
type writer struct {
	ctx    context.Context
	dir    string
	opts   WriteOptions
	report Report
	lines  []string // of the list that Hash hashes
	told   int64
}

func (w *writer) all(src Source) error {
	var n counts
	filled, err := written(src)
	if err != nil {
		return err
	}
	for _, t := range filled {
		sum, err := w.file(t.name, func(out io.Writer) error { return t.write(out, src, &n) })
		if err != nil {
			return err
		}
		w.lines = append(w.lines, t.name+"\x00"+sum)
	}
	w.report.Responses, w.report.Codings, w.report.Decisions, w.report.Statements, w.report.Versions = n.responses, n.codings, n.decisions, n.statements, n.versions
	for f, err := range src.Files() {
		if err != nil {
			return err
		}
		if err := w.blob(f); err != nil {
			return err
		}
	}
	for s, err := range src.Stories() {
		if err != nil {
			return err
		}
		p := storiesDir + "/" + s.Name
		if strings.Contains(s.Name, "/") || !voxpop.ValidPath(p, storiesDir) {
			return refuseWrite(storiesDir, "a story has a name that cannot be a file")
		}
		if _, err := w.file(p, func(out io.Writer) error { _, err := out.Write(s.Body); return err }); err != nil {
			return err
		}
		w.report.Stories++
	}
	w.report.Hash = hashOf(w.lines)
	return nil
}

// blob writes a file of media/ or sources/ and checks that it is what the
// source says it is.
func (w *writer) blob(f File) error {
	if !voxpop.ValidPath(f.Path, mediaDir) && !voxpop.ValidPath(f.Path, sourcesDir) {
		return refuseWrite(mediaDir, "a file has a name that cannot be kept")
	}
	body, err := f.Open()
	if err != nil {
		return placed(f.Path, err)
	}
	defer body.Close()
	sum, err := w.file(f.Path, func(out io.Writer) error { _, err := io.Copy(out, body); return err })
	if err != nil {
		return err
	}
	if !strings.EqualFold(sum, f.SHA256) {
		return refuseWrite(f.Path, "the stored file is damaged: its SHA-256 is not the one it was stored with")
	}
	w.report.Files++
	w.lines = append(w.lines, f.Path+"\x00"+sum)
	return nil
}

// file writes one file, flushes it and returns its SHA-256.
func (w *writer) file(name string, fill func(io.Writer) error) (sum string, err error) {
	if err := w.ctx.Err(); err != nil {
		return "", stopped("record.Write", name, err)
	}
	full := filepath.Join(w.dir, filepath.FromSlash(name))
	if path.Dir(name) != "." {
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			return "", unwritable(name, err)
		}
	}
	f, err := os.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", unwritable(name, err)
	}
	defer f.Close()
	h := sha256.New()
	out := bufio.NewWriterSize(f, 1<<16)
	if err := fill(io.MultiWriter(out, h, &gauge{w, name})); err != nil {
		if _, ok := errors.AsType[*voxpop.Error](err); ok {
			return "", err
		}
		return "", unwritable(name, err)
	}
	if err := errors.Join(out.Flush(), f.Sync(), f.Close()); err != nil {
		return "", unwritable(name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// gauge counts what is written, and stops a writing that was cancelled.
type gauge struct {
	w    *writer
	name string
}

func (g *gauge) Write(b []byte) (int, error) {
	w := g.w
	w.report.Bytes += int64(len(b))
	if w.report.Bytes-w.told >= step {
		w.told = w.report.Bytes
		if w.opts.Progress != nil {
			w.opts.Progress(w.report.Bytes, 0, g.name)
		}
		if err := w.ctx.Err(); err != nil {
			return 0, stopped("record.Write", g.name, err)
		}
	}
	return len(b), nil
}

// syncDir flushes the names of a folder and of those in it.
func syncDir(dir string) error {
	return filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncOne(p)
	})
}

// syncOne flushes the names of one folder.
func syncOne(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

func refuseWrite(place, message string) error {
	return &voxpop.Error{Kind: voxpop.Internal, Op: "record.Write", Place: place, Message: message}
}

func unwritable(place string, err error) error {
	cause := bare(err)
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		cause = e.Err
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "record.Write", Place: place, Message: "cannot be written",
		Hint: "check that there is room and that you may write there; a folder that is itself a mounted disk cannot be replaced: name a folder inside it", Err: cause}
}
