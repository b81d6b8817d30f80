package duplicate

import (
	"cmp"
	"slices"
)

const (
	several  = 4    // wordings that a group must have to be joined with another
	profiled = 200  // wordings that its phrases are taken from
	kindred  = 0.55 // how much of their phrases two groups must share, by how often each stands in them
	habitual = 0.05 // part of the wordings that must hold a phrase for it to be one of the group's
	foreign  = 0.15 // part of a message that may stand outside those phrases
)

// phrases is how many wordings of a group hold each fingerprint.
type phrases struct {
	of    map[uint32]int32
	n     int32 // wordings
	total int64
}

// gather joins groups that are made of the same phrases. A text that is put
// together anew for every sender, out of a few alternatives for each sentence,
// has no centre that all copies resemble: it makes several groups, in which
// each alternative is more or less usual. It is one campaign and counts once.
// A single message that is made of such phrases throughout is one of them too.
// It returns the centres of the groups that were joined.
func (x *Index) gather(adj [][]edge, centre []int32) map[int32]bool {
	wordings := map[int32][]int32{}
	for n := range adj {
		if len(adj[n]) > 0 {
			wordings[centre[n]] = append(wordings[centre[n]], int32(n))
		}
	}
	type pair struct{ a, b, edges int32 }
	between := map[[2]int32]int32{}
	for n := range adj {
		a := centre[n]
		for _, e := range adj[n] {
			if b := centre[e.to]; !e.paired && a < b && len(wordings[a]) >= several && len(wordings[b]) >= several {
				between[[2]int32{a, b}]++
			}
		}
	}
	var pairs []pair
	for k, n := range between {
		if int(n) >= several/2 {
			pairs = append(pairs, pair{k[0], k[1], n})
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(q.edges, p.edges), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	into := map[int32]int32{}
	root := func(c int32) int32 {
		for {
			up, ok := into[c]
			if !ok {
				return c
			}
			c = up
		}
	}
	profiles := map[int32]*phrases{}
	profile := func(c int32) *phrases {
		p := profiles[c]
		if p == nil {
			p = x.phrases(wordings[c])
			profiles[c] = p
		}
		return p
	}
	for _, p := range pairs {
		a, b := root(p.a), root(p.b)
		if a == b {
			continue
		}
		pa, pb := profile(a), profile(b)
		if pa.shared(pb) < kindred {
			continue
		}
		if len(wordings[a]) < len(wordings[b]) {
			a, b, pa, pb = b, a, pb, pa
		}
		into[b] = a
		pa.add(pb)
		wordings[a] = append(wordings[a], wordings[b]...)
	}
	joined := map[int32]bool{}
	if len(into) == 0 {
		return joined
	}
	for b := range into {
		joined[root(b)] = true
	}
	for n := range centre {
		centre[n] = root(centre[n])
	}
	x.takeIn(adj, centre, joined, wordings, profiles)
	return joined
}

// takeIn puts wordings that resemble some of a joined group, and are made of its phrases, into it.
func (x *Index) takeIn(adj [][]edge, centre []int32, joined map[int32]bool, wordings map[int32][]int32, profiles map[int32]*phrases) {
	var prints []print
	for n := range centre {
		if len(x.nodes[n].links) == 0 && len(adj[n]) == 0 || joined[centre[n]] || len(wordings[centre[n]]) >= 2*several {
			continue
		}
		home := int32(-1)
		consider := func(to int32) {
			if c := centre[to]; joined[c] && (home < 0 || len(wordings[c]) > len(wordings[home]) || len(wordings[c]) == len(wordings[home]) && c < home) {
				home = c
			}
		}
		for _, to := range x.nodes[n].links {
			consider(to)
		}
		for _, e := range adj[n] {
			consider(e.to)
		}
		if home < 0 {
			continue
		}
		letters := x.nodes[n].letters
		p := profiles[home]
		prints = fingerprints(prints[:0], letters)
		covered, until := 0, 0
		for _, f := range prints {
			if p.of[f.hash] < max(2, int32(habitual*float64(p.n))) {
				continue
			}
			end := int(f.end) + 1
			covered += end - max(until, end-gram)
			until = end
		}
		if covered >= firm && float64(covered) >= (1-foreign)*float64(len(letters)) {
			centre[n] = home
		}
	}
}

// phrases counts the fingerprints of wordings, or of some of them if they are many.
func (x *Index) phrases(wordings []int32) *phrases {
	p := &phrases{of: map[uint32]int32{}}
	step := (len(wordings) + profiled - 1) / profiled
	var prints []print
	for i := 0; i < len(wordings); i += step {
		prints = fingerprints(prints[:0], x.nodes[wordings[i]].letters)
		slices.SortFunc(prints, func(a, b print) int { return cmp.Compare(a.hash, b.hash) })
		for j, f := range prints {
			if j == 0 || f.hash != prints[j-1].hash {
				p.of[f.hash]++
				p.total++
			}
		}
		p.n++
	}
	return p
}

// add counts the wordings of q too.
func (p *phrases) add(q *phrases) {
	for h, n := range q.of {
		p.of[h] += n
	}
	p.n += q.n
	p.total += q.total
}

// shared is how much the phrases of two groups have in common, 0 to 1.
func (p *phrases) shared(q *phrases) float64 {
	both := int64(0)
	for h, n := range p.of {
		both += min(int64(n)*int64(q.n), int64(q.of[h])*int64(p.n))
	}
	return 2 * float64(both) / float64(max(1, p.total*int64(q.n)+q.total*int64(p.n)))
}
