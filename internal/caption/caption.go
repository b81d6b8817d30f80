// Package caption reads and writes the timed texts of other programs: WebVTT, SRT, the JSON of Whisper, and oTranscribe files.
//
// What it writes holds only the cues that it was given: no text that somebody
// said or sent can make another cue, a time, a setting, a note or a tag.
package caption

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"voxpop"
)

// Format is a file format of timed texts.
type Format string

// The formats.
const (
	VTT     Format = "vtt"  // WebVTT, W3C
	SRT     Format = "srt"  // SubRip
	Whisper Format = "json" // verbose_json as OpenAI's servers give it; the shapes of whisper.cpp and of whisper's own program are read too
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

// Bounds of what is read.
const (
	MaxSize  = 32 << 20 // bytes of a file
	maxCues  = 100_000
	maxWords = 1_000_000
)

// Read reads b as f; "" finds the format out. Errors are of kind invalid and
// name the line, never what it says. Names of speakers, tags and file names are
// passed over.
func Read(b []byte, f Format) (Captions, error) {
	if len(b) > MaxSize {
		return Captions{}, refuse(f, 0, fmt.Sprintf("is larger than %d MB", MaxSize>>20), "is it the recording instead of its captions?")
	}
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return Captions{}, refuse(f, 0, "is UTF-16", "save the file as UTF-8")
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if bad := !utf8.Valid(b); bad && bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("{")) {
		// whisper.cpp writes tokens that are halves of letters.
		b = bytes.ToValidUTF8(b, []byte("\ufffd"))
	} else if bad {
		return Captions{}, refuse(f, badLine(b), "is not UTF-8", "save the file as UTF-8")
	}
	if f == "" {
		f = Sniff(b)
	}
	var c Captions
	var err error
	switch f {
	case VTT:
		c, err = readVTT(string(b))
	case SRT:
		c, err = readSRT(string(b))
	case Whisper:
		c, err = readWhisper(b)
	case OTR:
		c, err = readOTR(b)
	case "":
		return Captions{}, refuse("captions", 0, "are in no format that is known here", "WebVTT, SRT, Whisper's JSON and oTranscribe's .otr are read")
	default:
		return Captions{}, unknown(f)
	}
	if err != nil {
		return Captions{}, err
	}
	return c, nil
}

// Write writes c as f. Whatever the texts are, the file reads back as the cues
// that have a text, in the same order. White space in a cue becomes one space,
// what cannot be seen or changes the direction of what follows goes, and SRT,
// which knows no escape, gets wide brackets for those of its tags. Times are
// whole milliseconds; every cue begins after the one before it, ends after its own
// start, and no later than the next one begins.
func Write(c Captions, f Format) ([]byte, error) {
	switch f {
	case VTT:
		return writeVTT(c), nil
	case SRT:
		return writeSRT(c), nil
	case Whisper:
		return writeWhisper(c)
	case OTR:
		return writeOTR(c)
	}
	return nil, unknown(f)
}

func unknown(f Format) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "caption", Message: "is no format of captions", Hint: "one of vtt, srt, json, otr"}
}

// Sniff guesses the format of a file; "" when it is none.
func Sniff(b []byte) Format {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(b, []byte("WEBVTT")):
		return VTT
	case bytes.HasPrefix(b, []byte("{")):
		var keys map[string]json.RawMessage
		if json.Unmarshal(mended(b), &keys) != nil {
			return Whisper // which says where it is broken
		}
		_, segments := keys["segments"]
		_, cli := keys["transcription"]
		_, media := keys["media"]
		_, at := keys["media-time"]
		switch text, ok := keys["text"]; {
		case segments || cli:
			return Whisper
		case ok && (media || at):
			return OTR
		case ok && len(text) > 0 && text[0] == '"':
			return Whisper
		}
		return ""
	case bytes.Contains(b, []byte("-->")):
		return SRT
	}
	return ""
}

// badLine is the line of the first byte that is no UTF-8.
func badLine(b []byte) int {
	line := 1
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		b = b[n:]
	}
	return line
}

// refuse is an error about a file: line is the line at fault, 0 for the whole.
func refuse(f Format, line int, message, hint string) error {
	place := string(f)
	if line > 0 {
		place = fmt.Sprintf("%s:%d", f, line)
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "caption", Place: place, Message: message, Hint: hint}
}
