package enginetest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"voxpop"
	"voxpop/internal/scribe"
)

// TranslatorSuite is what is needed to check a translator.
type TranslatorSuite struct {
	// Open gives one that the test ends.
	Open      func(t *testing.T) scribe.Translator
	From, To  string    // a pair that it has
	Sentences []string  // four or more, all different, in the first language
	NoPair    [2]string // a pair that it has not; both "" = it takes any
	Costly    bool      // each call starts many programs: what is much the same again is asked once
}

// RunTranslator checks one implementation.
func RunTranslator(t *testing.T, s TranslatorSuite) {
	ask := func(t *testing.T, e scribe.Translator, in ...string) []string {
		t.Helper()
		out, err := e.Translate(t.Context(), in, s.From, s.To, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(out) != len(in) {
			t.Fatalf("%d translations of %d sentences", len(out), len(in))
		}
		for i := range out {
			if strings.ContainsAny(out[i], "\n\x00") {
				t.Errorf("translation %d is on several lines", i)
			}
		}
		return out
	}
	t.Run("it has a name", func(t *testing.T) {
		if s.Open(t).Name() == "" {
			t.Error("none")
		}
	})
	var together []string
	t.Run("one for one, in order", func(t *testing.T) {
		e := s.Open(t)
		together = ask(t, e, s.Sentences...)
		back := slices.Clone(s.Sentences)
		slices.Reverse(back)
		reversed := ask(t, e, back...)
		for i, want := range together {
			if want == "" || reversed[len(reversed)-1-i] != want {
				t.Errorf("sentence %d is %q, and %q in another order", i, want, reversed[len(reversed)-1-i])
			}
		}
	})
	t.Run("no sentence, no word", func(t *testing.T) {
		e := s.Open(t)
		ask(t, e)
		in := []string{"", "12", s.Sentences[0], "👍", " "}
		kept := slices.Clone(in)
		out := ask(t, e, in...)
		if !slices.Equal(in, kept) {
			t.Errorf("they became %q", in)
		}
		if out[0] != "" || out[1] != "12" || out[2] == "" || out[3] != "👍" || out[4] != "" {
			t.Errorf("%q", out)
		}
	})
	t.Run("any text", func(t *testing.T) {
		ask(t, s.Open(t), "broken \xff\xfe bytes", "two\nlines", "a\x00b c", "\u202eturned\u202c about", "[[a]] ^b/c$ {d} <e> \\ f", `{"n": 1, "text": "g"}`, "<script>alert(1)</script>", strings.Repeat("again and again ", 200))
	})
	t.Run("several at once", func(t *testing.T) {
		e := s.Open(t)
		want := together
		if !s.Costly || want == nil {
			want = ask(t, e, s.Sentences...)
		}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				got, err := e.Translate(t.Context(), s.Sentences, s.From, s.To, nil)
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("%q, %v", got, err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("languages", func(t *testing.T) {
		e := s.Open(t)
		for _, p := range [][2]string{s.NoPair, {"", s.To}, {s.From, s.From}} {
			if p == ([2]string{}) {
				continue
			}
			if _, err := e.Translate(t.Context(), s.Sentences[:1], p[0], p[1], nil); voxpop.KindOf(err) != voxpop.NotFound || voxpop.HintOf(err) == "" {
				t.Errorf("%q: %v", p, err)
			}
		}
	})
	t.Run("what is not awaited", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Open(t).Translate(ctx, s.Sentences, s.From, s.To, nil); err == nil {
			t.Error("translated for somebody who has left")
		}
	})
}
