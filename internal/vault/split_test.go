package vault

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"pgregory.net/rapid"

	"voxpop/internal/intake"
)

// TestSplit: a header and a body that were taken apart open together, the body
// alone is nothing, and with the header of another it does not open.
func TestSplit(t *testing.T) {
	ids, names := newIdentities(t, 2)
	to, err := ParseRecipients(names...)
	if err != nil {
		t.Fatal(err)
	}
	split := func(t *rapid.T, plain []byte) (header, body []byte) {
		in, err := age.EncryptReader(bytes.NewReader(plain), to.to...)
		if err != nil {
			t.Fatal(err)
		}
		header, n, err := readHeader(in)
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if body, err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		return header, body
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(chunkSize-1, chunkSize+1), rapid.IntRange(0, 3*chunkSize)).Draw(t, "size")
		plain := bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, n)
		header, body := split(t, plain)
		other, _ := split(t, plain)
		if int64(len(body)) != payloadSize(int64(n)) {
			t.Fatalf("a body of %d bytes, want %d", len(body), payloadSize(int64(n)))
		}
		for _, id := range ids {
			key, err := age.DecryptHeader(header, id.key)
			if err != nil {
				t.Fatal(err)
			}
			r, err := openPayload("test", header, bytes.NewReader(body), age.NewInjectedFileKeyIdentity(key))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
				t.Fatalf("%d bytes of %d, %v", len(got), n, err)
			}
			if _, err := id.Open(bytes.NewReader(body)); err == nil {
				t.Fatal("a body opens without its header")
			}
			r, err = id.Open(io.MultiReader(bytes.NewReader(other), bytes.NewReader(body)))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err == nil || len(got) > 0 {
				t.Fatal("a body opens with the header of another")
			}
		}
	})
}

// TestPadding: what a padder gives is what it got, then zeros up to the next
// size, however the bytes come in and are asked for.
func TestPadding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(64<<10-2, 64<<10+2), rapid.IntRange(0, 200_000)).Draw(t, "size")
		plain := bytes.Repeat([]byte{7}, n)
		var in io.Reader = bytes.NewReader(plain)
		switch rapid.IntRange(0, 2).Draw(t, "way") {
		case 1:
			in = iotest.DataErrReader(in) // the last bytes come with the end
		case 2:
			in = iotest.HalfReader(in)
		}
		p := &padder{r: in}
		got, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		if p.n != int64(n) || int64(len(got)) != intake.PaddedSize(int64(n), true) || !bytes.Equal(got[:n], plain) || len(bytes.Trim(got[n:], "\x00")) != 0 {
			t.Fatalf("%d bytes became %d, counted %d", n, len(got), p.n)
		}
	})
	// Beyond what a door takes the sizes go on as they began.
	all := intake.Sizes()
	longest := all[len(all)-1]
	for _, n := range []int64{longest + 1, 2 * longest, 10 << 30} {
		if got := paddedSize(n); got < n || float64(got) > 1.25*float64(n) || got%1024 != 0 {
			t.Errorf("%d becomes %d", n, got)
		}
	}
	if paddedSize(longest) != longest {
		t.Error("the longest grows")
	}
}
