package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"voxpop"
)

//go:embed migrations
var migrations embed.FS

// migrationLock is the PostgreSQL advisory lock under which one process at a
// time changes tables.
const migrationLock = 0x766f78706f70 // "voxpop"

// migrate brings the tables, ours and the job queue's, to this program's
// version. A store that a newer program wrote is refused.
func (db *DB) migrate(ctx context.Context) error {
	if db.engine == onPostgres {
		conn, err := db.w.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
			return err
		}
		// The lock goes with the session; a stopped Open must give it back too.
		defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
		return db.migrateOnce(ctx)
	}
	return db.migrateOnce(ctx) // under the lock of lockOpening
}

func (db *DB) migrateOnce(ctx context.Context) error {
	folder, dialect := "migrations/sqlite", goose.DialectSQLite3
	if db.engine == onPostgres {
		folder, dialect = "migrations/postgres", goose.DialectPostgres
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db.w, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Open", Message: "the store was written by a newer voxpop",
			Hint: "use that version, or restore a backup made before"}
	}
	if have == want {
		return nil // the queue's tables came with ours
	}
	// The queue goes first: when ours are there, both are.
	if err := db.migrateQueue(ctx); err != nil {
		return err
	}
	if _, err = p.Up(ctx); err != nil {
		return err
	}
	return db.listUnlisted(ctx)
}

// migrateQueue makes or raises the tables of the job queue. A newer River comes
// together with a migration of ours, be it empty, so that Open gets here.
func (db *DB) migrateQueue(ctx context.Context) error {
	cfg := &rivermigrate.Config{Logger: db.cfg.Logger}
	if db.engine == onPostgres {
		m, err := rivermigrate.New(riverpgxv5.New(db.pool), cfg)
		if err == nil {
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		}
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(db.w), cfg)
	if err == nil {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	return err
}

// MigrationsHash names this version of the tables, those of the queue
// included: it changes whenever a migration is added.
func MigrationsHash() string {
	h := sha256.New()
	queues := []fs.FS{riversqlite.New(nil).GetMigrationFS("main"), riverpgxv5.New(nil).GetMigrationFS("main")}
	for _, files := range append([]fs.FS{migrations}, queues...) {
		fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := fs.ReadFile(files, path)
			fmt.Fprintf(h, "%s %d\n%s\n", path, len(body), body)
			return err
		})
	}
	return hex.EncodeToString(h.Sum(nil))
}
