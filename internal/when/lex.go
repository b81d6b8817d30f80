package when

import (
	"unicode"
	"unicode/utf8"

	"voxpop/internal/text"
)

// The marks between two words.
const (
	comma int16 = 1 << iota
	dash
	slash
	dot
	apos
	paren
	stop // the end of a sentence
	other
)

// word is a word of a text with what stands behind it.
type word struct {
	start, end int32 // bytes
	lexeme     *lexeme
	suffix     string // letters joined to the digits, folded
	num        int    // -1 = not digits
	digits     int    // how many
	gap        int16  // the marks behind it, ored
	before     int16  // the marks before the first word
	upper      bool   // begins with a capital letter
	spaced     bool   // a space behind it
}

func (w *word) is(c class) (int, bool) {
	if w.lexeme == nil || w.lexeme.mask&(1<<c) == 0 {
		return 0, false
	}
	for _, s := range w.lexeme.senses {
		if s.class == c {
			return s.val, true
		}
	}
	return 0, false
}

// known reports whether the table has the word, or it is a number.
func (w *word) known() bool { return w.lexeme != nil || w.digits > 0 }

// scratch is the room that one text needs after the other.
type scratch struct {
	words []word
	ends  []int // of the folded forms
	buf   []byte
}

// lex cuts s into words and looks them up; phrases of the table become one word.
func (t *table) lex(s string, room *scratch) []word {
	words, ends, buf := room.words[:0], room.ends[:0], room.buf[:0]
	gap, spaced := int16(0), false
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r == ' ' {
			spaced = true
			if k := len(words); k > 0 {
				words[k-1].spaced = true
			}
			i++
			continue
		}
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if !inWord(r, n) {
			g, sp := mark(r, n, s[i+n:])
			gap, spaced = gap|g, spaced || sp
			if k := len(words); k > 0 {
				words[k-1].gap, words[k-1].spaced = gap, spaced
			}
			i += n
			continue
		}
		w := word{start: int32(i), num: -1, before: gap, upper: 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)}
		if v, ok := digit(r); ok {
			w.num = 0
			for ok && i < len(s) {
				if w.digits++; w.digits <= 9 {
					w.num = w.num*10 + v
				}
				i += n
				if r, n = utf8.DecodeRuneInString(s[i:]); n > 0 {
					v, ok = digit(r)
				}
			}
			if w.digits > 9 {
				w.num = -1
			}
		}
		at := i
		for i < len(s) {
			if c := s[i]; c < utf8.RuneSelf {
				if t.clitics && '0' <= c && c <= '9' && i > at && w.digits == 0 { // و2021
					break
				}
				if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
					buf = append(buf, c)
				} else if 'A' <= c && c <= 'Z' {
					buf = append(buf, c+'a'-'A')
				} else {
					break
				}
				i++
				continue
			}
			r, n := utf8.DecodeRuneInString(s[i:])
			if !inWord(r, n) && r != '\u200c' && r != '\u200d' {
				break
			}
			if t.clitics && i > at && w.digits == 0 && r <= 0x6f9 && unicode.IsDigit(r) {
				break
			}
			buf = fold(buf, s[i:i+n])
			i += n
		}
		w.end = int32(i)
		if w.digits > 0 && i > at {
			w.suffix = string(fold(nil, s[at:i]))
		}
		words, ends = append(words, w), append(ends, len(buf))
		gap, spaced = 0, false
	}
	room.words, room.ends, room.buf = words, ends, buf
	return t.lookUp(words, ends, buf)
}

// lookUp gives words their senses and makes one of the words of a phrase.
func (t *table) lookUp(words []word, ends []int, buf []byte) []word {
	begin := func(k int) int {
		if k == 0 {
			return 0
		}
		return ends[k-1]
	}
	out := words[:0]
	for i := 0; i < len(words); {
		w := words[i]
		if w.digits > 0 {
			out = append(out, w)
			i++
			continue
		}
		l := t.find(buf[begin(i):ends[i]])
		best, n := l, 1
		for k := i; l != nil && l.next != nil && k+1 < len(words) && words[k].gap&^(apos|dash) == 0; {
			k++
			if l = l.next[string(buf[begin(k):ends[k]])]; l != nil && l.senses != nil {
				best, n = l, k-i+1
			}
		}
		if best != nil {
			if w.lexeme = best; best.senses == nil {
				w.lexeme, n = nil, 1
			}
			end := words[i+n-1]
			w.end, w.gap, w.spaced = end.end, end.gap, end.spaced
		}
		out = append(out, w)
		i += n
	}
	return out
}

// clitics are the words that Arabic writes joined to the next.
var clitics = []string{"وال", "بال", "فال", "لل", "ال", "و", "ف", "ب", "ل"}

func (t *table) find(w []byte) *lexeme {
	if l := t.word(w); l != nil || !t.clitics {
		return l
	}
	for _, c := range clitics {
		if len(w) > len(c)+2 && string(w[:len(c)]) == c {
			if l := t.word(w[len(c):]); l != nil {
				return l
			}
		}
	}
	return nil
}

func (t *table) word(w []byte) *lexeme {
	if len(w) == 0 || t.lengths[w[0]]&(1<<min(len(w), 63)) == 0 {
		return nil
	}
	return t.words[string(w)]
}

func inWord(r rune, n int) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	switch {
	case 0x620 <= r && r <= 0x64a, 0x671 <= r && r <= 0x6d3, 0xdf <= r && r <= 0x24f && r != '÷', 0x400 <= r && r <= 0x481:
		return true
	}
	return (r != utf8.RuneError || n > 1) && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// mark sorts what stands between words.
func mark(r rune, n int, rest string) (bits int16, space bool) {
	switch r {
	case ' ', '\t', '\u00a0', '\u202f', '\u2009':
		return 0, true
	case ',', '،':
		return comma, false
	case '-', '‐', '‑', '–', '—', '−':
		return dash, false
	case '/', '⁄':
		return slash, false
	case '.':
		if rest == "" || rest[0] == ' ' || rest[0] == '\n' {
			return dot | stop, false
		}
		return dot, false
	case '\'', '’', '‘', 'ʼ':
		return apos, false
	case '(', ')':
		return paren, false
	case '\n':
		if rest != "" && rest[0] == '\n' {
			return stop, true
		}
		return 0, true
	case '!', '?', '؟', '…', '۔', '؛', ';':
		return stop, false
	}
	if text.Invisible(r) || r == '\u200c' {
		return 0, false
	}
	return other, false
}

// digit is the value of a decimal digit of any script.
func digit(r rune) (int, bool) {
	switch {
	case r < utf8.RuneSelf:
		return int(r - '0'), '0' <= r && r <= '9'
	case !unicode.IsDigit(r):
		return 0, false
	}
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10, true
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10, true
		}
	}
	return 0, false
}
