package media

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
)

// Ogg pages are those of RFC 3533.

const (
	pageHeader = 27
	serial     = 0x766f7870 // of every piece: a random one would make the same cut differ
)

// Header flags of a page.
const (
	continued = 1
	first     = 2
	last      = 4
)

// oggPage is one page of the stream that is read.
type oggPage struct {
	flags   byte
	granule int64 // 48 kHz samples up to the end of its last whole packet; -1 if none ends here
	lacing  []byte
	body    []byte
}

// nextPage reads the page at the head of b; size is its length, 0 at the end
// or where no page is.
func nextPage(b []byte) (p oggPage, stream uint32, size int) {
	if len(b) < pageHeader || string(b[:4]) != "OggS" || b[4] != 0 {
		return p, 0, 0
	}
	segments := int(b[26])
	if len(b) < pageHeader+segments {
		return p, 0, 0
	}
	p.lacing = b[pageHeader : pageHeader+segments]
	size = pageHeader + segments
	for _, l := range p.lacing {
		size += int(l)
	}
	if len(b) < size {
		return p, 0, 0
	}
	p.flags = b[5]
	p.granule = int64(binary.LittleEndian.Uint64(b[6:]))
	p.body = b[pageHeader+segments : size]
	if pageSum(b[:size]) != binary.LittleEndian.Uint32(b[22:]) {
		return p, 0, 0
	}
	return p, binary.LittleEndian.Uint32(b[14:]), size
}

// ieee is the polynomial of zlib, which Ogg uses the other way round: most
// significant bit first, starting from zero, not inverted.
var ieee = crc32.MakeTable(crc32.IEEE)

// oggTable is the table of Ogg's checksum, taken from zlib's by turning bits round.
var oggTable = func() (t [256]uint32) {
	for i := range t {
		t[i] = bits.Reverse32(ieee[bits.Reverse8(uint8(i))])
	}
	return t
}()

// pageSum is the checksum of a page, taken with its own field as zeros.
func pageSum(page []byte) uint32 {
	var sum uint32
	for i, c := range page {
		if i >= 22 && i < 26 {
			c = 0
		}
		sum = sum<<8 ^ oggTable[byte(sum>>24)^c]
	}
	return sum
}

// packets takes the pages of one stream apart: a packet may end where its page
// ends or go on in the next.
type packets struct {
	part []byte // of a packet that goes on in the next page; nil when none does
}

// add calls each for every packet that ends in page p.
func (q *packets) add(p oggPage, each func(packet []byte) error) error {
	// A page that goes on with a packet whose beginning is lost: skip its rest.
	skip := p.flags&continued != 0 && q.part == nil
	if p.flags&continued == 0 {
		q.part = nil
	}
	body, size := p.body, 0
	for _, l := range p.lacing {
		size += int(l)
		if l == 255 {
			continue
		}
		packet := body[:size]
		body, size = body[size:], 0
		if q.part != nil {
			packet = append(q.part, packet...)
			q.part = nil
		}
		if skip {
			skip = false
			continue
		}
		if err := each(packet); err != nil {
			return err
		}
	}
	if size > 0 && !skip {
		if len(q.part)+size > maxHeaders {
			return broken("a packet is too large")
		}
		q.part = append(q.part, body...)
	}
	return nil
}

// pageWriter writes one stream.
type pageWriter struct {
	out    []byte
	number uint32

	lacing []byte // of the page being filled
	body   []byte
}

// maxSegments is how many lacing values a page has room for.
const maxSegments = 255

// fits reports whether a packet of n bytes has room in the page being filled.
func (w *pageWriter) fits(n int) bool { return len(w.lacing)+n/255+1 <= maxSegments }

// put adds a packet to the page being filled.
func (w *pageWriter) put(packet []byte) {
	for n := len(packet); ; n -= 255 {
		w.lacing = append(w.lacing, byte(min(n, 255)))
		if n < 255 {
			break
		}
	}
	w.body = append(w.body, packet...)
}

// flush writes the page; granule is the position at the end of its last packet.
func (w *pageWriter) flush(flags byte, granule int64) {
	at := len(w.out)
	w.out = append(w.out, "OggS\x00"...)
	w.out = append(w.out, flags)
	w.out = binary.LittleEndian.AppendUint64(w.out, uint64(granule))
	w.out = binary.LittleEndian.AppendUint32(w.out, serial)
	w.out = binary.LittleEndian.AppendUint32(w.out, w.number)
	w.out = append(w.out, 0, 0, 0, 0, byte(len(w.lacing)))
	w.out = append(w.out, w.lacing...)
	w.out = append(w.out, w.body...)
	binary.LittleEndian.PutUint32(w.out[at+22:], pageSum(w.out[at:]))
	w.number++
	w.lacing, w.body = w.lacing[:0], w.body[:0]
}
