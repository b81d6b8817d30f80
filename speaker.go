package voxpop

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Speaker is a public figure as the newsroom knows them: how their name is
// written, and which offices they held when.
type Speaker struct {
	Name    string    `json:"name" yaml:"name"`                           // as statements give it
	Names   Localized `json:"names,omitempty" yaml:"names,omitempty"`     // as other languages write it
	Aliases []string  `json:"aliases,omitempty" yaml:"aliases,omitempty"` // other spellings that mean them
	Offices []Office  `json:"offices,omitempty" yaml:"offices,omitempty"`
}

// Office is a role that a speaker held from one day to another, both included;
// an open end is "". The same title is another person in another year.
type Office struct {
	Title Localized `json:"title" yaml:"title"`
	From  Date      `json:"from,omitempty" yaml:"from,omitempty"`
	To    Date      `json:"to,omitempty" yaml:"to,omitempty"`
}

// Key is the speaker as links write them; it is one speaker's alone.
func (s Speaker) Key() string { return Slug(s.Name) }

// Calls reports whether the name means the speaker: their own, in any
// language, or an alias, however it is written (see [NameKey]).
func (s Speaker) Calls(name string) bool {
	k := NameKey(name)
	if k == "" {
		return false
	}
	for _, n := range s.spellings() {
		if NameKey(n) == k {
			return true
		}
	}
	return false
}

func (s Speaker) spellings() []string {
	all := []string{s.Name}
	for _, n := range s.Names {
		all = append(all, n)
	}
	return append(all, s.Aliases...)
}

// Held reports whether the office may have been held on d: on some day that d
// may mean. An unknown date may mean any.
func (o Office) Held(d Date) bool {
	first, last, ok := d.Bounds()
	if !ok {
		return true
	}
	if from, _, ok := o.From.Bounds(); ok && last.Before(from) {
		return false
	}
	_, to, ok := o.To.Bounds()
	return !ok || !first.After(to)
}

// Validate returns the first thing wrong with the speaker, with the field as
// the error's place.
func (s Speaker) Validate() error {
	if s.Key() == "" || !ValidName(s.Name) {
		return wrong("name", "is missing or not one line of text", "write the person's full name")
	}
	if err := s.Names.validate("names"); err != nil {
		return err
	}
	for lang, n := range s.Names {
		if Slug(n) == "" || !ValidName(n) {
			return wrong("names."+lang, "is not one line of text", "write the name as that language has it, or take the line out")
		}
	}
	for i, a := range s.Aliases {
		if Slug(a) == "" || !ValidName(a) {
			return wrong(at("aliases", i), "is empty or not one line of text", "write a name as articles have it, or take it out")
		}
		if slices.Contains(s.Aliases[:i], a) {
			return wrong(at("aliases", i), "repeats an alias", "write each spelling once")
		}
	}
	for i, o := range s.Offices {
		if err := o.validate(at("offices", i)); err != nil {
			return err
		}
	}
	return nil
}

func (o Office) validate(field string) error {
	if len(o.Title) == 0 {
		return wrong(field+".title", "is missing", "name the office in at least one language, as {en: mayor}")
	}
	if err := o.Title.validate(field + ".title"); err != nil {
		return err
	}
	for lang, t := range o.Title {
		if strings.TrimSpace(t) == "" || !ValidName(t) {
			return wrong(field+".title."+lang, "is not one line of text", "write the title as articles have it, or take the line out")
		}
	}
	for _, d := range []struct {
		field string
		date  Date
	}{{"from", o.From}, {"to", o.To}} {
		if !d.date.Valid() || strings.Contains(string(d.date), "/") {
			return wrong(field+"."+d.field, "is not a date that exists", "write 2024-05-02, 2024-05 or 2024, or leave it out when it is open")
		}
	}
	from, _, a := o.From.Bounds()
	_, to, b := o.To.Bounds()
	if a && b && to.Before(from) {
		return wrong(field+".to", "lies before from", "an office begins before it ends")
	}
	return nil
}

// ValidSpeakers returns the first thing wrong with a list of speakers: each is
// right in itself, and no name means two of them.
func ValidSpeakers(all []Speaker) error {
	whose := map[string]int{}
	for i, s := range all {
		if err := s.Validate(); err != nil {
			e := *err.(*Error)
			e.Place = at("speakers", i) + "." + e.Place
			return &e
		}
		for _, n := range s.spellings() {
			k := NameKey(n)
			if j, taken := whose[k]; taken && j != i {
				return wrong(at("speakers", i), "has a name or an alias that means another speaker too", "one name means one person: give both their full names, or merge them")
			}
			whose[k] = i
		}
	}
	return nil
}

// FindSpeaker returns the speaker that a name means; ok is false when there is none.
func FindSpeaker(all []Speaker, name string) (s Speaker, ok bool) {
	for _, s := range all {
		if s.Calls(name) {
			return s, true
		}
	}
	return Speaker{}, false
}

// validText reports whether s is UTF-8 without the character NUL, which no
// database keeps.
func validText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
