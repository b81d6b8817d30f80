package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// Steps are tasks first and jobs second. A task stands in the transaction that
// calls for it, and stays until it is done; a job is only how it is handed to a
// worker. Each working process hands out a few more tasks than it works on, in
// turns of the call-outs, so that a backlog of any length is neither loaded nor
// in the way of a call-out that has just opened. A task whose worker has been
// silent for a lease is handed out again: that is all there is to a crash.

// Scribe does steps; [scribe.Service] is one.
type Scribe interface {
	Do(ctx context.Context, j scribe.Job) error
}

// ScribeArgs hands out a step. Job arguments hold ids, never words.
type ScribeArgs struct {
	Callout  int64  `json:"callout"` // id of the call-out's row
	Response string `json:"response"`
	Step     string `json:"step"`
	Run      int64  `json:"run"`
}

// Kind implements river.JobArgs.
func (ScribeArgs) Kind() string { return "scribe" }

// defaultLanes are the widths where none is set.
var defaultLanes = map[scribe.Lane]int{scribe.MediaLane: 2, scribe.SpeechLane: 1, scribe.TranslateLane: 1}

func widths(set map[scribe.Lane]int) map[scribe.Lane]int {
	all := map[scribe.Lane]int{}
	for _, lane := range scribe.Lanes {
		if all[lane] = set[lane]; all[lane] <= 0 {
			all[lane] = defaultLanes[lane]
		}
	}
	return all
}

// scribeWorker does one step. Whatever comes of it stands in the task; a job
// is never tried again by the queue.
type scribeWorker struct {
	river.WorkerDefaults[ScribeArgs]
	db *DB
	do Scribe
}

// stepTimeout is when the queue gives up a job; the service ends a step long
// before that.
const stepTimeout = 24 * time.Hour

// Timeout implements river.Worker.
func (w *scribeWorker) Timeout(*river.Job[ScribeArgs]) time.Duration { return stepTimeout }

// Work implements river.Worker.
func (w *scribeWorker) Work(ctx context.Context, job *river.Job[ScribeArgs]) error {
	slug := ""
	err := w.db.read(ctx, func(t *tx) error {
		c, err := t.q.CalloutByID(ctx, job.Args.Callout)
		slug = c.Slug
		return ignoreNoRows(err)
	})
	if err != nil || slug == "" {
		return wrap("store.scribe", err)
	}
	j := scribe.Job{Callout: slug, Response: job.Args.Response, Step: scribe.Step(job.Args.Step), Run: job.Args.Run}
	doing, lost := context.WithCancel(ctx)
	beating, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { w.db.beats(beating, job.Args.Callout, j, lost) })
	err = w.one(doing, j)
	stop()
	done.Wait()
	if doing.Err() != nil && ctx.Err() == nil { // nobody waits for what it said
		err = nil
	}
	lost()
	w.db.wakeScribe()
	return wrap("store.scribe", err)
}

// one does a step. Steps read strangers' bytes: where one panics, its task says
// so and nobody repeats what the panic says, which may be words.
func (w *scribeWorker) one(ctx context.Context, j scribe.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.db.cfg.Logger.Error("a step panicked", "step", string(j.Step), "type", fmt.Sprintf("%T", p), "stack", stackOf())
			err = w.db.End(context.WithoutCancel(ctx), j, scribe.Ending{State: scribe.Failed, Reason: "it failed, and the reason is not known",
				Hint: "the log has where; voxpop media run --again tries once more"})
			if errors.Is(err, scribe.ErrLost) {
				err = nil
			}
		}
	}()
	return w.do.Do(ctx, j)
}

// stackOf names the functions that are running, without what they were given.
func stackOf() (all []string) {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		all = append(all, fmt.Sprintf("%s:%d", f.Function, f.Line))
		if !more {
			return all
		}
	}
}

// beats says that a job lives, until it does not; lost is called when nobody
// waits for it any more.
func (db *DB) beats(ctx context.Context, callout int64, j scribe.Job, lost func()) {
	tick := time.NewTicker(db.cfg.Lease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err := db.beat(ctx, callout, j)
			if errors.Is(err, scribe.ErrLost) {
				lost() // or it has just ended
				return
			}
			if err != nil && ctx.Err() == nil {
				db.cfg.Logger.Warn("a step could not say that it goes on", "error", wrap("store.scribe", err))
			}
		}
	}
}

// wakeScribe has the pump of this process look at once.
func (db *DB) wakeScribe() {
	select {
	case db.woken <- struct{}{}:
	default:
	}
}

// pump hands out tasks.
type pump struct {
	db    *DB
	lanes map[scribe.Lane]int
	wake  chan struct{}

	cancel context.CancelFunc
	done   sync.WaitGroup
	turn   int
}

// pumpPause is how long the pump sleeps when nobody wakes it.
const pumpPause = time.Second

func (p *pump) start(ctx context.Context) {
	ctx, p.cancel = context.WithCancel(context.WithoutCancel(ctx))
	p.done.Go(func() {
		tick := time.NewTicker(pumpPause)
		defer tick.Stop()
		for {
			if _, err := p.db.handOut(ctx, p.lanes, p.turn); err != nil {
				p.failed(ctx, err)
			}
			p.turn++
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			case <-p.wake:
			}
		}
	})
}

func (p *pump) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		p.db.cfg.Logger.Warn("steps could not be handed out", "error", wrap("store.scribe", err))
	}
}

func (p *pump) stop() {
	if p.cancel != nil {
		p.cancel()
		p.done.Wait()
	}
}

// farAhead is the longest that a step is put off. What is due later than that,
// and later than a job may wait, was written by a clock that was ahead.
const farAhead = time.Hour

func (db *DB) late() int64 {
	return db.now() + max(farAhead, patience*db.cfg.Lease).Microseconds()
}

// Rouse has every step that waits for something looked at again: what it
// waited for may be set now. A process that begins to work does so by itself.
func (db *DB) Rouse(ctx context.Context) error {
	return db.write(ctx, func(t *tx) error { return t.q.RouseTasks(ctx, db.now()) })
}

// handOut makes jobs of due tasks, up to twice as many of a lane as run at
// once; turn says with which call-out it begins. It returns how many.
func (db *DB) handOut(ctx context.Context, lanes map[scribe.Lane]int, turn int) (n int, err error) {
	for _, lane := range scribe.Lanes {
		if lanes[lane] == 0 {
			continue
		}
		var callouts []int64
		ahead := int64(0)
		err := db.read(ctx, func(t *tx) (err error) {
			now := db.now()
			if ahead, err = t.q.TasksAhead(ctx, sqldb.TasksAheadParams{Lane: string(lane), Late: db.late()}); err != nil || ahead > 0 {
				return err
			}
			out, err := t.q.TasksOut(ctx, sqldb.TasksOutParams{Lane: string(lane), Now: now})
			if err == nil && int(out) < 2*lanes[lane] {
				callouts, err = t.q.TaskCallouts(ctx, sqldb.TaskCalloutsParams{Lane: string(lane), Now: now})
			}
			return err
		})
		if err == nil && ahead > 0 {
			err = db.write(ctx, func(t *tx) error {
				return t.q.CallBackTasks(ctx, sqldb.CallBackTasksParams{Now: db.now(), Lane: string(lane), Late: db.late()})
			})
		}
		if err != nil {
			return n, err
		}
		if len(callouts) == 0 { // what was called back comes with the next look
			continue
		}
		err = db.write(ctx, func(t *tx) error {
			some, err := t.handOut(lane, lanes[lane], callouts, turn)
			n += some
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (t *tx) handOut(lane scribe.Lane, width int, callouts []int64, turn int) (n int, err error) {
	now := t.db.now()
	out, err := t.q.TasksOut(t.ctx, sqldb.TasksOutParams{Lane: string(lane), Now: now})
	if err != nil {
		return 0, err
	}
	room := 2*width - int(out)
	for room > 0 {
		before := n
		for i := range callouts {
			if room == 0 {
				break
			}
			c := callouts[(turn+i)%len(callouts)]
			due, err := t.q.DueTasks(t.ctx, sqldb.DueTasksParams{Lane: string(lane), Now: now, CalloutID: c, N: 1})
			if err != nil {
				return n, err
			}
			for _, d := range due {
				// Another process may have handed it out since.
				rows, err := t.q.HandTask(t.ctx, sqldb.HandTaskParams{CalloutID: c, Response: d.Response, Step: d.Step, Run: d.Run, Due: now + patience*t.db.cfg.Lease.Microseconds()})
				if err != nil {
					return n, err
				}
				if rows == 0 {
					continue
				}
				args := ScribeArgs{Callout: c, Response: d.Response, Step: d.Step, Run: d.Run + 1}
				if err := t.enqueue(args, &river.InsertOpts{Queue: string(lane), MaxAttempts: 1}); err != nil {
					return n, err
				}
				n++
				room--
			}
		}
		if n == before {
			break
		}
	}
	return n, nil
}
