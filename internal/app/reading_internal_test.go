package app

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"voxpop"
)

func TestReadingConfig(t *testing.T) {
	got, err := parseConfig(base(), `
[media]
ffmpeg = "/opt/ffmpeg"
workers = 4
memory_mb = 1024
seconds = 90

[speech]
engine = "whisper"
url = "http://127.0.0.1:8178"
languages = ["fa", "en"]
timeout_seconds = 900

[translate]
engine = "chat"
url = "https://models.newsroom.example/v1"
model = "qwen3:4b"
allow_remote = true
into = ["en", "az-Arab"]
glossary = "glossary.csv"

[voice]
engine = "espeak-ng"
voices = {en = "en-gb"}
`)
	if err != nil {
		t.Fatal(err)
	}
	if m := got.Media; m.FFmpeg != "/opt/ffmpeg" || m.Workers != 4 || m.Memory != 1<<30 || m.Seconds != 90 {
		t.Errorf("media = %+v", m)
	}
	if s := got.Speech; s.Engine != EngineWhisper || s.Timeout != 15*time.Minute || len(s.Languages) != 2 {
		t.Errorf("speech = %+v", s)
	}
	if x := got.Translate; x.Engine != EngineChat || !x.AllowRemote || len(x.Into) != 2 || x.Glossary != "glossary.csv" {
		t.Errorf("translate = %+v", x)
	}
	if v := got.Voice; v.Engine != EngineESpeak || v.Voices["en"] != "en-gb" {
		t.Errorf("voice = %+v", v)
	}
	got.readingKeys(func(name string) string { return "of " + name })
	if got.Speech.Key != "of VOXPOP_SPEECH_KEY" || got.Translate.Key != "of VOXPOP_TRANSLATE_KEY" || got.Voice.Key != "of VOXPOP_VOICE_KEY" {
		t.Error("a key of the environment did not arrive")
	}
}

// Each is refused at its line and key, and the case beside it passes.
func TestReadingConfigRefuses(t *testing.T) {
	for _, tt := range []struct{ bad, place, good string }{
		{"[media]\nworkers = 1000", "2: media.workers", "[media]\nworkers = 2"},
		{"[media]\nmemory_mb = 12", "2: media.memory_mb", "[media]\nmemory_mb = 512"},
		{"[media]\nffmpeg = \"ffmpeg\"", "2: media.ffmpeg", "[media]\nffmpeg = \"none\""},
		{"[media]\nofff = true", "2: media.offf", "[media]\noff = true"},
		{"[speech]\nengine = \"whispr\"", "2: speech.engine", "[speech]\nengine = \"pocketsphinx\""},
		{"[speech]\n\nurl = \"http://127.0.0.1:1\"", "1: speech.engine", "[speech]"},
		{"[speech]\nlanguages = [\"fa\"]", "1: speech.engine", "[speech]\nengine = \"pocketsphinx\"\nlanguages = [\"en\"]"},
		{"[speech]\nengine = \"whisper\"", "1: speech.url", "[speech]\nengine = \"whisper\"\nurl = \"http://127.0.0.1:1\""},
		{"[speech]\nengine = \"openai\"\nurl = \"http://127.0.0.1:1\"", "1: speech.model", "[speech]\nengine = \"openai\"\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\""},
		{"[speech]\nengine = \"pocketsphinx\"\nurl = \"http://127.0.0.1:1\"", "3: speech.url", "[speech]\nengine = \"pocketsphinx\"\nmodel = \"/usr/share/pocketsphinx/model/en-us\""},
		{"[speech]\nengine = \"whisper\"\nurl = \"http://127.0.0.1:1\"\nlanguages = [\"not a tag\"]", "4: speech.languages", "[speech]\nengine = \"whisper\"\nurl = \"http://127.0.0.1:1\"\nlanguages = [\"ckb\"]"},
		{"[speech]\nengine = \"whisper\"\nurl = \"http://127.0.0.1:1\"\ntimeout_seconds = -1", "4: speech.timeout_seconds", "[speech]\nengine = \"whisper\"\nurl = \"http://127.0.0.1:1\"\ntimeout_seconds = 600"},
		{"[translate]\nengine = \"apertium\"", "1: translate.into", "[translate]\nengine = \"apertium\"\ninto = [\"es\"]"},
		{"[translate]\ninto = [\"en\"]", "1: translate.engine", ""},
		{"[voice]\nvoices = {en = \"x\"}", "1: voice.engine", "[voice]\nengine = \"espeak-ng\"\nvoices = {en = \"x\"}"},
	} {
		_, err := parseConfig(base(), tt.bad)
		e, ok := err.(*voxpop.Error)
		if !ok || !strings.HasPrefix(e.Place, ConfigFile+":"+tt.place) || e.Hint == "" {
			t.Errorf("%q: %v, want %s and a hint", tt.bad, err, tt.place)
		}
		if _, err := parseConfig(base(), tt.good); err != nil {
			t.Errorf("%q: %v", tt.good, err)
		}
	}
}

// TestEnginesPage holds the examples of docs/ENGINES.md to the program, and
// its tables to the keys.
func TestEnginesPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/ENGINES.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllSubmatch(page, -1)
	if len(blocks) == 0 {
		t.Fatal("no examples")
	}
	for _, b := range blocks {
		if _, err := parseConfig(base(), string(b[1])); err != nil {
			t.Errorf("%v:\n%s", err, b[1])
		}
	}
	for _, key := range []string{"off", "ffmpeg", "ffprobe", "workers", "memory_mb", "seconds", "engine", "timeout_seconds", "languages", "into", "glossary", "voices",
		envSpeechKey, envTranslateKey, envVoiceKey} {
		if !strings.Contains(string(page), "`"+key+"`") {
			t.Errorf("docs/ENGINES.md does not say what %s is", key)
		}
	}
}

// TestCommonSlips: the two mistakes that nearly everybody makes in this file
// are answered with what to write.
func TestCommonSlips(t *testing.T) {
	for _, c := range []struct{ src, place, message, hint string }{
		{"[translate]\ninto = \"en\"\n", "voxpop.toml:2: translate.into", "has to be a list", "into = [\"en\"]"},
		{"[voice]\nengine = espeak-ng\n", "voxpop.toml:2", "expected value", "quotation marks"},
	} {
		_, err := parseConfig(base(), c.src)
		e, ok := errors.AsType[*voxpop.Error](err)
		if !ok || e.Place != c.place || !strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%q: %v (%s)", c.src, err, voxpop.HintOf(err))
		}
	}
}
