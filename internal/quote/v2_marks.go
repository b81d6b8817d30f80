package quote

// Spans between marks that no clause took, and the mood of reported speech.

// marks reads the spans between marks that nothing took.
func (g *v2) marks(live bool) {
	for i := range g.w {
		k := g.w[i]
		if k.kind != quoted {
			continue
		}
		m := g.d.marks[k.mark]
		if !g.free(m.inner) {
			continue
		}
		ci := g.clauseAt(i)
		if ci < 0 {
			continue
		}
		c := g.clauses[ci]
		words := g.d.wordsIn(k.mark)
		if words == 0 {
			continue
		}
		f := found{parts: []span{m.inner}}
		switch {
		case c.sep == colon && i == c.from && ci > 0:
			f.rule = "colon"
			f.cue, f.speaker, f.class = g.introduced(ci)
			if f.cue.empty() && words < 4 {
				continue
			}
		case ci == 0 && i == 0 && !g.colon.empty():
			f.rule, f.cue, f.speaker = "colon", g.colon, g.whoSpan
		default:
			v, at, vi, ok := g.cueNear(ci, i)
			switch {
			case ok && at == i+1 && i == c.from && words >= 3 && g.verbIn(k.mark): // „…“ sagte X
				f.rule, f.cue, f.speaker, f.class = "behind", v.cue, g.firstNoun(at+1, c.to), classOf(v)
			case ok && g.said(i, ci, v, words):
				f.rule, f.cue, f.speaker, f.class = "object", v.cue, g.who(vi, at, v), classOf(v)
			case g.lone(ci) && len(g.clauses) == 1 && (live || words >= 6):
				f.rule, f.carried = "floating", true
				f.speaker = g.last
			case words >= 8 && g.verbIn(k.mark):
				f.rule = "long"
			default:
				continue
			}
		}
		if g.say(f) && f.rule == "floating" {
			g.d.out[len(g.d.out)-1].notes = append(g.d.out[len(g.d.out)-1].notes, "the speaker is that of the quotation before")
		}
	}
	g.colon = span{}
	// a paragraph that ends in a colon introduces the next
	if n := len(g.w); n > 1 && g.w[n-1].kind == colon {
		g.colon, g.whoSpan = g.introducedAt(len(g.clauses))
	}
}

// introduced finds the cue before the colon in front of clause ci.
func (g *v2) introduced(ci int) (cue, who span, class Class) {
	cue, who = g.introducedAt(ci)
	return cue, who, Say
}

func (g *v2) introducedAt(ci int) (cue, who span) {
	for m := ci - 1; m >= 0 && m >= ci-4; m-- {
		c := g.clauses[m]
		for i := c.from; i < c.to; i++ {
			if k := g.w[i]; k.kind == word && k.is(cSay|cAsk|cThink|cApart) {
				if v, ok := g.cueAt(i, m); ok {
					return v.cue, g.who(m, i, v)
				}
			}
		}
	}
	if ci > 0 { // no cue: whoever the clause is about
		c := g.clauses[ci-1]
		end := g.w[c.to-1].end
		colon := span{end, end + 1}
		for m := ci - 1; m >= 0; m-- {
			if c := g.clauses[m]; c.fin >= 0 && (c.form == fMain || c.form == fFirst) {
				return colon, g.subject(m, c.fin)
			}
		}
		if e := g.np(c.and, c.to); e > c.and {
			return colon, g.bytes(c.and, e)
		}
		return colon, span{}
	}
	return span{}, span{}
}

// cueNear finds the cue of the clause that holds i, or of the one before it
// that it hangs on.
func (g *v2) cueNear(ci, i int) (verb, int, int, bool) {
	try := func(m int) (verb, int, int, bool) {
		c := g.clauses[m]
		best := -1
		var bv verb
		for j := c.from; j < c.to; j++ {
			if k := g.w[j]; k.kind == word && k.is(cSay|cAsk|cThink|cApart) {
				if v, ok := g.cueAt(j, m); ok && v.class&(cObj|cSay) != 0 {
					if best < 0 || j == i+1 {
						best, bv = j, v
					}
				}
			}
		}
		return bv, best, m, best >= 0
	}
	if v, at, m, ok := try(ci); ok {
		return v, at, m, true
	}
	if ci > 0 && (g.clauses[ci].form == fPiece || g.clauses[ci].form == fInf) {
		return try(ci - 1)
	}
	if ci+1 < len(g.clauses) && g.clauses[ci].form == fPiece {
		return try(ci + 1)
	}
	return verb{}, 0, 0, false
}

// said reports whether the span between marks at i is something said with the
// cue, and not a name or a title.
func (g *v2) said(i, ci int, v verb, words int) bool {
	m := g.d.marks[g.w[i].mark]
	inner := g.d.text[m.inner.start:m.inner.end]
	small := false
	for _, r := range inner {
		small = r >= 'a' && r <= 'z' || r == 'ä' || r == 'ö' || r == 'ü'
		break
	}
	if i == 0 {
		return words >= 7 && g.verbIn(g.w[i].mark)
	}
	p := g.w[i-1]
	prev := g.low(i - 1)
	if v.class&cApart == 0 && v.class&(cObj|cThat|cConj) == cObj { // nennt sich, nennt man
		for j := g.clauses[ci].from; j < g.clauses[ci].to; j++ {
			if w := g.low(j); w == "sich" || w == "man" {
				return false
			}
		}
	}
	if words >= 7 {
		return small || g.verbIn(g.w[i].mark) || !(p.kind == word && (p.cap || p.is(cDet)))
	}
	if v.class&cObj == 0 && words < 4 || p.kind == word && p.is(cAcc) || prev == "wie" && i-1 == g.clauses[ci].from {
		return false
	}
	if v.pass && !small && !g.holds(ci, "von") && !g.holds(ci, "vom") { // wird als „…“ bezeichnet: a name
		return false
	}
	switch prev {
	case "als", "von", "vor", "ein", "eine", "einen", "einem", "einer", "eines", "mit", "zu", "und", "oder", "kein", "keine", "keinen", "wie", "für", "gegen", "über", "auf", "seine", "ihre", "sei":
		if p.kind == word && !p.cap {
			if v.class&cObj == 0 && !small {
				return false
			}
			if prev == "wie" && i > 1 && g.w[i-2].cap && g.w[i-2].is(cNoun) {
				return true
			}
			if prev == "von" && v.class&(cThat|cConj) == 0 { // sprach von „…“
				return true
			}
			if prev == "mit" || prev == "von" || prev == "für" || prev == "gegen" || prev == "über" || prev == "auf" || prev == "zu" || prev == "und" || prev == "oder" || prev == "wie" {
				return small || words >= 3
			}
			return true
		}
	}
	if p.kind == word && p.cap && p.is(cBody|cMedia|cTitle) {
		return false
	}
	if small {
		return !(p.kind == word && p.is(cDet) && !p.cap && v.class&cObj == 0 && words < 3)
	}
	if p.kind == word && (p.is(cDet) || p.cap) {
		return false
	}
	return words >= 3
}

// this reads “Das teilte X mit”, “Dies bestätigte X”: the sentence before is
// what was said.
func (g *v2) this() {
	if g.prev.empty() || g.prevTaken || g.s.para-g.prevPara > 1 || len(g.clauses) == 0 {
		return
	}
	c := g.clauses[0]
	if w := g.low(c.and); w != "das" && w != "dies" || c.fin != c.and+1 || c.form != fMain {
		return
	}
	for m := 0; m < len(g.clauses) && m < 4; m++ {
		for i := g.clauses[m].from; i < g.clauses[m].to; i++ {
			k := g.w[i]
			if k.kind != word || !k.is(cSay|cApart) {
				continue
			}
			if v, ok := g.cueAt(i, m); ok && v.class&cThat != 0 {
				g.say(found{parts: []span{g.prev}, cue: v.cue, speaker: g.whoOf(m, i, v), rule: "this"})
				return
			}
		}
	}
}

// whoOf finds the speaker of a cue after das or dies.
func (g *v2) whoOf(ci, i int, v verb) span {
	if v.pass {
		return g.who(ci, i, v)
	}
	c := g.clauses[0]
	return g.firstNoun(c.fin+1, c.to)
}

// verbIn reports whether a finite verb stands between the marks.
func (g *v2) verbIn(mark int) bool {
	for _, s := range g.d.sents[g.d.marks[mark].first:g.d.marks[mark].last] {
		for _, k := range g.d.words(s) {
			if k.kind == word && !k.cap && k.is(cNow|cPast) {
				return true
			}
		}
	}
	return false
}

// moods reads what the mood alone marks as reported: a sentence that goes on
// with the speech of the one before, or a clause that gives another's reason.
func (g *v2) moods(live bool) {
	if len(g.taken) > 0 || len(g.clauses) == 0 {
		g.flush()
		g.because()
		g.mooded = false
		for _, c := range g.clauses {
			g.mooded = g.mooded || c.mood > 0
		}
		return
	}
	best, fin := 0, false
	for _, c := range g.clauses {
		if c.form == fMain || c.form == fFirst {
			if !fin {
				best = c.mood
			}
			fin = true
		}
	}
	if best == 2 || best == 1 && (live && g.mooded || len(g.run) > 0) {
		g.mooded = true
		g.run = append(g.run, span{g.w[0].start, g.w[len(g.w)-1].end})
		g.live, g.para = true, g.s.para
		return
	}
	g.flush()
	g.because()
}

// because reads a clause in the mood of reported speech inside a sentence that
// is not.
func (g *v2) because() {
	for ci := 1; ci < len(g.clauses); ci++ {
		c := g.clauses[ci]
		if c.mood != 2 && !(c.mood == 1 && c.form == fSub && (g.low(c.and) == "weil" || g.low(c.and) == "da")) || c.form != fSub && c.form != fRel && c.form != fMain {
			continue
		}
		e := g.dependents(ci)
		s := span{g.w[c.from].start, g.inside(e, true)}
		if !g.free(s) {
			continue
		}
		who := span{}
		for m := ci - 1; m >= 0; m-- {
			if x := g.clauses[m]; x.fin >= 0 && (x.form == fMain || x.form == fFirst) {
				who = g.subject(m, x.fin)
				break
			}
		}
		g.say(found{parts: []span{s}, speaker: who, rule: "mood"})
	}
}

// flush emits the sentences in the mood of reported speech that were collected.
func (g *v2) flush() {
	if len(g.run) == 0 {
		return
	}
	s := span{g.run[0].start, g.run[len(g.run)-1].end}
	g.run = g.run[:0]
	g.d.emit(found{parts: []span{s}, speaker: g.last, carried: true, class: Say, rule: "mood-run",
		notes: []string{"the speaker is that of the quotation before"}})
}
