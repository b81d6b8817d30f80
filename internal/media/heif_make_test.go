package media_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

// The makers below change a HEIC that libheif wrote with one coded picture: they
// rebuild the meta box, and move the places of the pictures by what it grew.

type heifBox struct {
	kind string
	body []byte
}

func unbox(t testing.TB, b []byte) (out []heifBox) {
	t.Helper()
	for len(b) > 0 {
		n := binary.BigEndian.Uint32(b)
		if n < 8 || int(n) > len(b) {
			t.Fatal("a box of the sample")
		}
		out = append(out, heifBox{string(b[4:8]), b[8:n]})
		b = b[n:]
	}
	return out
}

func boxed(list []heifBox) (out []byte) {
	for _, x := range list {
		out = binary.BigEndian.AppendUint32(out, uint32(8+len(x.body)))
		out = append(append(out, x.kind...), x.body...)
	}
	return out
}

// remake changes the boxes of meta and mends the places.
func remake(t testing.TB, file []byte, edit func(meta map[string]*heifBox, list *[]heifBox)) []byte {
	t.Helper()
	top := unbox(t, file)
	for i, x := range top {
		if x.kind != "meta" {
			continue
		}
		list := unbox(t, x.body[4:])
		by := map[string]*heifBox{}
		for k := range list {
			by[list[k].kind] = &list[k]
		}
		edit(by, &list)
		grown := len(boxed(list)) - len(x.body[4:])
		for k := range list {
			if list[k].kind == "iloc" {
				list[k].body = moved(t, list[k].body, grown)
			}
		}
		top[i].body = append(append([]byte(nil), x.body[:4]...), boxed(list)...)
	}
	return boxed(top)
}

// moved moves the places of an iloc: of the shape that libheif writes (version
// 0, a base of 4 bytes) or of version 1, which gridOf makes of it. What lies
// inside the meta box (method 1) stays.
func moved(t testing.TB, b []byte, by int) []byte {
	t.Helper()
	b = append([]byte(nil), b...)
	if b[0] > 1 || b[4] != 0x44 || b[5] != 0x40 {
		t.Fatalf("libheif writes places another way: % x", b[:8])
	}
	v := int(b[0])
	at := 8
	for range int(binary.BigEndian.Uint16(b[6:])) {
		if v == 0 || b[at+3] == 0 {
			binary.BigEndian.PutUint32(b[at+4+2*v:], uint32(int(binary.BigEndian.Uint32(b[at+4+2*v:]))+by))
		}
		at += 10 + 2*v + 8*int(binary.BigEndian.Uint16(b[at+8+2*v:]))
	}
	return b
}

// versionOne writes an iloc of version 0 as version 1.
func versionOne(b []byte) []byte {
	out := append([]byte{1}, b[1:8]...)
	for at := 8; at < len(b); {
		size := 10 + 8*int(binary.BigEndian.Uint16(b[at+8:]))
		out = append(append(out, b[at], b[at+1], 0, 0), b[at+2:at+size]...)
		at += size
	}
	return out
}

// addProperty gives the picture one more property.
func addProperty(t testing.TB, file []byte, kind string, body []byte) []byte {
	t.Helper()
	return remake(t, file, func(by map[string]*heifBox, _ *[]heifBox) {
		p := unbox(t, by["iprp"].body)
		props := unbox(t, p[0].body)
		props = append(props, heifBox{kind, body})
		p[0].body = boxed(props)
		// One association more, to the primary item, which is the only one.
		m := append([]byte(nil), p[1].body...)
		m[10]++
		m = append(m[:11:11], append(append([]byte(nil), m[11:11+int(m[10])-1]...), append([]byte{byte(len(props))}, m[11+int(m[10])-1:]...)...)...)
		p[1].body = m
		by["iprp"].body = boxed(p)
	})
}

// gridOf makes a grid that shows the one picture of the file as every tile.
func gridOf(t testing.TB, file []byte, cols, rows, w, h int) []byte {
	t.Helper()
	return remake(t, file, func(by map[string]*heifBox, list *[]heifBox) {
		const id = 77
		by["pitm"].body = []byte{0, 0, 0, 0, 0, id}
		info := by["iinf"].body
		entry := heifBox{"infe", append([]byte{2, 0, 0, 0, 0, id, 0, 0}, "grid\x00"...)}
		info = append(append([]byte(nil), info...), boxed([]heifBox{entry})...)
		info[5]++
		by["iinf"].body = info

		p := unbox(t, by["iprp"].body)
		props := unbox(t, p[0].body)
		ispe := make([]byte, 12)
		binary.BigEndian.PutUint32(ispe[4:], uint32(w))
		binary.BigEndian.PutUint32(ispe[8:], uint32(h))
		props = append(props, heifBox{"ispe", ispe})
		p[0].body = boxed(props)
		m := append([]byte(nil), p[1].body...)
		m[7]++
		p[1].body = append(m, 0, id, 1, byte(len(props)))
		by["iprp"].body = boxed(p)

		loc := versionOne(by["iloc"].body)
		loc[7]++
		loc = append(loc, 0, id, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8)
		by["iloc"].body = loc

		first := by["iinf"].body
		at := strings.Index(string(first), "hvc1")
		tile := first[at-4 : at-2]
		ref := []byte{0, id, 0, byte(cols * rows)}
		for range cols * rows {
			ref = append(ref, tile...)
		}
		grid := []byte{0, 0, byte(rows - 1), byte(cols - 1), byte(w >> 8), byte(w), byte(h >> 8), byte(h)}
		*list = append(*list, heifBox{"iref", append([]byte{0, 0, 0, 0}, boxed([]heifBox{{"dimg", ref}})...)}, heifBox{"idat", grid})
	})
}
