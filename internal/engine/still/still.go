// Package still turns a stranger's photo into a plain JPEG: decoded in the cage, upright, of bounded size, with nothing but its picture.
//
// JPEG, PNG, WebP and GIF are read by Go. Of HEIC, Go reads the container and
// ffmpeg decodes the tiles in it. How many pixels there are is read from the head before anything
// is decoded. What comes out of the cage is believed to be a JPEG only after
// its segments were looked at one by one.
package still

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"os"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
)

// What a derivative may be, and what is taken in.
const (
	Side    = 2048      // pixels of the longer side of what is made
	Quality = 85        // of the JPEG
	MaxSide = 32768     // pixels of either side of what is read
	maxIn   = 100 << 20 // bytes
	budget  = 400 << 20 // bytes that the pixels of a picture may take while it is decoded
)

// What the functions are called in the cage.
const (
	photos = "photos"
	tiles  = "tiles"
)

// Inside is to be given to [cage.Main].
var Inside = map[string]func(files []*os.File, args []string) error{photos: inside, tiles: insideTiles}

// The statuses by which the function in the cage says what is wrong.
const (
	codeBroken cage.Code = 20 + iota
	codeLarge
	codeKind
)

const (
	errBroken = codeBroken
	errLarge  = codeLarge
	errKind   = codeKind
)

// Picture is a clean photo.
type Picture struct {
	JPEG  []byte
	Image image.Image // the same, decoded
}

// Width and Height are in pixels.
func (p *Picture) Width() int  { return p.Image.Bounds().Dx() }
func (p *Picture) Height() int { return p.Image.Bounds().Dy() }

// Tool is how a derivative says what made it. The number goes up when the same
// photo would give other bytes.
const Tool = "voxpop still 1"

// Make makes a clean JPEG of a photo. The same bytes give the same JPEG.
// ffmpeg is the program's path; without it ("") HEIC is refused. Errors are of
// kind invalid when the photo is at fault, unavailable when ffmpeg is missing.
func Make(ctx context.Context, c *cage.Cage, ffmpeg string, body io.Reader) (*Picture, error) {
	in, err := cage.FileOf(body, maxIn)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var head [12]byte
	if n, _ := in.ReadAt(head[:], 0); n == len(head) && string(head[4:8]) == "ftyp" {
		return makeHEIC(ctx, c, ffmpeg, in)
	}
	return jpegOf(ctx, c, photos, nil, in)
}

// jpegOf runs a function in the cage that writes a JPEG behind its other files.
func jpegOf(ctx context.Context, c *cage.Cage, function string, args []string, files ...*cage.File) (*Picture, error) {
	out, err := cage.NewFile(64 << 20)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	r, err := c.Run(ctx, cage.Job{Inside: function, Args: args, Files: append(files, out), Limits: cage.Limits{Wall: 30 * time.Second, Memory: 1 << 30, Output: 64 << 20}})
	if err != nil {
		return nil, err
	}
	switch cage.Code(r.ExitCode) {
	case codeBroken:
		return nil, invalid("the photo is damaged and cannot be opened", "ask for it again")
	case codeLarge:
		return nil, invalid("the photo has more pixels than are opened here", "ask for a smaller version of it")
	case codeKind:
		return nil, invalid("the photo is of a kind that is not opened here", "known are JPEG, PNG, WebP, GIF and HEIC: ask for one of them")
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(out)
	if err != nil {
		return nil, err
	}
	return Plain(b)
}

// Plain checks that a JPEG holds its picture and nothing else, and decodes it.
// Errors are of kind internal: we wrote it.
func Plain(b []byte) (*Picture, error) {
	bad := func(err error) error {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "still.Plain", Message: "the picture that was made is not a plain JPEG", Hint: "keep the original sealed, and report this", Err: err}
	}
	if !onlyPicture(b) {
		return nil, bad(nil)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || c.Width > 4096 || c.Height > 4096 {
		return nil, bad(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, bad(err)
	}
	return &Picture{JPEG: b, Image: img}, nil
}

// onlyPicture says that b is one JPEG made of tables, one frame, one scan and
// the end, as image/jpeg writes it.
func onlyPicture(b []byte) bool {
	if !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
		return false
	}
	for at := 2; at+4 <= len(b); {
		kind, size := b[at+1], int(b[at+2])<<8|int(b[at+3])
		if b[at] != 0xff || size < 2 || at+2+size > len(b) || !slices.Contains([]byte{0xdb, 0xc0, 0xc4, 0xda}, kind) {
			return false
		}
		at += 2 + size
		if kind == 0xda {
			// In the scan 0xff is followed by 0 only; the end comes once, at the end.
			end := bytes.Index(b[at:], []byte{0xff, 0xd9})
			return end >= 0 && at+end+2 == len(b)
		}
	}
	return false
}

// Encode writes a picture as a plain JPEG.
func Encode(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: Quality}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// inside is what runs in the cage: files are the photo and where the JPEG goes.
func inside(files []*os.File, _ []string) error {
	if len(files) != 2 {
		return codeKind
	}
	b, err := io.ReadAll(files[0])
	if err != nil {
		return err
	}
	img, err := Decode(b)
	if err != nil {
		return err
	}
	out, err := Encode(img)
	if err != nil {
		return codeLarge
	}
	_, err = files[1].Write(out)
	return err
}

func invalid(message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "still.Make", Message: message, Hint: hint}
}
