package story

import (
	"testing"

	"voxpop"
)

// The story is dated Saturday 14 March 2026.
func TestDatesInMoreWords(t *testing.T) {
	today := calendarDay(2026, 3, 14)
	for _, tt := range []struct {
		lang, words string
		said        voxpop.Date
		want        bool
	}{
		{"en", "On 5 June 2025", "2025-06", false},
		{"en", "In March 2025", "2025", false},
		{"en", "In 2025", "2025-06", true},
		{"en", "On 17/04/2025", "2025-04-17", true},
		{"en", "On 17/04/2025", "2025-04-18", false},
		{"en", "On 17.04.2025", "2025-04-17", true},
		{"en", "On 17.04.2025", "2025-04-16", false},
		{"en", "On 4/17/2025", "2025-04-17", true},
		{"en", "On 4/5/2025", "2025-05-04", true},
		{"en", "On 4/5/2025", "2025-04-05", true},
		{"en", "On 4/5/2025", "2025-04-20", false},
		{"en", "On １７/０４/２０２５", "2025-04-17", true},
		{"en", "On １７/０４/２０２５", "2025-04-16", false},
		{"en", "on ５ June ２０２５", "2025-06-05", true},
		{"en", "a year ago", "2025-03-10", true},
		{"en", "a year ago", "2024-03-10", false},
		{"en", "a decade ago", "2016-05-01", true},
		{"en", "a decade ago", "2020-05-01", false},
		{"en", "a week ago", "2026-03-07", true},
		{"en", "a week ago", "2026-02-07", false},
		{"en", "a month ago", "2026-02", true},
		{"en", "a month ago", "2025-11", false},
		{"en", "the day before yesterday", "2026-03-12", true},
		{"en", "the day before yesterday", "2026-03-13", false},
		{"en", "last night", "2026-03-13", true},
		{"en", "last night", "2026-03-10", false},
		{"en", "this week", "2026-03-10", true},
		{"en", "this week", "2026-03-07", false},
		{"en", "over the weekend", "2026-03-08", true},
		{"en", "over the weekend", "2026-03-10", false},
		{"en", "in summer 2025", "2025-07-10", true},
		{"en", "in summer 2025", "2025-12-10", false},
		{"en", "in the spring of 2024", "2024-05-02", true},
		{"en", "in the spring of 2024", "2024-10-02", false},
		{"en", "last winter", "2025-12-20", true},
		{"en", "last winter", "2025-06-20", false},
		{"en", "in the winter of 2024", "2025-01-20", true},
		{"en", "in the winter of 2024", "2024-07-20", false},
		{"en", "in the summer of 2024", "2024-05-02", false},
		{"en", "in the summer of 2024", "2024-05-20", true},
		{"en", "in the summer of 2024", "2024-09-20", true},
		{"en", "in the spring of 2024", "2024-06-20", true},
		{"en", "Just hours ago", "2026-03-13", true},
		{"en", "Just hours ago", "2026-03-10", false},
		{"en", "Two hours ago", "2026-03-10", false},
		{"fa", "ساعتی پیش", "2026-03-10", false},
		{"ar", "قبل ساعات", "2026-03-14", true},
		{"ar", "قبل ساعات", "2026-03-10", false},
		{"fa", "در تابستان ۲۰۲۴", "2024-07-02", true},
		{"fa", "در تابستان ۲۰۲۴", "2024-12-02", false},
		{"fa", "در بهار ۱۴۰۳", "2024-05-02", true},
		{"fa", "در بهار ۱۴۰۳", "2024-07-02", false},
		{"fa", "در بهار سال ۱۴۰۳", "2024-07-02", false},
		{"ar", "في صيف ٢٠٢٤", "2024-07-02", true},
		{"ar", "في صيف ٢٠٢٤", "2024-12-02", false},
		{"ar", "في صيف عام ٢٠٢٤", "2024-12-02", false},
		{"en", "in the 1990s", "1994-07-02", true},
		{"en", "in the 1990s", "2004-07-02", false},
		{"en", "on the 18th she spoke", "2026-02-18", true},
		{"en", "on the 18th she spoke", "2026-02-17", false},
		{"en", "on the 10th, she spoke", "2026-03-10", true},
		{"en", "on the 18th of last month", "2026-02-18", true},
		{"en", "on the 18th of last month", "2026-02-19", false},
		{"en", "March eighteenth, 2025", "2025-03-18", true},
		{"en", "March eighteenth", "2025-03-17", false},
		{"en", "on the twenty-first of May 2025", "2025-05-21", true},
		{"en", "on the twenty-first of May 2025", "2025-05-20", false},
		{"en", "in early February", "2026-02-10", true},
		{"en", "in early February", "2026-02-20", false},
		{"en", "in late February 2025", "2025-02-20", true},
		{"en", "in late February 2025", "2025-02-10", false},
		{"fa", "در اوایل فوریه", "2026-02-20", false},
		{"ar", "في أواخر فبراير", "2026-02-20", true},
		{"ar", "في أواخر فبراير", "2026-02-02", false},
		{"en", "on Tuesday, 3 February", "2026-02-03", true},
		{"en", "on Wednesday, 3 February", "2026-02-03", false},
		{"en", "on Tuesday, 3 February", "2026-02-10", false},
		{"en", "On February 3, a Tuesday, she", "2026-02-03", true},
		{"en", "On February 3, a Monday, she", "2026-02-03", false},
		{"fa", "سه‌شنبه ۳ فوریه", "2026-02-03", true},
		{"fa", "دوشنبه ۳ فوریه", "2026-02-03", false},
		{"ar", "الثلاثاء، ٣ فبراير", "2026-02-03", true},
		{"ar", "الاثنين ٣ فبراير", "2026-02-03", false},
		{"en", "in January last year", "2025-01-20", true},
		{"en", "in January last year", "2026-01-20", false},
		{"en", "In June of last year", "2025-06-20", true},
		{"en", "In June of last year", "2024-06-20", false},
		{"en", "in November the year before last", "2024-11-20", true},
		{"en", "in November the year before last", "2025-11-20", false},
		{"en", "on 3 June last year", "2025-06-03", true},
		{"fa", "در ژوئن سال گذشته", "2025-06-03", true},
		{"fa", "در ژوئن سال گذشته", "2024-06-03", false},
		{"ar", "في يونيو من العام الماضي", "2025-06-03", true},
		{"ar", "في يونيو من العام الماضي", "2024-06-03", false},
	} {
		l := langs[tt.lang]
		runes := []rune(tt.words)
		tokens := l.joinMonths(l.tokens(runes), runes)
		got := l.datesIn(tokens, runes, today)
		if len(got) != 1 {
			t.Errorf("%s: %d dates, %+v", tt.words, len(got), got)
			continue
		}
		if got[0].agrees(tt.said) != tt.want {
			t.Errorf("%q of %q: agrees is not %v (%+v)", tt.words, tt.said, tt.want, got[0])
		}
	}
	for _, words := range []string{"by Tuesday, 3 February", "on the 18th floor", "spring water", "a fall in prices", "a second term", "version 1.2.3", "in May seven people and"} {
		l := langs["en"]
		runes := []rune(words)
		for _, s := range l.datesIn(l.tokens(runes), runes, today) {
			if s.from.Equal(s.to) {
				t.Errorf("%q is read as a day: %+v", words, s)
			}
		}
	}
}
