package app

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/store"
)

// Backup writes one state of the store and its blobs to a new file that only
// its owner can read. The file appears under its name when it is whole.
func (a *App) Backup(ctx context.Context, path string) (m store.Manifest, size int64, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, 0, &voxpop.Error{Kind: voxpop.Conflict, Op: "app.Backup", Place: path, Message: "is there already", Hint: "name a new file: a backup never overwrites one"}
	}
	unable := func(err error) error {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Backup", Place: path, Message: "cannot be written", Err: cause(err)}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return m, 0, unable(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if m, err = a.Store.Backup(ctx, f); err != nil {
		return m, 0, err
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, 0, unable(err)
	}
	// A link refuses a name that was taken meanwhile; a rename would not.
	if err := os.Link(f.Name(), path); err != nil {
		return m, 0, unable(err)
	}
	return m, info.Size(), nil
}

// Restore makes a workspace in dir from a backup. When the backup is refused
// nothing of the workspace stays.
func Restore(ctx context.Context, dir, path string, getenv func(string) string) (m store.Manifest, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.Restore", Place: path, Message: "cannot be read", Err: cause(err)}
	}
	defer f.Close()
	if err := CreateWorkspace(dir); err != nil {
		return m, err
	}
	cfg, err := LoadConfig(dir, getenv)
	if err != nil {
		return m, err
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return m, err
	}
	m, err = a.Store.Restore(ctx, bufio.NewReaderSize(f, 1<<20))
	err = errors.Join(err, a.Close())
	if err != nil && cfg.DatabaseURL == "" {
		RemoveEmptyWorkspace(dir)
	}
	return m, err
}
