package prevalence

// Both returns how many counted people voice both codes.
func (f *Figures) Both(a, b string) int {
	if f.tally == nil {
		return 0
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
// group of it. ok is false for a dimension that does not exist.
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
	for code, k := range g.N {
		n[code] = k
	}
	return g.Of, n, true
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
	case ByLang, ByMedium, ByChannel, ByPlace, ByRole:
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

// WithoutCampaigns leaves out the units that stand for a campaign.
func (f *Figures) WithoutCampaigns() Rest {
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
func (f *Figures) WithoutLargestChannel() Rest {
	r := f.everybody()
	if f.tally == nil {
		return r
	}
	if g := f.tally.Groups[ByChannel][f.LargestChannel().Key]; g != nil {
		r.take(g)
	}
	return r
}

func (f *Figures) everybody() Rest {
	r := Rest{Of: f.Waterfall.Counted, N: map[string]int{}}
	for _, s := range f.Shares {
		r.N[s.Code] = Whole(s.N)
	}
	return r
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
