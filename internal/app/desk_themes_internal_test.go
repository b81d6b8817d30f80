package app

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"voxpop/internal/coding"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// grown is a store with an invented call-out of n answers.
func grown(b testing.TB, n int) *store.DB {
	b.Helper()
	db := storetest.SQLite(b)
	spec := recordtest.Spec{Seed: 7, Responses: n, Statements: 20}
	_, err := db.Import(context.Background(), "bench", false, func(batch record.Batch) error { return recordtest.Fill(context.Background(), spec, batch) })
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.Fold(context.Background(), "harbour-clock"); err != nil { // as the job does
		b.Fatal(err)
	}
	return db
}

// BenchmarkRepeats measures what a person waits for who decides about groups
// of a call-out of 100,000 answers: how long the groups take in the background,
// and then each page and each decision (95th of 100).
func BenchmarkRepeats(b *testing.B) {
	const n = 100_000
	db := grown(b, n)
	x := &coding.Repeats{Store: repeatsStore{db}, Now: time.Now, Failed: func(_ string, err error) { b.Error(err) }}
	defer x.Close()
	ctx := b.Context()
	began := time.Now()
	var l coding.Listing
	for !l.Ready {
		var err error
		if l, err = x.List(ctx, "harbour-clock", coding.RepeatsQuery{N: 20}); err != nil {
			b.Fatal(err)
		}
	}
	found := time.Since(began)
	b.Logf("groups waiting %d, decided %d; largest waiting %d", l.Waiting, l.Decided, l.Cases[0].Size)
	for b.Loop() {
		var list, decide []time.Duration
		largest := time.Duration(0)
		for i := range 100 {
			at := time.Now()
			l, err := x.List(ctx, "harbour-clock", coding.RepeatsQuery{N: 20})
			list = append(list, time.Since(at))
			if err != nil || len(l.Cases) == 0 {
				b.Fatal(err, len(l.Cases))
			}
			c := l.Cases[i%len(l.Cases)]
			at = time.Now()
			_, _, err = x.Decide(ctx, "noa", "harbour-clock", c.ID, c.Seen, []string{coding.SamePerson, "campaign:fares", coding.Coincident, coding.Abuse}[i%4])
			took := time.Since(at)
			if err != nil {
				b.Fatal(err)
			}
			if c.Size > 1000 {
				largest = max(largest, took)
				fmt.Println("large group", c.Size, took)
			}
			decide = append(decide, took)
		}
		b.ReportMetric(found.Seconds(), "s-to-find")
		b.ReportMetric(p95(list), "ms-list-p95")
		b.ReportMetric(p95(decide), "ms-decide-p95")
	}
}

func p95(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)*95/100].Microseconds()) / 1000
}
