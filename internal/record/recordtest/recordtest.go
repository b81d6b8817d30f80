// Package recordtest makes invented records of any size, the same for the same seed, to measure and test what reads them.
package recordtest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/record"
)

// Spec says which record to make.
type Spec struct {
	Seed       uint64
	Responses  int
	Statements int
	Slug       string // "" = "harbour-clock"
}

// Source returns the record. It is made anew, row by row, each time it is
// walked, so that a large one needs no memory.
//
// It holds what newsrooms meet: five languages, seven channels, four media,
// people who send twice, two campaigns, answers set aside, withdrawn and
// marked as duplicates, two coders of whom one saw a random part, and
// adjudicated marks. Every response depends on the seed and its number alone.
func Source(s Spec) record.Source {
	if s.Slug == "" {
		s.Slug = "harbour-clock"
	}
	return made{s}
}

// Fill hands the record to a batch, in the order that [record.Batch] names.
func Fill(ctx context.Context, s Spec, b record.Batch) error {
	return record.Copy(ctx, Source(s), b)
}

// WriteDir writes the record as a folder.
func WriteDir(ctx context.Context, s Spec, dir string) (record.Report, error) {
	return record.Write(ctx, Source(s), dir, record.WriteOptions{})
}

type made struct{ Spec }

// dice returns the source of chance of one row.
func (m made) dice(kind, i int) *rand.Rand {
	return rand.New(rand.NewPCG(m.Seed, uint64(kind)<<48|uint64(i)))
}

// Kinds of rows, so that each has dice of its own.
const (
	forResponse = iota
	forPerson
	forThemes
	forCodings
	forStatement
)

var opens = time.Date(2026, 4, 1, 9, 0, 0, 0, time.FixedZone("", 2*3600))

func (m made) Callout() voxpop.Callout {
	return voxpop.Callout{
		Slug:      m.Slug,
		Question:  voxpop.Localized{"en": "The harbour clock stands still. What does it mean to you?", "fa": "ساعت بندر از کار افتاده است. برای شما چه معنایی دارد؟"},
		Languages: []string{"en", "fa", "ar", "es", "tr"},
		Opens:     voxpop.Moment{Time: opens},
		Closes:    voxpop.Moment{Time: opens.AddDate(0, 0, 14)},
		Media:     voxpop.Media,
	}
}

func (m made) Codebook() voxpop.Codebook {
	book := voxpop.Codebook{Version: "1"}
	for _, t := range themes {
		book.Codes = append(book.Codes, voxpop.Code{ID: t.code, Name: voxpop.Localized{"en": t.code},
			Definition: "The answer speaks of " + t.code + ".", Kind: voxpop.Theme})
	}
	book.Codes = append(book.Codes, voxpop.Code{ID: "unclear", Name: voxpop.Localized{"en": "unclear"},
		Definition: "The coder cannot tell what is meant.", Kind: voxpop.Control})
	return book
}

func (m made) Points() []voxpop.Point {
	return []voxpop.Point{{ID: "repair", Question: voxpop.Localized{"en": "Should the clock be repaired?"}, Exclusive: [][]string{{"for", "against"}},
		Values: []voxpop.PointValue{{ID: "for", Name: voxpop.Localized{"en": "for"}}, {ID: "against", Name: voxpop.Localized{"en": "against"}}}}}
}

func (m made) Speakers() []voxpop.Speaker {
	return []voxpop.Speaker{{Name: "Odile Marrek", Offices: []voxpop.Office{{Title: voxpop.Localized{"en": "harbour master"}, From: "2019"}}}}
}

// id is the id of response i: in the order of numbers also by bytes.
func id(i int) string { return fmt.Sprintf("R%07d", i) }

func (m made) Responses() iter.Seq2[voxpop.Response, error] {
	return func(yield func(voxpop.Response, error) bool) {
		for i := range m.Spec.Responses {
			if !yield(m.response(i), nil) {
				return
			}
		}
	}
}

// pick draws by weight.
func pick[T any](d *rand.Rand, choices []T, weights ...int) T {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return choices[i]
		}
	}
	return choices[len(choices)-1]
}

// person is who sent response i: one in twelve sends again.
func (m made) person(i int) string {
	d := m.dice(forPerson, i)
	if i > 0 && d.IntN(12) == 0 {
		return m.person(d.IntN(i))
	}
	return fmt.Sprintf("p-%d", i)
}

func (m made) response(i int) voxpop.Response {
	d := m.dice(forResponse, i)
	lang := pick(d, tongues, 34, 30, 18, 10, 8)
	r := voxpop.Response{
		ID:         id(i),
		Respondent: m.person(i),
		// Most come in the first days; three quarters of them by day.
		ReceivedAt: voxpop.Moment{Time: opens.Add(time.Duration(min(d.ExpFloat64()*3, 13.9)*24*3600) * time.Second)},
		Channel:    pick(d, voxpop.Channels, 30, 30, 14, 8, 8, 6, 4),
		Medium:     pick(d, voxpop.Media, 84, 12, 3, 1),
		Lang:       lang.tag,
		Consent:    voxpop.Consent{Quote: d.IntN(5) > 0, Voice: d.IntN(4) == 0, Face: d.IntN(20) == 0, Name: pick(d, []voxpop.NameLevel{voxpop.NoName, voxpop.FirstName, voxpop.FullName}, 70, 25, 5)},
	}
	if d.IntN(3) == 0 {
		age := 16 + d.IntN(70)
		r.Person = voxpop.Person{Age: &age, Place: pick(d, []string{"Aldmoor", "Quayside", "Upper Fell"}, 5, 3, 2)}
	}
	if d.IntN(100) == 0 {
		r.WithdrawnAt = voxpop.Moment{Time: r.ReceivedAt.Time.Add(48 * time.Hour)}
		return r
	}
	if i > 0 && d.IntN(100) == 0 {
		r.DuplicateOf = id(d.IntN(i))
	}
	text := lang.compose(d, m.themes(i))
	switch n := d.IntN(100); {
	case n < 9:
		r.Campaign, text = "wind-the-clock", lang.petition(d, 0)
	case n < 12:
		r.Campaign, text = "let-it-rest", lang.petition(d, 1)
	case n < 14:
		r.SetAside, text = voxpop.Blank, ""
	case n < 17:
		r.SetAside = pick(d, voxpop.SetAsides[1:], 5, 3, 1)
	}
	state := pick(d, []voxpop.State{voxpop.Machine, voxpop.Edited, voxpop.Reviewed}, 2, 1, 7)
	switch r.Medium {
	case voxpop.Voice, voxpop.Video:
		words := strings.Fields(text)
		t := &voxpop.Transcript{Lang: lang.tag, Text: text, State: state, By: "ben"}
		for at := 0; at < len(words); at += 8 {
			part := words[at:min(at+8, len(words))]
			t.Cues = append(t.Cues, voxpop.Cue{Start: float64(at) / 2, End: float64(at+len(part)) / 2, Text: strings.Join(part, " ")})
		}
		r.Transcript = t
	default:
		r.Text = text
	}
	if lang.tag != "en" && text != "" && d.IntN(4) == 0 {
		r.Translations = []voxpop.Translation{{Lang: "en", Text: tongues[0].compose(d, m.themes(i)), State: state, By: "ann"}}
	}
	return r
}

// themes are those that response i speaks of, by number.
func (m made) themes(i int) []int {
	d := m.dice(forThemes, i)
	var all []int
	for k, t := range themes {
		if d.Float64() < t.share {
			all = append(all, k)
		}
	}
	return all
}

// Versions yields nothing: no text of the record has a past.
func (m made) Versions() iter.Seq2[voxpop.TextVersion, error] {
	return func(func(voxpop.TextVersion, error) bool) {}
}

func (m made) Decisions() iter.Seq2[voxpop.Decision, error] {
	return func(func(voxpop.Decision, error) bool) {}
}

func (m made) Codings() iter.Seq2[voxpop.Coding, error] {
	return func(yield func(voxpop.Coding, error) bool) {
		for i := range m.Spec.Responses {
			for _, c := range m.codings(i) {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// codings are the marks of response i: ann sees three quarters, ben a random
// tenth, of both one mark in twenty-five is wrong, and half of the responses
// that both saw are adjudicated.
func (m made) codings(i int) []voxpop.Coding {
	r := m.response(i)
	if r.Withdrawn() || r.SetAside == voxpop.Blank {
		return nil
	}
	d := m.dice(forCodings, i)
	truth := make([]bool, len(themes))
	if r.Campaign == "" {
		for _, k := range m.themes(i) {
			truth[k] = true
		}
	} else {
		truth[0] = true
	}
	at := voxpop.Moment{Time: opens.AddDate(0, 0, 15)}
	var all []voxpop.Coding
	mark := func(coder string, wrong float64, draw voxpop.Draw) {
		any := false
		for k, t := range themes {
			if truth[k] != (d.Float64() < wrong) {
				any = true
				all = append(all, voxpop.Coding{Response: r.ID, Code: t.code, Coder: coder, Present: true, Origin: voxpop.ByPerson, At: at, Draw: draw})
			}
		}
		if !any {
			all = append(all, voxpop.Coding{Response: r.ID, Code: voxpop.NoCode, Coder: coder, Origin: voxpop.ByPerson, At: at, Draw: draw})
		}
	}
	ann, ben := d.IntN(4) > 0, d.IntN(10) == 0
	if ann {
		mark("ann", .04, voxpop.DrawAll)
	}
	if ben {
		mark("ben", .04, voxpop.DrawRandom)
	}
	if ann && ben && d.IntN(2) == 0 {
		mark(voxpop.Final, 0, voxpop.DrawAll)
	}
	slices.SortFunc(all, func(a, b voxpop.Coding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Coder, b.Coder))
	})
	return all
}

func (m made) Statements() iter.Seq2[voxpop.Statement, error] {
	return func(yield func(voxpop.Statement, error) bool) {
		for i := range m.Spec.Statements {
			d := m.dice(forStatement, i)
			s := voxpop.Statement{
				ID: fmt.Sprintf("s%07d", i), Speaker: pick(d, []string{"Odile Marrek", "Tam Brevin", "Sorin Hale"}, 1, 1, 1), Role: "harbour master",
				SaidOn: voxpop.Date(opens.AddDate(0, 0, -d.IntN(900)).Format(time.DateOnly)), Text: tongues[0].compose(d, []int{d.IntN(len(themes))}), Lang: "en", Kind: voxpop.Quoted,
				Source: voxpop.Source{URL: fmt.Sprintf("https://gazette.example/%d", i), Outlet: "Harbour Gazette"},
			}
			if d.IntN(3) == 0 {
				s.Positions = []voxpop.Position{{Point: "repair", Value: pick(d, []string{"for", "against"}, 1, 1), By: "ann"}}
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// File of the record: one archived page.
const pagePath, pageText = "sources/clock.txt", "The harbour clock was built in 1911 and stopped on a Tuesday.\n"

func (m made) Files() iter.Seq2[record.File, error] {
	return func(yield func(record.File, error) bool) {
		yield(record.File{Path: pagePath, Size: int64(len(pageText)), SHA256: sum(pageText),
			Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(pageText)), nil }}, nil)
	}
}

func (m made) Stories() iter.Seq2[record.Story, error] {
	return func(func(record.Story, error) bool) {}
}
