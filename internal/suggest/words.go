package suggest

import (
	"cmp"
	"slices"
	"strings"

	"voxpop/internal/text"
	"voxpop/internal/vector"
)

// Word is a word of a message that spoke for a code, or two that stand together.
type Word struct {
	Text       string
	Start, End int     // code points of the message as it is
	Weight     float64 // how much it added to the score
}

// most words shown with a suggestion.
const most = 5

// words returns the words of message row that added to the score of code k:
// a word with all of its letters, and its half of each pair of words. Function
// words are left out unless nothing else spoke. A word that stands more than
// once is shown where it stands first; two words whose pair spoke are shown as
// one.
func (c *Coder) words(row, k int) []Word { return c.pool.words(row, &c.live[k].w) }

// spoken is a word of a message where it stands.
type spoken struct {
	text.Span
	weight float64 // what it added, with its half of each pair
	whole  float64 // what it added without its letters and pairs
	pair   float64 // what the pair of it and the next one added
	stop   bool
}

func (p *Pool) words(row int, w *weights) []Word {
	runes := []rune(p.messages[row].Text)
	at := p.spoken(row, runes, w)
	type key struct {
		word string
		stop bool
	}
	kinds := map[bool][]Word{} // by whether they are function words
	place := map[key]int{}
	for s := 0; s < len(at); s++ {
		word := at[s]
		if s+1 < len(at) && joined(at[s], at[s+1], runes) {
			s++
			word.End, word.weight = at[s].End, word.weight+at[s].weight
		}
		shown := Word{Text: string(runes[word.Start:word.End]), Start: word.Start, End: word.End, Weight: word.weight}
		k := key{text.FoldString(shown.Text), word.stop}
		if first, ok := place[k]; ok {
			kinds[k.stop][first].Weight += word.weight
			continue
		}
		place[k] = len(kinds[k.stop])
		kinds[k.stop] = append(kinds[k.stop], shown)
	}
	if out := strongest(kinds[false]); len(out) > 0 {
		return out
	}
	return strongest(kinds[true])
}

// joined reports whether the pair of two neighbours spoke more than either of
// them as a whole word: it says what neither says alone.
func joined(a, b spoken, runes []rune) bool {
	return !a.stop && !b.stop && a.weight > 0 && b.weight > 0 && a.pair > max(0, a.whole, b.whole) &&
		strings.TrimSpace(string(runes[a.End:b.Start])) == ""
}

// strongest returns the words that spoke for a code and not against it, the
// strongest first.
func strongest(words []Word) []Word {
	words = slices.DeleteFunc(words, func(w Word) bool { return w.Weight <= 0 })
	slices.SortFunc(words, func(a, b Word) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Start, b.Start))
	})
	return words[:min(most, len(words))]
}

// spoken returns the words of message row with what each added under w.
func (p *Pool) spoken(row int, runes []rune, w *weights) []spoken {
	m := p.messages[row]
	spans := text.Words(runes)
	out := make([]spoken, len(spans))
	for s, at := range spans {
		out[s].Span = at
	}
	first := func(at text.Span) int { // the first word that ends behind where at begins
		s, _ := slices.BinarySearchFunc(spans, at.Start, func(s text.Span, x int) int { return cmp.Compare(s.End-1, x) })
		return s
	}
	z := text.Tokenizer{Lang: m.Lang}
	for _, t := range z.Tokens(m.Text) {
		if s := first(t.Span); t.Stop && s < len(spans) && t.Start <= spans[s].Start && t.End >= spans[s].End {
			out[s].stop = true
		}
	}
	// What a column adds is shared by the places where it stands.
	cols, vals := p.m.sparse.Row(row)
	adds := make(map[int32]float64, len(cols))
	for j, col := range cols {
		adds[col] = float64(vals[j] * w.sparse[col])
	}
	times := make(map[int32]int, len(cols))
	p.space.Each(m, func(col int32, _ text.Span) { times[col]++ })
	p.space.Each(m, func(col int32, at text.Span) {
		add := adds[col] / float64(times[col])
		if add == 0 {
			return
		}
		lo := first(at)
		hi := lo
		for hi < len(spans) && spans[hi].Start < at.End {
			hi++
		}
		for s := lo; s < hi; s++ {
			out[s].weight += add / float64(hi-lo)
		}
		if hi == lo+1 && p.space.Kind(col) == vector.Word {
			out[lo].whole += add
		}
		if hi == lo+2 && p.space.Kind(col) == vector.Phrase {
			out[lo].pair += add
		}
	})
	return out
}
