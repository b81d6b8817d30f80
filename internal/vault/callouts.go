package vault

import (
	"bytes"
	"crypto/sha256"
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
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, failedKey("vault.Slugs", calloutsFolder, err)
	}
	var slugs []string
	for _, e := range entries {
		if e.IsDir() && voxpop.ValidSlug(e.Name()) {
			slugs = append(slugs, e.Name())
		}
	}
	// As in Current.
	r.mu.Lock()
	defer r.mu.Unlock()
	for slug := range r.known {
		if !slices.Contains(slugs, slug) {
			delete(r.known, slug)
		}
	}
	return slugs, nil
}

// Callout returns the recipients to which answers to a call-out are sealed:
// its own newest, then the recovery recipient. A call-out without a key gets
// one; that needs no passphrase. In a folder that holds no secret no key is
// made: such a call-out is an error of kind not found.
func (r *Ring) Callout(slug string) ([]string, error) {
	r.making.Lock()
	defer r.making.Unlock()
	to, err := r.Current(slug)
	if voxpop.KindOf(err) == voxpop.NotFound {
		return r.RotateCallout(slug)
	}
	return to, err
}

// Current is [Ring.Callout] where no key may be made, such as for a call-out
// that is over: one without a key is an error of kind not found.
func (r *Ring) Current(slug string) ([]string, error) {
	const op = "vault.Current"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return nil, err
	}
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
	r.mu.Lock()
	delete(r.known, slug) // what another process forgot need not stay in the memory of this one
	r.mu.Unlock()
	return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: slug, Message: "the call-out has no key", Hint: "it was erased, or was never open"}
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
	own := id.Recipient()
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
	names, err := keyNames(dir, ".age")
	if err != nil {
		return nil, failedKey(op, place, err)
	}
	last := 0
	if len(names) > 0 {
		fmt.Sscanf(names[0], "%d", &last)
	}
	// The number says which is newest and begins anew after [Ring.Forget]; the
	// rest is of the public half, so that no name ever stands for two keys.
	name := fmt.Sprintf("%03d-%.8s", last+1, sumOf(own))
	// The secret first: nothing may be sealed to a key that a power cut took.
	err = writeKey(dir, name+".age", sealed, false)
	if err == nil {
		err = writeKey(dir, name+".pub", []byte(own+"\n"), true)
	}
	if err != nil {
		return nil, failedKey(op, place, err)
	}
	return []string{own, r.recovery}, nil
}

const calloutLine = "# voxpop call-out key: "

// Forget destroys every identity of a call-out: overwritten, then removed.
// What was sealed to it opens no more but with the recovery identity, here or
// in another process that had the keys in memory; a later [Ring.Callout] makes
// a new one. A call-out without keys is no error.
func (r *Ring) Forget(slug string) error {
	const op = "vault.Forget"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return err
	}
	r.reading.Lock() // whoever reads a key now has put it into known
	defer r.reading.Unlock()
	r.mu.Lock()
	delete(r.known, slug)
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

// keyNames lists the names of a call-out's keys, "003-…" before "002-…": those
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
		if name, ok := strings.CutSuffix(e.Name(), ending); ok && validKeyName(name) {
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

// validKeyName reports whether a name is NNN-XXXXXXXX, a number of three to
// eight digits and eight digits in hex.
func validKeyName(name string) bool {
	number, sum, _ := strings.Cut(name, "-")
	return len(number) >= 3 && len(number) < 9 && strings.Trim(number, "0123456789") == "" &&
		len(sum) == 8 && strings.Trim(sum, "0123456789abcdef") == ""
}

// identity reads one identity of a call-out. The file is read every time, and
// what is in memory is known by what is in the file: what another process
// destroyed is errForgotten here at once, whatever came in its place.
func (r *Ring) identity(slug, name string) (*age.HybridIdentity, error) {
	const op = "vault.identity"
	dir, err := r.calloutFolder(op, slug)
	if err != nil {
		return nil, err
	}
	b, err := r.secret()
	if err != nil {
		return nil, err
	}
	r.reading.RLock()
	defer r.reading.RUnlock()
	place := calloutsFolder + "/" + slug + "/" + name
	sealed, err := readKey(dir, name+".age")
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(bytes.Trim(sealed, "\x00")) == 0 { // overwritten already
		return nil, errForgotten
	}
	if err != nil {
		return nil, failedKey(op, place+".age", err)
	}
	sum := sha256.Sum256(sealed)
	r.mu.Lock()
	k, ok := r.known[slug][sum]
	r.mu.Unlock()
	if !ok {
		if k.id, err = openCallout(sealed, slug, b.newsroom); err != nil {
			return nil, placed(asInternal(err), place+".age")
		}
		k.own = k.id.Recipient()
	}
	// A public half that somebody swapped would seal answers to a stranger.
	if own, err := readKey(dir, name+".pub"); err == nil && strings.TrimSpace(string(own)) != k.own && len(bytes.Trim(own, "\x00")) > 0 {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Place: "keys/" + place + ".pub",
			Message: "is not the public half of the key beside it: somebody changed it", Hint: "voxpop keys rotate " + slug + " makes a new key; find out who was here"}
	}
	if !ok {
		r.mu.Lock()
		if r.known[slug] == nil {
			r.known[slug] = map[[sha256.Size]byte]knownKey{}
		}
		r.known[slug][sum] = k
		r.mu.Unlock()
	}
	return k.id.key, nil
}

var errForgotten = errors.New("the key was destroyed")

// knownKey is an identity of a call-out that was opened, and its recipient.
type knownKey struct {
	id  Identity
	own string
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
