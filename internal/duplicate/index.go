package duplicate

import (
	"math"
	"slices"
	"strings"

	"voxpop/internal/text"
)

const (
	candidates = 12   // messages looked at closely for each new one
	neighbours = 8    // a message with as many is well represented: no need to find it too
	budget     = 4096 // places looked up for each new message, at most
)

// Index finds the group of each message as it comes. It is not safe for
// concurrent use.
type Index struct {
	workers  int
	alphabet *alphabet
	messages []Message
	nodeOf   []int32 // of each message
	byID     map[string]int32
	nodes    []node
	same     map[uint64][]int32 // wordings by the hash of their letters
	postings postings
	arena    []byte
	pairs    []Pair
	s        scratch
}

// node is one wording: every message with the same letters.
type node struct {
	letters []byte
	first   int32 // earliest message
	count   int32
	links   []int32 // earlier wordings that may be alike
	root    int32   // wording at which its group began, as far as known when it came
}

// Match is the group that a message found when it came. [Index.Groups] may
// settle it otherwise.
type Match struct {
	Group      string  // id, "" when the message stands alone so far
	Message    string  // id of the earlier message that is most like it
	Reason     Reason  // exact or near
	Similarity float64 // to that message, 0 to 1
}

// New returns an empty index.
func New(o Options) *Index {
	return &Index{workers: o.Workers, alphabet: newAlphabet(), byID: map[string]int32{}, same: map[uint64][]int32{}}
}

// Pair notes messages that are alike by other means. Pairs of messages that
// are not in the index are passed over.
func (x *Index) Pair(alike ...Pair) { x.pairs = append(x.pairs, alike...) }

// scratch is what one search needs.
type scratch struct {
	letters []byte
	prints  []print
	lists   []posted
	tally   tally
	top     []scored
	cover   cover
	weights []float32
}

type posted struct {
	one, n int32
	list   []int32
}

type scored struct {
	node  int32
	score float32
}

// Add adds a message and returns the group that it found. A second message
// with the same id is not added.
func (x *Index) Add(m Message) Match {
	x.s.letters = x.alphabet.appendLetters(x.s.letters[:0], m.Text)
	return x.insert(m, x.s.letters)
}

func (x *Index) insert(m Message, letters []byte) Match {
	if _, ok := x.byID[m.ID]; ok {
		return Match{}
	}
	i := int32(len(x.messages))
	x.byID[m.ID] = i
	x.messages = append(x.messages, m)
	key := letters
	if len(letters) == 0 { // signs only
		key = []byte(strings.TrimSpace(text.FoldString(m.Text)))
	}
	h := hash(key)
	if len(key) > 0 {
		for _, n := range x.same[h] {
			node := &x.nodes[n]
			if string(node.letters) == string(letters) {
				x.nodeOf = append(x.nodeOf, n)
				node.count++
				return Match{x.groupID(node.root), x.messages[node.first].ID, Exact, 1}
			}
		}
	}
	n := int32(len(x.nodes))
	x.nodeOf = append(x.nodeOf, n)
	x.nodes = append(x.nodes, node{letters: x.keep(letters), first: i, count: 1, root: n})
	if len(key) > 0 {
		x.same[h] = append(x.same[h], n)
	}
	to, similarity := x.link(n)
	if to < 0 {
		return Match{}
	}
	x.nodes[n].root = x.nodes[to].root
	return Match{x.groupID(x.nodes[n].root), x.messages[x.nodes[to].first].ID, Near, similarity}
}

func (x *Index) groupID(node int32) string { return groupID(x.messages[x.nodes[node].first].ID) }

func groupID(first string) string { return "d-" + first }

// keep copies b to where all letters are kept.
func (x *Index) keep(b []byte) []byte {
	if cap(x.arena)-len(x.arena) < len(b) {
		x.arena = make([]byte, 0, max(1<<20, len(b)))
	}
	n := len(x.arena)
	x.arena = append(x.arena, b...)
	return x.arena[n:len(x.arena):len(x.arena)]
}

// hash is FNV-1a, eight bytes at a time.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for ; len(b) >= 8; b = b[8:] {
		h = (h ^ uint64(b[0]) ^ uint64(b[1])<<8 ^ uint64(b[2])<<16 ^ uint64(b[3])<<24 ^ uint64(b[4])<<32 ^ uint64(b[5])<<40 ^ uint64(b[6])<<48 ^ uint64(b[7])<<56) * 1099511628211
		h ^= h >> 32
	}
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// link looks for earlier wordings like n, notes them and makes n itself to be
// found. It returns the one most like it, or -1, and how like it is.
func (x *Index) link(n int32) (best int32, similarity float64) {
	z := &x.s
	letters := x.nodes[n].letters
	z.prints = fingerprints(z.prints[:0], letters)
	x.gather(z, letters)
	total := sum(z.weights)
	z.cover.with(letters)
	best = -1
	strongest, covered, alike := float32(0), false, 0
	for _, t := range z.top {
		b := x.nodes[t.node].letters
		s := z.cover.compare(b, z.weights, nil)
		if s.passages < least/2 {
			continue
		}
		// what b weighs is not known here: not more than its letters
		whole := float32(s.a) / float32(max(1, len(letters)))
		if total > 0 {
			whole = max(whole, s.wa/total)
		}
		whole = max(whole, float32(s.b)/float32(len(b)))
		if whole < loose {
			continue
		}
		x.nodes[n].links = append(x.nodes[n].links, t.node)
		alike++
		inA, inB := float64(s.a)/float64(len(letters)), float64(s.b)/float64(len(b))
		if inA > 0.6 && inB > 0.9 {
			covered = true
		}
		if s.passages > strongest && enough(s, total, float32(len(b))) {
			best, strongest, similarity = t.node, s.passages, (inA*float64(len(letters))+inB*float64(len(b)))/float64(len(letters)+len(b))
		}
	}
	if !covered && alike < neighbours {
		for _, p := range z.lists {
			_ = p
		}
		slices.SortFunc(z.prints, func(a, b print) int { return int(int64(a.hash) - int64(b.hash)) })
		for i, p := range z.prints {
			if i == 0 || p.hash != z.prints[i-1].hash {
				x.postings.add(p.hash, n)
			}
		}
	}
	return best, similarity
}

// gather finds what letters weigh and the messages that share most with them.
func (x *Index) gather(z *scratch, letters []byte) {
	z.weights = slices.Grow(z.weights[:0], len(letters))[:len(letters)]
	clear(z.weights)
	z.lists = z.lists[:0]
	each := float32(len(letters)) / float32(max(1, len(z.prints))) // letters that a print stands for
	for _, p := range z.prints {
		one, list, n := x.postings.find(p.hash)
		spread(z.weights, p, rarity(n))
		if n > 0 {
			z.lists = append(z.lists, posted{one, n, list})
		}
	}
	slices.SortStableFunc(z.lists, func(a, b posted) int { return int(a.n - b.n) })
	z.tally.reset()
	spent := 0
	for _, p := range z.lists {
		if p.n == 1 {
			z.tally.add(p.one, each)
			continue
		}
		if spent += len(p.list); spent > budget {
			break
		}
		w := rarity(p.n) * each
		for _, m := range p.list {
			z.tally.add(m, w)
		}
	}
	z.top = z.tally.top(z.top[:0], candidates)
}

// weigh returns what each letter weighs.
func (x *Index) weigh(z *scratch, letters []byte) []float32 {
	z.prints = fingerprints(z.prints[:0], letters)
	w := make([]float32, len(letters))
	for _, p := range z.prints {
		_, _, n := x.postings.find(p.hash)
		spread(w, p, rarity(n))
	}
	return w
}

// spread gives the letters of a print its weight.
func spread(w []float32, p print, weight float32) {
	for i := max(0, int(p.end)-gram+1); i <= int(p.end); i++ {
		w[i] = max(w[i], weight)
	}
}

// usual is how many wordings may share a phrase before it begins to weigh
// less; where a thousand do it weighs nothing. A campaign has at most a few
// wordings that are looked for, however many people send it.
const usual = 16

// rarity is what a letter weighs that stands in a phrase of n wordings.
func rarity(n int32) float32 {
	if n <= usual {
		return 1
	}
	return max(0, 1-float32(math.Log2(float64(n)/usual))/6)
}

func sum(w []float32) float32 {
	t := float32(0)
	for _, v := range w {
		t += v
	}
	return t
}

// tally adds up scores of a few thousand messages.
type tally struct {
	keys   []int32 // message plus 1
	scores []float32
	used   []int32 // slots
}

func (t *tally) reset() {
	if t.keys == nil {
		t.keys, t.scores = make([]int32, 4*budget), make([]float32, 4*budget)
	}
	for _, i := range t.used {
		t.keys[i] = 0
	}
	t.used = t.used[:0]
}

func (t *tally) add(m int32, score float32) {
	i := int32(uint32(m+1) * 0x9e3779b1 >> 18)
	for t.keys[i] != m+1 {
		if t.keys[i] == 0 {
			t.keys[i], t.scores[i] = m+1, 0
			t.used = append(t.used, i)
			break
		}
		i = (i + 1) & (4*budget - 1)
	}
	t.scores[i] += score
}

// top appends the n messages with the best scores, best first.
func (t *tally) top(dst []scored, n int) []scored {
	for _, i := range t.used {
		s := scored{t.keys[i] - 1, t.scores[i]}
		if len(dst) == n && !better(s, dst[n-1]) {
			continue
		}
		if len(dst) < n {
			dst = append(dst, s)
		} else {
			dst[n-1] = s
		}
		for j := len(dst) - 1; j > 0 && better(dst[j], dst[j-1]); j-- {
			dst[j], dst[j-1] = dst[j-1], dst[j]
		}
	}
	return dst
}

func better(a, b scored) bool { return a.score > b.score || a.score == b.score && a.node < b.node }
