// Package quote finds who said what in an article: direct, mixed, indirect and nested quotations with their cue, speaker, addressee, medium and date.
//
// It works by rules over one table of words per language, without a model.
// Every place is a span of code points of the text as given, so a span always
// reproduces the words; every result names the rule that found it and how
// often that rule was right where it was measured. All results are proposals
// for a person to look at.
package quote

import "voxpop"

// Type says how much of a quotation stands inside quotation marks.
type Type string

// The types.
const (
	Direct   Type = "direct"   // all of it
	Mixed    Type = "mixed"    // a part of it
	Indirect Type = "indirect" // none of it
)

// Class is what kind of act a cue names.
type Class string

// The classes. Only speech is found unless [Options].Thoughts asks for more.
const (
	Say   Class = "say"   // said, told, wrote, according to
	Ask   Class = "ask"   // asked, demanded to know
	Think Class = "think" // believes, hopes, wants
)

// Span is a half-open range of code points.
type Span struct{ Start, End int }

// Empty reports whether s holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Who says what kind of thing a mention names.
type Who string

// The kinds of mention.
const (
	Person  Who = "person"  // a name
	Title   Who = "office"  // the mayor
	Body    Who = "body"    // a ministry, a paper, a company
	Metonym Who = "metonym" // a capital or a building for a government
	Pronoun Who = "pronoun"
	Unnamed Who = "unnamed" // an official, two residents: never merged with anybody
	Nobody  Who = ""        // the text names no speaker
)

// Mention is somebody as the text names them.
type Mention struct {
	Span
	Text string
	Who  Who
	// Name is the person or body meant, as the text first names them in full;
	// "" when the text does not tell. Two unnamed mentions never share one.
	Name string
	// Role is the office or description that the text gives them ("mayor of
	// Port Selane"), "" when none.
	Role string
	// How tells how Name was reached: name, surname, office, pronoun, apposition,
	// metonym, carried (the speaker of the quotation before); "" when Name is.
	How string
}

// Quotation is one thing that somebody is said to have said.
type Quotation struct {
	Span         // from the start of the first part to the end of the last, marks left out
	Parts []Span // in order, apart; a cue in the middle lies between two
	Type  Type
	// Cue is the word that says so ("said", "according to", a colon); empty when
	// none does.
	Cue     Span
	Class   Class
	Speaker Mention
	// With are the further speakers of words that several people are given
	// together ("X and Y said"); the first is Speaker.
	With      []Mention
	Addressee Mention // told whom; empty when not said
	// Via is who passes the words on when it is not the article itself: the
	// agency that reports them, or the speaker of the quotation around them.
	Via    Mention
	Medium Span // “in a video message”, “told state television”; empty when not said
	Place  Span // “in Elm Harbour”; empty when not said
	// Said is when it was said, as an EDTF date; "" when the text does not tell.
	// When is the phrase that tells, and Doubt what is uncertain about it.
	Said    voxpop.Date
	When    Span
	Doubt   string
	Negated bool // “did not say that …”: words that were not said
	In      int  // index of the quotation that this one lies inside; -1 = none
	// Rule names the rule that found it; Precision is how often that rule was
	// right (span overlap of half or more) on the set that docs/QUOTES.md names.
	Rule      string
	Precision float64
	// Notes are what a person should look at: an unclosed mark, a carried speaker.
	Notes []string
}

// Office is a role that a person held between two dates; open ends are "".
// The same title is another person in another year.
type Office struct {
	Title, Person string
	From, To      voxpop.Date
}

// Options are what is known of an article beforehand.
type Options struct {
	Lang      string      // BCP 47; "" = to be found from the text
	Published voxpop.Date // day of the article; without it relative dates stay unknown
	Zone      string      // of the outlet, as "Asia/Tehran"; "" = unknown
	Offices   []Office
	Thoughts  bool // also what people think, want and feel
	Nested    bool // also what is said inside of a quotation
}

// Languages are those that the rules know, the deep ones first.
var Languages = []string{"en", "fa", "ar", "de", "fr", "es", "tr", "ru"}
