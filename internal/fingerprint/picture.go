package fingerprint

import (
	"image"
	"image/draw"
	"math/bits"
	"slices"

	"github.com/corona10/goimagehash"
)

// Pict is a perceptual hash of a picture: 64 bits, each saying whether one of
// its coarsest waves is strong (pHash).
type Pict uint64

// MostDiffering is how many bits may differ between two copies of one picture:
// another size or encoder changes up to 2, a caption 2, a cut of a twentieth 4; a
// cut of a fifth changes 16, other pictures differ in 20 and more.
const MostDiffering = 8

// flat is the least contrast, as the standard deviation of the brightness of
// 256, of a picture that can be known by anything.
const flat = 6

// Picture hashes a picture that stands upright: of one that lies on its side
// the hash says nothing about its copies. ok is false for one that shows too
// little to be known by, such as a black frame or a white page.
func Picture(img image.Image) (p Pict, ok bool) {
	if img == nil || img.Bounds().Empty() || !contrasts(img) {
		return 0, false
	}
	if min := img.Bounds().Min; min != (image.Point{}) {
		// The library takes pictures to begin at the corner.
		at := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
		draw.Draw(at, at.Bounds(), img, min, draw.Src)
		img = at
	}
	h, err := goimagehash.PerceptionHash(img)
	if err != nil {
		return 0, false
	}
	p = Pict(h.GetHash())
	return p, true
}

// contrasts looks at up to 64 × 64 places.
func contrasts(img image.Image) bool {
	b := img.Bounds()
	var sum, squares, n float64
	for y := range min(64, b.Dy()) {
		for x := range min(64, b.Dx()) {
			r, g, bl, _ := img.At(b.Min.X+x*b.Dx()/min(64, b.Dx()), b.Min.Y+y*b.Dy()/min(64, b.Dy())).RGBA()
			v := (.299*float64(r) + .587*float64(g) + .114*float64(bl)) / 257
			sum += v
			squares += v * v
			n++
		}
	}
	return squares/n-sum/n*sum/n >= flat*flat
}

// String writes 16 hex digits.
func (p Pict) String() string { return string(appendHex(nil, uint64(p), 16)) }

// ParsePict reads a hash as [Pict.String] writes it. Errors are of kind invalid.
func ParsePict(s string) (Pict, error) {
	v, ok := hex(s)
	if !ok || len(s) != 16 {
		return 0, notA("hash of a picture")
	}
	return Pict(v), nil
}

// Distance is how many bits of two hashes differ, 0 to 64.
func (p Pict) Distance(q Pict) int { return bits.OnesCount64(uint64(p ^ q)) }

// NearPicts returns which pictures of a list are copies of one, by where A and
// then B stands. Of pictures with one hash each is matched with the first of
// them, and only the first with others. No pair of the firsts is missed: two
// hashes that differ in 8 bits differ in at most 2 in one quarter of them, and
// all such quarters are looked up.
func NearPicts(picts []Pict) []Match {
	const quarter = 16
	var out []Match
	first := map[Pict]int{}
	var quarters [4]map[uint16][]int32
	for i := range quarters {
		quarters[i] = map[uint16][]int32{}
	}
	seen := make([]int32, len(picts)) // the last picture, plus one, that it was compared with
	for b, p := range picts {
		if a, ok := first[p]; ok {
			out = append(out, Match{a, b, 1})
			continue
		}
		first[p] = b
		for i, table := range quarters {
			part := uint16(p >> (quarter * i))
			for _, d := range within2 {
				for _, a := range table[part^d] {
					if seen[a] == int32(b+1) {
						continue
					}
					seen[a] = int32(b + 1)
					if d := p.Distance(picts[a]); d <= MostDiffering {
						out = append(out, Match{int(a), b, 1 - float64(d)/64})
					}
				}
			}
		}
		for i, table := range quarters {
			part := uint16(p >> (quarter * i))
			table[part] = append(table[part], int32(b))
		}
	}
	slices.SortFunc(out, byPlace)
	return out
}

// within2 are the ways in which two quarters of a hash differ in at most 2 bits.
var within2 = func() (all []uint16) {
	all = append(all, 0)
	for i := range 16 {
		all = append(all, 1<<i)
		for j := range i {
			all = append(all, 1<<i|1<<j)
		}
	}
	return all
}()
