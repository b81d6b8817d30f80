package quote

import (
	"strings"
	"unicode/utf8"
)

// known finds the person whose full name is words[a:b]: the same words, the
// same first and last, or an initial and the same last.
func (r *roster) known(a, b int) int {
	key := r.hash(a, b)
	if l := r.full[key]; len(l) > 0 {
		return l[0]
	}
	first := r.words[a].hash
	if l := r.last[key]; len(l) == 1 && (r.is(a, kParticle) || b-a > 1 && r.is(a, kGiven)) { // Van der Moor; what stood before the name was none of it
		if p := &r.people[l[0]]; r.is(a, kGiven) && r.t.words[p.ends[0]]&(kGiven|kParticle) == 0 {
			p.at, p.words, p.ends[0] = Span{r.words[a].start, r.words[b-1].end}, b-a, first
			r.full[key] = append(r.full[key], l[0])
			r.first[first] = append(r.first[first], l[0])
		}
		return l[0]
	}
	if b-a > 2 {
		if l := r.full[r.hash(a+1, b)]; len(l) == 1 && r.people[l[0]].who == Person && !r.is(a, kGiven) {
			return l[0]
		}
	}
	for _, i := range r.last[r.words[b-1].hash] {
		p := &r.people[i]
		if p.who != Person || p.words < 2 {
			continue
		}
		if p.ends[0] == first || r.shortened(p, a) {
			return i
		}
		if r.words[a].form&fInitial != 0 && r.initial(a) == p.initialOf(r.text) || p.initial != 0 && p.initial == r.initial(a) {
			if p.initial != 0 && r.words[a].form&fInitial == 0 { // the fuller name is the name
				p.at, p.words, p.initial, p.ends[0] = Span{r.words[a].start, r.words[b-1].end}, b-a, 0, first
				r.full[key] = append(r.full[key], i)
				r.first[first] = append(r.first[first], i)
			}
			return i
		}
	}
	return -1
}

// shortened reports whether the first name at word a and that of p are one: in
// Persian and Arabic the end of it (Mohammad-Javad, Javad), elsewhere the
// beginning (Christopher, Chris).
func (r *roster) shortened(p *named, a int) bool {
	have, _, _ := strings.Cut(r.text[p.at.Start:p.at.End], " ")
	now := r.text[r.words[a].start:r.words[a].end]
	if len(now) > len(have) {
		have, now = now, have
	}
	if r.t.ezafe {
		return len(now) >= 6 && r.is(a, kGiven) && strings.HasSuffix(have, now)
	}
	return len(now) >= 3 && len(have) <= len(now)+8 && strings.HasPrefix(have, now) && (p.sex == 0 || r.words[a].is&(kMale|kFemale)&^p.sex == 0)
}

func (r *roster) initial(i int) rune {
	c, _ := utf8.DecodeRuneInString(r.text[r.words[i].start:])
	return foldName(c)
}

func (p *named) initialOf(text string) rune {
	c, _ := utf8.DecodeRuneInString(text[p.at.Start:])
	return foldName(c)
}

// add enters p under the names that it can be called by.
func (r *roster) add(p named, a, b int) int {
	i := len(r.people)
	p.key = r.hash(a, b)
	p.ends = [2]uint64{r.words[a].hash, r.words[b-1].hash}
	if r.words[a].form&fInitial != 0 {
		p.initial = r.initial(a)
	}
	r.people = append(r.people, p)
	enter := func(m map[uint64][]int, h uint64) {
		switch l := m[h]; {
		case len(l) == 0:
			m[h] = r.list(i)
		case len(l) < namesakes && l[len(l)-1] != i:
			m[h] = append(l, i)
		}
	}
	enter(r.full, p.key)
	if p.who != Person {
		return i
	}
	for k := a + 1; k < b; k++ {
		enter(r.last, r.hash(k, b))
	}
	enter(r.last, bare(r.text[r.words[b-1].start:r.words[b-1].end]))
	if b-a > 1 {
		enter(r.first, r.words[a].hash)
	}
	return i
}

// bare is the hash of a surname without a leading al-, el-, d'.
func bare(s string) uint64 {
	for i := 0; i < len(s) && i < 4; i++ {
		if s[i] == '-' || s[i] == '\'' {
			return hashOf(s[i+1:])
		}
	}
	return hashOf(s)
}

func (r *roster) mention(who, a, b int) {
	p := &r.people[who]
	at := Span{r.words[a].start, r.words[b-1].end}
	if p.mentions == nil {
		if len(r.spans)+2 > cap(r.spans) {
			r.spans = make([]Span, 0, 128)
		}
		n := len(r.spans)
		r.spans = r.spans[:n+2]
		p.mentions = r.spans[n : n : n+2]
	}
	p.mentions = append(p.mentions, at)
	r.events = append(r.events, event{who: who, from: a, to: b})
}

// body takes words[a:b] for a body.
func (r *roster) body(a, b int) {
	for b-a > 1 && r.is(a, kPlain) && !r.is(a, kBody) {
		a++
	}
	key := r.hash(a, b)
	who := -1
	if l := r.full[key]; len(l) > 0 {
		who = l[0]
	} else {
		who = r.add(named{who: Body, at: Span{r.words[a].start, r.words[b-1].end}, words: b - a}, a, b)
		p := &r.people[who]
		ro := role{at: p.at}
		for k := a; k < b; k++ {
			if r.is(k, kBody) && (ro.head == 0 || !r.t.ezafe && r.words[k].form&fTail == 0) {
				if ro.head == 0 || !r.linkedBefore(a, k) {
					ro.head = r.canonAt(k)
				}
			} else if !r.is(k, kPlain|kLink) {
				ro.mods = append(ro.mods, r.canonAt(k))
			}
		}
		if ro.head != 0 {
			p.roles = append(p.roles, ro)
		}
	}
	r.mention(who, a, b)
}

// linkedBefore reports whether a joining word stands between a and k.
func (r *roster) linkedBefore(a, k int) bool {
	for i := a; i < k; i++ {
		if r.is(i, kLink|kParticle) {
			return true
		}
	}
	return false
}

// city takes words[a:b] for a place that stands for a government.
func (r *roster) city(a, b int) {
	key := r.hash(a, b)
	who := -1
	if l := r.full[key]; len(l) > 0 {
		who = l[0]
	} else {
		who = r.add(named{who: Metonym, at: Span{r.words[a].start, r.words[b-1].end}, words: b - a, stands: r.t.cities[key]}, a, b)
	}
	r.mention(who, a, b)
}
