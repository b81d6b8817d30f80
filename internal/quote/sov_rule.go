package quote

import "slices"

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

// news reads "از آغاز تعمیرات خبر داد" and "نسبت به کمبود آب هشدار داد": what is
// told stands before the verb as a noun.
func (g *sov) news(c *sovCue, s sentence, f found) bool {
	if c.class&cHalf == 0 || c.speaker.empty() || c.passive || c.other {
		return false
	}
	w := g.d.of(g.t[c.from])
	if w != "خبر" && w != "هشدار" {
		return false
	}
	for j := c.from - 2; j >= 0 && j > c.from-25 && g.t[j].start >= c.speaker.end; j-- {
		p := g.d.of(g.t[j])
		switch {
		case g.ends(j) || g.kind(j, comma) || g.kind(j, quoted):
			return false
		case p == "از" && j > 0 && g.t[j-1].start > c.speaker.start, p == "درباره" || p == "دربارهٔ" || p == "درباره‌ی", p == "به" && j > 0 && g.d.of(g.t[j-1]) == "نسبت":
			f.rule = "news"
			g.put(f, c.speaker, j+1, c.from, s)
			return true
		}
	}
	return false
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
		if g.d.wordsIn(g.t[j].mark) < 3 && c.lead != j && !(j == 0 && g.shut(1)) {
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
	if g.aloneSent == 0 || g.aloneSent != g.sent-1 || c.speaker.empty() {
		return
	}
	points := false // "این جمله را"
	for j := 0; j < c.from; j++ {
		points = points || g.is(j, cPoss) && (g.is(j+1, cParticle) || g.is(j+2, cParticle))
	}
	if !points && (g.alonePara != s.para || c.from > 5 && (c.class&cHalf != 0 || g.is(c.from-1, cParticle) || c.to < g.stopAt())) {
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

// beside takes in what stands between commas behind a source and says who it
// is: "عمر تلر، وزیر راه،" or "وزیر راه، عمر تلر،". It returns where the source
// ends then.
func (g *sov) beside(who, j int) int {
	if !g.kind(j, comma) {
		return j
	}
	office, plain := false, true
	to := j + 1
	for ; to < len(g.t) && g.kind(to, word) && to-j <= 6; to++ {
		if g.finite(to) || g.is(to, cThatWord) {
			return j
		}
		office = office || g.is(to, cTitle|cOfficial)
		plain = plain && g.t[to].class == 0
	}
	if to == j+1 || !g.kind(to, comma) || to+2 >= len(g.t) {
		return j
	}
	titled := false
	for k := who; k < j; k++ {
		titled = titled || g.is(k, cTitle|cOfficial)
	}
	if !titled && office || titled && plain && to-j <= 4 {
		return to
	}
	return j
}

// according reads "به گفتهٔ X، …".
func (g *sov) according(i int, s sentence) {
	c := &g.cues[i]
	if c.class&cMedia != 0 && (len(g.cues) > 1 || g.is(c.to, cMedia)) {
		return // "به گزارش خبرگزاری …": the source of the article
	}
	for k := range i { // "…، به گفته او، …" inside what he is said to have said
		if g.cues[k].class&cAcc != 0 && g.cues[k].body >= 0 && g.used > c.from {
			return
		}
	}
	who := c.to
	j := who
	for k := range g.cues { // "از قول X می‌نویسد: …": the verb tells it
		if b := &g.cues[k]; b.from > c.to && b.body >= 0 && !g.holdsKind(c.to, b.from, comma) {
			return
		}
	}
	for j < len(g.t) && !g.kind(j, comma) && g.t[j].kind != stop && g.t[j].kind != colon {
		if j > who && (g.is(j, cThatWord) || g.is(j-1, cPron) || g.kind(j, quoted)) {
			break
		}
		if g.finite(j) { // "که به گفتهٔ نزدیکانش بیمار است": where the name ends cannot be told
			return
		}
		j++
	}
	j = g.beside(who, j)
	f := found{cue: g.span(c.from, c.to), class: Say, sent: g.sent, rule: "according"}
	speaker, ok := g.cover(who, j)
	end := g.stopAt()
	body := j
	if g.is(j, cThatWord) { // "به گفتهٔ شهروندانی که … دیده‌اند، …"
		for k := j; k < end; k++ {
			if g.kind(k, comma) && g.finite(k-1) {
				body = k
				break
			}
		}
	}
	for body < len(g.t) && (g.kind(body, comma) || g.is(body, cThatWord) || g.kind(body, colon)) {
		body++
	}
	if ok && body >= end && j <= who+20 { // "«…»، به گفتهٔ وزیر"
		for k := c.from - 1; k >= 0 && k > c.from-3; k-- {
			if g.kind(k, quoted) && k > g.used {
				g.put(f, speaker, k, k+1, s)
				return
			}
		}
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
		if g.is(i-1, cThatWord) && g.d.wordsIn(g.t[i+1].mark) > 3 { // "آشکار می‌سازد که: «…»"
			if speaker, ok := g.subject(0, i, false); ok {
				g.put(found{cue: g.span(i, i+1), class: Say, sent: g.sent, rule: "colon"}, speaker, i+1, i+2, s)
				return true
			}
		}
		for j := max(0, i-12); j < i; j++ {
			if !g.is(j, cNoun|cMedia) {
				continue
			}
			speaker, _ := g.phrase(j+1, i, false)
			if g.d.lang.lang == "tr" { // the owner stands before the noun
				speaker, _ = g.cover(0, j)
			}
			if speaker.empty() {
				speaker, _ = g.subject(0, i, false)
			}
			g.put(found{cue: g.span(j, j+1), class: Say, sent: g.sent, rule: "noun"}, speaker, i+1, i+2, s)
			return true
		}
		if g.finite(i-1) && g.alone(i+1) { // "لبخند می‌زند: «…»"
			if speaker, ok := g.subject(0, i, false); ok {
				g.put(found{cue: g.span(i, i+1), class: Say, sent: g.sent, rule: "colon"}, speaker, i+1, i+2, s)
				return true
			}
		}
	}
	return false
}

// headline reads "X: …", which has no verb.
func (g *sov) headline(s sentence) {
	from := 0
	for i := range g.t {
		if g.kind(i, semi) || g.kind(i, dash) { // "قطع آب در سلان؛ شهردار: …"
			from = i + 1
			continue
		}
		if g.t[i].kind != colon {
			if g.finite(i) || i > from+9 || g.t[i].kind != word && !(s.para == 0 && g.kind(i, comma)) {
				return
			}
			continue
		}
		if i == from || i+1 >= len(g.t) {
			return
		}
		named := g.holds(from, i, cTitle|cHonor|cPron|cBody|cMetonym)
		for k := from; k < i; k++ {
			named = named || g.knows(k)
		}
		long := g.stopAt()-i > 2
		if !(g.kind(i+1, quoted) && g.alone(i+1)) && !(named && long) && !(s.para == 0 && long && g.verbAfter(i+1)) {
			return
		}
		speaker, ok := g.phrase(from, i, false)
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
	for i, n := 1, 0; i < len(g.t) && n < 16; i++ {
		if !g.kind(i, quoted) || g.within(i) {
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
		n++
		to := j + 1
		if g.is(j+1, cLight) {
			to++
		}
		speaker, _ := g.subject(0, i, false)
		g.put(found{cue: g.span(j, to), class: Say, sent: g.sent, rule: "called"}, speaker, i, i+1, s)
	}
}

// within reports whether token i lies in the content of a cue.
func (g *sov) within(i int) bool {
	for k := range g.cues {
		if c := &g.cues[k]; c.body >= 0 && c.body <= i && i < c.end {
			return true
		}
	}
	return false
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
	if g.pendingSent > 0 && g.pendingSent == g.sent-1 { // "نوشت:" and the words in the next paragraph
		f := g.pending
		f.parts, f.sent = nil, g.sent
		g.put(f, f.speaker, 0, 1, s)
		return
	}
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
