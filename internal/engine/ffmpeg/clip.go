package ffmpeg

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"math"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/still"
	"voxpop/internal/media"
)

// Rect is a part of a picture, in fractions of its width and height, upright.
type Rect struct{ X, Y, W, H float64 }

// ClipJob is a piece of a recording that is to be published.
type ClipJob struct {
	Medium   voxpop.Medium
	Body     []byte  // the recording, as it came or clean
	From, To float64 // seconds
	// Show is "audio", "still" (the sound, and a frame of the middle) or "video".
	Show string
	// Fill are parts that are filled with one colour from the first frame to the
	// last. They are drawn before anything is encoded: nothing of what was there
	// is left.
	Fill []Rect
	// Disguise is done to the voice; nil leaves it.
	Disguise *media.Disguise
}

// Clip is what was cut. The same job gives the same bytes.
type Clip struct {
	Type          string // media type of Body
	Body          []byte
	Still         []byte // JPEG; nil unless asked for
	Seconds       float64
	Width, Height int // pixels, of the picture; 0 without one
}

// MaxClip is the longest clip, in seconds.
const MaxClip = 600

// published are the filters of sound that everybody will hear: what lies under
// a voice goes, and with it most of the hum of the mains (50 or 60 Hz and its
// double), whose wandering tells when and in which grid a recording was made.
// Its higher harmonics lie in the voice, and stay.
const published = "highpass=f=180,highpass=f=180,bandreject=f=100:width_type=h:w=6,bandreject=f=120:width_type=h:w=6"

// lines of a published video: half of what a phone records, which also takes
// away most of what its sensor leaves in each pixel.
const lines = 480

// Clip cuts and cleans a piece of a recording.
func (e *Engine) Clip(ctx context.Context, j ClipJob) (Clip, error) {
	if math.IsNaN(j.From) || math.IsNaN(j.To) || j.From < 0 || j.To <= j.From || j.To-j.From > MaxClip {
		return Clip{}, invalid(fmt.Sprintf("the times of the clip are impossible: it may have up to %d seconds", MaxClip), "give two times in seconds from the start, the first before the second")
	}
	if !e.able() {
		return e.plainClip(j)
	}
	in, err := cage.FileOf(bytes.NewReader(j.Body), maxOriginal)
	if err != nil {
		return Clip{}, err
	}
	defer in.Close()
	h, err := e.look(ctx, in, j.Medium)
	if err != nil {
		return Clip{}, err
	}
	wants := j.Show == "still" || j.Show == "video"
	switch {
	case j.Show != "audio" && !wants:
		return Clip{}, invalid("a clip shows audio, still or video", "")
	case wants && h.picture < 0:
		return Clip{}, invalid("the recording holds no picture that can be shown", "show its sound alone")
	case j.Show != "video" && h.sound < 0:
		return Clip{}, invalid("the recording holds no sound", "show its picture, without sound")
	}
	var s media.Sound
	if h.sound >= 0 {
		if s, err = e.piece(ctx, in, h, j); err != nil {
			return Clip{}, err
		}
	}
	if j.Show == "video" {
		return e.clipVideo(ctx, in, h, j, s)
	}
	c, err := e.EncodeSound(ctx, s)
	if err == nil && j.Show == "still" {
		c.Still, c.Width, c.Height, err = e.frame(ctx, in, h, j)
	}
	return c, err
}

// A clip is cut by the clock of the derivative, which is what was transcribed
// and checked: everything is decoded from the start, by the same filters, and
// counted. A seek in the original lands elsewhere in what was joined of two
// recordings, or says no length.

// between are the filters that leave a piece of the sound.
func between(from, to float64) string {
	return fmt.Sprintf("asetpts=N/SR/TB,atrim=start=%.3f:end=%.3f,asetpts=PTS-STARTPTS", from, to)
}

// shown are the filters that leave a piece of the picture.
func (h holds) shown(from, to float64, w, ht int) string {
	rate, rest, _ := strings.Cut(h.drawn(w, ht), ",")
	return fmt.Sprintf("%s,trim=start=%.3f:end=%.3f,setpts=PTS-STARTPTS,%s", rate, from, to, rest)
}

// piece decodes the sound of a clip, disguised and as loud as it should be, at
// 48 kHz.
func (e *Engine) piece(ctx context.Context, in *cage.File, h holds, j ClipJob) (media.Sound, error) {
	graph := fmt.Sprintf("[%s]%s,aresample=48000,aformat=sample_fmts=flt:channel_layouts=mono,%s,%s,aformat=sample_fmts=s16[s]", h.heard(), steady, between(j.From, j.To), published)
	args := append(input(h.demuxer), "-filter_complex", graph, "-map", "[s]")
	args = append(append(append(args, bare...), until(j.To-j.From)...), "-f", "s16le", cage.FD(1))
	out, err := e.start(ctx, in, 1, args, e.limits(j.To, h.size, 200*time.Millisecond), 0, nil)
	defer out.close()
	if err != nil {
		return media.Sound{}, err
	}
	s := media.Sound{Rate: 48000}
	if s.Samples, err = samples(out[0]); err != nil {
		return s, err
	}
	if len(s.Samples) == 0 {
		return s, invalid("there is no sound between these times: the recording may be shorter", "give times within the recording")
	}
	if j.Disguise != nil {
		s = j.Disguise.Apply(s)
	}
	return s, nil
}

// EncodeSound encodes sound as a clip, as loud as derivatives are: also what a
// synthetic voice said.
func (e *Engine) EncodeSound(ctx context.Context, s media.Sound) (Clip, error) {
	if !e.able() {
		return Clip{}, missing()
	}
	in, err := pcm(s)
	if err != nil {
		return Clip{}, err
	}
	defer in.Close()
	db, limit := gain(s)
	args := append(pcmInput(s.Rate, cage.FD(0)), "-map", "0:0", "-af", heard(db, limit))
	args = append(append(args, aacCoding("64k")...), mp4Out(1)...)
	got, err := e.run(ctx, in, 1, args, e.limits(s.Seconds(), in.Size(), 200*time.Millisecond), 0, nil)
	if err != nil {
		return Clip{}, err
	}
	p, err := plainMP4(got[0])
	if err != nil {
		return Clip{}, err
	}
	if t := p.of("soun"); len(p.tracks) != 1 || t == nil || !agree(p.seconds, s.Seconds()) {
		return Clip{}, odd("the clip has not the length of the sound")
	}
	return Clip{Type: "audio/mp4", Body: got[0], Seconds: round(s.Seconds())}, nil
}

func pcm(s media.Sound) (*cage.File, error) {
	b := make([]byte, 2*len(s.Samples))
	for i, v := range s.Samples {
		binary.LittleEndian.PutUint16(b[2*i:], uint16(v))
	}
	return cage.FileOf(bytes.NewReader(b), maxOutput)
}

func pcmInput(rate int, path string) []string {
	return []string{"-protocol_whitelist", "file,pipe", "-f", "s16le", "-ar", strconv.Itoa(rate), "-ac", "1", "-i", path}
}

// filled are the filters that fill parts of a picture of w × h pixels, rounded
// outwards to whole blocks of colour.
func filled(fill []Rect, w, h int) (string, error) {
	var out strings.Builder
	for _, r := range fill {
		ok := true
		for _, v := range []float64{r.X, r.Y, r.W, r.H} {
			ok = ok && v >= 0 && v <= 1 // and a number
		}
		if !ok || r.W == 0 || r.H == 0 || r.X >= 1 || r.Y >= 1 {
			return "", invalid("a part to be filled lies outside the picture", "give it in fractions of the picture, from 0 to 1")
		}
		x0, y0 := int(r.X*float64(w))&^1, int(r.Y*float64(h))&^1
		x1, y1 := min(w, (int(math.Ceil((r.X+r.W)*float64(w)))+1)&^1), min(h, (int(math.Ceil((r.Y+r.H)*float64(h)))+1)&^1)
		fmt.Fprintf(&out, ",drawbox=x=%d:y=%d:w=%d:h=%d:color=black:t=fill", x0, y0, x1-x0, y1-y0)
	}
	return out.String(), nil
}

// frame takes the picture in the middle of a clip.
func (e *Engine) frame(ctx context.Context, in *cage.File, h holds, j ClipJob) (jpeg []byte, w, ht int, err error) {
	w, ht = fit(h.width, h.height, lines)
	fill, err := filled(j.Fill, w, ht)
	if err != nil {
		return nil, 0, 0, err
	}
	args := append(input(h.demuxer), "-filter_complex", fmt.Sprintf("[0:%d]%s%s,format=rgb24[q]", h.picture, h.shown((j.From+j.To)/2, j.To, w, ht), fill), "-map", "[q]", "-frames:v", "1")
	got, err := e.run(ctx, in, 1, append(append(args, bare...), "-f", "rawvideo", cage.FD(1)), e.limits(j.To, h.size, h.each()), 0, nil)
	if err != nil {
		return nil, 0, 0, err
	}
	if len(got[0]) == 0 {
		return nil, 0, 0, invalid("there is no picture between these times", "give times within the recording, or show its sound alone")
	}
	if len(got[0]) != 3*w*ht {
		return nil, 0, 0, odd("the frame has another size than it should")
	}
	img := rgb(got[0], w, ht)
	blot(img, j.Fill)
	jpeg, err = still.Encode(img)
	return jpeg, w, ht, err
}

// blot fills parts of a frame once more: the JPEG must hold nothing of them
// whatever the filters did.
func blot(img *image.RGBA, fill []Rect) {
	w, h := float64(img.Bounds().Dx()), float64(img.Bounds().Dy())
	for _, r := range fill {
		for y := int(r.Y * h); y < min(img.Bounds().Dy(), int(math.Ceil((r.Y+r.H)*h))); y++ {
			for x := int(r.X * w); x < min(img.Bounds().Dx(), int(math.Ceil((r.X+r.W)*w))); x++ {
				copy(img.Pix[img.PixOffset(x, y):], []byte{0, 0, 0, 255})
			}
		}
	}
}

// clipVideo encodes the moving picture of a clip with the sound given.
func (e *Engine) clipVideo(ctx context.Context, in *cage.File, h holds, j ClipJob, s media.Sound) (Clip, error) {
	w, ht := fit(h.width, h.height, lines)
	fill, err := filled(j.Fill, w, ht)
	if err != nil {
		return Clip{}, err
	}
	graph := fmt.Sprintf("[0:%d]%s%s[v]", h.picture, h.shown(j.From, j.To, w, ht), fill)
	args := input(h.demuxer)
	// The sound was made before, and comes as file 2; the picture goes to file 1.
	var second *cage.File
	n := 1
	if len(s.Samples) > 0 {
		if second, err = pcm(s); err != nil {
			return Clip{}, err
		}
		defer second.Close()
		db, limit := gain(s)
		args = append(args, pcmInput(s.Rate, cage.FD(2))...)
		graph += fmt.Sprintf(";[1:0]%s[a]", heard(db, limit))
	}
	args = append(append(args, "-filter_complex", graph, "-map", "[v]"), h264Coding(27)...)
	if second != nil {
		args = append(append(args, "-map", "[a]"), aacCoding("64k")...)
		n = 2
	}
	args = append(append(args, until(j.To-j.From)...), mp4Out(1)...)
	b, err := e.runTwo(ctx, in, second, args, e.limits(j.To, h.size+s64(second), h.each()))
	if err != nil {
		return Clip{}, err
	}
	p, err := plainMP4(b)
	if err != nil {
		return Clip{}, err
	}
	v := p.of("vide")
	if v != nil && len(v.sizes) == 0 {
		return Clip{}, invalid("there is no picture between these times", "give times within the recording")
	}
	if v == nil || v.width != w || v.height != ht || len(p.tracks) != n {
		return Clip{}, odd("the clip holds something else than it should")
	}
	return Clip{Type: "video/mp4", Body: b, Seconds: round(p.seconds), Width: w, Height: ht}, nil
}

func s64(f *cage.File) int64 {
	if f == nil {
		return 0
	}
	return f.Size()
}

// runTwo runs ffmpeg with in as file 0, its output as file 1 and second, if
// there is one, as file 2.
func (e *Engine) runTwo(ctx context.Context, in, second *cage.File, args []string, l cage.Limits) ([]byte, error) {
	var out files
	defer out.close()
	o, err := out.add()
	if err != nil {
		return nil, err
	}
	job := cage.Job{Program: e.FFmpeg, Files: []*cage.File{in, o}, Limits: l,
		Args: append([]string{"-hide_banner", "-nostdin", "-nostats", "-v", "fatal", "-y", "-filter_threads", "1", "-filter_complex_threads", "1"}, args...)}
	if second != nil {
		job.Files = append(job.Files, second)
	}
	r, err := e.Cage.Run(ctx, job)
	if err != nil {
		return nil, err
	}
	if err := reason(r); err != nil {
		return nil, err
	}
	b := make([]byte, o.Size())
	if _, err := o.ReadAt(b, 0); err != nil {
		return nil, odd("it is empty")
	}
	return b, nil
}

// plainClip is what can be done without ffmpeg: Ogg Opus is cut as it is.
func (e *Engine) plainClip(j ClipJob) (Clip, error) {
	if j.Show != "audio" || j.Disguise != nil {
		return Clip{}, missing()
	}
	b, mime, err := media.Cut(j.Body, j.From, j.To)
	if err != nil {
		return Clip{}, &voxpop.Error{Kind: voxpop.KindOf(err), Op: "ffmpeg.Clip", Message: "the recording cannot be cut without ffmpeg, which is not installed here", Hint: "install it, as with apt-get install ffmpeg", Err: err}
	}
	if mime == "audio/ogg" {
		if b, err = media.Repack(b); err != nil {
			return Clip{}, err
		}
	}
	i, err := media.Probe(b)
	return Clip{Type: mime, Body: b, Seconds: round(i.Seconds)}, err
}
