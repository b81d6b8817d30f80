package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// Nobody is, in a filter, the assignee of what is given to nobody.
const Nobody = "-"

// InboxFilter chooses responses of a list; an empty field chooses all. A saved
// filter is its JSON.
type InboxFilter struct {
	// Query are words, all of which a response holds in its text, transcript or
	// translations. The last may be the beginning of one.
	Query     string           `json:"query,omitempty"`
	States    []string         `json:"states,omitempty"` // [StateCounted] and so on, and reasons of voxpop.SetAside
	Langs     []string         `json:"langs,omitempty"`
	Channels  []voxpop.Channel `json:"channels,omitempty"`
	Media     []voxpop.Medium  `json:"media,omitempty"`
	Day       string           `json:"day,omitempty"` // 2006-01-02, in the call-out's zone
	From      string           `json:"from,omitempty"`
	Upto      string           `json:"upto,omitempty"`
	Assignee  string           `json:"assignee,omitempty"` // a person's id, or [Nobody]
	Tag       string           `json:"tag,omitempty"`
	Code      string           `json:"code,omitempty"` // holds for the response, by its own coding alone
	Campaign  string           `json:"campaign,omitempty"`
	Seen      *bool            `json:"seen,omitempty"`
	Done      *bool            `json:"done,omitempty"`
	Star      *bool            `json:"star,omitempty"`
	Contacted *bool            `json:"contacted,omitempty"`
	Coded     *bool            `json:"coded,omitempty"`    // by a person
	Coders    *int             `json:"coders,omitempty"`   // by so many persons
	MyCoder   string           `json:"my_coder,omitempty"` // by this person
	NotBy     string           `json:"not_by,omitempty"`   // not by this one
	// States of the transcript, and of the least checked translation; "" is none.
	Transcript  []string `json:"transcript,omitempty"`
	Translation []string `json:"translation,omitempty"`
	Oldest      bool     `json:"oldest,omitempty"` // the oldest first
}

// Cursor is a place in a list; "" is its beginning. It tells nothing of when
// anything came.
type Cursor string

// InboxItem is a response as a list shows it.
type InboxItem struct {
	ID, Day     string // in the call-out's zone, as 2006-01-02
	Channel     voxpop.Channel
	Medium      voxpop.Medium
	Lang, State string
	Seconds     float64 // of the recording; 0: not known
	// Line is the first line of its words, at most [LongestLine] code points, and
	// LineLang the language it is in.
	Line, LineLang        string
	Place                 string
	Campaign, DuplicateOf string
	Contacted, Quote      bool   // Quote: may be quoted
	Transcript            string // states, as in the filter
	Translation           string
	Steps                 string // of its open steps the worst: "failed", "waiting", "running", or ""
	Coders                int    // persons who looked at it
	Final                 bool   // adjudicated
	Codes                 []string
	Seen, Done, Star      bool
	Assignee              string
	Tags                  []string
}

// LongestLine bounds [InboxItem.Line], in code points.
const LongestLine = 160

// InboxPage is a page of a list.
type InboxPage struct {
	Items              []InboxItem
	Total, Unread, All int    // that match the filter; that nobody saw yet, and all there are
	Next               Cursor // "" on the last page
	Seq                int64  // moves with every change of the list
}

// Inbox returns a page of the responses that a filter takes, after a place.
func (db *DB) Inbox(ctx context.Context, slug string, f InboxFilter, after Cursor, limit int) (page InboxPage, err error) {
	err = db.list(ctx, slug, f, func(t *tx, c *callout, b *board, ok *test) error {
		from := &listedRow{}
		if after != "" {
			i, there := b.place[string(after)]
			if !there {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "store", Message: "no place in a list", Hint: "begin at the first page"}
			}
			from = &b.rows[i]
		}
		page.Seq, page.All = b.turn, len(b.rows)
		for i := range b.rows {
			if b.rows[i].is&isSeen == 0 {
				page.Unread++
			}
		}
		var rows []*listedRow
		more := false
		b.each(ok, f.Oldest, func(n int, r *listedRow) bool {
			page.Total = n + 1
			switch past := after == "" || r.id != from.id && (r.before(from) > 0) == f.Oldest; {
			case !past:
			case len(rows) < limit:
				rows = append(rows, r)
			default:
				more = true
			}
			return true
		})
		if more && len(rows) > 0 {
			page.Next = Cursor(rows[len(rows)-1].id)
		}
		page.Items, err = t.items(c, b, rows)
		return err
	})
	return page, wrap("store.Inbox", err)
}

// list calls fn with the list of a call-out and a filter made ready for it.
func (db *DB) list(ctx context.Context, slug string, f InboxFilter, fn func(*tx, *callout, *board, *test) error) error {
	return db.read(ctx, func(t *tx) error {
		c, err := t.callout(slug)
		if err != nil {
			return err
		}
		return t.board(c, func(b *board) error {
			ok, err := t.test(c, b, f)
			if err != nil {
				return err
			}
			return fn(t, c, b, ok)
		})
	})
}

// callout reads a call-out without waiting for anybody.
func (t *tx) callout(slug string) (*callout, error) {
	row, err := t.q.CalloutBySlug(t.ctx, slug)
	if err != nil {
		if ignoreNoRows(err) == nil {
			return nil, noCallout("store", slug)
		}
		return nil, err
	}
	c := &callout{id: row.ID, rev: row.Rev, sha: row.Sha}
	return c, parse("call-out", row.Doc, &c.doc)
}

// test makes a filter ready.
func (t *tx) test(c *callout, b *board, f InboxFilter) (*test, error) {
	ok := &test{}
	for flag, want := range map[uint8]*bool{isSeen: f.Seen, isDone: f.Done, isStarred: f.Star, isContacted: f.Contacted} {
		switch {
		case want == nil:
		case *want:
			ok.is |= flag
		default:
			ok.not |= flag
		}
	}
	oneOf := func(col column, list []string) {
		if len(list) > 0 {
			b.only(ok, col, func(s string) bool { return slices.Contains(list, s) })
		}
	}
	oneOf(byState, f.States)
	oneOf(byLang, f.Langs)
	oneOf(byChannel, plain(f.Channels))
	oneOf(byMedium, plain(f.Media))
	oneOf(byTranscript, f.Transcript)
	oneOf(byTranslation, f.Translation)
	if f.Day != "" || f.From != "" || f.Upto != "" {
		b.only(ok, byDay, func(s string) bool {
			return (f.Day == "" || s == f.Day) && s >= f.From && (f.Upto == "" || s <= f.Upto)
		})
	}
	if f.Assignee != "" {
		b.only(ok, byAssignee, func(s string) bool { return s == f.Assignee || s == "" && f.Assignee == Nobody })
	}
	if f.Campaign != "" {
		b.only(ok, byCampaign, func(s string) bool { return s == campaignKey(f.Campaign) })
	}
	if f.Tag != "" {
		b.only(ok, byTags, func(s string) bool { return holdsLine(s, f.Tag) })
	}
	if f.Code != "" {
		b.only(ok, byCodes, func(s string) bool { return holdsLine(s, f.Code) })
	}
	if f.Coded != nil {
		b.only(ok, byCoders, func(s string) bool { return (s != "") == *f.Coded })
	}
	if f.Coders != nil {
		b.only(ok, byCoders, func(s string) bool { n, _ := persons(s); return n == *f.Coders })
	}
	if f.MyCoder != "" {
		b.only(ok, byCoders, func(s string) bool { return holdsLine(s, f.MyCoder) })
	}
	if f.NotBy != "" {
		b.only(ok, byCoders, func(s string) bool { return !holdsLine(s, f.NotBy) })
	}
	if strings.TrimSpace(f.Query) == "" {
		return ok, nil
	}
	ok.found = make([]bool, len(b.rows))
	return ok, t.find(c, f.Query, func(n int64) {
		if i, there := b.number[n]; there {
			ok.found[i] = true
		}
	})
}

func plain[S ~string](list []S) (all []string) {
	for _, s := range list {
		all = append(all, string(s))
	}
	return all
}

// items are rows as a page shows them. One that is not in this snapshot yet is
// left out.
func (t *tx) items(c *callout, b *board, rows []*listedRow) ([]InboxItem, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	docs, err := t.byID(c, "SELECT id, doc FROM response WHERE callout_id = ?1 AND id", ids)
	if err != nil {
		return nil, err
	}
	made, err := t.byID(c, "SELECT response, doc FROM derivative WHERE callout_id = ?1 AND response", ids)
	if err != nil {
		return nil, err
	}
	steps, err := t.byID(c, "SELECT response, state FROM task WHERE callout_id = ?1 AND state <> 'done' AND response", ids)
	if err != nil {
		return nil, err
	}
	items := make([]InboxItem, 0, len(rows))
	for _, r := range rows {
		doc := docs[r.id]
		if len(doc) == 0 {
			continue
		}
		item := InboxItem{ID: r.id, Day: b.says(r, byDay), Channel: voxpop.Channel(b.says(r, byChannel)), Medium: voxpop.Medium(b.says(r, byMedium)),
			Lang: b.says(r, byLang), State: b.says(r, byState), Contacted: r.is&isContacted != 0, Transcript: b.says(r, byTranscript), Translation: b.says(r, byTranslation),
			Codes: unlines(b.says(r, byCodes)), Seen: r.is&isSeen != 0, Done: r.is&isDone != 0, Star: r.is&isStarred != 0, Assignee: b.says(r, byAssignee), Tags: unlines(b.says(r, byTags))}
		item.Coders, item.Final = persons(b.says(r, byCoders))
		if err := item.read(doc[0]); err != nil {
			return nil, err
		}
		for _, d := range made[r.id] {
			var of scribe.Derivative
			if err := parse("derivative", d, &of); err != nil {
				return nil, err
			}
			item.Seconds = max(item.Seconds, of.Seconds)
		}
		item.Steps = worst(steps[r.id])
		items = append(items, item)
	}
	return items, nil
}

// read takes from a response's document what a list shows of it.
func (item *InboxItem) read(doc string) error {
	var r struct {
		Lang       string
		Text       string
		Transcript *struct{ Lang, Text string }
		Consent    voxpop.Consent
		Person     struct{ Place string }
		Campaign   string
		Of         string `json:"duplicate_of"`
	}
	if err := parse("response", doc, &r); err != nil {
		return err
	}
	item.Line, item.LineLang = r.Text, r.Lang
	if strings.TrimSpace(r.Text) == "" && r.Transcript != nil {
		item.Line, item.LineLang = r.Transcript.Text, r.Transcript.Lang
	}
	item.Line = firstLine(item.Line)
	item.Place, item.Quote, item.Campaign, item.DuplicateOf = r.Person.Place, r.Consent.Quote, r.Campaign, r.Of
	return nil
}

// firstLine is the first line of a text that has words, cut at [LongestLine].
func firstLine(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		s = strings.TrimSpace(s[:i])
	}
	if utf8.RuneCountInString(s) <= LongestLine {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == LongestLine {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// worst is what a list says of steps that are not done.
func worst(states []string) string {
	switch {
	case len(states) == 0:
		return ""
	case slices.Contains(states, string(scribe.Failed)):
		return string(scribe.Failed)
	case slices.Contains(states, taskWaiting), slices.Contains(states, taskQueued):
		return taskWaiting
	}
	return states[0]
}

// byID runs a query of two columns, an id and a text, for some ids.
func (t *tx) byID(c *callout, q string, ids []string) (map[string][]string, error) {
	in, args := inList([]any{c.id}, ids)
	rows, err := t.once(q+" "+in, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string][]string{}
	for rows.Next() {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		all[id] = append(all[id], text)
	}
	return all, rows.Err()
}

// InboxItem returns one response as a list shows it.
func (db *DB) InboxItem(ctx context.Context, slug, id string) (item InboxItem, err error) {
	err = db.list(ctx, slug, InboxFilter{}, func(t *tx, c *callout, b *board, _ *test) error {
		i, ok := b.place[id]
		if !ok {
			return noResponse("store", id)
		}
		items, err := t.items(c, b, []*listedRow{&b.rows[i]})
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return noResponse("store", id)
		}
		item = items[0]
		return nil
	})
	return item, wrap("store.InboxItem", err)
}

// Around says what stands beside a response in a list.
type Around struct {
	Prev, Next string // ids; "" at the ends
	At, Total  int    // At counts from 1; 0: the filter does not take the response
}

// Around finds the neighbours of a response in the list of a filter. Of one
// that the filter takes no more, they are those of the place where it was.
func (db *DB) Around(ctx context.Context, slug string, f InboxFilter, id string) (a Around, err error) {
	err = db.list(ctx, slug, f, func(_ *tx, _ *callout, b *board, ok *test) error {
		at, there := b.place[id]
		if !there {
			return noResponse("store", id)
		}
		here := &b.rows[at]
		b.each(ok, f.Oldest, func(n int, r *listedRow) bool {
			a.Total = n + 1
			switch side := r.before(here); {
			case side == 0:
				a.At = n + 1
			case (side < 0) == f.Oldest:
				a.Prev = r.id
			case a.Next == "":
				a.Next = r.id
			}
			return true
		})
		return nil
	})
	return a, wrap("store.Around", err)
}

// InboxCounts counts what each filter takes.
func (db *DB) InboxCounts(ctx context.Context, slug string, filters ...InboxFilter) (counts []int, err error) {
	err = db.list(ctx, slug, InboxFilter{}, func(t *tx, c *callout, b *board, _ *test) error {
		for _, f := range filters {
			ok, err := t.test(c, b, f)
			if err != nil {
				return err
			}
			n := 0
			b.each(ok, f.Oldest, func(int, *listedRow) bool { n++; return true })
			counts = append(counts, n)
		}
		return nil
	})
	return counts, wrap("store.InboxCounts", err)
}

// Facet is something that a list can be filtered by, with how many have it.
type Facet struct {
	Key string
	N   int
}

// Facets are what the responses of a list have, the most frequent first; days
// by date.
type Facets struct {
	States, Langs, Channels, Media, Assignees, Tags, Campaigns, Codes, Days []Facet
}

// InboxFacets counts what a list can be filtered by.
func (db *DB) InboxFacets(ctx context.Context, slug string) (f Facets, err error) {
	err = db.list(ctx, slug, InboxFilter{}, func(_ *tx, _ *callout, b *board, _ *test) error {
		var counts [columns][]int
		for col := range counts {
			counts[col] = make([]int, len(b.values[col].all))
		}
		for i := range b.rows {
			for col, v := range b.rows[i].v {
				counts[col][v]++
			}
		}
		facets := func(col column, list bool) (all []Facet) {
			n := map[string]int{}
			for v, s := range b.values[col].all {
				if !list {
					n[s] += counts[col][v]
					continue
				}
				for _, item := range unlines(s) {
					n[item] += counts[col][v]
				}
			}
			for key, n := range n {
				if key != "" && n > 0 {
					all = append(all, Facet{key, n})
				}
			}
			slices.SortFunc(all, func(a, b Facet) int {
				if a.N != b.N && col != byDay {
					return b.N - a.N
				}
				return strings.Compare(a.Key, b.Key)
			})
			return all
		}
		f = Facets{States: facets(byState, false), Langs: facets(byLang, false), Channels: facets(byChannel, false), Media: facets(byMedium, false),
			Assignees: facets(byAssignee, false), Tags: facets(byTags, true), Campaigns: facets(byCampaign, false), Codes: facets(byCodes, true), Days: facets(byDay, false)}
		return nil
	})
	return f, wrap("store.InboxFacets", err)
}

// InboxSeq is a number that moves with every change of a call-out's list.
func (db *DB) InboxSeq(ctx context.Context, slug string) (seq int64, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.InboxTurn(ctx, slug)
		seq = row
		return ignoreNoRows(err)
	})
	return seq, wrap("store.InboxSeq", err)
}

// WarmLists reads the lists of all call-outs into memory, so that the first
// look at one is as fast as the next.
func (db *DB) WarmLists(ctx context.Context) error {
	all, err := db.Callouts(ctx)
	for _, c := range all {
		if err == nil {
			err = db.list(ctx, c.Slug, InboxFilter{}, func(*tx, *callout, *board, *test) error { return nil })
		}
	}
	return wrap("store.WarmLists", err)
}

// SavedFilter is a filter that a person gave a name.
type SavedFilter struct {
	Name   string
	Filter InboxFilter
}

// SavedFilters lists the filters of a person for a call-out, by name.
func (db *DB) SavedFilters(ctx context.Context, person, slug string) (all []SavedFilter, err error) {
	err = db.read(ctx, func(t *tx) error {
		c, err := t.callout(slug)
		if err != nil {
			return err
		}
		rows, err := t.q.SavedFilters(ctx, sqldb.SavedFiltersParams{Person: person, CalloutID: c.id})
		if err != nil {
			return err
		}
		for _, r := range rows {
			f := SavedFilter{Name: r.Name}
			if err := parse("filter", r.Doc, &f.Filter); err != nil {
				return err
			}
			all = append(all, f)
		}
		return nil
	})
	return all, wrap("store.SavedFilters", err)
}

// SaveFilter keeps a filter of a person under a name.
func (db *DB) SaveFilter(ctx context.Context, person, slug, name string, f InboxFilter) error {
	if name == "" || !voxpop.ValidName(name) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.SaveFilter", Place: "name", Message: "is not one line of text of at most 256 letters", Hint: "give the filter a short name"}
	}
	return wrap("store.SaveFilter", db.write(ctx, func(t *tx) error {
		c, err := t.callout(slug)
		if err != nil {
			return err
		}
		doc, err := json.Marshal(f)
		if err != nil {
			return err
		}
		return t.q.SaveFilter(ctx, sqldb.SaveFilterParams{Person: person, CalloutID: c.id, Name: name, Doc: string(doc)})
	}))
}

// DropFilter forgets a filter of a person.
func (db *DB) DropFilter(ctx context.Context, person, slug, name string) error {
	return wrap("store.DropFilter", db.write(ctx, func(t *tx) error {
		c, err := t.callout(slug)
		if err != nil {
			return err
		}
		return t.q.DropFilter(ctx, sqldb.DropFilterParams{Person: person, CalloutID: c.id, Name: name})
	}))
}
