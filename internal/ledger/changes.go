package ledger

import (
	"cmp"
	"context"
	"slices"

	"voxpop"
	"voxpop/internal/position"
	"voxpop/internal/stance"
)

// sides are the statements of a call-out, from which it follows who changed
// position and who says the opposite of whom.
type sides struct {
	points []voxpop.Point
	rows   []Statement        // as they are kept
	all    []voxpop.Statement // the same, with one name for each person however they are spelled
	at     map[string]int     // by id
}

func sidesOf(v Snapshot) (sides, error) {
	rows, err := v.StatementRows()
	if err != nil {
		return sides{}, err
	}
	x := sides{points: v.Points(), rows: rows, all: make([]voxpop.Statement, len(rows)), at: make(map[string]int, len(rows))}
	for i, r := range rows {
		x.all[i], x.at[r.ID] = r.Statement, i
	}
	x.all = voxpop.OneName(x.all, v.Speakers())
	return x, nil
}

// row is a statement as it is kept; the zero value when there is none.
func (x *sides) row(id string) (r Statement) {
	if i, ok := x.at[id]; ok {
		r = x.rows[i]
	}
	return r
}

// of is what is shown of a stand.
func (x *sides) of(point string, s position.Stand) (side Side) {
	i, ok := x.at[s.Statement]
	if !ok {
		return Side{Statement: s.Statement, Value: s.Value}
	}
	st := &x.all[i]
	side = Side{Statement: s.Statement, Speaker: st.Speaker, Role: st.Role, Value: s.Value, Text: st.Text, Lang: st.Lang, SaidOn: st.SaidOn,
		Kind: st.Kind, AssertedBy: st.AssertedBy, Source: st.Source}
	for _, p := range st.Positions {
		if p.Point == point && p.Value == s.Value {
			side.By, side.Reason = p.By, p.Reason
		}
	}
	return side
}

// noteOf says in words that a side is only reported.
func noteOf(kind voxpop.StatementKind, by string) string {
	switch {
	case kind != voxpop.Reported:
		return ""
	case by == "":
		return "no primary source: the new position is only reported"
	}
	return "no primary source: reported by " + by
}

// Reversals lists who changed position, from accepted positions alone. A
// stronger form of the same side is none, nor is a condition: no position was
// given for them, or the same one.
func (s *Service) Reversals(ctx context.Context, callout string) (list []Change, err error) {
	list = []Change{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		list, err = reversals(v)
		return err
	})
	return list, err
}

func reversals(v Snapshot) ([]Change, error) {
	x, err := sidesOf(v)
	if err != nil {
		return nil, err
	}
	return x.changes(), nil
}

func (x *sides) changes() []Change {
	list := []Change{}
	for _, r := range position.Reversals(x.points, x.all) {
		to := x.row(r.To.Statement)
		c := Change{Speaker: r.Speaker, Point: r.Point, From: x.of(r.Point, r.From), To: x.of(r.Point, r.To), Kind: r.Kind, AssertedBy: r.AssertedBy,
			Note: noteOf(r.Kind, r.AssertedBy), Before: r.Before, After: r.After, Rev: to.Rev, Verdict: to.Verdict}
		for _, id := range r.After { // it was judged before a better source came
			if c.Verdict == nil {
				c.Verdict = x.row(id).Verdict
			}
		}
		list = append(list, c)
	}
	return list
}

// Contradictions lists who says the opposite of whom.
func (s *Service) Contradictions(ctx context.Context, callout string) (list []Clash, err error) {
	list = []Clash{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		x, err := sidesOf(v)
		list = x.clashes()
		return err
	})
	return list, err
}

func (x *sides) clashes() []Clash {
	list := []Clash{}
	for _, c := range position.Contradictions(x.points, x.all) {
		list = append(list, Clash{Speakers: c.Speakers, Point: c.Point, From: x.of(c.Point, c.From), To: x.of(c.Point, c.To), Kind: c.Kind,
			AssertedBy: c.AssertedBy, Note: clashNote(c), Current: c.Current})
	}
	return list
}

// clashNote says which side of a contradiction is only reported.
func clashNote(c position.Contradiction) string {
	for _, side := range []position.Stand{c.To, c.From} {
		if side.Kind != voxpop.Reported {
			continue
		}
		note := "no primary source for " + side.Speaker
		if side.AssertedBy != "" {
			note += ": reported by " + side.AssertedBy
		}
		return note
	}
	return ""
}

// Verdict judges the change of position that the statement begins; change "" takes it back.
func (s *Service) Verdict(ctx context.Context, by voxpop.Actor, callout, statement, rev string, v voxpop.Verdict) (Done, error) {
	return s.verdict(ctx, by, callout, rev, v, func(t Tx) (string, error) {
		all, err := reversals(t)
		if err != nil {
			return "", err
		}
		for _, r := range all {
			if r.To.Statement == statement || slices.Contains(r.After, statement) {
				return statement, nil
			}
		}
		if st, err := t.Statement(statement); err != nil || v.Change == "" && st.Verdict != nil {
			return statement, err // what was judged may be taken back
		}
		return "", invalid(statement, "begins no change of position", "voxpop statements reversals lists those that do: give both statements their positions first")
	})
}

// VerdictOn judges a speaker's latest reversal on a point.
func (s *Service) VerdictOn(ctx context.Context, by voxpop.Actor, callout, speaker, point string, v voxpop.Verdict) (Done, error) {
	return s.verdict(ctx, by, callout, "", v, func(t Tx) (string, error) {
		name := called(t, speaker)
		all, err := reversals(t)
		if err != nil {
			return "", err
		}
		for _, r := range slices.Backward(all) { // in order of date
			if voxpop.SameName(r.Speaker, name) && r.Point == point {
				return r.To.Statement, nil
			}
		}
		return "", missing(speaker+" did not change position on "+point, "voxpop statements reversals lists who did")
	})
}

func (s *Service) verdict(ctx context.Context, by voxpop.Actor, callout, rev string, v voxpop.Verdict, which func(Tx) (string, error)) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, "verdict", callout, nil, func(t Tx) error {
		id, err := which(t)
		if err != nil {
			return err
		}
		st, err := t.Statement(id)
		if err != nil {
			return err
		}
		if err := seen("statement "+id, rev, st.Rev); err != nil {
			return err
		}
		x := st.Statement
		if x.Verdict = nil; v.Change != "" {
			x.Verdict = &voxpop.Verdict{Change: v.Change, Reason: v.Reason, By: cmp.Or(v.By, string(by))}
		}
		if err := t.PutStatement(x); err != nil {
			return err
		}
		st, err = t.Statement(id)
		done.Statements = []Statement{st}
		return err
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

// mostPairs bounds how many pairs of statements are compared by their words, to
// some seconds; the newest statements go first.
const mostPairs = 2_000_000

// Hints lists pairs of statements whose words may contradict each other, the
// surest first. They only propose what to look at: pairs that positions say
// something about already are left out.
func (s *Service) Hints(ctx context.Context, callout string) (list []Hint, err error) {
	list = []Hint{}
	var points []voxpop.Point
	var all []voxpop.Statement
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		points = v.Points()
		all, err = v.AllStatements()
		return err
	})
	if err != nil {
		return list, err
	}
	slices.SortStableFunc(all, func(a, b voxpop.Statement) int { return -day(a.SaidOn).Compare(day(b.SaidOn)) })
	read := make([]stance.Text, len(all))
	for i, st := range all {
		read[i] = stance.Prepare(st.Text, st.Lang)
	}
	pairs := 0
	for i, b := range all {
		for j, a := range all[:i] {
			if a.Lang != b.Lang || related(points, a, b) {
				continue
			}
			if pairs++; pairs > mostPairs {
				break
			}
			c, ok := read[j].Clash(read[i])
			if !ok {
				continue
			}
			list = append(list, Hint{A: a.ID, B: b.ID, Kind: string(c.Kind), Rule: c.Rule, Precision: c.Precision, SpansA: spansOf(c.A), SpansB: spansOf(c.B), Reason: c.Reason})
		}
	}
	slices.SortStableFunc(list, func(a, b Hint) int {
		return cmp.Or(cmp.Compare(b.Precision, a.Precision), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return list, nil
}

// related reports whether two statements have positions on one point.
func related(points []voxpop.Point, a, b voxpop.Statement) bool {
	for _, p := range a.Positions {
		if slices.ContainsFunc(b.Positions, func(q voxpop.Position) bool { return q.Point == p.Point }) &&
			slices.ContainsFunc(points, func(x voxpop.Point) bool { return x.ID == p.Point }) {
			return true
		}
	}
	return false
}

func spansOf[T ~struct{ Start, End int }](all []T) []Span {
	out := make([]Span, len(all))
	for i, s := range all {
		x := struct{ Start, End int }(s)
		out[i] = Span{x.Start, x.End}
	}
	return out
}
