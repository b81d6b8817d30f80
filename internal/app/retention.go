package app

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"voxpop/internal/store"
)

// retentionEvery is how often it is looked whether a call-out's answers are to
// be erased. What was promised in days is kept within hours.
const retentionEvery = time.Hour

// retentionActor stands in the audit log where the program keeps a promise.
const retentionActor = "retention"

// RetentionArgs asks for the answers of every call-out to be erased whose
// retention is over.
type RetentionArgs struct{}

// Kind implements river.JobArgs.
func (RetentionArgs) Kind() string { return "retention" }

type retentionWorker struct {
	river.WorkerDefaults[RetentionArgs]
	a *App
}

// Work implements river.Worker.
func (w *retentionWorker) Work(ctx context.Context, _ *river.Job[RetentionArgs]) error {
	now := time.Now()
	_, err := w.a.EraseDue(ctx, now)
	_, dropErr := w.a.Store.DropOldRefused(ctx, now)
	return errors.Join(err, dropErr)
}

// restBeforeScores is for how long nobody may have changed a call-out before
// its scores are worked out, which takes as long as reading all of it.
const restBeforeScores = 20 * time.Second

// jobs are the workers of this program beside the store's own.
func (a *App) jobs() store.JobsConfig {
	return store.JobsConfig{
		Quiet: restBeforeScores,
		Add:   func(all *river.Workers) { river.AddWorker(all, &retentionWorker{a: a}) },
		Periodic: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(retentionEvery),
			func() (river.JobArgs, *river.InsertOpts) {
				return RetentionArgs{}, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByPeriod: retentionEvery}}
			}, nil)},
	}
}

// tidy does at the start what could not be done while nothing ran: it erases
// what fell due before anything is shown, drops old refused items, and takes away the bodies of files
// that a crash left without their rows. When ctx is done the next start does it.
func (a *App) tidy(ctx context.Context) {
	if _, err := a.EraseDue(ctx, time.Now()); err != nil && ctx.Err() == nil {
		a.Log.Error("answers whose retention is over could not be erased", "error", err.Error())
	}
	if _, err := a.Store.DropOldRefused(ctx, time.Now()); err != nil && ctx.Err() == nil {
		a.Log.Error("items that were refused long ago could not be dropped", "error", err.Error())
	}
	if _, err := a.Store.Sweep(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("what a crash left could not be swept", "error", err.Error())
	}
}

// EraseDue erases the answers of every call-out whose retention was over at a
// time, and destroys their keys, after the doors were visited. One that fails
// does not keep the others. What may wait at a door that cannot be reached is
// an error, and is for the next time.
func (a *App) EraseDue(ctx context.Context, now time.Time) (done []Erasure, err error) {
	callouts, err := a.Store.Callouts(ctx)
	if err != nil {
		return nil, err
	}
	var due []string
	for _, c := range callouts {
		if at := c.ErasedAt(); !at.IsZero() && !at.After(now) {
			due = append(due, c.Slug)
		}
	}
	keyed, err := a.keyed(due...)
	if err != nil {
		return nil, err
	}
	var waiting []Unvisited
	if keyed {
		waiting = a.fetchFirst(ctx, retentionActor)
	}
	for _, slug := range due {
		left := waiting
		if keyed, err := a.keyed(slug); err == nil && !keyed {
			left = nil // nothing that waits could be read
		}
		e, failed := a.eraseAll(ctx, retentionActor, slug, left)
		if failed == nil {
			failed = e.Unfinished()
		}
		err = errors.Join(err, failed)
		if e.Responses+e.Files > 0 || e.Keys {
			done = append(done, e)
		}
	}
	return done, err
}
