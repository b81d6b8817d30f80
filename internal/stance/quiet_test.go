package stance_test

import (
	"testing"

	"voxpop/internal/stance"
)

// demands are invented, each about something else: none contradicts another.
var demands = map[string][]string{
	"en": {
		"We demand a fourth ferry between the two islands.",
		"Lanterns made of paper should be banned in the old town.",
		"The harbour museum must stay free of charge.",
		"We oppose the fish levy, because it burdens small boats.",
		"Every school should have a rowing boat.",
		"The lighthouse keeper's post must not be abolished.",
		"We support a night bus for bakers and nurses.",
		"The council should publish the minutes of its closed sittings.",
		"Sheep damage the dunes and should be kept behind fences.",
		"We will cut the number of carriage licences by half.",
		"A second bell tower is unnecessary.",
		"Fishermen need better weather reports.",
		"The old salt works should be turned into flats.",
		"Without a doctor the outer island cannot be defended against fever.",
		"We reject the sale of the theatre.",
		"Beekeepers must be protected from sprays.",
		"It is wrong to fine children for swimming in the dock.",
		"The ropeway should run until midnight.",
		"We are against a wall around the market.",
		"Honey should be sold in glass, not in tin.",
	},
	"fa": {
		"ما خواهان کشتی چهارم میان دو جزیره‌ایم.",
		"فانوس کاغذی در شهر قدیم نباید روشن شود.",
		"موزهٔ بندر باید رایگان بماند.",
		"ما با مالیات ماهی مخالفیم.",
		"هر مدرسه باید یک قایق داشته باشد.",
		"نگهبان فانوس دریایی نباید برکنار شود.",
		"شورا صورت‌جلسه‌های محرمانه را منتشر نمی‌کند.",
		"گوسفندان تپه‌ها را خراب می‌کنند.",
		"برج ناقوس دوم لازم نیست.",
		"پزشک در جزیرهٔ دور نیست.",
	},
}

// TestHintQuiet: what is about different things does not clash. A false alarm
// costs as much as a miss.
func TestHintQuiet(t *testing.T) {
	for lang, all := range demands {
		for i, a := range all {
			for j, b := range all {
				if c, ok := stance.Hint(a, b, lang); ok && i != j {
					t.Errorf("%q / %q: %+v", a, b, c)
				} else if ok {
					t.Errorf("%q contradicts itself: %+v", a, c)
				}
			}
		}
	}
}

// TestHintSymmetric: which of the two comes first does not matter.
func TestHintSymmetric(t *testing.T) {
	for _, p := range [][2]string{
		{"We reject a harbour levy for small boats.", "We support the introduction of a harbour levy."},
		{"The ferry timetable should be kept secret.", "The ferry timetable must be published."},
		{"We do not oppose lanterns.", "We support lanterns."},
	} {
		a, ok := stance.Hint(p[0], p[1], "en")
		b, ok2 := stance.Hint(p[1], p[0], "en")
		if ok != ok2 || a.Rule != b.Rule || len(a.A) != len(b.B) || len(a.SharedA) != len(b.SharedB) {
			t.Errorf("%v: %+v, %+v", p, a, b)
		}
	}
}
