package prevalence_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/prevalence"
)

var codes = []string{"x", "y", "z"}

// records draws up to 14 answers of a few people, coders, campaigns and copies,
// so that everything meets everything.
func records(t *rapid.T) []prevalence.Answer {
	n := rapid.IntRange(0, 14).Draw(t, "answers")
	out := make([]prevalence.Answer, n)
	for i := range out {
		out[i] = drawAnswer(t, i, n)
	}
	return out
}

func drawAnswer(t *rapid.T, i, n int) prevalence.Answer {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	a := answer(fmt.Sprintf("A%02d", i), minute(rapid.IntRange(0, 5).Draw(t, "minute")*700))
	if k := rapid.IntRange(0, 6).Draw(t, "who"); k > 0 {
		a.Who = fmt.Sprintf("r-%d", k)
	}
	a.Channel, a.Lang = pick("channel", "web", "telegram"), pick("lang", "en", "fa", prevalence.Undetermined)
	a.Place = pick("place", "", "Northgate")
	a.Withdrawn = rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0
	a.SetAside = voxpop.SetAside(pick("aside", "", "", "", "", "spam", "blank"))
	a.Campaign = pick("campaign", "", "", "k", "l")
	if j := rapid.IntRange(0, 3*n).Draw(t, "copy of"); j < n && j != i {
		a.DuplicateOf = fmt.Sprintf("A%02d", j)
	}
	for _, coder := range []string{"ann", "bo", "cy", voxpop.Final} {
		if rapid.IntRange(0, 2).Draw(t, coder) > 0 {
			continue
		}
		if coder != voxpop.Final || rapid.Bool().Draw(t, "none") {
			coded(coder)(&a)
		}
		for _, c := range codes {
			switch rapid.IntRange(0, 3).Draw(t, c) {
			case 0:
				coded(coder, c)(&a)
			case 1:
				denied(coder, c)(&a)
			}
		}
	}
	if rapid.Bool().Draw(t, "model") {
		a.Marks = append(a.Marks, prevalence.Mark{Code: "x", Coder: "classifier", Present: true, Origin: voxpop.ByModel})
	}
	return a
}

// Recounting in another order, marks included, gives the same tally.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := records(t)
		want := asJSON(t, prevalence.Recount(slices.Values(answers)))
		shuffled := rapid.Permutation(answers).Draw(t, "order")
		for i := range shuffled {
			shuffled[i].Marks = rapid.Permutation(shuffled[i].Marks).Draw(t, "marks")
		}
		if diff := cmp.Diff(want, asJSON(t, prevalence.Recount(slices.Values(shuffled)))); diff != "" {
			t.Fatalf("(-first order +other order):\n%s", diff)
		}
	})
}

// The people who voice a code, counted once more in the plainest way from the
// sentences of the record's contract.
func TestSharesAreTheContract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := records(t)
		f := figures(codebook(codes...), answers...)
		kept, counted := plainPeople(answers)
		if f.Waterfall.Counted != len(counted) {
			t.Fatalf("%d counted, want %d", f.Waterfall.Counted, len(counted))
		}
		for _, s := range f.Shares {
			n := 0
			for _, who := range counted {
				if slices.ContainsFunc(answers, func(a prevalence.Answer) bool {
					mine := kept[a.ID] && a.Who == who
					for _, b := range answers {
						mine = mine || a.DuplicateOf == b.ID && !a.Withdrawn && a.SetAside == "" && kept[b.ID] && b.Who == who
					}
					return mine && plainHolds(a, s.Code)
				}) {
					n++
				}
			}
			if s.N != float64(n) {
				t.Fatalf("%s is voiced by %v, want %d", s.Code, s.N, n)
			}
		}
	})
}

func plainPeople(answers []prevalence.Answer) (kept map[string]bool, counted []string) {
	kept = map[string]bool{}
	first := map[string]prevalence.Answer{}
	for _, a := range answers {
		if a.Withdrawn || a.SetAside != "" || a.DuplicateOf != "" {
			continue
		}
		kept[a.ID] = true
		b, ok := first[a.Who]
		if !ok || earlier(a, b) {
			first[a.Who] = a
		}
	}
	for who, a := range first {
		stands := true
		for _, b := range first {
			stands = stands && !(a.Campaign != "" && a.Campaign == b.Campaign && earlier(b, a))
		}
		if stands {
			counted = append(counted, who)
		}
	}
	return kept, counted
}

func earlier(a, b prevalence.Answer) bool {
	return a.At.Before(b.At) || a.At.Equal(b.At) && a.ID < b.ID
}

func plainHolds(a prevalence.Answer, code string) bool {
	looked, marked := map[string]bool{}, map[string]bool{}
	final, none, value := false, false, false
	for _, m := range a.Marks {
		switch {
		case m.Origin != voxpop.ByPerson:
		case m.Coder == voxpop.Final && m.Code == code:
			final, value = true, value || m.Present
		case m.Coder == voxpop.Final:
			none = none || m.Code == voxpop.NoCode
		default:
			looked[m.Coder] = true
			if m.Code == code && m.Present {
				marked[m.Coder] = true
			}
		}
	}
	switch {
	case final:
		return value
	case none || len(marked) == 0:
		return false
	}
	return 2*len(marked) >= len(looked)
}

func TestFiguresHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := figures(codebook(codes...), records(t)...)
		w := f.Waterfall
		sum := w.Counted
		for _, s := range w.Steps() {
			if s.N < 0 {
				t.Fatalf("%s is %d", s.Name, s.N)
			}
			sum += s.N
		}
		if sum != w.Received {
			t.Fatalf("the steps sum to %d of %d: %+v", sum, w.Received, w)
		}
		for _, s := range f.Shares {
			if !(0 <= s.Low && s.Low <= s.Share && s.Share <= s.High && s.High <= 1) || s.Of != w.Counted || s.Coded > s.Of {
				t.Fatalf("%+v", s)
			}
			people := 0
			for _, n := range f.States(s.Code) {
				people += n
				if n < 0 {
					t.Fatalf("%s: states %v", s.Code, f.States(s.Code))
				}
			}
			if people != s.Of {
				t.Fatalf("%s: %d people in states, %d counted", s.Code, people, s.Of)
			}
			of, n := 0, 0
			for _, g := range f.GroupTotals("channel") {
				_, by, _ := f.Group("channel", g.Key)
				of, n = of+g.N, n+by[s.Code]
			}
			if of != w.Counted || float64(n) != s.N || f.Both(s.Code, s.Code) != n {
				t.Fatalf("%s: %d of %d over the channels, %v of %d in all", s.Code, n, of, s.N, s.Of)
			}
		}
		for _, a := range append(f.Agreement.Codes, f.Agreement.Overall) {
			if a.Both > a.N || a.Percent < 0 || a.Percent > 1 || a.Alpha != nil && (*a.Alpha < -1 || *a.Alpha > 1+1e-12) {
				t.Fatalf("%+v", a)
			}
		}
	})
}

// One more coder who marks what all others marked never widens a range, and
// never moves a share.
func TestAgreementNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := records(t)
		var agreed []int
		for i, a := range answers {
			if unanimous(a) {
				agreed = append(agreed, i)
			}
		}
		if len(agreed) == 0 {
			t.Skip("nothing to agree with")
		}
		before := figures(codebook(codes...), answers...)
		a := &answers[rapid.SampledFrom(agreed).Draw(t, "which")]
		coded("new")(a)
		for _, c := range codes {
			for _, m := range a.Marks {
				if m.Coder != voxpop.Final && m.Coder != "new" && m.Code == c && m.Present && m.Origin == voxpop.ByPerson {
					coded("new", c)(a)
					break
				}
			}
		}
		after := figures(codebook(codes...), answers...)
		for i, b := range before.Shares {
			s := after.Shares[i]
			if s.N != b.N || s.Low < b.Low || s.High > b.High {
				t.Fatalf("%+v became %+v", b, s)
			}
		}
	})
}

// unanimous reports whether one coder or more looked, and all marked the same.
func unanimous(a prevalence.Answer) bool {
	by := map[string]map[string]bool{}
	for _, m := range a.Marks {
		if m.Coder == voxpop.Final || m.Origin != voxpop.ByPerson {
			continue
		}
		if by[m.Coder] == nil {
			by[m.Coder] = map[string]bool{}
		}
		if m.Present {
			by[m.Coder][m.Code] = true
		}
	}
	var first map[string]bool
	for _, marked := range by {
		if first != nil && !maps.Equal(first, marked) {
			return false
		}
		first = marked
	}
	return first != nil
}

// bookkeeper keeps a tally as a store does: one part for each person, touched
// only when one of the answers it is made of changes.
type bookkeeper struct {
	answers map[string]prevalence.Answer
	parts   map[string]prevalence.Part // by person, as JSON would give them back
	tally   *prevalence.Tally
}

func (b *bookkeeper) put(t *rapid.T, id string, a *prevalence.Answer) {
	touched := map[string]bool{}
	touch := func(a prevalence.Answer) {
		touched[a.Who] = true
		if original, ok := b.answers[a.DuplicateOf]; ok {
			touched[original.Who] = true
		}
	}
	if old, ok := b.answers[id]; ok {
		touch(old)
	}
	delete(b.answers, id)
	if a != nil {
		b.answers[id] = *a
		touch(*a)
	}
	campaigns := map[string]bool{}
	for who := range touched {
		campaigns[b.parts[who].Campaign] = true
		var own, copies []prevalence.Answer
		for _, a := range b.answers {
			if a.Who == who {
				own = append(own, a)
			} else if o, ok := b.answers[a.DuplicateOf]; ok && o.Who == who {
				copies = append(copies, a)
			}
		}
		if len(own) == 0 {
			b.replace(t, who, nil)
			continue
		}
		p := prevalence.NewPart(own, copies)
		campaigns[p.Campaign] = true
		b.replace(t, who, &p)
	}
	delete(campaigns, "")
	for c := range campaigns {
		var first string
		for who, p := range b.parts {
			if p.Campaign == c && (first == "" || p.Before(b.parts[first])) {
				first = who
			}
		}
		for who, p := range b.parts {
			if p.Campaign == c {
				p = p.AsCampaign(who == first)
				b.replace(t, who, &p)
			}
		}
	}
}

func (b *bookkeeper) replace(t *rapid.T, who string, p *prevalence.Part) {
	if old, ok := b.parts[who]; ok {
		b.tally.Remove(old)
		delete(b.parts, who)
	}
	if p == nil {
		return
	}
	b.tally.Add(*p)
	var kept prevalence.Part
	if err := json.Unmarshal([]byte(asJSON(t, *p)), &kept); err != nil {
		t.Fatalf("%v", err)
	}
	b.parts[who] = kept
}

// However a record came about, the tally kept along the way is the recount,
// and taking everything away leaves nothing.
func TestIncrementsAreTheRecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := &bookkeeper{map[string]prevalence.Answer{}, map[string]prevalence.Part{}, &prevalence.Tally{}}
		const ids = 8
		for range rapid.IntRange(1, 25).Draw(t, "changes") {
			i := rapid.IntRange(0, ids-1).Draw(t, "which")
			a := drawAnswer(t, i, ids)
			if rapid.IntRange(0, 4).Draw(t, "drop") == 0 {
				b.put(t, a.ID, nil)
			} else {
				b.put(t, a.ID, &a)
			}
			want := asJSON(t, prevalence.Recount(maps.Values(b.answers)))
			if diff := cmp.Diff(want, asJSON(t, b.tally)); diff != "" {
				t.Fatalf("(-recount +kept):\n%s", diff)
			}
		}
		for id := range maps.Clone(b.answers) {
			b.put(t, id, nil)
		}
		if diff := cmp.Diff(&prevalence.Tally{}, b.tally, cmpopts.EquateEmpty()); diff != "" || asJSON(t, b.tally) != "{}" {
			t.Fatalf("something is left: %s", asJSON(t, b.tally))
		}
	})
}

// A tally read back from JSON goes on as the one that was written.
func TestTallyKeepsItsMeaningInJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := records(t)
		tally := prevalence.Recount(slices.Values(answers))
		var back prevalence.Tally
		if err := json.Unmarshal([]byte(asJSON(t, tally)), &back); err != nil {
			t.Fatalf("%v", err)
		}
		if diff := cmp.Diff(tally, &back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-written +read):\n%s", diff)
		}
		p := prevalence.NewPart([]prevalence.Answer{drawAnswer(t, 99, 1)}, nil)
		before := asJSON(t, &back)
		back.Add(p)
		tally.Add(p)
		if asJSON(t, tally) != asJSON(t, &back) {
			t.Fatalf("they went apart")
		}
		back.Remove(p)
		if asJSON(t, &back) != before {
			t.Fatalf("removing did not restore:\n%s\n%s", before, asJSON(t, &back))
		}
	})
}

// The stored form is fixed: workspaces hold it.
func TestPartAsJSON(t *testing.T) {
	p := prevalence.NewPart([]prevalence.Answer{
		answer("A", who("p"), minute(0), coded("ann", "x"), coded("bo", "x", "y"), func(a *prevalence.Answer) { a.Role = "nurse" }),
		answer("B", who("p"), minute(5), campaign("k"), coded("ann", "z")),
	}, nil)
	const want = `{"steps":{"duplicate":1,"received":2},"days":{"2026-09-02":2},"langs":{"en":2},"media":{"text":2},"channels":{"web":2},` +
		`"coders":{"ann":2,"bo":1},"coded":2,"doubles":[{"coders":2,"marks":{"x":2,"y":1}}],` +
		`"unit":{"base":"no1","codes":{"x":"yes","y":"yes?","z":"yes1"},"coded":true,"lang":"en","medium":"text","channel":"web","role":"nurse","week":"2026-08-31"},` +
		`"first_at":"2026-09-02T08:00:00Z","first_id":"A"}`
	if diff := cmp.Diff(want, asJSON(t, p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var tally prevalence.Tally
	tally.Add(p)
	const sum = `{"steps":{"counted":1,"duplicate":1,"received":2},"days":{"2026-09-02":2},"langs":{"en":2},"media":{"text":2},"channels":{"web":2},` +
		`"coders":{"ann":2,"bo":1},"coded":2,"people":1,"base":{"no1":1},"states":{"x":{"yes:no1":1},"y":{"yes?:no1":1},"z":{"yes1:no1":1}},` +
		`"both":{"x":{"y":1,"z":1},"y":{"z":1}},"groups":{"channel":{"web":{"of":1,"n":{"x":1,"y":1,"z":1}}},"lang":{"en":{"of":1,"n":{"x":1,"y":1,"z":1}}},` +
		`"medium":{"text":{"of":1,"n":{"x":1,"y":1,"z":1}}},"role":{"nurse":{"of":1,"n":{"x":1,"y":1,"z":1}}},"week":{"2026-08-31":{"of":1,"n":{"x":1,"y":1,"z":1}}}},` +
		`"double":{"2":1},"cells":{"x":{"2 2":1},"y":{"2 1":1}},"pool":{"2 3 1":1}}`
	if diff := cmp.Diff(sum, asJSON(t, &tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnswerOf(t *testing.T) {
	opens, _ := voxpop.ParseMoment("2026-09-02T08:00:00+03:00")
	received, _ := voxpop.ParseMoment("2026-09-02T22:30:00Z")
	day, _ := voxpop.ParseMoment("2026-09-05")
	c := voxpop.Callout{Opens: opens}
	r := voxpop.Response{ID: "K7Q2", ReceivedAt: received, Channel: voxpop.Telegram, Medium: voxpop.Voice, WithdrawnAt: day,
		SetAside: voxpop.Spam, DuplicateOf: "M3XA", Campaign: "k", Person: voxpop.Person{Place: " Northgate ", Role: "nurse"}}
	got := prevalence.AnswerOf(c, r, []voxpop.Coding{
		{Response: "K7Q2", Code: "x", Coder: "ann", Present: true, Origin: voxpop.ByPerson, Draw: voxpop.DrawRandom},
		{Response: "M3XA", Code: "y", Coder: "ann", Present: true, Origin: voxpop.ByPerson},
	})
	want := prevalence.Answer{ID: "K7Q2", Who: "\x00K7Q2", At: received.Time.UTC(), Day: "2026-09-03", Channel: "telegram", Medium: "voice",
		Lang: "und", Place: "Northgate", Role: "nurse", Withdrawn: true, SetAside: voxpop.Spam, DuplicateOf: "M3XA", Campaign: "k",
		Marks: []prevalence.Mark{{Code: "x", Coder: "ann", Present: true, Origin: voxpop.ByPerson, Draw: voxpop.DrawRandom}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	r.ReceivedAt, r.Lang, r.Respondent = day, "fa", "r-1"
	if a := prevalence.AnswerOf(c, r, nil); a.Day != "2026-09-05" || a.Lang != "fa" || a.Who != "r-1" || a.At.Hour() != 21 {
		t.Errorf("a bare date: %+v", a)
	}
}
