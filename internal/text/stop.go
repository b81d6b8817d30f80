package text

func stopword(lang string, w []byte, sc Script) bool { return false }

// Stopword reports whether a folded word is a function word of the language;
// with no language, of any language written in its script.
func Stopword(lang, folded string) bool { return false }

// StopwordAny reports whether a folded word is a function word in a language
// of the script, and a rarer word in none of them.
func StopwordAny(folded string, sc Script) bool { return false }
