package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"voxpop"
)

// isDoor reports whether the workspace is that of a public door: it knows a
// newsroom and holds none.
func isDoor(cfg Config) bool {
	_, err := os.Lstat(filepath.Join(cfg.Dir, DatabaseFile))
	return cfg.Front.DeskKey != "" && cfg.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist)
}

// door looks at a public door. It may run meanwhile: its folder is looked at,
// not opened.
func (r *Report) door(cfg Config) {
	r.add("keys", OnlyADoor(cfg.Dir), "none that opens anything")
	n, err := allPrivate(filepath.Join(cfg.Dir, DoorFolder))
	found := fmt.Sprintf("%d files and folders, only their owner may look inside", n)
	if errors.Is(err, fs.ErrNotExist) {
		found, err = "not made yet: voxpop front makes it", nil
	}
	r.add("door", err, found)
	found, err = "this machine does not swap, or does not say", nil
	if Swapping() {
		err = &voxpop.Error{Kind: voxpop.Forbidden, Op: "app.Examine", Message: "this machine swaps: what somebody is just sending may reach its disk in the clear",
			Hint: "turn swap off (swapoff -a, and take it out of /etc/fstab), or encrypt it"}
	}
	r.add("swap", err, found)
	found, err = "other machines cannot reach the address at which the newsroom fetches", nil
	if !Loopback(cfg.Front.Pull) {
		found = "other machines reach the address at which the newsroom fetches; who does not sign with the desk key gets nothing"
	}
	r.add("pull", err, found)
	found, err = "reached from this machine only: a web server with TLS, or tor, stands before it", nil
	if cfg.Front.Proxy == "" && cfg.Front.Public+cfg.Front.Onion != "" && Loopback(cfg.Front.Listen) {
		err = &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Examine", Place: "[front] proxy", Message: "everybody comes through this machine and nobody says from where, so no limit counts by sender",
			Hint: `proxy = "x-forwarded-for" behind a web server that sets that header itself, proxy = "tor" behind tor`}
	}
	if !Loopback(cfg.Front.Listen) {
		if cfg.Front.Proxy == ProxyTor {
			err = &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Examine", Message: "other machines reach the public pages, and could claim to be any circuit of tor",
				Hint: "listen on 127.0.0.1, on the machine where tor runs"}
		} else {
			found = "other machines reach the public pages without TLS; put a web server with TLS before them"
		}
	}
	r.add("pages", err, found)
}

// allPrivate looks whether anybody but its owner can reach anything below dir.
func allPrivate(dir string) (n int, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && p != dir {
			return nil // fetched meanwhile
		}
		if err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		n++
		if info.Mode().Perm()&0o077 != 0 && filepath.Separator == '/' {
			return &voxpop.Error{Kind: voxpop.Forbidden, Op: "app.Examine", Message: fmt.Sprintf("other users of this machine can reach what lies there (mode %04o)", info.Mode().Perm()),
				Hint: "chmod -R go-rwx on the workspace's folder"}
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) && voxpop.KindOf(err) == voxpop.Internal {
		err = &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Examine", Message: "cannot be looked at", Err: cause(err)}
	}
	return n, err
}
