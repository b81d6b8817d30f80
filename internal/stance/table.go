package stance

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"voxpop/internal/text"
)

//go:embed words/*.txt
var files embed.FS

// part is what a word of a language does in a sentence.
type part uint32

const (
	negate  part = 1 << iota // not, never, no
	minus                    // acts against what it names: ban, oppose, reduce
	harm                     // said of what the speaker does not want: harmful, costly
	bad                      // what nobody wants: crime, poverty
	pro                      // acts for what it names: support, introduce
	good                     // said of what the speaker wants: necessary
	pivot                    // parts a subject from what is said of it
	self                     // a subject that is the speaker
	broken                   // a clause begins here
	purpose                  // an aim begins here: what follows is wanted
	void                     // what follows is not taken a side on
	general                  // tells little of what a sentence is about
	seal                     // a phrase that only looks like a negation: not only
	ifWord                   // a condition begins here
	others                   // who else says it
	once                     // it is long ago
	strong                   // a stronger form
	saying                   // says, claims
	turns                    // makes something of something: what follows it is turned by what comes last
	closes                   // a clause ends after it
	joint                    // another phrase begins: and, at, for
	they                     // stands for what the clause before is about

	// The rest is for proposals only.
	refuse // refuses, doubts or denies what follows: “against plans to …”
	also   // joins two clauses or two words: and
	but    // what it joins is not negated together
	that   // what follows a comma and this hangs on the clause before: “niemand glaubt, dass …”
	only   // lifts a lifted negation before it: “ne … que”
	lifted // is no negation with only
	amiss  // said behind what is refused: “… is a mistake”
	bound  // before a number: more than
	verb   // a form of a verb by its end, after which “and” joins a clause
)

// sections are the names of parts in a file of words.
var sections = map[string]part{"negate": negate, "minus": minus, "harm": harm, "bad": bad, "for": pro, "good": good, "pivot": pivot, "self": self,
	"break": broken, "purpose": purpose, "void": void, "general": general, "again": seal, "if": ifWord, "others": others, "once": once, "strong": strong, "saying": saying, "turns": turns, "they": they, "joint": joint, "closes": closes,
	"refuse": refuse, "and": also, "but": but, "that": that, "only": only, "bound": bound, "amiss": amiss, "lifted": lifted, "verb": verb}

// table is the words of one language.
type table struct {
	lang string
	// svo tells that a verb stands before its object, so that what precedes it
	// can be told from what it governs.
	svo bool
	// before tells that a negation stands before what it negates; after, behind.
	before, after bool
	// concord tells that two negations in a clause are one: “ne … jamais”.
	concord     bool
	words       map[string]part
	starts      []pattern           // patterns with a star, by first bytes
	byStart     map[string][]int    // first two bytes → patterns
	phrases     map[string][]phrase // by first word
	sides       map[string][]side   // by word
	sideStarts  []sidePattern
	thingWords  map[string]string      // words for one thing
	thingStarts map[string][][2]string // beginnings of such words, and the thing, by first bytes
	weakPairs   []bool                 // opposites that need a shared topic
	ends        []pattern              // patterns with a star before
	prefixes    []string               // that negate a word they stand on, the longest first
	apart       map[string]bool        // prefixes that may stand apart from it: “non public”
	looks       map[string]bool        // words that only begin like negated ones: “indeed”
	scale       map[string]float64     // words of magnitude: million
	times       [][][]string           // words for one time, by line
}

type pattern struct {
	start string
	part  part
}

// phrase is several words with one part.
type phrase struct {
	words []string // after the first
	part  part
	side  side // when it stands in a pair of opposites
	both  bool
	thing string // what it stands for
}

// side is one half of a pair of opposites.
type side struct {
	pair  int
	right bool
}

type sidePattern struct {
	start string
	side  side
}

var tables = func() map[string]func() *table {
	out := map[string]func() *table{}
	for _, lang := range []string{"en", "fa", "ar", "de", "fr", "es", "tr", "ru"} {
		out[lang] = sync.OnceValue(func() *table { return load(lang) })
	}
	return out
}()

// tableOf is the table of a language by its tag, nil when there is none.
func tableOf(lang string) *table {
	if f := tables[lang]; f != nil {
		return f()
	}
	return nil
}

// fold is how words are compared.
func fold(s string) string { return text.LooseString(s) }

func load(lang string) *table {
	t := &table{lang: lang, before: true, words: map[string]part{}, byStart: map[string][]int{}, phrases: map[string][]phrase{}, sides: map[string][]side{}, thingWords: map[string]string{}, thingStarts: map[string][][2]string{},
		apart: map[string]bool{}, looks: map[string]bool{}, scale: map[string]float64{}}
	raw, err := files.ReadFile("words/" + lang + ".txt")
	if err != nil {
		return t
	}
	section, pairs, things := "", 0, 0
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "["):
			name, rest, _ := strings.Cut(line[1:], "]")
			section = name
			if name == "order" {
				t.svo = strings.Contains(rest, "svo")
				t.after = strings.Contains(rest, "after")
				t.before = !t.after || strings.Contains(rest, "before")
				t.concord = strings.Contains(rest, "concord")
			}
			continue
		}
		if section == "opposite" {
			line, weak := strings.CutPrefix(line, "~")
			t.weakPairs = append(t.weakPairs, weak)
			left, right, _ := strings.Cut(line, "=")
			for _, w := range strings.Fields(left) {
				t.add(w, 0, &side{pairs, false})
			}
			for _, w := range strings.Fields(right) {
				t.add(w, 0, &side{pairs, true})
			}
			pairs++
			continue
		}
		if section == "same" {
			for _, w := range strings.Fields(line) {
				t.alike(w, things)
			}
			things++
			continue
		}
		if t.option(section, line) {
			continue
		}
		for _, w := range strings.Fields(line) {
			t.add(w, sections[section], nil)
		}
	}
	return t
}

// option reads a line that is no list of parts of a sentence.
func (t *table) option(section, line string) bool {
	words := strings.Fields(line)
	switch section {
	case "prefix":
		for _, w := range words {
			w, apart := strings.CutSuffix(w, "_")
			t.prefixes = append(t.prefixes, fold(w))
			t.apart[fold(w)] = apart
		}
	case "whole":
		for _, w := range words {
			t.looks[fold(w)] = true
		}
	case "scale":
		n, _ := strconv.ParseFloat(words[0], 64)
		for _, w := range words[1:] {
			t.scale[fold(w)] = n
		}
	case "time":
		var line [][]string
		for _, w := range words {
			var phrase []string
			for _, x := range strings.Split(w, "_") {
				phrase = append(phrase, fold(x))
			}
			line = append(line, phrase)
		}
		t.times = append(t.times, line)
	default:
		return false
	}
	return true
}

// add takes in one word of a file: a plain one, the beginning of words (with a
// star), or a phrase joined by low lines.
func (t *table) add(w string, p part, s *side) {
	if strings.Contains(w, "_") {
		var words []string
		for _, x := range strings.Split(w, "_") {
			words = append(words, fold(x))
		}
		ph := phrase{words: words[1:], part: p}
		if s != nil {
			ph.side, ph.both = *s, true
		}
		t.phrases[words[0]] = append(t.phrases[words[0]], ph)
		return
	}
	if end, ok := strings.CutPrefix(w, "*"); ok {
		t.ends = append(t.ends, pattern{fold(end), p})
		return
	}
	start, star := strings.CutSuffix(w, "*")
	start = fold(start)
	switch {
	case s != nil && star:
		t.sideStarts = append(t.sideStarts, sidePattern{start, *s})
	case s != nil:
		t.sides[start] = append(t.sides[start], *s)
	case star:
		key := head(start)
		t.byStart[key] = append(t.byStart[key], len(t.starts))
		t.starts = append(t.starts, pattern{start, p})
	default:
		t.words[start] |= p
	}
}

// alike takes in a word for a thing. Of a phrase the words are joined.
func (t *table) alike(w string, thing int) {
	if strings.Contains(w, "_") {
		var words []string
		for _, x := range strings.Split(strings.TrimSuffix(w, "*"), "_") {
			words = append(words, fold(x))
		}
		t.phrases[words[0]] = append(t.phrases[words[0]], phrase{words: words[1:], thing: "=" + strconv.Itoa(thing)})
		return
	}
	start, star := strings.CutSuffix(w, "*")
	start, name := fold(start), "="+strconv.Itoa(thing)
	if !star {
		t.thingWords[start] = name
		return
	}
	t.thingStarts[head(start)] = append(t.thingStarts[head(start)], [2]string{start, name})
}

// thing is what a word stands for, "" when it is in no group.
func (t *table) thing(w string) string {
	if name := t.thingWords[w]; name != "" {
		return name
	}
	for _, p := range t.thingStarts[head(w)] {
		if strings.HasPrefix(w, p[0]) {
			return p[1]
		}
	}
	return ""
}

func head(s string) string { return s[:min(2, len(s))] }

// of is what a word does.
func (t *table) of(w string) part {
	p := t.words[w]
	for _, i := range t.byStart[head(w)] {
		if strings.HasPrefix(w, t.starts[i].start) {
			p |= t.starts[i].part
		}
	}
	for _, e := range t.ends {
		if len(w) > len(e.start)+2 && strings.HasSuffix(w, e.start) {
			p |= e.part
		}
	}
	return p
}

// sidesOf are the halves of pairs that a word stands for.
func (t *table) sidesOf(w string) []side {
	out := t.sides[w]
	for _, s := range t.sideStarts {
		if strings.HasPrefix(w, s.start) {
			out = append(out[:len(out):len(out)], s.side)
		}
	}
	return out
}
