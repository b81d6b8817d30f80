package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

func startJobs(t *testing.T, db *store.DB) (*store.Jobs, <-chan store.JobEvent) {
	t.Helper()
	jobs, err := db.Jobs(store.JobsConfig{})
	if err != nil {
		t.Fatal(err)
	}
	events, stop := jobs.Watch()
	if err := jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := jobs.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return jobs, events
}

func waitFor(t *testing.T, events <-chan store.JobEvent, kind string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		select {
		case e := <-events:
			if e.Kind == kind && e.OK {
				return
			} else if !e.OK {
				t.Fatalf("job %s failed", e.Kind)
			}
		case <-ctx.Done():
			t.Fatalf("no %s job was done", kind)
		}
	}
}

func dirty(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := db.Dirty(t.Context(), "tram")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFiguresJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		storetest.Small().Import(t, db)
		if n := dirty(t, db); n != 0 {
			t.Fatalf("%d people to fold after an import", n)
		}
		for _, id := range []string{"A1", "I9", "X03"} { // three changes, one job
			if err := db.SetAside(t.Context(), "bo", "tram", voxpop.Spam, id); err != nil {
				t.Fatal(err)
			}
		}
		waiting, err := db.WaitingKinds(t.Context())
		if err != nil || !slices.Equal(waiting, []string{"figures"}) || dirty(t, db) != 3 {
			t.Fatalf("waiting %v, %d people to fold, %v", waiting, dirty(t, db), err)
		}
		_, events := startJobs(t, db)
		waitFor(t, events, "figures")
		if n := dirty(t, db); n != 0 {
			t.Errorf("%d people left", n)
		}
		// A finished job is no reason not to leave another.
		if err := db.SetAside(t.Context(), "bo", "tram", voxpop.Blank, "A1"); err != nil {
			t.Fatal(err)
		}
		waitFor(t, events, "figures")
		if n := dirty(t, db); n != 0 {
			t.Errorf("%d people left", n)
		}
		if err := db.Withdraw(t.Context(), "desk", "tram", voxpop.Moment{Time: time.Date(2026, 3, 21, 0, 0, 0, 0, time.UTC)}, "B2"); err != nil {
			t.Fatal(err)
		}
		waitFor(t, events, "drop_blob")
		if waiting, err := db.WaitingKinds(t.Context()); err != nil || len(waiting) != 0 {
			t.Errorf("left: %v %v", waiting, err)
		}
	})
}

// Changes while the worker runs are never missed: whoever comes after the
// job's transaction leaves a new job.
func TestFiguresJobMissesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		r := storetest.Small()
		r.Import(t, db)
		_, events := startJobs(t, db)
		for i := range 60 {
			reason := voxpop.Spam
			if i%2 == 1 {
				reason = ""
			}
			if err := db.SetAside(t.Context(), "bo", "tram", reason, "A1"); err != nil {
				t.Fatal(err)
			}
		}
		for dirty(t, db) > 0 {
			waiting, err := db.WaitingKinds(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(waiting) == 0 && dirty(t, db) > 0 {
				t.Fatal("people to fold and no job for it")
			}
			waitFor(t, events, "figures")
		}
	})
}

func TestJobsAreAtomic(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		storetest.Small().Import(t, db)
		if err := db.EnqueueAndFail(t.Context()); err == nil {
			t.Fatal("no error")
		}
		if err := db.SetAside(t.Context(), "bo", "tram", voxpop.Spam, "A1", "NONE"); err == nil {
			t.Fatal("no error")
		}
		if waiting, err := db.WaitingKinds(t.Context()); err != nil || len(waiting) != 0 {
			t.Errorf("jobs without their row: %v %v", waiting, err)
		}
	})
}

func TestStopLeavesNothingRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	db, err := store.Open(t.Context(), store.Config{URL: t.TempDir() + "/voxpop.db", Blobs: storetest.NewBlobs(), Now: storetest.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := db.Jobs(store.JobsConfig{Queues: map[string]int{"media": 1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := jobs.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// The job of estimates keeps scores for the revision that they belong to, and
// again after a change; a snooze or a failure would leave it waiting.
func TestEstimateJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		r := storetest.Sampled(120, 60, 3)
		r.Import(t, db)
		jobs, events := startJobs(t, db)
		kept := func() string {
			rows, err := db.Query(t.Context(), "SELECT CAST(e.rev AS TEXT) || ' of ' || CAST(c.rev AS TEXT) FROM estimate e JOIN callout c ON c.id = e.callout_id")
			if err != nil || len(rows) != 1 {
				t.Fatalf("kept: %v %v", rows, err)
			}
			return rows[0][0]
		}
		waitFor(t, events, "estimate")
		if got := kept(); got != "1 of 1" {
			t.Errorf("kept %s", got)
		}
		if err := db.SetAside(t.Context(), "bo", "tram", voxpop.Spam, r.Responses[5].ID); err != nil {
			t.Fatal(err)
		}
		waitFor(t, events, "estimate")
		if got := kept(); got != "2 of 2" {
			t.Errorf("kept %s", got)
		}
		// Nothing that was made of somebody's words outlives a withdrawal.
		jobs.Stop(t.Context())
		if err := db.Withdraw(t.Context(), "desk", "tram", voxpop.Moment{Time: storetest.NewClock().Now()}, r.Responses[7].ID); err != nil {
			t.Fatal(err)
		}
		if rows, err := db.Query(t.Context(), "SELECT doc FROM estimate"); err != nil || len(rows) != 0 {
			t.Errorf("scores outlive a withdrawal: %d, %v", len(rows), err)
		}
	})
}

// looks counts the looks at feeds.
type looks chan struct{}

func (l looks) LookDue(context.Context) (ledger.Looked, error) {
	select {
	case l <- struct{}{}:
	default:
	}
	return ledger.Looked{}, nil
}

// A worker looks at feeds as soon as it starts; nobody waits for that work.
func TestFeedsJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		seen := make(looks, 1)
		jobs, err := db.Jobs(store.JobsConfig{Feeds: seen})
		if err != nil {
			t.Fatal(err)
		}
		if err := jobs.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-seen:
		case <-t.Context().Done():
		}
		if n, err := db.Waiting(t.Context()); err != nil || n != 0 {
			t.Errorf("%d jobs wait, %v", n, err)
		}
		if err := jobs.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
