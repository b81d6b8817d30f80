// Package stance proposes which side a statement takes on a point, and hints where two texts may contradict each other; a person decides.
//
// It works by words: those that an editor wrote for a side of a point, and
// tables of negations and opposites for each language. It knows nothing of the
// world, so it is silent about most contradictions, and every result says which
// words it stands on.
package stance

// Span is a half-open range of code points.
type Span struct{ Start, End int }

// NoteKind is what lowers a proposal: the words are there, the side may not be.
type NoteKind string

// The notes.
const (
	Conditional NoteKind = "conditional" // if …, we would
	Question    NoteKind = "question"
	Hearsay     NoteKind = "hearsay"    // they say that we will
	Past        NoteKind = "past"       // we once said
	Escalation  NoteKind = "escalation" // the same side, put more strongly
	Mixed       NoteKind = "mixed"      // the text voices another side of the point too
	Twice       NoteKind = "twice"      // two negations: who negates what is not sure
	Refused     NoteKind = "refused"    // turned by a word of refusing or doubting, not by a negation
	Unsaid      NoteKind = "unsaid"     // we did not say that: that is not to say the opposite
	Scope       NoteKind = "scope"      // “and” stands between the words and the negation
)

// Note is something that a person should look at, and the words that tell it.
type Note struct {
	Kind NoteKind
	Span
}

// Proposal is a side that a text seems to take.
type Proposal struct {
	Point, Value string
	Span         // the words in the text
	// Word is the entry of the point's list that they match.
	Word string
	// Negated says that the words of another side stand there, negated, or as a
	// negated antonym (“non-public”); Negation is where.
	Negated  bool
	Negation Span
	Notes    []Note
	// Sure orders proposals, from 0 to 1; with a note it is lower. It is no
	// probability.
	Sure float64
	// Reason is one sentence of plain English.
	Reason string
}

// Kind is what two texts seem to disagree in.
type Kind string

// The kinds.
const (
	Polarity Kind = "polarity" // one affirms what the other negates
	Antonym  Kind = "antonym"  // opposite words about the same thing
	Number   Kind = "number"   // different numbers about the same thing
)

// Clash is a hint that two texts may contradict each other.
type Clash struct {
	Kind Kind
	// Rule names the rule; Precision is how often it was right on the pairs that
	// docs/QUOTES.md names, of which far more contradict each other than of those
	// that a record holds; 0 = not measured in this language.
	Rule      string
	Precision float64
	A, B      []Span // the words that clash
	// SharedA and SharedB are the words that show what both are about, pairwise.
	SharedA, SharedB []Span
	Reason           string
}
