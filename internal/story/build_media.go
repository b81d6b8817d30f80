package story

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"math"
	"strings"

	"voxpop"
	"voxpop/internal/media"
)

// A page carries its pictures and recordings with it, so they are bounded: a
// page of several megabytes opens on a poor line, one of fifty does not.
const (
	MaxPicture = 3 << 20 // bytes
	MaxClip    = 6 << 20 // bytes
)

// picture is an image that the page carries.
type picture struct {
	uri           string
	width, height int // pixels; 0 when the format does not tell us
}

func (p *picture) tag(alt string) string {
	size := ""
	if p.width > 0 {
		size = ` width="` + itoa(p.width) + `" height="` + itoa(p.height) + `"`
	}
	return `<img src="` + p.uri + `" alt="` + escape(alt) + `"` + size + ` />`
}

// loadPicture reads an image that stands beside the story.
func (b *builder) loadPicture(name, place string) (*picture, error) {
	fail := func(message, hint string, err error) error {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "story.Build", Place: b.doc.Name + ": " + place, Message: message, Hint: hint, Err: err}
	}
	var body []byte
	var err error
	switch {
	case !fs.ValidPath(name):
		return nil, fail("the picture "+name+" lies outside the story's folder", "put it beside the story", nil)
	case strings.HasPrefix(name, "media/"): // of a respondent, who allowed it: the check saw to that
		var ok bool
		if body, ok, err = b.rec.ReadFile(name); err == nil && !ok {
			err = fs.ErrNotExist
		}
		if err == nil && b.opts.Studio != nil {
			body, _, _, err := b.opts.Studio.Photo(body)
			if err != nil {
				return nil, fail("the photo "+name+" cannot be made safe: "+messageOf(err), cmp.Or(voxpop.HintOf(err), "choose another picture"), nil)
			}
			return b.carry(name, body, fail)
		}
	case b.opts.Assets == nil:
		return nil, fail("the story names a picture, but there is no folder to read it from", "build it with the folder that the story stands in", nil)
	default:
		body, err = b.opts.Assets(name)
	}
	if err != nil {
		return nil, fail("the picture "+name+" cannot be read", "put it beside the story", err)
	}
	return b.carry(name, body, fail)
}

// carry makes a picture that the page carries of bytes that are clean or will be.
func (b *builder) carry(name string, body []byte, fail func(message, hint string, err error) error) (*picture, error) {
	if len(body) > MaxPicture {
		return nil, fail(fmt.Sprintf("the picture %s has %d bytes, a page carries %d", name, len(body), MaxPicture), "make it smaller: 2,000 pixels across are enough", nil)
	}
	kind := imageType(body)
	if kind == "" {
		return nil, fail("the picture "+name+" is neither JPEG, PNG nor WebP", "save it as JPEG", nil)
	}
	body, err := CleanPicture(body)
	if err != nil {
		return nil, fail("the picture "+name+" is damaged or stands on its side", "open it, turn it upright and save it again", err)
	}
	p := &picture{uri: dataURI(kind, body)}
	if size := map[string]func(io.Reader) (image.Config, error){"image/jpeg": jpeg.DecodeConfig, "image/png": png.DecodeConfig}[kind]; size != nil {
		if c, err := size(bytes.NewReader(body)); err == nil {
			p.width, p.height = c.Width, c.Height
		}
	}
	return p, nil
}

func (b *builder) loadPictures() (err error) {
	f := b.doc.Front
	if f.Lead != "" {
		if b.leadPicture, err = b.loadPicture(f.Lead, "lead"); err != nil {
			return err
		}
	}
	for _, l := range b.doc.Links() {
		if l.Kind == "" && l.Image {
			if b.pictures[l], err = b.loadPicture(l.Dest, itoa(b.doc.place(l.Offset).line)); err != nil {
				return err
			}
		}
	}
	return nil
}

func dataURI(kind string, body []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(body)
}

func imageType(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

// CleanPicture drops from a JPEG, PNG or WebP what a camera or a program wrote
// into it besides what draws it, and decodes nothing. It refuses a picture that
// is damaged, of another kind, or that only its metadata turns upright.
func CleanPicture(b []byte) ([]byte, error) {
	switch imageType(b) {
	case "image/jpeg":
		return cleanJPEG(b)
	case "image/png":
		return cleanPNG(b)
	case "image/webp":
		return cleanWebP(b)
	}
	return nil, fmt.Errorf("neither JPEG, PNG nor WebP")
}

// cleanJPEG drops from a JPEG what a camera wrote about place, time and
// owner: every application segment but the colour profile and Adobe's marker,
// and comments. A picture that is to be turned by its metadata is refused,
// because it would then lie on its side.
func cleanJPEG(b []byte) ([]byte, error) {
	out := append([]byte(nil), b[:2]...)
	for at := 2; ; {
		if at+4 > len(b) || b[at] != 0xff {
			return nil, fmt.Errorf("no JPEG segment at byte %d", at)
		}
		kind := b[at+1]
		if kind == 0xff { // padding
			at++
			continue
		}
		if kind == 0xda { // the picture itself
			return append(out, b[at:]...), nil
		}
		size := int(b[at+2])<<8 | int(b[at+3])
		if size < 2 || at+2+size > len(b) {
			return nil, fmt.Errorf("a JPEG segment of %d bytes at byte %d", size, at)
		}
		segment := b[at : at+2+size]
		at += 2 + size
		app := kind >= 0xe0 && kind <= 0xef
		switch {
		case kind == 0xe1 && turned(segment[4:]):
			return nil, fmt.Errorf("the picture is to be turned by its metadata")
		case kind == 0xfe, app && kind != 0xe0 && kind != 0xe2 && kind != 0xee:
			continue
		}
		out = append(out, segment...)
	}
}

// cleanPNG keeps of a PNG what draws it: text, time and Exif chunks go.
func cleanPNG(b []byte) ([]byte, error) {
	out := append([]byte(nil), b[:8]...)
	for at := 8; at+12 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[at:]))
		if size < 0 || size > len(b)-at-12 {
			return nil, fmt.Errorf("a PNG chunk of %d bytes at byte %d", size, at)
		}
		kind, chunk := string(b[at+4:at+8]), b[at:at+12+size]
		at += 12 + size
		switch kind {
		case "IHDR", "PLTE", "IDAT", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "pHYs":
			out = append(out, chunk...)
		case "IEND":
			return append(out, chunk...), nil
		}
	}
	return nil, fmt.Errorf("the PNG has no end")
}

// cleanWebP drops the Exif and XMP chunks of a WebP, and the flags that
// announce them.
func cleanWebP(b []byte) ([]byte, error) {
	out := append([]byte(nil), b[:12]...)
	for at := 12; at < len(b); {
		if at+8 > len(b) {
			return nil, fmt.Errorf("a WebP chunk is cut off at byte %d", at)
		}
		size := int(binary.LittleEndian.Uint32(b[at+4:]))
		padded := size + size&1
		if size < 0 || size > len(b)-at-8 {
			return nil, fmt.Errorf("a WebP chunk of %d bytes at byte %d", size, at)
		}
		chunk := b[at:min(at+8+padded, len(b))]
		at += 8 + padded
		switch string(chunk[:4]) {
		case "VP8X":
			start := len(out) + 8
			if out = append(out, chunk...); size > 0 {
				out[start] &^= 0x0c // Exif, XMP
			}
		case "VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF":
			out = append(out, chunk...)
		}
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// turned reports an Exif orientation other than upright (tag 0x0112 of the
// first directory).
func turned(exif []byte) bool {
	if len(exif) < 14 || string(exif[:6]) != "Exif\x00\x00" {
		return false
	}
	tiff := exif[6:]
	little := tiff[0] == 'I'
	word := func(at int) int {
		if at < 0 || at+2 > len(tiff) {
			return 0
		}
		if little {
			return int(tiff[at]) | int(tiff[at+1])<<8
		}
		return int(tiff[at])<<8 | int(tiff[at+1])
	}
	dir := word(4)<<16 | word(6)
	if little {
		dir = word(4) | word(6)<<16
	}
	for i := range word(dir) {
		entry := dir + 2 + 12*i
		if entry+12 > len(tiff) {
			return false
		}
		if word(entry) == 0x0112 {
			return word(entry+8) > 1
		}
	}
	return false
}

// clip is a piece of a recording that the page carries.
type clip struct {
	uri      string
	body     []byte
	video    bool
	still    *picture // a frame of the video; nil: none is shown
	disguise Disguise
	filled   bool
	from, to float64 // seconds of the recording
	length   float64 // seconds of what is heard
	spoken   []spoken
}

// spoken is what is said in a clip, in one language.
type spoken struct{ label, lang, text string }

// seconds is the clip's length, at least one.
func (c *clip) seconds() int { return max(1, int(math.Round(c.length))) }

// loadClip cuts a clip out of its recording.
func (b *builder) loadClip(l *Link, it *item) error {
	r := it.resp
	fail := func(message, hint string, err error) error {
		p := b.doc.place(l.Offset)
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "story.Build", Place: fmt.Sprintf("%s:%d:%d", b.doc.Name, p.line, p.col), Message: message, Hint: hint, Err: err}
	}
	body, ok, err := b.rec.ReadFile(r.Media)
	if err != nil {
		return err
	}
	if !ok {
		return fail("the recording is missing from the record", "import the folder again with its media", nil)
	}
	form, _, _ := readClipForm(l.Query)
	c := &clip{disguise: form.disguise, filled: len(form.fill) > 0, from: l.From, to: l.To, length: l.To - l.From}
	video := r.Medium == voxpop.Video
	job := ClipJob{Body: body, Video: video, From: l.From, To: l.To, Show: form.shows(video), Fill: form.fill, Disguise: form.disguise}
	if t := r.Transcript; form.disguise == Revoice && t != nil {
		job.Words, _ = spokenText(t, l.From, l.To)
		job.Lang = t.Lang
	}
	piece, err := b.piece(job)
	if err != nil {
		return fail("the clip cannot be made: "+messageOf(err), cmp.Or(voxpop.HintOf(err), "quote the words of the recording instead"), nil)
	}
	if len(piece.Body) > MaxClip {
		return fail(fmt.Sprintf("the clip has %d bytes, a page carries %d", len(piece.Body), MaxClip), "cut a shorter piece", nil)
	}
	c.body, c.uri, c.video = piece.Body, dataURI(piece.Type, piece.Body), strings.HasPrefix(piece.Type, "video/")
	if piece.Seconds > 0 {
		c.length = piece.Seconds
	}
	if len(piece.Still) > 0 {
		c.still = &picture{uri: dataURI("image/jpeg", piece.Still), width: piece.Width, height: piece.Height}
	}
	c.spoken = b.spokenIn(r, l.From, l.To)
	if len(c.spoken) > 0 {
		it.words, it.lang = c.spoken[0].text, c.spoken[0].lang
	}
	b.clips[l] = c
	return nil
}

// piece has a clip made by the studio; without one, sound is cut as it is.
func (b *builder) piece(job ClipJob) (Piece, error) {
	if b.opts.Studio != nil {
		return b.opts.Studio.Clip(job)
	}
	if job.Show != ShowAudio || job.Disguise != PlainVoice {
		return Piece{}, &voxpop.Error{Kind: voxpop.Unavailable, Op: "story.Build", Message: "nothing here can work on pictures or voices", Hint: "voxpop doctor says what is missing"}
	}
	body, kind, err := media.Cut(job.Body, job.From, job.To)
	return Piece{Type: kind, Body: body, Seconds: job.To - job.From}, err
}

// messageOf is what an error says to the person, without its place.
func messageOf(err error) string {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e.Message
	}
	return err.Error()
}

// spokenIn is what the reviewed transcript says between two times: the cues
// that lie mostly inside, or all of it when it has no cues. A reviewed
// translation into the story's language follows when the clip is the whole
// recording; a translation carries no times.
func (b *builder) spokenIn(r *voxpop.Response, from, to float64) []spoken {
	t := r.Transcript
	if t == nil || t.State != voxpop.Reviewed {
		return nil
	}
	text, whole := spokenText(t, from, to)
	if text == "" {
		return nil
	}
	out := []spoken{{b.l.Say("page.transcript"), t.Lang, text}}
	if sameLang(t.Lang, b.l.Tag) || !whole {
		return out
	}
	for _, tr := range r.Translations {
		if tr.State == voxpop.Reviewed && sameLang(tr.Lang, b.l.Tag) {
			return append(out, spoken{b.l.Say("page.translation"), tr.Lang, tr.Text})
		}
	}
	return out
}
