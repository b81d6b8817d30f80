package quote

import (
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
	mark       int  // quoted: index in doc.marks
	r          rune // tick, stop: the sign
}

func (t token) is(c class) bool { return t.class&c != 0 }

// tokenize cuts text into words and signs and looks the words up.
func tokenize(text string, t *table) []token {
	out := make([]token, 0, len(text)/4+16)
	var buf [96]byte
	last := 0 // end of the token before
	for i := 0; i < len(text); {
		c := text[i]
		if c == ' ' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		k := token{start: i, end: i + n, r: r, tight: i == last && i > 0, mark: -1}
		switch {
		case r == '\n':
			k.kind = newline
			for k.end < len(text) && (text[k.end] == '\n' || text[k.end] == ' ' || text[k.end] == '\r' || text[k.end] == '\t') {
				k.end++
			}
		case letter(r):
			k.kind, k.end = word, wordEnd(text, i+n, t.elide)
			if r < '\u0600' || r > '\u06ff' { // Arabic letters know no case
				k.cap, k.lower = unicode.IsUpper(r), unicode.IsLower(r)
			}
			look(&k, text, t, buf[:0])
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
	return t.merge(text, out)
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

// wordEnd returns where the word that began before i ends: letters, digits,
// marks, joiners; an apostrophe, a hyphen or a dot only between two letters.
func wordEnd(text string, i int, elide bool) int {
	for i < len(text) {
		c := text[i]
		if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' {
			i++
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		} else if c <= ' ' || c == ',' {
			return i
		}
		switch {
		case n > 1 && r != utf8.RuneError && (letter(r) || unicode.IsMark(r) || unicode.IsDigit(r)), r == '\u200c', r == '\u200d', r == '\u00ad':
			i += n
			continue
		case r == '\'' || r == '’' || r == '-' || r == '‐' || r == '‑' || r == '&' || r == '@':
			if next, m := utf8.DecodeRuneInString(text[i+n:]); letter(next) || digit(next) {
				if elide && (r == '\'' || r == '’') {
					return i + n
				}
				i += n + m
				continue
			}
		case r == '.': // U.S., p.m.: single letters between dots
			if initials(text, i) {
				i++
				continue
			}
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); next < utf8.RuneSelf && letter(next) && next|0x20 == next && i > 1 { // example.org
				i++
				continue
			}
		}
		return i
	}
	return i
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

// look finds the classes of a word; of a genitive those of the word itself.
func look(k *token, text string, t *table, buf []byte) {
	w := fold(buf, text[k.start:k.end])
	c, ok := t.look(w)
	if !ok && len(w) > 2 && w[len(w)-2] == '\'' && w[len(w)-1] == 's' {
		k.genitive = true
		c, _ = t.look(w[:len(w)-2])
	}
	k.class = c
}

// merge makes one token of every phrase of the table, the longest first.
func (t *table) merge(text string, toks []token) []token {
	if len(t.phrases) == 0 {
		return toks
	}
	var buf, next [96]byte
	out := toks[:0]
	for i := 0; i < len(toks); i++ {
		k := toks[i]
		if k.class&cFirst != 0 {
			list := t.phrases[string(fold(buf[:0], text[k.start:k.end]))]
			if i+1 >= len(toks) || toks[i+1].kind != word {
				list = nil
			}
			var second []byte
			if len(list) > 0 {
				second = fold(next[:0], text[toks[i+1].start:toks[i+1].end])
			}
			for _, p := range list {
				if n := len(p.rest); i+n < len(toks) && string(second) == p.rest[0] && follows(text, toks[i+2:i+1+n], p.rest[1:], buf[:0]) {
					k.end, k.class = toks[i+n].end, p.class
					i += n
					break
				}
			}
		}
		out = append(out, k)
	}
	return out
}

func follows(text string, toks []token, rest []string, buf []byte) bool {
	for i, w := range rest {
		if toks[i].kind != word || string(fold(buf, text[toks[i].start:toks[i].end])) != w {
			return false
		}
	}
	return true
}
