package prevalence_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
)

// The worked example of docs/METHOD.md is what the program answers.
func TestWorkedExample(t *testing.T) {
	hall := func(settled bool) *prevalence.Figures {
		split := func(a *prevalence.Answer) { coded("ann", "noise")(a); coded("bo")(a) }
		kept, dropped := coded(voxpop.Final, "noise"), denied(voxpop.Final, "noise")
		if !settled {
			kept, dropped = func(*prevalence.Answer) {}, func(*prevalence.Answer) {}
		}
		return figures(codebook("noise"), concat(
			crew("W", 2, withdrawn), crew("B", 3, aside(voxpop.Blank)), crew("S", 4, aside(voxpop.Spam)), crew("O", 1, aside(voxpop.OffTopic)),
			crew("D", 7, coded("ann", "noise"), coded("bo", "noise")), crew("E", 11, coded("ann"), coded("bo")),
			[]prevalence.Answer{answer("F", split, kept), answer("G", split, dropped)},
			crew("H", 16, coded("ann", "noise")), crew("I", 19, coded("ann")),
			twice(4), crew("J", 2, copyOf("H0")),
			crew("K", 11, campaign("keep the hall"), coded("ann")),
			crew("L", 4))...)
	}
	f := hall(true)
	want := voxpop.Waterfall{Received: 90, Withdrawn: 2, Blank: 3, Spam: 4, OffTopic: 1, Duplicate: 6, Campaign: 10, Counted: 64}
	if diff := cmp.Diff(want, f.Waterfall); diff != "" {
		t.Errorf("waterfall (-want +got):\n%s", diff)
	}
	page, err := os.ReadFile("../../docs/METHOD.md")
	if err != nil {
		t.Fatal(err)
	}
	s, a := share(t, f, "noise"), f.Agreement.Codes[0]
	loose := share(t, hall(false), "noise")
	for _, claim := range []string{
		fmt.Sprintf("**%.0f of %d**", s.N, s.Of),
		fmt.Sprintf("a share of %.1f %%", 100*s.Share),
		fmt.Sprintf("“%s %%” in a story", prevalence.Percent(24, 64, 0)),
		fmt.Sprintf("22/64 = **%.1f %%**", 100*s.Low),
		fmt.Sprintf("30/64 = **%.1f %%**", 100*s.High),
		fmt.Sprintf("18/20 = %s", strings.TrimPrefix(fmt.Sprintf("%.2f", a.Percent), "0")),
		fmt.Sprintf("**%s**", strings.TrimPrefix(fmt.Sprintf("%.3f", *a.Alpha), "0")),
		fmt.Sprintf("**“%s%s (24 of 64)”**", strings.ToUpper(s.Word[:1]), s.Word[1:]),
		fmt.Sprintf("%.0f of 64, with the low end", loose.N),
		fmt.Sprintf("the high end at %.0f/64", loose.High*64),
	} {
		if !strings.Contains(string(page), claim) {
			t.Errorf("docs/METHOD.md does not say %q", claim)
		}
	}
	if loose.Low*64 != 7+14 {
		t.Errorf("unsettled, the low end is %v/64", loose.Low*64)
	}
	house := voxpop.DefaultHouse()
	if j := prevalence.Judge(house, f, "noise", "about half", ""); !j.Overstated || j.Reason.Condition != prevalence.WantShare {
		t.Errorf("about half: %+v", j)
	}
	if j := prevalence.Judge(house, f, "noise", "some", ""); !j.Understated {
		t.Errorf("some: %+v", j)
	}
}

// twice invents people who wrote two times, both coded by one person as blank.
func twice(n int) []prevalence.Answer {
	var out []prevalence.Answer
	for i := range n {
		key := fmt.Sprintf("r-%d", i)
		out = append(out, crew(key+"a", 1, who(key), coded("ann"))[0], crew(key+"b", 1, who(key), coded("ann"))[0])
	}
	return out
}
