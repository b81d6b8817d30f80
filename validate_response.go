package voxpop

import (
	"math"
	"slices"
	"unicode/utf8"
)

// MaxAge is the highest age of a respondent, in years.
const MaxAge = 130

// Validate returns the first thing wrong with the response, with the field as
// the error's place. No word of the respondent is in the error.
func (r Response) Validate() error {
	if !ValidID(r.ID) {
		return wrong("id", "is not an id", idHint)
	}
	if !ValidName(r.Respondent) {
		return wrong("respondent", "is not one line of text of at most 256 letters", "use any key that is the same for one person")
	}
	if r.ReceivedAt.IsZero() {
		return wrong("received_at", "is missing", "write a date, or a time with a zone as 2026-03-04T18:20:00+01:00")
	}
	if err := oneOf("channel", r.Channel, Channels...); err != nil {
		return err
	}
	if err := oneOf("medium", r.Medium, Media...); err != nil {
		return err
	}
	if r.Lang != "" && !ValidLang(r.Lang) {
		return wrong("lang", "is not a language tag", langHint+`, or "" to have it identified`)
	}
	if r.Media != "" && !ValidPath(r.Media, "media") {
		return wrong("media", "is not a path inside media/", "write it as media/NAME, with slashes and without ..")
	}
	if !utf8.ValidString(r.Text) {
		return wrong("text", "is not UTF-8", "save it in the encoding UTF-8")
	}
	if r.SetAside != "" {
		if err := oneOf("set_aside", r.SetAside, SetAsides...); err != nil {
			return err
		}
	}
	if err := r.validWithdrawal(); err != nil {
		return err
	}
	if r.Medium == Text && r.Text == "" && !r.Withdrawn() && r.SetAside != Blank && r.SetAside != Illegal {
		return wrong("text", "is missing", `a response in text needs its text; an empty one is set aside: "set_aside":"blank"`)
	}
	if r.Transcript != nil {
		if err := r.Transcript.validate(); err != nil {
			return err
		}
	}
	if err := validTranslations(r.Translations); err != nil {
		return err
	}
	if err := oneOf("consent.name", r.Consent.Name, NoName, FirstName, FullName); err != nil {
		return err
	}
	if err := r.Person.validate(); err != nil {
		return err
	}
	if r.DuplicateOf != "" && !ValidID(r.DuplicateOf) {
		return wrong("duplicate_of", "is not an id", idHint)
	}
	if r.DuplicateOf == r.ID {
		return wrong("duplicate_of", "names the response itself", "name the response that is kept")
	}
	if !ValidName(r.Campaign) {
		return wrong("campaign", "is not one line of text of at most 256 letters", "write it on one line, without control characters, at most 256 letters")
	}
	return nil
}

// validWithdrawal checks that nothing said is left of a withdrawn response.
func (r Response) validWithdrawal() error {
	if !r.Withdrawn() {
		return nil
	}
	const hint = "whoever withdraws takes their words along: remove the field"
	switch {
	case r.Text != "":
		return wrong("text", "is present in a withdrawn response", hint)
	case r.Media != "":
		return wrong("media", "is present in a withdrawn response", hint)
	case r.Transcript != nil:
		return wrong("transcript", "is present in a withdrawn response", hint)
	case len(r.Translations) > 0:
		return wrong("translations", "is present in a withdrawn response", hint)
	}
	return nil
}

func (t Transcript) validate() error {
	if t.Lang != "" && !ValidLang(t.Lang) {
		return wrong("transcript.lang", "is not a language tag", langHint)
	}
	if !utf8.ValidString(t.Text) {
		return wrong("transcript.text", "is not UTF-8", "save it in the encoding UTF-8")
	}
	if err := oneOf("transcript.state", t.State, Machine, Edited, Reviewed); err != nil {
		return err
	}
	if !ValidName(t.By) {
		return wrong("transcript.by", "is not one line of text", "write it on one line, without control characters, at most 256 letters")
	}
	for i, c := range t.Cues {
		field := at("transcript.cues", i)
		if !finite(c.Start) || !finite(c.End) || c.End < c.Start {
			return wrong(field, "has impossible times", "start and end are seconds from the start of the recording, end not before start")
		}
		if !utf8.ValidString(c.Text) {
			return wrong(field+".text", "is not UTF-8", "save it in the encoding UTF-8")
		}
	}
	return nil
}

// finite reports whether f is a time a recording can have, in seconds.
func finite(f float64) bool { return f >= 0 && !math.Signbit(f) && !math.IsInf(f, 0) }

func validTranslations(ts []Translation) error {
	for i, t := range ts {
		field := at("translations", i)
		if !ValidLang(t.Lang) {
			return wrong(field+".lang", "is not a language tag", langHint)
		}
		if !utf8.ValidString(t.Text) {
			return wrong(field+".text", "is not UTF-8", "save it in the encoding UTF-8")
		}
		if err := oneOf(field+".state", t.State, Machine, Edited, Reviewed); err != nil {
			return err
		}
		if !ValidName(t.By) {
			return wrong(field+".by", "is not one line of text", "write it on one line, without control characters, at most 256 letters")
		}
	}
	return nil
}

func (p Person) validate() error {
	if p.Age != nil && (*p.Age < 0 || *p.Age > MaxAge) {
		return wrong("person.age", "is not an age", "write years, 0 to 130")
	}
	i := slices.IndexFunc([]string{p.Name, p.Place, p.Role}, func(s string) bool { return !utf8.ValidString(s) })
	if i >= 0 {
		return wrong([]string{"person.name", "person.place", "person.role"}[i], "is not UTF-8", "save it in the encoding UTF-8")
	}
	return nil
}
