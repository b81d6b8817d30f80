package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	mrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// What a file may take.
const (
	mostSeconds = 30
	mostMemory  = 512 << 20
)

// asked is a file for the judge, internal/engine/ffmpeg/hostile of the program.
type asked struct {
	File   string `json:"file"`
	Medium string `json:"medium"`
	Secret string `json:"secret"`
	Plant  string `json:"plant,omitempty"`

	name   string
	benign bool
}

// said is what the judge says of it.
type said struct {
	File    string  `json:"file"`
	Begun   bool    `json:"begun"`
	OK      bool    `json:"ok"`
	Kind    string  `json:"kind"`
	Message string  `json:"message"`
	Hint    string  `json:"hint"`
	Leaked  bool    `json:"leaked"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"`
	Peak    int64   `json:"peak"`
	Jobs    int     `json:"jobs"`
	Killed  string  `json:"killed"`
}

func (s said) time(lenient bool) float64 {
	if lenient {
		return s.CPU
	}
	return s.Seconds
}

func hostile(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("hostile", flag.ExitOnError)
	n := f.Int("n", 600, "hostile files")
	benign := f.Int("benign", 120, "harmless files")
	root := f.String("root", "..", "the source tree of voxpop")
	seed := f.Uint64("seed", 1, "of the mutations")
	keep := f.String("keep", "", "a folder that keeps the files that missed a goal")
	selftest := f.Bool("selftest", false, "commit each violation once, on purpose: all must be found")
	lenient := f.Bool("lenient", false, "judge the time that children worked, not the time on the clock: the machine does other things")
	most := f.Duration("most", 3*time.Hour, "stop after this time whatever happens")
	f.Parse(args)
	ctx, cancel := context.WithTimeout(ctx, *most)
	defer cancel()
	work, err := os.MkdirTemp("", "voxpop-media.")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	os.Chmod(work, 0o755)
	outside, tmp, files := filepath.Join(work, "outside"), filepath.Join(work, "tmp"), filepath.Join(work, "files")
	for _, d := range []string{outside, tmp, files} {
		if err := os.Mkdir(d, 0o755); err != nil {
			return err
		}
	}
	os.Chmod(outside, 0o777) // nothing but the cage stands between
	token := make([]byte, 16)
	rand.Read(token)
	secret := "canary-" + hex.EncodeToString(token)
	secretFile, soundFile := filepath.Join(outside, "secret.txt"), filepath.Join(outside, "sound.wav")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	u, err := net.ListenPacket("udp", l.Addr().String())
	if err != nil {
		return err
	}
	defer u.Close()
	var came atomic.Int64
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			came.Add(1)
			c.Close()
		}
	}()
	go func() {
		b := make([]byte, 64)
		for {
			if _, _, err := u.ReadFrom(b); err != nil {
				return
			}
			came.Add(1)
		}
	}()

	judge := filepath.Join(work, "judge")
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", judge, "./internal/engine/ffmpeg/hostile")
	build.Dir, build.Env = *root, append(os.Environ(), "CGO_ENABLED=0")
	if o, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("the judge does not build: %w\n%s", err, o)
	}

	rounds := max(1, (*benign+len(recipes)-1)/len(recipes))
	real, without, err := seeds(ctx, work, rounds)
	if err != nil {
		return err
	}
	if len(real) < 10 {
		return errors.New("ffmpeg is missing, or makes hardly anything")
	}
	of := map[string][]byte{}
	for _, s := range real {
		if of[s.format] == nil {
			of[s.format] = s.body
		}
	}
	if err := errors.Join(os.WriteFile(secretFile, []byte(secret+"\n"), 0o644), os.WriteFile(soundFile, of["wav"], 0o644)); err != nil {
		return err
	}
	var all []asked
	add := func(name, medium string, body []byte, benign bool) error {
		p := filepath.Join(files, fmt.Sprintf("%04d", len(all)))
		all = append(all, asked{File: p, Medium: medium, Secret: secret, name: name, benign: benign})
		return os.WriteFile(p, body, 0o600)
	}
	for i := range min(*benign, len(real)) {
		if err := add(real[i].format, real[i].medium, real[i].body, true); err != nil {
			return err
		}
	}
	traps := append(bombs(ctx, work, of), lures(secretFile, soundFile, l.Addr().String(), of)...)
	var spread []trap
	for _, t := range traps {
		if t.medium != "" {
			spread = append(spread, t)
			continue
		}
		for _, m := range []string{"voice", "video", "photo"} {
			spread = append(spread, trap{name: t.name, medium: m, body: t.body})
		}
	}
	r := mrand.New(mrand.NewPCG(*seed, 2))
	mutated := *n / 2
	if *n-mutated > len(spread) {
		mutated = *n - len(spread)
	}
	for i := range *n - mutated {
		t := spread[i*len(spread)/(*n-mutated)]
		if t.late != nil {
			if t.body = t.late(); t.body == nil {
				without = append(without, t.name)
				continue
			}
		}
		if err := add(t.name, t.medium, t.body, false); err != nil {
			return err
		}
	}
	for i := range mutated {
		s, m := real[i%len(real)], mutations[(i+i/len(real))%len(mutations)]
		other := real[r.IntN(len(real))]
		if err := add("broken: "+m.name, s.medium, m.do(r, slices.Clone(s.body), slices.Clone(other.body)), false); err != nil {
			return err
		}
	}
	if *selftest {
		for i, p := range []string{"leak " + secretFile, "connect " + l.Addr().String(), "write " + outside, "mute", "slow", "large", "crash"} {
			all[len(all)-1-i].Plant = p
		}
	}
	hostiles := 0
	for _, a := range all {
		if !a.benign {
			hostiles++
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })

	watch, err := watching(outside)
	if err != nil {
		return err
	}
	began := time.Now()
	got, crashed, err := run(ctx, judge, tmp, work, all)
	if err != nil {
		return err
	}
	touched := watch()
	left, _ := os.ReadDir(tmp)

	rep := report{}
	rep.say("%d files in %.0f s, of %d formats; of them %d hostile, %d of these broken ones of real ones", len(all), time.Since(began).Seconds(), len(of), hostiles, mutated)
	if len(without) > 0 {
		rep.say("not made here: %s", strings.Join(without, ", "))
	}
	var bad []asked
	slowest, largest, mute, leaks, failed, harmless, unanswered := said{}, said{}, 0, 0, 0, 0, 0
	outcome := map[string]map[string]int{}
	for _, a := range all {
		s, ok := got[a.File]
		if !ok {
			if !slices.Contains(crashed, a.File) {
				unanswered++
			}
			continue
		}
		if time := s.time(*lenient); time > slowest.time(*lenient) {
			slowest = s
		}
		if s.Peak > largest.Peak {
			largest = s
		}
		what := "refused, with a reason"
		switch {
		case s.OK:
			what = "made clean"
		case s.Message == "" || s.Hint == "" || s.Kind != "invalid":
			what = "refused without a reason"
			mute++
			bad = append(bad, a)
		case s.Killed != "":
			what = "stopped (" + s.Killed + ")"
		}
		if s.Leaked {
			leaks++
			bad = append(bad, a)
		}
		if s.time(*lenient) > mostSeconds || s.Peak > mostMemory {
			bad = append(bad, a)
		}
		group, _, _ := strings.Cut(a.name, ":")
		if a.benign {
			group = "harmless"
			harmless++
			if !s.OK {
				failed++
				bad = append(bad, a)
			}
		}
		if outcome[group] == nil {
			outcome[group] = map[string]int{}
		}
		outcome[group][what]++
	}
	for _, g := range slices.Sorted(maps.Keys(outcome)) {
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(outcome[g])) {
			parts = append(parts, fmt.Sprintf("%s %d", k, outcome[g][k]))
		}
		rep.say("  %-9s %s", g, strings.Join(parts, ", "))
	}
	names := map[string]string{}
	for _, a := range all {
		names[a.File] = a.name
	}
	rep.figure(len(crashed) == 0 && unanswered == 0, "crashes of the program", "0", "%d; without an answer %d", len(crashed), unanswered)
	rep.figure(touched.reads == 0 && leaks == 0, "files outside opened or read", "0", "%d; secrets in what came out %d", touched.reads, leaks)
	rep.figure(touched.writes == 0 && len(left) == 0, "files outside written", "0", "%d; left in the folder for temporary files %d", touched.writes, len(left))
	rep.figure(came.Load() == 0, "connections to the listening port", "0", "%d", came.Load())
	rep.figure(slowest.time(*lenient) <= mostSeconds, "longest time for a file", "≤ 30 s", "%.1f s, of them %.1f s of work (%s)", slowest.Seconds, slowest.CPU, names[slowest.File])
	rep.figure(largest.Peak <= mostMemory, "most memory of a child", "≤ 512 MB", "%d MB (%s)", largest.Peak>>20, names[largest.File])
	rep.figure(mute == 0, "refusals without message and hint", "0", "%d", mute)
	rep.figure(failed*100 <= harmless, "harmless files refused", "≤ 1 %", "%d of %d", failed, harmless)
	for _, a := range bad {
		rep.say("  %s as %s: %+v", a.name, a.Medium, got[a.File])
		if *keep != "" {
			os.MkdirAll(*keep, 0o700)
			b, _ := os.ReadFile(a.File)
			os.WriteFile(filepath.Join(*keep, filepath.Base(a.File)+"-"+a.Medium), b, 0o600)
		}
	}
	if *selftest {
		found := map[string]bool{"crash": len(crashed) == 1, "leak": leaks == 1, "read": touched.reads > 0, "write": touched.writes > 0, "connection": came.Load() > 0, "time": slowest.time(*lenient) > mostSeconds, "memory": largest.Peak > mostMemory, "no reason": mute >= 1}
		for k, ok := range found {
			if !ok {
				return fmt.Errorf("%w: the self-test did not find the violation that it planted: %s", errMissed, k)
			}
		}
		rep.say("self-test: each planted violation was found")
		return nil
	}
	return rep.err()
}

// run has every file judged, in as many processes as crashes make necessary.
func run(ctx context.Context, judge, tmp, work string, all []asked) (map[string]said, []string, error) {
	got := map[string]said{}
	var crashed []string
	todo := slices.Clone(all)
	var alone []asked // what was being worked on when the judge crashed: one at a time
	for len(todo)+len(alone) > 0 {
		batch := todo
		if len(alone) > 0 {
			batch, alone = alone[:1], alone[1:]
		} else {
			todo = nil
		}
		list, out := filepath.Join(work, "list"), filepath.Join(work, "said")
		os.Remove(out)
		var b bytes.Buffer
		for _, a := range batch {
			json.NewEncoder(&b).Encode(a)
		}
		if err := os.WriteFile(list, b.Bytes(), 0o600); err != nil {
			return nil, nil, err
		}
		cmd := exec.CommandContext(ctx, judge)
		cmd.Env = append(os.Environ(), "VOXPOP_HOSTILE="+list, "VOXPOP_HOSTILE_OUT="+out, "TMPDIR="+tmp, "HOME="+tmp)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		err := cmd.Run()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		lines, _ := os.ReadFile(out)
		begun := map[string]bool{}
		for line := range bytes.Lines(lines) {
			var s said
			if json.Unmarshal(line, &s) != nil {
				continue
			}
			if s.Begun {
				begun[s.File] = true
				continue
			}
			got[s.File] = s
		}
		if err == nil {
			continue
		}
		fmt.Fprintf(os.Stderr, "the judge ended with %v: %s\n", err, cmp.Or(firstLine(stderr.String()), "no word"))
		if len(begun) == 0 {
			return nil, nil, fmt.Errorf("the judge does not run: %w\n%s", err, stderr.String())
		}
		for _, a := range batch {
			switch _, done := got[a.File]; {
			case done:
			case begun[a.File] && len(batch) == 1:
				crashed = append(crashed, a.File)
			case begun[a.File]:
				alone = append(alone, a)
			default:
				todo = append(todo, a)
			}
		}
	}
	return got, crashed, nil
}

func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

// touches counts what happened in a folder.
type touches struct{ reads, writes int }

// watching counts what happens in a folder until the function that it returns
// is called: the kernel tells.
func watching(dir string) (func() touches, error) {
	fd, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		return nil, err
	}
	const reads = syscall.IN_OPEN | syscall.IN_ACCESS
	const writes = syscall.IN_MODIFY | syscall.IN_ATTRIB | syscall.IN_CREATE | syscall.IN_DELETE | syscall.IN_MOVED_FROM | syscall.IN_MOVED_TO | syscall.IN_CLOSE_WRITE
	if _, err := syscall.InotifyAddWatch(fd, dir, reads|writes); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return func() (t touches) {
		defer syscall.Close(fd)
		buf := make([]byte, 1<<20)
		for {
			n, err := syscall.Read(fd, buf)
			if err != nil || n <= 0 {
				return t
			}
			for at := 0; at+syscall.SizeofInotifyEvent <= n; {
				e := (*syscall.InotifyEvent)(unsafe.Pointer(&buf[at]))
				if e.Mask&reads != 0 {
					t.reads++
				}
				if e.Mask&writes != 0 {
					t.writes++
				}
				at += syscall.SizeofInotifyEvent + int(e.Len)
			}
		}
	}, nil
}
