package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// letters invents n letters to a town about what its people mind, with scores
// of a model that is right more often than not.
func letters(n int) ([]Row, map[string]map[string]float64) {
	rng := rand.New(rand.NewPCG(1, 2))
	about := map[string][]string{
		"noise": {"the drums keep us awake", "it is loud until two", "lorries under our window", "nobody sleeps for the noise"},
		"trees": {"they felled the limes", "no shade is left", "plant the avenue again", "the park lost its trees"},
	}
	more := []string{"we live here", "since spring", "on the quay", "thank you", "please answer", "as every year", "it is known"}
	var rows []Row
	scores := map[string]map[string]float64{}
	for i := range n {
		r := Row{ID: fmt.Sprint("L", i), Lang: "en"}
		s := map[string]float64{}
		words := []string{more[rng.IntN(len(more))]}
		for _, label := range []string{"noise", "trees"} {
			x := rng.NormFloat64() - 2
			if rng.Float64() < map[string]float64{"noise": .4, "trees": .1}[label] {
				r.Labels = append(r.Labels, label)
				words = append(words, about[label][rng.IntN(4)])
				x += 2.5
			}
			s[label] = 1 / (1 + math.Exp(-x))
		}
		words = append(words, more[rng.IntN(len(more))])
		r.Text = strings.Join(words, ", ")
		rows = append(rows, r)
		scores[r.ID] = s
	}
	return rows, scores
}

func TestPrevalence(t *testing.T) {
	rows, scores := letters(800)
	for name, test := range map[string]struct {
		scores map[string]map[string]float64
		design string
		ratio  float64
	}{
		"outside":        {scores, "", .85},
		"outside strata": {scores, "strata", .82},
		"own":            {nil, "simple", .90},
	} {
		t.Run(name, func(t *testing.T) {
			o := PrevalenceOptions{Coded: 80, Trials: 100, Design: test.design, Seed: 7}
			got, err := Prevalence(rows, test.scores, o)
			if err != nil {
				t.Fatal(err)
			}
			if got.Coverage < .90 || got.Worst < .87 || got.Worst > got.Coverage || got.WidthRatio > test.ratio {
				t.Errorf("%+v", got.ShareSummary)
			}
			if got.Overall != got.ShareSummary || len(got.Labels) != 2 || got.Labels[0].Label != "noise" || math.Abs(got.Labels[0].Share-.4) > .05 {
				t.Errorf("%+v", got)
			}
			again, _ := Prevalence(rows, test.scores, o)
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("the same seed, another answer:\n%s", diff)
			}
			o.Label = "trees"
			one, err := Prevalence(rows, test.scores, o)
			if err != nil || len(one.Labels) != 1 || one.Labels[0] != got.Labels[1] {
				t.Errorf("one label: %v %+v", err, one.Labels)
			}
		})
	}
}

func TestPrevalenceIsJSON(t *testing.T) {
	rows, scores := letters(200)
	got, err := Prevalence(rows, scores, PrevalenceOptions{Coded: 40, Trials: 3})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"coverage", "worst", "width", "width_ratio", "overall", "labels", "seconds", "design", "model"} {
		if _, ok := m[key]; !ok {
			t.Errorf("%s lacks %q", b, key)
		}
	}
}

func TestPrevalenceRefuses(t *testing.T) {
	rows, scores := letters(60)
	for name, test := range map[string]struct {
		rows   []Row
		scores map[string]map[string]float64
		opts   PrevalenceOptions
		place  string
	}{
		"no trial":           {rows, scores, PrevalenceOptions{Coded: 30}, "--trials"},
		"nobody coded":       {rows, scores, PrevalenceOptions{Trials: 3}, "--coded"},
		"everybody coded":    {rows, scores, PrevalenceOptions{Coded: 60, Trials: 3}, "--coded"},
		"no labels":          {[]Row{{ID: "A", Text: "x"}, {ID: "B", Text: "y"}, {ID: "C", Text: "z"}}, nil, PrevalenceOptions{Coded: 2, Trials: 3}, "prevalence"},
		"unknown label":      {rows, scores, PrevalenceOptions{Coded: 30, Trials: 3, Label: "gulls"}, "--label"},
		"unknown design":     {rows, scores, PrevalenceOptions{Coded: 30, Trials: 3, Design: "quota"}, "--design"},
		"strata of no score": {rows, nil, PrevalenceOptions{Coded: 30, Trials: 3, Design: "strata"}, "--design"},
		"scores of others":   {rows, map[string]map[string]float64{"X1": {"noise": .5}}, PrevalenceOptions{Coded: 30, Trials: 3}, "--scores"},
	} {
		_, err := Prevalence(test.rows, test.scores, test.opts)
		if err == nil || !strings.Contains(err.Error(), test.place) {
			t.Errorf("%s: %v, want an error at %s", name, err, test.place)
		}
	}
}

// Krippendorff's (2011) four observers, and what is refused.
func TestAgreement(t *testing.T) {
	lines := []string{"1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."}
	units := make([]Ratings, 12)
	for r, line := range lines {
		for u, v := range strings.Fields(line) {
			if units[u].Ratings == nil {
				units[u].Ratings = map[string][]string{}
			}
			if v != "." {
				units[u].Ratings[fmt.Sprint("rater", r)] = []string{v}
			}
		}
	}
	got, err := Agreement(units, AgreementOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(*got.Alpha.Value-.7434) > .00005 || got.Units != 11 || got.Raters != 4 || len(got.Labels) != 5 || len(got.Sharpen) != 4 {
		t.Errorf("%+v", got)
	}
	if !(*got.Alpha.Low < *got.Alpha.Value && *got.Alpha.Value < *got.Alpha.High && *got.Percent.Low <= *got.Percent.Value) {
		t.Errorf("%+v", got)
	}
	if got.MASI.Value != nil {
		t.Error("MASI of single labels")
	}
	sets, err := Agreement([]Ratings{
		{Ratings: map[string][]string{"a": {"x", "y"}, "b": {"x"}}}, {Ratings: map[string][]string{"a": {}, "b": {}}}, {Ratings: map[string][]string{"a": {"y"}, "b": {"y"}}},
	}, AgreementOptions{})
	if err != nil || sets.MASI.Value == nil || len(sets.Labels) != 2 || sets.Labels[1].Label != "y" {
		t.Errorf("%v %+v", err, sets)
	}
	if _, err := Agreement([]Ratings{{Ratings: map[string][]string{"a": {"x"}}}}, AgreementOptions{}); err == nil {
		t.Error("one rater agrees with nobody")
	}
}
