package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/riverqueue/river"
)

// Blobs and rows are in two places, and no transaction spans both. The order
// makes it safe: a blob is there before the row that names it, and goes after
// the last row that did; and whoever adds or removes blobs holds the blob
// lock, so that nobody removes one that another is about to name.

// blobLock is the PostgreSQL advisory lock of the blobs. On SQLite there is
// one writer anyway.
const blobLock = 0x766f786270 // "voxbp"

func (t *tx) lockBlobs() error {
	if t.db.engine != onPostgres {
		return nil
	}
	_, err := t.x.ExecContext(t.ctx, "SELECT pg_advisory_xact_lock(?1)", int64(blobLock))
	return err
}

// SourceKeys names the keys to which archived sources are sealed, of every
// call-out: they are nobody's answer, and stay when the keys of a call-out are
// destroyed with its answers.
const SourceKeys = "voxpop-sources"

// keysFor names the keys of a file: the call-out's for what respondents sent.
func keysFor(slug, path string) string {
	if strings.HasPrefix(path, "media/") {
		return slug
	}
	return SourceKeys
}

// dropBlobs removes those of the blobs that no row names.
func (db *DB) dropBlobs(ctx context.Context, keys map[string]bool) error {
	if len(keys) == 0 {
		return nil
	}
	return db.write(ctx, func(t *tx) error {
		if err := t.lockBlobs(); err != nil {
			return err
		}
		for key := range keys {
			if _, err := t.dropBlob(key); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) dropBlob(key string) (bool, error) {
	_, err := t.q.BlobUser(t.ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = t.q.DerivativeUser(t.ctx, key)
	}
	if errors.Is(err, sql.ErrNoRows) {
		_, err = t.q.ArticleBlobUser(t.ctx, key)
	}
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	return true, t.db.cfg.Blobs.Delete(t.ctx, key)
}

// Where the blobs lie that rows name.
const (
	inClear = "sha256/"
	sealed  = "sealed/"
)

var blobFolders = []string{inClear, sealed}

// Sweep removes every blob of a file or a derivative that no row names: what a
// crash in the middle of an import, an arrival or a step left. It returns how many.
func (db *DB) Sweep(ctx context.Context) (int, error) {
	n := 0
	err := db.write(ctx, func(t *tx) error {
		if err := t.lockBlobs(); err != nil {
			return err
		}
		for _, folder := range blobFolders {
			for key, err := range db.cfg.Blobs.List(ctx, folder) {
				if err != nil {
					return err
				}
				gone, err := t.dropBlob(key)
				if err != nil {
					return err
				}
				if gone {
					n++
				}
			}
		}
		return nil
	})
	return n, wrap("store.Sweep", err)
}

// DropBlobArgs asks for a blob to be removed if nothing names it any more.
type DropBlobArgs struct {
	Blob string `json:"blob" river:"unique"`
}

// Kind implements river.JobArgs.
func (DropBlobArgs) Kind() string { return "drop_blob" }

type dropBlobWorker struct {
	river.WorkerDefaults[DropBlobArgs]
	db *DB
}

// Work implements river.Worker.
func (w *dropBlobWorker) Work(ctx context.Context, job *river.Job[DropBlobArgs]) error {
	return wrap("store.drop_blob", w.db.dropBlobs(ctx, map[string]bool{job.Args.Blob: true}))
}
