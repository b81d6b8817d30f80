package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	"voxpop/internal/app/desktest"
	"voxpop/internal/desk/frame"
)

// Nobody opens a page without being signed in, nor somebody whose session is
// locked; what the desk loads is reached by anybody.
func TestTheFrameAsksWhoComes(t *testing.T) {
	d := desktest.Open(t)
	for _, tt := range []struct {
		as, path, to string
	}{{"", "/", "/sign-in"}, {"", "/callouts/ferry?x=1", "/sign-in?next=%2Fcallouts%2Fferry%3Fx%3D1"}, {"gone", "/history", "/sign-in?next=%2Fhistory"}, {"locked", "/callouts/ferry", "/unlock?next=%2Fcallouts%2Fferry"}} {
		a := d.Do(t, tt.as, "GET", tt.path, nil)
		if a.Status != http.StatusSeeOther || a.Header.Get("Location") != tt.to {
			t.Errorf("%s as %q: %d to %q, want %q", tt.path, tt.as, a.Status, a.Header.Get("Location"), tt.to)
		}
	}
	for _, path := range []string{"/health", frame.Asset("desk.js"), frame.Asset("desk.css"), frame.Asset("vazirmatn-arabic.woff2")} {
		if a := d.Do(t, "", "GET", path, nil); a.Status != 200 || a.Body == "" {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
	a := d.Do(t, "editor", "GET", "/callouts/ferry", nil)
	csp := a.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self';", "require-trusted-types-for 'script'", "trusted-types default"} {
		if !strings.Contains(csp, part) {
			t.Errorf("policy %q lacks %q", csp, part)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(a.Body, " style=") || strings.Contains(a.Body, " onclick=") {
		t.Error("the page holds something inline")
	}
}

// A person's language is kept, and the pages follow it.
func TestLanguageIsKept(t *testing.T) {
	d := desktest.Open(t)
	d.Get(t, "editor", "/history?lang=fa")
	if body := d.Get(t, "editor", "/history"); !strings.Contains(body, `<html lang="fa" dir="rtl"`) {
		t.Error("the language is not kept")
	}
	if body := d.Get(t, "coder", "/history"); !strings.Contains(body, `<html lang="en" dir="ltr"`) {
		t.Error("one person's language is another's")
	}
}

// Drafts are kept for who wrote them, and forgotten when they are thrown away.
func TestDrafts(t *testing.T) {
	d := desktest.Open(t)
	a := d.Do(t, "editor", "POST", "/drafts", desktest.Fields("draft-callout", "ferry", "draft-kind", "note", "draft-name", "x", "draft-base", "7", "text", "پیش‌نویس"), "Accept: application/json")
	if a.Status != 200 || !strings.Contains(a.Body, "saved") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := d.Do(t, "editor", "POST", "/drafts", desktest.Fields("text", "of nothing")); a.Status != http.StatusBadRequest {
		t.Errorf("a draft of nothing: %d", a.Status)
	}
}

func TestHiddenNames(t *testing.T) {
	d := desktest.Open(t)
	if strings.Contains(d.Get(t, "editor", "/history"), "data-shared") {
		t.Fatal("names are hidden from the start")
	}
	d.Post(t, "editor", "/share-screen")
	if !strings.Contains(d.Get(t, "editor", "/history"), "data-shared") {
		t.Error("names are not hidden")
	}
}
