// Package scribe turns what people sent into clean media, text and translations: every machine step a suggestion, every version kept, every hand correction too.
//
// A response with a recording or a picture goes through steps. Each is a job
// that the store leaves in the transaction that calls for it; each ends in one
// transaction that keeps what it made, so a crash at any place leaves nothing
// half made. What a machine heard or translated is of state machine until a
// person reviews it, and only then may it be quoted.
package scribe

import (
	"context"
	"io"
	"time"

	"voxpop"
	"voxpop/internal/media"
)

// Step is one thing to do with a response.
type Step string

// The steps, in order. A translation's is Translate + its language, as
// "translate:en".
const (
	Clean      Step = "clean"
	Transcribe Step = "transcribe"
	Translate  Step = "translate:"
)

// TaskState says how far a step is.
type TaskState string

// The states of a task.
const (
	Waiting TaskState = "waiting"
	Running TaskState = "running"
	Done    TaskState = "done"
	Failed  TaskState = "failed" // for a reason that trying again does not mend
)

// Task is how far one step of one response is. It holds no word that anybody sent.
type Task struct {
	Response string    `json:"response"`
	Step     Step      `json:"step"`
	State    TaskState `json:"state"`
	Tries    int       `json:"tries"`
	Part     float64   `json:"part"`             // how much of it is done, as a fraction of 1
	Reason   string    `json:"reason,omitempty"` // why it failed, or waits
	Hint     string    `json:"hint,omitempty"`   // what the editor or the operator can do
	At       time.Time `json:"at"`               // of the last change, UTC
}

// Kind is a kind of derivative.
type Kind string

// The derivatives of an original. An original stays sealed and untouched.
const (
	Audio  Kind = "audio"  // Ogg Opus, mono 48 kHz, -16 LUFS
	AAC    Kind = "aac"    // the same as AAC in MP4, for old browsers
	Video  Kind = "video"  // H.264 and AAC in MP4, 720 lines at most
	Still  Kind = "still"  // JPEG, of a photo, upright
	Poster Kind = "poster" // JPEG, a frame of a video
	Peaks  Kind = "peaks"  // audiowaveform JSON, version 2
)

// Derivative says what was made of an original.
type Derivative struct {
	Response string  `json:"response"`
	Kind     Kind    `json:"kind"`
	Type     string  `json:"type"` // media type
	Size     int64   `json:"size"` // bytes
	SHA256   string  `json:"sha256"`
	Seconds  float64 `json:"seconds,omitempty"`
	Width    int     `json:"width,omitempty"` // pixels
	Height   int     `json:"height,omitempty"`
	Tool     string  `json:"tool"` // name and version of what made it
	Of       string  `json:"of"`   // SHA-256 of the original
}

// Part is a derivative that is about to be kept.
type Part struct {
	Derivative
	Body io.ReadSeeker
}

// MarkKind says what a mark is made of.
type MarkKind string

// The marks by which a recording is known again.
const (
	StreamMark MarkKind = "stream" // SHA-256 of the sound's packets, in hex
	PrintMark  MarkKind = "print"  // Chromaprint of the sound: its 32-bit items as hex, 8 digits each
	PictMark   MarkKind = "pict"   // perceptual hash of an upright picture or frame, 16 hex digits
)

// Mark is what a recording or picture is known by when it comes again.
type Mark struct {
	Response string   `json:"response"`
	Kind     MarkKind `json:"kind"`
	Value    string   `json:"value"`
}

// Original is what a respondent sent.
type Original struct {
	Response voxpop.Response // without its text
	Seconds  int             // the call-out's limit; 0 = none
	SHA256   string
	Size     int64 // bytes
	Body     io.ReadCloser
}

// Cleaned is what a cleaner made of an original.
type Cleaned struct {
	Parts []Part
	Marks []Mark
	// Lost says what the derivatives lack because a tool is missing, as a
	// sentence for the editor; "" when nothing.
	Lost string
	// Close lets go of the bodies.
	Close func() error
}

// Cleaner makes clean derivatives. Its errors are of kind invalid when the file
// is at fault, with a message and a hint that an editor understands, and of
// kind unavailable when another try may help.
type Cleaner interface {
	Clean(ctx context.Context, o Original, progress func(part float64)) (*Cleaned, error)
}

// Hint tells a transcriber what is known beforehand.
type Hint struct {
	Lang  string   // BCP 47; "" = to be detected
	Words []string // names that may fall, from the glossary
}

// Heard is what a transcriber heard in a piece of sound. Times are seconds from
// the piece's start and lie inside it, in order.
type Heard struct {
	Lang     string  // BCP 47; "" = it does not say
	LangP    float64 // how sure it was of that; 0 = it does not say
	Segments []voxpop.Cue
	Words    []voxpop.Word // empty: the engine gives no times of words
}

// Transcriber turns speech into text. Sound is mono at 16 kHz.
type Transcriber interface {
	Name() string // of the engine, with its version or model
	Transcribe(ctx context.Context, s media.Sound, h Hint) (Heard, error)
}

// Term is a line of the glossary: how a word or a name is to be translated.
type Term struct {
	From, To string
	Text, As string
}

// Translator turns sentences into another language, one for one.
type Translator interface {
	Name() string
	// Translate returns exactly one translation per sentence, in their order. A
	// pair of languages that it does not know is an error of kind not_found.
	Translate(ctx context.Context, sentences []string, from, to string, glossary []Term) ([]string, error)
}

// Speaker reads a text aloud.
type Speaker interface {
	Name() string
	// Speak returns mono sound. A language that it has no voice for is an error
	// of kind not_found.
	Speak(ctx context.Context, text, lang string) (media.Sound, error)
}
