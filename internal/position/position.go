// Package position compares the positions of public figures: who changed position, and who says the opposite of whom.
//
// Both answers follow from positions that a person gave each statement: no
// wording is interpreted here, so an answer is right when the positions are.
// A vague date stays vague: two statements whose dates may be the same day
// have no order, and a statement without a date has none with any other.
package position

import (
	"cmp"
	"slices"
	"time"

	"voxpop"
)

// Stand is a side taken in one statement.
type Stand struct {
	Speaker    string               `json:"speaker"`
	Statement  string               `json:"statement"` // id
	Value      string               `json:"value"`
	SaidOn     voxpop.Date          `json:"said_on"`
	Kind       voxpop.StatementKind `json:"kind"`
	AssertedBy string               `json:"asserted_by,omitempty"`
}

// Reversal is a change of position: one speaker, one point, exclusive values
// on two dates.
type Reversal struct {
	Speaker string `json:"speaker"`
	Point   string `json:"point"`
	From    Stand  `json:"from"` // the latest statement of the old position
	To      Stand  `json:"to"`   // the first of the new one, quoted if any is
	// Kind is reported when the new position was never quoted; AssertedBy is
	// then who says that it was taken.
	Kind       voxpop.StatementKind `json:"kind"`
	AssertedBy string               `json:"asserted_by"`
	Before     []string             `json:"before"` // every statement of the old position until then, by date
	After      []string             `json:"after"`  // every statement of the new position until it is left again
}

// Contradiction is a clash: two speakers, one point, exclusive values.
type Contradiction struct {
	Speakers [2]string `json:"speakers"`
	Point    string    `json:"point"`
	From     Stand     `json:"from"` // of the two statements nearest in time, the earlier
	To       Stand     `json:"to"`
	// Kind is reported when one of the two sides was never quoted; AssertedBy
	// is then who says that it was taken.
	Kind       voxpop.StatementKind `json:"kind"`
	AssertedBy string               `json:"asserted_by"`
	// Current says that neither speaker is known to have left that side since.
	Current bool `json:"current"`
}

// entry is one position with what is needed to order it.
type entry struct {
	Stand
	first, last time.Time // days it may have been said on; zero when unknown
}

func (e entry) dated() bool { return !e.first.IsZero() }

// before reports whether e was said before f on any reading of their dates.
func (e entry) before(f entry) bool { return e.dated() && f.dated() && e.last.Before(f.first) }

// Reversals returns every change of position, by speaker, point and date.
func Reversals(points []voxpop.Point, statements []voxpop.Statement) []Reversal {
	found := []Reversal{}
	for _, p := range points {
		for _, list := range bySpeaker(p, statements) {
			found = append(found, reversalsOf(p, list)...)
		}
	}
	slices.SortStableFunc(found, func(a, b Reversal) int {
		return cmp.Or(cmp.Compare(a.Speaker, b.Speaker), cmp.Compare(a.Point, b.Point), cmp.Compare(a.To.SaidOn, b.To.SaidOn))
	})
	return found
}

// reversalsOf walks one speaker's stands on one point, in order of date. A
// stand opens a new position when an exclusive one came before it and nothing
// of the new one in between.
func reversalsOf(p voxpop.Point, list []entry) []Reversal {
	var found []Reversal
	for i, to := range list {
		from := -1
		for j := range i {
			if list[j].before(to) && p.Excludes(list[j].Value, to.Value) {
				from = j
			}
		}
		if from < 0 || slices.ContainsFunc(list[from+1:i], func(e entry) bool {
			return e.Value == to.Value && list[from].before(e)
		}) {
			continue
		}
		found = append(found, reversal(p, list, from, i))
	}
	return found
}

func reversal(p voxpop.Point, list []entry, from, to int) Reversal {
	r := Reversal{Point: p.ID, From: list[from].Stand, To: list[to].Stand, Before: []string{}, After: []string{}}
	for _, e := range list {
		if e.Value == r.From.Value && e.before(list[to]) {
			r.Before = append(r.Before, e.Statement)
		}
	}
	quoted := false
	for i, e := range list[to:] {
		if i > 0 && list[to].before(e) && p.Excludes(e.Value, list[to].Value) {
			break
		}
		if e.Value != list[to].Value {
			continue
		}
		r.After = append(r.After, e.Statement)
		if !quoted && e.Kind == voxpop.Quoted {
			quoted, r.To = true, e.Stand
		}
	}
	r.Speaker, r.Kind = r.To.Speaker, r.To.Kind
	if r.Kind == voxpop.Reported {
		r.AssertedBy = r.To.AssertedBy
	}
	return r
}

// Contradictions returns, for each point, pair of speakers and pair of
// exclusive values, one clash: the two statements nearest in time, quoted ones
// before reported ones.
func Contradictions(points []voxpop.Point, statements []voxpop.Statement) []Contradiction {
	found := []Contradiction{}
	for _, p := range points {
		speakers := bySpeaker(p, statements)
		for i, a := range speakers {
			for _, b := range speakers[i+1:] {
				found = append(found, clashes(p, a, b)...)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Contradiction) int {
		return cmp.Or(cmp.Compare(a.Point, b.Point), cmp.Compare(a.Speakers[0], b.Speakers[0]), cmp.Compare(a.Speakers[1], b.Speakers[1]))
	})
	return found
}

func clashes(p voxpop.Point, a, b []entry) []Contradiction {
	type sides struct{ a, b string }
	best := map[sides][2]entry{}
	var order []sides
	for _, x := range a {
		for _, y := range b {
			if !p.Excludes(x.Value, y.Value) {
				continue
			}
			s := sides{x.Value, y.Value}
			held, ok := best[s]
			if !ok {
				order = append(order, s)
			}
			if !ok || nearer([2]entry{x, y}, held) {
				best[s] = [2]entry{x, y}
			}
		}
	}
	var found []Contradiction
	for _, s := range order {
		pair := best[s]
		c := Contradiction{
			Point: p.ID, Speakers: [2]string{pair[0].Speaker, pair[1].Speaker}, Kind: voxpop.Quoted,
			From: pair[0].Stand, To: pair[1].Stand,
			Current: held(p, a, s.a) && held(p, b, s.b),
		}
		slices.Sort(c.Speakers[:])
		if pair[1].before(pair[0]) || !pair[0].before(pair[1]) && c.To.Speaker < c.From.Speaker {
			c.From, c.To = c.To, c.From
		}
		for _, side := range []Stand{c.From, c.To} {
			if side.Kind == voxpop.Reported {
				c.Kind, c.AssertedBy = voxpop.Reported, side.AssertedBy
			}
		}
		found = append(found, c)
	}
	return found
}

// nearer reports whether pair x shows a clash better than y: more of it
// quoted, then nearer in time, then later.
func nearer(x, y [2]entry) bool {
	return cmp.Or(
		-cmp.Compare(quotes(x), quotes(y)),
		cmp.Compare(gap(x), gap(y)),
		-x[0].first.Compare(y[0].first), -x[1].first.Compare(y[1].first),
		cmp.Compare(x[0].Statement, y[0].Statement), cmp.Compare(x[1].Statement, y[1].Statement)) < 0
}

func quotes(pair [2]entry) (n int) {
	for _, e := range pair {
		if e.Kind == voxpop.Quoted {
			n++
		}
	}
	return n
}

// gap is the time between two statements; unknown dates are far from all.
func gap(pair [2]entry) time.Duration {
	if !pair[0].dated() || !pair[1].dated() {
		return 1<<63 - 1
	}
	return pair[0].first.Sub(pair[1].first).Abs()
}

// held reports whether the speaker of list is not known to have left the side
// value: nothing exclusive was said after the last time they took it.
func held(p voxpop.Point, list []entry, value string) bool {
	var taken []entry
	for _, e := range list {
		if e.Value == value {
			taken = append(taken, e)
		}
	}
	return !slices.ContainsFunc(list, func(e entry) bool {
		return p.Excludes(e.Value, value) && !slices.ContainsFunc(taken, func(t entry) bool { return !t.before(e) })
	})
}

// bySpeaker groups the stands on p by speaker, in order of name; each group is
// in order of date, undated first. Names that have one key are one person.
func bySpeaker(p voxpop.Point, statements []voxpop.Statement) [][]entry {
	groups := map[string][]entry{}
	for _, s := range statements {
		for _, pos := range s.Positions {
			if pos.Point != p.ID {
				continue
			}
			e := entry{Stand: Stand{Speaker: s.Speaker, Statement: s.ID, Value: pos.Value, SaidOn: s.SaidOn, Kind: s.Kind, AssertedBy: s.AssertedBy}}
			e.first, e.last, _ = s.SaidOn.Bounds()
			groups[voxpop.NameKey(s.Speaker)] = append(groups[voxpop.NameKey(s.Speaker)], e)
		}
	}
	out := make([][]entry, 0, len(groups))
	for _, g := range groups {
		slices.SortFunc(g, func(a, b entry) int {
			return cmp.Or(a.first.Compare(b.first), a.last.Compare(b.last), cmp.Compare(a.Statement, b.Statement))
		})
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b []entry) int { return cmp.Compare(voxpop.Slug(a[0].Speaker), voxpop.Slug(b[0].Speaker)) })
	return out
}
