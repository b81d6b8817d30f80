package voxpop

import (
	"maps"
	"slices"
	"time"
)

// Localized is a text in several languages, by BCP 47 tag.
type Localized map[string]string

// In returns the text in lang, or in the first of fallbacks that has one, or
// in English, or "".
func (l Localized) In(lang string, fallbacks ...string) string {
	if s := l[lang]; s != "" {
		return s
	}
	for _, f := range fallbacks {
		if s := l[f]; s != "" {
			return s
		}
	}
	return l["en"]
}

// Best returns the text in lang, or in the first of others that has one, or in
// English, or in any language, the same one every time, with the language that
// it is in. Without any text it is "" in lang.
func (l Localized) Best(lang string, others ...string) (text, in string) {
	for _, tag := range append(append([]string{lang}, others...), append([]string{"en"}, slices.Sorted(maps.Keys(l))...)...) {
		if s := l[tag]; s != "" {
			return s, tag
		}
	}
	return "", lang
}

// Callout is a question a newsroom puts to the public, with its context,
// languages, opening and closing time, consent text and media limits.
type Callout struct {
	Slug      string    `json:"slug" yaml:"slug"`
	Question  Localized `json:"question" yaml:"question"`
	Context   Localized `json:"context,omitempty" yaml:"context,omitempty"`
	Languages []string  `json:"languages" yaml:"languages"` // of the form; the first is the default
	Opens     Moment    `json:"opens,omitzero" yaml:"opens,omitempty"`
	Closes    Moment    `json:"closes,omitzero" yaml:"closes,omitempty"`
	Media     []Medium  `json:"media,omitempty" yaml:"media,omitempty"`
	Limits    Limits    `json:"limits,omitzero" yaml:"limits,omitempty"`
	Consent   Localized `json:"consent,omitempty" yaml:"consent,omitempty"`
	// ContactBeforeQuoting promises respondents that nobody is quoted who was
	// not contacted first; the story check holds the newsroom to it.
	ContactBeforeQuoting bool `json:"contact_before_quoting" yaml:"contact_before_quoting"`
	// RetentionDays promises respondents that their answers are erased so many
	// days after the call-out closes; 0 = they are kept until somebody erases them.
	RetentionDays int `json:"retention_days,omitempty" yaml:"retention_days,omitempty"`
}

// MaxRetentionDays bounds Callout.RetentionDays: ten years.
const MaxRetentionDays = 3650

// ErasedAt is when the answers are to be erased, by RetentionDays; the zero
// time when they are not, or the call-out has no end yet.
func (c Callout) ErasedAt() time.Time {
	if c.RetentionDays <= 0 || c.Closes.IsZero() {
		return time.Time{}
	}
	return c.Closes.InZone(c.Zone()).AddDate(0, 0, c.RetentionDays)
}

// Limits bounds one response.
type Limits struct {
	Text    int   `json:"text,omitempty" yaml:"text,omitempty"`       // code points
	Seconds int   `json:"seconds,omitempty" yaml:"seconds,omitempty"` // of a recording
	Bytes   int64 `json:"bytes,omitempty" yaml:"bytes,omitempty"`     // of a file
}

// Zone is the call-out's time zone: the one its opening time was written in.
func (c Callout) Zone() *time.Location {
	if c.Opens.IsZero() || c.Opens.DateOnly {
		return time.UTC
	}
	_, offset := c.Opens.Time.Zone()
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}

// Day is the calendar day of m in the call-out's zone, as 2006-01-02.
func (c Callout) Day(m Moment) string { return m.InZone(c.Zone()).Format(time.DateOnly) }
