package intake

import (
	"encoding/binary"
	"time"
)

// FillNonces makes v remember as many nonces as it ever does, but for one.
func (v *Verifier) FillNonces(until time.Time) {
	v.seen = make(map[string]time.Time, maxNonces)
	for n := range uint64(maxNonces - 1) {
		v.seen[string(binary.BigEndian.AppendUint64(make([]byte, 8), n|1<<63))] = until
	}
}

// Blank reports whether a text says nothing.
var Blank = blank

// MaxNonces is how many nonces a door remembers.
const MaxNonces = maxNonces
