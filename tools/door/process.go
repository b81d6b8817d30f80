package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// slug is the call-out of every measurement.
const slug = "tram"

// A rig is a newsroom and a public door, each a workspace of its own, as on two machines.
type rig struct {
	bin, dir string
	room     string // the newsroom's workspace
	door     string // the door's
	tmp      string // the door's TMPDIR
	log      string // what the door prints
	url      string // of the public pages
	pull     string // host:port of the pull address
	front    string // host:port of the public pages
	deskKey  string
	settings string // lines of [front] in the door's voxpop.toml

	cmd    *exec.Cmd
	exited chan error
}

const passphrase = "measured and thrown away"

// newRig makes both workspaces. settings are lines of [front].
func newRig(ctx context.Context, c *common, settings string) (*rig, error) {
	r := &rig{bin: c.bin, dir: c.dir, room: filepath.Join(c.dir, "room"), door: filepath.Join(c.dir, "door"), tmp: filepath.Join(c.dir, "tmp"), log: filepath.Join(c.dir, "front.log"), settings: settings}
	for _, at := range []*string{&r.front, &r.pull} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		*at = l.Addr().String()
		defer l.Close()
	}
	r.url = "http://" + r.front
	if err := os.MkdirAll(r.tmp, 0o700); err != nil {
		return nil, err
	}
	for _, args := range [][]string{
		{"init", "--dir", r.room},
		{"keys", "init", "--dir", r.room},
		{"callout", "new", slug, "--question", "en=Why did the council change its mind about the tram?",
			"--question", "fa=چرا شورا نظرش را دربارهٔ تراموا عوض کرد؟", "--question", "ar=لماذا غيّر المجلس رأيه في الترام؟",
			"--languages", "en,fa,ar", "--opens", "2026-01-01", "--media", "text,voice,video,photo", "--dir", r.room},
	} {
		if _, err := r.run(ctx, args...); err != nil {
			return nil, err
		}
	}
	out, err := r.run(ctx, "keys", "show", "--dir", r.room)
	if err != nil {
		return nil, err
	}
	if r.deskKey = regexp.MustCompile(`\b[0-9a-f]{64}\b`).FindString(out); r.deskKey == "" {
		return nil, errors.New("keys show prints no desk key")
	}
	if _, err := r.run(ctx, "init", "--door", r.deskKey, "--dir", r.door); err != nil {
		return nil, err
	}
	toml := "[[door]]\nurl = \"http://" + r.pull + "\"\nname = \"measured\"\n"
	if err := os.WriteFile(filepath.Join(r.room, "voxpop.toml"), []byte(toml), 0o600); err != nil {
		return nil, err
	}
	return r, os.WriteFile(filepath.Join(r.door, "voxpop.toml"), []byte("[front]\ndesk_key = \""+r.deskKey+"\"\n"+settings+"\n"), 0o600)
}

// run runs a verb to its end and returns what it printed.
func (r *rig) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, r.bin, args...)
	cmd.Env = append(os.Environ(), "VOXPOP_PASSPHRASE="+passphrase)
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("voxpop %s: %w\n%s%s", strings.Join(args[:min(2, len(args))], " "), err, out.String(), bad.String())
	}
	return out.String(), nil
}

// start starts the door and waits until it answers.
func (r *rig) start(ctx context.Context) error {
	log, err := os.OpenFile(r.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	r.cmd = exec.CommandContext(ctx, r.bin, "front", "--dir", r.door)
	r.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + r.tmp, "TMPDIR=" + r.tmp,
		"VOXPOP_FRONT_LISTEN=" + r.front, "VOXPOP_PULL_LISTEN=" + r.pull}
	r.cmd.Stdout, r.cmd.Stderr = log, log
	if err := r.cmd.Start(); err != nil {
		return err
	}
	r.exited = make(chan error, 1)
	go func(cmd *exec.Cmd, exited chan error) { exited <- cmd.Wait() }(r.cmd, r.exited)
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for until := time.Now().Add(20 * time.Second); ; {
		if res, err := client.Get(r.url + "/health"); err == nil {
			res.Body.Close()
			return nil
		}
		select {
		case err := <-r.exited:
			r.exited <- err
			said, _ := os.ReadFile(r.log)
			return fmt.Errorf("the door ended as it started: %v\n%s", err, said)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(until) {
			return errors.New("the door does not answer")
		}
	}
}

// kill ends the door as a power button does.
func (r *rig) kill() {
	r.cmd.Process.Signal(syscall.SIGKILL)
	r.exited <- <-r.exited
}

// stop ends the door as a person does.
func (r *rig) stop() error {
	if r.cmd == nil || r.cmd.ProcessState != nil {
		return nil
	}
	r.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-r.exited:
		r.exited <- err
		return err
	case <-time.After(20 * time.Second):
		r.kill()
		return errors.New("the door did not stop in 20 s")
	}
}

// peak is the most memory the door ever had in RAM, in bytes; resident what it has now.
func (r *rig) peak() int64     { return r.status("VmHWM") }
func (r *rig) resident() int64 { return r.status("VmRSS") }

func (r *rig) status(key string) int64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	for line := range strings.SplitSeq(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// seconds is the processor time that the door used so far.
func (r *rig) seconds() float64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100
}

// visit is one pull: the newsroom gives the door its call-out, brings replies
// and fetches what came.
func (r *rig) visit(ctx context.Context) error {
	_, err := r.run(ctx, "pull", "--dir", r.room)
	return err
}

// open starts the door, gives it the call-out and waits until it asks.
func (r *rig) open(ctx context.Context) error {
	if err := r.start(ctx); err != nil {
		return err
	}
	if err := r.visit(ctx); err != nil {
		return err
	}
	for range 100 {
		if _, err := r.fetch(ctx, "en", nil); err == nil {
			return nil
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return errors.New("the door has a call-out and does not ask its question")
}
