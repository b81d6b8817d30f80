package quote

import (
	"strings"
	"unicode/utf8"
)

// speak finds the speaker of cue i.
func (g *sov) speak(i int) {
	c := &g.cues[i]
	if c.passive {
		c.speaker = g.agent(c.from)
	}
	if c.class&cAcc != 0 || c.passive || !c.speaker.empty() {
		return
	}
	lo := 0
	for j := range i {
		if b := &g.cues[j]; b.body >= 0 && b.body <= c.from && c.from < b.end {
			lo = max(lo, b.body)
		} else if b.body >= 0 && b.end <= c.from && !b.under {
			lo = max(lo, b.end)
		}
	}
	for j := c.from - 1; j >= lo; j-- { // "«…»، او گفت، «…»"
		if g.kind(j, quoted) && (j == lo || g.t[j-1].kind != word) && g.leads(j) && !g.holds(j, c.from, cThatWord) {
			if lo = j + 1; j >= g.used {
				c.lead = j
			}
			break
		}
	}
	if s, ok := g.subject(lo, c.from, c.other); ok {
		c.speaker = s
		return
	}
	if c.with >= 0 {
		c.speaker, c.carried = g.cues[c.with].speaker, g.cues[c.with].carried
		return
	}
}

// leads reports whether the quoted token j is words before their speaker, and
// not a name in marks.
func (g *sov) leads(j int) bool {
	if g.kind(j+1, comma) || g.kind(j+1, semi) || g.kind(j+1, dash) || g.is(j+1, cPron) {
		return true
	}
	m := g.d.marks[g.t[j].mark]
	r, _ := utf8.DecodeLastRuneInString(g.d.raw(m.inner))
	return sign(r) == stop || sign(r) == comma
}

// learn keeps the words of a speaker's name: where they come again, they are
// likely to be a subject.
func (g *sov) learn(who span) {
	if g.known == nil {
		g.known = map[string]bool{}
	}
	var buf [64]byte
	for _, k := range g.t {
		if k.start >= who.start && k.end <= who.end && k.kind == word && k.class == 0 && len(g.known) < 500 {
			g.known[string(fold(buf[:0], g.d.of(k)))] = true
		}
	}
}

// knows reports whether token i is a word of a name that spoke before.
func (g *sov) knows(i int) bool {
	if len(g.known) == 0 || !g.kind(i, word) || g.t[i].class != 0 {
		return false
	}
	var buf [64]byte
	return g.known[string(fold(buf[:0], g.d.of(g.t[i])))]
}

// agent finds who said what a passive tells: "از سوی وزیر اعلام شد".
func (g *sov) agent(hi int) span {
	for j := hi - 2; j >= 0 && j > hi-12; j-- {
		w := g.d.of(g.t[j])
		if w == "توسط" || w == "از سوی" || w == "از جانب" || w == "از طرف" || w == "از" && strings.HasPrefix(g.d.of(g.t[hi]), "نقل") {
			s, _ := g.phrase(j+1, hi, false)
			return s
		}
	}
	return span{}
}

// subject finds the subject of the verb at hi among the tokens from lo on.
func (g *sov) subject(lo, hi int, other bool) (span, bool) {
	lo = max(lo, hi-150) // no subject is farther away
	var starts [12]int
	n := 1
	starts[0] = lo
	inside := false // a clause that "این که" opened
	for i := lo; i < hi-1 && n < len(starts); i++ {
		if g.is(i, cDet) {
			inside = true
		}
		if g.is(i, cSub) && i > lo {
			starts[n] = i
			n++
			continue
		}
		if g.finite(i) && (g.is(i+1, cAnd|cBut|cThatWord) || g.kind(i+1, comma) || g.kind(i+1, semi) || g.kind(i+1, quoted)) {
			if inside && !g.is(i+2, cPron|cHonor|cTitle) {
				continue
			}
			starts[n] = i + 1
			n++
		}
	}
	for n--; n >= 0; n-- {
		end := hi
		if s, ok := g.phrase(starts[n], end, other); ok {
			return s, true
		}
	}
	return span{}, false
}

// phrase reads the noun phrase that opens a clause.
func (g *sov) phrase(i, hi int, other bool) (span, bool) {
	for tries := 0; tries < 8; tries++ {
		i = g.over(i, hi)
		for i < hi && (g.is(i, cLead|cAnd|cBut|cSub|cThatWord|cAdv|cDay|cMonth) && !g.is(i, cTitle|cPron|cOfficial) || g.kind(i, number) && g.is(i+1, cMonth) || g.t[i].kind != word && g.t[i].kind != number && g.t[i].kind != quoted) {
			i++
		}
		if i >= hi {
			return span{}, false
		}
		if !g.is(i, cPrep|cAcc|cBy) {
			break
		}
		j := i
		for j < hi && !g.kind(j, comma) {
			j++
		}
		if j == hi {
			if i = g.starter(i, hi); i < 0 {
				return span{}, false
			}
			break
		}
		i = j + 1
	}
	if g.kind(i, quoted) && g.d.wordsIn(g.t[i].mark) > 2 {
		return span{}, false
	}
	if g.is(i, cPron) && g.is(i+1, cParticle) {
		return g.phrase(i+2, hi, other)
	}
	if g.is(i, cPron) {
		return span{g.t[i].start, g.t[i].end}, true
	}
	if other {
		return span{}, false
	}
	j := i
	for ; j < hi; j++ {
		k := g.t[j]
		if k.kind == comma || k.kind == colon || k.kind == semi || k.kind == open || k.kind == dash {
			break
		}
		if j > i && g.is(j-1, cOfficial) && g.d.of(k) == "از" {
			continue // "یکی از …"
		}
		if j > i && k.is(cPron) && (g.is(j-2, cOfficial) || g.is(j-1, cTitle)) {
			continue // "یکی از آنها", "سخنگوی او"
		}
		if j > i && k.is(cAdv|cDay) && g.is(j-1, cMedia) {
			continue // "روزنامه بامداد"
		}
		if j > i && k.is(cHalf|cObj) && !k.is(cTitle|cBody|cOfficial) && g.is(j+1, cLight|cBe) {
			break
		}
		if j > i && g.d.of(k) == "یک" {
			break
		}
		if j > i && k.is(cPrep|cBy|cAcc|cAdv|cDay|cSub|cThatWord|cLead|cPron|cTo2) && !k.is(cTitle|cBody|cAnd) {
			break
		}
		if k.is(cParticle) { // an object: what stands before it is no subject, or not all of it
			if j > i+1 && g.d.of(g.t[j-1]) == "خود" {
				return g.cover(i, j-1)
			}
			for e := j - 1; e > i; e-- {
				if g.is(e, cPoss) && !g.is(e, cPron) {
					return g.cover(i, e)
				}
			}
			if g.is(i, cPoss) || j == i+1 {
				return g.phrase(j+1, hi, other)
			}
			if g.is(i, cTitle|cHonor) && j > i+3 {
				return g.cover(i, i+3)
			}
			if !g.is(j+1, cPrep|cHalf|cObj|cAdv|cPoss) { // "شایعه را سخنگوی او تکذیب کرد"
				return g.phrase(j+1, hi, other)
			}
			return span{}, false
		}
		if j > i && (g.ends(j) || g.finite(j) && j == hi-1) {
			return span{}, false
		}
	}
	return g.cover(i, j)
}

// over moves over "در ادامه این جلسه" and "در پایان سخنان خود", which no comma
// closes.
func (g *sov) over(i, hi int) int {
	for i < hi && g.is(i, cLead|cAnd|cBut) {
		if !strings.HasPrefix(g.d.of(g.t[i]), "در ") {
			i++
			continue
		}
		i++
		if g.is(i, cPoss) && g.is(i+1, cMedia|cNoun) {
			return i + 2
		}
		if g.is(i, cMedia|cNoun) && i+2 < hi {
			if g.d.of(g.t[i+1]) == "خود" {
				return i + 2
			}
			if strings.HasSuffix(g.d.of(g.t[i]), "ش") { // سخنانش
				return i + 1
			}
		}
		return i
	}
	return i
}

// starter finds a noun phrase that begins without a comma after an adjunct.
func (g *sov) starter(i, hi int) int {
	for j := i + 2; j < hi; j++ {
		if g.is(j-1, cPrep|cAnd|cThatWord) {
			continue
		}
		if g.knows(j) && !g.is(j-1, cTitle|cBody|cHonor|cMedia) || g.d.of(g.t[j-1]) == "خود" {
			return j
		}
		if g.is(j, cPron) && !g.is(j+1, cParticle) || g.is(j, cHonor) && !g.is(j-1, cTitle|cBody) {
			return j
		}
		if g.kind(j, word) && g.t[j].class == 0 && g.is(j-1, cDay|cMonth) { // "در نشست روز شنبه نگار رستمی گفت"
			return j
		}
		if g.is(j, cTitle|cOfficial|cBody) && (g.is(j-1, cAdv|cDay|cMonth|cLead|cMedia) || g.finite(j-1) || g.kind(j-1, number)) {
			return j
		}
	}
	return -1
}

func (g *sov) cover(i, j int) (span, bool) {
	for j > i && (g.t[j-1].kind != word && g.t[j-1].kind != number && g.t[j-1].kind != quoted || g.is(j-1, cAnd) || g.is(j-1, cAdv) && !(j-2 >= i && g.is(j-2, cMedia))) {
		j--
	}
	if j <= i {
		return span{}, false
	}
	return span{g.t[i].start, g.t[j-1].end}, true
}
