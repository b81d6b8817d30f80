package media

import (
	"encoding/binary"
	"math"
)

// The rates of WAV files that are read. Outside them no speech was recorded,
// and a file of a few bytes could claim to last for days.
const (
	minRate = 4000
	maxRate = 384000
)

// ReadWAV reads a WAV file of whole numbers (8, 16, 24 or 32 bits) or of
// floating point (32 or 64 bits) as mono at its own rate; several channels
// become their mean. Errors are of kind invalid.
func ReadWAV(b []byte) (Sound, error) {
	if f, ok := sniff(b); !ok || f != WAV {
		return Sound{}, unknown()
	}
	w, err := readWAV(b)
	if err != nil {
		return Sound{}, err
	}
	if w.rate < minRate || w.rate > maxRate {
		return Sound{}, broken("its rate is impossible")
	}
	kind, channels := binary.LittleEndian.Uint16(w.format), int64(binary.LittleEndian.Uint16(w.format[2:]))
	if kind == 0xFFFE {
		kind = binary.LittleEndian.Uint16(w.format[24:])
	}
	size := w.block / channels
	read := sampleReader(kind, size)
	if read == nil {
		return Sound{}, broken("its sound is not stored as plain samples")
	}
	out := make([]int16, 0, int64(len(w.data))/w.block)
	for frame := w.data; int64(len(frame)) >= w.block; frame = frame[w.block:] {
		sum := 0.
		for c := range channels {
			sum += read(frame[c*size:])
		}
		out = append(out, clip(sum/float64(channels)*32768))
	}
	return Sound{Rate: int(w.rate), Samples: out}, nil
}

// sampleReader returns what reads one sample as a number from -1 to 1; nil for
// a kind that is not known.
func sampleReader(kind uint16, size int64) func([]byte) float64 {
	finite := func(v float64) float64 {
		if math.IsNaN(v) {
			return 0
		}
		return v
	}
	switch {
	case kind == 1 && size == 1:
		return func(b []byte) float64 { return (float64(b[0]) - 128) / 128 }
	case kind == 1 && size == 2:
		return func(b []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(b))) / 32768 }
	case kind == 1 && size == 3:
		return func(b []byte) float64 {
			return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
		}
	case kind == 1 && size == 4:
		return func(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31) }
	case kind == 3 && size == 4:
		return func(b []byte) float64 { return finite(float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))) }
	case kind == 3 && size == 8:
		return func(b []byte) float64 { return finite(math.Float64frombits(binary.LittleEndian.Uint64(b))) }
	}
	return nil
}

// WAV writes the sound as a WAV file of 16 bits: a head of 44 bytes and the
// samples, nothing else.
func (s Sound) WAV() []byte {
	data := 2 * len(s.Samples)
	b := make([]byte, 0, 44+data)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(36+data))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1) // whole numbers
	b = binary.LittleEndian.AppendUint16(b, 1) // one channel
	b = binary.LittleEndian.AppendUint32(b, uint32(s.Rate))
	b = binary.LittleEndian.AppendUint32(b, uint32(2*s.Rate))
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(data))
	for _, v := range s.Samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return b
}
