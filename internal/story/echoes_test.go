package story_test

import (
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/story"
)

// thrownBack is the library with answers that repeat what was said.
func thrownBack(t testing.TB) *library {
	l := newLibrary(t)
	l.statements = append(l.statements, voxpop.Statement{
		ID: "sund-2026", Speaker: "Bo Sund", Role: "treasurer", SaidOn: "2026-02-21", Kind: voxpop.Quoted, Lang: "en",
		Text:   "A lantern nobody pays for is a lantern nobody honours, and I have said it often enough.",
		Source: voxpop.Source{URL: "https://gazette.example/sund", Outlet: "Harbour Gazette"},
	})
	say := func(id, words string) {
		r := l.responses[id]
		if r.Lang != "en" || r.SetAside != "" || r.Withdrawn() {
			t.Fatalf("%s cannot say it", id)
		}
		r.Text = words
		l.responses[id] = r
	}
	var en []string
	for _, r := range l.responses {
		if r.Lang == "en" && r.SetAside == "" && !r.Withdrawn() && r.Campaign == "" && r.ID != "ENGA" && r.ID != "HOST" {
			en = append(en, r.ID)
		}
	}
	slices.Sort(en)
	say(en[0], "He told us that “a lantern nobody pays for is a lantern nobody honours”. We paid.")
	say(en[1], "A lantern nobody pays for? I have paid for thirty years.")
	say(en[2], "“The room stays open while I work here.” Does she still work there?")
	say(en[3], "A lantern nobody honours, he says. Then look at the queue.")
	say(en[4], "Bo Sund never came to read.")
	// A copy of an answer adds no person.
	copied := l.responses[en[0]]
	copied.ID, copied.DuplicateOf = "ZZZC", en[0]
	l.responses["ZZZC"] = copied
	// What a person struck is left out.
	l.decisions = append(l.decisions, voxpop.Decision{ID: voxpop.NoEchoID("sund-2026", en[3]), Kind: voxpop.NoEcho, Responses: []string{en[3]}, Statement: "sund-2026", By: "ann"})
	return l
}

const echoHead = `---
callout: library
lang: en
headline: Thrown back
standfirst: What you repeated.
date: 2026-03-12
order: editorial
reply: Nothing to add.
---

[33 of 61](share:students) spoke of students.

`

// Each person counts once, a duplicate for its original, and what an editor
// struck for nothing; the table says so too.
func TestEchoChart(t *testing.T) {
	l := thrownBack(t)
	files := build(t, l, "x.md", echoHead+"![What people threw back](chart:echoes)\n")
	if res := verify(t, folder(files)); !res.OK() {
		t.Errorf("what was built does not hold: %+v", res.Findings)
	}
	page := string(files["index.html"])
	chart := page[strings.Index(page, "<figure class=\"chart\""):]
	chart = chart[:strings.Index(chart, "</figure>")]
	for _, want := range []string{
		"<title id=\"c1t\">What people threw back</title>", "2 of 61", "1 of 61", "Words thrown back", "To repeat is not to agree or to disagree",
		"<caption>", "Most repeated", "a lantern nobody honours", "Bo Sund, treasurer, 21 February 2026", "https://gazette.example/sund",
	} {
		if !strings.Contains(strings.ToLower(chart), strings.ToLower(want)) {
			t.Errorf("the chart lacks %q:\n%s", want, chart)
		}
	}
	if strings.Contains(chart, "3 of 61") || strings.Index(chart, "2 of 61") > strings.Index(chart, "1 of 61") {
		t.Errorf("miscounted or out of order:\n%s", chart)
	}
	l.decisions = nil
	page = string(build(t, l, "x.md", echoHead+"![What people threw back](chart:echoes)\n")["index.html"])
	if !strings.Contains(page, "3 of 61") {
		t.Error("a link that nobody struck is left out")
	}
}

func TestEchoChartSettings(t *testing.T) {
	l := thrownBack(t)
	one := string(build(t, l, "x.md", echoHead+"![a](chart:echoes?speaker=ada-holm&point=night)\n")["story.md"])
	if !strings.Contains(one, "stays open") || strings.Contains(one, "lantern") || !strings.Contains(one, "Words of Ada Holm thrown back") || !strings.Contains(one, "Should the room stay open at night?") {
		t.Errorf("of one speaker on one point:\n%s", one)
	}
	for _, c := range []struct {
		link string
		want []string
	}{
		{"![a](chart:echoes)", nil},
		{"![a](chart:echoes?point=night)", nil},
		{"![a](chart:echoes?speaker=bo-sund)", nil},
		{"![](chart:echoes)", []string{"alt"}},
		{"![a](chart:echoes?point=nope)", []string{"link"}},
		{"![a](chart:echoes?speaker=nobody)", []string{"link"}},
		{"![a](chart:echoes?theme=students)", []string{"link"}},
		{"![a](chart:echoes?point=night&point=night)", []string{"link"}},
		{"![a](chart:statements?speaker=bo-sund)", []string{"link"}},
		{"![a](chart:media?point=night)", []string{"link"}},
	} {
		res := check(t, l, echoHead+c.link+"\n")
		if got := codes(res); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.link, got, c.want)
		}
	}
	// Before any “n of N” there is no base.
	early := strings.Replace(echoHead, "[33 of 61](share:students) spoke of students.\n", "![a](chart:echoes)\n\n[33 of 61](share:students) spoke of students.\n", 1)
	if got := codes(check(t, l, early)); !slices.Equal(got, []string{"base"}) {
		t.Errorf("a chart before its base: %v", got)
	}
}

// Nothing repeated is no empty chart.
func TestEchoChartOfNothing(t *testing.T) {
	doc, err := story.Parse("x.md", []byte(echoHead+"![a](chart:echoes)\n"))
	if err != nil {
		t.Fatal(err)
	}
	l := newLibrary(t)
	_, res, err := story.Build(l, l.house, doc, story.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(res); !slices.Equal(got, []string{"link"}) {
		t.Errorf("%v, want link", got)
	}
}
