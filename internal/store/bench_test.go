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

// BenchmarkImport imports n responses and about one and a half times as many
// codings, figures included.
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

// BenchmarkHeld measures a store that holds n responses: the same import
// again, figures that are known, figures for the reader after one mark changed
// (folded in memory, with the bootstrap of the agreement), the same folded and
// written by the job, and the hash of the record.
func BenchmarkHeld(b *testing.B) {
	engines(b, func(b *testing.B, open storetest.Opener, r *storetest.Record) {
		db := open(b)
		r.Import(b, db)
		changes := 0
		b.Run("again", func(b *testing.B) {
			for b.Loop() {
				r.Import(b, db)
			}
		})
		b.Run("figures", func(b *testing.B) {
			figures(b, db)
			for b.Loop() {
				figures(b, db)
			}
		})
		b.Run("changed", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				change(b, db, r, &changes)
				b.StartTimer()
				figures(b, db)
				b.StopTimer()
				fold(b, db)
				b.StartTimer()
			}
		})
		b.Run("fold", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				change(b, db, r, &changes)
				b.StartTimer()
				fold(b, db)
			}
		})
		b.Run("hash", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				change(b, db, r, &changes) // so that it is not remembered
				b.StartTimer()
				if err := db.View(b.Context(), "tram", func(v *store.View) error { _, err := v.Hash(); return err }); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func fold(b *testing.B, db *store.DB) {
	b.Helper()
	if n, err := db.Fold(b.Context(), "tram"); err != nil || n == 0 {
		b.Fatal(n, err)
	}
}

func figures(b *testing.B, db *store.DB) {
	err := db.View(b.Context(), "tram", func(v *store.View) error { _, err := v.Figures(); return err })
	if err != nil {
		b.Fatal(err)
	}
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
