package vault

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"voxpop"
)

// The files of a key folder. What is not sealed is public.
const (
	newsroomFile   = "newsroom.age"        // bundle, sealed to the passphrase
	evaluationFile = "newsroom.evaluation" // bundle in the clear: for trying out only
	sparedFile     = "newsroom.recovery"   // bundle, sealed to the recovery recipient
	newsroomPub    = "newsroom.pub"
	recoveryPub    = "recovery.pub"
	deskPub        = "desk.pub"
	calloutsFolder = "callouts" // callouts/SLUG/NNN-XXXXXXXX.age and .pub
)

const maxKeyFile = 64 << 10 // bytes; more is no key file of ours

// bundle is what the passphrase guards: the newsroom's identity, and the key
// with which the newsroom signs what it asks of a door.
type bundle struct {
	newsroom Identity
	desk     ed25519.PrivateKey
	recovery string // SHA-256 of recovery.pub in hex, so that a swapped one shows
}

const (
	deskLine     = "# desk ed25519 seed: "
	recoveryLine = "# recovery sha256: "
)

// text writes a bundle as an identity file of age: its comments are this
// program's, so that age alone opens what is sealed to the newsroom.
func (b bundle) text() []byte {
	return fmt.Appendf(nil, "# voxpop newsroom key 1: who holds this opens every answer\n%s%s\n%s%s\n%s\n",
		deskLine, base64.RawStdEncoding.EncodeToString(b.desk.Seed()), recoveryLine, b.recovery, b.newsroom.text())
}

func parseBundle(text []byte) (b bundle, err error) {
	bad := &voxpop.Error{Kind: voxpop.Invalid, Op: "vault.parseBundle", Message: "the newsroom's key file is not one of this program", Hint: "bring it back from a backup"}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if seed, ok := strings.CutPrefix(line, deskLine); ok {
			raw, err := base64.RawStdEncoding.DecodeString(seed)
			if err != nil || len(raw) != ed25519.SeedSize {
				return bundle{}, bad
			}
			b.desk = ed25519.NewKeyFromSeed(raw)
		} else if sum, ok := strings.CutPrefix(line, recoveryLine); ok {
			b.recovery = sum
		} else if line != "" && line[0] != '#' {
			if b.newsroom.key != nil {
				return bundle{}, bad
			}
			if b.newsroom, err = parseIdentity(line); err != nil {
				return bundle{}, bad
			}
		}
	}
	if b.newsroom.key == nil || b.desk == nil || b.recovery == "" {
		return bundle{}, bad
	}
	return b, nil
}

// sumOf is the SHA-256 of a recipient in hex.
func sumOf(recipient string) string {
	sum := sha256.Sum256([]byte(recipient))
	return hex.EncodeToString(sum[:])
}

// WorkFactor is how costly one try of a passphrase is, as the power of two of
// scrypt's N: at 18 a try takes about a second and 256 MiB.
const WorkFactor = 18

// wrap seals a bundle to a passphrase.
func wrap(b bundle, passphrase string, factor int) ([]byte, error) {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, failedSeal("vault.wrap", err)
	}
	to.SetWorkFactor(factor)
	var out buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = w.Write(b.text())
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, failedSeal("vault.wrap", err)
	}
	return out, nil
}

// unwrap opens what wrap sealed. A file that asks for more work than this
// program ever does is refused before the work is done.
func unwrap(sealed []byte, passphrase string) (bundle, error) {
	const op = "vault.Unlock"
	wrong := &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "that is not the passphrase",
		Hint: "try again; when it is lost, voxpop keys recover takes two of the three recovery shares"}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil { // the empty one
		return bundle{}, wrong
	}
	id.SetMaxWorkFactor(WorkFactor)
	plain, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
			return bundle{}, wrong
		}
		return bundle{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the newsroom's key file cannot be read", Hint: "bring it back from a backup", Err: err}
	}
	text, err := io.ReadAll(io.LimitReader(plain, maxKeyFile))
	if err != nil {
		return bundle{}, failedOpen(op, err)
	}
	return parseBundle(text)
}

// MinPassphrase is the fewest characters that a passphrase may have.
const MinPassphrase = 12

func checkPassphrase(op, passphrase string) error {
	if n := len([]rune(passphrase)); n < MinPassphrase {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("the passphrase has %d characters, want at least %d", n, MinPassphrase),
			Hint: "take six words that chance chose: " + strings.Join(SuggestWords(), " ")}
	}
	return nil
}

// writeKey writes a file that only its owner reads and that outlives a power
// cut: whole under its name or not at all. Without replace a name that is
// taken is fs.ErrExist.
func writeKey(dir, name string, data []byte, replace bool) error {
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	to := filepath.Join(dir, name)
	if replace {
		err = os.Rename(f.Name(), to)
	} else {
		err = os.Link(f.Name(), to)
	}
	if err != nil {
		return err
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// readKey reads a small file.
func readKey(dir, name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(b) > maxKeyFile {
		err = errors.New("too large")
	}
	return b, err
}

// readPublic reads a file that holds one recipient.
func readPublic(dir, name string) (string, error) {
	b, err := readKey(dir, name)
	if err != nil {
		return "", failedKey("vault.OpenRing", name, err)
	}
	r, err := ParseRecipients(strings.TrimSpace(string(b)))
	if err != nil {
		return "", placed(err, name)
	}
	return r.names[0], nil
}

// placed says of which key file an error is.
func placed(err error, name string) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		e.Place = "keys/" + name
	}
	return err
}

// failedKey is an error of a file of the key folder; those names are public.
func failedKey(op, name string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	e := &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: "keys/" + name, Message: "cannot be read or written", Err: err}
	if errors.Is(err, fs.ErrNotExist) {
		e.Kind, e.Message, e.Hint = voxpop.NotFound, "is missing", "bring it back from a backup"
	}
	var pe *fs.PathError
	var le *os.LinkError
	if errors.As(err, &pe) {
		e.Err = pe.Err
	} else if errors.As(err, &le) {
		e.Err = le.Err
	}
	return e
}

// destroy overwrites a file, lets that reach the disk, and removes its name.
// What a disk keeps of its old blocks is beyond a program: docs/KEYS.md says so.
func destroy(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	err = overwrite(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Remove(path)
}

func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := f.WriteAt(make([]byte, info.Size()), 0); err != nil {
		return err
	}
	return f.Sync()
}
