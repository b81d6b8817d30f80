package app

import (
	"context"
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/pocketsphinx"
	"voxpop/internal/engine/translator"
	"voxpop/internal/engine/whisper"
	"voxpop/internal/engine/wire"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// Tools are what reads recordings: the engines that the configuration names,
// and those that are found. A nil field is one that is not set. One that is set
// and cannot be had is there, and says at every step what it lacks.
type Tools struct {
	Cage        *cage.Cage
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

func (c Config) cleaner(t *Tools) error { return nil }

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
	if !slices.Contains([]string{EngineLibre, EngineChat}, c.Translate.Engine) {
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

func (c Config) speaker(t *Tools) error { return nil }

// placedIn gives an error of an engine the place of a key of a table.
func placedIn(table string, err error) error {
	e, ok := err.(*voxpop.Error)
	if !ok {
		return err
	}
	c := *e
	c.Op = "app.LoadConfig"
	switch c.Place {
	case "proxy", "model", "engine", "key":
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
	return nil, nil
}
