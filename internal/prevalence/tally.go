package prevalence

import (
	"iter"
	"slices"
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
	States map[string]tallied  `json:"states,omitempty"` // code → "state<base": people whose state of the code is not their base
	Both   tallied             `json:"both,omitempty"`   // "code code", sorted: people who voice both
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
		addUnder(&t.States, c.Code, string(c.State)+"<"+string(u.Base), sign)
		if c.State.Present() {
			present = append(present, c.Code)
		}
	}
	for i, a := range present {
		for _, b := range present[i+1:] {
			t.Both.add(a+" "+b, sign)
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

func addUnder(into *map[string]tallied, key, sub string, n int) {
	t := (*into)[key]
	t.add(sub, n)
	switch {
	case t == nil:
		delete(*into, key)
		if len(*into) == 0 {
			*into = nil
		}
		return
	case *into == nil:
		*into = map[string]tallied{}
	}
	(*into)[key] = t
}

// states returns how many counted people are in each state of a code.
func (t *Tally) states(code string) map[State]int {
	out := map[State]int{}
	for base, n := range t.Base {
		out[State(base)] += n
	}
	for key, n := range t.States[code] {
		state, base, _ := strings.Cut(key, "<")
		out[State(state)] += n
		out[State(base)] -= n
	}
	return out
}

// Recount counts a whole record in one pass over its answers, in any order. It
// is what any sequence of [Tally.Add] and [Tally.Remove] must lead to.
func Recount(answers iter.Seq[Answer]) *Tally {
	var all []Answer
	for a := range answers {
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b Answer) int { return strings.Compare(a.Who, b.Who) })
	// Copies that name an original of somebody else, by that original.
	copies := map[string][]Answer{}
	for _, a := range all {
		if a.DuplicateOf != "" {
			copies[a.DuplicateOf] = append(copies[a.DuplicateOf], a)
		}
	}
	t := &Tally{}
	first := map[string]Part{} // campaign → who stands for it so far
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Who == all[0].Who {
			n++
		}
		var others []Answer
		if len(copies) > 0 {
			for _, a := range all[:n] {
				for _, c := range copies[a.ID] {
					if c.Who != a.Who {
						others = append(others, c)
					}
				}
			}
		}
		p := NewPart(all[:n], others)
		all = all[n:]
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
