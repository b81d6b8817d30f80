//go:build !linux && !darwin

package inbox

import (
	"math"
	"os"
)

const careful, quiet = 0, 0

// freeBytes cannot tell here; the operator watches the disk.
func freeBytes(*os.File) (int64, error) { return math.MaxInt64, nil }

// lockFile cannot keep another program out here; the operator starts one.
func lockFile(*os.File) error { return nil }

// startWriting is the system's own affair here.
func startWriting(*os.File) {}
