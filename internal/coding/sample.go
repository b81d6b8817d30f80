package coding

import (
	"strings"

	"voxpop"
)

// ahead is how far beyond the sample a coder may draw: people who are shown
// together may be coded in any order.
const ahead = 200

// SampleState says how the random sample of people stands.
type SampleState struct {
	People  int `json:"people"`  // counted
	Drawn   int `json:"drawn"`   // … whom the sample reaches
	Coded   int `json:"coded"`   // … of whom every answer was coded
	Missing int `json:"missing"` // … of whom one was not: they came later, or were passed over
}

// SampleState counts the sample.
func (c *Corpus) SampleState() (s SampleState) {
	for i := range c.People {
		p := &c.People[i]
		if !p.Counted() {
			continue
		}
		s.People++
		if !c.drawn(p) {
			continue
		}
		s.Drawn++
		if len(c.waiting(p)) == 0 {
			s.Coded++
		} else {
			s.Missing++
		}
	}
	return s
}

// NextRandom lists answers of the next n people of the random order of whom an
// answer waits: first those whom the sample has reached already, then those
// after it.
func (c *Corpus) NextRandom(n int) []int {
	var rows []int
	for _, i := range c.inOrder() {
		if n == 0 {
			break
		}
		if w := c.waiting(&c.People[i]); len(w) > 0 {
			rows = append(rows, w...)
			n--
		}
	}
	return rows
}

// draw works out what coding the answers at rows as random draws does to the
// sample: how far it reaches then, and whose marks join it. Nobody is skipped
// for having been coded before for another reason: whoever the sample passes
// belongs to it.
func (c *Corpus) draw(rows []int) (upto string, promoted []voxpop.Coding, err error) {
	inOrder := c.inOrder()
	place := map[int]int{} // person → place in the order
	waits := map[int]int{} // person → people before them who wait, not counting those drawn now
	now := map[int]bool{}  // people drawn now
	var shown []string     // ids that may be drawn, for the hint
	for _, i := range rows {
		now[c.Answers[i].Person] = true
	}
	n := 0
	for k, i := range inOrder {
		place[i], waits[i] = k, n
		if w := c.waiting(&c.People[i]); len(w) > 0 {
			if len(shown) < 5 {
				shown = append(shown, c.Answers[w[0]].Response.ID)
			}
			if !now[i] {
				n++
			}
		}
	}
	if c.Sample != nil {
		upto = c.Sample.UpTo
	}
	for _, i := range rows {
		p := c.Answers[i].Person
		id := c.Answers[i].Response.ID
		if _, counted := place[p]; !counted || !c.Answers[i].Stands {
			return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Take", Place: id, Message: "is not counted, so it cannot be drawn", Hint: "code it without --draw random"}
		}
		if c.drawn(&c.People[p]) {
			continue
		}
		if waits[p] >= ahead {
			return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Take", Place: id, Message: "was not drawn: a random sample takes people in their order, not by choice",
				Hint: "next in the order: " + strings.Join(shown, ", ") + "; without --draw random the marks train the suggestions and feed no share"}
		}
		upto = max(upto, upTo(c.People[p].Number))
	}
	return upto, c.promoted(upto), nil
}

// promoted lists the marks of people within the sample that were made for
// another reason than the draw.
func (c *Corpus) promoted(upto string) []voxpop.Coding {
	var marks []voxpop.Coding
	for i := range c.People {
		p := &c.People[i]
		if !p.Counted() || upTo(p.Number) > upto {
			continue
		}
		for _, j := range p.Answers {
			for _, k := range c.Answers[j].Codings {
				if k.Origin == voxpop.ByPerson && k.Draw == voxpop.DrawActive {
					marks = append(marks, k)
				}
			}
		}
	}
	return marks
}
