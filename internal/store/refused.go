package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store/sqldb"
)

// Refused implements [intake.Store].
func (db *DB) Refused(ctx context.Context, by voxpop.Actor, item intake.Info, why intake.Reason) error {
	day, err := dayOf(item)
	if err != nil {
		return err
	}
	return wrap("store.Refused", db.write(ctx, func(t *tx) error {
		t.day = day.UnixMicro()
		n, err := t.q.InsertRefused(t.ctx, refusedParams(item, why))
		if err != nil || n == 0 {
			return err
		}
		return t.audit(by, "refuse", "", []Change{{Field: "refused", New: why}})
	}))
}

func (t *tx) refuse(item intake.Info, why intake.Reason) error {
	_, err := t.q.InsertRefused(t.ctx, refusedParams(item, why))
	return err
}

func refusedParams(item intake.Info, why intake.Reason) sqldb.InsertRefusedParams {
	return sqldb.InsertRefusedParams{Name: item.Name, Day: item.Day, Size: item.Size, Reason: string(why)}
}

// RefusedFor is for how many days the sealed bytes of a refused item are kept.
const RefusedFor = 30

// refusedFolder holds the sealed bytes of refused items, by name.
const refusedFolder = "refused/"

// KeepRefused keeps the sealed bytes of an item that is about to be refused,
// as they came.
func (db *DB) KeepRefused(ctx context.Context, item intake.Info, sealed io.Reader) error {
	if err := item.Validate(); err != nil {
		return err
	}
	_, _, err := db.cfg.Blobs.PutRaw(ctx, refusedFolder+item.Name, body{sealed})
	return arrivalError("store.KeepRefused", err)
}

// RefusedItem is an item that gave no response.
type RefusedItem struct {
	intake.Info
	Reason intake.Reason `json:"reason"`
	Kept   bool          `json:"kept"` // its sealed bytes are here
}

// RefusedItems lists the items that were refused, by name, which tells nothing
// of when they came.
func (db *DB) RefusedItems(ctx context.Context) (all []RefusedItem, err error) {
	err = db.read(ctx, func(t *tx) error {
		for after := ""; ; {
			rows, err := t.q.RefusedPage(ctx, sqldb.RefusedPageParams{After: after, N: pageRows})
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				x := RefusedItem{Info: intake.Info{Name: r.Name, Day: r.Day, Size: r.Size}, Reason: intake.Reason(r.Reason)}
				_, err := db.cfg.Blobs.Stat(ctx, refusedFolder+r.Name)
				if x.Kept = err == nil; err != nil && !errors.Is(err, fs.ErrNotExist) {
					return err
				}
				all = append(all, x)
			}
			after = rows[len(rows)-1].Name
		}
	})
	return all, wrap("store.RefusedItems", err)
}

// DropRefused forgets refused items and their bytes.
func (db *DB) DropRefused(ctx context.Context, names ...string) error {
	for _, name := range names {
		if !intake.ValidItem(name) {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.DropRefused", Message: "an item has a name that none can have"}
		}
		// The row goes last: what it names is looked for again after a crash.
		if err := db.cfg.Blobs.Delete(ctx, refusedFolder+name); err != nil {
			return wrap("store.DropRefused", err)
		}
		err := db.write(ctx, func(t *tx) error { return t.q.DeleteRefused(ctx, name) })
		if err != nil {
			return wrap("store.DropRefused", err)
		}
	}
	return nil
}

// DropOldRefused forgets the items that came more than [RefusedFor] days
// before a time, and says how many.
func (db *DB) DropOldRefused(ctx context.Context, now time.Time) (int, error) {
	all, err := db.RefusedItems(ctx)
	if err != nil {
		return 0, err
	}
	last := now.UTC().AddDate(0, 0, -RefusedFor).Format(time.DateOnly)
	var old []string
	for _, x := range all {
		if x.Day < last {
			old = append(old, x.Name)
		}
	}
	return len(old), db.DropRefused(ctx, old...)
}

// RefusedDoor are the refused items whose bytes are here, as a door, so that
// they can be pulled again. What a pull of it takes is refused no more.
func (db *DB) RefusedDoor() intake.Door { return refusedDoor{db} }

type refusedDoor struct{ db *DB }

// Cards implements [intake.Door].
func (refusedDoor) Cards(context.Context, []intake.Card) error { return nil }

// Replies implements [intake.Door].
func (refusedDoor) Replies(context.Context, []intake.SealedReply) error { return nil }

// List implements [intake.Door].
func (d refusedDoor) List(ctx context.Context) (items []intake.Info, err error) {
	all, err := d.db.RefusedItems(ctx)
	for _, x := range all {
		if x.Kept {
			items = append(items, x.Info)
		}
	}
	return items, err
}

// Open implements [intake.Door].
func (d refusedDoor) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	const op = "store.Open"
	if !intake.ValidItem(name) {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "an item has a name that none can have"}
	}
	body, err := d.db.cfg.Blobs.Raw(ctx, refusedFolder+name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "no such item"}
	}
	return body, wrap(op, err)
}

// Done implements [intake.Door]: an item that was refused again stays.
func (d refusedDoor) Done(ctx context.Context, names ...string) error {
	for _, name := range names {
		came, err := d.db.arrived(ctx, name)
		if err != nil {
			return wrap("store.Done", err)
		}
		if !came {
			continue
		}
		if err := d.db.DropRefused(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Refusals counts the items that were refused, by reason.
func (db *DB) Refusals(ctx context.Context) (map[intake.Reason]int, error) {
	n := map[intake.Reason]int{}
	err := db.read(ctx, func(t *tx) error {
		for after := ""; ; {
			rows, err := t.q.RefusedPage(ctx, sqldb.RefusedPageParams{After: after, N: pageRows})
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				n[intake.Reason(r.Reason)]++
			}
			after = rows[len(rows)-1].Name
		}
	})
	return n, wrap("store.Refusals", err)
}
