package prevalence_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/prevalence"
)

// The second worked example of docs/METHOD.md, from a random sample.
func TestWorkedExampleOfASample(t *testing.T) {
	c := &prevalence.Crowd{Scores: map[string][]float64{"noise": nil}}
	var answers []prevalence.Answer
	add := func(n, drawn, voice int, score float64) {
		for i := range n {
			a := answer(fmt.Sprintf("%v-%d", score, i))
			switch {
			case i < voice:
				coded("ann", "noise")(&a)
			case i < drawn:
				coded("ann")(&a)
			}
			answers = append(answers, a)
			c.People = append(c.People, prevalence.Counted{Unit: prevalence.NewPart([]prevalence.Answer{a}, nil).Unit, Drawn: i < drawn})
			c.Scores["noise"] = append(c.Scores["noise"], score)
		}
	}
	add(400, 24, 23, .9)
	add(200, 12, 7, .5)
	add(400, 24, 4, .1)
	f := prevalence.Recount(slices.Values(answers)).Figures(codebook("noise"), voxpop.DefaultHouse(), prevalence.Options{Draws: -1, Crowd: c})
	s := share(t, f, "noise")
	low, high := prevalence.Wilson(34, 60, 1000)
	majority, most := needOf(t, f, "noise", "a majority"), needOf(t, f, "noise", "most")
	page, err := os.ReadFile("../../docs/METHOD.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, claim := range []string{
		fmt.Sprintf("n = %.0f of 1000, **%.1f %%**", s.N, 100*s.Share),
		fmt.Sprintf("from **%.1f to %.1f %%**", 100*s.Low, 100*s.High),
		fmt.Sprintf("from %.1f to %.1f %% by Wilson", 100*low, 100*high),
		fmt.Sprintf("%.0f %% as wide", 100*(s.High-s.Low)/(high-low)),
		fmt.Sprintf("“%s” holds", strings.ToUpper(s.Word[:1])+s.Word[1:]),
		fmt.Sprintf("**%d more** people", majority.More),
	} {
		if !strings.Contains(string(page), claim) {
			t.Errorf("docs/METHOD.md does not say %q", claim)
		}
	}
	if majority.Have || most.Never != prevalence.WantShare {
		t.Errorf("a majority %+v, most %+v", majority, most)
	}
}
