package storetest

import (
	"context"
	"testing"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/store"
)

// reasonsGo strikes an echo for a reason that tells of a respondent: with the
// response the reason goes, also out of what the ledger keeps for an undo.
func reasonsGo(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	l := ledgerOf(db)
	rows, ok := any(db).(interface { // which only tests of the store have
		Query(context.Context, string) ([][]string, error)
	})
	if !ok {
		t.Skip("the tables cannot be looked into from here")
	}
	count := func(q string) string { return must(rows.Query(t.Context(), q))[0][0] }
	const secret = "her sister works at the harbour"
	left := `SELECT (SELECT count(*) FROM deed WHERE doc LIKE '%` + secret + `%') + (SELECT count(*) FROM decision WHERE doc LIKE '%` + secret + `%')`
	var st voxpop.Statement
	view(t, db, func(v *store.View) { st = must(v.AllStatements())[0] })
	done := must(l.StrikeEcho(t.Context(), "bo", "tram", "B2", st.ID, secret))
	must(l.Undo(t.Context(), "bo", "tram", done.Op, ""))
	must(l.StrikeEcho(t.Context(), "bo", "tram", "B2", st.ID, secret))
	if count(left) != "4" {
		t.Fatalf("%s places hold the reason", count(left))
	}
	if err := db.Erase(t.Context(), "desk", "tram", moment("2026-03-21T10:00:00+01:00"), "B2"); err != nil {
		t.Fatal(err)
	}
	if count(left) != "0" {
		t.Errorf("%s places still hold the reason", count(left))
	}
	if _, err := l.UndoLast(t.Context(), "bo", "tram", ""); err != nil { // the strike still can be taken back
		t.Error(err)
	}
	must(l.PutPoint(t.Context(), "bo", "tram", voxpop.Point{ID: "p", Values: []voxpop.PointValue{{ID: "x"}}}))
	if _, err := db.EraseCallout(t.Context(), "desk", "tram"); err != nil {
		t.Fatal(err)
	}
	if n := count(`SELECT count(*) FROM deed WHERE doc LIKE '%no-echo%'`); n != "0" {
		t.Errorf("%s deeds still tell of echoes", n)
	}
	if ops := must(l.Ops(t.Context(), "tram", "", ledger.OpPager{})); len(ops) != 1 {
		t.Errorf("%d deeds are left, want that of the point", len(ops))
	}
}
