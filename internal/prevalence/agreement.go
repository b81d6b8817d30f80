package prevalence

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"voxpop"
)

// defaultDraws of the bootstrap: enough that the ends of a 95 % interval move
// by less than the second decimal from seed to seed.
const defaultDraws = 1000

// stratum is a number of units that add the same to the sums of alpha.
type stratum struct {
	weight
	n int
}

// agreement measures every code of the book, and all of them pooled: there
// each pair of a response and a code is a unit.
func (t *Tally) agreement(book voxpop.Codebook, opts Options) Agreement {
	out := Agreement{Codes: []CodeAgreement{}}
	var same, pairs float64
	for _, c := range book.Codes {
		cells := t.cells(c.ID)
		a := CodeAgreement{Code: c.ID}
		var agree float64
		strata := make([]stratum, 0, len(cells))
		for _, x := range cells {
			a.N += x.N
			if x.Marks == x.Coders {
				a.Both += x.N
			}
			agree += float64(x.N) * alike(x.Coders, x.Marks)
			strata = append(strata, stratum{weightOf(x), x.N})
		}
		if a.N > 0 {
			a.Percent = agree / float64(a.N)
		}
		a.Alpha, a.Low, a.High = t.interval(c.ID, strata, opts)
		out.Codes = append(out.Codes, a)
		out.Overall.N += a.N
		out.Overall.Both += a.Both
		same += agree
		pairs += float64(a.N)
	}
	if pairs > 0 {
		out.Overall.Percent = same / pairs
	}
	// A response is drawn with all its codes, so the pooled strata are whole
	// responses.
	var strata []stratum
	for _, c := range t.Pool.ascending() {
		k := numbers(c.Key)
		m, marks, splits := k[0], k[1], k[2]
		strata = append(strata, stratum{weight{
			values: float64(m * len(book.Codes)),
			marks:  float64(marks),
			split:  float64(splits) / float64(m-1),
		}, c.N})
	}
	out.Overall.Alpha, out.Overall.Low, out.Overall.High = t.interval("", strata, opts)
	return out
}

// alike is the share of the pairs of m coders, k of whom marked, that agree.
func alike(m, k int) float64 {
	return float64(k*(k-1)+(m-k)*(m-k-1)) / float64(m*(m-1))
}

// interval is alpha with its bootstrap 95 % interval (percentiles): as many
// units as there are, drawn from them with replacement. Only the number drawn
// from each stratum matters, so one draw costs a few binomial numbers however
// many units there are. Draws in which alpha is not defined are left out. All
// three are nil where alpha is not defined.
func (t *Tally) interval(code string, strata []stratum, opts Options) (alpha, low, high *float64) {
	var s sums
	total := 0
	for _, x := range strata {
		s.add(x.weight, float64(x.n))
		total += x.n
	}
	a, ok := s.alpha()
	if !ok {
		return nil, nil, nil
	}
	draws := opts.Draws
	if draws == 0 {
		draws = defaultDraws
	}
	if draws < 0 {
		return &a, nil, nil
	}
	// The rare strata first, the commonest takes what is left: small numbers
	// are quick to draw.
	slices.SortStableFunc(strata, func(x, y stratum) int { return x.n - y.n })
	h := fnv.New64a()
	_, _ = h.Write([]byte(code)) // a hash never fails
	rng := rand.New(rand.NewPCG(t.seed(opts), h.Sum64()))
	got := make([]float64, 0, draws)
	for range draws {
		var d sums
		left, pool := total, total
		for i, x := range strata {
			n := left
			if i < len(strata)-1 {
				n = binomial(rng, left, float64(x.n)/float64(pool))
			}
			d.add(x.weight, float64(n))
			left -= n
			pool -= x.n
		}
		if v, ok := d.alpha(); ok {
			got = append(got, v)
		}
	}
	if len(got) == 0 {
		return &a, nil, nil
	}
	slices.Sort(got)
	lo, hi := quantile(got, .025), quantile(got, .975)
	return &a, &lo, &hi
}

// seed is the caller's, or taken from the codings.
func (t *Tally) seed(opts Options) uint64 {
	if opts.Seed != 0 {
		return opts.Seed
	}
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode([]any{t.Double, t.Pool}) // plain counts, into a hash
	return h.Sum64()
}

// quantile of sorted values, between neighbours by linear interpolation
// (Hyndman & Fan 1996, type 7).
func quantile(sorted []float64, p float64) float64 {
	x := p * float64(len(sorted)-1)
	i := int(math.Floor(x))
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (x-float64(i))*(sorted[i+1]-sorted[i])
}
