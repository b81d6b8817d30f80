package vault

import (
	"bytes"
	"encoding/base64"
	"io"

	"filippo.io/age"

	"voxpop"
)

// The header of an age file, version 1, as this program seals: the first line,
// one stanza per hybrid recipient, the line of its authentication. Every part
// has one size, so a header shows nothing but the number of its recipients.
//
//	age-encryption.org/v1
//	-> mlkem768x25519 <1120 bytes in base64>
//	<32 bytes in base64>
//	--- <32 bytes in base64>
const (
	ageIntro  = "age-encryption.org/v1\n"
	stanzaTag = "-> mlkem768x25519 "
	macTag    = "--- "

	shareSize = 1120 // bytes of ML-KEM-768 ciphertext and X25519 share
	wrapSize  = 32   // bytes of the wrapped file key, and of the MAC
	nonceSize = 16   // bytes before the first chunk of the payload
	chunkSize = 64 << 10
	tagSize   = 16 // bytes that sealing adds to a chunk

	// maxRecipients bounds what is read of a stranger's header. A sealed item
	// has two recipients, a call-out's identity two, a reply one.
	maxRecipients = 8
)

var base64Line = base64.RawStdEncoding.Strict()

// shareChars and wrapChars are the lengths of the two in base64.
var (
	shareChars = base64Line.EncodedLen(shareSize)
	wrapChars  = base64Line.EncodedLen(wrapSize)
	stanzaSize = len(stanzaTag) + shareChars + 1 + wrapChars + 1
	macSize    = len(macTag) + wrapChars + 1
)

// headerSize is the size in bytes of the header for so many recipients.
func headerSize(recipients int) int {
	return len(ageIntro) + recipients*stanzaSize + macSize
}

// SealedSize returns the size in bytes of an age file that holds plain bytes
// for so many hybrid recipients.
func SealedSize(plain int64, recipients int) int64 {
	return int64(headerSize(recipients)) + payloadSize(plain)
}

// payloadSize is the size of what follows the header.
func payloadSize(plain int64) int64 {
	chunks := max(1, (plain+chunkSize-1)/chunkSize)
	return nonceSize + plain + chunks*tagSize
}

// readHeader reads exactly the header from r and no byte more. A header that
// has anything but hybrid stanzas, in their one spelling, is refused: what is
// sealed to a classic key can be opened once large quantum computers exist,
// and what is sealed to a passphrase makes whoever tries it compute for seconds.
// The error is ours and repeats nothing of what was read; when reading itself
// failed it is of kind unavailable.
func readHeader(r io.Reader) (header []byte, recipients int, err error) {
	const op = "vault.readHeader"
	b := make([]byte, len(ageIntro), headerSize(2))
	if err := readFull(op, r, b); err != nil {
		return nil, 0, err
	}
	if string(b) != ageIntro {
		return nil, 0, notSealed(op, "is not an age file")
	}
	for {
		// The line of the MAC is shorter than a stanza and as long as its begin.
		n := len(b)
		b = append(b, make([]byte, macSize)...)
		if err := readFull(op, r, b[n:]); err != nil {
			return nil, 0, err
		}
		if rest, ok := bytes.CutPrefix(b[n:], []byte(macTag)); ok {
			if recipients == 0 || !isLine(rest, wrapChars) {
				return nil, 0, notSealed(op, "has a header that cannot be read")
			}
			return b, recipients, nil
		}
		if !bytes.HasPrefix(b[n:], []byte(stanzaTag)) || recipients == maxRecipients {
			return nil, 0, notSealed(op, "is not sealed to hybrid keys alone")
		}
		b = append(b, make([]byte, stanzaSize-macSize)...)
		if err := readFull(op, r, b[n+macSize:]); err != nil {
			return nil, 0, err
		}
		body := b[n+len(stanzaTag):]
		if !isLine(body[:shareChars+1], shareChars) || !isLine(body[shareChars+1:], wrapChars) {
			return nil, 0, notSealed(op, "has a header that cannot be read")
		}
		recipients++
	}
}

// isLine reports whether b is one line of so many characters of base64 in its one spelling.
func isLine(b []byte, chars int) bool {
	if len(b) != chars+1 || b[chars] != '\n' {
		return false
	}
	// The decoder passes over line breaks.
	if bytes.ContainsAny(b[:chars], "\r\n") {
		return false
	}
	_, err := base64Line.AppendDecode(nil, b[:chars])
	return err == nil
}

// readFull fills b. An end before that is a sealed file that was cut short.
func readFull(op string, r io.Reader, b []byte) error {
	switch _, err := io.ReadFull(r, b); err {
	case nil:
		return nil
	case io.EOF, io.ErrUnexpectedEOF:
		return notSealed(op, "was cut short, or is not an age file")
	default:
		return unread(op, err)
	}
}

func notSealed(op, message string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: message,
		Hint: "this program opens what was sealed by age 1.3 or later to hybrid recipients (age1pq1…)"}
}

// stanzasOf returns the recipient stanzas of a header that readHeader read.
func stanzasOf(header []byte) ([]*age.Stanza, error) {
	n := (len(header) - headerSize(0)) / stanzaSize
	if n < 1 || len(header) != headerSize(n) {
		return nil, notSealed("vault.stanzasOf", "has a header that cannot be read")
	}
	stanzas := make([]*age.Stanza, n)
	for i := range stanzas {
		b := header[len(ageIntro)+i*stanzaSize+len(stanzaTag):]
		body, err := base64Line.DecodeString(string(b[shareChars+1:][:wrapChars]))
		if err != nil {
			return nil, notSealed("vault.stanzasOf", "has a header that cannot be read")
		}
		stanzas[i] = &age.Stanza{Type: "mlkem768x25519", Args: []string{string(b[:shareChars])}, Body: body}
	}
	return stanzas, nil
}
