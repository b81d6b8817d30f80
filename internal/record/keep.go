package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
)

// mayLose refuses to put the record in next in the place of the folder dir
// when files would be lost that the record does not hold.
func mayLose(dir, next string) error {
	gone, edited, err := losses(dir, next)
	if err != nil {
		return unwritable(filepath.Base(dir), err)
	}
	var parts []string
	if len(gone) > 0 {
		parts = append(parts, fmt.Sprintf("would lose %s, which the record does not hold", some(gone)))
	}
	if len(edited) > 0 {
		parts = append(parts, fmt.Sprintf("would lose what was changed in %s", some(edited)))
	}
	if len(parts) == 0 {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "record.Write", Place: filepath.Base(dir), Message: "the folder " + strings.Join(parts, ", and "),
		Hint: "import the folder first, or export to a new one; --force overwrites it"}
}

// losses lists the files of dir's media/, sources/ and stories/ that next does
// not have, and the files of stories/ that it has with other content.
func losses(dir, next string) (gone, edited []string, err error) {
	for _, top := range []string{mediaDir, sourcesDir, storiesDir} {
		err := fs.WalkDir(os.DirFS(dir), top, func(p string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) && p == top:
				return nil
			case err != nil:
				return err
			case p != top && spared(p):
				if e.IsDir() {
					return fs.SkipDir
				}
				return nil
			case e.IsDir():
				return nil
			}
			there, here := filepath.Join(next, filepath.FromSlash(p)), filepath.Join(dir, filepath.FromSlash(p))
			if _, err := os.Lstat(there); errors.Is(err, fs.ErrNotExist) {
				gone = append(gone, p)
				return nil
			} else if err != nil || top != storiesDir {
				return err
			}
			same, err := sameBytes(here, there)
			if err == nil && !same {
				edited = append(edited, p)
			}
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return gone, edited, nil
}

// spared reports whether a file or folder inside media/, sources/ or stories/
// is passed over by a reading, so that a writing must leave it where it is.
func spared(p string) bool {
	top, _, _ := strings.Cut(p, "/")
	name := path.Base(p)
	return leftover(name) || top == storiesDir && tolerated(name)
}

// sameBytes compares two files, which are stories or the pictures beside them.
func sameBytes(a, b string) (bool, error) {
	one, err := readBounded(a)
	if err != nil {
		return false, err
	}
	two, err := readBounded(b)
	return bytes.Equal(one, two), err
}

// readBounded reads a file as far as one of stories/ may reach, and one byte more.
func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxStory+1))
}

// some names up to five files.
func some(names []string) string {
	const most = 5
	slices.Sort(names)
	shown := make([]string, min(most, len(names)))
	for i := range shown {
		shown[i] = show(names[i])
	}
	if n := len(names) - most; n > 0 {
		return strings.Join(shown, ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(shown, ", ")
}

// keep moves what is no part of a record from the folder old to dir: files of
// other names beside the tables, and hidden ones at any depth.
func keep(old, dir string) error {
	entries, err := os.ReadDir(old)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch {
		case !ours(e.Name()):
			if err := os.Rename(filepath.Join(old, e.Name()), filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		case e.IsDir():
			if err := keepHidden(old, dir, e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepHidden moves what a reading passes over in one of the three folders.
func keepHidden(old, dir, top string) error {
	return fs.WalkDir(os.DirFS(old), top, func(p string, e fs.DirEntry, err error) error {
		if err != nil || p == top || !spared(p) {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(old, filepath.FromSlash(p)), to); err != nil {
			return err
		}
		if e.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
}
