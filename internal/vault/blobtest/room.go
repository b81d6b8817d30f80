package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"voxpop"
	"voxpop/internal/vault"
)

const passphrase = "six words that nobody guesses"

// blob is what a room gave back for one.
type blob struct {
	key    string
	header []byte
	size   int64
}

// RunRoom checks that blobs can be kept sealed in an implementation; open
// gives an empty store that the test ends.
func RunRoom(t *testing.T, open func(t *testing.T) vault.Blobs) {
	run := func(name string, test func(*testing.T, vault.Blobs, *vault.Room)) {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			ring, _ := newKeys(t)
			test(t, b, vault.NewRoom(b, ring))
		})
	}
	run("what goes in comes out", sealedRoundTrip)
	run("a range", sealedRanges)
	run("a broken body leaves nothing", sealedBroken)
	run("nothing in the clear", sealedBytes)
	run("without its header nothing opens", sealedHeaders)
	run("what was changed does not open", sealedChanged)
	run("locked keys seal and do not open", sealedLocked)
	run("what lay in the clear before", sealedOlder)
	run("a copy opens with its header", sealedCopies)
	run("many at once", sealedTogether)
	t.Run("no keys", func(t *testing.T) { unsealed(t, open(t)) })
}

// newKeys makes a ring whose passphrase costs little to try.
func newKeys(t *testing.T) (*vault.Ring, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	ring, _, err := vault.CreateRing(dir, passphrase, vault.Options{WorkFactor: 10})
	if err != nil {
		t.Fatal(err)
	}
	return ring, dir
}

func seal(t *testing.T, r *vault.Room, callout, body string) blob {
	t.Helper()
	key, header, size, err := r.Put(t.Context(), callout, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if size != int64(len(body)) {
		t.Fatalf("Put said %d bytes of %d", size, len(body))
	}
	return blob{key, header, size}
}

func unseal(t *testing.T, r *vault.Room, callout string, b blob, offset, length int64) (string, error) {
	t.Helper()
	in, err := r.Get(t.Context(), callout, b.key, b.header, b.size, offset, length)
	if err != nil {
		return "", err
	}
	defer in.Close()
	body, err := io.ReadAll(in)
	return string(body), err
}

func sealedRoundTrip(t *testing.T, _ vault.Blobs, r *vault.Room) {
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 80 << 10, 300_000} {
		body := text(size)
		b := seal(t, r, "ferry", body)
		if got, err := unseal(t, r, "ferry", b, 0, -1); err != nil || got != body {
			t.Errorf("%d bytes came out as %d, %v", size, len(got), err)
		}
	}
	one, two := seal(t, r, "ferry", "same"), seal(t, r, "ferry", "same")
	if one.key == two.key || bytes.Equal(one.header, two.header) {
		t.Error("equal files show as equal")
	}
	if _, err := unseal(t, r, "tram", one, 0, -1); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("the key of another call-out: %v", err)
	}
	key, _, size, err := r.Put(t.Context(), "ferry", iotest.OneByteReader(strings.NewReader("slow")))
	if err != nil || size != 4 || !strings.HasPrefix(key, "sealed/") {
		t.Error(key, size, err)
	}
	if err := r.Delete(t.Context(), one.key); err != nil {
		t.Fatal(err)
	}
	if _, err := unseal(t, r, "ferry", one, 0, -1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Delete: %v", err)
	}
}

// text is so many bytes that are not all alike.
func text(n int) string {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + r.IntN(26))
	}
	return string(b)
}

func sealedRanges(t *testing.T, _ vault.Blobs, r *vault.Room) {
	body := text(300_001)
	b := seal(t, r, "ferry", body)
	end := int64(len(body))
	chance := rand.New(rand.NewPCG(2, 2))
	ranges := [][2]int64{{0, 4}, {1, 0}, {0, 0}, {65535, 2}, {65536, 65536}, {131_000, 200}, {end - 1, 1}, {end - 1, 100}, {end, 1}, {end + 5, 5}, {0, -1}, {1, -1}, {end - 3, -1}, {70_000, -1}}
	for range 40 {
		from := chance.Int64N(end)
		ranges = append(ranges, [2]int64{from, chance.Int64N(end - from + 1)})
	}
	for _, c := range ranges {
		from, to := min(c[0], end), end
		if c[1] >= 0 {
			to = min(end, from+c[1])
		}
		got, err := unseal(t, r, "ferry", b, c[0], c[1])
		if err != nil || got != body[from:to] {
			t.Errorf("Get(%d, %d) gave %d bytes of %d, %v", c[0], c[1], len(got), to-from, err)
		}
	}
	if _, err := unseal(t, r, "ferry", b, -1, 4); err == nil {
		t.Error("a range before the begin")
	}
}

func sealedBroken(t *testing.T, b vault.Blobs, r *vault.Room) {
	cut := errors.New("the line went dead")
	for _, n := range []int{0, 10, 200_000} {
		_, _, _, err := r.Put(t.Context(), "ferry", io.MultiReader(strings.NewReader(text(n)), iotest.ErrReader(cut)))
		if !errors.Is(err, cut) {
			t.Errorf("Put of a body that breaks after %d bytes: %v", n, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, _, err := r.Put(ctx, "ferry", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Put: %v", err)
	}
	if got := keys(t, b, ""); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

func sealedBytes(t *testing.T, b vault.Blobs, r *vault.Room) {
	const word = "a sentence that nobody else may read"
	sizes := map[int64]bool{}
	for _, n := range []int{0, 1, 1000, 30_000, 65_000} {
		s := seal(t, r, "ferry", strings.Repeat(word, n/len(word)+1)[:max(n, len(word))])
		size, err := b.Stat(t.Context(), s.key)
		if err != nil {
			t.Fatal(err)
		}
		sizes[size] = true
		lies := get(t, b, s.key, 0, -1)
		if strings.Contains(lies, word[:12]) || strings.Contains(lies, "age-encryption.org") || bytes.Contains([]byte(lies), s.header[60:120]) {
			t.Error("a body shows its text or its header")
		}
		if strings.Contains(string(s.header), word[:12]) {
			t.Error("a header shows the text")
		}
	}
	if len(sizes) != 1 {
		t.Errorf("%d sizes of five small files: %v", len(sizes), sizes)
	}
}

func sealedHeaders(t *testing.T, b vault.Blobs, r *vault.Room) {
	s, other := seal(t, r, "ferry", "one"), seal(t, r, "ferry", "two")
	lost := s
	lost.header = nil
	if _, err := unseal(t, r, "ferry", lost, 0, -1); !errors.Is(err, fs.ErrNotExist) || voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("without a header: %v", err)
	}
	for name, header := range map[string][]byte{
		"another's": other.header, "cut": s.header[:len(s.header)-1], "longer": append(bytes.Clone(s.header), 0), "half": s.header[:len(s.header)/2],
		"the body itself": []byte(get(t, b, s.key, 0, -1)),
	} {
		lost.header = header
		for _, offset := range []int64{0, 1} {
			if got, err := unseal(t, r, "ferry", lost, offset, -1); err == nil {
				t.Errorf("%s header opened %q", name, got)
			}
		}
	}
}

func sealedChanged(t *testing.T, b vault.Blobs, r *vault.Room) {
	body := text(200_000)
	s := seal(t, r, "ferry", body)
	lies := get(t, b, s.key, 0, -1)
	check := func(name, now string) {
		t.Helper()
		put(t, b, s.key, now)
		whole, err := unseal(t, r, "ferry", s, 0, -1)
		if err == nil {
			t.Errorf("%s: opened", name)
		} else if !strings.HasPrefix(body, whole) {
			t.Errorf("%s: gave bytes that were never in it", name)
		}
		if part, err := unseal(t, r, "ferry", s, 70_000, 100_000); err == nil && part != body[70_000:170_000] {
			t.Errorf("%s: a range gave other bytes", name)
		}
	}
	for _, at := range []int{0, 20, 70_000, 199_000} {
		x := []byte(lies)
		x[at] ^= 1
		check(fmt.Sprintf("a bit at %d", at), string(x))
	}
	check("empty", "")
	check("cut", lies[:100_000])
	check("chunks in another order", lies[:16]+lies[16+65552:16+2*65552]+lies[16:16+65552]+lies[16+2*65552:])
	check("another's body", get(t, b, seal(t, r, "ferry", text(199_999)).key, 0, -1))
	put(t, b, s.key, lies)
	if got, err := unseal(t, r, "ferry", s, 0, -1); err != nil || got != body {
		t.Errorf("put back: %v", err)
	}
}

func sealedLocked(t *testing.T, b vault.Blobs, _ *vault.Room) {
	_, dir := newKeys(t)
	ring, err := vault.OpenRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := vault.NewRoom(b, ring)
	s := seal(t, r, "ferry", "sealed by a locked machine")
	if _, err := unseal(t, r, "ferry", s, 0, -1); voxpop.KindOf(err) != voxpop.Forbidden || voxpop.HintOf(err) == "" {
		t.Errorf("locked: %v", err)
	}
	if err := ring.Unlock(passphrase); err != nil {
		t.Fatal(err)
	}
	if got, err := unseal(t, r, "ferry", s, 7, 2); err != nil || got != "by" {
		t.Errorf("%q %v", got, err)
	}
	if err := ring.Forget("ferry"); err != nil {
		t.Fatal(err)
	}
	if _, err := unseal(t, r, "ferry", s, 0, -1); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("after its call-out's keys are gone: %v", err)
	}
	if _, err := unseal(t, vault.NewRoom(b, nil), "ferry", s, 0, -1); voxpop.KindOf(err) != voxpop.Forbidden {
		t.Errorf("without any keys: %v", err)
	}
}

func sealedOlder(t *testing.T, b vault.Blobs, r *vault.Room) {
	s := seal(t, vault.NewRoom(b, nil), "ferry", "from before there were keys")
	if got, err := unseal(t, r, "ferry", s, 5, 6); err != nil || got != "before" {
		t.Errorf("%q %v", got, err)
	}
}

func sealedCopies(t *testing.T, b vault.Blobs, r *vault.Room) {
	s := seal(t, r, "ferry", "carried over")
	in, err := r.Raw(t.Context(), s.key)
	if err != nil {
		t.Fatal(err)
	}
	lies, err := io.ReadAll(in)
	in.Close()
	if err != nil || string(lies) != get(t, b, s.key, 0, -1) {
		t.Fatal("Raw is not what lies there", err)
	}
	if err := r.Delete(t.Context(), s.key); err != nil {
		t.Fatal(err)
	}
	stored, size, err := r.PutRaw(t.Context(), s.key, bytes.NewReader(lies))
	if err != nil || stored != s.key || size != int64(len(lies)) {
		t.Fatal(stored, size, err)
	}
	if got, err := unseal(t, r, "ferry", s, 0, -1); err != nil || got != "carried over" {
		t.Errorf("%q %v", got, err)
	}
	if got := keys(t, b, "sealed/"); !slices.Equal(got, []string{s.key}) {
		t.Errorf("%q", got)
	}
}

func sealedTogether(t *testing.T, _ vault.Blobs, r *vault.Room) {
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for j := range 5 {
				callout, body := fmt.Sprintf("c%d", i%3), text(10_000*i+j)
				key, header, size, err := r.Put(t.Context(), callout, strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				in, err := r.Get(t.Context(), callout, key, header, size, 1, -1)
				if err != nil && len(body) > 0 {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(in)
				in.Close()
				if err != nil || len(body) > 1 && string(got) != body[1:] {
					t.Errorf("%d bytes of %d, %v", len(got), len(body), err)
				}
			}
		})
	}
	wg.Wait()
}

func unsealed(t *testing.T, b vault.Blobs) {
	r := vault.NewRoom(b, nil)
	s := seal(t, r, "ferry", "in the clear")
	if s.header != nil || !strings.HasPrefix(s.key, "sha256/") {
		t.Errorf("%q, a header of %d bytes", s.key, len(s.header))
	}
	if got, err := unseal(t, r, "ferry", s, 3, 3); err != nil || got != "the" {
		t.Errorf("%q %v", got, err)
	}
}
