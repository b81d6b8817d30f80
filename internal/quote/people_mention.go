package quote

// reading is what a mention says by itself, before the text around it is asked.
type reading struct {
	who    Who
	person int   // index in the roster, -1 = none
	many   []int // when several bear the name
	how    string
	at     Span // the words that were understood
	role   role // of an office, a description or a body
	given  bool // role is set
	pron   nkind
	def    bool // the official, this official
	this   bool
	plural bool
	own    bool // belongs to somebody else: Varga's lawyer
	with   []reading
}

// read understands the mention words[x:y].
func (r *roster) read(x, y int) reading {
	if y-x == 1 && r.is(x, kRel) && !r.is(x, kTitle|kFolk) {
		return reading{who: Pronoun, person: -1, pron: kRel, at: Span{r.words[x].start, r.words[x].end}}
	}
	for x < y && r.is(x, kStop|kAnd|kRel|kLink|kBy) && !r.is(x, kIndef|kDef|kOwn|kThis|kPronoun|kHead|kBody|kHonor|kGiven|kFormer|kRank|kCity) && !r.capital(x) {
		x++ // “as”, “that”: not part of it
	}
	if x >= y {
		return reading{person: -1}
	}
	if k := r.coordinated(x, y); k > 0 {
		m := r.read(x, k)
		for s := r.segment(x, k); s < k; { // X, Y and Z
			end := r.segment(s, k)
			if n, ok := r.readName(s, end); ok && n.person >= 0 && m.person >= 0 && n.person != m.person && r.people[n.person].who == Person && !r.heads(s, end-s) {
				m.with = append(m.with, n)
			}
			s = end
		}
		if m2 := r.read(k+1, y); m.who != Nobody && m2.who != Nobody {
			more := m2.with
			m2.with = nil
			m.with = append(append(m.with, m2), more...)
			return m
		}
	}
	at := Span{r.words[x].start, r.words[y-1].end}
	if r.is(x, kPronoun) && !(r.is(x, kThis|kIndef) && r.joined(x+1) && x+1 < y) {
		n := x + 1
		if n >= y || r.words[n].gap&gEnd != 0 || r.is(n, kRel|kPronoun|kStop|kBy|kBe|kLink|kDay) {
			return reading{who: Pronoun, person: -1, pron: r.words[x].is, at: at, plural: r.is(x, kThey|kWe)}
		}
	}
	e := r.segment(x, y)
	owner := -1
	for i := x; i+1 < e; i++ {
		if r.words[i].form&fOwner != 0 && r.heads(i+1, 5) {
			owner = i
		}
	}
	head := x
	if owner >= 0 {
		head = owner + 1
	}
	if m, ok := r.readName(head, e); ok {
		m.own = false
		return m
	}
	m := r.readRole(head, e)
	m.own = m.own || owner >= 0
	m.at = Span{r.words[x].start, r.words[e-1].end}
	if owner >= 0 {
		m.def = true
		if !m.plural && m.who == Unnamed && !r.is(x, kIndef) {
			m.who = Title
		}
		for i := x; i <= owner; i++ {
			if !r.is(i, kPlain) {
				m.role.mods = append(m.role.mods, r.canonAt(i))
			}
		}
	}
	// the mayor, Ilse Varga,
	for s := e; s < y; {
		end := r.segment(s, y)
		if !r.is(s, kRel|kStop|kAnd|kLink) || r.capital(s) {
			if n, ok := r.readName(s, end); ok && n.person >= 0 && r.people[n.person].who == Person && (r.people[n.person].words > 1 || n.how == "surname" || !r.is(x, kIndef)) {
				n.how, n.role, n.given = "apposition", m.role, m.given
				return n
			}
		}
		s = end
	}
	return m
}

// segment returns the end of the words from x up to punctuation or a relative clause.
func (r *roster) segment(x, y int) int {
	for i := x + 1; i < y; i++ {
		if r.words[i].gap&gClause != 0 || r.is(i, kRel) && r.words[i].form&fTail == 0 && !r.is(i, kIndef) {
			return i
		}
	}
	return y
}

// coordinated returns the word that joins two speakers, or 0.
func (r *roster) coordinated(x, y int) int {
	for k := x + 1; k+1 < y; k++ {
		if r.is(k, kRel) {
			return 0
		}
		if r.words[k].gap&gClause != 0 && !r.is(k, kAnd|kDef|kIndef|kHead|kHonor|kFormer|kRank|kOwn|kNation) && !r.capital(k) && !r.t.ezafe && !r.heads(k, 4) && r.words[k].form&fDigit == 0 {
			return 0 // Varga, wearing a hat and a coat
		}
		if !r.is(k, kAnd) || r.words[k].form&fTail != 0 {
			continue
		}
		inside := false // Ministry of Trade and Industry
		for n := r.eventIn(x, y); n >= 0 && n < len(r.events) && r.events[n].from < k; n++ {
			if r.events[n].to > k {
				inside = true
			}
		}
		if inside {
			continue
		}
		right := r.eventIn(k+1, y)
		starts := right >= 0 && (r.events[right].from == k+1 || r.is(k+1, kTitle|kHonor|kFolk|kNation) || r.t.ezafe && r.is(k+1, kTitle|kHonor))
		if right < 0 && (r.is(k+1, kDef|kIndef|kOwn) || r.t.ezafe && r.is(k+1, kTitle)) && r.heads(k+1, 5) {
			starts = true
		}
		if !starts && right < 0 && r.is(k+1, kPeople) && r.is(x, kPeople) {
			starts = true
		}
		left := r.eventIn(x, k)
		if left < 0 && !r.is(x, kDef|kIndef|kOwn|kPeople) && !(r.t.ezafe && right < 0) { // former minister and candidate Ilse Varga
			continue
		}
		if starts && (left >= 0 || r.heads(x, 6) || r.is(x, kPeople)) && !(right < 0 && left >= 0 && r.people[max(0, r.events[left].who)].who == Body) {
			return k
		}
	}
	return 0
}

// readName understands words[x:e] when they turn on a name.
func (r *roster) readName(x, e int) (reading, bool) {
	n := r.eventIn(x, e)
	if n < 0 {
		return r.readLoose(x, e)
	}
	for ; n < r.sorted && r.events[n].to <= e; n++ {
		if m, ok := r.readEvent(n, x, e); ok {
			return m, true
		}
	}
	return reading{person: -1}, false
}

// readEvent understands words[x:e] when they turn on the name of event n.
func (r *roster) readEvent(n, x, e int) (reading, bool) {
	none := reading{person: -1}
	ev := r.events[n]
	at := Span{r.words[x].start, r.words[e-1].end}
	if r.t.ezafe || r.t.lang == "ru" {
		if ev.from > x {
			switch h := x; {
			case r.is(x, kHonor) && !r.heads(x, ev.from-x):
			case !r.heads(x, ev.from-x) && r.is(x, kBody): // the office of Varga
				return none, false
			case r.heads(x, ev.from-x) && ev.to < e && !r.is(ev.to, kStop|kBy|kLink|kDay):
				return none, false
			case r.is(h, kTitle|kFolk) && h+int(r.words[h].n) == ev.from && r.possessable(h):
				return none, false
			case ev.who >= 0 && r.people[ev.who].who != Person:
				return none, false
			case r.is(x, kIndef|kThis) && !r.heads(x, ev.from-x):
				return none, false
			}
		}
	} else {
		for i := x; i < ev.from; i++ {
			w := r.words[i]
			if w.is&(kLink|kParticle|kTo|kWith) != 0 && w.is&kDef == 0 && w.form&(fCap|fTail) == 0 || w.form&fOwner != 0 && i+1 < ev.from && r.heads(x, i-x) {
				return none, false
			}
		}
		if ev.from > x && ev.who >= 0 && r.people[ev.who].who != Person && r.heads(x, e-x) { // a Selane Post reporter
			return none, false
		}
		if r.words[ev.to-1].form&fOwner != 0 && ev.to < e && r.t.lang != "tr" {
			return none, false
		}
		if ev.to < e && r.t.lang == "en" && r.noun(ev.to) { // Varga fans
			return none, false
		}
		if ev.to < e && ev.who >= 0 && r.joined(ev.to) && r.is(ev.to, kHead) && r.words[ev.to].form&fTail == 0 && (r.people[ev.who].who != Person || !r.is(ev.to, kHonor)) { // a Post reporter, Elm officials
			return none, false
		}
	}
	if ev.who < 0 {
		many, how := r.whose(ev.from, ev.to)
		return reading{who: Person, person: -1, many: many, how: how, at: at}, true
	}
	p := &r.people[ev.who]
	m := reading{who: p.who, person: ev.who, at: at, how: "name"}
	if ev.to-ev.from < p.words && p.who == Person {
		_, m.how = r.whose(ev.from, ev.to)
		if m.how == "" {
			m.how = "surname"
		}
	}
	if p.who == Metonym {
		m.how = "metonym"
	}
	if p.who == Person {
		p.weight++
	}
	return m, true
}

// readLoose takes a name that is in no list: one word that only speaks.
func (r *roster) readLoose(x, e int) (reading, bool) {
	none := reading{person: -1}
	for x < e && (r.is(x, kHonor) && !r.is(x, kGiven) || r.is(x, kNation)) {
		x++
	}
	a := x
	if r.t.cased {
		for a < e && !r.capital(a) && r.is(a, kTitle|kFolk|kDef|kFormer|kRank) {
			a++
		}
		for a < e && r.capital(a) && r.is(a, kTitle|kHonor|kRank|kFormer) && a+1 < e && r.capital(a+1) {
			a++
		}
		b := a
		for b < e && b-a < 4 && (b == a || r.joined(b)) && r.capital(b) && !r.is(b, kHead|kBody|kNation) {
			b++
		}
		if b == a || b < e && !r.is(b, kLink|kStop|kBy|kDay|kBe) && r.words[b].form&fDigit == 0 {
			return none, false
		}
		if r.t.nouns && b-a == 1 && r.is(a-1, kDef|kIndef|kThis|kOwn) { // a noun, not a name
			return none, false
		}
		if a > x && r.is(x, kDef) && !r.heads(x, a-x) {
			return none, false
		}
		return r.loose(a, b), true
	}
	b := min(r.nameable(a, 3), e)
	if b == a || b < e && !r.is(b, kBy|kLink|kDay|kStop) && !r.roleWord(b) || r.is(x, kIndef|kThis) {
		return none, false
	}
	return r.loose(a, b), true
}

func (r *roster) loose(a, b int) reading {
	at := Span{r.words[a].start, r.words[b-1].end}
	who, how := r.whose(a, b)
	switch len(who) {
	case 0:
		n := r.add(named{who: Person, at: at, words: b - a, weight: 1}, a, b)
		p := &r.people[n]
		p.mentions = append(p.mentions, at)
		p.sex |= r.honorSex(a)
		if r.is(a, kGiven) {
			p.weight += 2
		}
		return reading{who: Person, person: n, at: at, how: "name"}
	case 1:
		return reading{who: r.people[who[0]].who, person: who[0], at: at, how: how}
	}
	return reading{who: Person, person: -1, many: who, at: at, how: how}
}

// readRole understands words[x:e] that hold no name of their own.
func (r *roster) readRole(x, e int) reading {
	m := reading{who: Unnamed, person: -1, def: r.is(x, kDef|kThis|kOwn), this: r.is(x, kThis), own: r.is(x, kOwn)}
	indef := r.is(x, kIndef) || r.words[x].form&fDigit != 0
	if !m.def && !indef && r.t.ezafe && r.is(x, kPeople) {
		indef = true
	}
	for i := x; i < e; i++ {
		if r.is(i, kHead) {
			if r.is(i, kPeople) && !r.is(i, kTitle|kFolk) {
				m.plural = true
			}
			break
		}
	}
	body := -1
	for i := x; i < e; i++ {
		if r.is(i, kLink) && r.words[i].form&(fCap|fTail) == 0 && i > x {
			break
		}
		if r.is(i, kBody) && (body < 0 || !r.t.ezafe) {
			body = i
		}
	}
	ro, ok := r.roleAt(x, e)
	if last := r.words[e-1]; !ok && !m.def && r.t.lang == "en" && last.form&fCap == 0 && last.end > last.start && r.text[last.end-1] == 's' {
		m.plural = true
	}
	if ok && body >= 0 && r.t.ezafe && !r.headBefore(x, body) {
		ok = false // the council of officers
	}
	if ok && body >= 0 && !r.t.ezafe && !r.linkedBefore(x, body) && r.headAfter(body+1, e) == false && r.headBefore(x, body) {
		ok = false // the lawyers' council
	}
	switch {
	case ok:
		m.role, m.given = ro, true
		if m.plural || indef && !m.def {
			return m
		}
		if ro.office || m.def {
			m.who = Title
		}
	case body >= 0 && !(indef && !m.def):
		m.who = Body
		m.role, m.given = r.bodyRole(x, e, body), true
	case m.def && !m.plural:
		m.who = Unnamed
	}
	return m
}

func (r *roster) headBefore(x, n int) bool {
	for i := x; i < n; i++ {
		if r.is(i, kHead) {
			return true
		}
	}
	return false
}

// headAfter reports whether the words right after x turn to a person: a
// council official.
func (r *roster) headAfter(x, e int) bool {
	for i := x; i < e && r.joined(i) && !r.is(i, kLink); i++ {
		if r.is(i, kHead) {
			return true
		}
	}
	return false
}

func (r *roster) bodyRole(x, e, head int) role {
	ro := role{head: r.canonAt(head)}
	for x < e && r.is(x, kDef|kThis|kOwn) {
		x++
	}
	for e > x+1 && (r.is(e-1, kStop|kDay|kBy|kLink) && r.words[e-1].form&fTail == 0) {
		e--
	}
	for i := x; i < e; i++ {
		if i != head && !r.is(i, kPlain|kLink|kParticle) && r.words[i].form&fTail == 0 && len(ro.mods) < roleWords {
			ro.mods = append(ro.mods, r.canonAt(i))
		}
	}
	ro.at = Span{r.words[x].start, r.words[e-1].end}
	return ro
}
