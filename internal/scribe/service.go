package scribe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"voxpop"
)

// Service does the steps, and the verbs of people on what they make. A nil
// engine is one that is not set: its steps wait and say so.
type Service struct {
	Store       Store
	Cleaner     Cleaner
	Transcriber Transcriber
	// Translator gives what translates between two languages; nil, or a nil
	// result: nothing does.
	Translator func(from, to string) Translator
	Into       []string // languages into which everything is translated
	Glossary   []Term
	Langs      []string // that are spoken; when it is one, nothing else is heard
	Now        func() time.Time
	// After ends a step that takes too long, as time.AfterFunc does; nil: a step
	// may take as long as it likes.
	After func(time.Duration, func()) Timer
}

// Timer is what can still be put off, as a time.Timer.
type Timer interface {
	Stop() bool
	Reset(time.Duration) bool
}

// Bounds of trying again.
const (
	maxTries    = 8 // of what may help; a person can ask for more
	firstPause  = 30 * time.Second
	longPause   = time.Hour
	enginePause = 5 * time.Minute // until an engine that is not set is looked for again
)

// pause is how long a step waits after so many tries.
func pause(tries int) time.Duration {
	return min(firstPause<<min(max(tries-1, 0), 10), longPause)
}

// wait is why a step cannot begin. Others of the call-out wait for the same,
// of one language when lang is set.
type wait struct {
	reason, hint string
	in           time.Duration
	others       bool
	lang         string
}

func (w *wait) Error() string { return w.reason }

// fault is an error about what was sent or how voxpop is set up, for the editor.
func fault(kind voxpop.Kind, message, hint string) error {
	return &voxpop.Error{Kind: kind, Op: "scribe", Message: message, Hint: hint}
}

// First returns the steps with which a response begins that has just come.
func (s *Service) First(r voxpop.Response) []Step {
	if r.Gone() {
		return nil
	}
	if r.Media != "" && r.Medium != voxpop.Text {
		return []Step{Clean}
	}
	return s.translations(r)
}

// translations returns the steps that translate a response where it has no
// translation yet.
func (s *Service) translations(r voxpop.Response) (steps []Step) {
	from, text := r.Lang, r.Text
	if r.Transcript != nil {
		from, text = r.Transcript.Lang, r.Transcript.Text
	}
	if text == "" {
		return nil
	}
	for _, to := range s.Into {
		has := slices.ContainsFunc(r.Translations, func(t voxpop.Translation) bool { return sameLang(t.Lang, to) })
		if !has && !sameLang(from, to) {
			steps = append(steps, Translate+Step(to))
		}
	}
	return steps
}

// after returns the steps that follow once a recording is clean.
func (s *Service) after(r voxpop.Response) []Step {
	if r.Transcript == nil && (r.Medium == voxpop.Voice || r.Medium == voxpop.Video) {
		return []Step{Transcribe}
	}
	return s.translations(r)
}

// Do does a step that was handed out. What is wrong with the step ends in its
// task; an error is one of the store.
func (s *Service) Do(ctx context.Context, j Job) error {
	b, ok, err := s.Store.Begin(ctx, j)
	if err != nil || !ok {
		return err
	}
	if b.Tries > maxTries { // it never came to an end
		return s.ended(ctx, j, Ending{State: Failed, Tries: b.Tries,
			Reason: fmt.Sprintf("the program ended %d times in the middle of it", maxTries), Hint: "listen to the original with care: the file may be made to break programs; voxpop media run --again tries once more"})
	}
	within, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b.stop = func() { cancel(nil) }
	b.within = func(time.Duration) {}
	if s.After != nil {
		late := s.After(longestRead, func() { cancel(errLate) })
		defer late.Stop()
		b.within = func(d time.Duration) { late.Reset(longestRead + d) }
	}
	err = s.step(within, j, b)
	if err == nil || errors.Is(err, ErrLost) {
		return nil
	}
	if ctx.Err() != nil { // told to stop: the next process goes on
		return s.ended(ctx, j, Ending{State: Waiting, Tries: b.Tries - 1})
	}
	return s.ended(ctx, j, ending(err, errors.Is(context.Cause(within), errLate), b.Tries))
}

func (s *Service) step(ctx context.Context, j Job, b Begun) error {
	switch {
	case j.Step == Clean:
		return s.clean(ctx, j, b)
	case j.Step == Transcribe:
		return s.transcribe(ctx, j, b)
	case j.Step.Lang() != "":
		return s.translate(ctx, j, b)
	}
	return fault(voxpop.Internal, "no such step", "")
}

// How long a step may take: what hangs is ended. A step has some minutes to
// find out how long a thing is, and then as long as a small machine needs for it.
const longestRead = 10 * time.Minute

var errLate = errors.New("late")

// longestClean is for a file of so many bytes of a call-out with a longest
// recording: four times as long as it lasts, at 4 kB for a second of sound.
func longestClean(size int64, limit time.Duration) time.Duration {
	return 4 * max(limit, time.Duration(size/4000)*time.Second)
}

// longestHear is for so many seconds: a small machine hears ten times slower
// than people speak.
func longestHear(seconds float64) time.Duration {
	return 10 * time.Duration(seconds*float64(time.Second))
}

// longestTranslate is for so many sentences.
func longestTranslate(sentences int) time.Duration {
	return time.Duration(sentences) * 30 * time.Second
}

func (s *Service) ended(ctx context.Context, j Job, e Ending) error {
	err := s.Store.End(context.WithoutCancel(ctx), j, e)
	if errors.Is(err, ErrLost) {
		return nil
	}
	return err
}

// ending says what becomes of a step that failed.
func ending(err error, late bool, tries int) Ending {
	if w, ok := errors.AsType[*wait](err); ok {
		return Ending{State: Waiting, Reason: w.reason, Hint: w.hint, In: w.in, Others: w.others, Lang: w.lang}
	}
	e, ok := errors.AsType[*voxpop.Error](err)
	if !ok { // whose text may repeat what was sent
		e = &voxpop.Error{Kind: voxpop.Internal, Message: "it failed, and the reason is not known", Hint: "voxpop doctor looks at the tools; then voxpop media run --again"}
	}
	if late {
		e = &voxpop.Error{Kind: voxpop.Unavailable, Message: "it took too long and was ended", Hint: "is the machine, or the engine, overloaded? voxpop media run --again tries once more"}
	}
	end := Ending{State: Failed, Reason: e.Message, Hint: e.Hint, Tries: tries}
	if e.Kind == voxpop.Forbidden { // the keys are not there, or locked
		return Ending{State: Waiting, Reason: e.Message, Hint: e.Hint, In: enginePause, Others: true}
	}
	if e.Kind == voxpop.Unavailable && tries < maxTries {
		end.State, end.In = Waiting, pause(tries)
	}
	return end
}

// Tasks lists the tasks of responses, of all of the call-out when none is
// named, by response and step.
func (s *Service) Tasks(ctx context.Context, callout string, ids ...string) ([]Task, error) {
	return s.Store.Tasks(ctx, callout, ids...)
}

// Counts counts the tasks of a call-out, or of all with "".
func (s *Service) Counts(ctx context.Context, callout string) ([]Count, error) {
	all, err := s.Store.Counts(ctx)
	if callout != "" {
		all = slices.DeleteFunc(all, func(c Count) bool { return c.Callout != callout })
	}
	return all, err
}

// Run asks for steps: with step "" for whatever a response lacks and whatever
// failed, otherwise for that one. Again asks for what is done too. It returns
// how many steps wait because of it.
func (s *Service) Run(ctx context.Context, by voxpop.Actor, callout string, ids []string, step Step, again bool) (int, error) {
	if step != "" && !step.Valid() {
		return 0, fault(voxpop.Invalid, "no such step", "the steps are clean, transcribe and translate:LANG, as translate:en")
	}
	return s.Store.Ask(ctx, by, callout, ids, func(r voxpop.Response, tasks []Task) (next, redo []Step) {
		wanted := s.First(r)
		if step != "" {
			wanted = s.single(r, step)
			if step == Transcribe && len(wanted) > 0 && !slices.ContainsFunc(tasks, func(t Task) bool { return t.Step == Clean && t.State != Failed }) {
				wanted = []Step{Clean, Transcribe} // only what is clean is heard
			}
		} else if again {
			for _, t := range tasks {
				if t.Step == Clean { // the others follow it
					wanted = []Step{Clean}
				}
			}
		}
		if step == "" && !again { // what follows a step that is done already
			for _, t := range tasks {
				if t.Step == Clean && t.State == Done {
					wanted = append(wanted, s.after(r)...)
				}
				if t.State == Failed || t.State == Waiting {
					redo = append(redo, t.Step)
				}
			}
		}
		for _, w := range wanted {
			i := slices.IndexFunc(tasks, func(t Task) bool { return t.Step == w })
			switch {
			case i < 0:
				next = append(next, w)
			case again || tasks[i].State == Failed || tasks[i].State == Waiting:
				redo = append(redo, w)
			}
		}
		slices.Sort(redo)
		return next, slices.Compact(redo)
	})
}

// Stopped is the reason of a step that a person stopped.
const Stopped = "somebody stopped it"

// Stop ends steps that wait or run; of a task its response and step are read.
// Asking for them again (Run) goes on. It returns how many it stopped.
func (s *Service) Stop(ctx context.Context, by voxpop.Actor, callout string, steps []Task) (int, error) {
	return s.Store.Stop(ctx, by, callout, steps, Stopped, "voxpop media run asks for it again; or write the text by hand")
}

// single is a step when it has a meaning for the response.
func (s *Service) single(r voxpop.Response, step Step) []Step {
	if r.Gone() {
		return nil
	}
	recorded := r.Media != "" && r.Medium != voxpop.Text
	if step.Lang() == "" && !recorded || step == Transcribe && r.Medium == voxpop.Photo {
		return nil
	}
	return []Step{step}
}

// Derivatives lists what was made of a response's original, by kind.
func (s *Service) Derivatives(ctx context.Context, callout, id string) ([]Derivative, error) {
	return s.Store.Derivatives(ctx, callout, id)
}

// OpenDerivative opens a derivative; one that is not there is an error of kind
// not_found that says which are.
func (s *Service) OpenDerivative(ctx context.Context, callout, id string, kind Kind) (Derivative, io.ReadCloser, error) {
	return s.Store.OpenDerivative(ctx, callout, id, kind)
}

// Versions lists the versions of a work, the oldest first. A text from before
// versions were kept has one.
func (s *Service) Versions(ctx context.Context, ref Ref) ([]voxpop.TextVersion, error) {
	t, err := s.Store.Texts(ctx, ref)
	return t.Versions, err
}
