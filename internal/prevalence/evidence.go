package prevalence

import (
	"cmp"
	"math"
	"slices"

	"voxpop/internal/cores"
)

// Evidence is what a random sample of people and a model's scores say of the
// shares of several codes. Rows are people, 0 to People−1.
type Evidence struct {
	People int
	Drawn  []int // the rows drawn at random, in any order
	// Strata are of each row, where the draw was stratified (see [PlanStrata]);
	// nil: a simple random sample.
	Strata []int
	// CrossFitted says that the model which scored a person learned from others
	// of the sample: see [CrossFit].
	CrossFitted bool
	Codes       []CodeEvidence
}

// CodeEvidence is the part of an [Evidence] about one code.
type CodeEvidence struct {
	// Scores of each row, between 0 and 1, from a model that did not learn from
	// that row: the higher, the likelier that the person voices the code. They
	// need not be calibrated. NaN: none for this person; nil: for nobody.
	Scores []float64
	// Voiced is 1 or 0 for each of Drawn; NaN: not coded.
	Voiced []float64
	// Least and Most are the same as a pessimist and an optimist recount it
	// (between 0 and 1; never NaN), nil where nothing is in doubt.
	Least, Most []float64
}

// Range is an estimated share of everybody, with its 95 % interval. All are
// fractions of 1.
type Range struct {
	Share, Low, High float64
}

// tail is the weight left beyond each end of a 95 % interval: about 2.5 %. As
// far as the scores say much, it is a little more in small samples, since
// averaging over many calibrations makes the range wider than it need be then;
// and less where the models learned from the sample itself, since what one of
// them mistakes the others do too (measured: docs/METHOD.md).
func tail(n, informed float64, strata, fitted bool) float64 {
	more := .001 + 10/max(n*n, 2500)
	if strata { // weighing by stratum widens small samples more
		more *= 2
	}
	if fitted {
		return .0245 - informed*.4/max(n, 50)
	}
	return .024 + informed*more
}

// rareness is the exponent of the prior Beta(0.6, 0.6) of a share. Jeffreys'
// has ½, and misses rare shares in small samples too often (two or three in a
// hundred from samples of a hundred: 88 % instead of 95); a uniform prior has 1
// and is wider than it must be.
const rareness = .6

// Ranges estimates every share. The scores are calibrated on the sample: a
// logistic curve of the standardised score, with a floor, integrated over what
// slopes and floors are plausible, so that the share itself is the parameter
// and everybody's scores count. The share is the one of the highest likelihood,
// its ends are quantiles under a prior of shares near Jeffreys'. Where scores say
// nothing, what remains is the interval of the sample alone. Whether they say anything is
// judged for each code with the help of the others, since one model made them.
//
// The sample is finite: the likelihood is raised to the power 1 ÷ (1 − n/N),
// so that the interval closes as the sample becomes everybody, and no end
// passes what the sample itself has shown.
//
// Time: about a millisecond a code, and a pass over the scores. Sources, and
// what was measured: docs/METHOD.md.
func (e Evidence) Ranges() []Range {
	out, _ := e.ranges()
	return out
}

// ranges are those of [Evidence.Ranges], and settled the same without the
// recounts of a pessimist and an optimist.
func (e Evidence) ranges() (out, settled []Range) {
	type parts struct {
		s                *scored
		mid, least, most *belief
		y, n, lo, hi     float64 // coded and voiced; voiced in the recounts
		all              float64 // drawn, coded or not, when recounted
	}
	codes := make([]parts, len(e.Codes))
	cores.Each(len(e.Codes), func(i int) {
		c, p := e.Codes[i], &codes[i]
		p.s = newScored(logits(c.Scores), e.People)
		p.mid, p.n, p.y = e.belief(p.s, c.Voiced)
		p.least, p.most, p.all, p.lo, p.hi = p.mid, p.mid, p.n, p.y, p.y
		if c.Least != nil {
			p.least, p.all, p.lo = e.belief(p.s, c.Least)
		}
		if c.Most != nil {
			p.most, p.all, p.hi = e.belief(p.s, c.Most)
		}
	})
	said := make([][]float64, len(codes))
	for i := range codes {
		if codes[i].mid != nil {
			said[i] = codes[i].mid.evidence()
		}
	}
	accounts := believed(said)
	out, settled = make([]Range, len(codes)), make([]Range, len(codes))
	for i, p := range codes {
		if p.mid == nil {
			out[i], settled[i] = Range{0, 0, 1}, Range{0, 0, 1}
			continue
		}
		share := p.mid.likeliest(p.mid.weights(accounts[i], false))
		switch p.y {
		case 0:
			share = 0
		case p.n:
			share = 1
		}
		N := float64(e.People)
		share = min(max(share, p.y/N), 1-(p.n-p.y)/N)
		beyond := tail(p.n, informed(accounts[i], said[i]), e.Strata != nil, e.CrossFitted)
		ends := func(least, most *belief, lo, hi, all float64) Range {
			r := Range{share, least.quantile(least.weights(accounts[i], true), beyond), most.quantile(most.weights(accounts[i], true), 1-beyond)}
			if lo == 0 {
				r.Low = 0
			}
			if hi == all {
				r.High = 1
			}
			r.Low = min(max(r.Low, lo/N), share)
			r.High = max(min(r.High, 1-(all-hi)/N), share)
			return r
		}
		out[i] = ends(p.least, p.most, p.lo, p.hi, p.all)
		settled[i] = out[i]
		if p.least != p.mid || p.most != p.mid {
			settled[i] = ends(p.mid, p.mid, p.y, p.y, p.n)
			out[i].Low = min(out[i].Low, settled[i].Low)
			out[i].High = max(out[i].High, settled[i].High)
		}
	}
	return out, settled
}

// belief sorts the codings of the sample into the bins of the scores. nil
// when nothing is coded.
func (e Evidence) belief(s *scored, voiced []float64) (b *belief, n, y float64) {
	for _, v := range voiced {
		if !math.IsNaN(v) {
			n++
			y += v
		}
	}
	if n == 0 {
		return nil, 0, 0
	}
	weight, strata := e.weigh(voiced, n)
	ns, ys := make([]float64, len(s.z)), make([]float64, len(s.z))
	for j, row := range e.Drawn {
		if v := voiced[j]; !math.IsNaN(v) {
			ns[s.bin[row]] += weight[j]
			ys[s.bin[row]] += weight[j] * v
		}
	}
	if strata == nil {
		return s.belief(ns, ys, 1/max(1-n/float64(e.People), .5/float64(e.People))), n, y
	}
	b = s.belief(ns, ys, 1)
	gain, few := e.gain(s, b.chances(s), strata, n), fewGain(voiced, weight, y > n/2)/max(1-n/float64(e.People), .5/float64(e.People))
	if gain > few { // believed as far as enough of the rarer answer was seen
		seen := min(y, n-y)
		gain = few + (gain-few)*seen/(seen+seenHalf)
	}
	return s.belief(ns, ys, gain), n, y
}

// weigh gives each coded person of the sample the number of people they stand
// for, on a scale where all weigh n. Strata from which nobody was coded are
// stood for by the nearest that has somebody. strata is nil in a simple draw.
func (e Evidence) weigh(voiced []float64, n float64) (weight []float64, strata []stratumOf) {
	weight = make([]float64, len(e.Drawn))
	if e.Strata == nil {
		for j := range weight {
			weight[j] = 1
		}
		return weight, nil
	}
	strata = make([]stratumOf, 1+slices.Max(e.Strata))
	for _, h := range e.Strata {
		strata[h].people++
	}
	for j, row := range e.Drawn {
		if !math.IsNaN(voiced[j]) {
			strata[e.Strata[row]].coded++
		}
	}
	stands := make([]float64, len(strata)) // people for whom the coded of a stratum stand
	for h, x := range strata {
		at := h
		for d := 1; strata[at].coded == 0; d++ {
			if h-d >= 0 && strata[h-d].coded > 0 {
				at = h - d
			} else if h+d < len(strata) && strata[h+d].coded > 0 {
				at = h + d
			}
		}
		stands[at] += x.people
		strata[h].by = at
	}
	for j, row := range e.Drawn {
		h := e.Strata[row]
		weight[j] = stands[h] / strata[h].coded * n / float64(e.People)
	}
	return weight, strata
}

type stratumOf struct {
	people, coded float64
	by            int // the stratum whose coded people stand for this one
}

// gain is how much a stratified draw says beside a simple one of as many: the
// variance of the share under the one over that under the other, were the
// chances right, and less what a finite population takes from it.
func (e Evidence) gain(s *scored, chance []float64, strata []stratumOf, n float64) float64 {
	spread := make([]float64, len(strata)) // Σ p(1−p) of the people that the coded stand for
	people := make([]float64, len(strata))
	for i, h := range e.Strata {
		p := chance[s.bin[i]]
		at := strata[h].by
		spread[at] += p * (1 - p)
		people[at]++
	}
	N := float64(e.People)
	var simple, drawn float64
	for h, v := range spread {
		if people[h] == 0 {
			continue
		}
		simple += v / N
		rest := max(1-strata[h].coded/people[h], 0)
		drawn += people[h] / N * v / N / strata[h].coded * rest
	}
	return min(simple/n/max(drawn, 1e-9), mostGain*max(1, 1/max(1-n/N, .5/N)))
}

// fewGain is what a sample of weighed people says about a rare code, or about
// one that is rarely missing, beside a simple one: 1, or less where those few
// stand for many. A weighed count of few is as sure as (Σw)²/Σw² whole ones, and
// half a person of the heaviest weight who might have been seen belongs to it
// (after Fay & Feuer 1997).
func fewGain(voiced, weight []float64, missing bool) float64 {
	var sum, squares, heaviest float64
	for j, v := range voiced {
		if math.IsNaN(v) {
			continue
		}
		if missing {
			v = 1 - v
		}
		sum += v * weight[j]
		squares += v * weight[j] * weight[j]
		heaviest = max(heaviest, weight[j])
	}
	return min(1, (sum+heaviest/2)/(squares+heaviest*heaviest/2))
}

// mostGain bounds what strata are believed to have gained: chances that the
// scores promise are no more than a promise.
const mostGain = 1.6

// seenHalf is of how many people who voice a code (or who do not, if that is
// rarer) half of the gain is believed.
const seenHalf = 1

// informed is how likely it is that the model has learnt the code, after its
// codings are seen: the first of the accounts.
func informed(prior, said []float64) float64 {
	if said == nil {
		return 0
	}
	var sum float64
	most := slices.Max(said)
	for a, l := range said {
		sum += prior[a] * math.Exp(l-most)
	}
	return prior[0] * math.Exp(said[0]-most) / sum
}

// mostAtEdge is the part of people whose scores may lie at the edge of what a
// logit is taken of. Beyond it a model's certainty is no measure, and only the
// order of its scores is kept.
const mostAtEdge = .2

// logits of scores; where too many are 0 or 1 for that, the normal scores of
// their ranks (Blom 1958), equal scores sharing the middle one.
func logits(p []float64) []float64 {
	if p == nil {
		return nil
	}
	out := make([]float64, len(p))
	at := 0
	for i, x := range p {
		if out[i] = x; math.IsNaN(x) {
			continue
		}
		out[i] = logit(x)
		if x <= edge || x >= 1-edge {
			at++
		}
	}
	if float64(at) <= mostAtEdge*float64(len(p)) {
		return out
	}
	var order []int
	for i, x := range p {
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && p[order[to]] == p[order[from]] {
			to++
		}
		rank := float64(from+to+1) / 2
		z := math.Sqrt2 * math.Erfinv(2*(rank-.375)/(float64(len(order))+.25)-1)
		for _, i := range order[from:to] {
			out[i] = z
		}
		from = to
	}
	return out
}

// sway bounds, in logs, what the other codes can say against an account of a
// code's scores: one model may be good at one code and not at another.
const sway = 4.

// believed gives for each code how likely each account of its scores is before
// its own codings are seen: from what is usual, and from how it is with the
// other codes, whom the same model scored.
func believed(said [][]float64) [][]float64 {
	total := make([]float64, len(accounts))
	for _, s := range said {
		for a, l := range s {
			total[a] += l
		}
	}
	out := make([][]float64, len(said))
	for i, s := range said {
		others := slices.Clone(total)
		for a, l := range s {
			others[a] -= l
		}
		most := slices.Max(others)
		p, sum := make([]float64, len(accounts)), 0.
		for a, x := range accounts {
			p[a] = x.prior * math.Exp(max(others[a]-most, -sway))
			sum += p[a]
		}
		for a := range p {
			p[a] /= sum
		}
		out[i] = p
	}
	return out
}
