package store

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"voxpop"
)

// A backup is a tar archive that either engine writes and either restores:
//
//	voxpop-backup.json    what it is: Manifest without Entries
//	rows/TABLE/000001.jsonl   rows as JSON arrays in the order of columns
//	jobs/000001.jsonl         work that was waiting
//	blobs/sha256/ab/abcd…     media and sources
//	blobs/sealed/ab/abcd…     the same, sealed: what opens them stands in rows/file
//	manifest.json         Manifest: the SHA-256 and size of every entry above
//
// Figures are not in it: they are counted anew. Nor are derivatives, which are
// made anew: they would double its size, and a respondent's voice would lie in
// one place more that a withdrawal cannot reach. Versions, marks and tasks are.

// backupFormat is the version of this layout, backupSchema that of the tables.
// A migration that changes a table raises backupSchema; one that only adds a
// table, or columns with a default at a table's end, does too, and leaves
// oldestSchema: an older backup has no rows of it, or shorter ones.
const (
	backupFormat = 1
	backupSchema = 7
	oldestSchema = 1
)

// Manifest says what a backup holds.
type Manifest struct {
	Format   int       `json:"format"`
	Schema   int       `json:"schema"` // version of the tables
	Engine   string    `json:"engine"` // that it was made on
	MadeAt   time.Time `json:"made_at"`
	Callouts []string  `json:"callouts"`
	Entries  []Entry   `json:"entries,omitempty"`
	// Gone are blobs that a withdrawal removed while the backup was made.
	Gone []string `json:"gone,omitempty"`
}

// Entry is one entry of the archive.
type Entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// kept lists the tables of a backup, those that others name first.
var kept = []struct {
	table   string
	columns []string
	order   string
	added   []added // columns that older backups have not
}{
	{"callout", []string{"id", "slug", "rev", "doc", "sha"}, "id", nil},
	{"codebook", []string{"callout_id", "doc", "sha"}, "callout_id", nil},
	{"points", []string{"callout_id", "doc", "sha"}, "callout_id", nil},
	{"response", responseColumns, "callout_id, id", nil},
	{"coding", codingColumns, "callout_id, response, code, coder", nil},
	{"decision", []string{"callout_id", "id", "doc", "sha"}, "callout_id, id", nil},
	{"statement", []string{"callout_id", "id", "doc", "sha"}, "callout_id, id", nil},
	{"file", []string{"callout_id", "path", "size", "sha", "blob", "header"}, "callout_id, path", []added{{schema: 3, columns: 1}}},
	{"story", []string{"callout_id", "name", "body", "sha"}, "callout_id, name", nil},
	{"arrival", []string{"name", "callout_id", "day"}, "name", nil},
	{"receipt", []string{"callout_id", "response", "box", "reply_to", "withdraw"}, "callout_id, response", nil},
	{"takeback", []string{"callout_id", "box", "token_hash", "day"}, "callout_id, box, token_hash", nil},
	{"reply", []string{"id", "callout_id", "box", "sealed", "sent"}, "id", nil},
	{"refused", []string{"name", "day", "size", "reason"}, "name", nil},
	{"version", []string{"callout_id", "response", "work", "lang", "n", "doc", "sha"}, "callout_id, response, work, lang, n", nil},
	{"task", []string{"callout_id", "response", "step", "lane", "state", "run", "tries", "due", "done", "reason", "hint", "at"}, "callout_id, response, step", nil},
	{"mark", []string{"callout_id", "response", "kind", "n", "value"}, "callout_id, response, kind, n", nil},
	{"speakers", []string{"callout_id", "doc", "sha"}, "callout_id", nil},
	{"article", articleColumns, "callout_id, id", nil},
	{"address", []string{"callout_id", "url", "article"}, "callout_id, url, article", nil},
	{"likeness", likenessColumns, "callout_id, value, article", nil},
	{"candidate", []string{"callout_id", "article", "n", "age", "state", "same", "speaker", "statement", "doc", "sha"}, "callout_id, article, n", nil},
	{"deed", []string{"callout_id", "n", "at", "actor", "verb", "undone", "doc"}, "callout_id, n", nil},
	{"deed_of", []string{"callout_id", "thing", "n"}, "callout_id, thing, n", nil},
	{"feed", []string{"callout_id", "id", "due", "doc", "sha"}, "callout_id, id", nil},
	{"feed_item", []string{"callout_id", "feed", "item"}, "callout_id, feed, item", nil},
	{"person", []string{"id", "rev", "doc"}, "id", nil},
	{"passkey", []string{"id", "person", "doc"}, "id", nil},
	{"story_version", []string{"callout_id", "name", "n", "actor", "at", "body", "sha"}, "callout_id, name, n", nil},
	{"memo", []string{"callout_id", "response", "coder", "at", "body"}, "callout_id, response, coder", nil},
	{"codebook_version", []string{"callout_id", "n", "actor", "at", "doc", "sha"}, "callout_id, n", nil},
	{"coding_plan", []string{"callout_id", "doc"}, "callout_id", nil},
	{"triage", []string{"callout_id", "response", "seen", "finished", "star", "assignee", "tags"}, "callout_id, response", nil},
	{"saved_filter", []string{"person", "callout_id", "name", "doc"}, "person, callout_id, name", nil},
	{"audit", []string{"id", "at", "actor", "verb", "callout", "changes"}, "id", nil},
}

// added says which tables' version added so many columns at the end.
type added struct{ schema, columns int }

const (
	headEntry     = "voxpop-backup.json"
	manifestEntry = "manifest.json"
	chunkBytes    = 4 << 20
	maxChunk      = 256 << 20 // one row at most; more is no backup of ours
)

// bytesColumns are those that hold bytes and not text.
var bytesColumns = map[string]bool{"body": true, "header": true, "sealed": true}

// Backup writes everything in the store and its blobs, from one snapshot.
func (db *DB) Backup(ctx context.Context, to io.Writer) (Manifest, error) {
	const op = "store.Backup"
	b := &backup{tar: tar.NewWriter(to), db: db}
	err := db.read(ctx, func(t *tx) error { return b.write(t) })
	if err == nil {
		err = b.tar.Close()
	}
	return b.m, wrap(op, err)
}

type backup struct {
	db  *DB
	tar *tar.Writer
	m   Manifest
}

func (b *backup) write(t *tx) error {
	b.m = Manifest{Format: backupFormat, Schema: backupSchema, Engine: b.db.Engine(), MadeAt: time.UnixMicro(b.db.now()).UTC()}
	rows, err := t.x.QueryContext(t.ctx, "SELECT slug FROM callout ORDER BY slug")
	if err != nil {
		return err
	}
	if b.m.Callouts, err = texts(rows); err != nil {
		return err
	}
	head, err := json.MarshalIndent(b.m, "", "  ")
	if err != nil {
		return err
	}
	if err := b.entry(headEntry, int64(len(head)), bytes.NewReader(head)); err != nil {
		return err
	}
	for _, k := range kept {
		if err := b.table(t, k.table, k.columns, k.order); err != nil {
			return err
		}
	}
	if err := b.jobs(t); err != nil {
		return err
	}
	if rows, err = t.x.QueryContext(t.ctx, "SELECT blob FROM file UNION SELECT blob FROM article ORDER BY 1"); err != nil {
		return err
	}
	keys, err := texts(rows)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := b.blob(t, key); err != nil {
			return err
		}
	}
	all, err := json.MarshalIndent(b.m, "", "  ")
	if err != nil {
		return err
	}
	return b.entry(manifestEntry, int64(len(all)), bytes.NewReader(all))
}

func texts(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// entry writes one entry and notes its hash.
func (b *backup) entry(name string, size int64, body io.Reader) error {
	if err := b.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: b.m.MadeAt, Format: tar.FormatPAX}); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(b.tar, sum), body); err != nil {
		return err
	}
	b.m.Entries = append(b.m.Entries, Entry{name, size, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// table writes a table in chunks, so that memory stays flat.
func (b *backup) table(t *tx, table string, columns []string, order string) error {
	rows, err := t.x.QueryContext(t.ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+table+" ORDER BY "+order)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := &chunks{b: b, folder: "rows/" + table}
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range row { // []byte becomes base64, which is right for few columns only
			raw, ok := v.([]byte)
			if bytesColumns[columns[i]] {
				row[i] = orEmpty(raw) // SQLite gives no bytes as nothing
			} else if ok {
				row[i] = string(raw)
			}
		}
		if err := out.add(row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return out.flush()
}

type chunks struct {
	b      *backup
	folder string
	n      int
	buf    bytes.Buffer
}

func (c *chunks) add(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.buf.Write(line)
	c.buf.WriteByte('\n')
	if c.buf.Len() < chunkBytes {
		return nil
	}
	return c.flush()
}

func (c *chunks) flush() error {
	if c.buf.Len() == 0 {
		return nil
	}
	c.n++
	err := c.b.entry(fmt.Sprintf("%s/%06d.jsonl", c.folder, c.n), int64(c.buf.Len()), &c.buf)
	c.buf.Reset()
	return err
}

// waitingJob is a job as a backup keeps it.
type waitingJob struct {
	JobKind     string          `json:"kind"`
	Queue       string          `json:"queue"`
	Args        json.RawMessage `json:"args"`
	Priority    int             `json:"priority"`
	MaxAttempts int             `json:"max_attempts"`
	ScheduledAt time.Time       `json:"scheduled_at"`
}

func (j waitingJob) Kind() string                 { return j.JobKind }
func (j waitingJob) MarshalJSON() ([]byte, error) { return j.Args, nil }

func (b *backup) jobs(t *tx) error {
	all, err := b.db.jobs.waiting(t)
	if err != nil {
		return err
	}
	out := &chunks{b: b, folder: "jobs"}
	for _, j := range all {
		if !counts(j.Kind) { // its task says what is to be done, or it comes anyway
			continue
		}
		type plain waitingJob // without the methods that make it job arguments
		if err := out.add(plain{j.Kind, j.Queue, j.EncodedArgs, j.Priority, j.MaxAttempts, j.ScheduledAt.UTC()}); err != nil {
			return err
		}
	}
	return out.flush()
}

func (b *backup) blob(t *tx, key string) error {
	size, err := b.db.cfg.Blobs.Stat(t.ctx, key)
	var body io.ReadCloser
	if err == nil {
		body, err = b.db.cfg.Blobs.Raw(t.ctx, key)
	}
	if errors.Is(err, fs.ErrNotExist) {
		// Withdrawn since the snapshot began, or lost? A new look tells.
		now := b.db.read(t.ctx, func(later *tx) error {
			_, err := later.q.BlobUser(later.ctx, key)
			if errors.Is(err, sql.ErrNoRows) {
				_, err = later.q.ArticleBlobUser(later.ctx, key)
			}
			return err
		})
		if errors.Is(now, sql.ErrNoRows) {
			b.m.Gone = append(b.m.Gone, key)
			return nil
		}
		return &voxpop.Error{Kind: voxpop.Internal, Op: "store.Backup", Message: "a file of the record is missing from the blob store",
			Hint: "voxpop doctor names it"}
	}
	if err != nil {
		return err
	}
	defer body.Close()
	return b.entry("blobs/"+key, size, body)
}
