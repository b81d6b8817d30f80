package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"voxpop"
)

// DoorFolder is the folder of a workspace in which a public door keeps what
// came: sealed answers, cards, replies. A door opens nothing else.
const DoorFolder = "door"

// doorText is a new door's voxpop.toml.
const doorText = `# voxpop.toml of a public door. No private key belongs on this machine.
# Every key is explained in docs/DOOR.md; an unknown key is refused.

[front]
desk_key = %q
# name = "The Selane Lantern"                   # on every page
# listen = "127.0.0.1:8081"                     # the public pages
# pull = "127.0.0.1:8082"                       # where the newsroom fetches what came
# id = "north"                                  # where the newsroom has several doors: another for each
# public = "https://answers.example"
# onion = "….onion"                             # see docs/ONION.md
# proxy = "tor"                                 # or "x-forwarded-for"
# leave_url = "https://weather.example/"
# min_free = "5 GB"
`

// InitDoor makes the workspace of a public door that gives what it took to
// whoever signs with deskKey (64 hex digits). A folder in which a newsroom
// works or private keys lie is refused.
func InitDoor(dir, deskKey string) error {
	const op = "app.InitDoor"
	deskKey = strings.ToLower(strings.TrimSpace(deskKey))
	if err := checkDeskKey(deskKey); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "--door", Message: err.Error(), Hint: deskKeyHint}
	}
	if err := OnlyADoor(dir); err != nil {
		return err
	}
	if err := CreateWorkspace(dir); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, ConfigFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		cfg, err := LoadConfig(dir, func(string) string { return "" })
		if err == nil && cfg.Front.DeskKey != deskKey {
			err = &voxpop.Error{Kind: voxpop.Conflict, Op: op, Place: ConfigFile, Message: "is there already and names another desk key, or none",
				Hint: "change [front] desk_key in it by hand"}
		}
		return err
	}
	if err == nil {
		_, err = fmt.Fprintf(f, doorText, deskKey)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: ConfigFile, Message: "cannot be written", Err: cause(err)}
	}
	return nil
}

// OnlyADoor refuses a workspace in which something lies that a public door
// must not have: a newsroom's database or a private key.
func OnlyADoor(dir string) error {
	refuse := func(place, what string) error {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "app.OnlyADoor", Place: filepath.Join(dir, place), Message: what,
			Hint: "give the door a folder of its own, on a machine of its own: voxpop init --door DESKKEY --dir FOLDER; voxpop serve runs both in one place to try it out"}
	}
	if _, err := os.Lstat(filepath.Join(dir, DatabaseFile)); err == nil {
		return refuse(DatabaseFile, "a newsroom's record lies here; a public door holds none")
	}
	keys := filepath.Join(dir, KeysFolder)
	var found string
	err := filepath.WalkDir(keys, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		// What is not a public key is taken for a private one.
		if filepath.Ext(p) != ".pub" {
			found = p
			return fs.SkipAll
		}
		return nil
	})
	if found != "" {
		rel, _ := filepath.Rel(dir, found)
		return refuse(rel, "a private key lies here; a public door holds none")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.OnlyADoor", Place: keys, Message: "cannot be looked at", Err: cause(err)}
	}
	return nil
}

// KeysFolder is the folder of a workspace that holds its keys.
const KeysFolder = "keys"
