package whisper_test

import (
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/whisper"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// waits is a clock that only writes down for how long it was asked to wait.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) wait(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
	return ctx.Err()
}

// open gives an engine on an imitation of kind.
func open(t *testing.T, kind enginetest.WhisperKind, twists ...enginetest.Twist) (*whisper.Engine, *enginetest.Whisper, *waits) {
	t.Helper()
	s := enginetest.StartWhisper(t, kind, twists...)
	w := &waits{}
	e := &whisper.Engine{BaseURL: s.URL, Model: enginetest.WhisperModel, Wait: w.wait}
	t.Cleanup(e.Close)
	return e, s, w
}

// tone is a sound of seconds that is loud between each pair of times.
func tone(seconds float64, loud ...float64) media.Sound {
	s := media.Sound{Rate: 16000, Samples: make([]int16, int(seconds*16000))}
	for i := 0; i+1 < len(loud); i += 2 {
		for j := int(loud[i] * 16000); j < int(loud[i+1]*16000) && j < len(s.Samples); j++ {
			s.Samples[j] = int16(8000 * math.Sin(2*math.Pi*220*float64(j)/16000))
		}
	}
	return s
}

func said(t *testing.T) (media.Sound, string) {
	s := tone(12, .5, 4, 5, 8, 8.6, 11)
	text := ""
	for _, one := range enginetest.Murmur(s) {
		text += one.Text + " "
	}
	return s, text
}

func TestTranscriber(t *testing.T) {
	for _, kind := range enginetest.WhisperKinds {
		t.Run(string(kind), func(t *testing.T) {
			other := ""
			if kind == enginetest.WhisperCPP {
				other = "ckb"
			}
			enginetest.RunTranscriber(t, enginetest.TranscriberSuite{
				Open:   func(t *testing.T) scribe.Transcriber { e, _, _ := open(t, kind); return e },
				Speech: said, Lang: "en", Other: other, Words: kind != enginetest.WhisperText,
			})
		})
		for _, twist := range []enginetest.Twist{enginetest.EndsBeyond, enginetest.NoWords, enginetest.NullNumbers, enginetest.NoLanguage, enginetest.Repeats, enginetest.Invents} {
			t.Run(string(kind)+", "+string(twist), func(t *testing.T) {
				enginetest.RunTranscriber(t, enginetest.TranscriberSuite{
					Open:   func(t *testing.T) scribe.Transcriber { e, _, _ := open(t, kind, twist); return e },
					Speech: said, Lang: "en", WER: map[bool]float64{true: 6}[twist == enginetest.Repeats],
				})
			})
		}
	}
}

func transcribe(t *testing.T, e *whisper.Engine, s media.Sound, h scribe.Hint) scribe.Heard {
	t.Helper()
	got, err := e.Transcribe(t.Context(), s, h)
	if err != nil {
		t.Fatalf("%v (%s)", err, voxpop.HintOf(err))
	}
	enginetest.CheckHeard(t, got, s.Seconds())
	return got
}

// TestWords: whatever the server makes of words, they come out as they stand
// in the text, with their times.
func TestWords(t *testing.T) {
	for _, tt := range []struct{ lang, text, words string }{
		{"en", "Well, the ferry’s late.", "Well,|the|ferry’s|late."},
		{"fa", "سلام، اجاره‌ها دو برابر شده است.", "سلام،|اجاره‌ها|دو|برابر|شده|است."},
		{"ar", "ارتفع الإيجار كثيراً", "ارتفع|الإيجار|كثيراً"},
		{"az", "Bərə yenə gecikdi – bəli.", "Bərə|yenə|gecikdi|bəli."},
	} {
		for _, kind := range []enginetest.WhisperKind{enginetest.WhisperCPP, enginetest.WhisperCPPv1, enginetest.WhisperOpenAI, enginetest.WhisperFaster} {
			e, s, _ := open(t, kind)
			s.Hears(tt.lang, func(media.Sound) []enginetest.Utterance {
				return []enginetest.Utterance{{Start: 1, End: 3, Text: tt.text, P: .7}}
			})
			h := transcribe(t, e, tone(4, 1, 3), scribe.Hint{})
			var words []string
			for i, w := range h.Words {
				words = append(words, w.Text)
				if w.Start < .99 || w.End > 3.01 || w.P == nil || math.Abs(*w.P-.7) > 1e-9 {
					t.Errorf("%s: word %d is %+v", kind, i, w)
				}
			}
			if got := strings.Join(words, "|"); got != tt.words {
				t.Errorf("%s: words %q, want %q", kind, got, tt.words)
			}
			if len(h.Segments) != 1 || h.Segments[0] != (voxpop.Cue{Start: 1, End: 3, Text: tt.text}) {
				t.Errorf("%s: segments %+v", kind, h.Segments)
			}
			if h.Lang != tt.lang {
				t.Errorf("%s: language %q, want %q", kind, h.Lang, tt.lang)
			}
		}
	}
}

// TestLanguages: a language by its code or its name, and none for nothing.
func TestLanguages(t *testing.T) {
	for _, tt := range []struct {
		hint, spoken string
		sent, heard  string
		sure         bool
	}{
		{"", "fa", "auto", "fa", true},
		{"fa-IR", "en", "fa", "fa-IR", false},
		{"nb", "en", "no", "nb", false},
		{"fil", "en", "tl", "fil", false},
		{"", "jw", "auto", "jv", true},
		{"und", "ht", "auto", "ht", true},
		{"", "xx", "auto", "", false},
	} {
		e, s, _ := open(t, enginetest.WhisperCPP)
		s.Hears(tt.spoken, enginetest.Murmur)
		h := transcribe(t, e, tone(3, .5, 2), scribe.Hint{Lang: tt.hint})
		if sent := s.Requests()[0].Fields["language"]; !slices.Equal(sent, []string{tt.sent}) {
			t.Errorf("%q: sent %q, want %q", tt.hint, sent, tt.sent)
		}
		if h.Lang != tt.heard || (h.LangP > .9) != tt.sure {
			t.Errorf("%q spoken, %q hinted: %q by %v, want %q", tt.spoken, tt.hint, h.Lang, h.LangP, tt.heard)
		}
		// Of silence the server names the language of before; nobody believes it.
		if h := transcribe(t, e, tone(2), scribe.Hint{}); h.Lang != "" || len(h.Segments) > 0 {
			t.Errorf("silence is in %q", h.Lang)
		}
	}
	t.Run("whisper.cpp under the other interface", func(t *testing.T) {
		e, s, _ := open(t, enginetest.WhisperCPPv1)
		s.Hears("tr", enginetest.Murmur)
		for i := range 2 {
			if h := transcribe(t, e, tone(3, .5, 2), scribe.Hint{}); h.Lang != "tr" {
				t.Errorf("call %d: taken for %q", i, h.Lang)
			}
		}
		if n := len(s.Requests()); n != 3 {
			t.Errorf("%d requests, want one more than calls", n)
		}
	})
}

// TestSent: what leaves is sound under a name that is always the same, the
// language and the glossary.
func TestSent(t *testing.T) {
	for _, kind := range enginetest.WhisperKinds {
		e, s, _ := open(t, kind)
		e.Key = "sesame"
		sound := tone(3, .5, 2)
		transcribe(t, e, sound, scribe.Hint{Lang: "en", Words: []string{"Corvane", "Old\nHarbour"}})
		transcribe(t, e, media.Sound{Rate: 16000, Samples: make([]int16, 1599)}, scribe.Hint{})
		for _, r := range s.Requests() {
			if r.File != "audio.wav" || r.Type != "audio/wav" || r.Key != "sesame" || !slices.Equal(r.Sound.Samples, sound.Samples) {
				t.Errorf("%s: %q of %q with the key %q and %d samples", kind, r.File, r.Type, r.Key, len(r.Sound.Samples))
			}
			if p := strings.Join(r.Fields["prompt"], ""); p != "Corvane, Old Harbour." {
				t.Errorf("%s: the prompt is %q", kind, p)
			}
			for name := range r.Fields {
				if !slices.Contains([]string{"language", "model", "no_language_probabilities", "prompt", "response_format", "temperature", "timestamp_granularities[]"}, name) {
					t.Errorf("%s: sends %s", kind, name)
				}
			}
		}
		if n := len(s.Requests()); n == 0 || n > 3 {
			t.Errorf("%s: %d requests", kind, n)
		}
	}
}

// TestPlainer: a server that knows only json is asked for it from then on.
func TestPlainer(t *testing.T) {
	e, s, _ := open(t, enginetest.WhisperText)
	for range 2 {
		h := transcribe(t, e, tone(3, .5, 2), scribe.Hint{})
		if len(h.Words) > 0 || len(h.Segments) != 1 || h.Segments[0].End != 3 {
			t.Errorf("heard %+v", h)
		}
	}
	if n := len(s.Requests()); n != 4 {
		t.Errorf("%d requests, want two refused and two answered", n)
	}
}

// TestDoubt: what is likely invented is kept and marked, what is not is left.
func TestDoubt(t *testing.T) {
	one := func(start, end float64, text string) []enginetest.Utterance {
		return []enginetest.Utterance{{Start: start, End: end, Text: text, P: .9}}
	}
	same := func(n int, text string) (all []enginetest.Utterance) {
		for i := range n {
			all = append(all, one(float64(i), float64(i+1), text)...)
		}
		return all
	}
	for _, tt := range []struct {
		name  string
		said  []enginetest.Utterance
		sound media.Sound
		names []string
		doubt bool
	}{
		{"speech", one(1, 5, "The ferry was late and nobody told us."), tone(10, 1, 5), nil, false},
		{"said twice", same(2, "No."), tone(10, 0, 10), nil, false},
		{"said three times", same(3, "They never came."), tone(10, 0, 10), nil, true},
		{"an angry person", one(1, 5, "No, no, no, no! I will not."), tone(10, 1, 5), nil, false},
		{"a loop", one(1, 9, "I think that I think that I think that I think that I"), tone(10, 1, 9), nil, true},
		{"one word for ever", one(1, 9, "you you you you you you you you you"), tone(10, 1, 9), nil, true},
		{"words in silence", one(6, 9, "Thanks for watching!"), tone(10, 1, 5), nil, true},
		{"too fast", one(1, 2, "This is far more than anybody could say in one short second of time"), tone(10, 1, 5), nil, true},
		{"the glossary", one(1, 4, "Corvane, Old Harbour."), tone(10, 1, 5), []string{"Corvane", "Old Harbour"}, true},
		{"a name of the glossary", one(1, 4, "In Corvane nobody sleeps."), tone(10, 1, 5), []string{"Corvane", "Old Harbour"}, false},
	} {
		for _, twist := range []enginetest.Twist{"", enginetest.NoWords} {
			t.Run(tt.name+string(twist), func(t *testing.T) {
				e, s, _ := open(t, enginetest.WhisperFaster, twist)
				s.Hears("en", func(media.Sound) []enginetest.Utterance { return tt.said })
				h := transcribe(t, e, tt.sound, scribe.Hint{Words: tt.names})
				doubted := 0
				for _, w := range h.Words {
					if w.P != nil && *w.P <= .1 {
						doubted++
					}
				}
				if tt.doubt && (doubted != len(h.Words) || doubted == 0) || !tt.doubt && doubted > 0 {
					t.Errorf("%d of %d words are in doubt", doubted, len(h.Words))
				}
				if len(h.Segments) != len(tt.said) {
					t.Errorf("%d segments of %d", len(h.Segments), len(tt.said))
				}
			})
		}
	}
}

// TestFailures: what is tried again, how often, and what is said.
func TestFailures(t *testing.T) {
	const s = time.Second
	plain := map[string]string{"Content-Type": "text/plain"}
	busy := enginetest.Answer{Status: 503, Body: `{"error":{"message":"Loading model"}}`}
	for _, tt := range []struct {
		name  string
		next  []enginetest.Answer
		waits []time.Duration
		kind  voxpop.Kind // "" = it works in the end
	}{
		{"loading its model", []enginetest.Answer{busy, busy}, []time.Duration{s, 2 * s}, ""},
		{"loading for ever", slices.Repeat([]enginetest.Answer{busy}, 9), []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s}, voxpop.Unavailable},
		{"stof", []enginetest.Answer{{Status: 500, Header: plain, Body: "stof"}}, nil, voxpop.Invalid},
		{"500", []enginetest.Answer{{Status: 500, Body: "failed to process audio"}}, []time.Duration{s}, ""},
		{"Invalid request", []enginetest.Answer{{Status: 400, Header: plain, Body: "Invalid request"}}, nil, voxpop.Invalid},
		{"too large", []enginetest.Answer{{Status: 413}}, nil, voxpop.Invalid},
		{"a dropped connection", []enginetest.Answer{{Drop: true}}, []time.Duration{s}, ""},
		{"a redirect", []enginetest.Answer{{Status: 307, Header: map[string]string{"Location": "http://127.0.0.1:9/inference"}}}, nil, voxpop.Invalid},
		{"no key", []enginetest.Answer{{Status: 401}}, nil, voxpop.Forbidden},
		{"another path", []enginetest.Answer{{Status: 404}}, nil, voxpop.NotFound},
		{"an error under 200", []enginetest.Answer{{Status: 200, Body: `{"error":"no 'file' field in the request"}`}}, nil, voxpop.Invalid},
		{"a page", []enginetest.Answer{{Status: 200, Body: "<html>"}}, nil, voxpop.Invalid},
		{"cut off", []enginetest.Answer{{Status: 200, Body: `{"text":"the ferry`}}, nil, voxpop.Invalid},
		{"nothing", []enginetest.Answer{{Status: 200}}, nil, voxpop.Invalid},
		{"null", []enginetest.Answer{{Status: 200, Body: "null"}}, nil, voxpop.Invalid},
		{"no end of nesting", []enginetest.Answer{{Status: 200, Body: strings.Repeat(`{"text":[`, 20000)}}, nil, voxpop.Invalid},
		{"too much", []enginetest.Answer{{Status: 200, Body: `{"text":"` + strings.Repeat("a", 9<<20) + `"}`}}, nil, voxpop.Invalid},
		{"too many words", []enginetest.Answer{{Status: 200, Body: `{"text":"","words":[` + strings.Repeat("{},", 60000) + `{}]}`}}, nil, voxpop.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, srv, w := open(t, enginetest.WhisperCPP)
			srv.Next(tt.next...)
			_, err := e.Transcribe(t.Context(), tone(2, .5, 1), scribe.Hint{})
			if voxpop.KindOf(err) != tt.kind {
				t.Errorf("%v, want kind %q", err, tt.kind)
			}
			if err != nil && voxpop.HintOf(err) == "" {
				t.Errorf("%v: nothing says what to do", err)
			}
			if tt.name == "too much" && !strings.Contains(err.Error(), "more than 8388608 bytes") {
				t.Errorf("%v: all of it was read", err)
			}
			if !slices.Equal(w.all, tt.waits) {
				t.Errorf("waited %v, want %v", w.all, tt.waits)
			}
		})
	}
}

// TestOneAtATime: while one request is under way the others wait for their
// turn, or leave.
func TestOneAtATime(t *testing.T) {
	e, s, _ := open(t, enginetest.WhisperOpenAI)
	release := s.Hold()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := e.Transcribe(t.Context(), tone(2, .5, 1), scribe.Hint{}); err != nil {
				t.Error(err)
			}
		})
	}
	for len(s.Requests()) == 0 {
		runtime.Gosched()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := e.Transcribe(ctx, tone(2, .5, 1), scribe.Hint{}); voxpop.KindOf(err) != voxpop.Unavailable {
		t.Errorf("who left got %v", err)
	}
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
	release()
	wg.Wait()
	if n := s.AtOnce(); n != 1 {
		t.Errorf("%d requests at once", n)
	}
}

// TestSoundStaysHere: the address is looked at before anything is sent.
func TestSoundStaysHere(t *testing.T) {
	for _, tt := range []struct {
		name string
		e    *whisper.Engine
		kind voxpop.Kind
	}{
		{"this machine", &whisper.Engine{BaseURL: "http://127.0.0.1:8080"}, ""},
		{"this machine, with a model", &whisper.Engine{BaseURL: "http://127.0.0.1:8000/v1", Model: "m"}, ""},
		{"no model", &whisper.Engine{BaseURL: "http://127.0.0.1:8000/v1"}, voxpop.Invalid},
		{"elsewhere", &whisper.Engine{BaseURL: "https://speech.example.org"}, voxpop.Forbidden},
		{"elsewhere, allowed", &whisper.Engine{BaseURL: "https://speech.example.org", AllowRemote: true}, ""},
		{"elsewhere, without TLS", &whisper.Engine{BaseURL: "http://speech.example.org", AllowRemote: true}, voxpop.Forbidden},
		{"a verb", &whisper.Engine{BaseURL: "http://127.0.0.1:8080/inference"}, voxpop.Invalid},
		{"no such interface", &whisper.Engine{BaseURL: "http://127.0.0.1:8080", API: "vosk"}, voxpop.Invalid},
		{"a proxy elsewhere", &whisper.Engine{BaseURL: "http://127.0.0.1:8080", Proxy: "http://proxy.example.org:1"}, voxpop.Forbidden},
		{"nobody", &whisper.Engine{}, voxpop.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.e.Check()
			if voxpop.KindOf(err) != tt.kind {
				t.Fatalf("%v, want kind %q", err, tt.kind)
			}
			if err == nil {
				return
			}
			if _, err := tt.e.Transcribe(t.Context(), tone(1, 0, 1), scribe.Hint{}); voxpop.KindOf(err) != tt.kind {
				t.Errorf("sent all the same: %v", err)
			}
		})
	}
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	e, s, _ := open(t, enginetest.WhisperCPP)
	s.Next(enginetest.Answer{Status: 308, Header: map[string]string{"Location": other.URL}})
	if _, err := e.Transcribe(t.Context(), tone(1, 0, 1), scribe.Hint{}); err == nil || reached {
		t.Errorf("followed a redirect: %v", err)
	}
}

// TestErrorsAreSilent: what a server says, and the glossary, are in no error.
func TestErrorsAreSilent(t *testing.T) {
	const secret = "the-words-of-somebody"
	for _, status := range []int{200, 204, 302, 400, 401, 404, 413, 422, 429, 500, 503} {
		for _, kind := range enginetest.WhisperKinds {
			for _, body := range []string{secret, `{"error":{"message":"` + secret + `"}}`, `{"text":5,"language":"` + secret + `"}`} {
				e, s, _ := open(t, kind)
				e.Key = secret
				s.Next(slices.Repeat([]enginetest.Answer{{Status: status, Body: body}}, 30)...)
				_, err := e.Transcribe(t.Context(), tone(1, 0, 1), scribe.Hint{Words: []string{secret}})
				if err == nil || strings.Contains(err.Error()+voxpop.HintOf(err), secret) {
					t.Errorf("%d: %v", status, err)
				}
			}
		}
	}
}

func TestProbe(t *testing.T) {
	for _, kind := range enginetest.WhisperKinds {
		e, _, _ := open(t, kind)
		if err := e.Probe(t.Context()); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		e.Close()
	}
	e, s, _ := open(t, enginetest.WhisperOpenAI)
	e.Model = "another"
	if err := e.Probe(t.Context()); voxpop.KindOf(err) != voxpop.NotFound || len(s.Requests()) != 1 {
		t.Errorf("a model that is not there: %v", err)
	}
}

func BenchmarkTranscribe(b *testing.B) {
	s := tone(30, 1, 29)
	srv := enginetest.StartWhisper(b, enginetest.WhisperFaster)
	e := &whisper.Engine{BaseURL: srv.URL, Model: enginetest.WhisperModel}
	defer e.Close()
	b.SetBytes(int64(2 * len(s.Samples)))
	for b.Loop() {
		if _, err := e.Transcribe(b.Context(), s, scribe.Hint{}); err != nil {
			b.Fatal(err)
		}
	}
}
