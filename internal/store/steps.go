package store

import (
	"context"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// OpenStep is a step that is not done, with what a list says of its response.
type OpenStep struct {
	scribe.Task
	Medium voxpop.Medium
	Lang   string
	Ahead  int // of one that waits its turn: how many of its lane come before it
}

// StepPage lists steps of a call-out in one state, those that are due first
// before the others: n of them after skip. Those that were handed out and did
// not begin yet are with those that run.
func (db *DB) StepPage(ctx context.Context, slug string, state scribe.TaskState, skip, n int) (all []OpenStep, err error) {
	states := []string{string(state)}
	if state == scribe.Running {
		states = append(states, taskQueued)
	}
	err = db.View(ctx, slug, func(v *View) error {
		ahead := map[string]int{}
		for _, state := range states {
			rows, err := v.t.q.OpenStepsPage(ctx, sqldb.OpenStepsPageParams{CalloutID: v.c.id, State: state, N: int64(n), Skip: int64(skip)})
			if err != nil {
				return err
			}
			for _, r := range rows {
				s := OpenStep{Medium: voxpop.Medium(r.Medium), Lang: r.Lang, Task: taskOf(sqldb.TasksBetweenRow{Response: r.Response, Step: r.Step,
					State: r.State, Tries: r.Tries, Done: r.Done, Reason: r.Reason, Hint: r.Hint, At: r.At})}
				if r.State == taskWaiting {
					if _, known := ahead[r.Lane]; !known {
						before, err := v.t.q.StepsAhead(ctx, sqldb.StepsAheadParams{CalloutID: v.c.id, Lane: r.Lane, Due: r.Due, Response: r.Response, Step: r.Step})
						if err != nil {
							return err
						}
						ahead[r.Lane] = int(before)
					}
					s.Ahead = ahead[r.Lane]
					ahead[r.Lane]++
				}
				all = append(all, s)
			}
		}
		return nil
	})
	return all, wrap("store.StepPage", err)
}

// StepCounts counts the steps of a call-out that are not done.
func (db *DB) StepCounts(ctx context.Context, slug string) (all []scribe.Count, err error) {
	err = db.View(ctx, slug, func(v *View) error {
		rows, err := v.t.q.CountOpenSteps(ctx, v.c.id)
		for _, r := range rows {
			state := scribe.TaskState(r.State)
			if r.State == taskQueued {
				state = scribe.Running
			}
			if n := len(all); n > 0 && all[n-1].Step == scribe.Step(r.Step) && all[n-1].State == state {
				all[n-1].N += int(r.N)
				continue
			}
			all = append(all, scribe.Count{Callout: slug, Step: scribe.Step(r.Step), State: state, N: int(r.N)})
		}
		return err
	})
	return all, wrap("store.StepCounts", err)
}

// Stop implements [scribe.Store].
func (db *DB) Stop(ctx context.Context, by voxpop.Actor, slug string, steps []scribe.Task, reason, hint string) (n int, err error) {
	err = db.verb(ctx, by, "stop_step", slug, func(t *tx, c *callout) (changes []Change, _ bool, err error) {
		n = 0
		for _, s := range steps {
			rows, err := t.q.StopTask(ctx, sqldb.StopTaskParams{CalloutID: c.id, Response: s.Response, Step: string(s.Step), Reason: reason, Hint: hint, At: db.day()})
			if err != nil {
				return nil, false, err
			}
			if rows > 0 {
				n++
				changes = append(changes, Change{ID: s.Response, Field: string(s.Step), New: "stopped"})
			}
		}
		return changes, false, nil
	})
	return n, err
}

// LastAudit is the number of the newest line of the audit log; 0: there is
// none yet.
func (db *DB) LastAudit(ctx context.Context) (id int64, err error) {
	err = db.read(ctx, func(t *tx) error {
		id, err = t.q.LastAuditLine(ctx)
		return ignoreNoRows(err)
	})
	return id, wrap("store.LastAudit", err)
}

// Texts returns what there is of a response's texts in the view's snapshot.
func (v *View) Texts(ref scribe.Ref) (all scribe.Texts, err error) {
	r, ok, err := v.Response(ref.Response)
	if err == nil && !ok {
		err = noResponse("store.Texts", ref.Response)
	}
	if err == nil {
		all, err = v.t.texts(v.c, r, ref)
	}
	return all, wrap("store.Texts", err)
}
