package story

import (
	"slices"
	"sort"
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
	// stranger stands for the holder of a role that is none of the record's:
	// “the deputy mayor”.
	stranger int
}

type speaker struct {
	name string // as the record writes it
	slug string
}

// statementsOf reads the statements of a record with one spelling for each
// speaker, and how the record finds a speaker by any of their names.
func statementsOf(rec Record) ([]voxpop.Statement, func(name string) (voxpop.Speaker, bool), error) {
	var known []voxpop.Speaker
	if r, ok := rec.(interface{ Speakers() []voxpop.Speaker }); ok {
		known = r.Speakers()
	}
	all, err := rec.AllStatements()
	return voxpop.OneName(all, known), voxpop.SpeakerFinder(known), err
}

// called is a speaker that a link names, as the statements spell them; the name
// itself where the record has no list of names.
func (c *checker) called(name string) string {
	if sp, ok := c.known(name); ok {
		return sp.Name
	}
	return name
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
			if len(words) > 1 && !strange(words) && !slices.Contains(heads[head], p) {
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
	s.stranger = len(s.people)
	s.sound = make([]*spelling, len(s.people))
	if l.tag != "en" {
		for i, p := range s.people {
			if !local[i] {
				words := strings.Fields(p.name)
				s.sound[i] = newSpelling(words[len(words)-1])
			}
		}
	}
	s.people = append(s.people, speaker{name: "somebody else"})
	return s
}

// notRole makes another role of the one that follows, notAfter of the one before.
var (
	notRole  = set([]string{"deputy", "vice", "former", "ex", "acting", "interim", "assistant", "future", "next", "previous", "incoming", "retired", "shadow", "معاون", "نایب", "سرپرست", "کفیل", "نائب", "نائبة", "بأعمال"})
	notAfter = set([]string{"سابق", "پیشین", "اسبق", "قبلی", "بعدی", "السابق", "السابقة", "الأسبق", "المقبل", "المقبلة"})
)

// strange reports whether a role says of itself that it is not the plain one.
func strange(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { w = text.FoldString(w); return notRole[w] || notAfter[w] })
}

// other widens a mention of a role by the words that make another of it.
func (s *speakers) other(tokens []token, h hit, m mention) mention {
	beside := func(a, b token) bool { return b.Start-a.End <= 1 }
	if i := h.from; i > 0 && notRole[tokens[i-1].word] && beside(tokens[i-1], tokens[i]) {
		m.people, m.Start = []int{s.stranger}, tokens[i-1].Start
	}
	if i := h.to; i < len(tokens) && notAfter[tokens[i].word] && beside(tokens[i-1], tokens[i]) {
		m.people, m.End = []int{s.stranger}, tokens[i].End
	}
	return m
}

// known leaves out the roles of no one that stand beside the name of somebody:
// “former mayor Ilse Varga”, “Reyl, a former mayor,”.
func (s *speakers) known(all []mention, tokens []token) []mention {
	out := make([]mention, 0, len(all))
	for i, m := range all {
		if m.people[0] == s.stranger {
			after := i+1 < len(all) && !all[i+1].role && all[i+1].Start-m.End <= 1
			before := i > 0 && !all[i-1].role && m.Start-all[i-1].End > 1 && m.Start-all[i-1].End <= len(", once the ")
			if before {
				from := sort.Search(len(tokens), func(k int) bool { return tokens[k].Start >= all[i-1].End })
				for _, t := range tokens[from:] {
					if t.End > m.Start || !before {
						break
					}
					before = slices.Contains([]string{"a", "an", "the", "once", "then", "now"}, t.word)
				}
			}
			if after || before {
				continue
			}
		}
		out = append(out, m)
	}
	return out
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
			m := mention{text.Span{Start: tokens[i].Start, End: tokens[h.to-1].End}, s.meaning[h.id], s.isRole[h.id]}
			if m.role {
				m = s.other(tokens, h, m)
			}
			out = append(out, m)
			i = h.to
			continue
		}
		var heard []int
		for p, sp := range s.sound {
			if sp != nil && slices.ContainsFunc(tokens[i].alts, sp.matches) {
				heard = append(heard, p)
			}
		}
		if heard != nil {
			out = append(out, mention{tokens[i].Span, heard, false})
		}
		i++
	}
	return s.known(out, tokens)
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

// groups are letters that sound as one; each gives one or several sounds.
var groups = []struct {
	latin  string
	sounds []sound
}{
	{"tsch", []sound{{letters: "تچ"}, {letters: "ش", optional: true}}}, {"sch", []sound{{letters: "شس"}}},
	{"sh", []sound{{letters: "ش"}}}, {"ch", []sound{{letters: "ت", optional: true}, {letters: "چشکخ"}}}, {"kh", []sound{{letters: "خک"}}}, {"gh", []sound{{letters: "غگق"}}},
	{"th", []sound{{letters: "تثذط"}}}, {"ph", []sound{{letters: "ف"}}}, {"zh", []sound{{letters: "ژج"}}}, {"ck", []sound{{letters: "ک"}}},
	{"dt", []sound{{letters: "دت"}, {letters: "ت", optional: true}}}, {"qu", []sound{{letters: "کق"}, {letters: "وف", optional: true}}}, {"wh", []sound{{letters: "و"}}},
	{"ts", []sound{{letters: "ت", optional: true}, {letters: "سز"}}}, {"dj", []sound{{letters: "ج"}}},
	{"eau", []sound{{letters: "و"}}}, {"oi", []sound{{letters: "وا"}, {letters: "ای", optional: true}}},
	{"ou", []sound{{letters: "و"}}}, {"oo", []sound{{letters: "و"}}}, {"au", []sound{{letters: "وا"}, {letters: "و", optional: true}}},
	{"ei", []sound{{letters: "ای"}, {letters: "ی", optional: true}}}, {"ey", []sound{{letters: "ای"}, {letters: "ی", optional: true}}}, {"ai", []sound{{letters: "ای"}, {letters: "ی", optional: true}}},
	{"ay", []sound{{letters: "ای"}, {letters: "ی", optional: true}}}, {"ie", []sound{{letters: "ی"}, {letters: "ی", optional: true}}}, {"ee", []sound{{letters: "ی"}}},
}

var letters = map[rune]sound{
	'b': {letters: "بپ"}, 'c': {letters: "کسصچ"}, 'd': {letters: "دضذ"}, 'f': {letters: "ف"}, 'g': {letters: "گجغق"}, 'h': {letters: "هح", optional: true}, 'j': {letters: "جژیخ"},
	'k': {letters: "کقخ"}, 'l': {letters: "ل"}, 'm': {letters: "م"}, 'n': {letters: "ن"}, 'p': {letters: "پب"}, 'q': {letters: "قک"}, 'r': {letters: "ر"}, 's': {letters: "سصزش"},
	't': {letters: "تطث"}, 'v': {letters: "وفڤ"}, 'w': {letters: "وفڤ"}, 'x': {letters: "ک"}, 'z': {letters: "زظذس"},
	'a': {letters: "اهع", optional: true}, 'e': {letters: "ایه", optional: true}, 'i': {letters: "یا", optional: true}, 'y': {letters: "ی", optional: true},
	'o': {letters: "وا", optional: true}, 'u': {letters: "وا", optional: true},
}

const latinVowels = "aeiouyáàâäãåéèêëíìîïóòôöõøúùûüı"

// newSpelling returns the ways to write a Latin name in Arabic script: each
// consonant by the letters used for it, a vowel by one of its own or by none,
// an alef before what no word of the script begins with, silent last letters
// or none. It is nil for a name too short to be told from others.
func newSpelling(name string) *spelling {
	runes := []rune(strings.ToLower(name))
	sp := &spelling{}
	consonants := 0
	vowel := func(i int) bool { return i >= 0 && i < len(runes) && strings.ContainsRune(latinVowels, runes[i]) }
	for i := 0; i < len(runes); i++ {
		if i == 0 && (vowel(0) || !vowel(1)) {
			// اورلو for Orlo, ایوانوف for Ivanov; اسمیت for Smith, امبکی for Mbeki.
			sp.parts = append(sp.parts, sound{letters: "ا", optional: true})
		}
		if i+1 < len(runes) && runes[i] == runes[i+1] && !vowel(i) {
			continue
		}
		if n := sp.group(string(runes[i:])); n > 0 {
			if !vowel(i) {
				consonants++
			}
			i += n - 1
			continue
		}
		l, ok := letters[runes[i]]
		switch last := i == len(runes)-1 && i > 2; {
		case runes[i] == 'y' && vowel(i+1): // Kaya, Yilmaz
			sp.parts = append(sp.parts, sound{letters: "ی"})
			consonants++
		case ok && last && strings.ContainsRune("tsdxz", runes[i]) && (vowel(i-1) || runes[i-1] == 'n'): // Dupont, Dubois
			sp.parts = append(sp.parts, sound{letters: l.letters, optional: true})
		case ok:
			sp.parts = append(sp.parts, l)
			if !vowel(i) {
				consonants++
			}
			if runes[i] == 'x' {
				sp.parts = append(sp.parts, sound{letters: "س"})
			}
		case unicode.IsLetter(runes[i]):
			sp.parts = append(sp.parts, sound{letters: "اویه", optional: true})
		}
	}
	if consonants < 2 || len(sp.parts) > maxSounds {
		return nil // too little to tell one name from another, or no name
	}
	return sp
}

// group adds the sounds of the group that s begins with; n is its length.
func (sp *spelling) group(s string) (n int) {
	for _, g := range groups {
		rest, ok := strings.CutPrefix(s, g.latin)
		if ok && strings.HasSuffix(g.latin, "y") && rest != "" && strings.ContainsAny(rest[:1], latinVowels) {
			continue // Ka-ya
		}
		if ok {
			sp.parts = append(sp.parts, g.sounds...)
			return len(g.latin)
		}
	}
	return 0
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
