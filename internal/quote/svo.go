package quote

import "strings"

// svo reads languages that put the speaker before the verb and the content
// after it ("X said that …"), or after the content ("…, X said", "…, said X").
type svo struct {
	d      *doc
	t      []token // of the sentence at hand
	s      sentence
	floor  int    // tokens before it belong to another attribution
	subj   rng    // subject of the attribution before in the sentence
	last   int    // index in d.out of the quotation that a bare one continues, -1
	lastP  int    // paragraph of last
	lastS  int    // and the first token of its sentence
	lastM  bool   // it has words between marks
	used   []bool // marks that are a part of a quotation
	first0 int    // first token of the paragraph's first sentence
	para   int
	wait   found // an attribution that ends with a colon and its paragraph
	waits  int   // the paragraph that it waits for, 0 = none
	speech bool  // the paragraph is a turn of a transcript
	other  bool  // a sentence since the last quotation begins with another name
	final  int   // the cue of an attribution that closes the sentence, 0 = none
}

// rng is a run of tokens of the sentence, half-open.
type rng struct{ a, b int }

func (r rng) empty() bool { return r.b <= r.a }

func (g *svo) read(d *doc, s sentence) {
	if g.d == nil {
		g.d, g.last = d, -1
		g.used = make([]bool, len(d.marks))
	}
	g.s, g.t, g.floor, g.subj = s, d.words(s), 0, rng{}
	if s.in >= 0 {
		g.last = -1
	} else if g.para != s.para || s.from == 0 {
		g.para, g.first0, g.speech = s.para, s.from, false
	}
	if s.in >= 0 && !d.nested {
		return
	}
	if g.speech && s.in < 0 {
		g.float()
		return
	}
	if g.waits > 0 && s.in < 0 {
		if g.waits == s.para && g.t[0].kind == quoted {
			f := g.wait
			f.parts = []span{g.content(rng{0, len(g.t)})}
			g.waits = 0
			g.emit(f)
			g.floor = len(g.t)
			return
		}
		if g.waits == s.para && g.wait.rule == "block" && len(g.t) > 5 {
			f := g.wait
			f.rule = "paragraph"
			f.parts = []span{g.content(rng{0, len(g.t)})}
			g.waits, g.speech = 0, true
			g.emit(f)
			return
		}
		if s.para >= g.waits {
			g.waits = 0
		}
	}
	hit := false
	for i := range g.t {
		k := g.t[i]
		switch {
		case k.kind == word && k.class&(cSay|cAsk|cAcc) != 0:
			hit = true
		case k.kind == colon || k.kind == quoted:
			hit = true
		}
	}
	if !hit {
		if s.in < 0 && g.names() {
			g.other = true
		}
		return
	}
	if s.in < 0 && g.opening() {
		g.floor = g.dateline()
	}
	g.final = g.closing()
	for i := range g.t {
		k := g.t[i]
		if i < g.floor {
			continue // inside of a content
		}
		switch {
		case k.kind == colon:
			g.colon(i)
		case k.kind != word:
		case k.is(cAcc):
			g.according(i)
		case k.is(cNoun) && i+1 < len(g.t) && g.t[i+1].is(cThatWord) && !g.verbal(i):
			g.noun(i)
		case k.is(cSay|cAsk) && k.class&(cBase|cNow|cPast|cIng|cPart) != 0:
			g.verb(i)
		}
	}
	if s.in < 0 {
		g.float()
		if g.lastS != s.from && g.names() {
			g.other = true
		}
	}
}

// names reports whether the sentence begins with somebody else's name than that
// of the last speaker, so that a quotation behind it may be theirs.
func (g *svo) names() bool {
	if g.last < 0 || len(g.t) == 0 {
		return false
	}
	k := g.t[0]
	if k.kind != word || !k.cap || k.class != 0 {
		return false
	}
	s := g.d.out[g.last].speaker
	name := g.d.of(k)
	return s.empty() || !strings.Contains(g.d.text[s.start:s.end], name) && len(g.t) > 1 && (g.t[1].cap || g.t[1].class != 0)
}

func (g *svo) finish(d *doc) {}

// emit takes a quotation of the sentence at hand.
func (g *svo) emit(f found) {
	n := len(g.d.out)
	g.d.emit(f)
	if len(g.d.out) == n {
		return
	}
	marked := false
	for _, p := range f.parts {
		for _, k := range g.t {
			if k.kind != quoted || k.end <= p.start || k.start >= p.end {
				continue
			}
			marked = true
			g.used[k.mark] = g.used[k.mark] || k.start >= p.start && k.end <= p.end
		}
	}
	if g.s.in >= 0 || !marked && g.lastM && g.lastS == g.s.from && g.last >= 0 {
		return // what goes on between marks is what was said between marks
	}
	g.last, g.lastP, g.lastS, g.lastM, g.other = n, g.s.para, g.s.from, marked, false
}

// span returns the bytes of a run of tokens.
func (g *svo) span(r rng) span {
	if r.empty() {
		return span{}
	}
	return span{g.t[r.a].start, g.t[r.b-1].end}
}

// content returns the bytes of a run of tokens that is content: marks around
// all of it are left out.
func (g *svo) content(r rng) span {
	for !r.empty() && g.light(g.t[r.a]) {
		r.a++
	}
	for !r.empty() && g.light(g.t[r.b-1]) {
		r.b--
	}
	if r.empty() {
		return span{}
	}
	if k := g.t[r.a]; k.kind == quoted && r.b-r.a == 1 {
		return g.d.marks[k.mark].inner
	}
	s := g.span(r)
	if k := g.t[r.b-1]; k.kind == quoted && g.d.marks[k.mark].more { // it goes on in the next paragraph
		s.end = g.d.marks[k.mark].inner.end
	}
	return s
}

// light reports whether a token at the end of a content is none of it.
func (g *svo) light(k token) bool {
	switch k.kind {
	case comma, colon, semi, dash, newline:
		return true
	case stop:
		return true
	}
	return false
}

// at returns the token i of the sentence; an empty stop outside of it.
func (g *svo) at(i int) token {
	if i < 0 || i >= len(g.t) {
		return token{kind: stop}
	}
	return g.t[i]
}

// ly reports whether a word is an adverb by its ending.
func (g *svo) ly(k token) bool {
	s := g.d.of(k)
	return len(s) > 4 && s[len(s)-2:] == "ly" && k.class&^cFirst == 0 && !k.cap
}

func (g *svo) adverb(k token) bool { return k.kind == word && (k.is(cAdv) || g.ly(k)) }

// finite reports whether a word is likely the verb of a clause.
func (g *svo) finite(i int) bool {
	k := g.t[i]
	if k.kind != word {
		return false
	}
	if k.is(cAux | cBe | cModal) {
		return true
	}
	if k.is(cDet|cPrep|cTo2|cPron) || k.genitive {
		return false
	}
	if k.is(cNow | cPast) {
		before := g.at(i - 1)
		return !before.is(cDet|cPoss|cTo2) && !before.genitive && !(k.is(cPart) && before.is(cPrep))
	}
	return false
}
