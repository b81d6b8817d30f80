package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/caption"
	"voxpop/internal/locale"
	"voxpop/internal/scribe"
	"voxpop/internal/transcript"
)

// What transcripts and translations have in common: versions that people show,
// change, review and take back.

// versionLine is one version in a list.
type versionLine struct {
	N      int          `json:"n"`
	State  voxpop.State `json:"state"`
	By     string       `json:"by,omitempty"`
	Engine string       `json:"engine,omitempty"`
	Day    string       `json:"day,omitempty"`
	Source int          `json:"source,omitempty"`
	Words  int          `json:"words"`
}

func lineOf(v voxpop.TextVersion) versionLine {
	l := versionLine{N: v.N, State: v.State, By: v.By, Engine: v.Engine, Source: v.Source, Words: len(strings.Fields(v.Text))}
	if !v.At.IsZero() {
		l.Day = v.At.Time.Format("2006-01-02")
	}
	return l
}

// title says what a version is, on one line.
func title(v voxpop.TextVersion, of int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version %d of %d, %s", v.N, of, v.State)
	if who := cmp.Or(v.By, v.Engine); who != "" {
		fmt.Fprintf(&b, " by %s", who)
	}
	if !v.At.IsZero() {
		fmt.Fprintf(&b, " on %s", v.At.Time.Format("2006-01-02"))
	}
	fmt.Fprintf(&b, ", language %s", cmp.Or(v.Lang, "unknown"))
	return locale.Printable(b.String())
}

func (s *session) versions(a *app.App, ref scribe.Ref, asJSON bool) error {
	t, err := a.Text(s.ctx, ref)
	if err != nil {
		return err
	}
	if asJSON {
		all := []versionLine{}
		for _, v := range t.Versions {
			all = append(all, lineOf(v))
		}
		return s.json(map[string]any{"callout": ref.Callout, "response": ref.Response, "of": ref.Of, "lang": t.Newest().Lang, "versions": all})
	}
	list := table{head: []string{"n", "state", "by", "engine", "day", "words"}, right: map[int]bool{0: true, 5: true}}
	for _, v := range t.Versions {
		l := lineOf(v)
		list.add(fmt.Sprint(l.N), string(l.State), cmp.Or(l.By, "–"), cmp.Or(l.Engine, "–"), cmp.Or(l.Day, "–"), fmt.Sprint(l.Words))
	}
	return list.write(s.stdout)
}

// kept says what a verb made.
func (s *session) kept(v voxpop.TextVersion, asJSON bool, next string) error {
	if asJSON {
		return s.json(lineOf(v))
	}
	if _, err := fmt.Fprintf(s.stdout, "version %d, %s\n", v.N, v.State); err != nil || next == "" {
		return err
	}
	_, err := fmt.Fprintf(s.stdout, "next: %s\n", next)
	return err
}

// isNone reports that there is no text yet, which somebody may then write.
func isNone(err error) bool {
	return voxpop.KindOf(err) == voxpop.NotFound && strings.Contains(fmt.Sprint(err), "has no ")
}

// scissors parts the text from what stands below it for the person to read.
const scissors = "──────── below this line nothing is kept ────────"

// change lets a person change a text: from a file, standard input, or their
// editor, and keeps it as the next version. beside is shown below the text in
// the editor. The words never lie on a disk on their way.
//
// An empty text is refused unless empty says that it is meant: a pipe that
// failed writes one, too.
func (s *session) change(a *app.App, ref scribe.Ref, from, text string, base int, empty bool, beside func(app.Text) string) (voxpop.TextVersion, error) {
	was := ""
	seen := 0
	t, err := a.Text(s.ctx, ref)
	switch {
	case isNone(err):
		if _, err := a.Media(s.ctx, ref.Callout, ref.Response); err != nil { // no such response
			return voxpop.TextVersion{}, err
		}
	case err != nil:
		return voxpop.TextVersion{}, err
	default:
		was, seen = t.Newest().Text, t.Newest().N
	}
	if base < 0 {
		base = seen
	}
	now := text
	if text == "" && !(empty && from == "") {
		if now, err = s.written(from, was, func() string {
			if beside == nil {
				return ""
			}
			return beside(t)
		}); err != nil {
			return voxpop.TextVersion{}, err
		}
	}
	if strings.TrimRight(now, "\n") == strings.TrimRight(was, "\n") {
		return voxpop.TextVersion{}, &voxpop.Error{Kind: voxpop.Invalid, Op: s.verb, Place: ref.Response, Message: "nothing was changed", Hint: "to say that the text is right as it is: voxpop " + s.verb + " review"}
	}
	if strings.TrimSpace(now) == "" && !empty {
		return voxpop.TextVersion{}, &voxpop.Error{Kind: voxpop.Invalid, Op: s.verb, Place: ref.Response, Message: "the text is empty: nothing was changed", Hint: "--empty keeps it so, as of a recording in which nobody speaks"}
	}
	v, err := a.EditText(s.ctx, s.by(), ref, base, strings.TrimRight(now, "\n"))
	if err != nil && from == "" && text == "" {
		// What somebody typed is not lost with the error.
		fmt.Fprintln(s.facts, strings.TrimRight(now, "\n"))
		fmt.Fprintln(s.stderr, "voxpop: what you wrote was not kept, and stands above; give it again with voxpop "+s.verb+" edit … -")
	}
	return v, err
}

// written is a text from a file, standard input ("-"), or the editor ("").
func (s *session) written(from, was string, below func() string) (string, error) {
	switch from {
	case "":
	case "-":
		b, err := io.ReadAll(io.LimitReader(s.stdin, app.MaxText))
		return string(b), err
	default:
		b, err := os.ReadFile(from)
		if err != nil {
			return "", &voxpop.Error{Kind: voxpop.NotFound, Op: s.verb, Place: from, Message: "cannot be read", Err: bare(err), Hint: "name a file with the text; - is standard input"}
		}
		return string(b), nil
	}
	if _, ok := s.keyboard(); !ok {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: s.verb, Message: "there is no terminal for an editor", Hint: "give it with --text, name a file with the text, or - for standard input"}
	}
	if app.Swapping() {
		fmt.Fprintln(s.stderr, "warning: this machine swaps: what the editor holds in memory may reach its disk (swapoff -a)")
	}
	shown := was
	if more := below(); more != "" {
		shown += "\n\n" + scissors + "\n" + more
	}
	now, err := app.Terminal{In: s.stdin, Out: s.facts, Screen: s.screen, Getenv: s.getenv}.ByHand(s.ctx, shown)
	now, _, _ = strings.Cut(now, scissors)
	return strings.TrimRight(now, "\n"), err
}

// showText writes a version: its text to stdout, what it is to stderr.
func (s *session) showText(t app.Text, v voxpop.TextVersion, times bool) error {
	fmt.Fprintln(s.stderr, title(v, len(t.Versions)))
	if v.State != voxpop.Reviewed {
		fmt.Fprintln(s.stderr, "nobody has reviewed it: it cannot be quoted yet")
	}
	fmt.Fprintln(s.stderr)
	if !times || len(v.Cues) == 0 {
		_, err := fmt.Fprintln(s.stdout, v.Text)
		return err
	}
	for _, c := range v.Cues {
		if _, err := fmt.Fprintf(s.stdout, "%s  %s\n", clock(c.Start), locale.Isolate(locale.Printable(strings.Join(strings.Fields(c.Text), " ")))); err != nil {
			return err
		}
	}
	return nil
}

// clock writes seconds as m:ss.
func clock(seconds float64) string { return fmt.Sprintf("%d:%02d", int(seconds)/60, int(seconds)%60) }

// doubtful is under which certainty a word is shown as doubtful.
const doubtful = .5

// doubts lists the words that the engine was not sure of.
func doubts(v voxpop.TextVersion) (all []string) {
	text := []rune(v.Text)
	for _, span := range transcript.LowConfidence(transcript.From(v), doubtful) {
		all = append(all, string(text[span.Start:span.End]))
	}
	return all
}

type transcriptCmd struct {
	Show     transcriptShowCmd     `cmd:"" help:"Read it."`
	Edit     transcriptEditCmd     `cmd:"" help:"Correct it; the times of the words stay."`
	Review   transcriptReviewCmd   `cmd:"" help:"Say that you heard the recording and the text is right."`
	Versions transcriptVersionsCmd `cmd:"" help:"Every version: who made it, and when."`
	Undo     transcriptUndoCmd     `cmd:"" help:"Go back to an older version."`
	Export   transcriptExportCmd   `cmd:"" help:"Write it for other programs: WebVTT, SRT, Whisper's JSON, oTranscribe."`
	Import   transcriptImportCmd   `cmd:"" help:"Take it from a file of another program."`
}

// spoken names the transcript of a response.
type spoken struct {
	Callout  string `arg:"" help:"Slug of the call-out."`
	Response string `arg:"" help:"The response."`
}

func (t spoken) ref() scribe.Ref {
	return scribe.Ref{Callout: t.Callout, Response: t.Response, Of: voxpop.OfTranscript}
}

type transcriptShowCmd struct {
	spoken
	Version int  `help:"This version instead of the newest." placeholder:"N"`
	Times   bool `help:"With the time at which each piece begins."`
	JSON    bool `help:"As one JSON object."`
}

func (transcriptShowCmd) Help() string {
	return `Prints what a machine or a person wrote down of a recording: the text on standard output, and on
standard error which version it is, and the words of which the machine was not sure.

Example:
  voxpop transcript show tram-reversal K7Q2
  voxpop transcript show tram-reversal K7Q2 --times --version 1`
}

func (c transcriptShowCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		t, err := a.Text(s.ctx, c.ref())
		if err != nil {
			return err
		}
		v, err := t.At(c.Version)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(v)
		}
		if err := s.showText(t, v, c.Times); err != nil {
			return err
		}
		if all := doubts(v); len(all) > 0 {
			fmt.Fprintf(s.stderr, "\nlisten again to: %s\n", locale.Isolate(locale.Printable(strings.Join(all, " · "))))
		}
		return nil
	})
}

type transcriptEditCmd struct {
	spoken
	File string `arg:"" optional:"" help:"A file with the whole text; - is standard input. Without it your editor opens."`
	Text string `help:"The whole text." placeholder:"TEXT"`
	Lang string `help:"Language of the text, where it is the first." placeholder:"TAG"`
	Base int    `help:"The version that you saw: refuse when there is a newer one. Default: the newest." default:"-1" placeholder:"N"`

	Empty bool `help:"Keep an empty text, as of a recording in which nobody speaks."`
	JSON  bool `help:"As one JSON object."`
}

func (transcriptEditCmd) Help() string {
	return `Keeps a corrected text as the next version. Words that you leave keep their times; only what you
change is fitted in anew. Nothing is lost: voxpop transcript versions lists what there was, undo goes
back. When somebody else was faster, nothing is changed.

Without FILE the text opens in $VOXPOP_EDITOR, $VISUAL or $EDITOR, from a file that lies in memory
(/dev/shm or $XDG_RUNTIME_DIR) and is removed when the editor ends; no disk holds it. Vim is told to
keep no copies. Others may keep some of their own: look at their settings for backups and history.

Example:
  voxpop transcript edit tram-reversal K7Q2
  voxpop transcript show tram-reversal K7Q2 | sed 's/trem/tram/' | voxpop transcript edit tram-reversal K7Q2 -`
}

func (c transcriptEditCmd) Run(s *session) error {
	ref := c.ref()
	ref.Lang = c.Lang
	return s.with(false, func(a *app.App) error {
		v, err := s.change(a, ref, c.File, c.Text, c.Base, c.Empty, nil)
		if err != nil {
			return err
		}
		return s.kept(v, c.JSON, fmt.Sprintf("voxpop transcript review %s %s", c.Callout, c.Response))
	})
}

type transcriptReviewCmd struct {
	spoken
	Version int  `help:"The version that you read: refuse when there is a newer one. Default: the newest." placeholder:"N"`
	JSON    bool `help:"As one JSON object."`
}

func (transcriptReviewCmd) Help() string {
	return `Says, in your name (--by), that you heard the recording and the newest version is what was said. From
then on it may be quoted. A later edit takes that back until somebody reviews it anew.

Example:
  voxpop transcript review tram-reversal K7Q2 --by chiara`
}

func (c transcriptReviewCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		return s.review(a, c.ref(), c.Version, c.JSON, fmt.Sprintf("quote it: «[words](response:%s)» in a story, then voxpop story check", c.Response))
	})
}

func (s *session) review(a *app.App, ref scribe.Ref, version int, asJSON bool, next string) error {
	t, err := a.Text(s.ctx, ref)
	if err != nil {
		return err
	}
	if version == 0 {
		version = t.Newest().N
	}
	if version == t.Newest().N && t.Newest().State == voxpop.Reviewed {
		fmt.Fprintln(s.stderr, "it was reviewed before; nothing was changed")
		return s.kept(t.Newest(), asJSON, "")
	}
	read, err := t.At(version)
	if err != nil {
		return err
	}
	v, err := a.ReviewText(s.ctx, s.by(), ref, version)
	if err != nil {
		return err
	}
	// Whoever reviews what somebody made meanwhile sees it.
	fmt.Fprintf(s.stderr, "you say so of version %d, %s by %s: %s\n", read.N, read.State, locale.Printable(cmp.Or(read.By, "the machine")), beginning(read.Text))
	if ref.Of == voxpop.OfTranslation {
		left, err := a.Differences(t, read)
		if err != nil {
			return err
		}
		if n := len(left); n > 0 {
			fmt.Fprintf(s.stderr, "warning: %s to look at %s left as %s: voxpop translation show %s %s %s lists %s\n", number(n, "place"), map[bool]string{true: "was", false: "were"}[n == 1],
				map[bool]string{true: "it is", false: "they are"}[n == 1], ref.Callout, ref.Response, ref.Lang, map[bool]string{true: "it", false: "them"}[n == 1])
		}
	}
	return s.kept(v, asJSON, next)
}

// beginning is the first words of a text, on a line.
func beginning(text string) string {
	words := strings.Fields(text)
	more := ""
	if len(words) > 8 {
		words, more = words[:8], " …"
	}
	return locale.Isolate(locale.Printable(strings.Join(words, " ") + more))
}

type transcriptVersionsCmd struct {
	spoken
	JSON bool `help:"As one JSON object."`
}

func (transcriptVersionsCmd) Help() string {
	return `Lists every version of a transcript, the oldest first. None is ever changed.

Example:
  voxpop transcript versions tram-reversal K7Q2`
}

func (c transcriptVersionsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error { return s.versions(a, c.ref(), c.JSON) })
}

type transcriptUndoCmd struct {
	spoken
	To   int  `help:"The version to go back to. Default: the one before the newest." placeholder:"N"`
	JSON bool `help:"As one JSON object."`
}

func (transcriptUndoCmd) Help() string {
	return `Makes an older version the newest. That is a version too, so it can be undone itself.

Example:
  voxpop transcript undo tram-reversal K7Q2
  voxpop transcript undo tram-reversal K7Q2 --to 1`
}

func (c transcriptUndoCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error { return s.undo(a, c.ref(), c.To, c.JSON) })
}

func (s *session) undo(a *app.App, ref scribe.Ref, to int, asJSON bool) error {
	t, err := a.Text(s.ctx, ref)
	if err != nil {
		return err
	}
	v, err := a.UndoText(s.ctx, s.by(), ref, t.Newest().N, to)
	if err != nil {
		return err
	}
	return s.kept(v, asJSON, "")
}

type transcriptExportCmd struct {
	spoken
	Format  string `help:"vtt (WebVTT), srt, json (Whisper's), otr (oTranscribe)." enum:"vtt,srt,json,otr" default:"vtt"`
	Version int    `help:"This version instead of the newest." placeholder:"N"`
	Out     string `help:"The file to write, which must not be there yet. Default: standard output." placeholder:"FILE"`
}

func (transcriptExportCmd) Help() string {
	return `Writes a transcript for other programs. Whatever was said, it makes no cue, tag or note of its own
there. A file lies in the clear and is out of the reach of voxpop erase.

Example:
  voxpop transcript export tram-reversal K7Q2 --format srt --out K7Q2.srt`
}

func (c transcriptExportCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		t, err := a.Text(s.ctx, c.ref())
		if err != nil {
			return err
		}
		v, err := t.At(c.Version)
		if err != nil {
			return err
		}
		b, err := app.ExportTranscript(v, caption.Format(c.Format))
		if err != nil {
			return err
		}
		if c.Out == "" || c.Out == "-" {
			_, err := s.facts.Write(b)
			return err
		}
		if err := writePrivate("transcript export", c.Out, bytes.NewReader(b)); err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.stdout, c.Out)
		return err
	})
}

type transcriptImportCmd struct {
	spoken
	File   string `arg:"" help:"The file; - is standard input."`
	Format string `help:"vtt, srt, json or otr. Default: it is told from the content." enum:",vtt,srt,json,otr" default:""`
	Lang   string `help:"Language of the text. Default: what the file says, else what the transcript had." placeholder:"TAG"`
	Base   int    `help:"The version that you saw: refuse when there is a newer one. Default: the newest." default:"-1" placeholder:"N"`
	JSON   bool   `help:"As one JSON object."`
}

func (transcriptImportCmd) Help() string {
	return `Takes a transcript that was made or corrected in another program as the next version, with the times
that the file has. Review it afterwards.

Example:
  voxpop transcript import tram-reversal K7Q2 K7Q2.otr`
}

func (c transcriptImportCmd) Run(s *session) error {
	var b []byte
	var err error
	if c.File == "-" {
		b, err = io.ReadAll(io.LimitReader(s.stdin, caption.MaxSize+1))
	} else if b, err = os.ReadFile(c.File); err != nil {
		err = &voxpop.Error{Kind: voxpop.NotFound, Op: "transcript import", Place: c.File, Message: "cannot be read", Err: bare(err), Hint: "name a file of another program; - is standard input"}
	}
	if err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		if c.Base < 0 {
			c.Base = 0
			t, err := a.Text(s.ctx, c.ref())
			if err != nil && !isNone(err) {
				return err
			}
			if err == nil {
				c.Base = t.Newest().N
			}
		}
		v, err := a.ImportTranscript(s.ctx, s.by(), c.ref(), c.Base, b, caption.Format(c.Format), c.Lang)
		if e, ok := errors.AsType[*voxpop.Error](err); ok && (e.Place == "" || strings.HasPrefix(e.Place, c.Format+":")) { // nothing, or the line
			e.Place = c.File + strings.TrimPrefix(e.Place, c.Format)
		}
		if err != nil {
			return err
		}
		return s.kept(v, c.JSON, fmt.Sprintf("voxpop transcript review %s %s", c.Callout, c.Response))
	})
}
