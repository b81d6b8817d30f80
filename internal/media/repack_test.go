package media_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/media"
)

// sameSound checks that both decode to the same samples, by us and by ffmpeg.
func sameSound(t *testing.T, a, b []byte, ffmpeg bool) {
	t.Helper()
	x, err := media.DecodeOpus(a, 48000)
	if err != nil {
		t.Fatal(err)
	}
	y, err := media.DecodeOpus(b, 48000)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(x.Samples, y.Samples) {
		t.Errorf("%d samples before, %d after, or other ones", len(x.Samples), len(y.Samples))
	}
	if ffmpeg && !slices.Equal(decoded(t, a, 48000), decoded(t, b, 48000)) {
		t.Error("ffmpeg hears another sound")
	}
}

func TestRepackAgainstFFmpeg(t *testing.T) {
	voice := said(t, "rms", sentences[:3]...)
	for _, args := range [][]string{
		{"-b:a", "16k", "-frame_duration", "60"},
		{"-b:a", "64k", "-ac", "2", "-vbr", "off"},
		{"-b:a", "48k", "-frame_duration", "2.5"},
	} {
		b := encoded(t, voice, append([]string{"-metadata", "title=CANARY", "-metadata", "comment=" + strings.Repeat("CANARY", 20_000)}, args...)...)
		clean, err := media.Repack(b)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(clean, []byte("CANARY")) || bytes.Contains(clean, []byte("Lav")) {
			t.Errorf("%v: the tags are still there", args)
		}
		sameSound(t, b, clean, true)
		again, err := media.Repack(clean)
		if err != nil || !bytes.Equal(again, clean) {
			t.Errorf("%v: repacked twice it is another file, %v", args, err)
		}
		before, _ := media.StreamSum(b)
		after, _ := media.StreamSum(clean)
		if before != after || before == "" {
			t.Errorf("%v: stream sums %s and %s", args, before, after)
		}
		path := filepath.Join(t.TempDir(), "a.ogg")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		want := tool(t, nil, "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-map", "0:a", "-c", "copy", "-f", "streamhash", "-hash", "sha256", "-")
		if got := "0,a,SHA256=" + before; got != strings.TrimSpace(string(want)) {
			t.Errorf("%v: our stream sum %s, ffmpeg's %s", args, got, want)
		}
	}
}

// padded puts bytes into the padding of packets of one frame.
func padded(packet, hidden []byte) []byte {
	b := []byte{packet[0] | 3, 0x40 | 1}
	n := len(hidden)
	for ; n > 254; n -= 254 {
		b = append(b, 255)
	}
	return append(append(append(b, byte(n)), packet[1:]...), hidden...)
}

// stream writes packets of 20 ms as a recording with a head of its own.
func stream(head []byte, packets [][]byte, trim int64, serial uint32) []byte {
	b := page(2, 0, serial, 0, head)
	b = append(b, page(0, 0, serial, 1, opusTags())...)
	for i, p := range packets {
		flags, at := byte(0), int64(i+1)*960
		if i == len(packets)-1 {
			flags, at = 4, at-trim
		}
		b = append(b, page(flags, at, serial, uint32(2+i), p)...)
	}
	return b
}

func head(preSkip uint16) []byte {
	b := bytes.Clone(opusHead())
	binary.LittleEndian.PutUint16(b[10:], preSkip)
	return b
}

func TestRepackHidesNothing(t *testing.T) {
	voice := said(t, "rms", sentences[0])
	plain := parse(t, encoded(t, voice, "-b:a", "24k")).packets
	canary := func(n int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("CANARY%d", n)), 60) }
	var hiding [][]byte
	for i, p := range plain {
		if p[0]&3 != 0 {
			t.Fatal("the encoder writes more than one frame in a packet")
		}
		if i%2 == 0 {
			p = padded(p, canary(i))
		}
		hiding = append(hiding, p)
	}
	open, err := media.Repack(stream(head(312), plain, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"padding":                 stream(head(312), hiding, 0, 7),
		"after the end":           append(stream(head(312), plain, 0, 7), canary(1)...),
		"another stream behind":   append(stream(head(312), plain, 0, 7), stream(head(312), hiding, 0, 8)...),
		"another stream in front": append(page(2, 0, 9, 0, canary(2)), stream(head(312), plain, 0, 7)...),
		"behind the head":         stream(append(head(312), canary(3)...), plain, 0, 7),
		"packets behind the end":  stream(head(312), append(slices.Clone(plain), hiding[0], hiding[2], hiding[4]), 3*960, 7),
	} {
		t.Run(name, func(t *testing.T) {
			clean, err := media.Repack(b)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(clean, []byte("CANARY")) {
				t.Error("what was hidden is still there")
			}
			if piece, _, err := media.Cut(b, .2, .9); err == nil && bytes.Contains(piece, []byte("CANARY")) {
				t.Error("what was hidden is still there in a piece")
			}
			if !bytes.Equal(clean, open) {
				t.Errorf("%d bytes, without what was hidden %d", len(clean), len(open))
			}
		})
	}
	sameSound(t, stream(head(312), hiding, 0, 7), open, true)
}

// TestRepackLeadIn holds that sound before the lead-in that a decoder needs is dropped.
func TestRepackLeadIn(t *testing.T) {
	voice := said(t, "rms", sentences[0])
	plain := parse(t, encoded(t, voice, "-b:a", "24k")).packets
	clean, err := media.Repack(stream(head(60000), plain, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, clean)
	if n := len(plain) - len(got.packets); n != (60000-3840)/960 {
		t.Errorf("%d packets were dropped, want %d", n, (60000-3840)/960)
	}
	a, _ := media.Probe(stream(head(60000), plain, 0, 7))
	b, _ := media.Probe(clean)
	if !near(a.Seconds, b.Seconds) {
		t.Errorf("%v s before, %v s after", a.Seconds, b.Seconds)
	}
}

func TestRepackPacketForms(t *testing.T) {
	const toc = 31 << 3 // 20 ms of CELT
	long := bytes.Repeat([]byte{7}, 300)
	for _, tt := range []struct {
		name     string
		in, want []byte // nil: refused
	}{
		{"one", []byte{toc, 1, 2}, []byte{toc, 1, 2}},
		{"one of no length", []byte{toc}, []byte{toc}},
		{"two equal", []byte{toc | 1, 1, 2}, []byte{toc | 1, 1, 2}},
		{"two unequal", []byte{toc | 2, 1, 9, 8, 7}, []byte{toc | 2, 1, 9, 8, 7}},
		{"two that say they differ", []byte{toc | 2, 1, 9, 8}, []byte{toc | 1, 9, 8}},
		{"one as many", []byte{toc | 3, 1, 5}, []byte{toc, 5}},
		{"three equal, padded", []byte{toc | 3, 0x43, 2, 1, 2, 3, 0xEE, 0xEE}, []byte{toc | 3, 3, 1, 2, 3}},
		{"three unequal, padded", []byte{toc | 3, 0xC3, 1, 1, 0, 5, 6, 0xEE}, []byte{toc | 3, 0x83, 1, 0, 5, 6}},
		{"a long first", append([]byte{toc | 2, 252, 12}, append(long, 1)...), append([]byte{toc | 2, 252, 12}, append(long, 1)...)},
		{"two of odd size", []byte{toc | 1, 1, 2, 3}, nil},
		{"padding longer than all", []byte{toc | 3, 0x41, 9, 1}, nil},
		{"padding that does not end", []byte{toc | 3, 0x41, 255}, nil},
		{"no frame", []byte{toc | 3, 0}, nil},
		{"too long", append([]byte{toc}, make([]byte, 1276)...), nil},
		{"lengths beyond the end", []byte{toc | 3, 0x83, 200, 200, 1}, nil},
	} {
		b, err := media.Repack(stream(head(0), [][]byte{tt.in}, 0, 7))
		if tt.want == nil {
			if err == nil {
				t.Errorf("%s: taken", tt.name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		rest := b[bytes.Index(b[50:], []byte("OpusTags"))+50+16:]
		if got := rest[27+int(rest[26]):]; !bytes.Equal(got, tt.want) {
			t.Errorf("%s: % x, want % x", tt.name, got[:min(20, len(got))], tt.want[:min(20, len(tt.want))])
		}
	}
}

func TestRepackRefuses(t *testing.T) {
	many := append(bytes.Clone(opusHead()), 1, 1, 0)
	many[18] = 1
	for name, b := range map[string][]byte{
		"nothing": nil, "text": []byte("OggS hello"), "a mapping of channels": stream(many, [][]byte{packet(1), packet(2)}, 0, 7),
		"no sound": recording(1, 900),
	} {
		if _, err := media.Repack(b); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := media.StreamSum([]byte("RIFF")); err == nil {
		t.Error("the sum of something else was taken")
	}
}

func FuzzDecodeOpus(f *testing.F) {
	f.Add(recording(5, 100))
	f.Add(message(f)[:4000])
	f.Add(stream(head(0), [][]byte{{12 << 3, 1, 2, 3, 4}, {0, 9, 9}, {16<<3 | 3, 4, 1, 2, 3, 4}}, 0, 7))
	f.Fuzz(func(t *testing.T, b []byte) {
		b = mend(b)
		i, err := media.Probe(b)
		if err != nil || i.Seconds > 20 {
			return
		}
		if s, err := media.DecodeOpus(b, 16000); err == nil && math.Abs(s.Seconds()-i.Seconds) > .001 {
			t.Errorf("%v s, want %v", s.Seconds(), i.Seconds)
		}
	})
}

// mend gives the pages of a file that was changed their checksums again, so
// that what lies behind is reached.
func mend(b []byte) []byte {
	b = bytes.Clone(b)
	for at := 0; at+27 <= len(b) && string(b[at:at+4]) == "OggS"; {
		end := at + 27 + int(b[at+26])
		if end > len(b) {
			break
		}
		for _, l := range b[at+27 : end] {
			end += int(l)
		}
		if end > len(b) {
			break
		}
		n := 27 + int(b[at+26])
		copy(b[at:end], rawPage(b[at+5], int64(binary.LittleEndian.Uint64(b[at+6:])), binary.LittleEndian.Uint32(b[at+14:]),
			binary.LittleEndian.Uint32(b[at+18:]), b[at+27:at+n], b[at+n:end]))
		at = end
	}
	return b
}

func FuzzRepack(f *testing.F) {
	f.Add(recording(5, 100))
	f.Add(message(f)[:4000])
	f.Add(stream(head(0), [][]byte{{31<<3 | 3, 0x43, 2, 1, 2, 3, 0xEE, 0xEE}, {31<<3 | 2, 1, 9, 8, 7}}, 0, 7))
	f.Fuzz(func(t *testing.T, b []byte) {
		b = mend(b)
		clean, err := media.Repack(b)
		if err != nil {
			return
		}
		again, err := media.Repack(clean)
		if err != nil || !bytes.Equal(again, clean) {
			t.Fatalf("repacked twice it is another file, %v", err)
		}
		before, err := media.Probe(b)
		after, err2 := media.Probe(clean)
		if err != nil || err2 != nil || !near(before.Seconds, after.Seconds) {
			t.Fatalf("%v and %v, %v and %v", before, after, err, err2)
		}
		if i := bytes.Index(b, []byte("OpusHead")); after.Seconds > 5 || binary.LittleEndian.Uint16(b[i+10:]) >= 3840 {
			return
		}
		x, err := media.DecodeOpus(b, 48000)
		y, err2 := media.DecodeOpus(clean, 48000)
		if (err == nil) != (err2 == nil) || !slices.Equal(x.Samples, y.Samples) {
			t.Fatalf("it sounds otherwise: %d and %d samples, %v and %v", len(x.Samples), len(y.Samples), err, err2)
		}
	})
}

func FuzzReadWAV(f *testing.F) {
	f.Add(tone(8000, 440, .01, .5).WAV())
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := media.ReadWAV(b)
		if err != nil {
			return
		}
		if len(s.Samples) > len(b) {
			t.Fatalf("%d samples in %d bytes", len(s.Samples), len(b))
		}
		s.Peaks(0)
		s.Loudness()
		media.Split(s, media.SplitOptions{Max: 1})
	})
}
