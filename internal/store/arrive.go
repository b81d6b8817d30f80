package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store/sqldb"
)

var _ intake.Store = (*DB)(nil)

// Callout implements [intake.Store].
func (db *DB) Callout(ctx context.Context, slug string) (c voxpop.Callout, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				return noCallout("store.Callout", slug)
			}
			return err
		}
		return parse("call-out", row.Doc, &c)
	})
	return c, wrap("store.Callout", err)
}

// Arrive implements [intake.Store]. Files are stored before the transaction,
// so that a slow one keeps nobody waiting, and are taken away again when it
// does not come about.
func (db *DB) Arrive(ctx context.Context, by voxpop.Actor, a intake.Arrival) (again bool, err error) {
	const op = "store.Arrive"
	day, err := dayOf(a.Item)
	if err != nil {
		return false, err
	}
	if again, err = db.arrived(ctx, a.Item.Name); again || err != nil {
		return again, wrap(op, err)
	}
	blobs, kept := map[string]bool{}, false
	files, err := db.storeFiles(ctx, a, blobs)
	if err == nil {
		err = db.write(ctx, func(t *tx) error {
			t.day = day.UnixMicro()
			again, kept, err = t.arrive(by, a, files)
			return err
		})
	}
	if err != nil || !kept {
		err = errors.Join(err, db.dropBlobs(context.WithoutCancel(ctx), blobs))
	}
	return again && err == nil, arrivalError(op, err)
}

// arrivalError is wrap, but keeps what the body of a file said: the service
// has to know it.
func arrivalError(op string, err error) error {
	if b, ok := errors.AsType[bodyError](err); ok {
		return b
	}
	return wrap(op, err)
}

// bodyError is an error of the body that was read, not of what kept it.
type bodyError struct{ err error }

func (b bodyError) Error() string { return "the file could not be read to its end: " + b.err.Error() }
func (b bodyError) Unwrap() error { return b.err }

// body marks the errors of a body.
type body struct{ r io.Reader }

func (b body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = bodyError{err}
	}
	return n, err
}

// dayOf is the day on which an item came to its door.
func dayOf(item intake.Info) (time.Time, error) {
	if err := item.Validate(); err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.DateOnly, item.Day)
}

func (db *DB) arrived(ctx context.Context, name string) (there bool, err error) {
	err = db.read(ctx, func(t *tx) error {
		_, err := t.q.ArrivalOf(ctx, name)
		there = err == nil
		return ignoreNoRows(err)
	})
	return there, err
}

// storeFiles stores the files of an arrival and returns their rows, but for
// the call-out. It notes every blob that it brought.
func (db *DB) storeFiles(ctx context.Context, a intake.Arrival, blobs map[string]bool) (files []sqldb.PutFileParams, err error) {
	for _, f := range a.Files {
		if !voxpop.ValidPath(f.Path, "media") {
			return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "store.Arrive", Message: "a file of an answer has no path inside media/"}
		}
		sum := sha256.New()
		blob, header, size, err := db.cfg.Blobs.Put(ctx, a.Callout, io.TeeReader(body{f.Body}, sum))
		if err != nil {
			return nil, err
		}
		blobs[blob] = true
		files = append(files, sqldb.PutFileParams{Path: f.Path, Size: size, Sha: hex.EncodeToString(sum.Sum(nil)), Blob: blob, Header: orEmpty(header)})
	}
	return files, nil
}

// arrive writes one item and says whether its files are kept: what was
// withdrawn before it came arrives withdrawn, without them.
func (t *tx) arrive(by voxpop.Actor, a intake.Arrival, files []sqldb.PutFileParams) (again, kept bool, err error) {
	if len(files) > 0 {
		if err := t.lockBlobs(); err != nil {
			return false, false, err
		}
		for _, f := range files { // a sweep may have come between
			if _, err := t.db.cfg.Blobs.Stat(t.ctx, f.Blob); errors.Is(err, fs.ErrNotExist) {
				return false, false, &voxpop.Error{Kind: voxpop.Unavailable, Op: "store.Arrive", Message: "the blobs were swept meanwhile", Hint: "pull again"}
			} else if err != nil {
				return false, false, err
			}
		}
	}
	c, err := t.lock(a.Callout, 0)
	if err != nil {
		return false, false, err
	}
	n, err := t.q.InsertArrival(t.ctx, sqldb.InsertArrivalParams{Name: a.Item.Name, CalloutID: c.id, Day: a.Item.Day})
	if err != nil || n == 0 {
		return n == 0, false, err
	}
	withdrawn := false
	if r := a.Receipt; r != nil {
		said, err := t.q.TakebackOf(t.ctx, sqldb.TakebackOfParams{CalloutID: c.id, Box: r.Box, TokenHash: r.Withdraw})
		withdrawn = err == nil && a.Item.Day <= said // who writes again later means it
		if err := ignoreNoRows(err); err != nil {
			return false, false, err
		}
	}
	changes, err := t.arriveResponses(c, a, withdrawn)
	if err != nil {
		return false, false, err
	}
	if !withdrawn {
		if err := t.arriveFiles(c, a, files); err != nil {
			return false, false, err
		}
	}
	if a.Dropped != "" {
		if err := t.refuse(a.Item, a.Dropped); err != nil {
			return false, false, err
		}
		changes = append(changes, Change{Field: "refused", New: a.Dropped})
	}
	if _, err := t.lock(a.Callout, 1); err != nil {
		return false, false, err
	}
	if err := t.enqueue(FiguresArgs{c.id}, oncePending); err != nil {
		return false, false, err
	}
	if err := t.estimateAfter(c); err != nil {
		return false, false, err
	}
	return false, !withdrawn, t.audit(by, "arrive", a.Callout, changes)
}

func (t *tx) arriveResponses(c *callout, a intake.Arrival, withdrawn bool) (changes []Change, err error) {
	in := t.inserter("response", responseColumns)
	for _, r := range a.Responses {
		if withdrawn {
			wipe(&r)
			if err := r.WithdrawnAt.UnmarshalText([]byte(a.Item.Day)); err != nil {
				return nil, err
			}
		}
		row, err := c.responseRow(r)
		if err != nil {
			return nil, err
		}
		if err := in.add(row.values(c.id)...); err != nil {
			return nil, err
		}
		change := Change{ID: r.ID, Field: "medium", New: r.Medium}
		if withdrawn {
			change = Change{ID: r.ID, Field: "withdrawn_at", New: r.WithdrawnAt}
		}
		changes = append(changes, change)
	}
	if err := in.flush(); err != nil {
		return nil, err
	}
	if in.written != int64(len(a.Responses)) {
		return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Arrive", Message: "the id of a response is taken"}
	}
	for _, r := range a.Responses {
		if err := t.dirty(c, r.ID); err != nil {
			return nil, err
		}
		if !withdrawn {
			if _, err := t.addTasks(c, r.ID, t.db.first(r)); err != nil {
				return nil, err
			}
		}
		if a.Receipt == nil || withdrawn {
			continue
		}
		err := t.q.InsertReceipt(t.ctx, sqldb.InsertReceiptParams{CalloutID: c.id, Response: r.ID, Box: a.Receipt.Box, ReplyTo: a.Receipt.To, Withdraw: a.Receipt.Withdraw})
		if err != nil {
			return nil, err
		}
	}
	return changes, nil
}

func (t *tx) arriveFiles(c *callout, a intake.Arrival, files []sqldb.PutFileParams) error {
	named := map[string]bool{}
	for _, r := range a.Responses {
		named[r.Media] = true
	}
	for _, f := range files {
		if !named[f.Path] {
			return &voxpop.Error{Kind: voxpop.Internal, Op: "store.Arrive", Message: "a file of an answer is named by none of its responses"}
		}
		_, err := t.q.FileOf(t.ctx, sqldb.FileOfParams{CalloutID: c.id, Path: f.Path})
		if err == nil {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Arrive", Message: "the path of a file is taken"}
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		f.CalloutID = c.id
		if err := t.q.PutFile(t.ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// TakeBack implements [intake.Store].
func (db *DB) TakeBack(ctx context.Context, by voxpop.Actor, b intake.TakeBack) (n int, again bool, err error) {
	const op = "store.TakeBack"
	itemDay, err := dayOf(b.Item)
	if err != nil {
		return 0, false, err
	}
	var day voxpop.Moment
	if err := day.UnmarshalText([]byte(b.Day)); err != nil || !intake.ValidBox(b.Box) || !intake.ValidBox(b.TokenHash) {
		return 0, false, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "a withdrawal has a day, box or token that none can have"}
	}
	var blobs map[string]bool
	err = db.write(ctx, func(t *tx) error {
		t.day = itemDay.UnixMicro()
		if err := t.lockBlobs(); err != nil {
			return err
		}
		c, err := t.lock(b.Callout, 0)
		if err != nil {
			return err
		}
		came, err := t.q.InsertArrival(t.ctx, sqldb.InsertArrivalParams{Name: b.Item.Name, CalloutID: c.id, Day: b.Item.Day})
		if err != nil || came == 0 {
			again = came == 0
			return err
		}
		if err := t.q.PutTakeback(t.ctx, sqldb.PutTakebackParams{CalloutID: c.id, Box: b.Box, TokenHash: b.TokenHash, Day: b.Day}); err != nil {
			return err
		}
		ids, err := t.q.ResponsesOfReceipt(t.ctx, sqldb.ResponsesOfReceiptParams{CalloutID: c.id, Box: b.Box, Withdraw: b.TokenHash})
		if err != nil {
			return err
		}
		var changes []Change
		if changes, blobs, err = t.withdraw(c, day, ids); err != nil {
			return err
		}
		n = withdrew(changes)
		if n > 0 {
			if _, err := t.lock(b.Callout, 1); err != nil {
				return err
			}
			if err := t.estimateAfter(c); err != nil {
				return err
			}
		}
		return t.audit(by, "take_back", b.Callout, append(changes, Change{Field: "responses", New: n}))
	})
	if err != nil {
		return 0, false, wrap(op, err)
	}
	if n == 0 && !again { // again: a crash may have come before this
		return 0, false, nil
	}
	return n, again, db.clean(ctx, "take_back", blobs)
}
