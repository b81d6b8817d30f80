package store

import (
	"context"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store/sqldb"
)

// Receipt returns where a reply to a response goes. It is a conflict when
// nowhere: the respondent wanted no receipt, or took the answer back.
func (db *DB) Receipt(ctx context.Context, slug, response string) (r intake.ReceiptAddress, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				return noCallout("store.Receipt", slug)
			}
			return err
		}
		r, err = t.receipt(&callout{id: row.ID, doc: voxpop.Callout{Slug: slug}}, response)
		return err
	})
	return r, wrap("store.Receipt", err)
}

func (t *tx) receipt(c *callout, response string) (r intake.ReceiptAddress, err error) {
	have, err := t.response(c, response)
	if voxpop.KindOf(err) == voxpop.NotFound {
		return r, &voxpop.Error{Kind: voxpop.NotFound, Op: "store.reply", Message: "no response has the id " + response,
			Hint: "voxpop responses " + c.doc.Slug + " lists the ids"}
	}
	if err != nil {
		return r, err
	}
	row, err := t.q.ReceiptOf(t.ctx, sqldb.ReceiptOfParams{CalloutID: c.id, Response: response})
	if err != nil {
		if ignoreNoRows(err) != nil {
			return r, err
		}
		e := &voxpop.Error{Kind: voxpop.Conflict, Op: "store.reply", Message: "the respondent of " + response + " wanted no receipt and cannot be reached",
			Hint: "only who kept a receipt comes back to read a reply"}
		if have.Withdrawn() {
			e.Kind, e.Message, e.Hint = voxpop.Withdrawn, "the response "+response+" was withdrawn", "whoever withdraws is not written to any more"
		}
		return r, e
	}
	return intake.ReceiptAddress{Box: row.Box, To: row.ReplyTo, Withdraw: row.Withdraw}, nil
}

// Reply keeps a reply, sealed to the receipt of the response, until the doors
// have it, and marks everything that came with that receipt as contacted.
func (db *DB) Reply(ctx context.Context, by voxpop.Actor, slug, response string, reply intake.SealedReply) error {
	if err := reply.Validate(); err != nil {
		return err
	}
	return db.verb(ctx, by, "reply", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		r, err := t.receipt(c, response)
		if err != nil {
			return nil, false, err
		}
		if r.Box != reply.Box {
			return nil, false, &voxpop.Error{Kind: voxpop.Conflict, Op: "store.reply", Message: "the receipt of " + response + " changed meanwhile", Hint: "reply again"}
		}
		n, err := t.q.InsertReply(t.ctx, sqldb.InsertReplyParams{ID: reply.ID, CalloutID: c.id, Box: reply.Box, Sealed: reply.Sealed})
		if err != nil || n == 0 {
			return nil, false, err
		}
		ids, err := t.q.ResponsesOfBox(t.ctx, sqldb.ResponsesOfBoxParams{CalloutID: c.id, Box: reply.Box})
		if err != nil {
			return nil, false, err
		}
		changes, err := t.edit(c, ids, func(r *voxpop.Response) (*Change, error) {
			if r.Contacted {
				return nil, nil
			}
			r.Contacted = true
			return &Change{Field: "contacted", Old: false, New: true}, nil
		})
		return append([]Change{{ID: response, Field: "reply", New: reply.ID}}, changes...), true, err
	})
}

// OutReplies implements [intake.Store].
func (db *DB) OutReplies(ctx context.Context) (all []intake.SealedReply, err error) {
	err = db.read(ctx, func(t *tx) error {
		rows, err := t.q.UnsentReplies(ctx)
		for _, r := range rows {
			all = append(all, intake.SealedReply{Box: r.Box, ID: r.ID, Sealed: r.Sealed})
		}
		return err
	})
	return all, wrap("store.OutReplies", err)
}

// MarkSent implements [intake.Store]. The doors keep what they have; here
// nobody could read it, so it goes.
func (db *DB) MarkSent(ctx context.Context, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	return wrap("store.MarkSent", db.write(ctx, func(t *tx) error {
		for _, id := range ids {
			if err := t.q.ReplySent(t.ctx, sqldb.ReplySentParams{ID: id, Sent: true, Sealed: []byte{}}); err != nil {
				return err
			}
		}
		return nil
	}))
}
