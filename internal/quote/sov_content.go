package quote

import "strings"

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
		if (g.verbAfter(i+1) || len(g.t)-i > 5) && !g.is(i+1, cAnd|cBut) && !g.finite(i+1) && !g.is(i+1, cHalf) && c.class&cConj == 0 && !c.other && !c.passive {
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
	case c.passive && c.class&cTo != 0: // "از او خواسته شده بود"
	case c.other && g.ifs(c.from): // "اگر زیاد گفتید"
	case c.passive && c.class&cHalf != 0 && g.d.of(g.t[c.from]) != "اعلام": // "پیش‌بینی می‌شود"
	case g.verbAfter(i):
		c.body = i
	}
}

// ifs reports whether the clause of the verb at i is one of "if" or "when".
func (g *sov) ifs(i int) bool {
	for j := i - 1; j >= 0 && j > i-12; j-- {
		if g.is(j, cSub) {
			return true
		}
		if g.ends(j) || g.kind(j, comma) {
			return false
		}
	}
	return false
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
		if b.body < 0 && b.class&cTell == 0 || b.from < c.body || b.from > c.end || b.other != c.other || b.class&cAcc != 0 || b.command {
			continue
		}
		if at := g.joined(c.body, b.from); at > 0 && (g.plural(b) == g.plural(c) || g.holds(at, min(at+3, b.from), cPron)) {
			c.end = at
			b.with = i
			break
		}
	}
	c.under = g.under(c) || c.with >= 0 && g.cues[c.with].under
	verb := false
	for k := c.body; k < c.end; k++ {
		switch {
		case verb && g.kind(k, colon) && g.kind(k+1, quoted) && k+2 >= g.stopAt() && !g.cued(k):
			c.quote = k + 1 // "هشدار داد که …: «…»": the words themselves follow
			c.end = k
		case g.finite(k):
			verb = true
		case g.kind(k, semi) && (verb || !c.strong) && !g.is(k+1, cBut|cAnd):
			c.end = k
		case c.under && verb && g.kind(k, comma) && (g.finite(k-1) || g.finite(k-2) || g.finite(k-3)) && g.verbAfter(k+1):
			c.end = k
		}
	}
}

// plural reports whether the verb of a cue is one of a third person plural.
func (g *sov) plural(c *sovCue) bool {
	return strings.HasSuffix(g.d.of(g.t[c.to-1]), "ند")
}

// cued reports whether a cue ends before token k.
func (g *sov) cued(k int) bool {
	for i := range g.cues {
		if g.cues[i].to == k {
			return true
		}
	}
	return false
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
	if !g.is(i, cAnd|cPron|cTo2) || g.kind(c.body-1, colon) || g.is(i, cAnd) && g.is(i+1, cPron) || !g.verbAfter(i+1) {
		return false
	}
	for k := range g.cues {
		if b := &g.cues[k]; b.from > i && b.class&cAcc == 0 {
			return false
		}
	}
	// "گفت که «…» و جلسه را ترک کرد": a plain past at the end is what was done, not said
	last := g.stopAt() - 1
	if g.is(i, cAnd) && g.is(last, cThird) && !g.is(last, cBe) && !g.is(last-1, cAux) && !becomes(g.d.of(g.t[last])) {
		w := g.d.of(g.t[last])
		return strings.HasPrefix(w, "می") || strings.HasPrefix(w, "نمی") || strings.HasPrefix(w, "دار") || strings.HasPrefix(w, "ندار")
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
		and := g.is(p, cAnd|cBut) || g.kind(p, comma) && g.kind(p-1, quoted) || g.kind(p, semi)
		if and && p+1 == from && g.is(p, cAnd) && p > body+1 { // "… و افزود"
			return p
		}
		if !and || !(g.finite(p-1) || g.kind(p-1, quoted) || g.kind(p-1, comma) && (g.finite(p-2) || g.kind(p-2, quoted))) {
			continue
		}
		q := p + 1
		for q < from && g.is(q, cAnd|cBut|cLead|cAdv|cDay|cMonth) {
			q++
		}
		if q == from || g.is(q, cPrep|cBy|cAcc) && !g.holds(q, from, cThatWord) || g.is(q, cPron) && g.is(p, cAnd|cBut) {
			if g.kind(p-1, comma) {
				p--
			}
			return p
		}
		return 0
	}
	return 0
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
