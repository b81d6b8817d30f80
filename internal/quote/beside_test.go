package quote_test

import (
	"testing"

	"voxpop/internal/quote"
)

// TestPersianSourceWithItsDescription: what stands between commas behind a
// source and says who it is belongs to the source, not to the words.
func TestPersianSourceWithItsDescription(t *testing.T) {
	for text, want := range map[string][2]string{
		"به گفتهٔ عمر تلر، وزیر حمل‌ونقل، مذاکره‌ها تا اردیبهشت ادامه داشت.": {"عمر تلر", "مذاکره‌ها تا اردیبهشت ادامه داشت"},
		"به گفتهٔ وزیر حمل‌ونقل، عمر تلر، این طرح کنار گذاشته شده بود.":      {"عمر تلر", "این طرح کنار گذاشته شده بود"},
		"به گفتهٔ عمر تلر، مذاکره‌ها تا اردیبهشت ادامه داشت.":                {"عمر تلر", "مذاکره‌ها تا اردیبهشت ادامه داشت"},
		"به گفتهٔ وزیر، در این شهر، کسی نماند.":                              {"", "در این شهر، کسی نماند"},
	} {
		got := quote.Extract(text, quote.Options{Lang: "fa"})
		if len(got) != 1 {
			t.Errorf("%s: %d quotations", text, len(got))
			continue
		}
		q := got[0]
		if words := string([]rune(text)[q.Start:q.End]); q.Speaker.Name != want[0] || words != want[1] {
			t.Errorf("%s: %q says %q; want %q, %q", text, q.Speaker.Name, words, want[0], want[1])
		}
	}
}
