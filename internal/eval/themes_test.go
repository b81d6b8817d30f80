package eval_test

import (
	"fmt"
	"math"
	"testing"

	"voxpop/internal/eval"
)

// Two matters of an invented town, thirty answers each, and one answer without
// a label.
func matters() []eval.Row {
	ferry := []string{"the ferry was late again and the deck was wet", "late ferry, long queue at the quay", "ferry tickets cost more, the ferry is late", "no ferry came to the quay on Monday", "wet deck, late ferry, cold quay"}
	bread := []string{"bread costs more at the bakery", "the bakery ran out of bread and flour", "flour is dear, so bread is dear", "dear bread, long queue at the bakery", "the baker has no flour for bread"}
	var rows []eval.Row
	for i := range 60 {
		r := eval.Row{ID: fmt.Sprint(i), Lang: "en", Labels: []string{"ferry", "other"}, Text: ferry[i/2%5] + fmt.Sprint(" ferry quay ", i)}
		if i%2 == 1 {
			r.Labels, r.Text = []string{"bread"}, bread[i/2%5]+fmt.Sprint(" bakery flour ", i)
		}
		rows = append(rows, r)
	}
	return append(rows, eval.Row{ID: "x", Text: "bread"})
}

func TestThemes(t *testing.T) {
	got, err := eval.Themes(matters(), eval.ThemesOptions{K: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got.K != 2 || got.ACC != 1 || math.Abs(got.NMI-1) > 1e-9 || math.Abs(got.ARI-1) > 1e-9 {
		t.Errorf("%+v, want two themes that agree with the first labels", got)
	}
	one, err := eval.Themes(matters(), eval.ThemesOptions{K: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if one.K != 1 || one.ACC != 0.5 || one.NMI != 0 || one.ARI != 0 {
		t.Errorf("%+v, want one theme that tells nothing", one)
	}
}

func TestThemesRefuses(t *testing.T) {
	if _, err := eval.Themes(matters(), eval.ThemesOptions{K: -1}); err == nil {
		t.Error("a number below zero was let through")
	}
	if _, err := eval.Themes([]eval.Row{{ID: "a", Text: "no label"}}, eval.ThemesOptions{}); err == nil {
		t.Error("rows without labels were let through")
	}
}
