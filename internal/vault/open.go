package vault

import (
	"errors"
	"io"
	"iter"
	"path/filepath"
	"slices"

	"filippo.io/age"

	"voxpop"
)

// Open opens a sealed item of any call-out: it tries every identity, those
// that opened something last first. The call-out is that of the key, so what
// the item says of itself must agree with it. Kind invalid or not found is an
// item that no key here opens; forbidden are locked keys; anything else is a
// fault of this machine.
func (r *Ring) Open(sealed io.Reader) (callout string, plain io.Reader, err error) {
	const op = "vault.Open"
	header, _, err := readHeader(sealed)
	if err != nil {
		return "", nil, err
	}
	callout, key, err := r.fileKey(op, header, "")
	if err != nil {
		return "", nil, err
	}
	plain, err = openPayload(op, header, sealed, age.NewInjectedFileKeyIdentity(key))
	return callout, plain, err
}

// fileKey returns the file key of a header and the call-out whose identity
// opened it: one of that call-out, or with "" of any. The header is one that
// readHeader read; its MAC is not looked at yet.
//
// A try costs about 0.1 ms a stanza, and there may be hundreds of identities.
// What this program and its pages seal has the call-out's stanza before that
// of recovery, which is no identity of the ring; so the first stanza is tried
// with all of them before the others are.
func (r *Ring) fileKey(op string, header []byte, callout string) (string, []byte, error) {
	stanzas, err := stanzasOf(header)
	if err != nil {
		return "", nil, err
	}
	var unread error
	var tried []calloutKey
	for k, err := range r.keys(callout) {
		if voxpop.KindOf(err) == voxpop.Forbidden {
			return "", nil, err // locked
		}
		if err != nil { // another key may still open it
			unread = err
			continue
		}
		key, err := k.key.Unwrap(stanzas[:1])
		if errors.Is(err, age.ErrIncorrectIdentity) {
			tried = append(tried, k)
			continue
		}
		return r.found(op, k, key, err)
	}
	for _, k := range tried {
		if len(stanzas) == 1 {
			break
		}
		key, err := k.key.Unwrap(stanzas[1:])
		if !errors.Is(err, age.ErrIncorrectIdentity) {
			return r.found(op, k, key, err)
		}
	}
	if unread != nil {
		return "", nil, unread
	}
	return "", nil, failedOpen(op, &age.NoIdentityMatchError{})
}

func (r *Ring) found(op string, k calloutKey, key []byte, err error) (string, []byte, error) {
	if err != nil {
		return "", nil, failedOpen(op, err)
	}
	r.opened(k)
	return k.slug, key, nil
}

// calloutKey is an identity of a call-out and where it is.
type calloutKey struct {
	slug, name string
	key        *age.HybridIdentity // nil: not read
}

// maxRecent bounds how many keys are remembered to have opened something.
const maxRecent = 64

// opened notes that a key opened something.
func (r *Ring) opened(k calloutKey) {
	k.key = nil
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.recent, k); i >= 0 {
		r.recent = slices.Delete(r.recent, i, i+1)
	}
	r.recent = slices.Insert(r.recent, 0, k)
	if len(r.recent) > maxRecent {
		r.recent = r.recent[:maxRecent]
	}
}

// keys yields the identities of a call-out, or with "" of all, each once and
// read only when it is asked for: those that opened something last, then the
// others, of each call-out the newest first. One that was forgotten is left out.
func (r *Ring) keys(callout string) iter.Seq2[calloutKey, error] {
	return func(yield func(calloutKey, error) bool) {
		r.mu.Lock()
		recent := slices.Clone(r.recent)
		r.mu.Unlock()
		give := func(k calloutKey) bool {
			key, err := r.identity(k.slug, k.name)
			if err == errForgotten {
				return true
			}
			k.key = key
			return yield(k, err)
		}
		for _, k := range recent {
			if (callout == "" || k.slug == callout) && !give(k) {
				return
			}
		}
		slugs, err := []string{callout}, error(nil)
		if callout == "" {
			if slugs, err = r.Slugs(); err != nil {
				yield(calloutKey{}, err)
				return
			}
		}
		for _, slug := range slugs {
			names, err := keyNames(filepath.Join(r.dir, calloutsFolder, slug), ".age")
			if err != nil {
				if !yield(calloutKey{}, failedKey("vault.Open", calloutsFolder+"/"+slug, err)) {
					return
				}
				continue
			}
			for _, name := range names {
				if k := (calloutKey{slug: slug, name: name}); !slices.Contains(recent, k) && !give(k) {
					return
				}
			}
		}
	}
}
