package quote

// verb reads the attribution of the verb at token i.
func (g *svo) verb(i int) {
	if i < g.final && i > 0 && !g.spoken(i-1) || !g.verbal(i) {
		return
	}
	cue := g.t[i]
	a, passive, infinitive, neg := g.group(i)
	f := found{cue: g.span(rng{a, i + 1}), class: Say, negated: neg}
	if cue.is(cAsk) && !cue.is(cSay) {
		f.class = Ask
	}
	if passive {
		g.passive(i, a, f)
		return
	}
	before := g.at(a - 1)
	left := g.left(a) // what could be content before the subject, when the cue stands after it
	// “…,” said X
	if !infinitive && a == i && left.quote && !cue.is(cIng) && (before.kind == quoted || before.kind == comma && g.at(a-2).kind == quoted) {
		if n := g.phraseRight(i + 1); !n.empty() && !g.at(i+1).is(cThatWord) {
			n = g.described(n)
			f.speaker, f.rule = g.span(n), "inverted"
			g.subj = n
			g.post(f, left, n.b)
			return
		}
	}
	// …, said X
	if !infinitive && a == i && before.kind == comma && cue.is(cThat) && !cue.is(cNoun|cObj|cIng|cTell) && a-1 > g.floor {
		if n := g.invertedAfter(i); !n.empty() && g.stands(rng{g.floor, a - 1}) {
			f.speaker, f.rule = g.span(n), "inverted"
			g.subj = n
			g.post(f, run{rng{g.floor, a - 1}, true, false}, n.b)
			return
		}
	}
	if infinitive && !g.governed(i, a) {
		return
	}
	var subj rng
	elided := false
	if cue.is(cIng) && a == i || infinitive && before.kind == comma {
		if before.kind == word && before.is(cPrep) && !g.means(before) {
			return
		}
		if before.kind == word && !before.is(cPrep|cAnd|cBut|cSub|cThatWord) && !g.adverb(before) {
			subj = g.subjectLeft(a) // “with Ada Brandt saying”
		}
		if subj.empty() {
			subj = g.elided(i)
		}
		elided = true
	} else {
		subj = g.subjectLeft(a)
		if subj.empty() {
			subj, elided = g.elided(a), true
		}
	}
	if !elided {
		left = g.left(subj.a)
		if !left.ok && subj.a-3 >= g.floor && g.t[subj.a-1].kind == comma && cue.is(cThat) && !cue.is(cNoun|cObj) && g.stands(rng{g.floor, subj.a - 1}) {
			left = run{rng{g.floor, subj.a - 1}, false, false}
		}
	} else {
		left = run{}
	}
	f.speaker = g.span(subj)
	r := g.after(i)
	f.addressee = g.span(r.addressee)
	k := g.at(r.at)
	if (k.kind == comma && g.at(r.at+1).kind == quoted || k.kind == colon && r.at+1 < len(g.t)) && !left.quote {
		left = run{}
	}
	if k.kind == colon && r.at+1 >= len(g.t) && g.s.in < 0 {
		f.rule = "block"
		g.wait, g.waits = f, g.s.para+1
		return
	}
	if k.kind == comma && left.quote && !elided && g.t[g.floor].is(cPrep|cSub) && g.t[g.floor].kind == word && g.at(r.at+1).kind == word && !g.at(r.at+1).is(cIng|cSub|cAnd|cBut|cPrep) && len(g.t)-r.at > 5 {
		g.aside(f, subj, r.at+1) // “Despite “…,” he said, the ferry stops”
		return
	}
	if k.kind == comma && (r.at == i+1 || r.at == r.addressee.b) && !left.ok && !elided && cue.is(cThat) && !cue.is(cNoun|cObj) && g.at(r.at+1).kind == word && len(g.t)-r.at > 3 {
		g.aside(f, subj, r.at+1)
		return
	}
	between := !left.ok && !left.empty() && (k.kind == comma || k.kind == stop || r.at >= len(g.t)) && g.at(r.at+1).kind != quoted
	switch {
	case (left.ok || between) && (k.kind == stop || k.kind == comma || k.kind == semi || k.kind == dash || r.at >= len(g.t)) && !elided:
		f.rule = "postposed"
		g.subj = subj
		g.post(f, left, r.at)
		return
	case left.ok && left.quote && !elided && (k.kind == word && !k.is(cThatWord) || k.kind == quoted && g.spoken(subj.a-1)):
		f.rule = "postposed"
		g.subj = subj
		g.post(f, left, r.at)
		return
	case k.kind == comma && g.at(r.at+1).kind == quoted:
		g.pre(f, i, r.at+1, subj, "direct")
		return
	case k.kind == colon:
		g.pre(f, i, r.at+1, subj, "colon")
		return
	case k.kind == quoted:
		g.pre(f, i, r.at, subj, "direct")
		return
	case k.kind == word && k.is(cThatWord):
		if !cue.is(cColon) {
			g.pre(f, i, r.at, subj, "that")
		}
		return
	case k.kind == word && k.is(cWhether|cWh):
		g.pre(f, i, r.at, subj, "whether")
		return
	case k.kind == stop || k.kind == comma || k.kind == semi || r.at >= len(g.t):
		return
	case cue.is(cColon):
		return
	case cue.is(cConj) && !g.bare(r.at):
		return
	case cue.is(cIng):
		g.pre(f, i, r.at, subj, "saying")
		return
	}
	g.pre(f, i, r.at, subj, "clause")
}

// invertedAfter returns the speaker that follows the cue i after a comma:
// “…, said Ada Brandt, the mayor”; empty when a clause of its own follows.
func (g *svo) invertedAfter(i int) rng {
	k := g.at(i + 1)
	if k.kind != word || k.is(cThatWord|cWhether|cTo2|cSub|cPrep|cWh|cObjPron) && !k.is(cDet) {
		return rng{}
	}
	n := g.phraseRight(i + 1)
	if n.empty() || !g.told1(g.floor, i-1) {
		return rng{}
	}
	for j := n.a; j < n.b; j++ {
		if g.t[j].kind == word && !g.t[j].cap && g.finite(j) {
			return rng{}
		}
	}
	if n.b-n.a == 1 && !k.cap && !k.is(cPron|cOfficial|cBody|cTitle) {
		return rng{}
	}
	if n.b-n.a == 1 && k.is(cPron) && g.at(n.b).kind == word {
		return rng{}
	}
	switch e := g.at(n.b); {
	case e.kind == stop, e.kind == comma, n.b >= len(g.t), e.kind == dash, e.kind == semi:
		return g.described(n)
	case e.kind == word && e.is(cRel|cDay|cIng|cSub) && !e.is(cThatWord):
		return n
	case e.kind == word && e.is(cPrep):
		for j := n.b; j < len(g.t) && g.t[j].kind != comma; j++ {
			if g.t[j].kind == word && g.finite(j) {
				return rng{}
			}
		}
		return n
	}
	return rng{}
}

// told1 reports whether a run is a clause by its first part that is no time
// or place: “Ada Brandt, who heads the port” is none.
func (g *svo) told1(a, b int) bool {
	for a < b {
		e := a
		for e < b && g.t[e].kind != comma {
			e++
		}
		if !(g.t[a].kind == word && g.t[a].is(cPrep|cSub|cAdv|cTo2) && !g.t[a].is(cDet|cPron)) || e >= b {
			rel := false
			for i := a; i < e; i++ {
				rel = rel || g.t[i].is(cRel) && g.t[i].kind == word && i > a
				if g.t[i].kind == quoted && g.d.wordsIn(g.t[i].mark) > 3 && !g.endsLikeSpeech(g.t[i].mark) {
					return true
				}
				if g.t[i].kind == word && (g.finite(i) || g.ed(g.t[i]) && g.t[i].lower && i > a) && !rel {
					return true
				}
			}
			return false
		}
		a = e + 1
	}
	return false
}

// topic reports whether a preposition after a cue names what it is about.
func (g *svo) topic(k token) bool {
	switch g.d.of(k) {
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

// aside emits content around an attribution between commas: “In May, she
// said, the ferry stops”, “As she said, the ferry stops”.
func (g *svo) aside(f found, subj rng, b int) {
	f.rule = "aside"
	g.subj = subj
	e := g.end(b)
	f.parts = []span{g.content(rng{b, e})}
	if a := g.floor; subj.a-1 > a && g.t[subj.a-1].kind == comma {
		if g.t[a].is(cAnd|cBut) && subj.a-1 > a+1 {
			a++
		}
		if !g.t[a].is(cBut | cAnd) {
			f.parts = append(f.parts, g.content(rng{a, subj.a - 1}))
		}
	}
	g.emit(f)
	g.floor = e
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

// run is content that stands before its speaker.
type run struct {
	rng
	ok    bool
	quote bool // it ends with a quotation in marks
}

// left returns what stands before token b, when it ends there as content does
// before its speaker: with a comma, or a quotation in marks.
func (g *svo) left(b int) run {
	p := b - 1
	if p < g.floor {
		return run{}
	}
	k := g.t[p]
	switch k.kind {
	case quoted:
		if !g.endsLikeSpeech(k.mark) && g.d.wordsIn(k.mark) < 3 {
			return run{}
		}
		return run{rng{g.floor, b}, true, true}
	case comma, dash:
		if p-1 < g.floor {
			return run{}
		}
		if g.t[p-1].kind == quoted {
			return run{rng{g.floor, p}, true, true}
		}
		if k.kind == dash {
			return run{}
		}
		if r := (rng{g.floor, p}); g.clause(r) {
			return run{r, true, false}
		}
	}
	return run{}
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

// post emits a quotation whose attribution stands behind it; the attribution
// ends before token b. What follows in the sentence may go on with it.
func (g *svo) post(f found, left run, b int) {
	f.parts = []span{g.content(left.rng)}
	next := g.at(b)
	rest := rng{b + 1, len(g.t)}
	if left.quote && next.kind == comma && g.at(b+1).kind == word {
		for j := b + 1; j+1 < len(g.t) && j < b+30; j++ {
			if g.t[j].kind == comma && g.t[j+1].kind == quoted && g.d.wordsIn(g.t[j+1].mark) > 2 && !g.attributes(b+1) {
				b, next = j, g.t[j]
				break
			}
			if g.t[j].kind == word && g.t[j].is(cSay|cAsk) {
				break
			}
		}
	}
	switch {
	case (next.kind == comma || next.kind == dash || next.kind == colon) && g.at(b+1).kind == quoted:
		e := g.end(b + 1)
		f.parts = append(f.parts, g.content(rng{b + 1, e}))
		b = e
	case next.kind == quoted:
		e := g.end(b)
		f.parts = append(f.parts, g.content(rng{b, e}))
		b = e
	case next.kind == comma && left.quote && g.finite(b+1) && !g.t[b+1].is(cSay|cAsk|cIng):
		e := g.end(b + 1)
		f.parts = append(f.parts, g.content(rng{b + 1, e}))
		b = e
	case next.kind == comma && !left.quote && !rest.empty():
		k := g.at(b + 1)
		if k.kind == word && (!k.is(cIng|cSub|cAnd|cBut|cRel|cAcc) || k.is(cThatWord)) {
			e := g.end(b + 1)
			f.parts = append(f.parts, g.content(rng{b + 1, e}))
			b = e
		}
	}
	g.emit(f)
	g.floor = min(b, len(g.t))
}

// pre emits a quotation whose content begins at token a.
func (g *svo) pre(f found, i, a int, subj rng, rule string) {
	g.subj = subj
	if a >= len(g.t) {
		return
	}
	if k := g.t[a]; k.kind == word && k.is(cPrep) && a == i+1 && a+1 < len(g.t) && g.topic(k) && !g.t[i].is(cAsk) {
		a++ // “wrote about”: the preposition belongs to the cue
	}
	b := g.end(a)
	if g.t[i].is(cObj) {
		b = g.named2(a, b)
	}
	if b = g.inClause(subj, a, b); b <= a {
		return
	}
	f.rule = rule
	f.parts = []span{g.content(rng{a, b})}
	if k := g.at(subj.a - 1); !subj.empty() && subj.a-1 > g.start() && k.kind == word && k.is(cRel) && !k.is(cThatWord) { // “which she said …”
		f.parts = append(f.parts, g.span(rng{subj.a - 1, subj.a}))
	}
	g.emit(f)
	g.floor = b
}

// elided returns the subject of a cue that has none of its own: that of the
// attribution before, or of the sentence.
func (g *svo) elided(i int) rng {
	if !g.subj.empty() {
		return g.subj
	}
	return g.first(i)
}

// passive reads “was told by X that …”, “was quoted as saying …”.
func (g *svo) passive(i, a int, f found) {
	cue := g.t[i]
	b := i + 1
	f.rule = "passive"
	if cue.is(cThat) && !cue.is(cTell|cAsk|cPlain) && (b >= len(g.t) || g.t[b].kind == stop || g.t[b].kind == comma || g.t[b].kind == word && (g.t[b].is(cDay) || g.d.of(g.t[b]) == "by")) {
		content := g.subjectLeft(a) // “the price was not disclosed”, “the news was first reported by …”
		if content.empty() || content.b-content.a == 1 && g.t[content.a].is(cPron|cRel) {
			return
		}
		if b < len(g.t) && g.d.of(g.t[b]) == "by" {
			f.speaker = g.span(g.phraseRight(b + 1))
		}
		f.parts = []span{g.content(content)}
		f.rule = "passive-object"
		g.emit(f)
		return
	}
	if cue.is(cTell | cAsk) {
		f.addressee = g.span(g.subjectLeft(a))
	}
	if g.at(b).is(cPrep) && g.d.of(g.at(b)) == "by" {
		n := g.phraseRight(b + 1)
		f.speaker = g.span(n)
		b = n.b
	}
	b = max(b, g.after(b-1).at)
	k := g.at(b)
	if (k.kind == comma || k.kind == colon) && g.at(b+1).kind == quoted {
		b++
		k = g.at(b)
	}
	if k.kind == word && (k.is(cThatWord|cWhether) || k.is(cWh|cTo2) && cue.is(cAsk) || k.is(cPrep) && cue.is(cAsk) && g.d.of(k) == "about") || k.kind == quoted && !cue.is(cObj) {
		f.parts = []span{g.content(rng{b, g.end(b)})}
		g.emit(f)
		g.floor = g.end(b)
	}
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
			if n := g.at(i + 1); n.kind == word && (n.is(cIng) && n.is(cSay|cAsk) || g.attributes(i+1)) {
				return i
			}
		case comma:
			n := g.at(i + 1)
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
			if i > a && k.is(cAnd|cBut|cSub) && (g.attributes(i+1) || k.is(cAnd|cBut) && g.at(i+1).is(cIng) && g.at(i+1).is(cSay|cAsk)) {
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
		if k.kind != word || k.is(cWh|cRel) {
			return false
		}
		if k.is(cSay|cAsk) && k.is(cPast|cNow) && (i == a || g.verbal(i)) {
			return true
		}
		if k.is(cAux|cBe|cModal|cThatWord|cTo2) || k.is(cVerb) && g.finite(i) {
			return false
		}
	}
	return false
}

// named2 shortens what somebody calls somebody to the words in marks: “called
// him “a clown” on the radio and left”.
func (g *svo) named2(a, b int) int {
	for i := a; i+1 < b; i++ {
		if g.t[i].kind != quoted {
			continue
		}
		n, m := g.at(i+1), g.at(i+2)
		switch {
		case n.kind == comma:
			return i + 1
		case n.kind != word:
		case n.is(cAnd|cBut) && m.kind == word && (m.is(cPast|cNow|cAux|cAdv|cIng) || g.ed(m)):
			return i + 1
		case n.is(cSub) && !n.is(cThatWord):
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
			if g.stands(rng{0, n.a - 1}) && g.told1(0, n.a-1) {
				return i
			}
		}
		return 0
	}
	return 0
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
		if n.is(cPast) && !n.is(cNow) && !n.is(cAux|cBe) {
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
