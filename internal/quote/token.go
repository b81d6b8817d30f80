package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

// The kinds of token.
const (
	word kind = iota
	number
	quoted // a whole span between marks
	tick   // a mark that was not paired yet
	comma
	colon
	semi
	dash
	open
	shut
	stop
	other
	newline // ends a paragraph
)

// token is a word, a sign, or a whole span between quotation marks.
type token struct {
	start, end int // bytes
	kind       kind
	cap        bool // begins with a capital
	lower      bool // begins with a small letter
	genitive   bool // ends in ’s: class is that of the word before it
	tight      bool // nothing stands between it and the token before
	class      class
	mark       int   // quoted: index in doc.marks
	r          rune  // tick, stop: the sign
	row        int32 // word: its row of the lexicon, 0 = none
}

func (t token) is(c class) bool { return t.class&c != 0 }

// tokenize cuts text into words and signs and looks the words up. It may fill
// the room of an earlier text.
func tokenize(text string, t *table, room []token) []token {
	out := room[:0]
	if n := len(text)/4 + 16; cap(out) < n {
		out = make([]token, 0, n)
	}
	l := t.lex()
	var buf [96]byte
	last := 0 // end of the token before
	for i := 0; i < len(text); {
		c := text[i]
		if c == ' ' || c == '\t' || c == '\r' {
			i++
			continue
		}
		k := token{start: i, tight: i == last && i > 0, mark: -1}
		if c|0x20 >= 'a' && c|0x20 <= 'z' { // most of it
			k.r, k.cap, k.lower = rune(c), c < 'a', c >= 'a'
			k.word(text, t, l, buf[:0])
			i = k.end
			last = i
			out = append(out, k)
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			if r, n = pair(text, i); n == 0 {
				r, n = utf8.DecodeRuneInString(text[i:])
			}
		}
		k.end, k.r = i+n, r
		switch {
		case r == '\n':
			k.kind = newline
			for k.end < len(text) && (text[k.end] == '\n' || text[k.end] == ' ' || text[k.end] == '\r' || text[k.end] == '\t') {
				k.end++
			}
			if len(out) > 0 && soft(text, out[len(out)-1], i, k.end) {
				i = k.end
				continue
			}
		case letter(r):
			if r < '\u0600' || r > '\u06ff' { // Arabic letters know no case
				k.cap, k.lower = unicode.IsUpper(r), unicode.IsLower(r)
			}
			k.word(text, t, l, buf[:0])
		case digit(r):
			k.kind, k.end = number, numberEnd(text, i+n)
		case r == '\'' || r == '`':
			k.kind = tick
			if i+1 < len(text) && text[i+1] == c && !(k.tight && i+2 < len(text) && text[i+2] == c) { // '' and `` are double marks; ''' closes ‘ before “
				k.end++
				k.r = '"'
				if c == '`' {
					k.r = '“'
				}
			}
		default:
			k.kind = sign(r)
			if k.kind == other && n > 1 && (unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || '\u200c' <= r && r <= '\u200f') {
				i += n
				continue
			}
			if k.kind == stop || k.kind == dash {
				for k.end < len(text) && (text[k.end] == c || k.kind == stop && (text[k.end] == '!' || text[k.end] == '?')) && n == 1 {
					k.end++
				}
				if c == '-' && k.end-k.start == 1 && k.tight && k.end < len(text) && text[k.end] != ' ' {
					k.kind = other // 5-year, and not a dash
				}
			}
		}
		i = k.end
		last = i
		out = append(out, k)
	}
	return l.merge(out)
}

// pair decodes a letter of two bytes; 0 bytes = there is none at i.
func pair(text string, i int) (rune, int) {
	if c := text[i]; 0xc2 <= c && c <= 0xdf && i+1 < len(text) && text[i+1]&0xc0 == 0x80 {
		return rune(c&0x1f)<<6 | rune(text[i+1]&0x3f), 2
	}
	return 0, 0
}

// word reads the word that begins at k.start and its classes; of a genitive
// those of the word itself.
func (k *token) word(text string, t *table, l *lexicon, buf []byte) {
	k.kind = word
	var w []byte
	k.end, w = wordEnd(text, k.start, t.elide, l.folds, buf)
	row := l.find(w)
	if row > 0 {
		k.row = row
		if e := &l.rows[row]; e.known {
			k.class = e.class
			return
		}
	}
	if len(t.prefixes) > 0 {
		for _, p := range t.prefixes {
			if len(w) > len(p)+2 && string(w[:len(p)]) == p {
				if e := &l.rows[l.find(w[len(p):])]; e.known {
					k.class = e.class
					return
				}
			}
		}
	}
	if n := len(w); n > 2 && w[n-2] == '\'' && w[n-1] == 's' {
		k.genitive = true
		k.class, _ = t.look(w[:n-2])
	}
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	if '\u0620' <= r && r <= '\u064a' || '\u0671' <= r && r <= '\u06d3' { // Arabic
		return true
	}
	return r != utf8.RuneError && unicode.IsLetter(r)
}

func digit(r rune) bool {
	return '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r)
}

// wordEnd returns where the word that begins at i ends: letters, digits,
// marks, joiners; an apostrophe, a hyphen or a dot only between two letters. It
// appends the word to buf as [fold] writes it.
func wordEnd(text string, i int, elide bool, folds *[foldRows]folded, buf []byte) (int, []byte) {
	begin := i
	for i < len(text) {
		c := text[i]
		if f := small[c]; f != 0 {
			buf = append(buf, f)
			i++
			continue
		}
		r, n := rune(c), 1
		if c < utf8.RuneSelf {
			if c != '\'' && c != '-' && c != '.' && c != '&' && c != '@' {
				return i, buf
			}
		} else {
			if r, n = pair(text, i); n == 2 {
				f := &folds[r]
				switch f.n {
				case 2:
					buf = append(buf, f.b[0], f.b[1])
				case notInWord:
					return i, buf
				default:
					buf = append(buf, f.b[:f.n]...)
				}
				i += 2
				continue
			}
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case i == begin, n > 1 && r != utf8.RuneError && (letter(r) || unicode.IsMark(r) || unicode.IsDigit(r)), r == '\u200c', r == '\u200d':
			buf = fold(buf, text[i:i+n])
			i += n
			continue
		case r == '\'' || r == '’' || r == '-' || r == '‐' || r == '‑' || r == '&' || r == '@':
			if next, m := utf8.DecodeRuneInString(text[i+n:]); letter(next) || digit(next) {
				if elide && (r == '\'' || r == '’') {
					return i + n, fold(buf, text[i:i+n])
				}
				buf = fold(buf, text[i:i+n+m])
				i += n + m
				continue
			}
		case r == '.': // U.S., p.m.: single letters between dots
			if initials(text, i) {
				buf = append(buf, '.')
				i++
				continue
			}
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); next < utf8.RuneSelf && letter(next) && next|0x20 == next && i > 1 { // example.org
				buf = append(buf, '.')
				i++
				continue
			}
		}
		return i, buf
	}
	return i, buf
}

// initials reports whether the dot at i follows a single letter that another
// such letter with a dot precedes or follows.
func initials(text string, i int) bool {
	single := func(at int) bool {
		return at >= 0 && at < len(text) && letter(rune(text[at])) && (at == 0 || !letter(rune(text[at-1])))
	}
	if !single(i - 1) {
		return false
	}
	if i+2 < len(text) && letter(rune(text[i+1])) && text[i+2] == '.' {
		return true
	}
	return i >= 3 && text[i-2] == '.' && single(i-3)
}

func numberEnd(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if digit(r) || letter(r) {
			i += n
			continue
		}
		if r == '.' || r == ',' || r == ':' || r == '٫' || r == '٬' || r == '/' || r == '-' || r == '’' || r == '\'' {
			if next, m := utf8.DecodeRuneInString(text[i+n:]); digit(next) || (r == '-' || r == '\'' || r == '’') && letter(next) {
				i += n + m
				continue
			}
		}
		return i
	}
	return i
}

func sign(r rune) kind {
	switch r {
	case ',', '،':
		return comma
	case ':', '：':
		return colon
	case ';', '؛':
		return semi
	case '-', '–', '—', '―', '−':
		return dash
	case '(', '[', '{':
		return open
	case ')', ']', '}':
		return shut
	case '.', '!', '?', '…', '؟', '۔', '。', '！', '？':
		return stop
	case '"', '“', '”', '„', '‟', '«', '»', '‹', '›', '‘', '’', '‚', '「', '」', '『', '』':
		return tick
	case '\u2028', '\u2029', '\u0085', '\v', '\f':
		return newline
	}
	return other
}

// soft reports whether the line end text[from:to] only breaks a line, as in
// pasted mail: no empty line follows, and the next line goes on in the middle of
// a sentence. before is the token in front of it.
func soft(text string, before token, from, to int) bool {
	if to >= len(text) || strings.Count(text[from:to], "\n") > 1 {
		return false
	}
	switch before.kind {
	case stop, colon, semi, tick, newline:
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[to:])
	switch {
	case unicode.IsLower(r):
		return true
	case !unicode.IsLetter(r):
		return false
	case unicode.IsUpper(r):
		return before.kind == comma || before.class&(cPrep|cDet|cPoss|cAnd) != 0 && before.lower
	}
	// A script without capitals: only a long line is one that was broken.
	line := text[strings.LastIndexByte(text[:from], '\n')+1 : from]
	return len(line) >= 70 && before.kind == word
}
