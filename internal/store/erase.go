package store

import (
	"context"
	"slices"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// Erase takes responses out as [DB.Withdraw] does, on the newsroom's own
// decision.
func (db *DB) Erase(ctx context.Context, by voxpop.Actor, slug string, at voxpop.Moment, ids ...string) error {
	return db.takeOut(ctx, by, "erase", slug, func(t *tx, c *callout) ([]Change, map[string]bool, error) {
		return t.withdraw(c, at, ids)
	})
}

// Illegal sets a response aside as illegal and takes everything that it said
// out of the record, as [DB.Withdraw] does; it stays in the count of what was
// set aside. The audit line keeps the number of the case and the SHA-256 of
// what was there, in hex.
func (db *DB) Illegal(ctx context.Context, by voxpop.Actor, slug, id, caseNumber, sha string) error {
	return db.takeOut(ctx, by, "illegal", slug, func(t *tx, c *callout) ([]Change, map[string]bool, error) {
		changes, blobs, err := t.empty(c, []string{id}, func(r *voxpop.Response) *Change {
			if r.SetAside == voxpop.Illegal && r.Text == "" && r.Media == "" && r.Transcript == nil && len(r.Translations) == 0 {
				return nil
			}
			wipe(r)
			r.SetAside = voxpop.Illegal
			return &Change{Field: "sha256", New: sha}
		})
		if err == nil && len(changes) > 0 && caseNumber != "" {
			changes = append(changes, Change{ID: id, Field: "case", New: caseNumber})
		}
		return changes, blobs, err
	})
}

// Erased says what [DB.EraseCallout] took out.
type Erased struct {
	Responses int `json:"responses"`
	Files     int `json:"files"`
}

// EraseCallout takes everything out of the record that the respondents of a
// call-out sent, and everything that was made of it: responses with their
// files, transcripts and derivatives, codings, decisions, figures, receipts and replies. The call-out, its
// codebook, points, statements, stories as they are now and sources stay, and the names of the
// items that came, so that none comes again. Of what was done with the answers,
// the audit log keeps who did what, when and how often.
func (db *DB) EraseCallout(ctx context.Context, by voxpop.Actor, slug string) (gone Erased, err error) {
	const verb = "erase_callout"
	err = db.takeOut(ctx, by, verb, slug, func(t *tx, c *callout) ([]Change, map[string]bool, error) {
		n, err := t.q.CountResponses(t.ctx, c.id)
		if err != nil {
			return nil, nil, err
		}
		blobs := map[string]bool{}
		for after := "media/"; ; {
			rows, err := t.q.MediaFiles(t.ctx, sqldb.MediaFilesParams{CalloutID: c.id, After: after, N: pageRows})
			if err != nil {
				return nil, nil, err
			}
			if len(rows) == 0 {
				break
			}
			for _, row := range rows {
				blobs[row.Blob] = true
				gone.Files++
			}
			after = rows[len(rows)-1].Path
		}
		made, err := t.eraseMade(c)
		if err != nil {
			return nil, nil, err
		}
		for _, blob := range made {
			blobs[blob] = true
		}
		if err := t.unlist(c); err != nil {
			return nil, nil, err
		}
		for _, erase := range []func(context.Context, int64) error{
			t.q.EraseMedia, t.q.EraseReplies, t.q.EraseTakebacks, t.q.EraseReceipts, t.q.EraseDeedsOf, t.q.EraseDeeds, t.q.EraseDecisions,
			t.q.EraseMemos, t.q.EraseCodings, t.q.EraseResponses, t.q.EraseStoryVersions,
		} {
			if err := erase(t.ctx, c.id); err != nil {
				return nil, nil, err
			}
		}
		for _, forget := range []func(context.Context, string) error{t.q.DropDeskDraftsOfCallout, t.q.DropDeskDeedsOfCallout} {
			if err := forget(t.ctx, slug); err != nil {
				return nil, nil, err
			}
		}
		gone.Responses = int(n)
		if err := t.q.EraseDraftsAbout(t.ctx, slug); err != nil {
			return nil, nil, err
		}
		if err := t.reduceAudit(slug); err != nil {
			return nil, nil, err
		}
		if n == 0 && gone.Files == 0 {
			return nil, nil, nil
		}
		if err := t.rebuild(c); err != nil {
			return nil, nil, err
		}
		return []Change{{Field: "responses", Old: n, New: 0}, {Field: "files", Old: gone.Files, New: 0}}, blobs, t.forget(c, blobs)
	})
	return gone, err
}

// reduceAudit takes out of the audit log what its lines say of single
// responses: codes, campaigns, who repeats whom. How many changes it were stays,
// and the number of a case that went to the authorities.
func (t *tx) reduceAudit(slug string) error {
	if err := t.q.DropAbout(t.ctx, slug); err != nil {
		return err
	}
	for after := int64(0); ; {
		rows, err := t.q.AuditPageOf(t.ctx, sqldb.AuditPageOfParams{Callout: slug, After: after, N: pageRows})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			var changes []Change
			if err := parse("audit line", row.Changes, &changes); err != nil {
				return err
			}
			if !slices.ContainsFunc(changes, func(c Change) bool { return c.ID != "" }) {
				continue
			}
			kept := []Change{{Field: "changes", New: len(changes)}}
			for _, c := range changes {
				if row.Verb == "illegal" && c.Field == "case" {
					kept = append(kept, Change{Field: "case", New: c.New})
				}
			}
			doc, err := toJSON(slug, kept)
			if err != nil {
				return err
			}
			if err := t.q.UpdateAudit(t.ctx, sqldb.UpdateAuditParams{Changes: doc, ID: row.ID}); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].ID
	}
}

// RepliesOut counts the replies to responses, or to everybody when none is
// named, that were given to doors or wait to be: a door keeps what it has.
func (db *DB) RepliesOut(ctx context.Context, slug string, ids ...string) (all int, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				return noCallout("store.RepliesOut", slug)
			}
			return err
		}
		if len(ids) == 0 {
			n, err := t.q.CountReplies(ctx, row.ID)
			all = int(n)
			return err
		}
		for _, id := range ids {
			n, err := t.q.CountRepliesTo(ctx, sqldb.CountRepliesToParams{CalloutID: row.ID, Response: id})
			if err != nil {
				return err
			}
			all += int(n)
		}
		return nil
	})
	return all, wrap("store.RepliesOut", err)
}
