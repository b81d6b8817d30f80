package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// stepsOf lists the steps of a response that wait as jobs.
func stepsOf(t *testing.T, db *store.DB, id string) (jobs []scribe.Job) {
	t.Helper()
	all, err := db.ScribeJobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Response == id {
			jobs = append(jobs, scribe.Job{Callout: "tram", Response: id, Step: scribe.Step(a.Step), Run: a.Run})
		}
	}
	return jobs
}

func handOut(t *testing.T, db *store.DB, width int) {
	t.Helper()
	if n, err := db.HandOut(t.Context(), map[scribe.Lane]int{scribe.MediaLane: width}, 0); n == 0 || err != nil {
		t.Fatal(n, err)
	}
}

func cleaned(of string) *scribe.Cleaned {
	return &scribe.Cleaned{Parts: []scribe.Part{{Derivative: scribe.Derivative{Kind: scribe.Audio, Type: "audio/ogg", Tool: "test 1", Of: of}, Body: bytes.NewReader([]byte("sound"))}}}
}

// A worker that still has a recording which was replaced since keeps nothing.
func TestWorkerOfAReplacedRecording(t *testing.T) {
	ctx := t.Context()
	db := storetest.SQLite(t)
	r := storetest.Small()
	r.Import(t, db)
	handOut(t, db, 2)
	old := stepsOf(t, db, "C3")[0]
	if _, ok, err := db.Begin(ctx, old); !ok || err != nil {
		t.Fatal(ok, err)
	}
	was, err := db.Original(ctx, old)
	if err != nil {
		t.Fatal(err)
	}
	was.Body.Close()
	for i := range r.Files {
		r.Files[i].Body = append([]byte("new "), r.Files[i].Body...)
	}
	if _, err := db.Import(ctx, "ann", true, r.Fill); err != nil {
		t.Fatal(err)
	}
	handOut(t, db, 2)
	jobs := stepsOf(t, db, "C3")
	now := jobs[len(jobs)-1]
	if now.Run == old.Run {
		t.Error("two runs of one step have one number")
	}
	if _, ok, err := db.Begin(ctx, now); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := db.KeepParts(ctx, old, cleaned(was.SHA256), nil); !errors.Is(err, scribe.ErrLost) {
		t.Errorf("the worker of the former recording: %v", err)
	}
	if err := db.KeepParts(ctx, now, cleaned(was.SHA256), nil); !errors.Is(err, scribe.ErrLost) {
		t.Errorf("what was made of the former recording: %v", err)
	}
	is, err := db.Original(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	is.Body.Close()
	if err := db.KeepParts(ctx, now, cleaned(is.SHA256), nil); err != nil {
		t.Error(err)
	}
}

// Steps go on when a clock was ahead for a while.
func TestClockThatWasAhead(t *testing.T) {
	ctx := t.Context()
	var mu sync.Mutex
	at := time.Date(2036, 9, 15, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { mu.Lock(); defer mu.Unlock(); return at }
	db, err := store.Open(ctx, store.Config{URL: filepath.Join(t.TempDir(), "v.db"), Blobs: storetest.NewBlobs(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	storetest.Small().Import(t, db)
	handOut(t, db, 1)
	begun := stepsOf(t, db, "C3")[0]
	if _, ok, err := db.Begin(ctx, begun); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := db.End(ctx, stepsOf(t, db, "C3")[0], scribe.Ending{State: scribe.Waiting, In: 100 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	at = at.AddDate(-10, 0, 0)
	mu.Unlock()
	for range 2 { // the first look calls them back
		if _, err := db.HandOut(ctx, map[scribe.Lane]int{scribe.MediaLane: 2}, 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"B2", "C3"} {
		if n := len(stepsOf(t, db, id)); n != 2 {
			t.Errorf("%s was handed out %d times", id, n)
		}
	}
}

// A worker that keeps what it made and a withdrawal never wait for each other.
func TestKeepingAndWithdrawing(t *testing.T) {
	storetest.NeedPostgres(t)
	ctx := t.Context()
	db := storetest.Postgres(t)
	r := storetest.Small()
	const n = 40
	for i := range n {
		x := r.Responses[2]
		x.ID, x.Media, x.Transcript, x.Translations = fmt.Sprintf("Z%03d", i), fmt.Sprintf("media/z%03d.ogg", i), nil, nil
		r.Responses = append(r.Responses, x)
		f := r.Files[0]
		f.Path = x.Media
		r.Files = append(r.Files, f)
	}
	r.Import(t, db)
	var sum string
	if err := db.View(ctx, "tram", func(v *store.View) error {
		for f, err := range v.Files() {
			if err != nil {
				return err
			}
			if f.Path == "media/z000.ogg" {
				sum = f.SHA256
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	handOut(t, db, n)
	all, err := db.ScribeJobs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	both.Go(func() {
		for _, a := range all {
			j := scribe.Job{Callout: "tram", Response: a.Response, Step: scribe.Step(a.Step), Run: a.Run}
			if _, _, err := db.Begin(ctx, j); err != nil {
				t.Error(err)
			}
			if err := db.KeepParts(ctx, j, cleaned(sum), nil); err != nil && !errors.Is(err, scribe.ErrLost) {
				t.Error(err, errors.Unwrap(err))
			}
		}
	})
	both.Go(func() {
		for i := range n {
			if err := db.Withdraw(ctx, "desk", "tram", voxpop.Moment{Time: storetest.NewClock().Now()}, fmt.Sprintf("Z%03d", i)); err != nil {
				t.Error(err, errors.Unwrap(err))
			}
		}
	})
	both.Wait()
}

// Steps that wait for an engine that is not set are put off together.
func TestHopelessStepsWaitTogether(t *testing.T) {
	ctx := t.Context()
	s := &scribe.Service{Into: []string{"de"}, Now: storetest.NewClock().Now}
	db, err := store.Open(ctx, store.Config{URL: filepath.Join(t.TempDir(), "v.db"), Blobs: storetest.NewBlobs(), Now: s.Now, First: s.First})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s.Store = db
	storetest.Grown(300, 1).Import(t, db)
	storetest.Work(t, db, s)
	tasks, err := db.Tasks(ctx, "tram")
	if err != nil || len(tasks) < 200 {
		t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	for _, k := range tasks {
		if k.Step.Lang() != "" && (k.State != scribe.Waiting || k.Reason == "" && k.Tries == 0) {
			t.Fatalf("%s of %s is %s: %s", k.Step, k.Response, k.State, k.Reason)
		}
	}
	rows, err := db.Query(ctx, "SELECT count(*) FROM river_job WHERE kind = 'scribe'")
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := strconv.Atoi(rows[0][0]); n > 20 {
		t.Errorf("%d steps were handed out that cannot begin", n)
	}
}

// A store from before recordings were made safe has them made safe.
func TestRecordingsOfAnOlderStore(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *store.DB{
		"sqlite":   func(t *testing.T) *store.DB { return storetest.SQLite(t) },
		"postgres": func(t *testing.T) *store.DB { storetest.NeedPostgres(t); return storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			r := storetest.Small()
			r.Responses[0].Text = `"media":"media/c3.ogg" \"`
			r.Import(t, db)
			want, err := db.Tasks(t.Context(), "tram")
			if err != nil || len(want) == 0 {
				t.Fatal(want, err)
			}
			if err := db.Exec(t.Context(), "DELETE FROM task"); err != nil {
				t.Fatal(err)
			}
			body, err := os.ReadFile("migrations/" + name + "/00004_scribe.sql")
			if err != nil {
				t.Fatal(err)
			}
			_, fill, _ := strings.Cut(string(body), "INSERT INTO task")
			fill, _, _ = strings.Cut(fill, ";")
			if err := db.Exec(t.Context(), "INSERT INTO task"+fill); err != nil {
				t.Fatal(err)
			}
			got, err := db.Tasks(t.Context(), "tram")
			if err != nil || len(got) != len(want) {
				t.Fatalf("%v, %v", got, err)
			}
			for i := range got {
				if got[i].Response != want[i].Response || got[i].Step != want[i].Step || got[i].At.Hour() != 0 || got[i].At.Year() < 2025 {
					t.Errorf("%+v, not %+v", got[i], want[i])
				}
			}
		})
	}
}
