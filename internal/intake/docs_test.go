package intake_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"voxpop/internal/intake"
)

// The document for those who write another client says what the code does.
func TestDocument(t *testing.T) {
	b, err := os.ReadFile("../../docs/ENVELOPE.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	comma := func(n int) string {
		if n < 1000 {
			return fmt.Sprint(n)
		}
		if n < 1_000_000 {
			return fmt.Sprintf("%d,%03d", n/1000, n%1000)
		}
		return fmt.Sprintf("%d,%03d,%03d", n/1_000_000, n/1000%1000, n%1000)
	}
	var sizes []string
	for _, n := range intake.Sizes()[1:] {
		sizes = append(sizes, fmt.Sprint(n>>10))
	}
	for _, want := range []string{knownMailbox, knownSeed, knownToken, knownBox, knownWords, intake.SignatureHeader, intake.PullPrefix,
		strings.Join(sizes, " "), "1 to " + comma(intake.MaxHead), "every envelope has " + comma(intake.TextSize), "1 to " + comma(intake.MaxFrame), "at most " + comma(intake.MaxText),
		"at most " + comma(intake.MaxReply), comma(intake.ReplySize), fmt.Sprintf("at most %d MiB", intake.MaxWire>>20), "at most " + comma(intake.MaxList), comma(intake.MaxNonces) + " of them"} {
		if !strings.Contains(doc, want) {
			t.Errorf("docs/ENVELOPE.md does not say %q", want)
		}
	}
	e := answer("a")
	for _, key := range []string{"v", "kind", "callout", "form", "text", "consent", "person", "media", "receipt"} {
		if !strings.Contains(doc, `"`+key+`":`) {
			t.Errorf("docs/ENVELOPE.md does not name %s of %T", key, e)
		}
	}
}
