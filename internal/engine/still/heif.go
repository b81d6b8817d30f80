package still

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"image"
	"io"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

//go:embed heif/heif.wasm.gz
var heifModule []byte

// heifPages bounds the memory of the decoder, in pages of 64 KiB: 320 MiB.
const heifPages = 320 << 20 >> 16

// Numbers of libheif's heif.h.
const (
	heifYCbCr = 0
	heifRGB   = 1
	heifMono  = 2
	heif420   = 1
	heif422   = 2
	heif444   = 3
)

// decodeHEIF decodes the primary image of a HEIF file, turned as the file says
// by its own means; its Exif says nothing about that (ISO/IEC 23008-12, 6.5.10).
func decodeHEIF(b []byte) (image.Image, error) {
	ctx := context.Background()
	z, err := gzip.NewReader(bytes.NewReader(heifModule))
	if err != nil {
		return nil, err
	}
	code, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	run := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(heifPages))
	defer run.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, run); err != nil {
		return nil, err
	}
	m, err := run.Instantiate(ctx, code) // no file, no clock, no output of ours
	if err != nil {
		return nil, err
	}
	h := &heif{ctx: ctx, m: m}
	return h.decode(b)
}

type heif struct {
	ctx context.Context
	m   api.Module
}

// alloc reserves memory inside; 0 when there is none.
func (h *heif) alloc(n int) uint32 {
	r, err := h.m.ExportedFunction("malloc").Call(h.ctx, uint64(n))
	if err != nil || len(r) != 1 {
		return 0
	}
	return uint32(r[0])
}

// head is what the module says of an image.
type head struct{ width, height, space, chroma, alpha uint32 }

// call runs the module's one function; out is where the pixels go, 0 to ask for
// the head alone.
func (h *heif) call(in uint32, n int, said, out uint32) (head, error) {
	ask := uint64(0)
	if out == 0 {
		ask = 1
	}
	r, err := h.m.ExportedFunction("decode").Call(h.ctx, uint64(in), uint64(n), ask,
		uint64(said), uint64(said+4), uint64(said+8), uint64(said+12), uint64(said+16), uint64(out))
	if err != nil || len(r) != 1 || r[0] == 0 {
		return head{}, errBroken
	}
	var v [5]uint32
	for i := range v {
		v[i], _ = h.m.Memory().ReadUint32Le(said + uint32(4*i))
	}
	return head{v[0], v[1], v[2], v[3], v[4]}, nil
}

func (h *heif) decode(b []byte) (image.Image, error) {
	in, said := h.alloc(len(b)), h.alloc(20)
	if in == 0 || said == 0 || !h.m.Memory().Write(in, b) {
		return nil, errLarge
	}
	is, err := h.call(in, len(b), said, 0)
	if err != nil {
		return nil, err
	}
	if is.width == 0 || is.height == 0 || is.width > MaxSide || is.height > MaxSide || int64(is.width)*int64(is.height)*6 > budget {
		return nil, errLarge
	}
	// The planes lie one behind the other, as heif.c copies them; libheif makes
	// no line shorter than 64 pixels, nor odd, and aligns it to 16 bytes.
	line := func(pixels, each int) int { return (max(64, (pixels+1)&^1)*each + 15) &^ 15 }
	rect := image.Rect(0, 0, int(is.width), int(is.height))
	w, high := rect.Dx(), rect.Dy()
	size, cw, ch, ratio := line(w, 1)*high, w, high, image.YCbCrSubsampleRatio444
	switch {
	case is.space == heifYCbCr && is.chroma == heif420:
		cw, ch, ratio = (w+1)/2, (high+1)/2, image.YCbCrSubsampleRatio420
	case is.space == heifYCbCr && is.chroma == heif422:
		cw, ratio = (w+1)/2, image.YCbCrSubsampleRatio422
	case is.space == heifYCbCr && is.chroma == heif444, is.space == heifMono:
	case is.space == heifRGB:
		size = line(w, 4) * high
	default:
		return nil, errBroken
	}
	luma := size
	if is.space == heifYCbCr {
		size += 2 * line(cw, 1) * ch
	}
	out := h.alloc(size + 64) // the last line may be copied whole
	if out == 0 {
		return nil, errLarge
	}
	again, err := h.call(in, len(b), said, out)
	if err != nil {
		return nil, err
	}
	pixels, ok := h.m.Memory().Read(out, uint32(size))
	if !ok || again != is {
		return nil, errBroken
	}
	pixels = bytes.Clone(pixels) // the module's memory ends with it
	switch is.space {
	case heifYCbCr:
		c := line(cw, 1) * ch
		return &image.YCbCr{Y: pixels[:luma], Cb: pixels[luma : luma+c], Cr: pixels[luma+c:], YStride: line(w, 1), CStride: line(cw, 1), SubsampleRatio: ratio, Rect: rect}, nil
	case heifMono:
		return &image.Gray{Pix: pixels, Stride: line(w, 1), Rect: rect}, nil
	}
	if is.alpha == 1 {
		return &image.RGBA{Pix: pixels, Stride: line(w, 4), Rect: rect}, nil
	}
	return &image.NRGBA{Pix: pixels, Stride: line(w, 4), Rect: rect}, nil
}
