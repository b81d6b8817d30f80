package media

import (
	"encoding/binary"
	"image"
	"math"

	"voxpop"
)

// MaxPixels bounds a picture: a camera of today makes 48 million.
const MaxPixels = 64 << 20

const (
	maxTiles = 1024
	maxItems = 4096
)

// HEIF is the main picture of a HEIF file with HEVC in it (ISO/IEC 23008-12),
// as telephones make them: one coded picture, or a grid of tiles. The container
// is read here, the pictures in it are decoded elsewhere.
type HEIF struct {
	// HEVC is one intra picture for each tile, in order, as a byte stream
	// (ISO/IEC 23008-2, Annex B) in which each has its parameter sets before it.
	HEVC         []byte
	Tiles        int
	TileW, TileH int // pixels
	// Full says that the samples use their whole range, where the file says
	// which (Ranged).
	Ranged, Full bool

	cols, rows    int
	width, height int // of the grid, before it is turned
	turns         []turnOf
}

// turnOf is a change of the picture that its file asks for, in order.
type turnOf struct {
	kind byte            // 'r' a quarter turn against the clock, n times; 'm' mirror, n 0 top and bottom, 1 left and right; 'c' crop
	n    int             // of 'r' and 'm'
	crop image.Rectangle // of 'c'
}

// ReadHEIF reads the container. Errors are of kind invalid. It is safe on any
// bytes: work and memory are bounded by the length of b.
func ReadHEIF(b []byte) (*HEIF, error) {
	f, err := readItems(b)
	if err != nil {
		return nil, err
	}
	main := f.items[f.primary]
	if main == nil {
		return nil, noHEIF("it has no main picture")
	}
	h := &HEIF{cols: 1, rows: 1}
	tiles := []uint32{f.primary}
	if h.width, h.height, err = f.size(main); err != nil {
		return nil, err
	}
	switch main.kind {
	case "hvc1":
	case "grid":
		if tiles, err = f.grid(h, main); err != nil {
			return nil, err
		}
	default:
		return nil, noHEIF("its picture is not coded as HEVC")
	}
	h.Tiles = len(tiles)
	for i, id := range tiles {
		it := f.items[id]
		if it == nil || it.kind != "hvc1" {
			return nil, noHEIF("a tile is missing")
		}
		w, ht, err := f.size(it)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			h.TileW, h.TileH = w, ht
		} else if w != h.TileW || ht != h.TileH {
			return nil, noHEIF("its tiles have different sizes")
		}
		if h.HEVC, err = f.annexB(h.HEVC, it); err != nil {
			return nil, err
		}
	}
	if h.cols*h.TileW < h.width || h.rows*h.TileH < h.height || h.Tiles*h.TileW*h.TileH > 2*MaxPixels {
		return nil, noHEIF("its tiles do not make the picture")
	}
	return h, f.properties(h, main)
}

// Shrink has the tiles decoded n times smaller on each side. It says whether
// they can be; when not, nothing changes.
func (h *HEIF) Shrink(n int) bool {
	if n < 1 || h.Tiles > 1 && (h.TileW%n != 0 || h.TileH%n != 0) {
		return false
	}
	up := func(v int) int { return (v + n - 1) / n }
	h.TileW, h.TileH, h.width, h.height = up(h.TileW), up(h.TileH), up(h.width), up(h.height)
	for i, t := range h.turns {
		h.turns[i].crop = image.Rect(t.crop.Min.X/n, t.crop.Min.Y/n, up(t.crop.Max.X), up(t.crop.Max.Y))
	}
	return true
}

// Pixels is how many pixels the tiles have together.
func (h *HEIF) Pixels() int { return h.Tiles * h.TileW * h.TileH }

// Assemble puts the decoded tiles together and turns the picture upright. The
// tiles are RGB with 8 bits, one after another, row by row.
func (h *HEIF) Assemble(rgb []byte) (*image.RGBA, error) {
	if len(rgb) != 3*h.Tiles*h.TileW*h.TileH {
		return nil, noHEIF("a tile cannot be decoded")
	}
	out := image.NewRGBA(image.Rect(0, 0, h.width, h.height))
	for t := range h.Tiles {
		left, top := t%h.cols*h.TileW, t/h.cols*h.TileH
		tile := rgb[3*t*h.TileW*h.TileH:]
		for y := range min(h.TileH, h.height-top) {
			from, to := tile[3*y*h.TileW:], out.Pix[out.PixOffset(left, top+y):]
			for x := range min(h.TileW, h.width-left) {
				to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = from[3*x], from[3*x+1], from[3*x+2], 0xff
			}
		}
	}
	for _, t := range h.turns {
		out = t.apply(out)
	}
	return out, nil
}

func (t turnOf) apply(in *image.RGBA) *image.RGBA {
	w, h := in.Rect.Dx(), in.Rect.Dy()
	if t.kind == 'c' {
		r := t.crop.Intersect(in.Rect)
		out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
		for y := range r.Dy() {
			copy(out.Pix[y*out.Stride:(y+1)*out.Stride], in.Pix[in.PixOffset(r.Min.X, r.Min.Y+y):])
		}
		return out
	}
	ow, oh := w, h
	if t.kind == 'r' && t.n%2 == 1 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			sx, sy := x, y
			switch {
			case t.kind == 'm' && t.n == 0:
				sy = h - 1 - y
			case t.kind == 'm':
				sx = w - 1 - x
			case t.n == 1:
				sx, sy = w-1-y, x
			case t.n == 2:
				sx, sy = w-1-x, h-1-y
			case t.n == 3:
				sx, sy = y, h-1-x
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], in.Pix[in.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// item is one thing in a file: a picture, a grid of others.
type item struct {
	kind   string
	props  []int    // from 1, in order
	tiles  []uint32 // of a grid
	extent [][2]int // offset and length
	inside bool     // the extents lie in the idat box
}

type items struct {
	b       []byte
	primary uint32
	items   map[uint32]*item
	props   []part
	idat    []byte
}

type part struct {
	kind string
	body []byte
}

// parts lists the boxes of b; one that is cut off ends the list.
func parts(b []byte) (out []part) {
	boxes(b, func(kind string, body []byte) bool {
		out = append(out, part{kind, body})
		return len(out) < maxItems
	})
	return out
}

func readItems(b []byte) (*items, error) {
	top := parts(b)
	f := &items{b: b, items: map[uint32]*item{}}
	if len(top) == 0 || top[0].kind != "ftyp" {
		return nil, noHEIF("it does not begin as one")
	}
	for _, t := range top {
		if t.kind == "meta" && len(t.body) >= 4 {
			return f, f.meta(t.body[4:])
		}
	}
	return nil, noHEIF("it holds no picture")
}

func (f *items) meta(b []byte) error {
	by := map[string][]byte{}
	for _, x := range parts(b) {
		by[x.kind] = x.body
	}
	f.idat = by["idat"]
	for _, step := range []struct {
		kind string
		read func(*reader) error
	}{{"pitm", f.pitm}, {"iinf", f.iinf}, {"iloc", f.iloc}, {"iprp", f.iprp}, {"iref", f.iref}} {
		body, ok := by[step.kind]
		if !ok {
			if step.kind == "iref" {
				continue
			}
			return noHEIF("it lacks a list of its pictures")
		}
		r := &reader{b: body}
		if err := step.read(r); err != nil {
			return err
		}
		if r.bad {
			return noHEIF("a list of its pictures is cut off")
		}
	}
	return nil
}

// reader reads big-endian numbers; past the end it gives zeros and says so.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) n(size int) uint64 {
	if size > len(r.b) {
		r.b, r.bad = nil, true
		return 0
	}
	var v uint64
	for _, c := range r.b[:size] {
		v = v<<8 | uint64(c)
	}
	r.b = r.b[size:]
	return v
}

// full reads the head of a full box.
func (r *reader) full() (version byte, flags uint32) {
	v := r.n(4)
	return byte(v >> 24), uint32(v & 0xffffff)
}

// id reads the id of an item, of 2 or 4 bytes.
func (r *reader) id(long bool) uint32 {
	if long {
		return uint32(r.n(4))
	}
	return uint32(r.n(2))
}

func (f *items) item(id uint32) *item {
	if f.items[id] == nil && len(f.items) < maxItems {
		f.items[id] = &item{}
	}
	return f.items[id]
}

func (f *items) pitm(r *reader) error {
	v, _ := r.full()
	f.primary = r.id(v > 0)
	return nil
}

func (f *items) iinf(r *reader) error {
	if v, _ := r.full(); v == 0 {
		r.n(2)
	} else {
		r.n(4)
	}
	for _, e := range parts(r.b) {
		if e.kind != "infe" {
			continue
		}
		x := &reader{b: e.body}
		v, _ := x.full()
		if v < 2 {
			continue // no coded picture is written so
		}
		id := x.id(v > 2)
		x.n(2) // protection
		kind := x.n(4)
		if it := f.item(id); it != nil && !x.bad {
			it.kind = string([]byte{byte(kind >> 24), byte(kind >> 16), byte(kind >> 8), byte(kind)})
		}
	}
	return nil
}

func (f *items) iloc(r *reader) error {
	v, _ := r.full()
	sizes := r.n(2)
	offset, length, base, index := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if v == 0 {
		index = 0
	}
	for _, s := range []int{offset, length, base, index} {
		if s != 0 && s != 4 && s != 8 {
			return noHEIF("its list of places is of no known kind")
		}
	}
	n := int(r.id(v > 1))
	for range n {
		id := r.id(v > 1)
		method := uint64(0)
		if v > 0 {
			method = r.n(2) & 15
		}
		ref := r.n(2)
		start := r.n(base)
		extents := int(r.n(2))
		it := f.item(id)
		if r.bad || it == nil || extents > maxItems {
			return noHEIF("its list of places is cut off")
		}
		it.inside = method == 1
		for range extents {
			r.n(index)
			at, size := r.n(offset), r.n(length)
			if ref != 0 || method > 1 || start > math.MaxInt32 || at > math.MaxInt32 || size > math.MaxInt32 {
				it.extent = nil // elsewhere: not of ours
				continue
			}
			it.extent = append(it.extent, [2]int{int(start + at), int(size)})
		}
	}
	return nil
}

func (f *items) iprp(r *reader) error {
	for _, x := range parts(r.b) {
		switch x.kind {
		case "ipco":
			f.props = parts(x.body)
		case "ipma":
			p := &reader{b: x.body}
			v, flags := p.full()
			for range int(p.n(4)) {
				it := f.item(p.id(v > 0))
				n := int(p.n(1))
				for range n {
					index := int(p.n(1)) & 0x7f
					if flags&1 != 0 {
						index = index<<8 | int(p.n(1))
					}
					if it != nil && index > 0 {
						it.props = append(it.props, index)
					}
				}
				if p.bad {
					return noHEIF("its list of properties is cut off")
				}
			}
		}
	}
	return nil
}

func (f *items) iref(r *reader) error {
	v, _ := r.full()
	for _, x := range parts(r.b) {
		if x.kind != "dimg" {
			continue
		}
		p := &reader{b: x.body}
		it := f.item(p.id(v > 0))
		for range int(p.n(2)) {
			id := p.id(v > 0)
			if p.bad || it == nil || len(it.tiles) >= maxTiles {
				return noHEIF("its list of tiles is cut off")
			}
			it.tiles = append(it.tiles, id)
		}
	}
	return nil
}

// property returns the body of the first property of a kind.
func (f *items) property(it *item, kind string) []byte {
	for _, i := range it.props {
		if i <= len(f.props) && f.props[i-1].kind == kind {
			return f.props[i-1].body
		}
	}
	return nil
}

func (f *items) size(it *item) (w, h int, err error) {
	p := f.property(it, "ispe")
	if len(p) < 12 {
		return 0, 0, noHEIF("a picture has no size")
	}
	a, b := uint64(binary.BigEndian.Uint32(p[4:])), uint64(binary.BigEndian.Uint32(p[8:]))
	if a == 0 || b == 0 || a > 1<<16 || b > 1<<16 || a*b > MaxPixels {
		return 0, 0, &voxpop.Error{Kind: voxpop.Invalid, Op: "media.ReadHEIF", Message: "the picture is too large", Hint: "ask for a smaller one"}
	}
	return int(a), int(b), nil
}

// data joins the extents of an item.
func (f *items) data(it *item) ([]byte, error) {
	from := f.b
	if it.inside {
		from = f.idat
	}
	var out []byte
	for _, e := range it.extent {
		if e[0] > len(from) || e[1] > len(from)-e[0] || len(out)+e[1] > len(f.b) {
			return nil, noHEIF("a picture lies outside the file")
		}
		out = append(out, from[e[0]:e[0]+e[1]]...)
	}
	if len(out) == 0 {
		return nil, noHEIF("a picture is missing")
	}
	return out, nil
}

func (f *items) grid(h *HEIF, it *item) ([]uint32, error) {
	b, err := f.data(it)
	if err != nil {
		return nil, err
	}
	r := &reader{b: b}
	r.n(1)
	size := 2
	if r.n(1)&1 != 0 {
		size = 4
	}
	h.rows, h.cols = int(r.n(1))+1, int(r.n(1))+1
	w, ht := r.n(size), r.n(size)
	if r.bad || len(it.tiles) != h.rows*h.cols || len(it.tiles) > maxTiles || w != uint64(h.width) || ht != uint64(h.height) {
		return nil, noHEIF("its grid does not fit its tiles")
	}
	return it.tiles, nil
}

// annexB appends a coded picture with its parameter sets as a byte stream.
func (f *items) annexB(out []byte, it *item) ([]byte, error) {
	r := &reader{b: f.property(it, "hvcC")}
	r.n(21)
	size := int(r.n(1)&3) + 1
	unit := func(b []byte) { out = append(append(out, 0, 0, 0, 1), b...) }
	for range int(r.n(1)) {
		r.n(1)
		for range int(r.n(2)) {
			n := int(r.n(2))
			if r.bad || n > len(r.b) {
				return nil, noHEIF("how a picture is coded is cut off")
			}
			unit(r.b[:n])
			r.b = r.b[n:]
		}
	}
	if r.bad {
		return nil, noHEIF("how a picture is coded is missing")
	}
	b, err := f.data(it)
	if err != nil {
		return nil, err
	}
	// All the tiles together are no larger than the file, and their
	// parameter sets little more.
	if len(out)+len(b) > 2*len(f.b)+1<<20 {
		return nil, noHEIF("its tiles are larger than the file")
	}
	for d := (&reader{b: b}); len(d.b) > 0; {
		n := d.n(size)
		if d.bad || n > uint64(len(d.b)) {
			return nil, noHEIF("a picture is cut off")
		}
		unit(d.b[:n])
		d.b = d.b[n:]
	}
	return out, nil
}

// properties reads how the picture is to be turned, cropped and coloured.
func (f *items) properties(h *HEIF, it *item) error {
	w, ht := h.width, h.height
	for _, i := range it.props {
		if i > len(f.props) || len(h.turns) >= 8 {
			continue
		}
		p := f.props[i-1]
		switch {
		case p.kind == "irot" && len(p.body) > 0:
			n := int(p.body[0] & 3)
			if h.turns = append(h.turns, turnOf{kind: 'r', n: n}); n%2 == 1 {
				w, ht = ht, w
			}
		case p.kind == "imir" && len(p.body) > 0:
			h.turns = append(h.turns, turnOf{kind: 'm', n: int(p.body[0] & 1)})
		case p.kind == "clap":
			crop, ok := aperture(p.body, w, ht)
			if !ok {
				return noHEIF("it is to be cropped to nothing")
			}
			h.turns = append(h.turns, turnOf{kind: 'c', crop: crop})
			w, ht = crop.Dx(), crop.Dy()
		case p.kind == "colr" && len(p.body) >= 11 && string(p.body[:4]) == "nclx":
			h.Ranged, h.Full = true, p.body[10]&0x80 != 0
		}
	}
	return nil
}

// aperture reads a clean aperture (ISO/IEC 14496-12): width, height and the
// middle's distance from the picture's, as fractions.
func aperture(b []byte, w, h int) (image.Rectangle, bool) {
	if len(b) < 32 {
		return image.Rectangle{}, false
	}
	var v [4]float64
	for i := range v {
		n, d := int32(binary.BigEndian.Uint32(b[8*i:])), binary.BigEndian.Uint32(b[8*i+4:])
		if d == 0 {
			return image.Rectangle{}, false
		}
		v[i] = float64(n) / float64(d)
	}
	left, top := (float64(w)-v[0])/2+v[2], (float64(h)-v[1])/2+v[3]
	if !(v[0] >= 1 && v[1] >= 1 && v[0] <= float64(w) && v[1] <= float64(h) && math.Abs(left) <= float64(w) && math.Abs(top) <= float64(h)) {
		return image.Rectangle{}, false
	}
	x, y := int(math.Round(left)), int(math.Round(top))
	r := image.Rect(x, y, x+int(math.Round(v[0])), y+int(math.Round(v[1]))).Intersect(image.Rect(0, 0, w, h))
	return r, !r.Empty()
}

func noHEIF(how string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "media.ReadHEIF", Message: "the picture is damaged or of a kind that cannot be read: " + how,
		Hint: "ask for it as JPEG"}
}
