package duplicate

import (
	"math"
	"math/bits"
	"slices"
)

// shared says how much of two messages stands in the other, in runs of
// letters, in whatever order.
type shared struct {
	a, b     int     // letters of each that stand in the other
	wa, wb   float32 // what they weigh
	inA, inB uint64  // where they stand: each bit a 64th of the message
	passages float32 // what the shared passages weigh, less what each may owe to chance
	count    int     // passages that weigh more than that
}

// byChance is the part of a passage that counts for nothing: so much is shared
// by messages that have nothing to do with each other.
const byChance = 8

// cover compares messages with one that it keeps at hand.
type cover struct {
	a     []byte
	k     int      // length of the grams in the table
	heads []uint32 // table: where the first gram in a ends, by hash
	next  []uint32 // where the next gram with the same hash ends
	marks []byte
}

// shortest is how long a run of letters must be to count: longer in long
// messages, where more is shared by chance.
func shortest(a, b int) int { return min(8, 4+bits.Len(uint(max(a, b))/100)) }

func (c *cover) with(a []byte) {
	c.a, c.k = a, 0
}

func hashGram(g uint64, bits int) int { return int(g * 0x9e3779b97f4a7c15 >> (64 - bits)) }

func (c *cover) build(k int) {
	if c.k == k {
		return
	}
	c.k = k
	n := bits.Len(uint(len(c.a))) + 1
	if cap(c.heads) < 1<<n {
		c.heads = make([]uint32, 1<<n)
	}
	c.heads = c.heads[:1<<n]
	clear(c.heads)
	if cap(c.next) < len(c.a) {
		c.next = make([]uint32, len(c.a))
	}
	c.next = c.next[:len(c.a)]
	var g uint64
	for i := len(c.a) - 1; i >= 0; i-- { // from the end, so that the first places are looked at first
		g = g>>8 | uint64(c.a[i])<<(8*(k-1))
		if end := i + k; end <= len(c.a) {
			h := hashGram(g, n)
			c.next[end-1] = c.heads[h]
			c.heads[h] = uint32(end)
		}
	}
}

// chain bounds how many places of one gram are looked at.
const chain = 16

// reach is how far apart two runs may stand to be one passage with a word
// changed, left out or put in.
const reach = 20

// compare returns what the message at hand and b share. Letters weigh wa and
// wb, or 1 where that is nil.
func (c *cover) compare(b []byte, wa, wb []float32) shared {
	var s shared
	a := c.a
	k := shortest(len(a), len(b))
	if len(a) < k || len(b) < k {
		return s
	}
	c.build(k)
	c.marks = slices.Grow(c.marks[:0], len(a))[:len(a)]
	clear(c.marks)
	shift := bits.Len(uint(len(c.heads))) - 1
	mask := ^uint64(0) >> (64 - 8*k)
	var g uint64
	have := 0               // letters in g
	endA, endB := -1<<20, 0 // of the run before
	passage := float32(0)   // weight of the passage so far
	for i := 0; i < len(b); i++ {
		g = g<<8 | uint64(b[i])
		if have++; have < k {
			continue
		}
		at := c.nearest(b[i-k+1:i+1], hashGram(g&mask, shift), endA)
		if at < 0 {
			continue
		}
		fromA, toA, fromB, toB := at-k, at, i+1-k, i+1
		for toA < len(a) && toB < len(b) && a[toA] == b[toB] {
			toA, toB = toA+1, toB+1
		}
		for fromA > 0 && fromB > endB && a[fromA-1] == b[fromB-1] {
			fromA, fromB = fromA-1, fromB-1
		}
		if fromB-endB > reach || fromA-endA > reach || fromA < endA-2 {
			s.passage(passage)
			passage = 0
		}
		for j := fromA; j < toA; j++ {
			w := weight(wa, j)
			passage += w
			if c.marks[j] == 0 {
				c.marks[j] = 1
				s.a++
				s.wa += w
				s.inA |= 1 << (uint(j) * 64 / uint(len(a)))
			}
		}
		for j := fromB; j < toB; j++ {
			s.b++
			s.wb += weight(wb, j)
			s.inB |= 1 << (uint(j) * 64 / uint(len(b)))
		}
		endA, endB = toA, toB
		i, have = toB-1, 0
	}
	s.passage(passage)
	return s
}

func (s *shared) passage(w float32) {
	if w > byChance {
		s.passages += w - byChance
		s.count++
	}
}

func weight(w []float32, i int) float32 {
	if w == nil {
		return 1
	}
	return w[i]
}

// nearest is where in the message at hand the gram ends, or -1: of several
// places the one that best goes on from end.
func (c *cover) nearest(gram []byte, hash, end int) int {
	k := len(gram)
	if end >= 0 && end+k <= len(c.a) && string(c.a[end:end+k]) == string(gram) {
		return end + k
	}
	best, gap := -1, math.MaxInt
	at := c.heads[hash]
	for tries := 0; at != 0 && tries < chain; tries++ {
		p := int(at)
		if string(c.a[p-k:p]) == string(gram) {
			d := p - k - end
			if d < -k {
				d = 1<<20 - d // backwards
			} else if d < 0 {
				d = -d
			}
			if d < gap {
				best, gap = p, d
			}
		}
		at = c.next[p-1]
	}
	return best
}
