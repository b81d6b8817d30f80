package record_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/record"
)

// full checks that a test value leaves no field of its noun empty, so that a
// field added later is not forgotten here.
func full(t *testing.T, noun any, but ...string) {
	t.Helper()
	v := reflect.ValueOf(noun)
	for f, value := range v.Fields() {
		if value.IsZero() && !slices.Contains(but, f.Name) {
			t.Errorf("the test leaves %s.%s empty: give it a value", v.Type().Name(), f.Name)
		}
	}
}

// TestEveryFieldComesBack writes a record in which every field of every noun
// says something, and reads it back.
func TestEveryFieldComesBack(t *testing.T) {
	at := voxpop.Moment{Time: time.Date(2026, 3, 4, 18, 20, 0, 0, time.FixedZone("", 3600))}
	age, start, end := 34, 0, 5
	both := voxpop.Localized{"en": "one", "fa": "یک"}
	translations := []voxpop.Translation{{Lang: "en", Text: "No.", State: voxpop.Edited, By: "bayo"}}
	callout := voxpop.Callout{Slug: "tram", Question: both, Context: both, Languages: []string{"en", "fa"}, Opens: at, Closes: at,
		Media: []voxpop.Medium{voxpop.Voice}, Limits: voxpop.Limits{Text: 1, Seconds: 2, Bytes: 3}, Consent: both, ContactBeforeQuoting: true, RetentionDays: 90}
	parent := voxpop.Code{ID: "a", Name: both, Definition: "d", Kind: voxpop.Theme}
	code := voxpop.Code{ID: "b", Name: both, Definition: "d", Include: "i", Exclude: "e", Example: "x", Parent: "a", Kind: voxpop.Control, Key: "k", Colour: "teal", Retired: true}
	value := voxpop.PointValue{ID: "for", Name: both, Words: map[string][]string{"en": {"build"}}}
	point := voxpop.Point{ID: "p", Question: both, Values: []voxpop.PointValue{value, {ID: "not", Name: both}}, Exclusive: [][]string{{"for", "not"}}}
	response := voxpop.Response{ID: "R1", Respondent: "r", ReceivedAt: at, Channel: voxpop.SMS, Medium: voxpop.Video, Lang: "fa", Media: "media/r.mp4", Text: "t",
		Transcript:   &voxpop.Transcript{Lang: "fa", Text: "t", State: voxpop.Machine, By: "x", Cues: []voxpop.Cue{{Start: .5, End: 1, Text: "t"}}},
		Translations: translations, Consent: voxpop.Consent{Quote: true, Voice: true, Face: true, Name: voxpop.FullName},
		Person: voxpop.Person{Name: "Ada", Age: &age, Place: "Aldmoor", Role: "baker"}, Contacted: true, SetAside: voxpop.OffTopic, DuplicateOf: "R2", Campaign: "c"}
	kept := voxpop.Response{ID: "R2", ReceivedAt: at, Channel: voxpop.Web, Medium: voxpop.Text, Lang: "", Consent: voxpop.Consent{Name: voxpop.NoName}, WithdrawnAt: at}
	source := voxpop.Source{URL: "https://gazette.example/", Title: "t", Outlet: "o", File: "sources/a.txt",
		SHA256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", Start: &start, End: &end}
	statement := voxpop.Statement{ID: "s", Speaker: "Ilse Varga", Role: "mayor", Names: both, Roles: both, SaidOn: "2024", PublishedOn: "2024-05", Text: "hello", Lang: "en",
		Kind: voxpop.Reported, Translations: translations, Medium: "m", Place: "p", Addressee: "a", Source: source, AssertedBy: "b",
		Positions: []voxpop.Position{{Point: "p", Value: "for", By: "ann", Reason: "says so"}}, Verdict: &voxpop.Verdict{Change: "half", Reason: "r", By: "b"}, Appearances: []voxpop.Source{source}}
	coding := voxpop.Coding{Response: "R1", Code: "b", Coder: "ann", Present: true, Origin: voxpop.ByRule, At: at, Draw: voxpop.DrawActive}
	full(t, callout)
	full(t, code)
	full(t, value)
	full(t, point)
	full(t, response, "WithdrawnAt") // what a withdrawn response may not have with it
	full(t, *response.Transcript)
	full(t, response.Transcript.Cues[0])
	full(t, response.Consent)
	full(t, response.Person)
	full(t, translations[0])
	full(t, statement)
	full(t, source, "Start")
	full(t, statement.Positions[0])
	full(t, *statement.Verdict)
	full(t, coding)
	alone := voxpop.Decision{ID: "R1", Kind: voxpop.Coincidence, Responses: []string{"R1", "R2"}, By: "ann", At: at}
	sample := voxpop.Decision{ID: voxpop.SampleID, Kind: voxpop.Sample, UpTo: "00ff00ff00ff00ff", By: "ann", At: at}
	struck := voxpop.Decision{ID: voxpop.NoEchoID("s", "R1"), Kind: voxpop.NoEcho, Responses: []string{"R1"}, Statement: "s", Reason: "another", By: "ann", At: at}
	refused := voxpop.Decision{ID: voxpop.NoPositionID("s", "p", "for"), Kind: voxpop.NoPosition, Statement: "s", Point: "p", Value: "for", Reason: "asks", By: "ann", At: at}
	full(t, alone, "UpTo", "Statement", "Point", "Value", "Reason") // which are of other kinds
	full(t, sample, "Responses", "Statement", "Point", "Value", "Reason")
	full(t, struck, "UpTo", "Point", "Value")
	full(t, refused, "UpTo", "Responses")
	speaker := voxpop.Speaker{Name: "Ilse Varga", Names: both, Aliases: []string{"I. Varga"}, Offices: []voxpop.Office{{Title: both, From: "2019", To: "2024"}}}
	full(t, speaker)
	full(t, speaker.Offices[0])
	p := .5
	heard := voxpop.TextVersion{Response: "R1", Of: voxpop.OfTranscript, Lang: "fa", N: 1, State: voxpop.Machine, By: "x", Engine: "ear 1", At: at, Text: "t",
		Cues: response.Transcript.Cues, Words: []voxpop.Word{{Start: .5, End: 1, Text: "t", P: &p}}, Seconds: 2.5}
	meant := voxpop.TextVersion{Response: "R1", Of: voxpop.OfTranslation, Lang: "en", N: 1, State: voxpop.Edited, By: "bayo", At: at, Source: 1, Text: "No.",
		Pairs: []voxpop.Pair{{From: [2]int{0, 1}, To: [2]int{1, 3}}}}
	full(t, heard, "Source", "Pairs") // which are a translation's
	full(t, meant, "Engine", "Cues", "Words", "Seconds")
	full(t, heard.Words[0])

	m := record.NewMemory()
	b := m.Batch()
	b.Callout(callout)
	b.Codebook(voxpop.Codebook{Version: "2", Codes: []voxpop.Code{parent, code}})
	b.Points([]voxpop.Point{point})
	b.Speakers([]voxpop.Speaker{speaker})
	b.Response(response)
	b.Response(kept)
	b.Version(heard)
	b.Version(meant)
	b.Coding(coding)
	b.Decision(sample)
	b.Decision(alone)
	b.Decision(refused)
	b.Decision(struck)
	b.Statement(statement)
	b.File("sources/a.txt", 5, bytes.NewReader([]byte("hello")))
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	back, err := record.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b voxpop.Moment) bool { return a.String() == b.String() })
	got := []any{back.Callout(), back.Codebook(), back.Points(), back.Speakers()}
	want := []any{m.Callout(), m.Codebook(), m.Points(), m.Speakers()}
	for _, id := range []string{"R1", "R2"} {
		now, _, _ := back.Response(id)
		was, _, _ := m.Response(id)
		got, want = append(got, now), append(want, was)
	}
	for c := range back.Codings() {
		got, want = append(got, c), append(want, coding)
	}
	for v := range back.Versions() {
		got, want = append(got, v), append(want, map[int]voxpop.TextVersion{0: heard, 1: meant}[len(v.Pairs)])
	}
	for d := range back.Decisions() {
		got = append(got, d)
	}
	statements, _ := back.AllStatements()
	if diff := cmp.Diff(append(want, alone, struck, refused, sample, []voxpop.Statement{statement}), append(got, statements), same); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}
