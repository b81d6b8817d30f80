//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPace says how many voice messages of half a minute a minute go through
// each step, on this machine: a few, to see that it works, or as many as
// VOXPOP_PACE says, to plan with (make pace; docs/MEDIA.md, “Ten thousand
// messages”).
func TestPace(t *testing.T) {
	n, sentence := 1, 1
	if v, err := strconv.Atoi(os.Getenv("VOXPOP_PACE")); err == nil {
		n, sentence = v, 4
	}
	for _, name := range []string{"flite", "ffmpeg", "pocketsphinx_continuous", "apertium"} {
		tool(t, name)
	}
	room, folder := filepath.Join(t.TempDir(), "room"), filepath.Join(t.TempDir(), "record")
	env := []string{"VOXPOP_PASSPHRASE=seven invented words that nobody else uses"}
	once(t, env, "init", "--dir", room)
	once(t, env, "keys", "init", "--dir", room)
	once(t, env, "callout", "new", "bench", "--question", "en=Where is a bench missing?", "--opens", "2026-01-01T08:00:00+03:00", "--dir", room)
	once(t, env, "export", "bench", folder, "--dir", room)
	if err := os.MkdirAll(filepath.Join(folder, "media"), 0o700); err != nil {
		t.Fatal(err)
	}
	voices := make([][]byte, min(n, 4))
	for i := range voices { // about half a minute each
		voices[i] = say(t, strings.Join(append(sentences[4*i:4*i+sentence:4*i+sentence], sentences[16-4*i:16-4*i+sentence]...), " "))
	}
	var lines []byte
	for i := range n {
		name := fmt.Sprintf("media/V%04d.ogg", i)
		if err := os.WriteFile(filepath.Join(folder, name), voices[i%len(voices)], 0o600); err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(map[string]any{"id": fmt.Sprintf("V%04d", i), "received_at": "2026-01-02T08:00:00+03:00", "channel": "telegram", "medium": "voice", "lang": "en",
			"media": name, "consent": map[string]any{"quote": true, "voice": true, "face": false, "name": "none"}})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if err := os.WriteFile(filepath.Join(folder, "responses.jsonl"), lines, 0o600); err != nil {
		t.Fatal(err)
	}
	once(t, env, "import", folder, "--dir", room)

	var all, busy time.Duration
	for _, step := range []struct{ name, config string }{
		{"cleaned", ""},
		{"heard by PocketSphinx", "\n[speech]\nengine = \"pocketsphinx\"\nlanguages = [\"en\"]\nworkers = 2\n"},
		{"translated by Apertium", "\n[translate]\nengine = \"apertium\"\ninto = [\"es\"]\nworkers = 2\n"},
	} {
		appendTo(t, filepath.Join(room, "voxpop.toml"), step.config)
		once(t, env, "media", "run", "bench", "--dir", room)
		began, worked := time.Now(), cpu(t)
		got := decode[struct{ Done, Failed int }](t, once(t, env, "work", "--once", "--json", "--dir", room))
		took := time.Since(began)
		if got.Done < n || got.Failed > 0 {
			t.Fatalf("%s: %+v", step.name, got)
		}
		used := cpu(t) - worked
		all, busy = all+took, busy+used
		t.Logf("%d voice messages %s in %.1f s: %.1f a minute; %.2f s of work for each, so %.0f a minute on two cores that do nothing else", n, step.name, took.Seconds(),
			float64(n)/took.Minutes(), used.Seconds()/float64(n), float64(n)/used.Minutes()*2)
	}
	t.Logf("all steps: %.1f voice messages a minute; %.2f s of work for each, so %.0f a minute on two cores that do nothing else", float64(n)/all.Minutes(), busy.Seconds()/float64(n),
		float64(n)/busy.Minutes()*2)
}

// cpu is how long this process and its children that ended have worked.
func cpu(t *testing.T) (all time.Duration) {
	t.Helper()
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			t.Fatal(err)
		}
		all += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return all
}
