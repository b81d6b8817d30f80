package text

// Stem takes light affixes off a word that Loose folded.
func Stem(lang, word string) string {
	w := []byte(word)
	return string(AppendStem(nil, lang, w))
}

// AppendStem appends the stem of word to dst.
func AppendStem(dst []byte, lang string, word []byte) []byte {
	lo, hi, tail := stem(lang, word, wordScript(word))
	return append(append(dst, word[lo:hi]...), tail...)
}

// stem is word[from:to] and tail.
func stem(lang string, word []byte, sc Script) (from, to int, tail string) { return 0, len(word), "" }

func wordScript(w []byte) Script {
	for _, r := range string(w) {
		if s := ScriptOf(r); s != NoScript {
			return s
		}
	}
	return NoScript
}
