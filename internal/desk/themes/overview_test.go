package themes_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/desk"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/desk/themes"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// memory is the cast's record with its figures: a store without a database.
type memory struct {
	*record.Memory
	figures *prevalence.Figures
}

func (m memory) Figures() (*prevalence.Figures, error) { return m.figures, nil }

func (m memory) Rev() int64 { return 1 }

func (m memory) Revision(_ context.Context, slug string) (int64, error) {
	if slug != m.Callout().Slug {
		return 0, &voxpop.Error{Kind: voxpop.NotFound, Op: "test", Message: "no such call-out"}
	}
	return 1, nil
}

func (m memory) counts() *projection.Counts {
	return &projection.Counts{Revision: m.Revision, Patience: time.Minute, Read: func(_ context.Context, _ string, fn func(projection.Counted) error) error { return fn(m) }}
}

func (m memory) Read(_ context.Context, _ string, fn func(themes.Record) error) error { return fn(m) }

func load(t *testing.T, m *record.Memory) memory {
	t.Helper()
	marks := map[string][]voxpop.Coding{}
	for k, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		marks[k.Response] = append(marks[k.Response], k)
	}
	tally := prevalence.Recount(func(yield func(prevalence.Answer) bool) {
		for r, err := range m.Responses() {
			if err != nil || !yield(prevalence.AnswerOf(m.Callout(), r, marks[r.ID])) {
				return
			}
		}
	})
	return memory{m, tally.Figures(m.Codebook(), voxpop.DefaultHouse(), prevalence.Options{Draws: 20})}
}

func newDesk(m memory) *themes.Screens {
	return &themes.Screens{
		Records: m, House: voxpop.DefaultHouse, Patience: time.Minute, Counts: m.counts(),
		Published: fstest.MapFS{"ferry/en/index.html": {Data: []byte("<p>story")}},
		Check: func(_ context.Context, rec themes.Record, _ *prevalence.Figures, s record.Story) (*story.Result, *story.Document, error) {
			doc, err := story.Parse(s.Name, s.Body)
			if err != nil {
				return nil, nil, err
			}
			res, err := story.Check(rec.(memory), voxpop.DefaultHouse(), doc)
			return res, doc, err
		},
	}
}

// anybody lets everybody in.
type anybody struct{ frame.People }

func (anybody) Session(context.Context, string) (people.Session, error) {
	return people.Session{Person: people.Person{ID: "ed", Name: "Ed", Roles: people.Roles()}}, nil
}

func (anybody) SetLang(context.Context, string, string) error { return nil }

// nothing keeps nothing.
type nothing struct {
	frame.Store
	m memory
}

func (n nothing) Callout(_ context.Context, slug string) (c voxpop.Callout, err error) {
	return n.m.Callout(), nil
}

func serve(d *themes.Screens, path string) *httptest.ResponseRecorder {
	whole := &desk.Desk{Frame: &frame.Frame{People: anybody{}, Store: nothing{m: d.Records.(memory)}, Log: slog.New(slog.DiscardHandler)}, Screens: []desk.Screens{d}, Published: d.Published}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", path, nil)
	r.AddCookie(&http.Cookie{Name: people.Cookie, Value: "x"})
	whole.Handler().ServeHTTP(w, r)
	return w
}

func get(t *testing.T, d *themes.Screens, path string) string {
	t.Helper()
	w := serve(d, path)
	if w.Code != 200 {
		t.Fatalf("%s: status %d", path, w.Code)
	}
	return w.Body.String()
}

func theCast(t *testing.T) memory {
	t.Helper()
	m, err := record.Load(cast.Record())
	if err != nil {
		t.Fatal(err)
	}
	return load(t, m)
}

func TestOverview(t *testing.T) {
	m := theCast(t)
	d := newDesk(m)
	for _, lang := range locale.Supported() {
		t.Run(lang, func(t *testing.T) {
			l := locale.For(lang)
			body := get(t, d, "/callouts/ferry?lang="+lang)
			if !strings.Contains(body, fmt.Sprintf(`<html lang="%s" dir="%s"`, lang, l.Dir)) {
				t.Error("the page does not say its language and direction")
			}
			w := m.figures.Waterfall
			sum := w.Counted
			for _, n := range append([]int{w.Received, w.Counted}, stepNumbers(w)...) {
				if !strings.Contains(body, ">"+l.Int(n)+"<") {
					t.Errorf("the page lacks the number %s", l.Int(n))
				}
			}
			for _, n := range stepNumbers(w) {
				sum += n
			}
			if sum != w.Received {
				t.Errorf("the steps sum to %d of %d received", sum, w.Received)
			}
			if got := strings.Count(body, "<figure>"); got < 2*(2+3) {
				t.Errorf("%d statements stand side by side, want those of 2 reversals and 3 contradictions at least", got)
			}
			if !strings.Contains(body, `href="/published/ferry/en/"`) || strings.Contains(body, `href="/published/ferry/fa/"`) {
				t.Error("the stories do not say which of them is published")
			}
			for _, bad := range []string{"ZgotmplZ", "%!", "{n}", "{of}", ">desk.", "<nil>", "method.step"} {
				if strings.Contains(body, bad) {
					t.Errorf("the page holds %q", bad)
				}
			}
		})
	}
}

func stepNumbers(w voxpop.Waterfall) (n []int) {
	for _, s := range w.Steps() {
		n = append(n, s.N)
	}
	return n
}

// No breakdown cell under the limit is shown, to nobody.
func TestSmallCells(t *testing.T) {
	m := theCast(t)
	small := false
	for _, list := range [][]prevalence.Count{m.figures.Languages, m.figures.Media, m.figures.Channels} {
		for _, c := range list {
			small = small || c.N < voxpop.DefaultHouse().MinCell
		}
	}
	if !small {
		t.Fatal("the cast has no small cell to hide")
	}
	body := get(t, newDesk(m), "/callouts/ferry?lang=en")
	how := body[strings.Index(body, `id="how"`):strings.Index(body, `id="agreement"`)]
	for _, cell := range regexp.MustCompile(`<td class="number">(\d)</td>`).FindAllStringSubmatch(how, -1) {
		if cell[1] < "5" {
			t.Errorf("a cell of %s is shown", cell[1])
		}
	}
	if !strings.Contains(how, "fewer than 5") {
		t.Error("the page does not say that a cell is small")
	}
}

// What respondents and sources sent stays text.
func TestHostileText(t *testing.T) {
	m := record.NewMemory()
	b := m.Batch()
	hostile := `<script>alert(1)</script>{{.}}"'` + "\u202etxt"
	c := voxpop.Callout{Slug: "hostile", Question: voxpop.Localized{"en": hostile}, Context: voxpop.Localized{"en": hostile}, Languages: []string{"en"}}
	point := voxpop.Point{ID: "p", Question: voxpop.Localized{"en": hostile}, Values: []voxpop.PointValue{{ID: "a", Name: voxpop.Localized{"en": hostile}}, {ID: "b", Name: voxpop.Localized{"en": hostile}}}, Exclusive: [][]string{{"a", "b"}}}
	say := func(id, value, on string) voxpop.Statement {
		return voxpop.Statement{ID: id, Speaker: hostile, SaidOn: voxpop.Date(on), Text: hostile, Lang: "en", Kind: voxpop.Reported, AssertedBy: hostile,
			Source: voxpop.Source{URL: `https://x.example/?q="onmouseover="alert(1)`, Title: hostile}, Positions: []voxpop.Position{{Point: "p", Value: value}}}
	}
	for _, err := range []error{b.Callout(c), b.Points([]voxpop.Point{point}), b.Statement(say("s1", "a", "2024")), b.Statement(say("s2", "b", "2025")),
		b.Story("x.md", []byte("---\nheadline: "+hostile+"\n---\n"+hostile))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	d := newDesk(load(t, m))
	for _, path := range []string{"/callouts/hostile?lang=en", "/callouts/hostile?lang=fa"} {
		body := get(t, d, path)
		for _, bad := range []string{"<script>", `"onmouseover=`, "\u202e"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if !strings.Contains(body, "&lt;script&gt;") {
			t.Errorf("%s does not show the text at all", path)
		}
	}
}

// A call-out that nobody answered yet has a page too, without words or bars.
func TestNothingYet(t *testing.T) {
	m := record.NewMemory()
	b := m.Batch()
	c := voxpop.Callout{Slug: "new", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}}
	book := voxpop.Codebook{Version: "1", Codes: []voxpop.Code{{ID: "x", Name: voxpop.Localized{"en": "X"}, Definition: "x", Kind: voxpop.Theme}}}
	if err := b.Callout(c); err != nil {
		t.Fatal(err)
	}
	if err := b.Codebook(book); err != nil {
		t.Fatal(err)
	}
	body := get(t, newDesk(load(t, m)), "/callouts/new?lang=en")
	if strings.Contains(body, `class="bar"`) || strings.Contains(body, `class="word"`) {
		t.Error("bars and words without answers")
	}
	for _, key := range []string{"desk.reversals.none", "desk.contradictions.none", "desk.stories.none", "desk.agreement.none"} {
		if !strings.Contains(body, locale.For("en").Say(key)) {
			t.Errorf("the page does not say: %s", locale.For("en").Say(key))
		}
	}
}

func TestUnknownCallout(t *testing.T) {
	w := serve(newDesk(theCast(t)), "/callouts/nope")
	if w.Code != 404 {
		t.Errorf("status %d", w.Code)
	}
}

// Shares that are estimated say so where they are shown.
func TestEstimatedSharesSaySo(t *testing.T) {
	m, err := record.Load(cast.Record())
	if err != nil {
		t.Fatal(err)
	}
	counted := load(t, m)
	estimated := memory{m, new(prevalence.Figures)}
	*estimated.figures = *counted.figures
	estimated.figures.Basis = prevalence.Basis{Method: prevalence.MethodPPI, Drawn: 91, Coded: 90, Counted: 274}
	const note = "from 90 people drawn at random"
	for _, x := range []struct {
		rec  memory
		want bool
	}{{counted, false}, {estimated, true}} {
		w := serve(newDesk(x.rec), "/callouts/ferry")
		if got := strings.Contains(w.Body.String(), note); w.Code != 200 || got != x.want {
			t.Errorf("status %d, the note is there: %v, want %v", w.Code, got, x.want)
		}
	}
}
