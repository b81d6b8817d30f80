package quote_test

import (
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/quote"
)

// TestDates dates quotations by what stands beside their cue, never by what was
// said. The article is of Tuesday, 10 March 2026.
func TestDates(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       []voxpop.Date
	}{
		{"en", "Mayor Ilse Varga said on Monday that the tram would be built.", []voxpop.Date{"2026-03-09"}},
		{"en", "On Friday, Mayor Ilse Varga told reporters that the plan was dead.", []voxpop.Date{"2026-03-06"}},
		{"en", "Ilse Varga said the tram would open on Monday.", []voxpop.Date{""}},
		{"en", "“We will build it,” Ilse Varga said on 2 March 2026. “We always wanted to build it in this city.”", []voxpop.Date{"2026-03-02"}},
		{"en", "Tomas Reyl, who resigned in 2019, said the tram was a mistake.", []voxpop.Date{""}},
		{"en", "Tomas Reyl said on Monday that the plan was reckless, and Ilse Varga said on Friday that it was not.", []voxpop.Date{"2026-03-09", "2026-03-06"}},
		{"en", "“The plan is reckless,” said Ilse Varga, the mayor of Aldern, on Thursday.", []voxpop.Date{"2026-03-05"}},
		{"en", "Varga will say on Friday that it is over.", []voxpop.Date{""}},
		{"en", "Varga is expected to announce on Monday that the bridge is sold.", []voxpop.Date{""}},
		{"en", "Varga may say on Friday that it is over.", []voxpop.Date{""}},
		{"de", "Varga wird am Freitag sagen, dass es vorbei ist.", []voxpop.Date{""}},
		{"ru", "Варга скажет в пятницу, что всё кончено.", []voxpop.Date{""}},
		{"ru", "Варга сказал в пятницу, что всё кончено.", []voxpop.Date{"2026-03-06"}},
		{"en", "Brandt said in April the bridge would be open.", []voxpop.Date{""}},
		{"en", "Brandt said in April that the bridge was open.", []voxpop.Date{"2025-04"}},
		{"en", "Brandt said on Monday the bridge was open.", []voxpop.Date{"2026-03-09"}},
		{"fa", "ایلزه وارگا یکشنبه‌شب گفت که تراموا ساخته می‌شود.", []voxpop.Date{"2026-03-08"}},
		{"en", "“Never,” Ilse Varga wrote recently.", []voxpop.Date{""}},
		{"fa", "ایلزه وارگا، شهردار آلدرن، روز دوشنبه گفت که تراموا ساخته می‌شود.", []voxpop.Date{"2026-03-09"}},
		{"fa", "ایلزه وارگا در ۱۱ اسفند ۱۴۰۴ گفت: «تراموا ساخته نمی‌شود.»", []voxpop.Date{"2026-03-02"}},
		{"de", "Bürgermeisterin Ilse Varga sagte am Montag, die Tram werde gebaut.", []voxpop.Date{"2026-03-09"}},
	} {
		got := quote.Extract(c.text, quote.Options{Lang: c.lang, Published: "2026-03-10"})
		var said []voxpop.Date
		for _, q := range got {
			said = append(said, q.Said)
			if w := string([]rune(c.text)[q.When.Start:q.When.End]); q.Said != "" && strings.TrimSpace(w) == "" {
				t.Errorf("%s: %s is dated %s by no words", c.text, q.Rule, q.Said)
			}
		}
		if strings.Join(strs(said), "|") != strings.Join(strs(c.want), "|") {
			t.Errorf("%s\n\tsaid on %q, want %q", c.text, said, c.want)
		}
	}
	// Without the article's day a relative date stays unknown.
	if got := quote.Extract("Ilse Varga said on Monday that it was over.", quote.Options{Lang: "en"}); len(got) != 1 || got[0].Said != "" {
		t.Errorf("dated without a day: %+v", got)
	}
}

func strs(all []voxpop.Date) (out []string) {
	for _, d := range all {
		out = append(out, string(d))
	}
	return out
}

// TestDenied: what was denied is marked, since its words say the opposite.
func TestDenied(t *testing.T) {
	for text, want := range map[string]bool{
		"en|Ilse Varga denied that she had met the buyers.":           true,
		"en|Ilse Varga did not deny that she had met the buyers.":     false,
		"en|Ilse Varga said that she had met the buyers.":             false,
		"en|Ilse Varga did not say that she had met the buyers.":      true,
		"de|Ilse Varga bestritt, dass sie die Käufer getroffen habe.": true,
		"fa|ایلزه وارگا تکذیب کرد که با خریداران دیدار کرده است.":     true,
		"ar|نفت إلزه فارغا أن تكون قد التقت المشترين.":                true,
	} {
		lang, text, _ := strings.Cut(text, "|")
		got := quote.Extract(text, quote.Options{Lang: lang})
		if len(got) != 1 || got[0].Negated != want {
			t.Errorf("%s: %+v; negated %v wanted", text, got, want)
		}
	}
}
