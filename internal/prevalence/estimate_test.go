package prevalence_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/prevalence"
)

// Brown, Cai & DasGupta (2001) and any table: 0, 5 and 10 of 10.
func TestWilson(t *testing.T) {
	for _, test := range []struct{ y, n, low, high float64 }{{0, 10, 0, .2775}, {5, 10, .2366, .7634}, {10, 10, .7225, 1}, {1, 50, .0035, .1050}} {
		low, high := prevalence.Wilson(test.y, test.n, 1e9)
		if math.Abs(low-test.low) > .0001 || math.Abs(high-test.high) > .0001 {
			t.Errorf("%v of %v: %.4f to %.4f, want %v to %v", test.y, test.n, low, high, test.low, test.high)
		}
	}
	if low, high := prevalence.Wilson(3, 10, 10); low != .3 || high != .3 {
		t.Errorf("everybody drawn: %v to %v", low, high)
	}
	if low, high := prevalence.Wilson(0, 0, 10); low != 0 || high != 1 {
		t.Errorf("nobody drawn: %v to %v", low, high)
	}
}

// town invents people on one code: whether they voice it, and a score that
// tells it well (2), hardly (.5), not at all (0) or the wrong way round (−2).
func town(n int, share, tells float64, seed uint64) (voices []bool, scores []float64) {
	rng := rand.New(rand.NewPCG(seed, 7))
	voices, scores = make([]bool, n), make([]float64, n)
	for i := range voices {
		voices[i] = float64(i) < share*float64(n)
		x := rng.NormFloat64() - 2
		if voices[i] {
			x += tells
		}
		scores[i] = 1 / (1 + math.Exp(-x))
	}
	return voices, scores
}

func answersOf(voices []bool, drawn []int) []float64 {
	out := make([]float64, len(drawn))
	for j, i := range drawn {
		if voices[i] {
			out[j] = 1
		}
	}
	return out
}

// The range holds the share in about 95 of 100 samples, whatever the scores
// are worth, and is the narrower the more they are.
func TestRangesHold(t *testing.T) {
	const people, trials = 1500, 300
	for _, test := range []struct {
		name         string
		share, tells float64
		n            int
		least, most  float64 // coverage, width beside Wilson's
	}{
		{"good scores", .3, 2, 100, .93, .80},
		{"good scores of a rare code", .04, 2, 100, .92, .86},
		{"good scores, small sample", .2, 2, 50, .93, .85},
		{"weak scores", .3, .5, 100, .93, 1.03},
		{"scores of nothing", .3, 0, 100, .92, 1.03},
		{"scores of nothing, two in a hundred", .02, 0, 50, .93, 1.05},
		{"the wrong way round", .2, -2, 100, .93, .85},
		{"most voice it", .9, 2, 100, .92, .90},
	} {
		t.Run(test.name, func(t *testing.T) {
			voices, scores := town(people, test.share, test.tells, 1)
			rng := rand.New(rand.NewPCG(5, 5))
			held, width, plain := 0, 0., 0.
			for range trials {
				e := prevalence.Evidence{People: people, Drawn: rng.Perm(people)[:test.n]}
				is := answersOf(voices, e.Drawn)
				e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: is}}
				r := e.Ranges()[0]
				if !(0 <= r.Low && r.Low <= r.Share && r.Share <= r.High && r.High <= 1) {
					t.Fatalf("%+v", r)
				}
				if r.Low <= test.share && test.share <= r.High {
					held++
				}
				y := 0.
				for _, v := range is {
					y += v
				}
				low, high := prevalence.Wilson(y, float64(test.n), people)
				width, plain = width+r.High-r.Low, plain+high-low
			}
			if c := float64(held) / trials; c < test.least {
				t.Errorf("holds in %.3f of the samples, want %v", c, test.least)
			}
			if w := width / plain; w > test.most {
				t.Errorf("%.3f as wide as Wilson's, want at most %v", w, test.most)
			}
		})
	}
}

// Without scores what remains is the interval of the sample alone.
func TestRangesWithoutScores(t *testing.T) {
	const people = 1_000_000
	e := prevalence.Evidence{People: people, Codes: []prevalence.CodeEvidence{{}}}
	for j := range 50 {
		e.Drawn = append(e.Drawn, j)
		e.Codes[0].Voiced = append(e.Codes[0].Voiced, map[bool]float64{true: 1}[j < 10])
	}
	r := e.Ranges()[0]
	below := func(x float64) float64 { // Beta(10.6, 40.6), summed up
		var upto, all float64
		for p := .00005; p < 1; p += .0001 {
			w := math.Exp(9.6*math.Log(p) + 39.6*math.Log(1-p))
			all += w
			if p < x {
				upto += w
			}
		}
		return upto / all
	}
	if math.Abs(r.Share-.2) > .001 {
		t.Errorf("share %v of 10 of 50", r.Share)
	}
	if low, high := below(r.Low), 1-below(r.High); math.Abs(low-high) > .0015 || low < .023 || low > .027 {
		t.Errorf("%.4f lie below the range and %.4f above", low, high)
	}
}

// The more are drawn the narrower; nothing the sample has shown is denied.
func TestRangesClose(t *testing.T) {
	voices, scores := town(200, .3, 1, 2)
	order := rand.New(rand.NewPCG(1, 1)).Perm(200)
	last := 1.
	for _, n := range []int{30, 80, 150, 190, 199, 200} {
		e := prevalence.Evidence{People: 200, Drawn: order[:n]}
		is := answersOf(voices, e.Drawn)
		e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: is}}
		r := e.Ranges()[0]
		y := 0.
		for _, v := range is {
			y += v
		}
		if r.Low < y/200 || r.High > 1-(float64(n)-y)/200 {
			t.Errorf("%d drawn, %v voice it: %+v", n, y, r)
		}
		if w := r.High - r.Low; w >= last {
			t.Errorf("%d drawn: width %v after %v", n, w, last)
		} else {
			last = w
		}
	}
	if last > 1e-9 {
		t.Errorf("everybody drawn: width %v", last)
	}
}

// What coders disagree on, or left out, widens the ends and leaves the share.
func TestRangesOfDoubt(t *testing.T) {
	voices, scores := town(1000, .3, 1, 3)
	e := prevalence.Evidence{People: 1000, Drawn: rand.New(rand.NewPCG(1, 1)).Perm(1000)[:100]}
	is := answersOf(voices, e.Drawn)
	least, most := make([]float64, 100), make([]float64, 100)
	for j, v := range is {
		least[j], most[j] = .9*v, v+.05*(1-v)
	}
	sure := prevalence.CodeEvidence{Scores: scores, Voiced: is}
	e.Codes = []prevalence.CodeEvidence{sure}
	a := e.Ranges()[0]
	e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: is, Least: least, Most: most}}
	b := e.Ranges()[0]
	if b.Share != a.Share || !(b.Low < a.Low && b.High > a.High) {
		t.Errorf("sure %+v, in doubt %+v", a, b)
	}
	// A person who was not coded says nothing about the share.
	is[3] = math.NaN()
	least[3], most[3] = 0, 1
	e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: is, Least: least, Most: most}}
	if c := e.Ranges()[0]; !(c.Low <= c.Share && c.Share <= c.High) || math.IsNaN(c.Share) {
		t.Errorf("%+v", c)
	}
}

// What the other codes show about a model counts: scores that say nothing
// anywhere are not believed on one code either.
func TestOtherCodesTellOfTheModel(t *testing.T) {
	const people, n = 2000, 60
	rng := rand.New(rand.NewPCG(8, 8))
	e := prevalence.Evidence{People: people, Drawn: rng.Perm(people)[:n]}
	for c := range 8 {
		voices, scores := town(people, .3, 0, uint64(c))
		e.Codes = append(e.Codes, prevalence.CodeEvidence{Scores: scores, Voiced: answersOf(voices, e.Drawn)})
	}
	together := e.Ranges()[0]
	e.Codes = e.Codes[:1]
	alone := e.Ranges()[0]
	e.Codes[0].Scores = nil
	none := e.Ranges()[0]
	far := func(r prevalence.Range) float64 { return math.Abs(r.Low-none.Low) + math.Abs(r.High-none.High) }
	if far(together) > far(alone) || far(together) > .02 {
		t.Errorf("without scores %+v, with others' %+v, alone %+v", none, together, alone)
	}
}

// Scores that are missing, or certain of nearly everybody, do no harm.
func TestRangesOfOddScores(t *testing.T) {
	const people, trials = 1500, 200
	voices, honest := town(people, .05, 2, 1)
	for name, change := range map[string]func(i int, s float64) float64{
		"a third missing": func(i int, s float64) float64 {
			if i%3 == 0 {
				return math.NaN()
			}
			return s
		},
		"certain": func(_ int, s float64) float64 { return 1 / (1 + math.Exp(-6*math.Log(s/(1-s)))) },
		"nought or one": func(_ int, s float64) float64 {
			if s > .3 {
				return 1
			}
			return 0
		},
		"infinite": func(i int, s float64) float64 {
			if i%100 == 0 {
				return math.Inf(1)
			}
			return s
		},
	} {
		scores := make([]float64, people)
		for i, s := range honest {
			scores[i] = change(i, s)
		}
		rng := rand.New(rand.NewPCG(5, 5))
		held := 0
		for range trials {
			e := prevalence.Evidence{People: people, Drawn: rng.Perm(people)[:100]}
			e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: answersOf(voices, e.Drawn)}}
			r := e.Ranges()[0]
			if !(0 <= r.Low && r.Low <= r.Share && r.Share <= r.High && r.High <= 1) {
				t.Fatalf("%s: %+v", name, r)
			}
			if r.Low <= .05 && .05 <= r.High {
				held++
			}
		}
		if c := float64(held) / trials; c < .90 {
			t.Errorf("%s: holds in %.3f", name, c)
		}
	}
}

func TestRangesRepeat(t *testing.T) {
	e := sampled(5000, 6, 80)
	first := e.Ranges()
	old := runtime.GOMAXPROCS(1)
	second := e.Ranges()
	runtime.GOMAXPROCS(old)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("one processor gives another range:\n%s", diff)
	}
}

// A stratified draw is narrower than a simple one and as honest.
func TestStrataHold(t *testing.T) {
	const people, n, trials = 2000, 100, 200
	voices, scores := town(people, .15, 2, 4)
	held, width, simple := 0, 0., 0.
	rng := rand.New(rand.NewPCG(2, 2))
	for k := range trials {
		plan := prevalence.PlanStrata(scores, n)
		e := prevalence.Evidence{People: people, Drawn: plan.Choose(uint64(k)), Strata: plan.Of}
		if len(e.Drawn) != n {
			t.Fatalf("%d drawn", len(e.Drawn))
		}
		e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: answersOf(voices, e.Drawn)}}
		r := e.Ranges()[0]
		if r.Low <= .15 && .15 <= r.High {
			held++
		}
		width += r.High - r.Low
		e = prevalence.Evidence{People: people, Drawn: rng.Perm(people)[:n]}
		e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: answersOf(voices, e.Drawn)}}
		s := e.Ranges()[0]
		simple += s.High - s.Low
	}
	if c := float64(held) / trials; c < .92 {
		t.Errorf("holds in %.3f", c)
	}
	if width > .95*simple {
		t.Errorf("%.3f as wide as a simple draw", width/simple)
	}
}

// Seven in 350 voice a code, and the scores miss one of them, who lies where
// people stand for many: the range holds, whether that one is drawn or not.
func TestStrataOfVeryFew(t *testing.T) {
	const people, n, trials = 350, 100, 400
	scores, voices := make([]float64, people), make([]bool, people)
	for i := range scores {
		scores[i] = .008 + .025*math.Pow(float64(i)/people, 2)
	}
	for _, i := range []int{86, 270, 308, 319, 332, 342, 347} {
		voices[i] = true
	}
	plan, held := prevalence.PlanStrata(scores, n), 0
	for k := range trials {
		e := prevalence.Evidence{People: people, Drawn: plan.Choose(uint64(k)), Strata: plan.Of}
		e.Codes = []prevalence.CodeEvidence{{Scores: scores, Voiced: answersOf(voices, e.Drawn)}}
		if r := e.Ranges()[0]; r.Low <= 7./people && 7./people <= r.High {
			held++
		}
	}
	if c := float64(held) / trials; c < .93 {
		t.Errorf("holds in %.3f", c)
	}
}

// Strata drawn by scores of one code weigh their people for another code, on
// which those scores say nothing.
func TestStrataOfAnotherCode(t *testing.T) {
	const people, n, trials = 2000, 100, 200
	voices, scores := town(people, .15, 2, 4)
	// The other code goes with the first, and its own scores do not show it.
	rng := rand.New(rand.NewPCG(3, 3))
	other, share := make([]bool, people), 0.
	for i, v := range voices {
		other[i] = rng.Float64() < map[bool]float64{true: .8, false: .1}[v]
		if other[i] {
			share += 1. / people
		}
	}
	held := 0
	for k := range trials {
		plan := prevalence.PlanStrata(scores, n)
		e := prevalence.Evidence{People: people, Drawn: plan.Choose(uint64(k)), Strata: plan.Of}
		e.Codes = []prevalence.CodeEvidence{{Voiced: answersOf(other, e.Drawn)}}
		if r := e.Ranges()[0]; r.Low <= share && share <= r.High {
			held++
		}
	}
	if c := float64(held) / trials; c < .90 {
		t.Errorf("holds in %.3f", c)
	}
}

func TestPlanStrata(t *testing.T) {
	_, scores := town(1000, .1, 2, 5)
	scores[7] = math.NaN()
	for _, n := range []int{1, 2, 7, 30, 100, 999, 1000, 5000} {
		p := prevalence.PlanStrata(scores, n)
		drawn := p.Choose(3)
		if want := min(n, 1000); len(drawn) != want {
			t.Errorf("%d drawn of %d", len(drawn), want)
		}
		seen := map[int]bool{}
		for _, i := range drawn {
			seen[i] = true
		}
		if len(seen) != len(drawn) {
			t.Errorf("%d: somebody is drawn twice", n)
		}
		if diff := cmp.Diff(drawn, p.Choose(3)); diff != "" {
			t.Errorf("%d: the same seed draws others", n)
		}
		sum := 0
		for h, size := range p.Size {
			sum += size
			if p.Draw[h] > size {
				t.Errorf("%d: %d of %d drawn from a stratum", n, p.Draw[h], size)
			}
		}
		if sum != 1000 {
			t.Errorf("%d: strata of %d people", n, sum)
		}
	}
	if p := prevalence.PlanStrata(make([]float64, 20), 10); len(p.Choose(1)) != 10 {
		t.Error("scores that are all alike")
	}
}
