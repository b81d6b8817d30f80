package quote

import (
	"sync"
	"unicode/utf8"
)

// doc is an article while it is read. Every offset in it counts bytes.
type doc struct {
	text     string
	lang     *table
	toks     []token // sentence after sentence; those inside marks follow at the end
	sents    []sentence
	marks    []mark
	paras    int
	nested   bool // also what is said inside of a quotation
	thoughts bool // keep what people think as well
	out      []found

	flat  []token // the whole text in its order
	spare []token // room of the grammar
}

// docs keeps the room of articles that are done with: most of what reading one
// would take from the heap.
var docs = sync.Pool{New: func() any { return new(doc) }}

// mostRoom is the number of tokens above which the room of an article is not kept.
const mostRoom = 1 << 17

// done gives the room back. Nothing of d is used after it.
func (d *doc) done() {
	if max(cap(d.flat), cap(d.toks)) > mostRoom {
		return
	}
	clear(d.out)
	*d = doc{toks: d.toks[:0], sents: d.sents[:0], marks: d.marks[:0], out: d.out[:0], flat: d.flat[:0], spare: d.spare}
	docs.Put(d)
}

// sentence is a run of tokens. A span between marks is one token of it; what
// is said inside has sentences of its own, with in set.
type sentence struct {
	from, to int // doc.toks[from:to]
	para     int
	in       int // index in doc.marks, -1 = none
}

// longest is the number of tokens after which a sentence ends in any case, so
// that a text without stops takes no longer than others.
const longest = 500

// parseDoc cuts text into paragraphs, sentences and spans between marks. Call
// done when nothing needs the doc any more.
func parseDoc(text string, t *table) *doc {
	d := docs.Get().(*doc)
	d.text, d.lang = text, t
	flat := tokenize(text, t, d.flat)
	d.flat, d.marks = flat, pairs(text, flat, d.marks)
	if n := len(flat) + len(d.marks); cap(d.toks) < n {
		d.toks = make([]token, 0, n)
	}
	next := 0
	d.level(flat, 0, len(flat), -1, 0, &next)
	for m := range d.marks { // outer marks come before those inside them
		d.marks[m].first = len(d.sents)
		next = m + 1
		d.level(flat, d.marks[m].from+1, d.marks[m].to, m, d.marks[m].para, &next)
		d.marks[m].last = len(d.sents)
		for _, s := range d.sents[d.marks[m].first:] {
			for i := s.from; i < s.to; i++ {
				if k := d.toks[i].kind; k == word || k == number {
					d.marks[m].words++
				}
			}
		}
	}
	return d
}

// level cuts flat[from:to] into sentences; each mark in it becomes one token.
// next is the first mark that can begin there.
func (d *doc) level(flat []token, from, to, in, para int, next *int) {
	begin := len(d.toks)
	end := func() {
		if len(d.toks) > begin {
			if d.lang.names {
				names(d.toks[begin:])
			}
			d.sents = append(d.sents, sentence{begin, len(d.toks), para, in})
		}
		begin = len(d.toks)
	}
	for i := from; i < to && i < len(flat); i++ {
		k := &flat[i]
		switch k.kind {
		case newline:
			end()
			para++
			continue
		case tick:
			for *next < len(d.marks) && d.marks[*next].from < i {
				*next++
			}
			if *next < len(d.marks) && d.marks[*next].from == i {
				m := &d.marks[*next]
				d.toks = append(d.toks, token{kind: quoted, start: m.outer.start, end: m.outer.end, mark: *next, tight: k.tight})
				i = m.to
				if i < len(flat) && flat[i].kind == newline {
					i--
				}
				if d.endsQuoted(flat, i, *m) {
					end()
				}
				continue
			}
			d.toks = append(d.toks, *k)
			d.toks[len(d.toks)-1].kind = other
			if len(d.toks)-begin >= longest {
				end()
			}
			continue
		case stop:
			d.toks = append(d.toks, *k)
			if d.endsHere(flat, i, to) {
				for i+1 < to && (flat[i+1].kind == shut || flat[i+1].kind == stop) && flat[i+1].tight {
					i++
					d.toks = append(d.toks, flat[i])
				}
				end()
			}
			continue
		}
		d.toks = append(d.toks, *k)
		if len(d.toks)-begin >= longest {
			end()
			continue
		}
		if k.kind == word && d.text[k.end-1] == '.' && i+1 < to { // in the U.S. The
			if n := flat[i+1]; n.kind == word && n.cap && n.is(cDet|cPron|cBut|cSub|cPrep|cPoss) {
				end()
			}
		}
	}
	end()
	if in < 0 {
		d.paras = para + 1
	}
}

// endsHere reports whether the stop at flat[i] ends a sentence.
func (d *doc) endsHere(flat []token, i, to int) bool {
	k := flat[i]
	if i+1 >= to {
		return true
	}
	after := flat[i+1]
	if after.kind == newline {
		return true
	}
	if after.kind == shut && after.tight { // Ada Brandt (Ind.) said
		for i++; i+1 < to && flat[i].kind == shut; i++ {
			after = flat[i+1]
		}
		if after.kind == comma || after.kind == word && after.lower {
			return false
		}
		return k.r != '.' || flat[i-1].kind == shut
	}
	if after.kind == word && after.lower && !after.tight || after.kind == comma {
		return false
	}
	if k.r == '.' && k.end-k.start == 1 && i > 0 && k.tight {
		before := flat[i-1]
		if d.lang.ordinal && before.kind == number && before.end-before.start <= 2 && after.kind == word && (after.class == 0 || after.is(cMonth)) {
			return false // 3. November, 2. Senat
		}
		if before.kind == word {
			if before.is(cAbbr) {
				return false
			}
			if utf8.RuneCountInString(d.text[before.start:before.end]) == 1 && before.cap { // an initial
				return false
			}
		}
		if after.tight && after.kind == word {
			return false
		}
	}
	if k.r == '…' || k.end-k.start > 2 && k.r == '.' { // … and ... may stand inside
		return after.kind != word || after.cap
	}
	return true
}

// endsQuoted reports whether a sentence ends with the span between marks m,
// whose last token is flat[i].
func (d *doc) endsQuoted(flat []token, i int, m mark) bool {
	s := d.text[m.inner.start:m.inner.end]
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\'' || s[len(s)-1] == ')') {
		s = s[:len(s)-1]
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	if n := len("’"); r == '’' && len(s) > n {
		r, _ = utf8.DecodeLastRuneInString(s[:len(s)-n])
	}
	if sign(r) != stop || i+1 >= len(flat) {
		return false
	}
	after := flat[i+1]
	if after.kind != word || after.lower {
		return after.kind == tick || after.kind == number
	}
	return !d.attributed(flat, i+1, r == '.')
}

// attributed reports whether the words from flat[i] on tell who said the
// quotation before: a short subject, a cue, and then no content of its own.
func (d *doc) attributed(flat []token, i int, full bool) bool {
	for j := i; j < len(flat) && j < i+14; j++ {
		k := flat[j]
		switch k.kind {
		case newline, tick, colon, semi:
			return false
		case stop:
			if !k.tight || !flat[j-1].cap {
				return false
			}
		case word:
			if k.class&(cSay|cAsk) != 0 && k.class&(cPast|cNow) != 0 && j > i && !k.cap {
				if j+1 >= len(flat) {
					return true
				}
				n := flat[j+1]
				if n.kind == stop || n.kind == newline {
					return true
				}
				if full {
					return false
				}
				if j+2 < len(flat) && n.kind == word && flat[j+2].is(cTime) && flat[j+2].kind == word {
					return true
				}
				return n.kind == comma || n.kind == word && (n.class&(cPrep|cDay|cAdv|cSub|cIng|cTo2) != 0 || k.class&(cTell|cAsk) != 0) && n.class&cThatWord == 0
			}
			if k.class&(cAux|cBe|cModal|cThatWord) != 0 && !k.cap {
				return false
			}
		}
	}
	return false
}

// words returns the tokens of a sentence.
func (d *doc) words(s sentence) []token { return d.toks[s.from:s.to] }

// raw returns the bytes of a span.
func (d *doc) raw(s span) string { return d.text[s.start:s.end] }

// of returns the text of a token.
func (d *doc) of(k token) string { return d.text[k.start:k.end] }

// ofNames are the classes that a word keeps when a capital makes it a name.
const ofNames = cTitle | cHonor | cDay | cMonth | cBody | cMetonym | cOfficial | cMedia | cAbbr | cTime | cPron | cFirst | cLabel

// names takes the classes of common words from the capitalized words inside
// of a sentence: Will, May, Price. A headline keeps them.
func names(toks []token) {
	caps, low := 0, 0
	for i := range toks {
		switch k := &toks[i]; {
		case k.cap:
			caps++
		case k.lower && k.class&(cPrep|cDet|cAnd|cTo2|cBe) == 0:
			low++
		}
	}
	if caps > 2*low && caps > 3 {
		return
	}
	for i := 1; i < len(toks); i++ {
		if k := &toks[i]; k.cap && toks[i-1].kind != quoted && toks[i-1].kind != colon && toks[i-1].kind != dash && toks[i-1].kind != other {
			k.class &= ofNames
		}
	}
}
