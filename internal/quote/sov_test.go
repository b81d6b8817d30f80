package quote

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// linesOf writes what was found in a line each: the rule, who, what. Every span
// is read back from the text.
func linesOf(t *testing.T, text, lang string) []string {
	t.Helper()
	var out []string
	r := []rune(text)
	for _, q := range Extract(text, Options{Lang: lang}) {
		var parts []string
		for _, p := range q.Parts {
			parts = append(parts, string(r[p.Start:p.End]))
		}
		who := string(r[q.Speaker.Start:q.Speaker.End])
		switch {
		case who == "":
			who = "-"
		case q.Speaker.How == "carried":
			who = "=" + who
		}
		line := q.Rule + " " + who + " > " + strings.Join(parts, " … ")
		if q.Negated {
			line = "not " + line
		}
		out = append(out, line)
	}
	return out
}

func readsAs(t *testing.T, lang, text string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, linesOf(t, text, lang)); diff != "" {
		t.Errorf("%s\n(-want +got)\n%s", text, diff)
	}
}
