// Package wave draws the waveform of a recording as one path of an SVG.
package wave

import (
	"encoding/json"
	"io"
	"strconv"

	"voxpop"
	"voxpop/internal/media"
)

// Bounds of what is read: 800 pairs are about 5 KB.
const (
	maxBytes = 1 << 20
	maxPairs = 1 << 16
)

// Read reads the waveform that was made of a recording.
func Read(r io.Reader) (media.Peaks, error) {
	var p media.Peaks
	err := json.NewDecoder(io.LimitReader(r, maxBytes)).Decode(&p)
	if err != nil || p.Version != 2 || p.Length < 0 || p.Length > maxPairs || len(p.Data) != 2*p.Length*max(p.Channels, 1) {
		return media.Peaks{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "wave.Read", Message: "is no waveform", Hint: "voxpop media run --again makes it anew"}
	}
	return p, nil
}

// Path is the outline of a waveform in a box of width × height, time from the
// left whatever the language: there along the greatest samples, and back along
// the least. Of several channels the first is drawn. Silence is a line of one
// unit; nothing at all is "".
func Path(p media.Peaks, width, height int) string {
	channels := max(p.Channels, 1)
	n := len(p.Data) / (2 * channels)
	if n == 0 {
		return ""
	}
	loudest := int8(1)
	for _, v := range p.Data {
		if v == -128 {
			v = -127
		}
		loudest = max(loudest, v, -v)
	}
	half := float64(height) / 2
	y := func(v int8, least float64) float64 {
		d := float64(v) / float64(max(loudest, 16)) * half // near silence stays near silence
		if least > 0 {
			d = max(d, least)
		} else {
			d = min(d, least)
		}
		return min(max(half-d, 0), float64(height))
	}
	x := func(i int) float64 { return float64(width) * (float64(i) + .5) / float64(n) }
	b := make([]byte, 0, 24*n)
	point := func(op byte, i int, at float64) {
		b = append(b, op)
		b = strconv.AppendFloat(b, x(i), 'f', 1, 64)
		b = append(b, ' ')
		b = strconv.AppendFloat(b, at, 'f', 1, 64)
	}
	for i := range n {
		op := byte('L')
		if i == 0 {
			op = 'M'
		}
		point(op, i, y(p.Data[2*channels*i+1], .5))
	}
	for i := n - 1; i >= 0; i-- {
		point('L', i, y(p.Data[2*channels*i], -.5))
	}
	return string(append(b, 'Z'))
}
