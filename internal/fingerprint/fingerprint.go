// Package fingerprint knows a recording or a picture again after it was re-encoded: acoustic prints of Chromaprint, and perceptual hashes of pictures.
package fingerprint

import (
	"image"

	"voxpop"
)

// Print is a Chromaprint of a recording: its raw items, about eight a second.
type Print []uint32

// ParsePrint reads a print as [Print.String] writes it.
func ParsePrint(s string) (Print, error) {
	return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "fingerprint.ParsePrint", Message: "not written yet"}
}

// String writes the items in hex, eight digits each.
func (p Print) String() string { return "" }

// Pict is a perceptual hash of a picture, 64 bits.
type Pict uint64

// Picture hashes a picture that stands upright. ok is false for one that
// shows too little to be known by, such as a black frame.
func Picture(img image.Image) (p Pict, ok bool) { return 0, false }

// String writes 16 hex digits.
func (p Pict) String() string { return "" }

// ParsePict reads a hash as [Pict.String] writes it.
func ParsePict(s string) (Pict, error) {
	return 0, &voxpop.Error{Kind: voxpop.Unavailable, Op: "fingerprint.ParsePict", Message: "not written yet"}
}

// Match is two of a list that are alike, A before B.
type Match struct {
	A, B       int
	Similarity float64 // 0 to 1
}

// NearPrints finds the recordings that are the same one.
func NearPrints(prints []Print) []Match { return nil }

// NearPicts finds the pictures that are the same one.
func NearPicts(picts []Pict) []Match { return nil }
