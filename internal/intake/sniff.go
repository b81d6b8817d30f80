package intake

import (
	"bytes"
	"encoding/binary"
	"slices"

	"voxpop"
)

// SniffLen is how many bytes of a file Sniff wants to see: 64 are enough for
// the type, more tell sound from moving pictures.
const SniffLen = 4096

// Sniff says what a file is by its first bytes, as the WHATWG's MIME Sniffing
// Standard and the formats' own documents do: its medium, its media type, and
// the extension under which the record keeps it. Some containers hold sound or
// pictures that move; where their head does not tell which, claimed decides,
// and video where nobody claims. ok is false for every kind that is not taken.
func Sniff(head []byte, claimed voxpop.Medium) (a Attached, ext string, ok bool) {
	for _, k := range kinds {
		if !k.is(head) {
			continue
		}
		a = Attached{Medium: k.medium, Type: k.mime}
		if k.medium == "" {
			a.Medium = mediumOf(head, claimed)
			a.Type = map[voxpop.Medium]string{voxpop.Voice: "audio", voxpop.Video: "video"}[a.Medium] + k.mime
		}
		ext = k.ext
		if a.Medium == voxpop.Voice && ext == "mp4" {
			ext = "m4a"
		}
		return a, ext, true
	}
	return Attached{}, "", false
}

// kinds are tried in order. An empty medium: sound or moving pictures, and the
// type is then what stands behind "audio" or "video".
var kinds = []struct {
	is     func(head []byte) bool
	medium voxpop.Medium
	mime   string
	ext    string
}{
	{starts("\xff\xd8\xff"), voxpop.Photo, "image/jpeg", "jpg"},
	{starts("\x89PNG\r\n\x1a\n"), voxpop.Photo, "image/png", "png"},
	{riff("WEBP"), voxpop.Photo, "image/webp", "webp"},
	{brand("heic", "heix", "heim", "heis", "mif1", "msf1"), voxpop.Photo, "image/heic", "heic"},
	{starts("OggS"), "", "/ogg", "ogg"},
	{starts("\x1a\x45\xdf\xa3"), "", "/webm", "webm"},
	{brand("M4A ", "M4B "), voxpop.Voice, "audio/mp4", "m4a"},
	{brand("3gp", "3g2"), "", "/3gpp", "3gp"},
	{brand("qt  "), "", "/quicktime", "mov"},
	{brand("isom", "iso", "mp4", "avc1", "M4V", "MSNV", "dash", "mmp4", "f4v"), "", "/mp4", "mp4"},
	{riff("WAVE"), voxpop.Voice, "audio/wav", "wav"},
	{starts("#!AMR-WB\n"), voxpop.Voice, "audio/amr-wb", "awb"},
	{starts("#!AMR\n"), voxpop.Voice, "audio/amr", "amr"},
	{starts("ID3"), voxpop.Voice, "audio/mpeg", "mp3"},
	{isADTS, voxpop.Voice, "audio/aac", "aac"},
	{isMP3, voxpop.Voice, "audio/mpeg", "mp3"},
}

func starts(magic string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }
}

func riff(form string) func([]byte) bool {
	return func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == form }
}

// brand matches the major brand of an ISO base media file (ISO/IEC 14496-12),
// or the beginning of it.
func brand(brands ...string) func([]byte) bool {
	return func(b []byte) bool {
		if len(b) < 12 || string(b[4:8]) != "ftyp" || binary.BigEndian.Uint32(b) < 8 {
			return false
		}
		return slices.ContainsFunc(brands, func(s string) bool { return bytes.HasPrefix(b[8:12], []byte(s)) })
	}
}

// isADTS matches a frame of AAC in ADTS (ISO/IEC 14496-3): twelve bits of sync,
// layer 0, a sampling rate that exists, a length of at least its header.
func isADTS(b []byte) bool {
	return len(b) >= 7 && b[0] == 0xff && b[1]&0xf6 == 0xf0 && b[2]>>2&0xf < 13 &&
		int(b[3]&3)<<11|int(b[4])<<3|int(b[5])>>5 >= 7
}

// isMP3 matches a frame of MPEG audio, layer III (ISO/IEC 11172-3): eleven bits
// of sync, a bit rate and a sampling rate that exist.
func isMP3(b []byte) bool {
	return len(b) >= 4 && b[0] == 0xff && b[1]&0xe0 == 0xe0 && b[1]>>3&3 != 1 && b[1]>>1&3 == 1 &&
		b[2]>>4 != 0 && b[2]>>4 != 15 && b[2]>>2&3 != 3
}

// moving are the names of codecs and handlers of moving pictures as they stand
// in the heads of WebM, Ogg and MP4; sounding those of sound in WebM and Ogg.
var (
	moving   = []string{"V_VP8", "V_VP9", "V_AV1", "V_MPEG", "\x80theora", "vide", "avc1", "hvc1", "hev1", "av01", "mp4v", "s263"}
	sounding = []string{"A_OPUS", "A_VORBIS", "A_AAC", "OpusHead", "\x01vorbis", "Speex   "}
)

// mediumOf tells sound from moving pictures. What moves is video whatever is
// claimed, since a face needs a consent of its own; so is what may move further
// on, in an MP4 that nobody claims to be sound.
func mediumOf(head []byte, claimed voxpop.Medium) voxpop.Medium {
	head = head[:min(len(head), SniffLen)]
	mp4 := len(head) >= 8 && string(head[4:8]) == "ftyp"
	if mp4 { // of the brands: sound may name avc1 there
		head = head[min(binary.BigEndian.Uint32(head), uint32(len(head))):]
	}
	in := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	switch {
	case slices.ContainsFunc(moving, in), claimed == voxpop.Video:
		return voxpop.Video
	case claimed == voxpop.Voice, !mp4 && slices.ContainsFunc(sounding, in):
		return voxpop.Voice
	}
	return voxpop.Video
}
