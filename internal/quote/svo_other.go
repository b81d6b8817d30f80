package quote

import "strings"

// according reads “according to X” at token i.
func (g *svo) according(i int) {
	n := g.phraseRight(i + 1)
	if n.empty() || i < g.final {
		return
	}
	opens := i <= g.floor+1 && (i == g.floor || g.t[i-1].kind != comma)
	left := rng{g.floor, i}
	whole := !opens && g.isClause(left.a, left.b)
	if k := g.at(n.b + 1); whole || k.is(cRel|cTitle|cOfficial) && opens {
		n = g.described(n)
	}
	f := found{cue: g.span(rng{i, i + 1}), class: Say, rule: "according"}
	b := n.b
	if !whole { // what it is according to ends with the comma
		for b < len(g.t) && g.t[b].kind != comma && g.t[b].kind != stop && g.t[b].kind != colon && (g.t[b].kind != quoted || g.d.wordsIn(g.t[b].mark) < 12) {
			b++
		}
	}
	if opens {
		b = g.beside(n, b)
	}
	f.speaker = g.span(rng{n.a, b})
	if opens {
		if b+1 < len(g.t) {
			f.parts = []span{g.content(rng{b, g.end(b + 1)})}
			g.emit(f)
		}
		return
	}
	f.parts = []span{g.content(left)}
	if g.at(b).kind == comma && b+2 < len(g.t) {
		if k := g.at(b + 1); !whole && k.kind == word || k.kind == word && !k.is(cIng|cSub|cAnd|cBut|cRel|cPrep) {
			f.parts = append(f.parts, g.content(rng{b + 1, g.end(b + 1)}))
			g.floor = g.end(b + 1)
		}
	}
	g.emit(f)
}

// beside takes in what stands between commas behind the source n that ends at
// b and says who it is: “the minister, Omar Teller,” or “Omar Teller, the
// minister,”. It returns where the source ends then.
func (g *svo) beside(n rng, b int) int {
	if g.at(b).kind != comma {
		return b
	}
	to := b + 1
	names, office := true, false
	for ; to < len(g.t) && g.t[to].kind == word && to-b <= 8; to++ {
		k := g.t[to]
		if k.is(cAux | cBe | cModal | cSay | cAsk | cRel) {
			return b
		}
		names = names && k.cap
		office = office || k.is(cTitle|cOfficial)
	}
	if to == b+1 || g.at(to).kind != comma || to+2 >= len(g.t) || g.t[to+1].is(cRel|cAnd|cBut) {
		return b
	}
	person := false
	for _, k := range g.t[n.a:b] {
		person = person || k.is(cTitle|cOfficial)
	}
	if person && names && to-b <= 5 || !person && g.t[n.a].cap && office && !names {
		return to
	}
	return b
}

// accordingCloses returns an “according to” whose source ends the sentence; 0
// when none does. All that stands before it is its content.
func (g *svo) accordingCloses() int {
	for i := len(g.t) - 1; i > 3; i-- {
		k := g.t[i]
		if k.kind == word && k.is(cAcc) {
			return i
		}
		if k.kind == quoted || k.kind == semi || k.kind == word && (k.is(cAux|cBe|cModal) || k.is(cSay|cAsk) && g.verbal(i)) {
			return 0
		}
	}
	return 0
}

// noun reads “X’s claim that …” at token i.
func (g *svo) noun(i int) {
	f := found{cue: g.span(rng{i, i + 1}), class: Say, rule: "noun"}
	if g.t[i].is(cNow) && !g.t[i].is(cBase) && g.d.of(g.t[i]) == "states" {
		return
	}
	for q := i - 1; q >= 0 && q > i-4; q-- {
		if k := g.t[q]; k.kind == word && k.genitive {
			f.speaker = g.span(g.phraseLeft(q + 1))
			break
		} else if k.is(cPoss) {
			f.speaker = g.span(rng{q, q + 1})
			break
		}
	}
	if f.speaker.empty() {
		return
	}
	f.parts = []span{g.content(rng{i + 1, g.end(i + 1)})}
	g.emit(f)
}

// colon reads “NAME: …” at the begin of a paragraph, and “…: “…”” without a cue.
func (g *svo) colon(i int) {
	if i == 0 {
		return
	}
	if i+1 >= len(g.t) {
		if g.waits == 0 && g.s.in < 0 {
			g.wait = found{cue: g.span(rng{i, i + 1}), speaker: g.span(g.first(i)), class: Say, rule: "bare-block"}
			g.waits = g.s.para + 1
		}
		return
	}
	cued := false
	for _, k := range g.t[:i] {
		cued = cued || k.is(cSay|cAsk) && k.kind == word && !(i <= 4 && k.cap)
	}
	f := found{cue: g.span(rng{i, i + 1}), class: Say}
	if !cued && g.opening() && i <= 6 && g.named(rng{0, i}) {
		f.speaker, f.rule = g.span(rng{0, i}), "name"
		f.parts = []span{g.content(rng{i + 1, len(g.t)})}
		g.emit(f)
		g.floor, g.speech = len(g.t), true
		return
	}
	if k := g.t[i+1]; k.kind == quoted && !g.used[k.mark] && g.d.wordsIn(k.mark) > 3 {
		f.speaker, f.rule = g.span(g.first(i)), "bare-colon"
		f.parts = []span{g.content(rng{i + 1, g.end(i + 1)})}
		g.emit(f)
	}
}

// opening reports whether the sentence opens a paragraph.
func (g *svo) opening() bool {
	i := g.s.from
	return g.s.in < 0 && g.first0 == i
}

// named reports whether a run is a name, as before a colon.
func (g *svo) named(r rng) bool {
	for i := r.a; i < r.b; i++ {
		k := g.t[i]
		if k.kind == word && !k.cap && !k.is(cPrep|cDet|cAnd|cTo2) || k.kind != word && k.kind != number && k.kind != stop && k.kind != other {
			return false
		}
		if k.is(cAux|cBe|cModal|cPron|cWh|cLabel) && g.d.of(k) != "I" {
			return false
		}
	}
	if !g.t[r.a].cap || g.t[r.a].is(cAdv|cBut) {
		return false
	}
	words := 0
	for _, k := range g.t[r.b+1:] {
		if k.kind == word || k.kind == quoted {
			words++
		}
	}
	return words > 1
}

// float takes spans between marks that no cue of the sentence took: a sentence
// that is nothing but a quotation goes on with the one before.
func (g *svo) float() {
	if g.speech && !g.opening() && g.last >= 0 && g.lastP == g.s.para { // a turn of a transcript goes on
		if len(g.d.out[g.last].parts) > 0 {
			p := &g.d.out[g.last].parts[0]
			p.end = max(p.end, g.content(rng{0, len(g.t)}).end)
		}
		return
	}
	for i, k := range g.t {
		if k.kind != quoted || g.used[k.mark] {
			continue
		}
		if n := g.d.wordsIn(k.mark); n < 2 && !(n == 1 && g.last >= 0 && g.lastP == g.s.para && g.endsLikeSpeech(k.mark)) {
			continue
		}
		if g.heads(k.mark) {
			continue
		}
		alone := i == 0
		for _, o := range g.t[i+1:] {
			if o.kind == word {
				alone = false
			}
		}
		if !alone {
			return
		}
		if g.last >= 0 && !g.other && (g.lastP == g.s.para || g.lastP == g.s.para-1) {
			f := &g.d.out[g.last]
			f.parts = append(f.parts, g.content(rng{i, i + 1}))
			g.used[k.mark] = true
			g.lastP = g.s.para
		} else if g.d.wordsIn(k.mark) > 3 {
			g.emit(found{parts: []span{g.content(rng{i, i + 1})}, class: Say, rule: "bare"})
		}
	}
}

// heads reports whether single marks stand around a line of their own in a text
// that quotes in double ones: a heading between paragraphs.
func (g *svo) heads(m int) bool {
	k := g.d.marks[m]
	if !k.single || k.in >= 0 || !g.opening() || g.last < 0 || len(g.d.out[g.last].parts) == 0 {
		return false
	}
	for i := m - 1; i >= 0 && i > m-6; i-- {
		if o := g.d.marks[i]; o.in < 0 && o.words > 3 {
			return !o.single
		}
	}
	return false
}

// dateline returns the first token behind “PORT SELANE (Agency) —”.
func (g *svo) dateline() int {
	if k := g.t[0]; k.kind != word || strings.ToUpper(g.d.of(k)) != g.d.of(k) || k.end-k.start < 3 {
		return 0
	}
	for i := 1; i < len(g.t) && i < 12; i++ {
		switch k := g.t[i]; k.kind {
		case dash:
			return i + 1
		case word:
			if !k.cap {
				return 0
			}
		case quoted, colon, stop, semi:
			return 0
		}
	}
	return 0
}
