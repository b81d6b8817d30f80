//go:build unix

package main

import (
	"os"
	"slices"
	"strings"
	"syscall"
)

// traceless starts the program anew without stack traces when it is to be a public
// door: what stands on the stack when it falls is none of the log's business,
// and the level cannot be lowered from within.
func traceless(args []string) {
	if !slices.Contains(args, "front") || os.Getenv("GOTRACEBACK") == "none" {
		return
	}
	self, err := os.Executable()
	if err != nil {
		return // the verb warns
	}
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOTRACEBACK=") })
	syscall.Exec(self, os.Args, append(env, "GOTRACEBACK=none"))
}
