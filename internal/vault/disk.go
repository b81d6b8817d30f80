package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
)

// Disk keeps blobs as files of one folder. A blob is written aside, synced,
// renamed into place, and its folder synced, so that a power cut leaves the
// old state or the new one.
type Disk struct {
	root *os.Root
}

// incoming holds what is being written. Its name is no valid part of a key.
const incoming = ".incoming"

// OpenDisk opens a folder, making it when it is missing. Nothing but one Disk
// or several may write there.
func OpenDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, failed("vault.OpenDisk", err)
	}
	root, err := os.OpenRoot(dir) // no key and no link leads out of it
	if err != nil {
		return nil, failed("vault.OpenDisk", err)
	}
	return &Disk{root: root}, nil
}

// Close releases the folder.
func (d *Disk) Close() error { return d.root.Close() }

// Put implements [Blobs].
func (d *Disk) Put(ctx context.Context, key string, body io.Reader) (stored string, size int64, err error) {
	const op = "vault.Put"
	if key != "" && !ValidKey(key) {
		return "", 0, badKey(op)
	}
	temp, f, err := d.create()
	if err != nil {
		return "", 0, failed(op, err)
	}
	defer func() {
		f.Close()
		if temp != "" {
			d.root.Remove(temp)
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), reader{ctx, body})
	if err != nil {
		return "", 0, failed(op, err)
	}
	if key == "" {
		s := hex.EncodeToString(sum.Sum(nil))
		key = "sha256/" + s[:2] + "/" + s
		if info, err := d.root.Stat(filepath.FromSlash(key)); err == nil && info.Size() == size {
			return key, size, nil
		}
	}
	if err := f.Sync(); err != nil {
		return "", 0, failed(op, err)
	}
	if err := f.Close(); err != nil {
		return "", 0, failed(op, err)
	}
	name := filepath.FromSlash(key)
	if err := d.makeFolder(filepath.Dir(name)); err != nil {
		return "", 0, failed(op, err)
	}
	if err := d.root.Rename(temp, name); err != nil {
		return "", 0, failed(op, err)
	}
	temp = ""
	if err := d.sync(filepath.Dir(name)); err != nil {
		return "", 0, failed(op, err)
	}
	return key, size, nil
}

// Get implements [Blobs].
func (d *Disk) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	const op = "vault.Get"
	if !ValidKey(key) || offset < 0 {
		return nil, badKey(op)
	}
	f, err := d.open(key)
	if err != nil {
		return nil, failed(op, err)
	}
	if offset > 0 {
		if _, err := f.Seek(offset, io.SeekStart); err != nil {
			f.Close()
			return nil, failed(op, err)
		}
	}
	var r io.Reader = f
	if length >= 0 {
		r = io.LimitReader(f, length)
	}
	return struct {
		io.Reader
		io.Closer
	}{reader{ctx, r}, f}, nil
}

// Stat implements [Blobs].
func (d *Disk) Stat(_ context.Context, key string) (int64, error) {
	const op = "vault.Stat"
	if !ValidKey(key) {
		return 0, badKey(op)
	}
	info, err := d.root.Stat(filepath.FromSlash(key))
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return 0, failed(op, err)
	}
	return info.Size(), nil
}

// List implements [Blobs].
func (d *Disk) List(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		d.list(ctx, ".", prefix, yield)
	}
}

// list walks one folder in byte order of the keys below it: "a.x" comes
// before "a/x", so a folder is ordered by its name with the slash.
func (d *Disk) list(ctx context.Context, dir, prefix string, yield func(string, error) bool) bool {
	if err := ctx.Err(); err != nil {
		yield("", err)
		return false
	}
	f, err := d.root.Open(filepath.FromSlash(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	var entries []fs.DirEntry
	if err == nil {
		entries, err = f.ReadDir(-1)
		f.Close()
	}
	if err != nil {
		yield("", failed("vault.List", err))
		return false
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		if e.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		key := name
		if dir != "." {
			key = dir + "/" + name
		}
		folder, isFolder := strings.CutSuffix(key, "/")
		switch {
		case isFolder && (strings.HasPrefix(key, prefix) || strings.HasPrefix(prefix, key)):
			if !d.list(ctx, folder, prefix, yield) {
				return false
			}
		case !isFolder && strings.HasPrefix(key, prefix):
			if !yield(key, nil) {
				return false
			}
		}
	}
	return true
}

// Delete implements [Blobs].
func (d *Disk) Delete(_ context.Context, key string) error {
	const op = "vault.Delete"
	if !ValidKey(key) {
		return badKey(op)
	}
	name := filepath.FromSlash(key)
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.sync(filepath.Dir(name))
	}
	return failed(op, err)
}

func (d *Disk) open(key string) (*os.File, error) {
	f, err := d.root.Open(filepath.FromSlash(key))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (d *Disk) create() (string, *os.File, error) {
	name := filepath.Join(incoming, newName())
	f, err := d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	return name, f, err
}

// makeFolder makes a folder and those above it, and syncs each new name.
func (d *Disk) makeFolder(dir string) error {
	if _, err := d.root.Stat(dir); err == nil {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir && above != "." {
		if err := d.makeFolder(above); err != nil {
			return err
		}
	}
	if err := d.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return d.sync(above)
}

// sync makes the names in a folder outlive a power cut.
func (d *Disk) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// failed wraps an error without the paths of the machine: a key may be
// somebody's, and belongs in no log.
func failed(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	kind := voxpop.Unavailable
	message := "the blob store did not answer"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kind, message = voxpop.NotFound, "no such blob"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		message = "stopped"
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		err = le.Err
	}
	return &voxpop.Error{Kind: kind, Op: op, Message: message, Err: err}
}
