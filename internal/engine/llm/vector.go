package llm

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
)

// maxDimension is longer than the vectors of any model that is in use.
const maxDimension = 1 << 16

// vector reads the three forms in which servers send one: numbers, the same
// bytes as base64 (little-endian 32-bit floats), and, which is of no use, one
// vector for every token.
type vector struct {
	of      []float32
	fault   string // why it is none; in words, without anything of the answer
	numbers bool   // the fault is a number that is none: another text may do
}

const (
	notFinite = "answers with a number that is none"
	perToken  = "answers with a vector for every token; start it with the pooling of its model (llama.cpp: --pooling)"
	noVector  = "answers with something that is no vector"
)

// UnmarshalJSON never fails: what is wrong is said once the whole answer is
// known to be JSON. The library's own reading would take null for 0.
func (v *vector) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	switch {
	case len(b) > 1 && b[0] == '"':
		v.base64(b[1 : len(b)-1])
	case len(b) > 1 && b[0] == '[':
		v.list(b[1 : len(b)-1])
	case string(b) == "null":
		v.fault, v.numbers = notFinite, true
	default:
		v.fault = noVector
	}
	return nil
}

func (v *vector) list(b []byte) {
	v.of = make([]float32, 0, bytes.Count(b, []byte{','})+1)
	for len(b) > 0 {
		part := b
		if i := bytes.IndexByte(b, ','); i >= 0 {
			part, b = b[:i], b[i+1:]
		} else {
			b = nil
		}
		part = bytes.TrimSpace(part)
		if len(part) > 0 && part[0] == '[' {
			v.fault = perToken
			return
		}
		if string(part) == "null" { // llama.cpp writes NaN so
			v.fault, v.numbers = notFinite, true
			return
		}
		x, err := strconv.ParseFloat(string(part), 64)
		if err != nil {
			v.fault = noVector
			return
		}
		if y := float32(x); math.IsInf(float64(y), 0) || math.IsNaN(x) {
			v.fault, v.numbers = notFinite, true
			return
		}
		v.of = append(v.of, float32(x))
	}
}

func (v *vector) base64(b []byte) {
	// Some encoders escape the slash, which base64 uses.
	b = bytes.ReplaceAll(b, []byte(`\/`), []byte(`/`))
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(b)))
	n, err := base64.StdEncoding.Decode(raw, b)
	if err != nil || n%4 != 0 {
		v.fault = noVector
		return
	}
	v.of = make([]float32, n/4)
	for i := range v.of {
		x := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			v.fault, v.numbers = notFinite, true
			return
		}
		v.of[i] = x
	}
}
