package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"voxpop"
	"voxpop/internal/scribe"
)

// FiguresArgs asks for the figures of a call-out to be brought up to date.
// Job arguments hold ids, never words.
type FiguresArgs struct {
	Callout int64 `json:"callout" river:"unique"` // id of the call-out's row
}

// Kind implements river.JobArgs.
func (FiguresArgs) Kind() string { return "figures" }

// oncePending makes one job out of many changes: while it waits or runs,
// another is not added. The worker ends it in the transaction that found
// nothing more to do, so that a change can never fall between.
var oncePending = &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}}}

const (
	figuresTimeout = 5 * time.Minute // a first count of a million answers
	rescueMargin   = 5 * time.Minute // over the longest timeout, so that a living job is not run twice
	fetchCooldown  = 20 * time.Millisecond
	fetchPoll      = 500 * time.Millisecond
	figuresWorkers = 2
	softStop       = 10 * time.Second
	keepDone       = time.Hour // a job that is done; what it did stands elsewhere
)

// JobsConfig says what this process works on.
type JobsConfig struct {
	// Add adds the workers of other kinds; it may be nil.
	Add func(*river.Workers)
	// Periodic are jobs that come again and again, while any process works.
	Periodic []*river.PeriodicJob
	// Queues besides the default one, with how many jobs of each run at once.
	Queues map[string]int
	// Scribe does the steps of responses; nil: this process does none.
	Scribe Scribe
	// Feeds looks at the feeds that are due, again and again; nil: this process
	// looks at none.
	Feeds Feeds
	// Quiet is for how long a call-out has to be left alone before scores are
	// worked out for it; 0 = not at all.
	Quiet time.Duration
	// Lanes are how many steps of each lane run at once here; 0 is the default.
	Lanes map[scribe.Lane]int
	// LongestJob is the longest timeout of any worker that Add adds. A job
	// that has run for longer than that is taken for lost and tried again.
	LongestJob time.Duration
}

// Jobs works the queue of this store.
type Jobs struct {
	client jobClient
	pump   *pump // nil: no steps are done here
}

// Jobs makes the workers of this process; it starts nothing.
func (db *DB) Jobs(cfg JobsConfig) (*Jobs, error) {
	c, err := db.newJobClient(&cfg)
	if err != nil {
		return nil, wrap("store.Jobs", err)
	}
	j := &Jobs{client: c}
	if cfg.Scribe != nil {
		j.pump = &pump{db: db, lanes: widths(cfg.Lanes), wake: db.woken}
	}
	return j, nil
}

// Start begins to work; it returns at once.
func (j *Jobs) Start(ctx context.Context) error {
	if j.pump != nil {
		if err := j.pump.db.Rouse(ctx); err != nil {
			return wrap("store.Jobs.Start", err)
		}
	}
	if err := j.client.start(ctx); err != nil {
		return wrap("store.Jobs.Start", err)
	}
	if j.pump != nil {
		j.pump.start(ctx)
	}
	return nil
}

// Stop takes no new jobs and waits for the running ones, some seconds at most;
// then it cancels them. A job cut short is tried again after the next start.
func (j *Jobs) Stop(ctx context.Context) error {
	if j.pump != nil {
		j.pump.stop()
	}
	return wrap("store.Jobs.Stop", j.client.stop(ctx))
}

// Waiting counts the jobs that still have to be done, running ones included;
// steps of responses are counted by [DB.OpenSteps].
func (db *DB) Waiting(ctx context.Context) (n int, err error) {
	err = db.read(ctx, func(t *tx) error {
		jobs, err := db.jobs.waiting(t)
		n = len(slices.DeleteFunc(jobs, func(j *rivertype.JobRow) bool { return !counts(j.Kind) }))
		return err
	})
	return n, wrap("store.Waiting", err)
}

// counts reports whether a job of the kind is work that waits: steps have their
// tasks, and the look at feeds comes again and again.
func counts(kind string) bool { return kind != ScribeArgs{}.Kind() && kind != FeedsArgs{}.Kind() }

// JobEvent is the end of one run of a job.
type JobEvent struct {
	Kind string
	OK   bool // false: it failed, and will be tried again or is given up
}

// Watch reports jobs as they end, until stop is called.
func (j *Jobs) Watch() (events <-chan JobEvent, stop func()) {
	in, cancel := j.client.subscribe()
	out := make(chan JobEvent, 100)
	go func() {
		defer close(out)
		for e := range in {
			select {
			case out <- JobEvent{e.Job.Kind, e.Kind == river.EventKindJobCompleted}:
			default: // nobody reads; a job never waits for a watcher
			}
		}
	}()
	return out, cancel
}

// jobClient is a River client of either kind.
type jobClient interface {
	insert(t *tx, args river.JobArgs, opts *river.InsertOpts) error
	start(context.Context) error
	stop(context.Context) error
	subscribe() (<-chan *river.Event, func())
	waiting(t *tx) ([]*rivertype.JobRow, error)
}

// client is River on transactions of type T.
type client[T any] struct {
	*river.Client[T]
	of func(*tx) T
}

func (c client[T]) insert(t *tx, args river.JobArgs, opts *river.InsertOpts) error {
	_, err := c.InsertTx(t.ctx, c.of(t), args, opts)
	return err
}

func (c client[T]) start(ctx context.Context) error { return c.Start(ctx) }
func (c client[T]) stop(ctx context.Context) error  { return c.Stop(ctx) }

func (c client[T]) subscribe() (<-chan *river.Event, func()) {
	return c.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobCancelled)
}

// waiting lists the jobs that still have to be done.
func (c client[T]) waiting(t *tx) ([]*rivertype.JobRow, error) {
	var all []*rivertype.JobRow
	params := river.NewJobListParams().First(1000).States(rivertype.JobStateAvailable, rivertype.JobStatePending,
		rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled)
	for {
		page, err := c.JobListTx(t.ctx, c.of(t), params)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Jobs...)
		if len(page.Jobs) < 1000 {
			return all, nil
		}
		params = params.After(page.LastCursor)
	}
}

// newJobClient makes a client that inserts, and works too when cfg is not nil.
func (db *DB) newJobClient(cfg *JobsConfig) (jobClient, error) {
	rc, quiet := &river.Config{Logger: db.cfg.Logger, SkipUnknownJobCheck: true}, time.Duration(0)
	if cfg != nil {
		quiet = cfg.Quiet
		rc.Workers = river.NewWorkers()
		if cfg.Add != nil {
			cfg.Add(rc.Workers)
		}
		rc.PeriodicJobs = cfg.Periodic
		if cfg.Feeds != nil {
			river.AddWorker(rc.Workers, &feedsWorker{do: cfg.Feeds})
			rc.PeriodicJobs = append(slices.Clone(cfg.Periodic), river.NewPeriodicJob(river.PeriodicInterval(feedsEvery),
				func() (river.JobArgs, *river.InsertOpts) { return FeedsArgs{}, feedsOnce }, &river.PeriodicJobOpts{RunOnStart: true}))
		}
		rc.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: figuresWorkers}}
		for name, n := range cfg.Queues {
			rc.Queues[name] = river.QueueConfig{MaxWorkers: n}
		}
		if cfg.Feeds != nil {
			rc.Queues[feedsQueue] = river.QueueConfig{MaxWorkers: 1}
		}
		if cfg.Scribe != nil {
			for lane, n := range widths(cfg.Lanes) {
				rc.Queues[string(lane)] = river.QueueConfig{MaxWorkers: n}
			}
			river.AddWorker(rc.Workers, &scribeWorker{db: db, do: cfg.Scribe})
		}
		rc.JobTimeout = figuresTimeout
		rc.RescueStuckJobsAfter = max(cfg.LongestJob, figuresTimeout, feedsTimeout) + rescueMargin
		rc.FetchCooldown, rc.FetchPollInterval = fetchCooldown, fetchPoll
		rc.SoftStopTimeout = softStop
		rc.CompletedJobRetentionPeriod = keepDone
	}
	if db.engine == onPostgres {
		return newClient(db, riverpgxv5.New(db.pool), rc, quiet, func(t *tx) pgx.Tx { return t.pg })
	}
	return newClient(db, riversqlite.New(db.w), rc, quiet, func(t *tx) *sql.Tx { return t.sql })
}

func newClient[D riverdriver.Driver[T], T any](db *DB, driver D, rc *river.Config, quiet time.Duration, of func(*tx) T) (jobClient, error) {
	if rc.Workers != nil {
		river.AddWorker(rc.Workers, &figuresWorker[D, T]{db: db, of: of})
		river.AddWorker(rc.Workers, &dropBlobWorker{db: db})
		river.AddWorker(rc.Workers, &estimateWorker[D, T]{db: db, of: of, quiet: quiet})
	}
	c, err := river.NewClient(driver, rc)
	if err != nil {
		return nil, err
	}
	return client[T]{c, of}, nil
}

// figuresWorker folds what changed into the figures.
type figuresWorker[D riverdriver.Driver[T], T any] struct {
	river.WorkerDefaults[FiguresArgs]
	db *DB
	of func(*tx) T
}

// foldedAtOnce is how many people the job folds in one transaction: verbs of
// people wait for it.
const foldedAtOnce = 20

// Work implements river.Worker. The job is completed in the last transaction of
// its work: a verb that commits later finds it gone and leaves a new one.
func (w *figuresWorker[D, T]) Work(ctx context.Context, job *river.Job[FiguresArgs]) (err error) {
	for more := true; more && err == nil; {
		more, err = w.fold(ctx, job)
	}
	if voxpop.KindOf(err) == voxpop.NotFound {
		return nil
	}
	return wrap("store.figures", err)
}

func (w *figuresWorker[D, T]) fold(ctx context.Context, job *river.Job[FiguresArgs]) (more bool, err error) {
	err = w.db.write(ctx, func(t *tx) error {
		c, err := t.q.CalloutByID(ctx, job.Args.Callout)
		if err != nil {
			more = false
			return ignoreNoRows(err) // erased since
		}
		n, err := t.foldSome(c.Slug, foldedAtOnce)
		if more = n == foldedAtOnce; err != nil || more {
			return err
		}
		if err := t.estimateFirst(c.ID); err != nil {
			return err
		}
		_, err = river.JobCompleteTx[D](ctx, w.of(t), job)
		return err
	})
	return more, err
}

// waitingOpts puts a job of a backup back where it waited.
func waitingOpts(j waitingJob) *river.InsertOpts {
	return &river.InsertOpts{Queue: j.Queue, Priority: j.Priority, MaxAttempts: j.MaxAttempts, ScheduledAt: j.ScheduledAt}
}
