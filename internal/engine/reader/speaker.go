package reader

import (
	"strings"
	"unicode"

	"voxpop/internal/text"
)

// pronouns are function words that a speaker may be named by.
const pronouns = " i he she they it we you who one er sie es ich wir wer man je tu il elle on nous vous ils elles qui yo él ella ellos ellas nosotros quien o ben biz onlar он она они я мы кто او وی آنها آنان ایشان من ما هو هي هم هن أنا نحن "

// sayings are verbs of saying as they stand beside a quotation; they speak for nobody.
const sayings = " said says say told tells added adds asked replied wrote sagte sagt sagten erklärte betonte schrieb dit disait déclaré affirmé ajouté dijo dice afirmó declaró añadió dedi söyledi belirtti сказал сказала заявил заявила добавил گفت گفته می‌گوید گفتند افزود قال قالت أضاف صرح "

// speaks reports whether some words of an article can be a speaker: not a lone
// function word or verb of saying. named is false for a lone word that is no
// name, such as “residents”.
func speaks(words, cue []rune) (ok, named bool) {
	s := strings.ToLower(string(words))
	if s == strings.ToLower(string(cue)) {
		return false, false
	}
	if strings.ContainsFunc(s, unicode.IsSpace) || strings.Contains(pronouns, " "+s+" ") {
		return true, true
	}
	if strings.Contains(sayings, " "+s+" ") || text.StopwordAny(text.LooseString(s), text.ScriptOf(words[0])) {
		return false, false
	}
	return true, !unicode.IsLower(words[0])
}
