package prevalence_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
)

// measured is a share as somebody else may have worked it out.
func measured(n, of int, low float64, alpha *float64) *prevalence.Figures {
	return &prevalence.Figures{
		Waterfall: voxpop.Waterfall{Received: of, Counted: of},
		Shares: []voxpop.Share{{Code: "x", N: float64(n), Of: of, Share: float64(n) / float64(of), Low: low, High: 1,
			Method: prevalence.MethodCount, Coded: of, Alpha: alpha}},
	}
}

func TestEveryEdgeOfTheLadder(t *testing.T) {
	const firm = -1 // the low end is the share
	bad, good := .666, .667
	for _, test := range []struct {
		rung      string
		n, of     int
		low       float64
		alpha     *float64
		condition prevalence.Condition // "" = carried
		offer     string
	}{
		// People.
		{"a few", 2, 100, firm, nil, prevalence.WantPeople, ""},
		{"a few", 3, 100, firm, nil, "", "a few"},
		{"several", 5, 100, firm, nil, prevalence.WantPeople, "a few"},
		{"several", 6, 100, firm, nil, "", "several"},
		{"some", 5, 20, firm, nil, prevalence.WantPeople, "a few"},
		{"some", 6, 40, firm, nil, "", "some"}, // 15 % exactly
		{"many", 19, 50, firm, nil, prevalence.WantPeople, "some"},
		{"many", 20, 50, firm, nil, "", "many"},
		{"about half", 19, 40, firm, nil, prevalence.WantPeople, "some"},
		{"about half", 20, 40, firm, nil, "", "about half"},
		{"a majority", 19, 30, firm, nil, prevalence.WantPeople, "some"},
		{"a majority", 20, 30, firm, nil, "", "a majority"},
		{"most", 29, 36, firm, nil, prevalence.WantPeople, "a majority"},
		{"most", 30, 40, firm, nil, "", "most"}, // 75 % exactly
		{"almost all", 29, 31, firm, nil, prevalence.WantPeople, "a majority"},
		{"almost all", 30, 31, firm, nil, "", "almost all"},

		// The share: from.
		{"some", 14, 100, firm, nil, prevalence.WantShare, "several"},
		{"some", 15, 100, firm, nil, "", "some"},
		{"others", 14, 100, firm, nil, prevalence.WantShare, "several"},
		{"others", 15, 100, firm, nil, "", "some"},
		{"many", 29, 100, firm, nil, prevalence.WantShare, "some"},
		{"many", 299, 1000, firm, nil, prevalence.WantShare, "some"},
		{"many", 30, 100, firm, nil, "", "many"},
		{"about half", 44, 100, firm, nil, prevalence.WantShare, "many"},
		{"about half", 45, 100, firm, nil, "", "about half"},
		{"about half", 55, 100, firm, nil, "", "a majority"},
		{"a majority", 499, 1000, firm, nil, prevalence.WantShare, "about half"},
		{"a majority", 501, 1000, firm, nil, "", "a majority"},
		{"most", 74, 100, firm, nil, prevalence.WantShare, "a majority"},
		{"most", 75, 100, firm, nil, "", "most"},
		{"almost all", 90, 100, firm, nil, prevalence.WantShare, "most"}, // over 90 %
		{"almost all", 901, 1000, firm, nil, "", "almost all"},

		// The low end of the range lies above the bound, not at it.
		{"many", 30, 100, .20, nil, prevalence.WantLow, "some"},
		{"many", 30, 100, .21, nil, "", "many"},
		{"a majority", 50, 100, firm, nil, prevalence.WantLow, "about half"},
		{"a majority", 51, 100, .50, nil, prevalence.WantLow, "about half"},
		{"a majority", 51, 100, firm, nil, "", "a majority"},
		{"a majority", 60, 100, .50, nil, prevalence.WantLow, "about half"},
		{"most", 75, 100, .66, nil, prevalence.WantLow, "a majority"},
		{"most", 75, 100, .67, nil, "", "most"},
		{"almost all", 91, 100, .85, nil, prevalence.WantLow, "most"},
		{"almost all", 91, 100, .86, nil, "", "almost all"},

		// All is everybody.
		{"all", 99, 100, firm, nil, prevalence.WantAll, "almost all"},
		{"all", 100, 100, firm, nil, "", "all"},
		{"all", 100, 100, 0, nil, "", "all"},
		{"all", 10, 10, firm, nil, "", "all"},

		// Too few people for any word.
		{"a few", 3, 9, firm, nil, prevalence.WantBase, ""},
		{"all", 9, 9, firm, nil, prevalence.WantBase, ""},
		{"some", 6, 10, firm, nil, "", "some"},

		// Coders who do not agree leave "some".
		{"many", 40, 100, firm, &bad, prevalence.WantAgreement, "some"},
		{"a few", 4, 100, firm, &bad, prevalence.WantAgreement, ""},
		{"all", 100, 100, firm, &bad, prevalence.WantAgreement, "some"},
		{"others", 20, 100, firm, &bad, prevalence.WantAgreement, "some"},
		{"some", 80, 100, firm, &bad, "", "some"},
		{"some", 6, 100, firm, &bad, "", "some"},
		{"some", 5, 100, firm, &bad, prevalence.WantPeople, ""},
		{"many", 40, 100, firm, &good, "", "many"},

		{"a legion", 40, 100, firm, nil, prevalence.WantCode, ""},
	} {
		t.Run(fmt.Sprintf("%s %d of %d low %v", test.rung, test.n, test.of, test.low), func(t *testing.T) {
			low := test.low
			if low == firm {
				low = float64(test.n) / float64(test.of)
			}
			f := measured(test.n, test.of, low, test.alpha)
			j := prevalence.Judge(voxpop.DefaultHouse(), f, "x", test.rung, "")
			if j.Overstated != (test.condition != "") || j.OK == j.Overstated || j.Offer != test.offer {
				t.Errorf("%+v, want overstated by %q and %q offered", j, test.condition, test.offer)
			}
			if j.Overstated && j.Reason.Condition != test.condition {
				t.Errorf("because of %q, want %q", j.Reason.Condition, test.condition)
			}
			if j.Overstated && test.condition != prevalence.WantCode && (j.Reason.N != test.n || j.Reason.Of != test.of) {
				t.Errorf("the reason says %d of %d", j.Reason.N, j.Reason.Of)
			}
		})
	}
}

func TestUnderstated(t *testing.T) {
	bad := .4
	for _, test := range []struct {
		rung  string
		n, of int
		alpha *float64
		want  bool
		offer string
	}{
		{"several", 15, 100, nil, false, "some"}, // at the ceiling
		{"several", 16, 100, nil, true, "some"},
		{"a few", 16, 100, nil, true, "some"},
		{"some", 30, 100, nil, false, "many"},
		{"some", 31, 100, nil, true, "many"},
		{"others", 31, 100, nil, true, "many"},
		{"many", 50, 100, nil, false, "about half"},
		{"many", 51, 100, nil, true, "a majority"},
		{"about half", 56, 100, nil, true, "a majority"},
		{"a majority", 76, 100, nil, true, "most"},
		{"most", 91, 100, nil, true, "almost all"},
		{"almost all", 100, 100, nil, false, "all"},
		{"some", 12, 30, nil, false, "some"},   // nothing stronger holds for 12 people
		{"some", 60, 100, &bad, false, "some"}, // nor where coders do not agree
	} {
		f := measured(test.n, test.of, float64(test.n)/float64(test.of), test.alpha)
		j := prevalence.Judge(voxpop.DefaultHouse(), f, "x", test.rung, "")
		if !j.OK || j.Understated != test.want || j.Offer != test.offer {
			t.Errorf("%s of %d of %d: %+v, want understated %v, offer %q", test.rung, test.n, test.of, j, test.want, test.offer)
		}
		if j.Understated && j.Reason.Condition != prevalence.WantLess {
			t.Errorf("%s of %d of %d: reason %+v", test.rung, test.n, test.of, j.Reason)
		}
	}
}

func TestOthersAreOtherPeople(t *testing.T) {
	poll := func(both int) *prevalence.Figures {
		return figures(codebook("x", "y"), concat(
			crew("A", both, coded(voxpop.Final, "x", "y")), crew("B", 20-both, coded(voxpop.Final, "x")),
			crew("C", 30, coded(voxpop.Final, "y")), crew("D", 50-both, coded(voxpop.Final)))...)
	}
	for _, test := range []struct {
		both int
		prev string
		ok   bool
	}{{0, "y", true}, {14, "y", true}, {15, "y", false}, {15, "", true}, {0, "x", false}} {
		j := prevalence.Judge(voxpop.DefaultHouse(), poll(test.both), "x", voxpop.RungOthers, test.prev)
		if j.OK != test.ok || j.Offer != "some" {
			t.Errorf("%d in both, after %q: %+v, want ok %v", test.both, test.prev, j, test.ok)
		}
		if !j.OK && (j.Reason.Condition != prevalence.WantOthers || j.Reason.Need != 6) {
			t.Errorf("reason %+v", j.Reason)
		}
	}
}

func TestTheWordOfAShare(t *testing.T) {
	for n, want := range map[int]string{0: "", 3: "a few", 10: "several", 20: "some", 40: "many", 47: "about half", 52: "a majority", 80: "most", 95: "almost all", 100: "all"} {
		f := figures(codebook("x"), concat(crew("A", n, coded(voxpop.Final, "x")), crew("B", 100-n, coded(voxpop.Final)))...)
		if got := share(t, f, "x").Word; got != want {
			t.Errorf("%d of 100: %q, want %q", n, got, want)
		}
	}
}

func TestDominates(t *testing.T) {
	final := func(codes ...string) func(*prevalence.Answer) { return coded(voxpop.Final, codes...) }
	telegram := channel("telegram")
	tree := codebook("x", "y", "part", "whole", "none")
	tree.Codes[2].Parent = "x"
	tree.Codes[0].Parent = "whole"
	tree.Codes[4].Kind = voxpop.Control
	for name, test := range map[string]struct {
		answers []prevalence.Answer
		want    prevalence.Reason // zero = dominates
	}{
		"half, and twice the next": {
			answers: concat(crew("A", 25, final("x")), crew("B", 12, final("y")), crew("C", 13, final())),
		},
		"under half": {
			answers: concat(crew("A", 24, final("x")), crew("B", 26, final())),
			want:    prevalence.Reason{Condition: prevalence.WantShare, Have: .48, Need: .5, N: 24, Of: 50},
		},
		"too near to the next": {
			answers: concat(crew("A", 25, final("x")), crew("B", 13, final("y")), crew("C", 12, final())),
			want:    prevalence.Reason{Condition: prevalence.WantLead, Have: 25, Need: 26, N: 25, Of: 50, Next: "y"},
		},
		"too few counted": {
			answers: crew("A", 49, final("x")),
			want:    prevalence.Reason{Condition: prevalence.WantBase, Have: 49, Need: 50, N: 49, Of: 49},
		},
		"its own part, its whole and a control code do not compete": {
			answers: concat(crew("A", 20, final("x", "part", "whole", "none")), crew("B", 5, final("x")), crew("C", 25, final("whole", "none"))),
		},
		// 25 of 50, and 24 of 49 without the one unit of the campaign.
		"by a campaign's unit": {
			answers: concat(crew("A", 24, final("x")), crew("K", 9, final("x"), campaign("k")), crew("C", 25, final())),
			want:    prevalence.Reason{Condition: prevalence.WantShare, Have: 24. / 49, Need: .5, N: 24, Of: 49, Without: "campaigns"},
		},
		"by the largest channel": {
			answers: concat(crew("A", 40, final("x"), telegram), crew("B", 9, final("x")), crew("C", 11, final("y"))),
			want:    prevalence.Reason{Condition: prevalence.WantShare, Have: .45, Need: .5, N: 9, Of: 20, Without: "channel"},
		},
		"by the largest channel, as to the lead": {
			answers: concat(crew("A", 40, final("x"), telegram), crew("B", 10, final("x")), crew("C", 6, final("y")), crew("D", 4, final())),
			want:    prevalence.Reason{Condition: prevalence.WantLead, Have: 10, Need: 12, N: 10, Of: 20, Next: "y", Without: "channel"},
		},
		"nine people beside the largest channel prove nothing": {
			answers: concat(crew("A", 50, final("x"), telegram), crew("B", 9, final("y"))),
		},
		"one channel": {answers: crew("A", 50, final("x"))},
	} {
		t.Run(name, func(t *testing.T) {
			ok, why := prevalence.Dominates(voxpop.DefaultHouse(), figures(tree, test.answers...), "x")
			if diff := cmp.Diff(test.want, why); diff != "" || ok != (test.want == prevalence.Reason{}) {
				t.Errorf("%v (-want +got):\n%s", ok, diff)
			}
		})
	}
	bad := .5
	if ok, why := prevalence.Dominates(voxpop.DefaultHouse(), measured(90, 100, .9, &bad), "x"); ok || why.Condition != prevalence.WantAgreement {
		t.Errorf("coders who do not agree: %v %+v", ok, why)
	}
	if ok, why := prevalence.Dominates(voxpop.DefaultHouse(), measured(90, 100, .9, nil), "y"); ok || why.Condition != prevalence.WantCode {
		t.Errorf("an unknown code: %v %+v", ok, why)
	}
}

func TestPercent(t *testing.T) {
	for _, test := range []struct {
		n, of, decimals int
		want            string
	}{
		{1, 8, 0, "13"}, {1, 8, 1, "12.5"}, {1, 8, 2, "12.50"}, {1, 200, 0, "1"}, {1, 201, 0, "0"}, {2, 3, 0, "67"},
		{15, 100, 0, "15"}, {145, 1000, 0, "15"}, {144, 1000, 0, "14"}, {29, 200, 0, "15"}, {57, 200, 0, "29"}, {1005, 100000, 1, "1.0"},
		{1, 3, 3, "33.333"}, {5, 5, 0, "100"}, {999, 1000, 0, "100"}, {0, 7, 0, "0"}, {0, 7, 1, "0.0"}, {1, 0, 0, ""}, {1, 8, -1, "13"},
	} {
		if got := prevalence.Percent(test.n, test.of, test.decimals); got != test.want {
			t.Errorf("Percent(%d, %d, %d) = %q, want %q", test.n, test.of, test.decimals, got, test.want)
		}
	}
	for n, want := range map[float64]int{0: 0, 41: 41, 41.49: 41, 41.5: 42} {
		if got := prevalence.Whole(n); got != want {
			t.Errorf("Whole(%v) = %d, want %d", n, got, want)
		}
	}
}
