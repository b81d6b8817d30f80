package echo

import (
	"slices"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// word is a word of a text: its family's number and where it stands.
type word struct {
	id         int32 // -1 = in no statement and no name
	stop       bool
	class      class
	start, end int32
}

// said is one text of a statement.
type said struct {
	of    int // index of the statement
	lang  string
	words []word
}

// mostPlaces is how many places of one word, or of three in a row, are kept: a
// text that says the same thing over and over costs no more than another.
const mostPlaces = 256

// place is a word of a statement's text.
type place struct{ text, at int32 }

// name is one way to name a speaker.
type name struct {
	ids   []int32
	who   int // index of the speaker
	how   How
	lang  string
	part  bool    // an office without what it is the office of
	given []int32 // the words that stand before a surname: the rest of the name, the office
	plain bool    // a surname that is an ordinary word
}

// index holds what answers are compared with.
type index struct {
	vocab   map[string]int32
	said    []said
	grams   map[[3]int32][]place
	holders []holder // by family
	names   map[int32][]name
	// speakers are the statements of each, in order.
	speakers [][]int
	owner    []int         // the speaker of each statement
	day      []voxpop.Date // of each statement
	proper   []int32       // words of names of things
	rule     Options
}

// holder is what is known of a family.
type holder struct {
	places []place // where it stands as a word of sense
	who    int32   // the speaker who said it, or nearly always did; -1 = nobody in particular
	named  bool    // part of a name or an office: to say it is to name somebody
	proper bool    // begins with a capital inside a sentence: a name of something
}

// reader cuts texts into words with numbers. It is not safe for concurrent use.
type reader struct {
	z   text.Tokenizer
	buf []byte
	key []byte
}

// read appends the words of s. With add, families that are new get a number.
func (r *reader) read(dst []word, vocab map[string]int32, lang, s string, add bool) []word {
	r.z.Lang = base(lang)
	tokens := r.z.Tokens(s)
	tongue := r.z.Lang
	if tongue == "" {
		tongue = r.z.Language()
	}
	for i := range tokens {
		t := &tokens[i]
		if t.Kind != text.Word && t.Kind != text.Number && t.Kind != text.Bigram {
			continue
		}
		r.buf = r.buf[:0]
		switch {
		case t.Kind != text.Word:
			r.buf = append(r.buf, t.Text...)
		case t.Stop:
			// Function words count only as they are: “his” is not “he”.
			r.buf = append(append(r.buf, ' '), t.Text...)
		default:
			r.buf = family(r.buf, tongue, t.Script, t.Stem)
		}
		id, ok := vocab[string(r.buf)]
		if !ok {
			id = -1
			if add {
				id = int32(len(vocab))
				vocab[string(r.buf)] = id
			}
		}
		dst = append(dst, word{id: id, stop: t.Stop, class: r.class(tongue, t), start: int32(t.Start), end: int32(t.End)})
	}
	return dst
}

func (r *reader) class(lang string, t *text.Token) class {
	r.key = append(append(append(r.key[:0], lang...), ' '), t.Text...)
	c := classes()[string(r.key)]
	if t.Stop {
		c |= weak
	}
	return c
}

// idle reports whether a word adds nothing to an exclamation.
func (w word) idle() bool { return w.stop || w.class&idle != 0 }

func newIndex(statements []voxpop.Statement, o Options) *index {
	x := &index{vocab: map[string]int32{}, grams: map[[3]int32][]place{}, names: map[int32][]name{}, rule: o}
	var r reader
	who := map[string]int{}
	owner := make([]int, len(statements))
	for i, s := range statements {
		key := voxpop.NameKey(s.Speaker)
		w, ok := who[key]
		if !ok {
			w = len(x.speakers)
			who[key] = w
			x.speakers = append(x.speakers, nil)
		}
		x.speakers[w] = append(x.speakers[w], i)
		owner[i] = w
		x.day = append(x.day, s.SaidOn)
		x.text(&r, i, s.Lang, s.Text)
		for _, t := range s.Translations {
			x.text(&r, i, t.Lang, t.Text)
		}
	}
	x.name(&r, statements, owner)
	x.holders = make([]holder, len(x.vocab))
	for _, id := range x.proper {
		x.holders[id].proper = true
	}
	for t, s := range x.said {
		for at, w := range s.words {
			if at+2 < len(s.words) {
				g := [3]int32{w.id, s.words[at+1].id, s.words[at+2].id}
				if list := x.grams[g]; len(list) < mostPlaces {
					x.grams[g] = append(list, place{int32(t), int32(at)})
				}
			}
			if w.stop {
				continue
			}
			h := &x.holders[w.id]
			if len(h.places) < mostPlaces {
				h.places = append(h.places, place{int32(t), int32(at)})
			}
		}
	}
	x.owner = owner
	for i := range x.holders {
		x.holders[i].who = x.mostly(x.holders[i].places)
	}
	for _, list := range x.names {
		for _, n := range list {
			if n.plain {
				continue
			}
			for _, id := range n.ids {
				x.holders[id].named = true
			}
		}
	}
	return x
}

// mostly is the speaker who has three in four of the places, or -1.
func (x *index) mostly(places []place) int32 {
	counts := map[int]int{}
	for _, p := range places {
		counts[x.owner[x.said[p.text].of]]++
	}
	for who, n := range counts {
		if 4*n >= 3*len(places) {
			return int32(who)
		}
	}
	return -1
}

func (x *index) text(r *reader, of int, lang, s string) {
	words := r.read(nil, x.vocab, lang, s, true)
	runes := []rune(s)
	for i := 1; i < len(words); i++ {
		// In languages that write every noun with a capital it tells nothing.
		if base(lang) != "de" && unicode.IsUpper(runes[words[i].start]) && ender(runes[words[i-1].end:words[i].start]) == 0 && !words[i].stop {
			x.proper = append(x.proper, words[i].id)
		}
	}
	if len(words) > 0 {
		x.said = append(x.said, said{of: of, lang: base(lang), words: words})
	}
}

// name takes in the names and offices of the speakers. What two of them share,
// a surname or an office, names neither.
func (x *index) name(r *reader, statements []voxpop.Statement, owner []int) {
	found := map[string]name{}
	shared := map[string]bool{}
	add := func(words []word, n name) {
		if len(words) == 0 {
			return
		}
		var k []byte
		sense := false
		for _, w := range words {
			n.ids = append(n.ids, w.id)
			k = append(k, byte(w.id), byte(w.id>>8), byte(w.id>>16), byte(w.id>>24))
			sense = sense || !w.stop
		}
		if !sense {
			return
		}
		was, ok := found[string(k)]
		switch {
		case ok && was.who != n.who:
			shared[string(k)] = true
		case !ok || rank(n.how) < rank(was.how):
			found[string(k)] = n
		}
	}
	person := func(s, role, lang string, who int) {
		words := r.read(nil, x.vocab, lang, s, true)
		add(words, name{who: who, how: ByName, lang: lang})
		n := len(words)
		if n < 2 || words[n-1].stop || words[n-1].end-words[n-1].start < 3 || institution(base(lang), s, words) {
			return
		}
		runes := []rune(s)
		last := runes[words[n-1].start:words[n-1].end]
		if unicode.IsLower(last[0]) { // “Transport office”
			return
		}
		one := name{who: who, how: BySurname, lang: lang, plain: nameClassOf(base(lang), string(last))&ordinary != 0}
		for _, w := range append(r.read(nil, x.vocab, lang, role, true), words[:n-1]...) {
			one.given = append(one.given, w.id)
		}
		add(words[n-1:], one)
	}
	office := func(s, lang string, who int) {
		words := r.read(nil, x.vocab, lang, s, true)
		add(words, name{who: who, how: ByRole, lang: lang})
		// “treasurer of the city” is called “treasurer” too.
		if i := slices.IndexFunc(words, func(w word) bool { return w.stop }); i > 0 {
			add(words[:i], name{who: who, how: ByRole, lang: lang, part: true})
		}
	}
	for i, s := range statements {
		person(s.Speaker, s.Role, s.Lang, owner[i])
		office(s.Role, s.Lang, owner[i])
		for _, lang := range sorted(s.Names) {
			person(s.Names[lang], s.Roles[lang], lang, owner[i])
		}
		for _, lang := range sorted(s.Roles) {
			office(s.Roles[lang], lang, owner[i])
		}
	}
	for k, n := range found {
		if !shared[k] {
			x.names[n.ids[0]] = append(x.names[n.ids[0]], n)
		}
	}
	for _, list := range x.names {
		slices.SortFunc(list, func(a, b name) int {
			if d := len(b.ids) - len(a.ids); d != 0 {
				return d
			}
			return slices.Compare(a.ids, b.ids)
		})
	}
}

func sorted(l voxpop.Localized) []string {
	out := make([]string, 0, len(l))
	for lang := range l {
		out = append(out, lang)
	}
	slices.Sort(out)
	return out
}

func rank(h How) int {
	return slices.Index([]How{ByRun, ByMark, ByWord, ByName, BySurname, ByRole}, h)
}
