// Package editor lets a person change a text in the editor of their choice, without a disk ever holding it.
//
// Editors want a file with a name, beside which they may lay copies of their
// own. So the text lies in a folder of one user's in memory (tmpfs), which is
// removed when the editor ends; what a program that was killed left there, the
// next one removes. Where there is no such place, nothing is written.
package editor

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"voxpop"
)

// Editor starts an editor.
type Editor struct {
	// Command is the program with its arguments, as $VISUAL or $EDITOR hold it.
	Command string
	// Folders are places in memory, the best first; see [Folders].
	Folders        []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	inMemory       func(dir string) bool // nil: the system's word
	alive          func(pid int) bool
}

// Folders are where a place in memory is usually found.
func Folders(getenv func(string) string) []string {
	var all []string
	for _, dir := range []string{getenv("XDG_RUNTIME_DIR"), "/dev/shm", "/run/shm"} {
		if filepath.IsAbs(dir) {
			all = append(all, dir)
		}
	}
	return all
}

const (
	op     = "editor.Edit"
	prefix = "voxpop-edit-"
)

// MaxText bounds what an editor may hand back, in bytes.
const MaxText = 16 << 20

// Edit shows text in the editor and returns it as it was left. suffix is of
// the file's name, by which editors choose colours: ".txt".
func (e *Editor) Edit(ctx context.Context, text, suffix string) (string, error) {
	args := strings.Fields(e.Command)
	if len(args) == 0 {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "no editor is set", Hint: "set $EDITOR, or give the text as a file or on standard input"}
	}
	program, err := exec.LookPath(args[0])
	if err != nil {
		return "", &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: args[0], Message: "the editor is not here", Hint: "set $EDITOR to one that is, or give the text as a file or on standard input"}
	}
	dir, err := e.folder()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "text"+suffix)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return "", unplaced(err)
	}
	args = append(args[1:], quietly(filepath.Base(args[0]))...)
	// The editor ends when the person ends it: Ctrl-C in it is not ours.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, append(args, name)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.Stdin, e.Stdout, e.Stderr
	if err := cmd.Run(); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: filepath.Base(program), Message: "the editor ended with an error; nothing was changed", Hint: "run it again; to leave vim so that nothing is taken: :cq"}
	}
	f, err := os.Open(name)
	if err != nil {
		return "", unplaced(err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxText+1))
	if err != nil {
		return "", unplaced(err)
	}
	if len(b) > MaxText {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the text is longer than any recording", Hint: "nothing was changed"}
	}
	return string(b), nil
}

// quietly are the arguments that keep an editor from laying copies elsewhere.
func quietly(program string) []string {
	switch program {
	case "vi", "vim", "nvim", "view", "vim.basic", "vim.tiny":
		return []string{"-n", "-i", "NONE", "-c", "set nobackup nowritebackup noundofile"}
	}
	return nil
}

func unplaced(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "the text could not be put where an editor finds it", Err: err}
}

// folder makes a folder in memory, and removes what others of this program
// left there.
func (e *Editor) folder() (string, error) {
	inMemory, alive := e.inMemory, e.alive
	if inMemory == nil {
		inMemory = isMemory
	}
	if alive == nil {
		alive = isAlive
	}
	for _, place := range e.Folders {
		if !inMemory(place) {
			continue
		}
		sweep(place, alive)
		dir, err := os.MkdirTemp(place, prefix+strconv.Itoa(os.Getpid())+"-*")
		if err == nil {
			return dir, nil
		}
	}
	return "", &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "there is no place in memory for an editor's file, and a disk would keep the text",
		Hint: "give the text as a file or on standard input; on Linux /dev/shm or $XDG_RUNTIME_DIR is such a place"}
}

// sweep removes folders of programs that run no more.
func sweep(place string, alive func(pid int) bool) {
	left, err := filepath.Glob(filepath.Join(place, prefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range left {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		n, err := strconv.Atoi(pid)
		info, statErr := os.Lstat(dir)
		if err != nil || statErr != nil || !info.IsDir() || alive(n) {
			continue
		}
		os.RemoveAll(dir) // not ours: refused
	}
}

// Command is the editor that the environment names, "" for none.
func Command(getenv func(string) string) string {
	for _, name := range []string{"VOXPOP_EDITOR", "VISUAL", "EDITOR"} {
		if v := strings.TrimSpace(getenv(name)); v != "" {
			return v
		}
	}
	i := slices.IndexFunc(usual, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		return ""
	}
	return usual[i]
}

// usual are editors that a person without a wish can leave again.
var usual = []string{"nano", "micro", "vim", "vi"}
