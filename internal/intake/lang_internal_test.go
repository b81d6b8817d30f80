package intake

import "testing"

func TestLanguageOf(t *testing.T) {
	for _, c := range []struct{ text, form, want string }{
		{"They said never, and then they signed.", "fa", "en"},
		{"گفتند هرگز، و بعد امضا کردند.", "en", "fa"},
		{"قالوا أبدا ثم وقعوا على كل شيء في المدينة", "en", "ar"},
		{"Ok", "en", "en"},
		{"بله", "fa", "fa"},
		{"بله", "ru", ""}, // the pages do not speak it, so it tells nothing
		{"好", "en", ""},
		{"42!", "en", ""},
	} {
		if got := languageOf(c.text, c.form); got != c.want {
			t.Errorf("languageOf(%q, %s) = %q, want %q", c.text, c.form, got, c.want)
		}
	}
}
