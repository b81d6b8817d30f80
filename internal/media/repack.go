package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Repack writes a recording in Ogg Opus anew without decoding it, with nothing
// in it but its sound: a head and tags that say nothing, one stream, pages
// numbered from zero, packets without padding. Decoded, it is the same sample
// for sample.
//
// Only the first Opus stream is kept, up to its end or to the first damaged
// page; other streams, tags, the maker's name, the rate of the device and
// whatever follows are dropped. So are packets that nobody hears: before the
// last 80 ms of the lead-in, which the decoder needs, and after the end. What the
// head must say for the sound to be the same is kept: one or two channels, how
// much lead-in there is, the gain. Channels in another order than these (a mapping
// family other than 0) are refused. Errors are of kind invalid.
//
// The sound itself is not looked into: whoever encodes it can hide bits in it,
// as in any sound that is not encoded anew.
func Repack(ogg []byte) ([]byte, error) {
	s, err := readOpus(ogg)
	if err != nil {
		return nil, err
	}
	if s.head[18] != 0 {
		return nil, manyChannels("media.Repack")
	}
	if s.heard == 0 {
		return nil, broken("it holds no sound")
	}
	skip := 0 // packets
	for skip < len(s.ends) && s.preSkip-s.ends[skip] >= leadIn {
		skip++
	}
	begin := int64(0)
	if skip > 0 {
		begin = s.ends[skip-1]
	}
	w := newOpusWriter(s.head, s.preSkip-begin)
	stop := s.preSkip + s.heard
	for i := skip; i < len(s.packets); i++ {
		p, err := plainPacket(s.packets[i])
		if err != nil {
			return nil, err
		}
		w.packet(p, s.ends[i]-begin)
		if s.ends[i] >= stop {
			break
		}
	}
	w.flush(last, stop-begin)
	return w.out, nil
}

// leadIn is how much a decoder must hear before it is in tune: RFC 7845,
// section 4.6.
const leadIn = 3840

// opusWriter writes a recording that says nothing about its maker.
type opusWriter struct {
	pageWriter
	at int64 // end of the last packet
}

// newOpusWriter writes the headers. Of the head only the channels and the gain
// are passed on.
func newOpusWriter(head []byte, preSkip int64) *opusWriter {
	w := &opusWriter{}
	h := append([]byte("OpusHead\x01"), head[9])
	h = binary.LittleEndian.AppendUint16(h, uint16(preSkip))
	h = binary.LittleEndian.AppendUint32(h, opusRate) // of the device that recorded: not ours to pass on
	h = append(h, head[16], head[17], 0)
	w.put(h)
	w.flush(first, 0)
	w.put([]byte("OpusTags\x00\x00\x00\x00\x00\x00\x00\x00")) // no maker, no tags
	w.flush(0, 0)
	return w
}

// packet adds one whose end is so many samples from the start; a page holds a
// second or so, so that players can seek.
func (w *opusWriter) packet(p []byte, end int64) {
	begin := end - packetSamples(p)
	if len(w.lacing) > 0 && (!w.fits(len(p)) || begin/opusRate != w.at/opusRate) {
		w.flush(0, begin)
		w.at = begin
	}
	w.put(p)
}

// plainPacket returns a packet of the same frames with no padding and in the
// shortest form: RFC 6716, section 3.2.
func plainPacket(p []byte) ([]byte, error) {
	frames, ok := packetFrames(p)
	if !ok {
		return nil, broken("a packet is not Opus")
	}
	toc := p[0] &^ 3
	equal := true
	size := 1
	for _, f := range frames {
		equal = equal && len(f) == len(frames[0])
		size += len(f) + 2
	}
	out := make([]byte, 0, size+1)
	switch {
	case len(frames) == 1:
		out = append(out, toc)
	case len(frames) == 2 && equal:
		out = append(out, toc|1)
	case len(frames) == 2:
		out = appendLength(append(out, toc|2), len(frames[0]))
	case equal:
		out = append(out, toc|3, byte(len(frames)))
	default:
		out = append(out, toc|3, 0x80|byte(len(frames)))
		for _, f := range frames[:len(frames)-1] {
			out = appendLength(out, len(f))
		}
	}
	for _, f := range frames {
		out = append(out, f...)
	}
	return out, nil
}

// maxFrame is the longest frame: RFC 6716, section 3.2.1.
const maxFrame = 1275

// packetFrames takes a packet apart; false when it breaks the rules of section
// 3.4 of RFC 6716.
func packetFrames(p []byte) (frames [][]byte, ok bool) {
	if packetSamples(p) == 0 {
		return nil, false
	}
	body := p[1:]
	switch p[0] & 3 {
	case 0:
		return [][]byte{body}, len(body) <= maxFrame
	case 1:
		half := len(body) / 2
		return [][]byte{body[:half], body[half:]}, len(body)%2 == 0 && half <= maxFrame
	case 2:
		n, size := frameLength(body)
		if size == 0 || size+n > len(body) {
			return nil, false
		}
		a, b := body[size:size+n], body[size+n:]
		return [][]byte{a, b}, len(a) <= maxFrame && len(b) <= maxFrame
	}
	count := int(p[1] & 0x3F)
	varied, padded := p[1]&0x80 != 0, p[1]&0x40 != 0
	body = p[2:]
	if padded {
		if body, ok = unpad(body); !ok {
			return nil, false
		}
	}
	sizes := make([]int, count)
	if varied {
		for i := range count - 1 {
			n, size := frameLength(body)
			if size == 0 {
				return nil, false
			}
			sizes[i], body = n, body[size:]
		}
		rest := len(body)
		for _, n := range sizes {
			rest -= n
		}
		sizes[count-1] = rest
	} else {
		if len(body)%count != 0 {
			return nil, false
		}
		for i := range sizes {
			sizes[i] = len(body) / count
		}
	}
	for _, n := range sizes {
		if n < 0 || n > maxFrame || n > len(body) {
			return nil, false
		}
		frames = append(frames, body[:n])
		body = body[n:]
	}
	return frames, true
}

// unpad takes the padding off both ends.
func unpad(b []byte) ([]byte, bool) {
	pad := 0
	for {
		if len(b) == 0 {
			return nil, false
		}
		n := int(b[0])
		b = b[1:]
		if n < 255 {
			pad += n
			break
		}
		pad += 254
	}
	if pad > len(b) {
		return nil, false
	}
	return b[:len(b)-pad], true
}

// frameLength reads the length of a frame; size is 0 where none is.
func frameLength(b []byte) (n, size int) {
	switch {
	case len(b) >= 1 && b[0] < 252:
		return int(b[0]), 1
	case len(b) >= 2:
		return int(b[0]) + 4*int(b[1]), 2
	}
	return 0, 0
}

func appendLength(b []byte, n int) []byte {
	if n < 252 {
		return append(b, byte(n))
	}
	low := 252 + n&3
	return append(b, byte(low), byte((n-low)/4))
}

// StreamSum is the SHA-256 in hex of the packets of a recording in Ogg Opus, as
// `ffmpeg -map 0:a -c copy -f streamhash -hash sha256 -` says it of a sound
// recording: the same for a copy whose tags were changed or taken off. Errors
// are of kind invalid.
func StreamSum(ogg []byte) (string, error) {
	if !bytes.HasPrefix(ogg, []byte("OggS")) {
		return "", unknown()
	}
	s, err := readOpus(ogg)
	if err != nil {
		return "", err
	}
	if len(s.packets) == 0 {
		return "", broken("it holds no sound")
	}
	h := sha256.New()
	for _, p := range s.packets {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
