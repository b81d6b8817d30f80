package story

import (
	"slices"
	"strings"

	"voxpop"
)

func arabic() *language {
	return &language{
		tag: "ar",
		numbers: map[string]int{
			"أحد عشر": 11, "إحدى عشرة": 11, "اثنا عشر": 12, "اثني عشر": 12, "اثنتا عشرة": 12, "ثلاثة عشر": 13, "ثلاث عشرة": 13, "أربعة عشر": 14, "أربع عشرة": 14, "خمسة عشر": 15, "خمس عشرة": 15, "ستة عشر": 16, "ست عشرة": 16, "سبعة عشر": 17, "سبع عشرة": 17, "ثمانية عشر": 18, "ثماني عشرة": 18, "تسعة عشر": 19, "تسع عشرة": 19,
			"واحد": 1, "واحدة": 1, "اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2, "شخصان": 2, "شخصين": 2, "ثلاثة": 3, "ثلاث": 3, "أربعة": 4, "أربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6,
			"سبعة": 7, "سبع": 7, "ثمانية": 8, "ثماني": 8, "ثمان": 8, "تسعة": 9, "تسع": 9, "عشرة": 10, "عشر": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30,
			"أربعون": 40, "أربعين": 40, "خمسون": 50, "خمسين": 50, "ستون": 60, "ستين": 60, "سبعون": 70, "سبعين": 70, "ثمانون": 80, "ثمانين": 80, "تسعون": 90, "تسعين": 90, "مئة": 100, "مائة": 100,
		},
		of:      []string{"من", "من أصل", "من بين", "من مجموع"},
		percent: []string{"بالمئة", "بالمائة", "في المئة", "في المائة"},
		people: []string{
			"شخص", "أشخاص", "شخصا", "مشارك", "مشاركون", "مشاركين", "مجيب", "مجيبون", "مجيبين", "إجابة", "إجابات", "رد", "ردود", "رسالة", "رسائل", "قارئ", "قراء", "مستمعون", "مستمعين",
			"مشاهدون", "مشاهدين", "متابعون", "متابعين", "ناس", "نساء", "رجال", "سكان", "مواطن", "مواطنون", "مواطنين", "أهالي", "منهم", "ممن", "منكم", "الذين", "الأصوات", "المستجيبين", "المستجيبون",
		},
		answered: []string{"مشارك", "مشاركون", "مشاركين", "مجيب", "مجيبون", "مجيبين", "إجابات", "إجابة", "ردود", "قراء", "مستمعون", "مستمعين", "مشاهدون", "مشاهدين", "المستجيبين", "منكم"},
		thanks:   []string{"شكرا", "شكرًا", "الشكر", "نشكر"},
		skew:     []string{"أكثر من", "أقل من", "ما يزيد على", "ما لا يقل عن", "على الأقل", "على الأكثر", "ألف", "آلاف", "مليون", "ملايين", "ضعف", "ليس", "لم", "مطلقة", "عظمى"},
		part:     []string{"ثلث", "ثلثا", "ثلثي", "ربع", "ثلاثة أرباع", "خمس", "عشر", "أقلية", "بقية"},
		plural: []string{
			"أشخاص", "مشاركون", "مشاركين", "مجيبون", "مجيبين", "قراء", "مستمعون", "مستمعين", "مشاهدون", "مشاهدين", "متابعون", "متابعين", "نساء", "رجال", "سكان", "مواطنون", "مواطنين", "آخرون", "آخرين",
			"قالوا", "كتبوا", "يقولون", "يكتبون", "عدة", "كثيرون", "بعضهم", "رسائل", "شخصان", "شخصين", "كثيرين", "امرأتان", "امرأتين", "رجلان", "رجلين", "شابان", "شابتان",
		},
		singular: []string{"أحد", "إحدى", "واحد من", "واحدة من", "من بين", "أحد من"},
		link:     []string{"من", "هؤلاء", "هذه", "تلك", "بين", "كل", "الذين", "و"},
		opinion: []string{
			"يقول", "يقولون", "قال", "قالت", "قالوا", "يريد", "يريدون", "أرادوا", "يعتقد", "يعتقدون", "اعتقدوا", "يرى", "يرون", "رأوا", "يشعر", "يشعرون", "شعروا", "يعرف", "يعرفون", "يؤيد", "يؤيدون", "يعارض", "يعارضون",
			"يرفض", "يرفضون", "رفضوا", "يخاف", "يخافون", "يأمل", "يأملون", "يطالب", "يطالبون", "كتبوا", "يكتبون", "اتهموا", "يتهمون", "غاضبون", "عبروا", "ذكروا", "تحدثوا",
		},
		wrote: []string{"كتب", "كتبت", "كتبوا", "يكتب", "تكتب", "مكتوبة"},
		spoke: []string{"قال", "قالت", "قالوا", "يقول", "تقول", "أخبرنا", "أخبرتنا", "تحدث", "تحدثت"},
		nouns: []mediumNoun{
			{words: "رسالة صوتية", medium: voxpop.Voice}, {words: "رسائل صوتية", medium: voxpop.Voice}, {words: "تسجيل صوتي", medium: voxpop.Voice}, {words: "مقطع صوتي", medium: voxpop.Voice}, {words: "صوتية", medium: voxpop.Voice},
			{words: "صوتي", medium: voxpop.Voice},
			{words: "مقطع فيديو", medium: voxpop.Video}, {words: "رسالة فيديو", medium: voxpop.Video}, {words: "فيديو", medium: voxpop.Video}, {words: "مقطع مصور", medium: voxpop.Video}, {words: "رسالة مصورة", medium: voxpop.Video},
			{words: "تسجيل مصور", medium: voxpop.Video}, {words: "صورة", medium: voxpop.Photo},
			{words: "رسالة بالبريد الإلكتروني", channels: []voxpop.Channel{voxpop.Email}}, {words: "رسالة عبر البريد الإلكتروني", channels: []voxpop.Channel{voxpop.Email}}, {words: "رسالة إلكترونية", channels: []voxpop.Channel{voxpop.Email}}, {words: "بريد إلكتروني", channels: []voxpop.Channel{voxpop.Email}}, {words: "البريد الإلكتروني", channels: []voxpop.Channel{voxpop.Email}},
			{words: "إيميل", channels: []voxpop.Channel{voxpop.Email}}, {words: "بالبريد", channels: []voxpop.Channel{voxpop.Email}},
			{words: "رسالة نصية", medium: voxpop.Text, channels: messengers}, {words: "رسالة", channels: messengers}, {words: "رسائل", channels: messengers},
			{words: "تلغرام", channels: []voxpop.Channel{voxpop.Telegram}}, {words: "تيليغرام", channels: []voxpop.Channel{voxpop.Telegram}}, {words: "تليجرام", channels: []voxpop.Channel{voxpop.Telegram}},
			{words: "واتساب", channels: []voxpop.Channel{voxpop.WhatsApp}}, {words: "واتس اب", channels: []voxpop.Channel{voxpop.WhatsApp}}, {words: "سيغنال", channels: []voxpop.Channel{voxpop.Signal}}, {words: "سيجنال", channels: []voxpop.Channel{voxpop.Signal}},
			{words: "استمارة", channels: []voxpop.Channel{voxpop.Web}}, {words: "نموذج", channels: []voxpop.Channel{voxpop.Web}}, {words: "موقعنا", channels: []voxpop.Channel{voxpop.Web}},
			{words: "هاتفيا", never: true}, {words: "هاتفيًا", never: true}, {words: "مكالمة", never: true}, {words: "تغريدة", never: true}, {words: "تويتر", never: true}, {words: "فيسبوك", never: true}, {words: "مقابلة", never: true}, {words: "شخصيا", never: true},
		},
		again:   []string{"نفس", "نفسه", "نفسها", "ذاته", "ذاتها", "أضاف", "أضافت", "أيضا", "أيضًا", "تابع", "تابعت", "مجددا"},
		she:     []string{"هو", "هي", "إنه", "إنها", "أنه", "أنها"},
		apposed: []string{"،"},
		report:  []string{"بحسب", "حسب", "وفق", "وفقا", "وفقًا", "أفادت", "أفاد", "تقارير", "ذكرت", "نقل عن", "نقلا عن", "نقلًا عن", "يقال", "قيل", "ورد", "يفهم", "تردد", "ذُكر", "يُذكر"},
		scope: []string{
			"الرأي العام", "عامة الناس", "عموم الناس", "عامة الشعب", "الأغلبية الصامتة", "كل الناس", "جميع الناس", "معظم الناس", "أغلب الناس", "إرادة الشعب", "رأي الشعب", "رأي الناس", "الجميع يعرف", "كل المدينة", "المدينة كلها",
			"البلد كله", "الشعب", "عدد متزايد", "أعداد متزايدة", "الجمهور",
		},
		groups:   []string{"الناس", "الشعب", "المواطنون", "المواطنين", "السكان", "سكان", "أهالي", "الأهالي", "أهل", "القراء", "الناخبون", "الناخبين", "المجتمع", "الإيرانيون", "الإيرانيين"},
		notScope: []string{"الناس الذين كتبوا"},
		who:      []string{"الذين", "ممن", "اللواتي"},
		accuse:   arabicAccuse(), innocent: arabicInnocent,
		names: map[string]string{
			"mayor": "رئيس البلدية", "minister": "وزير", "president": "رئيس", "prime minister": "رئيس الوزراء", "leader": "زعيم", "council leader": "رئيس المجلس", "chair": "رئيس", "chairman": "رئيس",
			"spokesperson": "متحدث", "spokesman": "متحدث", "spokeswoman": "متحدثة", "governor": "محافظ", "treasurer": "أمين الخزانة", "director": "مدير", "senator": "سيناتور", "ambassador": "سفير",
			"foreign minister": "وزير الخارجية", "finance minister": "وزير المالية", "opposition leader": "زعيم المعارضة", "deputy mayor": "نائب رئيس البلدية", "councillor": "عضو المجلس",
		},
		dates:    arabicDates,
		voice:    arabicVoice,
		variants: arabicVariants,
	}
}

// arabicVariants takes off the particles that Arabic writes onto a word: and,
// so, with, for, like, and the article. The letters are the folded ones.
func arabicVariants(w string) []string {
	out := []string{w}
	add := func(s string) {
		if len([]rune(s)) >= 2 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for i := 0; i < len(out) && len(out) < 16; i++ {
		s := out[i]
		for _, p := range []string{"و", "ف", "ب", "ل", "ک"} {
			if base, ok := strings.CutPrefix(s, p); ok {
				add(base)
			}
		}
		if base, ok := strings.CutPrefix(s, "ال"); ok {
			add(base)
		}
		// The pronoun at the end: بعضكم is بعض of you; and the feminine of a role.
		for _, suffix := range []string{"هم", "کم", "هن", "نا", "ها", "ه"} {
			if base, ok := strings.CutSuffix(s, suffix); ok && len([]rune(base)) >= 3 {
				add(base)
			}
		}
		if base, ok := strings.CutPrefix(s, "لل"); ok {
			add(base)
			add("ال" + base)
		}
	}
	return out
}
