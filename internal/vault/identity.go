package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"filippo.io/age"

	"voxpop"
)

// Identity is a hybrid secret key. It prints as "[identity]" everywhere; only
// this package sees what it is. The zero value opens nothing.
type Identity struct {
	key *age.HybridIdentity
}

// GenerateIdentity makes a new identity from the system's randomness.
func GenerateIdentity() (Identity, error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return Identity{}, &voxpop.Error{Kind: voxpop.Internal, Op: "vault.GenerateIdentity", Message: "no key could be made", Err: err}
	}
	return Identity{key}, nil
}

// IdentityFromSeed returns the identity whose secret is the 32 bytes of seed:
// the same for the same seed, here and in age's library for browsers, which
// reads the text AGE-SECRET-KEY-PQ-1… of the same bytes.
func IdentityFromSeed(seed [32]byte) (Identity, error) {
	return parseIdentity(bech32(identityPrefix, seed[:]))
}

// identityPrefix is what the text of a hybrid identity begins with, before the 1.
const identityPrefix = "AGE-SECRET-KEY-PQ-"

func parseIdentity(s string) (Identity, error) {
	key, err := age.ParseHybridIdentity(s)
	if err != nil { // age's own error may repeat part of the key
		return Identity{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "vault.parseIdentity", Message: "is not a hybrid identity of age"}
	}
	return Identity{key}, nil
}

// Recipient returns the public half, as age writes it.
func (i Identity) Recipient() string {
	if i.key == nil {
		return ""
	}
	return i.key.Recipient().String()
}

// Open returns what is sealed in r to this identity, decrypted as it is read:
// bytes that were changed or cut off make the reader fail before it gives
// them. Something sealed to anything but hybrid keys is an error of kind
// invalid, something sealed to others one of kind not found.
func (i Identity) Open(r io.Reader) (io.Reader, error) {
	const op = "vault.Open"
	if i.key == nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "an empty identity opens nothing"}
	}
	header, _, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	return openPayload(op, header, r, i.key)
}

// openPayload opens a file whose header was read already.
func openPayload(op string, header []byte, rest io.Reader, key ...age.Identity) (io.Reader, error) {
	o := &opened{op: op, from: rest}
	var err error
	if o.plain, err = age.Decrypt(io.MultiReader(bytes.NewReader(header), sealedReader{o}), key...); err != nil {
		return nil, o.failed(err)
	}
	return o, nil
}

// opened gives decrypted bytes, and tells a source that failed from bytes that
// were changed.
type opened struct {
	op    string
	from  io.Reader
	lost  error // of from
	plain io.Reader
}

// Read implements io.Reader.
func (o *opened) Read(p []byte) (int, error) {
	n, err := o.plain.Read(p)
	if err != nil && err != io.EOF {
		err = o.failed(err)
	}
	return n, err
}

func (o *opened) failed(err error) error {
	if o.lost != nil {
		return unread(o.op, o.lost)
	}
	return failedOpen(o.op, err)
}

// unread is an error of where something sealed comes from.
func unread(op string, err error) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "what is sealed could not be read to its end", Err: err}
}

type sealedReader struct{ o *opened }

func (s sealedReader) Read(p []byte) (int, error) {
	n, err := s.o.from.Read(p)
	if err != nil && err != io.EOF {
		s.o.lost = err
	}
	return n, err
}

func failedOpen(op string, err error) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "is sealed to other keys", Hint: "the key that opens it is lost, erased, or belongs to another newsroom"}
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "was changed or cut short after it was sealed", Err: err}
}

// text returns the secret as age writes it, for a file that is sealed at once.
func (i Identity) text() string { return i.key.String() }

const hidden = "[identity]"

// String hides the secret.
func (i Identity) String() string { return hidden }

// GoString hides the secret.
func (i Identity) GoString() string { return hidden }

// Format hides the secret from every verb of fmt.
func (i Identity) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue hides the secret.
func (i Identity) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText refuses: a secret goes into no document.
func (i Identity) MarshalText() ([]byte, error) {
	return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "vault.Identity", Message: "an identity is not written anywhere"}
}
