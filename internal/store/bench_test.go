package store_test

import (
	"fmt"
	"testing"

	"voxpop"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// Run them with
//
//	go test ./internal/store -run '^$' -bench . -benchtime 3x
//
// and, for PostgreSQL, under tools/pgtemp.sh run.

var sizes = []int{1_000, 10_000, 100_000}

// engines runs a benchmark on both engines at each size; n responses and
// about one and a half times as many codings are in r.
func engines(b *testing.B, bench func(b *testing.B, open storetest.Opener, r *storetest.Record)) {
	for _, n := range sizes {
		r := storetest.Grown(n, 1)
		b.Run(fmt.Sprintf("sqlite/%d", n), func(b *testing.B) { bench(b, storetest.SQLite, r) })
		b.Run(fmt.Sprintf("postgres/%d", n), func(b *testing.B) {
			storetest.NeedPostgres(b)
			bench(b, storetest.Postgres, r)
		})
	}
}

func BenchmarkImport(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		for b.Loop() {
			b.StopTimer()
			db := open(b)
			b.StartTimer()
			r.Import(b, db)
		}
		b.ReportMetric(float64(len(r.Responses)*b.N)/b.Elapsed().Seconds(), "responses/s")
	})
}

func BenchmarkImportAgain(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		db := open(b)
		r.Import(b, db)
		for b.Loop() {
			if done := r.Import(b, db); done.Responses.Added != 0 {
				b.Fatal("added")
			}
		}
	})
}

func figures(b *testing.B, db *store.DB) {
	err := db.View(b.Context(), "tram", func(v *store.View) error { _, err := v.Figures(); return err })
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFiguresWarm(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		db := open(b)
		r.Import(b, db)
		figures(b, db)
		for b.Loop() {
			figures(b, db)
		}
	})
}

// One mark changes; the next reader folds it in memory and gets new figures,
// the bootstrap of the agreement included.
func BenchmarkFiguresAfterOneChange(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		db := open(b)
		r.Import(b, db)
		i := 0
		for b.Loop() {
			b.StopTimer()
			change(b, db, r, &i)
			b.StartTimer()
			figures(b, db)
			b.StopTimer()
			if _, err := db.Fold(b.Context(), "tram"); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
}

// The same, written back by the job.
func BenchmarkFoldOneChange(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		db := open(b)
		r.Import(b, db)
		i := 0
		for b.Loop() {
			b.StopTimer()
			change(b, db, r, &i)
			b.StartTimer()
			if n, err := db.Fold(b.Context(), "tram"); err != nil || n == 0 {
				b.Fatal(n, err)
			}
		}
	})
}

func change(b *testing.B, db *store.DB, r *storetest.Record, i *int) {
	b.Helper()
	*i++
	x := r.Responses[*i%len(r.Responses)]
	k := voxpop.Coding{Response: x.ID, Code: "cost", Coder: fmt.Sprint("c", *i/len(r.Responses)%2), Present: *i%2 == 0, Origin: voxpop.ByPerson, At: x.ReceivedAt, Draw: voxpop.DrawAll}
	if err := db.PutCodings(b.Context(), "bench", "tram", k); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkHash(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		db := open(b)
		r.Import(b, db)
		i := 0
		for b.Loop() {
			b.StopTimer()
			change(b, db, r, &i) // so that it is not remembered
			b.StartTimer()
			if err := db.View(b.Context(), "tram", func(v *store.View) error { _, err := v.Hash(); return err }); err != nil {
				b.Fatal(err)
			}
		}
	})
}
