package vault

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"strings"

	"filippo.io/age"

	"voxpop"
	"voxpop/internal/intake"
)

// Room keeps blobs sealed to the keys of their call-out. Each blob has a file
// key of its own, which stands, sealed, in the header; the body goes to the
// blob store without it and the header to the caller. Who forgets the header
// has erased the blob, wherever its body was copied to.
//
// A body is padded to one of the sizes of [intake.PaddedSize] and named by
// chance, so that the store shows neither lengths nor which files are equal.
// Without a Ring blobs lie in the clear under their SHA-256, with no header.
type Room struct {
	blobs Blobs
	ring  *Ring
}

// NewRoom makes a room of a blob store; ring may be nil.
func NewRoom(blobs Blobs, ring *Ring) *Room { return &Room{blobs, ring} }

// sealedFolder begins the key of every sealed blob: sealed/ab/abcd….
const sealedFolder = "sealed/"

// Put stores what body gives for a call-out and returns the key, the header
// (nil in the clear) and the size of the plaintext in bytes. It needs no
// passphrase. When body fails nothing is stored. Nothing of the plaintext
// touches the disk.
func (r *Room) Put(ctx context.Context, callout string, body io.Reader) (key string, header []byte, size int64, err error) {
	const op = "vault.Put"
	if r.ring == nil {
		key, size, err = r.blobs.Put(ctx, "", body)
		return key, nil, size, err
	}
	list, err := r.ring.Callout(callout)
	if err != nil {
		return "", nil, 0, err
	}
	to, err := ParseRecipients(list...)
	if err != nil {
		return "", nil, 0, err
	}
	plain := &padder{r: body}
	sealed, err := age.EncryptReader(plain, to.to...)
	if err != nil {
		return "", nil, 0, failedSeal(op, err)
	}
	if header, _, err = readHeader(sealed); err != nil {
		return "", nil, 0, err
	}
	if key, _, err = r.blobs.Put(ctx, newSealedKey(), sealed); err != nil {
		return "", nil, 0, err
	}
	return key, header, plain.n, nil
}

// newSealedKey is a name that nobody else has and nobody guesses.
func newSealedKey() string {
	b := make([]byte, 32)
	rand.Read(b)
	s := hex.EncodeToString(b)
	return sealedFolder + s[:2] + "/" + s
}

// padder gives what its reader gives and then zero bytes up to a size.
type padder struct {
	r    io.Reader
	n    int64 // bytes of r
	left int64 // of the padding
	done bool  // r has ended
}

func (p *padder) Read(b []byte) (int, error) {
	for !p.done {
		n, err := p.r.Read(b)
		p.n += int64(n)
		if err == io.EOF {
			p.done, p.left, err = true, paddedSize(p.n)-p.n, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
		if len(b) == 0 {
			return 0, nil
		}
	}
	if p.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.left))
	clear(b[:n])
	p.left -= int64(n)
	return n, nil
}

// paddedSize is [intake.PaddedSize] of a file, and goes on growing by a
// quarter where that ends: a newsroom may import what no door accepts.
func paddedSize(n int64) int64 {
	if size := intake.PaddedSize(n, true); size > 0 {
		return size
	}
	all := intake.Sizes()
	size := all[len(all)-1]
	for size < n {
		size = (size + size/4) >> 10 << 10
	}
	return size
}

// Get reads length bytes from offset of a blob's plaintext; a negative length
// reads to the end, and a range beyond the end is cut there. The key, the
// header and the size in bytes are those that Put returned. A blob that is
// not there, and a sealed one whose header was forgotten, are fs.ErrNotExist;
// locked keys an error of kind forbidden. Every byte is authenticated before it is given.
func (r *Room) Get(ctx context.Context, callout, key string, header []byte, size, offset, length int64) (io.ReadCloser, error) {
	const op = "vault.Get"
	if !strings.HasPrefix(key, sealedFolder) {
		return r.blobs.Get(ctx, key, offset, length)
	}
	if offset < 0 || size < 0 {
		return nil, badKey(op)
	}
	fileKey, err := r.fileKey(callout, header)
	if err != nil {
		return nil, err
	}
	if left := max(0, size-offset); length < 0 || length > left {
		length = left
	}
	stored, err := r.blobs.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	if stored < payloadSize(size) {
		return nil, failedOpen(op, errors.New("the body is shorter than it was"))
	}
	id := age.NewInjectedFileKeyIdentity(fileKey)
	if offset == 0 {
		body, err := r.blobs.Get(ctx, key, 0, -1)
		if err != nil {
			return nil, err
		}
		plain, err := openPayload(op, header, body, id)
		if err != nil {
			body.Close()
			return nil, err
		}
		return readCloser{io.LimitReader(plain, length), body}, nil
	}
	parts := &parted{ctx: ctx, blobs: r.blobs, key: key, header: header}
	at, _, err := age.DecryptReaderAt(parts, int64(len(header))+stored, id)
	if err != nil {
		parts.Close()
		return nil, parts.failed(op, err)
	}
	// age allocates a chunk for each reading, so the readings are large.
	in := bufio.NewReaderSize(&ranged{parts, io.NewSectionReader(at, offset, length)}, int(min(length, 4*chunkSize)))
	return readCloser{in, parts}, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

// fileKey opens a header with the identities of the call-out.
func (r *Room) fileKey(callout string, header []byte) ([]byte, error) {
	const op = "vault.Get"
	if len(header) == 0 {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "its key was erased", Err: fs.ErrNotExist}
	}
	if r.ring == nil {
		return nil, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "is sealed, and the workspace has no keys", Hint: "bring the folder keys/ back from a backup"}
	}
	if read, _, err := readHeader(bytes.NewReader(header)); err != nil {
		return nil, err
	} else if len(read) != len(header) {
		return nil, notSealed(op, "has a header that cannot be read")
	}
	_, key, err := r.ring.fileKey(op, header, callout)
	return key, err
}

// Raw reads a blob as it lies: of a sealed one the body, which opens only with
// its header. For backups; it needs no keys.
func (r *Room) Raw(ctx context.Context, key string) (io.ReadCloser, error) {
	return r.blobs.Get(ctx, key, 0, -1)
}

// PutRaw stores a blob as [Blobs].Put does: what Raw read, when a backup is restored.
func (r *Room) PutRaw(ctx context.Context, key string, body io.Reader) (stored string, size int64, err error) {
	return r.blobs.Put(ctx, key, body)
}

// Stat returns the size of a blob as it lies, in bytes.
func (r *Room) Stat(ctx context.Context, key string) (int64, error) { return r.blobs.Stat(ctx, key) }

// List yields the keys that begin with prefix, in byte order.
func (r *Room) List(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return r.blobs.List(ctx, prefix)
}

// Delete removes a blob; a missing one is no error.
func (r *Room) Delete(ctx context.Context, key string) error { return r.blobs.Delete(ctx, key) }

// parted is a header and a body as one file to read at any place. It keeps the
// last range open, so that reading on costs no new request.
type parted struct {
	ctx    context.Context
	blobs  Blobs
	key    string
	header []byte

	body io.ReadCloser // nil: none is open
	at   int64         // where body stands, from the begin of the body
	err  error         // of the blob store
}

// ReadAt implements io.ReaderAt, for one reader at a time.
func (p *parted) ReadAt(b []byte, off int64) (n int, err error) {
	if off < int64(len(p.header)) {
		n = copy(b, p.header[off:])
		if n == len(b) {
			return n, nil
		}
	}
	m, err := p.readBody(b[n:], off+int64(n)-int64(len(p.header)))
	return n + m, err
}

func (p *parted) readBody(b []byte, off int64) (int, error) {
	if p.body == nil || p.at != off {
		p.Close()
		body, err := p.blobs.Get(p.ctx, p.key, off, -1)
		if err != nil {
			p.err = err
			return 0, err
		}
		p.body, p.at = body, off
	}
	n, err := io.ReadFull(p.body, b)
	p.at += int64(n)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	if err != nil && err != io.EOF {
		p.err = err
	}
	return n, err
}

// Close ends what is open.
func (p *parted) Close() error {
	if p.body == nil {
		return nil
	}
	err := p.body.Close()
	p.body = nil
	return err
}

// failed tells a store that did not answer from a body that was changed.
func (p *parted) failed(op string, err error) error {
	if p.err != nil {
		return failed(op, p.err)
	}
	return failedOpen(op, err)
}

type ranged struct {
	parts *parted
	r     io.Reader
}

func (r *ranged) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	if err != nil && err != io.EOF {
		err = r.parts.failed("vault.Get", err)
	}
	return n, err
}
