//go:build unix

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// writeStory writes a story whose body is given and returns its path.
func writeStory(t *testing.T, slug, body string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "story.md")
	front := "---\ncallout: " + slug + "\nlang: en\nheadline: What people miss\nstandfirst: \"We asked. {received} answers came; nobody was drawn by chance.\"\ndate: 2026-12-31\ndelay: waived by Chiara\n---\n\n"
	if err := os.WriteFile(p, []byte(front+body+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// buildStory builds a story that has to hold and returns its page.
func buildStory(t *testing.T, env []string, room, story string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page")
	if code, said, errs := status(t, env, "", "story", "build", story, "--out", out, "--dir", room); code != done {
		t.Fatalf("%s%s", said, errs)
	}
	page, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// carried are the files of a kind that a page carries in itself. None names the
// program that made it, nor what was hidden in the original.
func carried(t *testing.T, page []byte, kind string) (all [][]byte) {
	t.Helper()
	for _, m := range regexp.MustCompile(`data:`+kind+`[^;"]*;base64,([^"]*)`).FindAllSubmatch(page, -1) {
		b, err := base64.StdEncoding.DecodeString(html.UnescapeString(string(m[1])))
		if err != nil || len(b) < 1000 {
			t.Errorf("a file of %d bytes: %v", len(b), err)
		}
		for _, never := range []string{"Lavf", "Lavc", "x264", "canary"} {
			if bytes.Contains(b, []byte(never)) {
				t.Errorf("%s on the page holds %s", kind, never)
			}
		}
		all = append(all, b)
	}
	return all
}

// TestVideoClips publishes an invented video in every way that shows a picture:
// a still unless something else is said; the moving picture with a part filled,
// which has one colour in every frame.
func TestVideoClips(t *testing.T) {
	ffmpeg := tool(t, "ffmpeg")
	dir := t.TempDir()
	film := filepath.Join(dir, "film.mp4")
	// Every part of the picture moves, and every pixel differs from those beside it.
	made := exec.Command(ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=10:d=3", "-f", "lavfi", "-i", "sine=400:d=3", "-c:v", "libx264", "-preset", "ultrafast",
		"-pix_fmt", "yuv420p", "-c:a", "aac", "-metadata", "title=canary", film)
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	room, env := filepath.Join(dir, "room"), []string{"VOXPOP_PASSPHRASE=seven invented words that nobody else uses"}
	once(t, env, "init", "--dir", room)
	once(t, env, "keys", "init", "--dir", room)
	once(t, env, "callout", "new", "bench", "--question", "en=Where is a bench missing?", "--opens", "2026-01-01T08:00:00+03:00", "--dir", room)
	folder := filepath.Join(dir, "record")
	once(t, env, "export", "bench", folder, "--dir", room)
	line, err := json.Marshal(map[string]any{"id": "FILM", "received_at": "2026-01-02T08:00:00+03:00", "channel": "telegram", "medium": "video", "lang": "en", "media": "media/FILM.mp4",
		"transcript": map[string]any{"lang": "en", "text": "Here, by the water.", "state": "reviewed", "by": "noa", "cues": []map[string]any{{"start": 0, "end": 3, "text": "Here, by the water."}}},
		"consent":    map[string]any{"quote": true, "voice": true, "face": true, "name": "none"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "media"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(film, filepath.Join(folder, "media", "FILM.mp4")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "responses.jsonl"), append(line, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	once(t, env, "import", folder, "--dir", room)

	// A part from a quarter to three quarters of the width, and the upper half.
	const fill = "25,0,50,50"
	page := buildStory(t, env, room, writeStory(t, "bench", "![A still](clip:FILM#t=0,2.5)\n\n![A still, covered](clip:FILM?fill="+fill+"#t=0,2.5)\n\n![It moves](clip:FILM?show=video&fill="+fill+"#t=0,2.5)"))
	sound, moving, stills := carried(t, page, "audio/"), carried(t, page, "video/"), carried(t, page, "image/jpeg")
	if len(sound) != 2 || len(moving) != 1 || len(stills) != 2 {
		t.Fatalf("%d sounds, %d videos, %d stills", len(sound), len(moving), len(stills))
	}
	covered := func(img image.Image) bool {
		b := img.Bounds()
		return oneColour(img, image.Rect(b.Dx()/4, 0, 3*b.Dx()/4, b.Dy()/2).Add(b.Min))
	}
	var pictures []image.Image
	for _, b := range stills {
		img, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, img)
	}
	clip := filepath.Join(dir, "clip.mp4")
	if err := os.WriteFile(clip, moving[0], 0o600); err != nil {
		t.Fatal(err)
	}
	frames := filepath.Join(dir, "frames")
	if err := os.Mkdir(frames, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(ffmpeg, "-v", "error", "-i", clip, "-q:v", "1", filepath.Join(frames, "%03d.jpg")).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(frames, "*.jpg"))
	if err != nil || len(names) < 20 {
		t.Fatalf("%d frames: %v", len(names), err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, img)
	}
	for i, img := range pictures {
		if got, want := covered(img), i > 0; got != want { // the first was not to be covered
			t.Errorf("picture %d: the part has one colour: %v", i, got)
		}
		if b := img.Bounds(); oneColour(img, image.Rect(0, b.Dy()/2, b.Dx(), b.Dy())) {
			t.Errorf("picture %d shows nothing", i)
		}
	}
	// The film's own frames move; one that stood still would be a picture.
	if a, b := pictures[len(stills)], pictures[len(pictures)-1]; fmt.Sprint(a) == fmt.Sprint(b) {
		t.Error("the video does not move")
	}
}

// oneColour reports whether part of a picture is one colour, but for the blocks
// at its edge, in which encoding mixes it with what is beside it.
func oneColour(img image.Image, part image.Rectangle) bool {
	part = part.Inset(16)
	first := color.RGBAModel.Convert(img.At(part.Min.X, part.Min.Y)).(color.RGBA)
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 6 }
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			if !near(c.R, first.R) || !near(c.G, first.G) || !near(c.B, first.B) {
				return false
			}
		}
	}
	return true
}
