package theme

import (
	"cmp"
	"math"
	"slices"

	"voxpop/internal/vector"
)

// What the search for themes is made of. The figures come from
// research on the sets that docs/THEMES.md names; one setting serves all.
const (
	dimensions = 100  // of the messages as points
	neighbours = 20   // links of a message
	steps      = 8    // of smoothing along the links
	keep       = 0.1  // of a message's own place, in each step
	lettered   = 0.5  // what four letters count in the mixture, beside a word
	sharpness  = 0.7  // how much a word's flatness costs it
	sweeps     = 12   // of the mixture, at most
	few        = 100  // themes at most that several runs must agree on
	enough     = 8000 // texts to seek themes among
	clearly    = 0.85 // of the links that k-means breaks, what the tree may break at most
	finest     = 600  // parts that themes are joined from, at most
)

// grams are the features that messages are near each other by: stems, without
// function words.
var grams = vector.Recipe{Words: 1, MinDF: 2, Stem: true, Stop: true}

// counted are the features that the mixture weighs, which finds out by itself
// which words tell nothing.
var counted = vector.Recipe{Words: 2, LettersMin: 4, LettersMax: 4, MinDF: 2, Stem: true}

// Find proposes themes. The order of the messages does not matter, and the same
// messages give the same themes.
func Find(messages []Message, o Options) Result {
	c := prepare(messages)
	s := place(&c)
	return propose(c, s, s.found(&c, o), o)
}

// found parts the unique texts (-1: in no theme). Where many people say the
// same in words that nobody else uses, these words are a theme: a call that was
// copied, an answer of one word. A few copies of one text among many messages
// are not enough. Of o.K themes they take as many as their share of the messages.
func (s space) found(c *corpus, o Options) []int32 {
	var alone []int32
	copies, all := 0, 0
	least := min(max(3, len(c.messages)/1000), 10)
	for i, w := range s.words {
		all += len(c.same[i])
		if !w && len(c.same[i]) >= least {
			alone = append(alone, int32(i))
			copies += len(c.same[i])
		}
	}
	slices.SortStableFunc(alone, func(a, b int32) int { return len(c.same[b]) - len(c.same[a]) })
	if o.K > 0 && len(alone) > 0 {
		most := (2*o.K*copies + all) / (2 * all)
		if slices.Contains(s.words, true) {
			most = min(most, o.K-1)
		}
		alone = alone[:min(len(alone), most)]
		o.K = max(1, o.K-len(alone))
	}
	of := s.themes(o)
	next := max(0, slices.Max(append(of, -1))+1)
	for j, i := range alone {
		of[i] = next + int32(j)
	}
	return of
}

// space is the messages as points.
type space struct {
	raw    vector.Dense // of each unique text: its place by its own words
	smooth vector.Dense // its place among its neighbours
	links  vector.Graph
	counts vector.Rows // for the mixture
	lists  vector.Rows // counts by column
	words  []bool      // whether it shares a word with any other
	lang   []string
	keys   []uint64 // what chance goes by, so that a text more changes nothing for the others
	given  bool     // places come from vectors that were given
}

func place(c *corpus) space {
	columns, rows := vector.Learn(c.unique, grams)
	columns.Weigh(rows, vector.Weighting{})
	s := space{words: make([]bool, rows.Len()), keys: c.keys}
	for i := range s.words {
		s.words[i] = rows.Start[i+1] > rows.Start[i]
	}
	s.raw = vector.Decompose(rows, dimensions, 0, 1).U
	s.raw.Normalize()
	if e, ok := c.vectors(); ok {
		s.given = true
		s.raw = beside(e, s.raw)
		s.links = vector.NeighboursDense(s.raw, neighbours, 1)
		for i := range s.words {
			s.words[i] = slices.ContainsFunc(s.raw.Row(i), func(v float32) bool { return v != 0 })
		}
	} else {
		s.links = vector.Neighbours(rows, neighbours, 0)
	}
	s.smooth = vector.Smooth(s.raw, s.links, steps, keep)
	s.smooth.Normalize()
	counts, rows := vector.Learn(c.unique, counted)
	lo, _ := counts.Range(vector.Letters)
	for p, c := range rows.Col {
		if c >= lo {
			rows.Val[p] *= lettered
		}
	}
	s.counts, s.lists = rows, rows.Transposed()
	s.lang = make([]string, len(c.unique))
	for i, m := range c.unique {
		s.lang[i] = m.Lang
	}
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
	groups := [][]int32{nil}
	if o.K <= 0 && !s.given {
		groups = part.tongues()
	}
	next := int32(0)
	for _, g := range groups {
		here := part
		if g != nil {
			here = part.only(g)
		}
		of := here.divided(o, 3)
		for j, t := range of {
			if g != nil {
				j = int(g[j])
			}
			out[rows[j]] = next + t
		}
		next += int32(count(of))
	}
	return out
}

// tongues parts texts by their stated language where languages have no words in common:
// how many themes there are is asked of each, or the smaller ones would drown.
// A language is apart when it has enough texts and hardly a link to another;
// what is left stays together. nil is all texts.
func (s space) tongues() [][]int32 {
	const least, inside = 40, 0.9
	n := len(s.lang)
	at := map[string]int{}
	var names []string
	var size, own, all []float64
	of := make([]int, n)
	for i, l := range s.lang {
		g, ok := at[l]
		if !ok {
			g = len(names)
			at[l] = g
			names, size, own, all = append(names, l), append(size, 0), append(own, 0), append(all, 0)
		}
		of[i] = g
		size[g]++
	}
	for i := range n {
		to, sim := s.links.Near(i)
		for j, v := range to {
			all[of[i]] += float64(sim[j])
			if of[v] == of[i] {
				own[of[i]] += float64(sim[j])
			}
		}
	}
	rows := make([][]int32, len(names)+1)
	for i, g := range of {
		if size[g] < least || own[g] < inside*all[g] {
			g = len(names)
		}
		rows[g] = append(rows[g], int32(i))
	}
	rows = slices.DeleteFunc(rows, func(r []int32) bool { return r == nil })
	if len(rows) < 2 {
		return [][]int32{nil}
	}
	return rows
}

// divided is partition and, where the texts decide how many themes there are,
// once more for a theme of nearly half of the texts: something that stands far
// apart, say a call that many copied, hides what the rest has to tell apart.
func (s space) divided(o Options, depth int) []int32 {
	const big, least = 0.4, 40
	of := s.partition(o)
	if o.K > 0 || depth == 0 {
		return of
	}
	next := int32(count(of))
	for t := range next { // the themes that there were before
		var rows []int32
		for i, p := range of {
			if p == t {
				rows = append(rows, int32(i))
			}
		}
		if len(rows) < least || float64(len(rows)) < big*float64(len(of)) || len(rows) == len(of) {
			continue
		}
		within := s.only(rows)
		parts := within.divided(o, depth-1)
		if modularity(within.links, parts) < 0.2 {
			continue
		}
		for j, p := range parts {
			if p > 0 {
				of[rows[j]] = next + p - 1
			}
		}
		next += int32(count(parts)) - 1
	}
	return of
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
	part := space{raw: s.raw.Take(rows), smooth: s.smooth.Take(rows), links: g, counts: s.counts.Take(rows), lang: make([]string, len(rows)), keys: make([]uint64, len(rows)), given: s.given}
	for j, i := range rows {
		part.lang[j], part.keys[j] = s.lang[i], s.keys[i]
	}
	part.lists = part.counts.Transposed()
	return part
}

// asked is the k parts, refined. Where an editor asked for finer themes and words
// would bring most of them together again, they stay as they are.
func (s space) asked(of []int32, k int, o Options) []int32 {
	better := numbered(s.refined(of, k, sweeps))
	if o.Finer > 0 && 4*count(better) < 3*k {
		return numbered(of)
	}
	return better
}

// sample is n texts, or all: those of the smallest keys, so that nearly the same
// ones are taken when texts are added.
func (s space) sample(n int) []int32 {
	rows := make([]int32, len(s.keys))
	for i := range rows {
		rows[i] = int32(i)
	}
	if n < len(rows) {
		slices.SortFunc(rows, func(a, b int32) int { return cmp.Or(cmp.Compare(s.keys[a], s.keys[b]), int(a-b)) })
		rows = rows[:n]
		slices.Sort(rows)
	}
	return rows
}

// partition parts texts that all have words into o.K themes, or as many as
// they show.
func (s space) partition(o Options) []int32 {
	n := s.smooth.Len()
	if n > enough {
		return s.spreadOut(o)
	}
	k := o.K
	most := max(1, min(n/4, finest))
	if k > 0 {
		most = min(most, 3*k)
	}
	fine := clusters(s.smooth, s.keys, max(most, min(k, n)), 1, 12, o.Seed)
	parts := fine.Centres.Len()
	joins := tree(s.smooth, fine.Of, parts)
	if k <= 0 {
		k = s.many(fine.Of, parts, joins, o)
	}
	k = min(k, n)
	if k < 2 {
		return make([]int32, n)
	}
	// Even themes come from k-means, uneven ones from the tree. Which of them the
	// texts have is seen before words move anything.
	even := clusters(s.smooth, s.keys, k, 2, 20, o.Seed).Of
	if uneven := cut(fine.Of, parts, joins, k); 1-modularity(s.links, uneven) < clearly*(1-modularity(s.links, even)) {
		return s.asked(uneven, k, o)
	}
	if k <= few {
		even = s.consensus(k, o.Seed)
	}
	return s.asked(even, k, o)
}

// spreadOut parts a sample of the texts, gives each other text the theme whose
// middle is nearest, and moves all by their words: what a theme is, is known
// from a part, and the cost stays in proportion to the texts.
func (s space) spreadOut(o Options) []int32 {
	rows := s.sample(enough)
	of := s.only(rows).partition(o)
	k := count(of)
	c := vector.Clusters{Centres: vector.NewDense(k, s.smooth.Cols)}
	for j, i := range rows {
		centre := c.Centres.Row(int(of[j]))
		for d, v := range s.smooth.Row(int(i)) {
			centre[d] += v
		}
	}
	c.Centres.Normalize()
	all := c.Refine(s.smooth, 1).Of
	for j, i := range rows {
		all[i] = of[j]
	}
	return numbered(s.refined(all, k, sweeps/2))
}

// refined moves texts to the themes that their words are likeliest in. Given
// vectors bring languages together, which words would part again.
func (s space) refined(of []int32, k, sweeps int) []int32 {
	if s.given {
		return of
	}
	return mixture(s.counts, s.lists, of, k, sharpness, sweeps)
}

// vectors are the places that an adapter gave the unique texts, about their
// mean and in few dimensions; ok is false unless every text has one. One of
// zeros, for a text that the adapter could not take, says nothing: it stays so.
func (c *corpus) vectors() (e vector.Dense, ok bool) {
	if len(c.first) == 0 {
		return e, false
	}
	width := len(c.messages[c.first[0]].Vector)
	e = vector.NewDense(len(c.first), width)
	mean := make([]float64, width)
	var said []int
	for i, m := range c.first {
		v := c.messages[m].Vector
		if len(v) != width || width == 0 {
			return e, false
		}
		copy(e.Row(i), v)
		some := false
		for d, x := range v {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return e, false
			}
			mean[d] += float64(x)
			some = some || x != 0
		}
		if some {
			said = append(said, i)
		}
	}
	if len(said) == 0 {
		return e, false
	}
	for _, i := range said {
		for d := range mean {
			e.Row(i)[d] -= float32(mean[d] / float64(len(said)))
		}
	}
	e.Normalize()
	e = vector.Reduce(e, dimensions)
	e.Normalize()
	return e, true
}

// beside joins two places of each text, the first counting more.
func beside(a, b vector.Dense) vector.Dense {
	const second = 0.4
	out := vector.NewDense(a.Len(), a.Cols+b.Cols)
	for i := range a.Len() {
		row := out.Row(i)
		copy(row, a.Row(i))
		for d, v := range b.Row(i) {
			row[a.Cols+d] = second * v
		}
	}
	out.Normalize()
	return out
}
