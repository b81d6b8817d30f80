package story_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
	"voxpop/internal/story"
)

// made is an invented record of n responses with its figures, and a story
// writer for it.
type made struct {
	frozen
	quotable []voxpop.Response
	codes    []voxpop.Share
}

var madeRecords = map[int]*made{}

func makeRecord(b *testing.B, n int) *made {
	b.Helper()
	if m := madeRecords[n]; m != nil {
		return m
	}
	mem := record.NewMemory()
	if err := recordtest.Fill(b.Context(), recordtest.Spec{Seed: 7, Responses: n, Statements: 200}, mem.Batch()); err != nil {
		b.Fatal(err)
	}
	m := &made{frozen: freeze(b, mem, voxpop.DefaultHouse())}
	for r := range mem.Responses() {
		if r.Consent.Quote && r.Medium == voxpop.Text && r.Text != "" && !r.Withdrawn() && r.SetAside == "" && !strings.ContainsAny(r.Text, "[]\\*_`<>&#\"“”«»\n") {
			if m.quotable = append(m.quotable, r); len(m.quotable) == 2000 {
				break
			}
		}
	}
	figures, _ := m.Figures()
	m.codes = slices.Clone(figures.Shares)
	madeRecords[n] = m
	return m
}

// write makes a story of n evidence links, three to a paragraph.
func (m *made) write(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ncallout: harbour-clock\nlang: en\nheadline: The clock\nstandfirst: About the clock.\ndate: 2030-01-01\norder: editorial\nreply: none\n---\n")
	for i := 0; i < n; i += 4 {
		r, s := m.quotable[i%len(m.quotable)], m.codes[i%len(m.codes)]
		fmt.Fprintf(&b, "\nOn the quay it was said more than once: “[%s](response:%s)”, [one person wrote](by:%s). It was voiced by [%d of %d](share:%s).\n", r.Text, r.ID, r.ID, prevalence.Whole(s.N), s.Of, s.Code)
		fmt.Fprintf(&b, "Odile Marrek, Tam Brevin and Sorin Hale [spoke of it](statement:s%07d).\n", i%200)
	}
	return b.String()
}

func BenchmarkCheck(b *testing.B) {
	for _, responses := range []int{1_000, 10_000, 100_000} {
		for _, links := range []int{10, 100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("responses=%d/links=%d", responses, links), func(b *testing.B) {
				m := makeRecord(b, responses)
				doc, err := story.Parse("s.md", []byte(m.write(links)))
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					res, err := story.Check(m, voxpop.DefaultHouse(), doc)
					if err != nil || len(res.Checked) == 0 {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(links), "ns/link")
			})
		}
	}
}

// BenchmarkCheckNames checks stories in which every respondent quoted has a
// name that may not be shown.
func BenchmarkCheckNames(b *testing.B) {
	at, err := voxpop.ParseMoment("2026-03-04")
	if err != nil {
		b.Fatal(err)
	}
	for _, quotes := range []int{100, 1_000, 4_000} {
		mem := record.NewMemory()
		batch := mem.Batch()
		if err := batch.Callout(voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}}); err != nil {
			b.Fatal(err)
		}
		var src strings.Builder
		src.WriteString(head)
		for i := range quotes {
			r := voxpop.Response{ID: fmt.Sprintf("A%04d", i), ReceivedAt: at, Channel: voxpop.Web, Medium: voxpop.Text, Lang: "en", Text: "They never asked.",
				Consent: voxpop.Consent{Quote: true, Name: voxpop.NoName}, Person: voxpop.Person{Name: fmt.Sprintf("Ada Q%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)}}
			if err := batch.Response(r); err != nil {
				b.Fatal(err)
			}
			fmt.Fprintf(&src, "“[They never asked](response:%s)”, [one person wrote](by:%s).\n\n", r.ID, r.ID)
		}
		rec := freeze(b, mem, voxpop.DefaultHouse())
		doc, err := story.Parse("s.md", []byte(src.String()))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("quotes=%d", quotes), func(b *testing.B) {
			for b.Loop() {
				if res, err := story.Check(rec, voxpop.DefaultHouse(), doc); err != nil || !res.OK() {
					b.Fatal(err, codes(res))
				}
			}
		})
	}
}

// hashed remembers the hash of a record, as the store does for a state of it.
type hashed struct {
	*made
	hash string
}

func (h hashed) Hash() (string, error) { return h.hash, nil }

func BenchmarkBuildOverRecord(b *testing.B) {
	for _, responses := range []int{1_000, 10_000, 100_000} {
		for _, links := range []int{10, 100, 1_000} {
			b.Run(fmt.Sprintf("responses=%d/links=%d", responses, links), func(b *testing.B) {
				m := hashed{makeRecord(b, responses), strings.Repeat("ab", 32)}
				doc, err := story.Parse("s.md", []byte(m.write(links)))
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					files, res, err := story.Build(m, voxpop.DefaultHouse(), doc, story.BuildOptions{})
					if err != nil || !res.OK() || len(files) != 5 {
						var s strings.Builder
						_ = res.WriteText(&s)
						b.Fatal(err, s.String()[:min(800, s.Len())])
					}
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, links := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("links=%d", links), func(b *testing.B) {
			src := []byte(makeRecord(b, 1_000).write(links))
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				if _, err := story.Parse("s.md", src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("They said never, and then they signed what nobody had read. ", 70) // some 4,000 letters
	for _, bench := range []struct{ name, quote string }{
		{"found", "nobody had read. They said never"},
		{"cut", "They said […] nobody had read"},
		{"nearest", "nobody has read. They said newer"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			q := story.NewQuotable(text)
			for b.Loop() {
				q.Find(bench.quote)
			}
		})
	}
}
