package story

import (
	"slices"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// speakers knows how the public figures of a record are named in a story:
// full name, surname, role, in the record's spelling and in the story's
// language.
type speakers struct {
	lang    *language
	people  []speaker
	words   lexicon
	meaning [][]int // phrase of words → the people it may mean
	isRole  []bool  // … and whether it is a role rather than a name
	phrases map[string]int
	// sound holds, for each person, how a story in Arabic script may spell the
	// name where the record does not give it.
	sound []*spelling
}

type speaker struct {
	name string // as the record writes it
	slug string
}

func newSpeakers(l *language, statements []voxpop.Statement) *speakers {
	s := &speakers{lang: l, words: lexicon{byFirst: map[string][]phrase{}}, phrases: map[string]int{}}
	heads := map[string][]int{}
	local := map[int]bool{}
	for _, st := range statements {
		p := s.person(st.Speaker)
		s.name(p, st.Speaker)
		for _, n := range st.Names {
			s.name(p, n)
		}
		local[p] = local[p] || st.Names[l.tag] != ""
		roles := []string{st.Role, st.Roles[l.tag]}
		if n := l.names[strings.ToLower(st.Role)]; n != "" {
			roles = append(roles, n)
		}
		for i, role := range roles {
			if role == "" {
				continue
			}
			s.add(p, role, true)
			words := strings.Fields(role)
			head := words[len(words)-1]
			if i > 0 && l.tag != "en" {
				head = words[0]
			}
			if len(words) > 1 && !slices.Contains(heads[head], p) {
				heads[head] = append(heads[head], p)
			}
		}
	}
	// “The minister” names the harbour minister where there is no other.
	for head, people := range heads {
		if len(people) == 1 {
			s.add(people[0], head, true)
		}
	}
	s.sound = make([]*spelling, len(s.people))
	if l.tag != "en" {
		for i, p := range s.people {
			if !local[i] {
				words := strings.Fields(p.name)
				s.sound[i] = newSpelling(words[len(words)-1])
			}
		}
	}
	return s
}

func (s *speakers) person(name string) int {
	slug := voxpop.Slug(name)
	for i, p := range s.people {
		if p.slug == slug {
			return i
		}
	}
	s.people = append(s.people, speaker{name, slug})
	return len(s.people) - 1
}

// name adds a full name and its surname.
func (s *speakers) name(p int, name string) {
	s.add(p, name, false)
	words := strings.Fields(name)
	if last := words[max(0, len(words)-1):]; len(words) > 1 && text.Len(last[0]) >= 2 {
		s.add(p, last[0], false)
	}
}

func (s *speakers) add(p int, words string, role bool) {
	key := text.FoldString(words)
	id, ok := s.phrases[key]
	if !ok {
		id = len(s.meaning)
		s.phrases[key] = id
		s.meaning = append(s.meaning, nil)
		s.isRole = append(s.isRole, role)
		s.words.put(words, id)
	}
	if !slices.Contains(s.meaning[id], p) {
		s.meaning[id] = append(s.meaning[id], p)
	}
}

// mention is a place where people are named.
type mention struct {
	text.Span
	people []int
	role   bool
}

// in returns who is named in a row of words, longest names first.
func (s *speakers) in(tokens []token) []mention {
	var out []mention
	for i := 0; i < len(tokens); {
		if h, ok := s.words.at(tokens, i); ok {
			out = append(out, mention{text.Span{Start: tokens[i].Start, End: tokens[h.to-1].End}, s.meaning[h.id], s.isRole[h.id]})
			i = h.to
			continue
		}
		for p, sp := range s.sound {
			if sp != nil && slices.ContainsFunc(tokens[i].alts, sp.matches) {
				out = append(out, mention{tokens[i].Span, []int{p}, false})
				break
			}
		}
		i++
	}
	return out
}

func named(mentions []mention, p int) bool {
	return slices.ContainsFunc(mentions, func(m mention) bool { return slices.Contains(m.people, p) })
}

// spelling matches a Latin name written in Arabic script: each consonant by
// the letters that are used for it, vowels by a letter or by none.
type spelling struct {
	parts []sound
}

type sound struct {
	letters  string // folded letters, any one of them
	optional bool
}

const maxSounds = 47

var digraphs = map[string]sound{
	"sh": {letters: "ش"}, "ch": {letters: "چشک"}, "kh": {letters: "خک"}, "gh": {letters: "غگق"}, "th": {letters: "تثذط"}, "ph": {letters: "ف"}, "zh": {letters: "ژج"},
	"ck": {letters: "ک"}, "dt": {letters: "تد"}, "qu": {letters: "کق"}, "wh": {letters: "و"}, "ts": {letters: "تس"}, "dj": {letters: "ج"},
}

var letters = map[rune]sound{
	'b': {letters: "بپ"}, 'c': {letters: "کسصچ"}, 'd': {letters: "دضذ"}, 'f': {letters: "ف"}, 'g': {letters: "گجغق"}, 'h': {letters: "هح", optional: true}, 'j': {letters: "جژیخ"},
	'k': {letters: "کقخ"}, 'l': {letters: "ل"}, 'm': {letters: "م"}, 'n': {letters: "ن"}, 'p': {letters: "پب"}, 'q': {letters: "قک"}, 'r': {letters: "ر"}, 's': {letters: "سصزش"},
	't': {letters: "تطث"}, 'v': {letters: "وفڤ"}, 'w': {letters: "و"}, 'x': {letters: "ک"}, 'z': {letters: "زظذس"},
}

func newSpelling(name string) *spelling {
	runes := []rune(strings.ToLower(name))
	sp := &spelling{}
	consonants := 0
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if d, ok := digraphs[string(runes[i:i+2])]; ok {
				sp.parts = append(sp.parts, d)
				consonants++
				i++
				continue
			}
			if runes[i] == runes[i+1] {
				continue
			}
		}
		switch l, ok := letters[runes[i]]; {
		case ok:
			sp.parts = append(sp.parts, l)
			consonants++
			if runes[i] == 'x' {
				sp.parts = append(sp.parts, sound{letters: "س"})
			}
		case unicode.IsLetter(runes[i]):
			sp.parts = append(sp.parts, sound{letters: "اویهعی", optional: true})
		}
	}
	if consonants < 2 || len(sp.parts) > maxSounds {
		return nil // too little to tell one name from another, or no name
	}
	return sp
}

// matches reports whether the whole word spells the name. All ways to read it
// are followed at once, so that no word takes long.
func (sp *spelling) matches(word string) bool {
	var a, b [maxSounds + 1]bool
	n := len(sp.parts)
	now, next := a[:n+1], b[:n+1]
	skip := func(at []bool) {
		for i, p := range sp.parts {
			at[i+1] = at[i+1] || at[i] && p.optional
		}
	}
	now[0] = true
	skip(now)
	for _, r := range word {
		clear(next)
		alive := false
		for i, p := range sp.parts {
			if now[i] && strings.ContainsRune(p.letters, r) {
				next[i+1], alive = true, true
			}
		}
		if !alive {
			return false
		}
		skip(next)
		now, next = next, now
	}
	return now[n]
}
