package prevalence

import (
	"iter"
	"strconv"
	"strings"
)

// Tally is everything countable about one call-out: a sum of parts, one per
// person. Adding and removing parts in any order leads to the same tally as
// counting the whole record anew; removing a part restores exactly what was
// before it came. The zero value is the tally of an empty call-out. It is plain JSON.
// A Tally is not safe for use by several goroutines at once.
type Tally struct {
	// Steps are the waterfall: "received" and "counted", and between them the
	// steps by their names.
	Steps tallied `json:"steps,omitempty"`

	Days     tallied `json:"days,omitempty"` // responses received and not withdrawn
	Langs    tallied `json:"langs,omitempty"`
	Media    tallied `json:"media,omitempty"`
	Channels tallied `json:"channels,omitempty"`

	Coders      tallied `json:"coders,omitempty"` // responses not withdrawn or set aside
	Coded       int     `json:"coded,omitempty"`
	Adjudicated int     `json:"adjudicated,omitempty"`

	People int                 `json:"people,omitempty"` // counted, of whom at least one answer was coded
	Base   tallied             `json:"base,omitempty"`   // counted people by their base state
	States map[string]tallied  `json:"states,omitempty"` // code → "state:base": people whose state of the code is not their base
	Both   map[string]tallied  `json:"both,omitempty"`   // code → later code → people who voice both
	Groups map[string]groupsOf `json:"groups,omitempty"` // dimension → value → people

	Double tallied            `json:"double,omitempty"` // "coders" → responses coded by that many, two or more
	Cells  map[string]tallied `json:"cells,omitempty"`  // code → "coders marks" → responses; marks ≥ 1
	Pool   tallied            `json:"pool,omitempty"`   // "coders marks splits" over all codes → responses; splits is the sum of k(m−k)
}

type groupsOf map[string]*group

// group is the counted people who share a trait.
type group struct {
	Of int     `json:"of,omitempty"`
	N  tallied `json:"n,omitempty"` // code → people who voice it
}

// The dimensions of [Figures.Group].
const (
	ByLang     = "lang"
	ByMedium   = "medium"
	ByChannel  = "channel"
	ByPlace    = "place"
	ByRole     = "role"
	ByWeek     = "week"     // a week by its Monday, 2006-01-02
	byCampaign = "campaign" // the counted units that stand for a campaign
)

// Add counts one person's part.
func (t *Tally) Add(p Part) { t.apply(&p, 1) }

// Remove takes back a part that was added. The part must be the one that was
// added, in the same standing towards its campaign.
func (t *Tally) Remove(p Part) { t.apply(&p, -1) }

func (t *Tally) apply(p *Part, sign int) {
	for _, s := range p.Steps {
		t.Steps.add(s.Key, sign*s.N)
	}
	for _, m := range []struct {
		into *tallied
		from Counts
	}{{&t.Days, p.Days}, {&t.Langs, p.Langs}, {&t.Media, p.Media}, {&t.Channels, p.Channels}, {&t.Coders, p.Coders}} {
		for _, c := range m.from {
			m.into.add(c.Key, sign*c.N)
		}
	}
	t.Coded += sign * p.Coded
	t.Adjudicated += sign * p.Adjudicated
	for _, d := range p.Doubles {
		t.double(d, sign)
	}
	switch {
	case p.Unit == nil:
	case p.Falls:
		t.Steps.add(stepCampaign, sign)
	default:
		t.Steps.add(stepCounted, sign)
		t.unit(p.Unit, p.Campaign, sign)
	}
}

func (t *Tally) unit(u *Unit, campaign string, sign int) {
	if u.Coded {
		t.People += sign
	}
	t.Base.add(string(u.Base), sign)
	present := make([]string, 0, 8)
	for _, c := range u.Codes {
		addUnder(&t.States, c.Code, moves[c.State.rank()][u.Base.rank()], sign)
		if c.State.Present() {
			present = append(present, c.Code)
		}
	}
	for i, a := range present {
		for _, b := range present[i+1:] {
			addUnder(&t.Both, a, b, sign)
		}
	}
	t.group(ByLang, u.Lang, present, sign)
	t.group(ByMedium, u.Medium, present, sign)
	t.group(ByChannel, u.Channel, present, sign)
	if u.Place != "" {
		t.group(ByPlace, u.Place, present, sign)
	}
	if u.Role != "" {
		t.group(ByRole, u.Role, present, sign)
	}
	if u.Week != "" {
		t.group(ByWeek, u.Week, present, sign)
	}
	if campaign != "" {
		t.group(byCampaign, campaign, present, sign)
	}
}

func (t *Tally) group(dimension, value string, present []string, sign int) {
	values := t.Groups[dimension]
	if values == nil {
		values = groupsOf{}
		if t.Groups == nil {
			t.Groups = map[string]groupsOf{}
		}
		t.Groups[dimension] = values
	}
	g := values[value]
	if g == nil {
		g = &group{}
		values[value] = g
	}
	g.Of += sign
	for _, code := range present {
		g.N.add(code, sign)
	}
	if g.Of == 0 && len(g.N) == 0 {
		delete(values, value)
	}
	if len(values) == 0 {
		delete(t.Groups, dimension)
	}
	if len(t.Groups) == 0 {
		t.Groups = nil
	}
}

func (t *Tally) double(d Doubled, sign int) {
	m := strconv.Itoa(d.Coders)
	t.Double.add(m, sign)
	marks, splits := 0, 0
	for _, c := range d.Marks {
		addUnder(&t.Cells, c.Key, m+" "+strconv.Itoa(c.N), sign)
		marks += c.N
		splits += c.N * (d.Coders - c.N)
	}
	t.Pool.add(m+" "+strconv.Itoa(marks)+" "+strconv.Itoa(splits), sign)
}

// addUnder adds to the tally that into holds under key.
func addUnder(into *map[string]tallied, key, sub string, n int) {
	t := (*into)[key]
	was := t != nil
	t.add(sub, n)
	switch is := t != nil; {
	case was == is: // the same map, changed in place
	case is:
		if *into == nil {
			*into = map[string]tallied{}
		}
		(*into)[key] = t
	default:
		delete(*into, key)
		if len(*into) == 0 {
			*into = nil
		}
	}
}

// moves holds "state:base" by rank, the keys of [Tally].States.
var moves = func() (out [7][7]string) {
	for i, s := range states {
		for j, b := range states {
			out[i][j] = string(s) + ":" + string(b)
		}
	}
	return out
}()

// states returns how many counted people are in each state of a code.
func (t *Tally) states(code string) map[State]int {
	out := map[State]int{}
	for base, n := range t.Base {
		out[State(base)] += n
	}
	for key, n := range t.States[code] {
		state, base, _ := strings.Cut(key, ":")
		out[State(state)] += n
		out[State(base)] -= n
	}
	return out
}

// Recount counts a whole record in one pass over its answers, in any order. It
// is what any sequence of [Tally.Add] and [Tally.Remove] must lead to.
func Recount(answers iter.Seq[Answer]) *Tally {
	people, copies := byPerson(answers)
	t := &Tally{}
	first := map[string]Part{} // campaign → who stands for it so far
	for mine := range people {
		var others []Answer
		if len(copies) > 0 {
			for _, a := range mine {
				for _, c := range copies[a.ID] {
					if c.Who != a.Who {
						others = append(others, c)
					}
				}
			}
		}
		p := NewPart(mine, others)
		if p.Campaign == "" {
			t.Add(p)
			continue
		}
		stands, ok := first[p.Campaign]
		switch {
		case !ok:
			first[p.Campaign] = p
		case p.Before(stands):
			t.Add(stands.AsCampaign(false))
			first[p.Campaign] = p
		default:
			t.Add(p.AsCampaign(false))
		}
	}
	for _, p := range first {
		t.Add(p.AsCampaign(true))
	}
	return t
}

// byPerson groups answers by who sent them; each group is valid until the next
// is asked for. copies are the answers marked as duplicates, by the response
// that they repeat. Answers are held in blocks, since most people send one and
// moving them about would cost more than counting them.
func byPerson(answers iter.Seq[Answer]) (people iter.Seq[[]Answer], copies map[string][]Answer) {
	const size = 1024
	var blocks [][]Answer
	var further []int32 // the same person's next answer, 0 = none
	last := map[string]int32{}
	var firsts []int32
	copies = map[string][]Answer{}
	for a := range answers {
		i := int32(len(further))
		if i%size == 0 {
			blocks = append(blocks, make([]Answer, 0, size))
		}
		b := &blocks[i/size]
		*b = append(*b, a)
		further = append(further, 0)
		if prev, ok := last[a.Who]; ok {
			further[prev] = i
		} else {
			firsts = append(firsts, i)
		}
		last[a.Who] = i
		if a.DuplicateOf != "" {
			copies[a.DuplicateOf] = append(copies[a.DuplicateOf], a)
		}
	}
	return func(yield func([]Answer) bool) {
		var several []Answer
		for _, i := range firsts {
			mine := blocks[i/size][i%size : i%size+1]
			if further[i] != 0 {
				several = append(several[:0], mine...)
				for j := further[i]; j != 0; j = further[j] {
					several = append(several, blocks[j/size][j%size])
				}
				mine = several
			}
			if !yield(mine) {
				return
			}
		}
	}, copies
}
