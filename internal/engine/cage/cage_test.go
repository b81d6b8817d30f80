//go:build linux

package cage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
)

// functions are what the tests do in the cage.
var functions = map[string]cage.Inside{
	"copy": func(files []*os.File, args []string) error {
		_, err := io.Copy(files[1], files[0])
		return err
	},
	"code": func([]*os.File, []string) error { return cage.Code(7) },
	"spin": func([]*os.File, []string) error {
		for {
		}
	},
	"panic": func([]*os.File, []string) error { panic("a broken file") },
	"eat": func([]*os.File, []string) error {
		var all [][]byte
		for {
			b := make([]byte, 8<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
			runtime.KeepAlive(all)
		}
	},
	"write": func(files []*os.File, args []string) error {
		b := make([]byte, 1<<20)
		for {
			if _, err := files[0].Write(b); err != nil {
				return err
			}
		}
	},
	"say": func([]*os.File, []string) error {
		for {
			if _, err := os.Stdout.WriteString(strings.Repeat("x", 4096)); err != nil {
				return err
			}
		}
	},
	// tries does each line of its arguments and says which were possible.
	"tries": func(files []*os.File, args []string) error {
		var bad error
		for _, a := range args {
			if err := try(files, strings.Fields(a)); err != nil {
				bad = errors.Join(bad, fmt.Errorf("%s: %w", a, err))
			}
		}
		return bad
	},
}

func TestMain(m *testing.M) {
	cage.Main(functions)
	if os.Getenv("CAGE_TEST_PARENT") != "" {
		parent()
	}
	os.Exit(m.Run())
}

// try does what its first argument says and fails if that was possible.
func try(files []*os.File, args []string) error {
	did := func(err error) error {
		if err == nil {
			return cage.Code(99)
		}
		return nil
	}
	switch args[0] {
	case "read":
		_, err := os.ReadFile(args[1])
		return did(err)
	case "list":
		_, err := os.ReadDir(args[1])
		return did(err)
	case "write":
		return did(os.WriteFile(args[1], []byte("x"), 0o666))
	case "append":
		f, err := os.OpenFile(args[1], os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			f.Close()
		}
		return did(err)
	case "truncate":
		return did(os.Truncate(args[1], 0))
	case "empty":
		_, err := syscall.Open(args[1], syscall.O_RDONLY|syscall.O_TRUNC, 0)
		return did(err)
	case "chmod":
		return did(os.Chmod(args[1], 0o777))
	case "chtimes":
		return did(os.Chtimes(args[1], time.Unix(1, 0), time.Unix(1, 0)))
	case "remove":
		return did(os.Remove(args[1]))
	case "rename":
		return did(os.Rename(args[1], args[1]+"2"))
	case "link":
		return did(os.Link(args[1], args[1]+"2"))
	case "mkdir":
		return did(os.Mkdir(args[1], 0o777))
	case "dial":
		c, err := net.DialTimeout(args[1], args[2], time.Second)
		if err == nil {
			c.Close()
		}
		return did(err)
	case "listen":
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			l.Close()
		}
		return did(err)
	case "socket":
		family, _ := strconv.Atoi(args[1])
		_, err := syscall.Socket(family, syscall.SOCK_DGRAM, 0)
		return did(err)
	case "signal":
		pid, _ := strconv.Atoi(args[1])
		return did(syscall.Kill(pid, 0))
	case "start":
		return did(exec.Command("/bin/true").Run())
	case "fork":
		pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
		if errno == 0 {
			if pid == 0 {
				syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
			}
			return cage.Code(99)
		}
		return nil
	case "seal":
		_, err := files[0].WriteAt([]byte("x"), 0)
		return did(err)
	case "user":
		if os.Getuid() == 0 {
			return cage.Code(99)
		}
		return did(syscall.Setuid(0))
	}
	return errors.New("no such try")
}

// parent is a process that has a job and is killed.
func parent() {
	signal.Ignore(syscall.SIGPIPE)
	c := &cage.Cage{Plain: os.Getenv("CAGE_TEST_PARENT") == "plain"}
	c.Run(contextOf(), cage.Job{Inside: "spin", Limits: cage.Limits{Wall: time.Minute}})
	os.Exit(0)
}

func file(t *testing.T, content string) *cage.File {
	t.Helper()
	f, err := cage.NewFile(0)
	if err != nil {
		t.Skip("no cage on this system: ", err)
	}
	t.Cleanup(func() { f.Close() })
	io.WriteString(f, content)
	return f
}

// ways runs a test in every way that a child is started.
func ways(t *testing.T, f func(t *testing.T, c *cage.Cage)) {
	t.Helper()
	for name, c := range map[string]*cage.Cage{"namespaces": {}, "plain": {Plain: true}} {
		t.Run(name, func(t *testing.T) {
			if r := c.Check(t.Context()); r.Err != nil {
				t.Skip("no cage on this system: ", r.Err)
			}
			f(t, c)
		})
	}
}

func TestInside(t *testing.T) {
	ways(t, func(t *testing.T, c *cage.Cage) {
		in, out := file(t, "what they said"), file(t, "")
		r, err := c.Run(t.Context(), cage.Job{Inside: "copy", Files: []*cage.File{in, out}})
		if err != nil || r.Err() != nil {
			t.Fatalf("%v, %v, %s", err, r.Err(), r.Stderr)
		}
		b, err := io.ReadAll(out)
		if err != nil || string(b) != "what they said" {
			t.Errorf("got %q, %v", b, err)
		}
		if r, err := c.Run(t.Context(), cage.Job{Inside: "code"}); err != nil || r.ExitCode != 7 {
			t.Errorf("got %+v, %v", r, err)
		}
		if _, err := c.Run(t.Context(), cage.Job{Inside: "nothing"}); voxpop.KindOf(err) != voxpop.Internal {
			t.Errorf("a function that is not there: %v", err)
		}
	})
}

// TestCannot tries from the inside what the cage is there to refuse. Each try
// is first shown to be possible outside.
func TestCannot(t *testing.T) {
	dir := t.TempDir()
	os.Chmod(dir, 0o777)
	for p := dir; p != "/"; p = filepath.Dir(p) {
		os.Chmod(p, 0o777|os.ModeSticky)
		if p == os.TempDir() {
			break
		}
	}
	victim := filepath.Join(dir, "victim")
	fresh := func() {
		os.WriteFile(victim, []byte("secret"), 0o666)
		os.Chmod(victim, 0o666)
		os.Chown(victim, 65534, 65534) // so that only the cage stands between
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	local, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer local.Close()
	os.Chmod(filepath.Join(dir, "s"), 0o777)
	ways(t, func(t *testing.T, c *cage.Cage) {
		fresh()
		tries := []string{
			"read /etc/passwd", "read " + victim, "list /", "list /proc", "list " + dir, "read /proc/self/environ", "read /proc/1/cmdline",
			"write " + victim, "write " + filepath.Join(dir, "new"), "append " + victim, "truncate " + victim, "empty " + victim, "chmod " + victim, "chtimes " + victim,
			"remove " + victim, "rename " + victim, "link " + victim, "mkdir " + filepath.Join(dir, "sub"),
			"dial tcp " + tcp.Addr().String(), "dial udp " + tcp.Addr().String(), "dial unix " + filepath.Join(dir, "s"), "dial unixgram " + filepath.Join(dir, "s"),
			"listen", "socket 1", "socket 2", "socket 10", "socket 16", "socket 17", "socket 38", "signal " + strconv.Itoa(os.Getpid()), "start", "fork", "user",
		}
		r, err := c.Run(t.Context(), cage.Job{Inside: "tries", Args: tries})
		if err != nil {
			t.Fatal(err)
		}
		if r.ExitCode != 0 || r.Killed != "" {
			t.Errorf("status %d %s: %s", r.ExitCode, r.Killed, r.Stderr)
		}
		if b, err := os.ReadFile(victim); err != nil || string(b) != "secret" {
			t.Errorf("the file outside is now %q, %v", b, err)
		}
		if fi, err := os.Stat(victim); err != nil || fi.Mode().Perm() != 0o666 || fi.ModTime().Unix() < 100 {
			t.Errorf("the file outside is now %v, %v", fi, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
			t.Error("a file was made outside")
		}
		in := file(t, "sealed")
		if err := in.Seal(); err != nil {
			t.Fatal(err)
		}
		if r, err := c.Run(t.Context(), cage.Job{Inside: "tries", Args: []string{"seal"}, Files: []*cage.File{in}}); err != nil || r.Err() != nil {
			t.Errorf("a sealed file: %v, %v", err, r.Err())
		}
	})
}

// TestTryCan shows that what TestCannot tries is possible where there is no cage.
func TestTryCan(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	for _, args := range [][]string{{"read", victim}, {"list", dir}, {"write", victim}, {"append", victim}, {"truncate", victim}, {"chmod", victim}, {"chtimes", victim}, {"rename", victim}, {"mkdir", filepath.Join(dir, "sub")}, {"listen"}, {"start"}} {
		os.WriteFile(victim, []byte("secret"), 0o666)
		if err := try(nil, args); err != cage.Code(99) {
			t.Errorf("%v is not possible even outside: %v", args, err)
		}
	}
}

func TestLimits(t *testing.T) {
	ways(t, func(t *testing.T, c *cage.Cage) {
		for _, x := range []struct {
			inside string
			l      cage.Limits
			want   cage.Killed
			says   string
		}{
			{"spin", cage.Limits{Wall: 300 * time.Millisecond}, cage.ByTime, "took more than 300ms"},
			{"spin", cage.Limits{CPU: time.Second}, cage.ByTime, "took more than 30s"},
			{"eat", cage.Limits{Memory: 96 << 20}, cage.ByMemory, "more than 96 MB of memory"},
			{"write", cage.Limits{Output: 3 << 20}, cage.ByOutput, "more than 3 MB"},
			{"say", cage.Limits{Stdout: 1 << 20}, cage.ByOutput, "was more than"},
		} {
			out := file(t, "")
			r, err := c.Run(t.Context(), cage.Job{Inside: x.inside, Files: []*cage.File{out}, Limits: x.l})
			if err != nil {
				t.Fatal(err)
			}
			if r.Killed != x.want || r.ExitCode != -1 {
				t.Errorf("%s: got %q, status %d; %s", x.inside, r.Killed, r.ExitCode, r.Stderr)
			}
			e := r.Err()
			if voxpop.KindOf(e) != voxpop.Invalid || voxpop.HintOf(e) == "" || !strings.Contains(e.Error(), x.says) {
				t.Errorf("%s: %v", x.inside, e)
			}
			if x.l.Output > 0 && out.Size() > x.l.Output {
				t.Errorf("%d bytes were written", out.Size())
			}
			if x.l.Stdout > 0 && int64(len(r.Stdout)) != x.l.Stdout {
				t.Errorf("%d bytes were kept", len(r.Stdout))
			}
			if x.l.Memory > 0 && r.MaxRSS > x.l.Memory+64<<20 {
				t.Errorf("it held %d MB", r.MaxRSS>>20)
			}
		}
		r, err := c.Run(t.Context(), cage.Job{Inside: "panic"})
		if err != nil || r.ExitCode == 0 || r.Err() == nil || strings.Contains(r.Err().Error(), "broken file") {
			t.Errorf("a panic: %v, %+v", err, r)
		}
	})
}

func contextOf() context.Context { return context.Background() }

// TestParentDies kills the process that has a job: the job must be gone too.
func TestParentDies(t *testing.T) {
	for _, way := range []string{"namespaces", "plain"} {
		t.Run(way, func(t *testing.T) {
			if r := (&cage.Cage{}).Check(t.Context()); r.Err != nil {
				t.Skip("no cage on this system: ", r.Err)
			}
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "CAGE_TEST_PARENT="+way)
			// The job inherits the pipe as its standard error and holds it open for as long as it lives.
			cmd.Stderr = w
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w.Close()
			_ = r
			child := 0
			for range 1000 {
				b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", cmd.Process.Pid, cmd.Process.Pid))
				more, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", cmd.Process.Pid))
				for _, m := range more {
					x, _ := os.ReadFile(m)
					b = append(b, x...)
				}
				if f := strings.Fields(string(b)); len(f) > 0 {
					child, _ = strconv.Atoi(f[0])
					if stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", child)); len(stat) > 0 {
						break
					}
				}
				time.Sleep(5 * time.Millisecond)
			}
			if child == 0 {
				t.Fatal("no job was started")
			}
			cmd.Process.Kill()
			cmd.Wait()
			for i := 0; ; i++ {
				stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", child))
				if err != nil || strings.Contains(string(stat), ") Z ") {
					break
				}
				if i > 1000 {
					t.Fatal("the job outlived its parent")
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
}

func TestStopped(t *testing.T) {
	ways(t, func(t *testing.T, c *cage.Cage) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Run(ctx, cage.Job{Inside: "spin"})
		if voxpop.KindOf(err) != voxpop.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}

// TestTool runs a program of the system as a job.
func TestTool(t *testing.T) {
	sh, err := cage.Find("sh")
	if err != nil {
		t.Skip("no sh: ", err)
	}
	ways(t, func(t *testing.T, c *cage.Cage) {
		out := file(t, "")
		r, err := c.Run(t.Context(), cage.Job{Program: sh, Args: []string{"-c", "read x; echo $x; echo $x >/proc/self/fd/3; echo no >/tmp/cage-test-x; echo y </etc/passwd; kill -9 $PPID; true | true"},
			Files: []*cage.File{out}, Stdin: strings.NewReader("hello\n")})
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(out)
		if string(r.Stdout) != "hello\n" || string(b) != "hello\n" {
			t.Errorf("got %q, %q; %s", r.Stdout, b, r.Stderr)
		}
		for _, want := range []string{"cannot create /tmp/cage-test-x", "cannot open /etc/passwd", "Cannot fork"} {
			if !strings.Contains(string(r.Stderr), want) {
				t.Errorf("%q is not in %s", want, r.Stderr)
			}
		}
	})
}

// BenchmarkStart is what a cage costs before the job begins.
func BenchmarkStart(b *testing.B) {
	for name, c := range map[string]*cage.Cage{"namespaces": {}, "plain": {Plain: true}} {
		if r := c.Check(b.Context()); r.Err != nil {
			b.Skip("no cage on this system: ", r.Err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if r, err := c.Run(b.Context(), cage.Job{Program: "/usr/bin/true"}); err != nil || r.Err() != nil {
					b.Fatal(err, r.Err())
				}
			}
		})
	}
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			if err := exec.Command("/usr/bin/true").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestScript runs a script that starts a program, which its job allows, and one that it does not.
func TestScript(t *testing.T) {
	for _, p := range []string{"/usr/bin/true", "/usr/bin/id"} {
		if _, err := os.Stat(p); err != nil {
			t.Skip("not here: ", p)
		}
	}
	dir := t.TempDir()
	for p := dir; p != "/" && p != os.TempDir(); p = filepath.Dir(p) {
		os.Chmod(p, 0o755)
	}
	script := filepath.Join(dir, "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\n/usr/bin/true && echo first\n/usr/bin/id && echo second\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	ways(t, func(t *testing.T, c *cage.Cage) {
		r, err := c.Run(t.Context(), cage.Job{Program: script, Programs: []string{"/usr/bin/true"}})
		if err != nil || string(r.Stdout) != "first\n" {
			t.Errorf("got %q, %v; %s", r.Stdout, err, r.Stderr)
		}
	})
}
