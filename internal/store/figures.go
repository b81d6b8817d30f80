package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/store/sqldb"
)

// peopleAtOnce bounds how many answers a recount holds in memory: those of
// about so many.
const peopleAtOnce = 1000

// person is one person's answers, and answers of others that repeat them.
type person struct {
	key             string
	responses       []voxpop.Response
	answers, copies []prevalence.Answer // answers are those of the responses
}

func (p *person) part() prevalence.Part { return prevalence.NewPart(p.answers, p.copies) }

// people loads everybody whose key lies between first and last, both included.
func (t *tx) people(c *callout, first, last string) ([]person, error) {
	rows, err := t.q.AnswersBetween(t.ctx, sqldb.AnswersBetweenParams{CalloutID: c.id, First: first, Last: last})
	if err != nil {
		return nil, err
	}
	marks, err := t.q.MarksBetween(t.ctx, sqldb.MarksBetweenParams{CalloutID: c.id, First: first, Last: last})
	if err != nil {
		return nil, err
	}
	copies, err := t.q.CopiesBetween(t.ctx, sqldb.CopiesBetweenParams{CalloutID: c.id, First: first, Last: last})
	if err != nil {
		return nil, err
	}
	var copyMarks []sqldb.CopyMarksBetweenRow
	if len(copies) > 0 {
		if copyMarks, err = t.q.CopyMarksBetween(t.ctx, sqldb.CopyMarksBetweenParams{CalloutID: c.id, First: first, Last: last}); err != nil {
			return nil, err
		}
	}
	return c.together(rows, marks, copies, copyMarks)
}

// peopleOf loads those of some keys. Each table is asked by the ids of its rows:
// PostgreSQL, which may know nothing yet of what was just imported, would read
// all codings for a join.
func (t *tx) peopleOf(c *callout, keys []string) ([]person, error) {
	in, args := inList([]any{c.id}, keys)
	rows, err := scanned[answerRow](t, "SELECT person, id, doc FROM response WHERE callout_id = ?1 AND person "+in+" ORDER BY person, id", args)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	answers := make([]sqldb.AnswersBetweenRow, len(rows))
	place := map[string]int{} // of an answer among those
	for i, r := range rows {
		answers[i], place[r.ID] = sqldb.AnswersBetweenRow(r), i
	}
	marks, err := t.marksOf(c, place)
	if err != nil {
		return nil, err
	}
	copies, of, err := t.copiesOf(c, answers, place)
	if err != nil {
		return nil, err
	}
	copyMarks, err := t.marksOf(c, of)
	if err != nil {
		return nil, err
	}
	all := make([]sqldb.MarksBetweenRow, len(marks))
	for i, m := range marks {
		all[i] = sqldb.MarksBetweenRow(m)
	}
	return c.together(answers, all, copies, copyMarks)
}

// marksOf reads the marks on some answers, in the order of their places.
func (t *tx) marksOf(c *callout, place map[string]int) (all []sqldb.CopyMarksBetweenRow, err error) {
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(place)), idsAtOnce) {
		in, args := inList([]any{c.id}, ids)
		rows, err := scanned[markRow](t, "SELECT response, code, coder, present, origin, draw FROM coding WHERE callout_id = ?1 AND response "+in, args)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			all = append(all, sqldb.CopyMarksBetweenRow(r))
		}
	}
	slices.SortFunc(all, func(a, b sqldb.CopyMarksBetweenRow) int {
		return cmp.Or(place[a.Response]-place[b.Response], strings.Compare(a.Code, b.Code), strings.Compare(a.Coder, b.Coder))
	})
	return all, nil
}

// copiesOf reads answers of other people that repeat one of these, in the order
// of the people whom they repeat, and their places.
func (t *tx) copiesOf(c *callout, answers []sqldb.AnswersBetweenRow, place map[string]int) (all []sqldb.CopiesBetweenRow, of map[string]int, err error) {
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(place)), idsAtOnce) {
		in, args := inList([]any{c.id}, ids)
		rows, err := scanned[copyRow](t, "SELECT person, id, doc, duplicate_of FROM response WHERE callout_id = ?1 AND duplicate_of <> '' AND duplicate_of "+in, args)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range rows {
			if owner := answers[place[r.of]].Person; r.Person != owner {
				all = append(all, sqldb.CopiesBetweenRow{Person: owner, ID: r.ID, Doc: r.Doc})
			}
		}
	}
	first := map[string]int{} // answer of a person
	for i := len(answers) - 1; i >= 0; i-- {
		first[answers[i].Person] = i
	}
	slices.SortFunc(all, func(a, b sqldb.CopiesBetweenRow) int {
		return cmp.Or(first[a.Person]-first[b.Person], strings.Compare(a.ID, b.ID))
	})
	of = map[string]int{}
	for i, r := range all {
		of[r.ID] = i
	}
	return all, of, nil
}

type answerRow sqldb.AnswersBetweenRow

func (r *answerRow) fields() []any { return []any{&r.Person, &r.ID, &r.Doc} }

// copyRow is an answer that repeats another one.
type copyRow struct {
	answerRow
	of string
}

func (r *copyRow) fields() []any { return append(r.answerRow.fields(), &r.of) }

type markRow sqldb.CopyMarksBetweenRow

func (r *markRow) fields() []any {
	return []any{&r.Response, &r.Code, &r.Coder, &r.Present, &r.Origin, &r.Draw}
}

// together puts rows that come in the order of people and answers together.
func (c *callout) together(rows []sqldb.AnswersBetweenRow, marks []sqldb.MarksBetweenRow, copies []sqldb.CopiesBetweenRow, copyMarks []sqldb.CopyMarksBetweenRow) ([]person, error) {
	var all []person
	at := func(key string) *person {
		if n := len(all); n == 0 || all[n-1].key != key {
			all = append(all, person{key: key})
		}
		return &all[len(all)-1]
	}
	// Rows and their marks come in the same order, so each list is walked once.
	for _, r := range rows {
		doc, a, err := c.answer(r.Doc)
		if err != nil {
			return nil, err
		}
		for len(marks) > 0 && marks[0].Response == r.ID {
			a.Marks = append(a.Marks, markOf(sqldb.CopyMarksBetweenRow(marks[0])))
			marks = marks[1:]
		}
		p := at(r.Person)
		p.responses, p.answers = append(p.responses, doc), append(p.answers, a)
	}
	i := 0
	for _, r := range copies {
		for all[i].key != r.Person {
			i++
		}
		_, a, err := c.answer(r.Doc)
		if err != nil {
			return nil, err
		}
		for len(copyMarks) > 0 && copyMarks[0].Response == r.ID {
			a.Marks = append(a.Marks, markOf(copyMarks[0]))
			copyMarks = copyMarks[1:]
		}
		all[i].copies = append(all[i].copies, a)
	}
	return all, nil
}

func markOf(r sqldb.CopyMarksBetweenRow) prevalence.Mark {
	return prevalence.Mark{Code: r.Code, Coder: r.Coder, Present: r.Present, Origin: voxpop.Origin(r.Origin), Draw: voxpop.Draw(r.Draw)}
}

// answer reads a stored response for counting. Times are those of the columns,
// whole microseconds, so that an index orders people as counting does.
func (c *callout) answer(doc string) (r voxpop.Response, a prevalence.Answer, err error) {
	if r, err = parseResponse(doc); err != nil {
		return r, a, err
	}
	a = prevalence.AnswerOf(c.doc, r, nil)
	a.At = a.At.Truncate(time.Microsecond)
	return r, a, nil
}

// everybody calls fn with everybody of the call-out, some at a time.
func (t *tx) everybody(c *callout, fn func([]person) error) error {
	last, err := t.q.LastPerson(t.ctx, c.id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	} else if err != nil {
		return err
	}
	for after := ""; after < last; {
		upto, err := t.q.PersonBound(t.ctx, sqldb.PersonBoundParams{CalloutID: c.id, After: after, N: peopleAtOnce})
		if errors.Is(err, sql.ErrNoRows) {
			upto = last
		} else if err != nil {
			return err
		}
		all, err := t.people(c, after+"\x01", upto)
		if err != nil {
			return err
		}
		if err := fn(all); err != nil {
			return err
		}
		after = upto
	}
	return nil
}

// parts is where the parts of people are looked up and changed: in the
// database, or in memory above a database that is only read.
type parts interface {
	get(key string) (prevalence.Part, bool, error)
	put(key string, p prevalence.Part) error
	drop(key string) error
	// moved says that somebody stands for their campaign now, or does no more.
	moved(key string)
	// standing lists the people who stand for a campaign.
	standing(campaign string) ([]namedPart, error)
	// earliest is the person of a campaign with the earliest kept answer.
	earliest(campaign string) (namedPart, bool, error)
}

type namedPart struct {
	key  string
	part prevalence.Part
}

// fold brings the tally up to date for the people named: the part that each
// added is taken out, and the part that they add now put in. Then each
// campaign they touch gets the one person who stands for it. The work grows
// with the number of people named and not with the record.
func (t *tx) fold(c *callout, tally *prevalence.Tally, ps parts, keys []string) error {
	var campaigns []string
	touch := func(name string) {
		if name != "" && !slices.Contains(campaigns, name) {
			campaigns = append(campaigns, name)
		}
	}
	for _, key := range keys {
		old, ok, err := ps.get(key)
		if err != nil {
			return err
		}
		if ok {
			tally.Remove(old)
			touch(old.Campaign)
		}
		now, err := t.people(c, key, key)
		if err != nil {
			return err
		}
		if len(now) == 0 {
			if ok {
				if err := ps.drop(key); err != nil {
					return err
				}
			}
			continue
		}
		p := now[0].part().AsCampaign(false)
		touch(p.Campaign)
		if p.Campaign != "" {
			ps.moved(key)
		}
		tally.Add(p)
		if err := ps.put(key, p); err != nil {
			return err
		}
	}
	for _, name := range campaigns {
		if err := settle(tally, ps, name); err != nil {
			return err
		}
	}
	return nil
}

// settle makes the earliest person of a campaign, and nobody else, stand for it.
func settle(tally *prevalence.Tally, ps parts, campaign string) error {
	first, ok, err := ps.earliest(campaign)
	if err != nil || !ok {
		return err
	}
	stand, err := ps.standing(campaign)
	if err != nil {
		return err
	}
	move := func(n namedPart, counted bool) error {
		tally.Remove(n.part)
		p := n.part.AsCampaign(counted)
		tally.Add(p)
		ps.moved(n.key)
		return ps.put(n.key, p)
	}
	for _, s := range stand {
		if s.key == first.key {
			continue
		}
		if err := move(s, false); err != nil {
			return err
		}
	}
	if first.part.Falls {
		return move(first, true)
	}
	return nil
}

// Fold brings the stored figures of a call-out up to date and returns how many
// people were folded. The job "figures" does the same; readers never need it,
// they only get faster.
func (db *DB) Fold(ctx context.Context, slug string) (people int, err error) {
	err = db.write(ctx, func(t *tx) error {
		people, err = t.foldFigures(slug)
		return err
	})
	return people, wrap("store.Fold", err)
}

// foldFigures writes what changed into the stored figures and returns how
// many people were folded.
func (t *tx) foldFigures(slug string) (int, error) { return t.foldSome(slug, math.MaxInt) }

// foldSome is foldFigures of so many people at most.
func (t *tx) foldSome(slug string, most int) (int, error) {
	c, err := t.lock(slug, 0)
	if err != nil {
		return 0, err
	}
	tally, found, err := t.tally(c)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, t.rebuild(c)
	}
	n := 0
	for n < most {
		keys, err := t.q.DirtyPage(t.ctx, sqldb.DirtyPageParams{CalloutID: c.id, N: int64(min(peopleAtOnce, most-n))})
		if err != nil {
			return n, err
		}
		if len(keys) == 0 {
			break
		}
		if err := t.fold(c, tally, storedParts{t, c}, keys); err != nil {
			return n, err
		}
		for _, k := range keys {
			if err := t.q.CleanPerson(t.ctx, sqldb.CleanPersonParams{CalloutID: c.id, Person: k}); err != nil {
				return n, err
			}
		}
		n += len(keys)
	}
	if n == 0 {
		return 0, nil
	}
	return n, t.putTally(c, tally)
}

// tally reads the stored tally; found is false when there is none yet.
func (t *tx) tally(c *callout) (tally *prevalence.Tally, found bool, err error) {
	doc, err := t.q.TallyOf(t.ctx, c.id)
	if errors.Is(err, sql.ErrNoRows) {
		return &prevalence.Tally{}, false, nil
	} else if err != nil {
		return nil, false, err
	}
	tally = &prevalence.Tally{}
	return tally, true, parse("tally", doc, tally)
}

func (t *tx) putTally(c *callout, tally *prevalence.Tally) error {
	doc, err := toJSON(c.doc.Slug, tally)
	if err != nil {
		return err
	}
	return t.q.PutTally(t.ctx, sqldb.PutTallyParams{CalloutID: c.id, Doc: doc})
}

// rebuild counts the call-out anew in one pass and writes every part.
func (t *tx) rebuild(c *callout) error {
	if err := t.q.ClearParts(t.ctx, c.id); err != nil {
		return err
	}
	out := t.inserter("part", partColumns)
	tally, err := t.recount(c, func(key string, p prevalence.Part) error {
		doc, err := toJSON(p.FirstID, p)
		if err != nil {
			return err
		}
		return out.add(c.id, key, campaignKey(p.Campaign), p.FirstAt.UnixMicro(), p.FirstID, p.Falls, doc)
	})
	if err != nil {
		return err
	}
	if err := out.flush(); err != nil {
		return err
	}
	if err := t.q.ClearDirty(t.ctx, c.id); err != nil {
		return err
	}
	t.listing(c).all = true
	return t.putTally(c, tally)
}

// recount counts the call-out anew and gives each part to keep, which may be
// nil. Who stands for a campaign is known at the end, so each campaign's
// earliest person so far is held back.
func (t *tx) recount(c *callout, keep func(key string, p prevalence.Part) error) (*prevalence.Tally, error) {
	tally := &prevalence.Tally{}
	add := func(n namedPart) error {
		tally.Add(n.part)
		if keep == nil {
			return nil
		}
		return keep(n.key, n.part)
	}
	first := map[string]namedPart{}
	err := t.everybody(c, func(all []person) error {
		for i := range all {
			n := namedPart{all[i].key, all[i].part()}
			if name := n.part.Campaign; name != "" {
				n.part = n.part.AsCampaign(true)
				held, ok := first[name]
				if !ok || n.part.Before(held.part) {
					first[name] = n
					n = held
				}
				if n.key == "" {
					continue
				}
				n.part = n.part.AsCampaign(false)
			}
			if err := add(n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, n := range first {
		if err := add(n); err != nil {
			return nil, err
		}
	}
	return tally, nil
}
