package voxpop

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// StatementKind says whether the record holds a figure's words or only a report of them.
type StatementKind string

// The kinds.
const (
	Quoted   StatementKind = "quoted"
	Reported StatementKind = "reported"
)

// Statement is what a public figure said: exact words, when, where, to whom,
// and the source that shows it.
type Statement struct {
	ID           string        `json:"id"`
	Speaker      string        `json:"speaker"`
	Role         string        `json:"role,omitempty"`  // on that date
	Names        Localized     `json:"names,omitempty"` // the speaker's name as other languages write it
	Roles        Localized     `json:"roles,omitempty"` // the role in other languages
	SaidOn       Date          `json:"said_on"`
	PublishedOn  Date          `json:"published_on,omitempty"`
	Text         string        `json:"text"`
	Lang         string        `json:"lang"`
	Kind         StatementKind `json:"kind"`
	Translations []Translation `json:"translations,omitempty"`
	Medium       string        `json:"medium,omitempty"`
	Place        string        `json:"place,omitempty"`
	Addressee    string        `json:"addressee,omitempty"`
	Source       Source        `json:"source"`
	AssertedBy   string        `json:"asserted_by,omitempty"` // who says that it was said, of a reported one
	Positions    []Position    `json:"positions,omitempty"`
	Verdict      *Verdict      `json:"verdict,omitempty"`
	Appearances  []Source      `json:"appearances,omitempty"` // the same words in other outlets
}

// Called returns the speaker and the role as a language writes them: in the
// record's own spelling where it does not say.
func (s Statement) Called(lang string) (speaker, role string) {
	speaker, role = s.Names[lang], s.Roles[lang]
	if speaker == "" {
		speaker = s.Speaker
	}
	if role == "" {
		role = s.Role
	}
	return speaker, role
}

// Source is the document or recording that shows a statement. Start and End
// are code points of the archived file's text.
type Source struct {
	URL    string `json:"url,omitempty"`
	Title  string `json:"title,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	File   string `json:"file,omitempty"` // path inside the record folder
	SHA256 string `json:"sha256,omitempty"`
	Start  *int   `json:"start,omitempty"`
	End    *int   `json:"end,omitempty"`
}

// Position is the side that a statement takes on a point, as a person decided.
type Position struct {
	Point  string `json:"point"`
	Value  string `json:"value"`
	By     string `json:"by,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Verdict is an editor's judgement of a change of position.
type Verdict struct {
	Change string `json:"verdict"` // none, half or full
	Reason string `json:"reason,omitempty"`
	By     string `json:"by,omitempty"`
}

// Point is a question on which public figures take sides.
type Point struct {
	ID        string       `json:"id" yaml:"id"`
	Question  Localized    `json:"question" yaml:"question"`
	Values    []PointValue `json:"values" yaml:"values"`
	Exclusive [][]string   `json:"exclusive,omitempty" yaml:"exclusive,omitempty"` // pairs of values that cannot both be held
}

// PointValue is one side of a point, with the words that voice it per language.
type PointValue struct {
	ID    string              `json:"id" yaml:"id"`
	Name  Localized           `json:"name" yaml:"name"`
	Words map[string][]string `json:"words,omitempty" yaml:"words,omitempty"`
}

// Excludes reports whether values a and b of the point cannot both be held.
func (p Point) Excludes(a, b string) bool {
	if a == b {
		return false
	}
	for _, group := range p.Exclusive {
		var hasA, hasB bool
		for _, v := range group {
			hasA = hasA || v == a
			hasB = hasB || v == b
		}
		if hasA && hasB {
			return true
		}
	}
	return false
}

// Slug is a name as links write it: lower case, words joined by hyphens,
// marks and punctuation dropped ("Ilse Varga" is "ilse-varga").
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '\u200c': // part of the word
		default:
			gap = true
		}
	}
	return b.String()
}
