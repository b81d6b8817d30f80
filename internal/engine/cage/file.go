package cage

import (
	"errors"
	"io"
	"os"

	"voxpop"
)

// File is a file in memory, which no folder names: it is gone with its last
// reader. It is for one goroutine at a time.
type File struct {
	f     *os.File
	limit int64
}

// NewFile makes an empty file that takes up to limit bytes; 0 means 256 MiB.
// What a job may write to it is bounded by Limits.Output.
func NewFile(limit int64) (*File, error) {
	if limit <= 0 {
		limit = 256 << 20
	}
	f, err := memory()
	if err != nil {
		return nil, unavailable("no memory file could be made", "check that the system has memory and open files left", err)
	}
	return &File{f: f, limit: limit}, nil
}

// FileOf makes a file of all that r gives, up to limit bytes, and seals it.
func FileOf(r io.Reader, limit int64) (*File, error) {
	f, err := NewFile(limit)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(f, r); err == nil {
		err = f.Seal()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, err
}

// Write writes at the file's place. More than the file takes is an error of
// kind invalid, and none of it is written.
func (f *File) Write(p []byte) (int, error) {
	at, err := f.f.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, f.broken(err)
	}
	if at+int64(len(p)) > f.limit {
		return 0, &voxpop.Error{Kind: voxpop.Invalid, Op: "cage.File", Message: "the file is larger than may be worked on",
			Hint: "ask for a shorter recording or a smaller picture"}
	}
	n, err := f.f.Write(p)
	return n, f.broken(err)
}

// Read reads at the file's place.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.f.Read(p)
	return n, f.broken(err)
}

// ReadAt reads at off.
func (f *File) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.f.ReadAt(p, off)
	return n, f.broken(err)
}

// Seek moves the file's place.
func (f *File) Seek(off int64, whence int) (int64, error) {
	n, err := f.f.Seek(off, whence)
	return n, f.broken(err)
}

// Size returns how many bytes the file holds, and 0 when it is closed.
func (f *File) Size() int64 {
	fi, err := f.f.Stat()
	if err != nil {
		return 0
	}
	return fi.Size()
}

// Seal makes that nobody, in the cage or out of it, changes the file any more.
func (f *File) Seal() error { return f.broken(seal(f.f)) }

// Close lets go of the file.
func (f *File) Close() error { return f.broken(f.f.Close()) }

// broken hides what the system says of a file but its cause.
func (f *File) broken(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	if e, ok := errors.AsType[*os.PathError](err); ok {
		err = e.Err
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "cage.File", Message: "a memory file could not be used", Hint: "check that the system has memory left", Err: err}
}
