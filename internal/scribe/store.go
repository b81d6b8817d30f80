package scribe

import (
	"context"
	"io"
	"strings"
	"time"

	"voxpop"
)

// Lane is a queue of steps that ask for the same thing of a machine. Each has a
// width of its own: a slow engine holds up no other step.
type Lane string

// The lanes.
const (
	MediaLane     Lane = "media"
	SpeechLane    Lane = "speech"
	TranslateLane Lane = "translate"
)

// Lanes lists every lane.
var Lanes = []Lane{MediaLane, SpeechLane, TranslateLane}

// Lang is the language into which a step translates; "" for other steps.
func (s Step) Lang() string {
	lang, _ := strings.CutPrefix(string(s), string(Translate))
	if lang == string(s) {
		return ""
	}
	return lang
}

// Lane is the queue of the step.
func (s Step) Lane() Lane {
	switch {
	case s == Transcribe:
		return SpeechLane
	case s.Lang() != "":
		return TranslateLane
	}
	return MediaLane
}

// Valid reports whether there is such a step.
func (s Step) Valid() bool {
	return s == Clean || s == Transcribe || voxpop.ValidLang(s.Lang())
}

// Job is a step of a response that was handed out to be done.
type Job struct {
	Callout  string
	Response string
	Step     Step
	Run      int64 // which handing out it is: an older one has no say
}

// Ref names a work: the transcript of a response, or one of its translations.
type Ref struct {
	Callout, Response string
	Of                voxpop.Work
	Lang              string // of a translation; of a transcript only read when there is none yet
}

// Begun is what a step starts from.
type Begun struct {
	Response voxpop.Response
	Tries    int           // this one included, since a person last asked for it
	Clean    TaskState     // of the clean step; "" = there is none
	Limit    time.Duration // the longest recording of the call-out; 0 = no limit

	stop   func()              // ends the step
	within func(time.Duration) // says how long it may take from now on
}

// Texts is what there is of a response's texts, all of one moment.
type Texts struct {
	Response voxpop.Response
	// Versions are all of the work that is asked for, the oldest first.
	Versions []voxpop.TextVersion
	// Newest has the newest version of every work: the transcript first, then
	// the translations by language.
	Newest []voxpop.TextVersion
	// Transcripts are all versions of the transcript, the oldest first.
	Transcripts []voxpop.TextVersion
}

// Work returns the newest version of a work; ok is false when there is none.
func (t Texts) Work(of voxpop.Work, lang string) (v voxpop.TextVersion, ok bool) {
	for _, v := range t.Newest {
		if v.Of == of && (of == voxpop.OfTranscript || v.Lang == lang) {
			return v, true
		}
	}
	return v, false
}

// Made is what is to be kept: Versions without their numbers, which the store
// gives, and the steps that follow. Nothing made changes nothing.
type Made struct {
	Versions []voxpop.TextVersion
	Next     []Step // added where the response has them not
	Redo     []Step // done anew
	Note     string // what the task says, of a step; a sentence without anybody's words
	Hint     string
}

// Ending is how a step ends that kept nothing.
type Ending struct {
	State        TaskState
	Reason, Hint string
	Tries        int           // that count from here on
	In           time.Duration // of one that waits: when it is tried again
	// Others: the same steps of the call-out that are due wait for the same,
	// those of responses in Lang only when it is not "".
	Others bool
	Lang   string
}

// Count is how many tasks of a step are in a state.
type Count struct {
	Callout string    `json:"callout"`
	Step    Step      `json:"step"`
	State   TaskState `json:"state"`
	N       int       `json:"n"`
}

// Store keeps tasks, derivatives and versions. Every method is one transaction.
// A step that is no longer its run's own (withdrawn, asked for anew, taken over
// after a crash) is lost: Begin says so, the others return [ErrLost] and keep
// nothing.
type Store interface {
	Begin(ctx context.Context, j Job) (b Begun, ok bool, err error)
	Progress(ctx context.Context, j Job, part float64) error
	End(ctx context.Context, j Job, e Ending) error
	// Original opens what was sent. What it gives is closed by the caller.
	Original(ctx context.Context, j Job) (Original, error)
	// KeepParts ends a step with what a cleaner made: derivatives, marks, the
	// task and the tasks that follow are there together or not at all.
	KeepParts(ctx context.Context, j Job, c *Cleaned, next []Step) error
	// KeepText ends a step with texts. Make runs inside the transaction and may
	// run again.
	KeepText(ctx context.Context, j Job, ref Ref, make func(Texts) (Made, error)) error

	// Change is a verb of a person on a work whose newest version they saw as
	// base (0 = none). Anything newer is a conflict. It returns the first of
	// what was made, with its number; the newest version when nothing was.
	Change(ctx context.Context, by voxpop.Actor, verb string, ref Ref, base int, make func(Texts) (Made, error)) (voxpop.TextVersion, error)
	Texts(ctx context.Context, ref Ref) (Texts, error)
	Tasks(ctx context.Context, callout string, ids ...string) ([]Task, error)
	Counts(ctx context.Context) ([]Count, error)
	Derivatives(ctx context.Context, callout, id string) ([]Derivative, error)
	OpenDerivative(ctx context.Context, callout, id string, kind Kind) (Derivative, io.ReadCloser, error)
	// Ask adds steps to responses, all that are there when ids is empty: choose
	// says which, and which of them are done anew. It returns how many steps
	// were added or asked for anew.
	Ask(ctx context.Context, by voxpop.Actor, callout string, ids []string, choose func(voxpop.Response, []Task) (next, redo []Step)) (int, error)
	// Stop makes steps that wait or run fail for this reason, and returns how
	// many did. What runs meanwhile keeps nothing.
	Stop(ctx context.Context, by voxpop.Actor, callout string, steps []Task, reason, hint string) (int, error)
}

// ErrLost is the error of a step that is another's now, or nobody's.
var ErrLost error = &voxpop.Error{Kind: voxpop.Conflict, Op: "scribe", Message: "the step is no longer this run's"}
