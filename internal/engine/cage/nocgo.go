//go:build !cgo

package cage

// ownPIDs is true in the program as it is built: a job sees no other process.
const ownPIDs = true
