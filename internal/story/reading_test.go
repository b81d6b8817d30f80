package story

import (
	"slices"
	"strings"
	"testing"
)

// plainBlock is a block of text without links.
func plainBlock(s string) *Block {
	b := &Block{}
	for _, r := range s {
		b.add(r, 0, -1)
	}
	return b
}

func TestQuotations(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string // a quotation never closed ends in ~
	}{
		{"none", "The mayor said no.", nil},
		{"double", "She said “no” and “never”.", []string{"no", "never"}},
		{"straight", `She said "no" and "never".`, []string{"no", "never"}},
		{"single", "She said ‘no’.", []string{"no"}},
		{"straight single", "She said 'no' and left.", []string{"no"}},
		{"german", "Sie sagte „nein“ und ‚nie‘.", []string{"nein", "nie"}},
		{"guillemets", "« non », dit-elle", []string{" non "}},
		{"guillemets turned in", "»nein«, sagte sie", []string{"nein"}},
		{"swedish", "”nej”, sa hon", []string{"nej"}},
		{"corner", "彼は「嫌だ」と『言った』", []string{"嫌だ", "言った"}},
		{"persian", "گفت: «هرگز».", []string{"هرگز"}},
		{"nested", "“They said ‘never’ to us”.", []string{"They said ‘never’ to us"}},
		{"nested same marks", "«a «b» c»", []string{"a «b» c"}},
		{"apostrophes", "The mayor's and the councils’ plans don’t hold.", nil},
		{"apostrophe inside", "“We can't”.", []string{"We can't"}},
		{"apostrophe at a word's end inside", "“the councils’ plan”.", []string{"the councils’ plan"}},
		{"decade", "in the ’90s and the '80s", nil},
		{"inches", `a 12" pipe`, []string{" pipe~"}},
		{"never closed", "She said “no and left.", []string{"no and left.~"}},
		{"inner never closed", "“They said ‘never to us”.", []string{"They said ‘never to us"}},
		{"primes and backticks are none", "`code´ and 5′", nil},
		{"deeper than anybody quotes", strings.Repeat("«", 20) + "a" + strings.Repeat("»", 20), []string{strings.Repeat("«", 19) + "a" + strings.Repeat("»", 7)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := []rune(tt.in)
			var got []string
			for _, q := range quotations(s) {
				w := string(s[q.Start:q.End])
				if !q.closed {
					w += "~"
				}
				got = append(got, w)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("quotations %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"one", "No.", []string{"No."}},
		{"without a stop", "No", []string{"No"}},
		{"three", "No! Why? Because.", []string{"No!", " Why?", " Because."}},
		{"title", "Dr. Varga spoke. Mr. Reyl left.", []string{"Dr. Varga spoke.", " Mr. Reyl left."}},
		{"initial", "I. Varga spoke.", []string{"I. Varga spoke."}},
		{"number", "It cost 3.14 crowns. No.", []string{"It cost 3.14 crowns.", " No."}},
		{"lower case goes on", "No … and then yes.", []string{"No … and then yes."}},
		{"quotation", "She said: “No. Never.” Then she left.", []string{"She said: “No. Never.” Then she left."}},
		{"stop after the mark", "She said “no”. He left.", []string{"She said “no”.", " He left."}},
		{"brackets", "It fell (at last.) He left.", []string{"It fell (at last.)", " He left."}},
		{"many marks", "No!!! He left.", []string{"No!!!", " He left."}},
		{"persian", "گفت نه. چرا؟ رفت.", []string{"گفت نه.", " چرا؟", " رفت."}},
		{"chinese", "不。 走。", []string{"不。", " 走。"}},
		{"urdu stop", "نہیں۔ گیا۔", []string{"نہیں۔", " گیا۔"}},
		{"empty", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &checker{lang: langs["en"]}
			r := c.read(plainBlock(tt.in))
			var got []string
			for _, s := range r.sents {
				got = append(got, string(r.Runes[s.Start:s.End]))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("sentences %q, want %q", got, tt.want)
			}
			for i := range r.Runes {
				if s, k := r.sentenceAt(i); i < s.Start || i >= s.End || r.sents[k] != s {
					t.Errorf("rune %d is not in its sentence %v", i, s)
				}
			}
		})
	}
}
