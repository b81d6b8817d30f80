package coding

import (
	"cmp"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/suggest"
)

// Plan is how the desk means to code a call-out.
type Plan struct {
	// Goal is how many people of the random order are to be coded.
	Goal int `json:"goal,omitempty"` // 0 = 200
	// Double is the share of them, in percent, whom a second coder codes too.
	Double int `json:"double,omitempty"` // 0 = 20
}

// The bounds of a plan. Under fifty answers coded twice, agreement cannot be
// told; more than a quarter teaches little more (O'Connor & Joffe 2020).
const (
	DefaultGoal   = 200
	DefaultDouble = 20
	MinDouble     = 10
	MaxDouble     = 100
	FewestDoubles = 50
)

func (p Plan) goal() int { return cmp.Or(p.Goal, DefaultGoal) }

// doubles is how many people of the first n of the order are coded twice.
func (p Plan) doubles(n int) int {
	share := min(max(cmp.Or(p.Double, DefaultDouble), MinDouble), MaxDouble)
	return min(n, max(FewestDoubles, (n*share+99)/100))
}

// Validate refuses a plan that could not be kept.
func (p Plan) Validate() error {
	if p.Goal < 0 || p.Goal > 1_000_000 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Plan", Place: "goal", Message: "is no number of people", Hint: "write a number, as 200"}
	}
	if p.Double != 0 && (p.Double < MinDouble || p.Double > MaxDouble) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Plan", Place: "double", Message: "is not between 10 and 100 percent", Hint: "write a number from 10 to 100"}
	}
	return nil
}

// Queue is a coder's list of what comes next.
type Queue string

// The queues.
const (
	RandomQueue    Queue = "random"    // people of the random order whom nobody coded
	DoubleQueue    Queue = "double"    // … whom one other coder coded, and a second is to
	UncodedQueue   Queue = "uncoded"   // everything that nobody coded, as it came
	UncertainQueue Queue = "uncertain" // what would teach the suggestions most
	ReviewQueue    Queue = "review"    // what this coder gave a code whose rule changed since
	ListQueue      Queue = "list"      // answers that were named
)

// Holding is how long an answer that was put before one coder is kept from the
// queues of others.
const Holding = 10 * time.Minute

// plannedDraw is whom the plan takes into the sample: the first people of the
// order, and whoever the sample has reached already; and of the first, whom a
// second coder codes.
func (l *Roll) planned(p Plan) (sample []*member, double map[*member]bool) {
	var first []*member
	goal := p.goal()
	for _, m := range l.order {
		if !m.counted() {
			continue
		}
		if len(first) < goal {
			first = append(first, m)
		} else if !l.drawn(m) {
			break
		}
		sample = append(sample, m)
	}
	// A second number settles who is coded twice: among any number of people it
	// is a random choice of them.
	key := []byte("voxpop double\x00" + l.Callout.Slug)
	number := make(map[*member]uint64, len(first))
	for _, m := range first {
		number[m] = suggest.Number(key, m.key)
	}
	slices.SortFunc(first, func(a, b *member) int { return cmp.Or(cmp.Compare(number[a], number[b]), byNumber(a, b)) })
	double = map[*member]bool{}
	for _, m := range first[:p.doubles(len(first))] {
		double[m] = true
	}
	return sample, double
}

// Progress says how far the sample is coded, in answers.
type Progress struct {
	Sample, Coded, Mine    int // of the sample; coded by anybody; by this coder
	Double, Twice, Second  int // to be coded twice; that were; waiting for this coder to be the second
	Random, Uncoded        int // left in the queues of this coder
	All, AllCoded, AllMine int // of everything that counts
}

// Progress counts for one coder.
func (l *Roll) Progress(p Plan, coder string) (n Progress) {
	sample, double := l.planned(p)
	for _, m := range sample {
		for _, a := range m.answers {
			if !a.stands() || !a.done && l.standIn(a) {
				continue
			}
			coders, final := a.by, a.final
			n.Sample++
			if a.done {
				n.Coded++
			} else {
				n.Random++
			}
			if slices.Contains(coders, coder) {
				n.Mine++
			}
			if !double[m] {
				continue
			}
			n.Double++
			if len(coders) > 1 || final {
				n.Twice++
			} else if len(coders) == 1 && coders[0] != coder {
				n.Second++
			}
		}
	}
	for _, m := range l.order {
		if !m.counted() {
			continue
		}
		for _, a := range m.answers {
			if !a.stands() || !a.done && l.standIn(a) {
				continue
			}
			n.All++
			switch {
			case !a.done:
				n.Uncoded++
			default:
				n.AllCoded++
				if slices.Contains(a.by, coder) {
					n.AllMine++
				}
			}
		}
	}
	return n
}

// Next lists the answers that come next for a coder, at most n. The answers in
// skip are left out, and those that are before another coder now. named is the
// list of the queues that are given one: of what would teach most, of what is to
// be reviewed, of what was named.
func (l *Roll) Next(q Queue, p Plan, coder string, now time.Time, n int, named []string, skip ...string) (ids []string) {
	take := func(a *rolled) bool {
		h, held := l.holds[a.id]
		if slices.Contains(skip, a.id) || held && h.by != coder && now.Before(h.until) {
			return true
		}
		ids = append(ids, a.id)
		return len(ids) < n
	}
	switch q {
	case RandomQueue, DoubleQueue:
		sample, double := l.planned(p)
		for _, m := range sample {
			for _, a := range m.answers {
				if q == RandomQueue && !l.waits(a) || q == DoubleQueue && !(double[m] && l.second(a, coder)) {
					continue
				}
				if !take(a) {
					return ids
				}
			}
		}
	case UncodedQueue:
		// As they came; within a day by id, so that nothing tells who came when.
		before := func(a, b *rolled) int { return cmp.Or(cmp.Compare(l.day(a), l.day(b)), cmp.Compare(a.id, b.id)) }
		first := make([]*rolled, 0, n+len(skip)+len(l.holds)+1)
		for _, a := range l.answers {
			if !a.who.counted() || !l.waits(a) || len(first) == cap(first)-1 && before(a, first[len(first)-1]) > 0 {
				continue
			}
			at, _ := slices.BinarySearchFunc(first, a, before)
			first = slices.Insert(first, at, a)
			first = first[:min(len(first), cap(first)-1)]
		}
		for _, a := range first {
			if !take(a) {
				return ids
			}
		}
	default:
		for _, id := range named {
			a := l.answers[id]
			if a == nil || a.withdrawn || q == UncertainQueue && !(l.waits(a) && a.who.counted()) {
				continue
			}
			if !take(a) {
				return ids
			}
		}
	}
	return ids
}

func (l *Roll) day(a *rolled) int64 { return a.at.In(l.Callout.Zone()).Unix() / (24 * 60 * 60) }

// second reports whether the coder may be the second of the answer.
func (l *Roll) second(a *rolled, coder string) bool {
	coders, final := a.by, a.final
	return a.stands() && !final && len(coders) == 1 && coders[0] != coder
}

// Hold keeps answers from the queues of other coders for a while. What the
// coder held before goes back.
func (l *Roll) Hold(coder string, now time.Time, ids ...string) {
	for id, h := range l.holds {
		if h.by == coder || !now.Before(h.until) {
			delete(l.holds, id)
		}
	}
	for _, id := range ids {
		if h, held := l.holds[id]; !held || h.by == coder {
			l.holds[id] = heldAnswer{coder, now.Add(Holding)}
		}
	}
}

// Standing is what a coder may know of an answer before it is decided: their
// own marks, how many others looked, and nothing of what these found.
type Standing struct {
	Known     bool // the call-out has such an answer
	Withdrawn bool
	Counted   bool // its person is counted, and it is no repeat
	Sampled   bool // it belongs to the sample that the plan means to code
	Double    bool // … and to those coded twice
	Others    int  // coders besides this one
	Final     bool // it was decided
	Mine      []voxpop.Coding
}

// Open reports whether this coder may mark it: nothing was decided yet, and two
// others have not coded it already.
func (s Standing) Open() bool {
	return s.Known && !s.Withdrawn && !s.Final && (len(s.Mine) > 0 || s.Others < 2)
}

// Codes are the codes that the coder marked as present.
func (s Standing) Codes() (codes []string) {
	for _, k := range s.Mine {
		if k.Present && k.Code != voxpop.NoCode {
			codes = append(codes, k.Code)
		}
	}
	return codes
}

// Standing says how an answer stands for a coder.
func (l *Roll) Standing(id, coder string, p Plan) (s Standing) {
	a := l.answers[id]
	if a == nil {
		return s
	}
	coders, final := a.by, a.final
	s = Standing{Known: true, Withdrawn: a.withdrawn, Counted: a.stands() && a.who.counted(), Final: final}
	for _, c := range coders {
		if c != coder {
			s.Others++
		}
	}
	for _, k := range a.codings {
		if k.Coder == coder && k.Origin == voxpop.ByPerson {
			s.Mine = append(s.Mine, k)
		}
	}
	if s.Counted {
		sample, double := l.planned(p)
		s.Sampled, s.Double = slices.Contains(sample, a.who), double[a.who]
	}
	return s
}

// MarksBefore lists the answers to which a coder ("" = anybody) gave a code
// before a moment, by id: what is to be looked at again when its rule changed.
func (l *Roll) MarksBefore(code, coder string, at time.Time) (ids []string) {
	for id, a := range l.answers {
		if slices.ContainsFunc(a.codings, func(k voxpop.Coding) bool {
			return k.Code == code && k.Present && k.Origin == voxpop.ByPerson && (coder == "" && k.Coder != voxpop.Final || k.Coder == coder) && k.At.InZone(l.Callout.Zone()).Before(at)
		}) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Used counts the marks of people of each code: present ones.
func (l *Roll) Used() map[string]int {
	used := map[string]int{}
	for _, a := range l.answers {
		for _, k := range a.codings {
			if k.Present && k.Origin == voxpop.ByPerson && k.Coder != voxpop.Final {
				used[k.Code]++
			}
		}
	}
	return used
}

// Split is an answer that coders marked differently.
type Split struct {
	Response string
	Sets     []CoderSet // by coder
	Agreed   []string   // that all of them marked
	Open     []string   // that some marked and some did not
	Final    []voxpop.Coding
}

// CoderSet is what one coder marked.
type CoderSet struct {
	Coder string
	Codes []string
}

// Decided reports whether every open code was decided.
func (s Split) Decided() bool {
	none := slices.ContainsFunc(s.Final, func(k voxpop.Coding) bool { return k.Code == voxpop.NoCode })
	for _, code := range s.Open {
		if !none && !slices.ContainsFunc(s.Final, func(k voxpop.Coding) bool { return k.Code == code }) {
			return false
		}
	}
	return true
}

// Doubled lists the answers that two coders or more have coded, by id; of those
// that they marked alike, Open is empty. Nobody changes the list: it is kept,
// and since is the revision since when it is so.
func (l *Roll) Doubled() (list []Split, since int64) {
	if l.doubled == nil {
		l.doubled, l.doubledAt = []Split{}, l.Rev
		for _, a := range l.answers {
			if s, ok := l.split(a); ok {
				l.doubled = append(l.doubled, s)
			}
		}
		slices.SortFunc(l.doubled, func(a, b Split) int { return cmp.Compare(a.Response, b.Response) })
	}
	return l.doubled, l.doubledAt
}

// redouble brings what [Roll.Doubled] keeps up to date for one answer. Who was
// given the list keeps it as it was.
func (l *Roll) redouble(id string) {
	if l.doubled == nil {
		return
	}
	now, ok := l.SplitOf(id)
	at, had := slices.BinarySearchFunc(l.doubled, id, func(s Split, id string) int { return cmp.Compare(s.Response, id) })
	if !ok && !had {
		return
	}
	list := slices.Clone(l.doubled)
	l.redoubled = true
	switch {
	case !ok:
		list = slices.Delete(list, at, at+1)
	case had:
		list[at] = now
	default:
		list = slices.Insert(list, at, now)
	}
	l.doubled = list
}

// SplitOf is the split of one answer.
func (l *Roll) SplitOf(id string) (Split, bool) {
	if a := l.answers[id]; a != nil {
		return l.split(a)
	}
	return Split{}, false
}

func (l *Roll) split(a *rolled) (s Split, ok bool) {
	if a.withdrawn || a.setAside != "" {
		return s, false
	}
	coders := slices.Clone(a.by)
	if len(coders) < 2 {
		return s, false
	}
	slices.Sort(coders)
	s.Response = a.id
	times := map[string]int{}
	for _, c := range coders {
		set := CoderSet{Coder: c}
		for _, k := range a.codings {
			if k.Coder == c && k.Origin == voxpop.ByPerson && k.Present && k.Code != voxpop.NoCode {
				set.Codes = append(set.Codes, k.Code)
				times[k.Code]++
			}
		}
		s.Sets = append(s.Sets, set)
	}
	for _, k := range a.codings {
		if k.Coder == voxpop.Final && k.Origin == voxpop.ByPerson {
			s.Final = append(s.Final, k)
		}
	}
	for code, n := range times {
		if n == len(coders) {
			s.Agreed = append(s.Agreed, code)
		} else {
			s.Open = append(s.Open, code)
		}
	}
	slices.Sort(s.Agreed)
	slices.Sort(s.Open)
	return s, true
}

// Decide works out what an editor's decision on a split writes: the marks of
// [voxpop.Final] on every code that the coders part over.
func (l *Roll) Decide(id string, codes []string, at voxpop.Moment) (d Drawn, marks []voxpop.Coding, err error) {
	s, ok := l.SplitOf(id)
	if !ok {
		return d, nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Decide", Place: id, Message: "is not coded by two people any more", Hint: "look at the list again"}
	}
	d, _, err = l.Take(voxpop.Final, []Taking{{Response: id}}, "", at)
	if err != nil {
		return d, nil, err
	}
	a := l.answers[id]
	draw := voxpop.DrawActive
	if a.who.counted() && l.drawn(a.who) {
		draw = voxpop.DrawRandom
	}
	decide := func(code string) {
		marks = append(marks, voxpop.Coding{Response: id, Code: code, Coder: voxpop.Final, Present: slices.Contains(codes, code), Origin: voxpop.ByPerson, At: at, Draw: draw})
	}
	for _, code := range s.Open {
		decide(code)
	}
	// What the editor takes away or adds besides.
	for _, code := range s.Agreed {
		if !slices.Contains(codes, code) || slices.ContainsFunc(s.Final, func(k voxpop.Coding) bool { return k.Code == code }) {
			decide(code)
		}
	}
	for _, code := range codes {
		if !slices.Contains(s.Open, code) && !slices.Contains(s.Agreed, code) {
			decide(code)
		}
	}
	return d, marks, nil
}
