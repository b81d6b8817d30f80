package quote

import "strings"

// find lists the cues of the sentence.
func (g *sov) find() {
	for i := 0; i < len(g.t) && len(g.cues) < 48; i++ { // no sentence that is one has more
		k := g.t[i]
		switch {
		case k.kind != word:
		case k.is(cAcc):
			if i > 0 && g.t[i-1].kind == word && !g.is(i-1, cAnd|cBut|cThatWord|cLead|cAdv|cSub) && g.d.of(k) != "از قول" && !strings.HasSuffix(g.d.of(k), "نقل از") {
				continue // "با اشاره به تأکید …"
			}
			g.cues = append(g.cues, sovCue{from: i, to: i + 1, class: k.class, body: -1, with: -1, lead: -1})
		case k.is(cHalf):
			if c, ok := g.half(i); ok {
				g.cues = append(g.cues, c)
				i = c.to - 1
			}
		case k.is(cSay|cAsk|cThink) && k.is(cThird|cOther|cPart|cCommand|cBare):
			if c, ok := g.verb(i); ok {
				g.cues = append(g.cues, c)
				i = c.to - 1
			}
		}
	}
}

// helpers moves over the helpers of a verb form at i ("است", "بود", "شده است")
// and tells whether it is finite with them.
func (g *sov) helpers(i int) (to int, finite, passive, neg bool) {
	k := g.t[i]
	neg = k.is(cNeg)
	to = i + 1
	if k.is(cThird | cOther) {
		return to, true, false, neg
	}
	if !k.is(cPart) {
		return to, false, false, neg
	}
	for ; to < len(g.t); to++ {
		switch {
		case g.is(to, cBe):
			finite = true
			neg = neg || g.is(to, cNeg)
		case g.is(to, cModal) && g.is(to, cAux): // گفته خواهد شد
		case g.is(to, cLight) && becomes(g.d.of(g.t[to])):
			passive = true
			finite = finite || g.is(to, cThird)
			neg = neg || g.is(to, cNeg)
		default:
			return to, finite, passive, neg
		}
	}
	return to, finite, passive, neg
}

// becomes reports whether a form is one of شدن or گردیدن, which make a passive.
func becomes(w string) bool {
	var buf [48]byte
	f := string(fold(buf[:0], w))
	for _, s := range [...]string{"شد", "شده", "میشود", "نشد", "شود", "نمیشود", "میشد", "گردید", "شدند", "شدهاست", "شدم", "شدیم", "شدهاند", "میشوند", "گردد", "میگردد", "گردیده", "شده_است", "شوند"} {
		if f == s {
			return true
		}
	}
	return false
}

// verb takes the simple verb at i for a cue, when it is one here.
func (g *sov) verb(i int) (sovCue, bool) {
	k := g.t[i]
	c := sovCue{from: i, to: i + 1, class: k.class, other: k.is(cOther) && !k.is(cThird), neg: k.is(cNeg), body: -1, with: -1, lead: -1}
	if g.is(i-1, cSub) || !g.opened(i+1) && (g.is(i-1, cVerb) && !g.finite(i-1) || g.is(i-2, cVerb) && !g.finite(i-2) && g.t[i-1].class == 0) { // "سخن گفت"
		return c, false // "این را در حالی می‌گوید که"
	}
	if g.apart(i-1) && k.is(cBare|cThird|cOther|cPart) {
		c.from--
		c.other = c.other || firstSecond(g.d.of(k))
		c.neg = c.neg || strings.HasPrefix(g.d.of(g.t[i-1]), "ن")
		return c, true
	}
	if g.is(i-1, cParticle) && g.is(i-2, cPoss) && k.is(cThird) && i-2 >= 0 && !g.opened(i+1) { // "این را گفت"
		c.bare = true
		return c, true
	}
	if i > 0 && (g.is(i-1, cModal) || g.is(i-1, cParticle) && !g.opened(i+1)) && !g.is(i-1, cAux) {
		return c, false // "باید گفت", "این را گفت"
	}
	if i > 0 && g.is(i-1, cModal) && g.is(i-1, cAux) {
		c.from--
	}
	if g.points(i) {
		c.bare = true
		return c, true
	}
	if k.is(cMedia) { // "در این بیانیه آمده است که"
		c.speaker = g.written(i)
		return c, !c.speaker.empty() && (g.opened(i+1) || g.kind(i+1, comma))
	}
	if !k.is(cThird|cOther) && k.is(cPart) {
		to, finite, passive, neg := g.helpers(i)
		c.to, c.passive, c.neg = to, passive, neg
		return c, finite || g.opened(to) || g.addressed(i)
	}
	if !k.is(cThird | cOther) {
		c.command = true
		if i > 0 && g.is(i-1, cWh) {
			return c, false
		}
		return c, k.is(cCommand) && g.opened(c.to)
	}
	return c, !(i > 0 && g.is(i-1, cWh) && !g.opened(i+1))
}

// apart reports whether token i is the prefix of the verb after it ("می گوید").
func (g *sov) apart(i int) bool { return g.is(i, cAux) && !g.is(i, cModal) }

// firstSecond reports whether a verb has the ending of a first or second person.
func firstSecond(w string) bool {
	return strings.HasSuffix(w, "م") || strings.HasSuffix(w, "یید") || strings.HasSuffix(w, "نید") || strings.HasSuffix(w, "یی")
}

// addressed reports whether somebody is told before the participle at i: "به
// خبرگزاری موج گفته این وزارتخانه …", which is finite without a helper.
func (g *sov) addressed(i int) bool {
	for j := i - 2; j >= 0 && j > i-5; j-- {
		if g.is(j, cPrep) && g.d.of(g.t[j]) == "به" {
			return true
		}
	}
	return false
}

// points reports whether the verb at i has words in marks before it as its
// object: "«…»؛ این جمله را مادر او در ویدیویی می‌گوید که …".
func (g *sov) points(i int) bool {
	object := false
	for j := i - 1; j >= 0; j-- {
		switch {
		case g.is(j, cParticle):
			object = true
		case g.kind(j, quoted):
			return object && g.is(j+1, cPoss) || object && g.kind(j+1, semi) || object && g.kind(j+1, comma) && g.is(j+2, cPoss)
		case g.ends(j):
			return false
		}
	}
	return false
}

// written finds the paper that the verb at i says something stands in.
func (g *sov) written(i int) span {
	at := -1
	for j := i - 1; j >= 0 && j > i-20; j-- {
		if at < 0 && g.is(j, cMedia|cNoun) {
			at = j
		}
		if at >= 0 && g.d.of(g.t[j]) == "در" {
			if g.is(at-1, cPoss) {
				at--
			}
			s, _ := g.phrase(at, i, false)
			return s
		}
	}
	return span{}
}

// half takes a noun of saying and its light verb for a cue.
func (g *sov) half(i int) (sovCue, bool) {
	k := g.t[i]
	c := sovCue{from: i, class: k.class, body: -1, with: -1, lead: -1}
	if i > 0 && (g.is(i-1, cPrep|cModal|cBy|cAcc) && !k.is(cNow)) {
		return c, false // "با اعلام"
	}
	reach := 2
	if k.is(cTell) {
		reach = 25
	}
	expresses := g.d.of(k) == "ابراز" || g.d.of(k) == "اظهار" // ابراز نگرانی کرد
	for j := i + 1; j < len(g.t) && j <= i+reach; j++ {
		v := g.t[j]
		if v.kind != word && !k.is(cTell) || v.kind == stop || v.kind == colon {
			return c, false
		}
		if w := g.d.of(k); j == i+1 && (w == "پاسخ" || w == "جواب") && !g.is(i-1, cPoss) && v.is(cSay) && v.is(cThird) && !v.is(cHalf) { // "پاسخ گفت"
			c.to = j + 1
			return c, true
		}
		state := k.is(cNow) && (v.is(cBe) || v.is(cLight) && becomes(g.d.of(v)))
		if !state && !v.is(cLight) && !(v.is(cBe) && k.is(cNow)) {
			if v.is(cAux) {
				continue
			}
			if !k.is(cTell) && !v.is(cAdv) && !(expresses && j == i+1 && v.class&^cHalf&^cSay == 0) {
				return c, false
			}
			continue
		}
		if k.is(cTell) && !becomes(g.d.of(v)) && !v.is(cBe) {
			continue
		}
		c.other = v.is(cOther) && !v.is(cThird)
		to, finite, passive, neg := g.helpers(j)
		c.to, c.neg = to, neg
		c.passive = !k.is(cNow) && !k.is(cTell) && (passive || becomes(g.d.of(v)))
		if v.is(cBe) {
			finite = true
		}
		if k.is(cTell) {
			return c, true
		}
		if g.apart(j - 1) {
			c.other = firstSecond(g.d.of(v))
			return c, true
		}
		if v.is(cBare|cCommand) && !v.is(cThird|cOther|cPart) {
			c.command = true
			return c, g.opened(to) && v.is(cCommand)
		}
		return c, finite || g.opened(to)
	}
	return c, false
}

// opened reports whether something at i opens a content beyond doubt.
func (g *sov) opened(i int) bool {
	if g.kind(i, comma) {
		i++
		return g.is(i, cThatWord)
	}
	return g.kind(i, colon) || g.kind(i, quoted) || g.is(i, cThatWord)
}
