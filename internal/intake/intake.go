// Package intake turns a message from any channel into a stored, consented, receipted response, or a clear refusal.
//
// It holds what both sides of the public door agree on: the [Card] that a door
// gets of a call-out, the [Envelope] that is sealed, the [Ticket] of a form,
// the [Receipt] that lets a respondent come back, the requests by which the
// newsroom pulls. It seals and opens nothing itself: keys live in the vault.
package intake

import (
	"context"
	"crypto/rand"
	"io"
	"strings"

	"voxpop"
)

// Card is all that a public door knows of a call-out. Nothing in it opens
// anything.
type Card struct {
	Callout voxpop.Callout `json:"callout"`
	// Recipients are the hybrid age recipients to which every answer is sealed:
	// the call-out's own, then the recovery key.
	Recipients []string `json:"recipients"`
	// Evaluation says that the keys lie on the machine that takes the answers.
	Evaluation bool `json:"evaluation,omitempty"`
}

const (
	maxRecipients = 8
	maxRecipient  = 2500 // letters; a hybrid one has 1,959
)

// Validate returns the first thing wrong with the card. Whether a recipient is
// one is the vault's to say.
func (c Card) Validate() error {
	const op = "intake.Card"
	if err := c.Callout.Validate(); err != nil {
		return err
	}
	if len(c.Recipients) == 0 || len(c.Recipients) > maxRecipients {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "recipients", Message: "are missing or too many", Hint: "make the keys of the newsroom: voxpop keys init"}
	}
	for _, r := range c.Recipients {
		if !validRecipient(r) {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "recipients", Message: "are not post-quantum age recipients"}
		}
	}
	return nil
}

// validRecipient checks the form only: keys are the vault's.
func validRecipient(s string) bool {
	return strings.HasPrefix(s, "age1pq1") && len(s) <= maxRecipient && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// Info is what a door knows of an item besides its sealed bytes.
type Info struct {
	Name string `json:"name"` // of its ticket, see [Ticket.Name]
	Day  string `json:"day"`  // 2006-01-02, when it came; a door keeps no finer time
	Size int64  `json:"size"` // bytes as sealed
}

// Validate returns what is wrong with what a door says of an item.
func (i Info) Validate() error {
	if !ValidItem(i.Name) || !validDay(i.Day) || i.Size < 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.Info", Message: "the door lists an item with a name, day or size that none can have"}
	}
	return nil
}

// maxSealedReply is above what a reply of ReplySize takes when it is sealed.
const maxSealedReply = ReplySize + 8<<10

// Validate returns what is wrong with a sealed reply, as far as it shows.
func (r SealedReply) Validate() error {
	if !ValidBox(r.Box) || !voxpop.ValidID(r.ID) || len(r.Sealed) == 0 || len(r.Sealed) > maxSealedReply {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.SealedReply", Message: "the reply has a box, id or size that none can have"}
	}
	return nil
}

// Door is a public door as the newsroom sees it, in place or over the wire.
type Door interface {
	// Cards gives the door all its call-outs; one that is missing closes.
	Cards(ctx context.Context, cards []Card) error
	// List returns what waits, in no order that tells anything.
	List(ctx context.Context) ([]Info, error)
	// Open returns the sealed bytes of an item; not found when it is gone.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Done says that the newsroom keeps these items; the door forgets them. An
	// unknown name is no error.
	Done(ctx context.Context, names ...string) error
	// Replies gives the door sealed replies; the same id again is the same reply.
	Replies(ctx context.Context, replies []SealedReply) error
}

// Store is what the service needs of the record. Every method is one
// transaction with its audit line, and is told the item it comes from: the
// same item a second time changes nothing and says again.
type Store interface {
	// Callout returns a call-out; not found when there is none.
	Callout(ctx context.Context, slug string) (voxpop.Callout, error)
	// Arrive takes the responses of one item. It reads the body of a file to its
	// end before it commits, and keeps nothing when that fails: only then is the
	// whole item known to be sound; the error of the body is in its error's chain.
	// An answer whose receipt was withdrawn before it came (see TakeBack) arrives
	// withdrawn, unless it came to its door on a later day. A conflict says that an id is taken.
	Arrive(ctx context.Context, by voxpop.Actor, a Arrival) (again bool, err error)
	// TakeBack withdraws every response of a receipt, n of them, and remembers
	// the box for answers that come later. A token hash that is not the
	// receipt's withdraws nothing.
	TakeBack(ctx context.Context, by voxpop.Actor, t TakeBack) (n int, again bool, err error)
	// Refused remembers the name, day, size and reason of an item that gave no
	// response, never its content.
	Refused(ctx context.Context, by voxpop.Actor, item Info, why Reason) error
	// OutReplies returns sealed replies that the doors have not got yet.
	OutReplies(ctx context.Context) ([]SealedReply, error)
	// MarkSent says that the doors have them.
	MarkSent(ctx context.Context, ids ...string) error
}

// Arrival is what one item gives the record.
type Arrival struct {
	Item      Info
	Callout   string
	Responses []voxpop.Response
	Receipt   *ReceiptAddress // nil: none
	Files     []ArrivalFile
	// Dropped says why the file of the item was not taken though its text was; "" otherwise.
	Dropped Reason
}

// ArrivalFile is a file of an arrival, as it streams in.
type ArrivalFile struct {
	Path string // Response.Media
	Body io.Reader
}

// TakeBack is a withdrawal.
type TakeBack struct {
	Item      Info
	Callout   string
	Box       string // 64 hex digits
	TokenHash string // 64 hex digits, as [ReceiptAddress.Withdraw] of the answer
	Day       string // 2006-01-02
}

// Reason says why an item or its file was refused.
type Reason string

// The reasons.
const (
	Unopened  Reason = "unopened" // no key of this newsroom opens it
	Damaged   Reason = "damaged"  // opened, it is no envelope
	Foreign   Reason = "callout"  // sealed for another call-out than it says, or for one that is not here
	WrongType Reason = "type"     // the file is of no kind that the call-out takes
	TooLarge  Reason = "size"     // the file is larger than the call-out allows
)

// Reasons lists every reason.
var Reasons = []Reason{Unopened, Damaged, Foreign, WrongType, TooLarge}

// NewID makes the id of a response: eight letters of Crockford's base 32, 40
// bits of chance.
func NewID() string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [8]byte
	rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = letters[b[i]&31]
	}
	return string(b[:])
}
