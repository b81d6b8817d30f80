package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/store/sqldb"
)

// The desk's lists stand on one row a response, in the table triage, and on an
// index of the words. Whatever changes a response or a mark on it says so to
// the transaction's listing, and before the commit the rows are written as they
// are then: a list is never behind.

// listing is what a transaction changed of a call-out.
type listing struct {
	c                 *callout
	responses, people map[string]bool
	all               bool // too many to be named, or all of them may have moved
}

// From manyListed on, and from one in shareListed of a call-out, it is faster to
// write all of a list anew, and the index with it, than row after row.
const (
	manyListed  = 500
	shareListed = 50
	mostListed  = 20_000 // that are kept in mind
)

func (t *tx) listing(c *callout) *listing {
	if t.lists == nil {
		t.lists = map[int64]*listing{}
	}
	l := t.lists[c.id]
	if l == nil {
		l = &listing{responses: map[string]bool{}, people: map[string]bool{}}
		t.lists[c.id] = l
	}
	l.c = c
	return l
}

func (l *listing) response(id string) { l.note(l.responses, id) }
func (l *listing) person(key string)  { l.note(l.people, key) }

func (l *listing) note(in map[string]bool, key string) {
	if l.all {
		return
	}
	if in[key] = true; len(in) > mostListed {
		l.all = true
	}
}

// relist writes the rows of what changed.
func (t *tx) relist() error {
	for id, l := range t.lists {
		if err := t.relistOne(l); err != nil {
			return err
		}
		delete(t.lists, id)
	}
	return nil
}

func (t *tx) relistOne(l *listing) error {
	if n := len(l.responses) + len(l.people); !l.all && n > manyListed {
		all, err := t.q.CountResponses(t.ctx, l.c.id)
		if err != nil {
			return err
		}
		l.all = int64(n)*shareListed > all
	}
	if l.all {
		return t.relistAll(l.c)
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(l.responses)), idsAtOnce) {
		of, err := t.answersByID(l.c, ids)
		if err != nil {
			return err
		}
		for _, r := range of {
			l.people[r.Person] = true
		}
	}
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(l.people)), relistAtOnce) {
		if err := t.relistPeople(l.c, keys); err != nil {
			return err
		}
	}
	return nil
}

// relistAtOnce bounds the people whose answers are in memory.
const relistAtOnce = 50

// relistPeople writes the rows of the responses of some people. Which of them
// counts is worked out here; who stands for a campaign is known from the figures.
func (t *tx) relistPeople(c *callout, keys []string) error {
	found, err := t.peopleOf(c, keys)
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range found {
		for _, r := range p.responses {
			ids = append(ids, r.ID)
		}
	}
	rows := map[string]triageRow{}
	for some := range slices.Chunk(ids, idsAtOnce) {
		if err := t.triageOf(c, some, rows); err != nil {
			return err
		}
	}
	for _, p := range found {
		part := p.part()
		falls, err := t.falls(c, p.key, part.Campaign)
		if err != nil {
			return err
		}
		for i, r := range p.responses {
			have, there := rows[r.ID]
			want := c.listed(r, p.answers[i], part.FirstID, falls)
			want.N = have.N
			if !there || want != have {
				if want.N, err = t.putTriage(c, r.ID, want); err != nil {
					return err
				}
			}
			if err := t.say(c, want.N, searchable(r), there); err != nil {
				return err
			}
		}
	}
	return nil
}

// falls reports whether another person stands for the campaign of this one.
func (t *tx) falls(c *callout, key, campaign string) (bool, error) {
	if campaign == "" {
		return false, nil
	}
	parts := storedParts{t, c}
	mine, ok, err := parts.get(key)
	if err != nil || ok && mine.Campaign == campaign {
		return mine.Falls, err
	}
	first, ok, err := parts.earliest(campaign)
	return ok && first.key != key, err
}

// listed is the row of a response, without its number.
func (c *callout) listed(r voxpop.Response, a prevalence.Answer, first string, falls bool) triageRow {
	row := triageRow{Response: r.ID, ReceivedAt: r.ReceivedAt.InZone(c.doc.Zone()).UnixMicro(), Day: a.Day, Channel: string(r.Channel), Medium: string(r.Medium), Lang: a.Lang,
		State: stateOf(r, first, falls), Campaign: campaignKey(r.Campaign), Contacted: r.Contacted, Codes: lines(holding(a))}
	if r.Media != "" {
		row.Media = key(r.Media)
	}
	if t := r.Transcript; t != nil {
		row.Transcript = string(t.State)
	}
	for _, t := range r.Translations {
		if row.Translation == "" || checked(t.State) < checked(voxpop.State(row.Translation)) {
			row.Translation = string(t.State)
		}
	}
	var coders []string
	for _, m := range a.Marks {
		if m.Origin == voxpop.ByPerson {
			coders = append(coders, m.Coder)
		}
	}
	slices.Sort(coders)
	row.Coders = lines(slices.Compact(coders))
	return row
}

// checked orders the states of a text by how far it was looked at.
func checked(s voxpop.State) int {
	return slices.Index([]voxpop.State{voxpop.Machine, voxpop.Edited, voxpop.Reviewed}, s)
}

// lines is a list as a column holds it. What is listed has no line breaks.
func lines(all []string) string { return strings.Join(all, "\n") }

// unlines is the list of a column.
func unlines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func (t *tx) putTriage(c *callout, id string, r triageRow) (n int64, err error) {
	turn, err := t.turn(c)
	if err != nil {
		return 0, err
	}
	return t.q.PutTriage(t.ctx, sqldb.PutTriageParams{CalloutID: c.id, Response: id, Turn: turn, ReceivedAt: r.ReceivedAt, Day: r.Day, Channel: r.Channel, Medium: r.Medium,
		Lang: r.Lang, State: r.State, Campaign: r.Campaign, Contacted: r.Contacted, Media: r.Media, Transcript: r.Transcript, Translation: r.Translation, Codes: r.Codes, Coders: r.Coders})
}

// turn is the number of this transaction among those that changed the list of
// a call-out.
func (t *tx) turn(c *callout) (int64, error) {
	if n := t.turns[c.id]; n > 0 {
		return n, nil
	}
	n, err := t.q.NextTurn(t.ctx, c.id)
	if err != nil {
		return 0, err
	}
	if t.turns == nil {
		t.turns = map[int64]int64{}
	}
	t.turns[c.id] = n
	return n, nil
}

var triageColumns = []string{"callout_id", "response", "turn", "received_at", "day", "channel", "medium", "lang", "state", "campaign", "contacted", "media",
	"transcript", "translation", "codes", "coders"}

// relistAll writes the rows of a whole call-out, and the index of its words
// anew. The figures' parts are up to date.
func (t *tx) relistAll(c *callout) error {
	if _, err := t.turn(c); err != nil {
		return err
	}
	say, end, err := t.sayAnew(c)
	if err != nil {
		return err
	}
	for after := ""; ; {
		page, err := t.q.ListPage(t.ctx, sqldb.ListPageParams{CalloutID: c.id, After: after, N: pageRows})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return end()
		}
		upto := page[len(page)-1].ID
		if err := t.relistPage(c, page, after, upto, say); err != nil {
			return err
		}
		after = upto
	}
}

func (t *tx) relistPage(c *callout, page []sqldb.ListPageRow, after, upto string, say func(n int64, words string) error) error {
	kept, err := t.q.PartsOfResponses(t.ctx, sqldb.PartsOfResponsesParams{CalloutID: c.id, After: after, Upto: upto})
	if err != nil {
		return err
	}
	codings, err := t.q.CodingsBetween(t.ctx, sqldb.CodingsBetweenParams{CalloutID: c.id, After: after, Upto: upto})
	if err != nil {
		return err
	}
	have, err := t.triageBetween(c, after, upto)
	if err != nil {
		return err
	}
	turn, err := t.turn(c)
	if err != nil {
		return err
	}
	fresh := t.inserter("triage", triageColumns)
	said := make([]string, len(page))
	for i, p := range page {
		r, a, err := c.answer(p.Doc)
		if err != nil {
			return err
		}
		for len(codings) > 0 && codings[0].Response == p.ID {
			k := codings[0]
			a.Marks = append(a.Marks, prevalence.Mark{Code: k.Code, Coder: k.Coder, Present: k.Present, Origin: voxpop.Origin(k.Origin), Draw: voxpop.Draw(k.Draw)})
			codings = codings[1:]
		}
		first, falls := p.ID, false // of whom nobody counted yet
		if len(kept) > 0 && kept[0].ID == p.ID {
			first, falls = kept[0].FirstID, kept[0].Falls
			kept = kept[1:]
		}
		said[i] = searchable(r)
		want := c.listed(r, a, first, falls)
		old, there := have[p.ID]
		if !there {
			err = fresh.add(c.id, p.ID, turn, want.ReceivedAt, want.Day, want.Channel, want.Medium, want.Lang, want.State, want.Campaign, want.Contacted, want.Media,
				want.Transcript, want.Translation, want.Codes, want.Coders)
		} else if want.N = old.N; want != old {
			_, err = t.putTriage(c, p.ID, want)
		}
		if err != nil {
			return err
		}
	}
	if fresh.rows > 0 || fresh.written > 0 {
		if err := fresh.flush(); err != nil {
			return err
		}
		if have, err = t.triageBetween(c, after, upto); err != nil {
			return err
		}
	}
	for i, p := range page {
		if said[i] == "" {
			continue
		}
		if err := say(have[p.ID].N, said[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) triageBetween(c *callout, after, upto string) (map[string]triageRow, error) {
	rows, err := t.q.TriageBetween(t.ctx, sqldb.TriageBetweenParams{CalloutID: c.id, After: after, Upto: upto})
	if err != nil {
		return nil, err
	}
	all := make(map[string]triageRow, len(rows))
	for _, r := range rows {
		all[r.Response] = r
	}
	return all, nil
}

// triageOf reads the rows of some responses.
func (t *tx) triageOf(c *callout, ids []string, into map[string]triageRow) error {
	in, args := inList([]any{c.id}, ids)
	rows, err := scanned[listed](t, "SELECT "+strings.Join(append([]string{"n"}, triageColumns...), ", ")+" FROM triage WHERE callout_id = ?1 AND response "+in, args)
	for _, r := range rows {
		into[r.Response] = triageRow(r)
	}
	return err
}

// triageRow is the row of a response.
type triageRow = sqldb.TriageBetweenRow

type listed triageRow

func (r *listed) fields() []any {
	return []any{&r.N, new(int64), &r.Response, new(int64), &r.ReceivedAt, &r.Day, &r.Channel, &r.Medium, &r.Lang, &r.State, &r.Campaign, &r.Contacted, &r.Media,
		&r.Transcript, &r.Translation, &r.Codes, &r.Coders}
}

// unlist takes a call-out's rows out, and its words.
func (t *tx) unlist(c *callout) error {
	if _, err := t.turn(c); err != nil {
		return err
	}
	if err := t.unsayAll(c); err != nil {
		return err
	}
	if err := t.q.EraseTriage(t.ctx, c.id); err != nil {
		return err
	}
	return t.q.InboxAnew(t.ctx, c.id)
}

// listUnlisted makes the lists of call-outs that are from before there were any.
func (db *DB) listUnlisted(ctx context.Context) error {
	var slugs []string
	err := db.read(ctx, func(t *tx) (err error) {
		slugs, err = t.q.CalloutsUnlisted(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, slug := range slugs {
		err := db.write(ctx, func(t *tx) error {
			c, err := t.lock(slug, 0)
			if err != nil {
				return err
			}
			t.listing(c).all = true
			return t.aboutAll(slug)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// aboutAll notes for every audit line of a call-out which responses it is about.
func (t *tx) aboutAll(slug string) error {
	for after := int64(0); ; {
		rows, err := t.q.AuditPageOf(t.ctx, sqldb.AuditPageOfParams{Callout: slug, After: after, N: pageRows})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			var changes []Change
			if err := parse("audit line", row.Changes, &changes); err != nil {
				return err
			}
			if err := t.about(slug, row.ID, changes); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].ID
	}
}
