package prevalence_test

import (
	"testing"

	"pgregory.net/rapid"

	"voxpop/internal/prevalence"
)

// As many people stand behind the responses as the waterfall counts, and nobody
// for what was withdrawn or set aside.
func TestStandsForTheCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := records(t)
		stands := prevalence.Stands(answers)
		people := map[string]bool{}
		for _, a := range answers {
			who, ok := stands[a.ID]
			if ok && (a.Withdrawn || a.SetAside != "") {
				t.Fatalf("%s stands for somebody", a.ID)
			}
			if ok {
				people[who] = true
			}
		}
		if f := figures(codebook(codes...), answers...); len(people) != f.Waterfall.Counted {
			t.Fatalf("%d people, the waterfall counts %d", len(people), f.Waterfall.Counted)
		}
	})
}

func TestStands(t *testing.T) {
	stands := prevalence.Stands([]prevalence.Answer{
		answer("first", who("p")), answer("more", who("p"), minute(5)), answer("copy", who("q"), copyOf("first")),
		answer("led", who("r"), campaign("k"), minute(9)), answer("leads", who("s"), campaign("k"), minute(1)), answer("gone", who("t"), withdrawn),
	})
	for id, want := range map[string]string{"first": "p", "more": "p", "copy": "p", "led": "s", "leads": "s", "gone": ""} {
		if stands[id] != want {
			t.Errorf("%s stands for %q, want %q", id, stands[id], want)
		}
	}
}
