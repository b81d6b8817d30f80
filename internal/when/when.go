// Package when reads the dates of prose: “on Tuesday”, “last month”, “since 2022”, in the Gregorian, Solar Hijri and Islamic calendars, against the day of the text.
package when

import (
	"unicode/utf8"

	"voxpop"
)

// Anchor is the day that relative dates are read against.
type Anchor struct {
	// Day is that of the article; "" = relative dates stay unknown. A month or a
	// year is enough for what is no finer than it.
	Day     voxpop.Date
	Zone    string // IANA name of the outlet's zone; "" = unknown
	Speaker string // of the place where the words were said; "" = unknown
}

// Tense is that of the verb a date belongs to: “on Tuesday” looks back from
// “said” and forward from “will say”. Words of the phrase itself (next, by,
// ago) go before it.
type Tense int

// The tenses. Unknown looks back, unless a verb before the date in its sentence
// speaks of the future.
const (
	Unknown Tense = iota
	Past
	Future
)

// The kinds of date.
const (
	Day      = "day"
	Month    = "month"
	Year     = "year"
	Interval = "interval"
	Open     = "open"  // since 2022
	Vague    = "vague" // recently, for years: no value
)

// The calendars.
const (
	Gregorian  = "gregorian"
	SolarHijri = "solar-hijri"
	Islamic    = "islamic"
)

// The doubts: what a person should look at. Several stand in one Doubt,
// separated by a space.
const (
	DoubtZone     = "zone"     // the speaker's day and the outlet's may differ
	DoubtCentury  = "century"  // a year of two digits
	DoubtCalendar = "calendar" // the calendar is a guess
	DoubtSighting = "sighting" // an Islamic date: a day earlier or later where the moon is sighted
	DoubtOrder    = "order"    // 3/4/2024: day or month first
	DoubtWeek     = "week"     // “last Tuesday”, or a weekday that is the article's own: a week earlier is possible
	DoubtClash    = "clash"    // two names of one day that disagree: “Tuesday, 3 May” was a Friday; or what is past lies after the article
	DoubtSeason   = "season"   // where and by what calendar a season begins
	DoubtRounded  = "rounded"  // “three months ago”: as people round
)

// Date is a phrase that names a time.
type Date struct {
	Start, End int         // half-open, without “on”, “in” before it
	Value      voxpop.Date // "" when vague, or relative without a day to read it against
	Kind       string
	Calendar   string // that the words are in; a relative date has that of its language
	Doubt      string // "" = nothing
	Relative   bool   // the value hangs on the article's day
}

// Find returns the dates of text, in order, apart. Places are code points.
func Find(text, lang string, a Anchor, t Tense) []Date {
	out := Append(nil, text, lang, a, t)
	at, points := 0, 0
	place := func(b int) int {
		points += utf8.RuneCountInString(text[at:b])
		at = b
		return points
	}
	for i := range out {
		out[i].Start, out[i].End = place(out[i].Start), place(out[i].End)
	}
	return out
}
