//go:build amd64 || arm64

package cage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// order is what the child is told, through a pipe that also tells it when its
// parent is gone.
type order struct {
	Program  string
	Inside   string
	Args     []string
	Files    int
	Read     []string
	Programs []string
	Env      []string
	Limits   Limits
	User     int  // to become; 0 = stay who you are
	Alone    bool // it sees no other process
	Users    bool // it has a namespace of users of its own
}

// nobody is who a job runs as when this program runs as root.
const nobody = 65534

// spaces returns the namespaces of a job: no network, no shared memory, no
// other process.
func spaces() uintptr {
	if ownPIDs {
		return unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWPID
	}
	return unix.CLONE_NEWNET | unix.CLONE_NEWIPC
}

// The ways to start a child, from the strongest. A way that the system refuses
// is not tried again.
const (
	ownUsers = iota // all namespaces
	asRoot          // all but that of users, which only root may
	bare            // none: seccomp and Landlock alone
)

var way atomic.Int32

func (c *Cage) run(ctx context.Context, j Job) (Result, error) {
	if err := able(); err != nil {
		return Result{}, err
	}
	for {
		w := way.Load()
		if c.Plain {
			w = bare
		}
		r, err := c.start(ctx, j, int(w))
		if w < bare && errors.Is(err, errFull) { // for this job, not for the next
			r, err = c.start(ctx, j, bare)
		}
		if w < bare && errors.Is(err, errRefused) {
			way.CompareAndSwap(w, w+1)
			continue
		}
		return r, err
	}
}

var (
	errRefused = errors.New("the system gives no namespaces")
	errFull    = errors.New("the system has no more namespaces just now")
)

// start runs the job in a way. It holds on to its thread, since the kernel
// kills the child when the thread that started it ends.
func (c *Cage) start(ctx context.Context, j Job, w int) (Result, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	o := order{Program: j.Program, Inside: j.Inside, Args: j.Args, Files: len(j.Files), Read: j.Read, Programs: j.Programs, Env: j.Env, Limits: j.Limits, Alone: w < bare && ownPIDs, Users: w == ownUsers}
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	root := os.Geteuid() == 0
	if root {
		o.User = nobody
	}
	switch w {
	case ownUsers:
		attr.Cloneflags = spaces() | unix.CLONE_NEWUSER
		one := []syscall.SysProcIDMap{{ContainerID: os.Geteuid(), HostID: os.Geteuid(), Size: 1}}
		group := []syscall.SysProcIDMap{{ContainerID: os.Getegid(), HostID: os.Getegid(), Size: 1}}
		if root {
			other := syscall.SysProcIDMap{ContainerID: nobody, HostID: nobody, Size: 1}
			one, group = append(one, other), append(group, other)
			attr.GidMappingsEnableSetgroups = true
		}
		attr.UidMappings, attr.GidMappings = one, group
	case asRoot:
		if !root {
			return Result{}, errRefused
		}
		attr.Cloneflags = spaces()
	}
	told, tell, err := os.Pipe()
	if err != nil {
		return Result{}, unavailable("no pipe could be made", "", err)
	}
	defer told.Close()
	defer tell.Close()
	heard, say, err := os.Pipe()
	if err != nil {
		return Result{}, unavailable("no pipe could be made", "", err)
	}
	defer heard.Close()
	defer say.Close()

	self := c.Self
	if self == "" {
		self = "/proc/self/exe"
	}
	ctx, cancel := context.WithTimeout(ctx, j.Limits.Wall)
	defer cancel()
	var reason killing
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = []string{argv0, strconv.Itoa(3 + len(j.Files))}
	cmd.Env = []string{"GOTRACEBACK=none"}
	for _, f := range j.Files {
		cmd.ExtraFiles = append(cmd.ExtraFiles, f.f)
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, told, say)
	cmd.Dir = "/"
	cmd.Stdin = j.Stdin
	stdout := &bounded{limit: j.Limits.Stdout, over: func() { reason.kill(ByOutput, cmd) }}
	stderr := &bounded{limit: 64 << 10}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.SysProcAttr = attr
	cmd.Cancel = func() error {
		why := ByTime
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			why = "stopped"
		}
		reason.kill(why, cmd)
		return nil
	}
	cmd.WaitDelay = 2 * time.Second
	if err := cmd.Start(); err != nil {
		switch {
		case ctx.Err() != nil:
			return Result{}, unavailable("the work was stopped before it was done", "it goes on by itself when the program runs again", context.Canceled)
		case w < bare && errors.Is(err, unix.ENOSPC):
			return Result{}, errFull
		case w < bare && (errors.Is(err, unix.EPERM) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EACCES) || errors.Is(err, unix.ENOSYS)):
			return Result{}, errRefused
		}
		return Result{}, unavailable("the cage could not be started", "check that the system has memory and processes left", cause(err))
	}
	told.Close()
	say.Close()
	go func() {
		b, _ := json.Marshal(o)
		tell.Write(append(b, '\n')) // and stays open: its end is our end
	}()
	peak := make(chan int64, 1)
	stop := make(chan struct{})
	go func() {
		peak <- watch(cmd.Process.Pid, len(j.Programs) > 0, j.Limits.Memory, stop, func() { reason.kill(ByMemory, cmd) })
	}()
	var trouble complaint
	complained := make(chan error, 1)
	go func() { complained <- json.NewDecoder(heard).Decode(&trouble) }()

	exited(cmd.Process.Pid)
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whatever it left behind
	close(stop)
	rss := <-peak
	reason.end()
	waited := cmd.Wait()
	heard.SetReadDeadline(time.Unix(1, 0)) // who held the other end is dead
	if err := <-complained; err == nil {
		return Result{}, trouble.asError()
	}
	r := Result{Stdout: stdout.b.Bytes(), Stderr: stderr.b.Bytes(), ExitCode: cmd.ProcessState.ExitCode(), MaxRSS: max(rss, ownPeak(cmd.ProcessState)), Killed: reason.why(),
		CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if r.Killed == "stopped" || context.Cause(ctx) == context.Canceled {
		return Result{}, unavailable("the work was stopped before it was done", "it goes on by itself when the program runs again", context.Canceled)
	}
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if r.Killed == "" && status.Signaled() {
		switch status.Signal() {
		case syscall.SIGXCPU:
			r.Killed = ByTime
		case syscall.SIGXFSZ:
			r.Killed = ByOutput
		case syscall.SIGKILL: // by the system: what is left is its time, or the system's memory
			r.Killed = ByMemory
			if r.CPU >= j.Limits.CPU {
				r.Killed = ByTime
			}
		default:
			r.Killed = ByCrash
		}
	}
	if r.Killed == "" && j.Inside != "" && r.ExitCode == 2 && bytes.Contains(r.Stderr[:min(len(r.Stderr), 200)], []byte("out of memory")) {
		r.Killed = ByMemory // the runtime's last words
	}
	// The first process of a namespace does not get the signal of a full file.
	if r.Killed == "" && r.ExitCode != 0 && slices.ContainsFunc(j.Files, func(f *File) bool { return f.Size() >= j.Limits.Output }) {
		r.Killed = ByOutput
	}
	if r.Killed != "" {
		r.ExitCode = -1
	}
	if _, ok := errors.AsType[*exec.ExitError](waited); waited != nil && !ok && r.Killed == "" && !errors.Is(waited, exec.ErrWaitDelay) && !errors.Is(waited, unix.EPIPE) {
		return r, unavailable("the job's input could not be read", "", cause(waited))
	}
	return r, nil
}

// killing kills a job once, and remembers why.
type killing struct {
	mu   sync.Mutex
	said Killed
	over bool
}

func (k *killing) kill(why Killed, cmd *exec.Cmd) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over || k.said != "" {
		return
	}
	k.said = why
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	cmd.Process.Kill() // it may be the moment before it has its group
}

// end says that the process is to be reaped: its number may soon be another's.
func (k *killing) end() { k.mu.Lock(); k.over = true; k.mu.Unlock() }

func (k *killing) why() Killed { k.mu.Lock(); defer k.mu.Unlock(); return k.said }

// exited waits until the process has ended, and leaves it to be reaped.
func exited(pid int) {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			return
		}
	}
}

// bounded keeps the first bytes that are written to it, and calls over when
// there are more.
type bounded struct {
	b     bytes.Buffer
	limit int64
	over  func()
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - int64(b.b.Len())
	if int64(len(p)) <= room {
		return b.b.Write(p)
	}
	b.b.Write(p[:max(room, 0)])
	if b.over != nil {
		b.over()
	}
	return len(p), nil
}

// cause takes the paths and addresses off an error of the system.
func cause(err error) error {
	if n, ok := errors.AsType[syscall.Errno](err); ok {
		return n
	}
	return err
}
