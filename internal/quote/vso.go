package quote

import "strings"

// vso reads Arabic: the verb of saying opens the clause, the speaker follows
// it, and a conjunction, a colon or a mark opens the content. A participle
// ("مضيفا أن …") goes on with the same speaker.
type vso struct{ sov }

func (g *vso) read(d *doc, s sentence) {
	all, marks, colons, ok := g.begin(d, s)
	if !ok {
		return
	}
	if len(g.t) > 0 && g.t[0].start < g.closedAt {
		return
	}
	if all&(anyCue|cObj) == 0 && !marks && !colons {
		return
	}
	for i, k := range g.t {
		if len(g.cues) >= 48 { // no sentence that is one has more
			break
		}
		if k.kind == word && k.is(cAcc) || k.is(cSay|cAsk|cThink) && k.is(cPast|cIng|cNeg) {
			if i > 0 && (g.d.of(g.t[i-1]) == "عدم" || g.d.of(g.t[i-1]) == "دون") {
				continue // "طلب عدم ذكر اسمه"
			}
			g.cues = append(g.cues, sovCue{from: i, to: i + 1, class: k.class, body: -1, with: -1, lead: -1})
		}
	}
	for i := range g.cues {
		g.content(i)
	}
	for i := range g.cues {
		g.utter(i, s)
	}
	if colons && g.used < 0 && !g.noted(s) {
		g.headline(s)
	}
	if marks && s.in < 0 {
		if all&cObj != 0 {
			g.names(s)
		}
		g.float(s)
	}
}

// names reads "وصف الوزير القرار بأنه «…»".
func (g *vso) names(s sentence) {
	for i := range g.t {
		if !g.is(i, cObj) {
			continue
		}
		for j := i + 1; j < len(g.t); j++ {
			if g.kind(j, quoted) && j >= g.used {
				g.put(found{cue: g.span(i, i+1), class: Say, sent: g.sent, rule: "called"}, g.doer(i+1, j), j, j+1, s)
				break
			}
		}
	}
}

// and reports whether a word carries "و" or "ف" before it.
func (g *vso) and(i int) bool {
	w := g.d.of(g.t[i])
	if !strings.HasPrefix(w, "و") && !strings.HasPrefix(w, "ف") {
		return false
	}
	var buf [64]byte
	_, whole := g.d.lang.words[string(fold(buf[:0], w))]
	return !whole
}

// content finds the speaker of cue i, what opens its content, and where that
// ends.
func (g *vso) content(i int) {
	c := &g.cues[i]
	if c.class&cAcc != 0 {
		return
	}
	limit := len(g.t)
	if i+1 < len(g.cues) {
		limit = g.cues[i+1].from
	}
	c.neg = c.class&cNeg != 0 || g.is(c.from-1, cNeg)
	at := c.to
	for ; at < limit && at < c.to+45; at++ {
		if g.kind(at, colon) || g.is(at, cThatWord) || g.is(at, cColon) && at > c.to && !g.holdsKind(c.to, at, comma) {
			break
		}
		if g.kind(at, quoted) && (at == c.to || g.kind(at-1, comma) || g.kind(at-1, colon) || g.d.wordsIn(g.t[at].mark) > 3) {
			break
		}
		if c.class&cTo != 0 && at > c.to && (g.d.of(g.t[at]) == "إلى" || g.d.of(g.t[at]) == "على" || g.t[at].class == 0 && strings.HasPrefix(g.d.of(g.t[at]), "ب")) {
			break // "دعا إلى", "طالب بوقف"
		}
		if g.t[at].kind == stop && at+1 == len(g.t) {
			at = limit
			break
		}
	}
	c.speaker = g.follows(c.to, min(at, limit))
	if c.class&cTo != 0 {
		c.speaker = g.doer(c.to, min(at, limit))
	}
	for k := c.from - 1; k >= 0 && k > c.from-12; k-- { // "وكان الوزير قد صرح"
		if strings.HasSuffix(g.d.of(g.t[k]), "كان") || strings.HasSuffix(g.d.of(g.t[k]), "كانت") {
			c.speaker = g.follows(k+1, c.from)
			break
		}
	}
	if c.class&cTell != 0 { // "نقلت الوكالة عن مسؤول قوله إن"
		for k := c.to; k < min(at, limit); k++ {
			if g.d.of(g.t[k]) == "عن" {
				c.speaker = g.follows(k+1, min(at, limit))
			}
		}
	}
	if at >= limit || at >= c.to+45 {
		return
	}
	c.body, c.strong = at, true
	if c.class&cTo != 0 && g.is(at, cPrep) {
		c.body++
	}
	for c.body < len(g.t) && (g.kind(c.body, colon) || g.kind(c.body, comma) || g.is(c.body, cThatWord) && !g.is(c.body, cDet)) {
		c.body++
	}
	c.end = max(g.stopAt(), c.body)
	if c.body >= len(g.t) || c.end <= c.body {
		c.body = -1
		return
	}
	if g.kind(c.body, quoted) && (g.alone(c.body) || i+1 < len(g.cues) && g.cues[i+1].from == c.body+1) {
		c.end = c.body + 1
		return
	}
	for j := i + 1; j < len(g.cues); j++ {
		b := &g.cues[j]
		switch {
		case b.from < c.body:
			continue
		case b.class&cIng != 0, b.class&cAcc == 0 && g.and(b.from):
			c.end = b.from
		case b.class&cAcc != 0 && g.kind(b.from-1, comma):
			c.end = b.from - 1
		case b.class&cAcc == 0 && g.is(b.from-1, cAnd|cBut):
			c.end = b.from - 1
		default:
			continue
		}
		return
	}
	for k := c.body; k < c.end; k++ {
		if g.kind(k, semi) {
			c.end = k
		}
	}
}

// follows reads the subject after a verb.
func (g *vso) follows(from, to int) span {
	i := from
	for i < to && (g.is(i, cAdv|cLead|cMonth) && !g.is(i, cTitle) || g.kind(i, number)) {
		i++
	}
	if i < to && g.is(i, cPrep) && !g.is(i, cTitle|cBody) { // "قال في بيان، الوزير": an adjunct first
		return span{}
	}
	j := i
	for ; j < to; j++ {
		k := g.t[j]
		if k.kind != word && k.kind != number && k.kind != quoted && k.kind != dash {
			break
		}
		if k.is(cPrep|cThatWord|cAdv|cRel|cSub|cBut|cLead|cMonth|cIng|cAcc|cAux) && !k.is(cTitle|cBody|cHonor|cOfficial) && j > i {
			if j == i+1 && g.is(i, cOfficial) {
				continue
			}
			break
		}
		if j > i && strings.HasPrefix(g.d.of(k), "لل") { // "للصحفيين"
			break
		}
	}
	s, _ := g.cover(i, j)
	return s
}

// doer reads the subject of a verb that has an object as well, which begins
// with its article: "طالبت النقابة الحكومة بوقف".
func (g *vso) doer(from, to int) span {
	j := from + 1
	if g.is(from, cTitle|cBody) && !strings.HasPrefix(g.d.of(g.t[from]), "ال") {
		j++ // وزير النقل
	}
	for j < to && !strings.HasPrefix(g.d.of(g.t[j]), "ال") {
		j++
	}
	return g.follows(from, min(j, to))
}

// utter emits what cue i introduces.
func (g *vso) utter(i int, s sentence) {
	c := &g.cues[i]
	if c.class&cAcc != 0 {
		g.source(i, s)
		return
	}
	f := found{cue: g.span(c.from, c.to), class: Say, sent: g.sent, negated: c.neg, rule: "verb-that"}
	switch {
	case c.class&cAsk != 0:
		f.class = Ask
	case c.class&cThink != 0:
		f.class = Think
	}
	if c.speaker.empty() || c.class&cIng != 0 {
		c.speaker = span{}
		if c.class&cIng != 0 || g.and(c.from) && i > 0 {
			for j := i - 1; j >= 0 && c.speaker.empty(); j-- {
				c.speaker = g.cues[j].speaker
			}
		}
		if c.speaker.empty() && c.class&cIng == 0 {
			c.speaker = g.earlier(i)
		}
	}
	if n := len(g.t); c.body < 0 && g.kind(n-1, colon) && i+1 == len(g.cues) {
		g.await(f, c.speaker)
		return
	}
	if c.body < 0 {
		for j := c.from - 1; j >= 0 && j > g.used; j-- {
			if !g.kind(j, quoted) {
				if !g.kind(j, comma) && !g.kind(j, semi) && !g.kind(j, dash) && !g.is(j, cAux) {
					break
				}
				continue
			}
			f.rule = "before-marks"
			g.put(f, c.speaker, j, j+1, s)
			return
		}
		if s.in < 0 && !c.speaker.empty() && c.from < 3 {
			g.back(i, s, f)
		}
		return
	}
	switch {
	case g.kind(c.body, quoted):
		f.rule = "verb-marks"
		if j := c.from - 2; j >= 0 && g.kind(j, quoted) && g.kind(j+1, comma) && j > g.used && g.kind(c.body-1, comma) {
			f.rule = "around-marks"
			f.parts = append(f.parts, g.d.marks[g.t[j].mark].inner)
		}
	case g.kind(c.body-1, colon):
		f.rule = "verb-colon"
	}
	g.put(f, c.speaker, c.body, c.end, s)
}

// earlier finds a subject that stands before its verb: "الوزير قال إن …".
func (g *vso) earlier(i int) span {
	c := &g.cues[i]
	lo := 0
	if i > 0 && g.cues[i-1].end > 0 {
		lo = g.cues[i-1].end
	}
	hi := c.from
	for hi > lo && g.is(hi-1, cAux|cNeg) {
		hi--
	}
	for k := lo; k < hi; k++ {
		if g.is(k, cSay) && g.is(k, cPast) {
			return span{}
		}
	}
	for lo < hi && (g.is(lo, cLead|cAux|cAdv|cBut|cAnd) || g.t[lo].kind != word) {
		lo++
	}
	for lo < hi && g.is(lo, cPrep) {
		for lo < hi && !g.kind(lo, comma) {
			lo++
		}
		lo++
	}
	if lo >= hi {
		return span{}
	}
	return g.follows(lo, hi)
}

// source reads "بحسب X، …" and "…، بحسب X".
func (g *vso) source(i int, s sentence) {
	c := &g.cues[i]
	who := c.to
	if g.d.of(g.t[c.from]) == "وفقا" || g.d.of(g.t[c.from]) == "وفقاً" || g.d.of(g.t[c.from]) == "طبقا" {
		if who >= len(g.t) || !strings.HasPrefix(g.d.of(g.t[who]), "ل") {
			return
		}
	}
	if g.is(who, cSay) { // "بحسب ما أعلن الوزير"
		who++
	}
	j := who
	for j < len(g.t) && !g.kind(j, comma) && g.t[j].kind != stop && g.t[j].kind != colon && j < who+14 {
		j++
	}
	speaker := g.follows(who, j)
	if speaker.empty() {
		return
	}
	f := found{cue: g.span(c.from, c.to), class: Say, sent: g.sent, rule: "according"}
	if c.from > 0 && !(c.from == 1 && g.is(0, cAnd|cAux|cLead)) {
		lo, hi := 0, c.from
		for hi > 0 && g.kind(hi-1, comma) {
			hi--
		}
		if i > 0 || hi < 3 || g.used >= hi {
			return
		}
		g.put(f, speaker, lo, hi, s)
		return
	}
	body, end := j, g.stopAt()
	for body < end && (g.kind(body, comma) || g.kind(body, colon) || g.is(body, cThatWord)) {
		body++
	}
	if body >= end || body == j {
		return
	}
	for k := i + 1; k < len(g.cues); k++ {
		if g.cues[k].body >= 0 && g.cues[k].class&cAcc == 0 {
			return
		}
	}
	g.put(f, speaker, body, end, s)
}
