package quote

import "strings"

// que reads languages in which every content is shown to be one: by a
// conjunction (que, что), by marks or a dash before it, or by an attribution or
// a source that is set beside it between commas. French, Spanish, Russian.
type que struct {
	d     *doc
	s     sentence
	t     []token // the sentence
	floor int     // tokens before it belong to another attribution
	taken []span  // contents of the sentence

	last  span // speaker of the quotation before
	para  int  // its paragraph
	n     int  // its index in d.out, -1 = none
	turn  int  // the paragraph that a dash opened as somebody's turn, -1 = none
	begun int  // the paragraph read last

	prev      span // the sentence before
	prevTaken bool // it gave quotations
}

func (g *que) read(d *doc, s sentence) {
	if g.d == nil {
		g.d, g.n, g.turn, g.begun = d, -1, -1, -1
	}
	first := g.begun != s.para
	if s.in >= 0 {
		if d.nested { // speech that somebody passes on
			kept := *g
			g.s, g.t, g.floor, g.taken, g.last, g.n = s, d.words(s), 0, nil, span{}, -1
			g.cues()
			*g = kept
		}
		return
	}
	g.begun = s.para
	g.s, g.t, g.floor, g.taken = s, d.words(s), 0, g.taken[:0]
	if g.turn == s.para || first && g.t[0].kind == dash && len(g.t) > 2 {
		g.dialogue(first)
		return
	}
	work := false
	for _, k := range g.t {
		if k.kind == quoted || k.kind == word && k.is(cSay|cAsk|cThink|cAcc|cNoun) {
			work = true
			break
		}
	}
	if !work {
		g.n, g.prev, g.prevTaken = -1, span{g.t[0].start, g.t[len(g.t)-1].end}, false
		return
	}
	n := len(d.out)
	defer func() { g.prev, g.prevTaken = span{g.t[0].start, g.t[len(g.t)-1].end}, len(d.out) > n }()
	g.cues()
	g.marks()
	if len(d.out) == n {
		g.n = -1
	}
}

func (g *que) finish(*doc) {}

// cues reads the attributions of the sentence from left to right.
func (g *que) cues() {
	for i := 0; i < len(g.t); i++ {
		k := g.t[i]
		if k.kind != word || i < g.floor {
			continue
		}
		switch {
		case k.is(cAcc) && k.is(cLead):
			if i == 0 {
				g.this()
			}
		case k.is(cAcc) && k.is(cSub): // comme l’a dit X
			g.as(i)
		case k.is(cAcc):
			g.source(i)
		case k.is(cSay|cAsk|cThink) && g.verbal(i):
			if !g.behind(i) {
				g.ahead(i)
			}
		case k.is(cNoun):
			g.noun(i)
		case k.class&^cFirst == 0 && g.d.lang.elide && g.turned(i):
			g.behind(i)
		}
	}
}

// at returns token i of the sentence; a stop outside of it.
func (g *que) at(i int) token {
	if i < 0 || i >= len(g.t) {
		return token{kind: stop}
	}
	return g.t[i]
}

func (g *que) bytes(a, b int) span {
	a, b = g.trim(a, b)
	if a >= b {
		return span{}
	}
	s := span{g.t[a].start, g.t[b-1].end}
	if g.t[a].kind == quoted {
		s.start = g.d.marks[g.t[a].mark].inner.start
	}
	if g.t[b-1].kind == quoted {
		s.end = g.d.marks[g.t[b-1].mark].inner.end
	}
	return s
}

// trim leaves out what does not belong to a run of tokens at its ends.
func (g *que) trim(a, b int) (int, int) {
	for a < b && trims(g.t[a]) {
		a++
	}
	for a < b && trims(g.t[b-1]) {
		b--
	}
	return a, b
}

// mention returns the bytes of a name with its marks.
func (g *que) mention(a, b int) span {
	a, b = g.trim(a, b)
	if a >= b {
		return span{}
	}
	return span{g.t[a].start, g.t[b-1].end}
}

// trims reports whether a token at the end of a content is none of it.
func trims(k token) bool {
	return k.kind == comma || k.kind == colon || k.kind == semi || k.kind == dash || k.kind == stop && k.r == '.'
}

func (g *que) free(s span) bool {
	for _, t := range g.taken {
		if s.start < t.end && t.start < s.end {
			return false
		}
	}
	return true
}

func (g *que) say(f found) bool {
	n := len(g.d.out)
	parts := append([]span(nil), f.parts...)
	for _, p := range parts {
		if !p.empty() && !g.free(p) {
			return false
		}
	}
	if f.class == "" {
		f.class = Say
	}
	c := g.d.raw(f.cue)
	nobody := g.d.lang.lang == "ru" && (strings.HasSuffix(c, "ся") || strings.HasSuffix(c, "лось")) // сообщается
	if f.speaker.empty() && !f.carried && !nobody && !g.last.empty() && g.s.para-g.para <= 1 && f.rule != "source" {
		f.speaker, f.carried = g.last, true
	}
	g.d.emit(f)
	if len(g.d.out) == n {
		return false
	}
	g.taken = append(g.taken, parts...)
	g.n, g.para = n, g.s.para
	if !f.speaker.empty() {
		g.last = f.speaker
	}
	return true
}

// verbal reports whether the word at i is a verb there: no noun after an
// article, no participle without its auxiliary.
func (g *que) verbal(i int) bool {
	k := g.t[i]
	if k.kind != word || k.class&(cNow|cPast|cIng|cPart|cBase) == 0 || k.cap && i > 0 && g.t[i-1].kind == word {
		return false
	}
	before := g.at(i - 1)
	if before.kind == word && before.is(cDet|cPoss|cPrep) && !(before.is(cObjPron) && k.is(cNow|cPast)) && !k.is(cIng|cBase) {
		return false
	}
	if before.kind == word && before.is(cDet) && before.is(cObjPron) && k.is(cNow|cPast) && !k.is(cPart) {
		// la critique, le juge: a verb when a subject stands before the pronoun
		if p := g.at(i - 2); p.kind != word || p.is(cPrep|cAnd|cSub|cNow|cPast|cAux) {
			return false
		}
	}
	if k.is(cNow|cPast|cIng) || g.d.lang.lang == "ru" {
		return !k.is(cBase) || k.is(cNow|cPast|cIng)
	}
	for j := i - 1; j >= 0 && j > i-6; j-- {
		p := g.t[j]
		if p.kind != word {
			return false
		}
		if p.is(cAux | cBe) {
			return k.is(cPart)
		}
		if p.is(cModal) {
			return k.is(cBase)
		}
		if !p.is(cAdv|cNeg|cObjPron|cPart|cPron) && !(k.is(cPart) && !p.is(cPrep|cDet|cThatWord)) {
			return false
		}
	}
	return false
}

// turned reports whether an unknown verb with its pronoun behind it follows a
// span between marks: “…”, s’indigne-t-il.
func (g *que) turned(i int) bool {
	a, _ := g.group(i)
	if q := g.at(a - 2); g.at(a-1).kind != comma || q.kind != quoted || a < 2 {
		return false
	}
	w := g.d.of(g.t[i])
	for _, e := range [...]string{"-il", "-elle", "-ils", "-elles", "-on"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// group returns where the verb group that ends with the cue i begins.
func (g *que) group(i int) (a int, neg bool) {
	a = i
	for a > g.floor {
		k := g.t[a-1]
		if k.kind != word || !k.is(cAux|cBe|cModal|cAdv|cNeg|cObjPron) && !(k.is(cPart) && a == i) || k.is(cDet) && !k.is(cObjPron) || k.cap && k.is(cPron) {
			break
		}
		if k.is(cPron) && !k.is(cAux|cObjPron) || k.is(cDay|cTime) {
			break
		}
		neg = neg || k.is(cNeg)
		a--
	}
	return a, neg
}

func (g *que) class(k token) Class {
	switch {
	case k.is(cSay), k.class&(cAsk|cThink) == 0:
		return Say
	case k.is(cAsk):
		return Ask
	}
	return Think
}

// long reports whether the span between marks at i is speech by its length or
// its end.
func (g *que) long(i int) bool {
	m := g.t[i].mark
	if g.d.wordsIn(m) >= 4 {
		return true
	}
	s := g.d.raw(g.d.marks[m].inner)
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == 0xa0 || s[len(s)-1] == 0xc2 || s[len(s)-1] == 0xaf) {
		s = s[:len(s)-1]
	}
	return s != "" && (s[len(s)-1] == '!' || s[len(s)-1] == '?' || s[len(s)-1] == '.' || s[len(s)-1] == ',')
}
