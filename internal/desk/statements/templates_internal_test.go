package statements

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplates checks every field that a template names against the type of
// its data, also inside ranges that a test's data leaves empty.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"list.tmpl": listPage{}, "sources.tmpl": sourcesPage{}, "article.tmpl": articlePage{}, "one.tmpl": onePage{}, "speakers.tmpl": speakersPage{}, "points.tmpl": pointsPage{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
