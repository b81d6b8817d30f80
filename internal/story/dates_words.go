package story

import (
	"time"

	"voxpop/internal/text"
)

// folded folds the keys of a word table, so that it is written as people
// write and found as text is folded.
func folded[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[text.FoldString(k)] = v
	}
	return out
}

func foldAll(list ...string) []string {
	for i, s := range list {
		list[i] = text.FoldString(s)
	}
	return list
}

var englishDates = dateWords{
	weekdays: map[string]time.Weekday{
		"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	},
	months: map[string]int{
		"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
		"jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	},
	days:     map[string]int{"today": 0, "yesterday": 1},
	last:     []string{"last", "past", "previous"},
	this:     []string{"this"},
	ago:      []string{"ago"},
	hours:    []string{"hour", "hours", "minute", "minutes"},
	next:     []string{"next", "following", "coming"},
	until:    []string{"by", "until", "till", "from", "since", "before", "after"},
	units:    map[string]unit{"day": day, "days": day, "week": week, "weeks": week, "month": month, "months": month, "year": year, "years": year},
	in:       []string{"in", "during", "early", "late", "mid", "throughout"},
	ofMonth:  []string{"of"},
	yearWord: []string{"year"},
	ordinals: map[string]int{
		"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
		"thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
	},
	one: []string{"a", "an", "one"}, decade: []string{"decade", "decades"},
	early: []string{"early"}, mid: []string{"mid"}, late: []string{"late"},
	nights: []string{"night", "evening"}, parts: []string{"morning", "afternoon", "evening"},
	weekend: []string{"weekend"},
	seasons: map[string]int{"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3},
	built: []string{
		"built", "born", "founded", "opened", "reopened", "closed", "elected", "launched", "made", "laid", "completed", "finished", "constructed", "established", "begun", "introduced",
		"bought", "sold", "dating", "renovated", "installed",
	},
}

var persianDates = dateWords{
	weekdays: folded(map[string]time.Weekday{
		"یکشنبه": 0, "یک‌شنبه": 0, "دوشنبه": 1, "دو‌شنبه": 1, "سه‌شنبه": 2, "سهشنبه": 2, "چهارشنبه": 3, "چهار‌شنبه": 3, "پنجشنبه": 4, "پنج‌شنبه": 4, "جمعه": 5, "شنبه": 6,
	}),
	months: folded(map[string]int{
		"ژانویه": 1, "فوریه": 2, "مارس": 3, "آوریل": 4, "مه": 5, "می": 5, "ژوئن": 6, "ژوئیه": 7, "جولای": 7, "اوت": 8, "آگوست": 8, "سپتامبر": 9, "اکتبر": 10, "نوامبر": 11, "دسامبر": 12,
	}),
	solar: folded(map[string]int{
		"فروردین": 1, "اردیبهشت": 2, "خرداد": 3, "تیر": 4, "مرداد": 5, "شهریور": 6, "مهر": 7, "آبان": 8, "آذر": 9, "دی": 10, "بهمن": 11, "اسفند": 12,
	}),
	days:     folded(map[string]int{"امروز": 0, "دیروز": 1, "پریروز": 2, "دیشب": 1, "پریشب": 2, "امشب": 0}),
	last:     foldAll("گذشته", "پیش", "قبل", "پارسال"),
	this:     foldAll("جاری", "این", "همین"),
	ago:      foldAll("پیش", "قبل"),
	hours:    foldAll("ساعتی", "ساعاتی", "ساعت‌ها", "دقایقی"),
	units:    folded(map[string]unit{"روز": day, "هفته": week, "هفتهٔ": week, "ماه": month, "سال": year}),
	in:       foldAll("در", "اوایل", "اواسط", "اواخر", "آغاز", "پایان"),
	next:     foldAll("آینده", "بعد"),
	until:    foldAll("تا", "از"),
	yearWord: foldAll("سال"), monthWord: foldAll("ماه"),
	early: foldAll("اوایل", "آغاز"), mid: foldAll("اواسط"), late: foldAll("اواخر", "پایان"),
	seasons:  folded(map[string]int{"بهار": 0, "تابستان": 1, "پاییز": 2, "پائیز": 2, "زمستان": 3}),
	lastYear: foldAll("پارسال"),
}

var arabicDates = dateWords{
	weekdays: folded(map[string]time.Weekday{
		"الأحد": 0, "الاثنين": 1, "الإثنين": 1, "الثلاثاء": 2, "الأربعاء": 3, "الخميس": 4, "الجمعة": 5, "السبت": 6,
	}),
	months: folded(map[string]int{
		"يناير": 1, "فبراير": 2, "مارس": 3, "أبريل": 4, "إبريل": 4, "مايو": 5, "يونيو": 6, "يوليو": 7, "أغسطس": 8, "سبتمبر": 9, "أكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
		"شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6, "تموز": 7, "آب": 8, "أيلول": 9,
		"تشرينالأول": 10, "تشرينالثاني": 11, "كانونالأول": 12, "كانونالثاني": 1,
	}),
	days:    folded(map[string]int{"اليوم": 0, "أمس": 1, "البارحة": 1}),
	last:    foldAll("الماضي", "الماضية", "الفائت", "الفائتة", "المنصرم", "المنصرمة"),
	this:    foldAll("الجاري", "الجارية", "الحالي", "الحالية", "هذا", "هذه"),
	ago:     foldAll("قبل", "منذ"),
	hours:   foldAll("ساعات", "ساعة", "دقائق"),
	units:   folded(map[string]unit{"يوم": day, "أيام": day, "يوما": day, "أسبوع": week, "أسابيع": week, "الأسبوع": week, "شهر": month, "أشهر": month, "شهور": month, "الشهر": month, "سنة": year, "سنوات": year, "عام": year, "أعوام": year, "العام": year, "السنة": year}),
	in:      foldAll("في", "عام", "سنة", "خلال", "مطلع", "أوائل", "أواسط", "منتصف", "أواخر", "نهاية", "بداية", "شهر"),
	ofMonth: foldAll("من"),
	dual:    folded(map[string]unit{"يومين": day, "أسبوعين": week, "شهرين": month, "سنتين": year, "عامين": year}),
	first:   foldAll("أول"),
	ordinals: folded(map[string]int{"الأول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5, "السادس": 6, "السابع": 7, "الثامن": 8, "التاسع": 9, "العاشر": 10,
		"العشرين": 20, "الثلاثين": 30}),
	until:     foldAll("حتى", "بحلول", "منذ"),
	next:      foldAll("المقبل", "المقبلة", "القادم", "القادمة"),
	yearWord:  foldAll("عام", "سنة"),
	early:     foldAll("مطلع", "أوائل", "بداية"),
	mid:       foldAll("أواسط", "منتصف"),
	late:      foldAll("أواخر", "نهاية"),
	seasons:   folded(map[string]int{"ربيع": 0, "الربيع": 0, "صيف": 1, "الصيف": 1, "خريف": 2, "الخريف": 2, "شتاء": 3, "الشتاء": 3}),
	beforeAgo: true,
}
