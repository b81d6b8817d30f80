package coding

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"voxpop"
	"voxpop/internal/duplicate"
)

// Split makes some responses of a group a group of their own, before anything
// is decided about them. It returns the id of what was done, for Rejoin, and
// that of the new group.
func (x *Repeats) Split(ctx context.Context, slug, group string, ids []string) (step, made string, err error) {
	return x.step(ctx, slug, func(r *repeats) (a arrangement, first string, err error) {
		i, ok := r.find(group)
		if !ok {
			return a, "", noGroup(group)
		}
		g := r.groups[i]
		ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(g.Responses, id) })
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) == 0 || len(ids) == len(g.Responses) {
			return a, "", &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Split", Place: "member", Message: "does not part the group in two", Hint: "tick some of its messages, not all"}
		}
		return arrangement{split: ids}, ids[0], nil
	})
}

// Merge makes several groups one, before anything is decided about them.
func (x *Repeats) Merge(ctx context.Context, slug string, groups []string) (step, made string, err error) {
	return x.step(ctx, slug, func(r *repeats) (a arrangement, first string, err error) {
		places := map[int]bool{}
		for _, id := range groups {
			i, ok := r.find(id)
			if !ok {
				return a, "", noGroup(id)
			}
			if !places[i] {
				places[i] = true
				a.merge = append(a.merge, r.groups[i].Responses[0])
			}
		}
		if len(a.merge) < 2 {
			return a, "", &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Merge", Place: "group", Message: "names fewer than two groups", Hint: "tick two groups or more"}
		}
		return a, a.merge[0], nil
	})
}

// Rejoin takes back a Split or a Merge.
func (x *Repeats) Rejoin(ctx context.Context, slug, step string) error {
	return x.rearrange(ctx, slug, func(r *repeats) ([]arrangement, error) {
		i := slices.IndexFunc(r.steps, func(a arrangement) bool { return a.id == step })
		if i < 0 {
			return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Rejoin", Message: "the groups are not arranged like that any more", Hint: "look at the list again"}
		}
		return slices.Delete(slices.Clone(r.steps), i, i+1), nil
	}, func(*repeats) {})
}

// step takes the step that of names; it returns its id, and that of the group
// that the response first is in now.
func (x *Repeats) step(ctx context.Context, slug string, of func(*repeats) (a arrangement, first string, err error)) (id, made string, err error) {
	var a arrangement
	var first string
	err = x.rearrange(ctx, slug, func(r *repeats) ([]arrangement, error) {
		if a, first, err = of(r); err != nil {
			return nil, err
		}
		r.lastID++
		a.id = strconv.Itoa(r.lastID)
		return append(slices.Clone(r.steps), a), nil
	}, func(r *repeats) {
		if i, ok := r.groupOf[first]; ok {
			made = r.groups[i].ID
		}
	})
	if err != nil {
		return "", "", err
	}
	return a.id, made, nil
}

// rearrange arranges the groups by other steps, once it is kept that they are;
// then may look at them.
func (x *Repeats) rearrange(ctx context.Context, slug string, change func(*repeats) ([]arrangement, error), then func(*repeats)) error {
	r, _, err := x.latest(ctx, slug)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	steps, err := change(r)
	if err != nil {
		return err
	}
	was := r.steps
	r.steps = steps
	if err := x.shelve(ctx, slug, r); err != nil {
		r.steps = was
		return err
	}
	r.arrange()
	then(r)
	return nil
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
