package prevalence

// Both returns how many counted people voice both codes: estimated, where
// shares are.
func (f *Figures) Both(a, b string) int {
	if f.tally == nil {
		return 0
	}
	if f.poll != nil {
		x, _ := f.Share(a)
		y, _ := f.Share(b)
		most := min(Whole(x.N), Whole(y.N))
		if a == b {
			return most
		}
		pair := [2]string{min(a, b), max(a, b)}
		n := func() float64 { return f.poll.both(pair[0], pair[1]) }
		if f.asked == nil {
			return min(Whole(n()), most)
		}
		return min(Whole(once(&f.asked.mu, f.asked.both, pair, n)), most)
	}
	if a == b {
		in := f.tally.states(a)
		return in[Yes] + in[SingleYes] + in[ContestedYes]
	}
	if b < a {
		a, b = b, a
	}
	return f.tally.Both[a][b]
}

// Group returns how many counted people have that value of a dimension
// ([ByLang] or "language", [ByMedium], [ByChannel], [ByPlace], [ByRole]), and
// how many of them voice each code. A person's language, medium and channel
// are those of their kept answer; a person who told no place or role is in no
// group of it. Where shares are estimated the group's are too, from its people
// in the sample; with fewer than [MinDrawn] of those n is empty, and a group that
// is coded to the last is counted. ok is false for a dimension that does not exist.
func (f *Figures) Group(dimension, value string) (of int, n map[string]int, ok bool) {
	dimension, ok = Dimension(dimension)
	n = map[string]int{}
	if !ok || f.tally == nil {
		return 0, n, ok
	}
	g := f.tally.Groups[dimension][value]
	if g == nil {
		return 0, n, true
	}
	if f.poll != nil && !f.poll.counts(dimension, value) {
		shares, of := f.poll.of(inGroup(dimension, value))
		for i, s := range shares {
			if s.coded >= MinDrawn {
				n[f.poll.codes[i]] = Whole(s.Share * float64(of))
			}
		}
		return g.Of, n, true
	}
	for code, k := range g.N {
		n[code] = k
	}
	return g.Of, n, true
}

// trait returns what a unit is in a dimension.
func (u *Unit) trait(dimension string) string {
	switch dimension {
	case ByLang:
		return u.Lang
	case ByMedium:
		return u.Medium
	case ByChannel:
		return u.Channel
	case ByPlace:
		return u.Place
	case ByRole:
		return u.Role
	case ByWeek:
		return u.Week
	}
	return ""
}

func inGroup(dimension, value string) func(*Counted) bool {
	return func(c *Counted) bool { return c.Unit.trait(dimension) == value }
}

// GroupTotals returns the counted people by value of a dimension, the largest
// first.
func (f *Figures) GroupTotals(dimension string) []Count {
	dimension, ok := Dimension(dimension)
	if !ok || f.tally == nil {
		return nil
	}
	var t tallied
	for value, g := range f.tally.Groups[dimension] {
		t.add(value, g.Of)
	}
	return t.descending()
}

// Dimension returns the dimension that a name means: itself, or lang for
// language.
func Dimension(name string) (string, bool) {
	switch name {
	case "language":
		return ByLang, true
	case ByLang, ByMedium, ByChannel, ByPlace, ByRole, ByWeek:
		return name, true
	}
	return "", false
}

// LargestChannel returns the channel by which most counted people came (of
// equals the first by name), and how many; "" when nobody is counted.
func (f *Figures) LargestChannel() Count {
	if all := f.GroupTotals(ByChannel); len(all) > 0 {
		return all[0]
	}
	return Count{}
}

// Rest is what remains of the counted people when some are left out.
type Rest struct {
	Of int            // people
	N  map[string]int // code → people who voice it; every code of the codebook
}

// remaining is a Rest with what its numbers stand on, where they are estimated.
type remaining struct {
	Rest
	keep      func(*Counted) bool // who remains; nil: everybody
	estimates []polled            // in codebook order
}

// WithoutCampaigns leaves out the units that stand for a campaign.
func (f *Figures) WithoutCampaigns() Rest { return f.withoutCampaigns().Rest }

func (f *Figures) withoutCampaigns() remaining {
	if f.poll != nil {
		return f.rest("campaigns", func(c *Counted) bool { return c.Campaign == "" })
	}
	r := f.everybody()
	if f.tally == nil {
		return r
	}
	for _, g := range f.tally.Groups[byCampaign] {
		r.take(g)
	}
	return r
}

// WithoutLargestChannel leaves out the people of [Figures.LargestChannel].
func (f *Figures) WithoutLargestChannel() Rest { return f.withoutLargestChannel().Rest }

func (f *Figures) withoutLargestChannel() remaining {
	if f.poll != nil {
		name := f.LargestChannel().Key
		return f.rest("channel", func(c *Counted) bool { return c.Unit.Channel != name })
	}
	r := f.everybody()
	if f.tally == nil {
		return r
	}
	if g := f.tally.Groups[ByChannel][f.LargestChannel().Key]; g != nil {
		r.take(g)
	}
	return r
}

func (f *Figures) everybody() remaining {
	r := remaining{Rest: Rest{Of: f.Waterfall.Counted, N: map[string]int{}}}
	for i, s := range f.Shares {
		r.N[s.Code] = Whole(s.N)
		if f.poll != nil {
			r.estimates = append(r.estimates, f.settled[i])
		}
	}
	return r
}

// rest estimates the shares among the people whom keep keeps: all but those
// that without names. Nobody changes what it returns.
func (f *Figures) rest(without string, keep func(*Counted) bool) remaining {
	estimate := func() remaining {
		shares, of := f.poll.of(keep)
		r := remaining{Rest: Rest{Of: of, N: map[string]int{}}, keep: keep, estimates: shares}
		for i, s := range shares {
			r.N[f.poll.codes[i]] = Whole(s.Share * float64(of))
		}
		return r
	}
	if f.asked == nil {
		return estimate()
	}
	return once(&f.asked.mu, f.asked.rests, without, estimate)
}

func (r *Rest) take(g *group) {
	r.Of -= g.Of
	for code, n := range g.N {
		r.N[code] -= n
	}
}

// States returns how many counted people are in each state of a code: what the
// range of its share is made of.
func (f *Figures) States(code string) map[State]int {
	if f.tally == nil {
		return map[State]int{}
	}
	return f.tally.states(code)
}
