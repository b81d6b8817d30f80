package article

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"voxpop/internal/text"
)

// Copy says how far two articles are one story of one agency.
type Copy struct {
	// Same is set where they are: one source, and the second is where it appeared too.
	Same bool
	// Of is the part of the shorter article, from 0 to 1, that stands in the
	// longer one word for word, as far as it decides: see Reason.
	Of float64
	// Shared is about how many words that is.
	Shared int
	Reason string // for an editor, in English
}

const (
	shingle = 5 // words that must follow each other in both

	// The part of the shorter article that must be shared. Outlets cut the end,
	// put another head on, add a paragraph of their own; two reporters of one
	// event share names and quotations, and seldom five other words.
	sameNarrative = 0.5
	sameAll       = 0.8
	fewest        = 25 // shingles, for a judgement by the narrative
	fewestAll     = 12 // for one by all words
)

// prints are the shingles of an article: those of its own words, and all with
// those of the quotations in it. Each is sorted.
type prints struct{ own, all []uint64 }

// Same compares the texts of two articles. What both quote does not count: an
// article that repeats a speech, or a sentence of it, is not a copy of another
// that does. Texts that are hardly more than a quotation, as a statement sent
// to all, are compared by all their words.
func Same(a, b string) Copy { return printsOf(a).compare(printsOf(b)) }

func (p prints) compare(q prints) Copy {
	if len(p.own) >= fewest && len(q.own) >= fewest {
		n := common(p.own, q.own)
		c := Copy{Shared: n + shingle - 1, Of: float64(n) / float64(min(len(p.own), len(q.own)))}
		if n == 0 {
			c.Shared = 0
		}
		c.Same = c.Of >= sameNarrative
		c.Reason = fmt.Sprintf("%d %% of the shorter one stands in the other word for word, quotations aside", int(c.Of*100))
		return c
	}
	n, least := common(p.all, q.all), min(len(p.all), len(q.all))
	if least == 0 {
		return Copy{Reason: "too short to tell"}
	}
	c := Copy{Shared: n + shingle - 1, Of: float64(n) / float64(least)}
	if n == 0 {
		c.Shared = 0
	}
	// What is mostly one quotation is a copy only of what is mostly the same one.
	c.Same = least >= fewestAll && c.Of >= sameAll && float64(n) >= sameNarrative*float64(max(len(p.all), len(q.all)))
	c.Reason = fmt.Sprintf("%d %% of the shorter one stands in the other word for word", int(c.Of*100))
	if least < fewestAll {
		c.Reason = "too short to tell"
	}
	return c
}

// common counts what stands in both of two sorted lists.
func common(a, b []uint64) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

func printsOf(s string) prints {
	var p prints
	var last [shingle]uint64
	var quoted [shingle]bool
	n, inside := 0, false
	runes := []rune(s)
	folded := text.Fold(runes)
	at := 0
	for _, w := range text.Words(folded.Runes) {
		// The marks between the words before and this one.
		for ; at < folded.Pos[w.Start]; at++ {
			inside = quoting(runes, at, inside)
		}
		h := uint64(14695981039346656037)
		for _, r := range folded.Runes[w.Start:w.End] {
			h = (h ^ uint64(r)) * 1099511628211
		}
		last[n%shingle], quoted[n%shingle] = h, inside
		n++
		if n < shingle {
			continue
		}
		var sum uint64
		in := 0
		for k := range shingle {
			sum = (sum*31 + last[(n+k)%shingle]) * 0x9e3779b97f4a7c15
			if quoted[(n+k)%shingle] {
				in++
			}
		}
		sum ^= sum >> 29
		p.all = append(p.all, sum)
		if in <= 1 {
			p.own = append(p.own, sum)
		}
	}
	for _, l := range []*[]uint64{&p.own, &p.all} {
		slices.Sort(*l)
		*l = slices.Compact(*l)
	}
	return p
}

// quoting reports whether the text is inside quotation marks after the rune at i.
func quoting(s []rune, i int, inside bool) bool {
	switch s[i] {
	case '“', '«', '„':
		return true
	case '”', '»':
		return false
	case '"':
		return !inside
	case '\n': // a quotation that nobody closed ends with its paragraph
		if i > 0 && s[i-1] == '\n' {
			return false
		}
	}
	return inside
}

// Shelf finds the copies of an article among many. It is not safe for
// concurrent use.
type Shelf struct {
	ids    []string
	prints []prints
	by     map[uint64][]int32
}

// sample is which part of the shingles is looked up: one in so many.
const sample = 4

// Match is an article on the shelf, and what it shares with the one looked for.
type Match struct {
	ID string
	Copy
}

// NewShelf returns an empty shelf.
func NewShelf() *Shelf { return &Shelf{by: map[uint64][]int32{}} }

// Add puts an article on the shelf.
func (s *Shelf) Add(id, text string) {
	p := printsOf(text)
	n := int32(len(s.ids))
	s.ids, s.prints = append(s.ids, id), append(s.prints, p)
	for _, h := range p.all {
		if h%sample == 0 {
			s.by[h] = append(s.by[h], n)
		}
	}
}

// Find returns the articles that share words with a text, the copies first,
// then by the part that is shared; among equals the one that was added first. What
// shares less than a tenth is left out.
func (s *Shelf) Find(text string) []Match {
	if utf8.RuneCountInString(text) == 0 {
		return nil
	}
	p := printsOf(text)
	hits := map[int32]int{}
	short := len(p.all) < 10*sample
	for _, h := range p.all {
		if h%sample == 0 {
			for _, n := range s.by[h] {
				hits[n]++
			}
		}
	}
	if short { // too few to sample
		for n := range s.prints {
			if common(s.prints[n].all, p.all) > 0 {
				hits[int32(n)]++
			}
		}
	}
	var out []Match
	var order []int32
	for n := range hits {
		order = append(order, n)
	}
	slices.Sort(order)
	for _, n := range order {
		if c := s.prints[n].compare(p); c.Same || c.Of >= 0.1 {
			out = append(out, Match{s.ids[n], c})
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		if a.Same != b.Same {
			if a.Same {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Of, a.Of)
	})
	return out
}
