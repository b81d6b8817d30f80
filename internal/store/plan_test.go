package store_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// What is asked for each article of a page looks at that article's candidates,
// not at all those of the call-out.
func TestCandidatesOfOneArticleArePlannedSo(t *testing.T) {
	db := storetest.SQLite(t)
	b, err := os.ReadFile("query/ledger.sql")
	if err != nil {
		t.Fatal(err)
	}
	arg, seen := regexp.MustCompile(`sqlc\.arg\(\w+\)`), 0
	for q := range strings.SplitSeq(string(b), "-- name: ") {
		name, q, _ := strings.Cut(q, "\n")
		q, _, _ = strings.Cut(q, ";")
		if !strings.HasPrefix(q, "SELECT") || !strings.Contains(q, "FROM candidate") || !strings.Contains(q, " AND article = sqlc.arg(article)") {
			continue
		}
		seen++
		rows, err := db.Query(t.Context(), "EXPLAIN QUERY PLAN "+arg.ReplaceAllString(q, "1"))
		if err != nil {
			t.Fatal(name, err)
		}
		for _, r := range rows {
			if plan := strings.Join(r, " "); !strings.Contains(plan, "article=?") {
				t.Errorf("%s: %s", name, plan)
			}
		}
	}
	if seen < 3 {
		t.Errorf("%d queries were looked at, want 3 at least", seen)
	}
}

// No list of the desk reads a whole table: what the inbox reads is what changed
// since, and a page of it; the audit log goes along an index from the newest
// line on, whatever is asked for.
func TestListsArePlannedAlongAnIndex(t *testing.T) {
	db := storetest.SQLite(t)
	storetest.Small().Import(t, db)
	plan := func(name, q string) string {
		t.Helper()
		rows, err := db.Query(t.Context(), "EXPLAIN QUERY PLAN "+q)
		if err != nil {
			t.Fatal(name, err)
		}
		var all []string
		for _, r := range rows {
			all = append(all, strings.Join(r, " "))
		}
		return strings.Join(all, "\n")
	}
	b, err := os.ReadFile("query/inbox.sql")
	if err != nil {
		t.Fatal(err)
	}
	arg, seen := regexp.MustCompile(`sqlc\.arg\(\w+\)`), 0
	for q := range strings.SplitSeq(string(b), "-- name: ") {
		name, q, _ := strings.Cut(q, "\n")
		q, _, _ = strings.Cut(q, ";")
		if !strings.HasPrefix(q, "SELECT") || strings.HasPrefix(name, "CalloutsUnlisted") {
			continue
		}
		seen++
		if p := plan(name, arg.ReplaceAllString(q, "1")); strings.Contains(p, "SCAN") || strings.Contains(p, "TEMP B-TREE FOR ORDER") {
			t.Errorf("%s:\n%s", name, p)
		}
	}
	if seen < 9 {
		t.Errorf("%d queries were looked at", seen)
	}
	for name, f := range map[string]store.AuditFilter{
		"all": {}, "actor": {Actor: "a"}, "verb": {Verb: "v"}, "call-out": {Callout: "c"}, "days": {From: "2026-01-01", Upto: "2026-02-01"},
		"several": {Actor: "a", Verb: "v", Callout: "c", From: "2026-01-01"},
	} {
		for _, after := range []store.Cursor{"", "a.b"} {
			q, err := f.Query(after)
			if err != nil {
				t.Fatal(err)
			}
			p := plan(name, q)
			if !strings.Contains(p, "USING INDEX audit_") || strings.Contains(p, "TEMP B-TREE") {
				t.Errorf("%s after %q:\n%s", name, after, p)
			}
		}
	}
}

// A campaign of thousands is settled without a look at each of them.
func TestWhoStandsForACampaignIsPlannedAlongAnIndex(t *testing.T) {
	db := storetest.SQLite(t)
	b, err := os.ReadFile("query/figures.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, q, _ := strings.Cut(string(b), "-- name: CampaignStanding :many\n")
	q, _, _ = strings.Cut(q, ";")
	rows, err := db.Query(t.Context(), "EXPLAIN QUERY PLAN "+regexp.MustCompile(`sqlc\.arg\(\w+\)`).ReplaceAllString(q, "1"))
	if err != nil {
		t.Fatal(err)
	}
	if plan := strings.Join(slices.Concat(rows...), " "); !strings.Contains(plan, "part_standing") {
		t.Error(plan)
	}
}
