package locale_test

import (
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/locale"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSay(t *testing.T) {
	for _, c := range []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 1, "1 answer"}, {"en", 0, "0 answers"}, {"en", 41, "41 answers"},
		{"fa", 41, "۴۱ پاسخ"},
		{"ar", 0, "لا إجابات"}, {"ar", 1, "إجابة واحدة"}, {"ar", 2, "إجابتان"}, {"ar", 7, "٧ إجابات"},
		{"ar", 41, "٤١ إجابة"}, {"ar", 100, "١٠٠ إجابة"}, {"ar", 103, "١٠٣ إجابات"},
		{"pt", 2, "2 answers"},
	} {
		if got := locale.For(c.tag).Say("chart.answers", "n", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.tag, c.n, got, c.want)
		}
	}
	if got := locale.For("en").Say("no.such.key"); got != "no.such.key" {
		t.Errorf("an unknown key gives %q", got)
	}
	if got := locale.For("en").Say("of", "n", 3); got != "3 of {of}" {
		t.Errorf("a forgotten argument gives %q", got)
	}
	if got := locale.For("en").Say("quote.marks", "text", "{n} | {of"); got != "“{n} | {of”" {
		t.Errorf("a value was read as a template: %q", got)
	}
}

func TestPluralOfArabic(t *testing.T) {
	// The sample numbers of the CLDR rules for Arabic.
	for want, numbers := range map[locale.Plural][]int{
		locale.Zero:  {0},
		locale.One:   {1},
		locale.Two:   {2},
		locale.Few:   {3, 10, 103, 110, 1003},
		locale.Many:  {11, 26, 99, 111, 1011},
		locale.Other: {100, 102, 200, 202, 300, 1000, 10000, 1000000},
	} {
		for _, n := range numbers {
			if got := locale.PluralOf("ar", n); got != want {
				t.Errorf("%d is %s, want %s", n, got, want)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	en, fa, ar := locale.For("en"), locale.For("fa-IR"), locale.For("ar")
	for got, want := range map[string]string{
		en.Int(2026):         "2026",
		en.Int(12345):        "12,345",
		en.Int(-3):           "\u22123",
		fa.Int(1234567):      "۱٬۲۳۴٬۵۶۷",
		ar.Int(98):           "٩٨",
		en.Percent(.425, 0):  "43%",
		en.Percent(.285, 0):  "29%",
		en.Percent(.4184, 1): "41.8%",
		fa.Percent(.42, 0):   "۴۲٪",
		ar.Float(.814, 2):    "٠٫٨١",
		en.Float(-.001, 2):   "0.00",
		en.Float(-.126, 2):   "\u22120.13",
		locale.ASCIIDigits("۱٬۲۳۴٫۵٪ از ٩٨"): "1234.5% از 98",
		en.List([]string{"a", "b", "c"}):     "a, b and c",
		ar.List([]string{"ا", "ب"}):          "ا وب",
		fa.List([]string{"ا"}):               "ا",
		en.List(nil):                         "",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDates(t *testing.T) {
	en, fa, ar := locale.For("en"), locale.For("fa"), locale.For("ar")
	d := day(t, "2026-09-17")
	for got, want := range map[string]string{
		en.Day(d):                     "17 September 2026",
		fa.Day(d):                     "۲۶ شهریور ۱۴۰۵",
		ar.Day(d):                     "١٧ سبتمبر ٢٠٢٦",
		en.Date("2024-05"):            "May 2024",
		fa.Date("2024-05"):            "مهٔ ۲۰۲۴ میلادی",
		ar.Date("2024"):               "٢٠٢٤",
		en.Date(""):                   "date unknown",
		en.Date("2024-02-31"):         "date unknown",
		en.Date("2024-05/2024-07"):    "between May 2024 and July 2024",
		fa.Date("2026-09-17"):         "۲۶ شهریور ۱۴۰۵",
		en.Month(d):                   "Sep",
		fa.MonthYear(d):               "شهریور ۱۴۰۵",
		fa.DayMonth(d):                "۲۶ شهریور",
		fa.Year(day(t, "1700-01-01")): "۱۷۰۰",
		fa.Day(day(t, "1700-01-02")):  "۲ ژانویهٔ ۱۷۰۰",
		fa.StartOfYear(d, 0).Format(time.DateOnly):   "2026-03-21",
		fa.StartOfYear(d, 1).Format(time.DateOnly):   "2027-03-21",
		en.StartOfYear(d, -1).Format(time.DateOnly):  "2025-01-01",
		en.StartOfMonth(d, 4).Format(time.DateOnly):  "2027-01-01",
		fa.StartOfMonth(d, -6).Format(time.DateOnly): "2026-02-20",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := en.Date(voxpop.Date("nonsense")); got != "date unknown" {
		t.Errorf("a malformed date gives %q", got)
	}
}

func TestDir(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "ltr", "fa": "rtl", "ar-EG": "rtl", "fa-Latn": "ltr", "ar-Latn-EG": "ltr", "az-Arab": "rtl",
		"ckb": "rtl", "ku": "ltr", "tr": "ltr", "he": "rtl", "ur_PK": "rtl", "": "ltr", "en-x-arab": "ltr", "de-1996": "ltr",
	} {
		if got := locale.Dir(tag); got != want {
			t.Errorf("%q runs %s, want %s", tag, got, want)
		}
	}
}

func TestIsolateCannotBeBrokenOut(t *testing.T) {
	for _, s := range []string{"", "abc", "سلام", "\u2069\u2069x", "\u2067x", "\u2066a\u2069b\u2069c", "\u202eevil"} {
		got := locale.Isolate(s)
		depth := 0
		for i, r := range got {
			switch r {
			case '\u2066', '\u2067', '\u2068':
				depth++
			case '\u2069':
				depth--
			}
			if inner := i > 0 && i < len(got)-len("\u2069"); inner && depth < 1 {
				t.Errorf("%q left its isolate at byte %d", s, i)
			}
		}
		if depth != 0 || !strings.HasPrefix(got, "\u2068") {
			t.Errorf("%q is wrapped as %q", s, got)
		}
	}
	if got := locale.Balance("a\u202eb\u2069c\u2067d"); got != "abc\u2067d\u2069" {
		t.Errorf("balanced to %q", got)
	}
	if got := locale.Balance("plain"); got != "plain" {
		t.Errorf("plain text changed to %q", got)
	}
}

func TestNames(t *testing.T) {
	en, fa := locale.For("en"), locale.For("fa")
	for got, want := range map[string]string{
		fa.Language("fa-Latn"): "فارسی",
		en.Language("tlh"):     "tlh",
		en.Language(""):        "not identified",
		fa.Medium("voice"):     "صدا",
		en.Channel("web"):      "web form",
		en.Channel("pigeon"):   "pigeon",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, tag := range locale.Supported() {
		l := locale.For(tag)
		for _, m := range voxpop.Media {
			if tag != "en" && l.Medium(string(m)) == string(m) {
				t.Errorf("%s has no name for %s", tag, m)
			}
		}
		for _, c := range voxpop.Channels {
			if tag != "en" && l.Channel(string(c)) == string(c) {
				t.Errorf("%s has no name for %s", tag, c)
			}
		}
	}
}
