package store

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"

	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// What the tests look at from inside.

// Dirty counts the people whose stored part is behind.
func (db *DB) Dirty(ctx context.Context, slug string) (n int, err error) {
	err = db.read(ctx, func(t *tx) error {
		c, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			return err
		}
		keys, err := t.q.DirtyPage(ctx, sqldb.DirtyPageParams{CalloutID: c.ID, N: 10_000})
		n = len(keys)
		return err
	})
	return n, err
}

// WaitingKinds lists the kinds of the jobs that wait.
func (db *DB) WaitingKinds(ctx context.Context) (kinds []string, err error) {
	err = db.read(ctx, func(t *tx) error {
		all, err := db.jobs.waiting(t)
		for _, j := range all {
			kinds = append(kinds, j.Kind)
		}
		return err
	})
	return kinds, err
}

// EnqueueAndFail leaves a job in a transaction that is rolled back.
func (db *DB) EnqueueAndFail(ctx context.Context) error {
	return db.write(ctx, func(t *tx) error {
		if err := t.enqueue(FiguresArgs{1}, oncePending); err != nil {
			return err
		}
		return errors.New("rolled back")
	})
}

// Query returns rows of text of any query.
func (db *DB) Query(ctx context.Context, q string) (rows [][]string, err error) {
	err = db.read(ctx, func(t *tx) error {
		got, err := t.sql.QueryContext(ctx, q)
		if err != nil {
			return err
		}
		defer got.Close()
		columns, err := got.Columns()
		if err != nil {
			return err
		}
		for got.Next() {
			row := make([]string, len(columns))
			into := make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := got.Scan(into...); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return got.Err()
	})
	return rows, err
}

// Exec changes something behind the store's back.
func (db *DB) Exec(ctx context.Context, q string) error {
	_, err := db.w.ExecContext(ctx, q)
	return err
}

// WriterExec runs a statement on the connection that writes (SQLite).
func (db *DB) WriterExec(ctx context.Context, q string) error {
	_, err := db.w.ExecContext(ctx, q)
	return err
}

// HandOut makes jobs of due tasks, as the pump does.
func (db *DB) HandOut(ctx context.Context, lanes map[scribe.Lane]int, turn int) (int, error) {
	return db.handOut(ctx, lanes, turn)
}

// Forget says that n of the tasks that were handed out are done.
func (db *DB) Forget(ctx context.Context, n int) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.x.ExecContext(ctx, "UPDATE task SET state = 'done' WHERE state = 'queued' AND response IN (SELECT response FROM task WHERE state = 'queued' ORDER BY response LIMIT ?1)", n)
		return err
	})
}

// ScribeJobs lists the steps that wait as jobs.
func (db *DB) ScribeJobs(ctx context.Context) (all []ScribeArgs, err error) {
	err = db.read(ctx, func(t *tx) error {
		jobs, err := db.jobs.waiting(t)
		for _, j := range jobs {
			if j.Kind != (ScribeArgs{}).Kind() {
				continue
			}
			var args ScribeArgs
			if err := json.Unmarshal(j.EncodedArgs, &args); err != nil {
				return err
			}
			all = append(all, args)
		}
		return err
	})
	return all, err
}

// Query is the filter in SQL, with values in the place of its arguments.
func (f AuditFilter) Query(after Cursor) (string, error) {
	q, _, err := f.query(after, 50)
	return regexp.MustCompile(`\?\d+`).ReplaceAllString(q, "1"), err
}
