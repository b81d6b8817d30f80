package llm

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// Servers are strangers too. These look inside the package, where an answer is
// read without a server around it.

func FuzzVector(f *testing.F) {
	for _, s := range []string{`[1,2.5e-3,-0]`, `[[1],[2]]`, `[null]`, `null`, `"AACAPwAAAEA="`, `"\/\/\/\/"`, `[1,"a"]`, `{}`, `[]`, `""`, `[1e999]`, ` [ 1 , 2 ] `, `"\u0041AAA"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var v vector
		if json.Unmarshal([]byte(s), &v) != nil {
			return // no JSON at all
		}
		if v.fault != "" {
			if strings.Contains(v.fault, s) && len(s) > 3 {
				t.Errorf("the fault %q repeats the answer", v.fault)
			}
			return
		}
		for _, x := range normalize(v.of) {
			if math.IsNaN(float64(x)) || math.Abs(float64(x)) > 1.0001 {
				t.Fatalf("%s became %v", s, v.of)
			}
		}
	})
}

func FuzzLabel(f *testing.F) {
	for _, s := range []string{`{"label":"Rents"}`, "```json\n{\"label\":\"a\"}```", `<think>x</think>{"label":"b"}`, `{"label":"see example.org"}`, `[]`, `{"label":{}}`, "\xff"} {
		f.Add(s, "my rent doubled in one year and nobody cares")
	}
	f.Fuzz(func(t *testing.T, said, example string) {
		body, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]any{"content": said}}}})
		if err != nil {
			return
		}
		label, reason := readLabel(body)
		if reason != "" || CheckLabel(label, []string{example}, 0) != nil {
			return
		}
		if label == "" || len([]rune(label)) > LabelRunes || strings.ContainsAny(label, "\n\r\t<>\u202e") || strings.Contains(label, "://") {
			t.Errorf("proposes %q", label)
		}
		if w := units(example); len(w) >= 3 && len(w) <= 8 && weigh(w) >= 6 && weigh(w) <= 2*verbatim && strings.Contains(label, example) {
			t.Errorf("%q is the whole of a message", label)
		}
	})
}
