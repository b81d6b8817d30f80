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
		speaker := voxpop.Slug(f.Speaker)
		if sp, ok := voxpop.FindSpeaker(v.Speakers(), f.Speaker); ok {
			speaker = sp.Key()
		}
		for _, st := range all {
			if speaker != "" && voxpop.Slug(st.Speaker) != speaker {
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
		people, err := countEchoes(v)
		for i := range list {
			n := people[list[i].ID]
			list[i].Echoes, list[i].EchoWords = &n.People, &n.Words
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b Statement) int {
		return cmp.Or(day(a.SaidOn).Compare(day(b.SaidOn)), cmp.Compare(a.ID, b.ID))
	})
	return list, err
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
	if e.Start != nil || e.End != nil {
		err := s.Store.Ledger(ctx, callout, func(v Snapshot) error {
			_, from, fam, err = s.origin(v, id)
			return err
		})
		if err != nil {
			return Done{}, err
		}
		if fam == nil {
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
		if fam != nil {
			if from, err = s.moveEnds(t, fam, from, &x, e); err != nil {
				return err
			}
			done.Candidates = append(done.Candidates, from)
		}
		e.fields(&x, t.Speakers())
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
	if e.Start == nil {
		e.Start = &now.Start
	}
	if e.End == nil {
		e.End = &now.End
	}
	parts, err := cut(c.Found.parts(), c.Found.span(), e.Start, e.End, f.runes)
	if err != nil {
		return c, err
	}
	x.Text, x.Source = words(parts, f.runes), f.at(parts)
	x.Translations = nil // of other words
	x.Appearances = f.appearances(parts)
	if x.Kind = voxpop.Reported; quoted(c.Found, parts, f.runes) {
		x.Kind = voxpop.Quoted
	} else if x.AssertedBy == "" {
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
// a candidate or a decision, “points” or “speakers”; "" = everything.
func (s *Service) Ops(ctx context.Context, callout, of string, p OpPager) (all []Op, err error) {
	all = []Op{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		list, err := v.Ops(of, p)
		all = append(all, list...)
		return err
	})
	return all, err
}

// Undo takes a verb back; op 0 is the last one that was not undone, of the thing
// named of when it is not "".
func (s *Service) Undo(ctx context.Context, by voxpop.Actor, callout string, op int64, of string) (Undone, error) {
	for before := int64(0); op == 0; {
		page, err := s.Ops(ctx, callout, of, OpPager{Before: before, Limit: 100})
		if err != nil {
			return Undone{}, err
		}
		if len(page) == 0 {
			return Undone{}, missing("there is nothing to undo", "voxpop statements undo --list shows what was done")
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
		at := map[string]int{}
		for _, sp := range v.Speakers() {
			at[sp.Key()] = len(list)
			list = append(list, SpeakerRow{Speaker: sp, Key: sp.Key(), Known: true})
		}
		for _, st := range all {
			sp, ok := voxpop.FindSpeaker(v.Speakers(), st.Speaker)
			if !ok {
				sp = voxpop.Speaker{Name: st.Speaker, Names: st.Names}
			}
			i, ok := at[sp.Key()]
			if !ok {
				i = len(list)
				at[sp.Key()] = i
				list = append(list, SpeakerRow{Speaker: sp, Key: sp.Key()})
			}
			list[i].Statements++
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b SpeakerRow) int { return strings.Compare(a.Key, b.Key) })
	return list, err
}

// PutSpeaker adds a speaker or changes the one of that name.
func (s *Service) PutSpeaker(ctx context.Context, by voxpop.Actor, callout string, who voxpop.Speaker) (done Done, err error) {
	if err := who.Validate(); err != nil {
		return Done{}, err
	}
	done.Op, err = s.Store.ChangeLedger(ctx, by, "put_speaker", callout, nil, func(t Tx) error {
		all := slices.Clone(t.Speakers())
		if i := slices.IndexFunc(all, func(sp voxpop.Speaker) bool { return sp.Key() == who.Key() }); i >= 0 {
			all[i] = who
		} else {
			all = append(all, who)
		}
		return t.PutSpeakers(all)
	})
	return done, err
}

// Merge says that two names mean one person: statements and candidates of from
// become into's, and the name an alias.
func (s *Service) Merge(ctx context.Context, by voxpop.Actor, callout, from, into string) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, "merge_speakers", callout, nil, func(t Tx) error {
		done = Done{}
		all := slices.Clone(t.Speakers())
		one, oneKnown := voxpop.FindSpeaker(all, from)
		if !oneKnown {
			one = voxpop.Speaker{Name: from}
		}
		kept, keptKnown := voxpop.FindSpeaker(all, into)
		if !keptKnown {
			kept = voxpop.Speaker{Name: into}
		}
		if one.Key() == kept.Key() {
			return invalid("", "both names mean one person already", "name two speakers")
		}
		statements, err := t.AllStatements()
		if err != nil {
			return err
		}
		one, kept = spelled(one, statements), spelled(kept, statements)
		moved := 0
		for _, st := range statements {
			switch voxpop.Slug(st.Speaker) {
			case one.Key():
				st.Speaker = kept.Name
				if kept.Names != nil {
					st.Names = kept.Names
				}
				if err := t.PutStatement(st); err != nil {
					return err
				}
				changed, err := t.Statement(st.ID)
				if err != nil {
					return err
				}
				done.Statements = append(done.Statements, changed)
				moved++
			case kept.Key():
				moved++ // somebody is there to merge into
			}
		}
		said, err := t.CandidatesSaidBy(one.Name)
		if err != nil {
			return err
		}
		for _, c := range said {
			c.Speaker = kept.Name
			if err := t.PutCandidate(c); err != nil {
				return err
			}
		}
		if !oneKnown && len(done.Statements) == 0 && len(said) == 0 {
			return missing("nobody here is called "+from, "voxpop statements speakers lists the names")
		}
		kept = joined(kept, one)
		all = slices.DeleteFunc(all, func(sp voxpop.Speaker) bool { return sp.Key() == one.Key() })
		if i := slices.IndexFunc(all, func(sp voxpop.Speaker) bool { return sp.Key() == kept.Key() }); i >= 0 {
			all[i] = kept
		} else {
			all = append(all, kept)
		}
		return t.PutSpeakers(all)
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

// spelled gives a speaker that was named as links write names the spelling of
// their statements.
func spelled(sp voxpop.Speaker, statements []voxpop.Statement) voxpop.Speaker {
	for _, st := range statements {
		if voxpop.Slug(st.Speaker) == sp.Key() && sp.Name == voxpop.Slug(sp.Name) {
			sp.Name = st.Speaker
		}
	}
	return sp
}

// joined is a speaker with everything that was known of them under another name.
func joined(kept, other voxpop.Speaker) voxpop.Speaker {
	names := append([]string{other.Name}, other.Aliases...)
	if len(other.Names) > 0 {
		with := voxpop.Localized{}
		for lang, n := range kept.Names {
			with[lang] = n
		}
		for lang, n := range other.Names {
			if with[lang] == "" {
				with[lang] = n
			} else {
				names = append(names, n)
			}
		}
		kept.Names = with
	}
	kept.Aliases = slices.Clone(kept.Aliases)
	slices.Sort(names[1:])
	for _, n := range names {
		if !kept.Calls(n) {
			kept.Aliases = append(kept.Aliases, n)
		}
	}
	kept.Offices = append(slices.Clone(kept.Offices), other.Offices...)
	return kept
}
