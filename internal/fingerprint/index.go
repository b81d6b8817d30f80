package fingerprint

import (
	"cmp"
	"math/bits"
	"slices"
)

// Match is two of a list that are alike, A before B.
type Match struct {
	A, B       int
	Similarity float64 // part of the bits that are the same, 0 to 1
}

const (
	// keyBits is how many places a table has for keys, as a power of two.
	keyBits = 20
	// crowd is how many items of one key are looked up: what more recordings
	// share, such as a hum, is no mark of any.
	crowd = 32
	// company is how many copies of a print are enough: it is looked for no
	// further, and nothing is compared with it any more.
	company = 40
	// around is how many items on each side of a shared one are compared first.
	around = 6
	// roughly is the part of their bits that may differ.
	roughly = .25
)

// keep are the bits of an item that make its key, 20 of 32, once for each
// table: so spread that each bit is in three or four of the six and no two
// tables share more than 12. Of two prints of which every bit differs with a chance of
// .15, an item shares the key of one table in one case of 25: a message of a few
// seconds almost always shares some, a longer one always. The errors of real
// copies stand close together, so they share many more.
var keep = [...]uint32{0xf5233cdf, 0x1bddcff0, 0xeef6932d, 0xcdfbe51a, 0x7a2c7be7, 0xb6ddf84e}

func key(item, bits uint32) uint32 { return (item & bits) * 0x9e3779b1 >> (32 - keyBits) }

// NearPrints returns which prints of a list are of one recording, by where A
// and then B stands. Where very many are, not all pairs of them are there, but
// enough to join them.
//
// It does not compare all with all: two prints are laid over each other only
// where they share most bits of an item and are roughly alike around it. The
// time grows with the list and with how much in it is alike: docs/MEDIA.md.
func NearPrints(prints []Print) []Match {
	x := newPrintIndex(prints)
	for _, bits := range keep {
		x.look(bits)
	}
	out := make([]Match, 0, len(x.found))
	for k, errors := range x.found {
		out = append(out, Match{int(k[0]), int(k[1]), 1 - errors})
	}
	slices.SortFunc(out, byPlace)
	return out
}

func byPlace(a, b Match) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) }

// printIndex finds the items of one key, for one table at a time so that
// memory stays small: 12 bytes for each item besides the prints.
type printIndex struct {
	prints []Print
	items  []uint32 // of all prints, one after the other
	start  []int32  // of each print among them
	owner  []int32  // print of each item
	head   []int32  // last item of each key, -1 where none is
	count  []uint8
	next   []int32 // item of the same key before
	done   []int32 // by print: the last one, plus one, that was found to be a near copy of it
	near   []uint8 // by print: earlier ones that are alike, up to company
	laid   []laid  // by print: how it was last laid over
	found  map[[2]int32]float64
}

// laid is by how many items print, minus one, began later when it was laid over
// another. What two share, such as a greeting, shares many keys and lies one way.
type laid struct{ print, off int32 }

func newPrintIndex(prints []Print) *printIndex {
	x := &printIndex{prints: make([]Print, len(prints)), head: make([]int32, 1<<keyBits), count: make([]uint8, 1<<keyBits),
		done: make([]int32, len(prints)), near: make([]uint8, len(prints)), laid: make([]laid, len(prints)), found: map[[2]int32]float64{}}
	for i, p := range prints {
		p = p[:min(len(p), MaxItems)]
		if len(p) < LeastItems || !varied(p) {
			p = nil
		}
		x.prints[i] = p
		x.start = append(x.start, int32(len(x.owner)))
		x.items = append(x.items, p...)
		for range p {
			x.owner = append(x.owner, int32(i))
		}
	}
	x.next = make([]int32, len(x.owner))
	return x
}

// look compares each print with those before it that share a key.
func (x *printIndex) look(mask uint32) {
	for i := range x.head {
		x.head[i], x.count[i] = -1, 0
	}
	clear(x.done)
	clear(x.laid)
	for b, p := range x.prints {
		var before uint32
		for i, item := range p {
			k := key(item, mask)
			if i > 0 && k == before {
				continue // what lasts says nothing new
			}
			before = k
			for e := x.head[k]; e >= 0 && x.near[b] < company; e = x.next[e] {
				a := x.owner[e]
				if x.done[a] == int32(b+1) || x.laid[a] == (laid{int32(b + 1), e - x.start[a] - int32(i)}) || !x.likely(p, int(e), i) {
					continue
				}
				x.compare(a, int32(b), int(e-x.start[a]), i)
			}
		}
		if x.near[b] == company {
			continue
		}
		before = 0
		for i, item := range p {
			k := key(item, mask)
			if (i == 0 || k != before) && x.count[k] < crowd {
				e := x.start[b] + int32(i)
				x.next[e], x.head[k] = x.head[k], e
				x.count[k]++
			}
			before = k
		}
	}
}

// likely looks at two items on each side of item e and of item j of a print,
// which is quick: they stand beside each other in memory. Across the end of a
// print they say nothing, so there it is content.
func (x *printIndex) likely(q Print, e, j int) bool {
	const side = 2
	if e < side || e+side >= len(x.items) || j < side || j+side >= len(q) || x.owner[e-side] != x.owner[e+side] {
		return true
	}
	p, q := x.items[e-side:][:2*side+1], q[j-side:][:2*side+1]
	wrong := 0
	for k, v := range p {
		wrong += bits.OnesCount32(v ^ q[k])
	}
	return float64(wrong) <= roughly*32*(2*side+1)
}

// compare lays print b over print a so that item j of b is on item i of a.
func (x *printIndex) compare(a, b int32, i, j int) {
	p, q := x.prints[a], x.prints[b]
	if !promising(p, q, i, j) {
		return
	}
	x.laid[a] = laid{b + 1, int32(i - j)}
	pair := [2]int32{a, b}
	best, known := x.found[pair]
	if known && best <= MostErrors/3 {
		x.done[a] = b + 1 // as near as copies are: another way of laying them says nothing more
		return
	}
	// A cut or another encoder may have moved it by less than an item.
	for d := -1; d <= 1; d++ {
		over, under, ok := laidOver(p, q, i-j+d)
		if !ok {
			continue
		}
		if errors := copied(over, under); errors <= MostErrors && (!known || errors < best) {
			if !known {
				x.near[b]++
			}
			x.found[pair], best, known = errors, errors, true
		}
	}
}

// promising reports whether two prints are roughly alike around item i of one
// and j of the other.
func promising(p, q Print, i, j int) bool {
	back := min(i, j, around)
	n := min(len(p)-i, len(q)-j, around+1) + back
	p, q = p[i-back:][:n], q[j-back:][:n]
	wrong := 0
	for k, v := range p {
		wrong += bits.OnesCount32(v ^ q[k])
	}
	return float64(wrong) <= roughly*float64(32*n)
}
