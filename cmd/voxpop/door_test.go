package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"voxpop/internal/cast"
)

// process is a program that runs: this test binary, as voxpop.
type process struct {
	cmd    *exec.Cmd
	lines  chan string // of stdout
	stdout lockedBuffer
	stderr lockedBuffer
	ended  chan struct{}
	err    error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start runs voxpop with args under the program before, if any.
func start(t *testing.T, env []string, before []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The name under which the binary is run says that it is voxpop.
	named := filepath.Join(t.TempDir(), "voxpop")
	if err := os.Symlink(self, named); err != nil {
		t.Skip("no symbolic links here")
	}
	argv := append(append(before, named), args...)
	p := &process{cmd: exec.Command(argv[0], argv[1:]...), lines: make(chan string, 64), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		defer close(p.lines)
		for s := bufio.NewScanner(io.TeeReader(out, &p.stdout)); s.Scan(); {
			p.lines <- s.Text()
		}
		p.err = p.cmd.Wait()
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		for range p.lines {
		}
	})
	return p
}

// line waits for a line of stdout that pattern finds and returns its group.
func (p *process) line(t *testing.T, pattern string) string {
	t.Helper()
	want := regexp.MustCompile(pattern)
	for line := range p.lines {
		if m := want.FindStringSubmatch(line); m != nil {
			return m[len(m)-1]
		}
	}
	t.Fatalf("ended before it said %q:\n%s\n%s", pattern, p.stdout.String(), p.stderr.String())
	return ""
}

// stop interrupts the program and waits; it must end well and say so.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.wait(t)
}

func (p *process) wait(t *testing.T) {
	t.Helper()
	for range p.lines {
	}
	<-p.ended
	if p.err != nil || !strings.Contains(p.stdout.String(), "stopped") {
		t.Errorf("ended with %v:\n%s\n%s", p.err, p.stdout.String(), p.stderr.String())
	}
}

// once runs voxpop to its end.
func once(t *testing.T, env []string, args ...string) string {
	t.Helper()
	getenv := func(name string) string {
		for _, e := range env {
			if v, ok := strings.CutPrefix(e, name+"="); ok {
				return v
			}
		}
		return ""
	}
	var out, errs bytes.Buffer
	if status := run(t.Context(), args, strings.NewReader(""), &out, &errs, getenv); status != done {
		t.Fatalf("voxpop %s: status %d\n%s", strings.Join(args, " "), status, errs.String())
	}
	return out.String()
}

// twoPlaces sets up a newsroom with a question and a door that knows it.
func twoPlaces(t *testing.T) (room, door string, env []string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("programs are not interrupted like this here")
	}
	room, door = filepath.Join(t.TempDir(), "room"), filepath.Join(t.TempDir(), "door")
	env = []string{"VOXPOP_PASSPHRASE=seven invented words that nobody else uses", "GOTRACEBACK=none"}
	once(t, env, "init", "--dir", room)
	once(t, env, "keys", "init", "--dir", room)
	once(t, env, "callout", "new", "bench", "--question", "en=Where is a bench missing?", "--opens", "2026-01-01T08:00:00+03:00", "--dir", room)
	key := regexp.MustCompile(`\b[0-9a-f]{64}\b`).FindString(once(t, env, "keys", "show", "--dir", room))
	once(t, env, "init", "--door", key, "--dir", door)
	return room, door, env
}

func appendTo(t *testing.T, file, text string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFrontAndDesk runs the door and the newsroom as two programs with two
// workspaces: an answer goes in at one and comes out at the other, a reply
// goes back, and a withdrawal reaches the record. Nothing readable lies at the
// door at any time, and nothing of a visitor is in what it prints.
func TestFrontAndDesk(t *testing.T) {
	room, door, env := twoPlaces(t)
	front := start(t, env, nil, "front", "--dir", door, "--addr", "127.0.0.1:0", "--pull-addr", "127.0.0.1:0")
	public := front.line(t, `^public door +(http://\S+)$`)
	pull := front.line(t, `^newsroom +(http://\S+)$`)
	appendTo(t, filepath.Join(room, "voxpop.toml"), "\n[[door]]\nurl = \""+strings.TrimSuffix(pull, "/")+"\"\nname = \"city\"\n[pull]\nevery = \"10s\"\n")

	v := newVisitor(t, public)
	v.do(t, http.StatusNotFound, http.MethodGet, "q/bench", "", nil) // before the newsroom came
	once(t, env, "pull", "--dir", room)
	voice, err := fs.ReadFile(cast.KioskFiles(), "umbrellas.ogg")
	if err != nil {
		t.Fatal(err)
	}
	receipt := v.answer(t, "bench", "At the canary-crossing, where my mother waits.", voice)
	if got := filesWith(t, door, "canary", browserWords, "OpusHead", "127.0.0.1", strings.ReplaceAll(receipt, " ", "")); len(got) > 0 {
		t.Errorf("at the door lies what can be read: %v", got)
	}

	// Nobody but the newsroom fetches.
	for _, path := range []string{"hello", "list", "item", "done", "cards", "replies"} {
		resp, err := http.Post(pull+"pull/v1/"+path, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode/100 != 4 {
			t.Errorf("%s without a signature: status %d", path, resp.StatusCode)
		}
	}

	desk := start(t, env, nil, "desk", "--dir", room, "--addr", "127.0.0.1:0")
	pages := newVisitor(t, desk.line(t, `^serving (http://\S+)$`))
	desk.line(t, `^(fetching) from 1 door every 10s$`)
	eventually(t, func() bool {
		return strings.Contains(once(t, env, "responses", "bench", "--json", "--dir", room), "canary-crossing")
	})
	pages.get(t, "callouts/bench")
	desk.stop(t)
	if n := strings.Count(once(t, env, "responses", "bench", "--json", "--dir", room), `"id"`); n != 2 {
		t.Errorf("%d responses, want the text and the recording", n)
	}

	id := regexp.MustCompile(`"id": "([^"]+)"`).FindStringSubmatch(once(t, env, "responses", "bench", "--json", "--dir", room))[1]
	once(t, env, "reply", "bench", id, "--text", "We went there and sat down.", "--dir", room)
	once(t, env, "pull", "--dir", room)
	if box := v.post(t, "return", url.Values{"receipt": {receipt}}); !strings.Contains(box, "We went there and sat down.") {
		t.Errorf("the reply is not there: %.600s", box)
	}
	v.takeBack(t, "bench", receipt)
	once(t, env, "pull", "--dir", room)
	if got := once(t, env, "responses", "bench", "--json", "--dir", room); strings.Contains(got, "canary-crossing") {
		t.Error("what was taken back is still in the record")
	}
	if got := filesWith(t, room, "canary-crossing", "canary-file-name"); len(got) > 0 {
		t.Errorf("what was taken back still lies in %v", got)
	}
	front.stop(t)
	for _, said := range []string{front.stderr.String(), front.stdout.String()} {
		said = strings.ReplaceAll(strings.ReplaceAll(said, public, ""), pull, "")
		for _, never := range []string{"canary", "Canary", "127.0.0.1", "GET", "POST", "/q/", receipt} {
			if strings.Contains(said, never) {
				t.Errorf("the door's words hold %q:\n%s", never, said)
			}
		}
	}
}

// eventually asks again until it is so.
func eventually(t *testing.T, so func() bool) {
	t.Helper()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(time.Minute); !so(); <-again.C {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to that within a minute")
		}
	}
}

// filesWith lists the files below dir whose bytes or names hold one of words.
func filesWith(t *testing.T, dir string, words ...string) (hits []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "voxpop.toml" {
			return err
		}
		b, err := os.ReadFile(p)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) || strings.Contains(p, w) {
				hits = append(hits, p+": "+w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// TestFrontOpensOnlyItsFolder runs a door alone, under a tracer that writes
// down every path it asks the system for: besides its own program and what the
// system tells every process of itself, all lie in the folder “door”.
func TestFrontOpensOnlyItsFolder(t *testing.T) {
	tracer, err := exec.LookPath("strace")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("strace is not here")
	}
	room, door, env := twoPlaces(t)
	trace := filepath.Join(t.TempDir(), "trace")
	front := start(t, env, []string{tracer, "-D", "-f", "-qq", "-e", "trace=file", "-o", trace}, "front", "--dir", door, "--addr", "127.0.0.1:0", "--pull-addr", "127.0.0.1:0")
	public := front.line(t, `^public door +(http://\S+)$`)
	pull := front.line(t, `^newsroom +(http://\S+)$`)
	appendTo(t, filepath.Join(room, "voxpop.toml"), "\n[[door]]\nurl = \""+strings.TrimSuffix(pull, "/")+"\"\n")
	once(t, env, "pull", "--dir", room)
	v := newVisitor(t, public)
	voice, err := fs.ReadFile(cast.KioskFiles(), "umbrellas.ogg")
	if err != nil {
		t.Fatal(err)
	}
	receipt := v.answer(t, "bench", "By the canal.", voice)
	for _, path := range []string{"", "about", "return", "leave", "words/fa.txt", "health"} {
		resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(public + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	v.post(t, "return", url.Values{"receipt": {receipt}})
	once(t, env, "pull", "--dir", room)
	front.stop(t)

	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(door, "door")
	opened := 0
	for line := range strings.Lines(string(b)) {
		m := regexp.MustCompile(`^\d+ +(\w+)\((?:(AT_FDCWD|\d+)(?:<[^>]*>)?, )?"([^"]*)"`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		call, at, p := m[1], m[2], m[3]
		switch {
		case strings.HasPrefix(p, own+"/") || p == own:
			opened++
		case at != "" && at != "AT_FDCWD" && filepath.IsLocal(p):
			opened++ // below a folder that is open, and no folder but its own is
		case call == "execve", call == "readlinkat" && strings.HasPrefix(p, "/proc/self/exe"), call == "readlink":
		case p == filepath.Join(door, "voxpop.toml"), p == door,
			p == filepath.Join(door, "voxpop.db"), strings.HasPrefix(p, filepath.Join(door, "keys")): // looked for, not opened
			if strings.HasPrefix(call, "open") && p != filepath.Join(door, "voxpop.toml") && p != door && !strings.Contains(line, "ENOENT") {
				t.Errorf("opened %s", strings.TrimSpace(line))
			}
		case strings.HasPrefix(p, "/etc/ld.so."), strings.HasPrefix(p, "/lib"), strings.HasPrefix(p, "/usr/lib"), p == "/etc/localtime": // loader, zone
		case p == "/proc/swaps", strings.HasPrefix(p, "/sys/devices/system/cpu/"), strings.HasPrefix(p, "/sys/kernel/mm/transparent_hugepage/"), p == "/proc/sys/net/core/somaxconn", p == "/dev/null",
			p == "/sys/fs/cgroup", strings.HasPrefix(p, "/proc/self/"), strings.HasPrefix(p, "/sys/fs/cgroup/"):
		case filepath.Dir(door) == p || strings.HasPrefix(door, p+"/"): // its way down
		default:
			t.Errorf("outside its folder: %s", strings.TrimSpace(line))
		}
	}
	if opened == 0 {
		t.Error("the trace shows nothing of its own folder: it is not what was meant to be looked at")
	}
	// What lies there opens nothing.
	filepath.WalkDir(door, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if bytes.Contains(b, []byte("AGE-SECRET-KEY")) || bytes.Contains(b, []byte("PRIVATE KEY")) || filepath.Ext(p) == ".age" {
			t.Errorf("a private key lies at the door: %s", p)
		}
		return err
	})
}
