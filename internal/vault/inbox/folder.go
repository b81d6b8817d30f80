package inbox

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Paths are slash-separated; the root takes them so on every system that has one.

// makeFolder makes a folder and those above it, and syncs each new name; once
// per folder and run, because a folder that a killed run left may not be there for good.
func (b *Box) makeFolder(dir string) error {
	b.ensuring.Lock()
	defer b.ensuring.Unlock()
	return b.makeFolderLocked(dir)
}

func (b *Box) makeFolderLocked(dir string) error {
	if dir == "." || b.ensured[dir] {
		return nil
	}
	above := path.Dir(dir)
	if err := b.makeFolderLocked(above); err != nil {
		return err
	}
	if err := b.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	// what a stranger put there as a link or a file is not a folder of ours
	if info, err := b.root.Lstat(dir); err != nil {
		return err
	} else if !info.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: fs.ErrExist}
	}
	if err := b.stamp(dir); err != nil {
		return err
	}
	if err := b.syncFolder(above); err != nil {
		return err
	}
	b.ensured[dir] = true
	return nil
}

// removeFolder removes a folder if it is empty. It runs exclusively.
func (b *Box) removeFolder(dir string) {
	b.doubt(dir)
	b.root.Remove(dir)
}

// doubt forgets that a folder and those in it are there for good.
func (b *Box) doubt(dir string) {
	b.ensuring.Lock()
	defer b.ensuring.Unlock()
	for d := range b.ensured {
		if d == dir || strings.HasPrefix(d, dir+"/") {
			delete(b.ensured, d)
		}
	}
}

// syncFolder makes the names in a folder outlive a power cut, and leaves it
// with a time that says no more than a day.
func (b *Box) syncFolder(dir string) error {
	if err := b.stamp(dir); err != nil {
		return err
	}
	return b.syncOnly(dir)
}

func (b *Box) syncOnly(dir string) error {
	if b.opts.noSync {
		return nil
	}
	f, err := b.root.Open(filepath.FromSlash(dir))
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// stamp sets the times of a file or folder to the start of the day that its
// path names, else of today.
func (b *Box) stamp(p string) error { return b.stampDay(p, b.dayOfPath(p)) }

func (b *Box) dayOfPath(p string) day {
	for ; p != "."; p = path.Dir(p) {
		if d, ok := parseDay(path.Base(p)); ok {
			return d
		}
	}
	return b.today()
}

func (b *Box) stampDay(p string, d day) error {
	t := d.start()
	return b.root.Chtimes(filepath.FromSlash(p), t, t)
}

// stampTop stamps the folders that every write touches.
func (b *Box) stampTop() error {
	for _, d := range []string{incoming, "items", "spent", "parts", "mail", "."} {
		if err := b.stamp(d); err != nil {
			return err
		}
	}
	return nil
}

// newTemp begins a file in .incoming under a name that says nothing.
func (b *Box) newTemp() (string, *os.File, error) {
	var r [16]byte
	if _, err := io.ReadFull(b.opts.Random, r[:]); err != nil {
		return "", nil, err
	}
	temp := hex.EncodeToString(r[:])
	f, err := b.temp.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return temp, f, err
}

// finish makes the bytes of a file outlive a power cut and closes it; its
// times say the day.
func (b *Box) finish(in *os.Root, p string, f *os.File, d day) error {
	t := d.start()
	err := in.Chtimes(p, t, t)
	if err == nil {
		err = b.syncFile(f)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

func (b *Box) syncFile(f *os.File) error {
	b.syncs <- struct{}{}
	defer func() { <-b.syncs }()
	return f.Sync()
}

// replace writes a small file whole or not at all.
func (b *Box) replace(p string, body []byte) error {
	temp, f, err := b.newTemp()
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if err != nil {
		f.Close()
	} else {
		err = b.finish(b.temp, temp, f, b.today())
	}
	if err == nil {
		err = b.root.Rename(incoming+"/"+temp, p)
	}
	if err != nil {
		b.temp.Remove(temp)
		return err
	}
	if err := b.syncFolder(path.Dir(p)); err != nil {
		return err
	}
	return b.stamp(incoming)
}

// openQuiet opens a regular file, and no link, for reading without leaving a
// time of access.
func openQuiet(in *os.Root, p string) (*os.File, error) {
	before, err := in.Lstat(filepath.FromSlash(p))
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, fs.ErrNotExist
	}
	f, err := in.OpenFile(filepath.FromSlash(p), os.O_RDONLY|quiet|careful, 0)
	if errors.Is(err, fs.ErrPermission) && quiet != 0 { // another's file
		f, err = in.OpenFile(filepath.FromSlash(p), os.O_RDONLY|careful, 0)
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !os.SameFile(before, info) {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// names calls f for every name in a folder, in no order. A missing folder is
// empty; so is what is no folder.
func (b *Box) names(dir string, f func(sub *os.Root, info fs.FileInfo) error) error {
	if info, err := b.root.Lstat(dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil
	} else if err != nil {
		return err
	}
	sub, err := b.root.OpenRoot(filepath.FromSlash(dir))
	if err != nil {
		return err
	}
	defer sub.Close()
	d, err := sub.OpenFile(".", os.O_RDONLY|quiet, 0)
	if errors.Is(err, fs.ErrPermission) && quiet != 0 {
		d, err = sub.Open(".")
	}
	if err != nil {
		return err
	}
	defer d.Close()
	var all []string
	for {
		some, err := d.Readdirnames(4096)
		all = append(all, some...)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	for _, n := range all {
		info, err := sub.Lstat(n)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := f(sub, info); err != nil {
			return err
		}
	}
	return nil
}

// folders returns the names of the folders in a folder.
func (b *Box) folders(dir string) ([]string, error) {
	var all []string
	err := b.names(dir, func(_ *os.Root, info fs.FileInfo) error {
		if info.IsDir() {
			all = append(all, info.Name())
		}
		return nil
	})
	return all, err
}

// days returns the folders in a folder that are named after a day.
func (b *Box) days(dir string) ([]day, error) {
	names, err := b.folders(dir)
	var all []day
	for _, n := range names {
		if d, ok := parseDay(n); ok {
			all = append(all, d)
		}
	}
	return all, err
}

// isPair reports whether s is two hexadecimal digits.
func isPair(s string) bool {
	var one [1]byte
	return parseHex(one[:], s)
}
