package duplicate

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"voxpop/internal/text"
)

// maxLetters bounds what is compared of one message; a form takes 4,000
// characters. What stands behind it is passed over.
const maxLetters = 16384

// maxBytes bounds what is read of one message, letters or not.
const maxBytes = 8 * maxLetters

// alphabet holds the byte of every letter and digit below its length, folded;
// 0 for what is neither.
type alphabet [0x780]byte

func newAlphabet() *alphabet {
	a := new(alphabet)
	for r := range rune(len(a)) {
		if b, ok := bare(r); ok {
			a[r] = narrow(b)
		}
	}
	return a
}

// appendLetters appends the letters and digits of s to dst, one byte each, in
// the order in which they stand: folded, without accents, spaces and
// punctuation, and a letter that is repeated written once. So the usual ways
// to make a copy look new (case, half-spaces, Arabic yeh, stretched words,
// other punctuation, emoji) change nothing, in any script. Web addresses and
// names after an @ are left out: they say where and to whom, not what.
//
// A letter outside ASCII becomes a byte that others may share; only runs of
// several letters are ever compared, so that does no harm. A character that
// stands for a syllable or a word (Han, kana, Hangul) becomes two bytes.
func (a *alphabet) appendLetters(dst []byte, s string) []byte {
	start := len(dst)
	if len(s) > maxBytes {
		s = s[:maxBytes]
	}
	var last rune // the letter before, 0 if that was a digit
	joined := false
	for i := 0; i < len(s) && len(dst)-start < maxLetters; {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		} else if skip := aside(s, i); skip > 0 {
			i += skip
			last = 0
			continue
		}
		if 0x1100 <= r && r < 0x1200 && !joined { // letters of Hangul that have yet to be joined
			s, i, joined = norm.NFC.String(s[i:]), 0, true
			continue
		}
		i += n
		if int(r) < len(a) {
			b := a[r]
			switch {
			case b == 0, rune(b) == last:
			case '0' <= b && b <= '9':
				dst, last = append(dst, b), 0
			default:
				dst, last = append(dst, b), rune(b)
			}
			continue
		}
		r, ok := bare(r)
		switch {
		case !ok, r == last:
		case wide(r):
			h := uint32(r) * 0x9e3779b1
			dst, last = append(dst, byte(h>>24)|0x80, byte(h>>16)|0x80), r
		default:
			dst, last = append(dst, narrow(r)), r
		}
	}
	return dst
}

// bare folds a letter or digit and takes its accents off.
func bare(r rune) (rune, bool) {
	f, ok := text.FoldRune(r)
	if !ok || !text.IsWord(f) || 0x300 <= f && f < 0x370 || 0x591 <= f && f < 0x5c8 {
		return 0, false
	}
	if f >= utf8.RuneSelf && !wide(f) {
		if d := norm.NFD.PropertiesString(string(f)).Decomposition(); len(d) > 0 {
			if b, _ := utf8.DecodeRune(d); text.IsWord(b) {
				return b, true
			}
		}
	}
	return f, true
}

func narrow(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r)
	}
	return byte(r) ^ byte(r>>7)<<5 | 0x80
}

// wide reports whether r stands for a syllable or a word by itself.
func wide(r rune) bool {
	return 0x3040 <= r && r < 0xa4d0 || 0xac00 <= r && r < 0xd7b0 || 0xf900 <= r && r < 0xfb00 || 0x20000 <= r && r < 0x32000
}

// aside is the length in bytes of the web address or @name that begins at i.
func aside(s string, i int) int {
	switch s[i] {
	case '@':
		if i > 0 && s[i-1] > ' ' && s[i-1] != '(' {
			return 0
		}
	case 'h', 'H', 'w', 'W':
		if i > 0 && (s[i-1]|0x20 >= 'a' && s[i-1]|0x20 <= 'z' || s[i-1] >= utf8.RuneSelf) || !address(s[i:]) {
			return 0
		}
	default:
		return 0
	}
	for n := i + 1; n < len(s); n++ {
		if c := s[n]; c <= ' ' || s[i] == '@' && c != '_' && c < utf8.RuneSelf && !text.IsWord(rune(c)) {
			return n - i
		}
	}
	return len(s) - i
}

func address(s string) bool {
	for _, lead := range [...]string{"http://", "https://", "www."} {
		if len(s) > len(lead) && strings.EqualFold(s[:len(lead)], lead) {
			return true
		}
	}
	return false
}
