package ledger

import (
	"context"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/cores"
	"voxpop/internal/echo"
)

// Echoes links responses to the statements that they throw back. Responses that
// do not count, since they were withdrawn or set aside, are left out.
func (s *Service) Echoes(ctx context.Context, callout string) (all Echoes, err error) {
	all = Echoes{Counts: []EchoCount{}, Echoes: []Echo{}}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		found, statements, struck, err := echoes(ctx, v)
		if err != nil {
			return err
		}
		counts, err := counted(v, statements, found, struck)
		if err != nil {
			return err
		}
		for _, st := range statements {
			if n := counts[st.ID]; n.Responses+n.Struck > 0 {
				all.Counts = append(all.Counts, n)
			}
		}
		for _, e := range found {
			all.Echoes = append(all.Echoes, Echo{Statement: e.Statement, Response: e.Response, Kind: string(e.Kind), How: string(e.How), Lang: e.Lang,
				In: e.In, Spans: spansOf(e.Spans), Said: spansOf(e.Said), Score: e.Score, Reason: e.Reason})
		}
		return nil
	})
	return all, err
}

// echoes finds what responses throw back, less what a person struck.
func echoes(ctx context.Context, v Snapshot) (found []echo.Echo, statements []voxpop.Statement, struck []echo.Pair, err error) {
	if statements, err = v.AllStatements(); err != nil || len(statements) == 0 {
		return nil, nil, nil, err
	}
	statements = voxpop.OneName(statements, v.Speakers())
	for d, err := range v.Decisions() {
		if err != nil {
			return nil, nil, nil, err
		}
		if p, ok := echo.StruckBy(d); ok {
			struck = append(struck, p)
		}
	}
	var answers []echo.Answer
	c := v.Callout()
	for r, err := range v.Responses() {
		if err != nil {
			return nil, nil, nil, err
		}
		if !r.Withdrawn() && r.SetAside == "" {
			answers = append(answers, echo.AnswerOf(c, r))
		}
	}
	return echo.Find(statements, answers, echo.Options{Struck: struck, Pause: func() { cores.GiveWay(ctx) }}), statements, struck, nil
}

func counted(v Snapshot, statements []voxpop.Statement, found []echo.Echo, struck []echo.Pair) (map[string]EchoCount, error) {
	person, err := v.Stands()
	if err != nil {
		return nil, err
	}
	out := map[string]EchoCount{}
	for _, n := range echo.People(statements, found, person) {
		out[n.Statement] = EchoCount{Statement: n.Statement, People: n.People, Words: n.Words, Speaker: n.Speaker, Responses: n.Responses}
	}
	for _, p := range struck {
		n := out[p.Statement]
		n.Statement = p.Statement
		n.Struck++
		out[p.Statement] = n
	}
	return out, nil
}

// EchoCounts counts, for each statement that is thrown back, the people who do.
// It reads every response.
func (s *Service) EchoCounts(ctx context.Context, callout string) (all map[string]EchoCount, err error) {
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		all, err = countEchoes(ctx, v)
		return err
	})
	return all, err
}

// countEchoes counts, for each statement, the people who throw it back.
func countEchoes(ctx context.Context, v Snapshot) (map[string]EchoCount, error) {
	found, statements, struck, err := echoes(ctx, v)
	if err != nil || len(statements) == 0 {
		return nil, err
	}
	return counted(v, statements, found, struck)
}

// StrikeEcho says that a response does not mean a statement.
func (s *Service) StrikeEcho(ctx context.Context, by voxpop.Actor, callout, response, statement, reason string) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, "strike_echo", callout, nil, func(t Tx) error {
		if _, err := t.Statement(statement); err != nil {
			return err
		}
		id := voxpop.NoEchoID(statement, response)
		have, there, err := decisionOf(t, id)
		if err != nil || there && have.Reason == reason {
			return err
		}
		return t.PutDecision(voxpop.Decision{ID: id, Kind: voxpop.NoEcho, Responses: []string{response}, Statement: statement, Reason: strings.TrimSpace(reason), By: string(by), At: s.now()})
	})
	return done, err
}

// KeepEcho takes a strike back.
func (s *Service) KeepEcho(ctx context.Context, by voxpop.Actor, callout, response, statement string) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, "keep_echo", callout, nil, func(t Tx) error {
		id := voxpop.NoEchoID(statement, response)
		if _, there, err := decisionOf(t, id); err != nil || !there {
			if err == nil {
				err = missing("nobody struck that echo", "voxpop statements echoes lists what is struck")
			}
			return err
		}
		return t.DropDecision(id)
	})
	return done, err
}

func decisionOf(v Snapshot, id string) (d voxpop.Decision, ok bool, err error) {
	var all []voxpop.Decision
	for d, err := range v.Decisions() {
		if err != nil {
			return d, false, err
		}
		all = append(all, d)
	}
	i := slices.IndexFunc(all, func(d voxpop.Decision) bool { return d.ID == id })
	if i < 0 {
		return d, false, nil
	}
	return all[i], true, nil
}
