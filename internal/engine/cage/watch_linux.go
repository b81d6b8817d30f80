//go:build amd64 || arm64

package cage

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// A process can ask for this much, in bytes, between two looks.
const between = 48 << 20

// watch looks at the memory of a process, and of those that it started where it
// may start any, until stop is closed, calls over before it is more than limit,
// and returns the most that it saw, in bytes. The kernel's own limit is on what a
// process asks for; this one is on what it holds.
func watch(pid int, family bool, limit int64, stop <-chan struct{}, over func()) int64 {
	t := time.NewTicker(5 * time.Millisecond)
	defer t.Stop()
	held := open(pid)
	defer held.Close()
	most := int64(0)
	for look := 0; ; look++ {
		now := int64(0)
		if family {
			var peak int64
			now, peak = resident(pid, 0)
			most = max(most, peak)
		} else if now = held.now(); look%16 == 15 {
			most = max(most, held.peak(pid))
		}
		most = max(most, now)
		if now > limit-min(between, limit/4) {
			over()
		}
		select {
		case <-stop:
			return most
		case <-t.C:
		}
	}
}

// holding reads what one process holds, as cheaply as can be: it is read two
// hundred times a second.
type holding struct {
	f *os.File
	b [128]byte
}

func open(pid int) *holding {
	f, _ := os.Open("/proc/" + strconv.Itoa(pid) + "/statm")
	return &holding{f: f}
}

func (h *holding) Close() {
	if h.f != nil {
		h.f.Close()
	}
}

// now is in bytes; 0 when the process is gone.
func (h *holding) now() int64 {
	if h.f == nil {
		return 0
	}
	n, err := h.f.ReadAt(h.b[:], 0)
	if err != nil && n == 0 {
		return 0
	}
	f := bytes.Fields(h.b[:n])
	if len(f) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(f[1]), 10, 64)
	return pages * int64(os.Getpagesize())
}

// peak is the most that it held.
func (h *holding) peak(pid int) int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	return kilobytes(b, "VmHWM:")
}

// resident returns what a process and those below it hold, and the sum of what
// each held at most, in bytes.
func resident(pid, depth int) (now, peak int64) {
	dir := "/proc/" + strconv.Itoa(pid)
	b, err := os.ReadFile(dir + "/status")
	if err != nil {
		return 0, 0
	}
	now, peak = kilobytes(b, "VmRSS:"), kilobytes(b, "VmHWM:")
	if depth > 8 {
		return now, peak
	}
	below, _ := filepath.Glob(dir + "/task/*/children")
	for _, name := range below {
		b, _ := os.ReadFile(name)
		for _, f := range bytes.Fields(b) {
			if n, err := strconv.Atoi(string(f)); err == nil {
				a, p := resident(n, depth+1)
				now, peak = now+a, peak+p
			}
		}
	}
	return now, peak
}

func kilobytes(status []byte, key string) int64 {
	_, rest, ok := bytes.Cut(status, []byte("\n"+key))
	if !ok {
		return 0
	}
	f := bytes.Fields(rest[:min(len(rest), 40)])
	if len(f) == 0 {
		return 0
	}
	n, _ := strconv.ParseInt(string(f[0]), 10, 64)
	return n << 10
}

// ownPeak returns the most that a finished process held, as the kernel counted
// it, or 0 when the kernel cannot tell: it counts what we held when we started
// it as if it were the child's.
func ownPeak(s *os.ProcessState) int64 {
	u, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	ours, err := os.ReadFile("/proc/self/status")
	if most := u.Maxrss << 10; err == nil && most > kilobytes(ours, "VmHWM:") {
		return most
	}
	return 0
}
