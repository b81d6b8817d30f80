// Command media makes files that a stranger might send, puts them through the cleaning of voxpop, and counts what comes of it.
//
//	media dirty    files full of tags and remarks: nothing of them is in what is made, neither by exiftool nor by a search of the bytes
//	media hostile  files made to do harm, and harmless ones: nothing crashes, nothing outside is read, written or called, each ends in time and memory, each failure is explained
//
// It works from the source tree, needs ffmpeg, and speaks to this machine only.
// A figure that misses its goal is exit status 1. docs/MEDIA.md has the figures.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// errMissed says that a figure was measured and is not good enough. The
// figures themselves are on the standard output already.
var errMissed = errors.New("a figure misses its goal")

var commands = map[string]func(context.Context, []string) error{"dirty": dirty, "hostile": hostile}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: media dirty | hostile …")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := commands[os.Args[1]](ctx, os.Args[2:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "media "+os.Args[1]+":", err)
		if errors.Is(err, errMissed) {
			os.Exit(1)
		}
		os.Exit(2)
	}
}

// report prints one figure beside its goal and remembers whether it was missed.
type report struct{ missed bool }

func (r *report) say(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func (r *report) figure(ok bool, name, goal, format string, args ...any) {
	mark := "ok    "
	if !ok {
		mark, r.missed = "MISSED", true
	}
	fmt.Printf("%s %-44s %s   (goal: %s)\n", mark, name, fmt.Sprintf(format, args...), goal)
}

func (r *report) err() error {
	if r.missed {
		return errMissed
	}
	return nil
}
