package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
)

// TestDoctorOfArticles: an archived article that is gone is named, since no
// backup can be made without it.
func TestDoctorOfArticles(t *testing.T) {
	dir := t.TempDir()
	if err := app.CreateWorkspace(dir); err != nil {
		t.Fatal(err)
	}
	none := func(string) string { return "" }
	cfg, err := app.LoadConfig(dir, none)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	opens, err := voxpop.ParseMoment("2026-03-01T08:00:00+01:00")
	if err != nil {
		t.Fatal(err)
	}
	c := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: opens}
	if err := a.NewCallout(t.Context(), "ann", c); err != nil {
		t.Fatal(err)
	}
	got, err := a.Extract(t.Context(), "ann", "tram", ledger.Input{Text: "“The plan is reckless,” said Ilse Varga.", Lang: "en"})
	if err != nil || len(got.Quotes) != 1 || got.Quotes[0].Resolved != "Ilse Varga" {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	found := func() (all string) {
		for _, x := range app.Examine(t.Context(), dir, none).Checks {
			if x.Name == "tram" {
				all += x.Found
			}
		}
		return all
	}
	if s := found(); !strings.Contains(s, "1 article") {
		t.Errorf("a sound workspace: %q", s)
	}
	err = filepath.WalkDir(filepath.Join(dir, "blobs"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			err = os.Remove(p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := found(); !strings.Contains(s, "article "+got.Article.ID) || !strings.Contains(s, "missing") {
		t.Errorf("without its file: %q", s)
	}
}
