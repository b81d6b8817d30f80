package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Hash returns the hash of a record, lower-case hex: the SHA-256 of a list
// with one line "SHA256  PATH\n" for each file that [Write] writes, in byte
// order of the paths. It depends on what the record holds alone, never on how
// or when it was stored, and anybody can compute it from an exported folder
// with sha256sum.
//
// Stories are left out: they are checked against the record and are no part
// of it, so that a correction to a story does not change its evidence. Files
// are not opened; their SHA-256 is taken from the source.
func Hash(src Source) (string, error) {
	var lines []string
	add := func(sum, path string) { lines = append(lines, path+"\x00"+sum) }
	var n counts
	filled, err := written(src)
	if err != nil {
		return "", err
	}
	for _, t := range filled {
		h := sha256.New()
		if err := t.write(h, src, &n); err != nil {
			return "", err
		}
		add(hex.EncodeToString(h.Sum(nil)), t.name)
	}
	for f, err := range src.Files() {
		if err != nil {
			return "", err
		}
		add(strings.ToLower(f.SHA256), f.Path)
	}
	return hashOf(lines), nil
}

// hashOf hashes the list of files, each as its path, a NUL and its SHA-256.
func hashOf(lines []string) string {
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		path, sum, _ := strings.Cut(l, "\x00")
		io.WriteString(h, fmt.Sprintf("%s  %s\n", sum, path))
	}
	return hex.EncodeToString(h.Sum(nil))
}
