package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/store"
	"voxpop/internal/store/sqldb/pgcheck"
	"voxpop/internal/store/storetest"
)

// The PostgreSQL engine's package only has to compile: it shows that every
// query is one of PostgreSQL's too.
var _ = pgcheck.New

// describe writes down the tables of a store in words that both engines share.
func describe(t *testing.T, db *store.DB) []string {
	t.Helper()
	var columns, keys string
	if db.Engine() == "sqlite" {
		columns = `SELECT m.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c."notnull" OR c.type = 'INTEGER' AND c.pk THEN '' ELSE ' null' END
			|| CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
			FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'river%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'said%'`
		keys = `SELECT m.name || ' index ' || (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
			|| CASE WHEN i."unique" THEN ' unique' ELSE '' END || CASE WHEN i.partial THEN ' partial' ELSE '' END
			FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk' AND m.name NOT LIKE 'river%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'said%'
			UNION ALL
			SELECT m.name || ' names ' || f."table" || ' by ' || group_concat(f."from", ',')
			FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND m.name NOT LIKE 'river%' GROUP BY m.name, f.id`
	} else {
		columns = `SELECT c.table_name || '.' || c.column_name || ' ' || c.data_type || CASE WHEN c.is_nullable = 'YES' THEN ' null' ELSE '' END
			|| coalesce((SELECT ' key ' || k.ordinal_position FROM information_schema.table_constraints p
				JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
				WHERE p.table_schema = 'public' AND p.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name), '')
			FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'river%' AND c.table_name NOT LIKE 'goose%' AND c.table_name <> 'said'`
		keys = `SELECT t.relname || ' index ' || (SELECT string_agg(a.attname, ',' ORDER BY o.n) FROM unnest(x.indkey) WITH ORDINALITY o(attnum, n)
				JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = o.attnum)
			|| CASE WHEN x.indisunique THEN ' unique' ELSE '' END || CASE WHEN x.indpred IS NOT NULL THEN ' partial' ELSE '' END
			FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
			WHERE s.nspname = 'public' AND NOT x.indisprimary AND t.relname NOT LIKE 'river%' AND t.relname NOT LIKE 'goose%' AND t.relname <> 'said'
			UNION ALL
			SELECT t.relname || ' names ' || f.relname || ' by ' || (SELECT string_agg(a.attname, ',' ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o(attnum, n)
				JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = o.attnum)
			FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid WHERE k.contype = 'f' AND t.relname NOT LIKE 'river%' AND t.relname <> 'said'`
	}
	sameType := strings.NewReplacer(" integer", " bigint", " bytea", " blob")
	var all []string
	for _, q := range []string{columns, keys} {
		rows, err := db.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			all = append(all, sameType.Replace(r[0]))
		}
	}
	slices.Sort(all)
	return all
}

func TestBothSchemasAreOne(t *testing.T) {
	lite := describe(t, storetest.SQLite(t))
	if len(lite) < 60 || !slices.Contains(lite, "response.withdrawn boolean") || !slices.Contains(lite, "coding names response by callout_id,response") ||
		!slices.Contains(lite, "part index callout_id,campaign,first_at,first_id partial") || !slices.Contains(lite, "callout.id bigint key 1") {
		t.Fatalf("the description misses something:\n%s", strings.Join(lite, "\n"))
	}
	storetest.NeedPostgres(t)
	if d := cmp.Diff(lite, describe(t, storetest.Postgres(t))); d != "" {
		t.Errorf("SQLite and PostgreSQL differ (-sqlite +postgres):\n%s", d)
	}
}

// A question mark in a query is a placeholder and nothing else: on PostgreSQL
// each becomes a dollar sign. And what one engine cannot read is written
// otherwise.
func TestQueriesHoldPlaceholdersOnly(t *testing.T) {
	files, err := filepath.Glob("query/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	n := 0
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(body), "\n") {
			if strings.ContainsAny(line, "?$@") {
				t.Errorf("%s:%d: use sqlc.arg(name)", f, i+1)
			}
		}
	}
	files, err = filepath.Glob("sqldb/*.sql.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	constant := regexp.MustCompile("(?s)= `-- name: .*?`")
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range constant.FindAllString(string(body), -1) {
			n++
			if rest := regexp.MustCompile(`\?[0-9]+`).ReplaceAllString(q, ""); strings.Contains(rest, "?") {
				t.Errorf("%s: a question mark that is no placeholder:\n%s", f, q)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d queries were looked at", n)
	}
}
