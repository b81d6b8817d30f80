package store

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// Revision counts the changes of a call-out: equal revisions hold equal records.
func (db *DB) Revision(ctx context.Context, slug string) (rev int64, err error) {
	err = db.read(ctx, func(t *tx) (err error) {
		rev, err = t.q.CalloutRev(t.ctx, slug)
		if err != nil && ignoreNoRows(err) == nil {
			err = noCallout("store", slug)
		}
		return err
	})
	return rev, wrap("store.Revision", err)
}

// Saw writes into the audit log that somebody looked at responses, or at the
// call-out as a whole when none is named. The record does not change.
func (db *DB) Saw(ctx context.Context, by voxpop.Actor, verb, slug string, ids ...string) error {
	return wrap("store.Saw", db.write(ctx, func(t *tx) error {
		changes := make([]Change, 0, len(ids))
		for _, id := range ids {
			changes = append(changes, Change{ID: id})
		}
		return t.audit(by, verb, slug, changes)
	}))
}

// Deed is something that somebody did at the desk, with what undoes it.
type Deed struct {
	ID      string
	Callout string // slug; "" outside of one
	Person  string
	At      time.Time
	Kind    string // who undoes it; "" when nothing does
	Says    string
	Doc     []byte // JSON
	Undone  bool
}

// deedDays and draftDays are for how long deeds and drafts are kept.
const (
	deedDays  = 30
	draftDays = 30
)

// PutDeed keeps what somebody did.
func (db *DB) PutDeed(ctx context.Context, d Deed) error {
	return wrap("store.PutDeed", db.write(ctx, func(t *tx) error {
		if err := t.q.DropOldDeskDeeds(t.ctx, d.At.AddDate(0, 0, -deedDays).UnixMicro()); err != nil {
			return err
		}
		return t.q.PutDeskDeed(t.ctx, sqldb.PutDeskDeedParams{ID: d.ID, Callout: d.Callout, Person: d.Person, At: d.At.UnixMicro(), Kind: d.Kind, Says: d.Says, Doc: string(d.Doc)})
	}))
}

// Deed returns one deed.
func (db *DB) Deed(ctx context.Context, id string) (d Deed, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.DeskDeed(t.ctx, id)
		if err != nil {
			if ignoreNoRows(err) == nil {
				err = &voxpop.Error{Kind: voxpop.NotFound, Op: "store.Deed", Message: "nothing is known of this deed any more"}
			}
			return err
		}
		d = deedOf(row)
		return nil
	})
	return d, wrap("store.Deed", err)
}

func deedOf(r sqldb.Undoable) Deed {
	return Deed{ID: r.ID, Callout: r.Callout, Person: r.Person, At: time.UnixMicro(r.At).UTC(), Kind: r.Kind, Says: r.Says, Doc: []byte(r.Doc), Undone: r.Undone}
}

// Deeds lists what somebody did, the newest first; callout "" is everywhere.
func (db *DB) Deeds(ctx context.Context, person, callout string, limit int) (all []Deed, err error) {
	err = db.read(ctx, func(t *tx) error {
		var rows []sqldb.Undoable
		var err error
		if callout == "" {
			rows, err = t.q.AllDeskDeeds(t.ctx, sqldb.AllDeskDeedsParams{Person: person, N: int64(limit)})
		} else {
			rows, err = t.q.DeskDeeds(t.ctx, sqldb.DeskDeedsParams{Person: person, Callout: callout, N: int64(limit)})
		}
		for _, r := range rows {
			all = append(all, deedOf(r))
		}
		return err
	})
	return all, wrap("store.Deeds", err)
}

// Undone marks a deed as undone; it is a conflict when it was already.
func (db *DB) Undone(ctx context.Context, id string) error {
	return wrap("store.Undone", db.write(ctx, func(t *tx) error {
		n, err := t.q.DeskUndone(t.ctx, sqldb.DeskUndoneParams{Yes: true, ID: id})
		if err == nil && n == 0 {
			err = &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Undone", Message: "this was undone already"}
		}
		return err
	}))
}

// DraftKey names what somebody is writing.
type DraftKey struct {
	Callout string // slug; "" outside of one
	Kind    string
	Name    string // of what is written; what is about a response begins with its id, alone or before a "/"
	Person  string
}

// Draft is what somebody typed and has not saved.
type Draft struct {
	Base   string // revision from which they began
	Fields url.Values
	At     time.Time
}

// Draft returns a draft; ok is false when there is none.
func (db *DB) Draft(ctx context.Context, k DraftKey) (d Draft, ok bool, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.DeskDraft(t.ctx, sqldb.DeskDraftParams(k))
		if err != nil {
			return ignoreNoRows(err)
		}
		d, ok = Draft{Base: row.Base, At: time.UnixMicro(row.At).UTC()}, true
		return parse("draft", row.Doc, &d.Fields)
	})
	return d, ok, wrap("store.Draft", err)
}

// PutDraft keeps a draft in place of the one before.
func (db *DB) PutDraft(ctx context.Context, k DraftKey, d Draft) error {
	doc, err := json.Marshal(d.Fields)
	if err != nil {
		return err
	}
	return wrap("store.PutDraft", db.write(ctx, func(t *tx) error {
		if err := t.q.DropOldDeskDrafts(t.ctx, d.At.AddDate(0, 0, -draftDays).UnixMicro()); err != nil {
			return err
		}
		return t.q.PutDeskDraft(t.ctx, sqldb.PutDeskDraftParams{Callout: k.Callout, Kind: k.Kind, Name: k.Name, Person: k.Person, Base: d.Base, At: d.At.UnixMicro(), Doc: string(doc)})
	}))
}

// DropDraft forgets a draft.
func (db *DB) DropDraft(ctx context.Context, k DraftKey) error {
	return wrap("store.DropDraft", db.write(ctx, func(t *tx) error { return t.q.DropDeskDraft(t.ctx, sqldb.DropDeskDraftParams(k)) }))
}

// dropDraftsOf forgets what anybody was writing about a response.
func (t *tx) dropDraftsOf(c *callout, id string) error {
	return t.q.DropDeskDraftsOf(t.ctx, sqldb.DropDeskDraftsOfParams{Callout: c.doc.Slug, Name: id, After: id + "/", Upto: id + "0"})
}
