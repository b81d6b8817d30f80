package quote

import (
	"slices"
	"strings"
)

// sov reads languages that put the verb last: "the mayor to reporters said:
// …" in Persian. The speaker opens the clause, the verb of saying ends it, and
// the content follows, mostly up to the end of the sentence.
type sov struct {
	d                               *doc
	t                               []token // of the sentence
	sent                            int
	cues                            []sovCue
	last                            span  // the speaker of the quotation before
	seen                            int   // the sentence of that quotation
	taken                           []int // marks that a quotation before them goes on in
	alonePara, aloneSent, aloneMark int   // the last sentence that is one quoted token
	closedAt                        int   // up to here a quotation of the paragraph before goes on
	used                            int   // quoted tokens up to here belong to a quotation
}

// sovCue is a verb of saying with its helpers, or a phrase ("به گفتهٔ").
type sovCue struct {
	from, to  int // tokens
	class     class
	other     bool // of a first or second person
	passive   bool
	neg       bool
	bare      bool // "این را گفت": the content is another sentence
	command   bool
	weak      bool // may stand without "که" and a colon only when nothing else will do
	body, end int  // the content; body < 0 = none follows
	strong    bool // a colon, a mark or a conjunction opens the content
	speaker   span
	carried   bool
	lead      int // a quoted token before the speaker that belongs to it, -1 = none
	with      int // the cue whose speaker it shares, -1 = none
}

func (g *sov) finish(d *doc) {}

func (g *sov) read(d *doc, s sentence) {
	g.d, g.t, g.cues = d, d.words(s), g.cues[:0]
	g.sent++
	g.used = -1
	var all class
	marks, colons := false, false
	for _, k := range g.t {
		all |= k.class
		marks = marks || k.kind == quoted
		colons = colons || k.kind == colon
	}
	if all&(cSay|cAsk|cThink|cAcc|cNoun|cBy|cLight) == 0 && !marks && !colons {
		return
	}
	if len(g.t) > 0 && g.t[0].start < g.closedAt {
		return
	}
	g.find()
	for i := range g.cues {
		g.open(&g.cues[i])
	}
	for i := range g.cues {
		g.close(i)
		g.speak(i)
		g.tell(i, s)
	}
	if all&cBy != 0 {
		g.stating(s)
	}
	if colons && len(g.cues) == 0 && !g.noted(s) {
		g.headline(s)
	}
	if marks && s.in < 0 {
		g.called(s)
		g.float(s)
	}
}

func (g *sov) is(i int, c class) bool { return i >= 0 && i < len(g.t) && g.t[i].class&c != 0 }

func (g *sov) kind(i int, k kind) bool { return i >= 0 && i < len(g.t) && g.t[i].kind == k }

// finite reports whether token i is a verb that can end a clause.
func (g *sov) finite(i int) bool {
	return g.is(i, cThird|cOther|cBe|cPart|cBare|cCommand) && !g.is(i, cHalf)
}

// shut reports whether a clause can end before token i.
func (g *sov) shut(i int) bool {
	if i >= len(g.t) {
		return true
	}
	switch g.t[i].kind {
	case comma, semi, stop, colon, dash, shut:
		return true
	}
	return g.is(i, cAnd|cBut|cThatWord|cTo2|cSub)
}

// ends reports whether a clause ends with token i.
func (g *sov) ends(i int) bool { return g.finite(i) && g.shut(i+1) }

// find lists the cues of the sentence.
func (g *sov) find() {
	for i := 0; i < len(g.t); i++ {
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
	if g.is(i-1, cSub) {
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
	if k.is(cMedia) { // "در این بیانیه آمده است که"
		c.speaker = g.written(i)
		return c, !c.speaker.empty() && (g.opened(i+1) || g.kind(i+1, comma))
	}
	if !k.is(cThird|cOther) && k.is(cPart) {
		to, finite, passive, neg := g.helpers(i)
		c.to, c.passive, c.neg = to, passive, neg
		return c, finite || g.opened(to)
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
	for j := i + 1; j < len(g.t) && j <= i+reach; j++ {
		v := g.t[j]
		if v.kind != word && !k.is(cTell) || v.kind == stop || v.kind == colon {
			return c, false
		}
		state := k.is(cNow) && (v.is(cBe) || v.is(cLight) && becomes(g.d.of(v)))
		if !state && !v.is(cLight) && !(v.is(cBe) && k.is(cNow)) {
			if v.is(cAux) {
				continue
			}
			if !k.is(cTell) && !v.is(cAdv) {
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

// open finds where the content of a cue begins.
func (g *sov) open(c *sovCue) {
	if c.class&cAcc != 0 || c.bare {
		return
	}
	i := c.to
	if c.class&cTo != 0 && c.class&cHalf == 0 && !g.asked(c.from) {
		return
	}
	if g.kind(i, comma) && !g.kind(i+1, quoted) && !g.is(i+1, cThatWord) {
		if (g.verbAfter(i+1) || len(g.t)-i > 5) && !g.is(i+1, cAnd|cBut) && !g.finite(i+1) && c.class&cConj == 0 && !c.other && !c.passive {
			c.body = i + 1
		}
		return
	}
	for i < len(g.t) {
		switch {
		case g.kind(i, comma), g.kind(i, colon), g.is(i, cThatWord) && !g.is(i, cDet), g.is(i, cTo2) && c.class&cTo != 0:
			c.strong = c.strong || !g.kind(i, comma)
			i++
			continue
		}
		break
	}
	switch {
	case i >= len(g.t):
	case g.kind(i, quoted):
		c.body, c.strong = i, true
	case c.strong:
		c.body = i
	case g.t[i].kind != word && g.t[i].kind != number, g.is(i, cAnd|cBut|cTo2), g.is(i, cBe):
	case c.class&cConj != 0:
	case c.passive && c.class&cHalf != 0 && g.d.of(g.t[c.from]) != "اعلام": // "پیش‌بینی می‌شود"
	case g.verbAfter(i):
		c.body = i
	}
}

// asked reports whether somebody is named of whom the verb at i asks a thing:
// "از وزیر خواست", while خواستن alone is to want.
func (g *sov) asked(i int) bool {
	for j := i - 1; j >= 0 && j > i-14; j-- {
		if g.is(j, cPrep) && g.d.of(g.t[j]) == "از" {
			return true
		}
		if g.ends(j) {
			return false
		}
	}
	return false
}

// verbAfter reports whether a verb ends a clause at or after i.
func (g *sov) verbAfter(i int) bool {
	for ; i < len(g.t); i++ {
		if g.kind(i, quoted) || g.ends(i) {
			return true
		}
	}
	return false
}

// last returns the end of the sentence's words.
func (g *sov) stopAt() int {
	n := len(g.t)
	for n > 0 && (g.t[n-1].kind == stop || g.t[n-1].kind == semi) {
		n--
	}
	return n
}

// close finds where the content of cue i ends, and which cues after it share
// its speaker.
func (g *sov) close(i int) {
	c := &g.cues[i]
	if c.body < 0 {
		return
	}
	c.end = max(g.stopAt(), c.body)
	for j := range i { // it lies inside another content
		if b := &g.cues[j]; b.body >= 0 && b.body <= c.from && c.from < b.end {
			c.end = min(c.end, b.end)
		}
	}
	if g.kind(c.body, quoted) && g.alone(c.body) && !g.goesOn(c) {
		c.end = c.body + 1
		for c.end+1 < len(g.t) && g.kind(c.end, quoted) && g.alone(c.end) {
			c.end++
		}
		g.share(i)
		return
	}
	for j := i + 1; j < len(g.cues); j++ {
		b := &g.cues[j]
		if b.body < 0 && b.class&cTell == 0 || b.from < c.body || b.from > c.end || b.other != c.other || g.plural(b) != g.plural(c) || b.class&cAcc != 0 || b.command {
			continue
		}
		if at := g.joined(c.body, b.from); at > 0 {
			c.end = at
			b.with = i
			break
		}
	}
	under := g.under(c)
	verb := false
	for k := c.body; k < c.end; k++ {
		switch {
		case g.finite(k):
			verb = true
		case g.kind(k, semi) && (verb || !c.strong) && !g.is(k+1, cBut|cAnd):
			c.end = k
		case under && verb && g.kind(k, comma) && (g.finite(k-1) || g.finite(k-2) || g.finite(k-3)) && g.verbAfter(k+1):
			c.end = k
		}
	}
}

// plural reports whether the verb of a cue is one of a third person plural.
func (g *sov) plural(c *sovCue) bool {
	return strings.HasSuffix(g.d.of(g.t[c.to-1]), "ند")
}

// share gives the next cue of the sentence the speaker of cue i, when nothing
// names another one.
func (g *sov) share(i int) {
	c := &g.cues[i]
	for j := i + 1; j < len(g.cues); j++ {
		b := &g.cues[j]
		if b.from < c.end || b.class&cAcc != 0 {
			continue
		}
		if b.other == c.other {
			b.with = i
		}
		return
	}
}

// alone reports whether the quoted token at i is a content by itself: nothing
// goes on after it but another clause.
func (g *sov) alone(i int) bool {
	if g.shut(i+1) || g.kind(i+1, quoted) || g.kind(i+1, open) || g.is(i+1, cPron) {
		return true
	}
	m := g.d.marks[g.t[i].mark]
	in := g.d.text[m.inner.start:m.inner.end]
	if len(in) > 0 && (in[len(in)-1] == '.' || in[len(in)-1] == '!') {
		return true
	}
	return false
}

// goesOn reports whether a content that "که" opens goes on after its first
// words in marks: "گفت که «…» و هیچ قایقی …".
func (g *sov) goesOn(c *sovCue) bool {
	i := c.body + 1
	if !g.is(i, cAnd) || !g.is(c.body-1, cThatWord) || g.is(i+1, cPron) || !g.verbAfter(i+1) {
		return false
	}
	for k := range g.cues {
		if b := &g.cues[k]; b.from > i && b.class&cAcc == 0 {
			return false
		}
	}
	return true
}

// joined returns where the content from body ends when a cue at from is the
// next verb of the same speaker ("… است و افزود"); 0 when it is not.
func (g *sov) joined(body, from int) int {
	for p := from - 1; p > body; p-- {
		if g.finite(p) && !g.shut(p+1) {
			continue
		}
		and := g.is(p, cAnd|cBut) || g.kind(p, comma) || g.kind(p, semi)
		if !and || !(g.finite(p-1) || g.kind(p-1, quoted) || g.kind(p-1, comma) && g.finite(p-2)) {
			continue
		}
		q := p + 1
		for q < from && g.is(q, cAnd|cBut|cLead|cAdv|cDay|cMonth) {
			q++
		}
		if q == from || g.is(q, cPrep|cBy|cAcc) && !g.holds(q, from, cThatWord) || g.is(q, cPron) && g.is(p, cAnd) {
			if g.kind(p-1, comma) {
				p--
			}
			return p
		}
		return 0
	}
	return 0
}

func (g *sov) holdsKind(from, to int, k kind) bool {
	for i := from; i < to; i++ {
		if g.kind(i, k) {
			return true
		}
	}
	return false
}

func (g *sov) holds(from, to int, c class) bool {
	for i := from; i < to; i++ {
		if g.is(i, c) {
			return true
		}
	}
	return false
}

// under reports whether the clause of a cue hangs on another one, so that its
// content ends before the main verb: "وقتی گفت …، رفت".
func (g *sov) under(c *sovCue) bool {
	for i := c.from - 1; i >= 0; i-- {
		if g.is(i, cSub) && !g.is(i, cBe) {
			return true
		}
		if g.is(i, cThatWord) && !g.is(i, cDet) {
			return true
		}
		if g.ends(i) || g.kind(i, colon) || g.kind(i, semi) {
			return false
		}
	}
	return false
}

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
		} else if b.body >= 0 && b.end <= c.from {
			lo = max(lo, b.end)
		}
	}
	for j := c.from - 1; j >= lo; j-- { // "«…»، او گفت، «…»"
		if g.kind(j, quoted) && (g.kind(j+1, comma) || g.kind(j+1, semi)) && g.d.wordsIn(g.t[j].mark) > 1 && !g.holds(j, c.from, cThatWord) {
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
		for i < hi && (g.is(i, cLead|cAnd|cBut|cSub|cThatWord|cAdv|cDay|cMonth) && !g.is(i, cTitle|cPron|cOfficial) || g.t[i].kind != word && g.t[i].kind != number && g.t[i].kind != quoted) {
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
		if j > i && k.is(cPrep|cBy|cAcc|cAdv|cDay|cSub|cThatWord|cLead|cPron|cTo2) && !k.is(cTitle|cBody|cAnd) {
			break
		}
		if k.is(cParticle) { // an object: what stands before it is no subject, or not all of it
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
			return span{}, false
		}
		if j > i && (g.ends(j) || g.finite(j) && j == hi-1) {
			return span{}, false
		}
	}
	return g.cover(i, j)
}

// starter finds a noun phrase that begins without a comma after an adjunct.
func (g *sov) starter(i, hi int) int {
	for j := i + 2; j < hi; j++ {
		if g.is(j-1, cPrep|cAnd|cThatWord) {
			continue
		}
		if g.is(j, cPron) && !g.is(j+1, cParticle) || g.is(j, cHonor) && !g.is(j-1, cTitle|cBody) {
			return j
		}
		if g.is(j, cTitle|cOfficial|cBody) && (g.is(j-1, cAdv|cDay|cMonth|cLead|cMedia) || g.finite(j-1) || g.kind(j-1, number)) {
			return j
		}
	}
	return -1
}

func (g *sov) cover(i, j int) (span, bool) {
	for j > i && (g.t[j-1].kind != word && g.t[j-1].kind != number && g.t[j-1].kind != quoted || g.is(j-1, cAnd|cAdv)) {
		j--
	}
	if j <= i {
		return span{}, false
	}
	return span{g.t[i].start, g.t[j-1].end}, true
}

// tell emits what cue i introduces.
func (g *sov) tell(i int, s sentence) {
	c := &g.cues[i]
	f := found{cue: g.span(c.from, c.to), class: Say, sent: g.sent, negated: c.neg, rule: "after"}
	switch {
	case c.class&cAsk != 0:
		f.class = Ask
	case c.class&cThink != 0:
		f.class = Think
	}
	switch {
	case c.class&cAcc != 0:
		g.according(i, s)
		return
	case c.class&cTell != 0 && c.body < 0:
		g.demand(c, s, f)
		return
	case c.body < 0:
		if !g.before(i, s, f) && s.in < 0 {
			g.back(i, s, f)
		}
		return
	case c.neg && g.is(c.body, cWh): // "نگفت چه زمانی": nothing was said
		return
	case g.kind(c.body, quoted):
		f.rule = "after-marks"
	case g.kind(c.body-1, colon):
		f.rule = "after-colon"
	case c.strong:
		f.rule = "after-that"
	}
	if c.end <= c.body {
		return
	}
	if c.lead >= 0 && c.lead >= g.used && f.rule == "after-marks" {
		f.rule = "around-marks"
		f.parts = append(f.parts, g.d.marks[g.t[c.lead].mark].inner)
	}
	if !c.speaker.empty() && c.with < 0 {
		g.by(i, s)
	}
	g.put(f, c.speaker, c.body, c.end, s)
}

// put emits the tokens from body to end as a content.
func (g *sov) put(f found, speaker span, body, end int, s sentence) {
	if end == body+1 && g.kind(body, quoted) {
		f.parts = append(f.parts, g.d.marks[g.t[body].mark].inner)
	} else {
		f.parts = append(f.parts, g.span(body, end))
	}
	if g.kind(end-1, quoted) {
		f.parts = append(f.parts, g.more(g.t[end-1].mark)...)
	}
	g.used = max(g.used, end)
	f.speaker = speaker
	if s.in < 0 {
		if speaker.empty() {
			if !g.last.empty() && f.class != Think && g.sent-g.seen <= 4 {
				f.speaker, f.carried = g.last, true
				g.seen = g.sent
			}
		} else {
			g.last, g.seen = speaker, g.sent
		}
	}
	g.d.emit(f)
}

// more returns the paragraphs in which a quotation goes on that its own
// paragraph does not close.
func (g *sov) more(m int) []span {
	var out []span
	for marks := g.d.marks; !marks[m].closed; {
		next := m + 1
		for next < len(marks) && marks[next].in >= 0 {
			next++
		}
		if next < len(marks) && marks[m].more && marks[next].para == marks[m].para+1 {
			out = append(out, marks[next].inner)
			g.taken = append(g.taken, next)
			m = next
			continue
		}
		at := marks[m].outer.end // closed in the next paragraph, without being opened there again
		for at < len(g.d.text) && (g.d.text[at] == '\n' || g.d.text[at] == '\r' || g.d.text[at] == ' ') {
			at++
		}
		for i := at; i < len(g.d.text) && i < at+4000 && g.d.text[i] != '\n'; i++ {
			if strings.HasPrefix(g.d.text[i:], "«") {
				break
			}
			if strings.HasPrefix(g.d.text[i:], "»") {
				g.closedAt = i
				return append(out, span{at, i})
			}
		}
		break
	}
	return out
}

func (g *sov) span(i, j int) span { return span{g.t[i].start, g.t[j-1].end} }

// demand reads "خواستار … شد": what is demanded stands in the middle.
func (g *sov) demand(c *sovCue, s sentence, f found) {
	from, to := c.from+1, c.to-1
	for to > from && g.is(to-1, cLight|cBe) {
		to--
	}
	if to <= from || g.holds(from, to, cThatWord) {
		return
	}
	f.rule, f.cue = "demand", g.span(c.from, c.from+1)
	g.put(f, c.speaker, from, to, s)
}

// by reads "با بیان این که …" before the verb: its clause is said as well.
func (g *sov) by(i int, s sentence) {
	c := &g.cues[i]
	for j := c.from - 1; j > 0; j-- {
		if !g.is(j, cBy) {
			continue
		}
		body := j + 1
		if g.is(body, cDet) {
			body++
			if g.kind(body, comma) {
				body++
			}
		} else if !g.kind(body, quoted) {
			return
		}
		end := c.from
		for k := body; k < c.from; k++ {
			if g.kind(k, comma) && (g.finite(k-1) || g.kind(k-1, quoted)) {
				end = k
			}
		}
		for end > body && (g.is(end-1, cAdv|cLead) || g.kind(end-1, comma)) {
			end--
		}
		if end <= body {
			return
		}
		g.put(found{cue: g.span(j, j+1), class: Say, sent: g.sent, rule: "by"}, c.speaker, body, end, s)
		return
	}
}

// stating reads "با بیان این که … جلسه را ترک کرد", which no verb of saying ends.
func (g *sov) stating(s sentence) {
	for j := range g.t {
		if !g.is(j, cBy) {
			continue
		}
		for k := range g.cues {
			if g.cues[k].from > j && g.cues[k].body >= 0 {
				return // by has read it
			}
		}
		body := j + 1
		if g.is(body, cDet) {
			body++
		} else if !g.kind(body, quoted) {
			return
		}
		end := -1
		if g.kind(body, quoted) && g.alone(body) {
			end = body + 1
		}
		for k := body; k < len(g.t) && end < 0; k++ {
			if g.kind(k, comma) && (g.finite(k-1) || g.kind(k-1, quoted)) {
				end = k
			}
		}
		if end < 0 {
			return
		}
		speaker, _ := g.subject(0, j, false)
		if speaker.empty() {
			if w, ok := g.phrase(end, len(g.t), false); ok && j == 0 {
				speaker = w
			}
		}
		g.put(found{cue: g.span(j, j+1), class: Say, sent: g.sent, rule: "by"}, speaker, body, end, s)
		return
	}
}

// before takes a quotation in marks that stands before its verb.
func (g *sov) before(i int, s sentence, f found) bool {
	c := &g.cues[i]
	for j := c.from - 1; j >= 0 && j > g.used; j-- {
		if !g.kind(j, quoted) {
			if g.ends(j) && j < c.from-1 {
				return false
			}
			continue
		}
		if g.d.wordsIn(g.t[j].mark) < 3 && !(j == 0 && g.shut(1)) {
			continue
		}
		f.rule = "before-marks"
		speaker, _ := g.subject(j+1, c.from, c.other)
		if speaker.empty() {
			speaker, _ = g.subject(0, j, c.other)
		}
		g.put(f, speaker, j, j+1, s)
		return true
	}
	return false
}

// back gives a quotation that filled the sentence before to the speaker of
// this one: "«…» این را وزیر گفت".
func (g *sov) back(i int, s sentence, f found) {
	c := &g.cues[i]
	if g.aloneSent == 0 || g.alonePara != s.para || g.aloneSent != g.sent-1 || c.from > 12 || c.speaker.empty() {
		return
	}
	if !g.is(0, cPoss) && c.from > 5 {
		return
	}
	for k := len(g.d.out) - 1; k >= 0; k-- {
		if o := &g.d.out[k]; o.sent == g.sent-1 && o.rule == "marks" {
			o.speaker, o.cue, o.carried, o.class, o.rule = c.speaker, f.cue, false, f.class, "before-marks"
			g.last, g.seen = c.speaker, g.sent
			return
		}
	}
	f.rule = "before-marks"
	f.parts = []span{g.d.marks[g.aloneMark].inner}
	f.speaker = c.speaker
	g.last, g.seen = c.speaker, g.sent
	g.d.emit(f)
}

// according reads "به گفتهٔ X، …".
func (g *sov) according(i int, s sentence) {
	c := &g.cues[i]
	if c.class&cMedia != 0 && (len(g.cues) > 1 || g.is(c.to, cMedia|cTitle)) {
		return // "به گزارش خبرگزاری …": the source of the article
	}
	who := c.to
	j := who
	for k := range g.cues { // "از قول X می‌نویسد: …": the verb tells it
		if b := &g.cues[k]; b.from > c.to && b.body >= 0 && !g.holdsKind(c.to, b.from, comma) {
			return
		}
	}
	for j < len(g.t) && !g.kind(j, comma) && g.t[j].kind != stop && g.t[j].kind != colon {
		if j > who && (g.is(j, cThatWord) || g.is(j-1, cPron)) {
			break
		}
		j++
	}
	f := found{cue: g.span(c.from, c.to), class: Say, sent: g.sent, rule: "according"}
	speaker, ok := g.cover(who, j)
	end := g.stopAt()
	body := j
	for body < len(g.t) && (g.kind(body, comma) || g.is(body, cThatWord) || g.kind(body, colon)) {
		body++
	}
	if !ok || body >= end || j > who+20 {
		return
	}
	g.put(f, speaker, body, end, s)
}

// noted reads "پاسخ وزیر یک جمله بود: «…»": a noun of saying, and a colon.
func (g *sov) noted(s sentence) bool {
	for i := 1; i+1 < len(g.t); i++ {
		if !g.kind(i, colon) || !g.kind(i+1, quoted) {
			continue
		}
		for j := range i {
			if !g.is(j, cNoun|cMedia) {
				continue
			}
			speaker, _ := g.phrase(j+1, i, false)
			if speaker.empty() {
				speaker, _ = g.subject(0, i, false)
			}
			g.put(found{cue: g.span(j, j+1), class: Say, sent: g.sent, rule: "noun"}, speaker, i+1, i+2, s)
			return true
		}
	}
	return false
}

// headline reads "X: …", which has no verb.
func (g *sov) headline(s sentence) {
	for i := range g.t {
		if g.t[i].kind != colon {
			if g.finite(i) || i > 9 || g.t[i].kind != word {
				return
			}
			continue
		}
		if i == 0 || i+1 >= len(g.t) {
			return
		}
		named := g.holds(0, i, cTitle|cHonor|cPron|cBody|cMetonym)
		long := g.stopAt()-i > 3
		if !(g.kind(i+1, quoted) && g.alone(i+1)) && !(named && long) && !(s.para == 0 && long && g.verbAfter(i+1)) {
			return
		}
		speaker, ok := g.phrase(0, i, false)
		if !ok {
			return
		}
		end := g.stopAt()
		if g.kind(i+1, quoted) && g.alone(i+1) {
			end = i + 2
		}
		g.put(found{cue: g.span(i, i+1), class: Say, sent: g.sent, rule: "colon"}, speaker, i+1, end, s)
		return
	}
}

// called reads "آن را «…» خواند".
func (g *sov) called(s sentence) {
	for i := 1; i < len(g.t); i++ {
		if !g.kind(i, quoted) || i < g.used {
			continue
		}
		j := i + 1
		for j < len(g.t) && j < i+3 && !g.is(j, cObj) {
			j++
		}
		if !g.is(j, cObj) || !g.finite(j) && !g.is(j+1, cLight) {
			continue
		}
		if g.takes(j) {
			continue
		}
		to := j + 1
		if g.is(j+1, cLight) {
			to++
		}
		speaker, _ := g.subject(0, i, false)
		g.put(found{cue: g.span(j, to), class: Say, sent: g.sent, rule: "called"}, speaker, i, i+1, s)
	}
}

// takes reports whether the cue at token j has a content of its own.
func (g *sov) takes(j int) bool {
	for k := range g.cues {
		if c := &g.cues[k]; c.from <= j && j < c.to {
			return c.body >= 0
		}
	}
	return false
}

// float takes a sentence that is nothing but a quotation.
func (g *sov) float(s sentence) {
	if !g.kind(0, quoted) || g.used > 0 || slices.Contains(g.taken, g.t[0].mark) || g.stopAt() > 1 {
		return
	}
	g.alonePara, g.aloneSent, g.aloneMark = s.para, g.sent, g.t[0].mark
	least := 6
	if g.sent-g.seen <= 3 && !g.last.empty() {
		least = 3
	}
	if g.d.wordsIn(g.t[0].mark) < least {
		return
	}
	f := found{class: Say, sent: g.sent, rule: "marks"}
	g.put(f, span{}, 0, 1, s)
}
