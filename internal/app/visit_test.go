package app_test

import (
	"path/filepath"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
)

// A door gets the call-outs that were opened: open ones, and closed ones for
// as long as their keys are there. Asking for cards makes no keys for one that
// is closed and was erased, and without keys there are no cards.
func TestCards(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	if _, err := openEmpty(t, dir).Cards(t.Context(), false); voxpop.KindOf(err) != voxpop.Forbidden || voxpop.HintOf(err) == "" {
		t.Errorf("without keys: %v", err)
	}
	dir = filepath.Join(t.TempDir(), "keyed")
	if err := app.CreateWorkspace(dir); err != nil {
		t.Fatal(err)
	}
	if err := app.DemoKeys(dir); err != nil {
		t.Fatal(err)
	}
	a := openEmpty(t, dir)
	for _, slug := range []string{"draft", "open", "shut"} {
		c := voxpop.Callout{Slug: slug, Question: voxpop.Localized{"en": "What?"}, Languages: []string{"en"}, Media: []voxpop.Medium{voxpop.Text}}
		if slug != "draft" {
			c.Opens = voxpop.Moment{Time: time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)}
		}
		if err := a.NewCallout(t.Context(), cast.Chiara, c); err != nil {
			t.Fatal(err)
		}
	}
	names := func() (all []string) {
		t.Helper()
		cards, err := a.Cards(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cards {
			if err := c.Validate(); err != nil || !c.Evaluation {
				t.Errorf("%s: %v, evaluation %v", c.Callout.Slug, err, c.Evaluation)
			}
			all = append(all, c.Callout.Slug)
		}
		return all
	}
	if got := names(); len(got) != 2 || got[0] != "open" || got[1] != "shut" {
		t.Errorf("cards of %v, want open and shut", got)
	}
	if _, err := a.SetOpen(t.Context(), cast.Chiara, "shut", false); err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 2 {
		t.Errorf("closed, its keys there: cards of %v", got)
	}
	if err := a.Keys.Forget("shut"); err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 1 || got[0] != "open" {
		t.Errorf("closed, its keys forgotten: cards of %v", got)
	}
	if slugs, err := a.Keys.Slugs(); err != nil || len(slugs) != 1 {
		t.Errorf("keys of %v, %v: those of what was erased were made anew", slugs, err)
	}
}
