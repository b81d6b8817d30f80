package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/intake"
)

func newIdentities(t testing.TB, n int) (ids []Identity, names []string) {
	t.Helper()
	for range n {
		id, err := GenerateIdentity()
		if err != nil {
			t.Fatal(err)
		}
		ids, names = append(ids, id), append(names, id.Recipient())
	}
	return ids, names
}

func TestOnlyHybridRecipients(t *testing.T) {
	_, names := newIdentities(t, 2)
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	secret, _ := GenerateIdentity()
	cut := names[0][:len(names[0])-3]
	for _, list := range [][]string{
		{}, {""}, {"age1pq1"}, {cut}, {classic.Recipient().String()}, {names[0], classic.Recipient().String()}, {names[0], names[1], names[0]},
		{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKRmCbQQ1T1NtYkV/"}, {secret.text()}, {"age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t"},
	} {
		_, err := ParseRecipients(list...)
		wantKind(t, err, voxpop.Invalid)
		if err == nil {
			continue
		}
		for _, s := range list {
			if len(s) > 8 && (strings.Contains(err.Error(), s[:8]) && !strings.HasPrefix(s, "age1pq1") || strings.Contains(err.Error(), secret.text()[20:40])) {
				t.Errorf("the error repeats the key: %v", err)
			}
		}
	}
	if _, err := ParseRecipients(names...); err != nil {
		t.Error(err)
	}
}

// TestSealedSize: the size is known before, to the byte, and depends on
// nothing but the length and the number of recipients.
func TestSealedSize(t *testing.T) {
	_, names := newIdentities(t, 3)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "recipients")
		size := rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(chunkSize-2, chunkSize+2), rapid.IntRange(2*chunkSize-1, 2*chunkSize+1), rapid.IntRange(0, 300_000)).Draw(t, "size")
		to, err := ParseRecipients(names[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := to.sealBytes(make([]byte, size))
		if err != nil {
			t.Fatal(err)
		}
		if want := SealedSize(int64(size), n); int64(len(sealed)) != want {
			t.Errorf("%d bytes to %d recipients became %d, want %d", size, n, len(sealed), want)
		}
	})
}

func sealedEnvelope(t testing.TB, to Recipients, size int64) []byte {
	t.Helper()
	b, err := to.sealBytes(make([]byte, size))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCheckSealed(t *testing.T) {
	_, names := newIdentities(t, 3)
	to, err := ParseRecipients(names[:2]...)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range intake.Sizes()[:12] {
		item := sealedEnvelope(t, to, size)
		if err := to.CheckSealed(bytes.NewReader(item), int64(len(item))); err != nil {
			t.Errorf("size %d: %v", size, err)
		}
	}
	item := sealedEnvelope(t, to, intake.TextSize)
	in := bytes.NewReader(item)
	if err := to.CheckSealed(in, int64(len(item))); err != nil || in.Len() != len(item)-headerSize(2) {
		t.Errorf("read %d bytes of a header of %d, %v", len(item)-in.Len(), headerSize(2), err)
	}
	refused := func(name string, b []byte, size int64) {
		t.Helper()
		if err := to.CheckSealed(bytes.NewReader(b), size); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	one, _ := ParseRecipients(names[0])
	three, _ := ParseRecipients(names...)
	refused("a recipient less", sealedEnvelope(t, one, intake.TextSize), int64(len(item)))
	refused("a recipient more", sealedEnvelope(t, three, intake.TextSize), int64(len(item)))
	refused("another size", item, int64(len(item))+1)
	refused("no envelope's size", sealedEnvelope(t, to, 1000), SealedSize(1000, 2))
	refused("cut short", item[:headerSize(2)-1], int64(len(item)))
	refused("empty", nil, int64(len(item)))
	classic, _ := age.GenerateX25519Identity()
	pass, _ := age.NewScryptRecipient("passphrase")
	pass.SetWorkFactor(10)
	for _, other := range []age.Recipient{classic.Recipient(), pass} {
		var b bytes.Buffer
		w, err := age.Encrypt(&b, other)
		if err != nil {
			t.Fatal(err)
		}
		w.Close()
		refused("not hybrid", b.Bytes(), int64(len(item)))
	}
	// A hybrid and a classic stanza, which age itself would not mix.
	mixed := bytes.Clone(item[:headerSize(2)])
	at := len(ageIntro) + stanzaSize
	mixed = append(append(bytes.Clone(mixed[:at]), "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n"...), mixed[at+stanzaSize:]...)
	refused("mixed", mixed, int64(len(item)))
	for i := range headerSize(2) {
		b := bytes.Clone(item[:headerSize(2)])
		b[i] = '\n'
		if item[i] != '\n' {
			refused("a line break inside", b, int64(len(item)))
		}
	}
	lost := errors.New("the line went dead")
	if err := to.CheckSealed(io.MultiReader(bytes.NewReader(item[:100]), iotest.ErrReader(lost)), int64(len(item))); !errors.Is(err, lost) {
		t.Errorf("a reader that failed: %v", err)
	}
}

// TestIdentityFromSeed: the text of a seed's identity is what age's library
// for browsers makes of the same bytes (typage's test of hybrid keys decodes
// the bech32 of 32 bytes), and the seed is the whole of it.
func TestIdentityFromSeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		id, err := IdentityFromSeed(seed)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := IdentityFromSeed(seed)
		if id.Recipient() != again.Recipient() || id.text() != bech32(identityPrefix, seed[:]) {
			t.Error("not the same twice, or another secret than the seed")
		}
		sealed, err := SealReply(id.Recipient(), []byte("an answer"))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := again.Open(bytes.NewReader(sealed))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(plain); err != nil || string(b) != "an answer" {
			t.Errorf("%q %v", b, err)
		}
	})
	// A value that any other implementation must find too.
	id, err := IdentityFromSeed([32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "AGE-SECRET-KEY-PQ-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"; !strings.HasPrefix(id.text(), want[:60]) {
		t.Errorf("seed of zeros is %.60s…", id.text())
	}
}

func TestFingerprint(t *testing.T) {
	_, names := newIdentities(t, 2)
	a, b, both := Fingerprint(names[0]), Fingerprint(names[1]), Fingerprint(names...)
	if len(a) != 6 || strings.Join(a, " ") == strings.Join(b, " ") || strings.Join(both, " ") == strings.Join(a, " ") {
		t.Errorf("%v %v %v", a, b, both)
	}
	if strings.Join(a, " ") != strings.Join(Fingerprint(names[0]), " ") {
		t.Error("not the same twice")
	}
	if got := strings.Join(Fingerprint("age1pq1example"), " "); got != fingerprintOfExample {
		t.Errorf("fingerprints on paper no longer hold: %s", got)
	}
}

const fingerprintOfExample = "dwelling septum lilac armadillo resolved skimmed"

func FuzzHeader(f *testing.F) {
	_, names := newIdentities(f, 2)
	for n := 1; n <= 2; n++ {
		to, _ := ParseRecipients(names[:n]...)
		b, _ := to.sealBytes([]byte("seed"))
		f.Add(b)
	}
	f.Add([]byte(ageIntro + stanzaTag))
	f.Add([]byte(ageIntro + "--- AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		in := bytes.NewReader(b)
		header, n, err := readHeader(in)
		if err != nil {
			if len(err.Error()) > 200 {
				t.Error("the error repeats what was read")
			}
			return
		}
		// What is taken is what age takes, to the byte, and nothing more was read.
		same, err := age.ExtractHeader(bytes.NewReader(b))
		if err != nil || !bytes.Equal(same, header) {
			t.Fatalf("age reads it otherwise: %v", err)
		}
		if len(header) != headerSize(n) || len(b)-in.Len() != len(header) {
			t.Fatalf("%d bytes for %d recipients, %d read", len(header), n, len(b)-in.Len())
		}
	})
}

func FuzzCheckSealed(f *testing.F) {
	_, names := newIdentities(f, 2)
	to, err := ParseRecipients(names...)
	if err != nil {
		f.Fatal(err)
	}
	good := sealedEnvelope(f, to, intake.TextSize)
	size := SealedSize(intake.TextSize, 2)
	f.Add(good[:headerSize(2)], size)
	f.Add(good[:headerSize(1)], size)
	f.Add([]byte{}, int64(-1))
	f.Fuzz(func(t *testing.T, b []byte, size int64) {
		if to.CheckSealed(bytes.NewReader(b), size) != nil {
			return
		}
		header, err := age.ExtractHeader(bytes.NewReader(b))
		if err != nil || bytes.Count(header, []byte("\n-> mlkem768x25519 ")) != 2 || len(header) != headerSize(2) {
			t.Fatalf("taken: %v", err)
		}
	})
}

func FuzzShare(f *testing.F) {
	seed := [32]byte{1, 2, 3}
	for _, s := range shareOut(seed, "age1pq1example", rand.Reader) {
		f.Add(s)
		f.Add("1. " + strings.ReplaceAll(s, " ", "\n2, "))
	}
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parseShare(text)
		if err != nil {
			return
		}
		back, err := parseShare(s.words())
		if err != nil || back != s {
			t.Fatalf("a share that is taken comes back as another: %v", err)
		}
	})
}

func TestShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret"))
		id, err := IdentityFromSeed(secret)
		if err != nil {
			t.Fatal(err)
		}
		shares := shareOut(secret, id.Recipient(), rand.Reader)
		for _, some := range [][]string{{shares[0], shares[1]}, {shares[2], shares[0]}, {shares[1], shares[2]}, shares, {shares[1], shares[1], shares[2]}} {
			back, err := RecoveryIdentity(some)
			if err != nil {
				t.Fatal(err)
			}
			if back.Recipient() != id.Recipient() {
				t.Fatal("another key came back")
			}
		}
		// A word that was read wrong, or two that changed places, and whose paper it is.
		words := strings.Fields(shares[1])
		at := rapid.IntRange(0, ShareWords-1).Draw(t, "word")
		wrong := wordList()[rapid.IntRange(0, len(wordList())-1).Draw(t, "as")]
		if wrong == words[at] {
			return
		}
		words[at] = wrong
		_, err = RecoveryIdentity([]string{shares[0], strings.Join(words, " ")})
		if err == nil || !strings.HasPrefix(err.Error(), "share 2: ") {
			t.Fatalf("a mistyped share is taken or not named: %v", err)
		}
	})
	text := "# share 1 of 3, kept by A\n 1 " + strings.Repeat("abacus ", 12) + "\n\n" + strings.Repeat("Abacus, ", 12) + "\n# share 2\n" + strings.Repeat("zoom\n", 24)
	all, err := SharesIn(text)
	if err != nil || len(all) != 2 || len(strings.Fields(all[0])) != 24 || !strings.HasPrefix(all[1], "zoom zoom") {
		t.Errorf("%v %v", all, err)
	}
	if _, err := SharesIn("only three words"); err == nil {
		t.Error("three words are a share")
	}
	_, err = RecoveryIdentity([]string{strings.Repeat("abacus ", 23) + "huntersecret", "x"})
	if err == nil || !strings.Contains(err.Error(), "word 24") || strings.Contains(err.Error(), "hunter") {
		t.Errorf("%v", err)
	}
}

// One share says nothing: for every secret there is a second share that fits it.
func TestOneShareSaysNothing(t *testing.T) {
	secret := [32]byte{7}
	one, err := parseShare(shareOut(secret, "r", rand.Reader)[0])
	if err != nil {
		t.Fatal(err)
	}
	for want := range 256 {
		other := share{x: 2}
		slope := one.y[0] ^ byte(want) // at x = 1 the slope is y minus secret
		other.y[0] = byte(want) ^ gfMul(slope, 2)
		if got := meet(one, other); got[0] != byte(want) {
			t.Fatalf("%d is ruled out", want)
		}
	}
}

// The field is that of AES: products and inverses known from FIPS 197.
func TestField(t *testing.T) {
	if gfMul(0x57, 0x83) != 0xc1 || gfMul(0x57, 0x13) != 0xfe || gfInverse(0x53) != 0xca {
		t.Error("not the field of AES")
	}
	for a := 1; a < 256; a++ {
		if gfMul(byte(a), gfInverse(byte(a))) != 1 {
			t.Fatalf("%d times its inverse is not 1", a)
		}
	}
}

// TestSeedIsTheBrowsers pins seed and recipient to a pair that age's own
// vectors hold: their hybrid identity read as bytes gives the same text.
func TestSeedIsTheBrowsers(t *testing.T) {
	v := readVector(t, "hybrid")
	text := v.ids[0].(*age.HybridIdentity).String()
	seed := seedOf(t, text)
	id, err := IdentityFromSeed(seed)
	if err != nil || id.text() != text {
		t.Errorf("%v", err)
	}
	plain, err := id.Open(bytes.NewReader(v.file))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(plain); err != nil {
		t.Error(err)
	}
}

// seedOf decodes the data of a bech32 text, for this test only.
func seedOf(t *testing.T, text string) (seed [32]byte) {
	t.Helper()
	data := strings.ToLower(text[strings.LastIndex(text, "1")+1:])
	acc, bits, n := 0, 0, 0
	for _, c := range data[:len(data)-6] {
		acc, bits = acc<<5|strings.IndexRune(bech32Chars, c), bits+5
		if bits >= 8 {
			bits -= 8
			seed[n] = byte(acc >> bits)
			acc &= 1<<bits - 1
			n++
		}
	}
	if n != 32 {
		t.Fatalf("%d bytes", n)
	}
	return seed
}
