package app

import (
	"crypto/x509"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"voxpop"
	"voxpop/internal/engine/llm"
)

// Media is [media] of voxpop.toml: how what people recorded is made into clean
// media. The zero Media does it with the ffmpeg that is found.
type Media struct {
	Off     bool   // recordings are left as they came
	FFmpeg  string // "" = found on the path; [NoFFmpeg] = only what Go can do; else a path
	FFprobe string // "" = found, beside FFmpeg where that is a path
	Workers int    // files at once; 0 = 2
	Memory  int64  // bytes that one tool may take; 0 = the engine's own limit
	// Seconds is the longest recording that is worked on; 0 = an hour.
	Seconds int
}

// NoFFmpeg is the value of [media] ffmpeg that leaves it unused.
const NoFFmpeg = "none"

// Server is how a tool for speech, translation or voices is reached. A server
// on this machine needs no leave; what respondents said goes to another only
// with allow_remote, as in [LLM].
type Server struct {
	Engine      string // "" = none: the step waits
	URL         string
	Model       string
	AllowRemote bool // what respondents said may leave this machine
	AllowPlain  bool // and may do so without TLS
	Proxy       string
	CA          string        // a file of certificates, from the workspace
	Timeout     time.Duration // of one request; 0 = the engine's own

	Key llm.Secret // from the environment only
}

// Speech is [speech] of voxpop.toml: what writes down what was said.
type Speech struct {
	Server
	Languages []string // that may fall; one alone is taken as given
	Workers   int      // recordings at once; 0 = 1
}

// Translation is [translate] of voxpop.toml: what translates, and into what.
type Translation struct {
	Server
	Into     []string
	Glossary string // a CSV file, from the workspace
	Workers  int    // texts at once; 0 = 1
}

// Voice is [voice] of voxpop.toml: what reads a checked transcript aloud.
type Voice struct {
	Server
	Voices map[string]string // a voice for each language
}

// The engines that [speech], [translate] and [voice] may name.
const (
	EngineWhisper      = "whisper"
	EngineOpenAI       = "openai"
	EnginePocketSphinx = "pocketsphinx"
	EngineLibre        = "libretranslate"
	EngineChat         = "chat"
	EngineApertium     = "apertium"
	EngineESpeak       = "espeak-ng"
)

// The environment's names of the keys.
const (
	envSpeechKey    = "VOXPOP_SPEECH_KEY"
	envTranslateKey = "VOXPOP_TRANSLATE_KEY"
	envVoiceKey     = "VOXPOP_VOICE_KEY"
)

type mediaTable struct {
	Off      bool   `toml:"off"`
	FFmpeg   string `toml:"ffmpeg"`
	FFprobe  string `toml:"ffprobe"`
	Workers  int    `toml:"workers"`
	MemoryMB int    `toml:"memory_mb"`
	Seconds  int    `toml:"seconds"`
}

// serverTable holds the keys that [speech], [translate] and [voice] share.
type serverTable struct {
	Engine         string `toml:"engine"`
	URL            string `toml:"url"`
	Model          string `toml:"model"`
	AllowRemote    bool   `toml:"allow_remote"`
	AllowPlain     bool   `toml:"allow_plain"`
	Proxy          string `toml:"proxy"`
	CA             string `toml:"ca"`
	TimeoutSeconds int    `toml:"timeout_seconds"`
}

type speechTable struct {
	serverTable
	Languages []string `toml:"languages"`
	Workers   int      `toml:"workers"`
}

type translateTable struct {
	serverTable
	Into     []string `toml:"into"`
	Glossary string   `toml:"glossary"`
	Workers  int      `toml:"workers"`
}

type voiceTable struct {
	serverTable
	Voices map[string]string `toml:"voices"`
}

// readingTables are the tables of reading what people sent.
type readingTables struct {
	Media     mediaTable     `toml:"media"`
	Speech    speechTable    `toml:"speech"`
	Translate translateTable `toml:"translate"`
	Voice     voiceTable     `toml:"voice"`
	Quotes    serverTable    `toml:"quotes"`
}

// readReading checks the tables as far as it can without the environment and
// the network; the place of an error is a key of the file.
func readReading(c *Config, t readingTables) (err error) {
	if c.Media, err = t.Media.read(); err != nil {
		return err
	}
	if c.Speech, err = t.Speech.read(); err != nil {
		return err
	}
	if c.Translate, err = t.Translate.read(); err != nil {
		return err
	}
	if c.Voice, err = t.Voice.read(); err != nil {
		return err
	}
	if c.Quotes.Server, err = t.Quotes.read("quotes", EngineChat, EngineNLP); err == nil && c.Quotes.CA == "" {
		_, err = c.proposer()
	}
	return err
}

// readingKeys takes the keys of the servers from the environment.
func (c *Config) readingKeys(getenv func(string) string) {
	c.Speech.Key = llm.Secret(getenv(envSpeechKey))
	c.Translate.Key = llm.Secret(getenv(envTranslateKey))
	c.Voice.Key = llm.Secret(getenv(envVoiceKey))
	c.Quotes.Key = llm.Secret(getenv(envQuotesKey))
}

// within refuses a number outside 0 to most; 0 is the default.
func within(key string, value, most int) error {
	if value < 0 || value > most {
		return badKey(key, fmt.Sprintf("lies between 1 and %d", most), "leave it out for the default; docs/ENGINES.md says when another helps")
	}
	return nil
}

// The least that a tool needs to start with: below that, every file fails.
const leastMemoryMB = 128

func (t mediaTable) read() (Media, error) {
	for _, n := range []struct {
		key         string
		value, most int
	}{{"workers", t.Workers, 64}, {"memory_mb", t.MemoryMB, 16384}, {"seconds", t.Seconds, 6 * 3600}} {
		if err := within("media."+n.key, n.value, n.most); err != nil {
			return Media{}, err
		}
	}
	if t.MemoryMB != 0 && t.MemoryMB < leastMemoryMB {
		return Media{}, badKey("media.memory_mb", fmt.Sprintf("is under %d, with which no tool starts", leastMemoryMB), "leave it out for the default")
	}
	for key, v := range map[string]string{"ffmpeg": t.FFmpeg, "ffprobe": t.FFprobe} {
		if v != "" && v != NoFFmpeg && !filepath.IsAbs(v) {
			return Media{}, badKey("media."+key, "is not a whole path", `write one as /usr/bin/ffmpeg, "none", or leave it out: it is found`)
		}
	}
	return Media{Off: t.Off, FFmpeg: t.FFmpeg, FFprobe: t.FFprobe, Workers: t.Workers, Memory: int64(t.MemoryMB) << 20, Seconds: t.Seconds}, nil
}

// local are the engines that are programs of this machine: nothing leaves it,
// and none has an address.
var local = []string{EnginePocketSphinx, EngineApertium, EngineESpeak}

// read checks a table of the engines named.
func (t serverTable) read(table string, engines ...string) (Server, error) {
	s := Server{Engine: t.Engine, URL: t.URL, Model: t.Model, AllowRemote: t.AllowRemote, AllowPlain: t.AllowPlain, Proxy: t.Proxy, CA: t.CA,
		Timeout: time.Duration(t.TimeoutSeconds) * time.Second}
	known := strings.Join(engines, ", ")
	switch {
	case t.Engine == "" && t == (serverTable{}):
		return s, nil
	case t.Engine == "":
		return s, badKey(table+".engine", "is not set", "one of "+known+"; or leave ["+table+"] out")
	case !slices.Contains(engines, t.Engine):
		return s, badKey(table+".engine", "is not an engine that the program knows", "one of "+known)
	}
	if err := within(table+".timeout_seconds", t.TimeoutSeconds, 24*3600); err != nil {
		return s, err
	}
	if slices.Contains(local, t.Engine) {
		for key, set := range map[string]bool{"url": t.URL != "", "proxy": t.Proxy != "", "ca": t.CA != "", "allow_remote": t.AllowRemote, "allow_plain": t.AllowPlain} {
			if set {
				return s, badKey(table+"."+key, "is for servers, and "+t.Engine+" is a program of this machine", "leave it out")
			}
		}
		return s, nil
	}
	if t.URL == "" {
		return s, badKey(table+".url", "is not set", "the server's address, as http://127.0.0.1:8080")
	}
	if needsModel[t.Engine] && t.Model == "" {
		return s, badKey(table+".model", "is not set", "the name by which the server knows its model")
	}
	return s, nil
}

// needsModel lists the engines that are asked for a model by name.
var needsModel = map[string]bool{EngineOpenAI: true, EngineChat: true}

// languages checks a list of BCP 47 tags.
func languages(key string, tags []string) error {
	for _, tag := range tags {
		if _, err := language.Parse(tag); err != nil {
			return badKey(key, "holds what is not a language", `write tags as "en", "fa" or "az-Arab"`)
		}
	}
	return nil
}

func (t speechTable) read() (c Speech, err error) {
	if c.Server, err = t.serverTable.read("speech", EngineWhisper, EngineOpenAI, EnginePocketSphinx); err != nil {
		return c, err
	}
	c.Languages, c.Workers = t.Languages, t.Workers
	if err := within("speech.workers", t.Workers, 64); err != nil {
		return c, err
	}
	if err := languages("speech.languages", t.Languages); err != nil {
		return c, err
	}
	if c.Engine == "" && !reflect.ValueOf(t).IsZero() {
		return c, badKey("speech.engine", "is not set", "one of whisper, openai, pocketsphinx; or leave [speech] out")
	}
	if c.URL != "" {
		if err := (Config{Speech: c}).whisper().Check(); err != nil {
			return c, placedIn("speech", err)
		}
	}
	return c, nil
}

func (t translateTable) read() (c Translation, err error) {
	if c.Server, err = t.serverTable.read("translate", EngineLibre, EngineChat, EngineApertium); err != nil {
		return c, err
	}
	c.Into, c.Glossary, c.Workers = t.Into, t.Glossary, t.Workers
	if err := within("translate.workers", t.Workers, 64); err != nil {
		return c, err
	}
	if err := languages("translate.into", t.Into); err != nil {
		return c, err
	}
	switch {
	case c.Engine == "" && len(t.Into) > 0:
		return c, badKey("translate.engine", "is not set", "one of libretranslate, chat, apertium; or leave into out")
	case c.Engine != "" && len(t.Into) == 0:
		return c, badKey("translate.into", "names no language", `write into = ["en"]`)
	case c.URL != "":
		if err := (Config{Translate: c}).translating(nil).Check(); err != nil {
			return c, placedIn("translate", err)
		}
	}
	return c, nil
}

func (t voiceTable) read() (c Voice, err error) {
	if c.Server, err = t.serverTable.read("voice", EngineOpenAI, EngineESpeak); err != nil {
		return c, err
	}
	c.Voices = t.Voices
	if err := languages("voice.voices", slices.Sorted(maps.Keys(t.Voices))); err != nil {
		return c, err
	}
	if c.Engine == "" && len(t.Voices) > 0 {
		return c, badKey("voice.engine", "is not set", "one of openai, espeak-ng; or leave [voice] out")
	}
	if c.URL != "" {
		if err := (Config{Voice: c}).speaking(nil).Check(); err != nil {
			return c, placedIn("voice", err)
		}
	}
	return c, nil
}

// roots reads the certificates that [table] ca names; nil: the system's.
func (c Config) roots(table, name string) (*x509.CertPool, error) {
	if name == "" {
		return nil, nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.Dir, name)
	}
	pem, err := os.ReadFile(name)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Engines", Place: table + ".ca", Message: "cannot be read", Hint: "the path begins at the workspace", Err: cause(err)}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Engines", Place: table + ".ca", Message: "holds no certificate", Hint: "give a file with -----BEGIN CERTIFICATE-----"}
	}
	return roots, nil
}
