package when_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/when"
)

func TestTense(t *testing.T) {
	check(t, "en", when.Future, []want{
		{"They will meet on Tuesday.", "Tuesday = 2026-03-17"},
		{"They will meet on 3 May.", "3 May = 2026-05-03"},
		{"They will meet in April.", "April = 2026-04"},
		{"They will meet in March.", "March = 2026-03"},
		{"They will meet in the spring.", "the spring = 2026-03/2026-05 season"},
		{"They will meet tomorrow.", "tomorrow = 2026-03-12"},
		{"They will meet in two weeks.", "in two weeks = 2026-03-22/2026-03-28 rounded"},
		{"They will meet next month.", "next month = 2026-04"},
		{"They will meet on Wednesday.", "Wednesday = 2026-03-11"},
	})
	// Without a tense, the verb before the date tells.
	check(t, "en", when.Unknown, []want{
		{"She will speak on Tuesday.", "Tuesday = 2026-03-17"},
		{"She will speak. She spoke on Tuesday.", "Tuesday = 2026-03-10"},
		{"She said on Tuesday that she will.", "Tuesday = 2026-03-10"},
	})
	check(t, "fa", when.Future, []want{
		{"شنبه پاسخ خواهد داد.", "شنبه = 2026-03-14"},
		{"ماه آینده پاسخ خواهد داد.", "ماه آینده = 2026-03-21/2026-04-20"},
		{"هفتهٔ آینده پاسخ خواهد داد.", "هفتهٔ آینده = 2026-03-14/2026-03-20"},
	})
	check(t, "de", when.Future, []want{{"Sie wird am Montag antworten.", "Montag = 2026-03-16"}})
}

func TestAnchor(t *testing.T) {
	const said = "She said so on Tuesday, last month, last year and on 3 May 2024."
	for anchor, want := range map[voxpop.Date]string{
		"":                      "Tuesday = ? | last month = ? | last year = ? | 3 May 2024 = 2024-05-03",
		"2026":                  "Tuesday = ? | last month = ? | last year = 2025 | 3 May 2024 = 2024-05-03",
		"2026-03":               "Tuesday = ? | last month = 2026-02 | last year = 2025 | 3 May 2024 = 2024-05-03",
		"2026-03-10/2026-03-11": "Tuesday = 2026-03-10 | last month = 2026-02 | last year = 2025 | 3 May 2024 = 2024-05-03",
		"2026/..":               "Tuesday = ? | last month = ? | last year = ? | 3 May 2024 = 2024-05-03",
	} {
		if got := found(said, "en", when.Anchor{Day: anchor}, when.Past); got != want {
			t.Errorf("against %q:\n got %s\nwant %s", anchor, got, want)
		}
	}
}

func TestZoneDoubts(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		anchor     when.Anchor
		want       string
	}{
		{"He spoke yesterday.", "en", when.Anchor{Day: day, Zone: "Asia/Tokyo"}, "yesterday = 2026-03-10"},
		{"He spoke yesterday.", "en", when.Anchor{Day: day, Zone: "Asia/Tokyo", Speaker: "Asia/Tokyo"}, "yesterday = 2026-03-10"},
		{"He spoke yesterday.", "en", when.Anchor{Day: day, Zone: "Asia/Tokyo", Speaker: "America/Lima"}, "yesterday = 2026-03-10 zone"},
		{"He spoke on Monday.", "en", when.Anchor{Day: day, Zone: "Asia/Tokyo", Speaker: "America/Lima"}, "Monday = 2026-03-09"},
		{"He spoke on Thursday.", "en", when.Anchor{Day: day, Zone: "America/Lima", Speaker: "Asia/Tokyo"}, "Thursday = 2026-03-05 zone"},
		{"He spoke late yesterday.", "en", when.Anchor{Day: day}, "late yesterday = 2026-03-10 zone"},
		// An outlet abroad: its language is at home elsewhere.
		{"او دیروز گفت نه.", "fa", when.Anchor{Day: day, Zone: "Europe/Prague"}, "دیروز = 2026-03-10 zone"},
		{"او دیروز گفت نه.", "fa", when.Anchor{Day: day, Zone: "Asia/Tehran"}, "دیروز = 2026-03-10"},
		{"او ماه گذشته گفت نه.", "fa", when.Anchor{Day: day, Zone: "Europe/Prague"}, "ماه گذشته = 2026-01-21/2026-02-19 calendar"},
	} {
		if got := found(c.text, c.lang, c.anchor, when.Past); got != c.want {
			t.Errorf("%s %+v:\n got %s\nwant %s", c.text, c.anchor, got, c.want)
		}
	}
}

// The same day in the digits of many scripts.
func TestDigits(t *testing.T) {
	for _, s := range []string{"2024-05-03", "٢٠٢٤-٠٥-٠٣", "۲۰۲۴-۰۵-۰۳", "२०२४-०५-०३", "২০২৪-০৫-০৩", "２０２４-０５-０３", "𝟚𝟘𝟚𝟜-𝟘𝟝-𝟘𝟛"} {
		for _, lang := range []string{"en", "fa", "hi", ""} {
			if got := found("x "+s+".", lang, when.Anchor{}, when.Past); got != s+" = 2024-05-03" {
				t.Errorf("%s: %s", lang, got)
			}
		}
	}
}

func TestPlaces(t *testing.T) {
	const s = "«نه»، او دیروز گفت؛ \xff و ۳ مه ۲۰۲۴."
	points := when.Find(s, "fa", when.Anchor{Day: day}, when.Past)
	bytes := when.Append(nil, s, "fa", when.Anchor{Day: day}, when.Past)
	if len(points) != 2 || len(bytes) != 2 {
		t.Fatalf("found %d and %d dates, want 2", len(points), len(bytes))
	}
	for i, want := range []string{"دیروز", "۳ مه ۲۰۲۴"} {
		if got := string([]rune(s)[points[i].Start:points[i].End]); got != want {
			t.Errorf("code points %d: %q, want %q", i, got, want)
		}
		if got := s[bytes[i].Start:bytes[i].End]; got != want {
			t.Errorf("bytes %d: %q, want %q", i, got, want)
		}
	}
}

// Every weekday and every day of a year, in the past, is one of the last seven
// or of the last year.
func TestPastIsNeverLater(t *testing.T) {
	at := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 800 {
		at = at.AddDate(0, 0, 1)
		a := when.Anchor{Day: voxpop.Date(at.Format(time.DateOnly))}
		for _, name := range []string{"Sunday", "Wednesday", "last Friday", "29 February", "31 December", "1 January", "this week", "last month", "in March", "in the winter"} {
			for _, d := range when.Find("He spoke on "+name+".", "en", a, when.Past) {
				from, to, ok := d.Value.Bounds()
				if !ok || from.After(at) || d.Kind == when.Day && !from.Equal(to) {
					t.Fatalf("%s, %s: %s", a.Day, name, d.Value)
				}
				if strings.HasSuffix(name, "day") && at.Sub(from) > 7*24*time.Hour {
					t.Fatalf("%s, %s: %s is long ago", a.Day, name, d.Value)
				}
				if name == "this week" && to.After(at) {
					t.Fatalf("%s, %s: %s", a.Day, name, d.Value)
				}
			}
		}
	}
}

var seeds = []string{
	"On Tuesday, 3 May 2024, she said “no” for years; two days earlier, in March 2019, from 3 to 5 May.",
	"او سه‌شنبه ۱۹ اسفند ۱۴۰۴ گفت؛ دو روز پیش، در بهار ۱۴۰۳، بین ۳ تا ۵ مهر ۱۴۰۲.",
	"وقع في 12 رمضان 1445هـ الموافق 22 مارس 2024، قبل يومين.",
	"Vom 3. bis 5. Mai 2024, am 03.05.24, vor zwei Wochen, in den 90er Jahren.",
	"Il y a trois semaines, le 1er août 2024, d’ici à mai.", "Desde hace dos años, el lunes pasado.",
	"2022'den beri, geçen Pazartesi, 3.5.2024", "С 2022 года, в прошлый понедельник, 03.05.2024", "\xff9999-99-99 31/02/2024", "1/1/1", "last last this next",
	"since since since 1400 to between and", "٣/٣/١٤٤٥", "30 February", "winter 00", "years ago ago", "دهه ۹۰ دهه", "within within within 400 years", "999999999999 days ago",
}

func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "2026-03-11")
	}
	f.Fuzz(func(t *testing.T, s, anchor string) {
		for _, lang := range []string{"en", "fa", "ar", "de", "fr", "es", "tr", "ru", "zz"} {
			for _, tense := range []when.Tense{when.Unknown, when.Past, when.Future} {
				n, at := utf8.RuneCountInString(s), 0
				bytes := when.Append(nil, s, lang, when.Anchor{Day: voxpop.Date(anchor)}, tense)
				for i, d := range when.Find(s, lang, when.Anchor{Day: voxpop.Date(anchor)}, tense) {
					if d.Start < at || d.End <= d.Start || d.End > n {
						t.Fatalf("%s: place %d-%d after %d of %d", lang, d.Start, d.End, at, n)
					}
					at = d.End
					if !d.Value.Valid() || d.Kind == "" || d.Kind == when.Vague && d.Value != "" {
						t.Fatalf("%s: %+v", lang, d)
					}
					if b := bytes[i]; b.Value != d.Value || string([]rune(s)[d.Start:d.End]) != string([]rune(s[b.Start:b.End])) {
						t.Fatalf("%s: %+v in bytes, %+v in code points", lang, b, d)
					}
				}
			}
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for _, lang := range []string{"en", "fa"} {
		s := "The council said on Tuesday that nobody had asked it about the depot, which was built in 2018 and has stood empty since the spring, and that it would answer within two months. "
		if lang == "fa" {
			s = "شورا روز سه‌شنبه گفت کسی دربارهٔ انبار از آن نپرسیده است؛ انباری که در سال ۱۳۹۷ ساخته شد و از بهار خالی مانده است، و گفت ظرف دو ماه پاسخ خواهد داد. "
		}
		s = strings.Repeat(s, 50)
		b.Run(lang, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			var out []when.Date
			for b.Loop() {
				out = when.Append(out[:0], s, lang, when.Anchor{Day: day}, when.Past)
			}
		})
	}
}
