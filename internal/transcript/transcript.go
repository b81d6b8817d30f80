// Package transcript keeps the times of a transcript true while people correct it: edits, cues, pieces, slices, and how wrong a machine heard.
package transcript

import (
	"voxpop"
	"voxpop/internal/text"
)

// Timed is a text with its times, in seconds from the start of the recording.
// Each cue's text is a stretch of Text; between one and the next stands white
// space or nothing, so that the cues in order are the text. Words are in the
// order of the text; a word without a time is not among them.
type Timed struct {
	Text    string
	Cues    []voxpop.Cue
	Words   []voxpop.Word
	Seconds float64 // length of the recording; 0 = not known
}

// Edit returns the text that a person made of old. Words that stand in both
// keep their exact times; the times of the others are spread, by letters, over
// the time of what they replace. A cue keeps its times, and goes only when
// nothing of its text is left. A word that a person wrote has no P.
func Edit(old Timed, text string) Timed {
	return Timed{Text: text, Seconds: old.Seconds}
}

// CueOptions of [Cues]; zero values are the defaults.
type CueOptions struct {
	Letters int     // of a line, 42
	Lines   int     // of a cue, 2
	Seconds float64 // of a cue at most, 7
	Pause   float64 // seconds of silence that end a cue, 0.8
}

// Cues cuts a text into readable cues: at the ends of sentences, at pauses and
// at commas, in this order. Without words their times are spread by letters over
// seconds.
func Cues(s string, words []voxpop.Word, seconds float64, o CueOptions) []voxpop.Cue { return nil }

// Piece is what was heard in a stretch of a recording that begins at At seconds.
type Piece struct {
	At float64
	Timed
}

// Shift moves every time by seconds; none goes below 0.
func Shift(t Timed, seconds float64) Timed { return t }

// Join puts the pieces of a recording together, in their order. Where two
// pieces overlap in time, words heard in both are there once. seconds is the
// length of the whole; times beyond it end with it.
func Join(pieces []Piece, seconds float64) Timed { return Timed{Seconds: seconds} }

// Part is a stretch of a transcript.
type Part struct {
	Span  text.Span // code points of the text
	Text  string
	Words []voxpop.Word // their times are those of the recording
	Start float64       // of the first word; equal to End when nothing was said
	End   float64       // of the last
}

// Slice returns what is said between two times: the words whose middle lies in
// [from, to). Where words have no times, cues stand for them.
func Slice(t Timed, from, to float64) Part { return Part{} }

// TimesOf returns when a stretch of the text is said; ok is false where
// nothing of it has a time.
func TimesOf(t Timed, span text.Span) (from, to float64, ok bool) { return 0, 0, false }

// LowConfidence returns the stretches of the text, in code points, whose words
// the machine was less sure of than under (a fraction of 1); neighbours are one.
func LowConfidence(t Timed, under float64) []text.Span { return nil }

// WER is how far a machine's words are from those that were said.
type WER struct {
	Words         int `json:"words"` // that were said
	Substitutions int `json:"substitutions"`
	Deletions     int `json:"deletions"`  // said and not heard
	Insertions    int `json:"insertions"` // heard and not said
}

// Rate is the word error rate: 0 = all right; it can be over 1.
func (w WER) Rate() float64 {
	if w.Words == 0 {
		return 0
	}
	return float64(w.Substitutions+w.Deletions+w.Insertions) / float64(w.Words)
}

// Add sums two counts.
func (w WER) Add(o WER) WER {
	return WER{w.Words + o.Words, w.Substitutions + o.Substitutions, w.Deletions + o.Deletions, w.Insertions + o.Insertions}
}

// ErrorRate compares what was said with what was heard, word by word after
// text.Fold, without punctuation.
func ErrorRate(said, heard string) WER { return WER{} }
