package themes_test

import (
	"encoding/csv"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"voxpop/internal/app/desktest"
)

// until asks for a page until it no longer says that it is being worked out.
func until(t *testing.T, d *desktest.Desk, as, path string, ready func(body string) bool) string {
	t.Helper()
	for range 200 {
		if body := d.Get(t, as, path); ready(body) {
			return body
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s is not ready after a while", path)
	return ""
}

func has(part string) func(string) bool {
	return func(body string) bool { return strings.Contains(body, part) }
}

var (
	cardRE  = regexp.MustCompile(`(?s)<article class="panel row dup-card".*?</article>`)
	groupRE = regexp.MustCompile(`name="group" value="([^"]+)"`)
	seenRE  = regexp.MustCompile(`name="seen" value="([^"]+)"`)
	rowRE   = regexp.MustCompile(`<tr><th scope="row">([^<]+)</th><td class="number">(\d[\d,]*)</td></tr>`)
)

type cardOf struct{ group, seen, html string }

func cards(t *testing.T, body string) (all []cardOf) {
	t.Helper()
	for _, c := range cardRE.FindAllString(body, -1) {
		g, s := groupRE.FindStringSubmatch(c), seenRE.FindStringSubmatch(c)
		if g == nil || s == nil {
			t.Fatal("a card without its group")
		}
		all = append(all, cardOf{html.UnescapeString(g[1]), s[1], c})
	}
	return all
}

func waterfall(body string) map[string]string {
	all := map[string]string{}
	for _, m := range rowRE.FindAllStringSubmatch(body[strings.Index(body, `id="dup-waterfall"`):], -1) {
		all[m[1]] = m[2]
	}
	return all
}

// A person decides about groups, sees at once what it does to the count, and
// takes it back.
func TestDecide(t *testing.T) {
	d := desktest.Open(t)
	path := "/callouts/ferry/duplicates"
	for _, way := range []string{"same-person", "campaign", "coincidence", "abuse"} {
		body := until(t, d, "editor", path, has("dup-waterfall"))
		before := waterfall(body)
		list := cards(t, body)
		if len(list) == 0 {
			// Everything of the cast is decided: begin by taking a decision back.
			decided := cards(t, d.Get(t, "editor", path+"?show=decided"))
			if len(decided) == 0 {
				t.Fatal("the cast has no group")
			}
			d.Post(t, "editor", path+"/decide", "group", decided[0].group, "seen", decided[0].seen, "way", "undo")
			body = d.Get(t, "editor", path)
			before, list = waterfall(body), cards(t, body)
		}
		if len(list) == 0 {
			t.Fatal("nothing waits")
		}
		c := list[0]
		to := d.Post(t, "editor", path+"/decide", "group", c.group, "seen", c.seen, "way", way, "name", "Night <tram>")
		after := d.Get(t, "editor", path)
		for _, x := range cards(t, after) {
			if x.group == c.group {
				t.Errorf("%s: the group still waits", way)
			}
		}
		now := waterfall(after)
		if changed := now["counted"] != before["counted"] || now["Counted"] != before["Counted"]; way == "coincidence" && changed {
			t.Errorf("%s changed the count: %v to %v", way, before, now)
		}
		if way == "abuse" && equal(now, before) {
			t.Errorf("abuse did not change the count: %v", now)
		}
		// Again, from the same page: it is another group now.
		again := d.Do(t, "chief", "POST", path+"/decide", desktest.Fields("group", c.group, "seen", c.seen, "way", "coincidence"))
		if way != "coincidence" && (again.Status != http.StatusConflict || !strings.Contains(again.Body, "dup-conflict")) {
			t.Errorf("%s: a decision about what was seen before: status %d", way, again.Status)
		}
		d.Undo(t, "editor", to)
		if got := waterfall(d.Get(t, "editor", path)); !equal(got, before) {
			t.Errorf("%s taken back: %v, want %v", way, got, before)
		}
		u := d.Do(t, "editor", "POST", "/undo/"+to[strings.Index(to, "done=")+5:], desktest.Fields())
		if u.Status != http.StatusConflict {
			t.Errorf("%s taken back twice: status %d", way, u.Status)
		}
	}
}

func equal(a, b map[string]string) bool {
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return len(a) == len(b)
}

// Who may not decide may not; who may not read raw answers sees none.
func TestRights(t *testing.T) {
	d := desktest.Open(t)
	path := "/callouts/ferry/duplicates"
	until(t, d, "editor", path, has("dup-waterfall"))
	for _, tt := range []struct {
		as, method, path string
		want             int
	}{
		{"coder", "POST", path + "/decide", 403}, {"coder", "POST", path + "/merge", 403}, {"coder", "POST", path + "/split", 403},
		{"admin", "GET", path + "/members?group=x", 403}, {"admin", "GET", "/callouts/ferry/themes/proposed", 403}, {"admin", "POST", "/callouts/ferry/themes/proposed/run", 403},
		{"coder", "POST", "/callouts/ferry/themes/proposed/take", 403}, {"coder", "GET", path, 200}, {"admin", "GET", path, 200}, {"admin", "GET", "/callouts/ferry/themes", 200},
		{"editor", "GET", "/callouts/nope/duplicates", 404}, {"editor", "GET", "/callouts/nope/themes", 404}, {"editor", "GET", "/callouts/nope/themes/proposed", 404}, {"editor", "GET", "/callouts/nope", 404},
		{"editor", "GET", path + "/members?group=nope", 404}, {"editor", "POST", path + "/decide", 400}, {"editor", "POST", path + "/merge", 400},
	} {
		var fields = desktest.Fields("way", "nonsense")
		if tt.method == "GET" {
			fields = nil
		}
		if a := d.Do(t, tt.as, tt.method, tt.path, fields); a.Status != tt.want {
			t.Errorf("%s %s as %s: status %d, want %d", tt.method, tt.path, tt.as, a.Status, tt.want)
		}
	}
	for _, show := range []string{"", "?show=decided", "?show=coincidences"} {
		if body := d.Get(t, "admin", path+show); strings.Contains(body, "data-answer") {
			t.Error("who may not read raw answers sees some")
		}
	}
}

// Shares: counted answers, the range labelled, the word and why not a stronger
// one, and what is exported.
func TestShares(t *testing.T) {
	d := desktest.Open(t)
	for _, lang := range []string{"en", "fa", "ar"} {
		for _, q := range []string{"", "&view=table", "&without=campaigns", "&without=channel", "&by=lang", "&by=medium", "&by=channel", "&by=place", "&by=week", "&by=nonsense"} {
			body := until(t, d, "editor", "/callouts/ferry/themes?lang="+lang+q, func(b string) bool { return strings.Contains(b, `id="export"`) })
			for _, bad := range []string{"±", "margin", "themes.", "dup.", "{n", "{word"} {
				if i := strings.Index(strip(body), bad); i >= 0 {
					t.Errorf("%s%s: the page holds %q: %s", lang, q, bad, strip(body)[max(0, i-60):i+40])
				}
			}
		}
	}
	d.Get(t, "editor", "/callouts/ferry/themes?lang=en")
	body := d.Get(t, "editor", "/callouts/ferry/themes")
	if !strings.Contains(body, "/callouts/ferry/inbox?code=") {
		t.Error("a theme does not lead to its answers")
	}
	if strings.Contains(d.Get(t, "admin", "/callouts/ferry/themes"), "inbox?code=") {
		t.Error("who may not read answers is led to them")
	}
	plain := d.Do(t, "editor", "GET", "/callouts/ferry/themes/shares.csv", nil)
	ranged := d.Do(t, "editor", "GET", "/callouts/ferry/themes/shares.csv?range=1", nil)
	for _, a := range []desktest.Answer{plain, ranged} {
		rows, err := csv.NewReader(strings.NewReader(a.Body)).ReadAll()
		if err != nil || len(rows) < 3 || a.Status != 200 {
			t.Fatalf("export: %d, %v, %d rows", a.Status, err, len(rows))
		}
	}
	if n := strings.Count(strings.SplitN(ranged.Body, "\n", 2)[0], ",") - strings.Count(strings.SplitN(plain.Body, "\n", 2)[0], ","); n != 2 {
		t.Errorf("the range adds %d columns", n)
	}
	exports := 0
	for l, err := range d.App.Store.Audit(t.Context(), "ferry", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if l.Verb == "export" && l.Actor == d.Signed["editor"].Person.Actor() {
			exports++
		}
	}
	if exports != 2 {
		t.Errorf("%d exports in the audit log", exports)
	}
}

var attributes = regexp.MustCompile(`<[^>]*>`)

func strip(body string) string { return attributes.ReplaceAllString(body, " ") }

var versionRE = regexp.MustCompile(`name="version" value="(\d+)"`)
var themeRE = regexp.MustCompile(`name="theme" value="([^"]+)"`)
var exampleRE = regexp.MustCompile(`(?s)<p class="answer" data-answer.*?</p>`)

// Proposed themes: found in the background, renamed, merged, taken into the
// codebook, and all of it taken back.
func TestProposed(t *testing.T) {
	d := desktest.Open(t)
	const path = "/callouts/ferry/themes/proposed"
	if body := d.Get(t, "editor", path); !strings.Contains(body, "Nothing is proposed yet") {
		t.Error("an empty page does not say what will be there")
	}
	d.Post(t, "editor", path+"/run", "all", "1", "k", "4")
	ready := func(b string) bool { return versionRE.MatchString(b) && !strings.Contains(b, "<progress") }
	body := until(t, d, "editor", path, ready)
	version := func(b string) string { return versionRE.FindStringSubmatch(b)[1] }
	ids := func(b string) (all []string) {
		for _, m := range themeRE.FindAllStringSubmatch(b, -1) {
			all = append(all, html.UnescapeString(m[1]))
		}
		return all
	}
	first := ids(body)
	if len(first) < 3 {
		t.Fatalf("%d themes", len(first))
	}
	to := d.Post(t, "editor", path+"/rename", "version", version(body), "id", first[0], "label", "Night boats & <b>")
	renamed := until(t, d, "editor", path, ready)
	if !strings.Contains(renamed, "Night boats &amp; &lt;b&gt;") {
		t.Error("the label is not the one that was given")
	}
	if a := d.Do(t, "coder", "POST", path+"/rename", desktest.Fields("version", version(body), "id", first[0], "label", "Mine")); a.Status != http.StatusConflict {
		t.Errorf("a change of what is old: status %d", a.Status)
	}
	// Found again: the same themes keep their ids and the label.
	d.Post(t, "editor", path+"/run", "all", "1", "k", "4")
	again := until(t, d, "editor", path, func(b string) bool { return ready(b) && version(b) != version(renamed) })
	if !strings.Contains(again, "Night boats") || strings.Join(ids(again), " ") != strings.Join(first, " ") {
		t.Errorf("found again: %v, before %v", ids(again), first)
	}
	u := d.Do(t, "editor", "POST", "/undo/"+to[strings.Index(to, "done=")+5:], desktest.Fields())
	if u.Status != http.StatusConflict {
		t.Errorf("undoing a change of what was found before: status %d", u.Status)
	}
	to = d.Post(t, "editor", path+"/merge", "version", version(again), "theme", first[0], "theme", first[1])
	merged := until(t, d, "editor", path, func(b string) bool { return ready(b) && version(b) != version(again) })
	if len(ids(merged)) != len(first)-1 {
		t.Errorf("merged: %v", ids(merged))
	}
	// After a restart they are as people shaped them, and are taken back all the same.
	d = desktest.Of(t, d.App)
	kept := until(t, d, "editor", path, ready)
	if version(kept) != version(merged) || strings.Join(ids(kept), " ") != strings.Join(ids(merged), " ") || !strings.Contains(kept, "Night boats") {
		t.Errorf("after a restart: version %s of %v, before %s of %v", version(kept), ids(kept), version(merged), ids(merged))
	}
	if exampleRE.FindString(kept) == "" || exampleRE.FindString(kept) != exampleRE.FindString(merged) {
		t.Error("after a restart the examples are others")
	}
	d.Undo(t, "editor", to)
	back := d.Get(t, "editor", path)
	if strings.Join(ids(back), " ") != strings.Join(first, " ") {
		t.Errorf("taken back: %v, want %v", ids(back), first)
	}
	to = d.Post(t, "editor", path+"/take", "version", version(back), "id", first[0], "code", "night-boats")
	if !strings.Contains(d.Get(t, "editor", path), `<code dir="ltr">night-boats</code>`) {
		t.Error("the page does not say that the theme is in the codebook")
	}
	if a := d.Do(t, "editor", "POST", path+"/take", desktest.Fields("version", version(back), "id", first[1], "code", "night-boats")); a.Status != http.StatusConflict {
		t.Errorf("a code that is there already: status %d", a.Status)
	}
	d.Undo(t, "editor", to)
	if strings.Contains(d.Get(t, "editor", path), `<code dir="ltr">night-boats</code>`) {
		t.Error("the code is still there")
	}
}
