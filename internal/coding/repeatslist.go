package coding

import (
	"context"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/duplicate"
	"voxpop/internal/text"
)

// What a listing shows.
const (
	ShowWaiting  = ""
	ShowDecided  = "decided"      // as one person's, a campaign or abuse
	ShowApart    = "coincidences" // decided to be independent
	membersShown = 4
)

// RepeatsQuery says which groups are asked for.
type RepeatsQuery struct {
	Show string
	Bar  float64 // how alike a group must be, 0 to 1
	From int     // how many are passed over
	N    int
	Only string // one group by its id, whatever the rest says
}

// Listing is a page of groups and what stands around it.
type Listing struct {
	Ready   bool // false: the groups are being worked out for the first time
	Working Working
	AsOf    time.Time // when the groups were last brought up to date
	Behind  bool      // the record has changed since

	Cases                   []Case
	Total                   int // groups of this kind above the bar
	Below                   int // … and below it
	Waiting, Decided, Apart int // groups of each kind above the bar
	Waterfall               voxpop.Waterfall
	Arranged                bool // somebody took groups apart or joined them
}

// Case is one group for a person to decide.
type Case struct {
	Group
	Seen              string // see [Seen]
	First, Last       string // days, 2006-01-02
	Channels          []voxpop.Channel
	People, Anonymous int
	Sound, Picture    int // members that are known by their sound, their picture
	Standing          int // members that nothing set aside
	Text              Member
	Members           []Member // the first of them
}

// Member is one response of a group.
type Member struct {
	ID, Day, Lang  string
	Channel        voxpop.Channel
	Medium         voxpop.Medium
	Sound, Picture bool
	DuplicateOf    string
	Campaign       string
	SetAside       voxpop.SetAside
	Passages       []Passage // what it says; marked where it differs from the group's text
}

// Passage is a piece of a text and how it differs.
type Passage struct {
	Op   duplicate.Op
	Text string
}

// List returns a page of groups. It never waits for groups to be found.
func (x *Repeats) List(ctx context.Context, slug string, q RepeatsQuery) (l Listing, err error) {
	r, rev, err := x.latest(ctx, slug)
	if err != nil {
		return l, err
	}
	l = x.list(r, rev, q)
	if l.Behind {
		var ids []string
		for _, c := range l.Cases {
			ids = append(ids, c.Responses...)
		}
		if gone, err := x.unsay(ctx, slug, r, ids); err != nil || !gone {
			return l, err
		}
		l = x.list(r, rev, q)
	}
	return l, nil
}

// unsay takes out of groups that are older than the record the words of those
// of the answers that were withdrawn since: nobody shows them until the groups
// are found anew.
func (x *Repeats) unsay(ctx context.Context, slug string, r *repeats, ids []string) (some bool, err error) {
	var gone []string
	err = x.Store.Look(ctx, slug, func(v Changing) error {
		for _, id := range ids {
			doc, ok, err := v.Response(id)
			if err != nil {
				return err
			}
			if !ok || doc.Gone() {
				gone = append(gone, id)
			}
		}
		return nil
	})
	if err != nil || len(gone) == 0 {
		return false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range gone {
		if w := r.rows[id]; w != nil {
			now := *w // who reads it keeps it as it was
			now.Text = ""
			r.rows[id] = &now
		}
		if i, ok := r.groupOf[id]; ok {
			r.groups[i].Template = ""
		}
	}
	return true, nil
}

// list is a page of the groups as they are known.
func (x *Repeats) list(r *repeats, rev int64, q RepeatsQuery) (l Listing) {
	x.mu.Lock()
	l.Working = Working{r.now.what, r.now.n, r.now.of}
	x.mu.Unlock()
	r.mu.RLock()
	defer r.mu.RUnlock()
	l.Ready, l.AsOf, l.Behind, l.Arranged = r.ready, r.asOf, r.rev != rev, len(r.steps) > 0
	if !r.ready {
		return l
	}
	l.Waterfall = r.crowd.waterfall()
	if q.Only != "" {
		if i, ok := r.find(q.Only); ok {
			l.Cases = append(l.Cases, r.casing(i))
			l.Total = 1
		}
		return l
	}
	skip := q.From
	for i := range r.groups {
		g := &r.groups[i]
		kind := ShowDecided
		switch g.Decided {
		case "":
			kind = ShowWaiting
		case Coincident:
			kind = ShowApart
		}
		if g.Similarity < q.Bar {
			if kind == q.Show {
				l.Below++
			}
			continue
		}
		switch kind {
		case ShowWaiting:
			l.Waiting++
		case ShowDecided:
			l.Decided++
		default:
			l.Apart++
		}
		if kind != q.Show {
			continue
		}
		l.Total++
		if skip > 0 {
			skip--
		} else if len(l.Cases) < q.N {
			l.Cases = append(l.Cases, r.casing(i))
		}
	}
	return l
}

// Members returns some members of a group, from the one with that number on.
func (x *Repeats) Members(ctx context.Context, slug, group string, from, n int) (c Case, members []Member, err error) {
	r, rev, err := x.latest(ctx, slug)
	if err != nil {
		return c, nil, err
	}
	for range 2 { // again without the words of who has withdrawn
		r.mu.RLock()
		i, ok := r.find(group)
		if !ok {
			r.mu.RUnlock()
			return c, nil, noGroup(group)
		}
		ids := r.groups[i].Responses
		from = min(max(from, 0), len(ids))
		c, members = r.casing(i), r.members(i, ids[from:min(from+n, len(ids))])
		behind := r.rev != rev
		r.mu.RUnlock()
		if !behind {
			break
		}
		if gone, err := x.unsay(ctx, slug, r, c.Responses); err != nil || !gone {
			return c, members, err
		}
	}
	return c, members, nil
}

func noGroup(id string) error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Repeats", Place: id, Message: "this group is not there any more: its messages were taken back, changed or put elsewhere",
		Hint: "look at the list again; nothing was changed"}
}

// find returns the place of a group by an id that it has or had.
func (r *repeats) find(id string) (int, bool) {
	for range 8 {
		if i, ok := r.place[id]; ok {
			return i, true
		}
		to, ok := r.moved[id]
		if !ok {
			return 0, false
		}
		id = to
	}
	return 0, false
}

// casing is a group with what a person looks at.
func (r *repeats) casing(i int) Case {
	g := r.groups[i]
	c := Case{Group: g, Seen: r.seen(g.Responses)}
	people := map[string]bool{}
	for _, id := range g.Responses {
		w := r.rows[id]
		if w == nil {
			continue
		}
		if c.First == "" || w.Day < c.First {
			c.First = w.Day
		}
		c.Last = max(c.Last, w.Day)
		if !slices.Contains(c.Channels, w.Channel) {
			c.Channels = append(c.Channels, w.Channel)
		}
		if p := w.person(); p != "" {
			people[p] = true
		} else {
			c.Anonymous++
		}
		if w.Sound {
			c.Sound++
		}
		if w.Picture {
			c.Picture++
		}
		if w.SetAside == "" {
			c.Standing++
		}
	}
	c.People = len(people)
	slices.Sort(c.Channels)
	if w := r.rows[g.Representative]; w != nil {
		c.Text = r.member(w, "")
		c.Text.Passages = []Passage{{duplicate.Same, w.Text}}
		if g.Template != "" {
			c.Text.Passages = slots(g.Template)
		}
	}
	var others []string
	for _, id := range g.Responses {
		if id != g.Representative && len(others) < membersShown {
			others = append(others, id)
		}
	}
	c.Members = r.members(i, others)
	return c
}

// slots parts a template at the places that everyone fills in.
func slots(template string) (all []Passage) {
	for i, s := range strings.Split(template, "…") {
		if i > 0 {
			all = append(all, Passage{duplicate.Changed, "…"})
		}
		if s != "" {
			all = append(all, Passage{duplicate.Same, s})
		}
	}
	return all
}

func (r *repeats) members(i int, ids []string) (all []Member) {
	base := ""
	if w := r.rows[r.groups[i].Representative]; w != nil {
		base = w.Text
	}
	for _, id := range ids {
		if w := r.rows[id]; w != nil {
			all = append(all, r.member(w, base))
		}
	}
	return all
}

// member is a response as a person sees it, its words against base.
func (r *repeats) member(w *repeatRow, base string) Member {
	m := Member{ID: w.ID, Day: w.Day, Lang: w.Lang, Channel: w.Channel, Medium: w.Medium, Sound: w.Sound, Picture: w.Picture,
		DuplicateOf: w.DuplicateOf, Campaign: w.Campaign, SetAside: w.SetAside}
	if base == "" || w.Text == "" || w.Text == base {
		if w.Text != "" {
			m.Passages = []Passage{{duplicate.Same, w.Text}}
		}
		return m
	}
	from, mine := []rune(base), []rune(w.Text)
	at := 0
	cut := func(s text.Span) string { return string(mine[s.Start:s.End]) }
	for _, e := range duplicate.Differences(base, w.Text) {
		if e.Member.Start > at {
			m.Passages = append(m.Passages, Passage{duplicate.Same, string(mine[at:e.Member.Start])})
		}
		if (e.Op == duplicate.Left || e.Op == duplicate.Changed) && e.Base.End > e.Base.Start {
			m.Passages = append(m.Passages, Passage{duplicate.Left, string(from[e.Base.Start:e.Base.End])})
		}
		if e.Op != duplicate.Left && e.Member.End > e.Member.Start {
			op := e.Op
			if op == duplicate.Changed {
				op = duplicate.Added
			}
			m.Passages = append(m.Passages, Passage{op, cut(e.Member)})
		}
		at = max(at, e.Member.End)
	}
	if at < len(mine) {
		m.Passages = append(m.Passages, Passage{duplicate.Same, string(mine[at:])})
	}
	return m
}
