package ffmpeg_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/engine/ffmpeg"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// TestClip cuts sound, a still and a moving picture out of a video.
func TestClip(t *testing.T) {
	t.Parallel()
	e := engine(t)
	b := record(t, "phone.mp4")
	job := ffmpeg.ClipJob{Medium: voxpop.Video, Body: b, From: 1, To: 2}
	plain := map[string][]byte{}
	for show, want := range map[string]string{"still": "aac", "video": "h264 320x180 aac"} {
		job.Show = show
		c, err := e.Clip(t.Context(), job)
		if err != nil {
			t.Fatal(show, err)
		}
		got, seconds := says(t, c.Body)
		if got != want || math.Abs(seconds-1) > .1 || math.Abs(c.Seconds-1) > .1 {
			t.Errorf("%s: %q, %v s, %v s", show, got, seconds, c.Seconds)
		}
		if show == "still" {
			if img, err := jpeg.Decode(bytes.NewReader(c.Still)); err != nil || img.Bounds().Dx() != c.Width || c.Width != 320 {
				t.Error(err, c.Width)
			}
		}
		for _, word := range []string{secret, "Lavc", "Lavf", "x264"} {
			if bytes.Contains(c.Body, []byte(word)) || bytes.Contains(c.Still, []byte(word)) {
				t.Errorf("%s says %q", show, word)
			}
		}
		plain[show] = c.Body
		if show == "still" {
			continue
		}
		again, err := e.Clip(t.Context(), job)
		if err != nil || !bytes.Equal(again.Body, c.Body) {
			t.Errorf("%s: other bytes the second time (%v)", show, err)
		}
	}
	d := media.NewDisguise(7)
	job.Show, job.Disguise = "audio", &d
	c, err := e.Clip(t.Context(), job)
	if err != nil || bytes.Equal(c.Body, plain["still"]) {
		t.Error("the disguise changes nothing", err)
	}
}

// TestFill: in every frame of the clip the part is of one colour, and what
// lies beside it is the picture.
func TestFill(t *testing.T) {
	t.Parallel()
	e := engine(t)
	b := record(t, "phone.mp4")
	job := ffmpeg.ClipJob{Medium: voxpop.Video, Body: b, From: 0, To: 1, Show: "video", Fill: []ffmpeg.Rect{{X: .25, Y: .25, W: .3, H: .5}}}
	c, err := e.Clip(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, c.Body, 0o600); err != nil {
		t.Fatal(err)
	}
	pixels, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	w, h := c.Width, c.Height
	n := len(pixels) / (w * h)
	if n < 22 {
		t.Fatalf("%d frames", n)
	}
	for f := range n {
		frame := pixels[f*w*h:]
		for y := h/4 + 2; y < h*3/4-2; y++ {
			for x := w/4 + 2; x < w*55/100-2; x++ {
				if frame[y*w+x] > 24 {
					t.Fatalf("frame %d shows something at %d, %d", f, x, y)
				}
			}
		}
		bright := 0
		for _, v := range frame[:w*h/5] {
			if v > 60 {
				bright++
			}
		}
		if bright < w*h/20 {
			t.Fatalf("frame %d shows nothing beside it", f)
		}
	}
	job.Show = "still"
	if c, err = e.Clip(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(c.Still))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, bl, _ := img.At(w*4/10, h/2).RGBA(); r+g+bl > 0x3000 {
		t.Error("the still shows what was filled")
	}
}

func TestClipRefuses(t *testing.T) {
	t.Parallel()
	e := engine(t)
	voice, video := record(t, "telegram.ogg"), record(t, "mute.mp4")
	nan := math.NaN()
	for name, j := range map[string]ffmpeg.ClipJob{
		"behind the end":     {Medium: voxpop.Voice, Body: voice, From: 5, To: 6, Show: "audio"},
		"backwards":          {Medium: voxpop.Voice, Body: voice, From: 2, To: 1, Show: "audio"},
		"no number":          {Medium: voxpop.Voice, Body: voice, From: nan, To: 1, Show: "audio"},
		"a picture of sound": {Medium: voxpop.Voice, Body: voice, From: 0, To: 1, Show: "video"},
		"sound of a mute":    {Medium: voxpop.Video, Body: video, From: 0, To: 1, Show: "audio"},
		"a part outside":     {Medium: voxpop.Video, Body: video, From: 0, To: 1, Show: "video", Fill: []ffmpeg.Rect{{X: 1.2, Y: 0, W: .1, H: .1}}},
		"no such show":       {Medium: voxpop.Voice, Body: voice, From: 0, To: 1, Show: "all"},
	} {
		if _, err := e.Clip(t.Context(), j); voxpop.KindOf(err) != voxpop.Invalid || strings.Contains(fmt.Sprint(err), "Secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestClipOfNoLength cuts a piece out of what says no length: what is guessed
// from the first bytes, which are the loudest, ends long before.
func TestClipOfNoLength(t *testing.T) {
	t.Parallel()
	e := engine(t)
	path := filepath.Join(t.TempDir(), "in.mp3")
	tool(t, "-f", "lavfi", "-i", "anoisesrc=d=2:a=.5[a];anullsrc=d=18:r=44100[b];sine=d=2:f=500[c];[a][b][c]concat=n=3:v=0:a=1", "-c:a", "libmp3lame", "-q:a", "2", "-write_xing", "0", path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, guessed := says(t, b); guessed > 19 {
		t.Skip("this ffprobe guesses better: ", guessed)
	}
	c, err := e.Clip(t.Context(), ffmpeg.ClipJob{Medium: voxpop.Voice, Body: b, From: 20.5, To: 21.5, Show: "audio"})
	if err != nil || math.Abs(c.Seconds-1) > .1 {
		t.Fatal(err, c.Seconds)
	}
	if l := lufs(t, c.Body); l < -20 {
		t.Error("it was cut elsewhere", l)
	}
	if _, err := e.Clip(t.Context(), ffmpeg.ClipJob{Medium: voxpop.Voice, Body: b, From: 40, To: 41, Show: "audio"}); voxpop.KindOf(err) != voxpop.Invalid {
		t.Error("behind the end", err)
	}
}

// TestClipKeepsTheClock: a clip has what the derivative has at the same time,
// also where two recordings were joined and the times of the second begin anew.
func TestClipKeepsTheClock(t *testing.T) {
	t.Parallel()
	e := engine(t)
	dir := t.TempDir()
	var chained []byte
	for i, f := range []string{"sine=f=300:d=3", "sine=f=1500:d=3"} {
		path := filepath.Join(dir, fmt.Sprint(i, ".ogg"))
		tool(t, "-f", "lavfi", "-i", f, "-c:a", "libopus", "-b:a", "24k", "-serial_offset", fmt.Sprint(i+1), path)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		chained = append(chained, b...)
	}
	// How often the sound goes through zero is twice its pitch.
	pitch := func(s media.Sound) float64 {
		n := 0
		for i := 1; i < len(s.Samples); i++ {
			if (s.Samples[i-1] < 0) != (s.Samples[i] < 0) {
				n++
			}
		}
		return float64(n) / 2 / s.Seconds()
	}
	parts, _ := clean(t, e, chained, voxpop.Voice)
	whole, err := media.DecodeOpus(parts[scribe.Audio], 48000)
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []float64{1.2, 4.5} {
		c, err := e.Clip(t.Context(), ffmpeg.ClipJob{Medium: voxpop.Voice, Body: chained, From: from, To: from + 1, Show: "audio"})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "clip.m4a")
		if err := os.WriteFile(path, c.Body, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-ac", "1", "-ar", "48000", "-f", "wav", "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		got, err := media.ReadWAV(out)
		if err != nil {
			t.Fatal(err)
		}
		want := pitch(whole.Part(media.Span{From: int((from + .1) * 48000), To: int((from + .9) * 48000)}))
		if have := pitch(got.Part(media.Span{From: 4800, To: 43200})); math.Abs(have-want) > 20 {
			t.Errorf("at %v s the clip has %.0f Hz, the derivative %.0f", from, have, want)
		}
	}
}
