package transcript_test

import (
	"strings"
	"testing"

	"voxpop/internal/transcript"
)

// FuzzEdit edits any text into any other: the cues stay the text, and words
// stay in order inside the recording.
func FuzzEdit(f *testing.F) {
	f.Add("we sold it, they said", "We sold it. They said")
	f.Add("می روم 我们 a", "می‌روم 我 们 ")
	f.Fuzz(func(t *testing.T, was, is string) {
		old := heard(strings.ToValidUTF8(was, "?"))
		is = strings.ToValidUTF8(is, "?")
		got := transcript.Edit(old, is)
		var b strings.Builder
		for _, c := range got.Cues {
			b.WriteString(c.Text)
		}
		if len(old.Cues) > 0 && squeezed(b.String()) != squeezed(is) {
			t.Fatalf("the cues %q are not the text %q", b.String(), is)
		}
		last := 0.0
		for _, w := range got.Words {
			if w.Start < last || w.End < w.Start || w.End > old.Seconds {
				t.Fatalf("%v after %v of %v s", w, last, old.Seconds)
			}
			last = w.Start
		}
		transcript.Cues(is, got.Words, old.Seconds, transcript.CueOptions{})
		transcript.ErrorRate(was, is)
		transcript.Slice(got, 1, 2)
		transcript.LowConfidence(got, .5)
	})
}
