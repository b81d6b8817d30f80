package enginetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"voxpop/internal/media"
)

// Sentences are what the tests of speech have a voice say: everyday English.
var Sentences = []string{
	"The ferry leaves at eight in the morning.",
	"We waited for two hours in the rain.",
	"The school closed last year and nobody told us why.",
	"They should build a new bridge before the winter.",
	"The water in our street was brown for three weeks.",
	"Nobody from the city came to look at it.",
	"I have worked at the hospital for eleven years.",
	"The price of bread has gone up again.",
	"There are no lights on that road at night.",
	"We want to know who made this decision.",
	"The market is the heart of this town.",
	"The old factory has been empty for ten years.",
	"It was the best summer of my life.",
	"The train was late every day this week.",
	"We need a doctor who speaks our language.",
	"My mother lives on the other side of the river.",
	"I pay more for the bus than for my lunch.",
	"My son walks to school along the main road.",
	"I would rather stay here than move to the city.",
	"Please ask the mayor what happened to the money.",
}

// Flite has Debian's flite say a text in the voice rms, the one that
// PocketSphinx understands, at 16 kHz. Without flite the test is skipped.
func Flite(t testing.TB, text string) media.Sound {
	t.Helper()
	program, err := exec.LookPath("flite")
	if err != nil {
		t.Skip("flite is not installed")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "text"), filepath.Join(dir, "sound.wav")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err := exec.CommandContext(t.Context(), program, "-voice", "rms", "-f", in, "-o", out).CombinedOutput(); err != nil {
		t.Fatalf("flite: %v: %s", err, b)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	s, err := media.ReadWAV(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Rate != 16000 {
		s = s.Resample(16000)
	}
	return s
}

// WordErrors is the word error rate of what was heard: words put in, left out
// and changed, as a fraction of those that were said. Case and punctuation do
// not count.
func WordErrors(said, heard string) float64 { return wordErrors(said, heard) }
