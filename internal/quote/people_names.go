package quote

import (
	"sort"
	"strings"
	"sync"
)

// roster is who a text names, and where.
type roster struct {
	t      *nameTable
	text   string
	words  []nword
	people []named
	full   map[uint64][]int // by all words of the name
	last   map[uint64][]int // by the last word, the last two, …
	first  map[uint64][]int // by the first
	events []event          // in order of the words
	sorted int              // so many events are in order
	taken  []bool           // words that are part of a mention
	sents  []int32          // number of the sentence that each word is in
	aged   uint64           // the word after an age
	block  []int            // short lists are cut from it
	spans  []Span           // and so are short lists of mentions
	single []int            // words that may be somebody's last name, in order
}

// named is somebody with a name.
type named struct {
	who      Who
	at       Span // the first mention in full
	words    int
	key      uint64 // of all words
	ends     [2]uint64
	initial  rune // of the first name when it is only an initial
	roles    []role
	sex      nkind // kMale, kFemale, neither or both
	weight   int   // how much speaks for a person
	mentions []Span
	stands   string // of a metonym: the government
}

// role is an office or a description as the text gives it.
type role struct {
	at     Span
	head   uint64
	office bool     // and not one of many
	mods   []uint64 // what it is of, canonical
	state  nkind    // kFormer, kRank
	rank   uint64   // which rank
	sex    nkind
}

// event is a mention of a named one.
type event struct {
	who     int // index in people; -1 when several bear the name
	from    int // words[from:to]
	to      int
	subject bool // nothing speaks against its being the subject
}

// Bounds that keep hostile text linear.
const (
	nameWords = 7   // words of a name
	roleWords = 16  // words of a role
	namesakes = 8   // people under one surname that are told apart
	manyRoles = 8   // roles of one person
	nobodies  = 400 // people of a text that offices are looked up among
)

// newRoster reads the words of text. Call done when nothing needs the roster
// any more.
func newRoster(t *nameTable, text string) *roster {
	r, ok := rosters.Get().(*roster)
	if !ok {
		r = &roster{full: map[uint64][]int{}, last: map[uint64][]int{}, first: map[uint64][]int{}}
	}
	r.t, r.text = t, text
	r.words = t.scan(text, r.words)
	return r
}

// rosters keeps the room of texts that are done with.
var rosters sync.Pool

// done gives the room back. Nothing of r is used after it.
func (r *roster) done() {
	if cap(r.words) > 1<<18 || len(r.full) > 1<<12 {
		return
	}
	clear(r.full)
	clear(r.last)
	clear(r.first)
	clear(r.people)
	*r = roster{words: r.words[:0], people: r.people[:0], events: r.events[:0], single: r.single[:0], taken: r.taken[:0], sents: r.sents[:0],
		block: r.block[:0], spans: r.spans[:0], full: r.full, last: r.last, first: r.first}
	rosters.Put(r)
}

// list is a list of one person, cut from a block of many.
func (r *roster) list(i int) []int {
	if len(r.block) == cap(r.block) {
		r.block = make([]int, 0, 256)
	}
	r.block = append(r.block, i)
	n := len(r.block)
	return r.block[n-1 : n : n]
}

// is reports whether word i is any of k.
func (r *roster) is(i int, k nkind) bool { return i >= 0 && i < len(r.words) && r.words[i].is&k != 0 }

// joined reports whether nothing but space stands before word i.
func (r *roster) joined(i int) bool {
	return i > 0 && i < len(r.words) && r.words[i].gap&gEnd == 0 && r.words[i-1].form&fOwner == 0
}

// canonAt is the canonical hash of word i, or of the phrase that begins there.
func (r *roster) canonAt(i int) uint64 {
	w := r.words[i]
	if w.n > 1 {
		return r.t.canon(hashOf(r.text[w.start:r.words[i+int(w.n)-1].end]))
	}
	return r.t.canon(w.hash)
}

// hash is that of words[a:b] as one name.
func (r *roster) hash(a, b int) uint64 { return hashOf(r.text[r.words[a].start:r.words[b-1].end]) }

// begins reports whether word i begins a sentence, a line or a quotation.
func (r *roster) begins(i int) bool {
	return i == 0 || r.words[i].gap&(gSentence|gQuote|gColon|gOpen|gDash) != 0
}

// kPlain are the words that no name is made of.
const kPlain = kStop | kIndef | kDef | kThis | kOwn | kAnd | kRel | kBe | kDay | kPronoun | kSave

// capital reports whether word i can be a word of a name in a language that
// writes names with a capital.
func (r *roster) capital(i int) bool {
	if i >= len(r.words) {
		return false
	}
	w := r.words[i]
	if w.form&fCap == 0 || w.form&fDigit != 0 && w.form&fCaps == 0 {
		return false
	}
	dotted := w.form&fInitial != 0 && w.form&fCaps != 0 || w.form&fInitial != 0 && i+1 < len(r.words) && r.words[i+1].gap&gDot != 0
	if w.is&kPlain != 0 && !dotted {
		return w.is&(kDay|kStop) != 0 && w.is&(kPronoun|kRel|kDef) == 0 && r.joined(i) && r.is(i-1, kGiven) && r.words[i-1].form&fCap != 0
	}
	return w.is&kPronoun == 0 || dotted
}

// readNames finds the names of a text, given the words that a grammar found to
// speak.
func (r *roster) readNames(speakers []Span) {
	if r.t.cased {
		r.readCapitals()
	} else {
		r.readTitled()
		r.sortEvents()
		for _, s := range speakers {
			r.speakerName(r.within(s))
		}
	}
	r.readSingles()
	r.sortEvents()
}

// readCapitals takes runs of words with a capital apart into titles, names and bodies.
func (r *roster) readCapitals() {
	head := r.headlines()
	for i := 0; i < len(r.words); {
		if !r.capital(i) {
			i++
			continue
		}
		a := i
		for i++; i < len(r.words) && i-a < 12 && r.joined(i); {
			if r.capital(i) {
				i++
				continue
			}
			k := i // van der, of the
			for k < i+3 && r.joined(k) && r.is(k, kParticle) && r.words[k].form&fCap == 0 {
				k++
			}
			if k > i && r.joined(k) && r.capital(k) {
				i = k + 1
				continue
			}
			break
		}
		if head[a] {
			for k := a; k < i; k++ {
				r.single = append(r.single, k)
			}
			continue
		}
		i = max(r.readRun(a, i), a+1)
	}
}

// headlines are the words of lines that write most words with a capital, where
// a capital says nothing.
func (r *roster) headlines() map[int]bool {
	in := map[int]bool{}
	for a := 0; a < len(r.words); {
		b, capitals := a, 0
		for ; b < len(r.words) && (b == a || r.words[b].gap&gLine == 0); b++ {
			if r.words[b].form&(fCap|fDigit) != 0 {
				capitals++
			}
		}
		end := r.words[b-1].end
		stops := end < len(r.text) && (r.text[end] == '.' || r.text[end] == '!' || r.text[end] == ',' || r.text[end] == ':')
		if b-a >= 4 && b-a < 30 && capitals*10 > (b-a)*6 && !stops && r.t.cased && !r.t.nouns && r.words[a].gap&gColon == 0 {
			for i := a; i < b; i++ {
				in[i] = true
			}
		}
		a = b
	}
	return in
}

// readRun reads words[a:b], all with a capital or particles between such, and
// returns where it stopped.
func (r *roster) readRun(a, b int) int {
	for a < b && r.is(a, kPlain) && !r.capital(a) {
		a++
	}
	if a >= b || r.dateline(a, b) {
		return b
	}
	for b-a > 1 && r.is(a, kFormer|kRank) && !r.is(a, kTitle|kGiven) { // Former AG Varga
		a++
		for b-a > 1 && r.words[a].form&fCaps != 0 && r.words[b-1].form&fCaps == 0 {
			a++
		}
	}
	title, body := -1, -1
	for i := a; i < b; i++ {
		if r.is(i, kTitle|kHonor|kFolk) && r.words[i].form&fTail == 0 {
			title = i
		}
		if r.is(i, kBody) && body < 0 {
			body = i
		}
	}
	if title >= 0 {
		end := title + int(r.words[title].n)
		named := end < b && r.capital(end)
		switch {
		case named && !(body > title):
			for k := end + 1; k < b-1 && r.t.lang == "ru"; k++ { // the place of the office comes first
				if r.is(k, kGiven) && !r.is(end, kGiven) {
					end = k
				}
			}
			r.named(a, end, b)
			return b
		case end >= b && title > a && r.is(a, kGiven) && !r.is(a, kTitle): // Martin King
			r.person(a, b, 1)
			return b
		case body < 0:
			return b // an office: read where it is mentioned
		}
	}
	if r.is(a, kCity) && b == a+int(r.words[a].n) {
		r.city(a, b)
		return b
	}
	for k := body + 1; body >= 0 && k < b-1; k++ { // House Republican Tom Massen
		if r.is(k, kGiven) && b-k <= 3 && !r.is(a, kGiven) {
			r.body(a, body+1)
			r.person(k, b, 1)
			return b
		}
	}
	if body >= 0 && !(r.is(a, kGiven) && b-a == 2) {
		for k := b; k+1 < len(r.words) && b-a < 12; k = b { // Ministry of Inland Waters
			if !r.joined(k) || !(r.is(k, kLink|kParticle) || r.is(k, kAnd)) {
				break
			}
			n := k + 1
			if r.is(n, kDef) && r.joined(n) {
				n++
			}
			if !r.joined(n) || !r.capital(n) || r.is(k, kAnd) && r.is(n, kGiven|kTitle|kHonor|kBody) || r.is(k, kLink) && r.lower(k, "in", "at", "from", "to", "with", "on", "by") {
				break
			}
			for b = n + 1; b < len(r.words) && r.joined(b) && r.capital(b); b++ {
			}
		}
		r.body(a, b)
		return b
	}
	if b-a > 2 && r.begins(a) && !r.is(a, kGiven) && r.is(a+1, kGiven) && r.words[a].form&fInitial == 0 { // Brothers Edo Marsh and
		a++
	}
	for b-a > 1 && r.is(a, kNation) { // French Varga
		a++
	}
	if r.is(a, kNation) {
		return b
	}
	if !r.t.nouns && b-a > 1 && !r.is(a, kGiven) && r.before(a, kDef) && r.known(a, b) < 0 { // the Green Hills
		r.body(a, b)
		return b
	}
	if w := r.words[a]; b-a == 2 && r.t.lang == "en" && r.begins(a) && w.is&kGiven == 0 && w.form&fCaps == 0 { // Continued Varga
		if s := r.text[w.start:w.end]; strings.HasSuffix(s, "ed") || strings.HasSuffix(s, "ing") {
			a++
		}
	}
	r.person(a, b, 0)
	return b
}

// dateline reports whether words[a:b] are the place that an article begins with.
func (r *roster) dateline(a, b int) bool {
	if a > 0 && r.words[a].gap&(gLine|gPara) == 0 || b >= len(r.words) {
		return false
	}
	g := r.words[b].gap
	return g&gDash != 0 && g&gQuote == 0 || g&gOpen != 0 && r.words[b-1].form&fCaps != 0 && r.words[b].form&fCaps != 0
}

func (r *roster) lower(i int, any ...string) bool {
	s := r.text[r.words[i].start:r.words[i].end]
	for _, w := range any {
		if s == w {
			return true
		}
	}
	return false
}

// named reads a title words[a:t] and the name words[t:b] after it.
func (r *roster) named(a, t, b int) {
	e := r.person(t, b, 3)
	if e < 0 {
		return
	}
	for k := a; k < t; k++ {
		if r.is(k, kHonor|kTitle|kFolk) {
			r.people[r.events[e].who].sex |= r.words[k].is & (kMale | kFemale)
		}
	}
	// Mayor Ilse Varga of Port Selane
	if p := &r.people[r.events[e].who]; len(p.roles) > 0 && r.t.lang == "en" && r.joined(b) && r.lower(b, "of") && r.capital(b+1) {
		ro := &p.roles[len(p.roles)-1]
		for k := b + 1; ro.at.Start >= r.words[a].start && k < b+4 && r.capital(k) && r.joined(k); k++ {
			ro.mods = append(ro.mods, r.canonAt(k))
		}
	}
}

// person takes words[a:b] for a name, and returns its event, or -1.
func (r *roster) person(a, b, weight int) int {
	if b-a > nameWords || b <= a {
		return -1
	}
	w := r.words[a]
	if b-a == 1 && !(w.form&fInitial != 0) {
		if w.form&fCaps != 0 && w.end-w.start <= 6 && weight == 0 && r.t.cased && !r.colonAfter(b) {
			r.body(a, b)
			return -1
		}
		r.single = append(r.single, a)
		return -1
	}
	who := r.known(a, b)
	if who < 0 {
		who = r.add(named{who: Person, at: Span{w.start, r.words[b-1].end}, words: b - a}, a, b)
	}
	p := &r.people[who]
	p.weight += weight
	if r.is(a, kGiven) {
		p.weight += 2
		p.sex |= w.is & (kMale | kFemale)
	}
	r.mention(who, a, b)
	r.readRoles(who, a, b)
	return len(r.events) - 1
}

func (r *roster) colonAfter(b int) bool { return b < len(r.words) && r.words[b].gap&gColon != 0 }

// within returns the words that lie in s, a span of bytes.
func (r *roster) within(s Span) (x, y int) {
	x = sort.Search(len(r.words), func(i int) bool { return r.words[i].end > s.Start })
	y = sort.Search(len(r.words), func(i int) bool { return r.words[i].start >= s.End })
	return x, max(x, y)
}
