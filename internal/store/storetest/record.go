package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// Record is a small record in memory, to import and to compare with.
type Record struct {
	Callout    voxpop.Callout
	Codebook   voxpop.Codebook
	Points     []voxpop.Point
	Speakers   []voxpop.Speaker
	Responses  []voxpop.Response
	Versions   []voxpop.TextVersion
	Codings    []voxpop.Coding
	Decisions  []voxpop.Decision
	Statements []voxpop.Statement
	Files      []File
	Stories    []record.Story
}

// File is a file of the record.
type File struct {
	Path string
	Body []byte
}

// Fill puts the record into a batch, in the order of record.Read.
func (r *Record) Fill(b record.Batch) error {
	if err := b.Callout(r.Callout); err != nil {
		return err
	}
	if err := b.Codebook(r.Codebook); err != nil {
		return err
	}
	if err := b.Points(r.Points); err != nil {
		return err
	}
	if len(r.Speakers) > 0 {
		if err := b.Speakers(r.Speakers); err != nil {
			return err
		}
	}
	for _, x := range r.Responses {
		if err := b.Response(x); err != nil {
			return err
		}
	}
	for _, x := range r.Versions {
		if err := b.Version(x); err != nil {
			return err
		}
	}
	for _, x := range r.Codings {
		if err := b.Coding(x); err != nil {
			return err
		}
	}
	for _, x := range r.Decisions {
		if err := b.Decision(x); err != nil {
			return err
		}
	}
	for _, x := range r.Statements {
		if err := b.Statement(x); err != nil {
			return err
		}
	}
	for _, f := range r.Files {
		if err := b.File(f.Path, int64(len(f.Body)), bytes.NewReader(f.Body)); err != nil {
			return err
		}
	}
	for _, s := range r.Stories {
		if err := b.Story(s.Name, s.Body); err != nil {
			return err
		}
	}
	return nil
}

// Import imports the record as actor "ann".
func (r *Record) Import(t testing.TB, db *store.DB) record.Imported {
	t.Helper()
	done, err := db.Import(context.Background(), "ann", false, r.Fill)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// Clone returns a copy whose lists can be changed alone.
func (r *Record) Clone() *Record {
	c := *r
	c.Responses = slices.Clone(r.Responses)
	c.Versions = slices.Clone(r.Versions)
	c.Codings = slices.Clone(r.Codings)
	c.Decisions = slices.Clone(r.Decisions)
	c.Statements = slices.Clone(r.Statements)
	c.Files = slices.Clone(r.Files)
	c.Stories = slices.Clone(r.Stories)
	c.Codebook.Codes = slices.Clone(r.Codebook.Codes)
	return &c
}

// Tally counts the record from nothing.
func (r *Record) Tally() *prevalence.Tally {
	marks := map[string][]voxpop.Coding{}
	for _, k := range r.Codings {
		marks[k.Response] = append(marks[k.Response], k)
	}
	return prevalence.Recount(func(yield func(prevalence.Answer) bool) {
		for _, x := range r.Responses {
			if !yield(prevalence.AnswerOf(r.Callout, x, marks[x.ID])) {
				return
			}
		}
	})
}

// Read takes the record out of a view.
func Read(t testing.TB, v *store.View) *Record {
	t.Helper()
	r := &Record{Callout: v.Callout(), Codebook: v.Codebook(), Points: v.Points(), Speakers: v.Speakers()}
	r.Responses = collect(t, v.Responses())
	r.Versions = collect(t, v.Versions())
	r.Codings = collect(t, v.Codings())
	r.Decisions = collect(t, v.Decisions())
	r.Statements = collect(t, v.Statements())
	for _, f := range collect(t, v.Files()) {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		body.Close()
		r.Files = append(r.Files, File{f.Path, b})
	}
	r.Stories = collect(t, v.Stories())
	return r
}

func collect[T any](t testing.TB, seq func(func(T, error) bool)) []T {
	t.Helper()
	var all []T
	for x, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

func moment(s string) voxpop.Moment {
	m, err := voxpop.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

// Hostile is text as a respondent may send it: it must come back as it went in.
var Hostile = []string{
	"\x00", "a\x00b", "'; DROP TABLE response;--", "<script>alert(1)</script>", "{{.}}", "${7*7}", "=HYPERLINK(\"x\")",
	"\u202eright to left", "ز\u200cن", "Z\u0351\u036b\u0343a\u036flgo", strings.Repeat("w", 300), "🫥", "../../etc/passwd", "\\x00 \\", "?1 $1 :a @b",
	"\u2028\u2029", "line\r\nline\ttab", strings.Repeat("long ", 20_000), "\ufffd", "\x7f\x1b[31m",
}

// Small is a record with everything in it once.
func Small() *Record {
	age := 41
	start, end := 3, 9
	r := &Record{
		Callout: voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why was the tram stopped?", "fa": "چرا؟"},
			Languages: []string{"en", "fa"}, Opens: moment("2026-03-01T08:00:00+01:00"), Closes: moment("2026-03-12T20:00:00+01:00"),
			Media: []voxpop.Medium{voxpop.Text, voxpop.Voice}, Limits: voxpop.Limits{Text: 4000, Seconds: 180, Bytes: 1 << 20},
			Consent: voxpop.Localized{"en": "May we quote you?"}},
		Codebook: voxpop.Codebook{Version: "1", Codes: []voxpop.Code{
			{ID: "misled", Name: voxpop.Localized{"en": "misled"}, Definition: "says they were misled", Kind: voxpop.Theme},
			{ID: "cost", Name: voxpop.Localized{"en": "cost"}, Definition: "speaks of money", Kind: voxpop.Theme},
			{ID: "unclear", Name: voxpop.Localized{"en": "unclear"}, Definition: "cannot be told", Kind: voxpop.Control}}},
		Points: []voxpop.Point{{ID: "build", Question: voxpop.Localized{"en": "Should it be built?"},
			Values:    []voxpop.PointValue{{ID: "for", Name: voxpop.Localized{"en": "for"}}, {ID: "against", Name: voxpop.Localized{"en": "against"}}},
			Exclusive: [][]string{{"for", "against"}}}},
		Speakers: []voxpop.Speaker{{Name: "Ilse Varga", Names: voxpop.Localized{"fa": "ایلزه وارگا"}, Aliases: []string{"I. Varga"},
			Offices: []voxpop.Office{{Title: voxpop.Localized{"en": "mayor"}, From: "2019", To: "2024"}}}},
		Statements: []voxpop.Statement{
			{ID: "varga-1", Speaker: "Ilse Varga", SaidOn: "2024-05-02", Text: "The plan is reckless.", Lang: "en", Kind: voxpop.Quoted,
				Source:    voxpop.Source{URL: "https://paper.example/1", File: "sources/varga.txt", Start: &start, End: &end},
				Positions: []voxpop.Position{{Point: "build", Value: "against", By: "ann"}}},
			{ID: "varga-2", Speaker: "Ilse Varga", SaidOn: "2026-03", Text: "It will be built.", Lang: "en", Kind: voxpop.Reported,
				AssertedBy: "two officials", Source: voxpop.Source{URL: "https://paper.example/2"}}},
		Files:   []File{{"media/B2.ogg", []byte("OggS\x00one")}, {"media/C3.ogg", []byte("OggS\x00two")}, {"sources/varga.txt", []byte("So: reckless.")}},
		Stories: []record.Story{{Name: "a.md", Body: []byte("---\ncallout: tram\n---\n\nBody.\n")}, {Name: "b.md", Body: []byte("\xff\x00")}},
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 123456789, time.FixedZone("", 3600))
	next := func() voxpop.Moment { at = at.Add(97 * time.Minute); return voxpop.Moment{Time: at} }
	text := func(id, respondent, body string) voxpop.Response {
		return voxpop.Response{ID: id, Respondent: respondent, ReceivedAt: next(), Channel: voxpop.Web, Medium: voxpop.Text, Lang: "en", Text: body,
			Consent: voxpop.Consent{Quote: true, Name: voxpop.NoName}}
	}
	a := text("A1", "r-1", "They said never.")
	a.Person = voxpop.Person{Name: "Mo", Age: &age, Place: "Old Quay", Role: "nurse"}
	b := text("B2", "r-2", "")
	b.Medium, b.Channel, b.Media, b.Lang = voxpop.Voice, voxpop.Telegram, "media/B2.ogg", "fa"
	b.Transcript = &voxpop.Transcript{Lang: "fa", Text: "گفتند هرگز", State: voxpop.Reviewed, By: "bayo", Cues: []voxpop.Cue{{Start: 0, End: 2.4, Text: "گفتند"}}}
	b.Translations = []voxpop.Translation{{Lang: "en", Text: "They said never", State: voxpop.Reviewed, By: "chiara"}}
	sure := .8
	r.Versions = []voxpop.TextVersion{
		{Response: "B2", Of: voxpop.OfTranscript, Lang: "fa", N: 1, State: voxpop.Machine, By: "scribe", Engine: "ear 1", At: moment("2026-03-03"), Text: "گفت هرگز",
			Words: []voxpop.Word{{Start: 0, End: 1, Text: "گفت", P: &sure}}, Seconds: 2.4},
		{Response: "B2", Of: voxpop.OfTranscript, Lang: "fa", N: 2, State: voxpop.Reviewed, By: "bayo", At: moment("2026-03-03T10:00:00Z"), Text: "گفتند هرگز",
			Cues: b.Transcript.Cues, Words: []voxpop.Word{{Start: 0, End: 1, Text: "گفتند"}}, Seconds: 2.4},
		{Response: "B2", Of: voxpop.OfTranslation, Lang: "en", N: 1, State: voxpop.Reviewed, By: "chiara", Source: 2, Text: "They said never",
			Pairs: []voxpop.Pair{{From: [2]int{0, 10}, To: [2]int{0, 15}}}},
	}
	c := text("C3", "r-2", "")
	c.Medium, c.Media = voxpop.Voice, "media/C3.ogg"
	d := text("D4", "", "It costs too much.")
	d.DuplicateOf = "A1"
	e := text("E5", "", "Keep the tram!")
	e.Campaign = "keep"
	f := text("F6", "", "Keep the tram, please!")
	f.Campaign = "keep"
	g := text("G7", "", "buy pills")
	g.SetAside = voxpop.Spam
	h := text("H8", "r-8", "")
	h.WithdrawnAt = moment("2026-03-20")
	i := text("I9", "r-9", "I do not know.")
	i.ReceivedAt = moment("2026-03-05")
	i.Lang = ""
	r.Responses = []voxpop.Response{a, b, c, d, e, f, g, h, i}
	for n, s := range Hostile {
		x := text(fmt.Sprintf("X%02d", n), "", s)
		if n%2 == 0 {
			x.Person.Place = strings.ToValidUTF8(strings.ReplaceAll(s, "\n", " "), "")
			if len(x.Person.Place) > 200 || strings.ContainsAny(x.Person.Place, "\x00\r\x1b\u2028\u2029") {
				x.Person.Place = ""
			}
		}
		r.Responses = append(r.Responses, x)
	}
	mark := func(response, code, coder string, present bool) {
		r.Codings = append(r.Codings, voxpop.Coding{Response: response, Code: code, Coder: coder, Present: present,
			Origin: voxpop.ByPerson, At: moment("2026-03-14T10:00:00.5+01:00"), Draw: voxpop.DrawAll})
	}
	mark("A1", "misled", "ann", true)
	mark("A1", "misled", "bo", true)
	mark("B2", "cost", "ann", true)
	mark("B2", "misled", "bo", true)
	mark("B2", "misled", "final", false)
	mark("C3", voxpop.NoCode, "ann", true)
	mark("D4", "cost", "ann", true)
	mark("E5", "misled", "ann", true)
	mark("F6", "cost", "ann", true)
	mark("I9", "unclear", "ann", true)
	r.Codings[len(r.Codings)-1].At = moment("2026-03-15")
	r.Codings[len(r.Codings)-1].Draw = voxpop.DrawRandom
	r.Decisions = []voxpop.Decision{{ID: "B2", Kind: voxpop.Coincidence, Responses: []string{"B2", "C3"}, By: "ann", At: moment("2026-03-14T10:00:00.5+01:00")},
		{ID: voxpop.NoEchoID("varga-1", "A1"), Kind: voxpop.NoEcho, Responses: []string{"A1"}, Statement: "varga-1", By: "bo", At: moment("2026-03-15")}}
	slices.SortFunc(r.Codings, func(a, b voxpop.Coding) int {
		return strings.Compare(a.Response+"\x00"+a.Code+"\x00"+a.Coder, b.Response+"\x00"+b.Code+"\x00"+b.Coder)
	})
	return r
}

// Grown is a record of n responses and about 1.5 n codings, always the same
// for one seed: people who write twice, duplicates, campaigns, things set
// aside, two coders.
func Grown(n int, seed uint64) *Record {
	rnd := rand.New(rand.NewPCG(seed, 1))
	r := Small()
	r.Responses, r.Versions, r.Codings, r.Decisions, r.Files, r.Stories = nil, nil, nil, nil, nil, nil
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	words := strings.Fields("the council said that it would never stop the tram and then it did what can anybody believe after this we walk to work in the rain")
	for i := range n {
		var b strings.Builder
		for range 20 + rnd.IntN(60) {
			b.WriteString(words[rnd.IntN(len(words))] + " ")
		}
		x := voxpop.Response{ID: fmt.Sprintf("R%07d", i), ReceivedAt: voxpop.Moment{Time: start.Add(time.Duration(rnd.Int64N(int64(10 * 24 * time.Hour)))).Truncate(time.Microsecond)},
			Channel: voxpop.Channels[rnd.IntN(len(voxpop.Channels))], Medium: voxpop.Text, Lang: []string{"en", "fa", "ar", ""}[rnd.IntN(4)], Text: b.String(),
			Consent: voxpop.Consent{Quote: true, Name: voxpop.NoName}}
		switch p := rnd.IntN(100); {
		case p < 5:
			x.Respondent = fmt.Sprintf("r-%d", rnd.IntN(n/10+1))
		case p < 8 && i > 0:
			x.DuplicateOf = fmt.Sprintf("R%07d", rnd.IntN(i))
		case p < 12:
			x.Campaign = []string{"keep", "sell"}[rnd.IntN(2)]
		case p < 14:
			x.SetAside = voxpop.SetAsides[rnd.IntN(len(voxpop.SetAsides))]
		case p < 15:
			x.WithdrawnAt, x.Text = moment("2026-03-20"), ""
		}
		if p := rnd.IntN(10); p == 0 {
			x.Person.Place = []string{"Old Quay", "Northgate", "Saltworks"}[rnd.IntN(3)]
		}
		r.Responses = append(r.Responses, x)
		codes := []string{voxpop.NoCode, "cost", "misled", "unclear"}
		for _, coder := range []string{"ann", "bo"}[:1+rnd.IntN(2)] {
			r.Codings = append(r.Codings, voxpop.Coding{Response: x.ID, Code: codes[rnd.IntN(len(codes))], Coder: coder, Present: rnd.IntN(8) > 0,
				Origin: voxpop.ByPerson, At: moment("2026-03-14"), Draw: voxpop.DrawAll})
		}
	}
	return r
}
