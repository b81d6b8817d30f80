package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/record"
	"voxpop/internal/store/storetest"
)

// The same record gives the same published bytes on either database.
func TestBothDatabasesPublishTheSame(t *testing.T) {
	storetest.NeedPostgres(t)
	url := storetest.PostgresURL(t)
	manifest := func(getenv func(string) string) string {
		dir := filepath.Join(t.TempDir(), "desk")
		if err := app.CreateWorkspace(dir); err != nil {
			t.Fatal(err)
		}
		cfg, err := app.LoadConfig(dir, getenv)
		if err != nil {
			t.Fatal(err)
		}
		a, err := app.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if _, err := a.Import(t.Context(), cast.Chiara, cast.Record(), false, record.Options{}); err != nil {
			t.Fatal(err)
		}
		all := ""
		stories, err := a.Stories(t.Context(), "ferry")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stories {
			built, err := a.BuildStory(t.Context(), "", s.Name, s.Body, "")
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(filepath.Join(built.Dir, "manifest.json"))
			if err != nil {
				t.Fatal(err)
			}
			all += string(b)
		}
		return all
	}
	onSQLite := manifest(noEnv)
	onPostgres := manifest(func(name string) string {
		if name == "VOXPOP_DATABASE_URL" {
			return url
		}
		return ""
	})
	if onSQLite == "" || onSQLite != onPostgres {
		t.Errorf("SQLite publishes\n%s\nPostgreSQL publishes\n%s", onSQLite, onPostgres)
	}
}
