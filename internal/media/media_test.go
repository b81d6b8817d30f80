package media_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/media"
)

// page writes an Ogg page; its checksum is computed bit by bit, another way
// than the package does.
func page(flags byte, granule int64, stream, number uint32, packets ...[]byte) []byte {
	var lacing, body []byte
	for _, p := range packets {
		n := len(p)
		for ; n >= 255; n -= 255 {
			lacing = append(lacing, 255)
		}
		lacing = append(lacing, byte(n))
		body = append(body, p...)
	}
	return rawPage(flags, granule, stream, number, lacing, body)
}

func rawPage(flags byte, granule int64, stream, number uint32, lacing, body []byte) []byte {
	b := append([]byte("OggS\x00"), flags)
	b = binary.LittleEndian.AppendUint64(b, uint64(granule))
	b = binary.LittleEndian.AppendUint32(b, stream)
	b = binary.LittleEndian.AppendUint32(b, number)
	b = append(b, 0, 0, 0, 0, byte(len(lacing)))
	b = append(append(b, lacing...), body...)
	var sum uint32
	for _, c := range b {
		sum ^= uint32(c) << 24
		for range 8 {
			if sum&0x80000000 != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	binary.LittleEndian.PutUint32(b[22:], sum)
	return b
}

const preSkip = 312

func opusHead() []byte {
	b := append([]byte("OpusHead\x01\x01"), byte(preSkip&0xFF), byte(preSkip>>8))
	b = binary.LittleEndian.AppendUint32(b, 16000)
	return append(b, 0x12, 0x00, 0) // a gain, which the piece must keep
}

func opusTags() []byte { return []byte("OpusTags\x05\x00\x00\x00Phone\x00\x00\x00\x00") }

// packet is the i-th packet of 20 ms: its number stands in it.
func packet(i int) []byte { return []byte{31 << 3, byte(i), byte(i >> 8), 'x'} }

// recording is an Ogg Opus file of n packets of 20 ms, ten a page, whose last
// granule position takes trim samples off the end.
func recording(n int, trim int64) []byte {
	b := page(2, 0, 7, 0, opusHead())
	b = append(b, page(0, 0, 7, 1, opusTags())...)
	var packets [][]byte
	for i := range n {
		packets = append(packets, packet(i))
		at := int64(i+1) * 960
		if i == n-1 {
			b = append(b, page(4, at-trim, 7, uint32(2+i/10), packets...)...)
		} else if len(packets) == 10 {
			b = append(b, page(0, at, 7, uint32(2+i/10), packets...)...)
			packets = nil
		}
	}
	return b
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestProbeOgg(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    []byte
		want float64
	}{
		{"a second", recording(50, 0), 1 - preSkip/48000.},
		{"end trimmed", recording(50, 100), 1 - (preSkip+100)/48000.},
		{"trimmed to nothing", recording(1, 900), 0},
		{"one page alone", recording(5, 10), (5*960 - 10 - preSkip) / 48000.},
	} {
		got, err := media.Probe(tt.b)
		if err != nil || got.Format != media.OggOpus || !near(got.Seconds, tt.want) {
			t.Errorf("%s: got %+v, %v; want %v s", tt.name, got, err, tt.want)
		}
	}
}

// TestProbeOggOddities are files as recorders leave them.
func TestProbeOggOddities(t *testing.T) {
	whole := recording(50, 0)
	const second = 1 - preSkip/48000.
	t.Run("another stream beside it", func(t *testing.T) {
		b := append(page(2, 0, 9, 0, []byte("fishead\x00")), whole...)
		if got, err := media.Probe(b); err != nil || !near(got.Seconds, second) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("piece of a longer stream", func(t *testing.T) {
		b := page(2, 0, 7, 0, opusHead())
		b = append(b, page(0, 0, 7, 1, opusTags())...)
		b = append(b, page(0, 500_000+960, 7, 2, packet(0))...)
		b = append(b, page(4, 500_000+2*960, 7, 3, packet(1))...)
		if got, err := media.Probe(b); err != nil || !near(got.Seconds, (2*960-preSkip)/48000.) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("tags over three pages", func(t *testing.T) {
		tags := append(opusTags(), make([]byte, 130_129)...)
		full := bytes.Repeat([]byte{255}, 255)
		b := page(2, 0, 7, 0, opusHead())
		b = append(b, rawPage(0, -1, 7, 1, full, tags[:65025])...)
		b = append(b, rawPage(1, -1, 7, 2, full, tags[65025:130050])...)
		rest := tags[130050:]
		if len(rest) > 254 {
			t.Fatal("the rest is too long")
		}
		b = append(b, rawPage(1, 0, 7, 3, []byte{byte(len(rest))}, rest)...)
		b = append(b, page(4, 960, 7, 4, packet(0))...)
		if got, err := media.Probe(b); err != nil || !near(got.Seconds, (960-preSkip)/48000.) {
			t.Errorf("got %+v, %v", got, err)
		}
		if piece, _, err := media.Cut(b, 0, 1); err != nil || len(piece) > 200 {
			t.Errorf("the piece has %d bytes, %v", len(piece), err)
		}
	})
	t.Run("cut off", func(t *testing.T) {
		got, err := media.Probe(whole[:len(whole)-30])
		if err != nil || got.Seconds >= second || got.Seconds < second-.21 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("damaged page", func(t *testing.T) {
		b := bytes.Clone(whole)
		b[len(b)-1] ^= 1
		got, err := media.Probe(b)
		if err != nil || got.Seconds >= second {
			t.Errorf("a page with a wrong checksum counted: %+v, %v", got, err)
		}
	})
}

// parsed is an Ogg file taken apart by the test itself.
type parsed struct {
	head, tags []byte
	packets    [][]byte
	granules   []int64
	flags      []byte
}

func parse(t *testing.T, b []byte) parsed {
	t.Helper()
	var out parsed
	var all [][]byte
	for number := uint32(0); len(b) > 0; number++ {
		lacing := b[27 : 27+int(b[26])]
		size := 27 + len(lacing)
		body := b[size:]
		n := 0
		for _, l := range lacing {
			n += int(l)
			size += int(l)
			if l < 255 {
				all = append(all, body[:n])
				body, n = body[n:], 0
			}
		}
		flags, granule := b[5], int64(binary.LittleEndian.Uint64(b[6:]))
		if again := rawPage(flags, granule, binary.LittleEndian.Uint32(b[14:]), number, lacing, b[27+len(lacing):size]); !bytes.Equal(again, b[:size]) {
			t.Fatalf("page %d has a wrong number or checksum", number)
		}
		out.flags, out.granules = append(out.flags, flags), append(out.granules, granule)
		b = b[size:]
	}
	if len(all) < 3 {
		t.Fatalf("%d packets", len(all))
	}
	out.head, out.tags, out.packets = all[0], all[1], all[2:]
	return out
}

func TestCutOgg(t *testing.T) {
	whole := recording(500, 0) // 10 s
	const from, to = 3.2, 5.8
	piece, mime, err := media.Cut(whole, from, to)
	if err != nil || mime != "audio/ogg" {
		t.Fatalf("%s, %v", mime, err)
	}
	p := parse(t, piece)
	// The first sample wanted is 3.2·48000+312 = 153912, in packet 160.
	skip := int64(binary.LittleEndian.Uint16(p.head[10:]))
	if !bytes.Equal(p.packets[0], packet(160)) || skip != 312 {
		t.Errorf("begins with packet %d, skipping %d samples", p.packets[0][1], skip)
	}
	// The last one before 5.8·48000+312 = 278712 is in packet 290.
	if got := p.packets[len(p.packets)-1]; !bytes.Equal(got, packet(290)) || len(p.packets) != 131 {
		t.Errorf("ends with packet %v after %d", got[1:3], len(p.packets))
	}
	if gain := p.head[16:18]; gain[0] != 0x12 || gain[1] != 0 {
		t.Errorf("the gain became %v", gain)
	}
	if string(p.tags) != "OpusTags\x00\x00\x00\x00\x00\x00\x00\x00" || bytes.Contains(piece, []byte("Phone")) {
		t.Errorf("tags are left: %q", p.tags)
	}
	if rate := binary.LittleEndian.Uint32(p.head[12:]); rate != 48000 {
		t.Errorf("the rate of the device is left: %d", rate)
	}
	if n := len(p.flags); p.flags[0] != 2 || p.flags[n-1] != 4 || p.granules[n-1]-skip != 124800 {
		t.Errorf("flags %v, granules %v", p.flags, p.granules)
	}
	for i := 3; i < len(p.granules)-1; i++ {
		if d := p.granules[i] - p.granules[i-1]; d <= 0 || d%960 != 0 {
			t.Errorf("granules %v", p.granules)
			break
		}
	}
	info, err := media.Probe(piece)
	if err != nil || !near(info.Seconds, to-from) {
		t.Errorf("the piece lasts %v s, %v", info.Seconds, err)
	}
	again, _, _ := media.Cut(whole, from, to)
	if !bytes.Equal(piece, again) {
		t.Error("the same cut gave other bytes")
	}
	twice, _, err := media.Cut(piece, .5, 1)
	if info, err2 := media.Probe(twice); err != nil || err2 != nil || !near(info.Seconds, .5) {
		t.Errorf("a piece of the piece lasts %v s, %v, %v", info.Seconds, err, err2)
	}
}

func TestCutEnds(t *testing.T) {
	whole := recording(100, 200)
	length := 2 - (preSkip+200)/48000.
	for _, tt := range []struct{ from, to, want float64 }{
		{0, 2, length}, {0, 1e9, length}, {1.5, 100, length - 1.5}, {0, .001, .001}, {length - .001, length, .001},
	} {
		piece, _, err := media.Cut(whole, tt.from, tt.to)
		if err != nil {
			t.Errorf("%v: %v", tt, err)
			continue
		}
		if info, err := media.Probe(piece); err != nil || math.Abs(info.Seconds-tt.want) > 1.01/48000 {
			t.Errorf("%v: got %v s, %v", tt, info.Seconds, err)
		}
	}
	for _, tt := range [][2]float64{{2, 3}, {1, 1}, {2, 1}, {-1, 1}, {math.NaN(), 1}, {0, math.NaN()}, {math.Inf(1), math.Inf(1)}, {0, math.Inf(-1)}} {
		if _, _, err := media.Cut(whole, tt[0], tt[1]); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("cut %v: got %v, want invalid", tt, err)
		}
	}
}

// wave is a WAV file of 16-bit samples that count up, with a chunk of tags.
func wave(rate uint32, n int) []byte {
	chunk := func(id string, body []byte) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body))), body...)
	}
	format := []byte{1, 0, 1, 0}
	format = binary.LittleEndian.AppendUint32(format, rate)
	format = binary.LittleEndian.AppendUint32(format, rate*2)
	format = append(format, 2, 0, 16, 0)
	var data []byte
	for i := range n {
		data = binary.LittleEndian.AppendUint16(data, uint16(i))
	}
	body := append(chunk("fmt ", format), chunk("LIST", []byte("INFOIARTAda!"))...)
	body = append(body, chunk("data", data)...)
	return append(append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body))), "WAVE"...), body...)
}

func TestWAV(t *testing.T) {
	whole := wave(8000, 16001)
	if info, err := media.Probe(whole); err != nil || info.Format != media.WAV || !near(info.Seconds, 16001./8000) {
		t.Errorf("got %+v, %v", info, err)
	}
	piece, mime, err := media.Cut(whole, .5, 1.25)
	if err != nil || mime != "audio/wav" {
		t.Fatalf("%s, %v", mime, err)
	}
	if info, err := media.Probe(piece); err != nil || !near(info.Seconds, .75) {
		t.Errorf("the piece: %+v, %v", info, err)
	}
	if bytes.Contains(piece, []byte("Ada")) || len(piece) != 44+2*6000 {
		t.Errorf("the piece has %d bytes", len(piece))
	}
	if first := binary.LittleEndian.Uint16(piece[44:]); first != 4000 {
		t.Errorf("the piece begins with sample %d, want 4000", first)
	}
	endless := bytes.Clone(whole)
	copy(endless[4:8], "\xff\xff\xff\xff")
	copy(endless[bytes.Index(endless, []byte("data"))+4:], "\xff\xff\xff\xff")
	if info, err := media.Probe(endless); err != nil || !near(info.Seconds, 16001./8000) {
		t.Errorf("written to a pipe: %+v, %v", info, err)
	}
	compressed := bytes.Clone(whole)
	compressed[20] = 85
	if _, err := media.Probe(compressed); voxpop.KindOf(err) != voxpop.Invalid {
		t.Errorf("compressed sound: %v", err)
	}
}

func mp4box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), kind...), body...)
}

func u32(ns ...uint32) (b []byte) {
	for _, n := range ns {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

func TestMP4(t *testing.T) {
	ftyp := mp4box("ftyp", []byte("M4A \x00\x00\x00\x00"))
	plain := append(ftyp, mp4box("moov", mp4box("mvhd", u32(0, 0, 0, 1000, 12_345)))...)
	long := append(mp4box("ftyp", []byte("isom\x00\x00\x00\x00")), mp4box("moov", mp4box("mvhd", u32(1<<24, 0, 0, 0, 0, 600, 0, 3000)))...)
	pieces := append(mp4box("ftyp", []byte("iso5\x00\x00\x00\x00")), mp4box("moov",
		mp4box("mvhd", u32(0, 0, 0, 1000, 0)),
		mp4box("trak", mp4box("tkhd", u32(0, 0, 0, 1, 0, 0)), mp4box("mdia", mp4box("mdhd", u32(0, 0, 0, 48000, 0)))),
		mp4box("mvex", mp4box("trex", u32(0, 1, 1, 1024, 0, 0))))...)
	pieces = append(pieces, mp4box("moof", mp4box("traf", mp4box("tfhd", u32(0, 1)), mp4box("trun", u32(0, 46))))...)
	pieces = append(pieces, mp4box("moof", mp4box("traf", mp4box("tfhd", u32(0, 1)), mp4box("tfdt", u32(0, 46*1024)), mp4box("trun", u32(0x100, 2, 1000, 500))))...)
	for _, tt := range []struct {
		name string
		b    []byte
		want float64
	}{{"plain", plain, 12.345}, {"64 bits", long, 5}, {"in pieces", pieces, (46*1024 + 1500) / 48000.}} {
		if info, err := media.Probe(tt.b); err != nil || info.Format != media.MP4 || !near(info.Seconds, tt.want) {
			t.Errorf("%s: got %+v, %v; want %v s", tt.name, info, err, tt.want)
		}
	}
	if _, _, err := media.Cut(plain, 0, 1); voxpop.KindOf(err) != voxpop.Invalid || !strings.Contains(err.Error(), "cannot be cut") {
		t.Errorf("cut: %v", err)
	}
}

func ebml(id []byte, body ...[]byte) []byte {
	all := bytes.Join(body, nil)
	return append(append(bytes.Clone(id), 0x10|byte(len(all)>>24), byte(len(all)>>16), byte(len(all)>>8), byte(len(all))), all...)
}

func TestWebM(t *testing.T) {
	head := ebml([]byte{0x1A, 0x45, 0xDF, 0xA3}, ebml([]byte{0x42, 0x82}, []byte("webm")))
	said := binary.BigEndian.AppendUint64(nil, math.Float64bits(2500))
	scale := ebml([]byte{0x2A, 0xD7, 0xB1}, []byte{0x0F, 0x42, 0x40})
	withLength := append(bytes.Clone(head), ebml([]byte{0x18, 0x53, 0x80, 0x67}, ebml([]byte{0x15, 0x49, 0xA9, 0x66}, scale, ebml([]byte{0x44, 0x89}, said)))...)
	// As browsers record: segment and clusters of unknown length, no duration.
	unknown := []byte{0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
	live := append(bytes.Clone(head), 0x18, 0x53, 0x80, 0x67)
	live = append(append(live, unknown...), ebml([]byte{0x15, 0x49, 0xA9, 0x66}, scale)...)
	for i := range 3 {
		live = append(append(live, 0x1F, 0x43, 0xB6, 0x75), unknown...)
		live = append(live, ebml([]byte{0xE7}, binary.BigEndian.AppendUint16(nil, uint16(1000*i)))...)
		live = append(live, ebml([]byte{0xA3}, []byte{0x81, 0x00, 0x00, 0x80, 'x'})...)
		live = append(live, ebml([]byte{0xA0}, ebml([]byte{0xA1}, []byte{0x81, 0x01, 0xF4, 0x00, 'x'}), ebml([]byte{0x9B}, []byte{60}))...)
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want float64
	}{{"with a length", withLength, 2.5}, {"live", live, 2.56}} {
		if info, err := media.Probe(tt.b); err != nil || info.Format != media.WebM || !near(info.Seconds, tt.want) {
			t.Errorf("%s: got %+v, %v; want %v s", tt.name, info, err, tt.want)
		}
	}
}

func TestBroken(t *testing.T) {
	ogg := recording(20, 0)
	tests := map[string][]byte{
		"empty":              nil,
		"words":              []byte("this is not a recording at all"),
		"Ogg, nothing more":  []byte("OggS"),
		"Ogg of another":     page(2, 0, 1, 0, []byte("\x01vorbis")),
		"headers cut off":    ogg[:60],
		"no tags":            append(page(2, 0, 7, 0, opusHead()), page(4, 960, 7, 1, packet(0))...),
		"head too short":     page(2, 0, 7, 0, []byte("OpusHead\x01\x01")),
		"too many channels":  page(2, 0, 7, 0, []byte("OpusHead\x01\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
		"packet of 240 ms":   append(append(page(2, 0, 7, 0, opusHead()), page(0, 0, 7, 1, opusTags())...), page(4, 960, 7, 2, []byte{3<<3 | 3, 4})...),
		"WAV without sound":  wave(8000, 0)[:30],
		"WAV of no rate":     wave(0, 10),
		"MP4 without movie":  mp4box("ftyp", []byte("isom\x00\x00\x00\x00")),
		"MP4 without scale":  append(mp4box("ftyp", []byte("isom\x00\x00\x00\x00")), mp4box("moov", mp4box("mvhd", u32(0, 0, 0, 0, 5)))...),
		"MP4 of an age":      append(mp4box("ftyp", []byte("isom\x00\x00\x00\x00")), mp4box("moov", mp4box("mvhd", u32(0, 0, 0, 1, 4_000_000_000)))...),
		"WebM of no length":  append(ebml([]byte{0x1A, 0x45, 0xDF, 0xA3}), ebml([]byte{0x44, 0x89}, binary.BigEndian.AppendUint64(nil, math.Float64bits(math.NaN())))...),
		"WebM of minus time": append(ebml([]byte{0x1A, 0x45, 0xDF, 0xA3}), ebml([]byte{0x44, 0x89}, binary.BigEndian.AppendUint64(nil, math.Float64bits(-1)))...),
	}
	for name, b := range tests {
		_, err := media.Probe(b)
		e, ok := errors.AsType[*voxpop.Error](err)
		if !ok || e.Kind != voxpop.Invalid || e.Message == "" || e.Hint == "" {
			t.Errorf("%s: got %v, want an error with a hint", name, err)
		}
	}
}

func seeds(f *testing.F) {
	f.Add(recording(3, 10), .01, .03)
	f.Add(wave(8000, 100), .001, .005)
	f.Add(append(mp4box("ftyp", []byte("isom\x00\x00\x00\x00")), mp4box("moov", mp4box("mvhd", u32(0, 0, 0, 1000, 5)))...), 0., 1.)
	f.Add(append(ebml([]byte{0x1A, 0x45, 0xDF, 0xA3}), ebml([]byte{0xA3}, []byte{0x81, 0x10, 0x00, 0x80, 'x'})...), 0., 1.)
}

// mended returns b with the checksums of its Ogg pages put right, so that what
// lies behind them is reached too.
func mended(b []byte) []byte {
	out := bytes.Clone(b)
	for at := 0; at+27 <= len(out) && string(out[at:at+4]) == "OggS"; {
		size := 27 + int(out[at+26])
		if at+size > len(out) {
			break
		}
		for _, l := range out[at+27 : at+size] {
			size += int(l)
		}
		if at+size > len(out) {
			break
		}
		p := out[at : at+size]
		n := 27 + int(p[26])
		copy(p[22:26], rawPage(p[5], int64(binary.LittleEndian.Uint64(p[6:])), binary.LittleEndian.Uint32(p[14:]),
			binary.LittleEndian.Uint32(p[18:]), p[27:n], p[n:])[22:26])
		at += size
	}
	return out
}

func FuzzProbe(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte, _, _ float64) {
		b = mended(b)
		info, err := media.Probe(b)
		if err == nil && (info.Format == "" || !(info.Seconds >= 0)) {
			t.Fatalf("got %+v", info)
		}
	})
}

// FuzzCut asks that a piece is a recording, no longer than was asked, and no
// larger than the whole.
func FuzzCut(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte, from, to float64) {
		b = mended(b)
		piece, _, err := media.Cut(b, from, to)
		if err != nil {
			return
		}
		if len(piece) > 2*len(b)+200 {
			t.Fatalf("%d bytes became %d", len(b), len(piece))
		}
		info, err := media.Probe(piece)
		if err != nil {
			t.Fatalf("the piece is no recording: %v", err)
		}
		if info.Seconds > to-from+1./100 && info.Seconds > 1./100 {
			t.Fatalf("asked for %v to %v, got %v s", from, to, info.Seconds)
		}
	})
}
