package whisper_test

import (
	"os"
	"strings"
	"testing"

	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/whisper"
	"voxpop/internal/scribe"
)

// TestLiveWhisper asks a real server, the one that VOXPOP_WHISPER_URL names
// (VOXPOP_WHISPER_MODEL its model, for the OpenAI interface). It hears nothing
// but Debian's flite. See docs/ENGINES.md.
func TestLiveWhisper(t *testing.T) {
	url := os.Getenv("VOXPOP_WHISPER_URL")
	if url == "" {
		t.Skip("VOXPOP_WHISPER_URL names no server")
	}
	e := &whisper.Engine{BaseURL: url, Model: os.Getenv("VOXPOP_WHISPER_MODEL")}
	defer e.Close()
	if err := e.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(enginetest.Sentences[:5], " ")
	s := enginetest.Flite(t, text)
	for _, hint := range []string{"", "en"} {
		h, err := e.Transcribe(t.Context(), s, scribe.Hint{Lang: hint})
		if err != nil {
			t.Fatal(err)
		}
		enginetest.CheckHeard(t, h, s.Seconds())
		heard := ""
		for _, c := range h.Segments {
			heard += c.Text + " "
		}
		t.Logf("hint %q: %q by %.2f, %d segments, %d words, %.1f %% of the words are wrong", hint, h.Lang, h.LangP, len(h.Segments), len(h.Words), 100*enginetest.WordErrors(text, heard))
		if len(h.Segments) == 0 {
			t.Error("it heard nothing")
		}
	}
}
