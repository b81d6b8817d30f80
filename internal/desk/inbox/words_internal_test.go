package inbox

import (
	"strings"
	"testing"

	"voxpop"
)

func joined(all []piece) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.Text)
	}
	return b.String()
}

// The pieces in order are the text, whatever the words and cues say.
func TestPiecesAreTheText(t *testing.T) {
	low, high := .2, .9
	word := func(s string, at float64, p *float64) voxpop.Word {
		return voxpop.Word{Start: at, End: at + .5, Text: s, P: p}
	}
	long := strings.Repeat("x", 100_000)
	for name, tt := range map[string]struct {
		v      voxpop.TextVersion
		timed  int
		unsure int
	}{
		"words":                 {voxpop.TextVersion{Text: "They said, never again.", Words: []voxpop.Word{word("They", 0, &high), word("said", 1, &low), word("again", 2.25, nil)}}, 3, 1},
		"a word that is not it": {voxpop.TextVersion{Text: "They said.", Words: []voxpop.Word{word("They", 0, nil), word("sang", 1, nil), word("said", 2, nil)}}, 2, 0},
		"a word far away":       {voxpop.TextVersion{Text: "a " + long + " b", Words: []voxpop.Word{word("a", 0, nil), word("b", 1, nil)}}, 1, 0},
		"one long word":         {voxpop.TextVersion{Text: long, Words: []voxpop.Word{word(long, 0, nil)}}, 1, 0},
		"cues":                  {voxpop.TextVersion{Text: "سلام. خوبید؟\nبله", Cues: []voxpop.Cue{{Start: 0, End: 1, Text: "سلام."}, {Start: 1, End: 2, Text: "خوبید؟"}, {Start: 2, End: 3, Text: "بله"}}}, 3, 0},
		"cues of other words":   {voxpop.TextVersion{Text: "One two.", Cues: []voxpop.Cue{{Text: "Two"}}}, 0, 0},
		"nothing but text":      {voxpop.TextVersion{Text: "\u202eevil <script>"}, 0, 0},
		"nothing":               {voxpop.TextVersion{}, 0, 0},
		"empty words and cues":  {voxpop.TextVersion{Text: "x", Words: []voxpop.Word{word("", 0, nil)}, Cues: []voxpop.Cue{{}}}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			all := pieces(tt.v)
			if joined(all) != tt.v.Text {
				t.Errorf("the pieces are another text: %d of %d bytes", len(joined(all)), len(tt.v.Text))
			}
			timed, unsure := 0, 0
			for _, p := range all {
				if p.Start != "" {
					timed++
				}
				if p.Unsure {
					unsure++
				}
				if p.Text == "" {
					t.Error("an empty piece")
				}
			}
			if timed != tt.timed || unsure != tt.unsure {
				t.Errorf("%d timed, %d unsure", timed, unsure)
			}
		})
	}
	if got := pieces(voxpop.TextVersion{Text: "again", Words: []voxpop.Word{word("again", 2.25, nil)}}); got[0].Start != "2.25" || got[0].End != "2.75" {
		t.Errorf("times %+v", got[0])
	}
}
