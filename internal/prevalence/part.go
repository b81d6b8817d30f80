package prevalence

import (
	"slices"
	"strings"
	"time"
)

// The steps of the waterfall besides the reasons for setting aside.
const (
	stepReceived  = "received"
	stepWithdrawn = "withdrawn"
	stepDuplicate = "duplicate"
	stepCampaign  = "campaign"
	stepCounted   = "counted"
)

// Part is what one person adds to a [Tally]. It is small, holds no text, and
// keeps its meaning in JSON, so that a store can keep it beside the person and
// replace it when one of the person's answers changes.
type Part struct {
	// Steps count the person's responses: "received", and each step of the
	// waterfall that some of them fell into. The counted answer is in none.
	Steps Counts `json:"steps"`

	// Responses received and not withdrawn.
	Days     Counts `json:"days,omitempty"`
	Langs    Counts `json:"langs,omitempty"`
	Media    Counts `json:"media,omitempty"`
	Channels Counts `json:"channels,omitempty"`

	// Responses neither withdrawn nor set aside.
	Coders      Counts    `json:"coders,omitempty"`      // responses that each coder coded, voxpop.Final left out
	Coded       int       `json:"coded,omitempty"`       // … coded by a person
	Adjudicated int       `json:"adjudicated,omitempty"` // … with a mark of voxpop.Final
	Doubles     []Doubled `json:"doubles,omitempty"`     // … coded by two people or more

	// Unit is the person as counted; nil when no answer remains.
	Unit *Unit `json:"unit,omitempty"`

	// Campaign is that of the kept answer; "" when it belongs to none. FirstAt and FirstID are the kept answer's, by which a campaign
	// finds the one unit that stands for it.
	Campaign string    `json:"campaign,omitempty"`
	FirstAt  time.Time `json:"first_at,omitzero"` // UTC
	FirstID  string    `json:"first_id,omitempty"`
	// Falls says that another person stands for the campaign: this one is in
	// its step of the waterfall and not counted. See [Part.AsCampaign].
	Falls bool `json:"falls,omitempty"`
}

// Unit is one person as counted: what they voice, and the traits of their
// kept answer.
type Unit struct {
	Base  State      `json:"base"`            // of every code that Codes does not name: No, SingleNo or Open
	Codes CodeStates `json:"codes,omitempty"` // sorted by code
	Coded bool       `json:"coded,omitempty"` // at least one answer was coded by a person

	Lang    string `json:"lang,omitempty"`
	Medium  string `json:"medium,omitempty"`
	Channel string `json:"channel,omitempty"`
	Place   string `json:"place,omitempty"` // of the kept answer, else of the earliest that tells one
	Role    string `json:"role,omitempty"`
	Week    string `json:"week,omitempty"` // of the kept answer: its Monday, 2006-01-02 in the call-out's zone
}

// Doubled is how one response was coded by two people or more.
type Doubled struct {
	Coders int    `json:"coders"`
	Marks  Counts `json:"marks,omitempty"` // coders that marked each code
}

// State returns the state of a code.
func (u *Unit) State(code string) State {
	for _, c := range u.Codes {
		if c.Code == code {
			return c.State
		}
	}
	return u.Base
}

// NewPart works out one person's part from all their answers. Copies are
// answers of other keys marked duplicate of one of these; they add the codes
// that were marked on them and nothing else (their own part counts them in
// step "duplicate"). A copy of an answer that is not here, or that was itself
// withdrawn or set aside, adds nothing.
func NewPart(answers, copies []Answer) Part {
	var p Part
	p.Steps.add(stepReceived, len(answers))
	kept := make([]*Answer, 0, len(answers)) // remaining, the kept answer first, then by time
	var repeats []*Answer                    // marked duplicates of the person's own
	readings := map[*Answer]*reading(nil)
	var one [1]*reading // most people send one answer: no map for them
	for i := range answers {
		a := &answers[i]
		step := a.step()
		if step != "" {
			p.Steps.add(step, 1)
		}
		if step == stepWithdrawn {
			continue
		}
		p.Days.add(a.Day, 1)
		p.Langs.add(a.Lang, 1)
		p.Media.add(a.Medium, 1)
		p.Channels.add(a.Channel, 1)
		if a.SetAside != "" {
			continue
		}
		r := read(a.Marks)
		p.code(&r)
		if len(answers) == 1 {
			one[0] = &r
		} else {
			if readings == nil {
				readings = map[*Answer]*reading{}
			}
			readings[a] = &r
		}
		if step == stepDuplicate {
			repeats = append(repeats, a)
		} else {
			kept = append(kept, a)
		}
	}
	// Answers may come in any order; their double codings must not.
	slices.SortFunc(p.Doubles, compareDoubled)
	if len(kept) == 0 {
		return p
	}
	if len(kept) > 1 {
		p.Steps.add(stepDuplicate, len(kept)-1)
	}
	slices.SortFunc(kept, func(a, b *Answer) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	for i := range copies {
		if c := &copies[i]; !c.Withdrawn && c.SetAside == "" {
			repeats = append(repeats, c)
		}
	}
	readingOf := func(a *Answer) *reading {
		if len(answers) == 1 && a == kept[0] {
			return one[0]
		}
		if r := readings[a]; r != nil {
			return r
		}
		r := read(a.Marks)
		return &r
	}
	p.Unit = unite(kept, repeats, readingOf)
	p.Campaign, p.FirstAt, p.FirstID = kept[0].Campaign, kept[0].At, kept[0].ID
	return p
}

// code adds what a reading says about who coded.
func (p *Part) code(r *reading) {
	if !r.coded() {
		return
	}
	p.Coded++
	if r.final {
		p.Adjudicated++
	}
	for _, c := range r.coders {
		p.Coders.add(c, 1)
	}
	if len(r.coders) < 2 {
		return
	}
	d := Doubled{Coders: len(r.coders)}
	for _, c := range r.codes {
		if c.marks > 0 {
			d.Marks.add(c.code, c.marks)
		}
	}
	p.Doubles = append(p.Doubles, d)
}

func compareDoubled(a, b Doubled) int {
	if a.Coders != b.Coders {
		return a.Coders - b.Coders
	}
	return slices.CompareFunc(a.Marks, b.Marks, func(x, y Count) int {
		if c := strings.Compare(x.Key, y.Key); c != 0 {
			return c
		}
		return x.N - y.N
	})
}

// weekOf is the Monday of the week of a day; "" when the day is none.
func weekOf(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}

// unite is the person: the strongest state of each code over the answers kept
// and their copies.
func unite(kept, repeats []*Answer, readingOf func(*Answer) *reading) *Unit {
	first := kept[0]
	u := &Unit{Base: No, Lang: first.Lang, Medium: first.Medium, Channel: first.Channel, Week: weekOf(first.Day)}
	type pair struct {
		r    *reading
		base State // for codes without a reading here; No for a copy, which only adds
	}
	all := make([]pair, 0, len(kept)+len(repeats))
	for _, a := range kept {
		if u.Place == "" {
			u.Place = a.Place
		}
		if u.Role == "" {
			u.Role = a.Role
		}
		r := readingOf(a)
		base := r.base()
		var standIn State
		for _, c := range repeats {
			if c.DuplicateOf != a.ID {
				continue
			}
			cr := readingOf(c)
			all = append(all, pair{cr, No})
			// A copy says the same, so a coded copy stands in for an
			// original that nobody has looked at.
			if cr.coded() {
				u.Coded = true
				standIn = stronger(standIn, cr.base())
			}
		}
		if base == Open && standIn != "" {
			base = standIn
		}
		u.Coded = u.Coded || r.coded()
		u.Base = stronger(u.Base, base)
		all = append(all, pair{r, base})
	}
	n := 0
	for _, p := range all {
		n += len(p.r.codes)
	}
	if n == 0 {
		return u
	}
	codes := make([]string, 0, n)
	for _, p := range all {
		for _, c := range p.r.codes {
			if !slices.Contains(codes, c.code) {
				codes = append(codes, c.code)
			}
		}
	}
	slices.Sort(codes)
	u.Codes = make(CodeStates, 0, len(codes))
	for _, code := range codes {
		s := No
		for _, p := range all {
			i := slices.IndexFunc(p.r.codes, func(c codeReading) bool { return c.code == code })
			if i < 0 {
				s = stronger(s, p.base)
			} else {
				s = stronger(s, p.r.state(p.r.codes[i]))
			}
		}
		if s != u.Base {
			u.Codes = append(u.Codes, CodeState{code, s})
		}
	}
	return u
}

// AsCampaign says whether the person is the one whom their campaign counts.
// Of the people with the same Campaign the earliest by [Part.Before] is; the
// others fall into step "campaign". It changes nothing for a person who is in
// no campaign.
func (p Part) AsCampaign(counted bool) Part {
	p.Falls = p.Campaign != "" && !counted
	return p
}

// Before orders people by their kept answer: time received, then id.
func (p Part) Before(q Part) bool {
	if c := p.FirstAt.Compare(q.FirstAt); c != 0 {
		return c < 0
	}
	return p.FirstID < q.FirstID
}
