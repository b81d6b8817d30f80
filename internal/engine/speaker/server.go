package speaker

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/engine/wire"
	"voxpop/internal/media"
)

// pause is the silence between two requests' sound, in seconds.
const pause = .3

// Server is a server with the OpenAI interface: POST /audio/speech. The fields
// are set before the first call and then left alone; calls may run at once. The
// zero value reaches nobody.
type Server struct {
	BaseURL string // as http://127.0.0.1:8880/v1
	Model   string
	Voice   string            // for every language; "" = only those of Voices
	Voices  map[string]string // by BCP 47 tag, before Voice
	Key     wire.Secret

	AllowRemote bool           // what respondents said may leave this machine
	AllowPlain  bool           // and travel to another host without TLS
	Proxy       string         // "" = none; those of the environment are not used
	Roots       *x509.CertPool // that may vouch for the server; nil = the system's

	// Wait waits between two tries; nil = a timer. Tests give one that does not.
	Wait func(context.Context, time.Duration) error

	Limits Limits

	once sync.Once
	line *wire.Line
}

// Limits bound what is sent, awaited and read. A zero field means the default.
type Limits struct {
	Runes    int           // code points of text in one request; 4,000
	Tries    int           // times one request is sent; 6
	Timeout  time.Duration // of one try; 5 minutes
	MaxWait  time.Duration // the longest wait between two tries; 30 seconds
	Response int64         // bytes of one answer; 64 MiB
}

func (l Limits) filled() Limits {
	if l.Runes <= 0 {
		l.Runes = 4000
	}
	if l.Timeout <= 0 {
		l.Timeout = 5 * time.Minute
	}
	if l.Response <= 0 {
		l.Response = 64 << 20
	}
	return l
}

func (s *Server) newLine() *wire.Line {
	l := s.Limits.filled()
	return &wire.Line{
		Address: s.BaseURL, Path: "/v1", Example: "http://127.0.0.1:8880/v1", Verbs: []string{"/audio/speech", "/speech"},
		Key: s.Key, AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain, Proxy: s.Proxy, Roots: s.Roots, Wait: s.Wait,
		Limits:  wire.Limits{Parallel: 1, Tries: l.Tries, Timeout: l.Timeout, MaxWait: l.MaxWait, Response: l.Response},
		Hints:   map[int]string{http.StatusNotFound: "it does not know the model, the voice or the address, which mostly ends in /v1"},
		Large:   "give it less text at once, or look whether it is the right server",
		Strange: "it has to answer with WAV (response_format); docs/ENGINES.md shows which servers do",
	}
}

func (s *Server) ready() error {
	s.once.Do(func() { s.line = s.newLine() })
	if err := s.fields(); err != nil {
		return err
	}
	return s.line.Ready()
}

func (s *Server) fields() error {
	switch {
	case strings.TrimSpace(s.Model) == "":
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "speaker.Check", Place: "model", Message: "is missing", Hint: "name the model, as the server lists it under /v1/models"}
	case s.Voice == "" && len(s.Voices) == 0:
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "speaker.Check", Place: "voices", Message: "names no voice", Hint: `write voices = { en = "…" }, with the server's name of a voice for each language`}
	}
	return nil
}

// Check says what is wrong with the fields, an error of kind invalid, or of
// kind forbidden where words would leave the machine and nobody allowed it. It
// reaches nobody.
func (s *Server) Check() error {
	if err := s.fields(); err != nil {
		return err
	}
	return s.newLine().Check("speaker.Check")
}

// Host is the host and port of the server, "" if the address is none.
func (s *Server) Host() string { return wire.Host(s.BaseURL) }

// Remote reports whether words that are sent to the server leave this machine.
func (s *Server) Remote() bool { return wire.Remote(s.BaseURL) }

// Close lets go of idle connections.
func (s *Server) Close() {
	if s.ready() == nil {
		s.line.Close()
	}
}

// Name is that of the interface and of the model.
func (s *Server) Name() string { return strings.TrimSpace("openai " + s.Model) }

// Probe has the server read one invented word, in the first of its languages.
func (s *Server) Probe(ctx context.Context) error {
	lang := "en"
	if _, ok := byLang(s.Voices, lang); !ok && s.Voice == "" {
		lang = ""
		for l := range s.Voices {
			if lang == "" || l < lang {
				lang = l
			}
		}
	}
	_, err := s.Speak(ctx, "1, 2, 3.", lang)
	return wire.As("speaker.Probe", err)
}

// Speak returns text as the server reads it, at the server's rate. A language
// that no voice is named for is an error of kind not_found. More text than one
// request takes is read in parts, cut at the ends of sentences.
func (s *Server) Speak(ctx context.Context, text, lang string) (media.Sound, error) {
	const op = "speaker.Speak"
	if err := s.ready(); err != nil {
		return media.Sound{}, wire.As(op, err)
	}
	voice, ok := byLang(s.Voices, lang)
	if !ok {
		voice = s.Voice
	}
	if voice == "" {
		return media.Sound{}, noVoice(op)
	}
	text, err := prepare(op, text)
	if err != nil {
		return media.Sound{}, err
	}
	var all media.Sound
	for _, part := range parts(text, s.Limits.filled().Runes) {
		one, f := s.ask(ctx, op, part, voice)
		if f != nil {
			return media.Sound{}, f.Error
		}
		if all.Rate == 0 {
			all = one
			continue
		}
		if one.Rate != all.Rate {
			one = one.Resample(all.Rate)
		}
		all.Samples = append(all.Samples, make([]int16, int(math.Round(pause*float64(all.Rate))))...)
		all.Samples = append(all.Samples, one.Samples...)
	}
	return all, nil
}

func (s *Server) ask(ctx context.Context, op, text, voice string) (media.Sound, *wire.Fault) {
	body, err := json.Marshal(struct {
		Model  string `json:"model"`
		Input  string `json:"input"`
		Voice  string `json:"voice"`
		Format string `json:"response_format"`
	}{s.Model, text, voice, "wav"})
	if err != nil {
		return media.Sound{}, &wire.Fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}}
	}
	out, f := s.line.Ask(ctx, wire.Request{Op: op, Verb: "audio/speech", Body: body, Accept: "audio/wav"})
	if f != nil {
		return media.Sound{}, f
	}
	sound, reason := hear(out.Body)
	if reason != "" {
		return media.Sound{}, s.line.Odd(op, reason)
	}
	return sound, nil
}
