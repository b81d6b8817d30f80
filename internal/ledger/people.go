package ledger

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"voxpop"
)

// PutSpeaker adds a speaker or changes the one of that name.
func (s *Service) PutSpeaker(ctx context.Context, by voxpop.Actor, callout string, who voxpop.Speaker) (done Done, err error) {
	return s.PutSpeakers(ctx, by, callout, who)
}

// PutSpeakers adds speakers or changes those of their names, all or none.
// Candidates that are taken for somebody by one of their other names are then
// called by their own.
func (s *Service) PutSpeakers(ctx context.Context, by voxpop.Actor, callout string, people ...voxpop.Speaker) (done Done, err error) {
	if err := voxpop.ValidSpeakers(people); err != nil {
		return Done{}, err
	}
	for i, who := range people {
		if slices.ContainsFunc(people[:i], func(sp voxpop.Speaker) bool { return voxpop.SameName(sp.Name, who.Name) }) {
			return Done{}, invalid("speakers", "name "+who.Name+" twice", "write each person once, with all their names and offices")
		}
	}
	done.Op, err = s.Store.ChangeLedger(ctx, by, "put_speaker", callout, nil, func(t Tx) error {
		all := slices.Clone(t.Speakers())
		for _, who := range people {
			if i := slices.IndexFunc(all, func(sp voxpop.Speaker) bool { return voxpop.SameName(sp.Name, who.Name) }); i >= 0 {
				all[i] = who
			} else {
				all = append(all, who)
			}
		}
		if err := t.PutSpeakers(all); err != nil {
			return err
		}
		for _, who := range people {
			for _, name := range spellings(who) {
				if _, err := renamed(t, name, who.Name); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return done, err
}

// spellings are the names of a speaker in every language, and their aliases.
func spellings(who voxpop.Speaker) []string {
	all := []string{who.Name}
	for _, n := range who.Names {
		all = append(all, n)
	}
	all = append(all, who.Aliases...)
	slices.Sort(all)
	return slices.Compact(all)
}

// renamed calls the candidates that are taken for one name's by another, and
// says how many there are.
func renamed(t Tx, from, to string) (n int, err error) {
	said, err := t.CandidatesSaidBy(from)
	for _, c := range said {
		if c.Speaker == to {
			continue
		}
		c.Speaker = to
		if err := t.PutCandidate(c); err != nil {
			return n, err
		}
	}
	return len(said), err
}

// Merge says that two names mean one person: statements and candidates of from
// become into's, and the name an alias. Into is somebody who is here, or from
// written out: a slip of the keys makes no new person.
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
		statements, err := t.AllStatements()
		if err != nil {
			return err
		}
		one, kept = spelled(one, statements), spelled(kept, statements)
		already := voxpop.SameName(one.Name, kept.Name)
		if already && !keptKnown && into != voxpop.Slug(into) {
			kept.Name = into // the spelling that stays
		}
		theirs, err := t.CandidatesSaidBy(kept.Name)
		if err != nil {
			return err
		}
		oneHere, keptHere := oneKnown, keptKnown || len(theirs) > 0
		for _, st := range statements {
			if voxpop.SameName(st.Speaker, kept.Name) && !already || st.Speaker == kept.Name {
				keptHere = true
				continue
			}
			if !one.Calls(st.Speaker) {
				continue
			}
			oneHere = true
			if st.Speaker = kept.Name; kept.Names != nil {
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
		}
		for _, name := range spellings(one) {
			n, err := renamed(t, name, kept.Name)
			if err != nil {
				return err
			}
			oneHere = oneHere || n > 0
		}
		if !oneHere {
			return missing("nobody here is called "+from, "voxpop statements speakers lists the names")
		}
		if already {
			if len(done.Statements) == 0 {
				return invalid("", "both names mean one person already", "name two speakers")
			}
			return nil
		}
		if !keptHere && !writtenOut(one.Name, kept.Name) {
			return missing("nobody here is called "+into, "voxpop statements speakers lists the names; a name that is new is set with voxpop statements speakers --set")
		}
		kept = joined(kept, one)
		all = slices.DeleteFunc(all, func(sp voxpop.Speaker) bool { return voxpop.SameName(sp.Name, one.Name) })
		if i := slices.IndexFunc(all, func(sp voxpop.Speaker) bool { return voxpop.SameName(sp.Name, kept.Name) }); i >= 0 {
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

// writtenOut reports whether one of two names is the other with more of it: all
// words of the shorter, or their initials, stand in the longer.
func writtenOut(a, b string) bool {
	words := func(name string) []string {
		all := strings.Split(voxpop.Slug(name), "-")
		for i, w := range all {
			all[i] = voxpop.NameKey(w)
		}
		return all
	}
	short, long := words(a), words(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	whole := false
	for _, w := range short {
		i := slices.IndexFunc(long, func(l string) bool {
			return l == w || utf8.RuneCountInString(w) == 1 && strings.HasPrefix(l, w) || utf8.RuneCountInString(l) == 1 && strings.HasPrefix(w, l)
		})
		if i < 0 {
			return false
		}
		whole = whole || long[i] == w && utf8.RuneCountInString(w) > 1
	}
	return whole
}

// spelled gives a speaker that was named as links write names the spelling of
// their statements.
func spelled(sp voxpop.Speaker, statements []voxpop.Statement) voxpop.Speaker {
	for _, st := range statements {
		if voxpop.SameName(st.Speaker, sp.Name) && sp.Name == voxpop.Slug(sp.Name) {
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
