package store

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"voxpop"
)

// engine is the database underneath.
type engine string

const (
	onSQLite   engine = "sqlite"
	onPostgres engine = "postgres"
)

// readers bounds the reader pool of SQLite.
const readers = 8

// openSQLite opens one file twice: a single connection that writes, so that
// writers queue in order instead of meeting "database is locked", and a pool
// that only reads.
func openSQLite(ctx context.Context, db *DB) error {
	db.engine = onSQLite
	path, err := filepath.Abs(strings.TrimPrefix(db.cfg.URL, "sqlite:"))
	if err != nil {
		return err
	}
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "store.Open", Message: "the folder of the database is not there"}
	}
	// The file is made here so that only its owner can read it.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "store.Open", Message: "the database file cannot be written"}
	}
	f.Close()
	if db.opening, err = lockOpening(ctx, path); err != nil {
		return err
	}
	const common = "_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + common
	if db.w, err = sql.Open("sqlite", dsn+"&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=temp_store(2)&_pragma=cache_size(-65536)"); err != nil {
		return err
	}
	db.w.SetMaxOpenConns(1)
	if err := db.w.PingContext(ctx); err != nil { // makes it WAL before anybody reads
		return err
	}
	if db.r, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	db.r.SetMaxOpenConns(readers)
	db.r.SetMaxIdleConns(readers)
	return nil
}

// lockOpening makes the processes that open one file go one after the other:
// switching a new file to WAL and making its tables cannot be done by two at a
// time. The lock is SQLite's own, on an empty database beside the file, so it
// ends with the process that holds it. Closing what is returned ends it.
func lockOpening(ctx context.Context, path string) (*sql.DB, error) {
	lock, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+".lock?_pragma=busy_timeout(60000)")
	if err != nil {
		return nil, err
	}
	lock.SetMaxOpenConns(1)
	if _, err := lock.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		lock.Close()
		return nil, err
	}
	return lock, nil
}

func openPostgres(ctx context.Context, db *DB) error {
	db.engine = onPostgres
	cfg, err := pgxpool.ParseConfig(db.cfg.URL)
	if err != nil { // the message would repeat the password
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Open", Message: "the database address cannot be read",
			Hint: "write postgres://USER:PASSWORD@HOST:PORT/NAME"}
	}
	// A write holds one connection of the pool and its jobs use the same one;
	// the workers need some of their own.
	cfg.MaxConns = max(cfg.MaxConns, 12)
	if db.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return err
	}
	db.w = stdlib.OpenDBFromPool(db.pool)
	db.r = db.w
	return db.w.PingContext(ctx)
}

// scrub takes what was deleted out of the write-ahead log. SQLite overwrites
// deleted rows (secure_delete); PostgreSQL clears them when it vacuums.
func (db *DB) scrub(ctx context.Context) error {
	if db.engine != onSQLite {
		return nil
	}
	conn, err := db.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// A reader in the middle of an older snapshot still needs the log. Nobody
	// waits for it: the next withdrawal or the last Close empties it.
	for _, q := range []string{"PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout = 10000"} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
