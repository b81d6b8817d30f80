package quote

// right is what follows a cue.
type right struct {
	at        int // first token that is neither adverb, addressee, time nor occasion
	addressee rng
	comma     bool // a comma was passed on the way to at
}

// after reads what stands between the cue i and the content.
func (g *svo) after(i int) right {
	r := right{at: i + 1}
	cue := g.t[i]
	if g.adverb(g.at(r.at)) && !g.at(r.at).is(cPrep|cSub|cDet) {
		r.at++
	}
	if cue.is(cTell|cAsk) && !(cue.is(cAsk) && cue.is(cObj)) {
		if n := g.told(r.at, cue.is(cAsk)); !n.empty() {
			r.addressee = n
			if cue.is(cTo) && !g.opensClause(g.at(n.b)) || cue.is(cAsk) && g.at(n.b).is(cTo2) { // “urged them to …”: they are a part of it
				return r
			}
			r.at = n.b
		}
	}
	if cue.is(cObj) && !g.at(r.at).is(cTo2) {
		return r
	}
	for r.at < len(g.t) {
		if g.d.of(g.t[r.at]) == "about" && !g.topic(r.at) {
			break
		}
		if k := g.t[r.at]; k.kind == word && k.is(cPrep) && !cue.is(cPlain|cTell) && (g.d.of(k) == "about" || g.d.of(k) == "against") {
			break // what it is about is the content
		}
		b := g.adjunct(r.at)
		if b == r.at {
			break
		}
		r.at = b
	}
	if !cue.is(cObj) {
		r.at = g.toThat(r.at)
	}
	return r
}

// toThat passes what stands before the “that” of the content: “warned Ada
// Brandt that”, “reported last spring that”. A noun that “that” explains stays.
func (g *svo) toThat(a int) int {
	for b := a; b < len(g.t) && b < a+9; b++ {
		k := g.t[b]
		if k.kind != word && k.kind != number {
			return a
		}
		if k.is(cThatWord) && b > a {
			if before := g.t[b-1]; before.cap || before.kind == number || before.is(cObjPron|cOfficial|cTime|cDay|cMedia|cBody|cMonth) {
				return b
			}
			return a
		}
		if k.is(cAux|cBe|cModal|cPron|cSub|cTo2|cWh) && !k.is(cDet|cPrep) || k.is(cVerb) && g.finite(b) {
			return a
		}
	}
	return a
}

// told returns the noun phrase of whom is told, from token a on.
func (g *svo) told(a int, ask bool) rng {
	k := g.at(a)
	if k.kind != word || k.is(cThatWord) && !k.is(cDet) || k.is(cWhether|cTo2|cPrep|cSub|cThatWord|cWh) {
		return rng{}
	}
	if k.is(cObjPron) {
		return rng{a, a + 1}
	}
	if k.is(cPron) && !k.is(cDet) {
		return rng{}
	}
	b := a
	for b < len(g.t) {
		k := g.t[b]
		if k.kind == quoted && b > a && g.d.wordsIn(k.mark) <= 4 && !g.endsLikeSpeech(k.mark) && g.at(b-1).is(cPoss|cDet) {
			b++
			continue
		}
		if k.kind != word && k.kind != number && k.kind != other {
			break
		}
		if k.is(cThatWord|cWhether|cTo2|cWh) || k.is(cSub) && !k.is(cPrep) || k.is(cAux|cBe|cModal) || k.is(cDay) {
			break
		}
		if b > a && (k.is(cPron) && !k.is(cDet) || k.is(cDet|cPoss) && !g.t[b-1].is(cPrep|cAnd)) {
			break
		}
		if k.is(cPrep) && !(g.d.of(k) == "of" || g.d.of(k) == "at" || g.d.of(k) == "from" || g.d.of(k) == "for") {
			break
		}
		b++
	}
	return rng{a, b}
}

// adjunct passes one time, place or occasion from token a on, and returns
// what follows it; a when none stands there.
func (g *svo) adjunct(a int) int {
	k := g.at(a)
	switch {
	case k.kind == word && k.is(cDay):
		b := a + 1
		for b < len(g.t) && (g.t[b].is(cTime|cDay|cMonth) || g.t[b].kind == number) {
			b++
		}
		return b
	case k.kind == word && k.is(cAdv) && !k.is(cPrep|cSub|cDet) && a > 0:
		return a + 1
	case k.kind == word && (k.is(cDet) || k.cap == false) && g.at(a+1).is(cTime) && g.at(a+1).kind == word && !k.is(cPrep|cTo2) && !g.at(a+2).is(cAux|cBe|cModal):
		b := a + 2
		return b
	case k.kind == word && k.is(cPrep) && !k.is(cSub) || k.kind == word && k.is(cTo2) && g.nominal(g.at(a+1)) || k.kind == word && k.is(cPrep) && g.d.of(k) == "after" || k.kind == word && k.is(cPrep|cSub) && g.at(a+1).is(cDet|cPoss|cDay|cMonth):
		// up to that, a comma, a colon, a quotation or the end, without a verb
		for b := a + 1; b < len(g.t) && b < a+22; b++ {
			t := g.t[b]
			switch {
			case t.kind == comma || t.kind == colon || t.kind == stop || t.kind == semi:
				return b
			case t.kind == stop && t.tight && g.t[b-1].is(cAbbr):
				continue
			case t.kind == quoted:
				if g.at(b-1).is(cPoss|cDet|cPrep) || g.at(b-1).genitive {
					continue
				}
				return b
			case t.kind != word:
			case t.is(cThatWord | cWhether):
				return b
			case t.is(cPron) && !t.is(cDet) && b > a+1:
				return b
			case t.is(cDay) && b > a+1 && !g.t[b-1].is(cDet|cPoss|cPrep):
				return b
			case t.is(cAux | cBe | cModal), t.is(cSay|cAsk) && g.finite(b) && g.verbal(b):
				return g.shortAdjunct(a)
			case t.is(cSub) && !t.is(cPrep):
				return b
			}
		}
		if len(g.t) < a+22 {
			return len(g.t)
		}
		return g.shortAdjunct(a)
	}
	return a
}

// shortAdjunct passes a preposition with a plain time or occasion.
func (g *svo) shortAdjunct(a int) int {
	b := a + 1
	for b < len(g.t) && b < a+6 {
		k := g.t[b]
		if k.kind == number || k.kind == word && k.is(cDay|cMonth|cTime|cMedia) {
			b++
			for b < len(g.t) && (g.t[b].kind == number || g.t[b].is(cDay|cMonth|cTime)) {
				b++
			}
			return b
		}
		if !k.is(cDet|cPoss) && !(k.kind == word && k.class&^cFirst == 0) {
			return a
		}
		b++
	}
	return a
}

// phraseRight returns the noun phrase that begins at token a: a name, an
// office, with what is said of it after a comma.
func (g *svo) phraseRight(a int) rng {
	b := a
loop:
	for b < len(g.t) {
		k := g.t[b]
		switch k.kind {
		case number, other, open, shut:
			b++
			continue
		case quoted:
			if b == a || g.d.wordsIn(k.mark) > 4 {
				break loop
			}
			b++
			continue
		case stop:
			if k.tight && b > a && (g.t[b-1].is(cAbbr) || g.t[b-1].cap && g.t[b-1].end-g.t[b-1].start <= 2) && b+1 < len(g.t) && g.t[b+1].kind == word {
				b++
				continue
			}
			break loop
		case word:
		default:
			break loop
		}
		if k.is(cPron) && !k.is(cDet) {
			if b == a {
				b++
			}
			break
		}
		if k.is(cDay|cAdv|cAux|cBe|cModal|cThatWord|cBut) && !k.is(cDet) || k.is(cSub) && !k.is(cPrep) {
			break
		}
		if b > a && k.is(cPrep) && !(g.d.of(k) == "of" || g.d.of(k) == "for" || g.d.of(k) == "from" || g.d.of(k) == "at" || g.d.of(k) == "with") {
			break
		}
		if b > a && k.is(cIng) && !k.cap {
			break
		}
		if k.is(cAnd) && !g.joins(b) {
			break
		}
		if b > a && k.is(cTo2) {
			break
		}
		b++
	}
	return rng{a, b}
}

// described returns n with the apposition after its comma: “Ada Brandt, the
// mayor of Port Selane,”.
func (g *svo) described(n rng) rng {
	if g.at(n.b).kind != comma {
		return n
	}
	k := g.at(n.b + 1)
	if k.kind != word && k.kind != number || k.is(cIng|cAnd|cBut|cSub|cPrep|cPron|cAdv|cDay) && !k.is(cRel|cDet) {
		return n
	}
	if k.is(cRel) && g.attributes(n.b+2) { // “, who said that …” is another
		return n
	}
	for b := n.b + 1; b < len(g.t) && b < n.b+40; b++ {
		switch g.t[b].kind {
		case stop:
			if g.t[b].tight && g.at(b-1).is(cAbbr) && b+1 < len(g.t) {
				continue
			}
			return rng{n.a, b}
		case comma:
			if g.at(b+1).is(cRel) && g.attributes(b+2) {
				return rng{n.a, b}
			}
			if b == n.b+2 && g.t[b-1].kind == number || g.at(b+1).kind == word && g.at(b+1).is(cRel|cDet) {
				continue
			}
			return rng{n.a, b}
		case colon, quoted, semi:
			return rng{n.a, b}
		}
	}
	return rng{n.a, max(n.b, len(g.t))}
}

// opensClause reports whether a token stands before content and is none of it.
func (g *svo) opensClause(k token) bool {
	return k.kind != word && k.kind != number || k.is(cThatWord|cWhether)
}

// nominal reports whether a word is surely no infinitive after “to”.
func (g *svo) nominal(k token) bool {
	return k.kind == word && (k.cap || k.is(cDet|cPoss|cObjPron|cOfficial|cBody|cTitle) || k.genitive)
}
