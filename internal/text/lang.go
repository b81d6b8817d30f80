package text

// guess is the language of the tokens read so far.
func (z *Tokenizer) guess() string { return "" }

// Language is a light guess at the language of s, from its script, the letters
// that few languages have, and function words; empty when they do not tell.
// It serves stems and stop words. It is no language identification.
func Language(s string) string {
	var z Tokenizer
	z.Tokens(s)
	return z.Language()
}
