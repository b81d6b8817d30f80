package callouts_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/app/desktest"
	"voxpop/internal/desk/callouts"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

// form is what the editor's form sends for a new call-out.
func form(pairs ...string) []string {
	return append([]string{"language", "en", "language", "fa", "question.en", "What changed on your street?", "question.fa", "در کوچهٔ شما چه تغییر کرد؟",
		"context.en", "We read all of it: desk@lantern.example", "media", "text", "media", "voice", "zone", "+03:30"}, pairs...)
}

func has(t *testing.T, body string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(body, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
}

func TestListAndRights(t *testing.T) {
	d := desktest.Open(t)
	body := d.Get(t, "editor", "/")
	has(t, body, `href="/callouts/new"`, `href="/callouts/ferry/edit"`, `href="/callouts/ferry/share"`)
	for _, c := range []string{"coder", "admin"} {
		if body := d.Get(t, c, "/"); strings.Contains(body, "/edit") || strings.Contains(body, "/callouts/new") {
			t.Errorf("%s is offered to edit", c)
		}
		for _, path := range []string{"/callouts/new", "/callouts/ferry/edit"} {
			if a := d.Do(t, c, "GET", path, nil); a.Status != http.StatusForbidden {
				t.Errorf("%s as %s: %d", path, c, a.Status)
			}
		}
		for _, path := range []string{"/callouts/new", "/callouts/ferry/edit", "/callouts/ferry/open", "/callouts/ferry/close", "/callouts/advice?of=en"} {
			if a := d.Do(t, c, "POST", path, desktest.Fields(form("slug", "x")...)); a.Status != http.StatusForbidden {
				t.Errorf("POST %s as %s: %d", path, c, a.Status)
			}
		}
	}
	has(t, d.Get(t, "editor", "/?lang=fa"), `<html lang="fa" dir="rtl"`, "فراخوان تازه")
	if a := d.Do(t, "editor", "GET", "/callouts/none/edit", nil); a.Status != http.StatusNotFound {
		t.Errorf("an unknown call-out: %d", a.Status)
	}
}

func TestEmptyListShowsExamples(t *testing.T) {
	d := desktest.Of(t, empty(t))
	has(t, d.Get(t, "editor", "/"), `href="/callouts/new?question=What%20has%20changed`, "Start with a question")
	if body := d.Get(t, "coder", "/"); strings.Contains(body, "/callouts/new") {
		t.Error("a coder is offered to ask")
	}
	has(t, d.Get(t, "editor", "/callouts/new?question=What+changed"), ">What changed</textarea>")
}

func empty(t *testing.T) *app.App {
	a, err := app.Open(t.Context(), app.Config{Dir: t.TempDir(), House: voxpop.DefaultHouse()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func TestNewCallout(t *testing.T) {
	d := desktest.Open(t)
	if days := d.Get(t, "editor", "/callouts/ferry/edit?lang=fa"); !strings.Contains(days, `<p class="hint">۱۱ شهریور ۱۴۰۵</p>`) {
		t.Error("the day of opening is not said in the calendar of the page")
	}
	d.Get(t, "editor", "/?lang=en")
	if to := d.Post(t, "editor", "/callouts/new", form("slug", "streets", "opens_day", "", "retention", "۳۰")...); !strings.HasPrefix(to, "/callouts/streets/edit?done=") {
		t.Fatalf("sent to %s", to)
	}
	c, err := d.App.Store.Callout(t.Context(), "streets")
	if err != nil || c.RetentionDays != 30 || c.Question["fa"] != "در کوچهٔ شما چه تغییر کرد؟" || !c.Opens.IsZero() || len(c.Media) != 2 {
		t.Errorf("%+v %v", c, err)
	}
	has(t, d.Get(t, "editor", "/callouts/streets/edit"), "draft", `value="30"`)
	has(t, d.Get(t, "editor", "/"), "What changed on your street?")

	for what, tt := range map[string]struct {
		pairs []string
		want  string
	}{
		"a taken name":    {form("slug", "ferry"), "There is already"},
		"a bad name":      {form("slug", "Straße"), "small letters"},
		"the name new":    {form("slug", "new"), "small letters"},
		"no media":        {[]string{"slug", "x", "language", "en", "question.en", "q"}, "at least one kind"},
		"no question":     {[]string{"slug", "x", "language", "en", "media", "text"}, "Write the question"},
		"no language":     {[]string{"slug", "x", "media", "text"}, "at least one language"},
		"a day that none": {form("slug", "x", "opens_day", "2026-02-30"), "a day that exists"},
		"ends first":      {form("slug", "x", "opens_day", "2026-03-02", "closes_day", "2026-03-01"), "closes before it opens"},
		"a huge number":   {form("slug", "x", "retention", "99999"), "whole number"},
	} {
		a := d.Do(t, "editor", "POST", "/callouts/new", desktest.Fields(tt.pairs...))
		want := http.StatusUnprocessableEntity
		if what == "a taken name" {
			want, tt.want = http.StatusConflict, "is there already"
		}
		if a.Status != want || !strings.Contains(a.Body, tt.want) {
			t.Errorf("%s: %d", what, a.Status)
		}
	}
	if _, err := d.App.Store.Callout(t.Context(), "x"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Error("a refused form was kept")
	}
}

func TestLanguagesComeAndGo(t *testing.T) {
	d := desktest.Open(t)
	a := d.Do(t, "editor", "POST", "/callouts/new", desktest.Fields(form("action", "add", "add", "ckb")...))
	if a.Status != 200 {
		t.Fatal(a.Status)
	}
	has(t, a.Body, `name="question.ckb"`, "What changed on your street?", `lang="ckb" dir="rtl"`, "missing in")
	a = d.Do(t, "editor", "POST", "/callouts/new", desktest.Fields(form("action", "remove:fa")...))
	if strings.Contains(a.Body, `name="question.fa"`) {
		t.Error("the language is still there")
	}
	a = d.Do(t, "editor", "POST", "/callouts/new", desktest.Fields(form("action", "first:fa")...))
	if fa, en := strings.Index(a.Body, `name="question.fa"`), strings.Index(a.Body, `name="question.en"`); fa < 0 || fa > en {
		t.Error("the language did not come first")
	}
}

func TestAdviceWhileTyping(t *testing.T) {
	d := desktest.Open(t)
	a := d.Do(t, "editor", "POST", "/callouts/advice?of=en", desktest.Fields("language", "en", "question.en", "Don't you <b>agree</b>?"), "HX-Request: true")
	if a.Status != 200 || !strings.Contains(a.Body, "leads the answer") || strings.Contains(a.Body, "<html") || strings.Contains(a.Body, "<b>") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestEditConflictAndUndo(t *testing.T) {
	d := desktest.Open(t)
	ctx := t.Context()
	c, rev, err := d.App.Store.CalloutRev(ctx, "ferry")
	if err != nil {
		t.Fatal(err)
	}
	page := d.Get(t, "editor", "/callouts/ferry/edit")
	fields := formOf(t, page)
	if fields.Get("base") != rev {
		t.Fatalf("base %q, want %q", fields.Get("base"), rev)
	}
	// Saved as it is nothing changes.
	if a := d.Do(t, "editor", "POST", "/callouts/ferry/edit", fields); a.Status != http.StatusSeeOther {
		t.Fatalf("%d", a.Status)
	}
	if _, now, _ := d.App.Store.CalloutRev(ctx, "ferry"); now != rev {
		t.Error("saving without a change changed something")
	}
	// Somebody else was quicker, with another field and with the same.
	other := c
	other.Question = voxpop.Localized{}
	for k, v := range c.Question {
		other.Question[k] = v
	}
	other.Question["en"] = "Theirs <script>alert(1)</script>"
	other.Context = voxpop.Localized{"en": "Their context"}
	if _, err := d.App.Store.PutCallout(ctx, "bo", other, rev); err != nil {
		t.Fatal(err)
	}
	fields.Set("question.en", "Mine?")
	fields.Set("max_text", "777")
	a := d.Do(t, "editor", "POST", "/callouts/ferry/edit", fields)
	if a.Status != http.StatusConflict {
		t.Fatalf("%d", a.Status)
	}
	has(t, a.Body, ">Mine?</textarea>", "Theirs &lt;script&gt;", `name="take.question.en"`, ">Their context</textarea>", `value="777"`, "You both changed one thing")
	// Merged: mine stays.
	merged := formOf(t, a.Body)
	to := d.Post(t, "editor", "/callouts/ferry/edit", pairs(merged)...)
	got, _, _ := d.App.Store.CalloutRev(ctx, "ferry")
	if got.Question["en"] != "Mine?" || got.Context["en"] != "Their context" || got.Limits.Text != 777 {
		t.Errorf("%+v", got)
	}
	d.Undo(t, "editor", to)
	if back, _, _ := d.App.Store.CalloutRev(ctx, "ferry"); back.Question["en"] != other.Question["en"] || back.Limits.Text != c.Limits.Text {
		t.Errorf("undone: %+v", back)
	}
	// Merged: theirs is taken.
	a = d.Do(t, "editor", "POST", "/callouts/ferry/edit", fields)
	merged = formOf(t, a.Body)
	merged.Set("take.question.en", "yes")
	d.Post(t, "editor", "/callouts/ferry/edit", pairs(merged)...)
	if got, _, _ := d.App.Store.CalloutRev(ctx, "ferry"); got.Question["en"] != other.Question["en"] || got.Limits.Text != 777 {
		t.Errorf("%+v", got)
	}
}

func TestPromisesHold(t *testing.T) {
	d := desktest.Open(t)
	ctx := t.Context()
	c, rev, err := d.App.Store.CalloutRev(ctx, "ferry")
	if err != nil {
		t.Fatal(err)
	}
	c.ContactBeforeQuoting, c.RetentionDays = true, 90
	if _, err = d.App.Store.PutCallout(ctx, "bo", c, rev); err != nil {
		t.Fatal(err)
	}
	page := d.Get(t, "editor", "/callouts/ferry/edit")
	has(t, page, "People have answered and read these promises")
	fields := formOf(t, page)
	fields.Del("contact")
	a := d.Do(t, "editor", "POST", "/callouts/ferry/edit", fields)
	if a.Status != http.StatusConflict || !strings.Contains(a.Body, "promised to be contacted") {
		t.Errorf("%d", a.Status)
	}
	fields.Set("contact", "yes")
	fields.Set("retention", "91")
	a = d.Do(t, "editor", "POST", "/callouts/ferry/edit", fields)
	if a.Status != http.StatusConflict || !strings.Contains(a.Body, "Shorter is allowed") {
		t.Errorf("%d", a.Status)
	}
}

func TestOpenCloseUndo(t *testing.T) {
	d := desktest.Open(t)
	d.Post(t, "editor", "/callouts/new", form("slug", "streets")...)
	state := func(want string) {
		t.Helper()
		has(t, d.Get(t, "editor", "/callouts/streets/edit"), `<span class="tag strong">`+want+`</span>`)
	}
	state("draft")
	opened := d.Post(t, "editor", "/callouts/streets/open")
	state("open")
	closed := d.Post(t, "editor", "/callouts/streets/close")
	state("closed")
	d.Undo(t, "editor", closed)
	state("open")
	if a := d.Do(t, "editor", "POST", "/undo/"+closed[strings.Index(closed, "done=")+5:], desktest.Fields()); a.Status != http.StatusConflict {
		t.Errorf("undone twice: %d", a.Status)
	}
	d.Undo(t, "editor", opened)
	state("draft")
}

func TestDraftComesBack(t *testing.T) {
	d := desktest.Open(t)
	f := desktest.Fields(form("slug", "streets")...)
	f.Set("draft-kind", "callout")
	f.Set("question.en", "Half a ques")
	if a := d.Do(t, "editor", "POST", "/drafts", f, "Accept: application/json"); a.Status != 200 {
		t.Fatal(a.Status)
	}
	has(t, d.Get(t, "editor", "/callouts/new"), ">Half a ques</textarea>", "did not save")
	if strings.Contains(d.Get(t, "chief", "/callouts/new"), "Half a ques") {
		t.Error("a draft is shown to somebody else")
	}
	d.Post(t, "editor", "/callouts/new", form("slug", "streets")...)
	if strings.Contains(d.Get(t, "editor", "/callouts/new"), "Half a ques") {
		t.Error("the draft outlived the saving")
	}
}

func TestPreview(t *testing.T) {
	d := desktest.Open(t)
	has(t, d.Get(t, "coder", "/callouts/ferry/preview?of=en&scheme=dark&size=small"), `class="preview-frame small"`, `src="/callouts/ferry/preview/form?of=en&amp;scheme=dark"`)
	a := d.Do(t, "coder", "GET", "/callouts/ferry/preview/form?of=en&scheme=dark", nil)
	if a.Status != 200 {
		t.Fatal(a.Status)
	}
	has(t, a.Body, `href="/preview/dark/voxpop.css"`, `href="/preview/dark/door.css"`, `<form id="answer"`)
	for _, bad := range []string{"<script", `href="/return`, `href="/about`, `href="/?lang`, `href="/leave`} {
		if strings.Contains(a.Body, bad) {
			t.Errorf("the form holds %q", bad)
		}
	}
	for name, part := range map[string]string{"Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN"} {
		if !strings.Contains(a.Header.Get(name), part) {
			t.Errorf("%s: %q", name, a.Header.Get(name))
		}
	}
	if a := d.Do(t, "", "GET", "/callouts/ferry/preview/form", nil); a.Status != http.StatusSeeOther {
		t.Errorf("nobody sees the form: %d", a.Status)
	}
	sheet := d.Get(t, "coder", "/preview/dark/voxpop.css")
	if strings.Contains(sheet, "prefers-color-scheme") || !strings.Contains(sheet, "color-scheme: only dark") {
		t.Error("the sheet still asks the device")
	}
	for _, path := range []string{"/preview/dark/other.css", "/preview/sepia/door.css", "/preview/dark/..%2Fpage.go"} {
		if a := d.Do(t, "coder", "GET", path, nil); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
}

func TestShare(t *testing.T) {
	d := desktest.Open(t)
	has(t, d.Get(t, "coder", "/callouts/ferry/share"), "No public address is known")
	d.App.Config.Front.Public = "https://answers.example"
	d.App.Config.Front.Onion = strings.Repeat("a", 56) + ".onion"
	d.App.Config.Doors = []app.Door{{Name: "north", Public: "https://north.example"}}
	body := d.Get(t, "coder", "/callouts/ferry/share")
	has(t, body, "https://answers.example/q/ferry?lang=en", "http://"+strings.Repeat("a", 56)+".onion/q/ferry?lang=en", "https://north.example/q/ferry", "north", "<svg viewBox=", "<textarea id=\"message-0\"")
	a := d.Do(t, "coder", "GET", "/callouts/ferry/qr.svg?door=0&of=en&onion=true", nil)
	if a.Status != 200 || a.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(a.Body, "<svg ") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	for _, q := range []string{"door=5&of=en", "door=-1&of=en", "door=0&of=xx", "door=1&of=en&onion=true", "door=x&of=en"} {
		if a := d.Do(t, "coder", "GET", "/callouts/ferry/qr.svg?"+q, nil); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", q, a.Status)
		}
	}
}

// The first page says in plain counts what else came through the public door;
// every language has the words.
func TestDoorway(t *testing.T) {
	door := func(x callouts.Doorway) func(lang string) string {
		s := &callouts.Screens{Store: none{}, Doorway: func(context.Context) (callouts.Doorway, error) { return x, nil }}
		f := &frame.Frame{People: anybody{}, Store: nothing{}, Log: slog.New(slog.DiscardHandler)}
		s.Routes(f)
		site := f.Handler()
		t.Cleanup(f.Stop)
		return func(lang string) string {
			r := httptest.NewRequest("GET", "/?lang="+lang, nil)
			r.AddCookie(&http.Cookie{Name: people.Cookie, Value: "x"})
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			return w.Body.String()
		}
	}
	for _, tt := range []struct {
		door callouts.Doorway
		says []string
	}{
		{callouts.Doorway{}, []string{"this workspace has no keys"}},
		{callouts.Doorway{Keys: true}, []string{"Nothing that came through it was refused"}},
		{callouts.Doorway{Keys: true, Locked: true, Waiting: 3}, []string{"The keys are locked", "3 sealed items wait"}},
		{callouts.Doorway{Keys: true, Refused: map[string]int{"unopened": 1, "damaged": 2, "callout": 3, "type": 4, "size": 5}},
			[]string{"1 item was set aside", "2 items were damaged", "3 items were meant for", "4 files were of a kind", "5 files were larger"}},
	} {
		get := door(tt.door)
		has(t, get("en"), tt.says...)
		for _, lang := range []string{"fa", "ar"} {
			if got := get(lang); strings.Contains(got, "desk.door") || strings.Contains(got, "{n") {
				t.Errorf("%+v: a word is missing in %s", tt.door, lang)
			}
		}
	}
}

// none is a store without call-outs.
type none struct{ callouts.Store }

func (none) Callouts(context.Context) ([]voxpop.Callout, error) { return nil, nil }

// anybody is an editor; nothing is what a frame keeps of a page that does nothing.
type anybody struct{ frame.People }

func (anybody) Session(context.Context, string) (people.Session, error) {
	return people.Session{Person: people.Person{ID: "e", Roles: []people.Role{people.Editor}}}, nil
}
func (anybody) SetLang(context.Context, string, string) error { return nil }

type nothing struct{ frame.Store }
