package quote

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// teller tells who the speakers of a text are.
type teller struct {
	*roster
	d       *doc
	qs      []Quotation
	o       Options
	told    []told
	byHead  map[uint64][]int // people by the heads of their roles
	offices []office
}

// told is a speaker who has been resolved.
type told struct {
	q      int // whose speaker
	pos    int // word of the mention
	person int // -1: without a name
	sex    nkind
	plural bool
	who    Who
	role   role
	text   string
	open   bool // several people bear the name
}

// office is a row of [Options].Offices, read as a role.
type office struct {
	Office
	role role
}

// lookBack bounds the search for whom a pronoun means.
const (
	lookBack   = 48 // mentions
	lookTold   = 8  // speakers
	lookWords  = 300
	carryWords = 400
)

func newTeller(d *doc, qs []Quotation, o Options) *teller {
	lang := d.lang.lang
	t := &teller{roster: newRoster(namesOf(lang), d.text), d: d, qs: qs, o: o, byHead: map[uint64][]int{}, told: make([]told, 0, len(qs)+len(qs)/4+1)}
	speakers := make([]Span, 0, len(qs))
	for _, q := range qs {
		if !q.Speaker.Empty() {
			speakers = append(speakers, q.Speaker.Span)
		}
	}
	t.readNames(speakers)
	for i, p := range t.people {
		for _, ro := range p.roles {
			for _, h := range []uint64{ro.head, t.t.wider[ro.head]} {
				if l := t.byHead[h]; h != 0 && len(l) < nobodies && !slices.Contains(l[max(0, len(l)-1):], i) {
					t.byHead[h] = append(l, i)
				}
			}
		}
	}
	t.markQuoted()
	return t
}

// markQuoted marks the words inside quotations and numbers the sentences.
func (t *teller) markQuoted() {
	t.sents = append(t.sents[:0], make([]int32, len(t.words))...)
	n := int32(0)
	for i, w := range t.words {
		if w.gap&gSentence != 0 {
			n++
		}
		t.sents[i] = n
	}
	done := 0
	for _, q := range t.qs {
		for _, p := range q.Parts {
			x, y := t.within(p)
			for i := max(x, done); i < y; i++ {
				t.words[i].form |= fQuoted
			}
			done = max(done, y)
		}
	}
}

// all resolves every quotation, in order.
func (t *teller) all() {
	for i := range t.qs {
		q := &t.qs[i]
		switch {
		case q.Speaker.How == "nobody": // "it is said that": nobody is carried there
			q.Speaker.How = ""
		case q.Speaker.Empty():
			t.carry(i)
		case q.Speaker.How == "carried":
			t.carried(i)
		default:
			q.Speaker.How = ""
			x, y := t.within(q.Speaker.Span)
			if x >= y {
				break
			}
			m := t.read(x, y)
			with := m.with
			t.tell(t.finish(&q.Speaker, m, x, i))
			for _, w := range with {
				if w.who == Nobody {
					continue
				}
				mention := Mention{Span: w.at}
				wx, _ := t.within(w.at)
				t.tell(t.finish(&mention, w, wx, i))
				q.With = append(q.With, mention)
			}
			if n := len(t.told); len(with) > 0 && n > len(with) {
				t.told[n-1-len(with)].plural = true
			}
		}
		t.frame(i)
		if q.Speaker.Name == "" {
			q.Speaker.How = ""
		}
	}
}

func (t *teller) note(i int, format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(t.qs[i].Notes, s) {
		t.qs[i].Notes = append(t.qs[i].Notes, s)
	}
}

// finish fills a mention from its reading m, found at word pos, for quotation
// i, and returns what is to be remembered of it.
func (t *teller) finish(to *Mention, m reading, pos, i int) told {
	to.Who, to.How = m.who, m.how
	person := m.person
	plural := m.plural
	switch {
	case m.who == Nobody:
		to.How = ""
		return told{q: -1}
	case person >= 0:
	case len(m.many) > 1:
		to.How = ""
		t.note(i, "%d people here are called that: %s", len(m.many), t.listed(m.many))
	case m.who == Pronoun && m.pron&kRel != 0:
		if person = t.antecedent(pos); person >= 0 {
			to.How = "pronoun"
		}
	case m.who == Pronoun:
		if k := t.pronoun(m, pos, i, false); k.person >= 0 {
			person, to.How = k.person, "pronoun"
		} else if k.text != "" {
			t.note(i, "somebody without a name: “%s”", k.text)
			plural = plural || k.plural
		}
	case m.who == Title || m.who == Unnamed && m.def && !m.plural:
		person = t.office(m, pos, i)
		if person < 0 && m.who == Title {
			if name := t.listedOffice(m, i); name != "" {
				to.Name, to.How, to.Role = name, "office", oneLine(t.text[m.role.at.Start:m.role.at.End])
			}
		}
		if person < 0 && to.Name == "" && !m.own && (m.def || m.this) {
			person = t.continuing(m, pos, i)
		}
		if person >= 0 {
			to.How = "office"
			to.Who = Title
		} else if !m.role.office && to.Name == "" {
			to.Who = Unnamed
		}
	case m.who == Body && m.given:
		person = t.bodyOf(m, pos)
		if person >= 0 {
			to.How = "name"
		}
	}
	tl := told{q: i, pos: pos, person: person, plural: plural, who: to.Who, role: m.role, sex: m.role.sex, text: oneLine(t.text[to.Start:to.End]), open: len(m.many) > 1}
	if person >= 0 {
		p := &t.people[person]
		p.weight++
		to.Name, to.Role = t.name(person), t.roleOf(person)
		if p.who == Person && p.words == 1 {
			if full := t.fullName(person, i); full != "" {
				to.Name = full
			}
		}
		if m.given && m.who == Person {
			to.Role = oneLine(t.text[m.role.at.Start:m.role.at.End])
		}
		tl.sex, tl.who = p.sex, p.who
		if p.who == Metonym {
			to.Name, to.Role = p.stands, ""
			if to.Name == "" {
				to.How = ""
			}
		}
	}
	return tl
}

// tell remembers a speaker for those who are only called he or she.
func (t *teller) tell(h told) {
	if h.q >= 0 {
		t.told = append(t.told, h)
	}
}

func (t *teller) listed(who []int) string {
	s := ""
	for n, i := range who {
		if n > 0 {
			s += ", "
		}
		s += t.name(i)
	}
	return s
}

// office returns the person whose office or description m gives, -1 when none
// or several have it.
func (t *teller) office(m reading, pos, i int) int {
	if !m.given {
		return -1
	}
	best, fit, others := -1, 0, 0
	var all []int
	for _, who := range t.byHead[m.role.head] {
		f := 0
		for _, ro := range t.people[who].roles {
			if t.people[who].who == Person {
				f = max(f, ro.fits(m.role))
				if w := t.t.wider[ro.head]; w != 0 && w == m.role.head && subset(m.role.mods, ro.mods) {
					ro.head = w
					f = max(f, min(1, ro.fits(m.role)))
				}
			}
		}
		if m.own && f < 2 { // another man's lawyer is another lawyer
			f = 0
		}
		switch {
		case f == 0:
			continue
		case f > fit:
			best, fit, others = who, f, 0
			all = append(all[:0], who)
		case f == fit:
			others++
			all = append(all, who)
		}
	}
	if others == 0 {
		return best
	}
	// The one who was named last, when the others are far.
	near := -1
	lo := t.eventBefore(pos)
	for n := lo; n >= 0 && lo-n < lookBack && pos-t.events[n].from < lookWords; n-- {
		if e := t.events[n]; slices.Contains(all, e.who) && t.words[e.from].form&fQuoted == 0 {
			near = e.who
			break
		}
	}
	if near >= 0 {
		t.note(i, "several people here have this office: %s", t.listed(all))
	}
	return near
}

// eventBefore returns the last mention of a name before word pos, or -1.
func (t *teller) eventBefore(pos int) int {
	return sort.Search(t.sorted, func(n int) bool { return t.events[n].from >= pos }) - 1
}

// officeList reads the offices that were given beforehand.
func (t *teller) officeList() []office {
	if t.offices == nil {
		for _, o := range t.o.Offices {
			sub := &roster{t: t.t, text: o.Title, words: t.t.scan(o.Title, nil)}
			ro, _ := sub.roleAt(0, len(sub.words))
			t.offices = append(t.offices, office{o, ro})
		}
	}
	return t.offices
}

// fullName is the name of the office holder whom a lone surname with that
// office means, "" when the list has none.
func (t *teller) fullName(who, i int) string {
	p := &t.people[who]
	for _, o := range t.officeList() {
		f := strings.Fields(o.Person)
		if len(f) < 2 || hashOf(f[len(f)-1]) != p.key || !during(t.day(i), string(o.From), string(o.To)) {
			continue
		}
		for _, ro := range p.roles {
			if ro.fits(o.role) > 0 {
				return o.Person
			}
		}
	}
	return ""
}

// day is the day of quotation i as far as it is known.
func (t *teller) day(i int) string {
	if d := t.qs[i].Said; d != "" {
		return string(d)
	}
	return string(t.o.Published)
}

// listedOffice looks m up among the offices that were given beforehand, as
// they were on the day of the statement.
func (t *teller) listedOffice(m reading, i int) string {
	if !m.given || len(t.o.Offices) == 0 {
		return ""
	}
	day := t.day(i)
	name, fit := "", 0
	for _, o := range t.officeList() {
		f := o.role.fits(m.role)
		if f == 0 || !during(day, string(o.From), string(o.To)) {
			continue
		}
		switch {
		case f > fit:
			name, fit = o.Person, f
		case f == fit && name != o.Person:
			t.note(i, "several people held this office then")
			return ""
		}
	}
	if name != "" && day == "" {
		t.note(i, "the day is unknown, so the holder of the office may be another")
	}
	return name
}

// during reports whether a day lies between two, as far as they are written;
// open ends are "". A day that is unknown lies in open-ended offices only.
func during(day, from, to string) bool {
	if day == "" {
		return to == ""
	}
	cut := func(a, b string) (string, string) { n := min(len(a), len(b)); return a[:n], b[:n] }
	if from != "" {
		if a, b := cut(day, from); a < b {
			return false
		}
	}
	if to != "" {
		if a, b := cut(day, to); a > b {
			return false
		}
	}
	return true
}

// continuing returns the speaker whom “the officer” or “this official” goes
// on about; -1 when that one has no name.
func (t *teller) continuing(m reading, pos, i int) int {
	n := len(t.told)
	for k := n - 1; k >= 0 && n-k <= lookTold; k-- {
		h := t.told[k]
		if pos-h.pos > lookWords || h.pos > pos || h.plural {
			continue
		}
		if h.person < 0 {
			if m.given && h.role.head == m.role.head && h.who != Body {
				t.note(i, "the one before, without a name: “%s”", h.text)
				return -1
			}
			if m.this && h.who != Body {
				return -1
			}
			continue
		}
		p := &t.people[h.person]
		if p.who != Person {
			continue
		}
		sexed := m.role.sex != 0 && !m.role.office
		if m.this || sexed && p.sex&m.role.sex != 0 {
			if m.role.sex != 0 && p.sex != 0 && p.sex&m.role.sex == 0 {
				continue
			}
			return h.person
		}
	}
	return -1
}

// bodyOf returns the body that m means, entering it when it is new.
func (t *teller) bodyOf(m reading, pos int) int {
	best, at := -1, -1
	for who := range t.bodies(m.role.head) {
		p := &t.people[who]
		for _, ro := range p.roles {
			if ro.head != m.role.head || !m.this && !subset(m.role.mods, ro.mods) {
				continue
			}
			last := p.mentions[0].Start
			if last > at && (last < t.words[pos].start || at < 0) {
				best, at = who, last
			}
		}
	}
	if best >= 0 {
		t.people[best].mentions = append(t.people[best].mentions, m.role.at)
		return best
	}
	if m.this { // this body: the one that spoke last, whatever it is called
		for k := len(t.told) - 1; k >= 0 && len(t.told)-k <= lookTold; k-- {
			if h := t.told[k]; h.person >= 0 && h.who == Body && pos-h.pos < lookWords {
				return h.person
			}
		}
	}
	if m.this || len(m.role.mods) == 0 || len(t.people) > 4*nobodies {
		return -1
	}
	x, y := t.roster.within(m.role.at)
	if x >= y {
		return -1
	}
	n := t.add(named{who: Body, at: m.role.at, words: y - x, roles: []role{m.role}}, x, y)
	t.people[n].mentions = []Span{m.role.at}
	t.byHead[m.role.head] = append(t.byHead[m.role.head], n)
	return n
}

// bodies ranges over the bodies with a head.
func (t *teller) bodies(head uint64) func(func(int) bool) {
	return func(yield func(int) bool) {
		for _, i := range t.byHead[head] {
			if t.people[i].who == Body && !yield(i) {
				return
			}
		}
	}
}
