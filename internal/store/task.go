package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// The states of a task as rows have them: scribe's, and one between.
const (
	taskWaiting = string(scribe.Waiting)
	taskQueued  = "queued" // handed out as a job that did not begin yet
	taskRunning = string(scribe.Running)
	taskDone    = string(scribe.Done)
)

// lease is Config.Lease where none is set. A worker that lives says so four
// times as often.
const lease = 2 * time.Minute

// patience is how many leases a task that was handed out may wait to begin.
const patience = 5

// day is now, no finer than a day: what machines do with an answer must not
// tell when it came.
func (db *DB) day() int64 {
	return db.cfg.Now().UTC().Truncate(24 * time.Hour).UnixMicro()
}

// first are the steps with which a response begins.
func (db *DB) first(r voxpop.Response) []scribe.Step {
	if db.cfg.First != nil {
		return db.cfg.First(r)
	}
	if r.Media == "" || r.Medium == voxpop.Text || r.Withdrawn() {
		return nil
	}
	return []scribe.Step{scribe.Clean}
}

// addTasks leaves steps that are not there yet to be done. Where a task begins
// to number its runs is drawn: one that was dropped and is added again never
// gives out a number that a worker of the former still holds.
func (t *tx) addTasks(c *callout, id string, steps []scribe.Step) (n int, err error) {
	day := t.db.day()
	for _, step := range steps {
		if !step.Valid() {
			return n, &voxpop.Error{Kind: voxpop.Internal, Op: "store", Message: "no such step"}
		}
		rows, err := t.q.AddTask(t.ctx, sqldb.AddTaskParams{CalloutID: c.id, Response: id, Step: string(step), Lane: string(step.Lane()), Run: firstRun(), Due: day, At: day})
		if err != nil {
			return n, err
		}
		n += int(rows)
	}
	return n, nil
}

// firstRun draws the number before a task's first run, under 2^52.
func firstRun() int64 {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return int64(binary.BigEndian.Uint64(b[:]) >> 12)
}

// redoTasks has steps done anew.
func (t *tx) redoTasks(c *callout, id string, steps []scribe.Step) (n int, err error) {
	day := t.db.day()
	for _, step := range steps {
		rows, err := t.q.RestartTask(t.ctx, sqldb.RestartTaskParams{CalloutID: c.id, Response: id, Step: string(step), Due: day, At: day})
		if err == nil && rows == 0 {
			_, err = t.addTasks(c, id, []scribe.Step{step})
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// dropMade forgets derivatives, marks and tasks of a response and returns the
// blobs that were the derivatives'.
func (t *tx) dropMade(c *callout, id string) (map[string]bool, error) {
	rows, err := t.q.DerivativesOf(t.ctx, sqldb.DerivativesOfParams{CalloutID: c.id, Response: id})
	if err != nil {
		return nil, err
	}
	blobs := map[string]bool{}
	for _, row := range rows {
		blobs[row.Blob] = true
	}
	if err := t.q.DropDerivatives(t.ctx, sqldb.DropDerivativesParams{CalloutID: c.id, Response: id}); err != nil {
		return nil, err
	}
	if err := t.q.DropMarks(t.ctx, sqldb.DropMarksParams{CalloutID: c.id, Response: id}); err != nil {
		return nil, err
	}
	return blobs, t.q.DropTasks(t.ctx, sqldb.DropTasksParams{CalloutID: c.id, Response: id})
}

// dropTexts forgets the versions of a response's texts too.
func (t *tx) dropTexts(c *callout, id string) (map[string]bool, error) {
	if err := t.q.DropVersions(t.ctx, sqldb.DropVersionsParams{CalloutID: c.id, Response: id}); err != nil {
		return nil, err
	}
	return t.dropMade(c, id)
}

// eraseMade is dropTexts for every response of a call-out.
func (t *tx) eraseMade(c *callout) (blobs []string, err error) {
	rows, err := t.x.QueryContext(t.ctx, "SELECT blob FROM derivative WHERE callout_id = ?1", c.id)
	if err != nil {
		return nil, err
	}
	if blobs, err = texts(rows); err != nil {
		return nil, err
	}
	for _, erase := range []func(context.Context, int64) error{t.q.EraseVersions, t.q.EraseDerivatives, t.q.EraseMarks, t.q.EraseTasks} {
		if err := erase(t.ctx, c.id); err != nil {
			return nil, err
		}
	}
	return blobs, nil
}

func taskOf(r sqldb.TasksBetweenRow) scribe.Task {
	state := scribe.TaskState(r.State)
	if r.State == taskQueued {
		state = scribe.Waiting
	}
	return scribe.Task{Response: r.Response, Step: scribe.Step(r.Step), State: state, Tries: int(r.Tries), Part: float64(r.Done) / 1e6,
		Reason: r.Reason, Hint: r.Hint, At: time.UnixMicro(r.At).UTC()}
}

func (t *tx) tasksOf(c *callout, id string) (all []scribe.Task, err error) {
	rows, err := t.q.TasksOf(t.ctx, sqldb.TasksOfParams{CalloutID: c.id, Response: id})
	for _, r := range rows {
		all = append(all, taskOf(sqldb.TasksBetweenRow(r)))
	}
	return all, err
}

// Tasks implements [scribe.Store].
func (db *DB) Tasks(ctx context.Context, slug string, ids ...string) (all []scribe.Task, err error) {
	err = db.View(ctx, slug, func(v *View) error {
		if len(ids) > 0 {
			if err := v.t.allThere(v.c, ids); err != nil {
				return err
			}
			for _, id := range ids {
				some, err := v.t.tasksOf(v.c, id)
				if err != nil {
					return err
				}
				all = append(all, some...)
			}
			return nil
		}
		rows := between(v, pageRows, func(after, upto string) ([]sqldb.TasksBetweenRow, error) {
			return v.t.q.TasksBetween(ctx, sqldb.TasksBetweenParams{CalloutID: v.c.id, After: after, Upto: upto})
		}, func(r sqldb.TasksBetweenRow) (scribe.Task, error) { return taskOf(r), nil })
		for task, err := range rows {
			if err != nil {
				return err
			}
			all = append(all, task)
		}
		return nil
	})
	return all, wrap("store.Tasks", err)
}

// Counts implements [scribe.Store].
func (db *DB) Counts(ctx context.Context) (all []scribe.Count, err error) {
	err = db.read(ctx, func(t *tx) error {
		rows, err := t.q.CountTasks(ctx)
		if err != nil {
			return err
		}
		slugs := map[int64]string{}
		for _, r := range rows {
			if slugs[r.CalloutID] == "" {
				c, err := t.q.CalloutByID(ctx, r.CalloutID)
				if err != nil {
					return err
				}
				slugs[r.CalloutID] = c.Slug
			}
			n := scribe.Count{Callout: slugs[r.CalloutID], Step: scribe.Step(r.Step), State: scribe.TaskState(r.State), N: int(r.N)}
			if r.State == taskQueued {
				n.State = scribe.Waiting
			}
			i := slices.IndexFunc(all, func(o scribe.Count) bool { return o.Callout == n.Callout && o.Step == n.Step && o.State == n.State })
			if i >= 0 {
				all[i].N += n.N
			} else {
				all = append(all, n)
			}
		}
		return nil
	})
	return all, wrap("store.Counts", err)
}

// OpenSteps counts the steps that can go on now or do: those that wait for an
// engine, for keys or for a while are not among them.
func (db *DB) OpenSteps(ctx context.Context) (n int, err error) {
	err = db.read(ctx, func(t *tx) error {
		open, err := t.q.OpenTasks(ctx, db.now())
		n = int(open)
		return err
	})
	return n, wrap("store.OpenSteps", err)
}

// manySteps is how many steps an audit line names one by one.
const manySteps = 100

// Ask implements [scribe.Store].
func (db *DB) Ask(ctx context.Context, by voxpop.Actor, slug string, ids []string, choose func(voxpop.Response, []scribe.Task) (next, redo []scribe.Step)) (n int, err error) {
	err = db.verb(ctx, by, "ask_steps", slug, func(t *tx, c *callout) (changes []Change, _ bool, err error) {
		n = 0
		one := func(r voxpop.Response) error {
			have, err := t.tasksOf(c, r.ID)
			if err != nil {
				return err
			}
			next, redo := choose(r, have)
			added, err := t.addTasks(c, r.ID, next)
			if err != nil {
				return err
			}
			again, err := t.redoTasks(c, r.ID, redo)
			if err != nil {
				return err
			}
			n += added + again
			for _, step := range slices.Concat(next, redo) {
				if len(changes) < manySteps {
					changes = append(changes, Change{ID: r.ID, Field: string(step), New: "asked"})
				}
			}
			return nil
		}
		if len(ids) > 0 {
			if err := t.allThere(c, ids); err != nil {
				return nil, false, err
			}
			for _, id := range ids {
				r, err := t.response(c, id)
				if err == nil {
					err = one(r)
				}
				if err != nil {
					return nil, false, err
				}
			}
		} else {
			for after := ""; ; {
				rows, err := t.q.ResponsesPage(t.ctx, sqldb.ResponsesPageParams{CalloutID: c.id, After: after, N: pageRows})
				if err != nil {
					return nil, false, err
				}
				if len(rows) == 0 {
					break
				}
				for _, row := range rows {
					r, err := parseResponse(row.Doc)
					if err == nil {
						err = one(r)
					}
					if err != nil {
						return nil, false, err
					}
				}
				after = rows[len(rows)-1].ID
			}
		}
		if n > manySteps {
			changes = []Change{{Field: "steps", New: fmt.Sprintf("%d asked", n)}}
		}
		if n == 0 {
			changes = nil
		}
		return changes, false, nil
	})
	return n, err
}
