package inbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"voxpop"
	"voxpop/internal/intake"

	"github.com/google/go-cmp/cmp"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 14, 15, 9, 26, 535_897_932, time.UTC)} }

func open(t testing.TB, dir string, opts Options) *Box {
	t.Helper()
	if opts.Now == nil {
		opts.Now = newClock().now
	}
	b, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func nameOf(i int) string { return fmt.Sprintf("%016x%016x", uint64(i+1)*0x9e3779b97f4a7c15, i) }
func tagOf(i int) string  { return fmt.Sprintf("%016x", i) }

func commit(t testing.TB, b *Box, name, tag, body string) {
	t.Helper()
	it, err := b.Create(t.Context(), name, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := it.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := it.Commit(tag); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, b *Box, name string) string {
	t.Helper()
	r, err := b.Door().Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func kind(t testing.TB, err error, want voxpop.Kind) {
	t.Helper()
	if voxpop.KindOf(err) != want {
		t.Fatalf("error is %q (%v), want kind %q", voxpop.KindOf(err), err, want)
	}
}

func list(t testing.TB, b *Box) []intake.Info {
	t.Helper()
	all, err := b.Door().List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b intake.Info) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func TestItem(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, Options{})
	n, g := nameOf(1), tagOf(7)
	if _, ok := b.Taken(n); ok {
		t.Fatal("taken before it was sent")
	}
	commit(t, b, n, g, "sealed")
	check := func(b *Box) {
		t.Helper()
		if got, ok := b.Taken(n); !ok || got != g {
			t.Fatalf("Taken = %q, %v", got, ok)
		}
		want := []intake.Info{{Name: n, Day: "2026-03-14", Size: 6}}
		if diff := cmp.Diff(want, list(t, b)); diff != "" {
			t.Fatal(diff)
		}
		if items, bytes := b.Count(); items != 1 || bytes != 6 {
			t.Fatalf("Count = %d, %d", items, bytes)
		}
		if got := read(t, b, n); got != "sealed" {
			t.Fatalf("read %q", got)
		}
		r, err := b.Door().Open(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if at, err := r.(io.Seeker).Seek(2, io.SeekStart); err != nil || at != 2 {
			t.Fatal(at, err)
		}
		if rest, err := io.ReadAll(r); err != nil || string(rest) != "aled" {
			t.Fatalf("read %q, %v", rest, err)
		}
		r.Close()
		_, err = b.Create(t.Context(), n, false)
		kind(t, err, voxpop.Conflict)
		if got, ok := TagOf(err); !ok || got != g {
			t.Fatalf("TagOf = %q, %v", got, ok)
		}
	}
	check(b)
	b.Close()
	check(open(t, dir, Options{}))
}

func TestAbort(t *testing.T) {
	dir := memory(t)
	b := open(t, dir, Options{})
	it, err := b.Create(t.Context(), nameOf(1), false)
	if err != nil {
		t.Fatal(err)
	}
	it.Write([]byte("half"))
	it.Abort()
	it.Abort()
	kind(t, it.Commit(tagOf(1)), voxpop.Internal)
	if _, err := it.Write([]byte("more")); err == nil {
		t.Fatal("written after the end")
	}
	it, err = b.Create(t.Context(), nameOf(1), false)
	if err != nil {
		t.Fatal(err)
	}
	kind(t, it.Commit("no tag"), voxpop.Invalid)
	if got := len(filesIn(t, dir, incoming)); got != 0 {
		t.Fatalf("%d leftovers", got)
	}
	commit(t, b, nameOf(1), tagOf(1), "whole")
}

func filesIn(t testing.TB, dir, sub string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(filepath.Join(dir, sub), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			all = append(all, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A second form with the same ticket waits for the first, whichever way that ends.
func TestSecondWaits(t *testing.T) {
	for _, keep := range []bool{true, false} {
		dir := memory(t)
		synctest.Test(t, func(t *testing.T) {
			b := open(t, dir, Options{})
			defer b.Close()
			first, err := b.Create(t.Context(), nameOf(1), false)
			if err != nil {
				t.Fatal(err)
			}
			first.Write([]byte("first"))
			second := make(chan error)
			go func() {
				it, err := b.Create(t.Context(), nameOf(1), false)
				if err == nil {
					it.Abort()
				}
				second <- err
			}()
			impatient, cancel := context.WithCancel(t.Context())
			third := make(chan error)
			go func() {
				_, err := b.Create(impatient, nameOf(1), false)
				third <- err
			}()
			synctest.Wait()
			select {
			case err := <-second:
				t.Fatalf("did not wait: %v", err)
			default:
			}
			cancel()
			kind(t, <-third, voxpop.Unavailable)
			if !keep {
				first.Abort()
				if err := <-second; err != nil {
					t.Fatal(err)
				}
				return
			}
			if err := first.Commit(tagOf(9)); err != nil {
				t.Fatal(err)
			}
			err = <-second
			kind(t, err, voxpop.Conflict)
			if got, _ := TagOf(err); got != tagOf(9) {
				t.Fatalf("tag %q", got)
			}
		})
	}
}

// Many at once, with the same ticket from several sides: each name is kept once.
func TestOnceEach(t *testing.T) {
	dir := memory(t)
	b := open(t, dir, Options{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	kept := map[string]string{}
	for w := range 8 {
		wg.Go(func() {
			for i := range 40 {
				n, body := nameOf(i), fmt.Sprintf("%d of %d", i, w)
				it, err := b.Create(context.Background(), n, false)
				if voxpop.KindOf(err) == voxpop.Conflict {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				io.WriteString(it, body)
				if err := it.Commit(tagOf(w)); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if _, twice := kept[n]; twice {
					t.Errorf("kept twice")
				}
				kept[n] = body
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if items, _ := b.Count(); items != 40 || len(kept) != 40 || len(filesIn(t, dir, "items")) != 40 {
		t.Fatalf("%d items, %d kept", items, len(kept))
	}
	for n, body := range kept {
		if got := read(t, b, n); got != body {
			t.Fatalf("read %q, want %q", got, body)
		}
	}
}

func TestDone(t *testing.T) {
	dir, c := memory(t), newClock()
	b := open(t, dir, Options{Now: c.now})
	for i := range 150 {
		commit(t, b, nameOf(i), tagOf(i), "sealed")
	}
	c.add(24 * time.Hour) // pulled the day after
	var names []string
	for i := range 100 {
		names = append(names, nameOf(i))
	}
	for range 2 { // a second time is no error
		if err := b.Door().Done(t.Context(), append(names, nameOf(1000))...); err != nil {
			t.Fatal(err)
		}
	}
	kind(t, b.Door().Done(t.Context(), "../../etc/passwd"), voxpop.Invalid)
	check := func(b *Box) {
		t.Helper()
		if got := len(list(t, b)); got != 50 {
			t.Fatalf("%d wait, want 50", got)
		}
		if items, bytes := b.Count(); items != 50 || bytes != 300 {
			t.Fatalf("Count = %d, %d", items, bytes)
		}
		for i := range 150 {
			if got, ok := b.Taken(nameOf(i)); !ok || got != tagOf(i) {
				t.Fatalf("Taken = %q, %v", got, ok)
			}
		}
		_, err := b.Door().Open(t.Context(), nameOf(3))
		kind(t, err, voxpop.NotFound)
	}
	check(b)
	if got := len(filesIn(t, dir, "spent/2026-03-15")); got != 100 {
		t.Fatalf("%d marks, want 100", got)
	}
	b.Close()
	b = open(t, dir, Options{Now: c.now})
	check(b)

	c.add(48 * time.Hour)
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(b) // two days later: still known
	c.add(24 * time.Hour)
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.Taken(nameOf(3)); ok || len(filesIn(t, dir, "spent")) != 0 {
		t.Fatal("marks are kept for ever")
	}
	if _, ok := b.Taken(nameOf(120)); !ok || len(filesIn(t, dir, "items")) != 50 {
		t.Fatal("what waits was swept")
	}
}

func TestFloor(t *testing.T) {
	var free int64 = 1000
	b := open(t, memory(t), Options{MinFree: 400, free: func() (int64, error) { return free, nil }})
	try := func(media bool) error {
		it, err := b.Create(t.Context(), nameOf(1), media)
		if err == nil {
			it.Abort()
		}
		return err
	}
	for _, c := range []struct {
		free        int64
		text, media bool
		part        int64 // longest upload that is let in; 0 = none
	}{
		{1000, true, true, 200},
		{800, true, true, 0},
		{799, true, false, 0},
		{400, true, false, 0},
		{399, false, false, 0},
	} {
		free = c.free
		for media, want := range map[bool]bool{false: c.text, true: c.media} {
			if err := try(media); (err == nil) != want {
				t.Errorf("%d free, media %v: %v", c.free, media, err)
			} else if err != nil {
				kind(t, err, voxpop.Unavailable)
			}
		}
		if c.part > 0 {
			if err := b.NewPart(nameOf(2), c.part); err != nil {
				t.Error(err)
			}
			// what is announced is not free any more
			kind(t, b.NewPart(nameOf(3), 1), voxpop.Unavailable)
			b.DropPart(nameOf(2))
		}
		kind(t, b.NewPart(nameOf(2), c.part+1), voxpop.Unavailable)
	}
	free = 1000
	it, err := b.Create(t.Context(), nameOf(1), true)
	if err != nil {
		t.Fatal(err)
	}
	defer it.Abort()
	free = 10
	_, err = io.Copy(it, io.LimitReader(zero{}, 64<<20))
	kind(t, err, voxpop.Unavailable)
	kind(t, it.Commit(tagOf(1)), voxpop.Unavailable)
}

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestFree(t *testing.T) {
	free, err := open(t, t.TempDir(), Options{}).Free()
	if err != nil || free <= 0 {
		t.Fatalf("Free = %d, %v", free, err)
	}
}

func TestOneProgram(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("this system has no such lock")
	}
	dir := memory(t)
	b := open(t, dir, Options{})
	_, err := Open(dir, Options{Now: newClock().now})
	kind(t, err, voxpop.Conflict)
	b.Close()
	open(t, dir, Options{})
}

func TestAfterClose(t *testing.T) {
	b := open(t, memory(t), Options{})
	it, err := b.Create(t.Context(), nameOf(1), false)
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	b.Close()
	for _, err := range []error{it.Commit(tagOf(1)), b.Sweep(t.Context()), b.Door().Done(t.Context(), nameOf(1)), b.NewPart(nameOf(2), 5)} {
		if b.Door(); err != nil {
			kind(t, err, voxpop.Unavailable)
		}
	}
}

func TestModes(t *testing.T) {
	dir := memory(t)
	fill(t, dir, newClock())
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", strings.TrimPrefix(p, dir), info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fill does once everything that a door does, over three days.
func fill(t testing.TB, dir string, c *clock) {
	b := open(t, dir, Options{Now: c.now})
	defer b.Close()
	for day := range 3 {
		for i := day * 10; i < day*10+10; i++ {
			commit(t, b, nameOf(i), tagOf(i), strings.Repeat("s", 100+i))
		}
		n := nameOf(100 + day)
		if err := b.NewPart(n, 10); err != nil {
			t.Fatal(err)
		}
		if _, err := b.WritePart(t.Context(), n, 0, strings.NewReader("01234")); err != nil {
			t.Fatal(err)
		}
		if day == 1 {
			if _, err := b.WritePart(t.Context(), n, 5, strings.NewReader("56789")); err != nil {
				t.Fatal(err)
			}
			if err := b.FinishPart(n, tagOf(1)); err != nil {
				t.Fatal(err)
			}
		}
		it, err := b.Create(t.Context(), nameOf(200), false)
		if err != nil {
			t.Fatal(err)
		}
		it.Write([]byte("dropped"))
		it.Abort()
		if err := b.Door().Done(t.Context(), nameOf(day*10), nameOf(day*10+1)); err != nil {
			t.Fatal(err)
		}
		if err := b.Door().Cards(t.Context(), []intake.Card{card()}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.TicketKeys(); err != nil {
			t.Fatal(err)
		}
		replies := []intake.SealedReply{{Box: boxOf(day), ID: "a", Sealed: []byte("sealed")}, {Box: boxOf(0), ID: fmt.Sprint(day), Sealed: []byte("sealed")}}
		if err := b.Door().Replies(t.Context(), replies); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Replies(boxOf(0)); err != nil {
			t.Fatal(err)
		}
		read(t, b, nameOf(day*10+5))
		if day < 2 {
			c.add(24 * time.Hour)
		}
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func boxOf(i int) string { return fmt.Sprintf("%016x%048x", uint64(i+1)*0x9e3779b97f4a7c15, i) }

func TestErrorsSayNothing(t *testing.T) {
	dir := memory(t)
	b := open(t, dir, Options{})
	n := nameOf(77)
	commit(t, b, n, tagOf(5), "sealed")
	os.RemoveAll(filepath.Join(dir, "items"))
	var all []error
	_, err := b.Door().Open(t.Context(), n)
	all = append(all, err, b.Door().Done(t.Context(), "person@example.org"))
	_, err = b.Create(t.Context(), n, false)
	all = append(all, err)
	b.NewPart(nameOf(3), 10)
	_, err = b.WritePart(t.Context(), nameOf(3), 0, io.MultiReader(strings.NewReader("abc"), broken{}))
	all = append(all, err)
	it, err := b.Create(t.Context(), nameOf(4), false)
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, it.Commit(tagOf(1)))
	for _, err := range all {
		if err == nil {
			t.Fatal("no error")
		}
		said := fmt.Sprintf("%v %+v %q %s", err, err, err, voxpop.HintOf(err))
		for _, secret := range []string{n[:8], nameOf(3)[:8], dir, "example.org", "192.0.2.7", tagOf(5)} {
			if strings.Contains(said, secret) {
				t.Errorf("%q says %q", said, secret)
			}
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) {
	return 0, errors.New("read tcp 192.0.2.7:50112: connection reset by peer")
}

func TestState(t *testing.T) {
	dir, c := memory(t), newClock()
	b := open(t, dir, Options{Now: c.now})
	if cards, err := b.LoadCards(); err != nil || len(cards) != 0 {
		t.Fatal(cards, err)
	}
	if err := b.Door().Cards(t.Context(), []intake.Card{card()}); err != nil {
		t.Fatal(err)
	}
	kind(t, b.Door().Cards(t.Context(), []intake.Card{{}}), voxpop.Invalid)
	first, err := b.TicketKeys()
	if err != nil || len(first) != 1 || len(first[0]) != 32 {
		t.Fatal(first, err)
	}
	b.Close()
	b = open(t, dir, Options{Now: c.now})
	cards, err := b.LoadCards()
	if diff := cmp.Diff([]intake.Card{card()}, cards); err != nil || diff != "" {
		t.Fatal(diff, err)
	}
	c.add(24 * time.Hour)
	second, err := b.TicketKeys()
	if err != nil || len(second) != 2 || !bytes.Equal(second[1], first[0]) || bytes.Equal(second[0], first[0]) {
		t.Fatal(second, err)
	}
	c.add(24 * time.Hour)
	third, err := b.TicketKeys()
	if err != nil || len(third) != 2 || !bytes.Equal(third[1], second[0]) {
		t.Fatal(third, err)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, keysFile)); err != nil || bytes.Contains(raw, []byte("2026-03-14")) {
		t.Fatal("a key outlives its forms", err)
	}
	b.Close()
	// a damaged file closes no door
	os.WriteFile(filepath.Join(dir, cardsFile), []byte("{"), 0o600)
	os.WriteFile(filepath.Join(dir, keysFile), []byte("{"), 0o600)
	b = open(t, dir, Options{Now: c.now})
	_, err = b.LoadCards()
	kind(t, err, voxpop.Invalid)
	if keys, err := b.TicketKeys(); err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if err := b.Door().Cards(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.LoadCards(); err != nil {
		t.Fatal(err)
	}
}

func card() intake.Card {
	return intake.Card{
		Callout:    voxpop.Callout{Slug: "bread", Question: voxpop.Localized{"en": "What does bread cost?"}, Languages: []string{"en"}},
		Recipients: []string{"age1pq1qqqq"},
	}
}
