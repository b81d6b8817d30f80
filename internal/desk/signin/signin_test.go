package signin_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/app/desktest"
	"voxpop/internal/people"
)

const good = "seven quiet rivers at noon"

// site is a desk whose people are real: nobody is signed in that did not.
type site struct {
	t   *testing.T
	app *app.App
	h   http.Handler

	mu  sync.Mutex
	now time.Time
}

// clock stands still until a test lets time pass.
func (s *site) clock() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }

func (s *site) pass(by time.Duration) { s.mu.Lock(); s.now = s.now.Add(by); s.mu.Unlock() }

func open(t *testing.T, change ...func(*app.Config)) *site {
	cfg := app.Config{Dir: t.TempDir(), House: voxpop.DefaultHouse(), Listen: app.DefaultListen}
	for _, fn := range change {
		fn(&cfg)
	}
	a, err := app.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	s := &site{t: t, app: a, now: time.Now()}
	a.People().Cost = people.Cost{Memory: 8, Time: 1, Lanes: 1}
	a.People().Now = s.clock
	d := a.Desk()
	d.Frame.Now = s.clock
	t.Cleanup(d.Frame.Stop)
	s.h = d.Handler()
	return s
}

// browser keeps cookies, as a browser does.
type browser struct {
	s    *site
	host string
	jar  map[string]*http.Cookie
}

func (s *site) browser() *browser {
	return &browser{s: s, host: "localhost:8080", jar: map[string]*http.Cookie{}}
}

func (b *browser) do(method, path string, fields url.Values, headers ...string) *httptest.ResponseRecorder {
	var r *http.Request
	if fields != nil {
		r = httptest.NewRequest(method, path, strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		r = httptest.NewRequest(method, path, nil)
	}
	r.Host = b.host
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for _, c := range b.jar {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.s.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder { return b.do("GET", path, nil) }

func (b *browser) post(path string, pairs ...string) *httptest.ResponseRecorder {
	return b.do("POST", path, desktest.Fields(pairs...))
}

// invite makes a link, as voxpop people invite does.
func (s *site) invite(id string, roles ...people.Role) string {
	s.t.Helper()
	link, err := s.app.People().Invite(s.t.Context(), "cli", people.Person{ID: id, Name: "Name of " + id, Roles: roles})
	if err != nil {
		s.t.Fatal(err)
	}
	return "/invite/" + link
}

// signedIn is a browser in which somebody accepted an invitation.
func (s *site) signedIn(id string, roles ...people.Role) *browser {
	s.t.Helper()
	b := s.browser()
	w := b.post(s.invite(id, roles...), "name", "Ana", "passphrase", good, "again", good)
	status(s.t, "accepting", w, http.StatusSeeOther)
	return b
}

func status(t *testing.T, what string, w *httptest.ResponseRecorder, want int) {
	t.Helper()
	if w.Code != want {
		t.Fatalf("%s: status %d, want %d\n%s", what, w.Code, want, w.Body)
	}
}

func goesTo(t *testing.T, what string, w *httptest.ResponseRecorder, want string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
		t.Fatalf("%s: status %d to %q, want %q", what, w.Code, got, want)
	}
}

func TestNobodyIsHereYet(t *testing.T) {
	s := open(t)
	b := s.browser()
	goesTo(t, "the desk", b.get("/"), "/sign-in")
	for lang, says := range map[string]string{"en": "Nobody works at this desk yet", "fa": "هنوز کسی در این میز کار نمی‌کند", "ar": "لا أحد يعمل في هذا المكتب بعد"} {
		w := b.get("/sign-in?lang=" + lang)
		status(t, "the first page", w, http.StatusOK)
		for _, want := range []string{says, "voxpop people invite NAME --role admin,editor"} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: the page lacks %q", lang, want)
			}
		}
		if strings.Contains(w.Body.String(), `type="password"`) {
			t.Error("it asks for a passphrase that nobody has")
		}
	}
	status(t, "trying", b.post("/sign-in", "id", "ana", "passphrase", good), http.StatusForbidden)
	for _, path := range []string{"/me", "/settings", "/audit", "/callouts/x", "/history"} {
		if w := b.get(path); w.Code == http.StatusOK {
			t.Errorf("%s opens to nobody", path)
		}
	}
}

func TestInvitationAndSigningIn(t *testing.T) {
	s := open(t)
	link := s.invite("ana", people.Admin)
	b := s.browser()
	w := b.get(link)
	status(t, "the link", w, http.StatusOK)
	if w.Header().Get("Cache-Control") != "no-store" || strings.Contains(w.Body.String(), `<nav class="links"`) {
		t.Error("the page of a link is kept or shows the desk's screens")
	}
	for name, c := range map[string]struct{ pass, again, want string }{
		"short":     {"too short", "too short", "at least 12 characters"},
		"differ":    {good, good + "x", "The two passphrases differ"},
		"nothing":   {"", "", "Choose a passphrase, or add a passkey"},
		"guessable": {"password password", "password password", "one of the first"},
		"own name":  {"Name of ana 1", "Name of ana 1", "one of the first"},
	} {
		w := b.post(link, "name", "Ana", "passphrase", c.pass, "again", c.again)
		status(t, name, w, http.StatusUnprocessableEntity)
		if !strings.Contains(w.Body.String(), c.want) || !strings.Contains(w.Body.String(), `aria-invalid="true"`) {
			t.Errorf("%s: the page does not say %q at its field", name, c.want)
		}
		if c.pass != "" && strings.Contains(w.Body.String(), `value="`+c.pass) {
			t.Errorf("%s: the page repeats the passphrase", name)
		}
	}
	if len(b.jar) != 0 {
		t.Error("somebody is signed in already")
	}
	w = b.post(link, "name", "<b>Ana</b>", "passphrase", good, "again", good)
	goesTo(t, "accepting", w, "/")
	c := b.jar[people.Cookie]
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.Secure || len(c.Value) != 43 {
		t.Errorf("the cookie is %+v", c)
	}
	w = b.get("/me")
	status(t, "the own page", w, http.StatusOK)
	if body := w.Body.String(); strings.Contains(body, "<b>Ana") || !strings.Contains(body, "&lt;b&gt;Ana") || !strings.Contains(body, "Firefox, Linux") {
		t.Error("the page lacks the name as text, or the browser")
	}
	// Once.
	other := s.browser()
	status(t, "the link again", other.get(link), http.StatusNotFound)
	status(t, "accepting again", other.post(link, "name", "Eve", "passphrase", "violet tractors sing softly", "again", "violet tractors sing softly"), http.StatusNotFound)
	if len(other.jar) != 0 {
		t.Error("a used link let somebody in")
	}
	// Signing in goes to where one wanted to go, and only on this site.
	for next, want := range map[string]string{"/me": "/me", "//evil.example/": "/", "https://evil.example/": "/", "": "/", `/\evil.example`: "/"} {
		other := s.browser()
		goesTo(t, "signing in for "+next, other.post("/sign-in", "id", "ana", "passphrase", good, "next", next), want)
	}
	w = other.post("/sign-in", "id", "ana", "passphrase", "wrong wrong wrong", "next", "/me")
	status(t, "a wrong passphrase", w, http.StatusForbidden)
	if !strings.Contains(w.Body.String(), `role="alert"`) || !strings.Contains(w.Body.String(), `value="/me"`) || !strings.Contains(w.Body.String(), `value="ana"`) {
		t.Error("the page forgets what was typed, or does not say what is wrong")
	}
	unknown := other.post("/sign-in", "id", "nobody", "passphrase", "wrong wrong wrong", "next", "/me")
	if unknown.Code != w.Code || strings.ReplaceAll(unknown.Body.String(), "nobody", "ana") != w.Body.String() {
		t.Error("an unknown name is answered otherwise than a wrong passphrase")
	}
}

// Nobody can plant a session that somebody else then signs in to.
func TestNoFixation(t *testing.T) {
	s := open(t)
	s.signedIn("ana", people.Editor)
	b := s.browser()
	planted := strings.Repeat("A", 43)
	b.jar[people.Cookie] = &http.Cookie{Name: people.Cookie, Value: planted}
	goesTo(t, "with a planted cookie", b.post("/sign-in", "id", "ana", "passphrase", good), "/")
	first := b.jar[people.Cookie].Value
	if first == planted {
		t.Fatal("the planted session is the person's")
	}
	// A second time, and the first session of this browser is over.
	goesTo(t, "again", b.post("/sign-in", "id", "ana", "passphrase", good), "/")
	if b.jar[people.Cookie].Value == first {
		t.Error("signing in again kept the session")
	}
	old := s.browser()
	old.jar[people.Cookie] = &http.Cookie{Name: people.Cookie, Value: first}
	goesTo(t, "the session before", old.get("/me"), "/sign-in?next=%2Fme")
}

func TestSigningOut(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	token := b.jar[people.Cookie]
	goesTo(t, "signing out", b.post("/sign-out"), "/sign-in")
	if len(b.jar) != 0 {
		t.Error("the cookie stayed")
	}
	b.jar[people.Cookie] = token // somebody kept it
	goesTo(t, "with the cookie from before", b.get("/me"), "/sign-in?next=%2Fme")
	if w := b.post("/me", "name", "Eve"); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
		t.Errorf("a form with it: %d", w.Code)
	}
	if a, err := s.app.People().Account(t.Context(), "ana"); err != nil || a.Person.Name != "Ana" {
		t.Errorf("%+v, %v", a.Person, err)
	}
	goesTo(t, "nobody signs out", s.browser().post("/sign-out"), "/sign-in")
}

func TestLock(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	goesTo(t, "locking", b.do("POST", "/lock", url.Values{}, "Referer", "http://localhost:8080/history?x=1"), "/unlock?next=%2Fhistory%3Fx%3D1")
	for _, path := range []string{"/", "/me", "/history"} {
		if w := b.get(path); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/unlock") {
			t.Errorf("%s of a locked session: %d to %s", path, w.Code, w.Header().Get("Location"))
		}
	}
	for _, path := range []string{"/me", "/me/passphrase", "/me/sessions/end", "/share-screen", "/me/passkeys/remove"} {
		w := b.post(path, "name", "Eve", "old", good, "passphrase", "violet tractors sing softly", "again", "violet tractors sing softly")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/unlock") {
			t.Errorf("a form to %s of a locked session: %d to %s", path, w.Code, w.Header().Get("Location"))
		}
	}
	if a, err := s.app.People().Account(t.Context(), "ana"); err != nil || a.Person.Name != "Ana" {
		t.Errorf("a locked session changed %+v, %v", a.Person, err)
	}
	w := b.get("/unlock?next=/history")
	status(t, "the lock", w, http.StatusOK)
	if body := w.Body.String(); strings.Contains(body, `<nav class="links"`) || strings.Contains(body, `href="/history`) {
		t.Error("the locked page shows the desk")
	}
	w = b.post("/unlock", "passphrase", "wrong wrong wrong", "next", "/history")
	status(t, "a wrong passphrase", w, http.StatusForbidden)
	goesTo(t, "still locked", b.get("/me"), "/unlock?next=%2Fme")
	goesTo(t, "unlocking", b.post("/unlock", "passphrase", good, "next", "/history"), "/history")
	status(t, "open again", b.get("/me"), http.StatusOK)
	goesTo(t, "unlocking what is open", b.get("/unlock?next=/history"), "/history")
}

func TestTooManyTries(t *testing.T) {
	s := open(t)
	s.signedIn("ana", people.Editor)
	b := s.browser()
	for range 5 {
		status(t, "a wrong try", b.post("/sign-in", "id", "ana", "passphrase", "wrong wrong wrong"), http.StatusForbidden)
	}
	w := b.post("/sign-in", "id", "ana", "passphrase", good)
	status(t, "too many", w, http.StatusTooManyRequests)
	if !regexp.MustCompile(`Wait \d+ seconds`).MatchString(w.Body.String()) {
		t.Error("it does not say how long to wait")
	}
}

func TestOwnSettings(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	elsewhere := s.browser()
	goesTo(t, "elsewhere", elsewhere.post("/sign-in", "id", "ana", "passphrase", good), "/")
	w := b.post("/me", "name", "آنا", "lang", "fa")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/me?done=") {
		t.Fatalf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	w = b.get("/me")
	if body := w.Body.String(); !strings.Contains(body, `<html lang="fa" dir="rtl"`) || !strings.Contains(body, "تنظیمات شما") || strings.Contains(body, " data-single-keys") {
		t.Error("the settings do not hold on the next page")
	}
	status(t, "no name", b.post("/me", "name", " "), http.StatusUnprocessableEntity)
	status(t, "a wrong old passphrase", b.post("/me/passphrase", "old", "wrong wrong wrong", "passphrase", "violet tractors sing softly", "again", "violet tractors sing softly"), http.StatusForbidden)
	status(t, "two that differ", b.post("/me/passphrase", "old", good, "passphrase", "violet tractors sing softly", "again", "x"), http.StatusUnprocessableEntity)
	status(t, "a short one", b.post("/me/passphrase", "old", good, "passphrase", "x", "again", "x"), http.StatusUnprocessableEntity)
	status(t, "elsewhere, still", elsewhere.get("/me"), http.StatusOK)
	w = b.post("/me/passphrase", "old", good, "passphrase", "violet tractors sing softly", "again", "violet tractors sing softly")
	status(t, "a new passphrase", w, http.StatusSeeOther)
	goesTo(t, "elsewhere, after", elsewhere.get("/me"), "/sign-in?next=%2Fme")
	status(t, "here, after", b.get("/me"), http.StatusOK)
	// Signing out elsewhere, one and all.
	goesTo(t, "elsewhere again", elsewhere.post("/sign-in", "id", "ana", "passphrase", "violet tractors sing softly"), "/")
	id := regexp.MustCompile(`name="session" value="([0-9a-f]+)"`).FindStringSubmatch(b.get("/me").Body.String())
	if id == nil {
		t.Fatal("the other session is not listed")
	}
	status(t, "ending it", b.post("/me/sessions/end", "session", id[1]), http.StatusSeeOther)
	goesTo(t, "elsewhere, ended", elsewhere.get("/me"), "/sign-in?next=%2Fme")
	status(t, "everywhere else", b.post("/me/sessions/end"), http.StatusSeeOther)
	status(t, "here, still", b.get("/me"), http.StatusOK)
}

// Another site cannot make a browser act.
func TestAnotherSiteCannotPost(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	for _, path := range []string{"/sign-in", "/sign-out", "/lock", "/unlock", "/me", "/me/passphrase"} {
		w := b.do("POST", path, desktest.Fields("name", "Eve"), "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		if w.Code != http.StatusForbidden {
			t.Errorf("%s from another site: %d", path, w.Code)
		}
	}
}

func TestAWebAddressMakesTheCookieSecure(t *testing.T) {
	s := open(t, func(c *app.Config) { c.DeskOrigin = "https://desk.example.org" })
	b := s.browser()
	b.host = "desk.example.org"
	w := b.get(s.invite("ana", people.Editor))
	if !strings.Contains(w.Body.String(), `data-passkey="create"`) {
		t.Error("no passkey is offered at the desk's own address")
	}
	goesTo(t, "accepting", b.post(s.invite("bo", people.Editor), "name", "Bo", "passphrase", good, "again", good), "/")
	if !b.jar[people.Cookie].Secure {
		t.Error("the cookie may travel in the clear")
	}
}

// What a passkey proves is believed for one ceremony, of its own kind.
func TestPasskeysAreNotBelievedAnyhow(t *testing.T) {
	s := open(t)
	b := s.signedIn("ana", people.Editor)
	w := b.do("POST", "/me/passkey", url.Values{}, "Accept", "application/json")
	status(t, "asking for a passkey", w, http.StatusOK)
	ceremony := regexp.MustCompile(`"ceremony":"(\w+)"`).FindStringSubmatch(w.Body.String())
	if ceremony == nil || !strings.Contains(w.Body.String(), `"id":"localhost"`) {
		t.Fatalf("%s", w.Body)
	}
	for _, credential := range []string{"{}", "null", "[]", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, strings.Repeat("x", 100000)} {
		w := b.post("/me/passkeys", "ceremony", ceremony[1], "credential", credential)
		if w.Code != http.StatusForbidden {
			t.Errorf("an invented passkey: %d", w.Code)
		}
		w = s.browser().post("/sign-in", "ceremony", ceremony[1], "credential", credential)
		if w.Code != http.StatusForbidden {
			t.Errorf("an invented proof: %d", w.Code)
		}
	}
	if a, err := s.app.People().Account(t.Context(), "ana"); err != nil || len(a.Passkeys) != 0 {
		t.Errorf("%+v, %v", a.Passkeys, err)
	}
	// By a number there is none.
	ip := s.browser()
	ip.host = "127.0.0.1:8080"
	if strings.Contains(ip.get("/sign-in").Body.String(), "data-passkey=") {
		t.Error("a passkey is offered where there can be none")
	}
	if w := ip.do("POST", "/sign-in/passkey", url.Values{}, "Accept", "application/json"); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
}

// A session that nobody uses locks by itself.
func TestIdle(t *testing.T) {
	s := open(t, func(c *app.Config) { c.People.Idle = time.Minute })
	b := s.signedIn("ana", people.Editor)
	status(t, "at once", b.get("/me"), http.StatusOK)
	s.pass(61 * time.Second)
	goesTo(t, "after a minute", b.get("/me"), "/unlock?next=%2Fme")
	s.pass(12 * time.Hour)
	goesTo(t, "after twelve hours", b.get("/me"), "/sign-in?next=%2Fme")
}
