package transcript

import (
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// token is a piece of a text between spaces, or a single character of a script
// without spaces.
type token struct {
	text.Span
	key    string // what it is compared by: folded, without marks of punctuation where it has letters
	spoken bool   // has letters or digits
}

// tokens cuts a text. Every character that is no space is in one token.
func tokens(s []rune) []token {
	var out []token
	for i := 0; i < len(s); {
		if text.IsSpace(s[i]) {
			i++
			continue
		}
		j := i + 1
		if !spaceless(s[i]) {
			for j < len(s) && !text.IsSpace(s[j]) && !spaceless(s[j]) {
				j++
			}
		}
		for j < len(s) && (unicode.IsMark(s[j]) || closes(s[j])) && spaceless(s[i]) {
			j++
		}
		t := token{Span: text.Span{Start: i, End: j}}
		t.key, t.spoken = key(s[i:j])
		out = append(out, t)
		i = j
	}
	return out
}

func spaceless(r rune) bool {
	return r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// closes reports whether r is the punctuation that ends a clause where nothing
// has spaces.
func closes(r rune) bool { return strings.ContainsRune("。、，！？；：」』）", r) }

func key(s []rune) (key string, spoken bool) {
	if lower(s) {
		return string(s), true
	}
	for _, r := range s {
		if text.IsWord(r) {
			spoken = true
			break
		}
	}
	f := text.FoldString(string(s))
	if !spoken {
		return f, false
	}
	clean := true
	for _, r := range f {
		if !text.IsWord(r) {
			clean = false
			break
		}
	}
	if clean {
		return f, true
	}
	k := strings.Map(func(r rune) rune {
		if !text.IsWord(r) {
			return -1
		}
		return r
	}, f)
	if k == "" { // marks that folding drops
		return f, true
	}
	return k, true
}

// lower reports whether s is of small ASCII letters alone: folded as it stands.
func lower(s []rune) bool {
	for _, r := range s {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return true
}

// letters is how much of a text there is to say.
func (t token) letters() int { return t.End - t.Start }

// letterSum sums the letters of tokens.
func letterSum(ts []token) int {
	n := 0
	for _, t := range ts {
		n += t.letters()
	}
	return n
}

// locate finds each word in the text, in order; a word that is not there has
// an empty span at -1.
func locate(s []rune, words []voxpop.Word) []text.Span {
	out := make([]text.Span, len(words))
	at := 0
	for i, w := range words {
		out[i] = text.Span{Start: -1, End: -1}
		r := []rune(w.Text)
		if len(r) == 0 {
			continue
		}
		// What stands between two words has no time: a few characters, or some words
		// that nobody could place.
		for p := at; p+len(r) <= len(s) && p <= at+400; p++ {
			if s[p] == r[0] && equal(s[p:p+len(r)], r) && (p == at || !inside(s, p, p+len(r))) {
				out[i] = text.Span{Start: p, End: p + len(r)}
				at = p + len(r)
				break
			}
		}
	}
	return out
}

// inside reports whether the stretch begins or ends in the middle of a word.
func inside(s []rune, from, to int) bool {
	cut := func(i int) bool {
		return i > 0 && i < len(s) && text.IsWord(s[i-1]) && text.IsWord(s[i]) && !spaceless(s[i]) && !spaceless(s[i-1])
	}
	return cut(from) || cut(to)
}

func equal(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// ranges says which tokens each stretch touches, first inclusive, end
// exclusive. Both are in order.
func ranges(ts []token, spans []text.Span) [][2]int {
	out := make([][2]int, len(spans))
	at := 0
	for i, sp := range spans {
		if sp.Start < 0 {
			continue
		}
		for at < len(ts) && ts[at].End <= sp.Start {
			at++
		}
		end := at
		for end < len(ts) && ts[end].Start < sp.End {
			end++
		}
		out[i] = [2]int{at, end}
	}
	return out
}

// cueOf says for each token which cue it is in, by how many characters the cues
// have. Where the cues are not the text, the last takes what is left.
func cueOf(s []rune, ts []token, cues []voxpop.Cue) []int {
	out := make([]int, len(ts))
	if len(cues) == 0 {
		return nil
	}
	c, left := 0, solid(cues[0].Text)
	for i, t := range ts {
		for left <= 0 && c+1 < len(cues) {
			c++
			left += solid(cues[c].Text)
		}
		out[i] = c
		left -= t.letters()
	}
	return out
}

// solid counts the characters that are no space.
func solid(s string) int {
	n := 0
	for _, r := range s {
		if !text.IsSpace(r) {
			n++
		}
	}
	return n
}
