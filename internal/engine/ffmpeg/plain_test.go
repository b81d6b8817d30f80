package ffmpeg

import (
	"encoding/binary"
	"testing"

	"voxpop"
)

func boxed(kind string, body ...[]byte) []byte {
	b := append(make([]byte, 4), kind...)
	for _, x := range body {
		b = append(b, x...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

func words(n ...uint32) (b []byte) {
	for _, v := range n {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// TestPlainEnds: the check of an MP4 takes no more than the file is worth, even
// if it was not ffmpeg that wrote it.
func TestPlainEnds(t *testing.T) {
	movie := func(tables ...[]byte) []byte {
		handler := boxed("hdlr", words(0, 0), []byte("vide"), make([]byte, 13))
		return boxed("moov", boxed("trak", boxed("mdia", handler, boxed("minf", boxed("stbl", tables...)))))
	}
	many := make([]uint32, 100_000)
	runs := []uint32{0, uint32(len(many))}
	for range many {
		runs = append(runs, 1, 1<<31, 1)
	}
	for name, b := range map[string][]byte{
		"4 billion samples of one byte":  movie(boxed("stsz", words(0, 1, 1<<32-1))),
		"4 billion samples of no byte":   movie(boxed("stsz", words(0, 0, 1<<32-1))),
		"runs that do not go up":         movie(boxed("stsz", words(0, 1, 9)), boxed("stco", words(append([]uint32{0, 0}, many...)...)), boxed("stsc", words(runs...))),
		"a run of more than the samples": movie(boxed("stsz", words(0, 1, 9)), boxed("stco", words(append([]uint32{0, 0}, many...)...)), boxed("stsc", words(0, 1, 1, 1<<31, 1))),
	} {
		if p, err := plainMP4(b); voxpop.KindOf(err) != voxpop.Invalid || len(p.tracks) > 0 && len(p.tracks[0].sizes) > maxSamples {
			t.Error(name, err)
		}
	}
}

func TestRate(t *testing.T) {
	for of, want := range map[float64]float64{0: 25, 1: 10, 14.6: 15, 23.976: 24, 24.99: 25, 29.98732: 30, 50: 25, 59.94: 30, 240: 30} {
		if got := rate(of); got != want {
			t.Errorf("%v becomes %v, not %v", of, got, want)
		}
	}
}
