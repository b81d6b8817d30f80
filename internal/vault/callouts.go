package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"voxpop"
)

// Slugs lists the call-outs that have keys, in order.
func (r *Ring) Slugs() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(r.dir, calloutsFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failedKey("vault.Slugs", calloutsFolder, err)
	}
	var slugs []string
	for _, e := range entries {
		if e.IsDir() && voxpop.ValidSlug(e.Name()) {
			slugs = append(slugs, e.Name())
		}
	}
	return slugs, nil
}

// Callout returns the recipients to which answers to a call-out are sealed:
// its own newest, then the recovery recipient. A call-out without a key gets
// one; that needs no passphrase. In a folder that holds no secret no key is
// made: such a call-out is an error of kind not found.
func (r *Ring) Callout(slug string) ([]string, error) {
	const op = "vault.Callout"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return nil, err
	}
	r.making.Lock()
	defer r.making.Unlock()
	names, err := keyNames(dir, ".pub")
	if err != nil {
		return nil, failedKey(op, calloutsFolder+"/"+slug, err)
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name+".age")); err != nil && !r.public {
			continue // its secret is gone, or never reached the disk
		}
		own, err := readPublic(dir, name+".pub")
		if errors.Is(err, fs.ErrNotExist) { // forgotten meanwhile
			continue
		}
		if err != nil {
			return nil, placed(err, calloutsFolder+"/"+slug+"/"+name+".pub")
		}
		return []string{own, r.recovery}, nil
	}
	return r.RotateCallout(slug)
}

// RotateCallout gives a call-out a new identity and returns its recipients.
// Answers are sealed to the newest; what was sealed before stays readable.
func (r *Ring) RotateCallout(slug string) ([]string, error) {
	const op = "vault.RotateCallout"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return nil, err
	}
	if r.public {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: slug, Message: "the call-out has no key here, and this machine makes none",
			Hint: "make it where the newsroom's keys are"}
	}
	place := calloutsFolder + "/" + slug
	id, err := GenerateIdentity()
	if err != nil {
		return nil, err
	}
	to, err := ParseRecipients(r.newsroom, r.recovery)
	if err != nil {
		return nil, err
	}
	sealed, err := to.sealBytes(fmt.Appendf(nil, "%s%s\n%s\n", calloutLine, slug, id.text()))
	if err != nil {
		return nil, err
	}
	if err := makeFolders(r.dir, dir); err != nil {
		return nil, failedKey(op, place, err)
	}
	for range 100 { // another process may take the same number
		names, err := keyNames(dir, ".age")
		if err != nil {
			return nil, failedKey(op, place, err)
		}
		last := 0
		if len(names) > 0 {
			fmt.Sscanf(names[0], "%d", &last)
		}
		name := fmt.Sprintf("%03d", last+1)
		// The secret first: nothing may be sealed to a key that a power cut took.
		err = writeKey(dir, name+".age", sealed, false)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = writeKey(dir, name+".pub", []byte(id.Recipient()+"\n"), true)
		}
		if err != nil {
			return nil, failedKey(op, place, err)
		}
		return []string{id.Recipient(), r.recovery}, nil
	}
	return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Place: "keys/" + place, Message: "others keep making keys here", Hint: "try again"}
}

const calloutLine = "# voxpop call-out key: "

// Forget destroys every identity of a call-out: overwritten, then removed.
// What was sealed to it opens no more but with the recovery identity; a later
// [Ring.Callout] makes a new one. A call-out without keys is no error.
func (r *Ring) Forget(slug string) error {
	const op = "vault.Forget"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return err
	}
	r.mu.Lock()
	for name := range r.known {
		if strings.HasPrefix(name, slug+"/") {
			delete(r.known, name)
		}
	}
	r.mu.Unlock()
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	// The public half first: nothing may be sealed to what is being destroyed.
	slices.SortFunc(entries, func(a, b fs.DirEntry) int {
		return strings.Compare(filepath.Ext(b.Name()), filepath.Ext(a.Name()))
	})
	for _, e := range entries {
		err = errors.Join(err, destroy(filepath.Join(dir, e.Name())))
	}
	if err == nil {
		err = errors.Join(os.Remove(dir), syncFolder(filepath.Dir(dir)))
	}
	return failedKey(op, calloutsFolder+"/"+slug, err)
}

func (r *Ring) calloutFolder(op, slug string) (string, error) {
	if !voxpop.ValidSlug(slug) {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "not the name of a call-out"}
	}
	return filepath.Join(r.dir, calloutsFolder, slug), nil
}

// makeFolders makes DIR/callouts and the folder of a call-out in it.
func makeFolders(dir, callout string) error {
	for _, d := range []string{filepath.Dir(callout), callout} {
		if err := os.Mkdir(d, 0o700); err == nil {
			err = syncFolder(filepath.Dir(d))
			if err != nil {
				return err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// keyNames lists the numbers of a call-out's keys, "003" before "002": those
// that have a file with that ending. A missing folder has none.
func keyNames(dir, ending string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ending)
		if ok && len(name) >= 3 && strings.Trim(name, "0123456789") == "" {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(b, a)
	})
	return names, nil
}

// identities returns the identities of a call-out, the newest first. It looks
// at the folder every time, so that what was forgotten opens nothing, whoever
// forgot it.
func (r *Ring) identities(slug string) ([]age.Identity, error) {
	const op = "vault.identities"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return nil, err
	}
	names, err := keyNames(dir, ".age")
	if err != nil {
		return nil, failedKey(op, calloutsFolder+"/"+slug, err)
	}
	var ids []age.Identity
	var failures []error
	for _, name := range names {
		id, err := r.identity(dir, slug, name)
		if voxpop.KindOf(err) == voxpop.Forbidden {
			return nil, err
		}
		if err != nil {
			failures = append(failures, err)
			continue
		}
		ids = append(ids, id.key)
	}
	if len(failures) > 0 {
		return ids, failures[0]
	}
	return ids, nil
}

func (r *Ring) identity(dir, slug, name string) (Identity, error) {
	r.mu.Lock()
	id, ok := r.known[slug+"/"+name]
	r.mu.Unlock()
	if ok {
		return id, nil
	}
	b, err := r.secret()
	if err != nil {
		return Identity{}, err
	}
	place := calloutsFolder + "/" + slug + "/" + name + ".age"
	sealed, err := readKey(dir, name+".age")
	if err != nil {
		return Identity{}, failedKey("vault.identities", place, err)
	}
	if id, err = openCallout(sealed, slug, b.newsroom); err != nil {
		return Identity{}, placed(asInternal(err), place)
	}
	// A public half that somebody swapped would seal answers to a stranger.
	if own, err := readPublic(dir, name+".pub"); err == nil && own != id.Recipient() {
		return Identity{}, &voxpop.Error{Kind: voxpop.Internal, Op: "vault.identities", Place: "keys/" + strings.TrimSuffix(place, ".age") + ".pub",
			Message: "is not the public half of the key beside it: somebody changed it", Hint: "voxpop keys rotate " + slug + " makes a new key; find out who was here"}
	}
	r.mu.Lock()
	r.known[slug+"/"+name] = id
	r.mu.Unlock()
	return id, nil
}

// asInternal makes of what is wrong with a key file something that is wrong
// with the folder, not with what was to be opened.
func asInternal(err error) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		e.Kind = voxpop.Internal
	}
	return err
}

// openCallout opens the file of a call-out's identity.
func openCallout(sealed []byte, slug string, by Identity) (Identity, error) {
	plain, err := by.Open(strings.NewReader(string(sealed)))
	if err != nil {
		return Identity{}, err
	}
	text, err := io.ReadAll(io.LimitReader(plain, maxKeyFile))
	if err != nil {
		return Identity{}, err
	}
	head, rest, _ := strings.Cut(string(text), "\n")
	if head != calloutLine+slug {
		return Identity{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "vault.openCallout", Message: "is the key of another call-out"}
	}
	return parseIdentity(strings.TrimSpace(rest))
}
