package store

import (
	"context"
	"slices"
	"strconv"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// Pick says on which responses of a list a verb acts: those named, or all that
// a filter takes.
type Pick struct {
	IDs  []string
	All  *InboxFilter
	Want int // how many the person saw that match; over 0, another number is a conflict
}

// Triage is what the desk notes about responses; nil leaves a thing as it is.
// It is no part of the record.
type Triage struct {
	Seen, Done, Star  *bool
	Assignee          *string // "" takes it from whoever has it
	AddTags, DropTags []string
}

// Undo is what a verb on a list changed, and what takes it back: ids and marks,
// no words.
type Undo struct {
	Verb string    `json:"verb"`
	N    int       `json:"n"` // responses that were changed
	Sets []UndoSet `json:"sets"`
}

// UndoSet are responses of which a field was and became the same.
type UndoSet struct {
	Field string   `json:"field"`
	Old   string   `json:"old"`
	New   string   `json:"new"`
	IDs   []string `json:"ids"`
}

// add notes one change. There are few different ones.
func (u *Undo) add(id, field, old, now string) {
	i := slices.IndexFunc(u.Sets, func(s UndoSet) bool { return s.Field == field && s.Old == old && s.New == now })
	if i < 0 {
		i = len(u.Sets)
		u.Sets = append(u.Sets, UndoSet{Field: field, Old: old, New: now})
	}
	u.Sets[i].IDs = append(u.Sets[i].IDs, id)
}

// The fields of an [UndoSet] that the desk notes, and those of the record.
const (
	fieldSeen      = "seen"
	fieldDone      = "done"
	fieldStar      = "star"
	fieldAssignee  = "assignee"
	fieldTags      = "tags"
	fieldSetAside  = "set_aside"
	fieldCampaign  = "campaign"
	fieldContacted = "contacted"
	fieldLang      = "lang"
)

// picked calls fn with the list of a locked call-out and the rows picked.
func (t *tx) picked(c *callout, p Pick, fn func(*board, []*listedRow) error) error {
	return t.board(c, func(b *board) error {
		var rows []*listedRow
		if p.All == nil {
			for _, id := range p.IDs {
				i, ok := b.place[id]
				if !ok {
					return noResponse("store", id)
				}
				rows = append(rows, &b.rows[i])
			}
			return fn(b, rows)
		}
		ok, err := t.test(c, b, *p.All)
		if err != nil {
			return err
		}
		b.each(ok, p.All.Oldest, func(_ int, r *listedRow) bool {
			rows = append(rows, r)
			return true
		})
		if p.Want > 0 && len(rows) != p.Want {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "store", Message: "the list changed meanwhile: " + strconv.Itoa(len(rows)) + " answers match now; nothing was changed",
				Hint: "look at the list again, then say it again"}
		}
		return fn(b, rows)
	})
}

// noted is what the desk noted about a response.
type noted struct {
	seen, done, star bool
	assignee, tags   string
}

func (b *boarded) noted(r *listedRow) noted {
	return noted{r.is&isSeen != 0, r.is&isDone != 0, r.is&isStarred != 0, b.says(r, byAssignee), b.says(r, byTags)}
}

func (n noted) fields() map[string]string {
	return map[string]string{fieldSeen: mark(n.seen), fieldDone: mark(n.done), fieldStar: mark(n.star), fieldAssignee: n.assignee, fieldTags: n.tags}
}

// mark is a yes or no as an undo keeps it.
func mark(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

func (s Triage) valid() error {
	for _, tag := range slices.Concat(s.AddTags, s.DropTags) {
		if tag == "" || !voxpop.ValidName(tag) {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.triage", Place: "tag", Message: "is not one line of text of at most 256 letters", Hint: "give the tag a short name"}
		}
	}
	if s.Assignee != nil && *s.Assignee != "" && (!voxpop.ValidName(*s.Assignee) || *s.Assignee == Nobody) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.triage", Place: "assignee", Message: "is no name of a person", Hint: "name somebody of the desk"}
	}
	return nil
}

// on is what the desk notes about a response after this.
func (s Triage) on(n noted) noted {
	for into, set := range map[*bool]*bool{&n.seen: s.Seen, &n.done: s.Done, &n.star: s.Star} {
		if set != nil {
			*into = *set
		}
	}
	if s.Assignee != nil {
		n.assignee = *s.Assignee
	}
	if len(s.AddTags)+len(s.DropTags) > 0 {
		tags := append(unlines(n.tags), s.AddTags...)
		tags = slices.DeleteFunc(tags, func(tag string) bool { return slices.Contains(s.DropTags, tag) })
		slices.Sort(tags)
		n.tags = lines(slices.Compact(tags))
	}
	return n
}

// Triage notes something about the responses picked. The revision of the
// call-out stays as it is: nothing that a story says depends on it.
func (db *DB) Triage(ctx context.Context, by voxpop.Actor, slug string, p Pick, set Triage) (u Undo, err error) {
	if err := set.valid(); err != nil {
		return u, err
	}
	u, err = db.note(ctx, by, "triage", slug, p, func(_ *listedRow, n noted) (noted, error) { return set.on(n), nil })
	return u, wrap("store.Triage", err)
}

func (db *DB) note(ctx context.Context, by voxpop.Actor, verb, slug string, p Pick, fn func(*listedRow, noted) (noted, error)) (u Undo, err error) {
	err = db.write(ctx, func(t *tx) error {
		u = Undo{Verb: verb}
		c, err := t.lock(slug, 0)
		if err != nil {
			return err
		}
		after := map[noted][]int64{}
		err = t.picked(c, p, func(b *board, rows []*listedRow) error {
			for _, r := range rows {
				was := b.noted(r)
				now, err := fn(r, was)
				if err != nil {
					return err
				}
				if now == was {
					continue
				}
				after[now] = append(after[now], r.n)
				u.N++
				old, fresh := was.fields(), now.fields()
				for _, field := range []string{fieldSeen, fieldDone, fieldStar, fieldAssignee, fieldTags} {
					if old[field] != fresh[field] {
						u.add(r.id, field, old[field], fresh[field])
					}
				}
			}
			return nil
		})
		if err != nil || u.N == 0 {
			return err
		}
		turn, err := t.turn(c)
		if err != nil {
			return err
		}
		for now, ns := range after {
			slices.Sort(ns) // as they lie on the disk
			for some := range slices.Chunk(ns, pageRows) {
				if err := t.setNoted(turn, now, some); err != nil {
					return err
				}
			}
		}
		return t.audit(by, verb, slug, u.changes())
	})
	return u, err
}

func (t *tx) setNoted(turn int64, now noted, ns []int64) error {
	in, args := inList([]any{turn, now.seen, now.done, now.star, now.assignee, now.tags}, ns)
	return t.does("UPDATE triage SET turn = ?1, seen = ?2, finished = ?3, star = ?4, assignee = ?5, tags = ?6 WHERE n "+in, args...)
}

// manyChanges is how many changes of a verb on a list an audit line names one
// by one.
const manyChanges = 1000

func (u *Undo) changes() (all []Change) {
	for _, s := range u.Sets {
		if u.N > manyChanges {
			all = append(all, Change{Field: s.Field, Old: len(s.IDs), New: s.New})
			continue
		}
		for _, id := range s.IDs {
			all = append(all, Change{ID: id, Field: s.Field, Old: s.Old, New: s.New})
		}
	}
	return all
}

// SetAsideAll is [DB.SetAside] on the responses picked.
func (db *DB) SetAsideAll(ctx context.Context, by voxpop.Actor, slug string, p Pick, reason voxpop.SetAside) (Undo, error) {
	if reason == voxpop.Illegal || reason != "" && !slices.Contains(voxpop.SetAsides, reason) {
		return Undo{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "store.set_aside", Place: "reason", Message: "is no reason to set answers aside here", Hint: "voxpop illegal is for what is illegal"}
	}
	return db.editPicked(ctx, by, "set_aside", slug, p, fieldSetAside, func(string) string { return string(reason) })
}

// CampaignAll is [DB.MarkCampaign] on the responses picked.
func (db *DB) CampaignAll(ctx context.Context, by voxpop.Actor, slug string, p Pick, name string) (Undo, error) {
	if name != "" && !voxpop.ValidName(name) {
		return Undo{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "store.mark_campaign", Place: "campaign", Message: "is not one line of text of at most 256 letters", Hint: "give the campaign a short name"}
	}
	return db.editPicked(ctx, by, "mark_campaign", slug, p, fieldCampaign, func(string) string { return name })
}

// ContactedAll is [DB.SetContacted] on the responses picked.
func (db *DB) ContactedAll(ctx context.Context, by voxpop.Actor, slug string, p Pick, contacted bool) (Undo, error) {
	return db.editPicked(ctx, by, "set_contacted", slug, p, fieldContacted, func(string) string { return mark(contacted) })
}

// LangAll says in which language the responses picked are.
func (db *DB) LangAll(ctx context.Context, by voxpop.Actor, slug string, p Pick, lang string) (Undo, error) {
	if lang != "" && !voxpop.ValidLang(lang) {
		return Undo{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "store.set_lang", Place: "lang", Message: "is no tag of a language", Hint: "such as fa, ar or en"}
	}
	return db.editPicked(ctx, by, "set_lang", slug, p, fieldLang, func(string) string { return lang })
}

// fieldOf reads a field that an undo can set.
func fieldOf(r *voxpop.Response, field string) string {
	switch field {
	case fieldSetAside:
		return string(r.SetAside)
	case fieldCampaign:
		return r.Campaign
	case fieldContacted:
		return mark(r.Contacted)
	}
	return r.Lang
}

func setField(r *voxpop.Response, field, to string) {
	switch field {
	case fieldSetAside:
		r.SetAside = voxpop.SetAside(to)
	case fieldCampaign:
		r.Campaign = to
	case fieldContacted:
		r.Contacted = to != ""
	case fieldLang:
		r.Lang = to
	}
}

// editPicked changes one field of the responses picked. What was withdrawn or
// is illegal is left as it is.
func (db *DB) editPicked(ctx context.Context, by voxpop.Actor, verb, slug string, p Pick, field string, to func(id string) string) (u Undo, err error) {
	err = db.verb(ctx, by, verb, slug, func(t *tx, c *callout) ([]Change, bool, error) {
		u = Undo{Verb: verb}
		var ids []string
		err := t.picked(c, p, func(_ *board, rows []*listedRow) error {
			for _, r := range rows {
				ids = append(ids, r.id)
			}
			return nil
		})
		if err != nil {
			return nil, false, err
		}
		changes, err := t.edit(c, ids, func(r *voxpop.Response) (*Change, error) {
			old, now := fieldOf(r, field), to(r.ID)
			if old == now || r.Gone() {
				return nil, nil
			}
			setField(r, field, now)
			u.add(r.ID, field, old, now)
			u.N++
			return &Change{Field: field, Old: old, New: now}, nil
		})
		return changes, true, err
	})
	return u, err
}

// UndoAll takes back what a verb on a list did, all of it or, when one of the
// responses is another by now, nothing: that is a conflict.
func (db *DB) UndoAll(ctx context.Context, by voxpop.Actor, slug string, u Undo) error {
	verb, ours := "undo_"+u.Verb, u.Verb == "triage"
	old := map[string]map[string]UndoSet{} // by id and field
	var ids []string
	for _, s := range u.Sets {
		for _, id := range s.IDs {
			if old[id] == nil {
				old[id] = map[string]UndoSet{}
				ids = append(ids, id)
			}
			old[id][s.Field] = s
		}
	}
	changed := func(id string) error {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "store." + verb, Message: "answer " + id + " was changed since; nothing was undone", Hint: "change it by hand"}
	}
	if ours {
		_, err := db.note(ctx, by, verb, slug, Pick{IDs: ids}, func(r *listedRow, n noted) (noted, error) {
			for field, s := range old[r.id] {
				if n.fields()[field] != s.New {
					return n, changed(r.id)
				}
				switch field {
				case fieldSeen:
					n.seen = s.Old != ""
				case fieldDone:
					n.done = s.Old != ""
				case fieldStar:
					n.star = s.Old != ""
				case fieldAssignee:
					n.assignee = s.Old
				case fieldTags:
					n.tags = s.Old
				}
			}
			return n, nil
		})
		return wrap("store."+verb, err)
	}
	return db.verb(ctx, by, verb, slug, func(t *tx, c *callout) ([]Change, bool, error) {
		var changes []Change
		for field := range map[string]bool{fieldSetAside: true, fieldCampaign: true, fieldContacted: true, fieldLang: true} {
			var of []string
			for _, id := range ids {
				if _, ok := old[id][field]; ok {
					of = append(of, id)
				}
			}
			some, err := t.edit(c, of, func(r *voxpop.Response) (*Change, error) {
				s := old[r.ID][field]
				if fieldOf(r, field) != s.New || r.Gone() {
					return nil, changed(r.ID)
				}
				setField(r, field, s.Old)
				return &Change{Field: field, Old: s.New, New: s.Old}, nil
			})
			if err != nil {
				return nil, false, err
			}
			changes = append(changes, some...)
		}
		return changes, true, nil
	})
}

// CalloutCount says how many answers came to a call-out; withdrawn ones are
// among them.
type CalloutCount struct {
	Total, Today, Unread                 int
	Media, Langs, TodayMedia, TodayLangs map[string]int
	Days                                 map[string]int // by 2006-01-02
}

// arrived is what [DB.CalloutCounts] knows about a turn of a list.
type arrived struct {
	turn, anew int64
	rows       []sqldb.ArrivedOfRow
}

// CalloutCounts counts the answers of every call-out; today gives the day that
// it is there, as 2006-01-02. What did not change since is not counted again.
func (db *DB) CalloutCounts(ctx context.Context, today func(voxpop.Callout) string) (map[string]CalloutCount, error) {
	all, err := db.Callouts(ctx)
	if err != nil {
		return nil, err
	}
	counts := map[string]CalloutCount{}
	for _, doc := range all {
		err := db.read(ctx, func(t *tx) error {
			c, err := t.callout(doc.Slug)
			if err != nil {
				return err
			}
			rows, err := t.arrived(c)
			if err != nil {
				return err
			}
			n := CalloutCount{Media: map[string]int{}, Langs: map[string]int{}, TodayMedia: map[string]int{}, TodayLangs: map[string]int{}, Days: map[string]int{}}
			day := today(c.doc)
			for _, r := range rows {
				k := int(r.N)
				n.Total += k
				n.Media[r.Medium] += k
				n.Langs[r.Lang] += k
				n.Days[r.Day] += k
				if !r.Seen {
					n.Unread += k
				}
				if r.Day == day {
					n.Today += k
					n.TodayMedia[r.Medium] += k
					n.TodayLangs[r.Lang] += k
				}
			}
			counts[doc.Slug] = n
			return nil
		})
		if err != nil {
			return nil, wrap("store.CalloutCounts", err)
		}
	}
	return counts, nil
}

func (t *tx) arrived(c *callout) ([]sqldb.ArrivedOfRow, error) {
	now, err := t.q.InboxOf(t.ctx, c.id)
	if err := ignoreNoRows(err); err != nil {
		return nil, err
	}
	db := t.db
	db.mu.Lock()
	k, ok := db.arrivals[c.id]
	db.mu.Unlock()
	if ok && k.turn == now.Turn && k.anew == now.Anew {
		return k.rows, nil
	}
	rows, err := t.q.ArrivedOf(t.ctx, c.id)
	if err != nil {
		return nil, err
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.arrivals == nil {
		db.arrivals = map[int64]arrived{}
	}
	db.arrivals[c.id] = arrived{now.Turn, now.Anew, rows}
	return rows, nil
}
