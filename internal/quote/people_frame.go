package quote

// frameWords bounds how far around a cue its hearer, medium and place are looked for.
const frameWords = 28

// frame finds what stands around quotation i: to whom, by what means, where it
// was said, who passes it on, and whether it was said at all.
func (t *teller) frame(i int) {
	q := &t.qs[i]
	if q.In >= 0 {
		q.Via = t.qs[q.In].Speaker
		q.Via.Text = ""
	}
	if q.Cue.Empty() {
		if !q.Addressee.Empty() {
			t.address(i, q.Addressee.Span)
		}
		return
	}
	c, ce := t.within(q.Cue)
	if c >= ce {
		return
	}
	sx, sy := t.within(q.Speaker.Span)
	if q.Speaker.Empty() {
		sx, sy = -1, -1
	}
	own := func(k int) bool { return k >= sx && k < sy || t.words[k].form&fQuoted != 0 && t.inParts(q, k) }
	from, to := c, ce
	for from > 0 && c-from < frameWords && t.words[from].gap&gSentence == 0 {
		from--
	}
	for to < len(t.words) && to-ce < frameWords && t.words[to].gap&gSentence == 0 {
		to++
	}
	if !q.Negated && t.t.cased {
		q.Negated = t.negated(c, sx, sy)
	}
	if !q.Addressee.Empty() {
		t.address(i, q.Addressee.Span)
	} else if t.is(c, kTell) || t.is(ce-1, kTell) {
		if n := t.phraseEnd(ce, to, own); n > ce && t.hears(ce, n) {
			t.heard(i, ce, n)
		}
	}
	t.medium(i, c, ce, from, to, own)
	if q.Addressee.Empty() {
		t.spokenTo(i, c, ce, from, to, own)
	}
	if q.Via.Empty() {
		t.passedOn(i, c, ce, from, to, sx, sy)
	}
}

// inParts reports whether word k lies in the words of q itself.
func (t *teller) inParts(q *Quotation, k int) bool {
	for _, p := range q.Parts {
		if t.words[k].start >= p.Start && t.words[k].start < p.End {
			return true
		}
	}
	return false
}

// negated reports whether a negation stands right before the cue at word c.
func (t *teller) negated(c, sx, sy int) bool {
	for k := c - 1; k >= 0 && k >= c-3; k-- {
		if k >= sx && k < sy || t.words[k+1].gap&gClause != 0 || t.words[k].form&fQuoted != 0 {
			return false
		}
		if t.is(k, kNot) {
			return !(k+1 < c && t.is(k+1, kOnly)) && !t.is(c, kOnly)
		}
		if t.is(k, kRefuse) {
			return true
		}
	}
	return false
}

// phraseEnd returns the end of the noun phrase that begins at word x.
func (t *teller) phraseEnd(x, to int, own func(int) bool) int {
	k := x
	for k < to && k-x < 9 && !own(k) && (k == x || t.words[k].gap&gClause == 0) {
		w := t.words[k]
		if k > x && t.words[k-1].form&fOwner != 0 && w.is&kDay != 0 {
			break
		}
		lead := k == x || t.is(k-1, kLink|kDef|kIndef|kOwn)
		det := w.is&(kDef|kIndef|kOwn) != 0 && lead
		outlet := t.t.ezafe && t.is(x, kOutlet) && k <= x+3 && w.is&(kBy|kTo|kLink|kDay|kRel) == 0 // news may be a part of its name
		if w.is&(kStop|kDay|kBy|kRel|kBe|kTo) != 0 && !det && !outlet && w.is&(kHead|kBody|kHearer|kGiven|kMedium|kPronoun|kOther) == 0 && !(t.t.cased && t.capital(k)) && !t.of(k) {
			break
		}
		k++
	}
	for k > x && t.is(k-1, kLink|kDef|kIndef|kAnd|kBy) && !(t.t.ezafe && t.is(x, kOutlet)) && t.words[k-1].form&fTail == 0 && !t.is(k-1, kHead|kBody) {
		k--
	}
	return k
}

// of reports whether word k ties two nouns together.
func (t *teller) of(k int) bool {
	return t.is(k, kLink) && (t.t.lang != "en" || t.lower(k, "of", "for"))
}

// hears reports whether words[x:y] can name somebody who hears.
func (t *teller) hears(x, y int) bool {
	for k := x; k < y; k++ {
		if t.is(k, kHearer|kHead|kBody|kPronoun|kCity) && t.words[k].form&fTail == 0 {
			return true
		}
		if t.of(k) {
			break
		}
	}
	return t.eventIn(x, y) >= 0 || t.t.cased && t.capital(x)
}

// heard takes words[x:y] for the addressee of quotation i; what an outlet
// hears is the medium too, and a news conference is only that.
func (t *teller) heard(i, x, y int) {
	q := &t.qs[i]
	for k := y - 1; k >= x; k-- {
		if t.is(k, kMedium) && !t.is(k, kOutlet|kHead) && t.t.cased {
			q.Medium = Span{t.words[x].start, t.words[y-1].end}
			return
		}
	}
	for k := x; k < y; k++ {
		if t.is(k, kOutlet) && !t.headAfter(k+1, y) {
			q.Medium = Span{t.words[x].start, t.words[y-1].end}
			if t.is(x, kDef) && q.Medium.Start < t.words[y-1].start {
				q.Medium.Start = t.words[x].start
			}
			break
		}
	}
	t.address(i, Span{t.words[x].start, t.words[y-1].end})
}

// address fills the addressee of quotation i from its words.
func (t *teller) address(i int, at Span) {
	x, y := t.within(at)
	for y > x+1 && !t.t.ezafe && t.is(y-1, kStop|kDay|kLink|kBy) && !t.is(y-1, kHead|kBody|kPronoun) && t.words[y-1].form&fTail == 0 && !(t.t.cased && t.capital(y-1)) {
		y--
		at.End = t.words[y-1].end
	}
	if x >= y {
		return
	}
	q := &t.qs[i]
	m := t.read(x, y)
	q.Addressee = Mention{Span: at}
	if m.who == Pronoun { // not whom the next “he” means
		q.Addressee.Who = Pronoun
		if m.pron&(kI|kWe) == 0 {
			return
		}
		if m.pron&kI != 0 && q.In >= 0 {
			if h := t.toldOf(q.In); h >= 0 && t.told[h].person >= 0 {
				q.Addressee.Name, q.Addressee.How = t.name(t.told[h].person), "pronoun"
			}
		}
		return
	}
	t.finish(&q.Addressee, m, x, i)
}

// medium looks for “in a video message” and “in Elm Harbour”, after the cue first.
func (t *teller) medium(i, c, ce, from, to int, own func(int) bool) {
	q := &t.qs[i]
	look := func(x, y int) bool {
		for k := x; k < y; k++ {
			if !t.is(k, kBy) || own(k) || t.words[k].form&fTail != 0 {
				continue
			}
			noun, what := -1, nkind(0)
			for n := k + 1; n < y && n <= k+6 && t.words[n].gap&gClause == 0 && !own(n); n++ {
				if t.is(n, kMedium|kEvent|kOutlet) && t.words[n].form&fTail == 0 {
					noun, what = n, t.words[n].is
					break
				}
				if t.t.cased && n <= k+2 && t.capital(n) && t.is(k, kPlace) && !t.isPerson(n) {
					noun, what = n, kPlace
					break
				}
				if t.is(n, kBy|kTo|kWith|kRel|kBe|kDay) && !t.is(n, kIndef|kDef|kOwn) || t.is(n, kStop) && !t.is(n, kIndef|kDef|kOwn|kThis) {
					break
				}
			}
			if noun < 0 || noun > k+1 && t.t.lang == "en" && t.lower(k, "by", "over", "from") && what != kPlace {
				continue
			}
			end := noun + int(t.words[noun].n)
			for end < y && t.joined(end) && !own(end) && (t.is(end, kMedium|kEvent|kOutlet) || (t.is(noun, kOutlet) || what == kPlace) && t.t.cased && t.capital(end)) {
				end++
			}
			if what != kPlace && end < y && t.joined(end) && !own(end) && (t.is(end, kWith|kTo) || t.of(end) && t.t.cased || t.t.ezafe && t.is(noun, kOutlet) && t.nameWord(end)) {
				n := end
				if t.is(end, kWith|kTo) || t.of(end) {
					n++
				}
				if stop := t.phraseEnd(n, y, own); stop > n && (t.hears(n, stop) || t.t.ezafe) {
					if t.is(end, kWith|kTo) && q.Addressee.Empty() && t.hears(n, stop) {
						t.address(i, Span{t.words[n].start, t.words[stop-1].end})
					}
					end = stop
				}
			}
			end = min(end, y)
			at := Span{t.words[k].start, t.words[end-1].end}
			switch {
			case what&(kMedium|kOutlet) != 0 && q.Medium.Empty():
				q.Medium = at
			case what&(kMedium|kOutlet) == 0 && q.Place.Empty():
				q.Place = at
			}
			k = end - 1
			if !q.Medium.Empty() && !q.Place.Empty() {
				return true
			}
		}
		return !q.Medium.Empty()
	}
	if t.t.ezafe || !look(ce, to) {
		look(from, c)
	}
}

// spokenTo looks for “to reporters”.
func (t *teller) spokenTo(i, c, ce, from, to int, own func(int) bool) {
	look := func(x, y int) bool {
		for k := y - 1; k >= x; k-- {
			a := k + int(t.words[k].n)
			if !t.is(k, kTo) || own(k) || a >= y || t.words[k].form&fTail != 0 || t.words[a].gap&gClause != 0 {
				continue
			}
			n := t.phraseEnd(a, y, own)
			if n <= a {
				continue
			}
			first := a
			for first < n-1 && t.is(first, kDef|kIndef|kOwn) {
				first++
			}
			if e := t.eventIn(a, n); !t.is(first, kHearer|kHead|kOutlet|kBody) && !(e >= 0 && t.events[e].from == first) {
				continue
			}
			t.heard(i, a, n)
			return true
		}
		return false
	}
	switch {
	case t.t.ezafe:
		look(from, c)
	case ce < to && !own(ce) && t.is(ce, kTo): // said to
		look(ce, min(to, ce+10))
	}
}

// passedOn looks for the outlet that reports the words.
func (t *teller) passedOn(i, c, ce, from, to, sx, sy int) {
	q := &t.qs[i]
	for k := from; k < to; k++ {
		if !t.is(k, kQuote) || k >= sx && k < sy || t.words[k].form&fTail != 0 {
			continue
		}
		if t.t.ezafe { // according to the agency …
			if !t.before(k, kTo) {
				continue
			}
			n := k + 1
			if t.is(n, kLink) {
				n++
			}
			end := t.phraseEnd(n, to, func(w int) bool { return w >= sx && w < sy })
			if e := t.eventIn(n, end); end > n && (t.is(n, kBody|kOutlet) || e >= 0 && t.events[e].from == n && t.events[e].who >= 0 && t.people[t.events[e].who].who == Body) {
				t.via(q, i, n, end)
				return
			}
			continue
		}
		n := t.eventBefore(k)
		if n < 0 || t.events[n].to != k || !t.joined(k) || t.events[n].who < 0 || t.people[t.events[n].who].who != Body {
			x := k
			for x > from && k-x < 4 && t.words[x].gap&gClause == 0 && t.words[x-1].form&fQuoted == 0 && !t.is(x-1, kStop&^kDef) {
				x--
				if t.is(x, kDef) {
					break
				}
			}
			if x < k && t.is(k-1, kOutlet) && !(sx < k && x < sy) {
				t.via(q, i, x, k)
				return
			}
			continue
		}
		x := t.events[n].from
		if sx < k && x < sy || t.words[x].form&fQuoted != 0 && t.inParts(q, x) {
			continue
		}
		t.via(q, i, x, k)
		return
	}
}

func (t *teller) via(q *Quotation, i, x, y int) {
	if t.before(x, kDef) {
		x--
	}
	q.Via = Mention{Span: Span{t.words[x].start, t.words[y-1].end}}
	t.finish(&q.Via, t.read(x, y), x, i)
}

// isPerson reports whether the name at word k is a person's.
func (t *teller) isPerson(k int) bool {
	e := t.eventIn(k, k+1)
	if e < 0 {
		if n := t.eventBefore(k + 1); n >= 0 && t.events[n].from <= k && t.events[n].to > k {
			e = n
		}
	}
	if e < 0 || t.events[e].who < 0 {
		return e >= 0
	}
	p := &t.people[t.events[e].who]
	return p.who == Person && (p.weight > 1 || len(p.roles) > 0) || p.who == Body
}
