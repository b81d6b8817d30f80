package stories

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplates checks every field that a template names against the type of
// its data.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"list.tmpl": listPage{}, "editor.tmpl": editorPage{}, "drawer.tmpl": drawerPage{}, "merge.tmpl": mergePage{}, "versions.tmpl": versionsPage{}, "version.tmpl": versionPage{},
		"publish.tmpl": publishPage{}, "corrections.tmpl": correctionsPage{}, "lead.tmpl": leadPage{}, "refused.tmpl": refusedPage{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
