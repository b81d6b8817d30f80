package quote

import "strings"

// group returns the first token of the verb group that ends with the cue i,
// and what the group says of it.
func (g *svo) group(i int) (a int, passive, infinitive, neg bool) {
	a = i
	have := false
	be := false
	for a > g.floor {
		k := g.t[a-1]
		switch {
		case k.kind != word:
			return a, passive, infinitive, neg
		case k.is(cTo2) && g.t[a].is(cBase) && !infinitive:
			infinitive = true
		case k.is(cNeg):
			neg = true
			have = have || k.is(cAux)
			be = be || k.is(cBe)
		case k.is(cAux) && !k.is(cPron):
			have = true
		case k.is(cBe) && !k.is(cPron):
			be = true
		case k.is(cModal):
		case g.adverb(k) && !k.is(cPrep):
		case infinitive && a-1 > g.floor && g.governs(a-1):
		case infinitive && k.is(cPrep) && a-2 > g.floor && g.governs(a-2): // went on to say
			a--
		default:
			passive = be && g.t[i].is(cPart|cPast) && !g.t[i].is(cIng)
			return a, passive, infinitive, neg
		}
		a--
	}
	passive = be && g.t[i].is(cPart|cPast) && !g.t[i].is(cIng)
	return a, passive, infinitive, neg
}

// governs reports whether the word i can stand before an infinitive.
func (g *svo) governs(i int) bool {
	k := g.t[i]
	return k.kind == word && (k.class&(cVerb|cThink|cSay|cAsk) != 0 && k.class&(cBase|cNow|cPast|cIng|cPart) != 0)
}

// verbal reports whether the cue i is a verb where it stands, and not a noun.
func (g *svo) verbal(i int) bool {
	k, before := g.t[i], g.at(i-1)
	if k.cap && i > 0 && k.class&cNoun != 0 && !g.headline() {
		return false
	}
	if k.is(cNoun) && k.is(cNow|cBase) && !(before.cap && i > 1) && !before.is(cPron|cTo2|cModal|cRel) && !g.takes(i) {
		return false
	}
	if k.is(cNoun) && k.is(cNow) && !k.is(cPast) && (before.kind == number || before.kind == word && before.is(cDet)) {
		return false // ten states, those reports
	}
	if before.kind != word {
		switch {
		case k.is(cIng), k.is(cPast), k.is(cNow):
			return true
		}
		return !k.is(cNoun) && g.takes(i) && before.kind != quoted && before.kind != stop
	}
	if before.genitive || before.is(cPoss) {
		return false
	}
	if before.is(cDet) && !before.is(cPron) {
		return false
	}
	switch {
	case k.is(cIng):
		return true
	case k.is(cPast):
		return !before.is(cPrep) || before.is(cAdv)
	case before.is(cPrep) && !before.is(cTo2|cAdv):
		return false
	case k.is(cNow):
		if k.is(cNoun) {
			return before.cap || before.is(cPron|cRel|cAdv) || before.is(cTitle|cOfficial|cBody)
		}
		return true
	}
	// the bare form: after to, a modal, do, a plural
	if before.is(cTo2|cModal|cAux|cAdv|cNeg|cRel|cAnd) || g.ly(before) {
		return true
	}
	if before.is(cPron) {
		return true
	}
	s := g.d.of(before)
	if !k.is(cNoun) && !before.is(cPrep|cBe|cDet) {
		return true
	}
	return !before.is(cPrep|cBe) && (s[len(s)-1] == 's' || before.is(cOfficial)) && g.at(i+1).kind != stop
}

// subjectLeft returns the subject that ends right before token a; empty when
// the word before is no end of one.
func (g *svo) subjectLeft(a int) rng {
	p := a - 1
	if p < g.floor {
		return rng{}
	}
	k := g.t[p]
	switch {
	case k.kind == word && k.is(cRel) && !k.is(cThatWord):
		return rng{p, a}
	case k.kind == word && k.is(cThatWord):
		return rng{p, a}
	case k.kind == word && k.is(cPron) && !k.is(cDet):
		return rng{p, a}
	case k.kind == comma:
		return g.apposition(p)
	case k.kind == shut:
		for q := p; q > g.floor; q-- {
			if g.t[q].kind == open {
				if n := g.phraseLeft(q); !n.empty() {
					return rng{n.a, q}
				}
				break
			}
		}
		return rng{}
	case k.kind == dash:
		for q := p - 1; q > g.floor; q-- {
			if g.t[q].kind == dash {
				return g.phraseLeft(q)
			}
		}
		return rng{}
	}
	return g.phraseLeft(a)
}

// apposition returns the subject of which an apposition ends with the comma p:
// “Ada Brandt, the mayor, said”.
func (g *svo) apposition(p int) rng {
	for q := p - 1; q > g.floor && q > p-40; q-- {
		if g.t[q].kind == quoted && g.d.wordsIn(g.t[q].mark) > 6 {
			return rng{}
		}
		if g.t[q].kind != comma {
			continue
		}
		first := g.t[q+1]
		if first.is(cPron) && !first.is(cDet) && !first.is(cRel) || first.is(cThatWord) {
			return rng{}
		}
		n := g.phraseLeft(q)
		if n.empty() {
			continue
		}
		if n.b-n.a == 1 && g.t[n.a].kind == word && g.t[n.a].is(cDay|cMonth|cTime) {
			continue
		}
		// a place or a party inside the apposition: go on to the head
		if m := g.phraseLeft(q); n.a > g.floor && g.t[n.a-1].kind == comma && n.b-n.a <= 3 {
			if o := g.apposition(n.a - 1); !o.empty() {
				return rng{o.a, p}
			}
			_ = m
		}
		return rng{n.a, p}
	}
	return rng{}
}

// phraseLeft returns the noun phrase that ends right before token b.
func (g *svo) phraseLeft(b int) rng {
	q := b
	for q > g.floor {
		k := g.t[q-1]
		if k.kind == number || k.kind == other || k.kind == shut || k.kind == open {
			q--
			continue
		}
		if k.kind == quoted {
			if g.d.wordsIn(k.mark) > 5 || g.endsLikeSpeech(k.mark) {
				break
			}
			q--
			continue
		}
		if k.kind == stop && q-1 > g.floor && g.t[q-2].is(cAbbr) || k.kind == stop && q-1 > g.floor && k.tight && g.t[q-2].cap && g.t[q-2].end-g.t[q-2].start <= 2 {
			q--
			continue
		}
		if k.kind != word {
			break
		}
		if k.is(cThatWord) || k.is(cSub) && g.d.of(k) != "as" || k.is(cTo2) && g.at(q).is(cBase) || k.is(cBut) || k.is(cWh) && !k.is(cDet) {
			break
		}
		if k.is(cAux | cBe | cModal) {
			break
		}
		if k.is(cPron) && !k.is(cDet) || k.is(cObjPron) && !k.is(cPoss) {
			break
		}
		if k.is(cAnd) && (q == b || !g.joins(q-1)) {
			break
		}
		if k.is(cNow|cPast) && !k.cap && q-1 >= g.floor && g.finite(q-1) && q != b && !g.at(q-2).is(cDet|cPoss) {
			break
		}
		if !k.cap && k.class&^cFirst == 0 && q < b && g.ed(k) && !g.at(q-2).is(cDet|cPoss|cPrep|cAnd) && q-1 > g.floor && g.at(q-2).kind == word {
			break
		}
		q--
	}
	// what leads the clause is no part of the phrase
	for q < b && (g.t[q].kind != word || g.t[q].is(cAnd|cBut|cSub|cAdv) || g.ly(g.t[q])) && g.t[q].kind != number && g.t[q].kind != quoted && !(g.t[q].is(cDet | cPoss)) {
		q++
	}
	if q < b && g.t[q].is(cPrep) && !g.t[q].is(cDet) { // In May the mayor
		for m := q + 1; m < b; m++ {
			if m > q+1 && (g.t[m].is(cDet|cPoss|cPron) || g.t[m].cap && !g.t[m-1].cap && !g.t[m-1].is(cPrep|cDet|cTitle|cHonor)) {
				q = m
				break
			}
		}
	}
	n := rng{q, b}
	for i := n.a; i < n.b; i++ {
		if k := g.t[i]; k.kind == word && !k.is(cPrep|cAdv|cAnd) || k.kind == quoted || k.kind == number || k.is(cDet) {
			return n
		}
	}
	return rng{}
}

// joins reports whether the conjunction i joins two names or nouns.
func (g *svo) joins(i int) bool {
	l, r := g.at(i-1), g.at(i+1)
	if l.kind != word || r.kind != word {
		return false
	}
	if l.is(cVerb|cSay|cAsk|cThink|cPrep|cAdv) && !l.cap {
		return false
	}
	return l.cap == r.cap || r.is(cDet|cPoss)
}

func (g *svo) ed(k token) bool {
	s := g.d.of(k)
	return len(s) > 4 && s[len(s)-2:] == "ed"
}

// endsLikeSpeech reports whether a span between marks ends as speech does
// before its attribution: with a comma or a stop.
func (g *svo) endsLikeSpeech(m int) bool {
	s := strings.TrimRight(g.d.raw(g.d.marks[m].inner), " '’")
	if s == "" {
		return false
	}
	switch s[len(s)-1] {
	case ',', '.', '!', '?':
		return true
	}
	return len(s) > 3 && s[len(s)-3:] == "…"
}

// first returns the subject of the sentence: what stands before its first
// verb, behind a time, a place or a clause that opens it.
func (g *svo) first(before int) rng {
	a := g.start()
	if g.t[a].is(cPrep|cSub|cAdv|cTo2) && !g.t[a].is(cDet|cPron) {
		for i := a; i < before; i++ {
			if g.t[i].kind == comma && i+1 < before {
				a = i + 1
				break
			}
		}
	}
	floor := g.floor
	g.floor = a
	defer func() { g.floor = floor }()
	for i := a + 1; i < before; i++ {
		if g.t[i].kind == word && (g.finite(i) || g.ed(g.t[i]) && g.t[i].lower && g.t[i].class&^cFirst == 0) {
			v, _, _, _ := g.group(i)
			if n := g.subjectLeft(v); !n.empty() {
				return n
			}
		}
	}
	for a < before && g.t[a].kind != word {
		a++
	}
	return rng{a, min(a+3, before)}
}

// headline reports whether the sentence is one of Capitalized Words.
func (g *svo) headline() bool {
	caps, low := 0, 0
	for _, k := range g.t {
		if k.kind == word && !k.is(cPrep|cDet|cAnd|cTo2|cBe) {
			if k.cap {
				caps++
			} else {
				low++
			}
		}
	}
	return caps > 3*low && caps > 3
}

// takes reports whether what follows the word i can be the content of a verb.
func (g *svo) takes(i int) bool {
	k := g.at(i + 1)
	switch k.kind {
	case quoted, colon, comma, number:
		return true
	case word:
		return k.is(cThatWord|cDet|cPoss|cPron|cWhether|cObjPron|cTo2) || k.cap || k.is(cPrep) && g.t[i].is(cObj)
	}
	return false
}
