package media_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"voxpop/internal/media"
)

// TestAgainstFFmpeg makes real recordings, compares their lengths with what
// ffprobe says, and listens to a piece: the tone of the second in question
// must be in it, and no other.
func TestAgainstFFmpeg(t *testing.T) {
	for _, tool := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: the package is not compared with it", tool)
		}
	}
	dir := t.TempDir()
	run := func(args ...string) []byte {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-v", "error", "-nostdin", "-y"}, args...)...).Output()
		if err != nil {
			t.Skipf("this ffmpeg cannot do %v: %v", args, err)
		}
		return out
	}
	// A tone of 300 Hz for two seconds, 1000 Hz for two, 2500 Hz for two.
	tones := []string{"-f", "lavfi", "-i", "sine=300:d=2", "-f", "lavfi", "-i", "sine=1000:d=2", "-f", "lavfi", "-i", "sine=2500:d=2",
		"-filter_complex", "[0][1][2]concat=n=3:v=0:a=1", "-metadata", "title=secret"}
	for _, f := range []struct {
		name   string
		coding []string
		cut    bool
	}{
		{"a.ogg", []string{"-c:a", "libopus", "-b:a", "32k"}, true},
		{"long-frames.ogg", []string{"-c:a", "libopus", "-b:a", "16k", "-frame_duration", "60", "-application", "voip"}, true},
		{"stereo.ogg", []string{"-c:a", "libopus", "-ac", "2"}, true},
		{"a.wav", nil, true},
		{"float.wav", []string{"-c:a", "pcm_f32le", "-ac", "2"}, true},
		{"a.m4a", []string{"-c:a", "aac"}, false},
		{"pieces.mp4", []string{"-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-frag_duration", "500000"}, false},
		{"a.webm", []string{"-c:a", "libopus"}, false},
		{"live.webm", []string{"-c:a", "libopus", "-live", "1"}, false},
	} {
		t.Run(f.name, func(t *testing.T) {
			path := filepath.Join(dir, f.name)
			run(append(append(append([]string{}, tones...), f.coding...), path)...)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			info, err := media.Probe(b)
			if err != nil || math.Abs(info.Seconds-6) > .08 {
				t.Fatalf("got %+v, %v; want 6 s", info, err)
			}
			if !f.cut {
				return
			}
			piece, _, err := media.Cut(b, 2.25, 3.75)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(piece, []byte("secret")) || bytes.Contains(piece, []byte("Lavf")) || bytes.Contains(piece, []byte("Lavc")) {
				t.Error("the piece still says who made the recording")
			}
			cut := filepath.Join(dir, "cut-"+f.name)
			if err := os.WriteFile(cut, piece, 0o600); err != nil {
				t.Fatal(err)
			}
			sound := run("-i", cut, "-ac", "1", "-ar", "48000", "-f", "s16le", "-")
			if n := len(sound) / 2; math.Abs(float64(n)-1.5*48000) > 2 {
				t.Errorf("ffmpeg hears %d samples in the piece, want 72000", n)
			}
			low, mid, high := loudness(sound, 300), loudness(sound, 1000), loudness(sound, 2500)
			if mid < 50*low || mid < 50*high {
				t.Errorf("loudness at 300, 1000 and 2500 Hz: %.3g, %.3g, %.3g; want the middle alone", low, mid, high)
			}
		})
	}
}

// loudness is the power of a tone in samples of 16 bits at 48 kHz, by Goertzel's
// method.
func loudness(b []byte, hertz float64) float64 {
	k := 2 * math.Cos(2*math.Pi*hertz/48000)
	var s1, s2 float64
	for ; len(b) >= 2; b = b[2:] {
		s1, s2 = float64(int16(binary.LittleEndian.Uint16(b)))+k*s1-s2, s1
	}
	return s1*s1 + s2*s2 - k*s1*s2
}
