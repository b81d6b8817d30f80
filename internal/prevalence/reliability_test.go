package prevalence_test

import (
	"fmt"
	"math"
	"math/rand/v2"
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
	want := prevalence.Measures{Units: 3, Raters: 2, Alpha: prevalence.Estimate{Value: &alpha}, Kappa: prevalence.Estimate{Value: &kappa}, Percent: prevalence.Estimate{Value: &percent}}
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
