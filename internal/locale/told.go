package locale

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Told is a sentence that is written before it is known who reads it: what a
// check found, or why something was refused. It is said in English by itself,
// and in another language with [Told.In]. The zero value says nothing.
type Told struct {
	english string
	format  string
	args    []any
}

// Figure is a number of a [Told] as it was written, in ASCII.
type Figure string

// Tell makes a sentence of an English format, which names it in the
// catalogue, and what fills its places: %s, %q, %d, %.0f and their like, as in
// [fmt.Sprintf]. An argument may be a Told.
func Tell(format string, args ...any) Told {
	return Told{fmt.Sprintf(format, args...), format, args}
}

// String is the sentence in English.
func (t Told) String() string { return t.english }

// Empty reports whether nothing is said.
func (t Told) Empty() bool { return t.format == "" }

// In is the sentence in a language, with its digits, what fills it isolated in
// its direction; ok is false where the catalogue does not hold it, and it is
// in English. Like all of the catalogue's it is text, not HTML.
func (t Told) In(l *Locale) (s string, ok bool) {
	if l == english || t.Empty() {
		return t.english, true
	}
	m, ok := tellings[t.format]
	if !ok {
		return t.english, false
	}
	return t.fill(l, typed.Replace(l.pick(m))), true
}

// typed sets apart what a catalogue's sentence holds of a story's notation.
var typed = strings.NewReplacer("⟦", "\u2066", "⟧", "\u2069")

func (t Told) fill(l *Locale, format string) string {
	var b strings.Builder
	next := 0
	for {
		before, rest, found := strings.Cut(format, "%")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if strings.HasPrefix(rest, "%") {
			b.WriteString(l.pct)
			format = rest[1:]
			continue
		}
		if strings.HasPrefix(rest, "[") {
			n, after, _ := strings.Cut(rest[1:], "]")
			i, _ := strconv.Atoi(n)
			next, rest = i-1, after
		}
		verb := 1 + strings.IndexFunc(rest, func(r rune) bool { return r >= 'a' && r <= 'z' })
		if verb == 0 || next < 0 || next >= len(t.args) {
			b.WriteString("%!")
			format = rest
			continue
		}
		b.WriteString(one(l, rest[:verb], t.args[next]))
		next++
		format = rest[verb:]
	}
}

// one writes what fills a place.
func one(l *Locale, verb string, arg any) string {
	switch v := arg.(type) {
	case Told:
		s, ok := v.In(l)
		if !ok {
			s = Isolate(s)
		}
		return s
	case Figure:
		return l.Digits(strings.Replace(string(v), ".", l.point, 1))
	case int:
		return l.Int(v)
	case float64:
		decimals := 0
		if p, ok := strings.CutPrefix(verb, "."); ok {
			decimals, _ = strconv.Atoi(strings.TrimRight(p, "f"))
		}
		return l.Float(v, decimals)
	}
	s := Isolate(Balance(fmt.Sprint(arg)))
	if verb == "q" {
		return "«" + s + "»"
	}
	return s
}

// Tells reports whether the catalogue holds the sentence of a format.
func Tells(format string) bool { _, ok := tellings[format]; return ok }

// Tellings lists the formats of the catalogue.
func Tellings() []string { return slices.Sorted(maps.Keys(tellings)) }
