package inbox

import (
	"os"

	"golang.org/x/sys/unix"
)

// quiet leaves the time of access as it is.
const quiet = unix.O_NOATIME

// startWriting lets the disk write what a file holds so far, while more comes:
// the sync at the end has less to wait for.
func startWriting(f *os.File) {
	unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE)
}
