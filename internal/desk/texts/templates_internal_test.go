package texts

import (
	"testing"

	"github.com/jba/templatecheck"
)

// Every field that a template names is checked against its data; a wrong one
// inside an empty range would pass every other test.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"queue.tmpl": queuePage{}, "queue-list": queuePage{}, "transcript.tmpl": transcriptPage{}, "translation.tmpl": translationPage{}, "row-notes": noteSet{}, "news.tmpl": work{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
