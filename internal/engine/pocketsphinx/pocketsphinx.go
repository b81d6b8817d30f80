// Package pocketsphinx hears English with CMU PocketSphinx and its English model, caged and without any server.
//
// It is the engine of the tests, since Debian has all of it, and the plain one
// for a newsroom without a speech server. It was made for clear speech in quiet
// rooms: what people say into their phones it often mishears. Its words are in
// small letters and have no punctuation; each has a time and a probability.
package pocketsphinx

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

const (
	program = "pocketsphinx_continuous"
	debian  = "/usr/share/pocketsphinx/model/en-us"
	install = "install it, as with apt-get install pocketsphinx pocketsphinx-en-us"
	lang    = "en"

	// Rate is the one rate of sound that the model knows, in samples a second.
	Rate = 16000

	shortest = .1   // seconds of sound that may hold a word
	gap      = .6   // seconds of silence that end a cue
	frame    = .01  // seconds; the program's ends are the last frame of a word
	patience = 8    // seconds of work for a second of sound, on a busy machine; it takes 0.4 to 0.6
	maxWords = 50e3 // of one answer
)

// Engine is one installation. The fields are set before the first call and then
// left alone; calls may run at once, each a process that takes 110 MB.
type Engine struct {
	Cage    *cage.Cage
	Program string  // absolute path of pocketsphinx_continuous
	Model   string  // folder that holds en-us, en-us.lm.bin and cmudict-en-us.dict
	Seconds float64 // of sound in one call; 0 = 600
}

// Find returns the installed one. The error is of kind unavailable, with what
// to do; where only Debian's model is missing there is an engine beside it, to
// be given another Model.
func Find(c *cage.Cage) (*Engine, error) {
	p, err := cage.Find(program)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "pocketsphinx.Find", Message: "PocketSphinx is not installed", Hint: install}
	}
	e := &Engine{Cage: c, Program: p, Model: debian}
	return e, e.Check()
}

// model lists what the program reads.
func (e *Engine) model() (acoustic, language, dictionary string) {
	return filepath.Join(e.Model, "en-us"), filepath.Join(e.Model, "en-us.lm.bin"), filepath.Join(e.Model, "cmudict-en-us.dict")
}

// Check says what of the installation is missing. It runs nothing.
func (e *Engine) Check() error {
	acoustic, language, dictionary := e.model()
	for _, p := range []string{e.Program, acoustic, language, dictionary} {
		if _, err := os.Stat(p); err != nil || !filepath.IsAbs(p) {
			return &voxpop.Error{Kind: voxpop.Unavailable, Op: "pocketsphinx.Check", Message: "PocketSphinx or its English model is not whole", Hint: install}
		}
	}
	return nil
}

// Probe lets the program hear half a second of silence, in the cage.
func (e *Engine) Probe(ctx context.Context) error {
	_, err := e.Transcribe(ctx, media.Sound{Rate: Rate, Samples: make([]int16, Rate/2)}, scribe.Hint{Lang: lang})
	return err
}

// Name is that of the program and its model.
func (e *Engine) Name() string { return "PocketSphinx en-us" }

// Transcribe returns what the program heard in s, which is mono at 16 kHz. It
// knows English and nothing else: a hint of another language is an error of
// kind not_found. Without a hint it takes everything for English, and says so
// with no certainty. Names of the glossary do not help it.
func (e *Engine) Transcribe(ctx context.Context, s media.Sound, h scribe.Hint) (scribe.Heard, error) {
	const op = "pocketsphinx.Transcribe"
	longest := e.Seconds
	if longest <= 0 {
		longest = 600
	}
	base, _, _ := strings.Cut(strings.ToLower(h.Lang), "-")
	switch {
	case ctx.Err() != nil:
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "was not waited for", Err: ctx.Err()}
	case base != "" && base != "und" && base != lang:
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "PocketSphinx has a model for English only", Hint: "set a speech server for other languages (docs/ENGINES.md), or write the transcript by hand"}
	case s.Rate != Rate:
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: fmt.Sprintf("sound comes at %d samples a second, not at %d", s.Rate, Rate)}
	case s.Seconds() > longest:
		return scribe.Heard{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("more than %d seconds of sound in one call", int(longest)), Hint: "cut it at its silences"}
	case s.Seconds() < shortest:
		return scribe.Heard{}, nil
	}
	pcm := make([]byte, 0, 2*len(s.Samples))
	for _, v := range s.Samples {
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(v))
	}
	in, err := cage.FileOf(bytes.NewReader(pcm), int64(len(pcm)))
	if err != nil {
		return scribe.Heard{}, err
	}
	defer in.Close()
	acoustic, language, dictionary := e.model()
	r, err := e.Cage.Run(ctx, cage.Job{
		Program: e.Program,
		// Plain samples: the program takes a file for WAV by its name only.
		// Silence stays in, as leaving it out spoils how the model adapts.
		Args: []string{"-infile", cage.FD(0), "-hmm", acoustic, "-lm", language, "-dict", dictionary, "-samprate", strconv.Itoa(Rate),
			"-remove_silence", "no", "-time", "yes"},
		Files:  []*cage.File{in},
		Read:   []string{e.Model},
		Limits: cage.Limits{Wall: time.Minute + time.Duration(patience*s.Seconds())*time.Second, Threads: 8},
	})
	if err != nil {
		return scribe.Heard{}, err
	}
	if err := r.Err(); err != nil {
		return scribe.Heard{}, wrap(op, r, err)
	}
	return read(r.Stdout, s.Seconds()), nil
}

// wrap says what to do when the program failed on sound that is known to be
// whole: the sound is not at fault then.
func wrap(op string, r cage.Result, err error) error {
	e := &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "PocketSphinx did not get to the end", Hint: "look at voxpop doctor; the recording waits for another try", Err: err}
	if r.Killed == cage.ByTime {
		e.Message, e.Hint = "PocketSphinx took too long", "too much runs on this machine; the recording waits for another try"
	}
	return e
}

// read reads the program's report. A line of the words that it took in all is
// followed by one for each word, with its start and end in seconds and its
// probability:
//
//	the ferry leaves
//	<s> 0.000 0.120 1.000100
//	the(2) 0.130 0.330 0.845845
func read(out []byte, seconds float64) scribe.Heard {
	var words []voxpop.Word
	var first []int // the word that begins each cue
	begins := true
	at := 0.
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) != 4 || len(words) >= maxWords {
			continue
		}
		start, ok1 := decimal(f[1])
		end, ok2 := decimal(f[2])
		p, ok3 := decimal(f[3])
		if !ok1 || !ok2 || !ok3 {
			continue
		}
		if f[0] == "<s>" || f[0] == "</s>" {
			begins = true
			continue
		}
		text := clean(f[0])
		if text == "" {
			continue
		}
		start = min(max(start, at), seconds)
		end = min(max(end+frame, start), seconds)
		at = start
		p = min(max(p, 0), 1)
		if n := len(words); n > 0 {
			words[n-1].End = min(words[n-1].End, start)
			begins = begins || start-words[n-1].End > gap
		}
		if begins {
			first, begins = append(first, len(words)), false
		}
		words = append(words, voxpop.Word{Start: start, End: end, Text: text, P: &p})
	}
	if len(words) == 0 {
		return scribe.Heard{}
	}
	h := scribe.Heard{Lang: lang, Words: words}
	for i, from := range first {
		to := len(words)
		if i+1 < len(first) {
			to = first[i+1]
		}
		texts := make([]string, 0, to-from)
		for _, w := range words[from:to] {
			texts = append(texts, w.Text)
		}
		h.Segments = append(h.Segments, voxpop.Cue{Start: words[from].Start, End: words[to-1].End, Text: strings.Join(texts, " ")})
	}
	return h
}

func decimal(s string) (float64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// clean is a word of the dictionary without what only the program needs: the
// number of a pronunciation, as in the(2); "" for silence and noise, which are
// <sil>, [NOISE] and ++NOISE++.
func clean(w string) string {
	if strings.ContainsAny(w, "<>[]{}+") {
		return ""
	}
	if i := strings.IndexByte(w, '('); i > 0 && strings.HasSuffix(w, ")") {
		w = w[:i]
	}
	if strings.IndexFunc(w, unicode.IsLetter) < 0 {
		return ""
	}
	return w
}
