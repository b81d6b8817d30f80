package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode/utf16"
)

// A searcher looks for very many strings at once, each in every form in which
// a program may have written it. It knows the first bytes of each form (the
// window), so that a string that was cut off is found too.
type searcher struct {
	mu      sync.RWMutex
	names   []string // of what was planted
	classes []*windows
	seen    map[fileID]bool // files that were searched already as they are now
	bytes   int64           // searched
	files   int
}

type fileID struct {
	dev, inode   uint64
	size         int64
	mtime, ctime int64
}

// windows are all patterns of one window length, found by a rolling hash.
type windows struct {
	w     int
	pow   uint64 // base^w
	bits  int    // of the filter; it grows with the table, so that it stays in a near cache
	bloom []uint64
	table map[uint64]planted
}

type planted struct {
	window string
	name   int32
	form   uint8
}

// Forms of a string; the names appear in a report.
var formNames = []string{"utf-8", "utf-8 end", "capitals", "utf-16le", "utf-16be", "hex", "HEX", "base64", "base64url", "percent", "PERCENT", "\\u", "&#;", "reversed", "raw"}

const (
	short = 12 // window of plain text
	long  = 16 // window of everything else
	base  = 0x9E3779B97F4A7C15 | 1
)

func newSearcher() *searcher {
	s := &searcher{seen: map[fileID]bool{}}
	for _, w := range []int{short, long} {
		c := &windows{w: w, pow: 1, table: map[uint64]planted{}}
		c.grow(16)
		for range w {
			c.pow *= base
		}
		s.classes = append(s.classes, c)
	}
	return s
}

func (c *windows) hash(b []byte) uint64 {
	var h uint64
	for _, x := range b {
		h = h*base + uint64(x) + 1
	}
	return h
}

func (c *windows) spread(h uint64) uint64 { return (h ^ h>>29) * 0xBF58476D1CE4E5B9 >> (64 - c.bits) }

func (c *windows) grow(bits int) {
	c.bits, c.bloom = bits, make([]uint64, 1<<bits/64)
	for h := range c.table {
		at := c.spread(h)
		c.bloom[at/64] |= 1 << (at % 64)
	}
}

func (s *searcher) put(name int32, form string, b []byte) {
	class := s.classes[0]
	if len(b) >= long && form != "utf-8" && form != "utf-8 end" && form != "capitals" && form != "reversed" {
		class = s.classes[1]
	}
	if len(b) < class.w {
		return
	}
	if b = b[:class.w]; form == "utf-8 end" {
		b = b[len(b)-class.w:]
	}
	h := class.hash(b)
	if _, ok := class.table[h]; !ok {
		if len(class.table) >= 1<<class.bits/16 {
			class.grow(class.bits + 2)
		}
		class.table[h] = planted{string(b), name, uint8(slices.Index(formNames, form))}
	}
	at := class.spread(h)
	class.bloom[at/64] |= 1 << (at % 64)
}

// plant adds a string to look for; name is what a report calls it.
func (s *searcher) plant(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int32(len(s.names))
	s.names = append(s.names, name)
	b := []byte(text)
	s.put(n, "utf-8", b)
	if len(b) > short {
		s.put(n, "utf-8 end", b[len(b)-short:])
	}
	if up := bytes.ToUpper(b); !bytes.Equal(up, b) {
		s.put(n, "capitals", up)
	}
	wide := utf16.Encode([]rune(text))
	var le, be []byte
	for _, u := range wide {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	s.put(n, "utf-16le", le)
	s.put(n, "utf-16be", be)
	x := hex.EncodeToString(b)
	s.put(n, "hex", []byte(x))
	s.put(n, "HEX", []byte(strings.ToUpper(x)))
	for lead := range 3 {
		for _, e := range []struct {
			form string
			enc  *base64.Encoding
		}{{"base64", base64.RawStdEncoding}, {"base64url", base64.RawURLEncoding}} {
			out := e.enc.EncodeToString(append(make([]byte, lead), b...))
			// The first characters hold bits of what stood before, the last of what follows.
			out = out[[]int{0, 2, 3}[lead]:]
			if (len(b)+lead)%3 != 0 {
				out = out[:len(out)-1]
			}
			s.put(n, e.form, []byte(out))
		}
	}
	var percent, escaped, entity strings.Builder
	for _, c := range b {
		fmt.Fprintf(&percent, "%%%02x", c)
	}
	for _, u := range wide {
		fmt.Fprintf(&escaped, "\\u%04x", u)
	}
	for _, c := range text {
		fmt.Fprintf(&entity, "&#%d;", c)
	}
	s.put(n, "percent", []byte(percent.String()))
	s.put(n, "PERCENT", []byte(strings.ToUpper(percent.String())))
	s.put(n, "\\u", []byte(escaped.String()))
	s.put(n, "&#;", []byte(entity.String()))
	r := []rune(text)
	slices.Reverse(r)
	s.put(n, "reversed", []byte(string(r)))
}

// plantBytes adds bytes that are no text, as they are.
func (s *searcher) plantBytes(name string, b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int32(len(s.names))
	s.names = append(s.names, name)
	s.put(n, "raw", b)
	x := hex.EncodeToString(b) // its end: an address begins with zeros
	s.put(n, "hex", []byte(x[max(0, len(x)-long):]))
}

// A hit says what was found where, never the string itself.
type hit struct{ what, form, where string }

// in searches b.
func (s *searcher) in(b []byte, where string, hits map[hit]int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.classes {
		if len(b) < c.w {
			continue
		}
		h := c.hash(b[:c.w])
		for i := c.w; ; i++ {
			if at := c.spread(h); c.bloom[at/64]&(1<<(at%64)) != 0 {
				if p, ok := c.table[h]; ok && p.window == string(b[i-c.w:i]) {
					hits[hit{s.names[p.name], formNames[p.form], where}]++
				}
			}
			if i == len(b) {
				break
			}
			h = h*base + uint64(b[i]) + 1 - c.pow*(uint64(b[i-c.w])+1)
		}
	}
}

// under searches every file below root, names too. fresh leaves out files that
// were searched before and have not changed since.
func (s *searcher) under(root string, fresh bool, hits map[hit]int) error {
	return filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			if os.IsNotExist(err) {
				return nil // swept while we looked
			}
			return err
		}
		rel, _ := filepath.Rel(root, p)
		s.in([]byte(rel), "the name of a file", hits)
		if d.Type()&fs.ModeSymlink != 0 {
			to, _ := os.Readlink(p)
			s.in([]byte(to), "a link", hits)
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		return s.file(p, filepath.Base(root)+"/"+shape(rel), fresh, hits)
	})
}

func (s *searcher) file(p, where string, fresh bool, hits map[hit]int) error {
	f, err := os.Open(p)
	if err != nil {
		if os.IsNotExist(err) {
			return nil
		}
		return err
	}
	defer f.Close()
	var st syscall.Stat_t
	if err := syscall.Fstat(int(f.Fd()), &st); err != nil {
		return err
	}
	id := fileID{dev: st.Dev, inode: st.Ino, size: st.Size, mtime: st.Mtim.Nano(), ctime: st.Ctim.Nano()}
	if fresh && s.seen[id] {
		return nil
	}
	s.seen[id] = true
	s.files++
	const chunk, overlap = 8 << 20, long - 1
	b := make([]byte, overlap+min(chunk, int(st.Size)+1))
	kept := 0
	for {
		n, err := io.ReadFull(f, b[kept:])
		s.bytes += int64(n)
		s.in(b[:kept+n], where, hits)
		if err != nil {
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				return nil
			}
			return err
		}
		kept = copy(b, b[kept+n-overlap:])
	}
}

// shape is a path with its long names shortened, so that hits in files of a kind are counted together.
func shape(rel string) string {
	parts := strings.Split(rel, "/")
	for i, p := range parts {
		if len(p) >= 16 {
			parts[i] = "…" + filepath.Ext(p)
		}
	}
	return strings.Join(parts, "/")
}

// show prints hits, the most frequent first, at most so many lines.
func show(hits map[hit]int, lines int) {
	for i, h := range slices.SortedFunc(maps.Keys(hits), func(a, b hit) int { return hits[b] - hits[a] }) {
		if i == lines {
			fmt.Printf("       … and %d more kinds of hits\n", len(hits)-lines)
			return
		}
		fmt.Printf("       %d × %s as %s in %s\n", hits[h], h.what, h.form, h.where)
	}
}

func total(hits map[hit]int) int {
	n := 0
	for _, c := range hits {
		n += c
	}
	return n
}
