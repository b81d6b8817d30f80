package whisper

import (
	"slices"
	"strings"
	"unicode"

	"voxpop"
)

// window is how far ahead of the last match a word is looked for, in code
// points: servers leave out words and write punctuation only in the text.
const window = 60

// piece is a stretch of the text that a word of the server stands for.
type piece struct {
	from, to   int // code points, to exclusive
	start, end number
	sum        float64 // of probabilities
	n          int     // how many
}

func (p *piece) add(w word) {
	if w.Start.ok && (!p.start.ok || w.Start.v < p.start.v) {
		p.start = w.Start
	}
	if w.End.ok && (!p.end.ok || w.End.v > p.end.v) {
		p.end = w.End
	}
	if w.P.ok {
		p.sum += min(max(w.P.v, 0), 1)
		p.n++
	}
}

// match finds, for the texts of the segments in their order, the words as they
// stand in each text, with the times of the server's words or parts of words.
//
// A part may be half a letter: tokens are bytes, and whisper.cpp writes U+FFFD
// for what is not whole. Such parts stand for what is left between the parts
// around them.
func match(texts []string, said []word) [][]voxpop.Word {
	all := []rune(strings.Join(texts, "\n"))
	pieces := locate(all, said)
	out := make([][]voxpop.Word, len(texts))
	at, next := 0, 0
	for i, t := range texts {
		n := len([]rune(t))
		for _, f := range fields(all[at : at+n]) {
			from, to := at+f[0], at+f[1]
			for next < len(pieces) && pieces[next].to <= from {
				next++
			}
			last := next
			for last < len(pieces) && pieces[last].from < to {
				last++
			}
			out[i] = append(out[i], inField(all, from, to, pieces[next:last])...)
		}
		at += n + 1
	}
	return out
}

// inField makes one word of a field, or of a field in a script that writes no
// spaces one for each piece.
func inField(all []rune, from, to int, pieces []piece) []voxpop.Word {
	if len(pieces) == 0 || !slices.ContainsFunc(all[from:to], spokenRune) {
		return nil
	}
	if len(pieces) > 1 && slices.ContainsFunc(all[from:to], spaceless) {
		var out []voxpop.Word
		for i, p := range pieces {
			a, b := max(p.from, from), min(p.to, to)
			if i == 0 {
				a = from
			}
			if i+1 < len(pieces) {
				b = max(b, pieces[i+1].from)
			} else {
				b = to
			}
			out = append(out, made(all[a:b], pieces[i:i+1])...)
		}
		return out
	}
	return made(all[from:to], pieces)
}

func made(text []rune, pieces []piece) []voxpop.Word {
	var sum piece
	for _, p := range pieces {
		sum.add(word{Start: p.start, End: p.end})
		sum.sum += p.sum
		sum.n += p.n
	}
	if !sum.start.ok && !sum.end.ok || !slices.ContainsFunc(text, spokenRune) {
		return nil
	}
	w := voxpop.Word{Start: sum.start.or(sum.end.v), Text: strings.TrimSpace(string(text))}
	w.End = sum.end.or(w.Start)
	if sum.n > 0 {
		p := sum.sum / float64(sum.n)
		w.P = &p
	}
	return []voxpop.Word{w}
}

func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

// locate finds where each part stands in the text, in order, never twice in
// one place.
func locate(all []rune, said []word) []piece {
	var out []piece
	at := 0
	var broken piece // parts of letters, not placed yet
	waiting := false
	fill := func(to int) {
		for at < to && unicode.IsSpace(all[at]) {
			at++
		}
		end := to
		for end > at && unicode.IsSpace(all[end-1]) {
			end--
		}
		if waiting && at < end {
			broken.from, broken.to = at, end
			out = append(out, broken)
		}
		broken, waiting = piece{}, false
	}
	for _, w := range said {
		needle := []rune(tidy(w.Text))
		if strings.ContainsRune(w.Text, unicode.ReplacementChar) {
			broken.add(w)
			waiting = true
			continue
		}
		if len(needle) == 0 {
			continue
		}
		found := find(all, at, needle)
		if found < 0 {
			continue
		}
		fill(found)
		p := piece{from: found, to: found + len(needle)}
		p.add(w)
		out = append(out, p)
		at = p.to
	}
	if waiting {
		fill(min(len(all), at+window))
	}
	return out
}

// find returns where needle next stands in all, or -1. A short one is taken
// only close by: it stands everywhere.
func find(all []rune, at int, needle []rune) int {
	far := window
	if len(needle) < 3 {
		far = 12
	}
	for i := at; i+len(needle) <= len(all) && i <= at+far; i++ {
		if slices.Equal(all[i:i+len(needle)], needle) {
			return i
		}
	}
	return -1
}
