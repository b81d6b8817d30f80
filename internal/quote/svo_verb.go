package quote

import "strings"

// attribution is a cue with what stands around it.
type attribution struct {
	cue        token
	at, group  int // the cue, and the first token of its verb group
	passive    bool
	infinitive bool
	subj       rng
	elided     bool // the subject is that of another verb
	left       run  // content before the subject
	right      right
	found      found
}

// plain reports whether the cue takes a clause and nothing else: said, added.
func (c *attribution) plain() bool { return c.cue.is(cThat) && !c.cue.is(cNoun|cObj) }

// entitled reports whether the cue only tells what a thing is named.
func (g *svo) entitled(c *attribution) bool {
	if c.elided || c.subj.empty() || c.group != c.at || !c.cue.is(cPart|cPast) {
		return false
	}
	first, head := g.t[c.subj.a], g.at(c.group-1)
	switch g.d.of(first) {
	case "a", "an", "another", "A", "An":
		return head.kind == word && !head.cap && !head.is(cTitle|cOfficial|cBody|cMedia) && !head.genitive
	}
	return false
}

// names reports whether the cue takes what is spoken of: praised, referred to.
func (c *attribution) names() bool { return c.cue.is(cObj) && !c.cue.is(cTo) }

// verb reads the attribution of the verb at token i.
func (g *svo) verb(i int) {
	if i < g.final && i > 0 && !g.spoken(i-1) || !g.verbal(i) {
		return
	}
	c := attribution{cue: g.t[i], at: i}
	var negated bool
	c.group, c.passive, c.infinitive, negated = g.group(i)
	c.found = found{cue: g.span(rng{c.group, i + 1}), class: Say, negated: negated}
	if c.cue.is(cAsk) && !c.cue.is(cSay) {
		c.found.class = Ask
	}
	switch {
	case g.asReported(&c):
	case c.passive:
		g.passive(i, c.group, c.found)
	case g.inverted(&c):
	case c.infinitive && !g.governed(i, c.group):
	case g.subject(&c):
		g.place(&c)
	}
}

// asReported reads “As reported by X, …”.
func (g *svo) asReported(c *attribution) bool {
	if c.at != g.start()+1 || !g.t[c.at-1].is(cSub) || !c.cue.is(cPast) || g.d.of(g.at(c.at+1)) != "by" {
		return false
	}
	n := g.phraseRight(c.at + 2)
	if g.at(n.b).kind != comma {
		return false
	}
	c.subj, c.found.speaker = n, g.span(n)
	g.aside(c.found, n, n.b+1)
	return true
}

// inverted reads “…,” said X, and the same without marks.
func (g *svo) inverted(c *attribution) bool {
	before := g.at(c.group - 1)
	if c.infinitive || c.group != c.at || c.cue.is(cIng) {
		return false
	}
	left := g.left(c.group)
	var n rng
	switch {
	case left.quote && (before.kind == quoted || before.kind == comma && g.at(c.group-2).kind == quoted):
		if !g.at(c.at + 1).is(cThatWord) {
			n = g.described(g.phraseRight(c.at + 1))
		}
	case before.kind == comma && c.plain() && !c.cue.is(cTell) && c.group-1 > g.floor:
		left = run{rng{g.floor, c.group - 1}, true, false}
		if n = g.invertedAfter(c.at); !n.empty() && !g.stands(left.rng) {
			n = rng{}
		}
	}
	if n.empty() {
		return false
	}
	c.found.speaker, c.found.rule, g.subj = g.span(n), "inverted", n
	g.post(c.found, left, n.b)
	return true
}

// subject finds the subject to the left, or that of the verb that this one
// depends on. It reports false where the cue is no attribution.
func (g *svo) subject(c *attribution) bool {
	before := g.at(c.group - 1)
	if c.cue.is(cIng) && c.group == c.at || c.infinitive && before.kind == comma {
		if before.kind == word && before.is(cPrep) && !g.means(before) {
			return false
		}
		if before.kind == word && !before.is(cPrep|cAnd|cBut|cSub|cThatWord) && !g.adverb(before) {
			c.subj = g.subjectLeft(c.group) // “with Ada Brandt saying”
			if c.subj.b-c.subj.a > 1 && g.t[c.subj.a].is(cPrep) && !g.t[c.subj.a].is(cDet) {
				c.subj.a++
			}
		}
		if c.subj.empty() {
			c.subj = g.elided(c.at)
		}
		c.elided = true
	} else if c.subj = g.subjectLeft(c.group); c.subj.empty() {
		c.subj, c.elided = g.elided(c.group), true
	}
	c.found.speaker = g.span(c.subj)
	return true
}

// place finds where the content stands, and emits it.
func (g *svo) place(c *attribution) {
	if !c.elided {
		c.left = g.left(c.subj.a)
		if before := (rng{g.floor, c.subj.a - 1}); !c.left.ok && before.b-before.a >= 2 && g.t[before.b].kind == comma && c.plain() && g.stands(before) {
			c.left = run{before, false, false}
		}
	}
	c.right = g.after(c.at)
	c.found.addressee = g.span(c.right.addressee)
	at, k, next := c.right.at, g.at(c.right.at), g.at(c.right.at+1)
	ends := at >= len(g.t) || k.kind == stop || k.kind == comma || k.kind == semi
	if (k.kind == comma && next.kind == quoted || k.kind == colon && at+1 < len(g.t)) && !c.left.quote {
		c.left = run{} // the words in marks are the content
	}
	switch {
	case k.kind == colon && at+1 >= len(g.t) && g.s.in < 0:
		c.found.rule = "block"
		g.wait, g.waits = c.found, g.s.para+1
	case k.kind == comma && !c.left.quote && g.later(at) > 0:
		g.pre(c, g.later(at), "direct")
	case k.kind == comma && !c.elided && g.isAside(c):
		g.aside(c.found, c.subj, at+1)
	case !c.elided && (c.left.ok && (ends || k.kind == dash) || !c.left.empty() && ends && k.kind != semi && next.kind != quoted),
		!c.elided && c.left.ok && c.left.quote && (k.kind == word && !k.is(cThatWord) || k.kind == quoted && g.spoken(c.subj.a-1)):
		c.found.rule, g.subj = "postposed", c.subj
		g.post(c.found, c.left, at)
	case k.kind == comma && next.kind == quoted:
		g.pre(c, at+1, "direct")
	case k.kind == colon:
		if !c.subj.empty() {
			g.pre(c, at+1, "colon")
		}
	case k.kind == quoted:
		g.pre(c, at, "direct")
	case k.kind == word && k.is(cThatWord):
		if !c.cue.is(cColon) {
			g.pre(c, at, "that")
		}
	case k.kind == word && k.is(cWhether|cWh):
		g.pre(c, at, "whether")
	case c.cue.is(cObj) && k.kind == word && k.is(cPrep) && !k.is(cDet): // “as cited in the report”, “called off the race”
	case c.cue.is(cObj) && g.entitled(c): // “a band called The Quay”
	case ends, c.cue.is(cColon), c.cue.is(cConj) && !(c.cue.is(cTo) && k.is(cTo2|cDet|cPoss)) && !g.bare(at):
	case c.cue.is(cIng):
		g.pre(c, at, "saying")
	default:
		g.pre(c, at, "clause")
	}
}

// later returns the words in marks that follow an inset behind the comma at
// token a: “said, in all capital letters, “…””; 0 when none do.
func (g *svo) later(a int) int {
	if k := g.at(a + 1); k.kind != word || k.is(cPron) && !k.is(cDet) {
		return 0
	}
	for j := a + 1; j+1 < len(g.t) && j < a+18; j++ {
		switch k := g.t[j]; {
		case k.kind == comma && g.t[j+1].kind == quoted:
			if m := g.t[j+1].mark; g.d.wordsIn(m) > 2 && g.endsLikeSpeech(m) {
				return j + 1
			}
			return 0
		case k.kind != word && k.kind != number && k.kind != comma, k.is(cSay|cAsk) && g.verbal(j):
			return 0
		}
	}
	return 0
}

// isAside reports whether the attribution stands between commas inside of its
// content: “In May, she said, the ferry stops”, “Despite “…,” she said, it …”.
func (g *svo) isAside(c *attribution) bool {
	at := c.right.at
	next := g.at(at + 1)
	if next.kind != word {
		return false
	}
	if c.left.quote {
		first := g.t[g.floor]
		return first.kind == word && first.is(cPrep|cSub) && !next.is(cIng|cSub|cAnd|cBut|cPrep) && len(g.t)-at > 5
	}
	as := c.subj.a > 0 && g.t[c.subj.a-1].kind == word && g.t[c.subj.a-1].is(cSub) && g.t[c.subj.a-1].is(cPrep) && strings.EqualFold(g.d.of(g.t[c.subj.a-1]), "as")
	return !c.left.ok && (as || at == c.at+1 || at == c.right.addressee.b) && c.plain() && len(g.t)-at > 3
}

// invertedAfter returns the speaker that follows the cue i after a comma:
// “…, said Ada Brandt, the mayor”; empty when a clause of its own follows.
func (g *svo) invertedAfter(i int) rng {
	k := g.at(i + 1)
	if k.kind != word || k.is(cThatWord|cWhether|cTo2|cSub|cPrep|cWh|cObjPron) && !k.is(cDet) {
		return rng{}
	}
	n := g.phraseRight(i + 1)
	if n.empty() {
		return n
	}
	if !g.isClause(g.floor, i-1) {
		if n = g.described(n); g.t[n.a].cap && g.at(n.b).kind == comma && g.at(n.b+1).is(cAux|cBe|cModal) { // “The plan, said X, would …”
			return n
		}
		return rng{}
	}
	for j := n.a; j < n.b; j++ {
		if g.t[j].kind == word && !g.t[j].cap && g.finite(j) {
			return rng{}
		}
	}
	if n.b-n.a == 1 && !k.cap && !k.is(cPron|cOfficial|cBody|cTitle) {
		return rng{}
	}
	if n.b-n.a == 1 && k.is(cPron) && g.at(n.b).kind == word {
		return rng{}
	}
	switch e := g.at(n.b); {
	case e.kind == stop, e.kind == comma, n.b >= len(g.t), e.kind == dash, e.kind == semi:
		return g.described(n)
	case e.kind == word && e.is(cRel|cDay|cIng|cSub) && !e.is(cThatWord):
		return n
	case e.kind == word && e.is(cPrep):
		for j := n.b; j < len(g.t) && g.t[j].kind != comma; j++ {
			if g.t[j].kind == word && g.finite(j) {
				return rng{}
			}
		}
		return n
	}
	return rng{}
}

// aside emits content around an attribution between commas: “In May, she
// said, the ferry stops”, “As she said, the ferry stops”.
func (g *svo) aside(f found, subj rng, b int) {
	f.rule = "aside"
	g.subj = subj
	e := g.end(b)
	f.parts = []span{g.content(rng{b, e})}
	if a := g.floor; subj.a-1 > a && g.t[subj.a-1].kind == comma {
		if g.t[a].is(cAnd|cBut) && subj.a-1 > a+1 {
			a++
		}
		if !g.t[a].is(cBut | cAnd) {
			f.parts = append(f.parts, g.content(rng{a, subj.a - 1}))
		}
	}
	g.emit(f)
	g.floor = e
}

// run is content that stands before its speaker.
type run struct {
	rng
	ok    bool
	quote bool // it ends with a quotation in marks
}

// left returns what stands before token b, when it ends there as content does
// before its speaker: with a comma, or a quotation in marks.
func (g *svo) left(b int) run {
	p := b - 1
	if p < g.floor {
		return run{}
	}
	k := g.t[p]
	switch k.kind {
	case quoted:
		if !g.endsLikeSpeech(k.mark) && g.d.wordsIn(k.mark) < 3 {
			return run{}
		}
		return run{rng{g.opens(p), b}, true, true}
	case comma, dash:
		if p-1 < g.floor {
			return run{}
		}
		if g.t[p-1].kind == quoted {
			return run{rng{g.floor, p}, true, true}
		}
		if k.kind == dash {
			return run{}
		}
		if r := (rng{g.floor, p}); g.clause(r) {
			return run{r, true, false}
		}
	}
	return run{}
}

// opens returns where content begins that ends with the words in marks p: at
// them behind a colon or a mere “Yet,”, else at the floor.
func (g *svo) opens(p int) int {
	before := g.at(p - 1)
	switch {
	case p-1 <= g.floor:
	case before.kind == colon:
		return p
	case before.kind == comma && p-2 == g.floor && g.t[p-2].kind == word && g.t[p-2].is(cBut|cAdv|cAnd|cSub):
		return p
	}
	return g.floor
}

// title reports whether the words in marks b, behind an attribution, are a
// thing that it names: “…,” she said after “The Long Quay” was read.
func (g *svo) title(b int) bool {
	before := g.at(b - 1)
	if before.is(cPrep) && b+1 < len(g.t) && g.t[b+1].kind != stop {
		return true
	}
	return before.is(cPrep|cTell|cDet|cPoss) && g.d.wordsIn(g.t[b].mark) <= 3
}

// post emits a quotation whose attribution stands behind it; the attribution
// ends before token b. What follows in the sentence may go on with it.
func (g *svo) post(f found, left run, b int) {
	f.parts = []span{g.content(left.rng)}
	next := g.at(b)
	rest := rng{b + 1, len(g.t)}
	if left.quote && next.kind == comma && g.at(b+1).kind == word {
		for j := b + 1; j+1 < len(g.t) && j < b+30; j++ {
			if g.t[j].kind == comma && g.t[j+1].kind == quoted && g.d.wordsIn(g.t[j+1].mark) > 2 && !g.attributes(b+1) {
				b, next = j, g.t[j]
				break
			}
			if g.t[j].kind == word && g.t[j].is(cSay|cAsk) {
				break
			}
		}
	}
	switch {
	case (next.kind == comma || next.kind == dash || next.kind == colon) && g.at(b+1).kind == quoted:
		e := g.end(b + 1)
		f.parts = append(f.parts, g.content(rng{b + 1, e}))
		b = e
	case next.kind == quoted && !g.title(b):
		e := g.end(b)
		f.parts = append(f.parts, g.content(rng{b, e}))
		b = e
	case next.kind == comma && left.quote && g.finite(b+1) && !g.t[b+1].is(cSay|cAsk|cIng):
		e := g.end(b + 1)
		f.parts = append(f.parts, g.content(rng{b + 1, e}))
		b = e
	case next.kind == comma && !left.quote && !rest.empty():
		k := g.at(b + 1)
		if k.kind == word && (!k.is(cIng|cSub|cAnd|cBut|cRel|cAcc) || k.is(cThatWord)) {
			e := g.end(b + 1)
			f.parts = append(f.parts, g.content(rng{b + 1, e}))
			b = e
		}
	}
	g.emit(f)
	g.floor = min(b, len(g.t))
}

// pre emits a quotation whose content begins at token a, behind its cue.
func (g *svo) pre(c *attribution, a int, rule string) {
	g.subj = c.subj
	if a >= len(g.t) {
		return
	}
	if k := g.t[a]; k.kind == word && k.is(cPrep) && a == c.at+1 && a+1 < len(g.t) && g.topic(a) && !c.cue.is(cAsk) {
		a++ // “wrote about”: the preposition belongs to the cue
	}
	b := g.end(a)
	if c.cue.is(cObj) || g.t[a].kind == quoted && a+1 < b && g.t[a+1].is(cAnd|cBut|cSub) {
		b = g.ofMarks(a, b)
	}
	if n := g.at(a + 1); rule == "direct" && g.t[a].kind == quoted && a+1 < b && g.d.wordsIn(g.t[a].mark) > 2 && n.kind == word && n.is(cPrep|cDay) && g.at(a-1).kind == comma {
		b = a + 1 // “wrote, “…” on Friday”
	}
	if c.names() && g.t[a].kind == word {
		b = g.object(a, b)
	}
	if b = g.inClause(c.subj, a, b); b <= a {
		return
	}
	c.found.rule = rule
	c.found.parts = []span{g.content(rng{a, b})}
	if p := c.subj.a - 1; !c.subj.empty() && p > g.start() && g.t[p].kind == word && (g.t[p].is(cRel) && !g.t[p].is(cThatWord) || g.d.of(g.t[p]) == "what" && c.cue.is(cObj)) { // “which she said …”
		c.found.parts = append(c.found.parts, g.span(rng{p, p + 1}))
	}
	g.emit(c.found)
	g.floor = b
}

// elided returns the subject of a cue that has none of its own: that of the
// attribution before, or of the sentence.
func (g *svo) elided(i int) rng {
	if !g.subj.empty() {
		return g.subj
	}
	return g.first(i)
}

// passive reads “was told by X that …”, “was quoted as saying …”.
func (g *svo) passive(i, a int, f found) {
	cue := g.t[i]
	b := i + 1
	f.rule = "passive"
	if cue.is(cThat) && !cue.is(cTell|cAsk|cPlain) && (b >= len(g.t) || g.t[b].kind == stop || g.t[b].kind == comma || g.t[b].kind == word && (g.t[b].is(cDay) || g.d.of(g.t[b]) == "by")) {
		content := g.subjectLeft(a) // “the price was not disclosed”, “the news was first reported by …”
		if content.empty() || content.b-content.a == 1 && g.t[content.a].is(cPron|cRel) {
			return
		}
		if b < len(g.t) && g.d.of(g.t[b]) == "by" {
			f.speaker = g.span(g.phraseRight(b + 1))
		}
		f.parts = []span{g.content(content)}
		f.rule = "passive-object"
		g.emit(f)
		return
	}
	if cue.is(cTell | cAsk) {
		f.addressee = g.span(g.subjectLeft(a))
	}
	if g.at(b).is(cPrep) && g.d.of(g.at(b)) == "by" {
		n := g.phraseRight(b + 1)
		f.speaker = g.span(n)
		b = n.b
	}
	b = max(b, g.after(b-1).at)
	k := g.at(b)
	if (k.kind == comma || k.kind == colon) && g.at(b+1).kind == quoted {
		b++
		k = g.at(b)
	}
	if k.kind == word && (k.is(cThatWord|cWhether) || k.is(cWh|cTo2) && cue.is(cAsk) || k.is(cPrep) && cue.is(cAsk) && g.d.of(k) == "about") || k.kind == quoted && !cue.is(cObj) {
		f.parts = []span{g.content(rng{b, g.end(b)})}
		g.emit(f)
		g.floor = g.end(b)
	}
}
