// Package caption reads and writes the timed texts of other programs: WebVTT, SRT, the JSON of Whisper, and oTranscribe files.
//
// What it writes holds only the cues that it was given: no text that somebody
// said or sent can make another cue, a time, a setting, a note or a tag.
package caption

import (
	"fmt"

	"voxpop"
)

// Format is a file format of timed texts.
type Format string

// The formats.
const (
	VTT     Format = "vtt"  // WebVTT, W3C
	SRT     Format = "srt"  // SubRip
	Whisper Format = "json" // verbose_json of OpenAI's servers; whisper.cpp's and whisper's are read too
	OTR     Format = "otr"  // oTranscribe
)

// Formats lists every format.
var Formats = []Format{VTT, SRT, Whisper, OTR}

// Captions is a text with its times, in seconds from the start of the
// recording. The texts of Cues, in their order, are Text but for white space.
type Captions struct {
	Lang    string // BCP 47; "" = not said
	Text    string
	Cues    []voxpop.Cue
	Words   []voxpop.Word // empty where the format holds none
	Seconds float64       // length of the recording; 0 = not said
}

// MaxSize is the largest file that is read, in bytes.
const MaxSize = 32 << 20

// Read reads b as f; "" finds the format out. Errors are of kind invalid and
// name the line, never what it says.
func Read(b []byte, f Format) (Captions, error) {
	return Captions{}, refuse(f, 0, "cannot be read yet", "")
}

// Write writes c as f. Whatever the texts are, the file reads back as the same
// cues, and times are whole milliseconds with every end after its start.
func Write(c Captions, f Format) ([]byte, error) {
	return nil, refuse(f, 0, "cannot be written yet", "")
}

// refuse is an error about a file: line is the line at fault, 0 for the whole.
func refuse(f Format, line int, message, hint string) error {
	place := string(f)
	if line > 0 {
		place = fmt.Sprintf("%s:%d", f, line)
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "caption", Place: place, Message: message, Hint: hint}
}
