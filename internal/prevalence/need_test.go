package prevalence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
)

func needOf(t *testing.T, f *prevalence.Figures, code, rung string) prevalence.Need {
	t.Helper()
	for _, n := range f.Needs(voxpop.DefaultHouse(), code) {
		if n.Rung == rung {
			return n
		}
	}
	t.Fatalf("no need of %q", rung)
	return prevalence.Need{}
}

// Of 100 people 80 are coded, 48 of whom voice noise: as many of those left
// make 60. Half of all, 50, voice it after 4 more (48 + 4 · .6 = 50.4), and
// the low end is the same here, since nobody disagreed.
func TestNeedsOfACount(t *testing.T) {
	answers := concat(crew("A", 48, coded("ann", "noise")), crew("B", 32, coded("ann")), crew("C", 20))
	f := figures(codebook("noise"), answers...)
	for rung, want := range map[string]prevalence.Need{
		"some":       {Rung: "some", Have: true},
		"many":       {Rung: "many", Have: true},
		"a majority": {Rung: "a majority", More: 4},
		"most":       {Rung: "most", Never: prevalence.WantShare},
		"almost all": {Rung: "almost all", Never: prevalence.WantShare},
	} {
		if diff := cmp.Diff(want, needOf(t, f, "noise", rung)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", rung, diff)
		}
	}
	if f.Needs(voxpop.DefaultHouse(), "gulls") != nil {
		t.Error("needs of a code that is not there")
	}
	few := figures(codebook("noise"), crew("A", 3, coded("ann", "noise"))...)
	if n := needOf(t, few, "noise", "a few"); n.Never != prevalence.WantBase {
		t.Errorf("%+v", n)
	}
	all := figures(codebook("noise"), concat(crew("A", 40, coded("ann", "noise")), crew("B", 60, coded("ann")))...)
	if n := needOf(t, all, "noise", "a majority"); n.Never != prevalence.WantShare || n.More != 0 {
		t.Errorf("nobody is left to code: %+v", n)
	}
}

// As many more codings as were projected make the word hold, about as often as
// not; none do when the share itself lies under its bound.
func TestNeedsOfASample(t *testing.T) {
	answers, crowd := hall(2000, 60, .58)
	f := polled(answers, crowd(), "noise")
	s := share(t, f, "noise")
	n := needOf(t, f, "noise", "a majority")
	if s.Low > .5 || s.Share < .52 {
		t.Fatalf("the example is no example: %+v", s)
	}
	if n.Have || n.Never != "" || n.More < 5 || n.More > 400 {
		t.Fatalf("%+v of %+v", n, s)
	}
	held := 0
	for k := range 40 {
		more, again := hallBy(2000, 60+n.More, s.Share, uint64(k))
		if share(t, polled(more, again(), "noise"), "noise").Low > .5 {
			held++
		}
	}
	if held < 10 || held > 34 {
		t.Errorf("%d more codings: the word holds in %d of 40 call-outs like this", n.More, held)
	}
	if n := needOf(t, f, "noise", "most"); n.Never != prevalence.WantShare {
		t.Errorf("most: %+v of %+v", n, s)
	}
}

// hallBy is hall with other people.
func hallBy(n, drawn int, share float64, seed uint64) ([]prevalence.Answer, func() *prevalence.Crowd) {
	voices, scores := town(n, share, 2, 100+seed)
	rng := rand.New(rand.NewPCG(seed, 12))
	rank := rng.Perm(n)
	all := make([]prevalence.Answer, n)
	for i := range all {
		all[i] = answer(fmt.Sprintf("N%04d", i), minute(i))
		if rank[i] < drawn {
			if voices[i] {
				coded("ann", "noise")(&all[i])
			} else {
				coded("ann")(&all[i])
			}
			all[i].Marks[0].Draw = voxpop.DrawRandom
		}
	}
	return all, func() *prevalence.Crowd {
		c := &prevalence.Crowd{Scores: map[string][]float64{"noise": scores}}
		for i := range all {
			c.People = append(c.People, prevalence.Counted{Unit: prevalence.NewPart(all[i:i+1], nil).Unit, Drawn: rank[i] < drawn})
		}
		return c
	}
}

func hiding(groups []prevalence.Group, code string) map[string]prevalence.Hiding {
	out := map[string]prevalence.Hiding{}
	for _, g := range groups {
		s, _ := g.Share(code)
		out[g.Value] = s.Hidden
	}
	return out
}

func TestBreakdown(t *testing.T) {
	house := voxpop.DefaultHouse()
	lang := func(l string) func(*prevalence.Answer) { return func(a *prevalence.Answer) { a.Lang = l } }
	place := func(p string) func(*prevalence.Answer) { return func(a *prevalence.Answer) { a.Place = p } }
	marked, blank := coded("ann", "noise"), coded("ann")
	for name, test := range map[string]struct {
		answers   []prevalence.Answer
		dimension string
		groups    map[string]prevalence.Hiding
		noise     map[string]prevalence.Hiding
	}{
		"nothing small": {
			concat(crew("A", 20, lang("en"), marked), crew("B", 20, lang("fa"), marked)), "language",
			map[string]prevalence.Hiding{"en": "", "fa": ""}, map[string]prevalence.Hiding{"en": "", "fa": ""}},
		"a small cell hides the next": {
			concat(crew("A", 20, lang("en"), marked), crew("B", 8, lang("fa"), marked), crew("C", 4, lang("ar"), marked), crew("D", 20, lang("ar"), blank)), "lang",
			map[string]prevalence.Hiding{"en": "", "fa": "", "ar": ""},
			map[string]prevalence.Hiding{"en": "", "fa": "complement", "ar": "small"}},
		"two small cells that are not even five together": {
			concat(crew("A", 20, lang("en"), marked), crew("B", 9, lang("de"), marked), crew("C", 2, lang("ar"), marked), crew("D", 20, lang("ar"), blank),
				crew("E", 1, lang("fa"), marked), crew("F", 20, lang("fa"), blank)), "lang",
			map[string]prevalence.Hiding{"en": "", "de": "", "fa": "", "ar": ""},
			map[string]prevalence.Hiding{"en": "", "de": "complement", "fa": "small", "ar": "small"}},
		"a small group": {
			concat(crew("A", 20, lang("en"), marked), crew("B", 9, lang("de"), marked), crew("C", 4, lang("ar"), marked)), "lang",
			map[string]prevalence.Hiding{"en": "", "de": "complement", "ar": "small"},
			map[string]prevalence.Hiding{"en": "", "de": "complement", "ar": "small"}},
		"who told no place hides one small cell": {
			concat(crew("A", 20, place("Northgate"), marked), crew("B", 4, place("Quay"), marked), crew("C", 20, place("Quay"), blank), crew("D", 10, marked)), "place",
			map[string]prevalence.Hiding{"Northgate": "", "Quay": ""}, map[string]prevalence.Hiding{"Northgate": "", "Quay": "small"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := figures(codebook("noise"), test.answers...)
			groups, ok := f.Breakdown(test.dimension, house)
			if !ok {
				t.Fatal("no such dimension")
			}
			got := map[string]prevalence.Hiding{}
			for _, g := range groups {
				got[g.Value] = g.Hidden
				if (g.Hidden != "") != (g.Of == 0) {
					t.Errorf("%+v", g)
				}
				for _, s := range g.Shares {
					if s.Hidden != "" && (s.N != 0 || s.Share != 0 || s.High != 0) {
						t.Errorf("hidden, and told: %+v", s)
					}
				}
			}
			if diff := cmp.Diff(test.groups, got); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.noise, hiding(groups, "noise")); diff != "" {
				t.Errorf("noise (-want +got):\n%s", diff)
			}
		})
	}
	if _, ok := figures(codebook("noise")).Breakdown("shoe size", house); ok {
		t.Error("a dimension that does not exist")
	}
	// A hidden number is never the only one, in any table that chance makes.
	rng := rand.New(rand.NewPCG(2, 3))
	for range 200 {
		var all []prevalence.Answer
		for i, l := range []string{"en", "fa", "ar", "de"}[:2+rng.IntN(3)] {
			all = append(all, crew(fmt.Sprint("m", i), rng.IntN(12), lang(l), marked)...)
			all = append(all, crew(fmt.Sprint("b", i), rng.IntN(12), lang(l), blank)...)
		}
		groups, _ := figures(codebook("noise"), all...).Breakdown("lang", house)
		hidden := 0
		for _, h := range hiding(groups, "noise") {
			if h != "" {
				hidden++
			}
		}
		if hidden == 1 && len(groups) > 1 {
			t.Fatalf("one cell is hidden: %+v", groups)
		}
	}
}

// Of a sample, a group is told only where enough of it were drawn.
func TestBreakdownOfASample(t *testing.T) {
	answers, crowd := hall(1000, 120, .4)
	groups, _ := polled(answers, crowd(), "noise").Breakdown("lang", voxpop.DefaultHouse())
	if got := hiding(groups, "noise"); got["en"] != "complement" && got["en"] != "" || got["fa"] != "few-drawn" {
		t.Errorf("%v", got)
	}
	en := groups[slices.IndexFunc(groups, func(g prevalence.Group) bool { return g.Value == "en" })]
	if s, _ := en.Share("noise"); en.Of != 875 || s.Hidden == "" && !(s.Low < .4 && .4 < s.High) {
		t.Errorf("%+v", en)
	}
}

// A theme dominates an estimate only when the ends of its range do.
func TestDominatesOfASample(t *testing.T) {
	house := voxpop.DefaultHouse()
	answers, crowd := hall(1000, 40, .57)
	f := polled(answers, crowd(), "noise", "trees")
	if s := share(t, f, "noise"); s.Share < .5 || s.Low >= .5 {
		t.Fatalf("the example is no example: %+v", s)
	}
	if ok, why := prevalence.Dominates(house, f, "noise"); ok || why.Condition != prevalence.WantLow {
		t.Errorf("%v %+v", ok, why)
	}
	answers, crowd = hall(1000, 300, .65)
	if ok, why := prevalence.Dominates(house, polled(answers, crowd(), "noise", "trees"), "noise"); !ok {
		t.Errorf("%+v", why)
	}
	if ok, why := prevalence.Dominates(house, polled(answers, crowd(), "noise", "trees"), "trees"); ok || why.Condition != prevalence.WantShare {
		t.Errorf("%v %+v", ok, why)
	}
}
