package frame

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplates checks every field that a template names against the type of
// its data.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"history.tmpl": historyPage{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
