package prevalence

import (
	"cmp"
	"maps"
	"slices"

	"voxpop"
)

// Sharper is a code whose definition coders read differently.
type Sharper struct {
	Code string `json:"code"`
	// Splits is on how many units, of those that two or more rated, coders
	// part over the code: each unit counts the share of its pairs of coders of
	// whom one marked it and one did not.
	Splits float64 `json:"splits"`
	Part   float64 `json:"part"` // of all splits over all codes
	Marked int     `json:"marked"`
	// Alpha is Krippendorff's of the code; nil where it is not defined.
	Alpha *float64 `json:"alpha"`
	// Confused are the codes that the other coder marked instead, the
	// commonest first.
	Confused []Confusion `json:"confused"`
}

// Confusion is a code that one coder marked where the other marked its fellow.
// voxpop.NoCode is no code at all.
type Confusion struct {
	Code string  `json:"code"`
	N    float64 `json:"n"` // units, counted as in Splits
}

// Sharpen ranks the codes that coders part over, the one that causes most
// disagreement first, and says with which other codes each is confused: where
// one of two coders marked a and not b, and the other b and not a. Where the
// other marked nothing at all, it is the line between the code and none that
// wants a sharper definition. Codes that nobody parts over are left out.
func Sharpen(units []Rated) []Sharper {
	type sums struct {
		splits   float64
		marked   int
		confused map[string]float64
		cells    map[Cell]int
	}
	codes := map[string]*sums{}
	coded := map[int]int{} // raters → units
	of := func(code string) *sums {
		s := codes[code]
		if s == nil {
			s = &sums{confused: map[string]float64{}, cells: map[Cell]int{}}
			codes[code] = s
		}
		return s
	}
	for _, u := range units {
		m := len(u)
		if m < 2 {
			continue
		}
		coded[m]++
		raters := slices.Sorted(maps.Keys(u))
		pair := 2 / float64(m*(m-1))
		marks := map[string]int{}
		for i, x := range raters {
			for _, code := range distinct(u[x]) {
				marks[code]++
			}
			for _, y := range raters[i+1:] {
				a, b := minus(u[x], u[y]), minus(u[y], u[x])
				for _, one := range a {
					of(one).splits += pair
				}
				for _, one := range b {
					of(one).splits += pair
				}
				for _, one := range a {
					for _, two := range b {
						of(one).confused[two] += pair
						of(two).confused[one] += pair
					}
				}
				if len(u[y]) == 0 {
					for _, one := range a {
						of(one).confused[voxpop.NoCode] += pair
					}
				}
				if len(u[x]) == 0 {
					for _, one := range b {
						of(one).confused[voxpop.NoCode] += pair
					}
				}
			}
		}
		for code, k := range marks {
			s := of(code)
			s.marked++
			s.cells[Cell{Coders: m, Marks: k}]++
		}
	}
	total := 0.
	names := slices.Sorted(maps.Keys(codes))
	for _, code := range names {
		total += codes[code].splits
	}
	out := []Sharper{}
	for _, code := range names {
		s := codes[code]
		if s.splits == 0 {
			continue
		}
		x := Sharper{Code: code, Splits: s.splits, Part: s.splits / total, Marked: s.marked, Confused: []Confusion{}}
		var cells []Cell
		left := maps.Clone(coded)
		for _, c := range slices.SortedFunc(maps.Keys(s.cells), func(a, b Cell) int {
			return cmp.Or(cmp.Compare(a.Coders, b.Coders), cmp.Compare(a.Marks, b.Marks))
		}) {
			left[c.Coders] -= s.cells[c]
			cells = append(cells, Cell{c.Coders, c.Marks, s.cells[c]})
		}
		for _, m := range slices.Sorted(maps.Keys(left)) {
			cells = append(cells, Cell{Coders: m, N: left[m]})
		}
		if a, ok := AlphaOf(cells); ok {
			x.Alpha = &a
		}
		for _, other := range slices.Sorted(maps.Keys(s.confused)) {
			x.Confused = append(x.Confused, Confusion{other, s.confused[other]})
		}
		slices.SortStableFunc(x.Confused, func(a, b Confusion) int { return cmp.Compare(b.N, a.N) })
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Sharper) int { return cmp.Compare(b.Splits, a.Splits) })
	return out
}

func distinct(labels []string) []string {
	out := slices.Clone(labels)
	slices.Sort(out)
	return slices.Compact(out)
}

// minus are the labels of a that b does not hold.
func minus(a, b []string) (out []string) {
	for _, x := range distinct(a) {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// Label reduces ratings to one label, as there or not: what [Reliability] of a
// single code is measured on.
func Label(units []Rated, label string) []Rated {
	out := make([]Rated, len(units))
	for i, u := range units {
		out[i] = make(Rated, len(u))
		for rater, said := range u {
			out[i][rater] = []string{"no"}
			if slices.Contains(said, label) {
				out[i][rater] = []string{"yes"}
			}
		}
	}
	return out
}
