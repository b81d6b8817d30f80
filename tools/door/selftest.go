package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lose takes one item, with every file named after it, out of the door's
// folder while the door is down: what a door that forgot to sync would do.
func (r *rig) lose(ctx context.Context) error {
	r.kill()
	name := ""
	for n := range items(r.door) {
		name = n
		break
	}
	if name == "" {
		return errors.New("there is no item to lose")
	}
	err := filepath.WalkDir(r.door, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name()[:min(len(name), len(d.Name()))] == name {
			return os.Remove(p)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.start(ctx)
}
