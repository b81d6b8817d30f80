package media

import (
	"bytes"
	"encoding/binary"
	"math"
	"sort"
)

// Opus in Ogg is RFC 7845, the packets of Opus are RFC 6716.

const (
	opusRate   = 48000   // of granule positions, whatever the encoder was given
	maxHeaders = 8 << 20 // of a packet; tags may hold a picture of a cover
	// maxPacket is the most that fits one page, which is more than any packet of
	// one or two channels needs (RFC 7845, section 6).
	maxPacket = maxSegments*255 - 1
	// maxPackets bounds the memory that tiny packets take: a day of the usual
	// ones, two and a half hours of the shortest.
	maxPackets = 4 << 20
)

// opusStream is a whole recording as packets.
type opusStream struct {
	head    []byte // OpusHead
	preSkip int64  // samples at the start that are not to be heard
	packets [][]byte
	ends    []int64 // samples up to the end of each packet, preSkip included
	heard   int64   // samples that are to be heard
}

// readOpus takes the first Opus stream of an Ogg file apart.
func readOpus(b []byte) (*opusStream, error) {
	s := &opusStream{}
	var (
		stream  uint32
		found   bool
		queue   packets
		headers int
		at      int64 // samples in the packets so far
		base    int64 // granule position at the start: not 0 in a piece of a longer stream
		based   bool
		end     int64 = -1 // the last granule position
	)
	each := func(packet []byte) error {
		headers++
		switch headers {
		case 1:
			return s.setHead(packet)
		case 2:
			if !bytes.HasPrefix(packet, []byte("OpusTags")) {
				return broken("it has no OpusTags")
			}
			return nil
		}
		d := packetSamples(packet)
		if d == 0 || len(packet) > maxPacket {
			return broken("a packet is not Opus")
		}
		if len(s.packets) == maxPackets {
			return broken("it has too many packets")
		}
		at += d
		s.packets, s.ends = append(s.packets, packet), append(s.ends, at)
		return nil
	}
	for {
		// Nothing is looked for behind a damaged page: a piece must not jump.
		p, n, size := nextPage(b)
		if size == 0 {
			break
		}
		b = b[size:]
		if !found {
			if p.flags&first == 0 {
				return nil, broken("it holds no Opus")
			}
			if !bytes.HasPrefix(p.body, []byte("OpusHead")) {
				continue // another stream beside it
			}
			found, stream = true, n
		}
		if n != stream {
			continue
		}
		if err := queue.add(p, each); err != nil {
			return nil, err
		}
		if p.granule >= 0 && at > 0 {
			if !based {
				// A first page that is also the last may say less than it holds.
				base, based = max(0, p.granule-at), true
			}
			end = p.granule
		}
		if p.flags&last != 0 {
			break
		}
	}
	if headers < 2 {
		return nil, broken("its headers are not whole")
	}
	s.heard = at
	if end >= 0 {
		s.heard = min(at, end-base) // the last page may say that its end is not to be heard
	}
	s.heard = max(0, s.heard-s.preSkip)
	return s, nil
}

// setHead takes the OpusHead packet: RFC 7845, section 5.1.
func (s *opusStream) setHead(p []byte) error {
	if len(p) < 19 || p[8]&0xF0 != 0 || p[9] == 0 {
		return broken("its OpusHead is not valid")
	}
	size := 19
	if p[18] != 0 {
		size = 21 + int(p[9]) // the table of channels
	} else if p[9] > 2 {
		return broken("its OpusHead is not valid")
	}
	if len(p) < size {
		return broken("its OpusHead is not valid")
	}
	s.head = bytes.Clone(p[:size])
	s.preSkip = int64(binary.LittleEndian.Uint16(p[10:]))
	return nil
}

// packetSamples returns how long a packet sounds, in samples at 48 kHz; 0 when
// it is not a packet of Opus: RFC 6716, section 3.1.
func packetSamples(p []byte) int64 {
	if len(p) == 0 {
		return 0
	}
	var frame int64 // samples
	switch config := p[0] >> 3; {
	case config < 12:
		frame = [4]int64{480, 960, 1920, 2880}[config%4]
	case config < 16:
		frame = [2]int64{480, 960}[config%2]
	default:
		frame = 120 << (config % 4)
	}
	frames := int64(1)
	switch p[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(p) < 2 {
			return 0
		}
		frames = int64(p[1] & 0x3F)
	}
	if frame*frames > 5760 { // 120 ms
		return 0
	}
	return frame * frames
}

func probeOgg(b []byte) (float64, error) {
	s, err := readOpus(b)
	if err != nil {
		return 0, err
	}
	return float64(s.heard) / opusRate, nil
}

func cutOgg(b []byte, from, to float64) ([]byte, error) {
	s, err := readOpus(b)
	if err != nil {
		return nil, err
	}
	start := int64(math.Round(from * opusRate))
	stop := min(int64(math.Round(to*opusRate)), s.heard)
	if start >= stop {
		return nil, outside()
	}
	start, stop = start+s.preSkip, stop+s.preSkip
	// The packets that touch [start, stop).
	i := sort.Search(len(s.ends), func(i int) bool { return s.ends[i] > start })
	j := sort.Search(len(s.ends), func(i int) bool { return s.ends[i] >= stop })
	begin := s.ends[i] - packetSamples(s.packets[i])

	w := newOpusWriter(s.head, start-begin) // less than one packet
	for k := i; k <= j; k++ {
		p, err := plainPacket(s.packets[k]) // without its padding, in which anything may lie
		if err != nil {
			return nil, err
		}
		w.packet(p, s.ends[k]-begin)
	}
	w.flush(last, stop-begin)
	return w.out, nil
}
