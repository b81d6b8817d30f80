package article

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of code points.
type Span struct{ Start, End int }

// Map leads from places in an article's text to places in the archived file,
// both in code points. The zero Map knows no place.
type Map struct {
	file  []byte
	text  string
	runs  []run // by Text
	marks []mark
	plain bool // the file has no markup
}

// run is code points of the text and those of the file that they are from: one
// for one, or, where a reference such as &eacute; stands in the file, all for all.
type run struct{ text, n, file, w int }

// mark is a place of the file in both measures.
type mark struct{ byte, point int }

const markEvery = 2048

// index notes where code points of the file lie.
func (m *Map) index() {
	points := 0
	for i := 0; i < len(m.file); {
		if n := len(m.marks); n == 0 || i-m.marks[n-1].byte >= markEvery {
			m.marks = append(m.marks, mark{i, points})
		}
		_, size := utf8.DecodeRune(m.file[i:])
		i += size
		points++
	}
}

// point is how many code points of the file lie before byte b.
func (m *Map) point(b int) int {
	i, ok := slices.BinarySearchFunc(m.marks, b, func(k mark, b int) int { return k.byte - b })
	if !ok {
		i--
	}
	if i < 0 {
		return 0
	}
	return m.marks[i].point + utf8.RuneCount(m.file[m.marks[i].byte:b])
}

// bytes are the bytes of the file between two code points.
func (m *Map) bytes(s Span) []byte {
	from, to := m.byte(s.Start), m.byte(s.End)
	return m.file[from:max(from, to)]
}

func (m *Map) byte(point int) int {
	i, ok := slices.BinarySearchFunc(m.marks, point, func(k mark, p int) int { return k.point - p })
	if !ok {
		i--
	}
	if i < 0 {
		return 0
	}
	b := m.marks[i].byte
	for n := m.marks[i].point; n < point && b < len(m.file); n++ {
		_, size := utf8.DecodeRune(m.file[b:])
		b += size
	}
	return b
}

// add notes that the n code points of the text from text on are from the w
// code points of the file from file on.
func (m *Map) add(text, n, file, w int) {
	if k := len(m.runs) - 1; k >= 0 && n == 1 && w == 1 {
		if r := &m.runs[k]; r.n == r.w && r.text+r.n == text && r.file+r.w == file {
			r.n++
			r.w++
			return
		}
	}
	m.runs = append(m.runs, run{text, n, file, w})
}

// stretch is a part of the file, and what of the text is from it.
type stretch struct {
	Span
	of Span
}

// pieces are the parts of the file that a span of the text is from, in the
// order of the text.
func (m *Map) pieces(start, end int) []stretch {
	i, _ := slices.BinarySearchFunc(m.runs, start, func(r run, at int) int {
		if r.text+r.n <= at {
			return -1
		}
		return 1
	})
	var out []stretch
	for ; i < len(m.runs) && m.runs[i].text < end; i++ {
		r := m.runs[i]
		s := stretch{Span{r.file, r.file + r.w}, Span{r.text, r.text + r.n}}
		if r.n == r.w {
			s.Span = Span{r.file + max(0, start-r.text), r.file + min(r.n, end-r.text)}
			s.of = Span{max(start, r.text), min(end, r.text+r.n)}
		}
		if k := len(out) - 1; k >= 0 && out[k].End == s.Start && out[k].of.End == s.of.Start {
			out[k].End, out[k].of.End = s.End, s.of.End
			continue
		}
		out = append(out, s)
	}
	return out
}

// File returns the code points of the file that begin where the span begins and
// end where it ends, for [voxpop.Source]. ok is false when the file has other
// words in between, such as a box inside a paragraph: see [Map.Pieces].
func (m Map) File(start, end int) (s Span, ok bool) {
	all := m.pieces(start, end)
	if start >= end || len(all) == 0 {
		return Span{}, false
	}
	s = Span{all[0].Start, all[len(all)-1].End}
	if s.End <= s.Start {
		return Span{}, false
	}
	return s, squeeze(m.words(s)) == squeeze(between(m.text, start, end))
}

// Pieces returns the parts of the file that a span of the text is from, each
// without words in between, in the order of the text.
func (m Map) Pieces(start, end int) []Span {
	var out []Span
	before := -1 // where the piece before ends in the text
	for _, s := range m.pieces(start, end) {
		k := len(out) - 1
		if k >= 0 && s.Start >= out[k].End {
			// Two words of the text may have nothing but a tag between them in the file.
			between := m.words(Span{out[k].End, s.Start})
			if strings.TrimSpace(between) == "" && (between != "" || s.of.Start == before) {
				out[k].End, before = s.End, s.of.End
				continue
			}
		}
		if strings.TrimSpace(m.words(s.Span)) != "" {
			out, before = append(out, s.Span), s.of.End
		}
	}
	return out
}

// Text is the other way round: the span of the text that a span of the file
// became. ok is false when nothing of it is in the text.
func (m Map) Text(start, end int) (s Span, ok bool) {
	s = Span{-1, -1}
	for _, r := range m.runs {
		if r.file >= end || r.file+r.w <= start {
			continue
		}
		t := Span{r.text, r.text + r.n}
		if r.n == r.w {
			t = Span{r.text + max(0, start-r.file), r.text + min(r.n, end-r.file)}
		}
		if s.Start < 0 || t.Start < s.Start {
			s.Start = t.Start
		}
		s.End = max(s.End, t.End)
	}
	return s, s.Start >= 0
}

// words are the words of a span of the file, with markup taken away as the
// record takes it away.
func (m *Map) words(s Span) string {
	b := m.bytes(s)
	if m.plain {
		return string(b)
	}
	var out []byte
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			break
		}
		j := bytes.IndexByte(b[i:], '>')
		if j < 0 {
			break
		}
		out = append(out, b[:i]...)
		b = b[i+j+1:]
	}
	return html.UnescapeString(string(append(out, b...)))
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// between is s from code point start to end.
func between(s string, start, end int) string {
	from, to, n := len(s), len(s), 0
	for i := range s {
		if n == start {
			from = i
		}
		if n == end {
			to = i
			break
		}
		n++
	}
	return s[min(from, to):to]
}
