package apertium

import (
	"strings"
	"unicode"

	"voxpop/internal/text"
)

// end is written behind a sentence: without it the programs lose a stop that
// stands right before the zero byte.
const end = "[]"

// escape writes a sentence in Apertium's stream format, where the characters of
// the format are escaped. Those with which it marks words stand in blanks of
// their own, so that a mark that somebody wrote is told from one of the rules. The rules are made
// for whole sentences: one without a stop gets it, and stopped is true.
func escape(b *strings.Builder, s string) (stopped bool) {
	last := rune(0)
	for _, r := range s {
		switch r {
		case '[', ']', '{', '}', '^', '$', '/', '\\', '<', '>':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '*', '#', '@', '~', '+':
			b.WriteByte('[')
			b.WriteRune(r)
			b.WriteByte(']')
		default:
			b.WriteRune(r)
		}
		if !unicode.IsSpace(r) {
			last = r
		}
	}
	if stopped = !strings.ContainsRune(".!?…:؟۔。", last); stopped {
		b.WriteByte('.')
	}
	b.WriteString(end)
	return stopped
}

// unescape reads what came out: blanks are opened, marks of words that were not
// known (*), not translated (@) or not inflected (#) are taken off and noted; so is the stop that escape wrote.
func unescape(s string, stopped bool) Marked {
	s = strings.TrimSuffix(strings.TrimRight(s, " \n"), end)
	if stopped {
		s = strings.TrimSuffix(s, ".")
	}
	var out []rune
	var m Marked
	runes := []rune(s)
	marked, inside := -1, false
	close := func() {
		if marked >= 0 && marked < len(out) {
			m.Unknown = append(m.Unknown, text.Span{Start: marked, End: len(out)})
		}
		marked = -1
	}
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '\\' && i+1 < len(runes):
			i++
			r = runes[i]
			if marked >= 0 && !text.IsWord(r) {
				close()
			}
			out = append(out, r)
			continue
		case inside && r == ']':
			inside = false
			continue
		case inside:
			out = append(out, r)
			continue
		case r == '[':
			close()
			inside = true
			continue
		case r == '*' || r == '@' || r == '#':
			// A mark stands before a word, and never after a letter.
			if i+1 < len(runes) && text.IsWord(runes[i+1]) && (i == 0 || !text.IsWord(runes[i-1])) {
				close()
				marked = len(out)
				continue
			}
			continue
		case r == '~':
			continue
		}
		if marked >= 0 && !text.IsWord(r) {
			close()
		}
		out = append(out, r)
	}
	close()
	// The space around, without moving the places.
	from, to := 0, len(out)
	for from < to && text.IsSpace(out[from]) {
		from++
	}
	for to > from && text.IsSpace(out[to-1]) {
		to--
	}
	m.Text = string(out[from:to])
	for i := range m.Unknown {
		m.Unknown[i].Start = max(0, m.Unknown[i].Start-from)
		m.Unknown[i].End = min(to-from, m.Unknown[i].End-from)
	}
	return m
}
