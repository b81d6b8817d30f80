package duplicate

import "math/bits"

// gram is how many letters make a fingerprint.
const gram = 7

// span of letters in which one fingerprint is kept, and how many are kept of
// a long message.
const (
	window   = 4
	maxPrint = 400
)

// print is a fingerprint: the hash of a gram and where it ends.
type print struct {
	hash uint32
	end  int32
}

// fingerprints appends the hashes that stand for letters s: of every window
// of consecutive grams the least, so that two messages that share a run of
// gram+window-1 letters share a fingerprint (winnowing; Schleimer, Wilkerson
// and Aiken 2003). A long message keeps the least of longer windows, which are
// among those that it would keep of short ones.
func fingerprints(dst []print, s []byte) []print {
	if len(s) == 0 {
		return dst
	}
	if len(s) < gram {
		var h uint64
		for _, c := range s {
			h = h<<8 | uint64(c)
		}
		return append(dst, print{mix(h), int32(len(s) - 1)})
	}
	w := max(window, min(2*window, len(s)/24), 2*len(s)/maxPrint)
	var ring [2*maxLetters/maxPrint + 1]uint32
	var h uint64
	least, at, kept := ^uint32(0), -1, -1 // the least print of the window, the gram it is of, the last gram kept
	for i, c := range s {
		h = h<<8 | uint64(c)
		n := i - gram + 1 // number of this gram
		if n < 0 {
			continue
		}
		p := mix(h & (1<<(8*gram) - 1))
		ring[n%w] = p
		if at >= 0 && n-at >= w {
			least = ^uint32(0)
			for j := n - w + 1; j < n; j++ {
				if ring[j%w] <= least {
					least, at = ring[j%w], j
				}
			}
		}
		if p <= least {
			least, at = p, n
		}
		if at != kept && (n >= w-1 || i == len(s)-1) {
			dst, kept = append(dst, print{least, int32(at + gram - 1)}), at
		}
	}
	return dst
}

// mix is the finaliser of MurmurHash3 (Appleby), cut to 32 bits.
func mix(h uint64) uint32 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return uint32(h)
}

// most is how many messages are kept for one fingerprint. What stands in more
// of them is an everyday phrase and finds nothing; the bound also keeps a
// flood of one phrase from costing more than a flood of many.
const most = 32

// postings finds the messages that hold a fingerprint. It is split in many
// small tables, so that growing one is never felt.
type postings struct {
	shards [1 << shardBits]shard
}

const shardBits = 12

type shard struct {
	keys  []uint32 // fingerprint, 0 = free
	vals  []int32  // a message, or -1-n for lists[n]
	used  int
	lists []posting
}

// posting is where a fingerprint stands: in n messages that are not alike, and
// the first of all that hold it.
type posting struct {
	list []int32
	n    int32
}

func (p *postings) shard(print uint32) *shard { return &p.shards[print>>(32-shardBits)] }

// slot is where print stands in the table or would stand.
func (s *shard) slot(print uint32) int {
	mask := len(s.keys) - 1
	i := int(print*0x9e3779b1>>7) & mask
	for s.keys[i] != print && s.keys[i] != 0 {
		i = (i + 1) & mask
	}
	return i
}

// find returns the messages that hold print: none (-1), one, or the first of
// more, and how many there are that are not alike.
func (p *postings) find(print uint32) (one int32, list []int32, n int32) {
	print = max(print, 1)
	s := p.shard(print)
	if len(s.keys) == 0 {
		return -1, nil, 0
	}
	i := s.slot(print)
	switch v := s.vals[i]; {
	case s.keys[i] == 0:
		return -1, nil, 0
	case v >= 0:
		return v, nil, 1
	default:
		l := &s.lists[-1-v]
		return -1, l.list, l.n
	}
}

// add notes that a message holds print, 1 for one that is unlike the others
// that do, 0 for one that has it from them. Messages come in ascending order.
func (p *postings) add(print uint32, message, unlike int32) {
	print = max(print, 1)
	s := p.shard(print)
	if 4*(s.used+1) > 3*len(s.keys) {
		s.grow()
	}
	i := s.slot(print)
	switch v := s.vals[i]; {
	case s.keys[i] == 0:
		s.keys[i], s.vals[i] = print, message
		s.used++
	case v >= 0:
		s.vals[i] = int32(-1 - len(s.lists))
		s.lists = append(s.lists, posting{[]int32{v, message}, 1 + unlike})
	default:
		l := &s.lists[-1-v]
		l.n += unlike
		if len(l.list) < most {
			l.list = append(l.list, message)
		}
	}
}

func (s *shard) grow() {
	old := *s
	n := max(8, 1<<bits.Len(uint(len(old.keys))))
	s.keys, s.vals = make([]uint32, n), make([]int32, n)
	for i, k := range old.keys {
		if k != 0 {
			j := s.slot(k)
			s.keys[j], s.vals[j] = k, old.vals[i]
		}
	}
}
