package prevalence

import (
	"slices"

	"voxpop"
)

// Group is the people who share a trait, with their shares.
type Group struct {
	Value  string // of the trait; "" are those who told none
	Of     int    // people; 0 when Hidden
	Hidden Hiding // of the whole group
	Shares []GroupShare
}

// GroupShare is a code's share within a group. Its numbers are 0 when Hidden.
type GroupShare struct {
	Code             string
	N                float64
	Share, Low, High float64
	Hidden           Hiding
}

// Hiding says why a number is not given; "" when it is.
type Hiding string

// The reasons for hiding a number.
const (
	HiddenSmall      Hiding = "small"      // fewer people than the house publishes a cell of
	HiddenComplement Hiding = "complement" // it would tell a hidden one, taken from the sum
	HiddenFew        Hiding = "few-drawn"  // too few of the group are in the sample for an estimate
)

// Breakdown gives the shares of every code by value of a dimension, the largest
// group first. A number of fewer than house.MinCell people is hidden, be it a
// group or those in it who voice a code; and since totals are published, what
// is hidden in a row of cells must be more than one cell and at least MinCell
// people together, or the next smallest is hidden too (complementary
// suppression: Hundepool et al., Statistical Disclosure Control, 2012, ch. 4).
// Where shares are estimated, so are these, from the group's part of the sample
// ([MinDrawn] at least). ok is false for a dimension that does not exist.
func (f *Figures) Breakdown(dimension string, house voxpop.House) (groups []Group, ok bool) {
	dimension, ok = Dimension(dimension)
	if !ok || f.tally == nil {
		return nil, ok
	}
	told := 0
	for _, c := range f.GroupTotals(dimension) {
		groups = append(groups, f.group(dimension, c.Key, c.N))
		told += c.N
	}
	// Who told no trait is a cell as well, for what can be worked out, but no row.
	rest := f.Waterfall.Counted - told
	sizes := make([]cell, 0, len(groups)+1)
	for i := range groups {
		sizes = append(sizes, cell{n: float64(groups[i].Of), hide: &groups[i].Hidden})
	}
	if rest > 0 {
		sizes = append(sizes, cell{n: float64(rest), hide: new(Hiding), untold: true})
	}
	suppress(sizes, house.MinCell)
	for k := range f.Shares {
		left := f.Shares[k].N
		var cells []cell
		for i := range groups {
			g := &groups[i]
			s := &g.Shares[k]
			if g.Hidden != "" && s.Hidden == "" {
				s.Hidden = g.Hidden
			}
			left -= s.N
			cells = append(cells, cell{n: s.N, hide: &s.Hidden})
		}
		if rest > 0 {
			cells = append(cells, cell{n: max(left, 0), hide: new(Hiding), untold: true})
		}
		suppress(cells, house.MinCell)
	}
	for i := range groups {
		g := &groups[i]
		for k := range g.Shares {
			if s := &g.Shares[k]; s.Hidden != "" {
				*s = GroupShare{Code: s.Code, Hidden: s.Hidden}
			}
		}
		if g.Hidden != "" {
			g.Of = 0
		}
	}
	return groups, true
}

func (f *Figures) group(dimension, value string, of int) Group {
	g := Group{Value: value, Of: of}
	if f.poll == nil || f.poll.counts(dimension, value) {
		in := f.tally.Groups[dimension][value]
		for i, s := range f.Shares {
			n := float64(in.N[s.Code])
			if f.poll != nil {
				s = f.tally.share(f.Shares[i].Code, s.Of)
			}
			// The tally does not part by group what could turn out otherwise:
			// all of it may lie in this one.
			low := max(n-(s.N-s.Low*float64(s.Of)), 0)
			high := min(n+(s.High*float64(s.Of)-s.N), float64(of))
			if f.poll != nil { // coded to the last
				low, high = n, n
			}
			g.Shares = append(g.Shares, GroupShare{Code: s.Code, N: n, Share: n / float64(of), Low: low / float64(of), High: high / float64(of)})
		}
		return g
	}
	shares, _ := f.poll.of(inGroup(dimension, value))
	for i, s := range shares {
		x := GroupShare{Code: f.poll.codes[i], N: s.Share * float64(of), Share: s.Share, Low: s.Low, High: s.High}
		if s.coded < MinDrawn {
			x.Hidden = HiddenFew
		}
		g.Shares = append(g.Shares, x)
	}
	return g
}

// cell is a number of people in a row of cells whose sum is published.
type cell struct {
	n      float64
	hide   *Hiding
	untold bool // never shown, but known to whoever knows the rest
}

// suppress hides small cells, and then the smallest of the others until what
// is hidden cannot be told from the sum.
func suppress(cells []cell, least int) {
	for _, c := range cells {
		if *c.hide == "" && Whole(c.n) < least {
			*c.hide = HiddenSmall
		}
	}
	for {
		hidden, people := 0, 0.
		small := false
		for _, c := range cells {
			if *c.hide != "" || c.untold {
				hidden++
				people += c.n
				small = small || *c.hide == HiddenSmall
			}
		}
		if !small || hidden > 1 && Whole(people) >= least {
			return
		}
		next := -1
		for i, c := range cells {
			if *c.hide == "" && !c.untold && (next < 0 || c.n < cells[next].n) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		*cells[next].hide = HiddenComplement
	}
}

// Share returns the share of a code in the group.
func (g Group) Share(code string) (GroupShare, bool) {
	i := slices.IndexFunc(g.Shares, func(s GroupShare) bool { return s.Code == code })
	if i < 0 {
		return GroupShare{}, false
	}
	return g.Shares[i], true
}
