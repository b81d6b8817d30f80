package coding

import (
	"slices"

	"voxpop"
	"voxpop/internal/prevalence"
)

// Sampled works out the figures as if only n people, the first of the random
// order, had been coded: what a small sample would have said, beside what
// everybody did.
func (c *Corpus) Sampled(n int, house voxpop.House) *prevalence.Figures {
	order := c.inOrder()
	drawn := map[int]bool{}
	for _, i := range order[:min(n, len(order))] {
		drawn[i] = true
	}
	less := *c
	less.People = slices.Clone(c.People)
	tally := &prevalence.Tally{}
	crowd := &prevalence.Crowd{}
	for i := range less.People {
		p := &less.People[i]
		if p.Counted() && !drawn[i] {
			u := *p.Part.Unit
			u.Base, u.Codes, u.Coded = prevalence.Open, nil, false
			p.Part.Unit = &u
		}
		if p.Counted() {
			crowd.People = append(crowd.People, prevalence.Counted{Unit: p.Part.Unit, Campaign: p.Part.Campaign, Drawn: drawn[i]})
		}
		tally.Add(p.Part)
	}
	less.Score(crowd)
	return tally.Figures(c.Book, house, prevalence.Options{Crowd: crowd})
}
