package eval

// LanguagesOptions of [Languages].
type LanguagesOptions struct {
	Words    int // cut each text to its first so many words; 0 = whole
	Progress Progress
}

// LanguagesResult is how well languages are told.
type LanguagesResult struct {
	Messages int     `json:"messages"`
	Accuracy float64 `json:"accuracy"`
}

// Languages tells the language of every row and compares it with the row's own.
func Languages(rows []Row, o LanguagesOptions) (LanguagesResult, error) {
	return LanguagesResult{}, refuse("languages", "not written yet", "")
}
