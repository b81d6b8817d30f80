package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark is a span between two quotation marks.
type mark struct {
	outer, inner span // bytes, with and without the marks
	from, to     int  // flat tokens of the opening and the closing mark
	in           int  // the mark around it, -1 = none
	closed       bool
	single       bool // ‘…’
	more         bool // unclosed, and the next paragraph goes on with it
	para         int
	first, last  int // sentences inside: doc.sents[first:last]
	words        int // words and numbers inside, those in marks of their own left out
}

type span struct{ start, end int }

func (s span) empty() bool { return s.end <= s.start }

func (s span) public() Span { return Span{s.start, s.end} }

// pairs finds the spans between marks, paragraph by paragraph. A mark that
// nothing closes runs to the end of its paragraph; when the next paragraph
// opens with a mark it goes on there. An apostrophe never opens a span that
// nothing closes. It may fill the room of earlier ones.
func pairs(text string, toks []token, out []mark) []mark {
	out = out[:0]
	var stack []int // indexes into out
	para, begin := 0, 0
	for i := 0; i <= len(toks); i++ {
		if i < len(toks) && toks[i].kind < tick { // words, most of it
			continue
		}
		if i < len(toks) && toks[i].kind == tick {
			stack, out = one(text, toks, i, begin, para, stack, out)
			continue
		}
		if i < len(toks) && (toks[i].kind != newline || len(stack) > 0 && wraps(text, toks, i, out[stack[0]])) {
			continue
		}
		for len(stack) > 0 { // the paragraph ends
			m := &out[stack[len(stack)-1]]
			stack = stack[:len(stack)-1]
			end := i
			if i > 0 {
				m.outer.end, m.inner.end = toks[i-1].end, toks[i-1].end
			}
			m.to = end
			if m.single {
				m.from = -1 // an apostrophe
				continue
			}
			m.more = i+1 < len(toks) && toks[i+1].kind == tick && opens(text, toks[i+1])
		}
		para++
		begin = i + 1
	}
	kept := out[:0]
	index := make([]int, len(out))
	for i, m := range out {
		index[i] = len(kept)
		if m.from < 0 {
			index[i] = m.in // what lay in it lies in what is around it
			if m.in >= 0 {
				index[i] = index[m.in]
			}
			continue
		}
		if m.in >= 0 {
			m.in = index[m.in]
		}
		kept = append(kept, m)
	}
	return kept
}

// one takes the mark at toks[i] into account.
func one(text string, toks []token, i, begin, para int, stack []int, out []mark) ([]int, []mark) {
	k := toks[i]
	single := isSingle(k.r)
	if !single { // a double mark closes the nearest double one and the singles inside
		for j := len(stack) - 1; j >= 0; j-- {
			m := &out[stack[j]]
			if m.single {
				continue
			}
			if !closes(toks[m.from].r, k.r) && !(k.r == toks[m.from].r && i > m.from+1 && ends(text, k)) {
				break
			}
			if k.r == '"' && opens(text, k) && !shuts(text, k) && i > m.from+1 && toks[m.from].r == '"' && opens(text, toks[m.from]) {
				break // a second opening mark: nested, or the first was never closed
			}
			for _, s := range stack[j+1:] {
				out[s].from = -1
			}
			m.to, m.closed = i, true
			m.inner.end, m.outer.end = k.start, k.end
			return stack[:j], out
		}
		if k.r == '”' && !opens(text, k) || k.r == '"' && len(stack) == 0 && shuts(text, k) && !opens(text, k) {
			return stack, out // a closing mark alone
		}
	} else {
		if n := len(stack); n > 0 && out[stack[n-1]].single && k.r != '‘' && k.r != '‚' && k.r != '`' && shuts(text, k) {
			m := &out[stack[n-1]]
			if possessive(text, k) && laterShut(text, toks, i) {
				return stack, out
			}
			m.to, m.closed = i, true
			m.inner.end, m.outer.end = k.start, k.end
			return stack[:n-1], out
		}
		if !opens(text, k) || k.r == '’' {
			return stack, out
		}
	}
	in := -1
	if len(stack) > 0 {
		in = stack[len(stack)-1]
		if len(stack) > 6 {
			return stack, out
		}
	}
	out = append(out, mark{outer: span{k.start, k.end}, inner: span{k.end, k.end}, from: i, to: i, in: in, single: single, para: para})
	return append(stack, len(out)-1), out
}

func isSingle(r rune) bool {
	switch r {
	case '\'', '‘', '’', '‚', '`':
		return true
	}
	return false
}

// closes reports whether the double mark b can close what a opened.
func closes(a, b rune) bool {
	switch a {
	case '"':
		return b == '"' || b == '”' || b == '“'
	case '“', '‟':
		return b == '”' || b == '"' || b == '„'
	case '”':
		return b == '”' || b == '"'
	case '„':
		return b == '“' || b == '”' || b == '"' || b == '‟'
	case '«':
		return b == '»'
	case '»':
		return b == '«' || b == '»'
	case '‹':
		return b == '›'
	case '›':
		return b == '‹'
	case '「':
		return b == '」'
	case '『':
		return b == '』'
	}
	return false
}

// opens reports whether a mark stands as an opening one does: nothing or a
// space or an opening sign before it, something after it.
func opens(text string, k token) bool {
	if k.end >= len(text) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(text[k.end:])
	switch k.r {
	case '“', '„', '«', '‹', '「', '『', '‟':
		return true
	}
	if unicode.IsSpace(after) || after == '.' || after == ',' {
		return false
	}
	if k.start == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(text[:k.start])
	return unicode.IsSpace(before) || sign(before) == open || sign(before) == dash || sign(before) == tick || sign(before) == colon || before == '\u200c' || before == '\u200f' || before == '/'
}

// shuts reports whether a mark stands as a closing one does.
func shuts(text string, k token) bool {
	if k.start == 0 {
		return false
	}
	switch k.r {
	case '”', '»', '›', '」', '』':
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(text[:k.start])
	if unicode.IsSpace(before) {
		return false
	}
	if k.end >= len(text) {
		return true
	}
	after, _ := utf8.DecodeRuneInString(text[k.end:])
	return !letter(after) && !digit(after)
}

// possessive reports whether a closing single mark may be that of “workers’ rights”.
func possessive(text string, k token) bool {
	if k.start == 0 || text[k.start-1] != 's' || k.end+1 >= len(text) || text[k.end] != ' ' {
		return false
	}
	after := text[k.end+1]
	return 'a' <= after && after <= 'z'
}

// laterShut reports whether another single mark may still close in the next
// tokens of the paragraph.
func laterShut(text string, toks []token, i int) bool {
	for j := i + 1; j < len(toks) && j < i+60 && toks[j].kind != newline; j++ {
		if toks[j].kind != tick {
			continue
		}
		if !isSingle(toks[j].r) || toks[j].r == '‘' {
			return false
		}
		if shuts(text, toks[j]) && !possessive(text, toks[j]) {
			return true
		}
	}
	return false
}

// ends reports whether a mark stands right after a word or sign and before a
// space, whatever its shape.
func ends(text string, k token) bool {
	if k.start == 0 || k.end >= len(text) {
		return k.start > 0
	}
	before, _ := utf8.DecodeLastRuneInString(text[:k.start])
	after, _ := utf8.DecodeRuneInString(text[k.end:])
	return !unicode.IsSpace(before) && unicode.IsSpace(after)
}

// wraps reports whether the line that ends at toks[i] goes on inside of the
// mark m: no empty line follows, and the next double mark is one that closes.
func wraps(text string, toks []token, i int, m mark) bool {
	opener := toks[m.from].r
	if opener == '"' || strings.Count(text[toks[i].start:toks[i].end], "\n") > 1 {
		return false
	}
	for j := i + 1; j < len(toks) && j < i+400; j++ {
		switch k := toks[j]; {
		case k.kind == newline && strings.Count(text[k.start:k.end], "\n") > 1:
			return false
		case k.kind == tick && !isSingle(k.r):
			return k.r != opener && closes(opener, k.r)
		}
	}
	return false
}
