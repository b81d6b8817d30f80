package duplicate

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"voxpop/internal/text"
)

const (
	candidates = 12  // messages looked at closely for each new one
	neighbours = 8   // a message with as many is well represented: no need to find it too
	budget     = 320 // places looked up for each new message, at most

	// promising is the part of the shorter message that must seem to be shared,
	// from its fingerprints, before it is looked at closely.
	promising = 0.12
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
	same     map[uint64]int32 // last wording plus 1 by the hash of its letters
	postings postings
	arena    []byte
	pairs    []Pair
	letters  []byte
	s        scratch
	search   search
	known    []print
	workshop []*scratch
}

// node is one wording: every message with the same letters.
type node struct {
	letters []byte
	first   int32 // earliest message
	count   int32
	links   []int32 // earlier wordings that may be alike
	root    int32   // wording at which its group began, as far as known when it came
	twin    int32   // another wording plus 1 with the same hash
	indexed bool    // it can be found
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
	return &Index{workers: o.Workers, alphabet: newAlphabet(), byID: map[string]int32{}, same: map[uint64]int32{}}
}

// Pair notes messages that are alike by other means. Pairs of messages that
// are not in the index are passed over.
func (x *Index) Pair(alike ...Pair) { x.pairs = append(x.pairs, alike...) }

// scratch is what one worker needs.
type scratch struct {
	prints []print
	lists  []posted
	tally  tally
	cover  cover
}

// search is what is found out about one new wording.
type search struct {
	node    int32
	prints  []print
	common  []int32 // how many wordings that are unlike share each print
	weights []float32
	top     []scored
	links   []found
}

// found is an earlier wording that may be alike.
type found struct {
	to         int32
	holds      bool    // nearly all of it stands in the new one
	enough     bool    // alike, as far as can be told now
	passages   float32 // what they share
	similarity float64
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
	x.letters = x.alphabet.appendLetters(x.letters[:0], m.Text)
	match, n := x.insert(m, x.letters)
	if n < 0 {
		return match
	}
	z := &x.search
	z.node = n
	x.look(&x.s, z)
	x.judge(&x.s, z)
	to, similarity := x.enter(z)
	if to < 0 {
		return Match{}
	}
	x.nodes[n].root = x.nodes[to].root
	return Match{x.groupID(x.nodes[n].root), x.messages[x.nodes[to].first].ID, Near, similarity}
}

// insert adds a message. It returns the new wording, or -1 and the group of
// one that is known.
func (x *Index) insert(m Message, letters []byte) (Match, int32) {
	if _, ok := x.byID[m.ID]; ok {
		return Match{}, -1
	}
	i := int32(len(x.messages))
	x.byID[m.ID] = i
	x.messages = append(x.messages, m)
	key := letters
	if len(letters) == 0 { // signs only
		key = []byte(signs(m.Text))
	}
	h := hash(key)
	if len(key) > 0 {
		for n := x.same[h] - 1; n >= 0; n = x.nodes[n].twin - 1 {
			node := &x.nodes[n]
			if string(node.letters) == string(letters) && (len(letters) > 0 || signs(x.messages[node.first].Text) == string(key)) {
				x.nodeOf = append(x.nodeOf, n)
				node.count++
				return Match{x.groupID(node.root), x.messages[node.first].ID, Exact, 1}, -1
			}
		}
	}
	n := int32(len(x.nodes))
	x.nodeOf = append(x.nodeOf, n)
	x.nodes = append(x.nodes, node{letters: x.keep(letters), first: i, count: 1, root: n})
	if len(key) > 0 {
		x.nodes[n].twin, x.same[h] = x.same[h], n+1
	}
	return Match{}, n
}

// signs is what a message without letters is known by.
func signs(s string) string { return strings.TrimSpace(text.FoldString(s)) }

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

// look finds what the letters of a new wording weigh and the wordings in the
// index that share most with them.
func (x *Index) look(w *scratch, z *search) {
	letters := x.nodes[z.node].letters
	z.prints = fingerprints(z.prints[:0], letters)
	z.weights = slices.Grow(z.weights[:0], len(letters))[:len(letters)]
	clear(z.weights)
	z.common, w.lists = z.common[:0], w.lists[:0]
	each := letterShare(letters, z.prints)
	for _, p := range z.prints {
		one, list, n := x.postings.find(p.hash)
		spread(z.weights, p, rarity(n))
		z.common = append(z.common, n)
		if 0 < n && n <= ordinary {
			w.lists = append(w.lists, posted{one, n, list})
		}
	}
	slices.SortStableFunc(w.lists, func(a, b posted) int { return int(a.n - b.n) })
	w.tally.reset()
	spent := 0
	for _, p := range w.lists {
		if p.one >= 0 {
			w.tally.add(p.one, each)
			continue
		}
		if spent += len(p.list); spent > budget {
			break
		}
		weight := rarity(p.n) * each
		for _, m := range p.list {
			w.tally.add(m, weight)
		}
	}
	z.top = w.tally.top(z.top[:0], candidates)
}

// letterShare is how many letters a print stands for.
func letterShare(letters []byte, prints []print) float32 {
	return float32(len(letters)) / float32(max(1, len(prints)))
}

// judge compares a new wording with those found to share most with it.
func (x *Index) judge(w *scratch, z *search) {
	z.links = z.links[:0]
	letters := x.nodes[z.node].letters
	total := sum(z.weights)
	ready := false
	for _, t := range z.top {
		b := x.nodes[t.node].letters
		if t.score < promising*float32(min(len(letters), len(b))) {
			continue
		}
		if !ready {
			w.cover.with(letters)
			ready = true
		}
		s := w.cover.compare(b, z.weights, nil)
		if s.passages < least/2 {
			continue
		}
		inA, inB := float32(s.a)/float32(len(letters)), float32(s.b)/float32(len(b))
		// What b weighs, and how common the phrases will turn out to be, is not
		// known yet: all that may be enough is kept.
		far := max(margin(s, total, float32(len(b))), float32(min(inA, inB))-lax)
		if far < -slack && max(inA, inB) < all {
			continue
		}
		z.links = append(z.links, found{
			to: t.node, holds: inA > 0.6 && inB > 0.9, enough: enough(s, total, float32(len(b))),
			passages: s.passages, similarity: float64(s.a+s.b) / float64(len(letters)+len(b)),
		})
	}
}

// enter notes the likenesses of a new wording and makes it itself to be found,
// unless others that are stand for it. It returns the one most like it, or -1.
func (x *Index) enter(z *search) (best int32, similarity float64) {
	n := &x.nodes[z.node]
	best = -1
	strongest := float32(0)
	stands, alike := false, 0
	for _, l := range z.links {
		n.links = append(n.links, l.to)
		if l.enough || x.nodes[l.to].indexed {
			alike++
		}
		stands = stands || l.holds && x.nodes[l.to].indexed
		if l.enough && l.passages > strongest {
			best, strongest, similarity = l.to, l.passages, l.similarity
		}
	}
	if stands || alike >= neighbours {
		return best, similarity
	}
	n.indexed = true
	slices.SortFunc(z.prints, func(a, b print) int { return cmp.Compare(a.hash, b.hash) })
	// A phrase is common when people who have nothing else in common use it.
	// Those who have it from one text do not make it so, however many.
	x.known = x.known[:0]
	for _, l := range z.links {
		if l.enough {
			x.known = fingerprints(x.known, x.nodes[l.to].letters)
		}
	}
	slices.SortFunc(x.known, func(a, b print) int { return cmp.Compare(a.hash, b.hash) })
	k := 0
	for i, p := range z.prints {
		if i > 0 && p.hash == z.prints[i-1].hash {
			continue
		}
		for k < len(x.known) && x.known[k].hash < p.hash {
			k++
		}
		unlike := int32(1)
		if k < len(x.known) && x.known[k].hash == p.hash {
			unlike = 0
		}
		x.postings.add(p.hash, z.node, unlike)
	}
	return best, similarity
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

// ordinary is how many wordings may share a phrase for it to be looked up.
// What is more common weighs too little to bring two together.
const ordinary = usual << 4

// rarity is what a letter weighs that stands in a phrase of n wordings.
func rarity(n int32) float32 {
	if n <= usual {
		return 1
	}
	if n >= usual<<6 {
		return 0
	}
	return 1 - float32(math.Log2(float64(n)/usual))/6
}

func sum(w []float32) float32 {
	t := float32(0)
	for _, v := range w {
		t += v
	}
	return t
}

// tallyBits leaves room for twice as many messages as one search can meet.
const tallyBits = 13

// tally adds up scores of a few thousand messages.
type tally struct {
	keys   []int32 // message plus 1
	scores []float32
	used   []int32 // slots
}

func (t *tally) reset() {
	if t.keys == nil {
		t.keys, t.scores = make([]int32, 1<<tallyBits), make([]float32, 1<<tallyBits)
	}
	for _, i := range t.used {
		t.keys[i] = 0
	}
	t.used = t.used[:0]
}

func (t *tally) add(m int32, score float32) {
	i := int32(uint32(m+1) * 0x9e3779b1 >> (32 - tallyBits))
	for t.keys[i] != m+1 {
		if t.keys[i] == 0 {
			t.keys[i], t.scores[i] = m+1, 0
			t.used = append(t.used, i)
			break
		}
		i = (i + 1) & (1<<tallyBits - 1)
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
