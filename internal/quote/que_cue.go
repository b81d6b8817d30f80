package quote

import "strings"

// behind reads an attribution set after or into its content: “…”, a dit X;
// …, dijo X; …, сообщил X, ….
func (g *que) behind(i int) bool {
	k := g.t[i]
	if k.is(cIng) && !k.is(cNow|cPast) || k.is(cThink) && !k.is(cSay) {
		return false
	}
	a, neg := g.group(i)
	p := a - 1
	for p >= g.floor && (g.t[p].kind == comma || g.t[p].kind == dash || g.t[p].kind == stop && g.t[p].r != '.') {
		p--
	}
	f := found{cue: g.cueSpan(a, i), class: g.class(k), negated: neg, rule: "behind"}
	e := i + 1
	switch {
	case p < g.floor:
		return false
	case p == a-1 && g.t[p].kind != quoted: // no comma: X a dit
		return g.postposed(i, a, f)
	case k.is(cPron), k.class&^cFirst == 0: // dit-il
		f.speaker = span{k.start, k.end}
	case a < i && g.inverted(a, i) >= 0: // a-t-il dit
		x := g.t[g.inverted(a, i)]
		f.speaker = span{x.start, x.end}
	case g.d.lang.lang == "ru" && (g.low(i+1) == "в" || g.low(i+1) == "во"): // сообщили в мэрии
		n := g.right(i+2, len(g.t))
		if n <= i+2 {
			return false
		}
		f.speaker, e = g.mention(i+2, n), n
	default:
		n := g.right(i+1, len(g.t))
		if n <= i+1 {
			return false
		}
		b := i + 1
		for b < n && g.t[b].kind == word && g.t[b].is(cAdv|cObjPron|cNeg) && !g.t[b].is(cDet) {
			b++
		}
		if b >= n || !g.head(b) {
			return false
		}
		f.speaker, e = g.mention(b, n), n
	}
	if g.claused(e) {
		return false
	}
	c, ok := g.before(p + 1)
	if !ok && !(c == 0 && g.floor == 0 && g.t[p].kind != quoted && g.at(a-1).kind == comma && g.at(e).kind == comma && e+2 < len(g.t)) {
		return false
	}
	g.emitBeside(f, c, p+1, e)
	return true
}

// postposed reads “…”, X a dit.
func (g *que) postposed(i, a int, f found) bool {
	b := a
	for b > g.floor && g.t[b-1].kind == word && !g.t[b-1].is(cThatWord|cSub) {
		b--
	}
	q := b - 1
	if q < g.floor || g.t[q].kind != comma && g.t[q].kind != dash && g.t[q].kind != quoted {
		return false
	}
	for q >= g.floor && (g.t[q].kind == comma || g.t[q].kind == dash) {
		q--
	}
	if q < g.floor || g.t[q].kind != quoted || !g.long(q) || b >= a || !g.head(b) {
		return false
	}
	if e := g.at(i + 1); e.kind == word && !e.is(cPrep|cDay|cAdv) || e.kind == colon || e.kind == quoted || e.kind == comma && g.at(i+2).is(cThatWord) || g.claused(i+1) {
		return false
	}
	f.speaker = g.mention(b, a)
	c, ok := g.before(q + 1)
	if !ok {
		return false
	}
	g.emitBeside(f, c, q+1, i+1)
	return true
}

// cueSpan is the verb with its auxiliary.
func (g *que) cueSpan(a, i int) span {
	for a < i && !g.t[a].is(cAux|cBe|cModal) {
		a++
	}
	return span{g.t[a].start, g.t[i].end}
}

// inverted returns the auxiliary that has its pronoun behind it: a-t-il; -1 = none.
func (g *que) inverted(a, i int) int {
	for j := a; j < i; j++ {
		if g.t[j].is(cAux) && g.t[j].is(cPron) {
			return j
		}
	}
	return -1
}

// head reports whether a noun phrase can begin at b.
func (g *que) head(b int) bool {
	k := g.at(b)
	return k.kind == quoted || k.kind == number || k.kind == word && (k.cap || k.is(cDet|cPoss|cPron|cTitle|cOfficial|cBody|cHonor|cMedia) || g.d.lang.lang == "ru" && !k.is(cPrep|cSub|cThatWord|cAnd|cBut|cObjPron|cAux|cRel))
}

// claused reports whether a conjunction soon after token e says that the
// content stands there.
func (g *que) claused(e int) bool {
	for j := e; j < len(g.t) && j < e+9; j++ {
		switch k := g.t[j]; {
		case k.kind == word && k.is(cThatWord):
			return true
		case k.kind == colon:
			return true
		case k.kind == comma && !(j+1 < len(g.t) && g.t[j+1].is(cThatWord)):
			return false
		case k.kind == stop || k.kind == semi || k.kind == quoted:
			return false
		}
	}
	return false
}

// before returns where the content that ends before token b begins.
func (g *que) before(b int) (int, bool) {
	if b <= g.floor {
		return 0, false
	}
	q := b - 1
	if g.t[q].kind == quoted {
		c := q
		for c-1 >= g.floor && (g.t[c-1].kind == quoted) {
			c--
		}
		if c == g.floor || g.at(c-1).kind == colon {
			return c, g.long(q) || c == 0
		}
	}
	c := g.floor
	for c < b && (trims(g.t[c]) || c == g.floor && g.t[c].kind == word && g.t[c].is(cAnd|cBut) && g.floor > 0) {
		c++
	}
	words := 0
	for j := c; j < b; j++ {
		if g.t[j].kind == word || g.t[j].kind == quoted {
			words++
		}
	}
	k := g.at(c)
	if words < 3 || k.kind == word && k.is(cPrep|cSub) && words < 6 {
		return 0, false
	}
	return c, true
}

// emitBeside emits the content t[c:b] before an attribution that ends before
// token e, with what goes on after it.
func (g *que) emitBeside(f found, c, b, e int) {
	f.parts = []span{g.bytes(c, b)}
	// the rest of the attribution: lundi à Paris
	r := e
	for r < len(g.t) && g.t[r].kind != comma && g.t[r].kind != dash && g.t[r].kind != stop && g.t[r].kind != semi && g.t[r].kind != quoted && g.t[r].kind != colon {
		r++
	}
	after := r
	for after < len(g.t) && (g.t[after].kind == comma || g.t[after].kind == dash || g.t[after].kind == colon || g.t[after].kind == stop) {
		after++
	}
	g.floor = r
	if after < len(g.t) {
		k := g.t[after]
		switch {
		case k.kind == quoted && g.long(after):
			f.parts = append(f.parts, g.bytes(after, after+1))
			g.floor = after + 1
		case k.kind == word && g.t[b-1].kind != quoted && g.at(r).kind == comma && !k.is(cRel|cIng|cSub|cAcc|cTitle|cAnd|cBut) && !(k.is(cPrep) && !k.is(cDet)) && (!g.apposition(after) || b-c < 3):
			x := g.end(after)
			f.parts = append(f.parts, g.bytes(after, x))
			g.floor = x
		}
	}
	g.say(f)
}

// apposition reports whether no verb follows token a before the sentence ends:
// a description of the speaker.
func (g *que) apposition(a int) bool {
	for j := a; j < len(g.t); j++ {
		if k := g.t[j]; k.kind == word && k.is(cAux|cBe|cModal|cVerb|cThatWord) {
			return false
		}
	}
	return len(g.t)-a < 9
}

// ahead reads what follows its cue: que …, : “…”, “…”, de with an infinitive.
func (g *que) ahead(i int) bool {
	k := g.t[i]
	a, neg := g.group(i)
	f := found{cue: g.cueSpan(a, i), class: g.class(k), negated: neg}
	prep, object, commas := false, false, 0
	for j := i + 1; j < len(g.t) && j < i+30; j++ {
		x := g.t[j]
		switch {
		case x.kind == colon:
			if g.at(j+1).kind == quoted && g.long(j+1) {
				return g.emitAhead(f, i, a, j, j+1, g.quotes(j+1), "colon")
			}
			if k.is(cThat) && j+2 < len(g.t) {
				return g.emitAhead(f, i, a, j, j+1, len(g.t), "colon")
			}
			return false
		case x.kind == quoted:
			if g.long(j) && !g.name(j) || k.is(cObj) && g.worded(j) {
				return g.emitAhead(f, i, a, j, j, g.quotes(j), "object")
			}
		case x.kind == comma:
			if n := g.at(j + 1); n.kind == word && n.is(cThatWord) || n.kind == quoted {
				continue
			}
			if commas++; commas > 2 || g.d.lang.lang == "ru" && commas > 1 {
				return false
			}
		case x.kind == stop && j+1 == len(g.t), x.kind == semi, x.kind == dash:
			return false
		case x.kind != word:
		case x.is(cThatWord):
			if object || k.class&(cThat|cAsk|cTo) == 0 {
				return false
			}
			return g.emitAhead(f, i, a, j, j, g.end(j+1), "that")
		case (x.is(cWhether) || x.is(cWh)) && k.is(cAsk):
			return g.emitAhead(f, i, a, j, j, g.end(j+1), "whether")
		case k.is(cThat) && j == i+1 && g.d.lang.lang != "ru" && g.direct(j):
			return g.emitAhead(f, i, a, j, j, g.end(j+1), "infinitive")
		case k.is(cTo) && g.infinitive(j):
			return g.emitAhead(f, i, a, j, j, g.end(j+1), "infinitive")
		case x.is(cPrep):
			prep = true
		case x.is(cAux|cModal|cVerb) && x.is(cNow|cPast) || x.is(cSay|cAsk) && g.verbal(j) && !x.is(cBase):
			return false
		case x.is(cDet|cPoss) && !prep && !x.is(cObjPron):
			fallthrough
		case x.is(cDet) && !prep:
			if n, m := g.at(j+1), g.at(j+2); !(n.cap || n.is(cDay|cTime) || n.is(cTitle|cOfficial|cBody|cHonor|cMedia) || m.is(cTitle|cOfficial|cBody|cHonor)) {
				object = true
			}
		}
	}
	return false
}

// emitAhead emits the content t[b:e] of the cue i, whose attribution ends
// before token j.
func (g *que) emitAhead(f found, i, a, j, b, e int, rule string) bool {
	f.rule = rule
	f.speaker = g.left(a)
	if x := g.inverted(a, i); x >= 0 {
		f.speaker = span{g.t[x].start, g.t[x].end}
	}
	if f.speaker.empty() {
		s := i + 1
		for s < j && g.t[s].kind == word && g.t[s].is(cAdv|cObjPron|cPrep) && !g.t[s].is(cDet) {
			if g.t[s].is(cPrep) {
				s = max(g.right(s+1, j), s+1)
				continue
			}
			s++
		}
		if n := g.right(s, j); n > s && g.head(s) {
			f.speaker = g.mention(s, n)
		}
	}
	f.parts = []span{g.bytes(b, e)}
	if b < len(g.t) && rule == "that" && e > b+1 {
		f.parts[0].start = g.t[b].start
	}
	if !g.say(f) {
		return false
	}
	g.floor = e
	return true
}

// quotes returns the end of the spans between marks that begin at j.
func (g *que) quotes(j int) int {
	e := j + 1
	for e < len(g.t) && g.t[e].kind == quoted {
		e++
	}
	return e
}

// name reports whether the span between marks at j is rather a name or a title.
func (g *que) name(j int) bool {
	p := g.at(j - 1)
	s := g.d.raw(g.d.marks[g.t[j].mark].inner)
	return p.kind == word && p.is(cDet|cBody|cMedia|cTitle) && g.d.wordsIn(g.t[j].mark) < 6 && strings.IndexByte(s, ',') < 0
}

// worded reports whether the short span at j is a word that somebody used: it
// begins with a small letter.
func (g *que) worded(j int) bool {
	m := g.d.marks[g.t[j].mark]
	if m.first >= m.last {
		return false
	}
	k := g.d.words(g.d.sents[m.first])[0]
	return k.kind == word && k.lower
}

// direct reports whether an infinitive follows a verb of saying at once:
// affirme n’avoir rien vu, dijo no saber.
func (g *que) direct(j int) bool {
	for g.at(j).kind == word && g.at(j).is(cNeg|cObjPron) && !g.at(j).cap {
		j++
	}
	k := g.at(j)
	if k.kind != word || k.cap || k.is(cDet|cPrep|cNoun|cTitle|cBody|cAdv) {
		return false
	}
	s := g.d.of(k)
	for _, e := range [...]string{"er", "ir", "re", "oir", "ar"} {
		if len(s) > 3 && strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// infinitive reports whether an infinitive begins at j: de partir, partir, уехать.
func (g *que) infinitive(j int) bool {
	w := func(i int) string { return g.d.of(g.at(i)) }
	ends := func(s string, all ...string) bool {
		for _, e := range all {
			if len(s) > len(e)+2 && strings.HasSuffix(s, e) {
				return true
			}
		}
		return false
	}
	k := g.t[j]
	switch g.d.lang.lang {
	case "fr":
		if s := w(j); s != "de" && s != "d'" && s != "d’" {
			return false
		}
		n := j + 1
		for g.at(n).kind == word && g.at(n).is(cNeg|cObjPron) {
			n++
		}
		return g.at(n).lower && ends(w(n), "er", "ir", "re", "oir")
	case "es":
		return k.lower && !k.is(cPrep|cDet|cAdv|cTitle) && ends(w(j), "ar", "er", "ir", "arse", "erse", "irse")
	case "ru":
		return k.lower && !k.is(cPrep|cDet|cAdv|cTitle|cBody) && ends(w(j), "ать", "ять", "ить", "еть", "уть", "ыть", "оть", "ться", "тись", "сти", "зти", "йти", "чь")
	}
	return false
}

// noun reads “l’affirmation selon laquelle …”, “la idea de que …”, “слова о том, что …”.
func (g *que) noun(i int) {
	for j := i + 1; j < len(g.t) && j < i+12; j++ {
		k := g.t[j]
		if k.kind == quoted || k.kind == stop || k.kind == semi || k.kind == word && k.is(cAux|cModal|cVerb) {
			return
		}
		if k.kind != word || !k.is(cThatWord) && !(k.is(cAcc) && g.at(j+1).is(cRel)) {
			continue
		}
		b := j
		if k.is(cAcc) {
			b = j + 2
		} else if j == i+1 && g.d.lang.lang != "fr" || g.at(j-1).kind == word && !g.at(j-1).is(cPrep) && g.d.lang.lang == "es" {
			return // que: a relative clause
		} else if g.d.lang.lang == "fr" {
			return
		}
		e := g.end(b)
		for x := b; x < e; x++ { // its clause alone
			if n := g.at(x + 1); g.t[x].kind == comma && !n.is(cRel|cSub|cThatWord|cAnd) {
				e = x
			}
		}
		f := found{cue: span{g.t[i].start, g.t[i].end}, rule: "noun", parts: []span{g.bytes(b, e)}}
		if n := g.at(i + 1); n.kind == word && (n.is(cPrep) && j > i+2 || g.d.lang.lang == "ru" && j > i+3) {
			s := i + 1
			if n.is(cPrep) {
				s++
			}
			f.speaker = g.mention(s, g.right(s, j))
		} else if p := g.at(i - 1); p.is(cPoss) {
			f.speaker = span{p.start, p.end}
		}
		if g.say(f) {
			g.floor = e
		}
		return
	}
}
