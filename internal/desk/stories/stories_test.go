package stories_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/app/desktest"
	"voxpop/internal/people"
	"voxpop/internal/story"
)

const at = "/callouts/ferry/stories"

func has(t *testing.T, body string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(body, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
}

// body is a story as it is kept.
func body(t *testing.T, d *desktest.Desk, name string) (string, int64) {
	t.Helper()
	v, err := d.App.Store.Story(t.Context(), "ferry", name)
	if err != nil {
		t.Fatal(err)
	}
	return string(v.Body), v.N
}

type verdict struct {
	Findings []struct {
		Start, End, Line        int
		Severity, Code, Message string
		Hint, Says, Kind, Place string
		Fixes                   []struct {
			Says  string
			Edits []story.Edit
		}
	}
	Errors, Warnings int
	Says, Seq        string
	MS               float64
	Outline          []struct {
		Level, Start int
		Text, Code   string
	}
}

func check(t *testing.T, d *desktest.Desk, as, name, text string) verdict {
	t.Helper()
	a := d.Do(t, as, "POST", at+"/"+name+"/check", desktest.Fields("body", text, "seq", "7"), "Accept: application/json")
	var v verdict
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil || a.Status != 200 || v.Seq != "7" {
		t.Fatalf("%d %s %v", a.Status, a.Body, err)
	}
	return v
}

func TestRights(t *testing.T) {
	d := desktest.Open(t)
	has(t, d.Get(t, "editor", at), "ferry.en.md", "New story", "Everything holds")
	if body := d.Get(t, "coder", at); strings.Contains(body, "New story") {
		t.Error("a coder is offered a new story")
	}
	if body := d.Get(t, "admin", at+"/ferry.en.md"); strings.Contains(body, "drawer-answers") || !strings.Contains(body, "readonly") {
		t.Error("who sees no answers is offered some, or may type")
	}
	for _, as := range []string{"coder", "admin"} {
		for _, path := range []string{"", "/ferry.en.md", "/ferry.en.md/restore", "/ferry.en.md/merge", "/ferry.en.md/drop", "/ferry.en.md/publish", "/ferry.en.md/sign", "/ferry.en.md/corrections", "/ferry.en.md/lead"} {
			if a := d.Do(t, as, "POST", at+path, desktest.Fields("x", "y")); a.Status != http.StatusForbidden {
				t.Errorf("POST %s as %s: %d", path, as, a.Status)
			}
		}
	}
	if a := d.Do(t, "admin", "GET", at+"/ferry.en.md/drawer", nil); a.Status != http.StatusForbidden {
		t.Errorf("the drawer for one who sees no answers: %d", a.Status)
	}
	if a := d.Do(t, "editor", "GET", at+"/none.md", nil); a.Status != http.StatusNotFound {
		t.Errorf("no such story: %d", a.Status)
	}
	for _, lang := range []string{"fa", "ar"} {
		has(t, d.Get(t, "editor", at+"?lang="+lang), `dir="rtl"`)
		has(t, d.Get(t, "editor", at+"/ferry."+lang+".md?lang="+lang), `lang="`+lang+`" dir="rtl"`)
	}
}

// The live check says what the verb says, on every story of the cast.
func TestLiveCheckIsTheVerbs(t *testing.T) {
	d := desktest.Open(t)
	for _, slug := range []string{"ferry", "lamps"} {
		all, err := d.App.Store.StoryNames(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, v := range all {
			if !strings.HasSuffix(v.Name, ".md") {
				continue
			}
			n++
			now, err := d.App.Store.Story(t.Context(), slug, v.Name)
			if err != nil {
				t.Fatal(err)
			}
			for what, text := range map[string]string{"as it is": string(now.Body), "broken": strings.NewReplacer("share:", "share:x", "”", "!”").Replace(string(now.Body)) + "\n\nThe public knows. Many respondents said “so”.\n"} {
				want, err := d.App.CheckStory(t.Context(), slug, v.Name, []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				a := d.Do(t, "editor", "POST", "/callouts/"+slug+"/stories/"+v.Name+"/check", desktest.Fields("body", text), "Accept: application/json")
				var got verdict
				if err := json.Unmarshal([]byte(a.Body), &got); err != nil {
					t.Fatal(err)
				}
				if len(got.Findings) != len(want.Findings) || got.Errors != want.Errors() {
					t.Fatalf("%s %s %s: %d findings, the verb has %d", slug, v.Name, what, len(got.Findings), len(want.Findings))
				}
				for i, f := range want.Findings {
					if g := got.Findings[i]; g.Code != string(f.Code) || g.Line != f.Line || g.Start != f.Start {
						t.Errorf("%s %s %s: %s at line %d, the verb has %s at %d", slug, v.Name, what, g.Code, g.Line, f.Code, f.Line)
					}
				}
				if what == "broken" && len(want.Findings) < 3 {
					t.Errorf("%s %s: %d findings of a broken story", slug, v.Name, len(want.Findings))
				}
			}
		}
		if n == 0 {
			t.Errorf("%s has no story", slug)
		}
	}
}

func TestSkeletonHolds(t *testing.T) {
	d := desktest.Open(t)
	list := d.Get(t, "editor", at)
	var pairs []string
	for _, m := range regexp.MustCompile(`name="theme" value="([^"]+)"`).FindAllStringSubmatch(list, -1) {
		pairs = append(pairs, "theme", m[1])
	}
	if len(pairs) < 6 {
		t.Fatalf("themes %v", pairs)
	}
	for _, lang := range []string{"en", "fa", "ar"} {
		to := d.Post(t, "editor", at, append(pairs, "lang", lang)...)
		text, n := body(t, d, lang+".md")
		if n != 1 || !strings.HasPrefix(to, at+"/"+lang+".md?done=") {
			t.Errorf("version %d, sent to %s", n, to)
		}
		v := check(t, d, "editor", lang+".md", text)
		for _, f := range v.Findings {
			t.Errorf("%s: the skeleton is not clean: %s %s", lang, f.Code, f.Message)
		}
		if len(v.Outline) < 3 || v.Outline[0].Code == "" {
			t.Errorf("%s: outline %+v", lang, v.Outline)
		}
		has(t, text, "chart:themes", "](share:")
		d.Undo(t, "editor", to)
		if _, err := d.App.Store.Story(t.Context(), "ferry", lang+".md"); voxpop.KindOf(err) != voxpop.NotFound {
			t.Errorf("after the undo: %v", err)
		}
		d.Post(t, "editor", at, append(pairs, "lang", lang)...) // the name is free again
	}
	if a := d.Do(t, "editor", "POST", at, desktest.Fields("lang", "xx")); a.Status != http.StatusBadRequest {
		t.Errorf("a language without rules: %d", a.Status)
	}
}

func TestTwoPeopleWrite(t *testing.T) {
	d := desktest.Open(t)
	const name = "ferry.en.md"
	was, n := body(t, d, name)
	page := d.Get(t, "editor", at+"/"+name)
	has(t, page, `name="base" value="0"`, `data-draft="story"`)
	to := d.Post(t, "editor", at+"/"+name, "base", "0", "body", strings.ReplaceAll(was, "\n", "\r\n")+"One more line.\r\n")
	now, n := body(t, d, name)
	if now != was+"One more line.\n" || n != 2 {
		t.Fatalf("version %d", n)
	}
	// Another, from the same beginning, elsewhere in the text.
	d.Signed["other"] = d.Signed["editor"]
	theirs := strings.Replace(was, "headline: ", "headline: New ", 1)
	d.Post(t, "editor", at+"/"+name, "base", "1", "body", theirs)
	if now, n = body(t, d, name); n != 3 || !strings.Contains(now, "headline: New ") || !strings.Contains(now, "One more line.") {
		t.Errorf("version %d holds not both", n)
	}
	// The same place: both are shown, and nothing is lost.
	a := d.Do(t, "editor", "POST", at+"/"+name, desktest.Fields("base", "2", "body", strings.Replace(was, "headline: ", "headline: Mine ", 1)+"One more line.\n"))
	if a.Status != http.StatusConflict {
		t.Fatalf("a clash answers %d", a.Status)
	}
	has(t, a.Body, "headline: Mine", "headline: New", `name="take-0"`, `value="both"`)
	if a := d.Do(t, "editor", "POST", at+"/"+name, desktest.Fields("base", "2", "body", strings.Replace(was, "headline: ", "headline: Mine ", 1)), "Accept: application/json"); a.Status != http.StatusConflict || !strings.Contains(a.Body, `"conflict":true`) {
		t.Errorf("a script gets %d %s", a.Status, a.Body)
	}
	to = d.Post(t, "editor", at+"/"+name+"/merge", "base", "2", "theirs", "3", "body", strings.Replace(was, "headline: ", "headline: Mine ", 1)+"One more line.\n", "take-0", "mine")
	if now, n = body(t, d, name); n != 4 || !strings.Contains(now, "headline: Mine ") || strings.Contains(now, "headline: New ") {
		t.Errorf("version %d: the choice is not kept", n)
	}
	d.Undo(t, "editor", to)
	if now, n = body(t, d, name); n != 5 || !strings.Contains(now, "headline: New ") {
		t.Errorf("version %d after the undo", n)
	}
	has(t, d.Get(t, "editor", at+"/"+name+"/versions"), "Version 5", "Came with the record")
	has(t, d.Get(t, "editor", at+"/"+name+"/versions/4"), "<ins>", "<del>", "Bring this version back")
	d.Post(t, "editor", at+"/"+name+"/restore", "n", "1", "newest", "5")
	if now, _ = body(t, d, name); now != was {
		t.Error("the first version is not back")
	}
	if a := d.Do(t, "editor", "POST", at+"/"+name+"/restore", desktest.Fields("n", "2", "newest", "5")); a.Status != http.StatusConflict {
		t.Errorf("restoring over another's version: %d", a.Status)
	}
	to = d.Post(t, "editor", at+"/"+name+"/drop", "base", "6")
	if strings.Contains(d.Get(t, "editor", at), `href="`+at+"/"+name+`"`) {
		t.Error("it is still listed")
	}
	d.Undo(t, "editor", to)
	if now, _ = body(t, d, name); now != was {
		t.Error("the drop is not undone")
	}
}

func TestDraftComesBack(t *testing.T) {
	d := desktest.Open(t)
	d.Do(t, "editor", "POST", "/drafts", desktest.Fields("draft-callout", "ferry", "draft-kind", "story", "draft-name", "ferry.en.md", "draft-base", "0", "body", "typed and not saved"), "Accept: application/json")
	has(t, d.Get(t, "editor", at+"/ferry.en.md"), "typed and not saved</textarea>", "data-draft-note")
	if strings.Contains(d.Get(t, "coder", at+"/ferry.en.md"), "typed and not saved") {
		t.Error("another's draft is shown")
	}
}

func TestFixesOverTheWire(t *testing.T) {
	d := desktest.Open(t)
	was, _ := body(t, d, "ferry.en.md")
	code := regexp.MustCompile(`\(share:([a-z-]+)\)`).FindStringSubmatch(was)[1]
	text := was + "\n\n[Almost all](share:" + code + ") said so.\n"
	v := check(t, d, "editor", "ferry.en.md", text)
	for _, f := range v.Findings {
		if f.Code != "quantifier" || len(f.Fixes) == 0 {
			continue
		}
		fixed := string(story.Fix{Edits: f.Fixes[0].Edits}.Apply([]byte(text)))
		again := check(t, d, "editor", "ferry.en.md", fixed)
		if slices.ContainsFunc(again.Findings, func(g struct {
			Start, End, Line        int
			Severity, Code, Message string
			Hint, Says, Kind, Place string
			Fixes                   []struct {
				Says  string
				Edits []story.Edit
			}
		}) bool {
			return g.Message == f.Message
		}) {
			t.Error("the fix leaves its finding")
		}
		return
	}
	t.Errorf("no fix for a word that is too strong: %+v", v.Findings)
}

// A quotation without a link is linked to whoever said it, among all answers.
func TestWhoseWordsTheyAre(t *testing.T) {
	d := desktest.Open(t)
	all, err := d.App.Store.Quotable(t.Context(), "ferry", "", "", "", 500)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if !r.Consent.Quote || r.Medium != voxpop.Text || r.Lang != "en" || strings.ContainsAny(r.Text, "“”\"'’\n[]*_<&") || len(r.Text) < 30 {
			continue
		}
		v := check(t, d, "editor", "ferry.en.md", "---\ncallout: ferry\nlang: en\nheadline: x\nstandfirst: y\ndate: 2027-01-01\n---\n\nSomebody wrote “"+r.Text+"”.\n")
		for _, f := range v.Findings {
			for _, x := range f.Fixes {
				if strings.Contains(x.Edits[len(x.Edits)-1].Text, "response:"+r.ID) {
					return
				}
			}
		}
		t.Fatalf("nobody is found for the words of %s: %+v", r.ID, v.Findings)
	}
	t.Fatal("the cast has no plain English answer")
}

func TestHostileText(t *testing.T) {
	d := desktest.Open(t)
	for _, text := range []string{"", "\x00", "---\n", strings.Repeat("[", 5000), "</textarea><script>alert(1)</script>", "‮\u2066x", strings.Repeat("😀", 2000) + "“x”"} {
		a := d.Do(t, "editor", "POST", at+"/ferry.en.md/check", desktest.Fields("body", text), "Accept: application/json")
		if a.Status != 200 {
			t.Errorf("%.20q: %d", text, a.Status)
		}
		d.Do(t, "editor", "POST", at+"/ferry.en.md/preview", desktest.Fields("body", text))
	}
	_, n := body(t, d, "ferry.en.md")
	d.Post(t, "editor", at+"/ferry.en.md", "base", "0", "body", "</textarea><script>alert(1)</script>")
	for _, path := range []string{"", "/versions", "/versions/1", "/publish"} {
		if page := d.Get(t, "editor", at+"/ferry.en.md"+path); strings.Contains(page, "<script>alert") {
			t.Errorf("%s: somebody's script stands in the page", path)
		}
	}
	_ = n
	has(t, d.Get(t, "editor", at), "ferry.en.md")
}

func TestDrawer(t *testing.T) {
	d := desktest.Open(t)
	list := d.Get(t, "editor", at)
	code := regexp.MustCompile(`name="theme" value="([^"]+)"`).FindStringSubmatch(list)[1]
	part := d.Get(t, "editor", at+"/ferry.en.md/drawer?in=en&code="+code)
	has(t, part, "data-insert=", "](response:", "May be quoted", "](by:")
	if strings.Contains(part, "<html") {
		t.Error("a part is a whole page")
	}
	// Everything that it inserts holds.
	was, _ := body(t, d, "ferry.en.md")
	m := regexp.MustCompile(`data-quote="([^"]+)" data-insert="([^"]+)"`).FindAllStringSubmatch(part, 5)
	if len(m) == 0 {
		t.Fatal("nothing can be quoted")
	}
	for _, q := range m {
		insert := strings.NewReplacer("&lt;", "<", "&amp;", "&", "&#34;", `"`, "&#39;", "'", "&#43;", "+").Replace(q[2])
		v := check(t, d, "editor", "ferry.en.md", was+"\n\n"+insert+"\n")
		for _, f := range v.Findings {
			if f.Code == "verbatim" || f.Code == "consent" {
				t.Errorf("what the drawer inserts is refused: %s %s", f.Code, f.Message)
			}
		}
	}
	found := false
	for l, err := range d.App.Store.Audit(t.Context(), "ferry", 0) {
		if err != nil {
			t.Fatal(err)
		}
		found = found || l.Verb == "look"
	}
	if !found {
		t.Error("looking into answers left no line in the audit log")
	}
	in := d.Signed["editor"]
	in.Shared = true
	d.Signed["editor"] = in
	if shared := d.Get(t, "editor", at+"/ferry.en.md/drawer?in=en&code="+code); len(shared) >= len(part) {
		t.Error("names and places are shown while the screen is shared")
	}
}

func TestPublish(t *testing.T) {
	d := desktest.Open(t)
	const name = "ferry.en.md"
	was, _ := body(t, d, name)
	page := d.Get(t, "editor", at+"/"+name+"/publish")
	sha := regexp.MustCompile(`name="sha" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if sha == nil {
		t.Fatal("a clean story cannot be published")
	}
	if a := d.Do(t, "editor", "POST", at+"/"+name+"/publish", desktest.Fields("sha", sha[1])); a.Status != http.StatusConflict {
		t.Errorf("published without being asked: %d", a.Status)
	}
	d.Post(t, "editor", at+"/"+name+"/publish", "sha", sha[1], "sure", "1")
	if a := d.Do(t, "", "GET", "/published/ferry/en/", nil); a.Status != 200 || !strings.Contains(a.Body, "<h1") {
		t.Errorf("readers get %d", a.Status)
	}
	has(t, d.Get(t, "editor", at), "/published/ferry/en/")

	preview := d.Do(t, "editor", "POST", at+"/"+name+"/preview", desktest.Fields("body", was))
	if preview.Status != 200 || preview.Header.Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(preview.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") || strings.Contains(preview.Header.Get("Content-Security-Policy"), "script-src") {
		t.Errorf("the preview: %d %v", preview.Status, preview.Header)
	}
	refused := d.Do(t, "editor", "POST", at+"/"+name+"/preview", desktest.Fields("body", was+"\n\nThe public knows.\n"))
	has(t, refused.Body, "refused", `<a href="#mark-1">Line `, `<mark id="mark-1" title="`, `<a href="#error-1">1</a>`, "<h3>") // the story, with its error in place
	if i := strings.Index(refused.Body, `<mark id="mark-1"`); !strings.Contains(refused.Body[i:min(i+200, len(refused.Body))], "public") {
		t.Errorf("another place is marked: %s", refused.Body[i:min(i+200, len(refused.Body))])
	}

	// Too soon: an editor signs.
	soon := regexp.MustCompile(`(?m)^date: .*$`).ReplaceAllString(was, "date: 2020-01-01")
	d.Post(t, "editor", at+"/"+name, "base", "0", "body", soon)
	if p := d.Get(t, "editor", at+"/"+name+"/publish"); !strings.Contains(p, "/sign") || strings.Contains(p, `name="sure"`) {
		t.Error("a story that is too soon is not refused, or nobody can sign")
	}
	d.Post(t, "editor", at+"/"+name+"/sign")
	now, _ := body(t, d, name)
	has(t, now, "delay: \"waived by ")
	if v := check(t, d, "editor", name, now); slices.ContainsFunc(v.Findings, func(f struct {
		Start, End, Line        int
		Severity, Code, Message string
		Hint, Says, Kind, Place string
		Fixes                   []struct {
			Says  string
			Edits []story.Edit
		}
	}) bool {
		return f.Code == "delay"
	}) {
		t.Error("the signature does not count")
	}
}

func TestCorrections(t *testing.T) {
	d := desktest.Open(t)
	const name, path = "ferry.en.md", at + "/ferry.en.md/corrections"
	d.Post(t, "editor", path, "kind", "correction", "date", "2027-03-20", "text", "The ferry ran until noon: it was \"late\".", "before", "it ran until one")
	d.Post(t, "editor", path, "kind", "update", "date", "2027-03-21", "text", "It runs again.")
	now, _ := body(t, d, name)
	doc, err := story.Parse(name, []byte(now))
	if err != nil || len(doc.Front.Corrections) < 2 || len(doc.Problems().Findings) > 0 {
		t.Fatalf("%+v %v", doc.Front.Corrections, doc.Problems().Findings)
	}
	k := doc.Front.Corrections[len(doc.Front.Corrections)-2:]
	if k[0].Text != `Correction: The ferry ran until noon: it was "late". An earlier version said: it ran until one` || k[1].Text != "Update: It runs again." {
		t.Errorf("%+v", k)
	}
	has(t, d.Get(t, "editor", path), "It runs again.", "A correction stays")
	if a := d.Do(t, "editor", "POST", path, desktest.Fields("kind", "correction", "date", "2027-02-30", "text", "x")); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "A correction needs") {
		t.Errorf("a day that does not exist: %d", a.Status)
	}
}

func TestLeadPhoto(t *testing.T) {
	d := desktest.Open(t)
	send := func(file []byte, pairs ...string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for i := 0; i < len(pairs); i += 2 {
			w.WriteField(pairs[i], pairs[i+1])
		}
		f, _ := w.CreateFormFile("picture", "../../x.png")
		f.Write(file)
		w.Close()
		r := httptest.NewRequest("POST", at+"/ferry.en.md/lead", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(&http.Cookie{Name: people.Cookie, Value: "editor"})
		rec := httptest.NewRecorder()
		d.Site.ServeHTTP(rec, r)
		return rec
	}
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	all := []string{"alt", "A quay", "caption", "The quay: at noon", "credit", "Photo: Ann", "rights", "1"}
	if r := send([]byte("<svg onload=alert(1)>"), all...); r.Code != http.StatusUnprocessableEntity {
		t.Errorf("a drawing with script: %d", r.Code)
	}
	if r := send(pic.Bytes(), all[:6]...); r.Code != http.StatusUnprocessableEntity {
		t.Errorf("without the rights: %d", r.Code)
	}
	if r := send(pic.Bytes(), all...); r.Code != http.StatusSeeOther {
		t.Fatalf("a picture: %d %s", r.Code, r.Body)
	}
	now, _ := body(t, d, "ferry.en.md")
	doc, err := story.Parse("x.md", []byte(now))
	if err != nil || doc.Front.Caption != "The quay: at noon" || doc.Front.Alt != "A quay" || !strings.HasPrefix(doc.Front.Lead, "lead-") {
		t.Fatalf("%+v %v", doc.Front, err)
	}
	has(t, d.Get(t, "editor", at+"/ferry.en.md/lead"), "files/"+doc.Front.Lead, `alt="A quay"`)
	// What a camera wrote about place and owner does not enter the record.
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00II*\x00 at 35.7 N, by Ann"
	tagged := slices.Concat(photo.Bytes()[:2], []byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, []byte(exif), photo.Bytes()[2:])
	if r := send(tagged, all...); r.Code != http.StatusSeeOther {
		t.Fatalf("a photo of a camera: %d %s", r.Code, r.Body)
	}
	text, _ := body(t, d, "ferry.en.md")
	shot, err := story.Parse("x.md", []byte(text))
	if err != nil || shot.Front.Lead == doc.Front.Lead {
		t.Fatalf("%+v %v", shot.Front, err)
	}
	if a := d.Do(t, "editor", "GET", at+"/ferry.en.md/files/"+shot.Front.Lead, nil); a.Header.Get("Content-Type") != "image/jpeg" || a.Body != photo.String() {
		t.Errorf("the photo is kept as %s, %d bytes, with its place: %v", a.Header.Get("Content-Type"), len(a.Body), strings.Contains(a.Body, "by Ann"))
	}
	if a := d.Do(t, "editor", "GET", at+"/ferry.en.md/files/"+doc.Front.Lead, nil); a.Header.Get("Content-Type") != "image/png" || a.Body != pic.String() {
		t.Errorf("the picture comes as %s", a.Header.Get("Content-Type"))
	}
	if a := d.Do(t, "editor", "GET", at+"/ferry.en.md/files/ferry.fa.md", nil); a.Status != http.StatusNotFound {
		t.Errorf("a story as a picture: %d", a.Status)
	}
}

// A withdrawal shows on the list every place at which the answer is quoted.
func TestWithdrawnAnswerIsListed(t *testing.T) {
	d := desktest.Open(t)
	was, _ := body(t, d, "ferry.en.md")
	id := regexp.MustCompile(`\]\(response:([A-Z0-9a-z-]+)\)`).FindStringSubmatch(was)[1]
	words := regexp.MustCompile(`\[([^\[\]]+)\]\(response:` + id + `\)`).FindStringSubmatch(was)[1]
	if err := d.App.Store.Withdraw(t.Context(), "desk", "ferry", voxpop.Moment{Time: time.Now()}, id); err != nil {
		t.Fatal(err)
	}
	page := d.Get(t, "editor", at)
	has(t, page, "Quoted answers that are no more", id)
	if now, _ := body(t, d, "ferry.en.md"); strings.Contains(now, words) {
		t.Error("the words still stand in the story")
	}
}
