package caption

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
)

// clean makes a text safe to stand in a line: white space of every kind, line
// ends among it, becomes one space; controls, halves of characters and marks that
// turn the direction of what follows go. Half-spaces, joiners and the plain
// direction marks stay: Persian and emoji need them. Cleaning twice changes nothing.
func clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
			gap = true
			continue
		case hidden(r):
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// trimmed is a cleaned text without the spaces that do not break at its ends,
// which programs put beside a time.
func trimmed(s string) string { return strings.Trim(s, " \u00a0\u202f") }

// tidy is a cleaned text as a cue shows it: spaces that do not break go at its
// ends and beside one that does, where a line may begin.
func tidy(s string) string {
	parts := strings.Split(s, " ")
	kept := parts[:0]
	for _, p := range parts {
		if p = trimmed(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// hidden reports whether r has no business in a caption.
func hidden(r rune) bool {
	switch {
	case r < 0x20, 0x7f <= r && r < 0xa0, r == '\ufeff', r == utf8.RuneError:
		return true
	case '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069', '\u206a' <= r && r <= '\u206f': // embeddings, overrides, isolates, and their old kin
		return true
	case 0xfff9 <= r && r <= 0xfffb, 0xfdd0 <= r && r <= 0xfdef, r&0xfffe == 0xfffe:
		return true
	}
	return false
}

// visible reports whether a cleaned text shows anything.
func visible(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			return true
		}
	}
	return false
}

// line is a cue as it is written.
type line struct {
	start, end int64 // milliseconds
	text       string
}

// maxTime is the longest time that is written or read: 999:59:59.999.
const maxTime = 1000*3600*1000 - 1

// millis is a time in whole milliseconds that a file can hold.
func millis(seconds float64) int64 {
	switch {
	case math.IsNaN(seconds), seconds < 0:
		return 0
	case seconds*1000 > maxTime:
		return maxTime
	}
	return int64(math.Round(seconds * 1000))
}

func seconds(ms int64) float64 { return float64(ms) / 1000 }

// lines are the cues that have a text, fit to be written.
func lines(cues []voxpop.Cue, textOf func(string) string) []line {
	out := make([]line, 0, len(cues))
	last, latest := int64(-1), int64(maxTime-1-len(cues))
	for _, c := range cues {
		t := tidy(textOf(c.Text))
		if !visible(t) {
			continue
		}
		// Players sort by the start: two that begin together might change places.
		start := max(min(millis(c.Start), latest), last+1)
		last = start
		out = append(out, line{start, max(millis(c.End), start+1), t})
	}
	for i := range out[:max(len(out)-1, 0)] {
		out[i].end = min(out[i].end, out[i+1].start)
	}
	return out
}

// joined is the text of cues: a space between two, and none between two
// characters of scripts without spaces.
func joined(texts []string) string {
	var b strings.Builder
	for _, t := range texts {
		if b.Len() > 0 && t != "" {
			last, _ := utf8.DecodeLastRuneInString(b.String())
			first, _ := utf8.DecodeRuneInString(t)
			if !spaceless(last) || !spaceless(first) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(t)
	}
	return b.String()
}

// spaceless reports whether r belongs to a script without spaces, or is one of
// its wide marks.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || 0x3001 <= r && r <= 0x303f || 0xff01 <= r && r <= 0xff60
}

// captionsOf are the cues that were read, with their text.
func captionsOf(cues []voxpop.Cue) Captions {
	texts := make([]string, len(cues))
	for i, c := range cues {
		texts[i] = c.Text
	}
	return Captions{Cues: cues, Text: joined(texts)}
}

// wrapped breaks a cue at a space near its middle where it is longer than a
// line of captions. It reads back as one line.
func wrapped(s string) string {
	const width = 42
	n := utf8.RuneCountInString(s)
	if n <= width {
		return s
	}
	best, at, i := -1, 0, 0
	for p, r := range s {
		if r == ' ' {
			if d := max(2*i-n, n-2*i); best < 0 || d < best {
				best, at = d, p
			}
		}
		i++
	}
	if best < 0 || spacelessAround(s, at) {
		return s
	}
	return s[:at] + "\n" + s[at+1:]
}

// spacelessAround reports whether the space at p would be lost with the line's end.
func spacelessAround(s string, p int) bool {
	last, _ := utf8.DecodeLastRuneInString(s[:p])
	first, _ := utf8.DecodeRuneInString(s[p+1:])
	return spaceless(last) && spaceless(first)
}
