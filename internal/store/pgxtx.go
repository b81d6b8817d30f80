package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// sameTx lets River work inside a transaction that database/sql began and
// will end: what River begins is a savepoint, and ending the transaction
// itself is not River's.
type sameTx struct{ c *pgx.Conn }

func (t sameTx) Begin(ctx context.Context) (pgx.Tx, error) {
	if _, err := t.c.Exec(ctx, "SAVEPOINT river"); err != nil {
		return nil, err
	}
	return &savepoint{sameTx: t}, nil
}

func (t sameTx) Commit(context.Context) error   { return nil }
func (t sameTx) Rollback(context.Context) error { return nil }
func (t sameTx) Conn() *pgx.Conn                { return t.c }
func (t sameTx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

func (t sameTx) Exec(ctx context.Context, q string, args ...any) (pgconn.CommandTag, error) {
	return t.c.Exec(ctx, q, args...)
}

func (t sameTx) Query(ctx context.Context, q string, args ...any) (pgx.Rows, error) {
	return t.c.Query(ctx, q, args...)
}

func (t sameTx) QueryRow(ctx context.Context, q string, args ...any) pgx.Row {
	return t.c.QueryRow(ctx, q, args...)
}

func (t sameTx) Prepare(ctx context.Context, name, q string) (*pgconn.StatementDescription, error) {
	return t.c.Prepare(ctx, name, q)
}

func (t sameTx) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.c.SendBatch(ctx, b)
}

func (t sameTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return t.c.CopyFrom(ctx, table, columns, rows)
}

// savepoint is a part of the transaction that can be taken back alone.
// PostgreSQL nests savepoints of one name, the innermost first.
type savepoint struct {
	sameTx
	ended bool // a late Rollback, as a defer makes it, must not reach an outer savepoint
}

func (s *savepoint) Commit(ctx context.Context) error {
	return s.end(ctx, "RELEASE SAVEPOINT river")
}

func (s *savepoint) Rollback(ctx context.Context) error {
	return s.end(ctx, "ROLLBACK TO SAVEPOINT river; RELEASE SAVEPOINT river")
}

func (s *savepoint) end(ctx context.Context, q string) error {
	if s.ended {
		return pgx.ErrTxClosed
	}
	s.ended = true
	_, err := s.c.Exec(ctx, q)
	return err
}
