//go:build cgo

package cage

// ownPIDs is false where C code is linked in, as when a test is built with the
// race detector: the library that takes rights off every thread at once then
// looks for the threads in /proc, which shows another namespace's numbers. The
// filter of system calls refuses signals to others all the same.
const ownPIDs = false
