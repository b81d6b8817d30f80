package translator

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"voxpop/internal/text"
)

const unwilling = "is that it does not want to translate this"

// refusals are what models say instead of translating what is violent, sad or
// rude, in the languages into which messages are mostly translated.
var refusals = regexp.MustCompile(`(?i)^(?:(?:i['’]?m|i am) (?:very |so |really )?sorry,? ?(?:but|i can)|sorry,? (?:but )?i (?:can|won|am unable)|(?:unfortunately,? )?i (?:can['’]?t|cannot|can not|won['’]t|am unable to|am not able to|will not) (?:help|assist|translate|provide|fulfil|comply|do that|engage|create|generate|continue)` +
	`|i['’]m (?:unable|not able) to (?:help|assist|translate|provide|fulfil|comply)|as an ai\b|as a language model` +
	`|lo siento,? (?:pero )?no puedo|(?:je suis )?désolée?,? mais je ne (?:peux|puis)|es tut mir leid,? (?:aber )?(?:ich kann|dabei kann)|üzgünüm,? (?:ancak|ama|bu)` +
	`|متأ?سفم،? (?:اما|ولی|نمی)|(?:عذرا|عذرًا|آسف|أنا آسف)،? (?:لكن|لا|ولكن)|извините,? (?:но )?я не могу|к сожалению,? я не могу)`)

// regrets are what a sentence holds of which such words may be the translation.
var regrets = regexp.MustCompile(`(?i)sorry|regret|apolog|help|assist|translat|unable|can['’]?t|cannot|متاسف|متأسف|ببخش|معذرت|شرمنده|کمک|نمی|عذر|آسف|اسف|أساعد|مساعد|لا أستطيع|ما أقدر|ما اقدر|désol|pardon|aide|siento|perd[oó]n|ayud|puedo|leid|entschuldig|helf|hilf|kann|üzgün|özür|kusura|yardım|извин|прости|жаль|сожален|помо|могу|вибач|пробач|шкода|можу|معاف|معذور|افسوس|مدد|نہیں|بخښ|مرسته|üzr|bağışla|kömək|ببوور|یارمەت`)

// notes are what models add in brackets.
var notes = regexp.MustCompile(`(?i)[(\[]\s*(?:translator['’]?s? |translation )?(?:note|nota|remarque|anmerkung|hinweis|not|примечание|توضیح|یادداشت|ملاحظة)\s*[:：]`)

// declines reports whether somebody says that they do not want to.
func declines(said string) bool { return refusals.MatchString(strings.TrimSpace(said)) }

// unlike says why translations of some pieces are none, as the end of a
// sentence; "" = they may be.
func unlike(pieces, out []string, from, to string) string {
	said := map[string]int{}
	for i, t := range out {
		switch reason := unfit(pieces[i], t); {
		case reason != "":
			return reason
		case declines(t) && !regrets.MatchString(pieces[i]):
			return unwilling
		case notes.MatchString(t) && !strings.ContainsAny(pieces[i], "([（"):
			return "holds a note that the sentence does not"
		}
		a, b := text.LooseString(pieces[i]), text.LooseString(t)
		if lang, margin := text.Identify(t); a == b && long(t) && margin > .9 && lang != text.IdentifyCode(to) {
			return "is the sentence itself"
		}
		if k, ok := said[b]; ok && long(t) && text.LooseString(pieces[k]) != a {
			return "is the same for two sentences"
		}
		said[b] = i
	}
	if third(strings.Join(pieces, " "), strings.Join(out, " "), from, to) {
		return "is in another language than was asked for"
	}
	return ""
}

// long reports whether a text is more than a name or an exclamation.
func long(s string) bool { return utf8.RuneCountInString(s) >= 20 && len(strings.Fields(s)) >= 4 }

// third reports whether a translation is for sure in a language that is neither
// that of its source nor the one asked for.
func third(source, translation, from, to string) bool {
	if !long(translation) || !text.Identifies(to) {
		return false
	}
	lang, margin := text.Identify(translation)
	to, from = text.IdentifyCode(to), text.IdentifyCode(from)
	if lang == "" || margin < .9 || lang == to || lang == from || near[lang] != 0 && near[lang] == near[to] {
		return false
	}
	was, _ := text.Identify(source)
	return lang != was
}

// near are languages so near to each other that one may be taken for the other.
var near = map[string]int{"tr": 1, "az": 1, "azb": 1, "ru": 2, "uk": 2, "fa": 3, "ps": 3, "ckb": 3, "ur": 3, "tg": 4}
