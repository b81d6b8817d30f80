// Package fingerprint knows a recording or a picture again after it was re-encoded: acoustic prints of Chromaprint, and perceptual hashes of pictures.
//
// Both are compared bit by bit. What comes out is a proposal for a person:
// docs/MEDIA.md says how well it does, on what.
package fingerprint

import (
	"math/bits"

	"voxpop"
)

// Print is a Chromaprint of a recording: its raw items, about eight a second,
// each of what is heard in 2.6 seconds (algorithm 2, the one that fpcalc uses
// by default).
type Print []uint32

// MaxItems is how many items of a print are kept and compared: those of two
// minutes, as fpcalc takes by default.
const MaxItems = 1000

const (
	// MostErrors is the part of the bits that may differ between two copies of
	// one recording. Re-encoded copies, also with noise added, differed in 2 to
	// 5 %; other voices with the same text in 27 % and more.
	MostErrors = .15
	// LeastItems is how many items must lie over each other, about two seconds
	// beyond the first 2.6: fewer happen to be alike.
	LeastItems = 16
	// MostLocally is the part of the bits that may differ in any stretch of that
	// length, a second and a half: a greeting, a jingle or music that two
	// recordings share makes them alike on the whole, not where each speaks.
	// Copies, also cut and at 12 kbit/s, differed in 12 % at worst, others that
	// begin with one greeting in 21 % and more.
	MostLocally = .18
	stretch     = 12
	mostLocally = 69 // bits: MostLocally of those of a stretch
	// leastPart is how much of the longer print must lie over the other: one in
	// which there is much more, such as a message after the greeting at which
	// another caller hung up, is another recording.
	leastPart = .7
	// leastKinds is how many different items a print must have among those
	// compared: a tone, a hum and silence have few, and are alike.
	leastKinds = 8
)

// ParsePrint reads a print as [Print.String] writes it. Errors are of kind
// invalid. No more than [MaxItems] are taken.
func ParsePrint(s string) (Print, error) {
	if len(s)%8 != 0 {
		return nil, notA("acoustic print")
	}
	p := make(Print, 0, min(len(s)/8, MaxItems))
	for ; len(s) > 0 && len(p) < MaxItems; s = s[8:] {
		v, ok := hex(s[:8])
		if !ok {
			return nil, notA("acoustic print")
		}
		p = append(p, uint32(v))
	}
	return p, nil
}

// String writes the items in hex, eight digits each.
func (p Print) String() string {
	b := make([]byte, 0, 8*len(p))
	for _, v := range p {
		b = appendHex(b, uint64(v), 8)
	}
	return string(b)
}

// Compare lays two prints over each other in every way and returns the part of
// the bits that differ where they fit best, and by how many items b begins
// later than a. It is 1 where they cannot be compared: too short, or of too little
// that could be told from anything else; and where they fit on the whole, but
// some stretch of one says something else ([MostLocally]).
func Compare(a, b Print) (errors float64, offset int) {
	errors = 1
	need := overlap(len(a), len(b))
	for off := need - len(b); off <= len(a)-need; off++ {
		if e := at(a, b, off); e < errors {
			errors, offset = e, off
		}
	}
	return errors, offset
}

// overlap is how many items of two prints must lie over each other.
func overlap(a, b int) int { return max(LeastItems, int(leastPart*float64(max(a, b)))) }

// at is the part of the bits that differ when b begins off items later than a;
// 1 when too little lies over each other.
func at(a, b Print, off int) float64 {
	a, b, ok := laidOver(a, b, off)
	if !ok {
		return 1
	}
	wrong := 0
	for i, v := range a {
		wrong += bits.OnesCount32(v ^ b[i])
	}
	errors := float64(wrong) / float64(32*len(a))
	if errors <= MostErrors && copied(a, b) == 1 {
		return 1
	}
	return errors
}

// laidOver are the parts of two prints that lie over each other when b begins
// off items later than a.
func laidOver(a, b Print, off int) (Print, Print, bool) {
	need := overlap(len(a), len(b))
	if off > 0 {
		a = a[min(off, len(a)):]
	} else {
		b = b[min(-off, len(b)):]
	}
	n := min(len(a), len(b))
	return a[:n], b[:n], n >= need
}

// copied is the part of the bits that differ between two prints of one length
// when they are copies, on the whole and in every stretch; else 1, which it
// tells as soon as it can.
func copied(a, b Print) float64 {
	// What two share stands at their beginning as a rule: the end tells first.
	for _, from := range [...]int{len(a) - stretch, (len(a) - stretch) * 3 / 4, 0} {
		wrong := 0
		for i, v := range a[from:][:stretch] {
			wrong += bits.OnesCount32(v ^ b[from+i])
		}
		if wrong > mostLocally {
			return 1
		}
	}
	most := int32(MostErrors * 32 * float64(len(a)))
	var last [stretch]int32 // errors of the items of the stretch
	wrong, lately, at := int32(0), int32(0), 0
	for i, v := range a {
		e := int32(bits.OnesCount32(v ^ b[i]))
		wrong += e
		lately += e - last[at]
		last[at] = e
		if at++; at == stretch {
			at = 0
		}
		if lately > mostLocally || wrong > most {
			return 1
		}
	}
	if !varied(a) || !varied(b) {
		return 1
	}
	return float64(wrong) / float64(32*len(a))
}

// varied reports whether a stretch has enough different items.
func varied(p Print) bool {
	var kinds [leastKinds]uint32
	n := 0
next:
	for _, v := range p {
		for _, k := range kinds[:n] {
			if bits.OnesCount32(k^v) < 4 {
				continue next
			}
		}
		kinds[n] = v
		if n++; n == leastKinds {
			return true
		}
	}
	return false
}

func hex(s string) (v uint64, ok bool) {
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | uint64(c-'0')
		case c >= 'a' && c <= 'f':
			v = v<<4 | uint64(c-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}

func appendHex(b []byte, v uint64, digits int) []byte {
	for i := digits - 1; i >= 0; i-- {
		b = append(b, "0123456789abcdef"[v>>(4*i)&15])
	}
	return b
}

func notA(what string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "fingerprint.Parse", Message: "this is not a " + what, Hint: "make the mark again from the recording: voxpop media run"}
}
