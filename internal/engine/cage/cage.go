// Package cage runs other people's programs, and our own code on strangers' files, where they can touch nothing: no file, no network, no other process, and only so much time and memory.
//
// The program that embeds this package starts itself once more, as the cage.
// That child gives up what it could do, one thing after the other: files
// (Landlock), the network (a namespace of its own, and no socket at all by
// seccomp), other processes, memory, time, and any way to get it back. Then it
// becomes the tool, or runs one of our functions. What it reads and writes are
// memory files, which it inherits; so nothing of a respondent's is ever on a
// disk, and killing it leaves nothing.
//
// It fails closed: where the kernel cannot do this, nothing runs.
//
// The caller's main function, and TestMain of tests, begins with [Main].
package cage

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"voxpop"
)

// Job is one run of one program.
type Job struct {
	// Program is the absolute path of the tool; see [Find]. Or Inside names one
	// of the functions that were given to [Main]; then there is no file system
	// at all, and Read and Programs have to be empty.
	Program string
	Inside  string
	Args    []string // without the program's name
	// Files are what it reads and writes. Their paths inside are FD(0), FD(1), …
	// They are rewound before and after. Seal what it must not change.
	Files []*File
	// Read lists more files and folders that it may read: models, dictionaries.
	Read []string
	// Programs lists more programs that it may start, by their paths; then it
	// may start processes.
	Programs []string
	Env      []string // NAME=value, besides a handful of harmless ones
	Stdin    io.Reader
	Limits   Limits
}

// Limits are what a job may use. Zero means the default in brackets.
type Limits struct {
	Wall    time.Duration // on the clock [30 s]
	CPU     time.Duration // on all processors together [2 × Wall]
	Memory  int64         // resident, in bytes [512 MiB]
	Output  int64         // bytes of each file that it writes [256 MiB]
	Stdout  int64         // bytes on standard output [4 MiB]
	Threads int           // threads and processes together [64]
}

func (l Limits) filled() Limits {
	def := func(p *int64, v int64) {
		if *p <= 0 {
			*p = v
		}
	}
	if l.Wall <= 0 {
		l.Wall = 30 * time.Second
	}
	if l.CPU <= 0 {
		l.CPU = 2 * l.Wall
	}
	def(&l.Memory, 512<<20)
	def(&l.Output, 256<<20)
	def(&l.Stdout, 4<<20)
	if l.Threads <= 0 {
		l.Threads = 64
	}
	return l
}

// Killed says why a job did not end by itself.
type Killed string

// The reasons.
const (
	ByTime   Killed = "time"   // Limits.Wall or Limits.CPU
	ByMemory Killed = "memory" // Limits.Memory
	ByOutput Killed = "output" // Limits.Output or Limits.Stdout
	ByCrash  Killed = "crash"  // it fell by itself, as over a broken file
)

// Result is how a job ended. Stdout and Stderr may hold what a respondent
// wrote: they are for parsing, never for an error or a log.
type Result struct {
	Stdout   []byte
	Stderr   []byte // the first 64 KiB
	ExitCode int    // -1 when it was killed
	MaxRSS   int64  // bytes of memory, the most it held
	CPU      time.Duration
	Killed   Killed // "" when it ended by itself

	name   string
	limits Limits
}

// Err returns nil when the job ended with status 0, and otherwise what to tell
// an editor: of kind invalid, since it is the file that is at fault.
func (r Result) Err() error {
	e := &voxpop.Error{Kind: voxpop.Invalid, Op: "cage.Run", Hint: "the file may be broken, or made to do harm; ask for it once more, or keep the original sealed"}
	switch {
	case r.Killed == ByTime:
		e.Message = fmt.Sprintf("%s was stopped: the file took more than %v", r.name, r.limits.Wall)
	case r.Killed == ByMemory:
		e.Message = fmt.Sprintf("%s was stopped: the file needs more than %d MB of memory", r.name, r.limits.Memory>>20)
	case r.Killed == ByOutput:
		e.Message = fmt.Sprintf("%s was stopped: what it made of the file was more than %d MB", r.name, max(r.limits.Output>>20, 1))
	case r.Killed == ByCrash:
		e.Message = r.name + " fell over the file"
	case r.ExitCode != 0:
		e.Message = fmt.Sprintf("%s could not read the file (status %d)", r.name, r.ExitCode)
	default:
		return nil
	}
	return e
}

// Code is an error by which a function inside ends with a status of its own,
// from 1 to 100. Nothing else of an error crosses to the outside but its text,
// on standard error.
type Code int

func (c Code) Error() string { return "status " + strconv.Itoa(int(c)) }

// Inside is a function that runs in the cage. Its files are those of the job,
// at their beginning; there are no others.
type Inside = func(files []*os.File, args []string) error

// FD is the path, inside, of the job's file i.
func FD(i int) string { return "/proc/self/fd/" + strconv.Itoa(3+i) }

// argv0 is how a child knows what it is.
const argv0 = "voxpop: cage"

// begun says that this process called Main, so that starting it again ends there.
var begun atomic.Bool

// Main has to be the first call of the program. In a process that [Cage.Run]
// started it becomes the job and never returns; in any other it only remembers
// that it was called. Functions lists what Job.Inside may name.
func Main(functions map[string]Inside) {
	begun.Store(true)
	if len(os.Args) == 2 && os.Args[0] == argv0 {
		os.Exit(child(functions, os.Args[1]))
	}
}

// Cage runs jobs. The zero value is ready; it may be used from several
// goroutines, each job being a process of its own.
type Cage struct {
	// Self is the program to start again, if not this one.
	Self string
	// Plain does without namespaces, as where the system forbids them. For tests.
	Plain bool
	// Ended, if set, is told how each job ended. It may be called at once.
	Ended func(Result)
}

// Run runs a job and returns how it ended. The error is nil whenever it ran,
// also when it failed or was killed: see [Result.Err]. It is of kind
// unavailable where nothing can be caged, or when ctx ended, and of kind
// internal for a job that cannot be.
func (c *Cage) Run(ctx context.Context, j Job) (Result, error) {
	if !begun.Load() {
		return Result{}, wrong("cage.Main was not called at the start of the program")
	}
	switch {
	case (j.Program == "") == (j.Inside == ""):
		return Result{}, wrong("a job has a program, or a function inside")
	case j.Inside != "" && len(j.Read)+len(j.Programs) > 0:
		return Result{}, wrong("a function inside has no file system")
	case len(j.Files) > 16:
		return Result{}, wrong("more than 16 files")
	}
	for _, p := range append(append([]string{j.Program}, j.Read...), j.Programs...) {
		if p != "" && !filepath.IsAbs(p) {
			return Result{}, wrong("a path is not absolute")
		}
	}
	j.Limits = j.Limits.filled()
	for _, f := range j.Files {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return Result{}, err
		}
	}
	r, err := c.run(ctx, j)
	r.limits, r.name = j.Limits, filepath.Base(j.Program)
	if j.Inside != "" {
		r.name = "the reader of " + j.Inside
	}
	for _, f := range j.Files {
		f.Seek(0, io.SeekStart)
	}
	if c.Ended != nil && err == nil {
		c.Ended(r)
	}
	return r, err
}

// Report says what the system offers, for the doctor.
type Report struct {
	Landlock   int    // the version of its interface; 0 = none
	Needed     int    // the version without which nothing runs
	Namespaces bool   // own network, processes and users
	Seccomp    bool   // system calls are filtered
	Err        error  // why nothing can be caged; nil when all is well
	Note       string // what is weaker than it could be, as a sentence; ""
}

// Check tries the cage and reports.
func (c *Cage) Check(ctx context.Context) Report { return c.check(ctx) }

// Find returns the absolute path of an installed tool: where the systems put
// their programs, never what PATH says.
func Find(name string) (string, error) {
	for _, dir := range []string{"/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin", "/run/current-system/sw/bin"} {
		p := filepath.Join(dir, name)
		if fi, err := os.Stat(p); err == nil && fi.Mode().IsRegular() && fi.Mode()&0o111 != 0 {
			if real, err := filepath.EvalSymlinks(p); err == nil {
				return real, nil
			}
		}
	}
	return "", &voxpop.Error{Kind: voxpop.Unavailable, Op: "cage.Find", Message: name + " is not installed",
		Hint: "install it, as with apt-get install " + strings.TrimSuffix(name, "_continuous")}
}

func wrong(message string) error {
	return &voxpop.Error{Kind: voxpop.Internal, Op: "cage.Run", Message: message}
}

func unavailable(message, hint string, err error) error {
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "cage.Run", Message: message, Hint: hint, Err: err}
}
