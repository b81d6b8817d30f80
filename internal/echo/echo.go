// Package echo finds the answers that throw a public figure's words back: they repeat a statement's words, or name its speaker.
//
// It matches and counts words; nothing is learned and nothing is guessed, so
// each link can be shown as two places side by side. A link says that an answer
// refers to a statement, not what it thinks of it.
package echo

import "voxpop"

// Kind says what an answer throws back.
type Kind string

// The kinds.
const (
	Words   Kind = "words"   // of the statement
	Speaker Kind = "speaker" // who said it
)

// How is what the answer does, as precisely as the rules tell.
type How string

// The ways of an echo, the strongest first.
const (
	ByRun     How = "run"     // repeats words of the statement in a row
	ByMark    How = "mark"    // puts a telling word of the statement between quotation marks, or mocks it in another way
	ByWord    How = "word"    // uses a word of the statement that few other answers use
	ByName    How = "name"    // the speaker's name in full
	BySurname How = "surname" // the last part of it
	ByRole    How = "role"    // the speaker's office
)

// Span is a half-open range of code points.
type Span struct{ Start, End int }

// Text is a text and its language, as a BCP 47 tag; "" = to be guessed.
type Text struct{ Lang, Text string }

// Answer is a response as far as echoes need it.
type Answer struct {
	ID string
	// Texts are what the respondent wrote or said, then its translations if
	// they are to be searched too.
	Texts []Text
	// On is the day it came, "" = unknown: an answer echoes nothing that was
	// said after it.
	On voxpop.Date
}

// Echo is one link from an answer to a statement.
type Echo struct {
	Response  string
	Statement string
	Kind      Kind
	How       How
	In        int    // index of the text of the answer
	Spans     []Span // in that text, in order
	Lang      string // of the statement's text or translation, or of its speaker's name, that is echoed
	Said      []Span // in that text of the statement, one for each of Spans; empty when Kind is Speaker
	Run       int    // words in a row that are repeated, function words counted; 1 for a single word
	// Score orders the links of one statement, from 0 to 1: rarer and longer is
	// higher. It is no probability.
	Score float64
	// Reason is one sentence of plain English that says why.
	Reason string
}

// Options are what may be set.
type Options struct {
	Run  int  // words in a row that make an echo; 0 = 4
	Only Kind // "" = both kinds
	// Struck are the links that an editor has struck: they are left out.
	Struck []Pair
	// Pause is called now and then, so that a long search can let others go
	// first; nil = it is not.
	Pause func()
}

// pause makes room before an answer.
func (o Options) pause(answer int) {
	if o.Pause != nil && answer%64 == 0 {
		o.Pause()
	}
}

// Pair names a link.
type Pair struct{ Response, Statement string }

// Count is how many people echo one statement.
type Count struct {
	Statement string
	Words     int // people who repeat its words
	Speaker   int // people who name its speaker and repeat none of its words
	People    int // Words + Speaker
	Responses int // with a link, counted or not
}
