package statements_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/app/desktest"
	"voxpop/internal/ledger"
)

func has(t *testing.T, body string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(body, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
}

const text = `Mayor Ilse Varga said on 2 May 2024: "We will never sell the night line." The hall was full.

"The line costs too much," said Ilse Varga. <script>alert(1)</script>`

// taken opens a desk that holds one source.
func taken(t *testing.T) (d *desktest.Desk, article string) {
	t.Helper()
	d = desktest.Open(t)
	to := d.Post(t, "editor", "/callouts/ferry/sources", "text", text, "outlet", "The Gazette", "language", "en", "published", "2024-05-03", "action", "take")
	path, _, _ := strings.Cut(to, "?")
	return d, path
}

// first returns the id and the revision of the first quotation that waits.
func first(t *testing.T, page string) (id, rev string) {
	t.Helper()
	m := regexp.MustCompile(`name="candidate" value="([^"]+)"><input type="hidden" name="rev" value="([^"]+)">\n<button class="primary"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no quotation waits")
	}
	return m[1], m[2]
}

func TestPagesAndRights(t *testing.T) {
	d, article := taken(t)
	said, err := d.App.Ledger().Statements(t.Context(), "ferry", ledger.StatementFilter{})
	if err != nil || len(said) == 0 {
		t.Fatal(len(said), err)
	}
	one := "/callouts/ferry/statements/" + said[0].ID
	for _, path := range []string{"/callouts/ferry/statements", one, "/callouts/ferry/sources", article, "/callouts/ferry/speakers", "/callouts/ferry/points"} {
		for _, lang := range []string{"fa", "ar", "en"} {
			body := d.Get(t, "editor", path+"?lang="+lang)
			if strings.Contains(body, ">statements.") || strings.Contains(body, "<script>alert") {
				t.Errorf("%s in %s holds a key or a script", path, lang)
			}
		}
		if body := d.Get(t, "coder", path); strings.Contains(body, `value="accept"`) || strings.Contains(body, "statements-undo") {
			t.Errorf("%s offers a coder to edit", path)
		}
		if a := d.Do(t, "", "GET", path, nil); a.Status != http.StatusSeeOther {
			t.Errorf("%s for nobody: %d", path, a.Status)
		}
	}
	for _, path := range []string{one + "/edit", one + "/position", one + "/verdict", "/callouts/ferry/statements-undo", "/callouts/ferry/sources", article + "/candidates", "/callouts/ferry/feeds", "/callouts/ferry/speakers", "/callouts/ferry/points"} {
		if a := d.Do(t, "coder", "POST", path, desktest.Fields("x", "y")); a.Status != http.StatusForbidden {
			t.Errorf("POST %s as a coder: %d", path, a.Status)
		}
	}
	for _, path := range []string{"/callouts/ferry/statements/none", "/callouts/ferry/sources/none", "/callouts/none/statements"} {
		if a := d.Do(t, "editor", "GET", path, nil); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	has(t, d.Get(t, "editor", "/callouts/ferry/statements"), `class="lane"`, "<table", `class="columns even-two"`, "Who changed position")
	none := d.Get(t, "editor", "/callouts/ferry/statements?speaker=Nobody+Known")
	has(t, none, "No statement fits")
}

func TestEmpty(t *testing.T) {
	a, err := app.Open(t.Context(), app.Config{Dir: t.TempDir(), House: voxpop.DefaultHouse()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.NewCallout(t.Context(), "x", voxpop.Callout{Slug: "new-one", Question: voxpop.Localized{"en": "q"}, Languages: []string{"en"}}); err != nil {
		t.Fatal(err)
	}
	d := desktest.Of(t, a)
	has(t, d.Get(t, "editor", "/callouts/new-one/statements"), "Add the first statement with its source.")
	has(t, d.Get(t, "editor", "/callouts/new-one/sources"), "No source yet", "No feed is watched")
	has(t, d.Get(t, "editor", "/callouts/new-one/points"), "No point yet")
}

func TestAcceptRejectUndo(t *testing.T) {
	d, article := taken(t)
	page := d.Get(t, "editor", article)
	has(t, page, "We will never sell the night line.", "&lt;script&gt;", `data-key="KeyA"`, `data-key="KeyX"`)
	id, rev := first(t, page)
	before := count(t, d)
	to := d.Post(t, "editor", article+"/candidates", "candidate", id, "rev", rev, "action", "accept", "speaker", "Ilse Varga", "said_on", "2024-05-02")
	if count(t, d) != before+1 {
		t.Fatal("nothing was accepted")
	}
	has(t, d.Get(t, "editor", article), "accepted")
	d.Undo(t, "editor", to)
	if count(t, d) != before {
		t.Error("the acceptance was not undone")
	}
	// What was decided since is a conflict, not a second decision.
	id, rev = first(t, d.Get(t, "editor", article))
	d.Post(t, "editor", article+"/candidates", "candidate", id, "rev", rev, "action", "reject")
	if a := d.Do(t, "editor", "POST", article+"/candidates", desktest.Fields("candidate", id, "rev", rev, "action", "accept", "speaker", "Ilse Varga", "said_on", "2024-05-02")); a.Status != http.StatusConflict {
		t.Errorf("an old revision: %d", a.Status)
	}
	if a := d.Do(t, "editor", "POST", article+"/candidates", desktest.Fields("action", "accept")); a.Status != http.StatusBadRequest {
		t.Errorf("no candidate: %d", a.Status)
	}
}

func count(t *testing.T, d *desktest.Desk) int {
	t.Helper()
	all, err := d.App.Ledger().Statements(t.Context(), "ferry", ledger.StatementFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestLookKeepsNothing(t *testing.T) {
	d := desktest.Open(t)
	a := d.Do(t, "editor", "POST", "/callouts/ferry/sources", desktest.Fields("text", text, "language", "en", "action", "look"))
	if a.Status != 200 {
		t.Fatal(a.Status)
	}
	has(t, a.Body, "nothing is kept", "<mark>", "&lt;script&gt;")
	list, err := d.App.Ledger().Sources(t.Context(), "ferry", ledger.SourceFilter{})
	if err != nil || list.Total != 0 {
		t.Errorf("%d sources are kept (%v)", list.Total, err)
	}
	for _, f := range [][]string{{"action", "take"}, {"text", text, "published", "2024-13-01", "action", "take"}} {
		if a := d.Do(t, "editor", "POST", "/callouts/ferry/sources", desktest.Fields(f...)); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", f, a.Status)
		}
	}
}

// Strangers' bytes are saved, never shown.
func TestArchivedFileIsAnAttachment(t *testing.T) {
	d, article := taken(t)
	a := d.Do(t, "coder", "GET", article+"/file", nil)
	if a.Status != 200 || a.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
}

func TestEditAndConflict(t *testing.T) {
	d := desktest.Open(t)
	all, err := d.App.Ledger().Statements(t.Context(), "ferry", ledger.StatementFilter{})
	if err != nil {
		t.Fatal(err)
	}
	x := all[0]
	path := "/callouts/ferry/statements/" + x.ID
	to := d.Post(t, "editor", path+"/edit", "rev", x.Rev, "place", "The old harbour")
	has(t, d.Get(t, "editor", path), "The old harbour")
	a := d.Do(t, "editor", "POST", path+"/edit", desktest.Fields("rev", x.Rev, "place", "Elsewhere", "speaker", x.Speaker))
	if a.Status != http.StatusConflict || !strings.Contains(a.Body, `value="Elsewhere"`) || !strings.Contains(a.Body, "The old harbour") {
		t.Errorf("%d", a.Status)
	}
	d.Undo(t, "editor", to)
	if strings.Contains(d.Get(t, "editor", path), `value="The old harbour"`) {
		t.Error("the edit was not undone")
	}
	if a := d.Do(t, "editor", "POST", path+"/edit", desktest.Fields("said_on", "2024-99-99")); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a bad date: %d", a.Status)
	}
}

func TestPointsAndSpeakers(t *testing.T) {
	d := desktest.Open(t)
	to := d.Post(t, "editor", "/callouts/ferry/points", "id", "night-line", "question.en", "Should the night line run?", "values", "yes = It should\nno = It should not", "exclusive", "yes, no")
	has(t, d.Get(t, "coder", "/callouts/ferry/points"), "Should the night line run?", "It should not")
	d.Undo(t, "editor", to)
	if strings.Contains(d.Get(t, "coder", "/callouts/ferry/points"), "night-line") {
		t.Error("the point was not undone")
	}
	if a := d.Do(t, "editor", "POST", "/callouts/ferry/points", desktest.Fields("id", "x y", "values", "a")); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a bad point: %d", a.Status)
	}
	people, err := d.App.Ledger().Speakers(t.Context(), "ferry")
	if err != nil || len(people) == 0 {
		t.Fatal(len(people), err)
	}
	name := people[0].Name
	d.Post(t, "editor", "/callouts/ferry/speakers", "name", name, "aliases", "The Old Hand\n")
	has(t, d.Get(t, "editor", "/callouts/ferry/speakers"), "The Old Hand")
	if a := d.Do(t, "editor", "POST", "/callouts/ferry/speakers", desktest.Fields("action", "merge", "from", name, "into", "Nobody At All")); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("merged into nobody: %d", a.Status)
	}
}

func TestPositionTakesAReason(t *testing.T) {
	d := desktest.Open(t)
	all, err := d.App.Ledger().Statements(t.Context(), "ferry", ledger.StatementFilter{})
	if err != nil {
		t.Fatal(err)
	}
	points, err := d.App.Ledger().Points(t.Context(), "ferry")
	if err != nil || len(points) == 0 {
		t.Fatal(len(points), err)
	}
	x := all[len(all)-1]
	path := "/callouts/ferry/statements/" + x.ID
	if a := d.Do(t, "editor", "POST", path+"/position", desktest.Fields("rev", x.Rev, "side", points[0].ID+"=no-such-side", "action", "take")); a.Status == http.StatusSeeOther {
		t.Error("a side that is none was taken")
	}
	if a := d.Do(t, "editor", "POST", path+"/position", desktest.Fields("rev", x.Rev, "side", points[0].ID+"="+points[0].Values[0].ID, "action", "refuse")); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("refused without a reason: %d", a.Status)
	}
}

// accepted opens a desk on which one quotation was accepted from an article.
func accepted(t *testing.T) (d *desktest.Desk, x func() ledger.Statement) {
	t.Helper()
	d, article := taken(t)
	was := map[string]bool{}
	all := func() []ledger.Statement {
		list, err := d.App.Ledger().Statements(t.Context(), "ferry", ledger.StatementFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	for _, y := range all() {
		was[y.ID] = true
	}
	id, rev := first(t, d.Get(t, "editor", article))
	d.Post(t, "editor", article+"/candidates", "candidate", id, "rev", rev, "action", "accept", "speaker", "Ilse Varga", "said_on", "2024-05-02")
	return d, func() ledger.Statement {
		for _, y := range all() {
			if !was[y.ID] {
				return y
			}
		}
		t.Fatal("nothing was accepted")
		return ledger.Statement{}
	}
}

func TestTranslationsOfAStatement(t *testing.T) {
	d, now := accepted(t)
	x := now()
	path := "/callouts/ferry/statements/" + x.ID
	to := d.Post(t, "editor", path+"/translation", "rev", x.Rev, "lang", "fa", "text", "خط شب را هرگز نمی‌فروشیم.", "reviewed", "1")
	if x = now(); len(x.Translations) != 1 || x.Translations[0].State != voxpop.Reviewed || x.Translations[0].By != "editor" {
		t.Fatalf("%+v", x.Translations)
	}
	has(t, d.Get(t, "editor", path), "خط شب را هرگز نمی‌فروشیم.")
	d.Undo(t, "editor", to)
	if x = now(); len(x.Translations) != 0 {
		t.Errorf("the undo left %+v", x.Translations)
	}
	d.Post(t, "editor", path+"/translation", "rev", x.Rev, "lang", "fa", "other", "tr", "text", "Asla satmayacağız.")
	if x = now(); len(x.Translations) != 1 || x.Translations[0].Lang != "tr" || x.Translations[0].State != voxpop.Edited {
		t.Fatalf("%+v", x.Translations)
	}
	// What was typed against an older state is not lost, nor does it win.
	for _, bad := range [][]string{{"rev", "old", "lang", "fa", "text", "کهنه"}, {"rev", x.Rev, "lang", "en", "text", "کهنه"}} {
		if a := d.Do(t, "editor", "POST", path+"/translation", desktest.Fields(bad...)); a.Status != http.StatusConflict && a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "کهنه</textarea>") {
			t.Errorf("%v: %d", bad, a.Status)
		}
	}
	d.Post(t, "editor", path+"/translation", "rev", x.Rev, "lang", "tr", "text", "")
	if x = now(); len(x.Translations) != 0 {
		t.Errorf("an empty field left %+v", x.Translations)
	}
	if a := d.Do(t, "coder", "POST", path+"/translation", desktest.Fields("lang", "fa", "text", "x")); a.Status != http.StatusForbidden {
		t.Errorf("a coder translates: %d", a.Status)
	}
}

func TestEndsOfAStatement(t *testing.T) {
	d, now := accepted(t)
	x := now()
	path := "/callouts/ferry/statements/" + x.ID
	page := d.Get(t, "editor", path)
	m := regexp.MustCompile(`(?s)id="ends".*<mark>([^<]*)</mark>.*name="start" type="number" min="0" value="(\d+)".*name="end" type="number" min="1" value="(\d+)"`).FindStringSubmatch(page)
	if m == nil || m[1] != x.Text {
		t.Fatalf("%q of %q", m, x.Text)
	}
	start, _ := strconv.Atoi(m[2])
	short := strings.Index(x.Text, "sell") + len("sell")
	to := d.Post(t, "editor", path+"/ends", "rev", x.Rev, "start", m[2], "end", strconv.Itoa(start+short))
	if x = now(); x.Text != "We will never sell" {
		t.Errorf("the words are %q", x.Text)
	}
	d.Undo(t, "editor", to)
	if x = now(); !strings.Contains(x.Text, "line") {
		t.Errorf("after the undo the words are %q", x.Text)
	}
	if a := d.Do(t, "editor", "POST", path+"/ends", desktest.Fields("rev", x.Rev, "start", "9", "end", "3")); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("ends the wrong way round: %d", a.Status)
	}
}
