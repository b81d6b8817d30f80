package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
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

// What is read of people, by their keys: %s says which. In these joins CROSS
// JOIN tells SQLite to begin with the few people asked for; it knows no sizes
// and might begin with all codings. PostgreSQL does.
const (
	answersOfPeople = `SELECT person, id, doc FROM response WHERE callout_id = ?1 AND person %s ORDER BY person, id`
	marksOfPeople   = `SELECT c.response, c.code, c.coder, c.present, c.origin, c.draw
		FROM response r CROSS JOIN coding c
		WHERE c.callout_id = r.callout_id AND c.response = r.id AND r.callout_id = ?1 AND r.person %s
		ORDER BY r.person, c.response, c.code, c.coder`
	// Answers of other people that repeat one of theirs.
	copiesOfPeople = `SELECT o.person, d.id, d.doc
		FROM response o CROSS JOIN response d
		WHERE d.callout_id = o.callout_id AND d.duplicate_of = o.id AND d.duplicate_of <> '' AND o.callout_id = ?1 AND o.person %s AND d.person <> o.person
		ORDER BY o.person, d.id`
	copyMarksOfPeople = `SELECT c.response, c.code, c.coder, c.present, c.origin, c.draw
		FROM response o CROSS JOIN response d CROSS JOIN coding c
		WHERE d.callout_id = o.callout_id AND d.duplicate_of = o.id AND d.duplicate_of <> '' AND c.callout_id = d.callout_id AND c.response = d.id
			AND o.callout_id = ?1 AND o.person %s AND d.person <> o.person
		ORDER BY o.person, c.response, c.code, c.coder`
)

// people loads everybody whose key lies between first and last, both included.
func (t *tx) people(c *callout, first, last string) ([]person, error) {
	return t.peopleWho(c, "BETWEEN ?2 AND ?3", []any{c.id, first, last}, t.x.QueryContext)
}

// peopleOf loads those of some keys.
func (t *tx) peopleOf(c *callout, keys []string) ([]person, error) {
	in, args := inList([]any{c.id}, keys)
	return t.peopleWho(c, in, args, t.once)
}

type asking func(ctx context.Context, q string, args ...any) (*sql.Rows, error)

// answerRow is an answer of a person, or one that repeats it.
type answerRow struct{ person, id, doc string }

func (r *answerRow) fields() []any { return []any{&r.person, &r.id, &r.doc} }

// markRow is a mark on an answer.
type markRow struct {
	response, code, coder string
	present               bool
	origin, draw          string
}

func (r *markRow) fields() []any {
	return []any{&r.response, &r.code, &r.coder, &r.present, &r.origin, &r.draw}
}

func (r *markRow) mark() prevalence.Mark {
	return prevalence.Mark{Code: r.code, Coder: r.coder, Present: r.present, Origin: voxpop.Origin(r.origin), Draw: voxpop.Draw(r.draw)}
}

func (t *tx) peopleWho(c *callout, who string, args []any, ask asking) ([]person, error) {
	rows, err := scanned[answerRow](t.ctx, ask, fmt.Sprintf(answersOfPeople, who), args)
	if err != nil {
		return nil, err
	}
	marks, err := scanned[markRow](t.ctx, ask, fmt.Sprintf(marksOfPeople, who), args)
	if err != nil {
		return nil, err
	}
	copies, err := scanned[answerRow](t.ctx, ask, fmt.Sprintf(copiesOfPeople, who), args)
	if err != nil {
		return nil, err
	}
	var copyMarks []markRow
	if len(copies) > 0 {
		if copyMarks, err = scanned[markRow](t.ctx, ask, fmt.Sprintf(copyMarksOfPeople, who), args); err != nil {
			return nil, err
		}
	}
	var all []person
	at := func(key string) *person {
		if n := len(all); n == 0 || all[n-1].key != key {
			all = append(all, person{key: key})
		}
		return &all[len(all)-1]
	}
	// Rows and their marks come in the same order, so each list is walked once.
	for _, r := range rows {
		doc, a, err := c.answer(r.doc)
		if err != nil {
			return nil, err
		}
		for len(marks) > 0 && marks[0].response == r.id {
			a.Marks = append(a.Marks, marks[0].mark())
			marks = marks[1:]
		}
		p := at(r.person)
		p.responses, p.answers = append(p.responses, doc), append(p.answers, a)
	}
	i := 0
	for _, r := range copies {
		for all[i].key != r.person {
			i++
		}
		_, a, err := c.answer(r.doc)
		if err != nil {
			return nil, err
		}
		for len(copyMarks) > 0 && copyMarks[0].response == r.id {
			a.Marks = append(a.Marks, copyMarks[0].mark())
			copyMarks = copyMarks[1:]
		}
		all[i].copies = append(all[i].copies, a)
	}
	return all, nil
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
