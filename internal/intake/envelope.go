package intake

import (
	"encoding/binary"
	"errors"
	"io"

	"voxpop"
)

// An envelope, before it is sealed, is
//
//	"voxpop1\n"                     8 bytes
//	length of the head              4 bytes, big-endian
//	the head                        JSON, an Envelope
//	frames of the file              4 bytes of length, big-endian, then so many bytes
//	end of the file                 4 zero bytes
//	padding                         zero bytes up to one of the sizes
//
// so that it can be written while a file of unknown length streams through,
// and all that a sealed one shows is one of a few sizes.
const magic = "voxpop1\n"

const (
	// TextSize is the size in bytes of every envelope without a file: the
	// longest text of [MaxText] bytes, the recipient for replies and the rest fit.
	TextSize = 24 << 10
	// MaxText is the longest text of an answer, in bytes of UTF-8.
	MaxText = 20_000
	// MaxHead bounds the head.
	MaxHead = TextSize - 16
	// MaxFrame bounds one frame of a file.
	MaxFrame = 1 << 20

	firstSize = 64 << 10 // of an envelope with a file
	sizes     = 42       // how many sizes there are besides TextSize
)

// EnvelopeKind says what an envelope asks for.
type EnvelopeKind string

// The kinds.
const (
	Answer     EnvelopeKind = "answer"
	Withdrawal EnvelopeKind = "withdraw"
)

// Envelope is what a respondent sends, as it is sealed. Empty parts are left
// out; no file name, address, browser or time finer than a day is ever in it.
type Envelope struct {
	Version int             `json:"v"` // 1
	Kind    EnvelopeKind    `json:"kind"`
	Callout string          `json:"callout"`        // slug
	Form    string          `json:"form,omitempty"` // language of the form
	Text    string          `json:"text,omitempty"`
	Consent voxpop.Consent  `json:"consent"`
	Person  voxpop.Person   `json:"person,omitzero"`
	Media   *Attached       `json:"media,omitempty"`   // of the file that follows; nil = none follows
	Receipt *ReceiptAddress `json:"receipt,omitempty"` // nil: the respondent wanted none
}

// Attached says what the file in an envelope is.
type Attached struct {
	Medium voxpop.Medium `json:"medium"`
	Type   string        `json:"type"` // media type by content, as "audio/ogg"
}

// ReceiptAddress is the newsroom's side of a receipt: enough to answer and to
// know a withdrawal, not enough to withdraw.
type ReceiptAddress struct {
	Box string `json:"box"` // where the door keeps replies: 64 hex digits
	To  string `json:"to"`  // the age recipient to which replies are sealed; empty in a withdrawal
	// Withdraw is 64 hex digits: in an answer the SHA-256 of the token, in a
	// withdrawal the token itself.
	Withdraw string `json:"withdraw"`
}

// PaddedSize returns the size of an envelope of n bytes before its padding:
// TextSize without a file, else the smallest of the 42 sizes from 64 KiB, each
// a quarter larger than the one before, rounded down to whole KiB, so that no
// more than a quarter of the bytes is padding. It is 0 when n is too large.
func PaddedSize(n int64, file bool) int64 {
	if !file {
		if n <= TextSize {
			return TextSize
		}
		return 0
	}
	size := int64(firstSize)
	for range sizes {
		if n <= size {
			return size
		}
		size = nextSize(size)
	}
	return 0
}

func nextSize(size int64) int64 { return (size + size/4) >> 10 << 10 }

// Sizes lists every size that an envelope may have, ascending: the sizes that
// a door accepts of what a page sealed.
func Sizes() []int64 {
	all := []int64{TextSize}
	for size, i := int64(firstSize), 0; i < sizes; size, i = nextSize(size), i+1 {
		all = append(all, size)
	}
	return all
}

// A Writer writes one envelope. What it writes must be sealed as it goes.
type Writer struct {
	w    io.Writer
	n    int64 // bytes written
	file bool
	err  error
}

// NewWriter writes the head of an envelope to w. With e.Media, the file's
// bytes are then written to the Writer. Close ends and pads it. An envelope
// that [Envelope.Validate] refuses, or whose head is too long, is an error of kind invalid.
func NewWriter(w io.Writer, e Envelope) (*Writer, error) {
	e.Version = 1
	e.Clean()
	if err := e.Validate(); err != nil {
		return nil, err
	}
	head, err := encodeJSON(e)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "intake.NewWriter", Message: "the envelope cannot be written"}
	}
	if len(head) > MaxHead {
		return nil, tooLong()
	}
	x := &Writer{w: w, file: e.Media != nil}
	b := append([]byte(magic), 0, 0, 0, 0)
	binary.BigEndian.PutUint32(b[len(magic):], uint32(len(head)))
	x.write(append(b, head...))
	return x, x.err
}

func (x *Writer) write(b []byte) {
	if x.err == nil {
		var n int
		n, x.err = x.w.Write(b)
		x.n += int64(n)
	}
}

// Write adds bytes of the file.
func (x *Writer) Write(b []byte) (int, error) {
	if !x.file {
		return 0, errors.New("intake: the envelope has no file")
	}
	for done := 0; done < len(b) && x.err == nil; {
		part := b[done:min(done+MaxFrame, len(b))]
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(part)))
		x.write(n[:])
		x.write(part)
		done += len(part)
	}
	if x.err != nil {
		return 0, x.err
	}
	return len(b), nil
}

var zeros [32 << 10]byte

// Close ends the file and writes the padding. It does not close what is below.
func (x *Writer) Close() error {
	x.write(zeros[:4])
	size := PaddedSize(x.n, x.file)
	if x.err == nil && size == 0 {
		x.err = &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.Writer", Message: "the file is too large"}
	}
	for x.err == nil && x.n < size {
		x.write(zeros[:min(size-x.n, int64(len(zeros)))])
	}
	return x.err
}
