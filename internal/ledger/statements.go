package ledger

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"voxpop"
)

// Statements lists statements by date, those without one last.
func (s *Service) Statements(ctx context.Context, callout string, f StatementFilter) (list []Statement, err error) {
	list = []Statement{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		all, err := v.StatementRows()
		if err != nil {
			return err
		}
		byDay(all)
		find := voxpop.SpeakerFinder(v.Speakers())
		speaker := called(v, f.Speaker)
		for _, st := range all {
			name := st.Speaker
			if sp, ok := find(name); ok {
				name = sp.Name
			}
			if speaker != "" && !voxpop.SameName(name, speaker) {
				continue
			}
			if f.Point != "" && !slices.ContainsFunc(st.Positions, func(p voxpop.Position) bool { return p.Point == f.Point }) {
				continue
			}
			list = append(list, st)
		}
		if !f.Echoes {
			return nil
		}
		people, err := countEchoes(ctx, v)
		for i := range list {
			n := people[list[i].ID]
			list[i].Echoes, list[i].EchoWords = &n.People, &n.Words
		}
		return err
	})
	return list, err
}

// byDay sorts statements by date, those without one last.
func byDay(all []Statement) {
	slices.SortStableFunc(all, func(a, b Statement) int {
		return cmp.Or(day(a.SaidOn).Compare(day(b.SaidOn)), cmp.Compare(a.ID, b.ID))
	})
}

// Sheet returns everything that was said, and what follows from the positions,
// of one moment.
func (s *Service) Sheet(ctx context.Context, callout string) (all Sheet, err error) {
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		x, err := sidesOf(v)
		if err != nil {
			return err
		}
		all = Sheet{Points: v.Points(), Statements: x.rows, Changes: x.changes(), Clashes: x.clashes()}
		byDay(all.Statements)
		return nil
	})
	return all, err
}

// called is a name as the record spells it; the name itself of somebody whom it
// does not know.
func called(v Snapshot, name string) string {
	if sp, ok := voxpop.FindSpeaker(v.Speakers(), name); ok {
		return sp.Name
	}
	return name
}

// day orders dates by their first day; unknown ones are last.
func day(d voxpop.Date) time.Time {
	first, _, ok := d.Bounds()
	if !ok {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return first
}

// Edit changes what is said about a statement. Its words change only with its
// ends, inside its article.
func (s *Service) Edit(ctx context.Context, by voxpop.Actor, callout, id string, e Edit) (done Done, err error) {
	var from Candidate
	var fam *family
	moves := e.Start != nil || e.End != nil
	if moves || e.Kind != nil && *e.Kind == voxpop.Quoted {
		err := s.Store.Ledger(ctx, callout, func(v Snapshot) error {
			_, from, fam, err = s.origin(v, id)
			return err
		})
		if err != nil {
			return Done{}, err
		}
		if fam == nil && moves {
			return Done{}, invalid(id, "did not come from an article here, so its words cannot be moved", "give its source to voxpop statements extract, and accept the words from there")
		}
	}
	done.Op, err = s.Store.ChangeLedger(ctx, by, "edit", callout, nil, func(t Tx) error {
		done = Done{}
		st, err := t.Statement(id)
		if err != nil {
			return err
		}
		if err := seen("statement "+id, e.Rev, st.Rev); err != nil {
			return err
		}
		x := st.Statement
		x.Positions, x.Appearances = slices.Clone(x.Positions), slices.Clone(x.Appearances)
		if fam != nil && moves {
			if from, err = s.moveEnds(t, fam, from, &x, e); err != nil {
				return err
			}
			done.Candidates = append(done.Candidates, from)
		}
		e.fields(&x, t.Speakers())
		if fam != nil && e.Kind != nil && *e.Kind == voxpop.Quoted && st.Kind != voxpop.Quoted {
			if err := inMarks(from, fam.runes); err != nil {
				return err
			}
		}
		if x.Kind == voxpop.Quoted {
			x.AssertedBy = ""
		} else if x.AssertedBy == "" {
			x.AssertedBy = x.Source.Outlet
		}
		if err := t.PutStatement(x); err != nil {
			return err
		}
		st, err = t.Statement(id)
		done.Statements = append(done.Statements, st)
		return err
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

// inMarks refuses words as a figure's own that do not stand in quotation marks in
// their article.
func inMarks(from Candidate, runes []rune) error {
	parts, err := takenParts(from, runes)
	if err != nil {
		return err
	}
	if quoted(from.Found, parts, runes) {
		return nil
	}
	return invalid("kind", "cannot be quoted: these words do not stand in quotation marks in the article", "move the ends to the words in marks (--start, --end), or leave it reported")
}

// fields sets what an edit names.
func (e Edit) fields(x *voxpop.Statement, speakers []voxpop.Speaker) {
	for _, f := range []struct {
		new *string
		is  *string
	}{{e.Medium, &x.Medium}, {e.Place, &x.Place}, {e.Addressee, &x.Addressee}, {e.Asserted, &x.AssertedBy}} {
		if f.new != nil {
			*f.is = *f.new
		}
	}
	if e.SaidOn != nil {
		x.SaidOn = *e.SaidOn
	}
	if e.PublishedOn != nil {
		x.PublishedOn = *e.PublishedOn
	}
	if e.Kind != nil {
		x.Kind = *e.Kind
	}
	if e.Speaker != nil && *e.Speaker != x.Speaker {
		x.Speaker, x.Names, x.Role = *e.Speaker, nil, ""
		speakerOf(x, speakers, "")
	}
	if e.Role != nil {
		x.Role, x.Roles = *e.Role, nil
	}
	if e.Names != nil {
		x.Names = e.Names
	}
	if e.Roles != nil {
		x.Roles = e.Roles
	}
	if e.Translations != nil {
		x.Translations = e.Translations
	}
}

// moveEnds gives a statement other words of its article.
func (s *Service) moveEnds(t Tx, f *family, c Candidate, x *voxpop.Statement, e Edit) (Candidate, error) {
	now := c.Found.span()
	if c.Taken != nil {
		now = *c.Taken
	}
	movedStart, movedEnd := e.Start, e.End
	if e.Start == nil {
		e.Start = &now.Start
	}
	if e.End == nil {
		e.End = &now.End
	}
	parts, err := cut(c.Found.parts(), c.Found.span(), e.Start, e.End, f.runes)
	if err == nil {
		err = wholeWords(whole(parts), movedStart, movedEnd, f.runes)
	}
	if err != nil {
		return c, err
	}
	x.Text, x.Source = words(parts, f.runes), f.at(parts)
	x.Translations = nil // of other words
	x.Appearances = f.appearances(parts)
	// What is kept as a report stays one until a person says otherwise.
	if x.Kind == voxpop.Quoted && !quoted(c.Found, parts, f.runes) {
		x.Kind = voxpop.Reported
	}
	if x.Kind == voxpop.Reported && x.AssertedBy == "" {
		x.AssertedBy = s.asserter(t, f, c)
	}
	c.Taken = nil
	if w := whole(parts); w != c.Found.span() {
		c.Taken = &w
	}
	if err := t.PutCandidate(c); err != nil {
		return c, err
	}
	return t.Candidate(c.ID)
}

// Ops lists what was done, the newest first; of is the id of a statement,
// a candidate or a decision, “points” or “speakers”; "" = everything. That of a
// point is what was done to the points, of a speaker what was done to the
// speakers and to their statements.
func (s *Service) Ops(ctx context.Context, callout, of string, p OpPager) (all []Op, err error) {
	all = []Op{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		things := []string{of}
		if slices.ContainsFunc(v.Points(), func(x voxpop.Point) bool { return x.ID == of }) {
			things = append(things, "points")
		}
		if of != "" {
			statements, err := v.AllStatements()
			if err != nil {
				return err
			}
			name := called(v, of)
			for _, st := range voxpop.OneName(statements, v.Speakers()) {
				if voxpop.SameName(st.Speaker, name) {
					things = append(things, st.ID)
				}
			}
			if _, known := voxpop.FindSpeaker(v.Speakers(), of); known {
				things = append(things, "speakers")
			}
		}
		for _, thing := range things {
			list, err := v.Ops(thing, p)
			if err != nil {
				return err
			}
			all = append(all, list...)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Op) int { return cmp.Compare(b.ID, a.ID) })
	all = slices.CompactFunc(all, func(a, b Op) bool { return a.ID == b.ID })
	return all[:min(len(all), limit(Pager{Limit: p.Limit}))], err
}

// Undo takes a verb back; op 0 is the last one that was not undone, of the thing
// that of names.
func (s *Service) Undo(ctx context.Context, by voxpop.Actor, callout string, op int64, of string) (Undone, error) {
	switch {
	case op == 0 && of == "": // as of a verb that changed nothing: never what somebody else did
		return Undone{}, invalid("", "what is to be taken back is not named", "voxpop statements history shows what was done, with its numbers")
	case op == 0:
		return s.UndoLast(ctx, by, callout, of)
	}
	return s.Store.UndoLedger(ctx, by, callout, op)
}

// UndoLast takes back the last verb that was not undone, whoever did it; of the
// thing named of when it is not "".
func (s *Service) UndoLast(ctx context.Context, by voxpop.Actor, callout, of string) (Undone, error) {
	op := int64(0)
	for before := int64(0); op == 0; {
		var page []Op
		err := s.Store.Ledger(ctx, callout, func(v Snapshot) (err error) {
			page, err = v.Ops(of, OpPager{Before: before, Limit: 100})
			return err
		})
		if err != nil {
			return Undone{}, err
		}
		if len(page) == 0 {
			return Undone{}, missing("there is nothing to undo", "voxpop statements history shows what was done")
		}
		if i := slices.IndexFunc(page, func(o Op) bool { return !o.Undone && o.Verb != "undo" }); i >= 0 {
			op = page[i].ID
			break
		}
		before = page[len(page)-1].ID
	}
	return s.Store.UndoLedger(ctx, by, callout, op)
}

// Speakers lists everybody who said something, and everybody the record knows.
func (s *Service) Speakers(ctx context.Context, callout string) (list []SpeakerRow, err error) {
	list = []SpeakerRow{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		all, err := v.AllStatements()
		if err != nil {
			return err
		}
		find, at := voxpop.SpeakerFinder(v.Speakers()), map[string]int{}
		for _, sp := range v.Speakers() {
			at[voxpop.NameKey(sp.Name)] = len(list)
			list = append(list, SpeakerRow{Speaker: sp, Key: sp.Key(), Known: true})
		}
		for _, st := range all {
			sp, ok := find(st.Speaker)
			if !ok {
				sp = voxpop.Speaker{Name: st.Speaker, Names: st.Names}
			}
			key := voxpop.NameKey(sp.Name)
			i, ok := at[key]
			if !ok {
				i = len(list)
				at[key] = i
				list = append(list, SpeakerRow{Speaker: sp, Key: sp.Key()})
			}
			list[i].Statements++
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b SpeakerRow) int { return strings.Compare(a.Key, b.Key) })
	return list, err
}
