package signin_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop/internal/app"
	"voxpop/internal/people"
)

// provider is a sign-in service: discovery, keys, and a code that is changed
// once for a signed token, against the verifier of whoever asked for it.
type provider struct {
	*httptest.Server
	key *rsa.PrivateKey

	mu    sync.Mutex
	codes map[string]url.Values // what was asked for, by the code
	// What it says of who comes; a test changes it.
	claims map[string]any
	sign   func(head, body string) string
	head   map[string]any
	away   bool // nothing of it answers
	asked  []string
}

const clientSecret = "a secret between two"

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, codes: map[string]url.Values{}}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	p.reset()
	return p
}

// reset has it tell the truth about Ana.
func (p *provider) reset() {
	p.claims = map[string]any{"sub": "subject-ana", "email": "ana@example.org", "email_verified": true}
	p.head = map[string]any{"alg": "RS256", "kid": "one", "typ": "JWT"}
	p.sign = func(head, body string) string {
		sum := sha256.Sum256([]byte(head + "." + body))
		signature, _ := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
		return b64url.EncodeToString(signature)
	}
	p.away = false
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, r.Method+" "+r.URL.Path)
	if p.away {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	say := func(v any) { json.NewEncoder(w).Encode(v) }
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		say(map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
			// More than is wise: the desk must not believe them for that.
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
	case "/keys":
		say(map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": b64url.EncodeToString(p.key.N.Bytes()),
			"e": b64url.EncodeToString(big.NewInt(int64(p.key.E)).Bytes())}}})
	case "/token":
		r.ParseForm()
		was, known := p.codes[r.PostForm.Get("code")]
		delete(p.codes, r.PostForm.Get("code"))
		id, secret, basic := r.BasicAuth()
		if basic {
			id, _ = url.QueryUnescape(id)
			secret, _ = url.QueryUnescape(secret)
		} else {
			id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
		}
		challenge := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		if !known || id != "desk" || secret != clientSecret || was.Get("code_challenge_method") != "S256" || was.Get("code_challenge") != b64url.EncodeToString(challenge[:]) ||
			was.Get("redirect_uri") != r.PostForm.Get("redirect_uri") {
			w.WriteHeader(http.StatusBadRequest)
			say(map[string]string{"error": "invalid_grant"})
			return
		}
		claims := map[string]any{"iss": p.URL, "aud": "desk", "nonce": was.Get("nonce")}
		for name, v := range p.claims {
			claims[name] = v
		}
		head, _ := json.Marshal(p.head)
		body, _ := json.Marshal(claims)
		h, b := b64url.EncodeToString(head), b64url.EncodeToString(body)
		say(map[string]any{"access_token": "unused", "token_type": "Bearer", "id_token": h + "." + b + "." + p.sign(h, b)})
	default:
		http.NotFound(w, r)
	}
}

// agrees is what happens in the browser at the service: it comes back with a
// code. It returns the path of the desk that the browser is sent to.
func (p *provider) agrees(t *testing.T, to string) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, p.URL+"/authorize?") {
		t.Fatalf("the browser is sent to %q", to)
	}
	q := u.Query()
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Get(name)) < 20 {
			t.Fatalf("%s is %q", name, q.Get(name))
		}
	}
	if q.Get("response_type") != "code" || q.Get("client_id") != "desk" || q.Get("redirect_uri") != "http://localhost:8080/sign-in/back" || !strings.Contains(q.Get("scope"), "openid") {
		t.Fatalf("asked as %v", q)
	}
	if strings.Contains(to, clientSecret) {
		t.Fatal("the secret travels through the browser")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := fmt.Sprint("code-", len(p.codes), "-", time.Now().UnixNano())
	p.codes[code] = q
	return "/sign-in/back?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
}

// withProvider is a desk with a sign-in service, at which Ana and Bo work.
func withProvider(t *testing.T) (*site, *provider) {
	p := newProvider(t)
	s := open(t, func(c *app.Config) {
		c.OIDC = app.OIDC{Issuer: p.URL, ClientID: "desk", Secret: clientSecret, Name: "Example ID"}
	})
	s.signedIn("ana", people.Editor)
	s.signedIn("bo", people.Editor)
	if err := s.app.People().SetOutside(t.Context(), "cli", "ana", "ana@example.org", ""); err != nil {
		t.Fatal(err)
	}
	p.claims["exp"] = s.now.Add(5 * time.Minute).Unix()
	return s, p
}

// goes is a browser that went to the service and came back.
func (s *site) goes(p *provider) (*browser, *httptest.ResponseRecorder) {
	s.t.Helper()
	b := s.browser()
	w := b.get("/sign-in/outside?next=/me")
	status(s.t, "going out", w, http.StatusSeeOther)
	return b, b.get(p.agrees(s.t, w.Header().Get("Location")))
}

func TestASignInServiceLetsIn(t *testing.T) {
	s, p := withProvider(t)
	if body := s.browser().get("/sign-in?next=/me").Body.String(); !strings.Contains(body, `href="/sign-in/outside?next=%2fme"`) || !strings.Contains(body, "Example ID") {
		t.Error("the page does not offer the service")
	}
	b, w := s.goes(p)
	status(t, "coming back", w, http.StatusOK)
	if !strings.Contains(w.Body.String(), `href="/me" data-go-on`) {
		t.Error("the page does not go on to where one wanted to go")
	}
	if body := b.get("/me").Body.String(); !strings.Contains(body, ">ana<") {
		t.Error("somebody else is signed in")
	}
	c := b.jar[people.Cookie]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookie is %+v", c)
	}
	// A subject that is written down is the only one that counts.
	if err := s.app.People().SetOutside(t.Context(), "cli", "bo", "", "subject-ana"); err != nil {
		t.Fatal(err)
	}
	b, _ = s.goes(p)
	if body := b.get("/me").Body.String(); !strings.Contains(body, ">bo<") {
		t.Error("the subject does not count before the address")
	}
	// Going there anew ends the session that was here.
	before := b.jar[people.Cookie].Value
	w = b.get("/sign-in/outside")
	to := p.agrees(t, w.Header().Get("Location"))
	delete(b.jar, people.Cookie) // a strict cookie stays behind on the way back from another site
	status(t, "once more", b.get(to), http.StatusOK)
	if _, err := s.app.People().Session(t.Context(), before); err == nil {
		t.Error("the session from before goes on")
	}
}

func TestASignInServiceIsNotBelievedAnyhow(t *testing.T) {
	s, p := withProvider(t)
	soon := s.now.Add(5 * time.Minute).Unix()
	const unconfirmed, unknown = "did not confirm who you are", "nobody at this desk has that account"
	for what, c := range map[string]struct {
		lie  func()
		says string
	}{
		"somebody whom nobody wrote down": {func() { p.claims["sub"], p.claims["email"] = "subject-eve", "eve@example.org" }, unknown},
		"an address that is not verified": {func() { p.claims["email_verified"] = false }, unknown},
		"an address nobody says of":       {func() { delete(p.claims, "email_verified") }, unknown},
		"no address":                      {func() { delete(p.claims, "email") }, unknown},
		"another nonce":                   {func() { p.claims["nonce"] = "AAAAAAAAAAAAAAAAAAAAAAAAAA" }, unconfirmed},
		"no nonce":                        {func() { p.claims["nonce"] = "" }, unconfirmed},
		"a token for another program":     {func() { p.claims["aud"] = "newsletter" }, unconfirmed},
		"a token of another service":      {func() { p.claims["iss"] = "https://id.evil.example" }, unconfirmed},
		"a token that is over":            {func() { p.claims["exp"] = s.now.Add(-time.Second).Unix() }, unconfirmed},
		"a token that is not yet":         {func() { p.claims["nbf"] = s.now.Add(time.Hour).Unix() }, unconfirmed},
		"a signature of another":          {func() { p.sign = newProvider(t).sign }, unconfirmed},
		"a signature of something else":   {func() { sign := p.sign; p.sign = func(h, b string) string { return sign(h, b+"x") } }, unconfirmed},
		"no signature":                    {func() { p.sign = func(_, _ string) string { return "" } }, unconfirmed},
		"a token that says it needs none": {func() { p.head["alg"] = "none"; p.sign = func(_, _ string) string { return "" } }, unconfirmed},
		"a key of our own making":         {func() { p.head["alg"] = "HS256" }, unconfirmed},
	} {
		t.Run(what, func(t *testing.T) {
			p.reset()
			p.claims["exp"] = soon
			c.lie()
			b, w := s.goes(p)
			if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("status %d, lacks %q", w.Code, c.says)
			}
			if b.jar[people.Cookie] != nil {
				t.Error("somebody is let in")
			}
		})
	}
	p.reset()
	p.claims["exp"] = soon
	refused := func(what string, b *browser, path string) {
		t.Helper()
		w := b.get(path)
		if w.Code != http.StatusForbidden || b.jar[people.Cookie] != nil || !strings.Contains(w.Body.String(), unconfirmed) {
			t.Errorf("%s: status %d", what, w.Code)
		}
	}
	out := func() (*browser, string) {
		b := s.browser()
		return b, p.agrees(t, b.get("/sign-in/outside").Header().Get("Location"))
	}
	b, back := out()
	refused("a state that is none", b, strings.Replace(back, "state=", "state=x", 1))
	b, back = out()
	refused("in another browser", s.browser(), back)
	refused("after another browser tried", b, back)
	b, back = out()
	refused("without a code", b, "/sign-in/back?state="+url.QueryEscape(parse(t, back).Get("state"))+"&error=access_denied")
	b, back = out()
	refused("a code that was never given", b, "/sign-in/back?code=invented&state="+url.QueryEscape(parse(t, back).Get("state")))
	one, first := out()
	_, second := out()
	refused("the code of another visit", one, "/sign-in/back?"+url.Values{"code": {parse(t, second).Get("code")}, "state": {parse(t, first).Get("state")}}.Encode())
	b, back = out()
	s.pass(10 * time.Minute)
	refused("after ten minutes", b, back)

	p.claims["exp"] = s.clock().Add(5 * time.Minute).Unix()
	b, back = out()
	status(t, "the truth", b.get(back), http.StatusOK)
	again := s.browser()
	again.jar = map[string]*http.Cookie{}
	refused("the same way twice", again, back)
	if err := s.app.People().Disable(t.Context(), "cli", "ana", true); err != nil {
		t.Fatal(err)
	}
	gone, w := s.goes(p)
	if w.Code != http.StatusForbidden || gone.jar[people.Cookie] != nil {
		t.Errorf("a disabled person: status %d", w.Code)
	}
	// Nobody else came in by any of this.
	n := 0
	for _, v := range s.verbs("ana") {
		if v == "people_signin" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the log holds %d sign-ins, want the one that was true", n)
	}
}

func parse(t *testing.T, path string) url.Values {
	t.Helper()
	u, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// A service that is away is no error of the desk: the page says so, and the
// other ways in stand beside it.
func TestASignInServiceThatIsAway(t *testing.T) {
	s, p := withProvider(t)
	away := func(what string, w *httptest.ResponseRecorder) {
		t.Helper()
		body := w.Body.String()
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(body, "does not answer now") || !strings.Contains(body, "[oidc]") || !strings.Contains(body, `type="password"`) {
			t.Errorf("%s: status %d", what, w.Code)
		}
	}
	p.away = true
	b := s.browser()
	away("from the first", b.get("/sign-in/outside?next=/me"))
	p.away = false
	w := b.get("/sign-in/outside?next=/me")
	status(t, "back again", w, http.StatusSeeOther)
	back := p.agrees(t, w.Header().Get("Location"))
	p.away = true
	away("between going and coming", b.get(back))
	if b.jar[people.Cookie] != nil {
		t.Error("somebody is let in")
	}
	goesTo(t, "the passphrase", b.post("/sign-in", "id", "ana", "passphrase", good), "/")
}
