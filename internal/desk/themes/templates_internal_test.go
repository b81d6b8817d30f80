package themes

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplates checks every field that a template names against the type of
// its data, also inside ranges that a test's data leaves empty.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{
		"overview.tmpl": overviewPage{}, "duplicates.tmpl": duplicatesPage{}, "dup-board": board{}, "members.tmpl": membersPage{}, "shares.tmpl": sharesPage{}, "proposed.tmpl": proposedPage{},
	} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
