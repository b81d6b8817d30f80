package echo

import (
	"strings"
	"unicode/utf8"

	"voxpop/internal/text"
)

// Words of one family are one word here: “honour”, “honourable”, “honourably”.
// A person who mocks a word takes it apart. What comes off is derivation only;
// negating affixes stay (“hopeless” is not “hope”).

// endings are what makes another word of a word, the longest first. Some are
// what the stem has left of them (“honourabl”).
var endings = map[string][]string{
	"en": {"ability", "ibility", "ableness", "fulness", "ably", "able", "abl", "ibly", "ible", "ibl", "fully", "ful", "ation", "ment", "ness", "ity", "ously", "ous", "ive", "ing", "ed", "er", "ly", "al", "ab", "ib"},
	"de": {"lichkeit", "barkeit", "haftigkeit", "igkeit", "schaft", "lich", "haft", "voll", "bar", "heit", "keit", "ung", "ig"},
	"fr": {"ablement", "able", "ement", "ment", "ite", "eux", "euse", "ation", "ant", "ee", "e"},
	"es": {"ablemente", "able", "mente", "idad", "ado", "ada", "acion", "oso", "osa", "o", "a"},
	"tr": {"lulugu", "luluk", "lilik", "lik", "luk", "lu", "li", "ce", "ca"},
	"ru": {"ность", "ностью", "ный", "ная", "ное", "ные", "ном", "но", "ость", "ство"},
	"fa": {"مندانه", "مندی", "مند", "وارانه", "گرانه", "گرایانه", "انه", "آمیز", "ناک", "گری"},
	"ar": {"يه", "ه"},
}

// keep is how many letters are left at least.
const keep = 3

// family appends the family of a word to dst, from its stem.
func family(dst []byte, lang string, sc text.Script, stem []byte) []byte {
	n := utf8.RuneCount(stem)
	s := string(stem)
	least := keep + 1
	if sc == text.Arabic {
		least = keep
	}
	if lang == "ar" && n > keep {
		// A participle (مشرف) and its root (شرف).
		s = strings.TrimPrefix(s, "م")
		n = utf8.RuneCountInString(s)
	}
	for _, e := range endings[lang] {
		if strings.HasSuffix(s, e) && n-utf8.RuneCountInString(e) >= least {
			s = s[:len(s)-len(e)]
			break
		}
	}
	if lang == "en" && len(s) > least && strings.HasSuffix(s, "our") {
		s = s[:len(s)-3] + "or" // honour, honor
	}
	return append(dst, s...)
}

// base is the language of a tag: fa of fa-AF.
func base(tag string) string {
	l, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch l {
	case "prs", "pes":
		return "fa"
	case "und", "mul", "mis", "zxx":
		return ""
	}
	return l
}
