package vault

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"slices"
	"strings"

	"voxpop"
)

// Recovery is what brings the keys back when the passphrase is lost: three
// shares of which any two are enough and one alone says nothing. It prints as
// "[shares]"; read Shares to show them.
type Recovery struct {
	// Shares are three lines of [ShareWords] words each.
	Shares []string
}

// String hides the shares.
func (Recovery) String() string { return "[shares]" }

// GoString hides the shares.
func (Recovery) GoString() string { return "[shares]" }

// LogValue hides the shares.
func (Recovery) LogValue() slog.Value { return slog.StringValue("[shares]") }

// ShareWords is the number of words of a share: 310 bits for 304.
const ShareWords = 24

// A share is 38 bytes, written as a number in base 7776:
//
//	x           1 byte: 1, 2 or 3
//	whose       2 bytes of the SHA-256 of the recovery recipient
//	y           32 bytes: for each byte of the secret the value at x of a
//	            line over GF(2^8) (that of AES) that has the byte at 0
//	check       3 bytes of the SHA-256 of the above
const (
	shareCount = 3
	shareBytes = 1 + 2 + 32 + 3
)

type share struct {
	x     byte
	whose [2]byte
	y     [32]byte
}

// shareOut splits a secret in three.
func shareOut(secret [32]byte, recovery string, random io.Reader) []string {
	sum := sha256.Sum256([]byte(recovery))
	var slope [32]byte
	if _, err := io.ReadFull(random, slope[:]); err != nil {
		panic("vault: no randomness: " + err.Error())
	}
	var all []string
	for x := byte(1); x <= shareCount; x++ {
		s := share{x: x, whose: [2]byte(sum[:2])}
		for i := range secret {
			s.y[i] = secret[i] ^ gfMul(slope[i], x)
		}
		all = append(all, s.words())
	}
	return all
}

func (s share) bytes() []byte {
	b := slices.Concat([]byte{s.x}, s.whose[:], s.y[:])
	sum := sha256.Sum256(append([]byte("voxpop-share-v1"), b...))
	return append(b, sum[:3]...)
}

func (s share) words() string {
	return strings.Join(toWords(new(big.Int).SetBytes(s.bytes()), ShareWords), " ")
}

// parseShare reads a share as somebody typed it: case, line breaks, numbers
// and punctuation between the words do not matter, their order does. An error
// says which word is wrong by its place, never by what it is.
func parseShare(text string) (share, error) {
	const op = "vault.parseShare"
	const hint = "compare it with the paper, word by word"
	words := wordsIn(text)
	if len(words) != ShareWords {
		return share{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("has %d words, want %d", len(words), ShareWords), Hint: hint}
	}
	places := wordPlace()
	base, v := big.NewInt(int64(len(places))), new(big.Int)
	for i, w := range words {
		at, ok := places[w]
		if !ok {
			return share{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("word %d is not in the list of words", i+1), Hint: hint}
		}
		v.Add(v.Mul(v, base), big.NewInt(int64(at)))
	}
	wrong := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "a word in it is not the one on the paper, or two changed places", Hint: hint}
	if v.BitLen() > 8*shareBytes {
		return share{}, wrong
	}
	b := v.FillBytes(make([]byte, shareBytes))
	s := share{x: b[0], whose: [2]byte(b[1:3]), y: [32]byte(b[3:35])}
	if !slices.Equal(s.bytes(), b) || s.x < 1 || s.x > shareCount {
		return share{}, wrong
	}
	return s, nil
}

// wordsIn splits what somebody typed into lower-case words.
func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' })
}

// SharesIn reads the shares in a text file, as voxpop keys init prints them:
// lines that begin with # are passed over, and every [ShareWords] words are a share.
func SharesIn(text string) ([]string, error) {
	var words []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			words = append(words, wordsIn(line)...)
		}
	}
	if len(words) == 0 || len(words)%ShareWords != 0 {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "vault.SharesIn", Message: fmt.Sprintf("%d words are no whole shares of %d", len(words), ShareWords),
			Hint: "write each share on lines of its own; lines that begin with # are passed over"}
	}
	var all []string
	for s := range slices.Chunk(words, ShareWords) {
		all = append(all, strings.Join(s, " "))
	}
	return all, nil
}

// RecoveryIdentity puts the recovery identity together from two or three
// shares. A share that is mistyped is named by its place in the list.
func RecoveryIdentity(shares []string) (Identity, error) {
	const op = "vault.RecoveryIdentity"
	var all []share
	for i, text := range shares {
		s, err := parseShare(text)
		if err != nil {
			e := err.(*voxpop.Error)
			e.Place = fmt.Sprintf("share %d", i+1)
			return Identity{}, e
		}
		if slices.ContainsFunc(all, func(o share) bool { return o == s }) {
			continue // the same paper twice
		}
		all = append(all, s)
	}
	if len(all) < 2 {
		return Identity{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "two different shares are needed", Hint: "the other two papers are kept elsewhere: docs/KEYS.md"}
	}
	seed := meet(all[0], all[1])
	for _, s := range all[1:] {
		if s.whose != all[0].whose || s.x == all[0].x || meet(all[0], s) != seed {
			return Identity{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the shares are of different keys", Hint: "take papers of one ceremony"}
		}
	}
	id, err := IdentityFromSeed(seed)
	if err != nil {
		return Identity{}, err
	}
	if sum := sha256.Sum256([]byte(id.Recipient())); [2]byte(sum[:2]) != all[0].whose {
		return Identity{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the shares do not belong together", Hint: "take papers of one ceremony"}
	}
	return id, nil
}

// meet returns the value at 0 of the lines through two shares.
func meet(a, b share) (secret [32]byte) {
	over := gfInverse(a.x ^ b.x)
	for i := range secret {
		secret[i] = gfMul(gfMul(a.y[i], b.x)^gfMul(b.y[i], a.x), over)
	}
	return secret
}

// gfMul multiplies in GF(2^8) modulo x^8+x^4+x^3+x+1, in the same steps for
// all values.
func gfMul(a, b byte) (product byte) {
	for range 8 {
		product ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return product
}

// gfInverse returns 1/a, which is a^254; that of 0 is 0.
func gfInverse(a byte) byte {
	r := byte(1)
	for range 254 {
		r = gfMul(r, a)
	}
	return r
}

// Recover opens the keys in dir with two of the three recovery shares and
// seals the newsroom's identity to a new passphrase. Everything that was
// sealed, every door and every backup knows the keys as before. The ring is unlocked.
func Recover(dir string, shares []string, passphrase string, o Options) (*Ring, error) {
	const op = "vault.Recover"
	if err := checkPassphrase(op, passphrase); err != nil {
		return nil, err
	}
	spare, err := RecoveryIdentity(shares)
	if err != nil {
		return nil, err
	}
	r, err := OpenRing(dir)
	if err != nil {
		return nil, err
	}
	if r.evaluation {
		return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "keys for evaluation have no passphrase to recover"}
	}
	if r.recovery != spare.Recipient() {
		return nil, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "the shares are those of other keys", Hint: "compare the recovery fingerprint of voxpop keys show with the one on the papers"}
	}
	sealed, err := readKey(dir, sparedFile)
	if err != nil {
		return nil, failedKey(op, sparedFile, err)
	}
	b, err := openBundle(sealed, spare)
	if err != nil {
		return nil, placed(err, sparedFile)
	}
	if err := r.take(b); err != nil {
		return nil, err
	}
	if err := replaceWrapped(dir, b, passphrase, o.factor()); err != nil {
		return nil, failedKey(op, newsroomFile, err)
	}
	r.public = false
	return r, nil
}

func openBundle(sealed []byte, by Identity) (bundle, error) {
	plain, err := by.Open(strings.NewReader(string(sealed)))
	if err != nil {
		return bundle{}, err
	}
	text, err := io.ReadAll(io.LimitReader(plain, maxKeyFile))
	if err != nil {
		return bundle{}, err
	}
	return parseBundle(text)
}

// CountWords counts the words of a share in what somebody typed.
func CountWords(text string) int { return len(wordsIn(text)) }
