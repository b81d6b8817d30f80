package when_test

import (
	"testing"

	"voxpop/internal/when"
)

// TestAmounts: a number behind a month, or one that looks like a year, counts
// something more often than it is a day.
func TestAmounts(t *testing.T) {
	for lang, cases := range map[string][]want{
		"en": {
			{"In March 2,000 people marched.", "March = 2026-03"},
			{"On March 12,000 people marched.", ""},
			{"In April 2.5 million crowns were paid.", "April = 2025-04"},
			{"In May 20% of voters stayed home.", "May = 2025-05"},
			{"In May 20 % of voters stayed home.", "May = 2025-05"},
			{"In May 20 people died.", "May = 2025-05"},
			{"In May 20 carpenters left.", "May = 2025-05"},
			{"On May 20 carpenters left.", "May 20 = 2025-05-20"},
			{"In March 3–5, 2024, they met.", "March 3–5, 2024 = 2024-03-03/2024-03-05"},
			{"In March 2000 people marched.", "March = 2026-03"},
			{"Prices rose from 1999 to 2005 crowns.", ""},
			{"He signed the budget of 2025 crowns.", ""},
			{"Of 2025 seats they won ten.", ""},
		},
		"fa": {
			{"در تیر ۱۴۰۰ نفر رفتند.", "تیر = 2025-06-22/2025-07-22"},
			{"در تیر ۱۴۰۰ رفتند.", "تیر ۱۴۰۰ = 2021-06-22/2021-07-22"},
			{"۲۸ مرداد ۳۲ چه شد؟", "۲۸ مرداد = 2025-08-19"},
			{"در ۲۸ مرداد ۳۲ و ۲۲ بهمن ۵۷ گفت.", "۲۸ مرداد ۳۲ = 1953-08-19 century | ۲۲ بهمن ۵۷ = 1979-02-11 century"},
			{"در ۲۸ مرداد ۳۲ نفر آمدند.", "۲۸ مرداد = 2025-08-19"},
		},
		"de": {
			{"Im März 2000 Menschen, im Mai 20 Menschen.", "März = 2026-03 | Mai = 2025-05"},
			{"Im Mai 20 Bäcker.", "Mai = 2025-05"},
		},
		"fr": {{"En mars 12 personnes sont venues.", "mars = 2026-03"}},
		"es": {{"En mayo 20 personas vinieron.", "mayo = 2025-05"}},
		"tr": {{"Mayıs 20 kişi geldi.", ""}, {"Mayıs ayında 20 kişi geldi.", "Mayıs ayında = 2025-05"}},
		"ru": {{"В мае 20 человек ушли.", "мае = 2025-05"}},
		"ar": {{"في مارس 20 شخصا غادروا", "مارس = 2026-03"}},
	} {
		check(t, lang, when.Past, cases)
	}
}

// TestWeekdayTellsYear: the year whose weekday is the one written goes before
// the tense.
func TestWeekdayTellsYear(t *testing.T) {
	check(t, "en", when.Past, []want{
		{"He spoke on Thursday, 12 March.", "Thursday, 12 March = 2026-03-12"},
		{"He spoke on Tuesday, 10 March.", "Tuesday, 10 March = 2026-03-10"},
		{"He spoke on Saturday, 3 May.", "Saturday, 3 May = 2025-05-03"},
		{"He spoke on Sunday, 3 May.", "Sunday, 3 May = 2026-05-03"},
		{"He spoke on Thursday, 3 May.", "Thursday, 3 May = 2025-05-03 clash"},
	})
	got := found("قال يوم الخميس 26 مارس", "ar", when.Anchor{Day: "2026-03-25"}, when.Past)
	if want := "يوم الخميس 26 مارس = 2026-03-26"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWordsOfDays(t *testing.T) {
	check(t, "fa", when.Past, []want{
		{"او یکشنبه‌شب گفت نه.", "یکشنبه‌شب = 2026-03-08"},
		{"او سه‌شنبه‌شب گفت نه.", "سه‌شنبه‌شب = 2026-03-10 zone"},
		{"او سه‌شنبه شب گفت نه.", "سه‌شنبه شب = 2026-03-10 zone"},
		{"او شنبه‌شب گفت نه.", "شنبه‌شب = 2026-03-07"},
	})
	check(t, "de", when.Past, []want{
		{"Am Morgen sagte er nein.", ""},
		{"Er sagte es gegen Morgen und am frühen Morgen.", ""},
		{"Sie geht morgen.", "morgen = 2026-03-12"},
		{"Morgen geht sie.", "Morgen = 2026-03-12"},
	})
	check(t, "ar", when.Past, []want{{"قال أمس الأول", "أمس الأول = 2026-03-09"}, {"قال أول أمس", "أول أمس = 2026-03-09"}})
	check(t, "en", when.Past, []want{
		{"She said so half a year ago.", "half a year ago = vague"},
		{"In 2027 he said it.", "2027 = 2027 clash"},
		{"He said it will end in 2027.", "2027 = 2027"},
	})
}
