package quote

// isClause reports whether a run is a clause by its first part that is no time
// or place: “Ada Brandt, who heads the port” is none.
func (g *svo) isClause(a, b int) bool {
	led := false // a time, a place or a clause stands before
	for a < b {
		e := a
		for e < b && g.t[e].kind != comma {
			e++
		}
		opens := g.t[a].kind == word && g.t[a].is(cPrep|cSub|cAdv|cTo2) && !g.t[a].is(cDet|cPron)
		if !opens || e >= b {
			rel := false
			for i := a; i < e; i++ {
				rel = rel || g.t[i].is(cRel) && g.t[i].kind == word && i > a
				if g.t[i].kind == quoted && g.d.wordsIn(g.t[i].mark) > 3 {
					return true
				}
				if g.t[i].kind == word && (g.finite(i) || g.ed(g.t[i]) && g.t[i].lower && i > a) && !rel {
					return true
				}
			}
			if !led {
				return false
			}
		}
		led = true
		a = e + 1
	}
	return false
}

// topic reports whether a preposition after a cue names what it is about.
func (g *svo) topic(i int) bool {
	if n := g.at(i + 1); n.kind == number || g.d.of(n) == "half" {
		return false // about as many
	}
	switch g.d.of(g.t[i]) {
	case "about", "of", "on", "against", "for":
		return true
	}
	return false
}

// bare reports whether a clause without its conjunction begins at token a.
func (g *svo) bare(a int) bool {
	k := g.at(a)
	if k.kind != word && k.kind != number || k.is(cPrep|cTo2) && !k.is(cDet) {
		return false
	}
	if k.is(cPron) && !k.is(cDet) {
		return true
	}
	for b := a + 1; b < len(g.t) && b < a+12; b++ {
		k := g.t[b]
		if k.kind != word && k.kind != number && k.kind != other || k.is(cRel|cSub) && !k.is(cPrep) {
			return false
		}
		if k.is(cAux|cBe|cModal) || k.is(cVerb) && k.is(cPast|cNow) && g.finite(b) {
			return true
		}
	}
	return false
}

// governed reports whether the infinitive that ends with the cue i stands
// after a verb of its own ("went on to say"); a is the begin of the group.
func (g *svo) governed(i, a int) bool {
	for j := a; j < i; j++ {
		if g.t[j].class&(cVerb|cThink|cSay|cAsk|cBe|cModal|cAux) != 0 {
			return true
		}
	}
	return false
}

// spoken reports whether token i ends with what ends like speech.
func (g *svo) spoken(i int) bool {
	k := g.at(i)
	if k.kind == comma {
		k = g.at(i - 1)
		return k.kind == quoted
	}
	return k.kind == quoted && g.endsLikeSpeech(k.mark)
}

// means reports whether a preposition can stand before a participle that reports.
func (g *svo) means(k token) bool {
	switch g.d.of(k) {
	case "by", "By", "while", "before", "after", "in", "without":
		return true
	}
	return k.is(cSub)
}

// stands reports whether a run before a plain cue is likely its content: no
// mere time or place, and not a conjunction with its subject.
func (g *svo) stands(r rng) bool {
	k := g.t[r.a]
	if k.kind == word && k.is(cPrep|cSub|cAdv|cBut|cTo2) && !k.is(cDet|cPron) {
		if r.b-r.a < 6 {
			return false
		}
		for i := r.a + 1; i < r.b; i++ {
			if g.t[i].kind == word && g.finite(i) {
				return true
			}
		}
		return false
	}
	return !(k.kind == word && k.is(cDay|cMonth))
}

// against reports whether a conjunction sets one clause against another.
func (g *svo) against(k token) bool {
	switch g.d.of(k) {
	case "while", "as", "though", "although", "whereas":
		return true
	}
	return false
}

// clause reports whether a run is likely a clause, and not a time or a place.
func (g *svo) clause(r rng) bool {
	if r.b-r.a < 3 {
		return false
	}
	if g.t[r.a].is(cPrep|cSub|cAdv|cTo2) && !g.t[r.a].is(cDet|cPron) { // “In May, the ferry stops”
		for r.a < r.b && g.t[r.a].kind != comma {
			r.a++
		}
		if r.b-r.a < 4 {
			return false
		}
	}
	for i := r.a; i < r.b; i++ {
		if g.t[i].kind == word && (g.finite(i) || g.ed(g.t[i])) {
			return true
		}
	}
	return false
}

// end returns where content that begins at token a ends.
func (g *svo) end(a int) int {
	for i := a; i < len(g.t); i++ {
		k := g.t[i]
		switch k.kind {
		case semi:
			return i
		case quoted:
			if n := g.at(i + 1); n.kind == word && n.is(cIng) && n.is(cSay|cAsk) && g.endsLikeSpeech(k.mark) {
				return i + 1
			}
		case colon:
			if g.at(i+1).kind == quoted && g.endsLikeSpeech(g.at(i+1).mark) && g.attributes(i+2) {
				return i
			}
		case dash:
			if i > a+2 && g.remark(i+1) {
				return i
			}
			if n := g.at(i + 1); n.kind == word && (n.is(cIng) && n.is(cSay|cAsk) || g.attributes(i+1) || g.narrates(i+1) || g.against(n)) {
				return i
			}
		case comma:
			n := g.at(i + 1)
			if i > a+2 && g.remark(i+1) {
				return i
			}
			if n.kind == word && (n.is(cIng) && n.is(cSay|cAsk) || n.is(cAcc)) {
				return i
			}
			if n.kind == word && n.is(cRel) && !n.is(cThatWord) && g.attributes(i+2) {
				return i
			}
			if n.kind == word && n.is(cSay|cAsk) && n.is(cPast|cNow) && !n.is(cNoun) {
				return i
			}
			if n.kind == word && (n.is(cPron) || n.cap || n.is(cDet|cPoss)) && !n.is(cRel) && g.attributes(i+1) || g.narrates(i+1) {
				return i
			}
			if n.kind == word && (n.is(cSub|cAnd|cBut) && g.attributes(i+2) || n.is(cSub) && g.d.of(n) == "while") {
				return i
			}
		case word:
			if i > a && (k.is(cAnd|cBut) || g.against(k)) && (g.attributes(i+1) || k.is(cAnd|cBut) && g.at(i+1).is(cIng) && g.at(i+1).is(cSay|cAsk)) {
				return i
			}
			if i > a && k.is(cAcc) {
				return i
			}
		}
	}
	return len(g.t)
}

// attributes reports whether another attribution begins at token a: a cue, or
// a short subject and a cue.
func (g *svo) attributes(a int) bool {
	for i := a; i < len(g.t) && i < a+9; i++ {
		k := g.t[i]
		if k.kind == number {
			continue
		}
		if k.kind != word || k.is(cWh|cRel) {
			return false
		}
		if k.is(cSay|cAsk) && k.is(cPast|cNow) && (i == a || g.verbal(i)) {
			return true
		}
		if n := g.at(i + 1); k.is(cAux) && i > a && n.kind == word && n.is(cSay|cAsk) && n.is(cPart|cPast) && !n.is(cBase) {
			return true
		}
		if k.is(cAux|cBe|cModal|cThatWord|cTo2) || k.is(cVerb) && g.finite(i) {
			return false
		}
	}
	return false
}

// ofMarks shortens what somebody calls somebody to the words in marks: “called
// him “a clown” on the radio and left”.
func (g *svo) ofMarks(a, b int) int {
	for i := a; i+1 < b; i++ {
		if g.t[i].kind != quoted {
			continue
		}
		n, m := g.at(i+1), g.at(i+2)
		switch {
		case n.kind == comma:
			return i + 1
		case n.kind != word:
		case i > a && n.is(cAnd|cDet) && !n.is(cPron) && g.endsLikeSpeech(g.t[i].mark) && (n.is(cDet) || m.kind != quoted):
			return i + 1
		case n.is(cAnd|cBut) && m.kind == word && (m.is(cPast|cNow|cAux|cAdv|cIng) || g.ed(m)):
			return i + 1
		case n.is(cSub) && !n.is(cThatWord), n.is(cBut) && g.endsLikeSpeech(g.t[i].mark):
			return i + 1
		case n.is(cPrep) && !n.is(cTo2):
			switch g.d.of(n) {
			case "on", "in", "at", "during", "after", "before":
				return i + 1
			}
		}
	}
	return b
}

// object shortens what somebody praises, cites or speaks of to its noun phrase:
// “cited the fire, an old story”, “praised the crew at a dinner and left”.
func (g *svo) object(a, b int) int {
	for i := a + 1; i < b; i++ {
		k, n := g.t[i], g.at(i+1)
		switch {
		case k.kind == dash:
			return i
		case k.kind == comma && !g.lists(i, b):
			return i
		case k.kind != word:
		case k.is(cBut), k.is(cAnd) && n.kind == word && (n.is(cPast|cAux|cModal|cIng) && !n.is(cDet) || g.ed(n) && n.lower && !g.ed(g.t[i-1])):
			return i
		case n.kind != word && n.kind != number:
		case n.is(cDay) && k.is(cPrep), k.is(cDay):
			return i
		default:
			switch g.d.of(k) {
			case "during", "while", "when", "until", "now", "after":
				return i
			case "at", "in", "on":
				if n.is(cDet|cPoss) && !n.is(cPron) || n.is(cMedia) {
					for j := i + 1; j < b && j < i+5; j++ {
						if g.t[j].is(cMedia) {
							return i
						}
					}
				}
			}
		}
	}
	return b
}

// lists reports whether the comma i stands in a list, or before a part of what
// was just named: “boats, nets and rope”, “costs, including repairs”.
func (g *svo) lists(i, b int) bool {
	n := g.at(i + 1)
	if n.kind != word || g.d.of(n) == "including" || n.is(cAnd) {
		return n.kind == word && !(n.is(cAnd) && (g.at(i+2).is(cPast|cAux|cModal|cPron) && !g.at(i+2).is(cDet)))
	}
	if n.is(cSub|cRel|cIng|cPron|cAdv|cPrep) && !n.is(cDet) {
		return false
	}
	for j := i + 1; j+1 < b; j++ {
		if k := g.t[j]; k.kind == word && (k.is(cRel|cSub) || g.finite(j)) {
			return false
		}
		if g.t[j].kind == comma && g.t[j+1].is(cAnd) || g.t[j].is(cAnd) && !n.is(cDet) {
			return true
		}
	}
	return false
}

// inClause shortens content that ends at b when its attribution stands in a
// clause of its own: “Though X said that …, Y”, “X, who said that …, did Y”.
func (g *svo) inClause(subj rng, a, b int) int {
	first := g.start()
	if asked := g.t[first].is(cPast|cPart|cIng) && g.t[first].is(cAsk) || g.t[first].is(cSub) && g.at(first+1).is(cAsk) && g.at(first+1).is(cPast); asked && first >= g.floor-1 && a < first+12 {
		for i := a; i < b; i++ {
			if i+1 < b && g.t[i].kind == quoted && g.endsLikeSpeech(g.t[i].mark) && g.t[i+1].kind != comma {
				return i + 1
			}
			if k := g.at(i + 1); g.t[i].kind == comma && k.kind == word && !k.is(cAnd|cRel|cIng|cPrep|cBut|cSub) {
				return i
			}
		}
		return b
	}
	if subj.empty() {
		return b
	}
	rel := g.t[subj.a].kind == word && g.t[subj.a].is(cRel) && subj.b-subj.a == 1
	lead := subj.a > 0 && g.t[subj.a-1].kind == word && g.t[subj.a-1].is(cSub) && !g.t[subj.a-1].is(cThatWord) && g.d.of(g.t[subj.a-1]) != "so"
	if p := subj.a - 1; p == first && g.t[p].is(cPrep) && g.at(subj.b).is(cIng) { // “With X saying that …, Y”
		lead = true
	}
	if !rel && !lead {
		return b
	}
	if rel && (g.at(subj.a-1).kind == comma || g.at(subj.a-1).kind == word) {
		g.subj = g.subjectOf(subj.a)
	}
	for i := a; i < b; i++ {
		if lead && i+1 < b && g.t[i].kind == quoted && g.endsLikeSpeech(g.t[i].mark) && (g.t[i+1].kind == number || g.t[i+1].kind == word && !g.t[i+1].is(cAnd|cRel|cIng|cPrep|cBut)) {
			return i + 1
		}
		if g.t[i].kind != comma {
			continue
		}
		k := g.at(i + 1)
		if k.kind == quoted {
			continue
		}
		if lead && !k.is(cAnd|cRel|cIng|cPrep|cBut|cAux|cBe|cModal) && !(k.is(cVerb) && !k.is(cBase)) {
			return i
		}
		if rel && k.kind == word && (k.is(cAux|cBe|cModal) || k.is(cPast|cNow) && k.class&(cVerb|cSay|cAsk|cThink) != 0 || g.ed(k) && k.lower || g.adverb(k)) {
			return i
		}
	}
	return b
}

// subjectOf returns the noun phrase before a relative pronoun.
func (g *svo) subjectOf(i int) rng {
	floor := g.floor
	g.floor = 0
	defer func() { g.floor = floor }()
	if g.at(i-1).kind == comma {
		i--
	}
	if n := g.phraseLeft(i); !n.empty() {
		return n
	}
	return rng{i, i + 1}
}

// start returns the first word of the sentence.
func (g *svo) start() int {
	for i, k := range g.t {
		if k.kind == word {
			return i
		}
	}
	return 0
}

// closing returns the cue of an attribution that ends the sentence: “…, the
// mayor said on Monday”; 0 when none does. What it closes is all content.
func (g *svo) closing() int {
	if i := g.accordingCloses(); i > 0 {
		return i
	}
	for i := len(g.t) - 1; i > 4; i-- {
		k := g.t[i]
		if k.kind == quoted || k.kind == semi || k.kind == colon {
			return 0
		}
		if k.kind != word || !k.is(cSay) || !k.is(cThat) || !k.is(cPast|cNow) || k.is(cNoun|cObj|cIng) || !g.verbal(i) {
			continue
		}
		a, passive, inf, _ := g.group(i)
		if passive || inf {
			return 0
		}
		n := g.subjectLeft(a)
		if n.empty() || n.a < 4 || n.b-n.a > 9 || g.t[n.a-1].kind != comma || g.t[n.a].is(cRel) {
			return 0
		}
		for j := n.a; j < n.b; j++ {
			if g.t[j].kind == comma {
				return 0
			}
		}
		if r := g.after(i); r.at >= len(g.t) || g.t[r.at].kind == stop || g.t[r.at].kind == comma && g.at(r.at+1).is(cIng) {
			if g.stands(rng{0, n.a - 1}) && g.isClause(0, n.a-1) {
				return i
			}
		}
		return 0
	}
	return 0
}

// remark reports whether the words behind a comma, from token i on, are a noun
// phrase that the writer hangs on: “, a plan that the town rejects”.
func (g *svo) remark(i int) bool {
	switch k := g.at(i); {
	case k.kind != word:
		return false
	case g.d.of(k) != "a" && g.d.of(k) != "an":
		return false
	}
	return !g.medial(i) && !g.lists(i-1, len(g.t))
}

// narrates reports whether the words behind a comma, from token i on, are
// likely the writer's own: “even though”, “compared with”, “as have others”,
// “which begins on Monday” after a cue in the past.
func (g *svo) narrates(i int) bool {
	k := g.at(i)
	if k.kind != word {
		return false
	}
	n := g.at(i + 1)
	if k.is(cRel) && g.medial(i) {
		return false
	}
	switch g.d.of(k) {
	case "even":
		return n.is(cSub)
	case "compared":
		return true
	case "as":
		return n.is(cAux | cBe)
	case "which", "who", "where", "when":
		if n.is(cPast) && !n.is(cNow) && !n.is(cAux|cBe) || n.lower && n.class&^cFirst == 0 && g.ed(n) {
			return true
		}
		return n.is(cNow)
	case "but":
		return !n.is(cThatWord|cPrep|cSub|cNeg|cAdv) && n.kind == word
	}
	return false
}

// medial reports whether the clause that begins with token i stands inside of
// another: its comma is followed by a verb.
func (g *svo) medial(i int) bool {
	for j := i + 1; j < len(g.t); j++ {
		if g.t[j].kind == comma {
			for j++; j < len(g.t) && g.adverb(g.t[j]); j++ {
			}
			return j < len(g.t) && g.t[j].kind == word && g.t[j].class&(cAux|cBe|cModal|cVerb|cSay) != 0 && !g.t[j].is(cIng)
		}
	}
	return false
}
