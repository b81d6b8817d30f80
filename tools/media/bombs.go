package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// trap is a file made to do harm.
type trap struct {
	name   string
	medium string // "" = as each of the three
	body   []byte
	late   func() []byte // makes the body when it is wanted; nil: not here
}

// bombs are small files that would be large, long or endless, and large ones
// that say little. The real ones that they are made from are among seeds.
func bombs(ctx context.Context, dir string, of map[string][]byte) []trap {
	var out []trap
	add := func(name, medium string, body []byte) {
		if len(body) > 0 {
			out = append(out, trap{name: "bomb: " + name, medium: medium, body: body})
		}
	}
	for _, s := range []struct {
		name string
		w, h uint32
		rows int // that are there
	}{{"png that says 60000 × 60000", 60000, 60000, 4}, {"png of 30000 × 30000, all there", 30000, 30000, 30000}, {"png that says 2^31", 1<<31 - 1, 1<<31 - 1, 1}, {"png of no size", 0, 0, 1}, {"png of 9000 × 9000, all there", 9000, 9000, 9000}} {
		out = append(out, trap{name: "bomb: " + s.name, medium: "photo", late: func() []byte { return png(s.w, s.h, s.rows) }})
	}
	for _, d := range [][2]uint16{{65535, 65535}, {30000, 30000}, {65535, 1}, {0, 0}} {
		add("jpeg that says another size", "photo", jpegSize(of["jpeg"], d[0], d[1]))
	}
	if j := of["jpeg"]; len(j) > 0 {
		if i := bytes.Index(j, []byte{0xff, 0xda}); i > 0 {
			add("jpeg of 3000 scans", "photo", append(append(bytes.Clone(j[:i]), bytes.Repeat(j[i:len(j)-2], 3000)...), 0xff, 0xd9))
		}
		add("jpeg with 2000 comments", "photo", append(append(bytes.Clone(j[:2]), bytes.Repeat(append([]byte{0xff, 0xfe, 0xff, 0xff}, make([]byte, 65533)...), 500)...), j[2:]...))
	}
	if w := of["webp"]; len(w) > 30 {
		v := bytes.Clone(w)
		if i := bytes.Index(v, []byte{0x9d, 0x01, 0x2a}); i > 0 {
			binary.LittleEndian.PutUint32(v[i+3:], 0x3fff3fff)
			add("webp that says 16383 × 16383", "photo", v)
		}
		x := []byte("RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\xff\xff\xff\xff\xff\xff")
		add("webp with a canvas of 2^24", "photo", append(x, w[12:]...))
		add("lossless webp of 16384 × 16384", "photo", append([]byte("RIFF\x40\x00\x00\x00WEBPVP8L\x30\x00\x00\x00\x2f\xff\xff\xff\x0f"), make([]byte, 64)...))
	}
	gif := append([]byte("GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff"), bytes.Repeat([]byte("!\xf9\x04\x00\x01\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02L\x01\x00"), 20000)...)
	add("gif of 20000 frames of 65535 × 65535", "photo", append(gif, ';'))

	for _, f := range []string{"ogg-opus", "ogg-vorbis", "ogg-flac"} {
		o := of[f]
		add(f+" chained 3000 times", "voice", bytes.Repeat(o, min(3000, 30<<20/max(len(o), 1))))
		add(f+" that says it lasts for years", "voice", oggLength(o, math.MaxInt64-1))
		add(f+" that ends before it begins", "voice", oggLength(o, 1<<63))
		add(f+" with 600 streams at once", "voice", oggStreams(o, 600))
		add(f+" chained in itself", "voice", oggNested(o))
	}
	wav := func(channels uint16, rate uint32, bits uint16, size uint32, data []byte) []byte {
		var b bytes.Buffer
		b.WriteString("RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00")
		binary.Write(&b, binary.LittleEndian, channels)
		binary.Write(&b, binary.LittleEndian, rate)
		binary.Write(&b, binary.LittleEndian, rate*uint32(channels)*uint32(bits/8))
		binary.Write(&b, binary.LittleEndian, channels*(bits/8))
		binary.Write(&b, binary.LittleEndian, bits)
		b.WriteString("data")
		binary.Write(&b, binary.LittleEndian, size)
		b.Write(data)
		return b.Bytes()
	}
	add("wav of 65535 channels", "voice", wav(65535, 48000, 16, 0xffffffff, make([]byte, 1<<20)))
	add("wav of 4 GHz", "voice", wav(1, math.MaxUint32, 16, 0xffffffff, make([]byte, 1<<20)))
	add("wav of 1 Hz", "voice", wav(1, 1, 16, 0xffffffff, make([]byte, 4<<20)))
	add("wav without rate", "voice", wav(0, 0, 0, 0, make([]byte, 4096)))
	add("wav of 60 MB of silence that says more", "voice", wav(1, 8000, 16, 0x7fffffff, make([]byte, 60<<20)))
	add("amr of 6 hours", "voice", append([]byte("#!AMR\n"), bytes.Repeat(append([]byte{0x3c}, make([]byte, 31)...), 6*3600*50)...))
	for _, f := range []string{"aac", "mp3"} {
		b := of[f]
		add(f+" without end", "voice", bytes.Repeat(b, 40<<20/max(len(b), 1)))
	}
	add("zeros without end", "voice", append([]byte("OggS"), make([]byte, 80<<20)...))
	add("noise of id3", "voice", append([]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), make([]byte, 10<<20)...))
	for _, f := range []string{"mp4-h264", "mp4-hevc", "mov-h264", "3gp-h263", "m4a-aac"} {
		m := "video"
		if f == "m4a-aac" {
			m = "voice"
		}
		b := of[f]
		for _, p := range []struct {
			name string
			box  string
			at   int
			v    []byte
		}{
			{"that says it lasts 136 years", "mvhd", 16, []byte{0xff, 0xff, 0xff, 0xff}}, {"whose media lasts for ever", "mdhd", 16, []byte{0x7f, 0xff, 0xff, 0xff}},
			{"of 4 billion samples", "stsz", 8, []byte{0xff, 0xff, 0xff, 0xff}}, {"of 2 billion equal samples", "stsz", 4, []byte{0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff}}, {"of 4 billion times", "stts", 4, []byte{0xff, 0xff, 0xff, 0xff}},
			{"of one sample a second for ever", "stts", 8, []byte{0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1}}, {"with chunks nowhere", "stco", 8, []byte{0xff, 0xff, 0xff, 0xf0}},
			{"of 65535 × 65535", "avc1", 24, []byte{0xff, 0xff, 0xff, 0xff}}, {"of 65535 × 65535", "hvc1", 24, []byte{0xff, 0xff, 0xff, 0xff}}, {"with a time scale of 1", "mdhd", 12, []byte{0, 0, 0, 1}}, {"with a time scale of 0", "mvhd", 12, []byte{0, 0, 0, 0}},
		} {
			if i := bytes.Index(b, []byte(p.box)); i >= 0 && i+4+p.at+len(p.v) <= len(b) {
				c := bytes.Clone(b)
				copy(c[i+4+p.at:], p.v)
				add(f+" "+p.name, m, c)
			}
		}
		if len(b) > 8 {
			deep := bytes.Clone(b[:min(len(b), 32)])
			var nest []byte
			for range 5000 {
				nest = append([]byte("\x00\x00\x00\x00moov"), nest...)
			}
			for i, n := 0, len(nest); i < n; i += 8 {
				binary.BigEndian.PutUint32(nest[i:], uint32(n-i))
			}
			add(f+" with boxes 5000 deep", m, append(deep, nest...))
		}
	}
	if w := of["webm-vp8"]; len(w) > 0 {
		c := bytes.Clone(w)
		if i := bytes.Index(c, []byte{0x44, 0x89, 0x88}); i > 0 && i+11 < len(c) {
			binary.BigEndian.PutUint64(c[i+3:], math.Float64bits(1e300))
			add("webm that lasts 1e300", "video", c)
		}
		c = bytes.Clone(w)
		if i := bytes.Index(c, []byte{0x9d, 0x01, 0x2a}); i > 0 {
			binary.LittleEndian.PutUint32(c[i+3:], 0x3fff3fff)
			add("vp8 of 16383 × 16383", "video", c)
		}
		add("webm repeated in itself", "video", bytes.Repeat(w, min(400, 30<<20/len(w))))
	}
	// What ffmpeg itself makes too large.
	for _, m := range []struct{ name, medium, ext, args string }{
		{"mp4 of 20000 frames", "video", "mp4", "-f lavfi -i color=s=32x32:r=1000:d=20 -c:v libx264 -preset ultrafast"},
		{"mov with a picture of 12000 × 12000", "video", "mov", "-f lavfi -i color=s=12000x12000:d=1 -frames:v 1 -c:v mjpeg"},
		{"mp4 of 1000000 lines", "video", "mp4", "-f lavfi -i color=s=16x16384:d=1:r=5 -c:v libx264 -preset ultrafast"},
		{"jpeg of 12000 × 12000", "photo", "jpg", "-f lavfi -i color=s=12000x12000:d=1 -frames:v 1 -q:v 31"},
		{"voice of two hours in opus", "voice", "ogg", "-f lavfi -i anullsrc=r=8000:cl=mono:d=7200 -c:a libopus -b:a 6k -frame_duration 60 -compression_level 0"},
		{"mkv inside webm's name with 40 streams", "video", "webm", "-f lavfi -i color=s=32x32:d=1:r=5 -map 0 " + strings.Repeat("-map 0 ", 39) + "-c:v libvpx -deadline realtime"},
		{"mp4 with 60 streams", "video", "mp4", "-f lavfi -i sine=d=1 " + strings.Repeat("-map 0 ", 60) + "-c:a aac"},
	} {
		out = append(out, trap{name: "bomb: " + m.name, medium: m.medium, late: func() []byte {
			name := filepath.Join(dir, "bomb."+m.ext)
			defer os.Remove(name)
			args := append(append([]string{"-v", "error", "-nostdin", "-y"}, strings.Fields(m.args)...), name)
			if exec.CommandContext(ctx, "ffmpeg", args...).Run() != nil {
				return nil
			}
			b, _ := os.ReadFile(name)
			return b
		}})
	}
	return out
}

func png(w, h uint32, rows int) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		binary.Write(&b, binary.BigEndian, uint32(len(data)))
		all := append([]byte(kind), data...)
		b.Write(all)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(all))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	chunk("IHDR", append(head, 1, 0, 0, 0, 0)) // a bit a pixel
	var z bytes.Buffer
	zw, _ := zlib.NewWriterLevel(&z, 9)
	row := make([]byte, 1+(min(w, 1<<20)+7)/8)
	for range rows {
		zw.Write(row)
	}
	zw.Close()
	chunk("IDAT", z.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}

func jpegSize(j []byte, w, h uint16) []byte {
	c := bytes.Clone(j)
	for _, sof := range [][]byte{{0xff, 0xc0}, {0xff, 0xc2}} {
		if i := bytes.Index(c, sof); i > 0 && i+9 < len(c) {
			binary.BigEndian.PutUint16(c[i+5:], h)
			binary.BigEndian.PutUint16(c[i+7:], w)
			return c
		}
	}
	return nil
}

// pages splits Ogg into its pages.
func pages(b []byte) (out [][]byte) {
	for len(b) >= 27 && string(b[:4]) == "OggS" {
		n := 27 + int(b[26])
		if len(b) < n {
			break
		}
		for _, s := range b[27:n] {
			n += int(s)
		}
		if len(b) < n {
			break
		}
		out = append(out, b[:n])
		b = b[n:]
	}
	return out
}

// sum puts a page's check sum right.
func sum(p []byte) []byte {
	clear(p[22:26])
	var crc uint32
	for _, x := range p {
		crc ^= uint32(x) << 24
		for range 8 {
			if crc&(1<<31) != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	binary.LittleEndian.PutUint32(p[22:], crc)
	return p
}

// oggLength makes the last page say where it ends.
func oggLength(b []byte, granule uint64) []byte {
	var out []byte
	all := pages(b)
	for i, p := range all {
		p = bytes.Clone(p)
		if i == len(all)-1 {
			binary.LittleEndian.PutUint64(p[6:], granule)
			sum(p)
		}
		out = append(out, p...)
	}
	return out
}

// oggStreams begins n streams at once.
func oggStreams(b []byte, n int) []byte {
	all := pages(b)
	if len(all) < 3 {
		return nil
	}
	var out []byte
	for k := range all {
		for i := range n {
			if k > 2 && i > 0 {
				break
			}
			p := bytes.Clone(all[k])
			binary.LittleEndian.PutUint32(p[14:], uint32(i+1))
			out = append(out, sum(p)...)
		}
	}
	return out
}

// oggNested puts a chain in the middle of each of 200 streams.
func oggNested(b []byte) []byte {
	all := pages(b)
	if len(all) < 2 {
		return nil
	}
	var head, tail []byte
	for i := range 200 {
		for k, p := range all {
			p = bytes.Clone(p)
			binary.LittleEndian.PutUint32(p[14:], uint32(i+1))
			sum(p)
			if k < len(all)-1 {
				head = append(head, p...)
			} else {
				tail = append(p, tail...)
			}
		}
	}
	return append(head, tail...)
}
