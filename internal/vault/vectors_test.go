package vault

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	agetest "c2sp.org/CCTV/age"
	"filippo.io/age"
	"filippo.io/age/armor"
)

// vector is one of age's published test vectors (C2SP CCTV).
type vector struct {
	expect  string
	payload []byte // SHA-256
	ids     []age.Identity
	armored bool
	file    []byte
}

func readVector(t *testing.T, name string) vector {
	t.Helper()
	raw, err := fs.ReadFile(agetest.Vectors, name)
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	compressed := false
	for {
		line, rest, ok := bytes.Cut(raw, []byte("\n"))
		if !ok {
			t.Fatal("no payload")
		}
		if raw = rest; len(line) == 0 {
			break
		}
		key, value, _ := strings.Cut(string(line), ": ")
		switch key {
		case "expect":
			v.expect = value
		case "payload":
			if v.payload, err = hex.DecodeString(value); err != nil {
				t.Fatal(err)
			}
		case "identity":
			var id age.Identity
			if id, err = age.ParseX25519Identity(value); err != nil {
				id, err = age.ParseHybridIdentity(value)
			}
			if err != nil {
				t.Fatal(err)
			}
			v.ids = append(v.ids, id)
		case "passphrase":
			id, err := age.NewScryptIdentity(value)
			if err != nil {
				t.Fatal(err)
			}
			v.ids = append(v.ids, id)
		case "armored":
			v.armored = true
		case "compressed":
			compressed = true
		}
	}
	v.file = raw
	if compressed {
		z, err := zlib.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if v.file, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// What plain age does with a vector: its outcome in the words of the vectors.
func outcome(v vector) (string, []byte) {
	var in io.Reader = bytes.NewReader(v.file)
	if v.armored {
		in = armor.NewReader(in)
	}
	r, err := age.Decrypt(in, v.ids...)
	var inArmor *armor.Error
	_, noMatch := errors.AsType[*age.NoIdentityMatchError](err)
	switch {
	case err == nil:
	case strings.HasSuffix(err.Error(), "bad header MAC"):
		return "HMAC failure", nil
	case errors.As(err, &inArmor):
		return "armor failure", nil
	case noMatch:
		return "no match", nil
	default:
		return "header failure", nil
	}
	out, err := io.ReadAll(r)
	if errors.As(err, &inArmor) {
		return "armor failure", out
	}
	if err != nil {
		return "payload failure", out
	}
	return "success", out
}

// hybridOnly reports whether a header, as age reads it, has hybrid stanzas alone.
func hybridOnly(file []byte) bool {
	header, err := age.ExtractHeader(bytes.NewReader(file))
	if err != nil {
		return false
	}
	n := 0
	for line := range strings.Lines(string(header)) {
		if strings.HasPrefix(line, "-> ") {
			if !strings.HasPrefix(line, stanzaTag) {
				return false
			}
			n++
		}
	}
	return n > 0 && n <= maxRecipients
}

// TestPublishedVectors runs every vector of age's published suite twice. The
// library that is linked here must do with each what the suite says. And what
// this program opens must be exactly the vectors that succeed and are sealed to
// hybrid keys alone: classic, passphrase and mixed ones, stanzas of unknown
// kinds and armor are refused by their header.
func TestPublishedVectors(t *testing.T) {
	names, err := fs.ReadDir(agetest.Vectors, ".")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, entry := range names {
		name := entry.Name()
		t.Run(name, func(t *testing.T) {
			v := readVector(t, name)
			got, out := outcome(v)
			if got != v.expect {
				t.Fatalf("age: %s, want %s", got, v.expect)
			}
			if sum := sha256.Sum256(out); v.payload != nil && !bytes.Equal(sum[:], v.payload) && (got == "success" || got == "payload failure") {
				t.Error("age: another payload")
			}
			header, n, err := readHeader(bytes.NewReader(v.file))
			if err == nil {
				same, err := age.ExtractHeader(bytes.NewReader(v.file))
				if err != nil || !bytes.Equal(same, header) || len(header) != headerSize(n) {
					t.Fatalf("a header is taken that age reads otherwise: %v", err)
				}
			}
			opened := false
			for _, id := range v.ids {
				key, ok := id.(*age.HybridIdentity)
				if !ok {
					continue
				}
				plain, err := Identity{key}.Open(bytes.NewReader(v.file))
				if err != nil {
					continue
				}
				mine, err := io.ReadAll(plain)
				if err == nil && v.expect != "success" {
					t.Errorf("opened, want %s", v.expect)
				}
				if err == nil && !bytes.Equal(mine, out) {
					t.Error("opened as something else")
				}
				opened = opened || err == nil
			}
			want := v.expect == "success" && !v.armored && hybridOnly(v.file)
			if opened != want {
				t.Errorf("opened %v, want %v", opened, want)
			}
			switch {
			case opened:
				counts["opened"]++
			case v.expect == "success":
				counts["refused though age opens it"]++
			default:
				counts["refused as by age"]++
			}
		})
	}
	t.Logf("%d vectors: %v", len(names), counts)
	if len(names) < 143 || counts["opened"] == 0 {
		t.Errorf("%d vectors, %v", len(names), counts)
	}
}
