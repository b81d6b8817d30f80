package duplicate

import "slices"

// recent is how many wordings of a block are looked up for one fingerprint: so
// few that every fingerprint of a text that a whole block varies has its say.
const recent = 24

// block is how many messages are added at once when all are at hand.
const block = 2048

// addAll adds messages in their order, many at a time on all cores. The
// wordings of a block are looked up in the index as it was before it, and
// among the earlier ones of the block.
func (x *Index) addAll(messages []Message) {
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
	}
}

// neighbourhood finds the wordings of a block by their fingerprints.
type neighbourhood struct {
	heads [1 << headBits]int32 // last place plus 1, by hash
	list  []place
}

const headBits = 18

type place struct {
	hash     uint32
	at, next int32
}

func (h *neighbourhood) fill(fresh []search) {
	clear(h.heads[:])
	h.list = h.list[:0]
	for i := range fresh {
		for _, p := range fresh[i].prints {
			head := &h.heads[p.hash>>(32-headBits)]
			h.list = append(h.list, place{p.hash, int32(i), *head})
			*head = int32(len(h.list))
		}
	}
}

// look adds to the best of search i the wordings before it in the block that
// share most with it.
func (h *neighbourhood) look(w *scratch, fresh []search, i int, letters []byte) {
	z := &fresh[i]
	w.tally.reset()
	each := letterShare(letters, z.prints)
	spent := 0
	for _, p := range z.prints {
		last, taken := int32(-1), 0
		for at := h.heads[p.hash>>(32-headBits)]; at != 0; at = h.list[at-1].next {
			l := h.list[at-1]
			if l.hash != p.hash || int(l.at) >= i || l.at == last {
				continue
			}
			last = l.at
			spent++
			if taken++; taken > recent || spent > budget {
				break
			}
			w.tally.add(fresh[l.at].node, each)
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
