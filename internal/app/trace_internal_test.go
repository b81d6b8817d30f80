//go:build linux

package app

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A core of a process that opens what was sealed is not written, and where a
// program takes cores it gets none with anything in it. What a child that is
// started later has is the same: both are inherited.
func TestNoDumps(t *testing.T) {
	for _, w := range NoDumps() {
		if !strings.Contains(w, "swaps") {
			t.Error(w)
		}
	}
	var core unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil || core.Cur > 1 || core.Max > 1 {
		t.Errorf("a core may have %d, at most %d bytes: %v", core.Cur, core.Max, err)
	}
	b, err := os.ReadFile("/proc/self/coredump_filter")
	if err != nil || strings.Trim(strings.TrimSpace(string(b)), "0") != "" {
		t.Errorf("a core holds the mappings %q: %v", b, err)
	}
}
