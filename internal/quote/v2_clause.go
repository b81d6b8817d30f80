package quote

// What kind of clause it is, and where its verb stands.

// classify says what kind of clause w[from:to] is.
func (g *v2) classify(from, to int, sep kind) clause {
	c := clause{from: from, to: to, sep: sep, and: from, fin: -1}
	for c.and < to-1 && g.w[c.and].is(cAnd|cBut) && !g.w[c.and].cap || c.and == from && from == 0 && to > 1 && g.w[0].is(cAnd|cBut) {
		c.and++
	}
	a := c.and
	k := g.w[a]
	last := -1
	for i := a; i < to; i++ {
		if g.finite(i, a, to) {
			if c.fin < 0 {
				c.fin = i
			}
			last = i
		}
	}
	for i := a; i < to; i++ {
		if w := g.w[i]; w.is(cMood) && g.moody(i) || i == c.fin && g.unknownMood(i) {
			c.mood = 2
		} else if w.is(cMood2) && c.mood == 0 && g.moody(i) {
			c.mood = 1
		}
	}
	if k.kind == word && k.is(cAdv) && a+1 < to && g.w[a+1].is(cSub) && !g.w[a+1].is(cPrep|cAdv|cAcc) && !k.is(cSub) { // selbst wenn, auch wenn
		a++
		k = g.w[a]
	}
	if c.fin < 0 {
		for i := a; i < to; i++ {
			if g.w[i].kind == quoted && g.moodIn(g.w[i].mark) {
				c.fin, c.mood = i, 2
				break
			}
		}
	}
	word0 := func(cl class) bool { return k.kind == word && k.is(cl) }
	text := g.low(a)
	switch {
	case word0(cThatWord | cWhether):
		c.form, c.fin = fThat, last
	case text == "so" && a+1 < to && (c.fin < 0 || c.fin == a+1 && g.w[c.fin].is(cSay|cAsk|cThink|cApart) || sep != stop && c.fin > a+1) && !g.w[a+1].is(cThatWord|cAdv) && (from > 0):
		c.form = fSo
	case text == "wie" && last > a:
		c.form, c.fin = fAs, last
	case c.fin == a && (sep != stop || a > from):
		c.form = fFirst
	case text == "um" || text == "ohne" || (text == "statt" || text == "anstatt") && c.fin < 0:
		c.form = fPlain
		if !g.infinitive(a, to) {
			c.form = fPiece
			if c.fin >= 0 {
				c.form = fMain
			}
		}
	case word0(cSub) && c.fin >= 0 && (g.atEnd(c.fin, to) || !word0(cPrep|cAdv) && text != "als" && text != "as"):
		c.form, c.fin = fSub, last
	case word0(cWh) && c.fin >= 0 && g.atEnd(c.fin, to) && sep != stop:
		c.form, c.fin = fThat, last
	case (c.fin > a+1 || c.fin == a+1 && to-a > 2 && c.mood == 0) && sep != stop && g.relative(a, to) && g.atEnd(c.fin, to) && !(c.mood == 2 && c.fin <= a+2):
		c.form, c.fin = fRel, last
	case (c.fin < 0 || g.w[c.fin].kind == word && !g.w[c.fin].is(cNow|cPast|cMood|cMood2|cApart) && !g.unknownMood(c.fin) && g.infinitive(max(a, to-3), to)) && g.infinitive(a, to):
		c.form, c.fin = fInf, -1
	case c.fin >= 0:
		c.form = fMain
		if c.fin == a {
			c.form = fFirst
		}
	}
	return c
}

// moodIn reports whether a form of reported speech stands between the marks: the
// text has turned what was said into it.
func (g *v2) moodIn(mark int) bool {
	m := g.d.marks[mark]
	if m.last-m.first != 1 {
		return false
	}
	for _, k := range g.d.words(g.d.sents[m.first]) {
		if k.kind == word && !k.cap && k.is(cMood) {
			return true
		}
	}
	return false
}

// low returns the folded word at i, "" for what is no word.
func (g *v2) low(i int) string {
	if i < 0 || i >= len(g.w) || g.w[i].kind != word {
		return ""
	}
	return g.d.low(&g.w[i])
}

// finite reports whether the word at i can be the finite verb of w[a:to].
func (g *v2) finite(i, a, to int) bool {
	k := g.w[i]
	if k.kind != word || k.cap && i > 0 {
		return false
	}
	if i > a && g.w[i-1].is(cTo2) && g.w[i-1].kind == word && g.d.of(k)[len(g.d.of(k))-1] == 'n' {
		return false
	}
	if k.is(cMood|cMood2) && g.moody(i) {
		return true
	}
	if k.is(cNow | cPast) {
		if k.is(cAux|cModal) || !k.is(cPart) {
			if i+1 < to && g.w[i+1].cap && i > a && (g.w[i-1].is(cDet|cPoss|cPrep) && !g.w[i-1].is(cPron)) && !k.is(cAux|cModal) {
				return false // an adjective: die betonte Lage
			}
			if k.is(cPoss) && i+1 < to && !k.is(cMood) { // meine, seine
				return false
			}
			if k.is(cBase) && !k.is(cAux|cModal) && i > a && g.modalBefore(a, i) {
				return false
			}
			return true
		}
		// erklärt, betont: a participle when an auxiliary stands before or after it
		for j := a; j < to; j++ {
			if j != i && g.w[j].kind == word && g.w[j].is(cAux) && g.w[j].is(cNow|cPast|cBase) {
				return false
			}
		}
		return !(i+1 < to && g.w[i+1].cap && i > a && g.w[i-1].is(cDet|cPoss|cPrep))
	}
	if k.class&^(cApart) != 0 && !k.is(cApart) {
		return false
	}
	if k.is(cApart) {
		return true
	}
	// a word that no table knows: -te, -ten, -t, -en where no adjective stands
	if i+1 < to && (g.w[i+1].cap || g.w[i+1].kind == quoted) && i > a && !g.w[i-1].cap && g.w[i-1].kind != quoted && !g.w[i-1].is(cPron) {
		return false
	}
	t := g.d.of(k)
	n := len(t)
	if n < 4 || zuInside(t) {
		return false
	}
	prev := i == a || g.w[i-1].cap || g.w[i-1].kind == quoted || g.w[i-1].is(cPron) && !g.w[i-1].is(cDet)
	end := i+1 == to
	if i == a && a > 0 && i+1 < to && g.w[i+1].kind == word && !g.w[i+1].cap && g.w[i+1].is(cDet|cPron) && !participle(t) && g.w[i-1].kind == comma { // …, flohen die Leute
		switch t[n-1] {
		case 'e', 'r', 's', 'm':
		default:
			return true
		}
	}
	switch {
	case t[n-1] == 'e' && t[n-2] != 't':
		return g.unknownMood(i)
	case t[n-2:] == "te", n > 4 && t[n-3:] == "ten":
		return prev && !(i == a && i+1 < to && g.w[i+1].cap) || end
	case t[n-1] == 't':
		if len(t) > 3 && t[:2] == "ge" {
			return false
		}
		return prev && !end || end && i > a && !g.hasFinite(a, i)
	case n > 4 && t[n-2:] == "en":
		if participle(t) || i+1 < to && g.w[i+1].kind == word && g.w[i+1].is(cTo2|cAux|cModal) {
			return false
		}
		return prev && i > a && !end && !(i+1 < to && g.w[i+1].cap && !g.w[i-1].is(cPron)) && !g.hasFinite(a, i)
	}
	return false
}

// participle reports whether an unknown word looks like one: eingegriffen, gegangen.
func participle(t string) bool {
	if len(t) > 6 && t[:2] == "ge" {
		return true
	}
	for _, p := range [...]string{"ab", "an", "auf", "aus", "bei", "ein", "fest", "fort", "her", "hin", "los", "mit", "nach", "teil", "vor", "weg", "weiter", "zu", "zurück", "zusammen", "durch", "um", "unter"} {
		if len(t) > len(p)+5 && t[:len(p)] == p && t[len(p):len(p)+2] == "ge" {
			return true
		}
	}
	return false
}

// hasFinite reports whether a verb that the table knows stands in w[a:i].
func (g *v2) hasFinite(a, i int) bool {
	for j := a; j < i; j++ {
		if g.w[j].kind == word && !g.w[j].cap && g.w[j].is(cNow|cPast) && g.w[j].is(cAux|cModal|cVerb|cSay) {
			return true
		}
	}
	return false
}

func (g *v2) modalBefore(a, i int) bool {
	for j := a; j < i; j++ {
		if k := g.w[j]; k.kind == word && k.is(cModal) || k.kind == word && (g.low(j) == "würde" || g.low(j) == "würden" || g.low(j) == "werde" || g.low(j) == "wird" || g.low(j) == "werden") {
			return true
		}
	}
	return false
}

// moody reports whether the form at i is a verb and no noun, adjective or
// first person.
func (g *v2) moody(i int) bool {
	k := g.w[i]
	if k.cap {
		return false
	}
	if i+1 < len(g.w) && g.w[i+1].cap && i > 0 && g.w[i-1].is(cDet|cPoss) && !g.w[i-1].is(cPron) {
		return false
	}
	for j := max(0, i-2); j < min(len(g.w), i+2); j++ {
		if g.w[j].kind == word && g.low(j) == "ich" {
			return false
		}
	}
	return true
}

// unknownMood reports whether an unknown word in -e stands where only the verb
// of reported speech does: er freue sich, die Union benötige Zeit.
func (g *v2) unknownMood(i int) bool {
	k := g.w[i]
	t := g.d.of(k)
	if k.kind != word || k.cap || k.class != 0 || len(t) < 4 || t[len(t)-1] != 'e' || t[len(t)-2] == 't' || i == 0 {
		return false
	}
	if p := g.w[i-1]; !(p.kind == word && (p.cap && i > 1 || p.is(cPron) && !p.is(cDet) || g.low(i-1) == "sich") || p.kind == quoted) {
		return false
	}
	return i+1 >= len(g.w) || g.w[i+1].kind != quoted && !g.w[i+1].cap && (g.w[i+1].kind != word || g.w[i+1].class != 0)
}

// atEnd reports whether only other verbs follow the verb at i.
func (g *v2) atEnd(i, to int) bool {
	for j := i + 1; j < to; j++ {
		if k := g.w[j]; k.kind != word || k.cap || !k.is(cPart|cBase|cAux|cModal) {
			if k.kind == word && !k.cap && k.class == 0 && j+1 == to { // an unknown participle or adverb
				continue
			}
			return false
		}
	}
	return true
}

// relative reports whether w[a:to] begins as a relative clause.
func (g *v2) relative(a, to int) bool {
	if g.w[a].kind == word && g.w[a].is(cRel) {
		return true
	}
	return a+1 < to && g.w[a].is(cPrep) && g.w[a+1].is(cRel)
}

// infinitive reports whether w[a:to] holds “zu” with an infinitive.
func (g *v2) infinitive(a, to int) bool {
	for i := a; i < to; i++ {
		if g.w[i].kind != word || g.w[i].cap {
			continue
		}
		if g.w[i].is(cTo2) && i+1 < to && g.w[i+1].kind == word && !g.w[i+1].cap {
			if g.w[i+1].is(cBase) {
				return true
			}
			if t := g.d.of(g.w[i+1]); len(t) > 3 && t[len(t)-1] == 'n' && !g.w[i+1].is(cDet|cPoss|cAdv|cPrep) {
				return true
			}
		}
		if t := g.d.of(g.w[i]); len(t) > 7 && t[len(t)-1] == 'n' && g.w[i].class == 0 && zuInside(t) {
			return true
		}
		if g.w[i].is(cBase) && zuInside(g.d.of(g.w[i])) {
			return true
		}
	}
	return false
}

// zuInside reports whether a word is an infinitive with zu in it: mitzuteilen.
func zuInside(t string) bool {
	for _, p := range [...]string{"ab", "an", "auf", "aus", "bei", "ein", "fest", "fort", "her", "hin", "hinaus", "hinzu", "los", "mit", "nach", "teil", "vor", "weg", "weiter", "wieder", "zurück", "zusammen", "durch", "um", "unter", "bekannt", "klar", "frei", "bereit", "voran", "heraus", "herein", "hervor", "herunter", "herbei", "statt", "da", "nieder", "gegenüber", "entgegen", "auseinander", "heim", "hoch", "tot", "fern", "quer"} {
		if len(t) > len(p)+4 && t[:len(p)] == p && t[len(p):len(p)+2] == "zu" {
			return true
		}
	}
	return false
}
