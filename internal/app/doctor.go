package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/store"
)

// Report is what [Examine] found.
type Report struct {
	OK     bool    `json:"ok"`
	Checks []Found `json:"checks"`
}

// Found is one thing that was looked at.
type Found struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	Hint  string `json:"hint,omitempty"`
}

func (r *Report) add(name string, err error, found string) bool {
	f := Found{Name: name, OK: err == nil, Found: found}
	if err != nil {
		f.Found, f.Hint = err.Error(), voxpop.HintOf(err)
	}
	r.Checks = append(r.Checks, f)
	return err == nil
}

// Examine looks at everything a workspace stands on. It changes nothing but
// the migrations that opening a database of an older release brings, and the
// lines that the list of what was taken out lacks.
func Examine(ctx context.Context, dir string, getenv func(string) string) (r Report) {
	defer func() {
		r.OK = true
		for _, f := range r.Checks {
			r.OK = r.OK && f.OK
		}
	}()
	cfg, err := LoadConfig(dir, getenv)
	if !r.add("configuration", err, "every key is known and the rules agree") {
		return r
	}
	r.add("folder", private(dir), "only its owner may look inside")
	if isDoor(cfg) {
		r.door(cfg)
		return r
	}
	r.engines(ctx, cfg)
	r.reading(ctx, cfg)
	a, err := Open(ctx, cfg)
	if !r.add("database", err, "opens") {
		return r
	}
	defer a.Close()
	r.Checks[len(r.Checks)-1].Found = a.Store.Engine() + ", opens and is migrated"
	r.add("keys", a.examineKeys(), a.saysKeys())
	callouts, err := a.Store.Callouts(ctx)
	r.add("call-outs", err, fmt.Sprintf("%d", len(callouts)))
	for _, c := range callouts {
		found, err := a.examineCallout(ctx, c.Slug)
		r.add(c.Slug, err, found)
	}
	found, err := a.examineErased(ctx)
	r.add("taken out", err, found)
	waiting, err := a.Store.Waiting(ctx)
	found = "none waits"
	if waiting > 0 {
		found = fmt.Sprintf("%d wait; voxpop serve or work runs them", waiting)
	}
	r.add("jobs", err, found)
	found, hint, err := a.recordings(ctx, time.Now())
	if r.add("recordings", err, found) {
		r.Checks[len(r.Checks)-1].Hint = hint
	}
	return r
}

// examineKeys looks whether others can reach the keys and, when the passphrase
// is at hand without asking, whether they belong together.
func (a *App) examineKeys() error {
	if a.Keys == nil {
		return nil
	}
	if err := private(filepath.Join(a.Config.Dir, KeysFolder)); err != nil {
		return err
	}
	if _, err := a.Config.Passphrase(); voxpop.KindOf(err) == voxpop.Forbidden && !a.Keys.Evaluation() {
		return nil // nobody gave one: locked, as they should be
	}
	return a.Keys.Wake()
}

func (a *App) saysKeys() string {
	switch {
	case a.Keys == nil:
		return "none: media and backups lie in the clear (voxpop help keys init)"
	case a.Keys.Evaluation():
		return "for evaluation: the newsroom's key lies in the clear"
	case a.Keys.Locked():
		return "locked by the passphrase"
	}
	return "open with the passphrase, and belong together"
}

// private refuses a workspace that other people of the machine can read.
func private(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Examine", Message: "cannot be looked at", Err: cause(err)}
	}
	if info.Mode().Perm()&0o077 != 0 && filepath.Separator == '/' {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "app.Examine", Message: fmt.Sprintf("other users of this machine can reach it (mode %04o)", info.Mode().Perm()),
			Hint: "chmod 700 on the workspace's folder"}
	}
	return nil
}

// examineCallout reads the whole of one record: every file against its hash,
// and the figures against the number of responses.
func (a *App) examineCallout(ctx context.Context, slug string) (found string, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		responses := 0
		for _, err := range v.Responses() {
			if err != nil {
				return err
			}
			responses++
		}
		if responses != f.Waterfall.Received {
			return &voxpop.Error{Kind: voxpop.Internal, Op: "app.Examine", Message: fmt.Sprintf("the figures count %d responses, the record holds %d", f.Waterfall.Received, responses),
				Hint: "export the record and import it into a new workspace"}
		}
		files, locked := 0, 0
		for file, err := range v.Files() {
			if err != nil {
				return err
			}
			err := sound(file.Open, file.SHA256)
			if voxpop.KindOf(err) == voxpop.Forbidden {
				locked++
				continue
			}
			if err != nil {
				return &voxpop.Error{Kind: voxpop.Internal, Op: "app.Examine", Place: file.Path, Message: "is missing or not what was stored", Hint: "bring it back from a backup", Err: err}
			}
			files++
		}
		found = fmt.Sprintf("%d responses, %d people counted, %d files whole", responses, f.Waterfall.Counted, files)
		if known, err := a.examineArticles(ctx, slug); err != nil {
			return err
		} else if known > 0 {
			found += ", " + number(known, "article")
		}
		if locked > 0 {
			found += fmt.Sprintf(", %d not looked into: the keys are locked", locked)
		}
		return nil
	})
	return found, err
}

// examineArticles compares the archived file of every article with its hash;
// one that is gone keeps a backup from being made. Files that are sealed to keys
// that are locked are passed over.
func (a *App) examineArticles(ctx context.Context, slug string) (known int, err error) {
	l := a.Ledger()
	for page := (ledger.Pager{Limit: 1000}); ; {
		got, err := l.Sources(ctx, slug, ledger.SourceFilter{Copies: true, Pager: page})
		if err != nil {
			return known, err
		}
		for _, x := range got.Sources {
			h := sha256.New()
			err := l.Archived(ctx, slug, x.ID, h)
			if voxpop.KindOf(err) == voxpop.Forbidden {
				continue
			}
			if err == nil && hex.EncodeToString(h.Sum(nil)) != x.SHA256 {
				err = errors.New("its bytes have changed")
			}
			if err != nil {
				return known, &voxpop.Error{Kind: voxpop.Internal, Op: "app.Examine", Place: "article " + x.ID, Message: "its archived file is missing or not what was stored", Hint: "bring it back from a backup", Err: err}
			}
			known++
		}
		if page.After = got.Next; got.Next == "" {
			return known, nil
		}
	}
}

// RemoveEmptyWorkspace takes away what a refused import into a new workspace
// left: a workspace without call-outs that nobody asked for. One that holds
// anything, or a configuration, stays.
func RemoveEmptyWorkspace(dir string) {
	if _, err := os.Stat(filepath.Join(dir, ConfigFile)); err == nil {
		return
	}
	if _, err := os.Stat(filepath.Join(dir, DatabaseFile)); err != nil {
		return // the database is elsewhere
	}
	cfg := Config{Dir: dir, Listen: DefaultListen, House: voxpop.DefaultHouse()}
	a, err := Open(context.Background(), cfg)
	if err != nil {
		return
	}
	callouts, err := a.Store.Callouts(context.Background())
	a.Close()
	if err != nil || len(callouts) > 0 {
		return
	}
	for _, name := range []string{DatabaseFile, DatabaseFile + "-wal", DatabaseFile + "-shm", DatabaseFile + ".lock"} {
		os.Remove(filepath.Join(dir, name))
	}
	removeEmpty(filepath.Join(dir, "blobs"))
	os.Remove(dir) // only when nothing else is in it
}

// removeEmpty removes the folders below dir, and dir, that hold no file.
func removeEmpty(dir string) {
	var dirs []string
	filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			dirs = append(dirs, p)
		}
		return nil
	})
	for i := len(dirs) - 1; i >= 0; i-- {
		os.Remove(dirs[i])
	}
}
