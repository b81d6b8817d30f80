package signin

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	for name, data := range map[string]any{"sign-in.tmpl": form{}, "first.tmpl": form{}, "unlock.tmpl": form{}, "invite.tmpl": form{}, "old-link.tmpl": form{}, "go-on.tmpl": form{}, "me.tmpl": mine{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
