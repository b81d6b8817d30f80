package quote

// chance is somebody whom a pronoun may mean.
type chance struct {
	person int
	text   string // of somebody without a name
	plural bool
	score  int
	pos    int
	who    Who
	told   int // index of the speaker, -1 = a name
}

// pronoun finds whom the pronoun m at word pos means. With silent there is no
// pronoun: the verb stands alone.
func (t *teller) pronoun(m reading, pos, i int, silent bool) chance {
	none := chance{person: -1, told: -1}
	q := &t.qs[i]
	sex := m.pron & (kMale | kFemale)
	if m.pron&kI != 0 {
		if q.In >= 0 {
			if h := t.toldOf(q.In); h >= 0 {
				return chance{person: t.told[h].person, text: t.told[h].text, told: h}
			}
		}
		t.note(i, "the first person outside a quotation")
		return none
	}
	if m.pron&kWe != 0 && !silent {
		return none
	}
	thing := m.pron&kIt != 0 && m.pron&kHe == 0 && !silent
	several := m.pron&kThey != 0 && m.pron&kHe == 0 && !silent
	outer := -1
	if q.In >= 0 && t.qs[q.In].Type == Direct {
		if h := t.toldOf(q.In); h >= 0 {
			outer = t.told[h].person
		}
	}
	best, second := none, none
	take := func(c chance) {
		switch {
		case c.person >= 0 && c.person == best.person:
			if c.score++; c.score > best.score {
				best.score = c.score
			} else {
				best.score++
			}
		case best.told < 0 && best.person < 0 || c.score > best.score:
			best, second = c, best
		case c.score > second.score:
			second = c
		}
	}
	now := t.sents[min(pos, len(t.sents)-1)]
	for k, n := len(t.told)-1, 0; k >= 0 && n < lookTold; k, n = k-1, n+1 {
		h := t.told[k]
		if h.pos >= pos || pos-h.pos > lookWords || h.q == q.In && outer >= 0 || h.person >= 0 && h.person == outer {
			continue
		}
		if h.person < 0 && h.role.head == 0 && !h.open {
			continue
		}
		if t.qs[h.q].In >= 0 && q.In < 0 && k < len(t.told)-1 {
			continue // who spoke inside another's words
		}
		if thing && h.who == Person || !thing && !several && !silent && (h.who == Body || h.who == Metonym) || h.plural != several && !silent && !(several && h.who == Body) {
			continue
		}
		if sex != 0 && h.sex != 0 && h.sex&sex == 0 {
			continue
		}
		c := chance{person: h.person, text: h.text, plural: h.plural, pos: h.pos, who: h.who, told: k, score: 14 - int(min(now-t.sents[h.pos], 8))}
		if sex != 0 && h.sex&sex != 0 {
			c.score += 2
		}
		c.score -= min(n, 4)
		take(c)
	}
	lo := t.eventBefore(pos)
	for n := lo; n >= 0 && lo-n < lookBack && pos-t.events[n].from < lookWords; n-- {
		e := t.events[n]
		if e.who < 0 || e.who == outer {
			continue
		}
		p := &t.people[e.who]
		if thing && p.who == Person || !thing && !(several && p.who == Body) && p.who != Person || several && p.who == Person {
			continue
		}
		if p.who == Person && p.weight < 2 && p.words < 2 {
			continue
		}
		unsure := p.who == Person && p.weight == 0
		if sex != 0 && p.sex != 0 && p.sex&sex == 0 {
			continue
		}
		c := chance{person: e.who, pos: e.from, who: p.who, told: -1, score: 11 - int(min(now-t.sents[e.from], 10))}
		s := t.sents[e.from]
		first := n == 0 || t.sents[t.events[n-1].from] != s
		if e.subject {
			c.score++
			if first {
				c.score += 3
			}
		} else {
			c.score -= 2
		}
		if t.words[e.from].form&fQuoted != 0 {
			c.score -= 7
		}
		if sex != 0 && p.sex&sex != 0 {
			c.score += 2
		}
		if unsure {
			c.score -= 4
		}
		if silent && s == now && e.subject {
			c.score += 2
		}
		take(c)
	}
	if best.score < 3 {
		return none
	}
	if best.person >= 0 && sex != 0 && best.score-second.score >= 2 && best.who == Person {
		if p := &t.people[best.person]; p.sex == 0 {
			p.sex = sex
		}
	}
	if second.person >= 0 && second.person != best.person && best.score-second.score <= 1 && best.person >= 0 {
		t.note(i, "could also be %s", t.name(second.person))
	}
	return best
}

// antecedent finds whom a “who” at word x goes back to.
func (t *teller) antecedent(x int) int {
	n := t.eventBefore(x)
	if n < 0 {
		return -1
	}
	e := t.events[n]
	if e.who < 0 || x-e.to > 6 || t.sents[e.from] != t.sents[x] || t.words[e.from].form&fQuoted != t.words[x].form&fQuoted {
		return -1
	}
	return e.who
}

// toldOf returns the index in told of quotation q's speaker, or -1.
func (t *teller) toldOf(q int) int {
	for k := len(t.told) - 1; k >= 0; k-- {
		if t.told[k].q == q {
			return k
		}
		if t.told[k].q < q-64 {
			break
		}
	}
	return -1
}

// carry gives a quotation without a speaker the one before.
func (t *teller) carry(i int) {
	q := &t.qs[i]
	if q.In >= 0 || !q.Cue.Empty() && !t.t.drops {
		return
	}
	at := q.Start
	if !q.Cue.Empty() {
		at = q.Cue.Start
	}
	pos, _ := t.within(Span{at, at + 1})
	if pos >= len(t.words) {
		return
	}
	if q.Cue.Empty() {
		for k := len(t.told) - 1; k >= 0 && len(t.told)-k < lookTold; k-- {
			h := t.told[k]
			if t.qs[h.q].In >= 0 {
				continue
			}
			_, end := t.within(t.qs[h.q].Span)
			near := pos-max(end, h.pos) <= 3 || t.t.drops && pos-h.pos < carryWords
			if near && t.qs[h.q].Start < q.Start {
				t.hand(i, k, pos)
				return
			}
			break
		}
		t.opener(i, pos)
		return
	}
	c := t.pronoun(reading{person: -1}, pos, i, true)
	switch {
	case c.told >= 0:
		t.hand(i, c.told, pos)
	case c.person >= 0:
		p := &t.people[c.person]
		q.Speaker.Who, q.Speaker.Name, q.Speaker.Role, q.Speaker.How = p.who, t.name(c.person), t.roleOf(c.person), "carried"
		t.told = append(t.told, told{q: i, pos: pos, person: c.person, sex: p.sex, who: p.who})
		t.note(i, "the verb stands alone: the speaker is the one named before")
	}
}

// opener gives quotation i, which begins at word pos and has no cue, the person
// whom the sentence before it is about.
func (t *teller) opener(i, pos int) {
	q := &t.qs[i]
	for n := t.eventBefore(pos); n >= 0 && t.sents[pos]-t.sents[t.events[n].from] <= 1; n-- {
		e := t.events[n]
		first := n == 0 || t.sents[t.events[n-1].from] != t.sents[e.from]
		if !first || !e.subject || e.who < 0 || t.people[e.who].who != Person || t.words[e.from].form&fQuoted != 0 {
			continue
		}
		p := &t.people[e.who]
		q.Speaker = Mention{Span: Span{t.words[e.from].start, t.words[e.to-1].end}, Who: Person, Name: t.name(e.who), Role: t.roleOf(e.who), How: "carried"}
		t.told = append(t.told, told{q: i, pos: e.from, person: e.who, sex: p.sex, who: Person})
		t.note(i, "the speaker is whom the sentence before is about")
		return
	}
}

// carried fills a speaker whom the grammar took from another quotation.
func (t *teller) carried(i int) {
	q := &t.qs[i]
	for k := len(t.told) - 1; k >= 0 && len(t.told)-k < 4*lookTold; k-- {
		if t.qs[t.told[k].q].Speaker.Span == q.Speaker.Span {
			t.hand(i, k, t.told[k].pos)
			return
		}
	}
	x, y := t.within(q.Speaker.Span)
	if x < y {
		t.tell(t.finish(&q.Speaker, t.read(x, y), x, i))
		if q.Speaker.Name != "" {
			q.Speaker.How = "carried"
		}
	}
}

// hand gives quotation i the speaker of told k.
func (t *teller) hand(i, k, pos int) {
	h := t.told[k]
	from, q := t.qs[h.q].Speaker, &t.qs[i]
	keep := q.Speaker.Span
	q.Speaker = from
	if !keep.Empty() {
		q.Speaker.Span, q.Speaker.Text = keep, ""
	}
	q.Speaker.How = ""
	if from.Name != "" {
		q.Speaker.How = "carried"
	}
	q.With = append([]Mention(nil), t.qs[h.q].With...)
	h.q, h.pos = i, pos
	t.told = append(t.told, h)
	t.note(i, "the speaker is that of the quotation before")
}
