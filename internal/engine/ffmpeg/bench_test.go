package ffmpeg_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/ffmpeg"
)

// BenchmarkClean reports, as ×bare, how long cleaning takes as a multiple of
// what ffmpeg takes for the same conversions when a person types them, to a disk
// and without a cage: one run that measures the loudness, takes the samples for
// the waveform, the print and the sum of the packets, and one that writes all
// the files, a poster too. Nobody looks into what was typed. The runs take
// turns, at one priority, and ×cpu compares the work of all processors, so that
// a busy machine slows both.
//
// VOXPOP_SELF is the voxpop that becomes the cage; without it the test does.
func BenchmarkClean(b *testing.B) {
	e := engine(b)
	e.Cage.Self = os.Getenv("VOXPOP_SELF")
	e.Version()
	dir := b.TempDir()
	for _, name := range []string{"telegram.ogg", "memo.m4a", "song.mp3", "phone.mp4"} {
		b.Run(name, func(b *testing.B) {
			const seconds = 30
			in := filepath.Join(dir, name)
			body := recordFor(b, in, seconds)
			medium, video := voxpop.Voice, name == "phone.mp4"
			if video {
				medium = voxpop.Video
			}
			var ours, bare, oursCPU, bareCPU time.Duration
			for b.Loop() {
				start, work := time.Now(), worked()
				typed(b, dir, in, video)
				bare, bareCPU = bare+time.Since(start), bareCPU+worked()-work
				start, work = time.Now(), worked()
				clean(b, e, body, medium)
				ours, oursCPU = ours+time.Since(start), oursCPU+worked()-work
			}
			b.ReportMetric(float64(ours)/float64(bare), "×bare")
			b.ReportMetric(float64(oursCPU)/float64(bareCPU), "×cpu")
			b.ReportMetric(ours.Seconds()/float64(b.N)/seconds, "s/s")
		})
	}
}

// worked is the time that processors gave to this process and those it waited for.
func worked() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		syscall.Getrusage(who, &u)
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}

func typed(b *testing.B, dir, in string, video bool) {
	out := func(name string) string { return filepath.Join(dir, "bare-"+name) }
	run := func(args ...string) {
		cmd := exec.CommandContext(b.Context(), "ffmpeg", append([]string{"-v", "error", "-nostdin", "-y", "-threads", "2"}, args...)...)
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		syscall.Setpriority(syscall.PRIO_PROCESS, cmd.Process.Pid, 5) // as in the cage
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	run("-i", in, "-map", "0:a:0", "-af", "ebur128", "-ac", "1", "-ar", "16000", "-f", "s16le", out("pcm"), "-map", "0:a:0", "-ac", "1", "-ar", "16000", "-t", "120", "-f", "chromaprint", "-fp_format", "raw", out("print"),
		"-map", "0:a:0", "-c", "copy", "-f", "streamhash", "-hash", "sha256", out("sum"))
	const gain = "volume=3dB,alimiter=limit=0.84:level=0"
	opus := []string{"-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-ac", "1", "-ar", "48000", "-af", gain, out("a.ogg")}
	if !video {
		run(append(append([]string{"-i", in, "-map", "0:a:0"}, opus...), "-map", "0:a:0", "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-ar", "48000", "-af", gain, "-movflags", "+faststart", out("a.m4a"))...)
		return
	}
	run(append([]string{"-i", in, "-map", "0:v:0", "-map", "0:a:0", "-vf", "fps=25,scale=640:360:out_range=tv:out_color_matrix=bt709", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-maxrate", "2500k", "-bufsize", "5000k", "-threads:v", "4",
		"-pix_fmt", "yuv420p", "-g", "120", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "48000", "-af", gain, "-movflags", "+faststart", out("v.mp4"),
		"-map", "0:v:0", "-vf", "fps=1/7,scale=640:360", "-frames:v", "4", "-f", "rawvideo", "-pix_fmt", "rgb24", out("v.rgb"), "-map", "0:v:0", "-frames:v", "1", "-f", "image2", "-update", "1", out("v.jpg"), "-map", "0:a:0"}, opus...)...)
}

// BenchmarkClip cuts ten seconds.
func BenchmarkClip(b *testing.B) {
	e := engine(b)
	body := recordFor(b, filepath.Join(b.TempDir(), "phone.mp4"), 30)
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
