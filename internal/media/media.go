// Package media reads the length of recordings and cuts pieces out of them, without decoding: Ogg Opus, WAV, MP4 and WebM.
package media

import (
	"bytes"
	"math"

	"voxpop"
)

// Format is a container of sound or pictures that move.
type Format string

// The formats that Probe knows.
const (
	OggOpus Format = "ogg"
	WAV     Format = "wav"
	MP4     Format = "mp4" // and M4A, MOV, 3GP
	WebM    Format = "webm"
)

// Info says what a recording is.
type Info struct {
	Format  Format
	Seconds float64 // its length
}

// Probe reads what kind of recording b is and how long it lasts, from its
// container alone. Errors are of kind invalid. It is safe on any bytes: work
// and memory are bounded by the length of b.
func Probe(b []byte) (Info, error) {
	f, ok := sniff(b)
	if !ok {
		return Info{}, unknown()
	}
	seconds, err := map[Format]func([]byte) (float64, error){
		OggOpus: probeOgg, WAV: probeWAV, MP4: probeMP4, WebM: probeWebM,
	}[f](b)
	if err != nil {
		return Info{}, err
	}
	if math.IsNaN(seconds) || seconds < 0 || seconds > maxSeconds {
		return Info{}, broken("its length is impossible")
	}
	return Info{Format: f, Seconds: seconds}, nil
}

// maxSeconds is the longest recording believed: a hundred days.
const maxSeconds = 100 * 24 * 3600

// Cut returns the piece of a recording between two times, in seconds from its
// start, as a whole recording of its own, and its MIME type. The end may lie
// beyond the recording's; the piece then ends with it.
//
// Ogg Opus and WAV are cut without loss. The piece carries nothing over but the
// sound: no title, no device, no date. The same bytes and times give the same
// piece. Opus is stored in packets, mostly of 20 ms: the piece holds the
// packets that touch it and no other, and tells the player to skip what lies
// before from and after to. Other formats are an error of kind invalid.
func Cut(b []byte, from, to float64) (piece []byte, mime string, err error) {
	f, ok := sniff(b)
	if !ok {
		return nil, "", unknown()
	}
	if math.IsNaN(from) || math.IsNaN(to) || from < 0 || to <= from || from > maxSeconds {
		return nil, "", &voxpop.Error{Kind: voxpop.Invalid, Op: "media.Cut", Message: "the times of the piece are impossible",
			Hint: "give two times in seconds from the start, the first before the second"}
	}
	to = min(to, maxSeconds)
	switch f {
	case OggOpus:
		piece, err = cutOgg(b, from, to)
		return piece, "audio/ogg", err
	case WAV:
		piece, err = cutWAV(b, from, to)
		return piece, "audio/wav", err
	}
	return nil, "", &voxpop.Error{Kind: voxpop.Invalid, Op: "media.Cut", Message: "a recording in " + string(f) + " cannot be cut",
		Hint: "convert its sound to Ogg Opus or WAV first"}
}

// sniff tells the format by the first bytes.
func sniff(b []byte) (Format, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("OggS")):
		return OggOpus, true
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WAVE":
		return WAV, true
	case bytes.HasPrefix(b, []byte{0x1A, 0x45, 0xDF, 0xA3}):
		return WebM, true
	case len(b) >= 12 && (string(b[4:8]) == "ftyp" || string(b[4:8]) == "moov"):
		return MP4, true
	}
	return "", false
}

func unknown() error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "media.Probe", Message: "this is not a recording in a known format",
		Hint: "known are Ogg Opus, WAV, MP4 (M4A) and WebM"}
}

func broken(how string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "media.Probe", Message: "the recording is damaged: " + how,
		Hint: "ask for it again, or convert it with a tool that mends recordings"}
}

func outside() error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "media.Cut", Message: "the piece begins after the recording ends"}
}
