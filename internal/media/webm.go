package media

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// WebM is a kind of Matroska: RFC 9559 on top of EBML, RFC 8794.

// Ids of elements.
const (
	idSegment     = 0x18538067
	idInfo        = 0x1549A966
	idScale       = 0x2AD7B1
	idDuration    = 0x4489
	idCluster     = 0x1F43B675
	idTimestamp   = 0xE7
	idSimpleBlock = 0xA3
	idBlockGroup  = 0xA0
	idBlock       = 0xA1
	idBlockLength = 0x9B
)

// variable reads a number of variable length; with the mark of its length kept
// for an id. size is 0 where none is.
func variable(b []byte, keep bool) (n uint64, size int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	size = bits.LeadingZeros8(b[0]) + 1
	if len(b) < size {
		return 0, 0
	}
	n = uint64(b[0])
	if !keep {
		n &= 1<<(8-size) - 1
	}
	for _, c := range b[1:size] {
		n = n<<8 | uint64(c)
	}
	return n, size
}

// webm gathers what tells the length.
type webm struct {
	scale   uint64 // nanoseconds in a tick
	said    float64
	cluster uint64 // ticks
	block   uint64 // ticks at which the last block read begins
	end     uint64 // ticks at which the latest block begins, or ends where that is said
}

// walk reads the elements of b. Segments, clusters and block groups are read
// in place, so an element of unknown length, as recorders in browsers write,
// ends where the next one of its level begins, without being looked for.
func (w *webm) walk(b []byte) {
	for len(b) > 0 {
		id, n := variable(b, true)
		size, m := variable(b[n:], false)
		if n == 0 || m == 0 || n > 4 {
			return
		}
		b = b[n+m:]
		switch id {
		case idSegment, idInfo, idCluster, idBlockGroup:
			continue
		}
		if size > uint64(len(b)) {
			return
		}
		w.element(id, b[:size])
		b = b[size:]
	}
}

func (w *webm) element(id uint64, body []byte) {
	switch id {
	case idScale:
		w.scale = unsigned(body)
	case idDuration:
		switch len(body) {
		case 4:
			w.said = float64(math.Float32frombits(binary.BigEndian.Uint32(body)))
		case 8:
			w.said = math.Float64frombits(binary.BigEndian.Uint64(body))
		}
	case idTimestamp:
		w.cluster = unsigned(body)
	case idSimpleBlock, idBlock:
		_, n := variable(body, false) // the track
		if n > 0 && len(body) >= n+3 {
			at := int64(w.cluster) + int64(int16(binary.BigEndian.Uint16(body[n:])))
			w.block = uint64(max(0, at))
			w.end = max(w.end, w.block)
		}
	case idBlockLength:
		w.end = max(w.end, w.block+min(unsigned(body), 1<<32))
	}
}

func unsigned(b []byte) (n uint64) {
	for _, c := range b[:min(len(b), 8)] {
		n = n<<8 | uint64(c)
	}
	return n
}

// probeWebM takes the length that the file says, or where it says none, the
// time of its last block.
func probeWebM(b []byte) (float64, error) {
	w := &webm{scale: 1_000_000}
	w.walk(b)
	ticks := w.said
	if ticks == 0 {
		ticks = float64(w.end)
	}
	return ticks * float64(w.scale) / 1e9, nil
}
