package quote

import (
	"encoding/binary"
	"sync"
	"unicode"
	"unicode/utf8"
)

// lexicon is the words and phrases of a table in the shape that tokenize needs:
// one look-up for every word of a text, most of which are in no table.
type lexicon struct {
	may   [1024]uint64 // a bit for each hash: most look-ups end here, in the nearest cache
	slots []slot       // open addressing; a power of two, at most a quarter of them taken
	rows  []row        // the first is that of no word
	folds *[foldRows]folded
}

type slot struct {
	hash uint32
	row  int32 // 0 = empty
}

// row is a word of the table, or one that only its phrases have.
type row struct {
	word    string
	class   class
	known   bool // a word by itself
	phrases []tail
}

// tail is a phrase after its first word, as rows.
type tail struct {
	rest  []int32
	class class
}

// lex returns the lexicon of t, which is complete by now.
func (t *table) lex() *lexicon {
	t.once.Do(func() { t.index = newLexicon(t) })
	return t.index
}

func newLexicon(t *table) *lexicon {
	n := 16
	for n < 4*(len(t.words)+2*len(t.phrases)) {
		n *= 2
	}
	l := &lexicon{slots: make([]slot, n), rows: make([]row, 1, len(t.words)+len(t.phrases)+1), folds: foldPairs()}
	for w, c := range t.words {
		e := &l.rows[l.enter(w)]
		e.class, e.known = c, true
	}
	for first, list := range t.phrases {
		at := l.enter(first)
		for _, p := range list {
			r := tail{class: p.class}
			for _, w := range p.rest {
				r.rest = append(r.rest, l.enter(w))
			}
			l.rows[at].phrases = append(l.rows[at].phrases, r)
		}
	}
	return l
}

// enter returns the row of a word, a new one when it has none.
func (l *lexicon) enter(w string) int32 {
	if w == "" { // of a phrase with nothing before "_": no text has it
		l.rows = append(l.rows, row{})
		return int32(len(l.rows) - 1)
	}
	if r := l.find([]byte(w)); r > 0 {
		return r
	}
	if 4*len(l.rows) > len(l.slots) {
		l.grow()
	}
	l.rows = append(l.rows, row{word: w})
	l.place(hash([]byte(w)), int32(len(l.rows)-1))
	return int32(len(l.rows) - 1)
}

func (l *lexicon) place(h uint32, row int32) {
	mask := uint32(len(l.slots) - 1)
	i := h & mask
	l.may[h>>22] |= 1 << (h >> 16 & 63)
	for l.slots[i].row > 0 {
		i = (i + 1) & mask
	}
	l.slots[i] = slot{h, row}
}

func (l *lexicon) grow() {
	old := l.slots
	l.slots = make([]slot, 2*len(old))
	for _, s := range old {
		if s.row > 0 {
			l.place(s.hash, s.row)
		}
	}
}

// find returns the row of a folded word, 0 when it has none.
func (l *lexicon) find(w []byte) int32 {
	h := hash(w)
	if l.may[h>>22]&(1<<(h>>16&63)) == 0 {
		return 0
	}
	mask := uint32(len(l.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := l.slots[i]
		if s.row == 0 || s.hash == h && l.rows[s.row].word == string(w) {
			return s.row
		}
	}
}

// low returns the folded text of a token, without making it anew where it is
// that of the text or of the table.
func (d *doc) low(k *token) string {
	if k.row > 0 {
		return d.lang.index.rows[k.row].word
	}
	s := d.text[k.start:k.end]
	for i := 0; ; i++ {
		if i == len(s) {
			return s
		}
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			break
		}
	}
	var buf [64]byte
	return string(fold(buf[:0], s))
}

// hash mixes eight bytes at a time: a word is seldom longer than two steps.
func hash(w []byte) uint32 {
	h := uint64(len(w))
	for len(w) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(w)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
		w = w[8:]
	}
	var tail uint64
	for i, c := range w {
		tail |= uint64(c) << (8 * i)
	}
	h = (h ^ tail) * 0x9e3779b97f4a7c15
	return uint32(h >> 32)
}

// merge makes one token of every phrase of the table, the longest first.
func (l *lexicon) merge(toks []token) []token {
	to, from := 0, 0 // toks[from:] is still to be moved to toks[to:]
	for i := 0; i+1 < len(toks); i++ {
		k := &toks[i]
		if k.class&cFirst == 0 || toks[i+1].kind != word {
			continue
		}
		for _, p := range l.rows[k.row].phrases {
			if !p.follows(toks[i+1:]) {
				continue
			}
			n := len(p.rest)
			k.end, k.class, k.row = toks[i+n].end, p.class, 0
			if to != from {
				copy(toks[to:], toks[from:i+1])
			}
			to += i + 1 - from
			from = i + n + 1
			i += n
			break
		}
	}
	if from == 0 {
		return toks
	}
	return toks[:to+copy(toks[to:], toks[from:])]
}

// follows reports whether the rest of a phrase begins toks.
func (p *tail) follows(toks []token) bool {
	if len(p.rest) > len(toks) {
		return false
	}
	for i, w := range p.rest {
		if toks[i].row != w || toks[i].kind != word {
			return false
		}
	}
	return true
}

// small is what fold makes of the ASCII bytes that a word goes on with; 0 = it
// may end there.
var small = func() (t [256]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	t['_'] = '_'
	return t
}()

// folded is what fold makes of a letter of two bytes.
type folded struct {
	n int8 // bytes, notInWord = no word goes on with it
	b [3]byte
}

const (
	foldRows  = 0x800 // the runes of at most two bytes
	notInWord = -1
)

// foldPairs has a row for every letter of two bytes: those of Latin, Greek,
// Cyrillic and Arabic script.
var foldPairs = sync.OnceValue(func() *[foldRows]folded {
	var t [foldRows]folded
	for r := rune(utf8.RuneSelf); r < foldRows; r++ {
		t[r].n = notInWord
		if letter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '\u00ad' {
			t[r].n = int8(copy(t[r].b[:], fold(nil, string(r))))
		}
	}
	return &t
})
