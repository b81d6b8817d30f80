package store

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/store/sqldb"
)

// Decide takes judgements about repeats, all of them or none, as one verb. rev
// is the revision that the person saw; when the call-out has changed since, it
// is a conflict and nothing is changed. Nothing is ever deleted: a judgement
// sets fields, and can be taken back.
func (db *DB) Decide(ctx context.Context, by voxpop.Actor, slug string, rev int64, at voxpop.Moment, judgements ...coding.Judgement) error {
	return db.verb(ctx, by, "decide", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		if err := c.unchanged(rev); err != nil {
			return nil, false, err
		}
		var all []Change
		for _, j := range judgements {
			changes, err := t.judge(c, by, at, j)
			if err != nil {
				return nil, false, err
			}
			all = append(all, changes...)
		}
		return all, true, nil
	})
}

// unchanged refuses a verb that was thought out for another revision.
func (c *callout) unchanged(rev int64) error {
	if c.rev == rev {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "store", Message: "the record of " + c.doc.Slug + " changed meanwhile; nothing was changed",
		Hint: "look again, then say it again"}
}

func (t *tx) judge(c *callout, by voxpop.Actor, at voxpop.Moment, j coding.Judgement) ([]Change, error) {
	if err := t.allThere(c, j.Responses); err != nil {
		return nil, err
	}
	switch {
	case j.Kept != "":
		others := slices.DeleteFunc(slices.Clone(j.Responses), func(id string) bool { return id == j.Kept })
		changes, err := t.releaseKept(c, j.Kept)
		if err != nil {
			return nil, err
		}
		more, err := t.markDuplicate(c, j.Kept, others)
		return append(changes, more...), err
	case j.Campaign != "":
		if !voxpop.ValidName(j.Campaign) {
			return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "store.decide", Place: "campaign", Message: "is not one line of text of at most 256 letters", Hint: "give the campaign a short name"}
		}
		return t.markCampaign(c, j.Campaign, j.Responses)
	case j.Alone:
		return t.markAlone(c, by, at, j.Responses)
	case j.Abuse:
		return t.edit(c, j.Responses, func(r *voxpop.Response) (*Change, error) {
			if r.SetAside != "" {
				return nil, nil
			}
			return setAside(r, voxpop.Spam), nil
		})
	case j.Undo:
		return t.undo(c, j.Responses)
	}
	return nil, nil
}

// releaseKept makes sure that the response that is kept repeats no other.
func (t *tx) releaseKept(c *callout, id string) ([]Change, error) {
	return t.edit(c, []string{id}, func(r *voxpop.Response) (*Change, error) { return setDuplicate(r, ""), nil })
}

// undo clears what binds the responses to each other and leaves alone what
// binds them to others: a repeat of a response outside, a campaign that only
// some of them are in.
func (t *tx) undo(c *callout, ids []string) ([]Change, error) {
	campaign, shared, abuse := "", true, true
	all, err := t.storedOf(c, ids)
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if i == 0 {
			campaign = r.Campaign
		}
		shared = shared && r.Campaign == campaign
		abuse = abuse && r.SetAside == voxpop.Spam
	}
	in := make(map[string]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	changes, err := t.edit(c, ids, func(r *voxpop.Response) (*Change, error) {
		if !in[r.DuplicateOf] {
			return nil, nil
		}
		return setDuplicate(r, ""), nil
	})
	if err != nil {
		return nil, err
	}
	if abuse {
		more, err := t.edit(c, ids, func(r *voxpop.Response) (*Change, error) { return setAside(r, ""), nil })
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	if campaign != "" && shared {
		more, err := t.markCampaign(c, "", ids)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	more, err := t.dropAlone(c, ids)
	return append(changes, more...), err
}

// markAlone remembers a coincidence. One that shares a response with it is
// taken into it, so that coincidences never overlap.
func (t *tx) markAlone(c *callout, by voxpop.Actor, at voxpop.Moment, ids []string) ([]Change, error) {
	all := slices.Clone(ids)
	old, err := t.alone(c, ids)
	if err != nil {
		return nil, err
	}
	for _, d := range old {
		all = append(all, d.Responses...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(old) == 1 && slices.Equal(old[0].Responses, all) {
		return nil, nil
	}
	for _, d := range old {
		if err := t.q.DeleteDecision(t.ctx, sqldb.DeleteDecisionParams{CalloutID: c.id, ID: d.ID}); err != nil {
			return nil, err
		}
	}
	d := voxpop.Decision{ID: all[0], Kind: voxpop.Coincidence, Responses: all, By: string(by), At: at}
	change := &Change{ID: d.ID, Field: string(voxpop.Coincidence), New: all}
	if len(old) > 0 {
		change.Old = old[0].Responses
	}
	return []Change{*change}, t.putDecision(c, d)
}

func (t *tx) dropAlone(c *callout, ids []string) ([]Change, error) {
	old, err := t.alone(c, ids)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, d := range old {
		if err := t.q.DeleteDecision(t.ctx, sqldb.DeleteDecisionParams{CalloutID: c.id, ID: d.ID}); err != nil {
			return nil, err
		}
		changes = append(changes, Change{ID: d.ID, Field: string(voxpop.Coincidence), Old: d.Responses})
	}
	return changes, nil
}

// alone lists the coincidences that share a response with ids.
func (t *tx) alone(c *callout, ids []string) ([]voxpop.Decision, error) {
	var all []voxpop.Decision
	in := make(map[string]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	for d, err := range t.decisions(c) {
		if err != nil {
			return nil, err
		}
		if d.Kind == voxpop.Coincidence && slices.ContainsFunc(d.Responses, func(id string) bool { return in[id] }) {
			all = append(all, d)
		}
	}
	return all, nil
}

func (t *tx) putDecision(c *callout, d voxpop.Decision) error {
	if err := d.Validate(); err != nil {
		return err
	}
	doc, sha, err := document(d.ID, d)
	if err != nil {
		return err
	}
	return t.q.PutDecision(t.ctx, sqldb.PutDecisionParams{CalloutID: c.id, ID: d.ID, Doc: doc, Sha: sha})
}

func (t *tx) decisions(c *callout) iter.Seq2[voxpop.Decision, error] {
	return pages(t.ctx, func(after string) ([]sqldb.DecisionsPageRow, error) {
		return t.q.DecisionsPage(t.ctx, sqldb.DecisionsPageParams{CalloutID: c.id, After: after, N: pageRows})
	}, func(r sqldb.DecisionsPageRow) string { return r.ID }, func(r sqldb.DecisionsPageRow) (voxpop.Decision, error) {
		var d voxpop.Decision
		return d, parse("decision", r.Doc, &d)
	})
}

// MediaSums implements [coding.Record].
func (v *View) MediaSums() (map[string]string, error) {
	sums := map[string]string{}
	for f, err := range v.Files() {
		if err != nil {
			return nil, err
		}
		sums[f.Path] = f.SHA256
	}
	return sums, nil
}

// Decisions implements [record.Source].
func (v *View) Decisions() iter.Seq2[voxpop.Decision, error] { return v.t.decisions(v.c) }

// EditCodebook changes the codebook of a call-out: edit is given the one that
// is there and returns what it becomes. A code that codings use cannot be left
// out. The audit line names the codes that changed.
func (db *DB) EditCodebook(ctx context.Context, by voxpop.Actor, slug string, edit func(voxpop.Codebook) (voxpop.Codebook, error)) error {
	return db.verb(ctx, by, "edit_codebook", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		changes, err := t.editCodebook(c, by, edit)
		return changes, false, err
	})
}

func (t *tx) editCodebook(c *callout, by voxpop.Actor, edit func(voxpop.Codebook) (voxpop.Codebook, error)) ([]Change, error) {
	var old voxpop.Codebook
	row, err := t.q.CodebookOf(t.ctx, c.id)
	if err := ignoreNoRows(err); err != nil {
		return nil, err
	}
	if err == nil {
		if err := parse("codebook", row.Doc, &old); err != nil {
			return nil, err
		}
	}
	book, err := edit(voxpop.Codebook{Version: old.Version, Codes: slices.Clone(old.Codes)})
	if err != nil {
		return nil, err
	}
	if err := book.Validate(); err != nil {
		return nil, err
	}
	doc, sha, err := document(codebookPlace, book)
	if err != nil || sha == row.Sha {
		return nil, err
	}
	if err := t.codesKept(c, book); err != nil {
		return nil, err
	}
	changes := []Change{{Field: "version", Old: old.Version, New: book.Version}}
	for _, code := range old.Codes {
		if _, ok := book.Code(code.ID); !ok {
			changes = append(changes, Change{Field: code.ID, Old: code})
		}
	}
	for _, code := range book.Codes {
		was, ok := old.Code(code.ID)
		a, _ := toJSON(code.ID, was)
		b, _ := toJSON(code.ID, code)
		if ok && a == b {
			continue
		}
		change := Change{Field: code.ID, New: code}
		if ok {
			change.Old = was
		}
		changes = append(changes, change)
	}
	if row.Sha != "" {
		if err := t.firstCodebook(c, row.Doc, row.Sha); err != nil {
			return nil, err
		}
	}
	if err := t.q.KeepCodebook(t.ctx, sqldb.KeepCodebookParams{CalloutID: c.id, Actor: string(by), At: t.db.now(), Doc: doc, Sha: sha}); err != nil {
		return nil, err
	}
	return changes, t.q.PutCodebook(t.ctx, sqldb.PutCodebookParams{CalloutID: c.id, Doc: doc, Sha: sha})
}

// codesKept refuses a codebook that leaves out a code in use.
func (t *tx) codesKept(c *callout, book voxpop.Codebook) error {
	used, err := t.q.CodesInUse(t.ctx, c.id)
	if err != nil {
		return err
	}
	for _, u := range used {
		if _, ok := book.Code(u.Code); !ok && u.Code != voxpop.NoCode {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.edit_codebook", Place: codebookPlace,
				Message: fmt.Sprintf("leaves out %s, which %s uses", u.Code, number(u.Codings, "coding")), Hint: "keep the code; nothing was changed"}
		}
	}
	return nil
}

// Code writes a coder's marks and moves the random sample on, as one verb: a
// mark is never in the sample without the sample reaching it, nor the other
// way round. It is a conflict when the call-out changed since d.Rev.
func (db *DB) Code(ctx context.Context, by voxpop.Actor, slug string, d coding.Drawn, codings ...voxpop.Coding) error {
	return db.verb(ctx, by, "code", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		if err := c.unchanged(d.Rev); err != nil {
			return nil, false, err
		}
		var all []voxpop.Coding
		for _, k := range d.Promoted {
			k.Draw = voxpop.DrawRandom
			all = append(all, k)
		}
		all = append(all, codings...) // the last word about a mark
		changes, err := t.codings(c, "put_codings", all, t.putCoding)
		if err != nil || d.UpTo == "" {
			return changes, true, err
		}
		var old voxpop.Decision
		row, err := t.q.DecisionOf(t.ctx, sqldb.DecisionOfParams{CalloutID: c.id, ID: voxpop.SampleID})
		if err == nil {
			err = parse("decision", row.Doc, &old)
		}
		if err := ignoreNoRows(err); err != nil {
			return nil, false, err
		}
		if d.UpTo <= old.UpTo { // the sample never shrinks
			return changes, true, nil
		}
		changes = append(changes, Change{ID: voxpop.SampleID, Field: "upto", Old: old.UpTo, New: d.UpTo})
		return changes, true, t.putDecision(c, voxpop.Decision{ID: voxpop.SampleID, Kind: voxpop.Sample, UpTo: d.UpTo, By: string(by), At: d.At})
	})
}
