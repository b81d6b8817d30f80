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

// Fold brings the spellings of one word together: lower case, one form of
// Arabic and Persian yeh, kaf, heh and alef, no Arabic vowel marks, no
// tatweel, no ZWNJ or other invisible format characters, ASCII digits, one
// apostrophe. Other characters stay. Folding twice changes nothing.
//
// The letter pairs follow the Unicode Standard's notes on Arabic (ch. 9.2) and
// the keyboards on which Persian is typed with Arabic code points.
func Fold(s []rune) Folded {
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
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r, ok := FoldRune(r); ok {
			b.WriteRune(r)
		}
	}
	return b.String()
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

// IsWord reports whether r is part of a word by itself: a letter, a mark or a
// digit.
func IsWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Words returns the words of s. ZWNJ, apostrophes and the like stand inside a
// word, between two of its letters.
func Words(s []rune) []Span {
	var out []Span
	for i := 0; i < len(s); {
		if !IsWord(s[i]) {
			i++
			continue
		}
		start := i
		for i < len(s) && (IsWord(s[i]) || inner(s, i)) {
			i++
		}
		out = append(out, Span{start, i})
	}
	return out
}

// inner reports whether s[i], not itself part of a word, stands inside one.
func inner(s []rune, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	switch r := s[i]; {
	case r == zwnj, r == '\u200d', Invisible(r):
		j := i + 1
		for j < len(s) && (s[j] == zwnj || Invisible(s[j])) {
			j++
		}
		return j < len(s) && IsWord(s[j])
	case r == '\'', r == '’', r == 'ʼ':
		return unicode.IsLetter(s[i-1]) && unicode.IsLetter(s[i+1])
	}
	return false
}

// Boundary reports whether a quotation may begin or end between s[i-1] and
// s[i]: not inside a word, a number or a hyphenated compound, so that “can”
// cannot be cut from “can't”, “public” from “non-public”, or “5” from “-5,000”.
// Scripts written without spaces (Han, kana, Thai …) may be cut anywhere.
func Boundary(s []rune, i int) bool {
	if i <= 0 || i >= len(s) {
		return true
	}
	a, b := s[i-1], s[i]
	if IsWord(a) && glue(s, i) || glue(s, i-1) {
		return false
	}
	if unicode.IsMark(b) || b == zwnj || b == '\u200d' || a == '\u200d' {
		return false
	}
	if a == zwnj {
		return !IsWord(b)
	}
	if !IsWord(a) || !IsWord(b) {
		return true
	}
	return spaceless(a) || spaceless(b)
}

// glue reports whether s[i] is punctuation that holds two parts of one word or
// number together.
func glue(s []rune, i int) bool {
	if i < 0 || i+1 >= len(s) {
		return false
	}
	next := s[i+1]
	switch s[i] {
	case '\'', '’', 'ʼ', '_', '@':
		return i > 0 && IsWord(s[i-1]) && IsWord(next)
	case '-', '‐', '‑', '\u2212':
		if i > 0 && IsWord(s[i-1]) {
			return IsWord(next)
		}
		return unicode.IsDigit(next)
	case '.', ',', '٫', '٬', ':', '/':
		return i > 0 && unicode.IsDigit(s[i-1]) && unicode.IsDigit(next)
	}
	return false
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
	case '"', '\'', '“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '‹', '›', '「', '」', '『', '』', '＂', '＇', 'ʼ', '`', '´':
		return true
	}
	return false
}

// Len is the length of s in code points.
func Len(s string) int { return utf8.RuneCountInString(s) }

// NFC returns s in Unicode normalization form C with, for each code point of
// the result, the code point of s at which its segment began.
func NFC(s []rune) Folded {
	f := Folded{Runes: make([]rune, 0, len(s)), Pos: make([]int, 0, len(s))}
	for i := 0; i < len(s); {
		// Plain characters that nothing combines with are the common case.
		if s[i] < 0x300 && (i+1 == len(s) || s[i+1] < 0x300) {
			f.Runes = append(f.Runes, s[i])
			f.Pos = append(f.Pos, i)
			i++
			continue
		}
		j := i + 1
		for j < len(s) && j-i < 64 && !norm.NFC.PropertiesString(string(s[j])).BoundaryBefore() {
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
