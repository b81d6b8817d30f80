package page_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jba/templatecheck"

	"voxpop"
	"voxpop/internal/page"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// safe asks for every header that keeps a page harmless, and no header that
// tells more than it must.
func safe(t *testing.T, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("policy %q lacks %q", csp, part)
		}
	}
	for _, part := range []string{"unsafe", "script-src", "http:", "https:", "*"} {
		if strings.Contains(csp, part) {
			t.Errorf("policy %q holds %q", csp, part)
		}
	}
	if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") {
		t.Errorf("Permissions-Policy = %q", h.Get("Permissions-Policy"))
	}
	if h.Get("Server") != "" {
		t.Errorf("Server = %q", h.Get("Server"))
	}
}

func routes(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fine", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "fine") })
	mux.HandleFunc("POST /change", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "changed") })
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("a respondent's words") })
	for _, k := range []voxpop.Kind{voxpop.Invalid, voxpop.NotFound, voxpop.Forbidden, voxpop.Closed, voxpop.Withdrawn, voxpop.Conflict, voxpop.Unavailable, voxpop.Internal} {
		mux.HandleFunc("GET /fail/"+string(k), func(w http.ResponseWriter, r *http.Request) {
			page.Fail(w, r, log, &voxpop.Error{Kind: k, Op: "test", Message: "inner detail"})
		})
	}
	mux.HandleFunc("GET /foreign", func(w http.ResponseWriter, r *http.Request) { page.Fail(w, r, log, errors.New("inner detail")) })
	mux.Handle("GET "+page.AssetPrefix, page.Assets())
	mux.Handle("GET /published/", http.StripPrefix("/published/", page.Published(fstest.MapFS{
		"ferry/en/index.html": {Data: []byte("<!doctype html><style>p{color:red}</style><p>story")},
		"ferry/en/story.md":   {Data: []byte("# story")},
		"ferry/en/odd.exe":    {Data: []byte("MZ")},
	})))
	return page.Wrap(mux, log)
}

func TestHeadersOnEveryRouteAndStatus(t *testing.T) {
	h := routes(quiet())
	tests := []struct {
		method, path string
		status       int
	}{
		{"GET", "/fine", 200}, {"HEAD", "/fine", 200}, {"POST", "/change", 200}, {"POST", "/fine", 405}, {"GET", "/nothing", 404},
		{"GET", "/panic", 500}, {"GET", "/foreign", 500},
		{"GET", "/fail/invalid", 400}, {"GET", "/fail/not_found", 404}, {"GET", "/fail/forbidden", 403}, {"GET", "/fail/closed", 410},
		{"GET", "/fail/withdrawn", 410}, {"GET", "/fail/conflict", 409}, {"GET", "/fail/unavailable", 503}, {"GET", "/fail/internal", 500},
		{"GET", page.StyleSheet, 200}, {"GET", "/assets/none.css", 404}, {"GET", "/assets/../page.go", 307},
		{"GET", "/published/ferry/en/", 200}, {"GET", "/published/ferry/en", 301}, {"GET", "/published/ferry/en/story.md", 200},
		{"GET", "/published/ferry/en/odd.exe", 200}, {"GET", "/published/ferry/none", 404}, {"GET", "/published/ferry/", 404},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			safe(t, w.Header())
			if body := w.Body.String(); strings.Contains(body, "inner detail") || strings.Contains(body, "respondent") {
				t.Errorf("the page tells what went wrong inside: %q", body)
			}
			if tt.status >= 400 && tt.method != "HEAD" && !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				t.Errorf("an error of type %q is no page", w.Header().Get("Content-Type"))
			}
		})
	}
}

func TestAnotherSiteChangesNothing(t *testing.T) {
	r := httptest.NewRequest("POST", "/change", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	routes(quiet()).ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "changed") {
		t.Errorf("status %d, body %q", w.Code, w.Body)
	}
	safe(t, w.Header())
}

func TestAPanicIsLoggedWithoutItsWords(t *testing.T) {
	var log strings.Builder
	w := httptest.NewRecorder()
	routes(slog.New(slog.NewTextHandler(&log, nil))).ServeHTTP(w, httptest.NewRequest("GET", "/panic", nil))
	if strings.Contains(log.String(), "respondent") {
		t.Errorf("the log holds the words: %s", &log)
	}
	_, after, ok := strings.Cut(log.String(), "ref=")
	ref, _, _ := strings.Cut(after, " ")
	if !ok || len(ref) != 8 || !strings.Contains(w.Body.String(), ref) {
		t.Errorf("the page does not show the reference %q of the log", ref)
	}
}

func TestStoryPolicyAllowsItsOwnStyleOnly(t *testing.T) {
	w := httptest.NewRecorder()
	routes(quiet()).ServeHTTP(w, httptest.NewRequest("GET", "/published/ferry/en/", nil))
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "style-src 'sha256-") || strings.Contains(csp, "style-src 'self'") {
		t.Errorf("policy %q", csp)
	}
	if got := page.StoryPolicy([]byte("<p>no style")); !strings.Contains(got, "style-src 'none'") {
		t.Errorf("policy %q", got)
	}
	if got := page.StoryPolicy([]byte("<style>a{}</style><style>b{}</style>")); strings.Count(got, "sha256-") != 2 {
		t.Errorf("policy %q", got)
	}
	w = httptest.NewRecorder()
	routes(quiet()).ServeHTTP(w, httptest.NewRequest("GET", "/published/ferry/en/odd.exe", nil))
	if got := w.Header().Get("Content-Type"); got != "application/octet-stream" {
		t.Errorf("type %q", got)
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct{ query, accept, want string }{
		{"", "", "en"}, {"?lang=fa", "", "fa"}, {"?lang=ar", "fa", "ar"}, {"?lang=xx", "fa", "en"}, {"?lang=en", "fa", "en"},
		{"", "fa-AF,en;q=0.5", "fa"}, {"", "de, ar;q=0.8", "ar"}, {"", "en-GB,fa", "en"}, {"", "de", "en"},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "/"+tt.query, nil)
		r.Header.Set("Accept-Language", tt.accept)
		if got := page.Language(r); got != tt.want {
			t.Errorf("%q with %q: %s, want %s", tt.query, tt.accept, got, tt.want)
		}
	}
}

func TestAssets(t *testing.T) {
	w := httptest.NewRecorder()
	routes(quiet()).ServeHTTP(w, httptest.NewRequest("GET", page.StyleSheet, nil))
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	// Logical properties only: a page reads the same way from either side.
	for _, word := range []string{"margin-left", "margin-right", "padding-left", "padding-right", "text-align: left", "text-align: right", "float:"} {
		if strings.Contains(w.Body.String(), word) {
			t.Errorf("the style sheet says %q", word)
		}
	}
}

// TestTemplates checks every field that a template names against its data; a
// wrong one inside an empty range would pass every other test.
func TestTemplates(t *testing.T) {
	if err := templatecheck.CheckHTML(page.MustParse(fstest.MapFS{"x.tmpl": {Data: []byte(`{{template "head" .}}{{template "foot" .}}`)}}, "*.tmpl").Lookup("x.tmpl"), page.Base{}); err != nil {
		t.Error(err)
	}
}

// gone is a connection whose other end has left.
type gone struct{ *httptest.ResponseRecorder }

func (gone) Write([]byte) (int, error) {
	return 0, &net.OpError{Op: "write", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 4711}, Err: errors.New("broken pipe")}
}

func TestNoAddressIsLogged(t *testing.T) {
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	h := routes(logger)
	h.ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest("GET", "/nothing", nil))
	h.ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest("GET", "/fail/internal", nil))
	_, err := gone{}.Write(nil)
	page.Fail(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), logger, err)
	page.Fail(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), logger,
		&voxpop.Error{Kind: voxpop.Unavailable, Op: "store.Read", Message: "cannot be read", Err: fmt.Errorf("wrapped: %w", err)})
	if s := log.String(); strings.Contains(s, "203.0.113.7") || !strings.Contains(s, "store.Read") || !strings.Contains(s, "cannot be read: *fmt.wrapError") {
		t.Errorf("the log says %s", s)
	}
}

// An error page that another site made somebody open links to this site only,
// whatever path it was opened with.
func TestLinksStayOnTheSite(t *testing.T) {
	for path, want := range map[string]string{
		"//evil.example/": "/evil.example/", "/\\evil.example/": "/evil.example/", "///evil.example": "/evil.example", "/\t/evil.example": "/evil.example", "/\\/\\evil.example": "/evil.example",
		"/q/ferry": "/q/ferry", "/": "/", "": "/",
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.URL.Path = path
		r.Header.Set("Origin", "https://evil.example")
		for _, c := range page.NewBase(r).Languages() {
			if c.URL != want+"?lang="+c.Tag {
				t.Errorf("the path %q gives the link %q", path, c.URL)
			}
		}
		w := httptest.NewRecorder()
		page.Wrap(routes(quiet()), quiet()).ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), `href="//evil`) || strings.Contains(w.Body.String(), `href="/\`) {
			t.Errorf("%q: %d\n%s", path, w.Code, w.Body)
		}
	}
}
