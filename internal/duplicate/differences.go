package duplicate

import (
	"slices"

	"voxpop/internal/text"
)

// Op is how a passage of a message differs from the representative.
type Op string

// The kinds of passages.
const (
	Same    Op = "same"    // the same words
	Moved   Op = "moved"   // the same words at another place
	Changed Op = "changed" // other words in their place
	Added   Op = "added"   // only in the message
	Left    Op = "left"    // only in the representative
)

// Edit is one passage: where it stands in the representative and in the
// message, in code points of the texts as stored. A span that is empty says
// where the passage is missing.
type Edit struct {
	Op     Op        `json:"op"`
	Base   text.Span `json:"base"`   // in the representative
	Member text.Span `json:"member"` // in the message
}

// maxCompared bounds the words of a passage that are aligned one by one; of
// longer ones only what they begin and end with is.
const maxCompared = 1000

// leastMoved is how many words in a row make a passage that moved.
const leastMoved = 3

// Differences returns the passages of a message against the representative
// of its group, in the order of the message; what was left out of it stands
// where it would have been. Words are compared after folding, so that case and
// spelling variants are no difference.
func Differences(representative, member string) []Edit {
	d := differ{base: wordsOf([]rune(representative)), member: wordsOf([]rune(member))}
	d.align(0, len(d.base), 0, len(d.member))
	d.movements()
	return d.edits()
}

type differ struct {
	base, member []word
	pairs        [][2]int // same words in the same order
	moved        []move
}

// move is n words that stand at another place.
type move struct{ base, member, n int }

// align pairs equal words of a part of both, in order.
func (d *differ) align(b0, b1, m0, m1 int) {
	for b0 < b1 && m0 < m1 && d.base[b0].folded == d.member[m0].folded {
		d.pairs = append(d.pairs, [2]int{b0, m0})
		b0, m0 = b0+1, m0+1
	}
	tail := 0
	for b0 < b1-tail && m0 < m1-tail && d.base[b1-1-tail].folded == d.member[m1-1-tail].folded {
		tail++
	}
	b1, m1 = b1-tail, m1-tail
	if b1-b0 <= maxCompared && m1-m0 <= maxCompared {
		for _, p := range commonWords(d.base[b0:b1], d.member[m0:m1]) {
			d.pairs = append(d.pairs, [2]int{b0 + p[0], m0 + p[1]})
		}
	}
	for i := range tail {
		d.pairs = append(d.pairs, [2]int{b1 + i, m1 + i})
	}
}

// movements finds runs of words that are left over on both sides.
func (d *differ) movements() {
	usedBase, usedMember := make([]bool, len(d.base)), make([]bool, len(d.member))
	for _, p := range d.pairs {
		usedBase[p[0]], usedMember[p[1]] = true, true
	}
	at := map[[leastMoved]string][]int{}
	key := func(w []word) (k [leastMoved]string) {
		for i := range k {
			k[i] = w[i].folded
		}
		return k
	}
	for i := range len(d.base) - leastMoved + 1 {
		if k := key(d.base[i:]); len(at[k]) < chain {
			at[k] = append(at[k], i)
		}
	}
	for m := 0; m+leastMoved <= len(d.member); m++ {
		best := move{}
		for _, b := range at[key(d.member[m:])] {
			n := 0
			for b+n < len(d.base) && m+n < len(d.member) && !usedBase[b+n] && !usedMember[m+n] && d.base[b+n].folded == d.member[m+n].folded {
				n++
			}
			if n > best.n {
				best = move{b, m, n}
			}
		}
		if best.n < leastMoved {
			continue
		}
		for i := range best.n {
			usedBase[best.base+i], usedMember[best.member+i] = true, true
		}
		d.moved = append(d.moved, best)
		m += best.n - 1
	}
}

// edits writes the passages down.
func (d *differ) edits() []Edit {
	var out []Edit
	b, m := 0, 0
	for i := 0; i <= len(d.pairs); {
		toB, toM := len(d.base), len(d.member)
		if i < len(d.pairs) {
			toB, toM = d.pairs[i][0], d.pairs[i][1]
		}
		out = append(out, d.between(b, toB, m, toM)...)
		if i == len(d.pairs) {
			break
		}
		n := 1
		for i+n < len(d.pairs) && d.pairs[i+n][0] == toB+n && d.pairs[i+n][1] == toM+n {
			n++
		}
		out = append(out, Edit{Same, span(d.base, toB, toB+n), span(d.member, toM, toM+n)})
		b, m, i = toB+n, toM+n, i+n
	}
	return out
}

// between returns the passages between two that are the same.
func (d *differ) between(b0, b1, m0, m1 int) []Edit {
	var out []Edit
	left := d.rest(b0, b1, func(v move) (int, int) { return v.base, v.n })
	var own [][2]int // parts of the message that did not move, with what moved in between
	at := m0
	for _, v := range d.moved {
		if v.member < m0 || v.member >= m1 {
			continue
		}
		if v.member > at {
			own = append(own, [2]int{at, v.member})
		}
		at = v.member + v.n
	}
	if at < m1 {
		own = append(own, [2]int{at, m1})
	}
	for i := range max(len(left), len(own)) {
		switch {
		case i >= len(own):
			out = append(out, Edit{Left, span(d.base, left[i][0], left[i][1]), span(d.member, m1, m1)})
		case i >= len(left):
			out = append(out, Edit{Added, span(d.base, b1, b1), span(d.member, own[i][0], own[i][1])})
		default:
			out = append(out, Edit{Changed, span(d.base, left[i][0], left[i][1]), span(d.member, own[i][0], own[i][1])})
		}
	}
	for _, v := range d.moved {
		if v.member >= m0 && v.member < m1 {
			out = append(out, Edit{Moved, span(d.base, v.base, v.base+v.n), span(d.member, v.member, v.member+v.n)})
		}
	}
	slices.SortStableFunc(out, func(a, b Edit) int { return a.Member.Start - b.Member.Start })
	return out
}

// rest returns the parts of from..to that did not move.
func (d *differ) rest(from, to int, of func(move) (at, n int)) [][2]int {
	gone := make([]bool, to-from)
	for _, v := range d.moved {
		at, n := of(v)
		for i := at; i < at+n; i++ {
			if i >= from && i < to {
				gone[i-from] = true
			}
		}
	}
	var out [][2]int
	for i := from; i < to; {
		if gone[i-from] {
			i++
			continue
		}
		j := i
		for j < to && !gone[j-from] {
			j++
		}
		out = append(out, [2]int{i, j})
		i = j
	}
	return out
}

// span is where words from..to stand; an empty one stands before word from.
func span(words []word, from, to int) text.Span {
	switch {
	case from < to:
		return text.Span{Start: words[from].Start, End: words[to-1].End}
	case from < len(words):
		return text.Span{Start: words[from].Start, End: words[from].Start}
	case len(words) > 0:
		return text.Span{Start: words[len(words)-1].End, End: words[len(words)-1].End}
	default:
		return text.Span{}
	}
}
