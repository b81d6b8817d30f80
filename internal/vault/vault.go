// Package vault keeps the newsroom's keys, and what is sealed to them: recordings, pictures and documents at rest.
//
// Everything is sealed with age to hybrid recipients only ([Recipients],
// [Identity]): ML-KEM-768 with X25519, so that what is copied today does not
// open on the computers of later. A [Ring] is the folder of a newsroom's keys,
// a [Room] keeps blobs sealed to them. [Blobs] is where bytes lie, by whatever name:
// a blob is written once and whole, it is there entirely, with its name on
// disk, or not at all. Blobs come under the name a caller chose, or under the
// SHA-256 of their content, so that equal files take their room once.
package vault

import (
	"context"
	"io"
	"iter"
	"strings"

	"voxpop"
)

// Blobs is what every blob store keeps to; package blobtest holds it to that.
// It is safe for use by several goroutines. A key is lower-case letters,
// digits, "-", "_" and "." in parts joined by "/"; no part begins with ".".
type Blobs interface {
	// Put reads body to its end and stores it under key, or under
	// "sha256/ab/abcd…" when key is "". It returns the key and the size in
	// bytes when the blob has reached the disk. A key that is taken is
	// replaced whole; with key "" the blob that is there stays. When body
	// fails nothing is stored.
	Put(ctx context.Context, key string, body io.Reader) (stored string, size int64, err error)
	// Get reads length bytes from offset; a negative length reads to the end.
	// A range beyond the end is cut there. The error of a missing blob is
	// fs.ErrNotExist.
	Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error)
	// Stat returns the size in bytes; fs.ErrNotExist as Get.
	Stat(ctx context.Context, key string) (size int64, err error)
	// List yields the keys that begin with prefix, in byte order.
	List(ctx context.Context, prefix string) iter.Seq2[string, error]
	// Delete removes a blob; a missing one is no error.
	Delete(ctx context.Context, key string) error
}

const maxKey = 512 // bytes

// ValidKey reports whether key may name a blob.
func ValidKey(key string) bool {
	if len(key) > maxKey {
		return false
	}
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || part[0] == '.' {
			return false
		}
		for _, c := range []byte(part) {
			switch {
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			default:
				return false
			}
		}
	}
	return true
}

func badKey(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "not a blob key",
		Hint: "a key is lower-case letters, digits, - _ and . in parts joined by /"}
}
