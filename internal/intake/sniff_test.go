package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/intake"
)

func ftyp(brand, rest string) string {
	return "\x00\x00\x00\x18ftyp" + brand + "\x00\x00\x02\x00avc1mp41" + rest
}

func TestSniff(t *testing.T) {
	const voice, video, photo = voxpop.Voice, voxpop.Video, voxpop.Photo
	webm := "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"
	for _, c := range []struct {
		name, head string
		claimed    voxpop.Medium
		medium     voxpop.Medium
		mime, ext  string
	}{
		{"JPEG", "\xff\xd8\xff\xe1..Exif", "", photo, "image/jpeg", "jpg"},
		{"PNG", "\x89PNG\r\n\x1a\n....IHDR", voice, photo, "image/png", "png"},
		{"WebP", "RIFF\x10\x00\x00\x00WEBPVP8 ", "", photo, "image/webp", "webp"},
		{"HEIC", ftyp("heic", ""), "", photo, "image/heic", "heic"},
		{"HEIC as iPhones write it", ftyp("mif1", ""), "", photo, "image/heic", "heic"},
		{"Opus", "OggS\x00\x02........OpusHead\x01", "", voice, "audio/ogg", "ogg"},
		{"Vorbis", "OggS\x00\x02........\x01vorbis", "", voice, "audio/ogg", "ogg"},
		{"Theora", "OggS\x00\x02........\x80theora", voice, video, "video/ogg", "ogg"},
		{"WebM of sound", webm + "....A_OPUS", "", voice, "audio/webm", "webm"},
		{"WebM of pictures", webm + "....A_OPUS....V_VP8", voice, video, "video/webm", "webm"},
		{"WebM whose head tells nothing", webm, "", video, "video/webm", "webm"},
		{"WebM that is claimed to be sound", webm, voice, voice, "audio/webm", "webm"},
		{"M4A", ftyp("M4A ", ""), video, voice, "audio/mp4", "m4a"},
		{"MP4", ftyp("isom", ""), "", video, "video/mp4", "mp4"},
		{"MP4 of sound from a browser", ftyp("iso5", "moov..soun"), voice, voice, "audio/mp4", "m4a"},
		{"MP4 with pictures that nobody claims", ftyp("mp42", "moov..soun"), "", video, "video/mp4", "mp4"},
		{"MP4 of pictures claimed to be sound", ftyp("mp42", "moov..soun..vide"), voice, video, "video/mp4", "mp4"},
		{"MOV", ftyp("qt  ", ""), "", video, "video/quicktime", "mov"},
		{"3GP", ftyp("3gp4", "moov..vide"), voice, video, "video/3gpp", "3gp"},
		{"3GP of sound", ftyp("3gp5", "moov..soun"), voice, voice, "audio/3gpp", "3gp"},
		{"WAV", "RIFF\x24\x00\x00\x00WAVEfmt ", "", voice, "audio/wav", "wav"},
		{"AMR", "#!AMR\n\x3c", "", voice, "audio/amr", "amr"},
		{"wide AMR", "#!AMR-WB\n\x24", "", voice, "audio/amr-wb", "awb"},
		{"MP3 with a tag", "ID3\x04\x00\x00\x00", "", voice, "audio/mpeg", "mp3"},
		{"MP3", "\xff\xfb\x90\x64", "", voice, "audio/mpeg", "mp3"},
		{"AAC", "\xff\xf1\x50\x80\x02\x1f\xfc", "", voice, "audio/aac", "aac"},
	} {
		a, ext, ok := intake.Sniff([]byte(c.head), c.claimed)
		if !ok || a.Medium != c.medium || a.Type != c.mime || ext != c.ext {
			t.Errorf("%s: %v, %q, %v", c.name, a, ext, ok)
		}
	}
	for name, head := range map[string]string{
		"nothing":            "",
		"HTML":               "<!doctype html><script>",
		"SVG":                `<svg xmlns="http://www.w3.org/2000/svg">`,
		"PDF":                "%PDF-1.7",
		"GIF":                "GIF89a",
		"a program":          "MZ\x90\x00",
		"ELF":                "\x7fELF",
		"ZIP":                "PK\x03\x04",
		"a playlist":         "#EXTM3U\nhttp://",
		"text":               "hello",
		"RIFF of another":    "RIFF\x10\x00\x00\x00AVI LIST",
		"a brand that is no": ftyp("avis", ""),
		"half a JPEG":        "\xff\xd8",
		"half a brand":       "\x00\x00\x00\x18ftypiso",
		"MPEG, layer II":     "\xff\xfd\x90\x64",
		"MP3 without a rate": "\xff\xfb\xf0\x64",
		"AAC of no length":   "\xff\xf1\x50\x80\x00\x00\x00",
		"zeros":              strings.Repeat("\x00", 64),
		"UTF-16 with a BOM":  "\xff\xfeh\x00i\x00",
	} {
		if a, ext, ok := intake.Sniff([]byte(head), voxpop.Voice); ok {
			t.Errorf("%s passes as %v, %q", name, a, ext)
		}
	}
}

// The recordings of the invented newsroom are what their names say.
func TestSniffTheCast(t *testing.T) {
	files, err := filepath.Glob("../cast/record/media/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]voxpop.Medium{".ogg": voxpop.Voice, ".mp4": voxpop.Video, ".jpg": voxpop.Photo}[filepath.Ext(f)]
		a, ext, ok := intake.Sniff(b[:min(len(b), intake.SniffLen)], want)
		if !ok || a.Medium != want || "."+ext != filepath.Ext(f) {
			t.Errorf("%s: %v, %q, %v", filepath.Base(f), a, ext, ok)
		}
	}
}
