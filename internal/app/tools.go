package app

import (
	"context"
	"crypto/x509"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/engine/apertium"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/ffmpeg"
	"voxpop/internal/engine/fpcalc"
	"voxpop/internal/engine/pocketsphinx"
	"voxpop/internal/engine/speaker"
	"voxpop/internal/engine/translator"
	"voxpop/internal/engine/whisper"
	"voxpop/internal/engine/wire"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
	"voxpop/internal/story"
)

// Tools are what reads recordings: the engines that the configuration names,
// and those that are found. A nil field is one that is not set. One that is set
// and cannot be had is there, and says at every step what it lacks.
type Tools struct {
	Cage        *cage.Cage
	Media       *ffmpeg.Engine // never nil
	Cleaner     scribe.Cleaner
	Transcriber scribe.Transcriber
	Translator  func(from, to string) scribe.Translator
	Speaker     scribe.Speaker
	Terms       []bitext.Term

	close []func()
}

// Close lets go of connections.
func (t *Tools) Close() {
	for _, fn := range t.close {
		fn()
	}
}

// Tools builds them and reaches nobody.
func (c Config) Tools() (*Tools, error) {
	t := &Tools{Cage: &cage.Cage{}}
	var err error
	if t.Terms, err = c.terms(); err != nil {
		return nil, err
	}
	for _, one := range []func(*Tools) error{c.cleaner, c.transcriber, c.translator, c.speaker} {
		if err := one(t); err != nil {
			t.Close()
			return nil, err
		}
	}
	return t, nil
}

// terms reads the glossary; without one there are none.
func (c Config) terms() ([]bitext.Term, error) {
	name := c.Translate.Glossary
	if name == "" {
		return nil, nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.Dir, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.Tools", Place: "translate.glossary", Message: "cannot be read", Hint: "the path begins at the workspace", Err: cause(err)}
	}
	defer f.Close()
	return bitext.ParseGlossary(f)
}

// glossary is the same for engines.
func glossary(terms []bitext.Term) []scribe.Term {
	var all []scribe.Term
	for _, t := range terms {
		all = append(all, scribe.Term{From: t.From, To: t.To, Text: t.Text, As: t.As})
	}
	return all
}

// cleaner is there always: without ffmpeg it does what Go can.
func (c Config) cleaner(t *Tools) error {
	e, _ := ffmpeg.Find(t.Cage) // what is missing shows in e.Missing
	switch m := c.Media; m.FFmpeg {
	case "":
	case NoFFmpeg:
		e.FFmpeg, e.FFprobe = "", ""
	default:
		e.FFmpeg = m.FFmpeg
		if e.FFprobe == "" {
			e.FFprobe = filepath.Join(filepath.Dir(m.FFmpeg), "ffprobe")
		}
	}
	if c.Media.FFprobe != "" && e.FFmpeg != "" {
		e.FFprobe = c.Media.FFprobe
	}
	e.Memory, e.Seconds = c.Media.Memory, c.Media.Seconds
	if f, err := fpcalc.Find(t.Cage); err == nil {
		e.Print = f.Print
	}
	t.Media, t.Cleaner = e, e
	return nil
}

// studio makes the clips and pictures of a story; nil where nothing can be
// caged, and then voice messages are cut as they are, and nothing else.
func (t *Tools) studio(ctx context.Context) story.Studio {
	if t.Cage.Check(ctx).Err != nil {
		return nil
	}
	return studio{ctx, t.Media, t.Speaker}
}

func (c Config) whisper() *whisper.Engine {
	s := c.Speech
	api := whisper.CPP
	if s.Engine == EngineOpenAI {
		api = whisper.OpenAI
	}
	return &whisper.Engine{API: api, BaseURL: s.URL, Model: s.Model, Key: wire.Secret(s.Key), AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain, Proxy: s.Proxy,
		Limits: whisper.Limits{Parallel: s.Workers, Timeout: s.Timeout}}
}

func (c Config) transcriber(t *Tools) (err error) {
	switch c.Speech.Engine {
	case EngineWhisper, EngineOpenAI:
		e := c.whisper()
		if e.Roots, err = c.roots("speech", c.Speech.CA); err != nil {
			return err
		}
		if err := e.Check(); err != nil {
			return placedIn("speech", err)
		}
		t.Transcriber = e
		t.close = append(t.close, e.Close)
	case EnginePocketSphinx:
		e, err := pocketsphinx.Find(t.Cage)
		if e != nil && c.Speech.Model != "" {
			e.Model = c.Speech.Model
			err = e.Check()
		}
		if err != nil {
			t.Transcriber = absent{EnginePocketSphinx, err}
			return nil
		}
		t.Transcriber = e
	}
	return nil
}

// remoteTranslator is a translator behind an address.
type remoteTranslator interface {
	scribe.Translator
	Check() error
	Close()
}

// translating builds the translator behind an address.
func (c Config) translating(roots *x509.CertPool) remoteTranslator {
	s := c.Translate.Server
	server := func(to *translator.Server) {
		to.BaseURL, to.Key, to.AllowRemote, to.AllowPlain, to.Proxy, to.Roots = s.URL, wire.Secret(s.Key), s.AllowRemote, s.AllowPlain, s.Proxy, roots
		to.Limits.Timeout = s.Timeout
	}
	if s.Engine == EngineChat {
		e := &translator.Chat{Model: s.Model}
		server(&e.Server)
		return e
	}
	e := &translator.Libre{}
	server(&e.Server)
	return e
}

func (c Config) translator(t *Tools) error {
	switch c.Translate.Engine {
	case "":
		return nil
	case EngineApertium:
		var e scribe.Translator
		found, err := apertium.Find(t.Cage)
		if e = found; err != nil {
			e = absent{EngineApertium, err}
		}
		t.Translator = func(string, string) scribe.Translator { return e }
		return nil
	}
	roots, err := c.roots("translate", c.Translate.CA)
	if err != nil {
		return err
	}
	e := c.translating(roots)
	if err := e.Check(); err != nil {
		return placedIn("translate", err)
	}
	t.Translator = func(string, string) scribe.Translator { return e }
	t.close = append(t.close, e.Close)
	return nil
}

// speaking is the speaker behind an address.
func (c Config) speaking(roots *x509.CertPool) *speaker.Server {
	s := c.Voice.Server
	return &speaker.Server{BaseURL: s.URL, Model: s.Model, Voices: c.Voice.Voices, Key: wire.Secret(s.Key), AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain,
		Proxy: s.Proxy, Roots: roots, Limits: speaker.Limits{Timeout: s.Timeout}}
}

func (c Config) speaker(t *Tools) error {
	switch c.Voice.Engine {
	case EngineOpenAI:
		roots, err := c.roots("voice", c.Voice.CA)
		if err != nil {
			return err
		}
		e := c.speaking(roots)
		if err := e.Check(); err != nil {
			return placedIn("voice", err)
		}
		t.Speaker = e
		t.close = append(t.close, e.Close)
	case EngineESpeak:
		e, err := speaker.FindEspeak(t.Cage)
		if err != nil {
			t.Speaker = absent{EngineESpeak, err}
			return nil
		}
		e.Voices = c.Voice.Voices
		if err := e.Check(); err != nil {
			return placedIn("voice", err)
		}
		t.Speaker = e
	}
	return nil
}

// placedIn gives an error of an engine the place of a key of a table.
func placedIn(table string, err error) error {
	e, ok := err.(*voxpop.Error)
	if !ok {
		return err
	}
	c := *e
	c.Op = "app.LoadConfig"
	switch c.Place {
	case "proxy", "model", "engine", "key", "voices":
		c.Place = table + "." + c.Place
	default:
		c.Place = table + ".url"
	}
	return &c
}

// absent stands for a tool that is set and is not there: its steps wait, and
// say what to do, until it is.
type absent struct {
	name string
	err  error
}

// waiting is the error as one that waiting for a person mends, as keys that are
// locked do: no try is counted.
func (a absent) waiting() error {
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: "app.Tools", Message: voxpopMessage(a.err), Hint: voxpop.HintOf(a.err)}
}

func voxpopMessage(err error) string {
	if e, ok := err.(*voxpop.Error); ok {
		return e.Message
	}
	return "a tool is missing"
}

func (a absent) Name() string { return a.name }

func (a absent) Transcribe(context.Context, media.Sound, scribe.Hint) (scribe.Heard, error) {
	return scribe.Heard{}, a.waiting()
}

func (a absent) Translate(context.Context, []string, string, string, []scribe.Term) ([]string, error) {
	return nil, a.waiting()
}

func (a absent) Speak(context.Context, string, string) (media.Sound, error) {
	return media.Sound{}, a.err
}

// encode writes sound as wav or ogg.
func (t *Tools) encode(ctx context.Context, sound media.Sound, format string) ([]byte, error) {
	if format == "wav" {
		return sound.WAV(), nil
	}
	c, err := t.Media.EncodeSound(ctx, sound)
	return c.Body, err
}
