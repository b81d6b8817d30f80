package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"voxpop/internal/cast"
)

// TestWithoutFFmpeg cleans what Go alone can, a voice message and a photo, and
// says of other sound what it lacks and what to do. The cage is Linux's.
func TestWithoutFFmpeg(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("nothing can be caged here")
	}
	voice, err := fs.ReadFile(cast.KioskFiles(), "umbrellas.ogg")
	if err != nil {
		t.Fatal(err)
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 64, 48)), nil); err != nil {
		t.Fatal(err)
	}
	at := 2 // what a camera writes lies behind the first two bytes
	taken := append(append(bytes.Clone(photo.Bytes()[:at]), "\xff\xfe\x00\x0ecanary-photo"...), photo.Bytes()[at:]...)
	spoken := []byte("\x00\x00\x00\x1cftypM4A \x00\x00\x02\x00M4A isomiso2\x00\x00\x00\x08moov")

	dir := t.TempDir()
	room, folder := filepath.Join(dir, "room"), filepath.Join(dir, "record")
	var env []string
	once(t, env, "init", "--dir", room)
	appendTo(t, filepath.Join(room, "voxpop.toml"), "\n[media]\nffmpeg = \"none\"\n")
	once(t, env, "callout", "new", "bench", "--question", "en=Where is a bench missing?", "--opens", "2026-01-01T08:00:00+03:00", "--dir", room)
	once(t, env, "export", "bench", folder, "--dir", room)
	if err := os.MkdirAll(filepath.Join(folder, "media"), 0o700); err != nil {
		t.Fatal(err)
	}
	var lines []byte
	for _, f := range []struct {
		id, medium, name string
		body             []byte
	}{{"VACE", "voice", "media/VACE.ogg", voice}, {"PHQT", "photo", "media/PHQT.jpg", taken}, {"M4QA", "voice", "media/M4QA.m4a", spoken}} {
		if err := os.WriteFile(filepath.Join(folder, f.name), f.body, 0o600); err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(map[string]any{"id": f.id, "received_at": "2026-01-02T08:00:00+03:00", "channel": "telegram", "medium": f.medium, "lang": "en",
			"media": f.name, "consent": map[string]any{"quote": true, "voice": true, "face": true, "name": "none"}})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if err := os.WriteFile(filepath.Join(folder, "responses.jsonl"), lines, 0o600); err != nil {
		t.Fatal(err)
	}
	once(t, env, "import", folder, "--dir", room)
	once(t, env, "work", "--once", "--dir", room)

	got := map[string]listed{}
	for _, r := range recordings(t, env, room, "bench", "VACE", "PHQT", "M4QA") {
		got[r.Response] = r
	}
	for id, kind := range map[string]string{"VACE": "audio", "PHQT": "still"} {
		if r := got[id]; len(r.Steps) == 0 || r.Steps[0].State != "done" || !strings.Contains(fmt.Sprint(r.Made), kind) {
			t.Errorf("%s: %+v", id, r)
			continue
		}
		b := once(t, env, "media", "get", "bench", id, kind, "--out", "-", "--dir", room)
		if len(b) < 300 || strings.Contains(b, "canary") {
			t.Errorf("%s has %d bytes, with what was hidden: %v", id, len(b), strings.Contains(b, "canary"))
		}
	}
	if r := got["M4QA"]; len(r.Made) > 0 || len(r.Steps) == 0 || r.Steps[0].State == "done" || !strings.Contains(r.Steps[0].Reason, "ffmpeg") || r.Steps[0].Hint == "" {
		t.Errorf("what Go cannot read: %+v", r)
	}
	if said := once(t, env, "doctor", "--dir", room); !strings.Contains(said, "HEIC photos wait") {
		t.Errorf("the doctor does not say what it costs:\n%s", said)
	}
}
