package coding

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/duplicate"
	"voxpop/internal/text"
)

// Abuse is decided about a group that was sent to distort the count.
const Abuse = "abuse"

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
	x.mu.Lock()
	l.Working = Working{r.now.what, r.now.n, r.now.of}
	x.mu.Unlock()
	r.mu.RLock()
	defer r.mu.RUnlock()
	l.Ready, l.AsOf, l.Behind, l.Arranged = r.ready, r.asOf, r.rev != rev, len(r.steps) > 0
	if !r.ready {
		return l, nil
	}
	l.Waterfall = r.crowd.waterfall()
	if q.Only != "" {
		if i, ok := r.find(q.Only); ok {
			l.Cases = append(l.Cases, r.casing(i))
			l.Total = 1
		}
		return l, nil
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
	return l, nil
}

// Members returns some members of a group, from the one with that number on.
func (x *Repeats) Members(ctx context.Context, slug, group string, from, n int) (c Case, members []Member, err error) {
	r, _, err := x.latest(ctx, slug)
	if err != nil {
		return c, nil, err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	i, ok := r.find(group)
	if !ok {
		return c, nil, noGroup(group)
	}
	ids := r.groups[i].Responses
	from = min(max(from, 0), len(ids))
	return r.casing(i), r.members(i, ids[from:min(from+n, len(ids))]), nil
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

// seen is what a person sees of responses now.
func (r *repeats) seen(ids []string) string {
	all := make([]Said, 0, len(ids))
	which := map[int]bool{}
	for _, id := range ids {
		if w := r.rows[id]; w != nil {
			all = append(all, w.Said)
		}
		for _, d := range r.aloneOf[id] {
			which[d] = true
		}
	}
	var alone []voxpop.Decision
	for i := range which {
		alone = append(alone, r.alone[i])
	}
	return Seen(all, alone)
}

// Decide takes what a person decides about a group as it was seen: same-person,
// campaign:NAME, coincidence, abuse or undo. It is a conflict when the group is
// another now, or something was decided about it meanwhile.
func (x *Repeats) Decide(ctx context.Context, by voxpop.Actor, slug, group, seen, way string) (done Judged, n int, err error) {
	r, _, err := x.latest(ctx, slug)
	if err != nil {
		return done, 0, err
	}
	r.mu.RLock()
	i, ok := r.find(group)
	var j Judgement
	now, at := "", voxpop.Moment{}
	if ok {
		now = r.seen(r.groups[i].Responses)
		j = r.judgement(&r.groups[i], way)
		at = voxpop.Moment{Time: x.Now().In(r.callout.Zone()).Truncate(time.Second)}
	}
	r.mu.RUnlock()
	switch {
	case !ok:
		return done, 0, noGroup(group)
	case now != seen:
		return done, 0, &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Repeats", Place: group, Message: "this group changed meanwhile: others came to it, or somebody decided about it",
			Hint: "look at it again, then say it again; nothing was changed"}
	}
	// The store looks at the very responses that are judged.
	r.mu.RLock()
	seen = r.seen(j.Responses)
	r.mu.RUnlock()
	done, err = x.Store.Judge(ctx, by, slug, seen, at, j)
	if err != nil {
		x.again(r)
		return done, 0, err
	}
	r.apply(done)
	return done, len(j.Responses), nil
}

// again makes the next reader look at the record itself: it knows better.
func (x *Repeats) again(r *repeats) {
	r.mu.Lock()
	r.rev = -1
	r.mu.Unlock()
	x.mu.Lock()
	r.now.ended = time.Time{}
	x.mu.Unlock()
}

func (r *repeats) judgement(g *Group, way string) Judgement {
	j := Judgement{Responses: g.Responses}
	standing := slices.DeleteFunc(slices.Clone(g.Responses), func(id string) bool { return r.rows[id].SetAside != "" })
	if len(standing) > 1 && way != Undo {
		j.Responses = standing
	}
	name, campaign := strings.CutPrefix(way, campaignIs)
	switch {
	case way == SamePerson:
		j.Kept = r.keep(j.Responses)
	case campaign:
		j.Campaign = strings.TrimSpace(name)
	case way == Coincident:
		j.Alone = true
	case way == Abuse:
		j.Abuse = true
	default:
		j.Undo = true
	}
	return j
}

// keep chooses the response that stays when one person sent all: the latest,
// which is what they want to have said, unless it repeats another already.
func (r *repeats) keep(ids []string) string {
	best := ""
	for _, id := range ids {
		w := r.rows[id]
		if w.DuplicateOf != "" || w.SetAside != "" {
			continue
		}
		if best == "" || cmp.Or(w.At.Compare(r.rows[best].At), cmp.Compare(id, best)) > 0 {
			best = id
		}
	}
	return cmp.Or(best, ids[0])
}

// Undo takes back what a decision changed; see [RepeatsStore].
func (x *Repeats) Undo(ctx context.Context, by voxpop.Actor, slug string, done Judged) error {
	if err := x.Store.Unjudge(ctx, by, slug, done); err != nil {
		return err
	}
	r := x.of(slug)
	r.apply(done.Back())
	return nil
}

// apply shows at once what the store was told. The rows' sums are forgotten, so
// that the next refresh reads them.
func (r *repeats) apply(done Judged) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ready {
		return
	}
	r.judged++
	people := map[string]bool{}
	for _, f := range done.Fields {
		for _, id := range f.IDs {
			if w := r.rows[id]; w != nil {
				people[w.Who] = true
			}
		}
	}
	for who := range people {
		r.crowd.add(who, -1)
	}
	for _, f := range done.Fields {
		for _, id := range f.IDs {
			w := r.rows[id]
			if w == nil {
				continue
			}
			w.Sum = ""
			switch f.Field {
			case "duplicate_of":
				w.DuplicateOf = f.New
			case "campaign":
				w.Campaign = f.New
			case "set_aside":
				w.SetAside = voxpop.SetAside(f.New)
			}
		}
	}
	for who := range people {
		r.crowd.add(who, 1)
	}
	r.alone = slices.DeleteFunc(slices.Clone(r.alone), func(d voxpop.Decision) bool {
		return slices.ContainsFunc(done.Dropped, func(e voxpop.Decision) bool { return e.ID == d.ID })
	})
	r.alone = append(r.alone, done.Made...)
	r.aloneOf = map[string][]int{}
	for i, d := range r.alone {
		for _, id := range d.Responses {
			r.aloneOf[id] = append(r.aloneOf[id], i)
		}
	}
	touched := map[int]bool{}
	for _, id := range done.Responses() {
		if i, ok := r.groupOf[id]; ok {
			touched[i] = true
		}
	}
	for i := range touched {
		r.decided(&r.groups[i])
	}
}

// decided looks up what stands about a group.
func (r *repeats) decided(g *Group) {
	var standing []string
	abuse := 0
	which := map[int]bool{}
	for _, id := range g.Responses {
		switch w := r.rows[id]; {
		case w.SetAside == "":
			standing = append(standing, id)
		case w.SetAside == voxpop.Spam:
			abuse++
		}
		for _, d := range r.aloneOf[id] {
			which[d] = true
		}
	}
	var alone []voxpop.Decision
	for _, d := range slices.Sorted(maps.Keys(which)) {
		alone = append(alone, r.alone[d])
	}
	said := func(id string) Said { return r.rows[id].Said }
	switch {
	case len(standing) == 0:
		g.Decided, g.Before = Abuse, ""
	case len(standing) == 1: // it says what was set aside as abuse
		g.Decided, g.Before = "", Abuse
		if len(alone) > 0 {
			g.Decided, g.Before = Coincident, ""
		}
	default:
		g.Decided, g.Before = stands(standing, said, alone)
		if g.Decided == "" && g.Before == "" && abuse > 0 {
			g.Before = Abuse
		}
	}
}

// Split makes some responses of a group a group of their own, before anything
// is decided about them. It returns the id of what was done, for Rejoin, and
// that of the new group.
func (x *Repeats) Split(ctx context.Context, slug, group string, ids []string) (step, made string, err error) {
	r, _, err := x.latest(ctx, slug)
	if err != nil {
		return "", "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	i, ok := r.find(group)
	if !ok {
		return "", "", noGroup(group)
	}
	g := r.groups[i]
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(g.Responses, id) })
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 || len(ids) == len(g.Responses) {
		return "", "", &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Split", Place: "member", Message: "does not part the group in two", Hint: "tick some of its messages, not all"}
	}
	if step, err = x.step(ctx, slug, r, arrangement{split: ids}); err != nil {
		return "", "", err
	}
	if j, ok := r.groupOf[ids[0]]; ok {
		made = r.groups[j].ID
	}
	return step, made, nil
}

// Merge makes several groups one, before anything is decided about them.
func (x *Repeats) Merge(ctx context.Context, slug string, groups []string) (step, made string, err error) {
	r, _, err := x.latest(ctx, slug)
	if err != nil {
		return "", "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var heads []string
	places := map[int]bool{}
	for _, id := range groups {
		i, ok := r.find(id)
		if !ok {
			return "", "", noGroup(id)
		}
		if !places[i] {
			places[i] = true
			heads = append(heads, r.groups[i].Responses[0])
		}
	}
	if len(heads) < 2 {
		return "", "", &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Merge", Place: "group", Message: "names fewer than two groups", Hint: "tick two groups or more"}
	}
	if step, err = x.step(ctx, slug, r, arrangement{merge: heads}); err != nil {
		return "", "", err
	}
	if j, ok := r.groupOf[heads[0]]; ok {
		made = r.groups[j].ID
	}
	return step, made, nil
}

// Rejoin takes back a Split or a Merge.
func (x *Repeats) Rejoin(ctx context.Context, slug, step string) error {
	r, _, err := x.latest(ctx, slug)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.steps, func(a arrangement) bool { return a.id == step })
	if i < 0 {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Rejoin", Message: "the groups are not arranged like that any more", Hint: "look at the list again"}
	}
	was := r.steps
	r.steps = slices.Delete(slices.Clone(r.steps), i, i+1)
	if err := x.shelve(ctx, slug, r); err != nil {
		r.steps = was
		return err
	}
	r.arrange()
	return nil
}

// step arranges the groups once it is kept that they are; r.mu is held.
func (x *Repeats) step(ctx context.Context, slug string, r *repeats, a arrangement) (id string, err error) {
	was := r.steps
	r.lastID++
	a.id = strconv.Itoa(r.lastID)
	r.steps = append(slices.Clone(r.steps), a)
	if err := x.shelve(ctx, slug, r); err != nil {
		r.steps = was
		return "", err
	}
	r.arrange()
	return a.id, nil
}

// arrange makes the groups that are shown of those that were found: as people
// took them apart and joined them, without what was taken back, with what stands.
func (r *repeats) arrange() {
	groups := make([]duplicate.Group, 0, len(r.found))
	for _, g := range r.found {
		g, ok := r.only(g, func(id string) bool { w := r.rows[id]; return w != nil && compared(&w.Said) })
		if ok {
			groups = append(groups, g)
		}
	}
	for _, a := range r.steps {
		if len(a.split) > 0 {
			groups = r.split(groups, a.split)
		} else {
			groups = r.join(groups, a.merge)
		}
	}
	r.groups = make([]Group, 0, len(groups))
	r.groupOf, r.place = make(map[string]int, len(groups)*2), make(map[string]int, len(groups))
	slices.SortStableFunc(groups, func(a, b duplicate.Group) int { return cmp.Compare(b.Size, a.Size) })
	for _, g := range groups {
		one := Group{Group: g}
		r.decided(&one)
		i := len(r.groups)
		r.place[g.ID] = i
		for _, id := range g.Responses {
			r.groupOf[id] = i
		}
		r.groups = append(r.groups, one)
	}
}

// only leaves some members of a group; ok is false when it is none any more.
func (r *repeats) only(g duplicate.Group, keep func(id string) bool) (_ duplicate.Group, ok bool) {
	n := 0
	for _, id := range g.Responses {
		if keep(id) {
			n++
		}
	}
	if n == len(g.Responses) {
		return g, true
	}
	if n < 2 {
		return g, false
	}
	g.Responses = slices.DeleteFunc(slices.Clone(g.Responses), func(id string) bool { return !keep(id) })
	g.Size = n
	if !slices.Contains(g.Responses, g.Representative) {
		g.Representative = g.Responses[0]
	}
	people := map[string]bool{}
	g.Evidence.Anonymous, g.Evidence.Burst, g.Evidence.Channel = 0, nil, nil // they were of all
	for _, id := range g.Responses {
		if p := r.rows[id].person(); p != "" {
			people[p] = true
		} else {
			g.Evidence.Anonymous++
		}
	}
	g.Evidence.People = len(people)
	return g, true
}

func (r *repeats) split(groups []duplicate.Group, ids []string) []duplicate.Group {
	var out []duplicate.Group
	for _, g := range groups {
		apart, any := map[string]bool{}, false
		for _, id := range g.Responses {
			if _, ok := slices.BinarySearch(ids, id); ok {
				apart[id], any = true, true
			}
		}
		if !any || len(apart) == len(g.Responses) {
			out = append(out, g)
			continue
		}
		for _, in := range []bool{true, false} {
			if part, ok := r.only(g, func(id string) bool { return apart[id] == in }); ok {
				part.ID = "d-" + part.Responses[0]
				out = append(out, part)
			}
		}
	}
	return out
}

func (r *repeats) join(groups []duplicate.Group, heads []string) []duplicate.Group {
	var out []duplicate.Group
	at := -1
	for _, g := range groups {
		if !slices.ContainsFunc(heads, func(h string) bool { return slices.Contains(g.Responses, h) }) {
			out = append(out, g)
			continue
		}
		if at < 0 {
			at = len(out)
			out = append(out, g)
			continue
		}
		a := &out[at]
		if g.Size > a.Size {
			a.Representative, a.Template, a.Reason = g.Representative, g.Template, g.Reason
		}
		a.Responses = slices.Concat(a.Responses, g.Responses)
		slices.SortFunc(a.Responses, func(x, y string) int {
			return cmp.Or(r.rows[x].At.Compare(r.rows[y].At), cmp.Compare(x, y))
		})
		a.Size = len(a.Responses)
		a.ID = "d-" + a.Responses[0]
		a.Similarity = min(a.Similarity, g.Similarity)
		a.Evidence.People += g.Evidence.People
		a.Evidence.Anonymous += g.Evidence.Anonymous
		a.Evidence.Burst, a.Evidence.Channel = nil, nil
		if a.Evidence.People+a.Evidence.Anonymous > 1 {
			a.Proposal = duplicate.Campaign
		}
	}
	return out
}
