//go:build unix

package app

import (
	"errors"

	"golang.org/x/sys/unix"
)

// noCore keeps the system from writing this process's memory to a file when it
// falls: it may hold what somebody is just sending.
func noCore() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return errors.New("the system may write this process's memory to a file when it falls")
	}
	return nil
}
