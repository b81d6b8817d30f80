// Package store is everything in SQL: one store on SQLite or PostgreSQL, where a verb is a transaction that also writes its audit line and leaves its jobs.
//
// What a respondent sent stands in one JSON document per response and in no
// other column; the columns beside it are what a query selects by. Figures are
// kept as a sum of parts, one per person, and a change replaces the parts of
// the people it touches; a reader always gets the figures of its own snapshot.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/scribe"
)

// Blobs holds the bytes of media and sources. A missing blob's error is
// fs.ErrNotExist.
type Blobs interface {
	// Put keeps a file of a call-out, or of [SourceKeys]. Sealed, it lies under
	// a new key below sealed/ and opens with the header only, which is kept
	// nowhere else; in the clear the key is the content's, sha256/…, and the
	// header is empty. The size is the file's own, in bytes.
	Put(ctx context.Context, callout string, body io.Reader) (key string, header []byte, size int64, err error)
	// Get reads a file of that size, or a part of it; length < 0 is to the end.
	Get(ctx context.Context, callout, key string, header []byte, size, offset, length int64) (io.ReadCloser, error)
	// Raw reads a blob's bytes as they lie, PutRaw writes them as they lay;
	// with key "" the blob is named after its content. Neither needs a key of
	// the newsroom.
	Raw(ctx context.Context, key string) (io.ReadCloser, error)
	PutRaw(ctx context.Context, key string, body io.Reader) (stored string, size int64, err error)
	Stat(ctx context.Context, key string) (size int64, err error) // as they lie
	List(ctx context.Context, prefix string) iter.Seq2[string, error]
	Delete(ctx context.Context, key string) error
}

// Config says where the record is kept.
type Config struct {
	URL   string // a file's path for SQLite, or postgres://…
	Blobs Blobs
	Now   func() time.Time
	House voxpop.House // rules by which Figures offers words; the zero value is voxpop.DefaultHouse
	// First gives the steps with which a response begins that comes in; nil: a
	// recording or a picture is made safe. See [scribe.Service.First].
	First func(voxpop.Response) []scribe.Step
	// Lease is how long the worker of a step may be silent before another takes
	// it over; 0 = two minutes.
	Lease time.Duration
	// Logger gets what the jobs report; nil keeps silence. No respondent's
	// words are ever logged.
	Logger *slog.Logger
}

// DB is an open store. It is safe for use by several goroutines.
type DB struct {
	cfg    Config
	engine engine
	w, r   *sql.DB       // writers and readers; the same pool on PostgreSQL
	pool   *pgxpool.Pool // PostgreSQL only
	// opening is held while SQLite opens and migrates; see lockOpening.
	opening *sql.DB
	jobs    jobClient

	mu    sync.Mutex
	known map[int64]known // by id of the call-out
	// counting is held while figures are worked out: who comes meanwhile waits
	// for them and does not work them out too.
	counting map[int64]*sync.Mutex
	moved    map[int64]movement // of call-outs whose scores are to be worked out
	// boards are the lists of call-outs that somebody looked at, by id.
	boards   map[int64]*board
	arrivals map[int64]arrived
	ruled    atomic.Pointer[voxpop.House] // set since the store was opened

	woken chan struct{} // there may be steps to hand out
}

// known is what was worked out about one revision of a call-out.
type known struct {
	rev     int64
	figures *prevalence.Figures
	crowd   *prevalence.Crowd // that they were estimated from; nil where they were counted
	hash    string
}

// movement is the newest revision of a call-out that was seen, and when it was
// seen first.
type movement struct {
	rev int64
	at  time.Time
}

// Open opens the store, makes or migrates its tables, and starts nothing.
// Several processes may open one store.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	const op = "store.Open"
	if cfg.URL == "" || cfg.Blobs == nil || cfg.Now == nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "Config needs URL, Blobs and Now"}
	}
	if cfg.House.Ladder == nil {
		cfg.House = voxpop.DefaultHouse()
	}
	if cfg.Lease <= 0 {
		cfg.Lease = lease
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	db := &DB{cfg: cfg, known: map[int64]known{}, woken: make(chan struct{}, 1)}
	open := openSQLite
	if strings.HasPrefix(cfg.URL, "postgres://") || strings.HasPrefix(cfg.URL, "postgresql://") {
		open = openPostgres
	}
	err := open(ctx, db)
	if err == nil {
		err = db.migrate(ctx)
	}
	if err == nil {
		db.jobs, err = db.newJobClient(nil)
	}
	if db.opening != nil {
		err = errors.Join(err, db.opening.Close())
	}
	if err != nil {
		db.Close()
		return nil, wrap(op, err)
	}
	return db, nil
}

// Close closes the store. Jobs are stopped before.
func (db *DB) Close() error {
	var errs []error
	if db.w != nil {
		errs = append(errs, db.w.Close())
	}
	if db.r != nil && db.r != db.w {
		errs = append(errs, db.r.Close())
	}
	if db.pool != nil {
		db.pool.Close()
	}
	return errors.Join(errs...)
}

// Engine names what the store stands on: "sqlite" or "postgres".
func (db *DB) Engine() string { return string(db.engine) }

// SetHouse has the figures offer words by other rules from now on.
func (db *DB) SetHouse(h voxpop.House) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.ruled.Store(&h)
	clear(db.known) // they were worked out by the rules from before
}

// house is the rules of wording in force.
func (db *DB) house() voxpop.House {
	if h := db.ruled.Load(); h != nil {
		return *h
	}
	return db.cfg.House
}

// now is the time in microseconds, as it is stored.
func (db *DB) now() int64 { return db.cfg.Now().UnixMicro() }

func noCallout(op, slug string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "no call-out is named " + slug,
		Hint: "voxpop callout list names those that are there"}
}

func noResponse(op, id string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "no response has the id " + id}
}
