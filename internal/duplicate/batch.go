package duplicate

import (
	"math/bits"
	"slices"
)

// recent is how many wordings of a block are looked up for one fingerprint: so
// few that every fingerprint of a text that a whole block varies has its say.
const recent = 24

// block is how many messages are added at once when all are at hand.
const block = 2048

// addAll adds messages in their order, many at a time on all cores. The
// wordings of a block are looked up in the index as it was before it, and
// among the earlier ones of the block.
func (x *Index) addAll(messages []Message, done func(n int) bool) {
	letters := make([][]byte, block)
	searches := make([]search, block)
	var near neighbourhood
	for from := 0; from < len(messages); from += block {
		part := messages[from:min(from+block, len(messages))]
		x.parallel(len(part), func(_ *scratch, i int) {
			letters[i] = x.alphabet.appendLetters(letters[i][:0], part[i].Text)
		})
		n := 0
		for i, m := range part {
			if _, node := x.insert(m, letters[i]); node >= 0 {
				searches[n].node = node
				n++
			}
		}
		fresh := searches[:n]
		x.parallel(n, func(w *scratch, i int) { x.look(w, &fresh[i]) })
		near.fill(fresh)
		x.parallel(n, func(w *scratch, i int) {
			near.look(w, fresh, i, x.nodes[fresh[i].node].letters)
			x.judge(w, &fresh[i])
		})
		for i := range fresh {
			x.enter(&fresh[i])
		}
		if done != nil && !done(from+len(part)) {
			return
		}
	}
}

// neighbourhood finds the wordings of a block by their fingerprints.
type neighbourhood struct {
	table []int32 // last place plus 1, by hash
	list  []place
	first []int32 // first place of each search
}

// place is where a fingerprint stands, and the place before it in the block.
type place struct {
	hash         uint32
	at, previous int32 // search; place plus 1
}

func (h *neighbourhood) fill(fresh []search) {
	n := 0
	for i := range fresh {
		n += len(fresh[i].prints)
	}
	size := bits.Len(uint(2 * n))
	if len(h.table) < 1<<size {
		h.table = make([]int32, 1<<size)
	}
	size = bits.Len(uint(len(h.table))) - 1
	clear(h.table)
	h.list, h.first = h.list[:0], h.first[:0]
	mask := len(h.table) - 1
	for i := range fresh {
		h.first = append(h.first, int32(len(h.list)))
		for _, p := range fresh[i].prints {
			slot := int(p.hash * 0x9e3779b1 >> (32 - size))
			for h.table[slot] != 0 && h.list[h.table[slot]-1].hash != p.hash {
				slot = (slot + 1) & mask
			}
			h.list = append(h.list, place{p.hash, int32(i), h.table[slot]})
			h.table[slot] = int32(len(h.list))
		}
	}
}

// look adds to the best of search i the wordings before it in the block that
// share most with it.
func (h *neighbourhood) look(w *scratch, fresh []search, i int, letters []byte) {
	z := &fresh[i]
	w.tally.reset()
	each := letterShare(letters, z.prints)
	for k := range z.prints {
		if z.common[k] > ordinary {
			continue
		}
		last, taken := int32(i), 0
		for at := h.list[int(h.first[i])+k].previous; at != 0 && taken < recent; {
			l := h.list[at-1]
			if l.at != last {
				w.tally.add(fresh[l.at].node, each)
				last = l.at
				taken++
			}
			at = l.previous
		}
	}
	n := len(z.top)
	z.top = append(z.top, w.tally.top(nil, candidates)...)
	if len(z.top) > n {
		slices.SortFunc(z.top, func(a, b scored) int {
			if better(a, b) {
				return -1
			}
			return 1
		})
		z.top = z.top[:min(len(z.top), candidates)]
	}
}
