package intake

import (
	"bytes"
	"time"

	"voxpop"
)

const (
	// ReplySize is the size in bytes of every reply before it is sealed.
	ReplySize = 8 << 10
	// MaxReply is the longest text of a reply, in bytes of UTF-8.
	MaxReply = 6_000
)

// Reply is what the newsroom answers to the holder of a receipt.
type Reply struct {
	Version int    `json:"v"`    // 1
	Day     string `json:"day"`  // 2006-01-02
	Lang    string `json:"lang"` // BCP 47
	Text    string `json:"text"`
}

// Encode returns the reply as JSON, followed by zero bytes up to [ReplySize].
func (r Reply) Encode() ([]byte, error) {
	r.Version = 1
	if err := r.validate("intake.Reply"); err != nil {
		return nil, err
	}
	b, err := encodeJSON(r)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "intake.Reply", Message: "the reply cannot be written"}
	}
	if len(b) > ReplySize {
		return nil, tooLongReply()
	}
	return append(b, make([]byte, ReplySize-len(b))...), nil
}

func tooLongReply() error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.Reply", Place: "text", Message: "the reply is too long", Hint: "shorten it, or send it in two"}
}

func (r Reply) validate(op string) error {
	wrong := func(place, message string) error {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: place, Message: message}
	}
	switch {
	case r.Version != 1:
		return wrong("v", "is not a version that is known here")
	case !validDay(r.Day):
		return wrong("day", "is not a day as 2006-01-02")
	case !voxpop.ValidLang(r.Lang):
		return wrong("lang", "is not a language tag")
	case blank(r.Text):
		return wrong("text", "is missing")
	case len(r.Text) > MaxReply:
		return tooLongReply()
	}
	return nil
}

// DecodeReply reads what Encode wrote, strictly: exactly [ReplySize] bytes, one
// JSON object, then nothing but zero bytes. The error repeats nothing of it.
func DecodeReply(b []byte) (Reply, error) {
	const op = "intake.DecodeReply"
	bad := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "this is not a reply"}
	end := bytes.LastIndexByte(b, '}') + 1
	if len(b) != ReplySize || end == 0 || len(bytes.TrimLeft(b[end:], "\x00")) > 0 {
		return Reply{}, bad
	}
	var r Reply
	if decodeJSON(b[:end], &r, true) != nil {
		return Reply{}, bad
	}
	if err := r.validate(op); err != nil {
		return Reply{}, err
	}
	return r, nil
}

func validDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && len(s) == len(time.DateOnly) && t.Year() >= 1000
}
