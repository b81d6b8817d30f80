package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/locale"
	"voxpop/internal/scribe"
)

// mediaCmd is how far the recordings of a call-out are, and what is made of them.
type mediaCmd struct {
	List mediaListCmd `cmd:"" default:"withargs" help:"How far each recording is: cleaned, heard, translated."`
	Run  mediaRunCmd  `cmd:"" help:"Ask for what recordings lack, or for a step again."`
	Get  mediaGetCmd  `cmd:"" help:"Write clean media of a response to a file."`
}

type mediaListCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	IDs     []string `arg:"" optional:"" name:"id" help:"Only these responses, with what was made of them."`
	Open    bool     `help:"Only those of which a step waits, runs or failed."`
	JSON    bool     `help:"As one JSON object."`
}

func (mediaListCmd) Help() string {
	return `What people record goes through steps: it is cleaned (made again without what it says of its maker),
written down, and translated. Each step waits, runs, is done or failed, and says why. A worker
does them: voxpop desk, serve and work have one. What the tools are that it needs, and whether they
are there, says voxpop doctor; docs/ENGINES.md explains.

What a machine wrote down or translated is a suggestion: read it (voxpop transcript) before anything
is quoted.

Example:
  voxpop media tram-reversal
  voxpop media tram-reversal --open
  voxpop media tram-reversal K7Q2`
}

func (c mediaListCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		got, err := a.Media(s.ctx, c.Callout, c.IDs...)
		if err != nil {
			return err
		}
		if c.Open {
			got.Recordings = slices.DeleteFunc(got.Recordings, func(r app.Recording) bool {
				return len(r.Steps) > 0 && !slices.ContainsFunc(r.Steps, func(t scribe.Task) bool { return t.State != scribe.Done })
			})
		}
		if c.JSON {
			return s.json(got)
		}
		return c.text(s, got)
	})
}

// stepName is a step as people read it.
func stepName(step scribe.Step) string {
	switch {
	case step == scribe.Clean:
		return "clean"
	case step == scribe.Transcribe:
		return "heard"
	}
	return "in " + step.Lang()
}

// standingOf is how far a step is, in a word or two.
func standingOf(t scribe.Task) string {
	if t.State == scribe.Running && t.Part > 0 {
		return fmt.Sprintf("%.0f%%", 100*t.Part)
	}
	return string(t.State)
}

func (c mediaListCmd) text(s *session, got app.Recordings) error {
	if len(got.Recordings) == 0 {
		what := "No recordings yet; what people record comes with voxpop pull."
		if c.Open {
			what = "Nothing is open: every recording went through its steps."
		}
		_, err := fmt.Fprintln(s.stdout, what)
		return err
	}
	// The steps that anybody has, in their order.
	var steps []scribe.Step
	for _, r := range got.Recordings {
		for _, t := range r.Steps {
			if !slices.Contains(steps, t.Step) {
				steps = append(steps, t.Step)
			}
		}
	}
	slices.SortFunc(steps, func(x, y scribe.Step) int { return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x, y)) })
	t := table{head: []string{"response", "medium", "lang"}}
	for _, step := range steps {
		t.head = append(t.head, stepName(step))
	}
	t.head = append(t.head, "transcript")
	type why struct{ step, state, reason, hint string }
	counts := map[why]int{}
	var order []why
	for _, r := range got.Recordings {
		row := []string{r.Response, string(r.Medium), cmp.Or(r.Lang, "–")}
		for _, step := range steps {
			task, ok := r.Step(step)
			if !ok {
				row = append(row, "–")
				continue
			}
			row = append(row, standingOf(task))
			if task.Reason != "" {
				w := why{stepName(step), string(task.State), task.Reason, task.Hint}
				if counts[w]++; counts[w] == 1 {
					order = append(order, w)
				}
			}
		}
		t.add(append(row, cmp.Or(string(r.Transcript), "–"))...)
	}
	if err := t.write(s.stdout); err != nil {
		return err
	}
	for _, w := range order {
		fmt.Fprintf(s.stdout, "\n%s: %s (%d): %s\n", w.step, w.state, counts[w], locale.Printable(w.reason))
		if w.hint != "" {
			fmt.Fprintf(s.stdout, "  hint: %s\n", locale.Printable(w.hint))
		}
	}
	for _, r := range got.Recordings {
		for _, d := range r.Made {
			fmt.Fprintf(s.stdout, "%s\n", made(r.Response, d))
		}
	}
	if got.Off {
		fmt.Fprintf(s.stdout, "\n[media] off of %s leaves recordings as they came.\n", app.ConfigFile)
	} else if n := openSteps(got.Recordings); n > 0 && len(c.IDs) == 0 {
		fmt.Fprintf(s.stdout, "\n%s to do; voxpop desk, serve and work do them, voxpop work --once now\n", number(n, "step"))
	}
	return nil
}

func rank(step scribe.Step) int {
	return slices.Index([]scribe.Step{scribe.Clean, scribe.Transcribe}, step) & 3
}

// openSteps counts the steps that a worker would do now; those that wait for
// something say for what.
func openSteps(all []app.Recording) (n int) {
	for _, r := range all {
		for _, t := range r.Steps {
			if t.State == scribe.Running || t.State == scribe.Waiting && t.Reason == "" {
				n++
			}
		}
	}
	return n
}

// made describes a derivative on a line.
func made(id string, d scribe.Derivative) string {
	var more []string
	if d.Seconds > 0 {
		more = append(more, fmt.Sprintf("%.1f s", d.Seconds))
	}
	if d.Width > 0 {
		more = append(more, fmt.Sprintf("%d × %d", d.Width, d.Height))
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s, %s %s", id, d.Kind, d.Type, size(d.Size), strings.Join(more, ", ")))
}

type mediaRunCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	IDs     []string `arg:"" optional:"" name:"id" help:"Responses; without any, all of the call-out."`
	Step    string   `help:"Only this step: clean, transcribe, or translate:LANG." placeholder:"STEP"`
	Again   bool     `help:"Also what is done, as after a better engine was set."`
	JSON    bool     `help:"As one JSON object."`
}

func (mediaRunCmd) Help() string {
	return `Asks for what recordings lack and for what failed; with --again for what is done, too. It returns at
once: a worker does the steps. What people corrected or reviewed stays the newest; what a machine
makes anew is kept beside it (voxpop transcript versions).

Example:
  voxpop media run tram-reversal
  voxpop media run tram-reversal K7Q2 --step transcribe --again
  voxpop media run tram-reversal --step translate:en`
}

func (c mediaRunCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		n, err := a.RunSteps(s.ctx, s.by(), c.Callout, c.IDs, scribe.Step(c.Step), c.Again)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": c.Callout, "steps": n})
		}
		if n == 0 {
			_, err = fmt.Fprintln(s.stdout, "nothing to do: every step is done or on its way; --again does them once more")
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "%s asked for\nnext: voxpop work --once, or leave it to voxpop desk; voxpop media %s says how far it is\n", number(n, "step"), c.Callout)
		return err
	})
}

type mediaGetCmd struct {
	Callout  string `arg:"" help:"Slug of the call-out."`
	Response string `arg:"" help:"The response."`
	Kind     string `arg:"" help:"audio, aac, video, still, poster or peaks."`
	Out      string `help:"The file to write, which must not be there yet; - is standard output." placeholder:"FILE"`
}

func (mediaGetCmd) Help() string {
	return `Writes what was made of a recording: audio (Opus), aac (for old players), video (MP4), still (a photo,
upright), poster (a frame of a video), peaks (the waveform, JSON). Nothing in it says who made it, or
where and with what; the voice and the picture are still the person's. The file lies in the clear:
nobody but you may read it, and erasing the answer does not reach it. Delete it when you are done.

Example:
  voxpop media get tram-reversal K7Q2 audio --out listen.ogg
  voxpop media get tram-reversal K7Q2 audio --out - | mpv -`
}

func (c mediaGetCmd) Run(s *session) error {
	kinds := []scribe.Kind{scribe.Audio, scribe.AAC, scribe.Video, scribe.Still, scribe.Poster, scribe.Peaks}
	if !slices.Contains(kinds, scribe.Kind(c.Kind)) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "media get", Place: c.Kind, Message: "is no kind of media", Hint: "audio, aac, video, still, poster or peaks"}
	}
	if c.Out == "" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "media get", Message: "where it is to be written", Hint: "--out FILE, or --out - for standard output"}
	}
	return s.with(false, func(a *app.App) error {
		d, body, err := a.Derivative(s.ctx, c.Callout, c.Response, scribe.Kind(c.Kind))
		if err != nil {
			return err
		}
		defer body.Close()
		if c.Out == "-" {
			_, err := io.Copy(s.facts, body)
			return err
		}
		if err := writePrivate("media get", c.Out, body); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "%s\n%s\n", c.Out, made(c.Response, d))
		return err
	})
}

// writePrivate writes a new file that only its owner may read.
func writePrivate(op, name string, body io.Reader) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Place: name, Message: "is there already", Hint: "name a new file"}
	}
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: name, Message: "cannot be written", Err: bare(err)}
	}
	_, err = io.Copy(f, body)
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: name, Message: "cannot be written", Err: bare(closeErr)}
	}
	if err != nil {
		os.Remove(name)
	}
	return err
}

// bare drops the path that a file error repeats.
func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
