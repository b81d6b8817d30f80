package prevalence_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/prevalence"
)

func rated(lines ...string) []prevalence.Rated {
	var out []prevalence.Rated
	for _, u := range units(lines...) {
		r := prevalence.Rated{}
		for i, v := range u {
			if v != "" {
				r[string(rune('A'+i))] = []string{v}
			}
		}
		out = append(out, r)
	}
	return out
}

func TestReliability(t *testing.T) {
	type want struct{ alpha, kappa, percent float64 }
	for name, test := range map[string]struct {
		units  []prevalence.Rated
		n      int
		raters int
		want   want
	}{
		// Alpha as published; kappa by hand: 6 of 10 agree, chance (2·4 + 8·6)/100.
		"Krippendorff 2011, A": {rated("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 10, 2, want{.095, 1 - .4/.44, .6}},
		// 9 of 12 agree; chance, over a to e, (3·1 + 2·4 + 3·3 + 3·3 + 1·1)/144.
		"Krippendorff 2011, B": {rated("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 12, 2, want{.692, 1 - (3./12)/(1-30./144), .75}},
		// Cohen's table: 2×2 with 45, 15, 25, 15 of 100: po .6, pe .54.
		"kappa .13": {table(45, 15, 25, 15), 100, 2, want{1 - 199*40./(130*70), .06 / .46, .6}},
	} {
		t.Run(name, func(t *testing.T) {
			got := prevalence.Reliability(test.units, prevalence.Options{Draws: 200})
			if got.Units != test.n || got.Raters != test.raters {
				t.Errorf("%d units by %d raters, want %d by %d", got.Units, got.Raters, test.n, test.raters)
			}
			for what, e := range map[string]struct {
				got  prevalence.Estimate
				want float64
			}{"alpha": {got.Alpha, test.want.alpha}, "kappa": {got.Kappa, test.want.kappa}, "percent": {got.Percent, test.want.percent}} {
				if e.got.Value == nil || math.Abs(*e.got.Value-e.want) > .0005 {
					t.Errorf("%s %s, want %v", what, asJSON(t, e.got), e.want)
				} else if !(*e.got.Low <= *e.got.Value && *e.got.Value <= *e.got.High) {
					t.Errorf("%s %s: outside its interval", what, asJSON(t, e.got))
				}
			}
		})
	}
}

// table invents units that two raters put into a 2×2 table.
func table(yy, yn, ny, nn int) (out []prevalence.Rated) {
	for i, n := range []int{yy, yn, ny, nn} {
		for range n {
			out = append(out, prevalence.Rated{"A": {"yynn"[i : i+1]}, "B": {"ynyn"[i : i+1]}})
		}
	}
	return out
}

func TestReliabilityIsAlpha(t *testing.T) {
	lines := []string{"1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."}
	want, _ := prevalence.Alpha(units(lines...))
	got := prevalence.Reliability(rated(lines...), prevalence.Options{Draws: -1})
	if got.Units != 11 || got.Raters != 4 || math.Abs(*got.Alpha.Value-want) > 1e-12 || got.Alpha.Low != nil {
		t.Errorf("%s, want alpha %v of 11 units", asJSON(t, got), want)
	}
}

// Sets are judged label by label: of 3 units × 2 labels, 5 of 6 agree.
func TestReliabilityOfSets(t *testing.T) {
	got := prevalence.Reliability([]prevalence.Rated{
		{"A": {"x", "y"}, "B": {"x"}}, {"A": {}, "B": {}}, {"A": {"y"}, "B": {"y"}}, {"A": {"x"}},
	}, prevalence.Options{Draws: -1})
	alpha, kappa, percent := 1-11*1./(5*7), 1-(1./6)/(1-(3*2+3*4)/36.), 5./6
	fleiss := 1 - (1./6)/(1-(25+49)/144.)
	masi := 1 - 5*(4./3)/24 // apart: {x y} and {x}, ⅔; by chance 24 of 6 · 5
	want := prevalence.Measures{Units: 3, Raters: 2, Alpha: prevalence.Estimate{Value: &alpha}, Kappa: prevalence.Estimate{Value: &kappa}, Percent: prevalence.Estimate{Value: &percent},
		Fleiss: prevalence.Estimate{Value: &fleiss}, MASI: prevalence.Estimate{Value: &masi}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReliabilityOfNothing(t *testing.T) {
	for name, u := range map[string][]prevalence.Rated{
		"nothing": nil, "one rater": rated("1 0 1"), "only empty sets": {{"A": {}, "B": {}}},
	} {
		got := prevalence.Reliability(u, prevalence.Options{})
		if got.Units != 0 || got.Alpha.Value != nil || got.Kappa.Value != nil || got.Percent.Value != nil {
			t.Errorf("%s: %s", name, asJSON(t, got))
		}
	}
	same := prevalence.Reliability(rated("1 1 1", "1 1 1"), prevalence.Options{})
	if same.Alpha.Value != nil || same.Kappa.Value != nil || *same.Percent.Value != 1 || *same.Percent.Low != 1 {
		t.Errorf("no variation: %s", asJSON(t, same))
	}
}

// The same ratings give the same intervals, whatever order a map yields.
func TestReliabilityRepeats(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var u []prevalence.Rated
	for range 60 {
		r := prevalence.Rated{}
		for _, rater := range rng.Perm(5)[:3] {
			r[fmt.Sprint(rater)] = []string{[]string{"a", "b", "c"}[rng.IntN(3)]}
		}
		u = append(u, r)
	}
	first := asJSON(t, prevalence.Reliability(u, prevalence.Options{}))
	for range 3 {
		if again := asJSON(t, prevalence.Reliability(u, prevalence.Options{})); again != first {
			t.Fatalf("%s\n%s", first, again)
		}
	}
	if other := asJSON(t, prevalence.Reliability(u, prevalence.Options{Seed: 9})); other == first {
		t.Error("another seed, the same interval")
	}
}

// Fleiss (1971) as Wikipedia works it: ten subjects by fourteen raters into
// five categories, kappa .210.
func TestFleissOfAPublishedExample(t *testing.T) {
	var units []prevalence.Rated
	for _, row := range [][]int{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1}, {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}} {
		u := prevalence.Rated{}
		for category, n := range row {
			for range n {
				u[fmt.Sprintf("r%02d", len(u))] = []string{fmt.Sprint(category)}
			}
		}
		units = append(units, u)
	}
	got := prevalence.Reliability(units, prevalence.Options{Draws: 100})
	if math.Abs(*got.Fleiss.Value-.2099) > .00005 || math.Abs(*got.Percent.Value-.3780) > .00005 {
		t.Errorf("fleiss %v percent %v", *got.Fleiss.Value, *got.Percent.Value)
	}
	if got.MASI.Value != nil {
		t.Error("MASI of single labels")
	}
	if !(*got.Fleiss.Low < *got.Fleiss.Value && *got.Fleiss.Value < *got.Fleiss.High) {
		t.Errorf("fleiss %s", asJSON(t, got.Fleiss))
	}
}

// Cohen's kappa of the two tables that Wikipedia sets side by side.
func TestCohenOfPublishedExamples(t *testing.T) {
	for want, units := range map[float64][]prevalence.Rated{.4: table(20, 5, 10, 15), .1304: table(45, 15, 25, 15), .2593: table(25, 35, 5, 35)} {
		got := prevalence.Reliability(units, prevalence.Options{Draws: -1})
		if math.Abs(*got.Kappa.Value-want) > .00005 {
			t.Errorf("kappa %v, want %v", *got.Kappa.Value, want)
		}
	}
}

func TestMASI(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{{"", "", 0}, {"x", "", 1}, {"x", "x", 0}, {"x", "y", 1}, {"1 2", "1 2 3 4", 1 - .5*2/3}, {"1 2", "2 3", 1 - 1./9}, {"1 2 3", "3", 1 - 2./9}} {
		a, b := strings.Fields(test.a), strings.Fields(test.b)
		if got := prevalence.MASI(a, b); math.Abs(got-test.want) > 1e-12 || prevalence.MASI(b, a) != got {
			t.Errorf("%q and %q: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// Coders part over parking three times: twice the other said noise, once
// nothing at all.
func TestSharpen(t *testing.T) {
	got := prevalence.Sharpen([]prevalence.Rated{
		{"A": {"parking"}, "B": {"noise"}},
		{"A": {"parking", "trees"}, "B": {"noise", "trees"}},
		{"A": {"parking"}, "B": {}},
		{"A": {"trees"}, "B": {"trees"}},
		{"A": {"noise"}},
	})
	if len(got) != 2 || got[0].Code != "parking" || got[0].Splits != 3 || got[0].Part != .6 || got[0].Marked != 3 || got[1].Code != "noise" || got[1].Splits != 2 {
		t.Fatalf("%s", asJSON(t, got))
	}
	want := []prevalence.Confusion{{Code: "noise", N: 2}, {Code: "-", N: 1}}
	if diff := cmp.Diff(want, got[0].Confused); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(prevalence.Sharpen([]prevalence.Rated{{"A": {"x"}, "B": {"x"}}, {"A": {"y"}}})) != 0 {
		t.Error("a code nobody parts over is to be sharpened")
	}
	// Three coders, one of whom differs: two of three pairs part.
	three := prevalence.Sharpen([]prevalence.Rated{{"A": {"x"}, "B": {"x"}, "C": {"y"}}})
	if len(three) != 2 || math.Abs(three[0].Splits-2./3) > 1e-12 || math.Abs(three[0].Confused[0].N-2./3) > 1e-12 {
		t.Errorf("%s", asJSON(t, three))
	}
}
