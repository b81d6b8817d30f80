package quote

// Where a content ends, and the nouns that open one.

// content returns where the content that begins with clause m ends. The cue
// stands in clause ci.
func (g *v2) content(ci, m int) int {
	begin := g.clauses[m]
	hang := g.clauses[ci].form == fSub || g.clauses[ci].form == fRel || g.clauses[ci].form == fThat || g.clauses[ci].form == fAs
	end := g.inside(m, begin.form == fThat || begin.form == fInf || begin.mood > 0)
	if end < g.w[begin.to-1].end {
		return end
	}
	for j := m + 1; j < len(g.clauses); j++ {
		n := g.clauses[j]
		if n.sep == semi && n.mood == 0 || n.sep == colon || n.form == fSo || n.form == fAs && g.sayer(j) {
			break
		}
		switch n.form {
		case fFirst:
			if begin.mood > 0 && n.mood == 0 && j == m+1 && begin.form == fMain || n.and > n.from && n.mood < 1 || n.mood == 0 && (hang || begin.form == fThat || begin.form == fInf) && g.clauses[j-1].form != fSub {
				return end
			}
			if _, ok := g.cueAt(n.and, j); ok && n.and == n.from && !g.firstNoun(n.and+1, n.to).empty() && n.mood == 0 {
				return end
			}
		case fMain:
			if n.mood == 0 && (begin.form == fThat || begin.form == fInf || begin.mood > 0) && (n.and == n.from || hang || g.w[n.from].is(cBut) || begin.form != fMain) {
				return end
			}
		}
		e := g.inside(j, n.form == fThat || n.form == fInf || n.form == fRel || n.form == fSub)
		end = e
		if e < g.w[n.to-1].end {
			return end
		}
	}
	return end
}

// sayer reports whether clause j holds a cue.
func (g *v2) sayer(j int) bool {
	for i := g.clauses[j].from; i < g.clauses[j].to; i++ {
		if k := g.w[i]; k.kind == word && k.is(cSay|cApart) {
			if _, ok := g.cueAt(i, j); ok {
				return true
			}
		}
	}
	return false
}

// inside returns where the content ends inside clause m: before an “und” with
// which the main clause goes on.
func (g *v2) inside(m int, last bool) int {
	c := g.clauses[m]
	if last {
		for i := c.and + 1; i+1 < c.to; i++ {
			if k := g.w[i]; k.kind == word && k.is(cAnd|cBut) && !g.w[i-1].cap && g.w[i-1].kind == word && g.w[i-1].is(cNow|cPast|cPart|cBase|cAux|cModal) || k.kind == word && k.is(cAnd) && g.w[i-1].kind == word && !g.w[i-1].cap && g.w[i-1].class == 0 {
				n := g.w[i+1]
				if n.kind == word && !n.is(cPart) && !n.is(cMood|cMood2|cAdv|cPrep|cDet) && g.finite(i+1, i+1, c.to) {
					return g.w[i-1].end
				}
				if n.kind == word && n.is(cApart) {
					return g.w[i-1].end
				}
			}
		}
	}
	return g.w[c.to-1].end
}

// nouns reads “die Forderung, … zu …”, “der Vorwurf, dass …”, “der Verdacht, er habe …”.
func (g *v2) nouns() {
	for ci := 0; ci+1 < len(g.clauses); ci++ {
		c, n := g.clauses[ci], g.clauses[ci+1]
		if n.sep != comma {
			continue
		}
		at := -1
		for i := c.to - 1; i >= c.from; i-- {
			if k := g.w[i]; k.kind == word && k.cap && (k.is(cNoun) || k.is(cView)) {
				at = i
				break
			}
		}
		if at < 0 || c.to-at > 9 {
			continue
		}
		rule := ""
		switch n.form {
		case fThat:
			if g.w[n.and].is(cThatWord) || g.w[n.and].is(cWhether) {
				rule = "noun-that"
			}
		case fInf:
			if g.w[at].is(cTo) {
				rule = "noun-infinitive"
			}
		case fMain:
			if n.mood == 2 && n.and == n.from {
				rule = "noun-clause"
			}
		case fRel:
			if n.mood == 2 && n.and == n.from && g.w[n.and].is(cDet|cPron) {
				rule = "noun-clause"
			}
		}
		if rule == "" {
			continue
		}
		e := g.dependents(ci + 1)
		for e > ci+1 && g.clauses[e].form == fPiece && g.clauses[e].and == g.clauses[e].from {
			e--
		}
		s := span{g.w[n.and].start, g.inside(e, true)}
		if e > ci+1 {
			if x := g.inside(ci+1, true); x < g.w[n.to-1].end {
				s.end = x
			}
		}
		g.cue = g.bytes(at, at+1)
		if !g.free(s) {
			continue
		}
		g.say(found{parts: []span{s}, cue: g.cue, speaker: g.nounOwner(ci, at), rule: rule})
	}
}

// nounOwner finds whose statement the noun at i is.
func (g *v2) nounOwner(ci, at int) span {
	c := g.clauses[ci]
	if at+1 < c.to {
		j := at + 1
		if g.w[j].kind == word && (genitive(g.low(j)) || name(g.low(j))) {
			if name(g.low(j)) {
				j++
			}
			if e := g.np(j, c.to); e > j {
				return g.bytes(j, e)
			}
		}
	}
	if at > c.from {
		if k := g.w[at-1]; k.kind == word && (k.is(cPoss) && !k.is(cDet) || k.cap && g.possessor(at-1)) {
			return g.bytes(at-1, at)
		}
	}
	if c.fin >= 0 && c.form != fPiece {
		return g.subject(ci, c.fin)
	}
	return span{}
}
