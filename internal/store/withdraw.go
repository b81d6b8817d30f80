package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// Withdraw takes responses back, all of them or, when one is not there, none:
// words, recordings, transcripts and translations in every version, whatever
// was made of the recordings, and what the people said of themselves are gone
// from the record, and the files from the blob store, when it returns; that and when they were withdrawn stays. A file that another
// response still names stays too. One that was withdrawn before is left as it
// is. Older backups are the operator's to purge.
func (db *DB) Withdraw(ctx context.Context, by voxpop.Actor, slug string, at voxpop.Moment, ids ...string) error {
	return db.takeOut(ctx, by, "withdraw", slug, func(t *tx, c *callout) ([]Change, map[string]bool, error) {
		return t.withdraw(c, at, ids)
	})
}

// takeOut runs a verb after which bytes must be gone: fn says what changed and
// which blobs nothing names any more.
func (db *DB) takeOut(ctx context.Context, by voxpop.Actor, verb, slug string, fn func(*tx, *callout) ([]Change, map[string]bool, error)) error {
	blobs := map[string]bool{}
	// Everybody locks the blobs before a call-out, so that nobody waits in a ring.
	err := db.verbAfter(ctx, by, verb, slug, (*tx).lockBlobs, func(t *tx, c *callout) (changes []Change, _ bool, err error) {
		changes, blobs, err = fn(t, c)
		return changes, false, err
	})
	if err != nil {
		return err
	}
	return db.clean(ctx, verb, blobs)
}

// clean takes blobs and what the log holds of deleted rows off the disk, after
// a verb was committed: at once, so that it is true without a worker; the jobs
// are for a crash here.
func (db *DB) clean(ctx context.Context, verb string, blobs map[string]bool) error {
	ctx = context.WithoutCancel(ctx)
	if err := errors.Join(db.dropBlobs(ctx, blobs), db.scrub(ctx)); err != nil {
		e, _ := errors.AsType[*voxpop.Error](wrap("store."+verb, err))
		return &voxpop.Error{Kind: e.Kind, Op: e.Op, Message: "the responses are withdrawn, but the disk may still hold bytes of them: " + e.Message,
			Hint: "see to the disk, then withdraw the same ones again", Err: e.Err}
	}
	return nil
}

// withdraw takes responses back within a verb and returns the blobs that
// nothing names any more.
func (t *tx) withdraw(c *callout, at voxpop.Moment, ids []string) ([]Change, map[string]bool, error) {
	return t.empty(c, ids, func(r *voxpop.Response) *Change {
		if r.Withdrawn() {
			return nil
		}
		wipe(r)
		r.WithdrawnAt = at
		return &Change{Field: "withdrawn_at", Old: "", New: at}
	})
}

// wipe takes everything out of a response that somebody said, or said of themselves.
func wipe(r *voxpop.Response) {
	r.Text, r.Media, r.Transcript, r.Translations = "", "", nil, nil
	r.Person = voxpop.Person{}
}

// empty takes what was said out of responses, with their files, what was made
// of them, their receipts and the replies to those. Fn empties one and says how; nil leaves it.
func (t *tx) empty(c *callout, ids []string, fn func(*voxpop.Response) *Change) ([]Change, map[string]bool, error) {
	if err := t.allThere(c, ids); err != nil {
		return nil, nil, err
	}
	files, said := map[string]bool{}, map[string][]string{}
	changes, err := t.edit(c, ids, func(r *voxpop.Response) (*Change, error) {
		media, words := r.Media, saidBy(*r)
		change := fn(r)
		if change != nil && media != "" {
			files[media] = true
		}
		if change != nil {
			said[r.ID] = words
		}
		return change, nil
	})
	if err != nil || len(changes) == 0 {
		return changes, nil, err
	}
	made := map[string]bool{}
	for _, change := range changes {
		if err := t.dropReceipt(c, change.ID); err != nil {
			return nil, nil, err
		}
		if err := t.dropDraftsOf(c, change.ID); err != nil {
			return nil, nil, err
		}
		if err := t.q.DropMemos(t.ctx, sqldb.DropMemosParams{CalloutID: c.id, Response: change.ID}); err != nil {
			return nil, nil, err
		}
		blobs, err := t.dropTexts(c, change.ID)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(made, blobs)
	}
	if err := t.dropReasons(c, changes); err != nil {
		return nil, nil, err
	}
	quoted, err := t.redactStories(c, said)
	if err != nil {
		return nil, nil, err
	}
	heirs, err := t.inherit(c, changes)
	if err != nil {
		return nil, nil, err
	}
	blobs, err := t.dropFiles(c, files)
	if err != nil {
		return nil, nil, err
	}
	maps.Copy(blobs, made)
	return slices.Concat(changes, heirs, quoted), blobs, t.forget(c, blobs)
}

// inherit gives the place of a withdrawn response to the earliest of those that
// repeat it: who sent something twice and takes one back still counts. The
// others repeat that one then, or what the withdrawn one repeated itself.
func (t *tx) inherit(c *callout, withdrawn []Change) (all []Change, err error) {
	for _, gone := range withdrawn {
		r, err := t.response(c, gone.ID)
		if err != nil {
			return nil, err
		}
		if !r.Withdrawn() {
			continue
		}
		rows, err := t.q.DuplicatesOf(t.ctx, sqldb.DuplicatesOfParams{CalloutID: c.id, DuplicateOf: r.ID})
		if err != nil {
			return nil, err
		}
		heir := r.DuplicateOf
		for _, row := range rows {
			if heir == "" && row.SetAside == "" {
				heir = row.ID
			}
		}
		if heir == "" {
			continue // nothing of it counts
		}
		for _, row := range rows {
			of := heir
			if row.ID == heir {
				of = ""
			}
			changes, err := t.edit(c, []string{row.ID}, func(r *voxpop.Response) (*Change, error) { return setDuplicate(r, of), nil })
			if err != nil {
				return nil, err
			}
			all = append(all, changes...)
		}
	}
	return all, nil
}

// withdrew counts the responses that were withdrawn by changes.
func withdrew(changes []Change) (n int) {
	for _, c := range changes {
		if c.Field == "withdrawn_at" {
			n++
		}
	}
	return n
}

// forget makes what was worked out follow when something was taken out: a part
// names places and roles, and a score comes from the words, so neither may
// outlive them. It leaves jobs for the blobs.
func (t *tx) forget(c *callout, blobs map[string]bool) error {
	if _, err := t.foldFigures(c.doc.Slug); err != nil {
		return err
	}
	if err := t.dropEstimate(c); err != nil {
		return err
	}
	for blob := range blobs {
		if err := t.enqueue(DropBlobArgs{blob}, oncePending); err != nil {
			return err
		}
	}
	return nil
}

// dropReceipt forgets where a reply to a response would go. When it was the
// last of its box, the replies in it go too.
func (t *tx) dropReceipt(c *callout, id string) error {
	r, err := t.q.ReceiptOf(t.ctx, sqldb.ReceiptOfParams{CalloutID: c.id, Response: id})
	if err != nil {
		return ignoreNoRows(err)
	}
	if err := t.q.DeleteReceipt(t.ctx, sqldb.DeleteReceiptParams{CalloutID: c.id, Response: id}); err != nil {
		return err
	}
	left, err := t.q.ResponsesOfBox(t.ctx, sqldb.ResponsesOfBoxParams{CalloutID: c.id, Box: r.Box})
	if err != nil || len(left) > 0 {
		return err
	}
	return t.q.DeleteRepliesOfBox(t.ctx, sqldb.DeleteRepliesOfBoxParams{CalloutID: c.id, Box: r.Box})
}

// allThere refuses ids of which the call-out has no response, and names them.
func (t *tx) allThere(c *callout, ids []string) error {
	var missing []string
	for _, id := range ids {
		_, err := t.q.ResponseSHA(t.ctx, sqldb.ResponseSHAParams{CalloutID: c.id, ID: id})
		if errors.Is(err, sql.ErrNoRows) {
			missing = append(missing, id)
		} else if err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.NotFound, Op: "store", Message: "no response has the id " + strings.Join(missing, ", "),
		Hint: "nothing was changed; voxpop responses " + c.doc.Slug + " lists the ids"}
}

// dropFiles takes files out of the record that no response names any more, and
// returns the blobs they were in. Withdrawn responses name none.
func (t *tx) dropFiles(c *callout, files map[string]bool) (blobs map[string]bool, err error) {
	blobs = map[string]bool{}
	if files, err = t.unnamed(c, files); err != nil {
		return nil, err
	}
	for path := range files {
		f, err := t.q.FileOf(t.ctx, sqldb.FileOfParams{CalloutID: c.id, Path: path})
		if errors.Is(err, sql.ErrNoRows) {
			continue
		} else if err != nil {
			return nil, err
		}
		blobs[f.Blob] = true
		if err := t.q.DeleteFile(t.ctx, sqldb.DeleteFileParams{CalloutID: c.id, Path: path}); err != nil {
			return nil, err
		}
	}
	return blobs, nil
}

// unnamed returns those of the files that no response names.
func (t *tx) unnamed(c *callout, files map[string]bool) (map[string]bool, error) {
	left := maps.Clone(files)
	if len(left) == 0 {
		return left, nil
	}
	if err := t.relist(); err != nil { // the list knows who names what
		return nil, err
	}
	for path := range files {
		_, err := t.q.MediaUser(t.ctx, sqldb.MediaUserParams{CalloutID: c.id, Media: key(path)})
		if err == nil {
			delete(left, path)
		} else if !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return left, nil
}
