// Package ffmpeg makes clean derivatives of recordings and photos, and clips for stories: each ffmpeg runs in the cage, and what it wrote is looked at box by box before it is believed.
//
// A video is asked first what it holds (ffprobe), a voice message only where its
// first sound is none that is opened. It is decoded once to 16 kHz for its
// waveform, loudness and marks, and once more while all derivatives are encoded
// together. Our own look at the first bytes chooses the
// demuxer; ffmpeg never guesses one. Only the first sound and the first moving
// picture are read.
//
// Loudness is measured in the first pass and reached by one constant gain in
// the second: a filter that does both in one pass rides the gain, which lifts
// the breath of a silent room to the loudness of speech, and it takes longer
// than both of ours.
//
// Without ffmpeg, voice messages in Ogg Opus and photos still work.
package ffmpeg

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/fingerprint"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// Engine makes derivatives. The fields are set before the first call; calls
// may run at once.
type Engine struct {
	Cage            *cage.Cage
	FFmpeg, FFprobe string // absolute paths; "" = there is none
	// Print takes the print of a sound at 16 kHz where ffmpeg cannot do it itself;
	// nil: then no prints are taken.
	Print func(context.Context, media.Sound) (fingerprint.Print, error)
	// Memory is what one run of ffmpeg may hold, in bytes; 0 = 512 MiB.
	Memory int64
	// Seconds is the longest recording that is worked on; 0 = an hour.
	Seconds int

	once    sync.Once
	version string
	prints  bool // ffmpeg takes prints itself
}

var _ scribe.Cleaner = (*Engine)(nil)

// recipe is the version of what this package does to a recording: it goes up
// when the same recording would give other bytes.
const recipe = "1"

const (
	maxOriginal = 100 << 20 // bytes
	maxOutput   = 256 << 20 // bytes of one derivative
)

// Find returns an engine with the tools that are installed. Where ffmpeg is
// missing the engine works without it, and the error, of kind unavailable, says
// so.
func Find(c *cage.Cage) (*Engine, error) {
	e := &Engine{Cage: c}
	f, err := cage.Find("ffmpeg")
	if err != nil {
		return e, missing()
	}
	p, err := cage.Find("ffprobe")
	if err != nil {
		return e, missing()
	}
	e.FFmpeg, e.FFprobe = f, p
	return e, nil
}

func missing() error {
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "ffmpeg.Find", Message: "ffmpeg is not installed here", Hint: "install it, as with apt-get install ffmpeg"}
}

func (e *Engine) able() bool { return e.FFmpeg != "" && e.FFprobe != "" }

// Missing says what is missing and what that costs, a sentence each; nil when
// nothing is.
func (e *Engine) Missing() (out []string) {
	if !e.able() {
		out = append(out, "ffmpeg is not installed: only voice messages in Ogg Opus and photos can be made clean; video, M4A, MP3, AMR and WebM wait")
	}
	if e.Version(); e.Print == nil && !e.prints {
		out = append(out, "fpcalc is not installed: a recording that was encoded again is not found among the others")
	}
	return out
}

// Version is ffmpeg's, as "5.1.9"; "" without it.
func (e *Engine) Version() string {
	e.once.Do(func() {
		if !e.able() {
			return
		}
		r, err := e.Cage.Run(context.Background(), cage.Job{Program: e.FFmpeg, Args: []string{"-version"}, Limits: cage.Limits{Memory: e.memory()}})
		if f := strings.Fields(string(r.Stdout)); err == nil && r.Err() == nil && len(f) > 2 {
			e.version = f[2]
			e.prints = strings.Contains(string(r.Stdout), "--enable-chromaprint")
		}
	})
	return e.version
}

func (e *Engine) tool() string { return "ffmpeg " + e.Version() + ", voxpop " + recipe }

// Check encodes a moment of an invented tone through the cage.
func (e *Engine) Check(ctx context.Context) error {
	if !e.able() {
		return missing()
	}
	tone := media.Sound{Rate: 16000, Samples: make([]int16, 16000)}
	for i := range tone.Samples {
		tone.Samples[i] = int16(i%40*500 - 10000)
	}
	_, err := e.EncodeSound(ctx, tone)
	return err
}

func (e *Engine) memory() int64 {
	if e.Memory > 0 {
		return e.Memory
	}
	return 512 << 20
}

func (e *Engine) seconds() float64 {
	if e.Seconds > 0 {
		return float64(e.Seconds)
	}
	return 3600
}

// limits are what a run may use for a recording: half a minute, and more the
// more there is to do. A small file that claims to be long gets no more than
// its bytes can hold.
func (e *Engine) limits(seconds float64, size int64, each time.Duration) cage.Limits {
	seconds = min(seconds, e.seconds(), float64(size)/400)
	wall := 30*time.Second + time.Duration(seconds*float64(each))
	return cage.Limits{Wall: wall, CPU: 4 * wall, Memory: e.memory(), Output: maxOutput, Stdout: 1 << 20}
}

// files are the memory files of a run.
type files []*cage.File

func (f *files) add() (*cage.File, error) {
	n, err := cage.NewFile(maxOutput)
	if err == nil {
		*f = append(*f, n)
	}
	return n, err
}

func (f files) close() {
	for _, x := range f {
		x.Close()
	}
}

// run runs ffmpeg with in as its file 0 and n new files behind it, and returns
// what those hold.
func (e *Engine) run(ctx context.Context, in *cage.File, n int, args []string, l cage.Limits, seconds float64, progress func(float64)) ([][]byte, error) {
	out, err := e.start(ctx, in, n, args, l, seconds, progress)
	defer out.close()
	if err != nil {
		return nil, err
	}
	got := make([][]byte, n)
	for i := range got {
		if got[i], err = all(out[i]); err != nil {
			return nil, err
		}
	}
	return got, nil
}

// all returns what a file holds. It takes no more memory than that.
func all(f *cage.File) ([]byte, error) {
	b := make([]byte, f.Size())
	_, err := io.ReadFull(f, b)
	return b, err
}

// start runs ffmpeg and returns the files that it wrote, to be closed also when
// it failed.
func (e *Engine) start(ctx context.Context, in *cage.File, n int, args []string, l cage.Limits, seconds float64, progress func(float64)) (files, error) {
	var out files
	for range n + 1 { // the last is for how far it is
		if _, err := out.add(); err != nil {
			return out, err
		}
	}
	args = append([]string{"-hide_banner", "-nostdin", "-nostats", "-v", "fatal", "-y", "-filter_threads", "1", "-filter_complex_threads", "1", "-progress", cage.FD(n + 1)}, args...)
	done := follow(out[n], seconds, progress)
	r, err := e.Cage.Run(ctx, cage.Job{Program: e.FFmpeg, Args: args, Files: append([]*cage.File{in}, out...), Limits: l})
	done()
	if err != nil {
		return out, err
	}
	return out, reason(r)
}

// follow reads how far ffmpeg says it is, until the function that it returns is
// called.
func follow(f *cage.File, seconds float64, progress func(float64)) (stop func()) {
	if progress == nil || seconds <= 0 {
		return func() {}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		t := time.NewTicker(500 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-end:
				return
			case <-t.C:
			}
			b := make([]byte, 512)
			n, _ := f.ReadAt(b, max(0, f.Size()-int64(len(b))))
			if at := strings.LastIndex(string(b[:n]), "out_time_us="); at >= 0 {
				v, _, _ := strings.Cut(string(b[at+len("out_time_us="):n]), "\n")
				if us, err := strconv.ParseInt(v, 10, 64); err == nil && us > 0 {
					progress(min(1, float64(us)/1e6/seconds))
				}
			}
		}
	}()
	return func() { close(end); <-ended }
}

// reason says why a run failed, in words for an editor; nil when it did not.
// Nothing of what the tool wrote is in it.
func reason(r cage.Result) error {
	if r.Killed == "" && r.ExitCode != 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "ffmpeg.Clean", Message: "the recording is damaged and cannot be opened", Hint: "ask for it again, or for another format; the original stays as it came", Err: errStatus}
	}
	return r.Err()
}

// errStatus says that ffmpeg gave up by itself.
var errStatus = errors.New("ffmpeg could not read it")

func invalid(message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "ffmpeg.Clean", Message: message, Hint: hint}
}

// odd is an error of what was made: it is not what it should be, and so it is
// not kept. What ffmpeg writes is made of a stranger's bytes, so the file is at
// fault, whatever the reason.
func odd(how string) error {
	return invalid("what was made of the recording is not as it should be, so it was not kept: "+how,
		"the file may be broken, or made to do harm: ask for it again; the original stays as it came. If ordinary recordings end so, report it with the version that voxpop doctor prints")
}
