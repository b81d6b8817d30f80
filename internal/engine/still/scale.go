package still

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// shrink makes a picture no larger than Side, on white. Whole blocks of pixels
// are averaged first, which also takes away most of what a sensor leaves in
// each of its pixels.
func shrink(img image.Image) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	k := max(1, max(w, h)/Side)
	small := average(img, k)
	w, h = small.Bounds().Dx(), small.Bounds().Dy()
	if w <= Side && h <= Side {
		return small
	}
	if w >= h {
		w, h = Side, max(1, (h*Side+w/2)/w)
	} else {
		w, h = max(1, (w*Side+h/2)/h), Side
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Bounds(), small, small.Bounds(), draw.Src, nil)
	return out
}

// average makes one pixel of each block of k × k; what does not fill a block at
// the right and the bottom is left out, unless there is nothing else.
func average(img image.Image, k int) *image.RGBA {
	b := img.Bounds()
	w, h := max(1, b.Dx()/k), max(1, b.Dy()/k)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	at := reader(img)
	sums := make([][4]uint32, w)
	for y := range h {
		clear(sums)
		for dy := range min(k, b.Dy()) {
			for x := range w {
				s := &sums[x]
				for dx := range min(k, b.Dx()) {
					r, g, bl := at(b.Min.X+x*k+dx, b.Min.Y+y*k+dy)
					s[0] += uint32(r)
					s[1] += uint32(g)
					s[2] += uint32(bl)
					s[3]++
				}
			}
		}
		line := out.Pix[y*out.Stride:]
		for x, s := range sums {
			for c := range 3 {
				line[4*x+c] = byte((s[c] + s[3]/2) / s[3])
			}
			line[4*x+3] = 255
		}
	}
	return out
}

// reader returns a function that reads a pixel, laid on white.
func reader(img image.Image) func(x, y int) (r, g, b uint8) {
	onWhite := func(c, a uint32) uint8 { return uint8((c + 0xffff - a) >> 8) }
	switch m := img.(type) {
	case *image.YCbCr:
		return func(x, y int) (uint8, uint8, uint8) {
			yi, ci := m.YOffset(x, y), m.COffset(x, y)
			return color.YCbCrToRGB(m.Y[yi], m.Cb[ci], m.Cr[ci])
		}
	case *image.Gray:
		return func(x, y int) (uint8, uint8, uint8) {
			v := m.Pix[m.PixOffset(x, y)]
			return v, v, v
		}
	case *image.NRGBA:
		return func(x, y int) (uint8, uint8, uint8) {
			p := m.Pix[m.PixOffset(x, y):]
			a := uint32(p[3])
			over := func(c uint8) uint8 { return uint8((uint32(c)*a + 255*(255-a) + 127) / 255) }
			return over(p[0]), over(p[1]), over(p[2])
		}
	case *image.RGBA:
		return func(x, y int) (uint8, uint8, uint8) {
			p := m.Pix[m.PixOffset(x, y):]
			w := 255 - p[3]
			return sat(p[0], w), sat(p[1], w), sat(p[2], w)
		}
	}
	return func(x, y int) (uint8, uint8, uint8) {
		r, g, b, a := img.At(x, y).RGBA()
		return onWhite(r, a), onWhite(g, a), onWhite(b, a)
	}
}

func sat(a, b uint8) uint8 { return uint8(min(255, int(a)+int(b))) }

// upright turns a picture as its Exif orientation says: 2 to 4 mirror and turn
// by half, 5 to 8 also exchange width and height.
func upright(img *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 || turn > 8 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			var tx, ty int
			switch turn {
			case 2:
				tx, ty = w-1-x, y
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				tx, ty = x, h-1-y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[ty*out.Stride+4*tx:][:4], img.Pix[y*img.Stride+4*x:][:4])
		}
	}
	return out
}
