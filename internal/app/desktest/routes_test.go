package desktest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/app/desktest"
	"voxpop/internal/cast"
	"voxpop/internal/people"
)

var update = flag.Bool("update", false, "write testdata/routes.txt anew")

// address fills what a pattern leaves open with a call-out of the cast, and
// with names of nothing.
func address(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.ReplaceAll(path, "{slug}", "ferry")
	path = strings.ReplaceAll(path, "{$}", "")
	return method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "x")
}

// Every way into the desk with the right that it asks for: what comes, goes or
// asks for another right is seen in the diff of testdata/routes.txt.
func TestEveryRouteAsksForItsRight(t *testing.T) {
	d := desktest.Open(t)
	var lines []string
	for _, r := range d.Routes {
		need := string(r.Need)
		if need == "" {
			need = "-"
		}
		lines = append(lines, fmt.Sprintf("%-8s %s", need, r.Pattern))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile("testdata/routes.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the ways in changed; if they should, -update writes them (-want +got):\n%s", diff)
	}

	roles := map[string]people.Role{"editor": people.Editor, "coder": people.Coder, "admin": people.Admin, "security": people.Security}
	for _, r := range d.Routes {
		if r.Need == "" {
			continue
		}
		method, path := address(r.Pattern)
		fields := url.Values{}
		if method == "GET" {
			fields = nil
		}
		for who, role := range roles {
			if (people.Person{Roles: []people.Role{role}}).May(r.Need) {
				continue
			}
			if a := d.Do(t, who, method, path, fields); a.Status != http.StatusForbidden {
				t.Errorf("%s as %s: %d", r.Pattern, who, a.Status)
			}
		}
		for who, to := range map[string]string{"": "/sign-in", "gone": "/sign-in", "locked": "/unlock"} {
			if a := d.Do(t, who, method, path, fields); a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), to) || len(a.Body) > 200 {
				t.Errorf("%s as %q: %d to %q with %d bytes", r.Pattern, who, a.Status, a.Header.Get("Location"), len(a.Body))
			}
			if a := d.Do(t, who, method, path, fields, "Accept: application/json"); a.Status != http.StatusUnauthorized || a.Body != `{"sign_in":true}` {
				t.Errorf("%s as %q for a script: %d %s", r.Pattern, who, a.Status, a.Body)
			}
		}
	}
}

// A page of another site, or of another program on this machine, makes no
// browser act: not by what browsers say of themselves, nor by what older ones
// say.
func TestAnotherSiteMakesNobodyAct(t *testing.T) {
	d := desktest.Open(t)
	posts := 0
	for _, r := range d.Routes {
		method, path := address(r.Pattern)
		if method != "POST" {
			continue
		}
		posts++
		for _, from := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example", "Origin: null", "Origin: http://localhost:9999"} {
			if a := d.Do(t, "chief", "POST", path, url.Values{}, from); a.Status != http.StatusForbidden {
				t.Errorf("%s from %q: %d", r.Pattern, from, a.Status)
			}
		}
	}
	if posts < 50 {
		t.Errorf("only %d forms were tried", posts)
	}
}

// No answer of the desk is kept by a browser or a proxy, shown in another
// site's frame, or taken for something that it is not.
func TestNoAnswerIsKeptOrFramed(t *testing.T) {
	d := desktest.Open(t)
	framed := []string{} // by our own pages only
	for _, r := range d.Routes {
		method, path := address(r.Pattern)
		if method != "GET" || strings.HasSuffix(r.Pattern, "/events") || strings.HasPrefix(r.Pattern, "GET /assets/") {
			continue
		}
		for _, who := range []string{"chief", ""} {
			a := d.Do(t, who, "GET", path, nil)
			h := a.Header
			if h.Get("Cache-Control") != "no-store" {
				t.Errorf("%s as %q may be kept: %q", r.Pattern, who, h.Get("Cache-Control"))
			}
			policy := h.Get("Content-Security-Policy")
			switch {
			case h.Get("X-Frame-Options") == "DENY" && strings.Contains(policy, "frame-ancestors 'none'"):
			case h.Get("X-Frame-Options") == "SAMEORIGIN" && strings.Contains(policy, "frame-ancestors 'self'") && who == "chief":
				framed = append(framed, r.Pattern)
			default:
				t.Errorf("%s as %q may be framed: %q, %q", r.Pattern, who, h.Get("X-Frame-Options"), policy)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" {
				t.Errorf("%s as %q lacks a header: %v", r.Pattern, who, h)
			}
			if strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "unsafe-eval") {
				t.Errorf("%s: %q", r.Pattern, policy)
			}
		}
	}
	if want := []string{"GET /callouts/{slug}/preview/form"}; !slices.Equal(framed, want) {
		t.Errorf("these let our own pages frame them: %q, want %q", framed, want)
	}
}

// Who may not read answers reads none: on no page that they may open, whatever
// it is about, stands what a respondent said, but for what a story quotes.
func TestWhoReadsNoAnswersSeesNone(t *testing.T) {
	d := desktest.Open(t)
	said := map[string]string{} // the beginning of what was said → whose it is
	quoted := ""
	for _, r := range cast.Records() {
		b, err := fs.ReadFile(r, "responses.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(b) {
			var x struct{ ID, Text string }
			if err := json.Unmarshal(line, &x); err != nil {
				t.Fatal(err)
			}
			if words := []rune(x.Text); len(words) >= 40 {
				said[html.EscapeString(string(words[:40]))] = x.ID
			}
		}
	}
	pages := map[string]bool{}
	for _, slug := range []string{"ferry", "lamps"} {
		list, err := d.App.Stories(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			quoted += string(s.Body)
		}
		for _, r := range d.Routes {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if path = strings.ReplaceAll(path, "{slug}", slug); method == "GET" && r.Need == people.See && !strings.Contains(path, "{") && !strings.HasSuffix(path, "/events") {
				pages[path] = true
			}
		}
	}
	// And every page that those lead to.
	link := regexp.MustCompile(`(?:href|src|hx-get)="(/[^"#]*)`)
	for depth := range 3 {
		for path := range maps.Clone(pages) {
			if !pages[path] {
				continue
			}
			pages[path] = false
			for _, who := range []string{"admin", "security"} {
				a := d.Do(t, who, "GET", html.UnescapeString(path), nil)
				if a.Status != http.StatusOK {
					continue
				}
				for words, id := range said {
					if strings.Contains(a.Body, words) && !strings.Contains(quoted, html.UnescapeString(words)) {
						t.Errorf("%s as %s shows what %s said", path, who, id)
					}
				}
				for _, m := range link.FindAllStringSubmatch(a.Body, -1) {
					if _, seen := pages[m[1]]; !seen && depth < 2 && !strings.HasPrefix(m[1], "/desk/") && !strings.HasPrefix(m[1], "/assets/") && !strings.HasSuffix(m[1], "/events") && !strings.Contains(m[1], "lang=") {
						pages[m[1]] = true
					}
				}
			}
		}
	}
	if len(said) < 50 || len(pages) < 40 {
		t.Errorf("only %d answers were looked for on %d pages", len(said), len(pages))
	}
}
