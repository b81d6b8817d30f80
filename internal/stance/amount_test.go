package stance_test

import (
	"testing"

	"voxpop/internal/stance"
)

// TestHintAmounts: one number in two ways of writing, a bound, and another year
// are no contradiction.
func TestHintAmounts(t *testing.T) {
	for _, c := range []struct {
		lang, a, b string
		kind       stance.Kind // "" = no hint
	}{
		{"en", "Bread costs 1.5 million crowns in the city market.", "Bread costs 1,500,000 crowns in the city market.", ""},
		{"en", "Bread costs 1.5 million crowns in the city market.", "Bread costs 2.5 million crowns in the city market.", stance.Number},
		{"en", "Bread costs 1,500,000 crowns in the city market.", "Bread costs 1500000 crowns in the city market.", ""},
		{"en", "Bread costs 3 crowns in the city market.", "Bread costs 3 thousand crowns in the city market.", stance.Number},
		{"de", "Der Wagen kostet 2 Millionen Kronen im Hafen.", "Der Wagen kostet 2000000 Kronen im Hafen.", ""},
		{"en", "The wooden bridge should not be sold this year.", "The wooden bridge should be sold next year.", ""},
		{"en", "The wooden bridge should not be sold in 2027.", "The wooden bridge should be sold in 2031.", ""},
		{"en", "The wooden bridge should not be sold this year.", "The wooden bridge should be sold this year.", stance.Polarity},
		{"en", "The wooden bridge should not be sold.", "The wooden bridge should be sold next year.", stance.Polarity},
		{"en", "Harbour fees should not rise by more than 5 percent.", "Harbour fees should rise by 5 percent.", ""},
		{"en", "Harbour fees should not rise.", "Harbour fees should rise by 5 percent.", stance.Polarity},
		{"fa", "بهای بلیت پل ۵ هزار سکه است.", "بهای بلیت پل ۵۰۰۰ سکه است.", ""},
		{"fa", "پل چوبی امسال فروخته نخواهد شد.", "پل چوبی سال آینده فروخته خواهد شد.", ""},
	} {
		got, ok := stance.Hint(c.a, c.b, c.lang)
		if ok != (c.kind != "") || got.Kind != c.kind {
			t.Errorf("%q / %q: %+v, want %q", c.a, c.b, got, c.kind)
		}
	}
}
