package speaker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/speaker"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

func TestMain(m *testing.M) {
	cage.Main(nil)
	os.Exit(m.Run())
}

func espeak(t testing.TB) *speaker.Espeak {
	t.Helper()
	e, err := speaker.FindEspeak(&cage.Cage{})
	if err != nil {
		if voxpop.KindOf(err) != voxpop.Unavailable || voxpop.HintOf(err) == "" {
			t.Errorf("%v: nothing says what to install", err)
		}
		t.Skip(err)
	}
	return e
}

var texts = map[string]string{
	"en":    "The rent doubled in one year, and the landlord laughs about it.",
	"en-GB": "The ferry leaves at eight in the morning.",
	"fa":    "اجاره خانه دو برابر شد و حقوق همان است.",
	"ar":    "ارتفع الإيجار كثيراً ولم يخبرنا أحد بذلك.",
	"tr":    "Kira bir yılda iki katına çıktı ve kimse bir şey yapmıyor.",
	"ru":    "Аренда выросла вдвое, и никто ничего не делает.",
	"az":    "Kirayə haqqı bir ildə iki dəfə artdı.",
}

func TestEspeak(t *testing.T) {
	espeak(t)
	enginetest.RunSpeaker(t, enginetest.SpeakerSuite{Open: func(t *testing.T) scribe.Speaker { return espeak(t) }, Texts: texts, Other: "ckb"})
}

func TestEspeakVoices(t *testing.T) {
	e := espeak(t)
	e.Voices = map[string]string{"en": "en-gb-scotland+f2"}
	if s, err := e.Speak(t.Context(), texts["en"], "en-US"); err != nil || s.Seconds() < 1 {
		t.Errorf("%.1f seconds, %v", s.Seconds(), err)
	}
	e.Voices = map[string]string{"en": "nosuchvoice"}
	if _, err := e.Speak(t.Context(), texts["en"], "en"); voxpop.KindOf(err) != voxpop.Unavailable || !strings.Contains(voxpop.HintOf(err), "voices") {
		t.Errorf("a voice that is not there: %v", err)
	}
	for _, v := range []string{"", "-w", "../../etc/passwd", "a b", "/tmp/voice", strings.Repeat("a", 99)} {
		e.Voices = map[string]string{"en": v}
		if err := e.Check(); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("the voice %q: %v", v, err)
		}
	}
	if l := e.Langs(); !slices.Contains(l, "fa") || slices.Contains(l, "ckb") {
		t.Errorf("languages %v", l)
	}
}

// server imitates one that reads: a tone as long as the text.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	asked []map[string]string
	next  []enginetest.Answer
	rates []int
}

func start(t testing.TB) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]string
		json.NewDecoder(r.Body).Decode(&body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, body)
		if len(s.next) > 0 {
			a := s.next[0]
			s.next = s.next[1:]
			for k, v := range a.Header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(a.Status)
			w.Write([]byte(a.Body))
			return
		}
		if r.URL.Path != "/v1/audio/speech" || body["response_format"] != "wav" || body["voice"] == "" || len([]rune(body["input"])) > 4096 {
			w.WriteHeader(400)
			return
		}
		rate := 24000
		if len(s.rates) > 0 {
			rate, s.rates = s.rates[0], s.rates[1:]
		}
		w.Header().Set("Content-Type", "audio/wav")
		wav := tone(rate, float64(len([]rune(body["input"])))/15).WAV()
		copy(wav[40:], "\xff\xff\xff\xff") // as they are streamed: the length is not known yet
		w.Write(wav)
	}))
	t.Cleanup(s.Close)
	return s
}

func tone(rate int, seconds float64) media.Sound {
	s := media.Sound{Rate: rate, Samples: make([]int16, int(seconds*float64(rate)))}
	for i := range s.Samples {
		s.Samples[i] = int16(9000 * math.Sin(float64(i)/20))
	}
	return s
}

func open(t testing.TB) (*speaker.Server, *server) {
	s := start(t)
	e := &speaker.Server{BaseURL: s.URL + "/v1", Model: "invented-voice", Voices: map[string]string{"en": "alice", "fa": "bahar", "pt-BR": "caio"},
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	t.Cleanup(e.Close)
	return e, s
}

func TestServer(t *testing.T) {
	enginetest.RunSpeaker(t, enginetest.SpeakerSuite{
		Open:  func(t *testing.T) scribe.Speaker { e, _ := open(t); return e },
		Texts: map[string]string{"en": texts["en"], "en-GB": texts["en-GB"], "fa": texts["fa"]}, Other: "tr",
	})
	e, _ := open(t)
	if err := e.Probe(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestParts: a long text goes in parts that end with a sentence, and comes
// back as one sound at one rate.
func TestParts(t *testing.T) {
	e, s := open(t)
	s.rates = []int{24000, 16000, 24000}
	e.Limits.Runes = 100
	text := strings.Repeat("The rent doubled. Nobody told us why it did so. ", 5)
	sound, err := e.Speak(t.Context(), text, "en")
	if err != nil {
		t.Fatal(err)
	}
	together := ""
	for i, a := range s.asked {
		if n := len([]rune(a["input"])); n > 100 || !strings.HasSuffix(a["input"], ".") || a["voice"] != "alice" || a["model"] != "invented-voice" {
			t.Errorf("part %d: %d letters, %q", i, n, a)
		}
		together += a["input"] + " "
	}
	if together != text {
		t.Error("the parts are not the text")
	}
	want := float64(len([]rune(text)))/15 + .3*float64(len(s.asked)-1)
	if sound.Rate != 24000 || math.Abs(sound.Seconds()-want) > 1 {
		t.Errorf("%.1f seconds at %d, want %.1f", sound.Seconds(), sound.Rate, want)
	}
}

func TestServerFailures(t *testing.T) {
	for _, tt := range []struct {
		name string
		next enginetest.Answer
		kind voxpop.Kind // "" = it works in the end
	}{
		{"loading", enginetest.Answer{Status: 503}, ""},
		{"MP3", enginetest.Answer{Status: 200, Body: "ID3\x04\x00 the words of somebody"}, voxpop.Invalid},
		{"nothing", enginetest.Answer{Status: 200}, voxpop.Invalid},
		{"no sound", enginetest.Answer{Status: 200, Body: string(tone(24000, 0).WAV())}, voxpop.Invalid},
		{"an error", enginetest.Answer{Status: 400, Body: `{"error":"the words of somebody"}`}, voxpop.Invalid},
		{"too much", enginetest.Answer{Status: 200, Body: strings.Repeat("a", 2<<20)}, voxpop.Invalid},
		{"a redirect", enginetest.Answer{Status: 302, Header: map[string]string{"Location": "http://127.0.0.1:9/"}}, voxpop.Invalid},
		{"no key", enginetest.Answer{Status: 401}, voxpop.Forbidden},
	} {
		e, s := open(t)
		e.Limits.Response = 1 << 20
		s.next = []enginetest.Answer{tt.next}
		_, err := e.Speak(t.Context(), "The words of somebody.", "en")
		if voxpop.KindOf(err) != tt.kind || err != nil && (voxpop.HintOf(err) == "" || strings.Contains(fmt.Sprint(err, voxpop.HintOf(err)), "somebody")) {
			t.Errorf("%s: %v (%s)", tt.name, err, voxpop.HintOf(err))
		}
	}
}

func TestServerCheck(t *testing.T) {
	voices := map[string]string{"en": "alice"}
	for _, tt := range []struct {
		e    *speaker.Server
		kind voxpop.Kind
	}{
		{&speaker.Server{BaseURL: "http://127.0.0.1:8880/v1", Model: "m", Voices: voices}, ""},
		{&speaker.Server{BaseURL: "http://127.0.0.1:8880", Model: "m", Voice: "any"}, ""},
		{&speaker.Server{BaseURL: "http://127.0.0.1:8880/v1", Voices: voices}, voxpop.Invalid},
		{&speaker.Server{BaseURL: "http://127.0.0.1:8880/v1", Model: "m"}, voxpop.Invalid},
		{&speaker.Server{BaseURL: "http://127.0.0.1:8880/v1/audio/speech", Model: "m", Voices: voices}, voxpop.Invalid},
		{&speaker.Server{BaseURL: "https://voices.example.org/v1", Model: "m", Voices: voices}, voxpop.Forbidden},
		{&speaker.Server{BaseURL: "https://voices.example.org/v1", Model: "m", Voices: voices, AllowRemote: true}, ""},
		{&speaker.Server{}, voxpop.Invalid},
	} {
		if err := tt.e.Check(); voxpop.KindOf(err) != tt.kind {
			t.Errorf("%s: %v, want kind %q", tt.e.BaseURL, err, tt.kind)
		}
	}
}

func BenchmarkEspeak(b *testing.B) {
	e := espeak(b)
	for b.Loop() {
		if _, err := e.Speak(b.Context(), texts["en"], "en"); err != nil {
			b.Fatal(err)
		}
	}
}
