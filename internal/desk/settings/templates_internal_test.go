package settings

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	for name, data := range map[string]any{"people.tmpl": peoplePage{}, "keys.tmpl": keysPage{}, "engines.tmpl": enginesPage{}, "house.tmpl": housePage{}, "stories.tmpl": storiesPage{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
