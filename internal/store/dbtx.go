package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"

	"voxpop/internal/store/sqldb"
)

// dbtx returns what the generated queries run on, and a function that ends it.
// The queries are written once, with SQLite's numbered placeholders.
func (db *DB) dbtx(t *sql.Tx) (sqldb.DBTX, func()) {
	if db.engine == onPostgres {
		return dollars{t}, func() {}
	}
	p := &prepared{tx: t, stmts: map[string]*sql.Stmt{}}
	return p, p.close
}

// dollars turns ?1 into $1. pgx keeps the statements prepared.
type dollars struct{ tx *sql.Tx }

func (d dollars) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	return d.tx.ExecContext(ctx, toDollars(q), args...)
}

func (d dollars) PrepareContext(ctx context.Context, q string) (*sql.Stmt, error) {
	return d.tx.PrepareContext(ctx, toDollars(q))
}

func (d dollars) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return d.tx.QueryContext(ctx, toDollars(q), args...)
}

func (d dollars) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	return d.tx.QueryRowContext(ctx, toDollars(q), args...)
}

// rewritten holds queries with their placeholders turned. The queries are
// constants of the program, so it cannot grow without end.
var rewritten sync.Map

// toDollars knows no quoting: no query holds a literal question mark, which a
// test checks.
func toDollars(q string) string {
	if s, ok := rewritten.Load(q); ok {
		return s.(string)
	}
	s := strings.ReplaceAll(q, "?", "$")
	rewritten.Store(q, s)
	return s
}

// once asks what is not asked again in these words: neither its placeholders
// nor its statement are kept.
func (t *tx) once(q string, args ...any) (*sql.Rows, error) {
	if t.db.engine == onPostgres {
		q = strings.ReplaceAll(q, "?", "$")
	}
	return t.sql.QueryContext(t.ctx, q, args...)
}

// does is once for what returns nothing.
func (t *tx) does(q string, args ...any) error {
	if t.db.engine == onPostgres {
		q = strings.ReplaceAll(q, "?", "$")
	}
	_, err := t.sql.ExecContext(t.ctx, q, args...)
	return err
}

// inList is "IN (?2, ?3)" for values, at least one, behind the arguments that a
// query has already, and all of its arguments.
func inList[T any](args []any, values []T) (in string, all []any) {
	var b strings.Builder
	b.WriteString("IN (")
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		args = append(args, v)
		b.WriteString("?" + strconv.Itoa(len(args)))
	}
	b.WriteString(")")
	return b.String(), args
}

// scanned reads all rows of a question that is asked once.
func scanned[T any, P interface {
	*T
	fields() []any
}](t *tx, q string, args []any) ([]T, error) {
	rows, err := t.once(q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(P(&one).fields()...); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// prepared keeps the statements of one transaction, since SQLite would read
// the SQL anew at every call.
type prepared struct {
	tx    *sql.Tx
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func (p *prepared) PrepareContext(ctx context.Context, q string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.stmts[q]; s != nil {
		return s, nil
	}
	s, err := p.tx.PrepareContext(ctx, q)
	if err == nil {
		p.stmts[q] = s
	}
	return s, err
}

func (p *prepared) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	s, err := p.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (p *prepared) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	s, err := p.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	s, err := p.PrepareContext(ctx, q)
	if err != nil { // a Row cannot be made with an error; the database says it again
		return p.tx.QueryRowContext(ctx, q, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

func (p *prepared) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.stmts {
		s.Close()
	}
	clear(p.stmts)
}
