package ffmpeg

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
)

// track is what is known of a track of our own MP4.
type track struct {
	handler       string // vide, soun
	codec         string
	width, height int
	seconds       float64
	sizes         []uint32
	offsets       []uint64 // of chunks
	runs          [][2]uint32
}

// plain is an MP4 that was written here, gone through box by box.
type plain struct {
	b       []byte
	seconds float64
	tracks  []track
	err     error
}

// boxesWithin are the boxes that may be, by the one around them. All that is
// not here is blotted out or refused.
var boxesWithin = map[string][]string{
	"":     {"ftyp", "moov", "mdat", "free"},
	"moov": {"mvhd", "trak", "free"},
	"trak": {"tkhd", "edts", "mdia"},
	"edts": {"elst"},
	"mdia": {"mdhd", "hdlr", "minf"},
	"minf": {"vmhd", "smhd", "dinf", "stbl", "hdlr"},
	"dinf": {"dref"},
	"stbl": {"stsd", "stts", "ctts", "stss", "stsc", "stsz", "stco", "co64", "sgpd", "sbgp"},
	"avc1": {"avcC", "pasp", "btrt", "colr"},
	"mp4a": {"esds", "btrt"},
}

// maxSamples is how many samples a track may have: ten hours of pictures. What
// checks strangers' bytes has to have an end.
const maxSamples = 1 << 20

// plainMP4 checks that an MP4 that ffmpeg wrote holds what it should and
// nothing else, and blots out in place what ffmpeg says of itself: the user
// data, the name of the encoder. The offsets of samples stay what they are.
func plainMP4(b []byte) (*plain, error) {
	p := &plain{b: b}
	p.walk("", b)
	if p.err == nil && len(p.tracks) == 0 {
		p.fail("it has no track")
	}
	for i := range p.tracks {
		if p.err == nil && p.tracks[i].handler == "vide" {
			p.units(&p.tracks[i])
		}
	}
	return p, p.err
}

func (p *plain) fail(how string) {
	if p.err == nil {
		p.err = odd(how)
	}
}

func (p *plain) track() *track {
	if len(p.tracks) == 0 {
		p.tracks = append(p.tracks, track{})
	}
	return &p.tracks[len(p.tracks)-1]
}

func (p *plain) walk(within string, b []byte) {
	for len(b) > 0 && p.err == nil {
		if len(b) < 8 {
			p.fail("bytes lie behind its boxes")
			return
		}
		size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		if size == 1 && len(b) >= 16 {
			size, head = binary.BigEndian.Uint64(b[8:]), 16
		}
		if size < head || size > uint64(len(b)) {
			p.fail("a box is not whole")
			return
		}
		kind, body := string(b[4:8]), b[head:size]
		if kind == "udta" && (within == "moov" || within == "trak") {
			copy(b[4:8], "free")
			clear(body)
			kind = "free"
		} else if !slices.Contains(boxesWithin[within], kind) {
			p.fail("it has a box that it should not have")
			return
		}
		p.box(kind, body)
		b = b[size:]
	}
}

func (p *plain) box(kind string, b []byte) {
	need := func(n int) bool {
		if len(b) < n {
			p.fail("a box is too short")
		}
		return len(b) >= n
	}
	zero := func(b []byte) {
		if len(bytes.Trim(b, "\x00")) > 0 {
			p.fail("it carries a date or a name")
		}
	}
	switch kind {
	case "moov", "edts", "mdia", "minf", "dinf", "stbl":
		p.walk(kind, b)
	case "trak":
		p.tracks = append(p.tracks, track{})
		p.walk(kind, b)
	case "free":
		zero(b)
	case "mvhd":
		if need(100) && b[0] == 0 {
			zero(b[4:12])
			p.seconds = float64(binary.BigEndian.Uint32(b[16:])) / float64(max(1, binary.BigEndian.Uint32(b[12:])))
		} else {
			p.fail("its length is written in an odd way")
		}
	case "tkhd":
		if need(84) {
			zero(b[4:12])
			p.track().width, p.track().height = int(binary.BigEndian.Uint32(b[76:])>>16), int(binary.BigEndian.Uint32(b[80:])>>16)
		}
	case "mdhd":
		if need(24) && b[0] == 0 {
			zero(b[4:12])
			p.track().seconds = float64(binary.BigEndian.Uint32(b[16:])) / float64(max(1, binary.BigEndian.Uint32(b[12:])))
		} else {
			p.fail("the length of a track is written in an odd way")
		}
	case "hdlr":
		if need(24) {
			if h := string(b[8:12]); p.track().handler == "" {
				p.track().handler = h
			}
			zero(b[12:24])
			zero(b[24:])
		}
	case "colr":
		if !bytes.Equal(b, []byte("nclx\x00\x01\x00\x01\x00\x01\x00")) {
			p.fail("its colours are described in a way of their own")
		}
	case "dref":
		// One entry, which says that the samples are in this very file.
		if !bytes.Equal(b, []byte("\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0curl \x00\x00\x00\x01")) {
			p.fail("it names another file")
		}
	case "stsd":
		p.stsd(b)
	case "stsz":
		if need(12) {
			one, n := binary.BigEndian.Uint32(b[4:]), int(binary.BigEndian.Uint32(b[8:]))
			if one == 0 && len(b) != 12+4*n || n > maxSamples || uint64(one)*uint64(n) > uint64(len(p.b)) {
				p.fail("its table of sizes is not whole")
				return
			}
			for i := range n {
				s := one
				if one == 0 {
					s = binary.BigEndian.Uint32(b[12+4*i:])
				}
				p.track().sizes = append(p.track().sizes, s)
			}
		}
	case "stco", "co64":
		each := map[string]int{"stco": 4, "co64": 8}[kind]
		for at := 8; at+each <= len(b); at += each {
			v := uint64(binary.BigEndian.Uint32(b[at:]))
			if each == 8 {
				v = binary.BigEndian.Uint64(b[at:])
			}
			p.track().offsets = append(p.track().offsets, v)
		}
	case "stsc":
		for at := 8; at+12 <= len(b); at += 12 {
			p.track().runs = append(p.track().runs, [2]uint32{binary.BigEndian.Uint32(b[at:]), binary.BigEndian.Uint32(b[at+4:])})
		}
	}
}

func (p *plain) stsd(b []byte) {
	if len(b) < 16 || binary.BigEndian.Uint32(b[4:]) != 1 || int(binary.BigEndian.Uint32(b[8:])) != len(b)-8 {
		p.fail("it describes its samples in an odd way")
		return
	}
	codec, body := string(b[12:16]), b[16:]
	p.track().codec = codec
	switch {
	case codec == "avc1" && len(body) >= 78:
		clear(body[42:74]) // the name of the encoder
		p.walk(codec, body[78:])
	case codec == "mp4a" && len(body) >= 28:
		p.walk(codec, body[28:])
	default:
		p.fail("it holds a codec that it should not hold")
	}
}

// units looks at every unit of an H.264 track: pictures and what they need, and
// no remarks (SEI), in which encoders and cameras write what they like.
func (p *plain) units(t *track) {
	sample, run, n := 0, 0, uint32(0)
	for i, r := range t.runs {
		if i > 0 && r[0] <= t.runs[i-1][0] {
			p.fail("its tables do not agree")
			return
		}
	}
	for c, off := range t.offsets {
		for ; run < len(t.runs) && t.runs[run][0] <= uint32(c+1); run++ {
			n = t.runs[run][1]
		}
		for range n {
			if sample >= len(t.sizes) {
				p.fail("its tables do not agree")
				return
			}
			size := uint64(t.sizes[sample])
			sample++
			if off > uint64(len(p.b)) || size > uint64(len(p.b))-off {
				p.fail("a sample lies outside")
				return
			}
			b := p.b[off : off+size]
			off += size
			for len(b) > 0 {
				if len(b) < 5 {
					p.fail("a sample is not whole")
					return
				}
				n := uint64(binary.BigEndian.Uint32(b))
				if n == 0 || n > uint64(len(b)-4) || !slices.Contains([]byte{1, 5, 7, 8, 9}, b[4]&31) {
					p.fail("a sample holds more than a picture")
					return
				}
				b = b[4+n:]
			}
		}
	}
	if sample != len(t.sizes) {
		p.fail("its tables do not agree")
	}
}

// of returns the track of a handler, or nil.
func (p *plain) of(handler string) *track {
	for i := range p.tracks {
		if p.tracks[i].handler == handler {
			return &p.tracks[i]
		}
	}
	return nil
}

// agree says whether a length is near enough to what it should be.
func agree(got, want float64) bool {
	return math.Abs(got-want) <= max(.35, want*.02)
}
