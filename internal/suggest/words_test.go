package suggest_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/suggest"
	"voxpop/internal/text"
)

// tickets invents messages about a season ticket, and about seasons and tickets
// of other kinds, with much of what stands in every message between.
func tickets(n int, seed uint64) (texts []string, codes [][]string) {
	r := rand.New(rand.NewPCG(seed, 2))
	other := strings.Fields("ferry harbour library books market stalls bridge school park garden")
	glue := strings.Fields("and I was with the that this of for it but they have been to")
	fill := func(k int) (out []string) {
		for range k {
			out = append(out, glue[r.IntN(len(glue))], other[r.IntN(len(other))])
		}
		return out
	}
	for k := range n {
		var of []string
		middle := [][]string{{"season"}, {"ticket"}, {"summer", "season"}, {"ticket", "office"}}[r.IntN(4)]
		if k%2 == 0 {
			middle, of = []string{"season", "ticket"}, []string{"ferry"}
		}
		words := slices.Concat(fill(2), middle, fill(2))
		texts, codes = append(texts, strings.Join(words, " ")), append(codes, of)
	}
	return texts, codes
}

func TestWordsAreThoseThatSaySomething(t *testing.T) {
	texts, codes := tickets(300, 1)
	c := coder(t, texts, suggest.Options{Hints: []string{"", "", ""}})
	for i := range 120 {
		mark(t, c, i, codes[i])
	}
	got := c.Suggestions(suggest.SuggestOptions{})
	whole := 0
	for _, s := range got {
		for _, w := range s.Words {
			if text.Stopword("en", text.FoldString(w.Text)) {
				t.Fatalf("%q is shown of %q", w.Text, texts[s.Row])
			}
		}
		if len(s.Words) > 0 && s.Words[0].Text == "season ticket" {
			whole++
		}
	}
	if len(got) < 50 || whole < len(got)*8/10 {
		t.Errorf("%d of %d say “season ticket” first", whole, len(got))
	}
}

// Where only function words speak they are better than nothing.
func TestFunctionWordsAreShownWhenNothingElseSpoke(t *testing.T) {
	texts := make([]string, 60)
	for i := range texts {
		texts[i] = []string{"it was with them", "should we"}[i%2]
	}
	c := coder(t, texts, suggest.Options{Hints: []string{"", "", ""}})
	for i := range 20 {
		mark(t, c, i, [][]string{{"ferry"}, nil}[i%2])
	}
	got := c.Suggestions(suggest.SuggestOptions{})
	if len(got) == 0 || len(got[0].Words) == 0 {
		t.Errorf("%d suggestions, without a word", len(got))
	}
}
