package still_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/still"
)

func TestMain(m *testing.M) {
	cage.Main(still.Inside)
	os.Exit(m.Run())
}

// corners is a picture whose corners are red, green, blue and white, from the
// upper left in the sense of reading.
func corners(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 255, 255, 255}
			switch {
			case x < w/2 && y < h/2:
				c = color.NRGBA{255, 0, 0, 255}
			case y < h/2:
				c = color.NRGBA{0, 255, 0, 255}
			case x < w/2:
				c = color.NRGBA{0, 0, 255, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// seen names the colours of the corners of a picture.
func seen(img image.Image) (s string) {
	b := img.Bounds()
	for _, p := range []image.Point{{b.Dx() / 4, b.Dy() / 4}, {b.Dx() * 3 / 4, b.Dy() / 4}, {b.Dx() / 4, b.Dy() * 3 / 4}, {b.Dx() * 3 / 4, b.Dy() * 3 / 4}} {
		r, g, bl, _ := img.At(b.Min.X+p.X, b.Min.Y+p.Y).RGBA()
		switch hi := func(v uint32) bool { return v > 0x9000 }; {
		case hi(r) && hi(g) && hi(bl):
			s += "w"
		case hi(r) && !hi(g) && !hi(bl):
			s += "r"
		case hi(g) && !hi(r) && !hi(bl):
			s += "g"
		case hi(bl) && !hi(r) && !hi(g):
			s += "b"
		default:
			s += "?"
		}
	}
	return s
}

// tiff is an Exif directory that says an orientation.
func tiff(turn uint16) []byte {
	b := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	b = binary.BigEndian.AppendUint16(b, turn)
	return append(b, 0, 0, 0, 0, 0, 0)
}

func jpegOf(t *testing.T, img image.Image, turn uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	if turn == 0 {
		return b.Bytes()
	}
	exif := append([]byte("Exif\x00\x00"), tiff(turn)...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(out, b.Bytes()[2:]...)
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTurned checks all eight orientations of Exif: 1 stands, 2 is mirrored, 3
// lies on its head, …; the words say what a viewer must see.
func TestTurned(t *testing.T) {
	for turn, want := range map[uint16]string{0: "rgbw", 1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb", 9: "rgbw"} {
		img, err := still.Decode(jpegOf(t, corners(64, 32), turn))
		if err != nil {
			t.Fatal(err)
		}
		w, h := 64, 32
		if turn >= 5 && turn <= 8 {
			w, h = h, w
		}
		if got := seen(img); got != want || img.Bounds().Dx() != w || img.Bounds().Dy() != h {
			t.Errorf("orientation %d: %s, %v; want %s, %d×%d", turn, got, img.Bounds(), want, w, h)
		}
	}
}

// TestKinds makes JPEGs in the cage of every kind that is read.
func TestKinds(t *testing.T) {
	base := corners(64, 32)
	pal := image.NewPaletted(base.Bounds(), color.Palette{color.White, color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}})
	deep := image.NewNRGBA64(base.Bounds())
	glass := image.NewNRGBA(base.Bounds()) // where nothing is, is white
	for y := range 32 {
		for x := range 64 {
			pal.Set(x, y, base.At(x, y))
			deep.Set(x, y, base.At(x, y))
			if c := base.NRGBAAt(x, y); c.R != 255 || c.G != 255 {
				glass.SetNRGBA(x, y, c)
			}
		}
	}
	var g bytes.Buffer
	if err := gif.Encode(&g, pal, nil); err != nil {
		t.Fatal(err)
	}
	exifPNG := pngOf(t, base)
	exifPNG = append(exifPNG[:33:33], append(chunk("eXIf", tiff(3)), exifPNG[33:]...)...)
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"jpeg": {jpegOf(t, base, 6), "brwg"}, "png": {pngOf(t, base), "rgbw"}, "png of 16 bits": {pngOf(t, deep), "rgbw"}, "png on glass": {pngOf(t, glass), "rgbw"},
		"png with Exif": {exifPNG, "wbgr"}, "png with a palette": {pngOf(t, pal), "rgbw"}, "gif": {g.Bytes(), "rgbw"},
	} {
		p, err := still.Make(t.Context(), &cage.Cage{}, ffmpeg(), bytes.NewReader(c.b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := seen(p.Image); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		again, err := still.Make(t.Context(), &cage.Cage{}, ffmpeg(), bytes.NewReader(c.b))
		if err != nil || !bytes.Equal(again.JPEG, p.JPEG) {
			t.Errorf("%s: the same photo gave other bytes (%v)", name, err)
		}
	}
}

func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestLargeAndBroken(t *testing.T) {
	bomb := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	huge := append([]byte{}, bomb[8+8:8+8+13]...)
	binary.BigEndian.PutUint32(huge, 20000)
	binary.BigEndian.PutUint32(huge[4:], 20000)
	bomb = append(append(bomb[:8:8], chunk("IHDR", huge)...), bomb[33:]...)
	whole := jpegOf(t, corners(64, 32), 0)
	for name, b := range map[string][]byte{
		"400 megapixels": bomb, "half a JPEG": whole[:len(whole)/2], "no picture": []byte("%PDF-1.7"), "nothing": nil,
		"a HEIC of nothing": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "a WebP of nothing": []byte("RIFF\x04\x00\x00\x00WEBP"),
	} {
		_, err := still.Make(t.Context(), &cage.Cage{}, ffmpeg(), bytes.NewReader(b))
		if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestShrinks(t *testing.T) {
	for _, c := range []struct{ w, h, tw, th int }{{5000, 2500, 2048, 1024}, {2048, 10, 2048, 10}, {3000, 1, 2048, 1}, {4096, 4096, 2048, 2048}} {
		img, err := still.Decode(pngOf(t, corners(c.w, c.h)))
		if err != nil || img.Bounds().Dx() != c.tw || img.Bounds().Dy() != c.th {
			t.Errorf("%d×%d: %v, %v", c.w, c.h, img.Bounds(), err)
		}
	}
}

// ffmpeg is the program's path, "" where it is not installed.
func ffmpeg() string {
	path, _ := cage.Find("ffmpeg")
	return path
}

// TestHEIC reads what heif-enc writes, turned by the file's own means, and
// leaves the Exif orientation alone, which says the same a second time.
func TestHEIC(t *testing.T) {
	tool, err := exec.LookPath("heif-enc")
	if err != nil {
		t.Skip("heif-enc is not installed: no HEIC is read")
	}
	if ffmpeg() == "" {
		t.Skip("ffmpeg is not installed: no HEIC is read")
	}
	dir := t.TempDir()
	for _, c := range []struct {
		w, h int
	}{{64, 32}, {65, 33}, {320, 200}} {
		in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out.heic")
		if err := os.WriteFile(in, pngOf(t, corners(c.w, c.h)), 0o600); err != nil {
			t.Fatal(err)
		}
		if b, err := exec.CommandContext(t.Context(), tool, "-q", "90", "-o", out, in).CombinedOutput(); err != nil {
			t.Skipf("heif-enc: %v %s", err, b)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		p, err := still.Make(t.Context(), &cage.Cage{}, ffmpeg(), bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got := seen(p.Image); got != "rgbw" || p.Width() != c.w || p.Height() != c.h {
			t.Errorf("%s, %d×%d; want rgbw, %d×%d", got, p.Width(), p.Height(), c.w, c.h)
		}
	}
}

func TestPlainRefuses(t *testing.T) {
	img := corners(16, 16)
	good, err := still.Encode(img)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := still.Plain(good); err != nil {
		t.Error(err)
	}
	for name, b := range map[string][]byte{
		"bytes behind the end": append(bytes.Clone(good), 'x'),
		"Exif":                 jpegOf(t, img, 1),
		"a comment":            append([]byte{0xff, 0xd8, 0xff, 0xfe, 0, 3, 'x'}, good[2:]...),
		"a second picture":     append(bytes.Clone(good), good...),
		"no end":               good[:len(good)-2],
	} {
		if _, err := still.Plain(b); err == nil {
			t.Errorf("%s is taken for a plain JPEG", name)
		}
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := still.Make(ctx, &cage.Cage{}, ffmpeg(), bytes.NewReader(jpegOf(t, corners(8, 8), 0))); voxpop.KindOf(err) != voxpop.Unavailable {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("RIFF\x04\x00\x00\x00WEBPVP8X"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00\x2a"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00eXIf"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 8 && string(b[4:8]) == "ftyp" {
			return // the cage has that one
		}
		if img, err := still.Decode(b); err == nil && max(img.Bounds().Dx(), img.Bounds().Dy()) > still.Side {
			t.Error(img.Bounds())
		}
	})
}
