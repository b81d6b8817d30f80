package bitext

import (
	"math"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// Align pairs the sentences of a translation with those of its source when
// nothing is known of how they came about. It finds the cheapest way through
// both (Gale and Church 1993: long sentences become long ones, most are one to
// one) and prefers pairs that share numbers, names and words kept as they are.
// A sentence that stands for nothing on the other side is in no pair.
func Align(source, target string) []voxpop.Pair {
	s, t := []rune(source), []rune(target)
	return align(units(s, text.Sentences(s)), units(t, text.Sentences(t)))
}

// unit is a sentence as the alignment sees it.
type unit struct {
	span    text.Span
	size    float64         // letters and digits
	anchors map[string]bool // what looks the same in any language
	was     map[string]bool // of a source sentence: the words of its translation before an edit
	now     map[string]bool // of a translated sentence: its words
}

func units(runes []rune, spans []text.Span) []unit {
	out := make([]unit, len(spans))
	for i, s := range spans {
		u := unit{span: s, anchors: map[string]bool{}, now: map[string]bool{}}
		piece := runes[s.Start:s.End]
		for _, r := range piece {
			if text.IsWord(r) && !unicode.IsMark(r) {
				u.size++
			}
		}
		first := true
		for _, w := range text.Words(piece) {
			word := text.FoldString(string(piece[w.Start:w.End]))
			u.now[word] = true
			r := piece[w.Start]
			switch {
			case unicode.IsDigit(r):
				u.anchors[strings.TrimLeft(word, "0")] = true
			case unicode.IsUpper(r) && !first:
				u.anchors[word] = true
			}
			// A word in another script than its own stands for itself, and a name
			// sounds alike in both.
			if k := skeleton(word); len(k) >= 3 && (unicode.IsUpper(r) && !first || !cased(r) && unicode.IsLetter(r)) {
				u.anchors["~"+k] = true
			}
			first = false
		}
		out[i] = u
	}
	return out
}

// beads are the shapes a piece of the alignment may have, with what each costs
// (-100 log of how common it is; Gale and Church 1993, table 5, the last three ours).
var beads = [...]struct {
	from, to int
	cost     float64
}{{1, 1, 12}, {1, 0, 460}, {0, 1, 460}, {2, 1, 240}, {1, 2, 240}, {2, 2, 450}, {3, 1, 500}, {1, 3, 500}}

// reach is how far from the diagonal a path may go, in sentences.
const reach = 40

// align is the cheapest alignment of two runs of sentences.
func align(s, t []unit) []voxpop.Pair {
	if len(s) == 0 || len(t) == 0 {
		return nil
	}
	ratio := 1.0
	if a, b := total(s), total(t); len(s) >= 4 && len(t) >= 4 && a > 0 {
		ratio = math.Min(2.5, math.Max(.4, b/a))
	}
	width := len(t) + 1
	cost := make([]float64, (len(s)+1)*width)
	how := make([]int8, len(cost))
	for i := range cost {
		cost[i] = math.Inf(1)
	}
	cost[0] = 0
	for i := 0; i <= len(s); i++ {
		middle := i * len(t) / len(s)
		for j := max(0, middle-reach); j <= min(len(t), middle+reach); j++ {
			for b, bead := range beads {
				if i < bead.from || j < bead.to {
					continue
				}
				before := cost[(i-bead.from)*width+j-bead.to]
				if math.IsInf(before, 1) {
					continue
				}
				c := before + bead.cost + match(s[i-bead.from:i], t[j-bead.to:j], ratio)
				if at := i*width + j; c < cost[at] {
					cost[at], how[at] = c, int8(b)
				}
			}
		}
	}
	var out []voxpop.Pair
	for i, j := len(s), len(t); i > 0 || j > 0; {
		if math.IsInf(cost[i*width+j], 1) {
			return nil // cannot be: the band holds the diagonal
		}
		bead := beads[how[i*width+j]]
		if bead.from > 0 && bead.to > 0 {
			out = append(out, voxpop.Pair{
				From: [2]int{s[i-bead.from].span.Start, s[i-1].span.End},
				To:   [2]int{t[j-bead.to].span.Start, t[j-1].span.End},
			})
		}
		i, j = i-bead.from, j-bead.to
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// match is what it costs that t stands for s, but for the shape.
func match(s, t []unit, ratio float64) float64 {
	if len(s) == 0 || len(t) == 0 {
		return 0
	}
	a, b := total(s), total(t)
	mean := (a + b/ratio) / 2
	delta := math.Abs(b-a*ratio) / math.Sqrt(mean*6.8+1)
	c := -100 * math.Log(math.Max(2*(1-normal(delta)), 1e-6)) / 4
	shared, lone := 0, 0
	for _, u := range s {
		for k := range u.anchors {
			has := false
			for _, v := range t {
				has = has || v.anchors[k]
			}
			switch {
			case has:
				shared++
			case k[0] != '~' && k[0] < 0x80 && '0' <= k[0] && k[0] <= '9':
				lone++
			}
		}
	}
	c -= 90 * float64(min(shared, 4))
	c += 40 * float64(min(lone, 3))
	// After an edit: the words of the old translation speak for its sentence.
	same, all := 0, 0
	for _, u := range s {
		for w := range u.was {
			all++
			for _, v := range t {
				if v.now[w] {
					same++
					break
				}
			}
		}
	}
	if all > 0 {
		c -= 400 * float64(same) / float64(all)
	}
	return c
}

func total(us []unit) float64 {
	n := 0.0
	for _, u := range us {
		n += u.size
	}
	return n
}

func normal(x float64) float64 { return .5 * math.Erfc(-x/math.Sqrt2) }

// Repair pairs an edited translation with its source again. Sentences that the
// editor left as they were keep their pair, wherever they stand now; what lies
// between is aligned anew, and there the words of the old translation say which
// sentence is which. old and pairs are the translation before the edit; pairs
// that do not fit the texts are left out.
func Repair(source, old string, pairs []voxpop.Pair, edited string) []voxpop.Pair {
	src, was, now := []rune(source), []rune(old), []rune(edited)
	pairs = fitting(pairs, len(src), len(was))
	return repair(src, was, pairs, now)
}

// Resource is [Repair] for an edit of the source (a transcript was corrected):
// the translation stays, and its pairs move.
func Resource(old, edited string, pairs []voxpop.Pair, target string) []voxpop.Pair {
	was, now, tgt := []rune(old), []rune(edited), []rune(target)
	turned := turn(fitting(pairs, len(was), len(tgt)))
	return turn(repair(tgt, was, turned, now))
}

func turn(pairs []voxpop.Pair) []voxpop.Pair {
	out := make([]voxpop.Pair, len(pairs))
	for i, p := range pairs {
		out[i] = voxpop.Pair{From: p.To, To: p.From}
	}
	return out
}

// fitting leaves out pairs that lie outside the texts, are empty or go back.
func fitting(pairs []voxpop.Pair, from, to int) []voxpop.Pair {
	var out []voxpop.Pair
	var last voxpop.Pair
	for _, p := range pairs {
		if p.From[0] < last.From[1] || p.To[0] < last.To[1] || p.From[1] <= p.From[0] || p.To[1] <= p.To[0] || p.From[1] > from || p.To[1] > to {
			continue
		}
		out, last = append(out, p), p
	}
	return out
}

// piece is a sentence of the old translation, with its pair.
type piece struct {
	words string
	pair  int // -1: none
	last  bool
}

func repair(src, was []rune, pairs []voxpop.Pair, now []rune) []voxpop.Pair {
	// The old translation in pieces: the sentences of each pair, and between.
	var olds []piece
	add := func(from, to, pair int) {
		spans := text.Sentences(was[from:to])
		if len(spans) == 0 && pair >= 0 {
			spans = []text.Span{{Start: 0, End: to - from}}
		}
		for i, s := range spans {
			olds = append(olds, piece{string(was[from+s.Start : from+s.End]), pair, i == len(spans)-1})
		}
	}
	at := 0
	for i, p := range pairs {
		add(at, p.To[0], -1)
		add(p.To[0], p.To[1], i)
		at = p.To[1]
	}
	add(at, len(was), -1)
	news := text.Sentences(now)
	words := make([]string, len(news))
	for i, s := range news {
		words[i] = string(now[s.Start:s.End])
	}
	kept := common(olds, words)
	// A pair stays when all its pieces do, side by side.
	var out []voxpop.Pair
	srcAt, newAt := 0, 0 // what is already paired
	gapTo := func(srcTo, newTo int) {
		s := inside(src, srcAt, srcTo)
		var t []text.Span
		for _, n := range news[newAt:newTo] {
			t = append(t, n)
		}
		us, ut := units(src, s), units(now, t)
		for i := range us {
			us[i].was = oldWords(us[i].span, was, pairs)
		}
		out = append(out, align(us, ut)...)
	}
	for i := 0; i < len(olds); {
		j := i
		for j < len(olds)-1 && olds[j].pair >= 0 && olds[j].pair == olds[j+1].pair {
			j++
		}
		whole := olds[i].pair >= 0
		for k := i; k <= j && whole; k++ {
			whole = kept[k] >= 0 && (k == i || kept[k] == kept[k-1]+1)
		}
		if whole {
			p := pairs[olds[i].pair]
			if p.From[0] >= srcAt && kept[i] >= newAt {
				gapTo(p.From[0], kept[i])
				out = append(out, voxpop.Pair{From: p.From, To: [2]int{news[kept[i]].Start, news[kept[j]].End}})
				srcAt, newAt = p.From[1], kept[j]+1
			}
		}
		i = j + 1
	}
	gapTo(len(src), len(news))
	return out
}

// inside are the sentences of runes between two places, where both are the
// ends of sentences or of pairs.
func inside(runes []rune, from, to int) []text.Span {
	var out []text.Span
	for _, s := range text.Sentences(runes[from:to]) {
		out = append(out, text.Span{Start: from + s.Start, End: from + s.End})
	}
	return out
}

func oldWords(s text.Span, was []rune, pairs []voxpop.Pair) map[string]bool {
	out := map[string]bool{}
	for _, p := range pairs {
		if p.From[0] < s.End && s.Start < p.From[1] {
			piece := was[p.To[0]:p.To[1]]
			for _, w := range text.Words(piece) {
				out[text.FoldString(string(piece[w.Start:w.End]))] = true
			}
		}
	}
	return out
}

// most is the product of lengths up to which the longest common run of
// sentences is sought; beyond, only the equal beginning and end are kept.
const most = 4 << 20

// common says for each piece which new sentence is the same one (-1: none), in
// order: the longest common subsequence.
func common(olds []piece, news []string) []int {
	kept := make([]int, len(olds))
	for i := range kept {
		kept[i] = -1
	}
	a, b := 0, 0
	for a < len(olds) && a < len(news) && olds[a].words == news[a] {
		kept[a] = a
		a++
	}
	for b < len(olds)-a && b < len(news)-a && olds[len(olds)-1-b].words == news[len(news)-1-b] {
		b++
		kept[len(olds)-b] = len(news) - b
	}
	n, m := len(olds)-a-b, len(news)-a-b
	if n == 0 || m == 0 || n*m > most {
		return kept
	}
	run := make([]int32, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if olds[a+i].words == news[a+j] {
				run[i*(m+1)+j] = run[(i+1)*(m+1)+j+1] + 1
			} else {
				run[i*(m+1)+j] = max(run[(i+1)*(m+1)+j], run[i*(m+1)+j+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case olds[a+i].words == news[a+j]:
			kept[a+i] = a + j
			i, j = i+1, j+1
		case run[(i+1)*(m+1)+j] >= run[i*(m+1)+j+1]:
			i++
		default:
			j++
		}
	}
	return kept
}
