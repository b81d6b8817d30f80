package callouts

import (
	"testing"

	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
)

func TestNoSmallPartIsTold(t *testing.T) {
	for _, c := range []struct {
		counts map[string]int
		want   []string
		rest   bool
	}{
		{map[string]int{"en": 40, "fa": 20}, []string{"en", "fa"}, false},
		{map[string]int{"en": 40, "fa": 20, "ar": 4, "tr": 2}, []string{"en", "fa"}, true},
		{map[string]int{"en": 40, "fa": 20, "ar": 4}, []string{"en"}, true},                            // one alone would be the difference
		{map[string]int{"en": 40, "fa": 20, "ar": 2, "tr": 2}, []string{"en"}, true},                   // both together are too few
		{map[string]int{"en": 6, "fa": 4}, nil, true},                                                  // nothing can be told
		{map[string]int{"en": 40, "fa": 0}, []string{"en"}, false},                                     // nobody is no cell
		{map[string]int{}, nil, false},                                                                 //
		{map[string]int{"en": 40, "fa": 9, "ar": 9, "tr": 1}, []string{"en", "ar"}, true},              // the smallest of the others
		{map[string]int{"text": 5, "voice": 5, "video": 5}, []string{"text", "video", "voice"}, false}, // just enough
	} {
		told, rest := cells(c.counts, 5)
		if len(told) != len(c.want) || rest != c.rest {
			t.Errorf("%v: %v, rest %v", c.counts, told, rest)
			continue
		}
		for i := range told {
			if told[i] != c.want[i] {
				t.Errorf("%v: %v", c.counts, told)
			}
		}
	}
}

func TestDaysOfFewAreNotTold(t *testing.T) {
	q := &frame.Request{T: locale.For("en")}
	if overTime(q, map[string]int{"2026-03-01": 9}, 5) != nil {
		t.Error("one day is no course of time")
	}
	a := overTime(q, map[string]int{"2026-03-01": 1, "2026-03-02": 4, "2026-03-04": 20}, 5)
	if len(a.Bars) != 3 || !a.Bars[0].Few || !a.Bars[1].Few || a.Bars[2].Few || a.Bars[0].Height != a.Bars[1].Height || a.Bars[2].Height != 100 || a.Bars[2].X != 750 {
		t.Errorf("%+v", a)
	}
	if a.First != "1 March 2026" || a.Last != "4 March 2026" || a.Says != "most on 4 March 2026: 20" {
		t.Errorf("%+v", a)
	}
	few := overTime(q, map[string]int{"2026-03-01": 1, "2026-03-02": 4}, 5)
	if few.Says != "no day with 5 or more" {
		t.Error(few.Says)
	}
	long := map[string]int{"2026-01-01": 30, "2027-01-01": 7}
	if a := overTime(q, long, 5); len(a.Bars) != 2 || a.Bars[1].X+a.Bars[1].Width > 1000 || a.Says != "most in 9 days from 1 January 2026: 30" {
		t.Errorf("%+v", a)
	}
}
