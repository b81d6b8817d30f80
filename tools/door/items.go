package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// An item lies at items/DAY/xx/NAME.TAG, what is not whole yet in .incoming or parts.
var itemName = regexp.MustCompile(`^[0-9a-f]{32}\.[0-9a-f]{16}$`)

// items lists the sealed items of a door, name to size.
func items(door string) map[string]int64 {
	out := map[string]int64{}
	each(door, func(rel string, info fs.FileInfo) {
		if strings.Contains(rel, "items/") && itemName.MatchString(info.Name()) {
			out[info.Name()] = info.Size()
		}
	})
	return out
}

// unfinished counts the files of a door that are not whole.
func unfinished(door string) (n int) {
	each(door, func(rel string, _ fs.FileInfo) {
		if strings.Contains(rel, ".incoming/") {
			n++
		}
	})
	return n
}

func each(root string, f func(rel string, info fs.FileInfo)) {
	filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				rel, _ := filepath.Rel(root, p)
				f(rel, info)
			}
		}
		return nil
	})
}

// census counts how many sizes and which times a seized disk would show.
func census(rep *report, door string, outcome map[string]int) {
	small, sizes := map[int64]int{}, map[int64]int{}
	for _, size := range items(door) {
		if sizes[size]++; size < 64<<10 {
			small[size]++
		}
	}
	rep.figure(len(small) == 1, "sizes of sealed texts", "1", "%d", len(small))
	rep.figure(len(sizes)-len(small) <= 42, "sizes of sealed files", "≤ 42", "%d", len(sizes)-len(small))
	var fine, finer, files int
	examples := map[string]int{}
	changed := map[int64]bool{}
	filepath.WalkDir(door, func(p string, d fs.DirEntry, err error) error {
		info, bad := os.Lstat(p)
		if err != nil || bad != nil {
			return nil
		}
		rel, _ := filepath.Rel(door, p)
		st := info.Sys().(*syscall.Stat_t)
		changed[st.Ctim.Sec] = true
		if rel == "." || rel == "voxpop.toml" || rel == "self-test" {
			return nil // the operator's
		}
		files++
		if info.ModTime().UnixNano()%int64(24*time.Hour) == 0 {
			fine++
		} else {
			finer++
			examples[shape(rel)]++
		}
		return nil
	})
	rep.figure(finer == 0, "names with a time finer than a day", "0", "%d of %d", finer, files)
	for name, n := range examples {
		rep.say("       %d × %s", n, name)
	}
	rep.say("       %d different seconds of inode change: no program can set these; the daily rewrite makes them one night's", len(changed))
}

// A kept response, of `voxpop responses --json`.
type kept struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// fetched lets the newsroom pull until nothing is left, and counts its texts.
func (r *rig) fetched(ctx context.Context) (map[string]int, error) {
	for range 50 {
		if err := r.visit(ctx); err != nil {
			return nil, err
		}
		if len(items(r.door)) == 0 {
			break
		}
	}
	all, err := r.responses(ctx)
	texts := map[string]int{}
	for _, k := range all {
		texts[k.Text]++
	}
	return texts, err
}

func (r *rig) responses(ctx context.Context) ([]kept, error) {
	out, err := r.run(ctx, "responses", slug, "--json", "--dir", r.room)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Responses []kept `json:"responses"`
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		return nil, err
	}
	if len(answer.Responses) == 0 {
		return nil, fmt.Errorf("the newsroom lists no response")
	}
	return answer.Responses, nil
}

func pow(x, y float64) float64 { return math.Pow(x, y) }
