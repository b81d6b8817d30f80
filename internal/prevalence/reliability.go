package prevalence

import (
	"encoding/json"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
)

// Rated is what raters said of one unit: rater → its labels. One label each is
// a choice; several, or none at all ([]string{}), make it a set. A rater who
// is missing did not rate the unit.
type Rated map[string][]string

// Estimate is a measure with its bootstrap 95 % interval; all three are nil
// where it is not defined.
type Estimate struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

// Measures are what [Reliability] finds.
type Measures struct {
	Units   int      `json:"units"` // rated by at least two
	Raters  int      `json:"raters"`
	Alpha   Estimate `json:"alpha"`   // Krippendorff's, nominal
	Kappa   Estimate `json:"kappa"`   // Cohen's, mean over the pairs of raters, each weighing its shared units
	Fleiss  Estimate `json:"fleiss"`  // Fleiss' kappa: any number of raters, who need not be the same
	Percent Estimate `json:"percent"` // mean over units of the share of rater pairs that agree
	// MASI is Krippendorff's alpha of whole sets with the distance MASI; its
	// three are nil where no rating is a set.
	MASI Estimate `json:"masi"`
}

// Reliability measures how far raters of the same units agree. Where any
// rating is a set, each pair of a unit and a label is judged, as there or not,
// and units are still drawn whole in the bootstrap.
//
// Sources: Krippendorff (2011) for alpha; Cohen, A coefficient of agreement
// for nominal scales (1960), for kappa, whose pairs without variation are left
// out; Fleiss, Measuring nominal scale agreement among many raters (1971), where
// units may have more or fewer raters; Passonneau, Measuring agreement on
// set-valued items (2006), for MASI. Time grows with units × draws.
func Reliability(units []Rated, opts Options) Measures {
	r := newRatings(units)
	m := Measures{Units: len(r.units), Raters: r.raters}
	whole := make([]int, len(r.units))
	for i := range whole {
		whole[i] = i
	}
	var now [4]*float64
	for k, v := range r.measure(whole) {
		if v.ok {
			now[k] = &v.v
		}
	}
	draws := opts.Draws
	if draws == 0 {
		draws = defaultDraws
	}
	seed := opts.Seed
	if seed == 0 {
		h := fnv.New64a()
		_ = json.NewEncoder(h).Encode(units) // plain words, into a hash
		seed = h.Sum64()
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	var got [4][]float64
	drawn := make([]int, len(r.units))
	for range draws {
		for i := range drawn {
			drawn[i] = rng.IntN(len(r.units))
		}
		for k, v := range r.measure(drawn) {
			if v.ok {
				got[k] = append(got[k], v.v)
			}
		}
	}
	for k, e := range []*Estimate{&m.Alpha, &m.Kappa, &m.Percent, &m.Fleiss} {
		e.Value = now[k]
		if now[k] == nil || len(got[k]) == 0 {
			continue
		}
		slices.Sort(got[k])
		low, high := quantile(got[k], .025), quantile(got[k], .975)
		e.Low, e.High = &low, &high
	}
	if r.sets {
		m.MASI = newSetRatings(units).estimate(draws, rand.New(rand.NewPCG(seed, 2)))
	}
	return m
}

// ratings are units as numbers, laid out for being summed many times over.
type ratings struct {
	raters, labels, pairs int
	sets                  bool
	units                 []ratedUnit
	// sums of one call of measure, kept to be used again
	total       []float64
	shared      []float64 // by pair
	same        []float64
	left, right []float64 // by pair and label: the margins of its table
}

type ratedUnit struct {
	judged []judged // one, or one for each label of sets
	agree  float64  // share of rater pairs that agree, over judged
}

// judged is one value of each rater who rated the unit.
type judged struct {
	counts []labelCount
	values float64 // m
	differ float64 // Σ over unlike pairs ÷ (m−1), both ways round
	meet   []meeting
}

type labelCount struct {
	label int
	n     float64
}

// meeting is a pair of raters on the unit, with what each said.
type meeting struct{ pair, a, b int }

func newRatings(units []Rated) *ratings {
	r := &ratings{}
	labels, raters := map[string]int{}, map[string]bool{}
	sets := false
	for _, u := range units {
		for rater, said := range u {
			raters[rater] = true
			sets = sets || len(said) != 1
			for _, l := range said {
				labels[l] = 0
			}
		}
	}
	names := slices.Sorted(maps.Keys(labels))
	for i, l := range names {
		labels[l] = i
	}
	r.raters, r.labels = len(raters), len(names)
	r.sets = sets
	if sets {
		r.labels = 2
	}
	pairs := map[[2]string]int{}
	for _, u := range units {
		if len(u) < 2 {
			continue
		}
		who := slices.Sorted(maps.Keys(u))
		var unit ratedUnit
		add := func(value func(said []string) int) {
			j := judge(who, pairs, func(rater string) int { return value(u[rater]) })
			pairCount := j.values * (j.values - 1)
			unit.agree += 1 - j.differ*(j.values-1)/pairCount
			unit.judged = append(unit.judged, j)
		}
		if !sets {
			add(func(said []string) int { return labels[said[0]] })
		} else {
			for _, l := range names {
				add(func(said []string) int {
					if slices.Contains(said, l) {
						return 1
					}
					return 0
				})
			}
		}
		if len(unit.judged) > 0 {
			unit.agree /= float64(len(unit.judged))
			r.units = append(r.units, unit)
		}
	}
	r.pairs = len(pairs)
	r.total = make([]float64, r.labels)
	r.shared, r.same = make([]float64, r.pairs), make([]float64, r.pairs)
	r.left, r.right = make([]float64, r.pairs*r.labels), make([]float64, r.pairs*r.labels)
	return r
}

func judge(who []string, pairs map[[2]string]int, value func(rater string) int) judged {
	said := make([]int, len(who))
	for i, w := range who {
		said[i] = value(w)
	}
	j := judged{values: float64(len(who))}
	for i, a := range said {
		at := slices.IndexFunc(j.counts, func(c labelCount) bool { return c.label == a })
		if at < 0 {
			j.counts = append(j.counts, labelCount{a, 1})
		} else {
			j.counts[at].n++
		}
		for k := i + 1; k < len(said); k++ {
			key := [2]string{who[i], who[k]}
			pair, ok := pairs[key]
			if !ok {
				pair = len(pairs)
				pairs[key] = pair
			}
			j.meet = append(j.meet, meeting{pair, a, said[k]})
			if said[k] != a {
				j.differ += 2
			}
		}
	}
	j.differ /= j.values - 1
	return j
}

type measured struct {
	v  float64
	ok bool
}

// measure works out alpha, kappa, percent and Fleiss' kappa of the units drawn.
func (r *ratings) measure(drawn []int) (out [4]measured) {
	clear(r.total)
	clear(r.shared)
	clear(r.same)
	clear(r.left)
	clear(r.right)
	var values, differ, agree float64
	for _, i := range drawn {
		u := &r.units[i]
		agree += u.agree
		for _, j := range u.judged {
			values += j.values
			differ += j.differ
			for _, c := range j.counts {
				r.total[c.label] += c.n
			}
			for _, m := range j.meet {
				r.shared[m.pair]++
				if m.a == m.b {
					r.same[m.pair]++
				}
				r.left[m.pair*r.labels+m.a]++
				r.right[m.pair*r.labels+m.b]++
			}
		}
	}
	expected := values * values
	for _, n := range r.total {
		expected -= n * n
	}
	if expected > 0 {
		out[0] = measured{1 - (values-1)*differ/expected, true}
	}
	var sum, weight float64
	for p, n := range r.shared {
		if n == 0 {
			continue
		}
		chance := 0.
		for l := range r.labels {
			chance += r.left[p*r.labels+l] * r.right[p*r.labels+l]
		}
		if rest := n*n - chance; rest > 0 {
			sum += n * (1 - (n*n-n*r.same[p])/rest)
			weight += n
		}
	}
	if weight > 0 {
		out[1] = measured{sum / weight, true}
	}
	if len(drawn) > 0 {
		same := agree / float64(len(drawn))
		out[2] = measured{same, true}
		if expected > 0 {
			chance := 1 - expected/(values*values)
			out[3] = measured{(same - chance) / (1 - chance), true}
		}
	}
	return out
}
