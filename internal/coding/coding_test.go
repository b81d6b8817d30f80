package coding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/coding"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
)

// desk is a store in memory: it does what the verbs say and keeps a revision.
type desk struct {
	m     *record.Memory
	rev   int64
	marks []coding.Mark
}

func (d *desk) Rev() int64                            { return d.rev }
func (d *desk) MediaSums() (map[string]string, error) { return nil, nil }
func (d *desk) Marks() ([]coding.Mark, error)         { return d.marks, nil }

type snapshot struct {
	*record.Memory
	*desk
}

func (d *desk) Read(_ context.Context, _ string, fn func(coding.Record) error) error {
	return fn(snapshot{d.m, d})
}

func (d *desk) Decide(context.Context, voxpop.Actor, string, int64, voxpop.Moment, ...coding.Judgement) error {
	return nil
}

func (d *desk) EditCodebook(_ context.Context, _ voxpop.Actor, _ string, edit func(voxpop.Codebook) (voxpop.Codebook, error)) error {
	b, err := edit(d.m.Codebook())
	if err != nil {
		return err
	}
	d.rev++
	return d.m.Batch().Codebook(b)
}

func (d *desk) Code(_ context.Context, by voxpop.Actor, _ string, drawn coding.Drawn, codings ...voxpop.Coding) error {
	d.rev++
	for _, k := range drawn.Promoted {
		k.Draw = voxpop.DrawRandom
		d.m.Batch().Coding(k)
	}
	for _, k := range codings {
		d.m.Batch().Coding(k)
	}
	if drawn.UpTo != "" {
		return d.m.Batch().Decision(voxpop.Decision{ID: voxpop.SampleID, Kind: voxpop.Sample, UpTo: drawn.UpTo, By: string(by), At: drawn.At})
	}
	return nil
}

// newDesk is a call-out with n answers of as many people.
func newDesk(t *testing.T, n int) (*desk, *coding.Service) {
	t.Helper()
	d := &desk{m: record.NewMemory()}
	b := d.m.Batch()
	b.Callout(voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}})
	b.Codebook(voxpop.Codebook{Version: "1", Codes: []voxpop.Code{{ID: "cost", Name: voxpop.Localized{"en": "cost"}, Definition: "money", Kind: voxpop.Theme}}})
	for i := range n {
		d.arrive(fmt.Sprintf("R%03d", i))
	}
	return d, &coding.Service{Store: d, Now: func() time.Time { return time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC) }}
}

func (d *desk) arrive(id string) {
	d.m.Batch().Response(voxpop.Response{ID: id, ReceivedAt: moment("2026-03-02"), Channel: voxpop.Web, Medium: voxpop.Text, Lang: "en",
		Text: "answer " + id, Consent: voxpop.Consent{Name: voxpop.NoName}})
}

func moment(s string) voxpop.Moment {
	m, err := voxpop.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

func (d *desk) corpus(t *testing.T) *coding.Corpus {
	t.Helper()
	c, err := coding.Load(snapshot{d.m, d})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// next lists the ids of those who are drawn next.
func next(c *coding.Corpus, n int) []string {
	var ids []string
	for _, i := range c.NextRandom(n) {
		ids = append(ids, c.Answers[i].Response.ID)
	}
	return ids
}

func take(t *testing.T, s *coding.Service, draw voxpop.Draw, ids ...string) coding.Taken {
	t.Helper()
	var all []coding.Taking
	for _, id := range ids {
		all = append(all, coding.Taking{Response: id, Codes: []string{"cost"}})
	}
	got, err := s.Take(t.Context(), "noa", "tram", all, draw)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The order of the draw is fixed: it does not depend on what is there besides,
// on what was coded or on the order of coming, and everybody is somewhere in it.
func TestTheOrderIsFixed(t *testing.T) {
	d, s := newDesk(t, 60)
	all := next(d.corpus(t), 100)
	if len(all) != 60 || slices.IsSorted(all) {
		t.Fatalf("order: %v", all)
	}
	for i := range 40 {
		d.arrive(fmt.Sprintf("S%03d", i))
	}
	take(t, s, voxpop.DrawActive, all[3], all[10])
	var old []string
	for _, id := range next(d.corpus(t), 200) {
		if id[0] == 'R' {
			old = append(old, id)
		}
	}
	want := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == all[3] || id == all[10] })
	if !slices.Equal(old, want) {
		t.Errorf("the order moved:\n%v\n%v", old, want)
	}
}

// The sample is everybody up to its reach: who was chosen before is promoted
// when it passes them, who arrives below it belongs to it and comes first, and
// whoever leaves the count leaves it.
func TestTheSampleStaysASample(t *testing.T) {
	d, s := newDesk(t, 80)
	order := next(d.corpus(t), 80)
	take(t, s, voxpop.DrawActive, order[4], order[70])
	if n := d.corpus(t).SampleState(); n.Drawn != 0 || n.People != 80 {
		t.Errorf("chosen answers are a sample: %+v", n)
	}
	got := take(t, s, voxpop.DrawRandom, order[:4]...)
	if got.Sample.Drawn != 4 || got.Sample.Coded != 4 || got.Promoted != 0 {
		t.Errorf("four drawn: %+v", got)
	}
	got = take(t, s, voxpop.DrawRandom, order[5])
	if got.Sample.Drawn != 6 || got.Sample.Coded != 6 || got.Promoted != 1 {
		t.Errorf("the one who was chosen before was not promoted: %+v", got)
	}
	for k := range d.m.Codings() {
		if want := map[bool]voxpop.Draw{true: voxpop.DrawActive, false: voxpop.DrawRandom}[k.Response == order[70]]; k.Draw != want {
			t.Errorf("%s: draw %s, want %s", k.Response, k.Draw, want)
		}
	}
	// Out of order: the reach moves, the one who was passed over is missing.
	got = take(t, s, voxpop.DrawRandom, order[7])
	if got.Sample.Drawn != 8 || got.Sample.Missing != 1 {
		t.Errorf("one passed over: %+v", got)
	}
	if first := next(d.corpus(t), 1); first[0] != order[6] {
		t.Errorf("next is %v, want the one who was passed over", first)
	}
	// Who is coded inside the reach is drawn, whatever for.
	if got = take(t, s, "", order[6]); got.Sample.Missing != 0 {
		t.Errorf("%+v", got)
	}
	// New arrivals fall inside and outside as their numbers say.
	for i := range 80 {
		d.arrive(fmt.Sprintf("S%03d", i))
	}
	n := d.corpus(t).SampleState()
	if n.People != 160 || n.Missing == 0 || n.Drawn != 8+n.Missing || n.Missing > 40 {
		t.Errorf("after new arrivals: %+v", n)
	}
	for i, id := range next(d.corpus(t), n.Missing) {
		if id[0] != 'S' {
			t.Errorf("place %d: %s comes before an arrival that belongs to the sample", i, id)
		}
	}
	// Somebody of the sample is found to be spam.
	r, _, _ := d.m.Response(order[0])
	r.SetAside = voxpop.Spam
	d.m.Batch().Response(r)
	if after := d.corpus(t).SampleState(); after.Drawn != n.Drawn-1 || after.Coded != n.Coded-1 {
		t.Errorf("after one left: %+v, before %+v", after, n)
	}
}

// What cannot be drawn is refused, with who can be.
func TestNobodyChoosesTheSample(t *testing.T) {
	d, s := newDesk(t, 400)
	order := next(d.corpus(t), 400)
	_, err := s.Take(t.Context(), "noa", "tram", []coding.Taking{{Response: order[300]}}, voxpop.DrawRandom)
	if voxpop.KindOf(err) != voxpop.Invalid || !strings.Contains(voxpop.HintOf(err), order[0]) {
		t.Errorf("%v, hint %q", err, voxpop.HintOf(err))
	}
	_, err = s.Take(t.Context(), "noa", "tram", []coding.Taking{{Response: order[0], Codes: []string{"nothing"}}}, "")
	if voxpop.KindOf(err) != voxpop.NotFound || d.rev != 0 {
		t.Errorf("%v, revision %d", err, d.rev)
	}
}

// A person with two answers is coded when both are; a repeat whose copy was
// coded leaves nothing open.
func TestPeopleNotMessages(t *testing.T) {
	d, s := newDesk(t, 2)
	for _, id := range []string{"T1", "T2"} {
		d.m.Batch().Response(voxpop.Response{ID: id, Respondent: "r-1", ReceivedAt: moment("2026-03-02"), Channel: voxpop.Web, Medium: voxpop.Text, Lang: "en",
			Text: "both " + id, Consent: voxpop.Consent{Name: voxpop.NoName}})
	}
	if n := d.corpus(t).SampleState(); n.People != 3 {
		t.Errorf("%+v", n)
	}
	take(t, s, voxpop.DrawRandom, "T1", "R000", "R001")
	if n := d.corpus(t).SampleState(); n.Drawn != 3 || n.Coded != 2 || n.Missing != 1 {
		t.Errorf("one of two coded: %+v", n)
	}
	if got := next(d.corpus(t), 5); !slices.Equal(got, []string{"T2"}) {
		t.Errorf("waiting: %v", got)
	}
	// T2 turns out to repeat R000, which is coded.
	r, _, _ := d.m.Response("T2")
	r.DuplicateOf = "R000"
	d.m.Batch().Response(r)
	if n := d.corpus(t).SampleState(); n.Missing != 0 {
		t.Errorf("a repeat waits: %+v", n)
	}
}

func TestWritten(t *testing.T) {
	for s, want := range map[string]string{"A1=campaign:keep the tram": "campaign:keep the tram", "d-A1=undo": "undo", " A1 = coincidence ": "coincidence",
		"A1": "", "A1=": "", "=undo": "", "A1=campaign:": "", "A1=campaign: ": "", "A1=spam": ""} {
		d, err := coding.ParseDecision(s)
		if (err == nil) != (want != "") || err == nil && d.Way != want || err != nil && voxpop.HintOf(err) == "" {
			t.Errorf("%q: %+v %v", s, d, err)
		}
	}
	for s, want := range map[string]int{"A1=a,b": 2, "A1=-": 0, "A1= a , a ": 1, "A1": -1, "A1=": -1, "=a": -1, "A1=a,-": -1, "A1=a,,b": -1} {
		got, err := coding.ParseTaking(s)
		if (err == nil) != (want >= 0) || err == nil && len(got.Codes) != want || err != nil && voxpop.HintOf(err) == "" {
			t.Errorf("%q: %+v %v", s, got, err)
		}
	}
	for label, want := range map[string]string{"Late buses, no roof": "late-buses-no-roof", "کشتی سفید": "کشتی-سفید", "…": ""} {
		if got := coding.CodeID(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}

func TestTextOf(t *testing.T) {
	said := &voxpop.Transcript{Lang: "fa", Text: "گفتند هرگز"}
	for want, r := range map[string]voxpop.Response{
		"wrote":               {Text: "wrote", Translations: []voxpop.Translation{{Lang: "en", Text: "translated"}}},
		"گفتند هرگز":          {Medium: voxpop.Voice, Transcript: said},
		"caption\nگفتند هرگز": {Text: "caption", Transcript: said},
		"":                    {Text: " \n", Transcript: &voxpop.Transcript{}},
	} {
		if got := coding.TextOf(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// broken is a model that does not answer.
type broken struct{}

func (broken) Embed(context.Context, []string) ([][]float32, error) {
	return nil, &voxpop.Error{Kind: voxpop.Unavailable, Message: "the server does not answer"}
}

func (broken) Label(context.Context, []string, []string, string) (string, error) {
	return "", &voxpop.Error{Kind: voxpop.Unavailable, Message: "the server does not answer"}
}

// worded is a model that answers.
type worded struct{ enginetest.Hashed }

func (worded) Label(context.Context, []string, []string, string) (string, error) { return "Trams", nil }

// Models of the newsroom's own help when they are there, and results say so;
// when they fail the work goes on without them and says that. Shares never ask
// them.
func TestModelsOnlyHelp(t *testing.T) {
	d, s := newDesk(t, 40)
	for i := range 40 {
		r, _, _ := d.m.Response(fmt.Sprintf("R%03d", i))
		r.Text = []string{"the tram is late every morning", "a bench for the old people please"}[i%2] + fmt.Sprint(" said ", i)
		d.m.Batch().Response(r)
	}
	take(t, s, voxpop.DrawRandom, next(d.corpus(t), 4)...)
	plain, err := s.Themes(t.Context(), "noa", "tram", coding.ThemesOptions{K: 2})
	if err != nil || plain.Vectors.Used || plain.Wording || len(plain.Themes) != 2 {
		t.Fatalf("%+v %v", plain, err)
	}
	s.Embedder, s.Labeller = worded{}, worded{}
	got, err := s.Themes(t.Context(), "noa", "tram", coding.ThemesOptions{K: 2})
	if err != nil || !got.Vectors.Used || !got.Wording || got.Themes[0].Label != "Trams" || len(got.Themes[0].Words) == 0 {
		t.Errorf("with a model: %+v %v", got, err)
	}
	suggested, err := s.Suggest(t.Context(), "tram", coding.SuggestOptions{})
	if err != nil || !suggested.Vectors.Used {
		t.Errorf("with a model: %+v %v", suggested.Vectors, err)
	}
	s.Embedder, s.Labeller = broken{}, broken{}
	got, err = s.Themes(t.Context(), "noa", "tram", coding.ThemesOptions{K: 2})
	if err != nil || got.Vectors.Used || got.Vectors.Failed == "" || got.Wording || got.Themes[0].Label != plain.Themes[0].Label {
		t.Errorf("with a broken model: %+v %v", got, err)
	}
	suggested, err = s.Suggest(t.Context(), "tram", coding.SuggestOptions{})
	if err != nil || suggested.Vectors.Failed == "" || len(suggested.Next) != 12 {
		t.Errorf("with a broken model: %+v %v", suggested, err)
	}
}

// A sample of few says about what all say, and says how far it can be off.
func TestSampledFigures(t *testing.T) {
	m, err := record.Load(cast.Record())
	if err != nil {
		t.Fatal(err)
	}
	c, err := coding.Load(snapshot{m, &desk{m: m}})
	if err != nil {
		t.Fatal(err)
	}
	all, few := c.Sampled(1000, voxpop.DefaultHouse()), c.Sampled(90, voxpop.DefaultHouse())
	if all.Basis.Method != prevalence.MethodCount || all.Basis.Reason != prevalence.ReasonAllCoded || all.Waterfall.Counted != 274 {
		t.Errorf("all: %+v", all.Basis)
	}
	if few.Basis.Method != prevalence.MethodPPI || few.Basis.Coded != 90 {
		t.Errorf("few: %+v", few.Basis)
	}
	held := 0
	for i, s := range few.Shares {
		if truth := all.Shares[i].Share; s.Low <= truth && truth <= s.High {
			held++
		}
	}
	if held < len(few.Shares)-1 {
		t.Errorf("%d of %d ranges hold the share of all", held, len(few.Shares))
	}
}
