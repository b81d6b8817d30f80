package suggest

import (
	"cmp"
	"slices"

	"voxpop/internal/text"
)

// Word is a word of a message that spoke for a code.
type Word struct {
	Text       string
	Start, End int     // code points of the message as it is
	Weight     float64 // how much it added to the score
}

// most words shown with a suggestion.
const most = 5

// words returns the words of message row that added to the score of code k:
// a word with all of its letters, and its half of each pair of words. A word
// that stands more than once is shown where it stands first.
func (c *Coder) words(row, k int) []Word { return c.pool.words(row, &c.live[k].w) }

func (p *Pool) words(row int, w *weights) []Word {
	runes := []rune(p.messages[row].Text)
	spans := text.Words(runes)
	if len(spans) == 0 {
		return nil
	}
	// What a column adds is shared by the places where it stands.
	cols, vals := p.m.sparse.Row(row)
	adds := make(map[int32]float64, len(cols))
	for j, col := range cols {
		adds[col] = float64(vals[j] * w.sparse[col])
	}
	times := make(map[int32]int, len(cols))
	p.space.Each(p.messages[row], func(col int32, _ text.Span) { times[col]++ })
	weight := make([]float64, len(spans))
	p.space.Each(p.messages[row], func(col int32, at text.Span) {
		add := adds[col] / float64(times[col])
		if add == 0 {
			return
		}
		lo, _ := slices.BinarySearchFunc(spans, at.Start, func(s text.Span, x int) int { return cmp.Compare(s.End-1, x) })
		hi := lo
		for hi < len(spans) && spans[hi].Start < at.End {
			hi++
		}
		for s := lo; s < hi; s++ {
			weight[s] += add / float64(hi-lo)
		}
	})
	var out []Word
	place := map[string]int{}
	for s, at := range spans {
		word := text.FoldString(string(runes[at.Start:at.End]))
		if first, ok := place[word]; ok {
			out[first].Weight += weight[s]
			continue
		}
		place[word] = len(out)
		out = append(out, Word{Text: string(runes[at.Start:at.End]), Start: at.Start, End: at.End, Weight: weight[s]})
	}
	out = slices.DeleteFunc(out, func(w Word) bool { return w.Weight <= 0 })
	slices.SortFunc(out, func(a, b Word) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Start, b.Start))
	})
	return out[:min(most, len(out))]
}
