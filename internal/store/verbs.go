package store

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// lock begins a verb on a call-out: it waits for the other verbs on it and
// moves its revision on by step.
func (t *tx) lock(slug string, step int64) (*callout, error) {
	row, err := t.q.LockCallout(t.ctx, sqldb.LockCalloutParams{Slug: slug, Step: step})
	if err != nil {
		if ignoreNoRows(err) == nil {
			return nil, noCallout("store", slug)
		}
		return nil, err
	}
	c := &callout{id: row.ID, rev: row.Rev, sha: row.Sha}
	return c, parse("call-out", row.Doc, &c.doc)
}

// response reads one response of the call-out.
func (t *tx) response(c *callout, id string) (voxpop.Response, error) {
	doc, err := t.q.ResponseDoc(t.ctx, sqldb.ResponseDocParams{CalloutID: c.id, ID: id})
	if err != nil {
		if ignoreNoRows(err) == nil {
			return voxpop.Response{}, noResponse("store", id)
		}
		return voxpop.Response{}, err
	}
	return parseResponse(doc)
}

// stored is a response as it stands in the store.
type stored struct {
	voxpop.Response
	person string // its key
}

// storedOf reads some responses, in their order.
func (t *tx) storedOf(c *callout, ids []string) ([]stored, error) {
	all := make([]stored, 0, len(ids))
	for some := range slices.Chunk(ids, idsAtOnce) {
		rows, err := t.answersByID(c, some)
		if err != nil {
			return nil, err
		}
		for _, id := range some {
			row, ok := rows[id]
			if !ok {
				return nil, noResponse("store", id)
			}
			r, err := parseResponse(row.Doc)
			if err != nil {
				return nil, err
			}
			all = append(all, stored{r, row.Person})
		}
	}
	return all, nil
}

// answersByID reads the rows of some responses. The documents are asked for
// even where only people are wanted: without them SQLite would read an index of
// all people from end to end.
func (t *tx) answersByID(c *callout, ids []string) (map[string]answerRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList([]any{c.id}, ids)
	rows, err := scanned[answerRow](t, "SELECT person, id, doc FROM response WHERE callout_id = ?1 AND id "+in, args)
	all := make(map[string]answerRow, len(rows))
	for _, r := range rows {
		all[r.ID] = r
	}
	return all, err
}

// replaceResponse writes a changed response and marks the people it touched
// before and touches now.
func (t *tx) replaceResponse(c *callout, row *responseRow) error {
	if err := t.dirty(c, row.r.ID); err != nil {
		return err
	}
	r := &row.r
	was, err := t.q.PersonOf(t.ctx, sqldb.PersonOfParams{CalloutID: c.id, ID: r.ID})
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if now := personKey(*r); was != now {
		t.listing(c).person(was)
	}
	if err := t.updateResponse(c, row); err != nil {
		return err
	}
	return t.dirty(c, r.ID)
}

func (t *tx) updateResponse(c *callout, row *responseRow) error {
	r := &row.r
	return t.q.UpdateResponse(t.ctx, sqldb.UpdateResponseParams{Person: personKey(*r), ReceivedAt: row.received,
		Channel: string(r.Channel), Medium: string(r.Medium), Lang: r.Lang, Withdrawn: r.Withdrawn(),
		SetAside: string(r.SetAside), DuplicateOf: r.DuplicateOf, Campaign: campaignKey(r.Campaign),
		Doc: row.doc, Sha: row.sha, CalloutID: c.id, ID: r.ID})
}

// dirty says that a response or a mark on it was changed: its person is counted
// again, and the list shows it as it is now.
func (t *tx) dirty(c *callout, id string) error {
	t.listing(c).response(id)
	return t.q.MarkDirty(t.ctx, sqldb.MarkDirtyParams{CalloutID: c.id, ID: id})
}

// coding returns the stored mark of k's coder on k's code and response, or nil.
func (t *tx) coding(c *callout, k voxpop.Coding) (*voxpop.Coding, error) {
	row, err := t.q.CodingOf(t.ctx, sqldb.CodingOfParams{CalloutID: c.id, Response: k.Response, Code: k.Code, Coder: k.Coder})
	if err != nil {
		return nil, ignoreNoRows(err)
	}
	got, err := codingOf(sqldb.CodingsBetweenRow{Response: k.Response, Code: k.Code, Coder: k.Coder,
		Present: row.Present, Origin: row.Origin, MarkedAt: row.MarkedAt, Draw: row.Draw})
	return &got, err
}

func codingOf(r sqldb.CodingsBetweenRow) (voxpop.Coding, error) {
	k := voxpop.Coding{Response: r.Response, Code: r.Code, Coder: r.Coder, Present: r.Present, Origin: voxpop.Origin(r.Origin), Draw: voxpop.Draw(r.Draw)}
	if err := k.At.UnmarshalText([]byte(r.MarkedAt)); err != nil {
		return k, &voxpop.Error{Kind: voxpop.Internal, Op: "store", Message: "a stored coding cannot be read", Hint: "restore a backup"}
	}
	return k, nil
}

func codingParams(c *callout, k voxpop.Coding) sqldb.PutCodingParams {
	return sqldb.PutCodingParams{CalloutID: c.id, Response: k.Response, Code: k.Code, Coder: k.Coder, Present: k.Present,
		Origin: string(k.Origin), MarkedAt: k.At.String(), Draw: string(k.Draw)}
}

// codingText is everything of a mark that can differ; two marks are the same
// when their texts are.
func codingText(k voxpop.Coding) string {
	value := "0"
	if k.Present {
		value = "1"
	}
	return value + " " + string(k.Origin) + " " + k.At.String() + " " + string(k.Draw)
}

// movedDays writes the times of responses anew after the call-out's zone changed.
func (t *tx) movedDays(c *callout) error {
	for page := ""; ; {
		rows, err := t.q.ResponsesPage(t.ctx, sqldb.ResponsesPageParams{CalloutID: c.id, After: page, N: pageRows})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			r, err := parseResponse(row.Doc)
			if err != nil {
				return err
			}
			if !r.ReceivedAt.DateOnly {
				continue
			}
			fresh, err := c.responseRow(r)
			if err != nil {
				return err
			}
			if err := t.replaceResponse(c, &fresh); err != nil {
				return err
			}
		}
		page = rows[len(rows)-1].ID
	}
}

// verb runs one change of a call-out: fn says what changed, and nothing
// changed means nothing is written. Changed responses are counted again by a
// job that is left in the same transaction.
func (db *DB) verb(ctx context.Context, by voxpop.Actor, verb, slug string, fn func(*tx, *callout) (changes []Change, recount bool, err error)) error {
	return db.verbAfter(ctx, by, verb, slug, func(*tx) error { return nil }, fn)
}

// verbAfter is verb with what comes before the call-out is locked.
func (db *DB) verbAfter(ctx context.Context, by voxpop.Actor, verb, slug string, first func(*tx) error, fn func(*tx, *callout) (changes []Change, recount bool, err error)) error {
	return wrap("store."+verb, db.write(ctx, func(t *tx) error {
		if err := first(t); err != nil {
			return err
		}
		c, err := t.lock(slug, 0)
		if err != nil {
			return err
		}
		changes, recount, err := fn(t, c)
		if err != nil || len(changes) == 0 {
			return err
		}
		if _, err := t.lock(slug, 1); err != nil {
			return err
		}
		if recount {
			if err := t.enqueue(FiguresArgs{c.id}, oncePending); err != nil {
				return err
			}
		}
		if err := t.estimateAfter(c); err != nil {
			return err
		}
		return t.audit(by, verb, slug, changes)
	}))
}

// edit changes responses; fn reports the change of each, nil for none. They are
// read many at once: a verb on a list is on many.
func (t *tx) edit(c *callout, ids []string, fn func(*voxpop.Response) (*Change, error)) ([]Change, error) {
	var changes []Change
	for some := range slices.Chunk(distinct(ids), idsAtOnce) {
		all, err := t.storedOf(c, some)
		if err != nil {
			return nil, err
		}
		var rows []responseRow
		people, repeats := map[string]bool{}, map[string]bool{} // who is touched, before and after
		for _, r := range all {
			of := r.DuplicateOf
			change, err := fn(&r.Response)
			if err != nil {
				return nil, err
			}
			if change == nil {
				continue
			}
			row, err := c.responseRow(r.Response)
			if err != nil {
				return nil, err
			}
			now := personKey(r.Response)
			t.listing(c).person(r.person)
			t.listing(c).person(now)
			people[r.person], people[now], repeats[of], repeats[r.DuplicateOf] = true, true, true, true
			rows = append(rows, row)
			change.ID = r.ID
			changes = append(changes, *change)
		}
		if len(rows) == 0 {
			continue
		}
		for i := range rows {
			if err := t.updateResponse(c, &rows[i]); err != nil {
				return nil, err
			}
		}
		delete(repeats, "")
		kept, err := t.answersByID(c, slices.Collect(maps.Keys(repeats)))
		if err != nil {
			return nil, err
		}
		for _, r := range kept {
			people[r.Person] = true
		}
		if err := t.dirtyPeople(c, people); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// distinct leaves each id once, where it stood first.
func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		was := seen[id]
		seen[id] = true
		return was
	})
}

// idsAtOnce bounds how many responses one question names.
const idsAtOnce = 200

// dirtyPeople says that people are to be counted again.
func (t *tx) dirtyPeople(c *callout, keys map[string]bool) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(keys)), idsAtOnce) {
		args := []any{c.id}
		values := make([]string, len(some))
		for i, key := range some {
			args = append(args, key)
			values[i] = "(?1, ?" + strconv.Itoa(len(args)) + ")"
		}
		if err := t.does("INSERT INTO dirty (callout_id, person) VALUES "+strings.Join(values, ", ")+" ON CONFLICT DO NOTHING", args...); err != nil {
			return err
		}
	}
	return nil
}

// SetAside takes responses out of the count for a reason, or back in with "".
func (db *DB) SetAside(ctx context.Context, by voxpop.Actor, slug string, reason voxpop.SetAside, ids ...string) error {
	return db.editVerb(ctx, by, "set_aside", slug, ids, func(r *voxpop.Response) (*Change, error) { return setAside(r, reason), nil })
}

// setAside says why r is not counted; nil when it says so already.
func setAside(r *voxpop.Response, reason voxpop.SetAside) *Change {
	if r.SetAside == reason {
		return nil
	}
	old := r.SetAside
	r.SetAside = reason
	return &Change{Field: "set_aside", Old: old, New: reason}
}

// MarkDuplicate says that responses repeat the one kept; of = "" takes it back.
// The kept one must be there, and be no duplicate itself.
func (db *DB) MarkDuplicate(ctx context.Context, by voxpop.Actor, slug, of string, ids ...string) error {
	return db.verb(ctx, by, "mark_duplicate", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		changes, err := t.markDuplicate(c, of, ids)
		return changes, true, err
	})
}

func (t *tx) markDuplicate(c *callout, of string, ids []string) ([]Change, error) {
	if of != "" {
		kept, err := t.response(c, of)
		if err != nil {
			return nil, err
		}
		if kept.DuplicateOf != "" {
			return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "store.mark_duplicate",
				Message: of + " is itself a duplicate of " + kept.DuplicateOf, Hint: "name the one that is kept: " + kept.DuplicateOf}
		}
	}
	return t.edit(c, ids, func(r *voxpop.Response) (*Change, error) { return setDuplicate(r, of), nil })
}

// setDuplicate says what r repeats; nil when it says so already.
func setDuplicate(r *voxpop.Response, of string) *Change {
	if r.DuplicateOf == of {
		return nil
	}
	old := r.DuplicateOf
	r.DuplicateOf = of
	return &Change{Field: "duplicate_of", Old: old, New: of}
}

// MarkCampaign says that responses belong to a campaign; name = "" takes it back.
func (db *DB) MarkCampaign(ctx context.Context, by voxpop.Actor, slug, name string, ids ...string) error {
	return db.verb(ctx, by, "mark_campaign", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		changes, err := t.markCampaign(c, name, ids)
		return changes, true, err
	})
}

func (t *tx) markCampaign(c *callout, name string, ids []string) ([]Change, error) {
	return t.edit(c, ids, func(r *voxpop.Response) (*Change, error) {
		if r.Campaign == name {
			return nil, nil
		}
		old := r.Campaign
		r.Campaign = name
		return &Change{Field: "campaign", Old: old, New: name}, nil
	})
}

// SetContacted says whether the desk reached the respondents.
func (db *DB) SetContacted(ctx context.Context, by voxpop.Actor, slug string, contacted bool, ids ...string) error {
	return db.editVerb(ctx, by, "set_contacted", slug, ids, func(r *voxpop.Response) (*Change, error) {
		if r.Contacted == contacted {
			return nil, nil
		}
		r.Contacted = contacted
		return &Change{Field: "contacted", Old: !contacted, New: contacted}, nil
	})
}

func (db *DB) editVerb(ctx context.Context, by voxpop.Actor, verb, slug string, ids []string, fn func(*voxpop.Response) (*Change, error)) error {
	return db.verb(ctx, by, verb, slug, func(t *tx, c *callout) ([]Change, bool, error) {
		changes, err := t.edit(c, ids, fn)
		return changes, true, err
	})
}

// PutCodings writes marks of coders; one that is there is replaced.
func (db *DB) PutCodings(ctx context.Context, by voxpop.Actor, slug string, codings ...voxpop.Coding) error {
	return db.verb(ctx, by, "put_codings", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		changes, err := t.codings(c, "put_codings", codings, t.putCoding)
		return changes, true, err
	})
}

func (t *tx) putCoding(c *callout, k voxpop.Coding, have *voxpop.Coding) (*Change, error) {
	if have != nil && codingText(*have) == codingText(k) {
		return nil, nil
	}
	return &Change{Old: markText(have), New: markText(&k)}, t.q.PutCoding(t.ctx, codingParams(c, k))
}

// RemoveCodings takes marks away: the coder did not look. Only response, code
// and coder of each are read.
func (db *DB) RemoveCodings(ctx context.Context, by voxpop.Actor, slug string, codings ...voxpop.Coding) error {
	return db.verb(ctx, by, "remove_codings", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		changes, err := t.codings(c, "remove_codings", codings, t.removeCoding)
		return changes, true, err
	})
}

func (t *tx) removeCoding(c *callout, k voxpop.Coding, have *voxpop.Coding) (*Change, error) {
	if have == nil {
		return nil, nil
	}
	_, err := t.q.DeleteCoding(t.ctx, sqldb.DeleteCodingParams{CalloutID: c.id, Response: k.Response, Code: k.Code, Coder: k.Coder})
	return &Change{Old: markText(have), New: ""}, err
}

// markText is a mark as the audit log keeps it: value, origin, time and draw.
func markText(k *voxpop.Coding) string {
	if k == nil {
		return ""
	}
	return codingText(*k)
}

// codings changes marks one by one; fn reports the change, nil for none.
func (t *tx) codings(c *callout, verb string, codings []voxpop.Coding, fn func(*callout, voxpop.Coding, *voxpop.Coding) (*Change, error)) ([]Change, error) {
	var changes []Change
	for _, k := range codings {
		if k.Draw == "" {
			k.Draw = voxpop.DrawAll
		}
		if verb == "put_codings" {
			if err := k.Validate(); err != nil {
				return nil, err
			}
		}
		if _, err := t.q.ResponseSHA(t.ctx, sqldb.ResponseSHAParams{CalloutID: c.id, ID: k.Response}); err != nil {
			if ignoreNoRows(err) == nil {
				err = noResponse("store."+verb, k.Response)
			}
			return nil, err
		}
		have, err := t.coding(c, k)
		if err != nil {
			return nil, err
		}
		change, err := fn(c, k, have)
		if err != nil {
			return nil, err
		}
		if change == nil {
			continue
		}
		change.ID, change.Field, change.Coder = k.Response, k.Code, k.Coder
		changes = append(changes, *change)
		if err := t.dirty(c, k.Response); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// OpenCallout sets when a call-out opens. One that had closed is open again,
// unless that would keep its answers longer than respondents were promised.
func (db *DB) OpenCallout(ctx context.Context, by voxpop.Actor, slug string, at voxpop.Moment) error {
	return db.calloutVerb(ctx, by, "open_callout", slug, func(c *voxpop.Callout) *Change {
		change := &Change{Field: "opens", Old: c.Opens, New: at}
		c.Opens = at
		// A call-out that had closed before is open again.
		if !c.Closes.IsZero() && !c.Closes.InZone(c.Zone()).After(at.InZone(c.Zone())) {
			c.Closes = voxpop.Moment{}
		}
		return change
	})
}

// CloseCallout sets when a call-out closes. One that has closed by then stays
// as it is: its answers are erased by the day on which it closed.
func (db *DB) CloseCallout(ctx context.Context, by voxpop.Actor, slug string, at voxpop.Moment) error {
	return db.calloutVerb(ctx, by, "close_callout", slug, func(c *voxpop.Callout) *Change {
		change := &Change{Field: "closes", Old: c.Closes, New: at}
		if c.Closes.IsZero() || c.Closes.InZone(c.Zone()).After(at.InZone(c.Zone())) {
			c.Closes = at
		}
		return change
	})
}

func (db *DB) calloutVerb(ctx context.Context, by voxpop.Actor, verb, slug string, fn func(*voxpop.Callout) *Change) error {
	return db.verb(ctx, by, verb, slug, func(t *tx, c *callout) ([]Change, bool, error) {
		before := c.doc
		change := fn(&c.doc)
		if err := c.doc.Validate(); err != nil {
			return nil, false, err
		}
		if _, sha, err := document(slug, c.doc); err != nil || sha == c.sha {
			return nil, false, err
		}
		was := *c
		was.doc = before
		if err := t.putCallout(&was, c.doc); err != nil {
			return nil, false, err
		}
		return []Change{*change}, false, nil
	})
}

// offset is how far the call-out's zone lies east of UTC, in seconds.
func offset(c voxpop.Callout) int {
	_, seconds := c.Opens.Time.In(c.Zone()).Zone()
	return seconds
}

// audit writes the line of a verb.
func (t *tx) audit(by voxpop.Actor, verb, slug string, changes []Change) error {
	doc, err := toJSON(slug, changes)
	if err != nil {
		return err
	}
	at := t.db.now()
	if t.day != 0 {
		at = t.day
	}
	line, err := t.q.InsertAudit(t.ctx, sqldb.InsertAuditParams{At: at, Actor: key(string(by)), Verb: verb, Callout: slug, Changes: doc})
	if err != nil {
		return err
	}
	return t.about(slug, line, changes)
}

// about notes which responses an audit line is about.
func (t *tx) about(slug string, line int64, changes []Change) error {
	out := t.inserter("about", []string{"callout", "response", "line"})
	last := ""
	for _, c := range changes {
		if c.ID == "" || c.ID == last {
			continue
		}
		last = c.ID
		if err := out.add(slug, key(c.ID), line); err != nil {
			return err
		}
	}
	return out.flush()
}
