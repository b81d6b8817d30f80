package stance

import (
	"bufio"
	"encoding/json"
	"os"
	"sort"
	"testing"
)

// TestPairs measures hints on a file of pairs, one JSON object a line, named
// in the environment: none is part of the project.
func TestPairs(t *testing.T) {
	name := os.Getenv("VOXPOP_PAIRS")
	if name == "" {
		t.Skip("VOXPOP_PAIRS names no file")
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	type row struct{ ID, Lang, A, B, Label string }
	type score struct{ right, found int }
	rules := map[string]*score{}
	var all score
	positive, n := 0, 0
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var r row
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		n++
		yes := r.Label == "inconsistent"
		if yes {
			positive++
		}
		c, ok := Hint(r.A, r.B, r.Lang)
		if !ok {
			if os.Getenv("VOXPOP_MISSED") != "" && yes {
				t.Logf("MISS %s | %s || %s", r.ID, r.A, r.B)
			}
			continue
		}
		if rules[c.Rule] == nil {
			rules[c.Rule] = &score{}
		}
		rules[c.Rule].found++
		all.found++
		if yes {
			rules[c.Rule].right++
			all.right++
			if os.Getenv("VOXPOP_MISSED") == "2" {
				sh := ""
				ra := []rune(r.A)
				for _, sp := range c.SharedA {
					sh += string(ra[sp.Start:sp.End]) + " "
				}
				t.Logf("RIGHT %s %s [%s] | %s || %s (%s)", c.Rule, r.ID, sh, r.A, r.B, r.Label)
			}
		} else {
			sh := ""
			ra := []rune(r.A)
			for _, sp := range c.SharedA {
				sh += string(ra[sp.Start:sp.End]) + " "
			}
			t.Logf("FALSE %s %s [%s] | %s || %s (%s)", c.Rule, r.ID, sh, r.A, r.B, r.Label)
		}
	}
	var names []string
	for k := range rules {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		t.Logf("%-40s %d/%d", k, rules[k].right, rules[k].found)
	}
	t.Logf("pairs %d, base %.3f; precision %.3f recall %.3f (%d found)", n, float64(positive)/float64(n), float64(all.right)/float64(max(1, all.found)), float64(all.right)/float64(max(1, positive)), all.found)
}
