package ffmpeg_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/ffmpeg"
)

// BenchmarkClean reports, as ×bare, how long cleaning takes as a multiple of
// what ffmpeg takes for the same conversions when a person types them: ffprobe,
// one run that measures the loudness and takes the samples for the waveform and
// the sum of the packets, and one that writes all the files, to a disk and
// without a cage. The runs take turns, so that a busy machine slows both.
func BenchmarkClean(b *testing.B) {
	e := engine(b)
	e.Version()
	dir := b.TempDir()
	for _, name := range []string{"telegram.ogg", "memo.m4a", "song.mp3", "phone.mp4"} {
		b.Run(name, func(b *testing.B) {
			const seconds = 30
			body := record(b, dir, name, seconds)
			in := filepath.Join(dir, name)
			medium, video := voxpop.Voice, name == "phone.mp4"
			if video {
				medium = voxpop.Video
			}
			var ours, bare time.Duration
			for b.Loop() {
				start := time.Now()
				typed(b, dir, in, video)
				bare += time.Since(start)
				start = time.Now()
				clean(b, e, body, medium)
				ours += time.Since(start)
			}
			b.ReportMetric(float64(ours)/float64(bare), "×bare")
			b.ReportMetric(ours.Seconds()/float64(b.N)/seconds, "s/s")
		})
	}
}

func typed(b *testing.B, dir, in string, video bool) {
	out := func(name string) string { return filepath.Join(dir, "bare-"+name) }
	if err := exec.CommandContext(b.Context(), "ffprobe", "-v", "error", "-show_streams", "-show_format", in).Run(); err != nil {
		b.Fatal(err)
	}
	tool(b, "-i", in, "-map", "0:a:0", "-af", "ebur128=framelog=verbose", "-ac", "1", "-ar", "16000", "-f", "s16le", out("pcm"),
		"-map", "0:a:0", "-c", "copy", "-f", "streamhash", "-hash", "sha256", out("sum"))
	opus := []string{"-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-ac", "1", "-ar", "48000", "-af", "volume=3dB,alimiter=limit=0.84:level=0", out("a.ogg")}
	if !video {
		tool(b, append(append([]string{"-i", in, "-map", "0:a:0"}, opus...), "-map", "0:a:0", "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-ar", "48000", "-af", "volume=3dB,alimiter=limit=0.84:level=0", "-movflags", "+faststart", out("a.m4a"))...)
		return
	}
	tool(b, append([]string{"-i", in, "-map", "0:v:0", "-map", "0:a:0", "-vf", "fps=25,scale=640:360", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-maxrate", "2500k", "-bufsize", "5000k", "-threads:v", "4",
		"-pix_fmt", "yuv420p", "-g", "120", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "48000", "-af", "volume=3dB,alimiter=limit=0.84:level=0", "-movflags", "+faststart", out("v.mp4"),
		"-map", "0:v:0", "-vf", "fps=1/7,scale=640:360", "-frames:v", "4", "-f", "rawvideo", "-pix_fmt", "rgb24", out("v.rgb"), "-map", "0:a:0"}, opus...)...)
}

// BenchmarkClip cuts ten seconds.
func BenchmarkClip(b *testing.B) {
	e := engine(b)
	body := record(b, b.TempDir(), "phone.mp4", 30)
	for _, show := range []string{"audio", "still", "video"} {
		b.Run(show, func(b *testing.B) {
			for b.Loop() {
				c, err := e.Clip(b.Context(), ffmpeg.ClipJob{Medium: voxpop.Video, Body: bytes.Clone(body), From: 10, To: 20, Show: show})
				if err != nil || len(c.Body) == 0 {
					b.Fatal(err)
				}
			}
		})
	}
}
