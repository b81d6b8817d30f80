package store

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// The list of a call-out is kept in memory beside the table triage: one small
// record a response, with its columns as numbers into what they can say. A
// filter, a count or a place in the list is then one walk over it, a
// millisecond or two at 100,000 responses, whatever is asked for. Every reader
// brings it up to date first: it asks for the rows whose turn came since. No
// word that a respondent sent is in it.

// column is a column of the list with few different values.
type column int

const (
	byDay column = iota
	byChannel
	byMedium
	byLang
	byState
	byCampaign
	byTranscript
	byTranslation
	byCodes // sets, one code a line
	byCoders
	byAssignee
	byTags
	columns
)

const (
	isSeen = 1 << iota
	isDone
	isStarred
	isContacted
)

// listedRow is a response in the list.
type listedRow struct {
	n, at int64
	id    string
	is    uint8
	v     [columns]uint32
}

func (r *listedRow) before(s *listedRow) int {
	return cmp.Or(cmp.Compare(r.at, s.at), strings.Compare(r.id, s.id))
}

// values are what a column says somewhere, by number.
type values struct {
	all    []string
	number map[string]uint32
}

func (v *values) of(s string) uint32 {
	n, ok := v.number[s]
	if !ok {
		if v.number == nil {
			v.number = map[string]uint32{}
		}
		n = uint32(len(v.all))
		s = strings.Clone(s)
		v.all, v.number[s] = append(v.all, s), n
	}
	return n
}

// board is the list of one call-out in memory.
type board struct {
	mu sync.RWMutex
	boarded
}

type boarded struct {
	turn, anew int64 // of the inbox, as far as it was read
	rows       []listedRow
	number     map[int64]int32  // which row has this n
	place      map[string]int32 // and which this id
	order      []int32          // the rows, the oldest first
	values     [columns]values
}

// board calls fn with the list of a call-out as it is in the transaction's
// snapshot, or a little later.
func (t *tx) board(c *callout, fn func(*board) error) error {
	db := t.db
	db.mu.Lock()
	if db.boards == nil {
		db.boards = map[int64]*board{}
	}
	b := db.boards[c.id]
	if b == nil {
		b = &board{}
		db.boards[c.id] = b
	}
	db.mu.Unlock()
	now, err := t.q.InboxOf(t.ctx, c.id)
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	b.mu.RLock()
	behind := b.behind(now)
	b.mu.RUnlock()
	if behind {
		if err := t.catchUp(c, b, now); err != nil {
			return err
		}
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return fn(b)
}

func (b *boarded) behind(now sqldb.InboxOfRow) bool {
	return b.anew < now.Anew || b.anew == now.Anew && b.turn < now.Turn
}

// catchUp reads the rows that the board has not, or not as they are now.
func (t *tx) catchUp(c *callout, b *board, now sqldb.InboxOfRow) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.behind(now) {
		return nil
	}
	if b.anew < now.Anew || b.number == nil {
		b.boarded = boarded{anew: now.Anew, number: map[int64]int32{}, place: map[string]int32{}}
	}
	rows, err := t.q.TriageSince(t.ctx, sqldb.TriageSinceParams{CalloutID: c.id, Turn: b.turn})
	if err != nil {
		return err
	}
	// In the order of the list, so that a walk over it goes on in memory.
	slices.SortFunc(rows, func(r, s sqldb.TriageSinceRow) int {
		return cmp.Or(cmp.Compare(r.ReceivedAt, s.ReceivedAt), strings.Compare(r.Response, s.Response))
	})
	b.rows = slices.Grow(b.rows, len(rows))
	moved := false
	for i := range rows {
		moved = b.put(&rows[i]) || moved
	}
	if moved {
		slices.SortFunc(b.order, func(i, j int32) int { return b.rows[i].before(&b.rows[j]) })
	}
	b.turn = now.Turn
	return nil
}

// put takes a row and says whether it has another place in the order.
func (b *boarded) put(r *sqldb.TriageSinceRow) (moved bool) {
	i, ok := b.number[r.N]
	if !ok {
		i = int32(len(b.rows))
		b.rows = append(b.rows, listedRow{n: r.N, id: r.Response})
		b.number[r.N], b.place[r.Response] = i, i
		b.order = append(b.order, i)
	}
	row := &b.rows[i]
	moved = !ok || row.at != r.ReceivedAt
	row.at, row.is = r.ReceivedAt, 0
	for i, set := range [...]bool{r.Seen, r.Finished, r.Star, r.Contacted} { // as the flags are numbered
		if set {
			row.is |= 1 << i
		}
	}
	for col, s := range [columns]string{byDay: r.Day, byChannel: r.Channel, byMedium: r.Medium, byLang: r.Lang, byState: r.State, byCampaign: r.Campaign,
		byTranscript: r.Transcript, byTranslation: r.Translation, byCodes: r.Codes, byCoders: r.Coders, byAssignee: r.Assignee, byTags: r.Tags} {
		row.v[col] = b.values[col].of(s)
	}
	return moved
}

// says is what a row has in a column.
func (b *boarded) says(r *listedRow, col column) string { return b.values[col].all[r.v[col]] }

// test is a filter made ready for one board.
type test struct {
	is, not uint8
	takes   [columns][]bool // by number of the value; nil: any
	asked   []column        // of which takes says something
	found   []bool          // by row; nil: any
}

// only takes rows whose value in a column is right, beside what the filter
// asks of it already.
func (b *boarded) only(f *test, col column, right func(string) bool) {
	takes := make([]bool, len(b.values[col].all))
	for i, s := range b.values[col].all {
		takes[i] = right(s) && (f.takes[col] == nil || f.takes[col][i])
	}
	if f.takes[col] == nil {
		f.asked = append(f.asked, col)
	}
	f.takes[col] = takes
}

func (f *test) takesRow(r *listedRow) bool {
	if r.is&f.is != f.is || r.is&f.not != 0 {
		return false
	}
	for _, col := range f.asked {
		if !f.takes[col][r.v[col]] {
			return false
		}
	}
	return true
}

// each calls with the rows that a filter takes, in the order asked for, and
// with how many came before; it ends when fn returns false.
func (b *boarded) each(f *test, oldest bool, fn func(n int, row *listedRow) bool) {
	n := 0
	for k := range b.order {
		i := b.order[k]
		if !oldest {
			i = b.order[len(b.order)-1-k]
		}
		if f.found != nil && !f.found[i] {
			continue
		}
		row := &b.rows[i]
		if !f.takesRow(row) {
			continue
		}
		if !fn(n, row) {
			return
		}
		n++
	}
}

// holdsLine reports whether a list as a column keeps it has an item.
func holdsLine(list, item string) bool {
	for list != "" {
		line, rest, _ := strings.Cut(list, "\n")
		if line == item {
			return true
		}
		list = rest
	}
	return false
}

// persons counts the coders of a list who are no adjudication.
func persons(list string) (n int, final bool) {
	for _, name := range unlines(list) {
		if name == voxpop.Final {
			final = true
		} else {
			n++
		}
	}
	return n, final
}
