package vault

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"filippo.io/age"

	"voxpop"
	"voxpop/internal/intake"
)

// Recipients are the public keys to which something is sealed; who holds the
// identity of any one opens it. The zero value seals to nobody and is refused.
type Recipients struct {
	names []string
	to    []age.Recipient
}

// ParseRecipients reads hybrid recipients as age writes them (age1pq1…). Any
// other kind is refused: age would not mix them, and what is sealed to a
// classic key today is opened by the computers of later.
func ParseRecipients(list ...string) (Recipients, error) {
	const op = "vault.ParseRecipients"
	if len(list) == 0 || len(list) > maxRecipients {
		return Recipients{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("%d recipients, want 1 to %d", len(list), maxRecipients)}
	}
	var r Recipients
	for i, s := range list {
		to, err := age.ParseHybridRecipient(s)
		if err != nil {
			return Recipients{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: fmt.Sprintf("recipient %d", i+1), Message: refusal(s),
				Hint: "a hybrid recipient begins with age1pq1 and has about 1,960 characters; age-keygen -pq of age 1.3 makes one"}
		}
		if slices.Contains(r.names, to.String()) {
			return Recipients{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: fmt.Sprintf("recipient %d", i+1), Message: "is in the list twice"}
		}
		r.names, r.to = append(r.names, to.String()), append(r.to, to)
	}
	return r, nil
}

// refusal says what is wrong with a recipient without repeating it: somebody
// may have pasted the secret half.
func refusal(s string) string {
	switch {
	case strings.HasPrefix(strings.ToUpper(s), "AGE-SECRET-KEY-"):
		return "is a secret key, not a recipient: whoever saw it can open what was sealed to it"
	case strings.HasPrefix(s, "age1pq1"):
		return "is a hybrid recipient with a mistake in it"
	case strings.HasPrefix(s, "age1"):
		return "is a classic recipient: a later quantum computer opens what is sealed to it"
	case strings.HasPrefix(s, "ssh-"):
		return "is an SSH key, not a hybrid recipient"
	}
	return "is not a hybrid recipient"
}

// Strings returns the recipients as age writes them.
func (r Recipients) Strings() []string { return slices.Clone(r.names) }

// Len returns how many there are.
func (r Recipients) Len() int { return len(r.names) }

// Seal returns a writer that seals what is written to it and writes the age
// file to w as it goes. Without Close the file is cut short and does not open.
// Close does not close w.
func (r Recipients) Seal(w io.Writer) (io.WriteCloser, error) {
	const op = "vault.Seal"
	if len(r.to) == 0 {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "there is nobody to seal to"}
	}
	out, err := age.Encrypt(w, r.to...)
	if err != nil {
		return nil, failedSeal(op, err)
	}
	return out, nil
}

func failedSeal(op string, err error) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "could not be sealed", Err: err}
}

// CheckSealed says whether what a page sealed can be one of our envelopes: an
// age header with exactly as many hybrid stanzas as there are recipients here
// and nothing else, and a size that sealing one of [intake.Sizes] gives. It
// reads the header from r and no byte more. It cannot tell to whom the
// stanzas are sealed, nor what is inside: nobody can without an identity.
func (r Recipients) CheckSealed(in io.Reader, size int64) error {
	const op = "vault.CheckSealed"
	sized := slices.ContainsFunc(intake.Sizes(), func(plain int64) bool { return SealedSize(plain, r.Len()) == size })
	if !sized {
		return notSealed(op, "has a size that no sealed envelope has")
	}
	_, n, err := readHeader(in)
	if err != nil {
		return err
	}
	if n != r.Len() {
		return notSealed(op, fmt.Sprintf("is sealed to %d keys, want %d", n, r.Len()))
	}
	return nil
}

// Fingerprint returns six words for a list of recipients (77 bits of its
// SHA-256): short enough to read aloud or print on a poster, so that a copied
// call-out with other keys shows. The list's order counts.
func Fingerprint(recipients ...string) []string {
	sum := sha256.Sum256([]byte("voxpop-fingerprint-v1\n" + strings.Join(recipients, "\n")))
	return toWords(new(big.Int).SetBytes(sum[:]), 6)
}

// toWords writes the last n digits of v in base 7776, the first digit first.
func toWords(v *big.Int, n int) []string {
	list := wordList()
	base, digit := big.NewInt(int64(len(list))), new(big.Int)
	v = new(big.Int).Set(v)
	words := make([]string, n)
	for i := n - 1; i >= 0; i-- {
		v.DivMod(v, base, digit)
		words[i] = list[digit.Int64()]
	}
	return words
}

// SealReply seals the plaintext of a reply to the recipient of a receipt.
func SealReply(to string, plain []byte) ([]byte, error) {
	r, err := ParseRecipients(to)
	if err != nil {
		return nil, err
	}
	return r.sealBytes(plain)
}

func (r Recipients) sealBytes(plain []byte) ([]byte, error) {
	var b buffer
	w, err := r.Seal(&b)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, failedSeal("vault.Seal", err)
	}
	if err := w.Close(); err != nil {
		return nil, failedSeal("vault.Seal", err)
	}
	return b, nil
}

// buffer is a growing slice as a writer.
type buffer []byte

func (b *buffer) Write(p []byte) (int, error) { *b = append(*b, p...); return len(p), nil }
