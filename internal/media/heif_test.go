package media_test

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"voxpop"
	"voxpop/internal/media"
)

// installed skips a test whose tool is missing; `make test` brings them all.
func installed(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name + " is not installed")
	}
	return path
}

// heic makes a HEIC of a test picture with other people's tools, and returns
// what those make of it when they read it back.
func heic(t testing.TB, size string, flags ...string) (file []byte, back image.Image) {
	t.Helper()
	dir := t.TempDir()
	run := func(name string, args ...string) {
		cmd := exec.Command(installed(t, name), args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s="+size, "-frames:v", "1", "a.png")
	run("heif-enc", append([]string{"-q", "90", "a.png", "-o", "a.heic"}, flags...)...)
	run("heif-convert", "a.heic", "b.png")
	file, err := os.ReadFile(filepath.Join(dir, "a.heic"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.Open(filepath.Join(dir, "b.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if back, err = png.Decode(b); err != nil {
		t.Fatal(err)
	}
	return file, back
}

// decodeHEVC has ffmpeg decode what ReadHEIF gives.
func decodeHEVC(t testing.TB, h *media.HEIF) []byte {
	t.Helper()
	cmd := exec.Command(installed(t, "ffmpeg"), "-v", "error", "-f", "hevc", "-i", "-", "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
	cmd.Stdin = bytes.NewReader(h.HEVC)
	rgb, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return rgb
}

func assemble(t testing.TB, h *media.HEIF, rgb []byte) image.Image {
	t.Helper()
	m, err := h.Assemble(rgb)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// apart is the mean difference of two pictures, in steps of 255; the largest
// number there is when they have different sizes.
func apart(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return math.Inf(1)
	}
	sum := 0.0
	s := a.Bounds().Size()
	for y := range s.Y {
		for x := range s.X {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			sum += math.Abs(float64(r1)-float64(r2)) + math.Abs(float64(g1)-float64(g2)) + math.Abs(float64(b1)-float64(b2))
		}
	}
	return sum / float64(3*257*s.X*s.Y)
}

func TestHEIFAsOthersReadIt(t *testing.T) {
	file, want := heic(t, "200x140")
	h, err := media.ReadHEIF(file)
	if err != nil {
		t.Fatal(err)
	}
	rgb := decodeHEVC(t, h)
	plain := assemble(t, h, rgb)
	if d := apart(plain, want); d > 6 {
		t.Errorf("the picture is %.1f steps from what libheif reads", d)
	}
	// The same, to be turned: each way is what turning the pixels gives.
	for n := range 4 {
		turned := addProperty(t, file, "irot", []byte{byte(n)})
		h, err := media.ReadHEIF(turned)
		if err != nil {
			t.Fatal(err)
		}
		got := assemble(t, h, rgb)
		w, ht := 200, 140
		at := map[int][2]int{0: {0, 0}, 1: {w - 1, 0}, 2: {w - 1, ht - 1}, 3: {0, ht - 1}}[n] // what comes to stand top left
		if got.At(0, 0) != plain.At(at[0], at[1]) || n%2 == 1 && got.Bounds().Dx() != ht {
			t.Errorf("%d quarter turns: %v", n, got.Bounds())
		}
	}
	for n, at := range [][2]int{{0, 139}, {199, 0}} {
		h, err := media.ReadHEIF(addProperty(t, file, "imir", []byte{byte(n)}))
		if err != nil {
			t.Fatal(err)
		}
		if got := assemble(t, h, rgb); got.At(0, 0) != plain.At(at[0], at[1]) {
			t.Errorf("mirror %d", n)
		}
	}
	clap := make([]byte, 32)
	for i, v := range []byte{100, 1, 50, 1, 0, 1, 0, 1} {
		clap[4*i+3] = v
	}
	if h, err = media.ReadHEIF(addProperty(t, file, "clap", clap)); err != nil {
		t.Fatal(err)
	}
	if got := assemble(t, h, rgb); got.Bounds().Size() != image.Pt(100, 50) || got.At(0, 0) != plain.At(50, 45) {
		t.Errorf("cropped to %v", got.Bounds())
	}
}

func TestHEIFOfTiles(t *testing.T) {
	file, _ := heic(t, "128x128")
	one, err := media.ReadHEIF(file)
	if err != nil {
		t.Fatal(err)
	}
	tile := assemble(t, one, decodeHEVC(t, one))
	// 3 × 2 tiles of 128 pixels, of which 300 × 200 are the picture.
	h, err := media.ReadHEIF(gridOf(t, file, 3, 2, 300, 200))
	if err != nil {
		t.Fatal(err)
	}
	got := assemble(t, h, decodeHEVC(t, h))
	if got.Bounds().Size() != image.Pt(300, 200) {
		t.Fatalf("the picture has %v", got.Bounds())
	}
	for _, p := range [][2]int{{0, 0}, {127, 127}, {128, 0}, {255, 130}, {299, 199}} {
		if got.At(p[0], p[1]) != tile.At(p[0]%128, p[1]%128) {
			t.Errorf("pixel %v", p)
		}
	}
}

func TestHEIFThatIsNone(t *testing.T) {
	file, _ := heic(t, "128x128")
	for n := range len(file) {
		if _, err := media.ReadHEIF(file[:n]); err != nil && (voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "") {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

func FuzzReadHEIF(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	if _, err := exec.LookPath("heif-enc"); err == nil {
		file, _ := heic(f, "64x64")
		f.Add(file)
		f.Add(gridOf(f, file, 2, 2, 100, 100))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := media.ReadHEIF(b)
		if err != nil {
			if voxpop.KindOf(err) != voxpop.Invalid {
				t.Fatal(err)
			}
			return
		}
		if len(h.HEVC) > 2*len(b)+1<<20 || h.Tiles < 1 {
			t.Fatalf("%d bytes of pictures out of %d", len(h.HEVC), len(b))
		}
		if n := 3 * h.Tiles * h.TileW * h.TileH; n < 1<<22 {
			if _, err := h.Assemble(make([]byte, n)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
