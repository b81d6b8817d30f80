package eval

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"voxpop/internal/stance"
)

// Pair is two texts and what people said of them: `{"id","lang","a","b",
// "label"}`, label “inconsistent” when they contradict each other.
type Pair struct {
	ID    string `json:"id"`
	Lang  string `json:"lang"`
	A     string `json:"a"`
	B     string `json:"b"`
	Label string `json:"label"`
}

// ReadPairs reads pairs from lines of JSON. name stands in errors.
func ReadPairs(name string, r io.Reader) ([]Pair, error) {
	var all []Pair
	err := eachLine(name, r, func(line []byte) error {
		var p Pair
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if p.A == "" || p.B == "" || p.Label == "" {
			return errors.New("needs the fields a, b and label")
		}
		all = append(all, p)
		return nil
	})
	return all, err
}

// HoldsPairs reports whether lines of JSON are pairs rather than articles, by
// the first of them.
func HoldsPairs(lines []byte) bool {
	for line := range bytes.Lines(lines) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var p struct {
			A, B, Label, Text *string
		}
		return json.Unmarshal(line, &p) == nil && p.Text == nil && p.A != nil && p.B != nil && p.Label != nil
	}
	return false
}

// ContradictionsResult is how often a hint of contradiction was right.
type ContradictionsResult struct {
	Pairs        int        `json:"pairs"`
	Inconsistent int        `json:"inconsistent"` // as people said
	Hinted       int        `json:"hinted"`
	Right        int        `json:"right"`
	Base         float64    `json:"base"` // precision of hinting at every pair
	Precision    float64    `json:"precision"`
	Recall       float64    `json:"recall"`
	F1           float64    `json:"f1"`
	Seconds      float64    `json:"seconds"`
	Kinds        []HintKind `json:"kinds"`
}

// HintKind is how often one kind of hint was right.
type HintKind struct {
	Kind      string  `json:"kind"`
	Hinted    int     `json:"hinted"`
	Right     int     `json:"right"`
	Precision float64 `json:"precision"`
}

// Contradictions hints at contradictions between the two texts of each pair,
// and compares the hints with what people said.
func Contradictions(pairs []Pair, p Progress) ContradictionsResult {
	res := ContradictionsResult{Pairs: len(pairs), Kinds: []HintKind{}}
	kinds := map[string]*HintKind{}
	tell(p, fmt.Sprintf("comparing %d pairs", len(pairs)))
	for _, x := range pairs {
		clash := x.Label == "inconsistent"
		if clash {
			res.Inconsistent++
		}
		h, ok := stance.Hint(x.A, x.B, x.Lang)
		if !ok {
			continue
		}
		k := string(h.Kind)
		if kinds[k] == nil {
			kinds[k] = &HintKind{Kind: k}
		}
		kinds[k].Hinted++
		res.Hinted++
		if clash {
			res.Right++
			kinds[k].Right++
		}
	}
	r := rate(res.Right, res.Right, res.Inconsistent, res.Hinted)
	res.Base, res.Precision, res.Recall, res.F1 = part(res.Inconsistent, res.Pairs, 0), r.P, r.R, r.F1
	for _, k := range kinds {
		k.Precision = part(k.Right, k.Hinted, 0)
		res.Kinds = append(res.Kinds, *k)
	}
	slices.SortFunc(res.Kinds, func(a, b HintKind) int { return cmp.Compare(a.Kind, b.Kind) })
	return res
}
