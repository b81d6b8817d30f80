package inbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app/desktest"
	"voxpop/internal/cast"
	"voxpop/internal/locale"
	"voxpop/internal/media"
	"voxpop/internal/record"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

const inboxPath = "/callouts/ferry/inbox"

// response is the address of an answer of the cast.
func response(id string) string { return "/callouts/ferry/responses/" + id }

// audit lists the lines of a verb about a response of the cast.
func audit(t testing.TB, d *desktest.Desk, verb, id string) (all []store.AuditLine) {
	t.Helper()
	for l, err := range d.App.Store.Audit(t.Context(), "ferry", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := json.Marshal(l.Changes); l.Verb == verb && (id == "" || strings.Contains(string(b), `"`+id+`"`)) {
			all = append(all, l)
		}
	}
	return all
}

// fetched is a part of a page that a script asks for.
func fetched(t testing.TB, d *desktest.Desk, as, method, path string, fields url.Values) string {
	t.Helper()
	a := d.Do(t, as, method, path, fields, "HX-Request: true")
	if a.Status != http.StatusOK {
		t.Fatalf("%s %s as %s: status %d, %s", method, path, as, a.Status, a.Body)
	}
	if strings.Contains(a.Body, "<html") {
		t.Errorf("%s %s: a script got a whole page", method, path)
	}
	return a.Body
}

// find is a response of the cast as the store has it.
func find(t testing.TB, d *desktest.Desk, id string) voxpop.Response {
	t.Helper()
	r, err := d.App.Store.Read(t.Context(), "ferry", id)
	if err != nil {
		t.Fatal(err)
	}
	return r.Response
}

var rowID = regexp.MustCompile(`id="row-([^"]+)"`)

func rows(body string) (ids []string) {
	for _, m := range rowID.FindAllStringSubmatch(body, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

// recorded is a desk whose recordings were made safe.
func recorded(t testing.TB) *desktest.Desk {
	t.Helper()
	d := desktest.Open(t)
	s := (&storetest.Engines{Sound: speech(t)}).Service(d.App.Store)
	s.Cleaner = cleaner{speech(t)}
	storetest.Work(t, d.App.Store, s)
	return d
}

// speech is a real recording.
func speech(t testing.TB) []byte {
	t.Helper()
	b, err := fs.ReadFile(cast.KioskFiles(), "umbrellas.ogg")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// cleaner makes the same sound and waveform of every recording.
type cleaner struct{ sound []byte }

func (c cleaner) Clean(_ context.Context, o scribe.Original, _ func(float64)) (*scribe.Cleaned, error) {
	peaks, err := json.Marshal(media.Peaks{Version: 2, Channels: 1, SampleRate: 48000, SamplesPerPixel: 480, Bits: 8, Length: 3, Data: []int8{-9, 9, -90, 100, -3, 4}})
	part := func(kind scribe.Kind, body []byte) scribe.Part {
		return scribe.Part{Derivative: scribe.Derivative{Kind: kind, Type: "audio/ogg", Seconds: 8.7, Tool: "test 1", Of: o.SHA256}, Body: bytes.NewReader(body)}
	}
	return &scribe.Cleaned{Parts: []scribe.Part{part(scribe.Audio, c.sound), part(scribe.Peaks, peaks)}}, err
}

func TestTheListShowsWhatCameIn(t *testing.T) {
	d := desktest.Open(t)
	for _, lang := range locale.Supported() {
		body := d.Get(t, "editor", inboxPath+"?lang="+lang)
		l := locale.For(lang)
		for _, want := range []string{fmt.Sprintf(`<html lang="%s" dir="%s"`, lang, l.Dir), "<h1", l.Say("inbox.search"), l.Say("inbox.flag.quote"), `id="row-`, `data-rows`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page lacks %q", lang, want)
			}
		}
		if strings.Count(body, "<h1") != 1 || strings.Contains(body, "inbox.") && regexp.MustCompile(`>[^<]*\binbox\.[a-z]`).MatchString(body) {
			t.Errorf("%s: headings or keys", lang)
		}
		if n := len(rows(body)); n != 50 {
			t.Errorf("%s: %d rows", lang, n)
		}
	}
	// Every row says the language and direction of its words.
	body := d.Get(t, "editor", inboxPath+"?lang=en&language=fa")
	if !strings.Contains(body, `lang="fa" dir="rtl" data-answer`) {
		t.Error("a Persian answer is not marked as one")
	}
}

// Pages follow each other without gap or repeat, in both orders.
func TestPagesOfTheList(t *testing.T) {
	d := desktest.Open(t)
	next := regexp.MustCompile(`name="after" value="([^"]+)"`)
	var orders [2][]string
	for i, order := range []string{"newest", "oldest"} {
		body := d.Get(t, "editor", inboxPath+"?show=all&order="+order)
		seen := map[string]bool{}
		for {
			for _, id := range rows(body) {
				if seen[id] {
					t.Fatalf("%s comes twice", id)
				}
				seen[id] = true
				orders[i] = append(orders[i], id)
			}
			m := next.FindStringSubmatch(body)
			if m == nil {
				break
			}
			body = fetched(t, d, "editor", "POST", inboxPath, desktest.Fields("show", "all", "order", order, "after", m[1]))
		}
	}
	if len(orders[0]) != 382 || len(orders[1]) != 382 || orders[0][0] != orders[1][381] {
		t.Errorf("%d and %d answers, first %v, last %v", len(orders[0]), len(orders[1]), orders[0][0], orders[1][381])
	}
}

func TestSearchAndFilter(t *testing.T) {
	d := desktest.Open(t)
	body := fetched(t, d, "editor", "POST", inboxPath, desktest.Fields("q", "captain slow", "show", "all"))
	if ids := rows(body); len(ids) == 0 || len(ids) > 5 || !strings.Contains(body, `id="row-AF7P"`) {
		t.Errorf("found %v", ids)
	}
	if !strings.Contains(body, `name="q" value="captain slow"`) {
		t.Error("what is done with all would not know the words")
	}
	// Words stand in no address, and an address with words asks nothing.
	if strings.Contains(body, "slow\"") && regexp.MustCompile(`href="[^"]*captain`).MatchString(body) {
		t.Error("words in an address")
	}
	if n := len(rows(d.Get(t, "editor", inboxPath+"?q=captain+slow&show=all"))); n != 50 {
		t.Errorf("an address searched: %d rows", n)
	}
	if body := fetched(t, d, "editor", "POST", inboxPath, desktest.Fields("q", "zzzxqq")); len(rows(body)) != 0 || !strings.Contains(body, locale.For("en").Say("inbox.no.match")) {
		t.Error("nothing found, and nothing said")
	}
	for _, f := range [][2]string{{"medium", "voice"}, {"channel", "telegram"}, {"language", "fa"}, {"coded", "no"}, {"show", "duplicate"}, {"show", "withdrawn"}, {"campaign", "keep-the-white-line"}} {
		body := d.Get(t, "editor", inboxPath+"?lang=en&show=all&"+f[0]+"="+f[1])
		if len(rows(body)) == 0 || len(rows(body)) == 50 && f[0] == "campaign" {
			t.Errorf("%v: %d rows", f, len(rows(body)))
		}
		if f[0] == "medium" && strings.Count(body, `data-medium="voice"`) != len(rows(body)) {
			t.Errorf("%v: other media too", f)
		}
	}
	// A filter that is kept comes back with its words, as a form.
	d.Post(t, "editor", inboxPath+"/filters", "name", "ferries <b>", "q", "ferry", "medium", "voice")
	body = d.Get(t, "editor", inboxPath)
	if !strings.Contains(body, "ferries &lt;b&gt;") || strings.Contains(d.Get(t, "coder", inboxPath), "ferries") {
		t.Error("the filter is not kept for whom it is")
	}
	if a := d.Do(t, "editor", "POST", inboxPath+"/filters", desktest.Fields("name", " ")); a.Status != http.StatusBadRequest {
		t.Errorf("a filter without a name: %d", a.Status)
	}
	d.Post(t, "editor", inboxPath+"/filters/forget", "name", "ferries <b>")
	if strings.Contains(d.Get(t, "editor", inboxPath), "ferries &lt;b&gt;") {
		t.Error("the filter is still there")
	}
}

// Who may do what. A page that shows a look writes it down; a coder sorts nothing.
func TestRights(t *testing.T) {
	d := desktest.Open(t)
	for _, path := range []string{inboxPath, inboxPath + "/progress", response("AF7P"), response("AF7P") + "/history"} {
		for as, want := range map[string]int{"editor": 200, "coder": 200, "admin": 403, "security": 403} {
			if a := d.Do(t, as, "GET", path, nil); a.Status != want {
				t.Errorf("GET %s as %s: %d, want %d", path, as, a.Status, want)
			}
		}
	}
	if a := d.Do(t, "security", "GET", response("AM4Q")+"/media/audio", nil); a.Status != 403 {
		t.Errorf("media: %d", a.Status)
	}
	for path, fields := range map[string]url.Values{
		inboxPath + "/act": desktest.Fields("do", "spam", "id", "AF7P"), response("AF7P") + "/reply": desktest.Fields("text", "hello"),
	} {
		if a := d.Do(t, "coder", "POST", path, fields); a.Status != 403 {
			t.Errorf("POST %s as coder: %d", path, a.Status)
		}
	}
	if find(t, d, "AF7P").SetAside != "" {
		t.Error("a coder set an answer aside")
	}
	body := d.Get(t, "coder", inboxPath)
	if strings.Contains(body, `id="bulk"`) || strings.Contains(body, `name="id"`) {
		t.Error("a coder is offered what only editors do")
	}
	if body := d.Get(t, "coder", response("AF7P")); strings.Contains(body, `name="do"`) || strings.Contains(body, `name="text"`) {
		t.Error("a coder is offered what only editors do")
	}
	for _, path := range []string{"/callouts/nope/inbox", response("nope"), response("nope") + "/history", "/callouts/nope/responses/AF7P"} {
		if a := d.Do(t, "editor", "GET", path, nil); a.Status != 404 {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
}

// Opening an answer is written down, and marks it as read for the desk when an
// editor does it.
func TestALookIsWrittenDown(t *testing.T) {
	d := desktest.Open(t)
	d.Get(t, "coder", response("AF7P"))
	if it, err := d.App.Store.InboxItem(t.Context(), "ferry", "AF7P"); err != nil || it.Seen {
		t.Errorf("a coder's look marked it as read: %v", err)
	}
	d.Get(t, "editor", response("AF7P"))
	if it, err := d.App.Store.InboxItem(t.Context(), "ferry", "AF7P"); err != nil || !it.Seen {
		t.Errorf("it is not marked as read: %v", err)
	}
	looks := audit(t, d, "look", "AF7P")
	if len(looks) != 2 || looks[0].Actor != "coder" || looks[1].Actor != "editor" {
		t.Errorf("looks %+v", looks)
	}
	before := fetched(t, d, "editor", "GET", inboxPath+"/progress?all=380", nil)
	if !strings.Contains(before, "381 unread") || !strings.Contains(before, "2 new answers") {
		t.Errorf("progress %s", before)
	}
}

// What a person said of themself comes only when asked for, and that is written down.
func TestReveal(t *testing.T) {
	d := desktest.Open(t)
	body := d.Get(t, "editor", response("AF7P"))
	if strings.Contains(body, "Hester") {
		t.Fatal("a name is shown unasked")
	}
	if len(audit(t, d, "reveal", "")) != 0 {
		t.Fatal("a reveal without one")
	}
	part := fetched(t, d, "editor", "POST", response("AF7P")+"/reveal", url.Values{})
	if !strings.Contains(part, "Hester") || !strings.Contains(part, "66") || !strings.Contains(part, "Fennel Row") {
		t.Errorf("revealed %s", part)
	}
	if lines := audit(t, d, "reveal", "AF7P"); len(lines) != 1 || lines[0].Actor != "editor" || strings.Contains(fmt.Sprint(lines), "Hester") {
		t.Errorf("audit %+v", lines)
	}
	a := d.Do(t, "editor", "POST", response("AF7P")+"/reveal", url.Values{}) // without script
	if a.Status != 200 || !strings.Contains(a.Body, "Hester") || !strings.Contains(a.Body, "<html") || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d, Cache-Control %q", a.Status, a.Header.Get("Cache-Control"))
	}
	if strings.Contains(d.Get(t, "editor", response("AF7P")), "Hester") {
		t.Error("it stays revealed")
	}
	// Who codes words does not learn whose they are.
	if a := d.Do(t, "coder", "POST", response("AF7P")+"/reveal", url.Values{}); a.Status != http.StatusForbidden || strings.Contains(a.Body, "Hester") {
		t.Errorf("a coder got %d", a.Status)
	}
	for _, path := range []string{response("AF7P"), inboxPath + "?show=all"} {
		if body := d.Get(t, "coder", path); strings.Contains(body, "Fennel Row") || strings.Contains(body, "/reveal") {
			t.Errorf("%s tells a coder of a person", path)
		}
	}
	if !strings.Contains(d.Get(t, "editor", inboxPath+"?show=all"), "Fennel Row") {
		t.Error("the list tells an editor no place")
	}
}

// While the screen is shared nothing tells of a person.
func TestSharedScreen(t *testing.T) {
	d := recorded(t)
	d.Post(t, "editor", "/share-screen")
	list, page := d.Get(t, "editor", inboxPath+"?show=all"), d.Get(t, "editor", response("AF7P"))
	for _, secret := range []string{"Fennel Row", "Hester", "scattered my brother", "Cooper&#39;s Reach"} {
		if strings.Contains(list, secret) || strings.Contains(page, secret) {
			t.Errorf("%q is shown to everybody", secret)
		}
	}
	if !strings.Contains(page, locale.For("en").Say("inbox.shared")) || !strings.Contains(list, locale.For("en").Say("inbox.shared")) {
		t.Error("the pages do not say why")
	}
	for path, fields := range map[string]url.Values{response("AF7P") + "/reveal": {}, response("AM4Q") + "/play": desktest.Fields("kind", "audio")} {
		if a := d.Do(t, "editor", "POST", path, fields); a.Status != 403 {
			t.Errorf("POST %s: %d", path, a.Status)
		}
	}
	if a := d.Do(t, "editor", "GET", response("AM4Q")+"/media/audio", nil); a.Status != 403 {
		t.Errorf("media: %d", a.Status)
	}
	if n := len(audit(t, d, "reveal", "")) + len(audit(t, d, "play", "")); n != 0 {
		t.Errorf("%d looks that were refused are written down", n)
	}
}

// Everything that is done to answers is done at once and can be undone.
func TestActsAndTheirUndo(t *testing.T) {
	d := desktest.Open(t)
	item := func(id string) string {
		it, err := d.App.Store.InboxItem(t.Context(), "ferry", id)
		if err != nil {
			t.Fatal(err)
		}
		r := find(t, d, id)
		return fmt.Sprintf("%v %v %v %q %v aside=%q campaign=%q of=%q contacted=%v", it.Seen, it.Done, it.Star, it.Assignee, it.Tags, r.SetAside, r.Campaign, r.DuplicateOf, r.Contacted)
	}
	ids := []string{"AF7P", "AJ2K"}
	for _, fields := range [][]string{
		{"do", "done"}, {"do", "read"}, {"do", "star"}, {"do", "assign", "to", "editor"}, {"do", "tag", "tag-name", "صدا <b>"}, {"do", "campaign", "campaign-name", "letters"},
		{"do", "spam"}, {"do", "off-topic"}, {"do", "blank"}, {"do", "contacted"}, {"do", "repeat", "of", "A6JB"},
	} {
		before := []string{item(ids[0]), item(ids[1])}
		form := append([]string{"id", ids[0], "id", ids[1]}, fields...)
		to := d.Post(t, "editor", inboxPath+"/act", form...)
		if item(ids[0]) == before[0] || item(ids[1]) == before[1] {
			t.Errorf("%v changed nothing: %s", fields, item(ids[0]))
		}
		if body := d.Get(t, "editor", to); !strings.Contains(body, "2 ") || !strings.Contains(body, "/undo/") {
			t.Errorf("%v: the page does not say what was done", fields)
		}
		d.Undo(t, "editor", to)
		if item(ids[0]) != before[0] || item(ids[1]) != before[1] {
			t.Errorf("%v was not undone: %s, was %s", fields, item(ids[0]), before[0])
		}
		if a := d.Do(t, "editor", "POST", "/undo/"+mustDone(t, to), url.Values{}); a.Status != http.StatusConflict {
			t.Errorf("%v undone twice: %d", fields, a.Status)
		}
	}
	// The way back where there is one.
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "done")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "open")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "star")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "unstar")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "spam")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "count")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "unread")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "tag", "tag-name", "x")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "untag", "tag-name", "x")
	d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "assign", "to", "-")
	if got := item("AF7P"); got != `false false false "" [] aside="" campaign="" of="" contacted=false` {
		t.Errorf("left: %s", got)
	}
	for _, fields := range [][]string{{"do", "spam"}, {"id", "AF7P"}, {"id", "AF7P", "do", "fly"}, {"id", "AF7P", "do", "assign", "to", "nobody-here"}, {"id", "AF7P", "do", "tag"},
		{"id", "AF7P", "do", "repeat", "of", "../x"}, {"id", "AF7P", "do", "repeat", "of", "AF7P"}} {
		if a := d.Do(t, "editor", "POST", inboxPath+"/act", desktest.Fields(fields...)); a.Status != http.StatusBadRequest {
			t.Errorf("%v: %d", fields, a.Status)
		}
	}
	if a := d.Do(t, "editor", "POST", inboxPath+"/act", desktest.Fields("id", "nope", "do", "spam")); a.Status != http.StatusNotFound {
		t.Errorf("an answer that is not there: %d", a.Status)
	}
}

func mustDone(t testing.TB, location string) string {
	t.Helper()
	u, err := url.Parse(location)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("done")
}

// All that match are chosen by their number: when that is another by now
// nothing is done.
// What was so already is told, and is no part of what one did.
func TestAnActThatChangesNothing(t *testing.T) {
	d := desktest.Open(t)
	says := locale.For("en").Say("inbox.did.nothing")
	star := func() string {
		return d.Get(t, "editor", d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "star"))
	}
	if body := star(); strings.Contains(body, says) || !strings.Contains(body, "/undo/") {
		t.Fatal("the first star changed something, and the page does not offer its undo")
	}
	if body := star(); !strings.Contains(body, says) || strings.Contains(body, "/undo/") {
		t.Error("the page does not say that nothing was changed")
	}
	if strings.Contains(d.Get(t, "editor", "/history"), says) {
		t.Error("the history says that nothing was changed")
	}
}

func TestAllThatMatch(t *testing.T) {
	d := desktest.Open(t)
	body := d.Get(t, "editor", inboxPath+"?lang=en&medium=voice")
	m := regexp.MustCompile(`name="all" value="(\d+)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatal("all cannot be chosen")
	}
	if a := d.Do(t, "editor", "POST", inboxPath+"/act", desktest.Fields("all", m[1]+"0", "medium", "voice", "do", "off-topic")); a.Status != http.StatusConflict {
		t.Errorf("another number: %d", a.Status)
	}
	part := fetched(t, d, "editor", "POST", inboxPath+"/act", desktest.Fields("all", m[1], "medium", "voice", "do", "off-topic"))
	if len(rows(part)) != 0 || !strings.Contains(part, `hx-swap-oob="true"`) {
		t.Errorf("%d voices are left in the list", len(rows(part)))
	}
	p, err := d.App.Store.Inbox(t.Context(), "ferry", store.InboxFilter{States: []string{"off-topic"}, Media: []voxpop.Medium{voxpop.Voice}}, "", 1)
	if err != nil || fmt.Sprint(p.Total) < m[1] {
		t.Errorf("%d are set aside, want %s or more, %v", p.Total, m[1], err)
	}
}

// What others changed since is not undone over their heads.
func TestUndoOfWhatOthersChanged(t *testing.T) {
	d := desktest.Open(t)
	to := d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "id", "AJ2K", "do", "spam")
	d.Post(t, "chief", inboxPath+"/act", "id", "AJ2K", "do", "off-topic")
	if a := d.Do(t, "editor", "POST", "/undo/"+mustDone(t, to), url.Values{}); a.Status != http.StatusConflict {
		t.Errorf("status %d", a.Status)
	}
	if find(t, d, "AF7P").SetAside != voxpop.Spam || find(t, d, "AJ2K").SetAside != voxpop.OffTopic {
		t.Error("half of it was undone")
	}
	repeat := d.Post(t, "editor", inboxPath+"/act", "id", "AF7P", "do", "repeat", "of", "A6JB")
	d.Post(t, "chief", inboxPath+"/act", "id", "AF7P", "do", "repeat", "of", "AJ2K")
	if a := d.Do(t, "editor", "POST", "/undo/"+mustDone(t, repeat), url.Values{}); a.Status != http.StatusConflict || find(t, d, "AF7P").DuplicateOf != "AJ2K" {
		t.Errorf("status %d, repeats %s", a.Status, find(t, d, "AF7P").DuplicateOf)
	}
}

// A coder who has not coded an answer sees nobody's codes, in no part of the page.
func TestBlindPages(t *testing.T) {
	d := desktest.Open(t)
	var id, code string
	err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) error {
		for k, err := range v.Codings() {
			if err != nil {
				return err
			}
			if k.Present && k.Origin == voxpop.ByPerson && k.Coder != voxpop.Final && k.Code != voxpop.NoCode {
				all, err := v.CodingsOf(k.Response)
				if err != nil {
					return err
				}
				if final := strings.Contains(fmt.Sprint(all), voxpop.Final); !final {
					c, _ := v.Codebook().Code(k.Code)
					id, code = k.Response, c.Name.In("en")
					return nil
				}
			}
		}
		return nil
	})
	if err != nil || id == "" {
		t.Fatal("nothing is coded", err)
	}
	// The sentence about the hidden coders says that there are some.
	for _, as := range []string{"coder", "editor"} {
		body := d.Get(t, as, response(id)+"?lang=en")
		box := body[strings.Index(body, `id="codes-title"`):strings.Index(body, `id="consent-title"`)]
		if strings.Contains(box, code) || !strings.Contains(box, "hidden, so that nobody leads you") {
			t.Errorf("%s sees the codes: %s", as, box)
		}
		if past := d.Get(t, as, response(id)+"/history"); strings.Contains(past, code) {
			t.Errorf("%s sees the codes in the history", as)
		}
	}
}

// A recording is loaded only when asked for, in parts, and that is written down once.
// A page that was opened before the recording was cleaned asks for the player
// alone: no look is written down, and no word comes along.
func TestThePlayerComesLater(t *testing.T) {
	d := desktest.Open(t)
	ask := response("AM4Q") + "?part=player"
	if body := d.Get(t, "editor", response("AM4Q")); !strings.Contains(body, `hx-get="`+ask) {
		t.Fatal("the page does not ask again")
	}
	looks := len(audit(t, d, "look", "AM4Q"))
	part := fetched(t, d, "editor", "GET", ask, nil)
	if !strings.HasPrefix(strings.TrimSpace(part), `<section id="player"`) || strings.Contains(part, "data-answer") {
		t.Errorf("got %s", part)
	}
	if n := len(audit(t, d, "look", "AM4Q")); n != looks {
		t.Errorf("%d looks, had %d", n, looks)
	}
}

func TestMedia(t *testing.T) {
	d := recorded(t)
	body := d.Get(t, "editor", response("AM4Q"))
	for _, bad := range []string{"<audio", "<video", "<img", "/media/"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page loads %q unasked", bad)
		}
	}
	if !strings.Contains(body, `class="wave"`) || !strings.Contains(body, "data-play") {
		t.Error("there is no waveform or nothing to press")
	}
	part := fetched(t, d, "editor", "POST", response("AM4Q")+"/play", desktest.Fields("kind", "audio"))
	if !strings.Contains(part, `<source src="/callouts/ferry/responses/AM4Q/media/audio" type="audio/ogg">`) {
		t.Errorf("no player: %s", part)
	}
	sound := speech(t)
	get := func(rng string, status int) desktest.Answer {
		t.Helper()
		a := d.Do(t, "editor", "GET", response("AM4Q")+"/media/audio", nil, "Range: "+rng)
		if a.Status != status {
			t.Errorf("range %q: status %d, want %d", rng, a.Status, status)
		}
		return a
	}
	all := d.Do(t, "editor", "GET", response("AM4Q")+"/media/audio", nil)
	if all.Status != 200 || all.Body != string(sound) || all.Header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("status %d, %d bytes of %d", all.Status, len(all.Body), len(sound))
	}
	for name, want := range map[string]string{"Content-Type": "audio/ogg", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"} {
		if got := all.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	n := len(sound)
	if a := get("bytes=100-199", 206); a.Body != string(sound[100:200]) || a.Header.Get("Content-Range") != fmt.Sprintf("bytes 100-199/%d", n) {
		t.Errorf("%d bytes, %s", len(a.Body), a.Header.Get("Content-Range"))
	}
	if a := get("bytes=-50", 206); a.Body != string(sound[n-50:]) {
		t.Errorf("the end: %d bytes", len(a.Body))
	}
	get(fmt.Sprintf("bytes=%d-", n+1), 416)
	if lines := audit(t, d, "play", "AM4Q"); len(lines) != 1 || lines[0].Actor != "editor" {
		t.Errorf("played: %+v", lines)
	}
	d.Do(t, "coder", "GET", response("AM4Q")+"/media/audio", nil)
	if lines := audit(t, d, "play", "AM4Q"); len(lines) != 2 {
		t.Errorf("somebody else's look is not written down: %d", len(lines))
	}
	for _, kind := range []string{"original", "peaks", "video", "../audio", ""} {
		if a := d.Do(t, "editor", "GET", response("AM4Q")+"/media/"+url.PathEscape(kind), nil); a.Status != 404 {
			t.Errorf("%q: status %d", kind, a.Status)
		}
	}
	// Without script the page comes again, with the player in it.
	to := d.Post(t, "editor", response("AM4Q")+"/play", "kind", "audio")
	to, _, _ = strings.Cut(to, "#")
	if !strings.Contains(d.Get(t, "editor", to), "<audio") {
		t.Error("no player without script")
	}
}

// Words of a recording can be played from.
func TestWordsHaveTheirTimes(t *testing.T) {
	d := recorded(t)
	body := d.Get(t, "editor", response("AM4Q"))
	if n := strings.Count(body, "data-s="); n < 4 {
		t.Errorf("%d stretches have a time", n)
	}
	if !strings.Contains(body, response("AM4Q")+"/transcript") || !strings.Contains(body, response("AM4Q")+"/translation/") {
		t.Error("no way to the editors of its texts")
	}
}

// What was taken back, or is illegal, leaves nothing on any page.
func TestGone(t *testing.T) {
	d := desktest.Open(t)
	at, err := voxpop.ParseMoment("2026-09-20")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.App.Store.Withdraw(t.Context(), "desk", "ferry", at, "AF7P"); err != nil {
		t.Fatal(err)
	}
	a := d.Do(t, "editor", "GET", response("AF7P"), nil)
	if a.Status != http.StatusGone || !strings.Contains(a.Body, "took it back") || strings.Contains(a.Body, `name="do"`) || strings.Contains(a.Body, "Fennel") {
		t.Errorf("status %d", a.Status)
	}
	if len(audit(t, d, "look", "AF7P")) != 0 {
		t.Error("a look at nothing is written down")
	}
	if a := d.Do(t, "editor", "POST", response("AF7P")+"/reveal", url.Values{}); a.Status != http.StatusGone {
		t.Errorf("reveal: %d", a.Status)
	}
	if body := d.Get(t, "editor", inboxPath+"?show=withdrawn"); !strings.Contains(body, "nothing of it is left") {
		t.Error("the list does not say that it is gone")
	}
}

// holding is a desk with one more call-out.
func holding(t testing.TB, c voxpop.Callout, all ...voxpop.Response) *desktest.Desk {
	t.Helper()
	d := desktest.Open(t)
	_, err := d.App.Store.Import(t.Context(), "test", false, func(b record.Batch) error {
		err := b.Callout(c)
		for _, r := range all {
			if err == nil {
				err = b.Response(r)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What strangers send stays text and does no harm to the line it stands in.
func TestHostileText(t *testing.T) {
	hostile := "<script>alert(1)</script>{{.}}\"'\u202etxt.exe\u2066 " + strings.Repeat("ا", 100_000)
	age := 7
	at, _ := voxpop.ParseMoment("2026-09-02")
	d := holding(t, voxpop.Callout{Slug: "hostile", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}},
		voxpop.Response{ID: "X1", ReceivedAt: at, Channel: voxpop.Web, Medium: voxpop.Text, Lang: "en", Text: hostile, Campaign: "<i>\u202ename",
			Consent: voxpop.Consent{Name: voxpop.NoName}, Person: voxpop.Person{Name: "<script>\u202e", Age: &age, Place: "\"><img src=x>", Role: "\u202e"}})
	for _, lang := range []string{"en", "fa"} {
		for _, body := range []string{d.Get(t, "editor", "/callouts/hostile/inbox?lang="+lang), d.Get(t, "editor", "/callouts/hostile/responses/X1"),
			fetched(t, d, "editor", "POST", "/callouts/hostile/responses/X1/reveal", url.Values{}), d.Get(t, "editor", "/callouts/hostile/responses/X1/history")} {
			body = regexp.MustCompile(` value="[^"]*"`).ReplaceAllString(body, "") // forms send back what was there
			for _, bad := range []string{"<script>", "<img", "<i>", "\u202e"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s: the page holds %q", lang, bad)
				}
			}
		}
	}
	if body := d.Get(t, "editor", "/callouts/hostile/inbox"); len(body) > 60_000 {
		t.Errorf("one answer makes a list of %d bytes", len(body))
	}
}

// A call-out without answers says what will appear, and the one next step.
func TestNothingYet(t *testing.T) {
	d := holding(t, voxpop.Callout{Slug: "new", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}})
	body := d.Get(t, "editor", "/callouts/new/inbox")
	if !strings.Contains(body, `href="/callouts/new/share"`) || !strings.Contains(body, "No answers yet") || strings.Contains(body, "data-rows") {
		t.Error("the page does not say what to do")
	}
}

// A reply goes where a receipt is, and nowhere else; what was typed is kept.
func TestReply(t *testing.T) {
	d := desktest.Open(t)
	a := d.Do(t, "editor", "POST", response("AF7P")+"/reply", desktest.Fields("text", "May we call you?"))
	if a.Status != http.StatusConflict {
		t.Errorf("a reply to nobody: %d", a.Status)
	}
	if a := d.Do(t, "editor", "POST", response("AF7P")+"/reply", desktest.Fields("text", "  ")); a.Status != http.StatusBadRequest {
		t.Errorf("an empty reply: %d", a.Status)
	}
	if body := d.Get(t, "editor", response("AF7P")); !strings.Contains(body, locale.For("en").Say("inbox.reply.no")) {
		t.Error("the page does not say that nobody can be reached")
	}
	to := d.Post(t, "editor", inboxPath+"/act", "do", "ask", "ask", "May we call you?", "id", "AF7P", "id", "AJ2K")
	if body := d.Get(t, "editor", to); !strings.Contains(body, "Sent to 0 people; 2 cannot be reached.") {
		t.Error("the page does not say who was reached")
	}
}

// The history says who did what, and the versions of its texts.
func TestHistory(t *testing.T) {
	d := recorded(t)
	d.Post(t, "editor", inboxPath+"/act", "id", "AM4Q", "do", "spam")
	d.Get(t, "coder", response("AM4Q"))
	past := fetched(t, d, "editor", "GET", response("AM4Q")+"/history?lang=en", nil)
	for _, want := range []string{"set aside or counted again", "spam", "read", "Transcript", response("AM4Q") + "/translation/fa"} {
		if !strings.Contains(past, want) {
			t.Errorf("the history lacks %q", want)
		}
	}
}
