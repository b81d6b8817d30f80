package app

import (
	"bytes"
	"os"
)

// Traces takes precautions against what a public door leaves behind when it
// falls or is swapped out, and returns a line for each that could not be taken.
func Traces(getenv func(string) string) (warnings []string) {
	warnings = NoDumps()
	if getenv("GOTRACEBACK") != "none" {
		warnings = append(warnings, "GOTRACEBACK is not “none”: should the program fall, it prints more than where")
	}
	return warnings
}

// NoDumps takes the same precautions for the memory of a process that opens
// what was sealed, and of its children.
func NoDumps() (warnings []string) {
	if err := noCore(); err != nil {
		warnings = append(warnings, err.Error())
	}
	if Swapping() {
		warnings = append(warnings, "this machine swaps: parts of memory may reach its disk; turn swap off (swapoff -a) or encrypt it")
	}
	return warnings
}

// Swapping reports whether memory may be written to a disk. Where the system
// does not say, it is false.
func Swapping() bool {
	b, err := os.ReadFile("/proc/swaps")
	return err == nil && bytes.Count(bytes.TrimSpace(b), []byte("\n")) > 0
}
