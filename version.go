package voxpop

// Word is a word of a transcript with its time, in seconds from the start of
// the recording.
type Word struct {
	Start float64 `json:"s"`
	End   float64 `json:"e"`
	Text  string  `json:"w"` // as it stands in the text, without the spaces around it
	// P is how sure the engine was, as a fraction of 1; nil: it does not say, or a
	// person wrote the word.
	P *float64 `json:"p,omitempty"`
}

// Work says what a version is a version of.
type Work string

// The works of a response: what was said, and the same in another language.
const (
	OfTranscript  Work = "transcript"
	OfTranslation Work = "translation"
)

// Pair says that a stretch of a translation stands for a stretch of what it
// translates. Offsets are code points, the start inclusive, the end exclusive.
type Pair struct {
	From [2]int `json:"from"` // in the source
	To   [2]int `json:"to"`   // in the translation
}

// TextVersion is one state of a transcript or of a translation: none is ever
// changed, an edit makes the next. The newest is what [Response.Transcript] or
// [Response.Translations] holds.
type TextVersion struct {
	Response string  `json:"response"`
	Of       Work    `json:"of"`
	Lang     string  `json:"lang"` // of the text; a work has one
	N        int     `json:"n"`    // 1, 2, …
	State    State   `json:"state"`
	By       string  `json:"by,omitempty"`     // the person, or the program for one by machine
	Engine   string  `json:"engine,omitempty"` // name and version, of a text that a machine made
	At       Moment  `json:"at,omitzero"`
	Source   int     `json:"source,omitempty"` // of a translation: the version of the transcript it is of; 0 = the response's text
	Text     string  `json:"text"`
	Cues     []Cue   `json:"cues,omitempty"`
	Words    []Word  `json:"words,omitempty"` // in the order of the text; a word without a time is not in it
	Pairs    []Pair  `json:"pairs,omitempty"` // of a translation, sentence by sentence
	Seconds  float64 `json:"seconds,omitempty"`
}
