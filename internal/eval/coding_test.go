package eval_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"voxpop/internal/eval"
)

// notes invents n messages; each has one label, or one to three.
func notes(n int, single bool, seed uint64) []eval.Row {
	r := rand.New(rand.NewPCG(seed, 1))
	words := [][]string{{"ferry", "boat", "harbour"}, {"books", "reading", "shelves"}, {"stalls", "traders", "saturday"}}
	rows := make([]eval.Row, n)
	for i := range rows {
		many := 1
		if !single {
			many += r.IntN(2)
		}
		var text []string
		for _, l := range r.Perm(3)[:many] {
			rows[i].Labels = append(rows[i].Labels, []string{"l0", "l1", "l2"}[l])
			text = append(text, words[l][r.IntN(3)], words[l][r.IntN(3)])
		}
		for range 4 {
			text = append(text, fmt.Sprintf("w%d", r.IntN(40)))
		}
		rows[i].ID, rows[i].Text = fmt.Sprint(i), strings.Join(text, " ")
	}
	return rows
}

func TestCoding(t *testing.T) {
	for _, x := range []struct {
		name     string
		single   bool
		opts     eval.CodingOptions
		labelled int
		least    float64
	}{
		{"one label", true, eval.CodingOptions{}, 200, .97},
		{"one label, two of each", true, eval.CodingOptions{PerLabel: 2}, 6, .7},
		{"several labels", false, eval.CodingOptions{}, 200, .95},
		{"several labels, drawn", false, eval.CodingOptions{Budget: 40, Choose: "random"}, 40, .85},
		{"several labels, chosen", false, eval.CodingOptions{Budget: 40, Choose: "active"}, 40, .85},
		{"more than there are", false, eval.CodingOptions{Budget: 900, Choose: "active"}, 200, .95},
	} {
		t.Run(x.name, func(t *testing.T) {
			got, err := eval.Coding(notes(200, x.single, 1), notes(100, x.single, 2), x.opts)
			if err != nil {
				t.Fatal(err)
			}
			if got.Labelled != x.labelled || got.MacroF1 < x.least || got.MicroF1 < x.least || x.single && got.Accuracy < x.least {
				t.Errorf("%+v: want %d labelled and at least %.2f", got, x.labelled, x.least)
			}
			again, _ := eval.Coding(notes(200, x.single, 1), notes(100, x.single, 2), x.opts)
			if got != again {
				t.Errorf("%+v, then %+v", got, again)
			}
		})
	}
}

func TestCodingRefuses(t *testing.T) {
	rows := notes(5, true, 1)
	bare := []eval.Row{{ID: "1", Text: "x"}}
	for _, o := range []eval.CodingOptions{{PerLabel: -1}, {Budget: -1}, {PerLabel: 1, Budget: 1}, {Choose: "best"}, {Choose: "active"}} {
		if _, err := eval.Coding(rows, rows, o); err == nil {
			t.Errorf("%+v is let pass", o)
		}
	}
	if _, err := eval.Coding(bare, bare, eval.CodingOptions{}); err == nil {
		t.Error("a training part without labels is let pass")
	}
}

// The figures of scikit-learn 1.2: with truth [[a],[a,b],[],[b]] and said
// [[a],[a],[c],[b]] over a, b, c its f1_score is (1 + 2/3 + 0) / 3 and 0.75.
func TestCompare(t *testing.T) {
	rows := []eval.Row{{Labels: []string{"a"}}, {Labels: []string{"a", "b"}}, {}, {Labels: []string{"b"}}}
	got := eval.Compare(rows, [][]string{{"a"}, {"a"}, {"c"}, {"b"}})
	if math.Abs(got.MacroF1-5./9) > 1e-12 || math.Abs(got.MicroF1-.75) > 1e-12 || got.Accuracy != .5 {
		t.Errorf("%+v", got)
	}
}
