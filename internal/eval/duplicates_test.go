package eval_test

import (
	"math"
	"testing"

	"voxpop/internal/eval"
)

func TestDuplicates(t *testing.T) {
	const (
		ferry  = "The ferry to the island has been free since my grandmother was young. Do not sell what belongs to all of us."
		garden = "Every child in Fennel Row learned to read in that library garden. Close it and you close the street."
	)
	res, err := eval.Duplicates([]eval.Row{
		{ID: "1", Text: ferry, Labels: []string{"ferry"}},
		{ID: "2", Text: "Hello! " + ferry, Labels: []string{"ferry"}},
		{ID: "3", Text: ferry + " " + garden, Labels: []string{"ferry", "garden"}},
		{ID: "4", Text: garden, Labels: []string{"garden"}},
		{ID: "5", Text: "I was never asked about any of it.", Labels: nil},
		{ID: "6", Text: "They took the bell off the library roof in spring", Labels: []string{"bell"}},
		{ID: "7", Text: "In spring somebody removed our bell", Labels: []string{"bell"}},
	}, eval.DuplicatesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// wanted: 1-2, 1-3, 2-3, 3-4, 6-7; found: 1-2, 1-3, 2-3
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
	near("precision", res.Precision, 1)
	near("recall", res.Recall, 3.0/5)
	near("f1", res.F1, 0.75)
	near("cluster precision", res.Cluster.Precision, 1)
	// rows 1, 2: 3 of 3; 3: 3 of 4; 4: 1 of 2; 6, 7: 1 of 2
	near("cluster recall", res.Cluster.Recall, (1+1+0.75+0.5+0.5+0.5)/6)
	near("honest", res.HonestInCampaign, 0)
	if res.Messages != 7 || res.Labelled != 6 || res.Groups != 1 {
		t.Errorf("%+v", res)
	}
}

func TestDuplicatesRefuses(t *testing.T) {
	if _, err := eval.Duplicates(nil, eval.DuplicatesOptions{}); err == nil {
		t.Error("no rows were measured")
	}
}

func TestDuplicatesTellsHowFar(t *testing.T) {
	var told []string
	if _, err := eval.Duplicates([]eval.Row{{ID: "1", Text: "a"}}, eval.DuplicatesOptions{Progress: func(s string) { told = append(told, s) }}); err != nil || len(told) == 0 {
		t.Errorf("told %q, %v", told, err)
	}
}
