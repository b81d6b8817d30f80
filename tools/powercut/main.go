//go:build linux

// Command powercut mounts a file system that forgets in a power cut what was not synced.
//
//	powercut [-writeback P] [-seed N] BACKING MOUNTPOINT
//
// The bytes of a file reach BACKING when the file is synced, the names in a
// folder when the folder is synced, and each without the other: a synced name
// of a file that never was leads to an empty file, a synced file without a
// name is lost. That is harsher than a journalling file system and no harsher than what
// POSIX promises. With -writeback, every change also reaches BACKING by itself
// with this probability, torn at any byte, as a disk may do at any time.
//
// It prints "mounted" when it is. On SIGUSR1 the power is cut: it prints "cut",
// and from then on every call fails. On SIGTERM it unmounts and ends; a power
// cut comes first. Started again on the same BACKING it shows what a machine
// would find after the cut.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
)

func main() {
	writeback := flag.Float64("writeback", 0, "probability with which a change reaches the disk unasked")
	seed := flag.Uint64("seed", 1, "of that chance")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "powercut: want BACKING MOUNTPOINT")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), *writeback, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "powercut:", err)
		os.Exit(1)
	}
}

func run(backing, mountpoint string, writeback float64, seed uint64) error {
	d, err := load(backing, writeback, seed)
	if err != nil {
		return err
	}
	server, err := fuse.NewServer(d, mountpoint, &fuse.MountOptions{
		FsName: "powercut", Name: "powercut", DirectMount: os.Getuid() == 0,
		DisableXAttrs: true, DisableReadDirPlus: true,
	})
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGTERM, syscall.SIGINT)
	go server.Serve()
	if err := server.WaitMount(); err != nil {
		return err
	}
	fmt.Println("mounted")
	for s := range signals {
		d.cut()
		fmt.Println("cut")
		if s != syscall.SIGUSR1 {
			break
		}
	}
	// somebody may still hold a file: the mount goes when they let go
	if err := server.Unmount(); err != nil {
		return syscall.Unmount(mountpoint, syscall.MNT_DETACH)
	}
	return nil
}
