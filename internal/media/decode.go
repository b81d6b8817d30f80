package media

import (
	"encoding/binary"
	"math"

	"github.com/pion/opus"

	"voxpop"
)

// DecodeOpus decodes a recording in Ogg Opus to mono at the rate, which is
// 8000, 12000, 16000, 24000 or 48000. What the recording says is not to be
// heard at its start and its end is left out; two channels become their mean.
// Errors are of kind invalid.
//
// A packet that does not decode is heard as silence of its length; when more
// than half are such the recording is refused. Memory is bounded by how long
// the packets sound: 2 bytes a sample.
func DecodeOpus(ogg []byte, rate int) (Sound, error) {
	s, err := readOpus(ogg)
	if err != nil {
		return Sound{}, err
	}
	if s.head[18] != 0 {
		return Sound{}, manyChannels("media.DecodeOpus")
	}
	d, err := opus.NewDecoderWithOutput(rate, 1)
	if err != nil {
		return Sound{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "media.DecodeOpus", Message: "Opus is not decoded to that rate",
			Hint: "decode to 8000, 12000, 16000, 24000 or 48000 and resample"}
	}
	if s.heard > maxHeard {
		return Sound{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "media.DecodeOpus", Message: "the recording lasts more than two hours",
			Hint: "cut it first"}
	}
	step := int64(opusRate / rate)
	gain := math.Pow(10, float64(int16(binary.LittleEndian.Uint16(s.head[16:])))/256/20)
	from, to := s.preSkip/step, (s.preSkip+s.heard)/step
	out := make([]int16, 0, to-from)
	buffer := make([]float32, 5760)
	bad := 0
	at := int64(0) // samples so far
	for _, p := range s.packets {
		if at >= to {
			break
		}
		n := packetSamples(p) / step
		if !decodeOne(&d, p, buffer[:n]) {
			bad++
			clear(buffer[:n])
			// A decoder that failed in the middle may be in any state.
			d, _ = opus.NewDecoderWithOutput(rate, 1)
		}
		for i := max(0, from-at); i < min(n, to-at); i++ {
			out = append(out, clip(float64(buffer[i])*gain*32768))
		}
		at += n
	}
	if bad*2 > len(s.packets) {
		return Sound{}, broken("its sound does not decode")
	}
	return Sound{Rate: rate, Samples: out}, nil
}

// maxHeard is how much is decoded at once, in samples at 48 kHz: two hours are
// 690 MB at that rate and 230 MB at 16 kHz. A file of a few hundred kilobytes can
// claim to last that long.
const maxHeard = 2 * 3600 * opusRate

// decodeOne decodes a packet to as many samples as it says; false where it
// does not decode. A decoder of strangers' bytes that panics is taken for one
// that failed.
func decodeOne(d *opus.Decoder, packet []byte, out []float32) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	n, err := d.DecodeToFloat32(packet, out)
	if err != nil || n != len(out) {
		return false
	}
	for _, v := range out {
		if v != v || math.Abs(float64(v)) > 1e6 {
			return false
		}
	}
	return true
}

// clip rounds to 16 bits.
func clip(v float64) int16 {
	switch v = math.Round(v); {
	case v >= math.MaxInt16:
		return math.MaxInt16
	case v <= math.MinInt16:
		return math.MinInt16
	}
	return int16(v)
}

func manyChannels(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the recording has more than two channels, or channels in an unusual order",
		Hint: "convert its sound to mono or stereo first"}
}
