package quote

import "strings"

// Who speaks, what is set beside a content, and where a content ends.

// right returns the end of the noun phrase that begins at i.
func (g *que) right(i, to int) int {
	e := i
	for j := i; j < to && j < len(g.t); j++ {
		k := g.t[j]
		switch k.kind {
		case number, other:
			e = j + 1
			continue
		case quoted:
			if g.long(j) {
				return e
			}
			e = j + 1
			continue
		case open:
			for j < to && g.t[j].kind != shut {
				j++
			}
			continue
		case stop:
			if k.tight && g.at(j-1).is(cAbbr|cHonor) || k.tight && g.at(j-1).end-g.at(j-1).start <= 2 && g.at(j-1).cap {
				continue
			}
			return e
		case word:
		default:
			return e
		}
		switch {
		case k.is(cThatWord | cRel):
			return e
		case k.is(cPron) && !k.is(cDet) && j == i:
			return j + 1
		case k.is(cDay) && !k.cap && !k.is(cTitle), k.is(cTime) && !k.cap && e > i && g.at(j-1).is(cDet) == false && g.d.lang.lang != "ru":
			return e
		case k.is(cPrep) && !g.genitive(j):
			if j > i {
				return e
			}
			return i
		case k.is(cAnd):
			if n := g.at(j + 1); n.kind == word && (n.cap || n.is(cDet|cTitle|cBody|cOfficial)) && !g.cueAhead(j+1) {
				continue
			}
			return e
		case k.is(cSub|cBut) && !k.is(cDet), k.is(cNeg):
			return e
		case k.is(cAux|cModal|cIng) && j > i && !k.is(cTitle|cDet):
			return e
		case k.is(cAdv) && !k.is(cDet) && j > i && !k.cap:
			return e
		case k.is(cDet|cPoss) || k.is(cPrep):
			continue
		case e > i && !k.cap && k.class&^cFirst == 0 && g.d.lang.lang == "es" && g.preterite(k):
			return e
		}
		e = j + 1
	}
	return e
}

// preterite reports whether an unknown Spanish word ends as a past verb does.
func (g *que) preterite(k token) bool {
	s := g.d.of(k)
	return strings.HasSuffix(s, "ó") || strings.HasSuffix(s, "aron") || strings.HasSuffix(s, "ieron")
}

// genitive reports whether the preposition at j ties a name to what it belongs to.
func (g *que) genitive(j int) bool {
	switch g.low(j) {
	case "de", "d'", "du", "des", "del", "of":
		return true
	case "по", "при":
		return g.d.lang.lang == "ru" && j > 0 && g.at(j-1).is(cTitle|cOfficial)
	}
	return false
}

func (g *que) low(j int) string {
	k := g.at(j)
	return g.d.low(&k)
}

// cueAhead reports whether a cue verb stands in the next words.
func (g *que) cueAhead(a int) bool {
	for j := a; j < len(g.t) && j < a+5; j++ {
		k := g.t[j]
		if k.kind != word {
			return false
		}
		if k.is(cSay|cAsk) && g.verbal(j) && !k.is(cBase) {
			return true
		}
		if !k.is(cAux | cAdv | cPron | cObjPron | cNeg | cPart) {
			return false
		}
	}
	return false
}

// left returns the subject that stands before the verb group at a.
func (g *que) left(a int) span {
	p := a - 1
	if p < g.floor {
		return span{}
	}
	from := func(b int) int { // begin of the stretch that ends before b
		c := b
		for c > g.floor {
			k := g.t[c-1]
			if k.kind == comma || k.kind == semi || k.kind == colon || k.kind == dash || k.kind == quoted && g.long(c-1) || k.kind == word && (k.is(cThatWord) || k.is(cSub) && !k.is(cPrep|cAdv|cDet)) {
				break
			}
			c--
		}
		for c < b && g.t[c].kind == word && g.t[c].is(cAnd|cBut|cAdv|cDay) && !g.t[c].is(cDet|cPron) {
			c++
		}
		return c
	}
	whole := func(c, b int) span {
		if c >= b || g.t[c].kind != word && g.t[c].kind != quoted && g.t[c].kind != number || g.t[c].is(cIng|cSub) && !g.t[c].is(cDet) {
			return span{}
		}
		if w := g.low(c); g.d.lang.lang == "es" && (strings.HasSuffix(w, "ado") || strings.HasSuffix(w, "ido") || strings.HasSuffix(w, "ada") || strings.HasSuffix(w, "ida")) && !g.t[c].is(cTitle|cBody) {
			return span{} // Consultado por X, respondió
		}
		if w := g.low(c); g.d.lang.lang == "ru" && (w == "в" || w == "во") { // В мэрии заявили
			if n := g.right(c+1, b); n > c+1 {
				return g.mention(c+1, n)
			}
		}
		if g.t[c].kind == word && g.t[c].is(cPrep) && !g.t[c].is(cDet) { // Lundi à Paris le maire
			for j := c + 1; j < b; j++ {
				if g.t[j].is(cTitle|cOfficial|cBody|cHonor) && g.at(j-1).is(cDet) {
					return g.mention(j-1, b)
				}
			}
			return span{}
		}
		// und: the name next to the verb, when a clause goes before it
		for j := b - 1; j > c; j-- {
			if k := g.t[j]; k.kind == word && k.is(cAnd) && j > c+1 && j+1 < b {
				for m := c; m < j; m++ {
					if g.t[m].is(cAux|cModal|cVerb) || g.t[m].is(cSay) && g.verbal(m) {
						return g.mention(j+1, b)
					}
				}
			}
		}
		if n := g.right(c, b); n > c && g.at(n).kind == word && g.at(n).is(cPrep|cDay|cAdv|cTime) {
			b = n
		}
		return g.mention(c, b)
	}
	if g.t[p].kind == word && g.t[p].is(cAnd|cBut) { // y denunció: the subject of the verb before
		for m := from(p) + 1; m < p; m++ {
			if g.t[m].is(cSay|cAsk) && g.verbal(m) || g.t[m].is(cVerb|cModal|cAux) && !g.t[m].is(cDet) {
				x, _ := g.group(m)
				return whole(from(x), x)
			}
		}
		return span{}
	}
	if g.t[p].kind == comma { // an apposition or a relative clause before the verb
		c := p
		for c > g.floor && g.t[c-1].kind != comma && g.t[c-1].kind != semi && g.t[c-1].kind != colon && g.t[c-1].kind != dash {
			c--
		}
		if c > g.floor && g.t[c-1].kind == comma {
			b := c - 1
			if s := whole(from(b), b); !s.empty() && !(g.t[from(b)].is(cPrep) && !g.t[from(b)].is(cDet)) {
				if g.t[c].cap { // the mayor, Ada Brandt,
					s.end = g.t[p-1].end
				}
				return s
			}
		}
		return whole(c, p)
	}
	if g.t[p].kind != word && g.t[p].kind != quoted && g.t[p].kind != number && g.t[p].kind != shut {
		return span{}
	}
	c := from(a)
	if c >= a {
		if q := p - 1; g.t[p].is(cThatWord) && q > g.floor && g.t[q].kind == comma { // los diputados, que denuncian
			return whole(from(q), q)
		}
		return span{}
	}
	if a-c == 1 && g.t[c].kind == word && g.t[c].is(cRel) && c-1 > g.floor && g.t[c-1].kind == comma { // X, qui a dit
		if s := whole(from(c-1), c-1); !s.empty() {
			return s
		}
	}
	return whole(c, a)
}

// source reads “selon X, …”, “…, según X”, “по словам X, …” at token i.
func (g *que) source(i int) {
	if g.at(i + 1).is(cRel | cWh) {
		return
	}
	n := g.right(i+1, len(g.t))
	if g.t[i].is(cAdv) { // по его словам
		n = i + 1
	} else if n <= i+1 {
		return
	}
	f := found{cue: span{g.t[i].start, g.t[i].end}, speaker: g.mention(i+1, n), rule: "source"}
	if g.t[i].is(cAdv) {
		f.speaker, f.carried = g.last, !g.last.empty()
	}
	// según dijo X
	if k := g.at(i + 1); k.is(cSay) && k.is(cNow|cPast) || k.is(cAux) {
		for j := i + 1; j < i+5 && j < len(g.t); j++ {
			if g.t[j].is(cSay) && (j == i+1 || g.verbal(j)) {
				if m := g.right(j+1, len(g.t)); m > j+1 {
					f.cue, f.speaker, n = span{g.t[i].start, g.t[j].end}, g.mention(j+1, m), m
				}
				break
			}
		}
	}
	e := n // the phrase ends at the next comma
	for e < len(g.t) && g.t[e].kind != comma && g.t[e].kind != stop && g.t[e].kind != semi && g.t[e].kind != dash && g.t[e].kind != colon && g.t[e].kind != quoted {
		e++
	}
	for e+1 < len(g.t) && g.t[e].kind == comma && g.at(e+1).kind == word && (g.at(e+1).is(cRel) || g.at(e+1).is(cTitle|cOfficial)) { // selon X, maire de Y,
		e++
		for e < len(g.t) && g.t[e].kind != comma && g.t[e].kind != stop {
			e++
		}
	}
	if i <= g.floor+1 && (i == g.floor || g.t[g.floor].kind == word && g.t[g.floor].is(cAnd|cBut|cAdv) || trims(g.t[g.floor])) {
		if e+2 >= len(g.t) {
			return
		}
		b := e
		if k := g.t[e].kind; k == stop {
			return
		}
		x := g.end(b + 1)
		f.parts = []span{g.bytes(b, x)}
		if g.say(f) {
			g.floor = x
		}
		return
	}
	if g.at(i-1).kind != comma && g.at(i-1).kind != quoted && g.at(i-1).kind != dash && e < len(g.t)-1 && g.d.lang.lang == "ru" {
		return
	}
	c, ok := g.before(i)
	if !ok && (e+3 >= len(g.t) || g.t[e].kind != comma || g.at(i-1).kind != comma || g.floor > 0) {
		return
	}
	f.parts = []span{g.bytes(c, i)}
	g.floor = e
	if e+1 < len(g.t) && g.t[e].kind == comma && !g.at(e+1).is(cAcc|cIng) {
		x := g.end(e + 1)
		f.parts = append(f.parts, g.bytes(e+1, x))
		g.floor = x
	}
	g.say(f)
}

// this reads “Об этом сообщил X”, “Así lo anunció X”: the sentence before is
// what was said.
func (g *que) this() {
	if g.prev.empty() || g.prevTaken {
		return
	}
	for j := 1; j < len(g.t) && j < 8; j++ {
		if !g.t[j].is(cSay) || g.t[j].class&(cNow|cPast|cPart) == 0 {
			continue
		}
		f := found{cue: span{g.t[j].start, g.t[j].end}, parts: []span{g.prev}, rule: "this"}
		if n := g.right(j+1, len(g.t)); n > j+1 {
			f.speaker = g.mention(j+1, n)
		}
		if g.say(f) {
			g.floor = len(g.t)
		}
		return
	}
}

// as reads “comme l’a dit X, …”, “…, как сообщил X”.
func (g *que) as(i int) {
	cue := -1
	for j := i + 1; j < len(g.t) && j < i+7 && g.t[j].kind == word; j++ {
		if g.t[j].is(cSay) && g.verbal(j) && !g.t[j].is(cIng) {
			cue = j
			break
		}
		if g.t[j].is(cThatWord | cPrep) {
			return
		}
	}
	if cue < 0 {
		return
	}
	e := cue + 1
	for e < len(g.t) && g.t[e].kind != comma && g.t[e].kind != stop {
		if g.t[e].kind == word && g.t[e].is(cThatWord) {
			return
		}
		e++
	}
	f := found{cue: span{g.t[cue].start, g.t[cue].end}, rule: "as"}
	if n := g.right(cue+1, e); n > cue+1 {
		f.speaker = g.mention(cue+1, n)
	} else if a, _ := g.group(cue); a > i+1 {
		f.speaker = g.mention(i+1, a)
	}
	if i <= g.floor+1 {
		if e+2 >= len(g.t) {
			return
		}
		x := g.end(e + 1)
		f.parts = []span{g.bytes(e+1, x)}
		if g.say(f) {
			g.floor = x
		}
		return
	}
	if g.at(i-1).kind != comma {
		return
	}
	c, ok := g.before(i)
	if !ok {
		return
	}
	f.parts = []span{g.bytes(c, i)}
	g.floor = e
	if e+1 < len(g.t) && g.t[e].kind == comma {
		x := g.end(e + 1)
		f.parts = append(f.parts, g.bytes(e+1, x))
		g.floor = x
	}
	g.say(f)
}

// end returns where a content that begins at a ends: before another
// attribution, or where the clause that holds its cue closes.
func (g *que) end(a int) int {
	inset := g.floor
	lead := a > 0 && g.at(inset).kind == word && g.at(inset).is(cSub) && !g.at(inset).is(cAcc)
	for j := a; j < len(g.t); j++ {
		k := g.t[j]
		switch k.kind {
		case semi:
			return j
		case comma, dash:
			n := g.at(j + 1)
			if n.kind == dash {
				n = g.at(j + 2)
			}
			if n.kind != word {
				continue
			}
			if p := g.at(j - 1); n.is(cAcc) && p.kind == word && p.is(cThatWord) {
				continue // que, selon X, …
			}
			if n.is(cAcc) || n.is(cIng) && n.is(cSay|cAsk) {
				return j
			}
			if g.cueAhead(j+1) && g.inset(j+1) {
				return j
			}
			if n.is(cAnd|cBut|cSub) && g.attributes(j+2) {
				return j
			}
			if lead && k.kind == comma && (n.cap || n.is(cDet|cPron|cPoss)) {
				return j
			}
		case word:
			if j > a && k.is(cAnd|cBut) && g.attributes(j+1) {
				return j
			}
		}
	}
	return len(g.t)
}

// inset reports whether the cue that begins at a stands in an inset: its
// speaker follows, and no content.
func (g *que) inset(a int) bool {
	for j := a; j < len(g.t) && j < a+6; j++ {
		if g.t[j].is(cSay|cAsk) && g.verbal(j) {
			if g.t[j].is(cPron) || g.inverted(a, j) >= 0 {
				return true
			}
			return g.head(j+1) && !g.claused(j+1)
		}
	}
	return false
}

// attributes reports whether another attribution begins at a: a cue, or a
// short subject and a cue, with a content of its own.
func (g *que) attributes(a int) bool {
	for j := a; j < len(g.t) && j < a+8; j++ {
		k := g.t[j]
		if k.kind != word || k.is(cThatWord|cRel|cSub) && !k.is(cDet) {
			return false
		}
		if k.is(cSay|cAsk) && g.verbal(j) && !k.is(cBase) {
			return true
		}
		if k.is(cVerb | cModal) {
			return false
		}
	}
	return false
}
