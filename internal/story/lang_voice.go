package story

import (
	"slices"
	"strings"

	"voxpop/internal/text"
)

// voiceWords are a language's words by which a sentence gives words to
// somebody, takes them away, or only passes them on.
type voiceWords struct {
	not    []string // makes the opposite of a sentence, as a whole word
	still  []string // … and what only looks like one
	begins []string // … the beginnings of verbs that do
	ends   []string // … and their endings
	helper []string // may stand beside a “not” that an editor adds: “[did not]”

	said    []string // gives words to somebody
	unsaid  []string // says that somebody did not say them
	tells   []string // of said, those after which the one who listens is named
	between []string // may stand between the one who speaks and the verb
	kin     []string // people who belong to another: “her husband”, “his critics”
	some    []string // somebody without a name
	article []string // before a noun: it is somebody without a name
	papers  []string // nouns that speak for the one who wrote them, and times
	before  []string // before an article: the noun is not who speaks

	source []string // of report, those that name a source behind them
	plans  []string // what is no source: “according to plan”
	others []string // the other side of a clash, without a name
	agree  []string // says that there is no clash
}

var englishVoice = voiceWords{
	not:     []string{"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "no one", "hardly", "barely"},
	still:   []string{"not only", "no doubt", "without doubt"},
	ends:    []string{"n't"},
	helper:  []string{"do", "does", "did", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "is", "are", "was", "were", "be", "been", "has", "have", "had", "am", "a", "the", "at", "all", "longer", "more"},
	said:    []string{"said", "says", "say", "told", "called", "wrote", "promised", "vowed", "insisted", "denied", "announced", "argued", "claimed", "warned", "added", "replied", "described", "declared", "had said", "had called"},
	unsaid:  []string{"denied", "denies", "has denied", "never said", "never called", "never told", "never described", "did not say", "did not call", "has not said", "has not called", "didn't say", "didn't call"},
	tells:   []string{"told"},
	between: []string{"has", "had", "have", "later", "also", "then", "again", "himself", "herself", "now", "once", "repeatedly", "publicly", "already", "always", "still"},
	kin: []string{
		"husband", "wife", "spouse", "partner", "son", "daughter", "brother", "sister", "mother", "father", "cousin", "nephew", "niece", "uncle", "aunt", "friend", "friends", "critic", "critics", "opponent", "opponents", "rival", "rivals",
		"successor", "predecessor", "deputy", "spokesman", "spokeswoman", "spokesperson", "aide", "aides", "adviser", "advisers", "advisor", "advisors", "assistant", "secretary", "colleague", "colleagues", "ally", "allies", "supporters",
		"lawyer", "lawyers", "neighbour", "neighbours", "neighbor", "neighbors", "driver", "biographer",
	},
	some:    []string{"somebody", "someone", "critics", "opponents", "others"},
	article: []string{"a", "an", "another"},
	papers: []string{
		"statement", "letter", "post", "tweet", "message", "release", "note", "report", "transcript", "recording", "speech", "leaflet", "video", "email", "mail", "sign", "banner", "poster", "headline", "plaque", "caption", "advert", "programme",
		"broadcast", "clip", "document", "paper", "newspaper", "page", "memo", "brochure", "filing", "summary", "account", "book", "article", "story", "biography", "website", "slide", "manifesto", "text", "quote", "voice", "answer", "reply",
		"interview", "office", "day", "week", "month", "year", "moment", "minute", "hour", "while", "bit", "little", "later", "earlier", "before", "after", "who", "that", "which", "and", "or", "but", "mayor", "he", "she", "they", "it",
	},
	before: []string{"in", "at", "on", "to", "with", "by", "for", "during", "from", "of", "after", "into", "over", "through", "via", "before", "about", "under", "as", "once", "than", "like", "unlike", "is", "was", "be", "been", "made", "gave", "having", "being"},
	source: []string{"according to"},
	plans:  []string{"plan", "plans", "schedule", "timetable", "rules", "law", "custom", "tradition", "protocol", "expectation", "expectations", "design", "need", "taste", "ability", "size", "script", "order", "promise", "wish", "wishes", "calendar", "form", "type", "instructions"},
	others: []string{"others", "critics", "opponents", "rivals", "opposition", "colleagues", "everybody", "everyone", "some", "many", "both", "each", "two", "them", "they", "council", "allies", "himself", "herself"},
	agree:  []string{"agree", "agrees", "are agreed", "concur", "concurs"},
}

var persianVoice = voiceWords{
	not:     []string{"نه", "هرگز", "هیچ", "هیچ‌گاه", "هیچ‌وقت", "هیچ‌کس", "هیچ‌چیز", "بدون", "نیست", "نیستند", "نیستم", "نیستیم", "نبود", "نبودند", "نشد", "نشده", "نشود", "نکرد", "نکرده", "نکنیم", "نکند", "ندارد", "ندارم", "نداریم", "ندارند", "نداد", "نداشت", "نباید"},
	still:   []string{"نه تنها", "نه‌تنها", "بدون شک"},
	begins:  []string{"نمی", "نخواه"},
	helper:  []string{"این", "را", "است"},
	said:    []string{"گفت", "گفته", "گفته است", "می‌گوید", "گفتند", "گفته‌اند", "می‌گویند", "گفته بود", "نوشت", "خواند", "نامید", "افزود", "اعلام کرد", "تأکید کرد", "هشدار داد", "پاسخ داد", "وعده داد"},
	unsaid:  []string{"نگفت", "نگفته", "نگفته است", "نمی‌گوید", "نخواند", "نخوانده", "ننامید", "تکذیب کرد", "انکار کرد"},
	between: []string{"هم", "نیز", "بعدا", "خود", "دوباره", "باز", "بعد"},
	kin:     []string{"شوهر", "همسر", "زن", "پسر", "دختر", "برادر", "خواهر", "مادر", "پدر", "دوست", "دوستان", "منتقد", "منتقدان", "مخالفان", "رقیب", "رقبای", "جانشین", "سخنگوی", "مشاور", "مشاوران", "دستیار", "منشی", "همکار", "همکاران", "وکیل", "رانندهٔ"},
	some:    []string{"کسی", "شخصی", "فردی", "یکی", "یک نفر", "منتقدی", "مردی", "زنی", "شهروندی", "خبرنگاری", "نانوایی"},
	article: []string{"یک"},
	papers:  []string{"بیانیه", "بیانیه‌ای", "نامه", "نامه‌ای", "پیام", "گزارش", "یادداشت", "اطلاعیه", "بار", "روز", "هفته", "ماه", "سال", "ساعت", "شب", "لحظه", "دهه", "دقیقه", "سخنرانی"},
	before:  []string{"به", "از", "با", "برای", "در"},
	source:  []string{"به گفته", "به گفتهٔ", "به نقل از", "بنا بر"},
	plans:   []string{"برنامه", "جدول", "قانون", "رسم", "معمول", "عادت", "نقشه", "قرار", "زمان‌بندی"},
	others:  []string{"دیگران", "منتقدان", "مخالفان", "رقبا", "همکاران", "همه", "برخی", "بسیاری", "هر دو", "دو", "یکدیگر", "شورا", "هم"},
	agree:   []string{"موافقند", "موافق‌اند", "هم‌نظرند", "هم‌عقیده‌اند"},
}

var arabicVoice = voiceWords{
	not:    []string{"لا", "لم", "لن", "ليس", "ليست", "ليسوا", "لست", "لسنا", "غير", "بدون", "دون", "بلا", "أبدا", "أبدًا"},
	still:  []string{"لا يزال", "لا تزال", "لا يزالون", "ولا يزال", "ولا تزال"},
	helper: []string{"أن", "ما"},
	said:   []string{"قال", "قالت", "يقول", "تقول", "قالوا", "يقولون", "كتب", "كتبت", "وصف", "وصفت", "سمى", "سمت", "أعلن", "أعلنت", "أكد", "أكدت", "حذر", "حذرت", "أضاف", "أضافت", "أجاب", "أجابت", "وعد", "وعدت"},
	unsaid: []string{"لم يقل", "لم تقل", "لم يصف", "لم تصف", "نفى", "نفت", "أنكر", "أنكرت"},
	kin:    []string{"زوج", "زوجة", "ابن", "ابنة", "أخو", "شقيق", "شقيقة", "والد", "والدة", "صديق", "صديقة", "منتقدو", "خصوم", "خصم", "منافس", "خليفة", "مستشار", "مستشارة", "مساعد", "مساعدة", "محامي", "محامية", "سائق", "زميل", "زميلة"},
	some:   []string{"أحدهم", "إحداهن", "رجل", "امرأة", "شخص", "ناقد", "منتقد", "منتقدون", "آخرون", "خباز", "مواطن", "مواطنة", "صحفي", "صحفية", "شاهد"},
	source: []string{"بحسب", "حسب", "وفق", "وفقا", "وفقًا", "نقلا عن", "نقلًا عن"},
	plans:  []string{"الخطة", "خطة", "الجدول", "جدول", "البرنامج", "برنامج", "الأصول", "العادة", "القانون", "الموعد", "التقليد", "المقرر"},
	others: []string{"آخرون", "آخرين", "غيره", "غيرها", "خصوم", "خصومه", "خصومها", "منتقدون", "المعارضة", "الجميع", "بعض", "كثيرون", "كلاهما", "بعضهما", "المجلس", "الآخر"},
	agree:  []string{"متفقان", "يتفقان", "يتفقون", "متفقون"},
}

// voiceIndex holds the lists of voiceWords as the rules search them.
type voiceIndex struct {
	said, unsaid, kin, some, source, agree, still                           lexicon
	helper, tells, between, article, papers, before, plans, others, nothing map[string]bool
	begins, ends                                                            []string
}

func indexedVoice(v voiceWords) voiceIndex {
	return voiceIndex{
		said: newLexicon(v.said...), unsaid: newLexicon(v.unsaid...), kin: newLexicon(v.kin...), some: newLexicon(v.some...), source: newLexicon(v.source...), agree: newLexicon(v.agree...), still: newLexicon(v.still...),
		helper: set(v.helper), tells: set(v.tells), between: set(v.between), article: set(v.article), papers: set(v.papers), before: set(v.before), plans: set(v.plans), others: set(v.others), nothing: set(v.not),
		begins: foldAll(slices.Clone(v.begins)...), ends: foldAll(slices.Clone(v.ends)...),
	}
}

// denies reports whether a word makes the opposite of its sentence. An Arabic
// word may carry “and” or “so” before it.
func (l *language) denies(t token) bool {
	v := &l.ix.voice
	word := t.word
	if v.nothing[word] {
		return true
	}
	if l.tag == "ar" {
		for _, p := range []string{"و", "ف"} {
			if base, ok := strings.CutPrefix(word, p); ok && v.nothing[base] {
				return true
			}
		}
	}
	return slices.ContainsFunc(v.begins, func(p string) bool { return strings.HasPrefix(word, p) }) ||
		slices.ContainsFunc(v.ends, func(e string) bool { return strings.HasSuffix(word, e) })
}

// denied counts the words of s that make an opposite; only says that s holds
// nothing else but words that may stand beside them.
func (l *language) denied(s string) (n int, only bool) {
	only = true
	tokens := l.tokens([]rune(s))
	for i := 0; i < len(tokens); i++ {
		h, still := l.ix.voice.still.at(tokens, i)
		switch {
		case still:
			only, i = false, h.to-1
		case l.denies(tokens[i]):
			n++
		case !l.ix.voice.helper[tokens[i].word]:
			only = false
		}
	}
	return n, only && n > 0
}

// cutDenies reports whether what a cut leaves out turns the words beside it: a
// sentence left out as a whole turns nothing.
func (l *language) cutDenies(s string) bool {
	runes := []rune(s)
	first := slices.IndexFunc(runes, isStop)
	if first < 0 {
		n, _ := l.denied(s)
		return n > 0
	}
	last := len(runes)
	for last > 0 && !isStop(runes[last-1]) {
		last--
	}
	a, b := 0, 0
	if slices.ContainsFunc(runes[:first], text.IsWord) {
		a, _ = l.denied(string(runes[:first]))
	}
	if slices.ContainsFunc(runes[last:], text.IsWord) {
		b, _ = l.denied(string(runes[last:]))
	}
	return a+b > 0
}

// isStop reports whether a mark ends a sentence.
func isStop(r rune) bool { return strings.ContainsRune(".!?؟۔", r) }
