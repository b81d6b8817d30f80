package quote_test

import (
	"strings"
	"testing"

	"voxpop/internal/quote"
)

// Sentences that are nothing but cues, marks and small words, over and over.
func TestRepeatedCues(t *testing.T) {
	for lang, units := range map[string][]string{
		"fa": {"گفت «الف» ", "گفت ", "و گفت که ", "به گفته او ", "«", "«الف» ", "را ", "این را ", "با بیان این که ", "گفت: «الف»، ", "خواستار ", "می ", "گفت: «الف\n\n«ب\n\n"},
		"ar": {"قال ", "وقال إن ", "بحسب ", "وصف «الف» ", "قال: ", "«الف»، قال ", "مضيفا أن ", "وكان ", "طالب ب "},
		"tr": {"\"a\" dedi ", "göre ", "A'ya göre ", "geldiğini söyledi ", "dedi: ", "\"a\" diyen "},
	} {
		for _, u := range units {
			for _, n := range []int{1, 2, 3, 60, 400} {
				s := strings.Repeat(u, n)
				holds(t, s, quote.Extract(s, quote.Options{Lang: lang, Thoughts: true}))
			}
		}
	}
}
