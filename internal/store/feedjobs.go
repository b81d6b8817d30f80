package store

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"voxpop/internal/ledger"
)

// Feeds looks at feeds; [ledger.Service] is one.
type Feeds interface {
	LookDue(ctx context.Context) (ledger.Looked, error)
}

// FeedsArgs asks for a look at the feeds that are due. How often each is looked
// at stands with the feed: this job only asks.
type FeedsArgs struct{}

// Kind implements river.JobArgs.
func (FeedsArgs) Kind() string { return "feeds" }

const (
	feedsEvery   = time.Minute
	feedsTimeout = 30 * time.Minute // many pages of slow outlets
	feedsQueue   = "feeds"          // of its own: a slow outlet holds up no figures
)

// feedsOnce keeps one such job at a time; one that failed is not tried again,
// since the next comes anyway.
var feedsOnce = &river.InsertOpts{Queue: feedsQueue, MaxAttempts: 1, UniqueOpts: oncePending.UniqueOpts}

type feedsWorker struct {
	river.WorkerDefaults[FeedsArgs]
	do Feeds
}

// Timeout implements river.Worker.
func (w *feedsWorker) Timeout(*river.Job[FeedsArgs]) time.Duration { return feedsTimeout }

// Work implements river.Worker.
func (w *feedsWorker) Work(ctx context.Context, _ *river.Job[FeedsArgs]) error {
	_, err := w.do.LookDue(ctx)
	return wrap("store.feeds", err)
}
