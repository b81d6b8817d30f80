package coding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/suggest"
)

// Corpus is everything of one snapshot that coding needs, in memory.
type Corpus struct {
	Rev     int64
	Callout voxpop.Callout
	Book    voxpop.Codebook
	Answers []Answer // by id
	People  []Person // by key
	// Alone are the coincidences that the desk decided.
	Alone []voxpop.Decision
	// Sample is how far the desk has drawn at random; nil when it never has.
	Sample *voxpop.Decision
	// Sums are the SHA-256 of recordings by path.
	Sums map[string]string
	// Marks are what recordings and pictures are known by; only where groups are
	// looked for.
	Marks []Mark

	at     map[string]int  // id of a response → its place in Answers
	copied map[string]bool // answers of which a copy was coded
}

// Answer is one response with what coders marked on it.
type Answer struct {
	Response voxpop.Response
	Text     string // the words as they came: text, transcript, or both; "" where nothing is kept or nothing was said
	Lang     string
	Codings  []voxpop.Coding
	Person   int  // in People
	Stands   bool // the answer adds to what its person voices: neither withdrawn, set aside nor a repeat
	Coded    bool // by a person
}

// Person is who sent some of the answers.
type Person struct {
	Key     string
	Number  uint64 // of the fixed random order
	Answers []int  // in Answers
	Part    prevalence.Part
}

// Counted reports whether the person is counted.
func (p *Person) Counted() bool { return p.Part.Unit != nil && !p.Part.Falls }

// Load reads a snapshot. People are put together as the figures put them, so
// that who is counted here is counted there.
func Load(r Record) (*Corpus, error) {
	c := &Corpus{Rev: r.Rev(), Callout: r.Callout(), Book: r.Codebook(), at: map[string]int{}, copied: map[string]bool{}}
	person := map[string]int{}
	for v, err := range r.Responses() {
		if err != nil {
			return nil, err
		}
		c.at[v.ID] = len(c.Answers)
		a := Answer{Response: v, Text: TextOf(v), Lang: LangOf(v)}
		a.Stands = !v.Withdrawn() && v.SetAside == "" && v.DuplicateOf == ""
		c.Answers = append(c.Answers, a)
		person[v.Who()] = 0
	}
	for k, err := range r.Codings() {
		if err != nil {
			return nil, err
		}
		if i, ok := c.at[k.Response]; ok {
			c.Answers[i].Codings = append(c.Answers[i].Codings, k)
			c.Answers[i].Coded = c.Answers[i].Coded || k.Origin == voxpop.ByPerson
		}
	}
	for d, err := range r.Decisions() {
		if err != nil {
			return nil, err
		}
		switch d.Kind {
		case voxpop.Sample:
			c.Sample = &d
		case voxpop.Coincidence:
			c.Alone = append(c.Alone, d)
		}
	}
	sums, err := r.MediaSums()
	if err != nil {
		return nil, err
	}
	c.Sums = sums
	c.people(person)
	return c, nil
}

// people fills People: the parts as prevalence makes them, and of each
// campaign the one person who stands for it.
func (c *Corpus) people(index map[string]int) {
	keys := make([]string, 0, len(index))
	for k := range index {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	c.People = make([]Person, len(keys))
	key := sampleKey(c.Callout.Slug)
	for i, k := range keys {
		index[k] = i
		c.People[i] = Person{Key: k, Number: suggest.Number(key, k)}
	}
	copies := map[string][]int{} // of an answer by its id
	for i := range c.Answers {
		a := &c.Answers[i]
		a.Person = index[a.Response.Who()]
		p := &c.People[a.Person]
		p.Answers = append(p.Answers, i)
		if of := a.Response.DuplicateOf; of != "" {
			copies[of] = append(copies[of], i)
			if a.Coded && !a.Response.Withdrawn() && a.Response.SetAside == "" {
				c.copied[of] = true
			}
		}
	}
	first := map[string]int{} // campaign → who stands for it
	for i := range c.People {
		p := &c.People[i]
		var mine, others []prevalence.Answer
		for _, j := range p.Answers {
			mine = append(mine, c.answer(j))
			for _, k := range copies[c.Answers[j].Response.ID] {
				if c.Answers[k].Person != i {
					others = append(others, c.answer(k))
				}
			}
		}
		p.Part = prevalence.NewPart(mine, others)
		name := p.Part.Campaign
		if name == "" {
			continue
		}
		if held, ok := first[name]; !ok || p.Part.Before(c.People[held].Part) {
			first[name] = i
		}
	}
	for i := range c.People {
		p := &c.People[i]
		if p.Part.Campaign != "" {
			p.Part = p.Part.AsCampaign(first[p.Part.Campaign] == i)
		}
	}
}

func (c *Corpus) answer(i int) prevalence.Answer {
	a := prevalence.AnswerOf(c.Callout, c.Answers[i].Response, c.Answers[i].Codings)
	a.At = a.At.Truncate(time.Microsecond) // as the store keeps it
	return a
}

// Find returns the answer with that id.
func (c *Corpus) Find(id string) (*Answer, bool) {
	i, ok := c.at[id]
	if !ok {
		return nil, false
	}
	return &c.Answers[i], true
}

// Open reports whether a coder may still be asked about the answer: it stands,
// its person is counted, and there is something to read.
func (c *Corpus) open(a *Answer) bool {
	return a.Stands && c.People[a.Person].Counted()
}

// Codes lists the codes that hold for one answer by its own coding.
func (c *Corpus) Codes(i int) []string {
	a := c.answer(i)
	a.Withdrawn, a.SetAside, a.DuplicateOf = false, "", ""
	var codes []string
	for _, s := range prevalence.NewPart([]prevalence.Answer{a}, nil).Unit.Codes {
		if s.State.Present() {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// TextOf is what a response says, in the words it came in: its text, or the
// transcript of its recording whatever its state, or both. A translation is
// never read: a coder reads the original, and so do the methods.
func TextOf(r voxpop.Response) string {
	var parts []string
	if strings.TrimSpace(r.Text) != "" {
		parts = append(parts, r.Text)
	}
	if r.Transcript != nil && strings.TrimSpace(r.Transcript.Text) != "" {
		parts = append(parts, r.Transcript.Text)
	}
	return strings.Join(parts, "\n")
}

// LangOf is the language of what TextOf returns; "" = not identified.
func LangOf(r voxpop.Response) string {
	if strings.TrimSpace(r.Text) == "" && r.Transcript != nil && r.Transcript.Lang != "" {
		return r.Transcript.Lang
	}
	return r.Lang
}

// sampleKey is the key of the fixed random order of a call-out's people:
// everybody has a number that depends on the slug and on who they are, and on
// nothing that they said or that the desk did. Taking the people with the
// lowest numbers is drawing at random, today as next month, on every machine
// that holds the record.
func sampleKey(slug string) []byte { return []byte("voxpop sample\x00" + slug) }

// upTo writes a number of the order as a decision holds it.
func upTo(n uint64) string { return fmt.Sprintf("%016x", n) }

// drawn reports whether the sample reaches the person.
func (c *Corpus) drawn(p *Person) bool { return c.Sample != nil && upTo(p.Number) <= c.Sample.UpTo }

// inOrder lists the counted people by their number.
func (c *Corpus) inOrder() []int {
	var all []int
	for i := range c.People {
		if c.People[i].Counted() {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.People[a].Number, c.People[b].Number), cmp.Compare(c.People[a].Key, c.People[b].Key))
	})
	return all
}

// waiting lists the answers of a person that nobody has coded.
func (c *Corpus) waiting(p *Person) []int {
	var all []int
	for _, i := range p.Answers {
		if a := &c.Answers[i]; a.Stands && !a.Coded && !c.standIn(a.Response.ID) {
			all = append(all, i)
		}
	}
	return all
}

// standIn reports whether a coded copy stands in for the answer: it says the
// same, so nothing is left open.
func (c *Corpus) standIn(id string) bool {
	return c.copied[id]
}

// TextOf returns the words of a response of the snapshot, "" when it has none.
func (c *Corpus) TextOf(id string) string {
	a, ok := c.Find(id)
	if !ok {
		return ""
	}
	return a.Text
}
