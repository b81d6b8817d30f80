// Package fpcalc takes acoustic prints of recordings with fpcalc, the program of Chromaprint, in the cage.
package fpcalc

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/fingerprint"
	"voxpop/internal/media"
)

// Engine runs fpcalc.
type Engine struct {
	Cage *cage.Cage
	Path string // of the program
}

// Find looks for fpcalc. The error, of kind unavailable, says how to install it;
// without it a recording is only known again when the same sound comes once
// more as it is.
func Find(c *cage.Cage) (*Engine, error) {
	path, err := cage.Find("fpcalc")
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "fpcalc.Find", Message: "fpcalc is not installed: a recording that was encoded again is not known again",
			Hint: "apt-get install libchromaprint-tools"}
	}
	return &Engine{Cage: c, Path: path}, nil
}

// seconds is how much of a recording the print is of.
const seconds = 120

// Print takes the print of the first two minutes of a sound. A sound of less
// than about three seconds has an empty one. The program gets a file that we
// wrote, never the one that a respondent sent.
func (e *Engine) Print(ctx context.Context, s media.Sound) (fingerprint.Print, error) {
	if s.Rate > 16000 {
		s = s.Part(media.Span{To: (seconds + 1) * s.Rate}).Resample(16000) // it goes down to 11 kHz itself
	}
	s = s.Part(media.Span{To: seconds * s.Rate})
	if s.Seconds() < 3 {
		return nil, nil
	}
	in, err := cage.FileOf(bytes.NewReader(s.WAV()), 0)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r, err := e.Cage.Run(ctx, cage.Job{Program: e.Path, Args: []string{"-raw", "-length", strconv.Itoa(seconds), cage.FD(0)}, Files: []*cage.File{in},
		Limits: cage.Limits{Wall: 30 * time.Second, Memory: 256 << 20, Stdout: 1 << 20}})
	if err != nil {
		return nil, err
	}
	if p, ok := parse(r.Stdout); ok && r.Killed == "" {
		// Debian's build ends with status 3 at the end of the file, and a print.
		return p, nil
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "fpcalc.Print", Message: "fpcalc gave no print", Hint: "check it with: voxpop doctor"}
}

// parse reads the line FINGERPRINT=1,2,3.
func parse(out []byte) (fingerprint.Print, bool) {
	for line := range strings.Lines(string(out)) {
		list, ok := strings.CutPrefix(strings.TrimSpace(line), "FINGERPRINT=")
		if !ok {
			continue
		}
		var p fingerprint.Print
		if list == "" {
			return p, true
		}
		for n := range strings.SplitSeq(list, ",") {
			v, err := strconv.ParseUint(n, 10, 32)
			if err != nil {
				return nil, false
			}
			if len(p) < fingerprint.MaxItems {
				p = append(p, uint32(v))
			}
		}
		return p, true
	}
	return nil, false
}
