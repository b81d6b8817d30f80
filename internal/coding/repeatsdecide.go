package coding

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"voxpop"
)

// Abuse is decided about a group that was sent to distort the count.
const Abuse = "abuse"

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

// judgement is what a way of deciding means for a group. What is set aside
// already stays out of it, unless the group is to be taken back.
func (r *repeats) judgement(g *Group, way string) Judgement {
	ids := slices.Clone(g.Responses)
	standing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return r.rows[id].SetAside != "" })
	if len(standing) > 1 && way != Undo {
		ids = standing
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(r.rows[a].At.Compare(r.rows[b].At), cmp.Compare(a, b)) })
	return judgement(ids, way, func(id string) bool { w := r.rows[id]; return w.DuplicateOf != "" || w.SetAside != "" })
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
