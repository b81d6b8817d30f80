package store_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

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
