package coding

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
