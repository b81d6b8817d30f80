package echo

import (
	"strings"
	"sync"
	"unicode"

	"voxpop/internal/text"
)

// weakWords are those that turn a sentence and tell nothing of it: negations,
// modals, quantities. They are no function words elsewhere, so they are listed here.
var weakWords = map[string]string{
	"en": "no not nor none neither nobody nothing can cannot can't could should shall must may might will would ought don't doesn't didn't won't isn't wasn't wouldn't couldn't shouldn't know say said says go going went come make made take good well right thing things way time times year years day days ago people man men two three four five six seven eight nine ten",
	"fa": "نه نیست نیستم نیستند نبود نبوده نشد نشده نخواهد نکرد نکرده نکردم ندارد ندارم نداری نداریم ندارند نداشت هیچ هیچکس هیچوقت هیچی کس کسی باید نباید شاید توان میتوان خواهد خواهند خواست گفت گفته گفتند سال روز بار مردم آدم راه چیز چیزی دو سه چهار پنج شش هفت هشت نه ده پیش",
	"ar": "لا لم لن ليس ليست ما غير بدون أحد أحدا شيء شيئا يجب ينبغي يمكن قال قالت يقول سنة سنوات يوم الناس",
	"de": "nicht kein keine keinen keiner nie nichts niemand kann können muss müssen soll sollen wird werden jahr jahre tag tage gut leute",
	"fr": "ne pas non ni rien personne aucun aucune peut doit faut sera an ans jour jours bien gens",
	"es": "no ni nada nadie ningún ninguna puede debe hay año años día días bien gente",
	"tr": "değil yok hiç kimse olmaz var olacak gerek yıl gün iyi insanlar",
	"ru": "не нет ни ничего никто нельзя можно надо нужно будет год года лет день дней хорошо люди",
}

// saidWords stand before words that somebody is reminded of.
var saidWords = map[string]string{
	"en": "said says say told promised promise promises swore vowed declared insisted announced claimed",
	"fa": "گفت گفته گفتی گفتید گفتند گفتن میگفت میگفتند میگفتن میگفتی قول قسم وعده سوگند",
	"ar": "قال قالوا قلت قلتم قلتوا قالوها يقول وعد وعدنا وعدتم حلف أقسم وعدوا",
	"de": "sagte sagten gesagt versprach versprochen versicherte schwor hieß",
	"fr": "dit disait promis promettait juré jurait assuré",
	"es": "dijo dijeron decía prometió prometieron juró aseguró",
	"tr": "dedi demişti söyledi söz diyordu",
	"ru": "сказал сказали говорил обещал обещали клялся заявил",
}

// class is what a word does besides saying something.
type class uint8

const (
	weak   class = 1 << iota
	saying       // before words that somebody is reminded of
	aWord        // about words
	idle         // adds nothing to an exclamation
)

// classes are by language, a space, and the word.
var classes = sync.OnceValue(func() map[string]class {
	out := map[string]class{}
	add := func(lang, words string, c class) {
		for _, w := range strings.Fields(words) {
			out[lang+" "+text.LooseString(w)] |= c
		}
	}
	for lang, words := range weakWords {
		add(lang, words, weak)
	}
	for lang, words := range saidWords {
		add(lang, words, saying)
	}
	for lang, words := range wordsAboutWords {
		about, said, _ := strings.Cut(words, "|")
		add(lang, about, aWord)
		add(lang, said, idle)
	}
	return out
})

// recalls reports whether a word of saying or promising stands in the four
// words before words[i].
func recalls(words []word, i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if words[k].class&saying != 0 {
			return true
		}
	}
	return false
}

// fills reports whether the span is all that stands between two quotation marks.
func fills(runes []rune, s Span) bool {
	a, b := s.Start-1, s.End
	for a >= 0 && edge(runes[a]) {
		a--
	}
	for b < len(runes) && edge(runes[b]) {
		b++
	}
	return a >= 0 && b < len(runes) && text.IsQuote(runes[a]) && text.IsQuote(runes[b])
}

func edge(r rune) bool {
	return !text.IsQuote(r) && (unicode.IsPunct(r) || r == ' ') && r != '\n'
}
