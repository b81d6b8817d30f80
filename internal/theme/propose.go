package theme

import (
	"cmp"
	"slices"
	"strings"

	"voxpop/internal/vector"
)

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
		named(&d.Theme, d.words, c.unique[rows[0]])
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
	to := slices.Repeat([]int32{-1}, k) // where a theme stands in the list
	for i, d := range drafts {
		to[d.from] = int32(i)
	}
	near := nearest(s.counts, of, k)
	for i, t := range of {
		if t >= 0 {
			continue
		}
		at := -1
		if near[i] >= 0 {
			at = int(to[near[i]])
		}
		for _, m := range c.same[i] {
			r.Aside = append(r.Aside, Aside{ID: c.messages[m].ID, Why: Alone, Theme: at})
		}
	}
	for m, why := range c.aside {
		r.Aside = append(r.Aside, Aside{ID: c.messages[m].ID, Why: why, Theme: -1})
	}
	slices.SortFunc(r.Aside, func(a, b Aside) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Why, b.Why))
	})
	r.SetAside = len(r.Aside)
	return r
}

// nearest is, for each text in no theme, the one whose texts share most of its
// letters; -1 where none does.
func nearest(counts vector.Rows, of []int32, k int) []int32 {
	wanted := map[int32][]float64{}
	for i, t := range of {
		if t < 0 {
			cols, _ := counts.Row(i)
			for _, c := range cols {
				wanted[c] = nil
			}
		}
	}
	all := map[int32]float64{}
	for i, t := range of {
		if t < 0 || len(wanted) == 0 {
			continue
		}
		cols, _ := counts.Row(i)
		for _, c := range cols {
			if p, ok := wanted[c]; ok {
				if p == nil {
					p = make([]float64, k)
					wanted[c] = p
				}
				p[t]++
				all[c]++
			}
		}
	}
	out := slices.Repeat([]int32{-1}, len(of))
	for i, t := range of {
		if t >= 0 {
			continue
		}
		score := make([]float64, k)
		cols, _ := counts.Row(i)
		for _, c := range cols {
			for q, n := range wanted[c] {
				score[q] += n / all[c]
			}
		}
		best := 0.0
		for q, v := range score {
			if v > best {
				best, out[i] = v, int32(q)
			}
		}
	}
	return out
}

// examples are the messages that show a theme: typical, long enough to say
// something, no two of much the same words.
func examples(c corpus, rows []int32, n int) []string {
	if n <= 0 {
		n = examplesFew
	}
	out := []string{}
	var shown []map[string]bool
	for pass := range 3 {
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
