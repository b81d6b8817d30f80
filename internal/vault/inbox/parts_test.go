package inbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"voxpop"
)

func TestPart(t *testing.T) {
	dir := memory(t)
	b := open(t, dir, Options{})
	n := nameOf(1)
	for _, length := range []int64{0, -1, maxPart + 1} {
		kind(t, b.NewPart(n, length), voxpop.Invalid)
	}
	if err := b.NewPart(n, 10); err != nil {
		t.Fatal(err)
	}
	err := b.NewPart(n, 10)
	kind(t, err, voxpop.Conflict)
	if _, ok := TagOf(err); ok {
		t.Fatal("an upload that goes on has a tag")
	}
	state := func(b *Box, want int64) {
		t.Helper()
		if offset, length, ok := b.Part(n); !ok || offset != want || length != 10 {
			t.Fatalf("Part = %d, %d, %v; want %d", offset, length, ok, want)
		}
	}
	write := func(b *Box, offset int64, r io.Reader, want int64) error {
		t.Helper()
		got, err := b.WritePart(t.Context(), n, offset, r)
		if got != want {
			t.Fatalf("wrote %d, want %d", got, want)
		}
		return err
	}
	state(b, 0)
	if err := write(b, 0, strings.NewReader("0123"), 4); err != nil {
		t.Fatal(err)
	}
	for _, offset := range []int64{0, 3, 5, -1, 1 << 60} {
		kind(t, write(b, offset, strings.NewReader("x"), 0), voxpop.Conflict)
	}
	// what came before the connection broke is kept
	kind(t, write(b, 4, io.MultiReader(strings.NewReader("45"), broken{}), 2), voxpop.Unavailable)
	state(b, 6)
	kind(t, b.FinishPart(n, tagOf(1)), voxpop.Invalid)
	b.Close()

	b = open(t, dir, Options{})
	state(b, 6)
	r, err := b.OpenPart(n)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	r.Close()
	if err != nil || string(got) != "012345" {
		t.Fatalf("%q, %v", got, err)
	}
	// more than was announced is not taken
	if err := write(b, 6, strings.NewReader("6789 and more"), 4); err != nil {
		t.Fatal(err)
	}
	kind(t, b.FinishPart(n, "tag"), voxpop.Invalid)
	if err := b.FinishPart(n, tagOf(1)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := read(t, b, n); got != "0123456789" {
			t.Fatalf("read %q", got)
		}
		for _, err := range []error{b.FinishPart(n, tagOf(2)), b.NewPart(n, 3)} {
			kind(t, err, voxpop.Conflict)
			if got, _ := TagOf(err); got != tagOf(1) {
				t.Fatalf("tag %q", got)
			}
		}
		if _, _, ok := b.Part(n); ok {
			t.Fatal("the upload goes on")
		}
		b.Close()
		b = open(t, dir, Options{})
	}
	if left := filesIn(t, dir, "parts"); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}
}

// An upload may come in any pieces and through any restarts.
func TestPartInPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	body := make([]byte, 3*checkpoint+12345)
	for i := range body {
		body[i] = byte(rng.Uint32())
	}
	dir := memory(t)
	b := open(t, dir, Options{})
	n := nameOf(1)
	if err := b.NewPart(n, int64(len(body))); err != nil {
		t.Fatal(err)
	}
	for {
		offset, length, ok := b.Part(n)
		if !ok {
			t.Fatal("gone")
		}
		if offset == length {
			break
		}
		k := min(rng.Int64N(2*checkpoint), length-offset)
		var r io.Reader = bytes.NewReader(body[offset : offset+k])
		if rng.IntN(2) == 0 {
			r = io.MultiReader(r, broken{})
		}
		if got, _ := b.WritePart(t.Context(), n, offset, r); got != k {
			t.Fatalf("wrote %d of %d", got, k)
		}
		if rng.IntN(2) == 0 {
			b.Close()
			b = open(t, dir, Options{})
		}
	}
	if err := b.FinishPart(n, tagOf(1)); err != nil {
		t.Fatal(err)
	}
	if read(t, b, n) != string(body) {
		t.Fatal("other bytes came out")
	}
}

// A crash before an upload was acknowledged goes back to what was.
func TestPartUnsaid(t *testing.T) {
	dir := memory(t)
	stop := false
	b := open(t, dir, Options{reached: func(step string) error {
		if stop && step == "part synced" {
			return errors.New("cut")
		}
		return nil
	}})
	n := nameOf(1)
	if err := b.NewPart(n, 10); err != nil {
		t.Fatal(err)
	}
	b.WritePart(t.Context(), n, 0, strings.NewReader("01234"))
	stop = true
	if k, err := b.WritePart(t.Context(), n, 5, strings.NewReader("xxx")); k != 0 || err == nil {
		t.Fatal(k, err)
	}
	b.Close()
	b = open(t, dir, Options{})
	if offset, _, _ := b.Part(n); offset != 5 {
		t.Fatalf("offset %d, want 5", offset)
	}
	b.WritePart(t.Context(), n, 5, strings.NewReader("56789"))
	if err := b.FinishPart(n, tagOf(1)); err != nil {
		t.Fatal(err)
	}
	if got := read(t, b, n); got != "0123456789" {
		t.Fatalf("read %q", got)
	}
}

func TestPartTurns(t *testing.T) {
	dir := memory(t)
	synctest.Test(t, func(t *testing.T) {
		b := open(t, dir, Options{})
		defer b.Close()
		n := nameOf(1)
		if err := b.NewPart(n, 10); err != nil {
			t.Fatal(err)
		}
		pr, pw := io.Pipe()
		first, second := make(chan error), make(chan error)
		go func() {
			_, err := b.WritePart(t.Context(), n, 0, pr)
			first <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := b.WritePart(ctx, n, 0, strings.NewReader("y"))
			second <- err
		}()
		synctest.Wait()
		cancel()
		kind(t, <-second, voxpop.Unavailable)
		// dropped under the hands of the first
		if err := b.DropPart(n); err != nil {
			t.Fatal(err)
		}
		if err := b.NewPart(n, 3); err != nil {
			t.Fatal(err)
		}
		go pw.Write([]byte("zzz"))
		synctest.Wait()
		pw.Close()
		kind(t, <-first, voxpop.NotFound)
		if _, err := b.WritePart(t.Context(), n, 0, strings.NewReader("abc")); err != nil {
			t.Fatal(err)
		}
		if err := b.FinishPart(n, tagOf(1)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, b, n); got != "abc" {
			t.Fatalf("read %q", got)
		}
	})
}

func TestPartsExpire(t *testing.T) {
	dir, c := memory(t), newClock()
	b := open(t, dir, Options{Now: c.now})
	begin := func(i int) {
		if err := b.NewPart(nameOf(i), 10); err != nil {
			t.Fatal(err)
		}
		if _, err := b.WritePart(t.Context(), nameOf(i), 0, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	begin(1)
	c.add(23 * time.Hour)
	begin(2)
	has := func(b *Box, want ...bool) {
		t.Helper()
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if _, _, ok := b.Part(nameOf(i + 1)); ok != w {
				t.Errorf("upload %d there: %v, want %v", i+1, ok, w)
			}
		}
	}
	has(b, true, true)
	c.add(time.Hour)
	has(b, false, true)
	b.Close()
	c.add(48 * time.Hour)
	has(open(t, dir, Options{Now: c.now}), false, false)
	if left, _ := os.ReadDir(filepath.Join(dir, "parts")); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}
}

// Somebody who announces much and sends nothing keeps nobody out for long.
func TestPartsHold(t *testing.T) {
	c := newClock()
	b := open(t, memory(t), Options{Now: c.now, MinFree: 400, free: func() (int64, error) { return 1000, nil }})
	for i, step := range []struct {
		length int64
		want   voxpop.Kind
		wait   time.Duration
	}{{200, "", 59 * time.Minute}, {1, voxpop.Unavailable, time.Minute}, {200, "", 0}} {
		if err := b.NewPart(nameOf(i), step.length); voxpop.KindOf(err) != step.want {
			t.Fatalf("upload %d: %v", i, err)
		}
		c.add(step.wait)
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := b.Part(nameOf(0)); ok {
		t.Error("an upload without a byte is kept")
	}
	if _, _, ok := b.Part(nameOf(2)); !ok {
		t.Error("a new upload was dropped")
	}
}

// The same form, sent once with a resumed upload and once without.
func TestPartAndItem(t *testing.T) {
	dir := memory(t)
	b := open(t, dir, Options{})
	n := nameOf(1)
	b.NewPart(n, 3)
	b.WritePart(t.Context(), n, 0, strings.NewReader("abc"))
	it, err := b.Create(t.Context(), n, true)
	if err != nil {
		t.Fatal(err)
	}
	kind(t, b.FinishPart(n, tagOf(1)), voxpop.Conflict)
	if err := it.Commit(tagOf(2)); err != nil {
		t.Fatal(err)
	}
	err = b.FinishPart(n, tagOf(1))
	if got, _ := TagOf(err); got != tagOf(2) {
		t.Fatal(err)
	}
	b.Close()
	b = open(t, dir, Options{})
	if left := filesIn(t, dir, "parts"); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}
	if items, _ := b.Count(); items != 1 {
		t.Fatal(items)
	}
}

// Somebody seals anew while the upload of before is being finished: what was
// thanked for is one of the two, whole, and never the empty beginning of the other.
func TestPartDroppedWhileFinished(t *testing.T) {
	for range 40 {
		b := open(t, memory(t), Options{})
		item, body := nameOf(1), bytes.Repeat([]byte("sealed"), 100)
		if err := b.NewPart(item, int64(len(body))); err != nil {
			t.Fatal(err)
		}
		if _, err := b.WritePart(t.Context(), item, 0, bytes.NewReader(body)); err != nil {
			t.Fatal(err)
		}
		n, _ := parseName(item)
		turn := b.part(n).turn
		b.layout.Lock() // as a repack does
		finished, dropped := make(chan error, 1), make(chan error, 1)
		go func() { finished <- b.FinishPart(item, tagOf(1)) }()
		for len(turn) == 0 {
			runtime.Gosched()
		}
		for range 2000 { // it waits for the folders now
			runtime.Gosched()
		}
		go func() { dropped <- errors.Join(b.DropPart(item), b.NewPart(item, int64(len(body)))) }()
		for b.part(n) != nil && b.part(n).turn == turn {
			runtime.Gosched()
		}
		b.layout.Unlock()
		<-dropped
		if err := <-finished; err == nil {
			r, err := b.Door().Open(t.Context(), item)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			r.Close()
			if err != nil || !bytes.Equal(got, body) {
				t.Fatalf("thanked for %d bytes of %d (%v)", len(got), len(body), err)
			}
		}
	}
}
