package text

import "unicode"

// Script is the writing system of a letter or word, as coarse as folding,
// stems and stop words need it.
type Script uint8

// The scripts told apart. Kana is Hiragana and Katakana.
const (
	NoScript Script = iota // no letter, or none that a script owns
	Latin
	Greek
	Cyrillic
	Arabic
	Hebrew
	Devanagari
	Hangul
	OtherScript // a script with spaces that is not named here
	Han
	Kana
	Thai
	OtherSpaceless // Lao, Khmer, Myanmar
)

// spaceless reports whether words of the script are written without spaces.
func (s Script) spaceless() bool { return s >= Han }

// ScriptOf is the script of a letter, or of a mark that only one script has.
func ScriptOf(r rune) Script {
	switch {
	case r < 0x80:
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return Latin
		}
		return NoScript
	case 0x4e00 <= r && r < 0xa000:
		return Han
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		return NoScript
	}
	for _, t := range scriptTables {
		if unicode.Is(t.table, r) {
			return t.script
		}
	}
	if unicode.Is(unicode.Inherited, r) || unicode.Is(unicode.Common, r) && !unicode.IsLetter(r) {
		return NoScript
	}
	return OtherScript
}

var scriptTables = []struct {
	table  *unicode.RangeTable
	script Script
}{
	{unicode.Latin, Latin}, {unicode.Arabic, Arabic}, {unicode.Cyrillic, Cyrillic}, {unicode.Greek, Greek}, {unicode.Hebrew, Hebrew},
	{unicode.Devanagari, Devanagari}, {unicode.Hangul, Hangul}, {unicode.Han, Han}, {unicode.Hiragana, Kana}, {unicode.Katakana, Kana},
	{unicode.Thai, Thai}, {unicode.Lao, OtherSpaceless}, {unicode.Khmer, OtherSpaceless}, {unicode.Myanmar, OtherSpaceless},
}

// class is what a folded code point is to the tokenizer: a letter's class is
// its Script, the others follow.
type class uint8

const (
	digit class = 0x10 + iota
	mark
	space
	line
	picture // an emoji or a symbol that stands alone
	half    // half of a flag
	quote   // the apostrophe
	under
	other
)

// A letter or mark that came from an elongated word carries this bit.
const long class = 0x80

func (c class) letter() bool { return c != 0 && c < digit }

// classOf is the class of a folded code point.
func classOf(r rune) class {
	switch {
	case 'a' <= r && r <= 'z':
		return class(Latin)
	case '0' <= r && r <= '9':
		return digit
	case r == '\n', r == '\r', r == '\u2028', r == '\u2029', r == '\u0085', r == '\v', r == '\f':
		return line
	case r == '\'':
		return quote
	case r == '_':
		return under
	case r == zwj:
		return other
	case IsSpace(r):
		return space
	case unicode.IsLetter(r):
		if s := ScriptOf(r); s != NoScript {
			return class(s)
		}
		return class(OtherScript)
	case unicode.IsDigit(r):
		return digit
	case flag(r):
		return half
	case pictograph(r):
		return picture
	case unicode.IsMark(r) && !onSymbol(r):
		return mark
	}
	return other
}

// pictograph reports whether r is a picture of its own: the emoji of Unicode
// and the symbols next to them (hearts, stars, ticks), without flag halves and
// skin tones. The ranges follow Unicode's Extended_Pictographic, widened to
// whole blocks where a block is nothing but symbols.
func pictograph(r rune) bool {
	switch {
	case r < 0xa9:
		return false
	case 0x1f000 <= r && r < 0x1fb00:
		return !flag(r) && !skinTone(r)
	case 0x2600 <= r && r < 0x27c0:
		return true
	}
	switch {
	case r == 0xa9, r == 0xae, r == 0x203c, r == 0x2049, r == 0x2122, r == 0x2139, 0x2194 <= r && r <= 0x2199, r == 0x21a9, r == 0x21aa,
		r == 0x231a, r == 0x231b, r == 0x2328, r == 0x23cf, 0x23e9 <= r && r <= 0x23fa, r == 0x25aa, r == 0x25ab, r == 0x25b6, r == 0x25c0,
		0x25fb <= r && r <= 0x25fe, r == 0x2934, r == 0x2935, 0x2b05 <= r && r <= 0x2b07, r == 0x2b1b, r == 0x2b1c, r == 0x2b50, r == 0x2b55,
		r == 0x3030, r == 0x303d:
		return true
	}
	return false
}
