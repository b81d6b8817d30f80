package app_test

import (
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/app/desktest"
	"voxpop/internal/store"
)

// What somebody said is on no page of the desk once they withdrew it, whatever
// the pages keep of the record.
func TestDeskForgetsTheWithdrawn(t *testing.T) {
	d := desktest.Open(t)
	var said voxpop.Response
	err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) error {
		story, err := d.App.Store.Story(t.Context(), "ferry", "ferry.en.md")
		if err != nil {
			return err
		}
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			if r.Lang == "en" && len(r.Text) > 40 && r.Consent.Quote && !r.Withdrawn() && r.SetAside == "" && strings.Contains(string(story.Body), "(response:"+r.ID+")") {
				said = r
				return nil
			}
		}
		return nil
	})
	if err != nil || said.ID == "" {
		t.Fatalf("no answer is quoted: %v", err)
	}
	words := strings.Join(strings.Fields(said.Text)[:5], " ")
	const at = "/callouts/ferry"
	pages := []string{at, at + "/inbox", at + "/inbox?show=all", at + "/responses/" + said.ID, at + "/texts?show=all", at + "/coding", at + "/coding?queue=uncoded", at + "/agreement",
		at + "/duplicates", at + "/duplicates?show=decided", at + "/themes", at + "/themes/proposed", at + "/statements", at + "/stories", at + "/stories/ferry.en.md",
		at + "/stories/ferry.en.md/drawer?in=en&q=" + url.QueryEscape(words), at + "/stories/ferry.en.md/publish", "/history"}
	wrong := strings.Replace(said.Text, strings.Fields(said.Text)[2], "otherwise", 1)
	look := func() (holds []string) {
		t.Helper()
		for _, path := range pages {
			if a := d.Do(t, "chief", "GET", path, nil); strings.Contains(html.UnescapeString(a.Body), words) {
				holds = append(holds, path)
			}
		}
		// The compiler says what stands in the record where a quotation does not.
		for _, path := range []string{"/check", "/preview"} {
			fields := desktest.Fields("body", "---\ncallout: ferry\nlang: en\nheadline: x\nstandfirst: x\ndate: 2026-06-01\n---\n\n“["+wrong+"](response:"+said.ID+")”\n")
			if a := d.Do(t, "chief", "POST", at+"/stories/ferry.en.md"+path, fields, "Accept: application/json"); strings.Contains(html.UnescapeString(a.Body), words) {
				holds = append(holds, path)
			}
		}
		if a := d.Do(t, "chief", "POST", at+"/inbox", desktest.Fields("q", words), "HX-Request: true"); strings.Contains(html.UnescapeString(a.Body), words+" ") {
			holds = append(holds, "search")
		}
		return holds
	}
	look()
	time.Sleep(500 * time.Millisecond) // what is worked out in the background is there
	if holds := look(); len(holds) < 4 {
		t.Fatalf("only %v show what was said: the test sees nothing", holds)
	}
	if err := d.App.Store.Withdraw(t.Context(), "chief", "ferry", voxpop.Moment{Time: time.Now()}, said.ID); err != nil {
		t.Fatal(err)
	}
	if holds := look(); len(holds) > 0 {
		t.Errorf("%q is still on %v", words, holds)
	}
}
