package store

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"voxpop"
)

// Restore reads a backup into an empty store. Every entry is checked against
// the manifest before anything is kept: a backup that was cut short or changed
// leaves the store empty.
func (db *DB) Restore(ctx context.Context, from io.Reader) (Manifest, error) {
	const op = "store.Restore"
	r := &restore{db: db, in: tar.NewReader(from), seen: map[string]Entry{}, blobs: map[string]bool{}}
	err := db.write(ctx, func(t *tx) error {
		if err := t.lockBlobs(); err != nil {
			return err
		}
		r.t = t
		return r.all()
	})
	if err != nil {
		db.dropBlobs(context.WithoutCancel(ctx), r.blobs)
	}
	if breaksRules(err) { // a row whose other half is missing
		err = damaged("", "the backup is not whole")
	}
	return r.m, wrap(op, err)
}

type restore struct {
	db *DB
	t  *tx
	in *tar.Reader
	m  Manifest
	// schema is the version of the tables that the backup was made of.
	schema int
	seen   map[string]Entry
	blobs  map[string]bool
}

func damaged(place, message string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Restore", Place: place, Message: message, Hint: "nothing was restored; take another copy of the backup"}
}

func (r *restore) all() error {
	for _, table := range []string{"callout", "audit"} {
		rows, err := r.t.x.QueryContext(r.t.ctx, "SELECT 'x' FROM "+table+" LIMIT 1")
		if err != nil {
			return err
		}
		if some, err := texts(rows); err != nil {
			return err
		} else if len(some) > 0 {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Restore", Message: "the store is not empty", Hint: "restore into a new workspace: --dir NEW"}
		}
	}
	if err := r.head(); err != nil {
		return err
	}
	for {
		h, err := r.next()
		if err != nil {
			return err
		}
		if h.Name == manifestEntry {
			break
		}
		if err := r.entry(h); err != nil {
			return err
		}
	}
	if err := r.check(); err != nil {
		return err
	}
	return r.finish()
}

// next reads the next header. Nothing but plain files is in a backup.
func (r *restore) next() (*tar.Header, error) {
	h, err := r.in.Next()
	switch {
	case err == io.EOF:
		return nil, damaged("", "the backup was cut short")
	case err != nil:
		return nil, damaged("", "not a readable archive")
	case h.Typeflag != tar.TypeReg:
		return nil, damaged("", "the archive holds something other than plain files")
	}
	return h, nil
}

func (r *restore) head() error {
	h, err := r.next()
	if err != nil {
		return err
	}
	if h.Name != headEntry {
		return damaged("", "not a backup of voxpop")
	}
	body, err := r.whole(h)
	if err != nil {
		return err
	}
	var m Manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return damaged(headEntry, "cannot be read")
	}
	if m.Format != backupFormat || m.Schema < oldestSchema || m.Schema > backupSchema {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Restore", Message: fmt.Sprintf("the backup has format %d and tables %d; this voxpop reads %d and %d", m.Format, m.Schema, backupFormat, backupSchema),
			Hint: "restore it with the version that made it, then open the workspace with this one"}
	}
	r.schema = m.Schema
	return nil
}

// whole reads a small entry.
func (r *restore) whole(h *tar.Header) ([]byte, error) {
	if h.Size > maxChunk {
		return nil, damaged("", "an entry is too large")
	}
	body, err := io.ReadAll(r.in)
	if err != nil {
		return nil, damaged("", "the backup was cut short")
	}
	sum := sha256.Sum256(body)
	return body, r.note(h.Name, int64(len(body)), hex.EncodeToString(sum[:]))
}

func (r *restore) note(name string, size int64, sum string) error {
	if _, ok := r.seen[name]; ok {
		return damaged("", "an entry came twice")
	}
	r.seen[name] = Entry{name, size, sum}
	return nil
}

// entry takes one entry. Its name only chooses between tables and blob keys
// that are known to be right; no path is ever made of it.
func (r *restore) entry(h *tar.Header) error {
	if key, ok := strings.CutPrefix(h.Name, "blobs/"); ok {
		return r.blob(h, key)
	}
	body, err := r.whole(h)
	if err != nil {
		return err
	}
	folder, file, _ := cutLast(h.Name)
	if !isChunk(file) {
		return damaged("", "an entry has no place in a backup")
	}
	if folder == "jobs" {
		return r.jobs(body)
	}
	for _, k := range kept {
		if folder == "rows/"+k.table {
			columns := k.columns
			for _, a := range k.added {
				if r.schema < a.schema {
					columns = columns[:len(columns)-a.columns]
				}
			}
			return r.rows(h.Name, k.table, columns, body)
		}
	}
	return damaged("", "an entry has no place in a backup")
}

func cutLast(name string) (folder, file string, ok bool) {
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return "", name, false
	}
	return name[:i], name[i+1:], true
}

func isChunk(file string) bool {
	digits, ok := strings.CutSuffix(file, ".jsonl")
	return ok && len(digits) >= 6 && strings.Trim(digits, "0123456789") == ""
}

func (r *restore) rows(name, table string, columns []string, body []byte) error {
	out := r.t.inserter(table, columns)
	n := 0
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, maxChunk)
	for lines.Scan() {
		n++
		var row []any
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.UseNumber()
		if err := d.Decode(&row); err != nil || len(row) != len(columns) {
			return damaged(fmt.Sprintf("%s:%d", name, n), "not a row of "+table)
		}
		for i := range row {
			if err := value(columns[i], &row[i]); err != nil {
				return damaged(fmt.Sprintf("%s:%d: %s", name, n, columns[i]), "not a value of this column")
			}
		}
		if err := out.add(row...); err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	if lines.Err() != nil || out.written != int64(n) {
		return damaged(name, "a row came twice or is too long")
	}
	return nil
}

// value turns what JSON holds into what a column holds.
func value(column string, v *any) error {
	switch x := (*v).(type) {
	case json.Number:
		n, err := x.Int64()
		*v = n
		// SQLite says 0 and 1 where a query does not tell the type.
		if slices.Contains([]string{"present", "withdrawn", "sent", "undone", "same", "seen", "finished", "star"}, column) {
			*v = n != 0
		}
		return err
	case string:
		if bytesColumns[column] {
			var b []byte
			err := json.Unmarshal([]byte(`"`+x+`"`), &b)
			if b == nil {
				b = []byte{}
			}
			*v = b
			return err
		}
	case bool:
	default:
		return errors.New("no such type")
	}
	return nil
}

func (r *restore) jobs(body []byte) error {
	type plain waitingJob
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		var j plain
		if err := d.Decode(&j); err == io.EOF {
			return nil
		} else if err != nil {
			return damaged("jobs", "cannot be read")
		}
		if err := r.t.enqueue(waitingJob(j), waitingOpts(waitingJob(j))); err != nil {
			return err
		}
	}
}

func (r *restore) blob(h *tar.Header, key string) error {
	folder, sum, ok := blobName(key)
	if !ok {
		return damaged("", "an entry has no place in a backup")
	}
	r.blobs[key] = true
	got := sha256.New()
	as := key
	if folder == inClear { // its content names it, whatever the archive says
		as = ""
	}
	stored, size, err := r.db.cfg.Blobs.PutRaw(r.t.ctx, as, io.TeeReader(r.in, got))
	if err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return damaged("", "the backup was cut short")
		}
		return err
	}
	r.blobs[stored] = true
	have := hex.EncodeToString(got.Sum(nil))
	if stored != key || folder == inClear && have != sum {
		return damaged("", "a file is not what its name says")
	}
	return r.note(h.Name, size, have)
}

// blobName splits the key of a file's blob, FOLDER/ab/abcd…: the 64 hex digits
// are the hash of its content in the clear, and random when it is sealed.
func blobName(key string) (folder, name string, ok bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 3 || len(parts[2]) != 64 || parts[1] != parts[2][:2] || !slices.Contains(blobFolders, parts[0]+"/") {
		return "", "", false
	}
	return parts[0] + "/", parts[2], strings.Trim(parts[2], "0123456789abcdef") == ""
}

// check compares what was read with the manifest.
func (r *restore) check() error {
	body, err := io.ReadAll(io.LimitReader(r.in, maxChunk))
	if err != nil {
		return damaged(manifestEntry, "the backup was cut short")
	}
	if err := json.Unmarshal(body, &r.m); err != nil {
		return damaged(manifestEntry, "cannot be read")
	}
	want := map[string]Entry{}
	for _, e := range r.m.Entries {
		want[e.Name] = e
	}
	if !maps.Equal(want, r.seen) {
		return damaged(manifestEntry, "what the backup holds is not what its manifest says")
	}
	return nil
}

// finish puts right what follows from the rows.
func (r *restore) finish() error {
	for _, blob := range r.m.Gone {
		if _, err := r.t.x.ExecContext(r.t.ctx, "DELETE FROM file WHERE blob = ?1", blob); err != nil {
			return err
		}
	}
	rows, err := r.t.x.QueryContext(r.t.ctx, "SELECT blob FROM file UNION SELECT blob FROM article")
	if err != nil {
		return err
	}
	named, err := texts(rows)
	if err != nil {
		return err
	}
	for _, blob := range named {
		if !r.blobs[blob] {
			return damaged("", "a file of the record is not in the backup")
		}
	}
	// Derivatives are no part of a backup: they are made again.
	_, err = r.t.x.ExecContext(r.t.ctx, "UPDATE task SET state = 'waiting', run = run + 1, tries = 0, due = ?1, done = 0 WHERE state IN ('queued', 'running') OR state = 'done' AND step = 'clean'", r.db.day())
	if err != nil {
		return err
	}
	if r.db.engine == onPostgres {
		for _, table := range []string{"callout", "audit"} {
			_, err := r.t.x.ExecContext(r.t.ctx, "SELECT setval(pg_get_serial_sequence('"+table+"', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM "+table+"), false)")
			if err != nil {
				return err
			}
		}
	}
	for _, slug := range slices.Sorted(slices.Values(r.m.Callouts)) {
		c, err := r.t.lock(slug, 0)
		if err != nil {
			return err
		}
		if err := r.t.rebuild(c); err != nil {
			return err
		}
		if err := r.t.aboutAll(slug); err != nil {
			return err
		}
	}
	return nil
}
