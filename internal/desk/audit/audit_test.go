package audit_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"voxpop/internal/app/desktest"
	"voxpop/internal/cast"
	"voxpop/internal/people"
)

func TestOnlySecurityReadsTheLog(t *testing.T) {
	d := desktest.Open(t)
	for _, who := range []string{"editor", "coder", "admin"} {
		if a := d.Do(t, who, "GET", "/audit", nil); a.Status != http.StatusForbidden {
			t.Errorf("%s reads it: %d", who, a.Status)
		}
		if a := d.Do(t, who, "POST", "/audit/export", url.Values{}); a.Status != http.StatusForbidden {
			t.Errorf("%s exports it: %d", who, a.Status)
		}
	}
	for _, who := range []string{"", "locked"} {
		if a := d.Do(t, who, "POST", "/audit/export", url.Values{}); a.Status != http.StatusSeeOther {
			t.Errorf("%q: %d", who, a.Status)
		}
	}
}

func TestTheLogIsShown(t *testing.T) {
	d := desktest.Open(t)
	const hostile = `<script>alert(1)</script>`
	for i := range 60 {
		if err := d.App.Store.Saw(t.Context(), "ana", "look", cast.Slug, fmt.Sprintf("R%03d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.App.Store.Saw(t.Context(), hostile, "unheard_of", cast.Slug, "1", "2", "3", "4", "5", "6", "7"); err != nil {
		t.Fatal(err)
	}
	body := d.Get(t, "security", "/audit")
	for _, want := range []string{"&lt;script&gt;", "unheard of", "looked at answers", "and 2 more", "R059", `<time datetime="20`, `<details>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, hostile) {
		t.Error("an actor is markup")
	}
	if n := strings.Count(body, "<li data-row"); n != 50 {
		t.Errorf("the page holds %d lines", n)
	}
	// The newest line is first, and every line is on one page.
	if strings.Index(body, "R059") > strings.Index(body, "R058") {
		t.Error("the newest line is not first")
	}
	_, rest, ok := strings.Cut(body, `href="/audit?after=`)
	if !ok {
		t.Fatal("there is no next page")
	}
	next, _, _ := strings.Cut(rest, `"`)
	second := d.Get(t, "security", "/audit?after="+next)
	if strings.Contains(second, ">R059<") || !strings.Contains(second, ">R000<") || !strings.Contains(second, "Newest") {
		t.Error("the next page repeats or leaves out lines")
	}
	one := d.Get(t, "security", "/audit?callout="+cast.Slug+"&response=R007&actor=ana&verb=look")
	if strings.Count(one, "<li data-row") != 1 || !strings.Contains(one, ">R007<") {
		t.Error("the filter takes other lines")
	}
	if body := d.Get(t, "security", "/audit?actor=nobody"); !strings.Contains(body, "No line is like this") {
		t.Error("an empty list says nothing")
	}
	if body := d.Get(t, "security", "/audit?response=R007"); !strings.Contains(body, "Choose the call-out") {
		t.Error("a filter that needs more does not say so")
	}
	for _, wrong := range []string{"from=yesterday", "after=!", "upto=2026-13-45"} {
		if body := d.Get(t, "security", "/audit?"+wrong); !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: no word of it", wrong)
		}
	}
	for lang, want := range map[string]string{"fa": "پاسخ‌ها را دید", "ar": "اطّلع على إجابات"} {
		if body := d.Get(t, "security", "/audit?lang="+lang); !strings.Contains(body, want) || !strings.Contains(body, `dir="rtl"`) {
			t.Errorf("%s lacks %q", lang, want)
		}
	}
}

// Who did something is told by name and by what they sign in with, also when
// they are at the desk no more.
func TestTheLogNamesPeople(t *testing.T) {
	d := desktest.Open(t)
	p := d.App.People()
	if _, err := p.Invite(t.Context(), "admin", people.Person{ID: "zahra", Name: "زهرا <b>", Roles: []people.Role{people.Editor}}); err != nil {
		t.Fatal(err)
	}
	if err := p.Disable(t.Context(), "admin", "zahra", true); err != nil {
		t.Fatal(err)
	}
	if err := d.App.Store.Saw(t.Context(), "zahra", "look", cast.Slug, "R1"); err != nil {
		t.Fatal(err)
	}
	body := d.Get(t, "security", "/audit?actor=zahra")
	for _, want := range []string{`<bdi dir="auto">زهرا &lt;b&gt;</bdi></strong> (<bdi dir="auto">zahra</bdi>)`, `selected>` + "\u2068زهرا &lt;b&gt;\u2069 (zahra)</option>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
}

func TestTheExportIsALineToo(t *testing.T) {
	d := desktest.Open(t)
	if err := d.App.Store.Saw(t.Context(), "=cmd()", "look", cast.Slug, "R1"); err != nil {
		t.Fatal(err)
	}
	a := d.Do(t, "security", "POST", "/audit/export", desktest.Fields("callout", cast.Slug, "verb", "look"))
	if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d %v", a.Status, a.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][1] != "'=cmd()" || rows[1][2] != "look" || !strings.Contains(rows[1][4], `"R1"`) {
		t.Errorf("%v, %v", rows, err)
	}
	if body := d.Get(t, "security", "/audit?verb=export_audit"); strings.Count(body, "<li data-row") != 1 || !strings.Contains(body, "Security") && !strings.Contains(body, "security") {
		t.Error("the export is not in the log")
	}
	if a := d.Do(t, "security", "POST", "/audit/export", desktest.Fields("from", "x")); a.Status != http.StatusBadRequest {
		t.Errorf("a wrong filter: %d", a.Status)
	}
	if body := d.Get(t, "security", "/audit?verb=export_audit"); strings.Count(body, "<li data-row") != 1 {
		t.Error("a refused export is in the log")
	}
}
