package inbox

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"voxpop/internal/intake"
)

// strange are names that somebody with access to the folder may have put there.
var strange = []string{
	"items/2026-03-14/ab/notes.txt",
	"items/2026-03-14/ab/" + strings.Repeat("A", 32) + "." + strings.Repeat("0", 16),
	"items/2026-03-14/ab/cd" + strings.Repeat("0", 30) + "." + strings.Repeat("0", 16), // in another's folder
	"items/2026-03-14/ab/ab" + strings.Repeat("0", 30),
	"items/2026-03-14/ab/ab" + strings.Repeat("0", 30) + "." + strings.Repeat("0", 15),
	"items/2026-03-14/abc/x",
	"items/2026-13-14/ab/x", "items/yesterday", "items/2026-03-14/.zz.old/x", "items/2026-03-14/.old",
	"spent/2026-03-14/x", "spent/2026-3-14/x",
	"parts/2026-03-14/" + strings.Repeat("a", 32) + ".-5", "parts/2026-03-14/" + strings.Repeat("a", 32) + ".007",
	"parts/2026-03-14/" + strings.Repeat("a", 32) + ".99999999999999999999", "parts/2026-03-14/" + strings.Repeat("b", 32) + ".10", "parts/2026-03-14/" + strings.Repeat("b", 32) + ".10.1",
	"mail/ab/x", "mail/ab/" + strings.Repeat("ab", 32) + "/x.2026-03-14", "mail/x",
	".incoming/deep/er/file", "whatever",
}

// A folder that a stranger has been in opens; what is not the door's is
// neither shown nor believed, and nothing outside is touched.
func TestStrangeFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, dir, Options{})
	n := "ab" + nameOf(1)[2:]
	commit(t, b, n, tagOf(1), "sealed")
	b.Close()
	for _, p := range strange {
		p = filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte("strange"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if runtime.GOOS != "windows" {
		link := func(to, at string) {
			if err := os.Symlink(to, filepath.Join(dir, at)); err != nil {
				t.Fatal(err)
			}
		}
		item := func(first string) string { return first + strings.Repeat("1", 30) + "." + strings.Repeat("1", 16) }
		link(secret, "items/2026-03-14/ac/"+item("ac"))
		link("../../../ticketkeys", "items/2026-03-14/ad/"+item("ad"))
		link(outside, "items/2026-03-13")
		link(outside, ".incoming/out")
		link(outside, "mail/cd")
		link("../items", "spent/2026-03-13")
		os.Mkdir(filepath.Join(dir, "items/2026-03-14/ae", item("ae")), 0o700)
	}
	b = open(t, dir, Options{})
	if all := list(t, b); len(all) != 1 || all[0].Name != n || read(t, b, n) != "sealed" {
		t.Fatalf("listed: %v", all)
	}
	for _, first := range []string{"ac", "ad", "ae", "cd"} {
		if _, ok := b.Taken(first + strings.Repeat("1", 30)); ok {
			t.Errorf("%s is believed", first)
		}
	}
	for _, a := range []string{"a", "b"} {
		if _, _, ok := b.Part(strings.Repeat(a, 32)); ok {
			t.Error("an upload is believed")
		}
	}
	if err := b.Repack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Door().Replies(t.Context(), []intake.SealedReply{{Box: "cd" + boxOf(1)[2:], ID: "a", Sealed: []byte("x")}}); err == nil && runtime.GOOS != "windows" {
		t.Error("a reply went out through a link")
	}
	if left, _ := os.ReadDir(outside); len(left) != 1 {
		t.Errorf("outside: %v", left)
	}
	if got, err := os.ReadFile(secret); err != nil || string(got) != "outside" {
		t.Errorf("outside: %q, %v", got, err)
	}
	if got := filesIn(t, dir, incoming); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	commit(t, b, nameOf(2), tagOf(1), "goes on")
}

// FuzzName: names and tags have one spelling, and no other reaches the disk.
func FuzzName(f *testing.F) {
	for _, s := range append(strange, nameOf(1), tagOf(1), "", "..", "\x00", strings.Repeat("ａ", 32)) {
		f.Add(filepath.Base(s), tagOf(1))
		f.Add(nameOf(3), filepath.Base(s))
	}
	b := open(f, memory(f), Options{})
	f.Fuzz(func(t *testing.T, item, content string) {
		n, nameOK := parseName(item)
		g, tagOK := parseTag(content)
		if nameOK && n.String() != item || tagOK && g.String() != content {
			t.Fatalf("%q.%q has another spelling", item, content)
		}
		it, err := b.Create(t.Context(), item, false)
		if _, again := TagOf(err); again {
			return
		}
		if (err == nil) != nameOK {
			t.Fatalf("%q: %v", item, err)
		}
		if err != nil {
			return
		}
		if err := it.Commit(content); (err == nil) != tagOK {
			t.Fatalf("%q: %v", content, err)
		}
		if got, ok := b.Taken(item); ok != tagOK || ok && got != content {
			t.Fatalf("Taken(%q) = %q, %v", item, got, ok)
		}
	})
}

// FuzzFile: a folder with any one more file in it opens, and shows it only if
// it could be the door's.
func FuzzFile(f *testing.F) {
	for _, s := range strange {
		f.Add(s, []byte("strange"))
	}
	f.Add("items/2026-03-14/ab/ab"+strings.Repeat("0", 30)+"."+tagOf(1), []byte("sealed"))
	f.Add("cards.json", []byte(`[{"callout":{}}]`))
	f.Add("ticketkeys", []byte(`[{"day":"2026-03-14","key":"AAAA"}]`))
	f.Add("parts/2026-03-14/"+nameOf(1)+".at.0000000000000001", slot(1, 1))
	f.Fuzz(func(t *testing.T, p string, body []byte) {
		if !filepath.IsLocal(p) || len(p) > 200 {
			return
		}
		dir := memory(t)
		at := filepath.Join(dir, p)
		if os.MkdirAll(filepath.Dir(at), 0o700) != nil || os.WriteFile(at, body, 0o600) != nil {
			return // no file can have this name
		}
		b, err := Open(dir, Options{Now: newClock().now})
		if err != nil {
			// the file stands where a folder of the door must be
			if info, serr := os.Lstat(at); serr != nil || !info.Mode().IsRegular() {
				t.Fatal(err)
			}
			return
		}
		defer b.Close()
		for _, i := range list(t, b) {
			if err := i.Validate(); err != nil {
				t.Fatal(err)
			}
			if got := read(t, b, i.Name); got != string(body) {
				t.Fatalf("read %q", got)
			}
		}
		if _, err := b.TicketKeys(); err != nil {
			t.Fatal(err)
		}
		b.LoadCards()
	})
}

// FuzzSlots: the words that say how much of an upload is safe may be torn
// anywhere, and are then not believed.
func FuzzSlots(f *testing.F) {
	f.Add(append(slot(2, 200), slot(1, 100)...))
	f.Add(append(slot(2, 200), slot(3, 300)...))
	f.Add(make([]byte, 2*slotSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		count, at := readSlots(b)
		if at < 0 || at > maxPart {
			t.Fatal(at)
		}
		if (count != 0 || at != 0) && !bytes.Contains(b, slot(count, at)) {
			t.Fatalf("%d, %d was never written", count, at)
		}
	})
}

// FuzzParts writes an upload at any offsets in any pieces.
func FuzzParts(f *testing.F) {
	f.Add([]byte{5, 0, 5, 5, 5})
	f.Add([]byte{20, 0, 3, 3, 3, 3, 3, 6, 14, 20, 0})
	b := open(f, memory(f), Options{})
	n := nameOf(1)
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) < 3 || steps[0] == 0 {
			return
		}
		length := int64(steps[0])
		b.DropPart(n)
		if err := b.NewPart(n, length); err != nil {
			t.Fatal(err)
		}
		var want []byte
		for steps = steps[1:]; len(steps) >= 2; steps = steps[2:] {
			offset, piece := int64(int8(steps[0])), bytes.Repeat([]byte{steps[1]}, int(steps[1]))
			k, err := b.WritePart(t.Context(), n, offset, bytes.NewReader(piece))
			right := offset == int64(len(want))
			if (err == nil) != right {
				t.Fatalf("at %d of %d: %v", offset, len(want), err)
			}
			if right {
				if fits := min(int64(len(piece)), length-offset); k != fits {
					t.Fatalf("%d taken, %d fit", k, fits)
				}
				want = append(want, piece[:k]...)
			}
		}
		offset, total, ok := b.Part(n)
		if !ok || offset != int64(len(want)) || total != length {
			t.Fatal(offset, total, ok)
		}
		r, err := b.OpenPart(n)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%x, %v; want %x", got, err, want)
		}
	})
}
