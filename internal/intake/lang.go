package intake

import (
	"unicode"

	"voxpop/internal/text"
)

// languageOf is the language of an answer's text: what its script, letters and
// function words tell, else that of its form when the text is in its script,
// else "": to be identified by a person.
func languageOf(s, form string) string {
	if lang, _ := text.Identify(s); lang != "" {
		return lang
	}
	scripts, ok := formScripts[WordLang(form)]
	if !ok || WordLang(form) != form {
		return ""
	}
	letters, inside := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
			if unicode.Is(scripts, r) {
				inside++
			}
		}
	}
	if letters == 0 || 2*inside <= letters {
		return ""
	}
	return form
}

// formScripts are the scripts of the languages that the pages speak.
var formScripts = map[string]*unicode.RangeTable{"en": unicode.Latin, "fa": unicode.Arabic, "ar": unicode.Arabic}
