package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/app"
)

type backupCmd struct {
	File string `arg:"" help:"The file to write; it must not be there yet."`
	JSON bool   `help:"As one JSON object."`
}

func (backupCmd) Help() string {
	return `Writes one state of the workspace to one file: database, media, sources, stories, audit log, keys.
Work may go on meanwhile. voxpop.toml is not in it; keep a copy beside it.

With keys the file is sealed to them, which needs no passphrase, and it has a last day: 30 days
from now, or [backup] keep_days of voxpop.toml. After it the file is not restored any more, and the
next backup in the same folder removes it, so that what is erased today is gone everywhere then.
Without keys the file is in the clear: keep it as safe as the workspace, and destroy it yourself.

Example:
  voxpop backup monday.voxpop --dir newsroom`
}

func (c backupCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		s.telling()("writing the backup")
		b, err := a.Backup(s.ctx, c.File)
		if err != nil {
			return err
		}
		if c.JSON {
			v := map[string]any{"file": c.File, "bytes": b.Size, "entries": len(b.Manifest.Entries), "callouts": b.Manifest.Callouts, "sealed": !b.Last.IsZero(), "removed": append([]string{}, b.Removed...)}
			if !b.Last.IsZero() {
				v["last"] = b.Last.Format(time.DateOnly)
			}
			return s.json(v)
		}
		fmt.Fprintf(s.stdout, "%s: %s, %d entries, %s\n", filepath.Base(c.File), size(b.Size), len(b.Manifest.Entries), strings.Join(b.Manifest.Callouts, ", "))
		if b.Last.IsZero() {
			fmt.Fprintln(s.stderr, "not sealed: the workspace has no keys, so whoever gets this file reads everything, and it never expires (voxpop help keys init)")
		} else {
			fmt.Fprintf(s.stdout, "sealed; the last day to restore it is %s\n", b.Last.Format(time.DateOnly))
		}
		for _, name := range b.Removed {
			fmt.Fprintf(s.stdout, "removed %s: its last day was over\n", name)
		}
		return nil
	})
}

type restoreCmd struct {
	File   string `arg:"" help:"A file that voxpop backup wrote."`
	Shares string `help:"A file with two of the three recovery shares, in place of the passphrase; - reads them from the input." placeholder:"FILE"`
	Newer  string `help:"The workspace that the backup was made of, when it can still be read: says what was erased there since." placeholder:"DIR"`
	Erased string `help:"The erased.jsonl of the workspace that the backup was made of: what it lists is taken out once more." placeholder:"FILE"`
	JSON   bool   `help:"As one JSON object."`
}

func (restoreCmd) Help() string {
	return `Makes a workspace from a backup. The folder named by --dir must not hold a workspace: nothing
is ever overwritten. A sealed backup asks for the passphrase that the keys had when it was made
(VOXPOP_PASSPHRASE_FILE, VOXPOP_PASSPHRASE, or a terminal); when that is lost, two of the three
recovery shares open it, and voxpop keys recover then sets a new passphrase.

What was erased, withdrawn or taken back after the backup was made comes back with it, keys of
erased call-outs too. With --erased it is taken out once more: the workspace wrote that list, of ids
and days, in DIR/erased.jsonl, and it is in no backup, so copy it elsewhere each day. With --newer
the program says how to take it out once more, as far as the old workspace can still be read.
Without either nobody but you can know: do so before the workspace is opened to anyone.

Examples:
  voxpop restore monday.voxpop --dir newsroom-again --erased newsroom/erased.jsonl
  voxpop restore monday.voxpop --dir newsroom-again --shares papers.txt`
}

func (c restoreCmd) Run(s *session) error {
	dir := s.dir()
	// A configuration may be there already: it says which database to fill.
	if _, err := os.Lstat(filepath.Join(dir, app.DatabaseFile)); err == nil {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "restore", Place: dir, Message: "holds a workspace already", Hint: "name an empty folder with --dir"}
	}
	shares := ""
	if c.Shares != "" {
		var err error
		if shares, err = s.readShares(c.Shares); err != nil {
			return err
		}
	}
	var erased []byte
	if c.Erased != "" {
		var err error
		if erased, err = os.ReadFile(c.Erased); err != nil {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "restore", Place: c.Erased, Message: "cannot be read", Hint: "name the erased.jsonl of the workspace, or a copy of it; nothing was restored"}
		}
	}
	done, err := app.Restore(s.ctx, app.Restoring{Dir: dir, Path: c.File, Getenv: s.getenv, Passphrase: s.passphrase("The passphrase of the backup: "), Shares: shares, Newer: c.Newer, Erased: erased})
	if err != nil {
		return err
	}
	m := done.Manifest
	if c.JSON { // comes_back is null when nobody could tell, taken_out without --erased
		return s.json(map[string]any{"dir": dir, "callouts": m.Callouts, "made_at": m.MadeAt, "sealed": done.Sealed, "comes_back": done.ComesBack, "taken_out": done.Applied})
	}
	fmt.Fprintf(s.stdout, "restored to %s: %s, as of %s\n", dir, strings.Join(m.Callouts, ", "), m.MadeAt.Format(time.DateOnly))
	s.sayComesBack(dir, c.Newer != "" && done.Untold == nil, done)
	if shares != "" && done.Sealed {
		_, err = fmt.Fprintf(s.stdout, "next: voxpop keys recover --dir %s, which sets a new passphrase\n", dir)
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "next: voxpop doctor --dir %s\n", dir)
	return err
}

// sayComesBack says what a restored workspace has that was taken out since.
func (s *session) sayComesBack(dir string, asked bool, done app.Restored) {
	day := done.Manifest.MadeAt.Format(time.DateOnly)
	if done.Untold != nil {
		fmt.Fprintf(s.stderr, "--newer does not help: %s\n", done.Untold)
	}
	if x := done.Applied; x != nil {
		fmt.Fprintf(s.stdout, "taken out once more: %s", number(x.Responses, "response"))
		if len(x.Callouts) > 0 {
			fmt.Fprintf(s.stdout, ", and every answer to %s", strings.Join(x.Callouts, ", "))
		}
		fmt.Fprintln(s.stdout)
		if x.Torn > 0 {
			fmt.Fprintf(s.stderr, "%s of the list cannot be read; what stood there is not taken out\n", number(x.Torn, "line"))
		}
		if !asked {
			return
		}
	}
	if !asked {
		fmt.Fprintf(s.stderr, "what was erased, withdrawn or taken back after %s is here again, and call-outs erased since have their keys: take it out once more; restoring with --erased FILE does it, when there is a copy of the old workspace's %s (voxpop help restore)\n", day, app.ErasedFile)
		return
	}
	if len(done.ComesBack) == 0 {
		fmt.Fprintf(s.stdout, "nothing of it was erased, withdrawn or taken back after %s\n", day)
		return
	}
	fmt.Fprintf(s.stderr, "what was erased, withdrawn or taken back after %s is here again; run:\n", day)
	at := " --yes --dir " + dir + "\n"
	for _, c := range done.ComesBack {
		for _, id := range c.Illegal {
			fmt.Fprintf(s.stderr, "  voxpop illegal %s %s --purge%s", c.Callout, id, at)
		}
		if c.All && c.Open {
			fmt.Fprintf(s.stderr, "  voxpop callout close %s --dir %s\n", c.Callout, dir)
		}
		if c.All {
			fmt.Fprintf(s.stderr, "  voxpop erase %s --all%s", c.Callout, at)
		} else if len(c.Erased) > 0 {
			fmt.Fprintf(s.stderr, "  voxpop erase %s %s%s", c.Callout, strings.Join(c.Erased, " "), at)
		}
	}
}
