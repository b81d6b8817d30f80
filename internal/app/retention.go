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

// jobs are the workers of this program beside the store's own.
func (a *App) jobs() store.JobsConfig {
	return store.JobsConfig{
		Add: func(all *river.Workers) { river.AddWorker(all, &retentionWorker{a: a}) },
		Periodic: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(retentionEvery),
			func() (river.JobArgs, *river.InsertOpts) {
				return RetentionArgs{}, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByPeriod: retentionEvery}}
			}, nil)},
	}
}

// tidy does at the start what could not be done while nothing ran: it erases
// what fell due before anything is shown, drops old refused items, and takes away the bodies of files
// that a crash left without their rows.
func (a *App) tidy(ctx context.Context) {
	if _, err := a.EraseDue(ctx, time.Now()); err != nil {
		a.Log.Error("answers whose retention is over could not be erased", "error", err.Error())
	}
	if _, err := a.Store.DropOldRefused(ctx, time.Now()); err != nil {
		a.Log.Error("items that were refused long ago could not be dropped", "error", err.Error())
	}
	if _, err := a.Store.Sweep(ctx); err != nil {
		a.Log.Error("what a crash left could not be swept", "error", err.Error())
	}
}

// EraseDue erases the answers of every call-out whose retention was over at a
// time, and destroys their keys. One that fails does not keep the others.
func (a *App) EraseDue(ctx context.Context, now time.Time) (done []Erasure, err error) {
	callouts, err := a.Store.Callouts(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range callouts {
		if at := c.ErasedAt(); at.IsZero() || at.After(now) {
			continue
		}
		e, failed := a.eraseAll(ctx, retentionActor, c.Slug)
		if failed != nil {
			err = errors.Join(err, failed)
		} else if e.Responses+e.Files > 0 || e.Keys {
			done = append(done, e)
		}
	}
	return done, err
}
