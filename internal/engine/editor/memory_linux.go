package editor

import "golang.org/x/sys/unix"

// isMemory reports whether dir lies in memory.
func isMemory(dir string) bool {
	var s unix.Statfs_t
	return unix.Statfs(dir, &s) == nil && (s.Type == unix.TMPFS_MAGIC || s.Type == unix.RAMFS_MAGIC)
}

// isAlive reports whether a process of this number runs.
func isAlive(pid int) bool { return pid <= 0 || unix.Kill(pid, 0) != unix.ESRCH }
