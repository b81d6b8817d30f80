package coding

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/duplicate"
	"voxpop/internal/prevalence"
)

// What a person can decide about a group, as it is written.
const (
	SamePerson = "same-person"
	Coincident = "coincidence"
	Undo       = "undo"
	campaignIs = "campaign:"
)

// Group is one group of responses that say the same.
type Group struct {
	duplicate.Group
	// Decided is what stands: "", "same-person", "campaign:NAME" or "coincidence".
	Decided string `json:"decided"`
	// Before is what stood for some of them before others came: then the group
	// waits again.
	Before string `json:"before,omitempty"`
}

// Counts are the waterfall in numbers that a program reads.
type Counts struct {
	Received  int            `json:"received"`
	Waterfall map[string]int `json:"waterfall"` // by step
	Counted   int            `json:"counted"`   // people

	Steps []voxpop.Step `json:"-"` // in order
}

// Duplicates is the answer of `voxpop duplicates`.
type Duplicates struct {
	Callout string  `json:"callout"`
	Groups  []Group `json:"groups"`
	// Waiting is how many groups nobody has decided about.
	Waiting int `json:"waiting"`
	// Now is what is counted; Proposed what would be if every proposal that
	// waits were taken.
	Now      Counts  `json:"now"`
	Proposed Counts  `json:"proposed"`
	Corpus   *Corpus `json:"-"` // of the snapshot, for the texts
}

// Duplicates finds groups of responses that say the same. Coincidences that
// the desk decided are left out unless all is set.
func (s *Service) Duplicates(ctx context.Context, slug string, all bool) (d Duplicates, err error) {
	err = s.Store.Read(ctx, slug, func(r Record) error {
		c, err := loadMarked(r)
		if err != nil {
			return err
		}
		d = s.duplicates(c, all)
		return nil
	})
	return d, err
}

// loadMarked reads a snapshot with its marks, which only the search for groups needs.
func loadMarked(r Record) (*Corpus, error) {
	c, err := Load(r)
	if err != nil {
		return nil, err
	}
	c.Marks, err = r.Marks()
	return c, err
}

func (s *Service) duplicates(c *Corpus, all bool) Duplicates {
	d := Duplicates{Callout: c.Callout.Slug, Groups: []Group{}, Corpus: c}
	s.tell("comparing messages")
	for _, g := range c.groups() {
		if g.Decided == "" {
			d.Waiting++
		}
		if g.Decided != Coincident || all {
			d.Groups = append(d.Groups, g)
		}
	}
	// What waits comes first; otherwise the largest.
	slices.SortStableFunc(d.Groups, func(a, b Group) int {
		switch {
		case (a.Decided == "") == (b.Decided == ""):
			return 0
		case a.Decided == "":
			return -1
		}
		return 1
	})
	d.Now = c.counts(nil)
	d.Proposed = c.counts(d.Groups)
	return d
}

// groups finds the groups and what stands about each.
func (c *Corpus) groups() []Group {
	var messages []duplicate.Message
	for i := range c.Answers {
		a := &c.Answers[i]
		r := &a.Response
		if r.Withdrawn() || r.SetAside != "" {
			continue
		}
		messages = append(messages, duplicate.Message{ID: r.ID, Text: a.Text, Lang: a.Lang, Channel: string(r.Channel), Person: r.Respondent,
			At: r.ReceivedAt.InZone(c.Callout.Zone())})
	}
	var all []Group
	for _, g := range duplicate.Find(messages, duplicate.Options{}, c.alike()...) {
		one := Group{Group: g}
		one.Decided, one.Before = c.stands(g.Responses)
		all = append(all, one)
	}
	return all
}

// stands says what the desk decided about responses that are alike, and what
// about some of them when others are left.
func (c *Corpus) stands(ids []string) (decided, before string) {
	return stands(ids, func(id string) Said {
		a, _ := c.Find(id)
		r := &a.Response
		return Said{ID: id, Who: r.Who(), DuplicateOf: r.DuplicateOf, Campaign: r.Campaign}
	}, c.Alone)
}

// stands is the same for responses that are kept in any way; of what is seen
// of them it reads who sent them and what they repeat.
func stands(ids []string, said func(id string) Said, alone []voxpop.Decision) (decided, before string) {
	// Answers of one person, and repeats of each other, are one already.
	up := make([]int, len(ids))
	root := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	all := make([]Said, len(ids))
	place := make(map[string]int, len(ids))
	people := map[string]int{}
	campaigns := map[string]int{}
	for i, id := range ids {
		up[i], all[i], place[id] = i, said(id), i
		if first, ok := people[all[i].Who]; ok {
			up[i] = root(first)
		} else {
			people[all[i].Who] = i
		}
	}
	repeats := false
	for i := range ids {
		if of, ok := place[all[i].DuplicateOf]; ok {
			up[root(i)] = root(of)
			repeats = true
		}
	}
	kept := map[int]int{} // part → one of it that is no repeat
	for i := range ids {
		if name := all[i].Campaign; name != "" && all[i].DuplicateOf == "" {
			campaigns[name]++
		}
		if _, ok := kept[root(i)]; !ok || all[i].DuplicateOf == "" {
			kept[root(i)] = i
		}
	}
	if len(kept) == 1 {
		return SamePerson, ""
	}
	for name := range campaigns {
		whole := true
		for _, i := range kept {
			whole = whole && all[i].Campaign == name
		}
		if whole {
			return campaignIs + name, ""
		}
	}
	for _, d := range alone {
		in := map[int]bool{}
		for _, id := range d.Responses {
			if i, ok := place[id]; ok {
				in[root(i)] = true
			}
		}
		if len(in) == len(kept) {
			return Coincident, ""
		}
		if len(in) > 0 {
			before = Coincident
		}
	}
	if repeats {
		before = SamePerson
	}
	most := 0
	for name, n := range campaigns {
		if n > most || n == most && campaignIs+name < before {
			most, before = n, campaignIs+name
		}
	}
	return "", before
}

// counts is the waterfall, as it is, or as it would be if the proposals of
// the groups that wait were taken.
func (c *Corpus) counts(groups []Group) Counts {
	duplicateOf, campaign := map[string]string{}, map[string]string{}
	for _, g := range groups {
		if g.Decided != "" {
			continue
		}
		switch g.Proposal {
		case duplicate.SamePerson:
			for _, id := range g.Responses[1:] {
				duplicateOf[id] = g.Responses[0]
			}
		case duplicate.Campaign:
			for _, id := range g.Responses {
				campaign[id] = "\x00" + g.ID
			}
		}
	}
	w := prevalence.Recount(func(yield func(prevalence.Answer) bool) {
		for i := range c.Answers {
			a := c.answer(i)
			a.Marks = nil
			if of := duplicateOf[a.ID]; of != "" && a.DuplicateOf == "" {
				a.DuplicateOf = of
			}
			if name := campaign[a.ID]; name != "" && a.Campaign == "" {
				a.Campaign = name
			}
			if !yield(a) {
				return
			}
		}
	}).Figures(voxpop.Codebook{}, voxpop.DefaultHouse(), prevalence.Options{Draws: -1}).Waterfall
	n := Counts{Received: w.Received, Counted: w.Counted, Waterfall: map[string]int{}, Steps: w.Steps()}
	for _, step := range n.Steps {
		n.Waterfall[step.Name] = step.N
	}
	return n
}

// Decision is one decision about a group as a person writes it: GROUP=WAY,
// where GROUP is the id of a group or of any response in it.
type Decision struct {
	Group string
	Way   string // same-person, campaign:NAME, coincidence, undo
}

// ParseDecision reads "GROUP=WAY".
func ParseDecision(s string) (Decision, error) {
	group, way, ok := strings.Cut(s, "=")
	d := Decision{strings.TrimSpace(group), strings.TrimSpace(way)}
	name, campaign := strings.CutPrefix(d.Way, campaignIs)
	if !ok || d.Group == "" || d.Way != SamePerson && d.Way != Coincident && d.Way != Undo && !(campaign && strings.TrimSpace(name) != "") {
		return d, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Decide", Place: "--decide", Message: "is not GROUP=DECISION",
			Hint: "write GROUP=same-person, GROUP=campaign:NAME, GROUP=coincidence or GROUP=undo; GROUP is the id of a group or of a response in it"}
	}
	return d, nil
}

// Decided is what decisions did.
type Decided struct {
	Callout string  `json:"callout"`
	Groups  []Group `json:"groups"` // decided about, as they stand now
	Before  Counts  `json:"before"`
	After   Counts  `json:"after"`
}

// Decide takes a person's decisions about groups, all or none. Nothing is
// deleted: what was decided can be taken back with undo.
func (s *Service) Decide(ctx context.Context, by voxpop.Actor, slug string, decisions []Decision) (Decided, error) {
	var before Duplicates
	var judgements []Judgement
	err := s.Store.Read(ctx, slug, func(r Record) error {
		c, err := loadMarked(r)
		if err != nil {
			return err
		}
		before = s.duplicates(c, true)
		taken := map[string]string{}
		for _, d := range decisions {
			g, err := before.find(d.Group)
			if err != nil {
				return err
			}
			if other, twice := taken[g.ID]; twice {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Decide", Place: d.Group, Message: "is the same group as " + other, Hint: "decide about each group once"}
			}
			taken[g.ID] = d.Group
			judgements = append(judgements, judgement(g.Responses, d.Way, c.repeats))
		}
		return nil
	})
	if err != nil {
		return Decided{}, err
	}
	at := s.moment(before.Corpus.Callout)
	if err := s.Store.Decide(ctx, by, slug, before.Corpus.Rev, at, judgements...); err != nil {
		return Decided{}, err
	}
	done := Decided{Callout: slug, Groups: []Group{}, Before: before.Now}
	err = s.Store.Read(ctx, slug, func(r Record) error {
		c, err := Load(r)
		if err != nil {
			return err
		}
		done.After = c.counts(nil)
		for _, d := range decisions {
			g, _ := before.find(d.Group)
			g.Decided, g.Before = c.stands(g.Responses)
			done.Groups = append(done.Groups, *g)
		}
		return nil
	})
	return done, err
}

// find returns the group of that id, or the one that holds a response of that id.
func (d *Duplicates) find(id string) (*Group, error) {
	for i := range d.Groups {
		if d.Groups[i].ID == id {
			return &d.Groups[i], nil
		}
	}
	for i := range d.Groups {
		if slices.Contains(d.Groups[i].Responses, id) {
			return &d.Groups[i], nil
		}
	}
	return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "coding.Decide", Place: id, Message: "is no group, and no response of one",
		Hint: fmt.Sprintf("voxpop duplicates %s lists them; nothing was changed", d.Callout)}
}

// judgement is what a way of deciding means for responses, the earliest first.
// repeats tells which of them repeat another already.
func judgement(ids []string, way string, repeats func(id string) bool) Judgement {
	j := Judgement{Responses: ids}
	name, campaign := strings.CutPrefix(way, campaignIs)
	switch {
	case way == SamePerson:
		j.Kept = keep(ids, repeats)
	case campaign:
		j.Campaign = strings.TrimSpace(name)
	case way == Coincident:
		j.Alone = true
	case way == Abuse:
		j.Abuse = true
	default:
		j.Undo = true
	}
	return j
}

// keep chooses the response that stays when one person sent all: the earliest
// that repeats none of the others already, as a person's kept answer is the
// earliest wherever people are counted (docs/METHOD.md).
func keep(ids []string, repeats func(id string) bool) string {
	if i := slices.IndexFunc(ids, func(id string) bool { return !repeats(id) }); i >= 0 {
		return ids[i]
	}
	return ids[0]
}

// repeats reports whether a response repeats another already.
func (c *Corpus) repeats(id string) bool {
	a, ok := c.Find(id)
	return !ok || a.Response.DuplicateOf != ""
}
