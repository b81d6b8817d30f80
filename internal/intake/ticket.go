package intake

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"time"

	"voxpop"
)

// A ticket, before it is sealed, is 41 bytes whatever it is for:
//
//	1                               1 byte
//	time of issue                   8 bytes, seconds of Unix time, big-endian
//	nonce                           16 bytes
//	receipt                         16 bytes, big-endian
//
// Sealed it is a 12-byte nonce of AES-256-GCM and the ciphertext with its
// 16-byte tag, in base64url without padding: 92 letters. The call-out is bound
// to it as additional data and stands nowhere in it.
const (
	ticketPlain   = 1 + 8 + 16 + 16
	ticketBytes   = 12 + ticketPlain + 16
	ticketLetters = (ticketBytes*8 + 5) / 6
	ticketBinding = "voxpop-ticket-v1\x00"
	itemBinding   = "voxpop-item-v1"

	// TicketLife is how long a form can be sent after it was opened.
	TicketLife = 24 * time.Hour
)

// Ticket makes a form single-use: it travels in the form, sealed, and names the
// item that the form becomes, so that a retry lands on the same item and a
// crash forgets nothing. It carries the receipt of the form, so that a retry
// shows the same words and nothing is stored for it.
type Ticket struct {
	Callout string // slug
	Nonce   [16]byte
	Receipt Receipt
	issued  int64 // seconds of Unix time
}

// Issued returns when the form was made, to the second. It is never stored:
// it is there to tell a person from a program that answers within three seconds.
func (t Ticket) Issued() time.Time { return time.Unix(t.issued, 0).UTC() }

// Name returns the name of the item that the form becomes: the first 16 bytes
// of SHA-256("voxpop-item-v1" + nonce), as 32 hex digits.
func (t Ticket) Name() string {
	sum := sha256.Sum256(append([]byte(itemBinding), t.Nonce[:]...))
	return hex.EncodeToString(sum[:16])
}

// Tag tells two contents sent with one ticket apart, and tells nothing to who
// does not hold the ticket: the first 8 bytes of HMAC-SHA256, keyed with the
// nonce, over the parts, each after its length in 8 bytes; 16 hex digits.
func (t Ticket) Tag(content ...string) string {
	mac := hmac.New(sha256.New, t.Nonce[:])
	for _, c := range content {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(c)))
		mac.Write(n[:])
		io.WriteString(mac, c)
	}
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// Format writes nothing of the ticket, whatever the verb.
func (t Ticket) Format(s fmt.State, _ rune) { io.WriteString(s, "ticket(hidden)") }

// LogValue writes nothing of the ticket.
func (t Ticket) LogValue() slog.Value { return slog.StringValue("ticket(hidden)") }

// MarshalText refuses: a ticket leaves the door sealed or not at all.
func (t Ticket) MarshalText() ([]byte, error) { return nil, errSecret }

// Tickets seals and opens tickets with the keys of a door.
type Tickets struct {
	keys   []cipher.AEAD // the first seals, all open
	now    func() time.Time
	random io.Reader
}

// NewTickets takes keys of 32 bytes; the first seals, all open. A door makes a
// key a day and keeps it for two, so that every ticket that is young enough
// opens. A nil random is the system's.
func NewTickets(keys [][]byte, now func() time.Time, random io.Reader) (Tickets, error) {
	const op = "intake.NewTickets"
	if random == nil {
		random = rand.Reader
	}
	t := Tickets{now: now, random: random}
	if len(keys) == 0 {
		return Tickets{}, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "there is no key for tickets"}
	}
	for _, k := range keys {
		if len(k) != 32 {
			return Tickets{}, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "a key for tickets has not 32 bytes"}
		}
		block, err := aes.NewCipher(k)
		if err != nil {
			return Tickets{}, &voxpop.Error{Kind: voxpop.Internal, Op: op, Err: err}
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return Tickets{}, &voxpop.Error{Kind: voxpop.Internal, Op: op, Err: err}
		}
		t.keys = append(t.keys, aead)
	}
	return t, nil
}

// Issue returns a new sealed ticket for a form of the call-out.
func (t Tickets) Issue(callout string) (string, error) {
	const op = "intake.Issue"
	failed := func(err error) (string, error) {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "no ticket could be made", Err: err}
	}
	if !voxpop.ValidSlug(callout) {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "a ticket needs a call-out"}
	}
	receipt, err := NewReceipt(t.random)
	if err != nil {
		return failed(err)
	}
	var plain [ticketPlain]byte
	plain[0] = 1
	binary.BigEndian.PutUint64(plain[1:], uint64(t.now().Unix()))
	if _, err := io.ReadFull(t.random, plain[9:25]); err != nil {
		return failed(err)
	}
	secret := receipt.secret()
	copy(plain[25:], secret[:])
	sealed := make([]byte, 12, ticketBytes)
	if _, err := io.ReadFull(t.random, sealed); err != nil {
		return failed(err)
	}
	sealed = t.keys[0].Seal(sealed, sealed, plain[:], []byte(ticketBinding+callout))
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Open opens a ticket of the call-out. The error is of kind invalid when it is
// not one, or one of another call-out or door, and of kind closed when it is
// older than [TicketLife].
func (t Tickets) Open(callout, sealed string) (Ticket, error) {
	const op = "intake.OpenTicket"
	invalid := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "this form was not made by this door", Hint: "open the question again and send a new form"}
	if len(sealed) != ticketLetters {
		return Ticket{}, invalid
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(b) != ticketBytes {
		return Ticket{}, invalid
	}
	var plain []byte
	for _, k := range t.keys { // all of them: time tells nothing of which
		if p, err := k.Open(nil, b[:12], b[12:], []byte(ticketBinding+callout)); err == nil {
			plain = p
		}
	}
	if len(plain) != ticketPlain || plain[0] != 1 {
		return Ticket{}, invalid
	}
	ticket := Ticket{Callout: callout, issued: int64(binary.BigEndian.Uint64(plain[1:]))}
	copy(ticket.Nonce[:], plain[9:25])
	var ok bool
	if ticket.Receipt, ok = receiptOf([16]byte(plain[25:])); !ok {
		return Ticket{}, invalid
	}
	// A clock that was put back makes a ticket of the future; it is as good for as long.
	if age := t.now().Sub(ticket.Issued()).Abs(); age > TicketLife {
		return Ticket{}, &voxpop.Error{Kind: voxpop.Closed, Op: op, Message: "this form is more than a day old", Hint: "open the question again and send a new form"}
	}
	return ticket, nil
}
