// Package apertium translates with Apertium, rule by rule, caged and without any server or model.
//
// A pair of languages is a “mode”: a line of a dozen programs, each reading
// what the one before wrote. This package does not run that line in a shell: it
// reads it, and runs the programs one after another in the cage, where they see
// their dictionaries and nothing else. The text travels through standard input
// and memory only.
package apertium

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/wire"
	"voxpop/internal/scribe"
	"voxpop/internal/text"
)

const (
	debian  = "/usr/share/apertium/modes"
	install = "install it with the pairs you need, as with apt-get install apertium apertium-eng-spa"
)

// Engine is one installation. The fields are set before the first call and then
// left alone; calls may run at once.
type Engine struct {
	Cage  *cage.Cage
	Modes string // folder of the .mode files

	Batch   int           // sentences in one run of the programs; 0 = 100
	Runes   int           // code points in one run; 0 = 20,000
	Timeout time.Duration // of one program; 0 = 60 s

	mu  sync.Mutex
	use Use
}

// Use is what an engine has been used for so far.
type Use struct {
	Sentences int `json:"sentences"`
	Words     int `json:"words"`
	Unknown   int `json:"unknown"` // words that are in none of its dictionaries and stand untranslated
}

// Marked is a translation with the words that Apertium did not know, as code
// points of the text.
type Marked struct {
	Text    string
	Unknown []text.Span
}

// Find returns the installed one. The error is of kind unavailable, with what to do.
func Find(c *cage.Cage) (*Engine, error) {
	e := &Engine{Cage: c, Modes: debian}
	if err := e.Check(); err != nil {
		return nil, err
	}
	return e, nil
}

// Check says what of the installation is missing. It runs nothing.
func (e *Engine) Check() error {
	modes, err := e.modes()
	if err != nil || len(modes) == 0 {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "apertium.Check", Message: "Apertium is not installed, or has no pair of languages", Hint: install}
	}
	for _, m := range modes {
		if _, err := e.pipeline(m); err != nil {
			return err
		}
	}
	return nil
}

// Probe translates a sentence of ours with the first pair.
func (e *Engine) Probe(ctx context.Context) error {
	modes, err := e.modes()
	if err != nil || len(modes) == 0 {
		return e.Check()
	}
	_, err = e.Translate(ctx, []string{"1, 2, a."}, modes[0].from, modes[0].to, nil)
	return err
}

// Name is the program's.
func (e *Engine) Name() string { return "Apertium" }

// Used says what the engine has been used for so far.
func (e *Engine) Used() Use {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.use
}

// mode is one direction of a pair.
type mode struct {
	file     string
	from, to string // as two letters where there are two
	variant  bool   // of a region, as spa-eng_US
}

// modes lists the directions that are installed, those without a variant first.
func (e *Engine) modes() ([]mode, error) {
	list, err := os.ReadDir(e.Modes)
	if err != nil {
		return nil, err
	}
	var out []mode
	for _, f := range list {
		name, ok := strings.CutSuffix(f.Name(), ".mode")
		if !ok {
			continue
		}
		a, b, ok := strings.Cut(name, "-")
		if !ok || strings.Contains(b, "-") {
			continue // eng-spa-debug and the like
		}
		from, _, v := strings.Cut(a, "_")
		to, _, w := strings.Cut(b, "_")
		if from, to = short(from), short(to); from != "" && to != "" {
			out = append(out, mode{filepath.Join(e.Modes, f.Name()), from, to, v || w})
		}
	}
	slices.SortStableFunc(out, func(a, b mode) int {
		switch {
		case a.variant == b.variant:
			return strings.Compare(a.file, b.file)
		case a.variant:
			return 1
		}
		return -1
	})
	return out, nil
}

// short is a language by its shortest code: en for eng and en-GB; "" for none.
func short(lang string) string {
	if i := strings.IndexAny(lang, "-_"); i >= 0 {
		lang = lang[:i]
	}
	b, err := language.ParseBase(lang)
	if err != nil {
		return ""
	}
	return b.String()
}

// Pairs are the pairs of languages that are installed, source first.
func (e *Engine) Pairs(context.Context) ([][2]string, error) {
	modes, err := e.modes()
	if err != nil {
		return nil, e.Check()
	}
	var out [][2]string
	for _, m := range modes {
		if p := [2]string{m.from, m.to}; !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, nil
}

// Translate returns exactly one translation per sentence. Words that Apertium
// does not know stand as they are, without a mark; see [Engine.Marked]. Terms
// of the glossary stand as it says, uninflected. A pair that is not installed is
// an error of kind not_found.
func (e *Engine) Translate(ctx context.Context, sentences []string, from, to string, glossary []scribe.Term) ([]string, error) {
	marked, err := e.Marked(ctx, sentences, from, to, glossary)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(marked))
	for i, m := range marked {
		out[i] = m.Text
	}
	return out, nil
}

// Marked is Translate with the places of the words that Apertium did not know.
func (e *Engine) Marked(ctx context.Context, sentences []string, from, to string, glossary []scribe.Term) ([]Marked, error) {
	const op = "apertium.Translate"
	if err := ctx.Err(); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "was not waited for", Err: err}
	}
	if len(sentences) > 5000 {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the text has too many sentences to translate in one piece", Hint: "translate a part of it by hand"}
	}
	line, err := e.line(op, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]Marked, len(sentences))
	type job struct {
		at    int
		said  string
		terms []scribe.Term
	}
	var jobs []job
	for i, s := range sentences {
		s = wire.OneLine(s)
		if !strings.ContainsFunc(s, unicode.IsLetter) {
			out[i].Text = s
			continue
		}
		held, terms := hold(s, from, to, glossary)
		jobs = append(jobs, job{i, held, terms})
	}
	batch, most := e.Batch, e.Runes
	if batch <= 0 {
		batch = 100
	}
	if most <= 0 {
		most = 20000
	}
	for len(jobs) > 0 {
		n, size := 0, 0
		var in []string
		for n < len(jobs) && n < batch && (n == 0 || size+utf8.RuneCountInString(jobs[n].said) <= most) {
			size += utf8.RuneCountInString(jobs[n].said)
			in = append(in, jobs[n].said)
			n++
		}
		got, err := e.some(ctx, op, line, in)
		if err != nil {
			return nil, err
		}
		var lost []int // of which the rules lost a term: again, without the glossary
		var plainly []string
		for k, m := range got {
			j := jobs[k]
			if len(j.terms) > 0 {
				back, ok := release(m, j.terms)
				if !ok {
					lost, plainly = append(lost, j.at), append(plainly, wire.OneLine(sentences[j.at]))
					continue
				}
				m = back
			}
			out[j.at] = m
		}
		if len(lost) > 0 {
			again, err := e.some(ctx, op, line, plainly)
			if err != nil {
				return nil, err
			}
			for k, at := range lost {
				out[at] = again[k]
			}
		}
		jobs = jobs[n:]
	}
	e.count(out)
	return out, nil
}

func (e *Engine) count(out []Marked) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.use.Sentences += len(out)
	for _, m := range out {
		e.use.Words += len(text.Words([]rune(m.Text)))
		e.use.Unknown += len(m.Unknown)
	}
}

// line is the programs for a pair.
func (e *Engine) line(op, from, to string) ([]command, error) {
	modes, err := e.modes()
	if err != nil || len(modes) == 0 {
		return nil, e.Check()
	}
	a, b := short(from), short(to)
	for _, m := range modes {
		if a != "" && m.from == a && m.to == b {
			return e.pipeline(m)
		}
	}
	return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "Apertium has no translation for this pair of languages here", Hint: "look for it with apt-cache search apertium-, or set another engine under [translate]"}
}

// some runs the programs over sentences, in halves when what comes out is not
// as many.
func (e *Engine) some(ctx context.Context, op string, line []command, sentences []string) ([]Marked, error) {
	var in strings.Builder
	stopped := make([]bool, len(sentences))
	for i, s := range sentences {
		stopped[i] = escape(&in, s)
		in.WriteByte(0)
	}
	stream := []byte(in.String())
	for _, c := range line {
		wall := e.Timeout
		if wall <= 0 {
			wall = time.Minute
		}
		r, err := e.Cage.Run(ctx, cage.Job{
			Program: c.program, Args: c.args, Read: c.read, Stdin: strings.NewReader(string(stream)),
			Env:    []string{"LC_ALL=C.UTF-8"},
			Limits: cage.Limits{Wall: wall, Memory: 512 << 20, Stdout: int64(4<<20 + 60*len(stream))},
		})
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "was not waited for", Err: ctx.Err()}
		}
		if r.ExitCode != 0 || r.Killed != "" {
			return e.halves(ctx, op, line, sentences)
		}
		stream = r.Stdout
	}
	// Each program may write a zero byte of its own at the end.
	parts := strings.Split(strings.TrimRight(string(stream), "\x00"), "\x00")
	if len(parts) != len(sentences) {
		return e.halves(ctx, op, line, sentences)
	}
	out := make([]Marked, len(parts))
	for i, p := range parts {
		if out[i] = unescape(p, stopped[i]); !strings.ContainsFunc(out[i].Text, unicode.IsLetter) {
			return e.halves(ctx, op, line, sentences)
		}
	}
	return out, nil
}

func (e *Engine) halves(ctx context.Context, op string, line []command, sentences []string) ([]Marked, error) {
	if len(sentences) == 1 {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "Apertium could not translate a sentence of this message", Hint: "translate this message by hand, or with another engine"}
	}
	half := len(sentences) / 2
	a, err := e.some(ctx, op, line, sentences[:half])
	if err != nil {
		return nil, err
	}
	b, err := e.some(ctx, op, line, sentences[half:])
	return append(a, b...), err
}

// command is one program of a mode.
type command struct {
	program string
	args    []string
	read    []string
}

// known are the programs that a mode may name; all of them end a sentence at
// a zero byte with -z.
var known = []string{"lt-proc", "apertium-tagger", "apertium-pretransfer", "apertium-posttransfer", "apertium-transfer", "apertium-interchunk", "apertium-postchunk",
	"lrx-proc", "lsx-proc", "cg-proc", "hfst-proc", "rtx-proc", "apertium-anaphora"}

// pipeline reads a mode.
func (e *Engine) pipeline(m mode) ([]command, error) {
	bad := func(message string) error {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "apertium.Check", Place: filepath.Base(m.file), Message: message, Hint: install}
	}
	raw, err := os.ReadFile(m.file)
	if err != nil || len(raw) > 64<<10 {
		return nil, bad("cannot be read")
	}
	var out []command
	for part := range strings.SplitSeq(strings.TrimSpace(string(raw)), "|") {
		words, err := split(part)
		if err != nil || len(words) == 0 {
			return nil, bad("is not a line of programs that is understood here")
		}
		name := filepath.Base(words[0])
		if !slices.Contains(known, name) {
			return nil, bad("names a program that is not known here")
		}
		p, err := cage.Find(name)
		if err != nil {
			return nil, bad("needs a program that is not installed")
		}
		c := command{program: p, args: []string{"-z"}}
		for _, w := range words[1:] {
			switch w {
			case "$1":
				w = "-g" // generate, and mark what is not known
			case "$2":
				continue
			}
			if w == "-z" {
				continue
			}
			if strings.HasPrefix(w, "/") {
				if _, err := os.Stat(w); err != nil {
					return nil, bad("needs a file that is not there")
				}
				c.read = append(c.read, w)
			}
			c.args = append(c.args, w)
		}
		out = append(out, c)
	}
	return out, nil
}

// split parts a command into words as the modes quote them. What a shell would
// do more is an error.
func split(s string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, open := rune(0), false
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == '\'':
			word.WriteRune(r)
		case strings.ContainsRune("`;&<>()\\\n", r):
			return nil, errors.New("a shell's work")
		case quote == 0 && (r == '\'' || r == '"'):
			quote, open = r, true
		case quote == 0 && unicode.IsSpace(r):
			if open || word.Len() > 0 {
				out = append(out, word.String())
				word.Reset()
				open = false
			}
		default:
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, errors.New("an open quotation")
	}
	if open || word.Len() > 0 {
		out = append(out, word.String())
	}
	for _, w := range out {
		if strings.Contains(w, "$") && w != "$1" && w != "$2" {
			return nil, errors.New("a shell's work")
		}
	}
	return out, nil
}

// hold puts a word that no dictionary has in the place of each term.
func hold(s, from, to string, glossary []scribe.Term) (string, []scribe.Term) {
	var held []scribe.Term
	for _, t := range glossary {
		if short(t.From) != short(from) || short(t.To) != short(to) || len(held) == 20 || strings.Contains(s, "Xqz") {
			continue
		}
		at := bitext.Exactly(s, t.Text)
		runes := []rune(s)
		for i := len(at) - 1; i >= 0 && len(held) < 20; i-- {
			runes = slices.Replace(runes, at[i].Start, at[i].End, []rune(token(len(held)))...)
			held = append(held, t)
		}
		s = string(runes)
	}
	return s, held
}

func token(i int) string { return "Xqz" + string(rune('a'+i)) + "q" }

// release puts the glossary's words back; ok is false when one is not there once.
func release(m Marked, terms []scribe.Term) (Marked, bool) {
	for i, t := range terms {
		as, _, _ := strings.Cut(t.As, "|")
		as = strings.TrimSpace(as)
		if strings.Count(m.Text, token(i)) != 1 {
			return m, false
		}
		before, after, _ := strings.Cut(m.Text, token(i))
		at, was, is := text.Len(before), text.Len(token(i)), text.Len(as)
		m.Text = before + as + after
		var kept []text.Span
		for _, u := range m.Unknown {
			switch {
			case u.Start >= at+was:
				u.Start, u.End = u.Start+is-was, u.End+is-was
			case u.End > at:
				continue
			}
			kept = append(kept, u)
		}
		m.Unknown = kept
	}
	return m, true
}
