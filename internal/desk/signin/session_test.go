package signin_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop/internal/app"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
	"voxpop/internal/store"
)

func draftOf(who string) store.DraftKey {
	return store.DraftKey{Kind: "callout", Person: who}
}

// A session that is locked shows nothing and changes nothing; what was typed
// before is there afterwards.
func TestALockKeepsDraftsAndShowsNothing(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor, people.Admin)
	draft := []string{"draft-kind", "callout", "language", "en", "question.en", "What do the lamps keep from you?"}
	status(t, "a draft", b.post("/drafts", draft...), http.StatusOK)
	s.pass(15 * time.Minute)
	for _, path := range []string{"/", "/callouts/new", "/me", "/history", "/settings/people", "/share-screen"} {
		w := b.get(path)
		if path != "/share-screen" {
			goesTo(t, path, w, strings.TrimSuffix("/unlock?next="+url.QueryEscape(path), "?next=%2F"))
		}
		if strings.Contains(w.Body.String(), "lamps") {
			t.Errorf("%s shows what was typed", path)
		}
	}
	for _, post := range [][]string{{"/me", "name", "Eve"}, {"/drafts", "draft-kind", "callout", "question.en", "x"}, {"/me/sessions/end"}, {"/settings/people", "name", "Eve", "id", "eve", "role", "admin"}} {
		w := b.post(post[0], post[1:]...)
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/unlock") {
			t.Errorf("%s while locked: %d to %q", post[0], w.Code, to)
		}
	}
	if _, err := s.app.People().Account(t.Context(), "eve"); err == nil {
		t.Error("somebody was invited while the desk was locked")
	}
	page := b.get("/unlock").Body.String()
	if strings.Contains(page, `<nav class="links"`) || strings.Contains(page, "/settings") {
		t.Error("the lock shows the desk's screens")
	}
	status(t, "a wrong passphrase", b.post("/unlock", "passphrase", "wrong wrong wrong"), http.StatusForbidden)
	goesTo(t, "unlocking", b.post("/unlock", "passphrase", good, "next", "/callouts/new"), "/callouts/new")
	d, ok, err := s.app.Store.Draft(t.Context(), draftOf("ana"))
	if err != nil || !ok || d.Fields.Get("question.en") != "What do the lamps keep from you?" {
		t.Errorf("the draft is %v, %v", d.Fields, err)
	}
	if !strings.Contains(b.get("/callouts/new").Body.String(), "What do the lamps keep from you?") {
		t.Error("the page does not bring the draft back")
	}
	if strings.Contains(s.signedIn("bo", people.Editor).get("/callouts/new").Body.String(), "lamps") {
		t.Error("another person sees the draft")
	}
}

// What a page asks by itself keeps nobody's session open.
func TestAPageAloneLocks(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	status(t, "in use", b.get("/session"), http.StatusNoContent)
	for range 14 {
		s.pass(time.Minute)
		status(t, "a list that loads itself", b.do("GET", "/history", nil, "Voxpop-Alone", "1"), http.StatusOK)
		status(t, "asking whether it may be shown", b.get("/session"), http.StatusNoContent)
	}
	s.pass(time.Minute)
	status(t, "asking after fifteen minutes", b.get("/session"), http.StatusUnauthorized)
	goesTo(t, "after fifteen minutes", b.get("/me"), "/unlock?next=%2Fme")
	goesTo(t, "unlocking", b.post("/unlock", "passphrase", good), "/")
	for range 30 { // and who uses it stays
		s.pass(time.Minute)
		status(t, "a page", b.get("/history"), http.StatusOK)
	}
	s.pass(12 * time.Hour)
	status(t, "asking after twelve hours", b.get("/session"), http.StatusUnauthorized)
	status(t, "nobody", s.browser().get("/session"), http.StatusUnauthorized)
}

// Who is removed, or signs out everywhere, is out with the next request, on
// every machine.
func TestBeingOutIsAtOnce(t *testing.T) {
	s := open(t)
	admin := s.signedIn("root", people.Admin)
	b := s.signedIn("ana", people.Editor)
	at := func() []*browser {
		var all []*browser
		for range 3 {
			one := s.browser()
			goesTo(t, "signing in", one.post("/sign-in", "id", "ana", "passphrase", good), "/")
			all = append(all, one)
		}
		return all
	}
	out := func(what string, all ...*browser) {
		t.Helper()
		for _, one := range all {
			status(t, what, one.get("/session"), http.StatusUnauthorized)
			goesTo(t, what, one.get("/me"), "/sign-in?next=%2Fme")
		}
	}
	others := at()
	status(t, "everywhere else", b.post("/me/sessions/end"), http.StatusSeeOther)
	out("signed out everywhere else", others...)
	status(t, "here", b.get("/me"), http.StatusOK)

	others = at()
	const other = "violet tractors sing softly"
	status(t, "another passphrase", b.post("/me/passphrase", "old", good, "passphrase", other, "again", other), http.StatusSeeOther)
	out("beside another passphrase", others...)
	status(t, "here", b.get("/me"), http.StatusOK)
	for _, pass := range []string{good, other} {
		w := s.browser().post("/sign-in", "id", "ana", "passphrase", pass)
		if want := map[string]int{good: http.StatusForbidden, other: http.StatusSeeOther}[pass]; w.Code != want {
			t.Errorf("signing in after the change: %d, want %d", w.Code, want)
		}
	}

	status(t, "disabling", admin.post("/settings/people/ana/disable"), http.StatusSeeOther)
	out("disabled", b)
	status(t, "signing in", s.browser().post("/sign-in", "id", "ana", "passphrase", other), http.StatusForbidden)
	status(t, "enabling", admin.post("/settings/people/ana/enable"), http.StatusSeeOther)
	out("a session from before", b)

	// A session of one person is not ended by another's form.
	goesTo(t, "signing in", b.post("/sign-in", "id", "ana", "passphrase", other), "/")
	bo := s.signedIn("bo", people.Editor)
	sessions, err := s.app.People().Sessions(t.Context(), "ana")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range sessions {
		bo.post("/me/sessions/end", "session", one.ID())
	}
	status(t, "still in", b.get("/me"), http.StatusOK)
}

// Signing out leaves no page of the desk in the browser.
func TestSigningOutLeavesNoPage(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	token := b.jar[people.Cookie].Value
	w := b.post("/sign-out")
	goesTo(t, "signing out", w, "/sign-in")
	c := w.Result().Cookies()
	if len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode {
		t.Errorf("cookies %v", c)
	}
	if w.Header().Get("Clear-Site-Data") != `"cache"` {
		t.Error("the browser may keep pages")
	}
	b.jar[people.Cookie] = &http.Cookie{Name: people.Cookie, Value: token}
	goesTo(t, "the cookie from before", b.get("/me"), "/sign-in?next=%2Fme")
}

func TestCookies(t *testing.T) {
	for origin, secure := range map[string]bool{"": false, "http://localhost:8080": false, "https://desk.example.org": true} {
		s := open(t, func(c *app.Config) {
			c.DeskOrigin = origin
			c.OIDC = app.OIDC{Issuer: newProvider(t).URL, ClientID: "desk", Secret: clientSecret}
		})
		b := s.signedIn("ana", people.Editor)
		status(t, "going out", b.get("/sign-in/outside"), http.StatusSeeOther)
		for name, c := range b.jar {
			want := http.Cookie{Path: "/", SameSite: http.SameSiteStrictMode}
			if name == "voxpop_outside" {
				want = http.Cookie{Path: "/sign-in/back", SameSite: http.SameSiteLaxMode}
			}
			if !c.HttpOnly || c.Secure != secure || c.Path != want.Path || c.SameSite != want.SameSite || c.Domain != "" || c.Raw == "" || len(c.Value) < 26 {
				t.Errorf("at %q: %s", origin, c.Raw)
			}
		}
		if len(b.jar) != 2 {
			t.Errorf("at %q: %d cookies", origin, len(b.jar))
		}
	}
}

// A try that is refused costs the person nothing but time, and every browser
// that tries the name has to wait.
func TestWaitingIsByName(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	s.signedIn("bo", people.Editor)
	for range 5 {
		status(t, "a wrong try", s.browser().post("/sign-in", "id", "ana", "passphrase", "wrong wrong wrong"), http.StatusForbidden)
	}
	status(t, "from another browser", s.browser().post("/sign-in", "id", " ANA ", "passphrase", good), http.StatusTooManyRequests)
	status(t, "who is in stays in", b.get("/me"), http.StatusOK)
	goesTo(t, "another name", s.browser().post("/sign-in", "id", "bo", "passphrase", good), "/")
	status(t, "locking", b.post("/lock"), http.StatusSeeOther)
	status(t, "the lock waits too", b.post("/unlock", "passphrase", good), http.StatusTooManyRequests)
	s.pass(31 * time.Second)
	goesTo(t, "after the wait", b.post("/unlock", "passphrase", good), "/")
	if n := count(s.verbs("ana"), "people_refused"); n != 5 {
		t.Errorf("the log holds %d refusals, want 5", n)
	}
}

func count(all []string, one string) (n int) {
	for _, v := range all {
		if v == one {
			n++
		}
	}
	return n
}

// Nowhere does an address lead off this site, nor into a header.
func TestGoingOnStaysHere(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	for _, next := range []string{"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)", "/\t/evil.example",
		"/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:%20a=b", "%2f%2fevil.example", "evil.example", "/%09/evil.example", "/.//evil.example", "/..//evil.example", "//evil.example@desk", " /me", "\x00/me"} {
		if got := frame.Local(next); !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t\x00") {
			t.Errorf("Local(%q) = %q", next, got)
		}
		for _, path := range []string{"/sign-in?next=", "/unlock?next="} {
			w := b.get(path + url.QueryEscape(next))
			to, err := url.Parse(w.Header().Get("Location"))
			if err != nil || w.Code != http.StatusSeeOther || to.Host != "" || to.Scheme != "" || strings.HasPrefix(w.Header().Get("Location"), "//") || len(w.Header()["Set-Cookie"]) > 0 {
				t.Errorf("%s%q: %d to %q", path, next, w.Code, w.Header().Get("Location"))
			}
		}
	}
	// The page that the browser says it comes from is believed no further.
	for _, from := range []string{"https://evil.example/path", "http://localhost:8080//evil.example", "http://localhost:8080/\\evil.example"} {
		one := s.browser()
		one.jar = map[string]*http.Cookie{people.Cookie: b.jar[people.Cookie]}
		to := one.do("POST", "/share-screen", url.Values{}, "Referer", from).Header().Get("Location")
		if strings.Contains(to, "//") || strings.Contains(to, `\`) {
			t.Errorf("from %q one goes back to %q", from, to)
		}
	}
	if slices.Contains(s.verbs("ana"), "people_refused") {
		t.Error("somebody was refused")
	}
}
