package coding

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/suggest"
)

// Roll is everybody of a call-out in the fixed random order, with who coded
// what: all that a coder's queue and the sample need to know, and no word that
// anybody sent. It is small enough to be kept in memory, and a change of one
// answer touches that answer, its person and their campaign only.
type Roll struct {
	Rev     int64
	Callout voxpop.Callout
	Book    voxpop.Codebook

	head      int64  // the last line of the log of changes that it has seen
	reach     uint64 // of the sample; meant only when drew
	drew      bool
	answers   map[string]*rolled
	people    map[string]*member
	order     []*member             // everybody, by number
	copies    map[string][]*rolled  // of an answer by its id
	campaigns map[string][]*member  // by name, of kept answers
	holds     map[string]heldAnswer // who has an answer before them

	doubled   []Split // what two or more coded, by id; nil: not asked for yet
	doubledAt int64   // the revision since when it is so
	redoubled bool    // it changed since
}

// rolled is one answer.
type rolled struct {
	id        string
	who       *member
	at        time.Time
	withdrawn bool
	setAside  voxpop.SetAside
	copyOf    string
	campaign  string
	codings   []voxpop.Coding
	by        []string // who coded it, the adjudicator left out
	final     bool     // it was adjudicated
	done      bool     // a person coded it
}

// member is one person.
type member struct {
	key     string
	number  uint64
	answers []*rolled // by id
	part    prevalence.Part
}

type heldAnswer struct {
	by    string
	until time.Time
}

// RollRecord is what a roll is made of: one snapshot.
type RollRecord interface {
	Rev() int64
	Callout() voxpop.Callout
	Codebook() voxpop.Codebook
	Responses() iter.Seq2[voxpop.Response, error]
	Codings() iter.Seq2[voxpop.Coding, error]
	Decisions() iter.Seq2[voxpop.Decision, error]
}

// NewRoll reads a snapshot whole.
func NewRoll(r RollRecord) (*Roll, error) {
	l := &Roll{Rev: r.Rev(), Callout: r.Callout(), Book: r.Codebook(),
		answers: map[string]*rolled{}, people: map[string]*member{}, copies: map[string][]*rolled{},
		campaigns: map[string][]*member{}, holds: map[string]heldAnswer{}}
	for v, err := range r.Responses() {
		if err != nil {
			return nil, err
		}
		l.put(v)
	}
	for k, err := range r.Codings() {
		if err != nil {
			return nil, err
		}
		if a := l.answers[k.Response]; a != nil {
			a.codings = append(a.codings, k)
		}
	}
	if err := l.readReach(r.Decisions()); err != nil {
		return nil, err
	}
	for _, a := range l.answers {
		a.count()
	}
	l.order = slices.SortedFunc(maps.Values(l.people), byNumber)
	for _, m := range l.order {
		m.settle()
		l.enlist(m)
	}
	for name := range l.campaigns {
		l.stand(name)
	}
	return l, nil
}

func byNumber(a, b *member) int {
	return cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.key, b.key))
}

func byID(a *rolled, id string) int { return strings.Compare(a.id, id) }

func (l *Roll) readReach(decisions iter.Seq2[voxpop.Decision, error]) error {
	l.reach, l.drew = 0, false
	for d, err := range decisions {
		if err != nil {
			return err
		}
		if d.Kind == voxpop.Sample {
			l.drew = true
			if l.reach, err = strconv.ParseUint(d.UpTo, 16, 64); err != nil {
				return err
			}
		}
	}
	return nil
}

// put takes over a response; its codings stay. It returns whom that touches:
// the person it belongs to, and the one it belonged to before.
func (l *Roll) put(v voxpop.Response) (now, before *member) {
	a := l.answers[v.ID]
	if a == nil {
		a = &rolled{id: v.ID}
		l.answers[v.ID] = a
	}
	if key := v.Who(); a.who == nil || a.who.key != key {
		before = a.who
		if before != nil {
			before.answers = slices.DeleteFunc(before.answers, func(b *rolled) bool { return b == a })
		}
		m := l.people[key]
		if m == nil {
			m = &member{key: key, number: suggest.Number(sampleKey(l.Callout.Slug), key)}
			l.people[key] = m
			if l.order != nil {
				at, _ := slices.BinarySearchFunc(l.order, m, byNumber)
				l.order = slices.Insert(l.order, at, m)
			}
		}
		at, _ := slices.BinarySearchFunc(m.answers, a.id, byID)
		m.answers = slices.Insert(m.answers, at, a)
		a.who = m
	}
	if a.copyOf != v.DuplicateOf {
		l.uncopy(a)
		if v.DuplicateOf != "" {
			l.copies[v.DuplicateOf] = append(l.copies[v.DuplicateOf], a)
		}
	}
	a.at = v.ReceivedAt.InZone(l.Callout.Zone()).UTC().Truncate(time.Microsecond)
	a.withdrawn, a.setAside, a.copyOf, a.campaign = v.Withdrawn(), v.SetAside, v.DuplicateOf, v.Campaign
	return a.who, before
}

func (l *Roll) uncopy(a *rolled) {
	if a.copyOf == "" {
		return
	}
	rest := slices.DeleteFunc(l.copies[a.copyOf], func(b *rolled) bool { return b == a })
	if l.copies[a.copyOf] = rest; len(rest) == 0 {
		delete(l.copies, a.copyOf)
	}
}

// drop forgets an answer that is there no more.
func (l *Roll) drop(id string) {
	a := l.answers[id]
	if a == nil {
		return
	}
	delete(l.answers, id)
	delete(l.holds, id)
	l.redouble(id)
	l.uncopy(a)
	m := a.who
	m.answers = slices.DeleteFunc(m.answers, func(b *rolled) bool { return b == a })
	l.resettle(m)
}

// settle works out whether the person remains, and with which answer.
func (m *member) settle() {
	all := make([]prevalence.Answer, len(m.answers))
	for i, a := range m.answers {
		all[i] = prevalence.Answer{ID: a.id, Who: m.key, At: a.at, Withdrawn: a.withdrawn, SetAside: a.setAside, DuplicateOf: a.copyOf, Campaign: a.campaign}
	}
	p := prevalence.NewPart(all, nil)
	m.part = prevalence.Part{Unit: p.Unit, Campaign: p.Campaign, FirstAt: p.FirstAt, FirstID: p.FirstID}
}

// enlist puts the person among those of their campaign.
func (l *Roll) enlist(m *member) {
	if name := m.part.Campaign; name != "" {
		l.campaigns[name] = append(l.campaigns[name], m)
	}
}

// stand makes the earliest person of a campaign stand for it.
func (l *Roll) stand(name string) {
	all := l.campaigns[name]
	if len(all) == 0 {
		delete(l.campaigns, name)
		return
	}
	first := all[0]
	for _, m := range all[1:] {
		if m.part.Before(first.part) {
			first = m
		}
	}
	for _, m := range all {
		m.part.Falls = m != first
	}
}

// resettle is settle after a change.
func (l *Roll) resettle(m *member) {
	old := m.part.Campaign
	if old != "" {
		l.campaigns[old] = slices.DeleteFunc(l.campaigns[old], func(o *member) bool { return o == m })
	}
	if len(m.answers) == 0 {
		delete(l.people, m.key)
		if at, ok := slices.BinarySearchFunc(l.order, m, byNumber); ok {
			l.order = slices.Delete(l.order, at, at+1)
		}
		m.part = prevalence.Part{}
	} else {
		m.settle()
		l.enlist(m)
	}
	if old != "" {
		l.stand(old)
	}
	if now := m.part.Campaign; now != "" && now != old {
		l.stand(now)
	}
}

// Update takes over one response and the codings of it as they are now.
func (l *Roll) Update(v voxpop.Response, codings []voxpop.Coding) {
	now, before := l.put(v)
	l.answers[v.ID].codings = codings
	l.answers[v.ID].count()
	l.redouble(v.ID)
	if before != nil {
		l.resettle(before)
	}
	l.resettle(now)
}

// counted reports whether the person is counted.
func (m *member) counted() bool { return m.part.Unit != nil && !m.part.Falls }

// stands reports whether the answer adds to what its person voices.
func (a *rolled) stands() bool { return !a.withdrawn && a.setAside == "" && a.copyOf == "" }

// count works out who coded the answer.
func (a *rolled) count() {
	a.by, a.final, a.done = nil, false, false
	for _, k := range a.codings {
		if k.Origin != voxpop.ByPerson {
			continue
		}
		a.done = true
		if k.Coder == voxpop.Final {
			a.final = true
		} else if !slices.Contains(a.by, k.Coder) {
			a.by = append(a.by, k.Coder)
		}
	}
}

// waits reports whether nobody has coded an answer that stands, nor a copy of it.
func (l *Roll) waits(a *rolled) bool {
	return a.stands() && !a.done && !l.standIn(a)
}

// standIn reports whether a coded copy stands in for the answer: it says the
// same, so nothing is left open.
func (l *Roll) standIn(a *rolled) bool {
	return slices.ContainsFunc(l.copies[a.id], func(c *rolled) bool { return !c.withdrawn && c.setAside == "" && c.done })
}

// waiting is the first answer of a person that waits; nil when none does.
func (l *Roll) waiting(m *member) *rolled {
	for _, a := range m.answers {
		if l.waits(a) {
			return a
		}
	}
	return nil
}

// drawn reports whether the sample reaches the person.
func (l *Roll) drawn(m *member) bool { return l.drew && m.number <= l.reach }

// State counts the sample.
func (l *Roll) State() (s SampleState) {
	for _, m := range l.order {
		if !m.counted() {
			continue
		}
		s.People++
		if !l.drawn(m) {
			continue
		}
		s.Drawn++
		if l.waiting(m) == nil {
			s.Coded++
		} else {
			s.Missing++
		}
	}
	return s
}

// Take works out what a coder's codes for responses write: the marks, how far
// the sample reaches then, and whose marks join it. draw says how the responses
// came to the coder; "" means drawn at random for those whom the sample has
// reached, and chosen for the rest.
func (l *Roll) Take(by voxpop.Actor, takings []Taking, draw voxpop.Draw, at voxpop.Moment) (d Drawn, marks []voxpop.Coding, err error) {
	const op = "coding.Take"
	d = Drawn{Rev: l.Rev, At: at}
	slug := l.Callout.Slug
	var rows []*rolled
	for _, t := range takings {
		a := l.answers[t.Response]
		switch {
		case a == nil:
			return d, nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: t.Response, Message: "no response has this id", Hint: "voxpop suggest " + slug + " lists those that wait; nothing was changed"}
		case slices.Contains(rows, a):
			return d, nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: t.Response, Message: "is given twice", Hint: "write all its codes at once, with commas; nothing was changed"}
		case a.withdrawn:
			return d, nil, &voxpop.Error{Kind: voxpop.Withdrawn, Op: op, Place: t.Response, Message: "was withdrawn: there is nothing to code", Hint: "leave it out; nothing was changed"}
		}
		for _, code := range t.Codes {
			if _, ok := l.Book.Code(code); !ok {
				return d, nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: t.Response, Message: "the codebook has no code " + code, Hint: "voxpop shares " + slug + " lists the codes; voxpop themes " + slug + " --take makes new ones; nothing was changed"}
			}
		}
		rows = append(rows, a)
		marks = append(marks, l.marks(a, t.Codes, string(by), draw, at)...)
	}
	reach, drew := l.reach, l.drew
	if draw == voxpop.DrawRandom && len(rows) > 0 {
		if reach, err = l.draw(rows); err != nil {
			return d, nil, err
		}
		d.UpTo, drew = upTo(reach), true
	}
	if drew {
		d.Promoted = l.promoted(reach)
	}
	return d, marks, nil
}

// draw works out how far the sample reaches when the answers at rows are coded
// as random draws. Nobody is skipped for having been coded before for another
// reason: whoever the sample passes belongs to it.
func (l *Roll) draw(rows []*rolled) (reach uint64, err error) {
	now := map[*member]bool{}
	for _, a := range rows {
		now[a.who] = true
		if !a.who.counted() || !a.stands() {
			return 0, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Take", Place: a.id, Message: "is not counted, so it cannot be drawn", Hint: "code it without --draw random"}
		}
	}
	reach = l.reach
	var next []string // ids that may be drawn, for the hint
	waiting := 0      // people before who wait, not counting those drawn now
	for _, m := range l.order {
		if len(now) == 0 {
			break
		}
		if !m.counted() {
			continue
		}
		if !now[m] {
			if a := l.waiting(m); a != nil {
				waiting++
				if len(next) < 5 {
					next = append(next, a.id)
				}
			}
			continue
		}
		delete(now, m)
		if l.drawn(m) {
			continue
		}
		if waiting >= ahead {
			at := slices.IndexFunc(rows, func(a *rolled) bool { return a.who == m })
			return 0, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Take", Place: rows[at].id, Message: "was not drawn: a random sample takes people in their order, not by choice",
				Hint: "next in the order: " + strings.Join(next, ", ") + "; without --draw random the marks train the suggestions and feed no share"}
		}
		reach = max(reach, m.number)
	}
	return reach, nil
}

// promoted lists the marks of people within the sample that were made for
// another reason than the draw.
func (l *Roll) promoted(reach uint64) []voxpop.Coding {
	var marks []voxpop.Coding
	for _, m := range l.order {
		if m.number > reach {
			break
		}
		if !m.counted() {
			continue
		}
		for _, a := range m.answers {
			for _, k := range a.codings {
				if k.Origin == voxpop.ByPerson && k.Draw == voxpop.DrawActive {
					marks = append(marks, k)
				}
			}
		}
	}
	return marks
}

// marks are the rows that say: this coder looked at the answer, and these
// codes apply. What the coder marked before and leaves out now becomes absent.
func (l *Roll) marks(a *rolled, codes []string, coder string, draw voxpop.Draw, at voxpop.Moment) []voxpop.Coding {
	if draw == "" {
		draw = voxpop.DrawActive
		if a.who.counted() && l.drawn(a.who) {
			draw = voxpop.DrawRandom
		}
	}
	mark := func(code string, present bool) voxpop.Coding {
		return voxpop.Coding{Response: a.id, Code: code, Coder: coder, Present: present, Origin: voxpop.ByPerson, At: at, Draw: draw}
	}
	var all []voxpop.Coding
	for _, code := range codes {
		all = append(all, mark(code, true))
	}
	for _, k := range a.codings {
		if k.Coder == coder && k.Origin == voxpop.ByPerson && k.Present && k.Code != voxpop.NoCode && !slices.Contains(codes, k.Code) {
			all = append(all, mark(k.Code, false))
		}
	}
	if len(codes) == 0 {
		all = append(all, mark(voxpop.NoCode, false))
	}
	return all
}
