package transcript

import (
	"slices"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// Edit returns the text that a person made of old. Words that stand in both
// keep their exact times, also where only punctuation, case, vowel marks or the
// form of a letter changed. The times of the others are spread, by letters, over
// the time of what they replace, or over the pause between their neighbours. A
// cue keeps its times, and goes only when nothing is left to stand in it. Four words or more that
// somebody moved to another place have no time there: they were said elsewhere. A word
// whose letters a person wrote has no P. Without words in old only the cues
// follow; a text where nothing was heard gets one cue over the whole recording.
//
// It compares words, so its work grows with the number of changes: 10,000 words
// with 100 changes take milliseconds.
func Edit(old Timed, to string) Timed {
	if old.Text == to {
		return old.clone()
	}
	e := edit{old: old, a: []rune(old.Text), b: []rune(to)}
	e.from, e.to = tokens(e.a), tokens(e.b)
	out := Timed{Text: to, Seconds: old.Seconds}
	if len(e.to) == 0 {
		return out
	}
	if len(e.from) == 0 {
		if old.Seconds > 0 {
			out.Cues = []voxpop.Cue{{End: old.Seconds, Text: string(e.b[e.to[0].Start:e.to[len(e.to)-1].End])}}
		}
		return out
	}
	e.match = match(numbered(e.from, e.to))
	e.moved = moved(e.from, e.to, e.match)
	e.cues = cueOf(e.a, e.from, old.Cues)
	e.setWords()
	e.cue = make([]int, len(e.to))
	for j := 0; j < len(e.to); {
		if e.match[j] >= 0 {
			e.keep(j)
			j++
			continue
		}
		end := j
		for end < len(e.to) && e.match[end] < 0 {
			end++
		}
		e.rewrite(j, end)
		j = end
	}
	out.Words = e.out
	if len(old.Cues) > 0 {
		out.Cues = e.newCues()
	}
	return out
}

// edit is one call of Edit.
type edit struct {
	old      Timed
	a, b     []rune
	from, to []token
	match    []int  // of each new token the old one, or -1
	moved    []bool // of each new token whether it was said elsewhere; nil = none was
	cues     []int  // of each old token its cue; nil without cues
	cue      []int  // of each new token
	words    []oldWords
	out      []voxpop.Word
	done     int // new tokens up to here have their words
}

// oldWords are the words of an old token.
type oldWords struct {
	first, end int     // indices into old.Words
	part       bool    // the word reaches over other tokens; a and b are this one's part
	a, b       float64 // seconds
}

func (w oldWords) timed() bool { return w.end > w.first }

func (e *edit) setWords() {
	e.words = make([]oldWords, len(e.from))
	spans := locate(e.a, e.old.Words)
	for i, r := range ranges(e.from, spans) {
		w := e.old.Words[i]
		if r[1]-r[0] == 1 {
			o := &e.words[r[0]]
			if !o.timed() {
				o.first, o.a = i, w.Start
			}
			o.end, o.b = i+1, max(o.b, w.End)
			continue
		}
		var weights []int
		for t := r[0]; t < r[1]; t++ {
			weights = append(weights, e.from[t].letters())
		}
		for k, p := range spread(weights, w.Start, w.End) {
			if o := &e.words[r[0]+k]; !o.timed() {
				*o = oldWords{i, i + 1, true, p[0], p[1]}
			}
		}
	}
}

// keep gives a token that was there before its word and cue.
func (e *edit) keep(j int) {
	i := e.match[j]
	if e.cues != nil {
		e.cue[j] = e.cues[i]
	}
	w := e.words[i]
	if !w.timed() || j < e.done {
		return
	}
	e.done = j + 1
	before, after := e.a[e.from[i].Start:e.from[i].End], e.b[e.to[j].Start:e.to[j].End]
	if !w.part && slices.Equal(before, after) {
		e.out = append(e.out, e.old.Words[w.first:w.end]...)
		return
	}
	was, is := string(before), string(after)
	switch {
	case w.part:
		if n := e.whole(i, j); n > 0 { // the word that reaches over several is there as it was
			e.out = append(e.out, e.old.Words[w.first])
			e.done = j + n
			return
		}
		p := e.old.Words[w.first].P
		if !sameLetters(was, is) {
			p = nil
		}
		e.out = append(e.out, voxpop.Word{Start: w.a, End: w.b, Text: is, P: p})
	default:
		var p *float64
		if sameLetters(was, is) {
			for _, o := range e.old.Words[w.first:w.end] {
				if o.P != nil && (p == nil || *o.P < *p) {
					p = o.P
				}
			}
		}
		e.out = append(e.out, voxpop.Word{Start: w.a, End: w.b, Text: is, P: p})
	}
}

// whole is how many tokens from j are those that the word of old token i
// reaches over, from its first on, unchanged; 0 when they are not all there.
func (e *edit) whole(i, j int) int {
	first := e.words[i].first
	if i > 0 && e.words[i-1].part && e.words[i-1].first == first {
		return 0
	}
	n := 0
	for i+n < len(e.from) && e.words[i+n].part && e.words[i+n].first == first {
		if j+n >= len(e.to) || e.match[j+n] != i+n {
			return 0
		}
		n++
	}
	if string(e.a[e.from[i].Start:e.from[i+n-1].End]) != string(e.b[e.to[j].Start:e.to[j+n-1].End]) {
		return 0
	}
	return n
}

// sameLetters reports whether two spellings differ in punctuation and case alone.
func sameLetters(a, b string) bool {
	bare := func(s string) string {
		return strings.ToLower(strings.Map(func(r rune) rune {
			if !text.IsWord(r) && r != '\u200c' && r != '\u200d' {
				return -1
			}
			return unicode.ToUpper(r)
		}, s))
	}
	return bare(a) == bare(b)
}

// rewrite gives the tokens from j to end, which a person wrote, cues and times.
func (e *edit) rewrite(j, end int) {
	i0, i1 := 0, len(e.from) // the old tokens that they replace
	if j > 0 {
		i0 = e.match[j-1] + 1
	}
	if end < len(e.to) {
		i1 = e.match[end]
	}
	after, before := e.between(i0, i1)
	ps := e.portions(i0, i1, j, end)
	for n, p := range ps {
		for k := p.j; k < p.end; k++ {
			e.cue[k] = p.cue
		}
		if len(e.old.Words) > 0 {
			limit := before
			for _, q := range ps[n+1:] {
				for i := q.i; i < q.iTo; i++ {
					if e.words[i].timed() {
						limit = max(after, min(limit, e.words[i].a))
					}
				}
			}
			e.time(p, after, limit)
			if n := len(e.out); n > 0 {
				after = max(after, e.out[n-1].End)
			}
		}
	}
}

// between are the times between which a rewritten stretch must lie.
func (e *edit) between(i0, i1 int) (after, before float64) {
	if n := len(e.out); n > 0 {
		after = e.out[n-1].End
	}
	for i := i1; i < len(e.from); i++ {
		if e.words[i].timed() {
			return after, max(after, e.words[i].a)
		}
	}
	before = e.old.Seconds
	if n := len(e.old.Cues); n > 0 && before == 0 {
		before = e.old.Cues[n-1].End
	}
	for i := min(i1, len(e.from)) - 1; i >= 0 && before == 0; i-- {
		before = e.words[i].b
	}
	return after, max(after, before)
}

// portion is a stretch of new tokens that stands for old ones of one cue.
type portion struct {
	cue    int
	i, iTo int // old tokens, none for an insertion
	j, end int // new tokens
}

// portions shares the new tokens out among the cues of the old ones, by
// letters; every cue gets one as far as there are enough.
func (e *edit) portions(i0, i1, j, end int) []portion {
	if i1 <= i0 { // an insertion stands with the word before it
		at := i0 - 1
		if at < 0 {
			at = i1
		}
		p := portion{i: i0, iTo: i0, j: j, end: end}
		if e.cues != nil && at < len(e.cues) {
			p.cue = e.cues[at]
		}
		return []portion{p}
	}
	if e.cues == nil {
		return []portion{{i: i0, iTo: i1, j: j, end: end}}
	}
	var ps []portion
	for i := i0; i < i1; i++ {
		if n := len(ps); n > 0 && ps[n-1].cue == e.cues[i] {
			ps[n-1].iTo = i + 1
		} else {
			ps = append(ps, portion{cue: e.cues[i], i: i, iTo: i + 1})
		}
	}
	oldLetters, newLetters := letterSum(e.from[i0:i1]), letterSum(e.to[j:end])
	oldSum, newSum, at := 0, 0, j
	for n := range ps {
		oldSum += letterSum(e.from[ps[n].i:ps[n].iTo])
		ps[n].j = at
		left := len(ps) - 1 - n
		for at < end && end-at > left {
			w := e.to[at].letters()
			if left > 0 && at > ps[n].j && (2*newSum+w)*oldLetters > 2*oldSum*newLetters {
				break
			}
			newSum += w
			at++
		}
		if left > 0 && at == ps[n].j && end-at > left { // at least one
			newSum += e.to[at].letters()
			at++
		}
		ps[n].end = at
	}
	ps[len(ps)-1].end = end
	return ps
}

// moved finds stretches of movedWords or more that stand once in the old text
// and once in the new, and not in the same order as what is held fast; nil where
// there are none.
func moved(from, to []token, match []int) []bool {
	const movedWords = 4
	kept := make([]bool, len(from))
	for _, i := range match {
		if i >= 0 {
			kept[i] = true
		}
	}
	gram := func(ts []token, i int) string {
		var b strings.Builder
		for _, t := range ts[i : i+movedWords] {
			b.WriteString(t.key)
			b.WriteByte(0)
		}
		return b.String()
	}
	times := map[string]int{} // in the new text, of stretches that were not matched
	for j, n := 0, 0; j < len(to); j++ {
		if n++; match[j] >= 0 {
			n = 0
		}
		if n >= movedWords {
			times[gram(to, j-movedWords+1)]++
		}
	}
	if len(times) == 0 {
		return nil
	}
	was := map[string]int{} // in the old one; one that was kept counts as many
	for i := 0; i+movedWords <= len(from); i++ {
		g := gram(from, i)
		if times[g] != 1 {
			continue
		}
		n := 1
		for k := i; k < i+movedWords; k++ {
			if kept[k] {
				n = 2
			}
		}
		was[g] += n
	}
	var out []bool
	for j, n := 0, 0; j < len(to); j++ {
		if n++; match[j] >= 0 {
			n = 0
		}
		if n < movedWords || was[gram(to, j-movedWords+1)] != 1 {
			continue
		}
		if out == nil {
			out = make([]bool, len(to))
		}
		for k := j - movedWords + 1; k <= j; k++ {
			out[k] = true
		}
	}
	return out
}

// slowest is how many seconds a letter takes at least: a stretch that was made
// much longer takes time from the pauses beside it.
const slowest = .04

// time gives the words of a portion their times.
func (e *edit) time(p portion, after, before float64) {
	var said []int // new tokens that are words
	var weights []int
	for k := p.j; k < p.end; k++ {
		if e.to[k].spoken && (e.moved == nil || !e.moved[k]) {
			said, weights = append(said, k), append(weights, e.to[k].letters())
		}
	}
	if len(said) == 0 {
		return
	}
	var was []int // old tokens with times
	for i := p.i; i < p.iTo; i++ {
		if e.words[i].timed() {
			was = append(was, i)
		}
	}
	var times [][2]float64
	switch {
	case len(was) == len(said): // word for word
		for _, i := range was {
			times = append(times, [2]float64{e.words[i].a, max(e.words[i].a, e.words[i].b)})
		}
	case len(was) > 0:
		a, b := e.words[was[0]].a, e.words[was[len(was)-1]].b
		n := 0
		for _, w := range weights {
			n += w
		}
		if short := slowest*float64(n) - (b - a); short > 0 {
			b = max(b, min(before, b+short))
			if short = slowest*float64(n) - (b - a); short > 0 {
				a = min(a, max(after, a-short))
			}
		}
		times = spread(weights, a, max(a, b))
	default:
		a, b := after, before
		if e.cues != nil { // nothing is moved out of its cue
			c := e.old.Cues[p.cue]
			a, b = max(a, min(c.Start, b)), min(b, max(c.End, a))
			if b-a < slowest { // or there is no time in it: then in the pause beside it
				n := 0
				for _, w := range weights {
					n += w
				}
				b = max(b, min(before, a+slowest*float64(n)))
				a = min(a, max(after, b-slowest*float64(n)))
			}
		}
		times = spread(weights, a, max(a, b))
	}
	for n, k := range said {
		e.out = append(e.out, voxpop.Word{Start: times[n][0], End: times[n][1], Text: string(e.b[e.to[k].Start:e.to[k].End])})
	}
}

// newCues are the old cues that have a text.
func (e *edit) newCues() []voxpop.Cue {
	var out []voxpop.Cue
	for j := 0; j < len(e.to); {
		end := j + 1
		for end < len(e.to) && e.cue[end] == e.cue[j] {
			end++
		}
		c := e.old.Cues[e.cue[j]]
		c.Text = string(e.b[e.to[j].Start:e.to[end-1].End])
		out = append(out, c)
		j = end
	}
	return out
}
