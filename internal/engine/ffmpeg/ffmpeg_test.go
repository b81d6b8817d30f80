package ffmpeg_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/ffmpeg"
	"voxpop/internal/engine/fpcalc"
	"voxpop/internal/engine/still"
	"voxpop/internal/fingerprint"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

func TestMain(m *testing.M) {
	cage.Main(still.Inside)
	os.Exit(m.Run())
}

// secret is what every recording of the tests says in its tags.
const secret = "Secret-Canary-7731"

// engine is the real one; a test that needs it is skipped without ffmpeg.
func engine(t testing.TB) *ffmpeg.Engine {
	t.Helper()
	e, err := ffmpeg.Find(&cage.Cage{})
	if err != nil {
		t.Skip("ffmpeg is not installed: no derivatives are made")
	}
	if r := e.Cage.Check(t.Context()); r.Err != nil {
		t.Skip("nothing can be caged here: no derivatives are made")
	}
	return e
}

// tool runs the ffmpeg that is installed, outside of the cage, on files of ours.
func tool(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-v", "error", "-nostdin", "-y"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, out)
	}
	return string(out)
}

const voice = "anoisesrc=d=%d:c=pink:a=0.06:seed=3[n];sine=f=220:d=%d,tremolo=f=4:d=.9,volume=3[s];[n][s]amix=2:duration=shortest"

// recordings are made by their names. Each says secret in its tags.
var recordings = []struct {
	name   string
	medium voxpop.Medium
	args   []string // after the inputs
	video  bool
}{
	{"telegram.ogg", voxpop.Voice, []string{"-c:a", "libopus", "-b:a", "24k"}, false},
	{"vorbis.ogg", voxpop.Voice, []string{"-c:a", "libvorbis"}, false},
	{"memo.m4a", voxpop.Voice, []string{"-c:a", "aac", "-f", "ipod"}, false},
	{"song.mp3", voxpop.Voice, []string{"-c:a", "libmp3lame"}, false},
	{"raw.aac", voxpop.Voice, []string{"-c:a", "aac", "-f", "adts"}, false},
	{"a.wav", voxpop.Voice, []string{"-c:a", "pcm_s16le"}, false},
	{"browser.webm", voxpop.Voice, []string{"-c:a", "libopus", "-live", "1", "-f", "webm"}, false},
	{"phone.mp4", voxpop.Video, []string{"-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-metadata:s:v:0", "handler_name=" + secret}, true},
	{"browser-video.webm", voxpop.Video, []string{"-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"}, true},
	{"old.3gp", voxpop.Video, []string{"-c:v", "h263", "-s", "352x288", "-c:a", "aac", "-ar", "16000"}, true},
	{"mute.mp4", voxpop.Video, []string{"-c:v", "libx264", "-preset", "ultrafast", "-an"}, true},
}

// length is how long the recordings of the tests are, in seconds.
const length = 3

// recorded are those that were made before.
var recorded sync.Map

// record makes a recording of length, once.
func record(t testing.TB, name string) []byte {
	t.Helper()
	if b, ok := recorded.Load(name); ok {
		return bytes.Clone(b.([]byte))
	}
	b := recordFor(t, filepath.Join(t.TempDir(), name), length)
	recorded.Store(name, b)
	return bytes.Clone(b)
}

// recordFor makes the recording that the path's name says, and leaves it there.
func recordFor(t testing.TB, path string, seconds int) []byte {
	t.Helper()
	for _, r := range recordings {
		if r.name != filepath.Base(path) {
			continue
		}
		args, size := []string{}, "320x180"
		if seconds > length { // to be timed
			size = "640x360"
		}
		if r.video {
			args = append(args, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=%s:r=25:d=%d", size, seconds))
		}
		args = append(args, "-f", "lavfi", "-i", fmt.Sprintf(voice, seconds, seconds), "-metadata", "title="+secret, "-metadata", "artist="+secret)
		tool(t, append(append(args, r.args...), path)...)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Fatal("no such recording")
	return nil
}

func original(b []byte, m voxpop.Medium) scribe.Original {
	return scribe.Original{Response: voxpop.Response{ID: "r1", Medium: m}, Size: int64(len(b)), SHA256: "of", Body: io.NopCloser(bytes.NewReader(b))}
}

// clean makes the derivatives, as bytes by their kind.
func clean(t testing.TB, e *ffmpeg.Engine, b []byte, m voxpop.Medium) (map[scribe.Kind][]byte, *scribe.Cleaned) {
	t.Helper()
	c, err := e.Clean(t.Context(), original(b, m), nil)
	if err != nil {
		t.Fatal(err, voxpop.HintOf(err))
	}
	out := map[scribe.Kind][]byte{}
	for _, p := range c.Parts {
		if out[p.Kind], err = io.ReadAll(p.Body); err != nil {
			t.Fatal(err)
		}
		if int64(len(out[p.Kind])) != p.Size || p.Response != "r1" || p.Of != "of" || p.Tool == "" {
			t.Errorf("%+v", p.Derivative)
		}
	}
	c.Close()
	return out, c
}

// says asks ffprobe what a derivative is.
func says(t testing.TB, b []byte) (codecs string, seconds float64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width,height:format=duration", "-of", "json", "-")
	cmd.Stdin = bytes.NewReader(b)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Streams []struct {
			Codec string `json:"codec_name"`
			W     int    `json:"width"`
			H     int    `json:"height"`
		}
		Format struct{ Duration string }
	}
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Streams {
		codecs += s.Codec + " "
		if s.W > 0 {
			codecs += fmt.Sprintf("%dx%d ", s.W, s.H)
		}
	}
	seconds, _ = strconv.ParseFloat(p.Format.Duration, 64)
	if i, err := media.Probe(b); err == nil && seconds == 0 {
		seconds = i.Seconds // ffprobe does not see the end of an Ogg in a pipe
	}
	return strings.TrimSpace(codecs), seconds
}

func TestClean(t *testing.T) {
	e := engine(t)
	for _, r := range recordings {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			b := record(t, r.name)
			parts, c := clean(t, e, b, r.medium)
			want := map[scribe.Kind]string{scribe.Audio: "opus", scribe.AAC: "aac"}
			switch {
			case r.name == "mute.mp4":
				want = map[scribe.Kind]string{scribe.Video: "h264 320x180"}
			case r.name == "old.3gp":
				want = map[scribe.Kind]string{scribe.Audio: "opus", scribe.Video: "h264 352x288 aac"}
			case r.video:
				want = map[scribe.Kind]string{scribe.Audio: "opus", scribe.Video: "h264 320x180 aac"}
			}
			if r.video {
				if img, err := jpeg.Decode(bytes.NewReader(parts[scribe.Poster])); err != nil || img.Bounds().Dx() < 300 {
					t.Errorf("the poster: %v", err)
				}
			}
			for kind, codecs := range want {
				got, seconds := says(t, parts[kind])
				if old := r.name == "old.3gp" && kind == scribe.Video; got != codecs && !(old && strings.HasPrefix(got, "h264") && strings.HasSuffix(got, "aac")) {
					t.Errorf("%s is %q, want %q", kind, got, codecs)
				}
				if seconds > 0 && math.Abs(seconds-length) > .3 {
					t.Errorf("%s lasts %v s", kind, seconds)
				}
			}
			if r.name != "mute.mp4" {
				var peaks media.Peaks
				if err := json.Unmarshal(parts[scribe.Peaks], &peaks); err != nil || peaks.Version != 2 || peaks.Length < 100 {
					t.Errorf("peaks: %v, %d", err, peaks.Length)
				}
				s, err := media.DecodeOpus(parts[scribe.Audio], 48000)
				if err != nil {
					t.Fatal(err)
				}
				if l := s.Loudness(); math.Abs(l-ffmpeg.Loudness) > 1.2 {
					t.Errorf("it is as loud as %v LUFS", l)
				}
			}
			for kind, part := range parts {
				for _, word := range []string{secret, "Lavf", "Lavc", "x264", "ffmpeg", "udta", "Handler"} {
					if bytes.Contains(part, []byte(word)) {
						t.Errorf("%s still says %q", kind, word)
					}
				}
			}
			kinds := map[scribe.MarkKind]int{}
			for _, m := range c.Marks {
				kinds[m.Kind]++
			}
			if (kinds[scribe.StreamMark] == 1) != (r.name != "mute.mp4") || (kinds[scribe.PictMark] > 0) != r.video {
				t.Errorf("marks: %v", kinds)
			}
			if c.Lost != "" {
				t.Errorf("lost: %s", c.Lost)
			}
			if r.name != "telegram.ogg" && r.name != "phone.mp4" {
				return
			}
			again, _ := clean(t, e, b, r.medium)
			for kind := range parts {
				if !bytes.Equal(parts[kind], again[kind]) {
					t.Errorf("%s has other bytes the second time", kind)
				}
			}
		})
	}
}

// lufs is the loudness as ffmpeg's own meter reads it.
func lufs(t testing.TB, b []byte) float64 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-i", "-", "-map", "0:a", "-af", "ebur128=framelog=verbose", "-f", "null", "-")
	cmd.Stdin = bytes.NewReader(b)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	s := string(out[bytes.LastIndex(out, []byte("Integrated loudness:")):])
	_, s, _ = strings.Cut(s, "I:")
	v, err := strconv.ParseFloat(strings.Fields(s)[0], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestLoudness: what is faint or loud is brought to one loudness, and silence
// stays silence.
func TestLoudness(t *testing.T) {
	t.Parallel()
	e := engine(t)
	dir := t.TempDir()
	for i, c := range []struct {
		source    string
		low, high float64
	}{
		{"sine=f=300,tremolo=f=4:d=.5,volume=-8dB", -17.2, -14.8},
		{"anoisesrc=c=brown:a=.9", -18.4, -14.8}, // its peaks have to be held down
		{"anoisesrc=c=pink:a=0.0005", -90, -50},  // the breath of a room
		{"anullsrc", -90, -60},
	} {
		path := filepath.Join(dir, "in.ogg")
		tool(t, "-f", "lavfi", "-i", c.source, "-t", "2", "-c:a", "libopus", path)
		b, _ := os.ReadFile(path)
		parts, _ := clean(t, e, b, voxpop.Voice)
		sound, err := media.DecodeOpus(parts[scribe.Audio], 48000)
		if err != nil {
			t.Fatal(err)
		}
		if l := sound.Loudness(); l < c.low && c.low > -90 || l > c.high { // nothing is fainter than any number
			t.Errorf("%s: %v LUFS", c.source, l)
		}
		if i > 0 {
			continue
		}
		if l := lufs(t, parts[scribe.AAC]); l < c.low || l > c.high {
			t.Errorf("%s, as ffmpeg hears the AAC: %v LUFS", c.source, l)
		}
	}
}

// TestUpright turns a phone's video that says that it lies on its side. Which
// way is up is worked out here from the matrix in the file (ISO/IEC 14496-12,
// 6.2.2), and ffmpeg's own picture of it has to agree.
func TestUpright(t *testing.T) {
	t.Parallel()
	e := engine(t)
	dir := t.TempDir()
	in, out, png := filepath.Join(dir, "in.mp4"), filepath.Join(dir, "out.mp4"), filepath.Join(dir, "out.png")
	tool(t, "-f", "lavfi", "-i", "color=red:s=160x90:d=0.2,format=yuv420p,drawbox=x=0:y=0:w=80:h=90:color=blue:t=fill", "-c:v", "libx264", in)
	tool(t, "-i", in, "-c", "copy", "-metadata:s:v:0", "rotate=90", out)
	b, _ := os.ReadFile(out)
	parts, _ := clean(t, e, b, voxpop.Video)
	if got, _ := says(t, parts[scribe.Video]); got != "h264 90x160" {
		t.Error(got)
	}
	// A point x, y goes to ax+cy, bx+dy. What is left, at -1, 0, goes to -a, -b.
	matrix := b[bytes.Index(b, []byte("tkhd"))+44:]
	if a := binary.BigEndian.Uint32(matrix); a != 0 {
		t.Fatal("it is not turned by a quarter")
	}
	below := int32(binary.BigEndian.Uint32(matrix[4:])) < 0
	tool(t, "-i", out, "-frames:v", "1", png)
	theirs, err := os.ReadFile(png)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"the poster": parts[scribe.Poster], "ffmpeg's picture": theirs} {
		img, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, bl, _ := img.At(45, 140).RGBA(); (bl > r) != below {
			t.Error(name, "stands on its head")
		}
	}
}

func TestLargeVideoIsMadeSmaller(t *testing.T) {
	t.Parallel()
	e := engine(t)
	path := filepath.Join(t.TempDir(), "in.mp4")
	tool(t, "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=60:d=0.2", "-c:v", "libx264", "-preset", "ultrafast", path)
	b, _ := os.ReadFile(path)
	parts, c := clean(t, e, b, voxpop.Video)
	if got, _ := says(t, parts[scribe.Video]); got != "h264 1280x720" {
		t.Error(got)
	}
	for _, p := range c.Parts {
		if p.Kind == scribe.Video && (p.Width != 1280 || p.Height != 720) {
			t.Errorf("%+v", p.Derivative)
		}
	}
}

// TestWithoutFFmpeg: voice messages in Ogg Opus and photos work, the rest says
// what to install.
func TestWithoutFFmpeg(t *testing.T) {
	t.Parallel()
	real := engine(t)
	e := &ffmpeg.Engine{Cage: real.Cage}
	b := record(t, "telegram.ogg")
	parts, c := clean(t, e, b, voxpop.Voice)
	if got, seconds := says(t, parts[scribe.Audio]); got != "opus" || math.Abs(seconds-length) > .1 || bytes.Contains(parts[scribe.Audio], []byte(secret)) {
		t.Error(got, seconds)
	}
	if !strings.Contains(c.Lost, "ffmpeg") || parts[scribe.Peaks] == nil || parts[scribe.AAC] != nil {
		t.Errorf("%q, %v", c.Lost, c.Marks)
	}
	_, with := clean(t, real, b, voxpop.Voice)
	if len(c.Marks) != 1 || !slices.Contains(with.Marks, c.Marks[0]) {
		t.Errorf("marks without ffmpeg %v, with it %v", c.Marks, with.Marks)
	}
	var j bytes.Buffer
	if err := jpeg.Encode(&j, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	if parts, _ := clean(t, e, j.Bytes(), voxpop.Photo); parts[scribe.Still] == nil {
		t.Error("no still")
	}
	for _, name := range []string{"memo.m4a", "song.mp3"} {
		_, err := e.Clean(t.Context(), original(record(t, name), voxpop.Voice), nil)
		if voxpop.KindOf(err) != voxpop.Unavailable || !strings.Contains(voxpop.HintOf(err), "ffmpeg") {
			t.Error(name, err)
		}
	}
	if _, err := e.Clip(t.Context(), ffmpeg.ClipJob{Medium: voxpop.Voice, Body: b, From: 1, To: 2, Show: "audio"}); err != nil {
		t.Error(err)
	}
}

// TestRefuses: what cannot be worked on is refused in words for an editor, in
// which nothing of the file is.
func TestRefuses(t *testing.T) {
	t.Parallel()
	e := engine(t)
	e.Seconds = 1
	long, endless := record(t, "memo.m4a"), record(t, "song.mp3")
	video := record(t, "mute.mp4")
	for name, c := range map[string]struct {
		b []byte
		m voxpop.Medium
	}{
		"too long": {long, voxpop.Voice}, "too long, and it does not say so": {endless, voxpop.Voice}, "too long to be seen": {video, voxpop.Video}, "cut off": {video[:len(video)/3], voxpop.Video}, "a playlist": {[]byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), voxpop.Video},
		"a head alone": {[]byte("OggS\x00\x02"), voxpop.Voice}, "nothing": {nil, voxpop.Voice}, "text": {[]byte(secret), ""}, "half an MP3": {[]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), voxpop.Voice},
	} {
		_, err := e.Clean(t.Context(), original(c.b, c.m), nil)
		if voxpop.KindOf(err) != voxpop.Invalid || strings.Contains(fmt.Sprint(err, voxpop.HintOf(err)), "Secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Clean(ctx, original(video, voxpop.Video), nil); voxpop.KindOf(err) != voxpop.Unavailable {
		t.Error(err)
	}
}

// TestAsked: what is longer than the call-out asks for is refused with both
// numbers' meaning; a little more is let go.
func TestAsked(t *testing.T) {
	t.Parallel()
	e := engine(t)
	path := filepath.Join(t.TempDir(), "long.ogg")
	tool(t, "-f", "lavfi", "-i", "sine=f=300", "-t", "9", "-c:a", "libopus", "-b:a", "8k", path)
	b, _ := os.ReadFile(path)
	for limit, kind := range map[int]voxpop.Kind{1: voxpop.Invalid, 4: ""} {
		o := original(b, voxpop.Voice)
		o.Seconds = limit
		_, err := e.Clean(t.Context(), o, nil)
		if voxpop.KindOf(err) != kind || err != nil && !strings.Contains(err.Error(), "1 seconds that the call-out") {
			t.Error(limit, err)
		}
	}
}

// TestNoTraceOfTheCamera: rate, clock and colours of a video are ours, not those
// by which a phone, or a message hidden in them, is known.
func TestNoTraceOfTheCamera(t *testing.T) {
	t.Parallel()
	e := engine(t)
	path := filepath.Join(t.TempDir(), "in.mp4")
	tool(t, "-f", "lavfi", "-i", "testsrc=s=160x90:d=0.5:r=1000003/40013", "-pix_fmt", "yuv420p", "-video_track_timescale", "1000003", "-c:v", "libx264",
		"-bsf:v", "h264_metadata=colour_primaries=9:transfer_characteristics=16:chroma_sample_loc_type=3", path)
	b, _ := os.ReadFile(path)
	parts, _ := clean(t, e, b, voxpop.Video)
	c, err := e.Clip(t.Context(), ffmpeg.ClipJob{Medium: voxpop.Video, Body: b, From: 0, To: .4, Show: "video"})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"video": parts[scribe.Video], "clip": c.Body} {
		cmd := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "stream=r_frame_rate,time_base,color_primaries,color_transfer,color_space,color_range,chroma_location", "-of", "default=nw=1", "-")
		cmd.Stdin = bytes.NewReader(b)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"r_frame_rate=25/1", "time_base=1/90000", "color_primaries=bt709", "color_transfer=bt709", "color_space=bt709", "color_range=tv", "chroma_location=left"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: want %s in\n%s", name, want, out)
			}
		}
	}
}

// TestChangesMidway: a sound that changes its channels and rate is refused in
// words, or kept whole; it is never our fault.
func TestChangesMidway(t *testing.T) {
	t.Parallel()
	e := engine(t)
	dir := t.TempDir()
	var b []byte
	for i, how := range [][]string{{"-ac", "1", "-ar", "44100"}, {"-ac", "2", "-ar", "48000"}} {
		path := filepath.Join(dir, strconv.Itoa(i)+".aac")
		tool(t, append(append([]string{"-f", "lavfi", "-i", "sine=f=300", "-t", "2"}, how...), path)...)
		part, _ := os.ReadFile(path)
		b = append(b, part...)
	}
	if _, err := e.Clean(t.Context(), original(b, voxpop.Voice), nil); err != nil && voxpop.KindOf(err) != voxpop.Invalid {
		t.Error(err)
	}
}

// TestPrint: ffmpeg takes the same print as fpcalc.
func TestPrint(t *testing.T) {
	t.Parallel()
	e := engine(t)
	f, err := fpcalc.Find(e.Cage)
	if err != nil {
		t.Skip("fpcalc is not installed")
	}
	b, err := os.ReadFile("../../media/testdata/voice.ogg")
	if err != nil {
		t.Fatal(err)
	}
	_, c := clean(t, e, b, voxpop.Voice)
	i := slices.IndexFunc(c.Marks, func(m scribe.Mark) bool { return m.Kind == scribe.PrintMark })
	if i < 0 {
		t.Skip("this ffmpeg takes no prints")
	}
	theirs, err := fingerprint.ParsePrint(c.Marks[i].Value)
	if err != nil {
		t.Fatal(err)
	}
	s, err := media.DecodeOpus(b, 16000)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := f.Print(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if wrong, offset := fingerprint.Compare(ours, theirs); wrong > .01 || offset != 0 {
		t.Error("other prints", wrong, offset)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	e := engine(t)
	if err := e.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if e.Version() == "" || len(e.Missing()) > 1 {
		t.Error(e.Version(), e.Missing())
	}
}
