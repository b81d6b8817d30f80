//go:build !linux || !(amd64 || arm64)

package cage

import (
	"context"
	"errors"
	"os"
)

var errSystem = errors.New("the system has no Landlock")

func memory() (*os.File, error) { return nil, errSystem }

func seal(*os.File) error { return errSystem }

func child(map[string]Inside, string) int { return 125 }

func (c *Cage) run(context.Context, Job) (Result, error) {
	return Result{}, unavailable("files of strangers are opened only in a cage, and this system has none",
		"run this on Linux 5.19 or newer, on an amd64 or arm64 machine", errSystem)
}

func (c *Cage) check(context.Context) Report {
	_, err := c.run(nil, Job{})
	return Report{Needed: needed, Err: err}
}

const needed = 2
