package vault

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
)

// A sealed backup is
//
//	voxpop-sealed-backup 1\n      what it is
//	{…}\n                         a BackupHead as one line of JSON
//	an age file, to [Ring.NewsroomRecipients], of a tar archive of
//	    head.json                 the line above once more: there it cannot be changed
//	    keys/…                    the key folder
//	and right after its end the bytes that the caller wrote: the archive of the store.
//
// The newsroom's identity stands in the head sealed to the passphrase, so that
// file and passphrase are enough, and so are file and recovery shares.
const backupMagic = "voxpop-sealed-backup 1\n"

// BackupHead is what a sealed backup shows of itself to everybody.
type BackupHead struct {
	Keys string `json:"keys"` // whose it is: SHA-256 of the newsroom's recipient, in hex
	Made string `json:"made"` // 2006-01-02
	Last string `json:"last"` // 2006-01-02, the last day on which it is restored
	// Newsroom is the file newsroom.age; in an evaluation it is the key itself.
	Newsroom   []byte `json:"newsroom"`
	Evaluation bool   `json:"evaluation,omitempty"`
}

const maxHead = maxKeyFile * 2

// BackupKeys returns what [BackupHead.Keys] is in backups of these keys.
func (r *Ring) BackupKeys() string { return sumOf(r.newsroom) }

// SealBackup writes the head of a backup to w and returns a writer that seals
// what follows. It needs no passphrase. Without Close the backup is cut short.
func (r *Ring) SealBackup(w io.Writer, made, last string) (io.WriteCloser, error) {
	const op = "vault.SealBackup"
	head := BackupHead{Keys: r.BackupKeys(), Made: made, Last: last, Evaluation: r.evaluation}
	name := newsroomFile
	if r.evaluation {
		name = evaluationFile
	}
	var err error
	if head.Newsroom, err = readKey(r.dir, name); err != nil {
		return nil, failedKey(op, name, err)
	}
	line, err := json.Marshal(head)
	if err != nil {
		return nil, failedSeal(op, err)
	}
	to, err := ParseRecipients(r.NewsroomRecipients()...)
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, backupMagic+string(line)+"\n"); err != nil {
		return nil, failedSeal(op, err)
	}
	sealed, err := to.Seal(w)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(sealed)
	err = writeEntry(archive, "head.json", line)
	if err == nil {
		err = r.eachFile(func(name string, data []byte) error { return writeEntry(archive, "keys/"+name, data) })
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		return nil, failedSeal(op, err)
	}
	return sealed, nil
}

func writeEntry(w *tar.Writer, name string, data []byte) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Mode: 0o600, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// eachFile reads the key folder in order. What is half made is left out.
func (r *Ring) eachFile(fn func(name string, data []byte) error) error {
	return filepath.WalkDir(r.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if errors.Is(err, fs.ErrNotExist) { // forgotten meanwhile
				return nil
			}
			return err
		}
		rel, err := filepath.Rel(r.dir, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if !validKeyFile(name) {
			return nil
		}
		data, err := readKey(r.dir, rel)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return failedKey("vault.SealBackup", name, err)
		}
		return fn(name, data)
	})
}

// validKeyFile reports whether a name is one of a key folder's files.
func validKeyFile(name string) bool {
	if slices.Contains([]string{newsroomFile, evaluationFile, sparedFile, newsroomPub, recoveryPub, deskPub}, name) {
		return true
	}
	parts := strings.Split(name, "/")
	if len(parts) != 3 || parts[0] != calloutsFolder || !voxpop.ValidSlug(parts[1]) {
		return false
	}
	ending := path.Ext(parts[2])
	return (ending == ".age" || ending == ".pub") && validKeyName(strings.TrimSuffix(parts[2], ending))
}

// SealedBackup is a backup whose head was read.
type SealedBackup struct {
	Head BackupHead
	line []byte
	rest io.Reader
}

// ReadBackup reads the head of a sealed backup. Of anything else it reads
// nothing and returns nil: a backup of a workspace without keys is an archive
// in the clear.
func ReadBackup(in *bufio.Reader) (*SealedBackup, error) {
	const op = "vault.ReadBackup"
	magic, err := in.Peek(len(backupMagic))
	if string(magic) != backupMagic {
		if err != nil && err != io.EOF {
			return nil, failed(op, err)
		}
		return nil, nil
	}
	in.Discard(len(backupMagic))
	bad := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the head of the backup cannot be read", Hint: "take another copy of it"}
	b := &SealedBackup{rest: in}
	for {
		part, err := in.ReadSlice('\n')
		b.line = append(b.line, part...)
		if err == nil {
			break
		}
		if err != bufio.ErrBufferFull || len(b.line) > maxHead {
			return nil, bad
		}
	}
	b.line = b.line[:len(b.line)-1]
	dec := json.NewDecoder(bytes.NewReader(b.line))
	dec.DisallowUnknownFields()
	if dec.Decode(&b.Head) != nil || !isDay(b.Head.Made) || !isDay(b.Head.Last) {
		return nil, bad
	}
	return b, nil
}

// isDay reports whether s can be compared with other days as text.
func isDay(s string) bool {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return false
	}
	return strings.Trim(s[:4]+s[5:7]+s[8:], "0123456789") == ""
}

// Unlock opens the backup with the passphrase that the newsroom had when it
// was made; one of an evaluation takes none.
func (b *SealedBackup) Unlock(passphrase string) (*OpenBackup, error) {
	var open bundle
	var err error
	if b.Head.Evaluation {
		open, err = parseBundle(b.Head.Newsroom)
	} else {
		open, err = unwrap(b.Head.Newsroom, passphrase)
	}
	if err != nil {
		return nil, err
	}
	return b.open(open.newsroom)
}

// Recover opens the backup with two of the three recovery shares.
func (b *SealedBackup) Recover(shares []string) (*OpenBackup, error) {
	spare, err := RecoveryIdentity(shares)
	if err != nil {
		return nil, err
	}
	return b.open(spare)
}

// OpenBackup is an opened backup: its key folder, and the bytes that were
// written to the writer of [Ring.SealBackup].
type OpenBackup struct {
	io.Reader
	files map[string][]byte // of the key folder
}

func (b *SealedBackup) open(id Identity) (*OpenBackup, error) {
	const op = "vault.OpenBackup"
	damaged := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the backup is damaged, or its head was changed", Hint: "nothing was restored; take another copy of the backup"}
	plain, err := id.Open(b.rest)
	if err != nil {
		return nil, err
	}
	// A tar reader reads no byte behind the end of its archive.
	archive := tar.NewReader(plain)
	open := &OpenBackup{Reader: plain, files: map[string][]byte{}}
	for i := 0; ; i++ {
		h, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil || h.Typeflag != tar.TypeReg || h.Size > maxHead || i > 1_000_000 {
			return nil, damaged
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			return nil, damaged
		}
		name, isKey := strings.CutPrefix(h.Name, "keys/")
		switch {
		case i == 0:
			if h.Name != "head.json" || !bytes.Equal(data, b.line) {
				return nil, damaged
			}
		case !isKey || !validKeyFile(name) || open.files[name] != nil:
			return nil, damaged
		default:
			open.files[name] = data
		}
	}
	if own := strings.TrimSpace(string(open.files[newsroomPub])); sumOf(own) != b.Head.Keys {
		return nil, damaged
	}
	return open, nil
}

// WriteKeys makes the key folder dir of a backup's; it must not be there yet.
func (o *OpenBackup) WriteKeys(dir string) error {
	const op = "vault.WriteKeys"
	if names, err := os.ReadDir(dir); err == nil && len(names) > 0 {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "there are keys already", Hint: "restore into a new workspace: --dir NEW"}
	}
	return failedKey(op, "", createFolder(dir, o.files))
}

// String says what a backup is without what opens it.
func (h BackupHead) String() string {
	return fmt.Sprintf("sealed backup of %s, to be restored until %s", h.Made, h.Last)
}
