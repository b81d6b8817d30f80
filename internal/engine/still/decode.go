package still

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// Decode reads a photo, turns it upright, lays it on white, and makes it no
// larger than [Side]. It is what runs in the cage; its errors are of
// [cage.Code].
func Decode(b []byte) (image.Image, error) {
	img, turn, err := decode(b)
	if err != nil {
		return nil, err
	}
	if img.Bounds().Empty() {
		return nil, errBroken
	}
	return upright(shrink(img), turn), nil
}

func decode(b []byte) (img image.Image, turn int, err error) {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		c, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			return nil, 0, errBroken
		}
		each := 4 // bytes of a pixel, at most
		if progressive(b) {
			each = 20 // coefficients, all of them kept
		}
		if tooLarge(c, each) {
			return nil, 0, errLarge
		}
		img, err = jpeg.Decode(bytes.NewReader(b))
		return img, jpegTurn(b), orBroken(err)
	case has(0, "\x89PNG\r\n\x1a\n"):
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			return nil, 0, errBroken
		}
		if tooLarge(c, 8) {
			return nil, 0, errLarge
		}
		img, err = png.Decode(bytes.NewReader(b))
		return img, pngTurn(b), orBroken(err)
	case has(0, "RIFF") && has(8, "WEBP"):
		still, turn, ok := stillWebP(b)
		if !ok {
			return nil, 0, errBroken
		}
		c, err := webp.DecodeConfig(bytes.NewReader(still))
		if err != nil {
			return nil, 0, errBroken
		}
		if tooLarge(c, 6) {
			return nil, 0, errLarge
		}
		img, err = webp.Decode(bytes.NewReader(still))
		return img, turn, orBroken(err)
	case has(0, "GIF8"):
		c, err := gif.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			return nil, 0, errBroken
		}
		if tooLarge(c, 2) {
			return nil, 0, errLarge
		}
		img, err = gif.Decode(bytes.NewReader(b)) // the first frame
		return img, 1, orBroken(err)
	}
	return nil, 0, errKind
}

func orBroken(err error) error {
	if err != nil {
		return errBroken
	}
	return nil
}

func tooLarge(c image.Config, each int) bool {
	return c.Width > MaxSide || c.Height > MaxSide || int64(c.Width)*int64(c.Height)*int64(each) > budget
}

// segments calls each for the segments of a JPEG up to its first scan.
func segments(b []byte, each func(kind byte, body []byte)) {
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		kind := b[at+1]
		if kind == 0xff {
			at++
			continue
		}
		size := int(b[at+2])<<8 | int(b[at+3])
		if kind == 0xda || size < 2 || at+2+size > len(b) {
			return
		}
		each(kind, b[at+4:at+2+size])
		at += 2 + size
	}
}

func progressive(b []byte) (yes bool) {
	segments(b, func(kind byte, _ []byte) { yes = yes || kind == 0xc2 })
	return yes
}

func jpegTurn(b []byte) int {
	turn, found := 1, false
	segments(b, func(kind byte, body []byte) {
		if exif, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && kind == 0xe1 && !found {
			turn, found = exifTurn(exif), true
		}
	})
	return turn
}

func pngTurn(b []byte) int {
	for at := 8; at+12 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[at:]))
		if size < 0 || size > len(b)-at-12 {
			break
		}
		if string(b[at+4:at+8]) == "eXIf" {
			return exifTurn(b[at+8 : at+8+size])
		}
		at += 12 + size
	}
	return 1
}

// stillWebP returns a WebP of the first frame alone, with its transparency and
// nothing else, and how its Exif turns it.
func stillWebP(b []byte) (still []byte, turn int, ok bool) {
	turn = 1
	var alpha, picture []byte
	var canvas []byte
	var walk func(b []byte)
	walk = func(b []byte) {
		for len(b) >= 8 {
			size := int(binary.LittleEndian.Uint32(b[4:]))
			if size < 0 || size > len(b)-8 {
				return
			}
			chunk, body := b[:8+size], b[8:8+size]
			switch string(b[:4]) {
			case "VP8 ", "VP8L":
				if picture == nil {
					picture = chunk
				}
			case "ALPH":
				if picture == nil && alpha == nil {
					alpha = chunk
				}
			case "ANMF":
				if picture == nil && size > 16 {
					canvas = body[6:12] // the frame's width and height, less one
					walk(body[16:])
				}
			case "VP8X":
				if size >= 10 && canvas == nil {
					canvas = body[4:10]
				}
			case "EXIF":
				turn = exifTurn(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
			}
			b = b[min(8+size+size&1, len(b)):]
		}
	}
	walk(b[12:])
	if picture == nil {
		return nil, 1, false
	}
	still = append(still, "RIFF\x00\x00\x00\x00WEBP"...)
	pad := func(chunk []byte) {
		if still = append(still, chunk...); len(chunk)%2 == 1 {
			still = append(still, 0)
		}
	}
	if alpha != nil && len(canvas) == 6 && string(picture[:4]) == "VP8 " {
		pad(append([]byte("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"), canvas...))
		pad(alpha)
	}
	pad(picture)
	binary.LittleEndian.PutUint32(still[4:], uint32(len(still)-8))
	return still, turn, true
}

// exifTurn reads the orientation (tag 0x0112 of the first directory) from
// Exif; 1 is upright, and what anything that is not understood means.
func exifTurn(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	dir := int64(order.Uint32(tiff[4:]))
	if dir+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[dir:]))
	for i := range n {
		entry := dir + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if v := int(order.Uint16(tiff[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
