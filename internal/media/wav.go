package media

import (
	"bytes"
	"encoding/binary"
	"math"
)

// wavSound is the sound of a WAV file.
type wavSound struct {
	format []byte // the chunk fmt
	rate   int64  // samples a second
	block  int64  // bytes of one sample of all channels
	data   []byte
}

// readWAV finds the two chunks that matter. Only sound that is stored sample
// by sample is taken: whole numbers and floating point.
func readWAV(b []byte) (*wavSound, error) {
	s := &wavSound{}
	for at := 12; at+8 <= len(b); {
		id, size := string(b[at:at+4]), int64(binary.LittleEndian.Uint32(b[at+4:]))
		body := b[at+8:]
		if id == "data" && (size == 0 || size >= math.MaxUint32-1) {
			size = int64(len(body)) // written to a pipe: it lasts to the end of the file
		}
		if size > int64(len(body)) {
			if id != "data" {
				return nil, broken("a chunk is cut off")
			}
			size = int64(len(body))
		}
		switch id {
		case "fmt ":
			if err := s.setFormat(body[:size]); err != nil {
				return nil, err
			}
		case "data":
			if s.format == nil {
				return nil, broken("its sound comes before its format")
			}
			s.data = body[:size-size%s.block]
			return s, nil
		}
		at += 8 + int(size+size%2)
	}
	return nil, broken("it holds no sound")
}

func (s *wavSound) setFormat(f []byte) error {
	if len(f) < 16 {
		return broken("its format is not whole")
	}
	kind := binary.LittleEndian.Uint16(f)
	if kind == 0xFFFE && len(f) >= 40 {
		kind = binary.LittleEndian.Uint16(f[24:])
	}
	channels, bits := int64(binary.LittleEndian.Uint16(f[2:])), int64(binary.LittleEndian.Uint16(f[14:]))
	s.rate = int64(binary.LittleEndian.Uint32(f[4:]))
	s.block = int64(binary.LittleEndian.Uint16(f[12:]))
	if kind != 1 && kind != 3 || channels == 0 || bits == 0 || s.rate == 0 || s.block != channels*((bits+7)/8) {
		return broken("its sound is not stored as plain samples")
	}
	// Written anew: what an extended format says besides is not the sound's.
	s.format = binary.LittleEndian.AppendUint16(nil, kind)
	s.format = binary.LittleEndian.AppendUint16(s.format, uint16(channels))
	s.format = binary.LittleEndian.AppendUint32(s.format, uint32(s.rate))
	s.format = binary.LittleEndian.AppendUint32(s.format, uint32(s.rate*s.block))
	s.format = binary.LittleEndian.AppendUint16(s.format, uint16(s.block))
	s.format = binary.LittleEndian.AppendUint16(s.format, uint16(bits))
	return nil
}

func probeWAV(b []byte) (float64, error) {
	s, err := readWAV(b)
	if err != nil {
		return 0, err
	}
	return float64(int64(len(s.data))/s.block) / float64(s.rate), nil
}

func cutWAV(b []byte, from, to float64) ([]byte, error) {
	s, err := readWAV(b)
	if err != nil {
		return nil, err
	}
	all := int64(len(s.data)) / s.block
	start := int64(math.Round(from * float64(s.rate)))
	stop := int64(math.Round(min(to*float64(s.rate), float64(all))))
	if start >= stop {
		return nil, outside()
	}
	data := s.data[start*s.block : stop*s.block]
	pad := len(data) % 2
	var w bytes.Buffer
	number := func(n int) { w.Write(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
	w.WriteString("RIFF")
	number(4 + 8 + len(s.format) + 8 + len(data) + pad)
	w.WriteString("WAVEfmt ")
	number(len(s.format))
	w.Write(s.format)
	w.WriteString("data")
	number(len(data))
	w.Write(data)
	w.Write(make([]byte, pad))
	return w.Bytes(), nil
}
