//go:build amd64 || arm64

package cage

import (
	"bufio"
	"context"
	"debug/elf"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	llsys "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// needed is the version of Landlock without which nothing runs: Linux 5.19. It
// cannot refuse that a file is truncated by its path (version 3 does) nor the
// network (4); the filter of system calls does.
const needed = 2

// levels are what each version of Landlock can refuse: all of it is asked for.
var levels = map[int]landlock.Config{2: landlock.V2, 3: landlock.V3, 4: landlock.V4, 5: landlock.V5, 6: landlock.V6, 7: landlock.V7, 8: landlock.V8, 9: landlock.V9, 10: landlock.V10}

func level() int {
	n, err := llsys.LandlockGetABIVersion()
	if err != nil {
		return 0
	}
	return min(n, 10)
}

func able() error {
	if n := level(); n < needed {
		return unavailable("files of strangers are opened only in a cage, and this kernel has none",
			"run a kernel of Linux 5.19 or newer with Landlock switched on (lsm=landlock,… on its command line)", nil)
	}
	return nil
}

// complaint is how a child says that it could not lock itself in.
type complaint struct {
	Fault string // what it was doing
	Errno int
}

func (c complaint) asError() error {
	switch c.Fault {
	case "program":
		return unavailable("the program could not be started in the cage", "check that it is installed and that every user may run it", syscall.Errno(c.Errno))
	case "read":
		return unavailable("a file that the program needs cannot be read in the cage", "check that models and dictionaries are there and that every user may read them", syscall.Errno(c.Errno))
	case "function":
		return wrong("no such function inside")
	}
	return unavailable("the cage could not be closed ("+c.Fault+"), so nothing was opened", "run voxpop doctor", syscall.Errno(c.Errno))
}

// child is the life of a caged process. It returns only the status of a
// function that ran inside.
func child(functions map[string]Inside, arg string) int {
	runtime.LockOSThread()
	at, err := strconv.Atoi(arg)
	if err != nil || at < 3 || at > 3+16 {
		return 125
	}
	told, say := os.NewFile(uintptr(at), "order"), os.NewFile(uintptr(at+1), "complaint")
	unix.CloseOnExec(at)
	unix.CloseOnExec(at + 1)
	fail := func(doing string, err error) int {
		c := complaint{Fault: doing}
		if n, ok := errors.AsType[syscall.Errno](err); ok {
			c.Errno = int(n)
		}
		json.NewEncoder(say).Encode(c)
		return 125
	}
	var o order
	line, err := bufio.NewReader(told).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &o)
	}
	if err != nil {
		return fail("order", err)
	}
	var run Inside
	if o.Inside != "" {
		run = functions[o.Inside]
		if o.Inside == probe {
			run = func([]*os.File, []string) error { return nil }
		}
		if run == nil {
			return fail("function", nil)
		}
	}
	if doing, err := lock(o, at); err != nil {
		return fail(doing, err)
	}
	if run == nil {
		err := syscall.Exec(o.Program, append([]string{filepath.Base(o.Program)}, o.Args...), append([]string{
			"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8", "TZ=UTC", "MALLOC_ARENA_MAX=2"}, o.Env...))
		return fail("program", err)
	}
	say.Close()
	files := make([]*os.File, o.Files)
	for i := range files {
		files[i] = os.NewFile(uintptr(3+i), FD(i))
	}
	if err := run(files, o.Args); err != nil {
		os.Stderr.WriteString(err.Error())
		if c, ok := errors.AsType[Code](err); ok && c >= 1 && c <= 100 {
			return int(c)
		}
		return 1
	}
	return 0
}

// lock gives up everything but what the order allows. On an error it says what
// it was doing.
func lock(o order, told int) (string, error) {
	// What we hold open from whoever started our parent is not the job's.
	if err := unix.CloseRange(uint(told), ^uint(0), unix.CLOSE_RANGE_CLOEXEC); err != nil && err != unix.ENOSYS {
		return "files", err
	}
	if o.Inside != "" {
		closeStrays(told)
	}
	unix.Umask(0o077)
	// Where the system hands a fallen program to a handler, it takes no heed of
	// RLIMIT_CORE but for the value 1; and the handler would get the recording.
	os.WriteFile("/proc/self/coredump_filter", []byte("0"), 0)
	os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0) // when memory is short, us first
	unix.Setpriority(unix.PRIO_PROCESS, 0, 5)
	ioprio()
	if err := limit(o); err != nil {
		return "limits", err
	}
	if o.User != 0 {
		if err := syscall.Setgroups(nil); err != nil {
			return "groups", err
		}
		if err := syscall.Setgid(o.User); err != nil {
			return "group", err
		}
		if err := syscall.Setuid(o.User); err != nil {
			return "user", err
		}
	}
	// A change of user forgets that we die with our parent. It may be gone already.
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return "parent", err
	}
	poll := []unix.PollFd{{Fd: int32(told)}}
	if n, err := unix.Poll(poll, 0); err == nil && n > 0 && poll[0].Revents&unix.POLLHUP != 0 {
		return "parent", syscall.ESRCH
	}
	rules, doing, err := rulesOf(o)
	if err != nil {
		return doing, err
	}
	conf, ok := levels[level()]
	if !ok {
		return "Landlock", syscall.ENOSYS
	}
	if err := conf.Restrict(rules...); err != nil {
		return "Landlock", err
	}
	if o.Inside != "" {
		if err := dropCapabilities(); err != nil {
			return "capabilities", err
		}
		debug.SetMemoryLimit(o.Limits.Memory * 3 / 4)
	}
	if err := filter(o); err != nil {
		return "seccomp", err
	}
	return "", nil
}

// rulesOf lists what the job may open.
func rulesOf(o order) ([]landlock.Rule, string, error) {
	if o.Inside != "" {
		return nil, "", nil
	}
	const read, list, run = llsys.AccessFSReadFile, llsys.AccessFSReadDir, llsys.AccessFSExecute
	var rules []landlock.Rule
	allow := func(path string, file landlock.AccessFSSet, must bool) error {
		fi, err := os.Stat(path)
		if err == nil {
			mode := uint32(unix.R_OK)
			if fi.IsDir() {
				file |= list
				mode |= unix.X_OK
			}
			err = unix.Access(path, mode)
		}
		if err != nil {
			if must {
				return err
			}
			return nil
		}
		rules = append(rules, landlock.PathAccess(file, path))
		return nil
	}
	for _, p := range append([]string{o.Program}, o.Programs...) {
		if err := allow(p, read|run, true); err != nil {
			return nil, "program", err
		}
		for range 3 { // a script has an interpreter, and that a loader
			loader, dirs := needs(p)
			for _, d := range dirs {
				allow(d, read, false)
			}
			if loader == "" {
				break
			}
			if err := allow(loader, read|run, true); err != nil {
				return nil, "program", err
			}
			p = loader
		}
	}
	for _, p := range o.Read {
		if err := allow(p, read, true); err != nil {
			return nil, "read", err
		}
	}
	for _, p := range []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/dev/urandom"} {
		allow(p, read, false)
	}
	return append(rules, landlock.PathAccess(read|llsys.AccessFSWriteFile, "/dev/null").IgnoreIfMissing()), "", nil
}

// needs returns the loader of a program, and the folders of libraries that it
// names itself; for a script, its interpreter.
func needs(program string) (loader string, dirs []string) {
	f, err := elf.Open(program)
	if err != nil {
		b := make([]byte, 256)
		if s, err := os.Open(program); err == nil {
			n, _ := s.Read(b)
			s.Close()
			if line, ok := strings.CutPrefix(strings.SplitN(string(b[:n]), "\n", 2)[0], "#!"); ok {
				if words := strings.Fields(line); len(words) > 0 && words[0] != program {
					loader = words[0]
				}
			}
		}
		return loader, nil
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			b := make([]byte, min(p.Filesz, 256))
			if _, err := p.ReadAt(b, 0); err == nil {
				loader = strings.TrimRight(string(b), "\x00")
			}
		}
	}
	for _, tag := range []elf.DynTag{elf.DT_RPATH, elf.DT_RUNPATH} {
		all, _ := f.DynString(tag)
		for _, list := range all {
			for _, d := range strings.Split(list, ":") {
				d = strings.ReplaceAll(strings.ReplaceAll(d, "${ORIGIN}", "$ORIGIN"), "$ORIGIN", filepath.Dir(program))
				if filepath.IsAbs(d) {
					dirs = append(dirs, filepath.Clean(d))
				}
			}
		}
	}
	return loader, dirs
}

func limit(o order) error {
	l := o.Limits
	cpu := uint64(l.CPU.Seconds() + .999)
	// The parent watches what the job holds, and stops it before it is too much.
	// The kernel counts what it asked for, which for an encoder of video is twice
	// what it holds; this bound is for a job that is faster than the watch.
	data := uint64(l.Memory + 256<<20)
	threads := uint64(l.Threads)
	if !o.Users { // everything of this user counts
		threads += 4096
	}
	for _, s := range []struct {
		what int
		n    uint64
	}{
		{unix.RLIMIT_CORE, 1}, // see core(5): less than any core is, and piped ones are given up
		{unix.RLIMIT_CPU, max(cpu, 1)},
		{unix.RLIMIT_FSIZE, uint64(l.Output)},
		{unix.RLIMIT_NOFILE, 128},
		{unix.RLIMIT_MEMLOCK, 64 << 10}, // libgcrypt, which ffmpeg links, warns without
		{unix.RLIMIT_MSGQUEUE, 0},
		{unix.RLIMIT_STACK, 4 << 20},
		{unix.RLIMIT_AS, 8 * uint64(max(l.Memory, 512<<20))},
		{unix.RLIMIT_DATA, data},
		{unix.RLIMIT_NPROC, threads},
	} {
		// The hard limit for time is a second later, so that the signal says which it was.
		r := unix.Rlimit{Cur: s.n, Max: s.n}
		if s.what == unix.RLIMIT_CPU {
			r.Max++
		}
		if err := unix.Setrlimit(s.what, &r); err != nil {
			return err
		}
	}
	return nil
}

// ioprio lets everybody else read and write first. It is a wish.
func ioprio() {
	const process, lowest = 1, 2<<13 | 7
	syscall.RawSyscall(unix.SYS_IOPRIO_SET, process, 0, lowest)
}

func dropCapabilities() error {
	return capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3})
}

// closeStrays closes what a function inside has no business with; the runtime's
// own descriptors stay.
func closeStrays(told int) {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		n, err := strconv.Atoi(e.Name())
		if err != nil || n <= told+1 {
			continue
		}
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && !strings.HasPrefix(to, "anon_inode:") {
			unix.Close(n)
		}
	}
}

func (c *Cage) check(ctx context.Context) Report {
	r := Report{Landlock: level(), Needed: needed}
	if r.Err = able(); r.Err != nil {
		return r
	}
	got, err := c.Run(ctx, Job{Inside: probe})
	if err == nil {
		err = got.Err()
	}
	r.Err = err
	r.Seccomp = err == nil
	r.Namespaces = err == nil && !c.Plain && way.Load() < bare
	if err == nil && !r.Namespaces {
		r.Note = "the system gives this program no namespaces of its own, so the cage has no network only because system calls for it are refused"
	}
	return r
}

// probe is a function that does nothing, to see whether the cage closes.
const probe = "the cage itself"
