package article

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"voxpop"
)

// What one page may be made of. The first bounds the parser's memory: it opens
// elements such as <b> that were not closed again in each block that follows.
const (
	maxWork  = 1 << 20
	maxNodes = 300_000
)

// tree is a parsed page that knows where in the file each of its texts stands.
type tree struct {
	file   []byte
	doc    *html.Node
	places map[*html.Node][]piece
}

// piece is a stretch of a text node and the bytes of the file that it is from.
type piece struct {
	data     int // where it begins in the node's data, in bytes
	from, to int // bytes of the file, references not resolved
}

var errBuilt = errors.New("is built as no page is")

// parse reads a page in UTF-8. The parser does not say where a text comes from,
// so each text is sent through it with a number in front, which is taken away
// again afterwards.
func parse(op string, file []byte) (*tree, error) {
	mark := freeMark(file)
	if mark == 0 {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: errBuilt.Error(), Hint: "paste the text instead"}
	}
	numbered, places, err := number(file, mark)
	if err == nil {
		var doc *html.Node
		doc, err = html.ParseWithOptions(bytes.NewReader(numbered), html.ParseOptionEnableScripting(false))
		if err == nil {
			t := &tree{file: file, doc: doc, places: map[*html.Node][]piece{}}
			t.unnumber(string(mark), places)
			return t, nil
		}
	}
	e := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: errBuilt.Error(), Hint: "paste the text instead"}
	if err != errBuilt {
		e.Err = err
	}
	return nil, e
}

// freeMark returns a code point that the file has not, neither as it is nor as
// a numeric reference; 0 if there is none.
func freeMark(file []byte) rune {
	for i := range 200 {
		r := rune(0xf0000 + i*37)
		hex := strconv.FormatInt(int64(r), 16)
		if !bytes.Contains(file, []byte(string(r))) && !bytes.Contains(file, []byte(strconv.Itoa(int(r)))) &&
			!bytes.Contains(bytes.ToLower(file), []byte(hex)) {
			return r
		}
	}
	return 0
}

// number writes mark, number, mark in front of each text of the file, after
// the spaces that begin it: only spaces may stand where no text is.
func number(file []byte, mark rune) (out []byte, places [][2]int, err error) {
	out = make([]byte, 0, len(file)+len(file)/8)
	z := html.NewTokenizer(bytes.NewReader(file))
	m := string(mark)
	var open formatting
	at, raw, nodes, work := 0, false, 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken && z.Err() != io.EOF {
			return nil, nil, z.Err()
		}
		b := z.Raw()
		from := at
		at += len(b)
		if kind == html.ErrorToken {
			return append(out, b...), places, nil
		}
		if nodes++; nodes > maxNodes {
			return nil, nil, errBuilt
		}
		if work += open.weight; work > maxWork {
			return nil, nil, errBuilt
		}
		switch kind {
		case html.TextToken:
			lead := len(b) - len(bytes.TrimLeft(b, " \t\n\r\f"))
			if raw || lead == len(b) {
				break
			}
			out = append(out, b[:lead]...)
			out = append(out, m...)
			out = strconv.AppendInt(out, int64(len(places)), 10)
			out = append(out, m...)
			out = append(out, b[lead:]...)
			places = append(places, [2]int{from + lead, at})
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := string(b) // before the name is folded in place
			name, attrs := z.TagName()
			a := atom.Lookup(name)
			raw = false
			switch a {
			case atom.Noscript:
				z.NextIsNotRawText()
			case atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Iframe, atom.Noembed, atom.Noframes, atom.Plaintext, atom.Xmp:
				raw = true
			}
			n := 1
			for attrs {
				_, _, attrs = z.TagAttr()
				n++
			}
			open.start(a, tag, n)
			out = append(out, tag...)
			continue
		case html.EndTagToken:
			tag := string(b)
			name, _ := z.TagName()
			open.end(atom.Lookup(name))
			raw = false
			out = append(out, tag...)
			continue
		}
		raw = false
		out = append(out, b...)
	}
}

// formatting follows which formatting elements a parser holds open, and errs
// on the side of too many.
type formatting struct {
	open   []formatted
	weight int
}

type formatted struct {
	a   atom.Atom // 0: what is open before it cannot be closed after it
	tag string
	n   int
}

func (f *formatting) start(a atom.Atom, tag string, n int) {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		same := 0
		for i := len(f.open) - 1; i >= 0 && i >= len(f.open)-600; i-- {
			if f.open[i].a == a && f.open[i].tag == tag {
				same++
			}
		}
		if same < 3 && len(f.open) < 600 {
			f.open = append(f.open, formatted{a, tag, n})
			f.weight += n
		}
	case atom.Td, atom.Th, atom.Caption, atom.Applet, atom.Object, atom.Marquee, atom.Template, atom.Button:
		if len(f.open) > 0 && f.open[len(f.open)-1].a != 0 && len(f.open) < 600 {
			f.open = append(f.open, formatted{})
		}
	}
}

func (f *formatting) end(a atom.Atom) {
	for i := len(f.open) - 1; i >= 0 && f.open[i].a != 0; i-- {
		if f.open[i].a == a {
			f.weight -= f.open[i].n
			f.open = append(f.open[:i], f.open[i+1:]...)
			return
		}
	}
}

// unnumber takes the numbers out of the tree and notes what they say.
func (t *tree) unnumber(mark string, places [][2]int) {
	strip := func(s string) string {
		if !strings.Contains(s, mark) {
			return s
		}
		out, _ := t.read(s, mark, nil)
		return out
	}
	for n := range t.doc.Descendants() {
		switch n.Type {
		case html.TextNode:
			if strings.Contains(n.Data, mark) {
				n.Data, t.places[n] = t.read(n.Data, mark, places)
			}
		case html.ElementNode:
			for i := range n.Attr {
				n.Attr[i].Val = strip(n.Attr[i].Val)
			}
		default:
			n.Data = strip(n.Data)
		}
	}
}

// read takes the numbers out of s.
func (t *tree) read(s, mark string, places [][2]int) (string, []piece) {
	var b strings.Builder
	var all []piece
	for {
		before, rest, ok := strings.Cut(s, mark)
		b.WriteString(before)
		if !ok {
			return b.String(), all
		}
		digits, after, ok := strings.Cut(rest, mark)
		if !ok {
			b.WriteString(rest)
			return b.String(), all
		}
		if i, err := strconv.Atoi(digits); err == nil && i >= 0 && i < len(places) {
			all = append(all, piece{b.Len(), places[i][0], places[i][1]})
		}
		s = after
	}
}

// reader walks through the bytes of a text in the file as a parser reads them.
type reader struct {
	raw []byte
	at  int
}

// next returns what the next character of the file stands for, and where it
// ends; "" at the end.
func (r *reader) next() (string, int) {
	if r.at >= len(r.raw) {
		return "", r.at
	}
	switch c := r.raw[r.at]; {
	case c == '&':
		if s, n := reference(r.raw[r.at:]); n > 0 {
			r.at += n
			return s, r.at
		}
	case c == '\r':
		r.at++
		if r.at < len(r.raw) && r.raw[r.at] == '\n' {
			r.at++
		}
		return "\n", r.at
	}
	_, n := utf8.DecodeRune(r.raw[r.at:])
	s := string(r.raw[r.at : r.at+n])
	r.at += n
	return s, r.at
}

// commonReferences are those that nearly all are.
var commonReferences = [...][2]string{{"&amp;", "&"}, {"&#34;", `"`}, {"&#39;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&nbsp;", "\u00a0"}}

// reference resolves the character reference that b begins with; n is its
// length, 0 when it is none.
func reference(b []byte) (s string, n int) {
	for _, c := range commonReferences {
		if len(b) >= len(c[0]) && string(b[:len(c[0])]) == c[0] {
			return c[1], len(c[0])
		}
	}
	end := 1
	for end < len(b) && end < 40 && (b[end] == '#' && end == 1 || b[end] >= '0' && b[end] <= '9' || b[end]|0x20 >= 'a' && b[end]|0x20 <= 'z') {
		end++
	}
	if end < len(b) && b[end] == ';' {
		end++
	}
	whole := html.UnescapeString(string(b[:end]))
	if whole == string(b[:end]) {
		return "", 0
	}
	for n = 2; n <= end; n++ {
		s = html.UnescapeString(string(b[:n]))
		if s != string(b[:n]) && s+string(b[n:end]) == whole {
			return s, n
		}
	}
	return "", 0
}
