package store

import (
	"context"

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
// files, codings, decisions, figures, receipts and replies. The call-out, its
// codebook, points, statements, stories and sources stay, and the names of the
// items that came, so that none comes again.
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
		for _, erase := range []func(context.Context, int64) error{
			t.q.EraseMedia, t.q.EraseReplies, t.q.EraseTakebacks, t.q.EraseReceipts, t.q.EraseDecisions,
			t.q.EraseCodings, t.q.EraseResponses,
		} {
			if err := erase(t.ctx, c.id); err != nil {
				return nil, nil, err
			}
		}
		gone.Responses = int(n)
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
