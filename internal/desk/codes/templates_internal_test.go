package codes

import (
	"testing"

	"github.com/jba/templatecheck"
)

func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"coding.tmpl": codingPage{}, "codebook.tmpl": bookPage{}, "code.tmpl": codePage{}, "agreement.tmpl": agreementPage{}, "waiting.tmpl": waitingPage{}, "answers": partPage{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
