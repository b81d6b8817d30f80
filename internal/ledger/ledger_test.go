package ledger_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/article"
	"voxpop/internal/ledger"
	"voxpop/internal/quote"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// rules are the rules of a test: what stands in marks before "said NAME".
type rules struct{ pattern string }

func (r rules) extract(text string, o quote.Options) (all []quote.Quotation) {
	at := func(i int) int { return utf8.RuneCountInString(text[:i]) }
	for _, m := range regexp.MustCompile(r.pattern).FindAllStringSubmatchIndex(text, -1) {
		s := quote.Span{Start: at(m[2]), End: at(m[3])}
		q := quote.Quotation{Span: s, Parts: []quote.Span{s}, Type: quote.Direct, In: -1, Rule: "test"}
		if len(m) > 4 {
			q.Speaker = quote.Mention{Span: quote.Span{Start: at(m[4]), End: at(m[5])}, Text: text[m[4]:m[5]], Name: text[m[4]:m[5]], Who: quote.Person}
			for _, office := range o.Offices {
				if office.Title == q.Speaker.Text {
					q.Speaker.Name, q.Speaker.Who, q.Speaker.Role = office.Person, quote.Title, office.Title
				}
			}
		}
		all = append(all, q)
	}
	return all
}

const marks = `“([^”]+)”,? said ([A-Z]\w+ [A-Z]\w+|the \w+)`

// web is a web of a few pages.
type web struct {
	pages  map[string]string
	down   map[string]bool
	news   ledger.News
	asked  []string
	states []ledger.FeedState
}

func (w *web) Page(_ context.Context, url string) (ledger.Page, error) {
	w.asked = append(w.asked, url)
	if w.down[url] {
		return ledger.Page{}, &voxpop.Error{Kind: voxpop.Unavailable, Message: "the page does not answer"}
	}
	f, err := article.Archive(article.Page{URL: url, Type: "text/plain; charset=utf-8", Body: []byte(w.pages[url])}, nil)
	return ledger.Page{URL: url, File: f.Bytes, Ext: f.Ext}, err
}

func (w *web) Feed(_ context.Context, url string, s ledger.FeedState) (ledger.News, error) {
	w.states = append(w.states, s)
	if w.down[url] {
		return ledger.News{}, &voxpop.Error{Kind: voxpop.Unavailable, Message: "the feed does not answer", Hint: "is it there?"}
	}
	if s.ETag != "" && s == w.news.State {
		return ledger.News{}, nil
	}
	return w.news, nil
}

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

type world struct {
	*ledger.Service
	db  *store.DB
	web *web
	at  *clock
}

func open(t testing.TB) world {
	t.Helper()
	w := world{web: &web{pages: map[string]string{}, down: map[string]bool{}}, at: &clock{time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC)}}
	db, err := store.Open(context.Background(), store.Config{URL: filepath.Join(t.TempDir(), "voxpop.db"), Blobs: storetest.NewBlobs(), Now: w.at.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	storetest.Small().Import(t, db)
	w.db = db
	w.Service = &ledger.Service{Store: db, Fetch: w.web, Quotes: rules{marks}.extract, Now: w.at.now}
	return w
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func (w world) take(t testing.TB, text string) ledger.Taken {
	t.Helper()
	return must(w.Take(t.Context(), "bo", "tram", ledger.Input{Text: text, Outlet: "The Quay", Lang: "en", Published: "2026-03-02"}))
}

func (w world) candidates(t testing.TB, article string) []ledger.Candidate {
	t.Helper()
	return must(w.Open(t.Context(), "tram", article)).Candidates
}

func kindIs(t testing.TB, err error, want voxpop.Kind) {
	t.Helper()
	if got := voxpop.KindOf(err); got != want {
		t.Errorf("error kind %q, want %q: %v", got, want, err)
	}
}

// Reading again with other rules keeps ids, what was decided, and what lapsed.
func TestExtractAgain(t *testing.T) {
	w := open(t)
	one := w.take(t, "“It will go,” said Mara Quill. “It will not,” said Ivo Stern. “Who knows,” said Ada Lamp. And then.")
	id := one.Article.ID
	must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: id + "-1"}))
	must(w.Reject(t.Context(), "bo", "tram", "a joke", id+"-2"))
	w.Quotes = rules{`“((?:[^”N]|N[^o])+?),” said ([A-Z]\w+ [A-Z]\w+)\. (?:“|And)`}.extract // without the comma, and not the last but one
	got := must(w.Extract(t.Context(), "bo", "tram", id))[0]
	all := w.candidates(t, id)
	if len(all) != 3 || got.Found != 0 {
		t.Fatalf("%d candidates, %+v", len(all), got)
	}
	if all[0].State != ledger.Accepted || all[0].Text != "It will go," || all[1].State != ledger.Rejected || all[1].Reason != "a joke" {
		t.Errorf("what was decided changed: %+v", all[:2])
	}
	if all[2].Text != "Who knows" || all[2].State != ledger.Proposed || all[2].N != 3 {
		t.Errorf("what was not: %+v", all[2])
	}
	w.Quotes = func(string, quote.Options) []quote.Quotation { return nil }
	got = must(w.Extract(t.Context(), "bo", "tram"))[0]
	if all = w.candidates(t, id); got.Lapsed != 1 || all[2].State != ledger.Lapsed || all[0].State != ledger.Accepted {
		t.Errorf("%+v, %+v", got, all)
	}
	w.Quotes = rules{marks}.extract
	if got = must(w.Extract(t.Context(), "bo", "tram"))[0]; got.Found != 0 || w.candidates(t, id)[2].State != ledger.Proposed {
		t.Errorf("what lapsed is not found again: %+v", got)
	}
}

// reader reads files otherwise from one day to the next.
type reader struct{ before string }

func (r reader) Read(file []byte, ext string) (ledger.Reading, error) {
	n := utf8.RuneCountInString(r.before)
	return ledger.Reading{Text: r.before + string(file), Source: func(a, b int) (int, int, bool) { return a - n, b - n, a >= n }}, nil
}

// When a text is read otherwise, accepted words keep their place.
func TestReadOtherwise(t *testing.T) {
	w := open(t)
	w.Read = reader{}
	one := w.take(t, "“It will go,” said Mara Quill. “It will not,” said Ivo Stern.")
	id := one.Article.ID
	w.Read = reader{"A headline. "}
	_, err := w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: id + "-1"})
	kindIs(t, err, voxpop.Conflict)
	must(w.Extract(t.Context(), "bo", "tram", id))
	st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: id + "-1"})).Statements[0]
	if c := w.candidates(t, id)[0]; c.Found.Start != 13 || c.Text != "It will go," || *st.Source.Start != 1 || !strings.HasSuffix(c.Before, "A headline. “") {
		t.Errorf("%+v from %d", c, *st.Source.Start)
	}
	w.Read = reader{}
	must(w.Extract(t.Context(), "bo", "tram", id))
	if c := w.candidates(t, id)[0]; c.Found.Start != 1 || c.State != ledger.Accepted {
		t.Errorf("what was accepted did not move: %+v", c)
	}
}

func TestAccept(t *testing.T) {
	whole := func(s string) func(text string) quote.Quotation {
		return func(text string) quote.Quotation {
			i := strings.Index(text, s)
			at := utf8.RuneCountInString(text[:i])
			return quote.Quotation{Span: quote.Span{Start: at, End: at + utf8.RuneCountInString(s)}, Type: quote.Mixed, In: -1,
				Speaker: quote.Mention{Name: "Mara Quill", Text: "the warden", Role: "warden"}, Said: "2026-03-01"}
		}
	}
	const text = "The warden told the harbour that it “will go, and soon” as planned. It will, she said again. “Yes,” she said, “it will.”"
	broken := func(text string) quote.Quotation {
		q := whole("Yes,” she said, “it will.")(text)
		q.Type = quote.Direct
		q.Parts = []quote.Span{{Start: q.Start, End: q.Start + 4}, {Start: q.Start + 17, End: q.End}}
		return q
	}
	number := func(n int) *int { return &n }
	on, quay := voxpop.Date("2026-02"), "the quay"
	for _, tt := range []struct {
		name string
		find func(string) quote.Quotation
		a    ledger.Acceptance
		want voxpop.Statement
		err  voxpop.Kind
	}{
		{"a paraphrase is reported", whole("it “will go, and soon” as planned"), ledger.Acceptance{},
			voxpop.Statement{ID: "mara-quill-2026-03-01", Text: "it “will go, and soon” as planned", Kind: voxpop.Reported, AssertedBy: "The Quay", Role: "warden"}, ""},
		{"its words in marks are quoted", whole("it “will go, and soon” as planned"), ledger.Acceptance{Start: number(37), End: number(54)},
			voxpop.Statement{ID: "mara-quill-2026-03-01", Text: "will go, and soon", Kind: voxpop.Quoted, Role: "warden"}, ""},
		{"spaces at the ends fall away", whole("it “will go, and soon” as planned"), ledger.Acceptance{Start: number(32), End: number(45)},
			voxpop.Statement{ID: "mara-quill-2026-03-01", Text: "it “will go,", Kind: voxpop.Reported, AssertedBy: "The Quay", Role: "warden"}, ""},
		{"a broken quotation leaves out what is not its own", broken, ledger.Acceptance{},
			voxpop.Statement{ID: "mara-quill-2026-03-01", Text: "Yes, […] it will.", Kind: voxpop.Quoted, Role: "warden"}, ""},
		{"of which one part may be taken", broken, ledger.Acceptance{End: number(99)},
			voxpop.Statement{ID: "mara-quill-2026-03-01", Text: "Yes,", Kind: voxpop.Quoted, Role: "warden"}, ""},
		{"a person knows better", broken, ledger.Acceptance{Speaker: "Ilse Varga", SaidOn: &on, Report: true, Place: &quay},
			voxpop.Statement{ID: "ilse-varga-2026-02", Text: "Yes, […] it will.", Kind: voxpop.Reported, AssertedBy: "The Quay", Place: "the quay"}, ""},
		{"an end beyond the article", broken, ledger.Acceptance{End: number(999)}, voxpop.Statement{}, voxpop.Invalid},
		{"nothing left", broken, ledger.Acceptance{End: number(3)}, voxpop.Statement{}, voxpop.Invalid},
		{"words that were not said", func(s string) quote.Quotation { q := broken(s); q.Negated = true; return q }, ledger.Acceptance{}, voxpop.Statement{}, voxpop.Invalid},
		{"nobody who said it", func(s string) quote.Quotation { q := broken(s); q.Speaker = quote.Mention{}; return q }, ledger.Acceptance{}, voxpop.Statement{}, voxpop.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := open(t)
			w.Quotes = func(s string, _ quote.Options) []quote.Quotation { return []quote.Quotation{tt.find(s)} }
			tt.a.Candidate = w.take(t, text).Article.ID + "-1"
			done, err := w.Accept(t.Context(), "bo", "tram", tt.a)
			kindIs(t, err, tt.err)
			if err != nil {
				if len(must(w.Statements(t.Context(), "tram", ledger.StatementFilter{}))) != 2 {
					t.Error("something was kept")
				}
				return
			}
			st := done.Statements[0]
			got := voxpop.Statement{ID: st.ID, Text: st.Text, Kind: st.Kind, AssertedBy: st.AssertedBy, Role: st.Role, Place: st.Place}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("\n got %+v\nwant %+v", got, tt.want)
			}
			var b strings.Builder
			if err := w.Archived(t.Context(), "tram", done.Candidates[0].Article, &b); err != nil {
				t.Fatal(err)
			}
			span := string([]rune(b.String())[*st.Source.Start:*st.Source.End])
			first, _, _ := strings.Cut(st.Text, " […] ")
			if !strings.HasPrefix(span, first) || !strings.Contains(text, first) {
				t.Errorf("the words are not those of the source: %q", span)
			}
		})
	}
}

// The same title is another person in another year.
func TestOffices(t *testing.T) {
	w := open(t)
	office := func(name string, from, to voxpop.Date) {
		must(w.PutSpeaker(t.Context(), "bo", "tram", voxpop.Speaker{Name: name, Names: voxpop.Localized{"fa": "نام " + name},
			Offices: []voxpop.Office{{Title: voxpop.Localized{"en": "the warden", "fa": "نگهبان"}, From: from, To: to}}}))
	}
	office("Mara Quill", "2020", "2025")
	office("Ivo Stern", "2026", "")
	one := w.take(t, "“It will go,” said the warden.")
	on := voxpop.Date("2026-03-02")
	st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1", Speaker: "Ivo Stern", SaidOn: &on})).Statements[0]
	if st.Role != "the warden" || st.Roles["fa"] != "نگهبان" {
		t.Errorf("%+v", st)
	}
	before := voxpop.Date("2024")
	got := must(w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{SaidOn: &before})).Statements[0]
	if got.SaidOn != "2024" {
		t.Errorf("%+v", got)
	}
	who := "Mara Quill"
	if got = must(w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Speaker: &who})).Statements[0]; got.Speaker != who || got.Role != "the warden" || got.ID != st.ID {
		t.Errorf("%+v", got)
	}
	_, err := w.PutSpeaker(t.Context(), "bo", "tram", voxpop.Speaker{Name: "Nobody", Aliases: []string{"mara quill"}})
	kindIs(t, err, voxpop.Invalid)
}

// Ends move inside the article, and only there.
func TestMoveEnds(t *testing.T) {
	w := open(t)
	one := w.take(t, "“It will go, and soon,” said Mara Quill.")
	st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1"})).Statements[0]
	end := 11
	done := must(w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{End: &end}))
	if got := done.Statements[0]; got.Text != "It will go" || *got.Source.End != 11 || done.Candidates[0].Taken.End != 11 {
		t.Errorf("%+v", got)
	}
	start := 4
	if got := must(w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Start: &start})).Statements[0]; got.Text != "will go" || got.Kind != voxpop.Quoted {
		t.Errorf("%+v", got)
	}
	if must(w.Undo(t.Context(), "bo", "tram", 0, st.ID)); must(w.Statements(t.Context(), "tram", ledger.StatementFilter{Speaker: "Mara Quill"}))[0].Text != "It will go" {
		t.Error("not undone")
	}
	_, err := w.Edit(t.Context(), "bo", "tram", "varga-1", ledger.Edit{End: &end})
	kindIs(t, err, voxpop.Invalid)
}

// A feed is looked at politely, its pages once.
func TestFeeds(t *testing.T) {
	w := open(t)
	const feed = "https://quay.example/feed"
	for i := range 25 {
		url := fmt.Sprintf("https://quay.example/%02d", i)
		w.web.pages[url] = fmt.Sprintf("“Ship %d has come,” said Mara Quill.", i)
		w.web.news.Items = append(w.web.news.Items, ledger.Item{Key: url, URL: url})
	}
	w.web.news.Fresh, w.web.news.Title, w.web.news.State = true, "The Quay", ledger.FeedState{ETag: "one"}
	w.web.down["https://quay.example/03"] = true
	f := must(w.Watch(t.Context(), "bo", "tram", feed, 0))
	if f.Every != 60 || must(w.Watch(t.Context(), "bo", "tram", feed, 30)).ID != f.ID {
		t.Errorf("%+v", f)
	}
	_, err := w.Watch(t.Context(), "bo", "tram", feed, 1)
	kindIs(t, err, voxpop.Invalid)
	got := must(w.LookDue(t.Context()))
	if got != (ledger.Looked{Feeds: 1, Articles: 19, Found: 19, Failed: 1}) {
		t.Errorf("first look %+v", got)
	}
	if got = must(w.LookDue(t.Context())); got != (ledger.Looked{}) {
		t.Errorf("asked again at once: %+v", got)
	}
	for range 3 { // the rest, and two more tries of the page that is down
		w.at.at = w.at.at.Add(31 * time.Minute)
		must(w.LookDue(t.Context()))
	}
	all := must(w.Feeds(t.Context(), "tram"))
	if all[0].Articles != 24 || all[0].Title != "The Quay" || all[0].State.ETag != "one" || len(w.web.asked) != 27 {
		t.Errorf("%+v, %d pages asked", all, len(w.web.asked))
	}
	if s := w.web.states; s[2].ETag != "" || s[3].ETag != "one" {
		t.Errorf("while pages were left the feed was asked for news only, or not after: %+v", s)
	}
	// A feed that fails is left alone longer and longer, and says so.
	w.web.down[feed] = true
	for range 2 {
		w.at.at = w.at.at.Add(24 * time.Hour)
		must(w.LookDue(t.Context()))
	}
	f = must(w.Feeds(t.Context(), "tram"))[0]
	if f.Failures != 2 || f.Error != "the feed does not answer" || f.NextAt.Time.Sub(f.LookedAt.Time) != 2*time.Hour {
		t.Errorf("%+v", f)
	}
	must(w.Unwatch(t.Context(), "bo", "tram", feed))
	w.at.at = w.at.at.Add(24 * time.Hour)
	if got = must(w.LookDue(t.Context())); got.Feeds != 0 {
		t.Errorf("%+v", got)
	}
	verbs := map[string]int{}
	for l, err := range w.db.Audit(t.Context(), "tram", 0) {
		if err != nil {
			t.Fatal(err)
		}
		verbs[l.Verb]++
	}
	if verbs["take_source"] != 24 || verbs["look"] != 0 {
		t.Errorf("audit %v", verbs)
	}
}

// Responses that throw words back are linked, and a person strikes a link.
func TestEchoes(t *testing.T) {
	w := open(t)
	one := w.take(t, "“They were bamboozled by lamplighters,” said Mara Quill.")
	on := voxpop.Date("2026-03-01")
	st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1", SaidOn: &on})).Statements[0]
	r := storetest.Small().Responses[0]
	r.ID, r.Respondent, r.Text = "Z1", "r-z", "Who was bamboozled by lamplighters? We were."
	rec := &storetest.Record{Callout: storetest.Small().Callout, Codebook: storetest.Small().Codebook, Points: storetest.Small().Points, Responses: []voxpop.Response{r}}
	rec.Import(t, w.db)
	all := must(w.Echoes(t.Context(), "tram"))
	i := slices.IndexFunc(all.Echoes, func(e ledger.Echo) bool { return e.Response == "Z1" && e.Statement == st.ID })
	if i < 0 || all.Echoes[i].Kind != "words" || all.Echoes[i].Reason == "" {
		t.Fatalf("%+v", all)
	}
	people := func() int {
		for _, x := range must(w.Statements(t.Context(), "tram", ledger.StatementFilter{Echoes: true})) {
			if x.ID == st.ID {
				return *x.Echoes
			}
		}
		return -1
	}
	if people() != 1 {
		t.Errorf("%d people", people())
	}
	done := must(w.StrikeEcho(t.Context(), "bo", "tram", "Z1", st.ID, "means the play"))
	if people() != 0 || must(w.Echoes(t.Context(), "tram")).Counts[0].Struck != 1 {
		t.Errorf("%d people after a strike", people())
	}
	must(w.Undo(t.Context(), "bo", "tram", done.Op, ""))
	must(w.StrikeEcho(t.Context(), "bo", "tram", "Z1", st.ID, "means the play"))
	must(w.KeepEcho(t.Context(), "bo", "tram", "Z1", st.ID))
	if people() != 1 {
		t.Errorf("%d people in the end", people())
	}
	_, err := w.StrikeEcho(t.Context(), "bo", "tram", "none", st.ID, "")
	kindIs(t, err, voxpop.NotFound)
}

// Any bytes may be pasted or fetched: nothing that is kept is lost on the way.
func FuzzTake(f *testing.F) {
	for _, s := range append([]string{"“A\x00b,” said Mara Quill.", "\xff“x,” said Mara Quill.", "“𝒳,” said Mara Quill."}, storetest.Hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ledger.Look(t.Context(), ledger.Service{Now: time.Now, Quotes: rules{marks}.extract}, ledger.Input{Text: s})
		if err != nil {
			if voxpop.KindOf(err) != voxpop.Invalid && voxpop.KindOf(err) != voxpop.NotFound {
				t.Fatal(err)
			}
			return
		}
		runes := []rune(got.Text)
		if !utf8.ValidString(got.Text) || strings.Contains(got.Text, "\x00") {
			t.Fatalf("%q cannot be kept", got.Text)
		}
		for _, c := range got.Candidates {
			if string(runes[c.Found.Start:c.Found.End]) != c.Text {
				t.Fatalf("%q is not the words at its place", c.Text)
			}
		}
	})
}
