package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"voxpop"
)

// sourceFiles lists the files that lines of statements.jsonl name. A line that
// cannot be read names none: the import will say what is wrong with it.
func sourceFiles(lines []byte) []string {
	var files []string
	for line := range bytes.Lines(lines) {
		var s voxpop.Statement
		if json.Unmarshal(line, &s) != nil {
			continue
		}
		for _, src := range append([]voxpop.Source{s.Source}, s.Appearances...) {
			if src.File != "" && filepath.IsLocal(src.File) {
				files = append(files, src.File)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// copyInto copies a file below root to the same path below dir.
func copyInto(root *os.Root, file, dir string) error {
	in, err := root.Open(filepath.FromSlash(file))
	if err != nil {
		return err
	}
	defer in.Close()
	to := filepath.Join(dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// sound reads a file whole and compares it with its hash.
func sound(open func() (io.ReadCloser, error), want string) error {
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		return errors.New("its bytes have changed")
	}
	return nil
}
