package quote

// Cues: verbs and nouns of saying, with the clause they govern.

// verb is a cue as it stands.
type verb struct {
	class class
	cue   span
	end   int // index after its last word in its clause
	pass  bool
}

// cueAt reports whether the word at i of clause ci is a cue verb there.
func (g *v2) cueAt(i, ci int) (verb, bool) {
	k := g.w[i]
	c := g.clauses[ci]
	if k.kind != word || k.cap && i > 0 {
		return verb{}, false
	}
	if k.is(cApart) {
		w := g.low(i)
		for _, a := range g.d.lang.apart[w] {
			if p := g.particle(a.particle, i, ci); p >= 0 {
				if a.particle == "aus" && a.class&cObj == 0 && (w[0] == 'g') && !g.holds(ci, "davon") {
					continue
				}
				return verb{class: a.class | cNow, cue: g.bytes(i, i+1), end: p + 1}, true
			}
		}
	}
	if !k.is(cSay|cAsk|cThink) || k.is(cNoun) {
		return verb{}, false
	}
	if k.is(cPoss) && (i+1 >= c.to || g.w[i+1].cap) && !g.w[max(i-1, 0)].is(cPron) && i != c.and { // meine Herren
		return verb{}, false
	}
	v := verb{class: k.class, cue: g.bytes(i, i+1), end: i + 1}
	if k.is(cPart) {
		aux := -1
		for j := c.from; j < c.to; j++ {
			if j != i && g.w[j].kind == word && !(g.w[j].cap && j > 0) && g.w[j].is(cAux) && g.w[j].is(cNow|cPast) {
				aux = j
			}
		}
		if aux < 0 && i == c.from && !k.is(cNow|cPast) { // hatte der Chef, ein Freund, gesagt
			for m := ci - 1; m >= 0 && m >= ci-3 && aux < 0; m-- {
				if f := g.clauses[m].fin; f >= 0 && g.w[f].is(cAux) && g.clauses[m].form != fRel {
					aux = f
				}
			}
		}
		if aux >= 0 {
			switch w := g.low(aux); {
			case len(w) > 2 && w[:2] == "wu", w == "wird", w == "werden", w == "werde":
				v.pass = true
			case g.w[aux].is(cBe):
				v.pass = true
			}
			if i+1 < c.to && g.w[i+1].cap && g.w[i+1].kind == word { // eine angekündigte Reform
				return verb{}, false
			}
			return v, true
		}
		if !k.is(cNow|cPast) || !g.finite(i, c.from, c.to) {
			return verb{}, false
		}
		return v, true
	}
	if k.is(cNow | cPast) {
		if k.is(cBase) && (i > c.from && g.w[i-1].is(cTo2) || g.modalBefore(c.from, i)) {
			v.class |= cIng
			return v, true
		}
		return v, g.finite(i, c.from, c.to) || i == c.and
	}
	if k.is(cBase) {
		v.class |= cIng
		return v, true
	}
	return verb{}, false
}

// particle finds the particle of the verb at i: the last word of its clause, or
// of a later clause when relative clauses stand between.
func (g *v2) particle(p string, i, ci int) int {
	if i > g.clauses[ci].from && g.low(i-1) == p { // verb last: bekannt gab
		return i
	}
	for m := ci; m < len(g.clauses) && m < ci+5; m++ {
		c := g.clauses[m]
		for j := c.to - 1; j > i && j >= c.from && j >= c.to-2; j-- {
			if g.low(j) == p {
				if j == c.to-1 || p != "an" && p != "aus" && p != "auf" && p != "zu" && p != "vor" && p != "ein" && p != "mit" && p != "ab" && p != "nach" {
					return j
				}
			}
		}
		if m == ci { // und sagte zu, dass … und kündigte an: before a conjunction
			for j := i + 1; j+1 < c.to; j++ {
				if g.low(j) == p && g.w[j+1].is(cAnd|cBut) {
					return j
				}
			}
		}
		if m > ci && c.form != fRel && c.form != fPiece && c.form != fInf && c.form != fThat {
			break
		}
	}
	return -1
}

func (g *v2) holds(ci int, w string) bool {
	for i := g.clauses[ci].from; i < g.clauses[ci].to; i++ {
		if g.low(i) == w {
			return true
		}
	}
	return false
}

func (g *v2) cues(ci int) {
	c := g.clauses[ci]
	g.cue = g.bytes(c.from, c.from+1)
	if c.form == fSo {
		g.so(ci)
		return
	}
	if c.form == fAs && g.as(ci) {
		return
	}
	for i := c.from; i < c.to; i++ {
		k := g.w[i]
		if k.kind != word || !k.is(cSay|cAsk|cThink|cApart) {
			continue
		}
		if k.is(cMood) && g.moody(i) && c.form == fMain && !k.is(cPast) && !g.d.nested {
			continue // Man rechne damit, dass …: itself a part of what somebody says
		}
		v, ok := g.cueAt(i, ci)
		if !ok {
			continue
		}
		g.cue = v.cue
		if i == c.and && c.and == c.from && ci > 0 && g.behind(ci, i, v) {
			return
		}
		if g.ahead(ci, i, v) {
			return
		}
	}
}

// classOf is the class of a cue.
func classOf(v verb) Class {
	switch {
	case v.class&cSay != 0:
		return Say
	case v.class&cAsk != 0:
		return Ask
	}
	return Think
}

// who finds the speaker of a cue.
func (g *v2) who(ci, i int, v verb) span {
	if v.pass {
		c := g.clauses[ci]
		for j := c.from; j < c.to; j++ {
			if w := g.low(j); w == "von" || w == "vom" || w == "seitens" || w == "durch" {
				if e := g.np(j+1, c.to); e > j+1 {
					return g.bytes(j+1, e)
				}
			}
		}
		return g.place(ci)
	}
	if s := g.subject(ci, i); !s.empty() {
		return s
	}
	if g.holds(ci, "es") || g.low(g.clauses[ci].from) == "aus" {
		return g.place(ci)
	}
	return span{}
}

// place finds the text or body that something stands in: im Bericht heißt es.
func (g *v2) place(ci int) span {
	c := g.clauses[ci]
	for j := c.from; j < c.to; j++ {
		switch g.low(j) {
		case "in", "im", "bei", "beim", "aus", "auf":
		default:
			continue
		}
		e := g.np(j+1, c.to)
		for m := j + 1; m < e; m++ {
			if k := g.w[m]; k.kind == word && (k.is(cMedia|cNoun|cView|cBody) || g.viewAt(m)) || k.kind == quoted {
				return g.bytes(j+1, e)
			}
		}
	}
	return span{}
}

// behind reads “Inhalt, sagte X”.
func (g *v2) behind(ci, i int, v verb) bool {
	if v.class&(cThat|cObj|cConj|cAsk) == 0 || v.class&cIng != 0 {
		return false
	}
	c := g.clauses[ci]
	who := g.firstNoun(i+1, c.to)
	es := i+1 < c.to && g.low(i+1) == "es"
	if who.empty() && !es {
		return false
	}
	switch g.low(i + 1) {
	case "den", "einen", "dem", "aber", "jedoch":
		return false
	}
	l, ok := g.before(ci)
	if !ok {
		return false
	}
	lone := g.lone(ci - 1)
	if !lone && v.class&(cThat|cAsk) == 0 {
		return false
	}
	if !lone && ci+1 < len(g.clauses) && g.clauses[ci+1].form == fThat && g.clauses[ci+1].sep == comma {
		return false
	}
	if es && who.empty() {
		who = g.place(ci)
	}
	return g.attribute(ci, l, v.cue, who, classOf(v), "behind")
}

// lone reports whether clause m is a span between marks and nothing else.
func (g *v2) lone(m int) bool {
	c := g.clauses[m]
	for i := c.from; i < c.to; i++ {
		if g.w[i].kind != quoted && !(g.w[i].kind == other) {
			return false
		}
	}
	return true
}

// before returns the first clause of the content that stands before the
// attribution in clause ci.
func (g *v2) before(ci int) (int, bool) {
	if g.lone(ci - 1) {
		return ci - 1, true
	}
	l, ok := ci, false
	for m := ci - 1; m >= 0; m-- {
		c := g.clauses[m]
		if c.form == fSo || c.form == fAs {
			break
		}
		switch c.form {
		case fMain, fFirst:
			ok = true
		case fThat, fInf:
			ok = ok || m == 0
		}
		for i := c.from; i < c.to; i++ {
			if g.w[i].kind == quoted && g.long(i) {
				ok = true
			}
		}
		l = m
		if c.sep == colon || c.sep == semi {
			break
		}
	}
	return l, ok
}

// long reports whether the span between marks at i is more than a few words.
func (g *v2) long(i int) bool { return g.d.wordsIn(g.w[i].mark) >= 4 }

// attribute emits the clauses from l up to the attribution in clause ci, and
// what goes on after it.
func (g *v2) attribute(ci, l int, cue, who span, class Class, rule string) bool {
	c := g.clauses[l]
	first := g.bytes(c.from, g.clauses[ci-1].to)
	if g.lone(ci-1) && l == ci-1 {
		first = g.d.marks[g.w[g.clauses[l].from].mark].inner
		if n := g.clauses[l].to; g.w[n-1].kind == quoted && n-1 > g.clauses[l].from {
			first.end = g.d.marks[g.w[n-1].mark].inner.end
		}
	}
	parts := []span{first}
	// what goes on after it
	for m := ci + 1; m < len(g.clauses); m++ {
		n := g.clauses[m]
		if g.lone(m) {
			parts = append(parts, g.d.marks[g.w[n.from].mark].inner)
			break
		}
		if n.form == fRel && n.mood < 2 || n.form == fPiece || n.form == fPlain {
			continue
		}
		if n.form == fFirst && n.and == n.from && g.resumes(l, ci) || n.mood == 2 || n.form == fThat && g.clauses[l].form == fThat || n.form == fMain && n.mood > 0 {
			e := g.extent(m)
			parts = append(parts, g.bytes(n.from, g.clauses[e].to))
		}
		break
	}
	for _, p := range parts {
		if !g.free(p) {
			return false
		}
	}
	return g.say(found{parts: parts, cue: cue, speaker: who, class: class, rule: rule})
}

// resumes reports whether the clauses l to ci lack the verb that a clause after
// the attribution brings: Wie erwartet, so X, soll …
func (g *v2) resumes(l, ci int) bool {
	for m := l; m < ci; m++ {
		if f := g.clauses[m].form; f == fMain || f == fFirst {
			return false
		}
	}
	return true
}

// so reads “Inhalt, so X”.
func (g *v2) so(ci int) bool {
	c := g.clauses[ci]
	if ci == 0 {
		return false
	}
	i := c.and + 1
	cue, who := g.bytes(c.and, c.and+1), span{}
	class := Say
	if c.fin == i { // so sagte X
		if v, ok := g.cueAt(i, ci); ok {
			class, cue = classOf(v), v.cue
			who = g.firstNoun(i+1, c.to)
		} else {
			return false
		}
	} else {
		e := g.np(i, c.to)
		if e == i {
			return false
		}
		who = g.bytes(i, e)
	}
	l, ok := g.before(ci)
	if !ok {
		// In zehn Jahren, so X, soll …
		if ci+1 < len(g.clauses) && g.clauses[ci+1].form == fFirst {
			l = 0
		} else {
			return false
		}
	}
	return g.attribute(ci, l, cue, who, class, "so")
}

// as reads “wie X sagte”, before, inside or after the content.
func (g *v2) as(ci int) bool {
	c := g.clauses[ci]
	var v verb
	ok := false
	for i := c.and + 1; i < c.to && !ok; i++ {
		if g.w[i].kind == word && g.w[i].is(cSay|cApart|cThink|cConj) {
			v, ok = g.cueAt(i, ci)
		}
	}
	if !ok || v.class&(cThat|cConj) == 0 {
		return false
	}
	who := g.who(ci, c.fin, v)
	last := ci
	for last+1 < len(g.clauses) && (g.clauses[last+1].form == fRel || g.clauses[last+1].form == fPiece) && last+2 < len(g.clauses) && ci == 0 {
		last++
	}
	if ci == 0 {
		if last+1 >= len(g.clauses) {
			return false
		}
		n := g.clauses[last+1]
		if n.form != fFirst && n.form != fMain && n.form != fSub {
			return false
		}
		e := g.extent(last + 1)
		s := g.bytes(n.from, g.clauses[e].to)
		return g.free(s) && g.say(found{parts: []span{s}, cue: v.cue, speaker: who, class: classOf(v), rule: "as"})
	}
	l, has := g.before(ci)
	if !has && !(ci+1 < len(g.clauses) && g.clauses[ci+1].form == fFirst) {
		return false
	}
	if ci+1 < len(g.clauses) && (g.clauses[ci+1].form == fThat) { // wie er sagte, dass …
		return false
	}
	return g.attribute(ci, l, v.cue, who, classOf(v), "as")
}

// ahead reads “X sagte, dass …”, “X sagte, er …”, “X forderte, … zu …”, “X sagte: …”.
func (g *v2) ahead(ci, i int, v verb) bool {
	from := ci
	if p := g.clauseAt(v.end - 1); p > ci { // the particle stands behind a relative clause
		from = p
	}
	m := from + 1
	for ; m < len(g.clauses); m++ {
		n := g.clauses[m]
		if n.sep == colon {
			return g.afterColon(m, v, ci, i)
		}
		if n.sep == semi {
			return false
		}
		if g.lone(m) && g.long(n.from) {
			who := g.who(ci, i, v)
			return g.free(g.d.marks[g.w[n.from].mark].inner) && g.say(found{parts: []span{g.d.marks[g.w[n.from].mark].inner}, cue: v.cue, speaker: who, class: classOf(v), rule: "comma"})
		}
		rule := ""
		switch n.form {
		case fThat:
			rule = "that"
			if !g.w[n.and].is(cThatWord) {
				rule = "whether"
				if v.class&cAsk == 0 && n.mood == 0 {
					return false
				}
			}
		case fInf:
			if v.class&(cTo|cThat) != 0 && (m == from+1 || g.clauses[m-1].form != fRel) {
				rule = "infinitive"
			}
		case fMain:
			if v.class&cThat == 0 || n.and > n.from {
				return false
			}
			if n.mood == 0 && (m > from+1 || v.class&cIng != 0 || v.class&cTo != 0 || v.pass) {
				return false
			}
			rule = "clause"
		case fRel, fPiece, fPlain:
			if n.form == fRel && n.mood == 2 && v.class&cThat != 0 && g.w[n.and].is(cDet|cPron) && m == from+1 {
				rule = "clause"
				break
			}
			continue
		case fSub:
			if v.class&cThat != 0 && m+1 < len(g.clauses) && g.clauses[m+1].form == fFirst && g.clauses[m+1].mood > 0 {
				rule = "clause" // sagte, wenn …, sei …
				break
			}
			if n.mood == 2 && v.class&(cThat|cObj) != 0 {
				rule = "because"
				break
			}
			continue
		case fFirst:
			if n.mood > 0 && v.class&cThat != 0 && m > from+1 && g.clauses[m-1].form != fRel {
				rule = "clause"
				m--
				n = g.clauses[m]
				break
			}
			return false
		default:
			return false
		}
		if rule == "" {
			continue
		}
		if rule == "infinitive" || rule == "clause" { // items of a list before the verb
			for m0 := m; v.end == g.clauses[from].to && m0 > from+1 && g.clauses[m0-1].form == fPiece; {
				m0--
				if m0 == from+1 {
					n.and = g.clauses[m0].and
				}
			}
		}
		s := g.bytes(n.and, n.to)
		end := g.content(ci, m)
		s.end = end
		if !g.free(s) {
			return false
		}
		return g.say(found{parts: []span{s}, cue: v.cue, speaker: g.who(ci, i, v), class: classOf(v), rule: rule})
	}
	return false
}

// afterColon reads what stands after a colon: spans between marks, or a sentence.
func (g *v2) afterColon(m int, v verb, ci, i int) bool {
	c := g.clauses[m]
	who := g.who(ci, i, v)
	if g.w[c.from].kind == quoted {
		return false // marks
	}
	if v.class&cThat == 0 || v.class&cIng != 0 {
		return false
	}
	s := span{g.w[c.from].start, g.w[g.clauses[len(g.clauses)-1].to-1].end}
	if !g.free(s) || g.clauses[m].form == fPiece {
		return false
	}
	return g.say(found{parts: []span{s}, cue: v.cue, speaker: who, class: classOf(v), rule: "colon"})
}
