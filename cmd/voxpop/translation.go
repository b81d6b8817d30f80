package main

import (
	"bytes"
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/bitext"
	"voxpop/internal/locale"
	"voxpop/internal/scribe"
)

type translationCmd struct {
	Show     translationShowCmd     `cmd:"" help:"Read it beside what it translates, with what to look at."`
	Edit     translationEditCmd     `cmd:"" help:"Correct it."`
	Review   translationReviewCmd   `cmd:"" help:"Say that you read both and the translation is right."`
	Versions translationVersionsCmd `cmd:"" help:"Every version: who made it, and when."`
	Undo     translationUndoCmd     `cmd:"" help:"Go back to an older version."`
}

// translated names a translation of a response.
type translated struct {
	Callout  string `arg:"" help:"Slug of the call-out."`
	Response string `arg:"" help:"The response."`
	Lang     string `arg:"" help:"The language of the translation, as en."`
}

func (t translated) ref() scribe.Ref {
	return scribe.Ref{Callout: t.Callout, Response: t.Response, Of: voxpop.OfTranslation, Lang: t.Lang}
}

type translationShowCmd struct {
	translated
	Version int  `help:"This version instead of the newest." placeholder:"N"`
	Plain   bool `help:"Only the translation."`
	JSON    bool `help:"As one JSON object."`
}

func (translationShowCmd) Help() string {
	return `Prints a translation, sentence by sentence below what each translates, and lists what a person should
look at: numbers, names and “not” that are on one side only, sentences that are missing, terms of the
glossary ([translate] glossary of voxpop.toml) that are translated another way. What is listed need
not be wrong, and what is not listed need not be right.

Example:
  voxpop translation show tram-reversal K7Q2 en
  voxpop translation show tram-reversal K7Q2 en --plain > K7Q2.en.txt`
}

// shownTranslation is the JSON of a translation beside its source.
type shownTranslation struct {
	voxpop.TextVersion
	From        string              `json:"from"`
	Original    string              `json:"original"`
	OutOfDate   bool                `json:"out_of_date,omitempty"`
	Differences []bitext.Difference `json:"differences"`
}

func (c translationShowCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		t, err := a.Text(s.ctx, c.ref())
		if err != nil {
			return err
		}
		v, err := t.At(c.Version)
		if err != nil {
			return err
		}
		diffs, err := a.Differences(t, v)
		if err != nil {
			return err
		}
		if c.JSON {
			if diffs == nil {
				diffs = []bitext.Difference{}
			}
			return s.json(shownTranslation{v, t.From, t.Source, t.OutOfDate, diffs})
		}
		if c.Plain || len(v.Pairs) == 0 {
			err = s.showText(t, v, false)
		} else {
			err = s.showPairs(t, v)
		}
		if err != nil {
			return err
		}
		if t.OutOfDate {
			fmt.Fprintf(s.stderr, "\nwhat it translates reads otherwise now: voxpop media run %s %s --step translate:%s --again, or correct it\n", c.Callout, c.Response, c.Lang)
		}
		if len(diffs) > 0 {
			fmt.Fprintln(s.stderr, "\nlook at:")
			for _, d := range diffs {
				fmt.Fprintf(s.stderr, "  %s: %s\n", d.Kind, locale.Printable(d.Say))
				if in := sentenceOf(t, v, d); in != "" {
					fmt.Fprintf(s.stderr, "    in: %s\n", in)
				}
			}
		}
		return nil
	})
}

// sentenceOf is how the sentence of the source begins in which a difference
// lies; "" where the sentences are not known.
func sentenceOf(t app.Text, v voxpop.TextVersion, d bitext.Difference) string {
	all := []rune(t.Source)
	for _, p := range v.Pairs {
		if d.From[0] >= p.From[0] && d.From[0] < p.From[1] && p.From[1] <= len(all) {
			return beginning(string(all[p.From[0]:p.From[1]]))
		}
	}
	return ""
}

// showPairs writes each sentence of the source, and below it what stands for it.
func (s *session) showPairs(t app.Text, v voxpop.TextVersion) error {
	fmt.Fprintln(s.stderr, title(v, len(t.Versions)))
	if v.State != voxpop.Reviewed {
		fmt.Fprintln(s.stderr, "nobody has reviewed it: it cannot be quoted yet")
	}
	fmt.Fprintln(s.stderr)
	_, err := fmt.Fprint(s.stdout, beside(t, v))
	return err
}

// beside writes sentences in pairs.
func beside(t app.Text, v voxpop.TextVersion) string {
	var b strings.Builder
	from, to := []rune(t.Source), []rune(v.Text)
	part := func(all []rune, span [2]int) string {
		lo, hi := min(max(span[0], 0), len(all)), min(max(span[1], 0), len(all))
		return locale.Isolate(locale.Printable(strings.Join(strings.Fields(string(all[lo:max(lo, hi)])), " ")))
	}
	for _, p := range v.Pairs {
		fmt.Fprintf(&b, "%s  %s\n%s  %s\n\n", cmp.Or(t.From, "??"), part(from, p.From), v.Lang, part(to, p.To))
	}
	return b.String()
}

type translationEditCmd struct {
	translated
	File string `arg:"" optional:"" help:"A file with the whole translation; - is standard input. Without it your editor opens."`
	Text string `help:"The whole translation." placeholder:"TEXT"`
	Base int    `help:"The version that you saw: refuse when there is a newer one. Default: the newest." default:"-1" placeholder:"N"`

	Empty bool `help:"Keep an empty text."`
	JSON  bool `help:"As one JSON object."`
}

func (translationEditCmd) Help() string {
	return `Keeps a corrected translation as the next version; sentences stay beside what they translate. Where
there is none yet, it is the first. Without FILE your editor opens, with the original below a line:
nothing below that line is kept. The file lies in memory (voxpop help transcript edit).

Example:
  voxpop translation edit tram-reversal K7Q2 en
  voxpop translation edit tram-reversal K7Q2 en K7Q2.en.txt --by noa`
}

func (c translationEditCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		v, err := s.change(a, c.ref(), c.File, c.Text, c.Base, c.Empty, func(t app.Text) string { return t.Source })
		if err != nil {
			return err
		}
		return s.kept(v, c.JSON, fmt.Sprintf("voxpop translation review %s %s %s", c.Callout, c.Response, c.Lang))
	})
}

type translationReviewCmd struct {
	translated
	Version int  `help:"The version that you read: refuse when there is a newer one. Default: the newest." placeholder:"N"`
	JSON    bool `help:"As one JSON object."`
}

func (translationReviewCmd) Help() string {
	return `Says, in your name (--by), that you read original and translation and the newest version is right.
From then on a story may quote it as a translation.

Example:
  voxpop translation review tram-reversal K7Q2 en --by noa`
}

func (c translationReviewCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		return s.review(a, c.ref(), c.Version, c.JSON, fmt.Sprintf("quote it in a story of that language: «[words](response:%s)», then voxpop story check", c.Response))
	})
}

type translationVersionsCmd struct {
	translated
	JSON bool `help:"As one JSON object."`
}

func (translationVersionsCmd) Help() string {
	return `Lists every version of a translation, the oldest first. None is ever changed.

Example:
  voxpop translation versions tram-reversal K7Q2 en`
}

func (c translationVersionsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error { return s.versions(a, c.ref(), c.JSON) })
}

type translationUndoCmd struct {
	translated
	To   int  `help:"The version to go back to. Default: the one before the newest." placeholder:"N"`
	JSON bool `help:"As one JSON object."`
}

func (translationUndoCmd) Help() string {
	return `Makes an older version the newest. That is a version too, so it can be undone itself.

Example:
  voxpop translation undo tram-reversal K7Q2 en`
}

func (c translationUndoCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error { return s.undo(a, c.ref(), c.To, c.JSON) })
}

type revoiceCmd struct {
	Callout  string `arg:"" help:"Slug of the call-out."`
	Response string `arg:"" help:"The response."`
	Lang     string `help:"Read the reviewed translation into this language instead." placeholder:"TAG"`
	Out      string `required:"" help:"The file to write, which must not be there yet: .wav or .ogg." placeholder:"FILE"`
	JSON     bool   `help:"As one JSON object."`
}

func (revoiceCmd) Help() string {
	return `Has the reviewed transcript of a response read aloud by the voice of [voice] in voxpop.toml, so that a
story can be heard without the voice of who said it. Nothing of the recording is in the result. Words
can still tell who somebody is: read them with that in mind. In a story, disguise=revoice on a clip
does the same at the build.

Example:
  voxpop revoice tram-reversal K7Q2 --out K7Q2.wav
  voxpop revoice tram-reversal K7Q2 --lang en --out K7Q2.en.ogg`
}

func (c revoiceCmd) Run(s *session) error {
	format, ok := strings.CutPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
	if !ok || format != "wav" && format != "ogg" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "revoice", Place: "--out", Message: "says no kind of sound", Hint: "end it with .wav or .ogg"}
	}
	return s.with(false, func(a *app.App) error {
		s.telling()("reading aloud")
		got, err := a.Revoice(s.ctx, c.Callout, c.Response, c.Lang, format)
		if err != nil {
			return err
		}
		if err := writePrivate("revoice", c.Out, bytes.NewReader(got.Body)); err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": c.Callout, "response": c.Response, "lang": got.Lang, "version": got.N, "engine": got.Engine, "seconds": got.Seconds, "out": c.Out})
		}
		_, err = fmt.Fprintf(s.stdout, "%s: version %d, %.1f s, read by %s\nsay in the story that the voice is not theirs\n", c.Out, got.N, got.Seconds, got.Engine)
		return err
	})
}
