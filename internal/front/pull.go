package front

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/page"
)

// Pull is the side of a door that the newsroom talks to: a handler for an
// address of its own, that answers signed requests and no others. It gives out
// sealed bytes, which whoever signs can open and the door cannot.
type Pull struct {
	Door intake.Door
	// State says what waits and how much room there is.
	State func() (items int, bytes, free int64, err error)
	// Key is the desk's: without it nothing is answered.
	Key ed25519.PublicKey
	// ID names this door in what the desk signs for it; "" where it has only one.
	ID string
	// Evaluation says that the keys lie on this machine.
	Evaluation bool
	Now        func() time.Time
	Log        *slog.Logger
}

const (
	// pullAtOnce bounds the requests that are read at once.
	pullAtOnce = 4
	// pullRead is the longest that a request may take to come in, pullStall that
	// an answer may stand still.
	pullRead  = 2 * time.Minute
	pullStall = time.Minute
	// pullChunk is how much of an item is written between two deadlines.
	pullChunk = 256 << 10
	pullType  = "application/json"
)

// Handler answers the pull protocol; see [intake.Wire].
func (p Pull) Handler() http.Handler {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	h := &pullHandler{Pull: p, verify: &intake.Verifier{Key: p.Key, Now: p.Now}, room: make(chan struct{}, pullAtOnce)}
	return page.Options{Headers: pullHeaders}.Wrap(http.HandlerFunc(h.serve), p.Log)
}

func pullHeaders(h http.Header, _ *http.Request) {
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h["Date"] = nil
}

type pullHandler struct {
	Pull
	verify *intake.Verifier
	room   chan struct{}
}

func (h *pullHandler) serve(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.EscapedPath(), intake.PullPrefix)
	answer := map[string]func(http.ResponseWriter, *http.Request, []byte) error{
		"hello": h.hello, "cards": h.cards, "list": h.list, "item": h.item, "done": h.done, "replies": h.replies,
	}[name]
	if !ok || answer == nil || r.URL.RawQuery != "" {
		h.fail(w, &voxpop.Error{Kind: voxpop.NotFound, Op: "front.Pull", Message: "there is nothing here"})
		return
	}
	body, err := h.request(w, r)
	if err == nil {
		err = answer(w, r, body)
	}
	if err != nil {
		h.fail(w, err)
	}
}

// request checks the signature of a request and reads it. Before that is known
// to be good no byte of the body is read, and no place taken.
func (h *pullHandler) request(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	const op = "front.Pull"
	if r.Method != http.MethodPost {
		return nil, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "only POST is answered here"}
	}
	want, err := h.verify.Check(r.Header.Get(intake.SignatureHeader), r.Method, h.ID+r.URL.Path)
	if err != nil {
		return nil, err
	}
	if r.ContentLength > intake.MaxWire {
		return nil, tooLong(op)
	}
	select {
	case h.room <- struct{}{}:
		defer func() { <-h.room }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	deadline(w, pullRead)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, intake.MaxWire))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, tooLong(op)
		}
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "the request did not come in whole"}
	}
	if sha256.Sum256(body) != want {
		return nil, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "the request is not signed by the desk of this door"}
	}
	return body, nil
}

func tooLong(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the request is too long"}
}

// deadline gives reading and writing so much time from now. A writer that
// knows no deadlines is one of a test.
func deadline(w http.ResponseWriter, d time.Duration) {
	c := http.NewResponseController(w)
	at := time.Now().Add(d)
	c.SetReadDeadline(at)
	c.SetWriteDeadline(at)
}

func (h *pullHandler) hello(w http.ResponseWriter, _ *http.Request, body []byte) error {
	if _, err := intake.DecodeWire[intake.HelloRequest](body); err != nil {
		return err
	}
	items, bytes, free, err := h.State()
	if err != nil {
		return err
	}
	return say(w, intake.HelloAnswer{Version: intake.WireVersion, Evaluation: h.Evaluation, Items: items, Bytes: bytes, FreeBytes: free})
}

func (h *pullHandler) cards(w http.ResponseWriter, r *http.Request, body []byte) error {
	m, err := intake.DecodeWire[intake.CardsRequest](body)
	if err != nil {
		return err
	}
	if err := h.Door.Cards(r.Context(), m.Cards); err != nil {
		return err
	}
	return say(w, intake.OKAnswer{OK: true})
}

func (h *pullHandler) list(w http.ResponseWriter, r *http.Request, body []byte) error {
	if _, err := intake.DecodeWire[intake.ListRequest](body); err != nil {
		return err
	}
	all, err := h.Door.List(r.Context())
	if err != nil {
		return err
	}
	if all == nil {
		all = []intake.Info{}
	}
	return say(w, intake.ListAnswer{Items: all[:min(len(all), intake.MaxList)]})
}

func (h *pullHandler) done(w http.ResponseWriter, r *http.Request, body []byte) error {
	m, err := intake.DecodeWire[intake.DoneRequest](body)
	if err != nil {
		return err
	}
	if err := h.Door.Done(r.Context(), m.Names...); err != nil {
		return err
	}
	return say(w, intake.OKAnswer{OK: true})
}

func (h *pullHandler) replies(w http.ResponseWriter, r *http.Request, body []byte) error {
	m, err := intake.DecodeWire[intake.RepliesRequest](body)
	if err != nil {
		return err
	}
	if err := h.Door.Replies(r.Context(), m.Replies); err != nil {
		return err
	}
	return say(w, intake.OKAnswer{OK: true})
}

// item sends the sealed bytes of an item from an offset on. An item that
// breaks off cuts the connection, so that nobody takes a part for the whole.
func (h *pullHandler) item(w http.ResponseWriter, r *http.Request, body []byte) error {
	m, err := intake.DecodeWire[intake.ItemRequest](body)
	if err != nil {
		return err
	}
	sealed, err := h.Door.Open(r.Context(), m.Name)
	if err != nil {
		return err
	}
	defer sealed.Close()
	size, err := seek(sealed, m.Offset)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if size >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(size-m.Offset, 10))
	}
	w.WriteHeader(http.StatusOK)
	for {
		deadline(w, pullStall)
		n, err := io.CopyN(w, sealed, pullChunk)
		if n < pullChunk && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// seek goes to an offset and returns the size of the whole, -1 when it is not
// known before it is read.
func seek(sealed io.Reader, offset int64) (int64, error) {
	beyond := &voxpop.Error{Kind: voxpop.Invalid, Op: "front.Pull", Message: "the item is shorter than that"}
	s, ok := sealed.(io.Seeker)
	if !ok {
		_, err := io.CopyN(io.Discard, sealed, offset)
		if errors.Is(err, io.EOF) {
			return 0, beyond
		}
		return -1, err
	}
	size, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	if offset > size {
		return 0, beyond
	}
	_, err = s.Seek(offset, io.SeekStart)
	return size, err
}

func say[T intake.Wire](w http.ResponseWriter, message T) error {
	b, err := intake.EncodeWire(message)
	if err != nil {
		return err
	}
	deadline(w, pullRead)
	w.Header().Set("Content-Type", pullType)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b)
	return nil
}

// pullRefusal is the answer to a request that is not fulfilled.
type pullRefusal struct {
	Kind    voxpop.Kind `json:"kind"`
	Message string      `json:"message"`
	Hint    string      `json:"hint,omitempty"`
}

// fail answers with what is wrong, as far as it is one of our own sentences:
// none of them holds a name or a byte of an item.
func (h *pullHandler) fail(w http.ResponseWriter, err error) {
	answer := pullRefusal{Kind: voxpop.KindOf(err), Message: "the door failed"}
	if e, ok := errors.AsType[*voxpop.Error](err); ok && answer.Kind != voxpop.Internal {
		answer.Message, answer.Hint = e.Message, e.Hint
	} else if errors.Is(err, context.Canceled) {
		return
	} else {
		h.Log.Error("a pull failed", "op", opOf(err), "kind", string(answer.Kind))
	}
	b, _ := json.Marshal(answer)
	deadline(w, pullRead)
	w.Header().Set("Content-Type", pullType)
	w.Header().Set("Connection", "close") // what is left of the request is not read
	w.WriteHeader(page.Status(answer.Kind))
	w.Write(b)
}

func opOf(err error) string {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e.Op
	}
	return ""
}
