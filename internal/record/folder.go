package record

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"voxpop"
)

// The bounds of a folder, so that a broken or hostile one ends with an error
// and not with a full disk or memory.
const (
	maxFiles     = 500_000
	maxFileBytes = 8 << 30  // of a file of media/ or sources/
	maxYAMLBytes = 8 << 20  // of callout.yaml, codebook.yaml, points.yaml
	maxStory     = 16 << 20 // of a file of stories/
	maxLine      = 16 << 20 // of responses.jsonl and statements.jsonl, and of a row of a table
)

// storyExts are the files that may lie in stories/: the stories and the
// pictures they begin with.
var storyExts = []string{".md", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}

// Options are the ways to follow a long reading or writing.
type Options struct {
	// Progress is called now and then with the bytes done and in all, and the
	// file that is being read or written.
	Progress func(done, total int64, what string)
}

// folder is what lies in a record folder, listed before anything is read.
type folder struct {
	fsys  fs.FS
	size  map[string]int64 // of every file, by path
	total int64

	progress func(done, total int64, what string)
	done     int64
	told     int64
}

// leftover reports whether a file is what systems leave in any folder.
func leftover(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(name, ".") || lower == "thumbs.db" || lower == "desktop.ini" || lower == "__macosx"
}

// tolerated reports whether a file that is no part of a record may lie beside
// it: leftovers, and what people explain a folder with.
func tolerated(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	return leftover(name) || base == "readme"
}

// survey lists the folder and refuses what does not belong in it.
func survey(fsys fs.FS) (*folder, error) {
	d := &folder{fsys: fsys, size: map[string]int64{}}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, unreadable(".", err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case tolerated(name):
		case slices.Contains([]string{mediaDir, sourcesDir, storiesDir}, name):
			if !e.IsDir() {
				return nil, refuse(name, "is not a folder", "a link to a folder is refused too: put the files themselves there")
			}
			if err := d.walk(name); err != nil {
				return nil, err
			}
		case slices.ContainsFunc(tables, func(t table) bool { return t.name == name }):
			if err := d.add(name, e); err != nil {
				return nil, err
			}
		default:
			return nil, refuse(show(name), "does not belong in a record folder",
				"a record holds callout.yaml, codebook.yaml, points.yaml, responses.jsonl, codings.csv, decisions.jsonl, speakers.yaml, statements.jsonl, versions.jsonl, media/, sources/ and stories/")
		}
	}
	if _, ok := d.size[calloutFile]; !ok {
		return nil, refuse(calloutFile, "is missing", "every record folder begins with its call-out: is this the right folder?")
	}
	return d, nil
}

func (d *folder) walk(dir string) error {
	return fs.WalkDir(d.fsys, dir, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return unreadable(show(p), err)
		case p == dir:
			return nil
		case leftover(e.Name()), dir == storiesDir && tolerated(e.Name()):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir() && dir != storiesDir:
			return nil
		case e.IsDir() || dir == storiesDir && !slices.Contains(storyExts, strings.ToLower(path.Ext(p))):
			return refuse(show(p), "does not belong in stories/", "stories are files *.md, with the pictures they begin with beside them")
		case !voxpop.ValidPath(p, dir):
			return refuse(dir, "holds a file whose name cannot be kept", `use names without control characters, ":" and "\", not beginning with a dot`)
		}
		return d.add(p, e)
	})
}

// add takes one file into the list.
func (d *folder) add(p string, e fs.DirEntry) error {
	if !e.Type().IsRegular() {
		return refuse(show(p), "is not a plain file", "links and devices are refused: put the file itself there")
	}
	info, err := e.Info()
	if err != nil {
		return unreadable(show(p), err)
	}
	limit := int64(maxFileBytes)
	switch {
	case strings.HasSuffix(p, ".yaml") && !strings.Contains(p, "/"):
		limit = maxYAMLBytes
	case strings.HasPrefix(p, storiesDir+"/"):
		limit = maxStory
	case !strings.Contains(p, "/"):
		limit = 64 << 30
	}
	if info.Size() > limit {
		return refuse(show(p), fmt.Sprintf("is larger than %d bytes", limit), "make it smaller, or keep it outside of the record")
	}
	if len(d.size) == maxFiles {
		return refuse(".", fmt.Sprintf("holds more than %d files", maxFiles), "split the record")
	}
	d.size[p] = info.Size()
	d.total += info.Size()
	return nil
}

// under lists the files of one folder in byte order.
func (d *folder) under(dir string) []string {
	var all []string
	for p := range d.size {
		if strings.HasPrefix(p, dir+"/") {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

// open opens a file that the survey listed; what is read of it counts as progress.
func (d *folder) open(p string) (io.ReadCloser, error) {
	f, err := d.fsys.Open(p)
	if err != nil {
		return nil, unreadable(p, err)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, refuse(p, "is not a plain file", "links and devices are refused: put the file itself there")
	}
	return &tracked{File: f, d: d, name: p}, nil
}

// tracked counts what is read of a file.
type tracked struct {
	fs.File
	d    *folder
	name string
}

// step is how many bytes pass between two words of progress.
const step = 1 << 18

func (t *tracked) Read(b []byte) (int, error) {
	n, err := t.File.Read(b)
	d := t.d
	d.done += int64(n)
	if d.progress != nil && (d.done-d.told >= step || d.done == d.total) {
		d.told = d.done
		d.progress(min(d.done, d.total), d.total, t.name)
	}
	return n, err
}

// bytes reads a whole file of at most limit bytes.
func (d *folder) bytes(p string, limit int64) ([]byte, error) {
	f, err := d.open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, unreadable(p, err)
	}
	if int64(len(b)) > limit {
		return nil, refuse(p, fmt.Sprintf("is larger than %d bytes", limit), "make it smaller, or keep it outside of the record")
	}
	return b, nil
}

// lines calls each for every line of a file that is not blank, with its number
// from 1 and whether a newline ends it. The bytes hold until each returns.
func (d *folder) lines(ctx context.Context, p string, each func(line []byte, n int, ended bool) error) error {
	if _, ok := d.size[p]; !ok {
		return nil
	}
	f, err := d.open(p)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	var long []byte
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return stopped("record.Read", p, err)
		}
		long = long[:0]
		var line []byte
		var err error
		for {
			line, err = r.ReadSlice('\n')
			if len(long)+len(line) > maxLine {
				return refuse(lineOf(p, n), fmt.Sprintf("is longer than %d bytes", maxLine), "write one object a line; recordings go into media/")
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
			long = append(long, line...)
		}
		if len(long) > 0 {
			long = append(long, line...)
			line = long
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return unreadable(lineOf(p, n), err)
		}
		ended := err == nil
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if line = bytes.TrimRight(line, "\r\n"); len(bytes.TrimSpace(line)) > 0 {
			if err := each(line, n, ended); err != nil {
				return err
			}
		}
		if !ended {
			return nil
		}
	}
}

func lineOf(file string, line int) string { return file + ":" + strconv.Itoa(line) }

// stopped is the error of work that its context ended.
func stopped(op, place string, err error) error {
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: place, Message: "was stopped", Err: err}
}

func refuse(place, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "record.Read", Place: place, Message: message, Hint: hint}
}

func unreadable(place string, err error) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "record.Read", Place: place, Message: "cannot be read", Hint: "check that it is there and that you may read it", Err: bare(err)}
}

// bare takes the path off an error of the file system: it is said already, and
// the one inside may be of another machine.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// show quotes a name that a terminal could be hurt by.
func show(name string) string {
	if q := strconv.QuoteToGraphic(name); q[1:len(q)-1] != name {
		return q
	}
	return name
}
