package theme

import (
	"cmp"
	"slices"
	"strings"

	"voxpop/internal/vector"
)

// What the search for themes is made of. The figures come from
// research on the sets that docs/THEMES.md names; one setting serves all.
const (
	dimensions = 100 // of the messages as points
	neighbours = 20  // links of a message
	steps      = 8   // of smoothing along the links
	keep       = 0.1 // of a message's own place, in each step
	sharpness  = 0.7 // how much a word's flatness costs it
	sweeps     = 20  // of the mixture, at most
	finest     = 600 // parts that themes are joined from, at most
)

// grams are the features that messages are near each other by: stems, without
// function words.
var grams = vector.Recipe{Words: 1, MinDF: 2, Stem: true, Stop: true}

// counted are the features that the mixture weighs, which finds out by itself
// which words tell nothing.
var counted = vector.Recipe{Words: 2, MinDF: 2, Stem: true}

// Find proposes themes. The order of the messages does not matter, and the same
// messages give the same themes.
func Find(messages []Message, o Options) Result {
	c := prepare(messages)
	s := place(&c)
	of := s.themes(o)
	return propose(c, s, of, o)
}

// space is the messages as points.
type space struct {
	raw    vector.Dense // of each unique text: its place by its own words
	smooth vector.Dense // its place among its neighbours
	links  vector.Graph
	counts vector.Rows // for the mixture
	words  []bool      // whether it shares a word with any other
}

func place(c *corpus) space {
	columns, rows := vector.Learn(c.unique, grams)
	columns.Weigh(rows, vector.Weighting{})
	s := space{words: make([]bool, rows.Len())}
	for i := range s.words {
		s.words[i] = rows.Start[i+1] > rows.Start[i]
	}
	s.raw = vector.Decompose(rows, dimensions, 0, 1).U
	s.raw.Normalize()
	s.links = vector.Neighbours(rows, neighbours, 0)
	s.smooth = vector.Smooth(s.raw, s.links, steps, keep)
	s.smooth.Normalize()
	_, s.counts = vector.Learn(c.unique, counted)
	return s
}

// themes parts the unique texts; a text that shares no word with another is in
// no theme (-1).
func (s space) themes(o Options) []int32 {
	var rows []int32
	for i, w := range s.words {
		if w {
			rows = append(rows, int32(i))
		}
	}
	out := slices.Repeat([]int32{-1}, len(s.words))
	if len(rows) == 0 {
		return out
	}
	part := s.only(rows)
	for j, t := range part.partition(o) {
		out[rows[j]] = t
	}
	return out
}

// only is the space of some of the texts.
func (s space) only(rows []int32) space {
	if len(rows) == s.raw.Len() {
		return s
	}
	to := slices.Repeat([]int32{-1}, s.raw.Len())
	for j, i := range rows {
		to[i] = int32(j)
	}
	k := s.links.K
	g := vector.Graph{K: k, To: slices.Repeat([]int32{-1}, k*len(rows)), Sim: make([]float32, k*len(rows))}
	for j, i := range rows {
		at := j * k
		near, sim := s.links.Near(int(i))
		for p, v := range near {
			if to[v] >= 0 {
				g.To[at], g.Sim[at] = to[v], sim[p]
				at++
			}
		}
	}
	return space{raw: s.raw.Take(rows), smooth: s.smooth.Take(rows), links: g, counts: s.counts.Take(rows)}
}

// partition parts texts that all have words into o.K themes, or as many as
// they show.
func (s space) partition(o Options) []int32 {
	n := s.smooth.Len()
	k := o.K
	most := max(1, min(n/4, finest))
	if k > 0 {
		most = min(most, 3*k)
	}
	fine := clusters(s.smooth, max(most, min(k, n)), 1, 20, o.Seed)
	parts := fine.Centres.Len()
	joins := tree(s.smooth, fine.Of, parts)
	if k <= 0 {
		k = s.many(fine.Of, parts, joins, o)
	}
	k = min(k, n)
	if k < 2 {
		return make([]int32, n)
	}
	tries := 2
	if k <= 30 {
		tries = 6
	}
	even := mixture(s.counts, clusters(s.smooth, k, tries, 0, o.Seed).Of, k, sharpness, sweeps)
	uneven := mixture(s.counts, cut(fine.Of, parts, joins, k), k, sharpness, sweeps)
	if modularity(s.links, uneven) > modularity(s.links, even)+0.01 {
		return numbered(uneven)
	}
	return numbered(even)
}

// propose turns a partition of the unique texts into themes with names and
// examples.
func propose(c corpus, s space, of []int32, o Options) Result {
	r := Result{Themes: []Theme{}}
	k := count(of)
	if k < 1 {
		k = 0
	}
	centre := vector.NewDense(k, s.raw.Cols)
	for i, t := range of {
		if t >= 0 {
			for d, v := range s.raw.Row(i) {
				centre.Row(int(t))[d] += v
			}
		}
	}
	centre.Normalize()
	members := make([][]int32, k)
	fit := make([]float32, len(of))
	for i, t := range of {
		if t < 0 {
			continue
		}
		members[t] = append(members[t], int32(i))
		for d, v := range s.raw.Row(i) {
			fit[i] += v * centre.Row(int(t))[d]
		}
	}
	l := read(c.unique, of, k)
	type draft struct {
		Theme
		words []spoken
		from  int32
	}
	var drafts []draft
	for t, rows := range members {
		if len(rows) == 0 {
			continue
		}
		slices.SortFunc(rows, func(a, b int32) int {
			return cmp.Or(cmp.Compare(fit[b], fit[a]), int(a-b))
		})
		d := draft{from: int32(t), words: l.words(t)}
		for _, i := range rows {
			for _, m := range c.same[i] {
				d.Members = append(d.Members, c.messages[m].ID)
			}
		}
		d.Size = len(d.Members)
		d.Examples = examples(c, rows, o.Examples)
		named(&d.Theme, d.words)
		drafts = append(drafts, d)
	}
	slices.SortStableFunc(drafts, func(a, b draft) int {
		return cmp.Or(cmp.Compare(b.Size, a.Size), strings.Compare(a.Label, b.Label))
	})
	words := make([][]spoken, len(drafts))
	for i, d := range drafts {
		r.Themes = append(r.Themes, d.Theme)
		words[i] = d.words
	}
	number(r.Themes, words)
	for i, t := range of {
		if t < 0 {
			for _, m := range c.same[i] {
				c.aside[m] = Alone
			}
		}
	}
	for m, why := range c.aside {
		r.Aside = append(r.Aside, Aside{ID: c.messages[m].ID, Why: why, Theme: min(0, len(r.Themes)-1)})
	}
	slices.SortFunc(r.Aside, func(a, b Aside) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Why, b.Why))
	})
	r.SetAside = len(r.Aside)
	return r
}

// examples are the messages that show a theme: typical, long enough to say
// something, no two of much the same words.
func examples(c corpus, rows []int32, n int) []string {
	if n <= 0 {
		n = examplesFew
	}
	out := []string{}
	var shown []map[string]bool
	for pass := range 2 {
		for _, i := range rows[:min(len(rows), 50)] {
			if len(out) == n {
				return out
			}
			id := c.messages[c.first[i]].ID
			if slices.Contains(out, id) {
				continue
			}
			words := map[string]bool{}
			for _, w := range strings.Fields(c.unique[i].Text) {
				words[w] = true
			}
			alike := func(other map[string]bool) bool {
				both := 0
				for w := range words {
					if other[w] {
						both++
					}
				}
				return 2*both > min(len(words), len(other))
			}
			if pass == 0 && (len(words) < 4 || len(words) > 60 || slices.ContainsFunc(shown, alike)) {
				continue
			}
			if pass == 1 && slices.ContainsFunc(shown, alike) {
				continue
			}
			out, shown = append(out, id), append(shown, words)
		}
	}
	return out
}
