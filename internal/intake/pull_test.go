package intake_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/intake"
)

// fill leaves one of everything at the door.
func (w *world) fill() {
	t := w.t
	withFile := func(text string, m voxpop.Medium, file string) []byte {
		e := answer(text)
		e.Media = &intake.Attached{Medium: m, Type: "audio/ogg"}
		return seal(t, e, []byte(file))
	}
	opus := "OggS....OpusHead" + strings.Repeat("o", 100_000)
	w.put("harbour-clock", seal(t, answer("a text"), nil))
	w.put("harbour-clock", withFile("", voxpop.Voice, opus))
	w.put("harbour-clock", withFile("both", voxpop.Voice, opus))
	w.put("harbour-clock", withFile("with a program", voxpop.Photo, "MZ"+opus))
	w.put("harbour-clock", withFile("with too much", voxpop.Voice, opus+opus))
	w.put("harbour-clock", withFile("", voxpop.Voice, opus+opus))
	w.put("harbour-clock", withFile("", voxpop.Photo, "#!/bin/sh"))
	photo := answer("with a voice")
	photo.Callout, photo.Media = "tram", &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}
	w.put("tram", seal(t, photo, []byte(opus)))
	w.put("tram", seal(t, answer("sealed for another"), nil))
	w.put("harbour-clock", make([]byte, intake.TextSize))
	damaged := withFile("damaged at its end", voxpop.Voice, opus)
	damaged[len(damaged)-1] = 1
	w.put("harbour-clock", damaged)
	damaged = seal(t, answer("damaged"), nil)
	damaged[len(damaged)-1] = 1
	w.put("harbour-clock", damaged)
	lost := answer("for nobody")
	lost.Callout = "erased"
	w.put("erased", seal(t, lost, nil))
	w.put("nobody", seal(t, answer("junk"), nil))
	for n := range byte(2) { // two answers of one receipt, which stays; two of one that is taken back
		for _, text := range []string{"first of ", "second of "} {
			a := receipt(t, n+1).Address(recipient)
			e := answer(text + string('a'+rune(n)))
			e.Receipt = &a
			w.put("harbour-clock", seal(t, e, nil))
		}
	}
	withdrawal := receipt(t, 2).Withdrawal()
	w.put("harbour-clock", seal(t, intake.Envelope{Kind: intake.Withdrawal, Callout: "harbour-clock", Receipt: &withdrawal}, nil))
}

var wanted = []string{"a text", "both", "first of a", "second of a", "voice .ogg 100016 bytes", "voice .ogg 100016 bytes", "with a program", "with a voice", "with too much"}

func TestPull(t *testing.T) {
	w := newWorld(t)
	w.fill()
	n := len(w.items)
	var steps []int
	s := w.service()
	s.Progress = func(done, of int) {
		if steps = append(steps, done); of != n {
			t.Errorf("%d of %d", done, of)
		}
	}
	pulled, err := s.Pull(context.Background(), "test", w)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(intake.Pulled{New: 10, Withdrawn: 2, Refused: 11}, pulled); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(wanted, w.texts()); d != "" {
		t.Error(d)
	}
	if len(w.items) != 0 {
		t.Errorf("%d items stay at the door", len(w.items))
	}
	if len(steps) != n || steps[n-1] != n {
		t.Errorf("progress %v of %d", steps, n)
	}
	reasons := map[intake.Reason]int{}
	for _, why := range w.refused {
		reasons[why]++
	}
	for _, a := range w.arrivals {
		if a.Dropped != "" {
			reasons[a.Dropped+" of a file"]++
		}
		for _, r := range a.Responses {
			if r.ReceivedAt.String() != "2026-04-02" || r.Channel != voxpop.Web || r.Consent != answer("").Consent {
				t.Errorf("%+v", r)
			}
			if (a.Receipt != nil || len(a.Responses) > 1) != (r.Respondent != "") || r.Respondent != a.Responses[0].Respondent {
				t.Errorf("respondent %q of %d responses", r.Respondent, len(a.Responses))
			}
		}
	}
	if d := cmp.Diff(map[intake.Reason]int{intake.Damaged: 3, intake.Foreign: 2, intake.TooLarge: 1, intake.WrongType: 1, intake.Unopened: 1,
		"type of a file": 2, "size of a file": 1}, reasons); d != "" {
		t.Error(d)
	}
}

// Break the machine at every step, before and after it was taken, and pull
// again until all is quiet: nothing is lost, nothing doubled.
func TestPullThroughEveryBreak(t *testing.T) {
	for _, after := range []bool{false, true} {
		for at := 1; ; at++ {
			w := newWorld(t)
			w.fill()
			w.breakAt, w.after = at, after
			left := 0 // junk that is alone at the door stays there
			for tries := 0; len(w.items) > left; tries++ {
				if tries > 3 {
					t.Fatalf("step %d, after %v: %d items stay at the door", at, after, len(w.items))
				}
				p, err := w.pull()
				if err != nil && !errors.Is(err, errBroke) {
					t.Fatalf("step %d, after %v: %v", at, after, err)
				}
				left = p.Left
			}
			if d := cmp.Diff(wanted, w.texts()); d != "" {
				t.Fatalf("step %d, after %v: %s", at, after, d)
			}
			if n := len(w.refused); n+left < 8 || n > 8 || len(w.arrivals) != 10 {
				t.Fatalf("step %d, after %v: %d refused, %d arrived", at, after, len(w.refused), len(w.arrivals))
			}
			if w.step < at {
				t.Logf("%d steps, after %v", at-1, after)
				break
			}
		}
	}
}

func TestPullAgain(t *testing.T) {
	w := newWorld(t)
	name := w.put("harbour-clock", seal(t, answer("a text"), nil))
	sealed := w.items[name]
	if _, err := w.pull(); err != nil {
		t.Fatal(err)
	}
	w.items[name] = sealed // the door had forgotten that it was told
	if p, err := w.pull(); err != nil || p != (intake.Pulled{Again: 1}) || len(w.texts()) != 1 {
		t.Errorf("%+v, %v, %d texts", p, err, len(w.texts()))
	}
}

// An id in use is drawn anew, also for a file that has streamed by already.
func TestPullDrawsAnotherID(t *testing.T) {
	w := newWorld(t)
	e := answer("both")
	e.Media = &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}
	w.put("harbour-clock", seal(t, e, []byte("OggS....OpusHead")))
	w.conflicts = 2
	if p, err := w.pull(); err != nil || p.New != 1 || len(w.texts()) != 2 {
		t.Errorf("%+v, %v, %q", p, err, w.texts())
	}
	w.put("harbour-clock", seal(t, answer("never"), nil))
	w.conflicts = 1 << 30
	if _, err := w.pull(); voxpop.KindOf(err) != voxpop.Conflict {
		t.Errorf("%v", err)
	}
	if len(w.items) != 1 {
		t.Error("the item is gone")
	}
}

// Wrong or locked keys throw nothing away.
func TestPullWithoutKeys(t *testing.T) {
	w := newWorld(t)
	w.put("nobody", seal(t, answer("a"), nil))
	w.put("nobody", make([]byte, 100))
	if p, err := w.pull(); err != nil || p != (intake.Pulled{Left: 2}) || len(w.items) != 2 || len(w.refused) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	w.put("harbour-clock", seal(t, answer("b"), nil))
	if p, err := w.pull(); err != nil || p != (intake.Pulled{New: 1, Refused: 2}) || len(w.items) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	w.put("locked", seal(t, answer("c"), nil))
	if _, err := w.pull(); voxpop.KindOf(err) != voxpop.Forbidden || len(w.items) != 1 {
		t.Errorf("%v, %d items", err, len(w.items))
	}
}

// A withdrawal may come before its answer, and by another door.
func TestWithdrawalBeforeItsAnswer(t *testing.T) {
	w := newWorld(t)
	back := receipt(t, 1).Withdrawal()
	w.put("harbour-clock", seal(t, intake.Envelope{Kind: intake.Withdrawal, Callout: "harbour-clock", Receipt: &back}, nil))
	if _, err := w.pull(); err != nil {
		t.Fatal(err)
	}
	e, a := answer("late"), receipt(t, 1).Address(recipient)
	e.Receipt = &a
	w.put("harbour-clock", seal(t, e, nil))
	if _, err := w.pull(); err != nil || len(w.texts()) != 0 {
		t.Errorf("%v, %q", err, w.texts())
	}
}

// An item that the door cannot give whole holds up no other, and stays.
func TestOneItemDoesNotComeThrough(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		w.put("harbour-clock", seal(t, answer(fmt.Sprint("text ", i)), nil))
	}
	d := &cutting{world: w, cut: map[string]bool{slices.Sorted(maps.Keys(w.items))[1]: true}}
	p, err := w.service().Pull(context.Background(), "test", d)
	if voxpop.KindOf(err) != voxpop.Unavailable || p.New != 3 || p.Refused != 0 || len(w.items) != 1 {
		t.Errorf("%+v, %v, %d items", p, err, len(w.items))
	}
	// A door out of reach is left alone after three.
	w = newWorld(t)
	d = &cutting{world: w, cut: map[string]bool{}}
	for i := range 10 {
		d.cut[w.put("harbour-clock", seal(t, answer(fmt.Sprint("text ", i)), nil))] = true
	}
	if _, err := w.service().Pull(context.Background(), "test", d); voxpop.KindOf(err) != voxpop.Unavailable || d.opened != 3 {
		t.Errorf("%v after %d", err, d.opened)
	}
}

// cutting is a door that gives half of some items.
type cutting struct {
	*world
	cut    map[string]bool
	opened int
}

func (c *cutting) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	c.opened++
	if c.cut[name] {
		b := c.items[name]
		return io.NopCloser(bytes.NewReader(b[:len(b)/2])), nil
	}
	return c.world.Open(ctx, name)
}

type lying struct{ *world }

func (lying) List(context.Context) ([]intake.Info, error) {
	return []intake.Info{{Name: "../../x", Day: "2026-04-02", Size: 1}}, nil
}

func TestPullFromALiar(t *testing.T) {
	w := newWorld(t)
	if _, err := w.service().Pull(context.Background(), "test", lying{w}); voxpop.KindOf(err) != voxpop.Invalid {
		t.Error(err)
	}
}

func TestPush(t *testing.T) {
	a, b := newWorld(t), newWorld(t)
	a.out = []intake.SealedReply{{Box: strings.Repeat("a", 64), ID: "1", Sealed: []byte("x")}, {Box: strings.Repeat("b", 64), ID: "2", Sealed: []byte("y")}}
	b.breakAt = 2 // the second door's replies
	s := a.service()
	if _, err := s.Push(context.Background(), []intake.Card{card()}, a, b); !errors.Is(err, errBroke) || len(a.marked) != 0 || len(a.sent) != 2 {
		t.Errorf("%v, marked %v", err, a.marked)
	}
	if n, err := s.Push(context.Background(), []intake.Card{card()}, a, b); err != nil || n != 2 || len(b.sent) != 2 || len(b.cards) != 1 {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := s.Push(context.Background(), nil, a, b); err != nil || n != 0 || len(b.cards) != 0 {
		t.Errorf("once more: %d, %v", n, err)
	}
}

func TestRespondentsOfOneReceipt(t *testing.T) {
	w := newWorld(t)
	w.callouts["other"] = voxpop.Callout{Slug: "other"}
	keys := map[string]string{}
	for i, slug := range []string{"harbour-clock", "harbour-clock", "other"} {
		e, a := answer(fmt.Sprint(i)), receipt(t, 1).Address(recipient)
		e.Callout, e.Receipt = slug, &a
		w.put(slug, seal(t, e, nil))
	}
	if _, err := w.pull(); err != nil {
		t.Fatal(err)
	}
	for _, a := range w.arrivals {
		r := a.Responses[0]
		keys[r.Text] = r.Respondent
		if b, err := hex.DecodeString(strings.TrimPrefix(r.Respondent, "w-")); err != nil || len(b) != 6 {
			t.Errorf("%q", r.Respondent)
		}
	}
	if keys["0"] != keys["1"] || keys["0"] == keys["2"] {
		t.Errorf("%v: one person is the same inside a call-out, and nobody across them", keys)
	}
}

func TestNewID(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := intake.NewID()
		if len(id) != 8 || strings.Trim(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" || seen[id] || !voxpop.ValidID(id) {
			t.Fatalf("%q", id)
		}
		seen[id] = true
	}
}
