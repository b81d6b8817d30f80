package story

import (
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/text"
)

// The words of dates are read by no exported name, so this test stands inside
// the package. The story is dated Saturday 14 March 2026 (23 Esfand 1404).
func TestDates(t *testing.T) {
	today := calendarDay(2026, 3, 14)
	tests := []struct {
		lang, words string
		first, last string // the days that may be meant, or “” when no date is read
	}{
		{"en", "on Tuesday", "2026-03-10", "2026-03-10"},
		{"en", "on Saturday", "2026-03-07", "2026-03-14"}, // today, or a week ago
		{"en", "last Tuesday", "2026-03-03", "2026-03-10"},
		{"en", "on Tuesday last", "2026-03-03", "2026-03-10"},
		{"en", "next Tuesday", "", ""},
		{"en", "by Tuesday", "", ""},
		{"en", "today", "2026-03-14", "2026-03-14"},
		{"en", "yesterday", "2026-03-13", "2026-03-13"},
		{"en", "this month", "2026-03-01", "2026-03-31"},
		{"en", "last month", "2026-02-01", "2026-02-28"},
		{"en", "this year", "2026-01-01", "2026-12-31"},
		{"en", "last year", "2025-01-01", "2025-12-31"},
		{"en", "last week", "2026-03-01", "2026-03-13"},
		{"en", "this week", "2026-03-08", "2026-03-14"},
		{"en", "three days ago", "2026-03-11", "2026-03-11"},
		{"en", "3 weeks ago", "2026-02-17", "2026-02-25"},
		{"en", "two months ago", "2025-12-25", "2026-02-03"},
		{"en", "two years ago", "2024-01-01", "2024-12-31"},
		{"en", "in May 2024", "2024-05-01", "2024-05-31"},
		{"en", "in May", "2025-05-01", "2025-05-31"},
		{"en", "in February", "2026-02-01", "2026-02-28"},
		{"en", "last May", "2025-05-01", "2025-05-31"},
		{"en", "he may go", "", ""},
		{"en", "2 May 2024", "2024-05-02", "2024-05-02"},
		{"en", "May 2, 2024", "2024-05-02", "2024-05-02"},
		{"en", "2nd of May 2024", "2024-05-02", "2024-05-02"},
		{"en", "May 2nd, 2024", "2024-05-02", "2024-05-02"},
		{"en", "on 2 May", "2025-05-02", "2025-05-02"},
		{"en", "on 2 March", "2026-03-02", "2026-03-02"},
		{"en", "2024-05-02", "2024-05-02", "2024-05-02"},
		{"en", "in 2018", "2018-01-01", "2018-12-31"},
		{"en", "early 2018", "2018-01-01", "2018-12-31"},
		{"en", "the year 2018", "2018-01-01", "2018-12-31"},
		{"en", "2018 people", "", ""},
		{"en", "in 2030", "2030-01-01", "2030-12-31"},
		{"en", "never", "", ""},

		{"fa", "روز سه‌شنبه", "2026-03-10", "2026-03-10"},
		{"fa", "سه شنبه", "2026-03-10", "2026-03-10"},
		{"fa", "سهشنبه", "2026-03-10", "2026-03-10"},
		{"fa", "سه‌شنبهٔ گذشته", "2026-03-03", "2026-03-10"},
		{"fa", "پنجشنبه", "2026-03-12", "2026-03-12"},
		{"fa", "دیروز", "2026-03-13", "2026-03-13"},
		{"fa", "پریروز", "2026-03-12", "2026-03-12"},
		{"fa", "ماه گذشته", "2026-02-01", "2026-02-28"},
		{"fa", "سال گذشته", "2025-01-01", "2025-12-31"},
		{"fa", "این ماه", "2026-03-01", "2026-03-31"},
		{"fa", "سه روز پیش", "2026-03-11", "2026-03-11"},
		{"fa", "۲ سال پیش", "2024-01-01", "2024-12-31"},
		{"fa", "در سال ۱۴۰۳", "2024-03-20", "2025-03-20"},
		{"fa", "سال ۱۴۰۳", "2024-03-20", "2025-03-20"},
		{"fa", "در ۱۴۰۳", "2024-03-20", "2025-03-20"},
		{"fa", "در مهر ۱۴۰۳", "2024-09-22", "2024-10-21"},
		{"fa", "مهر ماه", "2025-09-23", "2025-10-22"},
		{"fa", "۱۳ اردیبهشت ۱۴۰۳", "2024-05-02", "2024-05-02"},
		{"fa", "سیزده اردیبهشت سال ۱۴۰۳", "2024-05-02", "2024-05-02"},
		{"fa", "۱۳ اردیبهشت", "2025-05-03", "2025-05-03"},
		{"fa", "۳۰ اسفند ۱۴۰۳", "2025-03-20", "2025-03-20"}, // a leap year
		{"fa", "۲ مه ۲۰۲۴", "2024-05-02", "2024-05-02"},
		{"fa", "در سال ۲۰۱۸", "2018-01-01", "2018-12-31"},
		{"fa", "هرگز", "", ""},

		{"ar", "يوم الثلاثاء", "2026-03-10", "2026-03-10"},
		{"ar", "الثلاثاء الماضي", "2026-03-03", "2026-03-10"},
		{"ar", "أمس", "2026-03-13", "2026-03-13"},
		{"ar", "الشهر الماضي", "2026-02-01", "2026-02-28"},
		{"ar", "العام الماضي", "2025-01-01", "2025-12-31"},
		{"ar", "هذا الشهر", "2026-03-01", "2026-03-31"},
		{"ar", "قبل ثلاثة أيام", "2026-03-11", "2026-03-11"},
		{"ar", "قبل ٣ أسابيع", "2026-02-17", "2026-02-25"},
		{"ar", "قبل سنة", "2025-01-01", "2025-12-31"},
		{"ar", "في مايو ٢٠٢٤", "2024-05-01", "2024-05-31"},
		{"ar", "في أيار ٢٠٢٤", "2024-05-01", "2024-05-31"},
		{"ar", "٢ مايو ٢٠٢٤", "2024-05-02", "2024-05-02"},
		{"ar", "عام ٢٠١٨", "2018-01-01", "2018-12-31"},
		{"ar", "في عام ٢٠١٨", "2018-01-01", "2018-12-31"},
		{"ar", "الثلاثاء المقبل", "", ""},
		{"ar", "أبدا", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.lang+" "+tt.words, func(t *testing.T) {
			l := langs[tt.lang]
			runes := []rune(tt.words)
			got := l.datesIn(l.tokens(runes), runes, today)
			if tt.first == "" {
				if len(got) != 0 {
					t.Errorf("read as %v to %v", got[0].from, got[0].to)
				}
				return
			}
			if len(got) != 1 {
				t.Fatalf("%d dates", len(got))
			}
			if f, l := got[0].from.Format(time.DateOnly), got[0].to.Format(time.DateOnly); f != tt.first || l != tt.last {
				t.Errorf("%s to %s, want %s to %s", f, l, tt.first, tt.last)
			}
		})
	}
}

// A date agrees with one that the record knows at least as exactly.
func TestDatesAgree(t *testing.T) {
	today := calendarDay(2026, 3, 14)
	for _, tt := range []struct {
		words string
		said  voxpop.Date
		want  bool
	}{
		{"on Tuesday", "2026-03-10", true},
		{"on Tuesday", "2026-03-03", false},
		{"on Tuesday", "2026-03", false},
		{"on Tuesday", "2026-02", false},
		{"on Tuesday", "2026-03-09/2026-03-11", false},
		{"on Tuesday", "2026-03-01/2026-03-09", false},
		{"on Tuesday", "", false},
		{"last Tuesday", "2026-03-03", true},
		{"last Tuesday", "2026-03-10", true},
		{"last Tuesday", "2026-03-05", false},
		{"on Saturday", "2026-03-14", true},
		{"on Saturday", "2026-03-07", true},
		{"on Saturday", "2026-03-10", false},
		{"in 2024", "2024-05-02", true},
		{"in 2024", "2023/2025", false},
		{"in 2024", "2023", false},
		{"in May 2024", "2024", false},
		{"in May 2024", "2024-05", true},
		{"2 May 2024", "2024-05-02", true},
		{"2 May 2024", "2024-05-03", false},
		{"two years ago", "2024-11-30", true},
		{"two years ago", "2023-12-31", false},
	} {
		l := langs["en"]
		runes := []rune(tt.words)
		got := l.datesIn(l.tokens(runes), runes, today)
		if len(got) != 1 {
			t.Fatalf("%s: %d dates", tt.words, len(got))
		}
		if got[0].agrees(tt.said) != tt.want {
			t.Errorf("%q of %q: agrees is not %v", tt.words, tt.said, tt.want)
		}
	}
}

func TestSeveralDates(t *testing.T) {
	l := langs["en"]
	s := []rune("On Tuesday and in May 2024, but not in 2018, yesterday or on 3 June 2021.")
	tokens := l.tokens(s)
	var got []text.Span
	for _, d := range l.datesIn(tokens, s, calendarDay(2026, 3, 14)) {
		got = append(got, text.Span{Start: tokens[d.first].Start, End: tokens[d.last-1].End})
	}
	want := []string{"Tuesday", "May 2024", "2018", "yesterday", "3 June 2021"}
	if len(got) != len(want) {
		t.Fatalf("%d dates", len(got))
	}
	for i, sp := range got {
		if string(s[sp.Start:sp.End]) != want[i] {
			t.Errorf("%q, want %q", string(s[sp.Start:sp.End]), want[i])
		}
	}
}
