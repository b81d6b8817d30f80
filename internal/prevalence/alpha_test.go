package prevalence_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
)

// units turns one line per coder, a column per unit, "." where the coder did
// not code it, into the values of each unit.
func units(lines ...string) [][]string {
	var out [][]string
	for _, line := range lines {
		for i, v := range strings.Fields(line) {
			if i == len(out) {
				out = append(out, nil)
			}
			if v == "." {
				v = ""
			}
			out[i] = append(out[i], v)
		}
	}
	return out
}

func TestAlphaOfPublishedExamples(t *testing.T) {
	for name, test := range map[string]struct {
		units  [][]string
		want   float64
		digits int
	}{
		// Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), A to C.
		"A: two observers, binary":            {units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), .095, 3},
		"B: two observers, nominal":           {units("a a b b d c c c e d d a", "b a b b b c c c e d d d"), .692, 3},
		"C: four observers, missing, nominal": {units("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."), .743, 3},
		"by hand: two of three agree":         {units("1 1 0", "1 0 0"), 1 - 5./9, 9},
		"by hand: never":                      {units("1 0", "0 1"), -.5, 9},
		"by hand: three coders, one differs":  {units("1 0", "1 0", "0 0"), 1 - 5./8, 9},
		"agreed throughout":                   {units("1 0 1", "1 0 1"), 1, 9},
		"who coded a unit alone says nothing": {units("1 1 0 1", "1 0 0 ."), 1 - 5./9, 9},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := prevalence.Alpha(test.units)
			if scale := math.Pow10(test.digits); !ok || math.Round(got*scale) != math.Round(test.want*scale) {
				t.Errorf("%v %v, want %v", got, ok, test.want)
			}
		})
	}
	for name, u := range map[string][][]string{
		"no units": nil, "one coder": units("1 0 1"), "no variation": units("1 1", "1 1"),
	} {
		if a, ok := prevalence.Alpha(u); ok {
			t.Errorf("%s: %v, want none", name, a)
		}
	}
}

func TestAlphaOfCellsIsAlpha(t *testing.T) {
	cells := []prevalence.Cell{{Coders: 2, Marks: 2, N: 3}, {Coders: 2, Marks: 1, N: 2}, {Coders: 3, Marks: 1, N: 2}, {Coders: 2, N: 7}, {Coders: 1, Marks: 1, N: 50}}
	var u [][]string
	for _, c := range cells {
		for range c.N {
			u = append(u, slices.Concat(slices.Repeat([]string{"1"}, c.Marks), slices.Repeat([]string{"0"}, c.Coders-c.Marks)))
		}
	}
	want, _ := prevalence.Alpha(u)
	if got, ok := prevalence.AlphaOf(cells); !ok || math.Abs(got-want) > 1e-12 {
		t.Errorf("%v %v, want %v", got, ok, want)
	}
	if _, ok := prevalence.AlphaOf([]prevalence.Cell{{Coders: 2, N: 9}}); ok {
		t.Error("alpha without variation")
	}
}

// reliability is the binary example of Krippendorff's paper as codings, with
// what must not count.
func reliability() []prevalence.Answer {
	meg, owen := "0100000010", "1110010000"
	var out []prevalence.Answer
	for i := range meg {
		a := answer("U" + string(rune('A'+i)))
		for coder, values := range map[string]string{"meg": meg, "owen": owen} {
			if values[i] == '1' {
				coded(coder, "x")(&a)
			} else {
				denied(coder, "x")(&a)
			}
		}
		coded(voxpop.Final, "x")(&a)
		a.Marks = append(a.Marks, prevalence.Mark{Code: "x", Coder: "classifier", Present: true, Origin: voxpop.ByModel})
		out = append(out, a)
	}
	return append(out, answer("one", coded("meg", "x")),
		answer("gone", withdrawn, coded("meg", "x"), coded("owen", "x")), answer("spam", aside(voxpop.Spam), coded("meg", "x"), coded("owen", "x")))
}

func TestAgreement(t *testing.T) {
	tally := prevalence.Recount(slices.Values(reliability()))
	got := tally.Figures(codebook("x", "y"), voxpop.DefaultHouse(), prevalence.Options{Draws: -1}).Agreement
	x := 1 - 19*4./84
	pooled := 1 - 39*4./(6*34) // 40 values, 6 marks, 4 splits
	want := prevalence.Agreement{
		Codes: []prevalence.CodeAgreement{
			{Code: "x", N: 10, Both: 1, Percent: .6, Alpha: &x},
			{Code: "y", N: 10, Both: 0, Percent: 1},
		},
		Overall: prevalence.CodeAgreement{N: 20, Both: 1, Percent: .8, Alpha: &pooled},
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The interval of a large sample is known: with each response coded twice and
// the share of marks m, a split share s, alpha is nearly
// 1 − s ÷ 2m(1−m), and
// the spread of its estimate falls with the root of the number of responses.
func TestBootstrap(t *testing.T) {
	of := func(both, split, none int) prevalence.CodeAgreement {
		answers := concat(
			crew("A", both, coded("ann", "x"), coded("bo", "x")), crew("B", split, coded("ann", "x"), coded("bo")), crew("C", none, coded("ann"), coded("bo")))
		return prevalence.Recount(slices.Values(answers)).Figures(codebook("x"), voxpop.DefaultHouse(), prevalence.Options{}).Agreement.Codes[0]
	}
	small, large := of(35, 10, 55), of(3500, 1000, 5500)
	for _, a := range []prevalence.CodeAgreement{small, large} {
		if !(*a.Low < *a.Alpha && *a.Alpha < *a.High && *a.High < 1) {
			t.Errorf("alpha %v in %v to %v", *a.Alpha, *a.Low, *a.High)
		}
	}
	// By the delta method, with p = .4 and s = .1: the sd of alpha at 10,000
	// responses is .00624. A thousand draws place an end within a fifth of it.
	const sd = .00624
	for name, z := range map[string]float64{"low": (*large.Alpha - *large.Low) / sd, "high": (*large.High - *large.Alpha) / sd} {
		if z < 1.76 || z > 2.16 {
			t.Errorf("the %s end lies %.2f standard deviations out, want 1.96", name, z)
		}
	}
	if r := (*small.High - *small.Low) / (*large.High - *large.Low); r < 8.5 || r > 11.5 {
		t.Errorf("a hundredth of the responses makes the interval %v times as wide, want about 10", r)
	}
	if a := of(40, 0, 60); *a.Low != 1 || *a.High != 1 {
		t.Errorf("coders who always agree: %v to %v", *a.Low, *a.High)
	}
	// The same record gives the same interval, and so does each seed.
	if diff := cmp.Diff(small, of(35, 10, 55)); diff != "" {
		t.Errorf("a second time (-first +second):\n%s", diff)
	}
	tally := prevalence.Recount(slices.Values(reliability()))
	ends := func(seed uint64) float64 {
		return *tally.Figures(codebook("x"), voxpop.DefaultHouse(), prevalence.Options{Seed: seed}).Agreement.Overall.Low
	}
	if ends(7) != ends(7) {
		t.Error("one seed, two intervals")
	}
}
