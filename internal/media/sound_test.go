package media_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"voxpop/internal/media"
)

// tool runs a program that the package is compared with; the test skips where
// it is missing.
func tool(t testing.TB, stdin []byte, name string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed: the package is not compared with it", name)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, stderr.Bytes())
	}
	return out
}

// saidBefore is what flite said already; tests of a package run one by one.
var saidBefore = map[string]media.Sound{}

// said is what flite says, a sentence for each argument, with a pause after each.
func said(t testing.TB, voice string, sentences ...string) media.Sound {
	t.Helper()
	var all media.Sound
	for _, text := range sentences {
		if s, ok := saidBefore[voice+text]; ok {
			all = media.Sound{Rate: s.Rate, Samples: append(append(all.Samples, s.Samples...), make([]int16, s.Rate/2)...)}
			continue
		}
		path := filepath.Join(t.TempDir(), "said.wav")
		tool(t, nil, "flite", "-voice", voice, "-t", text, "-o", path)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := media.ReadWAV(b)
		if err != nil {
			t.Fatal(err)
		}
		saidBefore[voice+text] = s
		all = media.Sound{Rate: s.Rate, Samples: append(append(all.Samples, s.Samples...), make([]int16, s.Rate/2)...)}
	}
	return all
}

// encoded is the sound as ffmpeg encodes it to Ogg Opus.
func encoded(t testing.TB, s media.Sound, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "encoded.ogg")
	tool(t, s.WAV(), "ffmpeg", append(append([]string{"-v", "error", "-nostdin", "-f", "wav", "-i", "-", "-c:a", "libopus"}, args...), path)...)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// decoded is what ffmpeg hears.
func decoded(t testing.TB, b []byte, rate int) []int16 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out := tool(t, nil, "ffmpeg", "-v", "error", "-nostdin", "-c:a", "libopus", "-i", path, "-ac", "1", "-ar", fmt.Sprint(rate), "-f", "s16le", "-")
	s := make([]int16, len(out)/2)
	for i := range s {
		s[i] = int16(binary.LittleEndian.Uint16(out[2*i:]))
	}
	return s
}

// ratio is how much louder a is than what distinguishes it from b, in dB.
func ratio(a, b []int16) float64 {
	var signal, noise float64
	for i := range min(len(a), len(b)) {
		d := float64(a[i]) - float64(b[i])
		signal += float64(a[i]) * float64(a[i])
		noise += d * d
	}
	return 10 * math.Log10(signal/(noise+1e-9))
}

// tone is a sine.
func tone(rate int, hertz, seconds, strength float64) media.Sound {
	s := media.Sound{Rate: rate, Samples: make([]int16, int(seconds*float64(rate)))}
	for i := range s.Samples {
		s.Samples[i] = int16(math.Round(strength * 32767 * math.Sin(2*math.Pi*hertz*float64(i)/float64(rate))))
	}
	return s
}

func TestDecodeOpusAgainstFFmpeg(t *testing.T) {
	voice := said(t, "rms", "We have had no water in this street since the third of March.", "Nobody came to look at the pump.")
	loud := tone(48000, 440, 2, .5)
	for _, tt := range []struct {
		name string
		s    media.Sound
		args []string
		want float64 // dB
	}{
		{"messenger", voice, []string{"-b:a", "16k", "-application", "voip", "-frame_duration", "60"}, 45},
		{"voip 24k", voice, []string{"-b:a", "24k", "-application", "voip"}, 45},
		{"stereo", voice, []string{"-b:a", "48k", "-ac", "2"}, 45},
		{"2.5 ms", voice, []string{"-b:a", "64k", "-frame_duration", "2.5"}, 45},
		{"120 ms", voice, []string{"-b:a", "24k", "-frame_duration", "120"}, 45},
		{"low delay", loud, []string{"-b:a", "64k", "-application", "lowdelay"}, 60},
		{"6k", voice, []string{"-b:a", "6k", "-application", "voip"}, 40},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := encoded(t, tt.s, tt.args...)
			heard := media.Sound{Rate: 48000, Samples: decoded(t, b, 48000)}
			for _, rate := range []int{16000, 48000} {
				got, err := media.DecodeOpus(b, rate)
				if err != nil {
					t.Fatal(err)
				}
				want := heard.Resample(rate).Samples
				if d := len(got.Samples) - len(want); d < -1 || d > 1 {
					t.Errorf("%d Hz: %d samples, ffmpeg hears %d", rate, len(got.Samples), len(want))
				}
				limit := tt.want
				if rate == 16000 {
					// What libopus decodes to 48 kHz and we resample is a part of a
					// sample ahead; a whole sample would take it below 8 dB.
					limit = 12
				}
				if db := ratio(want, got.Samples); db < limit {
					t.Errorf("%d Hz: %.1f dB between what ffmpeg hears and what we do, want %.0f", rate, db, limit)
				} else {
					t.Logf("%d Hz: %.1f dB", rate, db)
				}
			}
		})
	}
}

// TestDecodeOpus needs no other program: it decodes a message of a known length,
// loudness and number of sentences.
func TestDecodeOpus(t *testing.T) {
	for _, rate := range []int{8000, 12000, 16000, 24000, 48000} {
		s, err := media.DecodeOpus(message(t), rate)
		if err != nil || s.Rate != rate || len(s.Samples) != 20*rate {
			t.Fatalf("%d Hz: %d samples, %v", rate, len(s.Samples), err)
		}
		if l := s.Loudness(); math.Abs(l - -21.2) > .5 {
			t.Errorf("%d Hz: %.1f LUFS", rate, l)
		}
		if n := len(s.Voiced()); n < 4 || n > 12 {
			t.Errorf("%d Hz: %d voices", rate, n)
		}
	}
}

// TestDecodeOpusGain holds that the gain of the head is heard.
func TestDecodeOpusGain(t *testing.T) {
	b := encoded(t, tone(48000, 440, 1, .1), "-b:a", "64k")
	plain, err := media.DecodeOpus(b, 16000)
	if err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint16(b[28+16:], 6<<8) // 6 dB
	b = append(rawPage(2, 0, binary.LittleEndian.Uint32(b[14:]), 0, b[27:28], b[28:28+19]), b[28+19:]...)
	loud, err := media.DecodeOpus(b, 16000)
	if err != nil {
		t.Fatal(err)
	}
	if d := loud.Loudness() - plain.Loudness(); math.Abs(d-6) > .05 {
		t.Errorf("6 dB of gain made it %.2f LU louder", d)
	}
}

func TestDecodeOpusRefuses(t *testing.T) {
	for name, b := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "no packets that decode": recording(50, 0)[:60],
	} {
		if _, err := media.DecodeOpus(b, 16000); err == nil {
			t.Errorf("%s: decoded", name)
		}
	}
	if _, err := media.DecodeOpus(recording(5, 0), 44100); err == nil || !strings.Contains(err.Error(), "rate") {
		t.Errorf("44.1 kHz: %v", err)
	}
}

func TestReadWAVAgainstFFmpeg(t *testing.T) {
	s := tone(22050, 700, .5, .6)
	dir := t.TempDir()
	args := []string{"-v", "error", "-nostdin", "-f", "wav", "-i", "-"}
	codings, channels := []string{"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"}, []string{"1", "2", "6"}
	for _, coding := range codings {
		for _, n := range channels {
			args = append(args, "-af", "aformat=channel_layouts=mono,pan="+n+"c|"+sameIn(n), "-c:a", coding, filepath.Join(dir, coding+n+".wav"))
		}
	}
	tool(t, s.WAV(), "ffmpeg", args...)
	for _, coding := range codings {
		for _, n := range channels {
			b, err := os.ReadFile(filepath.Join(dir, coding+n+".wav"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := media.ReadWAV(b)
			if err != nil || got.Rate != 22050 || len(got.Samples) != len(s.Samples) {
				t.Fatalf("%s, %s channels: %d Hz, %d samples, %v", coding, n, got.Rate, len(got.Samples), err)
			}
			want := 80.
			if coding == "pcm_u8" {
				want = 39 // 8 bits
			}
			if db := ratio(s.Samples, got.Samples); db < want {
				t.Errorf("%s, %s channels: %.1f dB", coding, n, db)
			}
		}
	}
}

// sameIn tells ffmpeg to copy one channel to several.
func sameIn(channels string) string {
	var out []string
	for i := range int(channels[0] - '0') {
		out = append(out, fmt.Sprintf("c%d=c0", i))
	}
	return strings.Join(out, "|")
}

func TestSoundWAV(t *testing.T) {
	s := tone(16000, 440, .1, .5)
	got, err := media.ReadWAV(s.WAV())
	if err != nil || got.Rate != s.Rate || ratio(s.Samples, got.Samples) < 100 || len(got.Samples) != len(s.Samples) {
		t.Fatalf("what was written is not what is read: %v", err)
	}
	empty, err := media.ReadWAV(media.Sound{Rate: 16000}.WAV())
	if err != nil || len(empty.Samples) != 0 {
		t.Errorf("nothing: %v, %v", empty, err)
	}
	impossible := s.WAV()
	binary.LittleEndian.PutUint32(impossible[24:], 1)
	if _, err := media.ReadWAV(impossible); err == nil {
		t.Error("a sample a second was taken")
	}
}

func TestResample(t *testing.T) {
	for _, tt := range []struct{ from, to int }{{48000, 16000}, {44100, 16000}, {8000, 16000}, {22050, 48000}, {16000, 11025}, {47999, 16000}} {
		top := float64(min(tt.from, tt.to)) / 2
		for _, part := range []float64{.01, .2, .5, .8} {
			in, want := tone(tt.from, part*top, 1, .5), tone(tt.to, part*top, 1, .5)
			got := in.Resample(tt.to)
			if got.Rate != tt.to || len(got.Samples) != len(want.Samples) {
				t.Fatalf("%v: %d samples at %d", tt, len(got.Samples), got.Rate)
			}
			edge := tt.to / 50
			if db := ratio(want.Samples[edge:tt.to-edge], got.Samples[edge:tt.to-edge]); db < 60 {
				t.Errorf("%d to %d: a tone of %.0f Hz comes out at %.1f dB", tt.from, tt.to, part*top, db)
			}
		}
		if tt.to >= tt.from {
			continue
		}
		// A tone that the lower rate has no room for must be gone.
		for _, hertz := range []float64{1.05 * top, 1.3 * top} {
			out := tone(tt.from, hertz, 1, .5).Resample(tt.to)
			edge := tt.to / 50
			if l := (media.Sound{Rate: tt.to, Samples: out.Samples[edge : tt.to-edge]}); rms(l.Samples) > 8 {
				t.Errorf("%d to %d: %.0f Hz leaves %.1f of 11585", tt.from, tt.to, hertz, rms(l.Samples))
			}
		}
	}
	if got := (media.Sound{}).Resample(16000); len(got.Samples) != 0 {
		t.Error("a sound of nothing became something")
	}
}

func rms(s []int16) float64 {
	sum := 0.
	for _, v := range s {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(s)))
}

// TestPeaks checks the shape against the documentation of audiowaveform.
func TestPeaks(t *testing.T) {
	s := media.Sound{Rate: 8000, Samples: make([]int16, 8005)}
	s.Samples[0], s.Samples[1], s.Samples[8004] = -32768, 32767, 256
	b, err := json.Marshal(s.Peaks(0))
	if err != nil {
		t.Fatal(err)
	}
	var p map[string]any
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]float64{"version": 2, "channels": 1, "sample_rate": 8000, "samples_per_pixel": 11, "bits": 8, "length": 728} {
		if p[k] != want {
			t.Errorf("%s is %v, want %v", k, p[k], want)
		}
	}
	data := p["data"].([]any)
	if len(data) != 2*728 || data[0] != -128. || data[1] != 127. || data[1455] != 1. || data[2] != 0. || len(p) != 7 {
		t.Errorf("data of %d values: %v…", len(data), data[:4])
	}
	if b, _ := json.Marshal(media.Sound{Rate: 8000}.Peaks(0)); !bytes.Contains(b, []byte(`"data":[]`)) {
		t.Errorf("silence of no length: %s", b)
	}
	if p := s.Peaks(10); p.Length > 10 {
		t.Errorf("%d pairs, want at most 10", p.Length)
	}
}

// TestLoudness compares with ffmpeg's meter, and with the tone by which the
// standard is calibrated.
func TestLoudness(t *testing.T) {
	for _, rate := range []int{48000, 44100, 16000} {
		if got := tone(rate, 997, 3, 1).Loudness(); math.Abs(got - -3.01) > .05 {
			t.Errorf("%d Hz: a full tone of 997 Hz has %.2f LUFS, want -3.01", rate, got)
		}
	}
	if got := (media.Sound{Rate: 48000, Samples: make([]int16, 96000)}).Loudness(); !math.IsInf(got, -1) {
		t.Errorf("silence has %.2f LUFS", got)
	}
	if got := tone(48000, 997, .2, 1).Loudness(); !math.IsInf(got, -1) {
		t.Errorf("a fifth of a second has %.2f LUFS", got)
	}
	s := said(t, "rms", sentences[:4]...)
	s.Samples = append(s.Samples, make([]int16, 4*s.Rate)...) // silence that the gate must leave out
	for _, rate := range []int{16000, 48000} {
		s := s.Resample(rate)
		path := filepath.Join(t.TempDir(), "a.wav")
		if err := os.WriteFile(path, s.WAV(), 0o600); err != nil {
			t.Fatal(err)
		}
		out := tool(t, nil, "sh", "-c", "ffmpeg -nostdin -hide_banner -i "+path+" -af ebur128 -f null - 2>&1")
		_, summary, _ := strings.Cut(string(out), "Summary:")
		_, summary, _ = strings.Cut(summary, "I:")
		var want float64
		if _, err := fmt.Sscan(summary, &want); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		if got := s.Loudness(); math.Abs(got-want) > .15 {
			t.Errorf("%d Hz: %.2f LUFS, ffmpeg says %.1f", rate, got, want)
		}
	}
}
