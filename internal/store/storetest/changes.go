package storetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// anyChanges draws records and sequences of verbs, does the same to a record
// in memory, and compares the store's figures with a recount of that record.
func anyChanges(t *testing.T, db *store.DB, _ *Blobs) {
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		m := &model{t: t, db: db, r: Small()}
		m.r.Callout.Slug = fmt.Sprintf("any-%d", n)
		m.r.Responses, m.r.Versions, m.r.Codings, m.r.Decisions, m.r.Files, m.r.Stories = nil, nil, nil, nil, nil, nil
		all := rapid.IntRange(0, 12).Draw(t, "responses")
		for i := range all {
			m.r.Responses = append(m.r.Responses, m.response(fmt.Sprintf("R%02d", i), all))
		}
		m.put(false)
		m.check()
		t.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) {},
			"set aside": func(*rapid.T) {
				x := m.one()
				reason := rapid.SampledFrom([]voxpop.SetAside{"", voxpop.Spam, voxpop.Blank, voxpop.OffTopic}).Draw(t, "reason")
				if x.Medium == voxpop.Text && x.Text == "" && reason != voxpop.Blank && !x.Withdrawn() {
					t.Skip("no text")
				}
				m.must(db.SetAside(m.ctx(), "x", m.slug(), reason, x.ID))
				x.SetAside = reason
			},
			"duplicate": func(*rapid.T) {
				x, of := m.one(), ""
				if rapid.Bool().Draw(t, "is") {
					kept := m.one()
					if kept.DuplicateOf != "" || kept.ID == x.ID {
						t.Skip("not kept")
					}
					of = kept.ID
				}
				m.must(db.MarkDuplicate(m.ctx(), "x", m.slug(), of, x.ID))
				x.DuplicateOf = of
			},
			"campaign": func(*rapid.T) {
				x, name := m.one(), m.campaign()
				m.must(db.MarkCampaign(m.ctx(), "x", m.slug(), name, x.ID))
				x.Campaign = name
			},
			"withdraw": func(*rapid.T) {
				x := m.one()
				if rapid.IntRange(0, 3).Draw(t, "rarely") > 0 || x.Withdrawn() {
					t.Skip("rarely")
				}
				at := moment("2026-03-21")
				m.must(db.Withdraw(m.ctx(), "x", m.slug(), at, x.ID))
				x.Text, x.Person, x.WithdrawnAt = "", voxpop.Person{}, at
				m.inherit(x)
			},
			"code": func(*rapid.T) {
				k := m.coding()
				m.must(db.PutCodings(m.ctx(), "x", m.slug(), k))
				m.drop(k)
				m.r.Codings = append(m.r.Codings, k)
			},
			"uncode": func(*rapid.T) {
				k := m.coding()
				m.must(db.RemoveCodings(m.ctx(), "x", m.slug(), k))
				m.drop(k)
			},
			"add": func(*rapid.T) {
				m.r.Responses = append(m.r.Responses, m.response(fmt.Sprintf("R%02d", len(m.r.Responses)), len(m.r.Responses)+1))
				m.put(false)
			},
			"replace": func(*rapid.T) {
				x := m.one()
				if x.Withdrawn() {
					t.Skip("gone")
				}
				now := m.response(x.ID, len(m.r.Responses))
				if now.Lang == "" { // says nothing of it
					now.Lang = x.Lang
				}
				*x = now
				m.put(true)
			},
			"move": func(*rapid.T) {
				m.r.Callout.Opens = rapid.SampledFrom([]voxpop.Moment{moment("2026-03-01T08:00:00+01:00"), moment("2026-03-01T08:00:00-11:00")}).Draw(t, "opens")
				m.put(true)
			},
			"fold": func(*rapid.T) {
				_, err := db.Fold(m.ctx(), m.slug())
				m.must(err)
				SameList(t, m.ctx(), db, m.slug())
			},
			"look": func(*rapid.T) { m.check() },
		})
		m.check()
		_, err := db.Fold(m.ctx(), m.slug())
		m.must(err)
		m.check()
	})
}

// model is the record as it must be, beside the store.
type model struct {
	t  *rapid.T
	db *store.DB
	r  *Record
}

// inherit gives the place of a withdrawn response to the first that repeats it.
func (m *model) inherit(gone *voxpop.Response) {
	var copies []*voxpop.Response
	for i := range m.r.Responses {
		if x := &m.r.Responses[i]; x.DuplicateOf == gone.ID && !x.Withdrawn() {
			copies = append(copies, x)
		}
	}
	zone := m.r.Callout.Zone()
	slices.SortFunc(copies, func(a, b *voxpop.Response) int {
		return cmp.Or(a.ReceivedAt.InZone(zone).Truncate(time.Microsecond).Compare(b.ReceivedAt.InZone(zone).Truncate(time.Microsecond)), strings.Compare(a.ID, b.ID))
	})
	heir := gone.DuplicateOf
	for _, x := range copies {
		if heir == "" && x.SetAside == "" {
			heir = x.ID
		}
	}
	for _, x := range copies {
		switch {
		case heir == "":
		case x.ID == heir:
			x.DuplicateOf = ""
		default:
			x.DuplicateOf = heir
		}
	}
}

func (m *model) ctx() context.Context { return context.Background() }
func (m *model) slug() string         { return m.r.Callout.Slug }

func (m *model) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *model) one() *voxpop.Response {
	if len(m.r.Responses) == 0 {
		m.t.Skip("no response")
	}
	return &m.r.Responses[rapid.IntRange(0, len(m.r.Responses)-1).Draw(m.t, "response")]
}

func (m *model) campaign() string {
	return rapid.SampledFrom([]string{"", "keep", "sell", "\x00#" + fmt.Sprint(1<<60)}[:3]).Draw(m.t, "campaign")
}

// response draws a response of a record of n.
func (m *model) response(id string, n int) voxpop.Response {
	t := m.t
	at := time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "hours")) * time.Hour)
	x := voxpop.Response{ID: id, ReceivedAt: voxpop.Moment{Time: at}, Medium: voxpop.Text, Text: "words", Consent: voxpop.Consent{Name: voxpop.NoName},
		Respondent: rapid.SampledFrom([]string{"", "", "p1", "p2", "#p3"}).Draw(t, "respondent"),
		Channel:    rapid.SampledFrom(voxpop.Channels).Draw(t, "channel"), Lang: rapid.SampledFrom([]string{"en", "fa", ""}).Draw(t, "lang"),
		Campaign: m.campaign(), Person: voxpop.Person{Place: rapid.SampledFrom([]string{"", "Old Quay", " Old Quay"}).Draw(t, "place")}}
	if rapid.IntRange(0, 4).Draw(t, "day") == 0 {
		x.ReceivedAt = moment("2026-03-03")
	}
	if rapid.IntRange(0, 4).Draw(t, "copy") == 0 { // the original may come later
		if of := fmt.Sprintf("R%02d", rapid.IntRange(0, n-1).Draw(t, "of")); of != id {
			x.DuplicateOf = of
		}
	}
	return x
}

func (m *model) coding() voxpop.Coding {
	t := m.t
	return voxpop.Coding{Response: m.one().ID, Code: rapid.SampledFrom([]string{"misled", "cost", voxpop.NoCode}).Draw(t, "code"),
		Coder: rapid.SampledFrom([]string{"ann", "bo", voxpop.Final}).Draw(t, "coder"), Present: rapid.Bool().Draw(t, "present"),
		Origin: rapid.SampledFrom([]voxpop.Origin{voxpop.ByPerson, voxpop.ByPerson, voxpop.ByModel}).Draw(t, "origin"),
		At:     moment("2026-03-16"), Draw: rapid.SampledFrom([]voxpop.Draw{voxpop.DrawAll, voxpop.DrawRandom}).Draw(t, "draw")}
}

func (m *model) drop(k voxpop.Coding) {
	m.r.Codings = slices.DeleteFunc(m.r.Codings, func(o voxpop.Coding) bool {
		return o.Response == k.Response && o.Code == k.Code && o.Coder == k.Coder
	})
}

func (m *model) put(replace bool) {
	_, err := m.db.Import(m.ctx(), "x", replace, func(b record.Batch) error { return m.r.Fill(b) })
	m.must(err)
}

func (m *model) check() {
	m.t.Helper()
	err := m.db.View(m.ctx(), m.slug(), func(v *store.View) error {
		got, err := v.Figures()
		if err != nil {
			return err
		}
		want := m.r.Tally().Figures(m.r.Codebook, voxpop.DefaultHouse(), prevalence.Options{})
		if d := gocmp.Diff(want, got, cmpopts.IgnoreUnexported(prevalence.Figures{}), cmpopts.IgnoreFields(prevalence.Figures{}, "Basis"), cmpopts.EquateEmpty()); d != "" {
			m.t.Fatalf("figures (-recount +stored):\n%s", d)
		}
		n := map[string]int{}
		for row, err := range v.Rows(store.Filter{}) {
			if err != nil {
				return err
			}
			n[row.State]++
		}
		for _, s := range want.Waterfall.Steps() {
			if n[s.Name] != s.N {
				m.t.Fatalf("%d rows in state %s, the waterfall has %d", n[s.Name], s.Name, s.N)
			}
		}
		return nil
	})
	m.must(err)
}
