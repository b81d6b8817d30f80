package inbox

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplates checks every field that a template names against the type of
// its data, also inside ranges that a test's data leaves empty.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{
		"inbox.tmpl": listPage{}, "response.tmpl": responsePage{}, "history.tmpl": historyPage{},
		"inbox-list": listPart{}, "inbox-rows": listPart{}, "inbox-progress": progressPart{}, "answer": answerPart{}, "answer-opened": answerPart{},
		"player": playerPart{}, "person": personPart{}, "past": pastPart{},
	} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
