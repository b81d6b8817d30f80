package prevalence_test

import (
	"math"
	"testing"

	"voxpop"
	"voxpop/internal/prevalence"
)

func TestStateOfACode(t *testing.T) {
	model := func(a *prevalence.Answer) {
		a.Marks = append(a.Marks, prevalence.Mark{Code: "x", Coder: "classifier", Present: true, Origin: voxpop.ByModel},
			prevalence.Mark{Code: "x", Coder: "list", Present: true, Origin: voxpop.ByRule})
	}
	type changes = []func(*prevalence.Answer)
	for name, test := range map[string]struct {
		changes changes
		want    prevalence.State
	}{
		"nobody looked":                       {nil, prevalence.Open},
		"a model and a rule are nobody":       {changes{model}, prevalence.Open},
		"one marked":                          {changes{coded("ann", "x")}, prevalence.SingleYes},
		"one marked something else":           {changes{coded("ann", "y")}, prevalence.SingleNo},
		"one says none applies":               {changes{coded("ann")}, prevalence.SingleNo},
		"one looked for it: absent":           {changes{denied("ann", "x")}, prevalence.SingleNo},
		"the model agrees with one":           {changes{coded("ann", "x"), model}, prevalence.SingleYes},
		"both marked":                         {changes{coded("ann", "x"), coded("bo", "x")}, prevalence.Yes},
		"neither marked":                      {changes{coded("ann", "y"), coded("bo")}, prevalence.No},
		"half of two":                         {changes{coded("ann", "x"), coded("bo")}, prevalence.ContestedYes},
		"half of four":                        {changes{coded("a", "x"), coded("b", "x"), coded("c"), coded("d", "y")}, prevalence.ContestedYes},
		"two of three":                        {changes{coded("a", "x"), coded("b", "x"), coded("c")}, prevalence.ContestedYes},
		"one of three":                        {changes{coded("a", "x"), coded("b"), coded("c")}, prevalence.ContestedNo},
		"the same row twice is one mark":      {changes{coded("a", "x"), coded("a", "x"), coded("b"), coded("c")}, prevalence.ContestedNo},
		"adjudicated present":                 {changes{coded("a", "x"), coded("b"), coded(voxpop.Final, "x")}, prevalence.Yes},
		"adjudicated absent":                  {changes{coded("a", "x"), coded("b", "x"), denied(voxpop.Final, "x")}, prevalence.No},
		"adjudicated: none applies":           {changes{coded("a", "x"), coded("b", "x"), coded(voxpop.Final)}, prevalence.No},
		"none applies, but this one does":     {changes{coded(voxpop.Final), coded(voxpop.Final, "x")}, prevalence.Yes},
		"adjudicated as to another code":      {changes{coded("a", "x"), coded(voxpop.Final, "y")}, prevalence.SingleYes},
		"only adjudicated, another code":      {changes{coded(voxpop.Final, "y")}, prevalence.No},
		"adjudicated where nobody had looked": {changes{coded(voxpop.Final, "x")}, prevalence.Yes},
	} {
		t.Run(name, func(t *testing.T) {
			p := prevalence.NewPart([]prevalence.Answer{answer("A", test.changes...)}, nil)
			if got := p.Unit.State("x"); got != test.want {
				t.Errorf("state %q, want %q", got, test.want)
			}
		})
	}
}

func TestStateOfAPerson(t *testing.T) {
	type answers = []prevalence.Answer
	for name, test := range map[string]struct {
		own, copies answers
		want        prevalence.State
	}{
		"one firm answer is enough":                 {answers{answer("A", coded("a")), answer("B", coded("a", "x"), coded("b", "x"))}, nil, prevalence.Yes},
		"a single mark outweighs a split":           {answers{answer("A", coded("a", "x"), coded("b")), answer("B", coded("a", "x"))}, nil, prevalence.SingleYes},
		"a further answer that nobody coded":        {answers{answer("A", coded("a")), answer("B")}, nil, prevalence.Open},
		"… matters no more when the code is there":  {answers{answer("A", coded("a", "x")), answer("B")}, nil, prevalence.SingleYes},
		"a copy that nobody coded opens nothing":    {answers{answer("A", coded("a"))}, answers{answer("B", copyOf("A"))}, prevalence.SingleNo},
		"a coded copy stands in for the original":   {answers{answer("A")}, answers{answer("B", copyOf("A"), coded("a"), coded("b"))}, prevalence.No},
		"a copy's split":                            {answers{answer("A", coded("a"))}, answers{answer("B", copyOf("A"), coded("a", "x"), coded("b"), coded("c"))}, prevalence.ContestedNo},
		"a copy of somebody else's answer":          {answers{answer("A", coded("a"))}, answers{answer("B", copyOf("Z"), coded("a", "x"))}, prevalence.SingleNo},
		"a copy that was set aside":                 {answers{answer("A", coded("a"))}, answers{answer("B", copyOf("A"), aside(voxpop.Spam), coded("a", "x"))}, prevalence.SingleNo},
		"absent by two here, by one there":          {answers{answer("A", coded("a"), coded("b")), answer("B", coded("a"))}, nil, prevalence.SingleNo},
		"absent by adjudication here, split there":  {answers{answer("A", coded(voxpop.Final)), answer("B", coded("a", "x"), coded("b"), coded("c"))}, nil, prevalence.ContestedNo},
		"an own copy that nobody coded":             {answers{answer("A", coded("a")), answer("B", copyOf("A"))}, nil, prevalence.SingleNo},
		"an own copy of something withdrawn before": {answers{answer("A", withdrawn), answer("B", copyOf("A"), coded("a", "x")), answer("C", coded("a"))}, nil, prevalence.SingleNo},
	} {
		t.Run(name, func(t *testing.T) {
			if got := prevalence.NewPart(test.own, test.copies).Unit.State("x"); got != test.want {
				t.Errorf("state %q, want %q", got, test.want)
			}
		})
	}
}

func TestRange(t *testing.T) {
	type answers = []prevalence.Answer
	both := func(codes ...string) func(*prevalence.Answer) {
		return func(a *prevalence.Answer) { coded("ann", codes...)(a); coded("bo", codes...)(a) }
	}
	split := func(a *prevalence.Answer) { coded("ann", "x")(a); coded("bo")(a) }
	for name, test := range map[string]struct {
		answers          answers
		n                float64
		low, share, high float64
	}{
		"nobody counted": {nil, 0, 0, 0, 0},
		"coded twice, agreed": {
			concat(crew("A", 3, both("x")), crew("B", 7, both())), 3, .3, .3, .3,
		},
		"coded once, disagreement never measured": {
			concat(crew("A", 3, coded("ann", "x")), crew("B", 7, coded("ann"))), 3, .3, .3, .3,
		},
		"four of ten not coded": {
			concat(crew("A", 3, coded("ann", "x")), crew("B", 3, coded("ann")), crew("C", 4)), 3, .3, .3, .7,
		},
		"a split that nobody settled": {
			concat(crew("A", 2, both("x")), crew("B", 1, split), crew("C", 7, both())), 3, .2, .3, .3,
		},
		"a minority's mark": {
			concat(crew("A", 2, both("x")), crew("B", 1, split, coded("cy")), crew("C", 7, both())), 2, .2, .2, .3,
		},
		"settled": {
			concat(crew("A", 2, both("x")), crew("B", 1, split, coded(voxpop.Final, "x")), crew("C", 7, both())), 3, .3, .3, .3,
		},
		// Coded twice: 4 both, 2 splits, 4 neither, so of 10 marks 2 were not
		// met by the other coder, and of 10 blanks 2: both rates are 1/5. The
		// splits are settled: 6 of 10. Coded once: 10 marks, 20 blanks.
		// low = (6 + 10·4/5)/40, high = (16 + 20·1/5)/40.
		"coded once where coders are known to differ": {
			concat(crew("A", 4, both("x")), crew("B", 2, split, coded(voxpop.Final, "x")), crew("C", 4, both()),
				crew("D", 10, coded("ann", "x")), crew("E", 20, coded("ann"))),
			16, .35, .4, .5,
		},
		// Three coders, 1 of 3 marked, on one answer: 1·2/(3−1) = 1 over 1 mark
		// and 2 blanks: drop 1, rise 1/2. One single mark, two single blanks.
		"three coders": {
			concat(crew("A", 1, split, coded("cy")), crew("B", 1, coded("ann", "x")), crew("C", 2, coded("ann"))),
			1, 0, .25, (1 + 1 + 2*.5) / 4.,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := share(t, figures(codebook("x"), test.answers...), "x")
			if s.N != test.n || s.Low != test.low || s.Share != test.share || s.High != test.high {
				t.Errorf("%v people, %v ≤ %v ≤ %v; want %v people, %v ≤ %v ≤ %v", s.N, s.Low, s.Share, s.High, test.n, test.low, test.share, test.high)
			}
		})
	}
}

func concat(parts ...[]prevalence.Answer) (out []prevalence.Answer) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func TestEveryCodeOfOnePerson(t *testing.T) {
	f := figures(codebook("x", "y", "z"), answer("A", coded("ann", "x", "y"), coded("bo", "x")), answer("B"))
	for code, want := range map[string][3]float64{"x": {.5, .5, 1}, "y": {0, .5, 1}, "z": {0, 0, .5}} {
		s := share(t, f, code)
		if got := [3]float64{s.Low, s.Share, s.High}; got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
		if in := f.States(code); in[prevalence.Open] != 1 {
			t.Errorf("%s: states %v, want one open", code, in)
		}
	}
	if math.IsNaN(share(t, figures(codebook("x")), "x").Share) {
		t.Error("a share of nobody is not a number")
	}
}
