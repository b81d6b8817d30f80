// Package whisper asks one server with the interface of whisper.cpp or of OpenAI what was said in a recording.
//
// What it returns is a suggestion of a machine, which a person reviews before
// anybody quotes it: Whisper writes fluent sentences also where nobody spoke,
// and repeats itself. Where that shows, the words are kept and marked as
// doubtful. docs/ENGINES.md says how to set a server up.
//
// Voices of respondents leave the process here, so the rules of
// internal/engine/wire hold: to this machine without leave, to another by the
// newsroom's leave only. A request holds the sound, the language and the
// glossary's names, and nothing else that is known of a message.
package whisper

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"math"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/engine/wire"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// API is the interface of a server.
type API string

// The interfaces.
const (
	CPP    API = "whisper.cpp" // POST /inference
	OpenAI API = "openai"      // POST /audio/transcriptions
)

// Rate is the one rate at which sound is sent, in samples a second.
const Rate = 16000

// shortest is the sound that is sent, in seconds: whisper.cpp answers shorter
// ones with nothing, in the language of the request before.
const shortest = .1

// Engine is one server. The fields are set before the first call and then left
// alone; calls may run at once and wait for each other. The zero value reaches
// nobody.
type Engine struct {
	API API // "" = OpenAI for an address that ends in /v1, else whisper.cpp
	// BaseURL is the server's address, as http://127.0.0.1:8080 of whisper.cpp
	// or http://127.0.0.1:8000/v1. It holds no user, key or query.
	BaseURL string
	Model   string // OpenAI: what is asked for. whisper.cpp: what it was started with, for the record; may be ""
	Key     wire.Secret

	AllowRemote bool           // voices may leave this machine
	AllowPlain  bool           // and travel to another host without TLS
	Proxy       string         // "" = none; those of the environment are not used
	Roots       *x509.CertPool // that may vouch for the server; nil = the system's

	// Wait waits between two tries; nil = a timer. Tests give one that does not.
	Wait func(context.Context, time.Duration) error

	Limits Limits

	once  sync.Once
	line  *wire.Line
	queue chan struct{}

	mu    sync.Mutex
	level int  // how plain a request has to be for this server
	auto  bool // the server wants to be told when to find the language out
}

// Limits bound what is sent, awaited and read. A zero field means the default.
type Limits struct {
	Parallel int           // requests at once; 1: whisper.cpp does one at a time, and the others only wait
	Tries    int           // times one request is sent; 6, with 1, 2, 4 … seconds between them
	Timeout  time.Duration // of one try; 10 minutes, for a server without a graphics card
	MaxWait  time.Duration // the longest wait between two tries; 30 seconds
	Seconds  float64       // of sound in one request; 600
	Response int64         // bytes of one answer; 8 MiB
}

func (l Limits) filled() Limits {
	if l.Parallel <= 0 {
		l.Parallel = 1
	}
	if l.Timeout <= 0 {
		l.Timeout = 10 * time.Minute
	}
	if l.Seconds <= 0 {
		l.Seconds = 600
	}
	if l.Response <= 0 {
		l.Response = 8 << 20
	}
	return l
}

// api is the interface that is spoken.
func (e *Engine) api() API {
	if e.API != "" {
		return e.API
	}
	if u, err := url.Parse(e.BaseURL); err == nil && strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/v1") {
		return OpenAI
	}
	return CPP
}

func (e *Engine) newLine() *wire.Line {
	l := e.Limits.filled()
	line := &wire.Line{
		Address: e.BaseURL, Example: "http://127.0.0.1:8080", Verbs: []string{"/inference", "/audio/transcriptions", "/load"},
		Key: e.Key, AllowRemote: e.AllowRemote, AllowPlain: e.AllowPlain, Proxy: e.Proxy, Roots: e.Roots, Wait: e.Wait,
		Limits: wire.Limits{Parallel: l.Parallel, Tries: l.Tries, Timeout: l.Timeout, MaxWait: l.MaxWait, Response: l.Response},
		Hints: map[int]string{
			http.StatusNotFound:              "look at the address: it ends before /inference; a server that was started with another --inference-path has the OpenAI interface, mostly",
			http.StatusRequestEntityTooLarge: "raise the limit of the server, or of what stands before it, to 25 MB",
			http.StatusServiceUnavailable:    "it is loading its model, or has too much to do; the recording waits",
		},
		TooMuch: []string{"stof"}, // whisper.cpp cannot read a number, and will not the next time
		Large:   "look whether it is the right server",
		Strange: "look whether the address is that of a speech server, and of the interface that is set; docs/ENGINES.md shows it for each",
	}
	if e.api() == OpenAI {
		line.Path, line.Example = "/v1", "http://127.0.0.1:8000/v1"
		line.Hints[http.StatusNotFound] = "it does not know the model or the address, which mostly ends in /v1"
	}
	return line
}

// ready checks the fields and opens the way to the server, once.
func (e *Engine) ready() error {
	e.once.Do(func() {
		e.line = e.newLine()
		e.queue = make(chan struct{}, e.Limits.filled().Parallel)
	})
	if err := e.fields(); err != nil {
		return err
	}
	return e.line.Ready()
}

func (e *Engine) fields() error {
	switch {
	case e.API != "" && e.API != CPP && e.API != OpenAI:
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "whisper.Check", Place: "engine", Message: "is not an interface that is known", Hint: "write whisper or openai"}
	case e.api() == OpenAI && strings.TrimSpace(e.Model) == "":
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "whisper.Check", Place: "model", Message: "is missing", Hint: "name the model, as the server lists it under /v1/models"}
	}
	return nil
}

// Check says what is wrong with the fields, an error of kind invalid, or of
// kind forbidden where voices would leave the machine and nobody allowed it. It
// reaches nobody.
func (e *Engine) Check() error {
	if err := e.fields(); err != nil {
		return err
	}
	return e.newLine().Check("whisper.Check")
}

// Host is the host and port of the server, "" if the address is none.
func (e *Engine) Host() string { return wire.Host(e.BaseURL) }

// Remote reports whether sound that is sent to the server leaves this machine.
func (e *Engine) Remote() bool { return wire.Remote(e.BaseURL) }

// Close lets go of idle connections.
func (e *Engine) Close() {
	if e.ready() == nil {
		e.line.Close()
	}
}

// Name is that of the interface and of the model.
func (e *Engine) Name() string {
	return strings.TrimSpace(string(e.api()) + " " + e.Model)
}

// Probe sends the server one second of an invented tone, so that what is wrong
// with its address, key or model shows.
func (e *Engine) Probe(ctx context.Context) error {
	s := media.Sound{Rate: Rate, Samples: make([]int16, Rate)}
	for i := range s.Samples {
		s.Samples[i] = int16(3000 * math.Sin(2*math.Pi*440*float64(i)/Rate))
	}
	_, err := e.Transcribe(ctx, s, scribe.Hint{})
	return wire.As("whisper.Probe", err)
}

// Transcribe sends s, which is mono at 16 kHz, and returns what the server
// heard in it. Sound shorter than a tenth of a second holds no word and is not
// sent. When as many requests are under way as the server does at once, it
// waits for its turn, or until ctx is done.
//
// A hint of a language that Whisper does not know (as ckb) is an error of kind
// not_found with whisper.cpp, which would take it and write nonsense.
//
// The words' P is the mean probability of their parts. Where the server gives
// none, it is that of the whole segment, if there is one. Words of a segment
// that is likely invented have a P of 0.1 at most, and where the server gave
// no times for them, times that are spread over the segment.
func (e *Engine) Transcribe(ctx context.Context, s media.Sound, h scribe.Hint) (scribe.Heard, error) {
	const op = "whisper.Transcribe"
	if err := e.ready(); err != nil {
		return scribe.Heard{}, wire.As(op, err)
	}
	limits := e.Limits.filled()
	switch {
	case s.Rate != Rate:
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: fmt.Sprintf("sound comes at %d samples a second, not at %d", s.Rate, Rate)}
	case s.Seconds() < shortest:
		return scribe.Heard{}, nil
	case s.Seconds() > limits.Seconds:
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("more than %d seconds of sound in one request", int(limits.Seconds)), Hint: "cut it at its silences"}
	}
	lang, known := code(h.Lang)
	if h.Lang != "" && !known && e.api() == CPP {
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: e.Host(), Message: "Whisper does not know the language of this recording", Hint: "set another engine for it, or write the transcript by hand"}
	}
	select {
	case e.queue <- struct{}{}:
		defer func() { <-e.queue }()
	case <-ctx.Done():
		return scribe.Heard{}, e.line.Stopped(ctx, op).Error
	}
	prompt := prompt(h.Words)
	answer, f := e.ask(ctx, op, s, lang, prompt)
	if f != nil {
		return scribe.Heard{}, f.Error
	}
	return answer.heard(s, h.Lang, prompt), nil
}

// plainest is the level of a request for nothing but text.
const plainest = 2

// ask asks more plainly each time that the server does not know a wish, and
// remembers how plain it has to be.
func (e *Engine) ask(ctx context.Context, op string, s media.Sound, lang, prompt string) (*answer, *wire.Fault) {
	e.mu.Lock()
	level, auto := e.level, e.auto
	e.mu.Unlock()
	wav := s.WAV()
	for {
		r := wire.Request{Op: op, Verb: "inference"}
		if e.api() == OpenAI {
			r.Verb = "audio/transcriptions"
		}
		var err error
		if r.Body, r.Type, err = e.form(wav, level, lang, prompt, auto); err != nil {
			return nil, &wire.Fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}}
		}
		out, f := e.line.Ask(ctx, r)
		if f != nil {
			if f.Status == http.StatusInternalServerError && !f.Again {
				f.Kind, f.Hint = voxpop.Invalid, "the server cannot read a number that we send; look for a newer one"
			}
			if e.api() == CPP || level == plainest || f.Status != http.StatusBadRequest && f.Status != http.StatusUnprocessableEntity {
				return nil, f
			}
			level++
			continue
		}
		a, fault := read(out.Body)
		if fault != "" {
			return nil, e.line.Odd(op, fault)
		}
		// whisper.cpp behind the other interface takes everything for English
		// unless it is told to find out.
		if e.api() == OpenAI && lang == "" && !auto && a.Detected != "" {
			if auto = true; !sameLanguage(a.Detected, a.Language) {
				continue
			}
		}
		e.mu.Lock()
		e.level, e.auto = max(e.level, level), e.auto || auto
		e.mu.Unlock()
		return a, nil
	}
}

// form is the body of a request. Nothing in it names the recording.
func (e *Engine) form(wav []byte, level int, lang, prompt string, auto bool) (body []byte, kind string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", `form-data; name="file"; filename="audio.wav"`)
	head.Set("Content-Type", "audio/wav")
	part, err := w.CreatePart(head)
	if err == nil {
		_, err = part.Write(wav)
	}
	field := func(name, value string) {
		if err == nil && value != "" {
			err = w.WriteField(name, value)
		}
	}
	field("temperature", "0.0")
	field("prompt", prompt)
	if level < plainest {
		field("response_format", "verbose_json")
	} else {
		field("response_format", "json")
	}
	if e.api() == CPP {
		if lang == "" {
			lang = "auto"
		} else {
			field("no_language_probabilities", "true") // it would run the model once more
		}
	} else {
		field("model", e.Model)
		if lang == "" && auto {
			lang = "auto"
		}
		if level == 0 {
			field("timestamp_granularities[]", "word")
			field("timestamp_granularities[]", "segment")
		}
	}
	field("language", lang)
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), w.FormDataContentType(), err
}

// promptRunes is how much of the glossary is shown: Whisper reads 224 tokens.
const promptRunes = 300

// prompt lists names that may fall, as many as have room.
func prompt(words []string) string {
	out, size := []string{}, 0
	for _, w := range words {
		w = tidy(w)
		n := utf8.RuneCountInString(w)
		if n == 0 || n > 60 || size+n+2 > promptRunes {
			continue
		}
		out, size = append(out, w), size+n+2
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, ", ") + "."
}
