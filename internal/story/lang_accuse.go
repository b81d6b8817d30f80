package story

import "strings"

// The words of accusation, by what they charge with: lying, theft and fraud,
// bribes and favours, abuse of office, threats and violence, hiding and
// silencing, breach of trust. How many accusations they find is measured by
// TestAccusations.

func englishAccuse() []string {
	return []string{
		"lie", "lies", "lied", "liar", "liars", "lying", "deceit", "deceitful", "deceive", "deceived", "deceives", "deception", "dishonest", "dishonesty", "fraud", "fraudster",
		"fraudulent", "corrupt", "corruption", "bribe", "bribed", "bribes", "bribery", "steal", "stole", "stolen", "stealing", "thief", "thieves", "theft", "robbed", "robber",
		"embezzle", "embezzled", "embezzlement", "betray", "betrayed", "betrayal", "traitor", "treason", "cheat", "cheated", "cheating", "cheats", "crook", "crooked", "criminal",
		"crime", "murder", "murdered", "murderer", "killer", "launder", "laundered", "laundering", "blackmail", "blackmailed", "misled", "mislead", "misleading", "cover up",
		"covered up", "conspired", "conspiracy", "swindle", "swindled", "swindler", "conned", "perjury", "abuse", "abused", "torture", "tortured", "coward", "sold us out",
		"sold out", "on the take", "kickback", "kickbacks", "nepotism", "rigged", "extortion", "coerced", "forged", "false promise", "hypocrite", "hypocrisy", "pocketed",
		"pockets of his own", "own pockets", "cooked the books", "cook the books", "sold his vote", "sold her vote", "sold their vote", "bought votes", "broke the law",
		"breaks the law", "breaking the law", "break the law", "illegal", "illegally", "unlawful", "unlawfully", "falsify", "falsified", "falsifies", "falsifying", "forge",
		"forgery", "forging", "fake", "faked", "fabricate", "fabricated", "fabricates", "fabricating", "fabrication", "made up", "made it up", "invented evidence",
		"false testimony", "false witness", "perjured", "perjurer", "bore false", "threaten", "threatened", "threatens", "threatening", "intimidate", "intimidated",
		"intimidation", "bully", "bullied", "bullies", "bullying", "coerce", "coercion", "beaten", "beat up", "had him beaten", "assault", "assaulted", "assaults", "attacked a",
		"violent", "violence", "trick", "tricked", "tricks", "dupe", "duped", "dupes", "fooled", "hoodwinked", "conned us", "con man", "con artist", "scam", "scammed", "scammer",
		"scams", "rip off", "ripped off", "stitched up", "double crossed", "doublecrossed", "backstabber", "two faced", "in the pay of", "in the pocket of", "paid off",
		"bought off", "bribing", "briber", "greased", "hush money", "hushed up", "hush up", "slush fund", "sweetener", "backhander", "backhanders", "concealed", "conceal",
		"conceals", "concealing", "hid the", "hid a", "hides the", "hiding the", "cover ups", "covering up", "whitewash", "whitewashed", "buried the report", "destroyed evidence",
		"shredded", "deleted the records", "withheld", "harass", "harassed", "harasses", "harassment", "molest", "molested", "rape", "raped", "rapist", "groped", "abuses",
		"abusing", "abuser", "abusive", "exploit", "exploited", "exploits", "exploiting", "exploitation", "discriminate", "discriminated", "discriminates", "discrimination",
		"racist", "sexist", "tax evasion", "evaded tax", "evaded taxes", "evades tax", "evading tax", "dodged tax", "dodged taxes", "dodges tax", "tax dodger", "smuggled",
		"smuggler", "smuggling", "loot", "looted", "looting", "looter", "plunder", "plundered", "plundering", "siphoned", "siphon", "skimmed", "skimming", "defraud", "defrauded",
		"defrauds", "embezzler", "embezzling", "misappropriated", "rob", "robs", "robbing", "robbery", "steals", "swindles", "swindling", "rackets", "racket", "racketeer",
		"tampered", "tampering", "rigging", "rig the", "stuffed the ballot", "ballot stuffing", "stole the election", "election fraud", "conspire", "conspires", "conspirator",
		"conspirators", "collude", "colluded", "collusion", "in league with", "plotted", "secret deal", "secret deals", "backroom deal", "puppet", "stooge", "accomplice",
		"complicit", "blood on his hands", "blood on her hands", "blood on their hands", "blind eye", "killed", "killings", "murders", "murdering", "manslaughter", "poisoned",
		"poisoner", "put lives at risk", "put children in danger", "endangered", "negligent", "negligence", "reckless endangerment", "extort", "extorted", "extorts", "extorting",
		"extortionist", "protection money", "blackmails", "blackmailing", "blackmailer", "silenced", "gagged", "spied", "spying", "eavesdropped", "bugged", "wiretapped",
		"leaked the names", "leaked names", "breached", "breach of", "broke his oath", "broke her oath", "broke his word", "broke her word", "broke his promise",
		"broke her promise", "betrays", "betraying", "sell out", "sells us", "sold us", "traitors", "treasonous", "turncoat", "misleads", "untruth", "untruths", "untruthful",
		"fibbed", "lied to", "false claim", "false claims", "knowingly false", "dishonestly", "dishonourable", "disgrace", "guilty", "to blame for", "war criminal", "criminals",
		"crimes", "felon", "convicted", "indicted", "impostor", "charlatan", "cronyism", "crony", "cronies", "contract to her brother", "contract to his brother",
		"contract to his cousin", "favouritism", "conflict of interest", "insider dealing", "insider trading", "accused of", "war profiteer", "profiteer", "profiteering",
		"dictator", "tyrant", "tyranny", "hypocrites", "hypocritical", "crooks", "sham",
	}
}

func persianAccuse() []string {
	return []string{
		"دروغ", "دروغگو", "دروغ‌گو", "دروغگویی", "فریب", "فریبکار", "فریب داد", "فریبکاری", "نیرنگ", "کلاهبردار", "کلاهبرداری", "کلاه‌برداری", "فساد", "فاسد", "رشوه", "رشوه‌خوار",
		"دزد", "دزدی", "دزدید", "اختلاس", "خیانت", "خائن", "خیانتکار", "تقلب", "متقلب", "جنایت", "جنایتکار", "قاتل", "قتل", "پول‌شویی", "باج", "باجگیر", "گمراه کرد", "پنهان‌کاری",
		"توطئه", "شکنجه", "ترسو", "ریاکار", "ریاکاری", "سوءاستفاده", "جعل", "زورگویی", "غارت", "چپاول", "وطن‌فروش", "فروختمان", "حقه‌باز", "شیاد", "به جیب زد", "به جیب زده",
		"جیب خودش", "جیبش را پر", "دستکاری", "دست‌کاری", "دست برد", "دست برده", "رشوه‌خواری", "رشوه‌گیر", "رأیش را فروخت", "رأی خرید", "پنهان کرد", "پنهان کرده", "پنهان کردند",
		"مخفی کرد", "مخفی کرده", "مخفی‌کاری", "لاپوشانی", "سرپوش گذاشت", "ماست‌مالی", "از بین برد", "نابود کرد", "سر به نیست", "دروغگوست", "دروغ‌گوست", "دروغگوها", "دروغ‌پردازی",
		"دروغ‌پرداز", "دروغین", "قانون را زیر پا", "خلاف قانون", "غیرقانونی", "قانون‌شکنی", "قانون‌شکن", "جعلی", "سندسازی", "پرونده‌سازی", "از خودش درآورد", "شهادت دروغ",
		"سوگندش را شکست", "سوگند دروغ", "زیر قولش زد", "پیمان‌شکنی", "عهدشکنی", "بدعهدی", "تهدید", "تهدید کرد", "ارعاب", "زور می‌گفت", "زور گفت", "زور می‌گوید", "زورگو", "قلدری",
		"کتک", "کتک زد", "ضرب و شتم", "حمله کرد", "شکنجه‌گر", "خشونت", "آزار", "آزار داد", "تعرض", "تجاوز جنسی", "اذیت کرد", "بهره‌کشی", "استثمار", "سوء استفاده", "تبعیض",
		"نژادپرست", "ظلم", "ظالم", "ستمگر", "گول زد", "گول زده", "گولمان زد", "کلاه گذاشت", "کلاهمان گذاشت", "سرمان کلاه", "شیره مالید", "نارو زد", "نارو", "دغل", "دغل‌باز",
		"دغلکار", "حقه", "حقه‌بازی", "شارلاتان", "دودوزه", "دورو", "دورویی", "منافق", "نفاق", "نیرنگ‌باز", "فریب‌کار", "فریبمان داد", "فریبشان داد", "سرکار گذاشت", "مزدور",
		"خودفروخته", "دست‌نشانده", "دست‌نشاندهٔ", "نوکر", "آلت دست", "عروسک خیمه", "سرسپرده", "متهم", "متهم شد", "اتهام", "مجرم", "جرم", "مرتکب", "محکوم", "گناهکار", "مقصر",
		"تبانی", "زد و بند", "زدوبند", "ساخت و پاخت", "ساخت‌وپاخت", "پشت پرده", "همدست", "همدستی", "دسیسه", "باندبازی", "باند", "پارتی‌بازی", "رانت", "رانت‌خوار", "رانت‌خواری",
		"ویژه‌خواری", "خویشاوندسالاری", "باج‌گیری", "باج گرفت", "باج‌گیر", "اخاذی", "حق السکوت", "حق‌السکوت", "خفه کرد", "ساکتش کرد", "دهانش را بست", "جاسوسی", "جاسوس", "شنود",
		"لو داد", "لو داده", "قاچاق", "قاچاقچی", "چاپید", "چاپیدند", "غارت کرد", "تاراج", "بالا کشید", "بالا کشیده", "بالا کشیدند", "حیف و میل", "رباخوار", "مال مردم", "سرقت",
		"سارق", "دزدیده", "دزدیدند", "دزدها", "فرار مالیاتی", "از مالیات فرار", "مالیات نداد", "پولشویی", "به خون آلوده", "دستش به خون", "کشتن", "کشتار", "قتل‌ها", "قاتلان",
		"آدمکش", "مسموم کرد", "مسموم شدن", "به خطر انداخت", "چشمش را بر", "چشم بست", "سهل‌انگاری", "خیانت کرد", "خیانت‌پیشه", "وطن‌فروشی", "ما را فروخت", "ما را فروختند",
		"فروختند ما را", "از پشت خنجر", "خنجر زد", "ننگ", "رسوا", "رسوایی", "دیکتاتور", "مستبد", "فاسدند", "بازرس‌ها را خرید", "قاضی را خرید", "پول گرفت", "پول گرفته",
		"رأیش را به",
	}
}

// arabicAccuse lists nouns and phrases as they stand, and verbs in the forms
// that a report uses: he, she, they; us, him, her; now.
func arabicAccuse() []string {
	words := []string{
		"كذب", "كذبة", "كاذب", "كذاب", "يكذب", "أكاذيب", "خداع", "خدع", "خدعنا", "مخادع", "احتيال", "محتال", "نصب", "نصاب", "فساد", "فاسد", "رشوة", "مرتش", "مرتشي", "سرق", "سرقة",
		"سارق", "لص", "حرامي", "اختلاس", "خيانة", "خائن", "خان", "خاننا", "غش", "غشاش", "جريمة", "مجرم", "قاتل", "قتل", "ابتزاز", "تضليل", "ضلل", "تواطؤ", "متواطئ", "مؤامرة",
		"تعذيب", "جبان", "منافق", "نفاق", "تزوير", "نهب", "باعنا", "عميل", "رشاوى", "الرشى", "ارتشاء", "مرتشية", "مرتشون", "في جيبه", "في جيبها", "جيوبه", "جيوبها", "جيوبهم",
		"تلاعبا", "التلاعب", "تزويرا", "مزور", "مزورة", "زورا", "شهادة زور", "شهد زورا", "حلف زورا", "يمينا كاذبة", "كاذبون", "كاذبة", "كذابة", "كذابون", "أكاذيبه", "كذبه",
		"احتالت", "عملية احتيال", "محتالة", "محتالون", "نصابة", "نصابون", "اختلاسات", "سرقات", "سرقتنا", "سرقنا", "لصوص", "لصة", "حرامية", "نهبا", "عصابة", "عصابات", "تهديد",
		"تهديدات", "ابتزازا", "إتاوات", "الإتاوات", "إتاوة", "ترهيب", "بلطجة", "بلطجي", "اعتداء", "تحرشا", "اغتصاب", "اغتصب", "مغتصب", "استغلالا", "استغلال منصبه",
		"استغلال منصبها", "استغلال السلطة", "أساء استغلال", "تمييز", "التمييز", "عنصري", "عنصرية", "استبداد", "مستبد", "طاغية", "ديكتاتور", "ظالم", "ظالمة", "خائنة", "خونة",
		"الخيانة", "خيانته", "بائع ضميره", "باع ضميره", "باع صوته", "باعت صوتها", "باعونا", "اشترى ذمم", "اشترت ذمم", "شراء الذمم", "شراء الأصوات", "مأجور", "مأجورا", "مأجورة",
		"مرتزق", "مرتزقة", "عميلة", "عملاء", "دمية", "دمية في يد", "ألعوبة", "أداة في يد", "محسوبية", "واسطة", "محاباة", "عمولات", "عمولة", "صفقة سرية", "صفقات سرية",
		"من وراء ظهورنا", "خلف الكواليس", "تواطؤا", "متواطئة", "مؤامرات", "متآمر", "متآمرون", "فاسدة", "فاسدون", "فاسدين", "الفساد", "رائحة الفساد", "غير نزيه", "غير نزيهة",
		"بلا نزاهة", "بلا ضمير", "غير شريف", "منافقة", "منافقون", "النفاق", "خالف القانون", "خرق القانون", "خرقت القانون", "انتهاك", "مخالفة القانون", "غير قانوني", "غير قانونية",
		"مذنب", "مذنبة", "مدان", "مدانة", "متهم", "متهمة", "اتهم", "اتهمت", "متورط", "متورطة", "تورط", "تورطت", "ارتكب", "ارتكبت", "جرائم", "مجرمة", "مجرمون", "جناية", "قتلة",
		"القتل", "ملطخة بالدم", "ملطختان بالدم", "دماء على يديه", "تسميم", "سمم", "سممت", "للخطر عمدا", "عرض للخطر", "غض الطرف", "غضت الطرف", "إهمال", "تهريب", "مهرب",
		"تبييض الأموال", "غسيل الأموال", "غسل الأموال", "التهرب الضريبي", "تهرب من الضرائب", "ضحك على", "ضحكت على", "ضحكوا على", "غدرا", "طعن في الظهر", "طعننا", "حنث بيمينه",
		"حنثت بيمينها", "نكث بوعده", "نكثت بوعدها", "أخلف وعده", "أخلفت وعدها", "مال المدينة", "أموال الناس", "تضليلا", "مضلل", "مضللة", "تعتيم", "التستر", "تستر على", "لفقت",
		"ملفق", "ملفقة", "مخادعة", "خداعا", "سلبونا",
	}
	return append(words, arabicForms()...)
}

const arabicVerbs = `كذب خدع سرق نهب خان غش زور رشا ارتشى اختلس احتال نصب ابتز هدد تلاعب أخفى أخفت تستر ضلل لفق تجسس تهرب تحرش اعتدى استغل عبث تآمر تواطأ غدر ظلم استبد قتل عذب ابتلع سلب حنث نكث انتهك أسكت سرب فبرك حرض طمس أتلف كتم عرقل اضطهد استولى فسد أفسد`

// arabicForms are the verbs of accusation as they are conjugated.
func arabicForms() []string {
	var words []string
	for _, verb := range strings.Fields(arabicVerbs) {
		stem := strings.TrimSuffix(verb, "ى")
		for _, end := range []string{"", "ت", "وا", "نا", "تنا", "ه", "ها", "هم", "ني", "ته", "تها", "تهم"} {
			words = append(words, stem+end)
		}
		words = append(words, verb)
		for _, begin := range []string{"ي", "ت"} {
			words = append(words, begin+verb, begin+stem+"ون", begin+stem+"نا")
		}
	}
	return words
}

// What only looks like an accusation.
var (
	englishInnocent = []string{"boats lie", "ships lie", "lies at", "lie at", "lies in", "lie in", "lies ahead", "lie ahead", "lies between", "lie between", "lies on", "lie on", "lying at", "lying on", "sold out the summer", "sold out the concert", "tickets sold out", "fought crime", "fights crime", "fight against crime", "fighting crime", "fight against corruption", "look into the fraud", "investigate the fraud", "investigates the fraud", "victim of", "victims of", "made up his mind", "made up her mind", "made up their minds", "made up of", "stolen glances", "killed time", "magic tricks", "abusive weather"}
	persianInnocent = []string{"بررسی کلاهبرداری", "کلاهبرداری را بررسی", "مبارزه با فساد", "قربانی", "قربانیان", "باند فرودگاه", "باند موسیقی"}
	arabicInnocent  = []string{"التحقيق في الاحتيال", "مكافحة الفساد", "مكافحة الجريمة", "ضحية", "ضحايا", "نصب تذكاري", "ضرب الجرس", "ضرب موعدا", "قتل الوقت", "ضرب مثلا"}
)
