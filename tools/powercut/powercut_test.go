//go:build linux

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// What is synced stays and what is not goes, names and bytes each by itself.
func TestCut(t *testing.T) {
	if f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0); err != nil {
		t.Skip("no file system can be mounted here: ", err)
	} else {
		f.Close()
	}
	bin := filepath.Join(t.TempDir(), "powercut")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	backing, mnt := t.TempDir(), t.TempDir()
	start := func() (cut func()) {
		cmd := exec.Command(bin, backing, mnt)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if s := bufio.NewScanner(out); !s.Scan() || s.Text() != "mounted" {
			t.Fatalf("%q, %v", s.Text(), s.Err())
		}
		return func() {
			cmd.Process.Signal(syscall.SIGTERM)
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		}
	}
	at := func(name string) string { return filepath.Join(mnt, name) }
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, body string, sync bool) {
		t.Helper()
		f, err := os.Create(at(name))
		check(err)
		_, err = f.WriteString(body)
		check(err)
		if sync {
			check(f.Sync())
		}
		check(f.Close())
	}
	syncDir := func(name string) {
		t.Helper()
		f, err := os.Open(at(name))
		check(err)
		check(f.Sync())
		check(f.Close())
	}
	cut := start()
	write("both", "bytes", true)
	write("name", "bytes", false)
	check(os.Mkdir(at("folder"), 0o700))
	write("folder/inner", "bytes", true)
	syncDir("folder")
	write("old", "old", true)
	syncDir(".")
	write("bytes", "bytes", true)
	check(os.Mkdir(at("lost"), 0o700))
	write("lost/inner", "bytes", true)
	syncDir("lost")
	write("new", "new", true)
	check(os.Rename(at("new"), at("old")))
	check(os.Remove(at("both")))
	cut()

	cut = start()
	defer cut()
	for name, want := range map[string]string{"both": "bytes", "name": "", "folder/inner": "bytes", "old": "old"} {
		if got, err := os.ReadFile(at(name)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"bytes", "lost", "new"} {
		if _, err := os.Stat(at(name)); !os.IsNotExist(err) {
			t.Errorf("%s is there", name)
		}
	}
}
