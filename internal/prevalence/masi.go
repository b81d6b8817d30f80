package prevalence

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// MASI is the distance of two sets of labels (sorted, each once), from 0 for
// equal ones to 1 for those that share nothing: 1 − J·M, where J is the part
// of the union that is shared, and M is 1 for equal sets, ⅔ where one holds
// the other, and ⅓ where each has labels of its own (Passonneau 2006).
func MASI(a, b []string) float64 {
	shared, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch c := strings.Compare(a[i], b[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	union := len(a) + len(b) - shared
	switch {
	case union == shared:
		return 0
	case shared == 0:
		return 1
	case shared == min(len(a), len(b)):
		return 1 - float64(shared)/float64(union)*2/3
	}
	return 1 - float64(shared)/float64(union)/3
}

// setRatings are units as whole sets, numbered, for alpha with MASI.
type setRatings struct {
	distance []float64 // of every two sets
	sets     int
	units    []setUnit
}

type setUnit struct {
	sets   []int // one a rater
	differ float64
}

func newSetRatings(units []Rated) *setRatings {
	r := &setRatings{}
	number := map[string]int{}
	var all [][]string
	for _, u := range units {
		if len(u) < 2 {
			continue
		}
		var unit setUnit
		for _, rater := range slices.Sorted(maps.Keys(u)) {
			set := slices.Clone(u[rater])
			slices.Sort(set)
			set = slices.Compact(set)
			key := strings.Join(set, "\x00")
			if len(set) == 0 {
				key = "\x01"
			}
			n, ok := number[key]
			if !ok {
				n = len(all)
				number[key] = n
				all = append(all, set)
			}
			unit.sets = append(unit.sets, n)
		}
		r.units = append(r.units, unit)
	}
	r.sets = len(all)
	r.distance = make([]float64, r.sets*r.sets)
	for i, a := range all {
		for j, b := range all[:i] {
			d := MASI(a, b)
			r.distance[i*r.sets+j], r.distance[j*r.sets+i] = d, d
		}
	}
	for i := range r.units {
		u := &r.units[i]
		for _, a := range u.sets {
			for _, b := range u.sets {
				u.differ += r.distance[a*r.sets+b]
			}
		}
		u.differ /= float64(len(u.sets) - 1)
	}
	return r
}

// Work of a bootstrap with many different sets is bounded by drawing less often.
const (
	mostWork  = 1e9
	leastDraw = 100
)

func (r *setRatings) estimate(draws int, rng *rand.Rand) (e Estimate) {
	whole := make([]int, len(r.units))
	for i := range whole {
		whole[i] = i
	}
	total := make([]float64, r.sets)
	now, ok := r.alpha(whole, total)
	if !ok {
		return e
	}
	e.Value = &now
	if work := float64(r.sets) * float64(r.sets) * float64(draws); work > mostWork {
		draws = max(int(mostWork/work*float64(draws)), leastDraw)
	}
	var got []float64
	for range draws {
		for i := range whole {
			whole[i] = rng.IntN(len(r.units))
		}
		if a, ok := r.alpha(whole, total); ok {
			got = append(got, a)
		}
	}
	if len(got) > 0 {
		slices.Sort(got)
		low, high := quantile(got, .025), quantile(got, .975)
		e.Low, e.High = &low, &high
	}
	return e
}

// alpha of the units drawn: 1 − observed ÷ expected distance. total is room to
// count sets in.
func (r *setRatings) alpha(drawn []int, total []float64) (float64, bool) {
	clear(total)
	var values, differ float64
	for _, i := range drawn {
		u := &r.units[i]
		differ += u.differ
		values += float64(len(u.sets))
		for _, s := range u.sets {
			total[s]++
		}
	}
	var expected float64
	for a, n := range total {
		if n == 0 {
			continue
		}
		var sum float64
		for b, d := range r.distance[a*r.sets : (a+1)*r.sets] {
			sum += total[b] * d
		}
		expected += n * sum
	}
	if expected <= 0 {
		return 0, false
	}
	return 1 - (values-1)*differ/expected, true
}
