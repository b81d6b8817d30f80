package prevalence_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
)

// hall invents a call-out of n people of whom the first coded, in an order of
// chance, were drawn; noise is voiced by the share, trees by a tenth. Scores
// tell noise well. Every eighth person stands for nobody but writes in Persian.
func hall(n, drawn int, share float64) ([]prevalence.Answer, func() *prevalence.Crowd) {
	voices, scores := town(n, share, 2, 11)
	rng := rand.New(rand.NewPCG(4, 4))
	rank := rng.Perm(n)
	all := make([]prevalence.Answer, n)
	for i := range all {
		all[i] = answer(fmt.Sprintf("N%04d", i), minute(i))
		if i%8 == 0 {
			all[i].Lang = "fa"
		}
		if rank[i] >= drawn {
			continue
		}
		var codes []string
		if voices[i] {
			codes = append(codes, "noise")
		}
		if i%10 == 0 {
			codes = append(codes, "trees")
		}
		coded("ann", codes...)(&all[i])
		for k := range all[i].Marks {
			all[i].Marks[k].Draw = voxpop.DrawRandom
		}
	}
	return all, func() *prevalence.Crowd {
		c := &prevalence.Crowd{Scores: map[string][]float64{"noise": scores}}
		for i := range all {
			p := prevalence.NewPart(all[i:i+1], nil)
			c.People = append(c.People, prevalence.Counted{Unit: p.Unit, Drawn: prevalence.DrawnBy(all[i : i+1])})
		}
		return c
	}
}

func polled(answers []prevalence.Answer, c *prevalence.Crowd, codes ...string) *prevalence.Figures {
	return prevalence.Recount(slices.Values(answers)).Figures(codebook(codes...), voxpop.DefaultHouse(), prevalence.Options{Draws: -1, Crowd: c})
}

func TestBasis(t *testing.T) {
	for name, test := range map[string]struct {
		coded  int
		change func(*prevalence.Crowd) *prevalence.Crowd
		want   prevalence.Basis
	}{
		"drawn":       {60, nil, prevalence.Basis{Method: "ppi", Drawn: 60, Coded: 60, Counted: 200}},
		"just enough": {30, nil, prevalence.Basis{Method: "ppi", Drawn: 30, Coded: 30, Counted: 200}},
		"too few":     {29, nil, prevalence.Basis{Method: "count", Reason: "few-drawn", Drawn: 29, Coded: 29, Counted: 200}},
		"all coded":   {200, nil, prevalence.Basis{Method: "count", Reason: "all-coded", Drawn: 200, Coded: 200, Counted: 200}},
		"no crowd":    {60, func(*prevalence.Crowd) *prevalence.Crowd { return nil }, prevalence.Basis{Method: "count", Reason: "no-crowd", Counted: 200}},
		"others": {60, func(c *prevalence.Crowd) *prevalence.Crowd { c.People = c.People[1:]; return c },
			prevalence.Basis{Method: "count", Reason: "no-crowd", Counted: 200}},
		"not drawn": {60, func(c *prevalence.Crowd) *prevalence.Crowd { undraw(c, 0); return c },
			prevalence.Basis{Method: "count", Reason: "not-drawn", Coded: 0, Counted: 200}},
		"missing": {60, func(c *prevalence.Crowd) *prevalence.Crowd { draw(c, 20); return c },
			prevalence.Basis{Method: "ppi", Drawn: 80, Coded: 60, Counted: 200}},
		"too many missing": {60, func(c *prevalence.Crowd) *prevalence.Crowd { draw(c, 21); return c },
			prevalence.Basis{Method: "count", Reason: "many-missing", Drawn: 81, Coded: 60, Counted: 200}},
	} {
		t.Run(name, func(t *testing.T) {
			answers, crowd := hall(200, test.coded, .3)
			c := crowd()
			if test.change != nil {
				c = test.change(c)
			}
			f := polled(answers, c, "noise", "trees")
			if diff := cmp.Diff(test.want, f.Basis); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if s := share(t, f, "noise"); s.Method != test.want.Method {
				t.Errorf("method %s", s.Method)
			}
			if test.want.Method == "count" && f.Basis.Reason != "" {
				plain := share(t, figures(codebook("noise", "trees"), answers...), "noise")
				if diff := cmp.Diff(plain, share(t, f, "noise"), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Alpha" }, cmp.Ignore())); diff != "" {
					t.Errorf("not the plain range (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func undraw(c *prevalence.Crowd, from int) {
	for i := range c.People[from:] {
		c.People[from+i].Drawn = false
	}
}

// draw adds n people to the sample who are not coded.
func draw(c *prevalence.Crowd, n int) {
	for i := range c.People {
		if p := &c.People[i]; n > 0 && !p.Drawn && p.Unit.Base == prevalence.Open {
			p.Drawn = true
			n--
		}
	}
}

func TestFiguresOfASample(t *testing.T) {
	answers, crowd := hall(1000, 120, .4)
	f := polled(answers, crowd(), "noise", "trees")
	noise, trees := share(t, f, "noise"), share(t, f, "trees")
	if noise.Method != "ppi" || noise.Of != 1000 || noise.N != noise.Share*1000 || noise.Coded != 120 {
		t.Errorf("%+v", noise)
	}
	if !(noise.Low < .4 && .4 < noise.High && noise.High-noise.Low < .16) {
		t.Errorf("%+v", noise)
	}
	if !(trees.Low < .1 && .1 < trees.High) {
		t.Errorf("%+v", trees)
	}
	if noise.Word != "many" {
		t.Errorf("word %q", noise.Word)
	}
	if b := f.Both("noise", "trees"); b != f.Both("trees", "noise") || b < 10 || b > 90 {
		t.Errorf("both: %d, about 40 are", b)
	}
	if f.Both("noise", "noise") != prevalence.Whole(noise.N) {
		t.Error("both of one code")
	}
	// 875 write English: enough of them were drawn. 125 Persian: too few.
	if of, n, _ := f.Group("lang", "en"); of != 875 || n["noise"] < 250 || n["noise"] > 450 {
		t.Errorf("English: %d of %d", n["noise"], of)
	}
	if of, n, _ := f.Group("lang", "fa"); of != 125 || len(n) != 0 {
		t.Errorf("Persian: %v of %d", n, of)
	}
	if r := f.WithoutCampaigns(); r.Of != 1000 || r.N["noise"] != prevalence.Whole(noise.N) {
		t.Errorf("without campaigns: %v", r)
	}
	if r := f.WithoutLargestChannel(); r.Of != 0 {
		t.Errorf("without the only channel: %v", r)
	}
}

// Labels chosen actively train nothing here and feed nothing: people coded
// outside the sample leave an estimate by given scores as it was.
func TestChosenCodingsFeedNoShare(t *testing.T) {
	answers, crowd := hall(600, 80, .3)
	before := share(t, polled(answers, crowd(), "noise"), "noise")
	n := 0
	for i := range answers {
		if len(answers[i].Marks) == 0 && n < 100 {
			coded("bo", "noise")(&answers[i])
			for k := range answers[i].Marks {
				answers[i].Marks[k].Draw = voxpop.DrawActive
			}
			n++
		}
	}
	after := share(t, polled(answers, crowd(), "noise"), "noise")
	if after.Coded != before.Coded+100 {
		t.Errorf("coded %d, then %d", before.Coded, after.Coded)
	}
	after.Coded = before.Coded
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("chosen codings moved the share:\n%s", diff)
	}
}

// Drawn people who are not coded may be either; single coders may be wrong.
func TestDoubtsWidenAnEstimate(t *testing.T) {
	answers, crowd := hall(600, 100, .3)
	sure := share(t, polled(answers, crowd(), "noise"), "noise")
	c := crowd()
	draw(c, 10)
	missing := share(t, polled(answers, c, "noise"), "noise")
	if !(missing.Low < sure.Low-.02 && missing.High > sure.High+.02 && math.Abs(missing.Share-sure.Share) < .01) {
		t.Errorf("all coded %+v\nten missing %+v", sure, missing)
	}
	for i := range answers { // twenty people coded again, half of them otherwise
		if len(answers[i].Marks) > 0 && i%6 == 0 {
			if i%12 == 0 {
				coded("bo")(&answers[i])
			} else if answers[i].Marks[0].Code == "noise" {
				coded("bo", "noise")(&answers[i])
			} else {
				coded("bo")(&answers[i])
			}
		}
	}
	doubted := share(t, polled(answers, crowd(), "noise"), "noise")
	if !(doubted.Low < sure.Low) {
		t.Errorf("sure %+v\ndoubted %+v", sure, doubted)
	}
}

// Scores that were kept give the same figures as the features they came from.
func TestFit(t *testing.T) {
	answers, crowd := hall(500, 100, .3)
	rng := rand.New(rand.NewPCG(1, 9))
	features := func() [][]float32 {
		voices, _ := town(500, .3, 2, 11)
		rows := make([][]float32, 500)
		for i := range rows {
			r := make([]float32, 16)
			for k := range r {
				r[k] = float32(rng.NormFloat64())
			}
			if voices[i] {
				r[0] += 3
			}
			rows[i] = prevalence.MeanRow(r)
		}
		return rows
	}()
	one, two := crowd(), crowd()
	one.Scores, two.Scores = nil, nil
	one.Features, two.Features = features, features
	two.Fit([]string{"noise", "trees"})
	two.Features = nil
	a, b := polled(answers, one, "noise", "trees"), polled(answers, two, "noise", "trees")
	if diff := cmp.Diff(a.Shares, b.Shares); diff != "" {
		t.Errorf("kept scores give other shares:\n%s", diff)
	}
	if one.Scores != nil {
		t.Error("figures changed the crowd they were given")
	}
	plain := crowd()
	plain.Scores = nil
	c := polled(answers, plain, "noise", "trees")
	if x, y := share(t, a, "noise"), share(t, c, "noise"); !(x.High-x.Low < y.High-y.Low) {
		t.Errorf("with a model %+v, without %+v", x, y)
	}
}

// A person's score does not depend on their own codings.
func TestCrossFitDoesNotLearnFromWhomItScores(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	rows := make([][]float32, 300)
	for i := range rows {
		r := make([]float32, 12)
		for k := range r {
			r[k] = float32(rng.NormFloat64())
		}
		rows[i] = prevalence.MeanRow(r)
	}
	rows60 := rng.Perm(300)[:60]
	voiced := make([]float64, 60)
	for j := range voiced {
		voiced[j] = float64(rng.IntN(2))
	}
	voiced[5] = math.NaN()
	before := prevalence.CrossFit(rows, rows60, [][]float64{voiced}, 1)[0]
	for _, j := range []int{0, 17, 59} {
		other := slices.Clone(voiced)
		other[j] = 1 - other[j]
		after := prevalence.CrossFit(rows, rows60, [][]float64{other}, 1)[0]
		if before[rows60[j]] != after[rows60[j]] {
			t.Errorf("person %d: %v, and %v when coded otherwise", rows60[j], before[rows60[j]], after[rows60[j]])
		}
		if slices.Equal(before, after) {
			t.Errorf("nobody's score depends on the coding of person %d", rows60[j])
		}
	}
	for name, c := range map[string][]int{"nobody coded": nil, "one": {3}} {
		for _, s := range prevalence.CrossFit(rows, c, [][]float64{make([]float64, len(c))}, 1)[0] {
			if s != .5 {
				t.Fatalf("%s: %v", name, s)
			}
		}
	}
}

func TestDrawnBy(t *testing.T) {
	random := func(a *prevalence.Answer) {
		coded("ann", "noise")(a)
		a.Marks[len(a.Marks)-1].Draw = voxpop.DrawRandom
	}
	active := func(a *prevalence.Answer) {
		coded("bo", "noise")(a)
		a.Marks[len(a.Marks)-1].Draw = voxpop.DrawActive
	}
	machine := func(a *prevalence.Answer) {
		a.Marks = append(a.Marks, prevalence.Mark{Code: "noise", Coder: "m", Present: true, Origin: voxpop.ByModel, Draw: voxpop.DrawRandom})
	}
	for name, test := range map[string]struct {
		answers []prevalence.Answer
		want    bool
	}{
		"nobody coded":                  {[]prevalence.Answer{answer("A")}, false},
		"drawn":                         {[]prevalence.Answer{answer("A", random)}, true},
		"drawn and chosen":              {[]prevalence.Answer{answer("A", random, active)}, true},
		"chosen":                        {[]prevalence.Answer{answer("A", active)}, false},
		"a model's mark":                {[]prevalence.Answer{answer("A", machine)}, false},
		"one of two answers":            {[]prevalence.Answer{answer("A", random), answer("B")}, true},
		"one drawn, one chosen":         {[]prevalence.Answer{answer("A", random), answer("B", active)}, false},
		"the drawn one was withdrawn":   {[]prevalence.Answer{answer("A", random, withdrawn), answer("B")}, false},
		"the chosen one was set aside":  {[]prevalence.Answer{answer("A", random), answer("B", active, aside(voxpop.Spam))}, true},
		"no draw said, as all are read": {[]prevalence.Answer{answer("A", coded("ann", "noise"))}, false},
	} {
		if got := prevalence.DrawnBy(test.answers); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestUnionScoreAndMeanRow(t *testing.T) {
	nan := math.NaN()
	if got := prevalence.UnionScore(.2, nan, .7, .1); got != .7 {
		t.Error(got)
	}
	if !math.IsNaN(prevalence.UnionScore()) || !math.IsNaN(prevalence.UnionScore(nan)) {
		t.Error("no score is no number")
	}
	if diff := cmp.Diff([]float32{.6, .8}, prevalence.MeanRow([]float32{3, 0}, nil, []float32{0, 4}, []float32{1})); diff != "" {
		t.Error(diff)
	}
	if prevalence.MeanRow() != nil || prevalence.MeanRow([]float32{0, 0})[0] != 0 {
		t.Error("nothing, and zeros")
	}
}
