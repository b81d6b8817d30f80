// Command door measures the public door as a black box: it starts `voxpop front` as a process of its own, sends it answers, kills it, reads its folder and counts.
//
//	door canary    planted words in everything that a sender can send: none may lie in the door's folders or log
//	door kill      SIGKILLs while answers come in: none lost, none twice, none half
//	door load      answers a second by wrk while slow uploads go on, with latency and memory
//	door overload  a flood from a few sources, and honest senders beside it
//	door ratio     sealed uploads beside tusd, which stores the same bytes in the clear; answers a second beside the disk's own
//	door welch     do known and unknown receipts take the same time?
//
// Every address that it speaks to is on this machine. Every run ends by itself.
// A figure that misses its goal is exit status 1. docs/MEASURES.md has the
// figures and how they were got.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// errMissed says that a figure was measured and is not good enough. The
// figures themselves are on the standard output already.
var errMissed = errors.New("a figure misses its goal")

var commands = map[string]func(context.Context, []string) error{
	"canary": canary, "kill": kill, "load": load, "overload": overload, "ratio": ratio, "welch": welch,
	// Parts of the above that run as processes of their own.
	"slow": slow, "tusd": tusd,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: door canary|kill|load|overload|ratio|welch -bin VOXPOP …")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := commands[os.Args[1]](ctx, os.Args[2:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "door "+os.Args[1]+":", err)
		if errors.Is(err, errMissed) {
			os.Exit(1)
		}
		os.Exit(2)
	}
}

// common are the flags of every measurement.
type common struct {
	bin  string // the program
	dir  string // where it works; removed afterwards unless it was named
	keep bool
	most time.Duration // of the whole run
}

func flags(name string, c *common, most time.Duration) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ExitOnError)
	f.StringVar(&c.bin, "bin", "bin/voxpop", "the program to measure")
	f.StringVar(&c.dir, "dir", "", "an empty folder to work in; default a temporary one, removed at the end")
	f.DurationVar(&c.most, "most", most, "stop after this time whatever happens")
	return f
}

// begin makes the folder to work in and bounds the run in time.
func (c *common) begin(ctx context.Context) (context.Context, func(), error) {
	var err error
	if c.bin, err = filepath.Abs(c.bin); err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(c.bin); err != nil {
		return nil, nil, fmt.Errorf("-bin names no program: %w", err)
	}
	if c.dir == "" {
		c.dir, err = os.MkdirTemp("", "voxpop-door.")
	} else {
		c.keep = true
		err = os.MkdirAll(c.dir, 0o700)
	}
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.most)
	return ctx, func() {
		cancel()
		if !c.keep {
			os.RemoveAll(c.dir)
		}
	}, nil
}

// report prints one figure beside its goal and remembers whether it was missed.
type report struct {
	missed  bool
	lenient bool // times are printed and not judged: the machine does other things
}

func (r *report) say(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func (r *report) figure(ok bool, name, goal, format string, args ...any) {
	mark := "ok    "
	if !ok {
		mark, r.missed = "MISSED", true
	}
	fmt.Printf("%s %-44s %s   (goal: %s)\n", mark, name, fmt.Sprintf(format, args...), goal)
}

// timed is a figure that a busy machine spoils.
func (r *report) timed(ok bool, name, goal, format string, args ...any) {
	r.figure(ok || r.lenient, name, goal, format, args...)
}

func (r *report) err() error {
	if r.missed {
		return errMissed
	}
	return nil
}
