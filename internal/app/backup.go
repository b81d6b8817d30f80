package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"voxpop"
	"voxpop/internal/store"
	"voxpop/internal/vault"
)

// BackupMade says what a backup became.
type BackupMade struct {
	Manifest store.Manifest
	Size     int64     // bytes
	Last     time.Time // the last day on which it can be restored; zero: it is not sealed, and stays until somebody destroys it
	Removed  []string  // names of older backups beside it that had expired
}

// Backup writes one state of the store, its blobs and the keys to a new file
// that only its owner can read. The file appears under its name when it is
// whole. With keys it is sealed to them and expires; that needs no passphrase.
// Then it removes this newsroom's expired backups from the same folder.
func (a *App) Backup(ctx context.Context, path string) (made BackupMade, err error) {
	const op = "app.Backup"
	if _, err := os.Lstat(path); err == nil {
		return made, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Place: path, Message: "is there already", Hint: "name a new file: a backup never overwrites one"}
	}
	unable := func(err error) error {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: path, Message: "cannot be written", Err: cause(err)}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return made, unable(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	today := dayOf(time.Now())
	var to io.WriteCloser = notClosing{f}
	if a.Keys != nil {
		made.Last = today.AddDate(0, 0, a.Config.keepDays())
		if to, err = a.Keys.SealBackup(f, today.Format(time.DateOnly), made.Last.Format(time.DateOnly)); err != nil {
			return made, err
		}
	}
	if made.Manifest, err = a.Store.Backup(ctx, to); err != nil {
		return made, err
	}
	if err := to.Close(); err != nil {
		return made, unable(err)
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return made, unable(err)
	}
	made.Size = info.Size()
	// What an erasure has to wait for is known before the file has its name.
	if err := noteBackup(a.Config.Dir, today, made.Last); err != nil {
		return made, err
	}
	// A link refuses a name that was taken meanwhile; a rename would not.
	if err := os.Link(f.Name(), path); err != nil {
		return made, unable(err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return made, unable(err)
	}
	if a.Keys != nil {
		made.Removed, err = removeExpired(filepath.Dir(path), a.Keys.BackupKeys(), today)
	}
	return made, err
}

// keepDays is how long a backup is kept, also for a Config that no file was read into.
func (c Config) keepDays() int {
	if c.Backup.KeepDays == 0 {
		return DefaultKeepDays
	}
	return c.Backup.KeepDays
}

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

type notClosing struct{ io.Writer }

func (notClosing) Close() error { return nil }

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// removeExpired removes the backups in a folder that say by their head that
// they were made with these keys and that their last day is over. What it
// cannot read it leaves.
func removeExpired(dir, keys string, today time.Time) (removed []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Backup", Place: dir, Message: "older backups cannot be looked for", Err: cause(err)}
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		path := filepath.Join(dir, e.Name())
		head, ok := headOf(path)
		if !ok || head.Keys != keys || head.Last >= today.Format(time.DateOnly) {
			continue
		}
		if err := os.Remove(path); err != nil {
			return removed, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Backup", Place: path, Message: "expired, and cannot be removed", Hint: "remove it yourself", Err: cause(err)}
		}
		removed = append(removed, e.Name())
	}
	return removed, nil
}

func headOf(path string) (head vault.BackupHead, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return head, false
	}
	defer f.Close()
	b, err := vault.ReadBackup(bufio.NewReader(f))
	if err != nil || b == nil {
		return head, false
	}
	return b.Head, true
}

// backupsFile notes until when copies of this workspace may exist.
const backupsFile = "backups.json"

// Backups says which copies of a workspace may exist.
type Backups struct {
	// Until is the last day of the sealed backup that lives longest; zero: none was made.
	Until time.Time `json:"until,omitzero"`
	// Unsealed is the day of the newest backup that was made in the clear and
	// so never expires; zero: none was made.
	Unsealed time.Time `json:"unsealed,omitzero"`
}

// LastBackup says until when backups of this workspace may hold what is erased
// now: an erasure is complete the day after. See [Backups].
func (a *App) LastBackup() (Backups, error) { return readBackups(a.Config.Dir) }

func readBackups(dir string) (b Backups, err error) {
	text, err := os.ReadFile(filepath.Join(dir, backupsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err != nil {
		return b, &voxpop.Error{Kind: voxpop.Internal, Op: "app.LastBackup", Place: backupsFile, Message: "cannot be read", Err: cause(err),
			Hint: "remove it once you know until when your backups live"}
	}
	return b, nil
}

// noteBackup notes a backup of that day and its last day, zero for one in the clear.
func noteBackup(dir string, day, last time.Time) error {
	b, err := readBackups(dir)
	if err != nil {
		return err
	}
	if last.IsZero() {
		b.Unsealed = day
	} else if last.After(b.Until) {
		b.Until = last
	}
	text, err := json.Marshal(b)
	if err == nil {
		err = replaceFile(filepath.Join(dir, backupsFile), append(text, '\n'))
	}
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Backup", Place: backupsFile, Message: "cannot be written", Err: cause(err)}
	}
	return nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// Restoring says from what a workspace is made.
type Restoring struct {
	Dir, Path string
	Getenv    func(string) string
	// Passphrase gives the passphrase that the newsroom had when the backup was made.
	Passphrase func() (string, error)
	// Shares is a text with two of the three recovery shares, in place of the passphrase; "" = none.
	Shares string
	// Newer is the folder of the workspace that the backup was made of, as it
	// is now, to be asked what comes back; "" = none.
	Newer string
	// Erased is a list of what was taken out of the workspace that the backup
	// was made of, its [ErasedFile]: it is taken out of the new one too, before
	// anybody works there; nil = none.
	Erased []byte
}

// Restored says what a workspace was made from.
type Restored struct {
	Manifest store.Manifest
	Sealed   bool // it has keys
	// ComesBack is what has to be taken out once more, as far as Restoring.Newer tells.
	ComesBack []ComesBack
	Applied   *Applied // what Restoring.Erased took out once more; nil: none was given
	Untold    error    // why Restoring.Newer could not tell; the workspace is restored all the same
}

// Restore makes a workspace from a backup. When the backup is refused nothing
// of the workspace stays. One that has expired is refused: what was erased
// since would come back.
func Restore(ctx context.Context, r Restoring) (done Restored, err error) {
	const op = "app.Restore"
	f, err := os.Open(r.Path)
	if err != nil {
		return done, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: r.Path, Message: "cannot be read", Err: cause(err)}
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	sealed, err := vault.ReadBackup(in)
	if err != nil {
		return done, err
	}
	var archive io.Reader = in
	var open *vault.OpenBackup
	if sealed != nil {
		if today := dayOf(time.Now()).Format(time.DateOnly); sealed.Head.Last < today {
			return done, &voxpop.Error{Kind: voxpop.Closed, Op: op, Place: r.Path, Message: "expired: its last day was " + sealed.Head.Last,
				Hint: "what was erased since then would come back; destroy this file and take a newer backup"}
		}
		if open, err = r.open(sealed); err != nil {
			return done, err
		}
		archive, done.Sealed = open, true
	}
	var newer *App
	if r.Newer != "" {
		cfg, err := LoadConfig(r.Newer, r.Getenv)
		if err == nil {
			newer, err = Open(ctx, cfg)
		}
		if err != nil {
			return done, err
		}
		defer newer.Close()
	}
	_, wasThere := os.Lstat(r.Dir)
	if err := CreateWorkspace(r.Dir); err != nil {
		return done, err
	}
	cfg, err := LoadConfig(r.Dir, r.Getenv)
	if err != nil {
		return done, err
	}
	var undo []string
	defer func() {
		if err == nil {
			return
		}
		for _, p := range undo {
			os.RemoveAll(p)
		}
		if cfg.DatabaseURL == "" {
			RemoveEmptyWorkspace(r.Dir)
		}
		if errors.Is(wasThere, fs.ErrNotExist) {
			os.Remove(r.Dir) // only when nothing is in it
		}
	}()
	if open != nil {
		keys := filepath.Join(r.Dir, KeysFolder)
		if err := open.WriteKeys(keys); err != nil {
			return done, err
		}
		undo = append(undo, keys, filepath.Join(r.Dir, backupsFile))
		last, err := time.Parse(time.DateOnly, sealed.Head.Last)
		if err == nil {
			err = noteBackup(r.Dir, last, last)
		}
		if err != nil {
			return done, err
		}
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return done, err
	}
	done.Manifest, err = a.Store.Restore(ctx, archive)
	if err == nil && r.Erased != nil {
		undo = nil // it is restored, whatever comes now
		applied, failed := a.applyErased(ctx, r.Erased)
		done.Applied = &applied
		if failed != nil {
			err = &voxpop.Error{Kind: voxpop.KindOf(failed), Op: op, Message: "the workspace is restored, but not all that the list names is taken out of it", Err: failed,
				Hint: "nobody should work there: remove " + r.Dir + " and restore again"}
		}
	}
	if err == nil && newer != nil {
		done.ComesBack, done.Untold = a.comesBack(ctx, newer)
	}
	return done, errors.Join(err, a.Close())
}

func (r Restoring) open(b *vault.SealedBackup) (*vault.OpenBackup, error) {
	if b.Head.Evaluation {
		return b.Unlock("")
	}
	if r.Shares != "" {
		shares, err := vault.SharesIn(r.Shares)
		if err != nil {
			return nil, err
		}
		return b.Recover(shares)
	}
	passphrase, err := r.Passphrase()
	if err != nil {
		return nil, err
	}
	return b.Unlock(passphrase)
}
