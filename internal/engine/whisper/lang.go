package whisper

import "strings"

// names are Whisper's languages: its code and its full name, as servers use
// one or the other.
var names = map[string]string{
	"en": "english", "zh": "chinese", "de": "german", "es": "spanish", "ru": "russian", "ko": "korean", "fr": "french", "ja": "japanese", "pt": "portuguese", "tr": "turkish",
	"pl": "polish", "ca": "catalan", "nl": "dutch", "ar": "arabic", "sv": "swedish", "it": "italian", "id": "indonesian", "hi": "hindi", "fi": "finnish", "vi": "vietnamese",
	"he": "hebrew", "uk": "ukrainian", "el": "greek", "ms": "malay", "cs": "czech", "ro": "romanian", "da": "danish", "hu": "hungarian", "ta": "tamil", "no": "norwegian",
	"th": "thai", "ur": "urdu", "hr": "croatian", "bg": "bulgarian", "lt": "lithuanian", "la": "latin", "mi": "maori", "ml": "malayalam", "cy": "welsh", "sk": "slovak",
	"te": "telugu", "fa": "persian", "lv": "latvian", "bn": "bengali", "sr": "serbian", "az": "azerbaijani", "sl": "slovenian", "kn": "kannada", "et": "estonian", "mk": "macedonian",
	"br": "breton", "eu": "basque", "is": "icelandic", "hy": "armenian", "ne": "nepali", "mn": "mongolian", "bs": "bosnian", "kk": "kazakh", "sq": "albanian", "sw": "swahili",
	"gl": "galician", "mr": "marathi", "pa": "punjabi", "si": "sinhala", "km": "khmer", "sn": "shona", "yo": "yoruba", "so": "somali", "af": "afrikaans", "oc": "occitan",
	"ka": "georgian", "be": "belarusian", "tg": "tajik", "sd": "sindhi", "gu": "gujarati", "am": "amharic", "yi": "yiddish", "lo": "lao", "uz": "uzbek", "fo": "faroese",
	"ht": "haitian creole", "ps": "pashto", "tk": "turkmen", "nn": "nynorsk", "mt": "maltese", "sa": "sanskrit", "lb": "luxembourgish", "my": "myanmar", "bo": "tibetan", "tl": "tagalog",
	"mg": "malagasy", "as": "assamese", "tt": "tatar", "haw": "hawaiian", "ln": "lingala", "ha": "hausa", "ba": "bashkir", "jw": "javanese", "su": "sundanese", "yue": "cantonese",
}

// otherNames are names that Whisper and its relatives also use.
var otherNames = map[string]string{
	"burmese": "my", "valencian": "ca", "flemish": "nl", "haitian": "ht", "letzeburgesch": "lb", "pushto": "ps", "panjabi": "pa", "moldavian": "ro", "moldovan": "ro",
	"sinhalese": "si", "castilian": "es", "mandarin": "zh", "farsi": "fa", "azeri": "az", "norwegian nynorsk": "nn", "norwegian bokmål": "no", "filipino": "tl",
}

// otherCodes are codes of BCP 47 for what Whisper has another one for.
var otherCodes = map[string]string{
	"jv": "jw", "iw": "he", "nb": "no", "fil": "tl", "cmn": "zh", "pes": "fa", "prs": "fa", "arb": "ar", "azj": "az", "in": "id", "ji": "yi", "pbt": "ps", "pbu": "ps", "pst": "ps", "swh": "sw", "uzn": "uz",
}

// tags are the codes of Whisper that are none of BCP 47.
var tags = map[string]string{"jw": "jv"}

var byName = func() map[string]string {
	all := make(map[string]string, len(names)+len(otherNames))
	for c, n := range names {
		all[n] = c
	}
	for n, c := range otherNames {
		all[n] = c
	}
	return all
}()

// code is Whisper's code for a language by its BCP 47 tag; known says whether
// Whisper has it. The base of a language that it has not is returned too, for
// servers with other models.
func code(tag string) (c string, known bool) {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	switch base {
	case "", "und", "mul", "zxx":
		return "", base != "zxx"
	}
	if other, ok := otherCodes[base]; ok {
		base = other
	}
	_, known = names[base]
	return base, known
}

// tag is the BCP 47 tag of what a server says is the language, by code or by
// full name; "" for anything else.
func tag(said string) string {
	said = strings.ToLower(strings.TrimSpace(said))
	c, ok := byName[said]
	if !ok {
		if c, ok = code(said); !ok || c == "" {
			return ""
		}
	}
	if t, ok := tags[c]; ok {
		return t
	}
	return c
}

func sameLanguage(a, b string) bool { return tag(a) != "" && tag(a) == tag(b) }
