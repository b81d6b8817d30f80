package record_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/record"
)

// hostile draws a text as strangers send it.
func hostile(t *rapid.T, label string) string {
	return rapid.OneOf(
		rapid.String(),
		rapid.StringOf(rapid.SampledFrom([]rune("ab \n\t\r\"'\\:#-?{}[],&*|>%@`=\u0085\u2028\u200c\u202e\ufeff\x00\x7f👩‍🚒چرا"))),
		rapid.SampledFrom([]string{"no", "null", "~", "1e3", "0x1F", "2026-03-04", " padded ", "a: b", "- a", "line\n  indented\n", "\nfirst empty", "tail\n\n", "# no comment", "'; DROP TABLE response;--"}),
	).Draw(t, label)
}

// filled is hostile, and not empty.
func filled(t *rapid.T, label string) string { return "x" + hostile(t, label) }

func localized(t *rapid.T, label string) voxpop.Localized {
	l := voxpop.Localized{"en": filled(t, label)}
	if rapid.Bool().Draw(t, label+" more") {
		l["fa"], l["no"] = hostile(t, label), filled(t, label)
	}
	return l
}

func moment(t *rapid.T, label string) voxpop.Moment {
	at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" ns")).
		In(time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, label+" zone")))
	if rapid.Bool().Draw(t, label+" a date") {
		y, m, d := at.Date()
		return voxpop.Moment{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), DateOnly: true}
	}
	return voxpop.Moment{Time: at}
}

// anyRecord draws a whole record that keeps the rules.
func anyRecord(t *rapid.T) *record.Memory {
	m := record.NewMemory()
	b := m.Batch()
	b.Callout(voxpop.Callout{
		Slug: "tram", Question: localized(t, "question"), Context: localized(t, "context"), Languages: []string{"en", "no"},
		Opens: moment(t, "opens"), Media: []voxpop.Medium{voxpop.Text, voxpop.Voice},
		Limits: voxpop.Limits{Text: rapid.IntRange(0, 1e6).Draw(t, "limit"), Bytes: 1 << 40}, Consent: localized(t, "consent"),
		ContactBeforeQuoting: rapid.Bool().Draw(t, "contact"), RetentionDays: rapid.IntRange(0, voxpop.MaxRetentionDays).Draw(t, "retention"),
	})
	b.Codebook(voxpop.Codebook{Version: voxpop.Version(rapid.SampledFrom([]string{"1", "v2", "1.10", "no", "007", "second draft"}).Draw(t, "version")), Codes: []voxpop.Code{
		{ID: "a", Name: localized(t, "name"), Definition: filled(t, "definition"), Include: hostile(t, "include"), Kind: voxpop.Theme, Key: "1"},
		{ID: "no", Name: localized(t, "name"), Definition: filled(t, "definition"), Exclude: hostile(t, "exclude"), Parent: "a", Kind: voxpop.Control},
	}})
	b.Points([]voxpop.Point{{ID: "p", Question: localized(t, "point"), Values: []voxpop.PointValue{
		{ID: "yes", Name: localized(t, "value"), Words: map[string][]string{"en": {filled(t, "word"), filled(t, "word")}}}, {ID: "no"},
	}, Exclusive: [][]string{{"yes", "no"}}}})
	b.Speakers([]voxpop.Speaker{{Name: "No. 1, the \"Clerk\"", Names: voxpop.Localized{"no": "Nr. 1", "fa": "شماره یک"}, Aliases: []string{"yes: no", "- 1"},
		Offices: []voxpop.Office{{Title: voxpop.Localized{"no": "{on}", "en": "clerk, of “N”"}, From: "2019", To: "2024-05-02"}, {Title: voxpop.Localized{"en": "0123"}}}}})
	states := rapid.SampledFrom([]voxpop.State{voxpop.Machine, voxpop.Edited, voxpop.Reviewed})
	n := rapid.IntRange(0, 6).Draw(t, "responses")
	for i := range n {
		r := voxpop.Response{
			ID: fmt.Sprintf("R%d", i), ReceivedAt: moment(t, "received"), Channel: rapid.SampledFrom(voxpop.Channels).Draw(t, "channel"),
			Medium: rapid.SampledFrom(voxpop.Media).Draw(t, "medium"), Lang: rapid.SampledFrom([]string{"", "fa", "zh-Hant"}).Draw(t, "lang"),
			Consent: voxpop.Consent{Quote: rapid.Bool().Draw(t, "quote"), Name: voxpop.FirstName}, Campaign: rapid.SampledFrom([]string{"", "keep, it"}).Draw(t, "campaign"),
		}
		if i > 0 && rapid.Bool().Draw(t, "duplicate") {
			r.DuplicateOf = "R0"
		}
		if rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0 {
			r.WithdrawnAt = moment(t, "withdrawn at")
		} else {
			r.Text = filled(t, "text")
			if rapid.Bool().Draw(t, "blank") {
				r.Text, r.SetAside = "", voxpop.Blank
			}
			if age := rapid.IntRange(-1, 130).Draw(t, "age"); age >= 0 {
				r.Person = voxpop.Person{Name: hostile(t, "person"), Age: &age, Place: hostile(t, "place")}
			}
			start := rapid.Float64Range(0, 1e4).Draw(t, "start")
			r.Transcript = &voxpop.Transcript{Lang: "fa", Text: hostile(t, "transcript"), State: states.Draw(t, "state"), By: "bayo",
				Cues: []voxpop.Cue{{Start: start, End: start + rapid.Float64Range(0, 60).Draw(t, "length"), Text: hostile(t, "cue")}}}
			r.Translations = []voxpop.Translation{{Lang: "en", Text: hostile(t, "translation"), State: states.Draw(t, "state")}}
		}
		b.Response(r)
		past(t, b, r)
		for _, coder := range []string{`ann "the first"`, "final"} {
			c := voxpop.Coding{Response: r.ID, Code: rapid.SampledFrom([]string{"a", "no", voxpop.NoCode}).Draw(t, "code"), Coder: coder,
				Present: rapid.Bool().Draw(t, "present"), Origin: voxpop.ByPerson, Draw: rapid.SampledFrom([]voxpop.Draw{"", voxpop.DrawRandom}).Draw(t, "draw")}
			if rapid.Bool().Draw(t, "timed") {
				c.At = moment(t, "at")
			}
			b.Coding(c)
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "statements") {
		start, end := 0, 3
		b.Statement(voxpop.Statement{
			ID: fmt.Sprintf("s-%d", i), Speaker: "Ilse Varga", SaidOn: rapid.SampledFrom([]voxpop.Date{"", "2024", "2024-05", "2024-05-02/2024-06"}).Draw(t, "said"),
			Text: filled(t, "statement"), Lang: "en", Kind: voxpop.Reported, AssertedBy: "Gazette",
			Source:    voxpop.Source{File: "sources/a.txt", Title: hostile(t, "title"), Start: &start, End: &end},
			Positions: []voxpop.Position{{Point: "p", Value: "no", By: "ann"}}, Verdict: &voxpop.Verdict{Change: "half", Reason: hostile(t, "reason")},
			Appearances: []voxpop.Source{{URL: "https://gazette.example/b"}},
		})
	}
	b.File("media/deep/r.ogg", 0, bytes.NewReader(rapid.SliceOf(rapid.Byte()).Draw(t, "media")))
	b.File("sources/a.txt", 0, bytes.NewReader([]byte(hostile(t, "source"))))
	b.Story("one.md", []byte(hostile(t, "story")))
	return m
}

// past draws earlier versions of a response's texts; the newest is what it says.
func past(t *rapid.T, b record.Batch, r voxpop.Response) {
	for _, v := range voxpop.VersionsOf(r) {
		last := rapid.IntRange(0, 3).Draw(t, "versions")
		for n := 1; n <= last; n++ {
			one := v
			one.N, one.At, one.Seconds = n, moment(t, "made"), rapid.Float64Range(0, 1e4).Draw(t, "seconds")
			if n < last {
				one.Text, one.State, one.By, one.Cues = hostile(t, "earlier"), voxpop.Machine, "", nil
			}
			if v.Of == voxpop.OfTranslation {
				one.Source, one.Seconds = rapid.IntRange(0, 1).Draw(t, "source"), 0
				one.Pairs = []voxpop.Pair{{From: [2]int{0, rapid.IntRange(0, 9).Draw(t, "from")}, To: [2]int{0, len([]rune(one.Text))}}}
			} else if p := rapid.Float64Range(0, 1).Draw(t, "sure"); one.Text != "" {
				one.Words = []voxpop.Word{{End: 1, Text: one.Text, P: &p}}
			}
			b.Version(one)
		}
	}
}

// TestAnyRecordComesBack writes any record and reads it back: every line is as
// it was, and the second export has the same bytes.
func TestAnyRecordComesBack(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		m := anyRecord(rt)
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		first, err := record.Write(t.Context(), m, dir, record.WriteOptions{})
		if err != nil {
			rt.Fatal(err)
		}
		back, err := record.Load(os.DirFS(dir))
		if err != nil {
			rt.Fatal(err)
		}
		for r := range m.Responses() {
			was, _ := record.ResponseLine(r)
			got, _, _ := back.Response(r.ID)
			now, err := record.ResponseLine(got)
			if err != nil || !bytes.Equal(was, now) {
				rt.Fatalf("a response came back changed: %v\n%s\n%s", err, was, now)
			}
		}
		var was, now []byte
		for v := range m.Versions() {
			line, _ := record.VersionLine(v)
			was = append(was, line...)
		}
		for v := range back.Versions() {
			line, _ := record.VersionLine(v)
			now = append(now, line...)
		}
		if !bytes.Equal(was, now) {
			rt.Fatalf("a version came back changed:\n%s\n%s", was, now)
		}
		if was, now := fmt.Sprintf("%q", m.Callout().Context), fmt.Sprintf("%q", back.Callout().Context); was != now {
			rt.Fatalf("the context came back changed:\n%s\n%s", was, now)
		}
		if was, now := fmt.Sprintf("%#v %#v %#v", m.Codebook(), m.Points(), m.Speakers()), fmt.Sprintf("%#v %#v %#v", back.Codebook(), back.Points(), back.Speakers()); was != now {
			rt.Fatalf("the codebook or a point came back changed:\n%s\n%s", was, now)
		}
		second, err := record.Write(t.Context(), back, dir, record.WriteOptions{})
		if err != nil || first != second {
			rt.Fatalf("the second export differs from the first: %v\n%+v\n%+v", err, first, second)
		}
		if err := os.RemoveAll(dir); err != nil {
			rt.Fatal(err)
		}
	})
}
