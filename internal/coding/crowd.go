package coding

import (
	"voxpop/internal/prevalence"
	"voxpop/internal/suggest"
	"voxpop/internal/vector"
)

// Crowd is everybody counted, in the order of their keys, and who of them was
// drawn at random: up to the desk's own draw, or, where the record holds none,
// those whose codings say so. It has no scores yet.
func (c *Corpus) Crowd() *prevalence.Crowd {
	crowd := &prevalence.Crowd{}
	for i := range c.People {
		p := &c.People[i]
		if p.Counted() {
			crowd.People = append(crowd.People, prevalence.Counted{Unit: p.Part.Unit, Campaign: p.Part.Campaign, Drawn: c.inSample(p)})
		}
	}
	return crowd
}

// inSample reports whether a person belongs to the random sample.
func (c *Corpus) inSample(p *Person) bool {
	if c.Sample != nil {
		return c.drawn(p)
	}
	all := make([]prevalence.Answer, len(p.Answers))
	for k, i := range p.Answers {
		all[k] = c.answer(i)
	}
	return prevalence.DrawnBy(all)
}

// Score gives everybody of a crowd of this corpus a score on each code, from
// the words of their answers alone: no vectors from elsewhere, so that the same
// record gives the same figures on any machine.
func (c *Corpus) Score(crowd *prevalence.Crowd) {
	var texts, langs []string
	var rows [][]int // of each person of the crowd, in texts
	for i := range c.People {
		p := &c.People[i]
		if !p.Counted() {
			continue
		}
		var mine []int
		for _, j := range p.Answers {
			if a := &c.Answers[j]; a.Stands {
				mine = append(mine, len(texts))
				texts, langs = append(texts, a.Text), append(langs, a.Lang)
			}
		}
		rows = append(rows, mine)
	}
	place := features(texts, langs)
	crowd.Features = make([][]float32, len(rows))
	for i, mine := range rows {
		if len(mine) == 1 {
			crowd.Features[i] = place[mine[0]]
			continue
		}
		var own [][]float32
		for _, j := range mine {
			own = append(own, place[j])
		}
		if crowd.Features[i] = prevalence.MeanRow(own...); crowd.Features[i] == nil {
			crowd.Features[i] = make([]float32, len(place[0]))
		}
	}
	var codes []string
	for _, code := range c.Book.Codes {
		codes = append(codes, code.ID)
	}
	crowd.Fit(codes)
	crowd.Features = nil
}

// manyAnswers is from how many answers on a share makes do with plainer rows:
// what neighbours teach costs long then, and changes little where so many
// stay uncoded.
const manyAnswers = 5_000

// plainDimensions of the rows of many answers.
const plainDimensions = 64

// features are a row of numbers for each text, the nearer the more alike.
func features(texts, langs []string) [][]float32 {
	if len(texts) < manyAnswers {
		return suggest.NewPool(texts, suggest.PoolOptions{Languages: langs}).Features()
	}
	messages := make([]vector.Message, len(texts))
	for i := range texts {
		messages[i] = vector.Message{Text: texts[i], Lang: langs[i]}
	}
	space, rows := vector.Learn(messages, vector.Recipe{Words: 1, MinDF: 5, Stem: true, Stop: true})
	space.Weigh(rows, vector.Weighting{})
	place := vector.Decompose(rows, plainDimensions, 2, 0).U
	place.Normalize()
	out := make([][]float32, place.Len())
	for i := range out {
		out[i] = place.Row(i)
	}
	return out
}
