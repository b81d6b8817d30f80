package intake

import (
	"context"
	"io"
	"strings"
	"time"

	"voxpop"
)

var unwritten = &voxpop.Error{Kind: voxpop.Internal, Op: "intake", Message: "not written yet"}

// ReadEnvelope reads the head of an unsealed envelope, strictly: a wrong
// magic, an over-long or unknown head, a wrong version is an error of kind
// invalid that repeats nothing of it. The returned reader gives the file's
// bytes (none without Media) and fails unless the padding after them is zero
// and the whole has one of the sizes; read it to its end before believing the envelope.
func ReadEnvelope(r io.Reader) (Envelope, io.Reader, error) { return Envelope{}, nil, unwritten }

// Validate returns the first thing wrong with the envelope.
func (e Envelope) Validate() error { return nil }

// Clean makes single lines of the person's name, place and role.
func (e *Envelope) Clean() {}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// ParseReceipt reads words or digits.
func ParseReceipt(s string) (Receipt, error) { return Receipt{}, unwritten }

// WordLang returns the language of the list that is used for a language.
func WordLang(lang string) string { return "en" }

// WordList returns the 7,776 words of the list for a language.
func WordList(lang string) []string { return make([]string, listSize) }

// EnglishWords returns the English list.
func EnglishWords() []string { return WordList("en") }

// SniffLen is how many bytes of a file Sniff wants to see.
const SniffLen = 4096

// Sniff says what a file is by its first bytes.
func Sniff(head []byte, claimed voxpop.Medium) (a Attached, ext string, ok bool) {
	return Attached{}, "", false
}

// Service pulls everything of a door into the store.
type Service struct {
	Store Store
	Open  func(sealed io.Reader) (callout string, plain io.Reader, err error)
	Now   func() time.Time
	ID    func() string
	// Progress is called after every item; it may be nil.
	Progress func(done, of int)
}

// Pulled counts what a pull brought.
type Pulled struct{ New, Again, Withdrawn, Refused, Left int }

// Pull takes everything that waits at a door.
func (s *Service) Pull(ctx context.Context, by voxpop.Actor, door Door) (Pulled, error) {
	return Pulled{}, unwritten
}

// Push gives a door its cards and the replies it has not got.
func (s *Service) Push(ctx context.Context, door Door, cards []Card) (sent int, err error) {
	return 0, unwritten
}
