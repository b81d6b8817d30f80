// Package when reads the dates of prose: “on Tuesday”, “last month”, “since 2022”, in the Gregorian, Solar Hijri and Islamic calendars, against the day of the text.
package when

import "voxpop"

// Anchor is the day that relative dates are read against.
type Anchor struct {
	Day  voxpop.Date // of the article; "" = relative dates stay unknown
	Zone string      // IANA name of the outlet's zone; "" = unknown
}

// Tense is that of the verb a date belongs to: “on Tuesday” looks back from
// “said” and forward from “will say”.
type Tense int

// The tenses.
const (
	Unknown Tense = iota
	Past
	Future
)

// Date is a phrase that names a time.
type Date struct {
	Start, End int         // code points of the text, half-open
	Value      voxpop.Date // EDTF; "" when vague
	Kind       string      // day, month, year, interval, open, vague
	Calendar   string      // gregorian, solar-hijri, islamic
	Doubt      string      // what is uncertain: a time zone, a calendar, a guess of the year; "" = nothing
}

// Find returns the dates of text, in order, apart.
func Find(text, lang string, a Anchor, t Tense) []Date { return nil }
