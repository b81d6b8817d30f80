package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// seed is a real recording or picture, made by the tools that everybody uses.
type seed struct {
	format string
	medium string
	body   []byte
}

// recipes are how seeds are made: ffmpeg's arguments, with sizes and lengths
// that %[1]d (a number that grows) varies.
var recipes = []struct {
	format, medium, ext string
	args                string
}{
	{"ogg-opus", "voice", "ogg", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a libopus -b:a 24k"},
	{"ogg-opus-60ms", "voice", "ogg", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a libopus -b:a 16k -frame_duration 60 -application voip"},
	{"ogg-vorbis", "voice", "ogg", "-f lavfi -i sine=%[3]d:d=%[2]s -ac 2 -c:a libvorbis"},
	{"ogg-flac", "voice", "ogg", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a flac"},
	{"m4a-aac", "voice", "m4a", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a aac -f ipod"},
	{"m4a-alac", "voice", "m4a", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a alac"},
	{"mp3", "voice", "mp3", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a libmp3lame -metadata title=x"},
	{"wav", "voice", "wav", "-f lavfi -i sine=%[3]d:d=%[2]s -ar 16000"},
	{"aac", "voice", "aac", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a aac -f adts"},
	{"webm-opus", "voice", "webm", "-f lavfi -i sine=%[3]d:d=%[2]s -c:a libopus"},
	{"webm-vp8", "video", "webm", "-f lavfi -i testsrc2=s=%[4]s:r=15:d=%[2]s -f lavfi -i sine=%[3]d:d=%[2]s -c:v libvpx -deadline realtime -c:a libopus"},
	{"webm-vp9", "video", "webm", "-f lavfi -i testsrc2=s=%[4]s:r=15:d=%[2]s -f lavfi -i sine=%[3]d:d=%[2]s -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus"},
	{"mp4-h264", "video", "mp4", "-f lavfi -i testsrc2=s=%[4]s:r=15:d=%[2]s -f lavfi -i sine=%[3]d:d=%[2]s -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"},
	{"mp4-fragments", "video", "mp4", "-f lavfi -i testsrc2=s=%[4]s:r=15:d=%[2]s -f lavfi -i sine=%[3]d:d=%[2]s -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags frag_keyframe+empty_moov"},
	{"mp4-hevc", "video", "mp4", "-f lavfi -i testsrc2=s=%[4]s:r=15:d=%[2]s -c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=none -tag:v hvc1"},
	{"mov-h264", "video", "mov", "-f lavfi -i testsrc2=s=%[4]s:r=15:d=%[2]s -f lavfi -i sine=%[3]d:d=%[2]s -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a pcm_s16le"},
	{"3gp-h263", "video", "3gp", "-f lavfi -i testsrc2=s=352x288:r=15:d=%[2]s -c:v h263"},
	{"jpeg", "photo", "jpg", "-f lavfi -i testsrc2=s=%[4]s:d=1 -frames:v 1 -q:v 4"},
	{"png", "photo", "png", "-f lavfi -i testsrc2=s=%[4]s:d=1 -frames:v 1"},
	{"webp", "photo", "webp", "-f lavfi -i testsrc2=s=%[4]s:d=1 -frames:v 1 -c:v libwebp"},
}

// seeds makes one of every recipe for each round, and reports which this
// ffmpeg cannot make.
func seeds(ctx context.Context, dir string, rounds int) (out []seed, without []string, err error) {
	for round := range rounds {
		for i, r := range recipes {
			name := filepath.Join(dir, fmt.Sprintf("seed-%d-%d.%s", round, i, r.ext))
			length := fmt.Sprintf("%.2f", .4+float64((round*7+i)%10)*.13)
			size := []string{"160x120", "176x144", "120x160", "320x240", "64x64"}[(round+i)%5]
			line := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(r.args, "%[2]s", length), "%[3]d", fmt.Sprint(200+(round*37+i*11)%900)), "%[4]s", size)
			args := append([]string{"-v", "error", "-nostdin", "-y"}, strings.Fields(line)...)
			if o, err := exec.CommandContext(ctx, "ffmpeg", append(args, name)...).CombinedOutput(); err != nil {
				if ctx.Err() != nil {
					return nil, nil, ctx.Err()
				}
				if round == 0 {
					without = append(without, r.format+" ("+strings.TrimSpace(lastLine(o))+")")
				}
				continue
			}
			b, err := os.ReadFile(name)
			if err != nil {
				return nil, nil, err
			}
			os.Remove(name)
			out = append(out, seed{r.format, r.medium, b})
			if r.format == "png" {
				if heic := heif(ctx, dir, b); heic != nil {
					out = append(out, seed{"heic", "photo", heic})
				} else if round == 0 {
					without = append(without, "heic (heif-enc is not installed)")
				}
			}
		}
		// No encoder of AMR is common; its frames are easy: this one says nothing happened.
		var amr bytes.Buffer
		amr.WriteString("#!AMR\n")
		for range 30 + round {
			amr.Write(append([]byte{0x3c}, make([]byte, 31)...))
		}
		out = append(out, seed{"amr", "voice", amr.Bytes()})
	}
	return out, without, nil
}

func heif(ctx context.Context, dir string, png []byte) []byte {
	in, out := filepath.Join(dir, "seed.png"), filepath.Join(dir, "seed.heic")
	defer os.Remove(in)
	defer os.Remove(out)
	if os.WriteFile(in, png, 0o600) != nil || exec.CommandContext(ctx, "heif-enc", "-q", "40", "-o", out, in).Run() != nil {
		return nil
	}
	b, _ := os.ReadFile(out)
	return b
}

func lastLine(b []byte) string {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}
