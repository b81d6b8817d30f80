package store_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// BenchmarkDesk measures what the desk asks of a call-out with 100,000
// responses, as the median and the 95th percentile of a few dozen calls:
//
//	go test ./internal/store -run '^$' -bench Desk -benchtime 1x
//
// VOXPOP_BENCH_RESPONSES sets another number.
func BenchmarkDesk(b *testing.B) {
	n := 100_000
	if s := os.Getenv("VOXPOP_BENCH_RESPONSES"); s != "" {
		fmt.Sscan(s, &n)
	}
	for _, engine := range []struct {
		name string
		open storetest.Opener
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			if engine.name == "postgres" {
				storetest.NeedPostgres(b)
			}
			db := engine.open(b)
			began := time.Now()
			_, err := db.Import(b.Context(), "ann", false, func(batch record.Batch) error {
				return recordtest.Fill(b.Context(), recordtest.Spec{Seed: 1, Responses: n, Statements: 100}, batch)
			})
			if err != nil {
				b.Fatal(err)
			}
			fmt.Fprintf(os.Stderr, "%s: import of %d: %v\n", engine.name, n, time.Since(began).Round(time.Millisecond))
			deskBench(b, db, n)
		})
	}
}

func deskBench(b *testing.B, db *store.DB, n int) {
	const slug = "harbour-clock"
	ctx := b.Context()
	yes, no := true, false
	at := voxpop.Moment{Time: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
	id := func(i int) string { return fmt.Sprintf("R%07d", i*7919%n) }
	list := func(f store.InboxFilter) func(int) error {
		return func(int) error { _, err := db.Inbox(ctx, slug, f, "", 50); return err }
	}
	view := func(fn func(*store.View) error) func(int) error {
		return func(int) error { return db.View(ctx, slug, fn) }
	}
	live := func(i int) string { // one that is there with its words
		for ; ; i++ {
			item, err := db.InboxItem(ctx, slug, id(i))
			if err == nil && item.State == store.StateCounted {
				return item.ID
			}
		}
	}
	for _, c := range []struct {
		name  string
		times int
		do    func(i int) error
	}{
		{"inbox cold", 1, list(store.InboxFilter{})},
		{"inbox", 40, list(store.InboxFilter{})},
		{"inbox page 1000", 40, func(i int) error {
			_, err := db.Inbox(ctx, slug, store.InboxFilter{}, store.Cursor(id(i)), 50)
			return err
		}},
		{"inbox filtered", 40, list(store.InboxFilter{States: []string{"counted"}, Langs: []string{"fa"}, Coded: &yes, Code: "cost", Seen: &no})},
		{"inbox search t", 40, list(store.InboxFilter{Query: "t"})},
		{"inbox search clock th", 40, list(store.InboxFilter{Query: "clock th"})},
		{"inbox search سا", 40, list(store.InboxFilter{Query: "سا"})},
		{"around", 40, func(i int) error {
			_, err := db.Around(ctx, slug, store.InboxFilter{States: []string{"counted"}}, id(i))
			return err
		}},
		{"facets", 40, func(int) error { _, err := db.InboxFacets(ctx, slug); return err }},
		{"counts of 8 filters", 40, func(int) error { _, err := db.InboxCounts(ctx, slug, make([]store.InboxFilter, 8)...); return err }},
		{"item", 40, func(i int) error { _, err := db.InboxItem(ctx, slug, id(i)); return err }},
		{"read", 40, func(i int) error { _, err := db.Read(ctx, slug, id(i)); return err }},
		{"view open", 40, view(func(*store.View) error { return nil })},
		{"figures cold", 1, view(func(v *store.View) error { _, err := v.Figures(); return err })},
		{"figures", 40, view(func(v *store.View) error { _, err := v.Figures(); return err })},
		{"callout counts", 40, func(int) error {
			_, err := db.CalloutCounts(ctx, func(voxpop.Callout) string { return "2026-04-03" })
			return err
		}},
		{"triage one", 40, func(i int) error {
			_, err := db.Triage(ctx, "bo", slug, store.Pick{IDs: []string{id(i)}}, store.Triage{Seen: &yes})
			return err
		}},
		{"inbox after a change", 20, func(i int) error {
			if _, err := db.Triage(ctx, "bo", slug, store.Pick{IDs: []string{id(i)}}, store.Triage{Star: &yes}); err != nil {
				return err
			}
			return list(store.InboxFilter{})(i)
		}},
		{"put codings", 40, func(i int) error {
			return db.PutCodings(ctx, "bo", slug, voxpop.Coding{Response: live(i), Code: "cost", Coder: "zed", Present: true, Origin: voxpop.ByPerson, At: at})
		}},
		{"set aside", 40, func(i int) error { return db.SetAside(ctx, "bo", slug, voxpop.Spam, live(i)) }},
		{"mark campaign", 40, func(i int) error { return db.MarkCampaign(ctx, "bo", slug, "stop", live(i)) }},
		{"fold", 5, func(i int) error {
			if err := db.SetAside(ctx, "bo", slug, voxpop.Spam, live(i)); err != nil {
				return err
			}
			_, err := db.Fold(ctx, slug)
			return err
		}},
		{"withdraw", 10, func(i int) error { return db.Withdraw(ctx, "bo", slug, at, live(i)) }},
		{"triage all", 1, func(int) error {
			_, err := db.Triage(ctx, "bo", slug, store.Pick{All: &store.InboxFilter{}}, store.Triage{Done: &yes})
			return err
		}},
		{"inbox after all", 1, list(store.InboxFilter{})},
		{"set aside 1000", 1, func(int) error {
			var ids []string
			page, err := db.Inbox(ctx, slug, store.InboxFilter{States: []string{"counted"}}, "", 1000)
			for _, item := range page.Items {
				ids = append(ids, item.ID)
			}
			if err == nil {
				_, err = db.SetAsideAll(ctx, "bo", slug, store.Pick{IDs: ids}, voxpop.OffTopic)
			}
			return err
		}},
		{"audit", 40, func(int) error { _, err := db.AuditList(ctx, store.AuditFilter{}, "", 50); return err }},
		{"audit of one", 40, func(i int) error {
			_, err := db.AuditList(ctx, store.AuditFilter{Callout: slug, Response: id(i)}, "", 50)
			return err
		}},
		{"audit facets", 40, func(int) error { _, _, err := db.AuditFacets(ctx); return err }},
	} {
		var took []time.Duration
		for i := range c.times {
			began := time.Now()
			if err := c.do(i + 1); err != nil {
				b.Fatal(c.name, err)
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		fmt.Fprintf(os.Stderr, "%-24s p50 %10v  p95 %10v\n", c.name, took[len(took)/2].Round(10*time.Microsecond), took[len(took)*95/100].Round(10*time.Microsecond))
	}
}
