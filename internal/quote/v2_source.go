package quote

import "strings"

// Sources: laut X, nach Angaben von X, X zufolge, demnach, wonach.

// views are the ends of compounds that “nach” makes a source of.
var views = [...]string{"angaben", "berichten", "bericht", "informationen", "aussagen", "schätzungen", "meldungen", "mitteilung", "ansicht", "einschätzung", "meinung", "umfrage", "studie", "auskunft", "prognose"}

// viewAt reports whether the noun at i is one of those.
func (g *v2) viewAt(i int) bool {
	k := g.w[i]
	if k.kind != word || !k.cap {
		return false
	}
	if k.is(cView) {
		return true
	}
	w := g.low(i)
	for _, v := range views {
		if len(w) > len(v)+2 && strings.HasSuffix(w, v) {
			return true
		}
	}
	return false
}

// clauseAt returns the clause that holds word i.
func (g *v2) clauseAt(i int) int {
	for c := range g.clauses {
		if i >= g.clauses[c].from && i < g.clauses[c].to {
			return c
		}
	}
	return -1
}

func (g *v2) sources(ci int) {
	for i := g.clauses[ci].from; i < g.clauses[ci].to; i++ {
		k := g.w[i]
		if k.kind != word {
			continue
		}
		g.cue = span{k.start, k.end}
		switch {
		case k.is(cAcc) && k.is(cPrep): // laut, gemäß
			e := g.np(i+1, g.clauses[ci].to)
			if e > i+1 && g.w[e-1].kind == word && !g.w[e-1].cap || e <= i+1 { // einer am Dienstag veröffentlichten Mitteilung
				for j := i + 2; j < g.clauses[ci].to && j < i+9; j++ {
					if g.w[j].kind == word && g.w[j].cap && g.w[j-1].kind == word && !g.w[j-1].cap && g.w[j-1].class == 0 {
						e = g.np(j, g.clauses[ci].to)
						break
					}
				}
			}
			if e > i+1 {
				if g.source(ci, i, e, g.bytes(i, i+1), g.bytes(i+1, e), "source") {
					i = e - 1
				}
			}
		case k.is(cAcc) && k.is(cRel): // wonach
			if i == g.clauses[ci].and && ci > 0 {
				e := g.dependents(ci)
				s := g.bytes(i+1, g.clauses[e].to)
				if g.free(s) {
					g.say(found{parts: []span{s}, cue: g.bytes(i, i+1), speaker: g.antecedentOf(ci), rule: "source-clause"})
				}
			}
		case k.is(cAcc) && k.is(cAdv) && !k.is(cSub): // demnach
			if g.low(i) == "danach" && !g.hearsay(ci) {
				continue
			}
			g.source(ci, i, i+1, g.bytes(i, i+1), span{}, "source-adverb")
		case k.is(cAcc) && !k.is(cSub|cRel|cAdv|cPrep): // X zufolge
			a := g.npStart(i, g.clauses[ci].from)
			if a < i {
				g.source(ci, a, i+1, g.bytes(i, i+1), g.bytes(a, i), "source-after")
			}
		case k.is(cPrep) && (g.low(i) == "nach" || g.low(i) == "aus"):
			if g.low(i) == "nach" && g.clauses[ci].form == fRel && i == g.clauses[ci].from && ci > 0 && i+1 < g.clauses[ci].to && g.w[i+1].is(cRel) && g.reportBefore(ci) {
				e := g.dependents(ci)
				s := g.bytes(i+2, g.clauses[e].to)
				if g.free(s) {
					g.say(found{parts: []span{s}, cue: g.bytes(i, i+1), speaker: g.antecedentOf(ci), rule: "source-clause"})
				}
				return
			}
			if e, who, ok := g.view(i, g.clauses[ci].to); ok {
				if g.source(ci, i, e, g.bytes(i, i+1), who, "view") {
					i = e - 1
				}
			} else if g.low(i) == "nach" && i > g.clauses[ci].from && g.viewAt(i-1) { // seiner Meinung nach
				if a := g.npStart(i, g.clauses[ci].from); a < i {
					g.source(ci, a, i+1, g.bytes(i, i+1), g.bytes(a, i), "view")
				}
			}
		}
	}
}

// view reads “nach Angaben der Polizei” from its preposition at i.
func (g *v2) view(i, to int) (end int, who span, ok bool) {
	j := i + 1
	for j < to && j < i+6 && !g.viewAt(j) {
		k := g.w[j]
		if k.kind != word && k.kind != quoted && k.kind != other && k.kind != number || k.kind == word && !k.cap && (k.is(cPrep|cAnd|cSub|cNow|cPast) && !k.is(cDet|cPoss|cPart) || k.is(cAdv) && !k.is(cDet)) {
			return 0, span{}, false
		}
		if k.cap && !g.possessor(j) && !(j+1 < to && g.viewAt(j+1)) && !(j+2 < to && g.viewAt(j+2)) {
			return 0, span{}, false
		}
		j++
	}
	if j >= to || j >= i+6 || !g.viewAt(j) {
		return 0, span{}, false
	}
	if g.low(i) == "aus" && g.low(j) != "sicht" {
		return 0, span{}, false
	}
	end = g.np(i+1, to)
	if end <= j {
		end = j + 1
	}
	// the name itself, when one hangs on the noun
	if end > j+1 {
		a := j + 1
		if g.w[a].kind == word && name(g.low(a)) {
			a++
		}
		if a < end {
			return end, g.bytes(a, end), true
		}
	}
	return end, g.bytes(i+1, end), true
}

// reportBefore reports whether the clause before ci names a report that clause
// ci hangs on.
func (g *v2) reportBefore(ci int) bool {
	c := g.clauses[ci-1]
	for j := c.to - 1; j >= c.from && j >= c.to-8; j-- {
		if k := g.w[j]; k.kind == word && k.cap && (k.is(cNoun) || g.viewAt(j)) {
			return true
		}
	}
	return false
}

// possessor reports whether the noun at i is a name in the genitive: Kellers Worten.
func (g *v2) possessor(i int) bool {
	t := g.d.of(g.w[i])
	return strings.HasSuffix(t, "s") || strings.HasSuffix(t, "’") || strings.HasSuffix(t, "'") || strings.HasSuffix(t, "x") || strings.HasSuffix(t, "z")
}

// npStart returns where the noun phrase that ends before i begins.
func (g *v2) npStart(i, from int) int {
	a := i
	for j := i - 1; j >= from; j-- {
		k := g.w[j]
		switch {
		case k.kind == quoted, k.kind == number, k.kind == other:
			a = j
		case k.kind != word:
			return a
		case k.cap:
			a = j
		case k.is(cDet | cPoss):
			a = j
			if !genitive(g.low(j)) || j == from || !(g.w[j-1].cap || g.w[j-1].kind == quoted) {
				return a
			}
		case k.is(cNow | cPast), k.is(cAdv | cSub | cPrep):
			if name(g.low(j)) && j > from && g.w[j-1].cap {
				a = j
				continue
			}
			return a
		case k.is(cAnd):
			if j > from && g.w[j-1].cap {
				continue
			}
			return a
		default:
			if a < i || k.is(cPron) {
				a = j
			}
		}
	}
	return a
}

// hearsay reports whether clause ci is in a form that speaks for others: the
// mood of reported speech, or soll.
func (g *v2) hearsay(ci int) bool {
	c := g.clauses[ci]
	if c.mood > 0 {
		return true
	}
	for i := c.from; i < c.to; i++ {
		if g.w[i].kind == word {
			switch g.low(i) {
			case "soll", "sollen":
				return true
			}
		}
	}
	return false
}

// dependents returns the last of the clauses after ci that hang on it.
func (g *v2) dependents(ci int) int {
	e := ci
	for m := ci + 1; m < len(g.clauses); m++ {
		c := g.clauses[m]
		if c.sep == semi || c.sep == colon || c.sep == dash {
			break
		}
		switch c.form {
		case fRel, fInf, fThat, fSub, fPlain:
			e = m
			continue
		case fPiece: // an item of a list, an apposition
			if m+1 < len(g.clauses) && (g.clauses[m+1].form == fFirst || g.clauses[m+1].form == fMain) && g.clauses[m].and == c.from && m == ci+1 && len(g.clauses) > m+1 {
				return e
			}
			e = m
			continue
		}
		break
	}
	return e
}

// source emits what the source w[from:to] is given for.
func (g *v2) source(ci, from, to int, cue, who span, rule string) bool {
	c := g.clauses[ci]
	var parts []span
	switch c.form {
	case fRel, fSub, fThat, fInf:
		e := g.dependents(ci)
		a := c.from
		if c.form == fSub || c.form == fThat {
			a = c.and
		}
		parts = []span{g.bytes(a, from), g.bytes(to, g.clauses[e].to)}
		if from == a {
			parts = parts[1:]
		}
		if c.form == fThat && ci == 0 || to == g.clauses[e].to && from == a {
			return false
		}
	default:
		l, start := ci, c.and
		if from > c.and || c.form == fFirst {
			for l > 0 && (g.clauses[l].form == fFirst && g.clauses[l].and == g.clauses[l].from || g.clauses[l].form == fPiece || g.clauses[l-1].form == fPiece && g.clauses[l-1].sep != semi && l-1 == 0 || g.clauses[l-1].form == fSub && l-1 == 0) && g.clauses[l].sep != semi && g.clauses[l].sep != colon {
				l--
			}
			start = g.clauses[l].and
		}
		e := g.extent(ci)
		if from <= c.and { // the first part of its clause: what follows is the content
			a := to
			if a >= c.to { // a relative clause or an apposition stands between
				m := ci + 1
				for m <= e && (g.clauses[m].form == fRel || g.clauses[m].form == fPiece) {
					m++
				}
				if m > e {
					return false
				}
				a = g.clauses[m].from
				if g.clauses[m].sep == colon && g.w[a].kind == quoted {
					return g.quoteHere(a, cue, who, rule)
				}
			} else if g.w[a].kind != word || g.w[a].cap || !g.finite(a, c.from, c.to) {
				// more of the first part: … im Norden der Stadt
				for b := a; b < c.to; b++ {
					if g.finite(b, c.from, c.to) {
						a = b
						break
					}
				}
			}
			parts = []span{g.bytes(a, g.clauses[e].to)}
		} else {
			parts = []span{g.bytes(start, from)}
			if to < g.clauses[e].to {
				parts = append(parts, g.bytes(to, g.clauses[e].to))
			}
		}
	}
	for _, p := range parts {
		if !g.free(p) {
			return false
		}
	}
	return g.say(found{parts: parts, cue: cue, speaker: who, rule: rule})
}

// quoteHere emits the span between marks at i and those that follow it.
func (g *v2) quoteHere(i int, cue, who span, rule string) bool {
	m := g.d.marks[g.w[i].mark]
	return g.say(found{parts: []span{m.inner}, cue: cue, speaker: who, rule: rule})
}

// extent returns the last clause that a source or an attribution in clause ci
// speaks for.
func (g *v2) extent(ci int) int {
	e := ci
	for m := ci + 1; m < len(g.clauses); m++ {
		c := g.clauses[m]
		if c.sep == semi || c.form == fSo || c.form == fAs {
			break
		}
		if (c.form == fMain || c.form == fFirst) && m > ci+0 && c.and > c.from {
			cue := false
			for i := c.from; i < c.to; i++ {
				if k := g.w[i]; k.kind == word && !k.cap && k.is(cSay|cAsk|cApart|cAcc) {
					if _, ok := g.cueAt(i, m); ok || k.is(cAcc) {
						cue = true
					}
				}
			}
			if cue {
				break
			}
		}
		e = m
	}
	return e
}

// antecedentOf is the noun phrase that a relative clause hangs on.
func (g *v2) antecedentOf(ci int) span {
	if ci == 0 {
		return span{}
	}
	c := g.clauses[ci-1]
	for j := c.to - 1; j >= c.from; j-- {
		if g.w[j].kind == word && g.w[j].cap {
			a := g.npStart(j+1, c.from)
			return g.bytes(a, c.to)
		}
	}
	return span{}
}
