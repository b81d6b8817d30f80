package record

import (
	"context"
	"errors"
	"fmt"
	"io"

	"voxpop"
)

// conflicts gathers the rows that a store holds with other content. One could
// end the import as well, but who has to decide wants to know how many there are.
type conflicts struct {
	first *voxpop.Error
	rows  int
}

// take reports whether err, placed in its file, is a conflict about one row,
// and counts it. An error with a cause is not: then the database refused.
func (c *conflicts) take(err error) bool {
	e, ok := errors.AsType[*voxpop.Error](err)
	if !ok || e.Kind != voxpop.Conflict || e.Err != nil {
		return false
	}
	if c.first == nil {
		c.first = e
	}
	c.rows++
	return true
}

// err returns the first conflict with how many there are in all, or nil.
func (c *conflicts) err() error {
	if c.first == nil {
		return nil
	}
	e := *c.first
	if c.rows > 1 {
		e.Message += fmt.Sprintf("; it is the first of %d such rows", c.rows)
	}
	return &e
}

// CSVFile is one table of an import.
type CSVFile struct {
	Name string
	Body io.Reader
}

// ImportCSV adds the responses of tables to a call-out, as one transaction.
func ImportCSV(ctx context.Context, store Store, by voxpop.Actor, callout voxpop.Callout, files []CSVFile, mapping []string, replace bool, opts CSVOptions) (Imported, error) {
	return store.Import(ctx, by, replace, func(b Batch) error {
		if err := b.Callout(callout); err != nil {
			return err
		}
		var known conflicts
		for _, f := range files {
			o := opts
			o.Name = f.Name
			for row, err := range readTable(f.Body, mapping, callout, o) {
				if err != nil {
					return err
				}
				if err := ctx.Err(); err != nil {
					return stopped("record.ImportCSV", f.Name, err)
				}
				if err := stored(f.Name, row.line, b.Response(row.Response)); err != nil && !known.take(err) {
					return err
				}
			}
		}
		return known.err()
	})
}
