package prevalence

import (
	"math"
	"slices"
)

const (
	scoreBins = 48 // of the scores; finer moves an end by less than a tenth of a point
	shareGrid = 44 // shares looked at, evenly in logits over what the sample leaves possible
)

// scored is everybody as the scores of one code show them: standardised, in
// bins of equal width.
type scored struct {
	z, part []float64   // of each bin: its mean score, and its part of everybody
	bin     []uint8     // of each person
	odds    [][]float64 // [slope][bin] exp(slope·z)
}

// newScored takes a score of each person on the scale of logits; one that is
// not a number stands at the mean. nil scores put everybody into one bin.
func newScored(scores []float64, people int) *scored {
	s := &scored{bin: make([]uint8, people)}
	mean, sd, low, high := spread(scores)
	if !(sd > 1e-9) {
		s.z, s.part = []float64{0}, []float64{1}
		s.raise()
		return s
	}
	width := (high - low) / scoreBins * (1 + 1e-9)
	var sum, count [scoreBins]float64
	for i, x := range scores {
		if math.IsNaN(x) {
			x = mean
		}
		k := int((x - low) / width)
		s.bin[i] = uint8(k)
		sum[k] += (x - mean) / sd
		count[k]++
	}
	var to [scoreBins]uint8
	for k, n := range count {
		if n > 0 {
			to[k] = uint8(len(s.z))
			s.z = append(s.z, sum[k]/n)
			s.part = append(s.part, n/float64(people))
		}
	}
	for i, k := range s.bin {
		s.bin[i] = to[k]
	}
	s.raise()
	return s
}

func (s *scored) raise() {
	for _, b := range slopes {
		e := make([]float64, len(s.z))
		for k, z := range s.z {
			e[k] = math.Exp(b * z)
		}
		s.odds = append(s.odds, e)
	}
}

func spread(scores []float64) (mean, sd, low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	n := 0.
	for _, x := range scores {
		if !math.IsNaN(x) {
			mean += x
			n++
			low, high = min(low, x), max(high, x)
		}
	}
	if n == 0 {
		return 0, 0, 0, 0
	}
	mean /= n
	for _, x := range scores {
		if !math.IsNaN(x) {
			sd += (x - mean) * (x - mean)
		}
	}
	return mean, math.Sqrt(sd / n), low, high
}

// The calibrations looked at: how steeply the chance of voicing the code rises
// with the standardised score (below 0: falls), and its shape. Their weights
// are what logistic models of short texts showed on labelled sets: see
// docs/METHOD.md.
var (
	slopes = []float64{-3, -2, -1.2, -.5, 0, .6, 1.2, 1.8, 2.4, 3, 3.7, 4.5}
	shapes = []shape{{0, 1, .3}, {.1, 1, .25}, {.35, 1, .15}, {0, .6, .2}, {.1, .6, .1}}

	// accounts are what scores may be worth, each a weight of every slope and
	// shape. Which one holds is judged over all codes: see [Evidence.Ranges].
	accounts = []account{
		{.55, slopesAbout(1.8, .8)}, // a model that has learnt the codes
		{.35, slopesAbout(.7, .5)},  // one that has begun to
		{.10, slopesFlat()},         // one that has not
	}
)

type account struct {
	prior  float64   // how likely, before anything is seen
	weight []float64 // [slope and shape], summing to 1
}

// shape is how a calibration leaves the plain logistic curve.
type shape struct {
	floor   float64 // part of those who voice the code whom the scores do not see at all
	ceiling float64 // the chance that the highest scores come near to
	weight  float64
}

// slopesAbout weighs slopes: four fifths normal, the rest wide about 0, for
// scores that are worth more, less, or the contrary.
func slopesAbout(mean, sd float64) []float64 {
	var out []float64
	sum := 0.
	for i, b := range slopes {
		w := .6
		if i > 0 && i < len(slopes)-1 {
			w = (slopes[i+1] - slopes[i-1]) / 2
		}
		d, r := (b-mean)/sd, b/1.5
		p := w * (.8*math.Exp(-d*d/2)/(sd*math.Sqrt(2*math.Pi)) + .2/(1.5*math.Pi*(1+r*r)))
		for _, s := range shapes {
			out = append(out, p*s.weight)
			sum += p * s.weight
		}
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

func slopesFlat() []float64 {
	out := make([]float64, len(slopes)*len(shapes))
	out[slices.Index(slopes, 0)*len(shapes)] = 1
	return out
}
