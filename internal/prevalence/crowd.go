package prevalence

import (
	"math"
	"slices"

	"voxpop"
)

// MethodPPI says that a share was estimated from a random sample of people
// whom coders read, and a model's scores of everybody (prediction-powered
// inference).
const MethodPPI = "ppi"

// MinDrawn is the least number of coded people, drawn at random, from whom a
// share is estimated.
const MinDrawn = 30

// mostMissing is the part of those drawn who may be uncoded. They count both
// ways in the range; beyond this little is left of a sample.
const mostMissing = .25

// Crowd is everybody counted, a row for each person in any fixed order, for
// shares from a random sample of them. Give it as [Options].Crowd.
type Crowd struct {
	People []Counted
	// Scores, by code, of each of People, between 0 and 1, from a model that
	// learned nothing from the codings of anybody whom it scores: see
	// [CodeEvidence]. [Crowd.Fit] makes them from Features.
	Scores map[string][]float64
	// Features are a row of numbers for each of People, all of one length: see
	// [CrossFit] and [MeanRow]. They may be nil.
	Features [][]float32
	Seed     uint64 // of the folds
}

// Counted is one counted person: somebody whose [Part] has a Unit and does not
// fall to a campaign.
type Counted struct {
	Unit     *Unit
	Campaign string // the campaign that the person stands for, or ""
	// Drawn says that the person belongs to the random sample, coded or not,
	// whether the draw or something else brought them to a coder.
	Drawn   bool
	Stratum int // of a stratified draw ([Plan]); the same for everybody in a simple one
}

// Basis says what the shares of some figures stand on, and why not on a sample.
type Basis struct {
	Method  string // MethodCount or MethodPPI
	Reason  string // why MethodCount: one of the Reasons; "" with MethodPPI
	Drawn   int    // people drawn at random
	Coded   int    // … all of whose answers are coded
	Counted int
}

// The reasons why shares are counted and not estimated.
const (
	ReasonNoCrowd     = "no-crowd"     // nobody said who was drawn
	ReasonAllCoded    = "all-coded"    // everybody counted is coded: there is nothing to estimate
	ReasonNotDrawn    = "not-drawn"    // nobody was drawn at random
	ReasonFewDrawn    = "few-drawn"    // fewer than MinDrawn of the drawn are coded
	ReasonManyMissing = "many-missing" // over a quarter of the drawn are not coded
)

// Basis decides whether shares are estimated: at least [MinDrawn] of the
// people drawn are coded, at most a quarter of the drawn are not, and somebody
// counted is not coded. A crowd of nil, or one that does not hold counted
// people, decides nothing.
func (c *Crowd) Basis(counted int) Basis {
	b := Basis{Method: MethodCount, Counted: counted}
	if c == nil || len(c.People) != counted {
		b.Reason = ReasonNoCrowd
		return b
	}
	open := 0
	for _, p := range c.People {
		coded := p.Unit.Base != Open
		if !coded {
			open++
		}
		if p.Drawn {
			b.Drawn++
			if coded {
				b.Coded++
			}
		}
	}
	switch missing := b.Drawn - b.Coded; {
	case open == 0:
		b.Reason = ReasonAllCoded
	case b.Drawn == 0:
		b.Reason = ReasonNotDrawn
	case b.Coded < MinDrawn:
		b.Reason = ReasonFewDrawn
	case float64(missing) > mostMissing*float64(b.Drawn):
		b.Reason = ReasonManyMissing
	default:
		b.Method = MethodPPI
	}
	return b
}

// Fit scores everybody on each code that has no Scores yet, by [CrossFit] of
// Features on all who are coded. [Tally.Figures] does the same with what it is
// given, so scores that were kept give the same figures as features do.
func (c *Crowd) Fit(codes []string) {
	var missing []string
	for _, code := range codes {
		if c.Scores[code] == nil && !slices.Contains(missing, code) {
			missing = append(missing, code)
		}
	}
	if len(missing) == 0 || len(c.Features) != len(c.People) || len(c.People) == 0 {
		return
	}
	var coded []int
	for i, p := range c.People {
		if p.Unit.Coded {
			coded = append(coded, i)
		}
	}
	voiced := make([][]float64, len(missing))
	for k, code := range missing {
		voiced[k] = make([]float64, len(coded))
		for j, i := range coded {
			voiced[k][j] = voices(c.People[i].Unit.State(code))
		}
	}
	scores := CrossFit(c.Features, coded, voiced, c.Seed)
	if c.Scores == nil {
		c.Scores = map[string][]float64{}
	}
	for k, code := range missing {
		c.Scores[code] = scores[k]
	}
}

// voices is 1 or 0, or not a number for an uncoded person.
func voices(s State) float64 {
	switch {
	case s == Open:
		return math.NaN()
	case s.Present():
		return 1
	}
	return 0
}

// DrawnBy reports whether a person belongs to a random sample by the marks of
// their answers alone, for records that say no more: every answer that remains
// and that people coded was drawn at random for one of its coders, and there is
// one. Who sent several answers is likelier to be drawn by an answer, and likelier
// to be passed over for one that was chosen; where many did, that bends a share
// towards those who wrote once. Of a record whose draws the program made itself,
// the sample is known better: everybody up to the draw, coded or not.
func DrawnBy(answers []Answer) bool {
	drawn := false
	for i := range answers {
		a := &answers[i]
		if a.step() != "" {
			continue
		}
		coded, random := false, false
		for _, m := range a.Marks {
			if m.Origin == voxpop.ByPerson {
				coded = true
				random = random || m.Draw == voxpop.DrawRandom
			}
		}
		if coded && !random {
			return false
		}
		drawn = drawn || random
	}
	return drawn
}

// MeanRow is the row of a person with several answers: the mean of the rows
// of their answers, as long as 1. Rows of another length than the first, and
// rows of nil, are passed over; nil when none is left.
func MeanRow(rows ...[]float32) []float32 {
	var sum []float32
	for _, r := range rows {
		if sum == nil {
			sum = slices.Clone(r)
		} else if len(r) == len(sum) {
			for i, v := range r {
				sum[i] += v
			}
		}
	}
	var norm float64
	for _, v := range sum {
		norm += float64(v) * float64(v)
	}
	if norm > 0 {
		for i := range sum {
			sum[i] = float32(float64(sum[i]) / math.Sqrt(norm))
		}
	}
	return sum
}

// UnionScore is the score of a person with several answers: the highest, as a
// person voices what any of their answers does. Not a number without any.
func UnionScore(scores ...float64) float64 {
	best := math.NaN()
	for _, s := range scores {
		if !(s <= best) && !math.IsNaN(s) {
			best = s
		}
	}
	return best
}
