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

// Judge takes one judgement about the responses that it names, and looks at
// nothing else: seen is [coding.Seen] of what the person saw of them. When that
// has changed it is a conflict and nothing is changed; whatever else happened to
// the call-out does not matter. It returns what changed, for [DB.Unjudge].
func (db *DB) Judge(ctx context.Context, by voxpop.Actor, slug, seen string, at voxpop.Moment, j coding.Judgement) (done coding.Judged, err error) {
	err = db.verb(ctx, by, "decide", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		done = coding.Judged{}
		said, before, err := t.said(c, j.Responses)
		if err != nil {
			return nil, false, err
		}
		if coding.Seen(said, before) != seen {
			return nil, false, judgedMeanwhile()
		}
		changes, err := t.judge(c, by, at, j)
		if err != nil {
			return nil, false, err
		}
		for _, x := range changes {
			if x.Field != string(voxpop.Coincidence) {
				done.Note(x.ID, x.Field, fmt.Sprint(x.Old), fmt.Sprint(x.New))
			}
		}
		after, err := t.alone(c, j.Responses)
		if err != nil {
			return nil, false, err
		}
		done.Dropped, done.Made = without(before, after), without(after, before)
		return changes, true, nil
	})
	return done, err
}

func judgedMeanwhile() error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "store", Message: "something about these responses changed meanwhile; nothing was changed",
		Hint: "look at them again, then say it again"}
}

// said is what is seen of responses, and the coincidences that name some of them.
func (t *tx) said(c *callout, ids []string) ([]coding.Said, []voxpop.Decision, error) {
	all := make([]coding.Said, 0, len(ids))
	for _, id := range ids {
		r, err := t.response(c, id)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, coding.SaidOf(r))
	}
	alone, err := t.alone(c, ids)
	return all, alone, err
}

// without lists the decisions of a that b does not hold as they are.
func without(a, b []voxpop.Decision) []voxpop.Decision {
	return slices.DeleteFunc(slices.Clone(a), func(d voxpop.Decision) bool {
		return slices.ContainsFunc(b, func(e voxpop.Decision) bool { return d.ID == e.ID && slices.Equal(d.Responses, e.Responses) })
	})
}

// Unjudge takes back what a judgement changed, to the letter. When something
// of it was changed again it is a conflict and nothing is changed: so nothing
// is taken back twice.
func (db *DB) Unjudge(ctx context.Context, by voxpop.Actor, slug string, done coding.Judged) error {
	back := done.Back()
	return db.verb(ctx, by, "undo_decide", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		var changes []Change
		for _, f := range back.Fields {
			more, err := t.edit(c, f.IDs, func(r *voxpop.Response) (*Change, error) {
				switch {
				case f.Field == "duplicate_of" && r.DuplicateOf == f.Old:
					return setDuplicate(r, f.New), nil
				case f.Field == "campaign" && r.Campaign == f.Old:
					r.Campaign = f.New
					return &Change{Field: f.Field, Old: f.Old, New: f.New}, nil
				case f.Field == "set_aside" && string(r.SetAside) == f.Old:
					return setAside(r, voxpop.SetAside(f.New)), nil
				}
				return nil, judgedMeanwhile()
			})
			if err != nil {
				return nil, false, err
			}
			changes = append(changes, more...)
		}
		for _, d := range back.Dropped {
			old, err := t.alone(c, d.Responses)
			if err != nil {
				return nil, false, err
			}
			if len(old) != 1 || old[0].ID != d.ID || !slices.Equal(old[0].Responses, d.Responses) {
				return nil, false, judgedMeanwhile()
			}
			if err := t.q.DeleteDecision(t.ctx, sqldb.DeleteDecisionParams{CalloutID: c.id, ID: d.ID}); err != nil {
				return nil, false, err
			}
			changes = append(changes, Change{ID: d.ID, Field: string(voxpop.Coincidence), Old: d.Responses})
		}
		for _, d := range back.Made {
			old, err := t.alone(c, d.Responses)
			if err != nil {
				return nil, false, err
			}
			if len(old) > 0 {
				return nil, false, judgedMeanwhile()
			}
			if err := t.allThere(c, d.Responses); err != nil {
				return nil, false, err
			}
			if err := t.putDecision(c, d); err != nil {
				return nil, false, err
			}
			changes = append(changes, Change{ID: d.ID, Field: string(voxpop.Coincidence), New: d.Responses})
		}
		return changes, true, nil
	})
}

// Stamps implements [coding.Changing]: every response by id, with what changes
// whenever anything of it does.
func (v *View) Stamps() iter.Seq2[coding.Stamp, error] {
	return pages(v.t.ctx, func(after string) ([]sqldb.StampsPageRow, error) {
		return v.t.q.StampsPage(v.t.ctx, sqldb.StampsPageParams{CalloutID: v.c.id, After: after, N: pageRows})
	}, func(r sqldb.StampsPageRow) string { return r.ID }, func(r sqldb.StampsPageRow) (coding.Stamp, error) {
		return coding.Stamp{ID: r.ID, Sum: r.Sha}, nil
	})
}
