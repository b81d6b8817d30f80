package ffmpeg

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/still"
	"voxpop/internal/fingerprint"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// made gathers what is made of an original.
type made struct {
	o   scribe.Original
	out scribe.Cleaned
}

func (m *made) part(kind scribe.Kind, mime, tool string, body []byte, seconds float64, w, h int) {
	sum := sha256.Sum256(body)
	m.out.Parts = append(m.out.Parts, scribe.Part{Body: bytes.NewReader(body), Derivative: scribe.Derivative{
		Response: m.o.Response.ID, Kind: kind, Type: mime, Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:]),
		Seconds: seconds, Width: w, Height: h, Tool: tool, Of: m.o.SHA256}})
}

func (m *made) mark(kind scribe.MarkKind, value string) {
	n := scribe.Mark{Response: m.o.Response.ID, Kind: kind, Value: value}
	if value != "" && !slices.Contains(m.out.Marks, n) {
		m.out.Marks = append(m.out.Marks, n)
	}
}

func (m *made) lost(sentence string) {
	m.out.Lost = strings.TrimSpace(m.out.Lost + " " + sentence)
}

func (m *made) peaks(s media.Sound) error {
	b, err := json.Marshal(s.Peaks(0))
	if err == nil {
		m.part(scribe.Peaks, "application/json", tool, b, s.Seconds(), 0, 0)
	}
	return err
}

// tool is what makes derivatives without ffmpeg.
const tool = "voxpop " + recipe

// Clean makes the derivatives of a recording or a photo, and its marks. The
// same original gives the same bytes with the same ffmpeg.
func (e *Engine) Clean(ctx context.Context, o scribe.Original, progress func(part float64)) (*scribe.Cleaned, error) {
	if progress == nil {
		progress = func(float64) {}
	}
	m := &made{o: o}
	m.out.Close = func() error { return nil }
	var err error
	switch o.Response.Medium {
	case voxpop.Photo:
		err = e.photo(ctx, m)
	case voxpop.Voice, voxpop.Video:
		err = e.recording(ctx, m, progress)
	default:
		err = invalid("there is no recording and no photo in this answer", "")
	}
	if err != nil {
		return nil, err
	}
	progress(1)
	return &m.out, nil
}

func (e *Engine) photo(ctx context.Context, m *made) error {
	p, err := still.Make(ctx, e.Cage, e.FFmpeg, m.o.Body)
	if err != nil {
		return err
	}
	m.part(scribe.Still, "image/jpeg", still.Tool, p.JPEG, 0, p.Width(), p.Height())
	if h, ok := fingerprint.Picture(p.Image); ok {
		m.mark(scribe.PictMark, h.String())
	}
	return nil
}

// Photo makes a plain JPEG of a photo, upright.
func (e *Engine) Photo(ctx context.Context, body []byte) (jpeg []byte, width, height int, err error) {
	p, err := still.Make(ctx, e.Cage, e.FFmpeg, bytes.NewReader(body))
	if err != nil {
		return nil, 0, 0, err
	}
	return p.JPEG, p.Width(), p.Height(), nil
}

func (e *Engine) recording(ctx context.Context, m *made, progress func(float64)) error {
	if !e.able() {
		return e.plainly(ctx, m)
	}
	in, err := cage.FileOf(m.o.Body, maxOriginal)
	if err != nil {
		return err
	}
	defer in.Close()
	video := m.o.Response.Medium == voxpop.Video
	look := e.look
	if !video {
		look = func(_ context.Context, in *cage.File, medium voxpop.Medium) (holds, error) {
			return e.glance(in, medium)
		}
	}
	h, err := look(ctx, in, m.o.Response.Medium)
	if err == nil {
		err = e.short(h.seconds, m.o.Seconds)
	}
	if err != nil {
		return err
	}
	progress(.05)
	var sound media.Sound
	if h.sound >= 0 {
		sound, err = e.listen(ctx, m, in, h)
		if h.first && errors.Is(err, errStatus) { // the first sound is none that is opened: look why
			if h, err = e.look(ctx, in, m.o.Response.Medium); err == nil {
				if h.sound < 0 {
					return invalid("the voice message holds no sound that can be opened", "ask for it again")
				}
				sound, err = e.listen(ctx, m, in, h)
			}
		}
		if err != nil {
			return err
		}
		if len(sound.Samples) == 0 {
			if !video || h.picture < 0 {
				return invalid("the recording holds no sound", "ask for it again")
			}
			h.sound = -1
		}
	}
	progress(.25)
	later := func(part float64) { progress(.25 + .75*part) }
	if video && h.picture >= 0 {
		err = e.watch(ctx, m, in, h, sound, later)
	} else {
		err = e.voice(ctx, m, in, h, sound, later)
		if video {
			m.lost("The file holds no moving picture that can be opened: only its sound was kept.")
		}
	}
	if err != nil {
		return err
	}
	if h.sound >= 0 {
		if d := sound.Seconds(); h.picture < 0 && h.seconds > 0 && d < h.seconds-max(2, h.seconds*.05) {
			m.lost("The file says that it is longer than what could be read: its end may be missing.")
		}
		return m.peaks(sound)
	}
	if h.silent && video {
		m.lost("The sound of the file is encoded in a way that is not opened here: only the picture was kept.")
	}
	return nil
}

// print takes the acoustic print with a program of its own, where that is possible.
func (e *Engine) print(ctx context.Context, m *made, s media.Sound) error {
	if e.Print == nil {
		return nil
	}
	p, err := e.Print(ctx, s)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return nil // too short or too silent to be known by: no mark
	}
	if len(p) > 0 {
		m.mark(scribe.PrintMark, p.String())
	}
	return nil
}

// listen is the first pass. What it decodes is not kept twice.
func (e *Engine) listen(ctx context.Context, m *made, in *cage.File, h holds) (media.Sound, error) {
	s := media.Sound{Rate: low}
	e.Version() // whether it takes prints
	n := 2
	if e.prints {
		n = 3
	}
	out, err := e.start(ctx, in, n, measure(h, e.seconds()+2, e.prints), e.limits(cmp.Or(h.seconds, e.seconds()), h.size, 100*time.Millisecond), 0, nil)
	defer out.close()
	if err != nil {
		return s, err
	}
	if s.Samples, err = samples(out[0]); err != nil {
		return s, err
	}
	if err := e.short(s.Seconds(), m.o.Seconds); err != nil {
		return s, err
	}
	sum, err := all(out[1])
	if err != nil || len(s.Samples) == 0 {
		return s, err
	}
	m.mark(scribe.StreamMark, streamSum(sum))
	if !e.prints {
		return s, e.print(ctx, m, s)
	}
	b, err := all(out[2])
	if err == nil && len(b) > 0 {
		m.mark(scribe.PrintMark, printOf(b).String())
	}
	return s, err
}

// printOf reads a print as ffmpeg writes it.
func printOf(b []byte) fingerprint.Print {
	p := make(fingerprint.Print, min(len(b)/4, fingerprint.MaxItems))
	for i := range p {
		p[i] = binary.NativeEndian.Uint32(b[4*i:])
	}
	return p
}

// samples reads a file of samples.
func samples(f *cage.File) ([]int16, error) {
	size := f.Size()
	if size%2 != 0 {
		return nil, odd("its samples are not whole")
	}
	out, b := make([]int16, size/2), make([]byte, 1<<16)
	for done := out; len(done) > 0; {
		n := min(len(done), len(b)/2)
		if _, err := io.ReadFull(f, b[:2*n]); err != nil {
			return nil, err
		}
		for i := range n {
			done[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
		}
		done = done[n:]
	}
	return out, nil
}

// streamSum reads "0,a,SHA256=…".
func streamSum(b []byte) string {
	_, sum, ok := strings.Cut(string(b), "SHA256=")
	if !ok || len(sum) < 64 {
		return ""
	}
	if _, err := hex.DecodeString(sum[:64]); err != nil {
		return ""
	}
	return strings.ToLower(sum[:64])
}

// voice is the second pass of what has only sound.
func (e *Engine) voice(ctx context.Context, m *made, in *cage.File, h holds, s media.Sound, progress func(float64)) error {
	db, limit := gain(s)
	d := s.Seconds()
	got, err := e.run(ctx, in, 2, encodeSound(h, db, limit, d+.1), e.limits(d, h.size, 200*time.Millisecond), d, progress)
	if err != nil {
		return err
	}
	if err := m.opus(got[0], d, e.tool()); err != nil {
		return err
	}
	p, err := plainMP4(got[1])
	if err != nil {
		return err
	}
	t := p.of("soun")
	if len(p.tracks) != 1 || t == nil || t.codec != "mp4a" || !agree(p.seconds, d) {
		return lengths("AAC")
	}
	m.part(scribe.AAC, "audio/mp4", e.tool(), got[1], round(p.seconds), 0, 0)
	return nil
}

// opus keeps an Ogg Opus that ffmpeg wrote, written anew without what ffmpeg
// says of itself.
func (m *made) opus(b []byte, seconds float64, tool string) error {
	b, err := media.Repack(b)
	if err != nil {
		return odd("the Opus is not whole")
	}
	i, err := media.Probe(b)
	if err != nil || i.Format != media.OggOpus || !agree(i.Seconds, seconds) {
		return lengths("Opus")
	}
	m.part(scribe.Audio, "audio/ogg", tool, b, round(i.Seconds), 0, 0)
	return nil
}

// lengths is the error of a sound that is of another length each time it is
// decoded, as one that changes its channels or rate midway.
func lengths(of string) error {
	return invalid("the sound of the recording contradicts itself: as "+of+" it has another length than when it is decoded", "it may change its kind midway, or be damaged: ask for it again, or for another format")
}

func round(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }

// watch is the second pass of a video.
func (e *Engine) watch(ctx context.Context, m *made, in *cage.File, h holds, s media.Sound, progress func(float64)) error {
	w, ht := fit(h.width, h.height, 720)
	db, limit := 0.0, false
	n := 2
	if h.sound >= 0 {
		db, limit = gain(s)
		n = 3
	}
	d := max(s.Seconds(), h.seconds)
	got, err := e.run(ctx, in, n, encodeVideo(h, w, ht, db, limit, d, min(e.seconds(), cmp.Or(d, e.seconds()))+.5), e.limits(cmp.Or(d, e.seconds()), h.size, h.each()), d, progress)
	if err != nil {
		return err
	}
	p, err := plainMP4(got[0])
	if err != nil {
		return err
	}
	v, a := p.of("vide"), p.of("soun")
	switch {
	case v == nil || v.codec != "avc1" || (a != nil) != (h.sound >= 0) || a != nil && a.codec != "mp4a" || len(p.tracks) != n-1:
		return odd("the MP4 holds other tracks than it should")
	case v.width != w || v.height != ht:
		return odd("the picture has another size than it should")
	case v.seconds == 0 || len(v.sizes) == 0:
		return invalid("the video holds no picture that can be decoded", "ask for it again")
	case a != nil && !agree(a.seconds, s.Seconds()):
		return lengths("MP4")
	}
	if d > 0 && p.seconds < d-max(2, d*.05) {
		m.lost("The file says that it is longer than what could be read: its end may be missing.")
	}
	m.part(scribe.Video, "video/mp4", e.tool(), got[0], round(p.seconds), w, ht)
	if err := m.poster(got[1], w, ht, e.tool()); err != nil {
		return err
	}
	if h.sound < 0 {
		return nil
	}
	return m.opus(got[2], s.Seconds(), e.tool())
}

// poster keeps the first frame that shows something, and the marks of all.
func (m *made) poster(pixels []byte, w, h int, tool string) error {
	size := 3 * w * h
	if len(pixels) == 0 || len(pixels)%size != 0 || len(pixels)/size > frames {
		return odd("the frames have another size than they should")
	}
	var best, first image.Image
	for i := 0; i < len(pixels); i += size {
		img := rgb(pixels[i:i+size], w, h)
		if first == nil {
			first = img
		}
		if p, ok := fingerprint.Picture(img); ok {
			m.mark(scribe.PictMark, p.String())
			if best == nil {
				best = img
			}
		}
	}
	if best == nil {
		best = first
	}
	b, err := still.Encode(best)
	if err != nil {
		return err
	}
	m.part(scribe.Poster, "image/jpeg", tool, b, 0, w, h)
	return nil
}

func rgb(b []byte, w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		copy(img.Pix[4*i:4*i+3], b[3*i:3*i+3])
		img.Pix[4*i+3] = 255
	}
	return img
}

// plainly does what can be done without ffmpeg.
func (e *Engine) plainly(ctx context.Context, m *made) error {
	b, err := io.ReadAll(io.LimitReader(m.o.Body, maxOriginal+1))
	if err != nil {
		return err
	}
	clean, err := media.Repack(b)
	if err != nil || len(b) > maxOriginal || m.o.Response.Medium != voxpop.Voice {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "ffmpeg.Clean", Message: "this recording cannot be opened: ffmpeg is not installed here, and without it only voice messages in Ogg Opus are",
			Hint: "install it, as with apt-get install ffmpeg; then run voxpop media run"}
	}
	s, err := media.DecodeOpus(clean, low)
	if err != nil {
		return err
	}
	if err := e.short(s.Seconds(), m.o.Seconds); err != nil {
		return err
	}
	m.part(scribe.Audio, "audio/ogg", tool, clean, round(s.Seconds()), 0, 0)
	m.lost("ffmpeg is not installed: the sound is as loud as it came, and there is no version for old browsers.")
	if err := m.peaks(s); err != nil {
		return err
	}
	if sum, err := media.StreamSum(b); err == nil {
		m.mark(scribe.StreamMark, sum)
	}
	return e.print(ctx, m, s)
}
