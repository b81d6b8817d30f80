// Package text folds, segments and measures text of any script without changing what was stored: every result maps back to code points of the original.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	zwnj    = '\u200c'
	zwj     = '\u200d'
	tatweel = '\u0640'
)

// Span is a half-open range of code points.
type Span struct{ Start, End int }

// Folded is a text in the form used for matching words, with the code point
// of the original that each of its runes came from.
type Folded struct {
	Runes []rune
	Pos   []int
}

// String returns the folded text.
func (f Folded) String() string { return string(f.Runes) }

// Fold brings the spellings of one word together: composed letters (NFC),
// lower case, one form of Arabic and Persian yeh, kaf, heh and alef, no Arabic
// vowel marks, no tatweel, no ZWNJ or other invisible format characters, ASCII
// digits, one apostrophe. Other characters stay. Folding twice changes nothing.
//
// The letter pairs follow the Unicode Standard's notes on Arabic (ch. 9.2) and
// the keyboards on which Persian is typed with Arabic code points.
func Fold(s []rune) Folded {
	if composes(s) {
		return compose(foldRunes(NFC(s)))
	}
	f := Folded{Runes: make([]rune, 0, len(s)), Pos: make([]int, 0, len(s))}
	for i, r := range s {
		if r, ok := FoldRune(r); ok {
			f.Runes = append(f.Runes, r)
			f.Pos = append(f.Pos, i)
		}
	}
	return f
}

// FoldString is Fold without the map.
func FoldString(s string) string {
	for _, r := range s {
		if mayCompose(r) {
			return string(Fold([]rune(s)).Runes)
		}
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r, ok := FoldRune(r); ok {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func composes(s []rune) bool {
	for _, r := range s {
		if mayCompose(r) {
			return true
		}
	}
	return false
}

// mayCompose reports whether normalization may change r or what stands before
// it. Arabic is not among them: folding drops its marks one by one.
func mayCompose(r rune) bool {
	switch {
	case r < 0x300, 0x370 <= r && r < 0x374, 0x391 <= r && r < 0x483, 0x600 <= r && r < 0x740, 0x2010 <= r && r < 0x2100, 0x4e00 <= r && r < 0xa000:
		return false
	}
	return true
}

func foldRunes(in Folded) Folded {
	f := Folded{Runes: in.Runes[:0], Pos: in.Pos[:0]} // never longer than what it reads
	for i, r := range in.Runes {
		if r, ok := FoldRune(r); ok {
			f.Runes = append(f.Runes, r)
			f.Pos = append(f.Pos, in.Pos[i])
		}
	}
	return f
}

// compose joins what dropping and lowering letters brought side by side.
func compose(f Folded) Folded {
	n := NFC(f.Runes)
	for i, p := range n.Pos {
		n.Pos[i] = f.Pos[p]
	}
	return foldRunes(n)
}

// FoldRune folds one rune; ok is false when folding drops it.
func FoldRune(r rune) (folded rune, ok bool) {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r, true
	}
	switch r {
	case 'ي', 'ى', 'ئ', 'ې':
		return 'ی', true
	case 'ك':
		return 'ک', true
	case 'ة', 'ۀ', 'ہ', 'ە':
		return 'ه', true
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا', true
	case 'ؤ':
		return 'و', true
	case '’', '‘', 'ʼ':
		return '\'', true
	case tatweel, 'ء':
		return 0, false
	}
	switch {
	case '\u0660' <= r && r <= '\u0669':
		return '0' + r - '\u0660', true
	case '\u06f0' <= r && r <= '\u06f9':
		return '0' + r - '\u06f0', true
	case Invisible(r) || r == zwnj || r == '\u200d':
		return 0, false
	case '\u064b' <= r && r <= '\u065f', r == '\u0670', '\u06d6' <= r && r <= '\u06ed':
		return 0, false
	}
	l := unicode.ToLower(r)
	if m := unicode.ToLower(unicode.ToUpper(l)); m != l && unicode.ToLower(m) == m {
		return m, true // ς and σ, ſ and s
	}
	return l, true
}

// Invisible reports whether r is a format character that shows nothing and
// joins nothing: direction marks and isolates, BOM, soft hyphen. ZWNJ and ZWJ
// shape letters and are not among them.
func Invisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\ufeff', r == '\u200b', r == '\u2060', r == '\u061c', r == '\u200e', r == '\u200f':
		return true
	case '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
		return true
	}
	return false
}

// IsWord reports whether r is part of a word: a letter, a mark or a digit.
func IsWord(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && !onSymbol(r)
}

// onSymbol reports whether r only changes how a symbol before it looks:
// variation selectors and enclosing marks.
func onSymbol(r rune) bool {
	return '\ufe00' <= r && r <= '\ufe0f' || 0xe0100 <= r && r <= 0xe01ef || unicode.Is(unicode.Me, r)
}

// joiner reports whether r shows nothing and holds its neighbours together.
func joiner(r rune) bool { return r == zwnj || r == zwj || Invisible(r) }

// Words returns the words of s. ZWNJ, apostrophes and the like stand inside a
// word, between two of its letters; a mark without a letter is no word.
func Words(s []rune) []Span {
	var out []Span
	for i := 0; i < len(s); {
		if !IsWord(s[i]) || unicode.IsMark(s[i]) {
			i++
			continue
		}
		start := i
		for i < len(s) {
			if IsWord(s[i]) {
				i++
				continue
			}
			next := i
			switch {
			case joiner(s[i]):
				for next < len(s) && joiner(s[next]) {
					next++
				}
			case apostrophe(s[i]) && unicode.IsLetter(base(s, i-1)):
				next++
				if next < len(s) && !unicode.IsLetter(s[next]) {
					next = len(s)
				}
			}
			if next == i || next == len(s) || !IsWord(s[next]) {
				break
			}
			i = next
		}
		out = append(out, Span{start, i})
	}
	return out
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// base is the rune at i, or the one before the marks that end there.
func base(s []rune, i int) rune {
	for i > 0 && unicode.IsMark(s[i]) {
		i--
	}
	return s[i]
}

// Boundary reports whether a quotation may begin or end between s[i-1] and
// s[i]: not inside a word, a number, a hyphenated compound or a character of
// several code points, so that “can” cannot be cut from “can't”, “public” from
// “non-public”, or “5” from “-5,000”. Direction marks and the like are looked
// through. Scripts written without spaces (Han, kana, Thai …) may be cut
// between any two characters.
func Boundary(s []rune, i int) bool {
	if i <= 0 || i >= len(s) {
		return true
	}
	a, b := i-1, i
	for a >= 0 && Invisible(s[a]) {
		a--
	}
	for b < len(s) && Invisible(s[b]) {
		b++
	}
	if a < 0 || b >= len(s) {
		return true
	}
	switch l, r := s[a], s[b]; {
	case unicode.IsMark(r), r == zwnj, r == zwj, l == zwj, skinTone(r):
		return false
	case l == zwnj:
		for a >= 0 && joiner(s[a]) {
			a--
		}
		return !IsWord(r) || a < 0 || !IsWord(s[a])
	case IsWord(l) && glue(s, b), glue(s, a):
		return false
	case flag(l) && flag(r):
		return flagsBefore(s, b)%2 == 0
	case !IsWord(l) || !IsWord(r):
		return true
	default:
		return spaceless(base(s, a)) || spaceless(r)
	}
}

// before is the index of the rune before i that shows, or -1.
func before(s []rune, i int) int {
	for i--; i >= 0 && Invisible(s[i]); i-- {
	}
	return i
}

// after is the index of the rune after i that shows, or len(s).
func after(s []rune, i int) int {
	for i++; i < len(s) && Invisible(s[i]); i++ {
	}
	return i
}

// glue reports whether the punctuation at i holds two parts of one word or
// number together.
func glue(s []rune, i int) bool {
	if i < 0 {
		return false
	}
	a, next := before(s, i), after(s, i)
	if next >= len(s) {
		return false
	}
	word := a >= 0 && IsWord(s[a])
	switch s[i] {
	case '\'', '’', 'ʼ', '_', '@':
		return word && IsWord(s[next])
	case '-', '‐', '‑', '\u2212':
		if word {
			return IsWord(s[next])
		}
		return unicode.IsDigit(s[next])
	case '.', ',', '٫', '٬', ':', '/':
		return word && unicode.IsDigit(s[a]) && unicode.IsDigit(s[next])
	}
	return false
}

// skinTone reports whether r colours the emoji before it.
func skinTone(r rune) bool { return 0x1f3fb <= r && r <= 0x1f3ff }

// flag reports whether r is one half of a flag.
func flag(r rune) bool { return 0x1f1e6 <= r && r <= 0x1f1ff }

// flagsBefore counts the halves of flags that end at i, up to a bound that
// no honest text reaches.
func flagsBefore(s []rune, i int) int {
	n := 0
	for i--; i >= 0 && n < 64 && flag(s[i]); i-- {
		n++
	}
	return n
}

func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// IsSpace reports whether r is white space of any width.
func IsSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f' || r == '\u3000'
}

// IsQuote reports whether r is a quotation mark of any style, straight or
// typographic, single or double.
func IsQuote(r rune) bool {
	switch r {
	case '"', '\'', '“', '”', '„', '‟', '❝', '❞', '〝', '〞', '〟', '《', '》', '〈', '〉', '‘', '’', '‚', '‛', '«', '»', '‹', '›', '「', '」', '『', '』', '＂', '＇', 'ʼ', '`', '´':
		return true
	}
	return false
}

// Len is the length of s in code points.
func Len(s string) int { return utf8.RuneCountInString(s) }

// alone reports whether r is known to be its own normal form and to join
// nothing before it: the letters of most texts.
func alone(r rune) bool {
	switch {
	case r < 0x300, 0x391 <= r && r < 0x483, 0x620 <= r && r < 0x64b, 0x660 <= r && r < 0x670, 0x671 <= r && r < 0x6d6, 0x6f0 <= r && r < 0x700, 0x2002 <= r && r < 0x20d0, 0x4e00 <= r && r < 0xa000:
		return true
	}
	return r == '\u060c' || r == '\u061b' || r == '\u061f'
}

// NFC returns s in Unicode normalization form C with, for each code point of
// the result, the code point of s at which its segment began.
func NFC(s []rune) Folded {
	f := Folded{Runes: make([]rune, 0, len(s)), Pos: make([]int, 0, len(s))}
	for i := 0; i < len(s); {
		// Plain characters that nothing combines with are the common case.
		if alone(s[i]) && (i+1 == len(s) || alone(s[i+1])) {
			f.Runes = append(f.Runes, s[i])
			f.Pos = append(f.Pos, i)
			i++
			continue
		}
		j := i + 1
		for j < len(s) && !norm.NFC.PropertiesString(string(s[j])).BoundaryBefore() {
			j++
		}
		for _, r := range norm.NFC.String(string(s[i:j])) {
			f.Runes = append(f.Runes, r)
			f.Pos = append(f.Pos, i)
		}
		i = j
	}
	return f
}
