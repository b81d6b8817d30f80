package prevalence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
)

func TestWaterfall(t *testing.T) {
	type answers = []prevalence.Answer
	for name, test := range map[string]struct {
		answers answers
		want    voxpop.Waterfall
		x       int // people who voice code x
	}{
		"nothing received": {},
		"each step": {
			answers: answers{
				answer("A", withdrawn), answer("B", aside(voxpop.Blank)), answer("C", aside(voxpop.Spam)), answer("D", aside(voxpop.OffTopic)),
				answer("E", aside(voxpop.Illegal)), answer("F", copyOf("G")), answer("G", coded("ann", "x")),
			},
			want: voxpop.Waterfall{Received: 7, Withdrawn: 1, Blank: 1, Spam: 1, OffTopic: 1, Illegal: 1, Duplicate: 1, Counted: 1}, x: 1,
		},
		"an answer falls into the first step that takes it": {
			answers: answers{
				answer("A", withdrawn, aside(voxpop.Spam), copyOf("C"), campaign("k")),
				answer("B", aside(voxpop.Illegal), copyOf("C"), campaign("k")), answer("C", campaign("k")),
				answer("D", copyOf("C"), campaign("k")),
			},
			want: voxpop.Waterfall{Received: 4, Withdrawn: 1, Illegal: 1, Duplicate: 1, Counted: 1},
		},
		"a person's further answers add their codes": {
			answers: answers{
				answer("A", who("p"), minute(1), coded("ann")), answer("B", who("p"), minute(2), coded("ann", "x")),
				answer("C", who("p"), minute(3), coded("ann", "x")),
			},
			want: voxpop.Waterfall{Received: 3, Duplicate: 2, Counted: 1}, x: 1,
		},
		"the further answer that is withdrawn or set aside adds none": {
			answers: answers{
				answer("A", who("p"), coded("ann")), answer("B", who("p"), withdrawn, coded("ann", "x")),
				answer("C", who("p"), aside(voxpop.OffTopic), coded("ann", "x")),
			},
			want: voxpop.Waterfall{Received: 3, Withdrawn: 1, OffTopic: 1, Counted: 1},
		},
		"a copy by another key is nobody, and its codes go to the original": {
			answers: answers{answer("A", coded("ann")), answer("B", copyOf("A"), coded("ann", "x"))},
			want:    voxpop.Waterfall{Received: 2, Duplicate: 1, Counted: 1}, x: 1,
		},
		"a copy of what was withdrawn gives its codes to nobody": {
			answers: answers{answer("A", withdrawn), answer("B", copyOf("A"), coded("ann", "x"))},
			want:    voxpop.Waterfall{Received: 2, Withdrawn: 1, Duplicate: 1},
		},
		"a withdrawn copy adds nothing": {
			answers: answers{answer("A", coded("ann")), answer("B", copyOf("A"), withdrawn, coded("ann", "x"))},
			want:    voxpop.Waterfall{Received: 2, Withdrawn: 1, Counted: 1},
		},
		"a copy of one's own": {
			answers: answers{answer("A", who("p"), coded("ann")), answer("B", who("p"), copyOf("A"), coded("ann", "x"))},
			want:    voxpop.Waterfall{Received: 2, Duplicate: 1, Counted: 1}, x: 1,
		},
		"a campaign counts once, by its earliest person": {
			answers: answers{
				answer("A", campaign("k"), minute(3), coded("ann")), answer("B", campaign("k"), minute(1), coded("ann", "x")),
				answer("C", campaign("k"), minute(2), coded("ann")),
			},
			want: voxpop.Waterfall{Received: 3, Campaign: 2, Counted: 1}, x: 1,
		},
		"of two at the same time the first id stands for it": {
			answers: answers{
				answer("B", campaign("k"), minute(1), coded("ann")), answer("A", campaign("k"), minute(1), coded("ann", "x")),
			},
			want: voxpop.Waterfall{Received: 2, Campaign: 1, Counted: 1}, x: 1,
		},
		"own words after a campaign's text unite with it": {
			answers: answers{
				answer("A", campaign("k"), minute(1), who("p"), coded("ann")), answer("B", minute(9), who("p"), coded("ann", "x")),
				answer("C", campaign("k"), minute(5), coded("ann")),
			},
			want: voxpop.Waterfall{Received: 3, Duplicate: 1, Campaign: 1, Counted: 1}, x: 1,
		},
		"who wrote before joining a campaign is counted as themself": {
			answers: answers{
				answer("A", minute(1), who("p"), coded("ann", "x")), answer("B", campaign("k"), minute(2), who("p"), coded("ann")),
				answer("C", campaign("k"), minute(5), coded("ann")),
			},
			want: voxpop.Waterfall{Received: 3, Duplicate: 1, Counted: 2}, x: 1,
		},
		"a campaign's text marked a copy of one's own words leaves them counted": {
			answers: answers{
				answer("A", campaign("k"), minute(2), who("p"), copyOf("B"), coded("ann")), answer("B", minute(9), who("p"), coded("ann", "x")),
				answer("C", campaign("k"), minute(1), coded("ann")),
			},
			want: voxpop.Waterfall{Received: 3, Duplicate: 1, Counted: 2}, x: 1,
		},
		"a person in a campaign twice falls with their further answer": {
			answers: answers{
				answer("A", campaign("k"), minute(2), who("p")), answer("B", campaign("k"), minute(3), who("p")),
				answer("C", campaign("k"), minute(1)),
			},
			want: voxpop.Waterfall{Received: 3, Duplicate: 1, Campaign: 1, Counted: 1},
		},
		"two campaigns count two": {
			answers: answers{answer("A", campaign("k")), answer("B", campaign("k")), answer("C", campaign("l"))},
			want:    voxpop.Waterfall{Received: 3, Campaign: 1, Counted: 2},
		},
		"the withdrawn one does not stand for its campaign": {
			answers: answers{answer("A", campaign("k"), minute(1), withdrawn), answer("B", campaign("k"), minute(2), coded("ann", "x"))},
			want:    voxpop.Waterfall{Received: 2, Withdrawn: 1, Counted: 1}, x: 1,
		},
		"two coders of different answers of one person do not meet": {
			answers: answers{answer("A", who("p"), coded("ann", "x")), answer("B", who("p"), coded("bo"))},
			want:    voxpop.Waterfall{Received: 2, Duplicate: 1, Counted: 1}, x: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := figures(codebook("x"), test.answers...)
			if diff := cmp.Diff(test.want, f.Waterfall); diff != "" {
				t.Errorf("waterfall (-want +got):\n%s", diff)
			}
			if got := share(t, f, "x"); got.N != float64(test.x) {
				t.Errorf("x is voiced by %v, want %d", got.N, test.x)
			}
		})
	}
}

func TestWhatTheMethodBoxSays(t *testing.T) {
	f := figures(codebook("x", "y"),
		answer("A", minute(0), coded("ann", "x"), coded("bo", "x")),
		answer("B", minute(60*24), channel("telegram"), coded("ann"), coded(voxpop.Final, "y")),
		answer("C", minute(60*24), channel("telegram"), withdrawn, coded("ann", "x"), coded("bo", "x")),
		answer("D", minute(60*48), aside(voxpop.Spam), coded("ann", "x")),
		answer("E", minute(60*24), channel("telegram")),
	)
	type box struct {
		First, Last                 string
		Days, Channels, Coders      []prevalence.Count
		Coded, Double, Adjudicated  int
		CodedPeople                 int
		LargestChannel              prevalence.Count
		WithoutLargest, WithoutCamp int
	}
	got := box{f.FirstDay, f.LastDay, f.Days, f.Channels, f.Coders, f.Coded, f.Double, f.Adjudicated,
		share(t, f, "x").Coded, f.LargestChannel(), f.WithoutLargestChannel().Of, f.WithoutCampaigns().Of}
	want := box{
		"2026-09-02", "2026-09-04",
		[]prevalence.Count{{Key: "2026-09-02", N: 1}, {Key: "2026-09-03", N: 2}, {Key: "2026-09-04", N: 1}},
		[]prevalence.Count{{Key: "telegram", N: 2}, {Key: "web", N: 2}},
		[]prevalence.Count{{Key: "ann", N: 2}, {Key: "bo", N: 1}},
		2, 1, 1, 2, prevalence.Count{Key: "telegram", N: 2}, 1, 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGroupsAndBoth(t *testing.T) {
	place := func(s string) func(*prevalence.Answer) { return func(a *prevalence.Answer) { a.Place = s } }
	fa := func(a *prevalence.Answer) { a.Lang = "fa" }
	f := figures(codebook("x", "y", "z"),
		answer("A", fa, coded("ann", "x", "y")),
		answer("B", fa, coded("ann", "x"), place("Northgate")),
		answer("C", who("p"), minute(1), coded("ann", "y")), // the kept answer's language, the further one's place
		answer("D", who("p"), minute(2), fa, coded("ann", "x"), place("Northgate")),
		answer("E", campaign("k"), minute(1), coded("ann", "z")),
		answer("F", campaign("k"), minute(2), coded("ann", "z", "x")),
	)
	for _, test := range []struct {
		dimension, value string
		of               int
		n                map[string]int
		ok               bool
	}{
		{"lang", "fa", 2, map[string]int{"x": 2, "y": 1}, true},
		{"language", "en", 2, map[string]int{"x": 1, "y": 1, "z": 1}, true},
		{"place", "Northgate", 2, map[string]int{"x": 2, "y": 1}, true},
		{"place", "", 0, map[string]int{}, true},
		{"medium", "text", 4, map[string]int{"x": 3, "y": 2, "z": 1}, true},
		{"campaign", "k", 0, map[string]int{}, false},
	} {
		of, n, ok := f.Group(test.dimension, test.value)
		if of != test.of || ok != test.ok || !cmp.Equal(n, test.n) {
			t.Errorf("Group(%s, %s) = %d %v %v, want %d %v %v", test.dimension, test.value, of, n, ok, test.of, test.n, test.ok)
		}
	}
	if diff := cmp.Diff([]prevalence.Count{{Key: "en", N: 2}, {Key: "fa", N: 2}}, f.GroupTotals("language")); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if got := [...]int{f.Both("x", "y"), f.Both("y", "x"), f.Both("x", "z"), f.Both("x", "x")}; got != [...]int{2, 2, 0, 3} {
		t.Errorf("Both = %v", got)
	}
	if diff := cmp.Diff(prevalence.Rest{Of: 3, N: map[string]int{"x": 3, "y": 2, "z": 0}}, f.WithoutCampaigns()); diff != "" {
		t.Errorf("without campaigns (-want +got):\n%s", diff)
	}
}
