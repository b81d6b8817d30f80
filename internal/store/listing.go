package store

import (
	"iter"
	"slices"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/store/sqldb"
)

// The states of a response in the waterfall: voxpop.SetAside's reasons, and these.
const (
	StateCounted   = "counted"
	StateWithdrawn = "withdrawn"
	StateDuplicate = "duplicate" // marked, or a further answer of its person
	StateCampaign  = "campaign"  // another answer stands for the campaign
)

// Row is one response as a list shows it. It holds nothing that the
// respondent wrote.
type Row struct {
	ID       string         `json:"id"`
	Day      string         `json:"day"` // in the call-out's zone, as 2006-01-02
	Channel  voxpop.Channel `json:"channel"`
	Medium   voxpop.Medium  `json:"medium"`
	Lang     string         `json:"lang"` // "und" while nobody identified it
	State    string         `json:"state"`
	Campaign string         `json:"campaign,omitempty"`
	Of       string         `json:"duplicate_of,omitempty"`
	// Codes hold for this response, by its own coding alone, sorted.
	Codes []string `json:"codes"`
	Coded bool     `json:"coded"` // by a person
}

// Filter chooses rows; an empty field chooses all.
type Filter struct {
	States   []string
	Channels []voxpop.Channel
	Media    []voxpop.Medium
	Langs    []string
	Code     string // holds for the response
	Campaign string
	Coded    *bool
}

func (f *Filter) takes(r *Row) bool {
	one := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	return one(f.States, r.State) && one(f.Langs, r.Lang) &&
		(len(f.Channels) == 0 || slices.Contains(f.Channels, r.Channel)) &&
		(len(f.Media) == 0 || slices.Contains(f.Media, r.Medium)) &&
		(f.Code == "" || slices.Contains(r.Codes, f.Code)) &&
		(f.Campaign == "" || f.Campaign == r.Campaign) &&
		(f.Coded == nil || *f.Coded == r.Coded)
}

// Rows streams the responses by id, each with its place in the waterfall of
// this snapshot and the codes that hold for it.
func (v *View) Rows(f Filter) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		fail := func(err error) { yield(Row{}, wrap("store.Rows", err)) }
		if v.above == nil {
			if _, err := v.current(); err != nil {
				fail(err)
				return
			}
		}
		for after := ""; ; {
			page, err := v.t.q.ListPage(v.t.ctx, sqldb.ListPageParams{CalloutID: v.c.id, After: after, N: pageRows})
			if err != nil {
				fail(err)
				return
			}
			if len(page) == 0 {
				return
			}
			upto := page[len(page)-1].ID
			rows, err := v.rows(page, after, upto)
			if err != nil {
				fail(err)
				return
			}
			for i := range rows {
				if f.takes(&rows[i]) && !yield(rows[i], nil) {
					return
				}
			}
			if len(page) < pageRows {
				return
			}
			after = upto
		}
	}
}

// rows works out one page.
func (v *View) rows(page []sqldb.ListPageRow, after, upto string) ([]Row, error) {
	kept, err := v.t.q.PartsOfResponses(v.t.ctx, sqldb.PartsOfResponsesParams{CalloutID: v.c.id, After: after, Upto: upto})
	if err != nil {
		return nil, err
	}
	codings, err := v.t.q.CodingsBetween(v.t.ctx, sqldb.CodingsBetweenParams{CalloutID: v.c.id, After: after, Upto: upto})
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(page))
	for _, p := range page {
		r, err := parseResponse(p.Doc)
		if err != nil {
			return nil, err
		}
		var marks []voxpop.Coding
		for len(codings) > 0 && codings[0].Response == p.ID {
			k, err := codingOf(codings[0])
			if err != nil {
				return nil, err
			}
			marks = append(marks, k)
			codings = codings[1:]
		}
		first, falls := "", false
		if len(kept) > 0 && kept[0].ID == p.ID {
			first, falls = kept[0].FirstID, kept[0].Falls
			kept = kept[1:]
		}
		if part, changed := v.above.changed[p.Person]; changed && part != nil {
			first, falls = part.FirstID, part.Falls
		}
		a := prevalence.AnswerOf(v.c.doc, r, marks)
		row := Row{ID: p.ID, Day: a.Day, Channel: r.Channel, Medium: r.Medium, Lang: a.Lang, Campaign: r.Campaign, Of: r.DuplicateOf,
			State: stateOf(r, first, falls), Codes: holding(a), Coded: coded(marks)}
		rows = append(rows, row)
	}
	return rows, nil
}

// stateOf is the step of the waterfall that takes a response, where first is
// its person's kept answer and falls says that another stands for the campaign.
func stateOf(r voxpop.Response, first string, falls bool) string {
	switch {
	case r.Withdrawn():
		return StateWithdrawn
	case r.SetAside != "":
		return string(r.SetAside)
	case r.DuplicateOf != "" || first != r.ID:
		return StateDuplicate
	case falls:
		return StateCampaign
	}
	return StateCounted
}

// holding lists the codes that hold for one answer: those of a person who
// sent nothing else.
func holding(a prevalence.Answer) []string {
	a.Withdrawn, a.SetAside, a.DuplicateOf = false, "", ""
	codes := []string{}
	for _, c := range prevalence.NewPart([]prevalence.Answer{a}, nil).Unit.Codes {
		if c.State.Present() {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func coded(marks []voxpop.Coding) bool {
	return slices.ContainsFunc(marks, func(k voxpop.Coding) bool { return k.Origin == voxpop.ByPerson })
}
