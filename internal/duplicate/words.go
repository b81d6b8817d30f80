package duplicate

import (
	"strings"

	"voxpop/internal/text"
)

// word is a word of a message: as compared, and where it stands.
type word struct {
	folded string
	text.Span
}

// wordsOf returns the words of s, folded, with their code points.
func wordsOf(s []rune) []word {
	spans := text.Words(s)
	out := make([]word, len(spans))
	for i, w := range spans {
		out[i] = word{text.FoldString(string(s[w.Start:w.End])), w}
	}
	return out
}

// exact reports whether messages have the same words.
func (x *Index) exact(messages []int32) bool {
	var first string
	for i, m := range messages {
		var b strings.Builder
		for _, w := range wordsOf([]rune(x.messages[m].Text)) {
			b.WriteString(w.folded) // without the space: half-spaces are written as spaces too
		}
		if i == 0 {
			first = b.String()
		} else if b.String() != first {
			return false
		}
	}
	return true
}

const (
	sampled  = 40  // wordings that a template is made of
	maxWords = 400 // of a message, in a template
)

// template returns the text of c with … where messages fill in their own
// words, or "" if they differ here and there instead.
func (x *Index) template(c int32, messages []int32) string {
	s := []rune(x.messages[x.nodes[c].first].Text)
	base := wordsOf(s)
	if len(base) < 4 || len(base) > maxWords {
		return ""
	}
	replaced := make([]int, len(base))
	seen := map[int32]bool{c: true}
	n, kept := 0, 0
	for _, m := range messages {
		node := x.nodeOf[m]
		if seen[node] || n == sampled {
			continue
		}
		seen[node] = true
		other := wordsOf([]rune(x.messages[m].Text))
		if len(other) > maxWords {
			continue
		}
		n++
		i, j := 0, 0
		for _, p := range append(commonWords(base, other), [2]int{len(base), len(other)}) {
			for k := i; k < p[0] && p[1] > j; k++ {
				replaced[k]++
			}
			if p[0] < len(base) {
				kept++
			}
			i, j = p[0]+1, p[1]+1
		}
	}
	if n < 2 || float64(kept) < 0.5*float64(n*len(base)) {
		return ""
	}
	var b strings.Builder
	at, slots, differences := 0, 0, 0
	in := 0
	for k, w := range base {
		differences += replaced[k]
		if replaced[k] < max(2, n/2) {
			continue
		}
		in += replaced[k]
		if slots == 0 || k == 0 || replaced[k-1] < max(2, n/2) {
			b.WriteString(string(s[at:w.Start]) + "…")
			slots++
		}
		at = w.End
	}
	if slots == 0 || 2*in < differences {
		return ""
	}
	return b.String() + string(s[at:])
}

// commonWords returns the longest common subsequence of words as pairs of
// indices.
func commonWords(a, b []word) [][2]int {
	w := len(b) + 1
	t := make([]uint16, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].folded == b[j].folded {
				t[i*w+j] = t[(i+1)*w+j+1] + 1
			} else {
				t[i*w+j] = max(t[(i+1)*w+j], t[i*w+j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].folded == b[j].folded:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case t[(i+1)*w+j] >= t[i*w+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
