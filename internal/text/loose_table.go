package text

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The loose folding of every code point up to the Han ideographs, and of the
// compatibility forms behind them, is worked out once, when the first text is
// folded.
const (
	looseEnd  = 0x3400
	compatOf  = 0xf900
	compatEnd = 0x10000
)

type looseEntry struct {
	r       rune  // what it folds to; where n > 1, the index in looseLong
	n       uint8 // how many code points that is
	class   class // of r
	tangled bool
}

var (
	looseOnce  sync.Once
	looseTable [looseEnd + compatEnd - compatOf]looseEntry
	looseLong  []rune
)

// looseIndex is the place of r in looseTable, or -1.
func looseIndex(r rune) int {
	switch {
	case uint32(r) < looseEnd:
		return int(r)
	case compatOf <= r && r < compatEnd:
		return int(r) - compatOf + looseEnd
	}
	return -1
}

func buildLoose() {
	buildLetters()
	for r := rune(0); r < compatEnd; r++ {
		if r == looseEnd {
			r = compatOf
		}
		e := &looseTable[looseIndex(r)]
		to := looseRunes(r)
		e.n = uint8(len(to))
		switch len(to) {
		case 0:
		case 1:
			e.r, e.class = to[0], classOf(to[0])
		default:
			e.r = rune(len(looseLong))
			looseLong = append(looseLong, to...)
		}
		e.tangled = !starts(r) && !vowelMark(r) || len(to) > 0 && !starts(to[0])
		for _, r := range to {
			e.tangled = e.tangled || !starts(r)
		}
	}
}

// starts reports whether normalization joins r to nothing before it.
func starts(r rune) bool { return norm.NFKC.PropertiesString(string(r)).BoundaryBefore() }

// tangled reports whether the fast pass may be wrong about r: it may compose
// with what stands before it.
func tangled(r rune) bool {
	if at := looseIndex(r); at >= 0 {
		return looseTable[at].tangled
	}
	switch {
	case 0x3400 <= r && r < 0xa000, 0xac00 <= r && r < 0xd7a4, 0x1f1e6 <= r && r < 0x1f200, 0x1f300 <= r && r < 0x1fb00:
		return false
	}
	return true
}

// looseRunes folds r by itself, until nothing changes.
func looseRunes(r rune) []rune {
	now := []rune{r}
	for range 8 {
		var next []rune
		for _, r := range now {
			for _, r := range norm.NFKC.String(string(looseBefore(r))) {
				next = append(next, looseRune(r)...)
			}
		}
		if string(next) == string(now) {
			break
		}
		now = next
	}
	return now
}

// looseBefore is what stands for r before normalization, which makes a space
// and a mark of the accents that people type for an apostrophe.
func looseBefore(r rune) rune {
	switch r {
	case '´', '`', '′', '\u02b9', '\u02bb', '\u02bd', '\u02c8', '\u1fbf', '\u1ffd':
		return '\''
	}
	return r
}

// looseRune is one step of folding a normalized code point.
func looseRune(r rune) []rune {
	if r < 0x80 {
		f, _ := FoldRune(r)
		return []rune{f}
	}
	f, ok := FoldRune(r)
	switch {
	case !ok, vowelMark(r), skinTone(r), '\u0300' <= r && r <= '\u036f', '\u1ab0' <= r && r <= '\u1aff', '\u1dc0' <= r && r <= '\u1dff',
		'\u20d0' <= r && r <= '\u20ff' && r != '\u20e3', '\ufe00' <= r && r <= '\ufe0f', '\ufe20' <= r && r <= '\ufe2f', 0xe0100 <= r && r < 0xe01f0:
		return nil
	}
	if s, ok := spelled[f]; ok {
		return []rune(s)
	}
	if v := arabicVariant(f); v != 0 {
		return []rune{v}
	}
	if unicode.IsDigit(f) {
		return []rune{'0' + digitValue(f)}
	}
	return []rune{unaccented(f)}
}

// vowelMark reports whether r is a mark that Arabic and Hebrew are written
// without as well.
func vowelMark(r rune) bool {
	switch {
	case '\u0610' <= r && r <= '\u061a', '\u064b' <= r && r <= '\u065f', r == '\u0670', r == '\u0674', '\u06d6' <= r && r <= '\u06ed', '\u08ca' <= r && r <= '\u08ff':
		return true
	case '\u0591' <= r && r <= '\u05c7':
		return unicode.IsMark(r)
	}
	return false
}

// spelled holds the Latin letters without a decomposition that are written
// with plain ones where the keyboard lacks them, and marks of numbers.
var spelled = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ł': "l", 'ŋ': "n", 'ŧ': "t", 'ə': "e", 'ǝ': "e", 'ƒ': "f", 'ı': "i",
	'٪': "%", '٫': ".", '٬': ",",
}

// arabicVariant brings the letters together that Persian, Arabic, Urdu,
// Kurdish, Pashto and Uyghur keyboards exchange for one another; 0 where there
// is nothing to do. Letters that no neighbouring keyboard stands in for (ٹ, ڈ,
// ټ, ښ, څ …) stay.
func arabicVariant(r rune) rune {
	switch r {
	case 'ے', 'ۓ', 'ۍ', 'ێ', 'ۑ', 'ؽ', 'ؾ', 'ؿ', 'ٸ':
		return 'ی'
	case 'ھ', 'ۂ', 'ۃ', 'ۿ':
		return 'ه'
	case 'ڪ', 'ګ', 'ڬ', 'ڭ':
		if r == 'ګ' {
			return 'گ'
		}
		return 'ک'
	case 'ۆ', 'ۇ', 'ۈ', 'ۋ', 'ۊ', 'ۏ', 'ٶ', 'ٷ', 'ۄ', 'ۅ':
		return 'و'
	case 'ڕ', 'ڔ':
		return 'ر'
	case 'ڵ', 'ڶ', 'ڷ':
		return 'ل'
	case 'ں':
		return 'ن'
	case 'ڤ':
		return 'ف'
	case 'ٲ', 'ٳ', 'ٵ':
		return 'ا'
	}
	return 0
}

// digitValue is the value of a decimal digit of any script: Unicode keeps the
// ten of a script together.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// unaccented is the letter of an accented Latin or Greek one, and е of ё. In
// other scripts the mark makes another letter (й, ї, が) and stays.
func unaccented(r rune) rune {
	if r == 'ё' || r == 'ѐ' {
		return 'е'
	}
	d := []rune(norm.NFD.String(string(r)))
	if len(d) > 1 && unicode.In(d[0], unicode.Latin, unicode.Greek) {
		return d[0]
	}
	return r
}
