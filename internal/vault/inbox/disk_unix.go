//go:build linux || darwin

package inbox

import (
	"os"

	"golang.org/x/sys/unix"
)

// careful does not wait for a pipe.
const careful = unix.O_NONBLOCK

// freeBytes returns what programs without privileges may still write to the
// disk that holds f.
func freeBytes(f *os.File) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Fstatfs(int(f.Fd()), &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// lockFile keeps other programs out until f is closed or this one ends.
func lockFile(f *os.File) error {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}
