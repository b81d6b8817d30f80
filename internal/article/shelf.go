package article

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Shelf finds the copies of an article among many. It is not safe for
// concurrent use.
type Shelf struct {
	ids    []string
	prints []*prints
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
	for i, g := range p.all.grams {
		if g.sum%sample == 0 && (i == 0 || p.all.grams[i-1].sum != g.sum) {
			s.by[g.sum] = append(s.by[g.sum], n)
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
	for i, g := range p.all.grams {
		if g.sum%sample == 0 && (i == 0 || p.all.grams[i-1].sum != g.sum) {
			for _, n := range s.by[g.sum] {
				hits[n]++
			}
		}
	}
	if short := len(p.all.grams) < 10*sample; short { // too few to sample
		for n := range s.prints {
			hits[int32(n)] += 2
		}
	}
	var out []Match
	var order []int32
	for n, times := range hits {
		if times > 1 {
			order = append(order, n)
		}
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
