package main

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
)

// What is written by hand: the places of formats where something can lie that
// is neither sound nor picture.

// seg is a segment of a JPEG.
func seg(kind byte, parts ...string) []byte {
	n := 2
	for _, p := range parts {
		n += len(p)
	}
	b := []byte{0xff, kind, byte(n >> 8), byte(n)}
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

func wide(s string) string { // UTF-16LE
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return string(b)
}

// tiffOf writes Exif: a first directory with the texts at ascii's tags, one of
// its own with a maker's note and a remark, one of places.
func tiffOf(c *canaries) []byte {
	type entry struct {
		tag, kind uint16
		data      []byte
	}
	texts := func(tags ...uint16) (out []entry) {
		for _, t := range tags {
			out = append(out, entry{t, 2, append([]byte(c.next("Exif")), 0)})
		}
		return out
	}
	b := []byte("II\x2a\x00\x08\x00\x00\x00")
	write := func(dir []entry) uint32 {
		at := uint32(len(b))
		size := 2 + 12*len(dir) + 4
		data := []byte{}
		b = binary.LittleEndian.AppendUint16(b, uint16(len(dir)))
		for _, e := range dir {
			b = binary.LittleEndian.AppendUint16(b, e.tag)
			b = binary.LittleEndian.AppendUint16(b, e.kind)
			n := len(e.data)
			if e.kind == 4 {
				n /= 4
			}
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
			if len(e.data) <= 4 {
				b = append(b, append(bytes.Clone(e.data), 0, 0, 0, 0)[:4]...)
				continue
			}
			b = binary.LittleEndian.AppendUint32(b, at+uint32(size+len(data)))
			data = append(append(data, e.data...), make([]byte, len(e.data)%2)...)
		}
		b = append(append(b, 0, 0, 0, 0), data...)
		return at
	}
	// The directories that others point at are written first; the first one's
	// place is mended at the end.
	exif := write(append(texts(0x9003, 0x9291, 0xa430, 0xa435), entry{0x927c, 7, []byte("Maker\x00" + c.next("MakerNote"))}, entry{0x9286, 7, []byte("ASCII\x00\x00\x00" + c.next("Exif UserComment"))}))
	gps := write(append(texts(0x001d), entry{0x001b, 7, []byte("ASCII\x00\x00\x00" + c.next("GPS"))}))
	u32 := func(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }
	first := write(append(texts(0x010e, 0x010f, 0x0110, 0x0131, 0x013b, 0x8298), entry{0x8769, 4, u32(exif)}, entry{0x8825, 4, u32(gps)}, entry{0x9c9b, 1, []byte(wide(c.next("Exif UTF-16")) + "\x00\x00")}))
	binary.LittleEndian.PutUint32(b[4:], first)
	return b
}

func xmpOf(c *canaries) string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="` +
		c.next("XMP") + `"><dc:creator><rdf:Seq><rdf:li>` + c.next("XMP") + `</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

// iccOf is a colour profile with a description and a copyright.
func iccOf(c *canaries) string {
	desc, cprt := c.next("ICC description"), c.next("ICC copyright")
	text := func(kind, s string) string { return kind + "\x00\x00\x00\x00" + s + "\x00" }
	d := "desc\x00\x00\x00\x00" + string(binary.BigEndian.AppendUint32(nil, uint32(len(desc)+1))) + desc + "\x00" + string(make([]byte, 78))
	p := text("text", cprt)
	head := make([]byte, 128)
	copy(head[12:], "mntrRGB XYZ ")
	copy(head[36:], "acsp")
	tags := binary.BigEndian.AppendUint32(nil, 2)
	off := uint32(128 + 4 + 24)
	for _, t := range []struct{ name, data string }{{"desc", d}, {"cprt", p}} {
		tags = append(tags, t.name...)
		tags = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(tags, off), uint32(len(t.data)))
		off += uint32(len(t.data))
	}
	binary.BigEndian.PutUint32(head, off)
	return string(head) + string(tags) + d + p
}

func iptcOf(c *canaries) string {
	var data []byte
	for _, set := range []byte{5, 80, 90, 101, 120, 122} {
		s := c.next("IPTC")
		data = append(data, 0x1c, 2, set, 0, byte(len(s)))
		data = append(data, s...)
	}
	b := []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	return string(append(append(b, data...), make([]byte, len(data)%2)...))
}

func dirtyJPEG(c *canaries, base []byte) []byte {
	out := append([]byte{}, 0xff, 0xd8)
	exif := tiffOf(c)
	out = append(out, seg(0xe1, "Exif\x00\x00", string(exif))...)
	out = append(out, seg(0xe1, "http://ns.adobe.com/xap/1.0/\x00", xmpOf(c))...)
	out = append(out, seg(0xed, iptcOf(c))...)
	out = append(out, seg(0xe2, "ICC_PROFILE\x00\x01\x01", iccOf(c))...)
	out = append(out, seg(0xe0, "JFXX\x00\x10", c.next("JFIF thumbnail"))...)
	out = append(out, seg(0xfe, c.next("comment"))...)
	out = append(out, seg(0xe2, "MPF\x00", c.next("MPF"))...)
	out = append(out, seg(0xeb, "HDR\x00", c.next("APP11"))...)
	out = append(out, seg(0xec, "NOTE\x00", c.next("APP12"))...)
	out = append(out, seg(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01")...)
	out = append(out, seg(0xe4, c.next("APP4"))...)
	out = append(out, base[2:]...)
	for !c.done() { // a second picture behind the first, as phones append
		out = append(out, "\xff\xd8"...)
		out = append(append(out, seg(0xfe, c.next("trailing bytes"))...), "\xff\xd9"...)
	}
	return out
}

func pngChunk(kind, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// stored is zlib without compression, in which a search still finds the words.
func stored(s string) string {
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, zlib.NoCompression)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

func dirtyPNG(c *canaries, base []byte) []byte {
	out := bytes.Clone(base[:33])
	add := func(kind, body string) { out = append(out, pngChunk(kind, body)...) }
	add("iCCP", c.next("ICC name")[:13]+"\x00\x00"+stored(iccOf(c)))
	add("eXIf", string(tiffOf(c)))
	for _, key := range []string{"Title", "Author", "Comment", "Software"} {
		add("tEXt", key+"\x00"+c.next("tEXt"))
	}
	add("zTXt", "Description\x00\x00"+stored(c.next("zTXt")))
	add("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpOf(c))
	add("iTXt", "Location\x00\x00\x00en\x00"+c.next("iTXt")+"\x00"+c.next("iTXt"))
	add("sPLT", c.next("sPLT")+"\x00\x08")
	add("prVt", c.next("private chunk"))
	out = append(out, base[33:]...)
	for !c.done() {
		out = append(out, c.next("trailing bytes")...)
	}
	return out
}

func riffChunk(kind, body string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
	return append(append(b, body...), make([]byte, len(body)%2)...)
}

func dirtyWebP(c *canaries, base []byte) []byte {
	w, h := 160, 120
	x := []byte{0x2c, 0, 0, 0, byte(w - 1), 0, 0, byte(h - 1), 0, 0}
	out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), riffChunk("VP8X", string(x))...)
	out = append(out, riffChunk("ICCP", iccOf(c))...)
	out = append(out, base[12:]...)
	out = append(out, riffChunk("EXIF", string(tiffOf(c)))...)
	out = append(out, riffChunk("XMP ", xmpOf(c))...)
	for i := 0; c.left() > 6; i++ {
		out = append(out, riffChunk([]string{"NOTE", "UNKN", "ANNO"}[i%3], c.next("unknown chunk"))...)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	for !c.done() {
		out = append(out, c.next("trailing bytes")...)
	}
	return out
}

// mbox is a box of MP4.
func mbox(kind string, parts ...string) []byte {
	n := 8
	for _, p := range parts {
		n += len(p)
	}
	b := append(binary.BigEndian.AppendUint32(nil, uint32(n)), kind...)
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// dirtyMP4 adds to what ffmpeg wrote: user data in the movie's header, which is
// the last box, and boxes and bytes behind it.
func dirtyMP4(c *canaries, b []byte) []byte {
	at := bytes.LastIndex(b, []byte("moov")) - 4
	if at < 0 || at+int(binary.BigEndian.Uint32(b[at:])) != len(b) {
		return b
	}
	short := func(s string) string {
		return string([]byte{byte(len(s) >> 8), byte(len(s)), 0x15, 0xc7}) + s
	}
	var u []string
	for _, k := range []string{"\xa9xyz", "\xa9mak", "\xa9mod", "\xa9swr", "\xa9day", "\xa9inf"} {
		u = append(u, string(mbox(k, short(c.next("udta")))))
	}
	for _, k := range []string{"titl", "auth", "dscp", "cprt"} {
		u = append(u, string(mbox(k, "\x00\x00\x00\x00\x15\xc7", c.next("3GPP asset"), "\x00")))
	}
	u = append(u, string(mbox("loci", "\x00\x00\x00\x00\x15\xc7", c.next("3GPP place"), "\x00\x01", string(make([]byte, 12)), c.next("3GPP place"), "\x00\x00")))
	u = append(u, string(mbox("XMP_", xmpOf(c))), string(mbox("Xtra", c.next("Xtra"))))
	add := append(mbox("udta", u...), mbox("free", c.next("free box"))...)
	add = append(add, mbox("uuid", "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10", c.next("uuid box"))...)
	b = append(b, add...)
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at))
	b = append(b, mbox("uuid", "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac", xmpOf(c))...)
	b = append(b, mbox("skip", c.next("skip box"))...)
	for c.left() > 2 {
		b = append(b, mbox("free", c.next("free box"))...)
	}
	for !c.done() {
		b = append(b, c.next("trailing bytes")...)
	}
	return b
}

// id3 is a tag of ID3 version 2.3.
func id3(c *canaries) []byte {
	var body []byte
	frame := func(id, data string) {
		body = append(body, id...)
		body = binary.BigEndian.AppendUint32(body, uint32(len(data)))
		body = append(append(body, 0, 0), data...)
	}
	for _, id := range []string{"TIT2", "TPE1", "TALB", "TENC", "TCOP"} {
		frame(id, "\x00"+c.next("ID3v2 text"))
	}
	frame("TPE2", "\x01\xff\xfe"+wide(c.next("ID3v2 UTF-16")))
	frame("COMM", "\x00eng\x00"+c.next("ID3v2 comment"))
	frame("USLT", "\x00eng\x00"+c.next("ID3v2 lyrics"))
	frame("TXXX", "\x00place\x00"+c.next("ID3v2 user text"))
	frame("WXXX", "\x00\x00http://"+c.next("ID3v2 link"))
	frame("PRIV", c.next("ID3v2 private")+"\x00"+c.next("ID3v2 private"))
	frame("UFID", "x\x00"+c.next("ID3v2 identifier"))
	frame("GEOB", "\x00application/x\x00a\x00b\x00"+c.next("ID3v2 object"))
	frame("APIC", "\x00image/jpeg\x00\x03"+c.next("ID3v2 picture")+"\x00\xff\xd8\xff\xfe\x00\x0f"+c.next("ID3v2 picture")+"\xff\xd9")
	body = append(body, make([]byte, 16)...)
	body = append(body, c.next("ID3v2 padding")...)
	n := len(body)
	return append([]byte{'I', 'D', '3', 3, 0, 0, byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}, body...)
}

func ape(c *canaries) []byte {
	var items []byte
	n := 0
	for _, k := range []string{"Title", "Artist", "Record Location", "Comment"} {
		v := c.next("APE")
		items = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(items, uint32(len(v))), 0)
		items = append(append(append(items, k...), 0), v...)
		n++
	}
	foot := func(flags uint32) []byte {
		b := binary.LittleEndian.AppendUint32([]byte("APETAGEX"), 2000)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(items)+32))
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, uint32(n)), flags)
		return append(b, make([]byte, 8)...)
	}
	return append(append(foot(0xa0000000), items...), foot(0x80000000)...)
}

func id3v1(c *canaries) []byte {
	b := make([]byte, 128)
	copy(b, "TAG")
	copy(b[3:], c.next("ID3v1"))
	copy(b[33:], c.next("ID3v1"))
	copy(b[97:], c.next("ID3v1"))
	return b
}

func dirtyMP3(c *canaries, base []byte) []byte {
	out := append(id3(c), base...)
	tail := append(ape(c), id3v1(c)...)
	for !c.done() {
		out = append(append(out, 0), c.next("bytes behind the sound")...)
	}
	return append(out, tail...)
}

func dirtyAAC(c *canaries, base []byte) []byte {
	tail := append(ape(c), id3v1(c)...)
	out := bytes.Clone(base)
	for !c.done() {
		out = append(append(out, 0), c.next("bytes behind the sound")...)
	}
	return append(out, tail...)
}

func dirtyAMR(c *canaries, base []byte) []byte {
	out := bytes.Clone(base)
	for !c.done() {
		out = append(append(out, 0x7c), c.next("bytes behind the sound")...) // 0x7c: no data
	}
	return out
}

func dirtyWAV(c *canaries, base []byte) []byte {
	out := bytes.Clone(base)
	info := "INFO"
	for _, k := range []string{"INAM", "IART", "ICMT", "ICOP", "ICRD", "IGNR", "ISFT", "IENG", "ITCH", "ISRC"} {
		info += string(riffChunk(k, c.next("LIST INFO")+"\x00"))
	}
	out = append(out, riffChunk("LIST", info)...)
	bext := make([]byte, 602)
	copy(bext, c.next("bext"))
	copy(bext[256:], c.next("bext"))
	copy(bext[288:], c.next("bext"))
	out = append(out, riffChunk("bext", string(bext)+c.next("bext history"))...)
	out = append(out, riffChunk("iXML", "<BWFXML><PROJECT>"+c.next("iXML")+"</PROJECT><NOTE>"+c.next("iXML")+"</NOTE></BWFXML>")...)
	out = append(out, riffChunk("LIST", "adtl"+string(riffChunk("labl", "\x01\x00\x00\x00"+c.next("label")+"\x00")))...)
	out = append(out, riffChunk("_PMX", xmpOf(c))...)
	out = append(out, riffChunk("axml", "<x>"+c.next("axml")+"</x>")...)
	for c.left() > 4 {
		out = append(out, riffChunk([]string{"JUNK", "PAD ", "Xtra"}[c.left()%3], c.next("junk chunk"))...)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	for !c.done() {
		out = append(out, c.next("trailing bytes")...)
	}
	return out
}

// oggPages takes pages apart; ogg files here have one stream.
func oggPackets(b []byte) (packets [][]byte, granules []int64) {
	var part []byte
	for len(b) >= 27 && string(b[:4]) == "OggS" {
		n := int(b[26])
		g := int64(binary.LittleEndian.Uint64(b[6:]))
		body := b[27+n:]
		for _, l := range b[27 : 27+n] {
			part = append(part, body[:l]...)
			body = body[l:]
			if l < 255 {
				packets, granules, part = append(packets, part), append(granules, g), nil
			}
		}
		b = body
	}
	return packets, granules
}

var oggTable = func() (t [256]uint32) {
	ieee := crc32.MakeTable(crc32.IEEE)
	for i := range t {
		t[i] = bits.Reverse32(ieee[bits.Reverse8(uint8(i))])
	}
	return t
}()

func oggPage(flags byte, granule int64, serial, number uint32, packet []byte) (out []byte) {
	for first := true; first || packet != nil; first = false {
		body := packet[:min(len(packet), 255*254)]
		rest := packet[len(body):]
		var lacing []byte
		for n := len(body); n >= 255; n -= 255 {
			lacing = append(lacing, 255)
		}
		if len(rest) == 0 {
			lacing, rest = append(lacing, byte(len(body)%255)), nil
		}
		f := flags
		if !first {
			f |= 1
		}
		p := append([]byte("OggS\x00"), f)
		p = binary.LittleEndian.AppendUint64(p, uint64(granule))
		p = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(p, serial), number)
		p = append(append(append(p, 0, 0, 0, 0, byte(len(lacing))), lacing...), body...)
		var sum uint32
		for _, x := range p {
			sum = sum<<8 ^ oggTable[byte(sum>>24)^x]
		}
		binary.LittleEndian.PutUint32(p[22:], sum)
		out = append(out, p...)
		packet = rest
	}
	return out
}

func comments(c *canaries, vendor string) []byte {
	str := func(b []byte, s string) []byte {
		return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	b := str(nil, vendor)
	list := []string{}
	for _, k := range []string{"TITLE", "ARTIST", "LOCATION", "DATE", "CONTACT", "DESCRIPTION", "COPYRIGHT", "ENCODER", "COMMENT", "CHAPTER001NAME", "GEO_LOCATION"} {
		list = append(list, k+"="+c.next("comment"))
	}
	list = append(list, "METADATA_BLOCK_PICTURE="+base64.StdEncoding.EncodeToString([]byte("\x00\x00\x00\x03\x00\x00\x00\x0aimage/jpeg\x00\x00\x00\x0d"+c.next("cover, as base64")+string(make([]byte, 20)))))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(list)))
	for _, s := range list {
		b = str(b, s)
	}
	return b
}

func dirtyOgg(c *canaries, base []byte, opus bool) []byte {
	packets, granules := oggPackets(base)
	heads := 3
	if opus {
		heads = 2
		packets[1] = append(append([]byte("OpusTags"), comments(c, c.next("vendor"))...), append([]byte{0}, c.next("tag padding")...)...)
	} else {
		packets[1] = append(append([]byte("\x03vorbis"), comments(c, c.next("vendor"))...), 1)
	}
	out := oggPage(2, 0, 1, 0, packets[0])
	out = append(out, oggPage(2, 0, 2, 0, []byte("\x7fNOTES\x00"+c.next("second stream")))...)
	out = append(out, oggPage(0, 0, 1, 1, packets[1])...)
	for i := 2; i < len(packets); i++ {
		p := packets[i]
		if opus && i >= heads && i < len(packets)-1 && p[0]&3 == 0 && c.left() > 8 {
			s := c.next("packet padding")
			p = append(append([]byte{p[0] | 3, 0x41, byte(len(s))}, p[1:]...), s...)
		}
		g := granules[i]
		if opus && i >= heads && i < len(packets)-1 {
			g = int64(i-heads+1) * 960 // a page for each packet, of 20 ms
		} else if i+1 < len(packets) && granules[i+1] == g && i >= heads {
			g = -1 // the page ends with a later packet
		}
		flags := byte(0)
		if i == len(packets)-1 {
			flags = 4
		}
		out = append(out, oggPage(flags, g, 1, uint32(i), p)...)
	}
	out = append(out, oggPage(4, 0, 2, 1, []byte(c.next("second stream")))...)
	for !c.done() {
		out = append(out, c.next("trailing bytes")...)
	}
	return out
}

// ebml is an element with a size of eight bytes.
func ebml(id string, body string) []byte {
	b := binary.BigEndian.AppendUint64([]byte(id), uint64(len(body))|1<<56)
	return append(b, body...)
}

// dirtyWebM writes over the names of the programs and adds what lies behind.
func dirtyWebM(c *canaries, b []byte) []byte {
	for range 2 {
		if i := bytes.Index(b, []byte("Lavf59.27.100")); i >= 0 {
			copy(b[i:], c.next("program names"))
		}
	}
	b = append(b, ebml("\xec", c.next("Void element"))...)
	for c.left() > 2 {
		b = append(b, ebml("\xec", c.next("Void element"))...)
	}
	for !c.done() {
		b = append(b, c.next("trailing bytes")...)
	}
	return b
}
