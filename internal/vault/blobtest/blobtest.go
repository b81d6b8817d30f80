// Package blobtest is the promise of a blob store as a test suite, run by every implementation.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"voxpop/internal/vault"
)

// Run checks one implementation; open gives an empty store that the test ends.
func Run(t *testing.T, open func(t *testing.T) vault.Blobs) {
	t.Run("what goes in comes out", func(t *testing.T) { roundTrip(t, open(t)) })
	t.Run("content names the blob", func(t *testing.T) { byContent(t, open(t)) })
	t.Run("a range", func(t *testing.T) { ranges(t, open(t)) })
	t.Run("a broken body leaves nothing", func(t *testing.T) { broken(t, open(t)) })
	t.Run("a key is replaced whole", func(t *testing.T) { replaced(t, open(t)) })
	t.Run("the list is in order", func(t *testing.T) { list(t, open(t)) })
	t.Run("what is not there", func(t *testing.T) { missing(t, open(t)) })
	t.Run("bad keys", func(t *testing.T) { badKeys(t, open(t)) })
	t.Run("many at once", func(t *testing.T) { together(t, open(t)) })
	t.Run("a cancelled put leaves nothing", func(t *testing.T) { cancelled(t, open(t)) })
	t.Run("a large body", func(t *testing.T) { large(t, open(t)) })
	t.Run("a reader that is closed early", func(t *testing.T) { closedEarly(t, open(t)) })
	t.Run("a body keeps its bytes while it is read", func(t *testing.T) { readThrough(t, open(t)) })
	t.Run("a deletion takes one", func(t *testing.T) { deletedWhole(t, open(t)) })
}

func put(t *testing.T, b vault.Blobs, key, body string) string {
	t.Helper()
	got, size, err := b.Put(t.Context(), key, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if size != int64(len(body)) {
		t.Fatalf("Put said %d bytes of %d", size, len(body))
	}
	return got
}

func get(t *testing.T, b vault.Blobs, key string, offset, length int64) string {
	t.Helper()
	r, err := b.Get(t.Context(), key, offset, length)
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

func keys(t *testing.T, b vault.Blobs, prefix string) []string {
	t.Helper()
	var all []string
	for k, err := range b.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, k)
	}
	return all
}

func roundTrip(t *testing.T, b vault.Blobs) {
	large := strings.Repeat("صدا\x00\xff", 200_000)
	for i, body := range []string{"", "a", large} {
		key := fmt.Sprintf("upload/%d", i)
		if got := put(t, b, key, body); got != key {
			t.Errorf("stored under %q, not %q", got, key)
		}
		if get(t, b, key, 0, -1) != body {
			t.Errorf("blob %d came out changed", i)
		}
		if size, err := b.Stat(t.Context(), key); err != nil || size != int64(len(body)) {
			t.Errorf("Stat = %d, %v", size, err)
		}
	}
}

func byContent(t *testing.T, b vault.Blobs) {
	sum := sha256.Sum256([]byte("one voice"))
	want := "sha256/" + hex.EncodeToString(sum[:1]) + "/" + hex.EncodeToString(sum[:])
	for range 2 {
		if got := put(t, b, "", "one voice"); got != want {
			t.Errorf("key %q, want %q", got, want)
		}
	}
	if got := keys(t, b, ""); !slices.Equal(got, []string{want}) {
		t.Errorf("equal content is kept once; have %q", got)
	}
	if put(t, b, "", "another voice") == want {
		t.Error("two contents, one key")
	}
}

func ranges(t *testing.T, b vault.Blobs) {
	put(t, b, "r", "0123456789")
	for _, c := range []struct {
		offset, length int64
		want           string
	}{{0, 4, "0123"}, {4, 3, "456"}, {7, -1, "789"}, {7, 100, "789"}, {10, 1, ""}, {20, 5, ""}, {3, 0, ""}} {
		if got := get(t, b, "r", c.offset, c.length); got != c.want {
			t.Errorf("Get(%d, %d) = %q, want %q", c.offset, c.length, got, c.want)
		}
	}
}

func broken(t *testing.T, b vault.Blobs) {
	cut := errors.New("the line went dead")
	for _, key := range []string{"", "half"} {
		body := io.MultiReader(strings.NewReader(strings.Repeat("x", 100_000)), iotest.ErrReader(cut))
		if _, _, err := b.Put(t.Context(), key, body); !errors.Is(err, cut) {
			t.Errorf("Put of a broken body: %v", err)
		}
	}
	if got := keys(t, b, ""); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
	put(t, b, "whole", "first")
	body := io.MultiReader(strings.NewReader("sec"), iotest.ErrReader(cut))
	if _, _, err := b.Put(t.Context(), "whole", body); err == nil {
		t.Error("no error")
	}
	if got := get(t, b, "whole", 0, -1); got != "first" {
		t.Errorf("a broken body changed the blob to %q", got)
	}
}

func replaced(t *testing.T, b vault.Blobs) {
	put(t, b, "a/b", "a long first text")
	put(t, b, "a/b", "short")
	if got := get(t, b, "a/b", 0, -1); got != "short" {
		t.Errorf("got %q", got)
	}
}

func list(t *testing.T, b vault.Blobs) {
	all := []string{"a.x", "a/1", "a/10", "a/2", "a/b/c", "a0", "b"}
	for _, k := range slices.Backward(all) {
		put(t, b, k, k)
	}
	for prefix, want := range map[string][]string{
		"": all, "a/": {"a/1", "a/10", "a/2", "a/b/c"}, "a/1": {"a/1", "a/10"}, "a/b/": {"a/b/c"}, "c": nil, "a/b/cc": nil,
	} {
		if got := keys(t, b, prefix); !slices.Equal(got, want) {
			t.Errorf("List(%q) = %q, want %q", prefix, got, want)
		}
	}
	for k := range b.List(t.Context(), "") {
		if k != all[0] {
			t.Errorf("first is %q", k)
		}
		break
	}
	if err := b.Delete(t.Context(), "a/10"); err != nil {
		t.Fatal(err)
	}
	if got := keys(t, b, "a/1"); !slices.Equal(got, []string{"a/1"}) {
		t.Errorf("after Delete: %q", got)
	}
}

func missing(t *testing.T, b vault.Blobs) {
	put(t, b, "folder/blob", "x")
	for _, key := range []string{"none", "folder", "folder/none/deeper"} {
		if _, err := b.Get(t.Context(), key, 0, -1); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get(%q): %v", key, err)
		}
		if _, err := b.Stat(t.Context(), key); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Stat(%q): %v", key, err)
		}
	}
	if err := b.Delete(t.Context(), "none"); err != nil {
		t.Errorf("Delete of nothing: %v", err)
	}
}

func badKeys(t *testing.T, b vault.Blobs) {
	for _, key := range []string{"..", "../x", "a/../b", "/a", "a/", "a//b", ".hidden", "a/.b", "A", "q b", "a\\b", "a\x00", "ä", strings.Repeat("x", 600)} {
		if _, _, err := b.Put(t.Context(), key, strings.NewReader("x")); err == nil {
			t.Errorf("Put(%q) was taken", key)
		} else if strings.Contains(err.Error(), key) && len(key) > 2 {
			t.Errorf("the error repeats the key: %v", err)
		}
		if _, err := b.Get(t.Context(), key, 0, -1); err == nil {
			t.Errorf("Get(%q) was taken", key)
		}
		if err := b.Delete(t.Context(), key); err == nil {
			t.Errorf("Delete(%q) was taken", key)
		}
	}
}

func together(t *testing.T, b vault.Blobs) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 10 {
				own := fmt.Sprintf("own/%d-%d", i, j)
				for _, key := range []string{own, "", "shared"} {
					if _, _, err := b.Put(t.Context(), key, bytes.NewReader([]byte("same"))); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if got := len(keys(t, b, "")); got != 8*10+2 {
		t.Errorf("%d blobs", got)
	}
	if get(t, b, "shared", 0, -1) != "same" {
		t.Error("torn")
	}
}

func cancelled(t *testing.T, b vault.Blobs) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := b.Put(ctx, "late", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	if got := keys(t, b, ""); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

// large is more than a store may take in one request, with ranges over every
// border that it may have made in it.
func large(t *testing.T, b vault.Blobs) {
	const size = 11<<20 + 7
	body := make([]byte, size)
	for i := range body {
		body[i] = byte(i>>16 ^ i>>8 ^ i)
	}
	// A reader that gives little at a time, and whose length nobody knows before.
	_, n, err := b.Put(t.Context(), "large", iotest.HalfReader(bytes.NewReader(body)))
	if err != nil || n != size {
		t.Fatal(n, err)
	}
	for _, border := range []int64{0, 5 << 20, 8 << 20, 10 << 20, size} {
		from := max(0, border-3)
		want := body[from:min(size, border+5)]
		if got := get(t, b, "large", from, border+5-from); got != string(want) {
			t.Errorf("the range at %d came out changed", border)
		}
	}
	if got := get(t, b, "large", 1, -1); got != string(body[1:]) {
		t.Error("all but the first byte came out changed")
	}
}

func closedEarly(t *testing.T, b vault.Blobs) {
	put(t, b, "k", strings.Repeat("x", 300_000))
	for range 50 { // a store that leaks what was left open runs out of it
		r, err := b.Get(t.Context(), "k", 1, -1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Delete(t.Context(), "k"); err != nil {
		t.Error(err)
	}
}

// readThrough: who began to read a blob reads that blob to its end, or an
// error, and never the begin of one and the end of another.
func readThrough(t *testing.T, b vault.Blobs) {
	first, second := strings.Repeat("1", 400_000), strings.Repeat("2", 400_000)
	put(t, b, "k", first)
	r, err := b.Get(t.Context(), "k", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	begin := make([]byte, 10)
	if _, err := io.ReadFull(r, begin); err != nil {
		t.Fatal(err)
	}
	put(t, b, "k", second)
	rest, err := io.ReadAll(r)
	if got := string(begin) + string(rest); err == nil && got != first && got != second {
		t.Error("two blobs in one reading")
	}
	if get(t, b, "k", 0, -1) != second {
		t.Error("not replaced")
	}
}

func deletedWhole(t *testing.T, b vault.Blobs) {
	put(t, b, "f/k", "x")
	put(t, b, "f/other", "y")
	for range 2 {
		if err := b.Delete(t.Context(), "f/k"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Stat(t.Context(), "f/k"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
	if get(t, b, "f/other", 0, -1) != "y" {
		t.Error("its neighbour went too")
	}
}
