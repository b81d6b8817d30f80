// Package transcript keeps the times of a transcript true while people correct it: edits, cues, pieces, slices, and how wrong a machine heard.
package transcript

import (
	"math"

	"voxpop"
)

// Timed is a text with its times, in seconds from the start of the recording.
// Each cue's text is a stretch of Text; between one and the next stands white
// space or nothing, so that the cues in order are the text. Words are in the
// order of the text; a word without a time is not among them.
type Timed struct {
	Text    string
	Cues    []voxpop.Cue
	Words   []voxpop.Word
	Seconds float64 // length of the recording; 0 = not known
}

// clone shares nothing with t.
func (t Timed) clone() Timed {
	t.Cues, t.Words = append([]voxpop.Cue(nil), t.Cues...), append([]voxpop.Word(nil), t.Words...)
	return t
}

// Shift moves every time by seconds; none goes below 0.
func Shift(t Timed, seconds float64) Timed {
	t = t.clone()
	for i := range t.Cues {
		t.Cues[i].Start, t.Cues[i].End = max(0, t.Cues[i].Start+seconds), max(0, t.Cues[i].End+seconds)
	}
	for i := range t.Words {
		t.Words[i].Start, t.Words[i].End = max(0, t.Words[i].Start+seconds), max(0, t.Words[i].End+seconds)
	}
	if t.Seconds > 0 {
		t.Seconds = max(0, t.Seconds+seconds)
	}
	return t
}

// spread gives each weight its part of the time from a to b, in order and
// without gaps. Inner times are whole milliseconds where that keeps the order.
func spread(weights []int, a, b float64) [][2]float64 {
	total := 0
	for _, w := range weights {
		total += w
	}
	out := make([][2]float64, len(weights))
	sum, at := 0, a
	for i, w := range weights {
		sum += w
		to := b
		if i < len(weights)-1 {
			to = min(b, max(at, round(a+(b-a)*float64(sum)/float64(max(total, 1)))))
		}
		out[i] = [2]float64{at, to}
		at = to
	}
	return out
}

func round(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }
