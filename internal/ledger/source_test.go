package ledger_test

import (
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/quote"
)

// A feed that cannot be read is not kept, and its address is the last one given.
func TestBegin(t *testing.T) {
	w := open(t)
	const feed = "https://quay.example/feed"
	w.web.down[feed] = true
	_, _, err := w.Begin(t.Context(), "bo", "tram", feed, 0)
	kindIs(t, err, voxpop.Unavailable)
	_, _, err = w.Begin(t.Context(), "bo", "tram", "https://ann:secret@quay.example/feed", 0)
	kindIs(t, err, voxpop.Invalid)
	if strings.Contains(err.Error()+voxpop.HintOf(err), "secret") {
		t.Error(err)
	}
	_, err = w.Watch(t.Context(), "bo", "tram", "https://ann:secret@quay.example/feed", 0)
	kindIs(t, err, voxpop.Invalid)
	if all := must(w.Feeds(t.Context(), "tram")); len(all) != 0 {
		t.Fatalf("%+v was kept", all)
	}
	w.web.down[feed] = false
	w.web.pages["https://quay.example/1"] = "“The ship has come,” said Mara Quill."
	w.web.news = ledger.News{Fresh: true, Title: "The Quay", Items: []ledger.Item{{Key: "1", URL: "https://quay.example/1"}}}
	f, done, err := w.Begin(t.Context(), "bo", "tram", feed+"?utm_source=x", 0)
	if err != nil || done.Articles != 1 || f.Title != "The Quay" || f.Every != 60 || f.Stopped {
		t.Fatalf("%+v %+v %v", f, done, err)
	}
	if n := len(w.web.states); n != 2 {
		t.Errorf("the feed was asked %d times, want once when it was down and once", n)
	}
	if f, _, err = w.Begin(t.Context(), "bo", "tram", feed, 30); err != nil || f.URL != feed || f.Every != 30 {
		t.Errorf("%+v %v", f, err)
	}
	if f, err = w.Unwatch(t.Context(), "bo", "tram", feed+"?utm_source=y"); err != nil || !f.Stopped {
		t.Errorf("%+v %v", f, err)
	}
}

// The name and the password of a subscriber stay out of what is kept.
func TestNoUserInAddresses(t *testing.T) {
	w := open(t)
	w.web.pages["https://quay.example/1"] = "“The ship has come,” said Mara Quill."
	for _, in := range []ledger.Input{
		{Text: "“The lamp is lit,” said Mara Quill.", Address: "https://ann:secret@quay.example/2?x=1"},
		{URL: "https://ann:secret@quay.example/1"},
	} {
		got := must(w.Take(t.Context(), "bo", "tram", in))
		if a := got.Article; strings.Contains(a.URL, "secret") || !strings.HasPrefix(a.URL, "https://quay.example/") || len(got.Notes) == 0 {
			t.Errorf("%+v %q", a.Article, got.Notes)
		}
	}
	for _, asked := range w.web.asked {
		if strings.Contains(asked, "secret") {
			t.Error("a page was asked with a name")
		}
	}
	kindIs(t, voxpop.Article{ID: "x", URL: "https://ann@quay.example/1"}.Validate(), voxpop.Invalid)
}

// What is given of a source and does not exist is refused.
func TestGivenAndWrong(t *testing.T) {
	w := open(t)
	for _, in := range []ledger.Input{{Zone: "Mars/X"}, {Lang: "xx1"}, {Lang: "a b"}, {Published: "2026-02-31"}} {
		in.Text = "“The lamp is lit,” said Mara Quill."
		_, err := w.Take(t.Context(), "bo", "tram", in)
		kindIs(t, err, voxpop.Invalid)
		if voxpop.HintOf(err) == "" {
			t.Errorf("%v without a hint", err)
		}
	}
}

// What was forgotten of an article is given later: the dates are read anew, the
// statements name the outlet, and an undo has it all as it was.
func TestCorrectAnArticle(t *testing.T) {
	w := open(t)
	w.Quotes = func(text string, o quote.Options) []quote.Quotation {
		all := rules{marks}.extract(text, o)
		for i := range all {
			all[i].Said = o.Published
		}
		return all
	}
	const text = "“The lamp is lit,” said Mara Quill. “The clock stands,” said Ivo Stern."
	one := must(w.Take(t.Context(), "bo", "tram", ledger.Input{Text: text, Lang: "en"}))
	id := one.Article.ID
	st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: id + "-1"})).Statements[0]
	in := ledger.Input{Text: text, Lang: "en", Published: "2026-03-12", Outlet: "South Post", Zone: "Europe/Berlin"}
	got := must(w.Take(t.Context(), "bo", "tram", in))
	if a := got.Article; got.New || got.Op == 0 || a.PublishedOn != "2026-03-12" || a.Outlet != "South Post" || a.Zone != "Europe/Berlin" || a.ID != id {
		t.Fatalf("%+v", got)
	}
	state := func() (voxpop.Date, string, string) {
		o := must(w.Open(t.Context(), "tram", id))
		for _, x := range must(w.Statements(t.Context(), "tram", ledger.StatementFilter{})) {
			if x.ID == st.ID {
				return o.Candidates[1].Found.Said, o.Article.Outlet, x.Source.Outlet
			}
		}
		return "", "", ""
	}
	if said, outlet, named := state(); said != "2026-03-12" || outlet != "South Post" || named != "South Post" {
		t.Errorf("said on %q, outlet %q, named as %q", said, outlet, named)
	}
	if again := must(w.Take(t.Context(), "bo", "tram", in)); again.Op != 0 {
		t.Errorf("the same given twice is a change: %+v", again)
	}
	must(w.Undo(t.Context(), "bo", "tram", got.Op, ""))
	if said, outlet, named := state(); said != "" || outlet != "" || named != "" {
		t.Errorf("after an undo: said on %q, outlet %q, named as %q", said, outlet, named)
	}
	if all := must(w.Extract(t.Context(), "bo", "tram", id)); all[0].Op != 0 || all[0].Kept != 2 {
		t.Errorf("%+v", all)
	}
}
