package quote

import "strings"

// readTitled finds names in a script without capitals: after an honorific, by
// their first name, beside an office.
func (r *roster) readTitled() {
	r.aged = hashOf("ساله")
	done := 0
	for i := 0; i < len(r.words); i++ {
		if i < done {
			continue
		}
		w := r.words[i]
		switch {
		case w.form&fTail != 0:
		case w.is&kCity != 0:
			r.city(i, i+int(w.n))
			done = i + int(w.n)
		case w.is&kGiven != 0 && w.is&kStop == 0 && !r.date(i):
			if b := r.nameFrom(i); b > i+1 {
				r.person(i, b, 1)
				done = b
			}
		case w.hash == r.aged:
			k := i
			for k > 0 && i-k < 4 && (r.words[k-1].form&fDigit != 0 || r.is(k-1, kIndef|kAnd|kStop)) && !r.is(k-1, kGiven) {
				k--
			}
			if k < i && k > 1 {
				r.nameBefore(k)
			}
		case w.gap&gComma != 0 && i > 0:
			if r.roleWord(i) {
				r.nameBefore(i)
			} else if b := r.nameable(i, 4); b > i+1 && b-i <= 3 && (b >= len(r.words) || r.words[b].gap&gClause != 0) && r.roleBeforeComma(i) {
				r.person(i, b, 2)
				done = b
			}
		}
	}
}

// nameWord reports whether word i can be a word of a name.
func (r *roster) nameWord(i int) bool {
	if i < 0 || i >= len(r.words) {
		return false
	}
	w := r.words[i]
	if w.form&(fDigit|fTail) != 0 || w.end-w.start < 3 {
		return false
	}
	if w.is&kGiven != 0 {
		return true
	}
	if r.t.lang == "fa" && plural(r.text[w.start:w.end]) {
		return false
	}
	return w.is&(kPlain|kTitle|kFolk|kPeople|kBody|kHonor|kNation|kLink|kFormer|kCity|kMedium|kEvent|kBy|kTo|kWith) == 0
}

// plural reports whether a Persian word is a plural or a verb by its form.
func plural(s string) bool {
	for _, end := range []string{"‌ها", "‌های", "‌هایی", "‌ای", "‌اند", "‌است", "هایی", "هایش", "‌هایش"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return strings.HasPrefix(s, "می‌") || strings.HasPrefix(s, "نمی‌")
}

// nameable returns the end of the run of name words from i, at most n of them.
func (r *roster) nameable(i, n int) int {
	b := i
	for b < len(r.words) && b-i < n && (b == i || r.joined(b)) && (r.nameWord(b) || b > i && r.is(b, kParticle) && r.nameWord(b+1) && r.joined(b+1)) {
		b++
	}
	return b
}

// nameFrom returns the end of the name that begins with the first name at i:
// first names, a surname, and what surnames end in.
func (r *roster) nameFrom(i int) int {
	b := i + 1
	for b < len(r.words) && b-i < 4 && r.joined(b) && r.is(b, kGiven) && r.words[b].form&fTail == 0 {
		b++
	}
	for b < len(r.words) && b-i < 5 && r.joined(b) && r.is(b, kParticle) && r.words[b].is&(kPlain&^kStop) == 0 && r.nameWord(b+1) && r.joined(b+1) {
		b++
	}
	if r.nameWord(b) && r.joined(b) {
		b++
	} else if b == i+1 {
		return i
	}
	for b < len(r.words) && r.joined(b) && r.is(b, kEnding) {
		b++
	}
	// a second surname when punctuation closes it
	if r.nameWord(b) && r.joined(b) && b+1 < len(r.words) && r.words[b+1].gap&gComma != 0 && r.roleWord(b+1) {
		b++
	}
	return b
}

// date reports whether the month at i has a day before it.
func (r *roster) date(i int) bool {
	return r.is(i, kDay) && (i > 0 && (r.words[i-1].form&fDigit != 0 || r.is(i-1, kIndef)) || i+1 < len(r.words) && r.words[i+1].form&fDigit != 0)
}

// roleWord reports whether word i begins an office or a description.
func (r *roster) roleWord(i int) bool {
	return r.is(i, kTitle|kFolk) || r.is(i, kFormer|kRank|kIndef) && r.joined(i+1) && r.is(i+1, kTitle|kFolk)
}

// nameBefore takes the words before the comma at word i for a name.
func (r *roster) nameBefore(i int) {
	a := i
	for a > 0 && i-a < 5 && r.nameWord(a-1) && (a == i || r.words[a].gap&gEnd == 0) {
		a--
	}
	for k := a; k < i; k++ {
		if k > a && r.is(k, kGiven) && !r.is(k-1, kGiven|kParticle) { // what stands before a first name is no name
			a = k
		}
	}
	switch n := i - a; {
	case n < 2, n > 5:
		return
	case n > 2 && !r.is(a, kGiven) && (r.t.lang == "ar" || !(a == 0 || r.words[a].gap&gClause != 0)): // an Arabic verb stands before its subject
		a = i - 2
	}
	if !r.covered(a) {
		r.person(a, i, 2)
	}
}

// covered reports whether the last name found reaches over word i.
func (r *roster) covered(i int) bool {
	n := len(r.events)
	return n > 0 && r.events[n-1].to > i && r.events[n-1].from <= i
}

// roleBeforeComma reports whether an office ends at the comma before word i.
func (r *roster) roleBeforeComma(i int) bool {
	for k := i - 1; k >= 0 && i-k <= 9; k-- {
		if r.is(k, kTitle) && r.words[k].form&fTail == 0 {
			return true
		}
		if r.words[k].gap&gClause != 0 || r.is(k, kPlain) && !r.is(k, kAnd|kLink) {
			return false
		}
	}
	return false
}

// speakerName takes words[x:y], which a grammar found to speak, for names
// where nothing else told.
func (r *roster) speakerName(x, y int) {
	if r.t.lang == "ar" && x < y && (r.roleWord(x) || r.article(x)) {
		r.nameLast(x, y)
	}
	for i := x; i < y; {
		if r.is(i, kHonor) && !r.is(i, kGiven) || i > x && r.is(i, kAnd) {
			i += int(r.words[i].n)
			continue
		}
		b := r.nameable(i, 4)
		b = min(b, y)
		closed := b == y || b < len(r.words) && (r.words[b].gap&gClause != 0 || r.is(b, kAnd) || r.roleWord(b))
		if b-i >= 2 && b-i <= 4 && closed && len(r.last[r.hash(i, b)])+len(r.full[r.hash(i, b)]) == 0 && r.eventIn(i, b) < 0 {
			r.person(i, b, 2)
		} else if l := r.namesakes(i, b); closed && len(l) == 1 { // what a grammar left out is no part of the name
			if p := &r.people[l[0]]; p.who == Person && p.words > b-i && r.t.seen.kind(p.ends[0])&kGiven == 0 {
				p.at, p.words, p.ends[0] = Span{r.words[i].start, r.words[b-1].end}, b-i, r.words[i].hash
			}
		} else if r.roleWord(i) || !closed {
			return
		}
		if b < y && r.joined(b) && r.roleWord(b) { // Ilse Varga mayor of Port Selane
			return
		}
		for i = max(b, i+1); i < y && r.words[i].gap&gClause == 0 && !r.is(i, kAnd); i++ {
		}
		if i < y && r.words[i].gap&gClause != 0 { // an apposition
			return
		}
	}
}

// namesakes lists the people whose name ends in words[a:b], two or more.
func (r *roster) namesakes(a, b int) []int {
	if b-a < 2 {
		return nil
	}
	return r.last[r.hash(a, b)]
}

// eventIn returns the first of the sorted mentions of a name inside words[x:y], or -1.
func (r *roster) eventIn(x, y int) int {
	lo, hi := 0, r.sorted
	for lo < hi {
		if m := (lo + hi) / 2; r.events[m].from < x {
			lo = m + 1
		} else {
			hi = m
		}
	}
	for ; lo < r.sorted && r.events[lo].from < y; lo++ {
		if r.events[lo].to <= y {
			return lo
		}
	}
	return -1
}

// nameLast takes the last words of an office in Arabic for a name when they
// bear no article and the word before them does.
func (r *roster) nameLast(x, y int) {
	a := y
	for a > x+1 && y-a < 3 && r.nameWord(a-1) && !r.article(a-1) && (a == y || r.joined(a)) {
		a--
	}
	if y-a >= 2 && a > x+1 && r.joined(a) && r.article(a-1) && r.eventIn(a, y) < 0 {
		r.person(a, y, 2)
	}
}

func (r *roster) article(i int) bool { return strings.HasPrefix(r.text[r.words[i].start:], "ال") }
