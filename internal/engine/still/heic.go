package still

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/media"
)

// pixelsHEIC is how many pixels of a HEIC are decoded: a picture with more is
// decoded at half or a third of its size, which is larger than what is made of it.
const pixelsHEIC = 16 << 20

// makeHEIC has ffmpeg decode the tiles of a HEIC in the cage, and puts them
// together there too.
func makeHEIC(ctx context.Context, c *cage.Cage, ffmpeg string, in *cage.File) (*Picture, error) {
	b, err := io.ReadAll(io.NewSectionReader(in, 0, in.Size()))
	if err != nil {
		return nil, err
	}
	h, n, err := readHEIC(b)
	if err != nil {
		return nil, err
	}
	if ffmpeg == "" {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "still.Make", Message: "a photo in HEIC needs ffmpeg, which is not installed here", Hint: "install it, as with apt-get install ffmpeg"}
	}
	stream, err := cage.FileOf(bytes.NewReader(h.HEVC), int64(len(h.HEVC)))
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	size := int64(3 * h.Pixels())
	rgb, err := cage.NewFile(size)
	if err != nil {
		return nil, err
	}
	defer rgb.Close()
	ranged := ""
	if h.Ranged {
		ranged = ":in_range=" + map[bool]string{true: "full", false: "limited"}[h.Full]
	}
	r, err := c.Run(ctx, cage.Job{Program: ffmpeg, Files: []*cage.File{stream, rgb}, Limits: cage.Limits{Wall: 30 * time.Second, Output: size + 4096}, Args: []string{
		"-hide_banner", "-nostdin", "-v", "error", "-threads", "2", "-protocol_whitelist", "file,pipe", "-format_whitelist", "hevc", "-codec_whitelist", "hevc",
		"-max_pixels", strconv.Itoa(media.MaxPixels), "-f", "hevc", "-i", cage.FD(0),
		"-map", "0:v:0", "-frames:v", strconv.Itoa(h.Tiles), "-vsync", "passthrough",
		"-vf", fmt.Sprintf("scale=%d:%d:flags=area+accurate_rnd%s", h.TileW, h.TileH, ranged), "-f", "rawvideo", "-pix_fmt", "rgb24", "-y", cage.FD(1)}})
	if err != nil {
		return nil, err
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if rgb.Size() != size {
		return nil, invalid("the photo is damaged and cannot be opened", "ask for it again")
	}
	return jpegOf(ctx, c, tiles, []string{strconv.Itoa(n)}, in, rgb)
}

// readHEIC reads the container and says how many times smaller the tiles are
// decoded.
func readHEIC(b []byte) (h *media.HEIF, n int, err error) {
	if h, err = media.ReadHEIF(b); err != nil {
		return nil, 0, err
	}
	for n = 1; n < 8 && h.Pixels() > n*n*pixelsHEIC; {
		n++
	}
	if !h.Shrink(n) {
		n = 1
	}
	if h.Pixels() > media.MaxPixels {
		return nil, 0, invalid("the photo has more pixels than are opened here", "ask for a smaller version of it")
	}
	return h, n, nil
}

// insideTiles runs in the cage: files are the HEIC, its decoded tiles, and where
// the JPEG goes.
func insideTiles(files []*os.File, args []string) error {
	if len(files) != 3 || len(args) != 1 {
		return codeKind
	}
	b, err := io.ReadAll(files[0])
	if err != nil {
		return err
	}
	h, n, err := readHEIC(b)
	if err != nil || strconv.Itoa(n) != args[0] {
		return codeBroken
	}
	rgb, err := io.ReadAll(files[1])
	if err != nil {
		return err
	}
	img, err := h.Assemble(rgb)
	if err != nil || img.Rect.Empty() {
		return codeBroken
	}
	out, err := Encode(shrink(img))
	if err != nil {
		return codeLarge
	}
	_, err = files[2].Write(out)
	return err
}
