// Package front is the public door: the question, the form, the thank-you, the way back with a receipt, all without script, account or cookie.
//
// What a respondent sends streams through [intake.Writer] and a seal into an
// item; nothing is ever written in the clear, and nothing about who sent it is
// kept or logged. A door holds public keys only: it cannot open what it took.
package front

import (
	"context"
	"io"
	"log/slog"
	"time"

	"voxpop/internal/intake"
)

// Cards gives the call-outs that the door knows, open or not.
type Cards interface {
	LoadCards() ([]intake.Card, error)
}

// Items keeps what is sealed.
type Items interface {
	// Taken reports whether an item of this name was committed, with the tag
	// of its content.
	Taken(name string) (tag string, ok bool)
	// Create begins an item; media says that it may carry a file. While another
	// of the same name is being written it waits; when one was committed it is
	// an error of kind conflict, when the disk has no room one of kind unavailable.
	Create(ctx context.Context, name string, media bool) (Item, error)
}

// Item is one item as it is written. One of Commit and Abort ends it.
type Item interface {
	io.Writer
	// Commit returns once the item would survive a power cut.
	Commit(tag string) error
	Abort() error
}

// Parts keeps uploads that are resumed; their names are those of the items
// that they become.
type Parts interface {
	NewPart(name string, length int64) error
	Part(name string) (offset, length int64, ok bool)
	// WritePart adds bytes at offset, synced before it returns.
	WritePart(ctx context.Context, name string, offset int64, r io.Reader) (n int64, err error)
	// OpenPart reads what is there.
	OpenPart(name string) (io.ReadCloser, error)
	FinishPart(name, tag string) error
	DropPart(name string) error
}

// Replies gives the sealed replies of a box, with the same work whether there
// are any or not.
type Replies interface {
	Replies(box string) ([][]byte, error)
}

// Keys gives the door's own keys, 32 bytes each, of which the first is today's.
type Keys interface {
	TicketKeys() ([][]byte, error)
}

// Vault seals, and opens what a receipt opens.
type Vault interface {
	// Recipients reads the recipients of a card.
	Recipients(list ...string) (Recipients, error)
	// SealedSize is the size of plain bytes once sealed to so many recipients.
	SealedSize(plain int64, recipients int) int64
	// Fingerprint is six words by which people compare recipients.
	Fingerprint(recipients ...string) []string
	// ReceiptRecipient is the recipient to which replies for a receipt are sealed.
	ReceiptRecipient(seed [32]byte) (string, error)
	// OpenReply opens a reply for the receipt of this seed.
	OpenReply(seed [32]byte, sealed []byte) ([]byte, error)
}

// Recipients are those to whom a call-out's answers are sealed.
type Recipients interface {
	Seal(w io.Writer) (io.WriteCloser, error)
	// CheckSealed refuses what was not sealed to exactly these, reading the
	// head only; size is that of the whole.
	CheckSealed(r io.Reader, size int64) error
}

// Front is the public door.
type Front struct {
	Cards   Cards
	Items   Items
	Parts   Parts // nil: uploads are not resumed
	Replies Replies
	Keys    Keys
	Vault   Vault

	Options Options
	Now     func() time.Time
	Random  io.Reader // nil: the system's
	Log     *slog.Logger
}

// Options are what an operator may set.
type Options struct {
	Name   string // of the newsroom, on every page; may be empty
	Public string // address on the clear web, as https://answers.example.org; may be empty
	Onion  string // address on Tor, as http://….onion; may be empty
	Exit   string // where the quick exit leads; "" = [DefaultExit]
	// Evaluation says that the keys lie on this machine; a card may say it too.
	Evaluation bool
	// ClientHeader names the header in which a trusted reverse proxy writes
	// the address it was asked from, its last entry counts; "" = none is trusted.
	ClientHeader string
	Limits       Limits
}

// DefaultExit is a page that anybody may be looking at.
const DefaultExit = "https://www.wikipedia.org/"

// Limits bound what strangers can make the door do. A zero takes the default.
type Limits struct {
	PerMinute          int   // requests that send something, of one network or Tor circuit; 120
	CalloutPerMinute   int   // answers to one call-out; 30,000
	CalloutBytesPerDay int64 // sealed bytes for one call-out; 64 GiB
	Texts              int   // answers without a file that are sealed at once; 48
	Waiting            int   // answers without a file that wait for that; 256
	Files              int   // files received at once; 128
	FileBytes          int64 // of one file where the call-out sets no limit; 256 MiB
}
