package quote

import "slices"

// readSingles takes single words for the people that they are the surname, or
// the only first name, of.
func (r *roster) readSingles() {
	r.taken = append(r.taken[:0], make([]bool, len(r.words))...)
	taken := r.taken
	for _, e := range r.events {
		for i := e.from; i < e.to; i++ {
			taken[i] = true
		}
	}
	if !r.t.cased {
		r.single = r.single[:0]
		for i := range r.words {
			if !taken[i] && !r.is(i, kPlain&^kDay) && len(r.last[r.words[i].hash])+len(r.first[r.words[i].hash]) > 0 {
				r.single = append(r.single, i)
			}
		}
	}
	for _, i := range r.single {
		if taken[i] {
			continue
		}
		who, _ := r.whose(i, i+1)
		if len(who) == 0 {
			if r.t.cased && r.before(i, kHonor|kTitle) && !r.is(i, kTitle|kBody) { // Mr Varga, of whom no more is said
				n := r.add(named{who: Person, at: Span{r.words[i].start, r.words[i].end}, words: 1, weight: 3}, i, i+1)
				r.people[n].sex |= r.honorSex(i)
				r.mention(n, i, i+1)
				r.readRoles(n, i, i+1)
			} else if r.t.cased && !r.t.nouns && r.before(i, kDef) && !r.is(i, kPlain|kHead|kNation) && !r.noun(i+1) { // the Greens
				r.body(i, i+1)
			}
			continue
		}
		taken[i] = true
		if len(who) > 1 {
			r.events = append(r.events, event{who: -1, from: i, to: i + 1})
			continue
		}
		r.people[who[0]].sex |= r.honorSex(i)
		r.mention(who[0], i, i+1)
		if r.before(i, kTitle) {
			r.roleBefore(who[0], i, i+1)
		}
		if i+1 < len(r.words) && r.words[i+1].gap&gComma != 0 { // Varga, the mayor,
			r.roleAfter(who[0], i+1)
		}
	}
}

// noun reports whether word i, right after another, can be a noun that the
// other only describes: the Varga campaign, Varga fans.
func (r *roster) noun(i int) bool {
	return r.joined(i) && r.words[i].form&(fCap|fDigit) == 0 && !r.is(i, kPlain|kLink|kBy|kTo|kWith|kParticle|kNot)
}

// before reports whether a word of k stands right before word i.
func (r *roster) before(i int, k nkind) bool {
	return i > 0 && r.words[i].gap&gEnd == 0 && r.words[i-1].form&fOwner == 0 && r.is(i-1, k)
}

// honorSex is what the honorific before word i tells.
func (r *roster) honorSex(i int) nkind {
	if r.before(i, kHonor) {
		return r.words[i-1].is & (kMale | kFemale)
	}
	return 0
}

// whose lists the people that words[a:b] can name, and how.
func (r *roster) whose(a, b int) ([]int, string) {
	key := r.hash(a, b)
	if l := r.full[key]; len(l) > 0 {
		return l[:1], "name"
	}
	how := "surname"
	l := r.last[key]
	if len(l) == 0 && b-a == 1 {
		l = r.last[bare(r.text[r.words[a].start:r.words[a].end])]
	}
	if len(l) == 0 && b-a > 1 {
		for k := a + 1; k < b && len(l) == 0; k++ {
			if r.is(k-1, kParticle) {
				l = r.last[r.hash(k, b)]
			}
		}
	}
	if len(l) == 0 && r.t.inflects() {
		l = r.bent(a, b)
	}
	if len(l) == 0 {
		l, how = r.first[key], "name"
	}
	if len(l) < 2 {
		return l, how
	}
	// a run of capitals that nothing speaks for gives way
	if m := r.only(l, func(p *named) bool { return p.weight > 1 || len(p.mentions) > 2 }); len(m) > 0 {
		l = m
	}
	if sex := r.honorSex(a); sex != 0 {
		if m := r.only(l, func(p *named) bool { return p.sex == 0 || p.sex&sex != 0 }); len(m) > 0 {
			l = m
		}
	}
	if len(l) > 1 && r.before(a, kTitle) {
		head := r.t.canon(r.words[a-1].hash)
		if m := r.only(l, func(p *named) bool {
			return slices.ContainsFunc(p.roles, func(ro role) bool { return ro.head == head })
		}); len(m) > 0 {
			l = m
		}
	}
	return l, how
}

func (r *roster) only(l []int, ok func(*named) bool) []int {
	var out []int
	for _, i := range l {
		if ok(&r.people[i]) {
			out = append(out, i)
		}
	}
	return out
}

// inflects reports whether names change their endings.
func (t *nameTable) inflects() bool { return t.lang == "ru" || t.lang == "de" || t.lang == "ar" }

// bent looks a surname up without its ending: a case ending, the s of an owner, a joined and.
func (r *roster) bent(a, b int) []int {
	if b-a != 1 {
		return nil
	}
	s := []rune(r.text[r.words[a].start:r.words[a].end])
	switch r.t.lang {
	case "de":
		if n := len(s); n > 3 && s[n-1] == 's' {
			return r.last[hashOf(string(s[:n-1]))]
		}
	case "ar":
		if len(s) > 3 && (s[0] == 'و' || s[0] == 'ف' || s[0] == 'ل' || s[0] == 'ب') {
			return r.last[hashOf(string(s[1:]))]
		}
	case "ru":
		for cut := 1; cut <= 3 && len(s)-cut >= 3; cut++ {
			stem := string(s[:len(s)-cut])
			for _, end := range []string{"", "а", "я", "й", "ий", "ая", "ин", "ов"} {
				if l := r.last[hashOf(stem+end)]; len(l) > 0 {
					return l
				}
			}
		}
	}
	return nil
}

// sortEvents puts the mentions in order and tells subjects from what hangs on
// a preposition or an owner.
func (r *roster) sortEvents() {
	slices.SortStableFunc(r.events, func(a, b event) int { return a.from - b.from })
	r.sorted = len(r.events)
	for i := range r.events {
		e := &r.events[i]
		last := r.words[e.to-1]
		e.subject = last.form&fOwner == 0 && !(e.from > 0 && r.words[e.from].gap&gEnd == 0 && r.is(e.from-1, kLink|kBy|kTo|kWith))
	}
	for i := range r.people {
		slices.SortFunc(r.people[i].mentions, func(a, b Span) int { return a.Start - b.Start })
	}
}
