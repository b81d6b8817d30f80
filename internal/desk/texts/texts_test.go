package texts_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/app/desktest"
	"voxpop/internal/locale"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
)

// Responses of the ferry: a machine heard C3EQ (English) and NF7Z (Persian,
// translated into English by a machine); HEUT was edited; AM4Q is reviewed and
// translated into Persian.
const (
	ferry = "/callouts/ferry"
	heard = ferry + "/responses/C3EQ/transcript"
	grid  = ferry + "/responses/NF7Z/translation/en"
)

func transcriptRef(id string) scribe.Ref {
	return scribe.Ref{Callout: "ferry", Response: id, Of: voxpop.OfTranscript}
}

func texts(t *testing.T, d *desktest.Desk, ref scribe.Ref) scribe.Texts {
	t.Helper()
	all, err := d.App.Store.Texts(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func newest(t *testing.T, d *desktest.Desk, ref scribe.Ref) voxpop.TextVersion {
	t.Helper()
	all := texts(t, d, ref)
	return all.Versions[len(all.Versions)-1]
}

func contains(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			t.Errorf("the page lacks %q", p)
		}
	}
}

func TestMain(m *testing.M) {
	app.Caged()
	os.Exit(m.Run())
}

var dataWords = regexp.MustCompile(`data-words="([^"]*)"`)

// wordsOf are the words of a page with their times: start, end, from, to,
// unsure.
func wordsOf(t *testing.T, body string) (words [][5]float64) {
	t.Helper()
	m := dataWords.FindStringSubmatch(body)
	if m == nil || json.Unmarshal([]byte(html.UnescapeString(m[1])), &words) != nil {
		t.Fatal("the page has no words with times")
	}
	return words
}

// A recording of the cast is cleaned, heard with its waveform, and its words
// keep their times when others are corrected.
func TestRecording(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not here")
	}
	d := desktest.Open(t)
	d.Post(t, "editor", ferry+"/texts", "show", "waiting", "do", "stop", "all", "1")
	d.Post(t, "editor", ferry+"/texts", "show", "failed", "do", "retry", "item", "C3EQ|clean")
	if _, _, err := d.App.CleanDemo(t.Context(), "ferry"); err != nil {
		t.Fatal(err)
	}
	const heardBy = `{"language":"en","duration":8.4,"text":"It's Della again, 😀 from the radio.","segments":[{"start":0,"end":3,"text":"It's Della again, 😀 from the radio.",
		"words":[{"word":"It's","start":0.1,"end":0.4,"probability":0.9},{"word":"Della","start":0.4,"end":0.9,"probability":0.2},{"word":"again,","start":0.9,"end":1.4,"probability":0.9},
		{"word":"from","start":1.6,"end":1.8,"probability":0.9},{"word":"the","start":1.8,"end":1.9,"probability":0.9},{"word":"radio.","start":1.9,"end":2.6,"probability":0.4}]}]}`
	if _, err := d.App.ImportTranscript(t.Context(), "bayo", transcriptRef("C3EQ"), 1, []byte(heardBy), "", ""); err != nil {
		t.Fatal(err)
	}
	news := d.Get(t, "editor", heard+"/news")
	contains(t, news, `id="player-news"`, `href="`+heard+`"`)
	if strings.Contains(news, "/media/") || strings.Contains(d.Get(t, "editor", heard+"/news?heard=1"), "player-news") {
		t.Error("the news plays, or tells what is on the page")
	}
	body := d.Get(t, "editor", heard)
	contains(t, body, `<svg class="wave"`, `d="M`, `src="`+ferry+`/responses/C3EQ/media/audio"`, "<u>Della</u>", locale.For("en").Say("texts.unsure", "n", 2))
	before := wordsOf(t, body)
	if len(before) != 6 || before[1] != [5]float64{5, 10, .4, .9, 1} || before[3][0] != 21 { // the face is two units
		t.Fatalf("words %v", before)
	}
	d.Post(t, "editor", heard, "base", "2", "lang", "en", "text", "It's Delia again, 😀 from the old radio.", "do", "save")
	after := wordsOf(t, d.Get(t, "editor", heard))
	if len(after) != 7 || after[0] != before[0] || after[1][4] != 0 || after[3] != before[3] || after[6][2] != before[5][2] || after[6][3] != before[5][3] {
		t.Errorf("words %v became %v", before, after)
	}
	// What is typed and not saved yet has its words at their places too.
	keep := desktest.Fields("draft-callout", "ferry", "draft-kind", "transcript", "draft-name", "C3EQ", "draft-base", "3", "text", "Well, it's Delia again, 😀 from the old radio.", "lang", "en")
	d.Do(t, "editor", "POST", "/drafts", keep, "Accept: application/json")
	if typed := wordsOf(t, d.Get(t, "editor", heard)); len(typed) != 8 || typed[7][2] != after[6][2] || typed[7][0] != after[6][0]+6 {
		t.Errorf("typed: %v", typed)
	}
	// Who shows the screen to others lets them hear nobody.
	d.Post(t, "editor", "/share-screen")
	if body := d.Get(t, "editor", heard); strings.Contains(body, "/media/") || strings.Contains(body, `class="wave"`) || !strings.Contains(body, locale.For("en").Say("texts.player.shared")) {
		t.Error("a shared screen plays the recording")
	}
	d.Post(t, "editor", "/share-screen")
	// The keys are those that the person chose.
	contains(t, d.Get(t, "editor", heard), `data-code="Escape"`)
	d.Post(t, "editor", "/player", "preset", "bbc", "to", heard)
	body = d.Get(t, "editor", heard)
	contains(t, body, `data-code="Alt&#43;KeyK"`, `<option value="bbc" selected>`)
	if strings.Contains(body, `data-code="Escape"`) || strings.Contains(body, `data-code="Tab"`) {
		t.Error("other keys than the person's")
	}
	contains(t, d.Get(t, "chief", heard), `data-code="Escape"`)
}

// A coder reads and changes nothing; who has no right to raw answers sees none;
// every look is in the audit log.
func TestRights(t *testing.T) {
	d := desktest.Open(t)
	for _, path := range []string{ferry + "/texts", heard, grid} {
		for as, want := range map[string]int{"editor": 200, "coder": 200, "admin": 403, "security": 403, "": 303} {
			if got := d.Do(t, as, "GET", path, nil).Status; got != want {
				t.Errorf("GET %s as %q: %d, want %d", path, as, got, want)
			}
		}
		for _, as := range []string{"coder", "admin"} {
			if got := d.Do(t, as, "POST", path, desktest.Fields("text", "mine", "base", "1")).Status; got != 403 {
				t.Errorf("POST %s as %s: %d", path, as, got)
			}
		}
	}
	body := d.Get(t, "coder", heard)
	if strings.Contains(body, "<textarea") || !strings.Contains(body, locale.For("en").Say("texts.read.only")) {
		t.Error("a coder is given a field to type in")
	}
	looked := map[voxpop.Actor]bool{}
	for line, err := range d.App.Store.Audit(t.Context(), "ferry", 0) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range line.Changes {
			if line.Verb == "look" && c.ID == "C3EQ" {
				looked[line.Actor] = true
			}
		}
	}
	if !looked["coder"] || !looked["editor"] || looked["admin"] {
		t.Errorf("who looked: %v", looked)
	}
}

// A page that is open asks how far the machine is. What it is told holds no word
// of the answer, so it is no look; and who may not read the answer may not ask.
func TestNews(t *testing.T) {
	d := desktest.Open(t)
	looks := func() (n int) {
		for line, err := range d.App.Store.Audit(t.Context(), "ferry", 0) {
			if err != nil {
				t.Fatal(err)
			}
			if line.Verb == "look" {
				n++
			}
		}
		return n
	}
	asks := `hx-get="` + heard + `/news"`
	contains(t, d.Get(t, "editor", heard), asks, `id="player-news"`)
	before := looks()
	news := d.Get(t, "editor", heard+"/news")
	contains(t, news, `id="work-step"`, "hx-swap-oob")
	text := newest(t, d, transcriptRef("C3EQ")).Text
	for _, word := range strings.Fields(text) {
		if len(word) > 5 && strings.Contains(news, word) {
			t.Errorf("the news holds “%s”", word)
		}
	}
	if strings.Contains(news, "/media/") || strings.Contains(news, "player-news") {
		t.Errorf("there is nothing to hear yet: %s", news)
	}
	if n := looks(); before == 0 || n != before {
		t.Errorf("%d looks became %d", before, n)
	}
	for as, want := range map[string]int{"coder": 200, "admin": 403, "security": 403, "": 303} {
		for _, path := range []string{heard + "/news", grid + "/news"} {
			if got := d.Do(t, as, "GET", path, nil).Status; got != want {
				t.Errorf("GET %s as %q: %d, want %d", path, as, got, want)
			}
		}
	}
}

// Reading, correcting, reviewing, taking back: a text goes through the hands of
// an editor.
func TestTranscript(t *testing.T) {
	d := desktest.Open(t)
	ref := transcriptRef("C3EQ")
	before := newest(t, d, ref)
	body := d.Get(t, "editor", heard)
	contains(t, body, html.EscapeString(before.Text), locale.For("en").Say("texts.unquotable"), `name="base" value="1"`, `lang="en" dir="ltr"`)

	corrected := before.Text + " [inaudible 0:12]"
	to := d.Post(t, "editor", heard, "base", "1", "lang", "en", "text", strings.ReplaceAll(corrected, "\n", "\r\n"), "do", "save")
	if v := newest(t, d, ref); v.N != 2 || v.State != voxpop.Edited || v.Text != corrected || v.By != "editor" {
		t.Fatalf("saved as %+v", v)
	}
	if !strings.HasPrefix(to, heard+"?done=") {
		t.Errorf("saving leads to %s", to)
	}
	body = d.Get(t, "editor", to)
	contains(t, body, "Saved as version 2.", "<ins>", "[inaudible 0:12]</ins>", locale.For("en").Say("texts.machine"))
	d.Undo(t, "editor", to)
	if v := newest(t, d, ref); v.N != 3 || v.Text != before.Text || v.State != voxpop.Machine {
		t.Errorf("undone: %+v", v)
	}
	// What was undone cannot be undone once more.
	u, _ := url.Parse(to)
	if a := d.Do(t, "editor", "POST", "/undo/"+u.Query().Get("done"), url.Values{}); a.Status != http.StatusConflict {
		t.Errorf("undone twice: %d", a.Status)
	}

	// Reviewed as it is: no other words, and on to the next that waits.
	to = d.Post(t, "editor", heard, "base", "3", "lang", "en", "text", before.Text, "do", "review")
	if v := newest(t, d, ref); v.N != 4 || v.State != voxpop.Reviewed || v.Text != before.Text {
		t.Errorf("reviewed: %+v", v)
	}
	if !strings.Contains(to, "/transcript?done=") || strings.Contains(to, "C3EQ") {
		t.Errorf("after the review comes %s", to)
	}
	contains(t, d.Get(t, "editor", heard), locale.For("en").Say("texts.quotable"))
	// Back to the first version.
	d.Post(t, "editor", heard+"/version", "base", "4", "to", "2")
	if v := newest(t, d, ref); v.N != 5 || v.Text != corrected {
		t.Errorf("went back to %+v", v)
	}
}

// Reviewing goes through everything that waits, and ends at the queue.
func TestReviewGoesOn(t *testing.T) {
	d := desktest.Open(t)
	path, seen := heard, map[string]bool{}
	for range 20 {
		id := strings.Split(path, "/")[4]
		if seen[id] {
			t.Fatalf("%s comes twice", id)
		}
		seen[id] = true
		v := newest(t, d, transcriptRef(id))
		to := d.Post(t, "editor", path, "base", strconv.Itoa(v.N), "lang", v.Lang, "text", v.Text, "do", "review")
		path, _, _ = strings.Cut(to, "?")
		if path == ferry+"/texts" {
			break
		}
	}
	if path != ferry+"/texts" || len(seen) < 5 || !seen["NF7Z"] || !seen["HEUT"] {
		t.Fatalf("read %v, then %s", seen, path)
	}
	if body := d.Get(t, "editor", path+"?show=read"); !strings.Contains(body, locale.For("en").Say("texts.empty.done")) {
		t.Error("the queue still has machine transcripts")
	}
}

// Script saves without leaving the page, and learns where the words are now.
func TestSaveInPlace(t *testing.T) {
	d := desktest.Open(t)
	v := newest(t, d, transcriptRef("C3EQ"))
	a := d.Do(t, "editor", "POST", heard, desktest.Fields("base", "1", "text", v.Text+" More.", "do", "save"), "Accept: application/json")
	var got struct {
		Base            int
		Standing, State string
	}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != 200 || got.Base != 2 || got.State != "edited" {
		t.Errorf("%d %s %v", a.Status, a.Body, err)
	}
	if !strings.Contains(a.Header.Get("HX-Trigger"), "Saved as version 2.") {
		t.Errorf("the notice: %q", a.Header.Get("HX-Trigger"))
	}
}

// Two people edit one version: the second sees both, merged, and loses nothing.
func TestConflict(t *testing.T) {
	d := desktest.Open(t)
	ref := transcriptRef("C3EQ")
	base := newest(t, d, ref)
	words := strings.Fields(base.Text)
	theirs := strings.Join(append([]string{"Well,"}, words...), " ")
	mine := strings.Join(append(append([]string{}, words[:len(words)-1]...), "indeed."), " ")
	d.Post(t, "chief", heard, "base", "1", "text", theirs, "do", "save")
	a := d.Do(t, "editor", "POST", heard, desktest.Fields("base", "1", "text", mine, "do", "review"))
	if a.Status != http.StatusConflict {
		t.Fatalf("status %d", a.Status)
	}
	merged := "Well, " + mine
	contains(t, a.Body, `name="base" value="2"`, "chief saved another version", "<ins>Well, </ins>", "\n"+html.EscapeString(merged)+"</textarea>", locale.For("en").Say("texts.conflict.merged"))
	if v := newest(t, d, ref); v.N != 2 || v.Text != theirs {
		t.Errorf("the second save went through: %+v", v)
	}
	d.Post(t, "editor", heard, "base", "2", "text", merged, "do", "save")
	if v := newest(t, d, ref); v.N != 3 || v.Text != merged {
		t.Errorf("the merged text: %+v", v)
	}
	// Both changed one word: both words are on the page.
	d.Post(t, "chief", heard, "base", "3", "text", "Theirs alone.", "do", "save")
	a = d.Do(t, "editor", "POST", heard, desktest.Fields("base", "3", "text", "Mine alone, whatever.", "do", "save"))
	contains(t, a.Body, "Mine alone, whatever.", "Theirs alone.", locale.For("en").Say("texts.conflict.places", "n", 1))
	if a := d.Do(t, "editor", "POST", heard, desktest.Fields("base", "99", "text", "x", "do", "save")); a.Status != http.StatusBadRequest {
		t.Errorf("a version that never was: %d", a.Status)
	}
}

// What was typed and not saved comes back; when another saved meanwhile it
// comes back merged.
func TestDraftComesBack(t *testing.T) {
	d := desktest.Open(t)
	v := newest(t, d, transcriptRef("C3EQ"))
	typed := v.Text + " Typed, and then the lid closed."
	keep := desktest.Fields("draft-callout", "ferry", "draft-kind", "transcript", "draft-name", "C3EQ", "draft-base", "1", "text", typed, "lang", "en", "base", "1")
	if a := d.Do(t, "editor", "POST", "/drafts", keep, "Accept: application/json"); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	body := d.Get(t, "editor", heard)
	contains(t, body, "\n"+html.EscapeString(typed)+"</textarea>", "data-draft-note")
	if strings.Contains(d.Get(t, "chief", heard), "the lid closed") {
		t.Error("another person sees the draft")
	}
	if strings.Contains(d.Get(t, "coder", heard), "the lid closed") {
		t.Error("a coder sees the draft")
	}
	d.Post(t, "chief", heard, "base", "1", "text", "So: "+v.Text, "do", "save")
	body = d.Get(t, "editor", heard)
	contains(t, body, "\n"+html.EscapeString("So: "+typed)+"</textarea>", "conflict-title", `name="base" value="2"`)
	d.Post(t, "editor", heard, "base", "2", "text", "So: "+typed, "do", "save")
	if body = d.Get(t, "editor", heard); strings.Contains(body, "data-draft-note") {
		t.Error("a draft that is saved is still a draft")
	}
}

// A recording that no machine heard is typed; so is a translation into a
// language that no engine knows.
func TestTypeIt(t *testing.T) {
	d := desktest.Open(t)
	path := ferry + "/responses/CQQH/transcript"
	body := d.Get(t, "editor", path)
	contains(t, body, `name="base" value="0"`, locale.For("en").Say("texts.text.type"))
	if a := d.Do(t, "editor", "POST", path, desktest.Fields("base", "0", "lang", "fa", "text", " ", "do", "review")); a.Status != 422 || !strings.Contains(a.Body, locale.For("en").Say("texts.problem.empty")) {
		t.Errorf("nothing is reviewed: %d", a.Status)
	}
	if a := d.Do(t, "editor", "POST", path, desktest.Fields("base", "0", "other-lang", "no tag", "text", "kept", "do", "save")); a.Status != 422 || !strings.Contains(a.Body, "\nkept</textarea>") {
		t.Errorf("a language that is none: %d", a.Status)
	}
	d.Post(t, "editor", path, "base", "0", "other-lang", "ckb", "text", "نازانم. ناچم.", "do", "review")
	if v := newest(t, d, transcriptRef("CQQH")); v.State != voxpop.Reviewed || v.Lang != "ckb" || v.Text != "نازانم. ناچم." {
		t.Fatalf("%+v", v)
	}
	to := d.Post(t, "editor", ferry+"/responses/CQQH/translate", "other", "eu")
	body = d.Get(t, "editor", to)
	f := fields(t, body)
	f.Set("t.1", "Ez dakit.")
	f.Set("t.2", "Ez noa.")
	f["read"] = nil
	f.Set("do", "review")
	a := d.Do(t, "editor", "POST", to, f)
	if a.Status != 422 || !strings.Contains(a.Body, `href="#row-2"`) || !strings.Contains(a.Body, "\nEz noa.</textarea>") {
		t.Errorf("a review of rows that nobody checked: %d", a.Status)
	}
	f["read"] = []string{f.Get("s.1"), f.Get("s.2")}
	if a = d.Do(t, "editor", "POST", to, f); a.Status != 303 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	v := newest(t, d, scribe.Ref{Callout: "ferry", Response: "CQQH", Of: voxpop.OfTranslation, Lang: "eu"})
	if v.State != voxpop.Reviewed || v.Text != "Ez dakit. Ez noa." || len(v.Pairs) != 2 {
		t.Errorf("%+v", v)
	}
	if a := d.Do(t, "editor", "GET", ferry+"/responses/CQQH/translation/no%20tag", nil); a.Status != 404 {
		t.Errorf("a language that is none: %d", a.Status)
	}
}

var inputs = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
var areas = regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>`)
var ticks = regexp.MustCompile(`<input type="checkbox" name="read" value="([^"]*)"( checked)?`)

// fields are what a browser would send of the grid on a page.
func fields(t *testing.T, body string) url.Values {
	t.Helper()
	_, body, ok := strings.Cut(body, `<form id="grid"`)
	if !ok {
		t.Fatal("the page has no grid")
	}
	body, _, _ = strings.Cut(body, "</form>")
	v := url.Values{"do": {"save"}}
	for _, m := range inputs.FindAllStringSubmatch(body, -1) {
		v.Add(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range areas.FindAllStringSubmatch(body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range ticks.FindAllStringSubmatch(body, -1) {
		if m[2] != "" {
			v.Add("read", html.UnescapeString(m[1]))
		}
	}
	return v
}

// A machine's translation is confirmed row by row; ticks stay over a save; a
// conflict shows both; what the source said since is shown.
func TestTranslation(t *testing.T) {
	d := desktest.Open(t)
	ref := scribe.Ref{Callout: "ferry", Response: "NF7Z", Of: voxpop.OfTranslation, Lang: "en"}
	before := newest(t, d, ref)
	body := d.Get(t, "editor", grid)
	contains(t, body, `lang="fa" dir="rtl"`, `lang="en" dir="ltr"`, locale.For("en").Say("texts.source.unreviewed"))
	f := fields(t, body)
	n, _ := strconv.Atoi(f.Get("rows"))
	if n < 1 {
		t.Fatal("no rows")
	}
	f.Set("t.1", f.Get("t.1")+" Yes.")
	f.Add("read", f.Get("s.1"))
	a := d.Do(t, "editor", "POST", grid, f, "Accept: application/json")
	if a.Status != 200 || !strings.Contains(a.Body, `"base":2`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if v := newest(t, d, ref); v.State != voxpop.Edited || !strings.Contains(v.Text, " Yes.") || strings.Replace(v.Text, " Yes.", "", 1) != before.Text {
		t.Errorf("saved: %+v", v)
	}
	body = d.Get(t, "editor", grid)
	now := fields(t, body)
	if len(now["read"]) != 1 || now.Get("base") != "2.1" {
		t.Errorf("after the save: read %v, base %s", now["read"], now.Get("base"))
	}
	if strings.Contains(body, "data-draft-note") {
		t.Error("ticks alone are said to be a draft")
	}
	// Another saves meanwhile.
	theirs := fields(t, d.Get(t, "chief", grid))
	last := "t." + theirs.Get("rows")
	if n == 1 {
		last = "t.1"
	}
	theirs.Set(last, theirs.Get(last)+" Theirs.")
	if a := d.Do(t, "chief", "POST", grid, theirs); a.Status != 303 {
		t.Fatalf("%d", a.Status)
	}
	now.Set("t.1", "Mine first. "+now.Get("t.1"))
	a = d.Do(t, "editor", "POST", grid, now)
	if a.Status != http.StatusConflict {
		t.Fatalf("status %d", a.Status)
	}
	contains(t, a.Body, "Mine first.", "Theirs.", "conflict-title")
	merged := fields(t, a.Body)
	all := ""
	for i := 1; merged.Has("t." + strconv.Itoa(i)); i++ {
		all += merged.Get("t."+strconv.Itoa(i)) + " "
	}
	contains(t, all, "Mine first.", "Theirs.")
	if a := d.Do(t, "editor", "POST", grid, merged); a.Status != 303 {
		t.Errorf("the merged grid: %d %s", a.Status, a.Body)
	}
	// The transcript goes on: the grid says so, and a review ends it.
	heard := newest(t, d, transcriptRef("NF7Z"))
	d.Post(t, "editor", ferry+"/responses/NF7Z/transcript", "base", strconv.Itoa(heard.N), "lang", "fa", "text", heard.Text+" همین.", "do", "save")
	body = d.Get(t, "editor", grid)
	contains(t, body, locale.For("en").Say("texts.source.changed"), "<ins>", "همین.")
	contains(t, d.Get(t, "editor", ferry+"/texts?show=checkanew"), "NF7Z")
	f = fields(t, body)
	for i := 1; f.Has("s." + strconv.Itoa(i)); i++ {
		f.Add("read", f.Get("s."+strconv.Itoa(i)))
	}
	f.Set("do", "review")
	a = d.Do(t, "editor", "POST", grid, f)
	if a.Status != 303 {
		t.Fatalf("%d", a.Status)
	}
	if all := texts(t, d, ref); scribe.OutOfDate(all.Versions[len(all.Versions)-1], all.Transcripts) || all.Versions[len(all.Versions)-1].State != voxpop.Reviewed {
		t.Error("a review against the new words is out of date")
	}
	if strings.Contains(d.Get(t, "editor", ferry+"/texts?show=checkanew"), "NF7Z") {
		t.Error("the queue still says that it is out of date")
	}
}

// A row is compared while it is typed.
func TestCheckRow(t *testing.T) {
	d := desktest.Open(t)
	d.Post(t, "editor", ferry+"/responses/CQQH/transcript", "base", "0", "lang", "fa", "text", "۱۲ نفر آمدند.", "do", "save")
	path := ferry + "/responses/CQQH/translation/en/check"
	a := d.Do(t, "editor", "POST", path, desktest.Fields("from", "0-13", "text", "21 people came."), "Accept: application/json")
	if a.Status != 200 || !strings.Contains(a.Body, "Numbers differ") || !strings.Contains(a.Body, "۱۲") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := d.Do(t, "editor", "POST", path, desktest.Fields("from", "0-13", "text", "12 people came."), "Accept: application/json"); strings.Contains(a.Body, "Numbers") {
		t.Errorf("%s", a.Body)
	}
	if a := d.Do(t, "editor", "POST", path, desktest.Fields("from", "0-999", "text", "x"), "Accept: application/json"); a.Status != 400 {
		t.Errorf("%d", a.Status)
	}
}

// The queue says what waits, in every language, and bulk acts with its undo.
func TestQueue(t *testing.T) {
	d := desktest.Open(t)
	for _, lang := range locale.Supported() {
		body := d.Get(t, "editor", ferry+"/texts?lang="+lang)
		l := locale.For(lang)
		contains(t, body, l.Say("texts.show.read"), l.Say("texts.what.read"), html.EscapeString(l.Say("texts.queue.rule")), "C3EQ")
		for _, key := range []string{"texts.", "{n}", "{lang}"} {
			if strings.Contains(strings.ReplaceAll(body, l.Say("texts.chosen", "n", "{n}"), ""), ">"+key) {
				t.Errorf("%s: the page holds %q", lang, key)
			}
		}
	}
	d.Get(t, "editor", "/history?lang=en")
	body := d.Get(t, "editor", ferry+"/texts?show=read&in=fa")
	if !strings.Contains(body, "NF7Z") || strings.Contains(body, "C3EQ") {
		t.Error("the filter of languages")
	}
	// Every recording waits to be cleaned: the import asked for it.
	body = d.Get(t, "editor", ferry+"/texts?show=waiting")
	contains(t, body, locale.For("en").Say("texts.step.next"), locale.For("en").Say("texts.step.ahead", "n", 1), "C3EQ|clean")
	to := d.Post(t, "editor", ferry+"/texts", "show", "waiting", "do", "stop", "item", "C3EQ|clean")
	body = d.Get(t, "editor", ferry+"/texts?show=failed")
	contains(t, body, "C3EQ", locale.For("en").Say("texts.reason.stopped"), heard)
	d.Undo(t, "editor", to)
	if strings.Contains(d.Get(t, "editor", ferry+"/texts?show=failed"), "C3EQ") {
		t.Error("what was cancelled was not asked for again")
	}
	d.Post(t, "editor", ferry+"/texts", "show", "waiting", "do", "stop", "all", "1")
	if got := d.Get(t, "editor", ferry+"/texts?show=waiting"); !strings.Contains(got, locale.For("en").Say("texts.empty.done")) {
		t.Error("not all that match were cancelled")
	}
	d.Post(t, "editor", ferry+"/texts", "show", "failed", "do", "retry", "item", "C3EQ|clean", "item", "NF7Z|clean")
	if got := d.Get(t, "editor", ferry+"/texts?show=waiting"); !strings.Contains(got, "C3EQ|clean") || !strings.Contains(got, "NF7Z|clean") || strings.Contains(got, "AM4Q") {
		t.Error("retrying two of them")
	}
	for _, bad := range []url.Values{desktest.Fields("do", "stop", "item", "C3EQ|rm -rf"), desktest.Fields("do", "explode", "item", "C3EQ|clean")} {
		if a := d.Do(t, "editor", "POST", ferry+"/texts", bad); a.Status != 400 {
			t.Errorf("%v: %d", bad, a.Status)
		}
	}
	// Loaded again by script it is the list alone.
	if a := d.Do(t, "editor", "GET", ferry+"/texts", nil, "HX-Request: true"); a.Status != 200 || strings.Contains(a.Body, "<html") || !strings.Contains(a.Body, `id="texts-list"`) {
		t.Errorf("%d", a.Status)
	}
	if a := d.Do(t, "editor", "GET", "/callouts/none/texts", nil); a.Status != 404 {
		t.Errorf("an unknown call-out: %d", a.Status)
	}
}

// What people say and type stays text.
func TestHostileText(t *testing.T) {
	d := desktest.Open(t)
	hostile := `</textarea><script>alert(1)</script>{{.}} "onfocus="alert(2)` + "\u202etxt"
	d.Post(t, "editor", heard, "base", "1", "text", hostile, "do", "save")
	d.Post(t, "editor", ferry+"/responses/C3EQ/translate", "lang", "fa")
	for _, path := range []string{heard, ferry + "/responses/C3EQ/translation/fa"} {
		body := d.Get(t, "editor", path)
		for _, bad := range []string{"<script>alert", `"onfocus="`, "\u202e"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		contains(t, body, "&lt;script&gt;alert(1)")
	}
	// Opened and saved without a change it is no new version.
	v := newest(t, d, transcriptRef("C3EQ"))
	d.Post(t, "editor", heard, "base", strconv.Itoa(v.N), "text", locale.Balance(hostile), "do", "save")
	if now := newest(t, d, transcriptRef("C3EQ")); now.N != v.N {
		t.Errorf("showing it made version %d", now.N)
	}
}

// Withdrawn answers have no text to open, and leave the queue.
func TestWithdrawn(t *testing.T) {
	d := desktest.Open(t)
	contains(t, d.Get(t, "editor", ferry+"/texts?show=read"), "C3EQ")
	at, err := voxpop.ParseMoment("2026-10-01")
	if err != nil {
		t.Fatal(err)
	}
	keep := desktest.Fields("draft-callout", "ferry", "draft-kind", "translation", "draft-name", "C3EQ/fa", "draft-base", "0.1", "t.1", "their words")
	if a := d.Do(t, "editor", "POST", "/drafts", keep, "Accept: application/json"); a.Status != 200 {
		t.Fatalf("%d", a.Status)
	}
	if err := d.App.Store.Withdraw(t.Context(), "dmitri", "ferry", at, "C3EQ"); err != nil {
		t.Fatal(err)
	}
	if a := d.Do(t, "editor", "GET", heard, nil); a.Status != http.StatusGone {
		t.Errorf("status %d", a.Status)
	}
	if strings.Contains(d.Get(t, "editor", ferry+"/texts"), "C3EQ") {
		t.Error("what was withdrawn still waits")
	}
	if _, there, err := d.App.Store.Draft(t.Context(), store.DraftKey{Callout: "ferry", Kind: "translation", Name: "C3EQ/fa", Person: "editor"}); there || err != nil {
		t.Errorf("what somebody typed of it is left: %v, %v", there, err)
	}
}

// The keys of the player are those that the person chose.
func TestPlayerKeys(t *testing.T) {
	d := desktest.Open(t)
	if to := d.Post(t, "editor", "/player", "preset", "bbc", "to", "//evil.example"); !strings.HasPrefix(to, "/?done=") {
		t.Errorf("sent to %s", to)
	}
	if a := d.Do(t, "editor", "POST", "/player", desktest.Fields("preset", "tab")); a.Status != 400 {
		t.Errorf("keys that are none: %d", a.Status)
	}
}
