package prevalence

import (
	"math"
	"slices"

	"voxpop"
)

// poll is a crowd that shares are estimated from, with what the tally knows
// about disagreement.
type poll struct {
	crowd *Crowd
	codes []string
	flips map[string][2]float64 // code → how often a single mark, a single blank, would not stand
}

// polled is an estimated share: its range, and that of the same labels without
// what coders disagree on, or left out, about the sample.
type polled struct {
	Range
	settled Range
	coded   int // people of the sample
}

func newPoll(t *Tally, c *Crowd, codes []string) *poll {
	c = &Crowd{People: c.People, Scores: cloneOf(c.Scores), Features: c.Features, Seed: c.Seed}
	c.Fit(codes)
	p := &poll{crowd: c, codes: codes, flips: map[string][2]float64{}}
	for _, code := range codes {
		drop, rise := t.flips(code)
		d, _ := drop.Float64()
		r, _ := rise.Float64()
		p.flips[code] = [2]float64{d, r}
	}
	return p
}

func cloneOf(m map[string][]float64) map[string][]float64 {
	out := make(map[string][]float64, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// of estimates the share of every code among the people whom keep keeps; nil
// keeps everybody.
func (p *poll) of(keep func(*Counted) bool) (shares []polled, people int) {
	e, rows := p.evidence(keep)
	for _, code := range p.codes {
		e.Codes = append(e.Codes, p.code(code, e.Drawn, rows))
	}
	return p.ranges(e), e.People
}

func (p *poll) ranges(e Evidence) []polled {
	out := make([]polled, len(e.Codes))
	ranges, settled := e.ranges()
	for i, r := range ranges {
		out[i] = polled{Range: r, settled: settled[i]}
		for _, v := range e.Codes[i].Voiced {
			if !math.IsNaN(v) {
				out[i].coded++
			}
		}
	}
	return out
}

// evidence is the crowd without its codes; rows are the kept people's places
// in it, nil for everybody. Scores of a crowd are taken for cross-fitted ones:
// kept scores do not tell, and a model from elsewhere is only doubted a little
// more than it need be.
func (p *poll) evidence(keep func(*Counted) bool) (e Evidence, rows []int) {
	stratified := false
	e.CrossFitted = true
	if keep != nil {
		rows = []int{}
	}
	for i := range p.crowd.People {
		c := &p.crowd.People[i]
		if keep != nil {
			if !keep(c) {
				continue
			}
			rows = append(rows, i)
		}
		if c.Drawn {
			e.Drawn = append(e.Drawn, e.People)
		}
		e.Strata = append(e.Strata, c.Stratum)
		stratified = stratified || c.Stratum != e.Strata[0]
		e.People++
	}
	if !stratified {
		e.Strata = nil
	}
	return e, rows
}

// code is the evidence on one code among the kept people.
func (p *poll) code(code string, drawn, rows []int) CodeEvidence {
	c := CodeEvidence{Scores: take(p.crowd.Scores[code], rows)}
	flip := p.flips[code]
	doubt := false
	for _, j := range drawn {
		if rows != nil {
			j = rows[j]
		}
		s := p.crowd.People[j].Unit.State(code)
		v, least, most := voices(s), 0., 0.
		switch s {
		case Yes:
			least, most = 1, 1
		case SingleYes:
			least, most = 1-flip[0], 1
		case ContestedYes, ContestedNo, Open:
			most = 1
		case SingleNo:
			most = flip[1]
		}
		c.Voiced, c.Least, c.Most = append(c.Voiced, v), append(c.Least, least), append(c.Most, most)
		doubt = doubt || !(v == least && v == most)
	}
	if !doubt {
		c.Least, c.Most = nil, nil
	}
	return c
}

func take(scores []float64, rows []int) []float64 {
	if rows == nil || scores == nil {
		return scores
	}
	out := make([]float64, len(rows))
	for j, i := range rows {
		out[j] = scores[i]
	}
	return out
}

// both estimates how many people voice both codes.
func (p *poll) both(a, b string) float64 {
	e, _ := p.evidence(nil)
	x, y := p.code(a, e.Drawn, nil), p.code(b, e.Drawn, nil)
	c := CodeEvidence{Voiced: slices.Clone(x.Voiced)}
	for j, v := range y.Voiced {
		c.Voiced[j] *= v
	}
	if x.Scores != nil && y.Scores != nil {
		c.Scores = slices.Clone(x.Scores)
		for i, v := range y.Scores {
			c.Scores[i] *= v
		}
	}
	e.Codes = []CodeEvidence{c}
	return e.Ranges()[0].Share * float64(e.People)
}

// together is the correlation of two codes in the sample, of the kept people.
func (p *poll) together(a, b string, keep func(*Counted) bool) float64 {
	var n, sa, sb, sab float64
	for i := range p.crowd.People {
		c := &p.crowd.People[i]
		if !c.Drawn || keep != nil && !keep(c) {
			continue
		}
		x, y := voices(c.Unit.State(a)), voices(c.Unit.State(b))
		if math.IsNaN(x) || math.IsNaN(y) {
			continue
		}
		n++
		sa, sb, sab = sa+x, sb+y, sab+x*y
	}
	va, vb := sa*(n-sa), sb*(n-sb)
	if va <= 0 || vb <= 0 {
		return 0
	}
	return (n*sab - sa*sb) / math.Sqrt(va*vb)
}

// share puts an estimate in the place of a count.
func (p polled) share(s voxpop.Share) voxpop.Share {
	s.Method = MethodPPI
	s.Share, s.Low, s.High = p.Share, p.Low, p.High
	s.N = p.Share * float64(s.Of)
	return s
}

// counts reports whether everybody of a group is coded: the group is then
// counted.
func (p *poll) counts(dimension, value string) bool {
	for i := range p.crowd.People {
		if u := p.crowd.People[i].Unit; u.Base == Open && u.trait(dimension) == value {
			return false
		}
	}
	return true
}
