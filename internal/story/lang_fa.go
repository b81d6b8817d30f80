package story

import (
	"strings"

	"voxpop"
)

func persian() *language {
	return &language{
		tag: "fa",
		numbers: map[string]int{
			"یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "نه": 9, "ده": 10, "یازده": 11, "دوازده": 12,
			"سیزده": 13, "چهارده": 14, "پانزده": 15, "شانزده": 16, "هفده": 17, "هجده": 18, "نوزده": 19, "بیست": 20, "سی": 30, "چهل": 40,
			"پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "صد": 100, "هزار": 1000,
		},
		of:      []string{"از", "از میان", "از مجموع"},
		percent: []string{"درصد"},
		people: []string{
			"نفر", "تن", "پاسخ‌دهنده", "پاسخ‌دهندگان", "پاسخ", "پاسخ‌ها", "پاسخ‌های", "پیام", "پیام‌ها", "پیام‌های", "مخاطب", "مخاطبان", "خواننده", "خوانندگان",
			"شنوندگان", "بینندگان", "کاربران", "افراد", "آدم‌ها", "مردم", "زنان", "مردان", "شهروندان", "ساکنان", "جزیره‌نشینان", "فرستندگان", "نویسندگان",
			"از آنها", "از آن‌ها", "از ایشان", "از کسانی", "کسانی", "از شما", "شرکت‌کنندگان", "پیام‌دهندگان",
		},
		answered: []string{"پاسخ‌دهنده", "پاسخ‌دهندگان", "پاسخ", "پاسخ‌ها", "خوانندگان", "شنوندگان", "بینندگان", "مخاطبان", "شرکت‌کنندگان", "پیام‌دهندگان", "از شما"},
		thanks:   []string{"سپاس", "تشکر", "ممنون"},
		skew:     []string{"بیش از", "بیشتر از", "کمتر از", "بالغ بر", "دست‌کم", "حداقل", "حداکثر", "هزار", "میلیون", "میلیارد", "دو برابر", "قاطع", "عظیم", "مطلق"},
		part:     []string{"یک سوم", "دو سوم", "یک چهارم", "سه چهارم", "یک پنجم", "یک دهم", "اقلیتی", "اقلیت", "بقیه"},
		plural: []string{
			"نفرات", "افراد", "پاسخ‌دهندگان", "مخاطبان", "خوانندگان", "شنوندگان", "بینندگان", "کاربران", "زنان", "مردان", "شهروندان", "ساکنان", "جزیره‌نشینان", "دیگران",
			"گفتند", "نوشتند", "گفته‌اند", "نوشته‌اند", "می‌گویند", "می‌نویسند", "برخی", "بعضی", "بسیاری", "شماری", "چند نفر", "چند تن", "پیام‌ها", "پاسخ‌ها",
		},
		singular: []string{"یکی از", "یک نفر از", "یکی دیگر از", "در میان", "از میان", "از"},
		link:     []string{"از", "این", "آن", "همهٔ", "میان", "دیگر", "که", "و", "تن"},
		opinion: []string{
			"می‌گویند", "گفتند", "گفته‌اند", "می‌خواهند", "خواستند", "معتقدند", "باور دارند", "فکر می‌کنند", "احساس می‌کنند", "احساس کردند", "نوشتند", "نوشته‌اند", "می‌نویسند",
			"مخالفند", "موافقند", "می‌دانند", "می‌ترسند", "امیدوارند", "اعتقاد دارند", "بر این باورند", "متهم کردند", "سرزنش کردند", "خشمگینند", "می‌خواست", "می‌داند", "می‌گوید",
		},
		wrote: []string{"نوشت", "نوشته", "نوشته است", "می‌نویسد", "نوشتند", "نوشته‌اند", "نوشته‌است", "تایپ کرد", "نگاشت"},
		spoke: []string{"گفت", "گفته", "گفته است", "می‌گوید", "گفتند", "گفته‌اند", "گفته‌است", "تعریف کرد", "به زبان آورد"},
		nouns: []mediumNoun{
			{words: "پیام صوتی", medium: voxpop.Voice}, {words: "پیام‌های صوتی", medium: voxpop.Voice}, {words: "پیغام صوتی", medium: voxpop.Voice}, {words: "ویس", medium: voxpop.Voice},
			{words: "فایل صوتی", medium: voxpop.Voice}, {words: "صدای ضبط‌شده", medium: voxpop.Voice}, {words: "صوتی", medium: voxpop.Voice},
			{words: "پیام ویدئویی", medium: voxpop.Video}, {words: "پیام ویدیویی", medium: voxpop.Video}, {words: "پیام تصویری", medium: voxpop.Video}, {words: "ویدئو", medium: voxpop.Video},
			{words: "ویدیو", medium: voxpop.Video}, {words: "ویدئویی", medium: voxpop.Video}, {words: "ویدیویی", medium: voxpop.Video}, {words: "فیلم", medium: voxpop.Video},
			{words: "عکس", medium: voxpop.Photo},
			{words: "ایمیل", channels: []voxpop.Channel{voxpop.Email}}, {words: "رایانامه", channels: []voxpop.Channel{voxpop.Email}},
			{words: "پیامک", channels: []voxpop.Channel{voxpop.SMS}}, {words: "پیام متنی", medium: voxpop.Text, channels: messengers},
			{words: "پیام", channels: messengers}, {words: "پیغام", channels: messengers}, {words: "پیام‌رسان", channels: messengers},
			{words: "تلگرام", channels: []voxpop.Channel{voxpop.Telegram}}, {words: "واتساپ", channels: []voxpop.Channel{voxpop.WhatsApp}}, {words: "واتس اپ", channels: []voxpop.Channel{voxpop.WhatsApp}},
			{words: "سیگنال", channels: []voxpop.Channel{voxpop.Signal}}, {words: "فرم", channels: []voxpop.Channel{voxpop.Web}}, {words: "وبسایت", channels: []voxpop.Channel{voxpop.Web}},
			{words: "تلفنی", never: true}, {words: "تلفن", never: true}, {words: "نامه", never: true}, {words: "توییت", never: true}, {words: "توییتر", never: true},
			{words: "فیسبوک", never: true}, {words: "اینستاگرام", never: true}, {words: "مصاحبه", never: true}, {words: "حضوری", never: true},
		},
		again:   []string{"همان", "همین", "باز", "دوباره", "افزود", "اضافه کرد", "ادامه داد", "همچنین", "نیز"},
		she:     []string{"او", "وی", "ایشان"},
		apposed: []string{"،"},
		report:  []string{"گزارش شده", "گزارش شد", "گزارش‌ها", "به گزارش", "به گفته", "به گفتهٔ", "گفته می‌شود", "ظاهرا", "ظاهراً", "بنا بر گزارش", "بنا بر", "به نقل از", "گویا", "نقل شده"},
		scope: []string{
			"افکار عمومی", "عموم مردم", "توده مردم", "توده‌های مردم", "همه مردم", "همهٔ مردم", "اکثریت مردم", "بیشتر مردم", "مردم ایران", "ملت ایران", "خواست مردم", "اراده مردم",
			"نظر مردم", "همه می‌دانند", "همگان می‌دانند", "اکثریت خاموش", "تمام شهر", "همهٔ شهر", "همه شهر", "سراسر کشور", "نظر عموم", "شمار فزاینده", "شمار رو به رشد",
		},
		groups:   []string{"مردم", "شهروندان", "رأی‌دهندگان", "رای‌دهندگان", "اهالی", "ساکنان", "خوانندگان", "ملت", "جامعه", "جزیره‌نشینان", "ایرانیان"},
		notScope: []string{"مردمی که", "مردم را", "مردم به ما"},
		who:      []string{"که"},
		accuse:   persianAccuse(), innocent: persianInnocent,
		names: map[string]string{
			"mayor": "شهردار", "minister": "وزیر", "president": "رئیس‌جمهور", "prime minister": "نخست‌وزیر", "leader": "رهبر", "council leader": "رئیس شورا", "chair": "رئیس", "chairman": "رئیس",
			"spokesperson": "سخنگو", "spokesman": "سخنگو", "spokeswoman": "سخنگو", "governor": "استاندار", "treasurer": "خزانه‌دار", "director": "مدیر", "senator": "سناتور", "ambassador": "سفیر",
			"foreign minister": "وزیر خارجه", "finance minister": "وزیر دارایی", "opposition leader": "رهبر مخالفان", "deputy mayor": "معاون شهردار", "councillor": "عضو شورا",
		},
		dates:    persianDates,
		voice:    persianVoice,
		variants: persianVariants,
	}
}

// persianVariants takes off the endings that stand on Persian words in running
// text: plural, ezafe, indefinite, possessive, the copula.
func persianVariants(w string) []string {
	out := []string{w}
	for _, suffix := range []string{"هایی", "های", "ها", "ی", "ه", "اش", "شان", "ند"} {
		if base, ok := strings.CutSuffix(w, suffix); ok && len([]rune(base)) >= 2 {
			out = append(out, base)
		}
	}
	return out
}
