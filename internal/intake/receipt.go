package intake

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/bits"

	"voxpop"
)

const (
	// ReceiptWords is how many words a receipt has.
	ReceiptWords = 8
	// ReceiptDigits is how many digits a receipt has where it is shown as a number.
	ReceiptDigits = 32

	listSize    = 7776 // words of a list: five dice
	receiptSalt = "voxpop-receipt-v1"
)

// limitHi and limitLo are 7776^8, 103.4 bits: every receipt is below.
var limitHi, limitLo = func() (hi, lo uint64) {
	lo = 1
	for range ReceiptWords {
		hi, lo = mulAdd(hi, lo, listSize, 0)
	}
	return hi, lo
}()

// mulAdd returns n × by + add, for products below 2^128.
func mulAdd(hi, lo, by, add uint64) (uint64, uint64) {
	over, low := bits.Mul64(lo, by)
	low, carry := bits.Add64(low, add, 0)
	return hi*by + over + carry, low
}

// divMod divides n by a number.
func divMod(hi, lo, by uint64) (qhi, qlo, rest uint64) {
	qhi, rest = hi/by, hi%by
	qlo, rest = bits.Div64(rest, lo, by)
	return qhi, qlo, rest
}

func below(hi, lo, ofHi, ofLo uint64) bool { return hi < ofHi || hi == ofHi && lo < ofLo }

// Receipt lets a respondent come back, read replies, add to an answer and take
// it back. It is a secret number below 7776^8 that its holder keeps as eight
// words or 32 digits; whoever has it is the respondent. Nothing prints it but
// Words and Digits. The zero Receipt is none.
type Receipt struct{ hi, lo uint64 }

var errSecret = errors.New("intake: a secret is not written")

// NewReceipt makes a receipt; a nil random is the system's.
func NewReceipt(random io.Reader) (Receipt, error) {
	if random == nil {
		random = rand.Reader
	}
	// 104 bits hold two of three; a working source needs no hundred tries.
	for range 200 {
		var b [16]byte
		if _, err := io.ReadFull(random, b[3:]); err != nil {
			return Receipt{}, &voxpop.Error{Kind: voxpop.Internal, Op: "intake.NewReceipt", Message: "no receipt could be made", Err: err}
		}
		if r, ok := receiptOf(b); ok && !r.IsZero() {
			return r, nil
		}
	}
	return Receipt{}, &voxpop.Error{Kind: voxpop.Internal, Op: "intake.NewReceipt", Message: "the source of chance is broken"}
}

func receiptOf(b [16]byte) (Receipt, bool) {
	r := Receipt{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
	return r, below(r.hi, r.lo, limitHi, limitLo)
}

// secret is the number as 16 bytes, big-endian: what keys are derived from.
func (r Receipt) secret() (b [16]byte) {
	binary.BigEndian.PutUint64(b[:8], r.hi)
	binary.BigEndian.PutUint64(b[8:], r.lo)
	return b
}

// IsZero reports whether there is no receipt.
func (r Receipt) IsZero() bool { return r == Receipt{} }

// Equal compares in constant time.
func (r Receipt) Equal(to Receipt) bool {
	a, b := r.secret(), to.secret()
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// Words returns the receipt as eight words of the list for a language; see [WordLang].
func (r Receipt) Words(lang string) []string {
	list := listOf(lang).words
	words := make([]string, ReceiptWords)
	hi, lo := r.hi, r.lo
	for i := ReceiptWords - 1; i >= 0; i-- {
		var n uint64
		hi, lo, n = divMod(hi, lo, listSize)
		words[i] = list[n]
	}
	return words
}

// Digits returns the receipt as 32 digits in groups of four, with spaces between.
func (r Receipt) Digits() string {
	var b [ReceiptDigits + ReceiptDigits/4 - 1]byte
	hi, lo := r.hi, r.lo
	for i := len(b) - 1; i >= 0; i-- {
		if i%5 == 4 {
			b[i] = ' '
			continue
		}
		var n uint64
		hi, lo, n = divMod(hi, lo, 10)
		b[i] = '0' + byte(n)
	}
	return string(b[:])
}

// derive returns 32 bytes of HKDF-SHA256 of the secret.
func (r Receipt) derive(info string) [32]byte {
	secret := r.secret()
	key, err := hkdf.Key(sha256.New, secret[:], []byte(receiptSalt), info, 32)
	if err != nil {
		panic("intake: " + err.Error()) // only for lengths that HKDF cannot make
	}
	return [32]byte(key)
}

// Mailbox returns the key of the receipt's mailbox; a door sees it only when
// its holder comes back.
func (r Receipt) Mailbox() [32]byte { return r.derive("mailbox") }

// ReplySeed returns the seed of the age identity that opens replies.
func (r Receipt) ReplySeed() [32]byte { return r.derive("reply") }

// WithdrawToken returns what proves the right to withdraw.
func (r Receipt) WithdrawToken() [32]byte { return r.derive("withdraw") }

// Box returns the name under which a door keeps replies: SHA-256 of the
// mailbox, as 64 hex digits.
func (r Receipt) Box() string { return hexSum(r.Mailbox()) }

func hexSum(b [32]byte) string {
	sum := sha256.Sum256(b[:])
	return hex.EncodeToString(sum[:])
}

// Address returns what an answer tells the newsroom of its receipt; to is the
// age recipient of the identity from [Receipt.ReplySeed].
func (r Receipt) Address(to string) ReceiptAddress {
	return ReceiptAddress{Box: r.Box(), To: to, Withdraw: hexSum(r.WithdrawToken())}
}

// Withdrawal returns what a withdrawal tells the newsroom of its receipt.
func (r Receipt) Withdrawal() ReceiptAddress {
	token := r.WithdrawToken()
	return ReceiptAddress{Box: r.Box(), Withdraw: hex.EncodeToString(token[:])}
}

// Format writes nothing of the receipt, whatever the verb.
func (r Receipt) Format(s fmt.State, _ rune) { io.WriteString(s, r.String()) }

// String writes nothing of the receipt.
func (r Receipt) String() string { return "receipt(hidden)" }

// GoString writes nothing of the receipt.
func (r Receipt) GoString() string { return r.String() }

// LogValue writes nothing of the receipt.
func (r Receipt) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalText refuses: what is encoded by accident is stored by accident.
func (r Receipt) MarshalText() ([]byte, error) { return nil, errSecret }
