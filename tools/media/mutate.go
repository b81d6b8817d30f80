package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
)

// mutations make a broken file of a real one. other is another real file.
var mutations = []struct {
	name string
	do   func(r *rand.Rand, b, other []byte) []byte
}{
	{"a few bits flipped", func(r *rand.Rand, b, _ []byte) []byte { return flip(r, b, 0, len(b), 1+r.IntN(8)) }},
	{"many bits flipped", func(r *rand.Rand, b, _ []byte) []byte { return flip(r, b, 0, len(b), 1+len(b)/50) }},
	{"bits flipped in the header", func(r *rand.Rand, b, _ []byte) []byte { return flip(r, b, 12, min(len(b), 600), 4+r.IntN(12)) }},
	{"cut short", func(r *rand.Rand, b, _ []byte) []byte { return b[:r.IntN(len(b))] }},
	{"cut at the header", func(r *rand.Rand, b, _ []byte) []byte { return b[:r.IntN(min(len(b), 200))] }},
	{"a piece missing", func(r *rand.Rand, b, _ []byte) []byte {
		from, to := span(r, b)
		return slices.Delete(b, from, to)
	}},
	{"a piece twice", func(r *rand.Rand, b, _ []byte) []byte {
		from, to := span(r, b)
		return slices.Insert(b, to, slices.Clone(b[from:to])...)
	}},
	{"two pieces changed over", func(r *rand.Rand, b, _ []byte) []byte {
		n := 1 + r.IntN(max(len(b)/4, 1))
		x, y := r.IntN(len(b)-n), r.IntN(len(b)-n)
		piece := slices.Clone(b[x : x+n])
		copy(b[x:x+n], slices.Clone(b[y:y+n]))
		copy(b[y:y+n], piece)
		return b
	}},
	{"lengths that lie", func(r *rand.Rand, b, _ []byte) []byte {
		for range 1 + r.IntN(4) {
			if len(b) < 20 {
				return b
			}
			at := 4 + r.IntN(len(b)-12)
			if r.IntN(2) == 0 {
				at = min(at, 4+r.IntN(800)%max(len(b)-12, 1))
			}
			v := []uint32{0xffffffff, 0x7fffffff, 0x80000000, 0, 1, 0xfffffff0, 0x00ffffff}[r.IntN(7)]
			if r.IntN(2) == 0 {
				binary.BigEndian.PutUint32(b[at:], v)
			} else {
				binary.LittleEndian.PutUint32(b[at:], v)
			}
		}
		return b
	}},
	{"boxes that lie", func(r *rand.Rand, b, _ []byte) []byte { return boxes(r, b) }},
	{"zeros", func(r *rand.Rand, b, _ []byte) []byte { from, to := span(r, b); clear(b[from:to]); return b }},
	{"ones", func(r *rand.Rand, b, _ []byte) []byte {
		from, to := span(r, b)
		for i := from; i < to; i++ {
			b[i] = 0xff
		}
		return b
	}},
	{"noise put in", func(r *rand.Rand, b, _ []byte) []byte {
		return slices.Insert(b, r.IntN(len(b)), noise(r, 1+r.IntN(5000))...)
	}},
	{"the head of one, the body of another", func(r *rand.Rand, b, other []byte) []byte {
		return append(b[:min(len(b), 8+r.IntN(400))], other[min(len(other)-1, r.IntN(400)):]...)
	}},
	{"another one behind it", func(r *rand.Rand, b, other []byte) []byte { return append(b, other...) }},
	{"nothing but its first bytes", func(r *rand.Rand, b, _ []byte) []byte { return append(b[:min(len(b), 16)], noise(r, 4000)...) }},
}

// boxes changes a count or a length behind a name of the container's own.
func boxes(r *rand.Rand, b []byte) []byte {
	var at []int
	for _, name := range []string{"stsz", "stts", "stco", "co64", "stsc", "ctts", "mvhd", "tkhd", "mdhd", "elst", "trun", "avc1", "hvc1", "mp4a", "esds", "avcC", "hvcC", "iloc", "iinf", "ipma", "ispe",
		"OpusHead", "OpusTags", "\x03vorbis", "fmt ", "data", "LAME", "Xing", "IHDR", "IDAT", "VP8 ", "VP8L", "VP8X", "\xff\xc0", "\xff\xc4", "\xff\xdb", "\xff\xda", "\x1f\x43\xb6\x75", "\x16\x54\xae\x6b", "\x15\x49\xa9\x66", "OggS"} {
		for from := 0; ; {
			i := bytes.Index(b[from:], []byte(name))
			if i < 0 {
				break
			}
			at = append(at, from+i+len(name))
			from += i + len(name)
		}
	}
	if len(at) == 0 {
		return flip(r, b, 0, len(b), 3)
	}
	for range 1 + r.IntN(3) {
		i := at[r.IntN(len(at))]
		switch r.IntN(3) {
		case 0:
			if i >= 8 {
				binary.BigEndian.PutUint32(b[i-8:], []uint32{0, 1, 7, 0xffffffff, 0x7fffffff}[r.IntN(5)])
			}
		default:
			off := i + r.IntN(24)
			if off+4 <= len(b) {
				binary.BigEndian.PutUint32(b[off:], []uint32{0xffffffff, 0x7fffffff, 0, 0x10000000, 0xffff}[r.IntN(5)])
			}
		}
	}
	return b
}

func flip(r *rand.Rand, b []byte, from, to, n int) []byte {
	if from >= to {
		from = 0
	}
	for range n {
		if to > from {
			b[from+r.IntN(to-from)] ^= 1 << r.IntN(8)
		}
	}
	return b
}

func span(r *rand.Rand, b []byte) (from, to int) {
	from = r.IntN(len(b))
	return from, min(len(b), from+1+r.IntN(max(len(b)/3, 1)))
}

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
