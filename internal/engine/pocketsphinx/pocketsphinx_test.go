package pocketsphinx_test

import (
	"os"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/pocketsphinx"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

func TestMain(m *testing.M) {
	cage.Main(nil)
	os.Exit(m.Run())
}

func open(t testing.TB) *pocketsphinx.Engine {
	t.Helper()
	e, err := pocketsphinx.Find(&cage.Cage{})
	if err != nil {
		if voxpop.KindOf(err) != voxpop.Unavailable || voxpop.HintOf(err) == "" {
			t.Errorf("%v: nothing says what to install", err)
		}
		t.Skip(err)
	}
	return e
}

func TestTranscriber(t *testing.T) {
	open(t)
	enginetest.RunTranscriber(t, enginetest.TranscriberSuite{
		Open: func(t *testing.T) scribe.Transcriber { return open(t) },
		Speech: func(t *testing.T) (media.Sound, string) {
			text := enginetest.Sentences[1]
			return enginetest.Flite(t, text), text
		},
		Lang: "en", WER: .1, Other: "fa", Words: true,
	})
}

// TestSpeech: a voice says six sentences, and they are understood. Expected
// are less than 3 words of a hundred wrong.
func TestSpeech(t *testing.T) {
	e := open(t)
	text := strings.Join(enginetest.Sentences[:6], " ")
	s := enginetest.Flite(t, text)
	h, err := e.Transcribe(t.Context(), s, scribe.Hint{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	enginetest.CheckHeard(t, h, s.Seconds())
	var said []string
	for _, c := range h.Segments {
		said = append(said, c.Text)
	}
	rate := enginetest.WordErrors(text, strings.Join(said, " "))
	t.Logf("%.1f %% of the words are wrong", 100*rate)
	if rate > .05 {
		t.Errorf("%.1f %% of the words are wrong", 100*rate)
	}
	for i, w := range h.Words {
		if w.End-w.Start > 1.2 {
			t.Errorf("word %d lasts %.1f seconds", i, w.End-w.Start)
		}
	}
	if last := h.Words[len(h.Words)-1]; last.End < s.Seconds()-1 {
		t.Errorf("the last word ends at %.1f of %.1f seconds", last.End, s.Seconds())
	}
}

// TestPauses: silence before and between keeps its length in the times.
func TestPauses(t *testing.T) {
	e := open(t)
	one := enginetest.Flite(t, enginetest.Sentences[1])
	s := media.Sound{Rate: one.Rate, Samples: make([]int16, 3*one.Rate)}
	s.Samples = append(s.Samples, one.Samples...)
	s.Samples = append(s.Samples, make([]int16, 2*one.Rate)...)
	second := s.Seconds()
	s.Samples = append(s.Samples, one.Samples...)
	h, err := e.Transcribe(t.Context(), s, scribe.Hint{})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Segments) < 2 || h.Segments[0].Start < 2.8 || h.Segments[0].Start > 3.6 {
		t.Fatalf("%d segments, from %v", len(h.Segments), h.Segments[0].Start)
	}
	last := h.Segments[len(h.Segments)-1]
	if last.Start < second-.3 {
		t.Errorf("the second time is heard at %.1f, said at %.1f", last.Start, second)
	}
}

func TestCheck(t *testing.T) {
	for name, e := range map[string]*pocketsphinx.Engine{
		"nothing":  {},
		"no model": {Program: "/bin/true", Model: "/nonexistent"},
	} {
		if err := e.Check(); voxpop.KindOf(err) != voxpop.Unavailable || !strings.Contains(voxpop.HintOf(err), "apt-get") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkTranscribe(b *testing.B) {
	e := open(b)
	s := enginetest.Flite(b, enginetest.Sentences[0])
	for b.Loop() {
		if _, err := e.Transcribe(b.Context(), s, scribe.Hint{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/s.Seconds(), "s/s")
}
