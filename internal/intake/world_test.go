package intake_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/intake"
)

// world is a door and a store in memory, and a machine that may break at any
// step: before a call does anything, or after it did and before it is heard of.
type world struct {
	t     testing.TB
	items map[string][]byte // at the door; sealed is "slug\n" + envelope
	cards []intake.Card
	sent  map[string]bool // replies at the door, by id

	callouts  map[string]voxpop.Callout
	arrivals  map[string]intake.Arrival
	media     map[string][]byte
	refused   map[string]intake.Reason
	boxes     map[string]string // receipts, by box: token hash
	gone      map[string]bool   // boxes that were taken back
	backs     map[string]bool   // withdrawals by item
	out       []intake.SealedReply
	marked    []string
	ids       int
	taken     map[string]bool // ids in use
	conflicts int             // arrivals that meet an id in use

	step, breakAt int
	after         bool
}

var errBroke = errors.New("the machine broke")

func newWorld(t testing.TB) *world {
	return &world{t: t, items: map[string][]byte{}, sent: map[string]bool{}, arrivals: map[string]intake.Arrival{}, media: map[string][]byte{},
		callouts: map[string]voxpop.Callout{"harbour-clock": {Slug: "harbour-clock", Limits: voxpop.Limits{Bytes: 200_000}}, "tram": {Slug: "tram", Media: []voxpop.Medium{voxpop.Text, voxpop.Photo}}},
		refused:  map[string]intake.Reason{}, boxes: map[string]string{}, gone: map[string]bool{}, backs: map[string]bool{}, taken: map[string]bool{}}
}

// do is one step.
func (w *world) do(act func()) error {
	w.step++
	if w.step == w.breakAt && !w.after {
		return errBroke
	}
	act()
	if w.step == w.breakAt {
		return errBroke
	}
	return nil
}

func (w *world) service() *intake.Service {
	return &intake.Service{Store: w, ID: func() string { w.ids++; return fmt.Sprintf("ID%06d", w.ids) },
		Open: func(r io.Reader) (string, io.Reader, error) {
			var slug []byte
			for b := make([]byte, 1); len(slug) < 70; slug = append(slug, b[0]) {
				if _, err := io.ReadFull(r, b); err != nil {
					return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Message: "no key", Err: err}
				}
				if b[0] == '\n' {
					switch string(slug) {
					case "locked":
						return "", nil, &voxpop.Error{Kind: voxpop.Forbidden, Message: "the keys are locked"}
					case "nobody":
						return "", nil, &voxpop.Error{Kind: voxpop.NotFound, Message: "no key"}
					}
					return string(slug), r, nil
				}
			}
			return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Message: "no key"}
		}}
}

// put leaves an item at the door and returns its name.
func (w *world) put(slug string, envelope []byte) string {
	name := fmt.Sprintf("%032x", sha256.Sum256(fmt.Append(nil, len(w.items), slug, len(envelope))))[:32]
	w.items[name] = append([]byte(slug+"\n"), envelope...)
	return name
}

func (w *world) pull() (intake.Pulled, error) {
	return w.service().Pull(context.Background(), "test", w)
}

// The door.

func (w *world) Cards(_ context.Context, cards []intake.Card) error {
	return w.do(func() { w.cards = cards })
}

func (w *world) List(context.Context) (list []intake.Info, err error) {
	err = w.do(func() {
		for name, b := range w.items {
			list = append(list, intake.Info{Name: name, Day: "2026-04-02", Size: int64(len(b))})
		}
	})
	return list, err
}

func (w *world) Open(_ context.Context, name string) (io.ReadCloser, error) {
	b, ok := w.items[name]
	if !ok {
		return nil, &voxpop.Error{Kind: voxpop.NotFound}
	}
	err := w.do(func() {})
	if err != nil && w.after { // some of it came
		return io.NopCloser(io.MultiReader(bytes.NewReader(b[:len(b)/2]), failing{})), nil
	}
	return io.NopCloser(bytes.NewReader(b)), err
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroke }

func (w *world) Done(_ context.Context, names ...string) error {
	return w.do(func() {
		for _, n := range names {
			_, arrived := w.arrivals[n]
			_, refused := w.refused[n]
			if !arrived && !refused && !w.backs[n] {
				w.t.Error("the door is told of an item that the store has not")
			}
			delete(w.items, n)
		}
	})
}

func (w *world) Replies(_ context.Context, replies []intake.SealedReply) error {
	return w.do(func() {
		for _, r := range replies {
			w.sent[r.ID] = true
		}
	})
}

// The store.

func (w *world) Callout(_ context.Context, slug string) (voxpop.Callout, error) {
	c, ok := w.callouts[slug]
	if !ok {
		return c, &voxpop.Error{Kind: voxpop.NotFound}
	}
	return c, nil
}

func (w *world) Arrive(_ context.Context, _ voxpop.Actor, a intake.Arrival) (again bool, err error) {
	if _, ok := w.arrivals[a.Item.Name]; ok {
		return true, nil
	}
	files := map[string][]byte{}
	for _, f := range a.Files {
		b, err := io.ReadAll(f.Body)
		if err != nil {
			return false, fmt.Errorf("the blob: %w", err)
		}
		files[f.Path] = b
	}
	for i, r := range a.Responses {
		if err := r.Validate(); err != nil {
			w.t.Errorf("response %d: %v", i, err)
		}
		if w.conflicts > 0 || w.taken[r.ID] {
			w.conflicts--
			return false, &voxpop.Error{Kind: voxpop.Conflict, Message: "the id is taken"}
		}
	}
	return false, w.do(func() {
		maps.Copy(w.media, files)
		for _, r := range a.Responses {
			w.taken[r.ID] = true
		}
		a.Files = nil
		if a.Receipt != nil {
			w.boxes[a.Receipt.Box] = a.Receipt.Withdraw
			if w.gone[a.Receipt.Box] {
				a.Responses = nil
			}
		}
		w.arrivals[a.Item.Name] = a
	})
}

func (w *world) TakeBack(_ context.Context, _ voxpop.Actor, b intake.TakeBack) (n int, again bool, err error) {
	if w.backs[b.Item.Name] {
		return 0, true, nil
	}
	err = w.do(func() {
		w.backs[b.Item.Name] = true
		if hash, ok := w.boxes[b.Box]; ok && hash != b.TokenHash {
			return
		}
		w.gone[b.Box] = true
		for name, a := range w.arrivals {
			if a.Receipt != nil && a.Receipt.Box == b.Box {
				n += len(a.Responses)
				a.Responses = nil
				w.arrivals[name] = a
			}
		}
	})
	return n, false, err
}

func (w *world) Refused(_ context.Context, _ voxpop.Actor, item intake.Info, why intake.Reason) error {
	return w.do(func() { w.refused[item.Name] = why })
}

func (w *world) OutReplies(context.Context) ([]intake.SealedReply, error) {
	return slices.DeleteFunc(slices.Clone(w.out), func(r intake.SealedReply) bool { return slices.Contains(w.marked, r.ID) }), nil
}

func (w *world) MarkSent(_ context.Context, ids ...string) error {
	return w.do(func() { w.marked = append(w.marked, ids...) })
}

// texts are the words that the store holds, sorted.
func (w *world) texts() (all []string) {
	for _, a := range w.arrivals {
		for _, r := range a.Responses {
			if r.Media != "" {
				all = append(all, fmt.Sprintf("%s %s %d bytes", r.Medium, r.Media[strings.LastIndexByte(r.Media, '.'):], len(w.media[r.Media])))
			} else {
				all = append(all, r.Text)
			}
		}
	}
	slices.Sort(all)
	return all
}

func receipt(t testing.TB, n byte) intake.Receipt {
	t.Helper()
	r, err := intake.NewReceipt(bytes.NewReader(bytes.Repeat([]byte{n}, 13)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
