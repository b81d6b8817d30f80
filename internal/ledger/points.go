package ledger

import (
	"context"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/stance"
)

// Points lists the points.
func (s *Service) Points(ctx context.Context, callout string) (all []voxpop.Point, err error) {
	all = []voxpop.Point{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		all = append(all, v.Points()...)
		return nil
	})
	return all, err
}

// PutPoint adds a point or changes the one with its id. A value that a
// statement takes cannot go.
func (s *Service) PutPoint(ctx context.Context, by voxpop.Actor, callout string, p voxpop.Point) (done Done, err error) {
	if err := p.Validate(); err != nil {
		return Done{}, err
	}
	done.Op, err = s.Store.ChangeLedger(ctx, by, "put_point", callout, nil, func(t Tx) error {
		all := slices.Clone(t.Points())
		if i := slices.IndexFunc(all, func(q voxpop.Point) bool { return q.ID == p.ID }); i >= 0 {
			all[i] = p
		} else {
			all = append(all, p)
		}
		return t.PutPoints(all)
	})
	return done, err
}

// DropPoint takes a point out that no statement has a position on.
func (s *Service) DropPoint(ctx context.Context, by voxpop.Actor, callout, point string) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, "drop_point", callout, nil, func(t Tx) error {
		if _, err := pointOf(t, point, ""); err != nil {
			return err
		}
		// What was refused about it goes with it: a decision names its point.
		for d, err := range t.Decisions() {
			if err != nil {
				return err
			}
			if d.Kind == voxpop.NoPosition && d.Point == point {
				if err := t.DropDecision(d.ID); err != nil {
					return err
				}
			}
		}
		return t.PutPoints(slices.DeleteFunc(slices.Clone(t.Points()), func(p voxpop.Point) bool { return p.ID == point }))
	})
	return done, err
}

// pointOf finds a point that has the value, any when it is "".
func pointOf(v Snapshot, id, value string) (voxpop.Point, error) {
	var ids []string
	for _, p := range v.Points() {
		if p.ID != id {
			ids = append(ids, p.ID)
			continue
		}
		var values []string
		for _, val := range p.Values {
			if value == "" || val.ID == value {
				return p, nil
			}
			values = append(values, val.ID)
		}
		return p, missing("the point "+id+" has no value "+value, "it has "+strings.Join(values, ", "))
	}
	hint := "add it first (voxpop statements points)"
	if len(ids) > 0 {
		hint = "there are " + strings.Join(ids, ", ")
	}
	return voxpop.Point{}, missing("no point has the id "+id, hint)
}

// Proposals are the positions that statements' words speak for, less those that
// a person took or refused. No statement named is all.
func (s *Service) Proposals(ctx context.Context, callout string, statements ...string) (list []Proposal, err error) {
	list = []Proposal{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		refused := map[string]bool{}
		for d, err := range v.Decisions() {
			if err != nil {
				return err
			}
			refused[d.ID] = true
		}
		all, err := v.AllStatements()
		if err != nil {
			return err
		}
		for _, id := range statements {
			if _, err := v.Statement(id); err != nil {
				return err
			}
		}
		for _, st := range all {
			if len(statements) > 0 && !slices.Contains(statements, st.ID) {
				continue
			}
			for _, p := range stance.Propose(v.Points(), st.Text, st.Lang) {
				has := slices.ContainsFunc(st.Positions, func(q voxpop.Position) bool { return q.Point == p.Point && q.Value == p.Value })
				if !has && !refused[voxpop.NoPositionID(st.ID, p.Point, p.Value)] {
					list = append(list, proposal(st.ID, p))
				}
			}
		}
		return nil
	})
	return list, err
}

func proposal(statement string, p stance.Proposal) Proposal {
	out := Proposal{Statement: statement, Point: p.Point, Value: p.Value, Start: p.Start, End: p.End, Word: p.Word, Negated: p.Negated, Sure: p.Sure, Reason: p.Reason}
	for _, n := range p.Notes {
		out.Notes = append(out.Notes, string(n.Kind))
	}
	return out
}

// TakePosition gives a statement a position; the one that it has on the point
// gives way.
func (s *Service) TakePosition(ctx context.Context, by voxpop.Actor, callout string, p Stance) (Done, error) {
	return s.position(ctx, by, "take_position", callout, p, func(t Tx, st *voxpop.Statement) error {
		if _, err := pointOf(t, p.Point, p.Value); err != nil {
			return err
		}
		taken := voxpop.Position{Point: p.Point, Value: p.Value, By: string(by), Reason: p.Reason}
		st.Positions = slices.DeleteFunc(st.Positions, func(q voxpop.Position) bool { return q.Point == p.Point })
		st.Positions = append(st.Positions, taken)
		return t.DropDecision(voxpop.NoPositionID(st.ID, p.Point, p.Value))
	})
}

// RefusePosition says that a statement does not take a side: it is not proposed
// again, and taken away if it was there. A reason is required.
func (s *Service) RefusePosition(ctx context.Context, by voxpop.Actor, callout string, p Stance) (Done, error) {
	if strings.TrimSpace(p.Reason) == "" {
		return Done{}, invalid("reason", "is missing", "say why the statement does not take that side, in a sentence")
	}
	return s.position(ctx, by, "refuse_position", callout, p, func(t Tx, st *voxpop.Statement) error {
		if _, err := pointOf(t, p.Point, p.Value); err != nil {
			return err
		}
		st.Positions = slices.DeleteFunc(st.Positions, func(q voxpop.Position) bool { return q.Point == p.Point && q.Value == p.Value })
		id := voxpop.NoPositionID(st.ID, p.Point, p.Value)
		for d, err := range t.Decisions() {
			if err != nil {
				return err
			}
			if d.ID == id && d.Reason == p.Reason { // said before
				return nil
			}
		}
		return t.PutDecision(voxpop.Decision{ID: id, Kind: voxpop.NoPosition, Statement: st.ID, Point: p.Point, Value: p.Value, Reason: p.Reason, By: string(by), At: s.now()})
	})
}

// position changes the positions of one statement.
func (s *Service) position(ctx context.Context, by voxpop.Actor, verb, callout string, p Stance, fn func(Tx, *voxpop.Statement) error) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, verb, callout, nil, func(t Tx) error {
		st, err := t.Statement(p.Statement)
		if err != nil {
			return err
		}
		if err := seen("statement "+p.Statement, p.Rev, st.Rev); err != nil {
			return err
		}
		st.Positions = slices.Clone(st.Positions)
		if err := fn(t, &st.Statement); err != nil {
			return err
		}
		if len(st.Positions) == 0 {
			st.Positions = nil
		}
		if err := t.PutStatement(st.Statement); err != nil {
			return err
		}
		st, err = t.Statement(p.Statement)
		done.Statements = []Statement{st}
		return err
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}
