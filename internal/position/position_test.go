package position_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/position"
)

var tram = voxpop.Point{
	ID:        "tram",
	Values:    []voxpop.PointValue{{ID: "for"}, {ID: "against"}, {ID: "later"}},
	Exclusive: [][]string{{"for", "against"}},
}

// said writes "Ilse against 2024-05-02" (reported with a trailing "?").
func said(lines ...string) []voxpop.Statement {
	var out []voxpop.Statement
	for i, l := range lines {
		kind, by := voxpop.Quoted, ""
		if rest, ok := strings.CutSuffix(l, "?"); ok {
			l, kind, by = rest, voxpop.Reported, "the Gazette"
		}
		f := strings.Split(l+" ", " ")
		out = append(out, voxpop.Statement{
			ID: fmt.Sprintf("s%d", i+1), Speaker: f[0], SaidOn: voxpop.Date(f[2]), Kind: kind, AssertedBy: by,
			Positions: []voxpop.Position{{Point: "tram", Value: f[1]}},
		})
	}
	return out
}

func reversals(rs []position.Reversal) (out []string) {
	for _, r := range rs {
		line := fmt.Sprintf("%s %s→%s %s", r.Speaker, r.From.Statement, r.To.Statement, r.Kind)
		if r.AssertedBy != "" {
			line += " by " + r.AssertedBy
		}
		out = append(out, line)
	}
	return out
}

func TestReversals(t *testing.T) {
	tests := []struct {
		name string
		said []string
		want []string
	}{
		{"never, then yes", []string{"Ilse against 2024-05-02", "Ilse for 2026-03-10"}, []string{"Ilse s1→s2 quoted"}},
		{"the order of the list does not matter", []string{"Ilse for 2026-03-10", "Ilse against 2024-05-02"}, []string{"Ilse s2→s1 quoted"}},
		{"the last word before, the first after", []string{"Ilse against 2022", "Ilse against 2024-05", "Ilse for 2026-03-10", "Ilse for 2026-04-01"}, []string{"Ilse s2→s3 quoted"}},
		{"there and back", []string{"Ilse against 2022", "Ilse for 2023", "Ilse against 2024"}, []string{"Ilse s1→s2 quoted", "Ilse s2→s3 quoted"}},
		{"a middle position hides nothing", []string{"Ilse against 2022", "Ilse later 2023", "Ilse for 2024"}, []string{"Ilse s1→s3 quoted"}},
		{"a position that excludes nothing", []string{"Ilse against 2022", "Ilse later 2023"}, nil},
		{"two speakers", []string{"Ilse against 2022", "Tomas for 2023"}, nil},
		{"the same day has no order", []string{"Ilse against 2022-01-01", "Ilse for 2022-01-01"}, nil},
		{"a year holds the day", []string{"Ilse against 2022", "Ilse for 2022-06-01"}, nil},
		{"no date, no order", []string{"Ilse against", "Ilse for 2022-06-01"}, nil},
		{"an interval that ends before", []string{"Ilse against 2020/2021-06", "Ilse for 2021-07"}, []string{"Ilse s1→s2 quoted"}},
		{"only reported", []string{"Ilse against 2022", "Ilse for 2023?"}, []string{"Ilse s1→s2 reported by the Gazette"}},
		{"reported in some year, quoted in a month of it", []string{"Ilse against 2022", "Ilse for 2023?", "Ilse for 2023-05"}, []string{"Ilse s1→s3 quoted"}},
		{"reported in May, quoted in June", []string{"Ilse against 2022", "Ilse for 2023-05?", "Ilse for 2023-06"}, []string{"Ilse s1→s3 quoted"}},
		{"an overlap with the old position opens nothing twice", []string{"Ilse against 2022-03", "Ilse for 2022", "Ilse for 2023"}, []string{"Ilse s1→s3 quoted"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := reversals(position.Reversals([]voxpop.Point{tram}, said(tt.said...)))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReversalListsItsStatements(t *testing.T) {
	got := position.Reversals([]voxpop.Point{tram}, said("Ilse against 2022", "Ilse against 2024-05", "Ilse for 2026-03-10", "Ilse for 2026-04-01", "Ilse against 2026-05"))
	if len(got) != 2 {
		t.Fatalf("%d reversals, want 2", len(got))
	}
	if d := cmp.Diff([]string{"s1", "s2"}, got[0].Before); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"s3", "s4"}, got[0].After); d != "" {
		t.Error(d)
	}
}

func TestContradictions(t *testing.T) {
	tests := []struct {
		name string
		said []string
		want []string
	}{
		{"two sides", []string{"Ilse against 2024", "Tomas for 2025"}, []string{"s1|s2 quoted true"}},
		{"the nearest in time", []string{"Ilse against 2020", "Ilse against 2024", "Tomas for 2025"}, []string{"s2|s3 quoted true"}},
		{"quoted before reported", []string{"Ilse against 2020", "Ilse against 2025?", "Tomas for 2025"}, []string{"s1|s3 quoted true"}},
		{"one side only reported", []string{"Ilse against 2024?", "Tomas for 2025"}, []string{"s1|s2 reported true"}},
		{"a side left since", []string{"Ilse against 2024", "Tomas for 2025", "Ilse for 2026"}, []string{"s1|s2 quoted false"}},
		{"one speaker", []string{"Ilse against 2024", "Ilse for 2025"}, nil},
		{"the same side", []string{"Ilse for 2024", "Tomas for 2025"}, nil},
		{"values that can both be held", []string{"Ilse later 2024", "Tomas for 2025"}, nil},
		{"both ways", []string{"Ilse against 2020", "Ilse for 2022", "Tomas for 2020-06-01", "Tomas against 2022-06-01"},
			[]string{"s1|s3 quoted false", "s2|s4 quoted true"}},
		{"without dates", []string{"Ilse against", "Tomas for"}, []string{"s1|s2 quoted true"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range position.Contradictions([]voxpop.Point{tram}, said(tt.said...)) {
				got = append(got, fmt.Sprintf("%s|%s %s %v", c.From.Statement, c.To.Statement, c.Kind, c.Current))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSpeakerSpelledTwoWays(t *testing.T) {
	s := said("Ilse against 2022", "ILSE for 2023")
	got := position.Reversals([]voxpop.Point{tram}, s)
	if len(got) != 1 || got[0].Speaker != "ILSE" {
		t.Errorf("got %v, want one reversal under the newer spelling", reversals(got))
	}
}

// TestOrderOfInput: the record has no order of its own, so neither has the answer.
func TestOrderOfInput(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var lines []string
	for range 60 {
		lines = append(lines, fmt.Sprintf("%s %s 20%02d-%02d", []string{"Ilse", "Tomas", "Ana"}[rng.IntN(3)],
			[]string{"for", "against", "later"}[rng.IntN(3)], 10+rng.IntN(15), 1+rng.IntN(12)))
	}
	statements := said(lines...)
	wantR, wantC := position.Reversals([]voxpop.Point{tram}, statements), position.Contradictions([]voxpop.Point{tram}, statements)
	if len(wantR) == 0 || len(wantC) == 0 {
		t.Fatal("the sample holds nothing to compare")
	}
	for range 20 {
		shuffled := slices.Clone(statements)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if d := cmp.Diff(wantR, position.Reversals([]voxpop.Point{tram}, shuffled)); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(wantC, position.Contradictions([]voxpop.Point{tram}, shuffled)); d != "" {
			t.Fatal(d)
		}
	}
}

// Keyboards and accents make no second person, who would contradict the first.
func TestSpeakerTypedTwoWays(t *testing.T) {
	for _, pair := range [][2]string{{"علي‌كريمي", "علی‌کریمی"}, {"José-Ruiz", "Jose-Ruiz"}} {
		s := said(pair[0]+" against 2024", pair[1]+" for 2025")
		if got := position.Reversals([]voxpop.Point{tram}, s); len(got) != 1 {
			t.Errorf("%q: %v, want one reversal", pair, reversals(got))
		}
		if got := position.Contradictions([]voxpop.Point{tram}, s); len(got) != 0 {
			t.Errorf("%q contradicts itself: %v", pair, got)
		}
	}
}
