package stance_test

import (
	"bufio"
	"encoding/json"
	"io"
	"testing"

	"go.yaml.in/yaml/v4"
	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/stance"
)

func castStatements(t testing.TB) (points []voxpop.Point, out []voxpop.Statement) {
	t.Helper()
	f, err := cast.Record().Open("statements.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var v voxpop.Statement
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	g, err := cast.Record().Open("points.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	b, err := io.ReadAll(g)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, &points); err != nil {
		t.Fatal(err)
	}
	return points, out
}

// TestCast measures proposals on the cast's statements, whose positions people
// decided, in each language that the record has of them.
func TestCast(t *testing.T) {
	points, statements := castStatements(t)
	type score struct{ right, proposed, held int }
	by := map[string]*score{}
	for _, s := range statements {
		texts := []voxpop.Translation{{Lang: s.Lang, Text: s.Text}}
		texts = append(texts, s.Translations...)
		held := map[string]bool{}
		for _, p := range s.Positions {
			held[p.Point+"="+p.Value] = true
		}
		for _, text := range texts {
			if by[text.Lang] == nil {
				by[text.Lang] = &score{}
			}
			c := by[text.Lang]
			c.held += len(held)
			for _, p := range stance.Propose(points, text.Text, text.Lang) {
				c.proposed++
				ok := held[p.Point+"="+p.Value]
				if ok {
					c.right++
				}
				if got := string([]rune(text.Text)[p.Start:p.End]); got == "" {
					t.Errorf("%s: empty words", s.ID)
				} else if !ok {
					t.Logf("not held: %s %s=%s by %q (%.2f; %s)", s.ID, p.Point, p.Value, got, p.Sure, p.Reason)
				}
			}
		}
	}
	for lang, c := range by {
		t.Logf("%s: %d held, %d proposed, %d right: precision %.2f recall %.2f", lang, c.held, c.proposed, c.right, float64(c.right)/float64(max(1, c.proposed)), float64(c.right)/float64(max(1, c.held)))
		if p := float64(c.right) / float64(max(1, c.proposed)); p < 0.9 {
			t.Errorf("%s: precision %.2f", lang, p)
		}
	}
}
