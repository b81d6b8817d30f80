package text

import (
	"slices"

	"golang.org/x/text/unicode/norm"
)

// Loose folds for search and for learning, where a miss costs more than a false
// match. It does what Fold does, and: compatibility forms become plain (full
// width, ligatures, mathematical letters), Latin and Greek lose their accents
// and special letters are spelled out (ß ss, æ ae, ø o), ё becomes е, the
// letters that Persian, Urdu, Kurdish and Pashto keyboards exchange become one,
// every digit is ASCII, a letter stands at most twice in a row (“sooooo”),
// emoji lose skin tone and variation selector but keep the joiners that hold
// them together, and Persian affixes come to their word whether they were
// written with a half-space, a space or nothing («می‌روم», «می روم», «میروم»).
//
// Folding twice changes nothing. Loose must not be used to check that words
// are exactly somebody's: that is Fold's task.
func Loose(s []rune) Folded {
	var l looser
	l.fold(s)
	f := Folded{Runes: l.runes, Pos: make([]int, len(l.pos))}
	for i, p := range l.pos {
		f.Pos[i] = int(p)
	}
	return f
}

// LooseString is Loose without the map.
func LooseString(s string) string {
	var l looser
	l.fold([]rune(s))
	return string(l.runes)
}

// looser folds one text after another into buffers that it keeps.
type looser struct {
	runes []rune
	pos   []int32
	class []class
	words []stretch // Arabic-script words parted by nothing but spaces, the last one current

	in    []rune // of another round, in slow
	inPos []int32

	open bool  // the last of words has not ended
	held int32 // where a ¬ stands after an Arabic letter, or -1: before another one it is what old Persian keyboards wrote for a half-space
}

type stretch struct {
	from, to int32
	tied     bool // part of a tag, an address or a word of two scripts: nothing is joined to it
}

func (l *looser) fold(s []rune) {
	looseOnce.Do(buildLoose)
	if cap(l.runes) < len(s) {
		n := len(s) + len(s)/8
		l.runes, l.pos, l.class = make([]rune, 0, n), make([]int32, 0, n), make([]class, 0, n)
	}
	if !l.pass(s, nil) {
		l.slow(s)
	}
}

// slow folds what normalization may compose across code points: rounds of
// NFKC and folding until nothing changes. Texts of composed letters never come
// here.
func (l *looser) slow(s []rune) {
	l.in, l.inPos = l.in[:0], l.inPos[:0]
	for i, r := range s {
		l.in, l.inPos = append(l.in, r), append(l.inPos, int32(i))
	}
	for range 16 {
		in, inPos := nfkc(l.in, l.inPos)
		l.pass(in, inPos)
		if slices.Equal(l.runes, l.in) {
			return
		}
		l.in, l.inPos = append(l.in[:0], l.runes...), append(l.inPos[:0], l.pos...)
	}
}

// nfkc normalizes s, each code point of the result at the place where its
// segment began.
func nfkc(s []rune, pos []int32) (out []rune, at []int32) {
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && !norm.NFKC.PropertiesString(string(s[j])).BoundaryBefore() {
			j++
		}
		if j == i+1 && looseBefore(s[i]) != s[i] {
			out, at = append(out, looseBefore(s[i])), append(at, pos[i])
		} else {
			for _, r := range norm.NFKC.String(string(s[i:j])) {
				out, at = append(out, r), append(at, pos[i])
			}
		}
		i = j
	}
	return out, at
}

// pass folds s code point by code point; pos is the place of each, nil where
// the place is the index. Its answer is false when it may be wrong, because
// code points may compose.
func (l *looser) pass(s []rune, pos []int32) (plain bool) {
	plain = true
	l.runes, l.pos, l.class, l.words, l.open = l.runes[:0], l.pos[:0], l.class[:0], l.words[:0], false
	l.held = -1
	for i, r := range s {
		p := int32(i)
		if pos != nil {
			p = pos[i]
		}
		at := looseIndex(r)
		if at < 0 {
			plain = l.far(r, p) && plain
			continue
		}
		e := &looseTable[at]
		plain = plain && (!e.tangled || l.accent(r))
		switch e.n {
		case 1:
			if r == '¬' && l.open && l.held < 0 {
				l.held = p
				continue
			}
			l.put(e.r, e.class, p)
		case 0:
			if r == zwj && l.joins(s, i) {
				l.put(zwj, other, p)
			}
		default:
			for _, r := range looseLong[e.r : e.r+rune(e.n)] {
				l.put(r, classOf(r), p)
			}
		}
	}
	l.release()
	l.endWord()
	return plain
}

// release writes the ¬ that was held back.
func (l *looser) release() {
	if p := l.held; p >= 0 {
		l.held = -1
		l.put('¬', other, p)
	}
}

// accent reports whether r is an accent on the Latin or Greek letter before it,
// which comes off composed or not.
func (l *looser) accent(r rune) bool {
	if r < '\u0300' || r > '\u036f' || len(l.class) == 0 {
		return false
	}
	c := l.class[len(l.class)-1] &^ long
	return c == class(Latin) || c == class(Greek)
}

// far folds a code point outside the table; its answer is that of pass.
func (l *looser) far(r rune, p int32) (plain bool) {
	switch {
	case skinTone(r):
	case 0xe0100 <= r && r < 0xe01f0:
		return false
	case 0x3400 <= r && r < 0xa000:
		l.put(r, class(Han), p)
	case !tangled(r):
		l.put(r, classOf(r), p)
	default:
		for _, r := range looseRunes(r) {
			l.put(r, classOf(r), p)
		}
		return false
	}
	return true
}

// joins reports whether the ZWJ at i holds two pictures together.
func (l *looser) joins(s []rune, i int) bool {
	if n := len(l.runes); n == 0 || l.class[n-1] != picture {
		return false
	}
	for i++; i < len(s) && (s[i] == zwj || skinTone(s[i]) || '\ufe00' <= s[i] && s[i] <= '\ufe0f'); i++ {
	}
	if i == len(s) || !pictograph(s[i]) {
		return false
	}
	at := looseIndex(s[i])
	return at < 0 || looseTable[at].class == picture
}

// put writes one folded code point.
func (l *looser) put(r rune, c class, p int32) {
	if l.held >= 0 {
		if c == class(Arabic) {
			l.held = -1
		} else {
			l.release()
		}
	}
	n := len(l.runes)
	if c == class(Arabic) {
		if !l.open {
			l.open = true
			l.words = append(l.words, stretch{int32(n), int32(n), n > 0 && ties(l.runes[n-1], l.class[n-1])})
		}
	} else if len(l.words) > 0 {
		l.endWord()
		if c != space {
			l.words = l.words[:0]
		}
		n = len(l.runes)
	}
	if n >= 2 && c.letter() && l.runes[n-1] == r && l.runes[n-2] == r {
		l.class[n-1] |= long
		return
	}
	l.runes, l.pos, l.class = append(l.runes, r), append(l.pos, p), append(l.class, c)
}

// ties reports whether a word after r is part of what r belongs to.
func ties(r rune, c class) bool {
	switch r {
	case '#', '@', '/', '.', '_', '-':
		return true
	}
	c &^= long
	return c.letter() || c == digit || c == mark
}

// endWord ends the current word and brings it to the ones before it where one
// of the two is an affix.
func (l *looser) endWord() {
	if !l.open {
		return
	}
	l.open = false
	l.words[len(l.words)-1].to = int32(len(l.runes))
	for n := len(l.words); n >= 2; n-- {
		a, b := l.words[n-2], l.words[n-1]
		if a.tied || b.tied || !affixed(l.runes[a.from:a.to], l.runes[b.from:b.to]) {
			return
		}
		w := int(a.to)
		for i := b.from; i < b.to; i++ {
			r := l.runes[i]
			if l.runes[w-1] == r && w >= 2 && l.runes[w-2] == r {
				l.class[w-1] |= long
				continue
			}
			l.runes[w], l.pos[w], l.class[w] = r, l.pos[i], l.class[i]
			w++
		}
		l.runes, l.pos, l.class, l.words = l.runes[:w], l.pos[:w], l.class[:w], l.words[:n-1]
		l.words[n-2].to = int32(w)
	}
}
