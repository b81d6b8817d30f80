package bitext

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"voxpop/internal/text"
)

// negators are the words that say “not”, and those that may: a weak one answers
// a “not” on the other side and raises none (“unable”, “without”, “refuse”).
var negators = map[string]struct{ strong, weak, weakParts string }{
	"en": {"not no never nobody nothing none nor neither cannot cant nowhere dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt hasnt havent hadnt aint",
		"without unable impossible refuse refused refuses lack lacks lacked fail failed fails hardly barely stop stopped except deny denied denies nope missing absent forbidden banned avoid less unless only", "un in im dis non il ir"},
	"fa": {"نه هرگز هیچ هیچکس هیچی هیچوقت هیچکدام نیست نیستم نیستی نیستیم نیستید نیستند نیستن نباید نبایست نبایستی نشاید نکن نرو نگو نزن نخور نذار نترس",
		"بدون بی غیر عدم فاقد ناممکن محروم خالی جز غیرممکن غیرقابل نداشتن نبودن نکردن نشدن ممنوع ناتوان هنوز", "بی نا غیر"},
	"ar": {"لا لم لن ليس ليست ليسوا لست لسنا لسن لستم مش مو ماكو مفيش مافي معنديش كلا أبدا ولا ولم ولن وليس ألا فلا فلم",
		"ما وما بدون دون غير عدم بلا رفض رفضت يرفض ترفض نفى قط إلا لولا مستحيل منع يمنع منعت انعدام فقدان نقص خال لئلا وغير", ""},
	"es": {"no nunca jamás nadie nada ningún ninguno ninguna tampoco ni",
		"sin imposible falta faltan negó niega rechazó rechaza dejó apenas incapaz menos excepto", "in im des"},
	"fr": {"pas jamais aucun aucune nulle guère ni non",
		"ne n' sans rien personne plus impossible refuse refusé manque manquent sauf à peine incapable nul point moins", "in im dés"},
	"de": {"nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden niemandem nichts weder nein nirgends nirgendwo",
		"ohne noch unmöglich kaum verweigert verweigern fehlt fehlen außer mangel weigert weigerte", "un miss"},
	"tr": {"değil değildi değilim değiliz değiller yok yoktu asla hayır yoktur yokmuş",
		"hiç hiçbir hiçbiri kimse olmadan dışında imkansız eksik ne", ""},
	"ru": {"не нет ни никогда никто никого никому ничего ничто нельзя нигде никакой никакого никаких никак никуда",
		"без отсутствие отсутствует невозможно отказ отказался отказались отказалась кроме едва", "не без"},
	"ur": {"نہیں نہ مت ہرگز",
		"بغیر بنا بے غیر کوئی بلا", ""},
}

type negatorTable struct{ strong, weak map[string]bool }

var negatorTables = sync.OnceValue(func() map[string]negatorTable {
	out := map[string]negatorTable{}
	for lang, n := range negators {
		out[lang] = negatorTable{looseSet(n.strong), looseSet(n.weak)}
	}
	return out
})

// faVerbs are the stems, past and present, before which Persian writes ن. A
// word that only happens to begin with it (نظر، نان) has none of them.
var faVerbs = sync.OnceValue(func() map[string]bool {
	past := strings.Fields("رفت گفت کرد شد بود داشت داد خورد آمد اومد دید گرفت توانست تونست خواست دانست دونست رسید ماند موند گذاشت زد آورد برد خرید فروخت شنید نوشت خواند خوند ساخت افتاد ایستاد نشست فهمید پرسید کشید ترسید شناخت یافت پذیرفت ریخت بست کشت گشت پرداخت فرستاد انداخت خوابید رساند جنگید شکست")
	present := strings.Fields("رو گو کن شو باش دار ده خور بین گیر توان تون خواه خوا دان دون رس مان مون گذار ذار زن آور بر خر فروش شنو نویس خوان خون ساز افت ایست نشین فهم پرس کش ترس شناس یاب پذیر ریز بند گرد پرداز فرست انداز")
	out := map[string]bool{}
	for _, v := range past {
		for _, e := range []string{"", "م", "ی", "یم", "ید", "ین", "ند", "ن", "ه", "هام", "های", "هایم", "هاید", "هاند", "هاست", "ش", "هبود", "هبودم", "هبودند"} {
			for _, n := range faDenied(v) {
				out[text.LooseString(n+e)] = true
			}
		}
	}
	for _, v := range present {
		for _, e := range []string{"م", "ی", "د", "یم", "ید", "ین", "ند", "ن", "ه"} {
			for _, n := range faDenied(v) {
				out[text.LooseString(n+e)] = true
			}
		}
	}
	// The stem of “come” is a single letter: نام and نان are a name and bread.
	for _, w := range strings.Fields("نیام نیاد نیایم نیاید نیاین نیان نیایند") {
		out[text.LooseString(w)] = true
	}
	// What these would make of words that say something else.
	for _, w := range strings.Fields("نبرد نکته نماند نرده نده نمونه ندی نران نمان نماید نمود نزد نزدی نروی نشان نشانی ندا نیا نیای نکند نگران نکشید") {
		if w != "نماند" && w != "نکند" && w != "نکشید" {
			delete(out, text.LooseString(w))
		}
	}
	return out
})

// faDenied is a Persian stem behind its “not”, which joins with an alef.
func faDenied(v string) []string {
	if rest, ok := strings.CutPrefix(v, "آ"); ok {
		return []string{"نیا" + rest}
	}
	if rest, ok := strings.CutPrefix(v, "ا"); ok && !strings.HasPrefix(v, "ایس") {
		return []string{"نی" + rest, "نیا" + rest}
	}
	return []string{"ن" + v}
}

// negations finds the strong and weak negators of a sentence, which is compared
// with another.
func negations(s, other side) (strong, weak []text.Span) {
	table, ok := negatorTables()[s.lang]
	if !ok {
		return nil, nil
	}
	for i, w := range s.words {
		f := text.LooseString(w.fold)
		switch {
		case idiom(s, i, f), s.lang == "fa" && nine(s, i, f):
		case s.lang == "tr" && i > 0 && unicode.IsUpper(s.runes[w.Start]) && !shouts(s) && !opens(s.runes, w.Start) && turkish(f):
			// Yılmaz, Sönmez and Korkmaz are names.
		case s.lang == "tr" && i > 0 && nosooner(text.LooseString(s.words[i-1].fold), f):
		case s.lang == "ar" && arabicMa(s, i, f, other):
			strong = append(strong, w.Span)
		case table.strong[f], table.strong[strings.ReplaceAll(f, "'", "")], verbNegated(s.lang, f):
			strong = append(strong, w.Span)
		case table.weak[f], partNegated(s.lang, f):
			weak = append(weak, w.Span)
		}
	}
	return strong, weak
}

// verbNegated reports whether a verb carries its “not”.
func verbNegated(lang, f string) bool {
	switch lang {
	case "en":
		return strings.HasSuffix(f, "n't")
	case "fa":
		return strings.HasPrefix(f, "نمی") && utf8.RuneCountInString(f) >= 5 || faVerbs()[f]
	case "ar":
		// ماعرفتش and معرفتش of the spoken language.
		return strings.HasPrefix(f, "م") && strings.HasSuffix(f, "ش") && len(f) >= 12
	case "tr":
		return turkish(f)
	}
	return false
}

// turkish reports whether a verb holds -me-: before its tense (gitmedi, gelmiyor,
// bilmem, olmaz). “Deme” and the like, which may be nouns, do not count.
func turkish(f string) bool {
	if len(f) < 5 {
		return false
	}
	for _, w := range turkishNouns() {
		if strings.HasPrefix(f, w) {
			return false
		}
	}
	// “Gelmesin” forbids; “gelmesini” is a noun. “Gelmeyin” forbids.
	for _, e := range []string{"masin", "mesin", "masinlar", "mesinler", "mayin", "meyin", "mayiniz", "meyiniz"} {
		if strings.HasSuffix(f, e) && len(f)-len(e) >= 2 {
			return true
		}
	}
	for _, e := range []string{"madi", "medi", "mady", "mamis", "memis", "mayan", "meyen", "mayacak", "meyecek", "mayacag", "meyeceg", "maz", "mez", "mazlar", "mezler", "maziz", "meziz", "mazsin", "mezsin", "mamis", "mamali", "memeli", "mazdi", "mezdi"} {
		e = text.LooseString(e)
		if i := strings.LastIndex(f, e); i >= 2 && len(f)-i-len(e) <= 6 {
			return true
		}
	}
	// -mıyor, -miyor, -muyor, -müyor
	for _, e := range []string{"mıyor", "miyor", "muyor", "müyor", "madı", "mamış", "mıyo", "miyo", "mayacağ", "mayız", "meyiz", "madık", "medik", "madım", "medim", "amam", "emem"} {
		if i := strings.Index(f, text.LooseString(e)); i >= 2 {
			return true
		}
	}
	return false
}

// turkishNouns hold what looks like -me- and are no verbs.
var turkishNouns = sync.OnceValue(func() []string {
	return []string{text.LooseString("namaz"), text.LooseString("komedi"), text.LooseString("temmuz"), text.LooseString("memedi")}
})

// nosooner reports “gelir gelmez”: as soon as it comes.
func nosooner(before, f string) bool {
	stem, ok := strings.CutSuffix(f, "maz")
	if !ok {
		stem, ok = strings.CutSuffix(f, "mez")
	}
	return ok && len(stem) >= 2 && strings.HasPrefix(before, stem) && strings.HasSuffix(before, "r") && len(before) <= len(stem)+2
}

// nines are what «نه» counts: it is nine there, not “no”.
var nines = sync.OnceValue(func() map[string]bool {
	return looseSet("ماهش ماهشه ماهمه ماهم سال ساله سالگی سالم سالشه سالش ماه ماهه ماهگی روز روزه هفته ساعت ساعته دقیقه نفر نفره نفری هزار صد میلیون میلیارد تا تایی بار دفعه درصد برابر کیلو کیلومتر متر متری خانواده خانوار فرزند بچه صبح شب عصر تومان دلار طبقه سر عدد")
})

// nine reports whether «نه» is a number.
func nine(s side, i int, f string) bool {
	if f != "نه" {
		return false
	}
	at := func(j int) string {
		if j < 0 || j >= len(s.words) {
			return ""
		}
		return text.LooseString(s.words[j].fold)
	}
	if nines()[at(i+1)] || at(i-1) == text.LooseString("ساعت") || at(i-1) == text.LooseString("شماره") {
		return true
	}
	if at(i-1) != "و" {
		return false
	}
	_, _, ok := numberOf("fa", at(i-2))
	return ok
}

// Words beside the Arabic «ما», which says “not” in the spoken language, and
// “what” as well.
var (
	maAfter = sync.OnceValue(func() map[string]bool {
		return looseSet("من بعد قبل كل مثل متل زي حسب بدون عند حين قدر طول وقت عن على إلى في بين أول كيف مع مين رغم هذا هذه هو هي كثير قليل نوع شيء")
	})
	maOpens = sync.OnceValue(func() map[string]bool {
		return looseSet("و بس لكن ولكن أنا انا احنا إحنا نحنا نحن انت إنت انتو هم هن همه والله لأن لانه لأنه لأنو لأنهم يعني لسا لسه لسة اللي يلي إذا اذا حتى لحد")
	})
	maNothad = sync.OnceValue(func() map[string]bool {
		return looseSet("في فيه فيها فيهم فيش لي لنا له لها لهم إلي إلنا إله معي معنا معو معهم معاي معانا حدا حد أحد")
	})
	maNoVerb = sync.OnceValue(func() map[string]bool {
		return looseSet("بعد بين بقي بقى بال بالك بدا بدأ بنا بداخل بلغ يلي يليه يسمى تبقى تيسر إذا اذا أن إن انه اسم اسمك اسمه أجمل أحلى أكثر أصعب أقسى")
	})
	askers = sync.OnceValue(func() map[string]map[string]bool {
		return map[string]map[string]bool{
			"en": setOf("what whatever everything all how which whose"), "fr": setOf("ce que quoi quel quelle comment comme tout"), "es": setOf("qué que lo cuál cómo cuánto todo"),
			"de": setOf("was wie alles welche welcher welches"), "tr": setOf("ne neyi nedir nasıl her ki"), "ru": setOf("что как всё все какой какая"), "fa": setOf("چه آنچه چی هرچه هر چیزی"), "ur": setOf("کیا جو"),
		}
	})
	arabicAskers = sync.OnceValue(func() map[string]bool {
		return looseSet("شو شنو ايش إيش وش ماذا كيف شلون وين أين ليش لماذا كم أي مين")
	})
)

// arabicMa reports whether «ما» denies: before “have”, “there is”, “want”, or a
// verb where a clause begins. It does not where the other side asks or refers
// with a word for it.
func arabicMa(s side, i int, f string, other side) bool {
	if f != "ما" && f != "وما" || i+1 >= len(s.words) {
		return false
	}
	next := text.LooseString(s.words[i+1].fold)
	before := ""
	if i > 0 {
		before = text.LooseString(s.words[i-1].fold)
	}
	parted := i == 0 || !onlySpace(s.runes[s.words[i-1].End:s.words[i].Start])
	if !parted && maAfter()[before] || maNoVerb()[next] || strings.HasPrefix(next, "ال") {
		return false
	}
	n := utf8.RuneCountInString(next)
	have := maNothad()[next] || strings.HasPrefix(next, "عند") && n >= 4 || strings.HasPrefix(next, "بد") && n >= 3 && n <= 5 || strings.HasPrefix(next, "ب") && n >= 4
	verb := n >= 3 && strings.ContainsRune("نايت", []rune(next)[0]) && (parted || maOpens()[before])
	if !have && !verb {
		return false
	}
	asks := 0
	for _, w := range other.words {
		if askers()[other.lang][w.fold] {
			asks++
		}
	}
	for j, w := range s.words {
		l := text.LooseString(w.fold)
		if j != i && (arabicAskers()[l] || strings.HasPrefix(l, "شن") || l == "كل") {
			asks--
		}
	}
	return asks <= 0
}

// partNegated reports whether a word holds a prefix or suffix that may negate.
func partNegated(lang, f string) bool {
	for p := range strings.FieldsSeq(negators[lang].weakParts) {
		if rest, ok := strings.CutPrefix(f, text.LooseString(p)); ok && len(rest) >= 4 {
			return true
		}
	}
	switch lang {
	case "en":
		return strings.HasSuffix(f, "less") && len(f) > 5
	case "de":
		return strings.HasSuffix(f, "los") && len(f) > 5
	case "tr":
		for _, e := range []string{"sız", "siz", "suz", "süz"} {
			if strings.Contains(f, text.LooseString(e)) && len(f) > 5 {
				return true
			}
		}
		// “Bitmeden” is before it ended, or without ending.
		return len(f) > 6 && (strings.HasSuffix(f, "madan") || strings.HasSuffix(f, "meden"))
	}
	return false
}

// idioms hold a “not” that says nothing of the kind: “not only”, «نه تنها».
var idioms = map[string][][2]string{
	"en": {{"not", "only"}, {"no", "doubt"}, {"not", "just"}, {"nothing", "but"}, {"no", "one's"}, {"no", "matter"}, {"no", "problem"}},
	"fa": {{"نه", "تنها"}, {"نه", "فقط"}},
	"ar": {{"ليس", "فقط"}, {"لا", "سيما"}, {"لا", "شك"}, {"لا", "بد"}, {"لا", "يزال"}, {"لا", "تزال"}, {"ما", "زال"}, {"ما", "زالت"}, {"لا", "بأس"}},
	"es": {{"no", "sólo"}, {"no", "solo"}, {"no", "obstante"}},
	"fr": {{"pas", "seulement"}, {"non", "seulement"}},
	"de": {{"nicht", "nur"}},
	"tr": {{"sadece", "değil"}, {"yalnızca", "değil"}},
	"ru": {{"не", "только"}, {"пока", "не"}, {"ни", "один"}},
}

func idiom(s side, i int, f string) bool {
	for _, d := range idioms[s.lang] {
		a, b := text.LooseString(d[0]), text.LooseString(d[1])
		if f == a && i+1 < len(s.words) && text.LooseString(s.words[i+1].fold) == b {
			return s.lang != "ru" || b != text.LooseString("один")
		}
		if f == b && (s.lang == "tr" || d[0] == "пока") && i > 0 && text.LooseString(s.words[i-1].fold) == a {
			return true
		}
	}
	// “…, isn't it?”, “¿no?”, “…, no?”: a question for assent.
	last := i >= len(s.words)-2
	if last && s.lang == "en" && len(s.words) > 4 && strings.HasSuffix(f, "n't") && strings.ContainsRune(string(s.runes), '?') && i == len(s.words)-2 {
		return true
	}
	return i == len(s.words)-1 && len(s.words) > 3 && (f == "no" || f == "non") && strings.ContainsRune(string(s.runes[s.words[i].End:]), '?')
}

// negation reports a “not” that only one side has.
func (c *comparison) negation(p pairOf) {
	if negators[c.from].strong == "" || negators[c.to].strong == "" {
		return
	}
	s, sw := negations(p.s, p.t)
	t, tw := negations(p.t, p.s)
	switch {
	case len(s) > 0 && len(t)+len(tw) == 0:
		c.add(Negation, p.s.at(s[0]), p.t.whole(), fmt.Sprintf("%s denies something in the source; the translation seems to deny nothing.", quote(p.s.text(s[0]))))
	case len(t) > 0 && len(s)+len(sw) == 0:
		c.add(Negation, p.s.whole(), p.t.at(t[0]), fmt.Sprintf("%s denies something in the translation; the source seems to deny nothing.", quote(p.t.text(t[0]))))
	}
}
