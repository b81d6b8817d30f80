package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"voxpop"
)

// MinPassphrase is the fewest characters that a passphrase may have.
const MinPassphrase = 12

// maxPassphrase bounds what is hashed, in bytes.
const maxPassphrase = 1024

// Cost is what argon2id takes for one passphrase.
type Cost struct {
	Memory uint32 // KiB
	Time   uint32 // passes
	Lanes  uint8
}

// usual is the first of the settings that OWASP's password storage cheat
// sheet names for argon2id: 19 MiB, two passes, one lane.
var usual = Cost{Memory: 19 << 10, Time: 2, Lanes: 1}

func (c Cost) orUsual() Cost {
	if c == (Cost{}) {
		return usual
	}
	return c
}

const (
	saltBytes = 16
	hashBytes = 32
)

var b64 = base64.RawStdEncoding

// hash writes a passphrase as the PHC string format has it.
func (c Cost) hash(passphrase string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return c.write(salt, c.key(passphrase, salt))
}

func (c Cost) key(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(passphrase)), salt, c.Time, c.Memory, c.Lanes, hashBytes)
}

func (c Cost) write(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// dummy is a hash that no passphrase has: it is compared with when there is no
// other, so that the time that it takes does not say so.
func (c Cost) dummy() string {
	return c.write(make([]byte, saltBytes), make([]byte, hashBytes))
}

// verify reports whether a passphrase has that hash.
func verify(hash, passphrase string) bool {
	c, salt, key, ok := parsePHC(hash)
	return ok && subtle.ConstantTimeCompare(key, c.key(passphrase, salt)) == 1
}

func parsePHC(s string) (c Cost, salt, key []byte, ok bool) {
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	if n, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Lanes); err != nil || n != 3 {
		return c, nil, nil, false
	}
	// What argon2 cannot do, or should not: the row may have been written by somebody else.
	if c.Memory < 8 || c.Memory > 1<<20 || c.Time < 1 || c.Time > 64 || c.Lanes < 1 || c.Lanes > 16 {
		return c, nil, nil, false
	}
	salt, err := b64.DecodeString(f[4])
	if err != nil || len(salt) < 8 {
		return c, nil, nil, false
	}
	key, err = b64.DecodeString(f[5])
	return c, salt, key, err == nil && len(key) == hashBytes
}

// gate lets few through at a time, and few wait: a hash takes 19 MiB.
type gate struct {
	mu      sync.Mutex
	open    chan struct{}
	waiting int
}

const (
	atOnce  = 2
	maxWait = 64
)

func (g *gate) pass(ctx context.Context, op string, do func()) error {
	g.mu.Lock()
	if g.open == nil {
		g.open = make(chan struct{}, atOnce)
	}
	if g.waiting >= maxWait {
		g.mu.Unlock()
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "too many are signing in at once", Hint: "try again in a minute"}
	}
	g.waiting++
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		g.waiting--
		g.mu.Unlock()
	}()
	select {
	case g.open <- struct{}{}:
		defer func() { <-g.open }()
		do()
		return nil
	case <-ctx.Done():
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "stopped", Err: ctx.Err()}
	}
}

// Fault is what is wrong with a passphrase that somebody chooses.
type Fault string

// The faults.
const (
	NoFault   Fault = ""
	NotText   Fault = "text"
	TooShort  Fault = "short"
	TooLong   Fault = "long"
	Guessable Fault = "guessable" // one of the first that would be tried
)

// FaultOf returns what is wrong with a passphrase of a person.
func FaultOf(p Person, passphrase string) Fault {
	switch {
	case !utf8.ValidString(passphrase):
		return NotText
	case utf8.RuneCountInString(passphrase) < MinPassphrase:
		return TooShort
	case len(passphrase) > maxPassphrase:
		return TooLong
	case guessable(p, passphrase):
		return Guessable
	}
	return NoFault
}

// CheckPassphrase is [FaultOf] as an error, whose place is "passphrase".
func CheckPassphrase(p Person, passphrase string) error {
	const longer = "four or five words that do not belong together are long and easy to remember"
	switch FaultOf(p, passphrase) {
	case NotText:
		return invalid("passphrase", "is not text", longer)
	case TooShort:
		return invalid("passphrase", fmt.Sprintf("has %d characters and needs %d", utf8.RuneCountInString(passphrase), MinPassphrase), longer)
	case TooLong:
		return invalid("passphrase", "is longer than 1024 bytes", "a sentence is enough")
	case Guessable:
		return invalid("passphrase", "is one of the first that would be tried", "leave out names, keyboard rows and numbers in order; "+longer)
	}
	return nil
}

// tried are pieces that passphrases are made of which are tried first: from
// the lists of the most used passwords, in English and on Persian keyboards.
var tried = []string{
	"password", "passwort", "passphrase", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome", "admin", "administrator", "iloveyou", "sunshine", "princess", "football",
	"baseball", "dragon", "monkey", "shadow", "master", "superman", "batman", "trustno", "starwars", "whatever", "freedom", "secret", "changeme", "default", "login", "hello", "test", "user", "guest", "root",
	"voxpop", "newsroom", "journalist", "editor", "desk", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "qazwsx", "1q2w3e4r", "1qaz2wsx", "abc",
	"01234567890", "123456789", "1234567", "12345", "123", "987654321", "654321", "321", "iran", "tehran", "persian", "salam", "khoda", "allah", "mohammad", "correcthorsebatterystaple", "correct", "horse", "battery", "staple",
	"رمزعبور", "گذرواژه", "سلام", "ایران", "تهران", "۱۲۳۴۵۶۷۸۹۰", "۱۲۳۴۵۶", "كلمةالسر", "مرحبا",
}

// guessable reports whether little is left of a passphrase when what is tried
// first is taken out, or it repeats a few letters.
func guessable(p Person, passphrase string) bool {
	s := []rune(strings.ToLower(norm.NFKC.String(passphrase)))
	letters := slices.Compact(slices.Sorted(slices.Values(s)))
	if len(letters) < 6 {
		return true
	}
	for n := 1; n <= len(s)/2; n++ { // abcabcabcabc
		if n < 8 && strings.HasPrefix(strings.Repeat(string(s[:n]), len(s)/n+1), string(s)) {
			return true
		}
	}
	rest := string(s)
	pieces := append([]string{p.ID, strings.ToLower(p.Name)}, strings.Fields(strings.ToLower(p.Name))...)
	pieces = append(pieces, strings.Split(strings.ToLower(p.Email), "@")...)
	for _, w := range append(pieces, tried...) {
		if utf8.RuneCountInString(w) >= 3 {
			rest = strings.ReplaceAll(rest, w, "\x00")
		}
	}
	rest = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\x00 -_.,!?@#$%&*+=0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", r) {
			return -1
		}
		return r
	}, rest)
	return utf8.RuneCountInString(rest) < 5
}
