package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"

	"voxpop/internal/store/sqldb"
)

// tx is an open transaction.
type tx struct {
	ctx context.Context
	db  *DB
	q   *sqldb.Queries
	x   sqldb.DBTX
	sql *sql.Tx
	pg  pgx.Tx // the same transaction, for River; PostgreSQL only
	// day is the time of this transaction's audit line, when it must not be
	// finer than a day; 0 = now.
	day int64
	// lists are the call-outs of which responses were changed, by id.
	lists map[int64]*listing
	turns map[int64]int64 // of their lists, by id; see [tx.turn]
}

// read runs fn in one read-only snapshot.
func (db *DB) read(ctx context.Context, fn func(*tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if db.engine == onPostgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return db.begin(ctx, db.r, opts, fn)
}

// write runs fn in one transaction, which is committed when fn returns nil and
// the lists show what it changed.
func (db *DB) write(ctx context.Context, fn func(*tx) error) error {
	return db.begin(ctx, db.w, nil, func(t *tx) error {
		if err := fn(t); err != nil {
			return err
		}
		return t.relist()
	})
}

func (db *DB) begin(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, fn func(*tx) error) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	t, err := conn.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	defer t.Rollback()
	x, done := db.dbtx(t)
	defer done()
	one := &tx{ctx: ctx, db: db, q: sqldb.New(x), x: x, sql: t}
	if db.engine == onPostgres {
		// River speaks pgx. The connection under the open transaction is
		// handed to it, so that a row and its job are one.
		err := conn.Raw(func(c any) error {
			one.pg = sameTx{c.(*stdlib.Conn).Conn()}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := fn(one); err != nil {
		return err
	}
	done()
	return t.Commit()
}

// enqueue leaves a job in the transaction.
func (t *tx) enqueue(args river.JobArgs, opts *river.InsertOpts) error {
	return t.db.jobs.insert(t, args, opts)
}

// ignoreNoRows is for a row that may be missing.
func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
