package when

import (
	"testing"
)

// Every table is read whole and has the words that no language lacks.
func TestTables(t *testing.T) {
	for lang := range tables {
		b, err := files.ReadFile("lang/" + lang + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		tab, bad := parse(string(b))
		for _, line := range bad {
			t.Errorf("%s: cannot read %q", lang, line)
		}
		count := map[class]map[int]bool{}
		var walk func(map[string]*lexeme)
		walk = func(words map[string]*lexeme) {
			for _, l := range words {
				for _, s := range l.senses {
					if count[s.class] == nil {
						count[s.class] = map[int]bool{}
					}
					count[s.class][s.val] = true
				}
				walk(l.next)
			}
		}
		walk(tab.words)
		for c, n := range map[class]int{month: 12, weekday: 7, season: 4} {
			if len(count[c]) != n {
				t.Errorf("%s: class %d has %d values, want %d", lang, c, len(count[c]), n)
			}
		}
		for _, c := range []class{rel, unit, last, this, next, vague, number, some} {
			if len(count[c]) == 0 {
				t.Errorf("%s: no word of class %d", lang, c)
			}
		}
		for _, u := range []int{uDay, uWeek, uMonth, uYear} {
			if !count[unit][u] {
				t.Errorf("%s: no word for unit %d", lang, u)
			}
		}
	}
	if _, bad := parse("nothing 1: a\nmonth x: b\nmonth 1"); len(bad) != 3 {
		t.Errorf("bad lines: %q", bad)
	}
}
