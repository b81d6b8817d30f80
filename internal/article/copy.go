package article

import (
	"fmt"
	"slices"
)

// Copy says how far two articles are one story of one agency.
type Copy struct {
	// Same is set where they are: one source, and the second is where it appeared too.
	Same bool
	// Likely is set where they may be, and somebody should look before anything
	// is done: Same is not set then.
	Likely bool
	// Of is the part of the shorter article, from 0 to 1, that stands in the
	// longer one word for word, as far as it decides: see Reason.
	Of float64
	// Shared is how many words that is.
	Shared int
	Reason string // for an editor, in English
}

// Words stand word for word in another text where this many in a row do. With
// fewer, two reporters would share much; with five, little would be left of a
// story in which a desk has touched every line.
const gram = 3

const (
	fewest    = 25 // own words, for a judgement by the narrative
	fewestAll = 14 // for one by all words

	// A story begins with what is new, and ends with what was known before.
	// Outlets cut the end, put a paragraph of their own in between and touch
	// single words: then both begin alike, and half of the shorter one is shared.
	lead      = 40 // words a story begins with
	leadAlike = 0.6
	ofShorter = 0.6
	ofLonger  = 0.35
	// Where only one beginning is in the other text, nearly all must be.
	ofShorterCut = 0.9
	ofLongerCut  = 0.6
	// For a text that is hardly more than a quotation.
	ofShorterAll = 0.8
	ofLongerAll  = 0.5

	likely = 0.5 // of the shorter one, and as many words as decide: worth a look
	// One figure that differs far from the beginning is a correction.
	fewClashes = 1
)

// Same compares the texts of two articles. What both quote does not count: an
// article that repeats a speech, or a sentence of it, is not a copy of another
// that does. Texts that are hardly more than a quotation, as a statement sent
// to all, are compared by all their words.
//
// Two stories that share their background, or what an outlet puts under each of
// its texts, begin differently; two that were written after one pattern have
// other names and figures in the same places. Neither is the same story.
func Same(a, b string) Copy { return printsOf(a).compare(printsOf(b)) }

func (p *prints) compare(q *prints) Copy {
	if len(p.own.words) < fewest || len(q.own.words) < fewest {
		return p.compareAll(q)
	}
	inQ, inP := p.own.within(&q.own), q.own.within(&p.own)
	c := share(inQ, inP)
	c.Reason = fmt.Sprintf("%d %% of the shorter one stands in the other word for word, quotations aside", int(c.Of*100))
	long := part(inQ)
	if len(inP) > len(inQ) {
		long = part(inP)
	}
	headP, headQ := part(inQ[:min(lead, len(inQ))]), part(inP[:min(lead, len(inP))])
	alike := min(headP, headQ) >= leadAlike && c.Of >= ofShorter && long >= ofLonger ||
		max(headP, headQ) >= leadAlike && c.Of >= ofShorterCut && long >= ofLongerCut
	c.judge(alike, &p.own, &q.own)
	return c
}

func (p *prints) compareAll(q *prints) Copy {
	least := min(len(p.all.words), len(q.all.words))
	if least < fewestAll {
		return Copy{Reason: "too short to tell"}
	}
	inQ, inP := p.all.within(&q.all), q.all.within(&p.all)
	c := share(inQ, inP)
	c.Reason = fmt.Sprintf("%d %% of the shorter one stands in the other word for word", int(c.Of*100))
	// What is mostly one quotation is a copy only of what is mostly the same one.
	c.judge(c.Of >= ofShorterAll && min(part(inQ), part(inP)) >= ofLongerAll, &p.all, &q.all)
	return c
}

// share is what two texts share, by the shorter one.
func share(inQ, inP []bool) Copy {
	short := inQ
	if len(inP) < len(inQ) || len(inP) == len(inQ) && count(inP) < count(inQ) {
		short = inP
	}
	return Copy{Of: part(short), Shared: count(short)}
}

func (c *Copy) judge(alike bool, p, q *sequence) {
	if alike {
		early, all := p.clashes(q)
		early2, all2 := q.clashes(p)
		if c.Same = early+early2 == 0 && max(all, all2) <= fewClashes; !c.Same {
			c.Reason += "; but names or figures differ in the same places"
		}
	} else if c.Of >= likely {
		c.Reason += "; but they do not begin alike, or one says much that the other does not"
	}
	c.Likely = !c.Same && c.Of >= likely && c.Shared >= fewest
}

func count(in []bool) (n int) {
	for _, is := range in {
		if is {
			n++
		}
	}
	return n
}

func part(in []bool) float64 {
	if len(in) == 0 {
		return 0
	}
	return float64(count(in)) / float64(len(in))
}

// within says of each word of s whether it stands in a run that is in o too.
func (s *sequence) within(o *sequence) []bool {
	in := make([]bool, len(s.words))
	for i, j := 0, 0; i < len(s.grams) && j < len(o.grams); {
		switch a, b := s.grams[i].sum, o.grams[j].sum; {
		case a < b:
			i++
		case a > b:
			j++
		default:
			at := s.grams[i].at
			for k := range int32(gram) {
				in[at+k] = true
			}
			i++
		}
	}
	return in
}

// widest is how many words between two shared runs may stand for each other.
const widest = 12

// clashes counts the places where both texts go the same way but for a name or
// a figure: all of them, and those near the beginning of either.
func (s *sequence) clashes(o *sequence) (early, all int) {
	to := s.align(o)
	last, other := -1, -1 // the last word that is in both, and where
	for i, j := range to {
		if j < 0 {
			continue
		}
		a, b := i-last-1, j-other-1
		if last >= 0 && j > other && a > 0 && b > 0 && a <= widest && b <= widest && s.clash(o, last+1, i, other+1, j) {
			all++
			if min(last, other) < lead+lead/2 {
				early++
			}
		}
		last, other = i, j
	}
	// What both begin with, up to the first run that they share.
	for i, j := range to {
		if j >= 0 {
			if i > 0 && j > 0 && i <= widest && j <= widest && s.clash(o, 0, i, 0, j) {
				early, all = early+1, all+1
			}
			break
		}
	}
	return early, all
}

// align says for each word of s where it stands in o, -1 for nowhere: by the
// runs that are once in each text, as far as they can be made longer.
func (s *sequence) align(o *sequence) []int {
	to, from := make([]int, len(s.words)), make([]int, len(o.words))
	for i := range to {
		to[i] = -1
	}
	for i := range from {
		from[i] = -1
	}
	once := func(g []trigram, i int) bool {
		return (i == 0 || g[i-1].sum != g[i].sum) && (i+1 == len(g) || g[i+1].sum != g[i].sum)
	}
	for i, j := 0, 0; i < len(s.grams) && j < len(o.grams); {
		switch a, b := s.grams[i], o.grams[j]; {
		case a.sum < b.sum:
			i++
		case a.sum > b.sum:
			j++
		default:
			if once(s.grams, i) && once(o.grams, j) {
				x, y := int(a.at), int(b.at)
				for x > 0 && y > 0 && s.words[x-1].sum == o.words[y-1].sum && to[x-1] < 0 && from[y-1] < 0 {
					x, y = x-1, y-1
				}
				for x < len(to) && y < len(from) && s.words[x].sum == o.words[y].sum && (to[x] < 0 && from[y] < 0 || x < int(a.at)+gram) {
					if to[x] < 0 && from[y] < 0 {
						to[x], from[y] = y, x
					}
					x, y = x+1, y+1
				}
			}
			i++
		}
	}
	return to
}

// clash reports whether s[a:b] and o[c:d], which stand in the same place, say
// different things: each has a figure that the other has not, or a name, or
// another word that its text comes back to, of which the other knows nothing.
func (s *sequence) clash(o *sequence, a, b, c, d int) bool {
	figure, name, telling, both := s.novel(o, a, b, c, d)
	figure2, name2, telling2, both2 := o.novel(s, c, d, a, b)
	return figure && figure2 || name && name2 || (telling && both2 || telling2 && both)
}

func (s *sequence) novel(o *sequence, a, b, c, d int) (figure, name, telling, any bool) {
	for _, w := range s.words[a:b] {
		if w.kind&isFigure != 0 && !slices.ContainsFunc(o.words[c:d], func(x word) bool { return x.sum == w.sum }) {
			figure = true
		}
		if w.kind&isStop != 0 || w.kind&isFigure != 0 || o.vocabulary[w.sum] > 0 {
			continue
		}
		any = true
		switch {
		case s.names && o.names:
			name = name || w.kind&isName != 0
		default: // no letters tell a name here, or every noun has a capital
			telling = telling || s.vocabulary[w.sum] > 1
		}
	}
	return figure, name, telling, any
}
