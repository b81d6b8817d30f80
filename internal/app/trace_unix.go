//go:build unix

package app

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// noCore keeps the system from writing this process's memory to a file when it
// falls: it may hold what somebody is just sending, or what was opened to be
// read. Where the system hands cores to a program, a limit of zero is not
// looked at, but one of a single byte is; should it be ignored all the same,
// the filter leaves nothing in the core.
func noCore() error {
	os.WriteFile("/proc/self/coredump_filter", []byte("0"), 0) // Linux; children have it too
	var now unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_CORE, &now)
	if one := min(now.Max, 1); err == nil { // one that was lowered to nothing cannot be raised
		err = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: one, Max: one})
	}
	if err != nil {
		return errors.New("the system may write this process's memory to a file when it falls")
	}
	return nil
}
