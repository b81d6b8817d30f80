package locale

import (
	"maps"
	"slices"
	"strings"
)

// ownNames of languages in which newsrooms ask.
var ownNames = map[string]string{
	"ar": "العربية", "az": "Azərbaycanca", "bn": "বাংলা", "ckb": "کوردیی ناوەندی", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español",
	"fa": "فارسی", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "hy": "Հայերեն", "id": "Bahasa Indonesia", "it": "Italiano", "ka": "ქართული",
	"ku": "Kurdî", "my": "မြန်မာ", "nl": "Nederlands", "pl": "Polski", "prs": "دری", "ps": "پښتو", "pt": "Português", "ro": "Română", "ru": "Русский",
	"so": "Soomaali", "sq": "Shqip", "sr": "Српски", "sw": "Kiswahili", "tg": "Тоҷикӣ", "ti": "ትግርኛ", "tr": "Türkçe", "uk": "Українська", "ur": "اردو",
	"uz": "Oʻzbekcha", "vi": "Tiếng Việt", "zh": "中文",
}

// OwnName is what the speakers of a language call it; its tag when the program
// does not know.
func OwnName(tag string) string {
	if n := ownNames[tag]; n != "" {
		return n
	}
	b, _, _ := strings.Cut(tag, "-")
	if n := ownNames[b]; n != "" {
		return n
	}
	return tag
}

// OwnNames lists the tags of the languages whose own names are known.
func OwnNames() []string { return slices.Sorted(maps.Keys(ownNames)) }
