package vault_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/vault"
	"voxpop/internal/vault/blobtest"
)

func TestRoomOnDisk(t *testing.T) {
	blobtest.RunRoom(t, func(t *testing.T) vault.Blobs { return openDisk(t, t.TempDir()) })
}

const passphrase = "six words that nobody guesses"

func newRoom(t testing.TB) (*vault.Room, *vault.Ring, vault.Recovery, string) {
	t.Helper()
	dir := t.TempDir()
	ring, recovery, err := vault.CreateRing(filepath.Join(dir, "keys"), passphrase, vault.Options{WorkFactor: 10})
	if err != nil {
		t.Fatal(err)
	}
	d, err := vault.OpenDisk(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return vault.NewRoom(d, ring), ring, recovery, dir
}

// TestSizesSeen: whatever a file's length up to the longest that a door takes,
// its body has one of 42 sizes, at most a quarter larger than the file from
// 64 KiB on and never smaller.
func TestSizesSeen(t *testing.T) {
	all := intake.Sizes()
	longest := all[len(all)-1]
	sizes := map[int64]bool{}
	worst := 0.0
	look := func(n int64) {
		padded := intake.PaddedSize(n, true)
		sealed := vault.SealedSize(padded, 2)
		sizes[sealed] = true
		if padded < n {
			t.Fatalf("%d bytes became %d", n, padded)
		}
		if n >= 64<<10 {
			worst = max(worst, float64(padded-n)/float64(n))
		}
	}
	for _, s := range all {
		for _, n := range []int64{s - 1, s, s + 1} {
			if n <= longest {
				look(n)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) { look(rapid.Int64Range(0, longest).Draw(t, "n")) })
	t.Logf("%d sizes up to %d MiB, at most %.1f %% more than the file", len(sizes), longest>>20, 100*worst)
	if len(sizes) > 42 || worst > .25 {
		t.Errorf("%d sizes, %.2f %% more than the file", len(sizes), 100*worst)
	}
}

// TestErase: a thousand items whose headers were forgotten open no more with
// every key that there is, their bodies kept and every byte of the disk; and
// nothing of their text or their headers is on it.
func TestErase(t *testing.T) {
	const items = 1000
	room, ring, recovery, dir := newRoom(t)
	const mark = "CANARY-of-a-voice"
	type item struct {
		key    string
		header []byte
	}
	all := make([]item, items)
	var wg sync.WaitGroup
	for part := range slices.Chunk(all, items/20) { // together, for the disk is slow
		wg.Go(func() {
			for i := range part {
				key, header, _, err := room.Put(t.Context(), "ferry", strings.NewReader(mark))
				if err != nil {
					t.Error(err)
				}
				part[i] = item{key, header}
			}
		})
	}
	wg.Wait()
	// One that is kept, to know that the keys in hand are the right ones.
	keptKey, keptHeader, _, err := room.Put(t.Context(), "ferry", strings.NewReader("kept"))
	if err != nil {
		t.Fatal(err)
	}
	read := func(key string, header []byte) (string, error) {
		in, err := room.Get(t.Context(), "ferry", key, header, int64(len(mark)), 0, -1)
		if err != nil {
			return "", err
		}
		defer in.Close()
		b, err := io.ReadAll(in)
		return string(b), err
	}
	if got, err := read(all[0].key, all[0].header); err != nil || got != mark {
		t.Fatal("they do not open before either", err)
	}

	// Every byte of the disk, the bodies copied away before.
	copies := t.TempDir()
	if err := os.CopyFS(copies, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	disk := map[string][]byte{}
	err = filepath.WalkDir(copies, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		disk[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, b := range disk {
		if bytes.Contains(b, []byte(mark)) {
			t.Errorf("%s holds the text", filepath.Base(path))
		}
		for _, it := range all[:20] {
			if bytes.Contains(b, it.header[40:140]) {
				t.Errorf("%s holds a header", filepath.Base(path))
			}
		}
	}

	// Every key: the recovery identity, the newsroom's, the call-out's.
	spare, err := vault.RecoveryIdentity(recovery.Shares[1:])
	if err != nil {
		t.Fatal(err)
	}
	keys := vault.SecretsOf(t, ring, "ferry", spare)
	if len(keys) != 3 {
		t.Fatalf("%d keys, want the call-out's one, the newsroom's and recovery", len(keys))
	}
	if _, err := age.DecryptHeader(keptHeader, keys...); err != nil {
		t.Fatal("the keys in hand are not the right ones", err)
	}
	erased := all
	all = nil // with every header: what [store.DB] forgets with the row
	opened := 0
	for _, it := range erased {
		body := disk[filepath.Join(copies, "blobs", filepath.FromSlash(it.key))]
		if len(body) == 0 {
			t.Fatal("a copy is missing")
		}
		for _, header := range [][]byte{nil, keptHeader} {
			if r, err := age.Decrypt(io.MultiReader(bytes.NewReader(header), bytes.NewReader(body)), keys...); err == nil {
				if b, err := io.ReadAll(r); err == nil {
					opened++
					t.Errorf("opened %q", b)
				}
			}
		}
		if _, err := read(it.key, nil); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the room: %v", err)
		}
	}
	if got, err := read(keptKey, keptHeader); err != nil || !strings.HasPrefix(got, "kept") {
		t.Errorf("what was not erased: %q %v", got, err)
	}
	t.Logf("%d of %d erased items opened, with %d keys and %d files of the disk", opened, items, len(keys), len(disk))
}

// looking looks at the disk in the midst of a body.
type looking struct {
	r    io.Reader
	n    int
	look func()
}

func (l *looking) Read(b []byte) (int, error) {
	if l.n++; l.n%4 == 0 {
		l.look()
	}
	return l.r.Read(b)
}

// TestNoPlaintextWhileItStreams: while a body comes in, no file of the store
// or the folder for temporary files holds any of it in the clear.
func TestNoPlaintextWhileItStreams(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	room, _, _, dir := newRoom(t)
	const mark = "CANARY-of-a-voice "
	looked, grown := 0, false
	look := func() {
		looked++
		for _, folder := range []string{dir, temp} {
			err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
				if err != nil || !d.Type().IsRegular() {
					return err
				}
				b, err := os.ReadFile(path)
				if bytes.Contains(b, []byte(mark)) {
					t.Errorf("%s holds the text", d.Name())
				}
				grown = grown || len(b) > 64<<10
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	body := &looking{r: strings.NewReader(strings.Repeat(mark, 40_000)), look: look}
	if _, _, _, err := room.Put(t.Context(), "ferry", body); err != nil {
		t.Fatal(err)
	}
	look()
	if looked < 5 || !grown {
		t.Errorf("looked %d times, and saw sealed bytes: %v", looked, grown)
	}
}

func BenchmarkSeal(b *testing.B) {
	_, ring, _, _ := newRoom(b)
	list, err := ring.Callout("ferry")
	if err != nil {
		b.Fatal(err)
	}
	to, err := vault.ParseRecipients(list...)
	if err != nil {
		b.Fatal(err)
	}
	for name, size := range map[string]int{"text": intake.TextSize, "64MiB": 64 << 20} {
		plain := make([]byte, size)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				w, err := to.Seal(io.Discard)
				if err != nil {
					b.Fatal(err)
				}
				w.Write(plain)
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	_, ring, _, _ := newRoom(b)
	for name, size := range map[string]int{"text": intake.TextSize, "64MiB": 64 << 20} {
		list, _ := ring.Callout("ferry")
		to, _ := vault.ParseRecipients(list...)
		var sealed bytes.Buffer
		w, err := to.Seal(&sealed)
		if err != nil {
			b.Fatal(err)
		}
		w.Write(make([]byte, size))
		w.Close()
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				_, plain, err := ring.Open(bytes.NewReader(sealed.Bytes()))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A newsroom with 20 call-outs: an item of the call-out that opened last, items
// of 5 call-outs by turns, and one that no key opens, which tries them all.
func BenchmarkOpenOfMany(b *testing.B) {
	_, ring, _, _ := newRoom(b)
	items := make([][]byte, 20)
	seal := func(list ...string) []byte {
		to, err := vault.ParseRecipients(list...)
		if err != nil {
			b.Fatal(err)
		}
		var sealed bytes.Buffer
		w, err := to.Seal(&sealed)
		if err != nil {
			b.Fatal(err)
		}
		w.Write(make([]byte, intake.TextSize))
		w.Close()
		return sealed.Bytes()
	}
	for i := range items {
		list, err := ring.Callout(fmt.Sprintf("callout-%02d", i))
		if err != nil {
			b.Fatal(err)
		}
		items[i] = seal(list...)
	}
	for _, item := range items { // the keys themselves are opened once
		if _, _, err := ring.Open(bytes.NewReader(item)); err != nil {
			b.Fatal(err)
		}
	}
	var strangers [2]string
	for i := range strangers {
		id, err := vault.GenerateIdentity()
		if err != nil {
			b.Fatal(err)
		}
		strangers[i] = id.Recipient()
	}
	foreign := seal(strangers[:]...)
	for name, items := range map[string][][]byte{"last": items[:1], "five": items[:5], "none": {foreign}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, plain, err := ring.Open(bytes.NewReader(items[i%len(items)]))
				if name == "none" {
					if voxpop.KindOf(err) != voxpop.NotFound {
						b.Fatal(err)
					}
					continue
				}
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRoomRange(b *testing.B) {
	room, _, _, _ := newRoom(b)
	const size = 32 << 20
	key, header, _, err := room.Put(b.Context(), "ferry", io.LimitReader(rand.Reader, size))
	if err != nil {
		b.Fatal(err)
	}
	for name, length := range map[string]int64{"1KiB": 1 << 10, "1MiB": 1 << 20} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(length)
			b.ReportAllocs()
			offset := int64(1)
			for b.Loop() {
				in, err := room.Get(b.Context(), "ferry", key, header, size, offset, length)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, in); err != nil {
					b.Fatal(err)
				}
				in.Close()
				offset = (offset + 7_654_321) % (size - length)
			}
		})
	}
}
