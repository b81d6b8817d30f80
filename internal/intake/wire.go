package intake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"time"

	"voxpop"
)

const (
	// SignatureHeader is the header of a pull request that carries its signature.
	SignatureHeader = "Voxpop-Signature"
	// PullPrefix is where the paths of the pull protocol begin.
	PullPrefix = "/pull/v1/"
	// WireVersion is the version of the pull protocol.
	WireVersion = 1

	// MaxWire bounds a request of the pull protocol, and an answer of it that is JSON, in bytes.
	MaxWire = 16 << 20
	// MaxList bounds the items of one list.
	MaxList = 100_000

	signWindow  = 5 * time.Minute
	maxNonces   = 1 << 17 // more than the items of one list
	signBinding = "voxpop-pull-v1"
)

// SignRequest returns the [SignatureHeader] of a request: the desk key's
// signature over method, path, time, nonce (16 bytes, new for every request)
// and the SHA-256 of the body, which it carries. The path begins with the id of
// the door where it has one, so that no door can pass on to another what was
// signed for it.
func SignRequest(key ed25519.PrivateKey, method, path string, body []byte, at time.Time, nonce []byte) string {
	t, n := strconv.FormatInt(at.Unix(), 10), hex.EncodeToString(nonce)
	sum := sha256.Sum256(body)
	h := hex.EncodeToString(sum[:])
	sig := ed25519.Sign(key, signed(method, path, h, t, n))
	return "v1 t=" + t + " h=" + h + " n=" + n + " s=" + base64.RawURLEncoding.EncodeToString(sig)
}

func signed(method, path, sum, t, nonce string) []byte {
	return []byte(strings.Join([]string{signBinding, method, path, t, nonce, sum}, "\n"))
}

// Verifier checks the requests that a newsroom signs for a door. It is safe
// for use by several at once, and is not copied.
type Verifier struct {
	Key ed25519.PublicKey
	Now func() time.Time

	mu   sync.Mutex
	seen map[string]time.Time // by nonce, until when it is kept
}

const keyHint = "give this door the key of the desk that pulls (voxpop keys show), and both sides the same id of the door"

// Verify checks the header of a request and its body; see [Verifier.Check].
func (v *Verifier) Verify(header, method, path string, body []byte) error {
	sum := sha256.Sum256(body)
	if header != "" && !strings.Contains(header, " h="+hex.EncodeToString(sum[:])+" ") {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "intake.Verify", Message: "the request is not signed by the desk of this door", Hint: keyHint}
	}
	_, err := v.Check(header, method, path)
	return err
}

// Check checks the header of a request before a byte of its body is read, and
// returns the SHA-256 that the body must have. The error is of kind forbidden,
// or unavailable when more requests came in ten minutes than are remembered.
// Only the holder of the key is told what is wrong with the time.
func (v *Verifier) Check(header, method, path string) (sum [sha256.Size]byte, err error) {
	err = v.check(header, method, path, sum[:])
	return sum, err
}

func (v *Verifier) check(header, method, path string, sum []byte) error {
	const op = "intake.Verify"
	forbidden := func(message, hint string) error {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: message, Hint: hint}
	}
	parts := strings.Split(header, " ")
	if header == "" {
		return forbidden("the request is not signed", keyHint)
	}
	if len(header) > 300 || len(parts) != 5 || parts[0] != "v1" {
		return forbidden("the signature cannot be read", "run the same release of voxpop on both sides")
	}
	t, okT := strings.CutPrefix(parts[1], "t=")
	h, okH := strings.CutPrefix(parts[2], "h=")
	n, okN := strings.CutPrefix(parts[3], "n=")
	s, okS := strings.CutPrefix(parts[4], "s=")
	seconds, err := strconv.ParseInt(t, 10, 64)
	nonce, errN := hex.DecodeString(n)
	sig, errS := base64.RawURLEncoding.Strict().DecodeString(s)
	if !okT || !okH || !validHex(h, 2*sha256.Size) || !okN || !okS || err != nil || errN != nil || errS != nil || len(nonce) != 16 || strconv.FormatInt(seconds, 10) != t {
		return forbidden("the signature cannot be read", "run the same release of voxpop on both sides")
	}
	if len(v.Key) != ed25519.PublicKeySize || !ed25519.Verify(v.Key, signed(method, path, h, t, n), sig) {
		return forbidden("the request is not signed by the desk of this door", keyHint)
	}
	now := v.Now()
	if off := now.Sub(time.Unix(seconds, 0)).Abs(); off > signWindow {
		return forbidden("the clocks of the desk and of this door are more than five minutes apart", "set both by a time server")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if until, ok := v.seen[string(nonce)]; ok && !now.After(until) {
		return forbidden("the request was sent before", "every request needs a nonce of its own")
	}
	if len(v.seen) >= maxNonces {
		for n, until := range v.seen {
			if now.After(until) {
				delete(v.seen, n)
			}
		}
		if len(v.seen) >= maxNonces {
			return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "too many requests in ten minutes", Hint: "try again later"}
		}
	}
	if v.seen == nil {
		v.seen = map[string]time.Time{}
	}
	v.seen[string(nonce)] = time.Unix(seconds, 0).Add(signWindow)
	_, err = hex.Decode(sum, []byte(h))
	return err
}

// HelloRequest asks a door how it is: POST /pull/v1/hello.
type HelloRequest struct {
	Version int `json:"v"`
}

// HelloAnswer says how a door is.
type HelloAnswer struct {
	Version    int   `json:"v"`
	Evaluation bool  `json:"evaluation"`
	Items      int   `json:"items"` // waiting
	Bytes      int64 `json:"bytes"` // of them
	FreeBytes  int64 `json:"free"`  // of the disk
}

// CardsRequest gives a door all its call-outs; one that is missing closes: POST /pull/v1/cards.
type CardsRequest struct {
	Cards []Card `json:"cards"`
}

// ListRequest asks for what waits: POST /pull/v1/list.
type ListRequest struct{}

// ListAnswer lists what waits, in no order that tells anything.
type ListAnswer struct {
	Items []Info `json:"items"`
}

// ItemRequest asks for the sealed bytes of an item from an offset on; the
// answer is the bytes: POST /pull/v1/item.
type ItemRequest struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
}

// DoneRequest says that the newsroom keeps these items: POST /pull/v1/done.
type DoneRequest struct {
	Names []string `json:"names"`
}

// RepliesRequest gives a door sealed replies: POST /pull/v1/replies.
type RepliesRequest struct {
	Replies []SealedReply `json:"replies"`
}

// SealedReply is a reply as a door keeps it.
type SealedReply struct {
	Box    string `json:"box"`    // 64 hex digits
	ID     string `json:"id"`     // the newsroom's; the same id is the same reply
	Sealed []byte `json:"sealed"` // to the receipt's recipient
}

// OKAnswer answers the requests that need no other answer.
type OKAnswer struct {
	OK bool `json:"ok"`
}

// A Wire is one of the messages of the pull protocol.
type Wire interface {
	HelloRequest | HelloAnswer | CardsRequest | ListRequest | ListAnswer | ItemRequest | DoneRequest | RepliesRequest | OKAnswer
}

// EncodeWire writes a message as JSON.
func EncodeWire[T Wire](message T) ([]byte, error) {
	b, err := encodeJSON(message)
	if err != nil || len(b) > MaxWire {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "intake.EncodeWire", Message: "the message of the pull protocol cannot be written"}
	}
	return b, nil
}

// DecodeWire reads a message, strictly, and checks every name, day, size and
// recipient in it. The error is of kind invalid and repeats nothing.
func DecodeWire[T Wire](b []byte) (T, error) {
	var message, none T
	if len(b) > MaxWire || decodeJSON(b, &message, false) != nil || !validWire(message) {
		return none, &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.DecodeWire", Message: "this is not a message of the pull protocol",
			Hint: "run the same release of voxpop on both sides"}
	}
	return message, nil
}

func validWire(message any) bool {
	switch m := message.(type) {
	case HelloRequest:
		return m.Version > 0
	case HelloAnswer:
		return m.Version > 0 && m.Items >= 0 && m.Bytes >= 0 && m.FreeBytes >= 0
	case CardsRequest:
		slugs := map[string]bool{}
		for _, c := range m.Cards {
			if c.Validate() != nil || slugs[c.Callout.Slug] {
				return false
			}
			slugs[c.Callout.Slug] = true
		}
	case ListAnswer:
		names := map[string]bool{}
		for _, i := range m.Items {
			if i.Validate() != nil || names[i.Name] {
				return false
			}
			names[i.Name] = true
		}
		return len(m.Items) <= MaxList
	case ItemRequest:
		return ValidItem(m.Name) && m.Offset >= 0
	case DoneRequest:
		for _, n := range m.Names {
			if !ValidItem(n) {
				return false
			}
		}
		return len(m.Names) <= MaxList
	case RepliesRequest:
		for _, r := range m.Replies {
			if r.Validate() != nil {
				return false
			}
		}
	}
	return true
}

// ValidItem reports whether s may name an item: 32 lower-case hex digits.
func ValidItem(s string) bool { return validHex(s, 32) }

// ValidBox reports whether s may name a box: 64 lower-case hex digits.
func ValidBox(s string) bool { return validHex(s, 64) }

func validHex(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}
