package voxpop

// Waterfall says what became of everything received. Its steps sum to
// Received; Counted is people, the rest are responses.
type Waterfall struct {
	Received  int
	Withdrawn int
	Blank     int
	Spam      int
	OffTopic  int
	Illegal   int
	Duplicate int // marked duplicates, and a person's further answers
	Campaign  int // a campaign's answers but its earliest
	Counted   int
}

// Step is one line of the waterfall.
type Step struct {
	Name string
	N    int
}

// Steps lists what was taken away, in order; Received and Counted are its ends.
func (w Waterfall) Steps() []Step {
	return []Step{
		{"withdrawn", w.Withdrawn}, {"blank", w.Blank}, {"spam", w.Spam}, {"off-topic", w.OffTopic},
		{"illegal", w.Illegal}, {"duplicate", w.Duplicate}, {"campaign", w.Campaign},
	}
}

// Share is how many of the counted people voice a code.
type Share struct {
	Code   string
	N      float64  // people who voice it; whole unless Method is "ppi"
	Of     int      // people counted
	Share  float64  // N/Of; 0 when nobody is counted
	Low    float64  // stability range of Share among the messages received:
	High   float64  // never a margin of error, never about the public
	Method string   // "count", or "ppi" from a random sample and a model
	Coded  int      // counted people of whom at least one answer was coded by a person
	Alpha  *float64 // Krippendorff's alpha of the code; nil where it is not defined
	Word   string   // the strongest word of the house ladder that it carries, in English; "" if none
}
