// Package dirty_test cleans a folder of files for tools/media, which judges what comes of them.
package dirty_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/ffmpeg"
	"voxpop/internal/engine/still"
	"voxpop/internal/scribe"
)

func TestMain(m *testing.M) {
	cage.Main(still.Inside)
	os.Exit(m.Run())
}

// TestDirty cleans the files of the folder VOXPOP_DIRTY, named NNNN-medium.ext,
// into VOXPOP_DIRTY_OUT. A file that cannot be cleaned has no derivative there.
func TestDirty(t *testing.T) {
	in, out := os.Getenv("VOXPOP_DIRTY"), os.Getenv("VOXPOP_DIRTY_OUT")
	if in == "" {
		return // run by tools/media
	}
	e, err := ffmpeg.Find(&cage.Cage{})
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(in, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	gate := make(chan struct{}, 2)
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			gate <- struct{}{}
			defer func() { <-gate }()
			if err := clean(t, e, name, out); err != nil {
				fmt.Println(filepath.Ext(name), err)
			}
		}()
	}
	wg.Wait()
}

func clean(t *testing.T, e *ffmpeg.Engine, name, out string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	number, rest, _ := strings.Cut(filepath.Base(name), "-")
	medium, _, _ := strings.Cut(rest, ".")
	c, err := e.Clean(t.Context(), scribe.Original{Response: voxpop.Response{ID: "r1", Medium: voxpop.Medium(medium)}, Size: int64(len(b)), Body: io.NopCloser(bytes.NewReader(b))}, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, p := range c.Parts {
		b, err := io.ReadAll(p.Body)
		if err != nil {
			return err
		}
		ext := map[scribe.Kind]string{scribe.Audio: "ogg", scribe.AAC: "m4a", scribe.Video: "mp4", scribe.Still: "jpg", scribe.Poster: "jpg", scribe.Peaks: "json"}[p.Kind]
		if err := os.WriteFile(filepath.Join(out, number+"."+string(p.Kind)+"."+ext), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}
