package app

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"voxpop"
	"voxpop/internal/store"
	"voxpop/internal/vault"
)

// Illegal is what happens to a response whose content must not be kept.
type Illegal struct {
	Callout, ID string
	Case        string // the newsroom's number; may be empty
	// SealTo is the recipient for whom everything is written to Out, sealed,
	// before it goes: counsel's or the police's. Empty: it is purged unseen.
	SealTo, Out string
}

// MarkIllegal sets a response aside as illegal and takes everything of it out
// of the record, in one go. It returns the SHA-256 of what was there, in hex:
// of the file, or of the text where there is none. Nothing of it is shown.
func (a *App) MarkIllegal(ctx context.Context, by voxpop.Actor, x Illegal) (sha string, err error) {
	const op = "app.MarkIllegal"
	if !voxpop.ValidName(x.Case) {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "--case", Message: "is not one line of text of at most 256 letters", Hint: "give the number only"}
	}
	slug, err := a.slugOf(ctx, x.Callout)
	if err != nil {
		return "", err
	}
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		r, ok, err := v.Response(x.ID)
		if err != nil {
			return err
		}
		if !ok {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "no response has the id " + x.ID, Hint: "voxpop responses " + slug + " lists the ids"}
		}
		if r.Withdrawn() || r.Text == "" && r.Media == "" {
			return &voxpop.Error{Kind: voxpop.Withdrawn, Op: op, Message: "nothing of " + x.ID + " is left in the record"}
		}
		sum := sha256.Sum256([]byte(r.Text))
		sha = hex.EncodeToString(sum[:])
		if r.Media != "" {
			f, ok, err := v.File(r.Media)
			if err != nil {
				return err
			}
			if ok {
				sha = f.SHA256
			}
		}
		if x.SealTo == "" {
			return nil
		}
		return sealAway(x, v, r)
	})
	if err != nil {
		return "", err
	}
	if err := a.Store.Illegal(ctx, by, slug, x.ID, x.Case, sha); err != nil {
		return sha, err
	}
	return sha, a.noteErased(ctx)
}

// sealAway writes a response and its file to a new file that only the
// recipient opens: an age file of a tar archive. It is safe on the disk when
// this returns.
func sealAway(x Illegal, v *store.View, r voxpop.Response) (err error) {
	to, err := vault.ParseRecipients(x.SealTo)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(x.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.MarkIllegal", Place: x.Out, Message: "cannot be made; nothing was changed", Err: cause(err),
			Hint: "name a new file in a folder that you may write to"}
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			os.Remove(x.Out)
		}
	}()
	sealed, err := to.Seal(f)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(sealed)
	doc, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := put(archive, "response.json", int64(len(doc)), bytes.NewReader(doc)); err != nil {
		return err
	}
	if r.Media != "" {
		file, ok, err := v.File(r.Media)
		if err != nil {
			return err
		}
		if ok {
			body, err := file.Open()
			if err != nil {
				return err
			}
			defer body.Close()
			if err := put(archive, path.Base(r.Media), file.Size, body); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(archive.Close(), sealed.Close(), f.Sync()); err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.MarkIllegal", Place: x.Out, Message: "cannot be written; nothing was changed", Err: cause(err)}
	}
	return syncFolder(filepath.Dir(x.Out))
}

func put(to *tar.Writer, name string, size int64, body io.Reader) error {
	// The day is enough; the archive says nothing of this machine.
	if err := to.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: dayOf(time.Now()), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := io.Copy(to, body)
	return err
}
