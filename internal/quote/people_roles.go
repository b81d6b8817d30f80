package quote

import "slices"

// kHead are the words that an office or a description turns on.
const kHead = kTitle | kFolk | kPeople

// roleAt reads words[x:y] as an office or a description ("the former deputy
// mayor of Port Selane"). It ends at the first punctuation or relative clause.
func (r *roster) roleAt(x, y int) (role, bool) {
	var ro role
	for x < y && (r.is(x, kDef|kIndef|kOwn|kThis|kLink|kBy|kAnd|kStop) && !r.is(x, kHead|kFormer|kRank|kNation|kBody|kGiven)) {
		x++
	}
	y = min(y, x+roleWords, len(r.words))
	for i := x + 1; i < y; i++ {
		if r.words[i].gap&gClause != 0 || r.is(i, kRel) && r.words[i].form&fTail == 0 || r.t.ezafe && (r.is(i, kDay) || r.is(i, kStop|kBy|kTo) && !r.is(i, kLink|kAnd|kHead|kFormer|kBody|kOther|kNation|kGiven|kThis)) && r.words[i].form&fTail == 0 {
			y = i
			break
		}
	}
	for y > x && r.is(y-1, kLink|kAnd|kDef) && r.words[y-1].form&fTail == 0 {
		y--
	}
	if x >= y {
		return ro, false
	}
	early := r.t.ezafe || r.t.lang == "fr" || r.t.lang == "es" || r.t.lang == "ru"
	head, linked := -1, false
	for i := x; i < y; i++ {
		if r.words[i].form&fTail != 0 {
			continue
		}
		switch {
		case !linked && r.is(i, kLink|kParticle) && !r.is(i, kHead) && r.words[i].form&fCap == 0 && i > x:
			linked = true
		case !linked && r.is(i, kDef|kIndef) && i > x && !r.is(i, kHead):
			linked = true
		case !linked && r.is(i, kHead) && (head < 0 || !early):
			head = i
		}
		if head < 0 && (linked || i-x > 5) {
			break
		}
	}
	if head < 0 {
		return ro, false
	}
	ro.head, ro.office, ro.sex = r.canonAt(head), r.is(head, kTitle), r.words[head].is&(kMale|kFemale)
	for i := x; i < y; i++ {
		w := r.words[i]
		switch {
		case i == head || w.form&fTail != 0 || i > head && i < head+int(r.words[head].n):
		case w.is&kFormer != 0:
			ro.state |= kFormer
		case w.is&kRank != 0 && i < head:
			ro.state |= kRank
			ro.rank = r.canonAt(i)
		case w.is&kPlain != 0 || w.is&(kLink|kParticle) != 0 && w.form&fCap == 0:
		case len(ro.mods) < roleWords:
			ro.mods = append(ro.mods, r.canonAt(i))
		}
	}
	ro.at = Span{r.words[x].start, r.words[y-1].end}
	return ro, true
}

// readRoles looks around the name words[a:b] for the office of who.
func (r *roster) readRoles(who, a, b int) {
	r.roleBefore(who, a, b)
	r.roleAfter(who, b)
}

func (r *roster) hasRole(who int, ro role) {
	p := &r.people[who]
	p.weight += 2
	p.sex |= ro.sex
	for _, have := range p.roles {
		if have.at == ro.at || have.head == ro.head && have.state == ro.state && subset(ro.mods, have.mods) {
			return
		}
	}
	if len(p.roles) < manyRoles {
		p.roles = append(p.roles, ro)
	}
}

// roleBefore reads “mayor Ilse Varga”, “Dr Varga” and “the mayor of Port Selane, Ilse Varga,”.
func (r *roster) roleBefore(who, a, b int) {
	k := a
	for r.joinedOrDot(k) && r.is(k-1, kHonor) && !r.is(k-1, kTitle) {
		k--
		r.people[who].sex |= r.words[k].is & (kMale | kFemale)
		r.people[who].weight += 3
	}
	comma := a > 0 && k == a && r.words[a].gap&gEnd == gComma && (b >= len(r.words) || r.words[b].gap&gClause != 0 || r.t.ezafe)
	if !comma && !r.joinedOrDot(k) && !(k > 0 && r.words[k-1].form&fOwner == 0 && r.words[k].gap&gEnd == 0) {
		return
	}
	end, last := k, k
	if comma {
		end, last = a, a
	}
	// leftmost is the furthest start of a role that has no article inside before its head
	x, floor := -1, 0
	for n := len(r.events) - 2; n >= 0 && n > len(r.events)-6 && r.sorted == 0 && floor == 0; n-- { // not across another name
		if e := r.events[n]; e.to <= a && e.who >= 0 && r.people[e.who].who == Person && r.people[e.who].weight > 1 {
			floor = e.to
		}
	}
	for i := last - 1; i >= floor && last-i <= 10; i-- {
		w := r.words[i]
		if r.is(i, kDef|kIndef|kOwn|kThis) && !r.is(i, kHead) || w.form&fOwner != 0 {
			if ro, ok := r.roleAt(i+1, end); ok && r.tight(ro, end) && (comma || r.t.ezafe || r.endsInHead(i+1, end)) {
				x = i + 1
			}
			if !comma {
				break
			}
		} else if w.is&(kStop|kDay|kBe|kPronoun|kAnd|kRel) != 0 && w.is&(kHead|kLink|kFormer|kRank) == 0 {
			break
		}
		if w.gap&gClause != 0 || i == 0 {
			if ro, ok := r.roleAt(i, end); ok && r.tight(ro, end) && (comma || r.t.ezafe || r.endsInHead(i, end)) && (x < 0 || r.t.ezafe) && r.startsRole(i) {
				x = i
			}
			break
		}
		if r.t.ezafe && r.is(i, kTitle|kFolk) {
			x = i
		}
	}
	if x < 0 && !comma && !r.t.ezafe { // only the title itself, with its rank
		for i := k; i > 0 && (i == k || r.joined(i)) && k-i < 5; i-- {
			if r.is(i-1, kTitle|kFolk) {
				x = i - 1
			} else if x < 0 || !r.is(i-1, kRank|kFormer|kNation) && r.words[i-1].form&fCap == 0 {
				break
			} else if r.words[i-1].form&fCap == 0 || !r.is(i-1, kPlain) {
				x = i - 1
			} else {
				break
			}
		}
	}
	if x < 0 {
		return
	}
	if ro, ok := r.roleAt(x, end); ok && r.tight(ro, end) {
		if r.t.ezafe && r.possessable(x) && !comma && x+int(r.words[x].n) == end {
			return // the spokesman of Varga is not Varga
		}
		r.hasRole(who, ro)
	}
}

// tight reports whether ro reaches up to word end.
func (r *roster) tight(ro role, end int) bool { return ro.at.End >= r.words[end-1].end }

func (r *roster) joinedOrDot(k int) bool {
	return k > 0 && k < len(r.words) && r.words[k].gap&gEnd == 0 && r.words[k-1].form&fOwner == 0
}

// endsInHead reports whether the last word of words[x:y] is one that a name can follow.
func (r *roster) endsInHead(x, y int) bool {
	return y > x && (r.is(y-1, kTitle|kFolk) || r.t.lang == "fr" || r.t.lang == "es" || r.t.lang == "ru")
}

func (r *roster) startsRole(i int) bool {
	for k := i; k < i+4 && k < len(r.words); k++ {
		if r.is(k, kTitle|kFolk) {
			return true
		}
	}
	return false
}

// roleAfter reads “Ilse Varga, mayor of Port Selane,”, also after an age, and
// “Ilse Varga is the mayor of Port Selane”.
func (r *roster) roleAfter(who, b int) {
	if b >= len(r.words) {
		return
	}
	g := r.words[b].gap
	if g&gEnd == 0 {
		if r.t.ezafe && r.roleWord(b) {
			if ro, ok := r.roleAt(b, b+roleWords); ok && r.heads(b, 2) {
				r.hasRole(who, ro)
			}
		}
		if r.is(b, kBe) && !r.t.ezafe {
			n := b + int(r.words[b].n)
			if ro, ok := r.roleAt(n, n+roleWords); ok && r.heads(n, 4) && r.joined(n) && (r.is(n, kDef|kIndef|kTitle|kFormer|kRank)) {
				r.hasRole(who, ro)
			}
		}
		return
	}
	if g&(gComma|gOpen|gDash) == 0 || g&(gStop|gPara|gQuote|gColon|gSemi) != 0 {
		return
	}
	if r.words[b].form&fDigit != 0 { // an age
		k := b + 1
		for k < len(r.words) && k < b+3 && r.words[k].gap&gEnd == 0 {
			k++
		}
		if k >= len(r.words) || r.words[k].gap&(gComma|gClose) == 0 || r.words[k].gap&gStop != 0 {
			return
		}
		r.people[who].weight++
		b = k
	}
	if r.is(b, kRel|kPronoun|kAnd) || !r.heads(b, 5) {
		return
	}
	ro, ok := r.roleAt(b, b+roleWords+4)
	if !ok {
		return
	}
	// the next in a list: “Ilse Varga, Mayor Tarin Olo and …”
	if r.t.cased && !r.t.nouns && r.words[b].form&fCap != 0 && r.is(b, kTitle|kHonor) {
		if n := b + int(r.words[b].n); n < len(r.words) && r.joined(n) && r.capital(n) {
			return
		}
	}
	r.hasRole(who, ro)
}

// heads reports whether one of the n words from i is the head of a role.
func (r *roster) heads(i, n int) bool {
	for k := i; k < i+n && k < len(r.words); k++ {
		if k > i && r.words[k].gap&gClause != 0 {
			return false
		}
		if r.is(k, kTitle|kFolk) {
			return true
		}
	}
	return false
}

// possessable reports whether word i names somebody who belongs to somebody:
// a spokesman, a lawyer, a brother.
func (r *roster) possessable(i int) bool { return r.is(i, kMine) }

func subset(a, b []uint64) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// fits reports how well the office that a mention speaks of can be ro: 0 not
// at all, 1 when one says less than the other, 2 when they say the same.
func (ro role) fits(m role) int {
	if ro.head != m.head || ro.state != m.state || ro.rank != m.rank {
		return 0
	}
	a, b := subset(m.mods, ro.mods), subset(ro.mods, m.mods)
	switch {
	case a && b:
		return 2
	case a || b:
		return 1
	}
	return 0
}
