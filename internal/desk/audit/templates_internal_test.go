package audit

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplateFitsItsPage(t *testing.T) {
	if err := templatecheck.CheckHTML(pages.Lookup("list.tmpl"), listPage{}); err != nil {
		t.Error(err)
	}
}
