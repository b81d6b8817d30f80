package voxpop_test

import (
	"math"
	"testing"

	"voxpop"
)

func TestVersionValidate(t *testing.T) {
	sure, never := .5, 1.5
	good := voxpop.TextVersion{Response: "R1", Of: voxpop.OfTranscript, Lang: "fa", N: 1, State: voxpop.Machine, Text: "no no",
		Words: []voxpop.Word{{Start: 0, End: 1, Text: "no", P: &sure}, {Start: 1, End: 2, Text: "no"}}}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for place, spoil := range map[string]func(v *voxpop.TextVersion){
		"response":    func(v *voxpop.TextVersion) { v.Response = "../R1" },
		"of":          func(v *voxpop.TextVersion) { v.Of = "picture" },
		"lang":        func(v *voxpop.TextVersion) { v.Of, v.Lang, v.Words = voxpop.OfTranslation, "", nil },
		"n":           func(v *voxpop.TextVersion) { v.N = 0 },
		"state":       func(v *voxpop.TextVersion) { v.State = "" },
		"by":          func(v *voxpop.TextVersion) { v.By = "a\nb" },
		"engine":      func(v *voxpop.TextVersion) { v.Engine = "\x00" },
		"source":      func(v *voxpop.TextVersion) { v.Source = 1 },
		"text":        func(v *voxpop.TextVersion) { v.Text = "\xff" },
		"seconds":     func(v *voxpop.TextVersion) { v.Seconds = math.NaN() },
		"cues[0]":     func(v *voxpop.TextVersion) { v.Cues = []voxpop.Cue{{Start: 2, End: 1}} },
		"words[1].w":  func(v *voxpop.TextVersion) { v.Text = "no" },
		"words[0]":    func(v *voxpop.TextVersion) { v.Words[0].End = math.Inf(1) },
		"words[0].p":  func(v *voxpop.TextVersion) { v.Words[0].P = &never },
		"pairs":       func(v *voxpop.TextVersion) { v.Pairs = []voxpop.Pair{{}} },
		"pairs[0].to": func(v *voxpop.TextVersion) { v.Of, v.Pairs = voxpop.OfTranslation, []voxpop.Pair{{To: [2]int{0, 6}}} },
		"pairs[0].from": func(v *voxpop.TextVersion) {
			v.Of, v.Pairs = voxpop.OfTranslation, []voxpop.Pair{{From: [2]int{2, 1}, To: [2]int{0, 5}}}
		},
	} {
		v := good
		v.Words = append([]voxpop.Word(nil), good.Words...)
		spoil(&v)
		e, ok := v.Validate().(*voxpop.Error)
		if !ok || e.Place != place || e.Kind != voxpop.Invalid || e.Hint == "" {
			t.Errorf("%s: %v", place, v.Validate())
		}
	}
}

// What Apply writes into a response, Agrees finds in it, and nothing else.
func TestVersionAgrees(t *testing.T) {
	r := voxpop.Response{ID: "R1", Translations: []voxpop.Translation{{Lang: "fa", Text: "x"}}}
	said := voxpop.TextVersion{Response: "R1", Of: voxpop.OfTranscript, Lang: "es", N: 2, State: voxpop.Edited, By: "ann", Text: "Nunca", Cues: []voxpop.Cue{{End: 1, Text: "Nunca"}}}
	meant := voxpop.TextVersion{Response: "R1", Of: voxpop.OfTranslation, Lang: "en", N: 1, State: voxpop.Reviewed, By: "bo", Text: "Never"}
	now := meant.Apply(said.Apply(r))
	if len(r.Translations) != 1 || r.Transcript != nil || len(now.Translations) != 2 {
		t.Fatalf("applied: %+v to %+v", r, now)
	}
	if first := voxpop.VersionsOf(now); len(first) != 3 || first[1].Source != 1 || first[0].Text != "Nunca" {
		t.Errorf("versions of it: %+v", first)
	}
	for _, v := range []voxpop.TextVersion{said, meant} {
		if err := v.Agrees(now); err != nil {
			t.Error(err)
		}
		for place, spoil := range map[string]func(*voxpop.TextVersion){
			"text":  func(v *voxpop.TextVersion) { v.Text += "." },
			"state": func(v *voxpop.TextVersion) { v.State = voxpop.Machine },
			"by":    func(v *voxpop.TextVersion) { v.By = "" },
			"lang":  func(v *voxpop.TextVersion) { v.Lang = "tr" },
		} {
			w := v
			spoil(&w)
			if e, ok := w.Agrees(now).(*voxpop.Error); !ok || e.Place != place {
				t.Errorf("%s: %v", place, w.Agrees(now))
			}
		}
	}
	said.Cues = nil
	if said.Agrees(now) == nil || said.Agrees(voxpop.Response{ID: "R1"}) == nil {
		t.Error("other times, or none, are the same")
	}
}
