package media

import (
	"encoding/binary"
)

// MP4 boxes are those of ISO/IEC 14496-12.

// boxes calls each for the boxes that lie in b, one after the other, until it
// answers false. A box that is cut off ends the walk.
func boxes(b []byte, each func(kind string, body []byte) bool) {
	for len(b) >= 8 {
		size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		switch {
		case size == 1 && len(b) >= 16:
			size, head = binary.BigEndian.Uint64(b[8:]), 16
		case size == 0:
			size = uint64(len(b))
		}
		if size < head || size > uint64(len(b)) || !each(string(b[4:8]), b[head:size]) {
			return
		}
		b = b[size:]
	}
}

// box returns the first box of a kind, or nil.
func box(b []byte, kind string) (found []byte) {
	boxes(b, func(k string, body []byte) bool {
		if k == kind {
			found = body
		}
		return k != kind
	})
	return found
}

// probeMP4 takes the length of the movie header, or where it has none, as in
// files recorded in pieces, adds up the pieces of the longest track.
func probeMP4(b []byte) (float64, error) {
	moov := box(b, "moov")
	if moov == nil {
		return 0, broken("it has no movie header")
	}
	scale, length, ok := mediaHeader(box(moov, "mvhd"))
	if !ok {
		return 0, broken("its movie header is not valid")
	}
	if length == 0 {
		mehd := box(box(moov, "mvex"), "mehd")
		switch {
		case len(mehd) >= 12 && mehd[0] == 1:
			length = binary.BigEndian.Uint64(mehd[4:])
		case len(mehd) >= 8 && mehd[0] == 0:
			length = uint64(binary.BigEndian.Uint32(mehd[4:]))
		}
	}
	if length > 0 {
		return float64(length) / float64(scale), nil
	}
	return fragments(b, moov), nil
}

// mediaHeader reads the scale (units a second) and the length that mvhd and
// mdhd have in the same places.
func mediaHeader(h []byte) (scale uint32, length uint64, ok bool) {
	switch {
	case len(h) >= 32 && h[0] == 1:
		scale, length = binary.BigEndian.Uint32(h[20:]), binary.BigEndian.Uint64(h[24:])
		if length == 1<<64-1 {
			length = 0 // not known
		}
	case len(h) >= 20 && h[0] == 0:
		scale, length = binary.BigEndian.Uint32(h[12:]), uint64(binary.BigEndian.Uint32(h[16:]))
		if length == 1<<32-1 {
			length = 0
		}
	}
	return scale, length, scale > 0
}

// fragments returns the end of the last fragment of any track, in seconds.
func fragments(b, moov []byte) float64 {
	scale := map[uint32]uint32{}  // units a second, by track
	sample := map[uint32]uint32{} // length of a sample where nothing else is said
	boxes(moov, func(kind string, body []byte) bool {
		switch kind {
		case "trak":
			tkhd := box(body, "tkhd")
			var id uint32
			switch {
			case len(tkhd) >= 24 && tkhd[0] == 1:
				id = binary.BigEndian.Uint32(tkhd[20:])
			case len(tkhd) >= 16:
				id = binary.BigEndian.Uint32(tkhd[12:])
			}
			if s, _, ok := mediaHeader(box(box(body, "mdia"), "mdhd")); ok {
				scale[id] = s
			}
		case "mvex":
			boxes(body, func(kind string, t []byte) bool {
				if kind == "trex" && len(t) >= 16 {
					sample[binary.BigEndian.Uint32(t[4:])] = binary.BigEndian.Uint32(t[12:])
				}
				return true
			})
		}
		return true
	})
	var longest float64
	sums := map[uint32]uint64{}
	boxes(b, func(kind string, moof []byte) bool {
		if kind != "moof" {
			return true
		}
		boxes(moof, func(kind string, traf []byte) bool {
			if kind != "traf" {
				return true
			}
			id, each := fragmentHeader(box(traf, "tfhd"), sample)
			if tfdt := box(traf, "tfdt"); len(tfdt) >= 12 && tfdt[0] == 1 {
				sums[id] = binary.BigEndian.Uint64(tfdt[4:])
			} else if len(tfdt) >= 8 {
				sums[id] = uint64(binary.BigEndian.Uint32(tfdt[4:]))
			}
			boxes(traf, func(kind string, trun []byte) bool {
				if kind == "trun" {
					sums[id] += runLength(trun, each)
				}
				return true
			})
			if s := scale[id]; s > 0 {
				longest = max(longest, float64(sums[id])/float64(s))
			}
			return true
		})
		return true
	})
	return longest
}

// fragmentHeader reads the track of a fragment and the length of its samples
// where a run does not say it.
func fragmentHeader(tfhd []byte, usual map[uint32]uint32) (id, sample uint32) {
	if len(tfhd) < 8 {
		return 0, 0
	}
	flags := binary.BigEndian.Uint32(tfhd) & 0xFFFFFF
	id = binary.BigEndian.Uint32(tfhd[4:])
	at := 8
	if flags&0x1 != 0 {
		at += 8
	}
	if flags&0x2 != 0 {
		at += 4
	}
	if flags&0x8 != 0 && len(tfhd) >= at+4 {
		return id, binary.BigEndian.Uint32(tfhd[at:])
	}
	return id, usual[id]
}

// runLength adds up the samples of a run, in the track's units.
func runLength(trun []byte, sample uint32) (sum uint64) {
	if len(trun) < 8 {
		return 0
	}
	flags, n := binary.BigEndian.Uint32(trun)&0xFFFFFF, binary.BigEndian.Uint32(trun[4:])
	if flags&0x100 == 0 {
		return uint64(n) * uint64(sample)
	}
	at := 8
	for _, f := range []uint32{0x1, 0x4} {
		if flags&f != 0 {
			at += 4
		}
	}
	row := 0
	for _, f := range []uint32{0x100, 0x200, 0x400, 0x800} {
		if flags&f != 0 {
			row += 4
		}
	}
	for ; n > 0 && at+row <= len(trun); n-- {
		sum += uint64(binary.BigEndian.Uint32(trun[at:]))
		at += row
	}
	return sum
}
