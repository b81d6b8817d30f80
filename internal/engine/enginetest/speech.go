package enginetest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"voxpop"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// TranscriberSuite is what RunTranscriber needs to know of an implementation.
type TranscriberSuite struct {
	Open func(t *testing.T) scribe.Transcriber // ends with the test
	// Speech is a recording in which something is said, at 16 kHz, and what.
	Speech func(t *testing.T) (s media.Sound, said string)
	Lang   string  // of the speech
	WER    float64 // the most of the words that may be wrong, as a fraction
	Other  string  // a language that it does not know; "" = it takes them all
	Words  bool    // it gives the times of words
}

// RunTranscriber checks one implementation.
func RunTranscriber(t *testing.T, suite TranscriberSuite) {
	speech, said := suite.Speech(t)
	if speech.Rate != 16000 {
		t.Fatal("the speech is not at 16 kHz")
	}
	t.Run("has a name", func(t *testing.T) {
		if name := suite.Open(t).Name(); strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\r\n") {
			t.Errorf("its name is %q", name)
		}
	})
	t.Run("hears what is said", func(t *testing.T) {
		kept := slices.Clone(speech.Samples)
		h, err := suite.Open(t).Transcribe(t.Context(), speech, scribe.Hint{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(kept, speech.Samples) {
			t.Error("the sound was changed")
		}
		CheckHeard(t, h, speech.Seconds())
		if rate := wordErrors(said, heardText(h)); rate > suite.WER {
			t.Errorf("%.1f %% of the words are wrong, at most %.1f %% may be", 100*rate, 100*suite.WER)
		}
		if suite.Words && len(h.Words) == 0 {
			t.Error("no times of words")
		}
		if base, _, _ := strings.Cut(h.Lang, "-"); base != suite.Lang && h.Lang != "" {
			t.Errorf("heard %q, spoken was %q", h.Lang, suite.Lang)
		}
	})
	t.Run("takes hints", func(t *testing.T) {
		h, err := suite.Open(t).Transcribe(t.Context(), speech, scribe.Hint{Lang: suite.Lang, Words: []string{"Corvane", "line\nbreak", "", strings.Repeat("long", 500)}})
		if err != nil {
			t.Fatal(err)
		}
		CheckHeard(t, h, speech.Seconds())
		if h.Lang != suite.Lang && h.Lang != "" {
			t.Errorf("in %q, hinted was %q", h.Lang, suite.Lang)
		}
	})
	for name, s := range map[string]media.Sound{
		"nothing":            {Rate: 16000},
		"a click":            {Rate: 16000, Samples: make([]int16, 800)},
		"two silent seconds": {Rate: 16000, Samples: make([]int16, 32000)},
	} {
		t.Run("hears nothing in "+name, func(t *testing.T) {
			h, err := suite.Open(t).Transcribe(t.Context(), s, scribe.Hint{})
			if err != nil {
				t.Fatal(err)
			}
			CheckHeard(t, h, s.Seconds())
			for _, w := range h.Words {
				if w.P == nil || *w.P > .2 {
					t.Error("is sure of a word that nobody said")
				}
			}
		})
	}
	t.Run("another rate", func(t *testing.T) {
		if _, err := suite.Open(t).Transcribe(t.Context(), media.Sound{Rate: 44100, Samples: make([]int16, 44100)}, scribe.Hint{}); err == nil {
			t.Error("took sound at 44.1 kHz")
		}
	})
	if suite.Other != "" {
		t.Run("a language that it does not know", func(t *testing.T) {
			_, err := suite.Open(t).Transcribe(t.Context(), speech, scribe.Hint{Lang: suite.Other})
			if voxpop.KindOf(err) != voxpop.NotFound || voxpop.HintOf(err) == "" {
				t.Errorf("%v, want one of kind not_found with a hint", err)
			}
		})
	}
	t.Run("two at once", func(t *testing.T) {
		e := suite.Open(t)
		short := media.Sound{Rate: speech.Rate, Samples: speech.Samples[:min(len(speech.Samples), 2*speech.Rate)]}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				if _, err := e.Transcribe(t.Context(), short, scribe.Hint{Lang: suite.Lang}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("what is not awaited", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := suite.Open(t).Transcribe(ctx, speech, scribe.Hint{})
		if err == nil || !errors.Is(err, context.Canceled) && voxpop.KindOf(err) != voxpop.Unavailable {
			t.Errorf("for somebody who has left: %v", err)
		}
	})
}

// CheckHeard checks what holds for whatever a transcriber heard: times in
// order and inside the sound, texts in one line, words that stand in the text.
func CheckHeard(t testing.TB, h scribe.Heard, seconds float64) {
	t.Helper()
	inside := func(what string, i int, start, end, at float64) {
		if math.IsNaN(start) || math.IsNaN(end) || start < at || end < start || end > seconds+1e-9 {
			t.Errorf("%s %d lasts from %v to %v, after %v in %v seconds", what, i, start, end, at, seconds)
		}
	}
	at, all := 0., ""
	for i, c := range h.Segments {
		inside("segment", i, c.Start, c.End, at)
		at = c.End
		if c.Text == "" || strings.TrimSpace(c.Text) != c.Text || strings.ContainsFunc(c.Text, unicode.IsControl) {
			t.Errorf("segment %d is not a line of text", i)
		}
		all += c.Text + " "
	}
	at = 0
	rest := all
	for i, w := range h.Words {
		inside("word", i, w.Start, w.End, at)
		at = w.Start
		if i > 0 && h.Words[i-1].End > w.Start {
			t.Errorf("word %d begins inside the one before", i)
		}
		if w.P != nil && (math.IsNaN(*w.P) || *w.P < 0 || *w.P > 1) {
			t.Errorf("word %d has a probability of %v", i, *w.P)
		}
		_, after, ok := strings.Cut(rest, w.Text)
		if !ok || w.Text == "" || strings.ContainsFunc(w.Text, unicode.IsSpace) {
			t.Fatalf("word %d does not stand in the text as it is", i)
		}
		rest = after
	}
	if h.LangP < 0 || h.LangP > 1 || math.IsNaN(h.LangP) || h.Lang != "" && !voxpop.ValidLang(h.Lang) {
		t.Errorf("the language is %q by %v", h.Lang, h.LangP)
	}
}

func heardText(h scribe.Heard) string {
	all := ""
	for _, c := range h.Segments {
		all += c.Text + " "
	}
	return all
}

// wordErrors is the word error rate: words put, left out and changed, by the
// words that were said.
func wordErrors(said, heard string) float64 {
	a, b := plainWords(said), plainWords(heard)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, w := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, v := range b {
			cost := 1
			if w == v {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return float64(row[len(b)]) / float64(max(1, len(a)))
}

func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' && r != '\u200c' })
}

// SpeakerSuite is what RunSpeaker needs to know of an implementation.
type SpeakerSuite struct {
	Open  func(t *testing.T) scribe.Speaker // ends with the test
	Texts map[string]string                 // by language: a sentence of 30 letters or more
	Other string                            // a language that it has no voice for; "" = it has for all
}

// RunSpeaker checks one implementation.
func RunSpeaker(t *testing.T, suite SpeakerSuite) {
	if name := suite.Open(t).Name(); strings.TrimSpace(name) == "" {
		t.Error("it has no name")
	}
	for lang, text := range suite.Texts {
		t.Run("reads "+lang, func(t *testing.T) {
			s, err := suite.Open(t).Speak(t.Context(), text, lang)
			if err != nil {
				t.Fatal(err)
			}
			// People say 8 to 25 letters a second; a script that writes
			// syllables takes longer.
			letters := float64(len([]rune(text)))
			if s.Rate < 8000 || s.Seconds() < letters/40 || s.Seconds() > 3+letters/2 {
				t.Errorf("%v letters last %.2f seconds at %d", letters, s.Seconds(), s.Rate)
			}
			if len(loud(s)) == 0 {
				t.Error("nothing is to be heard")
			}
		})
	}
	lang := slices.Sorted(func(yield func(string) bool) {
		for l := range suite.Texts {
			if !yield(l) {
				return
			}
		}
	})[0]
	t.Run("more text takes longer", func(t *testing.T) {
		e := suite.Open(t)
		one, err1 := e.Speak(t.Context(), suite.Texts[lang], lang)
		five, err2 := e.Speak(t.Context(), strings.Repeat(suite.Texts[lang]+"\n", 5), lang)
		if err1 != nil || err2 != nil || five.Seconds() < 3*one.Seconds() {
			t.Errorf("%v, %v: once %.1f s, five times %.1f s", err1, err2, one.Seconds(), five.Seconds())
		}
	})
	t.Run("text is only text", func(t *testing.T) {
		e := suite.Open(t)
		for _, text := range []string{"-w /tmp/voice.wav", "--version", "<speak><audio src='http://127.0.0.1:9/'/>rent</speak>", "[[h@l'oU]] rent", "$(id) `id` rent", "\u202etner", "a\x00b\x1b[2J", "%s%n rent", `{"voice":"other"}`} {
			s, err := e.Speak(t.Context(), text, lang)
			if err != nil || len(loud(s)) == 0 {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
	t.Run("nothing to read", func(t *testing.T) {
		for _, text := range []string{"", " \n", "…"} {
			if _, err := suite.Open(t).Speak(t.Context(), text, lang); voxpop.KindOf(err) != voxpop.Invalid {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
	if suite.Other != "" {
		t.Run("no voice", func(t *testing.T) {
			if _, err := suite.Open(t).Speak(t.Context(), suite.Texts[lang], suite.Other); voxpop.KindOf(err) != voxpop.NotFound || voxpop.HintOf(err) == "" {
				t.Errorf("%v, want one of kind not_found with a hint", err)
			}
		})
	}
	t.Run("what is not awaited", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := suite.Open(t).Speak(ctx, suite.Texts[lang], lang); err == nil {
			t.Error("read for somebody who has left")
		}
	})
}
