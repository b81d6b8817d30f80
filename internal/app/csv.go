package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/record"
)

// idKeyFile holds the secret from which ids of imported rows are made.
const idKeyFile = "id.key"

// ImportCSV adds the responses of tables to a call-out, all of them or none.
// mapping is as [record.ReadCSV] takes it.
func (a *App) ImportCSV(ctx context.Context, by voxpop.Actor, slug string, paths, mapping []string, replace bool) (Imported, error) {
	c, err := a.Callout(ctx, slug)
	if err != nil {
		return Imported{}, err
	}
	key, err := a.idKey()
	if err != nil {
		return Imported{}, err
	}
	var files []record.CSVFile
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return Imported{}, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.ImportCSV", Place: p, Message: "cannot be read", Err: cause(err)}
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil || info.IsDir() {
			return Imported{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.ImportCSV", Place: p, Message: "is not a file", Hint: "a record folder is imported without --callout"}
		}
		files = append(files, record.CSVFile{Name: filepath.Base(p), Body: f})
	}
	done, err := record.ImportCSV(ctx, a.Store, by, c, files, mapping, replace, record.CSVOptions{Key: key})
	return Imported{done, []string{}}, err
}

// idKey returns the workspace's secret, made at its first use. Losing it costs
// only that an export imported again gets new ids.
func (a *App) idKey() ([]byte, error) {
	path := filepath.Join(a.Config.Dir, idKeyFile)
	key, err := os.ReadFile(path)
	if err == nil {
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.idKey", Place: idKeyFile, Message: "cannot be read", Err: cause(err)}
	}
	key = []byte(rand.Text())
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return os.ReadFile(path) // another import was first
	}
	if err == nil {
		_, err = f.Write(key)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.idKey", Place: idKeyFile, Message: "cannot be written", Err: cause(err)}
	}
	return key, nil
}
